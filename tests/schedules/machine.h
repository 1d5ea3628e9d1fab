/*
 * A machine with C11's memory for a few threads: it runs one schedule after the other until all have been seen
 *
 * Threads are stacks of their own in one real thread.  Every atomic access, lock and allocation of the DLL comes here, and the machine
 * decides which thread goes on, and which of the values that C11 allows a load gives.
 *
 * The memory (memory.c): every atomic location keeps all values that were ever stored to it, in their order of modification.  Each
 * thread has a view, for each location the oldest value that it may still read.  A release stores the view with the value,
 * an acquire takes it over; read-modify-writes read the last value and pass on the view of what they replace (release
 * sequences).  A store may come anywhere in the order that the thread's view allows.  That is the C11 model without
 * memory_order_seq_cst, fences and consume, which the DLL does not use, and without loads that see stores that come later in
 * their own future ("load buffering").  Other memory must be free of races, which clocks tell; so what it contains needs no model.
 *
 * The schedules (explore.c): all of them, but for those that only differ in the order of steps that do not depend on each other.
 *   - A thread is interrupted only where that can make a difference (Lipton's movers): loads and taking a lock move to the right, for what
 *     could be read stays readable; stores and leaving a lock move to the left, for a store that nobody has seen does
 *     no harm; so only a read-modify-write, or a load after a store, begins a new step.
 *   - Locations that only one thread uses, or nobody changes while the threads run, need no interruption.  Which these are
 *     is found out on the way: when one turns out to be shared, everything begins anew.
 *   - A state that was reached before, by the same accesses reading the same values, is not gone on from again (64-bit hashes).
 *   - A loop that has lost its compare-and-swap and written nothing meanwhile is not gone on with: it is where it would be had it
 *     read the newer value at once, and that schedule is there too.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_SCHEDULES_MACHINE_H
#define QUARTZALLOC_SCHEDULES_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Thread 0 prepares and cleans up while no other one runs. */
#define THREADS_MOST   4
#define LOCATIONS_MOST 96
#define MESSAGES_MOST  120

/* What a thread, or a stored value, knows of: a message of each location, and how far each thread had come. */
struct view
{
    uint8_t seen[LOCATIONS_MOST]; /* index of a message, not its place */
    uint16_t clock[THREADS_MOST];
};

enum access_kind
{
    ACCESS_LOAD,
    ACCESS_STORE,
    ACCESS_ADD,
    ACCESS_SUB,
    ACCESS_AND,
    ACCESS_OR,
    ACCESS_EXCHANGE,
    ACCESS_COMPARE,
};

/* One atomic access. */
struct access
{
    enum access_kind kind;
    void *address;
    unsigned int size;
    int order, failure_order; /* as the compiler passes them: __ATOMIC_ACQUIRE ... */
    uint64_t operand, expected;
};

/* What the DLL does: access.c and platform.c call these on the running thread. */
uint64_t machine_access(const struct access *access, bool *succeeded);
void machine_plain(const void *address, size_t size, bool write);
void *machine_allocate(size_t size);
void machine_free(void *memory);
void machine_lock(void *lock);
void machine_unlock(void *lock);
void machine_sleep(void *condition, void *lock);
void machine_wake(void *condition);
/* Go on when another thread sleeps, without knowing anything of what it did. */
void machine_await_sleeper(void);

/* What a program says: something is wrong.  Ends the schedule. */
void machine_fault(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));
/* The number of the running thread. */
unsigned int machine_self(void);
/* A number below `count`: each one is tried. */
unsigned int machine_choose(unsigned int count);

struct program
{
    unsigned int threads; /* 1 to THREADS_MOST - 1 */
    void (*prepare)(void *context);
    void (*run)(void *context, unsigned int thread); /* of threads 1 to `threads` */
    void (*finish)(void *context);                   /* with all that they have done in view */
    void *context;
};

struct exploration
{
    uint64_t schedules, states, pruned, restarts;
    bool complete;   /* all schedules were seen */
    char fault[400]; /* empty where there is none */
};

/*
 * Run all schedules of a program, or `random` random ones where that is not 0, until one shows a fault, or until `most` schedules
 * or `milliseconds` are over.
 */
void machine_explore(const struct program *program, uint64_t random, uint64_t seed, uint64_t most,
                     uint64_t milliseconds, struct exploration *result);

/* Print the steps of the schedule that has shown a fault. */
void machine_print_fault(const struct program *program);

/* Places in the source with an atomic access, and how they can be weakened. */
struct site
{
    const char *file;
    int line;
    bool acquires, releases;
};
unsigned int machine_sites(const struct site **sites);
/* From here on the site does not acquire or does not release; NULL: all do as they are written. */
void machine_weaken(const struct site *site, bool acquire);

/* Between the files of the machine. */
struct thread_state
{
    struct view view;
    uint64_t hash; /* of what it has done and read */
    uint16_t events;
    uint64_t loaded[2];  /* locations read since it last wrote */
    unsigned int failed; /* location of the last compare-and-swap that failed */
    bool moved;          /* in this step something was done that others may see */
    void *waits_for;     /* a lock, or NULL */
    void *sleeps_on;     /* a condition, or NULL */
    bool awaits_sleeper;
    bool ended;
};
extern struct thread_state threads[THREADS_MOST];
extern unsigned int self;
extern bool parallel, tracing;

/* memory.c: before each schedule; what one view knows, the other shall know too; a number that stands for the orders of stores. */
void memory_reset(void);
void memory_join(struct view *view, const struct view *other);
uint64_t memory_hash(void);

/* places.c: whether others use the location too; ends the schedule where that is news, and memory_restarts is true once then. */
bool memory_shared(const void *address, bool write);
bool memory_restarts(void);
void memory_forget(void);
/* The place in the source of an access; what it loses there is taken away.  release may be NULL. */
const struct site *places_note(const struct access *access);
void places_weaken(const struct site *site, bool *acquire, bool *release);
uint64_t mix(uint64_t hash, uint64_t value);

static inline bool order_acquires(int order)
{
    return order == __ATOMIC_ACQUIRE || order == __ATOMIC_ACQ_REL || order == __ATOMIC_SEQ_CST;
}

static inline bool order_releases(int order)
{
    return order == __ATOMIC_RELEASE || order == __ATOMIC_ACQ_REL || order == __ATOMIC_SEQ_CST;
}

/* explore.c: before an access that begins a new step; ends the schedule without a fault. */
void machine_step(void);
void machine_abandon(void) __attribute__((noreturn));
void machine_trace(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
