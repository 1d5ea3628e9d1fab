# shellcheck shell=bash
#
# docs/troubleshooting.md: its commands work, and what it quotes is seen
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

all_scenarios+=(without_tool troubles)

# The commands under a heading, which stand there indented.
commands_of()
{
    sed -n "/^#* $1\$/,/^##* /s/^    //p" "$top/docs/troubleshooting.md"
}

# What the document tells those to do who have the tool no more, as it stands there.
scenario_without_tool()
{
    local prefix=$here/.wine

    reference
    clone "$base" "$prefix"
    expect 0 'install' install --prefix "$prefix"
    commands_of 'Taking it out by hand' >"$here/commands"
    check 'the document has commands' grep -q 'reg delete' "$here/commands"
    code=0
    # wine may be a name that this machine's wine does not have.
    mkdir "$here/bin"
    ln -s "$wine" "$here/bin/wine"
    ln -s "$wineserver" "$here/bin/wineserver"
    HOME=$here PATH=$here/bin:$PATH bash -e "$here/commands" >"$out" 2>"$err" </dev/null || code=$?
    cat "$out" "$err" >>"$logs/$scenario"
    check 'they run' [ "$code" = 0 ]
    end_server "$prefix"
    check 'registry and files are as in a prefix that never saw it' same_prefix "$prefix" "$work/reference"
}

# What people see there is what the document quotes.
documented()
{
    local text
    for text in "$@"
    do
        says "it is seen: $text" "$text"
        check "docs/troubleshooting.md quotes: $text" grep -qF -- "$text" "$top/docs/troubleshooting.md"
    done
}

scenario_troubles()
{
    local prefix=$here/p dlls=$here/dlls

    clone "$base" "$prefix"
    warm "$prefix"
    setup status --prefix "$prefix"
    documented 'no DLL, not registered, the class is not taken over' 'programs get C:\windows\system32\quartz.dll' \
        'quartzalloc is not installed'
    setup verify --prefix "$prefix"
    documented '64-bit: ours=no' '64-bit: result=other' 'get another allocator: run "quartzalloc-setup install", then "quartzalloc-setup status"'

    dlls_copy "$dlls"
    expect 0 'install --symlink' install --symlink --prefix "$prefix" --dll-dir "$dlls"
    WINEDLLOVERRIDES="$WINEDLLOVERRIDES;quartzalloc=" setup status --prefix "$prefix"
    check 'an override leaves programs without an allocator' [ "$code" = 1 ]
    documented 'programs get none (CoCreateInstance failed '
    rm -r "$dlls"
    setup status --prefix "$prefix"
    check 'so does a link whose target is gone' [ "$code" = 1 ]
    documented 'which is gone, registered, the class is taken over' 'programs get none (CoCreateInstance failed '
    expect 0 'uninstall' uninstall --prefix "$prefix"

    expect 0 'install' install --prefix "$prefix"
    run_wine "$prefix" reg add "$treat_as" /ve /d "$other_class" /f /reg:64
    setup status --prefix "$prefix"
    documented 'registered, the class is treated as {'
    setup uninstall --prefix "$prefix"
    documented 'another program has taken the allocator over meanwhile'
    expect 0 'install keeps the other takeover' install --prefix "$prefix"
    expect 0 'verify then' verify --prefix "$prefix"
    expect 0 'uninstall then' uninstall --prefix "$prefix"
    end_server "$prefix"
    check 'the other takeover is back' grep -qi "^@=\"$other_class\"" <(grep -iA3 '^\[Software\\\\Classes\\\\CLSID.*1E651CC0-B199.*TreatAs\]' "$prefix/system.reg")
}
