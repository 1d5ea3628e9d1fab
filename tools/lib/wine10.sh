# shellcheck shell=bash
#
# Wine 10, from Debian 13, beside the host's Wine.
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Offers
#   wine10_setup       makes or finds the folder; use it by setting wine_root to
#     wine10_root      the folder, or empty when it cannot be had
#     wine10_reason    why not, one line

[ -z "${wine10_library:-}" ] || return 0
wine10_library=1

# shellcheck source-path=SCRIPTDIR
. "$(dirname "${BASH_SOURCE[0]}")/machine.sh"

wine10_root=
wine10_reason=

# shellcheck disable=SC2034  # the results are for the tool
wine10_setup()
{
    local missing packages=(wine wine64 wine32:i386)
    wine10_root=
    wine10_reason=
    if ! winefolder_possible
    then
        wine10_reason=$winefolder_reason
        return 0
    fi
    if ! winefolder_find wine10 trixie "${packages[@]}"
    then
        missing=$(machine_missing folder)
        # shellcheck disable=SC2086  # words
        if [ -n "$missing" ] && ! machine_install $missing
        then
            wine10_reason=$machine_reason
            return 0
        fi
        if ! winefolder_make wine10 trixie "${packages[@]}"
        then
            wine10_reason=$winefolder_reason
            return 0
        fi
    fi
    wine10_root=$winefolder
}
