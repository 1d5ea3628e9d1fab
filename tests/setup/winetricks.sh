# shellcheck shell=bash
#
# The verb for Winetricks
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

all_scenarios+=(winetricks)

# The verb is run as Winetricks runs it: read by sh, with Winetricks' functions, its prefix and its Wine.
scenario_winetricks()
{
    local prefix="$here/a prefix" verb=$top/packaging/winetricks/quartzalloc.verb verb_path= hint

    clone "$base" "$prefix"
    reference
    cat >"$here/stub" <<'END'
w_metadata() { printf '%s\n' "$@"; }
w_try() { "$@" || w_die "w_try $* failed"; }
w_die() { printf 'winetricks: %s\n' "$*" >&2; exit 1; }
. "$1"
load_quartzalloc
END
    mkdir "$here/bin"
    printf '#!/usr/bin/env bash\nexec bash %q "$@"\n' "$tool" >"$here/bin/quartzalloc-setup"
    chmod +x "$here/bin/quartzalloc-setup"

    run_verb "$verb"
    check 'without quartzalloc-setup it fails' [ "$code" = 1 ]
    says 'it says what to install' 'install the package quartzalloc'
    check 'its name is that of its file' [ "$(sed -n 1p "$out")" = quartzalloc ]
    check "its category is one of Winetricks'" [ "$(sed -n 2p "$out")" = dlls ]
    verb_path=$here/bin
    QUARTZALLOC_DLL_DIR=$here run_verb "$verb"
    check 'it fails when quartzalloc-setup does' [ "$code" = 1 ]
    says "quartzalloc-setup's reason is to be seen" 'quartzalloc.dll is missing'
    run_verb "$verb"
    check 'it installs' [ "$code" = 0 ]
    warm "$prefix"
    expect 0 'verify' verify --prefix "$prefix"
    run_verb "$verb"
    check 'it may be repeated' [ "$code" = 0 ]
    hint=$(sed -n 's/^To take quartzalloc out again: //p' "$out")
    check 'it says how to take quartzalloc out' [ -n "$hint" ]
    code=0
    (PATH=$here/bin:$PATH eval "$hint") >"$out" 2>"$err" </dev/null || code=$?
    check 'what it says takes quartzalloc out' [ "$code" = 0 ]
    end_server "$prefix"
    check 'registry and files are as before' same_prefix "$prefix" "$work/reference"

    if ! command -v winetricks >/dev/null
    then
        skip 'the verb in Winetricks itself: winetricks is not installed'
        return
    fi
    warm "$prefix"
    run_winetricks "$verb"
    check 'Winetricks runs the verb' [ "$code" = 0 ]
    expect 0 'verify after Winetricks' verify --prefix "$prefix"
    run_winetricks "$verb"
    says 'Winetricks knows that it is installed' 'quartzalloc already installed, skipping'
    expect 0 'uninstall after Winetricks' uninstall --prefix "$prefix"
    run_winetricks "$verb"
    expect 0 'Winetricks runs the verb again after that' verify --prefix "$prefix"
    end_server "$prefix"
}

run_winetricks()
{
    code=0
    PATH=$here/bin:$PATH WINE=$wine WINEPREFIX=$prefix WINETRICKS_LATEST_VERSION_CHECK=disabled timeout 300 \
        winetricks -q "$1" >"$out" 2>"$err" </dev/null || code=$?
    cat "$out" "$err" >>"$logs/$scenario"
}

run_verb()
{
    code=0
    PATH=${verb_path:+$verb_path:}$PATH WINE=$wine WINEPREFIX=$prefix sh "$here/stub" "$1" >"$out" 2>"$err" </dev/null || code=$?
    cat "$out" "$err" >>"$logs/$scenario"
}
