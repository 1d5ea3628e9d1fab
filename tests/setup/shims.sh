# shellcheck shell=bash
#
# The tool makes every change through a program, so programs of the same names in front of the real ones can end it after
# each change, or fail. Nothing in the tool knows of this.
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

make_shims()
{
    local name shims=$here/shims
    mkdir -p "$shims"
    cp "$tests/shim" "$shims/shim"
    chmod +x "$shims/shim"
    for name in cp mv rm rmdir ln mkdir mktemp sync wine wineserver
    do
        ln -sf shim "$shims/$name"
    done
}

# Runs the tool behind the shims, in a process group of its own. KILL_AT, FAIL_COMMAND and FAIL_AT are the shims'.
# The prefix is $here/p unless SHIM_PREFIX says otherwise.
shim_run()
{
    SHIM_COUNT=$(mktemp "$here/count.XXXXXX")
    export SHIM_COUNT SHIM_PREFIX=${SHIM_PREFIX:-$here/p} REAL_PATH=$PATH REAL_WINE=$wine REAL_WINESERVER=$wineserver
    echo 0 >"$SHIM_COUNT"
    code=0
    # The inner shell's word that the tool was killed is no news.
    # shellcheck disable=SC2016 # the innermost shell expands them
    (PATH=$here/shims:$PATH setsid --wait bash -c 'echo $$ >"$SHIM_COUNT.pid"; exec bash "$@"' bash "$tool" "$@" --wine "$here/shims/wine" \
        >"$out" 2>"$err" </dev/null; exit $?) 2>/dev/null || code=$?
    changes=$(cat "$SHIM_COUNT")
    {
        printf '$ (KILL_AT=%s FAIL=%s:%s) quartzalloc-setup %s\n' "${KILL_AT-}" "${FAIL_COMMAND-}" "${FAIL_AT-}" "$*"
        cat "$out" "$err"
        printf '(code %s, %s changes)\n' "$code" "$changes"
    } >>"$logs/$scenario"
}

shim_setup()
{
    local expected=$1 text=$2
    shift 2
    shim_run "$@"
    if [ "$code" = "$expected" ] && [ "$(wc -l <"$err")" = 1 ]
    then
        pass "$text"
    else
        fail "$text: code $code instead of $expected, $(wc -l <"$err") lines: $(head -n 1 "$err")"
    fi
}
