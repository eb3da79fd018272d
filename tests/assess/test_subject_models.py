"""What the database itself refuses about subjects."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from watchward.assess.models import Fact, Subject


def make_subject(town, **said):
    plain = {"necessity": "Reports about one person", "opened_at": timezone.now(), "opened_by": town.cora}
    return Subject.everywhere.create(partnership=town.partnership, **plain | said)


def make_fact(town, subject, **said):
    plain = {
        "kind": "alias", "value": "Red Cap", "plain_value": "red cap", "source": "PC on patrol", "grade": "2B P",
        "said_on": date(2026, 3, 6), "added_at": timezone.now(), "added_by": town.cora,
    }  # fmt: skip
    return Fact.everywhere.create(subject=subject, partnership=town.partnership, **plain | said)


def refused():
    return pytest.raises((IntegrityError, DatabaseError))


def test_a_record_of_a_person_carries_its_basis_and_its_condition_g_03(town):
    subject = make_subject(town)
    assert subject.article_6 == "recognised-legitimate-interest-crime"
    assert subject.article_10 == "dpa-2018-sch1-para10"


def test_a_record_of_a_person_cannot_stand_without_its_necessity_g_04(town):
    with refused(), transaction.atomic():
        make_subject(town, necessity="")


def test_vulnerability_cannot_be_marked_without_a_support_route_p_05(town):
    with refused(), transaction.atomic():
        make_subject(town, is_vulnerable=True)
    assert make_subject(town, is_vulnerable=True, support_considered="Homeless outreach was told").is_vulnerable


def test_a_fact_has_source_grade_and_date_and_is_alleged_until_somebody_says_more_g_13(town):
    fact = make_fact(town, make_subject(town))
    assert (fact.certainty, fact.grade, fact.source) == ("alleged", "2B P", "PC on patrol")
    with refused(), transaction.atomic():
        make_fact(town, fact.subject, source="")


@pytest.mark.parametrize("column", ["value", "certainty", "grade", "source"])
def test_a_fact_is_never_rewritten(town, column):
    fact = make_fact(town, make_subject(town))
    with refused(), transaction.atomic():
        Fact.everywhere.filter(pk=fact.pk).update(**{column: "other"})
    Fact.everywhere.filter(pk=fact.pk).update(
        withdrawn_at=timezone.now(), withdrawn_by=town.cora, withdrawn_because="The officer took it back"
    )
