"""`watchward identify`: which rows of a file are of one person, and who in it somebody may be. Needs no database."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from watchward.cli.console import say
from watchward.identify.evidence import Schema
from watchward.identify.link import Linked, link
from watchward.identify.model.card import Card, default, from_json
from watchward.identify.model.frequencies import fitted_to
from watchward.identify.model.weigh import Comparison, compare
from watchward.identify.series import card as series_card
from watchward.identify.series import reading
from watchward.identify.series.card import SeriesCard
from watchward.identify.series.find import Found as SeriesFound
from watchward.identify.series.find import find
from watchward.identify.series.incidents import columns
from watchward.identify.series.learn import TooFewError, learn
from watchward.identify.table import mapping_of
from watchward.kit.errors import Refused
from watchward.kit.rowfiles import CannotRead, Row, read_rows
from watchward.kit.tables import write_csv
from watchward.kit.text import count

Paths = tuple[Path, ...]
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
MAP_HELP = "column=kind, once for each column; guessed from the headings if not given."
CARD_HELP = "A model card (.json) to weigh with."
LINK_EPILOG = """\b
Example: watchward identify link people.csv --map first_name=given --map surname=family --map dob=date --out linked
Exit codes: 0 done, 1 refused or failed, 2 the command line was not understood."""
LOOKUP_EPILOG = """\b
Example: watchward identify lookup people.csv --query first_name=Liz --query surname=Oneil
Exit codes: 0 done, also if nobody was found; 1 refused or failed, 2 the command line was not understood."""
SERIES_EPILOG = """\b
Example: watchward identify series incidents.csv --map when=when --map lat=lat --map lon=lon --map mo=method --out found
Exit codes: 0 done, 1 refused or failed, 2 the command line was not understood."""
SERIES_DECIDES = "These are proposals: a person says what belongs together."
NOBODY = "Nobody in the file is likely enough. That does not mean that the person is not in it."
DECIDES = "This orders a list and decides nothing: a person says who is who."


@click.group(epilog="Example: watchward identify link people.csv --out linked. Exit codes: 0 done, 1 refused.")
def identify() -> None:
    """Tell who is who in files of people, CSV or Parquet. Nothing is read from or written to the database."""


@identify.command("link", epilog=LINK_EPILOG)
@click.argument("files", type=FILE, nargs=-1, required=True, metavar="FILE [FILE]")
@click.option("--map", "given", multiple=True, help=MAP_HELP)
@click.option("--card", "card_path", type=FILE, help=f"{CARD_HELP} Without one, a card is learned from the files.")
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder for the results.")
def link_files(files: Paths, given: Sequence[str], card_path: Path | None, out: Path) -> None:
    """Say which rows are of one person: in one file, or across two.

    Writes pairs.csv (likeliest first, with reasons), people.csv (a number of the person for every row) and card.json
    (the weights, in plain words) into --out.
    """
    if len(files) > 2:
        raise click.UsageError("Name one file or two.")
    tables = [read_rows(one) for one in files]
    schema = _schema(given, tables)
    model = _card(card_path).for_schema(schema) if card_path else schema
    lists = [schema.records(rows) for rows in tables]
    found = link(lists[0], model, other=lists[1] if len(lists) > 1 else None, what=", ".join(one.name for one in files))
    out.mkdir(parents=True, exist_ok=True)
    places = [(file.name, row) for file, rows in zip(files, tables, strict=True) for row in range(1, len(rows) + 1)]
    _write(out / "pairs.csv", _pairs(found, places))
    _write(out / "people.csv", _people(found, places))
    (out / "card.json").write_text(found.card.to_json(), encoding="utf-8")
    people = len(set(found.labels.tolist()))
    say(f"{count(len(places), 'row')}, {people:,} {'person' if people == 1 else 'people'}, as far as they tell.")
    for one in (*found.said, DECIDES):
        say(one)


@identify.command(epilog=LOOKUP_EPILOG)
@click.argument("file", type=FILE)
@click.option("--map", "given", multiple=True, help=MAP_HELP)
@click.option("--query", "asked", multiple=True, required=True, help="column=value, once for each thing that is known.")
@click.option("--card", "card_path", type=FILE, help=f"{CARD_HELP} Without one, that of the program is used.")
@click.option("--most", default=5, show_default=True, help="How many to show.", type=click.IntRange(1, 1000))
@click.option("--json", "as_json", is_flag=True, help="Write JSON, one object for each row found.")
def lookup(
    file: Path, given: Sequence[str], asked: Sequence[str], card_path: Path | None, most: int, as_json: bool
) -> None:  # fmt: skip
    """Say who in a file somebody may be, likeliest first, and why. Every row is looked at."""
    rows = read_rows(file)
    schema = _schema(given, [rows])
    records = schema.records(rows)
    card = fitted_to((_card(card_path) if card_path else default()).for_schema(schema), records)
    query = schema.record(_query(asked, [one.name for one in schema]))
    if not query:
        raise CannotRead("Nothing of the query could be read. Give at least one --query column=value.")
    weighed = [(compare(card, query, record), at) for at, record in enumerate(records)]
    ranked = sorted(weighed, key=lambda one: (-one[0].weight, one[1]))[:most]
    _show([(found, at) for found, at in ranked if found.weight > found.prior], rows, as_json=as_json)


@identify.command("series", epilog=SERIES_EPILOG)
@click.argument("file", type=FILE)
@click.option("--map", "given", multiple=True, help=MAP_HELP)
@click.option("--card", "card_path", type=FILE, help=f"{CARD_HELP} Without one, that of the program is used.")
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder for the results.")
def series_of_file(file: Path, given: Sequence[str], card_path: Path | None, out: Path) -> None:
    """Propose which incidents of a file are the work of the same people, with the evidence for each link.

    Writes series.csv (a number of the series for each incident in one), links.csv (the strongest first, with reasons)
    and card.json (the weights) into --out. A column of kind series teaches the card, where enough of it is known.
    """
    rows = read_rows(file)
    if not rows:
        raise CannotRead("The file holds no rows below its heading.")
    mapping = reading.mapping_of(given, list(rows[0]))
    if not given:
        say("Guessed: " + ", ".join(f"{column}={kind}" for column, kind in mapping.items()) + ".")
    found = reading.read(rows, mapping)
    card = series_card.from_json(card_path.read_text(encoding="utf-8")) if card_path else series_card.shipped()
    card = _taught(card, found, file.name)
    proposed = find(found.incidents, card)
    out.mkdir(parents=True, exist_ok=True)
    _write(out / "series.csv", _series_rows(proposed))
    _write(out / "links.csv", _link_rows(proposed))
    (out / "card.json").write_text(card.to_json(), encoding="utf-8")
    many = len(proposed.series)
    say(f"{count(len(rows), 'incident')}, {many:,} series proposed.")
    for one in (*found.said, *proposed.said, SERIES_DECIDES):
        say(one)


def _taught(card: SeriesCard, found: reading.Read, name: str) -> SeriesCard:
    """A card that has learned from the series that a file knows, if it knows enough."""
    if not found.series:
        return card
    try:
        made = learn(columns(found.incidents), found.series, source=f"{name}, from {card.source}", start=card)
    except TooFewError as few:
        say(f"{few} The weights that were given stay.")
        return card
    say(f"Learned from {count(len(found.series), 'incident')} of known series.")
    return made


def _series_rows(found: SeriesFound) -> Iterator[Sequence[object]]:
    yield ("series", "incident", "mean weight of its links in bits")
    for number, one in enumerate(found.series, 1):
        for ref in one.refs:
            for told in found.folded[ref]:
                yield (number, told, f"{one.strength:.2f}")


def _link_rows(found: SeriesFound) -> Iterator[Sequence[object]]:
    yield ("series", "incident", "other incident", "probability", "weight in bits", "reasons")
    for number, one in enumerate(found.series, 1):
        for tie in one.links:
            reasons = "; ".join(f"{each.words} ({each.bits:+.1f})" for each in tie.reasons)
            yield (number, tie.one, tie.other, f"{tie.chance:.3f}", f"{tie.bits:.2f}", reasons)


def _schema(given: Sequence[str], tables: Sequence[list[Row]]) -> Schema:
    if any(not rows for rows in tables):
        raise CannotRead("A file holds no rows below its heading.")
    columns = [one for one in tables[0][0] if all(one in rows[0] for rows in tables)]
    mapping = mapping_of(given, columns)
    if not given:
        say("Guessed: " + ", ".join(f"{column}={kind}" for column, kind in mapping.items()) + ".")
    return Schema.of(mapping)


def _card(path: Path) -> Card:
    return from_json(path.read_text(encoding="utf-8"))


def _query(asked: Sequence[str], columns: Sequence[str]) -> dict[str, str]:
    pairs = [one.partition("=") for one in asked]
    for column, sign, _value in pairs:
        if not sign or column.strip() not in columns:
            raise CannotRead(f"The query names {column}. It can name {', '.join(columns)}, as column=value.")
    return {column.strip(): value for column, _sign, value in pairs}


def _pairs(found: Linked, places: Sequence[tuple[str, int]]) -> Iterator[Sequence[object]]:
    yield ("file", "row", "other file", "other row", "probability", "weight in bits", "one person", "reasons")
    sure = found.sure
    for at, (one, other) in enumerate(zip(found.one.tolist(), found.other.tolist(), strict=True)):
        yield (*places[one], *places[other], f"{found.probability[at]:.4f}", f"{found.weight[at]:.2f}",
               "yes" if sure[at] else "no", _reasons(found.explain(at)))  # fmt: skip


def _people(found: Linked, places: Sequence[tuple[str, int]]) -> Iterator[Sequence[object]]:
    yield ("file", "row", "person")
    for place, label in zip(places, found.labels.tolist(), strict=True):
        yield (*place, label + 1)


def _reasons(found: Comparison) -> str:
    return "; ".join(f"{one.field}: {one.words} ({one.weight:+.1f})" for one in found.reasons())


def _show(ranked: Sequence[tuple[Comparison, int]], rows: Sequence[Row], *, as_json: bool) -> None:
    for found, at in ranked:
        if as_json:
            say(json.dumps({"row": at + 1, **found.to_dict()}, ensure_ascii=False))
            continue
        cells = ", ".join(str(one) for one in rows[at].values() if one not in (None, ""))
        say(f"Row {at + 1}: {100 * found.probability:.1f} % likely. {cells}")
        for one in found.reasons():
            say(f"    {one.weight:+5.1f}  {one.field}: {one.words}")
    if not as_json:
        say(DECIDES if ranked else NOBODY)


def _write(path: Path, rows: Iterator[Sequence[object]]) -> None:
    try:
        with path.open("w", encoding="utf-8", newline="") as out:
            write_csv(rows, out)
    except OSError as broken:
        raise Refused(f"{path} cannot be written: {broken}") from broken
