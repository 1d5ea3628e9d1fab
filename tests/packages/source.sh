# shellcheck shell=bash
#
# The source: one copy of the tree for all steps, the versions that it names, and its archive.
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

# shellcheck disable=SC2154  # what run sets: top, build, work, log, version

# The tree as a clean checkout would have it, in $work/tree, with what is not committed yet. One copy serves all steps, for
# the tree may change meanwhile.
export_tree()
{
    [ ! -e "$work/tree" ] || return 0
    mkdir -p "$work/tree.new"
    if [ -e "$top/.git" ]
    then
        git -c safe.directory='*' -C "$top" ls-files -z --cached --others --exclude-standard | while IFS= read -r -d '' file
        do
            [ ! -e "$top/$file" ] || printf '%s\0' "$file"
        done | tar -C "$top" --null --verbatim-files-from -T - -c | tar -C "$work/tree.new" -x
    else
        tar -C "$top" --exclude=./build --exclude="$build" -c . | tar -C "$work/tree.new" -x
    fi && mv "$work/tree.new" "$work/tree"
}

# The same as a checkout in $work/source, configured in $work/build.
configured()
{
    local when
    export_tree || return 1
    [ ! -e "$work/build/Makefile" ] || return 0
    cp -r "$work/tree" "$work/source" && cd "$work/source" || return 1
    if have git && [ -e "$top/.git" ]
    then
        when=$(git -c safe.directory='*' -C "$top" log -1 --format=%cI) || return 1
        git init -q && git add -A && GIT_AUTHOR_DATE=$when GIT_COMMITTER_DATE=$when \
            git -c user.name=packages -c user.email=packages@quartzalloc.invalid commit -q -m 'The tree' || return 1
    fi
    { [ -x configure ] || autoconf; } && mkdir -p "$work/build" && cd "$work/build" && "$work/source/configure"
}

# The source archive, in $work/build
archived()
{
    expect "a build folder can be configured" configured && expect "make dist" make -C "$work/build" dist
}

step_versions()
{
    local found
    for found in \
        "debian/changelog:$(sed -n '1s/.*(\([^)-]*\).*/\1/p' "$top/debian/changelog")" \
        "packaging/rpm/quartzalloc.spec:$(sed -n 's/^Version: *//p' "$top/packaging/rpm/quartzalloc.spec")" \
        "packaging/arch/PKGBUILD:$(sed -n 's/^pkgver=//p' "$top/packaging/arch/PKGBUILD")" \
        "CHANGELOG.md:$(sed -n 's/^## \([0-9]\)/\1/p' "$top/CHANGELOG.md" | sed -n 1p)"
    do
        if [ "${found##*:}" = "$version" ]
        then
            pass "${found%%:*} names the version $version"
        else
            fail "${found%%:*} names the version ${found##*:}, configure.ac $version"
        fi
    done
    expect "the PKGBUILD is a script that bash can read" bash -n "$top/packaging/arch/PKGBUILD" || :
}

step_distcheck()
{
    archived || return 0
    rm -rf "$work/distcheck"
    mkdir "$work/distcheck"
    count distcheck "$top/tests/packages/distcheck" --archive="$work/build/quartzalloc-$version.tar.gz" --folder="$work/distcheck"
    chmod -R u+w "$work/distcheck"
    rm -rf "$work/distcheck"
}
