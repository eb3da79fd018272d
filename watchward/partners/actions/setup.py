"""A new partnership on this instance: made whole, with its promises and the seat of its first coordinator."""

from dataclasses import replace
from pathlib import Path

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from watchward.kit.errors import NotFound, Refused
from watchward.kit.lists import JURISDICTIONS
from watchward.partners.actions.invitations import invite
from watchward.partners.actions.members_table import MembersImported, import_members
from watchward.partners.choices import ID_BY_ROLE, LegalForm
from watchward.partners.models import Account, Partnership, Promise, Zone
from watchward.partners.models.people import canonical_email
from watchward.partners.queries.promises import default_promises
from watchward.partners.queries.register import is_empty_register
from watchward.partners.rules.register import time_zone_problem
from watchward.policy import Actor, Permission, Role, require
from watchward.records.ledger import record


class CannotSetUp(Refused):
    """Nothing was made; `problems` says why, by field."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = problems


@transaction.atomic
def set_up_partnership(
    *,
    actor: Actor,
    name: str,
    coordinator_name: str,
    coordinator_email: str,
    time_zone: str = "Europe/London",
    jurisdiction: str = "E&W",
    zone_name: str = "Town centre",
    controller_name: str = "",
    controller_contact: str = "",
    legal_form: str = "",
) -> Partnership:
    """Make a partnership with its first zone, the shipped agreement and training, and invite its coordinator.

    The operator acts here as the first coordinator would, in this one transaction; afterwards sees nobody.
    """
    require(actor, Permission.INSTANCE_OPERATE)
    name = " ".join(name.split())
    _check(name, time_zone, jurisdiction, legal_form)
    partnership = Partnership.everywhere.create(
        name=name,
        time_zone=time_zone,
        jurisdiction=jurisdiction,
        controller_name=" ".join(controller_name.split()),
        controller_contact=" ".join(controller_contact.split()),
        legal_form=legal_form,
        manager_name=" ".join(coordinator_name.split()),
    )
    Zone.everywhere.create(partnership=partnership, name=" ".join(zone_name.split()) or "Town centre")
    _publish_shipped_promises(partnership)
    within = _within(actor, partnership)
    record("partnership.set_up", actor=within, ref=f"partnership/{partnership.ref}")
    role = ID_BY_ROLE[Role.COORDINATOR]
    invite(actor=within, email=coordinator_email, name=coordinator_name, role=role)
    return partnership


@transaction.atomic
def import_first_members(*, actor: Actor, partnership_ref: str, path: Path) -> MembersImported:
    """Fill the empty register of a new partnership; as soon as anybody belongs to it, this is its own office's work."""
    require(actor, Permission.INSTANCE_OPERATE)
    partnership = Partnership.everywhere.filter(ref=partnership_ref).first()
    if partnership is None:
        raise NotFound("There is no such partnership on this installation.")
    if not is_empty_register(partnership):
        raise CannotSetUp({"members": "This partnership has members already. Its coordinator imports further ones."})
    return import_members(actor=_within(actor, partnership), path=path)


@transaction.atomic
def make_operator(*, actor: Actor, email: str, name: str) -> Account:
    """Make the account of an instance operator, without a password: they choose one by “I forgot my password”."""
    require(actor, Permission.INSTANCE_OPERATE)
    address = canonical_email(email)
    known = Account.everywhere.filter(email=address).first()
    if known is not None and known.is_operator:
        _trust_address(known)
        return known
    if known is not None:
        why = "This address belongs to somebody in a partnership. An operator sees no people, so use another address."
        raise CannotSetUp({"operator_email": why})
    if "@" not in address or not name.strip():
        raise CannotSetUp({"operator_email": "An operator needs a name and a real e-mail address."})
    account = Account.everywhere.create_user(address, None, name=" ".join(name.split()), is_operator=True)
    _trust_address(account)
    record("operator.made", actor=actor, ref=f"account/{account.ref}")
    return account


def _trust_address(account: Account) -> None:
    """The password comes by a letter to this address, so whoever signs in reads it; a second step asks for that."""
    proved = {"verified": True, "primary": True}
    EmailAddress.objects.update_or_create(user=account, email=account.email, defaults=proved)


def _check(name: str, time_zone: str, jurisdiction: str, legal_form: str) -> None:
    problems = {}
    if not name or len(name) > 120:
        problems["name"] = "Enter the partnership's name, in at most 120 characters."
    elif Partnership.everywhere.filter(name__iexact=name).exists():
        problems["name"] = f"There is a partnership called “{name}” here already. Choose another name."
    if Partnership.everywhere.filter(is_demonstration=True).exists():
        problems["name"] = "This database holds the demonstration. Set up real partnerships in an empty one."
    if problem := time_zone_problem(time_zone):
        problems["time_zone"] = problem
    if jurisdiction not in JURISDICTIONS:
        problems["jurisdiction"] = f"Pick one of {', '.join(JURISDICTIONS)}."
    if legal_form and legal_form not in LegalForm.values:
        problems["legal_form"] = "Pick how the partnership is constituted."
    if problems:
        raise CannotSetUp(problems)


def _publish_shipped_promises(partnership: Partnership) -> None:
    """Version 1 of the agreement and the training (M-01): part of the making, so no event of their own."""
    for one in default_promises():
        Promise.everywhere.create(
            partnership=partnership,
            kind=one.kind,
            version=1,
            title=one.title,
            text=one.text,
            questions=[question.as_row() for question in one.questions],
            pass_mark=one.pass_mark,
            published_at=timezone.now(),
        )


def _within(actor: Actor, partnership: Partnership) -> Actor:
    """The operator in the empty chair of the first coordinator, for the length of one action."""
    return replace(
        actor,
        partnership_id=partnership.pk,
        roles=frozenset({Role.COORDINATOR}),
        has_second_factor=True,
        is_recently_confirmed=True,
    )
