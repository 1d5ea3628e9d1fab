# shellcheck shell=bash
#
# The folder of "make user-kit": it works wherever it lies, without a package, and with BusyBox' programs alone
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

all_scenarios+=(user_kit busybox)
quick_scenarios+=(user_kit)

# Unpacks the kit into a home with a difficult name. Sets kit.
unpack_kit()
{
    kit=
    if [ -z "${QUARTZALLOC_TEST_KIT:-}" ]
    then
        skip 'the kit: it cannot be made here (make and xz are needed)'
        return
    fi
    mkdir -p "$here/a home (1)"
    cp -a "${QUARTZALLOC_TEST_KIT%/*}/unpacked/." "$here/a home (1)"
    kit=$(echo "$here/a home (1)"/*)
}

# The kit's own script, which finds its DLLs by itself.
kit_setup()
{
    local tool=$kit/quartzalloc-setup
    (unset QUARTZALLOC_DLL_DIR; expect "$@")
}

scenario_user_kit()
{
    local kit prefix=$here/p name

    unpack_kit
    [ -n "$kit" ] || return 0
    check 'one folder' [ "$(find "$here/a home (1)" -mindepth 1 -maxdepth 1 | wc -l)" = 1 ]
    for name in README.txt quartzalloc-setup quartzalloc-trace x86_64-windows/quartzalloc.dll i386-windows/quartzalloc.dll \
        x86_64-windows/quartzalloc-verify.exe i386-windows/quartzalloc-verify.exe x86_64-windows/quartzalloc-play.exe \
        man/man1/quartzalloc-setup.1 doc/README.md doc/docs/launchers.md doc/COPYING winetricks/quartzalloc.verb \
        completions/quartzalloc-setup
    do
        check "the kit has $name" [ -f "$kit/$name" ]
    done
    check 'README.txt is a page' [ "$(wc -l <"$kit/README.txt")" -le 60 ]
    check 'README.txt knows its version' grep -q '^quartzalloc [0-9]' "$kit/README.txt"
    if [ -n "${QUARTZALLOC_TEST_KIT_AGAIN:-}" ]
    then
        check 'two kits of the same sources are the same' cmp "$QUARTZALLOC_TEST_KIT" "$QUARTZALLOC_TEST_KIT_AGAIN"
    fi

    fake_prefix "$prefix"
    remember "$prefix"
    kit_setup 0 'install --dry-run' install --dry-run --prefix "$prefix"
    says "the kit's DLL is taken" "would copy $kit/x86_64-windows/quartzalloc.dll as"
    ln -s "$kit/quartzalloc-setup" "$here/command"
    local tool=$here/command
    (unset QUARTZALLOC_DLL_DIR; expect 0 'by a link from elsewhere' install --dry-run --prefix "$prefix")
    says "the kit's DLL is taken then" "would copy $kit/x86_64-windows/quartzalloc.dll as"
    rm "$kit/i386-windows/quartzalloc.dll"
    kit_setup 5 'a kit with a part missing' install --prefix "$prefix"
    says 'it says what to do' 'unpack the archive again'
    check 'nothing was changed' unchanged "$prefix"
}

# A folder of programs that has BusyBox' alone, bash, and Wine.
only_busybox()
{
    local name
    mkdir "$here/bin"
    for name in $(busybox --list)
    do
        ln -s "$(command -v busybox)" "$here/bin/$name"
    done
    ln -sf "$BASH" "$here/bin/bash"
    ln -s "$wine" "$here/bin/wine"
    ln -s "$wineserver" "$here/bin/wineserver"
}

scenario_busybox()
{
    local kit prefix=$here/p

    if ! command -v busybox >/dev/null
    then
        skip "BusyBox' programs: busybox is not installed"
        return
    fi
    unpack_kit
    [ -n "$kit" ] || return 0
    clone "$base" "$prefix"
    reference
    only_busybox
    local tool_path=$here/bin
    kit_setup 1 'status before' status --prefix "$prefix"
    kit_setup 0 'install' install --prefix "$prefix"
    check '64-bit DLL' cmp -s "$kit/x86_64-windows/quartzalloc.dll" "$prefix/drive_c/windows/system32/quartzalloc.dll"
    kit_setup 0 'verify' verify --prefix "$prefix"
    kit_setup 0 'status' status --prefix "$prefix"
    kit_setup 0 'list' list "$here"
    says 'the prefix is found' "$prefix"
    kit_setup 0 'report' report --prefix "$prefix"
    # A lock that is held, and one whose owner was ended.
    if ! [ -e "$here/bin/flock" ]
    then
        ln -s "$BASHPID" "$prefix/.quartzalloc-lock"
        printf '#!%s\n' "$here/bin/sh" >"$here/bin/sleep.new"
        chmod +x "$here/bin/sleep.new"
        mv -f "$here/bin/sleep.new" "$here/bin/sleep"
        kit_setup 7 'uninstall while another run works' uninstall --prefix "$prefix"
        ln -sfn 999999999 "$prefix/.quartzalloc-lock"
    fi
    kit_setup 0 'uninstall' uninstall --prefix "$prefix"
    end_server "$prefix"
    check 'registry and files are as before' same_prefix "$prefix" "$work/reference"
}
