/*
 * A DLL that is no allocator and holds up whoever asks it for one: it makes the file that QUARTZALLOC_GATE names, and
 * answers when that is gone.  Meanwhile a test does to the program what has to be done while it runs.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define WIN32_LEAN_AND_MEAN
#include <windows.h>
#include <objbase.h>

#define TIMEOUT_MS 60000
#define LOOK_MS    20

__declspec(dllexport) HRESULT WINAPI DllGetClassObject(REFCLSID clsid, REFIID iid, void **out)
{
    wchar_t path[MAX_PATH];
    HANDLE file;
    DWORD waited;

    (void)clsid;
    (void)iid;
    *out = NULL;
    if (!GetEnvironmentVariableW(L"QUARTZALLOC_GATE", path, MAX_PATH))
        return E_FAIL;
    file = CreateFileW(path, GENERIC_WRITE, FILE_SHARE_DELETE, NULL, CREATE_ALWAYS, 0, NULL);
    if (file == INVALID_HANDLE_VALUE)
        return E_FAIL;
    CloseHandle(file);
    for (waited = 0; waited < TIMEOUT_MS && GetFileAttributesW(path) != INVALID_FILE_ATTRIBUTES; waited += LOOK_MS)
        Sleep(LOOK_MS);
    return CLASS_E_CLASSNOTAVAILABLE;
}
