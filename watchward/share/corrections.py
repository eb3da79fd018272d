"""Tell everybody who received a record that it changed (P-07, P-08). Called by the worker; safe to run again."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from watchward.assess.models import Fact, Subject
from watchward.assess.queries.subjects import cluster_ids
from watchward.partners.models import Membership
from watchward.records.models import Event
from watchward.share.choices import Ended, Told
from watchward.share.models import Disclosure, Look, Notice
from watchward.share.rules.members_view import ALLOWED


@transaction.atomic
def tell_of_merge(event: Event) -> None:
    """Two records are one person: everybody who received either of them hears it."""
    _tell_of_subjects(event, Told.MERGED)


@transaction.atomic
def tell_of_parting(event: Event) -> None:
    """They are two people again: the same people hear that too."""
    _tell_of_subjects(event, Told.PARTED)


@transaction.atomic
def tell_of_withdrawal(event: Event) -> None:
    """What was taken back is forgotten by everybody who saw it."""
    one = _decision(event)
    if one is not None:
        why = Told.CORRECTED if event.detail.get("for") == Ended.CORRECTION else Told.WITHDRAWN
        _tell(event, one.subject, why, Look.everywhere.filter(disclosure=one), disclosure=one)


@transaction.atomic
def tell_of_correction(event: Event) -> None:
    """A fact was taken back. Whoever saw it in a gallery hears that it was wrong; who could not see it is not told."""
    ref = event.ref.removeprefix("subject/")
    subject = Subject.everywhere.filter(ref=ref, partnership_id=event.partnership_id).first()
    fact = Fact.everywhere.filter(ref=event.detail.get("fact", ""), partnership_id=event.partnership_id).first()
    field = ALLOWED.get(fact.kind) if fact else None  # type: ignore[call-overload]
    if subject is None or field is None:
        return
    about = Disclosure.everywhere.filter(subject_id__in=cluster_ids(subject))
    showing = [one.pk for one in about if field in one.fields]
    _tell(event, subject, Told.CORRECTED, Look.everywhere.filter(disclosure_id__in=showing))


def _tell_of_subjects(event: Event, why: Told) -> None:
    refs = [event.detail.get("keeper", ""), event.detail.get("other", "")]
    subjects = list(Subject.everywhere.filter(partnership_id=event.partnership_id, ref__in=refs))
    if not subjects:
        return
    ids = {pk for one in subjects for pk in cluster_ids(one)}
    about = [f"subject/{ref}" for ref in Subject.everywhere.filter(pk__in=ids).values_list("ref", flat=True)]
    readers = Event.everywhere.filter(
        partnership_id=event.partnership_id, ref__in=about, kind="subject.viewed", seq__lt=event.seq
    )
    keeper = next((one for one in subjects if one.ref == refs[0]), subjects[0])
    looks = Look.everywhere.filter(disclosure__subject_id__in=ids)
    _tell(event, keeper, why, looks, also=readers.values_list("account_id", flat=True).distinct())


def _tell(
    event: Event,
    subject: Subject,
    why: Told,
    looks: QuerySet[Look],
    *,
    disclosure: Disclosure | None = None,
    also: Iterable[int] = (),
) -> None:
    """One notice for each who looked before it happened and still works here; whoever did it knows."""
    seen = set(looks.filter(first_seq__lt=event.seq).values_list("account_id", flat=True).distinct()) | set(also)
    here = Membership.everywhere.filter(
        partnership_id=event.partnership_id, ended_at__isnull=True, account_id__in=seen - {event.account_id}
    )
    now = timezone.now()
    Notice.everywhere.bulk_create(
        [
            Notice(
                partnership_id=event.partnership_id,
                account_id=account_id,
                subject=subject,
                disclosure=disclosure,
                why=why,
                event_seq=event.seq,
                created_at=now,
            )
            for account_id in here.values_list("account_id", flat=True)
        ],
        ignore_conflicts=True,
    )


def _decision(event: Event) -> Disclosure | None:
    ref = event.ref.removeprefix("disclosure/")
    rows = Disclosure.everywhere.filter(ref=ref, partnership_id=event.partnership_id)
    return rows.select_related("subject").first()
