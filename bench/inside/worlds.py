"""Random small worlds for the clocks: what they hold, and what an oracle that knows no database says must go.

Everything is counted in days before NOW. Half days keep every moment away from the edge of a day.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as some

NOW = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
REPORT_DAYS, FOOTAGE_DAYS, CASE_DAYS = 365, 31, 365
PICTURE_DAYS = 31  # after its decision ended
OFFICE_DAYS = {"bulletin": 365, "newsletter": 730, "deployment": 365, "alarm": 730, "membership": 400}
SUBJECT_MONTHS, UNKNOWN_MONTHS, CEILING = 12, 3, 24
HALF = 0.5


@dataclass(frozen=True)
class CaseSaid:
    """A case about nobody or about a subject, open or closed so many days ago."""

    closed: int | None
    is_held: bool
    subject: int | None


@dataclass(frozen=True)
class SubjectSaid:
    """A record opened so many days ago."""

    opened: int
    is_unknown: bool
    is_held: bool
    sanction: int | None  # days until it ends, perhaps in the past
    has_twin: bool  # another record merged into it


@dataclass(frozen=True)
class ReportSaid:
    """A report told so many days ago, with its files, and what it belongs to."""

    told: int
    has_photo: bool
    has_film: bool
    is_accepted: bool  # graded and not set aside, so that it restarts a clock
    hold: str  # "", report, photo, film or person
    case: int | None
    is_exhibit: bool  # the case holds its photo rather than the report
    subject: int | None
    shown: int | None  # its photo stands in the gallery of the subject until so many days from now


@dataclass(frozen=True)
class OfficeSaid:
    """What the office wrote, planned or was told, or somebody who left, so many days ago."""

    noun: str  # of OFFICE_DAYS
    ended: int
    is_held: bool


@dataclass(frozen=True)
class World:
    """Everything, and at which statement the first run is killed."""

    cases: tuple[CaseSaid, ...]
    subjects: tuple[SubjectSaid, ...]
    reports: tuple[ReportSaid, ...]
    killed_at: int
    office: tuple[OfficeSaid, ...] = ()


def days(*edges: int) -> some.SearchStrategy[int]:
    """Ages around the edges that matter, and anywhere."""
    near = [one + off for one in edges for off in (-2, 2)]
    return some.sampled_from(near) | some.integers(0, 900)


def _maybe(what: some.SearchStrategy[int]) -> some.SearchStrategy[int | None]:
    return some.none() | what


def _cases(subjects: int) -> some.SearchStrategy[CaseSaid]:
    about = _maybe(some.integers(0, subjects - 1)) if subjects else some.none()
    return some.builds(CaseSaid, closed=_maybe(days(CASE_DAYS)), is_held=some.booleans(), subject=about)


SUBJECTS = some.builds(
    SubjectSaid,
    opened=days(92, 365, 730),
    is_unknown=some.booleans(),
    is_held=some.sampled_from([False, False, False, True]),
    sanction=some.none() | some.none() | some.integers(-30, 30).filter(bool),
    has_twin=some.booleans(),
)


def _reports(cases: int, subjects: int) -> some.SearchStrategy[ReportSaid]:
    return some.builds(
        ReportSaid,
        told=days(FOOTAGE_DAYS, REPORT_DAYS),
        has_photo=some.booleans(),
        has_film=some.booleans(),
        is_accepted=some.booleans(),
        hold=some.sampled_from(["", "", "", "", "report", "photo", "film", "person"]),
        case=_maybe(some.integers(0, cases - 1)) if cases else some.none(),
        is_exhibit=some.booleans(),
        subject=_maybe(some.integers(0, subjects - 1)) if subjects else some.none(),
        shown=_maybe(some.sampled_from([-PICTURE_DAYS - 2, -PICTURE_DAYS + 2]) | some.integers(-60, 30).filter(bool)),
    )


OFFICE = some.builds(
    OfficeSaid,
    noun=some.sampled_from(sorted(OFFICE_DAYS)),
    ended=days(*sorted(set(OFFICE_DAYS.values()))),
    is_held=some.sampled_from([False, False, False, True]),
)


@some.composite
def worlds(draw: some.DrawFn) -> World:
    """A world of a few reports, cases and subjects."""
    subjects = draw(some.lists(SUBJECTS, max_size=3))
    cases = draw(some.lists(_cases(len(subjects)), max_size=2))
    reports = draw(some.lists(_reports(len(cases), len(subjects)), min_size=1, max_size=5))
    office = draw(some.lists(OFFICE, max_size=2))
    return World(tuple(cases), tuple(subjects), tuple(reports), draw(some.integers(0, 600)), tuple(office))


@dataclass(frozen=True)
class Gone:
    """Positions of what must be gone; everything else must stay."""

    cases: frozenset[int]
    subjects: frozenset[int]
    reports: frozenset[int]
    films: frozenset[int]
    pictures: frozenset[int]  # of a gallery, by the report that they are from
    office: frozenset[int]


def what_must_go(world: World) -> Gone:
    """The rules in plain words, written without a look at the clocks' code."""
    cases = frozenset(
        place for place, one in enumerate(world.cases) if _is_long_closed(one) and not one.is_held
    )
    over = {place for place, one in enumerate(world.subjects) if _is_over(one, place, world)}
    live_cases = [one for one in world.cases if not _is_long_closed(one)]
    cased = {one.subject for one in live_cases}
    held_by_case = {one.subject for one in world.cases if one.is_held}
    under = {place for place, one in enumerate(world.subjects) if one.sanction is not None and one.sanction > 0}
    held = {place for place, one in enumerate(world.subjects) if one.is_held}
    subjects = frozenset(over - cased - held_by_case - under - held)
    stays = {place for place in range(len(world.subjects)) if place not in over or place in cased} | under
    reports, films = set(), set()
    for place, one in enumerate(world.reports):
        case = world.cases[one.case] if one.case is not None and _is_in_case(one) else None
        is_kept = (
            (case is not None and (not _is_long_closed(case) or case.is_held))
            or (one.subject is not None and (one.subject in stays or one.subject in held))
        )  # fmt: skip
        if one.told + HALF > REPORT_DAYS:
            if not is_kept and not _is_held(one):
                reports.add(place)
        elif one.has_film and one.told + HALF > FOOTAGE_DAYS and not is_kept and one.hold not in ("report", "film"):
            films.add(place)
    office = {
        place for place, one in enumerate(world.office) if one.ended + HALF > OFFICE_DAYS[one.noun] and not one.is_held
    }
    pictures = {
        place for place, one in enumerate(world.reports)
        if one.shown is not None and one.subject is not None
        and (place in reports or one.subject in subjects or _is_no_longer_shown(one, one.subject in held))
    }  # fmt: skip
    return Gone(cases, subjects, frozenset(reports), frozenset(films), frozenset(pictures), frozenset(office))


def _is_long_closed(case: CaseSaid) -> bool:
    return case.closed is not None and case.closed + HALF > CASE_DAYS


def _is_in_case(report: ReportSaid) -> bool:
    return not report.is_exhibit or report.has_photo


def _is_no_longer_shown(report: ReportSaid, is_held: bool) -> bool:
    """R-02: its decision ended long enough ago, and no hold stands on the subject, the report or the file."""
    assert report.shown is not None
    return report.shown < -PICTURE_DAYS and not is_held and report.hold not in ("report", "photo")


def _is_held(report: ReportSaid) -> bool:
    there = {"report": True, "person": True, "photo": report.has_photo, "film": report.has_film}
    return there.get(report.hold, False)


def day_of(days_ago: float) -> date:
    """The day on which something happened that is so many days ago, as London had it (at noon it is the same day)."""
    return (NOW - timedelta(days=days_ago + HALF)).date()


def _is_over(subject: SubjectSaid, place: int, world: World) -> bool:
    """R-01, R-03, P-03."""
    opened = day_of(subject.opened)
    accepted = [day_of(one.told) for one in world.reports if one.subject == place and one.is_accepted]
    months = UNKNOWN_MONTHS if subject.is_unknown else SUBJECT_MONTHS
    end = min(_later(max([opened, *accepted]), months), _later(opened, CEILING))
    return end <= NOW.date()


def _later(day: date, months: int) -> date:
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
