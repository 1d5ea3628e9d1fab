/*
 * Files for other programs: see output.h.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <errno.h>
#include <string.h>
#include "machine/process.h"
#include "output/output.h"

static FILE *open_file(const char *program, const char *path, const char *mode)
{
    FILE *file = process_open_file(path, mode);

    if (!file)
        fprintf(stderr, "%s: cannot write %s: %s\n", program, path, strerror(errno));
    return file;
}

bool output_check(const char *program, const char *path)
{
    FILE *file = open_file(program, path, "a");

    return file && !fclose(file);
}

FILE *output_open(const struct report *report, const char *path)
{
    return open_file(report->program, path, "w");
}

bool output_close(const struct report *report, const char *path, FILE *file)
{
    if (!fclose(file))
        return true;
    fprintf(stderr, "%s: cannot write %s: %s\n", report->program, path, strerror(errno));
    return false;
}
