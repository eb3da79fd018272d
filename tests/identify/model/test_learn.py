"""Learning without labels, with Splink; and what is said where Splink is not there."""

import builtins

import numpy as np
import pytest

from bench.inside.crowd import crowd, records
from watchward.identify.evidence import Schema
from watchward.identify.link import link
from watchward.identify.model.calibrate import calibration_error, with_slope
from watchward.identify.model.card import starting
from watchward.identify.model.learn import CannotLearn, learn

KINDS = {"given": "given", "surname": "family", "birth": "date", "postcode": "postcode"}


@pytest.fixture(scope="module")
def town():
    rows = list(records(crowd(250, seed=41), 3, seed=42, trouble="light").rows())
    return Schema.of(KINDS).records(rows), [row["truth"] for row in rows]


@pytest.fixture
def without_splink(monkeypatch):
    real = builtins.__import__

    def absent(name, *rest, **more):
        if name.split(".")[0] == "splink":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", absent)


@pytest.mark.filterwarnings("ignore")
def test_a_card_is_learned_from_records_alone(town):
    card = learn(town[0], Schema.of(KINDS), what="a test", pairs=20_000)
    assert card.source.what == "a test"
    assert card.source.by.startswith("Splink 5")
    assert card.field("birth").levels[0].bits > 5 > 0 > card.field("birth").levels[-1].bits
    for field in card.fields:
        assert sum(one.m for one in field.levels) == pytest.approx(1)
        assert sum(one.u for one in field.levels) == pytest.approx(1)


def test_without_splink_learning_says_what_to_install_and_linking_still_works(town, without_splink):
    held, truth = town
    with pytest.raises(CannotLearn, match=r"pip install 'watchward\[link\]'"):
        learn(held, Schema.of(KINDS))
    found = link(held, Schema.of(KINDS))
    assert any("ship with the program" in one for one in found.said)
    sure = found.sure
    right = [truth[a] == truth[b] for a, b in zip(found.one[sure].tolist(), found.other[sure].tolist(), strict=True)]
    assert np.mean(right) > 0.9


def test_too_few_records_are_refused():
    with pytest.raises(CannotLearn, match="too few"):
        learn([], Schema.of(KINDS))


def test_probabilities_are_bent_until_they_say_what_is_so():
    dice = np.random.default_rng(5)
    weight = dice.normal(0, 6, 20_000)
    same = dice.random(20_000) < 1 / (1 + 2 ** -(0.5 * weight - 1))
    card = with_slope(starting(Schema.of(KINDS)), weight, same)
    assert card.slope == pytest.approx(0.5, abs=0.05)
    assert card.offset == pytest.approx(-1, abs=0.15)
    assert calibration_error(np.full(1000, 0.9), np.arange(1000) < 900) == pytest.approx(0)
