"""The nouns of what was seen, one file per family."""

from watchward.collect.models.decoys import Decoy
from watchward.collect.models.evidence import Custody, Evidence
from watchward.collect.models.imports import ImportBatch, ImportProblem, SavedMapping
from watchward.collect.models.mentions import MentionedGoods, MentionedPerson, MentionedVehicle
from watchward.collect.models.reports import Addendum, CorrectionRequest, Report

__all__ = [
    "Addendum",
    "CorrectionRequest",
    "Custody",
    "Decoy",
    "Evidence",
    "ImportBatch",
    "ImportProblem",
    "MentionedGoods",
    "MentionedPerson",
    "MentionedVehicle",
    "Report",
    "SavedMapping",
]
