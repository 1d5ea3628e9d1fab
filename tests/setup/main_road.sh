# shellcheck shell=bash
#
# The main road: into a prefix, upgraded, and out of it again
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

all_scenarios+=(cycle upgrade symlink one_width win32_prefix)
quick_scenarios+=(cycle)

scenario_cycle()
{
    local prefix=$here/p compared=$work/updated

    if [ "$quick" = yes ]
    then
        compared=$work/reference
        clone "$base" "$prefix"
        reference
    else
        clone_whole "$base" "$prefix"
        reference_updated
    fi
    warm "$prefix"
    expect 1 'status before' status --prefix "$prefix"
    says 'status: not installed' 'quartzalloc is not installed'
    expect 1 'verify before' verify --prefix "$prefix"
    end_server "$prefix"
    expect 0 'install' install --prefix "$prefix"
    check '64-bit DLL' cmp -s "$build/x86_64-windows/quartzalloc.dll" "$prefix/drive_c/windows/system32/quartzalloc.dll"
    check '32-bit DLL' cmp -s "$build/i386-windows/quartzalloc.dll" "$prefix/drive_c/windows/syswow64/quartzalloc.dll"
    check 'the registry is on the disk' grep -qi '^\[Software\\\\Classes\\\\Wow6432Node\\\\CLSID\\\\{7C0E6C5B-2D53-4C0B-9B5B-3A1F4D5E6A10}\\\\InprocServer32\]' "$prefix/system.reg"
    remember "$prefix"
    expect 0 'install again' install --prefix "$prefix"
    says 'install again: nothing to do' 'already'
    expect 0 'install --dry-run then' install --dry-run --prefix "$prefix"
    says 'it says that nothing would change' 'nothing would change'
    check 'install again changes nothing' unchanged "$prefix"
    warm "$prefix"
    expect 0 'verify' verify --prefix "$prefix"
    says 'verify: notified once' '64-bit: notify_calls=1'
    says 'verify: who answers CoGetClassObject' '64-bit: programs that ask CoGetClassObject get C:\windows\system32\quartz.dll'
    expect 0 'status --json' status --json --prefix "$prefix"
    if command -v python3 >/dev/null
    then
        check 'the JSON is right' python3 -c '
import json, sys
status = json.load(open(sys.argv[1]))
assert status["installed"] == "yes" and status["record"]["state"] == "installed" and status["prefix"] == sys.argv[2]
assert [w["width"] for w in status["widths"]] == [64, 32] and status["widths"][0]["answers_quartzalloc"] is True
assert status["widths"][0]["answers"].lower() == "c:\\windows\\system32\\quartzalloc.dll"' "$out" "$prefix"
    else
        skip 'the JSON is right: no python3 here'
    fi
    HOME=$here expect 0 'report' report --prefix "$prefix"
    check 'report: no personal paths' lacks "$out" "$here"
    mkdir "$here/home"
    ln -s home "$here/link"
    HOME=$here/link QUARTZALLOC_DLL_DIR=$here/home WINEDLLPATH="Z:${here//\//\\}\\link" expect 0 'report with other spellings' report --prefix "$prefix"
    says 'report: where links lead' 'QUARTZALLOC_DLL_DIR=HOME'
    says "report: Windows' spelling" 'WINEDLLPATH=Z:HOME'
    end_server "$prefix"
    if [ "$quick" = no ]
    then
        run_wine "$prefix" wineboot -u
        expect 0 'verify after wineboot -u' verify --prefix "$prefix"
        expect 0 'status after wineboot -u' status --prefix "$prefix"
        end_server "$prefix"
    fi
    expect 0 'uninstall' uninstall --prefix "$prefix"
    expect 0 'uninstall again' uninstall --prefix "$prefix"
    says 'uninstall again: nothing to do' 'nothing to do'
    check 'nothing is left behind' [ -z "$(find "$prefix" -iname '*quartzalloc*')" ]
    check 'registry and files are as in a prefix that never saw it' same_prefix "$prefix" "$compared"
}

scenario_upgrade()
{
    local prefix=$here/p dlls=$here/dlls

    clone "$base" "$prefix"
    reference
    dlls_copy "$dlls"
    expect 0 'install' install --prefix "$prefix" --dll-dir "$dlls"
    # A package's folder has no programs.
    rm "$dlls"/*/quartzalloc-verify.exe
    expect 0 'verify with a folder that has DLLs only' verify --prefix "$prefix" --dll-dir "$dlls"
    printf 'newer' >>"$dlls/x86_64-windows/quartzalloc.dll"
    expect 0 'upgrade' install --prefix "$prefix" --dll-dir "$dlls"
    check 'the new DLL is in place' cmp -s "$dlls/x86_64-windows/quartzalloc.dll" "$prefix/drive_c/windows/system32/quartzalloc.dll"
    expect 0 'from a copy to a link' install --symlink --prefix "$prefix" --dll-dir "$dlls"
    check 'it is a link' [ -L "$prefix/drive_c/windows/system32/quartzalloc.dll" ]
    expect 0 'and back' install --prefix "$prefix" --dll-dir "$dlls"
    check 'it is a file' [ ! -L "$prefix/drive_c/windows/system32/quartzalloc.dll" ]
    rm -r "$dlls"
    expect 0 'uninstall after the package was removed' uninstall --prefix "$prefix" --dll-dir "$dlls"
    check 'registry and files are as before' same_prefix "$prefix" "$work/reference"
}

scenario_symlink()
{
    local prefix=$here/p dlls=$here/dlls

    clone_whole "$base" "$prefix"
    reference_updated
    dlls_copy "$dlls"
    expect 0 'install --symlink' install --symlink --prefix "$prefix" --dll-dir "$dlls"
    check 'the link leads to the DLL' [ "$(readlink "$prefix/drive_c/windows/system32/quartzalloc.dll")" = "$dlls/x86_64-windows/quartzalloc.dll" ]
    expect 0 'verify' verify --prefix "$prefix"
    run_wine "$prefix" wineboot -u
    end_server "$prefix"
    expect 0 'status after wineboot -u' status --prefix "$prefix"
    check 'wineboot -u leaves the link alone' [ -L "$prefix/drive_c/windows/system32/quartzalloc.dll" ]
    rm -r "$dlls"
    expect 1 'status when the package was removed' status --prefix "$prefix"
    says 'status says that the target is gone' 'which is gone'
    expect 0 'uninstall' uninstall --prefix "$prefix"
    check 'registry and files are as in a prefix that was only updated' same_prefix "$prefix" "$work/updated"
}

scenario_one_width()
{
    local prefix=$here/p dlls=$here/dlls

    clone "$base" "$prefix"
    reference
    dlls_copy "$dlls"
    rm -r "$dlls/i386-windows"
    expect 5 'a package is missing' install --prefix "$prefix" --dll-dir "$dlls"
    expect 0 '--width 64 without it' install --width 64 --prefix "$prefix" --dll-dir "$dlls"
    check 'no 32-bit file' [ ! -e "$prefix/drive_c/windows/syswow64/quartzalloc.dll" ]
    expect 0 'status' status --prefix "$prefix"
    expect 0 'the other width later' install --prefix "$prefix"
    check '32-bit file' [ -e "$prefix/drive_c/windows/syswow64/quartzalloc.dll" ]
    printf 'newer' >>"$dlls/x86_64-windows/quartzalloc.dll"
    expect 0 'one width anew' install --width 64 --prefix "$prefix" --dll-dir "$dlls"
    check 'the record has the other one still' grep -qx 'width=all' "$prefix/.quartzalloc/record"
    expect 0 'uninstall' uninstall --prefix "$prefix"
    check 'registry and files are as before' same_prefix "$prefix" "$work/reference"
}

# Only where this Wine can make 32-bit prefixes.
scenario_win32_prefix()
{
    local prefix=$here/p

    WINEARCH=win32 run_wine "$prefix" wineboot -i || :
    end_server "$prefix"
    if [ ! -e "$prefix/system.reg" ] || [ ! -d "$prefix/drive_c/windows/system32" ]
    then
        skip 'a 32-bit prefix: this Wine cannot make one'
        return
    fi
    clone "$prefix" "$here/reference"
    # A Wine without 32-bit libraries makes one and cannot use it.
    if ! run_wine "$here/reference" reg query 'HKLM\Software\Classes\CLSID' /ve
    then
        expect 4 'a 32-bit prefix that this Wine cannot use' install --prefix "$prefix"
        check 'it is as it was' same_prefix "$prefix" "$here/reference"
        skip 'a 32-bit prefix: this Wine cannot run 32-bit programs'
        return
    fi
    end_server "$here/reference"
    expect 0 'install' install --prefix "$prefix"
    expect 0 'verify' verify --prefix "$prefix"
    says 'the 32-bit allocator was asked' '32-bit: notify_calls=1'
    expect 0 'status' status --prefix "$prefix"
    expect 0 'uninstall' uninstall --prefix "$prefix"
    check 'registry and files are as before' same_prefix "$prefix" "$here/reference"
}
