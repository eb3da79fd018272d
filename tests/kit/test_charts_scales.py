"""Axes have round numbers, and classes hold every count."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchward.kit.charts.scales import class_tops, round_scale, round_step
from watchward.kit.charts.svg import fit, number, plain, text_width


@settings(derandomize=True, max_examples=200)
@given(st.lists(st.integers(0, 10**7), max_size=8))
def test_an_axis_of_counts_has_few_whole_ticks_and_holds_every_count(values):
    scale = round_scale(values, 300, 0)
    assert all(float(tick).is_integer() for tick in scale.ticks)
    assert 2 <= len(scale.ticks) <= 6
    assert all(0 <= scale(value) <= 300 for value in values)
    assert scale(0) == 300


@pytest.mark.parametrize(("rough", "whole", "step"), [(0, True, 1), (0.3, True, 1), (2.1, True, 5), (23, True, 25)])
def test_steps_are_round(rough, whole, step):
    assert round_step(rough, whole=whole) == step
    assert round_step(0.21) == 0.25


@settings(derandomize=True, max_examples=200)
@given(st.integers(0, 10**6), st.integers(1, 9))
def test_classes_rise_to_the_highest_count_and_are_never_too_many(highest, classes):
    tops = class_tops(highest, classes)
    assert len(tops) <= classes
    assert list(tops) == sorted(set(tops))
    assert tops[-1:] == ((highest,) if highest else ())


def test_numbers_are_written_as_people_read_them():
    assert [number(n) for n in (0, 1204, -3, 2.5, 0.333, -0.001)] == ["0", "1,204", "−3", "2.5", "0.33", "0"]


def test_text_is_cut_to_its_room_and_control_signs_are_dropped():
    assert plain("a\tb\n\x07c\u202ed") == "a b cd"
    cut = fit("Anti-social behaviour in the covered market", 120)
    assert cut.endswith("…")
    assert text_width(cut) <= 120
    assert fit("Toys", 120) == "Toys"
