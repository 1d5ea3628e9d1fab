# shellcheck shell=bash
#
# Options, clean-up, and the start
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

clean_up()
{
    local code=$? job
    trap '' INT TERM HUP
    trap - EXIT
    # What runs beside in Wine's programs ends with this.
    [ "$BASHPID" != "$main_pid" ] || for job in $(jobs -p); do kill "$job" 2>/dev/null || :; done
    [ -z "$scratch" ] || [ "$BASHPID" != "$main_pid" ] || rm -rf -- "$scratch"
    [ -z "$lock_link" ] || [ "$BASHPID" != "$main_pid" ] || rm -f -- "$lock_link"
    exit "$code"
}

interrupted()
{
    trap '' INT TERM HUP
    if [ "$locked" = yes ]
    then
        warn "interrupted: run this again, or \"$program uninstall\""
    fi
    exit "$1"
}

set_defaults()
{
    main_pid=$BASHPID
    command=
    prefix_option=
    prefix_given=no
    wine_option=
    dll_dir_option=
    width_option=all
    symlink=no
    dry_run=no
    json=no
    verbose=no
    all_prefixes=no
    among_others=no
    folders=()
    source_dll=()
    declare -gA record=() answer=()
    have_record=no
    locked=no
    lock_link=
    scratch=
    wine=
    wine_named=no
    wineserver=
    wine_started=no
    without_tmpdir=
    server=
    without_display=
    flushed=no
    undo_on_failure=no
    failing=no
    undone=yes
    # Generous, and more so for the first start after an upgrade of Wine, which brings the prefix up to date.
    wine_seconds=180
    update_seconds=600
    wine_tries=3
    wait_seconds=60
    progress_seconds=5
    registry_seconds=45
    lock_seconds=180
}

option_value()
{
    # $1: number of arguments left, $2: the option
    (($1 >= 2)) || usage_error "$2 needs a value"
}

parse_arguments()
{
    while (($# > 0))
    do
        case $1 in
            --help) print_help; exit 0 ;;
            --version) say "quartzalloc-setup $version"; exit 0 ;;
            --prefix) option_value $# "$1"; prefix_option=$2; prefix_given=yes; shift ;;
            --prefix=*) prefix_option=${1#*=}; prefix_given=yes ;;
            --wine) option_value $# "$1"; wine_option=$2; shift ;;
            --wine=*) wine_option=${1#*=} ;;
            --dll-dir) option_value $# "$1"; dll_dir_option=$2; shift ;;
            --dll-dir=*) dll_dir_option=${1#*=} ;;
            --width) option_value $# "$1"; width_option=$2; shift ;;
            --width=*) width_option=${1#*=} ;;
            --symlink) symlink=yes ;;
            --dry-run) dry_run=yes ;;
            --json) json=yes ;;
            --verbose) verbose=yes ;;
            --all-prefixes) all_prefixes=yes ;;
            # For --all-prefixes' own runs: the one Wine that is used for all of them may be another one's than a prefix belongs to.
            --among-others) among_others=yes ;;
            --)
                shift
                add_words "$@"
                return
                ;;
            -*) usage_error "unknown option \"$1\"" ;;
            *) add_words "$1" ;;
        esac
        shift
    done
}

# The first word is the command, further ones the folders of --all-prefixes.
add_words()
{
    local word
    for word in "$@"
    do
        if [ -z "$command" ]; then command=$word; else folders+=("$word"); fi
    done
}

check_arguments()
{
    case $command in
        install | uninstall | status | verify | report) ;;
        list)
            [ "$prefix_given" = no ] || usage_error '--prefix does not go with list'
            all_prefixes=yes
            ;;
        '') usage_error 'say what to do: install, uninstall, status, verify, report or list' ;;
        *) usage_error "unknown command \"$command\"" ;;
    esac
    case $width_option in
        64 | 32 | all) ;;
        *) usage_error "--width takes 64, 32 or all, not \"$width_option\"" ;;
    esac
    [ "$dry_run" = no ] || [ "$command" = install ] || [ "$command" = uninstall ] || usage_error "--dry-run goes with install and uninstall"
    [ "$symlink" = no ] || [ "$command" = install ] || usage_error "--symlink goes with install"
    [ "$json" = no ] || [ "$command" = status ] || usage_error "--json goes with status"
    if [ "$all_prefixes" = yes ]
    then
        [ "$prefix_given" = no ] || usage_error '--prefix and --all-prefixes do not go together'
    elif [ ${#folders[@]} -gt 0 ]
    then
        usage_error "unexpected \"${folders[0]}\"; a prefix is named with --prefix DIR"
    fi
    if [ "$prefix_given" = yes ] && [ -z "$prefix_option" ]
    then
        usage_error '--prefix needs a folder'
    fi
}

main()
{
    set_defaults
    trap clean_up EXIT
    trap 'interrupted 129' HUP
    trap 'interrupted 130' INT
    trap 'interrupted 143' TERM
    parse_arguments "$@"
    check_arguments
    require_programs
    find_self

    dll_dir=${dll_dir_option:-${QUARTZALLOC_DLL_DIR-}}
    [ -z "$dll_dir" ] || dll_dir=$(absolute_path "$dll_dir")
    [ -z "$dll_dir_option" ] || dll_dir_option=$dll_dir
    if [ -z "$wine_option" ] && [ -n "${WINE-}" ]
    then
        wine_option=$(command -v -- "$WINE") || wine_option=$WINE
    fi
    [ -z "$wine_option" ] || wine_option=$(absolute_path "$wine_option")
    if [ "$all_prefixes" = yes ]
    then
        if [ "$command" = list ]; then command_list; else command_all_prefixes; fi
        return
    fi

    target=$prefix_option
    if [ "$prefix_given" = no ]
    then
        target=${WINEPREFIX-}
        if [ -z "$target" ]
        then
            [ -n "${HOME-}" ] || usage_error 'neither WINEPREFIX nor HOME is set: use --prefix DIR'
            target=$HOME/.wine
        fi
    fi
    target=$(absolute_path "$target")
    open_prefix
    [ "$command" != install ] || require_wine
    "command_$command"
}

main "$@"
