/*
 * What the parts of quartzalloc-verify.exe share.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_VERIFY_H
#define QUARTZALLOC_VERIFY_H

/* Prints "key=value" on a line of its own, in UTF-8. Control characters in the value become question marks. */
void print_text(const char *key, const WCHAR *value);

/*
 * Prints what the registry says of both classes, ours and the system's, in the 64-bit and in the 32-bit view; where there is
 * one view only, both are that. The keys begin with "64." and "32.":
 *   class       present or absent: our class
 *   class_path  the DLL that it names, empty if none
 *   threading   its threading model, empty if none
 *   previous    the class that ours keeps in PreviousTreatAs, empty if none
 *   key         present or absent: the system's class
 *   treat_as    absent, empty, or value: and what TreatAs names
 * The last line is registry=complete, or registry=error and a system error code where something could not be read; then
 * no line before it counts.
 */
void print_registry(void);

#endif
