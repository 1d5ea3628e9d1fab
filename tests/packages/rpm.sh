# shellcheck shell=bash
#
# The RPM packages.
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

# shellcheck disable=SC2154  # what run sets: top, build, work, log, version

step_rpm()
{
    local folder=$work/rpm
    if ! have rpmbuild
    then
        skip "rpm: rpmbuild is not installed"
        return
    fi
    archived || return 0
    mkdir -p "$folder"
    # The names of the build dependencies are Fedora's.
    expect "rpmbuild builds from the archive" rpmbuild -ba --nodeps --define "_topdir $folder" --define "_sourcedir $work/build" \
        "$top/packaging/rpm/quartzalloc.spec" || return 0
    expect "the packages contain what they should, and nothing else" right_contents rpm_files \
        quartzalloc{,-trace,-wine64,-wine32,-conformance} || :
}

rpm_files()
{
    rpm -qp --qf '[%{FILEMODES:perms} %{FILENAMES}\n]' "$work/rpm/RPMS"/*/"$1-$version-1"*.rpm |
        sed -n 's/^-[^ ]* //p'
}
