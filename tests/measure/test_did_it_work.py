"""Whether guards helped is said with its interval, "cannot tell yet" where it cannot, and never who stood there."""

from datetime import timedelta

import pytest

from tests.measure.making import NOW, days, happen, open_shop
from tests.support.signing_in import signed_in
from watchward.act.models import Deployment
from watchward.kit.errors import NotPermitted
from watchward.measure.queries.did_it_work import did_it_work
from watchward.patterns.effect import FEWER, UNCLEAR

pytestmark = pytest.mark.django_db
FRIDAY = NOW.replace(hour=21, minute=0) - days(5)  # the last Friday that is over
WEEKS = 12


def stand(town, premises, weeks, **said):
    for week in weeks:
        begin = FRIDAY - days(7 * week)
        Deployment.everywhere.create(
            partnership=town.partnership, premises=premises, starts_at=begin, ends_at=begin + timedelta(hours=2),
            contractor_name="Generated Guard", contractor_licence="123456", licence_expires_on="2027-01-01",
            purpose="Friday nights", agreed_at=begin - days(7), agreed_by=town.cora, **said,
        )  # fmt: skip


def town_with_guards(town, *, with_guards: int):
    """A pub with six visits each Friday night, `with_guards` of them while guarded; other shops are as ever."""
    pub = open_shop(town, "Pub", "pub")
    others = [open_shop(town, f"Shop {number}") for number in range(4)]
    for week in range(2 * WEEKS + 16):
        many = with_guards if week < WEEKS else 6
        for visit in range(many):
            happen(town, pub, FRIDAY - days(7 * week) + timedelta(minutes=5 + 18 * visit), kind=f"theft.k{visit}")
        for number, shop in enumerate(others):
            for visit in range(6):
                at = FRIDAY - days(7 * week) - timedelta(hours=20 + 9 * visit + number)
                happen(town, shop, at, kind=f"theft.k{visit}")
    stand(town, pub, range(WEEKS))
    return pub


def test_a_clear_fall_is_said_with_its_interval_and_where_guards_stood(town):
    pub = town_with_guards(town, with_guards=1)
    found = did_it_work(town.actor(town.cora), now=NOW)
    assert found.effect.verdict == FEWER
    assert 0 < found.effect.low < found.effect.ratio < found.effect.high < 1
    (slot,) = found.slots
    assert (slot.premises_ref, slot.words, slot.weeks) == (pub.ref, "Friday 21:00 to 23:00", WEEKS)


def test_guards_that_changed_nothing_are_never_called_a_success(town):
    town_with_guards(town, with_guards=6)
    assert did_it_work(town.actor(town.cora), now=NOW).effect.verdict != FEWER


def test_too_little_is_said_to_be_too_little(town):
    pub = open_shop(town, "Pub", "pub")
    assert did_it_work(town.actor(town.cora), now=NOW).effect.verdict == UNCLEAR
    stand(town, pub, range(2))
    few = did_it_work(town.actor(town.cora), now=NOW)
    assert few.effect.sentence == (
        "Cannot tell yet: guards have stood for 2 of the 4 weeks that are the least."
    )  # fmt: skip
    stand(town, pub, range(2, 8))
    assert did_it_work(town.actor(town.cora), now=NOW).effect.verdict == UNCLEAR, "nothing was reported at all"


def test_what_was_called_off_is_not_counted_as_guarded(town):
    pub = open_shop(town, "Pub", "pub")
    stand(town, pub, range(8), cancelled_at=NOW, cancelled_by=town.cora)
    assert did_it_work(town.actor(town.cora), now=NOW).done == 0


def test_whoever_sees_all_figures_reads_it_without_anybodys_name_and_members_do_not(town):
    town_with_guards(town, with_guards=1)
    page = signed_in(town.cora).get("/deployments/did-it-work/")
    assert page.status_code == 200
    assert "Generated Guard" not in page.content.decode()
    with pytest.raises(NotPermitted):
        did_it_work(town.actor(town.ada), now=NOW)
    assert signed_in(town.ada).get("/deployments/did-it-work/").status_code == 403
