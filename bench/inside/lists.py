"""`python -m bench.inside.lists OTHER`: the same lists from the small database (this one) and from OTHER, the large.

In one process and in turns, so that noise of the machine meets both. Processor time is that of this process and, on
PostgreSQL, of the server process behind the connection.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

import bench.inside.django_up  # noqa: F401
from bench.inside.bulk import NEWEST, RARE_KIND
from bench.inside.people import actor_of, sign_in
from bench.machine import cpu_fine
from watchward.collect.queries.reports import ReportFilter, newest_reports
from watchward.partners.models import Account, Premises
from watchward.policy import Actor

BEST_OF = 3
READERS = ("coordinator@alone.example", "coordinator@linked.example", "manager@alone.example", "worker0@alone.example")


@dataclass(frozen=True, slots=True)
class Case:
    """One list: who reads it, how it is called, and whether it is one of the lists that the goal names."""

    name: str
    email: str
    everywhere: bool = False
    narrow: ReportFilter | None = None
    page: int = 1
    in_goal: bool = False


ONE, ALL, MANAGER, WORKER = READERS
CASES = [
    Case("one partnership, newest", ONE, in_goal=True),
    Case("25 linked, newest", ALL, everywhere=True, in_goal=True),
    Case("one partnership, page 2", ONE, page=2, in_goal=True),
    Case("25 linked, page 2", ALL, everywhere=True, page=2, in_goal=True),
    Case("one partnership, page 20", ONE, page=20),
    Case("one partnership, shop theft and its kinds", ONE, narrow=ReportFilter(kind="theft")),
    Case("one partnership, one rare kind", ONE, narrow=ReportFilter(kind=RARE_KIND)),
    Case("one partnership, a kind that never happened", ONE, narrow=ReportFilter(kind="licensing.fake_id")),
    Case("one partnership, one form", ONE, narrow=ReportFilter(form="intelligence")),
    Case("one partnership, a form that nobody sent", ONE, narrow=ReportFilter(form="refusal")),
    Case("one partnership, one premises", ONE, narrow=ReportFilter(premises_ref="of the place")),
    Case("one partnership, up to a day", ONE, narrow=ReportFilter(until=NEWEST - timedelta(days=300))),
    Case("25 linked, shop theft and its kinds", ALL, everywhere=True, narrow=ReportFilter(kind="theft")),
    Case("25 linked, one form", ALL, everywhere=True, narrow=ReportFilter(form="intelligence")),
    Case("a manager's own shops", MANAGER),
    Case("a worker's own reports", WORKER),
]


class Side:
    """One of the two databases, with its readers."""

    def __init__(self, name: str) -> None:
        self.name = name
        with self.open():
            accounts = {one.email: one for one in Account.everywhere.filter(email__in=READERS)}
            self.actors: dict[str, Actor] = {email: actor_of(account) for email, account in accounts.items()}
            self.sessions = {email: sign_in(account) for email, account in accounts.items()}
            first = self.actors[ONE].partnership_id
            self.premises = Premises.everywhere.filter(partnership_id=first).earliest("id").ref

    @contextmanager
    def open(self) -> Iterator[int]:
        """Speak to this database; the value is the process of its server, or 0."""
        if connection.settings_dict["NAME"] != self.name:
            connection.close()
            connection.settings_dict["NAME"] = self.name
        connection.ensure_connection()
        raw: Any = connection.connection
        yield raw.info.backend_pid if connection.vendor == "postgresql" else 0

    def query(self, case: Case) -> Callable[[int], object]:
        """The list as the query function gives it; the argument is the number of rows."""
        narrow = case.narrow
        if narrow and narrow.premises_ref:
            narrow = ReportFilter(premises_ref=self.premises)
        actor, after = self.actors[case.email], ""
        for _ in range(case.page - 1):
            after = newest_reports(actor, narrow=narrow, after=after, everywhere=case.everywhere).older
        return lambda limit: newest_reports(actor, narrow=narrow, after=after, limit=limit, everywhere=case.everywhere)

    def page(self, case: Case) -> Callable[[int], object]:
        """The whole page through Django's test client: middleware, session, template."""
        client = Client()
        client.cookies["watchward"] = self.sessions[case.email]
        address = "/reports/?everywhere=1" if case.everywhere else "/reports/"
        if case.page > 1:
            address += f"{'&' if '?' in address else '?'}after={self._last_ref(case)}"

        def ask(_limit: int) -> object:
            answer = client.get(address, headers={"host": "127.0.0.1"})
            assert answer.status_code == 200, f"{address} answered {answer.status_code}"
            return answer

        return ask

    def _last_ref(self, case: Case) -> str:
        return newest_reports(self.actors[case.email], everywhere=case.everywhere).older


def cpu_of_calls(call: Callable[[int], object], server: int, seconds: float) -> float:
    """Processor seconds of one call, measured over at least `seconds` or 200 calls."""
    for _ in range(3):
        call(50)
    calls, began = 0, time.process_time() + (cpu_fine(server) if server else 0)
    while True:
        for _ in range(5):
            call(50)
        calls += 5
        used = time.process_time() + (cpu_fine(server) if server else 0) - began
        if used >= seconds or calls >= 200:
            return used / calls


def compare(small: Side, large: Side, case: Case, kind: str, seconds: float) -> dict[str, Any]:
    """Best of three on each side, in turns."""
    best = {small.name: float("inf"), large.name: float("inf")}
    for _ in range(BEST_OF):
        for side in (small, large):
            with side.open() as server:
                call = getattr(side, kind)(case)
                best[side.name] = min(best[side.name], cpu_of_calls(call, server, seconds))
    return {
        "case": case.name, "kind": kind, "in_goal": case.in_goal,
        "small_ms": best[small.name] * 1000, "large_ms": best[large.name] * 1000,
        "ratio": best[large.name] / best[small.name],
    }  # fmt: skip


def query_counts(side: Side, case: Case) -> dict[str, Any]:
    """How many queries one row takes, and fifty."""
    counts = []
    with side.open():
        call = side.query(case)
        for limit in (1, 50):
            with CaptureQueriesContext(connection) as caught:
                call(limit)
            counts.append(len(caught))
    return {"case": case.name, "one": counts[0], "fifty": counts[1]}


def page_exists() -> bool:
    """Whether the page of reports stands at its address."""
    return resolve("/reports/").func.__module__ != "watchward.web.pending"


def main(other: str, seconds: float) -> None:
    """Print everything as one line of JSON."""
    small, large = Side(str(connection.settings_dict["NAME"])), Side(other)
    rows = [compare(small, large, case, "query", seconds) for case in CASES]
    if page_exists():
        rows += [compare(small, large, case, "page", seconds) for case in CASES if case.in_goal]
    counts = [query_counts(large, case) for case in CASES if case.in_goal]
    print(json.dumps({"rows": rows, "counts": counts}))


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
