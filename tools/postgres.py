"""Run a command against a throw-away PostgreSQL.

    python tools/postgres.py run -- make test
    python tools/postgres.py run --durable -- python -m bench      (with fsync, for anything that is measured)

The command finds the database in WATCHWARD_DATABASE_URL. If a server answers at WATCHWARD_TEST_DATABASE_URL,
that one is used and none is started.
"""

from __future__ import annotations

import argparse
import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

OWNER = "postgres"  # PostgreSQL refuses to run as root; Debian's package brings this account
FORGETFUL = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
)  # a test cluster is never recovered


class PostgresError(Exception):
    """Something a person has to put right; the text says what and how."""


class Address(NamedTuple):
    """Where a server listens, taken from a URL."""

    host: str
    port: int
    user: str
    name: str


def parse_url(url: str) -> Address:
    """Split postgres://user:password@host:port/name; raise PostgresError where something is missing."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise PostgresError(f"The address must begin with postgres://, not with {parts.scheme or 'nothing'}://.")
    name = unquote(parts.path.lstrip("/"))
    if not parts.hostname or not name:
        raise PostgresError("The address needs a host and a database: postgres://user:password@host:5432/name.")
    return Address(parts.hostname, parts.port or 5432, unquote(parts.username or ""), name)


def answers(address: Address, seconds: float = 2.0) -> bool:
    """Whether anything accepts connections there."""
    try:
        socket.create_connection((address.host, address.port), timeout=seconds).close()
    except OSError:
        return False
    return True


def find_binaries(base: Path = Path("/usr/lib/postgresql")) -> Path:
    """The newest PostgreSQL's folder of programs: Debian's place first, then PATH."""
    versions = [path for path in base.glob("*/bin") if (path / "initdb").exists()]
    if versions:
        return max(versions, key=lambda path: [int(part) for part in re.findall(r"\d+", path.parent.name)])
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    raise PostgresError("PostgreSQL is not installed. On Debian or Ubuntu: sudo apt install postgresql.")


def free_port() -> int:
    """A port on loopback that nobody uses at this moment."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port


class Cluster:
    """One cluster in a temporary folder, with one role that may create databases but is no superuser."""

    def __init__(self, *, durable: bool) -> None:
        self.binaries = find_binaries()
        self.durable = durable
        # Root's own temporary folder may be closed to the account that PostgreSQL runs as.
        parent = "/tmp" if os.geteuid() == 0 else None
        self.folder = Path(tempfile.mkdtemp(prefix="watchward-pg-", dir=parent))
        self.port = free_port()
        self.password = secrets.token_hex(12)
        if os.geteuid() == 0:
            self._give_to_owner()

    @property
    def url(self) -> str:
        return f"postgres://watchward:{self.password}@127.0.0.1:{self.port}/watchward"

    def start(self) -> None:
        data, socket_folder = self.folder / "data", f"unix_socket_directories={self.folder}"
        self._call("initdb", "-D", data, "-U", "owner", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        # Only the account that started the cluster reaches the socket; over loopback the password is asked.
        rules = "local all all peer map=own\nhost all watchward 127.0.0.1/32 scram-sha-256\n"
        self._write(data / "pg_hba.conf", rules)
        self._write(data / "pg_ident.conf", f"own {self._account()} owner\n")
        settings = [f"port={self.port}", "listen_addresses=127.0.0.1", socket_folder, "max_connections=200"]
        settings += [] if self.durable else FORGETFUL
        options = " ".join(f"-c {setting}" for setting in settings)
        self._call("pg_ctl", "-D", data, "-l", self.folder / "log", "-o", options, "-w", "-t", "60", "start")
        self._sql("postgres", f"CREATE ROLE watchward LOGIN CREATEDB PASSWORD '{self.password}'")
        self._sql("postgres", "CREATE DATABASE watchward OWNER watchward")

    def stop(self) -> None:
        """Stop without ceremony and remove every trace."""
        with suppress(PostgresError):
            self._call("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _account(self) -> str:
        return OWNER if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name

    def _give_to_owner(self) -> None:
        try:
            owner = pwd.getpwnam(OWNER)
        except KeyError:
            raise PostgresError(f"Root cannot run PostgreSQL, and there is no account {OWNER!r}.") from None
        os.chown(self.folder, owner.pw_uid, owner.pw_gid)

    def _write(self, path: Path, text: str) -> None:
        path.write_text(text)  # initdb made the file, so it keeps its owner

    def _sql(self, database: str, statement: str) -> None:
        self._call(
            "psql",
            "-X",
            "-q",
            "-h",
            self.folder,
            "-p",
            self.port,
            "-U",
            "owner",
            "-d",
            database,
            "-c",
            statement,
        )

    def _call(self, program: str, *arguments: object) -> None:
        command = [str(self.binaries / program), *map(str, arguments)]
        if os.geteuid() == 0:
            command = ["runuser", "-u", OWNER, "--", *command]
        # A file, not a pipe: the server that pg_ctl leaves behind would hold a pipe open for ever.
        with tempfile.TemporaryFile() as output:
            done = subprocess.run(command, cwd="/", stdin=subprocess.DEVNULL, stdout=output, stderr=output)
            if done.returncode:
                output.seek(0)
                said = output.read().decode(errors="replace").strip()
                raise PostgresError(f"{program} failed: {said}\n{self._log()}")

    def _log(self) -> str:
        log = self.folder / "log"
        return log.read_text(errors="replace")[-2000:] if log.exists() else ""


@contextmanager
def database(*, durable: bool = False) -> Iterator[str]:
    """The URL of a PostgreSQL for the time of a `with` block."""
    named = os.environ.get("WATCHWARD_TEST_DATABASE_URL", "")
    if named and answers(parse_url(named)):
        print("Using the server at WATCHWARD_TEST_DATABASE_URL.", file=sys.stderr, flush=True)
        yield named
        return
    cluster = Cluster(durable=durable)
    try:
        cluster.start()
        print(
            f"PostgreSQL from {cluster.binaries} listens on 127.0.0.1:{cluster.port}.",
            file=sys.stderr,
            flush=True,
        )
        yield cluster.url
    finally:
        cluster.stop()


def run(command: Sequence[str], url: str) -> int:
    """Run `command` with the database in its environment; hand on its exit code."""
    try:
        child = subprocess.Popen(command, env={**os.environ, "WATCHWARD_DATABASE_URL": url})
    except OSError as problem:
        raise PostgresError(f"{command[0]} could not be started: {problem.strerror}.") from None
    while True:
        try:
            code = child.wait()
            return code if code >= 0 else 128 - code  # as a shell says "ended by a signal"
        except KeyboardInterrupt:  # the terminal told the child too: let it finish in its own way
            continue
        except Stopped:
            child.terminate()


class Stopped(BaseException):
    """SIGTERM came: stop the command, then the cluster."""


def _stop(*_: object) -> None:
    raise Stopped


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    runs = commands.add_parser("run", help="start a cluster, run a command, stop the cluster")
    runs.add_argument("--durable", action="store_true", help="keep fsync on, as a real server does")
    runs.add_argument("command", nargs="+", metavar="-- COMMAND")
    chosen = parser.parse_args(arguments)
    before = signal.signal(signal.SIGTERM, _stop)
    try:
        with database(durable=chosen.durable) as url:
            return run(chosen.command, url)
    except PostgresError as problem:
        print(problem, file=sys.stderr)
        return 1
    except (KeyboardInterrupt, Stopped):
        return 130
    finally:
        signal.signal(signal.SIGTERM, before)


if __name__ == "__main__":
    sys.exit(main())
