# shellcheck shell=bash
#
# --all-prefixes, and the command list: one run for every prefix that is found
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

# Finds them in the folders of the command line, or else where launchers keep theirs. The result is in prefixes, sorted.
look_for_prefixes()
{
    local folder roots=()

    make_scratch
    for folder in "${folders[@]}"
    do
        folder=$(absolute_path "$folder")
        [ -d "$folder" ] || die "$code_prefix" "$folder is not a folder: name folders that contain Wine prefixes"
        roots+=("$folder")
    done
    if [ ${#folders[@]} = 0 ]
    then
        [ -n "${HOME-}" ] || usage_error 'HOME is not set: name folders that contain Wine prefixes'
        find_places
        roots=("${places[@]}")
    fi
    find_prefixes "${roots[@]}"
    [ ${#folders[@]} -gt 0 ] || tell_places
    if [ ${#prefixes[@]} = 0 ]
    then
        [ ${#folders[@]} = 0 ] || die "$code_prefix" "no Wine prefix was found below ${folders[*]}: name folders that contain prefixes"
        die "$code_prefix" "no Wine prefix was found where Wine and launchers keep theirs: name folders that contain prefixes"
    fi
    mapfile -d '' -t prefixes < <(printf '%s\0' "${prefixes[@]}" | LC_ALL=C sort -z)
}

# Names what was searched, out of the way of output that programs read.
tell_places()
{
    local folder
    for folder in "${searched[@]}"
    do
        if [ "$json" = yes ] || [ "$command" = list ]
        then
            printf 'searched: %s\n' "$folder" >&2
        else
            say "searched: $folder"
        fi
    done
}

command_list()
{
    look_for_prefixes
    printf '%s\n' "${prefixes[@]}"
}

command_all_prefixes()
{
    local prefix failed=0 first=0 code
    local arguments=("$command" --among-others)

    [ -z "$wine_option" ] || arguments+=(--wine "$wine_option")
    [ -z "$dll_dir_option" ] || arguments+=(--dll-dir "$dll_dir_option")
    [ "$symlink" = no ] || arguments+=(--symlink)
    [ "$dry_run" = no ] || arguments+=(--dry-run)
    [ "$json" = no ] || arguments+=(--json)
    [ "$verbose" = no ] || arguments+=(--verbose)
    [ "$width_option" = all ] || arguments+=(--width "$width_option")
    look_for_prefixes
    for prefix in "${prefixes[@]}"
    do
        [ "$json" = yes ] || say "== $prefix"
        code=0
        "$BASH" "$tool_path" "${arguments[@]}" --prefix "$prefix" </dev/null || code=$?
        if ((code != 0))
        then
            failed=$((failed + 1))
            ((first != 0)) || first=$code
        fi
    done
    [ "$json" = yes ] || say "${#prefixes[@]} prefixes, $failed not as wanted"
    return "$first"
}
