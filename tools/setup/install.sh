# shellcheck shell=bash
#
# The command install
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

find_dlls()
{
    local width file
    source_dll=()
    for width in "${widths[@]}"
    do
        file=$(arch_of_width "$width")-windows/$dll
        source_dll[width]=$(find_in_installation "$file")
        if [ -z "${source_dll[$width]}" ]
        then
            if [ -n "$dll_dir" ]
            then
                die "$code_dll" "$dll_dir/$file is missing: name the folder that has it with --dll-dir, or serve one width alone with --width"
            fi
            if [ -e "$tool_dir/x86_64-windows" ] || [ -e "$tool_dir/i386-windows" ] || [ -e "$tool_dir/aarch64-windows" ]
            then
                # Not every archive is made for ARM64.
                [ "${archs[$width]}" != aarch64 ] || [ -e "$tool_dir/aarch64-windows" ] ||
                    die "$code_dll" "$tool_dir has no DLL for ARM64 programs: make one with \"configure --enable-archs=aarch64\" and name its folder with --dll-dir"
                die "$code_dll" "$tool_dir/$file is missing: unpack the archive again, or use --width $((96 - width))"
            fi
            die "$code_dll" "$dll for $width-bit programs is missing: install the package $(package_of_width "$width"), name its folder with --dll-dir, or use --width $((96 - width))"
        fi
        [ "$(arch_of_dll "${source_dll[$width]}")" = "${archs[$width]}" ] ||
            die "$code_dll" "${source_dll[$width]} is no $(name_of_arch "${archs[$width]}") DLL: install the package $(package_of_width "$width") again"
        is_quartzalloc "${source_dll[$width]}" ||
            die "$code_dll" "${source_dll[$width]} is not quartzalloc: install the package $(package_of_width "$width") again"
        if [ "$symlink" = yes ] && [[ ${source_dll[$width]} == *$'\n'* ]]
        then
            die "$code_usage" "${source_dll[$width]} cannot be linked to: leave out --symlink"
        fi
    done
}

space_needed()
{
    local width bytes=1048576 name
    for width in "${widths[@]}"
    do
        bytes=$((bytes + $(size_of "${source_dll[$width]-}")))
    done
    # Wine writes a new registry file before it lets go of the old one.
    for name in system user userdef
    do
        bytes=$((bytes + $(size_of "$target/$name.reg")))
    done
    printf '%s' "$bytes"
}

is_complete()
{
    local width
    [ "${record[state]-}" = installed ] || return 1
    case ${record[width]-} in
        all | "$width_option") ;;
        *) return 1 ;;
    esac
    for width in "${widths[@]}"
    do
        [ -n "${record[$width.dll.before]-}" ] || return 1
        file_is_current "$width" || return 1
        is_registered "$width" || return 1
        is_taken_over "$width" || return 1
    done
}

# Who installs for one width keeps what is installed for the other.
installed_width()
{
    local width
    for width in "${prefix_widths[@]}"
    do
        if [ "$width" != "$width_option" ] && is_registered "$width" && is_taken_over "$width"
        then
            printf 'all'
            return
        fi
    done
    printf '%s' "$width_option"
}

# What was in the prefix before us. Of the widths that the record knows already, only what another program has put there
# since. What looks like an earlier quartzalloc without a record counts as ours: uninstalling takes that out, too.
note_before()
{
    local width known treat_as
    for width in "${widths[@]}"
    do
        known=${record[$width.dll.before]-}
        case $(kind_of_file "$width") in
            foreign) record[$width.dll.before]=saved ;;
            *) record[$width.dll.before]=${known:-absent} ;;
        esac
        treat_as=${found[$width.treat_as]}
        if [ -n "$known" ] && { is_taken_over "$width" || [[ $treat_as != value:* ]]; }
        then
            continue
        fi
        if is_taken_over "$width"
        then
            treat_as=absent
            if [ -n "${found[$width.previous]}" ] && ! same_class "${found[$width.previous]}" "$our_class"
            then
                treat_as=value:${found[$width.previous]}
            fi
        fi
        if [[ $treat_as == value:* ]] && ! [[ $treat_as =~ ^value:\{[0-9A-Fa-f-]{36}\}$ ]]
        then
            die "$code_failed" "$clsid_key\\$system_class\\TreatAs$(view_name "$width") holds something that is no class: repair it with regedit, then run this again"
        fi
        record[$width.treat_as.before]=$treat_as
        [ -z "$known" ] || continue
        record[$width.key.before]=${found[$width.key]}
        record[$width.directory]=${system_dirs[$width]##*/}
    done
}

save_foreign_files()
{
    local width file saved
    for width in "${widths[@]}"
    do
        file=${system_dirs[$width]}/$dll
        saved=$record_dir/saved-$width.dll
        if [ "$(kind_of_file "$width")" = foreign ]
        then
            change "keep $file, which is another program's, as $saved" save_foreign_file "$file" "$saved"
        fi
    done
}

save_foreign_file()
{
    if ! { rm -rf -- "$2.new" && mkdir -p -- "$record_dir" && cp -a -- "$1" "$2.new" && sync_file "$2.new" && mv -f -T -- "$2.new" "$2"; }
    then
        fail_change "$1 cannot be kept"
    fi
}

install_files()
{
    local width to verb=copy
    [ "$symlink" = no ] || verb='link to'
    # All copies are made before the first takes effect, so that a full disk leaves everything as it was.
    for width in "${widths[@]}"
    do
        if [ "$dry_run" = no ] && ! file_is_current "$width"
        then
            if ! stage_file "$width" 2>/dev/null
            then
                remove_staged
                fail_change "${source_dll[$width]} cannot be copied to ${system_dirs[$width]}"
            fi
        fi
    done
    for width in "${widths[@]}"
    do
        to=${system_dirs[$width]}/$dll
        file_is_current "$width" ||
            change "$verb ${source_dll[$width]} as $to" mv -f -T -- "$to.new" "$to" ||
            fail_change "$to cannot be replaced"
    done
}

# The takeover comes last, and only once the class is there for certain: until then programs get what they got before.
install_registry()
{
    install_classes
    if [ "$dry_run" = no ]
    then
        read_registry
        require_registered
    fi
    install_takeover
}

require_registered()
{
    local width
    for width in "${widths[@]}"
    do
        is_registered "$width" || fail_change "the registry of $target cannot be changed"
    done
}

install_classes()
{
    local width before
    for width in "${widths[@]}"
    do
        before=${record[$width.treat_as.before]}
        if ! is_registered "$width"
        then
            reg_set "$width" "$clsid_key\\$our_class" '' "$class_name"
            reg_set "$width" "$clsid_key\\$our_class\\InprocServer32" '' "$dll_windows_path"
            reg_set "$width" "$clsid_key\\$our_class\\InprocServer32" ThreadingModel Both
        fi
        if [[ $before == value:* ]] && [ "${found[$width.previous]}" != "${before#value:}" ]
        then
            # Where the DLL's own DllUnregisterServer looks for it.
            reg_set "$width" "$clsid_key\\$our_class" PreviousTreatAs "${before#value:}"
        fi
    done
}

install_takeover()
{
    local width
    for width in "${widths[@]}"
    do
        is_taken_over "$width" || reg_set "$width" "$clsid_key\\$system_class\\TreatAs" '' "$our_class"
    done
}

command_install()
{
    local width answers=

    choose_widths
    find_dlls
    require_writable
    read_record
    make_scratch
    if [ "$dry_run" = yes ]
    then
        plan_install
        return 0
    fi

    lock_prefix
    read_record
    remove_leftovers
    require_space "$(space_needed)"
    look_at_registry
    if is_complete
    then
        finish_wine
        say "quartzalloc $version is installed in $target already"
        return 0
    fi
    [ "$wine_started" = yes ] || start_wine

    # Before the first change, so that a failure from here on can tell whether there was nothing of ours.
    undo_on_failure=no
    something_is_installed || undo_on_failure=yes
    note_before
    save_foreign_files
    record[state]=installing
    record[width]=$(installed_width)
    # So that it need not be named again.
    [ -z "$wine_option" ] || [[ $wine == *$'\n'* ]] || record[wine]=$wine
    write_record 2>/dev/null || fail_change "$record_file cannot be written"
    install_files
    install_registry

    ask_all --who
    for width in "${widths[@]}"
    do
        if [ "${answer[$width.ours]}" = no ]
        then
            fail_change "programs do not get quartzalloc but \"${answer[$width.dll]}\" ($width-bit)"
        fi
        answers+=", $width-bit programs $(describe_answer "$width")"
    done
    finish_wine
    # Where the file is not written yet, Wine has to be asked what will be in it.
    [ "$flushed" = yes ] || wine_started=yes
    read_registry
    wine_started=no
    for width in "${widths[@]}"
    do
        if ! is_registered "$width" || ! is_taken_over "$width"
        then
            fail_change "the registry of $target was not written"
        fi
    done
    record[state]=installed
    write_record 2>/dev/null || fail_change "$record_file cannot be written"
    undo_on_failure=no
    say "quartzalloc $version is installed in $target:${answers#,}"
    note_use
}

# Says what install would do.
plan_install()
{
    look_at_registry
    if is_complete
    then
        finish_wine
        say "quartzalloc $version is installed in $target already: nothing would change"
        return 0
    fi
    note_before
    [ "${record[state]-}" = installed ] || say "would write $record_file"
    save_foreign_files
    install_files
    install_registry
    finish_wine
}
