/*
 * The command line.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bench.h"
#include "config.h"

static void usage(FILE *file)
{
    fputs("Usage: quartzalloc-bench [OPTION]...\n"
          "Measure memory allocators of DirectShow against each other and against the machine.\n"
          "\n"
          "  --scenario NAME     measure only this scenario; may be given several times\n"
          "  --dll [NAME=]PATH   an allocator: a DLL with the class CLSID_MemoryAllocator; may be given several times\n"
          "  --builtin           the system's own allocator, at this place in the order\n"
          "  --no-builtin        without the system's own allocator\n"
          "  --rounds N          rounds through all rows, 7 if not given\n"
          "  --time MS           milliseconds for one measurement of a round, 100 if not given\n"
          "  --quick             3 rounds of 20 ms\n"
          "  --buffer-size BYTES size of the buffers instead of each scenario's own\n"
          "  --csv FILE          write the results as comma separated values too\n"
          "  --json FILE         write the results as JSON too, with the value of every round\n"
          "  --list              list the scenarios\n"
          "  --help              show this help\n"
          "  --version           show the version\n"
          "\n"
          "Ratios are to the first allocator.  Without --dll it is the quartzalloc.dll beside this program or in\n"
          "the system directory; the builtin one comes last.\n"
          "\n"
          "Exit code: 0 all measured, 1 some rows could not be measured, 2 wrong usage, 3 an allocator crashed\n"
          "or hung.\n",
          file);
}

static void __attribute__((noreturn)) usage_error(const char *message, const wchar_t *argument)
{
    char text[512] = "";

    if (argument)
        wide_to_utf8(argument, text, sizeof(text));
    fprintf(stderr, "quartzalloc-bench: %s%s%s; --help lists the options\n", message, argument ? " " : "", text);
    exit(EXIT_USAGE);
}

static void list_scenarios(void)
{
    unsigned int i;

    for (i = 0; i < scenario_count; ++i)
        printf("%-10s %s\n", scenarios[i].name, scenarios[i].description);
}

static long number(const wchar_t *option, const wchar_t *text, long low, long high)
{
    wchar_t *end;
    long value = wcstol(text, &end, 10);

    if (end == text || *end || value < low || value > high)
    {
        char name[64];

        wide_to_utf8(option, name, sizeof(name));
        fprintf(stderr, "quartzalloc-bench: %s needs a number from %ld to %ld\n", name, low, high);
        exit(EXIT_USAGE);
    }
    return value;
}

static struct provider *add_provider(struct options *options)
{
    struct provider *provider;

    if (options->provider_count == MAX_PROVIDERS || !(provider = calloc(1, sizeof(*provider))))
        usage_error("too many allocators", NULL);
    options->providers[options->provider_count++] = provider;
    return provider;
}

static void add_builtin(struct options *options)
{
    strcpy(add_provider(options)->label, "builtin");
}

/* The label is the file's name without folders and ending, and a number where two are alike. */
static void label_by_path(struct options *options, struct provider *provider)
{
    const wchar_t *name = provider->path, *p;
    char plain[48];
    unsigned int i, same = 0;
    size_t length;

    for (p = name; *p; ++p)
    {
        if (*p == '\\' || *p == '/')
            name = p + 1;
    }
    wide_to_utf8(name, plain, sizeof(plain));
    length = strlen(plain);
    if (length > 4 && !_stricmp(plain + length - 4, ".dll"))
        plain[length - 4] = 0;
    snprintf(provider->label, sizeof(provider->label), "%s", plain);
    for (i = 0; options->providers[i] != provider; ++i)
        same += !strncmp(options->providers[i]->label, plain, strlen(plain));
    if (same)
        snprintf(provider->label, sizeof(provider->label), "%s#%u", plain, same + 1);
}

static void add_dll(struct options *options, const wchar_t *argument)
{
    const wchar_t *equals = wcschr(argument, '='), *path = argument;
    struct provider *provider = add_provider(options);

    if (equals && equals != argument && equals - argument < 32)
        path = equals + 1;
    if (!*path || wcslen(path) >= ARRAY_LENGTH(provider->path))
        usage_error("--dll needs the path of a DLL, not", argument);
    /* A full path, so that LoadLibrary does not search; a bare name that is no file here is left to its search. */
    if (GetFileAttributesW(path) == INVALID_FILE_ATTRIBUTES
        || !GetFullPathNameW(path, ARRAY_LENGTH(provider->path), provider->path, NULL))
        wcscpy(provider->path, path);
    if (path == argument)
        label_by_path(options, provider);
    else
        WideCharToMultiByte(CP_UTF8, 0, argument, (int)(equals - argument), provider->label,
                            sizeof(provider->label) - 1, NULL, NULL);
}

/* Ours: beside the program, as in a build folder, or where a prefix has it. */
static void add_default_dll(struct options *options)
{
    static const wchar_t name[] = L"quartzalloc.dll";
    wchar_t path[MAX_PATH], *slash;

    if (GetModuleFileNameW(NULL, path, MAX_PATH) && (slash = wcsrchr(path, '\\'))
        && slash - path + 1 + ARRAY_LENGTH(name) <= MAX_PATH)
    {
        wcscpy(slash + 1, name);
        if (GetFileAttributesW(path) != INVALID_FILE_ATTRIBUTES)
        {
            add_dll(options, path);
            return;
        }
    }
    if (SearchPathW(NULL, name, NULL, MAX_PATH, path, NULL))
        add_dll(options, path);
}

static void add_scenario(struct options *options, const wchar_t *argument)
{
    const struct scenario *scenario;
    char name[64];
    unsigned int i;

    wide_to_utf8(argument, name, sizeof(name));
    if (!(scenario = scenario_find(name)))
    {
        fprintf(stderr, "quartzalloc-bench: there is no scenario %s; --list shows them all\n", name);
        options->unknown_scenario = true;
        return;
    }
    for (i = 0; i < options->scenario_count; ++i)
    {
        if (options->scenarios[i] == scenario)
            return;
    }
    options->scenarios[options->scenario_count++] = scenario;
}

void options_parse(struct options *options, int argc, wchar_t **argv)
{
    bool builtin = true, builtin_placed = false, dll_given = false;
    unsigned int j;
    int i;

    memset(options, 0, sizeof(*options));
    options->rounds = 7;
    options->seconds = 0.1;

    for (i = 1; i < argc; ++i)
    {
        const wchar_t *option = argv[i], *value = i + 1 < argc ? argv[i + 1] : NULL;

        if (!wcscmp(option, L"--help"))
        {
            usage(stdout);
            exit(0);
        }
        if (!wcscmp(option, L"--version"))
        {
            printf("quartzalloc-bench %s\n", PACKAGE_VERSION);
            exit(0);
        }
        if (!wcscmp(option, L"--list"))
        {
            list_scenarios();
            exit(0);
        }
        if (!wcscmp(option, L"--quick"))
        {
            options->rounds = 3;
            options->seconds = 0.02;
            continue;
        }
        if (!wcscmp(option, L"--builtin"))
        {
            if (!builtin_placed)
                add_builtin(options);
            builtin = builtin_placed = true;
            continue;
        }
        if (!wcscmp(option, L"--no-builtin"))
        {
            builtin = false;
            continue;
        }
        if (wcscmp(option, L"--scenario") && wcscmp(option, L"--dll") && wcscmp(option, L"--rounds")
            && wcscmp(option, L"--time") && wcscmp(option, L"--buffer-size") && wcscmp(option, L"--csv")
            && wcscmp(option, L"--json"))
            usage_error("unknown option", option);
        if (!value)
            usage_error("a value is missing after", option);
        ++i;
        if (!wcscmp(option, L"--scenario"))
            add_scenario(options, value);
        else if (!wcscmp(option, L"--dll"))
        {
            add_dll(options, value);
            dll_given = true;
        }
        else if (!wcscmp(option, L"--rounds"))
            options->rounds = number(option, value, 1, 10000);
        else if (!wcscmp(option, L"--time"))
            options->seconds = number(option, value, 5, 10000) / 1000.0;
        else if (!wcscmp(option, L"--buffer-size"))
            options->buffer_size = number(option, value, 1, LONG_MAX);
        else if (!wcscmp(option, L"--csv"))
            options->csv_path = value;
        else
            options->json_path = value;
    }

    if (!options->scenario_count)
    {
        if (options->unknown_scenario)
            exit(EXIT_SOME_FAILED);
        for (j = 0; j < scenario_count; ++j)
            options->scenarios[options->scenario_count++] = &scenarios[j];
    }
    if (!dll_given)
        add_default_dll(options);
    if (builtin && !builtin_placed)
        add_builtin(options);
    if (!options->provider_count)
        usage_error("there is no allocator to measure, give one with --dll", NULL);
}
