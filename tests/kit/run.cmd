@echo off
rem Runs every test of both widths and writes what they find to results.txt beside this file.
rem
rem Copyright (C) 2026 the quartzalloc authors
rem SPDX-License-Identifier: LGPL-2.1-or-later
rem
rem Usage: run.cmd [64 or 32]
rem Exit code: 0 nothing failed, 1 something did, 2 wrong usage.
rem The environment may name another DLL with QUARTZALLOC_TEST_DLL, and another results file, which is then appended to,
rem with QUARTZALLOC_TEST_RESULTS.

setlocal EnableExtensions DisableDelayedExpansion
set "widths=64 32"
if "%~1"=="" goto arguments_done
if "%~1"=="/?" goto help
if "%~1"=="--help" goto help
if not "%~1"=="64" if not "%~1"=="32" goto usage
set "widths=%~1"
:arguments_done

rem Names that are relative to where the caller is.
set "dll=%QUARTZALLOC_TEST_DLL%"
if defined dll for %%f in ("%dll%") do if exist "%%~f" set "QUARTZALLOC_TEST_DLL=%%~ff"
set "results=%~dp0results.txt"
if defined QUARTZALLOC_TEST_RESULTS for %%f in ("%QUARTZALLOC_TEST_RESULTS%") do set "results=%%~ff"
if not defined QUARTZALLOC_TEST_RESULTS if exist "%results%" del "%results%"
set "QUARTZALLOC_TEST_RESULTS=%results%"

rem From here on no name of a program has characters that are special to this language.
pushd "%~dp0"
if exist output.txt del output.txt
>> "%results%" echo #kit	version=@VERSION@
>> output.txt echo quartzalloc conformance kit @VERSION@
if not exist "%results%" goto unwritable
if not exist output.txt goto unwritable

set "system=Windows"
for /f "delims=" %%v in ('ver') do set "system=%%v"
set "target=the system's allocator"
if defined QUARTZALLOC_TEST_DLL for %%f in ("%QUARTZALLOC_TEST_DLL%") do set "target=%%~nxf"

set "ran=0"
set "failed=0"
for %%w in (%widths%) do call :width %%w

if "%ran%"=="0" echo No test can be run here.
if "%ran%"=="0" set "failed=1"
if "%failed%"=="0" echo Nothing failed.
if not "%failed%"=="0" echo Something failed.
echo The results are in "%results%".
popd
if "%~1"=="" call :wait
exit /b %failed%

:width
set "program=%1\quartzalloc_test.exe"
>> "%results%" echo #run	target=%target%	system=%system%	bits=%1
set "tests="
if exist %program% for /f "skip=1" %%t in ('%program% --list 2^>nul') do call :add_test %%t
if not defined tests goto width_impossible
echo %target%, %1 bits:
for %%t in (%tests%) do call :test %1 %%t
>> "%results%" echo #end
exit /b 0

:width_impossible
echo %1-bit programs cannot be run here.
>> "%results%" echo #skipped	%1-bit programs cannot be run here
exit /b 0

:add_test
set "tests=%tests% %1"
exit /b 0

:test
set "ran=1"
%program% %2 >> output.txt
set "code=%errorlevel%"
>> "%results%" echo #exit	%2	%code%
if "%code%"=="0" goto test_passed
set "failed=1"
echo     %2: failed, exit code %code%
exit /b 0
:test_passed
echo     %2: passed
exit /b 0

rem A window that a double click has opened stays until its text has been read.
:wait
if not defined cmdcmdline exit /b 0
set "command=%cmdcmdline:"=%"
if /i "%command:/c=%"=="%command%" exit /b 0
timeout /t 60 2>nul
exit /b 0

:unwritable
popd
echo Cannot write beside run.cmd or to the results file: copy the kit to a folder in which you may write.>&2
exit /b 1

:help
echo Usage: run.cmd [64 or 32]
echo Runs every test of that width, or of both, and writes results.txt beside this file.
exit /b 0

:usage
echo Usage: run.cmd [64 or 32]>&2
exit /b 2
