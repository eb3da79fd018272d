"""What may be compared, and what a record holds."""

import pytest

from watchward.identify.compare import Both, Kind
from watchward.identify.evidence import Field, Schema, SchemaError


@pytest.mark.parametrize("word", ["sex", "ethnicity", "race", "religion", "gender"])
def test_sex_and_ethnicity_are_never_a_kind_nor_a_column(word):
    """G-14: what somebody looks like to others in these ways never links anybody."""
    with pytest.raises(SchemaError, match="never counts"):
        Schema.of({"column": word})
    with pytest.raises(SchemaError, match="never counts"):
        Schema.of({f"perceived_{word}": "code"})
    with pytest.raises(SchemaError, match="never counts"):
        Schema((Field("plain", Kind.CODE, (f"{word}_code",)),))


def test_a_place_whose_name_only_holds_such_a_word_may_be_a_column():
    assert Schema.of({"essex_town": "area"}).get("essex_town") is not None


def test_an_unknown_kind_is_refused_and_the_known_ones_are_named():
    with pytest.raises(SchemaError, match="Choose from given, family"):
        Schema.of({"name": "nickname"})


def test_a_field_cannot_stand_twice_nor_a_schema_be_empty():
    with pytest.raises(SchemaError, match="twice"):
        Schema((Field("a", Kind.CODE), Field("a", Kind.TEXT)))
    with pytest.raises(SchemaError, match="at least one"):
        Schema.of({})


def test_given_name_and_surname_know_each_other_and_two_given_names_do_not():
    pair = Schema.of({"first": "given", "last": "family"})
    assert [one.partner for one in pair] == ["last", "first"]
    assert [one.partner for one in Schema.of({"a": "given", "b": "given", "c": "family"})] == ["", "", ""]


def test_what_says_nothing_is_not_in_the_record():
    schema = Schema.of({"first": "given", "last": "family", "born": "date", "hair": "hair"})
    record = schema.record({"first": "Liz", "last": " ", "born": "unknown", "hair": None})
    assert dict(record) == {"first": Both(("liz",), None), "last": Both(None, ("liz",))}
    with pytest.raises(TypeError):
        record["first"] = 1
