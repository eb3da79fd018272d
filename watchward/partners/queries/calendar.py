"""The dates that concern one person: what they promised, what they answer for."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.utils import timezone

from watchward.kit.calendars import Entry
from watchward.partners.choices import ROLE_BY_ID, DocumentKind
from watchward.partners.models import Appointment, GovernanceDocument, Membership, Processor
from watchward.partners.queries.actors import current_promises
from watchward.partners.rules.governance import GRACE_DAYS
from watchward.partners.rules.standing import due_at
from watchward.policy import Actor, Permission, may
from watchward.records.models import Hold

PAST = timedelta(days=90)  # a calendar also shows what was, but not for ever


def own_dates(actor: Actor, now: datetime | None = None) -> list[Entry]:
    """Renewals and role ends of the person, and the dates of the partnership that they may read, in order."""
    moment = now or timezone.now()
    place = Membership.everywhere.select_related("partnership", "organisation").get(pk=actor.membership_id)
    today = moment.astimezone(place.partnership.zone_info).date()
    found = [*_promises(place), *_roles(place), *_documents(actor), *_holds(actor)]
    return sorted((one for one in found if one.day >= today - PAST), key=lambda one: (one.day, one.uid))


def _promises(place: Membership) -> Iterator[Entry]:
    """M-02: agreement and training are renewed each year; a member's fee runs out."""
    newest, zone = current_promises(place.partnership_id), place.partnership.zone_info
    for what, promise, kept_id, kept_at in (
        ("agreement", newest.agreement, place.agreement_id, place.agreed_at),
        ("training", newest.training, place.training_id, place.trained_at),
    ):
        due = due_at(promise, kept_id, kept_at, place.partnership)
        if due is not None:
            text = "Without it your access becomes read-only."
            yield Entry(f"{what}-{place.ref}", due.astimezone(zone).date(), f"Renew your {what}", text, "promises")
    if place.organisation and place.organisation.paid_until:
        yield Entry(
            f"fee-{place.organisation.ref}", place.organisation.paid_until, "The fee of your member runs out", "", ""
        )


def _roles(place: Membership) -> Iterator[Entry]:
    """M-03: a role given to a day works to the end of it."""
    for one in Appointment.everywhere.filter(membership=place, ends_on__isnull=False):
        assert one.ends_on is not None, "asked for in the query"
        yield Entry(f"role-{place.ref}-{one.pk}", one.ends_on, f"Last day as {ROLE_BY_ID[one.role].value}", "", "")


def _documents(actor: Actor) -> Iterator[Entry]:
    """G-01: what the governance gate stands on, and until when."""
    if not may(actor, Permission.GOVERNANCE_VIEW):
        return
    rows = GovernanceDocument.everywhere.filter(partnership_id=actor.partnership_id, replaced_at__isnull=True)
    for one in rows:
        text = f"Without a newer one, records of people are blocked {GRACE_DAYS} days later."
        title = f"Renew: {DocumentKind(one.kind).label}"
        yield Entry(f"document-{one.ref}", one.expires_on, title, text, "governance_document", one.ref)
    contracts = Processor.everywhere.filter(
        partnership_id=actor.partnership_id, ended_at__isnull=True, review_on__isnull=False
    )
    for each in contracts:
        assert each.review_on is not None, "asked for in the query"
        title = f"Look at the contract with {each.name} again"
        yield Entry(f"processor-{each.ref}", each.review_on, title, "", "processors")


def _holds(actor: Actor) -> Iterator[Entry]:
    """R-04: a legal hold is reviewed by its day. Its reason stays in the house."""
    if not may(actor, Permission.RETENTION_VIEW):
        return
    for one in Hold.everywhere.filter(partnership_id=actor.partnership_id, ended_at__isnull=True):
        day: date = one.review_on
        yield Entry(f"hold-{one.ref}", day, f"Review the legal hold {one.ref}", f"It keeps {one.about}.", "")
