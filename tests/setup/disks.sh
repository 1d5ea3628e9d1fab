# shellcheck shell=bash
#
# Disks that are read-only, or full
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

all_scenarios+=(read_only full_disk)
quick_scenarios+=(read_only full_disk)

# Mounts a small memory disk; fails where that is not allowed.
small_disk()
{
    mkdir -p "$1"
    mount -t tmpfs -o "size=$2" quartzalloc-test "$1" 2>/dev/null
}

scenario_read_only()
{
    local mount=$work/mounts/read-only command

    if [ "$(id -u)" = 0 ]
    then
        if ! small_disk "$mount" 8m
        then
            skip 'a read-only disk: no disk can be mounted here'
            return
        fi
        fake_prefix "$mount/p"
        mount -o remount,ro "$mount"
    else
        fake_prefix "$mount/p"
        chmod -R a-w "$mount/p"
    fi
    remember "$mount/p"
    for command in install uninstall verify
    do
        expect 3 "$command: a read-only prefix" "$command" --prefix "$mount/p"
    done
    expect 1 'status of a read-only prefix' status --prefix "$mount/p"
    check 'nothing was changed' unchanged "$mount/p"
    if [ "$(id -u)" = 0 ]; then umount "$mount"; else chmod -R u+w "$mount"; fi
}

scenario_full_disk()
{
    local mount=$work/mounts/full

    if [ "$(id -u)" != 0 ] || ! small_disk "$mount" 400k
    then
        skip 'a full disk: no disk can be mounted here'
        return
    fi
    fake_prefix "$mount/p"
    remember "$mount/p"
    expect 3 'a full disk' install --prefix "$mount/p"
    check 'nothing was changed' unchanged "$mount/p"
    umount "$mount"

    # The room is there when it is looked for and gone when it is needed: the copy of the second DLL fails.
    clone "$base" "$here/p"
    reference
    make_shims
    FAIL_COMMAND=cp FAIL_AT=2 shim_setup 8 'the disk fills up while a DLL is copied' install --prefix "$here/p"
    end_server "$here/p"
    check 'the prefix is as it was' same_prefix "$here/p" "$work/reference"
}
