/*
 * What the ledger's files share and nobody else needs
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_DIAGNOSIS_LEDGER_PRIVATE_H
#define QUARTZALLOC_DIAGNOSIS_LEDGER_PRIVATE_H

#include "ledger.h"

/* The buffer with that key, made where it is new; NULL when out of memory.  Under lock. */
struct ledger_buffer *ledger_find_buffer(struct ledger_allocator *allocator, const void *key);

/* Begin with no buffers, as after a change of the layout.  None may be out.  Under lock. */
void ledger_forget_buffers(struct ledger_allocator *allocator);

void ledger_enter_notify(struct ledger_call *call);
void ledger_leave_notify(struct ledger_call *call);

static inline void ledger_link_call(struct ledger_call **list, struct ledger_call *call)
{
    call->next = *list;
    call->link = list;
    if (*list)
        (*list)->link = &call->next;
    *list = call;
}

static inline void ledger_unlink_call(struct ledger_call *call)
{
    if (!call->link)
        return;
    *call->link = call->next;
    if (call->next)
        call->next->link = call->link;
    call->link = NULL;
}

#endif
