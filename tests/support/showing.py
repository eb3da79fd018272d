"""Somebody whom members may be shown: judged in a report with a photograph, and called an adult by two people."""

from dataclasses import dataclass, field
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.support.pictures import jpeg
from tests.support.town import Town
from watchward.assess.actions.judgements import estimate_age, open_subject_from
from watchward.assess.actions.subjects import add_fact, confirm_subject
from watchward.assess.models import Subject
from watchward.assess.rules.facts import FactSaid
from watchward.collect.actions.reports import submit_report
from watchward.collect.files import keep_files
from watchward.collect.models import Evidence, Report
from watchward.collect.rules.drafts import PersonSaid
from watchward.partners.models import Account
from watchward.policy import Actor
from watchward.share.actions.disclosures import disclose
from watchward.share.choices import Shelf
from watchward.share.models import Disclosure
from watchward.share.rules.deciding import DisclosureSaid, PictureSaid


@dataclass
class Shown:
    """A subject, where they were reported, and what can be shown of them."""

    town: Town
    subject: Subject
    report: Report
    evidence: Evidence
    cora: Actor
    second: Account = field(repr=False)

    @property
    def second_actor(self) -> Actor:
        return self.town.actor(self.second)

    def said(self, **more) -> DisclosureSaid:
        """An ordinary decision: everybody in the town centre, with the photograph."""
        plain = {
            "purpose": "So that the shops know the face",
            "why_them": "They were visited",
            "zones": (self.town.zone.ref,),
            "pictures": (PictureSaid(self.evidence.ref),),
        }
        return DisclosureSaid(**plain | more)

    def disclose(self, *, now=None, **more) -> Disclosure:
        return disclose(actor=self.cora, subject_ref=self.subject.ref, said=self.said(**more), now=now)

    def reload(self) -> Subject:
        self.subject.refresh_from_db()
        return self.subject


def make_shown(town: Town, *, adult: bool = True, confirmed: bool = True, by: Account | None = None) -> Shown:
    """Known as Red Cap from a report at the bakery; `confirmed` also gives a name that the manager confirms."""
    cora = town.actor(town.cora)
    second = Account.everywhere.filter(email="sol@borrowmarket.example").first() or town.person("Sol", "coordinator")
    kept, problems = keep_files([SimpleUploadedFile("till.jpg", jpeg(size=(640, 480)))])
    assert not problems
    report = submit_report(
        actor=town.actor(by or town.ada),
        draft=town.draft(people=(PersonSaid(alias="Red Cap"),), narrative=f"Took two cakes. {uuid4()}"),
        client_key=uuid4(),
        files=kept,
    )
    mention = report.people.get()
    subject = open_subject_from(
        actor=cora, report_ref=report.ref, mention_ref=mention.ref, necessity="Several shops were visited"
    )
    if adult:
        for account in (town.cora, second):
            estimate_age(actor=town.actor(account), ref=subject.ref, looks="adult")
    if confirmed:
        name = FactSaid("name", "Robin Generated", certainty="confirmed", source="The manager")
        add_fact(actor=cora, ref=subject.ref, said=name)
        confirm_subject(actor=cora, ref=subject.ref, stands_on="manager", because="Known for years")
    subject.refresh_from_db()
    return Shown(town, subject, report, report.evidence.get(), cora, second)


def make_unknown(town: Town, **how) -> Shown:
    """Somebody whom nobody knows yet."""
    return make_shown(town, confirmed=False, **how)


UNKNOWN = {"shelf": Shelf.UNKNOWN}
