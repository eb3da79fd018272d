"""`python -m bench.inside.retention EXAMPLES [SEED]`: build worlds, let time pass, kill the run in the middle, look.

Every sentence found is something that must never happen.
"""

import io
import json
import logging
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

import bench.inside.django_up
from bench.inside.office import OFFICE
from bench.inside.worlds import HALF, NOW, CaseSaid, ReportSaid, SubjectSaid, World, what_must_go
from watchward.assess.models import (
    AgeEstimate,
    Case,
    CaseEvidence,
    CaseReport,
    CaseStep,
    DeskEntry,
    Fact,
    Grade,
    IdentityStep,
    Judgement,
    Merge,
    Step,
    Subject,
)
from watchward.collect.models import (
    Addendum,
    CorrectionRequest,
    Custody,
    Evidence,
    MentionedGoods,
    MentionedPerson,
    MentionedVehicle,
    Report,
)
from watchward.collect.vaults import vault
from watchward.partners.models import Account, Premises
from watchward.policy import operator_at_console
from watchward.records.models import Hold, Purge, Shred
from watchward.records.retention.clock import Retention
from watchward.records.retention.engine import LEASE, dry_run, run_retention
from watchward.share.models import Disclosure, Objection, Recipient, ShownPicture
from watchward.wiring import RETENTION

_numbers = count(1)


class Killed(BaseException):
    """A process that ends in the middle of something."""


@dataclass
class Planted:
    """What was built: keys, and every word that belongs to each thing."""

    mark: str  # every token of this world begins with it
    words: dict[tuple[str, int], list[str]] = field(default_factory=dict)
    files: dict[tuple[str, int], list[str]] = field(default_factory=dict)
    facts: list[dict[str, Any]] = field(default_factory=list)

    def word(self, what: str, place: int) -> str:
        """A token that stands nowhere else."""
        mine = self.words.setdefault((what, place), [])
        mine.append(f"{self.mark}{what[0]}{place}n{len(mine):03d}z")
        return mine[-1]

    def file(self, what: str, place: int) -> str:
        """The key of a file whose bytes hold a token."""
        key = vault().put_stream([f"bytes of {self.word(what, place)}".encode()], limit_bytes=1000, area="shown").key
        self.files.setdefault((what, place), []).append(key)
        return key


class Builder:
    """Writes a world into the database of one partnership."""

    def __init__(self, premises: Premises, reporter: Account, office: Account) -> None:
        self.premises, self.reporter, self.office = premises, reporter, office
        self.here = premises.partnership_id
        self.killed = 0  # runs
        self.statements = 0  # of the last first run
        self.retention = replace(RETENTION, partnerships=lambda: [self.here])  # other towns are empty here

    def build(self, world: World) -> Planted:
        """Everything of it, in one transaction."""
        planted = Planted(f"tk{next(_numbers):07d}q")
        with transaction.atomic():
            subjects = [self._subject(one, place, planted) for place, one in enumerate(world.subjects)]
            cases = [self._case(one, place, planted, subjects) for place, one in enumerate(world.cases)]
            for place, one in enumerate(world.reports):
                self._report(one, place, planted, cases, subjects)
            for place, thing in enumerate(world.office):
                about = OFFICE[thing.noun](self.premises, self.office, ago(thing.ended), planted.word("office", place))
                if thing.is_held:
                    self._hold(about)
        refs = list(Report.everywhere.filter(purged_at__isnull=True).values_list("ref", flat=True))
        planted.facts = facts_of(refs)
        return planted

    def _subject(self, said: SubjectSaid, place: int, planted: Planted) -> Subject:
        at = ago(said.opened)
        both = []
        for _ in range(1 + said.has_twin):
            one = Subject.everywhere.create(
                partnership_id=self.here, state="unknown" if said.is_unknown else "identified",
                necessity=planted.word("subject", place), opened_at=at, opened_by=self.office,
            )  # fmt: skip
            word = planted.word("subject", place)
            Fact.everywhere.create(
                subject=one, partnership_id=self.here, kind="name", value=word, plain_value=word,
                source=planted.word("subject", place), said_on=at.date(), added_at=at, added_by=self.office,
            )  # fmt: skip
            AgeEstimate.everywhere.create(subject=one, looks="adult", estimated_at=at, estimated_by=self.office)
            IdentityStep.everywhere.create(
                subject=one, state=one.state, because=planted.word("subject", place), taken_at=at, taken_by=self.office
            )
            both.append(one)
        keeper = both[0]
        if said.has_twin:
            Merge.everywhere.create(
                keeper=keeper, other=both[1], because=planted.word("subject", place), proposed_at=at,
                proposed_by=self.office, agreed_at=at, agreed_by=self.reporter,
            )  # fmt: skip
            Subject.everywhere.filter(pk=both[1].pk).update(merged_into=keeper)
        Objection.everywhere.create(
            subject=keeper, partnership_id=self.here, words=planted.word("subject", place), recorded_at=at,
            recorded_by=self.office,
        )  # fmt: skip
        if said.sanction is not None:
            self._disclosure(both[-1], place, planted, ends=said.sanction, is_sanction=True)
        if said.is_held:
            self._hold(f"subject/{keeper.ref}")
        return keeper

    def _disclosure(
        self, subject: Subject, place: int, planted: Planted, *, ends: int, is_sanction: bool
    ) -> Disclosure:
        until = NOW + timedelta(days=ends, hours=6)
        one = Disclosure.everywhere.create(
            partnership_id=self.here, subject=subject, shelf="known", purpose=planted.word("subject", place),
            why_them=planted.word("subject", place), fields=["photo"], decided_at=NOW - timedelta(days=90),
            decided_by=self.office, expires_at=until, sanction="warning" if is_sanction else "",
            sanction_ends_on=until.date() if is_sanction else None,
        )  # fmt: skip
        Recipient.everywhere.create(disclosure=one, reach="premises", premises=self.premises)
        return one

    def _case(self, said: CaseSaid, place: int, planted: Planted, subjects: list[Subject]) -> Case:
        closed = None if said.closed is None else ago(said.closed)
        case = Case.everywhere.create(
            partnership_id=self.here, title=planted.word("case", place), purpose=planted.word("case", place),
            subject=None if said.subject is None else subjects[said.subject], owner=self.office, opened_at=ago(901),
            opened_by=self.office, state="open" if closed is None else "closed", closed_at=closed,
            closed_by=None if closed is None else self.office,
        )  # fmt: skip
        CaseStep.everywhere.create(
            case=case, deed="note", words=planted.word("case", place), taken_at=ago(901), taken_by=self.office
        )
        if said.is_held:
            self._hold(f"case/{case.ref}")
        return case

    def _report(
        self, said: ReportSaid, place: int, planted: Planted, cases: list[Case], subjects: list[Subject]
    ) -> None:
        at = ago(said.told)

        def word() -> str:
            return planted.word("report", place)

        report = Report.everywhere.create(
            partnership_id=self.here, premises=self.premises, organisation_id=self.premises.organisation_id,
            reporter=self.reporter, form="incident", kind="theft.concealed", lists_version="1", happened_at=at,
            hour_of_week=at.hour, told_at=at, narrative=word() * 40, answers={"other": word()}, loss_pence=500,
            police_reference=word()[-30:], source_key=f"own:{word()}",
        )  # fmt: skip
        person = MentionedPerson.everywhere.create(report=report, name=word(), clothing=[word()], marks=word())
        MentionedVehicle.everywhere.create(report=report, note=word())
        MentionedGoods.everywhere.create(report=report, goods="alcohol", note=word(), value_pence=500)
        asked = CorrectionRequest.everywhere.create(report=report, text=word(), asked_at=at, asked_by=self.office)
        Addendum.everywhere.create(
            report=report, text=word(), added_at=at, added_by=self.reporter, answers_request=asked
        )
        DeskEntry.everywhere.create(report=report, partnership_id=self.here, group="theft", due_at=at)
        Step.everywhere.create(report=report, rung="triaged", words=word(), taken_at=at, taken_by=self.office)
        Grade.everywhere.create(
            report=report, source="2", information="B" if said.is_accepted else "E", handling="C", conditions=word(),
            tlp="amber", graded_at=at, graded_by=self.office,
        )  # fmt: skip
        photo = self._file(report, 0, "photo", "report", place, planted) if said.has_photo else None
        film = self._file(report, 1, "video", "film", place, planted) if said.has_film else None
        names = {"report": f"report/{report.ref}", "person": f"mention/{person.ref}"}
        names |= {"photo": f"evidence/{photo.ref}"} if photo else {}
        names |= {"film": f"evidence/{film.ref}"} if film else {}
        if said.hold in names:
            self._hold(names[said.hold])
        if said.case is not None:
            self._into_case(said, cases[said.case], report, photo, planted)
        if said.subject is not None:
            self._of_subject(said, place, subjects[said.subject], person, photo, planted)

    def _file(self, report: Report, order: int, kind: str, what: str, place: int, planted: Planted) -> Evidence:
        item = Evidence.everywhere.create(
            report=report, place=order, kind=kind, label=planted.word(what, place), media_type="image/jpeg",
            original_key=planted.file(what, place), shown_key=planted.file(what, place), original_sha256="0" * 64,
            original_bytes=1, received_at=report.told_at, received_by=self.reporter,
        )  # fmt: skip
        Custody.everywhere.create(
            evidence=item, place=0, from_whom=planted.word(what, place), to_whom=planted.word(what, place), why="x",
            sha256="0" * 64, handed_at=report.told_at, handed_by=self.office,
        )  # fmt: skip
        return item

    def _into_case(
        self, said: ReportSaid, case: Case, report: Report, photo: Evidence | None, planted: Planted
    ) -> None:
        because = planted.word("case", said.case or 0)
        if not said.is_exhibit:
            CaseReport.everywhere.create(
                case=case, report=report, because=because, linked_at=NOW, linked_by=self.office
            )
        elif photo is not None:
            CaseEvidence.everywhere.create(
                case=case, evidence=photo, because=because, chosen_at=NOW, chosen_by=self.office
            )
        else:
            planted.words[("case", said.case or 0)].pop()

    def _of_subject(
        self, said: ReportSaid, place: int, subject: Subject, person: MentionedPerson, photo: Evidence | None,
        planted: Planted,
    ) -> None:  # fmt: skip
        Judgement.everywhere.create(
            mention=person, subject=subject, verdict="same", judged_at=person.report.told_at, judged_by=self.office
        )
        if photo is not None and said.shown is not None:
            shown = self._disclosure(subject, said.subject or 0, planted, ends=said.shown, is_sanction=False)
            key = planted.file("picture", place)
            ShownPicture.everywhere.create(
                disclosure=shown, evidence=photo, copy_key=key, copy_sha256="0" * 64, width=1, height=1,
                release_purpose=planted.word("picture", place),
            )  # fmt: skip

    def _hold(self, about: str) -> None:
        Hold.everywhere.create(
            partnership_id=self.here, about=about, owner=self.office.pk, reason="The court asked.",
            review_on=NOW.date(), placed_at=NOW, placed_by=self.office.pk,
        )  # fmt: skip


def ago(days: float) -> datetime:
    """So many and a half days before NOW."""
    return NOW - timedelta(days=days + HALF)


def facts_of(refs: list[str]) -> list[dict[str, Any]]:
    """What figures are made of."""
    rows = Report.everywhere.filter(ref__in=refs).order_by("ref")
    names = ("ref", "kind", "premises_id", "happened_at", "hour_of_week", "loss_pence", "is_danger")
    return [dict(zip(names, row, strict=True)) for row in rows.values_list(*names)]


def try_world(builder: Builder, world: World) -> list[str]:
    """Build, kill, run again, look; then let so much time pass that nothing is left. What went wrong, in sentences."""
    planted, log = builder.build(world), io.StringIO()
    again = NOW + LEASE
    with _logged_into(log):
        builder.statements = _run_until(builder.retention, world.killed_at)
        was_killed = builder.statements == world.killed_at
        builder.killed += was_killed
        expected = {(one.clock.rule, one.clock.noun): one.things for one in _plan(builder.here, again)}
        papers = Purge.everywhere.filter(partnership_id=builder.here)
        done_before = {one.pk: one.things for one in papers}
        closed = set(papers.filter(finished_at__isnull=False).values_list("pk", flat=True))
        run_retention(builder.retention, actor=operator_at_console(), now=again, waits_its_turn=not was_killed)
        if not was_killed:
            run_retention(builder.retention, actor=operator_at_console(), now=again, waits_its_turn=False)
    wrong = list(_compare(world, planted, log.getvalue()))
    for paper in papers.filter(finished_at=again).exclude(pk__in=closed):
        done = paper.things - done_before.get(paper.pk, 0)
        if done != expected.pop((paper.rule, paper.noun), 0):
            wrong.append(f"DRY RUN: {paper.rule} {paper.noun} deleted {done}, which is not what the dry run said.")
        if paper.counts != paper.expected:
            wrong.append(f"CERTIFICATE: {paper.counts} done, {paper.expected} expected.")
    wrong += [f"DRY RUN: {name} promised {many} and nothing was deleted." for name, many in expected.items() if many]
    return wrong + list(_let_everything_end(builder, planted))


def _plan(partnership_id: int, now: datetime) -> list[Any]:
    return dry_run(RETENTION, partnership_id, now)


def _compare(world: World, planted: Planted, log: str) -> Iterator[str]:
    """Exactly what must go is gone, everywhere; the rest is whole."""
    gone = what_must_go(world)
    lost = {("case", one) for one in gone.cases} | {("subject", one) for one in gone.subjects}
    lost |= {("report", one) for one in gone.reports}
    lost |= {("film", one) for one in gone.films | gone.reports}
    lost |= {("picture", one) for one in gone.pictures} | {("office", one) for one in gone.office}
    in_rows, in_bytes = _in_rows(planted.mark), _in_bytes(planted.mark) | set(_tokens(planted.mark, log))
    for (what, place), words in planted.words.items():
        in_files = _words_of_files(planted, what, place)
        for word in words:
            if (what, place) in lost and (word in in_rows or word in in_bytes):
                yield f"LEFT: a word of {what} {place} is still there ({'row' if word in in_rows else 'bytes'})."
            if (what, place) not in lost and word not in in_rows and word not in in_files:
                yield f"LOST: a word of {what} {place}, which should stay, is gone."
    for (what, place), keys in planted.files.items():
        there = [vault().path(key).is_file() for key in keys]
        if any(there) if (what, place) in lost else not all(there):
            yield f"FILES of {what} {place}: {there}."
    if facts_of([one["ref"] for one in planted.facts]) != planted.facts:
        yield "FIGURES changed."
    if Shred.everywhere.exists():
        yield "FILES are still waiting to be shredded."


def _words_of_files(planted: Planted, what: str, place: int) -> set[str]:
    """Words that stand in the bytes of files only."""
    keys = planted.files.get((what, place), [])
    found = b"".join(vault().path(key).read_bytes() for key in keys if vault().path(key).is_file())
    return set(_tokens(planted.mark, found.decode()))


def _let_everything_end(builder: Builder, planted: Planted) -> Iterator[str]:
    """Holds end, cases are closed, years pass: then nothing of this world is left."""
    Hold.everywhere.filter(partnership_id=builder.here, ended_at__isnull=True).update(
        ended_at=NOW, ended_by=builder.office.pk
    )
    Case.everywhere.filter(closed_at__isnull=True).update(state="closed", closed_at=NOW, closed_by=builder.office)
    run_retention(builder.retention, actor=operator_at_console(), now=NOW + timedelta(days=4000), waits_its_turn=False)
    left = _in_rows(planted.mark) | _in_bytes(planted.mark)
    if left:
        yield f"LEFT AT THE END: {sorted(left)[:3]}."
    if any(vault().path(key).is_file() for keys in planted.files.values() for key in keys):
        yield "FILES LEFT AT THE END."
    if Hold.everywhere.exists() or Subject.everywhere.exists() or Disclosure.everywhere.exists():
        yield "ROWS LEFT AT THE END."


def _run_until(retention: Retention, statement: int) -> int:
    """Run, and be killed instead of that statement or deleted file; returns how many were done before."""
    done = [0]

    def step(execute: Callable[..., Any], *given: Any) -> Any:
        if done[0] == statement:
            raise Killed
        done[0] += 1
        return execute(*given)

    with suppress(Killed), connection.execute_wrapper(step), _each_file(step):
        run_retention(retention, actor=operator_at_console(), now=NOW, waits_its_turn=False)
    return done[0]


@contextmanager
def _each_file(step: Callable[..., Any]) -> Iterator[None]:
    """Count the deletion of a file as a statement too."""
    kind, plain = type(vault()), type(vault()).delete
    kind.delete = lambda self, key: step(plain, self, key)  # type: ignore[method-assign]
    try:
        yield
    finally:
        kind.delete = plain  # type: ignore[method-assign]


@contextmanager
def _logged_into(log: io.StringIO) -> Iterator[None]:
    handler = logging.StreamHandler(log)
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        yield
    finally:
        root.removeHandler(handler)
        root.setLevel(before)


def _tokens(mark: str, text: str) -> list[str]:
    return re.findall(rf"{mark}[a-z]\d+n\d+z", text)


def _in_rows(mark: str) -> set[str]:
    """Which tokens stand in any column of any table, whoever made the table."""
    found: set[str] = set()
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {quote(table)}")
            for row in cursor.fetchall():
                text = "\n".join(str(value) for value in row if isinstance(value, str | bytes | dict | list))
                if mark in text:
                    found.update(_tokens(mark, text))
    return found


def _in_bytes(mark: str) -> set[str]:
    """Which tokens stand in the database as it lies on the disk, in its log, or in a letter."""
    paths = [path for path in Path(settings.EMAIL_FILE_PATH).glob("*") if path.is_file()]
    if connection.vendor == "sqlite":
        name = str(connection.settings_dict["NAME"])
        paths += [path for end in ("", "-wal", "-journal") if (path := Path(name + end)).is_file()]
    found: set[str] = set()
    for path in paths:
        content = path.read_bytes()
        if mark.encode() in content:
            found.update(one.decode() for one in re.findall(rf"{mark}[a-z]\d+n\d+z".encode(), content))
    return found


def main(examples: int, seed: int) -> None:
    """Print the sentences found and the counts as one line of JSON."""
    from hypothesis import HealthCheck, Phase, given
    from hypothesis import seed as seeded
    from hypothesis import settings as how

    from bench.inside.people import add_person, make_town
    from bench.inside.worlds import worlds

    if connection.vendor == "sqlite":  # a killed run is an exception here, and the database is thrown away
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")
    town = make_town("Clockham", premises=1, reporters=1)
    office = add_person("office@clockham.example", {town.partnership.pk: "coordinator"})
    builder = Builder(town.premises[0], town.reporters[0], office)
    wrong: list[str] = []
    tried: list[World] = []

    @seeded(seed)
    @how(
        max_examples=examples, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(worlds())
    def look(world: World) -> None:
        tried.append(world)
        wrong.extend(f"{sentence} World: {world}" for sentence in try_world(builder, world))
        if len(tried) % 50 == 0:
            print(f"B6: {len(tried)} worlds.", file=sys.stderr, flush=True)

    look()
    numbers = {
        "worlds": len(tried),
        "reports": sum(len(one.reports) for one in tried),
        "subjects": sum(len(one.subjects) for one in tried),
        "certificates": Purge.everywhere.count(),
        "deleted": sum(Purge.everywhere.values_list("things", flat=True)),
        "killed": builder.killed,
        "wrong": wrong[:20],
    }
    print(json.dumps(numbers))


if __name__ == "__main__":
    import bench.inside.django_up  # noqa: F401

    main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0)
