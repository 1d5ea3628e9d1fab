/*
 * Writes the small media files that quartzalloc-filters plays, so that it needs nothing beside itself.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "filters.h"

#include <vfw.h>

#define WIDTH             64
#define HEIGHT            48
#define FRAMES            100
#define FRAME_SIZE        (WIDTH * HEIGHT * 3)
#define FRAMES_PER_SECOND 25
#define SAMPLE_RATE       22050
#define AUDIO_PER_FRAME   (SAMPLE_RATE / FRAMES_PER_SECOND * 2)

/* A sequence that is the same on every machine, and in which no two frames are alike. */
static void fill(BYTE *data, size_t size, uint32_t seed)
{
    size_t i;

    for (i = 0; i < size; ++i)
    {
        seed = seed * 1664525 + 1013904223;
        data[i] = (BYTE)(seed >> 24);
    }
}

static void put_chunk(FILE *file, const char *id, const void *data, DWORD size)
{
    fwrite(id, 4, 1, file);
    fwrite(&size, 4, 1, file);
    fwrite(data, size, 1, file);
}

static long begin_list(FILE *file, const char *list, const char *type)
{
    DWORD size = 0;

    fwrite(list, 4, 1, file);
    fwrite(&size, 4, 1, file);
    fwrite(type, 4, 1, file);
    return ftell(file);
}

static void end_list(FILE *file, long start)
{
    long end = ftell(file);
    DWORD size = end - start + 4;

    fseek(file, start - 8, SEEK_SET);
    fwrite(&size, 4, 1, file);
    fseek(file, end, SEEK_SET);
}

static void describe_audio(WAVEFORMATEX *format)
{
    memset(format, 0, sizeof(*format));
    format->wFormatTag = WAVE_FORMAT_PCM;
    format->nChannels = 1;
    format->nSamplesPerSec = SAMPLE_RATE;
    format->nAvgBytesPerSec = SAMPLE_RATE * 2;
    format->nBlockAlign = 2;
    format->wBitsPerSample = 16;
}

static const AVIStreamHeader video_stream = {
    .fccType = streamtypeVIDEO,
    .dwScale = 1,
    .dwRate = FRAMES_PER_SECOND,
    .dwLength = FRAMES,
    .dwSuggestedBufferSize = FRAME_SIZE,
};

static const AVIStreamHeader audio_stream = {
    .fccType = streamtypeAUDIO,
    .dwScale = 2,
    .dwRate = SAMPLE_RATE * 2,
    .dwLength = FRAMES * AUDIO_PER_FRAME / 2,
    .dwSuggestedBufferSize = AUDIO_PER_FRAME,
    .dwSampleSize = 2,
};

static void put_avi_header(FILE *file)
{
    MainAVIHeader header = { 0 };
    BITMAPINFOHEADER bitmap = { 0 };
    WAVEFORMATEX audio;
    long headers, list;

    headers = begin_list(file, "LIST", "hdrl");
    header.dwMicroSecPerFrame = 1000000 / FRAMES_PER_SECOND;
    header.dwFlags = AVIF_HASINDEX | AVIF_ISINTERLEAVED;
    header.dwTotalFrames = FRAMES;
    header.dwStreams = 2;
    header.dwSuggestedBufferSize = FRAME_SIZE;
    header.dwWidth = WIDTH;
    header.dwHeight = HEIGHT;
    put_chunk(file, "avih", &header, sizeof(header));

    list = begin_list(file, "LIST", "strl");
    put_chunk(file, "strh", &video_stream, sizeof(video_stream));
    bitmap.biSize = sizeof(bitmap);
    bitmap.biWidth = WIDTH;
    bitmap.biHeight = HEIGHT;
    bitmap.biPlanes = 1;
    bitmap.biBitCount = 24;
    bitmap.biSizeImage = FRAME_SIZE;
    put_chunk(file, "strf", &bitmap, sizeof(bitmap));
    end_list(file, list);

    list = begin_list(file, "LIST", "strl");
    put_chunk(file, "strh", &audio_stream, sizeof(audio_stream));
    describe_audio(&audio);
    put_chunk(file, "strf", &audio, sizeof(PCMWAVEFORMAT));
    end_list(file, list);
    end_list(file, headers);
}

BOOL write_avi(const WCHAR *path)
{
    static AVIINDEXENTRY entries[2 * FRAMES];
    static BYTE data[FRAME_SIZE];
    long riff, movie;
    FILE *file;
    int i;

    if (!(file = _wfopen(path, L"wb")))
        return failed("the AVI file cannot be written");
    riff = begin_list(file, "RIFF", "AVI ");
    put_avi_header(file);
    movie = begin_list(file, "LIST", "movi");
    for (i = 0; i < FRAMES; ++i)
    {
        entries[2 * i].ckid = mmioFOURCC('0', '0', 'd', 'b');
        entries[2 * i].dwFlags = AVIIF_KEYFRAME;
        entries[2 * i].dwChunkOffset = ftell(file) - movie + 4;
        entries[2 * i].dwChunkLength = FRAME_SIZE;
        fill(data, FRAME_SIZE, i + 1);
        put_chunk(file, "00db", data, FRAME_SIZE);

        entries[2 * i + 1].ckid = mmioFOURCC('0', '1', 'w', 'b');
        entries[2 * i + 1].dwFlags = AVIIF_KEYFRAME;
        entries[2 * i + 1].dwChunkOffset = ftell(file) - movie + 4;
        entries[2 * i + 1].dwChunkLength = AUDIO_PER_FRAME;
        fill(data, AUDIO_PER_FRAME, i + 1000);
        put_chunk(file, "01wb", data, AUDIO_PER_FRAME);
    }
    end_list(file, movie);
    put_chunk(file, "idx1", entries, sizeof(entries));
    end_list(file, riff);
    if (ferror(file) | fclose(file))
        return failed("the AVI file cannot be written");
    return TRUE;
}

BOOL write_wav(const WCHAR *path)
{
    static BYTE data[SAMPLE_RATE * 2 * 3];
    WAVEFORMATEX format;
    FILE *file;
    long riff;

    if (!(file = _wfopen(path, L"wb")))
        return failed("the WAV file cannot be written");
    describe_audio(&format);
    fill(data, sizeof(data), 1);
    riff = begin_list(file, "RIFF", "WAVE");
    put_chunk(file, "fmt ", &format, sizeof(PCMWAVEFORMAT));
    put_chunk(file, "data", data, sizeof(data));
    end_list(file, riff);
    if (ferror(file) | fclose(file))
        return failed("the WAV file cannot be written");
    return TRUE;
}

BOOL checksum_file(const WCHAR *path, int64_t *size, uint64_t *checksum)
{
    BYTE data[4096];
    FILE *file;
    size_t got;

    *size = 0;
    *checksum = 0;
    if (!(file = _wfopen(path, L"rb")))
        return failed("a file cannot be read again");
    while ((got = fread(data, 1, sizeof(data), file)))
    {
        *size += got;
        *checksum = observe_checksum(*checksum ^ got, data, got);
    }
    fclose(file);
    return TRUE;
}
