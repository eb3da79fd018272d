"""Keep child processes running, and leave none behind."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType

from watchward.cli.console import say

PR_SET_PDEATHSIG = 1
LONGEST_BACK_OFF = 30.0  # seconds
STEADY = 60.0  # seconds alive after which a death counts as the first again
PATIENCE = 20.0  # seconds for a child to finish what it does


@dataclass
class Child:
    """One program that should always run."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    deaths: int = 0
    start_again_at: float = field(default=0.0)

    def start(self, now: float) -> None:
        """In a group of its own, so that Ctrl-C reaches only the parent, and the whole group can be ended."""
        self.started_at = now
        self.process = subprocess.Popen(  # noqa: S603 (our own programs)
            self.command, start_new_session=True, preexec_fn=die_with_parent
        )

    def look(self, now: float) -> None:
        """Start it again if it died, later and later."""
        if self.process is None:
            if now >= self.start_again_at:
                self.start(now)
            return
        code = self.process.poll()
        if code is None:
            return
        end_group(self.process.pid, signal.SIGKILL)  # what a killed parent left of its own children
        self.deaths = 1 if now - self.started_at > STEADY else self.deaths + 1
        wait = min(2.0 ** (self.deaths - 1), LONGEST_BACK_OFF)
        say(f"The {self.name} ended unexpectedly (exit code {code}). Starting it again in {wait:.0f} s.")
        self.process, self.start_again_at = None, now + wait

    def stop(self) -> None:
        """Ask it to finish."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def wait(self, until: float) -> None:
        """Give it until then; afterwards end its whole group."""
        if self.process is None:
            return
        try:
            self.process.wait(timeout=max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            say(f"The {self.name} did not finish in time and is ended.")
        end_group(self.process.pid, signal.SIGKILL)
        self.process.wait()


def die_with_parent() -> None:
    """In the child, before its program starts: if the parent is killed, the system asks the child to stop too."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def end_group(pid: int, sign: signal.Signals) -> None:
    """Signal every process of the child's group; one that is gone already is no error."""
    try:
        os.killpg(pid, sign)
    except (ProcessLookupError, PermissionError):
        return


class StopAsked(Exception):  # noqa: N818 (nothing went wrong)
    """Ctrl-C or a polite kill."""


def _raise_stop(_sign: int, _frame: FrameType | None) -> None:
    raise StopAsked


def keep_running(children: Sequence[Child], when_up: Callable[[], bool]) -> None:
    """Run until asked to stop. The first child is the server: the others wait until `when_up` says that it answers."""
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, _raise_stop)
    is_up = False
    try:
        while True:
            for child in children if is_up else children[:1]:
                child.look(time.monotonic())
            is_up = is_up or when_up()
            time.sleep(0.5 if is_up else 0.05)
    except StopAsked:
        say("\nStopping. What is under way is finished first.")
    finally:
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(sign, signal.SIG_IGN)
        for child in children:
            child.stop()
        until = time.monotonic() + PATIENCE
        for child in children:
            child.wait(until)
