"""Chance with a seed: the same town on every machine. Every name here is put together from syllables."""

from collections.abc import Mapping
from random import Random
from typing import TypeVar

T = TypeVar("T")

FIRST = (
    "Adi", "Bela", "Caro", "Dana", "Edda", "Fenn", "Gale", "Hani", "Ines", "Jora", "Kit", "Lumi", "Mara", "Nils",
    "Orla", "Pavi", "Quin", "Runa", "Sol", "Tavi", "Una", "Vero", "Wren", "Xeno", "Yara", "Zeno", "Ansel", "Birk",
    "Cleo", "Dov",
)  # fmt: skip
HEADS = ("Ash", "Bram", "Cor", "Dun", "Ef", "Far", "Gor", "Hal", "Isk", "Jar", "Kel", "Lor", "Mos", "Nar", "Ost", "Pel")
TAILS = ("bardle", "combril", "dessin", "fennow", "garrick", "holtby", "lerrow", "mantle", "ningley", "quist", "tavisk")


def dice(seed: str) -> Random:
    """A stream of chance that belongs to one purpose, so that a change in one leaves the others as they are."""
    return Random(seed)  # noqa: S311 (a demonstration, not a secret)


def names(seed: str) -> list[str]:
    """Every name that the syllables give, shuffled: more than the town has people, none twice."""
    every = [f"{first} {head}{tail}" for first in FIRST for head in HEADS for tail in TAILS]
    dice(seed).shuffle(every)
    return every


def weighted(chance: Random, weights: Mapping[T, float]) -> T:
    """One key, as often as its weight says."""
    return chance.choices(list(weights), list(weights.values()))[0]
