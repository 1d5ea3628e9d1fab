# shellcheck shell=bash
#
# Reading the registry, with Wine or without
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

# For each width, as WIDTH.NAME: class (present, absent), class_path, threading, previous (PreviousTreatAs), key (present, absent:
# the system's class), treat_as (absent, empty, value:CLSID). docs of quartzalloc-verify --registry have the same lines.
declare -A found=()

# Fills found from lines of WIDTH.NAME=VALUE on standard input. Fails, with found as it was, unless they come to their end.
take_registry()
{
    local line width complete=no
    local -A lines=()

    for width in "${prefix_widths[@]}"
    do
        lines[$width.class]=absent
        lines[$width.class_path]=
        lines[$width.threading]=
        lines[$width.previous]=
        lines[$width.key]=absent
        lines[$width.treat_as]=absent
    done
    while IFS= read -r line
    do
        case $line in
            64.*=* | 32.*=*) lines[${line%%=*}]=${line#*=} ;;
            registry=complete) complete=yes ;;
        esac
    done
    [ "$complete" = yes ] || return 1
    for line in "${!lines[@]}"
    do
        found[$line]=${lines[$line]}
    done
}

# Reads the registry where it is: in Wine, or in the file while no Wine runs. What cannot be read is not absent.
read_registry()
{
    if [ "$wine_started" = yes ]
    then
        read_registry_with_wine
    else
        read_registry_file
    fi || fail_change "the registry of $target cannot be read"
}

# With quartzalloc-verify.exe of whatever width runs, in one start; without it by reg.exe, which takes a start for each key.
read_registry_with_wine()
{
    local width
    for width in "${prefix_widths[@]}"
    do
        if ask "$width" --registry --who && take_registry <"$scratch/answer-$width"
        then
            return 0
        fi
    done
    read_registry_with_reg >"$scratch/registry" && take_registry <"$scratch/registry"
}

# Is the key there? 0 yes, with all that is in it in $run_out, 1 no, 2 there was no answer. reg.exe ends with 1 for a key that
# is not there as for much else; it is not there where it says the same as of a key that cannot be there.
query_key()
{
    local view=${registry_views[$1]} key=$2 code=0
    run_wine reg query "$key" /s ${view:+"$view"} || code=$?
    case $code in
        0) [ -s "$run_out" ] || return 2 ;;
        1)
            cat "$run_out" "$run_err" >"$scratch/word"
            if [ ! -e "$scratch/absent" ]
            then
                code=0
                run_wine reg query "$clsid_key\\{00000000-0000-0000-0000-00000000FFFF}" /s ${view:+"$view"} || code=$?
                ((code == 1)) || return 2
                cat "$run_out" "$run_err" >"$scratch/absent"
            fi
            [ -s "$scratch/word" ] && cmp -s "$scratch/word" "$scratch/absent" || return 2
            return 1
            ;;
        *) return 2 ;;
    esac
}

# What reg.exe has printed of all keys below one, as lines of WIDTH.NAME=VALUE. $1: the width, $2: the key.
# The name of a default value is translated, and stands in parentheses.
registry_lines()
{
    width=$1 LC_ALL=C awk '
        BEGIN { width = ENVIRON["width"] }
        { sub(/\r$/, "") }
        /^HKEY_/ {
            key = tolower($0)
            sub(/^.*\\clsid\\/, "", key)
            ours = key ~ /^\{7c0e6c5b-/
            sub(/^[^\\]*\\?/, "", key)
            if (!ours && key == "treatas") print width ".treat_as=empty"
        }
        !/^    .*    REG_[A-Z_]*    / { next }
        { name = $0; sub(/    REG_[A-Z_]*    .*/, "", name); sub(/^    /, "", name)
          value = $0; sub(/^    .*    REG_[A-Z_]*    /, "", value) }
        ours && key == "" && name == "PreviousTreatAs" { print width ".previous=" value }
        ours && key == "inprocserver32" && name ~ /^\(.*\)$/ { print width ".class_path=" value }
        ours && key == "inprocserver32" && name == "ThreadingModel" { print width ".threading=" value }
        !ours && key == "treatas" && name ~ /^\(.*\)$/ && value != "" { print width ".treat_as=value:" value }
        ' "$run_out"
}

read_registry_with_reg()
{
    local width name class code
    for width in "${prefix_widths[@]}"
    do
        for name in class key
        do
            class=$our_class
            [ "$name" = class ] || class=$system_class
            code=0
            query_key "$width" "$clsid_key\\$class" || code=$?
            case $code in
                0) printf '%s.%s=present\n' "$width" "$name"; registry_lines "$width" ;;
                1) ;;
                *) return 1 ;;
            esac
        done
    done
    printf 'registry=complete\n'
}

# Without a server the file is the registry; reading it starts nothing and changes nothing.
read_registry_file()
{
    take_registry < <(arch=$arch ours=$our_class theirs=$system_class LC_ALL=C awk '
        function unquote(text)
        {
            sub(/\r$/, "", text)
            sub(/^"/, "", text)
            sub(/"$/, "", text)
            gsub(/\\"/, "\"", text)
            gsub(/\\\\/, "\\", text)
            return text
        }
        BEGIN {
            below = "\\\\"
            classes = "software" below "classes" below "clsid" below
            classes_32 = "software" below "classes" below "wow6432node" below "clsid" below
            native = ENVIRON["arch"] == "win64" ? "64" : "32"
            ours = tolower(ENVIRON["ours"])
            theirs = tolower(ENVIRON["theirs"])
        }
        /^\[/ {
            wanted = ""
            key = tolower($0)
            sub(/^\[/, "", key)
            sub(/\][^]]*$/, "", key)
            if (index(key, classes) == 1) { width = native; key = substr(key, length(classes) + 1) }
            else if (native == "64" && index(key, classes_32) == 1) { width = "32"; key = substr(key, length(classes_32) + 1) }
            else next
            if (key == ours || index(key, ours below) == 1)
            {
                print width ".class=present"
                wanted = key == ours ? "class" : key == ours below "inprocserver32" ? "server" : ""
            }
            else if (key == theirs || index(key, theirs below) == 1)
            {
                print width ".key=present"
                if (key == theirs below "treatas")
                {
                    print width ".treat_as=empty"
                    wanted = "treat_as"
                }
            }
            next
        }
        wanted == "class" && /^"PreviousTreatAs"="/ { print width ".previous=" unquote(substr($0, 19)) }
        wanted == "server" && /^@="/ { print width ".class_path=" unquote(substr($0, 3)) }
        wanted == "server" && /^"ThreadingModel"="/ { print width ".threading=" unquote(substr($0, 18)) }
        wanted == "treat_as" && /^@="/ { print width ".treat_as=value:" unquote(substr($0, 3)) }
        END { print "registry=complete" }
        ' "$target/system.reg")
}

same_class()
{
    [ "$(printf '%s' "$1" | tr '[:lower:]' '[:upper:]')" = "$2" ]
}

is_registered()
{
    [ "${found[$1.class]}" = present ] && [ "${found[$1.class_path]}" = "$dll_windows_path" ] && [ "${found[$1.threading]}" = Both ]
}

is_taken_over()
{
    [[ ${found[$1.treat_as]} == value:* ]] && same_class "${found[$1.treat_as]#value:}" "$our_class"
}

# Reads the registry before the first change. Wine is started only where one runs already: then only it knows the registry.
look_at_registry()
{
    look_for_server
    case $server.$dry_run in
        none.* | unknown.yes) ;;
        *) start_wine ;;
    esac
    read_registry
}
