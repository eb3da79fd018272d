"""Stop and resume letters; and the worker's clock, which begins the rounds of the week and of the month."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from watchward.kit.errors import Refused
from watchward.partners.models import Partnership
from watchward.partners.queries.everybody import everybody_in
from watchward.policy import Actor, Permission, may, require
from watchward.records.ledger import record
from watchward.share.actions._post import post
from watchward.share.actions.newsletters import draft_newsletter, send_newsletter
from watchward.share.choices import Audience, Topic
from watchward.share.models import Issue, NewsletterPlan, NoLetter
from watchward.share.queries.letters import alarm_readers, answer_pairs, holders
from watchward.share.queries.newsletters import stoppers
from watchward.share.rules.letters import is_first_post, is_monday_post, last_week, month_before


@transaction.atomic
def stop_letters(*, actor: Actor, topic: str, now: datetime | None = None) -> None:
    """No more letters of this topic to this person. Nobody needs a permission to be left in peace."""
    _row, is_new = NoLetter.everywhere.get_or_create(
        partnership_id=actor.partnership_id,
        stopped_by_id=actor.account_id,
        topic=Topic(topic),
        defaults={"stopped_at": now or timezone.now()},
    )
    if is_new:
        record("letters.stopped", actor=actor, ref=f"letters/{topic}")


@transaction.atomic
def resume_letters(*, actor: Actor, topic: str) -> None:
    """Send this person letters of this topic again."""
    rows = NoLetter.everywhere.filter(
        partnership_id=actor.partnership_id, stopped_by_id=actor.account_id, topic=Topic(topic)
    )
    if rows.delete()[0]:
        record("letters.resumed", actor=actor, ref=f"letters/{topic}")


def post_what_is_due(*, actor: Actor, now: datetime) -> int:
    """The worker's clock: what waits and the newsletters on Mondays, the answers on the 1st. Returns how many letters.

    Each round begins once for each partnership; one that was interrupted goes on where it ended.
    """
    require(actor, Permission.INSTANCE_OPERATE)
    posted = 0
    for town in Partnership.everywhere.order_by("id"):
        zone = town.zone_info
        if is_monday_post(now, zone):
            week = last_week(now, zone).key
            posted += _round(actor, town, Topic.WAITING, week, now)
            posted += _round(actor, town, Topic.ALARM, week, now)
            posted += _round(actor, town, Topic.NEWSLETTER, week, now)
        if is_first_post(now, zone):
            posted += _round(actor, town, Topic.ANSWERS, f"{month_before(now, zone):%Y-%m}", now)
    return posted


def _round(actor: Actor, town: Partnership, topic: Topic, key: str, now: datetime) -> int:
    issue, _new = Issue.everywhere.get_or_create(
        partnership=town, topic=topic, key=key, defaults={"created_at": now}
    )  # fmt: skip
    if issue.done_at is not None:
        return 0
    if topic is Topic.NEWSLETTER:
        posted = _newsletters(town, now)
    else:
        stopped = stoppers(town.pk, topic)
        pairs = [pair for pair in _pairs(town, topic, key, now) if pair[1] not in stopped]
        posted = post(actor=actor, partnership_id=town.pk, topic=topic, pairs=pairs, now=now)
    Issue.everywhere.filter(pk=issue.pk).update(done_at=timezone.now())
    return posted


def _pairs(town: Partnership, topic: Topic, key: str, now: datetime) -> Iterable[tuple[str, int]]:
    if topic is Topic.WAITING:
        return ((key, who) for who in holders(town.pk, now))
    if topic is Topic.ALARM:
        return ((key, who) for who in alarm_readers(town.pk, now))
    return answer_pairs(town, month_before(now, town.zone_info), now)


def _newsletters(town: Partnership, now: datetime) -> int:
    """Draft the week's newsletters, and send those for which somebody who still may gave a standing order."""
    posted = 0
    people = {one.actor.account_id: replace(one.actor, has_second_factor=True) for one in everybody_in(town.pk, now)}
    writers = [one for one in people.values() if may(one, Permission.BULLETIN_WRITE)]
    if writers:
        draft_newsletter(actor=writers[0], audience=Audience.EVERYBODY, now=now)
    plans = NewsletterPlan.everywhere.filter(partnership=town, ended_at__isnull=True).select_related("zone", "watch")
    for plan in plans.order_by("id"):
        maker = people.get(plan.made_by_id)
        if maker is None or not may(maker, Permission.BULLETIN_WRITE):
            continue  # suspended or gone: the draft waits for another coordinator
        place = plan.zone or plan.watch
        draft = draft_newsletter(actor=maker, audience=plan.audience, place_ref=place.ref if place else "", now=now)
        if draft.sent_at is not None:
            continue
        try:
            posted += send_newsletter(actor=maker, ref=draft.ref, now=now)
        except Refused:
            continue  # it names somebody, or nobody would get it: a person looks at it
    return posted
