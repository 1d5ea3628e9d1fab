/*
 * Which module an address belongs to: a hash of the blocks that modules begin at, filled once for each
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdatomic.h>
#include <stdio.h>

#include "modules.h"

/* A power of two.  A block that finds no place is looked up anew each time. */
#define BLOCK_COUNT 4096
#define PROBES      8

static struct system_module modules[MODULE_LIMIT] = { { .name = "code outside modules" } };
static _Atomic unsigned int module_count = 1;

/* The number of a block in the upper bits and that of its module in the lower 16; 0 while unused. */
static _Atomic uint64_t blocks[BLOCK_COUNT];

static struct platform_lock modules_lock;

static uint64_t block_of(uintptr_t address)
{
    /* One more, so that no entry is 0. */
    return (uint64_t)(address / SYSTEM_MODULE_GRANULARITY) + 1;
}

/* Under modules_lock. */
static uint16_t find_or_add(const struct system_module *module)
{
    unsigned int i, count = atomic_load_explicit(&module_count, memory_order_relaxed);

    for (i = 1; i < count; ++i)
    {
        if (modules[i].base == module->base && modules[i].timestamp == module->timestamp)
            return (uint16_t)i;
    }
    if (count == MODULE_LIMIT)
        return MODULE_UNKNOWN;
    modules[count] = *module;
    atomic_store_explicit(&module_count, count + 1, memory_order_release);
    return (uint16_t)count;
}

static __attribute__((noinline)) uint16_t look_up(uintptr_t address, uint64_t block)
{
    struct system_module module;
    uint16_t number;
    unsigned int i;

    if (!system_describe_module(address, &module))
        return MODULE_UNKNOWN;
    /* Nobody waits inside; a thread that was killed inside at the process's end costs a name and nothing else. */
    if (!system_lock(&modules_lock))
        return MODULE_UNKNOWN;
    number = find_or_add(&module);
    for (i = 0; i < PROBES; ++i)
    {
        _Atomic uint64_t *entry = &blocks[(block + i) % BLOCK_COUNT];

        if (!atomic_load_explicit(entry, memory_order_relaxed))
        {
            atomic_store_explicit(entry, block << 16 | number, memory_order_release);
            break;
        }
    }
    system_unlock(&modules_lock);
    return number;
}

uint16_t module_of(const void *address)
{
    uint64_t block = block_of((uintptr_t)address), entry;
    unsigned int i;

    for (i = 0; i < PROBES; ++i)
    {
        entry = atomic_load_explicit(&blocks[(block + i) % BLOCK_COUNT], memory_order_acquire);
        if (entry >> 16 == block)
            return (uint16_t)entry;
        if (!entry)
            break;
    }
    return look_up((uintptr_t)address, block);
}

const struct system_module *module_get(uint16_t number)
{
    return &modules[number < atomic_load_explicit(&module_count, memory_order_acquire) ? number : MODULE_UNKNOWN];
}

const char *module_address(const void *address, char text[MODULE_ADDRESS_SIZE])
{
    const struct system_module *module = module_get(module_of(address));

    if (module->base)
        snprintf(text, MODULE_ADDRESS_SIZE, "%s+0x%x", module->name, (unsigned int)((uintptr_t)address - module->base));
    else
        snprintf(text, MODULE_ADDRESS_SIZE, "0x%llx", (unsigned long long)(uintptr_t)address);
    return text;
}
