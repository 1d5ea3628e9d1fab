/*
 * Words: of lists between commas, and numbers with a unit
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_DIAGNOSIS_WORDS_H
#define QUARTZALLOC_DIAGNOSIS_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whether the first `length` bytes of a word are this text, whatever the case. */
bool word_is(const char *word, size_t length, const char *text);

/* The next word of a list between commas or spaces, and its length; NULL at the end.  *list moves behind it. */
const char *word_next(const char **list, size_t *length);

/* Whether a list means a name: those without ! in it are the only ones that are meant, those with ! are not; "" means all. */
bool word_means(const char *list, const char *name);

/* A number from 0, with K, M or G behind it or nothing, `length` bytes in all.  Returns false for anything else, and over 1e15. */
bool word_size(const char *text, size_t length, uint64_t *size);

#endif
