"""`python -m bench.inside.default_card`: learn the card that ships with the program, on generated people only.

Seeds 11 to 16 are for this; C8 measures on others.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import watchward.identify.model as model_folder
from bench.inside.crowd import crowd, records
from watchward.identify.batch import weigh_pairs
from watchward.identify.blocking import candidates
from watchward.identify.evidence import Record, Schema
from watchward.identify.model.calibrate import refined, with_slope
from watchward.identify.model.card import Card, starting
from watchward.identify.model.learn import learn

PEOPLE, EACH = 3_000, 3
THRESHOLD = 0.5  # best on seeds 101 and 111 of the generator, hard and light; never looked for on a public file
PRODUCT = {
    "names": "names", "birth": "date", "age": "age", "height": "height", "build": "build", "hair": "hair",
    "marks": "marks", "accent": "accent", "address": "street", "postcode": "postcode", "area": "area",
    "phone": "phones", "vehicle": "vehicles", "mo": "methods", "associates": "associates",
}  # fmt: skip
APART = {"given": "given", "surname": "family", "birth": "date", "postcode": "postcode", "phone": "phones",
         "address": "street"}  # fmt: skip
REST = {"house": "house", "place": "place", "time": "time", "emails": "emails", "goods": "goods", "code": "code",
        "text": "text"}  # fmt: skip
WHAT = f"{PEOPLE:,} generated people with about {EACH} records each; no real person"


def town(seed: int, people: int = PEOPLE) -> tuple[list[dict[str, str]], list[str]]:
    """(rows with one column of all names, who each row is about)."""
    rows = list(records(crowd(people, seed=seed), EACH, seed=seed + 1, trouble="light").rows())
    for row in rows:
        row["names"] = "; ".join(one for one in (f"{row['given']} {row['surname']}".strip(), row["aliases"]) if one)
    return rows, [row["truth"] for row in rows]


def weighed(card: Card, seed: int, people: int = PEOPLE) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """(weight in bits, whether it is one person) of every candidate pair of a generated town."""
    rows, truth = town(seed, people)
    held = card.schema.records(rows)
    found = candidates(card.schema, held)
    who = np.array(truth)
    return weigh_pairs(card, held, found.one, found.other).weight(card), who[found.one] == who[found.other]


def made() -> Card:
    """The card: shares learned, prior refined, calibrated on towns that it was not learned on."""
    rows, _truth = town(11)
    schema = Schema.of(PRODUCT)
    card = _learned(schema.records(rows), schema)
    apart = Schema.of(APART)
    names = _learned(apart.records(rows), apart).fields[:2]
    pairs = [weighed(card, seed) for seed in (13, 15)]
    weight, same = (np.concatenate(one) for one in zip(*pairs, strict=True))
    near = weight > -12
    card = with_slope(card, weight[near], same[near])
    rest = starting(Schema.of(REST)).fields
    return replace(card, version="1", threshold=THRESHOLD, fields=(*card.fields, *names, *rest))


def _doubted(card: Card) -> Card:
    """A tenth of what learning starts from mixed in: generated people lack errors that real files have."""
    fields = []
    for field, start in zip(card.fields, starting(card.schema).fields, strict=True):
        shares = zip(field.levels, start.levels, strict=True)
        fields.append(replace(field, levels=tuple(replace(a, m=0.9 * a.m + 0.1 * b.m) for a, b in shares)))
    return replace(card, fields=tuple(fields))


def _learned(held: list[Record], schema: Schema) -> Card:
    card = learn(held, schema, what=WHAT)
    found = candidates(schema, held)
    possible = len(held) * (len(held) - 1) / 2
    return _doubted(refined(card, weigh_pairs(card, held, found.one, found.other), possible)[0])


if __name__ == "__main__":
    (Path(next(iter(model_folder.__path__))) / "default.json").write_text(made().to_json(), encoding="utf-8")
