/*
 * Writing trace events as JSON
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stddef.h>

#include "json_write.h"

/* How many bytes the character at `text` has; 0 where it is no UTF-8. */
static size_t character(const unsigned char *text)
{
    static const uint32_t lowest[] = { 0, 0, 0x80, 0x800, 0x10000 };
    size_t length = text[0] < 0x80 ? 1 : text[0] < 0xc0 ? 0 : text[0] < 0xe0 ? 2 : text[0] < 0xf0 ? 3 : 4, i;
    uint32_t code;

    if (length < 2 || text[0] > 0xf4)
        return text[0] < 0x80;
    code = text[0] & (0x7f >> length);
    for (i = 1; i < length; ++i)
    {
        if ((text[i] & 0xc0) != 0x80)
            return 0;
        code = code << 6 | (text[i] & 0x3f);
    }
    return code < lowest[length] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ? 0 : length;
}

void json_string(struct json *json, const char *text)
{
    const unsigned char *c = (const unsigned char *)text;
    size_t length;

    if (!json->file)
        return;
    fputc('"', json->file);
    for (; *c; c += length ? length : 1)
    {
        length = character(c);
        if (!length)
            fputc('?', json->file);
        else if (*c == '"' || *c == '\\')
            fprintf(json->file, "\\%c", *c);
        else if (*c < ' ')
            fprintf(json->file, "\\u%04x", *c);
        else
            fwrite(c, 1, length, json->file);
    }
    fputc('"', json->file);
}

static void name_member(struct json *json, const char *name)
{
    if (json->file)
        fprintf(json->file, "%s\"%s\":", json->between, name);
    json->between = ",";
}

void json_member(struct json *json, const char *name, const char *text)
{
    name_member(json, name);
    json_string(json, text);
}

void json_number(struct json *json, const char *name, int64_t number)
{
    name_member(json, name);
    if (json->file)
        fprintf(json->file, "%lld", (long long)number);
}

void json_time(struct json *json, const char *name, int64_t nanoseconds)
{
    name_member(json, name);
    if (json->file)
        fprintf(json->file, "%lld.%03d", (long long)(nanoseconds / 1000), (int)(nanoseconds % 1000));
}

void json_raw(struct json *json, const char *name, const char *text)
{
    name_member(json, name);
    if (json->file)
        fputs(text, json->file);
}

void json_begin(struct json *json, char kind, const char *name)
{
    const char kind_text[2] = { kind, 0 };

    if (json->file)
        fputs(json->events ? ",\n{" : "\n{", json->file);
    ++json->events;
    json->between = "";
    json_member(json, "ph", kind_text);
    json_member(json, "name", name);
}

void json_open(struct json *json, const char *name)
{
    name_member(json, name);
    if (json->file)
        fputc('{', json->file);
    json->between = "";
}

void json_close(struct json *json)
{
    if (json->file)
        fputc('}', json->file);
    json->between = ",";
}

void json_end(struct json *json)
{
    if (json->file)
        fputc('}', json->file);
}
