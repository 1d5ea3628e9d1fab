# shellcheck shell=bash
#
# The command report
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

# No names of people and folders: the prefix, the home folder and the user's name are replaced. Wine spells folders with
# backslashes.
without_personal_paths()
{
    local line user home homes=()
    user=$(id -un 2>/dev/null) || user=
    if [ -n "${HOME-}" ] && [ "$HOME" != / ]
    then
        homes=("$(readlink -f -- "$HOME" || :)" "$HOME")
    fi
    while IFS= read -r line || [ -n "$line" ]
    do
        line=${line//"$target"/PREFIX}
        line=${line//"${target//\//\\}"/PREFIX}
        for home in "${homes[@]}"
        do
            [ -n "$home" ] || continue
            line=${line//"$home"/HOME}
            line=${line//"${home//\//\\}"/HOME}
        done
        if [ "${#user}" -ge 3 ] && [ "$user" != root ]
        then
            line=${line//"$user"/USER}
        fi
        printf '%s\n' "$line"
    done
}

command_report()
{
    # Here, because the pipe's parts cannot tell the tool to remove it.
    make_scratch
    print_report 2>&1 | without_personal_paths
}

print_report()
{
    local name

    say "quartzalloc-setup $version"
    say "system:    $(sed -n 's/^PRETTY_NAME="\{0,1\}\([^"]*\).*/\1/p' /etc/os-release 2>/dev/null || :), $(uname -srm)"
    gather_status
    print_status
    for name in WINEDLLOVERRIDES WINEDLLPATH WINELOADER WINEESYNC WINEFSYNC QUARTZALLOC_DLL_DIR QUARTZALLOC_DEBUG QUARTZALLOC_GUARD \
        QUARTZALLOC_MIN_BUFFERS QUARTZALLOC_MIN_ALIGN QUARTZALLOC_PADDING QUARTZALLOC_CONFIG_FILE
    do
        [ -z "${!name-}" ] || say "$name=${!name}"
    done
    if [ "$wine_problem" = '' ]
    then
        (command_verify) || say "verify ended with code $?"
    fi
    say "A program freezes, leaks or crashes?  Run it with QUARTZALLOC_DEBUG=1: see quartzalloc-diagnostics(7)."
}
