# shellcheck shell=bash
#
# A window of Wine that waits for a click when a prefix is brought up to date, as the one about Mono does
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

all_scenarios+=(dialog)

# watch_windows ENOUGH COMMAND...: runs the command with a display and without the overrides that keep such windows away, and writes
# down which windows are seen; ends it once ENOUGH, if that is not empty, is one of them. Sets code and windows.
watch_windows()
{
    local process enough=$1
    shift
    : >"$here/windows"
    (
        unset WINEDLLOVERRIDES
        export DISPLAY=$display
        exec "$@"
    ) >"$out" 2>"$err" </dev/null &
    process=$!
    while kill -0 "$process" 2>/dev/null
    do
        DISPLAY=$display xwininfo -root -tree 2>/dev/null | sed -n 's/^ *0x[0-9a-f]* "\(.*\)": (.*) *[0-9]*x[0-9]*+.*/\1/p' |
            grep -v '^Default IME$' >>"$here/windows" || :
        if [ -n "$enough" ] && grep -q "$enough" "$here/windows"
        then
            kill "$process" 2>/dev/null || :
        fi
        sleep 0.2
    done
    code=0
    wait "$process" || code=$?
    windows=$(sort -u "$here/windows" | paste -s -d ';')
    {
        printf '$ %s\n' "$*"
        cat "$out" "$err"
        printf '(code %s, windows: %s)\n' "$code" "$windows"
    } >>"$logs/$scenario"
}

scenario_dialog()
{
    local display server number command question='HKLM\Software\Microsoft\Windows\CurrentVersion\RunOnce'

    if ! command -v Xvfb >/dev/null || ! command -v xwininfo >/dev/null
    then
        skip 'windows that wait: Xvfb or xwininfo is not installed'
        return
    fi
    for ((number = 90; number < 120; number++))
    do
        [ -e "/tmp/.X11-unix/X$number" ] || break
    done
    display=:$number
    Xvfb "$display" -screen 0 800x600x24 -nolisten tcp >/dev/null 2>&1 &
    server=$!
    for ((number = 0; number < 100; number++))
    do
        [ ! -S "/tmp/.X11-unix/X${display#:}" ] || break
        sleep 0.2
    done

    # An older prefix, which has a program to run at its next start that waits for a click, beside whatever this Wine asks.
    clone_whole "$base" "$here/old"
    run_wine "$here/old" reg add "$question" /v question /d 'winver.exe' /f
    end_server "$here/old"
    echo 1 >"$here/old/.update-timestamp"
    for command in control status install
    do
        clone_whole "$here/old" "$here/$command"
    done

    # What is looked for can be seen.
    WINEPREFIX=$here/control watch_windows About timeout 300 "$wine" reg query 'HKLM\Software\Classes\CLSID' /ve
    check "Wine by itself waits for a click: $windows" grep -q 'About' "$here/windows"
    end_server "$here/control"

    watch_windows '' bash "$tool" status --prefix "$here/status"
    check 'status ends by itself' [ "$code" = 1 ]
    check "status shows no window: $windows" [ -z "$windows" ]
    says 'status has its answer' 'programs get C:\windows\system32\quartz.dll'
    check 'the prefix is up to date' [ "$(cat "$here/status/.update-timestamp")" != 1 ]
    watch_windows '' bash "$tool" install --prefix "$here/install"
    check 'install ends by itself' [ "$code" = 0 ]
    check "install shows no window: $windows" [ -z "$windows" ]
    end_server "$here/install"
    kill "$server" 2>/dev/null
    wait "$server" 2>/dev/null || :
}
