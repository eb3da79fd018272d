"""From incidents to a plan: which premises are worth planning for, the guards of a file, and intervals that add up."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import gamma

from watchward.kit.rowfiles import CannotRead
from watchward.patterns.incidents import Incidents
from watchward.patterns.plan import Choice, Guard, Plan, Premises
from watchward.patterns.reading import opening
from watchward.patterns.risk import Risk

Array = NDArray[Any]

MOST: Final = 40  # premises that are planned for at once: the solver answers in seconds
PACE: Final = 60.0  # metres a minute as the crow flies: 80 on foot, and streets turn
BLOCK: Final = 4  # hours in a row by which premises are ranked
GUARDS: Final = ("name", "hours", "pounds", "licences", "free")


def offered(
    incidents: Incidents, risk: Risk, *, members: Sequence[str], licences: Sequence[str], most: int = MOST,
    keep: Sequence[str] = (),
) -> tuple[list[int], list[Premises]]:  # fmt: skip
    """The premises with the best four hours, and the best of each member in `keep`: their rows, and for the plan.

    Args: members, licences: (P,) of each premises; without a member a premises is its own.
    """
    sums = sum(np.roll(risk.rates, -more, axis=1) for more in range(BLOCK))
    best = np.asarray(sums).max(axis=1, initial=0.0)
    order = np.argsort(-best, kind="stable").tolist()
    names = [member or name for member, name in zip(members, incidents.names, strict=True)]
    first = [next((row for row in order if names[row] == one), None) for one in keep]
    rows = sorted({*order[:most], *(row for row in first if row is not None)})
    return rows, [
        Premises(incidents.names[row], names[row], risk.rates[row], *_bounds(risk, row), licences[row],
                 incidents.hours[row])
        for row in rows
    ]  # fmt: skip


def with_intervals(told: Plan, risk: Risk, rows: Mapping[str, int]) -> Plan:
    """The plan with the interval of each shift's sum, which is narrower than the sum of its hours' intervals.

    Source: a gamma posterior whose shape is the incidents that all its hours rest on together, as in `risk`.
    """
    return replace(told, choices=tuple(_bounded(one, risk, rows) for one in told.choices))


def walks(x: Array, y: Array) -> Array:
    """Minutes on foot between premises, (P, P), from metres; not walkable where a place is unknown."""
    apart = np.hypot(x[:, None] - x[None, :], y[:, None] - y[None, :]) / PACE
    found: Array = np.where(np.isfinite(apart), apart, np.inf)
    return found


def guards_of(rows: Sequence[Mapping[str, Any]]) -> list[Guard]:
    """Rows with name and hours a week; pounds an hour, licences (with ; between) and free (Fr-Sa 18-02) may be missing.

    Raises: CannotRead: a row that is no guard; it is named.
    """
    return [_guard(number, row) for number, row in enumerate(rows, 2)]


def _guard(number: int, row: Mapping[str, Any]) -> Guard:
    name, words = str(row.get("name") or "").strip(), str(row.get("free") or "").strip()
    try:
        hours, pounds = int(row.get("hours") or 0), float(row.get("pounds") or 0)
    except (TypeError, ValueError) as wrong:
        raise CannotRead(f"Row {number} of the guards: hours and pounds are numbers.") from wrong
    if not name or hours < 1 or pounds < 0:
        raise CannotRead(f"Row {number} of the guards needs a name and 1 hour a week or more.")
    free = opening(words) if words else None
    if words and free is None:
        raise CannotRead(f"Row {number} of the guards: {words} cannot be read. Write Fr-Sa 18:00-02:00.")
    licences = frozenset(one.strip() for one in str(row.get("licences") or "").split(";") if one.strip())
    return Guard(name, hours, pounds, licences, None if free is None else np.array(free))


def _bounds(risk: Risk, row: int) -> tuple[Array, Array]:
    shape = np.maximum(risk.weight[row], 1e-6)
    low, high = (gamma.ppf(tail, shape, scale=risk.rates[row] / shape) for tail in (0.025, 0.975))
    return low, high


def _bounded(one: Choice, risk: Risk, rows: Mapping[str, int]) -> Choice:
    places = sorted({place for place, _ in one.shift.cells}, key=[place for place, _ in one.shift.cells].index)
    row_of = dict(zip(places, (rows[name] for name in one.where), strict=True))
    weights = np.array(one.shift.weights)
    shape = np.array([risk.weight[row_of[place], hour] for place, hour in one.shift.cells])
    total = max(float((shape * weights).sum()), 1e-6)
    low, high = (float(each) for each in gamma.ppf([0.025, 0.975], total, scale=one.meets / total))
    return replace(one, low=low, high=high)
