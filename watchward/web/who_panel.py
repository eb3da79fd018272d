"""What stands beside a report: who the people in it may be, and the keys that judge it."""

from itertools import count
from typing import Any

from watchward.assess.queries.subjects import judgements_in_force, may_read_subjects, titles_of
from watchward.assess.queries.suggest import NOBODY, Suggestion, suggestions_for
from watchward.collect.queries.reports import get_report
from watchward.kit.charts import Chart, waterfall
from watchward.policy import Permission, may
from watchward.web.access import SeatedRequest
from watchward.web.purpose import to_subject


def who(request: SeatedRequest, ref: str, problem: str = "") -> dict[str, Any]:
    """Context of `subjects/_who.html`; nothing at all for those who may not read subjects."""
    actor = request.actor
    if not may_read_subjects(actor):
        return {"who": None, "who_said": {}, "who_problem": problem}
    report = get_report(actor, ref)
    people = sorted(report.people.all(), key=lambda one: one.place)
    if not people:
        return {"who": None, "who_said": {}, "who_problem": problem}
    suggested = suggestions_for(actor, report)
    judged = judgements_in_force(actor, [one.pk for one in people])
    numbers = count(1)  # one row of keys for everybody in the report
    titles = titles_of({one.subject_id for many in judged.values() for one in many})
    return {
        "who": {
            one.ref: {
                "judged": [
                    {
                        "ref": made.subject.ref,
                        "url": to_subject(request, "report", ref, made.subject.ref),
                        "title": titles[made.subject_id],
                        "verdict": made.verdict,
                        "label": made.get_verdict_display(),
                        "by": made.judged_by.name,
                        "because": made.because,
                    }
                    for made in judged.get(one.pk, [])
                ],
                "is_known": any(made.verdict == "same" for made in judged.get(one.pk, [])),
                "suggested": [
                    (next(numbers), found, picture_of(found), to_subject(request, "report", ref, found.ref))
                    for found in suggested.get(one.ref, NOBODY).best
                ],
                "left_out": suggested.get(one.ref, NOBODY).left_out,
            }
            for one in people
        },
        "who_problem": problem,
        "who_said": request.POST if problem else {},
        "offers_keys": any(suggested.values()),
        "may_judge": bool(may(actor, Permission.SUBJECT_MANAGE)),
    }


def picture_of(found: Suggestion) -> Chart:
    """How the evidence adds up, from where it starts to where it ends."""
    steps = [("Anybody at all", found.prior), *((one.name, one.weight) for one in found.compared if one.weight)]
    if found.explained:
        steps.append(("A move or one household", found.explained))
    return waterfall(
        steps,
        title=f"Why {found.title}?",
        unit="points",
        end="Together",
        heading="What was compared",
        denominator="A point more makes it twice as likely, a point less half. Nothing said counts nothing.",
    )
