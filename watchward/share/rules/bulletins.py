"""What a bulletin must say before it can be kept, and how long it stands. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from watchward.partners.choices import ROLE_BY_ID
from watchward.share.choices import Audience, BulletinKind

LONGEST_TITLE = 120
LONGEST_TEXT = 4000
MOST_DAYS = 180
# What nobody takes down is over by itself: a warning soonest, good practice last.
DAYS = {
    BulletinKind.NEWS: 14,
    BulletinKind.WARNING: 7,
    BulletinKind.APPEAL: 14,
    BulletinKind.GOOD_PRACTICE: 90,
}


@dataclass(frozen=True, slots=True)
class BulletinSaid:
    """A bulletin as somebody wrote it. Zones and watches by reference, roles by id; no time means the usual one."""

    kind: str = BulletinKind.NEWS
    title: str = ""
    text: str = ""
    audience: str = Audience.EVERYBODY
    zones: tuple[str, ...] = ()
    watches: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    publishes_at: datetime | None = None
    expires_at: datetime | None = None
    entry_ref: str = ""


def usual_end(kind: str, publishes_at: datetime) -> datetime:
    """When a bulletin of this kind is over if nobody says otherwise."""
    return publishes_at + timedelta(days=DAYS[BulletinKind(kind)])


def problems_of(said: BulletinSaid, now: datetime) -> dict[str, str]:
    """What is missing or wrong, by field; the text says what to do."""
    found: dict[str, str] = {}
    if said.kind not in BulletinKind.values:
        return {"kind": "Say what sort of bulletin it is."}
    if not said.title.strip():
        found["title"] = "Give it a title that says what it is about."
    elif len(said.title) > LONGEST_TITLE:
        found["title"] = f"The title has {len(said.title)} characters. Shorten it to {LONGEST_TITLE}."
    if not said.text.strip():
        found["text"] = "Write what people should know."
    elif len(said.text) > LONGEST_TEXT:
        found["text"] = f"The text has {len(said.text):,} characters. Shorten it to {LONGEST_TEXT:,}."
    if len(said.entry_ref) > 20:
        found["entry_ref"] = "That is no reference of the gallery. Copy it from the gallery's page."
    return found | _audience_problems(said) | _time_problems(said, now)


def _audience_problems(said: BulletinSaid) -> dict[str, str]:
    asked = {
        Audience.ZONES: ("zones", said.zones, "Pick at least one zone."),
        Audience.WATCHES: ("watches", said.watches, "Pick at least one watch."),
        Audience.ROLES: ("roles", said.roles, "Pick at least one role."),
    }
    if said.audience not in Audience.values:
        return {"audience": "Say whom it is for."}
    if said.audience in asked:
        name, picked, sorry = asked[Audience(said.audience)]
        if not picked:
            return {name: sorry}
    if any(one not in ROLE_BY_ID for one in said.roles):
        return {"roles": "Pick roles from the list."}
    return {}


def _time_problems(said: BulletinSaid, now: datetime) -> dict[str, str]:
    starts = max(said.publishes_at or now, now)
    ends = said.expires_at or usual_end(said.kind, starts)
    if ends <= starts:
        return {"expires_at": "It would be over before anybody could read it. Pick a later end."}
    if ends - starts > timedelta(days=MOST_DAYS + 1):  # a day picked by date runs to its end
        return {"expires_at": f"A bulletin stands for at most {MOST_DAYS} days. Pick an earlier end."}
    return {}
