"""The people and vehicles of a report form, with the age gate of P-04."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from watchward.collect.rules.drafts import PersonSaid, VehicleSaid
from watchward.kit.lists import load
from watchward.web.forms.report_fields import Problems, Unreadable, registration, words

MOST_PEOPLE = 12
MOST_VEHICLES = 6
NOBODY = "nobody"
KNOWN = ("unknown", "by-sight", "by-name")
# From top to bottom (c.13): the part of the form field, and the words above it.
CLOTHES = (
    ("head", "Head"),
    ("face", "Face and neck"),
    ("upper", "Upper body"),
    ("hands", "Hands"),
    ("lower", "Legs"),
    ("shoes", "Shoes"),
    ("bags", "Bags"),
)
CHOSEN = {
    "sex_appearance": "person_sex_appearance",
    "age_band": "person_age_bands",
    "height_band": "person_heights",
    "build": "person_builds",
    "facial_hair": "person_facial_hair",
    "accent": "person_accents",
    "direction": "directions",
}
WRITTEN = {"name": 120, "alias": 120, "hair": 120, "marks": 300}
NO_RECORD = (
    "Somebody seemed to be a child too young for any record. We did not keep the description. "
    "The report itself was kept and says only that a young child was involved, so that somebody can look after them."
)


@dataclass
class Seen:
    """The people and vehicles that may be kept, and how many children were left out (P-04)."""

    people: list[PersonSaid] = field(default_factory=list)
    vehicles: list[VehicleSaid] = field(default_factory=list)
    children_left_out: int = 0


def how_many(said: Mapping[str, str], name: str, least: int, most: int) -> int:
    """How many blocks of people or vehicles the page had."""
    text = said.get(name, "")
    return max(least, min(int(text), most)) if text.isascii() and text.isdigit() and len(text) < 4 else least


def read_seen(said: Mapping[str, str], jurisdiction: str, methods: tuple[str, ...], problems: Problems) -> Seen:
    """Every person and vehicle with anything said of them. Blocks left empty are nobody."""
    seen = Seen()
    for place in range(how_many(said, "people", 1, MOST_PEOPLE)):
        person = _person(said, f"p{place}_", problems)
        if person is None:
            continue
        if jurisdiction in _no_record_in(person.age_band):
            seen.children_left_out += 1
        else:
            seen.people.append(person)
    if methods and len(seen.people) == 1:  # with several, nobody said who did what
        seen.people = [_with_methods(seen.people[0], methods)]
    for place in range(how_many(said, "vehicles", 0, MOST_VEHICLES)):
        vehicle = _vehicle(said, f"v{place}_", problems)
        if vehicle is not None:
            seen.vehicles.append(vehicle)
    return seen


def _person(said: Mapping[str, str], prefix: str, problems: Problems) -> PersonSaid | None:
    known = said.get(f"{prefix}known", "")
    if known == NOBODY:
        return None
    texts = {name: _text(said, f"{prefix}{name}", most, problems) for name, most in WRITTEN.items()}
    chosen = {name: _one_of(said.get(f"{prefix}{name}", ""), list_id) for name, list_id in CHOSEN.items()}
    worn = [_text(said, f"{prefix}wears_{part}", 80, problems) for part, _label in CLOTHES]
    clothing = tuple(piece for piece in worn if piece)
    if known not in KNOWN and not clothing and not any(texts.values()) and not any(chosen.values()):
        return None
    if known == "by-name" and not texts["name"]:
        problems.add(f"{prefix}name", "Write the name, or choose “Known by sight”.")
    if known != "by-name":  # the field is offered only to who knows the name
        texts["name"] = ""
    return PersonSaid(
        known=known if known in KNOWN else "unknown",
        name=texts["name"],
        alias=texts["alias"],
        sex_appearance=chosen["sex_appearance"],
        age_band=chosen["age_band"],
        height_band=chosen["height_band"],
        build=chosen["build"],
        hair=texts["hair"],
        facial_hair=chosen["facial_hair"],
        clothing=clothing,
        marks=texts["marks"],
        accent=chosen["accent"],
        direction=chosen["direction"],
        seemed_under_18=_seemed_under_18(chosen["age_band"]),
    )


def _with_methods(person: PersonSaid, methods: tuple[str, ...]) -> PersonSaid:
    return replace(person, methods=methods)


def _vehicle(said: Mapping[str, str], prefix: str, problems: Problems) -> VehicleSaid | None:
    plate = ""
    try:
        plate = registration(said.get(f"{prefix}registration"))
    except Unreadable as wrong:
        problems.add(f"{prefix}registration", str(wrong), said.get(f"{prefix}registration", ""))
    vehicle = VehicleSaid(
        registration=plate,
        kind=_one_of(said.get(f"{prefix}kind", ""), "vehicle_kinds"),
        make=_one_of(said.get(f"{prefix}make", ""), "vehicle_makes"),
        colour=_one_of(said.get(f"{prefix}colour", ""), "colours"),
        note=_text(said, f"{prefix}note", 200, problems),
    )
    return vehicle if vehicle != VehicleSaid() else None


def _text(said: Mapping[str, str], name: str, most: int, problems: Problems) -> str:
    try:
        return words(said.get(name), most=most)
    except Unreadable as wrong:
        problems.add(name, str(wrong))
        return ""


def _one_of(value: str, list_id: str) -> str:
    return value if value in load(list_id) else ""


def _seemed_under_18(age_band: str) -> bool:
    """P-04 starts here only from a band that was chosen; "could not tell" waits for the two who estimate."""
    bands = load("person_age_bands")
    if age_band not in bands or age_band == "unknown":
        return False
    return bool(bands.get(age_band).extra.get("possible_minor"))


def _no_record_in(age_band: str) -> tuple[str, ...]:
    bands = load("person_age_bands")
    return tuple(bands.get(age_band).extra.get("no_record_in", ())) if age_band in bands else ()
