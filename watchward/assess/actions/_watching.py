"""What the ledger and the tallies say about each account's looks; no action by itself."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.utils import timezone

from watchward.assess.models import Case
from watchward.assess.rules.alarms import (
    AGAIN_DAYS,
    AGAIN_WITHIN,
    NETWORKS,
    PAST,
    WITHIN,
    is_at_night,
    is_much,
)
from watchward.partners.models import Membership, Partnership
from watchward.partners.queries.looks import percents_of, roles_now
from watchward.policy import Role
from watchward.policy.budgets import budget_of
from watchward.records.ledger import seq_at
from watchward.records.looks import WEIGHTS
from watchward.records.models import Event, Tally


@dataclass(frozen=True, slots=True)
class Unusual:
    """One alarm to be."""

    account_id: int
    rule: str
    detail: dict[str, Any] = field(default_factory=dict)
    about: str = ""


def unusual_looks(partnership: Partnership, now: datetime) -> Iterator[Unusual]:
    """Everything unusual of the present day."""
    roles = _roles(partnership, now)
    yield from _much(partnership, roles, now)
    yield from _in_the_ledger(partnership, now)
    yield from _shared(set(roles), now)


def _roles(partnership: Partnership, now: datetime) -> dict[int, frozenset[Role]]:
    places = dict(Membership.everywhere.filter(partnership=partnership).values_list("pk", "account_id"))
    held = roles_now(list(places), now)
    return {account: held.get(place, frozenset()) for place, account in places.items()}


def _much(partnership: Partnership, roles: dict[int, frozenset[Role]], now: datetime) -> Iterator[Unusual]:
    today = timezone.localdate(now)
    rows = Tally.everywhere.filter(partnership_id=partnership.pk, day__gt=today - PAST, day__lte=today)
    past: dict[int, list[int]] = defaultdict(list)
    present: dict[int, Tally] = {}
    for one in rows:
        if one.day == today:
            present[one.account_id] = one
        else:
            past[one.account_id].append(one.in_day)
    for account, tally in present.items():
        held = roles.get(account, frozenset())
        peers = [days for other, days in past.items() if other != account and roles.get(other) == held]
        if found := is_much(tally.in_day, past[account], [looks for days in peers for looks in days] + past[account]):
            yield Unusual(account, "much", found)
        most = budget_of(held, percents_of(partnership)).most_day + tally.lifted
        if tally.in_day + max(one.base for one in WEIGHTS.values()) > most:
            yield Unusual(account, "stopped", {"looks": tally.in_day})


def _in_the_ledger(partnership: Partnership, now: datetime) -> Iterator[Unusual]:
    """Hours of the night, and the same record again and again. Reads four weeks of looks at most."""
    since, today = now - PAST, timezone.localdate(now)
    floor = seq_at(partnership.pk, since)
    events = Event.everywhere.filter(partnership_id=partnership.pk, seq__gt=floor, account_id__gt=0, at__lte=now)
    before: dict[int, set[int]] = defaultdict(set)
    hours: dict[int, Counter[int]] = defaultdict(Counter)
    days: dict[tuple[int, str], set[Any]] = defaultdict(set)
    worked: set[tuple[int, str]] = set()
    for account, ref, kind, at in events.values_list("account_id", "ref", "kind", "at").iterator(chunk_size=2000):
        if kind not in WEIGHTS:
            worked.add((account, ref))
            continue
        local = timezone.localtime(at)
        if local.date() == today:
            hours[account][local.hour] += 1
        else:
            before[account].add(local.hour)
        if at > now - AGAIN_WITHIN and ref.startswith(("subject/", "report/")):
            days[account, ref].add(local.date())
    for account, counts in hours.items():
        if found := is_at_night(counts, before[account]):
            yield Unusual(account, "night", found)
    again = {one: seen for one, seen in days.items() if len(seen) >= AGAIN_DAYS and today in seen and one not in worked}
    cased = _in_cases(partnership.pk, {ref.partition("/")[2] for _account, ref in again})
    for (account, ref), seen in again.items():
        if ref.partition("/")[2] not in cased:
            yield Unusual(account, "again", {"days": len(seen)}, ref)


def _in_cases(partnership_id: int, refs: set[str]) -> set[str]:
    """Which of these subjects have a case; reports in a case are looked at as work on it."""
    if not refs:
        return set()
    cases = Case.everywhere.filter(partnership_id=partnership_id)
    subjects = cases.filter(subject__ref__in=refs).values_list("subject__ref", flat=True)
    reports = cases.filter(reports__report__ref__in=refs).values_list("reports__report__ref", flat=True)
    return {str(one) for one in (*subjects, *reports)}


def _shared(accounts: set[int], now: datetime) -> Iterator[Unusual]:
    """M-04: sessions opened within one hour from several networks."""
    rows = UserSession.objects.filter(user__in=accounts, created_at__gt=now - timedelta(days=1), created_at__lte=now)
    opened: dict[int, list[tuple[datetime, str]]] = defaultdict(list)
    for account, at, address in rows.order_by("created_at").values_list("user_id", "created_at", "ip"):
        opened[account].append((at, _network(address)))
    for account, sessions in opened.items():
        most = max(len({net for at, net in sessions if first <= at < first + WITHIN}) for first, _net in sessions)
        if most >= NETWORKS:
            yield Unusual(account, "shared", {"networks": most})


def _network(address: str) -> str:
    """The first half of an address: phones change the last numbers by themselves."""
    mark = ":" if ":" in address else "."
    return mark.join(address.split(mark)[: 3 if mark == ":" else 2])
