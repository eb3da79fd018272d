"""Bulletins, and what happened near this account since yesterday."""

from dataclasses import dataclass
from typing import Annotated, Literal

from watchward.api.reading import Unreadable, Wrong
from watchward.api.registry import Call, operation
from watchward.api.shapes import like
from watchward.policy import Permission
from watchward.share.actions.bulletins import (
    CannotWriteBulletin,
    change_bulletin,
    publish_bulletin,
    read_bulletin,
    withdraw_bulletin,
    write_bulletin,
)
from watchward.share.queries.notices import (
    Notice,
    get_notice,
    notices,
    notices_over,
    notices_to_work_on,
    places_to_pick,
)
from watchward.share.queries.receipts import Reach, receipts_of
from watchward.share.queries.today import Since, since_yesterday
from watchward.share.rules.bulletins import BulletinSaid

READ = (Permission.BULLETIN_READ,)
WRITE = (Permission.BULLETIN_WRITE,)


@dataclass(frozen=True, slots=True)
class BulletinsAsked:
    """Which bulletins; drafts and what is over are for those who write."""

    show: Annotated[Literal["now", "drafts", "over"], "What stands now, drafts and planned, or what is over."] = "now"


@dataclass(frozen=True, slots=True)
class WrittenBulletin:
    """The reference of a bulletin."""

    ref: str


@dataclass(frozen=True, slots=True)
class BulletinChoices:
    """What an audience can be made of: pairs of a reference or id and its name."""

    zones: tuple[tuple[str, str], ...]
    watches: tuple[tuple[str, str], ...]
    roles: tuple[tuple[str, str], ...]


@operation("GET", "/today", needs=READ)
def get_today(call: Call) -> Since:
    """Say what happened near this account since yesterday, without people, reporters or shops."""
    return since_yesterday(call.actor, call.now)


@operation("GET", "/bulletins", needs=READ)
def get_bulletins(call: Call, asked: BulletinsAsked) -> tuple[Notice, ...]:
    """List bulletins, the newest first."""
    read = {"now": notices, "drafts": notices_to_work_on, "over": notices_over}[asked.show]
    return tuple(read(call.actor, call.now))


@operation("POST", "/bulletins", needs=WRITE, status=201)
def write_one_bulletin(call: Call, body: BulletinSaid) -> WrittenBulletin:
    """Keep a bulletin as a draft that only its writers see."""
    try:
        return like(WrittenBulletin, write_bulletin(actor=call.actor, said=body, now=call.now))
    except CannotWriteBulletin as refusal:
        raise _placed(refusal) from refusal


@operation("GET", "/bulletins/choices", needs=WRITE)
def get_bulletin_choices(call: Call) -> BulletinChoices:
    """List the zones, watches and roles that an audience can be made of."""
    return like(BulletinChoices, places_to_pick(call.actor))


@operation("GET", "/bulletins/{ref}", needs=READ)
def get_one_bulletin(call: Call, ref: str) -> Notice:
    """Read one bulletin; that it was read is noted once."""
    found = get_notice(call.actor, ref, call.now)
    read_bulletin(actor=call.actor, ref=ref, now=call.now)
    return found


@operation("PUT", "/bulletins/{ref}", needs=WRITE, status=204)
def change_one_bulletin(call: Call, ref: str, body: BulletinSaid) -> None:
    """Change a draft; what people have read is not rewritten."""
    try:
        change_bulletin(actor=call.actor, ref=ref, said=body, now=call.now)
    except CannotWriteBulletin as refusal:
        raise _placed(refusal) from refusal


@operation("POST", "/bulletins/{ref}/publish", needs=WRITE, status=204)
def publish_one_bulletin(call: Call, ref: str) -> None:
    """Let its audience read it, now or from the moment that it names."""
    publish_bulletin(actor=call.actor, ref=ref, now=call.now)


@operation("POST", "/bulletins/{ref}/withdraw", needs=WRITE, status=204)
def withdraw_one_bulletin(call: Call, ref: str) -> None:
    """Take it down at once."""
    withdraw_bulletin(actor=call.actor, ref=ref, now=call.now)


@operation("GET", "/bulletins/{ref}/receipts", needs=WRITE)
def get_receipts(call: Call, ref: str) -> Reach:
    """Say how many of its audience have read it, per member and never who."""
    return receipts_of(call.actor, ref, call.now)


def _placed(refusal: CannotWriteBulletin) -> Unreadable:
    return Unreadable([Wrong(f"#/{name}", todo) for name, todo in refusal.problems.items()])
