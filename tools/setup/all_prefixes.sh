# shellcheck shell=bash
#
# --all-prefixes: one run for every folder with a system.reg and a drive_c
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

command_all_prefixes()
{
    local folder registry count=0 failed=0 first=0 code
    local arguments=("$command")

    [ ${#folders[@]} -gt 0 ] || usage_error '--all-prefixes needs at least one folder'
    [ -z "$wine_option" ] || arguments+=(--wine "$wine_option")
    [ -z "$dll_dir_option" ] || arguments+=(--dll-dir "$dll_dir_option")
    [ "$symlink" = no ] || arguments+=(--symlink)
    [ "$dry_run" = no ] || arguments+=(--dry-run)
    [ "$json" = no ] || arguments+=(--json)
    [ "$verbose" = no ] || arguments+=(--verbose)
    [ "$width_option" = all ] || arguments+=(--width "$width_option")
    for folder in "${folders[@]}"
    do
        folder=$(absolute_path "$folder")
        [ -d "$folder" ] || die "$code_prefix" "$folder is not a folder: name folders that contain Wine prefixes"
    done
    while IFS= read -r -d '' registry
    do
        [ -d "${registry%/*}/drive_c" ] || continue
        count=$((count + 1))
        [ "$json" = yes ] || say "== ${registry%/*}"
        code=0
        "$BASH" "$tool_path" "${arguments[@]}" --prefix "${registry%/*}" </dev/null || code=$?
        if ((code != 0))
        then
            failed=$((failed + 1))
            ((first != 0)) || first=$code
        fi
    done < <(for folder in "${folders[@]}"
             do
                 find -H "$(absolute_path "$folder")" -maxdepth 8 -name drive_c -prune -o -name system.reg -type f -print0 2>/dev/null | sort -z
             done)
    ((count > 0)) || die "$code_prefix" "no Wine prefix was found below ${folders[*]}: name folders that contain prefixes"
    [ "$json" = yes ] || say "$count prefixes, $failed not as wanted"
    return "$first"
}
