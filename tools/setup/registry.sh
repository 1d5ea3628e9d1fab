# shellcheck shell=bash
#
# Reading the registry, with Wine or without
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

# Sets, for one width: class (present, absent), class_path, threading, previous (PreviousTreatAs), key (present, absent: the
# system's class), treat_as (absent, empty, value:CLSID).
declare -A found=()

read_registry()
{
    local width=$1
    if [ "$wine_started" = yes ]
    then
        read_registry_with_wine "$width"
    else
        read_registry_file "$width"
    fi
}

reg_value()
{
    # The line of the default value begins with its translated name in parentheses.
    LC_ALL=C sed -n "s/^    $1    REG_[A-Z_]*    \(.*\)\$/\1/p" "$scratch/out" | tr -d '\r' | sed -n 1p
}

# Is the key there? Its values are in $scratch/out then. reg.exe ends with 1 where it is not, but so does a Wine that cannot
# read anything: a key that is always there tells them apart.
query_key()
{
    local view=${registry_views[$1]} key=$2 code=0
    run_wine reg query "$key" ${view:+"$view"} || code=$?
    if ((code > 1)) || { ((code == 1)) && ! run_wine reg query "$clsid_key" /ve ${view:+"$view"}; }
    then
        fail_change "the registry of $target cannot be read"
    fi
    return "$code"
}

read_registry_with_wine()
{
    local width=$1 value

    found[$width.class]=absent
    found[$width.class_path]=
    found[$width.threading]=
    found[$width.previous]=
    found[$width.key]=absent
    found[$width.treat_as]=absent
    if query_key "$width" "$clsid_key\\$our_class"
    then
        found[$width.class]=present
        found[$width.previous]=$(reg_value PreviousTreatAs)
        if query_key "$width" "$clsid_key\\$our_class\\InprocServer32"
        then
            found[$width.class_path]=$(reg_value '(.*)')
            found[$width.threading]=$(reg_value ThreadingModel)
        fi
    fi
    if query_key "$width" "$clsid_key\\$system_class"
    then
        found[$width.key]=present
        if query_key "$width" "$clsid_key\\$system_class\\TreatAs"
        then
            value=$(reg_value '(.*)')
            if [ -n "$value" ]; then found[$width.treat_as]=value:$value; else found[$width.treat_as]=empty; fi
        fi
    fi
}

# Without a server the file is the registry; reading it starts nothing and changes nothing.
read_registry_file()
{
    local width=$1 line
    local view=

    if [ "$arch" = win64 ] && [ "$width" = 32 ]
    then
        view=wow6432node
    fi
    found[$width.class]=absent
    found[$width.class_path]=
    found[$width.threading]=
    found[$width.previous]=
    found[$width.key]=absent
    found[$width.treat_as]=absent
    while IFS= read -r line
    do
        found[$width.${line%%=*}]=${line#*=}
    done < <(view=$view ours=$our_class theirs=$system_class LC_ALL=C awk '
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
            classes = "software" below "classes" below (ENVIRON["view"] == "" ? "" : ENVIRON["view"] below) "clsid" below
            ours = classes tolower(ENVIRON["ours"])
            theirs = classes tolower(ENVIRON["theirs"])
        }
        /^\[/ {
            key = tolower($0)
            sub(/^\[/, "", key)
            sub(/\][^\]]*$/, "", key)
            wanted = ""
            if (key == ours || index(key, ours below) == 1)
            {
                print "class=present"
                wanted = key == ours ? "class" : key == ours below "inprocserver32" ? "server" : ""
            }
            else if (key == theirs || index(key, theirs below) == 1)
            {
                print "key=present"
                if (key == theirs below "treatas")
                {
                    print "treat_as=empty"
                    wanted = "treat_as"
                }
            }
            next
        }
        wanted == "class" && /^"PreviousTreatAs"="/ { print "previous=" unquote(substr($0, 19)) }
        wanted == "server" && /^@="/ { print "class_path=" unquote(substr($0, 3)) }
        wanted == "server" && /^"ThreadingModel"="/ { print "threading=" unquote(substr($0, 18)) }
        wanted == "treat_as" && /^@="/ { print "treat_as=value:" unquote(substr($0, 3)) }
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
