# shellcheck shell=bash
#
# Scratch prefixes: making, copying, comparing and ending them
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

our_class='{7C0E6C5B-2D53-4C0B-9B5B-3A1F4D5E6A10}'
treat_as='HKLM\Software\Classes\CLSID\{1E651CC0-B199-11D0-8212-00C04FC32C45}\TreatAs'
# Another class that can be created: the AVI splitter.
other_class='{1B544C20-FD0B-11CE-8C63-00AA0044B51E}'

# What is tested must not change meanwhile.
dlls_copy()
{
    mkdir -p "$1/x86_64-windows" "$1/i386-windows"
    cp "$build/x86_64-windows/quartzalloc.dll" "$build/x86_64-windows/quartzalloc-verify.exe" "$1/x86_64-windows"
    cp "$build/i386-windows/quartzalloc.dll" "$build/i386-windows/quartzalloc-verify.exe" "$1/i386-windows"
}

end_server()
{
    WINEPREFIX=$1 timeout 20 "$wineserver" -k >/dev/null 2>&1 || :
    WINEPREFIX=$1 timeout 20 "$wineserver" -w >/dev/null 2>&1 || :
}

# Wine's services do not notice that their server was killed, and would spin for ever.
end_orphans()
{
    local process
    for process in /proc/[0-9]*
    do
        if tr '\0' '\n' 2>/dev/null < "$process/environ" | grep -qxF "WINEPREFIX=$1"
        then
            kill -9 "${process#/proc/}" 2>/dev/null || :
        fi
    done 2>/dev/null
}

# Only the files that Wine rewrites are copied; the others are shared, and quartzalloc-setup never writes into a file.
clone()
{
    local from=$1 to=$2 registry
    rm -rf "$to"
    mkdir -p "$(dirname -- "$to")"
    cp -al -- "$from" "$to"
    for registry in system.reg user.reg userdef.reg .update-timestamp drive_c/windows/win.ini drive_c/windows/system.ini
    do
        [ ! -e "$to/$registry" ] || cp -a --remove-destination -- "$from/$registry" "$to/$registry"
    done
}

# For scenarios with wineboot -u, which writes into the files: others may be using them.
clone_whole()
{
    mkdir -p "$(dirname -- "$2")"
    cp -a --reflink=auto -- "$1" "$2"
}

run_wine()
{
    WINEPREFIX=$1 timeout 300 "$wine" "${@:2}" >>"$logs/$scenario" 2>&1 </dev/null
}

# The prefix as it is after Wine has merely run in it, made once.
reference()
{
    (
        flock 8
        if [ ! -e "$work/reference" ]
        then
            clone "$base" "$work/reference.new"
            run_wine "$work/reference.new" reg query 'HKLM\Software\Classes\CLSID' /ve
            end_server "$work/reference.new"
            mv "$work/reference.new" "$work/reference"
        fi
    ) 8>"$work/reference.lock"
}

# The same after wineboot -u.
reference_updated()
{
    (
        flock 8
        if [ ! -e "$work/updated" ]
        then
            clone_whole "$base" "$work/updated.new"
            run_wine "$work/updated.new" reg query 'HKLM\Software\Classes\CLSID' /ve
            run_wine "$work/updated.new" wineboot -u
            end_server "$work/updated.new"
            mv "$work/updated.new" "$work/updated"
        fi
    ) 8>"$work/updated.lock"
}

# Keeps a Wine server in the prefix, which saves the tool the wait for its own. Ended with end_server.
warm()
{
    WINEPREFIX=$1 timeout 20 "$wineserver" -p >/dev/null 2>&1 </dev/null
}

# Which allocator do programs get? A prefix works when this is quartz.dll or quartzalloc.dll.
answer_of()
{
    { WINEPREFIX=$1 timeout 60 "$wine" "$build/x86_64-windows/quartzalloc-verify.exe" 2>/dev/null </dev/null || :; } |
        sed -n 's/^dll=.*\\//p'
}

# A folder that passes for a prefix as long as Wine is not started: what bad input needs.
fake_prefix()
{
    local folder=$1 kind=${2:-win64}
    mkdir -p "$folder/drive_c/windows/system32" "$folder/dosdevices"
    ln -s ../drive_c "$folder/dosdevices/c:"
    [ "$kind" = win32 ] || mkdir -p "$folder/drive_c/windows/syswow64"
    printf 'WINE REGISTRY Version 2\n;; All keys relative to REGISTRY\\\\Machine\n\n#arch=%s\n' "$kind" >"$folder/system.reg"
    cp "$folder/system.reg" "$folder/user.reg"
    cp "$folder/system.reg" "$folder/userdef.reg"
}
