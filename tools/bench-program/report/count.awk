# Writes a file of points for each provider and what it does, for count.gnuplot: buffers, nanoseconds, quartiles.
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

END {
    provider_count = split("quartzalloc,textbook,builtin", providers, ",")
    count = split("1 16 256 4096 65536", counts, " ")
    metric_count = split("Commit,GetFreeCount,SetProperties", metrics, ",")
    for (i = 1; i <= provider_count; i++)
        for (j = 1; j <= metric_count; j++)
            for (k = 1; k <= count; k++)
            {
                key = "64" SUBSEP "count" SUBSEP "pool of " counts[k] SUBSEP "time of " metrics[j] SUBSEP providers[i]
                if (value[key] != "")
                    printf "%d %g %g %g\n", counts[k], value[key], lower[key], upper[key] \
                        >(folder "/count-" providers[i] "-" metrics[j] ".dat")
            }
}
