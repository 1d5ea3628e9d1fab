/*
 * The device of the example: a queue of numbers in place of hardware
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "device.h"

BOOL device_init(struct device *device)
{
    device->made = device->waiting = device->lost = 0;
    if (!(device->ready = CreateEventW(NULL, FALSE, FALSE, NULL)))
        return FALSE;
    InitializeCriticalSection(&device->lock);
    return TRUE;
}

void device_destroy(struct device *device)
{
    DeleteCriticalSection(&device->lock);
    CloseHandle(device->ready);
}

void device_make_frame(struct device *device)
{
    EnterCriticalSection(&device->lock);
    ++device->made;
    if (device->waiting < DEVICE_FRAMES)
        ++device->waiting;
    else
        ++device->lost;
    LeaveCriticalSection(&device->lock);
    SetEvent(device->ready);
}

BOOL device_take_frame(struct device *device, DWORD *number)
{
    BOOL taken;

    EnterCriticalSection(&device->lock);
    if ((taken = device->waiting != 0))
        *number = device->made - --device->waiting;
    LeaveCriticalSection(&device->lock);
    return taken;
}

void device_discard(struct device *device)
{
    EnterCriticalSection(&device->lock);
    device->lost += device->waiting;
    device->waiting = 0;
    LeaveCriticalSection(&device->lock);
}
