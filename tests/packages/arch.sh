# shellcheck shell=bash
#
# The packages for Arch.
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

# shellcheck disable=SC2154  # what run sets: top, build, work, log, version

step_arch()
{
    local folder=$work/arch user=()
    if [ "$(uname -m)" != x86_64 ]
    then
        skip "arch: there is no Arch Linux for this machine"
        return
    fi
    if ! have makepkg || ! have fakeroot
    then
        skip "arch: makepkg or fakeroot is not installed"
        return
    fi
    archived || return 0
    rm -rf "$folder"
    mkdir -p "$folder"
    cp "$top/packaging/arch/PKGBUILD" "$work/build/quartzalloc-$version.tar.gz" "$folder"
    if ((EUID == 0))
    then
        # makepkg will not run as root.
        user=(setpriv --reuid=65534 --regid=65534 --clear-groups)
        chown -R 65534:65534 "$folder"
        if ! "${user[@]}" test -w "$folder"
        then
            skip "arch: only root can get to the build folder: choose another with --build-dir=DIR"
            return
        fi
    fi
    # The names of the dependencies are Arch's.
    expect "makepkg builds from the archive" make_package "$folder" "${user[@]}" || return 0
    expect "the packages contain what they should, and nothing else" right_contents arch_files \
        quartzalloc{,-conformance} || :
}

make_package()
{
    local folder=$1
    shift
    cd "$folder" && env -u MAKEFLAGS "$@" env HOME="$folder" PKGDEST="$folder" SRCDEST="$folder" BUILDDIR="$folder" \
        PKGEXT=.pkg.tar.gz makepkg --nodeps
}

arch_files()
{
    tar -tzf "$work/arch/$1-$version-1-x86_64.pkg.tar.gz"
}
