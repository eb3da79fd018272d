"""The protocol: keys, refusals, pages, repeats, limits."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from tests.support.programs import Program, program
from tests.support.signing_in import signed_in
from watchward.api import limits
from watchward.collect.models import Report
from watchward.partners.actions.accounts import suspend_membership
from watchward.partners.actions.keys import revoke_key
from watchward.partners.models import ApiKey, Appointment, Membership
from watchward.policy import Permission
from watchward.records.models import Event

SENDS = {
    "form": "incident", "kind": "theft.concealed", "happened_at": "2026-03-06T21:15:00+00:00",
    "narrative": "Took two cakes and left.", "loss_pence": 2400, "goods": [{"goods": "confectionery"}],
}  # fmt: skip


@pytest.fixture(autouse=True)
def _fresh_count():
    limits.forget()  # the shared count goes with the test's transaction


@pytest.fixture
def mia(town):
    return town.person("Mia", "store-manager", town.bakery)


def report_said(town, **said):
    return SENDS | {"premises_ref": town.bakery.ref} | said


def goods_of(town):
    from watchward.kit.lists import load

    return load("goods").roots()[0].id


@pytest.fixture
def sends(town):
    return report_said(town, goods=[{"goods": goods_of(town)}])


def test_without_a_key_with_a_wrong_one_and_with_a_cookie_alone_nothing_opens(town):
    for client, headers in (
        (Client(), {}),
        (Client(), {"authorization": "Bearer ww_" + "x" * 43}),
        (Client(), {"authorization": "Basic YTpi"}),
        (signed_in(town.cora), {}),
    ):
        answer = client.get("/api/reports", headers=headers)
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"].startswith('Bearer realm="Watchward"')
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["type"] == "/api/#problem-no-key"
        assert answer["Cache-Control"] == "private, no-store"
        assert not answer.cookies


def test_a_cookie_beside_a_key_changes_nothing_about_whose_request_it_is(town, mia):
    report = town.report(by=town.bilal)
    key = program(mia)
    answer = signed_in(town.cora).get(f"/api/reports/{report.ref}", headers=key.headers)
    assert answer.status_code == 404


def test_unknown_revoked_and_expired_keys_get_the_same_answer_byte_for_byte(town):
    answers = [Program("ww_" + "x" * 43).get("/me").content]
    ended, old = program(town.cora, name="a"), program(town.cora, name="b")
    revoke_key(actor=town.actor(town.cora), ref=ended.key.ref)
    ApiKey.everywhere.filter(pk=old.key.pk).update(
        made_at=timezone.now() - timedelta(days=2), expires_at=timezone.now() - timedelta(days=1)
    )
    answers += [ended.get("/me").content, old.get("/me").content]
    assert len(set(answers)) == 1


def test_what_is_taken_from_an_account_is_gone_with_the_keys_next_request(town, mia):
    key = program(mia)
    report = town.report(by=town.ada)
    assert key.get(f"/reports/{report.ref}").status_code == 200
    suspend_membership(actor=town.actor(town.cora), membership_ref=Membership.everywhere.get(account=mia).ref)
    assert key.get(f"/reports/{report.ref}").status_code == 404, "of the premises' reports only her own are left"
    assert key.get("/me").json()["may"] == ["report_submit"]
    Appointment.everywhere.filter(membership__account=mia).update(role="shop-worker")
    assert key.get("/me").status_code == 401


def test_a_key_that_was_not_made_for_it_is_told_so_even_for_its_own_accounts_reports(town):
    own = town.report(by=town.cora)
    key = program(town.cora, [Permission.FIGURES_ALL])
    for path in ("/reports", f"/reports/{own.ref}", "/desk"):
        answer = key.get(path)
        assert answer.status_code == 403
        assert answer.json()["detail"].startswith("This key was not made for that.")
    assert key.get("/figures/partnership").status_code == 200


def test_a_hidden_report_and_a_missing_one_answer_alike_byte_for_byte(town, mia):
    hidden = town.report(by=town.bilal)
    key = program(mia)
    assert key.get(f"/reports/{hidden.ref}").content == key.get("/reports/R-0000000000").content
    assert key.get(f"/reports/{hidden.ref}").status_code == 404


def test_an_address_that_does_not_exist_is_a_problem_and_never_a_page(town):
    key = program(town.cora)
    for path in ("/nothing", "/reports/", "/reports/R-1/nothing", "/reports/%00", "/reports/a%20b"):
        answer = key.get(path)
        assert answer.status_code == 404, path
        assert answer["Content-Type"] == "application/problem+json"


def test_a_method_that_an_address_does_not_take_is_named_with_those_it_takes(town):
    key = program(town.cora)
    answer = key.client.delete("/api/reports", headers=key.headers)
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, POST")
    head = key.client.head("/api/reports", headers=key.headers)
    assert (head.status_code, head.content) == (200, b"")


def test_a_list_comes_in_pages_that_lead_from_one_to_the_next(town):
    sent = {town.report(by=town.ada).ref for _ in range(5)}
    key = program(town.cora)
    answer, seen = key.get("/reports", limit=2, form="incident"), []
    while True:
        seen += [row["ref"] for row in answer.json()["items"]]
        following = answer.json()["next"]
        if following is None:
            assert "Link" not in answer
            break
        assert answer["Link"] == f'<{following}>; rel="next"'
        assert "form=incident" in following
        answer = key.client.get(following, headers=key.headers)
    assert len(seen) == 5
    assert set(seen) == sent


def test_a_parameter_that_cannot_be_read_is_named(town):
    key = program(town.cora)
    for asked in (
        {"limit": 0}, {"limit": 201}, {"limit": "many"}, {"since": "yesterday"}, {"since": "2026-03-06T21:15:00"},
        {"form": "gossip"}, {"mine": "maybe"}, {"who": "x"},
    ):  # fmt: skip
        answer = key.get("/reports", **asked)
        assert answer.status_code == 400
        assert [one["pointer"] for one in answer.json()["errors"]] == list(asked)
    assert key.get("/desk/sizes", pile="done").status_code == 400, "an address without parameters takes none"


def test_a_page_that_begins_after_a_hidden_report_is_gone_as_after_a_missing_one(town, mia):
    hidden = town.report(by=town.bilal)
    key = program(mia)
    assert key.get("/reports", after=hidden.ref).content == key.get("/reports", after="R-0000000000").content


def test_the_same_report_sent_twice_is_one_and_says_so(town, mia, sends):
    key, name = program(mia), uuid4()
    first, again = key.send("/reports", sends, key=name), key.send("/reports", sends, key=name)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert Report.everywhere.count() == 1
    assert Report.everywhere.get().origin == "api"
    assert Event.everywhere.get(kind="report.submitted").face == "api"
    quoted = key.send("/reports", sends, key=f'"{name}"')
    assert quoted.status_code == 200, "the header may be written as a structured string"


def test_another_body_under_the_same_key_is_refused_and_changes_nothing(town, mia, sends):
    key, name = program(mia), uuid4()
    key.send("/reports", sends, key=name)
    answer = key.send("/reports", sends | {"narrative": "Else."}, key=name)
    assert answer.status_code == 422
    assert answer.json()["type"] == "/api/#problem-sent-differently"
    assert Report.everywhere.count() == 1


def test_a_report_is_not_taken_without_an_idempotency_key(town, mia, sends):
    key = program(mia)
    for name in ("", "not a uuid"):
        answer = key.send("/reports", sends, key=name)
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["pointer"] == "Idempotency-Key"
    assert not Report.everywhere.exists()


def test_a_body_that_is_no_json_is_refused_in_words(town):
    report, key = town.report(by=town.ada), program(town.cora)
    for body in (b"{", b"[1", b'{"text": "\\ud800"}', b'{"text": NaN}', b"[" * 5000, b'{"text": "\xff"}'):
        answer = key.client.post(
            f"/api/reports/{report.ref}/requests", body, content_type="application/json", headers=key.headers
        )
        assert answer.status_code == 400, body
        assert answer["Content-Type"] == "application/problem+json"


def test_a_body_of_another_shape_is_refused_with_the_place(town):
    report, key = town.report(by=town.ada), program(town.cora)
    for body in ([], "x", 1, None, {}, {"text": 1}, {"text": "x", "more": 1}, {"text": "a\x00b"}):
        answer = key.send(f"/reports/{report.ref}/requests", body)
        assert answer.status_code == 400
        assert all(one["pointer"].startswith("#") for one in answer.json()["errors"])


def test_a_number_with_a_fraction_is_read_and_what_is_no_number_is_named(town):
    cora = program(town.cora)
    how = {"kind": "theft", "source": "The board"}
    assert cora.send("/harm", how | {"days": 2.5}).status_code == 204
    assert next(one for one in cora.get("/harm").json() if one["kind"] == "theft")["days"] == 2.5
    for wrong in ("2.5", True, None, 1e300):
        answer = cora.send("/harm", how | {"days": wrong})
        assert answer.status_code in (400, 422), wrong
        assert "days" in str(answer.json()) or "number" in str(answer.json())


def test_a_form_is_not_json_and_a_huge_body_is_too_large(town):
    report, key = town.report(by=town.ada), program(town.cora)
    path = f"/api/reports/{report.ref}/requests"
    form = key.client.post(path, {"text": "x"}, headers=key.headers)
    assert (form.status_code, form["Accept"]) == (415, "application/json")
    huge = key.client.post(path, b"x" * 3_000_000, content_type="application/json", headers=key.headers)
    assert huge.status_code == 413


def test_a_key_that_asks_too_often_is_told_when_to_come_back_and_another_is_not_held_up(town, mia, monkeypatch):
    monkeypatch.setattr(limits, "PER_MINUTE", 40)
    key, other = program(town.cora), program(mia)
    answers = [key.get("/me") for _ in range(41)]
    assert {one.status_code for one in answers[:40]} == {200}
    assert answers[40].status_code == 429
    assert 1 <= int(answers[40]["Retry-After"]) <= 60
    assert other.get("/me").status_code == 200


def test_two_processes_count_together_and_a_new_minute_begins_anew(db, monkeypatch):
    monkeypatch.setattr(limits, "PER_MINUTE", 40)
    now = timezone.now().replace(second=10)
    assert [limits.seconds_to_wait(7, now) for _ in range(20)] == [0] * 20
    limits.forget()  # what another process would hold: nothing
    assert [limits.seconds_to_wait(7, now) for _ in range(20)] == [0] * 20
    assert limits.seconds_to_wait(7, now) == 50
    assert limits.seconds_to_wait(7, now + timedelta(minutes=1)) == 0


def test_what_breaks_inside_leaves_a_reference_and_nothing_of_the_cause(town, monkeypatch, caplog):
    from watchward.api.registry import OPERATIONS

    def broken(call):
        raise RuntimeError("the secret cause")

    me = next(one for one in OPERATIONS if one.path == "/me")
    monkeypatch.setitem(me.__dict__, "run", broken)
    answer = Program(program(town.cora).secret).client.get(
        "/api/me", headers={"authorization": f"Bearer {program(town.cora, name='b').secret}"}
    )
    assert answer.status_code == 500
    assert "secret" not in answer.content.decode()
    assert answer.json()["reference"] in caplog.text


def test_the_last_use_of_a_key_is_seen_by_its_owner(town):
    key = program(town.cora)
    key.get("/me")
    assert ApiKey.everywhere.get().last_used_at is not None


def test_me_says_what_a_key_may_now(town):
    said = program(town.cora, [Permission.REPORT_GRADE, Permission.REPORT_READ_ALL]).get("/me").json()
    assert said["may"] == said["key"]["scopes"] == ["report_read_all", "report_grade"]
    assert said["partnership"]["ref"] == town.partnership.ref
    assert said["roles"] == ["coordinator"]
