"""Everything has its time: whatever a model says of its days, something enforces them, or it says here why not.

One of everything is planted, years pass, the worker runs, and every column is read again. A model that is not planted
here fails the test, so that the list cannot grow silently.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.apps import apps
from django.utils import timezone

from tests.house.things import make_things
from tests.support.clockwork import let_time_pass, plant
from watchward.assess.actions.case_steps import add_step
from watchward.assess.models import (
    Alarm,
    Case,
    CaseEvidence,
    Grade,
    Recognition,
    SecondReading,
    Subject,
)
from watchward.assess.rules.cases import StepSaid
from watchward.cli.housekeeping import clean_up
from watchward.collect.models import Evidence, ImportBatch, ImportProblem, Report
from watchward.partners.models import Account, Appointment, Membership, StatedPurpose
from watchward.records.models import Delivery, Event, Hold, Tally
from watchward.share.models import Issue, Letter, Newsletter, Webhook, WebhookAttempt, WebhookMessage

OURS = [model for model in apps.get_models() if model.__module__.startswith("watchward.")]
# Personal, and no clock takes it away by itself: why.
STAYS = {
    "partners.Partnership": "who answers for the partnership today; they change it themselves",
    "records.Shred": "the key of a file for the moment until it is deleted; the run itself empties the table",
    "records.Posting": "numbers of things under keyed terms; a thing that goes takes its number along",
}
YEARS = timedelta(days=4000)


def personal_values() -> Iterator[tuple[str, Any]]:
    """(model and field, value) of everything personal that stands in a row."""
    for model in OURS:
        for name in sorted(model.Privacy.personal):
            for value in model._default_manager.values_list(name, flat=True):
                if value not in (None, "", False, [], {}):
                    yield f"{model._meta.label}.{name}", str(value)


def plant_the_rest(town, things: dict[str, str], now: datetime) -> None:
    """What `make_things` has no need of: one of each, as bare as the database lets it be."""
    here, cora, ada = town.partnership, town.cora, town.ada
    report = Report.everywhere.get(ref=things["report"])
    subject = Subject.everywhere.get(ref=things["subject"])
    case = Case.everywhere.get(ref=things["case"])
    photo = Evidence.everywhere.get(ref=things["evidence"])
    plant(town, now, photos=1, films=1)
    add_step(actor=town.actor(cora), ref=case.ref, said=StepSaid("note", "They rang."))
    CaseEvidence.everywhere.create(case=case, evidence=photo, because="The face.", chosen_at=now, chosen_by=cora)
    Recognition.everywhere.create(
        evidence=photo, subject=subject, said="It is Red Cap.", knows_from="The till.", was_told_a_name=False,
        recognised_at=now, recognised_by=ada,
    )  # fmt: skip
    SecondReading.everywhere.create(
        grade=Grade.everywhere.filter(report=report).latest("pk"), agrees=False, words="Not sure.", read_at=now,
        read_by=town.bilal,
    )  # fmt: skip
    batch = ImportBatch.everywhere.get(ref=things["import"])
    ImportProblem.everywhere.create(batch=batch, row=1, column="what", why="No such kind.", found="Cakes by Ann")
    StatedPurpose.everywhere.create(partnership=here, kind="case", words="For the case.", given_at=now, given_by=ada)
    Alarm.everywhere.create(
        partnership=here, account=ada, rule="much", day=now.date(), outcome="talked", words="She was on the till.",
        closed_at=now, closed_by=cora,
    )  # fmt: skip
    Newsletter.everywhere.update(introduction="Hello.", dates="Friday: market")
    Letter.everywhere.create(partnership=here, account=ada, topic="newsletter", key="k", created_at=now)
    Issue.everywhere.create(partnership=here, topic="newsletter", key="k", created_at=now)
    Tally.everywhere.create(
        partnership_id=here.pk, account_id=town.bilal.pk, day=date(2020, 1, 1), hour=1, in_hour=1, in_day=1
    )
    event = Event.everywhere.filter(partnership_id=here.pk).latest("pk")
    Delivery.everywhere.create(event=event, subscriber="house", due_at=now, done_at=now)
    message = WebhookMessage.everywhere.create(
        webhook=Webhook.everywhere.get(ref=things["webhook"]), event=event, due_at=now, done_at=now
    )
    WebhookAttempt.everywhere.create(message=message, at=now, status=200, took_ms=1)
    guard = Membership.everywhere.get(account=town.person("Gil", "guard", town.bakery, owner_authority="The owner",
                                                          ends_on=now.date()))  # fmt: skip
    assert Appointment.everywhere.filter(membership=guard).exclude(owner_authority="").exists()
    Account.everywhere.update(last_login=now)


def end_everything(now: datetime) -> None:
    """Holds end, cases are closed, everybody leaves, every delivery is done."""
    Hold.everywhere.filter(ended_at__isnull=True).update(ended_at=now, ended_by=1)
    cora = Account.everywhere.earliest("pk")
    Case.everywhere.filter(closed_at__isnull=True).update(state="closed", closed_at=now, closed_by=cora)
    Membership.everywhere.filter(ended_at__isnull=True).update(ended_at=now, ended_by=cora)
    Delivery.everywhere.filter(done_at__isnull=True).update(done_at=now)


def keys_of_references() -> set[tuple[str, int]]:
    """Rows of references and numbers whose model says how many days they are kept."""
    models = [model for model in OURS if model.Privacy.keep_days is not None and not model.Privacy.personal]
    return {(model._meta.label, key) for model in models for key in model._default_manager.values_list("pk", flat=True)}


def test_whatever_says_how_long_it_is_kept_is_gone_when_its_time_is_over_r_01_to_r_08(town):
    now = timezone.now()
    plant_the_rest(town, make_things(town), now)
    end_everything(now)
    wanted = {one for one in OURS if one._meta.label not in STAYS and (one.Privacy.personal or one.Privacy.keep_days)}
    bare = sorted(model._meta.label for model in wanted if not model._default_manager.exists())
    assert bare == [], "plant one of these here, give it a clock in wiring.py or a row in housekeeping.OLD_ROWS"
    before, references = set(personal_values()), keys_of_references()
    for hours in range(3):  # who left waits for what they told, and that for what stands on it
        let_time_pass(now + YEARS + timedelta(hours=hours))
    clean_up(now + YEARS)
    left = {where for where, _value in before & set(personal_values())}
    assert sorted(one for one in left if one.rpartition(".")[0] not in STAYS) == []
    assert keys_of_references() & references == set()
    assert all(label in {model._meta.label for model in OURS} for label in STAYS)
