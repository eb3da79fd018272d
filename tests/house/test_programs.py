"""Everything that the five floors of work do for a person, a program with the same permission can do."""

import ast
from pathlib import Path

import pytest
from django.urls import get_resolver

from watchward.api import resources
from watchward.api.registry import OPERATIONS
from watchward.policy import Permission
from watchward.policy.roles import STEP_UP

assert resources  # they fill the registry
HOUSE = Path(__file__).resolve().parents[2] / "watchward"

# What programs cannot do, each with its reason. Nothing else may be missing.
NOT_FOR_PROGRAMS = {
    "export_reports": "taking reports out as a file asks for a person who has just confirmed that it is them",
    "export_report_rows": "the same",
    "take_original": "an original leaves the house only with a person who has just confirmed that it is them",
    "bring_back_silent": "the worker's clock",
    "work_import": "the worker's hook; a program starts an import and asks how far it is",
    "work_imports_once": "the worker's hook",
}
WEBHOOK = "saying where events are sent asks for a person who has just confirmed that it is them"
NOT_FOR_PROGRAMS |= dict.fromkeys(
    ("add_webhook", "renew_secret", "ask_for_test", "pause_webhook", "resume_webhook", "remove_webhook"), WEBHOOK
)
NOT_FOR_PROGRAMS["give_up_on_webhook"] = "the worker's clock"
LETTERS = "nothing leaves by e-mail unless a person wrote, looked at and sent it, or gave a standing order"
NOT_FOR_PROGRAMS |= dict.fromkeys(
    ("draft_newsletter", "change_newsletter", "send_newsletter", "plan_newsletter", "end_plan"), LETTERS
)
NOT_FOR_PROGRAMS |= dict.fromkeys(
    ("stop_letters", "resume_letters"), "which letters they want is a person's own choice"
)
NOT_FOR_PROGRAMS["post_what_is_due"] = "the worker's clock"
NOT_FOR_PROGRAMS |= dict.fromkeys(
    ("declare_recusal", "release_recusal"), "that somebody knows somebody in private is said by a person, of themselves"
)
NOT_FOR_PROGRAMS |= dict.fromkeys(("watch_looks", "watch_canaries"), "the worker's clock")
NOT_FOR_PROGRAMS |= dict.fromkeys(
    ("plant_canary", "remove_canary", "close_alarm"), "what watches over looking is not told to what could look"
)
# No page lists a gallery's words without its faces either: they would be a list of names to match customers against.
EYES = "a face is for a person's eyes, one look at a time, with their name over it; a program would only make copies"
NOT_FOR_PROGRAMS |= dict.fromkeys(("look_at_entry", "look_at_gallery", "open_marked_picture", "print_gallery"), EYES)
WEIGHED = "a named person weighs who is told about somebody, and answers for it (G-05, G-06)"
NOT_FOR_PROGRAMS |= dict.fromkeys(
    ("answer_objection", "approve_disclosure", "decline_disclosure", "disclose", "set_gallery_rules"), WEIGHED
)
NOT_FOR_PROGRAMS["acknowledge_notice"] = "that somebody has read it can only be said by themselves"
RECOGNISED = "only a person recognises a person, from a picture that they saw and before they are told a name (P-02)"
NOT_FOR_PROGRAMS |= dict.fromkeys(("say_who_it_is", "recognise"), RECOGNISED)
FLOORS = ("collect", "assess", "share", "act", "measure")

# What the pages read of the five floors and no operation asks for by that name, each with where it is read instead or
# why not. Nothing else may be missing.
READ_OTHERWISE: dict[str, str] = {}
for _where, _names in {
    "/reports": "grave_reports states_of",
    "/reports/{ref}": "requests_to_me requests_we_asked my_answers size_of offered_to_case",
    "/imports": "running_imports first_problems",
    "/desk": "next_to_do held_by",
    "/subjects": "may_read_subjects cluster_ids reports_of",
    "/search": "searches_people label_of",
    "/deployments": "my_deployments",
    "/bulletins": "get_bulletin visible_bulletins unread_notices aim_said reach_of",
    "/disclosures/{ref}": "names_of",
    "/figures": "figures_table premises_table",
}.items():
    READ_OTHERWISE |= dict.fromkeys(_names.split(), f"the same stands in {_where}")
READ_OTHERWISE |= dict.fromkeys(("places_of", "types_of"), "helps a person to map a log; a program sends the mapping")
READ_OTHERWISE |= dict.fromkeys(
    ("cautions_in", "premises_to_pick", "refs_of_addressees", "rungs_ahead"), "helps a person to fill in a form"
)
READ_OTHERWISE["last_reports"] = "a column of the register of members, which is of another floor"
READ_OTHERWISE |= dict.fromkeys(("own_duties", "promises_due", "topics_of", "my_notices"), "a person's own affairs")
READ_OTHERWISE |= dict.fromkeys(("choices_of", "photographs_of", "subject_to_tell_of"), WEIGHED)
READ_OTHERWISE |= dict.fromkeys(("new_faces", "premises_to_look_as", "rules_of", "with_near_first"), EYES)
READ_OTHERWISE |= dict.fromkeys(("get_webhook", "webhooks_of"), WEBHOOK)
READ_OTHERWISE |= dict.fromkeys(("alarms_for", "canaries_of"), NOT_FOR_PROGRAMS["plant_canary"])
READ_OTHERWISE["read_package"] = "the same stands in /cases/{ref}, for those who may read the case"
READ_OTHERWISE["open_recusals"] = NOT_FOR_PROGRAMS["declare_recusal"]
READ_OTHERWISE |= dict.fromkeys(
    ("compose_newsletter", "count_recipients", "get_newsletter", "named", "newsletters", "plans",
     "receipts_of_newsletter"), LETTERS,
)  # fmt: skip


def public(path: Path) -> list[str]:
    return [
        one.name
        for one in ast.parse(path.read_text()).body
        if isinstance(one, ast.FunctionDef) and not one.name.startswith("_")
    ]


def actions() -> set[str]:
    """Every public action of the five floors."""
    return {
        name
        for floor in FLOORS
        for path in (HOUSE / floor).rglob("actions/**/*.py")
        if not path.name.startswith("_")
        for name in public(path)
    }


def queries_of(face: str) -> set[tuple[str, str]]:
    """Every query of the five floors that a face asks: (module, name)."""
    return {
        (node.module or "", one.name)
        for path in (HOUSE / face).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and is_query(node.module or "")
        for one in node.names
        if one.name[0].islower()
    }


def is_query(module: str) -> bool:
    return module.startswith(tuple(f"watchward.{floor}.queries" for floor in FLOORS))


def served() -> set[str]:
    """What the functions of the registry call, directly or through a helper of their own file."""
    called = set()
    for path in {Path(one.run.__code__.co_filename) for one in OPERATIONS}:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                called.add(node.func.id)
    return called


def test_every_action_is_an_operation_or_says_why_not():
    missing = actions() - served() - set(NOT_FOR_PROGRAMS)
    assert sorted(missing) == [], "Add an operation in api/resources/, or a reason to NOT_FOR_PROGRAMS."


def test_every_query_of_a_page_is_asked_by_an_operation_or_says_why_not():
    missing = {name for _module, name in queries_of("web") - queries_of("api")}
    assert sorted(missing - set(READ_OTHERWISE)) == [], "Add an operation in api/resources/, or a reason here."
    assert sorted(set(READ_OTHERWISE) - missing) == [], "This is asked by an operation, or by no page any more."


def test_no_reason_stands_for_something_that_is_served_or_gone():
    for name in NOT_FOR_PROGRAMS:
        assert name in actions(), name
        assert name not in served(), name


def test_every_operation_is_reached_by_its_own_address_and_by_no_other():
    """A fixed part may stand where another address has a reference: the fixed one must come first."""
    for one in OPERATIONS:
        path = "/api" + one.path.replace("{", "").replace("}", "")
        match = get_resolver().resolve(path)
        first = next(other for other in OPERATIONS if other.path == one.path)
        assert match.url_name == f"api_{first.name}", path


def test_operations_have_names_of_their_own_and_say_what_they_do():
    names = [one.name for one in OPERATIONS]
    assert len(names) == len(set(names))
    for one in OPERATIONS:
        assert one.says.endswith("."), one.name
        assert one.run.__name__ == one.name


@pytest.mark.parametrize("one", OPERATIONS, ids=lambda one: one.name)
def test_what_asks_for_a_person_is_no_operation(one):
    assert not set(one.needs) & STEP_UP
    assert all(isinstance(need, Permission) for need in one.needs)


def test_every_operation_that_is_about_something_needs_a_scope():
    """Even one's own reports: a key made for figures alone opens figures alone."""
    open_to_all = {one.name for one in OPERATIONS if not one.needs}
    assert open_to_all == {"who_am_i", "get_lists", "get_list", "get_questions"}
