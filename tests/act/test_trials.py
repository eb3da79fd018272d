"""A lot decides which slots are guarded first; nobody chooses its outcome, and no result disappears."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests.measure.making import NOW, days, happen, open_shop
from tests.support.signing_in import signed_in
from watchward.act.actions.trials import CannotDraw, draw_trial, give_up_trial
from watchward.act.queries.trials import Slot, trials_of
from watchward.kit.errors import NotFound, NotPermitted
from watchward.measure.queries.trials import candidates, trial_lines
from watchward.patterns.coinflip import draw
from watchward.patterns.effect import FEWER, UNCLEAR
from watchward.records.models import Event

pytestmark = pytest.mark.django_db
BEGINS = date(2026, 3, 23)  # the Monday after NOW


def shops(town, many=6):
    return [open_shop(town, f"Pub {number}", "pub") for number in range(many)]


def slots_at(places, start=4 * 24 + 21):
    return [Slot(one.ref, start, 2) for one in places]


def test_half_is_guarded_first_and_the_ledger_holds_what_draws_the_same_lot_again(town):
    made = draw_trial(actor=town.actor(town.cora), slots=slots_at(shops(town)), begins=BEGINS, weeks=8, now=NOW)
    assert sum(made.first) == 3
    event = Event.everywhere.get(kind="trial.drawn")
    again = draw([one.name for one in made.slots], begins=BEGINS, seed=event.detail["seed"], weeks=8)
    assert again.first == made.first == tuple(event.detail["first"])
    (read,) = trials_of(town.actor(town.cora))
    assert read == made


def test_a_second_lot_waits_until_the_first_is_over_so_that_nobody_draws_until_it_suits(town):
    cora, places = town.actor(town.cora), shops(town)
    made = draw_trial(actor=cora, slots=slots_at(places), begins=BEGINS, weeks=4, now=NOW)
    with pytest.raises(CannotDraw, match="A trial is running"):
        draw_trial(actor=cora, slots=slots_at(places), begins=BEGINS, weeks=4, now=NOW)
    give_up_trial(actor=cora, ref=made.ref, now=NOW)
    draw_trial(actor=cora, slots=slots_at(places), begins=BEGINS, weeks=4, now=NOW)
    assert [one.given_up for one in trials_of(cora)] == [False, True], "what was given up stays in the list"
    with pytest.raises(NotFound):
        give_up_trial(actor=cora, ref=made.ref, now=NOW)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"begins": date(2026, 3, 24)}, "Monday"),
        ({"begins": date(2026, 3, 9)}, "Monday"),
        ({"weeks": 2}, "4 to 12"),
        ({"many": 5}, "even number"),
        ({"many": 4}, "even number"),
        ({"start": 168}, "0 to 167"),
    ],
)
def test_what_makes_no_trial_is_refused_in_words(town, change, why):
    slots = slots_at(shops(town, change.pop("many", 6)), change.pop("start", 21))
    with pytest.raises(CannotDraw, match=why):
        draw_trial(actor=town.actor(town.cora), slots=slots, **({"begins": BEGINS, "weeks": 8, "now": NOW} | change))


def test_members_and_the_next_town_draw_nothing_here_and_read_nothing(town):
    places = shops(town)
    with pytest.raises(NotPermitted):
        draw_trial(actor=town.actor(town.ada), slots=slots_at(places), begins=BEGINS, weeks=8, now=NOW)
    other = town.other.actor(town.other.cora)
    with pytest.raises(NotFound):
        draw_trial(actor=other, slots=slots_at(places), begins=BEGINS, weeks=8, now=NOW)
    made = draw_trial(actor=town.actor(town.cora), slots=slots_at(places), begins=BEGINS, weeks=8, now=NOW)
    assert trials_of(other) == []
    with pytest.raises(NotFound):
        give_up_trial(actor=other, ref=made.ref, now=NOW)
    with pytest.raises(NotPermitted):
        trials_of(town.actor(town.ada))


def test_a_trial_is_judged_after_its_end_by_the_lot_and_cannot_be_told_before(town):
    cora, places = town.actor(town.cora), shops(town, 12)
    made = draw_trial(actor=cora, slots=slots_at(places), begins=BEGINS, weeks=8, now=NOW)
    first = dict(zip([one.premises_ref for one in made.slots], made.first, strict=True))
    for place in places:
        for week in range(16):
            guarded = first[place.ref] == (week < 8)
            for visit in range(1 if guarded else 4):
                at = NOW.replace(hour=21, minute=5 + 5 * visit) + days(9 + 7 * week)  # Friday 27 March and on
                happen(town, place, at, kind=f"theft.k{visit}")
    early = trial_lines(cora, now=NOW + days(30))[0].effect
    assert (early.verdict, early.sentence) == (UNCLEAR, "Cannot tell yet: it ends on 13 July 2026.")
    told = trial_lines(cora, now=NOW + days(200))[0].effect
    assert told.verdict == FEWER
    assert told.p < 0.05
    assert 0.1 < told.low < told.ratio < told.high < 0.6


def test_the_office_draws_and_gives_up_on_the_page_and_others_cannot(town):
    places = shops(town, 8)
    for number, place in enumerate(places):
        for step in range(10):
            happen(town, place, timezone.now() - timedelta(hours=41 * step + 3 * number + 1))
    office = signed_in(town.cora)
    assert len(candidates(town.actor(town.cora), 6)) == 6
    today = timezone.now().astimezone(town.partnership.zone_info).date()
    said = {"pairs": 3, "weeks": 4, "begins": (today + timedelta(days=7 - today.weekday())).isoformat()}
    assert signed_in(town.ada).post("/deployments/plan/draw/", said).status_code == 403
    assert office.post("/deployments/plan/draw/", said | {"weeks": 1}).status_code == 422
    assert office.post("/deployments/plan/draw/", said).status_code == 302
    page = office.get("/deployments/did-it-work/").content.decode()
    assert "Drawn by lot" in page
    (made,) = trials_of(town.actor(town.cora))
    assert signed_in(town.ada).post(f"/deployments/trials/{made.ref}/give-up/").status_code == 403
    assert office.post(f"/deployments/trials/{made.ref}/give-up/").status_code == 302
    assert "Given up" in office.get("/deployments/did-it-work/").content.decode()
