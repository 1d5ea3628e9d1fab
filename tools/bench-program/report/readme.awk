# The README's table: what this run measured of ours, of the textbook allocator and of the builtin one, as Markdown.
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

function cell(ns)
{
    ns = ns == "" ? "" : text_of(ns)
    sub(/ us$/, " µs", ns)
    return ns
}

function row(title, run, scenario, parameter, note,    ours, each, text)
{
    if ((ours = time_of(run, scenario, parameter, "quartzalloc")) == "")
        return
    printf "| %s | %s%s ", title, cell(ours), note
    for (each = 1; each <= 2; each++)
    {
        text = time_of(run, scenario, parameter, each == 1 ? "textbook" : "builtin")
        printf "| %s ", text == "" ? (each == 2 && (scenario == "notify" || scenario == "capture") ? "has none" : "") : \
            cell(text) ", " (text / ours < 99.95 ? sprintf("%.2f", text / ours) : sprintf("%.0f", text / ours)) " x"
    }
    print "|"
}

function times_limit_of(scenario, parameter, what,    times)
{
    times = get(times_limit, "64", scenario, parameter, metric_of(scenario, parameter), "quartzalloc")
    return times == "" ? "" : sprintf(", %.2f x %s", times, what)
}

# The rows where the textbook allocator is faster, which the README owes its reader.
function behind(    count, i, specs, part, rows, j, pools, each, text)
{
    count = split("notify|1 4 64 4096 65536|-,shared|2 4 8|-,pipeline|1 2 4 16|even,pipeline|1 2 4 16|faster," \
        "pipeline|1 2 4 16|slower,capture|1 4 16|-", specs, ",")
    for (busy = 0; busy <= 1; busy++)
        for (i = 1; i <= count; i++)
        {
            split(specs[i], part, "|")
            rows = split(part[2], pools, " ")
            for (j = 1; j <= rows; j++)
            {
                each = worst_lead(busy ? "64-busy" : "64", part[1], pools[j], part[3])
                if (each != "" && each < 0.98)
                    text = text (text == "" ? "" : "; ") (busy ? "on a busy machine " : "") part[1] ", " worst_row \
                        sprintf(" (%.2f x)", each)
            }
        }
    if (text != "")
        return "The textbook allocator was faster in: " text "."
    return "In no row of this run was the textbook allocator faster."
}

END {
    print "| | quartzalloc | a textbook allocator | Wine's builtin |"
    print "|---|---|---|---|"
    row("GetBuffer + Release, pool of 4", "64", "cycle", "pool of 4",
        times_limit_of("cycle", "pool of 4", "a lock-free pop + push"))
    row("the same, pool of 65536", "64", "cycle", "pool of 65536", times_limit_of("cycle", "pool of 65536", "that"))
    row("the same, pool of 4, with a callback that does nothing", "64", "notify", "pool of 4", "")
    row("two threads on one pool, per cycle", "64", "shared", "2 threads", "")
    row("eight threads on one pool, per cycle", "64", "shared", "8 threads", "")
    row("from a producer to a consumer and back, pool of 4", "64", "pipeline", "pool of 4, even",
        times_limit_of("pipeline", "pool of 4, even", "a round trip of two threads that sleep"))
    row("the same where other programs keep all processors busy", "64-busy", "pipeline", "pool of 4, even", "")
    row("a source that sleeps until NotifyRelease, pool of 4", "64", "capture", "pool of 4", "")
    row("Decommit + Commit, properties unchanged", "64", "recommit", "unchanged",
        times_limit_of("recommit", "unchanged", "two locked operations"))
    memory = "memory beside the buffers"
    sample = get(value, "64", "recommit", memory, "memory per sample", "quartzalloc")
    if (sample != "")
        printf "| memory beside the buffers | %d bytes a sample, %d a pool | | |\n", sample,
            get(value, "64", "recommit", memory, "memory per pool", "quartzalloc")
    printf "\nMedians; a locked operation costs %s on this machine, and times are beside how often ours. %s\n",
        cell(time_of("64", "primitive", "locked-operation", "machine")), behind()
    wide = ratio(time_of("32", "cycle", "pool of 4", "quartzalloc"), time_of("64", "cycle", "pool of 4", "quartzalloc"))
    if (wide != "")
        printf "32-bit programs took %.2f times as long for a cycle.\n", wide
    ffmpeg = ratio(time_of("native", "cycle", "pool of 4", "AVBufferPool"),
        time_of("native", "cycle", "pool of 4", "quartzalloc"))
    gstreamer = ratio(time_of("native", "cycle", "pool of 4", "GstBufferPool"),
        time_of("native", "cycle", "pool of 4", "quartzalloc"))
    if (ffmpeg != "" && gstreamer != "")
        printf "Natively, a cycle of the pool was %.1f times as fast as FFmpeg's AVBufferPool and %.1f times as fast as " \
            "GStreamer's GstBufferPool.\n", ffmpeg, gstreamer
    print "[A plot of its own](docs/count.svg) shows what grows with the number of buffers."
}
