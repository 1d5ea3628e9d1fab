/*
 * Test framework for Windows programs: the macros, command line, environment variables, output and exit code
 * of Wine's framework of the same name, and a results file that programs can read.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/*
 * A test source includes this header and defines START_TEST(name). Exactly one file of the program defines STANDALONE
 * before the include and, after it, the array winetest_testlist: that file gets main() and the framework itself.
 *
 * Environment:
 *   WINETEST_PLATFORM         "wine" or "windows"; found out when it is not set
 *   WINETEST_DEBUG            0 silences trace() (default 1)
 *   WINETEST_REPORT_SUCCESS   1 prints a line for every test that succeeds
 *   WINETEST_REPORT_FLAKY     1 counts failures of tests marked flaky as failures
 *   WINETEST_INTERACTIVE      1 runs tests that need a person
 *   WINETEST_MUTE_THRESHOLD   how many todos or skips of one line are printed (default 42)
 *   WINETEST_COLOR            1 colours the output
 *   WINETEST_TIME             1 prints the milliseconds since the start in front of each line
 *   QUARTZALLOC_TEST_RESULTS  a file to which results are appended
 *
 * The results file has one line of six fields separated by tabs: subtest, source file, line, outcome, rows, message.
 * Rows are what a message cites in front of its first colon ("6.4: got hr 0." or "2.4, 2.5: got 3."), "-" if nothing.
 * Outcomes:
 *   start            the subtest begins; message: platform=wine|windows bits=32|64
 *   failed todo todo-succeeded flaky skipped broken-accepted crashed
 *                    one assertion that is no plain success; broken-accepted: it holds because of broken()
 *   row              at the end, for each row cited: ok=N failed=N todo=N todo-succeeded=N broken-accepted=N flaky=N skipped=N
 *   summary          the last line: executed=N todo=N flaky=N failures=N skipped=N. Without it the subtest did not end.
 */

#ifndef __WINE_WINE_TEST_H
#define __WINE_WINE_TEST_H

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windef.h>
#include <winbase.h>

extern int winetest_debug;
extern int winetest_interactive;
extern int winetest_report_success;
extern int winetest_report_flaky;
extern int winetest_mute_threshold;
extern int winetest_color;
extern int winetest_time;
extern const char *winetest_platform;
extern int winetest_platform_is_wine;

#ifdef __GNUC__
#define WINETEST_PRINTF(format_index, first) __attribute__((format(printf, format_index, first)))
#else
#define WINETEST_PRINTF(format_index, first)
#endif

extern void winetest_set_location(const char *file, int line);
extern void winetest_subtest(const char *name);
extern void winetest_ignore_exceptions(BOOL ignore);
extern int winetest_ok(int condition, const char *message, ...) WINETEST_PRINTF(2, 3);
extern int winetest_vok(int condition, const char *message, va_list args) WINETEST_PRINTF(2, 0);
extern void winetest_trace(const char *message, ...) WINETEST_PRINTF(1, 2);
extern void winetest_skip(const char *message, ...) WINETEST_PRINTF(1, 2);
extern void winetest_win_skip(const char *message, ...) WINETEST_PRINTF(1, 2);
extern void winetest_print(const char *message, ...) WINETEST_PRINTF(1, 2);
extern int winetest_broken(int condition);
extern void winetest_start_todo(int is_todo);
extern int winetest_loop_todo(void);
extern void winetest_end_todo(void);
extern void winetest_start_flaky(int is_flaky);
extern int winetest_loop_flaky(void);
extern void winetest_end_flaky(void);
extern void winetest_push_context(const char *format, ...) WINETEST_PRINTF(1, 2);
extern void winetest_pop_context(void);
extern int winetest_get_mainargs(char ***arguments);
extern LONG winetest_get_failures(void);
extern void winetest_add_failures(LONG count);
extern void winetest_wait_child_process(HANDLE process);
extern const char *wine_dbgstr_an(const char *string, int length);
extern const char *wine_dbgstr_wn(const WCHAR *string, int length);
extern const char *wine_dbgstr_guid(const GUID *guid);
extern const char *wine_dbgstr_longlong(ULONGLONG value);

static inline const char *wine_dbgstr_a(const char *string)
{
    return wine_dbgstr_an(string, -1);
}

static inline const char *wine_dbgstr_w(const WCHAR *string)
{
    return wine_dbgstr_wn(string, -1);
}

#define START_TEST(name) \
    void func_##name(void); \
    void func_##name(void)

/* The location is stored before the arguments are evaluated, as they may contain assertions of their own. */
#define ok_(file, line)       (winetest_set_location(file, line), 0) ? (void)0 : (void)winetest_ok
#define trace_(file, line)    (winetest_set_location(file, line), 0) ? (void)0 : winetest_trace
#define skip_(file, line)     (winetest_set_location(file, line), 0) ? (void)0 : winetest_skip
#define win_skip_(file, line) (winetest_set_location(file, line), 0) ? (void)0 : winetest_win_skip
#define subtest_(file, line)  (winetest_set_location(file, line), 0) ? (void)0 : winetest_subtest

#define ok       ok_(__FILE__, __LINE__)
#define trace    trace_(__FILE__, __LINE__)
#define skip     skip_(__FILE__, __LINE__)
#define win_skip win_skip_(__FILE__, __LINE__)
#define subtest  subtest_(__FILE__, __LINE__)

#define broken(condition)  winetest_broken((condition) != 0)
#define wait_child_process winetest_wait_child_process

#define todo_if(is_todo)      for (winetest_start_todo(is_todo); winetest_loop_todo(); winetest_end_todo())
#define todo_wine             todo_if(winetest_platform_is_wine)
#define todo_wine_if(is_todo) todo_if((is_todo) && winetest_platform_is_wine)

#define flaky_if(is_flaky)      for (winetest_start_flaky(is_flaky); winetest_loop_flaky(); winetest_end_flaky())
#define flaky                   flaky_if(TRUE)
#define flaky_wine              flaky_if(winetest_platform_is_wine)
#define flaky_wine_if(is_flaky) flaky_if((is_flaky) && winetest_platform_is_wine)

#ifndef ARRAY_SIZE
#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))
#endif

#ifdef STANDALONE

struct test
{
    const char *name;
    void (*func)(void);
};

extern const struct test winetest_testlist[];

int winetest_debug = 1;
int winetest_interactive;
int winetest_report_success;
int winetest_report_flaky;
int winetest_mute_threshold = 42;
int winetest_color;
int winetest_time;
const char *winetest_platform = "windows";
int winetest_platform_is_wine;

enum winetest_outcome
{
    WINETEST_OK,
    WINETEST_FAILED,
    WINETEST_TODO,
    WINETEST_TODO_SUCCEEDED,
    WINETEST_BROKEN_ACCEPTED,
    WINETEST_FLAKY,
    WINETEST_SKIPPED,
    WINETEST_OUTCOMES
};

static const char *const winetest_outcome_names[WINETEST_OUTCOMES] = {
    "ok", "failed", "todo", "todo-succeeded", "broken-accepted", "flaky", "skipped",
};

/* todo and flaky are loops that run their body once. While one is active its condition joins a bit mask whose lowest bit
 * is the innermost block; a test is todo if any enclosing block says so. */
struct winetest_block
{
    unsigned int levels;
    BOOL entered;
};

struct winetest_thread
{
    const char *file;
    int line;
    struct winetest_block todo;
    struct winetest_block flaky_tests;
    BOOL broken_seen;
    unsigned int context_count;
    char context[8][128];
    unsigned int next_string;
    char strings[16][320];
};

static const struct test *winetest_current;
static char **winetest_argv;
static int winetest_argc;
static DWORD winetest_tls;
static DWORD winetest_start_time;
static HANDLE winetest_results = INVALID_HANDLE_VALUE;

static volatile LONG winetest_successes;
static volatile LONG winetest_failures;
static volatile LONG winetest_flaky_failures;
static volatile LONG winetest_skipped;
static volatile LONG winetest_todo_successes;
static volatile LONG winetest_todo_failures;
static volatile LONG winetest_muted_todos;
static volatile LONG winetest_muted_skips;

static volatile LONG winetest_line_reports[16384];

#define WINETEST_SECTIONS 16
#define WINETEST_ROWS     100
static volatile LONG winetest_rows[WINETEST_SECTIONS][WINETEST_ROWS][WINETEST_OUTCOMES];

static struct winetest_thread *winetest_get_thread(void)
{
    /* TlsGetValue clears the last error, which a test may be about to look at. */
    DWORD error = GetLastError();
    struct winetest_thread *thread = (struct winetest_thread *)TlsGetValue(winetest_tls);

    if (!thread)
    {
        if (!(thread = (struct winetest_thread *)calloc(1, sizeof(*thread))))
        {
            fputs("Out of memory in the test framework.\n", stderr);
            ExitProcess(255);
        }
        thread->file = "?";
        TlsSetValue(winetest_tls, thread);
    }
    SetLastError(error);
    return thread;
}

static const char *winetest_basename(const char *path)
{
    const char *name = path;

    for (; *path; path++)
    {
        if (*path == '/' || *path == '\\')
            name = path + 1;
    }
    return name;
}

void winetest_set_location(const char *file, int line)
{
    struct winetest_thread *thread = winetest_get_thread();

    thread->file = winetest_basename(file);
    thread->line = line;
}

/* Reads "6.4: " or "2.4, 2.5: " at the start of a message. Calls itself once per row; returns the length of the citation
 * without its colon, 0 if there is none. */
static size_t winetest_count_rows(const char *message, enum winetest_outcome outcome)
{
    const char *position = message;
    size_t rest = 0;
    char *end;
    unsigned long section, row;

    if (*position < '0' || *position > '9')
        return 0;
    section = strtoul(position, &end, 10);
    if (*end != '.' || end[1] < '0' || end[1] > '9')
        return 0;
    row = strtoul(end + 1, &end, 10);
    position = end;
    if (position[0] == ',' && position[1] == ' ')
    {
        if (!(rest = winetest_count_rows(position + 2, outcome)))
            return 0;
        rest += 2;
    }
    else if (position[0] != ':')
    {
        return 0;
    }
    if (section < WINETEST_SECTIONS && row < WINETEST_ROWS)
        InterlockedIncrement(&winetest_rows[section][row][outcome]);
    return position - message + rest;
}

/* One WriteFile a line, so that lines of several threads or processes never mix. */
static void winetest_write_result(const char *file, int line, const char *outcome, const char *rows, size_t rows_length,
                                  const char *message)
{
    char buffer[2048];
    DWORD written;
    int length, i, start;

    if (winetest_results == INVALID_HANDLE_VALUE)
        return;
    start = snprintf(buffer, sizeof(buffer) - 1, "%s\t%s\t%d\t%s\t%.*s\t", winetest_current->name, file, line, outcome,
                     rows_length ? (int)rows_length : 1, rows_length ? rows : "-");
    length = start + snprintf(buffer + start, sizeof(buffer) - 1 - start, "%s", message);
    if (length > (int)sizeof(buffer) - 2)
        length = sizeof(buffer) - 2;
    while (length > start && (buffer[length - 1] == '\n' || buffer[length - 1] == '\r'))
        length--;
    for (i = start; i < length; i++)
    {
        if ((unsigned char)buffer[i] < ' ')
            buffer[i] = ' ';
    }
    buffer[length++] = '\n';
    WriteFile(winetest_results, buffer, length, &written, NULL);
}

static void winetest_output(const char *colour, const char *prefix, const char *message)
{
    struct winetest_thread *thread = winetest_get_thread();
    DWORD error = GetLastError();
    char buffer[2560], time[32] = "", context[1100] = "";
    size_t used = 0;
    unsigned int i;

    if (winetest_time)
        snprintf(time, sizeof(time), "%u ", (unsigned int)(GetTickCount() - winetest_start_time));
    for (i = 0; i < thread->context_count && i < ARRAY_SIZE(thread->context); i++)
        used += snprintf(context + used, sizeof(context) - used, "%s: ", thread->context[i]);
    snprintf(buffer, sizeof(buffer), "%s%s%s:%d: %s%s%s%s", winetest_color ? colour : "", time, thread->file,
             thread->line, prefix, context, message, winetest_color ? "\x1b[0m" : "");
    fputs(buffer, stdout);
    fflush(stdout);
    SetLastError(error);
}

static void winetest_record(enum winetest_outcome outcome, const char *message)
{
    struct winetest_thread *thread = winetest_get_thread();
    DWORD error = GetLastError();
    size_t rows_length = winetest_count_rows(message, outcome), used;
    char buffer[2048];
    unsigned int i;

    if (outcome != WINETEST_OK && winetest_results != INVALID_HANDLE_VALUE)
    {
        buffer[0] = 0;
        for (i = 0, used = 0; i < thread->context_count && i < ARRAY_SIZE(thread->context); i++)
            used += snprintf(buffer + used, sizeof(buffer) - used, "%s: ", thread->context[i]);
        snprintf(buffer + used, sizeof(buffer) - used, "%s",
                 rows_length ? message + rows_length + strspn(message + rows_length, ": ") : message);
        winetest_write_result(thread->file, thread->line, winetest_outcome_names[outcome], message, rows_length,
                              buffer);
    }
    SetLastError(error);
}

/* TRUE if this line has been reported often enough to be silent from now on. */
static BOOL winetest_is_muted(volatile LONG *muted)
{
    struct winetest_thread *thread = winetest_get_thread();
    unsigned int index = (unsigned int)thread->line % ARRAY_SIZE(winetest_line_reports);

    if (InterlockedIncrement(&winetest_line_reports[index]) <= winetest_mute_threshold || winetest_debug > 1)
        return FALSE;
    InterlockedIncrement(muted);
    return TRUE;
}

int winetest_vok(int condition, const char *message, va_list args)
{
    struct winetest_thread *thread = winetest_get_thread();
    BOOL broken_seen = thread->broken_seen;
    char text[1200];

    thread->broken_seen = FALSE;

    /* A plain success is the common case: it is counted by what the unformatted message cites. */
    if (condition && !thread->todo.levels && !broken_seen)
    {
        winetest_record(WINETEST_OK, message);
        if (winetest_report_success)
            winetest_output("\x1b[32m", "Test succeeded\n", "");
        InterlockedIncrement(&winetest_successes);
        return 1;
    }

    vsnprintf(text, sizeof(text), message, args);

    if (thread->todo.levels)
    {
        if (condition)
        {
            winetest_record(WINETEST_TODO_SUCCEEDED, text);
            winetest_output("\x1b[33m", "Test succeeded inside todo block: ", text);
            if (thread->flaky_tests.levels)
                InterlockedIncrement(&winetest_flaky_failures);
            else
                InterlockedIncrement(&winetest_todo_failures);
            return 0;
        }
        winetest_record(WINETEST_TODO, text);
        /* What is not printed is not counted either, only in the line about what was silenced. */
        if (winetest_is_muted(&winetest_muted_todos))
            return 1;
        if (winetest_debug > 0)
            winetest_output("\x1b[33m", "Test marked todo: ", text);
        InterlockedIncrement(&winetest_todo_successes);
        return 1;
    }

    if (condition)
    {
        winetest_record(WINETEST_BROKEN_ACCEPTED, text);
        if (winetest_report_success)
            winetest_output("\x1b[32m", "Test succeeded\n", "");
        InterlockedIncrement(&winetest_successes);
        return 1;
    }

    if (thread->flaky_tests.levels && !winetest_report_flaky)
    {
        winetest_record(WINETEST_FLAKY, text);
        winetest_output("\x1b[33m", "Test marked flaky: ", text);
        InterlockedIncrement(&winetest_flaky_failures);
        return 0;
    }
    winetest_record(WINETEST_FAILED, text);
    winetest_output("\x1b[31m", "Test failed: ", text);
    InterlockedIncrement(&winetest_failures);
    return 0;
}

int winetest_ok(int condition, const char *message, ...)
{
    va_list args;
    int result;

    va_start(args, message);
    result = winetest_vok(condition, message, args);
    va_end(args);
    return result;
}

static void winetest_vprint(const char *message, va_list args)
{
    char text[1200];

    vsnprintf(text, sizeof(text), message, args);
    winetest_output("", "", text);
}

void winetest_trace(const char *message, ...)
{
    va_list args;

    if (winetest_debug <= 0)
        return;
    va_start(args, message);
    winetest_vprint(message, args);
    va_end(args);
}

void winetest_print(const char *message, ...)
{
    va_list args;

    va_start(args, message);
    winetest_vprint(message, args);
    va_end(args);
}

static void winetest_vskip(const char *message, va_list args)
{
    char text[1200];

    vsnprintf(text, sizeof(text), message, args);
    winetest_record(WINETEST_SKIPPED, text);
    if (winetest_is_muted(&winetest_muted_skips))
        return;
    winetest_output("\x1b[34m", "Tests skipped: ", text);
    InterlockedIncrement(&winetest_skipped);
}

void winetest_skip(const char *message, ...)
{
    va_list args;

    va_start(args, message);
    winetest_vskip(message, args);
    va_end(args);
}

void winetest_win_skip(const char *message, ...)
{
    va_list args;

    va_start(args, message);
    if (winetest_platform_is_wine)
        winetest_vok(0, message, args);
    else
        winetest_vskip(message, args);
    va_end(args);
}

void winetest_subtest(const char *name)
{
    winetest_output("", "Subtest ", name);
    winetest_output("", "", "\n");
}

int winetest_broken(int condition)
{
    if (winetest_platform_is_wine || !condition)
        return 0;
    winetest_get_thread()->broken_seen = TRUE;
    return 1;
}

static void winetest_enter_block(struct winetest_block *block, int condition)
{
    block->levels = (block->levels << 1) | (condition != 0);
    block->entered = TRUE;
}

static int winetest_loop_block(struct winetest_block *block)
{
    BOOL entered = block->entered;

    block->entered = FALSE;
    return entered;
}

/* What the macros around a block call. */
#define WINETEST_BLOCK(name, member) \
    void winetest_start_##name(int condition) \
    { \
        winetest_enter_block(&winetest_get_thread()->member, condition); \
    } \
    int winetest_loop_##name(void) \
    { \
        return winetest_loop_block(&winetest_get_thread()->member); \
    } \
    void winetest_end_##name(void) \
    { \
        winetest_get_thread()->member.levels >>= 1; \
    }

WINETEST_BLOCK(todo, todo)
WINETEST_BLOCK(flaky, flaky_tests)

void winetest_push_context(const char *format, ...)
{
    struct winetest_thread *thread = winetest_get_thread();
    va_list args;

    if (thread->context_count < ARRAY_SIZE(thread->context))
    {
        va_start(args, format);
        vsnprintf(thread->context[thread->context_count], sizeof(thread->context[0]), format, args);
        va_end(args);
    }
    thread->context_count++;
}

void winetest_pop_context(void)
{
    struct winetest_thread *thread = winetest_get_thread();

    if (thread->context_count)
        thread->context_count--;
}

int winetest_get_mainargs(char ***arguments)
{
    *arguments = winetest_argv;
    return winetest_argc;
}

LONG winetest_get_failures(void)
{
    return winetest_failures;
}

void winetest_add_failures(LONG count)
{
    while (count-- > 0)
        InterlockedIncrement(&winetest_failures);
}

void winetest_wait_child_process(HANDLE process)
{
    DWORD code = 1;

    if (WaitForSingleObject(process, 30000))
    {
        winetest_ok(0, "The child process did not end within 30 seconds.\n");
        return;
    }
    GetExitCodeProcess(process, &code);
    if (code > 255)
        winetest_ok(0, "The child process ended with exception %#lx.\n", (unsigned long)code);
    else if (code)
    {
        winetest_print("%lu failures in the child process.\n", (unsigned long)code);
        winetest_add_failures(code);
    }
}

static char *winetest_next_string(void)
{
    struct winetest_thread *thread = winetest_get_thread();

    return thread->strings[thread->next_string++ % ARRAY_SIZE(thread->strings)];
}

/* Room in a string for one more character, the quote and the end. */
#define WINETEST_STRING_END(start) ((start) + sizeof(winetest_get_thread()->strings[0]) - 8)

/* In quotes, one of the two; a negative length: up to the 0. */
static const char *winetest_quote(const char *narrow, const WCHAR *wide, int length)
{
    char *result, *position;
    int i;

    if (!narrow && !wide)
        return "(null)";
    result = winetest_next_string();
    position = result + sprintf(result, wide ? "L\"" : "\"");
    for (i = 0; (length < 0 || i < length) && position < WINETEST_STRING_END(result); i++)
    {
        unsigned int character = wide ? wide[i] : (unsigned char)narrow[i];

        if (length < 0 && !character)
            break;
        if (character < ' ' || character >= 0x7f)
            position += sprintf(position, wide ? "\\%04x" : "\\x%02x", character);
        else
            *position++ = (char)character;
    }
    strcpy(position, "\"");
    return result;
}

const char *wine_dbgstr_wn(const WCHAR *string, int length)
{
    return winetest_quote(NULL, string, length);
}

const char *wine_dbgstr_an(const char *string, int length)
{
    return winetest_quote(string, NULL, length);
}

const char *wine_dbgstr_guid(const GUID *guid)
{
    char *result;

    if (!guid)
        return "(null)";
    result = winetest_next_string();
    sprintf(result, "{%08lx-%04x-%04x-%02x%02x-%02x%02x%02x%02x%02x%02x}", (unsigned long)guid->Data1, guid->Data2,
            guid->Data3, guid->Data4[0], guid->Data4[1], guid->Data4[2], guid->Data4[3], guid->Data4[4], guid->Data4[5],
            guid->Data4[6], guid->Data4[7]);
    return result;
}

const char *wine_dbgstr_longlong(ULONGLONG value)
{
    char *result = winetest_next_string();

    if (value >> 32)
        sprintf(result, "%lx%08lx", (unsigned long)(value >> 32), (unsigned long)(value & 0xffffffff));
    else
        sprintf(result, "%lx", (unsigned long)value);
    return result;
}

static BOOL winetest_ignoring_exceptions;

void winetest_ignore_exceptions(BOOL ignore)
{
    winetest_ignoring_exceptions = ignore;
}

static LONG WINAPI winetest_exception_filter(EXCEPTION_POINTERS *pointers)
{
    struct winetest_thread *thread = winetest_get_thread();
    char text[160];

    if (winetest_ignoring_exceptions)
        return EXCEPTION_CONTINUE_SEARCH;
    printf("%s:%d: this is the last test seen before the exception\n", thread->file, thread->line);
    snprintf(text, sizeof(text), "unhandled exception %08lx at %p",
             (unsigned long)pointers->ExceptionRecord->ExceptionCode, pointers->ExceptionRecord->ExceptionAddress);
    printf("%04x:%s: %s\n", (unsigned int)GetCurrentProcessId(), winetest_current->name, text);
    fflush(stdout);
    winetest_write_result(thread->file, thread->line, "crashed", NULL, 0, text);
    ExitProcess(pointers->ExceptionRecord->ExceptionCode);
    return EXCEPTION_EXECUTE_HANDLER;
}

static void winetest_write_summary(LONG executed, LONG todo, LONG failures)
{
    unsigned int section, row, outcome;
    char citation[16], text[200];

    for (section = 0; section < WINETEST_SECTIONS; section++)
    {
        for (row = 0; row < WINETEST_ROWS; row++)
        {
            size_t used = 0;
            LONG sum = 0;

            for (outcome = 0; outcome < WINETEST_OUTCOMES; outcome++)
            {
                LONG count = winetest_rows[section][row][outcome];

                sum += count;
                used += snprintf(text + used, sizeof(text) - used, "%s%s=%ld", outcome ? " " : "",
                                 winetest_outcome_names[outcome], (long)count);
            }
            if (!sum)
                continue;
            snprintf(citation, sizeof(citation), "%u.%u", section, row);
            winetest_write_result("-", 0, "row", citation, strlen(citation), text);
        }
    }
    snprintf(text, sizeof(text), "executed=%ld todo=%ld flaky=%ld failures=%ld skipped=%ld", (long)executed, (long)todo,
             (long)winetest_flaky_failures, (long)failures, (long)winetest_skipped);
    winetest_write_result("-", 0, "summary", NULL, 0, text);
}

static int winetest_run(const struct test *test)
{
    LONG executed, failures;
    char text[64];

    winetest_current = test;
    winetest_start_time = GetTickCount();
    snprintf(text, sizeof(text), "platform=%s bits=%u", winetest_platform, (unsigned int)sizeof(void *) * 8);
    winetest_write_result("-", 0, "start", NULL, 0, text);

    test->func();

    executed = winetest_successes + winetest_failures + winetest_todo_successes + winetest_todo_failures
            + winetest_flaky_failures;
    failures = winetest_failures + winetest_todo_failures;
    if (winetest_muted_todos || winetest_muted_skips)
        printf("%04x:%s: Silenced %ld todos, %ld skips and 0 traces.\n", (unsigned int)GetCurrentProcessId(),
               test->name, (long)winetest_muted_todos, (long)winetest_muted_skips);
    printf("%04x:%s: %ld tests executed (%ld marked as todo, %ld as flaky, %ld %s), %ld skipped.\n",
           (unsigned int)GetCurrentProcessId(), test->name, (long)executed, (long)winetest_todo_successes,
           (long)winetest_flaky_failures, (long)failures, failures == 1 ? "failure" : "failures",
           (long)winetest_skipped);
    fflush(stdout);
    winetest_write_summary(executed, winetest_todo_successes, failures);
    return failures < 255 ? failures : 255;
}

static void winetest_list(void)
{
    const struct test *test;

    printf("Valid test names:\n");
    for (test = winetest_testlist; test->name; test++)
        printf("    %s\n", test->name);
}

static int winetest_get_option(const char *name, int fallback)
{
    char value[16];
    DWORD length = GetEnvironmentVariableA(name, value, sizeof(value));

    return length && length < sizeof(value) ? atoi(value) : fallback;
}

int main(int argc, char **argv)
{
    static char platform[32];
    WCHAR path[MAX_PATH * 2];
    const struct test *test;
    DWORD length;

    winetest_argc = argc;
    winetest_argv = argv;
    if ((winetest_tls = TlsAlloc()) == TLS_OUT_OF_INDEXES)
    {
        fputs("The test framework found no thread local storage.\n", stderr);
        return 255;
    }

    length = GetEnvironmentVariableA("WINETEST_PLATFORM", platform, sizeof(platform));
    if (length && length < sizeof(platform))
        winetest_platform = platform;
    else if (GetProcAddress(GetModuleHandleA("ntdll.dll"), "wine_get_version"))
        winetest_platform = "wine";
    winetest_platform_is_wine = !strcmp(winetest_platform, "wine");
    winetest_debug = winetest_get_option("WINETEST_DEBUG", winetest_debug);
    winetest_interactive = winetest_get_option("WINETEST_INTERACTIVE", 0);
    winetest_report_success = winetest_get_option("WINETEST_REPORT_SUCCESS", 0);
    winetest_report_flaky = winetest_get_option("WINETEST_REPORT_FLAKY", 0);
    winetest_mute_threshold = winetest_get_option("WINETEST_MUTE_THRESHOLD", winetest_mute_threshold);
    winetest_color = winetest_get_option("WINETEST_COLOR", 0);
    winetest_time = winetest_get_option("WINETEST_TIME", 0);

    if (argc < 2)
    {
        /* A program with a single test needs no name. */
        if (winetest_testlist[0].name && !winetest_testlist[1].name)
            test = winetest_testlist;
        else
        {
            printf("Usage: %s TEST | --list | --help\n\n", winetest_basename(argv[0]));
            winetest_list();
            return 1;
        }
    }
    else if (!strcmp(argv[1], "--list") || !strcmp(argv[1], "--help"))
    {
        if (!strcmp(argv[1], "--help"))
            printf("Usage: %s TEST | --list | --help\n\n", winetest_basename(argv[0]));
        winetest_list();
        return 0;
    }
    else
    {
        for (test = winetest_testlist; test->name && strcmp(test->name, argv[1]); test++)
            ;
        if (!test->name)
        {
            fprintf(stderr, "Fatal: test '%s' does not exist.\n", argv[1]);
            return 1;
        }
    }

    length = GetEnvironmentVariableW(L"QUARTZALLOC_TEST_RESULTS", path, ARRAY_SIZE(path));
    if (length && length < ARRAY_SIZE(path))
    {
        winetest_results = CreateFileW(path, FILE_APPEND_DATA, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_ALWAYS,
                                       FILE_ATTRIBUTE_NORMAL, NULL);
        if (winetest_results == INVALID_HANDLE_VALUE)
        {
            fprintf(stderr,
                    "Cannot open the results file that QUARTZALLOC_TEST_RESULTS names, error %lu: "
                    "name a file that can be written.\n",
                    (unsigned long)GetLastError());
            return 1;
        }
    }
    SetUnhandledExceptionFilter(winetest_exception_filter);
    return winetest_run(test);
}

#endif /* STANDALONE */

#endif /* __WINE_WINE_TEST_H */
