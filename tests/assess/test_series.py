"""Series: proposed from what reports say, never from what a reader may not read, and judged by a person (G-05)."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from watchward.assess.actions.cases import open_case
from watchward.assess.actions.series import CannotSetApart, set_apart, take_back_apart
from watchward.assess.clocks.reports import WordsOfReports
from watchward.assess.models import SetApart
from watchward.assess.queries.series import proposed_series, set_apart_now
from watchward.collect.models import Decoy, Report
from watchward.collect.rules.drafts import GoodsSaid, PersonSaid, VehicleSaid
from watchward.kit.errors import NotFound, NotPermitted
from watchward.records.models import Event

SPIDER = PersonSaid(marks="spider tattoo on left hand", methods=("concealment.foil_bag",))
OTHERS = ("disorder.drunk", "damage.window", "fraud.card", "street.begging", "violence.threat")


def alike(town, many=3):
    """The same method, mark, goods and car, two days apart; and others in between that are nothing like it."""
    now = timezone.now()
    made = [
        town.report(
            by=town.ada, happened_at=now - timedelta(days=3 + 2 * n), people=(SPIDER,),
            goods=(GoodsSaid("health.fragrance"),), vehicles=(VehicleSaid(registration="Q700KTV"),),
        )
        for n in range(many)
    ]  # fmt: skip
    if not Report.everywhere.filter(kind__in=OTHERS).exists():
        for n in range(24):
            kind, days = OTHERS[n % len(OTHERS)], 5 + (31 * n) % 113
            by = town.bilal if n % 2 else town.ada
            town.report(by=by, happened_at=now - timedelta(days=days, hours=7 * n % 24), kind=kind)
    return made


def refs_of(found):
    return [{row.ref for row in one.reports} for one in found.proposals]


@pytest.fixture
def cora(town):
    return town.actor(town.cora)


def test_reports_that_are_alike_are_proposed_with_the_reasons_for_each_link_g_05(town, cora):
    made = alike(town)
    found = proposed_series(cora)
    assert refs_of(found)[0] == {one.ref for one in made}
    reasons = {name: words for name, words, _bits in found.proposals[0].ties[0].reasons}
    assert "spider" in reasons["Marks"]
    assert "Q700KTV" in reasons["Vehicle"]
    assert not Event.everywhere.filter(kind__startswith="case.").exists()  # nothing follows by itself


def test_what_was_set_apart_is_not_proposed_again_until_that_is_taken_back(town, cora):
    one, two, three = alike(town)
    assert set_apart(actor=cora, report_refs=[one.ref], from_refs=[two.ref, three.ref]) == 2
    assert refs_of(proposed_series(cora)) == [{two.ref, three.ref}]
    assert len(set_apart_now(cora)) == 2
    take_back_apart(actor=cora, one_ref=two.ref, other_ref=one.ref)
    take_back_apart(actor=cora, one_ref=one.ref, other_ref=three.ref)
    assert refs_of(proposed_series(cora)) == [{one.ref, two.ref, three.ref}]
    assert SetApart.everywhere.count() == 2  # who said what stays readable
    kinds = list(Event.everywhere.filter(kind__startswith="series.").order_by("seq").values_list("kind", flat=True))
    assert kinds == ["series.set_apart", "series.apart_taken_back", "series.apart_taken_back"]


def test_a_whole_proposal_is_set_apart_at_once_and_only_once(town, cora):
    made = alike(town)
    refs = [one.ref for one in made]
    assert set_apart(actor=cora, report_refs=refs) == 3
    assert set_apart(actor=cora, report_refs=refs) == 0
    assert refs_of(proposed_series(cora)) == []


def test_one_report_alone_or_a_strangers_cannot_be_set_apart(town, cora):
    one = alike(town, 2)[0]
    theirs = town.other.report(by=town.other.ada)
    with pytest.raises(CannotSetApart, match="at least two"):
        set_apart(actor=cora, report_refs=[one.ref])
    with pytest.raises(CannotSetApart, match="at least two"):
        set_apart(actor=cora, report_refs=[one.ref], from_refs=[one.ref])
    with pytest.raises(NotFound):
        set_apart(actor=cora, report_refs=[one.ref, theirs.ref])
    with pytest.raises(NotFound):
        take_back_apart(actor=cora, one_ref=one.ref, other_ref=theirs.ref)
    assert not SetApart.everywhere.exists()


def test_members_read_no_series_and_the_police_read_but_do_not_judge(town, cora):
    made = alike(town)
    police = town.actor(town.person("Pat", "police-officer"))
    assert refs_of(proposed_series(police)) == refs_of(proposed_series(cora))
    with pytest.raises(NotPermitted):
        set_apart(actor=police, report_refs=[one.ref for one in made])
    for stranger in (town.ada, town.person("Mia", "store-manager", town.bakery)):
        with pytest.raises(NotPermitted):
            proposed_series(town.actor(stranger))


def test_the_next_town_sees_nothing_of_it(town, cora):
    alike(town)
    assert proposed_series(town.other.actor(town.other.cora)).proposals == ()


def test_a_report_about_nobody_is_in_no_series(town, cora):
    made = alike(town)
    Decoy.everywhere.create(report=made[0])
    assert refs_of(proposed_series(cora)) == [{made[1].ref, made[2].ref}]


def test_what_the_reader_may_not_read_is_taken_out_and_leaves_no_trace(town, cora, monkeypatch):
    made = alike(town)
    away = made[0]
    real = proposed_series(cora)
    monkeypatch.setattr(
        "watchward.assess.queries.series.visible_reports",
        lambda actor, among: Report.everywhere.filter(pk__in=among).exclude(pk=away.pk),
    )
    found = proposed_series(cora)
    assert refs_of(found) == [{made[1].ref, made[2].ref}]
    assert all(away.ref not in (tie.one, tie.other) for one in found.proposals for tie in one.ties)
    assert len(real.proposals[0].ties) == 3


def test_reports_of_one_open_case_are_no_proposal_any_more(town, cora):
    made = alike(town)
    open_case(actor=cora, title="Fragrance", purpose="To find out.", report_refs=[one.ref for one in made])
    assert refs_of(proposed_series(cora)) == []
    fresh = alike(town, 1)[0]
    assert refs_of(proposed_series(cora)) == [{fresh.ref, *(one.ref for one in made)}]


def test_a_judgement_goes_with_its_report(town, cora):
    made = alike(town)
    set_apart(actor=cora, report_refs=[one.ref for one in made])
    WordsOfReports().erase([made[0].ref], timezone.now())
    assert SetApart.everywhere.count() == 1


def test_an_empty_town_proposes_nothing(town, cora):
    found = proposed_series(cora)
    assert (found.proposals, found.looked_at, found.left_out) == ((), 0, 0)
    assert isinstance(found.since, datetime)
