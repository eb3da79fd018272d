"""The one allow list, field by field (G-07)."""

from dataclasses import dataclass, replace
from datetime import date

import pytest

from watchward.assess.choices import Certainty, FactKind
from watchward.share.rules.members_view import ALLOWED, FIELDS, WRITTEN_OFF, Known, allowed_fields, members_view

TODAY = date(2026, 3, 6)
SECRET = "what nobody may read"


@dataclass(frozen=True)
class Fact:
    kind: str
    value: str = SECRET
    certainty: str = Certainty.ALLEGED
    said_on: date = date(2026, 3, 1)
    withdrawn_at: object = None


@dataclass(frozen=True)
class Decided:
    shelf: str = "known"
    fields: tuple = tuple(FIELDS)
    advice: str = "notice"
    sanction: str = "exclusion"
    sanction_starts_on: date | None = None
    sanction_ends_on: date | None = date(2026, 6, 1)
    must_not_enter: str = "The precinct"
    must_not_enter_source: str = "Magistrates"
    must_not_enter_until: date | None = TODAY


def seen(facts, decided=None, known=None, *, shows_born_on=True, today=TODAY):
    return members_view(decided or Decided(), facts, known or Known(), shows_born_on=shows_born_on, today=today)


def test_every_kind_of_fact_is_either_allowed_or_written_off_with_a_reason_g_07():
    assert set(ALLOWED) | set(WRITTEN_OFF) == set(FactKind)
    assert not set(ALLOWED) & set(WRITTEN_OFF)
    assert all(len(why) > 20 for why in WRITTEN_OFF.values())
    assert set(ALLOWED.values()) <= set(FIELDS)


@pytest.mark.parametrize("kind", sorted(WRITTEN_OFF))
def test_what_is_written_off_is_in_no_view_whatever_was_ticked_g_07(kind):
    assert SECRET not in str(seen([Fact(kind)]))


@pytest.mark.parametrize("kind", sorted(ALLOWED))
def test_what_is_allowed_is_seen_only_where_it_was_decided_and_with_its_certainty_g_13(kind):
    shown = seen([Fact(kind, certainty=Certainty.CONFIRMED)])
    line = next(one for one in shown.lines if one.text == SECRET)
    assert line.certainty == "Confirmed"
    without = replace(Decided(), fields=tuple(one for one in FIELDS if one != ALLOWED[kind]))
    assert SECRET not in str(seen([Fact(kind)], without))
    assert SECRET not in str(seen([Fact(kind, withdrawn_at=TODAY)]))


def test_every_line_carries_its_certainty_g_13():
    known = Known(date(1990, 1, 2), ("Town centre",), date(2026, 3, 4))
    shown = seen([Fact(kind) for kind in FactKind], known=known)
    assert {line.field for line in shown.lines} == set(FIELDS) - {"photo"}
    assert all(line.certainty in {str(one.label) for one in Certainty} for line in shown.lines)


def test_a_date_of_birth_needs_the_decision_and_the_partnerships_setting_g_07():
    known = Known(born_on=date(1990, 1, 2))
    assert "1990" in str(seen([], known=known))
    assert "1990" not in str(seen([], known=known, shows_born_on=False))
    assert "1990" not in str(seen([], replace(Decided(), fields=("name",)), known))


def test_a_condition_of_bail_vanishes_after_its_day_g_08():
    assert "The precinct" in str(seen([]))
    assert "Magistrates" in str(seen([]))
    assert "The precinct" not in str(seen([], today=date(2026, 3, 7)))


def test_nobody_is_an_offender_without_a_conviction_g_13():
    assert seen([Fact("method", certainty=Certainty.CONFIRMED)]).noun == "subject"
    assert seen([Fact("outcome", certainty=Certainty.CONVICTED)]).noun == "offender"
    assert seen([Fact("outcome", certainty=Certainty.CONVICTED, withdrawn_at=TODAY)]).noun == "subject"


def test_who_is_unknown_is_shown_without_any_name_p_02():
    unknown = replace(Decided(), shelf="unknown")
    shown = seen([Fact("name", "Robin"), Fact("alias", "Red Cap"), Fact("looks", "Tall")], unknown)
    assert shown.title == "Not known by name"
    assert "Robin" not in str(shown)
    assert "Red Cap" not in str(shown)
    assert "Tall" in str(shown)
    assert "photo" in allowed_fields("unknown", FIELDS, shows_born_on=False)


def test_what_was_said_twice_stands_once_with_the_surest_word():
    facts = [Fact("looks", "Tall"), Fact("looks", "tall", certainty=Certainty.CONFIRMED)]
    assert [(one.text, one.certainty) for one in seen(facts).lines if one.field == "looks"] == [("tall", "Confirmed")]
