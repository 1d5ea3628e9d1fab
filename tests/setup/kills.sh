# shellcheck shell=bash
#
# Interruptions
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

all_scenarios+=(kill_install kill_uninstall)

# For every change that a command makes: kill the tool right after it, see that programs still get an allocator, then repeat
# and undo from there. Every second time the Wine server dies as well, with everything that it had not written yet.
kill_points()
{
    local command=$1 start=$2 total number

    reference
    make_shims
    clone "$start" "$here/p"
    shim_run "$command" --prefix "$here/p"
    end_server "$here/p"
    total=$changes
    check "$command runs behind the shims" [ "$code" = 0 ]
    check "$command: $total changes are seen" [ "$total" -ge 10 ]
    rm -rf "$here/p"
    for ((number = 1; number <= total; number++))
    do
        kill_point "$command" "$start" "$number" &
        # Each of them is mostly waiting.
        while (($(jobs -pr | wc -l) >= jobs))
        do
            wait -n || :
        done
    done
    wait
}

kill_point()
{
    local command=$1 start=$2 number=$3
    local prefix=$here/kill-$number copy=$here/copy-$number result

    out=$here/out-$number
    err=$here/err-$number
    clone "$start" "$prefix"
    SHIM_PREFIX=$prefix KILL_AT=$number shim_run "$command" --prefix "$prefix"
    if [ "$code" = 0 ]
    then
        fail "$command, change $number: it was not killed"
        return
    fi
    if ((number % 2))
    then
        WINEPREFIX=$prefix timeout 20 "$wineserver" -k9 >/dev/null 2>&1 || :
        end_orphans "$prefix"
        # What a server that is killed while it writes the registry leaves behind is its own.
        rm -f "$prefix"/reg*.tmp
    fi
    end_server "$prefix"
    result=$(answer_of "$prefix")
    end_server "$prefix"
    case $result in
        quartz.dll | quartzalloc.dll) pass "$command killed after change $number: programs get $result" ;;
        *) fail "$command killed after change $number: programs get no allocator ($result)" ;;
    esac
    clone "$prefix" "$copy"
    expect 0 "$command killed after change $number: install repairs" install --prefix "$copy"
    expect 0 "$command killed after change $number: verified then" verify --prefix "$copy"
    end_server "$copy"
    check "$command killed after change $number: nothing half-made" [ -z "$(find "$copy" -name '*.new')" ]
    expect 0 "$command killed after change $number: uninstall undoes" uninstall --prefix "$prefix"
    end_server "$prefix"
    check "$command killed after change $number: as before" same_prefix "$prefix" "$work/reference"
    [ "$keep" = yes ] || rm -rf "$prefix" "$copy"
}

scenario_kill_install()
{
    kill_points install "$base"
}

scenario_kill_uninstall()
{
    clone "$base" "$here/installed"
    expect 0 'install' install --prefix "$here/installed"
    kill_points uninstall "$here/installed"
}
