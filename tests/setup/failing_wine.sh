# shellcheck shell=bash
#
# A Wine whose calls fail: never is a wrong state told or recorded, and no prefix is changed by halves
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

all_scenarios+=(failing_calls failing_few ending_server without_verify full_answers)
quick_scenarios+=(failing_few)

# A Wine in $here/NAME of which every call that $FAIL_EVERY divides fails, or every one from $FAIL_FROM on, in the way of $FAIL_HOW:
#   client   as Wine's own programs do when a server is just ending, before anything was done
#   late     the same, after it was done
#   silent   with exit code 0 and nothing done, as a Wine that cannot run a program of the other width
#   refuse   with exit code 1 and nothing said, as reg.exe when a key is not there
#   load     as Wine does at times on a busy machine, before anything was done
# The calls are counted in $FAIL_COUNT.
make_failing_wine()
{
    mkdir -p "$here/failing"
    cp "$tests/failing-wine" "$here/failing/wine"
    ln -sf wine "$here/failing/wineserver"
    # No time to wait between two tries.
    printf '#!/bin/sh\nexec %q 0.1\n' "$(command -v sleep)" >"$here/failing/sleep"
    chmod +x "$here/failing/wine" "$here/failing/sleep"
}

# failing HOW NUMBER COMMAND PREFIX: runs the tool with that Wine. Sets code and calls.
failing()
{
    local how=$1 number=$2
    export FAIL_HOW=$how FAIL_COUNT=$out.calls REAL_WINE=$wine REAL_WINESERVER=$wineserver
    export FAIL_EVERY=$number FAIL_FROM=
    case $number in
        from-*) FAIL_FROM=${number#from-} FAIL_EVERY= ;;
    esac
    echo 0 >"$FAIL_COUNT"
    tool_path=$here/failing:$PATH setup "$3" --prefix "$4" --wine "$here/failing/wine"
    calls=$(cat "$FAIL_COUNT")
    [ "$calls" != 0 ] || fail "$3, $how $number: that Wine was not called"
}

# What status tells of the widths, but for who answers, which may stay unknown.
state_told()
{
    grep -E '^(64|32)-bit: |^quartzalloc is' "$1"
}

# The commands that change nothing: what they say is what a healthy Wine made them say, or they say that they cannot.
failing_question()
{
    local how=$1 number=$2 state=$3 command=$4 healthy=$5
    local text="$command of $state, $how $number" wrong

    failing "$how" "$number" "$command" "$here/$state"
    case $code in
        4 | 8) check "$text: one line says why" [ "$(wc -l <"$err")" = 1 ] ;;
        *)
            check "$text: its exit code is the right one" [ "$code" = "$healthy" ]
            if [ "$command" = status ]
            then
                detail=$(diff <(state_told "$here/$state.status") <(state_told "$out") | sed -n 2p)
                check "$text: the state is the right one" [ -z "$detail" ]
                wrong=$(grep '^ *programs get' "$out" | grep -vxFf "$here/$state.status") || wrong=
                check "$text: who answers is right, or unknown" [ -z "$wrong" ]
            fi
            ;;
    esac
    # Every second try is a healthy one, or better.
    case $how.$number in
        client.1 | late.1 | load.1 | *from-* | silent.* | refuse.*) ;;
        *) check "$text: it was tried again" [ "$code" = "$healthy" ] ;;
    esac
    check "$text: no record and no file has changed" diff -q <(find "$here/$state" -iname '*quartzalloc*' | sort) "$here/$state.files"
}

# install and uninstall: done, or undone, or with a record by which uninstall undoes the rest; always with an allocator.
failing_change()
{
    local how=$1 number=$2 command=$3 from=$4
    local prefix=$here/$command-$how-$number text="$command, $how $number" result

    out=$here/out-$command-$how-$number
    err=$here/err-$command-$how-$number
    clone "$from" "$prefix"
    failing "$how" "$number" "$command" "$prefix"
    end_server "$prefix"
    result=$(answer_of "$prefix")
    end_server "$prefix"
    case $command.$code in
        install.0) check "$text: installed, and programs get it" [ "$result" = quartzalloc.dll ] ;;
        uninstall.0) check "$text: taken out, and programs get the builtin one" [ "$result" = quartz.dll ] ;;
        *)
            check "$text: code $code is 4 or 8, with one line" [ "$(wc -l <"$err") $((code == 4 || code == 8))" = '1 1' ]
            case $result in
                quartz.dll | quartzalloc.dll) pass "$text: programs get an allocator" ;;
                *) fail "$text: programs get no allocator ($result)" ;;
            esac
            ;;
    esac
    case $how.$number in
        client.1 | late.1 | load.1 | *from-* | silent.* | refuse.*) ;;
        *) check "$text: it was tried again" [ "$code" = 0 ] ;;
    esac
    if [ "$command" = install ] && [ "$code" = 0 ]
    then
        check "$text: the record says so" grep -qx 'state=installed' "$prefix/.quartzalloc/record"
    fi
    [ "$command.$code" = uninstall.0 ] || grep -qF 'the prefix is as it was' "$err" ||
        expect 0 "$text: a healthy Wine takes it out" uninstall --prefix "$prefix" --wine "$wine"
    end_server "$prefix"
    check "$text: registry and files are as in a prefix that never saw it" same_prefix "$prefix" "$work/reference"
    [ "$keep" = yes ] || rm -rf "$prefix"
}

# The prefixes that are asked and changed, and what a healthy Wine makes of them.
prepare_failing()
{
    reference
    make_failing_wine
    clone "$work/reference" "$here/fresh"
    clone "$base" "$here/installed"
    expect 0 'install' install --prefix "$here/installed"
    for state in fresh installed
    do
        setup status --prefix "$here/$state"
        cp "$out" "$here/$state.status"
        find "$here/$state" -iname '*quartzalloc*' | sort >"$here/$state.files"
    done
}

# Not more at a time than there is room for.
when_there_is_room()
{
    while (($(jobs -pr | wc -l) >= jobs))
    do
        wait -n || :
    done
}

# The other ways in turn, so that every call fails in one of them.
another_way()
{
    case $(($1 % 4)) in
        0) how=late which=$1 ;;
        1) how=silent which=from-$1 ;;
        2) how=refuse which=from-$1 ;;
        3) how=load which=$1 ;;
    esac
}

failing_questions()
{
    local state=$1 command=$2 healthy=$3 number how which count
    local copy=$state-$command

    out=$here/out-$copy
    err=$here/err-$copy
    cp -a "$here/$state.status" "$here/$copy.status"
    clone "$here/$state" "$here/$copy"
    find "$here/$copy" -iname '*quartzalloc*' | sort >"$here/$copy.files"
    sed -i "s|^prefix: .*|prefix:    $here/$copy|" "$here/$copy.status"
    failing none 0 "$command" "$here/$copy"
    count=$calls
    check "$command of $state makes some calls" [ "$count" -ge 3 ]
    for ((number = 1; number <= count; number++))
    do
        failing_question client "$number" "$copy" "$command" "$healthy"
        failing_question client "from-$number" "$copy" "$command" "$healthy"
        another_way "$number"
        failing_question "$how" "$which" "$copy" "$command" "$healthy"
    done
    end_server "$here/$copy"
}

scenario_failing_calls()
{
    local state number command how which

    prepare_failing
    for command in status verify
    do
        failing_questions fresh "$command" 1 &
        failing_questions installed "$command" 0 &
    done
    wait
    for command in install uninstall
    do
        state=$work/reference
        [ "$command" = install ] || state=$here/installed
        clone "$state" "$here/p"
        failing none 0 "$command" "$here/p"
        end_server "$here/p"
        check "$command makes $calls calls" [ "$calls" -ge 6 ]
        for ((number = 1; number <= calls; number++))
        do
            failing_change client "$number" "$command" "$state" &
            when_there_is_room
            another_way "$number"
            failing_change "$how" "$which" "$command" "$state" &
            when_there_is_room
        done
        wait
    done
}

# The same, quickly.
scenario_failing_few()
{
    local how state

    prepare_failing
    for how in client silent
    do
        failing_question "$how" 1 installed status 0
        failing_question "$how" 2 installed status 0
    done
    failing_question load 2 installed verify 0
    failing_change client 2 install "$work/reference" &
    failing_change load 3 install "$work/reference" &
    failing_change refuse from-5 install "$work/reference" &
    failing_change late 3 uninstall "$here/installed" &
    failing_change silent 4 uninstall "$here/installed" &
    wait
}

# As in a loop of status on a machine where servers end in between, by themselves or not.
scenario_ending_server()
{
    local number state
    prepare_failing
    for ((number = 1; number <= 15; number++))
    do
        (sleep "0.$((number * 5 % 10))"; WINEPREFIX=$here/installed timeout 20 "$wineserver" -k >/dev/null 2>&1 || :) &
        setup status --prefix "$here/installed"
        wait
        if [ "$code" = 0 ]
        then
            check "status $number beside a server that ends: the state is the right one" \
                diff -q <(state_told "$here/installed.status") <(state_told "$out")
        else
            check "status $number beside a server that ends: it says that it cannot be known" [ "$code" = 4 -o "$code" = 8 ]
        fi
    done
    end_server "$here/installed"
}

# Without quartzalloc-verify.exe, reg.exe is asked, also in a prefix in use.
scenario_without_verify()
{
    local prefix=$here/p dlls=$here/dlls

    clone "$base" "$prefix"
    reference
    dlls_copy "$dlls"
    rm "$dlls"/*/quartzalloc-verify.exe
    # The tool by itself, so that it finds no other ones.
    mkdir -p "$here/bin"
    sed 's|^libdir=.*|libdir=/nonexistent|' "$tool" >"$here/bin/quartzalloc-setup"
    local tool=$here/bin/quartzalloc-setup
    warm "$prefix"
    expect 0 'install' install --prefix "$prefix" --dll-dir "$dlls"
    says 'it says that nobody could be asked' 'could not be asked (quartzalloc-verify.exe is missing)'
    expect 0 'status' status --prefix "$prefix" --dll-dir "$dlls"
    says 'reg.exe knows what is registered' '64-bit:    DLL 0.1.0, registered, the class is taken over'
    says 'of both widths' '32-bit:    DLL 0.1.0, registered, the class is taken over'
    expect 4 'verify' verify --prefix "$prefix" --dll-dir "$dlls"
    expect 0 'uninstall' uninstall --prefix "$prefix" --dll-dir "$dlls"
    expect 1 'status after that' status --prefix "$prefix" --dll-dir "$dlls"
    says 'reg.exe knows what is not' '64-bit:    no DLL, not registered, the class is not taken over'
    end_server "$prefix"
    check 'registry and files are as before' same_prefix "$prefix" "$work/reference"
}

# Answers that do not fit on the disk for temporary files are no answers.
scenario_full_answers()
{
    local prefix=$here/p disk=$work/mounts/answers

    if [ "$(id -u)" != 0 ] || ! small_disk "$disk" 64k
    then
        skip 'no room for answers: no disk can be mounted here'
        return
    fi
    clone "$base" "$prefix"
    expect 0 'install' install --prefix "$prefix"
    remember "$prefix"
    warm "$prefix"
    head -c 100000 /dev/zero >"$disk/filler" 2>/dev/null || :
    rm -f "$disk/room"
    TMPDIR=$disk expect 8 'status without room for answers' status --prefix "$prefix"
    TMPDIR=$disk expect 8 'uninstall without room for answers' uninstall --prefix "$prefix"
    end_server "$prefix"
    check 'the DLL is there' [ -e "$prefix/drive_c/windows/system32/quartzalloc.dll" ]
    check 'the keys are there' grep -qi "^@=\"$our_class\"" "$prefix/system.reg"
    umount "$disk"
}
