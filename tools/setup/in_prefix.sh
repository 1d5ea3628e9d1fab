# shellcheck shell=bash
#
# Running Wine's programs in the prefix. A run that failed is no answer: what Wine fails at by itself is tried again, and what is
# left is for the caller to tell from a "no".
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

# Sets scratch, and the files that the output of the last run is in.
make_scratch()
{
    [ -z "$scratch" ] || return 0
    scratch=$(mktemp -d "${TMPDIR:-/tmp}/quartzalloc-setup.XXXXXX" 2>/dev/null) ||
        die "$code_failed" "no temporary folder can be made in ${TMPDIR:-/tmp}: make room there or set TMPDIR"
    run_out=$scratch/out
    run_err=$scratch/err
}

# Output goes to files: Wine's background processes would keep a pipe open. They must not inherit the lock either, and
# WINEARCH could only contradict the prefix.
in_prefix_once()
{
    local seconds=$1 code=0 since=$SECONDS
    shift
    # The outer redirection is for what the shell says when Wine crashes.
    {
        env -u WINEARCH ${without_tmpdir:+-u TMPDIR} ${without_display:+-u DISPLAY -u WAYLAND_DISPLAY} WINEPREFIX="$target" \
            WINEDEBUG="${WINEDEBUG:--all}" timeout -k 5 "$seconds" "$@" >"$run_out" 2>"$run_err" </dev/null 9<&-
    } 2>/dev/null || code=$?
    # Not every timeout says so by 124.
    ((code < 128 || SECONDS - since < seconds)) || code=124
    # Programs do not say that their output did not fit. Where a block fits now, it did.
    if ! { printf '%8192s' '' >"$run_out.room"; } 2>/dev/null
    then
        die "$code_failed" "the disk of ${scratch%/*} is full, so Wine's answers cannot be read: make room there, or set TMPDIR"
    fi
    rm -f -- "$run_out.room"
    return "$code"
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

# Did Wine fail by itself, so that the program never ran to its end? $1: the exit code, $2: the program. A server that is just
# ending closes its connections ("wine client error"), signals end what has crashed, and on a busy machine Wine at times cannot load its
# own DLLs (53, the last byte of STATUS_DLL_NOT_FOUND, and nothing said). reg.exe itself ends with 0 or 1.
wine_failed()
{
    (($1 >= 128)) || { (($1 > 1)) && [ "$2" = reg ]; } || grep -qE '^(wine client error|wineserver)' "$run_err"
}

# Wine's own last word, for messages.
last_word()
{
    local text
    text=$(grep -v '^[[:space:]]*$' "$run_err" | tail -n 1 | tr -d '\r') || text=
    printf '%s' "$text"
}

# Runs a program with Wine. 125 says that there is no answer: Wine failed, again and again. A run that hangs is not repeated.
run_wine()
{
    local code try
    for ((try = 1; ; try++))
    do
        code=0
        in_prefix "$wine_seconds" "$wine" "$@" || code=$?
        if ((code >= 124 && code <= 127)) || ! wine_failed "$code" "$1"
        then
            return "$code"
        fi
        ((try < wine_tries)) || return 125
        sleep 1
    done
}

# Is a Wine server running in the prefix? Sets server: running, none, or unknown where that cannot be found out.
look_for_server()
{
    local code socket folder there=no try

    server=unknown
    [ -n "$wineserver" ] || return 0
    # Asking makes Debian's wineserver create a file of that name in the prefix; --dry-run asks only where one has been.
    if [ "$dry_run" = yes ] && [ ! -e "$target/wineserver" ]
    then
        socket=$(stat -c '%D %i' -- "$target")
        socket=$(printf '.wine-%s/server-%s-%x/socket' "$(id -u)" "${socket% *}" "${socket#* }")
        for folder in /tmp "${TMPDIR:-/tmp}"
        do
            [ ! -e "$folder/$socket" ] || there=yes
        done
        if [ "$there" = no ]
        then
            server=none
            return 0
        fi
    fi
    for ((try = 1; try <= wine_tries; try++))
    do
        code=0
        in_prefix 20 "$wineserver" -k0 || code=$?
        # It says nothing but by its exit code.
        if [ ! -s "$run_err" ]
        then
            case $code in
                0) server=running; return 0 ;;
                1) server=none; return 0 ;;
            esac
        fi
        sleep 1
    done
}

# The registry reaches the disk when the server ends. A server that was there before us is somebody else's. Sets flushed: yes
# where the registry is known to be on the disk.
finish_wine()
{
    local code=0

    [ "$wine_started" = yes ] || return 0
    wine_started=no
    flushed=no
    [ "$server" = none ] || return 0
    in_prefix "$wait_seconds" "$wineserver" -w || code=$?
    if ((code != 0 && code != 124))
    then
        code=0
        in_prefix "$wait_seconds" "$wineserver" -w || code=$?
    fi
    case $code in
        0) flushed=yes ;;
        124) say "note: programs were started in $target meanwhile; Wine writes the registry to disk when they end" ;;
        *) say "note: $wineserver cannot be waited for; Wine writes the registry of $target to disk when it ends" ;;
    esac
}
