"""People who were seen together: two generated groups, and one person who goes with both."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction

from watchward.assess.actions.judgements import estimate_age, judge, open_subject_from
from watchward.assess.models import Subject
from watchward.cli.demo.faces import ALIASES, known_faces
from watchward.cli.demo.past import key_of, write_down
from watchward.collect.models import MentionedPerson, Report
from watchward.collect.rules.drafts import Draft
from watchward.partners.models import Account, Partnership, Premises
from watchward.partners.queries.actors import seats_of
from watchward.partners.rules.demo import ADDRESS
from watchward.policy import Actor

FIRST: Final = 300_000  # numbers of these reports begin beyond those of the others
BECAUSE: Final = "Generated: the same alias and looks"
# days ago, hour, premises, who was there
VISITS: Final = (
    (300, 14, "Ferrow Foods, Market Square", ("Checked Coat", "Yellow Bag")),
    (262, 15, "Pestle & Leaf", ("Checked Coat", "Yellow Bag", "Denim")),
    (221, 16, "Ninepin Sports", ("Checked Coat", "Yellow Bag")),
    (190, 13, "Tidewater Clothing", ("Yellow Bag", "Denim")),
    (171, 20, "Quayside Express", ("Grey Hood", "Sunglasses")),
    (140, 21, "Ferrow Foods, Lantern Quay", ("Grey Hood", "Sunglasses", "Two Phones")),
    (112, 21, "Quayside Express", ("Grey Hood", "Sunglasses")),
    (95, 19, "Signal Road Supermarket", ("Two Phones", "Sunglasses")),
    (61, 14, "Ninepin Sports", ("The Painter", "Denim")),
    (33, 20, "Quayside Express", ("The Painter", "Grey Hood")),
    (20, 13, "Signal Road Supermarket", ("The Painter", "Two Phones")),
)


def lay_company_reports(partnership: Partnership, now: datetime) -> None:
    """The reports of the past in which they were."""
    if Report.everywhere.filter(partnership=partnership, client_key=key_of(FIRST)).exists():
        return
    premises = {row.name: row for row in Premises.everywhere.filter(partnership=partnership)}
    faces = dict(zip(ALIASES, known_faces(), strict=True))
    rows = []
    for days, hour, where, people in VISITS:
        day = (now - timedelta(days=days)).astimezone(partnership.zone_info)
        at = day.replace(hour=hour, minute=10, second=0, microsecond=0)
        draft = Draft(
            form="incident", kind="theft.bulk", premises_ref=premises[where].ref, happened_at=at,
            narrative="Generated: came in together, one kept staff busy while the others filled a bag.",
            loss_pence=12_000, people=tuple(faces[alias] for alias in people),
        )  # fmt: skip
        rows.append((premises[where], draft, at + timedelta(minutes=20)))
    with transaction.atomic():
        write_down(partnership, rows, FIRST, now)


def lay_company(partnership: Partnership, now: datetime) -> None:
    """Each of them as one subject, judged in every one of these reports."""
    keys = [key_of(FIRST + number) for number in range(len(VISITS))]
    mentions = MentionedPerson.everywhere.filter(report__partnership=partnership, report__client_key__in=keys)
    if mentions.filter(judgements__isnull=False).exists():
        return
    clerk = _coordinator(partnership, now)
    known: dict[str, Subject] = {}
    for one in mentions.select_related("report").order_by("report__happened_at", "place"):
        where: dict[str, Any] = {"actor": clerk, "report_ref": one.report.ref, "mention_ref": one.ref, "now": now}
        if one.alias in known:
            judge(**where, subject_ref=known[one.alias].ref, verdict="same", because=BECAUSE)
            continue
        known[one.alias] = open_subject_from(**where, necessity="Generated: goes with others from shop to shop.")
        estimate_age(actor=clerk, ref=known[one.alias].ref, looks="adult", now=now)


def _coordinator(partnership: Partnership, now: datetime) -> Actor:
    account = Account.everywhere.get(email=f"coordinator@{ADDRESS}")
    seats = seats_of(account, has_second_factor=True, is_recently_confirmed=True, face="console", now=now)
    return next(seat.actor for seat in seats if seat.partnership.pk == partnership.pk)
