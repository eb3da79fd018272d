"""`python -m bench.inside.desk FEW MANY SECONDS`: two towns in one database, one with few reports on its desk, one
with many. The same requests of each coordinator, in one process and in turns.
"""

import json
import sys
from collections.abc import Callable
from itertools import cycle
from typing import Any

from django.db import connection
from django.test import Client

import bench.inside.django_up  # noqa: F401
from bench.inside import bulk
from bench.inside.lists import BEST_OF, cpu_of_calls
from bench.inside.people import Town, add_person, make_town, sign_in
from watchward.assess.choices import Pile, Waits
from watchward.assess.models import DeskEntry
from watchward.assess.rules.desk import SILENCE, due_at
from watchward.collect.models import Report
from watchward.partners.models import Account

Ask = Callable[[int], object]
GRADED = 40  # as many reports of each town are graded over and over, each time otherwise than before


def main(few: int, many: int, seconds: float) -> None:
    """Print everything as one line of JSON."""
    towns = {name: make_town(name, premises=40, reporters=20) for name in ("few", "many")}
    bulk.reports_into(([towns["few"]], few), ([towns["many"]], many))
    desks = {name: (town, _desk(name, town)) for name, town in towns.items()}
    bulk.settle()
    print(json.dumps([_compare(case, desks, seconds) for case in CASES]))


def _desk(name: str, town: Town) -> Account:
    """Lay every report of a town on its desk, every other one waiting; returns its coordinator."""
    rows = Report.everywhere.filter(partnership=town.partnership).order_by("id").iterator()
    DeskEntry.everywhere.bulk_create((_entry(report, number) for number, report in enumerate(rows)), batch_size=500)
    return add_person(f"coordinator@{name}.example", {town.partnership.pk: "coordinator"})


def _entry(report: Report, number: int) -> DeskEntry:
    waits = number % 2 == 1
    return DeskEntry(
        report=report,
        partnership_id=report.partnership_id,
        group=report.kind.split(".")[0],
        pile=Pile.WAITING if waits else Pile.TO_DO,
        waits_for=Waits.POLICE if waits else "",
        due_at=report.told_at + SILENCE if waits else due_at(report, report.told_at),
    )


def _client(account: Account) -> Client:
    client = Client(headers={"host": "127.0.0.1"})
    client.cookies["watchward"] = sign_in(account)
    return client


def _page(address: str) -> Callable[[Town, Account], Ask]:
    def of(_town: Town, coordinator: Account) -> Ask:
        client = _client(coordinator)

        def ask(_limit: int) -> object:
            answer = client.get(address)
            assert answer.status_code == 200, f"{address} answered {answer.status_code}"
            return answer

        return ask

    return of


def _grading(town: Town, coordinator: Account) -> Ask:
    client = _client(coordinator)
    refs = list(Report.everywhere.filter(partnership=town.partnership).values_list("ref", flat=True)[:GRADED])
    turns = cycle([(ref, grade) for grade in "ABCD" for ref in refs])

    def ask(_limit: int) -> object:
        ref, information = next(turns)
        answer = client.post(f"/reports/{ref}/grade/", {"source": "1", "information": information})
        assert answer.status_code == 302, f"grading answered {answer.status_code}"
        return answer

    return ask


CASES: dict[str, Callable[[Town, Account], Ask]] = {
    "opens": _page("/desk/"),
    "filters by kind": _page("/desk/?group=theft"),
    "filters by a kind that never happened": _page("/desk/?group=licensing"),
    "filters what waits": _page("/desk/?pile=waiting&waits_for=police"),
    "filters what waits for something that nothing waits for": _page("/desk/?pile=waiting&waits_for=something"),
    "grades": _grading,
}


def _compare(case: str, desks: dict[str, tuple[Town, Account]], seconds: float) -> dict[str, Any]:
    """Best of three on each desk, in turns."""
    raw: Any = connection.connection
    server = raw.info.backend_pid if connection.vendor == "postgresql" else 0
    asks = {name: CASES[case](*desk) for name, desk in desks.items()}
    best = dict.fromkeys(asks, float("inf"))
    for _ in range(BEST_OF):
        for name, ask in asks.items():
            best[name] = min(best[name], cpu_of_calls(ask, server, seconds))
    return {
        "case": case, "few_ms": best["few"] * 1000, "many_ms": best["many"] * 1000,
        "ratio": best["many"] / best["few"],
    }  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))
