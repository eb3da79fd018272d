"""Why do you look somebody up? Asked before, kept for a quarter of an hour, in the ledger without a name."""

from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from tests.support.signing_in import signed_in
from watchward.partners.models import StatedPurpose
from watchward.policy.purposes import check_purpose
from watchward.records.models import Event
from watchward.web.purpose import ask_purpose, purpose_of

WORDS = "A subject asks what is held about her"


class Asked:
    """What `purpose_of` reads of a request."""

    def __init__(self, client, actor):
        self.session, self.actor = client.session, actor


@pytest.mark.parametrize(
    ("kind", "reference", "words", "sorry"),
    [
        ("", "", "", "Pick what"),
        ("nosy", "R-7K3MQ2XD9T", "", "Pick what"),
        ("case", "", "", "Enter the reference"),
        ("report", "the theft", "", "Enter the reference"),
        ("identification", "", "long enough in words", "Enter the reference"),
        ("request", "", "dsar", "in a sentence"),
        ("other", "", "", "in a sentence"),
        ("other", "nonsense", WORDS, "no reference"),
        ("other", "", "x" * 401, "longer than 400"),
    ],
)
def test_half_a_purpose_is_none_and_says_what_is_missing(kind, reference, words, sorry):
    decision = check_purpose(kind, reference, words)
    assert not decision
    assert sorry in decision.because


def test_each_purpose_can_be_given():
    for kind in ("case", "report", "identification"):
        assert check_purpose(kind, "R-7K3MQ2XD9T", "")
    for kind in ("request", "other"):
        assert check_purpose(kind, "", WORDS)


def test_a_purpose_is_given_once_leads_back_and_counts_a_quarter_of_an_hour(town):
    report = town.report(by=town.ada)
    client, cora = signed_in(town.cora), town.actor(town.cora)
    assert purpose_of(Asked(client, cora)) is None
    said = {"kind": "report", "reference": report.ref.lower(), "next": "/reports/?kind=theft"}
    answer = client.post(reverse("purpose"), said)
    assert answer["Location"] == "/reports/?kind=theft"
    given = purpose_of(Asked(client, cora))
    assert (given.kind, given.reference) == ("report", report.ref)
    now = timezone.now()
    assert purpose_of(Asked(client, cora), now + timedelta(minutes=14)) is not None
    assert purpose_of(Asked(client, cora), now + timedelta(minutes=16)) is None


def test_a_purpose_counts_for_one_person_in_one_partnership(town):
    client = signed_in(town.cora)
    client.post(reverse("purpose"), {"kind": "other", "words": WORDS})
    assert purpose_of(Asked(client, town.actor(town.cora))) is not None
    assert purpose_of(Asked(client, town.actor(town.dev))) is None
    assert purpose_of(Asked(client, town.actor(town.ada))) is None


def test_the_ledger_gets_kind_and_reference_and_the_words_stay_out_of_it(town):
    signed_in(town.cora).post(reverse("purpose"), {"kind": "request", "words": WORDS})
    event = Event.everywhere.get(kind="search.purpose_given")
    assert event.detail == {"purpose": "request", "reference": ""}
    assert StatedPurpose.everywhere.get().words == WORDS


def test_a_made_up_report_is_no_purpose_and_what_was_typed_stays(town):
    answer = signed_in(town.cora).post(reverse("purpose"), {"kind": "report", "reference": "R-0000000000"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "There is no such report" in page
    assert 'value="R-0000000000"' in page
    assert not StatedPurpose.everywhere.exists()


def test_the_way_back_never_leaves_this_site(town):
    for aim in ("https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", ""):
        said = {"kind": "other", "words": WORDS, "next": aim}
        assert signed_in(town.cora).post(reverse("purpose"), said)["Location"] == "/"


def test_who_is_asked_comes_back_with_what_they_searched_for():
    answer = ask_purpose(RequestFactory().get("/search/?s=gAAAA&after=R-1"))
    assert answer["Location"] == "/looks/purpose/?next=%2Fsearch%2F%3Fs%3DgAAAA%26after%3DR-1"


def test_a_shop_worker_looks_nobody_up(town):
    assert signed_in(town.ada).get(reverse("purpose")).status_code == 403
