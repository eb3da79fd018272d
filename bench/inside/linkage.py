"""Person files with known truth, how well a linkage does on them, and the product's own linkage."""

import csv
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from watchward.identify.evidence import Schema
from watchward.identify.link import Linked, link

Rows = list[dict[str, str]]
Ints = NDArray[np.int64]
FOLDER = "BENCH_LINKAGE"  # environment variable: the folder with febrl3.csv, febrl4a.csv, febrl4b.csv, fake_1000.csv

FEBRL = {
    "given_name": "given", "surname": "family", "street_number": "house", "address_1": "street",
    "address_2": "street", "suburb": "area", "postcode": "postcode", "state": "code", "date_of_birth": "date",
}  # fmt: skip
FAKE = {"first_name": "given", "surname": "family", "dob": "date", "city": "area", "email": "emails"}
CROWD = {
    "given": "given", "surname": "family", "aliases": "names", "birth": "date", "age": "age", "height": "height",
    "build": "build", "hair": "hair", "marks": "marks", "accent": "accent", "address": "street",
    "postcode": "postcode", "area": "area", "phone": "phones", "vehicle": "vehicles", "mo": "methods",
    "associates": "associates",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Quality:
    """Shares, 0 to 1."""

    precision: float
    recall: float
    b_cubed: float = 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def said(self) -> str:
        """For the table."""
        return f"precision {self.precision:.4f}, recall {self.recall:.4f}"


def folder(given: str = "") -> Path | None:
    """Where the files lie: as given, else as the environment says; None if nowhere."""
    named = given or os.environ.get(FOLDER, "")
    return Path(named) if named else None


def read(path: Path) -> Rows:
    """Rows of a file; headings and cells without the spaces around them."""
    with path.open(encoding="utf-8", newline="") as file:
        return [{key.strip(): (cell or "").strip() for key, cell in row.items()} for row in csv.DictReader(file)]


def febrl_person(rows: Rows) -> list[str]:
    """`rec-1496-dup-3` is about person 1496."""
    return [row["rec_id"].split("-")[1] for row in rows]


def ours(rows: Rows, kinds: Mapping[str, str], other: Rows | None = None) -> tuple[Linked, float]:
    """What the product makes of a file or two, at its one shipped threshold, and the processor seconds it took."""
    schema, began = Schema.of(kinds), time.process_time()
    records = schema.records(rows)
    found = link(records, schema, other=schema.records(other) if other is not None else None)
    return found, time.process_time() - began


def of_groups(labels: Sequence[Any] | Ints, truth: Sequence[str]) -> Quality:
    """Pairs inside groups against pairs inside people, and B-cubed (Bagga and Baldwin 1998)."""
    group: Ints = np.unique(np.array(labels), return_inverse=True)[1]
    person: Ints = np.unique(np.array(truth), return_inverse=True)[1]
    _, cell, size = np.unique(group * len(truth) + person, return_inverse=True, return_counts=True)
    groups, people = np.bincount(group), np.bincount(person)
    hit = _pairs(size)
    precision, recall = hit / max(_pairs(groups), 1), hit / max(_pairs(people), 1)
    exact, whole = float((size[cell] / groups[group]).mean()), float((size[cell] / people[person]).mean())
    return Quality(precision, recall, 2 * exact * whole / (exact + whole))


def of_pairs(one: Sequence[str], other: Sequence[str], wanted: int) -> Quality:
    """Said pairs, by the true person of each side, against how many there are."""
    hit = sum(a == b for a, b in zip(one, other, strict=True))
    return Quality(hit / max(len(one), 1), hit / max(wanted, 1))


def across(found: Linked, truth: Sequence[str], wanted: int) -> Quality:
    """The pairs of two lists that the product calls one person."""
    sure = found.sure
    one, other = found.one[sure].tolist(), found.other[sure].tolist()
    return of_pairs([truth[at] for at in one], [truth[at] for at in other], wanted)


def best_threshold(probability: Ints | NDArray[np.float64], is_true: NDArray[np.bool_], wanted: int) -> Quality:
    """The best F1 over every threshold: what hindsight would reach."""
    order = np.argsort(-probability, kind="stable")
    hits = np.cumsum(is_true[order])
    said = np.arange(1, len(order) + 1)
    f1 = 2 * hits / (said + wanted)
    at = int(np.argmax(f1))
    return Quality(float(hits[at] / said[at]), float(hits[at] / wanted))


def _pairs(sizes: Ints) -> int:
    return int((sizes * (sizes - 1) // 2).sum())
