/*
 * Plays a fuzz input: decodes it to calls, makes them on an allocator, and notes what is seen
 *
 * The player is an application that keeps COM's rules: it calls only what it holds references of, and releases each as often
 * as it has taken it.  Everything else is up to the input: extreme and NULL arguments, foreign and stale samples,
 * aggregation, callbacks that call back in.  What it sees it notes as observations, each with the row of the contract that
 * speaks of it, and free of addresses: two allocators that keep the contract give the same observations.
 *
 * A sequence is played twice.  The first allocator's observations are recorded; the second one's are compared with them as they
 * come, and the playing stops at the first difference, before it can lead to anything worse.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_FUZZ_PLAYER_H
#define QUARTZALLOC_FUZZ_PLAYER_H

#include "bytes.h"
#include "masks.h"
#include "objects.h"

/* Calls of one sequence, those of callbacks included, and what may be seen of them. */
#define STEPS_MOST        400
#define OBSERVATIONS_MOST 8192

/* Longer inputs are cut. */
#define INPUT_MOST 1024

struct observation
{
    uint16_t row, step;
    const char *what;
    uint64_t value;
};

struct transcript
{
    unsigned int count;
    struct observation observations[OBSERVATIONS_MOST];
};

/* Where a player is: in memory that outlives it, where a crash or a hang is looked into. */
struct progress
{
    volatile uint32_t side; /* 0 while the first allocator plays, 1 for the second */
    volatile uint32_t step;
    char call[60];
};

struct difference
{
    bool found;
    struct observation expected, seen; /* `what` of one is NULL where its side had nothing more to say */
};

struct held_sample
{
    IMediaSample2 *sample; /* NULL: the place is free */
    struct held_allocator *allocator;
    unsigned int references;
    LONG size;
    BYTE *pointer;
};

#define SAMPLES_KNOWN 64

struct held_allocator
{
    IMemAllocatorCallbackTemp *allocator; /* NULL: there is none */
    struct outer outer;                   /* where it is aggregated */
    bool aggregated;
    unsigned int references; /* the player's; 0 while samples are out that keep it alive */
    unsigned int notifying;  /* releases under way: it is alive in their calls of NotifyRelease */
    unsigned int samples_out;
    ALLOCATOR_PROPERTIES properties; /* as SetProperties gave them */
    bool committed, laid_out;

    /* Of the layout: samples in the order of their first appearance, and the pointer of the first. */
    IMediaSample2 *known[SAMPLES_KNOWN];
    unsigned int known_count;
    BYTE *first;
};

#define ALLOCATORS 2
#define SAMPLES    16
#define CALLBACKS  3
#define UNKNOWNS   2

struct player
{
    const struct provider *provider;
    const struct masks *masks;
    struct progress *progress;
    struct bytes bytes;
    struct transcript *transcript;
    unsigned int observed;         /* how many observations this side has made */
    struct difference *difference; /* NULL on the side that records */
    bool stopped;                  /* at a difference */
    bool tracing;                  /* print every call and observation */
    uint64_t seen_counts;          /* of the application's objects, as the trace has last shown them */

    unsigned int step, depth; /* depth: calls of NotifyRelease that are under way */
    unsigned int class_locks;
    IClassFactory *factory;
    struct held_allocator allocators[ALLOCATORS];
    struct held_sample samples[SAMPLES];
    struct counted callbacks[CALLBACKS];
    struct counted unknowns[UNKNOWNS];
};

/*
 * Play `size` bytes on `provider`, then give everything back.  With `difference` NULL the observations go into `transcript`, else
 * they are compared with it.  Returns the number of calls made.
 */
unsigned int play(const struct provider *provider, const struct masks *masks, const uint8_t *data, size_t size,
                  struct transcript *transcript, struct difference *difference, struct progress *progress,
                  bool tracing);

/* What the calls share: player.c */

/* Note what was seen.  what: a few words that stay valid. */
void observe(struct player *player, unsigned int row, const char *what, uint64_t value);

/* Name the call that comes, with its arguments, for the trace. */
void announce(struct player *player, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Whether calls that this row is about are not to be made. */
bool avoids(const struct player *player, unsigned int row);

/* The next call of the input, if any is left. */
void play_one(struct player *player);

/* What a callback does in NotifyRelease: some of the calls that come next. */
void play_nested(struct player *player);

/* One of the allocators that may be called now, or NULL.  in_notify: also one that only its NotifyRelease keeps alive. */
struct held_allocator *choose_allocator(struct player *player, bool in_notify);

/* One of the samples held, or NULL. */
struct held_sample *choose_sample(struct player *player);

/* A sample's number among those that its layout has shown. */
unsigned int sample_number(struct held_allocator *allocator, IMediaSample2 *sample);

/* Take note of a sample that GetBuffer gave. */
void hold_sample(struct player *player, struct held_allocator *allocator, IMediaSample2 *sample);

/* Give back one reference of a sample, by its own Release or by ReleaseBuffer. */
void return_sample(struct player *player, struct held_sample *held, bool directly);

/* Give back one reference of an allocator. */
void return_allocator(struct player *player, struct held_allocator *held);

/* An interface identifier: of those that the allocator or a sample has, or another. */
const IID *choose_iid(struct player *player, const char **name);

/* What out pointers hold before a call, and what it has left in one: 0 NULL, 1 something, 2 what was there. */
#define POISON ((void *)(uintptr_t)0xdead)

static inline uint64_t out_state(const void *pointer)
{
    return pointer == POISON ? 2 : pointer != NULL;
}

typedef void call(struct player *player);

/* Section 1: play_class.c; section 2: play_properties.c; sections 4 to 6: play_allocator.c */
call play_create, play_query_allocator, play_addref_allocator, play_release_allocator, play_class_object,
        play_set_properties, play_get_properties, play_commit, play_decommit, play_get_buffer, play_release_buffer,
        play_set_notify, play_get_free_count;

/* Section 7: play_sample.c and play_sample_properties.c */
call play_query_sample, play_addref_sample, play_release_sample, play_get_pointer, play_get_time, play_set_time,
        play_get_flag, play_set_flag, play_get_length, play_set_length, play_get_media_type, play_set_media_type,
        play_get_media_time, play_set_media_time, play_write, play_get_sample_properties, play_set_sample_properties;

/* One of a few media types; made anew at each call, so `type` is its memory.  What pUnk refers to is the player's. */
const char *choose_media_type(struct player *player, AM_MEDIA_TYPE *type);

/* Note what a media type says. */
void observe_media_type(struct player *player, unsigned int row, const AM_MEDIA_TYPE *type);

#endif
