/*
 * Arrays that grow
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef TRACE_ROOM_H
#define TRACE_ROOM_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/*
 * Make room for at least `least` members, 1 or more, of `size` bytes each.  The room of the array, *room, is doubled as often
 * as that takes, from `first` where there is none yet; new members are zero.  Returns the array, which may have moved, or NULL
 * where there is no memory: then array and *room are what they were.
 */
static inline void *room_make(void *array, uint32_t *room, uint32_t least, size_t size, uint32_t first)
{
    uint32_t larger = *room ? *room : first;
    void *grown;

    if (least <= *room)
        return array;
    while (larger < least)
        larger *= 2;
    if (!(grown = realloc(array, larger * size)))
        return NULL;
    memset((char *)grown + *room * size, 0, (larger - *room) * size);
    *room = larger;
    return grown;
}

#endif
