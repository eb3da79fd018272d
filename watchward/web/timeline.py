"""The timeline of a subject: what was reported, judged, recognised and decided, the newest first."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from watchward.assess.queries.subject_page import SubjectView, Told
from watchward.kit.text import moment
from watchward.web.reports import Line

MOST = 40


class Mark(NamedTuple):
    """One line: when, what, by whom or where, and the address of its page."""

    when: str
    what: str
    beside: str
    address: str = ""


def timeline_of(view: SubjectView, lines: dict[str, Line], zone: ZoneInfo) -> tuple[list[Mark], int]:
    """(the newest marks, how many older ones are left out)."""
    marks = [*_reports(view, lines), *_told("", view.steps), *_told("Recognised: ", view.recognitions)]
    marks += [*_told("Looked like: ", view.estimates), *_merges(view)]
    marks.sort(key=lambda pair: pair[0], reverse=True)
    kept = [Mark(moment(at, zone=zone), *said) for at, said in marks[:MOST]]
    return kept, max(0, len(marks) - MOST)


Said = tuple[str, str, str]


def _reports(view: SubjectView, lines: dict[str, Line]) -> Iterator[tuple[datetime, Said]]:
    for one in view.same:
        line = lines[one.report.ref]
        yield one.report.happened_at, (line.what, line.where, line.url)
        yield one.at, (f"Judged to be in {one.report.ref}", one.by, f"{line.url}#who")


def _told(before: str, many: Sequence[Told]) -> Iterator[tuple[datetime, Said]]:
    for one in many:
        yield one.at, (f"{before}{one.what}", one.by, "")


def _merges(view: SubjectView) -> Iterator[tuple[datetime, Said]]:
    for one in view.merges:
        what = "A merge was proposed with" if one.waits else "Merged with"
        yield one.at, (f"{what} {one.other_ref}", one.by, "")
