"""The pages of the office about who is told."""

import re

from django.urls import reverse

from tests.support.showing import make_shown
from tests.support.signing_in import signed_in, with_purpose
from watchward.share.models import Disclosure


def words(town, shown, **more):
    plain = {
        "shelf": "known", "purpose": "So that the shops know the face", "why_them": "They were visited",
        "zones": [town.zone.ref], "shown": ["name", "looks"], "advice": "notice",
    }  # fmt: skip
    return plain | more


def test_the_form_ticks_where_they_operate_and_a_decision_is_made_with_a_cut_picture_g_11(town):
    shown = make_shown(town)
    client = with_purpose(signed_in(town.cora), town.cora)
    address = reverse("tell", args=[shown.subject.ref])
    page = client.get(address).content.decode()
    ticked = re.findall(r'name="zones" value="([^"]+)" checked', page)
    assert ticked == [town.zone.ref]
    ref = shown.evidence.ref
    crop = {
        f"picture-{ref}": "on",
        f"{ref}-left": "10",
        f"{ref}-top": "0",
        f"{ref}-width": "50.5",
        f"{ref}-height": "90",
    }
    answer = client.post(address, words(town, shown, **crop))
    assert answer.status_code == 302
    one = Disclosure.everywhere.get()
    picture = one.pictures.get()
    cut = (picture.crop_left, picture.crop_top, picture.crop_width, picture.crop_height)
    assert cut == (100, 0, 505, 900)
    assert set(one.fields) == {"name", "looks", "photo"}
    told = client.get(reverse("decision", args=[one.ref])).content.decode()
    assert "They were visited" in told
    assert "Seen now" in told
    assert "So that the shops know the face" in client.get(reverse("decisions")).content.decode()


def test_what_is_missing_is_said_and_what_was_typed_is_kept(town):
    shown = make_shown(town)
    address = reverse("tell", args=[shown.subject.ref])
    answer = with_purpose(signed_in(town.cora), town.cora).post(
        address, words(town, shown, why_them="", left_out="The address")
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Say why these people need to know" in page
    assert "The address" in page
    assert Disclosure.everywhere.count() == 0


def test_the_second_person_agrees_on_the_page_and_the_decider_cannot(town):
    shown = make_shown(town)
    one = shown.disclose(pictures=(), zones=(), watches=(), premises=(town.bakery.ref,))
    wide = shown.disclose(pictures=(), premises=(_far(town).ref,), wider_because="Seen there")
    address = reverse("decision_approve", args=[wide.ref])
    assert with_purpose(signed_in(town.cora), town.cora).post(address).status_code == 422
    assert signed_in(shown.second).post(address).status_code == 302
    withdrawn = reverse("decision_withdraw", args=[one.ref])
    assert with_purpose(signed_in(town.cora), town.cora).post(withdrawn, {"because": ""}).status_code == 422
    assert with_purpose(signed_in(town.cora), town.cora).post(withdrawn, {"because": "correction"}).status_code == 302
    assert (
        "Seen by nobody"
        in with_purpose(signed_in(town.cora), town.cora).get(reverse("decision", args=[one.ref])).content.decode()
    )


def test_beside_a_subject_stands_what_members_see_of_it_and_only_while_they_see_it_g_07(town):
    shown = make_shown(town)
    one = shown.disclose(pictures=(), fields=("alias",))
    address = reverse("subject", args=[shown.subject.ref])
    client = with_purpose(signed_in(town.cora), town.cora)
    seen = client.get(address).content.decode().partition('id="told"')[2].partition("Who has seen this person?")[0]
    assert "What members see" in seen
    assert "Also known as" in seen
    assert "Robin" not in seen  # the name was not chosen, so members do not read it
    withdrawn = reverse("decision_withdraw", args=[one.ref])
    assert client.post(withdrawn, {"because": "correction"}).status_code == 302
    assert "What members see" not in client.get(address).content.decode()


def test_beside_a_subject_stands_who_is_told_and_an_objection_hides_them_s_03(town):
    shown = make_shown(town)
    shown.disclose(pictures=())
    client = with_purpose(signed_in(town.cora), town.cora)
    address = reverse("subject", args=[shown.subject.ref])
    assert "Seen now" in client.get(address).content.decode()
    client.post(reverse("object_to", args=[shown.subject.ref]), {"words": "That was not me"})
    page = client.get(address).content.decode()
    assert "Seen by nobody" in page
    assert "That was not me" in page


def test_the_coordinator_sets_the_rules_of_the_galleries(town):
    client = with_purpose(signed_in(town.cora), town.cora)
    answer = client.post(reverse("gallery_rules"), {"unknown_months": "2", "may_print": "on"})
    assert answer.status_code == 302
    page = client.get(reverse("gallery_rules")).content.decode()
    assert '<option value="2" selected' in page
    assert client.post(reverse("gallery_rules"), {"unknown_months": "9"}).status_code == 422


def _far(town):
    from tests.share.test_gallery import far_shop

    return far_shop(town)
