/*
 * Plays a media file through a filter graph of Windows' or Wine's own filters, as fast as it goes, and shows for every
 * connection which allocator serves it and whether each release of a buffer was notified.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"
#include "play.h"

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

enum exit_code fail(enum exit_code code, const char *format, ...)
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
        hr = player_run(player, options);
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
        code = player_judge(player, options, hr);
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
