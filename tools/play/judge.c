/*
 * Decides how it went, once the graph is gone.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "play.h"

HRESULT ask_unload(void)
{
    HRESULT(WINAPI * can_unload_now)(void);
    HMODULE module = GetModuleHandleW(L"quartzalloc.dll");

    if (!module || !(can_unload_now = (void *)GetProcAddress(module, "DllCanUnloadNow")))
        return E_NOTIMPL;
    return can_unload_now();
}

static enum exit_code judge_modules(const struct player *player, const WCHAR *require)
{
    BOOL seen = FALSE;
    int i;

    for (i = 0; i < player->connection_count; ++i)
    {
        const struct connection *connection = &player->connections[i];
        const WCHAR *module;

        if (connection->allocator >= 0)
            module = player->allocators[connection->allocator]->module;
        else if (!connection->pull && connection->observed.samples)
            module = connection->observed.source_module;
        else
            continue;
        if (_wcsicmp(module, require))
            return fail(EXIT_OTHER_ALLOCATOR, "connection %d is served by %s, not by %s", i + 1, utf8(module),
                        utf8(require));
        seen = TRUE;
    }
    if (!seen)
        return fail(EXIT_OTHER_ALLOCATOR, "no connection is served by %s", utf8(require));
    return EXIT_PLAYED;
}

enum exit_code player_judge(const struct player *player, const struct options *options, HRESULT played)
{
    double position;
    int i;

    if (!arrived(player, &position))
        return fail(EXIT_NOTHING_FLOWED, "%s: no sample arrived at the end of the graph", player->file);
    if (played == S_FALSE)
        return fail(EXIT_NOTHING_FLOWED, "%s: nothing moved for %.0f s; play stopped at %.1f s", player->file,
                    options->timeout, position);
    if (FAILED(played))
        return fail(EXIT_NOTHING_FLOWED, "%s: the graph stopped at %.1f s with error %#lx", player->file, position,
                    played);

    for (i = 0; i < player->allocator_count; ++i)
    {
        const struct observed_allocator *allocator = player->allocators[i];

        if (allocator->final_free >= 0 && allocator->callback.calls != allocator->returned)
            return fail(EXIT_COUNTS_DIFFER,
                        "allocator %d: %" PRId64 " calls of NotifyRelease, but %" PRId64 " releases", i + 1,
                        (int64_t)allocator->callback.calls, (int64_t)allocator->returned);
        if (allocator->taken != allocator->returned)
            return fail(EXIT_COUNTS_DIFFER, "allocator %d: %" PRId64 " buffers taken, but %" PRId64 " released", i + 1,
                        (int64_t)allocator->taken, (int64_t)allocator->returned);
        if (allocator->final_free >= 0 && allocator->final_free != allocator->properties.cBuffers)
            return fail(EXIT_COUNTS_DIFFER, "allocator %d: %ld of %ld buffers free after the graph stopped", i + 1,
                        allocator->final_free, allocator->properties.cBuffers);
    }
    for (i = 0; i < player->allocator_count; ++i)
    {
        if (player->allocators[i]->references_left)
            return fail(EXIT_STILL_ALIVE, "allocator %d is still alive after the graph, with %ld references", i + 1,
                        player->allocators[i]->references_left);
        if (player->allocators[i]->callback.refcount != 1)
            return fail(EXIT_STILL_ALIVE, "allocator %d left %ld references on its callback", i + 1,
                        player->allocators[i]->callback.refcount - 1);
    }
    if (player->unload == S_FALSE)
        return fail(EXIT_STILL_ALIVE, "quartzalloc.dll cannot be unloaded after the graph: something of it is alive");

    return options->require ? judge_modules(player, options->require) : EXIT_PLAYED;
}
