/*
 * The identifiers that libstrmiids and libuuid have: for 64-bit ARM there is neither, and the headers know them all
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define INITGUID
#include <windows.h>
#include <initguid.h>
#include <objbase.h>

#include "strmif.h"

#include <uuids.h>

/* In no header as a definition. */
const GUID GUID_NULL = { 0 };
