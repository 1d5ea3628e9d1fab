# shellcheck shell=bash
#
# Which Wine
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

find_wine()
{
    local candidate

    wine=
    wine_named=no
    if [ -n "$wine_option" ]
    then
        wine_named=yes
        for candidate in "$wine_option" "$wine_option"/bin/wine "$wine_option"/files/bin/wine "$wine_option"/dist/bin/wine \
                "$wine_option"/bin/wine64 "$wine_option"/files/bin/wine64 "$wine_option"/dist/bin/wine64
        do
            if [ -f "$candidate" ] && [ -x "$candidate" ]
            then
                wine=$candidate
                break
            fi
        done
        [ -n "$wine" ] || return 1
    else
        # What a launcher or an earlier install has named for this prefix comes before the system's Wine.
        for candidate in "$(recorded_wine)" "$(wine_of_launcher)"
        do
            if [ -z "$wine" ] && [ -f "$candidate" ] && [ -x "$candidate" ]
            then
                wine=$candidate
                wine_named=yes
            fi
        done
        for candidate in wine wine64 wine-stable wine-development /opt/wine-stable/bin/wine /opt/wine-staging/bin/wine \
                /opt/wine-devel/bin/wine
        do
            if [ -z "$wine" ] && have "$candidate"
            then
                wine=$(command -v "$candidate")
            fi
        done
        [ -n "$wine" ] || return 1
    fi
    wine=$(absolute_path "$wine")

    wineserver=
    for candidate in ${WINESERVER:+"$WINESERVER"} "${wine%/*}/wineserver" "$(dirname -- "$(readlink -f -- "$wine")")/wineserver"
    do
        if [ -f "$candidate" ] && [ -x "$candidate" ]
        then
            wineserver=$candidate
            break
        fi
    done
    # The system's Wine may have its server elsewhere.
    if [ -z "$wineserver" ] && { [ -z "$wine_option" ] || [ "$wine" -ef "$(command -v wine || :)" ]; }
    then
        # Debian's newer ones: below the architecture's folder.
        for candidate in wineserver /usr/lib/wine/wineserver /usr/lib/*/wine/wineserver
        do
            if have "$candidate"
            then
                wineserver=$(command -v "$candidate")
                break
            fi
        done
    fi
    return 0
}

recorded_wine()
{
    [ ! -f "$record_file" ] || sed -n 's/^wine=//p' "$record_file" 2>/dev/null
}

require_wine()
{
    if [ -n "$wine_option" ]
    then
        find_wine || die "$code_wine" "$wine_option is no wine program and no folder with bin/wine: check --wine, or WINE in the environment"
    else
        find_wine || die "$code_wine" "Wine is missing: install it (Debian: the package wine), or name it with --wine PATH"
    fi
}
