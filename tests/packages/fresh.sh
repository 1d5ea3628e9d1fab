# shellcheck shell=bash
#
# Fresh installations of Debian, in which the packages are tried.
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

# shellcheck disable=SC2154  # what run sets: top, build, work, log, version

# What a user does in a fresh Debian, once as root and then as a user.
# shellcheck disable=SC2016  # expanded in there
inside='
set -eu
export DEBIAN_FRONTEND=noninteractive
files() { find / -xdev \( -path /proc -o -path /sys -o -path /home -o -path /tmp -o -path /var/log -o -path /var/mail \
    -o -path /var/cache/apt -o -path /var/lib/apt \) -prune -o -print | LC_ALL=C sort; }
useradd -m user
files >/tmp/before
apt-get -q -y --no-install-recommends install /packages/quartzalloc_*.deb /packages/quartzalloc-wine64_*.deb \
    /packages/quartzalloc-wine32_*.deb /packages/quartzalloc-conformance_*.deb /packages/quartzalloc-trace_*.deb
as_user() { runuser -u user -- env HOME=/home/user LC_ALL=C.UTF-8 "$@"; }
echo "== $(. /etc/os-release; echo "$PRETTY_NAME"), $(as_user wine --version 2>/dev/null)"
cp -r /tests /home/user/tests
for test in prefix conformance
do
    echo "== $test"
    as_user env AUTOPKGTEST_TMP=/home/user bash "/home/user/tests/$test"
done
echo "== remove and purge"
apt-get -q -y remove quartzalloc quartzalloc-wine64 quartzalloc-wine32 quartzalloc-conformance quartzalloc-trace
dpkg --purge quartzalloc quartzalloc-wine64 quartzalloc-wine32 quartzalloc-conformance quartzalloc-trace
files >/tmp/after
diff /tmp/before /tmp/after
'

fresh_debian()
{
    local suite=$1 root=$work/$1-root code=0
    local proxy=""
    eval "$(apt-config shell proxy Acquire::http::Proxy 2>/dev/null)" || proxy=
    rm -rf --one-file-system "$root"
    # wine32 makes the prefix's 32-bit half work.
    mmdebstrap --mode=root --variant=apt --architectures=amd64,i386 --include=wine,wine64,wine32:i386,passwd,util-linux \
        --aptopt='APT::Install-Recommends "false"' ${proxy:+--aptopt="Acquire::http::Proxy \"$proxy\""} \
        --aptopt='Acquire::Retries "3"' "$suite" "$root" \
        "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $(winefolder_mirror) $suite main" || return 1
    mkdir -p "$root/packages" "$root/tests"
    cp "$work"/first/*.deb "$root/packages/"
    cp "$top"/debian/tests/* "$root/tests/"
    chmod -R a+rX "$root/packages" "$root/tests"
    # shellcheck disable=SC2016  # expanded by the inner shell
    # A process tree of its own, so that nothing stays behind; and no network, as all that is needed is there.
    unshare --mount --pid --fork --kill-child --ipc --net --propagation private bash -c '
        set -eu
        mount -t proc proc "$1/proc"
        mount -t tmpfs tmpfs "$1/tmp"
        mount -t tmpfs tmpfs "$1/dev/shm" 2>/dev/null || :
        mount -t devpts devpts "$1/dev/pts" 2>/dev/null || :
        ip link set lo up 2>/dev/null || :
        exec chroot "$1" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 bash -c "$2"' - "$root" "$inside" || code=$?
    [ -n "$keep" ] || rm -rf --one-file-system "$root"
    return "$code"
}

fresh()
{
    local suite=$1 start
    if ((EUID != 0)) || ! have mmdebstrap
    then
        skip "$suite: needs root and mmdebstrap"
        return
    fi
    if ! winefolder_possible
    then
        skip "$suite: $winefolder_reason"
        return
    fi
    if ! compgen -G "$work/first/*.deb" >/dev/null
    then
        if ! have dh || ! (cd "$top" && dpkg-checkbuilddeps) 2>>"$log"
        then
            skip "$suite: there are no packages to try, see the step debian"
            return
        fi
        expect "dpkg-buildpackage builds from a clean tree" build_packages "$work/first" "$(nproc)" || return 0
    fi
    start=$(wc -l <"$log")
    expect "$suite: the packages install, set up a prefix, verify, survive wineboot -u, are taken out, removed and purged" \
        fresh_debian "$suite" || :
    tail -n +"$((start + 1))" "$log" | grep -aE '^== |tests executed|^[0-9]+ subtests|quartzalloc is |^verified' |
        sed 's/^/  /' || :
}

step_bookworm()
{
    fresh bookworm
}

step_trixie()
{
    fresh trixie
}
