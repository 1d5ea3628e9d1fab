/*
 * Plays a media file through a filter graph of Windows' or Wine's own filters, as fast as it goes, and shows for every
 * connection which allocator serves it and whether each release of a buffer was notified.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"
#include "play.h"

#include <io.h>
#include <fcntl.h>

static const char help[] =
        "Usage: quartzalloc-play.exe [OPTION]... FILE\n"
        "Play FILE through a DirectShow graph without a clock, each stream into a null renderer, and print for every\n"
        "connection the allocator that serves it, the samples that arrived, and the calls of NotifyRelease.\n"
        "\n"
        "FILE is a Windows path, or under Wine also a Unix path that begins with a slash.\n"
        "\n"
        "  --report FILE        also write the numbers to FILE, one record a line, fields separated by tabs\n"
        "  --require MODULE     fail unless MODULE (such as quartzalloc.dll) serves every connection that has an "
        "allocator\n"
        "  --no-grabber         connect the null renderers without a sample grabber in front\n"
        "  --timeout SECONDS    give up when nothing moves for so long; 30 without this option\n"
        "  --quiet              no progress on standard error\n"
        "  --help               print this text\n"
        "  --version            print the version\n"
        "\n"
        "Releases are counted on their own, by a sample's Release that returns 0, and not by the callback.\n"
        "\n"
        "Records of a report:\n"
        "  connection  number, from filter, pin, to filter, pin, media, push or pull, allocator number (0: none), "
        "samples,\n"
        "              bytes, checksum, samples from another allocator, microseconds in Receive, 1 if it ends a "
        "stream\n"
        "  allocator   number, module, 1 if it can notify, buffers, size, align, prefix, buffers taken, buffers "
        "released,\n"
        "              NotifyRelease calls, lowest free count, microseconds in GetBuffer, in the final Release, "
        "references left\n"
        "  run         seconds, seconds of media, streams, streams without a decoder, streams that no filter takes\n"
        "  unload      whether quartzalloc.dll can be unloaded after the graph: yes, no, or not loaded\n"
        "  exit        the exit code\n"
        "\n"
        "Exit code:\n"
        "  0  samples flowed, and on each allocator that can notify the calls equal the releases\n"
        "  1  wrong usage\n"
        "  2  FILE cannot be opened or is empty\n"
        "  3  no filter understands FILE\n"
        "  4  no sample flowed, or the graph stopped before the end of FILE\n"
        "  5  calls and releases differ, or a sample was lost\n"
        "  6  an allocator is still alive when the graph is gone\n"
        "  7  another module than the one of --require serves a connection\n"
        "  8  DirectShow itself does not work here\n";

struct options
{
    const WCHAR *file, *report, *require;
    double timeout;
    BOOL quiet, no_grabber;
};

static enum exit_code fail(enum exit_code code, const char *format, ...)
{
    va_list args;

    fflush(stdout);
    fprintf(stderr, "quartzalloc-play: ");
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fprintf(stderr, "\n");
    return code;
}

/* Wine knows how its drives map to the Unix file system. */
static WCHAR *windows_path(const WCHAR *path)
{
    WCHAR *(CDECL * wine_get_dos_file_name)(const char *);
    WCHAR *converted;

    wine_get_dos_file_name = (void *)GetProcAddress(GetModuleHandleW(L"kernel32.dll"), "wine_get_dos_file_name");
    if (path[0] == '/' && wine_get_dos_file_name && (converted = wine_get_dos_file_name(utf8(path))))
        return converted;
    return _wcsdup(path);
}

static enum exit_code check_file(const WCHAR *path, const char *shown)
{
    LARGE_INTEGER size;
    DWORD attributes;
    HANDLE file;
    BYTE byte;
    DWORD got;

    attributes = GetFileAttributesW(path);
    if (attributes == INVALID_FILE_ATTRIBUTES)
        return fail(EXIT_CANNOT_OPEN, "%s: there is no such file; give the path of a media file", shown);
    if (attributes & FILE_ATTRIBUTE_DIRECTORY)
        return fail(EXIT_CANNOT_OPEN, "%s: this is a folder; give the path of a media file", shown);
    file = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL, OPEN_EXISTING,
                       0, NULL);
    if (file == INVALID_HANDLE_VALUE)
        return fail(EXIT_CANNOT_OPEN, "%s: cannot be read (error %lu); check its permissions", shown, GetLastError());
    if (!GetFileSizeEx(file, &size) || !size.QuadPart)
    {
        CloseHandle(file);
        return fail(EXIT_CANNOT_OPEN, "%s: the file is empty; give a media file", shown);
    }
    if (!ReadFile(file, &byte, 1, &got, NULL) || got != 1)
    {
        CloseHandle(file);
        return fail(EXIT_CANNOT_OPEN, "%s: cannot be read; check the disk", shown);
    }
    CloseHandle(file);
    return EXIT_PLAYED;
}

static int64_t arrived(const struct player *player, double *position)
{
    int64_t samples = 0, end = 0;
    int i;

    for (i = 0; i < player->connection_count; ++i)
    {
        if (player->connections[i].observed.position > end)
            end = player->connections[i].observed.position;
        if (player->connections[i].last)
            samples += player->connections[i].observed.samples;
    }
    *position = (double)end / 1e7;
    return samples;
}

static void show_progress(const struct player *player, int64_t start, BOOL terminal, BOOL end)
{
    double position;
    int64_t samples = arrived(player, &position);

    fprintf(stderr, "%splaying: %.1f of %.1f s, %" PRId64 " samples, after %.1f s%s", terminal ? "\r" : "", position,
            player->duration, samples, observe_seconds(observe_ticks() - start), terminal && !end ? "   " : "   \n");
    fflush(stderr);
}

/* Returns S_OK at the end of all streams, S_FALSE when nothing moves any more, else the graph's error. */
static HRESULT play(struct player *player, const struct options *options)
{
    int64_t start, moved, shown, now, samples, last_samples = -1;
    BOOL terminal = _isatty(2);
    IMediaControl *control;
    OAFilterState state;
    IMediaSeeking *seeking;
    LONGLONG duration = 0;
    IMediaFilter *filter;
    IMediaEvent *event;
    LONG code = 0;
    double position;
    HRESULT hr;

    IGraphBuilder_QueryInterface(player->graph, &IID_IMediaFilter, (void **)&filter);
    IMediaFilter_SetSyncSource(filter, NULL);
    IMediaFilter_Release(filter);

    if (SUCCEEDED(IGraphBuilder_QueryInterface(player->graph, &IID_IMediaSeeking, (void **)&seeking)))
    {
        if (SUCCEEDED(IMediaSeeking_GetDuration(seeking, &duration)))
            player->duration = (double)duration / 1e7;
        IMediaSeeking_Release(seeking);
    }

    IGraphBuilder_QueryInterface(player->graph, &IID_IMediaControl, (void **)&control);
    IGraphBuilder_QueryInterface(player->graph, &IID_IMediaEvent, (void **)&event);

    start = moved = shown = observe_ticks();
    hr = IMediaControl_Run(control);
    while (SUCCEEDED(hr))
    {
        hr = IMediaEvent_WaitForCompletion(event, 100, &code);
        now = observe_ticks();
        if (hr != E_ABORT)
            break;
        hr = S_OK;
        if ((samples = arrived(player, &position)) != last_samples)
        {
            last_samples = samples;
            moved = now;
        }
        if (observe_seconds(now - moved) > options->timeout)
        {
            code = 0;
            break;
        }
        if (!options->quiet && observe_seconds(now - shown) >= (terminal ? 0.2 : 1.0))
        {
            show_progress(player, start, terminal, FALSE);
            shown = now;
        }
    }
    player->seconds = observe_seconds(observe_ticks() - start);
    if (!options->quiet && shown != start)
        show_progress(player, start, terminal, TRUE);
    /* Wine changes to running in a thread of its own, and may deadlock when it is stopped before that is done. */
    IMediaControl_GetState(control, 5000, &state);
    IMediaControl_Stop(control);
    IMediaControl_Release(control);
    IMediaEvent_Release(event);

    if (FAILED(hr))
        return hr;
    if (code == EC_COMPLETE)
        return S_OK;
    return code ? E_FAIL : S_FALSE;
}

static HRESULT ask_unload(void)
{
    HRESULT(WINAPI * can_unload_now)(void);
    HMODULE module = GetModuleHandleW(L"quartzalloc.dll");

    if (!module || !(can_unload_now = (void *)GetProcAddress(module, "DllCanUnloadNow")))
        return E_NOTIMPL;
    return can_unload_now();
}

static enum exit_code judge(const struct player *player, const struct options *options, HRESULT played)
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

        if (allocator->final_free >= 0 && allocator->calls != allocator->returned)
            return fail(EXIT_COUNTS_DIFFER,
                        "allocator %d: %" PRId64 " calls of NotifyRelease, but %" PRId64 " releases", i + 1,
                        (int64_t)allocator->calls, (int64_t)allocator->returned);
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
        if (player->allocators[i]->callback_references != 1)
            return fail(EXIT_STILL_ALIVE, "allocator %d left %ld references on its callback", i + 1,
                        player->allocators[i]->callback_references - 1);
    }
    if (player->unload == S_FALSE)
        return fail(EXIT_STILL_ALIVE, "quartzalloc.dll cannot be unloaded after the graph: something of it is alive");

    if (options->require)
    {
        BOOL seen = FALSE;

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
            if (_wcsicmp(module, options->require))
                return fail(EXIT_OTHER_ALLOCATOR, "connection %d is served by %s, not by %s", i + 1, utf8(module),
                            utf8(options->require));
            seen = TRUE;
        }
        if (!seen)
            return fail(EXIT_OTHER_ALLOCATOR, "no connection is served by %s", utf8(options->require));
    }
    return EXIT_PLAYED;
}

static enum exit_code run(struct player *player, const struct options *options)
{
    WCHAR *path = windows_path(options->file);
    enum exit_code code;
    FILE *report = NULL;
    HRESULT hr;
    int i;

    snprintf(player->file, sizeof(player->file), "%s", utf8(options->file));
    if ((code = check_file(path, player->file)))
        return code;

    if (options->report)
    {
        WCHAR *report_path = windows_path(options->report);

        if (!(report = _wfopen(report_path, L"w")))
            return fail(EXIT_USAGE, "%s: cannot write the report there", utf8(options->report));
        free(report_path);
    }

    if (FAILED(hr = CoCreateInstance(&CLSID_FilterGraph, NULL, CLSCTX_INPROC_SERVER, &IID_IGraphBuilder,
                                     (void **)&player->graph))
        || FAILED(hr = CoCreateInstance(&CLSID_FilterMapper2, NULL, CLSCTX_INPROC_SERVER, &IID_IFilterMapper2,
                                        (void **)&player->mapper)))
        return fail(EXIT_NO_DIRECTSHOW, "there is no filter graph here (error %#lx); is quartz.dll registered?", hr);

    player->unload = E_NOTIMPL;
    if (FAILED(hr = player_build(player, path)))
    {
        code = fail(EXIT_NO_MEDIA,
                    "%s: no filter understands this file (error %#lx); "
                    "is it media, and are the decoders installed?",
                    player->file, hr);
    }
    else
    {
        player_observe(player);
        hr = play(player, options);
    }
    player_detach(player);
    IFilterMapper2_Release(player->mapper);
    IGraphBuilder_Release(player->graph);
    for (i = 0; i < player->allocator_count; ++i)
        observed_allocator_finish(player->allocators[i]);
    player->unload = ask_unload();

    if (!code)
    {
        print_connections(player);
        print_summary(player);
        code = judge(player, options, hr);
    }
    if (report)
    {
        write_report(player, report, code);
        fclose(report);
    }
    free(path);
    return code;
}

static enum exit_code parse_options(struct options *options, int argc, WCHAR **argv)
{
    WCHAR *end;
    int i;

    options->timeout = 30.0;
    for (i = 1; i < argc; ++i)
    {
        const WCHAR *option = argv[i], *value = i + 1 < argc ? argv[i + 1] : NULL;

        if (wcsncmp(option, L"--", 2))
        {
            if (options->file)
                return fail(EXIT_USAGE, "%s: one FILE is enough; see --help", utf8(option));
            options->file = option;
        }
        else if (!wcscmp(option, L"--help"))
        {
            fputs(help, stdout);
            exit(EXIT_PLAYED);
        }
        else if (!wcscmp(option, L"--version"))
        {
            printf("quartzalloc-play %s\n", PACKAGE_VERSION);
            exit(EXIT_PLAYED);
        }
        else if (!wcscmp(option, L"--quiet"))
        {
            options->quiet = TRUE;
        }
        else if (!wcscmp(option, L"--no-grabber"))
        {
            options->no_grabber = TRUE;
        }
        else if (wcscmp(option, L"--report") && wcscmp(option, L"--require") && wcscmp(option, L"--timeout"))
        {
            return fail(EXIT_USAGE, "%s: no such option; see --help", utf8(option));
        }
        else if (!value)
        {
            return fail(EXIT_USAGE, "%s needs a value; see --help", utf8(option));
        }
        else
        {
            if (!wcscmp(option, L"--report"))
                options->report = value;
            else if (!wcscmp(option, L"--require"))
                options->require = value;
            else if ((options->timeout = wcstod(value, &end)) <= 0.0 || *end)
                return fail(EXIT_USAGE, "--timeout %s: give seconds, such as 30", utf8(value));
            ++i;
        }
    }
    if (!options->file)
        return fail(EXIT_USAGE, "which FILE? see --help");
    return EXIT_PLAYED;
}

int main(void)
{
    static struct player player;
    struct options options = { 0 };
    enum exit_code code;
    WCHAR **argv;
    int argc;

    if (!(argv = CommandLineToArgvW(GetCommandLineW(), &argc)))
        return fail(EXIT_USAGE, "the command line cannot be read");
    if ((code = parse_options(&options, argc, argv)))
        return code;

    if (FAILED(CoInitializeEx(NULL, COINIT_MULTITHREADED)))
        return fail(EXIT_NO_DIRECTSHOW, "COM cannot be initialized");
    player.grabbers = !options.no_grabber;
    code = run(&player, &options);
    CoUninitialize();
    return code;
}
