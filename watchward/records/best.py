"""The things that hold most of the terms of several words, from the index of `postings`: the rarest word first.

What holds the rarest word is weighed in full; of the frequent ones only what can still get among the best is looked at.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from watchward.records.postings import BLOCK, PLACE_OF, Shelf, Term, meet, numbers, read_rows

Weights = Mapping[Term, int]  # the terms of one word; a thing counts the weightiest that it holds
_Row = Mapping[Term, str]  # the places of each term in one block
_Scored = dict[int, set[int]]  # score: places as numbers


def best(shelf: Shelf, words: Sequence[Weights], whole: Collection[Term], most: int) -> list[tuple[int, int]]:
    """(id, score) of at most `most` things, the best first, the newest first among equals.

    Args:    whole: terms that stand for all words together, and count as much as an exact hit of each.
    """
    blocks: dict[int, dict[Term, str]] = {}
    sizes: Counter[Term] = Counter()
    for term, block, places in read_rows({term for word in words for term in word} | set(whole), None):
        if block & 7 == shelf:
            blocks.setdefault(block, {})[term] = places
            sizes[term] += len(places)
    newest = sorted(blocks, reverse=True)
    order = sorted(words, key=lambda word: sum(sizes[term] for term in word))
    found: dict[int, _Scored] = {}
    for at in range(len(order)):
        ceiling = sum(max(word.values(), default=0) for word in order[at:])
        if _count(found, ceiling + 1) >= most:
            break
        _weigh(order[at], order[at + 1 :], blocks, newest, found, ceiling, most)
    return _first(found, _all_of(whole, blocks, sum(max(word.values(), default=0) for word in words)), most)


def _weigh(
    word: Weights, rest: Sequence[Weights], blocks: Mapping[int, _Row], newest: Sequence[int],
    found: dict[int, _Scored], ceiling: int, most: int,
) -> None:  # fmt: skip
    """Everything that holds this word and none of those before, with what else it holds."""
    for block in newest:
        known = found.setdefault(block, {})
        scored = _levels(word, blocks[block], set[int]().union(*known.values()))
        for other in rest:
            scored = _with(other, blocks[block], scored)
        for score, things in scored.items():
            known[score] = known.get(score, set()) | things
        as_good = sum(len(one.get(ceiling, ())) for at, one in found.items() if at >= block)
        if not rest and as_good + _count(found, ceiling + 1) >= most:
            return  # older blocks hold nothing better, and nothing newer


def _levels(word: Weights, row: _Row, known: set[int]) -> _Scored:
    """What holds the word, by weight, the weightiest term counting."""
    taken, scored = set(known), _Scored()
    for weight, places in _by_weight(word, row):
        things = set[int]()
        for one in places:
            things.update(numbers(one))
        things -= taken
        taken |= things
        if things:
            scored[weight] = things
    return scored


def _with(word: Weights, row: _Row, scored: _Scored) -> _Scored:
    """The same things, each with the weight of one more word."""
    left = set[int]().union(*scored.values())
    summed = _Scored()
    for weight, places in _by_weight(word, row):
        if not left:
            break
        held = meet(left, places)
        left -= held
        for score, things in scored.items():
            if both := things & held:
                summed[score + weight] = summed.get(score + weight, set()) | both
    for score, things in scored.items():
        if only := things & left:
            summed[score] = summed.get(score, set()) | only
    return summed


def _by_weight(word: Weights, row: _Row) -> list[tuple[int, list[str]]]:
    places: dict[int, list[str]] = {}
    for term, weight in word.items():
        if term in row:
            places.setdefault(weight, []).append(row[term])
    return sorted(places.items(), reverse=True)


def _count(found: Mapping[int, _Scored], least: int) -> int:
    return sum(len(things) for one in found.values() for score, things in one.items() if score >= least)


def _all_of(whole: Collection[Term], blocks: Mapping[int, _Row], score: int) -> dict[int, int]:
    """Ids that hold a term of the whole, with the score of that."""
    return {
        (block >> 3) * BLOCK + PLACE_OF[one]: score
        for block, row in blocks.items()
        for term in whole
        if term in row
        for one in numbers(row[term])
    }


def _first(found: Mapping[int, _Scored], others: Mapping[int, int], most: int) -> list[tuple[int, int]]:
    """The best of both; only these are brought back to ids."""
    ranked: dict[int, int] = {}
    for score in sorted({score for one in found.values() for score in one}, reverse=True):
        for block, one in found.items():  # the newest block first
            if len(ranked) >= most:
                break
            base = (block >> 3) * BLOCK
            ranked |= dict.fromkeys((base + PLACE_OF[thing] for thing in one.get(score, ())), score)
    for ident, score in others.items():
        ranked[ident] = max(ranked.get(ident, 0), score)
    return sorted(ranked.items(), key=lambda pair: (-pair[1], -pair[0]))[:most]
