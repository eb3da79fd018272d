"""Who gets which letter, what one says, and which topics a person can stop. Numbers and links, nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from watchward.assess.queries.alarms import alarms_for
from watchward.collect.choices import Origin
from watchward.collect.models import Report
from watchward.collect.queries.decoys import without_decoys
from watchward.kit.errors import NotFound
from watchward.partners.models import Partnership, Premises
from watchward.partners.queries.everybody import Somebody, everybody_in
from watchward.policy import Actor, Permission, Role, may
from watchward.share.choices import Topic
from watchward.share.models import Letter, Newsletter, NoLetter
from watchward.share.queries.answers import answers_of
from watchward.share.queries.newsletters import figures_of, named, recipients_of, stoppers
from watchward.share.queries.waiting import held_by
from watchward.share.rules.letters import month_from, month_span, stop_key


@dataclass(frozen=True, slots=True)
class Composed:
    """One letter, ready to leave."""

    subject: str
    text: str
    html: str
    stop_url: str


@dataclass(frozen=True, slots=True)
class TopicChoice:
    """One topic and whether a person gets its letters."""

    topic: str
    label: str
    is_wanted: bool


def compose(letter: Letter, person: Somebody, now: datetime) -> Composed | None:
    """The letter as this person may have it now; None where there is nothing for them any more."""
    makers = {
        Topic.NEWSLETTER: _newsletter,
        Topic.ANSWERS: _answers,
        Topic.WAITING: _waiting,
        Topic.ALARM: _alarms,
    }
    if letter.account_id in stoppers(letter.partnership_id, letter.topic):
        return None
    context = makers[Topic(letter.topic)](letter, person, now)
    return None if context is None else _rendered(letter.topic, person, context, letter.partnership)


def compose_newsletter(newsletter: Newsletter, person_ref: str, name: str) -> Composed:
    """A newsletter as somebody gets it; also what its preview shows."""
    context = _of_newsletter(newsletter)
    return _composed(Topic.NEWSLETTER, person_ref, {**context, "name": name}, newsletter.partnership)


def answer_pairs(partnership: Partnership, month: date, now: datetime) -> Iterator[tuple[str, int]]:
    """(key, account) of everybody whose premises sent reports in a month: managers, and whoever sent one."""
    since, until = month_span(month, partnership.zone_info)
    rows = Report.everywhere.filter(partnership=partnership, told_at__gte=since, told_at__lt=until)
    rows = without_decoys(rows.exclude(origin=Origin.IMPORT))
    sent = set(rows.values_list("premises_id", "reporter_id").distinct())
    places = dict(Premises.everywhere.filter(pk__in={place for place, _who in sent}).values_list("pk", "ref"))
    for one in everybody_in(partnership.pk, now):
        if not may(one.actor, Permission.BULLETIN_READ):
            continue
        leads = Role.STORE_MANAGER in one.actor.roles
        for place in sorted(one.actor.premises & set(places)):
            if leads or (place, one.actor.account_id) in sent:
                yield f"{month:%Y-%m} {places[place]}", one.actor.account_id


def holders(partnership_id: int, now: datetime) -> Iterator[int]:
    """Accounts with whom something lies: coordinators and police officers."""
    for one in everybody_in(partnership_id, now):
        if may(one.actor, Permission.BULLETIN_READ) and (held := held_by(_signed_in(one.actor), now)) and held.any:
            yield one.actor.account_id


def alarm_readers(partnership_id: int, now: datetime, *, alarm_ref: str = "") -> Iterator[int]:
    """Accounts that read alarms which are open, or this one; nobody hears of an alarm about themselves."""
    for one in everybody_in(partnership_id, now):
        refs = _alarms_of(one.actor, now)
        if alarm_ref in refs if alarm_ref else refs:
            yield one.actor.account_id


def topics_of(actor: Actor) -> list[TopicChoice]:
    """The letters that somebody with these roles can get, and whether they want them."""
    full = _signed_in(actor)
    offered = [
        (Topic.NEWSLETTER, may(full, Permission.BULLETIN_READ)),
        (Topic.ANSWERS, bool(actor.premises) and may(full, Permission.REPORT_SUBMIT)),
        (Topic.WAITING, may(full, Permission.REPORT_PROGRESS)),
        (Topic.ALARM, may(full, Permission.LOOKS_READ)),
    ]
    stopped = NoLetter.everywhere.filter(partnership_id=actor.partnership_id, stopped_by_id=actor.account_id)
    without = set(stopped.values_list("topic", flat=True))
    return [TopicChoice(topic, str(topic.label), topic not in without) for topic, is_offered in offered if is_offered]


def _signed_in(actor: Actor) -> Actor:
    """What they could see once they have signed in: the letter only says that it is there."""
    return replace(actor, has_second_factor=True)


def _newsletter(letter: Letter, _person: Somebody, now: datetime) -> dict[str, Any] | None:
    rows = Newsletter.everywhere.select_related("partnership", "zone", "watch")
    newsletter = rows.filter(ref=letter.key, partnership_id=letter.partnership_id, sent_at__isnull=False).first()
    if newsletter is None:
        return None
    reached = {one.actor.account_id for one in recipients_of(newsletter, now)}
    return _of_newsletter(newsletter) if letter.account_id in reached else None


def _of_newsletter(newsletter: Newsletter) -> dict[str, Any]:
    site = settings.PUBLIC_URL
    figures = figures_of(newsletter)
    links = [{**one, "url": site + reverse("bulletin", args=[one["ref"]])} for one in figures["bulletins"]]
    return {
        "figures": figures,
        "bulletins": links,
        "audience": named(newsletter),
        "introduction": [line for line in newsletter.introduction.splitlines() if line.strip()],
        "dates": [line.strip() for line in newsletter.dates.splitlines() if line.strip()],
        "today": site + reverse("today"),
        "all_bulletins": site + reverse("bulletins"),
    }


def _answers(letter: Letter, person: Somebody, now: datetime) -> dict[str, Any] | None:
    month, _space, premises_ref = letter.key.partition(" ")
    try:
        found = answers_of(_signed_in(person.actor), premises_ref, month, now)
    except NotFound:  # they work elsewhere by now
        return None
    first = month_from(month)
    assert first is not None
    return {
        "month": f"{first:%B %Y}",
        "sent": len(found.reports),
        "closed": sum(one.is_closed for one in found.reports),
        "waiting": len(found.waiting),
        "is_own_part": found.is_own_part,
        "link": settings.PUBLIC_URL + reverse("answers", args=[premises_ref, month]),
    }


def _waiting(_letter: Letter, person: Somebody, now: datetime) -> dict[str, Any] | None:
    actor = _signed_in(person.actor)
    held = held_by(actor, now)
    if held is None or not held.any:
        return None
    grades = bool(may(actor, Permission.REPORT_GRADE))
    page = reverse("desk") if grades else reverse("today")
    return {"held": held, "grades": grades, "link": settings.PUBLIC_URL + page}


def _alarms(_letter: Letter, person: Somebody, now: datetime) -> dict[str, Any] | None:
    """How many wait, never whose or why: those stand behind the sign-in. None once all are closed."""
    number = len(_alarms_of(person.actor, now))
    return {"number": number, "link": settings.PUBLIC_URL + reverse("looks")} if number else None


def _alarms_of(actor: Actor, now: datetime) -> list[str]:
    full = _signed_in(actor)
    return [one.ref for one in alarms_for(full, is_open=True, now=now)] if may(full, Permission.LOOKS_READ) else []


def _rendered(topic: str, person: Somebody, context: dict[str, Any], partnership: Partnership) -> Composed | None:
    if not may(person.actor, Permission.BULLETIN_READ):
        return None
    return _composed(topic, person.ref, {**context, "name": person.name}, partnership)


def _composed(topic: str, person_ref: str, context: dict[str, Any], partnership: Partnership) -> Composed:
    """Render `letters/<topic>.txt` and `.html`; the first line of the text is the subject."""
    stop_url = settings.PUBLIC_URL + reverse("letters_stop", args=[stop_key(person_ref, topic)])
    full = {**context, "partnership": partnership.name, "stop": stop_url, "account": settings.PUBLIC_URL + "/account/"}
    text = render_to_string(f"letters/{topic}.txt", full, using="jinja2").strip()
    subject, _line, body = text.partition("\n")
    page = render_to_string(f"letters/{topic}.html", full, using="jinja2")
    return Composed(subject.removeprefix("Subject:").strip(), body.strip() + "\n", page, stop_url)
