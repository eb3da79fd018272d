"""Bulletins reach their audience and nobody else, while they stand, and say how many have read them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from watchward.kit.errors import NotFound, NotPermitted
from watchward.partners.models import Membership, Watch, Zone
from watchward.policy import Standing
from watchward.records.models import Event
from watchward.share.actions.bulletins import (
    CannotPublishBulletin,
    CannotWriteBulletin,
    change_bulletin,
    publish_bulletin,
    read_bulletin,
    withdraw_bulletin,
    write_bulletin,
)
from watchward.share.choices import Audience, BulletinKind
from watchward.share.models import BulletinRead
from watchward.share.queries.bulletins import get_bulletin, visible_bulletins
from watchward.share.rules.audience import Aim, reaches
from watchward.share.rules.bulletins import DAYS, BulletinSaid

pytestmark = pytest.mark.django_db


def said(**how):
    return BulletinSaid(**({"title": "New opening hours", "text": "The office opens at nine."} | how))


def told(town, **how):
    """A bulletin that Cora wrote and published."""
    cora = town.actor(town.cora)
    return publish_bulletin(actor=cora, ref=write_bulletin(actor=cora, said=said(**how)).ref)


def read_by(town, account, **how):
    return [one.ref for one in visible_bulletins(town.actor(account, **how))]


@pytest.fixture
def cast(town):
    """The town's people by what they are, with a shop in a second zone and a second watch."""
    harbour = Zone.everywhere.create(partnership=town.partnership, name="Harbour")
    night = Watch.everywhere.create(partnership=town.partnership, name="Night", kind="night")
    town.pharmacy.zone = harbour
    town.pharmacy.save()
    town.pharmacy.watches.set([night])
    soon = (timezone.now() + timedelta(days=60)).date()
    return {
        "worker": town.ada,
        "worker in the harbour": town.bilal,
        "guard": town.person("Gil", "guard", town.bakery, owner_authority="Letter 1", ends_on=soon),
        "manager": town.person("Mia", "store-manager", town.bakery),
        "coordinator": town.cora,
        "board": town.person("Bea", "board-member"),
        "police": town.person("Pat", "police-officer"),
        "cctv": town.person("Cil", "cctv-operator"),
        "council": town.person("Con", "council-officer"),
        "safety": town.person("Sam", "safety-representative"),
        "protection": town.person("Dot", "data-protection-lead"),
        "next town": town.dev,
    }


OFFICE = {"coordinator", "board", "police", "cctv", "council", "safety", "protection"}
EVERYBODY = OFFICE | {"worker", "worker in the harbour", "guard", "manager"}


def aims(town):
    """(what is said, who is reached) for each sort of audience."""
    harbour, night = Zone.everywhere.get(name="Harbour"), Watch.everywhere.get(name="Night")
    return [
        ({}, EVERYBODY),
        ({"audience": Audience.ZONES, "zones": (town.zone.ref,)}, OFFICE | {"worker", "guard", "manager"}),
        ({"audience": Audience.ZONES, "zones": (harbour.ref,)}, OFFICE | {"worker in the harbour"}),
        ({"audience": Audience.WATCHES, "watches": (night.ref,)}, OFFICE | {"worker in the harbour"}),
        ({"audience": Audience.ROLES, "roles": ("police-officer",)}, {"police", "coordinator"}),
        ({"audience": Audience.ROLES, "roles": ("guard", "store-manager")}, {"guard", "manager", "coordinator"}),
    ]


def test_every_audience_reaches_its_roles_and_places_and_never_the_next_town(town, cast):
    """G-11: who works at one place is told about that place; the rule and the query give the same answer."""
    actors = {who: town.actor(account) for who, account in cast.items()}
    for how, reached in aims(town):
        bulletin = told(town, **how)
        aim = Aim(
            bulletin.audience,
            frozenset(one.zone_id for one in bulletin.addressees.all() if one.zone_id),
            frozenset(one.watch_id for one in bulletin.addressees.all() if one.watch_id),
            frozenset(one.role for one in bulletin.addressees.all() if one.role),
        )
        by_query = {who for who, actor in actors.items() if bulletin in visible_bulletins(actor)}
        by_rule = {who for who, actor in actors.items() if who != "next town" and reaches(aim, actor)}
        assert by_query == by_rule == reached, how
        for who, actor in actors.items():
            if who in reached:
                assert get_bulletin(actor, bulletin.ref) == bulletin
            else:
                with pytest.raises(NotFound):
                    get_bulletin(actor, bulletin.ref)


def test_bulletin_is_read_from_its_moment_to_its_end_and_not_once_withdrawn(town):
    now = timezone.now()
    bulletin = told(town, publishes_at=now + timedelta(days=1), expires_at=now + timedelta(days=3))
    ada = town.actor(town.ada)
    assert [
        visible_bulletins(ada, now + timedelta(days=days)).exists() for days in (0, 0.9, 1.1, 2.9, 3.1)
    ] == [False, False, True, True, False]  # fmt: skip
    withdraw_bulletin(actor=town.actor(town.cora), ref=bulletin.ref)
    assert not visible_bulletins(ada, now + timedelta(days=2)).exists()
    assert get_bulletin(town.actor(town.cora), bulletin.ref), "its writers still read it"


def test_draft_is_for_its_writers_alone(town):
    draft = write_bulletin(actor=town.actor(town.cora), said=said())
    assert read_by(town, town.ada) == read_by(town, town.cora) == []
    assert get_bulletin(town.actor(town.cora), draft.ref) == draft
    with pytest.raises(NotFound):
        get_bulletin(town.actor(town.ada), draft.ref)


def test_suspended_person_reads_nothing_one_whose_year_lapsed_reads_on(town):
    told(town)
    ada = town.actor(town.ada)
    assert visible_bulletins(replace(ada, standing=Standing.READ_ONLY)).exists()
    with pytest.raises(NotPermitted):
        visible_bulletins(replace(ada, standing=Standing.SUSPENDED))
    Membership.everywhere.filter(account=town.ada).update(suspended_at=timezone.now())
    with pytest.raises(NotPermitted):
        visible_bulletins(town.actor(town.ada))


def test_bulletin_needs_no_second_step_to_read_but_one_to_write(town):
    bulletin = told(town)
    assert read_by(town, town.ada, has_second_factor=False) == [bulletin.ref]
    with pytest.raises(NotPermitted):
        write_bulletin(actor=town.actor(town.cora, has_second_factor=False), said=said())


@pytest.mark.parametrize("role", ["shop-worker", "store-manager", "police-officer", "board-member"])
def test_only_a_coordinator_writes_publishes_and_withdraws(town, role):
    other = town.actor(town.person("Nia", role, *([town.bakery] if "s" in role[:1] else [])))
    bulletin = told(town)
    for deed in (
        lambda: write_bulletin(actor=other, said=said()),
        lambda: change_bulletin(actor=other, ref=bulletin.ref, said=said()),
        lambda: publish_bulletin(actor=other, ref=bulletin.ref),
        lambda: withdraw_bulletin(actor=other, ref=bulletin.ref),
    ):
        with pytest.raises(NotPermitted):
            deed()


def test_coordinator_of_the_next_town_can_neither_read_nor_withdraw(town):
    bulletin = told(town)
    dev = town.actor(town.dev)
    for deed in (get_bulletin, lambda actor, ref: withdraw_bulletin(actor=actor, ref=ref)):
        with pytest.raises(NotFound):
            deed(dev, bulletin.ref)


def test_bulletin_is_over_by_itself_even_if_nobody_says_when(town):
    for kind in BulletinKind:
        bulletin = told(town, kind=kind)
        assert bulletin.expires_at - bulletin.publishes_at == timedelta(days=DAYS[kind])


@pytest.mark.parametrize(
    ("how", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"text": ""}, "text"),
        ({"text": "x" * 4001}, "text"),
        ({"kind": "gossip"}, "kind"),
        ({"audience": "nobody"}, "audience"),
        ({"audience": "zones"}, "zones"),
        ({"audience": "zones", "zones": ("Z-0000000000",)}, "zones"),
        ({"audience": "watches"}, "watches"),
        ({"audience": "roles", "roles": ("king",)}, "roles"),
        ({"expires_at": timedelta(days=-1)}, "expires_at"),
        ({"expires_at": timedelta(days=400)}, "expires_at"),
    ],
)
def test_half_a_bulletin_is_not_kept_and_the_refusal_names_the_field(town, how, field):
    how = how | {name: timezone.now() + one for name, one in how.items() if isinstance(one, timedelta)}
    with pytest.raises(CannotWriteBulletin) as refusal:
        write_bulletin(actor=town.actor(town.cora), said=said(**how))
    assert set(refusal.value.problems) == {field}
    assert not Event.everywhere.filter(kind="bulletin.written").exists()


def test_zone_of_the_next_town_is_no_audience_of_ours(town):
    with pytest.raises(CannotWriteBulletin):
        write_bulletin(
            actor=town.actor(town.cora), said=said(audience=Audience.ZONES, zones=(town.other.zone.ref,))
        )  # fmt: skip


def test_what_is_published_is_not_rewritten(town):
    cora, bulletin = town.actor(town.cora), told(town)
    with pytest.raises(CannotPublishBulletin):
        change_bulletin(actor=cora, ref=bulletin.ref, said=said(title="Another"))
    with pytest.raises(CannotPublishBulletin):
        publish_bulletin(actor=cora, ref=bulletin.ref)
    draft = write_bulletin(actor=cora, said=said(audience=Audience.ZONES, zones=(town.zone.ref,)))
    changed = change_bulletin(actor=cora, ref=draft.ref, said=said(title="Another"))
    assert (changed.title, changed.audience, changed.addressees.count()) == ("Another", Audience.EVERYBODY, 0)


def test_each_person_reads_it_once_and_a_draft_is_read_by_nobody(town):
    bulletin, ada = told(town), town.actor(town.ada)
    for _ in range(3):
        read_bulletin(actor=ada, ref=bulletin.ref)
    draft = write_bulletin(actor=town.actor(town.cora), said=said())
    read_bulletin(actor=town.actor(town.cora), ref=draft.ref)
    assert BulletinRead.everywhere.count() == 1
    assert Event.everywhere.filter(kind="bulletin.read", ref=f"bulletin/{bulletin.ref}").count() == 1


def test_each_deed_writes_one_event_that_holds_no_words(town):
    bulletin = told(town, title="Planted title", text="Planted text")
    withdraw_bulletin(actor=town.actor(town.cora), ref=bulletin.ref)
    events = Event.everywhere.filter(ref=f"bulletin/{bulletin.ref}").order_by("seq")
    assert [one.kind for one in events] == ["bulletin.written", "bulletin.published", "bulletin.withdrawn"]
    assert "Planted" not in str([one.detail for one in events])
