"""The pages around letters: newsletters, the one click that stops them, one's own choice, and a month's answers."""

import html

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.share.test_letters import deliver
from tests.share.test_naming import known
from tests.support.signing_in import signed_in
from watchward.assess.actions.desk import close_report, tell_progress
from watchward.assess.actions.grading import grade_report
from watchward.assess.rules.grading import Grading
from watchward.partners.models import Membership
from watchward.share.models import Newsletter, NewsletterPlan, NoLetter
from watchward.share.rules.letters import stop_key

pytestmark = pytest.mark.django_db


def text(answer):
    return " ".join(html.unescape(answer.content.decode()).split())


@pytest.fixture
def cora(town):
    return signed_in(town.cora)


def test_coordinator_makes_the_draft_writes_looks_and_sends(town, cora):
    cora.post(reverse("newsletters"), {"do": "draft", "audience": "everybody"})
    address = reverse("newsletter", args=[Newsletter.everywhere.get().ref])
    assert "It would go to 3 people" in text(cora.get(address))
    page = text(cora.post(address, {"introduction": "A calm week.", "dates": "", "do": "keep"}, follow=True))
    assert "Hello Cora (generated), A calm week." in page
    assert mail.outbox == []
    page = text(cora.post(address, {"introduction": "A calm week.", "dates": "", "do": "send"}, follow=True))
    assert "On its way to 3 people." in page
    deliver()
    assert len(mail.outbox) == 3
    assert "Sent: 3" in text(cora.get(address))


def test_name_in_the_introduction_is_refused_with_what_to_do_and_what_was_typed(town, cora):
    """G-10."""
    known(town, "Red Cap", kind="alias")
    cora.post(reverse("newsletters"), {"do": "draft", "audience": "everybody"})
    address = reverse("newsletter", args=[Newsletter.everywhere.get().ref])
    answer = cora.post(address, {"introduction": "Red Cap is back.", "dates": "", "do": "send"})
    assert answer.status_code == 422
    assert "leads to the gallery instead" in text(answer)
    assert "Red Cap is back." in text(answer)
    assert Newsletter.everywhere.get().sent_at is None


def test_standing_order_is_made_shown_with_its_person_and_ended(town, cora):
    cora.post(reverse("newsletters"), {"do": "plan", "audience": f"zones {town.zone.ref}"})
    assert "in the name of Cora (generated)" in text(cora.get(reverse("newsletters")))
    cora.post(reverse("newsletters"), {"end": NewsletterPlan.everywhere.get().key})
    assert NewsletterPlan.everywhere.get().ended_by == town.cora


def test_link_of_a_letter_asks_first_and_one_click_stops_without_signing_in(town):
    """RFC 8058: the mail program posts without a cookie and without a token of ours."""
    place = Membership.everywhere.get(account=town.ada)
    address = reverse("letters_stop", args=[stop_key(place.ref, "newsletter")])
    stranger = Client(enforce_csrf_checks=True)
    assert "Stop these letters?" in text(stranger.get(address))
    assert not NoLetter.everywhere.exists(), "a scanner that follows links stops nothing"
    for _ in range(2):
        answer = stranger.post(address, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
    assert NoLetter.everywhere.get().stopped_by == town.ada
    assert "Ada" not in text(answer)
    assert stranger.post(reverse("letters_stop", args=["forged"])).status_code == 404


def test_person_chooses_their_own_letters_in_their_account(town):
    ada = signed_in(town.ada)
    page = text(ada.get(reverse("account")))
    assert "The weekly newsletter" in page
    assert "What waits for you" not in page, "nothing waits with a shop worker"
    ada.post(reverse("letters_choose"), {"partnership": town.partnership.ref, "topics": ["answers"]})
    assert [one.topic for one in NoLetter.everywhere.filter(stopped_by=town.ada)] == ["newsletter"]
    ada.post(reverse("letters_choose"), {"partnership": town.partnership.ref, "topics": ["answers", "newsletter"]})
    assert not NoLetter.everywhere.exists()
    answer = ada.post(reverse("letters_choose"), {"partnership": town.other.partnership.ref, "topics": []})
    assert answer.status_code == 404


@pytest.fixture
def month(town):
    """Ada's three reports of this month: one closed, one with the police, one not read; and Gil's own."""
    soon = (timezone.now() + timezone.timedelta(days=60)).date()
    gil = town.person("Gil", "guard", town.bakery, owner_authority="Letter 1", ends_on=soon)
    closed, police, _unread = (town.report(by=town.ada) for _ in range(3))
    town.report(by=gil, narrative="The guard's own words.")
    deliver()
    cora = town.actor(town.cora)
    for one in (closed, police):
        grade_report(actor=cora, ref=one.ref, grading=Grading(source="2", information="A"))
    close_report(actor=cora, ref=closed.ref, reason="dealt_with")
    tell_progress(actor=cora, ref=police.ref, rung="police-reference", words="44000000001")
    return f"{timezone.now():%Y-%m}"


def test_worker_reads_what_her_own_reports_did_and_the_manager_what_the_whole_shop_did(town, month):
    address = reverse("answers", args=[town.bakery.ref, month])
    page = text(signed_in(town.ada).get(address))
    assert "The part that you sent yourself." in page
    assert "3 reports were sent; 1 of them is closed with a reason." in page
    assert "1 not yet read and graded." in page
    assert "1 with a police reference, and no outcome told yet." in page
    assert "2 wait still" in page
    assert "Dealt with" in page
    mia = town.person("Mia", "store-manager", town.bakery)
    for who in (mia, town.cora):
        assert "4 reports were sent" in text(signed_in(who).get(address))
    latest = signed_in(mia).get(reverse("answers_latest", args=[town.bakery.ref]))
    assert latest["Location"].endswith("/")


def test_answers_of_a_neighbour_a_missing_place_and_a_month_to_come_are_the_same_nothing(town, month):
    bilal = signed_in(town.bilal)
    answers = [
        bilal.get(reverse("answers", args=[town.bakery.ref, month])),
        bilal.get(reverse("answers", args=["P-0000000000", month])),
        signed_in(town.ada).get(reverse("answers", args=[town.bakery.ref, "2999-01"])),
        signed_in(town.ada).get(reverse("answers", args=[town.bakery.ref, "nonsense"])),
        signed_in(town.dev).get(reverse("answers", args=[town.bakery.ref, month])),
    ]
    assert {one.status_code for one in answers} == {404}
    assert "There is no such page, or it is not yours." in text(answers[0])


def test_month_without_reports_says_so(town):
    page = text(signed_in(town.ada).get(reverse("answers", args=[town.bakery.ref, "2026-01"])))
    assert "No report was sent from here in this month." in page
