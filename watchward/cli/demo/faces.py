"""The generated people and vehicles that reports mention."""

from dataclasses import replace
from random import Random

from watchward.cli.demo.dice import dice
from watchward.collect.rules.drafts import PersonSaid, VehicleSaid

ALIASES = (
    "Blue Cap", "The Whistler", "Green Parka", "Big Umbrella", "Silver Trainers", "The Twins", "Bucket Hat",
    "Long Scarf", "Red Rucksack", "Mister Hello", "Checked Coat", "Yellow Bag", "Quiet One", "Fast Walker", "Denim",
    "Two Phones", "The Painter", "Grey Hood", "Sunglasses", "Pram",
)  # fmt: skip
TOPS = ("black puffer jacket", "grey hooded top", "green parka", "blue tracksuit top", "checked coat", "white T-shirt")
LEGS = ("blue jeans", "black tracksuit bottoms", "work trousers", "grey leggings", "cargo trousers")
HEADS = ("blue baseball cap", "black beanie", "hood up", "bucket hat", "")
MARKS = ("", "", "", "plaster over left eyebrow", "paint on the hands", "walks with a limp", "silver front tooth")
METHODS = ("concealment.bag_for_life", "concealment.clothing", "removal.grab_and_run", "distraction.staff_distraction",
           "removal.self_scan_skip", "selection.opportunist", "team.look_out", "concealment.foil_bag")  # fmt: skip
MAKES = ("ford", "vauxhall", "volkswagen", "toyota", "nissan", "kia", "peugeot", "skoda")
COLOURS = ("black", "white", "grey", "silver", "blue", "red")
LETTERS = "BCDFGHJKLMNPRSTVWXYZ"


def known_faces() -> list[PersonSaid]:
    """The few whom several members meet again and again."""
    return [_face(dice(f"face {alias}"), alias) for alias in ALIASES]


def seen(chance: Random, faces: list[PersonSaid]) -> PersonSaid:
    """One of the known faces as a witness tells it, with other clothes and gaps, or somebody new."""
    if chance.random() < 0.35:
        return replace(_face(chance, ""), known="unknown", methods=())
    face = chance.choices(faces, [1 / (place + 2) for place in range(len(faces))])[0]
    return replace(
        face,
        alias=face.alias if chance.random() < 0.7 else "",
        known="by-sight" if chance.random() < 0.6 else "unknown",
        clothing=tuple(filter(None, (chance.choice(HEADS), chance.choice(TOPS), chance.choice(LEGS)))),
        height_band=face.height_band if chance.random() < 0.7 else "",
        build=face.build if chance.random() < 0.8 else "",
        direction=chance.choice(("town_centre", "station", "car_park", "not_seen", "")),
    )


def vehicle(chance: Random) -> VehicleSaid:
    """A car with a registration that was never issued: no mark of this form begins with Q or has the age 00."""
    plate = f"Q{chance.choice(LETTERS)}00 {''.join(chance.choice(LETTERS) for _ in range(3))}"
    if chance.random() < 0.3:
        plate = plate[:5] + "???"
    return VehicleSaid(
        registration=plate, kind="hatchback", make=chance.choice(MAKES), colour=chance.choice(COLOURS),
        note="Generated registration.",
    )  # fmt: skip


def _face(chance: Random, alias: str) -> PersonSaid:
    return PersonSaid(
        known="by-sight",
        alias=alias,
        sex_appearance=chance.choice(("male", "male", "female")),
        age_band=chance.choice(("18-20", "21-24", "25-34", "25-34", "35-44", "45-54")),
        height_band=chance.choice(("5ft4-5ft6", "5ft7-5ft9", "5ft10-6ft0", "6ft1-6ft3")),
        build=chance.choice(("thin", "slim", "medium", "stocky")),
        hair=chance.choice(("short, brown", "cropped, fair", "long, black", "grey", "shaved", "ponytail, ginger")),
        clothing=(chance.choice(TOPS), chance.choice(LEGS)),
        marks=chance.choice(MARKS),
        accent=chance.choice(("local", "local", "midlands", "not_heard", "")),
        methods=tuple(chance.sample(METHODS, 2)),
    )
