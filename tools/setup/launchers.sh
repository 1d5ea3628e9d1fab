# shellcheck shell=bash
#
# Where Wine itself and launchers keep their prefixes; docs/launchers.md has the same list
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

# Adds the folder to the places that are searched, if there is one.
add_place()
{
    [ ! -d "$1" ] || places+=("$1")
}

find_places()
{
    local folder config=${XDG_CONFIG_HOME:-$HOME/.config} data=${XDG_DATA_HOME:-$HOME/.local/share}
    local flatpak=$HOME/.var/app

    places=()
    steam_folders=()
    for folder in "${WINEPREFIX:-$HOME/.wine}" "$HOME/.wine" "$HOME/Games" "$data/wineprefixes" "$data/bottles/bottles" \
        "$HOME/.PlayOnLinux/wineprefix" "$HOME/.cxoffice" "$flatpak"
    do
        add_place "$folder"
    done
    for folder in "$data/Steam" "$HOME/.steam/steam" "$HOME/.steam/root" "$HOME/.steam/debian-installation" \
        "$HOME/snap/steam/common/.local/share/Steam" "$flatpak/com.valvesoftware.Steam/.local/share/Steam" \
        "$flatpak/com.valvesoftware.Steam/data/Steam"
    do
        add_steam "$folder"
    done
    for folder in "$config" "$data" "$flatpak"/*/config "$flatpak"/*/data
    do
        # Lutris has a file for each game, Heroic too; Bottles one that may name another folder for all.
        add_places_named_in '^[[:space:]]*prefix:[[:space:]]*["'\'']\{0,1\}\(/.*[^"'\'']\)["'\'']\{0,1\}$' "$folder"/lutris/games/*.yml
        add_places_named_in '^.*"winePrefix":[[:space:]]*"\(/[^"]*\)".*$' "$folder"/heroic/GamesConfig/*.json
        add_places_named_in '^custom_bottles_path:[[:space:]]*["'\'']\{0,1\}\(/.*[^"'\'']\)["'\'']\{0,1\}$' "$folder"/bottles/data.yml
    done
}

# $1: what sed finds a folder by, $2 ...: files, or patterns for which there was none
add_places_named_in()
{
    local expression=$1 file folder
    shift
    for file in "$@"
    do
        [ -r "$file" ] || continue
        while IFS= read -r folder
        do
            add_place "$folder"
        done < <(sed -n "s|$expression|\\1|p" "$file" | tr -d '\r')
    done
}

# A folder of Steam, and the libraries on other disks that its list names.
add_steam()
{
    local steam list line whole
    # Its names in a home are often links to one folder.
    steam=$(readlink -f -- "$1") && [ -d "$steam" ] || return 0
    [[ " ${steam_folders[*]} " != *" $steam "* ]] || return 0
    steam_folders+=("$steam")
    add_place "$steam/steamapps/compatdata"
    for list in "$steam/steamapps/libraryfolders.vdf" "$steam/config/libraryfolders.vdf"
    do
        [ -f "$list" ] || continue
        whole=no
        while IFS= read -r line
        do
            case $line in
                whole) whole=yes ;;
                *)
                    if [ -d "$line" ]
                    then
                        add_place "$line/steamapps/compatdata"
                    else
                        warn "$list names $line, which is not there: is its disk mounted?"
                    fi
                    ;;
            esac
        done < <(libraries_of "$list")
        [ "$whole" = yes ] || warn "$list is damaged, so libraries may be missing: let Steam repair it, or name their folders"
    done
}

# The paths in a list of libraries, which older versions of Steam number and newer ones call "path", and "whole" at the end of a
# list that is.
libraries_of()
{
    LC_ALL=C awk '
        { sub(/\r$/, "") }
        /^[[:space:]]*"(path|[0-9]+)"[[:space:]]+"\/.*"[[:space:]]*$/ {
            path = $0
            sub(/^[[:space:]]*"[^"]*"[[:space:]]+"/, "", path)
            sub(/"[[:space:]]*$/, "", path)
            gsub(/\\\\/, "\\", path)
            gsub(/\\"/, "\"", path)
            print path
            next
        }
        /^[[:space:]]*\{[[:space:]]*$/ { depth++; blocks++; next }
        /^[[:space:]]*\}[[:space:]]*$/ { depth--; next }
        /^[[:space:]]*("[^"]*"([[:space:]]+"[^"]*")?)?[[:space:]]*$/ { next }
        { damaged = 1 }
        END { if (blocks && depth == 0 && !damaged) print "whole" }
        ' "$1" 2>/dev/null
}

# The Wine that a launcher runs the prefix with, where a file beside the prefix names it; nothing where none does.
wine_of_launcher()
{
    local folder name
    # Proton writes down where its fonts and libraries are.
    if [ -f "$target/../config_info" ]
    then
        folder=$(sed -n -e 's,^\(/.*/files\)/.*,\1,p' -e 's,^\(/.*/dist\)/.*,\1,p' "$target/../config_info" | sed -n 1p)
        [ -z "$folder" ] || [ ! -x "$folder/bin/wine" ] || printf '%s' "$folder/bin/wine"
    elif [ -f "$target/bottle.yml" ]
    then
        name=$(sed -n 's/^Runner:[[:space:]]*//p' "$target/bottle.yml" | tr -d "\"'\r")
        folder=$target/../../runners/$name
        [ -z "$name" ] || [ ! -x "$folder/bin/wine" ] || printf '%s' "$folder/bin/wine"
    fi
}
