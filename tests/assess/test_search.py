"""Search finds what its reader may read and nothing else, whoever asks and however it was typed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.assess.test_subject_models import make_fact, make_subject
from watchward.assess.actions.recusals import declare_recusal
from watchward.assess.actions.subjects import add_fact, open_subject, withdraw_fact
from watchward.assess.clocks import FiledForSearch
from watchward.assess.indexing import (
    erase_reports_from_index,
    erase_subjects_from_index,
    index_fact,
    index_waiting,
    rebuild_index,
    reindex_subject,
)
from watchward.assess.queries.search.find import Place, place_of, search
from watchward.assess.queries.search.reports import find_reports
from watchward.assess.queries.search.sight import Sight
from watchward.assess.queries.subjects import may_read_subjects, visible_of, visible_subjects
from watchward.assess.rules.facts import FactSaid
from watchward.assess.rules.searching import understand
from watchward.collect.actions.reports import add_to_report
from watchward.collect.queries.reports import visible_reports
from watchward.collect.rules.drafts import PersonSaid, VehicleSaid
from watchward.kit.errors import NotFound, NotPermitted
from watchward.partners.models import GovernanceDocument
from watchward.policy import Decision
from watchward.records.models import Mark, Posting
from watchward.records.outbox import work_once
from watchward.wiring import RETENTION, SUBSCRIBERS

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 11)
RED_CAP = PersonSaid(name="Žaneta Kowalski", alias="Red Cap", marks="swallow tattoo", methods=("concealment.foil_bag",))
CHILD = PersonSaid(name="Timothy Littlewood", seemed_under_18=True)
CAR = VehicleSaid(registration="AB12CDE", colour="red", note="dented wing")


def sent(town, by=None, **said):
    report = town.report(by=by or town.ada, **said)
    work_once(SUBSCRIBERS)
    return report


def found(actor, text, **how):
    after = how.pop("after", "")
    return search(actor, understand(text, TODAY, **how), after=after)


def reports(actor, text, **how):
    return [one.ref for one in found(actor, text, **how).reports.hits]


def subjects(actor, text, **how):
    return [one.ref for one in found(actor, text, **how).subjects.hits]


def known(town, *names, kind="name"):
    facts = tuple(FactSaid(kind, name, source="PC on patrol", said_on=date(2026, 1, 2)) for name in names)
    return open_subject(actor=town.actor(town.cora), necessity="Reports about one person", facts=facts)


@pytest.fixture
def cora(town):
    return town.actor(town.cora)


def manager_of(town, *places):
    return town.actor(town.person("Mia", "store-manager", *places))


# --- what is found ---


def test_the_coordinator_finds_a_report_by_its_words_in_any_order_and_ending(town, cora):
    report = sent(town, narrative="Took two bottles of gin and ran towards the station.")
    sent(town, narrative="Shouted at staff.")
    for text in ("bottle gin", "gin station", "GIN  Stations", "took the bottles"):
        assert reports(cora, text) == [report.ref], text
    assert reports(cora, "bottle shouted") == [], "every word must be in one report"


def test_additions_police_reference_kind_and_place_are_words_of_a_report_too(town, cora):
    report = sent(town, police_reference="44/12345/26")
    add_to_report(actor=town.actor(town.ada), ref=report.ref, text="She came back with a crowbar.")
    work_once(SUBSCRIBERS)
    for text in ("crowbar", "44/12345/26", "441234526", "bakery cakes", "crowbar cakes"):
        assert reports(cora, text) == [report.ref], text


def test_people_are_found_by_name_alias_and_description_and_a_misspelt_name_comes_after(town, cora):
    report = sent(town, people=(RED_CAP,))
    exact = found(cora, "Zaneta Kowalski").reports.hits
    assert [(one.ref, one.is_near) for one in exact] == [(report.ref, False)]
    near = found(cora, "Zanetta Kowalsky").reports.hits
    assert [(one.ref, one.is_near) for one in near] == [(report.ref, True)]
    assert reports(cora, "swallow tattoo red cap") == [report.ref]


@pytest.mark.parametrize("text", ["AB12 CDE", "ab1? cde", "B12C", "AB12CDF"])
def test_a_vehicle_is_found_in_whole_in_part_and_with_unread_characters(town, cora, text):
    report = sent(town, vehicles=(CAR,))
    subject = known(town, "AB12 CDE", kind="vehicle")
    hits = found(cora, text).vehicles
    assert [one.report_ref for one in hits.reports] == [report.ref]
    assert [one.ref for one in hits.subjects] == [subject.ref]


def test_a_registration_that_was_partly_read_is_found_by_the_whole(town, cora):
    report = sent(town, vehicles=(VehicleSaid(registration="AB1?CDE"),))
    assert [one.report_ref for one in found(cora, "AB12CDE").vehicles.reports] == [report.ref]


@pytest.mark.parametrize(
    "text",
    ["Daniel Smith", "Danil Smith", "Daniel Smtih", "Smith, Daniel", "D Smith", "Danny Smith", "DanielSmith", "smyth"],
)
def test_a_subject_is_found_by_a_misspelt_shortened_and_turned_name(town, cora, text):
    subject = known(town, "Daniel Smith")
    known(town, "Priya Patel")
    assert subjects(cora, text) == [subject.ref]


def test_the_most_alike_subject_stands_first(town, cora):
    near, same, far = known(town, "Daniel Smyth"), known(town, "Daniel Smith"), known(town, "Danielle Smith")
    assert subjects(cora, "Daniel Smith")[0] == same.ref
    assert set(subjects(cora, "Daniel Smith")) == {near.ref, same.ref, far.ref}


def test_a_subject_is_found_by_what_is_said_of_them(town, cora):
    subject = known(town, "Daniel Smith")
    add_fact(actor=cora, ref=subject.ref, said=FactSaid("marks", "Swallow tattoo on the neck", source="PC"))
    add_fact(actor=cora, ref=subject.ref, said=FactSaid("area", "High Street", source="PC"))
    assert subjects(cora, "swallow tattoo") == [subject.ref]
    assert subjects(cora, "daniel tattoo high") == [subject.ref]
    assert subjects(cora, "daniel eagle") == []


def test_a_way_of_acting_and_a_kind_are_offered_and_narrow_the_search(town, cora):
    report = sent(town, people=(RED_CAP,))
    other = sent(town, kind="violence.threat", narrative="Threatened us.")
    subject = known(town, "concealment.foil_bag", kind="method")
    offered = {one.id for one in found(cora, "foil").entries}
    assert "concealment.foil_bag" in offered
    assert reports(cora, "", method="concealment.foil_bag") == [report.ref]
    assert subjects(cora, "", method="concealment.foil_bag") == [subject.ref]
    assert reports(cora, "", kind="violence") == [other.ref]
    assert reports(cora, "threatened", kind="theft") == []
    assert subjects(cora, "foil-lined bag") == [subject.ref]


def test_a_day_narrows_words_and_stands_alone(town, cora):
    report = sent(town, narrative="Took gin.")  # Friday 6 March 2026
    later = sent(town, narrative="Took gin.", happened_at=datetime(2026, 3, 9, 12, tzinfo=UTC))
    assert reports(cora, "gin") == [later.ref, report.ref]
    for text in ("gin last Friday", "6 March", "06/03/2026 gin", "2026-03-06"):
        assert reports(cora, text) == [report.ref], text
    assert reports(cora, "gin 1 January 2026") == []


def test_premises_are_found_by_name_address_and_own_code(town, cora):
    town.bakery.address, town.bakery.own_code = "12 High Street", "B-0042"
    town.bakery.save()
    for text in ("bakery", "bakrey", "high street", "B-0042"):
        assert [one.ref for one in found(cora, text).premises] == [town.bakery.ref], text


def test_references_lead_to_their_things(town, cora):
    report = sent(town, people=(RED_CAP,), vehicles=(CAR,))
    subject = known(town, "Daniel Smith")
    fact = subject.facts.get()
    assert place_of(cora, report.ref) == Place("report", report.ref)
    assert place_of(cora, report.people.get().ref) == Place("report", report.ref)
    assert place_of(cora, report.vehicles.get().ref) == Place("report", report.ref)
    assert place_of(cora, subject.ref) == place_of(cora, fact.ref) == Place("subject", subject.ref)
    assert place_of(cora, town.bakery.ref) == Place("premises", town.bakery.ref)
    assert place_of(cora, town.bakery.organisation.ref) == Place("organisation", town.bakery.organisation.ref)
    assert place_of(cora, "R-0000000000") is None


def test_pages_of_reports_follow_each_other_without_gap_or_repeat(town, cora):
    refs = [town.report(by=town.ada, narrative="Took gin.").ref for _ in range(5)]
    work_once(SUBSCRIBERS)
    sight, asked = Sight(cora), understand("gin", TODAY)
    first = find_reports(sight, asked, limit=2)
    second = find_reports(sight, asked, after=first.older, limit=2)
    third = find_reports(sight, asked, after=second.older, limit=2)
    assert [one.ref for page in (first, second, third) for one in page.hits] == refs[::-1]
    assert third.older == ""
    with pytest.raises(NotFound):
        find_reports(sight, asked, after="R-0000000000")


# --- at once ---


def test_a_fact_is_found_when_it_is_said_and_not_when_it_was_taken_back(town, cora):
    subject = known(town, "Daniel Smith")
    fact = add_fact(actor=cora, ref=subject.ref, said=FactSaid("alias", "Goldfinch", source="PC"))
    assert subjects(cora, "goldfinsh") == [subject.ref]
    withdraw_fact(actor=cora, ref=subject.ref, fact_ref=fact.ref, because="Somebody else")
    assert subjects(cora, "goldfinsh") == subjects(cora, "goldfinch") == []
    assert subjects(cora, "daniel smith") == [subject.ref]


def test_a_merged_subject_leads_to_its_keeper_and_parting_them_shows_both_p_07(town, cora):
    keeper, other = known(town, "Daniel Smith"), known(town, "Goldfinch")
    other.merged_into = keeper
    other.save()
    (hit,) = found(cora, "goldfinch").subjects.hits
    assert (hit.ref, hit.merged_from) == (keeper.ref, other.ref)
    other.merged_into = None
    other.save()
    assert subjects(cora, "goldfinch") == [other.ref]


# --- what is not found ---


def test_reports_looked_up_by_key_are_exactly_those_that_each_actor_may_read(town, cora):
    mine, hidden = town.report(by=town.ada), town.report(by=town.bilal)
    declare_recusal(actor=cora, about=f"report/{hidden.ref}")
    ids = [mine.pk, hidden.pk, 10**9]
    people = [town.actor(one) for one in (town.ada, town.bilal, town.cora, town.dev)]
    sights = [set(visible_reports(one, among=ids)) for one in people]
    assert sights == [set(visible_reports(one)) for one in people] == [{mine}, {hidden}, {mine}, set()]
    assert not visible_reports(cora, among=[])


def test_subjects_looked_up_by_key_are_exactly_those_that_the_list_holds_g_01(town, cora):
    known_one, other, dev = known(town, "Daniel Smith"), known(town, "Goldfinch"), town.actor(town.dev)
    ids = [known_one.pk, other.pk]
    assert set(visible_of(cora, ids, may_read_subjects(cora))) == set(visible_subjects(cora)) == {known_one, other}
    assert not visible_of(dev, ids, Decision(True, "Open in their own town."))
    declare_recusal(actor=cora, about=f"subject/{other.ref}")
    cora = town.actor(town.cora)
    assert set(visible_of(cora, ids, may_read_subjects(cora))) == set(visible_subjects(cora)) == {known_one}
    assert subjects(cora, "goldfinch") == []
    assert subjects(cora, "danil smith") == [known_one.ref]
    ada = town.actor(town.ada)
    with pytest.raises(NotPermitted):
        visible_of(ada, ids, may_read_subjects(ada))
    GovernanceDocument.everywhere.all().delete()
    with pytest.raises(NotPermitted):
        visible_of(cora, ids, may_read_subjects(cora))


def test_the_next_town_finds_nothing_of_this_one(town, cora):
    sent(town, people=(RED_CAP,), vehicles=(CAR,), narrative="Took gin.")
    subject = known(town, "Daniel Smith")
    dev = town.actor(town.dev)
    for text in ("gin", "Zaneta Kowalski", "Daniel Smith", "AB12 CDE", "6 March", "Bakery, Borrowmarket"):
        one = found(dev, text)
        assert not any(one.counts.values()) or text.startswith("Bakery"), text
    assert "Borrowmarket" not in str(found(dev, "Bakery").premises)
    assert place_of(dev, subject.ref) is None


def test_members_find_their_own_reports_and_never_a_subject(town):
    own = sent(town, narrative="Took gin.", people=(RED_CAP,))
    sent(town, by=town.bilal, narrative="Took gin.")
    known(town, "Žaneta Kowalski")
    ada = town.actor(town.ada)
    assert reports(ada, "gin") == [own.ref]
    assert reports(ada, "kowalski") == [own.ref], "her own words"
    one = found(ada, "kowalski")
    assert one.subjects.hits == ()
    assert not one.searched_subjects
    assert reports(town.actor(town.bilal), "kowalski") == []


def test_a_members_search_touches_no_row_of_the_index(
    town, django_assert_num_queries, django_capture_on_commit_callbacks
):
    """Whether the word exists elsewhere cannot show in the time that it takes: nothing else is read."""
    sent(town, by=town.bilal, narrative="Took gin.", people=(RED_CAP,))
    known(town, "Daniel Smith")
    ada = town.actor(town.ada)
    said = []
    for text in ("gin kowalski daniel", "nothing like this"):
        with CaptureQueriesContext(connection) as caught:
            assert found(ada, text).counts["reports"] == 0
        said.append([query["sql"].split("WHERE")[0] for query in caught])
        assert not any("records_posting" in query["sql"] for query in caught)
    assert said[0] == said[1]


def test_a_store_manager_finds_by_adults_but_not_by_who_may_be_under_18_p_04(town):
    report = sent(town, people=(RED_CAP, CHILD), vehicles=(CAR,))
    mia = manager_of(town, town.bakery)
    assert reports(mia, "kowalski") == [report.ref]
    assert reports(mia, "littlewood") == []
    assert found(mia, "cakes").reports.hits
    assert "Littlewood" not in str(found(mia, "cakes kowalski"))
    assert reports(town.actor(town.ada), "littlewood") == [report.ref]
    assert [one.report_ref for one in found(mia, "AB12CDE").vehicles.reports] == [report.ref]
    assert found(manager_of_pharmacy(town), "AB12CDE").vehicles.reports == ()


def manager_of_pharmacy(town):
    return town.actor(town.person("Max", "store-manager", town.pharmacy))


def test_a_store_manager_does_not_find_hidden_kinds_p_05(town):
    sent(town, by=town.ada, kind="theft.staff", narrative="Somebody of the staff took gin.")
    assert reports(manager_of(town, town.bakery), "gin") == []


def test_behind_a_shut_gate_people_are_found_by_nobody_but_their_reporter_g_01(town, cora):
    report = sent(town, people=(RED_CAP,), vehicles=(CAR,), narrative="Took gin.")
    known(town, "Daniel Smith")
    GovernanceDocument.everywhere.filter(partnership=town.partnership).delete()
    assert reports(cora, "gin") == [report.ref]
    one = found(cora, "Kowalski")
    assert one.reports.hits == one.subjects.hits == ()
    assert found(cora, "AB12CDE").vehicles.reports == ()
    assert reports(cora, "", method="concealment.foil_bag") == []
    assert subjects(cora, "Daniel Smith") == []
    assert reports(town.actor(town.ada), "kowalski") == [report.ref]
    assert "Kowalski" not in str(found(cora, "gin"))


def test_who_reads_no_reports_finds_none_and_the_board_finds_premises(town):
    sent(town, narrative="Took gin.", people=(RED_CAP,))
    bea = town.actor(town.person("Bea", "board-member"))
    assert not found(bea, "gin").reports.hits
    assert not found(bea, "6 March").reports.hits
    assert found(bea, "bakery").premises
    cil = town.actor(town.person("Cil", "cctv-operator"))
    assert found(cil, "gin kowalski").is_empty


def test_a_member_finds_own_premises_only_and_a_suspended_one_still_own_reports(town):
    ada = town.actor(town.ada)
    assert [one.ref for one in found(ada, "bakery").premises] == [town.bakery.ref]
    assert found(ada, "pharmacy").premises == ()


def test_a_stale_index_shows_nothing_that_is_no_longer_there(town, cora):
    report = sent(town, people=(RED_CAP,))
    report.people.all().delete()
    assert reports(cora, "kowalski") == []


# --- the index itself ---


def test_no_word_stands_in_the_index(town):
    sent(town, narrative="Zyxwvut took gin.")
    assert Posting.everywhere.exists()
    assert not Posting.everywhere.filter(places__contains="yxw").exists()


def test_what_is_erased_is_gone_at_once_and_leaves_no_row(town, cora):
    report, subject = sent(town, people=(RED_CAP,)), known(town, "Daniel Smith")
    erase_reports_from_index([report.pk])
    erase_subjects_from_index([subject.pk])
    assert reports(cora, "kowalski") == subjects(cora, "daniel smith") == []
    assert not Posting.everywhere.exists()


def test_a_report_whose_time_is_over_leaves_the_index_with_its_words_r_08(town, cora):
    report = sent(town, narrative="Took gin.")
    (last,) = [one for one in RETENTION.goes_with["report"] if isinstance(one, FiledForSearch)]
    last.erase([report.ref], timezone.now())
    assert reports(cora, "gin") == []
    assert not Posting.everywhere.exists()


def test_a_subject_is_filed_anew_without_a_deleted_fact(town, cora):
    subject = known(town, "Daniel Smith", "Goldfinch")
    subject.facts.filter(value="Goldfinch").delete()
    reindex_subject(subject)
    rows = Posting.everywhere.count()
    assert subjects(cora, "daniel smith") == [subject.ref]
    erase_subjects_from_index([subject.pk])
    index_fact(subject.facts.get())
    assert Posting.everywhere.count() == rows


def test_members_own_logs_are_filed_by_the_worker_once_they_have_settled(town, cora):
    report = town.report(by=town.ada, narrative="Took gin.")
    assert reports(cora, "gin") == [], "not handed out yet"
    assert index_waiting(timezone.now()) == 0, "its transaction could still be open"
    later = timezone.now() + timedelta(minutes=5)
    assert index_waiting(later) == 1
    assert reports(cora, "gin") == [report.ref]
    assert index_waiting(later) == 0
    before = list(Posting.everywhere.order_by("term").values_list("term", "places"))
    Mark.everywhere.all().delete()
    assert index_waiting(later) == 1
    assert list(Posting.everywhere.order_by("term").values_list("term", "places")) == before, "filed once"


def test_everything_can_be_filed_again(town, cora):
    report = sent(town, narrative="Took gin.", people=(RED_CAP,))
    subject = make_subject(town)
    make_fact(town, subject, kind="name", value="Daniel Smith")
    rebuild_index()
    assert subjects(cora, "daniel smiht") == [subject.ref]
    while index_waiting(timezone.now() + timedelta(minutes=5)):
        continue
    assert reports(cora, "kowalski gin") == [report.ref]


BAD = (
    "'; DROP TABLE records_posting; --", '"a" OR "b" NEAR c*', "%", "🚗🔥", "\u202egin\u202c", "x" * 5000, "? ? ?",
    "\x00", "مرحبا", "the of",
)  # fmt: skip


@pytest.mark.parametrize("text", BAD, ids=range(len(BAD)))
def test_bad_input_is_harmless(town, cora, text):
    report = sent(town, narrative="Took gin.")
    for actor in (cora, town.actor(town.ada), manager_of(town, town.bakery)):
        found(actor, text)
    assert reports(cora, "gin") == [report.ref]
