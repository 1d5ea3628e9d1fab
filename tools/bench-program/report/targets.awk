# Holds the results against the targets that docs/fast-path.md names, and prints one line for each; with -v markdown=1 as
# rows of a table for that document.
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

function line(text, measured, target, met, unit, bound)
{
    if (markdown)
    {
        if (measured != "")
            printf "| %s | %s %g%s | %s%.4g%s%s |\n", text, bound, target, unit, met ? "" : "**", measured, unit,
                met ? "" : "**, missed"
    }
    else if (measured == "")
        printf "not measured  %s\n", text
    else
        printf "%-12s  %-74s %9.4g%s (%s %.4g%s)\n", met ? "met" : "missed", text, measured, unit, bound, target, unit
    if (measured != "")
    {
        count++
        good += met
    }
}

function at_most(text, measured, target, unit)
{
    line(text, measured, target, measured != "" && measured + 0 <= target, unit, "at most")
}

function at_least(text, measured, target, unit)
{
    line(text, measured, target, measured != "" && measured + 0 >= target, unit, "at least")
}

# Against the textbook allocator, the row where ours is the least ahead.
function against_textbook(run, scenario, pools, endings, target,    worst, text)
{
    worst = worst_lead(run, scenario, pools, endings)
    text = (run ~ /busy/ ? "busy: " : "") scenario
    if (endings == "even")
        text = text ", even"
    at_least(text ", as fast as textbook in the worst row" (worst == "" ? "" : ", " worst_row), worst, target, " x")
}

function cycles(    i, j, pools, natives, best)
{
    split("pool of 4,pool of 65536", pools, ",")
    split("AVBufferPool,GstBufferPool", natives, ",")
    for (i = 1; i <= 2; i++)
        at_most("cycle, " pools[i] ": times lock-free pop + push",
            get(times_limit, "64", "cycle", pools[i], "time per cycle", ours), 1.5, " x")
    for (i = 1; i <= 2; i++)
        at_least("cycle, " pools[i] ": faster than the builtin",
            ratio(time_of("64", "cycle", pools[i], "builtin"), time_of("64", "cycle", pools[i], ours)), 5000, " x")
    for (j = 1; j <= 2; j++)
        for (i = 1; i <= 2; i++)
        {
            at_least("native cycle, " pools[i] ": faster than " natives[j],
                ratio(time_of("native", "cycle", pools[i], natives[j]), time_of("native", "cycle", pools[i], ours)),
                5, " x")
            # What the two locked operations of any lock-free list cost already forbids it.
            best = get(times_limit, "native", "cycle", pools[i], "time per cycle", natives[j])
            if (!markdown && best != "" && best < 5)
                printf "              (out of reach here: lock-free pop + push alone is %.2f x faster)\n", best
        }
}

# Whole ones: what other programs in the process do in between shows in the fraction.
function bytes(metric,    measured)
{
    measured = get(value, "64", "recommit", "memory beside the buffers", metric, ours)
    return measured == "" ? "" : int(measured + 0.5)
}

# What a callback costs is the largest difference between the two scenarios in any pool.
function callbacks(    count, i, pools, more, most, locked)
{
    count = split("1 4 64 4096 65536", pools, " ")
    most = ""
    for (i = 1; i <= count; i++)
    {
        more = difference(time_of("64", "notify", "pool of " pools[i], ours),
            time_of("64", "cycle", "pool of " pools[i], ours))
        if (more != "" && (most == "" || more > most))
            most = more
    }
    locked = time_of("64", "primitive", "locked-operation", "machine")
    at_most("notify: more than cycle, in any pool (1.3 locked operations + 3 ns)", most, 1.3 * locked + 3, " ns")
}

END {
    ours = "quartzalloc"
    if (!markdown)
        print "Targets (medians of this run)"
    cycles()
    callbacks()
    for (busy = 0; busy <= 1; busy++)
    {
        run = busy ? "64-busy" : "64"
        against_textbook(run, "notify", "1 4 64 4096 65536", "-", 1.15)
        against_textbook(run, "shared", "2 4 8", "-", 0.95)
        against_textbook(run, "pipeline", "1 2 4 16", "even|faster|slower", 0.95)
        against_textbook(run, "capture", "1 4 16", "-", 0.95)
    }
    # The lead of the first release over the system's own on Windows, 8 to 30 x, less a fifth.
    against_textbook("64", "pipeline", "1 2 4", "even", 6.4)
    at_most("shared, 2 threads: times lock-free pop + push, 2 threads",
        get(times_limit, "64", "shared", "2 threads", "time per cycle", ours), 1.2, " x")
    at_most("shared, 8 threads: times 2 threads",
        ratio(time_of("64", "shared", "8 threads", ours), time_of("64", "shared", "2 threads", ours)), 2, " x")
    at_most("pipeline, pool of 4, even: times the round trip",
        get(times_limit, "64", "pipeline", "pool of 4, even", "time per sample", ours), 0.3, " x")
    at_most("pipeline, pool of 4, idle: processor time while waiting",
        get(value, "64", "pipeline", "pool of 4, idle", "producer's processor time", ours), 5, " %")
    at_most("recommit, unchanged", time_of("64", "recommit", "unchanged", ours), 30, " ns")
    at_most("memory per sample", bytes("memory per sample"), 104, " bytes")
    at_most("memory per pool", bytes("memory per pool"), 504, " bytes")
    free = "time of GetFreeCount"
    at_most("GetFreeCount, pool of 65536: times pool of 1",
        ratio(get(value, "64", "count", "pool of 65536", free, ours), get(value, "64", "count", "pool of 1", free, ours)),
        1.5, " x")
    at_most("cycle, pool of 4: 32-bit times 64-bit",
        ratio(time_of("32", "cycle", "pool of 4", ours), time_of("64", "cycle", "pool of 4", ours)), 1.5, " x")
    if (!markdown)
        printf "%d of %d measured targets met\n", good, count
}
