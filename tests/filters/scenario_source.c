/*
 * The file source by itself, as a parser would use it.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "filters.h"

/* Three ways to read, each must give the whole file. */
void test_file_source(void)
{
    ALLOCATOR_PROPERTIES properties = { 2, 4096, 512, 0 };
    struct observed_allocator *observed = NULL;
    IMemAllocator *allocator = NULL;
    IAsyncReader *reader = NULL;
    LONGLONG total, available;
    IBaseFilter *source;
    struct graph graph;
    IPin *pin;
    HRESULT hr;
    int way;

    graph_create(&graph);
    source = graph_add_source(&graph, avi_path);
    if ((pin = filter_pin(source, PINDIR_OUTPUT, 0)))
    {
        IPin_QueryInterface(pin, &IID_IAsyncReader, (void **)&reader);
        IPin_Release(pin);
    }
    if (!reader)
    {
        failed("the file source has no IAsyncReader");
        graph_finish(&graph, NULL);
        return;
    }

    IAsyncReader_Length(reader, &total, &available);
    if (FAILED(hr = IAsyncReader_RequestAllocator(reader, NULL, &properties, &allocator)))
        failed("RequestAllocator fails, error %#lx", hr);
    else
        observed = graph.allocators[graph.allocator_count++] = observed_allocator_create(allocator);

    for (way = 0; way < 3 && observed; ++way)
    {
        static const char *const names[] = { "SyncRead", "SyncReadAligned", "Request" };
        LONGLONG position = 0, samples = 0;
        uint64_t checksum = 0;

        if (FAILED(hr = IMemAllocator_Commit(allocator)))
            failed("Commit fails, error %#lx", hr);
        while (SUCCEEDED(hr) && position < total)
        {
            LONG size = total - position < 4096 ? (LONG)(total - position) : 4096;
            REFERENCE_TIME start = position * 10000000, end = (position + 4096) * 10000000;
            IMediaSample *sample, *returned;
            BYTE buffer[4096], *data = buffer;
            DWORD_PTR cookie;

            if (!way)
            {
                hr = IAsyncReader_SyncRead(reader, position, size, buffer);
                checksum = observe_checksum(checksum ^ size, buffer, size);
                position += size;
                ++samples;
                continue;
            }
            if (FAILED(hr = IMemAllocator_GetBuffer(allocator, &sample, NULL, NULL, 0)))
                break;
            IMediaSample_SetTime(sample, &start, &end);
            if (way == 1)
            {
                hr = IAsyncReader_SyncReadAligned(reader, sample);
            }
            else if (SUCCEEDED(hr = IAsyncReader_Request(reader, sample, 42))
                     && SUCCEEDED(hr = IAsyncReader_WaitForNext(reader, 5000, &returned, &cookie))
                     && (returned != sample || cookie != 42))
            {
                failed("WaitForNext returns another sample than was requested");
            }
            if (SUCCEEDED(hr))
            {
                IMediaSample_GetPointer(sample, &data);
                if (IMediaSample_GetActualDataLength(sample) < size)
                    failed("%s reads %ld bytes, not %ld", names[way], IMediaSample_GetActualDataLength(sample), size);
                checksum = observe_checksum(checksum ^ size, data, size);
            }
            IMediaSample_Release(sample);
            position += size;
            ++samples;
        }
        if (FAILED(hr))
            failed("%s fails at byte %" PRId64 ", error %#lx", names[way], (int64_t)position, hr);
        IMemAllocator_Decommit(allocator);
        print_data(names[way], samples, position, checksum);
    }
    IAsyncReader_Release(reader);
    if (allocator)
        IMemAllocator_Release(allocator);
    graph_finish(&graph, NULL);
}
