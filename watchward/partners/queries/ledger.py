"""The ledger of one partnership, in plain words."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from watchward.kit.errors import NotFound
from watchward.kit.refs import tidy_ref
from watchward.partners.models import Account, Membership, Partnership
from watchward.policy import CONSOLE, Actor, Decision, Permission, may, require
from watchward.records.models import Chain, Event
from watchward.records.words import words_for

PAGE = 50
COUNTED = 10_000  # the newest rows that the summary counts, so that its cost never grows
SEARCHED = 50_000  # how many rows one page looks through for a kind or a name, which have no index of their own
VERIFIED = "ledger.verified"


@dataclass(frozen=True, slots=True)
class LedgerFilter:
    """What the list is narrowed to; every part is optional."""

    kind: str = ""
    account_ref: str = ""
    about: str = ""  # a reference such as R-7K3MQ2XD9T, with or without its noun


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event; `who` is empty for those who see the ledger in part (G-12)."""

    seq: int
    at: datetime
    words: str
    kind: str
    about: str
    who: str
    face: str


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """One page, newest first; `older` is the row number before which the next page begins.

    `searched_back_to` is the row at which a search stopped looking, 0 where it saw the whole chain.
    """

    rows: list[EventRow]
    older: int
    shows_names: bool
    searched_back_to: int = 0


@dataclass(frozen=True, slots=True)
class ChainState:
    """How long the chain is, and what the last check of it found."""

    rows: int
    checked_at: datetime | None = None
    checked_rows: int = 0
    bad_row: int = 0


def may_see_accounts(actor: Actor) -> Decision:
    """G-12: the board reads the ledger in part; names go to those who may read the reports that were read."""
    ledger = may(actor, Permission.LEDGER_READ)
    return may(actor, Permission.REPORT_READ_ALL) if ledger else ledger


def newest_events(
    actor: Actor, *, narrow: LedgerFilter | None = None, before: int = 0, limit: int = PAGE, searched: int = SEARCHED
) -> LedgerPage:
    """The newest events of the actor's partnership. Reading needs the role; names need more (G-12)."""
    require(actor, Permission.LEDGER_READ)
    narrow = narrow or LedgerFilter()
    shows_names = bool(may_see_accounts(actor))
    rows = Event.everywhere.filter(partnership_id=actor.partnership_id)
    if narrow.kind:
        rows = rows.filter(kind=narrow.kind)
    if narrow.about:
        rows = rows.filter(ref__in=_spellings(narrow.about))
    if narrow.account_ref and shows_names:
        rows = rows.filter(account_id=_account_id(actor, narrow.account_ref))
    floor = 0
    if (narrow.kind or (narrow.account_ref and shows_names)) and not narrow.about:
        floor = max(0, (before or _length(actor) + 1) - searched - 1)
        rows = rows.filter(seq__gt=floor)
    if before:
        rows = rows.filter(seq__lt=before)
    found = list(rows.order_by("-seq").values_list("seq", "at", "kind", "ref", "account_id", "face")[: limit + 1])
    names = _names({row[4] for row in found}) if shows_names else {}
    page = [
        EventRow(seq, at, words_for(kind), kind, ref, names.get(account_id, ""), face)
        for seq, at, kind, ref, account_id, face in found[:limit]
    ]
    if len(found) > limit:
        return LedgerPage(page, page[-1].seq, shows_names)
    return LedgerPage(page, floor + 1 if floor else 0, shows_names, floor + 1 if floor else 0)


def kinds_and_counts(actor: Actor) -> list[tuple[str, str, int]]:
    """(kind, words, how many) over the newest `COUNTED` rows, the most frequent first."""
    require(actor, Permission.LEDGER_READ)
    newest = Event.everywhere.filter(partnership_id=actor.partnership_id, seq__gt=_length(actor) - COUNTED)
    counts = Counter(dict(newest.values_list("kind").annotate(n=Count("id"))))
    return [(kind, words_for(kind), number) for kind, number in counts.most_common()]


def chain_state(actor: Actor) -> ChainState:
    """The length of the chain and its last check, which is itself an event."""
    require(actor, Permission.LEDGER_READ)
    checks = Event.everywhere.filter(partnership_id=actor.partnership_id, kind=VERIFIED, ref=ledger_ref(actor))
    last = checks.order_by("-seq").first()
    if last is None:
        return ChainState(_length(actor))
    detail = last.detail
    return ChainState(_length(actor), last.at, int(detail.get("rows", 0)), int(detail.get("bad_row", 0)))


def accounts_of(actor: Actor) -> list[tuple[str, str]]:
    """(reference, name) of everybody who works or worked here, for the filter; empty where names are not shown."""
    if not may_see_accounts(actor):
        return []
    rows = Membership.everywhere.filter(partnership_id=actor.partnership_id)
    return list(rows.order_by("account__name").values_list("account__ref", "account__name"))


def ledger_ref(actor: Actor) -> str:
    """What a check of the chain is about."""
    return f"ledger/{Partnership.everywhere.values_list('ref', flat=True).get(pk=actor.partnership_id)}"


def _length(actor: Actor) -> int:
    return Chain.everywhere.filter(partnership_id=actor.partnership_id).values_list("seq", flat=True).first() or 0


def _spellings(about: str) -> list[str]:
    """A person types `r-7k3m…`; the ledger holds `report/R-7K3M…`, and the noun follows from the letter."""
    noun, _slash, ref = about.rpartition("/")
    ref = tidy_ref(ref)
    nouns = {"R": "report", "E": "evidence", "P": "premises", "A": "account", "M": "membership", "B": "import"}
    return [f"{noun.casefold()}/{ref}" if noun else f"{nouns.get(ref[:1], 'report')}/{ref}", about]


def _account_id(actor: Actor, ref: str) -> int:
    found = Membership.everywhere.filter(partnership_id=actor.partnership_id, account__ref=ref)
    account_id = found.values_list("account_id", flat=True).first()
    if account_id is None:
        raise NotFound("Nobody here has that reference. Pick a name from the list.")
    return account_id


def _names(account_ids: set[int]) -> dict[int, str]:
    names = dict(Account.everywhere.filter(pk__in=account_ids).values_list("pk", "name"))
    return {CONSOLE: "The operator at the console"} | names
