"""A bulletin leads to the gallery instead of naming somebody (G-07); the words are pointed out, never taken away."""

import pytest
from django.utils import timezone

from watchward.assess.models import Fact, Subject
from watchward.assess.rules.subjects import plain, plain_registration
from watchward.share.queries.naming import cautions_in, known_names_in

pytestmark = pytest.mark.django_db


def known(town, value, kind="name", **how):
    """Somebody about whom one fact is known."""
    now = timezone.now()
    subject = Subject.everywhere.create(
        partnership=town.partnership, necessity="Repeated thefts.", opened_at=now, opened_by=town.cora, **how
    )
    return Fact.everywhere.create(
        subject=subject, partnership=town.partnership, kind=kind, value=value, source="Told by the police",
        plain_value=plain_registration(value) if kind == "vehicle" else plain(value),
        said_on=now.date(), added_at=now, added_by=town.cora,
    )  # fmt: skip


def words(town, *texts):
    return [one.word for one in cautions_in(town.partnership.pk, *texts) if one.names]


def test_name_and_alias_of_somebody_known_are_pointed_out_however_they_are_spelt(town):
    known(town, "Zoë O'Neill")
    known(town, "Red Cap", kind="alias")
    assert words(town, "Look out for zoe oneill!", "They say (Red-Cap) is back.") == ["zoe oneill", "Red-Cap"]
    assert words(town, "A person in a red coat bought a cap.") == []


def test_caution_says_what_to_do_instead(town):
    known(town, "Red Cap", kind="alias")
    (caution,) = cautions_in(town.partnership.pk, "Red Cap again.")
    assert "gallery" in caution.advice


def test_somebody_known_to_the_next_town_a_withdrawn_fact_and_somebody_removed_are_no_names_here(town):
    known(town.other, "Blue Scarf", kind="alias")
    fact = known(town, "Green Hat", kind="alias")
    Fact.everywhere.filter(pk=fact.pk).update(withdrawn_at=timezone.now(), withdrawn_by=town.cora)
    known(town, "Grey Fox", kind="alias", state="removed")
    assert known_names_in(town.partnership.pk, "Blue Scarf, Green Hat and Grey Fox.") == []


@pytest.mark.parametrize("text", ["a van AB12 CDE", "ab12cde", "A123 BCD", "ABC 123D", "AXZ 1234"])
def test_registration_is_pointed_out_known_or_not(town, text):
    assert words(town, f"We look for {text}.")


@pytest.mark.parametrize("text", ["for 2026 and the A4 and the M6", "from 10 to 12 the shop", "Room 101", "the 5p bag"])
def test_ordinary_numbers_are_no_registrations(town, text):
    assert words(town, text) == []


def test_foreign_registration_that_is_known_is_found(town):
    known(town, "B-XY 77", kind="vehicle")
    assert words(town, "A lorry, b-xy 77, was seen.") == ["BXY77"]
    assert words(town, "A lorry, B-XZ 77, was seen.") == []


def test_sensitive_words_are_pointed_out_as_in_a_report_without_being_a_name(town):
    """G-14."""
    (caution,) = cautions_in(town.partnership.pk, "A Muslim man came in.")
    assert not caution.names
    assert caution.advice
