"""Build .venv from the lock files. Needs nothing but some Python: `make run` and `make test` call it first.

It runs on Python 3.8, so that an old interpreter can still find a new one: keep newer syntax out.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)
OLDEST_UV = (0, 4)
MISLEADING = ("VIRTUAL_ENV", "PYTHONHOME", "PYTHONPATH")  # would point pip and uv elsewhere
SYSTEM_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
STAMP = "watchward-stamp.json"
HALF_MADE = "watchward-half-made"

# What an interpreter says of itself. It must really run: a broken build or a dead link says nothing.
PROBE = """
import json, sys, sysconfig
def has(name):
    try:
        __import__(name)
    except Exception:
        return False
    return True
print(json.dumps({
    "version": list(sys.version_info[:3]),
    "final": sys.version_info[3] == "final" and not sysconfig.get_config_var("Py_GIL_DISABLED"),
    "whole": has("ssl") and has("sqlite3") and has("venv"),
    "ensurepip": has("ensurepip"),
}))
"""

# Pieces of pip's and uv's messages that mean "the package index did not answer".
NETWORK_SIGNS = (
    "name resolution",
    "dns error",
    "error sending request",
    "failed to establish a new connection",
    "network is unreachable",
    "connection refused",
    "connection reset",
    "timed out",
    "failed to fetch",
    "no matching distribution found",
)


class BootstrapError(Exception):
    """Something a person has to put right; the text says what and how."""


class Interpreter(NamedTuple):
    """A Python that answered the probe."""

    version: tuple[int, ...]
    path: str
    ensurepip: bool

    @property
    def short(self) -> str:
        return ".".join(str(part) for part in self.version[:2])


# --- which Python -----------------------------------------------------------------------------------------


def candidates(search_path: str, home: Path, running: str | None) -> Iterator[Path]:
    """Every file that might be a Python 3, each once, wherever people usually keep them."""
    folders = [Path(part) for part in search_path.split(os.pathsep) if part]
    folders += sorted((home / ".pyenv" / "versions").glob("*/bin"))
    folders += sorted((home / ".local" / "share" / "uv" / "python").glob("*/bin"))
    folders += [Path("/usr/local/bin"), Path("/usr/bin"), Path("/opt/homebrew/bin")]
    found = [path for folder in folders for path in pythons_in(folder)]
    seen = set()
    for path in [Path(running), *found] if running else found:
        real = os.path.realpath(str(path))
        if real not in seen:
            seen.add(real)
            yield path


def pythons_in(folder: Path) -> list[Path]:
    """python3 and python3.NN in `folder`; none where the files are pyenv's shims, which only redirect."""
    if folder.name == "shims":
        return []
    named = [path for path in folder.glob("python3.*") if path.name[len("python3.") :].isdigit()]
    return [path for path in [*sorted(named), folder / "python3"] if os.access(str(path), os.X_OK)]


def probe(path: Path) -> Interpreter | None:
    """Ask one interpreter what it is; None if it does not run, is a pre-release, or lacks ssl or sqlite3."""
    try:
        answer = subprocess.run([str(path), "-I", "-c", PROBE], capture_output=True, timeout=20, check=True)
        says = json.loads(answer.stdout.decode())
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    if not (says["final"] and says["whole"]):
        return None
    return Interpreter(tuple(says["version"]), str(path), bool(says["ensurepip"]))


def choose(found: Iterable[Interpreter], *, uv_is_here: bool) -> Interpreter:
    """The newest interpreter that can build an environment, or a sentence that says what to install."""
    enough = sorted((one for one in found if one.version[:2] >= OLDEST), reverse=True)
    if not enough:
        raise BootstrapError(
            "Watchward needs Python 3.11 or newer, and none was found on this machine. On Debian 12 or "
            "Ubuntu 24.04: sudo apt install python3 python3-venv. Elsewhere: https://www.python.org/downloads/."
        )
    able = [one for one in enough if one.ensurepip or uv_is_here]
    if not able:
        newest = enough[0]
        raise BootstrapError(
            f"Python {newest.short} ({newest.path}) is here, but without its venv module. "
            f"Debian or Ubuntu: sudo apt install python{newest.short}-venv. Then run the same command again."
        )
    return able[0]


def find_python(*, uv_is_here: bool) -> Interpreter:
    """Look through this machine."""
    running = getattr(sys, "_base_executable", sys.executable)  # not the venv's own copy
    paths = candidates(os.environ.get("PATH", ""), Path.home(), running)
    return choose(filter(None, map(probe, paths)), uv_is_here=uv_is_here)


# --- the stamp --------------------------------------------------------------------------------------------


def lock_hash(root: Path, group: str) -> str:
    """SHA-256 of one lock file."""
    return hashlib.sha256((root / "requirements" / f"{group}.txt").read_bytes()).hexdigest()


def interpreter_of(venv: Path) -> str | None:
    """The real file behind the environment's python; None if that or the environment has gone."""
    python = venv / "bin" / "python"
    return os.path.realpath(str(python)) if python.exists() else None


def wanted(root: Path, venv: Path, group: str) -> dict[str, object]:
    """What the stamp must say for `group` to be in place; dev.txt holds everything that run.txt holds."""
    groups = ["run"] if group == "run" else ["dev", "run"]
    return {
        "place": str(venv),  # a moved environment has dead paths in its scripts
        "interpreter": interpreter_of(venv),
        "locks": {name: lock_hash(root, name) for name in groups},
    }


def is_ready(root: Path, venv: Path, group: str) -> bool:
    """Whether the environment was completely installed from the present lock. Takes a few milliseconds."""
    try:
        stamp = json.loads((venv / STAMP).read_text())
    except (OSError, ValueError):
        return False
    need = wanted(root, venv, group)
    locks = need["locks"]
    assert isinstance(locks, dict)
    same = all(stamp.get(key) == need[key] for key in ("place", "interpreter"))
    return (
        same
        and bool(need["interpreter"])
        and all(stamp.get("locks", {}).get(name) == value for name, value in locks.items())
    )


@contextlib.contextmanager
def half_made(root: Path, venv: Path, group: str) -> Iterator[None]:
    """Mark the environment as half-made while inside; the stamp is written last, and only on success."""
    marker = venv / HALF_MADE
    marker.touch()
    with contextlib.suppress(FileNotFoundError):
        (venv / STAMP).unlink()
    yield
    temporary = venv / (STAMP + ".new")
    temporary.write_text(json.dumps(wanted(root, venv, group), indent=1) + "\n")
    temporary.replace(venv / STAMP)
    marker.unlink()


# --- making and filling the environment -------------------------------------------------------------------


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def run(command: Sequence[str], what: str) -> None:
    """Run one step quietly; on failure say which step, why, and what to do."""
    environment = {key: value for key, value in os.environ.items() if key not in MISLEADING}
    if SYSTEM_CERTIFICATES.exists():  # offices and schools often put their own authority there
        environment.setdefault("UV_SYSTEM_CERTS", "1")
    done = subprocess.run(
        list(command),
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    if done.returncode == 0:
        return
    output = done.stdout.decode(errors="replace").strip()
    tail = "\n".join("  " + line for line in output.splitlines()[-12:])
    if any(sign in output.lower() for sign in NETWORK_SIGNS):
        raise BootstrapError(
            f"{what} failed, because the package index did not answer. Check this machine's connection to "
            f"the internet (or pip's settings, if you use a mirror), then run the same command again.\n{tail}"
        )
    raise BootstrapError(f"{what} failed. The last lines were:\n{tail}")


def uv_on_path() -> str | None:
    """A recent enough uv that is already installed."""
    uv = shutil.which("uv")
    if uv is None:
        return None
    try:
        answer = subprocess.run([uv, "--version"], capture_output=True, timeout=20, check=True).stdout.decode()
        version = tuple(int(part) for part in answer.split()[1].split(".")[:2])
    except (OSError, ValueError, IndexError, subprocess.SubprocessError):
        return None
    return uv if version >= OLDEST_UV else None


def own_uv(root: Path, python: Interpreter) -> str | None:
    """The pinned uv in .tools, installed there by pip at first; None if it cannot be had."""
    tools = root / ".tools" / ("uv-" + lock_hash(root, "tools")[:12])
    uv = tools / "bin" / "uv"
    if (tools / STAMP).exists() and uv.exists():
        return str(uv)
    shutil.rmtree(str(tools), ignore_errors=True)
    try:
        run([python.path, "-m", "venv", str(tools)], "Preparing the installer")
        run(pip_install(tools, root / "requirements" / "tools.txt"), "Fetching the installer")
        run([str(uv), "--version"], "Starting the installer")
    except BootstrapError:
        shutil.rmtree(str(tools), ignore_errors=True)
        say("The quick installer could not be fetched. Going on with pip, which is slower.")
        return None
    (tools / STAMP).touch()
    return str(uv)


def pip_install(venv: Path, lock: Path) -> list[str]:
    """The pip command that installs `lock`, and nothing whose hash is not in it."""
    quiet = ["--quiet", "--disable-pip-version-check", "--no-input", "--require-hashes"]
    return [str(venv / "bin" / "python"), "-m", "pip", "install", *quiet, "-r", str(lock)]


def uv_install(uv: str, venv: Path, lock: Path) -> list[str]:
    """The same with uv."""
    python = str(venv / "bin" / "python")
    return [uv, "pip", "install", "--quiet", "--require-hashes", "--python", python, "-r", str(lock)]


def is_usable(venv: Path) -> bool:
    """Whether an environment is there that runs, is new enough and was not left half-made."""
    if (venv / HALF_MADE).exists() or not (venv / "pyvenv.cfg").exists():
        return False
    with contextlib.suppress(OSError, ValueError):
        if json.loads((venv / STAMP).read_text())["place"] != str(venv):
            return False
    answer = probe(venv / "bin" / "python")
    return answer is not None and answer.version[:2] >= OLDEST


def make_venv(venv: Path, python: Interpreter, uv: str | None) -> None:
    """An empty environment in place of whatever was there."""
    if venv.exists():
        say(f"Removing {venv.name}, which was left unfinished or no longer runs.")
        shutil.rmtree(str(venv))
    if uv:
        run(
            [uv, "venv", "--quiet", "--no-project", "--python", python.path, str(venv)],
            "Making the environment",
        )
    else:
        run([python.path, "-m", "venv", str(venv)], "Making the environment")


def fill_venv(root: Path, venv: Path, group: str, uv: str | None) -> None:
    """Install the lock of `group`; with pip where uv is missing or does not manage."""
    lock = root / "requirements" / f"{group}.txt"
    with half_made(root, venv, group):
        if uv:
            try:
                return run(uv_install(uv, venv, lock), "Installing the packages")
            except BootstrapError:  # pip knows mirrors and certificates that uv does not
                say("The quick installer did not manage. Trying once more with pip.")
        run([str(venv / "bin" / "python"), "-m", "ensurepip", "--default-pip"], "Preparing pip")
        run(pip_install(venv, lock), "Installing the packages")
    return None


def build(root: Path, venv: Path, group: str) -> None:
    """Bring the environment to the state that the lock describes."""
    began = time.monotonic()
    uv = uv_on_path()
    python = find_python(uv_is_here=uv is not None)
    fresh = not is_usable(venv)
    say(f"Preparing {venv.name} from requirements/{group}.txt. The first time takes about a minute.")
    uv = uv or own_uv(root, python)
    if fresh:
        make_venv(venv, python, uv)
        say(f"Python {'.'.join(map(str, python.version))} from {python.path}.")
    fill_venv(root, venv, group, uv)
    say(f"Ready after {time.monotonic() - began:.0f} s.")


@contextlib.contextmanager
def one_at_a_time(root: Path) -> Iterator[None]:
    """Two `make` commands at once must not build the same environment over each other."""
    (root / ".tools").mkdir(exist_ok=True)
    with (root / ".tools" / "bootstrap.lock").open("w") as lock:
        hold(lock)
        yield


def hold(lock: IO[str]) -> None:
    """Wait for the lock; the system lets go of it when this process ends, however it ends."""
    import fcntl

    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        say("Another command is preparing the environment. Waiting for it.")
        fcntl.flock(lock, fcntl.LOCK_EX)


def ensure(root: Path, group: str) -> None:
    """Return at once if everything is in place, else build it."""
    venv = root / ".venv"
    if is_ready(root, venv, group):
        return
    with one_at_a_time(root):
        if not is_ready(root, venv, group):
            build(root, venv, group)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--groups", choices=["run", "dev"], default="run", help="which lock file to install")
    parser.add_argument("--uv", action="store_true", help="only print where uv is, fetching it if need be")
    chosen = parser.parse_args(arguments)
    try:
        if chosen.uv:
            print(uv_on_path() or own_uv(ROOT, find_python(uv_is_here=False)) or "uv")
        else:
            ensure(ROOT, chosen.groups)
    except BootstrapError as problem:
        say(f"\n{problem}")
        return 1
    except KeyboardInterrupt:
        say("\nStopped. The next run clears up what is unfinished and starts again.")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
