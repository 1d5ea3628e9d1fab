# Reads the comma separated values of all runs: value[run, scenario, parameter, metric, provider] and so on.
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

# Splits a line at the commas outside of quotation marks into field[1], field[2] ...
function split_line(line,    count, quoted, i, c)
{
    count = 1
    delete field
    field[1] = ""
    for (i = 1; i <= length(line); i++)
    {
        c = substr(line, i, 1)
        if (c == "\"")
            quoted = !quoted
        else if (c == "," && !quoted)
            field[++count] = ""
        else
            field[count] = field[count] c
    }
    return count
}

{
    split_line($0)
}

FNR == 1 {
    for (i in field)
        column[field[i]] = i
    next
}

{
    key = field[column["run"]] SUBSEP field[column["scenario"]] SUBSEP field[column["parameter"]] SUBSEP \
        field[column["metric"]] SUBSEP field[column["provider"]]
    if (field[column["outcome"]] == "measured" || field[column["rounds"]] > 0)
    {
        value[key] = field[column["value"]]
        lower[key] = field[column["lower_quartile"]]
        upper[key] = field[column["upper_quartile"]]
        limit_value[key] = field[column["limit_value"]]
        times_limit[key] = field[column["times_limit"]]
    }
}

function get(array, run, scenario, parameter, metric, provider,    key)
{
    key = run SUBSEP scenario SUBSEP parameter SUBSEP metric SUBSEP provider
    return key in array ? array[key] : ""
}

# What that row is about.
function metric_of(scenario, parameter)
{
    if (scenario == "pipeline" || scenario == "capture")
        return "time per sample"
    if (scenario == "recommit")
        return parameter == "unchanged" ? "time of Decommit + Commit" : "time of Decommit + SetProperties + Commit"
    return scenario == "primitive" ? "time" : "time per cycle"
}

function time_of(run, scenario, parameter, provider)
{
    return get(value, run, scenario, parameter, metric_of(scenario, parameter), provider)
}

function ratio(a, b)
{
    return a == "" || b == "" || b == 0 ? "" : a / b
}

function difference(a, b)
{
    return a == "" || b == "" ? "" : a - b
}

# How many times as fast as the textbook allocator ours is in that row; empty where it was not measured.
function lead(run, scenario, parameter)
{
    return ratio(time_of(run, scenario, parameter, "textbook"), time_of(run, scenario, parameter, "quartzalloc"))
}

# The smallest lead in the pools, which are numbers with blanks between, for each ending of the row's name, with bars
# between.  Sets worst_row to its name.
function worst_lead(run, scenario, pools, endings,    p, e, i, j, name, each, worst)
{
    worst = worst_row = ""
    for (i = split(pools, p, " "); i >= 1; i--)
        for (j = split(endings, e, "|"); j >= 1; j--)
        {
            name = scenario == "shared" ? p[i] " threads" : "pool of " p[i] (e[j] == "-" ? "" : ", " e[j])
            each = lead(run, scenario, name)
            if (each != "" && (worst == "" || each < worst))
            {
                worst = each
                worst_row = name
            }
        }
    return worst
}

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
