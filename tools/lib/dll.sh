# shellcheck shell=bash
#
# What a DLL's file says about it.
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Offers
#   dll_width FILE       64 or 32, the width that the DLL is for, from its header; nothing if it is no DLL
#   dll_is_wines FILE    is it one of those DLLs in whose place Wine loads its own?

dll_width()
{
    local offset machine
    offset=$(od -An -tu4 -j 60 -N 4 "$1" 2>/dev/null | tr -d ' ') || return 0
    [ -n "$offset" ] || return 0
    machine=$(od -An -tx2 -j "$((offset + 4))" -N 2 "$1" 2>/dev/null | tr -d ' ') || return 0
    case $machine in
        8664) echo 64 ;;
        014c) echo 32 ;;
    esac
}

dll_is_wines()
{
    case $(dd if="$1" bs=1 skip=64 count=20 2>/dev/null | tr -d '\0') in
        "Wine builtin DLL"* | "Wine placeholder DLL"*) ! LC_ALL=C grep -qa 'quartzalloc\.dll' "$1" ;;
        *) return 1 ;;
    esac
}
