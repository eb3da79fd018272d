"""What the operator of the instance may know of a new partnership: whether it is made, never who is in it."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from watchward.kit.errors import NotFound
from watchward.partners.choices import ID_BY_ROLE
from watchward.partners.models import Invitation, Partnership
from watchward.partners.queries.members_table import MembersCheck, check_members
from watchward.partners.queries.register import is_empty_register
from watchward.policy import Actor, Permission, Role, require


@dataclass(frozen=True, slots=True)
class PartnershipLine:
    """One partnership of the instance, as its operator sees it."""

    ref: str
    name: str
    time_zone: str
    created_at: datetime
    has_members: bool


def partnerships_here(actor: Actor) -> list[PartnershipLine]:
    """Every partnership of the instance, by name."""
    require(actor, Permission.INSTANCE_OPERATE)
    return [
        PartnershipLine(one.ref, one.name, one.time_zone, one.created_at, not is_empty_register(one))
        for one in Partnership.everywhere.order_by("name")
    ]


def check_first_members(actor: Actor, partnership_ref: str, path: Path) -> MembersCheck:
    """Check a member list for a partnership whose register is still empty."""
    require(actor, Permission.INSTANCE_OPERATE)
    partnership = Partnership.everywhere.filter(ref=partnership_ref).first()
    if partnership is None or not is_empty_register(partnership):
        raise NotFound("There is no such new partnership on this installation.")
    within = replace(actor, partnership_id=partnership.pk, roles=frozenset({Role.COORDINATOR}), has_second_factor=True)
    return check_members(actor=within, path=path)


def first_invitation(partnership: Partnership) -> Invitation | None:
    """The coordinator's seat that the operator made and nobody has taken yet, while nobody else is there."""
    if partnership.memberships.exists():
        return None
    rows = Invitation.everywhere.filter(partnership=partnership, accepted_at__isnull=True, withdrawn_at__isnull=True)
    return rows.filter(role=ID_BY_ROLE[Role.COORDINATOR]).order_by("id").first()
