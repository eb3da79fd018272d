"""The pages of the agreement and the training."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.support.signing_in import signed_in
from watchward.partners.actions.promises import publish_promise
from watchward.partners.choices import PromiseKind
from watchward.partners.models import Membership, Promise, PromiseKept
from watchward.partners.queries.promises import default_promises
from watchward.web.words import blocks_of


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def newcomer(town):
    """Nia has joined a town with the shipped texts and kept nothing yet."""
    for one in default_promises():
        publish_promise(
            actor=town.actor(town.cora), kind=one.kind, title=one.title, text=one.text,
            questions=one.questions, pass_mark=one.pass_mark,
        )  # fmt: skip
    nia = town.person("Nia", "shop-worker", town.bakery)
    Membership.everywhere.filter(account=nia).update(agreement=None, agreed_at=None, training=None, trained_at=None)
    PromiseKept.everywhere.filter(membership__account=nia).delete()
    return nia


def newest(town, kind) -> Promise:
    return Promise.everywhere.filter(partnership=town.partnership, kind=kind).latest("version")


def test_a_newcomer_is_led_through_agreement_and_training_to_the_second_step_m_01(town, newcomer):
    client = signed_in(newcomer, second_factor=False)
    assert client.get(reverse("home")).url == reverse("promises")
    agreement, training = newest(town, "agreement"), newest(town, "training")
    page = reverse("promise", args=[agreement.ref])
    assert "WhatsApp" in text_of(client.get(page))
    untouched = client.post(page, {})
    assert untouched.status_code == 422
    assert "Tick the box" in text_of(untouched)
    assert client.post(page, {"confirmed": "on"}).url == reverse("promises")
    answers = {f"q{n}": question["right"] for n, question in enumerate(training.questions)}
    result = client.post(reverse("promise", args=[training.ref]), answers)
    assert "8 of 8 right" in text_of(result)
    assert "One more thing: your second step" in text_of(client.get(reverse("promises")))
    assert client.get(reverse("home")).status_code == 200


def test_what_is_overdue_is_not_called_soon(town):
    long_ago = timezone.now() - timedelta(days=370)
    Membership.everywhere.filter(account=town.ada).update(agreed_at=long_ago)
    page = text_of(signed_in(town.ada).get(reverse("promises")))
    assert "Overdue" in page
    assert "It was due again by" in page
    assert "Renew soon" not in page


def test_wrong_answers_are_explained_and_nothing_opens_m_01(town, newcomer):
    client, training = signed_in(newcomer), newest(town, "training")
    wrong = {f"q{n}": (question["right"] + 1) % 3 for n, question in enumerate(training.questions)}
    page = text_of(client.post(reverse("promise", args=[training.ref]), wrong))
    assert "0 of 8 right; 7 are needed" in page
    assert "Danger comes first" in page
    assert "Try again" in page
    assert not PromiseKept.everywhere.filter(membership__account=newcomer).exists()
    assert client.get(reverse("home")).url == reverse("promises")


def test_a_forgotten_question_keeps_the_other_answers(town, newcomer):
    client, training = signed_in(newcomer), newest(town, "training")
    answer = client.post(reverse("promise", args=[training.ref]), {"q0": "1"})
    assert answer.status_code == 422
    assert "Choose an answer to question 2." in text_of(answer)
    assert 'value="1" checked' in text_of(answer)


def test_an_answer_that_is_not_offered_is_refused(town, newcomer):
    training = newest(town, "training")
    answers = {f"q{n}": 99 for n in range(8)}
    assert signed_in(newcomer).post(reverse("promise", args=[training.ref]), answers).status_code == 422


def test_the_next_towns_promise_is_as_missing_as_any_other(town):
    client = signed_in(town.ada)
    theirs = Promise.everywhere.filter(partnership=town.other.partnership).first()
    hidden, missing = (client.get(reverse("promise", args=[ref])) for ref in (theirs.ref, "V-0000000000"))
    assert hidden.status_code == missing.status_code == 404
    assert text_of(hidden).split("<main")[1] == text_of(missing).split("<main")[1]


def test_coordinator_publishes_a_training_and_a_shop_worker_cannot_even_look(town):
    client = signed_in(town.cora)
    page = reverse("promise_publish", args=["training"])
    bad = client.post(page, {"title": "T", "text": "Text", "questions": "? one\n* a", "pass_mark": "1"})
    assert bad.status_code == 422
    assert "needs 2 to 6 answers" in text_of(bad)
    good = {"title": "T", "text": "Text", "questions": "? one\n* a\n- b\n= because", "pass_mark": "1"}
    assert client.post(page, good).url == reverse("promises_publish")
    assert "T, version 2, is published." in text_of(client.get(reverse("promises_publish")))
    for address in (page, reverse("promises_publish")):
        assert signed_in(town.ada).get(address).status_code == 403
    assert signed_in(town.ada).post(page, good).status_code == 403
    assert newest(town, PromiseKind.TRAINING).version == 2


def test_a_kind_that_does_not_exist_is_missing(town):
    assert signed_in(town.cora).get(reverse("promise_publish", args=["oath"])).status_code == 404


def test_texts_are_read_as_headings_lists_and_paragraphs_and_never_as_html():
    blocks = blocks_of("# Head\nOne\nline.\n\n- a\n- <b>b</b>\n\nLast.")
    assert [(one.kind, one.text or one.points) for one in blocks] == [
        ("heading", "Head"),
        ("paragraph", "One line."),
        ("list", ["a", "<b>b</b>"]),
        ("paragraph", "Last."),
    ]


def test_html_in_a_published_text_is_shown_as_words(town):
    made = publish_promise(
        actor=town.actor(town.cora), kind=PromiseKind.AGREEMENT, title="New", text="<script>alert(1)</script>"
    )
    page = signed_in(town.ada).get(reverse("promise", args=[made.ref])).content.decode()
    assert "&lt;script&gt;alert" in page
    assert "<script>alert" not in page
