# shellcheck shell=bash
#
# The Debian packages: built twice, compared, looked into.
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

# shellcheck disable=SC2154  # what run sets: top, build, work, log, version

# build_packages FOLDER JOBS ENVIRONMENT...: from a clean tree in FOLDER, cut off from the network where that is possible
build_packages()
{
    local folder=$1 jobs=$2 alone=()
    shift 2
    rm -rf "$folder"
    mkdir -p "$folder"
    export_tree || return 1
    cp -r "$work/tree" "$folder/quartzalloc-$version" || return 1
    cd "$folder/quartzalloc-$version" || return 1
    ! unshare --net true 2>/dev/null || alone=(unshare --net)
    "${alone[@]}" env -u MAKEFLAGS "$@" dpkg-buildpackage -us -uc -j"$jobs"
}

# The second build runs under another clock, so that no time of day can hide.
other_time()
{
    local library
    for library in /usr/lib/*/faketime/libfaketime.so.1
    do
        if [ -e "$library" ]
        then
            # Threads of the compiler wait by the clock: only what asks for the date gets the other one.
            printf '%s\n' "LD_PRELOAD=$library" 'FAKETIME=+400d' FAKETIME_DONT_FAKE_MONOTONIC=1 NO_FAKE_STAT=1
            return
        fi
    done
}

step_debian()
{
    local first=$work/first second=$work/second-folder-with-a-longer-name/deeper file same=1 other
    if ! have dpkg-buildpackage || ! have dh
    then
        skip "debian: dpkg-buildpackage or dh is missing: install dpkg-dev and debhelper"
        return
    fi
    if ! (cd "$top" && dpkg-checkbuilddeps) 2>>"$log"
    then
        skip "debian: build dependencies are missing: run \"apt-get build-dep ./\" in the source tree"
        return
    fi
    expect "dpkg-buildpackage builds from a clean tree, without the network" build_packages "$first" "$(nproc)" || return 0
    mapfile -t other < <(other_time)
    ((${#other[@]} > 0)) || skip "debian: the second build has the same date: install libfaketime"
    expect "it builds again: another folder, one job, another time zone, locale, umask and date" \
        build_again "$second" 1 TZ=Pacific/Kiritimati LC_ALL=C.UTF-8 HOME=/nonexistent ${other[@]:+"${other[@]}"} || return 0
    for file in "$first"/*.deb
    do
        if cmp -s "$file" "$second/${file##*/}"
        then
            printf '  %s %s\n' "$(sha256sum "$file" | cut -c 1-16)" "${file##*/}"
        else
            same=0
            printf '  differs: %s\n' "${file##*/}"
            ! have diffoscope || diffoscope "$file" "$second/${file##*/}" 2>&1 | head -n 40 | sed 's/^/    /' || :
        fi
    done
    if ((same)); then pass "both builds are the same, byte for byte"; else fail "the two builds differ"; fi
    expect "the packages contain what they should, and nothing else" right_contents deb_files \
        quartzalloc{,-trace,-wine64,-wine32,-wine-arm64,-conformance} || :
    if have lintian
    then
        expect "lintian: no errors, no warnings" lint "$first" || :
        grep -E '^[EWX]: ' "$work/lintian" || :
    else
        skip "debian: lintian is not installed"
    fi
}

deb_files()
{
    dpkg-deb --fsys-tarfile "$work/first/$1_${version}"_*.deb | tar -t
}

build_again()
{
    umask 027
    build_packages "$@"
}

lint()
{
    lintian --allow-root --tag-display-limit 0 --fail-on error,warning "$1"/*.changes >"$work/lintian" 2>&1
    local code=$?
    cat "$work/lintian"
    return "$code"
}
