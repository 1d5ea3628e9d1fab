# shellcheck shell=bash
#
# --all-prefixes
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

all_scenarios+=(all_prefixes)

scenario_all_prefixes()
{
    local many="$here/many prefixes"

    clone "$base" "$many/first one"
    clone "$base" "$many/deeper/second"
    mkdir "$many/no prefix"
    expect 3 'no prefix below' status --all-prefixes "$many/no prefix"
    expect 3 'no such folder' status --all-prefixes "$many/none"
    expect 2 'no folder' status --all-prefixes
    expect 0 'install' install --all-prefixes "$many"
    expect 0 'verify' verify --all-prefixes "$many/first one" "$many/deeper"
    expect 0 'status --json' status --json --all-prefixes "$many"
    check 'one line for each prefix' [ "$(wc -l <"$out")" = 2 ]
    ln -s "$many" "$here/link"
    expect 0 'status --json through a link' status --json --all-prefixes "$here/link"
    check 'the same lines' [ "$(wc -l <"$out")" = 2 ]
    expect 0 'uninstall from one' uninstall --prefix "$many/first one"
    expect 1 'status of all' status --all-prefixes "$many"
    expect 0 'uninstall' uninstall --all-prefixes "$many"
    check 'nothing is left behind' [ -z "$(find "$many" -iname '*quartzalloc*')" ]
}
