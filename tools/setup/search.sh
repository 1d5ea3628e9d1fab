# shellcheck shell=bash
#
# Finding the prefixes below some folders: each once, whatever links lead to it, and however deep it lies
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

# The folders that were searched, and the prefixes in them, by their real paths.
searched=()
prefixes=()
declare -A known_prefixes=()

# Adds the prefixes below the given folders. Links are followed by searching where they lead to, once.
find_prefixes()
{
    local real
    local queue=("$@")
    while [ ${#queue[@]} -gt 0 ]
    do
        if ! cd -P -- "${queue[0]}" 2>/dev/null
        then
            warn "${queue[0]} cannot be read, so no prefix was looked for in it: check its permissions"
        else
            real=$PWD
            if ! is_searched "$real"
            then
                searched+=("$real")
                search_folder "$real"
            fi
        fi
        queue=("${queue[@]:1}")
    done
    cd /
}

is_searched()
{
    local folder
    for folder in "${searched[@]}"
    do
        [[ $1/ != "${folder%/}"/* ]] || return 0
    done
    return 1
}

# Left out: what lies in a prefix (drive_c, and dosdevices, whose z: is the whole disk), the games of a Steam library, Proton's
# template for prefixes, and the system's folders that are no files.
search_folder()
{
    local folder=$1 name ticker=
    if [ -t 2 ] || [ "$verbose" = yes ]
    then
        tell_progress "$folder" &
        ticker=$!
    fi
    find "$folder" \( -name drive_c -o -name dosdevices -o -name default_pfx -o -path '*/steamapps/common' \
        -o -path /proc -o -path /sys -o -path /dev \) -prune -o \( -name system.reg -o -type l \) -print0 \
        >"$scratch/found" 2>"$scratch/search.err" || :
    [ -z "$ticker" ] || kill "$ticker" 2>/dev/null || :
    while IFS= read -r -d '' name
    do
        if [ "${name##*/}" = system.reg ] && [ -f "$name" ]
        then
            add_prefix "${name%/*}"
        elif [ -d "$name" ]
        then
            follow_link "$folder" "$name"
        else
            tell_dead_link "$name"
        fi
    done <"$scratch/found"
    tell_search_errors "$scratch/search.err"
}

add_prefix()
{
    { [ -d "$1/drive_c" ] || [ -d "$1/dosdevices/c:" ]; } && cd -P -- "$1" 2>/dev/null || return 0
    [ -z "${known_prefixes[$PWD]-}" ] || return 0
    known_prefixes[$PWD]=yes
    prefixes+=("$PWD")
}

follow_link()
{
    cd -P -- "$2" 2>/dev/null || { queue+=("$2"); return 0; }
    ! is_searched "$PWD" || return 0
    if [[ $1/ == "${PWD%/}"/* ]]
    then
        warn "$2 leads to $PWD, which is above the folder that is searched: it is not followed"
        return 0
    fi
    queue+=("$PWD")
}

# Of all the links to nowhere that a home has, those of a prefix matter.
tell_dead_link()
{
    [ -L "$1" ] && [ ! -e "$1" ] || return 0
    case $1 in
        */system.reg | */pfx | */steamapps | */compatdata | */compatdata/*)
            warn "$1 leads to nowhere: is the disk of its target mounted?"
            ;;
    esac
}

# A sign of life now and then, from a process of its own.
tell_progress()
{
    local seconds=0
    while sleep "$progress_seconds" >/dev/null 2>&1
    do
        seconds=$((seconds + progress_seconds))
        warn "still searching below $1 ($seconds s)"
    done
}

tell_search_errors()
{
    local line count=0
    while IFS= read -r line
    do
        count=$((count + 1))
        ((count > 10)) || warn "not searched: ${line#*find: }"
    done <"$1"
    ((count <= 10)) || warn "not searched: $((count - 10)) more folders below ${searched[-1]}"
}
