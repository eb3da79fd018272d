"""Say what a person looked like, in the order used on the radio (c.13)."""

from collections.abc import Mapping
from typing import Any, Final

from watchward.kit.lists.loader import load

FIELDS: Final = (
    "sex_appearance",
    "observed_appearance",
    "age_band",
    "height",
    "build",
    "hair",
    "facial_hair",
    "clothing",
    "footwear",
    "bags",
    "marks",
    "accent",
    "direction",
    "unidentified",
)
"""All that a description may hold. Religion, orientation and union membership have no field (G-14)."""
UNSAID: Final = frozenset({"unsure", "unknown", "ic9", "not_heard", "not_seen"})


def describe_person(fields: Mapping[str, Any]) -> str:
    """Return one sentence in radio order: sex, age, height, build, hair, clothes top to bottom, direction.

    Args:    fields: values are ids of the `person_*` lists or free words. `clothing` and `footwear` hold
             ids or {"item", "colour", "pattern"}; `hair`, `bags` and `marks` one value or several.
    Returns: "" when nothing was seen.
    Raises:  ValueError: a field that a description may not hold (G-14).
    """
    strangers = sorted(set(fields) - set(FIELDS))
    if strangers:
        raise ValueError(f"A description has no field {', '.join(strangers)}. It may hold {', '.join(FIELDS)}.")
    parts = [
        _words("person_sex_appearance", fields.get("sex_appearance")),
        _appearance(fields),
        _age(fields.get("age_band")),
        _words("person_heights", fields.get("height")),
        _words("person_builds", fields.get("build")),
        _hair(fields.get("hair")),
        _words("person_facial_hair", fields.get("facial_hair")),
        _led("wearing", [*_clothes(fields.get("clothing")), *_worn("person_footwear", fields.get("footwear"))]),
        _led("carrying", _worn("person_bags", fields.get("bags"))),
        _led("", [_words("person_marks", one) for one in _many(fields.get("marks"))]),
        _words("person_accents", fields.get("accent")),
        _heading(fields.get("direction")),
    ]
    said = ", ".join(part for part in parts if part)
    return f"{said[0].upper()}{said[1:]}." if said else ""


def _many(value: Any) -> list[Any]:
    if value is None or value == "":
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def _words(list_id: str, value: Any) -> str:
    """Return what is said for an id of a list; words that are no id are said as they are."""
    text = str(value or "").strip()
    if not text or text in UNSAID:
        return ""
    known = load(list_id)
    if text not in known:
        return text
    entry = known.get(text)
    said = str(entry.extra.get("says", entry.label))
    return said if "says" in entry.extra else said[0].lower() + said[1:]


def _appearance(fields: Mapping[str, Any]) -> str:
    """Only while the person is not identified (G-14)."""
    if not fields.get("unidentified"):
        return ""
    return _words("person_observed_appearance", fields.get("observed_appearance"))


def _age(value: Any) -> str:
    words = _words("person_age_bands", value)
    return f"aged {words}" if words else ""


def _hair(value: Any) -> str:
    said = [_words("person_hair", one) for one in _many(value) if one != "length.bald"]
    hair = " ".join(word for word in said if word)
    bald = "bald" if "length.bald" in _many(value) else ""
    return ", ".join(part for part in (bald, f"{hair} hair" if hair else "") if part)


def _clothes(value: Any) -> list[str]:
    known = load("person_clothing")

    def height_on_body(one: Any) -> int:
        item = str(one.get("item", "") if isinstance(one, Mapping) else one)
        return int(known.get(item).extra["order"]) if item in known else len(known.roots()) + 1

    return _worn("person_clothing", sorted(_many(value), key=height_on_body))


def _worn(list_id: str, value: Any) -> list[str]:
    return [_piece(list_id, one) for one in _many(value) if one]


def _piece(list_id: str, value: Any) -> str:
    if not isinstance(value, Mapping):
        return _words(list_id, value)
    words = (
        _words("colours", value.get("colour")),
        _words("patterns", value.get("pattern")),
        _words(list_id, value.get("item")),
    )
    return " ".join(word for word in words if word)


def _led(lead: str, items: list[str]) -> str:
    said = ", ".join(item for item in items if item and item not in {"no bag", "none"})
    return f"{lead} {said}".strip() if said else ""


def _heading(value: Any) -> str:
    if value == "stayed":
        return "still here"
    words = _words("directions", value)
    return f"last seen heading towards {words}" if words else ""
