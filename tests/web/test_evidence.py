"""Pictures, originals and continuity on the web."""

import hashlib
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.support.pictures import jpeg
from tests.support.signing_in import signed_in
from watchward.collect.models import Custody, Evidence
from watchward.collect.rules.drafts import PersonSaid
from watchward.collect.vaults import vault
from watchward.partners.models import GovernanceDocument
from watchward.records.models import Event


@pytest.fixture
def photo(town) -> Evidence:
    """Ada's photograph, added to her report at the bakery."""
    return add_photo(town)


def add_photo(town, **said) -> Evidence:
    report = town.report(by=town.ada, **said)
    upload = SimpleUploadedFile("till.jpg", jpeg(), "image/jpeg")
    answer = signed_in(town.ada).post(reverse("report_files", args=[report.ref]), {"files": [upload]})
    assert answer.status_code == 302
    return Evidence.everywhere.get(report=report)


def get(client, name, item):
    return client.get(reverse(name, args=[item.ref]))


def views(kind="evidence.viewed"):
    return Event.everywhere.filter(kind=kind).count()


@pytest.mark.parametrize("name", ["thumbnail", "picture"])
def test_reporter_and_coordinator_see_a_picture_that_can_do_nothing_else(town, photo, name):
    for account in (town.ada, town.cora):
        answer = get(signed_in(account), name, photo)
        assert answer.status_code == 200
        assert answer["Content-Type"] == "image/jpeg"
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "sandbox" in answer["Content-Security-Policy"]
        assert "script-src" not in answer["Content-Security-Policy"]


@pytest.mark.parametrize("name", ["thumbnail", "picture", "original", "evidence"])
def test_neighbour_cannot_tell_a_hidden_picture_from_a_missing_one(town, photo, name):
    client = signed_in(town.bilal)
    hidden = get(client, name, photo)
    missing = client.get(reverse(name, args=["E-0000000000"]))
    assert (hidden.status_code, missing.status_code) == (404, 404)
    tokens = rb'(csrfmiddlewaretoken" value|X-CSRFToken": )[^>]*'
    assert re.sub(tokens, b"", hidden.content) == re.sub(tokens, b"", missing.content)


@pytest.mark.parametrize("name", ["thumbnail", "picture", "original", "evidence"])
def test_coordinator_of_the_next_town_finds_nothing(town, photo, name):
    assert get(signed_in(town.dev), name, photo).status_code == 404


def test_stranger_is_sent_to_sign_in(client, town, photo):
    assert get(client, "picture", photo).status_code == 302


def test_m01_without_a_second_step_nobody_sees_a_photograph_not_even_their_own(town, photo):
    answer = get(signed_in(town.ada, second_factor=False), "picture", photo)
    assert answer.status_code == 302
    assert "next=" in answer["Location"]
    page = signed_in(town.ada, second_factor=False).get(reverse("report", args=[photo.report.ref])).content.decode()
    assert "second step" in page
    assert "/thumbnail/" not in page


def test_g01_before_the_gate_is_open_only_the_reporter_sees_the_photograph(town, photo):
    GovernanceDocument.everywhere.filter(kind="dpia").delete()
    assert get(signed_in(town.cora), "picture", photo).status_code == 403
    assert get(signed_in(town.ada), "picture", photo).status_code == 200


def test_p04_photograph_beside_somebody_who_seemed_under_18_is_closed_to_the_store_manager(town):
    manager = town.person("Mia", "store-manager", town.bakery)
    young, grown = add_photo(town, people=(PersonSaid(seemed_under_18=True),)), add_photo(town, narrative="Two.")
    client = signed_in(manager)
    assert get(client, "picture", young).status_code == 403
    assert get(client, "picture", grown).status_code == 200
    assert get(signed_in(town.cora), "picture", young).status_code == 200


def test_data_protection_lead_reads_reports_but_sees_no_photographs(town, photo):
    lead = town.person("Lea", "data-protection-lead")
    assert get(signed_in(lead), "picture", photo).status_code == 403


def test_g12_each_look_at_a_full_picture_is_an_event_of_its_own(town, photo):
    client = signed_in(town.cora)
    for _ in range(2):
        get(client, "picture", photo)
    assert views() == 2


def test_g12_small_pictures_count_with_their_report_but_alone_they_are_events(town, photo):
    client = signed_in(town.cora)
    page = client.get(reverse("report", args=[photo.report.ref])).content.decode()
    assert Event.everywhere.get(kind="report.viewed").detail["pictures"] == [photo.ref]
    address = re.search(r'src="([^"]+/thumbnail/[^"]+)"', page).group(1)
    assert client.get(address).status_code == 200
    assert views() == 0
    get(client, "thumbnail", photo)
    assert views() == 1


def test_g12_a_pass_for_small_pictures_does_not_work_for_anybody_else(town, photo):
    page = signed_in(town.cora).get(reverse("report", args=[photo.report.ref])).content.decode()
    address = re.search(r'src="([^"]+/thumbnail/[^"]+)"', page).group(1)
    signed_in(town.ada).get(address)
    assert views() == 1


def test_coordinator_takes_an_original_out_as_a_download_and_it_is_written_down(town, photo):
    answer = get(signed_in(town.cora), "original", photo)
    sent = b"".join(answer.streaming_content)
    assert hashlib.sha256(sent).hexdigest() == photo.original_sha256
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == f'attachment; filename="{photo.report.ref}-{photo.ref}.jpg"'
    assert "sandbox" in answer["Content-Security-Policy"]
    assert Event.everywhere.get(kind="evidence.exported").detail == {"sha256": photo.original_sha256}


def test_member_cannot_take_even_their_own_original_out(town, photo):
    assert get(signed_in(town.ada), "original", photo).status_code == 403
    assert views("evidence.exported") == 0


def test_coordinator_who_signed_in_long_ago_confirms_first(town, photo):
    answer = get(signed_in(town.cora, minutes_ago=30), "original", photo)
    assert answer.status_code == 302
    assert views("evidence.exported") == 0


def test_original_that_changed_on_disk_is_never_handed_out_and_the_ledger_knows(town, photo):
    vault().path(photo.original_key).write_bytes(b"other bytes")
    assert get(signed_in(town.cora), "original", photo).status_code == 422
    assert Event.everywhere.get(kind="evidence.mismatch_found").detail == {"found": "changed"}
    vault().delete(photo.original_key)
    assert get(signed_in(town.cora), "original", photo).status_code == 422
    assert views("evidence.exported") == 0


def test_reporter_and_handlers_read_the_continuity_but_a_store_manager_does_not(town, photo):
    manager = town.person("Mia", "store-manager", town.bakery)
    assert get(signed_in(town.ada), "evidence", photo).status_code == 200
    assert get(signed_in(town.cora), "evidence", photo).status_code == 200
    assert get(signed_in(manager), "evidence", photo).status_code == 403


def test_l05_coordinator_hands_over_and_a_gap_is_said_in_red(town, photo):
    client = signed_in(town.cora)
    said = {"from_whom": "Watchward", "to_whom": "PC 1234, Kent Police", "why": "For the case.", "seal": "K77"}
    assert client.post(reverse("hand_over", args=[photo.ref]), said).status_code == 302
    assert "The line is whole." in get(client, "evidence", photo).content.decode()
    gap = said | {"from_whom": "Somebody else"}
    client.post(reverse("hand_over", args=[photo.ref]), gap)
    page = get(client, "evidence", photo).content.decode()
    assert "hand--gap" in page
    assert "It was with PC 1234, Kent Police" in page


def test_a_hand_over_without_a_reason_keeps_what_was_typed(town, photo):
    said = {"from_whom": "Watchward", "to_whom": "PC 1234", "why": ""}
    answer = signed_in(town.cora).post(reverse("hand_over", args=[photo.ref]), said)
    assert answer.status_code == 422
    assert 'value="PC 1234"' in answer.content.decode()
    assert Custody.everywhere.count() == 1


def test_member_cannot_write_a_hand_over(town, photo):
    said = {"from_whom": "Watchward", "to_whom": "Me", "why": "Mine."}
    assert signed_in(town.ada).post(reverse("hand_over", args=[photo.ref]), said).status_code == 403


def test_l04_reporter_writes_down_camera_and_clock(town, photo):
    said = {
        "camera_place": "Above the till",
        "camera_offset_seconds": "-90",
        "starts_at": "2026-06-05T21:10",
        "ends_at": "2026-06-05T21:20",
    }
    assert signed_in(town.ada).post(reverse("describe_footage", args=[photo.ref]), said).status_code == 302
    photo.refresh_from_db()
    assert photo.camera_offset_seconds == -90
    assert photo.starts_at.hour == 20  # British summer time is an hour ahead
    ends_first = said | {"ends_at": "2026-06-05T21:00"}
    refused = signed_in(town.ada).post(reverse("describe_footage", args=[photo.ref]), ends_first)
    assert refused.status_code == 422
    assert "ends before it starts" in refused.content.decode()
