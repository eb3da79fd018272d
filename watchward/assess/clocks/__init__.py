"""When the time of cases, subjects and alarms is over, what goes with them, and what of a report goes with it."""

from watchward.assess.clocks.alarms import ALARMS, still_asked_about
from watchward.assess.clocks.cases import Cases, in_a_case, knows_case
from watchward.assess.clocks.reports import FiledForSearch, TiesOfFiles, WordsOfReports
from watchward.assess.clocks.subjects import Subjects, about_somebody_kept, knows_subject, links

__all__ = [
    "ALARMS",
    "Cases",
    "FiledForSearch",
    "Subjects",
    "TiesOfFiles",
    "WordsOfReports",
    "about_somebody_kept",
    "in_a_case",
    "knows_case",
    "knows_subject",
    "links",
    "still_asked_about",
]
