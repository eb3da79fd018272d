"""The desk's pages: the piles, and the panel beside a report."""

import html

import pytest
from django.urls import reverse

from tests.support.signing_in import signed_in
from watchward.assess.models import DeskEntry, Grade, Step
from watchward.collect.rules.drafts import PersonSaid
from watchward.records.outbox import work_once
from watchward.wiring import SUBSCRIBERS

pytestmark = pytest.mark.django_db
TWO_TAPS = {"source": "2", "information": "A", "handling": "P", "tlp": "amber"}


@pytest.fixture
def cora(town):
    return signed_in(town.cora)


def on_desk(town, **said):
    report = town.report(by=town.ada, **said)
    work_once(SUBSCRIBERS)
    return report


def text(answer):
    return html.unescape(answer.content.decode())


def test_coordinator_opens_the_desk_grades_with_two_taps_and_closes_and_the_worker_reads_it(town, cora):
    report = on_desk(town)
    assert reverse("report", args=[report.ref]) in text(cora.get(reverse("desk")))
    answer = cora.post(reverse("report_grade", args=[report.ref]), TWO_TAPS, follow=True)
    assert "Graded 2A P." in text(answer)
    answer = cora.post(
        reverse("report_close", args=[report.ref]), {"reason": "dealt_with", "words": "Thank you."}, follow=True
    )
    assert answer.redirect_chain[-1][0] == reverse("desk"), "nothing else is due"
    ada = signed_in(town.ada)
    page = text(ada.get(reverse("report", args=[report.ref])))
    assert "Dealt with" in page
    assert "Thank you." in page
    assert "2A P" not in page, "a grade is for the office"
    assert "On the desk" not in page
    assert "Dealt with" in text(ada.get("/"))


def test_after_one_report_the_next_that_is_due_opens(town, cora):
    first, second = on_desk(town), on_desk(town)
    cora.post(reverse("report_grade", args=[first.ref]), TWO_TAPS)
    answer = cora.post(reverse("report_close", args=[first.ref]), {"reason": "no_lines"})
    assert answer["Location"] == reverse("report", args=[second.ref])


def test_half_a_grade_comes_back_with_what_was_chosen_and_a_sentence(town, cora):
    report = on_desk(town)
    answer = cora.post(reverse("report_grade", args=[report.ref]), {**TWO_TAPS, "source": "1", "handling": "C"})
    assert answer.status_code == 422
    assert "Write which" in text(answer)
    assert 'value="1" checked' in " ".join(text(answer).split())
    assert not Grade.everywhere.exists()


def test_closing_without_a_grade_says_what_to_do_first(town, cora):
    report = on_desk(town)
    answer = cora.post(reverse("report_close", args=[report.ref]), {"reason": "no_lines", "words": "Kept words"})
    assert answer.status_code == 422
    assert "Grade the report first" in text(answer)
    assert "Kept words" in text(answer)


def test_police_officer_tells_the_reporter_the_reference_without_a_desk_of_their_own(town):
    report = on_desk(town)
    pat = signed_in(town.person("Pat", "police-officer"))
    assert pat.get(reverse("desk")).status_code == 403
    page = text(pat.get(reverse("report", args=[report.ref])))
    assert "Tell the reporter" in page
    assert "How reliable is the source?" not in page
    said = {"rung": "police-reference", "words": "44123456789"}
    answer = pat.post(reverse("report_tell", args=[report.ref]), said, follow=True)
    assert "The reporter can read it now." in text(answer)
    assert "44123456789" in text(signed_in(town.ada).get(reverse("report", args=[report.ref])))
    assert pat.post(reverse("report_grade", args=[report.ref]), TWO_TAPS).status_code == 403


def test_second_reader_finds_it_waiting_and_agrees_with_one_button(town, cora):
    report = on_desk(town, people=(PersonSaid(alias="Red Cap", seemed_under_18=True),))
    assert "waits for a second reader" in text(
        cora.post(reverse("report_grade", args=[report.ref]), TWO_TAPS, follow=True)
    )
    dot = signed_in(town.person("Dot", "data-protection-lead"))
    assert report.ref in text(dot.get(reverse("desk"), {"pile": "waiting", "waits_for": "second-reader"}))
    page = text(dot.get(reverse("report", args=[report.ref])))
    assert "I agree" in page
    assert "How reliable is the source?" not in page
    said = {"grade": Grade.everywhere.get().ref, "agrees": "yes"}
    answer = dot.post(reverse("report_second", args=[report.ref]), said)
    assert answer["Location"] == "/desk/?pile=waiting&waits_for=second-reader", "on to the next one to read"
    assert DeskEntry.everywhere.get().pile == "to-do"


def test_a_report_waits_comes_back_and_is_opened_again(town, cora):
    report = on_desk(town)
    cora.post(reverse("report_wait", args=[report.ref]), {"waits_for": "police"})
    assert "News from the police" in text(cora.get(reverse("desk"), {"pile": "waiting"}))
    cora.post(reverse("report_grade", args=[report.ref]), TWO_TAPS)
    cora.post(reverse("report_close", args=[report.ref]), {"reason": "passed_on"})
    assert report.ref in text(cora.get(reverse("desk"), {"pile": "done"}))
    assert "Open again" in text(cora.post(reverse("report_reopen", args=[report.ref]), {"words": ""}, follow=True))


def test_an_empty_pile_and_a_filter_without_hits_say_so(town, cora):
    assert "Nothing is due." in text(cora.get(reverse("desk")))
    on_desk(town)
    assert "No report fits." in text(cora.get(reverse("desk"), {"group": "drugs"}))
    assert text(cora.get(reverse("desk"), {"group": "nonsense", "pile": "nonsense"})).count("<tr>") == 2


@pytest.mark.parametrize(
    "name", ["report_grade", "report_second", "report_wait", "report_tell", "report_close", "report_reopen"]
)
def test_a_neighbour_and_the_next_town_find_nothing_to_move(town, name):
    report = on_desk(town)
    for account in (town.bilal, town.dev):
        answer = signed_in(account).post(reverse(name, args=[report.ref]), {**TWO_TAPS, "reason": "no_lines"})
        assert answer.status_code in {403, 404}
    assert not Step.everywhere.exists()
    assert not Grade.everywhere.exists()
