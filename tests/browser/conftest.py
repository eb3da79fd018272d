"""A real chromium against a real server: signed-in contexts that know of every stray request and console complaint."""

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, Page, sync_playwright

from tests.support.signing_in import signed_in, with_purpose
from tests.support.town import Town, make_town

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",  # nothing here is worth a renderer in software
    "--disable-software-rasterizer",
    "--disable-extensions",
    "--disable-dev-shm-usage",
]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}
# `make test` looks at each page once; the same pages on other screens and at other times are `make looks`.
ALSO = pytest.mark.looks
WCAG = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


@pytest.fixture(scope="session", autouse=True)
def _django_beside_playwright():
    """Playwright's loop runs in this thread; Django would take it for async code."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    yield
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def chromium():
    """Debian's chromium, once per worker."""
    if not CHROMIUM.exists():
        pytest.skip("No chromium is installed at /usr/bin/chromium (Debian: apt-get install chromium).")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def town(transactional_db) -> Town:
    """The cast, with real transactions, because the server answers from another thread."""
    return make_town()


class Visitor:
    """One person with one browser: opens pages, and remembers what should never happen."""

    def __init__(self, browser: Browser, address: str, account=None, **how):
        how = {"viewport": PHONE, "has_touch": True, "locale": "en-GB", "timezone_id": "Europe/London"} | how
        self.address = address
        self.context = browser.new_context(base_url=address, **how)
        self.strays: list[str] = []
        self.complaints: list[str] = []
        self.context.on("request", self._note)
        if account is not None:
            self.sign_in(account)
        self.page: Page = self.context.new_page()
        self.page.on("console", lambda said: said.type == "error" and self.complaints.append(said.text))
        self.page.on("pageerror", lambda wrong: self.complaints.append(str(wrong)))

    def _note(self, request):
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.strays.append(request.url)

    def sign_in(self, account) -> None:
        """Take over a session opened by the test client, second step included."""
        cookie = with_purpose(signed_in(account), account).cookies[settings.SESSION_COOKIE_NAME]
        self.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie.value, "url": self.address}])

    def goto(self, path: str) -> Page:
        """Open one page."""
        self.page.goto(path)
        return self.page

    def axe(self) -> list[str]:
        """What axe finds wrong with the page as it stands: rule, how often, where first."""
        found = Axe().run(self.page, options=WCAG).response["violations"]
        return [f"{one['id']} ({len(one['nodes'])}): {one['nodes'][0]['target']} {one['help']}" for one in found]


@pytest.fixture
def visit(chromium, live_server):
    """Open a browser for an account; at the end no request left this machine and no console complained."""
    opened: list[Visitor] = []

    def open_one(account=None, **how) -> Visitor:
        visitor = Visitor(chromium, live_server.url, account, **how)
        opened.append(visitor)
        return visitor

    yield open_one
    for visitor in opened:
        visitor.context.close()
    for visitor in opened:
        assert visitor.strays == []
        assert visitor.complaints == []
