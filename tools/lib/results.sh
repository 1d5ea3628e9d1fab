# shellcheck shell=bash
#
# Building, running test programs, and adding up what they count.
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Needs machine.sh.  Offers
#   build_targets TARGET...       configure (once) with warnings as errors, and make
#   module WIDTH NAME             the path of a built module
#   windows_path PATH             the same file as a Windows program names it
#   runs WHAT WIDTH               whether programs of that width run here; counts WHAT as skipped, with the reason, if not
#   counted NAME CMD ARGS...      runs a test program that closes with "N passed, N failed, N skipped" and adds that up
#   conformance WHAT WIDTH DLL PREFIX   runs the conformance suite on DLL, or on what CoCreateInstance gives
#   conformance_log WHAT          the file that conformance writes
#   conformance_subtest WIDTH DLL PREFIX SUBTEST   one subtest of it; $suite overrides which program,
#                                 $subtest_seconds how long it may take (120)
#   subtests                      the names of the suite's subtests
#   results_start, results_end    the counts; results_end prints the sum and sets the exit code

[ -z "${results_library:-}" ] || return 0
results_library=1

# shellcheck source=tools/lib/machine.sh
. "$(dirname "${BASH_SOURCE[0]}")/machine.sh"

passed=0 failed=0 skipped=0
failures=()

build_targets()
{
    mkdir -p "$build"
    if [ ! -x "$top/configure" ] || [ "$top/configure.ac" -nt "$top/configure" ]
    then
        say "making configure"
        (cd "$top" && run_logged autoconf autoconf) || die 1 "autoconf failed: see $build/logs/autoconf.log"
    fi
    if [ ! -f "$build/Makefile" ]
    then
        say "configuring"
        (cd "$build" && run_logged configure "$top/configure" --enable-werror) ||
            die 1 "configure failed: see $build/logs/configure.log"
    fi
    say "building: $*"
    run_logged make make -C "$build" -j "$(nproc)" "$@" || die 1 "the build failed: see $build/logs/make.log"
}

module()
{
    case $1 in
        64) printf '%s\n' "$build/x86_64-windows/$2" ;;
        *) printf '%s\n' "$build/i386-windows/$2" ;;
    esac
}

windows_path()
{
    printf 'Z:%s\n' "${1//\//\\}"
}

# add WHAT PASSED FAILED SKIPPED
add()
{
    passed=$((passed + $2))
    failed=$((failed + $3))
    skipped=$((skipped + $4))
    say "$1: $2 passed, $3 failed, $4 skipped"
    (($3 == 0)) || failures+=("$1")
}

skip()
{
    skipped=$((skipped + 1))
    say "$1: skipped: $2"
}

runs()
{
    [[ " $wine_widths " == *" $2 "* ]] && return 0
    skip "$1" "$wine32_reason"
    return 1
}

counted()
{
    local name=$1 log=$build/logs/$1.log code=0 counts
    shift
    run_logged "$name" "$@" || code=$?
    counts=$(tr -d '\r' < "$log" | grep -aE '^[0-9]+ passed, [0-9]+ failed(, [0-9]+ skipped)?$' | tail -n 1) || counts=
    # What was skipped is said, whatever else happened.
    grep -aiE '^[^:]*skip(ped)?:' "$log" | sed 's/^/    /' >&2 || true
    if [[ $counts =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed(,\ ([0-9]+)\ skipped)?$ ]]
    then
        if ((code != 0 && BASH_REMATCH[2] == 0))
        then
            add "$name (exit code $code, see $log)" "${BASH_REMATCH[1]}" 1 "${BASH_REMATCH[4]:-0}"
        else
            add "$name" "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}" "${BASH_REMATCH[4]:-0}"
        fi
    else
        add "$name (no counts, exit code $code, see $log)" 0 1 0
    fi
}

# The subtests of the suite, from the list that it is built with.
subtests()
{
    sed -n 's/^ *{ "\([a-z_]*\)", .*/\1/p' "$top/tests/testlist.c"
}

# conformance_subtest WIDTH DLL PREFIX SUBTEST: one process, as Wine's own test runner does it; its output on standard output
conformance_subtest()
{
    local width=$1 dll=$2 prefix=$3 subtest=$4 out=$build/logs/subtest-$BASHPID code=0
    (
        unset QUARTZALLOC_TEST_DLL
        [ -z "$dll" ] || { QUARTZALLOC_TEST_DLL=$(windows_path "$dll"); export QUARTZALLOC_TEST_DLL; }
        wine_run_into "$out" "$prefix" "$width" "${subtest_seconds:-120}" \
            "${suite:-$(module "$width" quartzalloc_test.exe)}" "$subtest"
    ) || code=$?
    cat "$out"
    rm -f "$out"
    return "$code"
}

conformance_log()
{
    printf '%s\n' "$build/logs/$(tr -cs '[:alnum:]\n' - <<<"$1").log"
}

conformance()
{
    local what=$1 width=$2 dll=$3 prefix=$4 log subtest code line
    local tests=0 bad=0 skips=0
    runs "$what" "$width" || return 0
    log=$(conformance_log "$what")
    : > "$log"
    for subtest in $(subtests)
    do
        code=0
        conformance_subtest "$width" "$dll" "$prefix" "$subtest" > "$log.part" || code=$?
        tr -d '\r' < "$log.part" | tee -a "$log" | grep -aE 'Test failed|Test succeeded inside todo|Unhandled' | head -n 5 |
            sed 's/^/    /' >&2 || true
        line=$(tr -d '\r' < "$log.part" | grep -aE 'tests executed' | tail -n 1) || line=
        if [[ $line =~ ([0-9]+)\ tests\ executed\ .*\ ([0-9]+)\ failures?\),\ ([0-9]+)\ skipped ]]
        then
            tests=$((tests + BASH_REMATCH[1])) bad=$((bad + BASH_REMATCH[2])) skips=$((skips + BASH_REMATCH[3]))
            ((code == 0 || BASH_REMATCH[2] > 0)) || bad=$((bad + 1))
        else
            say "$what: $subtest ended without a result (exit code $code): see $log"
            bad=$((bad + 1))
        fi
    done
    rm -f "$log.part"
    add "$what" $((tests > bad ? tests - bad : 0)) "$bad" "$skips"
}

results_start()
{
    passed=0 failed=0 skipped=0 failures=()
}

results_end()
{
    local what
    for what in "${failures[@]}"
    do
        say "failed: $what"
    done
    printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
    ((failed == 0 && passed > 0))
}
