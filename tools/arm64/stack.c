/*
 * What compilers for 64-bit ARM call before a function takes more than a page of stack: no package has the library with it
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

extern void __chkstk(void);

/*
 * Touches each page that the caller is about to take, from the top, since Windows gives a thread more stack only where it
 * reaches the page below what it has.  x15 is the size in units of 16 bytes; only x16 and x17 may be changed.
 */
__attribute__((naked)) void __chkstk(void)
{
    __asm__("lsl x16, x15, #4\n\t"
            "mov x17, sp\n"
            "1:\n\t"
            "sub x17, x17, #4096\n\t"
            "subs x16, x16, #4096\n\t"
            "ldr xzr, [x17]\n\t"
            "b.gt 1b\n\t"
            "ret");
}
