"""Who has seen this person, who hears that a record changed, and who says whom they recognise."""

import pytest
from django.db import connection
from django.urls import reverse

from tests.support.showing import UNKNOWN, make_shown, make_unknown
from tests.support.signing_in import signed_in, with_purpose
from watchward.assess.actions._subjects import CannotChangeSubject
from watchward.assess.actions.merges import agree_merge, propose_merge, undo_merge
from watchward.assess.actions.subjects import withdraw_fact
from watchward.assess.models import Recognition
from watchward.kit.errors import NotFound, NotPermitted
from watchward.records.models import Event
from watchward.records.outbox import work_once
from watchward.share.actions.corrections import acknowledge_notice
from watchward.share.actions.disclosures import withdraw_disclosure
from watchward.share.actions.looking import look_at_entry, look_at_gallery, open_marked_picture
from watchward.share.actions.recognising import say_who_it_is
from watchward.share.choices import Shelf
from watchward.share.models import Look, Notice
from watchward.share.queries.corrections import my_notices, told_about
from watchward.share.queries.looks import who_has_seen
from watchward.wiring import SUBSCRIBERS

PLAIN = {"pictures": ()}  # no picture: these tests are about words


@pytest.fixture
def shown(town):
    return make_shown(town)


def looks(town, account):
    return look_at_gallery(actor=town.actor(account), shelf=Shelf.KNOWN)


def work():
    while work_once(SUBSCRIBERS):
        pass


# --- looks


def test_a_page_of_the_gallery_is_one_event_that_names_every_entry_on_it_g_12(town, shown):
    one = shown.disclose(**PLAIN)
    other = make_shown(town).disclose(**PLAIN)
    looks(town, town.ada)
    event = Event.everywhere.get(kind="gallery.viewed")
    assert event.detail == {"entries": [other.ref, one.ref]}
    assert event.account_id == town.ada.pk
    assert Look.everywhere.count() == 2


def test_an_empty_gallery_shows_nobody_and_is_no_event(town, shown):
    looks(town, town.ada)
    assert not Event.everywhere.filter(kind="gallery.viewed").exists()


def test_looks_of_one_day_stand_in_one_row_between_two_rows_of_the_ledger(town, shown):
    shown.disclose(**PLAIN)
    for _ in range(3):
        looks(town, town.ada)
    looks(town, town.bilal)
    mine = Look.everywhere.get(account=town.ada)
    events = Event.everywhere.filter(kind="gallery.viewed", account_id=town.ada.pk).order_by("seq")
    assert (mine.times, mine.first_seq, mine.last_seq) == (3, events.first().seq, events.last().seq)
    assert Look.everywhere.count() == 2


def test_who_has_seen_this_person_names_each_with_how_and_when(town, shown):
    one = shown.disclose()
    looks(town, town.ada)
    look_at_entry(actor=town.actor(town.bilal), ref=one.ref)
    open_marked_picture(actor=town.actor(town.bilal), ref=one.pictures.get().ref)
    with_purpose(signed_in(town.cora), town.cora).get(reverse("subject", args=[shown.subject.ref]))
    signed_in(town.cora).get(reverse("decision", args=[one.ref]))
    signed_in(town.ada).get(reverse("report", args=[shown.report.ref]))
    _subject, lines = who_has_seen(shown.cora, shown.subject.ref)
    assert {(line.who.split()[0], line.how) for line in lines} == {
        ("Ada", "saw them in the gallery"),
        ("Bilal", "opened their entry"),
        ("Bilal", "looked at a picture"),
        ("Cora", "read the record"),
        ("Cora", "read a decision about them"),
        ("Ada", "read a report about them"),
    }
    assert all(line.row for line in lines)


def test_members_and_officers_do_not_learn_who_has_looked_and_the_data_protection_lead_does(town, shown):
    for account in (town.ada, town.person("Pat", "police-officer")):
        with pytest.raises(NotPermitted):
            who_has_seen(town.actor(account), shown.subject.ref)
    assert who_has_seen(town.actor(town.person("Dot", "data-protection-lead")), shown.subject.ref)
    with pytest.raises(NotFound):
        who_has_seen(town.other.actor(town.dev), shown.subject.ref)


def test_reading_who_has_looked_is_an_event_itself_g_12(town, shown):
    with_purpose(signed_in(town.cora), town.cora).get(reverse("who_has_seen", args=[shown.subject.ref]))
    assert Event.everywhere.get(kind="subject.looks_read").ref == f"subject/{shown.subject.ref}"


def test_who_has_looked_is_found_through_indexes_and_never_by_walking_the_ledger(town, shown, on_sqlite):
    if not on_sqlite:
        pytest.skip("the plan is read on SQLite; the indexes are the same")
    from watchward.share.models import Disclosure

    ids = list(Disclosure.everywhere.values_list("pk", flat=True)) or [1]
    questions = (
        Look.everywhere.filter(disclosure_id__in=ids),
        Event.everywhere.filter(partnership_id=1, seq__in=[1, 2]),
        Event.everywhere.filter(partnership_id=1, ref__in=["subject/S-1"], kind__in=["subject.viewed"]),
    )
    for rows in questions:
        sql, values = rows.query.sql_with_params()
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", values)
            plan = " ".join(str(row[3]) for row in cursor.fetchall())
        assert "SCAN" not in plan, plan


# --- corrections


def test_whoever_saw_an_entry_is_told_when_it_was_wrong_and_nobody_else_p_08(town, shown):
    one = shown.disclose(**PLAIN)
    looks(town, town.ada)
    withdraw_disclosure(actor=shown.cora, ref=one.ref, because="correction")
    looks(town, town.bilal)
    work()
    assert [line.what for line in my_notices(town.actor(town.ada))] == ["What you were shown was wrong."]
    assert my_notices(town.actor(town.bilal)) == []
    assert my_notices(shown.cora) == []


def test_a_worker_that_runs_twice_tells_nobody_twice(town, shown):
    one = shown.disclose(**PLAIN)
    looks(town, town.ada)
    withdraw_disclosure(actor=shown.cora, ref=one.ref, because="not-needed")
    event = Event.everywhere.get(kind="disclosure.withdrawn")
    for _ in range(2):
        for subscriber in SUBSCRIBERS["disclosure.withdrawn"]:
            if "corrections" in subscriber.__module__:
                subscriber(event)
    assert Notice.everywhere.count() == 1


def test_everybody_who_received_either_is_told_of_a_merge_and_of_its_undoing_p_07(town, shown):
    other = make_shown(town)
    shown.disclose(zones=(), premises=(town.bakery.ref,), **PLAIN)
    other.disclose(zones=(), premises=(town.pharmacy.ref,), **PLAIN)
    looks(town, town.ada)
    looks(town, town.bilal)
    merge = propose_merge(actor=shown.cora, keeper_ref=shown.subject.ref, other_ref=other.subject.ref, because="Scar")
    agree_merge(actor=shown.second_actor, ref=shown.subject.ref, merge_ref=merge.ref)
    work()
    told = Notice.everywhere.filter(why="merged")
    assert {one.account_id for one in told} == {town.ada.pk, town.bilal.pk}
    undo_merge(actor=shown.cora, ref=shown.subject.ref, merge_ref=merge.ref, because="Two people")
    work()
    assert {one.account_id for one in Notice.everywhere.filter(why="parted")} == {town.ada.pk, town.bilal.pk}


def test_a_fact_that_was_taken_back_is_told_to_those_who_saw_it_p_08(town, shown):
    shown.disclose(fields=("name",), **PLAIN)
    looks(town, town.ada)
    facts = {one.kind: one for one in shown.subject.facts.all()}
    withdraw_fact(actor=shown.cora, ref=shown.subject.ref, fact_ref=facts["alias"].ref, because="Somebody else")
    work()
    assert my_notices(town.actor(town.ada)) == []  # the alias was not on what Ada saw
    withdraw_fact(actor=shown.cora, ref=shown.subject.ref, fact_ref=facts["name"].ref, because="Another name")
    work()
    assert len(my_notices(town.actor(town.ada))) == 1


def test_the_one_who_was_told_says_that_they_read_it_and_the_office_sees_who_did_not_p_08(town, shown):
    one = shown.disclose(**PLAIN)
    looks(town, town.ada)
    looks(town, town.bilal)
    withdraw_disclosure(actor=shown.cora, ref=one.ref, because="correction")
    work()
    client = signed_in(town.ada)
    page = client.get(reverse("home")).content.decode()
    assert "What you were shown was wrong." in page
    assert "Robin" not in page
    notice = my_notices(town.actor(town.ada))[0]
    with pytest.raises(NotFound):
        acknowledge_notice(actor=town.actor(town.bilal), ref=notice.ref)
    assert client.post(reverse("notice_read", args=[notice.ref])).status_code == 302
    assert "What you were shown was wrong." not in client.get(reverse("home")).content.decode()
    told = told_about(shown.cora, shown.subject)
    assert [(line.who.split()[0], bool(line.read)) for line in told] == [("Bilal", False), ("Ada", True)]
    assert Event.everywhere.get(kind="notice.acknowledged").account_id == town.ada.pk


# --- recognitions


def test_somebody_says_whom_they_recognise_with_picture_knowledge_and_whether_a_name_was_said_p_02(town):
    unknown = make_unknown(town)
    one = unknown.disclose(**UNKNOWN)
    answer = signed_in(town.bilal).post(
        reverse("recognise_person", args=[one.ref]),
        {"said": "Robin from the gym", "knows_from": "Trained with me in May", "was_told_a_name": "no"},
    )
    assert answer.status_code == 302
    made = Recognition.everywhere.get()
    assert (made.subject, made.evidence, made.recognised_by) == (unknown.subject, unknown.evidence, town.bilal)
    assert (made.said, made.was_told_a_name) == ("Robin from the gym", False)


def test_nobody_is_shown_what_others_said_p_02(town):
    unknown = make_unknown(town)
    one = unknown.disclose(**UNKNOWN)
    say_who_it_is(
        actor=town.actor(town.bilal), ref=one.ref, said="Robin Hoodless", knows_from="Gym", was_told_a_name=False
    )
    client = signed_in(town.ada)
    pages = (reverse("who_is_this"), reverse("shown_person", args=[one.ref]))
    assert all("Hoodless" not in client.get(page).content.decode() for page in pages)


def test_what_was_typed_is_kept_when_something_is_missing(town):
    one = make_unknown(town).disclose(**UNKNOWN)
    answer = signed_in(town.ada).post(reverse("recognise_person", args=[one.ref]), {"said": "Robin", "knows_from": ""})
    assert answer.status_code == 422
    assert 'value="Robin"' in answer.content.decode()
    assert Recognition.everywhere.count() == 0


def test_nobody_recognises_somebody_whom_they_are_not_shown(town, shown):
    unknown = make_unknown(town).disclose(zones=(), premises=(town.bakery.ref,), **UNKNOWN)
    known = shown.disclose(**PLAIN)
    words = {"said": "Robin", "knows_from": "Gym", "was_told_a_name": False}
    for account, one in ((town.bilal, unknown), (town.bilal, known)):
        with pytest.raises(NotFound):
            say_who_it_is(actor=town.actor(account), ref=one.ref, **words)
    with pytest.raises(NotFound):
        say_who_it_is(actor=town.other.actor(town.other.ada), ref=unknown.ref, **words)
    say_who_it_is(actor=town.actor(town.ada), ref=unknown.ref, **words)
    with pytest.raises(CannotChangeSubject):
        say_who_it_is(actor=town.actor(town.ada), ref=unknown.ref, **words)
