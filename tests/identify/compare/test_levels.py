"""The levels of each kind, for pairs of texts as people write them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchward.identify.compare import COMPARERS, MISSING, Both, Kind, level_of
from watchward.identify.compare.quick import plainly_different

PAIRS = [
    ("given", "Elizabeth", "elizabeth", "same"), ("given", "Elizabeth", "Liz", "short"),
    ("given", "Mary Ann", "Ann", "short"), ("given", "Jon", "Jno", "typing"), ("given", "E", "Elizabeth", "initial"),
    ("given", "Юлия", "Yuliya", "same"), ("given", "Youssef", "Yusuf", "typing"), ("given", "Ada", "Bo", "different"),
    ("family", "O’Neill", "ONEILL", "same"), ("family", "Smith", "Smtih", "typing"),
    ("family", "Smith-Jones", "Jones", "part"), ("family", "Papadopoulos", "Παπαδόπουλος", "same"),
    ("family", "Smith", "Brown", "different"),
    ("names", "Liz O'Neill; Lizzo", "ONEILL Elizabeth", "short"), ("names", "Ada Quill", "Quill Ada", "same"),
    ("names", "Ada Quill", "Ada Brown", "part"), ("names", "Ada Quill", "Bilal Brown", "different"),
    ("date", "1956-04-09", "19560409", "same"), ("date", "09/04/1956", "1956-04-09", "same"),
    ("date", "1956-04-09", "1956-09-04", "swapped"), ("date", "1956-04-09", "1956-04-19", "digit"),
    ("date", "1956-04-09", "1999-04-09", "parts"), ("date", "1956", "1956-04-09", "known"),
    ("date", "c 1956", "1957-04-09", "year"), ("date", "1956-13-45", "1956-13-45", "same"),
    ("date", "1956-04-09", "1984-11-23", "different"),
    ("age", "20-30", "27", "same"), ("age", "20s", "33", "near"), ("age", "20", "60", "different"),
    ("height", "5'10", "178", "same"), ("height", "1.60", "190", "different"),
    ("build", "slim build", "thin", "same"), ("hair", "dark brown hair", "brunette", "same"),
    ("accent", "Scouse", "Liverpool accent", "same"), ("hair", "long black", "long brown", "some"),
    ("marks", "tattoo of a rose, left forearm", "rose tatoo on left arm", "same"),
    ("marks", "scar on face", "glasses", "different"), ("marks", "scar on face", "cut on arm", "one"),
    ("house", "12a", "12 A", "same"), ("house", "12", "13", "typing"), ("house", "1", "2", "different"),
    ("street", "12 High Street", "12 high st", "same"), ("street", "Station Road", "Staton Rd", "typing"),
    ("postcode", "me4 4aa", "ME44AA", "same"), ("postcode", "ME4 4AA", "ME4 4AB", "typing"),
    ("postcode", "ME4 4AA", "ME4 9ZX", "district"), ("postcode", "ME4 4AA", "PO1 3QF", "different"),
    ("place", "51.38, 0.52", "51.3805, 0.5201", "same"), ("place", "51.38, 0.52", "50.8, -1.09", "different"),
    ("time", "2026-03-27T21:15", "2026-03-27T21:40", "same"), ("time", "2026-03-27T21:15", "2026-05-27", "different"),
    ("vehicles", "GK11 ABC", "gk11abc", "same"), ("vehicles", "GK1? ABC", "GK11 ABC", "misread"),
    ("vehicles", "K11A", "GK11 ABC", "part"), ("vehicles", "GK11 ABC", "LM02 XYZ", "different"),
    ("phones", "+44 7700 900123", "07700 900123", "same"), ("phones", "07700900123", "07700900124", "typing"),
    ("emails", "a.quill@example.org", "A.Quill@example.org", "same"),
    ("emails", "aquill@example.org", "aquil@example.org", "typing"),
    ("emails", "aquill@example.org", "aquill@other.test", "name"),
    ("methods", "foil bag; distraction", "distraction, foil bag", "several"),
    ("methods", "foil bag", "grab", "different"),
    ("goods", "meat; spirits", "spirits", "one"), ("associates", "Bo Reed", "bo reed; Al Fox", "one"),
    ("code", "NSW", "nsw", "same"), ("text", "blue parka hood", "parka hood blue", "some"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "one", "other", "level"), PAIRS, ids=lambda one: str(one)[:24])
def test_two_texts_stand_on_the_level_that_a_reader_expects(kind, one, other, level):
    comparer = COMPARERS[Kind(kind)]
    first, second = comparer.prepare(one), comparer.prepare(other)
    assert first is not None
    assert second is not None
    for found in (comparer.level(first, second), comparer.level(second, first)):
        assert comparer.levels[found].name == level


def test_a_name_the_wrong_way_round_is_one_fact_told_by_the_first_of_the_two_fields():
    one, other = Both(("liz",), ("oneill",)), Both(("oneil",), ("elizabeth",))
    given_levels = COMPARERS[Kind.GIVEN].levels
    assert given_levels[level_of(Kind.GIVEN, one, other)].name == "swapped"
    turned = Both(one.partner, one.own), Both(other.partner, other.own)
    assert level_of(Kind.FAMILY, *turned, is_leader=False) == MISSING
    unlike = Both(("bilal",), ("brown",))
    assert given_levels[level_of(Kind.GIVEN, one, unlike)].name == "different"


@pytest.mark.parametrize("kind", list(Kind))
def test_levels_go_from_agreed_to_disagreed_and_start_with_shares_that_add_up(kind):
    levels = COMPARERS[kind].levels
    assert levels[0].label == "agreed"
    assert levels[-1].label == "disagreed"
    assert sum(one.m for one in levels) == pytest.approx(1, abs=0.001)
    assert sum(one.u for one in levels) == pytest.approx(1, abs=0.001)


UGLY = ["", " ", "?", "\u202eabc\u202c", "x" * 10_000, "31/02/1999", "00000000", "9" * 50, ";;;|", "A", "👤", "أحمد",
        "-1", "1e999", "nan", "12:99", "@", "0", "'", "\x00"]  # fmt: skip


@pytest.mark.parametrize("kind", list(Kind))
def test_bad_input_is_compared_or_missing_but_never_breaks_anything(kind):
    comparer = COMPARERS[kind]
    values = [value for text in UGLY if (value := comparer.prepare(text)) is not None]
    for one in values:
        hash(one)
        list(comparer.keys(one))
        assert comparer.level(one, one) == 0 or kind in {Kind.GOODS, Kind.METHODS, Kind.ASSOCIATES, Kind.MARKS}
        for other in values:
            assert 0 <= comparer.level(one, other) < len(comparer.levels)
    for nothing in (None, "", [], "unknown"):
        assert comparer.prepare(nothing) is None


QUICK = (Kind.GIVEN, Kind.FAMILY, Kind.DATE, Kind.HOUSE, Kind.STREET, Kind.POSTCODE, Kind.EMAILS, Kind.TEXT)
WORDS = st.lists(st.text("abcdehilmnorst", min_size=1, max_size=9), min_size=1, max_size=2).map(" ".join)
DATES = st.dates().map(str) | st.from_regex(r"19[0-9]{2}-0[1-9]-[0-3][0-9]", fullmatch=True)
CODES = st.from_regex(r"(ME|PO)[1-9] [0-9][A-D]{2}", fullmatch=True) | st.integers(1, 300).map(str)


@pytest.mark.parametrize("kind", QUICK)
@settings(max_examples=25, deadline=None, derandomize=True)
@given(data=st.data())
def test_what_is_plainly_different_is_on_the_last_level_and_levels_do_not_depend_on_the_order(kind, data):
    comparer = COMPARERS[kind]
    texts = DATES if kind == Kind.DATE else CODES if kind in {Kind.HOUSE, Kind.POSTCODE} else WORDS
    drawn = data.draw(st.lists(texts, min_size=2, max_size=8, unique=True))
    values = [value for text in drawn if (value := comparer.prepare(text)) is not None]
    one, other = (part.ravel() for part in np.indices((len(values), len(values))))
    plain = plainly_different(kind, values, one, other)
    for a, b, told in zip(one.tolist(), other.tolist(), plain.tolist(), strict=True):
        level = comparer.level(values[a], values[b])
        assert level == comparer.level(values[b], values[a])
        assert not told or level == len(comparer.levels) - 1
