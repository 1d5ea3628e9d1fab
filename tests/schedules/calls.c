/*
 * Runs the programs on the allocator: see calls.h
 *
 * What is checked beside what the machine checks (races, freed memory, leaks, threads that wait for ever): no sample is handed out twice or
 * dirty, its buffer is its holder's alone, counts are within what is possible, each release calls the callback that
 * was set at its moment, and the allocator and each callback end exactly once.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Defines here the identifiers that come from import libraries on Windows. */
#define INITGUID
#define COBJMACROS
#define WIN32_LEAN_AND_MEAN
#define CONST_VTABLE
#include <windows.h>
#include <objbase.h>

#include "quartzalloc.h"

#include <uuids.h>
#include <vfwmsgs.h>

#include "allocator.h"
#include "callback.h"
#include "calls.h"

HRESULT WINAPI DllCanUnloadNow(void);
void platform_reset(void);

#define SAMPLES_MOST 8

static const struct calls *calls;
static IMemAllocatorCallbackTemp *allocator;
static IMediaSample *held[THREADS_MOST][SAMPLES_MOST];
static unsigned int held_count[THREADS_MOST], references, releases, most_buffers;
static IMediaSample *out[4 * SAMPLES_MOST];
static unsigned int out_count;
static unsigned int sharing; /* holders of the sample that two begin with */
static IMediaSample *shared;
static bool ever_without_callback;

static void expect(HRESULT hr, bool good, const char *what)
{
    if (!good)
        machine_fault("%s gave %#lx", what, (unsigned long)hr);
}

static void set_notify(void)
{
    IMemAllocatorNotifyCallbackTemp *callback = callback_create();
    HRESULT hr = IMemAllocatorCallbackTemp_SetNotify(allocator, callback);

    expect(hr, hr == S_OK, "SetNotify");
    IMemAllocatorNotifyCallbackTemp_Release(callback);
}

static bool has_call(char call)
{
    unsigned int i;

    for (i = 0; i < THREADS_MOST - 1 && calls->threads[i]; ++i)
    {
        if (strchr(calls->threads[i], call))
            return true;
    }
    return false;
}

/* A sample that was just handed out. */
static void take(IMediaSample *sample)
{
    unsigned int number = machine_self(), i;
    AM_SAMPLE2_PROPERTIES properties;
    AM_MEDIA_TYPE *type = (void *)1;
    LONGLONG start, stop;
    BYTE *buffer;

    for (i = 0; i < out_count; ++i)
    {
        if (out[i] == sample)
            machine_fault("row 5.1: a sample was handed out twice");
    }
    out[out_count++] = sample;
    if (IMediaSample_GetTime(sample, &start, &stop) != VFW_E_SAMPLE_TIME_NOT_SET
        || IMediaSample_IsSyncPoint(sample) != S_FALSE)
        machine_fault("row 7.11: the sample has what its last holder set");
    if (IMediaSample_GetMediaType(sample, &type) != S_FALSE || type)
        machine_fault("row 7.11: the sample has its last holder's media type");
    IMediaSample2_GetProperties((IMediaSample2 *)sample, sizeof(properties), (BYTE *)&properties);
    if (properties.dwStreamId != AM_STREAM_MEDIA)
        machine_fault("row 7.11: the sample has its last holder's stream");
    IMediaSample_GetPointer(sample, &buffer);
    machine_plain(buffer, 16, true);
    IMediaSample_SetActualDataLength(sample, (LONG)number);
    held[number][held_count[number]++] = sample;
}

static void get_buffer(DWORD flags)
{
    IMediaSample *sample = NULL;
    HRESULT hr = IMemAllocatorCallbackTemp_GetBuffer(allocator, &sample, NULL, NULL, flags);

    expect(hr,
           hr == S_OK || (hr == VFW_E_TIMEOUT && flags)
                   || (hr == VFW_E_NOT_COMMITTED && (has_call('D') || calls->decommitted)),
           "GetBuffer");
    if (hr == S_OK)
        take(sample);
}

/* The oldest sample of the thread, which it is about to give back, or NULL. */
static IMediaSample *give(void)
{
    unsigned int number = machine_self(), i;
    IMediaSample *sample = held[number][0];
    BYTE *buffer;

    if (!held_count[number])
        return NULL;
    memmove(&held[number][0], &held[number][1], --held_count[number] * sizeof(sample));
    IMediaSample_GetPointer(sample, &buffer);
    machine_plain(buffer, 16, sample != shared || !sharing);
    if (sample == shared && sharing && --sharing)
        return sample;
    for (i = 0; out[i] != sample; ++i)
        ;
    out[i] = out[--out_count];
    ++releases;
    return sample;
}

/* As many samples as the other threads can have at once. */
static unsigned int most_out_elsewhere(unsigned int number)
{
    unsigned int sum = 0, thread;

    for (thread = 1; thread < THREADS_MOST && calls->threads[thread - 1]; ++thread)
    {
        unsigned int now = calls->out[thread - 1], most = now;
        const char *call;

        for (call = calls->threads[thread - 1]; *call; ++call)
        {
            if (*call == 'G' || *call == 'g')
                ++now;
            else if (now && strchr("RBA", *call))
                --now;
            if (now > most)
                most = now;
        }
        sum += thread == number ? 0 : most;
    }
    return sum;
}

static void free_count(void)
{
    LONG count;
    HRESULT hr = IMemAllocatorCallbackTemp_GetFreeCount(allocator, &count);
    unsigned int number = machine_self();

    expect(hr, hr == S_OK, "GetFreeCount");
    if (count < (LONG)(calls->buffers - held_count[number]) - (LONG)most_out_elsewhere(number)
        || count > (LONG)(most_buffers - held_count[number]))
        machine_fault("row 6.8: GetFreeCount gave %ld of %u, while this thread has %u and others %u at most",
                      (long)count, most_buffers, held_count[number], most_out_elsewhere(number));
}

static void set_properties(void)
{
    ALLOCATOR_PROPERTIES request = { (LONG)calls->buffers + 1, 64, 1, 0 }, actual;
    HRESULT hr = IMemAllocatorCallbackTemp_SetProperties(allocator, &request, &actual);

    expect(hr, hr == S_OK || hr == VFW_E_ALREADY_COMMITTED || hr == VFW_E_BUFFERS_OUTSTANDING, "SetProperties");
}

static void use_sample(IMediaSample *sample)
{
    AM_SAMPLE2_PROPERTIES properties;
    AM_MEDIA_TYPE type;
    LONGLONG start = 1, stop = 2;
    HRESULT hr;

    memset(&type, 0, sizeof(type));
    IMediaSample2_GetProperties((IMediaSample2 *)sample, sizeof(properties), (BYTE *)&properties);
    properties.dwStreamId = AM_STREAM_CONTROL;
    hr = IMediaSample2_SetProperties((IMediaSample2 *)sample, sizeof(properties), (BYTE *)&properties);
    expect(hr, hr == S_OK, "SetProperties of a sample");
    IMediaSample_SetTime(sample, &start, &stop);
    IMediaSample_SetSyncPoint(sample, TRUE);
    /* A type brings all back by itself. */
    if (machine_self() % 2)
        IMediaSample_SetMediaType(sample, &type);
}

/* Row 5.6: refused where another thread has a reference too; then the sample stays with the thread. */
static void release_directly(void)
{
    unsigned int number = machine_self();
    IMediaSample *sample = held[number][0];
    HRESULT hr;

    if (!held_count[number])
        return;
    if (sample == shared && sharing)
    {
        hr = IMemAllocatorCallbackTemp_ReleaseBuffer(allocator, sample);
        expect(hr, hr == E_INVALIDARG || hr == S_OK, "ReleaseBuffer");
        if (hr == S_OK)
        {
            --sharing;
            memmove(&held[number][0], &held[number][1], --held_count[number] * sizeof(sample));
            --out_count;
            ++releases;
        }
        return;
    }
    give();
    hr = IMemAllocatorCallbackTemp_ReleaseBuffer(allocator, sample);
    expect(hr, hr == S_OK, "ReleaseBuffer");
}

static void look_at_type(IMediaSample *sample)
{
    AM_MEDIA_TYPE *type;
    HRESULT hr = IMediaSample_GetMediaType(sample, &type);

    expect(hr, hr == S_OK || hr == S_FALSE, "GetMediaType");
    if (hr == S_OK)
        CoTaskMemFree(type);
}

/* Two threads may each have a flag of their own in the same word. */
static void set_own_flag(IMediaSample *sample)
{
    HRESULT hr;

    if (machine_self() % 2)
    {
        IMediaSample_SetSyncPoint(sample, TRUE);
        hr = IMediaSample_IsSyncPoint(sample);
    }
    else
    {
        IMediaSample_SetPreroll(sample, TRUE);
        hr = IMediaSample_IsPreroll(sample);
    }
    expect(hr, hr == S_OK, "a flag that another thread has not set");
}

static void make_call(char call)
{
    unsigned int number = machine_self();
    IMediaSample *sample;
    HRESULT hr;

    machine_trace("call %c", call);
    switch (call)
    {
        case 'G':
        case 'g':
            get_buffer(call == 'g' ? AM_GBF_NOWAIT : 0);
            break;
        case 'R':
            if ((sample = give()))
                IMediaSample_Release(sample);
            break;
        case 'B':
            release_directly();
            break;
        case 'A':
            if (!(sample = give()))
                break;
            IMediaSample_AddRef(sample);
            IMediaSample_Release(sample);
            IMediaSample_Release(sample);
            break;
        case 'T':
            if (held_count[number])
                use_sample(held[number][0]);
            break;
        case 'M':
            if (held_count[number])
                look_at_type(held[number][0]);
            break;
        case 'Y':
            if (held_count[number])
                set_own_flag(held[number][0]);
            break;
        case 'D':
            IMemAllocatorCallbackTemp_Decommit(allocator);
            break;
        case 'C':
            hr = IMemAllocatorCallbackTemp_Commit(allocator);
            expect(hr, hr == S_OK, "Commit");
            break;
        case 'P':
            set_properties();
            break;
        case 'S':
            set_notify();
            break;
        case 'N':
            IMemAllocatorCallbackTemp_SetNotify(allocator, NULL);
            break;
        case 'F':
            free_count();
            break;
        case 'W':
            machine_await_sleeper();
            break;
        case 'X':
            --references;
            IMemAllocatorCallbackTemp_Release(allocator);
            break;
        default:
            machine_fault("there is no call '%c'", call);
    }
}

static void prepare(void *context)
{
    ALLOCATOR_PROPERTIES request, actual;
    IUnknown *unknown;
    unsigned int i, k;

    calls = context;
    platform_reset();
    memset(held_count, 0, sizeof(held_count));
    references = 0;
    releases = out_count = callbacks_called = callbacks_alive = 0;
    most_buffers = calls->buffers + has_call('P');
    ever_without_callback = !calls->notified || has_call('N');
    request = (ALLOCATOR_PROPERTIES){ (LONG)calls->buffers, 64, 1, 0 };
    if (allocator_create(NULL, &unknown) != S_OK)
        machine_fault("no allocator");
    IUnknown_QueryInterface(unknown, &IID_IMemAllocatorCallbackTemp, (void **)&allocator);
    IUnknown_Release(unknown);
    IMemAllocatorCallbackTemp_SetProperties(allocator, &request, &actual);
    IMemAllocatorCallbackTemp_Commit(allocator);
    if (calls->notified)
        set_notify();
    for (i = 0; i < THREADS_MOST - 1 && calls->threads[i]; ++i)
    {
        for (k = 0; k < calls->out[i]; ++k)
        {
            get_buffer(AM_GBF_NOWAIT);
            held[i + 1][held_count[i + 1]++] = held[0][--held_count[0]];
        }
        if (strchr(calls->threads[i], 'X'))
        {
            if (references++)
                IMemAllocatorCallbackTemp_AddRef(allocator);
        }
    }
    shared = NULL;
    sharing = 0;
    if (calls->shared)
    {
        shared = held[1][0];
        sharing = 2;
        IMediaSample_AddRef(shared);
        held[2][held_count[2]++] = shared;
    }
    /* Where threads release the allocator, only theirs are the references. */
    if (!references)
        references = 1;
    if (calls->decommitted)
        IMemAllocatorCallbackTemp_Decommit(allocator);
}

static void run(void *context, unsigned int thread)
{
    const char *call;

    (void)context;
    for (call = calls->threads[thread - 1]; *call; ++call)
        make_call(*call);
}

static void finish(void *context)
{
    unsigned int i;
    LONG count;

    (void)context;
    for (i = 1; i < THREADS_MOST; ++i)
    {
        while (held_count[i])
        {
            held[0][held_count[0]++] = held[i][0];
            memmove(&held[i][0], &held[i][1], --held_count[i] * sizeof(held[i][0]));
        }
    }
    if (references)
    {
        IMemAllocatorCallbackTemp_GetFreeCount(allocator, &count);
        if (!has_call('P') && count != (LONG)(calls->buffers - out_count))
            machine_fault("row 6.8: at the end %ld are free of %u, %u are out", (long)count, calls->buffers,
                          held_count[0]);
        IMemAllocatorCallbackTemp_Release(allocator);
    }
    while (held_count[0])
        make_call('R');
    if (callbacks_called > releases || (!ever_without_callback && callbacks_called != releases))
        machine_fault("row 6.3: NotifyRelease was called %u times for %u releases", callbacks_called, releases);
    if (callbacks_alive)
        machine_fault("row 1.9: %u callbacks are not released", callbacks_alive);
    if (DllCanUnloadNow() != S_OK)
        machine_fault("row 1.6: something keeps the DLL");
}

struct program calls_program(const struct calls *of)
{
    struct program program = { 0, prepare, run, finish, (void *)of };

    while (program.threads < THREADS_MOST - 1 && of->threads[program.threads])
        ++program.threads;
    return program;
}
