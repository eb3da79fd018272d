"""How a fact is written down inside somebody's transaction (G-13)."""

from datetime import datetime

from django.utils import timezone

from watchward.assess.actions._subjects import CannotChangeSubject
from watchward.assess.choices import Certainty, FactKind
from watchward.assess.indexing import index_fact
from watchward.assess.models import Fact, Subject
from watchward.assess.queries.ladder import grade_in_force
from watchward.assess.rules.facts import FactSaid
from watchward.assess.rules.subjects import plain, plain_registration
from watchward.collect.queries.reports import visible_reports
from watchward.kit.lists import load
from watchward.policy import Actor

LONGEST_VALUE = 300


def write_fact(actor: Actor, subject: Subject, said: FactSaid, moment: datetime) -> Fact:
    """One fact inside somebody's transaction; its grade is that of its report (G-13)."""
    value = " ".join(said.value.split())
    if said.kind not in FactKind.values:
        raise CannotChangeSubject("Pick what the fact is about.")
    if said.certainty not in Certainty.values:
        raise CannotChangeSubject("Say how far the fact goes: alleged, confirmed or convicted (G-13).")
    if not value or len(value) > LONGEST_VALUE:
        raise CannotChangeSubject(f"Write the fact in at most {LONGEST_VALUE} characters.")
    if said.kind == FactKind.METHOD and value not in load("modus_operandi"):
        raise CannotChangeSubject("Pick a method from the list.")
    report = visible_reports(actor).filter(ref=said.report_ref).first() if said.report_ref else None
    if report is None and (said.report_ref or not said.source.strip()):
        raise CannotChangeSubject("Say where the fact comes from: a report of this partnership, or a source in words.")
    grade = grade_in_force(report) if report else None
    said_on = said.said_on or timezone.localdate(report.happened_at if report else moment)
    if said_on > moment.date():
        raise CannotChangeSubject("A fact cannot have been said in the future.")
    is_registration = said.kind == FactKind.VEHICLE
    fact = Fact.everywhere.create(
        subject=subject,
        partnership_id=subject.partnership_id,
        kind=said.kind,
        value=plain_registration(value) if is_registration else value,
        plain_value=plain_registration(value) if is_registration else plain(value),
        certainty=said.certainty,
        report=report,
        source=said.source.strip()[:120],
        grade=grade.code if grade else "",
        said_on=said_on,
        added_at=moment,
        added_by_id=actor.account_id,
    )
    index_fact(fact)  # found from this moment on
    return fact
