"""The register of members: who may change it, what it refuses, and member lists good and bad."""

# ruff: noqa: E501  (rows of a spreadsheet are as long as they are)

from datetime import date, timedelta

import openpyxl
import pytest
from django.utils import timezone

from watchward.kit.errors import NotFound, NotPermitted
from watchward.kit.lists import CannotExtendList
from watchward.kit.tables import TableError
from watchward.partners.actions._places import LastCoordinator
from watchward.partners.actions.lists import extend_list
from watchward.partners.actions.members_table import CannotImportMembers, import_members
from watchward.partners.actions.register import (
    CannotChangeRegister,
    add_organisation,
    add_premises,
    add_watch,
    add_zone,
    change_organisation,
    change_premises,
    change_zone_boundary,
    close_premises,
    end_organisation,
)
from watchward.partners.models import Appointment, Invitation, Membership, Organisation, Premises, Watch, Zone
from watchward.partners.queries.lists import list_of
from watchward.partners.queries.members_table import check_members
from watchward.partners.queries.people import get_person, people_of
from watchward.partners.queries.register import (
    additions_of,
    get_organisation,
    get_premises,
    members_of,
    watches_of,
    zones_of,
)
from watchward.partners.rules.register import PremisesSaid, boundary_of, boundary_text
from watchward.records.models import Event

TODAY = date(2026, 11, 1)
SHOP = PremisesSaid(name="Cheesemonger, Corn Street", sector="food")


@pytest.fixture
def cora(town):
    return town.actor(town.cora)


def events(kind):
    return Event.everywhere.filter(kind=kind).count()


def test_coordinator_adds_a_member_and_its_place_but_worker_and_board_do_not(town, cora):
    member = add_organisation(actor=cora, name="Cheese Ltd", joined_on=TODAY)
    place = add_premises(actor=cora, organisation_ref=member.ref, said=SHOP)
    assert (place.organisation, place.partnership) == (member, town.partnership)
    assert events("organisation.added") == events("premises.added") == 1
    for who in (town.ada, town.person("Bea", "board-member")):
        with pytest.raises(NotPermitted):
            add_organisation(actor=town.actor(who), name="Other Ltd", joined_on=TODAY)
        with pytest.raises(NotPermitted):
            add_premises(actor=town.actor(who), organisation_ref=member.ref, said=SHOP)


def test_the_next_towns_coordinator_finds_neither_member_nor_place(town):
    dev = town.actor(town.dev)
    for attempt in (
        lambda: change_premises(actor=dev, ref=town.bakery.ref, said=SHOP),
        lambda: close_premises(actor=dev, ref=town.bakery.ref, closed_on=TODAY),
        lambda: end_organisation(actor=dev, ref=town.bakery.organisation.ref, left_on=TODAY),
        lambda: change_zone_boundary(actor=dev, ref=town.zone.ref, boundary=""),
        lambda: get_premises(dev, town.bakery.ref),
        lambda: get_organisation(dev, town.bakery.organisation.ref),
    ):
        with pytest.raises(NotFound):
            attempt()
    town.bakery.refresh_from_db()
    assert town.bakery.closed_on is None


def test_a_place_keeps_everything_that_was_said_of_it(town, cora):
    watch = add_watch(actor=cora, name="Pubwatch", kind="pub")
    said = PremisesSaid(
        name="  Bakery,   High Street ",
        sector="food",
        address="1 High Street",
        latitude=51.3856,
        longitude=0.5231,
        opening_hours={"fri": [["18:00", "02:00"]], "sun": []},
        call_sign="Bravo 1",
        high_risk_goods=("alcohol",),
        own_code="0042",
        zone_ref=town.zone.ref,
        watch_refs=(watch.ref,),
    )
    place = change_premises(actor=cora, ref=town.bakery.ref, said=said)
    place.refresh_from_db()
    assert place.name == "Bakery, High Street"
    assert place.opening_hours == {"fri": [["18:00", "02:00"]], "sun": []}
    assert (place.latitude, place.longitude, place.call_sign) == (51.3856, 0.5231, "Bravo 1")
    assert [one.name for one in place.watches.all()] == ["Pubwatch"]
    fields = Event.everywhere.get(kind="premises.changed").detail["fields"]
    assert "opening_hours" in fields
    assert "sector" not in fields


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "Pharmacy, Borrowmarket"}, "name"),
        ({"sector": "castle"}, "sector"),
        ({"latitude": 51.3}, "latitude"),
        ({"latitude": float("nan"), "longitude": 0.5}, "latitude"),
        ({"latitude": 99.0, "longitude": 0.5}, "latitude"),
        ({"opening_hours": {"mon": [["09:00", "09:00"]]}}, "opening_hours"),
        ({"high_risk_goods": ("dragons",)}, "high_risk_goods"),
        ({"zone_ref": "Z-0000000000"}, "zone_ref"),
        ({"watch_refs": ("W-0000000000",)}, "watch_refs"),
    ],
)
def test_a_place_that_makes_no_sense_is_refused_by_field(town, cora, wrong, field):
    said = PremisesSaid(**({"name": "New shop", "sector": "food"} | wrong))
    with pytest.raises(CannotChangeRegister) as refusal:
        add_premises(actor=cora, organisation_ref=town.bakery.organisation.ref, said=said)
    assert list(refusal.value.problems) == [field]


def test_two_places_never_share_a_call_sign_and_a_zone_of_the_next_town_is_no_zone(town, cora):
    said = PremisesSaid(name="Bakery, Borrowmarket", sector="food", call_sign="Bravo 1")
    change_premises(actor=cora, ref=town.bakery.ref, said=said)
    with pytest.raises(CannotChangeRegister, match="call sign"):
        change_premises(
            actor=cora, ref=town.pharmacy.ref, said=PremisesSaid("Pharmacy", "pharmacy", call_sign="bravo 1")
        )
    with pytest.raises(CannotChangeRegister, match="zone"):
        change_premises(
            actor=cora, ref=town.pharmacy.ref, said=PremisesSaid("Pharmacy", "pharmacy", zone_ref=town.other.zone.ref)
        )


def test_a_boundary_is_pasted_line_by_line_and_a_bad_line_is_named(town, cora):
    text = "51.38, 0.52\n51.39, 0.52\n51.39, 0.53\n51.38, 0.52"
    zone = change_zone_boundary(actor=cora, ref=town.zone.ref, boundary=text)
    assert zone.boundary == [[[0.52, 51.38], [0.52, 51.39], [0.53, 51.39]]]
    assert boundary_of(boundary_text(zone.boundary)) == [[(0.52, 51.38), (0.52, 51.39), (0.53, 51.39)]]
    with pytest.raises(CannotChangeRegister, match="Line 2"):
        add_zone(actor=cora, name="Docks", boundary="51.38, 0.52\nsomewhere")
    with pytest.raises(CannotChangeRegister, match="3 to"):
        add_zone(actor=cora, name="Docks", boundary="51.38, 0.52\n51.39, 0.52")
    assert add_zone(actor=cora, name="Docks").boundary == []
    with pytest.raises(CannotChangeRegister, match="already"):
        add_zone(actor=cora, name="docks")


def test_a_member_states_its_controller_role_g15(town, cora):
    ref = town.bakery.organisation.ref
    change_organisation(actor=cora, ref=ref, name="Bakery Ltd", controller_role="joint", paid_until=None)
    assert Organisation.everywhere.get(ref=ref).controller_role == "joint"
    with pytest.raises(CannotChangeRegister, match="joint or independent"):
        change_organisation(actor=cora, ref=ref, name="Bakery Ltd", controller_role="boss", paid_until=None)


def test_a_member_that_leaves_closes_its_places_and_ends_its_peoples_roles(town, cora):
    end_organisation(actor=cora, ref=town.bakery.organisation.ref, left_on=timezone.now().date())
    town.bakery.refresh_from_db()
    assert town.bakery.closed_on is not None
    assert Membership.everywhere.get(account=town.ada).ended_at is not None
    assert Appointment.everywhere.get(membership__account=town.ada).ends_on < timezone.now().date()
    assert Membership.everywhere.get(account=town.bilal).ended_at is None
    with pytest.raises(CannotChangeRegister, match="has left"):
        add_premises(actor=cora, organisation_ref=town.bakery.organisation.ref, said=SHOP)
    assert Event.everywhere.get(kind="organisation.ended").detail == {"premises": 1, "memberships": 1}


def test_a_member_with_the_last_coordinator_cannot_leave(town, cora):
    Membership.everywhere.filter(account=town.cora).update(organisation=town.bakery.organisation)
    with pytest.raises(LastCoordinator):
        end_organisation(actor=cora, ref=town.bakery.organisation.ref, left_on=timezone.now().date())
    assert Organisation.everywhere.get(pk=town.bakery.organisation_id).left_on is None


def test_board_sees_the_register_and_roles_but_no_contact_details(town, cora):
    bea = town.actor(town.person("Bea", "board-member"))
    assert {one.name for one in members_of(bea)} == {"Bakery of Borrowmarket", "Pharmacy of Borrowmarket"}
    ada = next(one for one in people_of(bea) if one.name == "Ada (generated)")
    assert [role.name for role in ada.roles] == ["shop worker"]
    assert (ada.email, ada.last_seen, ada.has_second_factor) == (None, None, None)
    seen = get_person(cora, ada.ref)
    assert seen.email == town.ada.email
    assert seen.has_second_factor is False
    for query in (members_of, people_of, zones_of, watches_of):
        with pytest.raises(NotPermitted):
            query(town.actor(town.ada))


def test_the_list_of_members_counts_open_places_and_present_people(town, cora):
    Organisation.everywhere.filter(pk=town.bakery.organisation_id).update(paid_until=TODAY - timedelta(days=1))
    close_premises(actor=cora, ref=town.bakery.ref, closed_on=TODAY)
    bakery, pharmacy = members_of(cora, today=TODAY)
    assert (bakery.premises, bakery.people, bakery.fee, bakery.is_fee_due) == (0, 1, "Ran out on 31 Oct 2026", True)
    assert (pharmacy.premises, pharmacy.fee) == (1, "Waived")


def test_coordinator_adds_a_child_to_a_list_but_only_under_a_shipped_entry(town, cora):
    added = extend_list(actor=cora, list_id="goods", parent_id="alcohol", label="Local gin", synonyms=("gin",))
    goods = list_of(town.partnership.pk, "goods")
    assert goods.get(added.entry_id).parent == "alcohol"
    assert added.entry_id not in list_of(town.other.partnership.pk, "goods")
    assert [one.label for one in additions_of(cora)] == ["Local gin"]
    for parent, label in (("nothing", "Gin"), (added.entry_id, "Pink gin"), ("alcohol", " "), ("alcohol", "local gin")):
        with pytest.raises(CannotExtendList):
            extend_list(actor=cora, list_id="goods", parent_id=parent, label=label)
    with pytest.raises(NotPermitted):
        extend_list(actor=town.actor(town.ada), list_id="goods", parent_id="alcohol", label="Rum")


HEADER = "Organisation,Premises,Sector,Address,Lat,Long,Call sign,Own code,Zone,Watches,Opening hours,Contact name,Contact e-mail,Role"
GOOD = f"""{HEADER}
Cheese Ltd,"Cheesemonger, Corn Street",grocer,2 Corn Street,51.3856,0.5231,Charlie 1,7,Docks,"Shopwatch, Pubwatch",Mon-Sat 09:00-17:30; Sun closed,Cy Green,cy@cheese.example,manager
Cheese Ltd,"Cheesemonger, Quay",Food shop or supermarket,,,,,8,docks,Shopwatch,,Cy Green,CY@cheese.example,store manager
Bakery of Borrowmarket,"Bakery, Borrowmarket",food,1 High Street,,,Bravo 1,,,,24 hours,,,
"""


def table(tmp_path, text, name="members.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_member_list_is_checked_first_and_then_applied_in_one_event(town, cora, tmp_path):
    path = table(tmp_path, GOOD)
    check = check_members(actor=cora, path=path)
    assert check.is_good
    assert (check.new_organisations, check.new_zones) == (["Cheese Ltd"], ["Docks"])
    assert check.new_watches == ["Shopwatch", "Pubwatch"]
    assert Organisation.everywhere.filter(partnership=town.partnership).count() == 2, "a check writes nothing"
    done = import_members(actor=cora, path=path)
    assert (done.organisations, done.new, done.changed, done.invited) == (1, 2, 1, 1)
    place = Premises.everywhere.get(name="Cheesemonger, Corn Street")
    assert (place.sector, place.zone.name, place.opening_hours["sun"]) == ("food", "Docks", [])
    assert Watch.everywhere.get(name="Pubwatch").kind == "pub"
    town.bakery.refresh_from_db()
    assert (town.bakery.call_sign, town.bakery.latitude) == ("Bravo 1", 51.38), "an empty cell changes nothing"
    guest = Invitation.everywhere.get()
    assert (guest.email, guest.premises.count()) == ("cy@cheese.example", 2)
    assert events("members.imported") == 1


def test_the_same_list_twice_changes_nothing_and_invites_nobody_again(town, cora, tmp_path):
    path = table(tmp_path, GOOD)
    import_members(actor=cora, path=path)
    check = check_members(actor=cora, path=path)
    assert (len(check.new), len(check.changed), check.unchanged) == (0, 0, 3)
    assert (check.guests, check.known_people) == ([], 1)


def test_a_place_is_recognised_by_call_sign_or_own_code_when_its_name_changed(town, cora, tmp_path):
    import_members(actor=cora, path=table(tmp_path, GOOD))
    renamed = f'{HEADER}\nCheese Ltd,"Cheese and Wine, Quay",food,,,,,8,,,,,,\n'
    import_members(actor=cora, path=table(tmp_path, renamed))
    assert not Premises.everywhere.filter(name="Cheesemonger, Quay").exists()
    assert Premises.everywhere.get(name="Cheese and Wine, Quay").own_code == "8"


BAD = f"""{HEADER}
,"Nameless",food,,,,,,,,,,,
A Ltd,Shop A,castle,,,,,,,,,,,
A Ltd,Shop B,food,,51.3,,,,,,,,,
A Ltd,Shop C,food,,north,0.5,,,,,,,,
A Ltd,Shop D,food,,,,,,,,9-5,,,
A Ltd,Shop E,food,,,,,,,,,,someone,manager
A Ltd,Shop F,food,,,,,,,,,Gil,gil@guards.example,guard
A Ltd,Shop G,food,,,,,,,,,Kit,kit@a.example,king
A Ltd,Shop H,food,,,,Alpha 1,,,,,,,
A Ltd,Shop I,food,,,,alpha 1,,,,,,,
A Ltd,"Bakery, Borrowmarket",food,,,,,,,,,,,
A Ltd,Shop J,food,,,,,,,,,,,
"""


def test_every_error_of_every_row_is_found_at_once_and_nothing_is_imported(town, cora, tmp_path):
    path = table(tmp_path, BAD)
    before = Premises.everywhere.count()
    check = check_members(actor=cora, path=path)
    assert [one.row_number for one in check.errors] == [2, 3, 4, 5, 6, 7, 8, 9, 11, 12]
    said = {one.row_number: one.errors[0].what for one in check.errors}
    assert "castle" in said[3]
    assert "two ways" in said[6]
    assert "security officer" in said[8]
    assert "Row 10 has the same call sign" in said[11]
    assert "belongs to Bakery of Borrowmarket" in said[12]
    with pytest.raises(CannotImportMembers, match="10 rows"):
        import_members(actor=cora, path=path)
    assert Premises.everywhere.count() == before
    assert events("members.imported") == 0


def test_a_guard_is_never_invited_by_a_table_m03(town, cora, tmp_path):
    path = table(tmp_path, f"{HEADER}\nA Ltd,Shop,food,,,,,,,,,Gil,gil@guards.example,security officer\n")
    [row] = check_members(actor=cora, path=path).errors
    assert "owner's authority" in row.errors[0].todo


def test_a_table_without_the_needed_columns_or_rows_is_refused_as_a_whole(town, cora, tmp_path):
    with pytest.raises(TableError, match="“Sector” is missing"):
        check_members(actor=cora, path=table(tmp_path, "Organisation,Premises\nA,B\n"))
    assert not check_members(actor=cora, path=table(tmp_path, f"{HEADER}\n")).is_good


def test_an_excel_workbook_works_as_well(town, cora, tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Member", "Shop", "Type", "Latitude", "Longitude"])
    book.active.append(["Cheese Ltd", "Cheesemonger", "chemist", 51.3856, 0.5231])
    book.save(tmp_path / "members.xlsx")
    done = import_members(actor=cora, path=tmp_path / "members.xlsx")
    assert done.new == 1
    place = Premises.everywhere.get(name="Cheesemonger")
    assert (place.sector, place.latitude) == ("pharmacy", 51.3856)


def test_worker_and_data_protection_lead_import_no_members(town, tmp_path):
    path = table(tmp_path, GOOD)
    for who in (town.ada, town.person("Dot", "data-protection-lead")):
        with pytest.raises(NotPermitted):
            import_members(actor=town.actor(who), path=path)


def test_invitations_in_a_table_need_a_recent_confirmation_but_places_alone_do_not(town, tmp_path):
    unsure = town.actor(town.cora, is_recently_confirmed=False)
    with pytest.raises(NotPermitted) as refusal:
        import_members(actor=unsure, path=table(tmp_path, GOOD))
    assert refusal.value.remedy == "confirm it is you"
    assert Zone.everywhere.filter(name="Docks").count() == 0
    done = import_members(actor=unsure, path=table(tmp_path, f"{HEADER}\nA Ltd,Shop A,food,,,,,,,,,,,\n"))
    assert done.new == 1
