# shellcheck shell=bash
#
# The module and its tests in the form that Wine's own tree has, made from ours.
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What is written here is only what the two trees have different words for: the list of sources, the exported functions, the
# version resource, and how the IDL is compiled. All else is copied.
#
# Needs common.sh.  Offers
#   winemodule_write_module FORM FOLDER   dlls/quartzalloc without its tests, into FOLDER
#   winemodule_write_tests FORM FOLDER    dlls/quartzalloc/tests, into FOLDER
#                                         FORM is "kinds" where Wine's Makefile.in lists sources by kind (C_SRCS, as
#                                         Wine 8.0), "one" where it has one list (SOURCES, as Wine 10.0)
#   winemodule_version                    our version
#   winemodule_class                      our class, in braces
# Each ends the program with one line when our own sources have something that it does not know.

[ -z "${winemodule_library:-}" ] || return 0
winemodule_library=1

# shellcheck source-path=SCRIPTDIR
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

winemodule_version()
{
    sed -n 's/^AC_INIT(\[quartzalloc\], \[\(.*\)\])$/\1/p' "$top/configure.ac"
}

winemodule_class()
{
    tr -d '\n' <"$top/include/quartzalloc.idl" |
        sed -n 's/.*uuid(\([0-9a-f-]*\)),[^]]*\][^]]*coclass QuartzAllocator.*/{\1}\n/p'
}

# winemodule_variable MAKEFILE NAME: the words of a variable in one of our Makefile.in
winemodule_variable()
{
    sed -n "/^$2 *+\{0,1\}=/{:next
        /\\\\\$/{N; b next}
        s/^[A-Z]* *+\{0,1\}=//
        s/\\\\\\n/ /g
        p}" "$1" | tr -cs '[:graph:]' ' ' | sed 's/^ //; s/ $//'
}

# The licence as Wine's own files carry it.
winemodule_licence=' *\
 * This library is free software; you can redistribute it and/or\
 * modify it under the terms of the GNU Lesser General Public\
 * License as published by the Free Software Foundation; either\
 * version 2.1 of the License, or (at your option) any later version.\
 *\
 * This library is distributed in the hope that it will be useful,\
 * but WITHOUT ANY WARRANTY; without even the implied warranty of\
 * MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the GNU\
 * Lesser General Public License for more details.\
 *\
 * You should have received a copy of the GNU Lesser General Public\
 * License along with this library; if not, write to the Free Software\
 * Foundation, Inc., 51 Franklin St, Fifth Floor, Boston, MA 02110-1301, USA'

# winemodule_notice FILE...: puts it into these files
winemodule_notice()
{
    sed -s -i "1,/\\*\\//s|^ \\* SPDX-License-Identifier: LGPL-2.1-or-later\$|$winemodule_licence|" "$@"
}

# winemodule_list FORM FILE...: the sources as a Makefile.in of Wine lists them
winemodule_list()
{
    local form=$1 kind separator=''
    local -a files
    shift
    if [ "$form" = one ]
    then
        mapfile -t files < <(printf '%s\n' "$@" | LC_ALL=C sort)
        printf 'SOURCES ='
        printf ' \\\n\t%s' "${files[@]}"
        printf '\n'
        return
    fi
    for kind in c rc idl
    do
        mapfile -t files < <(printf '%s\n' "$@" | grep "\.$kind\$" | LC_ALL=C sort)
        ((${#files[@]})) || continue
        printf '%s%s_SRCS =' "$separator" "${kind^^}"
        printf ' \\\n\t%s' "${files[@]}"
        printf '\n'
        separator=$'\n'
    done
}

# winemodule_copy FROM TO FILE...: those sources, and every header of the folders that they are in
winemodule_copy()
{
    local from=$1 to=$2
    local -a files
    shift 2
    mapfile -t files < <(
        cd "$from" || exit
        printf '%s\n' "$@"
        # shellcheck disable=SC2046  # words
        find $(printf '%s\n' "$@" | sed 's|^[^/]*$|./&|; s|/[^/]*$||' | sort -u) -maxdepth 1 -name '*.h'
    )
    mkdir -p "$to"
    (cd "$from" && cp --parents --no-preserve=all "${files[@]}" "$to")
    # Wine's own config.h is another one: of ours only the version is for C files.
    (cd "$to" && winemodule_notice "${files[@]}" &&
        sed -s -i "s|^#include \"config.h\"\$|#define PACKAGE_VERSION \"$(winemodule_version)\"|" "${files[@]}")
}

# The libraries that our Makefile links every module with, then the module's own.
winemodule_imports()
{
    printf 'strmiids uuid'
    winemodule_variable "$1" IMPORTS | tr ' ' '\n' | grep -vxE 'strmiids|uuid' | sed 's/^/ /' | tr -d '\n'
    printf '\n'
}

winemodule_arguments()
{
    case $1 in
        DllCanUnloadNow | DllRegisterServer | DllUnregisterServer) ;;
        DllGetClassObject) echo 'ptr ptr ptr' ;;
        DllInstall) echo 'long wstr' ;;
        *) die 1 "the arguments of $1 are not known: name them in tools/lib/winemodule.sh" ;;
    esac
}

winemodule_spec()
{
    local name flag arguments
    while read -r name flag
    do
        arguments=$(winemodule_arguments "$name")
        printf '@ stdcall%s %s(%s)\n' "${flag:+ -${flag,,}}" "$name" "$arguments"
    done < <(sed '1,/^EXPORTS/d' "$1")
}

# winemodule_string RC NAME: a string of our version resource
winemodule_string()
{
    sed -n "s/^ *VALUE \"$2\", \"\\(.*\\)\\\\0\"\$/\\1/p" "$1"
}

winemodule_rc()
{
    local version commas
    version=$(winemodule_version)
    commas=$(sed 's/[^0-9.].*//; s/\./,/g' <<<"$version"),0
    sed '/^$/,$d' "$1"
    cat <<END

#define WINE_FILEDESCRIPTION_STR "$(winemodule_string "$1" FileDescription)"
#define WINE_FILENAME_STR "$(winemodule_string "$1" OriginalFilename)"
#define WINE_FILEVERSION $commas
#define WINE_FILEVERSION_STR "$version"
#define WINE_PRODUCTVERSION $commas
#define WINE_PRODUCTVERSION_STR "$version"

#include "wine/wine_common_ver.rc"
END
}

# The IDL is compiled to a header, to the class's identifier, and to the type library, which becomes a resource.
winemodule_idl()
{
    sed '/^import /{
i #pragma makedep header
i #pragma makedep ident
i #pragma makedep typelib
i

}' "$1"
}

winemodule_write_module()
{
    local form=$1 to=$2 from=$top/dlls/quartzalloc words definitions
    local -a sources
    words=$(winemodule_variable "$from/Makefile.in" SOURCES)
    mapfile -t sources < <(tr ' ' '\n' <<<"$words" | grep '\.c$')
    ((${#sources[@]})) || die 1 "dlls/quartzalloc/Makefile.in lists no sources"
    mkdir -p "$to"
    winemodule_copy "$from" "$to" "${sources[@]}"
    {
        # Whoever puts a newer one into a prefix wants that one, not the one that came with Wine.
        printf 'MODULE    = quartzalloc.dll\nIMPORTS   = %s\n' "$(winemodule_imports "$from/Makefile.in")"
        definitions=$(winemodule_variable "$from/Makefile.in" EXTRADEFS)
        [ -z "$definitions" ] || printf 'EXTRADEFS = %s\n' "$definitions"
        printf '\nEXTRADLLFLAGS = -Wb,--prefer-native\n\n'
        winemodule_list "$form" "${sources[@]}" quartzalloc.rc quartzalloc.idl
    } >"$to/Makefile.in"
    winemodule_spec "$from/quartzalloc.def" >"$to/quartzalloc.spec"
    winemodule_rc "$from/quartzalloc.rc" >"$to/quartzalloc.rc"
    winemodule_idl "$top/include/quartzalloc.idl" >"$to/quartzalloc.idl"
    winemodule_notice "$to/quartzalloc.rc" "$to/quartzalloc.idl"
}

winemodule_write_tests()
{
    local form=$1 to=$2 from=$top/tests
    local -a sources
    # Wine writes the list of tests itself.
    mapfile -t sources < <(winemodule_variable "$from/Makefile.in" SOURCES | tr ' ' '\n' | grep '\.c$' | grep -vx testlist.c)
    ((${#sources[@]})) || die 1 "tests/Makefile.in lists no sources"
    mkdir -p "$to"
    winemodule_copy "$from" "$to" "${sources[@]}"
    # A test of Wine's COM, not of the allocator.
    winemodule_copy "$from/wine-tree" "$to" treat_as.c
    sources+=(treat_as.c)
    {
        printf 'TESTDLL   = quartzalloc.dll\nIMPORTS   = %s advapi32\n\n' "$(winemodule_imports "$from/Makefile.in")"
        winemodule_list "$form" "${sources[@]}"
    } >"$to/Makefile.in"
}
