"""Whom and which reports somebody keeps away from, because they know in private who it is: the one condition."""

from typing import Any

from django.db.models import Manager, Model, Q

from watchward.collect.models import MentionedPerson, Report
from watchward.policy import Actor


def known_subjects(actor: Actor) -> frozenset[int]:
    """Ids of every part of everybody whom the actor knows: what was merged with them at any time, up and down and
    to the side, is the same person, and the same again until a merge is undone. Empty for nearly everybody, who then
    ask nothing more.
    """
    refs = actor.recused_refs("subject")
    if not refs:
        return frozenset()
    subjects = _subjects()
    edge = set(subjects.filter(ref__in=refs, partnership_id=actor.partnership_id).values_list("pk", flat=True))
    found: set[int] = set()
    while edge:
        found |= edge
        near = subjects.filter(Q(pk__in=edge) | Q(merged_into_id__in=edge)).values_list("pk", "merged_into_id")
        edge = {one for pair in near for one in pair if one is not None} - found
    return frozenset(found)


def kept_away(actor: Actor) -> Q | None:
    """Reports that the actor knows somebody in: named themselves, or with a person judged to be a subject whom they
    know. None for nearly everybody, who then asks nothing more.
    """
    reports, known = actor.recused_refs("report"), known_subjects(actor)
    if not reports and not known:
        return None
    away = Q(ref__in=reports)
    if known:
        people = MentionedPerson.everywhere.filter(
            judgements__subject__in=known, judgements__is_current=True, judgements__verdict="same"
        )
        away |= Q(pk__in=people.values("report_id"))
    return away


def is_kept_away(actor: Actor, report: Report) -> bool:
    """Whether this person keeps away from one report, also from one that they wrote."""
    away = kept_away(actor)
    return away is not None and Report.everywhere.filter(away, pk=report.pk).exists()


def _subjects() -> Manager[Any]:
    """Who is who is judged a floor above, so it is reached by its relations."""
    judgement: Any = MentionedPerson._meta.get_field("judgements").related_model
    subject: type[Model] = judgement._meta.get_field("subject").related_model
    found: Manager[Any] = subject.everywhere  # type: ignore[attr-defined]
    return found
