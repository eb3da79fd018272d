"""From the references that somebody ticked to recipients of the actor's own partnership, and nobody else's."""

from collections.abc import Iterator

from watchward.kit.errors import NotFound
from watchward.partners.models import Organisation, Premises, Watch, Zone
from watchward.policy import Actor
from watchward.share.choices import Reach
from watchward.share.models import Disclosure, Recipient
from watchward.share.queries.disclosures import organisation_audience, premises_audience, watch_audience
from watchward.share.rules.deciding import DisclosureSaid
from watchward.share.rules.reach import Audience

MISSING = "One of the recipients is not in your partnership. Pick them from the list."
COLUMN = {
    Reach.ZONE: "zone_id",
    Reach.WATCH: "watch_id",
    Reach.PREMISES: "premises_id",
    Reach.ORGANISATION: "organisation_id",
}


def audiences_said(actor: Actor, said: DisclosureSaid) -> list[Audience]:
    """Whom a decision names. Raises: NotFound where one is of another town or of none."""
    found = [*_zones(actor, said), *_watches(actor, said), *_premises(actor, said), *_organisations(actor, said)]
    if len(found) != sum(len(set(one)) for one in (said.zones, said.watches, said.premises, said.organisations)):
        raise NotFound(MISSING)
    if said.police:
        found.append(Audience(Reach.POLICE, "the police"))
    if said.council:
        found.append(Audience(Reach.COUNCIL, "the council"))
    return found


def write_recipients(disclosure: Disclosure, audiences: list[Audience]) -> None:
    """One row for each."""
    Recipient.everywhere.bulk_create(
        Recipient(
            disclosure=disclosure,
            reach=one.reach,
            **({COLUMN[one.reach]: one.key} if one.reach in COLUMN else {}),
        )
        for one in audiences
    )


def _zones(actor: Actor, said: DisclosureSaid) -> Iterator[Audience]:
    for one in Zone.everywhere.filter(partnership_id=actor.partnership_id, ref__in=said.zones):
        yield Audience(Reach.ZONE, f"{one.name} (zone)", one.pk)


def _watches(actor: Actor, said: DisclosureSaid) -> Iterator[Audience]:
    for one in Watch.everywhere.filter(partnership_id=actor.partnership_id, ref__in=said.watches):
        yield watch_audience(one)


def _premises(actor: Actor, said: DisclosureSaid) -> Iterator[Audience]:
    for one in Premises.everywhere.filter(partnership_id=actor.partnership_id, ref__in=said.premises):
        yield premises_audience(one)


def _organisations(actor: Actor, said: DisclosureSaid) -> Iterator[Audience]:
    for one in Organisation.everywhere.filter(partnership_id=actor.partnership_id, ref__in=said.organisations):
        yield organisation_audience(one)
