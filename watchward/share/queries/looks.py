"""Who has seen this person? From the ledger, found by reference and by the rows that lead to it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from watchward.assess.models import Subject
from watchward.assess.queries.subjects import cluster_ids, get_subject, reports_of
from watchward.collect.models import Evidence
from watchward.kit.text import moment
from watchward.partners.models import Account, Membership
from watchward.policy import CONSOLE, Actor, Permission, require
from watchward.records.models import Event
from watchward.share.models import Disclosure, Look

MOST = 500
HOW = {
    "viewed": "saw them in the gallery",
    "entry_viewed": "opened their entry",
    "picture_viewed": "looked at a picture",
    "printed": "printed the gallery",
    "subject.viewed": "read the record",
    "disclosure.viewed": "read a decision about them",
    "report.viewed": "read a report about them",
    "evidence.viewed": "looked at a photograph of a report",
    "evidence.exported": "took an original file out",
    "report.exported": "exported a report about them",
}


@dataclass(frozen=True, slots=True)
class LookLine:
    """One person's looks of one kind on one day, or one reading of a record."""

    who: str
    member: str
    how: str
    first: str
    last: str
    times: int
    about: str
    row: int  # of the ledger


def who_has_seen(actor: Actor, ref: str) -> tuple[Subject, list[LookLine]]:
    """The newest looks at a subject and all that was merged into it, as page, picture, paper or file.

    Raises: NotPermitted: who may not read looks.  NotFound.
    """
    require(actor, Permission.LOOKS_READ)
    subject = get_subject(actor, ref)
    ids = cluster_ids(subject)
    zone = subject.partnership.zone_info
    rows = [*_in_galleries(actor, ids), *_by_reference(actor, ids)]
    rows.sort(key=lambda row: row[4], reverse=True)
    names = _names(actor, {row[0] for row in rows[:MOST]})
    return subject, [_line(row, names, zone) for row in rows[:MOST]]


# account id, how, about, first moment, last moment, times, row of the ledger
Row = tuple[int, str, str, datetime, datetime, int, int]


def _in_galleries(actor: Actor, ids: Collection[int]) -> Iterator[Row]:
    looks = list(
        Look.everywhere.filter(disclosure__in=Disclosure.everywhere.filter(subject_id__in=ids))
        .order_by("-last_seq")
        .values_list("account_id", "how", "disclosure__ref", "first_seq", "last_seq", "times")[:MOST]
    )
    seqs = {seq for row in looks for seq in (row[3], row[4])}
    at = dict(Event.everywhere.filter(partnership_id=actor.partnership_id, seq__in=seqs).values_list("seq", "at"))
    for account_id, how, about, first, last, times in looks:
        if first in at and last in at:
            yield account_id, how, about, at[first], at[last], times, last


def _by_reference(actor: Actor, ids: Collection[int]) -> Iterator[Row]:
    subjects = Subject.everywhere.filter(pk__in=ids).values_list("ref", flat=True)
    reports = list(reports_of(ids).values_list("pk", "ref"))
    files = Evidence.everywhere.filter(report_id__in=[pk for pk, _ref in reports]).values_list("ref", flat=True)
    decisions = Disclosure.everywhere.filter(subject_id__in=ids).values_list("ref", flat=True)
    refs = [
        *(f"subject/{ref}" for ref in subjects),
        *(f"disclosure/{ref}" for ref in decisions),
        *(f"report/{ref}" for _pk, ref in reports),
        *(f"evidence/{ref}" for ref in files),
    ]
    kinds = [kind for kind in HOW if "." in kind]
    rows = Event.everywhere.filter(partnership_id=actor.partnership_id, ref__in=refs, kind__in=kinds)
    for account_id, kind, ref, at, seq in rows.order_by("-seq").values_list("account_id", "kind", "ref", "at", "seq")[
        :MOST
    ]:
        yield account_id, kind, ref.rpartition("/")[2], at, at, 1, seq


def _names(actor: Actor, account_ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """(name, member) of each; an account that has left keeps its name here."""
    accounts = Account.everywhere.filter(pk__in=account_ids).values_list("pk", "name")
    members = dict(
        Membership.everywhere.filter(partnership_id=actor.partnership_id, account_id__in=account_ids).values_list(
            "account_id", "organisation__name"
        )
    )
    found = {pk: (name, members.get(pk) or "") for pk, name in accounts}
    return {CONSOLE: ("The operator at the console", "")} | found


def _line(row: Row, names: dict[int, tuple[str, str]], zone: ZoneInfo) -> LookLine:
    account_id, how, about, first, last, times, seq = row
    who, member = names.get(account_id, ("Somebody whose account is gone", ""))
    return LookLine(who, member, HOW.get(how, how), moment(first, zone), moment(last, zone), times, about, seq)
