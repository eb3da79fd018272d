"""A slot of one's own is claimed where it was planted, and hardly ever where there is none."""

import random

import pytest

from watchward.patterns.exact import beta_binomial_tail
from watchward.patterns.hours import HOURS_IN_WEEK
from watchward.patterns.standout import Finding, Week, benjamini_hochberg, stand_outs

PROFILE = [(2.0 if 9 <= h % 24 < 18 else 0.3) * (1.5 if h // 24 >= 4 else 1.0) for h in range(HOURS_IN_WEEK)]
PROFILE[4 * 24 + 20 : 4 * 24 + 23] = [4.0, 5.0, 4.0]  # the type itself is busy on Friday evening


def draw(rng: random.Random, ref: str, size: int, planted: dict[int, float] | None = None) -> Week:
    """One premises of `size` incidents from the type's week, some hours multiplied."""
    weights = [w * (planted or {}).get(h, 1.0) for h, w in enumerate(PROFILE)]
    counts = [0] * HOURS_IN_WEEK
    for hour in rng.choices(range(HOURS_IN_WEEK), weights, k=size):
        counts[hour] += 1
    return Week(ref, "convenience store", tuple(counts))


def null_town(rng: random.Random, premises: int = 30) -> list[Week]:
    return [draw(rng, f"N{i}", rng.choice([25, 60, 150, 400])) for i in range(premises)]


def claims(findings: list[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.claim]


def test_towns_where_nothing_is_special_hardly_ever_get_a_claim():
    rng = random.Random(20260327)
    towns_with_a_claim = sum(bool(claims(stand_outs(null_town(rng)))) for _ in range(25))
    assert towns_with_a_claim <= 2  # 5 % of 25, and one more by luck


def test_naming_the_busiest_slot_without_care_would_have_claimed_in_most_of_them():
    """The control of the test above: the very same null data do fool the naive test."""
    town, fooled = null_town(random.Random(20260327)), 0
    total = sum(PROFILE)
    for week in town:
        size = sum(week.counts)
        shares = [w / total for w in PROFILE]
        fooled += any(
            beta_binomial_tail(c, size, s * 1e6, (1 - s) * 1e6) < 0.05 for c, s in zip(week.counts, shares, strict=True)
        )
    assert fooled >= len(town) * 0.6


def test_premises_that_differ_a_little_from_their_type_are_not_called_special():
    rng = random.Random(7)
    town = [draw(rng, f"P{i}", 150, {h: rng.gammavariate(10, 0.1) for h in range(HOURS_IN_WEEK)}) for i in range(40)]
    assert len(claims(stand_outs(town))) <= 2


def test_a_planted_strong_slot_is_found_at_the_right_place_and_only_there():
    rng = random.Random(11)
    found = 0
    for _ in range(10):
        town = [*null_town(rng), draw(rng, "planted", 150, {25: 60.0, 26: 60.0})]  # Tuesday 01:00 to 03:00
        claimed = claims(stand_outs(town))
        assert [finding.ref for finding in claimed if finding.ref != "planted"] == []
        found += any({(1, 1), (1, 2)} & set(finding.claim.cells) for finding in claimed if finding.claim)
    assert found == 10


def test_a_claim_is_said_with_count_expectation_and_interval():
    rng = random.Random(3)
    finding = stand_outs([*null_town(rng), draw(rng, "planted", 150, {25: 60.0, 26: 60.0})])[-1]
    assert finding.claim is not None
    assert finding.claim.words == "Tuesday 01:00 to 03:00"
    assert finding.expected is not None
    assert finding.low is not None
    assert finding.high is not None
    ratio = finding.claim.count / finding.expected
    assert 1 < finding.low < ratio < finding.high
    assert finding.sentence.startswith(f"Tuesday 01:00 to 03:00 stands out: {finding.claim.count} of 150 visits")


def test_a_slot_that_is_busy_for_the_whole_type_is_advice_and_no_claim():
    rng = random.Random(5)
    finding = stand_outs(null_town(rng))[0]
    assert finding.claim is None
    assert finding.usual is not None
    assert finding.usual.words.startswith("Friday")
    assert "No slot of its own stands out" in finding.sentence
    assert "Go by the busiest time of the type convenience store: Friday" in finding.sentence


def test_a_premises_with_few_incidents_is_told_so_and_gets_the_advice():
    rng = random.Random(5)
    finding = stand_outs([*null_town(rng), draw(rng, "small", 19, {25: 999.0})])[-1]
    assert finding.claim is None
    assert finding.p_adjusted is None
    assert finding.sentence.startswith("19 visits with a known hour are too few to name a slot of its own. Go by")


def test_a_premises_without_peers_gets_neither_claim_nor_advice():
    rng = random.Random(5)
    (finding,) = stand_outs([draw(rng, "alone", 300, {25: 60.0})])
    assert (finding.claim, finding.usual) == (None, None)
    assert "Too few other premises of the type convenience store" in finding.sentence


def test_adjusting_twenty_p_values_matches_the_definition():
    raw = {f"k{i}": p for i, p in enumerate([0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.5])}
    adjusted = benjamini_hochberg(raw)
    values = sorted(raw.values())
    for p, q in zip(values, sorted(adjusted.values()), strict=True):
        by_definition = min(v * 7 / (rank + 1) for rank, v in enumerate(values) if v >= p)
        assert q == pytest.approx(min(1, by_definition))
    assert benjamini_hochberg({}) == {}


def test_a_week_of_the_wrong_size_and_a_reference_used_twice_are_refused():
    with pytest.raises(ValueError, match="168 counts"):
        Week("x", "pub", (1, 2))
    week = Week("x", "pub", (1,) * HOURS_IN_WEEK)
    with pytest.raises(ValueError, match="same reference"):
        stand_outs([week, week])
    with pytest.raises(ValueError, match="1 to 24"):
        stand_outs([week], lengths=(25,))
