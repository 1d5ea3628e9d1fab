# shellcheck shell=bash
#
# What belongs into which package.
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

# shellcheck disable=SC2154  # what run sets: top, build, work, log, version

# What belongs where: package and file. Debian and RPM call them so; Arch has the DLLs and quartzalloc-trace in the package of the tool.
package_contents()
{
    local arch file
    cat <<EOF
quartzalloc usr/bin/quartzalloc-setup
quartzalloc usr/share/bash-completion/completions/quartzalloc-setup
quartzalloc usr/share/man/man1/quartzalloc-setup.1.gz
quartzalloc usr/share/man/man1/quartzalloc-verify.1.gz
quartzalloc usr/share/man/man7/quartzalloc-diagnostics.7.gz
quartzalloc usr/share/quartzalloc/winetricks/quartzalloc.verb
quartzalloc-trace usr/bin/quartzalloc-trace
quartzalloc-trace usr/share/bash-completion/completions/quartzalloc-trace
quartzalloc-trace usr/share/man/man1/quartzalloc-trace.1.gz
quartzalloc-conformance usr/share/man/man1/quartzalloc-bench.1.gz
quartzalloc-conformance usr/share/man/man1/quartzalloc-fuzz.1.gz
quartzalloc-conformance usr/share/man/man1/quartzalloc-play.1.gz
quartzalloc-conformance usr/share/man/man1/quartzalloc-stress.1.gz
quartzalloc-conformance usr/share/man/man1/quartzalloc_test.1.gz
quartzalloc-conformance usr/share/quartzalloc/quartzalloc-conformance-$version.zip
EOF
    for arch in x86_64 i386 aarch64
    do
        for file in "$arch-windows/"{quartzalloc.dll,quartzalloc-trace.exe,quartzalloc-verify.exe} "wine/$arch-windows/quartzalloc.dll"
        do
            case $file in
                aarch64-windows/quartzalloc-trace.exe) ;;
                *) echo "$(dll_package "$arch") usr/lib/quartzalloc/$file" ;;
            esac
        done
        for file in quartzalloc{_test,-bench,-fuzz,-play,-stress}.exe
        do
            case $arch/$file in
                aarch64/quartzalloc-fuzz.exe | aarch64/quartzalloc-play.exe) ;;
                *) echo "quartzalloc-conformance usr/lib/quartzalloc/$arch-windows/$file" ;;
            esac
        done
    done
    for file in "$work"/tree/{AUTHORS,CHANGELOG.md,README.md,SECURITY.md} "$work"/tree/docs/*.{md,svg}
    do
        echo "quartzalloc usr/share/doc/quartzalloc/${file#"$work/tree/"}"
    done
}

dll_package()
{
    case $1 in
        x86_64) echo quartzalloc-wine64 ;;
        i386) echo quartzalloc-wine32 ;;
        aarch64) echo quartzalloc-wine-arm64 ;;
    esac
}

# right_contents LISTER PACKAGE...: is what the LISTER names, one file on a line, what belongs into each PACKAGE?
# Manual pages may be compressed; licences, Debian's changelog and its links are the packages' own matter.
right_contents()
{
    local lister=$1 package names=" ${*:2} " expected
    shift
    expected=$(package_contents) || return 1
    case $names in
        *" quartzalloc-wine-arm64 "*) ;;
        *) expected=$(grep -v aarch64-windows <<<"$expected") ;;
    esac
    case $names in
        *" quartzalloc-wine64 "*) ;;
        *) expected=${expected//quartzalloc-wine[0-9][0-9] /quartzalloc } expected=${expected//quartzalloc-trace /quartzalloc } ;;
    esac
    for package
    do
        "$lister" "$package" | sed -e 's|^\./||; s|^/||' -e '/\/$/d; /^$/d' -e 's|\(/man[17]/[^/]*\.[17]\)$|\1.gz|' \
            -e '/^usr\/share\/licenses\//d; /^usr\/share\/doc\/[^/]*\/\(copyright\|changelog\.gz\)$/d' \
            -e '/^usr\/lib\/quartzalloc\/wine\(64\|32\)$/d; /^\.[A-Z]*$/d' -e "s|^|$package |" || return 1
    done | LC_ALL=C sort | diff <(LC_ALL=C sort <<<"$expected") -
}
