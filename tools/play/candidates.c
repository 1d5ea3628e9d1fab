/*
 * Finds the filters that may come next.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "play.h"

/* An exact match leaves out filters that are registered for any type at all, as Wine's general splitter is: so the
 * special ones come first. */
int find_candidates(struct player *player, const AM_MEDIA_TYPE *type, struct candidate *candidates, int size)
{
    const GUID types[2] = { type->majortype, type->subtype };
    VARIANT clsid_text, name;
    IEnumMoniker *enum_moniker;
    IPropertyBag *properties;
    IMoniker *moniker;
    int count = 0, i;
    CLSID clsid;
    BOOL exact;

    for (exact = TRUE; exact >= FALSE; --exact)
    {
        if (IFilterMapper2_EnumMatchingFilters(player->mapper, &enum_moniker, 0, exact, MERIT_DO_NOT_USE + 1, TRUE, 1,
                                               types, NULL, NULL, FALSE, TRUE, 0, NULL, NULL, NULL)
            != S_OK)
            continue;
        while (count < size && IEnumMoniker_Next(enum_moniker, 1, &moniker, NULL) == S_OK)
        {
            VariantInit(&clsid_text);
            VariantInit(&name);
            if (SUCCEEDED(IMoniker_BindToStorage(moniker, NULL, NULL, &IID_IPropertyBag, (void **)&properties)))
            {
                IPropertyBag_Read(properties, L"FriendlyName", &name, NULL);
                if (SUCCEEDED(IPropertyBag_Read(properties, L"CLSID", &clsid_text, NULL))
                    && SUCCEEDED(CLSIDFromString(V_BSTR(&clsid_text), &clsid)))
                {
                    for (i = 0; i < count && !IsEqualGUID(&candidates[i].clsid, &clsid); ++i)
                        ;
                    if (i == count)
                    {
                        candidates[i].clsid = clsid;
                        lstrcpynW(candidates[i].name, V_VT(&name) == VT_BSTR ? V_BSTR(&name) : L"Filter",
                                  MAX_FILTER_NAME);
                        ++count;
                    }
                }
                IPropertyBag_Release(properties);
            }
            VariantClear(&clsid_text);
            VariantClear(&name);
            IMoniker_Release(moniker);
        }
        IEnumMoniker_Release(enum_moniker);
    }
    return count;
}
