"""Invite a person, invite again, withdraw, and join: the only way an account comes to be."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone

from watchward.kit.errors import NotFound, Refused
from watchward.partners.actions._places import end_roles
from watchward.partners.choices import ROLE_BY_ID
from watchward.partners.models import Account, Appointment, Invitation, Membership, Organisation, Partnership, Premises
from watchward.partners.models.people import canonical_email
from watchward.partners.queries.invitations import CLOSED, invitation_behind
from watchward.policy import Actor, Permission, Role, Standing, require
from watchward.records.ledger import record

OPEN_DAYS = 14


class CannotInvite(Refused):
    """The invitation was not made."""


class CannotJoin(Refused):
    """The person did not join."""


@transaction.atomic
def invite(
    *,
    actor: Actor,
    email: str,
    name: str,
    role: str,
    organisation_ref: str = "",
    premises_refs: Sequence[str] = (),
    role_ends_on: date | None = None,
    owner_authority: str = "",
    now: datetime | None = None,
) -> Invitation:
    """Keep a seat for one person for fourteen days; a worker sends the letter. `role` is an id such as "guard"."""
    require(actor, Permission.MEMBERS_MANAGE)
    require(actor, Permission.ROLES_GRANT)
    moment = now or timezone.now()
    partnership = Partnership.everywhere.select_for_update().get(pk=actor.partnership_id)
    address = _address(email)
    _check(name, role, role_ends_on, owner_authority, moment.astimezone(partnership.zone_info).date())
    _check_is_new(partnership, address)
    organisation, premises = _place(actor, organisation_ref, premises_refs)
    _free_the_address(partnership, address, actor, moment)
    invitation = Invitation.everywhere.create(
        partnership=partnership,
        email=address,
        name=" ".join(name.split()),
        organisation=organisation,
        role=role,
        role_ends_on=role_ends_on,
        owner_authority=owner_authority.strip(),
        invited_at=moment,
        invited_by_id=actor.account_id or None,
        expires_at=moment + timedelta(days=OPEN_DAYS),
    )
    invitation.premises.set(premises)
    record("membership.invited", actor=actor, ref=f"invitation/{invitation.ref}", detail={"role": role})
    return invitation


@transaction.atomic
def invite_again(*, actor: Actor, invitation_ref: str, now: datetime | None = None) -> Invitation:
    """Send a new letter with a new link; the old link stops working."""
    old = _waiting(actor, invitation_ref)
    return invite(
        actor=actor,
        email=old.email,
        name=old.name,
        role=old.role,
        organisation_ref=old.organisation.ref if old.organisation else "",
        premises_refs=list(old.premises.values_list("ref", flat=True)),
        role_ends_on=old.role_ends_on,
        owner_authority=old.owner_authority,
        now=now,
    )


@transaction.atomic
def withdraw_invitation(*, actor: Actor, invitation_ref: str, now: datetime | None = None) -> None:
    """Close the seat; the link in the letter stops working at once."""
    invitation = _waiting(actor, invitation_ref)
    _withdraw([invitation], actor, now or timezone.now())
    record("membership.uninvited", actor=actor, ref=f"invitation/{invitation.ref}")


@transaction.atomic
def join_as_newcomer(*, token: str, name: str, password: str | None, now: datetime | None = None) -> Account:
    """Make the account, its confirmed address, the membership and the role in one piece.

    Whoever holds the link has proved the address. `password` may be None when a passkey follows.
    """
    moment = now or timezone.now()
    invitation = _locked(token, moment)
    known = Account.everywhere.filter(email=canonical_email(invitation.email)).first()
    if known is not None and known.is_active:
        raise CannotJoin("There is an account with this e-mail address. Sign in first, then accept the invitation.")
    try:
        with transaction.atomic():
            account = _account(invitation, known, " ".join(name.split()) or invitation.name, password)
    except IntegrityError:
        raise CannotJoin("You have joined already. Sign in to go on.") from None
    _seat(invitation, account, moment)
    return account


@transaction.atomic
def join_with_account(*, token: str, account_id: int, now: datetime | None = None) -> Account:
    """Somebody who works for another partnership already takes one more seat. Only the invited address may."""
    moment = now or timezone.now()
    invitation = _locked(token, moment)
    account = Account.everywhere.get(pk=account_id)
    if account.email != canonical_email(invitation.email):
        raise CannotJoin("This invitation is for another e-mail address. Sign out, then open the link again.")
    _seat(invitation, account, moment)
    return account


def _address(email: str) -> str:
    address = canonical_email(email)
    try:
        validate_email(address)
    except ValidationError:
        raise CannotInvite("Enter a real e-mail address, like name@example.com.") from None
    return address


def _check(name: str, role: str, ends_on: date | None, authority: str, today: date) -> None:
    """M-03: a guard needs the owner's authority and an end date. Nobody can invite an instance operator."""
    if not name.strip():
        raise CannotInvite("Enter the person's name.")
    if len(name) > 120 or len(authority) > 200:
        raise CannotInvite("The name may have 120 characters and the authority 200.")
    known = ROLE_BY_ID.get(role)
    if known is None or known is Role.INSTANCE_OPERATOR:
        raise CannotInvite("Choose a role from the list.")
    if ends_on is not None and ends_on < today:
        raise CannotInvite("The role would have ended already. Choose a later date.")
    if known is Role.GUARD and not (authority.strip() and ends_on):
        raise CannotInvite(
            "A security officer needs the owner's authority and an end date. Say who authorised it and on which paper."
        )


def _check_is_new(partnership: Partnership, address: str) -> None:
    living = Membership.everywhere.filter(partnership=partnership, account__email=address, ended_at__isnull=True)
    if living.exists():
        raise CannotInvite("This person belongs to your partnership already. Give them the role in the register.")


def _place(
    actor: Actor, organisation_ref: str, premises_refs: Sequence[str]
) -> tuple[Organisation | None, list[Premises]]:
    """The member and its premises, all of the actor's own partnership."""
    organisation = None
    if organisation_ref:
        rows = Organisation.everywhere.filter(partnership_id=actor.partnership_id, left_on__isnull=True)
        organisation = rows.filter(ref=organisation_ref).first()
        if organisation is None:
            raise CannotInvite("That member is not in your partnership. Choose one from the list.")
    own = Premises.everywhere.filter(partnership_id=actor.partnership_id, organisation=organisation)
    premises = list(own.filter(ref__in=list(premises_refs))) if organisation else []
    if len(premises) != len(set(premises_refs)):
        raise CannotInvite("Those premises do not belong to that member. Choose them from the list.")
    return organisation, premises


def _free_the_address(partnership: Partnership, address: str, actor: Actor, moment: datetime) -> None:
    rows = Invitation.everywhere.filter(partnership=partnership, email=address)
    _withdraw(rows.filter(accepted_at__isnull=True, withdrawn_at__isnull=True), actor, moment)


def _withdraw(invitations: Iterable[Invitation], actor: Actor, moment: datetime) -> None:
    for one in invitations:
        one.withdrawn_at, one.withdrawn_by_id = moment, actor.account_id or None
        one.save(update_fields=["withdrawn_at", "withdrawn_by"])


def _waiting(actor: Actor, ref: str) -> Invitation:
    require(actor, Permission.MEMBERS_MANAGE)
    rows = Invitation.everywhere.filter(
        partnership_id=actor.partnership_id, accepted_at__isnull=True, withdrawn_at__isnull=True
    )
    found = rows.filter(ref=ref).first()
    if found is None:
        raise NotFound("There is no such open invitation in your partnership.")
    return found


def _locked(token: str, moment: datetime) -> Invitation:
    """The open invitation, held until the end of the transaction: of two joins at once the second finds it used."""
    ref = invitation_behind(token, moment).ref
    held = Invitation.everywhere.select_for_update().get(ref=ref)
    if held.accepted_at is not None or held.withdrawn_at is not None:
        raise NotFound(CLOSED)
    return held


def _account(invitation: Invitation, known: Account | None, name: str, password: str | None) -> Account:
    """A new account; or the old one of somebody who left and comes back, with nothing of its old sign-in left."""
    if known is None:
        demo = invitation.partnership.is_demonstration
        account = Account.everywhere.create_user(invitation.email, password, name=name, is_demonstration=demo)
    else:
        account = known
        account.name, account.is_active = name, True
        account.set_password(password)
        account.save(update_fields=["name", "is_active", "password"])
        Authenticator.objects.filter(user=account).delete()
    EmailAddress.objects.filter(user=account).delete()
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    return account


def _seat(invitation: Invitation, account: Account, moment: datetime) -> None:
    """Membership, role, the used invitation, and the one event of joining."""
    today = moment.astimezone(invitation.partnership.zone_info).date()
    if invitation.role_ends_on is not None and invitation.role_ends_on < today:
        raise NotFound(CLOSED)
    membership = _membership(invitation, account)
    Appointment.everywhere.create(
        membership=membership,
        role=invitation.role,
        starts_on=today,
        ends_on=invitation.role_ends_on,
        owner_authority=invitation.owner_authority,
        given_by=invitation.invited_by,
    )
    invitation.accepted_at, invitation.accepted_by = moment, account
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    Account.everywhere.filter(pk=account.pk).update(last_partnership=invitation.partnership)
    newcomer = Actor(
        account_id=account.pk,
        partnership_id=invitation.partnership_id,
        roles=frozenset({ROLE_BY_ID[invitation.role]}),
        standing=Standing.ADMISSION,
        membership_id=membership.pk,
    )
    record("membership.joined", actor=newcomer, ref=f"membership/{membership.ref}", detail={"role": invitation.role})


def _membership(invitation: Invitation, account: Account) -> Membership:
    """One per person and partnership: who comes back begins again, with no role and no promise of before."""
    membership, is_new = Membership.everywhere.get_or_create(
        account=account, partnership=invitation.partnership, defaults={"organisation": invitation.organisation}
    )
    if not is_new:
        if membership.ended_at is None:
            raise CannotJoin("You belong to this partnership already. Sign in to go on.")
        end_roles(Appointment.everywhere.filter(membership=membership))
        membership.organisation = invitation.organisation
        membership.agreement = membership.agreed_at = membership.training = membership.trained_at = None
        membership.suspended_at = membership.suspended_by = membership.ended_at = membership.ended_by = None
        membership.confirmed_at = membership.confirmed_by = None
        membership.joined_at = timezone.now()  # the clock of the places begins again
        membership.save()
    membership.premises.set(invitation.premises.all())
    return membership
