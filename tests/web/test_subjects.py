"""Subjects in a browser's eyes: linked beside a report, read on a page of their own, closed to members."""

import html
import re

import pytest
from django.urls import reverse

from tests.support.signing_in import signed_in, with_purpose
from watchward.assess.actions.judgements import open_subject_from
from watchward.assess.actions.merges import agree_merge, propose_merge
from watchward.assess.actions.subjects import open_subject
from watchward.assess.models import Judgement, Merge, Subject
from watchward.collect.rules.drafts import PersonSaid
from watchward.partners.models import GovernanceDocument
from watchward.records.models import Event

pytestmark = pytest.mark.django_db
CAP = (PersonSaid(alias="Red Cap", methods=("distraction",)),)


@pytest.fixture
def cora(town):
    return with_purpose(signed_in(town.cora), town.cora)


def text(answer):
    return html.unescape(answer.content.decode())


def known(town):
    report = town.report(by=town.ada, people=CAP)
    return open_subject_from(
        actor=town.actor(town.cora), report_ref=report.ref, mention_ref=report.people.get().ref, necessity="Seen before"
    )


def change(client, subject, what, **said):
    return client.post(reverse("subject_change", args=[subject.ref, what]), said, follow=True)


def test_coordinator_links_a_report_to_a_suggested_subject_and_takes_it_back(town, cora):
    subject = known(town)
    again = town.report(by=town.bilal, people=CAP)
    page = text(cora.get(reverse("report", args=[again.ref])))
    assert "Names: a name is the same" in page
    assert "Side by side, and why" in page
    assert "How it adds up" in page
    said = {"mention": again.people.get().ref, "subject": subject.ref, "verdict": "same"}
    page = text(cora.post(reverse("report_judge", args=[again.ref]), said, follow=True))
    assert f"{subject.ref}: the same person." in page
    assert "Take back" in page
    page = text(cora.get(reverse("subject", args=[subject.ref])))
    assert "Reports: 2" in page
    cora.post(reverse("report_judge", args=[again.ref]), said | {"verdict": "withdrawn"})
    assert Judgement.everywhere.filter(mention__report=again, is_current=True).get().verdict == "withdrawn"


def test_nobody_known_fits_so_a_record_is_opened_from_the_report(town, cora):
    report = town.report(by=town.ada, people=CAP)
    page = text(cora.get(reverse("report", args=[report.ref])))
    assert "No known subject shares" in page
    said = {"mention": report.people.get().ref, "necessity": ""}
    answer = cora.post(reverse("report_subject", args=[report.ref]), said)
    assert answer.status_code == 422
    assert "G-04" in text(answer)
    cora.post(reverse("report_subject", args=[report.ref]), said | {"necessity": "Third time this week"})
    assert Subject.everywhere.get().necessity == "Third time this week"


def test_a_shop_worker_sees_no_suggestion_no_subject_and_no_address_of_one(town):
    subject = known(town)
    report = town.report(by=town.ada, people=CAP)
    ada = signed_in(town.ada)
    page = text(ada.get(reverse("report", args=[report.ref])))
    assert subject.ref not in page
    assert "No known subject" not in page
    assert ada.get(reverse("subjects")).status_code == 403
    assert ada.get(reverse("subject", args=[subject.ref])).status_code == 403
    said = {"mention": report.people.get().ref, "subject": subject.ref, "verdict": "same"}
    assert ada.post(reverse("report_judge", args=[report.ref]), said).status_code == 403
    assert Judgement.everywhere.count() == 1


def test_police_read_reasons_and_have_no_keys_that_judge(town):
    known(town)
    again = town.report(by=town.bilal, people=CAP)
    page = text(signed_in(town.person("Pat", "police-officer")).get(reverse("report", args=[again.ref])))
    assert "Names: a name is the same" in page
    assert 'value="same"' not in page


def test_every_look_at_a_subject_stands_in_the_ledger(town, cora):
    subject = known(town)
    cora.get(reverse("subject", args=[subject.ref]))
    event = Event.everywhere.get(kind="subject.viewed")
    assert (event.ref, event.account_id) == (f"subject/{subject.ref}", town.cora.pk)
    assert (event.detail["purpose"], event.detail["reference"]) == ("report", "R-7K3MQ2XD9T")


def test_a_bare_address_asks_what_for_on_every_way_to_a_subject_and_shows_nothing(town):
    subject, fresh = known(town), signed_in(town.cora)
    bare = reverse("subject", args=[subject.ref])
    for address in (bare, reverse("tell", args=[subject.ref]), f"{bare}?s=forged"):
        assert fresh.get(address).url.startswith(reverse("purpose")), address
    refused = change(fresh, subject, "fact", kind="alias", value="The Whistler", certainty="alleged")
    assert refused.redirect_chain[0][0].startswith(reverse("purpose"))
    assert "Red Cap" not in text(refused)
    assert not Event.everywhere.filter(kind="subject.viewed").exists()
    assert fresh.get(reverse("subject", args=["S-0000000000"])).status_code == 404, "a missing one asks nothing"
    said = {"kind": "other", "words": "She asked what is kept about her.", "next": bare}
    assert "Red Cap" in text(fresh.post(reverse("purpose"), said, follow=True))


def test_from_a_report_a_subject_opens_at_once_and_stays_open_while_it_is_worked_on(town):
    subject, fresh = known(town), signed_in(town.cora)
    report = town.report(by=town.bilal, people=CAP)
    other = open_subject(actor=town.actor(town.cora), necessity="Seen", facts=())
    page = text(fresh.get(reverse("report", args=[report.ref])))
    address = re.search(rf'href="({reverse("subject", args=[subject.ref])}[^"]*)"', page)[1]
    assert fresh.get(address).status_code == 200
    event = Event.everywhere.get(kind="subject.viewed")
    assert (event.detail["purpose"], event.detail["reference"]) == ("report", report.ref)
    assert change(fresh, subject, "age", looks="adult").status_code == 200, "and back to the page"
    assert fresh.get(reverse("subject", args=[subject.ref])).status_code == 200
    elsewhere = address.replace(subject.ref, other.ref)
    assert fresh.get(elsewhere).url.startswith(reverse("purpose")), "the link is for this person alone"
    assert signed_in(town.cora).get(address).url.startswith(reverse("purpose")), "and for this session"


def test_facts_are_written_and_taken_back_and_half_a_fact_keeps_what_was_typed(town, cora):
    subject = known(town)
    answer = change(cora, subject, "fact", kind="alias", value="The Whistler", certainty="alleged")
    assert answer.status_code == 422
    assert "where the fact comes from" in text(answer)
    assert "The Whistler" in text(answer)
    change(cora, subject, "fact", kind="alias", value="The Whistler", certainty="confirmed", source="PC on patrol")
    fact = subject.facts.get(value="The Whistler")
    page = text(change(cora, subject, "withdraw", fact=fact.ref, because="It is his brother"))
    assert "Taken back: 1" in page
    assert "It is his brother" in page


def test_whoever_decides_on_a_merge_sees_the_two_side_by_side_with_reasons_p_07(town, cora):
    refs = []
    for by, alias in ((town.ada, "The Whistler"), (town.bilal, "The Wistler")):
        report = town.report(by=by, people=(PersonSaid(alias=alias, marks="spider tattoo on left hand"),))
        how = {"report_ref": report.ref, "mention_ref": report.people.get().ref, "necessity": "Seen before"}
        refs.append(open_subject_from(actor=town.actor(town.cora), **how).ref)
    propose_merge(actor=town.actor(town.cora), keeper_ref=refs[0], other_ref=refs[1], because="The same tattoo")
    for ref in refs:
        page = text(cora.get(reverse("subject", args=[ref])))
        assert "a name is the same but for a typing error" in page
        assert "Side by side, and why" in page
    merge = Merge.everywhere.get()
    agree_merge(actor=town.actor(town.person("Pat", "police-officer")), ref=refs[0], merge_ref=merge.ref)
    assert "Side by side, and why" not in text(cora.get(reverse("subject", args=[refs[0]])))


def test_a_merge_waits_for_a_second_person_and_can_be_undone_p_07(town, cora):
    one, two = known(town), known(town)
    change(cora, one, "merge", other=two.ref.lower(), because="Same tattoo")
    merge = Merge.everywhere.get()
    assert change(cora, one, "decide", merge=merge.ref, decision="agree").status_code == 422
    officer = town.person("Pat", "police-officer")
    pat = with_purpose(signed_in(officer), officer)
    assert "I agree: one person" in text(pat.get(reverse("subject", args=[one.ref])))
    change(pat, one, "decide", merge=merge.ref, decision="agree")
    assert f"Go to {one.ref}" in text(cora.get(reverse("subject", args=[two.ref])))
    assert "They are two again." in text(
        change(cora, one, "decide", merge=merge.ref, decision="undo", because="His brother")
    )


def test_confirming_ageing_and_closing_to_members_work_from_the_page(town, cora):
    subject = known(town)
    assert "Confirmed." in text(change(cora, subject, "confirm", stands_on="manager"))
    assert "1 more must say" in text(change(cora, subject, "age", looks="adult"))
    assert "They are 18 or older" in text(change(cora, subject, "birth", born_on="2000-01-01"))
    assert "Vulnerable: closed to members" in text(change(cora, subject, "vulnerable", support="Outreach was told"))
    assert "No marker" in text(change(cora, subject, "vulnerable", lift="1"))
    assert "Identified, not verified" in text(
        change(cora, subject, "state", state="identified", because="I mistook his brother")
    )
    assert change(cora, subject, "nonsense").status_code == 404


def test_a_record_opened_from_another_source_says_which(town, cora):
    answer = cora.post(reverse("subject_new"), {"necessity": "Police briefing", "alias": "Red Cap"})
    assert answer.status_code == 422
    said = {"necessity": "Police briefing", "alias": "Red Cap", "source": "Briefing of 6 March"}
    assert cora.post(reverse("subject_new"), said).status_code == 302
    assert Subject.everywhere.get().facts.get().source == "Briefing of 6 March"


def test_the_list_narrows_by_state(town, cora):
    known(town)
    assert "“Red Cap”" in text(cora.get(reverse("subjects")))
    assert "Nobody fits." in text(cora.get(reverse("subjects") + "?state=confirmed"))


def test_before_the_gate_is_open_a_report_is_read_without_the_keys_that_judge_g_01(town, cora):
    report = town.report(by=town.ada, people=CAP)
    GovernanceDocument.everywhere.filter(partnership=town.partnership, kind="dpia").delete()
    answer = cora.get(reverse("report", args=[report.ref]))
    assert answer.status_code == 200
    assert "No known subject" not in text(answer)
    assert cora.get(reverse("subjects")).status_code == 403


def test_what_several_reports_say_stands_once_with_every_source_g_13(town, cora):
    subject = known(town)
    again = town.report(by=town.bilal, people=CAP)
    said = {"mention": again.people.get().ref, "subject": subject.ref, "verdict": "same"}
    cora.post(reverse("report_judge", args=[again.ref]), said)
    page = text(cora.get(reverse("subject", args=[subject.ref])))
    assert page.count("<strong>Red Cap</strong>") == 1
    assert page.count(f">{again.ref}</a>, 6 March 2026") == 2, "the alias and the method, each with its report"


def test_two_reports_show_habits_and_a_timeline_and_one_shows_no_habits(town, cora):
    subject = known(town)
    page = text(cora.get(reverse("subject", args=[subject.ref])))
    assert "Habits" not in page
    again = town.report(by=town.bilal, people=CAP)
    said = {"mention": again.people.get().ref, "subject": subject.ref, "verdict": "same"}
    cora.post(reverse("report_judge", args=[again.ref]), said)
    page = text(cora.get(reverse("subject", args=[subject.ref])))
    assert "2 reports from 6 March 2026 to 6 March 2026" in page
    assert "When they were reported" in page
    assert "Where they were reported" in page
    assert f"Judged to be in {again.ref}" in page
