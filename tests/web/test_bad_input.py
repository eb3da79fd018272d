"""What people type by mistake, or too late, comes back with a sentence beside it, and no words are lost."""

from html import unescape

import pytest
from django.urls import reverse

from tests.support.showing import make_shown
from tests.support.signing_in import signed_in, with_purpose
from watchward.collect.rules.drafts import PersonSaid

ODD = "\u202eOdd <script>alert(1)</script> words"
NOBODY = "S-7K3MQ2XD9T"


def posted(client, name, *args, **said):
    answer = client.post(reverse(name, args=args), said)
    return answer.status_code, unescape(answer.content.decode())


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2026-02-30", "tomorrow"])
def test_a_day_that_cannot_be_is_said_beside_its_field_of_a_bulletin(town, day):
    said = {"kind": "news", "title": "Bags", "text": ODD, "audience": "everybody", "expires_on": day, "do": "publish"}
    status, page = posted(signed_in(town.cora), "bulletin_write", **said)
    assert status == 422
    assert 'aria-invalid="true"' in page
    assert ODD in page


def test_a_case_says_beside_which_field_something_is_wrong_and_keeps_the_rest(town):
    cora = signed_in(town.cora)
    for said, field in (
        ({"title": "", "purpose": ODD}, "title"),
        ({"title": "x" * 10_000, "purpose": ODD}, "title"),
        ({"title": "Bread", "purpose": ODD, "more": "R-7K3MQ2XD9T"}, "more"),
    ):
        status, page = posted(cora, "case_new", **said)
        assert status == 422
        assert f'href="#{field}"' in page
        assert ODD in page


def test_a_wrong_reference_beside_a_report_leaves_the_report_open_and_the_words_in_it(town):
    report = town.report(by=town.ada, people=(PersonSaid(alias="Red Cap"),))
    said = {"mention": report.people.get().ref, "subject": NOBODY, "because": ODD, "verdict": "same"}
    status, page = posted(signed_in(town.cora), "report_judge", report.ref, **said)
    assert status == 422
    assert "There is no such subject" in page
    assert page.count(ODD) == 2, "in its field, and under what you typed"
    assert posted(signed_in(town.dev), "report_judge", report.ref, **said)[0] == 404


def test_words_for_somebody_who_was_closed_meanwhile_are_not_lost(town):
    shown, cora = make_shown(town), signed_in(town.cora)
    cora.post(reverse("report_grade", args=[shown.report.ref]), {"source": "2", "information": "A"})
    for words, expected in (("First.", 302), (ODD, 422)):
        status, page = posted(cora, "report_close", shown.report.ref, reason="dealt_with", words=words)
        assert status == expected
    assert "What you typed" in page
    assert ODD in page


def test_an_objection_without_words_stays_on_the_page_of_the_subject(town):
    shown, cora = make_shown(town), with_purpose(signed_in(town.cora), town.cora)
    status, page = posted(cora, "object_to", shown.subject.ref, words=" ")
    assert status == 422
    assert 'href="#objection-words"' in page
    assert posted(signed_in(town.dev), "object_to", shown.subject.ref, words=" ")[0] == 404
