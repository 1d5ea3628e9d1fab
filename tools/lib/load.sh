# shellcheck shell=bash
#
# Keeps every core of the machine busy.
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Needs common.sh. Offers
#   load_start FD   starts as many busy processes as cores, without the descriptor FD; each looks now and then whether
#                   this run still exists, for it may be killed
#   load_end        ends them; also at exit

load_pids=()
load_start()
{
    local held=$1 core
    for ((core = 0; core < $(nproc); core++))
    do
        (
            exec {held}>&-
            while kill -0 "$$" 2>/dev/null
            do
                for ((turn = 0; turn < 100000; turn++)); do :; done
            done
        ) >/dev/null 2>&1 </dev/null &
        load_pids+=($!)
    done
}

load_end()
{
    ((${#load_pids[@]})) || return 0
    kill "${load_pids[@]}" 2>/dev/null || true
    wait "${load_pids[@]}" 2>/dev/null || true
    load_pids=()
}
at_exit load_end
