# shellcheck shell=bash
#
# The distribution's Wine source package, got by apt into folders of its own.
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Needs wine.sh or machine.sh.  Offers
#   winesource_own_lines              the host's own package sources, as lines for source packages
#   winesource_debian_line SUITE      the line for a release of Debian; nothing if no mirror is known
#   winesource_get FOLDER LINE...     gets the upstream archive of the package wine into FOLDER, and nothing else, and sets
#                                     winesource_archive; else returns 1 and sets winesource_reason, one line
# The host's configuration and lists stay as they are.

[ -z "${winesource_library:-}" ] || return 0
winesource_library=1

# shellcheck source-path=SCRIPTDIR
. "$(dirname "${BASH_SOURCE[0]}")/winefolder.sh"

winesource_archive=
winesource_reason=

# What has happened to a package source's address is the business of apt, which knows an archive's origin once it has read
# its lists.
winesource_own_lines()
{
    # shellcheck disable=SC2016  # expanded by apt
    local format='$(ORIGIN)|$(REPO_URI)|$(CODENAME)|$(COMPONENT)' key='' line origin address name component
    local -a lines
    local host=Debian
    [ "$(. /etc/os-release 2>/dev/null; echo "${ID:-}")" != ubuntu ] || host=Ubuntu
    mapfile -t lines < <(apt-get indextargets --format "$format" 'Created-By: Packages' | sort -u)
    if ! printf '%s\n' "${lines[@]}" | grep -qE '^(Debian|Ubuntu)\|'
    then
        lines=("${lines[@]/#*|http/$host|http}")
    fi
    for line in "${lines[@]}"
    do
        IFS='|' read -r origin address name component <<<"$line"
        case $origin in
            Debian) key=/usr/share/keyrings/debian-archive-keyring.gpg ;;
            Ubuntu) key=/usr/share/keyrings/ubuntu-archive-keyring.gpg ;;
            *) continue ;;
        esac
        case $component in main | universe) ;; *) continue ;; esac
        [ -f "$key" ] && key="[signed-by=$key] " || key=
        printf 'deb-src %s%s %s %s\n' "$key" "$address" "$name" "$component"
    done
}

winesource_debian_line()
{
    local mirror
    mirror=$(winefolder_mirror)
    [ -n "$mirror" ] || return 0
    # A mirror that lags behind is good enough: what it has is signed all the same.
    printf 'deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg check-valid-until=no] %s %s main\n' "$mirror" "$1"
}

winesource_private=

winesource_apt()
{
    local private=$winesource_private
    local options=(-o Dir::Etc::SourceList="$private/sources.list" -o Dir::Etc::SourceParts="$private/none"
                   -o Dir::State="$private/state" -o Dir::State::status="$private/status" -o Dir::Cache="$private/cache"
                   -o Acquire::Languages=none -o Acquire::Retries=2 -o Acquire::http::Timeout=30)
    ((EUID != 0)) || options+=(-o APT::Sandbox::User=root)
    (cd "$private" && LC_ALL=C apt-get -q "${options[@]}" "$@" </dev/null)
}

# shellcheck disable=SC2317  # called by at_exit
winesource_discard()
{
    [ -z "$winesource_private" ] || rm -rf "$winesource_private"
    winesource_private=
}
at_exit winesource_discard

# shellcheck disable=SC2034  # the results are for the tool
winesource_get()
{
    local folder=$1 archive
    shift
    winesource_archive='' winesource_reason=''
    if ! have apt-get
    then
        winesource_reason="there is no apt-get here to get Wine's source package with"
        return 1
    fi
    if (($# == 0))
    then
        winesource_reason="no mirror is known for Wine's source package: name one with QUARTZALLOC_MIRROR=URL"
        return 1
    fi
    if ! mkdir -p "$folder" 2>/dev/null || ! winesource_private=$(mktemp -d "$folder/part.XXXXXX" 2>/dev/null)
    then
        winesource_reason="cannot write to $folder: choose another folder with QUARTZALLOC_CACHE=DIR"
        return 1
    fi
    mkdir -p "$winesource_private/state/lists/partial" "$winesource_private/cache/archives/partial"
    : >"$winesource_private/status"
    printf '%s\n' "$@" >"$winesource_private/sources.list"
    # One list that cannot be read does not matter if the package is found all the same.
    winesource_apt update >"$winesource_private/log" 2>&1 || true
    if ! winesource_apt source --only-source --download-only --tar-only wine >>"$winesource_private/log" 2>&1
    then
        # What came first is the cause of the rest.
        winesource_reason="cannot get Wine's source package: $(grep -E '^(E|W): ' "$winesource_private/log" | head -n 1 | cut -c 4-)"
        return 1
    fi
    for archive in "$winesource_private"/wine_*.orig.tar.*
    do
        [ -f "$archive" ] || continue
        mv "$archive" "$folder"
        winesource_archive=$folder/${archive##*/}
    done
    winesource_discard
    [ -n "$winesource_archive" ] && return 0
    winesource_reason="Wine's source package has no upstream archive"
    return 1
}
