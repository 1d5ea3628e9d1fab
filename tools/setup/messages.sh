# shellcheck shell=bash
#
# Help, messages, exit
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

print_help()
{
    cat <<'END'
Usage: quartzalloc-setup COMMAND [OPTION]...
Puts quartzalloc, a memory allocator for DirectShow, into a Wine prefix.

Commands:
  install    copy the DLLs into the prefix, register them and take the system's class over; also upgrades
  uninstall  undo that: registry and files are as they were before
  status     what is installed, and which DLL answers programs of each width
  verify     make an allocator inside the prefix; prove that it is quartzalloc's and that it notifies
  report     collect what a bug report needs, without personal paths
  list       print the prefixes that --all-prefixes finds; DIR... as there

Options:
  --prefix DIR          the Wine prefix (default: $WINEPREFIX, else ~/.wine)
  --all-prefixes DIR... do it for every prefix below the given folders; without any, where Wine, Steam, Lutris,
                        Bottles, Heroic, umu and Flatpak keep theirs
  --wine PATH           the wine program to use, or the folder of a Wine or Proton installation
                        (default: $WINE, else the one named at install, else the launcher's, else the wine in $PATH)
  --width 64|32|all     which programs to serve (default: all that the prefix has)
  --symlink             install: link to the packaged DLLs instead of copying them
  --dll-dir DIR         where x86_64-windows/quartzalloc.dll and i386-windows/quartzalloc.dll are, or for ARM64
                        aarch64-windows/quartzalloc.dll
                        (default: $QUARTZALLOC_DLL_DIR, else those of this installation)
  --dry-run             install, uninstall: print every change, make none
  --json                status: one JSON object for each prefix, on one line
  --verbose             print every change as it is made
  --help, --version

Exit codes: 0 done; 1 status, verify: another DLL answers; 2 wrong usage; 3 the prefix cannot be used;
4 Wine is missing or cannot run in the prefix; 5 a DLL is missing or of the wrong width; 6 the prefix's record is
damaged or of a newer version; 7 another run is working on the prefix; 8 a change failed; 9 verify: quartzalloc
answers but is broken; 10 a program that this needs is missing.
END
}

say()
{
    printf '%s\n' "$*"
}

warn()
{
    # One line, whatever the names in it.
    printf '%s: %s\n' "$program" "${*//$'\n'/ }" >&2
}

note_use()
{
    [ "$server" != running ] ||
        say 'note: the prefix is in use; programs that run already keep what they have until they are started again'
}

die()
{
    local code=$1
    shift
    warn "$*"
    exit "$code"
}

usage_error()
{
    die "$code_usage" "$* ($program --help lists commands and options)"
}

have()
{
    command -v "$1" >/dev/null 2>&1
}

# What else this needs: of coreutils, findutils, grep, sed, awk, diffutils and util-linux, or all of it from BusyBox.
require_programs()
{
    local name missing=()
    for name in awk cat chmod cmp cp cut date df dirname env find grep head id ln mkdir mktemp mv od readlink rm rmdir sed sleep \
        sort stat sync tail timeout tr uname
    do
        have "$name" || missing+=("$name")
    done
    [ ${#missing[@]} = 0 ] ||
        die "$code_system" "this system lacks ${missing[*]}: install coreutils, findutils, grep, sed, awk, diffutils and util-linux, or BusyBox with links for all of its programs"
}
