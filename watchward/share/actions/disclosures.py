"""Decide who is told about a person, agree as the second, take it back (G-06, G-11)."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from watchward.assess.models import Subject
from watchward.assess.queries.subjects import any_is_nobody
from watchward.collect.models import Evidence
from watchward.kit.errors import NotFound, NotPermitted, Refused
from watchward.policy import Actor, Permission, Role, may, require
from watchward.records.ledger import record
from watchward.share.actions._recipients import audiences_said, write_recipients
from watchward.share.choices import Ended, Reach, Shelf
from watchward.share.copies import Copy, drop_copies, make_copy
from watchward.share.models import Disclosure, ShownPicture
from watchward.share.queries.disclosures import (
    MISSING,
    Now,
    get_decision,
    now_of,
    photographs_of,
    subject_to_tell_of,
)
from watchward.share.queries.gallery import unknown_months_of
from watchward.share.rules.deciding import DisclosureSaid, PictureSaid, problems_of, problems_of_minor
from watchward.share.rules.members_view import FIELDS, allowed_fields
from watchward.share.rules.reach import Audience, is_wider, longest, may_be_told_of_minor
from watchward.share.rules.showing import OBJECTED, may_be_shown


class CannotDisclose(Refused):
    """Nobody was told; `problems` says what is missing, by field."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = problems


class CannotDecide(Refused):
    """The decision was not changed; the text says why."""


def disclose(*, actor: Actor, subject_ref: str, said: DisclosureSaid, now: datetime | None = None) -> Disclosure:
    """Decide who is told what about a subject, for what and until when. A wide or young one waits for a second person.

    Raises: NotPermitted, NotFound, CannotDisclose. Then no copy of a picture is left behind.
    """
    moment = now or timezone.now()
    subject = subject_to_tell_of(actor, subject_ref)
    audiences = audiences_said(actor, said)
    here = now_of(subject, moment)
    today = moment.astimezone(subject.partnership.zone_info).date()
    is_wide = any(is_wider(here.area, one) for one in audiences)
    last = _last_day(subject, said, here, today)
    if problems := _problems(subject, said, audiences, here, last=last, is_wide=is_wide, today=today):
        raise CannotDisclose(problems)
    photographs = _photographs(subject, said.pictures)
    with _copies(photographs, said.pictures) as copies, transaction.atomic():
        Subject.everywhere.select_for_update().get(pk=subject.pk)
        one = _write(actor, subject, said, moment, here=here, is_wide=is_wide, last=said.expires_on or last)
        write_recipients(one, audiences)
        _write_pictures(one, photographs, said.pictures, copies)
        record("disclosure.decided", actor=actor, ref=f"disclosure/{one.ref}", detail=_detail(one, subject, audiences))
    return one


@transaction.atomic
def approve_disclosure(*, actor: Actor, ref: str, now: datetime | None = None) -> Disclosure:
    """The second person agrees, and from now on it is seen."""
    require(actor, Permission.DISCLOSURE_APPROVE)
    one = _waiting(actor, ref)
    if one.decided_by_id == actor.account_id:
        raise CannotDecide("You decided this, so somebody else agrees to it (G-11).")
    moment = now or timezone.now()
    if moment >= one.expires_at:
        raise CannotDecide("It has expired while it waited. Decide it anew.")
    one.approved_at, one.approved_by_id = moment, actor.account_id
    one.save(update_fields=["approved_at", "approved_by"])
    record("disclosure.approved", actor=actor, ref=f"disclosure/{one.ref}", detail={"subject": one.subject.ref})
    return one


@transaction.atomic
def decline_disclosure(*, actor: Actor, ref: str, words: str, now: datetime | None = None) -> Disclosure:
    """The second person does not agree; the decider may take their own proposal back this way too."""
    require(actor, Permission.DISCLOSURE_APPROVE)
    one = _waiting(actor, ref)
    one.end_words = _said(words, "Say why not.")
    one.declined_at, one.declined_by_id = now or timezone.now(), actor.account_id
    one.save(update_fields=["declined_at", "declined_by", "end_words"])
    record("disclosure.declined", actor=actor, ref=f"disclosure/{one.ref}", detail={"subject": one.subject.ref})
    return one


@transaction.atomic
def withdraw_disclosure(
    *, actor: Actor, ref: str, because: str, words: str = "", now: datetime | None = None
) -> Disclosure:
    """Take it back: nobody sees it from this moment, and everybody who saw it is told (P-08).

    The police may take back what shows a picture of theirs, at once and alone (G-09).
    """
    one = _locked(actor, ref)
    decision = may(actor, Permission.DISCLOSE)
    if not decision and not _is_of_police(actor, one):
        raise NotPermitted(decision.because, decision.remedy)
    if one.withdrawn_at is not None:
        raise CannotDecide("It was taken back already.")
    if because not in Ended.values:
        raise CannotDecide("Say why it is taken back.")
    one.withdrawn_for, one.end_words = because, " ".join(words.split())[:300]
    one.withdrawn_at, one.withdrawn_by_id = now or timezone.now(), actor.account_id
    one.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_for", "end_words"])
    detail = {"subject": one.subject.ref, "for": because}
    record("disclosure.withdrawn", actor=actor, ref=f"disclosure/{one.ref}", detail=detail)
    return one


def _problems(
    subject: Subject, said: DisclosureSaid, audiences: Sequence[Audience], here: Now, *, last: date, is_wide: bool,
    today: date,
) -> dict[str, str]:  # fmt: skip
    found = problems_of(said, state=subject.state, today=today)
    is_minor = here.fate.may_be_minor
    if any_is_nobody(subject):
        found["shelf"] = OBJECTED.because
    if said.shelf != Shelf.HANDED and not (shown := may_be_shown(here.fate, said.shelf, is_of_minor=is_minor)):
        found["shelf"] = shown.because
    if not audiences:
        found["recipients"] = "Say who is told."
    elif said.shelf != Shelf.HANDED and not any(one.reach not in (Reach.POLICE, Reach.COUNCIL) for one in audiences):
        found["recipients"] = "Say which shops see it; what only the police or the council get stands on no shelf."
    elif said.shelf == Shelf.HANDED and any(one.reach not in (Reach.POLICE, Reach.COUNCIL) for one in audiences):
        found["recipients"] = "What is given to the police or the council goes to nobody else."
    if is_wide and not said.wider_because.strip():
        found["wider_because"] = "Some of them are not where this person operates. Say why they need to know (G-11)."
    if is_minor:
        found |= problems_of_minor(said)
        if not (told := may_be_told_of_minor(here.area, audiences)):
            found["recipients"] = told.because
    if said.expires_on is not None and not today < said.expires_on <= last:
        found["expires_on"] = f"It ends after today, and at the latest on {last.day} {last:%B %Y}."
    return found


def _last_day(subject: Subject, said: DisclosureSaid, here: Now, today: date) -> date:
    months = unknown_months_of(subject.partnership_id)
    ends = said.sanction_ends_on if said.sanction else None
    return longest(said.shelf, today, is_of_minor=here.fate.may_be_minor, unknown_months=months, sanction_ends_on=ends)


def _photographs(subject: Subject, pictures: Sequence[PictureSaid]) -> list[Evidence]:
    """Only photographs of reports in which this subject was judged to be."""
    offered = {one.ref: one for one in photographs_of(subject)} if pictures else {}
    if any(one.evidence_ref not in offered for one in pictures):
        raise NotFound("One of the pictures does not belong to this person's reports. Pick it from the list.")
    return [offered[one.evidence_ref] for one in pictures]


@contextmanager
def _copies(photographs: Sequence[Evidence], pictures: Sequence[PictureSaid]) -> Iterator[list[Copy]]:
    """Drawn before the transaction, which must stay short; dropped if it fails."""
    made: list[Copy] = []
    try:
        for photograph, picture in zip(photographs, pictures, strict=True):
            made.append(make_copy(photograph, picture.crop))
        yield made
    except BaseException:
        drop_copies(made)
        raise


def _write(
    actor: Actor, subject: Subject, said: DisclosureSaid, moment: datetime, *, here: Now, is_wide: bool, last: date
) -> Disclosure:
    is_minor = here.fate.may_be_minor
    chosen = {*said.fields, "photo"} if said.pictures else {one for one in said.fields if one != "photo"}
    allowed = allowed_fields(said.shelf, chosen, shows_born_on=True)
    fields = [one for one in FIELDS if one in allowed]  # what is written is what can be seen (G-06)
    words = ("purpose", "why_them", "left_out", "must_not_enter", "must_not_enter_source")
    only_minor = ("best_interest", "guardian_considered", "youth_service_considered")
    return Disclosure.everywhere.create(
        partnership_id=subject.partnership_id,
        subject=subject,
        shelf=said.shelf,
        fields=fields,
        advice=said.advice,
        sanction=said.sanction,
        sanction_starts_on=said.sanction_starts_on if said.sanction else None,
        sanction_ends_on=said.sanction_ends_on if said.sanction else None,
        must_not_enter_until=said.must_not_enter_until if said.must_not_enter else None,
        is_wide=is_wide,
        wider_because=said.wider_because.strip() if is_wide else "",
        is_of_minor=is_minor,
        decided_at=moment,
        decided_by_id=actor.account_id,
        expires_at=datetime.combine(last, time(23, 59), tzinfo=subject.partnership.zone_info),
        needs_second=is_wide or is_minor,
        **{name: getattr(said, name).strip() for name in words},
        **{name: getattr(said, name).strip() if is_minor else "" for name in only_minor},
    )


def _write_pictures(
    one: Disclosure, photographs: Sequence[Evidence], pictures: Sequence[PictureSaid], copies: Sequence[Copy]
) -> None:
    for place, (photograph, said, copy) in enumerate(zip(photographs, pictures, copies, strict=True)):
        crop = said.crop
        ShownPicture.everywhere.create(
            disclosure=one,
            evidence=photograph,
            place=place,
            crop_left=crop.left,
            crop_top=crop.top,
            crop_width=crop.width,
            crop_height=crop.height,
            copy_key=copy.key,
            copy_sha256=copy.sha256,
            width=copy.width,
            height=copy.height,
            is_police_picture=said.is_police_picture,
            police_reference=said.police_reference.strip()[:60],
            released_by_name=said.released_by_name.strip()[:120],
            release_purpose=said.release_purpose.strip()[:200],
        )


def _detail(one: Disclosure, subject: Subject, audiences: Sequence[Audience]) -> dict[str, object]:
    return {
        "subject": subject.ref,
        "shelf": one.shelf,
        "recipients": len(audiences),
        "fields": len(one.fields),
        "needs_second": one.needs_second,
    }


def _locked(actor: Actor, ref: str) -> Disclosure:
    seen = get_decision(actor, ref)
    return Disclosure.everywhere.select_for_update(of=("self",)).select_related("subject").get(pk=seen.pk)


def _waiting(actor: Actor, ref: str) -> Disclosure:
    one = _locked(actor, ref)
    if not one.needs_second or one.approved_at or one.declined_at or one.withdrawn_at:
        raise NotFound(MISSING)
    return one


def _is_of_police(actor: Actor, one: Disclosure) -> bool:
    return Role.POLICE_OFFICER in actor.roles and one.pictures.filter(is_police_picture=True).exists()


def _said(words: str, sorry: str) -> str:
    flat = " ".join(words.split())
    if not flat:
        raise CannotDecide(sorry)
    return flat[:300]
