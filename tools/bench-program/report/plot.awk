# Writes a file of points for each provider, for plot.gnuplot: row, times the limit, quartiles, the value as
# text, and whether that has no place beside the point.
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

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
    provider_count = split("quartzalloc,textbook,builtin,AVBufferPool,GstBufferPool", providers, ",")
    rows = 0
    # Run, scenario, row, what the plot calls it
    count = split("64|cycle|pool of 1|cycle, pool of 1\n" \
        "64|cycle|pool of 4|cycle, pool of 4\n" \
        "64|cycle|pool of 65536|cycle, pool of 65536\n" \
        "64|notify|pool of 1|notify, pool of 1\n" \
        "64|notify|pool of 4|notify, pool of 4\n" \
        "64|notify|pool of 65536|notify, pool of 65536\n" \
        "64|shared|2 threads|shared by 2 threads\n" \
        "64|shared|8 threads|shared by 8 threads\n" \
        "64|pipeline|pool of 1, even|pipeline, pool of 1, even\n" \
        "64|pipeline|pool of 4, even|pipeline, pool of 4, even\n" \
        "64|pipeline|pool of 4, faster|pipeline, consumer faster\n" \
        "64|pipeline|pool of 4, slower|pipeline, consumer slower\n" \
        "64|capture|pool of 4|capture, pool of 4\n" \
        "64-busy|notify|pool of 4|busy: notify, pool of 4\n" \
        "64-busy|shared|2 threads|busy: 2 threads\n" \
        "64-busy|pipeline|pool of 4, even|busy: pipeline, even\n" \
        "64-busy|pipeline|pool of 4, faster|busy: consumer faster\n" \
        "64-busy|pipeline|pool of 4, slower|busy: consumer slower\n" \
        "64-busy|capture|pool of 4|busy: capture, pool of 4\n" \
        "64|recommit|unchanged|Decommit + Commit\n" \
        "64|recommit|64 x 1 MiB, new properties|the same, 64 MiB new\n" \
        "native|cycle|pool of 4|native cycle, pool of 4\n" \
        "native|cycle|pool of 65536|native cycle, pool of 65536\n" \
        "native|shared|2 threads|native, 2 threads\n" \
        "native|pipeline|pool of 4, even|native pipeline, pool of 4", line, "\n")
    for (l = 1; l <= count; l++)
    {
        split(line[l], part, "|")
        add_row(part[1], part[2], part[3], metric_of(part[2], part[3]), part[4])
    }
}
