# shellcheck shell=bash
#
# Bad input: words, prefixes, DLLs, Wines, records
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

all_scenarios+=(usage bad_prefix bad_dll bad_wine bad_record)
quick_scenarios+=(usage bad_prefix bad_dll bad_wine bad_record)

scenario_usage()
{
    expect 0 '--help' --help
    says '--help names the commands' 'uninstall'
    expect 0 '--version' --version
    expect 2 'no command'
    expect 2 'unknown command' instal
    expect 2 'unknown option' install --prefx x
    expect 2 'option without value' install --prefix
    expect 2 'empty prefix' install --prefix ''
    expect 2 'wrong width' install --width 16
    expect 2 'a stray word' install somewhere
    expect 2 '--json with install' install --json
    expect 2 '--dry-run with status' status --dry-run
    expect 2 '--prefix with --all-prefixes' status --prefix x --all-prefixes y
}

scenario_bad_prefix()
{
    local prefix=$here/p command

    for command in install uninstall status verify report
    do
        expect 3 "$command: no such prefix" "$command" --prefix "$prefix"
        check "$command does not create a prefix" [ ! -e "$prefix" ]
    done
    WINEPREFIX=$prefix expect 3 'no such prefix in WINEPREFIX' install
    HOME=$here expect 3 'no ~/.wine' install
    check 'no ~/.wine is created' [ ! -e "$here/.wine" ]
    touch "$here/file"
    expect 3 'a file' install --prefix "$here/file"
    mkdir "$here/empty"
    expect 3 'an empty folder' install --prefix "$here/empty"
    check 'an empty folder stays empty' [ -z "$(ls -A "$here/empty")" ]
    mkdir -p "$here/proton"
    fake_prefix "$here/proton/pfx"
    expect 3 "a Proton game's folder" install --prefix "$here/proton"
    says 'the right folder is named' "--prefix $here/proton/pfx"
    mkdir "$here/other"
    echo 'not a registry' >"$here/other/system.reg"
    expect 3 'a foreign system.reg' install --prefix "$here/other"
    fake_prefix "$here/hollow"
    rm -r "$here/hollow/drive_c"
    expect 3 'no drive C' install --prefix "$here/hollow"
    fake_prefix "$here/new"
    sed -i 's/#arch=.*/#arch=win128/' "$here/new/system.reg"
    expect 3 'an unknown kind of prefix' install --prefix "$here/new"
    fake_prefix "$here/theirs"
    if [ "$(id -u)" = 0 ] && chown 65534 "$here/theirs"
    then
        remember "$here/theirs"
        for command in install uninstall status verify
        do
            expect 3 "$command: another user's prefix" "$command" --prefix "$here/theirs"
        done
        check "another user's prefix is unchanged" unchanged "$here/theirs"
    else
        skip "another user's prefix: needs root"
    fi
}

scenario_bad_dll()
{
    local prefix=$here/p dlls=$here/dlls

    fake_prefix "$prefix"
    remember "$prefix"
    mkdir "$dlls"
    expect 5 'no DLL' install --prefix "$prefix" --dll-dir "$dlls"
    dlls_copy "$dlls"
    rm "$dlls/i386-windows/quartzalloc.dll"
    expect 5 'one DLL of two' install --prefix "$prefix" --dll-dir "$dlls"
    QUARTZALLOC_DLL_DIR=$dlls expect 5 'QUARTZALLOC_DLL_DIR' install --prefix "$prefix"
    cp "$build/x86_64-windows/quartzalloc.dll" "$dlls/i386-windows/"
    expect 5 'a DLL of the wrong width' install --prefix "$prefix" --dll-dir "$dlls"
    : >"$dlls/i386-windows/quartzalloc.dll"
    expect 5 'an empty DLL' install --prefix "$prefix" --dll-dir "$dlls"
    cp "$build/i386-windows/quartzalloc-verify.exe" "$dlls/i386-windows/quartzalloc.dll"
    expect 5 'another program as the DLL' install --prefix "$prefix" --dll-dir "$dlls"
    check 'nothing was changed' unchanged "$prefix"
}

scenario_bad_wine()
{
    local prefix=$here/p command

    fake_prefix "$prefix"
    remember "$prefix"
    for command in install uninstall verify
    do
        expect 4 "$command: no such Wine" "$command" --prefix "$prefix" --wine "$here/none"
    done
    # Every program but Wine's.
    mkdir "$here/bin"
    find /bin/ /usr/bin/ -maxdepth 1 ! -name '*wine*' -exec ln -sf -t "$here/bin" {} +
    tool_path=$here/bin expect 4 'Wine is not installed' install --prefix "$prefix"
    expect 1 'status without Wine' status --prefix "$prefix" --wine "$here/none"
    says 'status says why' 'no wine program'
    printf '#!/bin/sh\necho "wine: cannot find anything" >&2\nexit 1\n' >"$here/wine"
    chmod +x "$here/wine"
    expect 4 'a Wine that does not run' install --prefix "$prefix" --wine "$here/wine"
    says "Wine's reason is passed on" 'cannot find anything'
    rm "$here/bin/od" "$here/bin/timeout"
    tool_path=$here/bin expect 10 'programs are missing' install --prefix "$prefix"
    says 'they are named' 'this system lacks od timeout: install coreutils'
    code=0
    sh "$tool" --version >"$out" 2>"$err" || code=$?
    if sh -c '[ -z "${BASH_VERSION-}" ]'
    then
        check 'sh that is no bash' [ "$code" = 10 ]
        says 'it says what is needed' 'this needs bash 4.4 or later'
    else
        skip 'sh that is no bash: sh is bash here'
    fi
    check 'nothing was changed' unchanged "$prefix"
}

scenario_bad_record()
{
    local prefix=$here/p command

    fake_prefix "$prefix"
    mkdir "$prefix/.quartzalloc"
    printf 'format=2\nversion=99.0\nstate=installed\n' >"$prefix/.quartzalloc/record"
    remember "$prefix"
    for command in install uninstall status verify
    do
        expect 6 "$command: a newer record" "$command" --prefix "$prefix"
        says 'the newer version is named' '99.0'
    done
    printf 'format=\nstate=installed\n' >"$prefix/.quartzalloc/record"
    expect 6 'a record without format' install --prefix "$prefix"
    printf 'format=1\nsomething\n' >"$prefix/.quartzalloc/record"
    remember "$prefix"
    expect 6 'a damaged record' install --prefix "$prefix"
    check 'nothing was changed' unchanged "$prefix"

    # Links where the record is written.
    mv "$prefix/.quartzalloc" "$here/elsewhere"
    printf 'format=1\nstate=installed\n' >"$here/elsewhere/record"
    ln -s "$here/elsewhere" "$prefix/.quartzalloc"
    for command in install uninstall
    do
        expect 3 "$command: the record's folder is a link" "$command" --prefix "$prefix"
    done
    check 'what it leads to is as it was' grep -qx 'state=installed' "$here/elsewhere/record"
    rm -r "$prefix"
    clone "$base" "$prefix"
    expect 0 'install' install --prefix "$prefix"
    echo precious >"$here/precious"
    ln -s "$here/precious" "$prefix/.quartzalloc/record.new"
    expect 0 'uninstall over a planted link' uninstall --prefix "$prefix"
    check 'what the link leads to is as it was' [ "$(cat "$here/precious")" = precious ]
}
