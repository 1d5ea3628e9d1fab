/*
 * The DLL's entry points for regsvr32: registering our class, and taking over CLSID_MemoryAllocator by TreatAs
 *
 * Everything is written below HKEY_LOCAL_MACHINE\Software\Classes in the registry view of this DLL's own width; the other
 * width has its own DLL for its own view.  docs/windows-and-wine.md says why TreatAs and nothing else.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "module.h"

#include <olectl.h>
#include <uuids.h>

#define CLASS_NAME        L"Quartz memory allocator (quartzalloc)"
#define PREVIOUS_TREAT_AS L"PreviousTreatAs"

#define GUID_CHARACTERS 39 /* with braces and terminator */
#define KEY_CHARACTERS  128

/* The path of a class's key, or of `subkey` below it, in `path`. */
static void class_path(WCHAR path[KEY_CHARACTERS], const CLSID *clsid, const WCHAR *subkey)
{
    WCHAR guid[GUID_CHARACTERS];

    StringFromGUID2(clsid, guid, GUID_CHARACTERS);
    lstrcpyW(path, L"Software\\Classes\\CLSID\\");
    lstrcatW(path, guid);
    lstrcatW(path, subkey);
}

/* Store a string as `value` (the default value when NULL) of a key, which is made if need be. */
static LONG write_string(const CLSID *clsid, const WCHAR *subkey, const WCHAR *value, const WCHAR *data)
{
    WCHAR path[KEY_CHARACTERS];
    HKEY key;
    LONG error;

    class_path(path, clsid, subkey);
    if ((error = RegCreateKeyExW(HKEY_LOCAL_MACHINE, path, 0, NULL, 0, KEY_WRITE, NULL, &key, NULL)))
        return error;
    error = RegSetValueExW(key, value, 0, REG_SZ, (const BYTE *)data, (lstrlenW(data) + 1) * sizeof(WCHAR));
    RegCloseKey(key);
    return error;
}

/*
 * Read a class identifier from `value` of a key.  ERROR_SUCCESS; ERROR_FILE_NOT_FOUND when it is not there; another error
 * when it is there, but cannot be read or is no class identifier.
 */
static LONG read_clsid(const CLSID *clsid, const WCHAR *subkey, const WCHAR *value, CLSID *result)
{
    WCHAR path[KEY_CHARACTERS], guid[GUID_CHARACTERS + 1] = { 0 };
    DWORD size = sizeof(guid) - sizeof(WCHAR);
    HKEY key;
    LONG error;

    class_path(path, clsid, subkey);
    if ((error = RegOpenKeyExW(HKEY_LOCAL_MACHINE, path, 0, KEY_READ, &key)))
        return error;
    error = RegQueryValueExW(key, value, NULL, NULL, (BYTE *)guid, &size);
    RegCloseKey(key);
    if (error)
        return error;
    return SUCCEEDED(CLSIDFromString(guid, result)) ? ERROR_SUCCESS : ERROR_INVALID_DATA;
}

/* Forget the class that ours took the place of.  None to forget is as good. */
static LONG forget_earlier(void)
{
    WCHAR path[KEY_CHARACTERS];
    HKEY key;
    LONG error;

    class_path(path, &CLSID_QuartzAllocator, L"");
    if (!(error = RegOpenKeyExW(HKEY_LOCAL_MACHINE, path, 0, KEY_WRITE, &key)))
    {
        error = RegDeleteValueW(key, PREVIOUS_TREAT_AS);
        RegCloseKey(key);
    }
    return error == ERROR_FILE_NOT_FOUND ? ERROR_SUCCESS : error;
}

/* Delete a key that has no subkeys.  One that is not there is as good as deleted. */
static LONG delete_key(const CLSID *clsid, const WCHAR *subkey)
{
    WCHAR path[KEY_CHARACTERS];
    LONG error;

    class_path(path, clsid, subkey);
    error = RegDeleteKeyW(HKEY_LOCAL_MACHINE, path);
    return error == ERROR_FILE_NOT_FOUND ? ERROR_SUCCESS : error;
}

/*
 * Register CLSID_QuartzAllocator, and nothing else: who creates a CLSID_MemoryAllocator gets what they got before.
 * S_OK, or SELFREG_E_CLASS when the registry or the DLL's own path is not to be had.
 */
HRESULT WINAPI DllRegisterServer(void)
{
    WCHAR path[MAX_PATH];
    DWORD length = GetModuleFileNameW(module_instance, path, MAX_PATH);

    /* A path that was cut off would make a class that nobody can load. */
    if (!length || length == MAX_PATH)
        return SELFREG_E_CLASS;
    if (write_string(&CLSID_QuartzAllocator, L"", NULL, CLASS_NAME)
        || write_string(&CLSID_QuartzAllocator, L"\\InprocServer32", NULL, path)
        || write_string(&CLSID_QuartzAllocator, L"\\InprocServer32", L"ThreadingModel", L"Both"))
        return SELFREG_E_CLASS;
    return S_OK;
}

/* Let CLSID_MemoryAllocator be CLSID_QuartzAllocator, and remember what it was treated as before. */
static HRESULT take_over(void)
{
    WCHAR guid[GUID_CHARACTERS];
    CLSID earlier;
    LONG error = read_clsid(&CLSID_MemoryAllocator, L"\\TreatAs", NULL, &earlier);

    if (error && error != ERROR_FILE_NOT_FOUND)
        return SELFREG_E_CLASS;
    if (error && forget_earlier())
        return SELFREG_E_CLASS;
    if (!error && !IsEqualCLSID(&earlier, &CLSID_QuartzAllocator))
    {
        StringFromGUID2(&earlier, guid, GUID_CHARACTERS);
        if (write_string(&CLSID_QuartzAllocator, L"", PREVIOUS_TREAT_AS, guid))
            return SELFREG_E_CLASS;
    }
    StringFromGUID2(&CLSID_QuartzAllocator, guid, GUID_CHARACTERS);
    return write_string(&CLSID_MemoryAllocator, L"\\TreatAs", NULL, guid) ? SELFREG_E_CLASS : S_OK;
}

/* Undo take_over, unless somebody else has taken the class over since. */
static HRESULT give_back(void)
{
    WCHAR guid[GUID_CHARACTERS];
    CLSID current, earlier;
    LONG error = read_clsid(&CLSID_MemoryAllocator, L"\\TreatAs", NULL, &current);

    /* What cannot be read as a class is not ours. */
    if (error || !IsEqualCLSID(&current, &CLSID_QuartzAllocator))
        return S_OK;
    if (!(error = read_clsid(&CLSID_QuartzAllocator, L"", PREVIOUS_TREAT_AS, &earlier)))
    {
        StringFromGUID2(&earlier, guid, GUID_CHARACTERS);
        if (write_string(&CLSID_MemoryAllocator, L"\\TreatAs", NULL, guid) || forget_earlier())
            return SELFREG_E_CLASS;
        return S_OK;
    }
    if (error != ERROR_FILE_NOT_FOUND)
        return SELFREG_E_CLASS;
    return delete_key(&CLSID_MemoryAllocator, L"\\TreatAs") ? SELFREG_E_CLASS : S_OK;
}

/*
 * Undo DllRegisterServer, and DllInstall too: a class that is not there must not be what another is treated as.
 * S_OK, also when nothing was registered, or SELFREG_E_CLASS.
 */
HRESULT WINAPI DllUnregisterServer(void)
{
    HRESULT hr = give_back();

    if (FAILED(hr))
        return hr;
    if (delete_key(&CLSID_QuartzAllocator, L"\\InprocServer32") || delete_key(&CLSID_QuartzAllocator, L""))
        return SELFREG_E_CLASS;
    return S_OK;
}

/*
 * Take CLSID_MemoryAllocator over (`install` TRUE; registers our class first) or give it back (FALSE).
 * command must be L"treatas"; anything else, NULL too, is E_INVALIDARG and changes nothing.
 * S_OK or SELFREG_E_CLASS.  Both may be repeated.
 */
HRESULT WINAPI DllInstall(BOOL install, const WCHAR *command)
{
    HRESULT hr;

    if (!command || lstrcmpiW(command, L"treatas"))
        return E_INVALIDARG;
    if (!install)
        return give_back();
    if (FAILED(hr = DllRegisterServer()))
        return hr;
    return take_over();
}
