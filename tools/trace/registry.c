/*
 * A prefix's registry: see registry.h
 *
 * The file has a line "[Software\\Classes\\CLSID\\{...}\\InprocServer32] TIME" for each key and lines "NAME"=VALUE for what
 * is in it.  It is read twice, a line at a time: for the classes that are the DLLs', and then for their names, which may stand
 * before.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "registry.h"

/* Longer lines count as far as this. */
#define LINE_SIZE  2048
#define CLASSES    1024 /* of all the DLLs */
#define CLASS_SIZE 39   /* "{083863F1-70DE-11D0-BD40-00A0C911CE86}" and a 0 */
#define VALUE_SIZE 600

struct class
{
    char id[CLASS_SIZE];
    uint16_t module;
    bool is_named;
};

struct registry
{
    FILE *file;
    bool is_32, is_win64; /* what is asked for; whether the prefix has both widths */
    struct registry_module *modules;
    uint32_t module_count;
    struct class *classes;
    uint32_t class_count;
};

/* What stands behind `beginning`, whatever the case; NULL where `text` does not begin so. */
static const char *behind(const char *text, const char *beginning)
{
    for (; *beginning; ++text, ++beginning)
    {
        if (bytes_lower(*text) != bytes_lower(*beginning))
            return NULL;
    }
    return text;
}

/* The next line, cut off where it is too long; false at the end. */
static bool next_line(FILE *file, char line[LINE_SIZE])
{
    size_t length;
    int c;

    if (!fgets(line, LINE_SIZE, file))
        return false;
    length = strlen(line);
    if (length == LINE_SIZE - 1 && line[length - 1] != '\n')
    {
        while ((c = getc(file)) != EOF && c != '\n')
            ;
    }
    line[strcspn(line, "\r\n")] = 0;
    return true;
}

static unsigned int hexadecimal(const char **text, unsigned int digits)
{
    unsigned int value = 0, digit;
    char c;

    for (; digits; --digits, ++*text)
    {
        c = bytes_lower(**text);
        if (c >= '0' && c <= '9')
            digit = (unsigned int)(c - '0');
        else if (c >= 'a' && c <= 'f')
            digit = (unsigned int)(c - 'a' + 10);
        else
            break;
        value = value * 16 + digit;
    }
    return value;
}

/* The text between quotes that `text` begins with: \\, \" and \xABCD are resolved, and what steers a terminal is not taken. */
static bool read_quoted(const char *text, char *out, size_t size)
{
    size_t used = 0;

    out[0] = 0;
    if (*text++ != '"')
        return false;
    while (*text && *text != '"')
    {
        if (*text == '\\' && text[1] == 'x')
        {
            text += 2;
            used = bytes_put(out, size, used, hexadecimal(&text, 4));
            continue;
        }
        if (*text == '\\' && text[1])
            ++text;
        if ((unsigned char)*text >= 0x80)
        {
            /* As it is: the file is in UTF-8 where it is not in ASCII. */
            if (used + 1 < size)
            {
                out[used++] = *text;
                out[used] = 0;
            }
        }
        else
            used = bytes_put(out, size, used, (unsigned char)*text);
        ++text;
    }
    return *text == '"';
}

/* The value of `"name"=...` or `@=...`, if this is the line and the value a text. */
static bool read_value(const char *line, const char *name, char value[VALUE_SIZE])
{
    const char *text = behind(line, name);

    if (!text || *text++ != '=')
        return false;
    /* A text with variables in it: str(2):"%SystemRoot%..." */
    if (!strncmp(text, "str(2):", 7))
        text += 7;
    return read_quoted(text, value, VALUE_SIZE);
}

/* What stands in a class key behind "...\\CLSID\\", of the width that is asked for; NULL for another key. */
static const char *behind_classes(const struct registry *registry, const char *line)
{
    bool wow = registry->is_32 && registry->is_win64;
    const char *text = behind(line, "[Software\\\\Classes\\\\");

    if (!text)
        return NULL;
    if (wow && !(text = behind(text, "Wow6432Node\\\\")))
        return NULL;
    return behind(text, "CLSID\\\\");
}

/* Take the class's id that `text` begins with.  Returns what stands behind it, or NULL. */
static const char *read_class(const char *text, char id[CLASS_SIZE])
{
    size_t length = strcspn(text, "}");

    if (*text != '{' || length != CLASS_SIZE - 2 || !text[length])
        return NULL;
    memcpy(id, text, CLASS_SIZE - 1);
    id[CLASS_SIZE - 1] = 0;
    return text + CLASS_SIZE - 1;
}

static struct class *find_class(const struct registry *registry, const char *id)
{
    uint32_t i;

    for (i = 0; i < registry->class_count; ++i)
    {
        if (bytes_same(registry->classes[i].id, id))
            return &registry->classes[i];
    }
    return NULL;
}

/* The class's DLL is `path`: keep it, if it is one that is asked for. */
static void keep_class(struct registry *registry, const char *id, const char *path)
{
    const char *file = path, *c;
    uint32_t i;

    for (c = path; *c; ++c)
    {
        if (*c == '\\' || *c == '/')
            file = c + 1;
    }
    for (i = 0; i < registry->module_count && registry->class_count < CLASSES; ++i)
    {
        if (!registry->modules[i].file[0] || !bytes_same(registry->modules[i].file, file) || find_class(registry, id))
            continue;
        memcpy(registry->classes[registry->class_count].id, id, CLASS_SIZE);
        registry->classes[registry->class_count++].module = (uint16_t)i;
        return;
    }
}

static void read_classes(struct registry *registry)
{
    char line[LINE_SIZE], id[CLASS_SIZE], value[VALUE_SIZE];
    bool is_server = false;
    const char *text;

    while (next_line(registry->file, line))
    {
        if (!strcmp(line, "#arch=win64"))
            registry->is_win64 = true;
        else if (line[0] == '[')
            is_server = (text = behind_classes(registry, line)) && (text = read_class(text, id))
                    && behind(text, "\\\\InprocServer32]");
        else if (is_server && read_value(line, "@", value))
            keep_class(registry, id, value);
    }
}

static void keep_name(struct registry *registry, struct class *class, const char *name)
{
    struct registry_module *module = &registry->modules[class->module];
    size_t length = strlen(name);
    uint32_t i;

    /* One that stands in two categories is one. */
    if (class->is_named || !name[0])
        return;
    class->is_named = true;
    for (i = 0; i < module->count && i < REGISTRY_FILTERS; ++i)
    {
        if (!strcmp(module->filters[i], name))
            return;
    }
    if (module->count++ >= REGISTRY_FILTERS)
        return;
    if (length > REGISTRY_NAME_SIZE - 1)
    {
        /* Not through the middle of a character */
        for (length = REGISTRY_NAME_SIZE - 1; length && (name[length] & 0xc0) == 0x80; --length)
            ;
    }
    memcpy(module->filters[i], name, length);
    module->filters[i][length] = 0;
}

/* "[...CLSID\\{category}\\Instance\\{class}]": the names that the filter mapper shows */
static struct class *class_of_instance(const struct registry *registry, const char *line)
{
    char id[CLASS_SIZE];
    const char *text = behind_classes(registry, line);

    if (!text || !(text = read_class(text, id)) || !(text = behind(text, "\\\\Instance\\\\"))
        || !(text = read_class(text, id)) || *text != ']')
        return NULL;
    return find_class(registry, id);
}

static void read_names(struct registry *registry)
{
    char line[LINE_SIZE], value[VALUE_SIZE];
    struct class *class = NULL;

    while (next_line(registry->file, line))
    {
        if (line[0] == '[')
            class = class_of_instance(registry, line);
        else if (class && read_value(line, "\"FriendlyName\"", value))
            keep_name(registry, class, value);
    }
}

bool registry_read(const char *path, bool is_32, struct registry_module *modules, uint32_t count)
{
    struct registry registry = { .is_32 = is_32, .modules = modules, .module_count = count };
    bool whole;

    if (!(registry.file = fopen(path, "rb")))
        return false;
    whole = (registry.classes = calloc(CLASSES, sizeof(*registry.classes))) != NULL;
    if (whole)
    {
        read_classes(&registry);
        rewind(registry.file);
        if (registry.class_count)
            read_names(&registry);
        whole = !ferror(registry.file);
    }
    free(registry.classes);
    fclose(registry.file);
    return whole;
}
