/*
 * Steering: allocators that agree to more than was asked, for programs that ask for too little
 *
 * A steered allocator is our own with another SetProperties, and with room behind each buffer.  Its other methods and its
 * samples are the same, so it costs what an unsteered one does.  To a client it is one that was asked for more: SetProperties
 * and GetProperties say what is really agreed.  Of the rows of the contract, two are other: 2.3, since count, alignment and
 * prefix need not come back as they were asked for, and with padding 3.1, since the buffers do not lie side by side.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_DIAGNOSIS_STEER_H
#define QUARTZALLOC_DIAGNOSIS_STEER_H

#include "com.h"

/*
 * Steer an allocator of ours as the options say.  inner: its non-delegating IUnknown, straight from allocator_create: nobody
 * else may have it yet.  Any thread.
 */
void steer_allocator(IUnknown *inner);

#endif
