"""The page Retention: what goes when, holds with a review, two people for other periods, certificates to check."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.support.clockwork import let_time_pass, plant
from tests.support.signing_in import signed_in
from watchward.collect.models import Report
from watchward.kit.errors import NotPermitted
from watchward.partners.actions.holds import CannotHold, end_hold, place_hold, review_hold
from watchward.partners.actions.periods import CannotChangePeriods, agree_periods, propose_periods
from watchward.partners.models import Periods
from watchward.partners.periods import Kept
from watchward.partners.queries.periods import periods_of
from watchward.partners.queries.retention import what_is_due
from watchward.records.models import Hold, Purge
from watchward.wiring import RETENTION


def words(response) -> str:
    return " ".join(response.content.decode().split())


def day(ahead: int):
    return timezone.localdate() + timedelta(days=ahead)


@pytest.fixture
def old(town):
    return plant(town, timezone.now() - timedelta(days=370), desk=False)


def test_the_page_counts_what_goes_now_in_a_week_and_in_a_month(town, old):
    now = timezone.now()
    plant(town, now - timedelta(days=362), desk=False)
    plant(town, now - timedelta(days=340), desk=False)
    page = words(signed_in(town.cora).get("/retention/"))
    assert "1 people described, 1 reports and 1 vehicles" in page
    lines = {one.rule: one.due for one in what_is_due(town.actor(town.cora), RETENTION, now) if one.what[:5] == "Words"}
    assert lines == {"R-08": (1, 2, 3)}


def test_the_board_sees_what_goes_and_holds_nothing_while_a_worker_sees_no_page(town, old):
    board = town.person("Bea", "board-member")
    hold_by(town, old)
    page = words(signed_in(board).get("/retention/"))
    assert old.ref in page
    assert "The court asked" not in page, "why is for those who manage holds"
    with pytest.raises(NotPermitted):
        place_hold(
            actor=town.actor(board), noun="report", ref=old.ref, reason="x", review_on=day(9), retention=RETENTION
        )
    assert signed_in(town.ada).get("/retention/").status_code == 403


def hold_by(town, old) -> Hold:
    return place_hold(
        actor=town.actor(town.cora), noun="report", ref=old.ref, reason="The court asked.", review_on=day(30),
        retention=RETENTION,
    )  # fmt: skip


def test_coordinator_holds_a_report_reviews_and_ends_the_hold_r_04(town, old):
    client = signed_in(town.cora)
    said = {"noun": "report", "ref": old.ref.lower(), "reason": "The court asked.", "review_on": f"{day(30)}"}
    assert client.post("/retention/holds/", said).status_code == 302
    hold = Hold.everywhere.get()
    assert (hold.about, hold.owner, hold.review_on) == (f"report/{old.ref}", town.cora.pk, day(30))
    let_time_pass(timezone.now())
    assert Report.everywhere.get(ref=old.ref).purged_at is None
    assert client.post(f"/retention/holds/{hold.ref}/review/", {"review_on": f"{day(90)}"}).status_code == 302
    assert client.post(f"/retention/holds/{hold.ref}/end/").status_code == 302
    let_time_pass(timezone.now())
    assert Report.everywhere.get(ref=old.ref).purged_at is not None
    assert client.post(f"/retention/holds/{hold.ref}/end/").status_code == 404


@pytest.mark.parametrize(
    "change", [{"reason": " "}, {"review_on": None}, {"review_on": day(185)}, {"review_on": day(0)}], ids=str
)
def test_a_hold_without_a_reason_or_reviewed_later_than_in_six_months_is_refused_r_04(town, old, change):
    plain = {"noun": "report", "ref": old.ref, "reason": "The court asked.", "review_on": day(184)}
    with pytest.raises(CannotHold):
        place_hold(actor=town.actor(town.cora), retention=RETENTION, **plain | change)
    assert place_hold(actor=town.actor(town.cora), retention=RETENTION, **plain).review_on == day(184)


def test_nothing_of_the_next_town_is_held_or_let_go(town, old):
    hold, dev = hold_by(town, old), signed_in(town.dev)
    said = {"noun": "report", "ref": old.ref, "reason": "Mine now.", "review_on": f"{day(30)}"}
    answer = dev.post("/retention/holds/", said)
    assert answer.status_code == 422
    assert "Mine now." in words(answer), "what was typed stays"
    assert dev.post(f"/retention/holds/{hold.ref}/end/").status_code == 404
    assert Hold.everywhere.filter(ended_at__isnull=True).count() == 1


def test_two_people_change_how_long_things_are_kept_and_nobody_alone(town):
    cora, dora = town.actor(town.cora), town.actor(town.person("Dora", "data-protection-lead"))
    row = propose_periods(actor=cora, kept=Kept(report_days=200))
    with pytest.raises(CannotChangePeriods, match="somebody else"):
        agree_periods(actor=cora, ref=row.ref)
    assert periods_of(town.partnership.pk).report_days == 365
    agree_periods(actor=dora, ref=row.ref)
    assert periods_of(town.partnership.pk).report_days == 200


def test_periods_beyond_the_limits_are_refused_with_what_was_typed(town):
    client = signed_in(town.cora)
    said = {"report_days": "99", "subject_months": "12", "unknown_months": "3", "footage_days": "31", "case_days": "90"}
    answer = client.post("/retention/periods/", said)
    assert answer.status_code == 422
    assert "Reports: between 184 and 1,096." in words(answer)
    assert Periods.everywhere.count() == 0
    assert client.post("/retention/periods/", said | {"report_days": "190"}).status_code == 302
    assert "Reports: 365 to 190 days" in words(client.get("/retention/"))


def test_a_certificate_is_read_and_downloaded_and_its_hash_is_made_again_r_06(town, old):
    let_time_pass(timezone.now())
    paper, client = Purge.everywhere.get(), signed_in(town.cora)
    page = words(client.get(f"/retention/certificates/{paper.ref}/"))
    assert paper.digest in page
    assert "The ledger agrees." in page
    said = json.loads(client.get(f"/retention/certificates/{paper.ref}.json").content)
    assert (said["things"], said["digest"], said["agrees"]) == (1, paper.digest, True)
    assert said["counts"] == said["expected"]
    assert signed_in(town.dev).get(f"/retention/certificates/{paper.ref}/").status_code == 404


def test_the_holder_of_a_hold_is_who_looked_last_r_04(town, old):
    hold = hold_by(town, old)
    dora = town.person("Dora", "data-protection-lead")
    assert review_hold(actor=town.actor(dora), ref=hold.ref, review_on=day(60)).owner == dora.pk
    assert end_hold(actor=town.actor(dora), ref=hold.ref).ended_by == dora.pk


def test_a_report_whose_time_is_over_says_so_and_takes_nothing_new_r_08(town, old):
    client = signed_in(town.cora)
    assert "The time of this report is over" not in words(client.get(f"/reports/{old.ref}/"))
    let_time_pass(timezone.now())
    page = words(client.get(f"/reports/{old.ref}/"))
    assert "The time of this report is over" in page
    assert "Ada" not in page
    answer = client.post(f"/reports/{old.ref}/ask/", {"text": "What colour was the bag?"})
    assert answer.status_code == 422
    assert "nothing can be added to it" in words(answer)
