"""Draft, edit and send a newsletter; make and end the standing order that sends it every Monday."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from watchward.kit.errors import NotFound, Refused
from watchward.partners.models import Partnership, Watch, Zone
from watchward.policy import Actor, Permission, require
from watchward.records.ledger import record
from watchward.share.actions._post import post
from watchward.share.choices import Audience, Topic
from watchward.share.models import Newsletter, NewsletterPlan
from watchward.share.queries.naming import cautions_in
from watchward.share.queries.newsletters import (
    MISSING,
    get_newsletter,
    recipients_of,
    stoppers,
    week_in_figures,
)
from watchward.share.rules.letters import LONGEST_INTRODUCTION, audience_key, last_week


class CannotSendNewsletter(Refused):
    """Nothing left the house; the text says why."""


@transaction.atomic
def draft_newsletter(
    *, actor: Actor, audience: str = Audience.EVERYBODY, place_ref: str = "", now: datetime | None = None
) -> Newsletter:
    """Make the draft of the last whole week for one audience. The one that is there already is the same one."""
    require(actor, Permission.BULLETIN_WRITE)
    moment = now or timezone.now()
    town = Partnership.everywhere.get(pk=actor.partnership_id)
    zone, watch = _place(town.pk, audience, place_ref)
    week = last_week(moment, town.zone_info)
    place = zone or watch
    newsletter, is_new = Newsletter.everywhere.get_or_create(
        partnership=town,
        key=f"{week.key} {audience_key(audience, place.pk if place else None)}",
        defaults={"audience": audience, "zone": zone, "watch": watch, "week_on": week.on, "created_at": moment},
    )
    if is_new:
        record("newsletter.drafted", actor=actor, ref=f"newsletter/{newsletter.ref}")
    return newsletter


@transaction.atomic
def change_newsletter(
    *, actor: Actor, ref: str, introduction: str, dates: str, now: datetime | None = None
) -> Newsletter:
    """Write the introduction and the dates. Names of known people and registrations are refused: this is e-mail."""
    newsletter = _draft(actor, ref)
    introduction, dates = introduction.strip(), dates.strip()
    for text in (introduction, dates):
        if len(text) > LONGEST_INTRODUCTION:
            raise CannotSendNewsletter(f"Shorten it to {LONGEST_INTRODUCTION:,} characters.")
    newsletter.introduction, newsletter.dates = introduction, dates
    _refuse_names(newsletter)
    newsletter.changed_at, newsletter.changed_by_id = now or timezone.now(), actor.account_id
    newsletter.save(update_fields=["introduction", "dates", "changed_at", "changed_by"])
    record("newsletter.changed", actor=actor, ref=f"newsletter/{newsletter.ref}")
    return newsletter


@transaction.atomic
def send_newsletter(*, actor: Actor, ref: str, now: datetime | None = None) -> int:
    """Freeze the figures and lay out one letter for each who may read it now. Returns how many letters."""
    newsletter = _draft(actor, ref)
    moment = now or timezone.now()
    _refuse_names(newsletter)
    stopped = stoppers(actor.partnership_id, Topic.NEWSLETTER)
    people = [one.actor.account_id for one in recipients_of(newsletter, moment)]
    wanted = [who for who in people if who not in stopped]
    if not wanted:
        raise CannotSendNewsletter("Nobody would get it: nobody of this audience may read bulletins and wants letters.")
    newsletter.figures = week_in_figures(newsletter)
    newsletter.sent_at, newsletter.sent_by_id = moment, actor.account_id
    newsletter.save(update_fields=["figures", "sent_at", "sent_by"])
    record("newsletter.sent", actor=actor, ref=f"newsletter/{newsletter.ref}", detail={"letters": len(wanted)})
    pairs = [(newsletter.ref, who) for who in wanted]
    return post(actor=actor, partnership_id=actor.partnership_id, topic=Topic.NEWSLETTER, pairs=pairs, now=moment)


@transaction.atomic
def plan_newsletter(
    *, actor: Actor, audience: str = Audience.EVERYBODY, place_ref: str = "", now: datetime | None = None
) -> NewsletterPlan:
    """From now on send the newsletter of this audience every Monday at 8, in this person's name."""
    require(actor, Permission.BULLETIN_WRITE)
    zone, watch = _place(actor.partnership_id, audience, place_ref)
    place = zone or watch
    plan, is_new = NewsletterPlan.everywhere.get_or_create(
        partnership_id=actor.partnership_id,
        key=audience_key(audience, place.pk if place else None),
        ended_at=None,
        defaults={
            "audience": audience, "zone": zone, "watch": watch,
            "made_at": now or timezone.now(), "made_by_id": actor.account_id,
        },
    )  # fmt: skip
    if is_new:
        record("newsletter.planned", actor=actor, ref=f"newsletter/{place.ref if place else 'everybody'}")
    return plan


@transaction.atomic
def end_plan(*, actor: Actor, key: str, now: datetime | None = None) -> None:
    """Send it by hand again."""
    require(actor, Permission.BULLETIN_WRITE)
    rows = NewsletterPlan.everywhere.select_for_update(of=("self",)).filter(partnership_id=actor.partnership_id)
    plan = rows.select_related("zone", "watch").filter(key=key, ended_at__isnull=True).first()
    if plan is None:
        raise NotFound("There is no such standing order. Go back to the newsletters.")
    plan.ended_at, plan.ended_by_id = now or timezone.now(), actor.account_id
    plan.save(update_fields=["ended_at", "ended_by"])
    place = plan.zone or plan.watch
    record("newsletter.unplanned", actor=actor, ref=f"newsletter/{place.ref if place else 'everybody'}")


def _refuse_names(newsletter: Newsletter) -> None:
    """G-07, G-10: an e-mail can be passed on, so no name, alias or registration of anybody known goes into one."""
    found = cautions_in(newsletter.partnership_id, newsletter.introduction, newsletter.dates)
    if names := [one.word for one in found if one.names]:
        said = ", ".join(f"“{one}”" for one in names[:5])
        raise CannotSendNewsletter(
            f"It names somebody, or a registration: {said}. An e-mail can be passed on, so take that out. "
            "Write a bulletin that leads to the gallery instead."
        )


def _draft(actor: Actor, ref: str) -> Newsletter:
    found = get_newsletter(actor, ref)
    locked = Newsletter.everywhere.select_for_update(of=("self",)).select_related("partnership").get(pk=found.pk)
    if locked.sent_at is not None:
        raise CannotSendNewsletter("This newsletter is sent already.")
    return locked


def _place(partnership_id: int, audience: str, ref: str) -> tuple[Zone | None, Watch | None]:
    """The zone or the watch of a newsletter. Raises: NotFound: for a place of another partnership."""
    if audience == Audience.EVERYBODY:
        return None, None
    zone = Zone.everywhere.filter(partnership_id=partnership_id, ref=ref).first()
    watch = Watch.everywhere.filter(partnership_id=partnership_id, ref=ref).first()
    if (audience == Audience.ZONES and zone) or (audience == Audience.WATCHES and watch):
        return (zone, None) if audience == Audience.ZONES else (None, watch)
    raise NotFound(MISSING)
