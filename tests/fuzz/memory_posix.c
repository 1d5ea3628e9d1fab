/*
 * Natively: the linker's --wrap leads the calls here
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "memory.h"

#include "memory_count.h"
#include "platform.h"

void *__real_platform_allocate_block(size_t size);
void __real_platform_free_block(void *block, size_t size);
void *__real_platform_allocate(size_t size);
void __real_platform_free(void *memory);
void *WINAPI __real_CoTaskMemAlloc(SIZE_T size);
void WINAPI __real_CoTaskMemFree(void *memory);

void *__wrap_platform_allocate_block(size_t size);
void __wrap_platform_free_block(void *block, size_t size);
void *__wrap_platform_allocate(size_t size);
void __wrap_platform_free(void *memory);
void *WINAPI __wrap_CoTaskMemAlloc(SIZE_T size);
void WINAPI __wrap_CoTaskMemFree(void *memory);

bool memory_attach(const struct provider *provider)
{
    (void)provider;
    return true;
}

void memory_free_task(void *memory)
{
    CoTaskMemFree(memory);
}

void *__wrap_platform_allocate_block(size_t size)
{
    return memory_fails() ? NULL : memory_count(__real_platform_allocate_block(size));
}

void __wrap_platform_free_block(void *block, size_t size)
{
    memory_uncount(block);
    __real_platform_free_block(block, size);
}

void *__wrap_platform_allocate(size_t size)
{
    return memory_fails() ? NULL : memory_count(__real_platform_allocate(size));
}

void __wrap_platform_free(void *memory)
{
    memory_uncount(memory);
    __real_platform_free(memory);
}

/* Used by the model and by tests as well, on whose account the counts come out even. */
void *WINAPI __wrap_CoTaskMemAlloc(SIZE_T size)
{
    return memory_fails() ? NULL : memory_count(__real_CoTaskMemAlloc(size));
}

void WINAPI __wrap_CoTaskMemFree(void *memory)
{
    memory_uncount(memory);
    __real_CoTaskMemFree(memory);
}
