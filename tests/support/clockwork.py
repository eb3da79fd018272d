"""What the tests of deletion share: reports with a token in every word, and the search for what is left of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db import connection

from tests.support.town import Town
from watchward.assess.actions.desk import close_report, tell_progress
from watchward.assess.actions.grading import grade_report
from watchward.assess.rules.grading import Grading
from watchward.collect.actions.evidence import hand_over
from watchward.collect.actions.reports import add_to_report, ask_correction, submit_report
from watchward.collect.choices import EvidenceKind
from watchward.collect.files import KeptFile
from watchward.collect.models import Evidence, Report
from watchward.collect.rules.drafts import GoodsSaid, PersonSaid, VehicleSaid
from watchward.collect.vaults import vault
from watchward.policy import operator_at_console
from watchward.records.retention.engine import run_retention
from watchward.wiring import RETENTION


@dataclass
class Planted:
    """A report, and every word in it that must not outlive it."""

    ref: str
    told_at: datetime
    tokens: list[str] = field(default_factory=list)
    film_tokens: list[str] = field(default_factory=list)
    film_refs: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    film_files: list[str] = field(default_factory=list)


class Words:
    """Makes tokens that nothing else in the world contains."""

    def __init__(self) -> None:
        self.made: list[str] = []

    def __call__(self, start: str = "") -> str:
        token = f"tk{uuid4().hex[:16]}"
        self.made.append(token)
        return f"{start}{token}"


def a_file(kind: EvidenceKind, token: str) -> KeptFile:
    """A file in the vault, as if it had been taken in: its bytes hold the token."""
    original = vault().put_stream([f"{token} original".encode()], limit_bytes=10_000)
    if kind is not EvidenceKind.PHOTO:
        return KeptFile(kind, "video/mp4", original.key, original.sha256, original.size)
    shown, small = (vault().put_stream([f"{token} {one}".encode()], limit_bytes=10_000, area="shown") for one in "ab")
    return KeptFile(
        kind, "image/jpeg", original.key, original.sha256, original.size, shown.key, small.key, width=10, height=10
    )


def plant(town: Town, told_at: datetime, *, photos: int = 0, films: int = 0, desk: bool = True) -> Planted:
    """A report by Ada with everything on it that a report can have, told at that moment."""
    words, film_words = Words(), Words()
    actor, cora = town.actor(town.ada), town.actor(town.cora)
    kept = [a_file(EvidenceKind.PHOTO, words()) for _ in range(photos)]
    film = [a_file(EvidenceKind.VIDEO, film_words()) for _ in range(films)]
    draft = town.draft(
        happened_at=told_at,
        narrative=words("Took two cakes and ran to "),
        answers={"other_details": words(), "weapon_seen": "no"},
        police_reference=words(),
        people=(PersonSaid(name=words(), alias=words(), marks=words(), clothing=(words("red "),)),),
        vehicles=(VehicleSaid(registration="AB12CDE", note=words()),),
        goods=(GoodsSaid(goods="alcohol", note=words(), value_pence=1200),),
    )
    report = submit_report(actor=actor, draft=draft, client_key=uuid4(), files=[*kept, *film], now=told_at)
    if desk:
        asked = ask_correction(actor=cora, ref=report.ref, text=words(), now=told_at)
        add_to_report(actor=actor, ref=report.ref, text=words(), request_ref=asked.ref, now=told_at)
        grade_report(
            actor=cora, ref=report.ref, now=told_at, grading=Grading("2", "B", "C", conditions=words(), tlp="amber")
        )
        tell_progress(actor=cora, ref=report.ref, rung="police-reference", words=words(), now=told_at)
        close_report(actor=cora, ref=report.ref, reason="no_lines", words=words(), now=told_at)
    for item in Evidence.everywhere.filter(report=report):
        token = film_words if item.kind == EvidenceKind.VIDEO else words
        hand_over(actor=cora, ref=item.ref, from_whom=token(), to_whom=token(), why="To look.", now=told_at)
    keys = [key for one in kept for key in (one.original_key, one.shown_key, one.thumbnail_key)]
    films_of = Evidence.everywhere.filter(report=report, kind=EvidenceKind.VIDEO).values_list("ref", flat=True)
    return Planted(
        report.ref, told_at, words.made, film_words.made, list(films_of), keys, [one.original_key for one in film]
    )


def let_time_pass(now: datetime, **how: object) -> int:
    """What the worker does at that moment."""
    return run_retention(RETENTION, actor=operator_at_console(), now=now, waits_its_turn=False, **how)  # type: ignore[arg-type]


def facts_of(refs: Iterable[str]) -> list[dict[str, object]]:
    """What figures are made of."""
    return list(
        Report.everywhere.filter(ref__in=list(refs)).order_by("ref").values(
            "ref", "kind", "form", "premises_id", "organisation_id", "happened_at", "happened_until", "hour_of_week",
            "told_at", "loss_pence", "recovered_pence", "value_band", "is_danger", "has_injury", "has_weapon",
            "has_abuse", "is_hate", "origin",
        )
    )  # fmt: skip


def texts() -> Iterator[tuple[str, str]]:
    """(table and column, text) of every text in every table of the database, whoever made the table."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith("sqlite_"):
                continue
            for column in connection.introspection.get_table_description(cursor, table):
                cursor.execute(f"SELECT CAST({quote(column.name)} AS TEXT) FROM {quote(table)}")
                yield from ((f"{table}.{column.name}", str(row[0])) for row in cursor.fetchall() if row[0] is not None)


def found_in_rows(tokens: Iterable[str]) -> set[tuple[str, str]]:
    """Where which token stands in the database; one long text for each column, so that each is searched once."""
    columns: dict[str, list[str]] = {}
    for where, text in texts():
        columns.setdefault(where, []).append(text)
    joined = {where: "\n".join(several) for where, several in columns.items()}
    return {(token, where) for token in tokens for where, text in joined.items() if token in text}


def found_in_bytes(tokens: Iterable[str], *folders: Path) -> set[tuple[str, str]]:
    """Where which token stands in files: the database as it lies on disk, its log, the vault, the letters."""
    wanted = [token.encode() for token in tokens]
    paths = [path for folder in folders if folder.exists() for path in folder.rglob("*") if path.is_file()]
    if connection.vendor == "sqlite":
        paths += [
            path
            for end in ("", "-wal", "-journal")
            if (path := Path(f"{connection.settings_dict['NAME']}{end}")).is_file()
        ]
    contents = {str(path): path.read_bytes() for path in paths}
    return {(token.decode(), name) for token in wanted for name, content in contents.items() if token in content}


def vault_files() -> set[str]:
    """The keys of every file that lies in the vault."""
    root = Path(settings.VAULT_DIR)
    return {
        f"{area}/{path.name}" for area in ("originals", "shown") for path in (root / area).rglob("*") if path.is_file()
    }
