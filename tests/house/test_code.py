"""Rules that hold for every file: size, actions, events, the rules of the domain."""

import ast
import re
from pathlib import Path

import pytest

from watchward.records.looks import NOT_LOOKS, WEIGHTS

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ROOT / "watchward"
FILES = [path for path in sorted(HOUSE.rglob("*.py")) if "migrations" not in path.parts]
ACTIONS = [  # a file that begins with an underscore holds what the actions share; no face calls it
    path for path in FILES if "actions" in path.parts and not path.name.startswith("_")
]
LONGEST_FILE, LONGEST_FUNCTION = 500, 50


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", FILES, ids=named)
def test_a_file_stays_short_or_says_why_not(path):
    lines = path.read_text().splitlines()
    assert len(lines) <= LONGEST_FILE or "# long on purpose:" in path.read_text(), f"{len(lines)} lines"


@pytest.mark.parametrize("path", FILES, ids=named)
def test_a_function_stays_short(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= LONGEST_FUNCTION, f"{node.name} has {length} lines"


def public_functions(path: Path) -> list[ast.FunctionDef]:
    return [
        node
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    ]


# Not the deed of a person in a partnership, each with its reason.
NO_ACTOR = {
    "join_as_newcomer": "a person becomes an actor by it; the signed link is the permission",
    "join_with_account": "the same for somebody who has an account already",
    "use_partnership": "a preference of the account, before any actor is chosen",
    "work_imports_once": "the worker's hook; each batch runs as the account that started it",
    "work_import": "the worker's hook; each batch runs as the account that started it",
}


@pytest.mark.parametrize("path", ACTIONS, ids=named)
def test_every_action_takes_its_actor_by_keyword(path):
    for function in public_functions(path):
        keywords = [one.arg for one in function.args.kwonlyargs]
        if function.name not in NO_ACTOR:
            assert keywords[:1] == ["actor"], f"{function.name} takes {keywords}, not actor first"
            assert not function.args.args, f"{function.name} takes positional arguments"


def event_kinds() -> set[str]:
    """Every kind that the code records, read off the calls."""
    kinds = set()
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"record", "record_view", "Entry"}:
                first = node.args[0] if node.args else None
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    kinds.add(first.value)
    return kinds


def test_every_event_kind_stands_in_the_glossary():
    words = (ROOT / "docs" / "words.md").read_text()
    missing = sorted(kind for kind in event_kinds() if f"`{kind}`" not in words)
    assert missing == []


def test_every_event_kind_is_a_noun_and_what_happened_to_it():
    assert event_kinds()
    for kind in event_kinds():
        assert re.fullmatch(r"[a-z_]+\.[a-z_]+", kind), kind


def test_every_kind_that_sounds_like_a_look_is_weighed_or_written_off_g_12():
    ends = "viewed|exported|searched|downloaded|previewed|printed|looked_up"
    looks = {kind for kind in event_kinds() if re.search(rf"[._]({ends})$", kind)} - set(NOT_LOOKS)
    assert sorted(looks - set(WEIGHTS)) == [], "say in records/looks.py what it weighs, or why it shows nobody"
    assert all(weight.base or weight.each for weight in WEIGHTS.values())
    assert all(NOT_LOOKS.values()), "a kind is written off with a reason"


def test_every_domain_rule_that_the_code_cites_is_named_by_a_test():
    cited = set()
    for path in [*FILES, *HOUSE.rglob("*.html")]:
        cited |= set(re.findall(r"\b([GPRXSML]-\d\d)\b", path.read_text()))
    proven = set()
    for path in (ROOT / "tests").rglob("*.py"):
        found = re.findall(r"(?:\b|_)([GPRXSMLgprxsml])[-_]?(\d\d)(?!\d)", path.read_text())
        proven |= {f"{letter.upper()}-{number}" for letter, number in found}
    assert sorted(cited - proven - set(LATER)) == []


# Cited where the design leaves room for them; their features and their proofs come with their own issues.
LATER: dict[str, str] = {}


def test_nothing_is_printed_or_left_for_later():
    for path in FILES:
        assert not re.search(r"\b(TODO|FIXME|XXX)\b", path.read_text()), path


# The next Monday is still ahead when a run crosses midnight, also that from a Sunday.
READS_THE_CLOCK = {"tests/share/test_letters.py"}
CLOCK = {"now", "today", "localdate", "localtime", "utcnow"}


def test_no_test_reads_the_clock_while_it_is_imported_so_that_a_run_may_cross_midnight():
    found = {named(path) for path in sorted((ROOT / "tests").rglob("*.py")) if reads_clock(ast.parse(path.read_text()))}
    assert found == READS_THE_CLOCK


def reads_clock(node: ast.AST) -> bool:
    """Whether importing this asks what time it is: bodies of functions do not run then, defaults and marks do."""
    if isinstance(node, ast.FunctionDef):
        defaults = [one for one in node.args.kw_defaults if one is not None]
        return any(map(reads_clock, [*node.decorator_list, *node.args.defaults, *defaults]))
    if isinstance(node, ast.Lambda):
        return False
    is_clock = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCK
    return is_clock or any(map(reads_clock, ast.iter_child_nodes(node)))
