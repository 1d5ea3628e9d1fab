# shellcheck shell=bash
#
# Makes the machine ready: finds out which packages a developer tool lacks and installs them.
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Offers
#   machine_setup GROUP...     installs what is missing of the groups below, as root or with sudo; ends the program with
#                              one line when that is impossible. The group wine32 is a wish: it never ends the program,
#                              but sets
#     wine32                   which Wine runs 32-bit programs: "host", a folder (see winefolder.sh), or empty for none
#     wine32_reason            why there is none, one line
#     wine_root                set to that folder, as its Wine runs both widths
#     wine_widths              "64 32" or "64"
#   machine_missing GROUP...   prints the packages that are missing
#   as_root CMD ARGS...        runs CMD as root, with sudo if need be

[ -z "${machine_library:-}" ] || return 0
machine_library=1

# shellcheck source-path=SCRIPTDIR
. "$(dirname "${BASH_SOURCE[0]}")/wine.sh"

# Group, package, and what shows that it is there however it came: a command or a file; with - only the package manager
# knows. Alternatives with |.
machine_packages='
build    autoconf                        autoconf
build    make                            make
build    gcc-mingw-w64-x86-64-win32|gcc-mingw-w64-x86-64   x86_64-w64-mingw32-gcc
build    gcc-mingw-w64-i686-win32|gcc-mingw-w64-i686       i686-w64-mingw32-gcc
build    mingw-w64-tools                 x86_64-w64-mingw32-widl
build    libwine-dev                     /usr/include/wine/wine/windows/strmif.idl|/usr/include/wine/windows/strmif.idl
wine     wine                            wine
wine     wine64|wine                     /usr/lib/wine/wine64|/opt/wine*/bin/wine
media    ffmpeg                          ffmpeg
media    alsa-utils                      /usr/share/sounds/alsa/Front_Center.wav
media    gstreamer1.0-plugins-base       /usr/lib/*/gstreamer-1.0/libgstplayback.so
media    gstreamer1.0-plugins-good       /usr/lib/*/gstreamer-1.0/libgstavi.so
media    gstreamer1.0-libav              /usr/lib/*/gstreamer-1.0/libgstlibav.so
display  xvfb                            Xvfb
display  xauth                           xauth
display  x11-utils                       xwininfo
native   gcc                             gcc
native   libc6-dev                       /usr/include/stdlib.h
native   make                            make
native   clang                           clang
native   libclang-rt-dev|libclang-rt-14-dev   /usr/lib/llvm-*/lib/clang/*/lib/linux/libclang_rt.tsan-x86_64.a
bench    gcc                             gcc
bench    gnuplot-nox                     gnuplot
bench    libavutil-dev                   -
bench    libgstreamer1.0-dev             -
bench    pkg-config                      pkg-config
bench    hyperfine                       hyperfine
report   python3                         python3
browser  chromium                        chromium
browser  chromium-driver                 chromedriver
kit      zip                             zip
kit      unzip                           unzip
kit      xz-utils                        xz
kit      busybox                         busybox
lint     shellcheck                      shellcheck
lint     mandoc                          mandoc
lint     clang-format                    clang-format
arm64    gcc-aarch64-linux-gnu           aarch64-linux-gnu-gcc
arm64    libc6-dev-arm64-cross           /usr/aarch64-linux-gnu/include/stdlib.h
arm64    clang                           clang
arm64    lld                             ld.lld
arm64    llvm                            llvm-dlltool
arm64    qemu-user|qemu-user-static      qemu-aarch64|qemu-aarch64-static
wine-tree  bison                         bison
wine-tree  flex                          flex
wine-tree  git                           git
wine-tree  perl                          perl
wine-tree  gcc                           gcc
wine-tree  libc6-dev                     /usr/include/stdlib.h
wine-tree  autotools-dev                 /usr/share/misc/config.guess
model    spin                            spin
model    gcc                             gcc
folder   mmdebstrap                      mmdebstrap
folder   debian-archive-keyring          /usr/share/keyrings/debian-archive-keyring.gpg
folder   util-linux                      unshare
'

machine_reason=
wine32=
wine32_reason=${wine32_reason:-"not looked for"}
wine_widths=${wine_widths:-64}

machine_is_there()
{
    local probe
    local -a probes
    [ "$1" != - ] || return 1
    IFS='|' read -ra probes <<<"$1"
    for probe in "${probes[@]}"
    do
        case $probe in
            /*) ! compgen -G "$probe" >/dev/null || return 0 ;;
            *) ! have "$probe" || return 0 ;;
        esac
    done
    return 1
}

machine_is_installed()
{
    have dpkg-query && [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

machine_missing()
{
    local group packages probe wanted=" $* " missing=' '
    while read -r group packages probe
    do
        case $wanted in *" $group "*) ;; *) continue ;; esac
        case $missing in *" $packages "*) continue ;; esac
        machine_is_there "$probe" || machine_is_installed "${packages%%|*}" || missing+="$packages "
    done < <(sed '/^$/d' <<<"$machine_packages")
    # shellcheck disable=SC2086  # words
    echo $missing
}

as_root()
{
    if ((EUID == 0))
    then
        "$@"
    else
        sudo -n "$@"
    fi
}

machine_can_be_root()
{
    ((EUID == 0)) && return 0
    have sudo || return 1
    sudo -n true 2>/dev/null && return 0
    # With a person at the keyboard, sudo may ask.
    [ -t 0 ] && [ -t 2 ] && sudo -v
}

machine_apt()
{
    as_root env DEBIAN_FRONTEND=noninteractive LC_ALL=C apt-get -q -y -o DPkg::Lock::Timeout=300 \
        -o Acquire::Retries=2 -o Acquire::http::Timeout=30 "$@"
}

# Of the alternatives in each word the first that apt can install.
machine_choose()
{
    local word name chosen
    local -a names
    for word in "$@"
    do
        IFS='|' read -ra names <<<"$word"
        chosen=
        for name in "${names[@]}"
        do
            grep -q '^  Candidate: [^(]' < <(LC_ALL=C apt-cache policy "$name" 2>/dev/null) || continue
            chosen=$name
            break
        done
        [ -n "$chosen" ] || return 1
        echo "$chosen"
    done
}

# Installs the packages, or says in machine_reason why not.
machine_install()
{
    local words=$* names chosen fresh=""
    names=$(printf '%s\n' "$@" | cut -d '|' -f 1 | paste -s -d ' ')
    if ! have apt-get
    then
        machine_reason="there is no apt-get here: install what your system has in place of: $names"
        return 1
    fi
    if ! machine_can_be_root
    then
        machine_reason="packages are missing: run as root: apt-get install $names"
        return 1
    fi
    # shellcheck disable=SC2086  # words
    if ! chosen=$(machine_choose $words)
    then
        say "reading the package lists"
        machine_update
        fresh=1
        # shellcheck disable=SC2086  # words
        if ! chosen=$(machine_choose $words)
        then
            if grep -q '^Err:\|^E: \|^W: Failed' "$build/logs/package-lists.log"
            then
                machine_reason="cannot read the package lists: check the network and /etc/apt/sources.list*,"
                machine_reason+=" then run this again (log: $build/logs/package-lists.log)"
                return 1
            fi
            machine_reason="this machine's package sources lack some of: $names. Use Debian 12 or later, or Ubuntu"
            machine_reason+=" with universe"
            return 1
        fi
    fi
    chosen=$(sort -u <<<"$chosen" | tr '\n' ' ')
    say "installing: $chosen"
    # shellcheck disable=SC2086  # words
    if run_logged packages machine_apt install --no-install-recommends $chosen
    then
        return 0
    fi
    # The usual cause is a list that is older than the mirror.
    if [ -z "$fresh" ]
    then
        say "reading the package lists, then trying again"
        machine_update
        # shellcheck disable=SC2086  # words
        ! run_logged packages machine_apt install --no-install-recommends $chosen || return 0
    fi
    machine_reason="could not install the packages: put right what apt-get says, then run this again"
    machine_reason+=" (log: $build/logs/packages.log)"
    return 1
}

# Does not fail for one source out of order, as what is wanted may well come from another.
machine_update()
{
    run_logged package-lists machine_apt update 2>/dev/null || true
}

machine_setup()
{
    local groups=() group missing want_wine32=
    for group in "$@"
    do
        if [ "$group" = wine32 ]
        then
            want_wine32=1
        elif grep -q "^$group " <<<"$machine_packages"
        then
            groups+=("$group")
        else
            die 2 "machine_setup: there is no group $group"
        fi
    done
    missing=$(machine_missing "${groups[@]}")
    # shellcheck disable=SC2086  # words
    [ -z "$missing" ] || machine_install $missing || die 1 "$machine_reason"
    [ -z "$want_wine32" ] || machine_setup_wine32
}

machine_setup_wine32()
{
    wine32=
    wine32_reason=
    wine_widths="64"
    if wine_runs_32bit ''
    then
        wine32=host
    elif machine_wine32_folder find || machine_wine32_on_host || machine_wine32_folder make
    then
        :
    else
        say "32-bit programs are skipped: $wine32_reason"
        return 0
    fi
    [ "$wine32" = host ] || wine_root=$wine32
    # shellcheck disable=SC2034  # for the tool
    wine_widths="64 32"
}

machine_has_i386()
{
    grep -qx i386 < <(dpkg --print-foreign-architectures)
}

# The host's own Wine in both widths, if that can be had without removing or changing anything that is installed.
machine_wine32_on_host()
{
    local added="" simulation
    local packages=(wine32:i386 gstreamer1.0-plugins-good:i386 gstreamer1.0-libav:i386)
    have apt-get && have dpkg && [ "$(dpkg --print-architecture)" = amd64 ] && machine_is_installed wine64 || return 1
    machine_can_be_root || return 1
    if ! machine_has_i386
    then
        say "looking for wine32 (architecture i386)"
        as_root dpkg --add-architecture i386
        added=1
        at_exit machine_undo_i386
        machine_update
    fi
    if simulation=$(LC_ALL=C apt-get -s -y --no-remove install --no-install-recommends "${packages[@]}" 2>/dev/null) &&
        ! grep -q '^Remv \|DOWNGRADED' <<<"$simulation"
    then
        say "installing: ${packages[*]}"
        if run_logged wine32 machine_apt --no-remove install --no-install-recommends "${packages[@]}" &&
            wine_runs_32bit ''
        then
            wine32=host
            return 0
        fi
    fi
    [ -z "$added" ] || machine_undo_i386
    return 1
}

# Takes the architecture away again that was added only to look, unless something uses it by now.
machine_undo_i386()
{
    # shellcheck disable=SC2016  # expanded by dpkg-query
    ! grep -qx i386 < <(dpkg-query -W -f '${Architecture}\n' 2>/dev/null) || return 0
    machine_has_i386 || return 0
    as_root dpkg --remove-architecture i386 || return 0
    as_root find /var/lib/apt/lists -maxdepth 1 -name '*_binary-i386_*' -delete
}

# What a folder with both widths has.
machine_wine32_packages=(wine wine64 wine32:i386 gstreamer1.0-plugins-good gstreamer1.0-plugins-good:i386
                         gstreamer1.0-libav gstreamer1.0-libav:i386)

machine_wine32_folder()
{
    local suite=bookworm missing
    # The same Wine as the host's, where the host is a Debian that we know to have both widths.
    case $(. /etc/os-release 2>/dev/null; echo "${ID:-} ${VERSION_CODENAME:-}") in
        'debian trixie') suite=trixie ;;
    esac
    if ! winefolder_possible
    then
        wine32_reason=$winefolder_reason
        return 1
    fi
    if [ "$1" = find ]
    then
        winefolder_find "wine-$suite" "$suite" "${machine_wine32_packages[@]}" || return 1
        wine32=$winefolder
        return 0
    fi
    missing=$(machine_missing folder)
    # shellcheck disable=SC2086  # words
    if [ -n "$missing" ] && ! machine_install $missing
    then
        wine32_reason=$machine_reason
    elif ! winefolder_make "wine-$suite" "$suite" "${machine_wine32_packages[@]}"
    then
        wine32_reason=$winefolder_reason
    else
        wine32=$winefolder
        return 0
    fi
    return 1
}
