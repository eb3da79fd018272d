"""Bulletins of the generated town, some read and some not, and the draft of this week's newsletter."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction

from watchward.cli.demo.dice import dice
from watchward.partners.models import Partnership, Watch, Zone
from watchward.partners.queries.everybody import everybody_in
from watchward.policy import Permission, Role, may
from watchward.share.actions.bulletins import publish_bulletin, read_bulletin, write_bulletin
from watchward.share.actions.newsletters import change_newsletter, draft_newsletter
from watchward.share.choices import Audience
from watchward.share.models import Bulletin
from watchward.share.queries.receipts import aim_of
from watchward.share.rules.audience import reaches
from watchward.share.rules.bulletins import BulletinSaid

READERS = 30  # people who have read some of them; reading is written one by one, as pages do it


@dataclass(frozen=True, slots=True)
class Told:
    """One bulletin: how many hours ago it went out (None is a draft), whom it is for, and what it says."""

    hours_ago: int | None
    kind: str
    title: str
    text: str
    zone: str = ""
    watch: str = ""
    roles: tuple[str, ...] = ()


BULLETINS = (
    Told(
        3, "warning", "Forged twenty-pound notes",
        "Three shops were given forged twenties since the weekend.\n\n- Hold each note to the light.\n"
        "- If you are not sure, ask for another way to pay.\n- Keep a forged note in an envelope and report it.",
    ),
    Told(
        20, "appeal", "Were you open on Thursday evening?",
        "A window in the square was broken between 19:00 and 20:00. If you heard or saw anything, or your camera looks "
        "that way, send a report. Cameras keep their pictures for a month.", zone="Market Quarter",
    ),
    Told(
        28, "news", "The lights in the station underpass are out",
        "The council repairs them on Friday. Until then leave in pairs after closing.", zone="Station End",
    ),
    Told(
        50, "good-practice", "What stopped the sweeps",
        "Since two members moved the small dear things next to the tills, nothing was swept there any more. Try it for "
        "a fortnight and tell us with a good-practice note.",
    ),
    Told(
        75, "news", "Radio test on Saturday",
        "At 18:00 the control room calls each call sign once. Answer with your call sign and “heard”.",
        watch="Borrowmarket Pubwatch",
    ),
    Told(
        30, "news", "Statements: what the court asks for now",
        "Sign each page, name each exhibit, and say how far the camera's clock is off.", roles=("police-officer",),
    ),
    Told(None, "good-practice", "A greeting at the door", "To be finished: the figures of the trial come on Friday."),
)  # fmt: skip


@transaction.atomic
def lay_bulletins(partnership: Partnership, now: datetime) -> None:
    """Write, publish and read them as people would; a second seed finds them there."""
    if Bulletin.everywhere.filter(partnership=partnership).exists():
        return
    people = [replace(one.actor, has_second_factor=True, face="console") for one in everybody_in(partnership.pk, now)]
    readers = [one for one in people if may(one, Permission.BULLETIN_READ)]
    clerk = next(one for one in readers if Role.COORDINATOR in one.roles)
    chance = dice("who reads bulletins")
    for told in BULLETINS:
        then = now - timedelta(hours=told.hours_ago or 0)
        bulletin = write_bulletin(actor=clerk, said=_said(partnership, told), now=then)
        if told.hours_ago is None:
            continue
        publish_bulletin(actor=clerk, ref=bulletin.ref, now=then)
        reached = [one for one in readers[READERS // 3 :] if reaches(aim_of(bulletin), one)]
        for reader in chance.sample(reached, min(len(reached), READERS, told.hours_ago)):
            read_bulletin(actor=reader, ref=bulletin.ref, now=now)
    draft = draft_newsletter(actor=clerk, now=now)
    change_newsletter(
        actor=clerk,
        ref=draft.ref,
        introduction="Thank you for every report of last week: each was read, and each gets an answer.",
        dates="First Tuesday of the month, 10:00: meeting of the watches, town hall",
        now=now,
    )


def _said(partnership: Partnership, told: Told) -> BulletinSaid:
    """The audience by reference; a place that the town does not have any more makes it one for everybody."""
    zones = Zone.everywhere.filter(partnership=partnership, name=told.zone).values_list("ref", flat=True)
    watches = Watch.everywhere.filter(partnership=partnership, name=told.watch).values_list("ref", flat=True)
    audience = Audience.EVERYBODY
    if told.roles:
        audience = Audience.ROLES
    elif zones:
        audience = Audience.ZONES
    elif watches:
        audience = Audience.WATCHES
    return BulletinSaid(
        kind=told.kind,
        title=told.title,
        text=told.text,
        audience=audience,
        zones=tuple(zones),
        watches=tuple(watches),
        roles=told.roles,
    )
