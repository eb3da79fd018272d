"""How well a series model finds the rest of a series: whole series held out, in folds, beside plain baselines."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from watchward.identify.series.card import shipped
from watchward.identify.series.factors import factors
from watchward.identify.series.find import weigh
from watchward.identify.series.incidents import Columns, Floats, Incident, Ints, columns
from watchward.identify.series.learn import learn

FOLDS: Final = 5
TOPS: Final = (10, 50)
Truth = Mapping[str, Collection[str]]
# (columns, who did what, references of the fold that is held out) -> a score for each pair of places
Model = Callable[[Columns, Truth, Collection[str], Ints, Ints], Floats]


@dataclass(frozen=True, slots=True)
class Score:
    """Of held-out pairs the area under the curve, and the share found at 5 % false positives; and which share of its
    series stands among the first so many, when a held-out incident asks among all others, the unsolved included;
    `in_top_of_solved`: the same for 50, among those of known authorship only."""

    auc: float
    found_at_5: float
    in_top: Mapping[int, float]
    in_top_of_solved: float
    pairs: int
    queries: int


def ours(table: Columns, truth: Truth, held_out: Collection[str], one: Ints, other: Ints) -> Floats:
    """The product: learned from the rest, other incidents speak too."""
    return weigh(table, learn(table, truth, held_out=held_out, start=shipped()), one, other)[1]


def ours_direct(table: Columns, truth: Truth, held_out: Collection[str], one: Ints, other: Ints) -> Floats:
    """The product without what others say."""
    return weigh(table, learn(table, truth, held_out=held_out, start=shipped()), one, other)[0]


def unlearned(table: Columns, _truth: Truth, _held_out: Collection[str], one: Ints, other: Ints) -> Floats:
    """The card that ships, which has seen nothing of these."""
    return weigh(table, shipped(), one, other)[1]


def plain(table: Columns, truth: Truth, held_out: Collection[str], one: Ints, other: Ints) -> Floats:
    """The usual baseline: logistic regression on distance and time apart."""
    from scipy.optimize import minimize

    found = factors(table, one, other)
    days = np.abs((table.start + table.end)[one] - (table.start + table.end)[other]) / 48
    rows = np.column_stack([np.ones(len(one)), np.log1p(found.metres), np.log1p(days)])
    known = np.array([ref in truth and ref not in held_out for ref in table.refs])
    taught = known[one] & known[other]
    goal = linked(table, truth, one[taught], other[taught]).astype(np.float64)

    def loss(weights: Floats) -> tuple[float, Floats]:
        nats = rows[taught] @ weights
        off = 1 / (1 + np.exp(-nats)) - goal
        return float((np.logaddexp(0.0, nats) - goal * nats).sum()), rows[taught].T @ off

    return np.asarray(rows @ minimize(loss, np.zeros(3), jac=True, method="BFGS").x)


def linked(table: Columns, truth: Truth, one: Ints, other: Ints) -> np.ndarray:
    """Which pairs share somebody."""
    of = [frozenset(truth.get(ref, ())) for ref in table.refs]
    return np.array([bool(of[left] & of[right]) for left, right in zip(one.tolist(), other.tolist(), strict=True)])


def held_out_score(incidents: Sequence[Incident], truth: Truth, model: Model, seed: int) -> Score:
    """Each series is held out once, with all that shares anybody with it. Every pair with a held-out incident of known
    authorship counts; ranks are among all incidents, the unsolved ones included."""
    table = columns(incidents)
    n = len(table)
    low, high = (each.astype(np.int64) for each in np.triu_indices(n, 1))
    known = np.array([ref in truth for ref in table.refs])
    is_linked = linked(table, truth, low, high)
    fold = _folds(table.refs, truth, seed)
    scores, goals = [], []
    tops: dict[int, list[float]] = {top: [] for top in TOPS}
    of_solved: dict[int, list[float]] = {TOPS[-1]: []}
    both_known = known[low] & known[high]
    for number in range(FOLDS):
        out = fold == number
        score = model(table, truth, {table.refs[at] for at in np.flatnonzero(out)}, low, high)
        judged = known[low] & known[high] & (out[low] | out[high])
        scores.append(score[judged])
        goals.append(is_linked[judged])
        _rank(tops, n, low, high, score, is_linked, out)
        _rank(of_solved, n, low, high, np.where(both_known, score, -np.inf), is_linked, out)
    score, goal = np.concatenate(scores), np.concatenate(goals)
    means = {top: float(np.mean(many)) for top, many in tops.items()}
    among_solved = float(np.mean(of_solved[TOPS[-1]]))
    found_at_5 = float((score[goal] > np.quantile(score[~goal], 0.95)).mean())
    return Score(_auc(score, goal), found_at_5, means, among_solved, int(goal.sum()), len(tops[TOPS[0]]))


def _rank(
    tops: dict[int, list[float]], n: int, low: Ints, high: Ints, score: Floats, is_linked: np.ndarray, out: np.ndarray
) -> None:  # fmt: skip
    square, truth = np.full((n, n), -np.inf), np.zeros((n, n), np.bool_)
    square[low, high] = square[high, low] = score
    truth[low, high] = truth[high, low] = is_linked
    for asked in np.flatnonzero(out):
        partners = np.flatnonzero(truth[asked])
        if len(partners):
            place = np.empty(n, np.int64)
            place[np.argsort(-square[asked], kind="stable")] = np.arange(n)
            for top in tops:
                tops[top].append(float((place[partners] < top).mean()))


def _folds(refs: Sequence[str], truth: Truth, seed: int) -> Ints:
    """The fold of each incident, -1 where nobody is known; whoever shares somebody stands in one fold."""
    home: dict[str, str] = {}

    def root(name: str) -> str:
        while home.setdefault(name, name) != name:
            name = home[name]
        return name

    for ref in refs:
        people = sorted(truth.get(ref, ()))
        for person in people[1:]:
            home[root(person)] = root(people[0])
    groups = sorted({root(min(truth[ref])) for ref in refs if truth.get(ref)})
    np.random.default_rng(seed).shuffle(groups)
    fold = {group: at % FOLDS for at, group in enumerate(groups)}
    return np.array([fold[root(min(truth[ref]))] if truth.get(ref) else -1 for ref in refs])


def _auc(score: Floats, goal: np.ndarray) -> float:
    """The chance that a linked pair stands above another; ties count half."""
    others = np.sort(score[~goal])
    below = np.searchsorted(others, score[goal], "left")
    upto = np.searchsorted(others, score[goal], "right")
    return float(((below + upto) / 2 / len(others)).mean())
