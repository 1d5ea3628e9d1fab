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
