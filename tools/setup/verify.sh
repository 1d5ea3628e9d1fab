# shellcheck shell=bash
#
# The command verify
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

command_verify()
{
    local width asked=0 result=0 line file

    require_wine
    read_record
    [ "$width_option" != all ] || width_option=${record[width]-all}
    choose_widths
    require_writable
    make_scratch
    start_by_asking || die "$code_wine" "$wine_problem: use the Wine that the prefix belongs to (--wine PATH)"
    for width in "${widths[@]}"
    do
        file=$scratch/answer-$width
        if [ "${answer[$width.code]}" = 125 ] || ! grep -qs "^width=$width\$" "$file"
        then
            say "$width-bit: not asked: ${answer[$width.reason]}"
            [ "${answer[$width.code]}" != 125 ] || wine_problem=${answer[$width.reason]}
            continue
        fi
        asked=$((asked + 1))
        while IFS= read -r line
        do
            say "$width-bit: $line"
        done <"$file"
        if ! is_whole_answer "$width" ''
        then
            say "$width-bit: result=crashed (${answer[$width.reason]})"
            result=$code_broken
        else
            case ${answer[$width.code]} in
                0) ;;
                1) [ "$result" != 0 ] || result=$code_other ;;
                2) [ "$result" = "$code_broken" ] || result=none ;;
                *) result=$code_broken ;;
            esac
        fi
        report_class_object "$width" "$width-bit: "
    done
    finish_wine
    [ -z "$wine_problem" ] || die "$code_wine" "$wine could not be asked in $target ($wine_problem): run this again"
    ((asked > 0)) || die "$code_wine" "nothing could be asked in $target (${answer[${widths[0]}.reason]}): install quartzalloc's DLL packages and a Wine that runs the prefix"
    case $result in
        0) say "verified: programs get quartzalloc, and it notifies" ;;
        none) warn "programs in $target get no allocator at all: run \"$program install\", then \"$program status\""; result=$code_other ;;
        "$code_other") warn "programs in $target get another allocator: run \"$program install\", then \"$program status\"" ;;
        *) warn "quartzalloc is broken in $target: run \"$program install\" again, and report it with \"$program report\"" ;;
    esac
    return "$result"
}
