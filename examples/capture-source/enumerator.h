/*
 * An enumerator of one thing: IEnumPins of a filter with one pin, IEnumMediaTypes of a pin with one format
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_EXAMPLE_ENUMERATOR_H
#define QUARTZALLOC_EXAMPLE_ENUMERATOR_H

#include "com.h"

/* Hand out the one thing of `owner`, to be kept by the caller.  Returns S_OK or why it cannot be had. */
typedef HRESULT (*enumerator_function)(IUnknown *owner, void **thing);

/*
 * Make an enumerator with one reference, at its beginning.  iid: IID_IEnumPins or IID_IEnumMediaTypes; it keeps a reference of
 * `owner`.  Returns S_OK or E_OUTOFMEMORY.
 */
HRESULT enumerator_create(REFIID iid, IUnknown *owner, enumerator_function give, void **out);

#endif
