# What the machine's primitives cost, as a table in Markdown.
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

FNR > 1 && field[column["run"]] == "64" && field[column["scenario"]] == "primitive" && field[column["value"]] != "" {
    if (!printed++)
        print "| primitive | median | quartiles |\n|---|---|---|"
    printf "| %s | %s | %s to %s |\n", field[column["parameter"]], text_of(field[column["median"]]),
        text_of(field[column["lower_quartile"]]), text_of(field[column["upper_quartile"]])
}
