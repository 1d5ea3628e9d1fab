# shellcheck shell=bash
#
# A Wine of another Debian beside the host's: its packages unpacked into a cached folder, its programs run with that
# folder's /usr and /etc over the host's, in a mount namespace that ends with them. The host keeps every file as it is,
# nothing is ever left mounted, and all other paths are the same inside as outside.
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Reads
#   QUARTZALLOC_CACHE    where the folders are kept (default: quartzalloc in $XDG_CACHE_HOME or ~/.cache)
#   QUARTZALLOC_MIRROR   the Debian mirror (default: the host's own)
# Offers
#   winefolder_possible                     may this user have such a folder's programs run? Else sets winefolder_reason
#   winefolder_make NAME SUITE PACKAGE...   makes or finds the folder and sets $winefolder; else sets winefolder_reason
#   winefolder_find NAME SUITE PACKAGE...   the same, but never makes one
#   winefolder_exec ROOT CMD ARGS...        becomes CMD, inside

[ -z "${winefolder_library:-}" ] || return 0
winefolder_library=1

# shellcheck source-path=SCRIPTDIR
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

winefolder=
winefolder_reason=
winefolder_access=
winefolder_cache=${QUARTZALLOC_CACHE:-${XDG_CACHE_HOME:-${HOME:-$build}/.cache}/quartzalloc}
winefolder_temporary=
# What shell scripts around Wine may expect of any Debian.
winefolder_basis=(bash coreutils dash diffutils findutils gawk grep sed util-linux)

winefolder_possible()
{
    [ -z "$winefolder_access" ] || return 0
    if ! have unshare
    then
        winefolder_reason="unshare (package util-linux) is missing"
    elif [ "$(uname -m)" != x86_64 ]
    then
        winefolder_reason="this is not an x86-64 machine"
    elif [ "$(readlink /lib)" != usr/lib ]
    then
        winefolder_reason="/lib is not part of /usr on this system"
    elif ((EUID == 0)) && unshare --mount mount --bind /usr /usr 2>/dev/null
    then
        winefolder_access=root
    elif ((EUID != 0)) && unshare --user --map-root-user --mount mount --bind /usr /usr 2>/dev/null
    then
        winefolder_access=user
    elif ((EUID != 0)) && have sudo && sudo -n unshare --mount mount --bind /usr /usr 2>/dev/null
    then
        winefolder_access=sudo
    else
        winefolder_reason="mount namespaces are not allowed here: run as root, or allow user namespaces"
    fi
    [ -n "$winefolder_access" ]
}

# The files of the host that programs ask about users and names; everything else in /etc is the folder's.
winefolder_host_files=(passwd group hosts)

winefolder_exec()
{
    local root=$1 inside
    shift
    # A tool that got its wine_root from another has not asked yet.
    winefolder_possible || true
    # shellcheck disable=SC2016  # expanded by the inner shell
    inside='
        root=$1; shift
        for file in '"${winefolder_host_files[*]}"'
        do
            [ ! -f "/etc/$file" ] || mount --bind "/etc/$file" "$root/etc/$file" || exit 126
        done
        for dir in /usr/local /usr/share/sounds
        do
            [ ! -d "$dir" ] || mount --rbind "$dir" "$root$dir" || exit 126
        done
        mount --rbind "$root/etc" /etc || exit 126
        mount --rbind "$root/usr" /usr || exit 126
        # The working directory may lie below what has just been covered.
        cd -- "$PWD" 2>/dev/null || cd /
        exec "$@"'
    case $winefolder_access in
        root)
            exec unshare --mount --propagation private bash -c "$inside" - "$root" "$@"
            ;;
        user)
            # Root only for the mounts: Wine wants the user to be who owns the prefix.
            exec unshare --user --map-root-user --mount --propagation private bash -c "$inside" - "$root" \
                unshare --user --map-user="$(id -u)" --map-group="$(id -g)" "$@"
            ;;
        sudo)
            # sudo drops most of the environment, so it travels as arguments.
            local -a environment=()
            mapfile -d '' environment < <(env -0)
            exec sudo -n unshare --mount --propagation private bash -c "$inside" - "$root" \
                chroot --userspec="+$(id -u):+$(id -g)" --skip-chdir / env -i "${environment[@]}" "$@"
            ;;
        *)
            warn "cannot run programs in $root: ${winefolder_reason:-this user may not}"
            exit 126
            ;;
    esac
}

winefolder_mirror()
{
    local mirror=${QUARTZALLOC_MIRROR:-}
    if [ -z "$mirror" ] && [ "$(. /etc/os-release 2>/dev/null; echo "${ID:-}")" = debian ]
    then
        # Not the security archive's address, which lacks the suite itself.
        # shellcheck disable=SC2016  # expanded by apt
        mirror=$(apt-get indextargets --format '$(REPO_URI) $(CODENAME)' 'Created-By: Packages' 'Component: main' \
            'Origin: Debian' 2>/dev/null | awk '$2 !~ /-/ && !found { print $1; found = 1 }') || mirror=
    fi
    printf '%s\n' "$mirror"
}

# What a folder was made from. A folder with another recipe is made anew.
winefolder_recipe()
{
    printf '6 %s\n' "$*"
}

winefolder_find()
{
    local name=$1
    winefolder=
    shift
    [ "$(cat "$winefolder_cache/$name/.recipe" 2>/dev/null)" = "$(winefolder_recipe "$@")" ] || return 1
    winefolder=$winefolder_cache/$name
}

winefolder_discard()
{
    [ -z "$winefolder_temporary" ] || rm -rf --one-file-system "$winefolder_temporary" 2>/dev/null ||
        { sleep 1; rm -rf --one-file-system "$winefolder_temporary"; }
    winefolder_temporary=
}
at_exit winefolder_discard

winefolder_make()
{
    local name=$1 suite=$2 code=0 lock since
    shift
    winefolder_possible || return 1
    ! winefolder_find "$name" "$@" || return 0
    if ! have mmdebstrap
    then
        winefolder_reason="mmdebstrap is missing: install that package and run this again"
        return 1
    fi
    if [ ! -e /usr/share/keyrings/debian-archive-keyring.gpg ]
    then
        winefolder_reason="Debian's keys are missing: install debian-archive-keyring and run this again"
        return 1
    fi
    if [ -z "$(winefolder_mirror)" ]
    then
        winefolder_reason="this machine's package sources name no Debian mirror: name one with QUARTZALLOC_MIRROR=URL"
        return 1
    fi
    if ! mkdir -p "$winefolder_cache" 2>/dev/null
    then
        winefolder_reason="cannot write to $winefolder_cache: choose another folder with QUARTZALLOC_CACHE=DIR"
        return 1
    fi
    if (($(df -Pk "$winefolder_cache" | awk 'NR == 2 { print $4 }') < 3 * 1024 * 1024))
    then
        winefolder_reason="$winefolder_cache has less than 3 GB left: choose another folder with QUARTZALLOC_CACHE=DIR"
        return 1
    fi
    # Two runs at the same time: the second waits for the first one's folder.
    exec {lock}>"$winefolder_cache/$name.lock"
    if ! flock --timeout 600 "$lock"
    then
        winefolder_reason="another run has been making $winefolder_cache/$name for ten minutes: try again later"
        code=1
    elif ! winefolder_find "$name" "$@"
    then
        since=$SECONDS
        say "making a folder with the Wine of Debian $suite, once (a minute or two, 1 to 2 GB): $winefolder_cache/$name"
        # What was killed before it could clean up; the lock says that nobody is at work on it.
        rm -rf --one-file-system "$winefolder_cache/$name".part-*
        winefolder_temporary=$winefolder_cache/$name.part-$$
        if winefolder_fill "$name" "$@"
        then
            winefolder_recipe "$@" >"$winefolder_temporary/.recipe"
            rm -rf --one-file-system "${winefolder_cache:?}/$name"
            mv "$winefolder_temporary" "$winefolder_cache/$name"
            winefolder_temporary=
            winefolder_find "$name" "$@"
            say "made it in $((SECONDS - since)) s: $(du -sh "$winefolder" | cut -f 1)"
        else
            winefolder_discard
            winefolder_reason="cannot get the Wine of Debian $suite from $(winefolder_mirror): check the network"
            winefolder_reason+=" or choose another mirror with QUARTZALLOC_MIRROR=URL (log: $build/logs/$name.log)"
            code=1
        fi
    fi
    exec {lock}>&-
    return "$code"
}

# Wine takes a DLL for one of its own by 32 bytes behind the DOS header.
winefolder_copy_zlib()
{
    local from=usr/$1/lib/zlib1.dll to=usr/lib/$2/zlib1.dll
    [ -e "$from" ] && [ -d "${to%/*}" ] && [ ! -e "$to" ] || return 0
    cp "$from" "$to"
    { printf 'Wine builtin DLL'; head -c 16 /dev/zero; } | dd of="$to" bs=1 seek=64 conv=notrunc status=none
}

winefolder_fill()
{
    local name=$1 suite=$2 mode=root file proxy="" include key=/usr/share/keyrings/debian-archive-keyring.gpg
    shift 2
    ((EUID == 0)) || mode=chrootless
    include=$(IFS=,; echo "${winefolder_basis[*]},$*")
    eval "$(apt-config shell proxy Acquire::http::Proxy 2>/dev/null)" || proxy=
    # The main suite alone: only within one suite do the two architectures always have the same versions.
    # Unpacked, not installed: nothing of it runs as root, and nothing needs a daemon, a user or a set-up machine.
    # A mirror that lags behind is good enough: what it has is signed all the same.
    # shellcheck disable=SC2016  # expanded by the hook's shell
    run_logged "$name" mmdebstrap --mode="$mode" --variant=extract --format=directory --architectures=amd64,i386 \
        --include="$include" \
        --aptopt='APT::Install-Recommends "false"' ${proxy:+--aptopt="Acquire::http::Proxy \"$proxy\""} \
        --aptopt='Acquire::Retries "3"' --aptopt='Acquire::http::Timeout "30"' \
        --setup-hook='for dir in bin sbin lib lib64; do mkdir -p "$1/usr/$dir"; ln -s "usr/$dir" "$1/$dir"; done' \
        "$suite" "$winefolder_temporary" \
        "deb [signed-by=$key check-valid-until=no] $(winefolder_mirror) $suite main" || return 1
    (
        cd "$winefolder_temporary" || exit 1
        # Old programs with special rights have no place in a cache.
        find usr -xdev -type f -perm /6000 -exec chmod a-s {} + || exit 1
        rm -rf usr/share/doc usr/share/man usr/share/locale usr/share/info var/cache/apt var/lib/apt
        mkdir -p etc usr/local usr/share/sounds
        for file in "${winefolder_host_files[@]}"
        do
            rm -f "etc/$file"
            : >"etc/$file"
        done
        # The packages' own scripts did not run. Of all that they do, programs need: the links to libraries that exist
        # in several versions, the plain names of commands, Wine's zlib (a copy of mingw-w64's, marked as Wine's
        # own), and the libraries' index.
        for file in usr/lib/*/blas/libblas.so.3 usr/lib/*/lapack/liblapack.so.3
        do
            [ ! -e "$file" ] || ln -sf "${file#usr/lib/*/}" "${file%/*/*}/${file##*/}"
        done
        for file in usr/bin/wine*-stable usr/bin/regsvr32-stable usr/bin/regedit-stable usr/bin/msiexec-stable
        do
            [ ! -e "$file" ] || ln -sfn "${file##*/}" "${file%-stable}"
        done
        [ -e usr/bin/awk ] || ln -s gawk usr/bin/awk
        winefolder_copy_zlib x86_64-w64-mingw32 x86_64-linux-gnu/wine/x86_64-windows
        winefolder_copy_zlib i686-w64-mingw32 i386-linux-gnu/wine/i386-windows
        winefolder_copy_zlib i686-w64-mingw32 x86_64-linux-gnu/wine/i386-windows
        PATH=$PATH:/sbin:/usr/sbin ldconfig -r "$PWD"
    ) >>"$build/logs/$name.log" 2>&1
}
