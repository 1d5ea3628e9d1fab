# Writes a file of points for each provider, for plot.gnuplot: row, times the limit, quartiles, the value as
# text, and whether that has no place beside the point.
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

function text_of(ns)
{
    ns += 0
    if (ns < 99.95)
        return sprintf("%.3g ns", ns)
    if (ns < 999.5)
        return sprintf("%.0f ns", ns)
    if (ns < 999.5e3)
        return sprintf("%.3g us", ns / 1e3)
    return sprintf("%.3g ms", ns / 1e6)
}

function key_of(run, scenario, parameter, metric, i)
{
    return run SUBSEP scenario SUBSEP parameter SUBSEP metric SUBSEP providers[i]
}

# Where another point is so close on the right that a label there would cover it.
function is_crowded(run, scenario, parameter, metric, i,    j, own, other)
{
    own = value[key_of(run, scenario, parameter, metric, i)] + 0
    for (j = 1; j <= provider_count; j++)
    {
        other = lower[key_of(run, scenario, parameter, metric, j)] + 0
        if (j != i && other > 0 && other > own && other / own < 7)
            return 1
    }
    return 0
}

function add_row(run, scenario, parameter, metric, title,    i, key, file, found)
{
    for (i = 1; i <= provider_count; i++)
    {
        key = key_of(run, scenario, parameter, metric, i)
        if (!(key in value) || limit_value[key] + 0 <= 0)
            continue
        file = folder "/" i ".dat"
        printf "%d %g %g %g \"%s\" %d\n", -rows, value[key] / limit_value[key], lower[key] / limit_value[key],
            upper[key] / limit_value[key], text_of(value[key]),
            is_crowded(run, scenario, parameter, metric, i) >file
        found = 1
    }
    if (found)
    {
        printf "%d \"%s\"\n", -rows, title >(folder "/rows.dat")
        rows++
    }
}

END {
    provider_count = split("quartzalloc,builtin,AVBufferPool,GstBufferPool", providers, ",")
    cycle = "time per cycle"
    sample = "time per sample"
    add_row("64", "cycle", "pool of 1", cycle, "cycle, pool of 1")
    add_row("64", "cycle", "pool of 4", cycle, "cycle, pool of 4")
    add_row("64", "cycle", "pool of 64", cycle, "cycle, pool of 64")
    add_row("64", "cycle", "pool of 4096", cycle, "cycle, pool of 4096")
    add_row("64", "cycle", "pool of 65536", cycle, "cycle, pool of 65536")
    add_row("64", "notify", "pool of 4", cycle, "notify, pool of 4")
    add_row("64", "shared", "2 threads", cycle, "shared by 2 threads")
    add_row("64", "shared", "4 threads", cycle, "shared by 4 threads")
    add_row("64", "shared", "8 threads", cycle, "shared by 8 threads")
    add_row("64", "pipeline", "pool of 4, even", sample, "pipeline, pool of 4, even")
    add_row("64", "pipeline", "pool of 4, faster", sample, "pipeline, consumer faster")
    add_row("64", "pipeline", "pool of 4, slower", sample, "pipeline, consumer slower")
    add_row("64", "capture", "pool of 4", sample, "capture, pool of 4")
    add_row("64", "recommit", "unchanged", "time of Decommit + Commit", "Decommit + Commit")
    add_row("64", "recommit", "64 x 1 MiB, new properties", "time of Decommit + SetProperties + Commit",
        "the same, 64 MiB new")
    add_row("native", "cycle", "pool of 4", cycle, "native cycle, pool of 4")
    add_row("native", "cycle", "pool of 65536", cycle, "native cycle, pool of 65536")
    add_row("native", "shared", "2 threads", cycle, "native, 2 threads")
    add_row("native", "pipeline", "pool of 4, even", sample, "native pipeline, pool of 4")
}
