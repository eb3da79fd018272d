"""A body that each operation of the API would take, so that what refuses it is access and nothing else."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from watchward.api.registry import Operation
from watchward.kit.lists import load

WORDS = {"text": "Words."}
BECAUSE = {"because": "The picture."}


def body_of(one: Operation, things: dict[str, str]) -> Any:
    """The body for one operation about these things; None where it takes none."""
    if one.body is None:
        return None
    return BODIES[one.name](things)


def next_month() -> str:
    return (timezone.localdate() + timedelta(days=30)).isoformat()


def plan(things: dict[str, str]) -> dict[str, Any]:
    return {
        "premises_ref": things["premises"], "day": next_month(), "starts": "21:00", "ends": "23:00",
        "purpose": "Doors.", "contractor_name": "Kim (generated)", "contractor_licence": "5678",
        "licence_expires_on": (timezone.localdate() + timedelta(days=60)).isoformat(),
    }  # fmt: skip


def query_of(one: Operation, things: dict[str, str]) -> dict[str, str]:
    """What an address needs behind it: nobody opens a person without a purpose."""
    if one.name not in ("get_one_subject", "get_habits", "get_telling", "get_who_has_seen"):
        return {}
    return {"purpose": "identification", "reference": things["report"]}


BODIES: dict[str, Any] = {
    "send_report": lambda things: {
        "form": "incident", "kind": "theft.concealed", "premises_ref": things["premises"],
        "happened_at": "2026-03-06T21:15:00+00:00", "loss_pence": 2400,
        "goods": [{"goods": load("goods").roots()[0].id}],
    },
    "add_words": lambda things: WORDS | {"request": things["request"]},
    "ask_reporter": lambda things: WORDS,
    "hand_evidence_over": lambda things: {"from_whom": "Watchward", "to_whom": "PC 1", "why": "Asked for."},
    "describe_evidence": lambda things: {"camera_place": "Door"},
    "grade_one_report": lambda things: {"source": "2", "information": "B"},
    "read_as_second": lambda things: {"grade": things["grade"], "agrees": True},
    "let_report_wait": lambda things: {"waits_for": "police"},
    "tell_reporter": lambda things: {"rung": "sent"},
    "close_one_report": lambda things: {"reason": load("closing_reasons").entries[0].id},
    "reopen_one_report": lambda things: {},
    "upload_import": lambda things: {"member": things["organisation"]},
    "put_mapping": lambda things: {"columns": {"happened_on": ["date"]}},
    "register_one_processor": lambda things: {"name": "Post Office (generated)", "does": "Sends letters."},
    "replace_one_processor": lambda things: {"name": "Harbour Hosting (generated)", "does": "Hosts the backups."},
    "open_one_subject": lambda things: {"necessity": "Three reports."},
    "judge_somebody": lambda things: {"subject": things["subject"], "verdict": "unsure"},
    "open_subject_from_report": lambda things: {"necessity": "Seen again."},
    "add_one_fact": lambda things: {"kind": "alias", "value": "Red Cap", "report": things["report"]},
    "withdraw_one_fact": lambda things: BECAUSE,
    "confirm_one_subject": lambda things: {"stands_on": "manager"},
    "move_one_subject": lambda things: BECAUSE | {"state": "removed"},
    "put_birth_date": lambda things: {"born_on": "1990-01-01"},
    "mark_one_vulnerable": lambda things: {"support_considered": "Asked for help."},
    "estimate_one_age": lambda things: {"looks": "adult"},
    "propose_one_merge": lambda things: BECAUSE | {"other": things["other subject"]},
    "undo_one_merge": lambda things: BECAUSE,
    "write_one_bulletin": lambda things: {"title": "Pickpockets", "text": "Watch your bags."},
    "change_one_bulletin": lambda things: {"title": "Pickpockets", "text": "Watch your bags."},
    "open_unknown_person": lambda things: {
        "seen": [{"report": things["report"], "mention": things["mention"]}], "necessity": "Seen again."
    },
    "look_somebody_up": lambda things: {
        "purpose": "identification", "reference": things["report"], "alias": "Red Cap"
    },
    "set_reports_apart": lambda things: {"reports": [things["report"]], "others": [things["report"]]},
    "take_apart_back": lambda things: {"one": things["report"], "other": things["report"]},
    "open_one_case": lambda things: {"title": "Cakes", "purpose": "A pattern.", "reports": [things["report"]]},
    "link_one_report": lambda things: BECAUSE | {"report": things["report"]},
    "unlink_one_report": lambda things: BECAUSE | {"report": things["report"]},
    "choose_one_exhibit": lambda things: {"evidence": things["evidence"], "part": "face"},
    "drop_one_exhibit": lambda things: {"evidence": things["evidence"]},
    "add_one_line": lambda things: {"deed": "note", "words": "Rang the bakery."},
    "pause_one_case": lambda things: BECAUSE,
    "close_one_case": lambda things: BECAUSE,
    "reopen_one_case": lambda things: BECAUSE,
    "give_one_case": lambda things: {"to": things["membership"]},
    "search_everything": lambda things: {  # no reference of ours: so the next town's search does go through
        "text": "red cap", "purpose": {"kind": "other", "words": "Somebody rang about a cap."},
    },
    "withdraw_one_disclosure": lambda things: {"because": "correction"},
    "record_one_objection": lambda things: {"words": "That was not me."},
    "plan_one_deployment": plan,
    "draw_one_trial": lambda things: {
        "slots": [{"premises_ref": things["premises"], "start": 12 * one, "hours": 2} for one in range(6)],
        "begins": next_month(),
    },
    "change_one_deployment": plan,
    "cancel_one_deployment": lambda things: BECAUSE,
    "note_one_outcome": lambda things: {"words": "Quiet."},
    "place_one_hold": lambda things: {
        "noun": "report", "ref": things["report"], "reason": "The court asked.", "review_on": next_month(),
    },
    "set_harm_of_kind": lambda things: {"kind": "theft", "days": 3, "source": "The board."},
    "give_harm_back": lambda things: {"kind": "robbery"},
    "review_one_hold": lambda things: {"review_on": next_month()},
}  # fmt: skip
