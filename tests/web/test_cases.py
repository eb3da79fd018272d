"""The pages of cases: the list, one case, its package."""

import html

import pytest
from django.urls import reverse

from tests.support.signing_in import signed_in
from watchward.assess.actions.cases import open_case
from watchward.assess.actions.subjects import open_subject
from watchward.assess.models import Case, CaseReport, CaseStep
from watchward.assess.rules.facts import FactSaid
from watchward.partners.models import Membership
from watchward.records.ledger import events_about

pytestmark = pytest.mark.django_db


@pytest.fixture
def cora(town):
    return signed_in(town.cora)


@pytest.fixture
def case(town):
    report = town.report(by=town.ada)
    return open_case(
        actor=town.actor(town.cora), title="Cakes on Fridays", purpose="Stop it.", report_refs=[report.ref]
    )


def text(answer):
    return html.unescape(answer.content.decode())


def at(name, case):
    return reverse(name, args=[case.ref])


def test_coordinator_opens_a_case_writes_in_it_and_closes_it(town, cora):
    report = town.report(by=town.ada)
    said = {"title": "Cakes on Fridays", "purpose": "Stop it.", "more": report.ref.lower()}
    page = text(cora.post(reverse("case_new"), said, follow=True))
    assert "The case is open." in page
    case = Case.everywhere.get()
    assert case.reports.get().report == report
    owner = Membership.everywhere.get(account=town.cora).ref
    cora.post(at("case_step", case), {"deed": "task", "words": "Ring.", "due_on": "2099-03-09", "owner": owner})
    assert "Ring." in text(cora.get(reverse("cases")))
    cora.post(at("case_tick", case), {"step": CaseStep.everywhere.get().ref})
    assert "Done: Ring." not in text(cora.get(reverse("cases")))
    answer = cora.post(at("case_state", case), {"state": "closed", "because": "Passed on."}, follow=True)
    assert "The case is closed." in text(answer)
    assert case.title not in text(cora.get(reverse("cases")))
    assert case.title in text(cora.get(f"{reverse('cases')}?state=closed"))


def test_a_refused_line_comes_back_with_its_words_and_a_sentence(cora, case):
    answer = cora.post(at("case_step", case), {"deed": "decision", "words": "Words that stay."})
    assert answer.status_code == 422
    assert "A decision says why" in text(answer)
    assert "Words that stay." in text(answer)
    assert not CaseStep.everywhere.exists()


def test_a_refused_case_comes_back_with_what_was_typed(town, cora):
    said = FactSaid(kind="alias", value="Red Cap", source="Shops")
    subject = open_subject(actor=town.actor(town.cora), necessity="Thefts.", facts=(said,))
    answer = cora.post(
        reverse("case_new"), {"subject": subject.ref, "title": "Red cap again", "purpose": "Kept purpose."}
    )
    assert answer.status_code == 422
    assert "part of the subject's name" in text(answer)
    assert "Kept purpose." in text(answer)
    assert subject.ref in text(cora.get(f"{reverse('case_new')}?subject={subject.ref}"))


def test_a_report_that_is_not_there_is_said_on_the_page_of_the_case(cora, case):
    answer = cora.post(at("case_link", case), {"report": "R-0000000000", "because": "Same cap."})
    assert answer.status_code == 422
    assert "There is no such report" in text(answer)
    assert CaseReport.everywhere.count() == 1


def test_police_read_the_package_and_each_look_is_in_the_ledger(town, case):
    pat = signed_in(town.person("Pat", "police-officer"))
    page = text(pat.get(at("case_package", case)))
    for words in ("Reported as a crime", "Not graded", "No signed statement", "Took two cakes and left."):
        assert words in page
    pat.get(at("case", case))
    events = [one for one in events_about(f"case/{case.ref}", town.partnership.pk) if "viewed" in one.kind]
    assert [one.kind for one in events] == ["case.package_viewed", "case.viewed"]
    assert events[0].detail["reports"] == [CaseReport.everywhere.get().report.ref]


def test_an_officer_writes_an_outcome_and_is_offered_nothing_else(town, case):
    pat = signed_in(town.person("Pat", "police-officer"))
    page = text(pat.get(at("case", case)))
    assert "Write the outcome" in page
    for words in ("Give a task", "Close it", "Take report 1 out", "Choose an exhibit"):
        assert words not in page
    said = {"deed": "outcome", "words": "Charged.", "choice": "ho.charged.1", "tell": "yes"}
    assert "Written down." in text(pat.post(at("case_step", case), said, follow=True))
    assert pat.post(at("case_state", case), {"state": "closed", "because": "x"}).status_code == 403


def test_shop_worker_finds_no_cases_and_no_way_to_them(town, case):
    ada = signed_in(town.ada)
    assert ada.get(reverse("cases")).status_code == 403
    assert reverse("cases") not in text(ada.get("/"))
    assert ada.get(at("case_package", case)).status_code == 403
