"""`watchward patterns plan`: who stands where and when within a budget."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import click

from watchward.cli.console import say
from watchward.cli.patterns.files import EXITS, FILE, TABLE, Asked, asks, in_words, number, some, write
from watchward.kit.errors import Refused
from watchward.kit.rowfiles import read_rows
from watchward.kit.text import count
from watchward.patterns.hours import window_words
from watchward.patterns.incidents import Incidents
from watchward.patterns.places import of_premises
from watchward.patterns.plan import PREVENTED, Budget, Guard, Plan, Premises
from watchward.patterns.plan import plan as planned
from watchward.patterns.planning import GUARDS, MOST, guards_of, offered, walks, with_intervals
from watchward.patterns.reading import Told
from watchward.patterns.risk import fit
from watchward.patterns.shifts import Array, Curve, Rules, curve
from watchward.patterns.slots import shared_out

EPILOG = f"""\b
Examples:
  watchward patterns plan incidents.csv --hours 40 --out plan.csv
  watchward patterns plan incidents.csv --pounds 600 --guards guards.csv --floor "Café Row=4" --out plan.csv
The file of guards has the columns {", ".join(GUARDS)}; a column of kind licence says what a premises needs.
{EXITS.format("a plan was written")}"""
HEADING = ("guard", "shift", "start hour of week", "hours", "where", "meets", "from", "to", "pounds", "in words")
FEW = 50  # incidents
ENDS = (50, 100, 250, 500, 1_000)
LIMITS = (
    "What is to be expected is what was reported in these hours before. Guards follow reports: places that report "
    "nothing get none. Whether it helps is told by a lot (watchward patterns effect --draw)."
)


@click.command("plan", epilog=EPILOG)
@asks
@click.option("--hours", "budget_hours", type=click.FloatRange(1), help="Guard hours a week that may be spent.")
@click.option("--pounds", type=click.FloatRange(0), help="Pounds a week that may be spent.")
@click.option("--paid", multiple=True, help="member=pounds that a member pays into the pool; once for each.")
@click.option("--floor", "floors", multiple=True, help="member=hours that a member gets at the least; once for each.")
@click.option("--guards", type=FILE, help="Who may stand there, CSV or Parquet; otherwise --people without names.")
@click.option("--people", default=3, show_default=True, type=click.IntRange(1, 50), help="How many, without --guards.")
@click.option("--rate", default=15.0, show_default=True, help="Pounds an hour, without --guards.")
@click.option("--shortest", default=Rules().shortest, show_default=True, help="Hours of the shortest shift.")
@click.option("--longest", default=Rules().longest, show_default=True, help="Hours of the longest shift.")
@click.option("--rest", default=Rules().rest, show_default=True, help="Hours between two shifts of one person.")
@click.option("--walk", default=Rules().walk, show_default=True, help="Minutes that one shift may walk; needs places.")
@click.option(
    "--prevented",
    default=PREVENTED,
    show_default=True,
    type=click.FloatRange(0, 1),
    help="The share of what is met that is taken to be prevented.",
)
@click.option("--most", default=MOST, show_default=True, type=click.IntRange(1, 300), help="Premises planned for.")
@click.option("--curve", "curve_out", type=TABLE, help="A CSV file for what each next hour would meet.")
@click.option("--out", required=True, type=TABLE, help="The CSV file to write.")
def plan(
    file: Path, given: Sequence[str], zone: str, now: datetime | None, budget_hours: float | None,
    pounds: float | None, paid: Sequence[str], floors: Sequence[str], guards: Path | None, people: int, rate: float,
    shortest: int, longest: int, rest: int, walk: int, prevented: float, most: int, curve_out: Path | None, out: Path,
) -> None:  # fmt: skip
    """Choose the shifts of a week that meet most of what is to be expected, within a budget and rules.

    Writes a row for each shift, with what it meets, an interval and the reason.
    """
    if budget_hours is None and pounds is None and not paid:
        raise click.UsageError("Say how many hours (--hours) or pounds (--pounds, --paid) may be spent.")
    rows, told = Asked(file, given, zone, now).told()
    some(told)
    incidents = told.incidents
    risk = fit(shared_out(incidents), incidents.weeks, incidents.kinds, told.areas, incidents.hours)
    least = {member: round(value) for member, value in _numbers(floors).items()}
    members = told.of_premises("member")
    if unknown := sorted(set(least) - {*members, *incidents.names}):
        raise Refused(f"There is no member {unknown[0]} in the file. Name a column of kind member.")
    chosen, premises = offered(incidents, risk, members=members, licences=told.of_premises("licence"), most=most,
                               keep=tuple(least))  # fmt: skip
    who = guards_of(read_rows(guards)) if guards else _unnamed(people, rate, premises)
    with in_words():
        rules = Rules(shortest=shortest, longest=longest, rest=rest, walk=walk)
        budget = Budget(budget_hours, pounds, least, _numbers(paid))
        found = planned(premises, who, budget, rules=rules, travel=_travel(told, chosen), prevented=prevented)
    found = with_intervals(found, risk, {incidents.names[row]: row for row in chosen})
    write(out, _table(found))
    every = curve(risk.rates)
    if curve_out:
        write(curve_out, _curve(every))
    say(f"{count(len(rows), 'incident')}, {len(incidents.names):,} premises.")
    for line in (*told.said, *incidents.said, *_lines(found, every, incidents, chosen), LIMITS):
        say(line)


def _numbers(pairs: Sequence[str]) -> Mapping[str, float]:
    found = {}
    for one in pairs:
        name, sign, value = one.rpartition("=")
        if not sign or not value.strip().replace(".", "", 1).isdigit():
            raise click.UsageError(f"{one} is no member and number. Write member=4.")
        found[name.strip()] = float(value)
    return found


def _unnamed(people: int, rate: float, premises: Sequence[Premises]) -> list[Guard]:
    """People of 40 hours who hold every licence that is asked for."""
    licences = frozenset(one.licence for one in premises) - {""}
    return [Guard(f"guard {one + 1}", 40, rate, licences) for one in range(people)]


def _travel(told: Told, chosen: Sequence[int]) -> Array | None:
    if not (told.has("latitude") and told.has("longitude")):
        return None
    x, y = of_premises(told)
    return walks(x[chosen], y[chosen])


def _lines(found: Plan, every: Curve, incidents: Incidents, chosen: Sequence[int]) -> Iterator[str]:
    if len(chosen) < len(incidents.names):
        yield f"Planned for the {len(chosen):,} premises where most is to be expected; --most takes in more."
    if (known := len(incidents.premises)) < FEW:
        yield f"{count(known, 'incident')} can be counted: this plan follows the usual more than these premises."
    yield from (one.sentence for one in found.choices)
    yield from found.said
    yield f"Without shifts and rest: {every.sentence(*(end for end in ENDS if end <= every.hours[-1:].sum()))}"


def _table(found: Plan) -> Iterator[Sequence[object]]:
    yield HEADING
    for one in sorted(found.choices, key=lambda each: (each.shift.start, each.guard)):
        shift = one.shift
        yield (
            one.guard, window_words(shift.start, shift.hours), shift.start, shift.hours, " then ".join(one.where),
            *(number(each) for each in (one.meets, one.low, one.high, one.pounds)), one.sentence,
        )  # fmt: skip


def _curve(every: Curve) -> Iterator[Sequence[object]]:
    yield ("hours", "meets", "reports in 100 hours so far")
    for hours, meets in zip(every.hours.tolist(), every.meets.tolist(), strict=True):
        yield hours, number(meets), number(100 * meets / hours)
