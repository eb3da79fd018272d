"""What people do on the pages, done by programs: from a till's report to its answer, a log, figures, subjects."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.support.pictures import jpeg
from tests.support.programs import program
from watchward.api import limits
from watchward.collect.actions.imports import work_imports_once
from watchward.collect.models import MentionedPerson, Report
from watchward.collect.rules.drafts import PersonSaid
from watchward.kit.lists import load
from watchward.partners.models import GovernanceDocument
from watchward.policy import Permission
from watchward.records.models import Event


@pytest.fixture(autouse=True)
def _fresh_count():
    limits.forget()


@pytest.fixture
def mia(town):
    return town.person("Mia", "store-manager", town.bakery)


def said(town, **more):
    """An ordinary shop theft as a till sends it."""
    return {
        "form": "incident", "kind": "theft.concealed", "premises_ref": town.bakery.ref,
        "happened_at": (timezone.now() - timedelta(hours=1)).isoformat(), "narrative": "Took two cakes and left.",
        "loss_pence": 2400, "goods": [{"goods": load("goods").roots()[0].id, "quantity": 2}],
    } | more  # fmt: skip


def seen_by(account) -> list[str]:
    return list(Event.everywhere.filter(account_id=account.pk, face="api").values_list("kind", flat=True))


def test_a_till_reports_the_office_works_on_it_and_the_till_reads_the_answer(town, mia):
    till, office = program(mia), program(town.cora)
    person = {"known": "by-sight", "alias": "Red Cap", "age_band": "25-34", "clothing": ["red cap"]}
    ref = till.send("/reports", said(town, people=[person]), key=uuid4()).json()["ref"]
    read = office.get(f"/reports/{ref}").json()
    assert (read["origin"], read["loss_pence"], read["people"][0]["title"]) == ("api", 2400, "“Red Cap”")
    assert read["reporter"] == mia.name
    asked = office.send(f"/reports/{ref}/requests", {"text": "Two cakes or three?"}).json()["ref"]
    till.send(f"/reports/{ref}/words", {"text": "Three.", "request": asked}, key=uuid4())
    grade = {"source": "2", "information": "B", "handling": "P", "tlp": "amber"}
    assert office.send(f"/reports/{ref}/grades", grade).json()["code"] == "2B P"
    assert office.send(f"/reports/{ref}/progress", {"rung": "police-reference", "words": "CR/1"}).status_code == 201
    reason = load("closing_reasons").entries[0].id
    assert office.send(f"/reports/{ref}/close", {"reason": reason}).status_code == 201
    assert ref in [line["report"]["ref"] for line in office.get("/desk", pile="done").json()["items"]]
    mine = till.get(f"/reports/{ref}").json()
    assert [rung["label"] for rung in mine["ladder"]][-1] == "Closed"
    assert [one["text"] for one in mine["added"]] == ["Three."]
    assert not mine["asked"][0]["is_open"]
    assert office.send(f"/reports/{ref}/reopen", {"words": "News."}).status_code == 201
    assert office.send(f"/reports/{ref}/wait", {"waits_for": "police"}).status_code == 204
    assert office.get(f"/reports/{ref}/desk").json()["waits_for"] == "News from the police"
    assert office.get("/desk/sizes").json()["waiting"] >= 1
    assert "report.viewed" in seen_by(town.cora)
    assert set(seen_by(mia)) >= {"report.submitted", "report.added_to", "report.viewed"}


def test_a_grade_is_read_by_a_second_program_of_another_person_only(town, mia):
    ref = program(mia).send("/reports", said(town), key=uuid4()).json()["ref"]
    office, second = program(town.cora), program(town.person("Dot", "data-protection-lead"))
    grade = office.send(f"/reports/{ref}/grades", {"source": "3", "information": "B"}).json()
    assert grade["needs_second_reader"]
    reading = {"grade": grade["ref"], "agrees": True}
    assert office.send(f"/reports/{ref}/second-reading", reading).status_code == 422
    assert second.send(f"/reports/{ref}/second-reading", reading).status_code == 204


def test_a_photograph_comes_with_its_report_and_each_look_at_it_is_on_record_g_12(town, mia):
    till = program(mia)
    files = [SimpleUploadedFile("till.jpg", jpeg()), SimpleUploadedFile("x.exe", b"MZ")]
    sent = till.upload("/reports", *files, data=said(town), key=uuid4())
    assert sent.status_code == 201
    assert [one["name"] for one in sent.json()["files"]] == ["x.exe"], "one bad file never costs the report"
    (file,) = till.get(f"/reports/{sent.json()['ref']}").json()["files"]
    for path in (file["picture"], file["thumbnail"]):
        picture = till.get(path.removeprefix("/api"))
        assert picture.status_code == 200
        assert picture.content[:2] == b"\xff\xd8"
        assert picture["Cache-Control"] == "private, no-store"
        assert "sandbox" in picture["Content-Security-Policy"]
    assert seen_by(mia).count("evidence.viewed") == 2
    exhibit = till.get(f"/evidence/{file['ref']}").json()
    assert [step["to_whom"] for step in exhibit["hands"]] == ["Watchward"]
    police = program(town.person("Pat", "police-officer"))
    handed = police.send(
        f"/evidence/{file['ref']}/hands", {"from_whom": "Watchward", "to_whom": "PC 1", "why": "Asked for."}
    )
    assert handed.json()["sha256"] == exhibit["original_sha256"]
    footage = {"camera_place": "Door", "camera_offset_seconds": -90}
    assert till.send(f"/evidence/{file['ref']}/footage", footage, method="put").status_code == 204
    assert till.get(f"/evidence/{file['ref']}").json()["camera_offset_seconds"] == -90


def test_files_are_added_later_to_ones_own_report_only(town, mia):
    till, office = program(mia), program(town.cora)
    ref = till.send("/reports", said(town), key=uuid4()).json()["ref"]
    added = till.upload(f"/reports/{ref}/files", SimpleUploadedFile("a.jpg", jpeg()))
    assert (added.status_code, len(added.json()["evidence"])) == (201, 1)
    assert office.upload(f"/reports/{ref}/files", SimpleUploadedFile("b.jpg", jpeg())).status_code == 422
    assert till.upload(f"/reports/{ref}/files").status_code == 400
    assert till.upload(f"/reports/{ref}/files", SimpleUploadedFile("x.exe", b"MZ")).status_code == 422
    assert till.send(f"/reports/{ref}/files", {}).status_code == 415


def test_until_the_gate_is_open_a_program_sees_no_people_but_its_own_g_01(town, mia):
    ref = program(mia).send("/reports", said(town, people=[{"alias": "Red Cap"}]), key=uuid4()).json()["ref"]
    GovernanceDocument.everywhere.filter(partnership=town.partnership).delete()
    read = program(town.cora).get(f"/reports/{ref}").json()
    assert (read["people"], bool(read["people_withheld"])) == ([], True)
    assert "Red Cap" not in str(read)


def test_a_child_too_young_for_any_record_is_dropped_before_anything_is_stored_p_04(town, mia):
    people = [{"alias": "Tiny", "age_band": "under-10"}, {"alias": "Red Cap", "age_band": "16-17"}]
    sent = program(mia).send("/reports", said(town, people=people), key=uuid4())
    assert "too young" in sent.json()["notes"][0]
    (kept,) = MentionedPerson.everywhere.all()
    assert (kept.alias, kept.seemed_under_18) == ("Red Cap", True)
    assert "Tiny" not in str(Report.everywhere.values().get())


def test_whoever_is_in_danger_is_told_to_call_999_l_01(town, mia):
    sent = program(mia).send("/reports", said(town, answers={"danger_now": ["weapon"]}), key=uuid4())
    assert "999" in sent.json()["notes"][0]
    assert Report.everywhere.get().is_danger


def test_a_report_for_the_neighbours_or_the_next_towns_premises_is_refused_like_one_for_no_place(town, mia):
    till = program(mia)
    refs = (town.pharmacy.ref, town.other.bakery.ref, "P-0000000000")
    answers = [till.send("/reports", said(town, premises_ref=ref), key=uuid4()) for ref in refs]
    assert {one.status_code for one in answers} == {400}
    assert len({one.content for one in answers}) == 1


def test_a_log_comes_in_is_looked_at_mapped_and_run(town):
    office = program(town.cora)
    (member,) = [one for one in office.get("/members-to-import").json() if "Bakery" in one["name"]]
    log = "date,what,where\n06/03/2026 21:15,pinching,Bakery\n07/03/2026 21:15,nonsense,Bakery\n"
    upload = SimpleUploadedFile("log.csv", log.encode())
    batch = office.upload("/imports", upload, data={"member": member["ref"]}).json()
    assert batch["state"] == "uploaded"
    path = f"/imports/{batch['ref']}"
    mapping = office.get(f"{path}/mapping").json()
    assert mapping["table_columns"] == ["date", "what", "where"]
    said_mapping = {
        "columns": {"happened_at": ["date"], "type": ["what"], "premises": ["where"]},
        "translations": {"type": {"pinching": "theft"}, "premises": {"Bakery": town.bakery.ref}},
    }
    assert office.send(f"{path}/mapping", said_mapping, method="put").status_code == 204
    preview = office.get(f"{path}/preview").json()
    assert (preview["good"], preview["wrong"]) == (1, 1)
    assert office.send(f"{path}/run", None).json()["state"] == "ready"
    work_imports_once()
    done = office.get(path).json()
    assert (done["state"], done["made"], done["refused"]) == ("done", 1, 1)
    assert office.get(f"{path}/problems").json()["items"][0]["found"] == "nonsense"
    assert len(office.get(f"{path}/reports").json()["items"]) == 1
    assert office.get(f"{path}/mapping").status_code == 422
    assert office.get("/imports", limit=1).json()["items"][0]["ref"] == batch["ref"]
    wrong = office.send(f"{path}/mapping", {"columns": {"nothing": ["date"]}}, method="put")
    assert wrong.status_code == 400


def test_figures_come_as_numbers_and_small_counts_of_harm_do_not(town, mia):
    for _ in range(3):
        town.report(by=town.ada)
    office, till = program(town.cora), program(mia)
    figures = office.get("/figures/partnership", period="all").json()
    assert (figures["total"], sum(figures["week"])) == (3, 3)
    assert figures["losses"]["lost_pence"] == 7200
    place = till.get(f"/figures/premises/{town.bakery.ref}", period="all").json()
    assert place["row"]["count"] == 3
    assert [row["ref"] for row in till.get("/figures/premises").json()["rows"]] == [town.bakery.ref]
    assert till.get(f"/figures/premises/{town.pharmacy.ref}").status_code == 404
    safety = program(town.person("Pol", "police-officer"))
    assert safety.get("/figures/staff-safety").status_code == 403
    harm = office.get("/figures/staff-safety", period="all").json()
    assert (harm["any"]["value"], harm["any"]["words"]) == (None, "fewer than 5")


def test_lists_questions_and_places_are_what_the_form_offers(town, mia):
    till = program(mia)
    assert "incident_types" in [one["id"] for one in till.get("/lists").json()]
    types = till.get("/lists/incident_types").json()
    assert "theft.concealed" in [one["id"] for one in types["entries"]]
    assert till.get("/lists/nothing").status_code == 404
    theft = next(one for one in till.get("/questions").json() if "theft" in one["incident_types"])
    assert "danger_now" in [one["id"] for one in theft["questions"]]
    assert [one["ref"] for one in till.get("/places").json()] == [town.bakery.ref]


def test_who_is_who_is_judged_and_merged_by_two_programs_of_two_people_p_07(town):
    first = town.report(by=town.ada, people=(PersonSaid(alias="Red Cap"),))
    second = town.report(by=town.bilal, people=(PersonSaid(alias="Red Cap"),))
    office, police = program(town.cora), program(town.person("Pat", "police-officer"))
    (who,) = office.get(f"/reports/{first.ref}/people").json()
    path = f"/reports/{first.ref}/people/{who['mention']}"
    one = office.send(f"{path}/subject", {"necessity": "Seen again."}).json()["ref"]
    (known,) = office.get(f"/reports/{second.ref}/people").json()
    assert [found["ref"] for found in known["suggested"]] == [one]
    judged = {"subject": one, "verdict": "same", "because": "The cap."}
    assert office.send(f"/reports/{second.ref}/people/{known['mention']}/judgements", judged).status_code == 201
    other = office.send(
        "/subjects", {"necessity": "Named.", "facts": [{"kind": "name", "value": "Sol", "source": "A call"}]}
    ).json()["ref"]
    merge = office.send(f"/subjects/{one}/merges", {"other": other, "because": "Same."}).json()["ref"]
    assert office.send(f"/subjects/{one}/merges/{merge}/agree", None).status_code == 422
    assert police.send(f"/subjects/{one}/merges/{merge}/agree", None).status_code == 204
    assert police.get(f"/subjects/{one}").status_code == 403, "nobody is opened without a purpose"
    made_up = police.get(f"/subjects/{one}", purpose="report", reference="R-0000000000")
    assert (made_up.status_code, "no such report" in made_up.text) == (422, True)
    why = {"purpose": "identification", "reference": first.ref}
    read = police.get(f"/subjects/{one}", **why).json()
    assert (read["title"], len(read["same"]), read["parts"]) == ("Sol", 2, [other])
    habits = police.get(f"/subjects/{one}/habits", **why).json()
    assert (habits["reports"], sorted(place["name"] for place in habits["haunts"])) == (
        2,
        [town.bakery.name, town.pharmacy.name],
    )
    assert "subject.viewed" in seen_by(read_by := police.key.made_by), read_by
    assert [row["ref"] for row in office.get("/subjects").json()["items"]] == [one]
    assert program(town.dev).get(f"/subjects/{one}").status_code == 404


def test_a_bulletin_is_written_published_read_and_counted(town, mia):
    office, till = program(town.cora), program(mia)
    assert office.send("/bulletins", {"title": "", "text": "x"}).json()["errors"][0]["pointer"] == "#/title"
    ref = office.send("/bulletins", {"title": "Bags", "text": "Watch them."}).json()["ref"]
    assert till.get(f"/bulletins/{ref}").status_code == 404, "a draft is for its writers"
    assert office.send(f"/bulletins/{ref}/publish", None).status_code == 204
    assert [one["ref"] for one in till.get("/bulletins").json()] == [ref]
    assert till.get(f"/bulletins/{ref}").json()["title"] == "Bags"
    assert office.get(f"/bulletins/{ref}/receipts").json()["read"] == 1
    assert till.get("/bulletins", show="drafts").status_code == 403
    assert "sentence" in till.get("/today").json()
    assert office.send(f"/bulletins/{ref}/withdraw", None).status_code == 204
    assert till.get(f"/bulletins/{ref}").status_code == 404


def test_a_program_that_looks_at_more_than_its_account_needs_is_stopped_for_the_day(town, monkeypatch):
    from watchward.policy import budgets

    monkeypatch.setitem(budgets.BUDGETS, next(iter(town.actor(town.cora).roles)), budgets.LookBudget(0, 0, 2))
    monkeypatch.setattr(budgets, "NO_ROLE", budgets.LookBudget(0, 0, 0))
    report = town.report(by=town.ada, people=(PersonSaid(alias="Red Cap"),))
    office = program(town.cora, [Permission.REPORT_READ_ALL])
    answers = [office.get(f"/reports/{report.ref}") for _ in range(4)]
    assert answers[0].status_code == 200
    assert answers[-1].status_code == 429
    assert answers[-1].json()["type"] == "/api/#problem-enough-looks"
