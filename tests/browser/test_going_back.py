"""The back button shows nobody once the person has signed out, or once their purpose is over."""

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse

from tests.browser.conftest import ALSO, ARGUMENTS, CHROMIUM, DESK, PHONE, Visitor
from tests.support.showing import make_shown
from watchward.web.purpose import KEPT_AS, OPENED_AS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAME = "Robin Generated"
KEPT_WHOLE = "(kind) => dispatchEvent(new PageTransitionEvent(kind, {persisted: true}))"


@pytest.fixture
def visit_as_people_do(chromium, live_server):
    """A browser that keeps whole pages for the back button, as people's browsers do and test browsers do not."""
    keeps = chromium.browser_type.launch(
        executable_path=str(CHROMIUM), args=ARGUMENTS, ignore_default_args=["--disable-back-forward-cache"]
    )
    yield lambda account, **how: Visitor(keeps, live_server.url, account, **how)
    keeps.close()


def end_purposes(visitor) -> None:
    """As if the quarter of an hour, and the hour on the page, had passed."""
    (key,) = [one["value"] for one in visitor.context.cookies() if one["name"] == settings.SESSION_COOKIE_NAME]
    session = SessionStore(key)
    for name in (KEPT_AS, OPENED_AS):
        session.pop(name, None)
    session.save()


@pytest.mark.parametrize("screen", [PHONE, pytest.param(DESK, marks=ALSO)], ids=["phone", "desk"])
def test_after_signing_out_the_back_button_shows_nobody(visit_as_people_do, town, screen):
    shown = make_shown(town)
    entry = shown.disclose().ref
    for name, ref in (("subject", shown.subject.ref), ("shown_person", entry), ("decision", entry)):
        cora = visit_as_people_do(town.cora, viewport=screen)
        page = cora.goto(reverse(name, args=[ref]))
        assert NAME in page.content(), name
        page.locator(f"form[action='{reverse('account_logout')}']").evaluate("(form) => form.submit()")
        page.wait_for_url(lambda url, seen=ref: seen not in url)
        page.go_back()
        page.get_by_label("Password", exact=True).wait_for()
        assert NAME not in page.content(), name
        cora.context.close()


def test_once_the_purpose_is_over_the_back_button_asks_for_one_and_shows_nobody(visit_as_people_do, town):
    shown = make_shown(town)
    cora = visit_as_people_do(town.cora, viewport=DESK)
    page = cora.goto(reverse("subject", args=[shown.subject.ref]))
    assert NAME in page.content()
    page.goto(reverse("home"))
    end_purposes(cora)
    page.go_back()
    page.wait_for_url("**/purpose/**")
    assert NAME not in page.content()


def test_a_page_that_the_browser_kept_whole_is_hidden_as_it_leaves_and_asked_for_anew(visit, town):
    shown = make_shown(town)
    cora = visit(town.cora, viewport=DESK)
    page = cora.goto(reverse("subject", args=[shown.subject.ref]))
    heading = page.get_by_role("heading", level=1)
    assert heading.is_visible()
    page.evaluate(KEPT_WHOLE, "pagehide")
    assert heading.is_hidden()
    end_purposes(cora)
    page.evaluate(KEPT_WHOLE, "pageshow")
    page.wait_for_url("**/purpose/**")
    assert NAME not in page.content()
    form = cora.goto(reverse("report_new")).get_by_label("What should we know?")
    form.fill("He left by the back door.")
    for kind in ("pagehide", "pageshow"):
        page.evaluate(KEPT_WHOLE, kind)
    assert form.input_value() == "He left by the back door."
