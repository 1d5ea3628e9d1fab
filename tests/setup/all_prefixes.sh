# shellcheck shell=bash
#
# --all-prefixes
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

all_scenarios+=(all_prefixes among_others search places)
quick_scenarios+=(search places)

scenario_all_prefixes()
{
    local many="$here/many prefixes"

    clone "$base" "$many/first one"
    clone "$base" "$many/deeper/second"
    mkdir "$many/no prefix"
    expect 3 'no prefix below' status --all-prefixes "$many/no prefix"
    expect 3 'no such folder' status --all-prefixes "$many/none"
    HOME=$here expect 3 'no folder, and nothing where launchers keep theirs' status --all-prefixes
    expect 0 'install' install --all-prefixes "$many"
    expect 0 'verify' verify --all-prefixes "$many/first one" "$many/deeper"
    expect 0 'status --json' status --json --all-prefixes "$many"
    check 'one line for each prefix' [ "$(wc -l <"$out")" = 2 ]
    ln -s "$many" "$here/link"
    expect 0 'status --json through a link' status --json --all-prefixes "$here/link"
    check 'the same lines' [ "$(wc -l <"$out")" = 2 ]
    expect 0 'uninstall from one' uninstall --prefix "$many/first one"
    expect 1 'status of all' status --all-prefixes "$many"
    expect 0 'uninstall' uninstall --all-prefixes "$many"
    check 'nothing is left behind' [ -z "$(find "$many" -iname '*quartzalloc*')" ]
}

# The one Wine that is taken for all of them may not be the one that a prefix belongs to.
scenario_among_others()
{
    local many=$here/many name

    reference
    for name in other empty
    do
        clone "$work/reference" "$many/$name"
    done
    expect 0 'install' install --prefix "$many/other"
    clone_whole "$many/other" "$many/fits"
    echo 1 >"$many/other/.update-timestamp"
    echo 1 >"$many/empty/.update-timestamp"
    remember "$many/other"
    expect 4 'uninstall from all' uninstall --all-prefixes "$many"
    says 'the one that is told' "$many/other belongs to another version of Wine than"
    says 'the others are done' "quartzalloc is taken out of $many/fits"
    says 'where nothing is, no Wine is needed' "not installed in $many/empty: nothing to do"
    check 'the one that belongs to another Wine is as it was' unchanged "$many/other"
    setup status --all-prefixes "$many"
    check 'nor does status start Wine there' [ "$(cat "$many/other/.update-timestamp" "$many/empty/.update-timestamp" | paste -s)" = $'1\t1' ]
    says 'what is in the registry is told' '64-bit:    DLL 0.1.0, registered, the class is taken over'
    expect 0 'uninstall with the Wine named' uninstall --all-prefixes --wine "$wine" "$many"
    check 'nothing is left behind' [ -z "$(find "$many" -iname '*quartzalloc*')" ]

    # A Wine that was named once, by Proton's own file, or for a bottle, is found again.
    launcher_wine "$here/named/bin"
    clone "$work/reference" "$many/named"
    expect 0 'install with a Wine of its own' install --prefix "$many/named" --wine "$here/named"
    rm -f "$here/named/bin/wine.used"
    expect 0 'status of all' status --all-prefixes "$many/named"
    says 'it is taken again' "$here/named/bin/wine)"
    expect 0 'uninstall' uninstall --all-prefixes "$many/named"
    clone "$work/reference" "$here/compatdata/220/pfx"
    launcher_wine "$here/Proton 8.0/files/bin"
    printf '8.0-102\n%s/\n%s/\n' "$here/Proton 8.0/files/share/fonts" "$here/Proton 8.0/files/lib64" >"$here/compatdata/220/config_info"
    setup status --prefix "$here/compatdata/220/pfx"
    says "Proton's is taken" "$here/Proton 8.0/files/bin/wine)"
    clone "$work/reference" "$here/bottles/bottles/One"
    launcher_wine "$here/bottles/runners/soda-9.0-1/bin"
    printf 'Name: One\nRunner: soda-9.0-1\n' >"$here/bottles/bottles/One/bottle.yml"
    setup status --prefix "$here/bottles/bottles/One"
    says "the bottle's runner is taken" '/runners/soda-9.0-1/bin/wine)'
}

# finds TEXT EXPECTED-FOLDERS FOLDER...: list prints these prefixes, below $here, and nothing else.
finds()
{
    local text=$1 expected=$2
    shift 2
    setup list "$@"
    check "$text: exit code" [ "$code" = 0 ]
    detail=$(diff <(for folder in $expected; do printf '%s\n' "$here/$folder"; done | LC_ALL=C sort) "$out" | sed -n '/^[<>]/p' | paste -s -d ' ')
    check "$text: each of them, once" [ -z "$detail" ]
}

scenario_search()
{
    local deep=a/b/c/d/e/f/g/h/i/j/k/l/m/n number started

    mkdir "$here/top"
    fake_prefix "$here/disk/compatdata/220/pfx"
    fake_prefix "$here/disk/compatdata/440/pfx"
    fake_prefix "$here/elsewhere/linked"
    mkdir -p "$here/top/steamapps"
    ln -s "$here/disk/compatdata" "$here/top/steamapps/compatdata"
    ln -s "$here/elsewhere/linked" "$here/disk/compatdata/linked"
    finds 'a linked folder, with a linked prefix in it' 'disk/compatdata/220/pfx disk/compatdata/440/pfx elsewhere/linked' "$here/top"
    finds 'through two ways' 'disk/compatdata/220/pfx disk/compatdata/440/pfx elsewhere/linked' "$here/top" "$here/disk" "$here/top/steamapps"

    ln -s . "$here/disk/self"
    ln -s ../.. "$here/disk/compatdata/up"
    ln -s "$here/disk/two" "$here/disk/one"
    ln -s "$here/disk/one" "$here/disk/two"
    finds 'loops of links' 'disk/compatdata/220/pfx disk/compatdata/440/pfx elsewhere/linked' "$here/disk"
    says 'a way above is told' "$here/disk/compatdata/up leads to $here, which is above"

    fake_prefix "$here/$deep/prefix"
    finds 'a deep one' "$deep/prefix" "$here/a"
    fake_prefix "$here/registry/p"
    mv "$here/registry/p/system.reg" "$here/registry/system"
    ln -s ../system "$here/registry/p/system.reg"
    finds 'a linked system.reg' 'registry/p' "$here/registry"

    # What is no prefix of anybody, or leads out of one
    fake_prefix "$here/leads/p"
    ln -s / "$here/leads/p/dosdevices/z:"
    fake_prefix "$here/leads/p/drive_c/inner"
    fake_prefix "$here/leads/steamapps/common/Proton/files/share/default_pfx"
    fake_prefix "$here/leads/compatibilitytools.d/Proton/files/share/default_pfx"
    finds 'templates, and what lies inside of prefixes' 'leads/p' "$here/leads"

    ln -s "$here/nowhere" "$here/leads/pfx"
    setup list "$here/leads"
    says 'a link to nowhere is told' "$here/leads/pfx leads to nowhere"
    check 'and the others are found' [ "$code" = 0 ]
    expect 3 'nothing but a link to nowhere' list "$here/leads/pfx"

    for ((number = 1; number <= 1000; number++))
    do
        mkdir -p "$here/thousand/$((number / 30))/$number/drive_c"
        : >"$here/thousand/$((number / 30))/$number/system.reg"
    done
    started=$SECONDS
    setup list "$here/thousand"
    started=$((SECONDS - started))
    check "1000 prefixes are found in $started s, less than 10" [ "$(wc -l <"$out")" = 1000 -a "$started" -lt 10 ]

    # A disk that is slow
    mkdir "$here/bin"
    printf '#!/bin/sh\n%q 0.5\nexec %q "$@"\n' "$(command -v sleep)" "$(command -v find)" >"$here/bin/find"
    printf '#!/bin/sh\nexec %q 0.1\n' "$(command -v sleep)" >"$here/bin/sleep"
    chmod +x "$here/bin/find" "$here/bin/sleep"
    tool_path=$here/bin:$PATH setup list --verbose "$here/registry"
    says 'a long search gives signs of life' "still searching below $here/registry (5 s)"
    check 'and finds what there is' [ "$(cat "$out")" = "$here/registry/p" ]

    if [ "$(id -u)" != 0 ] || ! command -v setpriv >/dev/null
    then
        skip 'a folder that cannot be read: needs root and setpriv'
        return
    fi
    chmod 755 "$work" "$here"
    mkdir -p "$here/locked/closed"
    fake_prefix "$here/locked/open"
    chmod 700 "$here/locked/closed"
    code=0
    setpriv --reuid=65534 --regid=65534 --clear-groups bash "$tool" list "$here/locked" >"$out" 2>"$err" </dev/null || code=$?
    check 'a folder that cannot be read: the others go on' [ "$code $(cat "$out")" = "0 $here/locked/open" ]
    check 'it is named' grep -q "not searched: .*$here/locked/closed" "$err"
}

# Where Wine, Steam, Lutris, Bottles, Heroic, umu and Flatpak keep prefixes, in one home
scenario_places()
{
    local home=$here/home expected='' folder steam

    steam=$home/.local/share/Steam
    for folder in .wine .local/share/wineprefixes/a .local/share/Steam/steamapps/compatdata/220/pfx .local/share/bottles/bottles/B \
        Games/lutris-game Games/Heroic/Prefixes/default/H/pfx Games/umu/umu-default \
        .var/app/com.valvesoftware.Steam/.local/share/Steam/steamapps/compatdata/570/pfx \
        .var/app/com.usebottles.bottles/data/bottles/bottles/F .var/app/org.winehq.Wine/data/wine
    do
        fake_prefix "$home/$folder"
        expected+=" home/$folder"
    done
    for folder in disk/lib1/steamapps/compatdata/400/pfx disk/lib2/steamapps/compatdata/500/pfx disk/lutris/one 'disk/heroic' disk/bottles/C
    do
        fake_prefix "$here/$folder"
        expected+=" $folder"
    done
    mkdir -p "$home/.steam" "$home/.local/share/lutris/games" "$home/.config/heroic/GamesConfig" "$home/.cache"
    ln -s ../.local/share/Steam "$home/.steam/steam"
    printf '"libraryfolders"\n{\n\t"0"\n\t{\n\t\t"path"\t\t"%s"\n\t\t"apps"\n\t\t{\n\t\t\t"220"\t\t"123"\n\t\t}\n\t}\n\t"1"\n\t{\n\t\t"path"\t\t"%s"\n\t}\n}\n' \
        "$steam" "$here/disk/lib1" >"$steam/steamapps/libraryfolders.vdf"
    mkdir "$steam/config"
    # An older Steam's
    printf '"LibraryFolders"\n{\n\t"TimeNextStatsReport"\t\t"1"\n\t"1"\t\t"%s"\n}\n' "$here/disk/lib2" >"$steam/config/libraryfolders.vdf"
    printf 'game:\n  exe: /x\n  prefix: %s\nsystem: {}\n' "$here/disk/lutris/one" >"$home/.local/share/lutris/games/one.yml"
    printf '{ "x": { "winePrefix": "%s", "y": 1 } }\n' "$here/disk/heroic" >"$home/.config/heroic/GamesConfig/x.json"
    printf 'custom_bottles_path: %s\n' "$here/disk/bottles" >"$home/.local/share/bottles/data.yml"

    HOME=$home finds 'all of them' "$expected"
    says 'what was searched is named' "searched: $home/.local/share/bottles/bottles"
    check 'in a line each, and no more is said' [ -z "$(sed '/^searched: /d' "$err")" ]
    HOME=$home setup uninstall --all-prefixes
    check 'uninstall from all of them' [ "$code" = 0 ]
    says 'it counts them' '15 prefixes, 0 not as wanted'

    printf '"libraryfolders"\n{\n\t"1"\n\t{\n\t\t"path"\t\t"%s"\n' "$here/disk/lib1" >"$steam/steamapps/libraryfolders.vdf"
    HOME=$home finds 'a damaged list of libraries' "$expected"
    says 'it is told' "$steam/steamapps/libraryfolders.vdf is damaged"
    printf '\001\002\003' >"$steam/config/libraryfolders.vdf"
    HOME=$home finds 'a list that is none' "${expected/ disk\/lib2\/steamapps\/compatdata\/500\/pfx/}"
    says 'it is told, too' "$steam/config/libraryfolders.vdf is damaged"
    printf '"libraryfolders"\n{\n\t"1"\n\t{\n\t\t"path"\t\t"/nonexistent/disk"\n\t}\n}\n' >"$steam/config/libraryfolders.vdf"
    HOME=$home setup list
    says 'a library on a disk that is not there is told' 'names /nonexistent/disk, which is not there'
}
