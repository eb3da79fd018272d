"""A6: from a bare clone with empty caches to the first page, and the second start."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from bench.place import ROOT, scratch
from bench.results import Number
from bench.server import PORTS, wait_for

FIRST, SECOND = 90.0, 5.0  # seconds
PAGE = "/demo/"
PORT = PORTS[8]


def measure(*, quick: bool = False) -> Iterator[Number]:
    """Clone what is committed, `make run` twice. There is no short form of it."""
    del quick
    with scratch("a6") as folder:
        began = time.perf_counter()
        clone(folder / "clone")
        cloned = time.perf_counter() - began
        first = start(folder)
        second = min(start(folder) for _ in range(3))
    bare = "From a bare clone with empty caches to the first page of the demonstration"
    yield _number(bare, cloned + first, FIRST, f"cloning took {cloned:.1f} s of it")
    yield _number("Second start to the first page, best of 3", second, SECOND, f"first start {cloned + first:.1f} s")


def clone(where: Path) -> None:
    """Only what is committed, with nothing shared with the original."""
    subprocess.run(["git", "clone", "--quiet", "--no-local", str(ROOT), str(where)], check=True)


def start(folder: Path) -> float:
    """Seconds from `make run` to the first page; then the server is stopped."""
    began = time.perf_counter()
    command = ["make", "run", f"PORT={PORT}", f"HOME_DIR={folder / 'home'}"]
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(
            command, cwd=folder / "clone", env=_bare(folder), stdout=log, stderr=log, start_new_session=True
        )
    try:
        wait_for(PORT, PAGE, 300, alive=lambda: process.poll() is None)
        return time.perf_counter() - began
    except (TimeoutError, ChildProcessError) as failure:
        raise RuntimeError((folder / "log").read_text(encoding="utf-8", errors="replace")[-2000:]) from failure
    finally:
        _stop(process)


def _bare(folder: Path) -> dict[str, str]:
    """The environment of somebody who never ran this before: no environment, no caches."""
    dropped = {"VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME", "MAKEFLAGS", "MAKELEVEL", "MFLAGS"}
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in dropped and not name.startswith(("WATCHWARD_", "DJANGO_"))
    }
    path = os.pathsep.join(part for part in kept["PATH"].split(os.pathsep) if not part.startswith(str(ROOT)))
    caches = {"UV_CACHE_DIR": "uv", "PIP_CACHE_DIR": "pip", "XDG_CACHE_HOME": "xdg"}
    return kept | {"PATH": path} | {name: str(folder / "caches" / part) for name, part in caches.items()}


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """As Ctrl-C does, then for certain."""
    try:
        os.killpg(process.pid, signal.SIGINT)
        process.wait(30)
    except (ProcessLookupError, subprocess.TimeoutExpired):
        process.kill()
        process.wait()


def _number(what: str, seconds: float, goal: float, beside: str) -> Number:
    return Number(
        id="A6",
        what=what,
        goal=f"<= {goal:.0f} s",
        value=round(seconds, 1),
        baseline=beside,
        unit="s",
        holds=seconds <= goal,
        how="python -m bench --only A6",
        gross=False,
    )
