"""What leaves by e-mail: numbers and links for those who may read now, once, stoppable, and never about anybody."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.share.test_bulletins import told
from tests.share.test_naming import known
from tests.share.test_today import neighbours
from watchward.assess.actions.desk import bring_back_silent, close_report, tell_progress
from watchward.assess.actions.grading import grade_report
from watchward.assess.rules.grading import Grading
from watchward.assess.rules.subjects import plain
from watchward.collect.models import Report
from watchward.collect.rules.drafts import PersonSaid, VehicleSaid
from watchward.kit.errors import NotFound, NotPermitted
from watchward.partners.models import Membership, Zone
from watchward.policy import operator_at_console
from watchward.records.models import Delivery, Event
from watchward.records.outbox import work_once
from watchward.share.actions.letters import post_what_is_due, resume_letters, stop_letters
from watchward.share.actions.newsletters import (
    CannotSendNewsletter,
    change_newsletter,
    draft_newsletter,
    end_plan,
    plan_newsletter,
    send_newsletter,
)
from watchward.share.choices import Audience, Sent, Topic
from watchward.share.models import Issue, Letter, Newsletter
from watchward.share.queries.newsletters import get_newsletter, receipts_of_newsletter, week_in_figures
from watchward.share.rules.letters import (
    is_first_post,
    is_monday_post,
    last_week,
    month_before,
    month_from,
    stop_key,
    stopped_by,
    week_from,
)
from watchward.share.rules.naming import SHORTEST_NAME, runs_of
from watchward.wiring import SUBSCRIBERS

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
_TODAY = timezone.now().astimezone(LONDON)
MONDAY = (_TODAY + timedelta(days=7 - _TODAY.weekday())).replace(hour=8, minute=5)  # the next
PLANTED = ("Planted Story", "Planted Name", "Planted Alias", "PL4 NTD", "Planted Hair", "Planted Title", "Planted Text")


def deliver():
    """The worker's rounds until nothing is left."""
    while work_once(SUBSCRIBERS):
        continue


def sent_to():
    return sorted(one.to[0].partition("@")[0] for one in mail.outbox)


def whole(message):
    """Everything of an e-mail as it leaves: headers, text and HTML."""
    return message.message().as_bytes().decode("utf-8", "replace") + message.body + message.alternatives[0].content


@pytest.fixture
def busy(town):
    """A town whose reports, subjects and bulletins hold planted words everywhere."""
    neighbours(town, 6, zone=town.zone)
    report = town.report(
        by=town.ada,
        happened_at=timezone.now(),
        narrative="Planted Story",
        people=(PersonSaid(name="Planted Name", alias="Planted Alias", hair="Planted Hair"),),
        vehicles=(VehicleSaid(registration="PL4NTD"),),
    )
    known(town, "Planted Name")
    known(town, "Planted Alias", kind="alias")
    told(town, title="Planted Title", text="Planted Text")
    deliver()
    cora = town.actor(town.cora)
    grade_report(actor=cora, ref=report.ref, grading=Grading(source="2", information="A"))
    tell_progress(actor=cora, ref=report.ref, rung="sent")
    return report


def newsletter_of(town, **how):
    return draft_newsletter(actor=town.actor(town.cora), now=MONDAY, **how)


def test_newsletter_is_made_from_the_data_edited_and_sent_by_a_person_to_each_who_may_read(town, busy):
    cora = town.actor(town.cora)
    draft = newsletter_of(town)
    assert mail.outbox == [], "a draft leaves nothing"
    change_newsletter(actor=cora, ref=draft.ref, introduction="A calm week.", dates="Tue 17 March, 10:00: meeting")
    assert send_newsletter(actor=cora, ref=draft.ref, now=MONDAY) == 3
    deliver()
    assert sent_to() == ["ada", "bilal", "cora"]
    body = mail.outbox[0].body
    assert "A calm week." in body
    assert "Tue 17 March, 10:00: meeting" in body
    assert "1 shop theft" in body
    assert "/today/" in body
    assert receipts_of_newsletter(cora, draft.ref) == {"Sent": 3}
    with pytest.raises(CannotSendNewsletter):
        send_newsletter(actor=cora, ref=draft.ref, now=MONDAY)
    with pytest.raises(CannotSendNewsletter):
        change_newsletter(actor=cora, ref=draft.ref, introduction="Later", dates="")


def test_newsletter_has_a_plain_and_an_html_part_no_picture_no_attachment_and_one_click_to_stop(town, busy):
    send_newsletter(actor=town.actor(town.cora), ref=newsletter_of(town).ref, now=MONDAY)
    deliver()
    for message in mail.outbox:
        parts = [part.get_content_type() for part in message.message().walk()]
        assert parts == ["multipart/alternative", "text/plain", "text/html"]
        page = message.alternatives[0].content
        assert not re.search(r"<(img|link|script|style|iframe|svg|object)|src=|style=|data:|cid:", page)
        assert message.attachments == []
        headers = message.extra_headers
        assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        key = re.fullmatch(r"<(http.*/letters/stop/(.+)/)>", headers["List-Unsubscribe"])[2]
        assert stopped_by(key)[1] == Topic.NEWSLETTER
        links = re.findall(r'href="([^"]+)"', page)
        assert links
        assert not any("?" in one or "utm" in one for one in links), "no link says who followed it"


def test_no_e_mail_holds_a_story_a_name_a_title_a_registration_or_a_reference_of_a_report(town, busy):
    """security.md 0.11, G-07, G-10: every letter that the house can send, with words planted in all that feeds it."""
    pat = town.person("Pat", "police-officer")
    town.person("Mia", "store-manager", town.bakery)
    send_newsletter(actor=town.actor(town.cora), ref=newsletter_of(town).ref, now=MONDAY)
    now = Report.everywhere.get().told_at
    following = (now.replace(day=1) + timedelta(days=32)).replace(day=1, hour=9)
    monday = now + timedelta(days=7 - now.weekday())
    for moment in (monday.replace(hour=12), following):
        post_what_is_due(actor=operator_at_console(), now=moment)
    deliver()
    topics = {one.topic for one in Letter.everywhere.filter(state=Sent.SENT)}
    assert topics == {Topic.NEWSLETTER, Topic.ANSWERS, Topic.WAITING}
    assert pat.email in {one.to[0] for one in mail.outbox}
    for message in mail.outbox:
        text = whole(message).casefold()
        for word in (*PLANTED, "pl4ntd", busy.ref, "bakery, borrowmarket"):
            assert word.casefold() not in text, (word, message.subject)


@pytest.mark.parametrize("around", ["{}", "({})!", "Look: {}.", "{}\nwas seen", "the {}s", "Thanks to all. {}"])
def test_whatever_stands_around_it_a_known_name_in_the_introduction_is_refused(town, around):
    """G-10: an e-mail can be passed on."""
    known(town, "Zoë Quill-Vane")
    known(town, "Zoe Quill Vanes")
    draft, said = newsletter_of(town), around.format("zoe quill vane")
    for words in ({"introduction": said, "dates": ""}, {"introduction": "", "dates": said}):
        with pytest.raises(CannotSendNewsletter) as refusal:
            change_newsletter(actor=town.actor(town.cora), ref=draft.ref, **words)
        assert "gallery" in str(refusal.value)
    Newsletter.everywhere.filter(pk=draft.pk).update(introduction=said)  # known only since it was written
    with pytest.raises(CannotSendNewsletter):
        send_newsletter(actor=town.actor(town.cora), ref=draft.ref, now=MONDAY)


@settings(max_examples=200)
@given(
    name=st.lists(st.text("abcxyzéž'", min_size=3, max_size=8), min_size=1, max_size=4),
    before=st.text("abc ,.\n(", max_size=20),
    after=st.text(" ,.\n)!", max_size=20),
)
def test_a_name_of_up_to_four_words_is_found_in_any_text(name, before, after):
    """G-07."""
    said = " ".join(name)
    if len(plain(said)) >= SHORTEST_NAME and len(plain(said).split()) == len(name):
        assert plain(said) in runs_of(f"{before} {said}{after}")


def test_suspended_and_unadmitted_people_get_nothing_even_when_it_was_laid_out_before(town, busy):
    """security.md, threat 8: a suspension works at once."""
    newcomer = town.person("Nia", "shop-worker", town.bakery)
    Membership.everywhere.filter(account=newcomer).update(agreement=None, agreed_at=None)
    draft = newsletter_of(town)
    assert send_newsletter(actor=town.actor(town.cora), ref=draft.ref, now=MONDAY) == 3
    Membership.everywhere.filter(account=town.ada).update(suspended_at=timezone.now())
    deliver()
    assert sent_to() == ["bilal", "cora"]
    assert Letter.everywhere.get(account=town.ada).state == Sent.WITHHELD


def test_newsletter_of_a_zone_goes_to_the_people_of_that_zone(town, busy):
    """G-11."""
    harbour = Zone.everywhere.create(partnership=town.partnership, name="Harbour")
    town.pharmacy.zone = harbour
    town.pharmacy.save()
    draft = newsletter_of(town, audience=Audience.ZONES, place_ref=harbour.ref)
    send_newsletter(actor=town.actor(town.cora), ref=draft.ref, now=MONDAY)
    deliver()
    assert sent_to() == ["bilal"]
    with pytest.raises(NotFound):
        newsletter_of(town, audience=Audience.ZONES, place_ref=town.other.zone.ref)


def test_small_zone_is_told_of_the_whole_partnership_and_a_small_partnership_of_no_kinds(town):
    draft = newsletter_of(town, audience=Audience.ZONES, place_ref=town.zone.ref)
    assert week_in_figures(draft)["is_small"]
    assert week_in_figures(draft)["lines"] == []
    neighbours(town, 6)
    figures = week_in_figures(draft)
    assert (figures["where"], figures["is_small"]) == ("the partnership", False)


def test_one_failing_address_stops_nobody_else_and_is_tried_again(town, busy, monkeypatch):
    real = EmailBackend.send_messages

    def refuses_ada(self, messages):
        if any("ada@" in one.to[0] for one in messages):
            raise OSError("no such mailbox")
        return real(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", refuses_ada)
    draft = newsletter_of(town)
    send_newsletter(actor=town.actor(town.cora), ref=draft.ref, now=timezone.now())
    deliver()
    assert sent_to() == ["bilal", "cora"]
    letter = Letter.everywhere.get(account=town.ada)
    assert (letter.state, letter.tries) == (Sent.WAITING, 1)
    monkeypatch.undo()
    Delivery.everywhere.filter(done_at__isnull=True).update(due_at=timezone.now())
    deliver()
    assert sent_to() == ["ada", "bilal", "cora"]


def test_address_that_refuses_for_three_days_is_given_up(town, busy, monkeypatch):
    def refuses(self, messages):
        raise OSError("no such mailbox")

    monkeypatch.setattr(EmailBackend, "send_messages", refuses)
    send_newsletter(actor=town.actor(town.cora), ref=newsletter_of(town).ref, now=MONDAY)
    Letter.everywhere.update(created_at=timezone.now() - timedelta(days=4))
    deliver()
    assert {one.state for one in Letter.everywhere.all()} == {Sent.FAILED}
    assert not Delivery.everywhere.filter(done_at__isnull=True).exists()


def test_who_stopped_the_newsletter_gets_none_and_gets_it_again_on_request(town, busy):
    ada, cora = town.actor(town.ada), town.actor(town.cora)
    for _ in range(2):
        stop_letters(actor=ada, topic=Topic.NEWSLETTER)
    assert Event.everywhere.filter(kind="letters.stopped").count() == 1
    send_newsletter(actor=cora, ref=newsletter_of(town).ref, now=MONDAY)
    deliver()
    assert sent_to() == ["bilal", "cora"]
    resume_letters(actor=ada, topic=Topic.NEWSLETTER)
    later = draft_newsletter(actor=cora, now=MONDAY + timedelta(days=7))
    send_newsletter(actor=cora, ref=later.ref, now=MONDAY + timedelta(days=7))
    deliver()
    assert sent_to().count("ada") == 1


@pytest.mark.parametrize("role", ["shop-worker", "store-manager", "police-officer", "board-member"])
def test_only_a_coordinator_drafts_sends_and_plans(town, role):
    other = town.actor(town.person("Nia", role, *([town.bakery] if role.startswith("s") else [])))
    draft = newsletter_of(town)
    for deed in (
        lambda: draft_newsletter(actor=other),
        lambda: change_newsletter(actor=other, ref=draft.ref, introduction="", dates=""),
        lambda: send_newsletter(actor=other, ref=draft.ref),
        lambda: plan_newsletter(actor=other),
        lambda: end_plan(actor=other, key="everybody"),
    ):
        with pytest.raises(NotPermitted):
            deed()
    with pytest.raises(NotFound):
        get_newsletter(town.actor(town.dev), draft.ref)


def test_monday_makes_drafts_and_sends_only_what_somebody_ordered_and_only_once(town, busy):
    def monday(minutes=0):
        return post_what_is_due(actor=operator_at_console(), now=MONDAY + timedelta(minutes=minutes))

    post_what_is_due(actor=operator_at_console(), now=MONDAY - timedelta(minutes=10))
    assert not Newsletter.everywhere.exists(), "before eight nothing happens"
    plan_newsletter(actor=town.actor(town.cora), audience=Audience.ZONES, place_ref=town.zone.ref, now=MONDAY)
    assert monday() >= 2
    here = Newsletter.everywhere.filter(partnership=town.partnership)
    assert here.get(audience=Audience.EVERYBODY).sent_at is None, "nobody pressed send"
    assert here.get(audience=Audience.ZONES).sent_by == town.cora
    assert monday(30) == monday(60 * 12) == 0
    end_plan(actor=town.actor(town.cora), key=f"zones {town.zone.pk}")
    post_what_is_due(actor=operator_at_console(), now=MONDAY + timedelta(days=7))
    assert here.filter(audience=Audience.ZONES).count() == 1


def test_order_of_somebody_suspended_sends_nothing(town, busy):
    town.person("Cem", "coordinator")
    plan_newsletter(actor=town.actor(town.cora), now=MONDAY)
    Membership.everywhere.filter(account=town.cora).update(suspended_at=timezone.now())
    post_what_is_due(actor=operator_at_console(), now=MONDAY)
    newsletter = Newsletter.everywhere.get(partnership=town.partnership)
    assert newsletter.sent_at is None


def test_round_that_was_interrupted_goes_on_and_nobody_gets_two(town, busy):
    """A crash between two batches leaves the round open; the second run writes only to the rest."""
    town.person("Mia", "store-manager", town.bakery)
    month = Report.everywhere.get().told_at.astimezone(LONDON).date().replace(day=1)
    now = datetime.combine((month + timedelta(days=32)).replace(day=1), datetime.min.time(), UTC).replace(hour=9)
    assert post_what_is_due(actor=operator_at_console(), now=now) >= 2
    letters = Letter.everywhere.filter(topic=Topic.ANSWERS)
    assert letters.count() == 2
    letters.filter(account=town.ada).delete()
    Issue.everywhere.update(done_at=None)
    post_what_is_due(actor=operator_at_console(), now=now)
    assert {one.account_id for one in letters} == {town.ada.pk, Membership.everywhere.get(account__name__startswith="Mia").account_id}  # fmt: skip  # noqa: E501
    assert letters.count() == 2


def test_holders_get_what_waits_as_counts_and_who_holds_nothing_gets_nothing(town, busy):
    """L-07: after 14 days of silence whoever holds it is asked, with numbers and a link."""
    pat = town.person("Pat", "police-officer")
    later = timezone.now() + timedelta(days=20)
    later += timedelta(days=(7 - later.weekday()) % 7)
    later = later.replace(hour=12)
    bring_back_silent(actor=operator_at_console(), now=later)
    post_what_is_due(actor=operator_at_console(), now=later)
    letters = Letter.everywhere.filter(topic=Topic.WAITING)
    assert {one.account_id for one in letters} == {pat.pk, town.cora.pk}
    deliver()
    (police,) = [one for one in mail.outbox if one.to == [pat.email]]
    assert "With the police: 1 report" in police.body
    assert "/today/" in police.body
    (desk,) = [one for one in mail.outbox if one.to == [town.cora.email] and "waits" in one.subject]
    assert "1 report to do" in desk.body
    assert "/desk/" in desk.body


def test_closed_town_writes_to_no_holder(town):
    report = town.report(by=town.ada)
    deliver()
    cora = town.actor(town.cora)
    grade_report(actor=cora, ref=report.ref, grading=Grading(source="2", information="A"))
    close_report(actor=cora, ref=report.ref, reason="no_lines")
    post_what_is_due(actor=operator_at_console(), now=MONDAY)
    assert not Letter.everywhere.filter(topic=Topic.WAITING).exists()


def test_only_the_instance_begins_a_round(town):
    with pytest.raises(NotPermitted):
        post_what_is_due(actor=town.actor(town.cora), now=MONDAY)


def test_letters_of_the_demonstration_never_reach_a_mail_server(town, busy, settings):
    from watchward.partners.queries.everybody import everybody_in
    from watchward.share.channels.mail import may_leave

    person = everybody_in(town.partnership.pk, timezone.now())[0]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert may_leave(person)
    assert not may_leave(replace(person, is_demonstration=True))
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    assert may_leave(replace(person, is_demonstration=True))


def test_stop_key_is_good_for_one_place_and_topic_and_cannot_be_made_by_hand():
    key = stop_key("M-0123456789", "newsletter")
    assert stopped_by(key) == ("M-0123456789", Topic.NEWSLETTER)
    for wrong in (key[:-1], key.replace("newsletter", "answers"), "", "x", "M-0123456789_newsletter.x"):
        assert stopped_by(wrong) is None


@pytest.mark.parametrize(
    ("at", "monday", "first"),
    [
        (datetime(2026, 3, 9, 7, 59, tzinfo=LONDON), False, False),
        (datetime(2026, 3, 9, 8, 0, tzinfo=LONDON), True, False),
        (datetime(2026, 3, 11, 23, 0, tzinfo=LONDON), True, False),
        (datetime(2026, 3, 12, 8, 0, tzinfo=LONDON), False, False),
        (datetime(2026, 4, 1, 6, 59, tzinfo=LONDON), True, False),
        (datetime(2026, 4, 1, 7, 0, tzinfo=LONDON), True, True),
        (datetime(2026, 4, 8, 7, 0, tzinfo=LONDON), True, False),
    ],
)
def test_letters_leave_on_monday_at_eight_and_on_the_first_at_seven_by_the_clock_of_the_town(at, monday, first):
    assert (is_monday_post(at, LONDON), is_first_post(at, LONDON)) == (monday, first)


def test_weeks_and_months_are_said_in_words():
    monday = datetime(2026, 3, 9, 8, 5, tzinfo=UTC)
    assert last_week(monday, LONDON).key == "2026-W10"
    assert last_week(monday, LONDON).words == "2 to 8 March 2026"
    assert week_from(date(2026, 3, 30), LONDON).words == "30 March to 5 April 2026"
    assert month_before(datetime(2026, 4, 1, 8, 0, tzinfo=UTC), LONDON) == date(2026, 3, 1)
    assert month_from("2026-03") == date(2026, 3, 1)
    assert [month_from(one) for one in ("2026-13", "03-2026", "2026-3", "", "2026-03-01")] == [None] * 5
