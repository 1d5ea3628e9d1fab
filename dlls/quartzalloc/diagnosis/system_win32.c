/*
 * The Win32 side of system.h
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include <windows.h>
#include <winternl.h>

#include "system.h"

/* Of NtQueryVirtualMemory: the file that a view shows */
#define MAPPED_FILE_NAME 2

/* Not in every header of Wine's. */
NTSYSAPI WORD NTAPI RtlCaptureStackBackTrace(DWORD skipped, DWORD wanted, PVOID *addresses, PDWORD hash);

static int(__cdecl *wine_debug_output)(const char *text);
static BOOLEAN(NTAPI *shutdown_in_progress)(void);
static PEB *(NTAPI *get_current_peb)(void);
static HRESULT(WINAPI *get_thread_description)(HANDLE thread, WCHAR **description);
static LONG(NTAPI *query_virtual_memory)(HANDLE process, const void *address, int what, void *out, SIZE_T size,
                                         SIZE_T *written);
static char *(__cdecl *wine_unix_name)(const WCHAR *path);
static DWORD thread_value = TLS_OUT_OF_INDEXES;
static HANDLE log_file = INVALID_HANDLE_VALUE;

/* Function pointers may not be converted to one another without a word of warning. */
static void find_function(const WCHAR *module, const char *name, void *pointer)
{
    FARPROC function = GetProcAddress(GetModuleHandleW(module), name);

    memcpy(pointer, &function, sizeof(function));
}

void system_start(void)
{
    find_function(L"ntdll.dll", "__wine_dbg_output", &wine_debug_output);
    find_function(L"ntdll.dll", "RtlDllShutdownInProgress", &shutdown_in_progress);
    find_function(L"ntdll.dll", "RtlGetCurrentPeb", &get_current_peb);
    find_function(L"ntdll.dll", "NtQueryVirtualMemory", &query_virtual_memory);
    find_function(L"kernel32.dll", "wine_get_unix_file_name", &wine_unix_name);
    find_function(L"kernel32.dll", "GetThreadDescription", &get_thread_description);
}

void system_stay(void)
{
    HMODULE module;

    thread_value = TlsAlloc();
    /* Threads of ours, and samples that callers hold, have code in this DLL. */
    GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_PIN,
                       (const WCHAR *)(uintptr_t)&wine_debug_output, &module);
}

bool system_is_ending(void)
{
    return shutdown_in_progress && shutdown_in_progress();
}

bool system_lock_try(struct platform_lock *lock)
{
    return TryAcquireSRWLockExclusive((SRWLOCK *)lock);
}

uint32_t system_thread_id(void)
{
    return GetCurrentThreadId();
}

uint32_t system_process_id(void)
{
    return GetCurrentProcessId();
}

static void to_utf8(const WCHAR *text, int length, char *out, int size)
{
    int written = WideCharToMultiByte(CP_UTF8, 0, text, length, out, size - 1, NULL, NULL);

    out[written > 0 ? written : 0] = 0;
}

void system_thread_name(uint32_t thread, char name[SYSTEM_NAME_SIZE])
{
    WCHAR *description;
    HANDLE handle;

    name[0] = 0;
    if (!get_thread_description || !(handle = OpenThread(THREAD_QUERY_LIMITED_INFORMATION, FALSE, thread)))
        return;
    if (SUCCEEDED(get_thread_description(handle, &description)))
    {
        int length = lstrlenW(description);

        to_utf8(description, length < SYSTEM_NAME_SIZE / 4 ? length : SYSTEM_NAME_SIZE / 4, name, SYSTEM_NAME_SIZE);
        LocalFree(description);
    }
    CloseHandle(handle);
}

/* From the process's own block of parameters, as asking the loader would take its lock. */
static void program_path(const WCHAR **path, int *length)
{
    const UNICODE_STRING *image = &get_current_peb()->ProcessParameters->ImagePathName;

    *path = image->Buffer;
    *length = image->Length / (int)sizeof(WCHAR);
}

void system_program_name(char name[SYSTEM_NAME_SIZE])
{
    const WCHAR *path;
    int length, start;

    program_path(&path, &length);
    for (start = length; start && path[start - 1] != '\\' && path[start - 1] != '/'; --start)
        ;
    /* What does not fit is cut off. */
    for (name[0] = 0; length > start && !name[0]; --length)
        to_utf8(path + start, length - start, name, SYSTEM_NAME_SIZE);
}

/* Where the image lies `offset` bytes into the module, if so much of it is there. */
static const void *image_at(const struct system_module *module, uint32_t offset, size_t size)
{
    if (offset > module->size || size > module->size - offset)
        return NULL;
    return (const char *)module->base + offset;
}

static void name_from_exports(struct system_module *module, const IMAGE_DATA_DIRECTORY *directory)
{
    const IMAGE_EXPORT_DIRECTORY *exports;
    const char *name;
    size_t i;

    if (!directory->VirtualAddress || !(exports = image_at(module, directory->VirtualAddress, sizeof(*exports)))
        || !(name = image_at(module, exports->Name, SYSTEM_NAME_SIZE)))
        return;
    for (i = 0; i < SYSTEM_NAME_SIZE - 1 && name[i] >= ' '; ++i)
        module->name[i] = name[i];
    module->name[i] = 0;
}

bool system_describe_module(uintptr_t address, struct system_module *module)
{
    const IMAGE_NT_HEADERS *headers;
    const IMAGE_DOS_HEADER *dos;
    MEMORY_BASIC_INFORMATION info;

    if (!VirtualQuery((const void *)address, &info, sizeof(info)) || info.Type != MEM_IMAGE)
        return false;
    memset(module, 0, sizeof(*module));
    module->base = (uintptr_t)info.AllocationBase;
    dos = info.AllocationBase;
    if (dos->e_magic != IMAGE_DOS_SIGNATURE)
        return false;
    headers = (const IMAGE_NT_HEADERS *)((const char *)dos + dos->e_lfanew);
    if (headers->Signature != IMAGE_NT_SIGNATURE)
        return false;
    module->size = headers->OptionalHeader.SizeOfImage;
    module->timestamp = headers->FileHeader.TimeDateStamp;
    name_from_exports(module, &headers->OptionalHeader.DataDirectory[IMAGE_DIRECTORY_ENTRY_EXPORT]);
    if (!module->name[0])
    {
        if (!(headers->FileHeader.Characteristics & IMAGE_FILE_DLL))
            system_program_name(module->name);
        else
            snprintf(module->name, sizeof(module->name), "module-%08x", (unsigned int)module->timestamp);
    }
    return true;
}

bool system_module_path(uintptr_t base, char *path, size_t size)
{
    struct
    {
        UNICODE_STRING name;
        WCHAR text[1024];
    } mapped;

    path[0] = 0;
    /* The only question about a module's path that the loader need not answer. */
    if (!query_virtual_memory
        || query_virtual_memory(GetCurrentProcess(), (const void *)base, MAPPED_FILE_NAME, &mapped, sizeof(mapped),
                                NULL)
                < 0)
        return false;
    to_utf8(mapped.name.Buffer, mapped.name.Length / (int)sizeof(WCHAR), path, (int)size);
    return path[0] != 0;
}

bool system_prefix(char *path, size_t size)
{
    WCHAR wide[1024];
    DWORD length = GetEnvironmentVariableW(L"WINECONFIGDIR", wide, ARRAYSIZE(wide));
    char *name;

    path[0] = 0;
    if (!wine_unix_name || length <= 4 || length >= ARRAYSIZE(wide))
        return false;
    /* It begins with "\??\", as the system says, and programs say "\\?\". */
    wide[1] = '\\';
    if (!(name = wine_unix_name(wide)))
        return false;
    if (strlen(name) < size)
        strcpy(path, name);
    HeapFree(GetProcessHeap(), 0, name);
    return path[0] != 0;
}

unsigned int system_stack(uintptr_t *addresses, unsigned int depth)
{
    void *frames[SYSTEM_STACK_DEPTH];
    unsigned int count, i;

    count = RtlCaptureStackBackTrace(2, depth < SYSTEM_STACK_DEPTH ? depth : SYSTEM_STACK_DEPTH, frames, NULL);
    /* Where a thread begins there is no caller, and what Wine's unwinder finds behind that is no frame. */
    for (i = 0; i < count && frames[i]; ++i)
        addresses[i] = (uintptr_t)frames[i];
    return i;
}

bool system_environment(const char *name, char *value, size_t size)
{
    WCHAR wide_name[64], wide[1024];
    DWORD length;
    size_t i;

    for (i = 0; name[i] && i < 63; ++i)
        wide_name[i] = (unsigned char)name[i];
    wide_name[i] = 0;
    SetLastError(0);
    length = GetEnvironmentVariableW(wide_name, wide, ARRAYSIZE(wide));
    value[0] = 0;
    if (!length)
        return GetLastError() != ERROR_ENVVAR_NOT_FOUND;
    if (length >= ARRAYSIZE(wide))
        return true;
    to_utf8(wide, (int)length, value, (int)size);
    return true;
}

bool system_wide_path(const char *path, wchar_t *wide, size_t size)
{
    /* Wine opens a Unix path behind this prefix; on Windows no path begins with a slash. */
    static const WCHAR unix_prefix[] = L"\\\\?\\unix";
    size_t prefix = path[0] == '/' && wine_debug_output ? ARRAYSIZE(unix_prefix) - 1 : 0;

    if (size <= prefix)
        return false;
    memcpy(wide, unix_prefix, prefix * sizeof(WCHAR));
    return MultiByteToWideChar(CP_UTF8, 0, path, -1, wide + prefix, (int)(size - prefix)) > 0;
}

bool system_log_open(const char *path)
{
    WCHAR wide[1024];

    if (path[0] && system_wide_path(path, wide, ARRAYSIZE(wide)))
        log_file = CreateFileW(wide, FILE_APPEND_DATA, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
                               OPEN_ALWAYS, FILE_ATTRIBUTE_NORMAL, NULL);
    return !path[0] || log_file != INVALID_HANDLE_VALUE;
}

void system_log_write(const char *line, size_t length)
{
    HANDLE handle = log_file;
    DWORD written;

    if (handle == INVALID_HANDLE_VALUE && wine_debug_output)
    {
        wine_debug_output(line);
        return;
    }
    if (handle == INVALID_HANDLE_VALUE)
        handle = GetStdHandle(STD_ERROR_HANDLE);
    if (handle && handle != INVALID_HANDLE_VALUE)
        WriteFile(handle, line, (DWORD)length, &written, NULL);
    if (IsDebuggerPresent())
        OutputDebugStringA(line);
}

void *system_reserve(size_t size)
{
    return VirtualAlloc(NULL, size, MEM_RESERVE, PAGE_NOACCESS);
}

bool system_open(void *pages, size_t size)
{
    DWORD before;

    /* The second call is for pages that were open before. */
    return VirtualAlloc(pages, size, MEM_COMMIT, PAGE_READWRITE)
            && VirtualProtect(pages, size, PAGE_READWRITE, &before);
}

void system_close(void *pages, size_t size)
{
    DWORD before;

    VirtualProtect(pages, size, PAGE_NOACCESS, &before);
}

static bool (*fault_handler)(uintptr_t address, bool write, const void *instruction);

static LONG CALLBACK handle_exception(EXCEPTION_POINTERS *pointers)
{
    const EXCEPTION_RECORD *record = pointers->ExceptionRecord;

    if (record->ExceptionCode == EXCEPTION_ACCESS_VIOLATION && record->NumberParameters >= 2
        && fault_handler(record->ExceptionInformation[1], record->ExceptionInformation[0] == 1,
                         record->ExceptionAddress))
        return EXCEPTION_CONTINUE_EXECUTION;
    return EXCEPTION_CONTINUE_SEARCH;
}

void system_watch_faults(bool (*handler)(uintptr_t address, bool write, const void *instruction))
{
    fault_handler = handler;
    AddVectoredExceptionHandler(1, handle_exception);
}

void system_set_thread_value(const void *value)
{
    if (thread_value != TLS_OUT_OF_INDEXES)
        TlsSetValue(thread_value, (void *)(uintptr_t)value);
}

const void *system_thread_value(void)
{
    return thread_value != TLS_OUT_OF_INDEXES ? TlsGetValue(thread_value) : NULL;
}

void system_break(void)
{
    DebugBreak();
}

static DWORD WINAPI thread_main(void *context)
{
    struct system_errand *errand = context;

    errand->function(errand->context);
    return 0;
}

bool system_start_thread(struct system_errand *errand)
{
    HANDLE thread;

    if (!(thread = CreateThread(NULL, 0, thread_main, errand, 0, NULL)))
        return false;
    CloseHandle(thread);
    return true;
}

bool system_run_elsewhere(struct system_errand *errand)
{
    HANDLE thread;

    if (!(thread = CreateThread(NULL, 0, thread_main, errand, 0, NULL)))
        return false;
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
    return true;
}

void system_sleep_for(unsigned int milliseconds)
{
    Sleep(milliseconds);
}
