"""Names in lists and among what a search found: each is a look, once a day, and ordinary work meets no limit (G-12)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.support.programs import program
from tests.support.signing_in import signed_in, with_purpose
from watchward.assess.actions.alarms import watch_looks
from watchward.assess.actions.listing import list_subjects
from watchward.assess.actions.subjects import open_subject
from watchward.assess.rules.facts import FactSaid
from watchward.policy import Role, TooManyLooks, operator_at_console
from watchward.policy.budgets import BUDGETS
from watchward.records.models import Event, Tally

pytestmark = pytest.mark.django_db


def known(town, number: int) -> list[str]:
    cora = town.actor(town.cora)
    return [
        open_subject(
            actor=cora, necessity="Seen", facts=(FactSaid("alias", f"Red Cap {one}", source="The guard"),)
        ).ref
        for one in range(number)
    ]  # fmt: skip


def looks_of(account) -> int:
    return sum(Tally.everywhere.filter(account_id=account.pk).values_list("in_day", flat=True))


def named_to(account) -> list[tuple[str, int]]:
    rows = Event.everywhere.filter(kind="subject.listed", account_id=account.pk).order_by("seq")
    return [(one.detail["how"], one.detail["new"]) for one in rows]


def test_a_list_counts_each_name_once_a_day_and_a_search_only_who_was_not_named_before(town):
    known(town, 3)
    client = with_purpose(signed_in(town.cora), town.cora)
    before = looks_of(town.cora)
    for _again in range(2):
        assert client.get(reverse("subjects")).status_code == 200
    assert looks_of(town.cora) == before + 3
    known(town, 1)
    client.post(reverse("search"), {"q": "red cap"}, follow=True)
    assert looks_of(town.cora) == before + 4
    assert named_to(town.cora) == [("list", 3), ("list", 0), ("search", 1)]
    client.post(reverse("search"), {"q": "zzzz"}, follow=True)
    client.get(reverse("subjects"), {"state": "removed"})
    assert len(named_to(town.cora)) == 3, "an empty page shows nobody"
    assert looks_of(town.ada) == 0


def test_a_program_is_counted_like_its_person_and_a_member_is_named_nobody(town):
    refs, office = known(town, 2), program(town.cora)
    rang = {"kind": "other", "words": "A colleague rang about a red cap."}
    found = office.send("/search", {"text": "red cap", "purpose": rang}).json()
    assert {one["ref"] for one in found["subjects"]} == set(refs)
    office.get("/subjects")
    assert named_to(town.cora) == [("search", 2), ("list", 0)]
    signed_in(town.ada).post(reverse("search"), {"q": "red cap"}, follow=True)
    assert named_to(town.ada) == []


def test_who_is_paused_is_named_nobody_neither_in_the_list_nor_by_a_search(town):
    known(town, 2)
    client = with_purpose(signed_in(town.cora), town.cora)
    Tally.everywhere.update_or_create(
        partnership_id=town.partnership.pk, account_id=town.cora.pk, day=timezone.localdate(),
        defaults={"hour": 99, "in_hour": 0, "in_day": BUDGETS[Role.COORDINATOR].most_day - 1},
    )  # fmt: skip
    for answer in (
        client.get(reverse("subjects")),
        client.post(reverse("search"), {"q": "red cap"}, follow=True),
    ):
        assert answer.status_code == 403
        assert "Red Cap" not in answer.content.decode()
    with pytest.raises(TooManyLooks):
        list_subjects(actor=town.actor(town.cora))
    assert not Event.everywhere.filter(kind__in=("subject.listed", "search.made")).exists()


def test_a_good_day_of_an_officer_with_the_list_and_twenty_searches_meets_no_limit_and_raises_no_alarm(town):
    known(town, 50)
    pat, today = town.person("Pat", "police-officer"), timezone.localdate()
    for days_ago in range(1, 11):
        Tally.everywhere.create(
            partnership_id=town.partnership.pk, account_id=pat.pk, day=today - timedelta(days=days_ago), hour=9,
            in_hour=0, in_day=4,
        )  # fmt: skip
    actor = town.actor(pat, is_recently_confirmed=False)
    for _time in range(25):
        assert len(list_subjects(actor=actor).rows) == 50
    assert Tally.everywhere.get(account_id=pat.pk, day=today).in_day == 50
    assert watch_looks(actor=operator_at_console(), now=timezone.now()) == 0
