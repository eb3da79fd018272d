"""What the database itself refuses of a case, on both engines."""

import pytest
from django.db import Error, transaction
from django.utils import timezone

from watchward.assess.models import Case, CaseReport, CaseStep

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(town):
    return Case.everywhere.create(
        partnership=town.partnership, title="Cakes on Fridays", purpose="Stop it.", owner=town.cora,
        opened_at=timezone.now(), opened_by=town.cora,
    )  # fmt: skip


def line(case, **said):
    plain = {"case": case, "deed": "note", "words": "Rang the shop.", "taken_at": timezone.now()}
    return CaseStep.everywhere.create(**(plain | {"taken_by": case.owner} | said))


def refused(deed) -> bool:
    try:
        with transaction.atomic():
            deed()
    except Error:
        return True
    return False


def test_a_line_of_a_case_is_never_rewritten_but_a_task_is_ticked_once(case):
    task = line(case, deed="task", due_on="2026-03-09", owner=case.owner)
    rows = CaseStep.everywhere.filter(pk=task.pk)
    assert refused(lambda: rows.update(words="Something else."))
    assert refused(lambda: rows.update(due_on="2026-04-09"))
    assert rows.update(done_at=timezone.now(), done_by=case.owner) == 1
    assert refused(lambda: rows.update(done_at=None, done_by=None))


def test_a_decision_without_reasons_and_a_task_without_a_day_are_refused(case):
    assert refused(lambda: line(case, deed="decision"))
    assert refused(lambda: line(case, deed="task", owner=case.owner))
    assert refused(lambda: line(case, deed="outcome"))
    assert refused(lambda: line(case, words=""))
    assert not refused(lambda: line(case, deed="decision", because="Three shops saw it."))


def test_a_report_is_in_a_case_once_and_taking_it_out_says_why(town, case):
    report, now = town.report(by=town.ada), timezone.now()

    def link():
        return CaseReport.everywhere.create(
            case=case, report=report, because="The same cap.", linked_at=now, linked_by=town.cora
        )

    one = link()
    rows = CaseReport.everywhere.filter(pk=one.pk)
    assert refused(link)
    assert refused(lambda: rows.update(because="Another reason."))
    assert refused(lambda: rows.update(unlinked_at=now, unlinked_by=town.cora))
    assert rows.update(unlinked_at=now, unlinked_by=town.cora, unlinked_because="Another man.") == 1
    assert refused(lambda: rows.update(unlinked_at=None, unlinked_by=None, unlinked_because=""))
    assert not refused(link)


def test_a_closed_case_has_both_who_and_when(case):
    rows = Case.everywhere.filter(pk=case.pk)
    assert refused(lambda: rows.update(state="closed"))
    assert rows.update(state="closed", closed_at=timezone.now(), closed_by=case.owner) == 1
    assert refused(lambda: rows.update(state="open"))
