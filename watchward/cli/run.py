"""`watchward run`: prepare what is missing, then serve pages and worker until Ctrl-C."""

import http.client
import os
import socket
import sys
from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path

import click

from watchward.cli import start_django
from watchward.cli.console import say

BLOCKING_THREADS = 8  # pages wait for the database and the disk; threads overlap the waiting
BACKPRESSURE = 64  # beyond this a worker lets requests wait in the socket's queue


@click.command(epilog="Example: watchward run --port 9000. Exit codes: 0 stopped, 1 could not start, 2 not understood.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--demo", is_flag=True, help="Serve the demonstration: generated people, this machine only.")
@click.option(
    "--workers", default=0, type=click.IntRange(0, 32), help="Server processes. 0 is one per core, at most 2."
)
@click.option("--no-worker", is_flag=True, help="Only the pages; `watchward work` runs elsewhere.")
def run(port: int, host: str, demo: bool, workers: int, no_worker: bool) -> None:
    """Serve Watchward: the pages and the worker together, until Ctrl-C."""
    if demo:
        os.environ["WATCHWARD_DEMO"] = "1"
    os.environ.setdefault("WATCHWARD_URL", f"http://{_in_url(name_of(host, port))}:{port}")
    start_django()
    from django.conf import settings

    from watchward.cli.prepare import only_one

    with only_one(settings.HOME):
        check_port(host, port)
        _prepare(host, settings.DEMO)
        _serve(host, port, workers or min(2, os.cpu_count() or 1), no_worker)


def check_port(host: str, port: int) -> None:
    """Say so now, in one sentence, if the port is taken."""
    from watchward.cli.prepare import CannotRun

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host.strip("[]"), port))
        except OSError as taken:
            raise CannotRun(
                f"Port {port} on {host} cannot be used ({taken.strerror or taken}). "
                f"Stop what uses it, or choose another: --port {port + 1}."
            ) from taken


def _prepare(host: str, demo: bool) -> None:
    """Engine, tables, files, and in demo mode the towns; refuse what must not be mixed."""
    from django.db import connections

    from watchward.cli import prepare
    from watchward.partners.queries.demo import what_is_here
    from watchward.partners.rules.demo import demo_may_listen, may_mix

    if demo and not (decision := demo_may_listen(host)):
        raise prepare.CannotRun(decision.because)
    prepare.check_engine()
    if prepare.has_tables():  # refused before anything is changed
        has_demo, has_real = what_is_here()
        if not (decision := may_mix(demo_mode=demo, has_demo=has_demo, has_real=has_real)):
            raise prepare.CannotRun(decision.because)
    prepare.prepare_database()
    prepare.prepare_files()
    if demo:
        from watchward.cli.demo import seed_if_needed

        seed_if_needed()
    connections.close_all()


def _serve(host: str, port: int, workers: int, no_worker: bool) -> None:
    from django.conf import settings

    from watchward.cli.supervise import Child, keep_running

    children = [Child("server", server_command(host, port, workers, settings.HOME))]
    if not no_worker:
        children.append(Child("worker", [sys.executable, "-m", "watchward", "work"]))
    keep_running(children, _announce(host, port))


def server_command(host: str, port: int, workers: int, home: Path) -> list[str]:
    """granian with the options that this house needs."""
    options = {
        "--interface": "wsgi",
        "--host": host.strip("[]"),
        "--port": port,
        "--workers": workers,
        "--blocking-threads": BLOCKING_THREADS,
        "--blocking-threads-idle-timeout": 600,
        "--backpressure": BACKPRESSURE,
        "--respawn-interval": 1,
        "--workers-kill-timeout": 15,
        "--pid-file": home / "server.pid",
        "--log-level": "error",
    }
    given = [str(part) for pair in options.items() for part in pair]
    return [sys.executable, "-m", "granian", *given, "--respawn-failed-workers", "watchward.wsgi:application"]


def _announce(host: str, port: int) -> Callable[[], bool]:
    """Print the block once the first page is really served."""
    from django.conf import settings
    from django.db import connection

    reach = "127.0.0.1" if host in {"0.0.0.0", "::"} else host.strip("[]")  # noqa: S104 (compared, not bound)

    def announce() -> bool:
        if not _answers(reach, port, settings.STATIC_URL + "mark.svg"):
            return False
        path = "/demo/" if settings.DEMO else "/"
        say()
        say("  Watchward is running." if not settings.DEMO else "  Watchward is running its demonstration.")
        say(f"  Open      http://{_in_url(name_of(reach, port))}:{port}{path}")
        say(f"  Home      {settings.HOME}")
        say(f"  Database  {connection.display_name} {connection.settings_dict['NAME']}")
        say("  Ctrl-C stops it.")
        say()
        return True

    return announce


def name_of(host: str, port: int) -> str:
    """`localhost` where that leads to this address: browsers tie passkeys to a name, never to a number."""
    try:
        found = {row[4][0] for row in socket.getaddrinfo("localhost", port, type=socket.SOCK_STREAM)}
    except OSError:
        return host
    leads_here = host.strip("[]") in found and all(ip_address(one).is_loopback for one in map(str, found))
    return "localhost" if leads_here else host


def _answers(host: str, port: int, path: str) -> bool:
    """Whether the application itself serves a small file."""
    wire = http.client.HTTPConnection(host, port, timeout=2)
    try:
        wire.request("GET", path, headers={"Host": f"127.0.0.1:{port}"})
        return wire.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        wire.close()


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host
