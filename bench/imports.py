"""A3: how fast a member's log comes in with its ledger rows, and how much memory that takes.

    python -m bench.imports 100000          one run in this process's own throw-away database

The child has a home of its own, so nothing of an installation is touched. With WATCHWARD_DATABASE_URL it uses
that database instead of SQLite; give it an empty one.
"""

import csv
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

SHOPS = [f"Shop {number}, High Street" for number in range(1, 21)]
WORDS = [
    "took",
    "concealed",
    "walked",
    "out",
    "past",
    "the",
    "tills",
    "with",
    "meat",
    "coffee",
    "razors",
    "perfume",
    "spirits",
    "jackets",
    "and",
    "ran",
    "off",
]
TYPES = ["Shoplifting", "Abuse of staff", "Drive off"]
COLUMNS = ["Ref", "Date", "Time", "Store", "Type", "Details", "Value", "Offender name"]


def write_log(path: Path, rows: int, seed: int = 1) -> None:
    """An ordinary member's log: a line per incident, in the order of time, one in four with a name; generated."""
    chance = random.Random(seed)
    begin = datetime(2012, 1, 1, tzinfo=UTC)
    with path.open("w", newline="", encoding="utf-8") as out:
        lines = csv.writer(out)
        lines.writerow(COLUMNS)
        for number in range(rows):
            at = begin + timedelta(minutes=5 * number + chance.randrange(600))  # written up within the shift
            said = " ".join(chance.choices(WORDS, k=18)).capitalize() + "."
            name = f"Generated Person {chance.randrange(500)}" if chance.random() < 0.25 else ""
            value = f"£{chance.randrange(1, 300)}.{chance.randrange(100):02d}"
            shop, kind = chance.choice(SHOPS), chance.choice(TYPES)
            lines.writerow([f"INC{number:07d}", f"{at:%d/%m/%Y}", f"{at:%H:%M}", shop, kind, said, value, name])


def measure_import(rows: int, database_url: str = "") -> dict[str, float]:
    """Import `rows` generated rows in a process of their own, from an empty database.

    Returns: rows, seconds (wall), cpu_seconds, rows_per_second, peak_mb (most memory of its own that the
             importing process held after any chunk), start_mb (the same before the first row), resident_mb (with the
             database file itself, of which SQLite maps up to 256 MB; the system takes those pages back at will),
             events (ledger rows written for reports), made.
    """
    with tempfile.TemporaryDirectory(prefix="watchward-bench-") as home:
        env = {**os.environ, "WATCHWARD_HOME": home, "WATCHWARD_DEBUG": "0"}
        if database_url:
            env["WATCHWARD_DATABASE_URL"] = database_url
        write_log(Path(home) / "log.csv", rows)
        command = [sys.executable, "-m", "bench.imports", "--child", str(Path(home) / "log.csv")]
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"The import failed:\n{done.stderr[-3000:]}")
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _child(log: Path) -> dict[str, float]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "watchward.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from watchward.collect.actions.imports import FileOnDisk, run_import, set_mapping, start_import, work_import
    from watchward.collect.queries.imports import mapping_of
    from watchward.kit.tables import Mapping
    from watchward.records.models import Event

    actor, organisation = _place()
    start_mb = _own_mb()
    began, cpu = perf_counter(), process_time()
    batch = start_import(actor=actor, organisation_ref=organisation, upload=FileOnDisk(log))
    plain = mapping_of(batch).to_plain()
    plain["translations"] = {"type": dict(zip(TYPES, ("theft", "violence.verbal_abuse", "theft.fuel"), strict=True))}
    set_mapping(actor=actor, ref=batch.ref, mapping=Mapping.from_plain(plain))
    run_import(actor=actor, ref=batch.ref)
    held: list[float] = []
    done = work_import(batch.pk, watch=lambda _batch: held.append(_own_mb()))
    seconds, cpu = perf_counter() - began, process_time() - cpu
    if done.state != "done":
        raise SystemExit(done.trouble)
    events = Event.everywhere.filter(kind="report.imported").count()
    return {
        "rows": done.total_rows,
        "made": done.made,
        "events": events,
        "seconds": round(seconds, 2),
        "cpu_seconds": round(cpu, 2),
        "rows_per_second": round(done.total_rows / seconds, 1),
        "start_mb": round(start_mb, 1),
        "peak_mb": round(max(held, default=0), 1),
        "resident_mb": round(_peak_mb(), 1),
    }


def _place() -> tuple[Any, str]:
    """A partnership with one member, twenty shops and a coordinator; returns the coordinator's actor."""
    from watchward.partners.models import Account, Appointment, Membership, Organisation, Partnership, Premises
    from watchward.partners.queries.actors import seats_of

    town = Partnership.everywhere.create(name="Bench town", is_demonstration=True)
    member = Organisation.everywhere.create(partnership=town, name="Bench stores", joined_on="2015-01-01")
    for name in SHOPS:
        Premises.everywhere.create(partnership=town, organisation=member, name=name, sector="food")
    account = Account.everywhere.create_user("bench@bench.example", name="Bench (generated)", is_demonstration=True)
    membership = Membership.everywhere.create(account=account, partnership=town)
    Appointment.everywhere.create(membership=membership, role="coordinator", starts_on="2015-01-01")
    return seats_of(account, has_second_factor=True, is_recently_confirmed=True)[0].actor, member.ref


def _own_mb() -> float:
    """Memory that is this process's alone, without files that it maps; from Linux."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.split("RssAnon:")[1].split()[0]) / 1024


def _peak_mb() -> float:
    """The most resident memory so far; Linux counts in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    if sys.argv[1] == "--child":
        print(json.dumps(_child(Path(sys.argv[2]))))
    else:
        print(json.dumps(measure_import(int(sys.argv[1]), os.environ.get("WATCHWARD_DATABASE_URL", "")), indent=2))
