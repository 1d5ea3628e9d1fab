# shellcheck shell=bash
#
# The record of what was there before, kept in the prefix: key=value lines. The file is always whole: written under another
# name, then renamed.
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

read_record()
{
    local line

    record=()
    have_record=no
    [ -e "$record_file" ] || return 0
    while IFS= read -r line || [ -n "$line" ]
    do
        case $line in
            '#'* | '') ;;
            *=*) record[${line%%=*}]=${line#*=} ;;
            *) die "$code_record" "$record_file is damaged: restore it, or remove it and run \"$program uninstall\" (see the manual)" ;;
        esac
    done <"$record_file"
    [[ ${record[format]-} =~ ^[0-9]{1,6}$ ]] ||
        die "$code_record" "$record_file is damaged: restore it, or remove it and run \"$program uninstall\" (see the manual)"
    if ((10#${record[format]} > record_format))
    then
        die "$code_record" "$record_file was written by quartzalloc ${record[version]-of a newer version}: use that version or a later one"
    fi
    have_record=yes
}

write_record()
{
    local key
    local text='# What quartzalloc-setup found in this prefix and changed. "quartzalloc-setup uninstall" needs it.'$'\n'

    record[format]=$record_format
    record[version]=$version
    text+=format=$record_format$'\n'
    for key in $(printf '%s\n' "${!record[@]}" | LC_ALL=C sort)
    do
        [ "$key" = format ] || text+=$key=${record[$key]}$'\n'
    done
    # A link of that name would be written through.
    mkdir -p -- "$record_dir" && rm -f -- "$record_file.new" && printf '%s' "$text" >"$record_file.new" && sync_file "$record_file.new" &&
        printf '%s' "$text" | cmp -s - "$record_file.new" && mv -f -- "$record_file.new" "$record_file"
}

sync_file()
{
    sync -- "$1" 2>/dev/null || :
}
