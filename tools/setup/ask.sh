# shellcheck shell=bash
#
# Asking who answers in the prefix, with quartzalloc-verify.exe of each width
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

# Runs quartzalloc-verify.exe of one width. Its output is in $scratch/answer-WIDTH, its exit code in $scratch/code-WIDTH. Fails
# where there is no whole answer, after some tries. The exit code alone says nothing: some versions of Wine end with 0 without
# having run a program of the other width.
ask()
{
    local width=$1 exe code try run_out=$scratch/answer-$1 run_err=$scratch/error-$1
    shift
    rm -f -- "$run_out" "$run_err" "$scratch/code-$width"
    exe=$(find_in_installation "$(arch_of_width "$width")-windows/quartzalloc-verify.exe")
    [ -n "$exe" ] || return 1
    # By a plain name, because Windows programs cannot be started under every name that Unix allows.
    mkdir -p -- "$scratch/$width"
    ln -sf -- "$exe" "$scratch/$width/quartzalloc-verify.exe"
    for ((try = 1; try <= wine_tries; try++))
    do
        code=0
        run_wine "$scratch/$width/quartzalloc-verify.exe" "$@" || code=$?
        printf '%s' "$code" >"$scratch/code-$width"
        ! is_whole_answer "$width" "$*" || return 0
        # A Wine that does not run the second width says nothing at all.
        if ((code >= 124 && code <= 127)) || { ((code == 0)) && [ "$width" != "${prefix_widths[0]}" ] && [ ! -s "$run_err" ]; }
        then
            return 1
        fi
    done
    return 1
}

# $2: the options that it was run with. It writes line by line, and what is looked for here comes last.
is_whole_answer()
{
    local last=result
    [[ $2 != *--who* ]] || last=ours
    grep -q "^width=$1\$" "$scratch/answer-$1" && grep -q "^$last=" "$scratch/answer-$1"
}

# Asks for each of the widths at the same time: Wine's start takes longer than anything else, and they share it.
ask_all()
{
    local width
    for width in "${widths[@]}"
    do
        ask "$width" "$@" &
    done
    wait
    for width in "${widths[@]}"
    do
        judge_answer "$width" "$*"
    done
}

# Sets answer, for one width: ours (yes, no, unknown), dll, version, class_object (who answers CoGetClassObject), reason (why it
# is not known, or why there is no DLL), code (the program's exit code).
judge_answer()
{
    local width=$1 line file=$scratch/answer-$1 run_err=$scratch/error-$1

    answer[$width.ours]=unknown
    answer[$width.dll]=
    answer[$width.version]=
    answer[$width.class_object]=
    answer[$width.reason]=
    answer[$width.code]=
    if [ ! -e "$scratch/code-$width" ]
    then
        answer[$width.reason]='quartzalloc-verify.exe is missing'
        return
    fi
    answer[$width.code]=$(cat "$scratch/code-$width")
    if is_whole_answer "$width" "$2"
    then
        while IFS= read -r line
        do
            case $line in
                dll=*) answer[$width.dll]=${line#*=} ;;
                ours=yes | ours=no) answer[$width.ours]=${line#*=} ;;
                version=*) answer[$width.version]=${line#*=} ;;
                class_object=*) answer[$width.class_object]=${line#*=} ;;
                error=*) answer[$width.reason]=${line#*=} ;;
            esac
        done <"$file"
    elif ((answer[$width.code] == 124))
    then
        answer[$width.reason]="no answer in $wine_seconds s"
    elif ((answer[$width.code] == 125))
    then
        answer[$width.reason]="Wine failed$(line=$(last_word); printf '%s' "${line:+: $line}")"
    elif grep -q "^width=$width\$" "$file"
    then
        # It began and came to no answer, each time: it crashed in the DLL.
        answer[$width.ours]=no
        answer[$width.dll]=none
        answer[$width.reason]="it ended with code ${answer[$width.code]}"
    else
        answer[$width.reason]="this Wine does not run $width-bit programs"
    fi
}

# Wine's CoGetClassObject does not follow TreatAs. $2: what the line begins with.
report_class_object()
{
    local dll=${answer[$1.class_object]}
    if [ "${answer[$1.ours]}" = yes ] && [ -n "$dll" ] && [ "$dll" != "${answer[$1.dll]}" ]
    then
        say "${2}programs that ask CoGetClassObject get $dll (a limit of this Wine)"
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
