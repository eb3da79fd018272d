"""The product under granian with the options that `watchward run` gives it, started and killed as a group."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable
from http.client import HTTPConnection

from bench.machine import cpu_of_family
from bench.place import ROOT, Place
from watchward.cli.run import server_command

PORTS = range(8791, 8800)


class Server:
    """One server on loopback. Granian's workers are in the process group of their parent, and so die with it."""

    def __init__(self, place: Place, *, port: int = PORTS[0], workers: int = 2) -> None:
        self.place, self.port, self.workers = place, port, workers
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, seconds: float = 60) -> None:
        """Start, and wait until the first page comes."""
        command = server_command("127.0.0.1", self.port, self.workers, self.place.home)
        with (self.place.home / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.place.env(), stdout=log, stderr=log, start_new_session=True
            )
        wait_for(self.port, "/bench/empty/", seconds)

    @property
    def pid(self) -> int:
        """Of the parent, whose children serve."""
        assert self.process is not None, "The server was not started."
        return self.process.pid

    def cpu(self) -> float:
        """Seconds of processor time of the whole server until now."""
        return cpu_of_family(self.pid)

    def kill(self) -> None:
        """`kill -9` to every process at once: no one gets to say goodbye."""
        self._signal(signal.SIGKILL)

    def stop(self) -> None:
        """Ask it to end, and make sure."""
        try:
            self._signal(signal.SIGTERM, wait=15)
        except subprocess.TimeoutExpired:
            self.kill()

    def _signal(self, which: signal.Signals, wait: float = 60) -> None:
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, which)
        self.process.wait(wait)
        self.process = None


def wait_for(port: int, path: str, seconds: float, alive: Callable[[], bool] = lambda: True) -> None:
    """Poll until `path` answers with 200. Raises TimeoutError, or ChildProcessError when nobody can answer any more."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not alive():
            raise ChildProcessError("The server ended by itself.")
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.02)
    raise TimeoutError(f"Nothing answered at port {port} within {seconds:.0f} s.")
