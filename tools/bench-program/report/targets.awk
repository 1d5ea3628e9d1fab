# Holds the results against the targets that docs/fast-path.md names, and prints one line for each.
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

function get(array, run, scenario, parameter, metric, provider,    key)
{
    key = run SUBSEP scenario SUBSEP parameter SUBSEP metric SUBSEP provider
    return key in array ? array[key] : ""
}

function time_of(run, scenario, parameter, provider)
{
    return get(value, run, scenario, parameter, scenario == "pipeline" ? "time per sample" : "time per cycle", provider)
}

function line(text, measured, target, met, unit)
{
    if (measured == "")
        printf "not measured  %s\n", text
    else
    {
        printf "%-12s  %-58s %9.4g%s (%s %g%s)\n", met ? "met" : "missed", text, measured, unit,
            target < 0 ? "at least" : "at most", target < 0 ? -target : target, unit
        count++
        good += met
    }
}

function at_most(text, measured, target, unit)
{
    line(text, measured, target, measured != "" && measured + 0 <= target, unit)
}

function at_least(text, measured, target, unit)
{
    line(text, measured, -target, measured != "" && measured + 0 >= target, unit)
}

function ratio(a, b)
{
    return a == "" || b == "" || b == 0 ? "" : a / b
}

function difference(a, b)
{
    return a == "" || b == "" ? "" : a - b
}

END {
    ours = "quartzalloc"
    print "Targets (medians of this run)"
    pools[1] = "pool of 4"
    pools[2] = "pool of 65536"
    for (i = 1; i <= 2; i++)
        at_most("cycle, " pools[i] ": times lock-free pop + push",
            get(times_limit, "64", "cycle", pools[i], "time per cycle", ours), 1.5, " x")
    for (i = 1; i <= 2; i++)
        at_least("cycle, " pools[i] ": faster than the builtin",
            ratio(time_of("64", "cycle", pools[i], "builtin"), time_of("64", "cycle", pools[i], ours)), 5000, " x")
    natives[1] = "AVBufferPool"
    natives[2] = "GstBufferPool"
    for (j = 1; j <= 2; j++)
        for (i = 1; i <= 2; i++)
        {
            at_least("native cycle, " pools[i] ": faster than " natives[j],
                ratio(time_of("native", "cycle", pools[i], natives[j]), time_of("native", "cycle", pools[i], ours)),
                5, " x")
            # What the two locked operations of any lock-free list cost already forbids it.
            best = get(times_limit, "native", "cycle", pools[i], "time per cycle", natives[j])
            if (best != "" && best < 5)
                printf "              (out of reach here: lock-free pop + push alone is %.2f x faster)\n", best
        }
    at_most("notify, pool of 4: more than cycle",
        difference(time_of("64", "notify", pools[1], ours), time_of("64", "cycle", pools[1], ours)), 12, " ns")
    at_most("shared, 2 threads: times lock-free pop + push, 2 threads",
        get(times_limit, "64", "shared", "2 threads", "time per cycle", ours), 1.2, " x")
    at_most("shared, 8 threads: times 2 threads",
        ratio(time_of("64", "shared", "8 threads", ours), time_of("64", "shared", "2 threads", ours)), 2, " x")
    at_most("pipeline, pool of 4, even: times the round trip",
        get(times_limit, "64", "pipeline", "pool of 4, even", "time per sample", ours), 0.3, " x")
    at_most("pipeline, pool of 4, idle: processor time while waiting",
        get(value, "64", "pipeline", "pool of 4, idle", "producer's processor time", ours), 5, " %")
    at_most("recommit, unchanged",
        get(value, "64", "recommit", "unchanged", "time of Decommit + Commit", ours), 30, " ns")
    at_most("memory per sample",
        get(value, "64", "recommit", "memory beside the buffers", "memory per sample", ours), 128, " bytes")
    at_most("memory per pool",
        get(value, "64", "recommit", "memory beside the buffers", "memory per pool", ours), 512, " bytes")
    at_most("cycle, pool of 4: 32-bit times 64-bit",
        ratio(time_of("32", "cycle", pools[1], ours), time_of("64", "cycle", pools[1], ours)), 1.5, " x")
    printf "%d of %d measured targets met\n", good, count
}
