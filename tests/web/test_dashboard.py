"""The partnership's page: what it says, to whom, and what it leaves out."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.measure.making import happen, open_shop
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def lately():
    return timezone.now() - timedelta(days=1)


def test_the_first_line_answers_which_premises_and_each_links_to_its_page(town, lately):
    happen(town, town.bakery, lately, times=7)
    page = signed_in(town.cora).get("/partnership/?period=4w")
    assert "Which premises have trouble on which evenings?" in text_of(page)
    assert f'href="/premises/{town.bakery.ref}/?period=4w"' in page.content.decode()
    assert f'href="/premises/{town.pharmacy.ref}/' not in page.content.decode()  # nothing happened there
    assert "7 incidents in the last 4 weeks" in text_of(page)


def test_every_chart_has_its_table_its_denominator_and_a_sentence(town, lately):
    happen(town, town.bakery, lately, times=7)
    html = signed_in(town.cora).get("/partnership/?period=4w").content.decode()
    assert html.count('role="img"') == html.count("Show the numbers") == 4
    for said in (
        "7 incidents reported in the last 4 weeks, today included, as 28 days",
        "7 of 7 incidents with a known hour",
        "7 incidents, each counted under one kind",
        "7 of 7 incidents at 2 of 2 premises that have a position",
        "None of 7 incidents says what was lost",
        "1 of 2 members sent at least one report",
    ):
        assert said in html


def test_fewer_than_twenty_events_show_no_arrow_and_more_may_d_4(town, lately):
    happen(town, town.bakery, lately - timedelta(days=60))
    happen(town, town.bakery, lately - timedelta(days=28), times=2)
    happen(town, town.bakery, lately, times=17)
    few = text_of(signed_in(town.cora).get("/partnership/?period=4w"))
    assert "Too few to say" in few
    assert "▲" not in few
    assert "▼" not in few
    happen(town, town.bakery, lately, times=10)
    assert "▲ More" in text_of(signed_in(town.cora).get("/partnership/?period=4w"))


def test_limits_are_printed_beside_what_they_limit(town, lately):
    happen(town, town.bakery, lately)
    said = text_of(signed_in(town.cora).get("/partnership/"))
    assert "A busy slot can also mean that more staff were there" in said
    assert "Only reported incidents are counted" in said


def test_a_new_town_is_told_how_the_page_fills_and_a_quiet_period_where_to_look(town, lately):
    assert "Nothing has been reported yet." in text_of(signed_in(town.cora).get("/partnership/"))
    happen(town, town.bakery, lately - timedelta(days=200))
    quiet = text_of(signed_in(town.cora).get("/partnership/?period=4w"))
    assert "No incidents in this period." in quiet
    assert "Show all time" in quiet


def test_an_old_stream_opens_at_its_last_year_and_the_page_says_so(town, lately):
    happen(town, town.bakery, lately.replace(year=2014, month=5, day=2), times=3)
    page = signed_in(town.cora).get("/partnership/")
    assert "3 incidents in 2014" in text_of(page)
    assert '<a class="tabs__link" href="?period=2014" aria-current="page">2014</a>' in page.content.decode()


def test_the_board_sees_figures_and_no_link_to_any_report(town, lately):
    happen(town, town.bakery, lately, times=30)
    board = signed_in(town.person("Bo", "board-member"))
    for address in ("/partnership/", f"/premises/{town.bakery.ref}/"):
        page = board.get(address)
        assert page.status_code == 200
        assert "/reports/R-" not in page.content.decode()
    assert "/reports/R-" in signed_in(town.cora).get(f"/premises/{town.bakery.ref}/").content.decode()


@pytest.mark.parametrize(
    ("role", "partnership", "premises", "safety"),
    [
        ("shop-worker", 403, 200, 403),
        ("store-manager", 403, 200, 403),
        ("coordinator", 200, 200, 200),
        ("board-member", 200, 200, 403),
        ("police-officer", 200, 200, 403),
        ("council-officer", 200, 200, 403),
        ("cctv-operator", 403, 403, 403),
        ("safety-representative", 403, 403, 200),
        ("data-protection-lead", 403, 403, 403),
    ],
)
def test_each_role_opens_what_is_theirs_and_nothing_else(town, role, partnership, premises, safety):
    person = signed_in(town.person("Somebody", role, town.bakery))
    assert person.get("/partnership/").status_code == partnership
    assert person.get("/premises/").status_code == premises
    assert person.get(f"/premises/{town.bakery.ref}/").status_code == premises
    assert person.get("/staff-safety/").status_code == safety


def test_a_stranger_is_asked_to_sign_in(client):
    for address in ("/partnership/", "/premises/", "/premises/P-1/", "/staff-safety/"):
        assert client.get(address).status_code == 302


def test_a_name_that_is_markup_stays_text_in_every_chart(town, lately):
    shop = open_shop(town, "<script>alert(1)</script> & Sons")
    happen(town, shop, lately, times=30)
    for address in ("/partnership/", "/premises/", f"/premises/{shop.ref}/"):
        html = signed_in(town.cora).get(address).content.decode()
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert" in html


def test_nonsense_in_the_address_shows_the_default(town, lately):
    happen(town, town.bakery, lately)
    for query in ("?period=%00", "?period=99999999999999999999", "?kind=%22%3E", "?period=4w&kind=theft.bulk"):
        assert signed_in(town.cora).get(f"/partnership/{query}").status_code == 200
