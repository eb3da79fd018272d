"""Starting the server: what is refused, what is prepared once, and that no child outlives its parent."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from watchward.cli import cli, prepare, supervise
from watchward.cli.run import check_port, name_of, run, server_command
from watchward.kit.errors import Refused
from watchward.partners.models import Partnership
from watchward.partners.queries.demo import what_is_here
from watchward.partners.rules.demo import demo_may_listen, is_loopback, may_mix


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "[::1]", "localhost", "127.9.9.9"])
def test_demonstration_is_served_on_loopback(host):
    assert is_loopback(host)
    assert demo_may_listen(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "example.org", ""])
def test_demonstration_is_not_served_to_anybody_else(host):
    assert not demo_may_listen(host)


def test_generated_and_real_people_never_mix_whichever_way_it_is_started():
    assert may_mix(demo_mode=True, has_demo=True, has_real=False)
    assert may_mix(demo_mode=False, has_demo=False, has_real=True)
    assert may_mix(demo_mode=True, has_demo=False, has_real=False)
    assert not may_mix(demo_mode=True, has_demo=False, has_real=True)
    assert not may_mix(demo_mode=False, has_demo=True, has_real=False)
    assert not may_mix(demo_mode=True, has_demo=True, has_real=True)


def test_what_is_here_tells_real_from_generated(town):
    assert what_is_here() == (False, True)
    Partnership.everywhere.create(name="Generated", is_demonstration=True)
    assert what_is_here() == (True, True)


def test_real_data_refuse_the_demonstration_before_anything_is_served(town, settings, tmp_path, monkeypatch):
    settings.HOME = tmp_path
    settings.DEMO = True
    monkeypatch.setenv("WATCHWARD_URL", "http://127.0.0.1:8000")
    monkeypatch.setenv("WATCHWARD_DEMO", "0")
    done = CliRunner().invoke(cli, ["run", "--demo", "--port", str(_free_port())])
    assert done.exit_code == 1
    assert "holds real data" in done.output


def test_taken_port_is_said_in_one_sentence():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(Refused, match=r"cannot be used .* choose another: --port"):
            check_port("127.0.0.1", other.getsockname()[1])


def test_free_port_is_accepted():
    check_port("127.0.0.1", _free_port())


@pytest.mark.parametrize(
    ("leads_to", "host", "name"),
    [
        (["127.0.0.1"], "127.0.0.1", "localhost"),
        (["::1", "127.0.0.1"], "127.0.0.1", "localhost"),
        (["::1", "127.0.0.1"], "[::1]", "localhost"),
        (["::1"], "127.0.0.1", "127.0.0.1"),
        (["127.0.0.1", "192.0.2.7"], "127.0.0.1", "127.0.0.1"),
        (["127.0.0.1"], "127.9.9.9", "127.9.9.9"),
        (["127.0.0.1"], "0.0.0.0", "0.0.0.0"),
    ],
)
def test_printed_address_is_localhost_only_where_that_leads_here(monkeypatch, leads_to, host, name):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(2, 1, 6, "", (one, 8000)) for one in leads_to])
    assert name_of(host, 8000) == name


def test_printed_address_is_the_number_where_localhost_is_unknown(monkeypatch):
    def fail(*_, **__):
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    assert name_of("127.0.0.1", 8000) == "127.0.0.1"


def test_second_server_on_one_home_is_refused_and_the_next_after_it_is_not(tmp_path):
    with (
        prepare.only_one(tmp_path),
        pytest.raises(Refused, match=f"already runs on .*process {os.getpid()}"),
        prepare.only_one(tmp_path),
    ):
        pass
    with prepare.only_one(tmp_path):
        pass


def test_prepared_database_needs_nothing_the_second_time(db, settings, tmp_path):
    settings.HOME = tmp_path
    assert prepare.prepare_database()
    assert not prepare.prepare_database()


def test_files_are_gathered_again_only_when_one_changed(settings, tmp_path, monkeypatch):
    settings.HOME, settings.WEB_DIR = tmp_path, tmp_path / "web"
    (tmp_path / "web" / "static").mkdir(parents=True)
    (tmp_path / "web" / "static" / "a.css").write_text("a {}")
    gathered = []
    monkeypatch.setattr(prepare, "call_command", lambda *args, **_: gathered.append(args))
    assert prepare.prepare_files()
    assert not prepare.prepare_files()
    (tmp_path / "web" / "static" / "a.css").write_text("b {}")
    assert prepare.prepare_files()
    assert len(gathered) == 2


def test_forgetful_engine_is_refused(db, settings, monkeypatch):
    settings.ALLOW_FORGETFUL_DATABASE = False
    monkeypatch.setattr("watchward.records.engine.durability_problems", lambda: ["synchronous is below FULL"])
    with pytest.raises(Refused, match="could lose reports"):
        prepare.check_engine()


def test_server_is_started_with_threads_and_back_pressure(tmp_path):
    command = " ".join(server_command("127.0.0.1", 8789, 2, tmp_path))
    assert "--interface wsgi" in command
    assert "--workers 2 --blocking-threads 8" in command
    assert "--backpressure 64" in command


def test_dead_child_is_started_again_later_and_later(capsys):
    child = supervise.Child("worker", [sys.executable, "-c", "raise SystemExit(3)"])
    waits = []
    now = 100.0
    for _ in range(3):
        child.look(now)
        assert child.process is not None
        child.process.wait(20)
        child.look(now)
        waits.append(child.start_again_at - now)
        now = child.start_again_at
    assert waits == [1.0, 2.0, 4.0]
    assert "exit code 3" in capsys.readouterr().out


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's promise to tell children is Linux's")
def test_killed_parent_leaves_no_child(tmp_path):
    program = (
        "import sys, time; from watchward.cli.supervise import Child; "
        "c = Child('x', [sys.executable, '-c', 'import time; time.sleep(60)']); c.start(0.0); "
        "print(c.process.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert _is_alive(child)
    parent.kill()
    parent.wait(20)
    parent.stdout.close()
    assert _ends(child)


def test_polite_kill_stops_the_children_first(tmp_path):
    program = (
        "import sys; from watchward.cli.supervise import Child, keep_running; "
        "c = Child('x', [sys.executable, '-c', 'import time; time.sleep(60)']); "
        "keep_running([c], lambda: bool(print(c.process.pid, flush=True)) or True)"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.send_signal(signal.SIGTERM)
    assert parent.wait(30) == 0
    parent.stdout.close()
    assert not _is_alive(child)


def test_every_command_explains_itself_with_an_example():
    for name in cli.list_commands(click.Context(cli)):
        done = CliRunner().invoke(cli, [name, "--help"])
        assert done.exit_code == 0, name
        assert "Example:" in done.output, name
        assert "xit code" in " ".join(done.output.split()), name


def test_unknown_command_ends_with_code_two():
    assert CliRunner().invoke(cli, ["fly"]).exit_code == 2
    assert CliRunner().invoke(run, ["--port", "70000"]).exit_code == 2


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def _ends(pid: int, seconds: float = 20) -> bool:
    until = time.monotonic() + seconds
    while _is_alive(pid) and time.monotonic() < until:
        os.sched_yield()
    return not _is_alive(pid)
