"""A town whose records are weighed against each other at random, and ten thousand changes to it; and one whole night.

Weights are drawn, not measured: high within a person, low among those who are taken for each other. That is about
keeping up and staying the same; how good groups are is measured elsewhere, with real weights.

`python -m bench.inside.groups changes 20000 10000` and `python -m bench.inside.groups night 1000000` print JSON.
"""

import json
import random
import sys
import time
from typing import Any

import numpy as np

from bench.machine import peak_memory
from watchward.identify.clusters.batch import Partition, resolve
from watchward.identify.clusters.ids import number
from watchward.identify.clusters.resolution import Resolution, in_force, renew
from watchward.identify.clusters.rule import PER_BIT
from watchward.identify.clusters.store import Memory

ALIKE = 5  # people who are taken for each other
LIKELY = ((0.40, "insert"), (0.65, "correct"), (0.85, "judge"), (0.93, "delete"), (1.0, "take back"))


class Town:
    """People with some four records each; `named` holds everybody a change was about."""

    def __init__(self, records: int, seed: int) -> None:
        self.dice = random.Random(seed)
        self.people = Resolution()
        self.person: dict[int, int] = {}
        self.block: dict[int, list[int]] = {}
        self.named: set[int] = set()
        self.judged: list[int] = []
        self.last = 0
        left: list[int] = []
        right: list[int] = []
        bits: list[float] = []
        for _ in range(records):
            record, weights = self._new(self.dice.randrange(records // 4 or 1))
            left += [record] * len(weights)
            right += weights
            bits += weights.values()
            self._place(record)
        assert isinstance(self.people.store, Memory)
        self.store = self.people.store
        renew(self.store, (left, right, bits))
        self._add_lonely()

    def change(self) -> None:
        """One change at random; what cannot be done becomes an insert."""
        chance = self.dice.random()
        what = next(name for most, name in LIKELY if chance < most)
        record = self._any(judged=what == "judge")
        if what == "correct":
            self._about(record)
            self.people.correct(record, self._weights(record))
        elif what == "delete":
            self._about(record)
            self.people.delete(record)
            self.block[self.person[record] // ALIKE].remove(record)
            del self.person[record]
        elif what == "judge" and (other := self._like(record)) is not None:
            self._about(record)
            self._about(other)
            rightly = self.dice.random() < 0.95
            same = (self.person[record] == self.person[other]) == rightly
            self.judged.append(self.people.judge(record, other, same=same).number)
        elif what == "take back" and (found := self._in_force()):
            self.people.take_back(found)
        else:
            new, weights = self._new(self.dice.randrange(len(self.person) // 4))
            self._place(new)
            self._about(new)
            self.people.insert(new, weights)

    def clean(self) -> Partition:
        """The batch on the same weights and judgements."""
        judged = in_force(self.store.all_judgements())
        edges = self.store.edges()
        same = [pair for pair, one in judged.items() if one]
        different = [pair for pair, one in judged.items() if not one]
        columns = [one for one, _, _ in edges], [two for _, two, _ in edges], [units / PER_BIT for *_, units in edges]
        return resolve(columns, same=same, different=different, records=list(self.store.records()))

    def wrong(self, clean: Partition) -> int:
        """Records that are not with the same others as in the batch."""
        groups = self.store.all_groups()
        mine = _with(groups)
        return sum(len(one) for one in clean.groups().values() if mine[groups[one[0]]] != set(one))

    def _about(self, record: int) -> None:
        self.named.add(self.person[record])

    def _any(self, *, judged: bool) -> int:
        """Somebody; where it is to judge, half the time somebody about whom there is a judgement already."""
        if judged and self.judged and self.dice.random() < 0.5:
            found = self.store.judgement(self.dice.choice(self.judged))
            if found:
                return int(found.pair[0])
        while True:
            one = self.dice.randint(1, self.last)
            if one in self.person:
                return one

    def _like(self, record: int) -> int | None:
        others = [one for one in self.block[self.person[record] // ALIKE] if one != record]
        return self.dice.choice(others) if others else None

    def _in_force(self) -> int:
        for _ in range(5):
            number = self.dice.choice(self.judged) if self.judged else 0
            found = self.store.judgement(number)
            if found and not found.taken_back:
                for one in found.pair:
                    self._about(one)
                return number
        return 0

    def _new(self, person: int) -> tuple[int, dict[int, float]]:
        self.last += 1
        self.person[self.last] = person
        return self.last, self._weights(self.last)

    def _place(self, record: int) -> None:
        self.block.setdefault(self.person[record] // ALIKE, []).append(record)

    def _weights(self, record: int) -> dict[int, float]:
        person, gauss = self.person[record], self.dice.gauss
        others = self.block.get(person // ALIKE, ())
        return {
            one: gauss(7, 7) if self.person[one] == person else gauss(-6, 4)
            for one in others
            if one != record and self.dice.random() < 0.9
        }

    def _add_lonely(self) -> None:
        """Those who were weighed against nobody stand in no pair."""
        for record in self.person.keys() - self.store.records():
            self.people.insert(record, {})


def changes(records: int, times: int, seed: int = 907) -> dict[str, Any]:
    """Change a town that often, and hold it against the batch ten times on the way."""
    town = Town(records, seed)
    before, numbers_before = town.store.all_groups(), _counted(town.clean())
    took: list[float] = []
    wrong = 0
    for at in range(1, times + 1):
        start = time.perf_counter()
        town.change()
        took.append(time.perf_counter() - start)
        if at % max(times // 10, 1) == 0:
            start = time.perf_counter()
            clean = town.clean()
            batch = time.perf_counter() - start
            wrong += town.wrong(clean)
    after, numbers_after = town.store.all_groups(), _counted(clean)
    unnamed = [one for one, person in town.person.items() if one in before and person not in town.named]
    with_before, with_after = _with(before), _with(after)
    untouched = [one for one in unnamed if with_before[before[one]] == with_after[after[one]]]
    took.sort()
    return {
        "wrong": wrong,
        "records": len(town.person),
        "pairs": len(town.store.edges()),
        "untouched": len(untouched),
        "stayed": sum(before[one] == after[one] for one in untouched),
        "stayed_batch": sum(numbers_before[one] == numbers_after[one] for one in untouched),
        "unnamed": len(unnamed),
        "unnamed_stayed": sum(before[one] == after[one] for one in unnamed),
        "mean": sum(took) / len(took),
        "p95": took[int(len(took) * 0.95)],
        "batch": batch,
        "contradictions": len(clean.contradictions),
    }


def night(records: int, seed: int = 1) -> dict[str, Any]:
    """Group that many records by three times as many pairs, and number the groups against those of the night before."""
    dice = np.random.default_rng(seed)
    person = np.sort(dice.integers(0, records // 4, records))
    near = [np.flatnonzero(person[step:] == person[:-step]) for step in (1, 2, 3)]
    one = np.concatenate(near)
    other = np.concatenate([at + step for at, step in zip(near, (1, 2, 3), strict=True)])
    more = max(3 * records - len(one), 0)
    weights = np.concatenate((dice.normal(7, 7, len(one)), dice.normal(-6, 4, more)))
    one = np.concatenate((one, dice.integers(0, records, more)))
    other = np.concatenate((other, (one[-more:] + dice.integers(1, 3000, more)) % records))
    everybody = np.arange(records)
    yesterday = resolve((one, other, weights), records=everybody)
    before = dict(zip(everybody.tolist(), (yesterday.labels + 1).tolist(), strict=True))
    changed = dice.random(len(weights)) < 0.01
    weights = np.where(changed, weights + dice.normal(0, 6, len(weights)), weights)
    base = peak_memory()
    start, busy = time.perf_counter(), time.process_time()
    found = resolve((one, other, weights), records=everybody)
    grouped = time.process_time() - busy
    fresh = iter(range(records + 1, 3 * records))
    numbered = number(before, list(found.groups().values()), lambda: next(fresh))
    return {
        "pairs": len(weights),
        "seconds": time.perf_counter() - start,
        "cpu": time.process_time() - busy,
        "grouped": grouped,
        "memory": peak_memory(),
        "memory_before": base,
        "groups": len(set(found.labels.tolist())),
        "moved": len(numbered.groups),
    }


def _counted(found: Partition) -> dict[int, int]:
    """Groups numbered from 0 in order, as tools do that run again each time."""
    _, numbers = np.unique(found.labels, return_inverse=True)
    return dict(zip(found.records.tolist(), numbers.tolist(), strict=True))


def _with(groups: dict[int, int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for record, group in groups.items():
        found.setdefault(group, set()).add(record)
    return found


if __name__ == "__main__":
    what, *sizes = sys.argv[1:]
    print(json.dumps((changes if what == "changes" else night)(*map(int, sizes))))
