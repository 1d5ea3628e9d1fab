/*
 * What every file of the COM storey includes first: the interfaces that widl made of quartzalloc.idl, as C sees them
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_COM_H
#define QUARTZALLOC_COM_H

#define COBJMACROS
#define WIN32_LEAN_AND_MEAN
#include <windows.h>
#include <objbase.h>

#include "quartzalloc.h"

#endif
