# Programs of this machine that test the DLL's sources: the pool alone, the whole allocator, fuzzing, schedules, traces, coverage.
# Included by the Makefile.
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

# Native programs: the pool as it ships, compiled for this machine, once with each sanitizer

POOL_SOURCES   = $(addprefix $(srcdir)/dlls/quartzalloc/,pool.c pool_wait.c platform_posix.c)
NATIVE_FLAGS   = -std=c11 -O1 -g -fno-omit-frame-pointer -pthread $(WARNINGS) -I$(srcdir)/dlls/quartzalloc
NATIVE_SOURCES = $(sort $(wildcard $(srcdir)/tests/native/*.c))
NATIVE_DEPS    = $(NATIVE_SOURCES) $(POOL_SOURCES) $(wildcard $(srcdir)/dlls/quartzalloc/p*.h $(srcdir)/tests/native/*.h) Makefile

native/pool-test-address: NATIVE_FLAGS += -fsanitize=address,undefined -fno-sanitize-recover=all
native/pool-test-thread: NATIVE_FLAGS += -fsanitize=thread
native_pool_test = $(call quiet,CC,$@)$(NATIVE_CC) $(NATIVE_FLAGS) -o $@ $(NATIVE_SOURCES) $(POOL_SOURCES)
native/pool-test-address native/pool-test-thread native/pool-test: $(NATIVE_DEPS) | native/.dir
	$(native_pool_test)

# The whole allocator, COM and all, with Wine's headers and the stress test's own threads
STRESS_SOURCES = $(sort $(filter-out %_win32.c,$(wildcard $(srcdir)/tests/stress/*.c)) \
	$(filter-out %_win32.c %/registration.c,$(wildcard $(srcdir)/dlls/quartzalloc/*.c)))
STRESS_DEPS    = $(STRESS_SOURCES) $(wildcard $(srcdir)/dlls/quartzalloc/*.h $(srcdir)/tests/stress/*.h) Makefile

native/stress-test-address: NATIVE_FLAGS += -fsanitize=address,undefined -fno-sanitize-recover=all
native/stress-test-thread: NATIVE_FLAGS += -fsanitize=thread
native_stress_test = $(call quiet,CC,$@)$(NATIVE_CC) $(NATIVE_FLAGS) -Iinclude -isystem $(WINE_IDL_DIR) -o $@ $(STRESS_SOURCES)
native/stress-test-address native/stress-test-thread native/stress-test: $(STRESS_DEPS) | $(IDL_HEADERS) native/.dir
	$(native_stress_test)

# The same for 64-bit ARM, whole in one file, so that an emulator needs nothing beside it
native/pool-test-arm64 native/stress-test-arm64: NATIVE_CC = $(ARM64_CC)
native/pool-test-arm64 native/stress-test-arm64: NATIVE_FLAGS += -static
native/pool-test-arm64: $(NATIVE_DEPS) | native/.dir
	$(native_pool_test)
native/stress-test-arm64: $(STRESS_DEPS) | $(IDL_HEADERS) native/.dir
	$(native_stress_test)

.PHONY: native-arm64
native-arm64: native/pool-test-arm64 native/stress-test-arm64

# The allocator against the model of the contract: random calls and failing memory (fuzz), libFuzzer (fuzz-test)
FUZZ_COMMON  = $(filter-out %_win32.c %/libfuzzer.c %/fuzz/main.c,$(wildcard $(srcdir)/tests/fuzz/*.c)) \
	$(filter $(srcdir)/dlls/%,$(STRESS_SOURCES)) $(srcdir)/tests/stress/system_posix.c
FUZZ_DEPS    = $(FUZZ_COMMON) $(STRESS_DEPS) $(wildcard $(srcdir)/tests/fuzz/*.[ch]) $(srcdir)/tests/classes.h
FUZZ_FLAGS   = -fsanitize=address,undefined -fno-sanitize-recover=all
FUZZ_WRAPPED = platform_allocate_block platform_free_block platform_allocate platform_free CoTaskMemAlloc CoTaskMemFree
FUZZ_COMPILE = $(CLANG) $(NATIVE_FLAGS) $(FUZZ_FLAGS) -Iinclude -isystem $(WINE_IDL_DIR) -I$(srcdir)/tests/stress \
	$(FUZZ_WRAPPED:%=-Wl,--wrap=%)

native/fuzz-test: $(FUZZ_DEPS) | $(IDL_HEADERS) native/.dir
	$(call quiet,CC,$@)$(FUZZ_COMPILE) -fsanitize=fuzzer -o $@ $(srcdir)/tests/fuzz/libfuzzer.c $(FUZZ_COMMON)

native/fuzz: $(FUZZ_DEPS) | $(IDL_HEADERS) native/.dir
	$(call quiet,CC,$@)$(FUZZ_COMPILE) -o $@ $(srcdir)/tests/fuzz/main.c $(FUZZ_COMMON)

# The DLL's sources on a machine that tries every schedule: compiled as for ThreadSanitizer, whose part the machine plays
SCHEDULED_SOURCES = $(filter-out %/platform_posix.c,$(filter $(srcdir)/dlls/%,$(STRESS_SOURCES)))
SCHEDULE_SOURCES  = $(sort $(wildcard $(srcdir)/tests/schedules/*.c))
SCHEDULE_DEPS     = $(SCHEDULED_SOURCES) $(SCHEDULE_SOURCES) $(STRESS_DEPS) $(wildcard $(srcdir)/tests/schedules/*.h $(srcdir)/tests/schedules/include/*.h)
SCHEDULE_FLAGS    = -std=c11 -g $(WARNINGS) -I$(abspath $(srcdir))/tests/schedules -I$(abspath $(srcdir))/dlls/quartzalloc \
	-I$(abspath include) -isystem $(WINE_IDL_DIR)

# Its header for atomics is for gcc.
SCHEDULES         = $(if $(filter %gcc,$(NATIVE_CC)),native/schedules)

native/schedules: $(SCHEDULE_DEPS) | $(IDL_HEADERS) native/schedules.d/dll/.dir native/schedules.d/machine/.dir
	$(call quiet,CC,$@)(cd native/schedules.d/dll && $(NATIVE_CC) -O1 -fsanitize=thread -I$(abspath $(srcdir))/tests/schedules/include \
		-include back_off.h $(SCHEDULE_FLAGS) -c $(abspath $(SCHEDULED_SOURCES))) \
		&& (cd native/schedules.d/machine && $(NATIVE_CC) -O2 $(SCHEDULE_FLAGS) -c $(abspath $(SCHEDULE_SOURCES))) \
		&& $(NATIVE_CC) -o $@ native/schedules.d/*/*.o

# The same with diagnosis around it, but for what is Windows' own
DIAGNOSED_SOURCES = $(STRESS_SOURCES) $(filter-out %_win32.c,$(wildcard $(srcdir)/dlls/quartzalloc/diagnosis/*.c))
DIAGNOSED_FLAGS   = -DQUARTZALLOC_DIAGNOSIS
DIAGNOSED_DEPS    = $(STRESS_DEPS) $(DIAGNOSED_SOURCES) $(wildcard $(srcdir)/dlls/quartzalloc/diagnosis/*.h)

native/diagnosed-stress-test-address: NATIVE_FLAGS += -fsanitize=address,undefined -fno-sanitize-recover=all
native/diagnosed-stress-test-thread: NATIVE_FLAGS += -fsanitize=thread
native/diagnosed-stress-test-address native/diagnosed-stress-test-thread: $(DIAGNOSED_DEPS) | $(IDL_HEADERS) native/.dir
	$(call quiet,CC,$@)$(NATIVE_CC) $(NATIVE_FLAGS) $(DIAGNOSED_FLAGS) -Iinclude -isystem $(WINE_IDL_DIR) -o $@ $(DIAGNOSED_SOURCES)

# Traces as the DLL writes them, and what a reader makes of them
TRACE_TEST_SOURCES = $(sort $(wildcard $(srcdir)/tests/trace/*.c)) \
	$(addprefix $(srcdir)/tools/trace/,buffers.c functions.c image.c image_version.c labels.c \
	locate_posix.c names.c reader.c registry.c report_text.c restore.c state.c) $(srcdir)/dlls/quartzalloc/platform_posix.c \
	$(addprefix $(srcdir)/dlls/quartzalloc/diagnosis/,clock.c log.c mapping_posix.c modules.c system_posix.c trace_file.c)
TRACE_TEST_DEPS    = $(TRACE_TEST_SOURCES) $(wildcard $(srcdir)/tests/trace/*.h $(srcdir)/tools/trace/*.h \
	$(srcdir)/dlls/quartzalloc/diagnosis/*.h) Makefile

native/trace-test: NATIVE_FLAGS += -O2
native/trace-test-address: NATIVE_FLAGS += -fsanitize=address,undefined -fno-sanitize-recover=all
native/trace-test-thread: NATIVE_FLAGS += -fsanitize=thread
native/trace-test native/trace-test-address native/trace-test-thread: $(TRACE_TEST_DEPS) | native/.dir
	$(call quiet,CC,$@)$(NATIVE_CC) $(NATIVE_FLAGS) -I$(srcdir)/tools/trace -Iinclude -o $@ $(TRACE_TEST_SOURCES)

# The text of a quartzalloc.conf
CONFIG_TEST_SOURCES = $(srcdir)/tests/config/main.c $(addprefix $(srcdir)/dlls/quartzalloc/diagnosis/,config_file.c words.c)

native/config-test-address: NATIVE_FLAGS += -fsanitize=address,undefined,float-cast-overflow -fno-sanitize-recover=all
native/config-test-address: $(CONFIG_TEST_SOURCES) $(srcdir)/dlls/quartzalloc/diagnosis/config_file.h \
	$(srcdir)/dlls/quartzalloc/diagnosis/words.h Makefile | native/.dir
	$(call quiet,CC,$@)$(NATIVE_CC) $(NATIVE_FLAGS) -o $@ $(CONFIG_TEST_SOURCES)

# The clock of diagnosis
CLOCK_TEST_SOURCES = $(srcdir)/tests/clock/main.c $(srcdir)/dlls/quartzalloc/diagnosis/clock.c $(srcdir)/dlls/quartzalloc/platform_posix.c

native/clock-test-thread native/clock-test-hurried: NATIVE_FLAGS += -fsanitize=thread
native/clock-test-hurried: NATIVE_FLAGS += -DREACH=1000000 -DRATE_AFTER=100000 -DFAR=100000
native/clock-test-thread native/clock-test-hurried: $(CLOCK_TEST_SOURCES) $(srcdir)/dlls/quartzalloc/diagnosis/clock.h $(srcdir)/dlls/quartzalloc/platform.h \
	Makefile | native/.dir
	$(call quiet,CC,$@)$(NATIVE_CC) $(NATIVE_FLAGS) -o $@ $(CLOCK_TEST_SOURCES)

.PHONY: native
native: native/clock-test-thread native/clock-test-hurried native/config-test-address native/trace-test native/trace-test-address native/trace-test-thread $(if $(CLANG),native/fuzz native/fuzz-test) native/invented-trace native/pool-test-address \
	native/pool-test-thread native/pool-test \
	native/stress-test-address native/stress-test-thread native/stress-test $(SCHEDULES)

# The same programs with counters of what is reached, for docs/coverage.md
COVERAGE_FLAGS   = -fprofile-instr-generate -fcoverage-mapping -fprofile-update=atomic
COVERAGE_COMPILE = $(filter-out $(FUZZ_FLAGS),$(FUZZ_COMPILE)) $(COVERAGE_FLAGS)

native/coverage/pool-test: $(NATIVE_DEPS) | native/coverage/.dir
	$(call quiet,CC,$@)$(CLANG) $(NATIVE_FLAGS) $(COVERAGE_FLAGS) -o $@ $(NATIVE_SOURCES) $(POOL_SOURCES)
native/coverage/stress-test: $(STRESS_DEPS) | $(IDL_HEADERS) native/coverage/.dir
	$(call quiet,CC,$@)$(CLANG) $(NATIVE_FLAGS) $(COVERAGE_FLAGS) -Iinclude -isystem $(WINE_IDL_DIR) -o $@ $(STRESS_SOURCES)
native/coverage/fuzz: $(FUZZ_DEPS) | $(IDL_HEADERS) native/coverage/.dir
	$(call quiet,CC,$@)$(COVERAGE_COMPILE) -o $@ $(srcdir)/tests/fuzz/main.c $(FUZZ_COMMON)
native/coverage/fuzz-test: $(FUZZ_DEPS) | $(IDL_HEADERS) native/coverage/.dir
	$(call quiet,CC,$@)$(COVERAGE_COMPILE) -fsanitize=fuzzer -o $@ $(srcdir)/tests/fuzz/libfuzzer.c $(FUZZ_COMMON)

.PHONY: coverage
coverage: $(if $(CLANG),,$(error clang with libFuzzer is missing: install clang and libclang-rt-dev, then run configure again)) \
	$(addprefix native/coverage/,pool-test stress-test fuzz fuzz-test)
	$(srcdir)/tests/coverage/run --update-docs $(abspath .)
