"""Marked pictures: whose name is over them, that nobody else is in them, and that no cache keeps one."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image, ImageChops

from tests.support.pictures import jpeg
from tests.support.showing import make_shown
from tests.support.signing_in import signed_in
from watchward.collect.vaults import vault
from watchward.kit.errors import NotFound, NotPermitted
from watchward.kit.images.pixels import Crop
from watchward.records.models import Event
from watchward.share.actions.disclosures import withdraw_disclosure
from watchward.share.actions.gallery_rules import set_gallery_rules
from watchward.share.actions.looking import open_marked_picture, print_gallery
from watchward.share.choices import Shelf
from watchward.share.copies import read_copy
from watchward.share.marking import MARKED, Key, MarkedPictures
from watchward.share.rules.deciding import PictureSaid


@pytest.fixture
def shown(town):
    MARKED.clear()
    return make_shown(town)


@pytest.fixture
def picture(shown):
    return shown.disclose().pictures.get()


def opened(content):
    return Image.open(io.BytesIO(content)).convert("RGB")


def differs(one, other):
    return ImageChops.difference(opened(one), opened(other)).getbbox() is not None


def address(picture, **asked):
    return reverse("shown_picture", args=[picture.ref], query=asked)


def test_each_viewer_gets_a_picture_of_their_own_with_a_mark_across_all_of_it(town, shown, picture):
    bare = opened(read_copy(picture.copy_key, picture.copy_sha256))
    ada, bilal = (open_marked_picture(actor=town.actor(one), ref=picture.ref) for one in (town.ada, town.bilal))
    assert differs(ada, bilal)
    marked = opened(ada).crop((0, 0, *bare.size))
    for corner in range(4):  # nobody can cut the mark away and keep the face
        left, top = corner % 2 * bare.width // 2, corner // 2 * bare.height // 2
        quarter = (left, top, left + bare.width // 2, top + bare.height // 2)
        assert ImageChops.difference(marked.crop(quarter), bare.crop(quarter)).point(lambda v: v > 40 and 255).getbbox()
    assert opened(ada).height > bare.height


def test_a_new_day_is_a_new_mark_and_the_same_day_is_drawn_once(town, picture):
    actor, now = town.actor(town.ada), timezone.now()
    first = open_marked_picture(actor=actor, ref=picture.ref, now=now)
    assert open_marked_picture(actor=actor, ref=picture.ref, now=now) is first
    tomorrow = open_marked_picture(actor=actor, ref=picture.ref, now=now + timedelta(days=1))
    assert differs(first, tomorrow)


def test_whoever_was_cut_away_is_in_no_copy_at_all(town, shown):
    left_half = PictureSaid(shown.evidence.ref, Crop(0, 0, 500, 1000))
    half = shown.disclose(pictures=(left_half,)).pictures.get()
    assert (half.width, half.height) == (320, 480)
    assert opened(read_copy(half.copy_key, half.copy_sha256)).size == (320, 480)


def test_a_copy_that_changed_on_disk_is_never_opened(town, picture):
    vault().path(picture.copy_key).write_bytes(jpeg("red"))
    with pytest.raises(NotFound):
        open_marked_picture(actor=town.actor(town.ada), ref=picture.ref)


def test_what_is_held_in_memory_opens_nothing_that_was_taken_back(town, shown, picture):
    actor = town.actor(town.ada)
    open_marked_picture(actor=actor, ref=picture.ref)
    withdraw_disclosure(actor=shown.cora, ref=picture.disclosure.ref, because="correction")
    with pytest.raises(NotFound):
        open_marked_picture(actor=actor, ref=picture.ref)


def test_the_memory_for_marked_pictures_is_bounded_and_the_oldest_goes_first():
    day = timezone.localdate()
    held = MarkedPictures(most_bytes=250)
    drawn = []

    def get(name):
        return held.get(Key(1, name, "", "small", day), lambda: drawn.append(name) or bytes(100))

    for name in ("a", "b", "a", "c", "a", "b"):
        get(name)
    assert drawn == ["a", "b", "c", "b"]
    assert held.held_bytes == 200


def test_without_a_second_step_or_a_role_no_picture_opens_m_01(town, picture):
    with pytest.raises(NotPermitted):
        open_marked_picture(actor=town.actor(town.ada, has_second_factor=False), ref=picture.ref)
    with pytest.raises(NotPermitted):
        open_marked_picture(actor=town.actor(town.person("Dot", "data-protection-lead")), ref=picture.ref)


def is_for_nobody_else(answer):
    """No shared cache may keep it, no other site may embed it, and another cookie is another answer."""
    return (
        answer["Cache-Control"] == "private, no-store"
        and "Cookie" in answer["Vary"]
        and answer["Cross-Origin-Resource-Policy"] == "same-origin"
        and "ETag" not in answer
        and "Last-Modified" not in answer
        and "Expires" not in answer
    )


def test_no_shared_cache_may_hold_a_picture_whatever_is_asked(town, picture):
    client = signed_in(town.ada)
    plain = client.get(address(picture))
    assert plain.status_code == 200
    assert plain["Content-Type"] == "image/jpeg"
    assert plain["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in plain["Content-Security-Policy"]
    assert is_for_nobody_else(plain)
    asked = {
        "If-None-Match": "*",
        "If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT",
        "Range": "bytes=0-99",
    }
    for name, value in asked.items():  # neither a 304 nor a 206: there is nothing to revalidate or to piece together
        answer = client.get(address(picture), headers={name: value})
        assert answer.status_code == 200, name
        assert answer.content == plain.content
        assert is_for_nobody_else(answer), name
    assert plain["Accept-Ranges"] == "none"
    head = client.head(address(picture))
    assert is_for_nobody_else(head)


def test_refusals_of_a_picture_are_for_nobody_else_either(town, picture, client):
    for who, status in ((signed_in(town.other.ada), 404), (signed_in(town.ada, second_factor=False), 302)):
        answer = who.get(address(picture))
        assert answer.status_code == status
        assert is_for_nobody_else(answer)
    assert client.get(address(picture)).status_code == 302


def test_pages_of_the_gallery_are_for_nobody_else_either(town, picture):
    client = signed_in(town.ada)
    for page in (reverse("people_to_know"), reverse("shown_person", args=[picture.disclosure.ref])):
        assert is_for_nobody_else(client.get(page))


def test_the_service_worker_keeps_the_report_form_and_nothing_of_the_gallery():
    from django.conf import settings

    worker = (settings.WEB_DIR / "static" / "sw.js").read_text()
    assert 'new Set(["/report/", "/report/questions/"])' in worker
    assert "people-to-know" not in worker
    for line in worker.splitlines():
        if "cache.put" in line:
            assert "request" in line
    assert worker.count("cache.put") == 2  # static files, and the empty form: no third thing is ever kept


def test_small_pictures_count_with_their_page_and_alone_they_are_events_g_12(town, picture):
    client = signed_in(town.ada)
    page = client.get(reverse("people_to_know")).content.decode()
    source = page.split('src="/people-to-know/pictures/')[1].split('"')[0].replace("&amp;", "&")
    assert client.get(f"/people-to-know/pictures/{source}").status_code == 200
    alone = Event.everywhere.filter(kind="gallery.picture_viewed")
    assert alone.count() == 0
    client.get(address(picture))
    assert alone.count() == 1
    signed_in(town.bilal).get(f"/people-to-know/pictures/{source}")  # somebody else's pass counts for nothing
    assert alone.count() == 2


def test_paper_is_off_until_the_partnership_decides_and_then_carries_name_time_and_end_m_05(town, shown, picture):
    client = signed_in(town.ada)
    assert client.get(reverse("people_to_know_print")).status_code == 403
    assert "For paper" not in client.get(reverse("people_to_know")).content.decode()
    set_gallery_rules(actor=shown.cora, unknown_months=3, shows_born_on=False, may_print=True)
    page = client.get(reverse("people_to_know_print")).content.decode()
    assert "Printed for Ada (generated)" in page
    assert "destroy by" in page
    assert "Shown until" in page
    assert Event.everywhere.get(kind="gallery.printed").detail == {"entries": [picture.disclosure.ref]}


def test_nobody_young_stands_on_paper_p_04(town):
    young = make_shown(town, adult=False)
    one = young.disclose(
        zones=(), premises=(town.bakery.ref,), best_interest="In danger", guardian_considered="Told",
        youth_service_considered="Asked",
    )  # fmt: skip
    from watchward.share.actions.disclosures import approve_disclosure
    from watchward.share.actions.looking import look_at_gallery

    approve_disclosure(actor=young.second_actor, ref=one.ref)
    set_gallery_rules(actor=young.cora, unknown_months=3, shows_born_on=False, may_print=True)
    ada = town.actor(town.ada)
    assert len(look_at_gallery(actor=ada, shelf=Shelf.KNOWN).entries) == 1
    assert print_gallery(actor=ada, shelf=Shelf.KNOWN).entries == []


def test_images_of_people_are_left_out_of_every_other_print_m_05(town, picture):
    page = signed_in(town.ada).get(reverse("people_to_know")).content.decode()
    assert page.count("<img") == page.count('<img class="person"')
