"""Reports: sent once, read by those who may, never rewritten."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from tests.support.town import FRIDAY_NIGHT
from watchward.collect.actions.reports import (
    CannotAddToReport,
    CannotSubmitReport,
    SentDifferently,
    add_to_report,
    ask_correction,
    submit_report,
)
from watchward.collect.models import Report
from watchward.collect.queries.reports import ReportFilter, get_report, newest_reports, visible_reports
from watchward.collect.rules.drafts import PersonSaid
from watchward.kit.errors import NotFound, NotPermitted
from watchward.partners.models import ListAddition
from watchward.records import newest
from watchward.records.models import Event


def test_member_sees_own_reports_but_not_a_neighbours(town):
    report = town.report(by=town.ada)
    assert report in visible_reports(town.actor(town.ada))
    assert report not in visible_reports(town.actor(town.bilal))


@pytest.mark.parametrize("kind", ["theft.staff", "safeguarding.exploitation"])
def test_a_report_about_staff_or_somebody_at_risk_is_hidden_from_the_places_manager_p_05(town, kind):
    report, theft = town.report(by=town.ada, kind=kind), town.report(by=town.ada)
    mia = town.actor(town.person("Mia", "store-manager", town.bakery))
    assert list(visible_reports(mia)) == [theft]
    assert [row.ref for row in newest_reports(mia).rows] == [theft.ref]
    with pytest.raises(NotFound):
        get_report(mia, report.ref)
    assert report in visible_reports(town.actor(town.ada)), "who sent it reads it"
    assert report in visible_reports(town.actor(town.cora))


def test_a_managers_own_report_about_staff_stays_hers_and_the_towns_own_kinds_inherit_the_rule_p_05(town):
    ListAddition.everywhere.create(
        partnership=town.partnership, list_id="incident_types", entry_id="theft.staff.local-till",
        parent_id="theft.staff", label="From the till",
    )  # fmt: skip
    boss = town.person("Mia", "store-manager", town.bakery)
    own = town.report(by=boss, kind="theft.staff")
    local = town.report(by=town.ada, kind="theft.staff.local-till")
    assert list(visible_reports(town.actor(boss))) == [own]
    assert local in visible_reports(town.actor(town.cora))


def test_coordinator_sees_every_report_of_the_town_but_none_of_the_next(town):
    report = town.report(by=town.ada)
    assert report in visible_reports(town.actor(town.cora))
    assert report not in visible_reports(town.actor(town.dev))


def test_store_manager_sees_reports_of_their_premises_only(town):
    manager = town.person("Mia", "store-manager", town.bakery)
    here, there = town.report(by=town.ada), town.report(by=town.bilal)
    seen = visible_reports(town.actor(manager))
    assert here in seen
    assert there not in seen


def test_stranger_cannot_tell_a_hidden_report_from_a_missing_one(town):
    hidden = town.report(by=town.ada)
    answers = []
    for ref in (hidden.ref, "R-0000000000"):
        with pytest.raises(NotFound) as refusal:
            get_report(town.actor(town.bilal), ref)
        answers.append(str(refusal.value))
    assert answers[0] == answers[1]


def test_report_sent_twice_under_one_key_arrives_once(town):
    key, draft = uuid4(), town.draft()
    first = submit_report(actor=town.actor(town.ada), draft=draft, client_key=key)
    again = submit_report(actor=town.actor(town.ada), draft=draft, client_key=key)
    assert again == first
    assert Report.everywhere.count() == 1
    assert Event.everywhere.filter(kind="report.submitted").count() == 1


def test_other_words_under_the_same_key_are_refused(town):
    key = uuid4()
    submit_report(actor=town.actor(town.ada), draft=town.draft(), client_key=key)
    with pytest.raises(SentDifferently):
        submit_report(actor=town.actor(town.ada), draft=town.draft(narrative="Else."), client_key=key)


def test_worker_cannot_report_for_a_neighbours_premises(town):
    with pytest.raises(CannotSubmitReport):
        submit_report(actor=town.actor(town.ada), draft=town.draft(premises_ref=town.pharmacy.ref), client_key=uuid4())


def test_coordinator_cannot_report_for_a_premises_of_another_town(town):
    with pytest.raises(CannotSubmitReport):
        submit_report(
            actor=town.actor(town.cora),
            draft=town.draft(premises_ref=town.other.bakery.ref),
            client_key=uuid4(),
        )


EMPTIED = {
    "narrative": "",
    "answers": {},
    "police_reference": "",
    "client_key": None,
    "body_digest": "",
    "device_at": None,
}


@pytest.mark.parametrize(
    "change",
    [
        {"narrative": "Nothing happened."},
        {"narrative": ""},
        {"answers": {}},
        {"answers": {"other_details": "Other words."}},
        {"police_reference": "Other"},
        {"purged_at": FRIDAY_NIGHT},
        EMPTIED,
        EMPTIED | {"purged_at": FRIDAY_NIGHT, "narrative": "Nothing happened."},
        EMPTIED | {"purged_at": FRIDAY_NIGHT, "loss_pence": 1},
        EMPTIED | {"purged_at": FRIDAY_NIGHT, "kind": "assault"},
        EMPTIED | {"purged_at": FRIDAY_NIGHT, "source_key": "own:1"},
    ],
    ids=lambda change: ", ".join(change),
)
def test_the_words_of_a_report_are_never_rewritten_nor_emptied_by_half_r_08(town, change):
    report = town.report(by=town.ada, answers={"other_details": "Some words."})
    with pytest.raises(DatabaseError, match="never rewritten"), transaction.atomic():
        Report.everywhere.filter(pk=report.pk).update(**change)


def test_a_report_is_emptied_once_and_its_facts_stay_r_08(town):
    report = town.report(by=town.ada, answers={"other_details": "Some words."})
    rows = Report.everywhere.filter(pk=report.pk)
    rows.update(purged_at=FRIDAY_NIGHT, **EMPTIED)
    with pytest.raises(DatabaseError, match="never rewritten"), transaction.atomic():
        rows.update(purged_at=FRIDAY_NIGHT + timedelta(days=1))
    with pytest.raises(DatabaseError, match="never rewritten"), transaction.atomic():
        rows.update(purged_at=None)
    with pytest.raises(DatabaseError, match="never rewritten"), transaction.atomic():
        rows.update(narrative="They come back.")


def test_what_was_said_of_a_person_is_never_rewritten(town):
    report = town.report(by=town.ada, people=(PersonSaid(alias="Red Cap", clothing=("red cap",)),))
    with pytest.raises(DatabaseError, match="never rewritten"), transaction.atomic():
        report.people.update(alias="Somebody else")


def test_reporter_adds_to_a_report_but_the_neighbour_and_the_coordinator_do_not(town):
    report = town.report(by=town.ada)
    add_to_report(actor=town.actor(town.ada), ref=report.ref, text="He had a blue bag.")
    assert [one.text for one in report.addenda.all()] == ["He had a blue bag."]
    with pytest.raises(NotFound):
        add_to_report(actor=town.actor(town.bilal), ref=report.ref, text="No.")
    with pytest.raises(CannotAddToReport):
        add_to_report(actor=town.actor(town.cora), ref=report.ref, text="No.")


def test_coordinator_asks_for_a_correction_and_the_answer_is_an_addendum(town):
    report = town.report(by=town.ada)
    asked = ask_correction(actor=town.actor(town.cora), ref=report.ref, text="Was it two cakes or three?")
    add_to_report(actor=town.actor(town.ada), ref=report.ref, text="Three.", request_ref=asked.ref)
    assert report.addenda.get().answers_request == asked
    assert Report.everywhere.get().narrative == "Took two cakes and left."
    with pytest.raises(NotPermitted):
        ask_correction(actor=town.actor(town.ada), ref=report.ref, text="Me too.")


def test_list_goes_back_page_by_page_and_shows_each_report_once(town):
    sent = [town.report(by=town.ada, narrative=f"Number {n}.").ref for n in range(7)]
    seen, after = [], ""
    while True:
        page = newest_reports(town.actor(town.cora), after=after, limit=3)
        seen += [row.ref for row in page.rows]
        after = page.older
        if not after:
            break
    assert sorted(seen) == sorted(sent)
    assert len(seen) == len(set(seen))


def test_a_group_takes_its_children_and_the_towns_own_ones_with_it_but_no_other_kind(town):
    ListAddition.everywhere.create(
        partnership=town.partnership, list_id="incident_types", entry_id="theft.local-cakes", parent_id="theft",
        label="Cakes taken",
    )  # fmt: skip
    wanted = {town.report(by=town.ada, kind=kind).ref for kind in ("theft", "theft.bulk", "theft.local-cakes")}
    town.report(by=town.ada, kind="violence.threat")
    page = newest_reports(town.actor(town.cora), narrow=ReportFilter(kind="theft"))
    assert {row.ref for row in page.rows} == wanted
    only = newest_reports(town.actor(town.cora), narrow=ReportFilter(kind="theft.bulk"))
    assert [row.kind for row in only.rows] == ["theft.bulk"]


def test_very_many_parts_are_asked_in_turns_and_give_the_same_list(town, monkeypatch):
    for n in range(6):
        town.report(by=town.ada, kind=("theft", "theft.bulk", "theft.concealed")[n % 3], narrative=f"{n}")
    whole = newest_reports(town.actor(town.cora), narrow=ReportFilter(kind="theft"), limit=4)
    monkeypatch.setattr(newest, "MOST_PARTS", 2)
    assert newest_reports(town.actor(town.cora), narrow=ReportFilter(kind="theft"), limit=4) == whole
