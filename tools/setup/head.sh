#!/usr/bin/env bash
# Puts quartzalloc into a Wine prefix, takes it out again, and tells which DLL serves DirectShow's memory allocator there.
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# How it works: the DLL is copied into the system directory of each width, our class is registered, and TreatAs below the
# system's class sends everybody to ours. What was there before is written into .quartzalloc/record in the prefix *before*
# anything is changed, and the record goes last, so every interrupted run can be repeated or undone.
#
# The registry is changed with Wine's own reg.exe and explicit keys for both registry views, not with regsvr32, so that
# the 32-bit view is right even where 32-bit programs cannot run (yet). The keys are those of the DLL's DllInstall.

# sh may be another shell, and an old bash lacks what follows. Every shell understands these lines.
case ${BASH_VERSION-} in
    '' | [123].* | 4.[0123].*)
        printf '%s\n' 'quartzalloc-setup: this needs bash 4.4 or later: install it, and start this with it' >&2
        exit 10
        ;;
esac

set -euo pipefail

# Filled in when the script is put together.
version=
libdir=

program=quartzalloc-setup
record_format=1

our_class='{7C0E6C5B-2D53-4C0B-9B5B-3A1F4D5E6A10}'
system_class='{1E651CC0-B199-11D0-8212-00C04FC32C45}'
class_name='Quartz memory allocator (quartzalloc)'
dll=quartzalloc.dll
# 32-bit programs see their own system directory under this name, too.
dll_windows_path="C:\\windows\\system32\\$dll"
clsid_key='HKLM\Software\Classes\CLSID'

code_other=1
code_usage=2
code_prefix=3
code_wine=4
code_dll=5
code_record=6
code_busy=7
code_failed=8
code_broken=9
code_system=10
