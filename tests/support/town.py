"""The fixed cast of the tests: one town with four people, and a stranger from the next."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from watchward.collect.actions.reports import submit_report
from watchward.collect.models import Report
from watchward.collect.rules.drafts import Draft
from watchward.partners.choices import DocumentKind, PromiseKind
from watchward.partners.models import (
    Account,
    Appointment,
    GovernanceDocument,
    Membership,
    Organisation,
    Partnership,
    Premises,
    Promise,
    PromiseKept,
    Watch,
    Zone,
)
from watchward.partners.queries.actors import seats_of
from watchward.policy import Actor

FRIDAY_NIGHT = datetime(2026, 3, 6, 21, 15, tzinfo=UTC)
PASSWORD = "correct horse battery"


@dataclass
class Town:
    """Ada works at the bakery, Bilal at the pharmacy, Cora coordinates, and Dev coordinates another town."""

    partnership: Partnership
    zone: Zone
    bakery: Premises
    pharmacy: Premises
    ada: Account
    bilal: Account
    cora: Account
    other: "Town | None" = None
    dev: Account = field(init=False)

    def actor(self, account: Account, **how: Any) -> Actor:
        """The actor of an account as after a full sign-in."""
        how = {"has_second_factor": True, "is_recently_confirmed": True} | how
        return seats_of(account, **how)[0].actor

    def draft(self, **said: Any) -> Draft:
        """An ordinary shop theft at the bakery on a Friday night."""
        plain: dict[str, Any] = {
            "form": "incident",
            "kind": "theft.concealed",
            "premises_ref": self.bakery.ref,
            "happened_at": FRIDAY_NIGHT,
            "narrative": "Took two cakes and left.",
            "loss_pence": 2400,
        }
        return Draft(**(plain | said))

    def report(self, *, by: Account, **said: Any) -> Report:
        """Send a report as somebody."""
        where = {"premises_ref": self.pharmacy.ref} if by == self.bilal else {}
        return submit_report(actor=self.actor(by), draft=self.draft(**(where | said)), client_key=uuid4())

    def person(self, name: str, role: str, *premises: Premises, **how: Any) -> Account:
        """Somebody new in this town, with every promise kept."""
        return add_person(self.partnership, name, role, *premises, **how)


def make_town() -> Town:
    """Borrowmarket with its cast, and Farstead where Dev works."""
    town = _one_town("Borrowmarket")
    town.other = _one_town("Farstead", names=("Eve", "Finn", "Dev"))
    town.dev = town.other.cora
    return town


def _one_town(name: str, names: tuple[str, str, str] = ("Ada", "Bilal", "Cora")) -> Town:
    partnership = Partnership.everywhere.create(
        name=f"{name} Business Crime Reduction Partnership",
        controller_name=f"{name} BCRP Ltd",
        controller_contact="The office, High Street",
        legal_form="company",
        manager_name=names[2],
    )
    zone = Zone.everywhere.create(partnership=partnership, name=f"{name} town centre")
    watch = Watch.everywhere.create(partnership=partnership, name="High Street by day", kind="day")
    shops = []
    for shop, sector in (("Bakery", "food"), ("Pharmacy", "pharmacy")):
        member = Organisation.everywhere.create(
            partnership=partnership, name=f"{shop} of {name}", joined_on="2025-01-01"
        )
        premises = Premises.everywhere.create(
            partnership=partnership, organisation=member, zone=zone, name=f"{shop}, {name}", sector=sector,
            latitude=51.38 + len(shops) / 1000, longitude=0.52,
        )  # fmt: skip
        premises.watches.add(watch)
        shops.append(premises)
    _promises(partnership)
    _documents(partnership)
    ada = add_person(partnership, names[0], "shop-worker", shops[0])
    bilal = add_person(partnership, names[1], "shop-worker", shops[1])
    cora = add_person(partnership, names[2], "coordinator")
    return Town(partnership, zone, shops[0], shops[1], ada, bilal, cora)


def _promises(partnership: Partnership) -> None:
    then = timezone.now() - timedelta(days=100)
    Promise.everywhere.bulk_create(
        Promise(
            partnership=partnership, kind=kind, version=1, title=kind.label, text="Be fair.", published_at=then
        )
        for kind in PromiseKind
    )  # fmt: skip


def _documents(partnership: Partnership) -> None:
    today = timezone.now().date()
    GovernanceDocument.everywhere.bulk_create(
        GovernanceDocument(
            partnership=partnership, kind=kind, title=kind.label, text="First part.", second_text="Second part.",
            dated_on=today - timedelta(days=30), expires_on=today + timedelta(days=335),
        )
        for kind in DocumentKind
    )  # fmt: skip


def add_person(partnership: Partnership, name: str, role: str, *premises: Premises, **how: Any) -> Account:
    """An account with a role, admitted: both promises kept a day ago."""
    account = Account.everywhere.create_user(
        f"{name}@{partnership.name.split()[0]}.example".lower(), PASSWORD, name=f"{name} (generated)"
    )
    then = timezone.now() - timedelta(days=1)
    promises = {one.kind: one for one in Promise.everywhere.filter(partnership=partnership)}
    membership = Membership.everywhere.create(
        account=account, partnership=partnership, organisation=premises[0].organisation if premises else None,
        agreement=promises.get("agreement"), agreed_at=then if promises else None,
        training=promises.get("training"), trained_at=then if promises else None,
    )  # fmt: skip
    membership.premises.set(premises)
    PromiseKept.everywhere.bulk_create(
        PromiseKept(membership=membership, promise=promise, kept_at=then) for promise in promises.values()
    )
    Appointment.everywhere.create(membership=membership, role=role, starts_on=then.date(), **how)
    return account
