"""D7: months in which recording failed are not announced as a fall, and planted falls of 40 % in one town are found."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from bench.inside.weeks import Array, file
from bench.results import Number
from watchward.patterns.change import compare
from watchward.patterns.gaps import FELL, GAP, Months, judge

HOW = "BENCH_PATTERNS=FOLDER python -m bench --only D7"
FILES = ("uk_kent_hampshire_2018-10_2018-12.parquet", "uk_other_forces_retail_asb_2018-10_2018-12.parquet")
KNOWN = ("Kent Police", "Lancashire Constabulary", "Northumbria Police")  # whose files fail in some month
FEWEST = 100  # a month, where falls are planted
ROUNDS = 6
LAST = 2


@dataclass(frozen=True, slots=True)
class Books:
    """Counts (A, K, 3) of towns, with the names of everything."""

    counts: Array
    forces: tuple[str, ...]
    towns: tuple[str, ...]
    kinds: tuple[str, ...]
    months: tuple[str, ...]

    def judged(self, counts: Array) -> Months:
        """The engine's word on these counts."""
        return judge(counts, self.forces, self.towns, self.kinds, self.months)


def measure(*, quick: bool = False) -> Iterator[Number]:
    """In short: generated forces."""
    books = _generated() if quick else _read()
    if books is None:
        print("D7 skipped: set BENCH_PATTERNS to the folder with the two files of UK forces.", file=sys.stderr)
        return
    if not quick:
        yield _real(books)
    yield from _gaps(books, quick)
    yield _falls(books, quick)


def _read() -> Books | None:
    import duckdb

    places = [file(one) for one in FILES]
    if None in places:
        return None
    with duckdb.connect() as engine:
        rows = [
            row
            for place in places
            for row in engine.execute(
                "SELECT falls_within, regexp_replace(lsoa_name, ' [0-9A-Z]+$', ''), crime_type, month, count(*) "
                "FROM read_parquet(?) WHERE lsoa_name IS NOT NULL GROUP BY ALL ORDER BY ALL",
                [str(place)],
            ).fetchall()
        ]
    towns = sorted({(force, town) for force, town, *_ in rows})
    kinds, months = sorted({row[2] for row in rows}), sorted({row[3] for row in rows})
    at = {one: number for number, one in enumerate(towns)}
    counts = np.zeros((len(towns), len(kinds), len(months)), dtype=int)
    for force, town, kind, month, number in rows:
        counts[at[force, town], kinds.index(kind), months.index(month)] += number
    return Books(counts, tuple(one for one, _ in towns), tuple(f"{town} ({force})" for force, town in towns),
                 tuple(kinds), tuple(months))  # fmt: skip


def _generated() -> Books:
    rng = np.random.default_rng(7)
    rate = rng.gamma(4, 40, (60, 6, 1)) * np.array([1.0, 1.0, 0.9])
    return Books(rng.poisson(rate), tuple(f"Force {one // 5}" for one in range(60)),
                 tuple(f"Town {one}" for one in range(60)), tuple("abcdef"), ("1", "2", "3"))  # fmt: skip


def _naive(counts: Array, month: int) -> int:
    """Towns and kinds that a plain comparison with the month before calls a fall."""
    before, after = counts[:, :, month - 1].ravel().tolist(), counts[:, :, month].ravel().tolist()
    return sum(compare(int(one), int(two)).direction == "down" for one, two in zip(before, after, strict=True))


def _real(books: Books) -> Number:
    """What is announced of the known failures: Kent in November and December 2018."""
    kent = {town for town, force in zip(books.towns, books.forces, strict=True) if force == KNOWN[0]}
    told = [one for one in books.judged(books.counts).cells if one.area in kent]
    fell, gaps = (sum(one.verdict == word for one in told) for word in (FELL, GAP))
    rows = np.array([town in kent for town in books.towns])
    naive = sum(_naive(books.counts[rows], month) for month in (1, 2))
    return Number(
        id="D7",
        what="Falls announced at the force whose recording failed, November and December 2018",
        goal="0",
        value=fell,
        baseline=f"{gaps:,} of {len(told):,} verdicts say recording gap; month against "
        f"month announces {naive:,} falls there",
        unit="",
        holds=fell == 0,
        how=HOW,
        gross=fell > 20,
    )


def _gaps(books: Books, quick: bool) -> Iterator[Number]:
    """One force after the other loses 40 to 80 % of all kinds but one in the last month."""
    rng, forces = np.random.default_rng(70), [one for one in sorted(set(books.forces)) if one not in KNOWN]
    false = seen = naive = 0
    names = np.array(books.forces)
    for force in forces[:4] if quick else forces:
        counts, mine = books.counts.copy(), names == force
        for kind in range(1, len(books.kinds)):
            counts[mine, kind, LAST] = rng.binomial(counts[mine, kind, LAST], rng.uniform(0.2, 0.6))
        found = books.judged(counts)
        seen += bool(found.gap[sorted(set(books.forces)).index(force), LAST])
        towns = {town for town, one in zip(books.towns, mine.tolist(), strict=True) if one}
        false += sum(one.verdict == FELL and one.area in towns and one.month == books.months[LAST] and
                     one.kind != books.kinds[0] for one in found.cells)  # fmt: skip
        naive += _naive(counts[mine][:, 1:], LAST)
    many = 4 if quick else len(forces)
    yield Number(
        id="D7",
        what="Falls announced where a recording gap was planted, one force after the other",
        goal="0",
        value=false,
        baseline=f"{seen} of {many} gaps recognised; month against month announces {naive:,} falls",
        unit="",
        holds=false == 0,
        how=HOW,
        gross=false > 20 * many,
    )


def _falls(books: Books, quick: bool) -> Number:
    """Four in ten taken out of one kind in one town of each force at a time."""
    rng, names = np.random.default_rng(71), np.array(books.forces)
    found = planted = 0
    enough = books.counts[:, :, :LAST].mean(axis=2) >= FEWEST
    for _ in range(2 if quick else ROUNDS):
        counts, where = books.counts.copy(), set()
        for force in sorted(set(books.forces) - set(KNOWN)):
            cells = np.argwhere(enough & (names == force)[:, None])
            if len(cells):
                town, kind = cells[rng.integers(len(cells))].tolist()
                counts[town, kind, LAST] = rng.binomial(counts[town, kind, LAST], 0.6)
                where.add((books.towns[town], books.kinds[kind]))
        told = [one for one in books.judged(counts).cells if one.month == books.months[LAST]]
        found += sum(one.verdict == FELL and (one.area, one.kind) in where for one in told)
        planted += len(where)
    untouched = [one for one in books.judged(books.counts).cells if one.month == books.months[LAST]]
    fell = sum(one.verdict == FELL for one in untouched)
    return Number(
        id="D7",
        what=f"Planted falls of 40 % found, one kind in one town, {FEWEST} a month or more",
        goal=">= 80 %",
        value=round(100 * found / planted, 1),
        unit="%",
        holds=found >= 0.8 * planted,
        how=HOW,
        baseline=f"{found} of {planted}; with nothing planted {fell} falls are announced among "
        f"{len(untouched):,} verdicts, some of which may be true",
        gross=found < 0.4 * planted,
    )
