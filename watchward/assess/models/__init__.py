"""The nouns of what a report means and who it is about, one file per family."""

from watchward.assess.models.alarms import Alarm, Canary
from watchward.assess.models.cases import Case, CaseEvidence, CaseReport, CaseStep
from watchward.assess.models.desk import DeskEntry, Step
from watchward.assess.models.grades import Grade, SecondReading
from watchward.assess.models.harm import HarmWeight
from watchward.assess.models.judgements import AgeEstimate, Judgement, Merge, Recognition
from watchward.assess.models.series import SetApart
from watchward.assess.models.subjects import Fact, IdentityStep, Subject

__all__ = [
    "AgeEstimate",
    "Alarm",
    "Canary",
    "Case",
    "CaseEvidence",
    "CaseReport",
    "CaseStep",
    "DeskEntry",
    "Fact",
    "Grade",
    "HarmWeight",
    "IdentityStep",
    "Judgement",
    "Merge",
    "Recognition",
    "SecondReading",
    "SetApart",
    "Step",
    "Subject",
]
