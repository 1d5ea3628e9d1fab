# shellcheck shell=bash
#
# Results. Each scenario runs in a shell of its own and writes one line for each thing that it looked at.
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

pass()
{
    printf 'pass %s\n' "$*" >>"$results/$scenario"
}

fail()
{
    printf 'fail %s\n' "$*" >>"$results/$scenario"
}

skip()
{
    printf 'skip %s\n' "$*" >>"$results/$scenario"
}

check()
{
    local text=$1
    shift
    detail=
    if "$@"; then pass "$text"; else fail "$text${detail:+: $detail}"; fi
}

# Runs the tool. Sets code; output in $out and $err.
setup()
{
    code=0
    PATH=${tool_path:-$PATH} bash "$tool" "$@" >"$out" 2>"$err" </dev/null || code=$?
    {
        printf '$ quartzalloc-setup'
        printf ' %q' "$@"
        printf '\n'
        cat "$out" "$err"
        printf '(code %s)\n' "$code"
    } >>"$logs/$scenario"
}

# setup with what must come of it: its exit code, and for a failure one line on standard error.
expect()
{
    local expected=$1 text=$2 lines
    shift 2
    setup "$@"
    lines=$(wc -l <"$err")
    if [ "$code" != "$expected" ]
    then
        fail "$text: code $code instead of $expected: $(head -n 1 "$err")"
    elif [ "$expected" -gt 1 ] && [ "$lines" != 1 ]
    then
        fail "$text: $lines lines on standard error instead of 1"
    elif [ "$expected" = 0 ] && [ "$lines" != 0 ]
    then
        fail "$text: $(head -n 1 "$err")"
    else
        pass "$text"
    fi
}

says()
{
    check "$1" grep -qF -- "$2" "$out" "$err"
}

lacks()
{
    ! grep -qF -- "$2" "$1"
}
