# Draws what grows with the number of buffers.
#   gnuplot -e "folder='DIR'; file='count.svg'; machine='...'" count.gnuplot
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

set terminal svg size 900,560 dynamic font 'Helvetica,14' background rgb 'white' name 'count'
set output file
set encoding utf8

set title "What grows with the number of buffers (less is better)\n{/*0.8 ".machine.'; medians, bars from quartile to quartile}'
set logscale xy
set xlabel 'buffers'
set format x '%g'
set xtics (1, 16, 256, 4096, 65536)
set ytics ('10 ns' 10, '100 ns' 100, '1 µs' 1e3, '10 µs' 1e4, '100 µs' 1e5, '1 ms' 1e6, '10 ms' 1e7, '100 ms' 1e8)
set xrange [0.7:95000]
set yrange [5:3e8]
set grid lc rgb '#d8d8d8' lt 1
set border 3 lc rgb '#808080'
set tics nomirror textcolor rgb '#202020'
set key outside right top

providers = 'quartzalloc textbook builtin'
names = 'quartzalloc textbook "Wine''s builtin"'
steps = 'Commit GetFreeCount SetProperties'
path(i, j) = sprintf('%s/count-%s-%s.dat', folder, word(providers, i), word(steps, j))
has(i, j) = int(system(sprintf("test -s '%s' && echo 1 || echo 0", path(i, j))))
colour(i) = word('#0060c0 #808080 #d04020', i)
shape(j) = word('7 5 9', j) + 0

# A provider has its colour, a step its line and points.
plot for [i = 1:3] for [j = 1:3] has(i, j) ? path(i, j) : '/dev/null' using 1:2:3:4 with yerrorlines \
    lc rgb colour(i) dt j pt shape(j) lw 1.5 ps 0.8 \
    title has(i, j) ? word(names, i).', '.word(steps, j) : ''
