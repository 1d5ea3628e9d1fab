# shellcheck shell=bash
#
# What --dry-run says
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

all_scenarios+=(dry_run pure_32_bit arm64_prefix)
quick_scenarios+=(dry_run pure_32_bit arm64_prefix)

scenario_dry_run()
{
    local prefix=$here/p

    clone "$base" "$prefix"
    remember "$prefix"
    expect 0 'install --dry-run' install --dry-run --prefix "$prefix"
    says 'each change is printed: file' "would copy $build/x86_64-windows/quartzalloc.dll as $prefix/drive_c/windows/system32/quartzalloc.dll"
    says 'each change is printed: key' "would set $treat_as = $our_class (64-bit view)"
    says 'each change is printed: 32-bit view' "would set $treat_as = $our_class (32-bit view)"
    expect 0 'uninstall --dry-run' uninstall --dry-run --prefix "$prefix"
    says 'it says that nothing would change' 'nothing to do'
    check 'nothing was changed' unchanged "$prefix"
}

# Where 32-bit prefixes cannot be made, at least the plan for one can be looked at.
scenario_pure_32_bit()
{
    local prefix=$here/p

    fake_prefix "$prefix" win32
    remember "$prefix"
    expect 0 'install --dry-run' install --dry-run --prefix "$prefix"
    says 'the 32-bit DLL goes to system32' "would copy $build/i386-windows/quartzalloc.dll as $prefix/drive_c/windows/system32/quartzalloc.dll"
    check 'no 64-bit DLL' lacks "$out" x86_64
    says 'the only view is used' "would set $treat_as = $our_class"
    check 'no view is named' lacks "$out" 'view)'
    expect 3 'no 64-bit programs' install --width 64 --prefix "$prefix"
    check 'nothing was changed' unchanged "$prefix"
}

# No ARM64 Wine runs here, but what goes where can be looked at. The DLL is another machine's with the number of ARM64 in it.
scenario_arm64_prefix()
{
    local prefix=$here/p dlls=$here/dlls

    fake_prefix "$prefix"
    cp -r "$build" "$dlls"
    as_arm64 "$build/x86_64-windows/quartzalloc.dll" "$prefix/drive_c/windows/system32/ntdll.dll"
    remember "$prefix"

    expect 5 'without a DLL for ARM64' install --dry-run --prefix "$prefix" --dll-dir "$dlls"
    says 'its folder is named' "$dlls/aarch64-windows/quartzalloc.dll is missing"
    mkdir "$dlls/aarch64-windows"
    cp "$build/x86_64-windows/quartzalloc.dll" "$dlls/aarch64-windows/"
    expect 5 'a DLL for x86-64 under that name' install --dry-run --prefix "$prefix" --dll-dir "$dlls"
    says 'it is refused' 'is no ARM64 DLL: install the package quartzalloc-wine-arm64 again'
    as_arm64 "$build/x86_64-windows/quartzalloc.dll" "$dlls/aarch64-windows/quartzalloc.dll"
    expect 0 'install --dry-run' install --dry-run --prefix "$prefix" --dll-dir "$dlls"
    says 'the ARM64 DLL goes to system32' \
        "would copy $dlls/aarch64-windows/quartzalloc.dll as $prefix/drive_c/windows/system32/quartzalloc.dll"
    says 'the 32-bit DLL goes to syswow64' \
        "would copy $dlls/i386-windows/quartzalloc.dll as $prefix/drive_c/windows/syswow64/quartzalloc.dll"
    check 'the x86-64 DLL goes nowhere' lacks "$out" x86_64
    says 'its view is the 64-bit one' "would set $treat_as = $our_class (64-bit view)"
    check 'nothing was changed' unchanged "$prefix"

    cp "$build/x86_64-windows/quartzalloc.dll" "$prefix/drive_c/windows/system32/"
    setup status --prefix "$prefix" --dll-dir "$dlls" --wine "$here/no-wine"
    says 'status: kind' 'kind:      64-bit (ARM64) and 32-bit'
    says 'status: a DLL for another machine' 'a DLL for 64-bit programs'
}

# Copies a DLL for x86-64 with the machine changed to ARM64.
as_arm64()
{
    local octets
    cp "$1" "$2"
    read -ra octets < <(od -An -tu1 -j60 -N4 "$2")
    printf '\x64\xaa' | dd of="$2" bs=1 seek=$((octets[0] + 256 * octets[1] + 65536 * octets[2] + 4)) conv=notrunc 2>/dev/null
}
