"""The weight of a pair: from the two records and the card only, missing counting nothing, every step in words."""

import numpy as np
import pytest

from watchward.identify.batch import weigh_pairs
from watchward.identify.evidence import Schema
from watchward.identify.model.card import CardError, default, from_json, starting
from watchward.identify.model.weigh import compare, household_bits, move_bits

SCHEMA = Schema.of({"first": "given", "last": "family", "born": "date", "street": "street", "town": "area",
                    "code": "postcode", "hair": "hair"})  # fmt: skip
ADA = {"first": "Ada", "last": "Quill", "born": "1990-02-03", "street": "1 Rose Lane", "town": "Borrowmarket",
       "code": "ME4 4AA", "hair": "red"}  # fmt: skip


@pytest.fixture
def card():
    return default().for_schema(SCHEMA)


def of(**changes):
    return SCHEMA.record(ADA | changes)


def test_missing_counts_exactly_nothing(card):
    found = compare(card, of(hair=""), of())
    part = next(one for one in found.parts if one.field == "hair")
    assert (part.weight, part.name, part.label) == (0.0, "missing", "missing")
    nothing = compare(card, SCHEMA.record({}), of())
    assert nothing.weight == nothing.prior


def test_the_steps_add_up_to_the_weight_and_are_the_same_either_way_round(card):
    one, other = of(), of(first="Adda", born="1990-03-02", street="9 Elm Road")
    found, turned = compare(card, one, other), compare(card, other, one)
    assert found.weight == pytest.approx(
        found.prior + found.move + found.household + sum(p.weight for p in found.parts)
    )
    assert found.weight == turned.weight
    said = found.to_dict()
    assert {one["label"] for one in said["parts"]} == {"agreed", "close", "disagreed"}
    assert 0 < said["probability"] < 1


def test_a_rare_name_weighs_more_than_a_common_one(card):
    field = card.field("last")
    common = max(field.terms, key=field.terms.__getitem__)
    often = compare(card, of(last=common), of(last=common)).parts[1].weight
    assert compare(card, of(last="Zzyzxquill"), of(last="Zzyzxquill")).parts[1].weight > often + 1


def test_two_of_one_household_are_less_likely_one_person_than_their_address_says(card):
    mother, son = of(), of(first="Bilal", born="2012-11-28")
    found = compare(card, mother, son)
    assert found.household < -3
    assert found.probability < 0.5 < compare(card, mother, of()).probability


def test_a_move_counts_once_and_not_for_street_town_and_postcode_each(card):
    moved = compare(card, of(), of(street="7 Elm Road", town="Otherham", code="PO1 3QF"))
    each = sum(one.weight for one in moved.parts if one.field in {"street", "town", "code"})
    assert moved.move > 0
    assert each + moved.move > each / 2


def test_without_households_and_moves_nothing_is_explained_by_them(card):
    plain = starting(SCHEMA)
    assert household_bits(plain, -5) == 0
    assert move_bits(plain, 0) == 0


def test_many_pairs_at_once_weigh_the_same_as_one_by_one(card):
    changes = [{}, {"first": "Adda"}, {"first": "Quill", "last": "Ada"}, {"born": ""}, {"street": "1 Rose Ln"},
               {"last": "Smith", "code": "ME4 4AB"}, {"first": "", "town": "Otherham"}]  # fmt: skip
    records = [of(**one) for one in changes]
    one, other = np.triu_indices(len(records), 1)
    many = weigh_pairs(card, records, one, other)
    weights = many.weight(card)
    for at, (a, b) in enumerate(zip(one.tolist(), other.tolist(), strict=True)):
        found = compare(card, records[a], records[b])
        assert [part.level for part in found.parts] == many.levels[:, at].tolist()
        assert weights[at] == pytest.approx(found.weight, abs=1e-4)


def test_a_card_survives_writing_and_reading_and_names_nobody_rare():
    card = default()
    again = from_json(card.to_json())
    assert again.to_json() == card.to_json()
    assert "generated" in card.source.what
    assert card.source.records > 1000
    assert all(share * card.source.records >= 4 for field in card.fields for share in field.terms.values())


@pytest.mark.parametrize(
    ("was", "becomes", "why"),
    [('"format": 1', '"format": 9', "format 9"), ('"kind": "date"', '"kind": "sex"', "not a model card"),
     ('"name": "swapped"', '"name": "odd"', "levels of"), ('"threshold": 0.5', '"threshold": 7', "no share")],
)  # fmt: skip
def test_a_broken_card_is_refused_with_the_reason(was, becomes, why):
    text = default().to_json()
    assert was in text
    with pytest.raises(CardError, match=why):
        from_json(text.replace(was, becomes))
    with pytest.raises(CardError, match="not a model card"):
        from_json("nonsense")
