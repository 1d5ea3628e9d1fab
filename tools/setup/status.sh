# shellcheck shell=bash
#
# The command status, for people and as JSON
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

json_string()
{
    local text=$1 out='' i character number
    for ((i = 0; i < ${#text}; i++))
    do
        character=${text:i:1}
        case $character in
            '"') out+='\"' ;;
            \\) out+="\\\\" ;;
            [[:cntrl:]])
                printf -v number '%04x' "'$character"
                out+="\\u$number"
                ;;
            *) out+=$character ;;
        esac
    done
    printf '"%s"' "$out"
}

json_or_null()
{
    if [ -n "$1" ]; then json_string "$1"; else printf 'null'; fi
}

json_bool()
{
    if "$@"; then printf 'true'; else printf 'false'; fi
}

# Who installed for one width alone has all that was asked for.
is_wanted()
{
    case ${record[width]-all} in
        all | "$1") ;;
        *) return 1 ;;
    esac
}

# Sets installed: yes, partly, no.
judge_status()
{
    local width parts=0 all=0 kind
    for width in "${prefix_widths[@]}"
    do
        is_wanted "$width" || continue
        kind=$(kind_of_file "$width")
        all=$((all + 3))
        [ "$kind" != ours ] || [ ! -e "${system_dirs[$width]}/$dll" ] || parts=$((parts + 1))
        ! is_registered "$width" || parts=$((parts + 1))
        ! is_taken_over "$width" || parts=$((parts + 1))
    done
    if ((parts == all)) && [ "${record[state]-installed}" = installed ]
    then
        installed=yes
    elif ((parts == 0)) && [ "$have_record" = no ]
    then
        installed=no
    else
        installed=partly
    fi
}

# Everything in one start of Wine for each width. The registry comes from its file while no Wine runs.
ask_for_status()
{
    local options=(--who) width

    widths=("${prefix_widths[@]}")
    look_for_server
    if [ "$server" = none ]
    then
        read_registry
    else
        options+=(--registry)
    fi
    { run_out=$scratch/version run_err=$scratch/version.err; run_wine --version || rm -f "$scratch/version"; } &
    start_by_asking "${options[@]}" || :
    wait
    [ ! -e "$scratch/version" ] || wine_version=$(head -n 1 "$scratch/version" | tr -d '\r')
    [ "$server" != none ] || return 0

    # Of a running Wine the file says nothing that can be relied upon.
    [ "$wine_started" = yes ] || die "$code_wine" "$wine_problem: use the Wine that the prefix belongs to (--wine PATH)"
    for width in "${widths[@]}"
    do
        ! take_registry 2>/dev/null <"$scratch/answer-$width" || return 0
    done
    read_registry
}

# Among others, a prefix without quartzalloc is looked at from outside: starting Wine in each would take long, and might be another
# Wine than its own.
is_left_alone()
{
    [ "$among_others" = yes ] || return 1
    look_for_server
    [ "$server" = none ] || return 1
    read_registry
    ! something_is_installed
}

gather_status()
{
    local width

    read_record
    make_scratch
    wine_problem=
    wine_version=
    if ! find_wine
    then
        wine_problem='Wine is missing'
        [ -z "$wine_option" ] || wine_problem="$wine_option is no wine program"
    elif is_left_alone
    then
        wine_problem='it is not started in a prefix that has nothing of quartzalloc'
    elif [ ! -w "$target" ] || [ ! -w "$target/system.reg" ]
    then
        wine_problem='Wine cannot run in a prefix that cannot be written'
    else
        ask_for_status
    fi
    if [ "$wine_started" = no ]
    then
        read_registry
        for width in "${prefix_widths[@]}"
        do
            answer[$width.ours]=unknown
            answer[$width.dll]=
            answer[$width.version]=
            answer[$width.class_object]=
            answer[$width.reason]=$wine_problem
        done
    fi
    finish_wine
    judge_status
}

file_description()
{
    local width=$1
    local file=${system_dirs[$1]}/$dll
    case $(kind_of_file "$width") in
        absent) printf 'no DLL' ;;
        damaged)
            if [ ! -s "$file" ]
            then
                printf 'an empty DLL'
            elif is_quartzalloc "$file"
            then
                printf 'a DLL for %s programs' "$(name_of_arch "$(arch_of_dll "$file")")"
            else
                printf 'a DLL that is cut off'
            fi
            ;;
        foreign) printf '%s in %s is not quartzalloc' "$dll" "${file%/*}" ;;
        ours)
            if [ ! -e "$file" ]
            then
                printf 'a link to %s, which is gone' "$(readlink -- "$file")"
            elif [ -L "$file" ]
            then
                printf 'DLL %s (a link)' "$(version_of_dll "$file")"
            else
                printf 'DLL %s' "$(version_of_dll "$file")"
            fi
            ;;
    esac
}

print_status()
{
    local width registered taken

    say "prefix:    $target"
    say "kind:      $prefix_kind"
    if [ -n "$wine_problem" ]
    then
        say "Wine:      cannot be used: $wine_problem"
    else
        say "Wine:      ${wine_version:-unknown} ($wine)"
        [ "$server" != running ] || say 'in use:    yes, programs are running in it'
    fi
    if [ "$have_record" = yes ]
    then
        say "record:    quartzalloc ${record[version]-unknown}, ${record[state]-unknown}"
    else
        say 'record:    none'
    fi
    for width in "${prefix_widths[@]}"
    do
        registered='not registered'
        ! is_registered "$width" || registered=registered
        if is_taken_over "$width"
        then
            taken='the class is taken over'
        elif [[ ${found[$width.treat_as]} == value:* ]]
        then
            taken="the class is treated as ${found[$width.treat_as]#value:}"
        else
            taken='the class is not taken over'
        fi
        say "$width-bit:    $(file_description "$width"), $registered, $taken"
        case ${answer[$width.ours]} in
            yes) say "           programs get ${answer[$width.dll]} (quartzalloc ${answer[$width.version]})" ;;
            no) say "           programs get ${answer[$width.dll]}${answer[$width.reason]:+ (${answer[$width.reason]})}" ;;
            *) say "           which DLL programs get could not be found out: ${answer[$width.reason]}" ;;
        esac
        report_class_object "$width" '           '
    done
    case $installed in
        yes) say 'quartzalloc is installed' ;;
        partly) say "quartzalloc is partly installed: run \"$program install\" to complete it, or \"$program uninstall\" to take it out" ;;
        no) say 'quartzalloc is not installed' ;;
    esac
}

print_status_json()
{
    local width comma='' file kind ours

    printf '{"format":1,"prefix":%s,"kind":%s,' "$(json_string "$target")" "$(json_string "$arch")"
    printf '"wine":{"path":%s,"version":%s,"problem":%s},' "$(json_or_null "$wine")" "$(json_or_null "$wine_version")" "$(json_or_null "$wine_problem")"
    printf '"in_use":%s,' "$(json_bool [ "$server" = running ])"
    if [ "$have_record" = yes ]
    then
        printf '"record":{"version":%s,"state":%s},' "$(json_or_null "${record[version]-}")" "$(json_or_null "${record[state]-}")"
    else
        printf '"record":null,'
    fi
    printf '"installed":%s,"widths":[' "$(json_string "$installed")"
    for width in "${prefix_widths[@]}"
    do
        file=${system_dirs[$width]}/$dll
        kind=$(kind_of_file "$width")
        printf '%s{"width":%s,"directory":%s,"file":%s,' "$comma" "$width" "$(json_string "${system_dirs[$width]##*/}")" "$(json_string "$kind")"
        if [ "$kind" = ours ] && [ -e "$file" ]
        then
            printf '"file_version":%s,' "$(json_string "$(version_of_dll "$file")")"
        else
            printf '"file_version":null,'
        fi
        printf '"symlink":%s,' "$(json_bool [ -L "$file" ])"
        printf '"registered":%s,"taken_over":%s,' "$(json_bool is_registered "$width")" "$(json_bool is_taken_over "$width")"
        ours=null
        case ${answer[$width.ours]} in
            yes) ours=true ;;
            no) ours=false ;;
        esac
        printf '"answers":%s,"answers_quartzalloc":%s,"class_object":%s,"reason":%s}' "$(json_or_null "${answer[$width.dll]}")" \
            "$ours" "$(json_or_null "${answer[$width.class_object]}")" "$(json_or_null "${answer[$width.reason]}")"
        comma=,
    done
    printf ']}\n'
}

command_status()
{
    local width

    gather_status
    if [ "$json" = yes ]; then print_status_json; else print_status; fi
    [ "$installed" = yes ] || return "$code_other"
    for width in "${prefix_widths[@]}"
    do
        if is_wanted "$width" && [ "${answer[$width.ours]}" = no ]
        then
            return "$code_other"
        fi
    done
}
