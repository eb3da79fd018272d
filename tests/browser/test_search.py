"""The search in a real browser: going back and refreshing work, and no address ever holds what was typed."""

import pytest

from tests.browser.conftest import DESK
from watchward.records.outbox import work_once
from watchward.wiring import SUBSCRIBERS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_back_and_refresh_work_and_the_words_stand_in_no_address(visit, town, scripts):
    town.report(by=town.ada, narrative="Took two bottles of gin.")
    work_once(SUBSCRIBERS)
    ada = visit(town.ada, viewport=DESK, java_script_enabled=scripts)
    seen = []
    ada.page.on("request", lambda request: seen.append(request.url))
    page = ada.goto("/search/")
    page.get_by_label("What are you looking for?").fill("gin bottles")
    page.get_by_role("search").get_by_role("button").click()
    page.locator("mark").first.wait_for()
    page.reload()
    assert page.locator("mark").count() == 2
    page.locator(".feed a").first.click()
    page.wait_for_url("**/reports/R-*/")
    page.go_back()
    assert page.get_by_label("What are you looking for?").input_value() == "gin bottles"
    assert page.locator("mark").count() == 2
    assert not [one for one in seen if "gin" in one or "bottles" in one]
