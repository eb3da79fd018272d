"""Which reports somebody keeps away from, because they know in private whom they are about: the one condition."""

from django.db.models import Q

from watchward.collect.models import MentionedPerson, Report
from watchward.policy import Actor

# What was merged with a subject, before or since, is the same person. Who is who is judged a floor above, so it is
# named by its relations.
_SAME = ("subject", "subject__merged_into", "subject__merged", "subject__merged_into__merged")


def kept_away(actor: Actor) -> Q | None:
    """Reports that the actor knows somebody in: named themselves, or with a person judged to be a subject whom they
    know. None for nearly everybody, who then asks nothing more.
    """
    reports, subjects = actor.recused_refs("report"), actor.recused_refs("subject")
    if not reports and not subjects:
        return None
    away = Q(ref__in=reports)
    if subjects:
        known = Q()
        for one in _SAME:
            known |= Q(**{f"judgements__{one}__ref__in": subjects})
        people = MentionedPerson.everywhere.filter(known, judgements__is_current=True, judgements__verdict="same")
        away |= Q(pk__in=people.values("report_id"))
    return away


def is_kept_away(actor: Actor, report: Report) -> bool:
    """Whether this person keeps away from one report, also from one that they wrote."""
    away = kept_away(actor)
    return away is not None and Report.everywhere.filter(away, pk=report.pk).exists()
