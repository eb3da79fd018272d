"""A year of reports, written in bulk with the product's own rules, ledger and triggers."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from random import Random
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction

from watchward.cli.demo.dice import dice, weighted
from watchward.cli.demo.faces import known_faces, seen, vehicle
from watchward.cli.demo.places import Place, places
from watchward.cli.demo.trouble import PROFILES, Profile, loss_of, said_of
from watchward.collect.models import MentionedGoods, MentionedPerson, MentionedVehicle, Report
from watchward.collect.rules.drafts import Draft, GoodsSaid, PersonSaid, digest_of
from watchward.collect.rules.facts import band_of, flags_of, hour_of
from watchward.kit.lists import load
from watchward.partners.models import Account, Membership, Partnership, Premises
from watchward.partners.queries.actors import seats_of
from watchward.records.ledger import Entry, record_quietly

REPORTS = 1500
DAYS = 365
NEVER_REPORT = {"Ledger & Quill", "Quay Betting", "Timetable Books", "Signal Road Credit Union", "Button and Thread"}
ABUSE = ("shouting", "insults", "threat", "pushing")


def key_of(number: int) -> UUID:
    """The client key of one generated report: the same each time, so that an interrupted seed goes on."""
    return uuid5(NAMESPACE_URL, f"https://borrowmarket.example/reports/{number}")


@transaction.atomic
def lay_past(partnership: Partnership, now: datetime) -> None:
    """Every report of the past year, in one transaction, with one event each in the name of its reporter."""
    if Report.everywhere.filter(partnership=partnership, client_key=key_of(0)).exists():
        return
    premises = {row.name: row for row in Premises.everywhere.filter(partnership=partnership)}
    rows = ((premises[place.name], draft, told_at) for place, draft, told_at in _drafts(partnership, premises, now))
    write_down(partnership, rows, 0, now)


def write_down(
    partnership: Partnership, rows: Iterable[tuple[Premises, Draft, datetime]], first: int, now: datetime
) -> None:
    """Write reports of the past in bulk, numbered from `first`, each in the name of somebody who works there."""
    reporters = _reporters(partnership)
    drafts: list[tuple[Draft, Report]] = []
    for number, (premises, draft, told_at) in enumerate(rows, first):
        who = reporters[premises.name] if reporters.get(premises.name) else reporters[""]
        drafts.append((draft, _report(partnership, premises, who[number % len(who)], draft, told_at, number)))
    Report.everywhere.bulk_create([report for _draft, report in drafts], batch_size=200)
    _write_mentions(drafts)
    _write_events(partnership, [report for _draft, report in drafts], now)


def _reporters(partnership: Partnership) -> dict[str, list[int]]:
    """Account ids by the name of their premises; under "" the coordinators, who report for the rest."""
    rows = Membership.everywhere.filter(partnership=partnership, agreed_at__isnull=False, suspended_at__isnull=True)
    found: dict[str, list[int]] = defaultdict(list)
    for account_id, name in rows.filter(premises__isnull=False).values_list("account_id", "premises__name"):
        found[name].append(account_id)
    found[""] = list(rows.filter(appointments__role="coordinator").values_list("account_id", flat=True))
    return found


def _drafts(
    partnership: Partnership, premises: dict[str, Premises], now: datetime
) -> Iterator[tuple[Place, Draft, datetime]]:
    """(place, report, when it was sent), oldest first."""
    chance, faces = dice("a year in Borrowmarket"), known_faces()
    everywhere = [place for place in places() if place.weight and place.name not in NEVER_REPORT]
    weights = [place.weight for place in everywhere]
    found = []
    for place in chance.choices(everywhere, weights, k=REPORTS):
        profile = PROFILES[place.profile]
        happened_at = _moment(chance, profile, partnership, now)
        told_at = min(now, happened_at + timedelta(minutes=chance.choice((4, 9, 16, 25, 50, 130, 700))))
        found.append((place, _draft(chance, place, premises[place.name].ref, happened_at, faces), told_at))
    yield from sorted(found, key=lambda one: one[2])


def _moment(chance: Random, profile: Profile, partnership: Partnership, now: datetime) -> datetime:
    """A minute of the past year that suits the place, on the town's own clock, at least two hours ago."""
    zone = partnership.zone_info
    days_of_week = dict(enumerate(profile.days))
    while True:
        weekday = weighted(chance, days_of_week)
        hour = weighted(chance, profile.hours_on(weekday))
        day = now.astimezone(zone) - timedelta(days=chance.randrange(DAYS))
        day += timedelta(days=(weekday - day.weekday()) % 7)
        happened_at = day.replace(hour=hour, minute=chance.randrange(60), second=0, microsecond=0)
        if happened_at < now - timedelta(hours=2):
            return happened_at


def _draft(chance: Random, place: Place, premises_ref: str, happened_at: datetime, faces: list[PersonSaid]) -> Draft:
    kind = weighted(chance, PROFILES[place.profile].kinds)
    person = seen(chance, faces)
    usual = loss_of(kind)
    loss = round(chance.triangular(usual[0], usual[1], usual[0]) * 100, -1) if usual else None
    recovered = loss if loss and (kind == "theft.attempted" or chance.random() < 0.12) else None
    goods = chance.choice(place.goods) if place.goods and kind.startswith(("theft", "burglary")) else ""
    has_people = kind.split(".")[0] in {"theft", "violence", "disorder", "information", "robbery"}
    return Draft(
        form=_form(chance, kind),
        kind=kind,
        premises_ref=premises_ref,
        happened_at=happened_at,
        happened_until=happened_at + timedelta(minutes=90) if kind in {"damage.window", "theft.stock_room"} else None,
        narrative=_words(chance, kind, person, goods),
        answers=_answers(chance, kind, goods),
        loss_pence=int(loss) if loss else None,
        recovered_pence=int(recovered) if recovered else None,
        people=(person,) if has_people and chance.random() < 0.6 else (),
        vehicles=(vehicle(chance),) if kind in {"theft.fuel", "information.vehicle", "street.vehicles"} else (),
        goods=(GoodsSaid(goods, quantity=chance.randint(1, 12), value_pence=int(loss) if loss else None),)
        if goods
        else (),
    )


def _form(chance: Random, kind: str) -> str:
    """Most types belong to one form; a few incidents are told as sightings."""
    form = str(load("incident_types").get(kind).extra.get("form") or "incident")
    return "sighting" if form == "incident" and kind == "disorder.group" and chance.random() < 0.2 else form


def _words(chance: Random, kind: str, person: PersonSaid, goods: str) -> str:
    who = person.alias or f"A person in a {person.clothing[0]}"
    what = load("goods").get(goods).label.lower() if goods else "goods"
    return chance.choice(said_of(kind)).format(who=who, goods=what, number=chance.randint(2, 9))


def _answers(chance: Random, kind: str, goods: str) -> dict[str, object]:
    """Answers to the questions of the form, by the ids that it uses."""
    said: dict[str, object] = {"police_called": chance.choice(("not_yet", "not_yet", "101", "999"))}
    if goods:
        said["goods"] = [goods]
    if kind.startswith("violence"):
        said["abuse"] = [chance.choice(ABUSE)]
        said["injury"] = "minor" if kind == "violence.assault_injury" else "none"
        if chance.random() < 0.04:
            said["hate"] = ["race"]
    if kind == "violence.weapon_seen":
        said |= {"weapon": "seen", "weapon_kind": ["bottle_glass"], "danger_now": ["weapon"]}
    return said


def _report(
    partnership: Partnership, premises: Premises, reporter_id: int, draft: Draft, told_at: datetime, number: int
) -> Report:
    return Report(
        partnership=partnership, premises=premises, organisation_id=premises.organisation_id, reporter_id=reporter_id,
        form=draft.form, kind=draft.kind, lists_version=load("incident_types").version,
        happened_at=draft.happened_at, happened_until=draft.happened_until,
        hour_of_week=hour_of(draft.happened_at, partnership.zone_info), told_at=told_at, narrative=draft.narrative,
        answers=dict(draft.answers), loss_pence=draft.loss_pence, value_band=band_of(draft.loss_pence),
        recovered_pence=draft.recovered_pence, client_key=key_of(number), body_digest=digest_of(draft),
        **asdict(flags_of(draft.answers, draft.kind)),
    )  # fmt: skip


def _write_mentions(drafts: list[tuple[Draft, Report]]) -> None:
    MentionedPerson.everywhere.bulk_create(
        (
            MentionedPerson(report=report, place=place, **_row(one))
            for draft, report in drafts
            for place, one in enumerate(draft.people)
        ),
        batch_size=200,
    )
    MentionedVehicle.everywhere.bulk_create(
        (MentionedVehicle(report=report, **_row(one)) for draft, report in drafts for one in draft.vehicles),
        batch_size=200,
    )
    MentionedGoods.everywhere.bulk_create(
        (MentionedGoods(report=report, **_row(one)) for draft, report in drafts for one in draft.goods), batch_size=200
    )


def _row(said: object) -> dict[str, object]:
    plain = asdict(said)  # type: ignore[call-overload]
    return {name: list(value) if isinstance(value, tuple) else value for name, value in plain.items()}


def _write_events(partnership: Partnership, reports: list[Report], now: datetime) -> None:
    """The ledger says when a thing was written, so these events bear the moment of the seed."""
    by_reporter: dict[int, list[Entry]] = defaultdict(list)
    for report in reports:
        by_reporter[report.reporter_id].append(Entry("report.submitted", f"report/{report.ref}", {"files": []}))
    for account in Account.everywhere.filter(pk__in=by_reporter):
        seats = seats_of(account, has_second_factor=True, is_recently_confirmed=True, face="console", now=now)
        actor = next(seat.actor for seat in seats if seat.partnership.pk == partnership.pk)
        record_quietly(by_reporter[account.pk], actor=actor)
