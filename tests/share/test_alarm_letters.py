"""An alarm reaches those who read it, by a letter that says that it is there and nothing else."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from tests.support.signing_in import signed_in
from watchward.assess.actions.alarms import close_alarm, plant_canary, watch_canaries
from watchward.assess.models import Alarm
from watchward.partners.models import Partnership
from watchward.policy import operator_at_console
from watchward.records.ledger import record
from watchward.records.outbox import work_once
from watchward.share.actions.letters import post_what_is_due, stop_letters
from watchward.share.choices import Topic
from watchward.share.models import Letter
from watchward.wiring import SUBSCRIBERS

pytestmark = pytest.mark.django_db
OPERATOR = operator_at_console()


def deliver():
    while work_once(SUBSCRIBERS):
        continue


def sent_to():
    return sorted(one.to[0].partition("@")[0] for one in mail.outbox)


@pytest.fixture
def dot(town):
    return town.person("Dot", "data-protection-lead")


def monday():
    """The next Monday, after the post has left."""
    today = timezone.localtime()
    return (today + timedelta(days=7 - today.weekday())).replace(hour=8, minute=5)


def test_a_look_at_a_canary_is_told_at_once_and_the_letter_says_nothing_of_it(town, dot):
    report = town.report(by=town.cora, premises_ref=town.bakery.ref)
    plant_canary(actor=town.actor(dot), about=f"report/{report.ref}")
    pat = town.person("Pat", "police-officer")
    assert signed_in(pat).get(f"/reports/{report.ref}/").status_code == 200
    watch_canaries(actor=OPERATOR, now=timezone.now())
    deliver()
    deliver()
    assert sent_to() == [town.cora.email.partition("@")[0], dot.email.partition("@")[0]]
    for letter in mail.outbox:
        whole = letter.subject + letter.body + letter.alternatives[0].content
        assert "1 alarm" in whole
        assert "/looks/" in whole
        assert not [word for word in (report.ref, "Pat", "canary", "nobody and", Alarm.everywhere.get().ref)
                    if word in whole]  # fmt: skip


def test_nobody_hears_of_an_alarm_about_themselves_and_other_alarms_wait_for_monday(town, dot):
    now = timezone.now()
    how = {"partnership": town.partnership, "account": town.cora, "day": timezone.localdate(now)}
    for rule in ("much", "shared"):
        alarm = Alarm.everywhere.create(rule=rule, detail={"looks": 99, "own": 9, "role": 9, "networks": 3}, **how)
        where, ref = town.partnership.pk, f"alarm/{alarm.ref}"
        record("alarm.raised", actor=OPERATOR, ref=ref, partnership_id=where, detail={"rule": rule})
    deliver()
    assert sent_to() == [dot.email.partition("@")[0]], "the grave one alone, to the lead alone"
    mail.outbox.clear()
    post_what_is_due(actor=OPERATOR, now=monday())
    deliver()
    alarms = [one for one in mail.outbox if "about looks" in one.subject]
    assert [one.to for one in alarms] == [[dot.email]]
    assert "2 alarms" in alarms[0].subject


def test_what_was_closed_meanwhile_and_who_wants_no_letters_gets_none(town, dot):
    pat, now = town.person("Pat", "police-officer"), timezone.now()
    alarm = Alarm.everywhere.create(
        partnership=Partnership.everywhere.get(pk=town.partnership.pk), account=pat, rule="shared",
        day=timezone.localdate(now), detail={"networks": 3},
    )  # fmt: skip
    stop_letters(actor=town.actor(town.cora), topic=Topic.ALARM)
    record("alarm.raised", actor=OPERATOR, ref=f"alarm/{alarm.ref}", partnership_id=town.partnership.pk,
           detail={"rule": "shared"})  # fmt: skip
    close_alarm(actor=town.actor(dot), ref=alarm.ref, outcome="explained")
    deliver()
    assert mail.outbox == []
    assert [one.state for one in Letter.everywhere.filter(topic=Topic.ALARM)] in ([], ["withheld"])
