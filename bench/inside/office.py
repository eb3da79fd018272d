"""What the office of a random world leaves behind: one thing of each noun, with a word that must go with it."""

from collections.abc import Callable
from datetime import datetime, timedelta

from bench.inside.people import add_person
from watchward.act.models import Deployment
from watchward.assess.models import Alarm
from watchward.partners.models import Account, Membership, Premises
from watchward.share.models import Bulletin, BulletinRead, Newsletter

HOUR = timedelta(hours=1)


def add_bulletin(premises: Premises, office: Account, ended: datetime, word: str) -> str:
    """It ended then, and somebody had read it."""
    one = Bulletin.everywhere.create(
        partnership_id=premises.partnership_id, kind="news", title=word, text=word, audience="everybody",
        written_at=ended - HOUR, written_by=office, publishes_at=ended - HOUR, expires_at=ended,
    )  # fmt: skip
    BulletinRead.everywhere.create(bulletin=one, read_at=ended - HOUR, read_by=office)
    return f"bulletin/{one.ref}"


def add_newsletter(premises: Premises, office: Account, begun: datetime, word: str) -> str:
    """It was begun then and never sent."""
    one = Newsletter.everywhere.create(
        partnership_id=premises.partnership_id, audience="everybody", key=word, week_on=begun.date(),
        introduction=word, dates=word, created_at=begun, changed_at=begun, changed_by=office,
    )  # fmt: skip
    return f"newsletter/{one.ref}"


def add_deployment(premises: Premises, office: Account, ended: datetime, word: str) -> str:
    """A contractor's officer stood there; the booking had replaced another one."""
    said = {
        "partnership_id": premises.partnership_id, "premises": premises, "ends_at": ended, "contractor_name": word,
        "licence_expires_on": ended.date(), "purpose": word, "agreed_at": ended - HOUR, "agreed_by": office,
    }  # fmt: skip
    earlier = Deployment.everywhere.create(starts_at=ended - 2 * HOUR, contractor_licence=f"{word[-30:]}1", **said)
    one = Deployment.everywhere.create(
        starts_at=ended - HOUR, contractor_licence=f"{word[-30:]}2", replaces=earlier, **said
    )
    Deployment.everywhere.filter(pk=earlier.pk).update(cancelled_at=ended, cancelled_by=office, cancelled_because=word)
    return f"deployment/{one.ref}"


def add_alarm(premises: Premises, office: Account, raised: datetime, word: str) -> str:
    """Raised then and closed in words."""
    whose = Account.everywhere.exclude(pk=office.pk).earliest("pk")
    one = Alarm.everywhere.create(
        partnership_id=premises.partnership_id, account=whose, rule="much", about=word, day=raised.date(),
        closed_at=raised, closed_by=office, outcome="explained", words=word,
    )  # fmt: skip
    Alarm.everywhere.filter(pk=one.pk).update(created_at=raised)
    return f"alarm/{one.ref}"


def add_leaver(premises: Premises, office: Account, ended: datetime, word: str) -> str:
    """Somebody whose only place ended then."""
    who = add_person(f"{word}@left.example", {premises.partnership_id: "board-member"})
    Account.everywhere.filter(pk=who.pk).update(name=word, last_login=ended)
    Membership.everywhere.filter(account=who).update(ended_at=ended, ended_by=office)
    return f"membership/{Membership.everywhere.get(account=who).ref}"


OFFICE: dict[str, Callable[[Premises, Account, datetime, str], str]] = {
    "bulletin": add_bulletin,
    "newsletter": add_newsletter,
    "deployment": add_deployment,
    "alarm": add_alarm,
    "membership": add_leaver,
}
