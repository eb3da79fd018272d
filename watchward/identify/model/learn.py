"""Learning a card without labels, by Splink: `u` from pairs picked blindly, `m` by expectation maximisation.

There is one definition of the levels, the Python functions in `compare`. Splink asks for conditions in SQL; each
condition here calls back a function that DuckDB hands whole arrays of value numbers to (decision 0016). Everything that
Splink learns goes into the card; nothing of Splink is needed to weigh with it.
Needs the extra `link` (`pip install watchward[link]`).
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from watchward.identify.batch import Ints, field_levels
from watchward.identify.compare import MISSING, Both
from watchward.identify.evidence import Record, Schema, own
from watchward.identify.model.card import Card, FieldCard, LevelWeight, Source, starting
from watchward.identify.model.frequencies import with_frequencies
from watchward.identify.model.weigh import leading
from watchward.kit.errors import Refused

PAIRS: Final = 300_000  # picked blindly, to learn `u` from
MOST_TRAINED: Final = 500_000  # pairs of one pass that learns `m`
PASSES: Final = 4
FEWEST: Final = 50  # pairs that agree on a field wholly, for a pass to be worth making
HOW_TO_INSTALL: Final = "Learning needs Splink. Install it with: pip install 'watchward[link]'."


class CannotLearn(Refused):
    """Splink is missing, or the records hold too little to learn from."""


@dataclass(frozen=True, slots=True)
class _Column:
    """One field as numbers: distinct values without their partners, and the number of every record (-1: none)."""

    values: list[object]
    codes: Ints


def learn(
    records: Sequence[Record], schema: Schema, *, other: Sequence[Record] | None = None, what: str = "",
    seed: int = 1, pairs: int = PAIRS,
) -> Card:  # fmt: skip
    """A card for `schema`, learned from these records; with `other`, from pairs across the two lists only.

    Args:    what: where the records come from, for the card.  seed: of the blind picking.  pairs: how many are picked.
    Raises:  CannotLearn: Splink is not installed; fewer than 50 records; no field on which enough pairs agree.
    """
    everything = [*records, *(other or ())]
    if len(everything) < 50:
        raise CannotLearn(f"{len(everything)} records are too few to learn from. Use a card that was learned before.")
    start = starting(schema, records=len(everything))
    columns = [_column(everything, one.name) for one in start.fields]
    sides = [len(records), len(other)] if other is not None else [len(records)]
    passes = _passes(columns, sides)
    if len(passes) < 2:
        raise CannotLearn("Too few pairs agree on any two fields to learn from. Map more columns, or use a card.")
    learned = _splink(start, columns, sides, passes, seed, pairs)
    card = replace(start, fields=tuple(_taken(*one, pairs) for one in zip(start.fields, learned, strict=True)))
    now = datetime.now(UTC).date().isoformat()
    source = Source(what or "a file", now, len(everything), f"Splink {_version()}")
    return replace(with_frequencies(card, everything), version=now, source=source)


def _column(records: Sequence[Record], name: str) -> _Column:
    known: dict[object, int] = {}
    codes = np.empty(len(records), np.int64)
    for place, record in enumerate(records):
        value = own(record.get(name))
        codes[place] = -1 if value is None else known.setdefault(value, len(known))
    return _Column(list(known), codes)


def _passes(columns: Sequence[_Column], sides: Sequence[int]) -> list[int]:
    """The fields to learn from pairs that agree on them: those on which fewest agree by accident come first."""
    agreeing = [(_agreeing(one, sides), place) for place, one in enumerate(columns)]
    return [place for many, place in sorted(agreeing) if many >= FEWEST][:PASSES]


def _agreeing(column: _Column, sides: Sequence[int]) -> int:
    size = len(column.values)
    first = np.bincount(column.codes[: sides[0]][column.codes[: sides[0]] >= 0], minlength=size)
    if len(sides) == 1:
        return int((first * (first - 1) // 2).sum())
    rest = column.codes[sides[0] :]
    return int((first * np.bincount(rest[rest >= 0], minlength=size)).sum())


def _splink(
    start: Card, columns: Sequence[_Column], sides: Sequence[int], passes: Sequence[int], seed: int, pairs: int
) -> list[dict[str, tuple[float | None, float | None]]]:
    """(m, u) of each level of each field, None where Splink saw none."""
    try:
        import duckdb
        import splink
        import splink.comparison_level_library as cll
        import splink.comparison_library as cl
    except ImportError as absent:
        raise CannotLearn(HOW_TO_INSTALL) from absent
    engine = duckdb.connect()
    try:
        api = splink.DuckDBAPI(engine)
        comparisons: list[Any] = []
        for place, field in enumerate(start.fields):
            call = _register(engine, start, place, columns)
            nothing = cll.CustomLevel(f"{call} = {MISSING}").configure(is_null_level=True)
            levels = [
                cll.CustomLevel(f"{call} = {at}", level.name).configure(m_probability=level.m, u_probability=level.u)
                for at, level in enumerate(field.levels[:-1])
            ]
            rest = cll.ElseLevel().configure(m_probability=field.levels[-1].m, u_probability=field.levels[-1].u)
            comparisons.append(cl.CustomComparison([nothing, *levels, rest], f"c{place}"))
        tables = [api.register(one, table_name=f"side{at}") for at, one in enumerate(_tables(columns, sides))]
        settings = splink.SettingsCreator(
            link_type="dedupe_only" if len(sides) == 1 else "link_only", comparisons=comparisons,
            probability_two_random_records_match=start.prior, max_iterations=50, em_convergence=0.001,
        )  # fmt: skip
        linker = splink.Linker(tables if len(tables) > 1 else tables[0], settings, log_level=logging.ERROR)
        linker.training.estimate_u_using_random_sampling(max_pairs=pairs, seed=seed, min_count_per_level=None)
        if not sum(_pass(linker, place) for place in passes):
            raise CannotLearn("No field has enough pairs that agree to learn from. Map more columns, or use a card.")
        return _read(linker.misc.save_model_to_json(), start)
    finally:
        engine.close()


def _pass(linker: Any, place: int) -> bool:
    """Learn `m` from pairs that agree on one field; False where Splink finds no matches at all among them."""
    try:
        linker.training.estimate_parameters_using_expectation_maximisation(
            f"l.f{place} = r.f{place}", max_pairs=MOST_TRAINED
        )
    except ValueError:  # a share underflows: every pair of this pass looked like strangers
        return False
    return True


def _tables(columns: Sequence[_Column], sides: Sequence[int]) -> Iterator[Any]:
    """One table of numbers for each side; Splink blocks on them, and the levels are told from them."""
    import pyarrow

    begin = 0
    for size in sides:
        part = {f"f{at}": _nullable(one.codes[begin : begin + size]) for at, one in enumerate(columns)}
        yield pyarrow.table({"unique_id": np.arange(begin, begin + size), **part})
        begin += size


def _nullable(codes: Ints) -> Any:
    import pyarrow

    return pyarrow.array(codes, mask=codes < 0)


def _register(engine: Any, card: Card, place: int, columns: Sequence[_Column]) -> str:
    """Make the function for one field known to the engine; the SQL that calls it."""
    import pyarrow
    from duckdb.sqltypes import BIGINT

    field = card.fields[place]
    used = [place] + ([card.names.index(field.partner)] if field.partner else [])
    tell = _teller(field, [columns[one].values for one in used], field.name in leading(card))

    def alone(left: Any, right: Any) -> Any:
        return pyarrow.array(tell(*(np.asarray(one, np.int64) for one in (left, right))))

    def paired(left: Any, right: Any, left_partner: Any, right_partner: Any) -> Any:
        codes = (left, right, left_partner, right_partner)
        return pyarrow.array(tell(*(np.asarray(one, np.int64) for one in codes)))

    call = alone if len(used) == 1 else paired
    engine.create_function(f"level_{place}", call, [BIGINT] * (2 * len(used)), BIGINT, type="arrow")
    given = ", ".join(f"coalesce(f{one}_{side}, -1)" for one in used for side in ("l", "r"))
    return f"level_{place}({given})"


def _teller(field: FieldCard, values: Sequence[list[object]], leads: bool) -> Callable[..., NDArray[np.int64]]:
    """From arrays of value numbers (left, right, and of the partner left, right) to an array of levels."""

    def tell(left: Ints, right: Ints, *partner: Ints) -> NDArray[np.int64]:
        first, second, held = _values(values, (left, right), partner)
        levels = np.full(len(left), MISSING, np.int64)
        both = np.flatnonzero((first >= 0) & (second >= 0))
        levels[both] = field_levels(field, held, first[both], second[both], leads)
        return levels

    return tell


def _values(
    values: Sequence[list[object]], mine: tuple[Ints, Ints], partner: tuple[Ints, ...]
) -> tuple[Ints, Ints, Sequence[object]]:
    if not partner:
        return *mine, values[0]
    width = len(values[1]) + 1
    keys = np.concatenate([one * width + other + 1 for one, other in zip(mine, partner, strict=True)])
    unique, where = np.unique(keys, return_inverse=True)
    held = [
        Both(values[0][a] if a >= 0 else None, values[1][b - 1] if b else None)
        for a, b in zip((unique // width).tolist(), (unique % width).tolist(), strict=True)
    ]
    return where[: len(mine[0])], where[len(mine[0]) :], held


def _read(model: dict[str, Any], start: Card) -> list[dict[str, tuple[float | None, float | None]]]:
    """What Splink's own model file says of each level, by our names; Splink may leave out or turn round comparisons."""
    by_name = {one["output_column_name"]: one["comparison_levels"] for one in model["comparisons"]}
    found = []
    for place, field in enumerate(start.fields):
        levels = [level for level in by_name.get(f"c{place}", []) if not level.get("is_null_level")]
        shares = [(_number(level.get("m_probability")), _number(level.get("u_probability"))) for level in levels]
        names = [level.name for level in field.levels]
        found.append(dict(zip(names, shares or [(None, None)] * len(names), strict=True)))
    return found


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, (int, float)) else None


def _taken(field: FieldCard, learned: dict[str, tuple[float | None, float | None]], pairs: int) -> FieldCard:
    """The learned shares; a level that was never seen is as rare as the sample allows, not impossible.

    A field that Splink says nothing of keeps the shares with which learning starts.
    """
    levels = []
    if all(u is None for _m, u in learned.values()):
        return field
    for level in field.levels:
        m, u = learned[level.name]
        levels.append(LevelWeight(level.name, max(level.m if m is None else m, 0.0005), max(u or 0.0, 0.5 / pairs)))
    m_sum, u_sum = sum(one.m for one in levels), sum(one.u for one in levels)
    return replace(field, levels=tuple(LevelWeight(one.name, one.m / m_sum, one.u / u_sum) for one in levels))


def _version() -> str:
    from importlib.metadata import version

    return version("splink")
