"""Deployments that an actor may see: all of them, those at their premises, or their own."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from watchward.act.models import Deployment
from watchward.act.rules.officers import Authority, Guard
from watchward.act.rules.slots import Span, clock_hint, hours_hint, length_text
from watchward.kit.errors import NotFound
from watchward.partners.choices import ID_BY_ROLE
from watchward.partners.models import Appointment, Membership, Premises
from watchward.policy import Actor, Permission, Role, may, require

MISSING = "There is no such deployment, or it is not yours to see. Go back to the deployments, or ask your coordinator."
GUARD = ID_BY_ROLE[Role.GUARD]


@dataclass(frozen=True, slots=True)
class DeploymentLine:
    """One deployment as a list, a calendar and a start page show it. Moments are UTC."""

    ref: str
    premises: str
    premises_ref: str
    address: str
    starts_at: datetime
    ends_at: datetime
    officer: str
    is_contractor: bool
    is_mine: bool
    purpose: str
    is_cancelled: bool
    outcome: str
    changed_at: datetime  # when it was agreed, called off or its outcome written


@dataclass(frozen=True, slots=True)
class DeploymentView:
    """One deployment with all that its page shows."""

    line: DeploymentLine
    length: str
    hints: tuple[str, ...]
    licence: str
    licence_expires_on: date | None
    agreed_at: datetime
    agreed_by: str
    cancelled_at: datetime | None
    cancelled_by: str
    cancelled_because: str
    outcome_at: datetime | None
    outcome_by: str
    guard_ref: str
    replaces: str
    replaced_by: str
    may_cancel: bool
    may_note: bool


@dataclass(frozen=True, slots=True)
class GuardChoice:
    """One guard to pick, with where and until when they are authorised (M-03)."""

    ref: str
    name: str
    premises: tuple[str, ...]
    ends_on: date | None


def visible_deployments(actor: Actor) -> QuerySet[Deployment]:
    """The office and the police see all, a manager those at their premises, an officer their own."""
    require(actor, Permission.DEPLOYMENT_READ)
    here = Deployment.everywhere.filter(partnership_id=actor.partnership_id)
    if may(actor, Permission.DEPLOYMENT_MANAGE) or may(actor, Permission.REPORT_READ_ALL):
        return here
    mine = Q(membership_id=actor.membership_id) if actor.membership_id else Q(pk__in=())
    if actor.premises and may(actor, Permission.REPORT_READ_PREMISES):
        mine |= Q(premises_id__in=actor.premises)
    return here.filter(mine)


def deployments_between(actor: Actor, since: datetime, until: datetime) -> list[DeploymentLine]:
    """Everything that touches the span, called off or not, in the order in which it begins. One query."""
    rows = visible_deployments(actor).filter(starts_at__lt=until, ends_at__gt=since)
    found = rows.select_related("premises", "membership__account").order_by("starts_at", "premises__name", "id")
    return [_line(one, actor) for one in found]


def stood_between(actor: Actor, since: datetime, until: datetime) -> list[tuple[int, datetime, datetime]]:
    """(premises, from, to) of what was not called off and is over: when somebody stood where, never who."""
    rows = Deployment.everywhere.filter(
        partnership_id=actor.partnership_id, cancelled_at__isnull=True, starts_at__gte=since, ends_at__lte=until
    )
    return list(rows.order_by("starts_at", "id").values_list("premises_id", "starts_at", "ends_at"))


def my_deployments(actor: Actor, since: datetime, until: datetime) -> list[DeploymentLine]:
    """What concerns the actor and was not called off; nothing for those who may not see deployments."""
    if not may(actor, Permission.DEPLOYMENT_READ):
        return []
    return [one for one in deployments_between(actor, since, until) if not one.is_cancelled]


def get_deployment(actor: Actor, ref: str) -> Deployment:
    """One deployment. Absent and forbidden give the same answer."""
    found = visible_deployments(actor).select_related(
        "premises", "partnership", "membership__account", "agreed_by", "cancelled_by", "outcome_by", "replaces"
    )
    one = found.filter(ref=ref).first()
    if one is None:
        raise NotFound(MISSING)
    return one


def read_deployment(actor: Actor, ref: str, now: datetime | None = None) -> DeploymentView:
    """One deployment with its hints and what the actor may do about it."""
    one, moment = get_deployment(actor, ref), now or timezone.now()
    zone, span = one.partnership.zone_info, Span(one.starts_at, one.ends_at)
    hints = (clock_hint(span, zone), hours_hint(one.premises.opening_hours, span, zone))
    manages = bool(may(actor, Permission.DEPLOYMENT_MANAGE))
    sees_licence = manages or bool(may(actor, Permission.REPORT_READ_ALL))
    stands = one.cancelled_at is None
    following = one.replaced_by.first()
    return DeploymentView(
        line=_line(one, actor),
        length=length_text(span),
        hints=tuple(hint for hint in hints if hint),
        licence=one.contractor_licence if sees_licence else "",
        licence_expires_on=one.licence_expires_on if sees_licence else None,
        agreed_at=one.agreed_at,
        agreed_by=one.agreed_by.name,
        cancelled_at=one.cancelled_at,
        cancelled_by=one.cancelled_by.name if one.cancelled_by else "",
        cancelled_because=one.cancelled_because,
        outcome_at=one.outcome_at,
        outcome_by=one.outcome_by.name if one.outcome_by else "",
        guard_ref=one.membership.ref if one.membership else "",
        replaces=one.replaces.ref if one.replaces else "",
        replaced_by=following.ref if following else "",
        may_cancel=stands and manages and one.ends_at > moment,
        may_note=stands and one.starts_at <= moment and one.outcome_at is None and (manages or _is_own(one, actor)),
    )


def guards_to_pick(actor: Actor, today: date) -> list[GuardChoice]:
    """Every guard whose authority has not ended, with its places."""
    require(actor, Permission.DEPLOYMENT_MANAGE)
    rows = Appointment.everywhere.filter(
        role=GUARD,
        ends_on__gte=today,
        membership__partnership_id=actor.partnership_id,
        membership__ended_at__isnull=True,
        membership__suspended_at__isnull=True,
    )
    found = rows.select_related("membership__account").prefetch_related("membership__premises")
    return [
        GuardChoice(
            one.membership.ref,
            one.membership.account.name,
            tuple(sorted(place.name for place in one.membership.premises.all())),
            one.ends_on,
        )
        for one in found.order_by("membership__account__name", "id")
    ]


def places_to_pick(actor: Actor) -> list[tuple[str, str]]:
    """(reference, name) of every open place of the partnership."""
    require(actor, Permission.DEPLOYMENT_MANAGE)
    rows = Premises.everywhere.filter(partnership_id=actor.partnership_id, closed_on__isnull=True)
    return list(rows.order_by("name").values_list("ref", "name"))


def guard_of(membership: Membership) -> Guard:
    """The facts that decide where a guard may stand (M-03)."""
    appointments = membership.appointments.filter(role=GUARD)
    return Guard(
        name=membership.account.name,
        premises=frozenset(membership.premises.values_list("pk", flat=True)),
        authorities=[Authority(one.starts_on, one.ends_on, one.owner_authority) for one in appointments],
        is_suspended=membership.suspended_at is not None,
    )


def _is_own(one: Deployment, actor: Actor) -> bool:
    return one.membership_id is not None and one.membership_id == actor.membership_id


def _line(one: Deployment, actor: Actor) -> DeploymentLine:
    return DeploymentLine(
        ref=one.ref,
        premises=one.premises.name,
        premises_ref=one.premises.ref,
        address=one.premises.address,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        officer=one.membership.account.name if one.membership else one.contractor_name,
        is_contractor=one.membership is None,
        is_mine=_is_own(one, actor),
        purpose=one.purpose,
        is_cancelled=one.cancelled_at is not None,
        outcome=one.outcome,
        changed_at=max(at for at in (one.agreed_at, one.cancelled_at, one.outcome_at) if at is not None),
    )
