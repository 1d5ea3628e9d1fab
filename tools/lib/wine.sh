# shellcheck shell=bash
#
# Headless Wine for the developer tools: prefixes of their own, programs with a time limit, and nothing left running.
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Reads
#   wine_root     which Wine: empty for the host's, else a folder made by winefolder.sh. A prefix belongs to the Wine
#                 that created it: do not change wine_root between two calls about one prefix.
#   wine_display  an X display for programs that draw; empty (the usual case) for none at all
#   WINEDEBUG     Wine's debug channels, if the caller wants any
# Offers
#   prefix_create DIR [win32|win64]             makes a prefix and waits until it is whole; does nothing if it is there
#   prefix_end DIR                              ends the prefix's wineserver with all its programs, and no other
#   wine_run PREFIX WIDTH SECONDS CMD ARGS...   runs a Windows program and passes on its exit code; 124 after SECONDS.
#                                               CMD is a file, or the bare name of one of Windows' own programs
#                                               (regsvr32), taken from the system directory of that WIDTH (64 or 32)
#   wine_run_into FILE PREFIX WIDTH SECONDS CMD ARGS...   the same with all output in FILE and no input. A program that ends
#                                               with 1 and without a word was not started by Wine, which a busy machine sees
#                                               now and then: it is told and tried once more
#   register_dll PREFIX WIDTH FILE              puts FILE, a DLL, there, and registers it in the place of the system's class
#   wine_command ROOT PREFIX '' CMD ARGS...     becomes CMD, a Linux program or script that uses Wine: call it in ( )
#   wine_version                                the version of the chosen Wine
#   display_start                               starts Xvfb and sets wine_display; ended at exit or by display_end
# Whatever still runs in one of these prefixes when the tool ends, or is interrupted, is ended too.

[ -z "${wine_library:-}" ] || return 0
wine_library=1

# shellcheck source-path=SCRIPTDIR
. "$(dirname "${BASH_SOURCE[0]}")/winefolder.sh"

wine_root=${wine_root:-}
wine_display=${wine_display:-}
display_pid=
display_authority=
declare -A prefixes_used=()

# Nothing of the caller's Wine settings reaches Wine's programs. Menus and browsers are not for a scratch prefix. The
# cache has the plugin list of GStreamer, which must not be shared with another distribution's GStreamer.
# Wine's debugger is off: with it, Wine 8 gives some of the programs that crash the exit code 0.
wine_command()
{
    local root=$1 prefix=$2 arch=$3
    shift 3
    local settings=(WINEPREFIX="$prefix" WINEDEBUG="${WINEDEBUG:--all}"
                    WINEDLLOVERRIDES="mscoree,mshtml=;winemenubuilder.exe,winedbg.exe=d"
                    XDG_CACHE_HOME="$build/cache/wine${root:+-${root##*/}}")
    # Debian's Wine 10.0 crashes where TMPDIR is set.
    local unwanted=(-u TMPDIR -u WINEARCH -u WINELOADER -u WINESERVER -u WINEDLLPATH -u DISPLAY -u WAYLAND_DISPLAY -u XAUTHORITY)
    [ -z "$arch" ] || settings+=(WINEARCH="$arch")
    [ -z "$wine_display" ] || settings+=(DISPLAY="$wine_display" XAUTHORITY="$display_authority")
    mkdir -p "$build/cache/wine${root:+-${root##*/}}"
    if [ -z "$root" ]
    then
        exec env "${unwanted[@]}" "${settings[@]}" "$@"
    else
        winefolder_exec "$root" env "${unwanted[@]}" "${settings[@]}" "$@"
    fi
}

# Where a folder's Wine has its loaders and its server: versions differ.
wine_program()
{
    local root=$1 name folder
    shift
    for name
    do
        for folder in /usr/lib/wine /usr/lib/x86_64-linux-gnu/wine
        do
            [ ! -x "$root$folder/$name" ] || { echo "$folder/$name"; return 0; }
        done
    done
    echo "/usr/lib/wine/$1"
}

# The loader to start programs with. Debian's "wine" chooses one itself; a folder has only the loaders.
wine_loader()
{
    if [ -z "$1" ]
    then
        echo wine
    else
        wine_program "$1" wine64 wine
    fi
}

wine_server()
{
    if [ -z "$1" ] && have wineserver
    then
        echo wineserver
    else
        wine_program "$1" wineserver
    fi
}

absolute_path()
{
    case $1 in /*) printf '%s\n' "$1" ;; *) printf '%s\n' "$PWD/$1" ;; esac
}

wine_version()
{
    (wine_command "$wine_root" "$build" '' "$(wine_loader "$wine_root")" --version 2>/dev/null) | sed -n 's/^wine-//p'
}

prefix_create()
{
    local dir arch=${2:-win64} made_by code=0
    dir=$(absolute_path "$1")
    prefixes_used[$dir]=$wine_root
    # Another Wine than the one that made it would convert the prefix or, with fewer widths, spoil it.
    made_by="$arch ${wine_root:-host} $(wine_version)"
    [ "$(cat "$dir/.quartzalloc-complete" 2>/dev/null)" != "$made_by" ] || return 0
    mkdir -p "$(dirname "$dir")" 2>/dev/null || die 1 "cannot create $dir: choose a folder that you can write to"
    # What an interrupted run or another Wine has left is not worth repairing; anything else is not ours to remove.
    if [ -e "$dir/.quartzalloc-scratch" ]
    then
        prefix_end "$dir"
        rm -rf "$dir"
    elif [ -e "$dir" ] && [ -n "$(ls -A "$dir")" ]
    then
        die 1 "$dir is not empty and not a scratch prefix of this project: remove it or choose another folder"
    fi
    mkdir -p "$dir"
    touch "$dir/.quartzalloc-scratch"
    prefix_initialise "$dir" "$arch" || code=$?
    if ((code != 0)) || [ ! -e "$dir/system.reg" ]
    then
        die 1 "Wine could not create the prefix $dir (exit code $code): see $build/logs/prefix.log"
    fi
    printf '%s\n' "$made_by" >"$dir/.quartzalloc-complete"
}

prefix_initialise()
{
    local dir=$1 arch=$2 code=0
    mkdir -p "$build/logs"
    (wine_command "$wine_root" "$dir" "$arch" \
        timeout --foreground --signal=KILL 180 "$(wine_loader "$wine_root")" wineboot -i) \
        >"$build/logs/prefix.log" 2>&1 </dev/null &
    wait $! || code=$?
    ((code == 0)) || { prefix_end "$dir"; return "$code"; }
    # The registry reaches the disk when the server ends.
    (wine_command "$wine_root" "$dir" '' timeout 60 "$(wine_server "$wine_root")" -w) >>"$build/logs/prefix.log" 2>&1 ||
        prefix_end "$dir"
}

prefix_end()
{
    local dir root
    dir=$(absolute_path "$1")
    root=${prefixes_used[$dir]-$wine_root}
    [ -d "$dir" ] || return 0
    (wine_command "$root" "$dir" '' "$(wine_server "$root")" -k) >/dev/null 2>&1 </dev/null || true
    (wine_command "$root" "$dir" '' timeout 20 "$(wine_server "$root")" -w) >/dev/null 2>&1 </dev/null || true
}

end_prefixes_used()
{
    local dir
    for dir in "${!prefixes_used[@]}"
    do
        prefix_end "$dir"
    done
}
at_exit end_prefixes_used

# Where Windows' own program of that width is, as the prefix's programs see it.
system_program()
{
    local prefix=$1 width=$2 name=$3
    case $name in *.exe) ;; *) name=$name.exe ;; esac
    printf '%s\n' "C:\\windows\\$(basename "$(system_folder "$prefix" "$width")")\\$name"
}

# Where that width's DLLs and programs of Windows are, as Linux names it.
system_folder()
{
    if [ "$2" = 32 ] && [ -d "$1/drive_c/windows/syswow64" ]
    then
        printf '%s\n' "$1/drive_c/windows/syswow64"
    else
        printf '%s\n' "$1/drive_c/windows/system32"
    fi
}

register_dll()
{
    cp "$3" "$(system_folder "$1" "$2")/" &&
        wine_run "$1" "$2" 60 regsvr32 /s /i:treatas "$(basename "$3")" </dev/null
}

wine_run()
{
    local prefix width=$2 seconds=$3 command=$4 code=0 since=$SECONDS
    prefix=$(absolute_path "$1")
    shift 4
    [ -d "$prefix/drive_c" ] || die 1 "$prefix is not a Wine prefix: create it first"
    if [ "$width" = 32 ] && ! wine_runs_32bit "$wine_root"
    then
        # Some versions of Wine would end with exit code 0 and have done nothing.
        warn "this Wine cannot run 32-bit programs: install wine32"
        return 125
    fi
    case $command in
        */* | *\\*) ;;
        *) [ -f "$command" ] && command=./$command || command=$(system_program "$prefix" "$width" "$command") ;;
    esac
    [ -n "${prefixes_used[$prefix]+set}" ] || prefixes_used[$prefix]=$wine_root
    # In the background, so that an interrupt is seen at once and not when the program ends.
    (wine_command "$wine_root" "$prefix" '' \
        timeout --foreground --signal=KILL "$seconds" "$(wine_loader "$wine_root")" "$command" "$@") <&0 &
    wait $! || code=$?
    if ((code == 137 && SECONDS - since >= ${seconds%.*}))
    then
        prefix_end "$prefix"
        code=124
    fi
    return "$code"
}

wine_run_into()
{
    local out=$1 code=0
    shift
    wine_run "$@" >"$out" 2>&1 </dev/null || code=$?
    if ((code == 1)) && [ ! -s "$out" ]
    then
        code=0
        say "Wine did not start $4: once more"
        wine_run "$@" >"$out" 2>&1 </dev/null || code=$?
    fi
    return "$code"
}

# Can the Wine in that folder, or the host's if empty, run 32-bit programs? Known by the system library that all need.
wine_runs_32bit()
{
    local pattern
    for pattern in /usr/lib/{i386-linux-gnu/,x86_64-linux-gnu/,}wine /usr/lib{32,64}/wine
    do
        [ ! -e "$1$pattern/i386-windows/ntdll.dll" ] || return 0
    done
    [ -z "$1" ] || return 1
    compgen -G '/opt/wine*/lib*/wine/i386-windows/ntdll.dll' >/dev/null
}

display_start()
{
    local number
    [ -z "$wine_display" ] || return 0
    have Xvfb || return 1
    have xauth || return 1
    mkdir -p "$build/display"
    display_authority=$build/display/authority.$$
    : >"$display_authority"
    chmod 600 "$display_authority"
    local cookie
    cookie=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
    # Xvfb chooses a free number itself; the cookie is known to it before, to the programs after.
    xauth -q -f "$display_authority" add :0 . "$cookie" 2>/dev/null
    rm -f "$build/display/number.$$"
    Xvfb -displayfd 3 -screen 0 1024x768x24 -nolisten tcp -auth "$display_authority" \
        3>"$build/display/number.$$" >/dev/null 2>&1 </dev/null &
    display_pid=$!
    at_exit display_end
    local tries=0
    until [ -s "$build/display/number.$$" ]
    do
        if ((tries++ >= 100)) || ! kill -0 "$display_pid" 2>/dev/null
        then
            display_end
            return 1
        fi
        sleep 0.1
    done
    number=$(<"$build/display/number.$$")
    xauth -q -f "$display_authority" add ":$number" . "$cookie" 2>/dev/null
    wine_display=:$number
}

display_end()
{
    [ -n "$display_pid" ] || return 0
    kill "$display_pid" 2>/dev/null || true
    wait "$display_pid" 2>/dev/null || true
    rm -f "$build/display/authority.$$" "$build/display/number.$$"
    display_pid=
    wine_display=
}
