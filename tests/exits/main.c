/*
 * quartzalloc-exits: runs each case in a process of its own, and looks how long that takes to end
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define INITGUID
#include "exits.h"

#include "../still.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PROGRAM "quartzalloc-exits"

/* Milliseconds in which a process has to end, more than one that has done nothing special. */
#define MOST_TO_END 1000

/* And in all, whatever it does. */
#define MOST_IN_ALL 60000

/* A case's exit code, where it ended as it should have. */
#define EXIT_ENDED 0

struct shared *shared;
struct target target;

static void say(const char *format, va_list arguments)
{
    vsnprintf(shared->failure, sizeof(shared->failure), format, arguments);
}

void fail(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    say(format, arguments);
    va_end(arguments);
    TerminateProcess(GetCurrentProcess(), 1);
    abort();
}

void skip(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    say(format, arguments);
    va_end(arguments);
    shared->skipped = 1;
    TerminateProcess(GetCurrentProcess(), 1);
    abort();
}

void ending(void)
{
    InterlockedExchange(&shared->ending, 1);
}

void expect_result(const char *call, HRESULT result, HRESULT expected)
{
    if (result != expected)
        fail("%s gave %#lx instead of %#lx", call, (unsigned long)result, (unsigned long)expected);
}

void load_target(void)
{
    if (!(target.module = LoadLibraryA(target.path)))
        fail("cannot load %s, error %lu", target.path, GetLastError());
    target.get_class_object = (void *)(ULONG_PTR)GetProcAddress(target.module, "DllGetClassObject");
    target.can_unload = (void *)(ULONG_PTR)GetProcAddress(target.module, "DllCanUnloadNow");
    if (!target.get_class_object || !target.can_unload)
        fail("%s is no COM server", target.path);
}

IMemAllocatorCallbackTemp *create_allocator(LONG buffers)
{
    ALLOCATOR_PROPERTIES properties = { buffers, 64, 1, 0 }, actual;
    IMemAllocatorCallbackTemp *allocator;
    IClassFactory *factory;

    expect(target.get_class_object(&CLSID_MemoryAllocator, &IID_IClassFactory, (void **)&factory), S_OK);
    expect(IClassFactory_CreateInstance(factory, NULL, &IID_IMemAllocatorCallbackTemp, (void **)&allocator), S_OK);
    IClassFactory_Release(factory);
    expect(IMemAllocatorCallbackTemp_SetProperties(allocator, &properties, &actual), S_OK);
    expect(IMemAllocatorCallbackTemp_Commit(allocator), S_OK);
    return allocator;
}

IMediaSample *get_buffer(IMemAllocatorCallbackTemp *allocator)
{
    IMediaSample *sample;

    expect(IMemAllocatorCallbackTemp_GetBuffer(allocator, &sample, NULL, NULL, AM_GBF_NOWAIT), S_OK);
    return sample;
}

void cycle(IMemAllocatorCallbackTemp *allocator)
{
    IMediaSample *sample = get_buffer(allocator);

    IMediaSample_Release(sample);
}

void give_to_holder(void *object)
{
    static void (*hold)(IUnknown * object, volatile LONG * released);
    HMODULE module;

    /* Loaded after the DLL under test, so detached before it; and found beside this program. */
    if (!hold
        && (!(module = LoadLibraryA("quartzalloc-exits-holder.dll"))
            || !(hold = (void *)(ULONG_PTR)GetProcAddress(module, "hold"))))
        fail("cannot load quartzalloc-exits-holder.dll, error %lu: it has to lie beside the program", GetLastError());
    hold(object, &shared->released);
}

static DWORD WINAPI waiter_thread(void *context)
{
    struct waiter *waiter = context;

    waiter->hr = IMemAllocatorCallbackTemp_GetBuffer(waiter->allocator, &waiter->sample, NULL, NULL, 0);
    return 0;
}

void start_waiter(struct waiter *waiter, IMemAllocatorCallbackTemp *allocator)
{
    DWORD start = GetTickCount();
    unsigned int same = 0;
    CONTEXT before;

    waiter->allocator = allocator;
    waiter->sample = NULL;
    waiter->hr = E_UNEXPECTED;
    waiter->thread = CreateThread(NULL, 0, waiter_thread, waiter, 0, NULL);
    memset(&before, 0, sizeof(before));
    while (same < 5)
    {
        if (WaitForSingleObject(waiter->thread, 2) == WAIT_OBJECT_0)
            fail("5.1: GetBuffer gave %#lx with no sample free", (unsigned long)waiter->hr);
        same = stands_still(waiter->thread, &before) ? same + 1 : 0;
        if (GetTickCount() - start > PATIENCE)
            fail("GetBuffer neither sleeps nor returns");
    }
}

static HANDLE in_notify;
HANDLE leave_notify;

static void stay_in_notify(struct object *object)
{
    (void)object;
    SetEvent(in_notify);
    WaitForSingleObject(leave_notify, INFINITE);
}

static DWORD WINAPI release_thread(void *context)
{
    IMediaSample_Release((IMediaSample *)context);
    return 0;
}

HANDLE start_in_notify(IMemAllocatorCallbackTemp *allocator, struct object *callback)
{
    HANDLE thread;

    in_notify = CreateEventW(NULL, TRUE, FALSE, NULL);
    leave_notify = CreateEventW(NULL, TRUE, FALSE, NULL);
    init_callback(callback);
    callback->on_notify = stay_in_notify;
    expect(IMemAllocatorCallbackTemp_SetNotify(allocator, (IMemAllocatorNotifyCallbackTemp *)callback), S_OK);
    thread = CreateThread(NULL, 0, release_thread, get_buffer(allocator), 0, NULL);
    if (WaitForSingleObject(in_notify, PATIENCE))
        fail("6.3: NotifyRelease is not called");
    return thread;
}

void join(HANDLE thread, const char *what)
{
    if (WaitForSingleObject(thread, PATIENCE))
        fail("%s does not end", what);
    CloseHandle(thread);
}

/* In a process of its own */
static int run_case(const char *name, HANDLE mapping)
{
    unsigned int i;

    if (!(shared = MapViewOfFile(mapping, FILE_MAP_ALL_ACCESS, 0, 0, sizeof(*shared))))
        return 1;
    CoInitializeEx(NULL, COINIT_MULTITHREADED);
    load_target();
    for (i = 0; i < exit_case_count; ++i)
    {
        if (!strcmp(exit_cases[i].name, name))
            exit_cases[i].run();
    }
    return EXIT_ENDED;
}

static HANDLE start_case(const char *name, HANDLE mapping)
{
    STARTUPINFOA startup = { .cb = sizeof(startup) };
    PROCESS_INFORMATION process;
    char program[MAX_PATH], line[1024];

    GetModuleFileNameA(NULL, program, sizeof(program));
    snprintf(line, sizeof(line), "\"%s\" --dll \"%s\" --case %s --child %llu", program, target.path, name,
             (unsigned long long)(ULONG_PTR)mapping);
    if (!CreateProcessA(program, line, NULL, NULL, TRUE, 0, NULL, NULL, &startup, &process))
    {
        fprintf(stderr, PROGRAM ": cannot start a process (error %lu)\n", GetLastError());
        exit(3);
    }
    CloseHandle(process.hThread);
    return process.hProcess;
}

/* Returns how long the process took to end, in milliseconds; or says in *wrong why that is of no interest. */
static DWORD wait_for_end(HANDLE process, const struct exit_case *test, const char **wrong)
{
    DWORD start = GetTickCount(), began = 0, exit_code;

    while (WaitForSingleObject(process, 5) == WAIT_TIMEOUT)
    {
        if (!began && shared->ending)
            began = GetTickCount();
        if (GetTickCount() - start > MOST_IN_ALL || (began && GetTickCount() - began > 10 * MOST_TO_END))
        {
            TerminateProcess(process, 1);
            WaitForSingleObject(process, INFINITE);
            *wrong = began ? "the process does not end" : "hangs";
            return 0;
        }
    }
    GetExitCodeProcess(process, &exit_code);
    if (*shared->failure)
        *wrong = shared->failure;
    else if (!shared->ending)
        *wrong = "the process ended too early: a crash";
    else if (exit_code != EXIT_ENDED)
        *wrong = "the process crashed while it ended";
    else if (shared->released != test->released)
        *wrong = "the holder did not come through: a release while the process ends hangs or crashes";
    return began ? GetTickCount() - began : 0;
}

/* Runs one; returns 1 where it passed, 0 where not, -1 where it was skipped.  *least: of the case "nothing". */
static int judge(const struct exit_case *test, HANDLE mapping, DWORD *least)
{
    const char *wrong = NULL;
    HANDLE process;
    DWORD took;

    memset(shared, 0, sizeof(*shared));
    process = start_case(test->name, mapping);
    took = wait_for_end(process, test, &wrong);
    CloseHandle(process);
    if (shared->skipped)
    {
        printf("skipped: %s: %s\n", test->name, shared->failure);
        return -1;
    }
    if (!strcmp(test->name, "nothing"))
        *least = took;
    else if (!wrong && took > *least + MOST_TO_END)
        wrong = "the process takes too long to end";
    printf("%-8s %s%s%s", wrong ? "FAILED" : "ok", test->name, wrong ? ": " : "", wrong ? wrong : "");
    printf(wrong ? "\n" : ": ended in %lu ms\n", took);
    fflush(stdout);
    return !wrong;
}

static void print_help(void)
{
    unsigned int i;

    printf("Usage: " PROGRAM " [--dll PATH] [--case NAME]... [--repeat N] [--help]\n"
           "Ends threads and processes while they use an allocator, each case in a process of its own, and looks "
           "whether that "
           "ends\n"
           "within a second, and whether others can go on.\n"
           "\n"
           "  --dll PATH   the DLL under test (default: quartzalloc.dll)\n"
           "  --case NAME  this case only; may be repeated\n"
           "  --repeat N   run the cases N times (default: 1)\n"
           "  --help       show this help\n"
           "\n"
           "Cases:");
    for (i = 0; i < exit_case_count; ++i)
        printf(" %s", exit_cases[i].name);
    printf("\nThe last line counts: N passed, N failed, N skipped.  Exit code: 0 nothing failed, 1 something did, 2 "
           "for a wrong "
           "command\nline, 3 when no process can be started.\n");
}

static int wrong_usage(const char *what, const char *argument)
{
    fprintf(stderr, PROGRAM ": %s '%s': see " PROGRAM " --help\n", what, argument);
    return 2;
}

int main(int argc, char **argv)
{
    SECURITY_ATTRIBUTES inherited = { sizeof(inherited), NULL, TRUE };
    unsigned int passed = 0, failed = 0, skipped = 0, i, repeat = 1;
    BOOL wanted[64] = { 0 }, any = FALSE;
    const char *only = NULL;
    HANDLE mapping = NULL;
    DWORD least = 0;
    int arg;

    SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX | SEM_NOOPENFILEERRORBOX);
    target.path = "quartzalloc.dll";
    for (arg = 1; arg < argc; ++arg)
    {
        if (!strcmp(argv[arg], "--help"))
        {
            print_help();
            return 0;
        }
        if (arg + 1 == argc)
            return wrong_usage("unknown or incomplete option", argv[arg]);
        if (!strcmp(argv[arg], "--dll"))
            target.path = argv[arg + 1];
        else if (!strcmp(argv[arg], "--repeat"))
            repeat = (unsigned int)strtoul(argv[arg + 1], NULL, 10);
        else if (!strcmp(argv[arg], "--child"))
            mapping = (HANDLE)(ULONG_PTR)strtoull(argv[arg + 1], NULL, 10);
        else if (!strcmp(argv[arg], "--case"))
        {
            only = argv[arg + 1];
            for (i = 0; i < exit_case_count && strcmp(exit_cases[i].name, only); ++i)
                ;
            if (i == exit_case_count)
                return wrong_usage("there is no case", only);
            wanted[i] = any = TRUE;
        }
        else
            return wrong_usage("unknown option", argv[arg]);
        ++arg;
    }
    if (mapping)
        return run_case(only, mapping);
    if (!repeat)
        return wrong_usage("not a number of times:", "--repeat");

    mapping = CreateFileMappingA(INVALID_HANDLE_VALUE, &inherited, PAGE_READWRITE, 0, sizeof(*shared), NULL);
    if (!mapping || !(shared = MapViewOfFile(mapping, FILE_MAP_ALL_ACCESS, 0, 0, sizeof(*shared))))
    {
        fprintf(stderr, PROGRAM ": cannot share memory (error %lu)\n", GetLastError());
        return 3;
    }
    for (; repeat; --repeat)
    {
        for (i = 0; i < exit_case_count; ++i)
        {
            int result = any && !wanted[i] && i ? 2 : judge(&exit_cases[i], mapping, &least);

            passed += result == 1;
            failed += result == 0;
            skipped += result == -1;
        }
    }
    printf("%u passed, %u failed, %u skipped\n", passed, failed, skipped);
    return failed ? 1 : 0;
}
