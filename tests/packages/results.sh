# shellcheck shell=bash
#
# Results: what is said and counted, for each thing that was looked at.
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

# shellcheck disable=SC2154  # what run sets: top, build, work, log, version

pass()
{
    printf '%s\n' "$*"
    passed=$((passed + 1))
}

fail()
{
    printf 'FAILED: %s\n' "$*"
    failed=$((failed + 1))
}

skip()
{
    printf 'skipped: %s\n' "$*"
    skipped=$((skipped + 1))
}

expect()
{
    local what=$1 start
    shift
    start=$(wc -l <"$log")
    if ("$@") >>"$log" 2>&1 </dev/null
    then
        pass "$what"
    else
        fail "$what"
        tail -n +"$((start + 1))" "$log" | tail -n 15 | sed 's/^/    /'
        return 1
    fi
}

# Adds up what another test program counts.
count()
{
    local what=$1 line code=0
    shift
    "$@" >"$work/count.log" 2>&1 </dev/null || code=$?
    cat "$work/count.log" >>"$log"
    grep -E 'FAILED|^skipped' "$work/count.log" || true
    line=$(grep -E '^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$' "$work/count.log" | tail -n 1) || line=
    if [[ $line =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed,\ ([0-9]+)\ skipped$ ]] &&
        ((code == 0 || BASH_REMATCH[2] > 0))
    then
        printf '%s: %s\n' "$what" "$line"
        passed=$((passed + BASH_REMATCH[1]))
        failed=$((failed + BASH_REMATCH[2]))
        skipped=$((skipped + BASH_REMATCH[3]))
    else
        fail "$what (exit code $code)"
        tail -n 15 "$work/count.log" | sed 's/^/    /'
    fi
}
