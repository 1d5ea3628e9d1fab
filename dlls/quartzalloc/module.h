/*
 * The DLL as a whole: which one it is, and why it has to stay loaded
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_MODULE_H
#define QUARTZALLOC_MODULE_H

#include "com.h"

/* The DLL's own instance, from DllMain. */
extern HINSTANCE module_instance;

/* Count one more, or one fewer, reason to stay loaded: a live object or a lock of the class factory.  Any thread. */
void module_add_reason(void);
void module_drop_reason(void);

/* Whether there is a reason to stay loaded (row 1.6).  After FALSE every object's end has been seen.  Any thread. */
BOOL module_has_reason(void);

#endif
