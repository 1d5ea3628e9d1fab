# What quartzalloc-trace is made of, for this machine and for Windows alike
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

TRACE_SOURCES = \
	buffers.c \
	diagnosis/message_list.c \
	explain.c \
	functions.c \
	image.c \
	image_version.c \
	json.c \
	json_write.c \
	labels.c \
	main.c \
	names.c \
	picture.c \
	reader.c \
	registry.c \
	report.c \
	report_collect.c \
	report_graph.c \
	report_pack.c \
	report_text.c \
	report_write.c \
	restore.c \
	run.c \
	state.c \
	summary.c \
	text.c \
	top.c
TRACE_SOURCES_POSIX = host_posix.c locate_posix.c
TRACE_SOURCES_WIN32 = host_win32.c locate_win32.c
