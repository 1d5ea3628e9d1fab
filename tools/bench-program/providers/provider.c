/*
 * The list of providers: see provider.h.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdio.h>
#include <stdlib.h>
#include "providers/provider.h"

struct provider *providers_add(struct providers *providers, const char *label)
{
    struct provider *provider;

    if (providers->count == MAX_PROVIDERS || !(provider = calloc(1, sizeof(*provider))))
        return NULL;
    snprintf(provider->label, sizeof(provider->label), "%s", label);
    providers->list[providers->count++] = provider;
    return provider;
}
