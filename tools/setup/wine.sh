# shellcheck shell=bash
#
# Which Wine, and running it in the prefix
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

find_wine()
{
    local candidate

    wine=
    if [ -n "$wine_option" ]
    then
        for candidate in "$wine_option" "$wine_option"/bin/wine "$wine_option"/files/bin/wine "$wine_option"/dist/bin/wine \
                "$wine_option"/bin/wine64 "$wine_option"/files/bin/wine64 "$wine_option"/dist/bin/wine64
        do
            if [ -f "$candidate" ] && [ -x "$candidate" ]
            then
                wine=$candidate
                break
            fi
        done
        [ -n "$wine" ] || return 1
    else
        for candidate in wine wine64 wine-stable wine-development /opt/wine-stable/bin/wine /opt/wine-staging/bin/wine \
                /opt/wine-devel/bin/wine
        do
            if have "$candidate"
            then
                wine=$(command -v "$candidate")
                break
            fi
        done
        [ -n "$wine" ] || return 1
    fi
    wine=$(absolute_path "$wine")

    wineserver=
    for candidate in ${WINESERVER:+"$WINESERVER"} "${wine%/*}/wineserver" "$(dirname -- "$(readlink -f -- "$wine")")/wineserver"
    do
        if [ -f "$candidate" ] && [ -x "$candidate" ]
        then
            wineserver=$candidate
            break
        fi
    done
    # The system's Wine may have its server elsewhere.
    if [ -z "$wineserver" ] && { [ -z "$wine_option" ] || [ "$wine" -ef "$(command -v wine || :)" ]; }
    then
        for candidate in wineserver /usr/lib/wine/wineserver
        do
            if have "$candidate"
            then
                wineserver=$(command -v "$candidate")
                break
            fi
        done
    fi
    return 0
}

require_wine()
{
    if [ -n "$wine_option" ]
    then
        find_wine || die "$code_wine" "$wine_option is no wine program and no folder with bin/wine: check --wine, or WINE in the environment"
    else
        find_wine || die "$code_wine" "Wine is missing: install it (Debian: the package wine), or name it with --wine PATH"
    fi
}

make_scratch()
{
    [ -z "$scratch" ] || return 0
    scratch=$(mktemp -d "${TMPDIR:-/tmp}/quartzalloc-setup.XXXXXX" 2>/dev/null) ||
        die "$code_failed" "no temporary folder can be made in ${TMPDIR:-/tmp}: make room there or set TMPDIR"
}

# Output goes to files: Wine's background processes would keep a pipe open. They must not inherit the lock either, and
# WINEARCH could only contradict the prefix.
in_prefix_once()
{
    local seconds=$1
    shift
    # The outer redirection is for what the shell says when Wine crashes.
    {
        env -u WINEARCH ${without_tmpdir:+-u TMPDIR} WINEPREFIX="$target" WINEDEBUG="${WINEDEBUG:--all}" \
            timeout --kill-after=5 "$seconds" "$@" >"$scratch/out" 2>"$scratch/err" </dev/null 9<&-
    } 2>/dev/null
}

in_prefix()
{
    local code=0
    in_prefix_once "$@" || code=$?
    # Debian's Wine 10.0 crashes at its start wherever TMPDIR is set (134 SIGABRT, 139 SIGSEGV). Another Wine keeps its
    # server's socket there, so TMPDIR goes only after such a crash.
    if ((code == 134 || code == 139)) && [ -n "${TMPDIR-}" ] && [ -z "$without_tmpdir" ]
    then
        without_tmpdir=yes
        code=0
        in_prefix_once "$@" || code=$?
    fi
    return "$code"
}

run_wine()
{
    in_prefix "$wine_seconds" "$wine" "$@"
}

server_is_running()
{
    local socket folder there=no

    [ -n "$wineserver" ] || return 1
    # Asking makes Debian's wineserver create a file of that name in the prefix; --dry-run asks only where one has been.
    if [ "$dry_run" = yes ] && [ ! -e "$target/wineserver" ]
    then
        socket=$(stat -c '%D %i' -- "$target")
        socket=$(printf '.wine-%s/server-%s-%x/socket' "$(id -u)" "${socket% *}" "${socket#* }")
        for folder in /tmp "${TMPDIR:-/tmp}"
        do
            [ ! -e "$folder/$socket" ] || there=yes
        done
        [ "$there" = yes ] || return 1
    fi
    in_prefix 20 "$wineserver" -k0
}

# Starts Wine in the prefix; fails with $wine_problem set. The prefix must be there: Wine would make one otherwise.
try_wine()
{
    local view=${registry_views[${prefix_widths[0]}]} reason

    [ -e "$target/system.reg" ] || die "$code_prefix" "$target has just lost its system.reg: nothing was changed"
    make_scratch
    wine_problem=
    in_use=no
    if server_is_running
    then
        in_use=yes
    fi
    if ! run_wine reg query 'HKLM\Software\Classes\CLSID' /ve ${view:+"$view"} || [ ! -s "$scratch/out" ]
    then
        reason=$(grep -v '^[[:space:]]*$' "$scratch/err" | tail -n 1 | tr -d '\r') || reason=
        wine_problem="$wine cannot run programs in $target${reason:+ ($reason)}"
        return 1
    fi
    wine_started=yes
}

start_wine()
{
    try_wine || die "$code_wine" "$wine_problem: use the Wine that the prefix belongs to (--wine PATH)"
}

# The registry reaches the disk when the server ends. A server that was there before us is somebody else's.
finish_wine()
{
    [ "$wine_started" = yes ] || return 0
    wine_started=no
    flushed=no
    if [ "$in_use" = no ] && [ -n "$wineserver" ]
    then
        if in_prefix "$wait_seconds" "$wineserver" -w
        then
            flushed=yes
        else
            say "note: programs were started in $target meanwhile; Wine writes the registry to disk when they end"
        fi
    fi
}
