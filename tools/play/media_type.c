/*
 * Media types: told apart and described.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "play.h"

void free_media_type(AM_MEDIA_TYPE *type)
{
    CoTaskMemFree(type->pbFormat);
    if (type->pUnk)
        IUnknown_Release(type->pUnk);
}

void delete_media_type(AM_MEDIA_TYPE *type)
{
    free_media_type(type);
    CoTaskMemFree(type);
}

BOOL is_uncompressed(const AM_MEDIA_TYPE *type)
{
    static const GUID *const video[] = {
        &MEDIASUBTYPE_RGB1,  &MEDIASUBTYPE_RGB4,  &MEDIASUBTYPE_RGB8,   &MEDIASUBTYPE_RGB555, &MEDIASUBTYPE_RGB565,
        &MEDIASUBTYPE_RGB24, &MEDIASUBTYPE_RGB32, &MEDIASUBTYPE_ARGB32, &MEDIASUBTYPE_YUY2,   &MEDIASUBTYPE_UYVY,
        &MEDIASUBTYPE_YVYU,  &MEDIASUBTYPE_YV12,  &MEDIASUBTYPE_IYUV,   &MEDIASUBTYPE_NV12,   &MEDIASUBTYPE_AYUV,
    };
    unsigned int i;

    if (IsEqualGUID(&type->majortype, &MEDIATYPE_Audio))
        return IsEqualGUID(&type->subtype, &MEDIASUBTYPE_PCM) || IsEqualGUID(&type->subtype, &MEDIASUBTYPE_IEEE_FLOAT);
    for (i = 0; i < ARRAYSIZE(video); ++i)
    {
        if (IsEqualGUID(&type->subtype, video[i]))
            return TRUE;
    }
    return type->subtype.Data1 == MAKEFOURCC('I', '4', '2', '0');
}

static const GUID any_subtype;
static const GUID mp3_subtype = {
    0x55 /* WAVE_FORMAT_MPEGLAYER3 */, 0, 0x10, { 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71 }
};

void describe_media_type(const AM_MEDIA_TYPE *type, char *text, size_t size)
{
    static const struct
    {
        const GUID *guid;
        const char *name;
    } names[] = {
        { &MEDIASUBTYPE_RGB8, "RGB8" },
        { &MEDIASUBTYPE_RGB555, "RGB555" },
        { &MEDIASUBTYPE_RGB565, "RGB565" },
        { &MEDIASUBTYPE_RGB24, "RGB24" },
        { &MEDIASUBTYPE_RGB32, "RGB32" },
        { &MEDIASUBTYPE_ARGB32, "ARGB32" },
        { &MEDIASUBTYPE_PCM, "PCM" },
        { &MEDIASUBTYPE_IEEE_FLOAT, "float" },
        { &MEDIASUBTYPE_Avi, "AVI" },
        { &MEDIASUBTYPE_WAVE, "WAVE" },
        { &MEDIASUBTYPE_MPEG1System, "MPEG-1 system" },
        { &MEDIASUBTYPE_MPEG1Audio, "MPEG-1" },
        { &MEDIASUBTYPE_MPEG1Payload, "MPEG-1" },
        { &MEDIASUBTYPE_MPEG1Packet, "MPEG-1" },
        { &MEDIASUBTYPE_MPEG1AudioPayload, "MPEG-1" },
        { &mp3_subtype, "MP3" },
        { &any_subtype, "any" },
    };
    const char *major = "data", *name = NULL;
    char fourcc[16], details[32] = "";
    unsigned int i;

    if (IsEqualGUID(&type->majortype, &MEDIATYPE_Video))
        major = "video";
    else if (IsEqualGUID(&type->majortype, &MEDIATYPE_Audio))
        major = "audio";
    else if (IsEqualGUID(&type->majortype, &MEDIATYPE_Stream))
        major = "file";
    if (type->subtype.Data1 == 0xffffffff)
        name = "of unknown kind";

    for (i = 0; i < ARRAYSIZE(names); ++i)
    {
        if (IsEqualGUID(&type->subtype, names[i].guid))
            name = names[i].name;
    }
    if (!name)
    {
        memcpy(fourcc, &type->subtype.Data1, 4);
        fourcc[4] = 0;
        for (i = 0; i < 4; ++i)
        {
            if (fourcc[i] < 0x20 || fourcc[i] > 0x7e)
                snprintf(fourcc, sizeof(fourcc), "0x%lx", type->subtype.Data1);
        }
        name = fourcc;
    }

    if (IsEqualGUID(&type->formattype, &FORMAT_VideoInfo) && type->cbFormat >= sizeof(VIDEOINFOHEADER))
    {
        const VIDEOINFOHEADER *format = (const VIDEOINFOHEADER *)type->pbFormat;

        snprintf(details, sizeof(details), " %ldx%ld", format->bmiHeader.biWidth, labs(format->bmiHeader.biHeight));
    }
    else if (IsEqualGUID(&type->formattype, &FORMAT_WaveFormatEx) && type->cbFormat >= sizeof(PCMWAVEFORMAT))
    {
        const WAVEFORMATEX *format = (const WAVEFORMATEX *)type->pbFormat;

        snprintf(details, sizeof(details), " %lu Hz x%u", format->nSamplesPerSec, format->nChannels);
    }
    snprintf(text, size, "%s %s%s", major, name, details);
}

BOOL is_broken(const AM_MEDIA_TYPE *type)
{
    return type->subtype.Data1 == MAKEFOURCC('c', 'v', 'i', 'd')
            && GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "wine_get_version");
}
