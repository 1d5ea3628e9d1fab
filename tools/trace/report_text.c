/*
 * Text of a report: see report_text.h
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report_text.h"

static bool make_room(struct text *text, size_t length)
{
    size_t room = text->room ? text->room : 4096;
    char *grown;

    if (text->failed)
        return false;
    while (room - text->used < length)
        room *= 2;
    if (room != text->room)
    {
        if (!(grown = realloc(text->bytes, room)))
        {
            text->failed = true;
            return false;
        }
        text->bytes = grown;
        text->room = room;
    }
    return true;
}

void text_bytes(struct text *text, const void *bytes, size_t length)
{
    if (!make_room(text, length))
        return;
    memcpy(text->bytes + text->used, bytes, length);
    text->used += length;
}

void text_print(struct text *text, const char *format, ...)
{
    char line[512];
    va_list arguments;
    int length;

    va_start(arguments, format);
    length = vsnprintf(line, sizeof(line), format, arguments);
    va_end(arguments);
    if (length < 0 || (size_t)length >= sizeof(line))
        text->failed = true;
    else
        text_bytes(text, line, (size_t)length);
}

/* How many bytes the character at `string` has, which ends with a 0; 0 where it is no UTF-8. */
static unsigned int character_length(const unsigned char *string)
{
    static const uint32_t lowest[] = { 0, 0, 0x80, 0x800, 0x10000 };
    unsigned int length = string[0] < 0x80 ? 1
            : (string[0] & 0xe0) == 0xc0   ? 2
            : (string[0] & 0xf0) == 0xe0   ? 3
            : (string[0] & 0xf8) == 0xf0   ? 4
                                           : 0;
    uint32_t code = length > 1 ? string[0] & (0x7fu >> length) : string[0];
    unsigned int i;

    for (i = 1; i < length; ++i)
    {
        if ((string[i] & 0xc0) != 0x80)
            return 0;
        code = code << 6 | (string[i] & 0x3f);
    }
    if (length > 1 && (code < lowest[length] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)))
        return 0;
    return length;
}

void text_string(struct text *text, const char *string)
{
    const unsigned char *at = (const unsigned char *)string;
    unsigned int length;

    text_bytes(text, "\"", 1);
    for (; *at; at += length ? length : 1)
    {
        length = character_length(at);
        if (!length)
            text_print(text, "\\ufffd");
        else if (length == 1 && (*at < ' ' || *at == 0x7f || strchr("\"\\<>&'", *at)))
            text_print(text, "\\u%04x", *at);
        else
            text_bytes(text, at, length);
    }
    text_bytes(text, "\"", 1);
}

void text_packed(struct text *text, uint64_t number)
{
    unsigned char byte;

    do
    {
        byte = (unsigned char)((number & 127) | (number > 127 ? 128 : 0));
        text_bytes(text, &byte, 1);
        number >>= 7;
    } while (number);
}

void text_base64(struct text *text, struct text *packed)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const unsigned char *bytes = (const unsigned char *)packed->bytes;
    char group[4];
    size_t i;

    text->failed |= packed->failed;
    text_bytes(text, "\"", 1);
    for (i = 0; i < packed->used; i += 3)
    {
        size_t left = packed->used - i;
        uint32_t bits = (uint32_t)bytes[i] << 16 | (left > 1 ? (uint32_t)bytes[i + 1] << 8 : 0)
                | (left > 2 ? (uint32_t)bytes[i + 2] : 0);

        group[0] = digits[bits >> 18];
        group[1] = digits[bits >> 12 & 63];
        group[2] = left > 1 ? digits[bits >> 6 & 63] : '=';
        group[3] = left > 2 ? digits[bits & 63] : '=';
        text_bytes(text, group, 4);
    }
    text_bytes(text, "\"", 1);
    packed->used = 0;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool is_letter(char c)
{
    return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z') || c == '_' || (c & 0x80);
}

/* The alias of the longest name that stands here as a whole; NULL for none. */
static const struct alias *find_alias(const char *string, char before, const struct alias *aliases, size_t count)
{
    const struct alias *found = NULL;
    size_t i, length, longest = 0;

    for (i = 0; i < count && !is_letter(before); ++i)
    {
        const char *name = aliases[i].name;

        for (length = 0; name[length] && lower(name[length]) == lower(string[length]); ++length)
            ;
        if (!name[length] && length > longest && !is_letter(string[length]))
        {
            found = &aliases[i];
            longest = length;
        }
    }
    return found;
}

static bool is_word(char c)
{
    return c && !strchr(" \t\r\n,;()<>=\"'", c);
}

/* Whether a word may be the name of a file: it has a path's separators, or an ending of letters. */
static bool may_be_name(const char *word, size_t length)
{
    size_t dot = length, i;

    for (i = 0; i < length; ++i)
    {
        if (word[i] == '/' || word[i] == '\\')
            return true;
        if (word[i] == '.')
            dot = i;
    }
    if (dot + 1 >= length || !dot)
        return false;
    for (i = dot + 1; i < length && word[i] != '+' && word[i] != ':'; ++i)
    {
        if ((word[i] < 'a' || word[i] > 'z') && (word[i] < 'A' || word[i] > 'Z'))
            return false;
    }
    return i > dot + 1;
}

char *text_anonymous(const char *string, const struct alias *aliases, size_t count)
{
    static const char hidden[] = "(name)";
    struct text out = { 0 };
    const struct alias *alias;
    char before = ' ';
    size_t length;

    while (*string && !out.failed)
    {
        if ((alias = find_alias(string, before, aliases, count)))
        {
            text_bytes(&out, alias->alias, strlen(alias->alias));
            string += strlen(alias->name);
            before = 'x';
            continue;
        }
        if (*string == '"' && strchr(string + 1, '"'))
        {
            text_bytes(&out, hidden, sizeof(hidden) - 1);
            string = strchr(string + 1, '"') + 1;
            before = '"';
            continue;
        }
        for (length = 0; is_word(string[length]); ++length)
            ;
        if (!is_word(before) && length && may_be_name(string, length))
        {
            text_bytes(&out, hidden, sizeof(hidden) - 1);
            string += length;
            before = 'x';
            continue;
        }
        before = *string;
        text_bytes(&out, string++, 1);
    }
    text_bytes(&out, "", 1);
    if (out.failed)
    {
        free(out.bytes);
        return NULL;
    }
    return out.bytes;
}
