# shellcheck shell=bash
#
# The command verify, and asking who answers in the prefix
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

# Runs quartzalloc-verify.exe of one width; its output is in $scratch/out. Fails where it cannot run. Its exit code alone says
# nothing: some versions of Wine end with 0 without having run a program of the other width.
run_verify()
{
    local width=$1 exe
    shift
    exe=$(find_in_installation "$(arch_of_width "$width")-windows/quartzalloc-verify.exe")
    if [ -z "$exe" ]
    then
        answer[$width.reason]='quartzalloc-verify.exe is missing'
        return 1
    fi
    # By a plain name, because Windows programs cannot be started under every name that Unix allows.
    ln -sf -- "$exe" "$scratch/quartzalloc-verify.exe"
    verify_code=0
    run_wine "$scratch/quartzalloc-verify.exe" "$@" || verify_code=$?
    if ! grep -q "^width=$width\$" "$scratch/out"
    then
        answer[$width.reason]="this Wine does not run $width-bit programs"
        return 1
    fi
}

ask_who()
{
    local width=$1 line

    answer[$width.ours]=unknown
    answer[$width.dll]=
    answer[$width.version]=
    answer[$width.reason]=
    if run_verify "$width" --who
    then
        while IFS= read -r line
        do
            case $line in
                dll=*) answer[$width.dll]=${line#*=} ;;
                ours=yes | ours=no) answer[$width.ours]=${line#*=} ;;
                version=*) answer[$width.version]=${line#*=} ;;
                error=*) answer[$width.reason]=${line#*=} ;;
            esac
        done <"$scratch/out"
        if [ "${answer[$width.ours]}" = unknown ]
        then
            # It began and came to no answer: it crashed in the DLL.
            answer[$width.ours]=no
            answer[$width.dll]=none
            answer[$width.reason]="it ended with code $verify_code"
        fi
    fi
}

describe_answer()
{
    local width=$1
    case ${answer[$width.ours]} in
        yes) printf 'get it' ;;
        no) printf 'get %s%s' "${answer[$width.dll]}" "${answer[$width.reason]:+ (${answer[$width.reason]})}" ;;
        *) printf 'could not be asked (%s)' "${answer[$width.reason]}" ;;
    esac
}

command_verify()
{
    local width asked=0 result=0 line

    require_wine
    read_record
    [ "$width_option" != all ] || width_option=${record[width]-all}
    choose_widths
    require_writable
    start_wine
    for width in "${widths[@]}"
    do
        if ! run_verify "$width"
        then
            say "$width-bit: not asked: ${answer[$width.reason]}"
            continue
        fi
        asked=$((asked + 1))
        while IFS= read -r line
        do
            say "$width-bit: $line"
        done <"$scratch/out"
        case $verify_code in
            0) ;;
            1 | 2) [ "$result" != 0 ] || result=$code_other ;;
            *)
                grep -q '^result=' "$scratch/out" || say "$width-bit: result=crashed ($verify_code)"
                result=$code_broken
                ;;
        esac
    done
    finish_wine
    ((asked > 0)) || die "$code_wine" "nothing could be asked in $target (${answer[${widths[0]}.reason]}): install quartzalloc's DLL packages and a Wine that runs the prefix"
    case $result in
        0) say "verified: programs get quartzalloc, and it notifies" ;;
        "$code_other") warn "programs in $target get another allocator: run \"$program install\", then \"$program status\"" ;;
        *) warn "quartzalloc is broken in $target: run \"$program install\" again, and report it with \"$program report\"" ;;
    esac
    return "$result"
}
