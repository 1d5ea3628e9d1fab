# shellcheck shell=bash
#
# Changes of registry and files. Each is printed by --dry-run and --verbose under the same words.
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

change()
{
    local text=$1
    shift
    if [ "$dry_run" = yes ]
    then
        say "would $text"
        return 0
    fi
    if [ "$verbose" = yes ]
    then
        say "$text"
    fi
    "$@"
}

view_name()
{
    if [ "$arch" = win32 ]; then printf ''; else printf ' (%s-bit view)' "$1"; fi
}

# A failed change of the registry ends the run; what was done before is undone, or can be by "uninstall".
reg_run()
{
    local width=$1 code=0 reason
    shift
    run_wine reg "$@" /f ${registry_views[$width]:+"${registry_views[$width]}"} || code=$?
    ((code != 0)) || return 0
    reason=$(last_word)
    is_gone "$width" "$@" || fail_change "the registry of $target cannot be changed (reg: code $code${reason:+, $reason})"
}

# Was that a deletion of what is not there any more? So it is where Wine failed after the deletion, which was then tried again.
is_gone()
{
    local width=$1 code=0
    [ "$2" = delete ] || return 1
    query_key "$width" "$3" || code=$?
    case $code in
        0) [ "${4-}" = /ve ] && ! grep -q '^    (.*)    REG_' "$run_out" ;;
        1) return 0 ;;
        *) return 1 ;;
    esac
}

reg_set()
{
    local width=$1 key=$2 name=$3 value=$4
    if [ -z "$name" ]
    then
        change "set $key = $value$(view_name "$width")" reg_run "$width" add "$key" /ve /d "$value"
    else
        change "set $key, $name = $value$(view_name "$width")" reg_run "$width" add "$key" /v "$name" /d "$value"
    fi
}

reg_delete_key()
{
    change "delete $2$(view_name "$1")" reg_run "$1" delete "$2"
}

reg_delete_default()
{
    change "delete the value of $2$(view_name "$1")" reg_run "$1" delete "$2" /ve
}

fail_change()
{
    local reason=$1
    if [ "$failing" = yes ]
    then
        # Inside the undoing, which goes on with the rest.
        undone=no
        return 1
    fi
    if [ "$undo_on_failure" = yes ]
    then
        failing=yes
        undone=yes
        # Nothing in here may end the run before the rest has been tried.
        set +e
        # The registry may be on the disk already, with Wine ended.
        [ "$wine_started" = yes ] || try_wine || undone=no
        undo_prefix
        finish_wine
        if [ "$undone" = yes ]
        then
            remove_record
        fi
        set -e
        [ "$undone" = no ] || die "$code_failed" "$reason: the prefix is as it was; make sure that its disk has room and can be written, then run this again"
        die "$code_failed" "$reason: make sure that the disk has room and can be written, then run \"$program uninstall\""
    fi
    die "$code_failed" "$reason: run this again, or \"$program uninstall\""
}

copy_file()
{
    local from=$1 to=$2
    rm -f -- "$to.new" && cp -- "$from" "$to.new" && chmod 644 -- "$to.new" && sync_file "$to.new" && cmp -s -- "$from" "$to.new"
}

# What a run that was killed has begun to write and nobody reads.
remove_leftovers()
{
    remove_staged
    rm -f -- "$record_file.new" "$record_dir"/saved-*.dll.new
}

remove_staged()
{
    local width
    for width in "${prefix_widths[@]}"
    do
        if [ -e "${system_dirs[$width]}/$dll.new" ] || [ -L "${system_dirs[$width]}/$dll.new" ]
        then
            rm -f -- "${system_dirs[$width]}/$dll.new"
        fi
    done
}

stage_file()
{
    local width=$1 to=${system_dirs[$1]}/$dll
    if [ "$symlink" = yes ]
    then
        rm -f -- "$to.new" && ln -s -- "${source_dll[$width]}" "$to.new"
    else
        copy_file "${source_dll[$width]}" "$to"
    fi
}

# Is the file in the prefix what this installation would put there?
file_is_current()
{
    local width=$1 to=${system_dirs[$1]}/$dll
    [ -n "${source_dll[$width]-}" ] || return 1
    if [ "$symlink" = yes ]
    then
        [ -L "$to" ] && [ "$(readlink -- "$to")" = "${source_dll[$width]}" ]
    else
        [ ! -L "$to" ] && [ -f "$to" ] && cmp -s -- "${source_dll[$width]}" "$to"
    fi
}

# What the prefix has under our DLL's name: absent, ours, foreign, or damaged: ours, but of the wrong kind, empty or cut off.
kind_of_file()
{
    local path=${system_dirs[$1]}/$dll kind=foreign
    if [ -L "$path" ] && [[ $(readlink -- "$path") == */"$dll" ]]
    then
        kind=ours
        [ -e "$path" ] || { printf ours; return; }
    elif [ ! -e "$path" ] && [ ! -L "$path" ]
    then
        kind=absent
    elif [ ! -L "$path" ] && { is_quartzalloc "$path" || is_torn "$1" "$path"; }
    then
        kind=ours
    fi
    if [ "$kind" = ours ] && { ! is_quartzalloc "$path" || [ "$(arch_of_dll "$path")" != "${archs[$1]}" ]; }
    then
        kind=damaged
    fi
    printf '%s' "$kind"
}

# Is the file a piece of our DLL, where our DLL has been put? Who loses power may find an empty one.
is_torn()
{
    local width=$1 path=$2 source
    [ "$have_record" = yes ] || [ "${found[$width.class]-}" = present ] || return 1
    [ -s "$path" ] || return 0
    source=$(find_in_installation "$(arch_of_width "$width")-windows/$dll")
    [ -n "$source" ] && head -c "$(size_of "$path")" -- "$source" | cmp -s - "$path"
}
