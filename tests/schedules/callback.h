/*
 * An application's callback: see callback.c
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_SCHEDULES_CALLBACK_H
#define QUARTZALLOC_SCHEDULES_CALLBACK_H

#define COBJMACROS
#define WIN32_LEAN_AND_MEAN
#define CONST_VTABLE
#include <windows.h>
#include <objbase.h>

#include "quartzalloc.h"

/* In this schedule: calls of NotifyRelease, and callbacks whose last reference is not given back. */
extern unsigned int callbacks_called, callbacks_alive;

/* A callback with one reference, the caller's. */
IMemAllocatorNotifyCallbackTemp *callback_create(void);

#endif
