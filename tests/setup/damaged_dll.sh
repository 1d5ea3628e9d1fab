# shellcheck shell=bash
#
# A DLL in the prefix that is empty, cut off, missing or of the wrong width: it is told, and cured
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

all_scenarios+=(damaged_dll)
quick_scenarios+=(damaged_dll)

# damaged TEXT WHAT-STATUS-SAYS: status tells it of the 64-bit side, and install cures it.
damaged()
{
    setup status --prefix "$prefix"
    check "$1: status ends with 1" [ "$code" = 1 ]
    says "$1: it is told" "64-bit:    $2, registered, the class is taken over"
    says "$1: and what to do" 'quartzalloc is partly installed: run "quartzalloc-setup install"'
    expect 0 "$1: install" install --prefix "$prefix"
    check "$1: it is cured" cmp -s "$build/x86_64-windows/quartzalloc.dll" "$file"
}

scenario_damaged_dll()
{
    local prefix=$here/p file=$here/p/drive_c/windows/system32/quartzalloc.dll kind

    clone "$base" "$prefix"
    reference
    warm "$prefix"
    expect 0 'install' install --prefix "$prefix"
    : >"$file.empty" && mv "$file.empty" "$file"
    setup verify --prefix "$prefix"
    says 'verify tells that programs get none' 'get no allocator at all: run "quartzalloc-setup install"'
    damaged 'an empty DLL' 'an empty DLL'
    rm "$file"
    damaged 'no DLL' 'no DLL'
    rm "$file"
    cp "$build/i386-windows/quartzalloc.dll" "$file"
    damaged 'a DLL of the wrong width' 'a DLL for 32-bit programs'
    rm "$file"
    head -c 5000 "$build/x86_64-windows/quartzalloc.dll" >"$file"
    damaged 'a DLL that is cut off' 'a DLL that is cut off'

    # All of it goes.
    for kind in empty width cut
    do
        expect 0 "$kind: install" install --prefix "$prefix"
        rm "$file"
        case $kind in
            empty) : >"$file" ;;
            width) cp "$build/i386-windows/quartzalloc.dll" "$file" ;;
            cut) head -c 5000 "$build/x86_64-windows/quartzalloc.dll" >"$file" ;;
        esac
        expect 0 "$kind: uninstall" uninstall --prefix "$prefix"
        check "$kind: nothing is left behind" [ -z "$(find "$prefix" -iname '*quartzalloc*')" ]
    done
    end_server "$prefix"
    check 'registry and files are as before' same_prefix "$prefix" "$work/reference"

    # An empty file that was there before is somebody else's.
    : >"$file"
    expect 0 'install over an empty file' install --prefix "$prefix"
    expect 0 'uninstall then' uninstall --prefix "$prefix"
    check 'the empty file is back' [ -f "$file" -a ! -s "$file" ]
}
