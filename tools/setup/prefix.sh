# shellcheck shell=bash
#
# The prefix: what kind it is, whether it can be changed, and the lock that keeps a second run out
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

absolute_path()
{
    case $1 in
        /*) printf '%s' "$1" ;;
        *) printf '%s/%s' "${PWD%/}" "$1" ;;
    esac
}

# Sets the variables that say what kind of prefix this is; nothing is changed.
open_prefix()
{
    local head owner

    [ -e "$target" ] || die "$code_prefix" "$target does not exist: name a Wine prefix with --prefix DIR, or make one with wineboot"
    [ -d "$target" ] || die "$code_prefix" "$target is not a folder: name a Wine prefix with --prefix DIR"
    if [ ! -e "$target/system.reg" ]
    then
        if [ -e "$target/pfx/system.reg" ]
        then
            die "$code_prefix" "$target holds a Proton prefix: use --prefix $target/pfx"
        fi
        die "$code_prefix" "$target is not a Wine prefix (it has no system.reg): name one with --prefix DIR, or make one with wineboot"
    fi
    # Wine refuses prefixes of other users as well.
    if [ ! -O "$target" ]
    then
        owner=$(stat -c %U -- "$target") || owner='another user'
        die "$code_prefix" "$target belongs to $owner: run $program as that user"
    fi
    if [ ! -r "$target/system.reg" ] || ! cd -P -- "$target" 2>/dev/null
    then
        die "$code_prefix" "$target cannot be read: check its permissions"
    fi
    target=$PWD
    cd /

    IFS= read -r head <"$target/system.reg" || head=
    [[ $head == 'WINE REGISTRY Version 2'* ]] ||
        die "$code_prefix" "$target/system.reg is not a registry that Wine writes: name a Wine prefix with --prefix DIR"

    windows_dir=$(find_directory "$target/drive_c" windows)
    if [ -e "$target/dosdevices/c:" ] && ! [ "$target/dosdevices/c:" -ef "$target/drive_c" ]
    then
        windows_dir=$(find_directory "$target/dosdevices/c:" windows)
    fi
    system32_dir=
    syswow64_dir=
    if [ -n "$windows_dir" ]
    then
        system32_dir=$(find_directory "$windows_dir" system32)
        syswow64_dir=$(find_directory "$windows_dir" syswow64)
    fi
    [ -n "$system32_dir" ] ||
        die "$code_prefix" "$target has no windows/system32 on drive C: start a program in it once, or name another prefix"

    arch=$(head -n 20 -- "$target/system.reg" | sed -n 's/^#arch=\(win[0-9]*\).*/\1/p')
    if [ -z "$arch" ]
    then
        if [ -n "$syswow64_dir" ]; then arch=win64; else arch=win32; fi
    fi

    system_dirs=()
    registry_views=()
    prefix_widths=()
    archs=([64]=x86_64 [32]=i386)
    case $arch in
        win32)
            prefix_widths=(32)
            system_dirs[32]=$system32_dir
            registry_views[32]=
            prefix_kind='32-bit'
            ;;
        win64)
            prefix_widths=(64)
            system_dirs[64]=$system32_dir
            registry_views[64]=/reg:64
            prefix_kind='64-bit'
            # The prefix's own ntdll.dll, which Wine puts there, is of the kind that Wine runs.
            if [ "$(arch_of_dll "$system32_dir/ntdll.dll")" = aarch64 ]
            then
                archs[64]=aarch64
                prefix_kind='64-bit (ARM64)'
            fi
            if [ -n "$syswow64_dir" ]
            then
                prefix_widths+=(32)
                system_dirs[32]=$syswow64_dir
                registry_views[32]=/reg:32
                prefix_kind+=' and 32-bit'
            fi
            ;;
        *)
            die "$code_prefix" "$target is of a kind that this version does not know ($arch): upgrade quartzalloc"
            ;;
    esac

    record_dir=$target/.quartzalloc
    record_file=$record_dir/record
}

# A folder's entry whatever the case of its letters, as Wine sees it; nothing if there is none.
find_directory()
{
    local folder=$1 name=$2 entry

    if [ -d "$folder/$name" ]
    then
        printf '%s/%s' "$folder" "$name"
        return
    fi
    for entry in "$folder"/*
    do
        if [ -d "$entry" ] && [ "$(printf '%s' "${entry##*/}" | tr '[:upper:]' '[:lower:]')" = "$name" ]
        then
            printf '%s' "$entry"
            return
        fi
    done
}

# Everything that would stop a change halfway is looked at before the first one.
require_writable()
{
    local path width
    local paths=("$target" "$target/system.reg")

    for width in "${widths[@]}"
    do
        paths+=("${system_dirs[$width]}")
    done
    [ ! -L "$record_dir" ] ||
        die "$code_prefix" "$record_dir is a link, which $program never makes: remove it, then run this again"
    if [ -d "$record_dir" ]
    then
        paths+=("$record_dir")
    fi
    for path in "${paths[@]}"
    do
        [ -w "$path" ] || die "$code_prefix" "$path cannot be written: make the prefix writable, or copy it to a disk that is"
    done
}

require_space()
{
    local bytes=$1 path free width
    local paths=("$target")

    for width in "${widths[@]}"
    do
        paths+=("${system_dirs[$width]}")
    done
    for path in "${paths[@]}"
    do
        free=$(df -Pk -- "$path" 2>/dev/null | sed -n '2s/.* \([0-9][0-9]*\)  *[0-9-]*%.*/\1/p')
        if [ -n "$free" ] && ((free * 1024 < bytes))
        then
            die "$code_prefix" "the disk of $path is full ($free KiB free, $((bytes / 1024)) KiB needed): make room and run this again"
        fi
    done
}

size_of()
{
    stat -L -c %s -- "$1" 2>/dev/null || printf '0'
}

choose_widths()
{
    local width
    widths=()
    for width in "${prefix_widths[@]}"
    do
        if [ "$width_option" = all ] || [ "$width_option" = "$width" ]
        then
            widths+=("$width")
        fi
    done
    [ ${#widths[@]} -gt 0 ] || die "$code_prefix" "$target runs no $width_option-bit programs (it is $prefix_kind): leave out --width"
}

# The lock is held by another run: waits a second for it, or gives up.
wait_for_other()
{
    ((lock_seconds > 0)) ||
        die "$code_busy" "another $program is working on $target: wait until it has ended, then run this again"
    sleep 1
    lock_seconds=$((lock_seconds - 1))
}

lock_prefix()
{
    local reason
    if ! have flock
    then
        lock_with_link
        return
    fi
    # The folder itself is locked, so no file is left behind.
    exec 9<"$target" || die "$code_prefix" "$target cannot be read: check its permissions"
    # Without --wait, which not every flock has. About a lock that is held flock says nothing; about a failure it does.
    until reason=$(flock -n 9 2>&1)
    do
        [ -z "$reason" ] ||
            die "$code_prefix" "$target cannot be locked (${reason%%$'\n'*}): move it to a disk whose file system has locks, or mount that with them"
        wait_for_other
    done
    locked=yes
}

# BusyBox may have no flock. A link to the number of the process takes its place, and is seen by others that have none.
lock_with_link()
{
    local link=$target/.quartzalloc-lock owner
    until ln -s -- "$$" "$link" 2>/dev/null
    do
        owner=$(readlink -- "$link") ||
            die "$code_prefix" "$link cannot be made: make the prefix writable, or copy it to a disk that is"
        if ! kill -0 "$owner" 2>/dev/null
        then
            # Whoever made it was ended. Of two that take it away, one fails.
            mv -f -T -- "$link" "$link.$$" 2>/dev/null && rm -f -- "$link.$$"
            continue
        fi
        wait_for_other
    done
    locked=yes
    lock_link=$link
}
