"""Accepting the agreement, passing the training, publishing the next version."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from watchward.kit.errors import NotFound, NotPermitted
from watchward.partners.actions.promises import (
    CannotAcceptAgreement,
    CannotPassTraining,
    CannotPublishPromise,
    accept_agreement,
    answer_training,
    publish_promise,
)
from watchward.partners.choices import PromiseKind
from watchward.partners.models import Membership, Promise, PromiseKept
from watchward.partners.queries.promises import default_promises, draft_of, get_promise, promises_asked
from watchward.policy import Remedy
from watchward.records.models import Event

AGREEMENT, TRAINING = PromiseKind.AGREEMENT, PromiseKind.TRAINING


@pytest.fixture
def training(town) -> Promise:
    """The shipped training, as version 2 of the town's own."""
    text = default_promises()[1]
    return publish_promise(
        actor=town.actor(town.cora), kind=TRAINING, title=text.title, text=text.text,
        questions=text.questions, pass_mark=text.pass_mark,
    )  # fmt: skip


def right_answers(promise: Promise) -> list[int]:
    return [question["right"] for question in promise.questions]


def newest(town, kind) -> Promise:
    return Promise.everywhere.filter(partnership=town.partnership, kind=kind).latest("version")


def test_accepting_stores_the_version_the_moment_and_one_event_m_01(town):
    promise, now = newest(town, AGREEMENT), timezone.now()
    accept_agreement(actor=town.actor(town.ada), promise_ref=promise.ref, confirmed=True, now=now)
    membership = Membership.everywhere.get(account=town.ada)
    assert (membership.agreement, membership.agreed_at) == (promise, now)
    assert PromiseKept.everywhere.filter(membership=membership, promise=promise, kept_at=now).count() == 1
    event = Event.everywhere.get(kind="agreement.accepted")
    assert (event.account_id, event.ref, event.detail) == (town.ada.pk, f"promise/{promise.ref}", {"version": 1})


def test_without_the_tick_nothing_is_accepted(town):
    with pytest.raises(CannotAcceptAgreement, match="Tick the box"):
        accept_agreement(actor=town.actor(town.ada), promise_ref=newest(town, AGREEMENT).ref, confirmed=False)
    assert not Event.everywhere.filter(kind="agreement.accepted").exists()


def test_a_replaced_version_cannot_be_accepted_any_more(town):
    old = newest(town, AGREEMENT)
    new = publish_promise(actor=town.actor(town.cora), kind=AGREEMENT, title="New", text="Fairer.")
    with pytest.raises(CannotAcceptAgreement, match="newer version"):
        accept_agreement(actor=town.actor(town.ada), promise_ref=old.ref, confirmed=True)
    accept_agreement(actor=town.actor(town.ada), promise_ref=new.ref, confirmed=True)
    assert Membership.everywhere.get(account=town.ada).agreement == new


def test_the_next_towns_agreement_is_as_missing_as_one_that_never_was(town):
    theirs = newest(town.other, AGREEMENT)
    answers = []
    for ref in (theirs.ref, "V-0000000000"):
        with pytest.raises(NotFound) as refusal:
            get_promise(town.actor(town.ada), ref)
        answers.append(str(refusal.value))
        with pytest.raises(NotFound):
            accept_agreement(actor=town.actor(town.ada), promise_ref=ref, confirmed=True)
    assert answers[0] == answers[1]


def test_the_training_is_not_accepted_as_if_it_were_the_agreement(town, training):
    with pytest.raises(NotFound):
        accept_agreement(actor=town.actor(town.ada), promise_ref=training.ref, confirmed=True)


def test_right_answers_pass_and_are_stored_m_01(town, training):
    result = answer_training(actor=town.actor(town.ada), promise_ref=training.ref, chosen=right_answers(training))
    assert result.passed
    kept = PromiseKept.everywhere.get(promise=training)
    assert (kept.membership.account, kept.right_answers) == (town.ada, 8)
    assert Membership.everywhere.get(account=town.ada).training == training
    assert Event.everywhere.get(kind="training.passed").detail == {"version": 2, "right_answers": 8}


def test_a_failed_attempt_is_explained_not_stored_and_can_be_tried_again(town, training):
    wrong = [(place + 1) % 3 for place in right_answers(training)]
    result = answer_training(actor=town.actor(town.ada), promise_ref=training.ref, chosen=wrong)
    assert not result.passed
    assert all(line.question.why for line in result.lines)
    assert not PromiseKept.everywhere.filter(promise=training).exists()
    assert not Event.everywhere.filter(kind="training.passed").exists()
    assert answer_training(actor=town.actor(town.ada), promise_ref=training.ref, chosen=right_answers(training)).passed


def test_an_unanswered_question_is_asked_for(town, training):
    with pytest.raises(CannotPassTraining, match="every question"):
        answer_training(actor=town.actor(town.ada), promise_ref=training.ref, chosen=right_answers(training)[:-1])


def test_nobody_can_keep_a_promise_for_somebody_else(town):
    borrowed = replace(town.actor(town.ada), membership_id=Membership.everywhere.get(account=town.bilal).pk)
    with pytest.raises(NotFound):
        accept_agreement(actor=borrowed, promise_ref=newest(town, AGREEMENT).ref, confirmed=True)


def test_coordinator_publishes_the_next_version_and_a_store_manager_cannot(town):
    made = publish_promise(actor=town.actor(town.cora), kind=AGREEMENT, title="New", text="Fairer.")
    assert made.version == 2
    assert Event.everywhere.get(kind="agreement.published").detail == {"version": 2}
    manager = town.person("Mia", "store-manager", town.bakery)
    with pytest.raises(NotPermitted, match="Only a coordinator"):
        publish_promise(actor=town.actor(manager), kind=AGREEMENT, title="Mine", text="Mine.")


def test_publishing_asks_for_a_recent_confirmation(town):
    stale = town.actor(town.cora, is_recently_confirmed=False)
    with pytest.raises(NotPermitted) as refusal:
        publish_promise(actor=stale, kind=AGREEMENT, title="New", text="Fairer.")
    assert refusal.value.remedy == Remedy.CONFIRM
    assert publish_promise(actor=town.actor(town.cora), kind=AGREEMENT, title="New", text="Fairer.").version == 2


@pytest.mark.parametrize(
    ("kind", "title", "questions", "pass_mark", "says"),
    [
        (AGREEMENT, "", (), 0, "title and a text"),
        (AGREEMENT, "T", default_promises()[1].questions, 7, "no questions"),
        (TRAINING, "T", (), 0, "at least one question"),
        (TRAINING, "T", default_promises()[1].questions, 9, "between 1 and 8"),
        (TRAINING, "T", default_promises()[1].questions, 0, "between 1 and 8"),
        (AGREEMENT, "T" * 161, (), 0, "160 characters"),
    ],
)
def test_a_text_that_makes_no_sense_is_not_published(town, kind, title, questions, pass_mark, says):
    with pytest.raises(CannotPublishPromise, match=says):
        publish_promise(
            actor=town.actor(town.cora), kind=kind, title=title, text="Text.", questions=questions, pass_mark=pass_mark
        )
    assert newest(town, kind).version == 1


def test_a_person_sees_what_is_new_what_is_kept_and_when_it_is_due(town):
    publish_promise(actor=town.actor(town.cora), kind=AGREEMENT, title="New", text="Fairer.")
    agreement, training = promises_asked(town.actor(town.ada))
    assert agreement.is_newer
    assert agreement.is_wanted
    assert not training.is_wanted
    assert training.due_at - training.kept_at == timedelta(days=365)
    soon = promises_asked(town.actor(town.ada), now=timezone.now() + timedelta(days=320))[1]
    assert soon.is_wanted


def test_a_new_text_begins_with_the_last_one_or_with_the_template(town):
    assert draft_of(town.actor(town.cora), AGREEMENT).text == "Be fair."
    Membership.everywhere.filter(partnership=town.partnership).update(
        agreement=None, agreed_at=None, training=None, trained_at=None
    )
    PromiseKept.everywhere.all().delete()
    Promise.everywhere.filter(partnership=town.partnership).delete()
    assert "template" in draft_of(town.actor(town.cora), TRAINING).text
