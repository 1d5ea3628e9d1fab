/*
 * What the machine asks for the steps that every allocator is made of: locked operations, locks, a lock-free list,
 * waking, and handing the processor from one thread to another.  They are the limits that results are held against.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bench.h"
#include "list.h"
#include "measure.h"
#include "threads.h"

static const struct
{
    const char *id;
    const char *name;
} names[PRIMITIVE_COUNT] = {
    [PRIMITIVE_LOCKED_OPERATION] = { "locked-operation", "locked read-modify-write" },
    [PRIMITIVE_CRITICAL_SECTION] = { "critical-section", "CRITICAL_SECTION enter + leave" },
    [PRIMITIVE_SRWLOCK] = { "srwlock", "SRWLOCK acquire + release" },
    [PRIMITIVE_POP_PUSH] = { "pop-push", "lock-free pop + push" },
    [PRIMITIVE_POP_PUSH_2] = { "pop-push-2", "lock-free pop + push, 2 threads" },
    [PRIMITIVE_POP_PUSH_4] = { "pop-push-4", "lock-free pop + push, 4 threads" },
    [PRIMITIVE_POP_PUSH_8] = { "pop-push-8", "lock-free pop + push, 8 threads" },
    [PRIMITIVE_WAKE_ADDRESS] = { "wake-address", "WakeByAddressSingle, nobody waits" },
    [PRIMITIVE_WAKE_CONDITION] = { "wake-condition", "WakeConditionVariable, nobody waits" },
    [PRIMITIVE_ROUND_TRIP_CONDITION] = { "round-trip-condition", "round trip, SRWLOCK + CONDITION_VARIABLE" },
    [PRIMITIVE_ROUND_TRIP_ADDRESS] = { "round-trip-address", "round trip, WaitOnAddress" },
    [PRIMITIVE_ROUND_TRIP_SEMAPHORE] = { "round-trip-semaphore", "round trip, two semaphores" },
    [PRIMITIVE_RESERVE_64M] = { "reserve-64m", "VirtualAlloc + VirtualFree, 64 MiB" },
};

const char *primitive_id(enum primitive primitive)
{
    return names[primitive].id;
}

const char *primitive_name(enum primitive primitive)
{
    return names[primitive].name;
}

/* Windows 7 has neither of these, so they are looked up. */
static BOOL(WINAPI *wait_on_address)(volatile void *address, void *compare, SIZE_T size, DWORD timeout);
static void(WINAPI *wake_by_address_single)(void *address);

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

static bool loop_locked_operation(void *context, uint64_t turns)
{
    volatile LONG *value = context;

    while (turns--)
        InterlockedIncrement(value);
    return true;
}

static bool loop_critical_section(void *context, uint64_t turns)
{
    while (turns--)
    {
        EnterCriticalSection(context);
        LeaveCriticalSection(context);
    }
    return true;
}

static bool loop_srwlock(void *context, uint64_t turns)
{
    while (turns--)
    {
        AcquireSRWLockExclusive(context);
        ReleaseSRWLockExclusive(context);
    }
    return true;
}

static bool loop_wake_address(void *context, uint64_t turns)
{
    while (turns--)
        wake_by_address_single(context);
    return true;
}

static bool loop_wake_condition(void *context, uint64_t turns)
{
    while (turns--)
        WakeConditionVariable(context);
    return true;
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

static bool loop_pop_push(void *context, uint64_t turns)
{
    while (turns--)
    {
        uint32_t node = list_pop(context);

        if (!node)
            return false;
        list_push(context, node);
    }
    return true;
}

/* Round trips: two threads hand the turn to one another; a round trip is there and back. */
struct table_tennis
{
    const struct stroke *stroke;
    volatile LONG turn; /* 0: the first thread plays, 1: the second */
    volatile LONG over; /* changes only with the turn */
    SRWLOCK lock;
    CONDITION_VARIABLE condition[2];
    HANDLE semaphores[2];
};

struct stroke
{
    void (*wait)(struct table_tennis *game, LONG self);
    void (*pass)(struct table_tennis *game, LONG self);
};

static void condition_wait(struct table_tennis *game, LONG self)
{
    AcquireSRWLockExclusive(&game->lock);
    while (game->turn != self)
        SleepConditionVariableSRW(&game->condition[self], &game->lock, INFINITE, 0);
}

static void condition_pass(struct table_tennis *game, LONG self)
{
    game->turn = !self;
    ReleaseSRWLockExclusive(&game->lock);
    WakeConditionVariable(&game->condition[!self]);
}

static void address_wait(struct table_tennis *game, LONG self)
{
    LONG other = !self;

    while (game->turn != self)
        wait_on_address(&game->turn, &other, sizeof(other), INFINITE);
}

static void address_pass(struct table_tennis *game, LONG self)
{
    InterlockedExchange(&game->turn, !self);
    wake_by_address_single((void *)&game->turn);
}

static void semaphore_wait(struct table_tennis *game, LONG self)
{
    WaitForSingleObject(game->semaphores[self], INFINITE);
}

static void semaphore_pass(struct table_tennis *game, LONG self)
{
    ReleaseSemaphore(game->semaphores[!self], 1, NULL);
}

static const struct stroke condition_stroke = { condition_wait, condition_pass };
static const struct stroke address_stroke = { address_wait, address_pass };
static const struct stroke semaphore_stroke = { semaphore_wait, semaphore_pass };

static uint64_t team_round_trip(struct team *team, unsigned int index, void *context)
{
    struct table_tennis *game = context;
    uint64_t done = 0;
    bool over;

    do
    {
        game->stroke->wait(game, (LONG)index);
        /* Only the first thread looks at the time; the second one plays the last ball back. */
        if (!index && team->stop)
            game->over = 1;
        over = game->over;
        game->stroke->pass(game, (LONG)index);
        ++done;
    } while (!over);
    return index ? 0 : done;
}

static double measure_round_trip(double seconds, const struct stroke *stroke)
{
    struct table_tennis game = { .stroke = stroke };
    struct team team;
    double ns;

    InitializeSRWLock(&game.lock);
    InitializeConditionVariable(&game.condition[0]);
    InitializeConditionVariable(&game.condition[1]);
    game.semaphores[0] = CreateSemaphoreW(NULL, 1, 1, NULL);
    game.semaphores[1] = CreateSemaphoreW(NULL, 0, 1, NULL);
    ns = team_run(&team, 2, seconds, team_round_trip, &game);
    CloseHandle(game.semaphores[0]);
    CloseHandle(game.semaphores[1]);
    return ns;
}

static double measure_list(double seconds, unsigned int threads)
{
    struct list list;

    list_init(&list);
    if (threads == 1)
        return measure_loop(seconds, loop_pop_push, &list);
    return team_run_loop(threads, seconds, loop_pop_push, &list);
}

static double measure_critical_section(double seconds)
{
    CRITICAL_SECTION cs;
    double ns;

    InitializeCriticalSection(&cs);
    ns = measure_loop(seconds, loop_critical_section, &cs);
    DeleteCriticalSection(&cs);
    return ns;
}

void primitive_measure(enum primitive primitive, double seconds, struct measurement *measurement)
{
    CONDITION_VARIABLE condition = CONDITION_VARIABLE_INIT;
    SRWLOCK lock = SRWLOCK_INIT;
    LONG value = 0;
    double ns = -1.0;

    if ((primitive == PRIMITIVE_WAKE_ADDRESS || primitive == PRIMITIVE_ROUND_TRIP_ADDRESS) && !find_address_functions())
    {
        measurement_unsupported(measurement, "this system has no WaitOnAddress");
        return;
    }

    switch (primitive)
    {
        case PRIMITIVE_LOCKED_OPERATION:
            ns = measure_loop(seconds, loop_locked_operation, &value);
            break;
        case PRIMITIVE_CRITICAL_SECTION:
            ns = measure_critical_section(seconds);
            break;
        case PRIMITIVE_SRWLOCK:
            ns = measure_loop(seconds, loop_srwlock, &lock);
            break;
        case PRIMITIVE_POP_PUSH:
            ns = measure_list(seconds, 1);
            break;
        case PRIMITIVE_POP_PUSH_2:
            ns = measure_list(seconds, 2);
            break;
        case PRIMITIVE_POP_PUSH_4:
            ns = measure_list(seconds, 4);
            break;
        case PRIMITIVE_POP_PUSH_8:
            ns = measure_list(seconds, 8);
            break;
        case PRIMITIVE_WAKE_ADDRESS:
            ns = measure_loop(seconds, loop_wake_address, &value);
            break;
        case PRIMITIVE_WAKE_CONDITION:
            ns = measure_loop(seconds, loop_wake_condition, &condition);
            break;
        case PRIMITIVE_ROUND_TRIP_CONDITION:
            ns = measure_round_trip(seconds, &condition_stroke);
            break;
        case PRIMITIVE_ROUND_TRIP_ADDRESS:
            ns = measure_round_trip(seconds, &address_stroke);
            break;
        case PRIMITIVE_ROUND_TRIP_SEMAPHORE:
            ns = measure_round_trip(seconds, &semaphore_stroke);
            break;
        case PRIMITIVE_RESERVE_64M:
            ns = measure_loop(seconds, loop_reserve, NULL);
            break;
        default:
            break;
    }
    if (ns < 0.0)
    {
        measurement_fail(measurement, "%s could not be measured", names[primitive].name);
        return;
    }
    measurement->values[0] = ns;
}
