"""A real stream of public records, brought in by the product's own importer into a partnership named as what it is."""

import csv
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from typing import Any

from django.db import transaction

from watchward.cli.demo.people import TWO_TOWNS
from watchward.cli.demo.stream import GROUPS, NAME
from watchward.collect.actions.imports import run_import, set_mapping, start_import
from watchward.collect.models import ImportBatch
from watchward.kit.tables.mapping import Mapping
from watchward.partners.models import Account, Appointment, Membership, Organisation, Partnership, Premises, Zone
from watchward.partners.queries.actors import seats_of
from watchward.partners.rules.demo import ADDRESS
from watchward.policy import Actor, operator_at_console
from watchward.records.ledger import record

ABOUT = (
    "Incidents that the police of Chicago recorded at 80 business premises from 2012 to 2014, from the city's "
    "open data (Crimes - 2001 to present, Chicago Data Portal). Places are blocks, not addresses; no person and "
    "no business is named. Only what the police recorded is here, arrests are over-represented, many times are "
    "rounded, and the city vouches for nothing. The people who work here in the demonstration are generated."
)
SUFFIX = " (police records)"


@dataclass(slots=True)
class Part:
    """The rows of one kind of place, as a file that its member would send."""

    name: str | None
    rows: list[list[str]]

    def chunks(self) -> Iterator[bytes]:
        """The rows as CSV, a piece at a time."""
        for start in range(0, len(self.rows), 500):
            yield "".join(_line(row) for row in self.rows[start : start + 500]).encode()


def chicago() -> Partnership | None:
    """The stream's partnership, if it was laid."""
    return Partnership.everywhere.filter(name=NAME).first()


@transaction.atomic
def lay_chicago(now: datetime) -> None:
    """The partnership, its zones and its register of premises, with the demonstration's people who work in both."""
    if chicago() is not None:
        return
    partnership = Partnership.everywhere.create(
        name=NAME, is_demonstration=True, about=ABOUT, time_zone="America/Chicago", jurisdiction="US",
    )  # fmt: skip
    members = {
        ours: Organisation.everywhere.create(partnership=partnership, name=name + SUFFIX, joined_on=now.date())
        for name, ours in GROUPS.values()
    }
    register = list(csv.DictReader(_text("chicago-premises.csv").splitlines()))
    zones = {
        name: Zone.everywhere.create(partnership=partnership, name=name)
        for name in dict.fromkeys(row["zone"] for row in register)
    }
    Premises.everywhere.bulk_create(
        Premises(
            partnership=partnership, organisation=members[row["name"].split(",")[0]], zone=zones[row["zone"]],
            name=row["name"], sector=row["sector"], address=row["address"],
            latitude=float(row["latitude"]), longitude=float(row["longitude"]),
        )
        for row in register
    )  # fmt: skip
    _people(partnership, now)
    record("demo.laid", actor=operator_at_console(), ref=f"partnership/{partnership.ref}",
           partnership_id=partnership.pk, detail={"premises": len(register)})  # fmt: skip


def queue_stream(partnership: Partnership, now: datetime) -> None:
    """One import for each member, ready for the worker: the same way that a member's own log takes."""
    actor = _coordinator(partnership, now)
    mapping = json.loads(_text("chicago-2013.mapping.json"))
    for word, rows in _by_group().items():
        name = GROUPS[word][0] + SUFFIX
        if ImportBatch.everywhere.filter(partnership=partnership, organisation__name=name).exists():
            continue
        _queue(actor, name, word, rows, mapping, now)


@transaction.atomic
def _queue(actor: Actor, name: str, word: str, rows: list[list[str]], mapping: dict[str, Any], now: datetime) -> None:
    organisation = Organisation.everywhere.get(partnership_id=actor.partnership_id, name=name)
    file = Part(f"chicago-{word.split()[0].split('/')[0].lower()}.csv", rows)
    batch = start_import(actor=actor, organisation_ref=organisation.ref, upload=file, now=now)
    set_mapping(actor=actor, ref=batch.ref, mapping=Mapping.from_plain(_mapping_for(word, mapping)), now=now)
    run_import(actor=actor, ref=batch.ref)


def _mapping_for(word: str, mapping: dict[str, Any]) -> dict[str, Any]:
    """The saved mapping with only the places of this group, so that its page stays readable."""
    translations = mapping["translations"]
    places = {said: ours for said, ours in translations["premises"].items() if said.startswith(word + ",")}
    return mapping | {"translations": translations | {"premises": places}}


def _by_group() -> dict[str, list[list[str]]]:
    """The stream split by kind of place, each part with the heading."""
    heading, *rows = csv.reader(_text("chicago-2013.csv").splitlines())
    at = heading.index("location_description")
    groups: dict[str, list[list[str]]] = defaultdict(lambda: [heading])
    for row in rows:
        groups[row[at]].append(row)
    return groups


def _people(partnership: Partnership, now: datetime) -> None:
    """The generated coordinator, police officer, board member and data-protection lead work here too."""
    roles = {"coordinator": "coordinator", "police": "police-officer", "board": "board-member",
             "data.protection": "data-protection-lead"}  # fmt: skip
    for local in TWO_TOWNS:
        account = Account.everywhere.get(email=f"{local}@{ADDRESS}")
        place = Membership.everywhere.create(account=account, partnership=partnership)
        Appointment.everywhere.create(membership=place, role=roles[local], starts_on=now.date())
        first = Membership.everywhere.filter(account=account).exclude(pk=place.pk).get()
        Account.everywhere.filter(pk=account.pk).update(last_partnership=first.partnership_id)


def _coordinator(partnership: Partnership, now: datetime) -> Actor:
    account = Account.everywhere.get(email=f"coordinator@{ADDRESS}")
    seats = seats_of(account, has_second_factor=True, is_recently_confirmed=True, face="console", now=now)
    return next(seat.actor for seat in seats if seat.partnership.pk == partnership.pk)


def _text(name: str) -> str:
    return (resources.files("watchward.cli.demo") / "data" / name).read_text(encoding="utf-8")


def _line(row: list[str]) -> str:
    return ",".join(f'"{cell}"' if "," in cell or '"' in cell else cell for cell in row) + "\n"
