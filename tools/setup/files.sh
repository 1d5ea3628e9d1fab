# shellcheck shell=bash
#
# Where the tool's own files are, and what a PE file says of itself
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

find_self()
{
    local self
    self=$(readlink -f -- "${BASH_SOURCE[0]}") || self=${BASH_SOURCE[0]}
    tool_dir=$(cd -- "$(dirname -- "$self")" && pwd -P)
    tool_path=$tool_dir/${self##*/}
}

# The folder that has ARCH-windows/FILE, or nothing.
find_in_installation()
{
    local file=$1 folder
    local folders=()

    if [ -n "$dll_dir" ]
    then
        folders=("$dll_dir")
    fi
    # That folder need not have the programs, too.
    if [ -z "$dll_dir" ] || [[ $file == *.exe ]]
    then
        # A build tree comes before an installation: who runs the tool there means what was built there.
        if [ -e "$tool_dir/../config.status" ]
        then
            folders+=("$tool_dir/..")
        fi
        # Unpacked from an archive, the DLLs lie beside the script.
        folders+=("$tool_dir" "$libdir/quartzalloc" "$tool_dir/../lib/quartzalloc" "$tool_dir/../lib64/quartzalloc")
    fi
    for folder in "${folders[@]}"
    do
        if [ -f "$folder/$file" ]
        then
            (cd -- "$(dirname -- "$folder/$file")" && printf '%s/%s' "$(pwd -P)" "${file##*/}")
            return
        fi
    done
    printf ''
}

# The architecture of one width's programs, as our folders are called: in a prefix for ARM64, Wine runs ARM64 programs as the
# 64-bit ones. open_prefix has set archs.
arch_of_width()
{
    printf '%s' "${archs[$1]}"
}

package_of_width()
{
    case ${archs[$1]} in
        aarch64) printf 'quartzalloc-wine-arm64' ;;
        *) printf 'quartzalloc-wine%s' "$1" ;;
    esac
}

# x86_64, i386, aarch64, or "other": what the machine field of a PE file says.
arch_of_dll()
{
    local octets=() machine=
    # Byte by byte, since not every od can be told their order.
    [ "$(head -c 2 -- "$1" 2>/dev/null | tr -d '\0')" != MZ ] || read -ra octets < <(od -An -tu1 -j60 -N4 -- "$1" 2>/dev/null) || :
    if [ ${#octets[@]} = 4 ]
    then
        machine=$(od -An -tx1 -j"$((octets[0] + 256 * octets[1] + 65536 * octets[2] + 4))" -N2 -- "$1" 2>/dev/null | tr -d ' ') || machine=
    fi
    case $machine in
        6486) printf 'x86_64' ;;
        4c01) printf 'i386' ;;
        64aa) printf 'aarch64' ;;
        *) printf 'other' ;;
    esac
}

# What programs of that architecture are called, for messages.
name_of_arch()
{
    case $1 in
        x86_64) printf '64-bit' ;;
        i386) printf '32-bit' ;;
        aarch64) printf 'ARM64' ;;
        *) printf 'other' ;;
    esac
}

# The first text in a PE file's version resource, which is UTF-16, that matches.
strings_of_resource()
{
    { tr -d '\0' <"$1" | LC_ALL=C grep -aoE "$2" | sed -n 1p; } 2>/dev/null || :
}

# Is this file one of our DLLs, of whatever version?
is_quartzalloc()
{
    [ -f "$1" ] && [ -n "$(strings_of_resource "$1" 'OriginalFilename *quartzalloc\.dll')" ]
}

version_of_dll()
{
    local found
    found=$(strings_of_resource "$1" 'FileVersion *[0-9][0-9.]*')
    found=${found#FileVersion}
    printf '%s' "${found:-unknown}"
}
