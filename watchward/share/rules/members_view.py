"""What of a subject members may see: the one allow list of the house (G-07). Pure.

Nothing reaches a member's screen that is not built here. A new kind of fact stays hidden until somebody writes it
into ALLOWED, and a test refuses a kind that stands in neither list.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from watchward.assess.choices import Certainty, FactKind
from watchward.kit.lists import load
from watchward.share.choices import Advice, Shelf

# What may be chosen for a disclosure, in the order in which it is read.
FIELDS = {
    "photo": "Photograph",
    "name": "Name",
    "alias": "Also known as",
    "born_on": "Date of birth",
    "looks": "What they look like",
    "method": "How they act",
    "sanction": "Sanction",
    "area": "Where they operate",
    "dates": "When they were last reported",
    "must_not_enter": "Must not enter",
}
ALLOWED = {
    FactKind.NAME: "name",
    FactKind.ALIAS: "alias",
    FactKind.LOOKS: "looks",
    FactKind.MARKS: "looks",
    FactKind.METHOD: "method",
    FactKind.AREA: "area",
}
WRITTEN_OFF = {
    FactKind.ADDRESS: "where somebody lives is nobody's business behind a till",
    FactKind.SUPPORT: "health, support and vulnerability never leave the office (P-05)",
    FactKind.ASSOCIATE: "it names somebody else, about whom nothing was decided",
    FactKind.VEHICLE: "a registration is traced by the police, not by shops",
    FactKind.WARNING: "free words about danger tell of health; the advice is one of a few sentences instead",
    FactKind.OUTCOME: "it shows as the certainty of what was done, not as a record of courts",
}
# Nobody is told a name before they say whom they recognise (P-02).
NOT_WHILE_UNKNOWN = frozenset({"name", "alias", "born_on", "sanction"})
USUAL = ("photo", "name", "alias", "looks", "method", "sanction", "area", "dates")
NAMELESS = "Not known by name"


class FactLike(Protocol):
    """One thing said of a subject, as it stands in its row."""

    @property
    def kind(self) -> str: ...
    @property
    def value(self) -> str: ...
    @property
    def certainty(self) -> str: ...
    @property
    def said_on(self) -> date: ...
    @property
    def withdrawn_at(self) -> object: ...


class Decided(Protocol):
    """What was decided to be told."""

    @property
    def shelf(self) -> str: ...
    @property
    def fields(self) -> list[str]: ...
    @property
    def advice(self) -> str: ...
    @property
    def sanction(self) -> str: ...
    @property
    def sanction_starts_on(self) -> date | None: ...
    @property
    def sanction_ends_on(self) -> date | None: ...
    @property
    def must_not_enter(self) -> str: ...
    @property
    def must_not_enter_source(self) -> str: ...
    @property
    def must_not_enter_until(self) -> date | None: ...


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a subject beside its facts. `zones` and `last_on` come from reports judged to be them."""

    born_on: date | None = None
    zones: tuple[str, ...] = ()
    last_on: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line that members read, with how sure it is (G-13)."""

    field: str
    label: str
    text: str
    certainty: str


@dataclass(frozen=True, slots=True)
class MembersView:
    """All that members see in words; pictures are asked for apart."""

    title: str
    noun: str
    advice: str
    lines: tuple[Line, ...]
    shows_photo: bool


def members_view(
    decided: Decided, facts: Collection[FactLike], known: Known, *, shows_born_on: bool, today: date
) -> MembersView:
    """Turn a subject into what members see of it.

    Args: shows_born_on: whether the partnership decided that dates of birth may be shown at all.
    """
    chosen = allowed_fields(decided.shelf, decided.fields, shows_born_on=shows_born_on)
    kept = [one for one in facts if one.withdrawn_at is None and ALLOWED.get(FactKind(one.kind)) in chosen]
    lines = [*_fact_lines(kept), *_other_lines(decided, known, chosen, today)]
    order = list(FIELDS)
    lines.sort(key=lambda line: order.index(line.field))
    return MembersView(
        title=_title(kept),
        noun=noun_for(facts),
        advice=str(Advice(decided.advice).label),
        lines=tuple(lines),
        shows_photo="photo" in chosen,
    )


def allowed_fields(shelf: str, fields: Iterable[str], *, shows_born_on: bool) -> frozenset[str]:
    """The chosen fields that may be shown at all on this shelf."""
    chosen = {one for one in fields if one in FIELDS}
    if shelf == Shelf.UNKNOWN:
        chosen -= NOT_WHILE_UNKNOWN
    if not shows_born_on:
        chosen.discard("born_on")
    return frozenset(chosen)


def noun_for(facts: Collection[FactLike]) -> str:
    """G-13: nobody is an offender without a conviction, a caution or an admission."""
    convicted = any(one.certainty == Certainty.CONVICTED and one.withdrawn_at is None for one in facts)
    return "offender" if convicted else "subject"


def _title(kept: Collection[FactLike]) -> str:
    for kind, shape in ((FactKind.NAME, "{}"), (FactKind.ALIAS, "“{}”")):
        said = sorted((one for one in kept if one.kind == kind), key=lambda one: one.said_on)
        if said:
            return shape.format(said[-1].value)
    return NAMELESS


def _fact_lines(kept: Collection[FactLike]) -> list[Line]:
    """Facts said twice stand once, with the surest word."""
    surest: dict[tuple[str, str], FactLike] = {}
    order = list(Certainty)
    for one in kept:
        key = (one.kind, one.value.casefold())
        before = surest.get(key)
        if before is None or order.index(Certainty(one.certainty)) > order.index(Certainty(before.certainty)):
            surest[key] = one
    return [_fact_line(one) for one in sorted(surest.values(), key=lambda one: one.said_on, reverse=True)]


def _fact_line(one: FactLike) -> Line:
    field = ALLOWED[FactKind(one.kind)]
    methods = load("modus_operandi")
    is_method = one.kind == FactKind.METHOD and one.value in methods
    text = methods.label(one.value) if is_method else one.value
    label = str(FactKind(one.kind).label) if one.kind == FactKind.MARKS else FIELDS[field]
    return Line(field, label, text, str(Certainty(one.certainty).label))


def _other_lines(decided: Decided, known: Known, chosen: frozenset[str], today: date) -> Iterable[Line]:
    alleged, confirmed = str(Certainty.ALLEGED.label), str(Certainty.CONFIRMED.label)
    if "born_on" in chosen and known.born_on:
        yield Line("born_on", FIELDS["born_on"], _day(known.born_on), confirmed)
    if "sanction" in chosen and decided.sanction:
        yield Line("sanction", FIELDS["sanction"], _sanction(decided), confirmed)
    if "area" in chosen and known.zones:
        yield Line("area", "Reported in", ", ".join(known.zones), alleged)
    if "dates" in chosen and known.last_on:
        yield Line("dates", "Last reported", _day(known.last_on), alleged)
    until = decided.must_not_enter_until
    if "must_not_enter" in chosen and decided.must_not_enter and until and today <= until:  # G-08: gone after its day
        text = f"{decided.must_not_enter}, until {_day(until)} ({decided.must_not_enter_source})"
        yield Line("must_not_enter", FIELDS["must_not_enter"], text, confirmed)


def _sanction(decided: Decided) -> str:
    sanctions = load("sanctions")
    label = sanctions.label(decided.sanction) if decided.sanction in sanctions else decided.sanction
    starts = f" from {_day(decided.sanction_starts_on)}" if decided.sanction_starts_on else ""
    return f"{label}{starts} until {_day(decided.sanction_ends_on)}" if decided.sanction_ends_on else f"{label}{starts}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
