# shellcheck shell=bash
#
# What every developer tool needs: where the tree is, progress lines, errors, and cleaning up at the end.
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Sets
#   top          the source tree
#   build        the build folder: what the caller has set, else $QUARTZALLOC_BUILD, else $top/build
#   program      the name that messages begin with
# Offers
#   say TEXT                    a progress line on standard error, with the seconds since the start
#   warn TEXT                   a line on standard error that the run survives
#   die CODE TEXT               a line on standard error that says what to do, and exit with CODE
#   have CMD                    is there such a command?
#   run_logged NAME CMD ARGS... runs CMD with its output in $build/logs/NAME.log, and a sign of life now and then;
#                               when it fails, shows the last lines and passes its exit code on
#   at_exit CMD ARGS...         runs CMD when the program ends, also when it is interrupted; the last one goes first

[ -z "${common_library:-}" ] || return 0
common_library=1

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
build=${build:-${QUARTZALLOC_BUILD:-$top/build}}
case $build in /*) ;; *) build=$PWD/$build ;; esac
program=${program:-${0##*/}}
# Seconds between two signs of life of a long step.
heartbeat=${heartbeat:-15}

say()
{
    printf '[%3d s] %s\n' "$SECONDS" "$*" >&2
}

warn()
{
    printf '%s: %s\n' "$program" "$*" >&2
}

die()
{
    local code=$1
    shift
    warn "$*"
    exit "$code"
}

have()
{
    command -v "$1" >/dev/null 2>&1
}

exit_commands=()

at_exit()
{
    exit_commands+=("$(printf '%q ' "$@")")
}

run_exit_commands()
{
    local code=$? i
    # A second interrupt must not stop the cleaning.
    trap '' INT TERM HUP
    trap - EXIT
    set +e
    for ((i = ${#exit_commands[@]} - 1; i >= 0; i--))
    do
        eval "${exit_commands[i]}"
    done
    exit "$code"
}

trap run_exit_commands EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# The process groups that run_logged has started and not yet seen the end of.
declare -A running_groups=()

end_running_groups()
{
    local group tries
    for group in "${!running_groups[@]}"
    do
        kill -TERM -- "-$group" 2>/dev/null
        wait "$group" 2>/dev/null
        # The leader's end is not the end of what it started, and that may still write files.
        for ((tries = 0; tries < 30; tries++))
        do
            kill -0 -- "-$group" 2>/dev/null || break
            sleep 0.1
        done
        kill -KILL -- "-$group" 2>/dev/null
    done
}
at_exit end_running_groups

run_logged()
{
    local name=$1 log pid code=0 since=$SECONDS next last
    shift
    mkdir -p "$build/logs" || die 1 "cannot write to $build: choose another build folder with QUARTZALLOC_BUILD=DIR"
    log=$build/logs/$name.log
    # A group of its own, so that an interrupt ends the step with everything that it has started.
    set -m
    "$@" >"$log" 2>&1 </dev/null &
    pid=$!
    set +m
    running_groups[$pid]=1
    next=$((since + heartbeat))
    while kill -0 "$pid" 2>/dev/null
    do
        sleep 0.2
        if ((SECONDS >= next))
        then
            last=$(tail -c 2000 "$log" | tr '\r' '\n' | grep -v '^ *$' | tail -n 1 | cut -c 1-90) || last=
            say "  still at it: ${last:-$name}"
            next=$((SECONDS + heartbeat))
        fi
    done
    wait "$pid" || code=$?
    unset "running_groups[$pid]"
    if ((code != 0))
    then
        tail -n 8 "$log" | sed 's/^/    /' >&2
    fi
    return "$code"
}
