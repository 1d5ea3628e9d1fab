/*
 * The primitives of Windows: see primitives.h.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <windows.h>
#include "machine/measure.h"
#include "machine/primitives.h"
#include "machine/round_trip.h"

/* Windows 7 has neither of these, so they are looked up. */
static BOOL(WINAPI *wait_on_address)(volatile void *address, void *compare, SIZE_T size, DWORD timeout);
static void(WINAPI *wake_by_address_single)(void *address);

/* A loop_function: work on context in each turn */
#define LOOP(name, work) \
    static bool name(void *context, uint64_t turns) \
    { \
        while (turns--) \
        { \
            work; \
        } \
        return true; \
    }

static bool find_address_functions(void)
{
    static const wchar_t *const modules[] = { L"kernelbase.dll", L"api-ms-win-core-synch-l1-2-0.dll" };
    unsigned int i;

    for (i = 0; i < ARRAY_LENGTH(modules) && !wake_by_address_single; ++i)
    {
        HMODULE module = GetModuleHandleW(modules[i]);

        if (!module && !(module = LoadLibraryW(modules[i])))
            continue;
        wait_on_address = (void *)GetProcAddress(module, "WaitOnAddress");
        wake_by_address_single = (void *)GetProcAddress(module, "WakeByAddressSingle");
    }
    return wait_on_address && wake_by_address_single;
}

LOOP(loop_critical_section, EnterCriticalSection(context); LeaveCriticalSection(context))

double measure_critical_section(double seconds)
{
    CRITICAL_SECTION cs;
    double ns;

    InitializeCriticalSection(&cs);
    ns = measure_loop(seconds, loop_critical_section, &cs);
    DeleteCriticalSection(&cs);
    return ns;
}

LOOP(loop_srwlock, AcquireSRWLockExclusive(context); ReleaseSRWLockExclusive(context))

double measure_srwlock(double seconds)
{
    SRWLOCK lock = SRWLOCK_INIT;

    return measure_loop(seconds, loop_srwlock, &lock);
}

LOOP(loop_wake_address, wake_by_address_single(context))

double measure_wake_address(double seconds)
{
    LONG value = 0;

    return find_address_functions() ? measure_loop(seconds, loop_wake_address, &value) : PRIMITIVE_MISSING;
}

LOOP(loop_wake_condition, WakeConditionVariable(context))

double measure_wake_condition(double seconds)
{
    CONDITION_VARIABLE condition = CONDITION_VARIABLE_INIT;

    return measure_loop(seconds, loop_wake_condition, &condition);
}

static bool loop_reserve(void *context, uint64_t turns)
{
    (void)context;
    while (turns--)
    {
        void *memory;

        if (!(memory = VirtualAlloc(NULL, 64 << 20, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE)))
            return false;
        VirtualFree(memory, 0, MEM_RELEASE);
    }
    return true;
}

double measure_reserve(double seconds)
{
    return measure_loop(seconds, loop_reserve, NULL);
}

struct condition_state
{
    SRWLOCK lock;
    CONDITION_VARIABLE condition[2];
};

static void condition_wait(struct round_trip *game, int32_t self)
{
    struct condition_state *state = game->state;

    AcquireSRWLockExclusive(&state->lock);
    while (atomic_load_explicit(&game->turn, memory_order_relaxed) != self)
        SleepConditionVariableSRW(&state->condition[self], &state->lock, INFINITE, 0);
}

static void condition_pass(struct round_trip *game, int32_t self)
{
    struct condition_state *state = game->state;

    atomic_store_explicit(&game->turn, !self, memory_order_relaxed);
    ReleaseSRWLockExclusive(&state->lock);
    WakeConditionVariable(&state->condition[!self]);
}

double measure_condition_round_trip(double seconds)
{
    static const struct stroke stroke = { condition_wait, condition_pass };
    struct condition_state state = { SRWLOCK_INIT, { CONDITION_VARIABLE_INIT, CONDITION_VARIABLE_INIT } };

    return round_trip_measure(seconds, &stroke, &state);
}

static void address_wait(struct round_trip *game, int32_t self)
{
    int32_t other = !self;

    while (atomic_load(&game->turn) != self)
        wait_on_address(&game->turn, &other, sizeof(other), INFINITE);
}

static void address_pass(struct round_trip *game, int32_t self)
{
    atomic_store(&game->turn, !self);
    wake_by_address_single(&game->turn);
}

double measure_address_round_trip(double seconds)
{
    static const struct stroke stroke = { address_wait, address_pass };

    return find_address_functions() ? round_trip_measure(seconds, &stroke, NULL) : PRIMITIVE_MISSING;
}

static void semaphore_wait(struct round_trip *game, int32_t self)
{
    WaitForSingleObject(((HANDLE *)game->state)[self], INFINITE);
}

static void semaphore_pass(struct round_trip *game, int32_t self)
{
    ReleaseSemaphore(((HANDLE *)game->state)[!self], 1, NULL);
}

double measure_semaphore_round_trip(double seconds)
{
    static const struct stroke stroke = { semaphore_wait, semaphore_pass };
    HANDLE semaphores[] = { CreateSemaphoreW(NULL, 1, 1, NULL), CreateSemaphoreW(NULL, 0, 1, NULL) };
    double ns = round_trip_measure(seconds, &stroke, semaphores);

    CloseHandle(semaphores[0]);
    CloseHandle(semaphores[1]);
    return ns;
}
