"""Groups that live: records come, are corrected and deleted, people judge and take back, and the numbers stay.

    people = Resolution()
    people.insert("r1", {})
    people.insert("r2", {"r1": 9.5})             # bits against those that it was weighed against
    people.judge("r1", "r2", same=False)         # a person decided otherwise
    people.group("r1"), people.group("r2")       # 1, 2

Only what hangs together with the change is solved again, and the groups are always those that `batch.resolve` would
make of the same weights and judgements; only the numbers remember what was before. A record that is deleted leaves
nothing, its judgements included: what hung together only through it comes apart, until somebody judges the rest.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

import numpy as np

from watchward.identify.clusters import small
from watchward.identify.clusters.batch import DEFAULT, Edges, resolve
from watchward.identify.clusters.ids import number
from watchward.identify.clusters.judged import Contradiction, Pair, decide, pair_of
from watchward.identify.clusters.rule import PER_BIT, Rule
from watchward.identify.clusters.store import Change, Judgement, Memory, Store

MANY: Final = 1500  # weighed pairs in one part, from which NumPy is quicker


class Resolution:
    """Keeps groups up to date in a store. Every change answers with what it did to the groups, None for nothing."""

    def __init__(self, rule: Rule = DEFAULT, store: Store | None = None) -> None:
        self.rule = rule
        self.store: Store = Memory() if store is None else store

    # Asking

    def group(self, record: Any) -> int:
        """The number of its group. Raises: KeyError."""
        return self.store.groups([record])[record]

    def contradictions(self, records: Collection[Any]) -> tuple[Contradiction, ...]:
        """Judgements about these, or about what was judged together with them, that cannot all be true."""
        same, different = _split(self._in_force(self._hanging_together(records)))
        return decide(same, different).contradictions

    # Changing

    def insert(self, record: Any, weights: Mapping[Any, float]) -> Change | None:
        """Add a record. `weights`: bits against each that it was weighed against. Raises: ValueError, KeyError."""
        if self.store.groups([record]):
            raise ValueError(f"{record} is already there. Correct it instead.")
        return self._weigh(record, weights, "inserted")

    def correct(self, record: Any, weights: Mapping[Any, float]) -> Change | None:
        """A record reads otherwise: all its weights, instead of those before. Raises: KeyError, ValueError."""
        self.group(record)
        return self._weigh(record, weights, "corrected")

    def delete(self, record: Any) -> Change | None:
        """Forget a record and every judgement about it. Raises: KeyError: there is none of that id."""
        lost = self.group(record)
        touched = self._neighbours({record})
        self.store.remove(record)
        return self._settle(touched, "deleted", lost=[lost])

    def judge(self, one: Any, other: Any, *, same: bool) -> Judgement:
        """A person decided. The last judgement of the same two counts. Raises: KeyError, ValueError."""
        pair = pair_of(one, other)
        for each in pair:
            self.group(each)
        made = self.store.add_judgement(pair, same)
        self._settle(pair, "judged", made.number)
        return made

    def take_back(self, judgement: int) -> Change | None:
        """Undo a judgement; the one of the same two before it holds again. Raises: KeyError: none in force."""
        found = self.store.judgement(judgement)
        if found is None or found.taken_back:
            raise KeyError(judgement)
        self.store.take_back(judgement)
        return self._settle(found.pair, "taken back", judgement)

    # Working

    def _weigh(self, record: Any, weights: Mapping[Any, float], cause: str) -> Change | None:
        units = {other: self.rule.units(bits) for other, bits in weights.items()}
        if record in units:
            raise ValueError("A record is not weighed against itself.")
        if missing := units.keys() - self.store.groups(units.keys()).keys():
            raise KeyError(min(missing))
        touched = {record} | self._neighbours({record})
        self.store.set_near(record, units)
        return self._settle(touched, cause)

    def _settle(
        self, touched: Iterable[Any], cause: str, judgement: int = 0, lost: Sequence[int] = ()
    ) -> Change | None:
        """Solve what hangs together with these once more, and number it."""
        members = sorted(self._hanging_together(touched))
        return settle(self.store, members, self._parts(members), cause, judgement, lost)

    def _parts(self, members: Sequence[Any]) -> list[list[Any]]:
        """The groups of records that hang together, each sorted, in order of their lowest."""
        within = set(members)
        near = self.store.near(members)
        weights = {
            (one, other): units
            for one in members
            for other, units in near[one].items()
            if one < other and other in within
        }
        same, different = _split(self._in_force(members))
        inside = [pair for pair in different if pair[0] in within and pair[1] in within]
        if len(weights) > MANY:
            bits = [units / PER_BIT for units in weights.values()]
            columns = [one for one, _ in weights], [other for _, other in weights], bits
            found = resolve(columns, same=same, different=inside, records=members, rule=self.rule)
            return list(found.groups().values())
        labels = small.solve(members, weights, decide(same, inside).first, inside, self.rule)
        parts: dict[Any, list[Any]] = {}
        for one in members:
            parts.setdefault(labels[one], []).append(one)
        return list(parts.values())

    def _hanging_together(self, records: Iterable[Any]) -> set[Any]:
        """All that is reached from these by pairs that join, or that were judged the same."""
        found, frontier = set(records), set(records)
        while frontier := self._neighbours(frontier) - found:
            found |= frontier
        return found

    def _neighbours(self, records: Collection[Any]) -> set[Any]:
        least, near = self.rule.joins_from, self.store.near(records)
        found = {other for weights in near.values() for other, units in weights.items() if units >= least}
        for pair, same in self._in_force(records).items():
            if same:
                found.update(pair)
        return found - set(records)

    def _in_force(self, records: Collection[Any]) -> dict[Pair, bool]:
        return in_force(self.store.judgements(records))


def renew(store: Memory, edges: Edges, rule: Rule = DEFAULT) -> Change | None:
    """All weights anew, as after a night of learning, or a first file: judgements hold, groups are solved at once.

    Records that only stand in a pair are added; none is deleted. Numbers stay by the same rule as ever. For a store in
    a database: `resolve`, `number` and the rows of `store`. Raises: ValueError as `resolve` does.
    """
    judged = in_force(store.all_judgements())
    same, different = _split(judged)
    known = list(store.records())
    found = resolve(edges, same=same, different=different, records=known or None, rule=rule)
    left, right = (np.asarray(column).tolist() for column in edges[:2])
    store.set_edges(left, right, rule.all_units(edges[2]).tolist())
    groups = found.groups()
    return settle(store, found.records.tolist(), list(groups.values()), "renewed")


def settle(
    store: Store, members: Sequence[Any], parts: Sequence[Sequence[Any]], cause: str, judgement: int = 0,
    lost: Collection[int] = (),
) -> Change | None:  # fmt: skip
    """Number the parts of these members and keep that; None if no group is another than before."""
    before, earlier = store.groups(members), store.earlier(members)
    over = store.over({group for groups in earlier.values() for group in groups})
    numbered = number(before, parts, store.next_group, lost=lost, earlier=earlier, over=over)
    if numbered.groups:
        store.set_groups(numbered.groups)
        store.set_earlier(numbered.earlier)
    for group, into in numbered.ended.items():
        store.end(group, into)
    for group in numbered.back:
        store.begin_again(group)
    return store.add_change(cause, judgement, numbered.moves) if numbered.moves else None


def in_force(judgements: Iterable[Judgement]) -> dict[Pair, bool]:
    """Judged pair -> whether they are the same: the last that was not taken back."""
    last: dict[Pair, Judgement] = {}
    for one in judgements:
        if not one.taken_back and (one.pair not in last or last[one.pair].number < one.number):
            last[one.pair] = one
    return {pair: one.same for pair, one in last.items()}


def _split(judged: Mapping[Pair, bool]) -> tuple[list[Pair], list[Pair]]:
    """(same, not the same)."""
    return [pair for pair, same in judged.items() if same], [pair for pair, same in judged.items() if not same]
