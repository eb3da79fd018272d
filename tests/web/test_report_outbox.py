"""Reports that waited sealed on a device: opened, taken in once, and only for whom they belong to."""

import json
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.support.pictures import jpeg
from tests.support.signing_in import signed_in
from watchward.collect.models import Report
from watchward.kit.sealed import seal
from watchward.web.report_keys import public_key_text, who_of

THEFT = {"form": "incident", "kind": "theft", "q_goods": "food", "q_value": "24"}


def sealed(who, *files, **said):
    """What a device puts into its store."""
    said = {"client_key": str(uuid4()), "device_at": "2026-10-01T10:00:00+00:00"} | said
    about = {"who": who, "fields": list(said.items()), "files": [{"name": n, "size": len(b)} for n, b in files]}
    head = json.dumps(about).encode()
    return seal(public_key_text(), len(head).to_bytes(4, "big") + head + b"".join(content for _name, content in files))


def deliver(client, box):
    return client.post("/report/sealed/", {"sealed": SimpleUploadedFile("sealed", box)})


@pytest.fixture
def ada(town):
    return signed_in(town.ada)


@pytest.fixture
def who(town):
    return who_of(town.actor(town.ada))


def test_sealed_report_with_its_photo_is_taken_in_once_however_often_it_comes(ada, who):
    box = sealed(who, ("a.jpg", jpeg()), **THEFT)
    answers = [deliver(ada, box) for _ in range(3)]
    assert [one.status_code for one in answers] == [201, 201, 201]
    report = Report.everywhere.get()
    assert {one.json()["ref"] for one in answers} == {report.ref}
    assert (report.loss_pence, report.evidence.count()) == (2400, 1)
    assert report.happened_at.isoformat() == "2026-10-01T10:00:00+00:00"


def test_what_no_field_can_hold_is_kept_as_typed_because_nobody_can_mend_it(ada, who):
    assert deliver(ada, sealed(who, **THEFT | {"q_value": "lots"}, narrative="Ran off.")).status_code == 201
    assert Report.everywhere.get().narrative == ("Ran off.\nAs typed, could not be read: What was it worth? “lots”.")


def test_sealed_report_without_a_kind_is_answered_in_sentences(ada, who):
    answer = deliver(ada, sealed(who, form="incident"))
    assert answer.status_code == 422
    assert answer.json()["problems"] == [["kind", "Pick what happened."]]


def test_report_of_one_person_is_not_taken_from_another(town, who):
    answer = deliver(signed_in(town.bilal), sealed(who, **THEFT))
    assert answer.status_code == 409
    assert "Somebody else wrote this report" in answer.json()["problems"][0][1]
    assert Report.everywhere.count() == 0


def test_stranger_is_asked_to_sign_in_and_the_device_keeps_the_report(client, town, who):
    assert client.get("/report/outbox/").status_code == 401
    answer = deliver(client, sealed(who, **THEFT))
    assert answer.status_code == 401
    assert "still on this device" in answer.json()["problems"][0][1]


def test_board_member_cannot_send_through_the_outbox_either(town):
    bea = town.person("Bea", "board-member")
    assert deliver(signed_in(bea), sealed(who_of(town.actor(bea)), **THEFT)).status_code == 403


@pytest.mark.parametrize(
    "box",
    [b"WW1", b"x" * 500, b"WW1" + b"\x04" * 200],
    ids=["a stub", "noise", "no key"],
)
def test_what_cannot_be_opened_is_refused_in_words(ada, town, box):
    answer = deliver(ada, box)
    assert answer.status_code == 422
    assert answer.json()["problems"][0][1]


@pytest.mark.parametrize("plain", [b"", b"\0\0\0\5hello", b"\xff\xff\xff\xff", b"\0\0\0\2{}", b"\0\0\0\2[]"])
def test_a_box_put_together_wrongly_is_refused_in_words(ada, plain):
    answer = deliver(ada, seal(public_key_text(), plain))
    assert answer.status_code == 422
    assert "put together wrongly" in answer.json()["problems"][0][1]


def test_sealed_report_needs_a_token_and_the_outbox_page_gives_it(town, who):
    plain = signed_in(town.ada)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies.update(plain.cookies)
    assert deliver(strict, sealed(who, **THEFT)).status_code == 403
    state = strict.get("/report/outbox/").json()
    assert state["who"] == [who]
    box = SimpleUploadedFile("sealed", sealed(who, **THEFT))
    answer = strict.post("/report/sealed/", {"sealed": box}, headers={"X-CSRFToken": state["csrf"]})
    assert answer.status_code == 201


def test_tag_of_a_waiting_report_differs_by_person_and_names_nobody(town):
    tags = {who_of(town.actor(one)) for one in (town.ada, town.bilal, town.dev)}
    assert len(tags) == 3
    assert not any("ada" in tag for tag in tags)


def test_worker_stands_at_the_root_and_is_looked_at_anew_each_time(client):
    answer = client.get("/sw.js")
    assert answer["Content-Type"] == "text/javascript"
    assert answer["Service-Worker-Allowed"] == "/"
    assert answer["Cache-Control"] == "no-cache"


def test_form_answers_programs_with_the_same_sentences(ada):
    answer = ada.post("/report/", {"form": "incident"}, headers={"Accept": "application/json"})
    assert answer.status_code == 422
    assert ["kind", "Pick what happened."] in answer.json()["problems"]
    said = THEFT | {"client_key": str(uuid4())}
    answer = ada.post("/report/", said, headers={"Accept": "application/json"})
    assert answer.status_code == 201
    assert answer.json()["ref"] == Report.everywhere.get().ref
