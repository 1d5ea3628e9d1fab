# shellcheck shell=bash
#
# What others have put there, before or after: a takeover, a file of our name, an installation by hand
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

all_scenarios+=(previous by_hand)

# Somebody else has treated the class as another, and left a file of our DLL's name.
scenario_previous()
{
    local prefix=$here/p view

    clone "$base" "$here/before"
    for view in 64 32
    do
        run_wine "$here/before" reg add "$treat_as" /ve /d "$other_class" /f "/reg:$view"
    done
    end_server "$here/before"
    echo 'not a DLL of ours' >"$here/before/drive_c/windows/system32/quartzalloc.dll"
    clone "$here/before" "$prefix"
    expect 0 'install' install --prefix "$prefix"
    expect 0 'verify' verify --prefix "$prefix"
    check 'the foreign file is kept' grep -q 'not a DLL of ours' "$prefix/.quartzalloc/saved-64.dll"
    expect 0 'uninstall' uninstall --prefix "$prefix"
    run_wine "$here/before" reg query 'HKLM\Software\Classes\CLSID' /ve
    end_server "$here/before"
    check 'TreatAs and the foreign file are as before' same_prefix "$prefix" "$here/before"

    expect 0 'install once more' install --prefix "$prefix"
    cp "$base/drive_c/windows/system32/quartz.dll" "$here/quartz.dll"
    run_wine "$prefix" reg add "$treat_as" /ve /d "$other_class" /f /reg:64
    end_server "$prefix"
    setup uninstall --prefix "$prefix"
    check 'uninstall after another takeover' [ "$code" = 0 ]
    check 'the other takeover stays' grep -qi "^@=\"$other_class\"" <(grep -iA3 '1E651CC0-B199.*TreatAs\]' "$prefix/system.reg")

    # The same after an installation, which is then repeated.
    clone "$base" "$prefix"
    expect 0 'install before the others' install --prefix "$prefix"
    for view in 64 32
    do
        run_wine "$prefix" reg add "$treat_as" /ve /d "$other_class" /f "/reg:$view"
    done
    end_server "$prefix"
    rm "$prefix/drive_c/windows/system32/quartzalloc.dll"
    echo 'not a DLL of ours' >"$prefix/drive_c/windows/system32/quartzalloc.dll"
    expect 0 'install over the others' install --prefix "$prefix"
    check 'they are in the record' [ "$(grep -cixE "(64|32)\.treat_as\.before=value:$other_class|64\.dll\.before=saved" "$prefix/.quartzalloc/record")" = 3 ]
    expect 0 'uninstall gives back' uninstall --prefix "$prefix"
    check "the others' TreatAs and file are back" same_prefix "$prefix" "$here/before"
}

# Installed with regsvr32, without the tool; and a record that was lost.
scenario_by_hand()
{
    local prefix=$here/p

    clone "$base" "$prefix"
    reference
    # Which width's regsvr32 is started depends on the Wine.
    cp "$build/x86_64-windows/quartzalloc.dll" "$prefix/drive_c/windows/system32/"
    cp "$build/i386-windows/quartzalloc.dll" "$prefix/drive_c/windows/syswow64/"
    run_wine "$prefix" regsvr32 /s /i:treatas quartzalloc.dll
    expect 1 'status: partly' status --prefix "$prefix"
    says 'status: the class is taken over' 'registered, the class is taken over'
    expect 0 'uninstall what regsvr32 did' uninstall --prefix "$prefix"
    check 'registry and files are as before' same_prefix "$prefix" "$work/reference"

    run_wine "$prefix" reg add "$treat_as" /ve /d "$other_class" /f /reg:64
    end_server "$prefix"
    expect 0 'install over a foreign TreatAs' install --prefix "$prefix"
    rm -r "$prefix/.quartzalloc"
    expect 0 'uninstall without a record' uninstall --prefix "$prefix"
    check 'the foreign TreatAs is back' grep -qi "^@=\"$other_class\"" <(grep -iA3 '^\[Software\\\\Classes\\\\CLSID.*1E651CC0-B199.*TreatAs\]' "$prefix/system.reg")
    check 'no file of ours is left' [ -z "$(find "$prefix" -iname '*quartzalloc*')" ]

    expect 0 'install with the tool' install --prefix "$prefix"
    run_wine "$prefix" regsvr32 /s /u /i:treatas quartzalloc.dll
    end_server "$prefix"
    expect 0 'uninstall after regsvr32 /u' uninstall --prefix "$prefix"
    check 'no file of ours is left after that' [ -z "$(find "$prefix" -iname '*quartzalloc*')" ]
}
