"""A person's description is said in radio order, and holds nothing that it may not."""

import pytest

from watchward.kit.lists import describe_person

SEEN = {
    "direction": "station",
    "bags": ["rucksack"],
    "footwear": {"item": "trainers", "colour": "white"},
    "clothing": [
        {"item": "lower.jeans", "colour": "blue"},
        {"item": "upper.hooded_top", "colour": "grey", "pattern": "logo"},
        "head.baseball_cap",
    ],
    "facial_hair": "stubble",
    "hair": ["length.short", "colour.dark_brown"],
    "build": "slim",
    "height": "5ft7-5ft9",
    "age_band": "25-34",
    "sex_appearance": "male",
    "marks": ["tattoo.neck", "a plaster over the left eye"],
    "accent": "north_west",
}


def test_c13_a_description_is_said_in_radio_order_whatever_the_order_of_entry():
    assert describe_person(SEEN) == (
        "Male, aged 25 to 34, 5 ft 7 to 5 ft 9, slim build, short dark brown hair, stubble, "
        "wearing baseball cap, grey logo or writing hooded top, blue jeans, white trainers, "
        "carrying rucksack, tattoo on the neck, a plaster over the left eye, North West accent, "
        "last seen heading towards the station."
    )


def test_what_was_not_seen_is_not_said():
    assert describe_person({}) == ""
    unsaid = {"sex_appearance": "unsure", "age_band": "unknown", "accent": "not_heard", "bags": "none"}
    assert describe_person({**unsaid, "direction": "not_seen"}) == ""
    assert describe_person({"hair": "length.bald"}) == "Bald."


def test_g14_an_appearance_code_is_said_of_an_unidentified_person_only():
    assert describe_person({"observed_appearance": "ic2", "unidentified": True}) == "IC2."
    assert describe_person({"observed_appearance": "ic2"}) == ""


@pytest.mark.parametrize("field", ["religion", "orientation", "union", "ethnicity"])
def test_g14_a_description_refuses_fields_that_it_may_not_hold(field):
    with pytest.raises(ValueError, match=f"no field {field}"):
        describe_person({field: "x"})
