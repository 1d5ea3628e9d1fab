# shellcheck shell=bash
#
# Launchers. Their folders and their Wine's are laid out as docs/launchers.md says; the Wine in them is the host's, behind a
# wrapper that writes down that it was used.
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

all_scenarios+=(proton lutris bottles heroic)

launcher_wine()
{
    local folder=$1
    mkdir -p "$folder"
    printf '#!/usr/bin/env bash\necho used >>%q\nexec %q "$@"\n' "$folder/wine.used" "$wine" >"$folder/wine"
    printf '#!/usr/bin/env bash\nexec %q "$@"\n' "$wineserver" >"$folder/wineserver"
    chmod +x "$folder/wine" "$folder/wineserver"
}

# in_and_out NAME PREFIX BIN-FOLDER REFERENCE OPTION...: through everything with the launcher's Wine. Prefix and Wine are named
# by the options, or by the environment.
in_and_out()
{
    local name=$1 prefix=$2 bin=$3 compared=$4
    shift 4
    expect 0 "$name: install" install "$@"
    check "$name: the launcher's Wine was used" [ -s "$bin/wine.used" ]
    check "$name: the DLL is in the prefix" cmp -s "$build/x86_64-windows/quartzalloc.dll" "$prefix/drive_c/windows/system32/quartzalloc.dll"
    warm "$prefix"
    expect 0 "$name: status" status "$@"
    says "$name: status names the launcher's Wine" "$bin/wine)"
    expect 0 "$name: verify" verify "$@"
    expect 0 "$name: uninstall" uninstall "$@"
    end_server "$prefix"
    check "$name: registry and files are as in a prefix that never saw it" same_prefix "$prefix" "$compared"
}

# What lies beside a prefix, or in it, is the launcher's.
launcher_files()
{
    local folder=$1 name
    shift
    for name in "$@"
    do
        printf 'of the launcher: %s\n' "$name" >"$folder/$name"
    done
}

# Proton's prefix is the folder pfx in a folder with its own files, and its system DLLs are links to Proton's.
proton_prefix()
{
    local game=$1 proton=$2 from=$3 dll=drive_c/windows/system32/quartz.dll
    clone "$from" "$game/pfx"
    mkdir -p "$proton/files/lib/wine/x86_64-windows"
    cp "$base/$dll" "$proton/files/lib/wine/x86_64-windows/"
    ln -sf "$proton/files/lib/wine/x86_64-windows/quartz.dll" "$game/pfx/$dll"
}

scenario_proton()
{
    local steam="$here/Steam/steamapps" game new old registry

    game=$steam/compatdata/220
    new="$steam/common/Proton 8.0"
    old="$steam/common/Proton 5.0"
    reference
    launcher_wine "$new/files/bin"
    launcher_wine "$old/dist/bin"
    proton_prefix "$game" "$new" "$base"
    proton_prefix "$here/compared" "$new" "$work/reference"
    launcher_files "$game" version config_info tracked_files pfx.lock
    cp "$game/tracked_files" "$here/"

    expect 3 'the folder above the prefix' install --prefix "$game" --wine "$new"
    says 'the prefix in it is named' "--prefix $game/pfx"
    in_and_out Proton "$game/pfx" "$new/files/bin" "$here/compared/pfx" --prefix "$game/pfx" --wine "$new"
    check "Proton's own files are as they were" cmp -s "$here/tracked_files" "$game/tracked_files"

    # An older Proton takes a newer prefix over by making the registry anew.
    warm "$game/pfx"
    expect 0 'install again' install --prefix "$game/pfx" --wine "$new"
    end_server "$game/pfx"
    for registry in system.reg user.reg userdef.reg
    do
        cp -a --remove-destination "$base/$registry" "$game/pfx/$registry"
    done
    warm "$game/pfx"
    expect 1 'status after the registry was made anew' status --prefix "$game/pfx" --wine "$old"
    says 'status: partly' 'partly installed'
    expect 0 'install repairs' install --prefix "$game/pfx" --wine "$old"
    check "the older Proton's Wine was used" [ -s "$old/dist/bin/wine.used" ]
    expect 0 'verify' verify --prefix "$game/pfx" --wine "$old"
    expect 0 'uninstall' uninstall --prefix "$game/pfx" --wine "$old"
    end_server "$game/pfx"
    check 'registry and files are as in a prefix that never saw it' same_prefix "$game/pfx" "$here/compared/pfx"
}

scenario_lutris()
{
    local prefix="$here/Games/a-game" runner=$here/.local/share/lutris/runners/wine/wine-ge-8-26-x86_64

    clone "$base" "$prefix"
    reference
    launcher_wine "$runner/bin"
    in_and_out Lutris "$prefix" "$runner/bin" "$work/reference" --prefix "$prefix" --wine "$runner"
    rm -f "$runner/bin/wine.used"
    clone "$base" "$prefix"
    WINEPREFIX=$prefix WINE=$runner/bin/wine in_and_out 'Lutris, by the environment' "$prefix" "$runner/bin" "$work/reference"
}

scenario_bottles()
{
    local data=$here/.var/app/com.usebottles.bottles/data/bottles
    local prefix=$data/bottles/My-Bottle runner=$data/runners/soda-9.0-1

    clone "$base" "$prefix"
    reference
    clone "$work/reference" "$here/compared"
    launcher_files "$prefix" bottle.yml placeholder.yml
    cp "$prefix/bottle.yml" "$prefix/placeholder.yml" "$here/compared/"
    launcher_wine "$runner/bin"
    in_and_out Bottles "$prefix" "$runner/bin" "$here/compared" --prefix "$prefix" --wine "$runner"
}

scenario_heroic()
{
    local prefixes=$here/Games/Heroic/Prefixes/default tools=$here/.config/heroic/tools
    local plain="$prefixes/A Game" proton="$prefixes/Another Game" umu="$prefixes/A Third"
    local wine_folder=$tools/wine/Wine-GE-Proton8-26 proton_folder=$tools/proton/GE-Proton9-27

    reference
    launcher_wine "$wine_folder/bin"
    launcher_wine "$proton_folder/files/bin"
    clone "$base" "$plain"
    proton_prefix "$proton" "$proton_folder" "$base"
    proton_prefix "$here/compared" "$proton_folder" "$work/reference"
    launcher_files "$proton" version config_info tracked_files pfx.lock
    # umu-launcher, which also Lutris uses for Proton, links pfx to the folder that it lies in.
    clone "$base" "$umu"
    clone "$work/reference" "$here/linked"
    ln -s "$umu" "$umu/pfx"
    ln -s "$umu" "$here/linked/pfx"

    in_and_out 'Heroic with Wine' "$plain" "$wine_folder/bin" "$work/reference" --prefix "$plain" --wine "$wine_folder"
    in_and_out 'Heroic with Proton' "$proton/pfx" "$proton_folder/files/bin" "$here/compared/pfx" --prefix "$proton/pfx" --wine "$proton_folder"
    rm -f "$proton_folder/files/bin/wine.used"
    in_and_out 'Heroic with umu' "$umu" "$proton_folder/files/bin" "$here/linked" --prefix "$umu/pfx" --wine "$proton_folder"

    setup status --json --all-prefixes "$prefixes"
    check 'each of the three prefixes is found, once' [ "$(wc -l <"$out")" = 3 ]
}
