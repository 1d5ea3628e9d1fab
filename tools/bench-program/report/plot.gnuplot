# The plot: one line for each row of the benchmark, one point for each provider, on a scale of times the limit.
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Takes the variables folder, kind (svg or png), file, machine.

stats folder.'/rows.dat' using 1 nooutput
rows = STATS_records

if (kind eq 'svg') {
    set terminal svg size 1000,(150 + 30 * rows) dynamic font 'Helvetica,14' background rgb 'white' name 'bench'
} else {
    set terminal pngcairo size 1500,(225 + 45 * rows) font 'Helvetica,14' fontscale 1.1 background rgb 'white'
}
set output file
set encoding utf8

set title "Times what the machine's primitives cost (less is better)\n{/*0.8 ".machine. \
    '; medians, bars from quartile to quartile}'
set logscale x
set format x '%g x'
set xrange [0.005:60000]
set xtics 10
set yrange [-rows + 0.3:0.7]
set grid xtics lc rgb '#d8d8d8' lt 1, mxtics lc rgb '#f0f0f0' lt 1
set border 1 lc rgb '#808080'
set tics nomirror textcolor rgb '#202020'
unset ytics
set lmargin 28
set rmargin 4
set key outside bottom center horizontal
set arrow from 1,graph 0 to 1,graph 1 nohead lc rgb '#404040' lw 1.5 dt 2
set label 'the limit' at 1,graph 1.015 center tc rgb '#404040' font ',11'

names = 'quartzalloc "a textbook allocator" "Wine''s builtin" AVBufferPool GstBufferPool'
has(i) = int(system(sprintf("test -s '%s/%d.dat' && echo 1 || echo 0", folder, i)))
colour(i) = word('#0060c0 #808080 #d04020 #309040 #a06000', i)
shape(i) = word('7 11 5 9 13', i) + 0

# A label without text is drawn as nothing; a plot of undefined points alone would crash gnuplot 5.4.
plot folder.'/rows.dat' using (0.005):1:2 with labels right offset character -1,0 textcolor rgb '#202020' notitle, \
    for [i = 1:5] has(i) ? folder.'/'.i.'.dat' : '/dev/null' using 2:1:3:4 with xerrorbars \
        lc rgb colour(i) lw 2 pt shape(i) ps 1.1 title has(i) ? word(names, i) : '', \
    for [i = 1:5] has(i) ? folder.'/'.i.'.dat' : '/dev/null' using 4:1:($6 == 0 ? strcol(5) : '') with labels left \
        offset character 0.9,0 font ',11' textcolor rgb colour(i) notitle, \
    for [i = 1:5] has(i) ? folder.'/'.i.'.dat' : '/dev/null' using 2:1:($6 == 1 ? strcol(5) : '') with labels center \
        offset character 0,(i == 2 ? -0.75 : 0.75) font ',11' textcolor rgb colour(i) notitle
