"""What is known of an incident: when, or between when and when; where; and codes by field, such as methods or goods."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import sparse

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
SAMPLE: Final = 500_000
UNSEEN: Final = 20  # as if so many more had noted something else: three of three that share a code are no habit of all
MOST_SURPRISE: Final = 8.0  # bits that one shared code can surprise by, so that no single word decides
REFUSED: Final = frozenset({"sex", "gender", "ethnicity", "race", "nationality", "religion"})


@dataclass(frozen=True, slots=True)
class Incident:
    """One incident.

    `start` and `end` are hours of the local clock since any fixed midnight, equal where the time is exact; not a number
    where nobody knows. `x` and `y` are metres from any fixed point, not a number where the place is unknown. `codes`:
    what was noted, by field; a field that is missing says nothing, neither for nor against.
    """

    ref: str
    start: float = math.nan
    end: float = math.nan
    x: float = math.nan
    y: float = math.nan
    codes: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Columns:
    """Incidents as columns of one length, `n`. For each field of codes a matrix of n rows, 1 where a code was noted.

    `near`: metres between many pairs of these incidents, sorted: how common it is here that two are as near as that.
    """

    refs: tuple[str, ...]
    start: Floats
    end: Floats
    x: Floats
    y: Floats
    coded: Mapping[str, "Coded"]
    near: Floats

    def __len__(self) -> int:
        return len(self.refs)


@dataclass(frozen=True, slots=True)
class Coded:
    """One field of codes: `noted` (n x codes), `surprise` of each code in bits, its name, and who says anything."""

    noted: sparse.csr_matrix
    surprise: Floats
    names: tuple[str, ...]
    says: npt.NDArray[np.bool_]


def columns(incidents: Sequence[Incident], fields: Sequence[str] = ()) -> Columns:
    """Lay incidents out. `fields`: those that must be there, even if no incident says anything in them.

    Raises: ValueError: an incident ends before it starts, a reference comes twice, or a field may never count.
    """
    refs = tuple(one.ref for one in incidents)
    if len(set(refs)) != len(refs):
        raise ValueError("Two incidents have the same reference.")
    start, end, x, y = (
        np.array([getattr(one, name) for one in incidents], np.float64) for name in ("start", "end", "x", "y")
    )
    if bool((end < start).any()):
        raise ValueError(f"{refs[int(np.argmax(end < start))]} ends before it starts.")
    names = sorted({name for one in incidents for name in one.codes} | set(fields))
    if never := REFUSED & set(names):
        raise ValueError(f"{', '.join(sorted(never))} never counts.")
    return Columns(refs, start, end, x, y, {name: _coded(incidents, name) for name in names}, _near(x, y))


def _near(x: Floats, y: Floats) -> Floats:
    """Metres between pairs, in order: of all, or of half a million that are always the same ones."""
    known = np.flatnonzero(~np.isnan(x) & ~np.isnan(y))
    if len(known) < 2:
        return np.empty(0)
    if len(known) ** 2 <= 4 * SAMPLE:
        one, other = (known[side] for side in np.triu_indices(len(known), 1))
    else:
        one, other = known[np.random.default_rng(0).integers(0, len(known), (2, SAMPLE))]
        one, other = one[one != other], other[one != other]
    return np.sort(np.hypot(x[one] - x[other], y[one] - y[other]))


def _coded(incidents: Sequence[Incident], name: str) -> Coded:
    noted = [one.codes.get(name, frozenset()) for one in incidents]
    counted = Counter(code for codes in noted for code in codes)
    names = tuple(sorted(counted))
    place = {code: at for at, code in enumerate(names)}
    rows = np.repeat(np.arange(len(noted)), [len(codes) for codes in noted])
    cols = np.array([place[code] for codes in noted for code in sorted(codes)], np.int64)
    says = np.array([bool(codes) for codes in noted], np.bool_)
    many = int(says.sum()) + UNSEEN
    share = np.array([counted[code] for code in names], np.float64) / many
    surprise = np.minimum(-np.log2(share), MOST_SURPRISE) if names else np.empty(0)
    matrix = sparse.csr_matrix((np.ones(len(rows)), (rows, cols)), shape=(len(noted), max(1, len(names))))
    return Coded(matrix, surprise if len(surprise) else np.zeros(1), names, says)
