"""The register of members in a browser: each role sees and changes only what is theirs."""

import re
from urllib.parse import quote

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from watchward.partners.models import Appointment, Invitation, ListAddition, Membership, Organisation, Premises, Zone

pytestmark = pytest.mark.django_db
GOOD = "Organisation,Premises,Sector,Contact name,Contact email\nCheese Ltd,Cheesemonger,food,Cy,cy@cheese.example\n"


def browser(account, *, at: float | None = None) -> Client:
    """A browser that came in with the second step, a moment ago unless `at` says when."""
    client = Client(raise_request_exception=False)
    client.force_login(account)
    session = client.session
    when = timezone.now().timestamp() if at is None else at
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "type": "totp", "at": when}]
    session["account_authentication_methods_user"] = str(account.pk)
    session.save()
    return client


@pytest.fixture
def cora(town):
    return browser(town.cora)


def said(answer) -> str:
    return answer.content.decode()


def place_of(account) -> str:
    return Membership.everywhere.get(account=account).ref


def test_coordinator_sees_who_never_reported_and_when_the_others_did(town, cora):
    town.report(by=town.ada)
    page = said(cora.get("/members/"))
    assert "6 March 2026" in page
    never = said(cora.get("/members/?show=never"))
    assert "Pharmacy of Borrowmarket" in never
    assert "Bakery of Borrowmarket" not in never


def test_which_member_the_office_looks_for_stands_in_no_address_and_the_narrowing_stays(town, cora):
    answer = cora.post("/members/", {"q": " BAK ", "show": "never"})
    assert re.fullmatch(r"/members/\?show=never&s=[\w%-]+", answer.url)
    page = said(cora.get(answer.url))
    assert ("Bakery of Borrowmarket" in page, "Pharmacy of Borrowmarket" in page) == (True, False)
    assert not [one for one in re.findall(r'(?:href|action)="([^"]*)"', page) if "bak" in one.casefold()]
    assert cora.post("/members/", {"q": "", "show": ""}).url == "/members/"
    refused = cora.get("/members/?q=BAK")
    assert (refused.status_code, refused.url) == (302, "/members/")
    assert browser(town.cora).get(answer.url).url == "/members/", "another session does not open it"


def test_board_reads_the_register_without_contact_details_and_changes_nothing(town):
    bea = browser(town.person("Bea", "board-member"))
    assert bea.get("/members/").status_code == 200
    people = said(bea.get("/members/people/"))
    assert "Ada (generated)" in people
    assert town.ada.email not in people
    assert "Second step" not in people
    assert town.ada.email not in said(bea.get(f"/members/people/{place_of(town.ada)}/"))
    for address in ("add/", "people/invite/", "import/", "lists/", f"premises/{town.bakery.ref}/"):
        assert bea.get(f"/members/{address}").status_code == 403, address
    assert bea.post("/members/places/", {"add": "zone", "zone-name": "Docks"}).status_code == 403
    assert not Zone.everywhere.filter(name="Docks").exists()


def test_coordinator_sees_contact_details_and_the_second_step(town, cora):
    page = said(cora.get("/members/people/"))
    assert town.ada.email in page
    assert "Second step" in page


def test_whom_the_office_looks_for_stands_in_no_address(town, cora):
    answer = cora.post("/members/people/", {"q": f" {town.ada.name.upper()} "})
    assert re.fullmatch(r"/members/people/\?s=[\w%-]+", answer.url)
    page = said(cora.get(answer.url))
    assert town.ada.email in page
    assert town.bilal.email not in page
    assert cora.post("/members/people/", {"q": ""}).url == "/members/people/"
    assert cora.get("/members/people/", {"q": "Ada"}).url == "/members/people/"


def test_worker_sees_nothing_of_the_register(town):
    ada = browser(town.ada)
    for address in ("", "people/", "places/", "lists/", "import/", f"organisations/{town.bakery.organisation.ref}/"):
        assert ada.get(f"/members/{address}").status_code == 403, address


def test_the_next_town_cannot_tell_our_member_from_a_missing_one(town):
    dev = browser(town.dev)
    for path, missing in (
        (f"organisations/{town.bakery.organisation.ref}/", "organisations/O-0000000000/"),
        (f"premises/{town.bakery.ref}/", "premises/P-0000000000/"),
        (f"people/{place_of(town.ada)}/", "people/M-0000000000/"),
        (f"zones/{town.zone.ref}/", "zones/Z-0000000000/"),
    ):
        hidden, absent = dev.get(f"/members/{path}"), dev.get(f"/members/{missing}")
        assert hidden.status_code == absent.status_code == 404
        assert "<main" in said(hidden)
        assert said(hidden).split("<main")[1] == said(absent).split("<main")[1]


def test_coordinator_adds_a_member_and_then_a_place_with_its_hours(town, cora):
    answer = cora.post("/members/add/", {"name": "Cheese Ltd"})
    member = Organisation.everywhere.get(name="Cheese Ltd")
    assert answer["Location"] == f"/members/organisations/{member.ref}/"
    form = {"name": "Cheesemonger", "sector": "food", "mon_state": "open", "mon_1_from": "09:00", "mon_1_to": "17:30"}
    form |= {
        "tue_state": "same",
        "fri_state": "open",
        "fri_1_from": "18:00",
        "fri_1_to": "02:00",
        "sun_state": "closed",
    }
    assert cora.post(f"/members/organisations/{member.ref}/premises/add/", form).status_code == 302
    assert Premises.everywhere.get(name="Cheesemonger").opening_hours == {
        "mon": [["09:00", "17:30"]],
        "tue": [["09:00", "17:30"]],
        "fri": [["18:00", "02:00"]],
        "sun": [],
    }


def test_a_place_with_errors_keeps_everything_that_was_typed(town, cora):
    form = {"name": "New name", "sector": "food", "latitude": "51", "mon_state": "open", "mon_1_from": "09:00"}
    answer = cora.post(f"/members/premises/{town.bakery.ref}/", form)
    assert answer.status_code == 422
    page = said(answer)
    assert 'value="New name"' in page
    assert 'value="09:00"' in page
    assert "Monday needs an opening and a closing time" in page
    town.bakery.refresh_from_db()
    assert town.bakery.name == "Bakery, Borrowmarket"


def test_a_saved_place_shows_its_hours_again_and_survives_being_saved_unchanged(town, cora):
    Premises.everywhere.filter(pk=town.bakery.pk).update(opening_hours={"sat": [["20:00", "24:00"]]})
    page = said(cora.get(f"/members/premises/{town.bakery.ref}/"))
    assert "Sat 20:00-24:00" in page
    form = {"name": "Bakery", "sector": "food", "sat_state": "open", "sat_1_from": "20:00", "sat_1_to": "00:00"}
    cora.post(f"/members/premises/{town.bakery.ref}/", form)
    town.bakery.refresh_from_db()
    assert town.bakery.opening_hours == {"sat": [["20:00", "24:00"]]}


def test_a_place_is_closed_and_a_member_leaves_only_after_being_asked(town, cora):
    today = timezone.now().date().isoformat()
    assert cora.get(f"/members/premises/{town.bakery.ref}/close/").status_code == 200
    assert Premises.everywhere.get(pk=town.bakery.pk).closed_on is None
    assert cora.post(f"/members/premises/{town.bakery.ref}/close/", {"on": today}).status_code == 302
    assert Premises.everywhere.get(pk=town.bakery.pk).closed_on is not None
    ref = town.pharmacy.organisation.ref
    assert cora.get(f"/members/organisations/{ref}/leave/").status_code == 200
    assert cora.post(f"/members/organisations/{ref}/leave/", {"on": today}).status_code == 302
    assert Organisation.everywhere.get(ref=ref).left_on is not None
    assert "Has left" in said(cora.get("/members/?show=left"))


def test_coordinator_invites_and_withdraws(town, cora):
    form = {"name": "Cy", "email": "cy@cheese.example", "role": "shop-worker"}
    form |= {"organisation_ref": town.bakery.organisation.ref, "premises_refs": town.bakery.ref}
    assert cora.post("/members/people/invite/", form).status_code == 302
    seat = Invitation.everywhere.get()
    assert "cy@cheese.example" in said(cora.get("/members/people/"))
    assert cora.post(f"/members/invitations/{seat.ref}/change/", {"change": "withdraw"}).status_code == 302
    seat.refresh_from_db()
    assert seat.withdrawn_at is not None


def test_invitation_lists_the_places_under_their_member(town, cora):
    page = said(cora.get("/members/people/invite/"))
    member, place = town.bakery.organisation.name, town.bakery
    heading = page.index(f'<p class="chips__group">{member}</p>')
    assert heading < page.index(f'value="{place.ref}"', heading)
    assert "hold Ctrl" not in page


def test_invitation_to_a_neighbours_place_is_refused_and_keeps_the_tick(town, cora):
    form = {"name": "Cy", "email": "cy@cheese.example", "role": "shop-worker"}
    form |= {"organisation_ref": town.bakery.organisation.ref, "premises_refs": town.pharmacy.ref}
    answer = cora.post("/members/people/invite/", form)
    assert answer.status_code == 422
    assert "Those premises do not belong to that member." in said(answer)
    assert f'value="{town.pharmacy.ref}" checked' in said(answer)
    assert not Invitation.everywhere.exists()


def test_a_guard_without_the_owners_authority_is_not_invited_m03(town, cora):
    form = {"name": "Gil", "email": "gil@guards.example", "role": "guard"}
    answer = cora.post("/members/people/invite/", form)
    assert answer.status_code == 422
    assert "owner&#39;s authority" in said(answer) or "owner’s authority" in said(answer)
    assert not Invitation.everywhere.exists()


def test_roles_are_given_and_ended_after_a_recent_confirmation_only(town, cora):
    address = f"/members/people/{place_of(town.ada)}/"
    stale = browser(town.cora, at=timezone.now().timestamp() - 3600)
    assert "/confirm/" in stale.post(address, {"role": "store-manager"})["Location"]
    assert not Appointment.everywhere.filter(role="store-manager").exists()
    assert cora.post(address, {"role": "store-manager"}).status_code == 302
    assert cora.post(address, {"role": "guard"}).status_code == 422
    cora.post(f"{address}change/", {"change": "end-role", "role": "store-manager"})
    assert not Appointment.everywhere.filter(role="store-manager").exists()


def test_the_last_coordinator_is_told_why_the_role_cannot_end(town, cora):
    form = {"change": "end-role", "role": "coordinator"}
    answer = cora.post(f"/members/people/{place_of(town.cora)}/change/", form)
    assert answer.status_code == 422
    assert "last coordinator" in said(answer)


def test_access_is_suspended_restored_and_ended(town, cora):
    address = f"/members/people/{place_of(town.ada)}/change/"
    cora.post(address, {"change": "suspend"})
    assert Membership.everywhere.get(account=town.ada).suspended_at is not None
    cora.post(address, {"change": "restore"})
    assert Membership.everywhere.get(account=town.ada).suspended_at is None
    cora.post(address, {"change": "end"})
    assert Membership.everywhere.get(account=town.ada).ended_at is not None
    assert cora.post(f"/members/people/{place_of(town.bilal)}/change/", {"change": "promote"}).status_code == 422


def test_a_lost_second_step_is_reset_from_the_persons_page_after_a_recent_confirmation_only(town, cora):
    address = f"/members/people/{place_of(town.ada)}/"
    assert "Reset the second step" not in said(cora.get(address))
    Authenticator.objects.create(user=town.ada, type=Authenticator.Type.TOTP, data={})
    assert "Reset the second step" in said(cora.get(address))
    stale = browser(town.cora, at=timezone.now().timestamp() - 3600)
    press = {"data": {"change": "reset-second-step"}, "headers": {"Referer": f"http://testserver{address}"}}
    assert stale.post(f"{address}change/", **press)["Location"] == f"/confirm/?next={quote(address, safe='')}"
    assert Authenticator.objects.filter(user=town.ada).exists()
    assert cora.post(f"{address}change/", **press)["Location"] == address
    assert not Authenticator.objects.filter(user=town.ada).exists()


def test_a_button_pressed_on_another_site_leads_home_after_the_confirmation(town):
    stale = browser(town.cora, at=timezone.now().timestamp() - 3600)
    address = f"/members/people/{place_of(town.ada)}/"
    for origin in ("https://elsewhere.example/trap/", "http://testserver//elsewhere.example/", "nonsense"):
        answer = stale.post(address, {"role": "store-manager"}, headers={"Referer": origin})
        assert answer["Location"] == "/confirm/?next=%2F"


def test_zones_watches_and_list_entries_are_added(town, cora):
    assert cora.post("/members/places/", {"add": "zone", "zone-name": "Docks"}).status_code == 302
    assert cora.post("/members/places/", {"add": "watch", "watch-name": "Pubs", "watch-kind": "pub"}).status_code == 302
    assert cora.post("/members/places/", {"add": "zone", "zone-name": "docks"}).status_code == 422
    zone = Zone.everywhere.get(name="Docks")
    corners = "51.38, 0.52\n51.39, 0.52\n51.39, 0.53"
    assert cora.post(f"/members/zones/{zone.ref}/", {"boundary": corners}).status_code == 302
    assert cora.post(f"/members/zones/{zone.ref}/", {"boundary": "here"}).status_code == 422
    assert "Docks" in said(cora.get("/members/places/"))
    form = {"list": "goods", "parent_id": "alcohol", "label": "Local gin", "synonyms": "gin, sloe"}
    assert cora.post("/members/lists/", form).status_code == 302
    assert ListAddition.everywhere.get().synonyms == ["gin", "sloe"]
    assert cora.post("/members/lists/", form).status_code == 422


def upload(client, text, name="members.csv"):
    return client.post("/members/import/", {"table": SimpleUploadedFile(name, text.encode())})


def test_a_member_list_is_checked_then_taken_in_and_its_file_forgotten(town, cora, settings):
    assert upload(cora, GOOD)["Location"] == "/members/import/check/"
    page = said(cora.get("/members/import/check/"))
    assert "Every row can be taken in" in page
    assert "Cheese Ltd" in page
    assert not Premises.everywhere.filter(name="Cheesemonger").exists()
    assert cora.post("/members/import/apply/").status_code == 302
    assert Premises.everywhere.filter(name="Cheesemonger").exists()
    assert list((settings.IMPORT_DIR / "members").iterdir()) == []
    assert cora.post("/members/import/apply/").status_code == 422


def test_a_list_with_errors_shows_them_gives_them_as_a_file_and_cannot_be_taken_in(town, cora):
    upload(cora, GOOD.replace(",food,", ",castle,"))
    page = said(cora.get("/members/import/check/"))
    assert "castle" in page
    assert "Take the list in" not in page
    errors = cora.get("/members/import/errors/")
    assert errors["Content-Disposition"] == 'attachment; filename="member-list-errors.csv"'
    assert "castle" in said(errors)
    assert cora.post("/members/import/apply/").status_code == 422
    assert not Premises.everywhere.filter(name="Cheesemonger").exists()


def test_nobody_else_finds_the_file_that_was_sent(town, cora):
    upload(cora, GOOD)
    for other in (browser(town.dev), browser(town.person("Dee", "coordinator"))):
        assert other.get("/members/import/check/")["Location"] == "/members/import/"
        assert other.post("/members/import/apply/").status_code == 422


def test_a_picture_or_nothing_is_refused_as_a_member_list(town, cora):
    assert upload(cora, "\x89PNG\r\n\x1a\n" + "x" * 40, "members.png").status_code == 422
    assert cora.post("/members/import/").status_code == 422


def test_the_template_can_be_sent_back_as_it_is(town, cora):
    template = said(cora.get("/members/import/template/"))
    assert upload(cora, template.lstrip("\ufeff")).status_code == 302
    assert "Every row can be taken in" in said(cora.get("/members/import/check/"))


def test_the_list_of_members_asks_the_database_the_same_for_two_and_for_thirty(town, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for more in (0, 28):
        for n in range(more):
            member = Organisation.everywhere.create(partnership=town.partnership, name=f"M{n}", joined_on="2025-01-01")
            Premises.everywhere.create(partnership=town.partnership, organisation=member, name=f"P{n}", sector="food")
            town.person(f"Person{n}", "shop-worker")
        client = browser(town.cora)
        for address in ("/members/", "/members/people/"):
            with CaptureQueriesContext(
                connection,
            ) as asked:
                assert client.get(address).status_code == 200
            counts.append(len(asked))
    assert counts[:2] == counts[2:]
