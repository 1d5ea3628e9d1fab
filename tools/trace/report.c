/*
 * quartzalloc-trace report: a trace as one page to look at
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "report_collect.h"
#include "report_write.h"

/* The parts of the page, made from the folder report when this program is built */
static const char page_style[] =
#include "report-page.css.inc"
        ;
static const char page_body[] =
#include "report-page.html.inc"
        ;
static const char page_script[] =
#include "report-page.js.inc"
        ;

/* Nothing is loaded from elsewhere, and nothing of the data can become a part of the page. */
static const char page_head[] =
        "<!DOCTYPE html>\n"
        "<html lang=\"en\">\n"
        "<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
        "script-src 'unsafe-inline'\">\n"
        "<title>Who held the buffers</title>\n"
        "<style>\n";

static void make_page(struct report *report, bool anonymous, struct text *page)
{
    text_bytes(page, page_head, sizeof(page_head) - 1);
    text_bytes(page, page_style, sizeof(page_style) - 1);
    text_print(page, "</style>\n<body>\n");
    text_bytes(page, page_body, sizeof(page_body) - 1);
    text_print(page, "<script type=\"application/json\" id=\"data\">\n");
    report_write(report, anonymous, page);
    text_print(page, "\n</script>\n<script>\n");
    text_bytes(page, page_script, sizeof(page_script) - 1);
    text_print(page, "</script>\n</body>\n</html>\n");
}

/* What is there already stays whole until the new page is. */
static bool write_file(const char *path, const struct text *page)
{
    size_t size = strlen(path) + 5;
    char *beside = malloc(size);
    bool written = false;
    FILE *file;
    int error;

    if (!beside)
        return false;
    snprintf(beside, size, "%s.new", path);
    if ((file = fopen(beside, "wb")))
    {
        written = fwrite(page->bytes, 1, page->used, file) == page->used;
        written = !fclose(file) && written;
#ifdef _WIN32
        if (written)
            remove(path);
#endif
        written = written && !rename(beside, path);
        error = errno;
        if (!written)
            remove(beside);
        errno = error;
    }
    free(beside);
    return written;
}

/* FILE.trace becomes FILE.html, here: the folder of a trace need not be ours. */
static void default_path(const char *trace, bool anonymous, char *path, size_t size)
{
    const char *name = trace + strlen(trace);
    int length;

    while (name > trace && name[-1] != '/' && name[-1] != '\\')
        --name;
    length = (int)strlen(name);
    if (length > 6 && !strcmp(name + length - 6, ".trace"))
        length -= 6;
    if (anonymous)
        snprintf(path, size, "quartzalloc-report.html");
    else
        snprintf(path, size, "%.*s.html", length, name);
}

static int write_report(const char *trace, const char *output, bool anonymous)
{
    char path[1100];
    struct report *report = calloc(1, sizeof(*report));
    struct reader *reader = report ? open_trace(trace) : NULL;
    int code = EXIT_UNREADABLE;
    struct text page = { 0 };

    if (!report)
        complain("out of memory");
    if (!reader)
    {
        free(report);
        return code;
    }
    if (!output)
    {
        default_path(trace, anonymous, path, sizeof(path));
        output = path;
    }
    if (report_collect(report, reader))
        make_page(report, anonymous, &page);
    else
        page.failed = true;
    if (page.failed)
        complain("out of memory");
    else if (!strcmp(output, "-"))
        code = fwrite(page.bytes, 1, page.used, stdout) == page.used && !fflush(stdout) ? EXIT_DONE : EXIT_UNREADABLE;
    else if (!strcmp(output, trace))
        complain("the page would overwrite the trace %s: name another file with --output", trace);
    else if (!write_file(output, &page))
        complain("cannot write %s: %s", output, strerror(errno));
    else
    {
        printf("%s, %u KB: open it in a browser, or attach it to a report of a fault\n", output,
               (unsigned int)(page.used / 1024 + 1));
        code = EXIT_DONE;
    }
    free(page.bytes);
    report_free(report);
    free(report);
    reader_close(reader);
    return code;
}

int command_report(int count, char **arguments)
{
    const char *trace = NULL, *output = NULL, *value;
    bool anonymous = false;
    int i;

    for (i = 0; i < count; ++i)
    {
        if (is_option(arguments[i], "--output", &value) && value && *value)
            output = value;
        else if (!strcmp(arguments[i], "--anonymous"))
            anonymous = true;
        else if (take_trace("report", arguments[i], &trace) != EXIT_DONE)
            return EXIT_USAGE;
    }
    if (!trace)
        return wrong_usage("report: name a trace");
    return write_report(trace, output, anonymous);
}
