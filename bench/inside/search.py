"""`python -m bench.inside.search REPORTS SUBJECTS ROUNDS`: fill the index of two partnerships and search the larger.

Rows go in raw and the index is written block by block with the product's own terms; a sample is filed again by the
product itself, which must change nothing. Processor time is that of this process and of PostgreSQL's.
"""

import json
import random
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any

from django.db import connection, transaction

import bench.inside.django_up  # noqa: F401  (first, or no model can be imported)
from bench.inside import bulk
from bench.inside.names import make_people, mistyped, narratives, street_name
from bench.inside.people import Town, actor_of, add_person, make_town
from bench.machine import cpu_fine
from watchward.assess.choices import FactKind
from watchward.assess.indexing import (
    index_fact,
    index_waiting,
    terms_of_fact,
    terms_of_report,
)
from watchward.assess.models import Fact
from watchward.assess.queries.search.find import search
from watchward.assess.queries.search.reports import find_reports
from watchward.assess.queries.search.sight import Sight
from watchward.assess.queries.search.subjects import find_subjects
from watchward.assess.rules.searching import understand
from watchward.assess.rules.subjects import plain
from watchward.collect.models import Report
from watchward.collect.queries.reports import report_rows
from watchward.collect.queries.wording import words_of_reports
from watchward.policy import Actor
from watchward.records.models import Mark, Posting
from watchward.records.postings import _LETTERS_OF, Shelf, _where

TODAY = date(2026, 3, 11)
NARRATIVE = bulk.report_columns().index("narrative")
NOW = datetime(2026, 3, 10, tzinfo=UTC)
SHARE = 3, 5  # of everything, in the partnership that is searched
WARM = 5
AT_ONCE = 200_000
Postings = dict[tuple[int, int], list[str]]


def main(reports: int, subjects: int, rounds: int) -> None:
    """Print everything as one line of JSON."""
    towns = [make_town("Large", premises=40, reporters=60), make_town("Small", premises=40, reporters=60)]
    cora = add_person("coordinator@large.example", {towns[0].partnership.pk: "coordinator"})
    shares = [reports * SHARE[0] // SHARE[1], reports - reports * SHARE[0] // SHARE[1]]
    _fill_reports(towns, shares)
    people = [subjects * SHARE[0] // SHARE[1], subjects - subjects * SHARE[0] // SHARE[1]]
    names = _fill_subjects(towns, people, cora.pk)
    _settle()
    _prove_index()
    actor = actor_of(cora)
    print(json.dumps(_measure(actor, towns[0].partnership.pk, names, rounds)))


# --- filling ---


def _fill_reports(towns: Sequence[Town], shares: Sequence[int]) -> None:
    texts = narratives(7)
    with bulk.bare_tables([bulk.REPORT, bulk.PERSON]):
        for seed, (town, rows) in enumerate(zip(towns, shares, strict=True)):
            made = bulk.reports([town], rows, seed)
            bulk._insert(bulk.REPORT, bulk.report_columns(), (_with_text(row, next(texts)) for row in made))
        bulk._insert(bulk.PERSON, bulk.PERSON_COLUMNS, bulk._people(bulk._ids_after(0), seed=0))
    _write_postings(_postings_of_reports())


def _with_text(row: Sequence[Any], words: list[str]) -> tuple[Any, ...]:
    return (*row[:NARRATIVE], " ".join(words).capitalize() + ".", *row[NARRATIVE + 1 :])


def _postings_of_reports() -> Iterator[tuple[int, int, str]]:
    """The terms of every report as the product makes them, a block at a time."""
    ids = list(Report.everywhere.order_by("pk").values_list("pk", flat=True))
    block_of: int | None = None
    rows: Postings = {}
    for start in range(0, len(ids), 512):
        for pk, words in sorted(words_of_reports(ids[start : start + 512]).items()):
            block, place = _where(Shelf.REPORTS, pk)
            if block != block_of:
                yield from _flushed(rows)
                rows, block_of = {}, block
            for term in terms_of_report(words):
                rows.setdefault((term, block), []).append(_LETTERS_OF[place])
    yield from _flushed(rows)


def _fill_subjects(towns: Sequence[Town], shares: Sequence[int], account: int) -> list[tuple[int, list[str]]]:
    """Subjects with a name and three aliases. Returns (id, names) of those in the first partnership."""
    dice, drawn = random.Random(11), make_people(3)
    subjects, facts, known = [], [], []
    number = 0
    for town, share in zip(towns, shares, strict=True):
        for _ in range(share):
            number += 1
            given, surname = drawn.draw(dice)
            other = drawn.draw(dice)
            names = [f"{given} {surname}", f"{given} {other[1]}", street_name(dice), " ".join(drawn.draw(dice))]
            where = town.partnership.pk
            subjects.append(
                (number, f"S-{number:010d}", where, "identified", False, "", "rli", "para10", "Reports", NOW, account)
            )
            facts += [(number, where, FactKind.ALIAS if at else FactKind.NAME, name) for at, name in enumerate(names)]
            if town is towns[0]:
                known.append((number, names))
    columns = (
        "id", "ref", "partnership_id", "state", "is_vulnerable", "support_considered", "article_6", "article_10",
        "necessity", "opened_at", "opened_by_id",
    )  # fmt: skip
    bulk._insert("assess_subject", columns, subjects)
    fact_columns = (
        "ref", "subject_id", "partnership_id", "kind", "value", "plain_value", "certainty", "source", "grade",
        "said_on", "added_at", "added_by_id", "withdrawn_because",
    )  # fmt: skip
    same = ("alleged", "PC", "2B P", "2026-01-02", NOW, account, "")
    said = (
        (f"F-{at:010d}", subject, where, str(kind), name, plain(name), *same)
        for at, (subject, where, kind, name) in enumerate(facts)
    )
    bulk._insert("assess_fact", fact_columns, said)
    _write_postings(_postings_of_facts(facts))
    return known


def _postings_of_facts(facts: Iterable[tuple[int, int, str, str]]) -> Iterator[tuple[int, int, str]]:
    block_of: int | None = None
    rows: dict[tuple[int, int], dict[str, None]] = {}
    for subject, where, kind, name in facts:
        block, place = _where(Shelf.SUBJECTS, subject)
        if block != block_of:
            yield from _flushed(rows)
            rows, block_of = {}, block
        for term in terms_of_fact(where, kind, name):
            rows.setdefault((term, block), {})[_LETTERS_OF[place]] = None
    yield from _flushed(rows)


def _flushed(rows: Any) -> Iterator[tuple[int, int, str]]:
    for term, block in sorted(rows):
        yield term, block, "".join(rows[term, block])


def _write_postings(rows: Iterator[tuple[int, int, str]]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous=OFF")
            cursor.execute("PRAGMA cache_size=-1000000")
    while part := list(islice(rows, AT_ONCE)):  # not while the rows are read: PostgreSQL speaks one thing at a time
        bulk._insert("records_posting", ("term", "block", "places"), part)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous=FULL")
            cursor.execute("PRAGMA cache_size=-32000")


def _settle() -> None:
    bulk.settle()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for table in ("records_posting", "assess_subject", "assess_fact"):
                cursor.execute(f"VACUUM ANALYZE {table}")


def _prove_index() -> None:
    """What was written past the product is what the product would write: filing some again changes nothing."""
    before = Posting.everywhere.count()
    Mark.everywhere.update_or_create(name="search of reports", defaults={"reached": 0})
    assert index_waiting(batch=50), "nothing waits"
    with transaction.atomic():
        for fact in Fact.everywhere.order_by("pk")[:50]:
            index_fact(fact)
    assert Posting.everywhere.count() == before, "the product files otherwise than the measurement"


# --- measuring ---


def _measure(actor: Actor, partnership_id: int, names: list[tuple[int, list[str]]], rounds: int) -> dict[str, Any]:
    dice = random.Random(23)
    ids = list(Report.everywhere.filter(partnership_id=partnership_id).values_list("pk", flat=True))
    typed = [(name, mistyped(name, dice)) for _pk, (name, *_rest) in dice.choices(names, k=rounds)]
    texts = dict(Report.everywhere.filter(pk__in=dice.sample(ids, rounds)).values_list("pk", "narrative"))
    words = [" ".join(dice.sample(sorted(set(text.strip(".").lower().split())), 3)) for text in texts.values()]
    found: list[bool] = []

    def page(turn: int) -> None:
        assert len(report_rows([ids[(turn * 7919 + one * 104729) % len(ids)] for one in range(50)])) == 50

    def name(turn: int) -> None:
        right, wrong = typed[turn % len(typed)]
        hits = find_subjects(Sight(actor), understand(wrong, TODAY)).hits
        shown = {"".join(text for text, _hit in pieces) for hit in hits for _label, pieces in hit.found_by}
        found.append(right in shown or right in {hit.title for hit in hits})

    def narrative(turn: int) -> None:
        assert find_reports(Sight(actor), understand(words[turn % len(words)], TODAY)).hits

    def box(turn: int) -> None:
        search(actor, understand(words[turn % len(words)] if turn % 2 else typed[turn % len(typed)][1], TODAY))

    spent = _spent({"page": page, "name": name, "narrative": narrative, "box": box}, rounds)
    found = found[WARM:]
    size = {"rows": Posting.everywhere.count(), "reports": len(ids), "subjects": len(names)}
    return {
        "cpu": {case: _p95([cpu for cpu, _wall in one]) for case, one in spent.items()},
        "wall": {case: _p95([wall for _cpu, wall in one]) for case, one in spent.items()},
        "median": {case: _p95([cpu for cpu, _wall in one], 0.5) for case, one in spent.items()},
        "found": sum(found) / len(found),
        "typed": len(found),
        **size,
    }


def _spent(cases: dict[str, Callable[[int], None]], rounds: int) -> dict[str, list[tuple[float, float]]]:
    """(processor seconds, seconds) of every call, the cases in turns."""
    raw: Any = connection.connection
    server = raw.info.backend_pid if connection.vendor == "postgresql" else 0
    spent: dict[str, list[tuple[float, float]]] = {case: [] for case in cases}
    for turn in range(-WARM, rounds):
        for case, call in cases.items():
            cpu = time.process_time() + (cpu_fine(server) if server else 0)
            wall = time.perf_counter()
            call(turn)
            wall = time.perf_counter() - wall
            cpu = time.process_time() + (cpu_fine(server) if server else 0) - cpu
            if turn >= 0:
                spent[case].append((cpu, wall))
    return spent


def _p95(values: list[float], part: float = 0.95) -> float:
    return sorted(values)[min(len(values) - 1, int(part * len(values)))]


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
