"""What the office does by program beside reports: who is told, who stands where, what is kept and what is gone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.house.things import a_certificate
from tests.support.programs import program
from tests.support.showing import make_shown
from watchward.api import limits
from watchward.policy import Permission
from watchward.records.models import Event
from watchward.share.rules.deciding import PictureSaid

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_count():
    limits.forget()


def done_by(account) -> list[str]:
    rows = Event.everywhere.filter(account_id=account.pk, face="api").order_by("seq")
    return list(rows.values_list("kind", flat=True))


def on(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def test_who_is_told_is_read_in_words_and_taken_back_once_p_08(town):
    shown = make_shown(town)
    one, office = shown.disclose(), program(town.cora)
    (row,) = office.get("/disclosures").json()["items"]
    assert (row["ref"], row["subject"], row["title"]) == (one.ref, shown.subject.ref, "Robin Generated")
    read = office.get(f"/disclosures/{one.ref}").json()
    assert (read["is_seen"], read["recipients"]) == (True, [f"{town.zone.name} (zone)"])
    assert shown.evidence.ref not in str(read), "no way to a picture"
    assert one.pictures.get().ref not in str(read)
    path = f"/disclosures/{one.ref}/withdraw"
    assert office.send(path, {"because": "boredom"}).status_code == 400
    assert office.send(path, {"because": "correction", "words": "Another person."}).status_code == 204
    assert office.send(path, {"because": "correction"}).status_code == 422
    read = office.get(f"/disclosures/{one.ref}").json()
    assert (read["is_seen"], read["withdrawn_by"], read["end_words"]) == (False, town.cora.name, "Another person.")
    assert office.get("/disclosures").json()["items"] == []
    assert [each["ref"] for each in office.get("/disclosures", show="ended").json()["items"]] == [one.ref]
    assert done_by(town.cora).count("disclosure.withdrawn") == 1


def test_the_list_of_decisions_goes_on_over_pages(town):
    shown = make_shown(town)
    refs = [shown.disclose(pictures=()).ref for _ in range(3)]
    office = program(town.cora)
    first = office.get("/disclosures", limit=2).json()
    second = office.client.get(first["next"], headers=office.headers).json()
    assert [one["ref"] for one in first["items"] + second["items"]] == refs[::-1]
    assert second["next"] is None
    assert office.get("/disclosures", after="DC-0000000000").status_code == 404


def test_the_police_take_back_their_own_picture_with_a_key_for_evidence_and_no_other_g_09(town):
    shown = make_shown(town)
    papers = {"police_reference": "44/1/26", "released_by_name": "PC 1", "release_purpose": "To find him"}
    theirs = shown.disclose(pictures=(PictureSaid(shown.evidence.ref, is_police_picture=True, **papers),))
    ours, pat = shown.disclose(), town.person("Pat", "police-officer")
    said = {"because": "police"}
    reading = program(pat, [Permission.SUBJECT_READ], name="Reads")
    assert reading.send(f"/disclosures/{theirs.ref}/withdraw", said).status_code == 403
    police = program(pat)
    assert police.send(f"/disclosures/{ours.ref}/withdraw", said).status_code == 403
    assert police.send(f"/disclosures/{theirs.ref}/withdraw", said).status_code == 204


def test_an_objection_hides_somebody_at_once_and_only_a_person_answers_it_s_03(town):
    shown = make_shown(town)
    one, office = shown.disclose(pictures=()), program(town.cora)
    path, why = f"/subjects/{shown.subject.ref}", {"purpose": "report", "reference": shown.report.ref}
    assert [office.get(f"{path}/{one}").status_code for one in ("disclosures", "seen-by")] == [403, 403]
    assert office.get(f"{path}/disclosures", **why).json()["disclosures"][0]["is_seen"]
    made = office.send(f"{path}/objections", {"words": "That was not me."})
    assert made.status_code == 201
    assert office.send(f"{path}/objections", {"words": "Again."}).status_code == 422
    telling = office.get(f"{path}/disclosures", **why).json()
    assert telling["objection"]["words"] == "That was not me."
    assert (telling["disclosures"][0]["ref"], telling["disclosures"][0]["is_seen"]) == (one.ref, False)
    assert office.send(f"/objections/{made.json()['ref']}/answer", {"because": "x"}).status_code == 404
    assert done_by(town.cora) == ["subject.viewed", "objection.recorded", "subject.viewed"]
    seen = office.get(f"{path}/seen-by", **why).json()
    assert (seen[0]["who"], seen[0]["how"]) == (town.cora.name, "read the record")
    assert done_by(town.cora)[-1] == "subject.looks_read"


def test_an_officer_is_deployed_moved_called_off_and_the_outcome_is_written_once(town):
    office, manager = program(town.cora), program(town.person("Mia", "store-manager", town.bakery))
    plan = {
        "premises_ref": town.bakery.ref, "day": on(1), "starts": "21:00", "ends": "23:00", "purpose": "Doors.",
        "contractor_name": "Lee (generated)", "contractor_licence": "1234", "licence_expires_on": on(60), "weeks": 2,
    }  # fmt: skip
    assert office.send("/deployments", plan | {"starts": "9 pm"}).json()["errors"][0]["pointer"] == "#/starts"
    assert office.send("/deployments", plan | {"premises_ref": town.other.bakery.ref}).status_code == 404
    refs = office.send("/deployments", plan).json()["deployments"]
    assert office.send("/deployments", plan).status_code == 422, "the officer stands there already"
    assert [one["ref"] for one in office.get("/deployments").json()] == refs[:1], "the next seven days"
    far = {"until": (timezone.now() + timedelta(days=20)).isoformat()}
    assert [one["ref"] for one in manager.get("/deployments", **far).json()] == refs
    assert office.get("/deployments", until="2126-01-01T00:00:00+00:00").status_code == 400
    moved = office.send(f"/deployments/{refs[0]}/change", plan | {"weeks": 1, "ends": "23:30"}).json()["deployments"]
    assert office.get(f"/deployments/{refs[0]}").json()["replaced_by"] == moved[0]
    assert manager.get(f"/deployments/{moved[0]}").json()["licence"] == ""
    assert manager.send(f"/deployments/{moved[0]}/cancel", {"because": "Shut."}).status_code == 403
    assert office.send(f"/deployments/{moved[0]}/outcome", {"words": "Quiet."}).status_code == 422, "it has not begun"
    assert office.send(f"/deployments/{moved[0]}/cancel", {"because": "Shut."}).status_code == 204
    assert done_by(town.cora) == ["deployment.planned", "deployment.changed", "deployment.cancelled"]
    choices = office.get("/deployments/choices").json()
    assert town.bakery.ref in [one["ref"] for one in choices["places"]]


def test_what_is_due_is_told_and_a_hold_is_placed_kept_and_ended_r_04(town):
    report, office = town.report(by=town.ada), program(town.cora)
    due = office.get("/retention").json()
    assert (due["kept"]["report_days"], due["proposal"], len(due["clocks"]) > 3) == (365, None, True)
    said = {"noun": "report", "ref": report.ref, "reason": "The court asked.", "review_on": on(30)}
    assert office.send("/retention/holds", said | {"review_on": on(400)}).status_code == 422, "half a year at most"
    missing, foreign = (
        office.send("/retention/holds", said | {"ref": ref})
        for ref in ("R-0000000000", town.other.report(by=town.dev).ref)
    )
    assert (missing.status_code, missing.content) == (404, foreign.content)
    ref = office.send("/retention/holds", said).json()["ref"]
    (hold,) = office.get("/retention/holds").json()
    assert (hold["ref"], hold["about"], hold["reason"]) == (ref, f"report/{report.ref}", "The court asked.")
    reader = program(town.cora, [Permission.RETENTION_VIEW], name="Screen")
    assert reader.get("/retention/holds").json()[0]["reason"] == "", "the reason is for those who manage holds"
    assert reader.send(f"/retention/holds/{ref}/end", None).status_code == 403
    assert office.send(f"/retention/holds/{ref}/review", {"review_on": on(60)}).status_code == 204
    assert office.send(f"/retention/holds/{ref}/end", None).status_code == 204
    assert office.send(f"/retention/holds/{ref}/end", None).status_code == 404
    assert done_by(town.cora) == ["hold.placed", "hold.reviewed", "hold.ended"]


def test_a_certificate_is_read_with_its_hash_made_again_r_06(town):
    paper, office = a_certificate(town), program(town.cora)
    assert [one["ref"] for one in office.get("/retention/certificates").json()] == [paper.ref]
    assert office.get(f"/retention/certificates/{paper.ref}").json()["agrees"] is False, "this one was made up"
    assert program(town.dev).get(f"/retention/certificates/{paper.ref}").status_code == 404


def test_a_program_reads_what_a_months_reports_did_and_takes_the_map(town):
    town.report(by=town.ada)
    manager, office = program(town.person("Mia", "store-manager", town.bakery)), program(town.cora)
    month = manager.get(f"/premises/{town.bakery.ref}/answers").json()
    assert (len(month["reports"]), month["graded_within_seconds"]) == (1, None)
    assert manager.get(f"/premises/{town.bakery.ref}/answers", month="never").status_code == 404
    assert manager.get(f"/premises/{town.pharmacy.ref}/answers").status_code == 404
    assert office.get("/figures/map", period="all").json()["type"] == "FeatureCollection"
    assert done_by(town.cora) == ["figures.exported"]


def test_a_program_learns_the_references_that_its_bodies_need(town):
    office, report = program(town.cora), town.report(by=town.ada)
    assert town.cora.name in [one["name"] for one in office.get("/cases/workers").json()]
    assert [town.zone.ref, town.zone.name] in office.get("/bulletins/choices").json()["zones"]
    office.send(f"/reports/{report.ref}/grades", {"source": "2", "information": "B"})
    office.send(f"/reports/{report.ref}/progress", {"rung": "sent"})
    police = program(town.person("Pat", "police-officer"))
    assert [one["report"]["ref"] for one in police.get("/desk/with-police").json()] == [report.ref]
    subject = office.send("/subjects", {"necessity": "Three reports."}).json()["ref"]
    case = office.send("/cases", {"title": "Cakes", "purpose": "A pattern.", "subject": subject}).json()["ref"]
    assert [one["ref"] for one in office.get(f"/subjects/{subject}/cases").json()] == [case]
