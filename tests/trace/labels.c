/*
 * Names of modules, filters and functions: found in a made-up prefix, and nothing breaks where its files are damaged
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define _POSIX_C_SOURCE 200809L

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "labels.h"
#include "locate.h"
#include "made_up.h"
#include "registry.h"
#include "trace_test.h"

#define PATH_SIZE 1000
#define BASE      0x10000u
#define DAMAGED   3000 /* copies of each file */

static const char registry_text[] =
        "WINE REGISTRY Version 2\n;; All keys relative to REGISTRY\\\\Machine\n\n#arch=win64\n\n"
        "[Software\\\\Classes\\\\CLSID\\\\{083863F1-70DE-11D0-BD40-00A0C911CE86}\\\\Instance\\\\{AAAAAAAA-0000-0000-"
        "0000-00000000000A}] 1\n"
        "\"FilterData\"=hex:02,00,\\\n  00,00\n"
        "\"FriendlyName\"=\"First \\\"filter\\\" \\x00e9\\x001b[2J\"\n\n"
        "[Software\\\\Classes\\\\CLSID\\\\{083863F1-70DE-11D0-BD40-00A0C911CE86}\\\\Instance\\\\{BBBBBBBB-0000-0000-"
        "0000-00000000000B}] 1\n"
        "\"FriendlyName\"=\"Second\"\n\n"
        "[Software\\\\Classes\\\\CLSID\\\\{AAAAAAAA-0000-0000-0000-00000000000A}\\\\InprocServer32] 1\n"
        "@=\"C:\\\\Program Files\\\\FILM.AX\"\n\n"
        "[Software\\\\Classes\\\\CLSID\\\\{BBBBBBBB-0000-0000-0000-00000000000B}\\\\InprocServer32] 1\n"
        "@=str(2):\"%ProgramFiles%\\\\film.ax\"\n\n"
        "[Software\\\\Classes\\\\CLSID\\\\{CCCCCCCC-0000-0000-0000-00000000000C}\\\\InprocServer32] 1\n"
        "@=\"C:\\\\elsewhere\\\\other.ax\"\n\n"
        "[Software\\\\Classes\\\\Wow6432Node\\\\CLSID\\\\{083863F1-70DE-11D0-BD40-00A0C911CE86}\\\\Instance\\\\{"
        "DDDDDDDD-0000-0000-0000-00000000000D}] 1\n"
        "\"FriendlyName\"=\"Of 32 bits\"\n\n"
        "[Software\\\\Classes\\\\Wow6432Node\\\\CLSID\\\\{DDDDDDDD-0000-0000-0000-00000000000D}\\\\InprocServer32] 1\n"
        "@=\"film.ax\"\n";

static int expect(const char *what, const char *found, const char *wanted)
{
    return found && !strcmp(found, wanted) ? 0 : fault("%s is \"%s\", not \"%s\"", what, found ? found : "", wanted);
}

/* Folders and files of a prefix */
static int make_prefix(const char *prefix)
{
    static const char *const folders[] = { "", "/dosdevices", "/drive_c", "/drive_c/Program Files" };
    char path[PATH_SIZE];
    size_t i;

    for (i = 0; i < sizeof(folders) / sizeof(*folders); ++i)
    {
        snprintf(path, sizeof(path), "%s%s", prefix, folders[i]);
        mkdir(path, 0777);
    }
    snprintf(path, sizeof(path), "%s/dosdevices/c:", prefix);
    unlink(path);
    if (symlink("../drive_c", path))
        return fault("%s cannot be made", path);
    snprintf(path, sizeof(path), "%s/system.reg", prefix);
    return write_file(path, registry_text, sizeof(registry_text) - 1);
}

static size_t put_name(uint8_t *at, struct trace_name name, const char *text)
{
    name.length = (uint32_t)strlen(text);
    name.size = (uint32_t)(sizeof(name) + name.length + 8) / 8 * 8;
    memcpy(at, &name, sizeof(name));
    memcpy(at + sizeof(name), text, name.length);
    return name.size;
}

/* A trace with names and no records */
static int make_trace(const char *path, const char *prefix, unsigned int pointer_size)
{
    static uint8_t bytes[4 * TRACE_HEADER_SIZE];
    struct trace_header header = { .byte_order = TRACE_BYTE_ORDER,
                                   .version = TRACE_VERSION,
                                   .header_size = TRACE_HEADER_SIZE,
                                   .record_size = TRACE_RECORD_SIZE,
                                   .pointer_size = pointer_size,
                                   .file_size = sizeof(bytes),
                                   .names_offset = TRACE_HEADER_SIZE,
                                   .names_size = TRACE_HEADER_SIZE,
                                   .ring_offset = 2 * TRACE_HEADER_SIZE,
                                   .ring_count = 2 * TRACE_HEADER_SIZE / TRACE_RECORD_SIZE,
                                   .clock_frequency = 1000000000 };
    uint8_t *names = bytes + TRACE_HEADER_SIZE, *at = names;
    struct trace_name module = {
        .kind = TRACE_NAME_MODULE, .number = 1, .value = BASE, .bytes = MADE_UP_LOADED, .stamp = MADE_UP_STAMP
    };

    memset(bytes, 0, sizeof(bytes));
    at += put_name(at, (struct trace_name){ .kind = TRACE_NAME_PREFIX }, prefix);
    at += put_name(at, (struct trace_name){ .kind = TRACE_NAME_PATH, .number = 1 }, "\\??\\C:\\PROGRAM FILES\\film.ax");
    at += put_name(at, module, "Film.ax");
    module.number = 2;
    ++module.stamp;
    at += put_name(at, (struct trace_name){ .kind = TRACE_NAME_PATH, .number = 2 }, "\\??\\C:\\program files\\Film.ax");
    at += put_name(at, module, "Replaced.ax");
    memcpy(header.magic, TRACE_MAGIC, TRACE_MAGIC_SIZE);
    header.names_used = (uint64_t)(at - names);
    memcpy(bytes, &header, sizeof(header));
    return write_file(path, bytes, sizeof(bytes));
}

static int check_place(struct labels *labels, uint32_t address, const char *wanted)
{
    char text[LABEL_PLACE_SIZE], whole[LABEL_PLACE_SIZE];

    snprintf(whole, sizeof(whole), "Film.ax+0x%x%s", (unsigned int)address, wanted);
    return expect("a place", labels_place(labels, BASE + address, 1, text), whole);
}

static int check_labels(struct labels *labels, bool is_64, bool has_symbols)
{
    static const char message[] = "stack  Film.ax+0x1101 < Replaced.ax+0x1101 < Film.ax+0x < x+0x1101";
    bool known = is_64 || has_symbols;
    char *text = labels_text(labels, message);
    int result =
            expect("what is known of the module", labels_whole(labels, 1),
                   is_64 ? "Made-up Decoder: First \"filter\" \xc3\xa9?[2J, Second" : "Made-up Decoder: Of 32 bits");

    result |= expect("the module", labels_module(labels, 1),
                     is_64 ? "Film.ax (Made-up Decoder)" : "Film.ax (Of 32 bits)");
    result |= check_place(labels, MADE_UP_RECEIVE + 1, known ? " (Receive)" : "");
    /* A return address may be the next function's beginning. */
    result |= check_place(labels, MADE_UP_DELIVER, known ? " (Receive)" : "");
    result |= check_place(labels, MADE_UP_HELPER, known ? " (DeliverTheSample)" : "");
    result |= check_place(labels, MADE_UP_END, has_symbols ? " (helper_of_it)" : "");
    result |= check_place(labels, MADE_UP_END + 1, "");
    result |= check_place(labels, MADE_UP_RECEIVE, "");
    /* The file is another version than the module was. */
    result |= expect("a module that was replaced", labels_module(labels, 2),
                     is_64 ? "Replaced.ax (First \"filter\" \xc3\xa9?[2J and 1 more)" : "Replaced.ax (Of 32 bits)");
    result |= expect("a message", text,
                     known ? "stack  Film.ax+0x1101 (DeliverTheSample) < Replaced.ax+0x1101 < Film.ax+0x < x+0x1101"
                           : message);
    free(text);
    return result;
}

static int check_prefix(const char *folder, bool is_64, bool has_symbols)
{
    char module[PATH_SIZE], trace[PATH_SIZE], error[READER_ERROR_SIZE];
    uint8_t bytes[MADE_UP_SIZE];
    struct reader *reader;
    struct labels labels;
    int result;

    snprintf(module, sizeof(module), "%s/drive_c/Program Files/Film.ax", folder);
    snprintf(trace, sizeof(trace), "%s/trace", folder);
    if (write_file(module, bytes, make_up_image(bytes, is_64, has_symbols)) || make_trace(trace, folder, is_64 ? 8 : 4))
        return 1;
    if (!(reader = reader_open(trace, error)))
        return fault("%s", error);
    labels_init(&labels, reader, true);
    result = check_labels(&labels, is_64, has_symbols);
    labels_free(&labels);
    labels_init(&labels, reader, false);
    result |= expect("the module where nothing is looked at", labels_module(&labels, 1), "Film.ax");
    result |= check_place(&labels, MADE_UP_RECEIVE + 1, "");
    labels_free(&labels);
    reader_close(reader);
    return result;
}

/* What leads out of the drives, or to no file, is not there. */
static int check_paths(const char *folder)
{
    static const char *const bad[] = { "",
                                       "\\",
                                       "C:",
                                       "C:\\",
                                       "C:\\..\\system.reg",
                                       "D:\\film.ax",
                                       "\\??\\",
                                       "C:\\Program Files",
                                       "C:\\Program Files\\\\Film.ax\\x",
                                       "\\Device\\HarddiskVolume1\\film.ax",
                                       "..\\system.reg" };
    char file[LOCATE_SIZE];
    int result = 0;
    size_t i;

    for (i = 0; i < sizeof(bad) / sizeof(*bad); ++i)
    {
        if (locate_file(folder, bad[i], file))
            result |= fault("\"%s\" is %s", bad[i], file);
    }
    return result;
}

/* Cut off at any place, or with some other bytes.  Returns what is left. */
static size_t harm(uint8_t *bytes, size_t size, unsigned int which, uint64_t *random)
{
    unsigned int i;

    if (which < size && which % 2)
        return which;
    for (i = 0; i < 1 + which % 8; ++i)
        bytes[next_random(random) % size] = next_random(random) % 3 ? (uint8_t)next_random(random) : 0xff;
    return which % 3 ? size : next_random(random) % size;
}

static void read_image(const char *path)
{
    struct functions *functions = functions_read(path, MADE_UP_STAMP, MADE_UP_LOADED, 100);
    char text[FUNCTION_NAME_SIZE];
    struct image image;
    uint32_t address;

    if (image_open(&image, path))
    {
        image_describe(&image, text, sizeof(text));
        image_close(&image);
    }
    for (address = 0; functions && address < MADE_UP_LOADED; address += 0x40)
        functions_find(functions, address, text);
    functions_free(functions);
}

static int read_damaged(const char *folder)
{
    struct registry_module module;
    uint8_t bytes[MADE_UP_SIZE];
    char path[PATH_SIZE];
    uint64_t random = 3;
    unsigned int i;
    size_t size;

    snprintf(path, sizeof(path), "%s/damaged", folder);
    for (i = 0; i < DAMAGED; ++i)
    {
        size = make_up_image(bytes, i & 4, i & 8);
        if (write_file(path, bytes, harm(bytes, size, i, &random)))
            return 1;
        read_image(path);
        size = sizeof(registry_text) - 1;
        memcpy(bytes, registry_text, size);
        if (write_file(path, bytes, harm(bytes, size, i, &random)))
            return 1;
        memset(&module, 0, sizeof(module));
        module.file = "film.ax";
        registry_read(path, i & 1, &module, 1);
    }
    printf("%u damaged modules and registries were read\n", i);
    return 0;
}

int test_labels(int count, char **arguments)
{
    char folder[PATH_SIZE / 2];
    int result;

    (void)count;
    unsetenv("WINEPREFIX");
    snprintf(folder, sizeof(folder), "%s", arguments[0]);
    if (folder[0] != '/' || make_prefix(folder))
        return fault("%s: name a folder by its path from the root on", folder);
    result = check_prefix(folder, true, true) | check_prefix(folder, true, false) | check_prefix(folder, false, true)
            | check_prefix(folder, false, false);
    return result | check_paths(folder) | read_damaged(folder);
}
