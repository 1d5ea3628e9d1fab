# shellcheck shell=bash disable=SC2154  # run has the variables
#
# Does quartzalloc-bench --busy take no nonsense, start what it says, and leave nothing behind however it ends?
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Part of tests/bench/run, whose functions and variables it uses.

# A file of its own, by which its processes are known.
busy_folder=$folder/busy
mkdir "$busy_folder"
cp "$program" "$busy_folder/busy.exe"

# processes [MARK]: those of that file, and only those with MARK in their arguments
processes()
{
    local each name line
    for each in /proc/[0-9]*
    do
        { read -r name <"$each/comm"; } 2>/dev/null || continue
        [ "$name" = busy.exe ] || continue
        line=$(tr '\000\134' ' /' 2>/dev/null <"$each/cmdline") || continue
        [[ $line != *"$busy_folder/busy.exe "*"${1-}"* ]] || echo "${each#/proc/}"
    done
}

# there_are N MARK: that many processes, before a minute has passed
there_are()
{
    local tries
    for ((tries = 0; tries < 300; ++tries))
    do
        [ "$(processes "$2" | wc -l)" -ne "$1" ] || return 0
        sleep 0.2
    done
    processes >>"$folder/err"
    return 1
}

# start_busy ARGS...: a run that takes longer than the test, in the background
start_busy()
{
    (bench --scenario cycle --rounds 10000 "$@") &
    there_are "$busy" --keep-busy
}

ended()
{
    local code=0
    wait $! || code=$?
    there_are 0 ''
}

for number in 0 -3 257 many
do
    bench --scenario cycle --busy "$number"
    check "--busy '$number' is wrong usage" ended_with 2
    check "--busy '$number': what it needs is said" complains '--busy needs a number from 1 to 256'
done

busy=3
program=$busy_folder/busy.exe
bench --scenario cycle --busy "$busy" \
    --csv "$(windows_path "$folder/busy.csv")" --json "$(windows_path "$folder/busy.json")"
check "a busy machine is measured" ended_with 0
check "the table says how busy it was" prints ', 3 processes keep them busy, 1 rounds'
check "so does the CSV" python3 -c 'import csv, sys
sys.exit(any(row["busy"] != "3" for row in csv.DictReader(open(sys.argv[1]))))' "$folder/busy.csv"
check "so does the JSON" grep -q '"busy": 3,' "$folder/busy.json"
check "nothing is left when it has measured" there_are 0 ''

for signal in KILL INT TERM
do
    busy=2
    check "it keeps two processes busy" start_busy --busy "$busy"
    kill -s "$signal" "$(processes --rounds)"
    check "nothing is left after SIG$signal" ended
done

# Without the file that it was started from it cannot start more of itself.
"$compiler" -std=c11 -Wall -Wextra -Werror -shared -static-libgcc -o "$folder/gate.dll" "$here/gate.c"
(
    QUARTZALLOC_GATE=$(windows_path "$folder/gate")
    export QUARTZALLOC_GATE
    bench --scenario cycle --busy 2 --dll "$(windows_path "$folder/gate.dll")"
    exit "$code"
) &
for ((tries = 0; tries < 300; ++tries))
do
    [ ! -e "$folder/gate" ] || break
    sleep 0.2
done
rm -f "$busy_folder/busy.exe" "$folder/gate"
code=0
wait $! || code=$?
check "processes that cannot be started are an error" ended_with 1
check "what could not be started is named" \
    complains 'cannot keep the processors busy with 2 processes: number 1 cannot be started \(error [0-9]+\)'
check "nothing was measured then" eval '! prints .'
