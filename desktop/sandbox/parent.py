"""Notices that the process which started the sandbox is gone, so that no practice server is left behind."""

import asyncio
import ctypes
import os
import sys

STILL_ACTIVE = 259
QUERY_LIMITED_INFORMATION = 0x1000


def is_alive(pid: int) -> bool:
    """Whether a process of this id runs (one that ended but was not collected yet counts as gone on Linux)."""
    return _alive_on_windows(pid) if sys.platform == "win32" else _alive_on_posix(pid)


def _alive_on_posix(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        with open(f"/proc/{pid}/stat", "rb") as file:  # noqa: PTH123 - a kernel file, read in one go
            return file.read().rpartition(b")")[2].split()[0] != b"Z"
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    except FileNotFoundError:
        return sys.platform != "linux"


def _alive_on_windows(pid: int) -> bool:
    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined]
    handle = kernel.OpenProcess(QUERY_LIMITED_INFORMATION, False, pid)
    if not handle:
        return False
    code = ctypes.c_ulong()
    kernel.GetExitCodeProcess(handle, ctypes.byref(code))
    kernel.CloseHandle(handle)
    return code.value == STILL_ACTIVE


async def wait_until_gone(pid: int, every: float = 0.25) -> None:
    """Return once no such process runs."""
    while is_alive(pid):  # noqa: ASYNC110 - no portable event tells that another process ended
        await asyncio.sleep(every)
