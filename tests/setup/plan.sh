# shellcheck shell=bash
#
# What --dry-run says
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

all_scenarios+=(dry_run pure_32_bit)
quick_scenarios+=(dry_run pure_32_bit)

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
