/*
 * Which places in memory are shared, and which places in the source access them
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "access.h"
#include "machine.h"

/* Who uses an address, in all schedules so far. */
#define USES_MOST 4096
static struct use
{
    uintptr_t address;
    uint8_t users, writers;
    bool shared; /* as the schedules of this round take it */
} uses[USES_MOST];
static bool restart;

#define SITES_MOST 256
static struct site sites[SITES_MOST];
static unsigned int site_count;
static const char *site_file = "?";
static int site_line;
static const struct site *weakened;
static bool weakened_acquire;

void schedule_at(const char *file, int line)
{
    site_file = file;
    site_line = line;
}

uint64_t mix(uint64_t hash, uint64_t value)
{
    hash = (hash ^ value) * UINT64_C(0x9fb21c651e98df25);
    hash ^= hash >> 35;
    hash *= UINT64_C(0xd6e8feb86659fd93);
    return hash ^ hash >> 32;
}

static struct use *use_of(uintptr_t address)
{
    unsigned int i = (unsigned int)(mix(1, address) % USES_MOST);

    while (uses[i].address && uses[i].address != address)
        i = (i + 1) % USES_MOST;
    uses[i].address = address;
    return &uses[i];
}

bool memory_shared(const void *address, bool write)
{
    struct use *use = use_of((uintptr_t)address);

    if (!parallel)
        return false;
    use->users |= (uint8_t)(1 << self);
    if (write)
        use->writers |= (uint8_t)(1 << self);
    if (!use->shared && use->writers && (use->users & (use->users - 1)))
    {
        use->shared = true;
        restart = true;
        machine_abandon();
    }
    return use->shared;
}

bool memory_restarts(void)
{
    bool now = restart;

    restart = false;
    return now;
}

void memory_forget(void)
{
    memset(uses, 0, sizeof(uses));
    restart = false;
}

/* Note the place of an access, and what it may lose there. */
/* The site of a place in the source, by the name of its file. */
static struct site *find_site(const char *file, int line)
{
    const char *name = strrchr(file, '/');
    unsigned int i;

    name = name ? name + 1 : file;
    for (i = 0; i < site_count; ++i)
    {
        if (sites[i].line == line && !strcmp(sites[i].file, name))
            return &sites[i];
    }
    if (site_count == SITES_MOST)
        machine_fault("the sources have more than %u atomic accesses", SITES_MOST);
    sites[site_count] = (struct site){ name, line, false, false };
    return &sites[site_count++];
}

const struct site *places_note(const struct access *access)
{
    static struct
    {
        const char *file;
        int line;
        struct site *site;
    } known[1024], *entry;
    struct site *site;

    entry = &known[((uintptr_t)site_file + (unsigned int)site_line * 37) % 1024];
    if (entry->file != site_file || entry->line != site_line)
    {
        entry->site = find_site(site_file, site_line);
        entry->file = site_file;
        entry->line = site_line;
    }
    site = entry->site;
    site->acquires |=
            order_acquires(access->order) || (access->kind == ACCESS_COMPARE && order_acquires(access->failure_order));
    site->releases |= order_releases(access->order);
    return site;
}

void places_weaken(const struct site *site, bool *acquire, bool *release)
{
    if (site != weakened)
        return;
    *acquire &= !weakened_acquire;
    if (release)
        *release &= weakened_acquire;
}

unsigned int machine_sites(const struct site **list)
{
    *list = sites;
    return site_count;
}

void machine_weaken(const struct site *site, bool acquire)
{
    weakened = site;
    weakened_acquire = acquire;
}

void machine_trace(const char *format, ...)
{
    va_list arguments;

    if (!tracing)
        return;
    va_start(arguments, format);
    printf("    thread %u, %s:%d: ", self, strrchr(site_file, '/') ? strrchr(site_file, '/') + 1 : site_file,
           site_line);
    vprintf(format, arguments);
    printf("\n");
    va_end(arguments);
}
