# shellcheck shell=bash
#
# The command uninstall
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

# Undoes the registry first, TreatAs before the class it names, then the files, so that programs find an allocator after
# every single step.
undo_prefix()
{
    undo_registry
    # The registry must be on the disk before a file goes that it names.
    if [ "$failing" = no ] && [ "$dry_run" = no ]
    then
        finish_wine
        wait_for_registry
    fi
    [ "$undone" = no ] || undo_files
}

registry_file_is_undone()
{
    local width
    read_registry_file || return 1
    for width in "${prefix_widths[@]}"
    do
        if [ "${found[$width.class]}" = present ] || is_taken_over "$width"
        then
            return 1
        fi
    done
}

# While programs run in the prefix, Wine writes the registry every half minute.
wait_for_registry()
{
    local seconds=0
    until registry_file_is_undone
    do
        [ "$flushed" = no ] || fail_change "the registry of $target was not written"
        ((seconds < registry_seconds)) ||
            die "$code_failed" "Wine has not written the registry of $target to the disk yet, so the DLLs stay: run \"$program uninstall\" again when the programs in it have ended"
        sleep 1
        seconds=$((seconds + 1))
    done
}

# First everybody's takeover, then the class that it names, and that only once the takeover is gone for certain.
undo_registry()
{
    local width

    # What has been changed since it was read is known to Wine alone.
    if [ "$failing" = yes ]
    then
        read_registry || return 0
    fi
    undo_takeover
    if [ "$dry_run" = no ] && [ "$wine_started" = yes ]
    then
        read_registry || return 0
    fi
    for width in "${prefix_widths[@]}"
    do
        if [ "$dry_run" = no ] && is_taken_over "$width"
        then
            fail_change "the registry of $target cannot be changed" || continue
        fi
        if [ "${found[$width.class]}" = present ]
        then
            reg_delete_key "$width" "$clsid_key\\$our_class"
        fi
        if [ "${record[$width.key.before]-}" = absent ]
        then
            remove_empty_key "$width"
        fi
    done
}

undo_takeover()
{
    local width before

    for width in "${prefix_widths[@]}"
    do
        before=${record[$width.treat_as.before]-}
        if [ -z "$before" ]
        then
            before=absent
            [ -z "${found[$width.previous]}" ] || before=value:${found[$width.previous]}
        fi
        if is_taken_over "$width"
        then
            case $before in
                value:*) reg_set "$width" "$clsid_key\\$system_class\\TreatAs" '' "${before#value:}" ;;
                empty) reg_delete_default "$width" "$clsid_key\\$system_class\\TreatAs" ;;
                *) reg_delete_key "$width" "$clsid_key\\$system_class\\TreatAs" ;;
            esac
        elif [ "${found[$width.treat_as]}" != absent ] && [ "$have_record" = yes ] && [ "$before" != "${found[$width.treat_as]}" ]
        then
            warn "another program has taken the allocator over meanwhile$(view_name "$width"); its TreatAs ${found[$width.treat_as]#value:} stays"
        fi
    done
}

# The system's class had no key (no 32-bit Wine has registered one): it goes if nothing but our TreatAs made it.
remove_empty_key()
{
    local width=$1 code=0
    if [ "$dry_run" = yes ]
    then
        say "would delete $clsid_key\\$system_class$(view_name "$width"), if nothing else is in it"
        return 0
    fi
    [ "$wine_started" = yes ] || return 0
    query_key "$width" "$clsid_key\\$system_class" || code=$?
    case $code in
        0) [ -n "$(tr -d '\r\n' <"$run_out")" ] || reg_delete_key "$width" "$clsid_key\\$system_class" ;;
        1) ;;
        *) fail_change "the registry of $target cannot be read" || : ;;
    esac
}

undo_files()
{
    local width file saved
    for width in "${prefix_widths[@]}"
    do
        file=${system_dirs[$width]}/$dll
        saved=$record_dir/saved-$width.dll
        case $(kind_of_file "$width") in
            ours | damaged)
                if [ -e "$saved" ] || [ -L "$saved" ]
                then
                    change "put $saved back as $file" restore_file "$saved" "$file"
                else
                    change "delete $file" rm -f -- "$file" || fail_change "$file cannot be deleted"
                fi
                ;;
            absent)
                if [ -e "$saved" ]
                then
                    change "put $saved back as $file" restore_file "$saved" "$file"
                fi
                ;;
            foreign)
                if [ "$have_record" = yes ] && [ "${record[$width.dll.before]-}" = absent ]
                then
                    warn "$file is not quartzalloc's any more; it stays"
                fi
                ;;
        esac
    done
    [ "$dry_run" = yes ] || remove_staged
}

restore_file()
{
    if ! { rm -rf -- "$2.new" && cp -a -- "$1" "$2.new" && sync_file "$2.new" && mv -f -T -- "$2.new" "$2"; }
    then
        fail_change "$2 cannot be put back"
    fi
}

remove_record()
{
    local file
    for file in "$record_dir"/saved-*.dll "$record_dir"/saved-*.dll.new "$record_file.new" "$record_file"
    do
        if [ -e "$file" ] || [ -L "$file" ]
        then
            change "delete $file" rm -f -- "$file" || fail_change "$file cannot be deleted"
        fi
    done
    if [ -d "$record_dir" ]
    then
        if ! change "delete $record_dir" rmdir -- "$record_dir" 2>/dev/null
        then
            warn "$record_dir holds files that are not $program's; it stays"
        fi
    fi
}

something_is_installed()
{
    local width
    if [ -e "$record_dir" ]
    then
        return 0
    fi
    for width in "${prefix_widths[@]}"
    do
        if [ "${found[$width.class]}" = present ] || is_taken_over "$width" || [ -e "${system_dirs[$width]}/$dll.new" ]
        then
            return 0
        fi
        case $(kind_of_file "$width") in
            ours | damaged) return 0 ;;
        esac
    done
    return 1
}

registry_needs_undoing()
{
    local width
    for width in "${prefix_widths[@]}"
    do
        if [ "${found[$width.class]}" = present ] || is_taken_over "$width"
        then
            return 0
        fi
        if [ "${record[$width.key.before]-}" = absent ] && [ "${found[$width.key]}" = present ]
        then
            return 0
        fi
    done
    return 1
}

command_uninstall()
{
    [ "$width_option" = all ] || usage_error "--width does not go with uninstall: both widths are taken out together"
    choose_widths
    require_writable
    read_record
    make_scratch
    if [ "$dry_run" = no ]
    then
        lock_prefix
        read_record
    fi
    [ -z "$wine_option" ] || require_wine
    # Where nothing is to be taken out, no Wine is needed either.
    if find_wine
    then
        look_at_registry
    else
        read_registry
    fi
    if ! something_is_installed
    then
        finish_wine
        say "quartzalloc is not installed in $target: nothing to do"
        return 0
    fi
    if [ "$dry_run" = yes ]
    then
        undo_prefix
        remove_record
        finish_wine
        return 0
    fi
    require_space "$(space_needed)"
    if [ "$wine_started" = no ] && registry_needs_undoing
    then
        require_wine
        start_wine
    fi
    if [ "$have_record" = yes ]
    then
        record[state]=uninstalling
        write_record 2>/dev/null || fail_change "$record_file cannot be written"
    fi
    undo_prefix
    remove_record
    say "quartzalloc is taken out of $target"
    note_use
}
