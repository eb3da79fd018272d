"""The environment is built from the right Python, once, and again only when something changed."""

import ast
import json
import os
import re
import socket
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools import bootstrap, postgres

ROOT = Path(__file__).resolve().parents[2]


def fake_python(
    folder: Path,
    version: str,
    *,
    name: str = "",
    ensurepip: bool = True,
    final: bool = True,
    whole: bool = True,
) -> Path:
    """A program that answers the probe like a Python of `version` would."""
    says = {
        "version": [int(part) for part in version.split(".")],
        "final": final,
        "whole": whole,
        "ensurepip": ensurepip,
    }
    folder.mkdir(parents=True, exist_ok=True)
    python = folder / (name or f"python{version.rpartition('.')[0]}")
    python.write_text(f"#!/bin/sh\necho '{json.dumps(says)}'\n")
    python.chmod(0o755)
    return python


def chosen(home: Path, *folders: Path, uv_is_here: bool = False) -> bootstrap.Interpreter:
    """What the finder picks among the fake interpreters, ignoring those of the machine under test."""
    paths = bootstrap.candidates(os.pathsep.join(map(str, folders)), home, None)
    ours = [path for path in paths if home.parent in path.parents]
    return bootstrap.choose(filter(None, map(bootstrap.probe, ours)), uv_is_here=uv_is_here)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def test_newest_python_wins_wherever_it_lies(tmp_path, home):
    fake_python(tmp_path / "bin", "3.11.9")
    newest = fake_python(home / ".pyenv/versions/3.13.0/bin", "3.13.0", name="python3")
    fake_python(tmp_path / "bin", "3.12.4")
    assert chosen(home, tmp_path / "bin").path == str(newest)


def test_ten_is_more_than_nine_and_less_than_eleven(tmp_path, home):
    for version in ("3.9.18", "3.10.13", "3.11.2"):
        fake_python(tmp_path / "bin", version)
    assert chosen(home, tmp_path / "bin").version == (3, 11, 2)


def test_a_shim_is_never_taken_for_a_python(tmp_path, home):
    fake_python(tmp_path / "shims", "3.14.0")
    fake_python(tmp_path / "bin", "3.12.1")
    assert chosen(home, tmp_path / "shims", tmp_path / "bin").version == (3, 12, 1)


def test_a_prerelease_and_a_python_without_ssl_are_passed_over(tmp_path, home):
    fake_python(tmp_path / "a", "3.15.0", final=False)
    fake_python(tmp_path / "b", "3.14.0", whole=False)
    fake_python(tmp_path / "c", "3.11.4")
    assert chosen(home, tmp_path / "a", tmp_path / "b", tmp_path / "c").version == (3, 11, 4)


def test_a_python_that_does_not_run_is_passed_over(tmp_path, home):
    broken = fake_python(tmp_path / "bin", "3.14.0")
    broken.write_text("#!/bin/sh\nexit 127\n")
    fake_python(tmp_path / "bin", "3.11.4")
    assert chosen(home, tmp_path / "bin").version == (3, 11, 4)


def test_without_python_311_the_newcomer_is_told_what_to_install(tmp_path, home):
    fake_python(tmp_path / "bin", "3.10.13")
    with pytest.raises(bootstrap.BootstrapError, match=r"needs Python 3\.11 or newer.*apt install python3"):
        chosen(home, tmp_path / "bin")


def test_without_the_venv_module_the_newcomer_is_told_which_package_has_it(tmp_path, home):
    fake_python(tmp_path / "bin", "3.11.2", ensurepip=False)
    with pytest.raises(bootstrap.BootstrapError, match=r"apt install python3\.11-venv"):
        chosen(home, tmp_path / "bin")
    assert chosen(home, tmp_path / "bin", uv_is_here=True).version == (3, 11, 2)


def test_a_python_with_venv_is_taken_before_a_newer_one_without(tmp_path, home):
    fake_python(tmp_path / "bin", "3.13.1", ensurepip=False)
    fake_python(tmp_path / "bin", "3.12.1")
    assert chosen(home, tmp_path / "bin").version == (3, 12, 1)


def test_the_python_of_this_very_run_answers_the_probe():
    answer = bootstrap.probe(Path(sys.executable))
    assert answer is not None
    assert answer.version == tuple(sys.version_info[:3])


# --- the stamp ------------------------------------------------------------------------------------------


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A repository with two locks and an environment that somebody made."""
    locks = tmp_path / "requirements"
    locks.mkdir()
    for name in ("run", "dev"):
        (locks / f"{name}.txt").write_text(f"{name}==1\n")
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").symlink_to(sys.executable)
    return tmp_path


def install(place: Path, group: str) -> None:
    with bootstrap.half_made(place, place / ".venv", group):
        pass


def ready(place: Path, group: str) -> bool:
    return bootstrap.is_ready(place, place / ".venv", group)


def test_second_run_builds_nothing_and_is_quick(place, monkeypatch):
    built: list[str] = []

    def build(root: Path, venv: Path, group: str) -> None:
        built.append(group)
        install(place, group)

    monkeypatch.setattr(bootstrap, "build", build)
    bootstrap.ensure(place, "run")
    began = time.perf_counter()
    bootstrap.ensure(place, "run")
    assert built == ["run"]
    assert time.perf_counter() - began < 0.1


def test_the_development_packages_hold_those_for_running_but_not_the_other_way_round(place):
    install(place, "run")
    assert ready(place, "run")
    assert not ready(place, "dev")
    install(place, "dev")
    assert ready(place, "dev")
    assert ready(place, "run")


def test_a_changed_lock_is_installed_again(place):
    install(place, "dev")
    (place / "requirements" / "run.txt").write_text("run==2\n")
    assert not ready(place, "run")
    assert not ready(place, "dev")


def test_a_moved_repository_is_not_ready(place, tmp_path_factory):
    install(place, "run")
    moved = tmp_path_factory.mktemp("elsewhere") / "repository"
    place.rename(moved)
    assert not ready(moved, "run")
    assert not bootstrap.is_usable(moved / ".venv")


def test_an_environment_whose_python_has_gone_is_not_ready(place):
    install(place, "run")
    (place / ".venv" / "bin" / "python").unlink()
    (place / ".venv" / "bin" / "python").symlink_to(place / "gone")
    assert not ready(place, "run")
    assert not bootstrap.is_usable(place / ".venv")


def test_an_interrupted_installation_is_thrown_away_next_time(place):
    venv = place / ".venv"
    (venv / "pyvenv.cfg").write_text("")
    install(place, "run")
    assert bootstrap.is_usable(venv)
    with pytest.raises(KeyboardInterrupt), bootstrap.half_made(place, venv, "dev"):
        raise KeyboardInterrupt
    assert not ready(place, "run")
    assert not bootstrap.is_usable(venv)


def test_a_step_that_cannot_reach_the_index_says_so(tmp_path):
    offline = tmp_path / "pip"
    offline.write_text("#!/bin/sh\necho 'Temporary failure in name resolution'\nexit 1\n")
    offline.chmod(0o755)
    with pytest.raises(bootstrap.BootstrapError, match=r"Fetching failed, because the package index did not answer"):
        bootstrap.run([str(offline)], "Fetching")


def test_a_step_that_fails_otherwise_shows_its_last_lines(tmp_path):
    with pytest.raises(bootstrap.BootstrapError, match=r"Installing failed\. The last lines were:\n  no space left"):
        bootstrap.run(["sh", "-c", "echo no space left; exit 1"], "Installing")


def test_the_script_still_reads_on_python_38():
    ast.parse((ROOT / "tools" / "bootstrap.py").read_text(), feature_version=(3, 8))


def test_every_lock_pins_exact_versions_by_hash_and_names_no_host():
    for lock in sorted((ROOT / "requirements").glob("*.txt")):
        text = lock.read_text()
        pinned = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
        assert pinned, lock.name
        assert all("==" in line and line.endswith("\\") for line in pinned), lock.name
        assert "://" not in text, lock.name


def test_everything_needed_to_run_is_in_the_development_lock():
    run, dev = (
        {line for line in (ROOT / "requirements" / f"{name}.txt").read_text().splitlines() if "==" in line}
        for name in ("run", "dev")
    )
    assert run - dev == set()


def test_the_locks_fit_what_the_project_asks_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    asked = {
        "run": project["project"]["dependencies"] + project["project"]["optional-dependencies"]["postgres"],
        "dev": project["dependency-groups"]["dev"] + project["dependency-groups"]["browser"],
    }
    for name, lines in asked.items():
        text = (ROOT / "requirements" / f"{name}.txt").read_text()
        pinned = dict(re.findall(r"^([a-z0-9.-]+)==([^ ;]+)", text, re.MULTILINE))
        for requirement in map(Requirement, lines):
            version = pinned.get(canonicalize_name(requirement.name))
            assert version, f"{requirement.name} is not in {name}.txt. Run: make lock"
            assert requirement.specifier.contains(version), f"{requirement} is {version} in {name}.txt. Run: make lock"


# --- the throw-away PostgreSQL --------------------------------------------------------------------------


def test_postgres_address_is_read_with_its_port_user_and_name():
    address = postgres.parse_url("postgres://ada%40shop:secret@db.example:6543/town%20watch?sslmode=require")
    assert address == postgres.Address("db.example", 6543, "ada@shop", "town watch")
    assert postgres.parse_url("postgresql://localhost/watchward").port == 5432


@pytest.mark.parametrize("url", ["sqlite:///here", "postgres://localhost", "postgres:///name", "nonsense"])
def test_postgres_address_that_lacks_something_is_refused_with_a_sentence(url):
    with pytest.raises(postgres.PostgresError, match=r"^The address (must|needs)"):
        postgres.parse_url(url)


def test_nobody_answers_at_a_free_port():
    assert not postgres.answers(postgres.Address("127.0.0.1", postgres.free_port(), "", "x"), seconds=0.5)


def test_newest_postgresql_is_found_by_number_not_by_letter(tmp_path):
    for version in ("9.6", "15", "17"):
        (tmp_path / version / "bin").mkdir(parents=True)
        (tmp_path / version / "bin" / "initdb").touch()
    assert postgres.find_binaries(tmp_path) == tmp_path / "17" / "bin"


@pytest.mark.skipif(not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")), reason="PostgreSQL is not installed")
@pytest.mark.slow
def test_a_command_gets_a_database_for_its_lifetime_and_nothing_stays_behind(monkeypatch, capfd):
    monkeypatch.delenv("WATCHWARD_TEST_DATABASE_URL", raising=False)
    ask = "import os, sys; print(os.environ['WATCHWARD_DATABASE_URL']); sys.exit(7)"
    assert postgres.main(["run", "--", sys.executable, "-c", ask]) == 7
    url = capfd.readouterr().out.strip()
    address = postgres.parse_url(url)
    assert (address.host, address.user, address.name) == ("127.0.0.1", "watchward", "watchward")
    assert not postgres.answers(address, seconds=0.5)


def test_a_server_that_answers_already_is_used_and_left_alone(monkeypatch):
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        url = f"postgres://ada@127.0.0.1:{server.getsockname()[1]}/town"
        monkeypatch.setenv("WATCHWARD_TEST_DATABASE_URL", url)
        with postgres.database() as given:
            assert given == url


def test_make_help_explains_every_target_that_is_meant_for_people():
    said = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in (
        "run",
        "test",
        "quick",
        "test-postgres",
        "check",
        "bench",
        "bench-quick",
        "kill-test",
        "walk",
    ):
        assert f"  make {target} " in said
