"""The shipped lists are sound, and the loader answers for them."""

import json
import re
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from watchward.kit.lists import (
    JURISDICTIONS,
    Addition,
    CannotExtendList,
    Entry,
    TaxonomyList,
    all_question_sets,
    available,
    extended,
    load,
    local_id,
    question_set,
)
from watchward.kit.lists.loader import DATA, read_data

ID = re.compile(r"[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*")
EXPECTED = set(
    """
    incident_types asb_classes severity modus_operandi goods value_bands offender_classes motives
    grading_source grading_information grading_handling grading_5x5x5 tlp sanctions outcomes_partnership
    closing_reasons
    outcomes_police age_restricted_products refusal_reasons challenge_policies licensing_objectives
    premises_sectors day_night partner_capabilities forms injury_levels weapon_kinds abuse_kinds
    hate_strands good_practice_topics vehicle_kinds vehicle_makes colours person_sex_appearance
    person_age_bands person_builds person_heights person_hair person_facial_hair person_clothing
    person_footwear person_bags person_marks person_accents
    """.split()  # noqa: SIM905 - read as prose
)
EVERY_LIST = pytest.mark.parametrize("list_id", available())


def types():
    return load("incident_types")


def texts_of(value):
    """All strings in a JSON value."""
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [text for part in parts for text in texts_of(part)]


# ---- every file ----


def test_everything_that_reports_need_is_shipped():
    assert set(available()) >= EXPECTED


@EVERY_LIST
def test_a_list_says_what_it_is_and_where_its_facts_come_from(list_id):
    content = read_data(list_id)
    assert content["list"] == list_id
    assert re.fullmatch(r"20\d\d\.\d+", content["version"])
    assert content["title"]
    assert content["source"]["text"].endswith(".")


@EVERY_LIST
def test_ids_are_unique_well_formed_and_stand_behind_their_parent(list_id):
    seen = set()
    for entry in load(list_id).entries:
        assert ID.fullmatch(entry.id), entry.id
        assert entry.id not in seen, entry.id
        assert entry.parent is None or entry.parent in seen, f"{entry.id} stands before its parent."
        assert entry.parent is None or entry.id.startswith(f"{entry.parent}."), entry.id
        assert "local-" not in entry.id, "Ids with local- belong to partnerships."
        seen.add(entry.id)


@EVERY_LIST
def test_labels_are_plain_short_and_end_without_a_full_stop(list_id):
    labels = []
    for entry in load(list_id).entries:
        assert entry.label == entry.label.strip() != "", entry.id
        assert not entry.label.endswith("."), entry.id
        assert len(entry.label) <= 80, entry.id
        labels.append((entry.parent, entry.label))
    assert len(labels) == len(set(labels)), "Two entries under one parent read the same."


@EVERY_LIST
def test_mappings_dates_and_jurisdictions_of_an_entry_are_real(list_id):
    for entry in load(list_id).entries:
        assert entry.group is None or entry.group in load("home_office_groups"), entry.id
        assert entry.asb is None or entry.asb in load("asb_classes"), entry.id
        assert entry.severity is None or entry.severity in load("severity"), entry.id
        assert entry.questions is None or entry.questions in all_question_sets(), entry.id
        assert entry.jurisdictions, entry.id
        assert set(entry.jurisdictions) <= set(JURISDICTIONS), entry.id
        assert not (entry.valid_from and entry.valid_to) or entry.valid_from <= entry.valid_to, entry.id


@EVERY_LIST
def test_marks_of_background_knowledge_point_at_entries(list_id):
    marked = load(list_id)
    assert all(one == "*" or one in marked for one in marked.background)


@EVERY_LIST
def test_synonyms_are_not_repeated_inside_an_entry(list_id):
    for entry in load(list_id).entries:
        assert len(entry.synonyms) == len(set(entry.synonyms)), entry.id
        assert all(word == word.strip() != "" for word in entry.synonyms), entry.id


@pytest.mark.parametrize("path", sorted(DATA.glob("*.json")), ids=lambda path: path.stem)
def test_shoplifting_is_a_word_that_people_may_type_but_never_read(path):
    content = json.loads(path.read_text(encoding="utf-8"))
    for entry in content.get("entries", []):
        entry.pop("synonyms", None)
    assert not [text for text in texts_of(content) if "shoplift" in text.lower()]


# ---- what must not be there ----


def test_g14_no_list_and_no_description_asks_for_religion_orientation_or_union_membership():
    forbidden = re.compile(r"relig|orientation|faith|belief|union|church|muslim|christian|gay|ethnic|\brace\b", re.I)
    assert not [list_id for list_id in available() if forbidden.search(list_id)]
    for list_id in (one for one in available() if one.startswith("person_")):
        found = load(list_id)
        said = [found.title, *(text for e in found.entries for text in (e.id, e.label, *e.synonyms))]
        assert not [text for text in said if forbidden.search(text)], list_id
    for found in all_question_sets().values():
        asked = [text for q in found.questions for text in (q.id, q.label)]
        assert not [text for text in asked if forbidden.search(text)], found.id


def test_g14_hate_is_a_flag_on_the_incident_and_never_a_fact_about_a_person():
    assert {entry.extra["about"] for entry in load("hate_strands").entries} == {"incident"}


def test_g14_observed_appearance_is_only_for_a_person_who_is_not_identified():
    codes = load("person_observed_appearance").entries
    assert codes
    assert all(entry.extra["only_for_unidentified"] is True for entry in codes)


@pytest.mark.parametrize("list_id", ["offender_classes", "motives"])
def test_c5_an_analysts_hypothesis_is_never_for_members(list_id):
    assert not [entry.id for entry in load(list_id).entries if entry.members_may_see]


def test_p05_safeguarding_and_reports_about_staff_are_hidden_from_members_and_theft_is_not():
    hidden = {entry.id for entry in types().entries if not entry.members_may_see}
    assert "theft.staff" in hidden
    assert {e.id for e in types().entries if e.id.startswith("safeguarding")} <= hidden
    assert types().get("theft.bulk").members_may_see


def test_c2_every_kind_in_which_somebody_acts_has_days_of_harm_and_each_says_where_they_come_from():
    harm = load("harm")
    nobody_acts = {"safeguarding", "safety", "information"}
    assert {one.id for one in types().roots()} - nobody_acts == {one.id for one in harm.roots()}
    for entry in harm.entries:
        assert entry.label == types().label(entry.id)
        assert entry.extra["days"] > 0
        assert entry.extra["source"].startswith(("Cambridge Crime Harm Index 2026, ", "This project's own judgement: "))
        assert harm.needs_check(entry.id)
    assert harm.get("theft").extra["days"] < harm.get("burglary").extra["days"] < harm.get("robbery").extra["days"]


# ---- facts that rules rely on ----


def test_every_incident_type_has_a_form_a_priority_and_questions():
    for entry in types().entries:
        assert entry.severity is not None, entry.id
        assert entry.extra["form"] in load("forms"), entry.id
        assert question_set(entry.id).questions, entry.id
    assert types().get("theft").group == "theft"
    assert types().get("burglary").group == "burglary"


def test_assault_on_a_shop_worker_is_its_own_line_but_not_in_northern_ireland():
    today = date(2026, 6, 1)
    assert "violence.retail_worker" in {e.id for e in types().active(today, "S")}
    assert "violence.retail_worker" not in {e.id for e in types().active(today, "NI")}


@pytest.mark.parametrize(
    ("list_id", "low", "high"),
    [
        ("value_bands", "from_pence", "to_pence"),
        ("person_heights", "from_cm", "to_cm"),
        ("person_age_bands", "from_age", "to_age"),
    ],
)
def test_bands_touch_without_gap_or_overlap_and_the_last_is_open(list_id, low, high):
    bands = [e.extra for e in load(list_id).entries if e.id != "unknown"]
    assert bands[0][low] in (0, None)
    assert bands[-1][high] is None
    for before, after in pairwise(bands):
        assert before[high] == after[low]


def test_p04_young_and_unknown_ages_count_as_possible_minors_and_grown_ones_do_not():
    ages = load("person_age_bands")
    assert ages.get("unknown").extra["possible_minor"] is True
    assert ages.get("16-17").extra["possible_minor"] is True
    assert ages.get("18-20").extra["possible_minor"] is False
    assert ages.get("under-10").extra["no_record_in"] == ["E&W", "S", "NI"]
    assert ages.get("10-11").extra["no_record_in"] == ["S"]


def test_m08_help_tells_a_report_from_intelligence_and_r05_refusals_stay_six_months():
    forms = load("forms")
    assert "not a report of a crime" in forms.get("intelligence").extra["help"]
    assert [e.id for e in forms.entries if e.extra["is_crime_report"]] == ["incident"]
    assert forms.get("refusal").extra["keep_months_at_least"] == 6
    assert all(entry.extra["help"].endswith(".") for entry in forms.entries)


def test_grading_has_three_sources_five_kinds_of_knowledge_and_two_handlings():
    assert [e.id for e in load("grading_source").roots()] == ["1", "2", "3"]
    assert [e.id for e in load("grading_information").roots()] == ["A", "B", "C", "D", "E"]
    assert [e.id for e in load("grading_handling").roots()] == ["P", "C"]


def test_each_earlier_grade_maps_to_a_grade_that_exists_and_is_marked_for_a_check():
    old = load("grading_5x5x5")
    leaves = old.leaves()
    assert len(leaves) == 15
    for entry in leaves:
        target = entry.extra["maps_to"]
        assert target["entry"] in load(target["list"])
        assert old.needs_check(entry.id)


def test_every_sanction_says_who_issues_it_its_age_floor_its_proof_and_who_may_see_it():
    for entry in load("sanctions").entries:
        assert {"issuer", "age_floor", "max_length", "proof", "seen_by"} <= set(entry.extra), entry.id
    assert load("sanctions").get("cpn").extra["age_floor"] == 16
    assert load("sanctions").get("injunction").extra["age_floor"] == 10
    assert load("sanctions").needs_check("cbo")


def test_police_outcomes_run_from_1_to_22_and_partnership_outcomes_are_apart():
    numbers = [e.extra["number"] for e in load("outcomes_police").entries if "number" in e.extra]
    assert {int(number.rstrip("A")) for number in numbers} == set(range(1, 23))
    assert not {e.id for e in load("outcomes_partnership").entries} & set(numbers)


def test_l01_each_danger_sign_says_what_to_do_and_only_none_excludes_the_others():
    for entry in load("danger_signs").entries:
        assert ("999" in entry.extra.get("advice", "")) is entry.extra["call_999"] or entry.id == "weapon"
    assert [e.id for e in load("danger_signs").entries if e.extra.get("exclusive")] == ["none"]


# ---- loader ----


def test_a_list_is_read_once():
    assert load("goods") is load("goods")


def test_a_wrong_name_is_answered_with_the_nearest_ones():
    with pytest.raises(KeyError, match="incident_types"):
        load("incident_type")
    with pytest.raises(KeyError, match=r"Did you mean theft\.bulk"):
        types().get("theft.bulkk")
    with pytest.raises(KeyError, match=r"has no entry 'zzzz'\."):
        types().label("zzzz")


def test_nobody_reads_files_outside_the_lists_through_a_name():
    for name in ("../loader", "question_sets", "sensitive_words", ""):
        with pytest.raises(KeyError):
            load(name)


def test_roots_children_and_lineage_fit_together():
    theft = types().get("theft")
    assert theft in types().roots()
    assert types().get("theft.bulk") in types().children("theft")
    assert [e.id for e in types().lineage("theft.bulk")] == ["theft.bulk", "theft"]
    assert types().children("theft.bulk") == ()
    assert types().get("theft.bulk") in types().leaves()
    assert theft not in types().leaves()
    with pytest.raises(KeyError):
        types().children("nothing")


def small_list():
    entries = (
        Entry("old", "Old", valid_to=date(2026, 3, 31)),
        Entry("old.child", "Child of old", parent="old"),
        Entry("new", "New", valid_from=date(2026, 4, 1)),
        Entry("north", "North", jurisdictions=("S",)),
    )
    return TaxonomyList("small", "2026.1", "Small", "Test.", entries)


def test_an_entry_can_be_chosen_on_its_last_day_and_not_after():
    small = small_list()
    assert [e.id for e in small.active(date(2026, 3, 31), "E&W")] == ["old", "old.child"]
    assert [e.id for e in small.active(date(2026, 4, 1), "E&W")] == ["new"]
    assert [e.id for e in small.active(date(2026, 4, 1), "S")] == ["new", "north"]


def test_a_retired_entry_keeps_its_label_for_old_reports():
    assert small_list().label("old") == "Old"


def test_an_unknown_jurisdiction_is_refused():
    with pytest.raises(ValueError, match="no jurisdiction"):
        types().active(date(2026, 1, 1), "England")


# ---- search ----


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("nicked", "theft"),
        ("grab and run", "theft.walk_out"),
        ("Grabbed and r", "theft.walk_out"),
        ("drive off", "theft.fuel"),
        ("fake note", "fraud.counterfeit_note"),
        ("SPAT", "violence.spitting"),
        ("lost child", "safeguarding.missing"),
        ("can’t find", "safeguarding.missing"),
        ("robbery", "robbery"),
        ("begg", "street.begging"),
    ],
)
def test_people_find_a_type_by_what_they_would_say(typed, first):
    assert types().search(typed)[0].id == first


def test_search_puts_labels_before_synonyms_and_keeps_to_the_limit():
    found = load("goods").search("tools")
    assert [entry.id for entry in found[:2]] == ["diy.tools", "diy"]
    assert len(types().search("s", limit=3)) == 3


def test_search_reads_accents_and_case_as_people_type_them():
    assert load("vehicle_makes").search("skoda")[0].label == "Škoda"
    assert load("vehicle_makes").search("ŠKODA")[0].label == "Škoda"


@pytest.mark.parametrize("typed", ["", "   ", "!!!", "qzxv", "theft qzxv"])
def test_search_finds_nothing_for_what_is_not_there(typed):
    assert types().search(typed) == []


def test_a_word_is_found_by_its_beginning_and_not_by_its_middle():
    assert load("goods").search("razor")
    assert load("goods").search("azor") == []


def test_a_pasted_essay_does_not_slow_the_search():
    assert types().search("word " * 100_000) == []


# ---- a partnership's additions ----


def addition(**changes):
    start = Addition(id="theft.local-market", parent="theft", label="Theft from a market stall")
    return replace(start, **changes)


def test_a_partnership_adds_a_child_that_inherits_the_mappings():
    ours = extended(types(), [addition(parent="violence.spitting", id="violence.spitting.local-till")])
    added, parent = ours.get("violence.spitting.local-till"), types().get("violence.spitting")
    assert (added.group, added.asb, added.severity) == (parent.group, parent.asb, parent.severity)
    assert (added.jurisdictions, added.extra) == (parent.jurisdictions, parent.extra)
    assert added.is_local
    assert question_set(added.id, ours) == question_set("violence.spitting")
    assert ours.version == "2026.1+1"


def test_an_addition_is_searched_by_its_own_words_and_not_by_its_parents():
    ours = extended(types(), [addition(synonyms=("stall",))])
    assert [e.id for e in ours.search("stall")] == ["theft.local-market"]
    assert "theft.local-market" not in {e.id for e in ours.search("shoplifting")}
    assert ours.get("theft.local-market") in ours.children("theft")


def test_additions_leave_the_shipped_list_as_it_was():
    extended(types(), [addition()])
    assert "theft.local-market" not in types()
    assert extended(types(), []) is types()


@pytest.mark.parametrize(
    ("changes", "because"),
    [
        ({"parent": "nothing"}, "There is no 'nothing'"),
        ({"id": "theft.bulk"}, "is taken"),
        ({"id": "theft local"}, "is no id"),
        ({"id": "t" * 61}, "is no id"),
        ({"label": "  "}, "has no label"),
    ],
)
def test_an_addition_cannot_float_shadow_or_be_nameless(changes, because):
    with pytest.raises(CannotExtendList, match=because):
        extended(types(), [addition(**changes)])


def test_two_additions_cannot_share_an_id_or_hang_on_each_other():
    with pytest.raises(CannotExtendList, match="is taken"):
        extended(types(), [addition(), addition()])
    with pytest.raises(CannotExtendList, match="must stand under"):
        extended(types(), [addition(), addition(id="theft.x", parent="theft.local-market")])


def test_an_addition_cannot_open_to_members_what_its_parent_hides():
    ours = extended(types(), [addition(parent="safeguarding.child", id="safeguarding.child.local-a")])
    assert not ours.get("safeguarding.child.local-a").members_may_see


def test_a_made_id_is_valid_and_says_that_it_is_local():
    made = local_id("theft", "Café: stolen cups & saucers!")
    assert made == "theft.local-cafe-stolen-cups-saucers"
    assert local_id("theft", "***") == "theft.local-entry"
    assert len(local_id("theft", "long " * 50)) <= 60
    assert made in extended(types(), [addition(id=made)])
