"""Send a report, add to it, ask for a correction. What was sent is never rewritten."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from watchward.collect.actions._exhibits import write_exhibits
from watchward.collect.choices import Form, Origin
from watchward.collect.files import KeptFile, drop_files
from watchward.collect.models import (
    Addendum,
    CorrectionRequest,
    MentionedGoods,
    MentionedPerson,
    MentionedVehicle,
    Report,
)
from watchward.collect.queries.reports import get_report
from watchward.collect.rules.drafts import Draft, digest_of
from watchward.collect.rules.ended import require_still_kept
from watchward.collect.rules.facts import band_of, flags_of, hour_of
from watchward.kit.errors import NotFound, Refused
from watchward.partners.models import Premises
from watchward.partners.queries.lists import list_of
from watchward.policy import Actor, Permission, require
from watchward.records.ledger import record

CLOCK_SLACK = timedelta(minutes=10)  # a phone may run a little ahead
LONGEST_NARRATIVE = 20_000


class CannotSubmitReport(Refused):
    """The report was not taken; the text says what to change."""


class SentDifferently(CannotSubmitReport):
    """The same client key came with another body."""


class CannotAddToReport(Refused):
    """The addition was not taken."""


class CannotAskCorrection(Refused):
    """The request was not made."""


def submit_report(
    *,
    actor: Actor,
    draft: Draft,
    client_key: UUID,
    files: Sequence[KeptFile] = (),
    now: datetime | None = None,
) -> Report:
    """File one report. The same client key gives the first report back, however often it is sent.

    Raises: NotPermitted, CannotSubmitReport. Then `files` are dropped and nothing is kept.
    """
    digest = digest_of(draft, tuple(sorted(one.sha256 for one in files)))
    try:
        if (first := _already_sent(actor, client_key, digest)) is not None:
            drop_files(files)
            return first
        return _write(actor, draft, client_key, digest, files, now or timezone.now())
    except IntegrityError:
        # Two copies of one report raced; the other one won, and its answer is the answer.
        drop_files(files)
        if (first := _already_sent(actor, client_key, digest)) is None:
            raise
        return first
    except Exception:
        drop_files(files)
        raise


@transaction.atomic
def add_to_report(
    *, actor: Actor, ref: str, text: str, client_key: UUID | None = None, request_ref: str = "",
    now: datetime | None = None,
) -> Addendum:  # fmt: skip
    """Add words to one's own report; with `request_ref`, as the answer to the coordinator's request."""
    require(actor, Permission.REPORT_SUBMIT)
    report = get_report(actor, ref)
    require_still_kept(report)
    if report.reporter_id != actor.account_id:
        raise CannotAddToReport("Only the person who sent a report can add to it. Ask them, or send your own report.")
    text = _worded(text, CannotAddToReport)
    if client_key and (first := report.addenda.filter(client_key=client_key).first()) is not None:
        return first
    addendum = Addendum.everywhere.create(
        report=report,
        text=text,
        added_at=now or timezone.now(),
        added_by_id=actor.account_id,
        client_key=client_key,
        answers_request=_open_request(report, request_ref),
    )
    record("report.added_to", actor=actor, ref=f"report/{report.ref}")
    return addendum


@transaction.atomic
def ask_correction(*, actor: Actor, ref: str, text: str, now: datetime | None = None) -> CorrectionRequest:
    """Ask the reporter to put something right; the report itself stays as it is."""
    require(actor, Permission.REPORT_ASK_CORRECTION)
    report = get_report(actor, ref)
    require_still_kept(report)
    asked = CorrectionRequest.everywhere.create(
        report=report,
        text=_worded(text, CannotAskCorrection),
        asked_at=now or timezone.now(),
        asked_by_id=actor.account_id,
    )
    record("report.correction_asked", actor=actor, ref=f"report/{report.ref}", detail={"request": asked.ref})
    return asked


def _already_sent(actor: Actor, client_key: UUID, digest: str) -> Report | None:
    first = Report.everywhere.filter(reporter_id=actor.account_id, client_key=client_key).first()
    if first is not None and first.body_digest != digest:
        raise SentDifferently(
            f"A report was already sent from this form, as {first.ref}, with other content. "
            "Add what changed to that report, or open a new form."
        )
    return first


@transaction.atomic
def _write(
    actor: Actor, draft: Draft, client_key: UUID, digest: str, files: Sequence[KeptFile], now: datetime
) -> Report:
    require(actor, Permission.REPORT_SUBMIT)
    premises = _premises_for(actor, draft.premises_ref)
    types = list_of(actor.partnership_id, "incident_types")
    _check(draft, draft.kind in types, now)
    zone = premises.partnership.zone_info
    report = Report(
        partnership_id=actor.partnership_id,
        premises=premises,
        organisation_id=premises.organisation_id,
        reporter_id=actor.account_id,
        form=draft.form,
        kind=draft.kind,
        lists_version=types.version,
        origin=Origin.API if actor.face == "api" else Origin.WEB,
        happened_at=draft.happened_at,
        happened_until=draft.happened_until,
        hour_of_week=hour_of(draft.happened_at, zone),
        told_at=now,
        device_at=draft.device_at,
        narrative=draft.narrative.strip(),
        answers=dict(draft.answers),
        loss_pence=draft.loss_pence,
        value_band=draft.value_band or band_of(draft.loss_pence),
        recovered_pence=draft.recovered_pence,
        police_reference=draft.police_reference,
        client_key=client_key,
        body_digest=digest,
        **asdict(flags_of(draft.answers, draft.kind)),
    )
    report.save(force_insert=True)
    _write_mentions(report, draft)
    write_exhibits(report, actor, files, now)
    hashes = [one.sha256 for one in files]
    record("report.submitted", actor=actor, ref=f"report/{report.ref}", detail={"files": hashes})
    return report


def _premises_for(actor: Actor, ref: str) -> Premises:
    """The premises, if this actor reports for it: their own places, or any where they work for the whole town."""
    found = Premises.everywhere.select_related("partnership").filter(ref=ref, partnership_id=actor.partnership_id)
    if actor.premises:
        found = found.filter(pk__in=actor.premises)
    premises = found.first()
    if premises is None:
        raise CannotSubmitReport("That premises is not one you report for. Pick one from the list.")
    return premises


def _check(draft: Draft, kind_is_known: bool, now: datetime) -> None:
    if draft.form not in Form.values:
        raise CannotSubmitReport("That form does not exist. Start again from the home page.")
    if not kind_is_known:
        raise CannotSubmitReport("Pick what happened from the list.")
    if draft.happened_at > now + CLOCK_SLACK:
        raise CannotSubmitReport("The time you gave is in the future. Check the date and time.")
    if draft.happened_until is not None and draft.happened_until < draft.happened_at:
        raise CannotSubmitReport("The span ends before it starts. Check both times.")
    if len(draft.narrative) > LONGEST_NARRATIVE:
        raise CannotSubmitReport(f"The description is longer than {LONGEST_NARRATIVE:,} characters. Shorten it.")


def _write_mentions(report: Report, draft: Draft) -> None:
    def rows(said: Sequence[object]) -> list[dict[str, object]]:
        return [
            {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(one).items()}  # type: ignore[call-overload]
            for one in said
        ]

    people = [MentionedPerson(report=report, place=place, **row) for place, row in enumerate(rows(draft.people))]
    vehicles = [MentionedVehicle(report=report, place=place, **row) for place, row in enumerate(rows(draft.vehicles))]
    goods = [MentionedGoods(report=report, place=place, **row) for place, row in enumerate(rows(draft.goods))]
    if people:
        MentionedPerson.everywhere.bulk_create(people)
    if vehicles:
        MentionedVehicle.everywhere.bulk_create(vehicles)
    if goods:
        MentionedGoods.everywhere.bulk_create(goods)


def _worded(text: str, refusal: type[Refused]) -> str:
    text = text.strip()
    if not text:
        raise refusal("Write what you want to say.")
    if len(text) > LONGEST_NARRATIVE:
        raise refusal(f"The text is longer than {LONGEST_NARRATIVE:,} characters. Shorten it.")
    return text


def _open_request(report: Report, request_ref: str) -> CorrectionRequest | None:
    if not request_ref:
        return None
    asked = report.correction_requests.filter(ref=request_ref, answer__isnull=True).first()
    if asked is None:
        raise NotFound("That request was already answered, or is not about this report.")
    return asked
