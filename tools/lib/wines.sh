# shellcheck shell=bash
#
# Other versions of Wine beside the host's, from the distribution that has them.
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Offers
#   wines_names            the names: 12, 13 and unstable, the Debian releases that they come from
#   wines_describe NAME    what it is, for a person
#   wines_setup NAME       makes or finds the folder; use it by setting wine_root to
#     wines_root           the folder, or empty when it cannot be had
#     wines_reason         why not, one line

[ -z "${wines_library:-}" ] || return 0
wines_library=1

# shellcheck source-path=SCRIPTDIR
. "$(dirname "${BASH_SOURCE[0]}")/machine.sh"

wines_names=(12 13 unstable)
wines_root=
wines_reason=

wines_describe()
{
    case $1 in
        unstable) echo "the Wine of Debian unstable" ;;
        *) echo "the Wine of Debian $1" ;;
    esac
}

# shellcheck disable=SC2034  # the results are for the tool
wines_setup()
{
    local missing
    local -a recipe
    wines_root=
    wines_reason=
    case $1 in
        # The folder of machine_wine32_folder: its recipe has more than the tests need, but most machines have it already.
        12) recipe=(wine-bookworm bookworm "${machine_wine32_packages[@]}") ;;
        13) recipe=(wine10 trixie wine wine64 wine32:i386) ;;
        unstable) recipe=(wine-unstable unstable wine wine64 libz-mingw-w64 mount) ;;
        *) wines_reason="there is no Wine called $1: there are ${wines_names[*]}"; return 0 ;;
    esac
    if ! winefolder_possible
    then
        wines_reason=$winefolder_reason
        return 0
    fi
    if ! winefolder_find "${recipe[@]}"
    then
        missing=$(machine_missing folder)
        # shellcheck disable=SC2086  # words
        if [ -n "$missing" ] && ! machine_install $missing
        then
            wines_reason=$machine_reason
            return 0
        fi
        if ! winefolder_make "${recipe[@]}"
        then
            wines_reason=$winefolder_reason
            return 0
        fi
    fi
    wines_root=$winefolder
}
