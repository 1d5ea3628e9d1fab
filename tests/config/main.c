/*
 * config-test: what quartzalloc.conf's reader makes of texts, whole and damaged, and what counts as a size
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../dlls/quartzalloc/diagnosis/config_file.h"
#include "../../dlls/quartzalloc/diagnosis/words.h"

static const char usage[] = "Usage: config-test COUNT\n"
                            "\n"
                            "Reads a table of files as quartzalloc.conf, then COUNT damaged copies of them, each in "
                            "memory of its own size, and\n"
                            "checks what is told of each line.  Closes with N passed, N failed, N skipped.\n"
                            "\n"
                            "Exit code: 0 nothing failed, 1 something did, 2 wrong usage.\n";

static const char program[] = "Player.exe";

static const struct
{
    const char *what, *text, *expected;
} files[] = {
    { "nothing", "", "" },
    { "line breaks alone", "\n\r\n\n", "" },
    { "a line", "A=1\n", "1 A=1;" },
    { "without a line break at the end", "A=1", "1 A=1;" },
    { "spaces around everything", " \t A \t = \t 1 2 \t \r\n", "1 A=1 2;" },
    { "a carriage return in the middle stays", "A=1\rB=2\n", "1 A=1\rB=2;" },
    { "no value", "A=\n", "1 A=;" },
    { "an equals sign in the value", "A=b=c\n", "1 A=b=c;" },
    { "quotes", "A=\"1\"\nB=\"\"\nC=\" 1 \"\n", "1 A=1;2 B=;3 C= 1 ;" },
    { "half a pair of quotes", "A=\"\nB=\"1\nC=1\"\n", "1 A=\";2 B=\"1;3 C=1\";" },
    { "comments", "# A=1\n;A=2\n  # A=3\nA=4 # B\n", "4 A=4 # B;" },
    { "no name", "=1\n", "1!" },
    { "no equals sign", "A\nB=1\n", "1!2 B=1;" },
    { "a section of the program", "[player.exe]\nA=1\n", "2 A=1;" },
    { "sections of others", "A=1\n[other.exe]\nA=2\nnonsense\n[PLAYER.EXE]\nA=3\n[player]\nA=4\n[player.exe2]\nA=5\n",
      "1 A=1;6 A=3;" },
    { "spaces in a heading", "  [ \tPlayer.exe ]  \nA=1\n", "2 A=1;" },
    { "brackets in a heading", "[[player.exe]]\nA=1\n[player.exe]]\nA=2\n", "" },
    { "an empty heading", "[]\nA=1\n[ ]\nA=2\n", "" },
    { "a heading that does not end", "A=1\n[player.exe\nA=2\n[player.exe]\nA=3\n", "1 A=1;2!5 A=3;" },
    { "something behind a heading", "[player.exe] A=1\nA=2\n", "1!" },
    { "a byte order mark",
      "\xef\xbb\xbf"
      "A=1\n",
      "1 A=1;" },
    { "half a byte order mark",
      "\xef\xbb"
      "A=1\n",
      "1 \xef\xbb"
      "A=1;" },
    { "a byte order mark alone", "\xef\xbb\xbf", "" },
};

static const struct
{
    const char *text;
    bool is_size;
    uint64_t size;
} sizes[] = {
    { "0", true, 0 },
    { "1", true, 1 },
    { "8K", true, 8192 },
    { "8k", true, 8192 },
    { "1M", true, 1 << 20 },
    { "2G", true, UINT64_C(2) << 30 },
    { "0.5G", true, 1 << 29 },
    { "1000000000000", true, UINT64_C(1000000000000) },
    { "1000G", true, UINT64_C(1000) << 30 },
    { ".5K", true, 512 },
    { "", false, 0 },
    { "K", false, 0 },
    { "-1", false, 0 },
    { "1KB", false, 0 },
    { "1T", false, 0 },
    { "1 K", false, 0 },
    { "nan", false, 0 },
    { "inf", false, 0 },
    { ".", false, 0 },
    { " 1", false, 0 },
    { "1e30", false, 0 },
    { "1000000000000G", false, 0 },
};

static unsigned int passed, failed;

static void check(bool right, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void check(bool right, const char *format, ...)
{
    va_list arguments;

    if (right)
    {
        ++passed;
        return;
    }
    ++failed;
    va_start(arguments, format);
    fputs("config-test: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
}

/* What the reader told of the file that it reads, and whether it was told in order */
static char told[8192];
static unsigned int last_line;
static bool in_order;

static void tell(unsigned int line, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void tell(unsigned int line, const char *format, ...)
{
    size_t used = strlen(told);
    va_list arguments;

    in_order &= line > last_line;
    last_line = line;
    va_start(arguments, format);
    vsnprintf(told + used, sizeof(told) - used, format, arguments);
    va_end(arguments);
}

static void take(unsigned int line, const char *name, const char *value)
{
    tell(line, "%u %s=%s;", line, name, value);
}

static void complain(unsigned int line, const char *what)
{
    (void)what;
    tell(line, "%u!", line);
}

/* In memory of just its size, so that the sanitizer sees what is read or written behind it. */
static void read_text(const char *text, size_t length)
{
    static const struct config_reader reader = { take, complain };
    char *copy = malloc(length + 1);

    if (!copy)
        abort();
    memcpy(copy, text, length);
    copy[length] = 0;
    told[0] = 0;
    last_line = 0;
    in_order = true;
    config_file_read(copy, length, program, &reader);
    free(copy);
}

static void read_table(void)
{
    size_t i;

    for (i = 0; i < sizeof(files) / sizeof(*files); ++i)
    {
        read_text(files[i].text, strlen(files[i].text));
        check(in_order && !strcmp(told, files[i].expected), "%s: told \"%s\", expected \"%s\"", files[i].what, told,
              files[i].expected);
    }
}

/* The longest line that counts, one that is a byte longer, and one that is meant for another program. */
static void read_long_lines(void)
{
    static char text[2 * CONFIG_LINE_SIZE];
    size_t length;

    for (length = CONFIG_LINE_SIZE - 1; length <= CONFIG_LINE_SIZE; ++length)
    {
        memset(text, 'x', length);
        memcpy(text, "A=", 2);
        memcpy(text + length, "\nB=1\n", 6);
        read_text(text, length + 5);
        check(length < CONFIG_LINE_SIZE ? !strncmp(told, "1 A=x", 5) && strlen(told) == length + 9
                                        : !strcmp(told, "1!2 B=1;"),
              "a line of %u bytes: told \"%.40s\"", (unsigned int)length, told);
    }
    memcpy(text, "[b]\n", 4);
    memset(text + 4, 'x', CONFIG_LINE_SIZE);
    read_text(text, CONFIG_LINE_SIZE + 4);
    check(!told[0], "a long line for another program: told \"%.40s\"", told);
}

static void read_binary(void)
{
    size_t i;

    for (i = 0; i < 5; ++i)
    {
        char text[] = "A=1\nB";

        text[i] = 0;
        read_text(text, sizeof(text) - 1);
        check(!strcmp(told, "1!"), "a 0 at %u: told \"%s\"", (unsigned int)i, told);
    }
}

static void read_damaged(unsigned long count)
{
    static const char bytes[] = { '\n', '=', '[', ']', '"', '#', ' ', '\r', 0, 'A', (char)0xef };
    unsigned long i, out_of_order = 0;
    unsigned int random = 1, changes;
    char text[512];
    size_t length;

    for (i = 0; i < count; ++i)
    {
        length = (size_t)snprintf(text, sizeof(text), "%s", files[i % (sizeof(files) / sizeof(*files))].text);
        for (changes = 0; length && changes <= i % 4; ++changes)
        {
            random = random * 1664525 + 1013904223;
            text[(random >> 8) % length] = bytes[(random >> 24) % sizeof(bytes)];
        }
        random = random * 1664525 + 1013904223;
        read_text(text, length ? (random >> 8) % (length + 1) : 0);
        out_of_order += !in_order;
    }
    check(!out_of_order, "lines of %lu damaged files were told out of order", out_of_order);
}

static void read_sizes(void)
{
    uint64_t size;
    size_t i;

    for (i = 0; i < sizeof(sizes) / sizeof(*sizes); ++i)
    {
        bool is_size = word_size(sizes[i].text, strlen(sizes[i].text), &size);

        check(is_size == sizes[i].is_size && (!is_size || size == sizes[i].size), "\"%s\" %s", sizes[i].text,
              is_size ? "is taken for a size" : "is no size");
    }
}

int main(int argc, char **argv)
{
    char *end;
    unsigned long count;

    if (argc == 2 && !strcmp(argv[1], "--help"))
    {
        fputs(usage, stdout);
        return 0;
    }
    if (argc != 2 || (count = strtoul(argv[1], &end, 10), *end || !count))
    {
        fputs("config-test: name a number of damaged files: see config-test --help\n", stderr);
        return 2;
    }
    read_table();
    read_long_lines();
    read_binary();
    read_damaged(count);
    read_sizes();
    printf("%u passed, %u failed, 0 skipped\n", passed, failed);
    return failed != 0;
}
