# shellcheck shell=bash
#
# Starting Wine in the prefix
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

# Where a Wine has the file whose date tells whether a prefix is up to date; nothing if it cannot be found.
find_wine_inf()
{
    local folder=$wine name
    folder=$(dirname -- "$(readlink -f -- "$wine")")
    for name in "$folder/../share/wine/wine.inf" "$folder/../../share/wine/wine.inf" "$folder/../share/wine/wine/wine.inf" \
        "${wine%/*}/../share/wine/wine.inf" /usr/share/wine/wine.inf /usr/share/wine/wine/wine.inf
    do
        if [ -f "$name" ]
        then
            printf '%s' "$name"
            return
        fi
    done
}

# Does the prefix fit this Wine, or will its first start bring the prefix up to date? Prints fits, due, or unknown.
state_of_update()
{
    local inf stamp=
    inf=$(find_wine_inf)
    if [ -z "$inf" ] || [ ! -r "$target/.update-timestamp" ]
    then
        printf unknown
        return
    fi
    IFS= read -r stamp <"$target/.update-timestamp" || :
    stamp=${stamp%$'\r'}
    if [ "$stamp" = disable ] || [ "$stamp" = "$(stat -L -c %Y -- "$inf")" ]; then printf fits; else printf due; fi
}

# Starts Wine in the prefix; fails with wine_problem set. The prefix must be there: Wine would make one otherwise.
# Bringing a prefix up to date may ask whether Mono and Gecko are to be downloaded, in a window that waits for a click. Without a
# display there is no window, and Wine goes on; programs that need them make it ask again.
try_wine()
{
    local view=${registry_views[${prefix_widths[0]}]} code try reason wine_seconds=$wine_seconds

    [ -e "$target/system.reg" ] || die "$code_prefix" "$target has just lost its system.reg: nothing was changed"
    [ -n "$server" ] || look_for_server
    wine_problem=
    if [ "$server" = none ] && [ "$(state_of_update)" != fits ]
    then
        # Among others, nobody has said that the prefix belongs to this Wine.
        if [ "$among_others" = yes ] && [ "$wine_named" = no ] && [ "$(state_of_update)" = due ]
        then
            wine_problem="$target belongs to another version of Wine than $wine"
            return 1
        fi
        without_display=yes
        wine_seconds=$update_seconds
    fi
    for ((try = 1; ; try++))
    do
        code=0
        run_wine reg query "$clsid_key" /ve ${view:+"$view"} || code=$?
        # An answer that is empty comes of a server that was just ending, too.
        ((code != 0)) || [ -s "$run_out" ] || code=1
        if ((code == 0 || code >= 124 || try >= wine_tries))
        then
            break
        fi
        sleep 1
    done
    without_display=
    if ((code != 0))
    then
        reason=$(last_word)
        if ((code == 124))
        then
            reason="no answer in $wine_seconds s; if a window of Wine waits for a click, such as the one about Mono or Gecko, answer it"
        fi
        wine_problem="$wine cannot run programs in $target${reason:+ ($reason)}"
        return 1
    fi
    wine_started=yes
}

# Starts Wine by asking, which saves a start for that alone. Fails as try_wine does.
start_by_asking()
{
    local width

    [ -n "$server" ] || look_for_server
    wine_problem=
    if [ "$server" = none ] && [ "$(state_of_update)" != fits ]
    then
        try_wine || return 1
    fi
    ask_all "$@"
    for width in "${widths[@]}"
    do
        [ "${answer[$width.ours]}" = unknown ] || wine_started=yes
    done
    # Nobody has answered. Does Wine work at all?
    [ "$wine_started" = yes ] || try_wine
}

start_wine()
{
    try_wine || die "$code_wine" "$wine_problem: use the Wine that the prefix belongs to (--wine PATH)"
}
