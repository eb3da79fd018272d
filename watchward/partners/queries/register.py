"""The register of members, as those who may see it read it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from watchward.kit.errors import NotFound
from watchward.kit.lists import available, load
from watchward.partners.models import ListAddition, Membership, Organisation, Partnership, Premises, Watch, Zone
from watchward.policy import Actor, Permission, require

MISSING = "There is no such entry in your register. Go back to the members and pick it there."


@dataclass(frozen=True, slots=True)
class MemberLine:
    """One organisation in the list of members: no people, only how many."""

    id: int
    ref: str
    name: str
    premises: int
    people: int
    fee: str
    is_fee_due: bool
    controller_role: str
    left_on: date | None


@dataclass(frozen=True, slots=True)
class AdditionLine:
    """One entry that the partnership added to a list."""

    list_id: str
    list_title: str
    label: str
    parent: str
    synonyms: tuple[str, ...]


def members_of(actor: Actor, *, today: date | None = None, with_left: bool = False) -> list[MemberLine]:
    """Every organisation with its counts, by name, in one query."""
    require(actor, Permission.MEMBERS_VIEW)
    day = today or timezone.now().date()
    rows = Organisation.everywhere.filter(partnership_id=actor.partnership_id)
    if not with_left:
        rows = rows.filter(left_on__isnull=True)
    counted = rows.annotate(
        places=Count("premises", filter=Q(premises__closed_on__isnull=True), distinct=True),
        people=Count("memberships", filter=Q(memberships__ended_at__isnull=True), distinct=True),
    )
    return [_member_line(one, day) for one in counted.order_by("name")]


def _member_line(one: "Organisation", day: date) -> MemberLine:
    due = one.paid_until is not None and one.paid_until < day
    return MemberLine(
        id=one.pk,
        ref=one.ref,
        name=one.name,
        premises=one.places,  # type: ignore[attr-defined]  # counted by the query
        people=one.people,  # type: ignore[attr-defined]
        fee=fee_text(one.paid_until, day),
        is_fee_due=due,
        controller_role=one.get_controller_role_display() if one.controller_role else "",
        left_on=one.left_on,
    )


def fee_text(paid_until: date | None, today: date) -> str:
    """Where a member's subscription stands, in words (M-01)."""
    if paid_until is None:
        return "Waived"
    until = f"{paid_until.day} {paid_until:%b %Y}"
    return f"Paid until {until}" if paid_until >= today else f"Ran out on {until}"


def get_organisation(actor: Actor, ref: str) -> Organisation:
    """One member with its premises. Absent and another town's give the same answer."""
    require(actor, Permission.MEMBERS_VIEW)
    rows = Organisation.everywhere.filter(partnership_id=actor.partnership_id, ref=ref)
    found = rows.prefetch_related("premises__watches", "premises__zone").first()
    if found is None:
        raise NotFound(MISSING)
    return found


def get_premises(actor: Actor, ref: str) -> Premises:
    """One place with its member. Absent and another town's give the same answer."""
    require(actor, Permission.MEMBERS_VIEW)
    rows = Premises.everywhere.filter(partnership_id=actor.partnership_id, ref=ref)
    found = rows.select_related("organisation", "zone").prefetch_related("watches").first()
    if found is None:
        raise NotFound(MISSING)
    return found


def premises_of(actor: Actor) -> list[Premises]:
    """Every open place of the partnership, by name."""
    require(actor, Permission.MEMBERS_VIEW)
    rows = Premises.everywhere.filter(partnership_id=actor.partnership_id, closed_on__isnull=True)
    return list(rows.select_related("organisation").order_by("name"))


def zones_of(actor: Actor) -> list[Zone]:
    """Every zone with the number of its open places as `places`."""
    require(actor, Permission.MEMBERS_VIEW)
    rows = Zone.everywhere.filter(partnership_id=actor.partnership_id)
    counted = Count("premises", filter=Q(premises__closed_on__isnull=True))
    return list(rows.annotate(places=counted).order_by("name"))


def get_zone(actor: Actor, ref: str) -> Zone:
    """One zone of the own partnership."""
    require(actor, Permission.MEMBERS_VIEW)
    found = Zone.everywhere.filter(partnership_id=actor.partnership_id, ref=ref).first()
    if found is None:
        raise NotFound(MISSING)
    return found


def watches_of(actor: Actor) -> list[Watch]:
    """Every watch with the number of its open places as `places`."""
    require(actor, Permission.MEMBERS_VIEW)
    rows = Watch.everywhere.filter(partnership_id=actor.partnership_id)
    counted = Count("premises", filter=Q(premises__closed_on__isnull=True))
    return list(rows.annotate(places=counted).order_by("name"))


def additions_of(actor: Actor) -> list[AdditionLine]:
    """What the partnership added to the shipped lists, list by list."""
    require(actor, Permission.LISTS_EXTEND)
    rows = ListAddition.everywhere.filter(partnership_id=actor.partnership_id).order_by("list_id", "id")
    return [
        AdditionLine(
            one.list_id, load(one.list_id).title, one.label, load(one.list_id).label(one.parent_id), tuple(one.synonyms)
        )
        for one in rows
    ]


def lists_to_extend() -> list[tuple[str, str]]:
    """(id, title) of every shipped list that people choose from, by title; nobody chooses from numbers."""
    chosen = (one for one in available() if one != "harm")
    return sorted(((one, load(one).title) for one in chosen), key=lambda pair: pair[1])


def is_empty_register(partnership: Partnership) -> bool:
    """Whether nobody belongs to the partnership yet: neither a member nor a person."""
    rows = Partnership.everywhere.filter(pk=partnership.pk).annotate(
        used=Exists(Organisation.everywhere.filter(partnership=OuterRef("pk")))
        | Exists(Membership.everywhere.filter(partnership=OuterRef("pk")))
    )
    return not rows.get().used
