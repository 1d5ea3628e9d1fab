/*
 * Runs Wine's own filters in small graphs and prints what arrived at each connection, so that one allocator can be
 * compared with another; and checks after every graph that nothing of it is alive.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"
#include "filters.h"

static const char help[] =
        "Usage: quartzalloc-filters.exe [OPTION]... [SCENARIO]...\n"
        "Run the filters of DirectShow in small graphs on files that this program writes itself.\n"
        "\n"
        "  --work FOLDER      write the files there; the current folder without this option\n"
        "  --module MODULE    fail where an allocator is of another module than MODULE (such as quartzalloc.dll)\n"
        "  --no-display       skip the video renderer\n"
        "  --list             print the names of the scenarios\n"
        "  --help, --version\n"
        "\n"
        "Output, fields separated by tabs:\n"
        "  start   scenario\n"
        "  data    scenario, what, samples, bytes, checksum\n"
        "  end     scenario, passed, failed or skipped, reason\n"
        "Exit code: 0 nothing failed, 1 something did, 2 wrong usage.\n";

static BOOL no_display;

static const struct
{
    const char *name;
    void (*run)(void);
    BOOL needs_display;
} scenarios[] = {
    { "file-source", test_file_source, FALSE }, { "avi-splitter", test_avi_splitter, FALSE },
    { "wave-parser", test_wave_parser, FALSE }, { "null-renderer", test_null_renderer, FALSE },
    { "early-stop", test_early_stop, FALSE },   { "sample-grabber", test_sample_grabber, FALSE },
    { "smart-tee", test_smart_tee, FALSE },     { "avi-mux", test_avi_mux, FALSE },
    { "file-writer", test_file_writer, FALSE }, { "video-renderer", test_video_renderer, TRUE },
};

static BOOL run_scenario(size_t i)
{
    BOOL skipped = scenarios[i].needs_display && no_display;

    scenario_begin(scenarios[i].name);
    printf("start\t%s\n", scenarios[i].name);
    fflush(stdout);
    if (!skipped)
        scenarios[i].run();
    printf("end\t%s\t%s\t%s\n", scenarios[i].name,
           skipped                ? "skipped"
                   : has_failed() ? "failed"
                                  : "passed",
           skipped ? "no display" : failure());
    fflush(stdout);
    return skipped || !has_failed();
}

int main(void)
{
    const WCHAR *work = L".";
    BOOL chosen[ARRAYSIZE(scenarios)] = { 0 }, any = FALSE, passed = TRUE;
    WCHAR **argv;
    size_t j;
    int argc, i;

    argv = CommandLineToArgvW(GetCommandLineW(), &argc);
    for (i = 1; i < argc; ++i)
    {
        if (!wcscmp(argv[i], L"--help"))
        {
            fputs(help, stdout);
            return 0;
        }
        if (!wcscmp(argv[i], L"--version"))
        {
            printf("quartzalloc-filters %s\n", PACKAGE_VERSION);
            return 0;
        }
        if (!wcscmp(argv[i], L"--list"))
        {
            for (j = 0; j < ARRAYSIZE(scenarios); ++j)
                printf("%s\n", scenarios[j].name);
            return 0;
        }
        if (!wcscmp(argv[i], L"--no-display"))
        {
            no_display = TRUE;
        }
        else if (!wcscmp(argv[i], L"--work") && i + 1 < argc)
        {
            work = argv[++i];
        }
        else if (!wcscmp(argv[i], L"--module") && i + 1 < argc)
        {
            expected_module = argv[++i];
        }
        else
        {
            WCHAR name[64];

            for (j = 0; j < ARRAYSIZE(scenarios); ++j)
            {
                MultiByteToWideChar(CP_UTF8, 0, scenarios[j].name, -1, name, ARRAYSIZE(name));
                if (!wcscmp(argv[i], name))
                    chosen[j] = any = TRUE;
            }
            if (!any)
            {
                fprintf(stderr, "quartzalloc-filters: there is no scenario or option %ls: see --help\n", argv[i]);
                return 2;
            }
        }
    }
    if (wcslen(work) > MAX_PATH - 16)
    {
        fprintf(stderr, "quartzalloc-filters: the path of the work folder is too long\n");
        return 2;
    }
    wsprintfW(avi_path, L"%s\\filters.avi", work);
    wsprintfW(wav_path, L"%s\\filters.wav", work);
    wsprintfW(muxed_path, L"%s\\muxed.avi", work);
    wsprintfW(stream_path, L"%s\\muxed-stream.avi", work);

    CoInitializeEx(NULL, COINIT_MULTITHREADED);
    if (!write_avi(avi_path) || !write_wav(wav_path))
    {
        fprintf(stderr, "quartzalloc-filters: %s: choose another folder with --work\n", failure());
        return 2;
    }
    for (j = 0; j < ARRAYSIZE(scenarios); ++j)
    {
        if (!any || chosen[j])
            passed = run_scenario(j) && passed;
    }
    CoUninitialize();
    return !passed;
}
