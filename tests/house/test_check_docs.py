"""The checker of the documentation finds what is missing, and only that."""

from pathlib import Path

import pytest

from tools import check_docs


@pytest.fixture
def pages(tmp_path: Path) -> dict[Path, str]:
    """Two pages that mention each other."""
    texts = {
        "README.md": "# Watchward\n\nSee [the map](docs/map.md#the-tree), or `make run`.\n",
        "docs/map.md": "# Map\n\n## The tree\n\n`web/` holds pages; `WATCHWARD_HOME`. [Home](../README.md)\n",
    }
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return check_docs.documents(tmp_path)


def test_a_target_with_a_line_is_accepted_and_one_without_is_named(pages):
    found = list(check_docs.unexplained("make ", ["run", "test"], pages))
    assert found == ["No page explains `make test`. Add a line to docs/howto/ or to README.md."]


def test_a_longer_name_does_not_explain_a_shorter_one(pages):
    pages[Path("more.md")] = "`make test-postgres` and WATCHWARD_HOME_PAGE"
    assert list(check_docs.unexplained("make ", ["test"], pages))
    assert list(check_docs.unexplained("", ["WATCHWARD_HOME"], {Path("more.md"): pages[Path("more.md")]}))


def test_only_targets_that_explain_themselves_need_a_line():
    makefile = "run: boot ## Serve it.\n\tx\nboot:\n\ttrue\ntest-postgres: ## Test.\n"
    assert check_docs.targets(makefile) == ["run", "test-postgres"]


def test_settings_are_found_however_they_are_read():
    source = 'os.environ.get("WATCHWARD_URL", "x")\n_flag("WATCHWARD_DEMO")\n"WATCHWARD_URL must begin with"\n'
    assert check_docs.settings(source) == ["WATCHWARD_DEMO", "WATCHWARD_URL"]


def test_links_that_lead_somewhere_are_accepted(pages):
    assert list(check_docs.broken_links(pages)) == []


def test_a_link_to_a_missing_page_and_one_to_a_missing_heading_are_named(tmp_path, pages):
    page = tmp_path / "docs" / "map.md"
    pages[page] = "[gone](gone.md) [part](../README.md#no-such-part) [web](https://example.org/x)"
    assert list(check_docs.broken_links(pages)) == [
        "map.md links to gone.md, which does not exist.",
        "map.md links to ../README.md#no-such-part, but there is no such heading.",
    ]


def test_a_folder_that_the_map_leaves_out_is_named(pages):
    page = next(text for path, text in pages.items() if path.name == "map.md")
    assert list(check_docs.missing_from_map(["web"], page)) == []
    assert list(check_docs.missing_from_map(["live"], page)) == [
        "docs/map.md does not name the folder live/. Say in one line what lives there."
    ]
