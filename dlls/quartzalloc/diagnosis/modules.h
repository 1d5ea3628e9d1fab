/*
 * Which module an address belongs to
 *
 * Callers of COM methods are known by their return address; this turns it into a small number at a few nanoseconds, and
 * the number into a name when there is something to tell.  What is known of a module is what it was when it was seen
 * first: a report is right although the module has gone.  Where another module was loaded in the place of one that has
 * gone, its calls are told under the old name.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_DIAGNOSIS_MODULES_H
#define QUARTZALLOC_DIAGNOSIS_MODULES_H

#include "system.h"

/* Code that belongs to no module, or to one beyond the number that is kept. */
#define MODULE_UNKNOWN 0
#define MODULE_LIMIT   256

/* The module that has `address`, which must be code that runs now: 0 (MODULE_UNKNOWN) to MODULE_LIMIT - 1.  Any thread. */
uint16_t module_of(const void *address);

/* What is known of a module; never NULL. */
const struct system_module *module_get(uint16_t number);

/* How an address is written in reports: name+0xoffset, or 0xaddress outside modules.  Returns `text`. */
#define MODULE_ADDRESS_SIZE (SYSTEM_NAME_SIZE + 24)
const char *module_address(const void *address, char text[MODULE_ADDRESS_SIZE]);

#endif
