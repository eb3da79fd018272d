"""What the child process takes away from itself before it looks at a hostile file. Imported only there."""

import contextlib
import ctypes
import os
import resource
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

# linux/prctl.h and linux/landlock.h; the syscall numbers are the same on every architecture.
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38
_CREATE_RULESET, _RESTRICT_SELF = 444, 446
_CREATE_RULESET_VERSION = 1
_FILE_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}  # by ABI version
_TCP_RIGHTS = 0b11  # bind and connect, from ABI 4
_SCOPES = 0b11  # signals and abstract sockets, from ABI 6


def bound(limits: Mapping[str, int]) -> None:
    """Set the limits on memory, processor, files and time; a limit that cannot be set stops the child."""
    cpu = limits["cpu_seconds"]
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_NOFILE, 32)
    _limit(resource.RLIMIT_FSIZE, limits["output_bytes"])
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 1))
    try:
        _limit(resource.RLIMIT_AS, limits["memory_bytes"])
    except (OSError, ValueError):
        if sys.platform == "linux":  # macOS, where people develop, has no such limit
            raise
    signal.alarm(limits["wall_seconds"] + 1)  # ends the child also when its parent is gone
    os.nice(5)  # people who are waiting for a page go first
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")  # if memory runs out, this process goes first


def lock_down() -> bool:
    """Give up every right to open a file or a connection (Landlock, Linux 5.13 and later); say if it worked.

    The three files that the child needs are open already, so it needs no rule that allows anything.
    """
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    libc.syscall.restype = ctypes.c_long
    version = libc.syscall(ctypes.c_long(_CREATE_RULESET), None, ctypes.c_size_t(0), _CREATE_RULESET_VERSION)
    if version < 1:
        return False
    files = _FILE_RIGHTS[max(known for known in _FILE_RIGHTS if known <= version)]
    attributes = (ctypes.c_uint64 * 3)(files, _TCP_RIGHTS, _SCOPES)
    size = 8 if version < 4 else 16 if version < 6 else 24
    ruleset = libc.syscall(ctypes.c_long(_CREATE_RULESET), attributes, ctypes.c_size_t(size), 0)
    if ruleset < 0:
        return False
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    locked = bool(libc.syscall(ctypes.c_long(_RESTRICT_SELF), ctypes.c_int(ruleset), 0) == 0)
    os.close(ruleset)
    return locked


def _limit(which: int, value: int) -> None:
    resource.setrlimit(which, (value, value))
