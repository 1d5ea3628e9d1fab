/*
 * quartzalloc-verify.exe: asks the system for DirectShow's memory allocator the way every program does, says which
 * DLL answered, and proves that a released buffer is reported through NotifyRelease.  quartzalloc-setup reads its output.
 * What comes last, ours= or result=, tells it that the answer is whole.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define COBJMACROS
#ifndef CONST_VTABLE
#define CONST_VTABLE
#endif
#include <fcntl.h>
#include <io.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "windef.h"
#include "winbase.h"
#include "winver.h"
#include "initguid.h"
#include "objbase.h"
#include "strmif.h"
#include "quartzalloc.h"

#include "config.h"
#include "notify_counter.h"
#include "verify.h"

/* Not taken from uuids.h, which would define every other class of DirectShow along with it. */
DEFINE_GUID(CLSID_system_allocator, 0x1e651cc0, 0xb199, 0x11d0, 0x82, 0x12, 0x00, 0xc0, 0x4f, 0xc3, 0x2c, 0x45);

#define BUFFER_COUNT 4
#define BUFFER_SIZE  4096

enum exit_code
{
    EXIT_OURS = 0,
    EXIT_OTHER = 1,
    EXIT_NO_CLASS = 2,
    EXIT_BROKEN = 3,
    EXIT_USAGE = 4,
};

struct counter
{
    struct notify_counter notify;
    LONG free_count_seen;
    IMemAllocatorCallbackTemp *allocator;
};

static void look_at_free_count(struct notify_counter *notify)
{
    struct counter *counter = CONTAINING_RECORD(notify, struct counter, notify);

    if (FAILED(IMemAllocatorCallbackTemp_GetFreeCount(counter->allocator, &counter->free_count_seen)))
        counter->free_count_seen = -1;
}

void print_text(const char *key, const WCHAR *value)
{
    char text[3 * 1024 + 32], *p;

    /* UTF-8 whatever the console's code page: the reader is a program. */
    if (!WideCharToMultiByte(CP_UTF8, 0, value, -1, text, sizeof(text), NULL, NULL))
        strcpy(text, "unknown");
    /* A line is a line. */
    for (p = text; *p; p++)
    {
        if ((unsigned char)*p < ' ')
            *p = '?';
    }
    printf("%s=%s\n", key, text);
}

static void print_flag(const char *key, bool value)
{
    printf("%s=%s\n", key, value ? "yes" : "no");
}

/* The module that an object's methods lie in, which is the one that made it. */
static HMODULE get_module_of_object(void *object)
{
    HMODULE module;

    if (!GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
                            *(WCHAR **)object, &module))
        return NULL;
    return module;
}

/* Ours is the module that answers to our own class, whatever its file is called. */
static bool module_is_ours(HMODULE module)
{
    HRESULT(WINAPI * get_class_object)(REFCLSID clsid, REFIID iid, void **out);
    IClassFactory *factory;

    if (!(get_class_object = (void *)GetProcAddress(module, "DllGetClassObject")))
        return false;
    if (FAILED(get_class_object(&CLSID_QuartzAllocator, &IID_IClassFactory, (void **)&factory)))
        return false;
    IClassFactory_Release(factory);
    return true;
}

/* The resource is read from the loaded module itself, so the answer is about the code that runs. */
static bool get_module_version(HMODULE module, WORD version[4])
{
    const VS_FIXEDFILEINFO *info;
    const BYTE *data;
    HRSRC resource;
    DWORD offset, size;

    if (!(resource = FindResourceW(module, MAKEINTRESOURCEW(VS_VERSION_INFO), (const WCHAR *)RT_VERSION)))
        return false;
    if (!(data = LockResource(LoadResource(module, resource))))
        return false;
    size = SizeofResource(module, resource);

    /* The fixed part follows the header's three words and key, at the next multiple of four. */
    offset = (3 * sizeof(WORD) + sizeof(L"VS_VERSION_INFO") + 3) & ~3u;
    if (size < offset + sizeof(*info))
        return false;
    info = (const VS_FIXEDFILEINFO *)(data + offset);
    if (info->dwSignature != VS_FFI_SIGNATURE)
        return false;

    version[0] = HIWORD(info->dwFileVersionMS);
    version[1] = LOWORD(info->dwFileVersionMS);
    version[2] = HIWORD(info->dwFileVersionLS);
    version[3] = LOWORD(info->dwFileVersionLS);
    return true;
}

static void print_path(const char *key, HMODULE module)
{
    WCHAR path[MAX_PATH];

    if (!module || !GetModuleFileNameW(module, path, ARRAYSIZE(path)))
        wcscpy(path, L"unknown");
    print_text(key, path);
}

static void print_module(HMODULE module, bool ours)
{
    WORD version[4];

    print_path("dll", module);
    if (ours)
    {
        if (get_module_version(module, version))
            printf("version=%u.%u.%u.%u\n", version[0], version[1], version[2], version[3]);
        else
            printf("version=unknown\n");
    }
}

/* Who asks for the class object itself goes past TreatAs under Wine, and gets the system's. */
static void print_class_object(void)
{
    IClassFactory *factory;

    if (FAILED(CoGetClassObject(&CLSID_system_allocator, CLSCTX_INPROC_SERVER, NULL, &IID_IClassFactory,
                                (void **)&factory)))
    {
        printf("class_object=none\n");
        return;
    }
    print_path("class_object", get_module_of_object(factory));
    IClassFactory_Release(factory);
}

static bool check_buffers(IMemAllocator *allocator, IMemAllocatorCallbackTemp *callback_allocator)
{
    ALLOCATOR_PROPERTIES request = { BUFFER_COUNT, BUFFER_SIZE, 16, 0 }, actual = { 0 };
    LONG free_before = -1, free_held = -1, free_after = -1, references;
    bool counts_right, notified, released;
    IMediaSample *sample = NULL;
    struct counter counter = { .free_count_seen = -1, .allocator = callback_allocator };
    BYTE *data = NULL;
    HRESULT hr;

    notify_counter_init(&counter.notify, look_at_free_count);
    if (FAILED(hr = IMemAllocator_SetProperties(allocator, &request, &actual))
        || FAILED(hr = IMemAllocator_Commit(allocator))
        || FAILED(hr = IMemAllocatorCallbackTemp_SetNotify(callback_allocator,
                                                           &counter.notify.IMemAllocatorNotifyCallbackTemp_iface)))
    {
        printf("error=the allocator could not be made ready (0x%08lx)\n", (unsigned long)hr);
        return false;
    }

    IMemAllocatorCallbackTemp_GetFreeCount(callback_allocator, &free_before);
    hr = IMemAllocator_GetBuffer(allocator, &sample, NULL, NULL, 0);
    if (SUCCEEDED(hr) && sample)
    {
        IMemAllocatorCallbackTemp_GetFreeCount(callback_allocator, &free_held);
        if (SUCCEEDED(hr = IMediaSample_GetPointer(sample, &data)))
            memset(data, 0x5a, BUFFER_SIZE);
        IMediaSample_Release(sample);
        IMemAllocatorCallbackTemp_GetFreeCount(callback_allocator, &free_after);
    }
    if (FAILED(hr))
        printf("error=no buffer could be used (0x%08lx)\n", (unsigned long)hr);

    IMemAllocatorCallbackTemp_SetNotify(callback_allocator, NULL);
    IMemAllocator_Decommit(allocator);
    references = counter.notify.refcount;

    notified = counter.notify.calls == 1;
    released = references == 1;
    counts_right = free_before == BUFFER_COUNT && free_held == BUFFER_COUNT - 1 && free_after == BUFFER_COUNT
            && counter.free_count_seen == BUFFER_COUNT;
    printf("notify_calls=%ld\n", (long)counter.notify.calls);
    print_flag("notify_once", notified);
    print_flag("notify_released", released);
    printf("free_counts=%ld,%ld,%ld,%ld\n", free_before, free_held, counter.free_count_seen, free_after);
    print_flag("free_count_right", counts_right);
    return SUCCEEDED(hr) && notified && released && counts_right;
}

static enum exit_code verify(bool who_only)
{
    IMemAllocatorCallbackTemp *callback_allocator = NULL;
    IMemAllocator *allocator;
    enum exit_code code;
    HMODULE module;
    HRESULT hr;
    bool ours;

    hr = CoCreateInstance(&CLSID_system_allocator, NULL, CLSCTX_INPROC_SERVER, &IID_IMemAllocator, (void **)&allocator);
    if (FAILED(hr))
    {
        printf("dll=none\nerror=CoCreateInstance failed (0x%08lx)\nours=no\n", (unsigned long)hr);
        if (!who_only)
            printf("result=none\n");
        return EXIT_NO_CLASS;
    }

    module = get_module_of_object(allocator);
    ours = module && module_is_ours(module);
    print_module(module, ours);
    print_class_object();
    print_flag("ours", ours);
    code = ours ? EXIT_OURS : EXIT_OTHER;

    if (!who_only)
    {
        hr = IMemAllocator_QueryInterface(allocator, &IID_IMemAllocatorCallbackTemp, (void **)&callback_allocator);
        if (FAILED(hr))
            callback_allocator = NULL;
        print_flag("callback_interface", callback_allocator != NULL);

        if (callback_allocator)
        {
            /* Another DLL's allocator is put to the same test, so that its answers can be compared. */
            if (!check_buffers(allocator, callback_allocator) && ours)
                code = EXIT_BROKEN;
            IMemAllocatorCallbackTemp_Release(callback_allocator);
        }
        else if (ours)
        {
            code = EXIT_BROKEN;
        }
        printf("result=%s\n", code == EXIT_OURS ? "quartzalloc" : code == EXIT_OTHER ? "other" : "broken");
    }

    IMemAllocator_Release(allocator);
    return code;
}

static void print_help(void)
{
    printf("Usage: quartzalloc-verify [--registry] [--who] | --help | --version\n"
           "Asks for DirectShow's memory allocator and prints, one key=value a line, which DLL\n"
           "answered and whether it reports released buffers through NotifyRelease.\n"
           "\n"
           "  --registry print what the registry says of both classes, too\n"
           "  --who      print only which DLL answers\n"
           "  --help     print this text\n"
           "  --version  print the version\n"
           "\n"
           "Exit code: 0 quartzalloc answered and notifies, 1 another DLL answered,\n"
           "2 the class is missing or could not be created, 3 quartzalloc answered but is broken,\n"
           "4 unknown option.\n");
}

int main(int argc, char **argv)
{
    enum exit_code code;
    bool registry = false, who_only = false;
    HRESULT hr;
    int i;

    /* Plain line ends, for readers that are no Windows programs; and line by line, so that of a program that crashed it is
     * known how far it came. */
    _setmode(_fileno(stdout), _O_BINARY);
    setvbuf(stdout, NULL, _IONBF, 0);

    if (argc == 2 && !strcmp(argv[1], "--help"))
    {
        print_help();
        return EXIT_OURS;
    }
    if (argc == 2 && !strcmp(argv[1], "--version"))
    {
        printf("quartzalloc-verify %s (%u-bit)\n", PACKAGE_VERSION, (unsigned int)sizeof(void *) * 8);
        return EXIT_OURS;
    }
    for (i = 1; i < argc; i++)
    {
        if (!strcmp(argv[i], "--who"))
        {
            who_only = true;
        }
        else if (!strcmp(argv[i], "--registry"))
        {
            registry = true;
        }
        else
        {
            fprintf(stderr, "quartzalloc-verify: unknown option \"%s\"; --help lists the options\n", argv[i]);
            return EXIT_USAGE;
        }
    }

    printf("width=%u\n", (unsigned int)sizeof(void *) * 8);
    if (registry)
        print_registry();

    if (FAILED(hr = CoInitializeEx(NULL, COINIT_MULTITHREADED)))
    {
        printf("dll=none\nerror=CoInitializeEx failed (0x%08lx)\nours=no\n", (unsigned long)hr);
        return EXIT_NO_CLASS;
    }
    code = verify(who_only);
    CoUninitialize();
    return code;
}
