# shellcheck shell=bash
#
# Is a prefix what it was, or what another one is?
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

# What Wine itself writes whenever it runs, with or without us: when a key was last written (the number after its name, and
# "#time="), and the devices that it finds, which it numbers in the order in which they turn up.
without_what_wine_writes()
{
    LC_ALL=C awk '
        /^\[/ {
            devices = /^\[System\\\\(CurrentControlSet|ControlSet[0-9]+)\\\\(Enum|Control\\\\Class|Control\\\\DeviceClasses)(\\\\|\])/ ||
                /\\\\CurrentVersion\\\\NetworkCards(\\\\|\])/
            sub(/\] [0-9a-f]+\r?$/, "]")
        }
        !devices && !/^#time=/
        ' "$1"
}

tree_of()
{
    (cd "$1" && find . -printf '%y %m %p %l\n' | LC_ALL=C sort)
}

# Is prefix $1 what prefix $2 is? Prints every difference into the log.
same_prefix()
{
    local file lines=0
    {
        printf -- '-- differences of %s and %s\n' "$1" "$2"
        for file in system.reg user.reg userdef.reg
        do
            diff <(without_what_wine_writes "$1/$file") <(without_what_wine_writes "$2/$file") || lines=1
        done
        diff <(tree_of "$1") <(tree_of "$2") || lines=1
        diff -rq --no-dereference --exclude='*.reg' --exclude=dosdevices "$1" "$2" || lines=1
    } >"$out.differences" 2>&1
    [ "$lines" = 0 ] || note_differences
}

fingerprint()
{
    # The time of a file that other scenarios share says nothing about this one.
    (cd "$1" && find . -type f -links +1 -printf '%y %m %i %p\n' -o -printf '%y %m %T@ %i %p %l\n' | LC_ALL=C sort
     cat "$1"/*.reg | md5sum) 2>/dev/null
}

# The folder's state is kept, so that "nothing was changed" can be asked later.
remember()
{
    fingerprint "$1" >"$work/remembered.$scenario"
}

unchanged()
{
    fingerprint "$1" | diff "$work/remembered.$scenario" - >"$out.differences" || note_differences
}

# Keeps them in the log, and the first ones for the line that says what failed.
note_differences()
{
    cat "$out.differences" >>"$logs/$scenario"
    detail=$(sed -n '/^[<>O]/p' "$out.differences" | sed -n 1,4p | tr '\n' ' ')
    return 1
}
