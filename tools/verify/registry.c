/*
 * What the registry says of quartzalloc's class and of the system's, in both views. One start of this program takes the
 * place of a start of reg.exe for each key, and tells a key that is not there from one that could not be read.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "windef.h"
#include "winbase.h"
#include "winreg.h"

#include "verify.h"

#define CLASSES L"Software\\Classes\\CLSID\\"

static const WCHAR our_class[] = CLASSES L"{7C0E6C5B-2D53-4C0B-9B5B-3A1F4D5E6A10}";
static const WCHAR our_server[] = CLASSES L"{7C0E6C5B-2D53-4C0B-9B5B-3A1F4D5E6A10}\\InprocServer32";
static const WCHAR system_class[] = CLASSES L"{1E651CC0-B199-11D0-8212-00C04FC32C45}";
static const WCHAR system_treat_as[] = CLASSES L"{1E651CC0-B199-11D0-8212-00C04FC32C45}\\TreatAs";

#define VALUE_LENGTH 1024

struct view
{
    const char *name;
    REGSAM flag;
    /* The first error other than "not found". */
    LSTATUS error;
};

/* NULL where the key is not there, or cannot be read, which the view remembers. */
static HKEY open_key(struct view *view, const WCHAR *path)
{
    LSTATUS status;
    HKEY key;

    status = RegOpenKeyExW(HKEY_LOCAL_MACHINE, path, 0, KEY_READ | view->flag, &key);
    if (status == ERROR_SUCCESS)
        return key;
    if (status != ERROR_FILE_NOT_FOUND && !view->error)
        view->error = status;
    return NULL;
}

/* The text of a value, NULL for the default one; empty where there is none or it is no text. */
static void read_value(struct view *view, HKEY key, const WCHAR *name, WCHAR text[VALUE_LENGTH])
{
    DWORD type, size = (VALUE_LENGTH - 1) * sizeof(WCHAR);
    LSTATUS status;

    memset(text, 0, VALUE_LENGTH * sizeof(WCHAR));
    status = RegQueryValueExW(key, name, NULL, &type, (BYTE *)text, &size);
    if (status == ERROR_SUCCESS && (type == REG_SZ || type == REG_EXPAND_SZ))
        return;
    memset(text, 0, VALUE_LENGTH * sizeof(WCHAR));
    if (status != ERROR_SUCCESS && status != ERROR_FILE_NOT_FOUND && !view->error)
        view->error = status;
}

static void print_entry(const struct view *view, const char *name, const WCHAR *value)
{
    char key[32];

    snprintf(key, sizeof(key), "%s.%s", view->name, name);
    print_text(key, value);
}

static void print_value(struct view *view, const char *name, HKEY key, const WCHAR *value_name)
{
    WCHAR text[VALUE_LENGTH];

    read_value(view, key, value_name, text);
    print_entry(view, name, text);
}

static void print_our_class(struct view *view)
{
    HKEY key;

    if (!(key = open_key(view, our_class)))
    {
        print_entry(view, "class", L"absent");
        return;
    }
    print_entry(view, "class", L"present");
    print_value(view, "previous", key, L"PreviousTreatAs");
    RegCloseKey(key);
    if (!(key = open_key(view, our_server)))
        return;
    print_value(view, "class_path", key, NULL);
    print_value(view, "threading", key, L"ThreadingModel");
    RegCloseKey(key);
}

static void print_system_class(struct view *view)
{
    WCHAR text[6 + VALUE_LENGTH] = L"value:";
    HKEY key;

    if (!(key = open_key(view, system_class)))
    {
        print_entry(view, "key", L"absent");
        return;
    }
    print_entry(view, "key", L"present");
    RegCloseKey(key);
    if (!(key = open_key(view, system_treat_as)))
    {
        print_entry(view, "treat_as", L"absent");
        return;
    }
    read_value(view, key, NULL, text + 6);
    print_entry(view, "treat_as", text[6] ? text : L"empty");
    RegCloseKey(key);
}

void print_registry(void)
{
    struct view views[] = { { "64", KEY_WOW64_64KEY, 0 }, { "32", KEY_WOW64_32KEY, 0 } };
    LSTATUS error = ERROR_SUCCESS;
    unsigned int i;

    for (i = 0; i < ARRAYSIZE(views); i++)
    {
        print_our_class(&views[i]);
        print_system_class(&views[i]);
        if (!error)
            error = views[i].error;
    }
    if (error)
        printf("registry=error %ld\n", (long)error);
    else
        printf("registry=complete\n");
}
