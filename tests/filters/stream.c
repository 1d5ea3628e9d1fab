/*
 * Lends the file writer's pin an IStream. A mux goes back to the header of its file by the IStream of the pin behind
 * it; Windows' file writer has one, Wine's (8.0) has none, and without it Wine's mux refuses to run.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "filters.h"
#include "method_table.h"

struct lent_stream
{
    IStream IStream_iface;
    LONG refcount;

    struct method_table *table;
    FILE *file;
    LONG64 writes;
};

static struct lent_stream *impl_from_IStream(IStream *iface)
{
    return CONTAINING_RECORD(iface, struct lent_stream, IStream_iface);
}

static HRESULT WINAPI lent_stream_QueryInterface(IStream *iface, REFIID iid, void **out)
{
    if (IsEqualGUID(iid, &IID_IUnknown) || IsEqualGUID(iid, &IID_ISequentialStream) || IsEqualGUID(iid, &IID_IStream))
    {
        IStream_AddRef(iface);
        *out = iface;
        return S_OK;
    }
    *out = NULL;
    return E_NOINTERFACE;
}

static ULONG WINAPI lent_stream_AddRef(IStream *iface)
{
    return InterlockedIncrement(&impl_from_IStream(iface)->refcount);
}

static ULONG WINAPI lent_stream_Release(IStream *iface)
{
    return InterlockedDecrement(&impl_from_IStream(iface)->refcount);
}

static HRESULT WINAPI lent_stream_Read(IStream *iface, void *data, ULONG size, ULONG *read)
{
    size_t got = fread(data, 1, size, impl_from_IStream(iface)->file);

    if (read)
        *read = (ULONG)got;
    return got == size ? S_OK : S_FALSE;
}

static HRESULT WINAPI lent_stream_Write(IStream *iface, const void *data, ULONG size, ULONG *written)
{
    struct lent_stream *stream = impl_from_IStream(iface);
    size_t put = fwrite(data, 1, size, stream->file);

    ++stream->writes;
    if (written)
        *written = (ULONG)put;
    return put == size ? S_OK : STG_E_MEDIUMFULL;
}

static HRESULT WINAPI lent_stream_Seek(IStream *iface, LARGE_INTEGER move, DWORD origin, ULARGE_INTEGER *position)
{
    struct lent_stream *stream = impl_from_IStream(iface);

    if (fseek(stream->file, move.LowPart, origin))
        return STG_E_INVALIDFUNCTION;
    if (position)
        position->QuadPart = ftell(stream->file);
    return S_OK;
}

static HRESULT WINAPI lent_stream_SetSize(IStream *iface, ULARGE_INTEGER size)
{
    (void)iface;
    (void)size;
    return S_OK;
}

static HRESULT WINAPI lent_stream_CopyTo(IStream *iface, IStream *other, ULARGE_INTEGER size, ULARGE_INTEGER *read,
                                         ULARGE_INTEGER *written)
{
    (void)iface;
    (void)other;
    (void)size;
    (void)read;
    (void)written;
    return E_NOTIMPL;
}

static HRESULT WINAPI lent_stream_Commit(IStream *iface, DWORD flags)
{
    (void)flags;
    return fflush(impl_from_IStream(iface)->file) ? STG_E_MEDIUMFULL : S_OK;
}

static HRESULT WINAPI lent_stream_Revert(IStream *iface)
{
    (void)iface;
    return E_NOTIMPL;
}

static HRESULT WINAPI lent_stream_LockRegion(IStream *iface, ULARGE_INTEGER offset, ULARGE_INTEGER size, DWORD type)
{
    (void)iface;
    (void)offset;
    (void)size;
    (void)type;
    return STG_E_INVALIDFUNCTION;
}

static HRESULT WINAPI lent_stream_Stat(IStream *iface, STATSTG *stat, DWORD flag)
{
    (void)iface;
    (void)stat;
    (void)flag;
    return E_NOTIMPL;
}

static HRESULT WINAPI lent_stream_Clone(IStream *iface, IStream **out)
{
    (void)iface;
    *out = NULL;
    return E_NOTIMPL;
}

static IStreamVtbl lent_stream_vtbl = {
    lent_stream_QueryInterface, lent_stream_AddRef,     lent_stream_Release, lent_stream_Read,   lent_stream_Write,
    lent_stream_Seek,           lent_stream_SetSize,    lent_stream_CopyTo,  lent_stream_Commit, lent_stream_Revert,
    lent_stream_LockRegion,     lent_stream_LockRegion, lent_stream_Stat,    lent_stream_Clone,
};

static HRESULT WINAPI lending_pin_QueryInterface(IPin *iface, REFIID iid, void **out)
{
    struct method_table *table = method_table_of(iface->lpVtbl);

    if (IsEqualGUID(iid, &IID_IStream))
        return IStream_QueryInterface(&((struct lent_stream *)table->owner)->IStream_iface, iid, out);
    return ((const IPinVtbl *)table->original)->QueryInterface(iface, iid, out);
}

struct lent_stream *lend_stream(IPin *pin, const WCHAR *path)
{
    struct lent_stream *stream;
    IStream *own;

    if (SUCCEEDED(IPin_QueryInterface(pin, &IID_IStream, (void **)&own)))
    {
        IStream_Release(own);
        return NULL;
    }
    if (!(stream = calloc(1, sizeof(*stream))) || !(stream->file = _wfopen(path, L"w+b"))
        || !(stream->table = method_table_create(pin->lpVtbl, stream)))
    {
        failed("no stream can be lent to the file writer");
        return NULL;
    }
    stream->IStream_iface.lpVtbl = &lent_stream_vtbl;
    ((IPinVtbl *)stream->table->methods)->QueryInterface = lending_pin_QueryInterface;
    pin->lpVtbl = (void *)stream->table->methods;
    return stream;
}

/* Once the graph is gone. Returns how often the stream was written to. */
int64_t take_stream_back(struct lent_stream *stream)
{
    fclose(stream->file);
    if (stream->refcount)
        failed("the stream that was lent is still in use, with %ld references", stream->refcount);
    return stream->writes;
}
