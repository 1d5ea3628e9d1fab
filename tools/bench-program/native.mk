# Builds pool-bench, the pool of quartzalloc.dll against native ones, into the folder BUILD, which has config.h in
# include/.  FFmpeg's and GStreamer's pools take part where pkg-config knows them.
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

BUILD ?= build
CC    ?= cc
CFLAGS = -O2 -g

here := $(dir $(lastword $(MAKEFILE_LIST)))
pool := $(here)../../dlls/quartzalloc

# What is not named here needs Windows, or one of the libraries below.
SOURCES := $(addprefix $(here),main.c native.c options.c \
	$(addprefix core/,case.c report.c run.c) \
	$(addprefix machine/,burst.c clock.c clock_posix.c fatal.c measure.c primitives.c primitives_posix.c \
		process_posix.c queue.c round_trip.c team.c threads_posix.c) \
	$(addprefix output/,csv.c file.c json.c table.c) \
	$(addprefix providers/,native.c pool.c provider.c) \
	$(addprefix scenarios/,cycle.c pipeline.c shared.c stream.c) \
	$(addprefix values/,histogram.c measurement.c statistics.c)) \
	$(addprefix $(pool)/,pool.c pool_wait.c platform_posix.c)
FLAGS := -std=c11 -Wall -Wextra -pthread -I$(here) -I$(pool) -I$(BUILD)/include
LIBS :=

ifeq ($(shell pkg-config --exists libavutil && echo yes),yes)
SOURCES += $(here)providers/ffmpeg.c
FLAGS += -DHAVE_FFMPEG $(shell pkg-config --cflags libavutil)
LIBS += $(shell pkg-config --libs libavutil)
endif
ifeq ($(shell pkg-config --exists gstreamer-1.0 && echo yes),yes)
SOURCES += $(here)providers/gstreamer.c
FLAGS += -DHAVE_GSTREAMER $(shell pkg-config --cflags gstreamer-1.0)
LIBS += $(shell pkg-config --libs gstreamer-1.0)
endif

$(BUILD)/native/pool-bench: $(SOURCES) $(wildcard $(here)*.h $(here)*/*.h $(pool)/*.h) $(BUILD)/include/config.h
	@mkdir -p $(@D)
	$(CC) $(FLAGS) $(CFLAGS) -o $@ $(SOURCES) $(LIBS)

# What becomes of one pool on machines with more processors, by simulation.
scaling := $(addprefix $(here)scaling/,main.c simulation.c)

$(BUILD)/native/pool-scaling: $(scaling) $(here)scaling/simulation.h
	@mkdir -p $(@D)
	$(CC) -std=c11 -Wall -Wextra -I$(here) $(CFLAGS) -o $@ $(scaling)
