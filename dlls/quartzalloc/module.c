/*
 * The reasons to stay loaded: see module.h
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "module.h"

#include <stdatomic.h>

HINSTANCE module_instance;

static _Atomic LONG reasons_to_stay;

void module_add_reason(void)
{
    atomic_fetch_add_explicit(&reasons_to_stay, 1, memory_order_relaxed);
}

void module_drop_reason(void)
{
    atomic_fetch_sub_explicit(&reasons_to_stay, 1, memory_order_release);
}

BOOL module_has_reason(void)
{
    return atomic_load_explicit(&reasons_to_stay, memory_order_acquire) != 0;
}
