# shellcheck shell=bash
#
# A registry, a record or a DLL that fails
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

all_scenarios+=(failing_registry failing_dll)

scenario_failing_registry()
{
    local number

    reference
    make_shims
    for number in 1 4 6
    do
        clone "$base" "$here/p"
        FAIL_COMMAND=wine FAIL_AT=$number shim_setup 8 "change $number of the registry fails" install --prefix "$here/p"
        end_server "$here/p"
        check "change $number: the prefix is as it was" same_prefix "$here/p" "$work/reference"
    done
    clone "$base" "$here/p"
    FAIL_COMMAND=mv FAIL_AT=1 shim_setup 8 'the record cannot be written' install --prefix "$here/p"
    end_server "$here/p"
    check 'no record: the prefix is as it was' same_prefix "$here/p" "$work/reference"

    # What cannot be read is not absent.
    clone "$base" "$here/p"
    expect 0 'install' install --prefix "$here/p"
    mkdir "$here/bin"
    # shellcheck disable=SC2016 # the program in front of Wine expands them
    printf '#!/usr/bin/env bash\ncase "$*" in *-verify.exe* | "reg query "*"$UNREADABLE"*) exit "$ENDS_WITH" ;; esac\nexec %q "$@"\n' "$wine" >"$here/bin/wine"
    ln -s "$wineserver" "$here/bin/wineserver"
    chmod +x "$here/bin/wine"
    cp -a "$here/p/.quartzalloc" "$here/record"
    # Of a prefix in use, whose registry only Wine knows
    for number in 124 127
    do
        warm "$here/p"
        UNREADABLE=$our_class ENDS_WITH=$number expect 8 "uninstall: reading ends with $number" uninstall --prefix "$here/p" --wine "$here/bin/wine"
        says 'it says that the registry cannot be read' 'cannot be read'
        end_server "$here/p"
        check 'the record is as it was' diff -r "$here/record" "$here/p/.quartzalloc"
        check 'the DLL is there' [ -e "$here/p/drive_c/windows/system32/quartzalloc.dll" ]
        check 'the keys are there' grep -qi "^@=\"$our_class\"" "$here/p/system.reg"
    done
    expect 0 'uninstall' uninstall --prefix "$here/p"
    # From the second question on nothing can be read, as if each key were absent.
    # shellcheck disable=SC2016 # the program in front of Wine expands them
    printf '#!/usr/bin/env bash\n[ "$1" = --version ] || mkdir %q 2>/dev/null || exit 1\nexec %q "$@"\n' "$here/once" "$wine" >"$here/bin/wine"
    warm "$here/p"
    expect 8 'install: every key seems absent' install --prefix "$here/p" --wine "$here/bin/wine"
    says 'it says that the registry cannot be read then' 'cannot be read'
    end_server "$here/p"
    check 'unreadable: the prefix is as it was' same_prefix "$here/p" "$work/reference"

    # What was installed by hand is not taken out by an installation that fails.
    clone "$base" "$here/p"
    cp "$build/x86_64-windows/quartzalloc.dll" "$here/p/drive_c/windows/system32/"
    cp "$build/i386-windows/quartzalloc.dll" "$here/p/drive_c/windows/syswow64/"
    run_wine "$here/p" regsvr32 /s /i:treatas quartzalloc.dll
    end_server "$here/p"
    FAIL_COMMAND=mv FAIL_AT=1 shim_setup 8 'install over one by hand fails' install --prefix "$here/p"
    end_server "$here/p"
    check 'it says what to do next' grep -qF 'run this again' "$err"
    check 'its DLL is there' cmp -s "$build/x86_64-windows/quartzalloc.dll" "$here/p/drive_c/windows/system32/quartzalloc.dll"
    check 'its keys are there' grep -qi "^@=\"$our_class\"" "$here/p/system.reg"
}

# A DLL that looks right and cannot be loaded.
scenario_failing_dll()
{
    local dlls=$here/dlls

    clone "$base" "$here/p"
    reference
    dlls_copy "$dlls"
    {
        head -c 4096 "$build/x86_64-windows/quartzalloc.dll"
        printf 'OriginalFilenamequartzalloc.dll'
    } >"$dlls/x86_64-windows/quartzalloc.dll"
    expect 8 'install' install --prefix "$here/p" --dll-dir "$dlls"
    check 'the prefix is as it was' same_prefix "$here/p" "$work/reference"
}
