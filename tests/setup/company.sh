# shellcheck shell=bash
#
# A prefix in use, two runs at once, odd names
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

all_scenarios+=(in_use together odd_paths)

scenario_in_use()
{
    local prefix=$here/p user tries

    clone "$base" "$prefix"
    reference
    WINEPREFIX=$prefix "$wine" ping -n 300 127.0.0.1 >/dev/null 2>&1 </dev/null &
    user=$!
    tries=0
    until WINEPREFIX=$prefix timeout 20 "$wineserver" -k0
    do
        tries=$((tries + 1))
        if ((tries > 100))
        then
            fail 'a program runs in the prefix: Wine did not start'
            return
        fi
        sleep 0.2
    done
    check 'a program runs in the prefix' kill -0 "$user"
    expect 0 'install' install --prefix "$prefix"
    says 'it says that the prefix is in use' 'in use'
    expect 0 'verify' verify --prefix "$prefix"
    expect 0 'status' status --prefix "$prefix"
    says 'status says that the prefix is in use' 'in use:    yes'
    expect 0 'uninstall --dry-run' uninstall --dry-run --prefix "$prefix"
    says 'the registry of the running Wine is looked at' "would delete $treat_as"
    # A registry file that always has our class, and no time to wait.
    mkdir "$here/bin"
    printf '#!/bin/sh\necho 64.class=present\necho registry=complete\n' >"$here/bin/awk"
    printf '#!/bin/sh\n' >"$here/bin/sleep"
    chmod +x "$here/bin/awk" "$here/bin/sleep"
    tool_path=$here/bin:$PATH expect 8 'uninstall: Wine does not write the registry' uninstall --prefix "$prefix"
    says 'it says what to do next' 'run "quartzalloc-setup uninstall" again when the programs in it have ended'
    check 'DLL and record stay' [ -e "$prefix/drive_c/windows/system32/quartzalloc.dll" -a -e "$prefix/.quartzalloc/record" ]
    expect 0 'install once more' install --prefix "$prefix"
    expect 0 'uninstall' uninstall --prefix "$prefix"
    check 'the program runs on' kill -0 "$user"
    check 'the registry was on the disk before the DLL went' lacks "$prefix/system.reg" "$our_class"
    kill "$user" 2>/dev/null
    end_server "$prefix"
    wait "$user" 2>/dev/null || :
    check 'registry and files are as before' same_prefix "$prefix" "$work/reference"
}

# Two commands at once. Sets first and second to their processes.
at_once()
{
    bash "$tool" "$1" --prefix "$prefix" >"$here/1" 2>&1 &
    first=$!
    bash "$tool" "$2" --prefix "$prefix" >"$here/2" 2>&1 &
    second=$!
}

scenario_together()
{
    local prefix=$here/p first second

    clone "$base" "$prefix"
    reference
    at_once install install
    check 'the first of two installs' wait "$first"
    check 'the second of two installs' wait "$second"
    cat "$here/1" "$here/2" >>"$logs/$scenario"
    check 'one of them had nothing to do' [ "$(cat "$here/1" "$here/2" | sed -n /already/p | wc -l)" = 1 ]
    expect 0 'status' status --prefix "$prefix"
    at_once uninstall install
    check 'uninstall beside install' wait "$first"
    check 'install beside uninstall' wait "$second"
    setup status --prefix "$prefix"
    check 'the end is one of the two' lacks "$out" partly
    expect 0 'uninstall' uninstall --prefix "$prefix"
    check 'registry and files are as before' same_prefix "$prefix" "$work/reference"
    make_shims
    # No time to wait.
    printf '#!/bin/sh\n' >"$here/shims/sleep"
    printf '#!/bin/sh\nexit 1\n' >"$here/shims/flock"
    chmod +x "$here/shims/sleep" "$here/shims/flock"
    remember "$prefix"
    shim_setup 7 'a run that does not end' install --prefix "$prefix"
    printf '#!/bin/sh\necho "flock: 9: Bad file descriptor" >&2\nexit 65\n' >"$here/shims/flock"
    shim_setup 3 'a lock that fails' install --prefix "$prefix"
    check "flock's own reason is passed on" grep -qF '(flock: 9: Bad file descriptor)' "$err"
    check 'nothing was changed' unchanged "$prefix"
}

scenario_odd_paths()
{
    local name names=("with space" "it's \"quoted\" \$HOME \`x\`" 'Übung ñ 日本' '-leading --dash' 'back\slash*[a]?')

    reference
    mkdir "$here/dlls é 'x' \"y\""
    dlls_copy "$here/dlls é 'x' \"y\""
    cd "$here"
    for name in "${names[@]}"
    do
        clone "$base" "$here/$name"
        if [ "$name" = "${names[3]}" ]
        then
            expect 0 "install: $name" install --prefix "$name" --dll-dir "dlls é 'x' \"y\""
        else
            expect 0 "install: $name" install --prefix="$here/$name" --dll-dir="$here/dlls é 'x' \"y\""
        fi
        WINEPREFIX=$here/$name expect 0 "verify: $name" verify
        expect 0 "uninstall: $name" uninstall --prefix "$name"
        check "as before: $name" same_prefix "$here/$name" "$work/reference"
        rm -rf "${here:?}/$name"
    done
    # Another folder for temporary files: some versions of Wine have their server there, others crash.
    mkdir "$here/temporary files"
    clone "$base" "$here/temporary"
    TMPDIR="$here/temporary files" expect 0 "install: with TMPDIR" install --prefix "$here/temporary"
    TMPDIR="$here/temporary files" expect 0 "verify: with TMPDIR" verify --prefix "$here/temporary"
    TMPDIR="$here/temporary files" expect 0 "uninstall: with TMPDIR" uninstall --prefix "$here/temporary"
    check "as before: with TMPDIR" same_prefix "$here/temporary" "$work/reference"
    cd /
}
