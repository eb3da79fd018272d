"""Every kind of event has words for people, in the glossary and on the page, and the two never part."""

import re
from pathlib import Path

from watchward.records.words import EVENT_WORDS, words_for

ROOT = Path(__file__).parents[2]


def test_the_page_and_the_glossary_know_the_same_events():
    section = (ROOT / "docs/words.md").read_text().split("## Events")[1].split("\n## ")[0]
    written = set(re.findall(r"^\| `([a-z_]+\.[a-z_]+)`", section, re.MULTILINE))
    assert written == set(EVENT_WORDS), "Add each kind to docs/words.md and to watchward/records/words.py."


def test_a_kind_without_words_is_read_out_as_it_is_written():
    assert words_for("alarm.rang_twice") == "alarm rang twice"
