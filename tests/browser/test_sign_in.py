"""Signing in with a real browser: password and code, passkey, the letter's link, the training, sessions."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from tests.browser.conftest import ALSO
from tests.support.town import PASSWORD
from watchward.partners.actions.invitations import invite
from watchward.partners.actions.promises import publish_promise
from watchward.partners.models import Account, Membership, Promise, PromiseKept
from watchward.partners.queries.promises import default_promises
from watchward.records.outbox import work_once
from watchward.wiring import SUBSCRIBERS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
LONG = "seven wet umbrellas"


@pytest.fixture(autouse=True)
def _no_limits_left_over(transactional_db):
    cache.clear()
    yield
    cache.clear()


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def with_passkeys(visitor):
    """Give the page a device that answers every passkey request as its owner would."""
    tools = visitor.context.new_cdp_session(visitor.page)
    tools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    device = tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    return tools, device


def enter(page, email: str, password: str = PASSWORD) -> None:
    page.goto(reverse("account_login"))
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def publish_shipped(town) -> None:
    for one in default_promises():
        publish_promise(
            actor=town.actor(town.cora), kind=one.kind, title=one.title, text=one.text,
            questions=one.questions, pass_mark=one.pass_mark,
        )  # fmt: skip


def test_password_and_code_open_the_house(visit, town):
    TOTP.activate(town.cora, SECRET)
    visitor = visit()
    page = visitor.page
    enter(page, town.cora.email)
    page.wait_for_url("**/sign-in/second-step/")
    assert visitor.axe() == []
    page.get_by_label("Code").fill(code_of(SECRET))
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url(f"{visitor.address}/")
    assert "Cora" in page.inner_text("main")


def test_a_passkey_is_added_and_then_signs_in_alone_and_confirms(visit, town):
    visitor = visit()
    page = visitor.page
    tools, device = with_passkeys(visitor)
    enter(page, town.cora.email)
    page.goto(reverse("mfa_index"))
    assert "You can send reports, and nothing else yet" in page.inner_text("main")
    page.get_by_role("link", name="Add a passkey").click()
    assert visitor.axe() == []
    page.get_by_label("Name of the device").fill("My phone")
    page.get_by_role("button", name="Add this device").click()
    page.wait_for_url("**/account/second-step/codes/")
    assert "10 codes of 10 left" in page.inner_text("main")
    assert visitor.axe() == []
    assert len(tools.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]) == 1
    page.goto(reverse("promises_publish"))
    assert "Published texts" in page.inner_text("h1")

    page.goto(reverse("account_logout"))
    page.locator("main").get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{visitor.address}/")
    page.goto(reverse("mfa_list_webauthn"))
    assert "My phone" in page.inner_text("main")
    assert visitor.axe() == []
    page.goto(f"{reverse('mfa_reauthenticate_webauthn')}?next={reverse('promises_publish')}")
    assert visitor.axe() == []
    page.get_by_role("button", name="Use your passkey").click()
    page.wait_for_url("**/promises/publish/")


def test_a_passkey_works_as_the_second_step_after_the_password(visit, town):
    visitor = visit()
    page = visitor.page
    with_passkeys(visitor)
    enter(page, town.cora.email)
    page.goto(reverse("mfa_add_webauthn"))
    page.get_by_role("button", name="Add this device").click()
    page.wait_for_url("**/account/second-step/codes/")
    visitor.context.clear_cookies()
    enter(page, town.cora.email)
    page.wait_for_url("**/sign-in/second-step/")
    page.get_by_role("button", name="Use your passkey").click()
    page.wait_for_url(f"{visitor.address}/")
    page.goto(reverse("promises_publish"))
    assert "Published texts" in page.inner_text("h1")


def test_a_passkey_that_does_not_answer_says_what_to_do(visit, town):
    visitor = visit()
    page = visitor.page
    tools, device = with_passkeys(visitor)
    tools.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    page.goto(reverse("account_login"))
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_selector("#passkey-trouble:not([hidden])")
    assert "Try again, or use another way" in page.inner_text("#passkey-trouble")
    assert Authenticator.objects.count() == 0


def test_the_letter_leads_through_joining_promises_and_second_step_home(visit, town, live_server, settings):
    settings.PUBLIC_URL = live_server.url
    publish_shipped(town)
    invite(
        actor=town.actor(town.cora), email="nia@shop.example", name="Nia Example", role="shop-worker",
        organisation_ref=town.bakery.organisation.ref, premises_refs=[town.bakery.ref],
    )  # fmt: skip
    work_once(SUBSCRIBERS)
    link = next(line for line in mail.outbox[-1].body.splitlines() if line.startswith("http"))
    visitor = visit()
    page = visitor.page
    page.goto(link)
    assert visitor.axe() == []
    page.get_by_label("Choose a password").fill(LONG)
    page.get_by_role("button", name="Join with this password").click()
    page.wait_for_url("**/promises/")
    assert visitor.axe() == []
    page.get_by_role("link", name="Read and accept").click()
    assert visitor.axe() == []
    page.get_by_label("I have read this agreement").check()
    page.get_by_role("button", name="Accept the agreement").click()
    page.wait_for_url("**/promises/")
    page.get_by_role("link", name="Begin the training").click()
    assert visitor.axe() == []
    training = Promise.everywhere.filter(partnership=town.partnership, kind="training").latest("version")
    for number, question in enumerate(training.questions):
        page.locator(f"input[name=q{number}][value='{question['right']}']").check(force=True)
    page.get_by_role("button", name="Send my answers").click()
    page.get_by_role("heading", name="Passed").wait_for()
    assert visitor.axe() == []
    page.get_by_role("link", name="Go on").click()
    page.get_by_role("link", name="Set up your second step").click()
    page.get_by_role("link", name="Set up an app").click()
    assert visitor.axe() == []
    page.get_by_text("I cannot scan it").click()
    page.get_by_label("Code").fill(code_of(page.inner_text(".qr__key")))
    page.get_by_role("button", name="Turn it on").click()
    page.wait_for_url("**/account/second-step/codes/")
    page.get_by_role("link", name="I have kept them safe, go on").click()
    page.wait_for_url(f"{visitor.address}/")
    nia = Account.everywhere.get(email="nia@shop.example")
    membership = Membership.everywhere.get(account=nia)
    assert membership.training == training
    assert PromiseKept.everywhere.filter(membership=membership).count() == 2


def test_signing_out_everywhere_else_ends_the_other_device_at_its_next_click(visit, town):
    phone, desk = visit(), visit(viewport={"width": 1440, "height": 900})
    enter(phone.page, town.ada.email)
    enter(desk.page, town.ada.email)
    phone.page.wait_for_url(f"{phone.address}/")
    desk.page.wait_for_url(f"{desk.address}/")
    desk.page.goto(reverse("usersessions_list"))
    assert desk.axe() == []
    desk.page.get_by_role("button", name="Sign out everywhere else").click()
    desk.page.get_by_text("Every other device is signed out").wait_for()
    phone.page.goto(reverse("account"))
    assert phone.page.url.endswith(f"{reverse('account_login')}?next={reverse('account')}")
    desk.page.goto(reverse("account"))
    assert desk.page.url.endswith(reverse("account"))


@pytest.mark.parametrize("scheme", [pytest.param("light", marks=ALSO), "dark"])
def test_every_page_of_signing_in_is_for_everybody(visit, town, scheme):
    publish_shipped(town)
    stranger = visit(color_scheme=scheme)
    for name in ("account_login", "account_reset_password", "account_reset_password_done", "account_inactive",
                 "account_reset_password_from_key_done"):  # fmt: skip
        stranger.goto(reverse(name))
        assert stranger.axe() == [], name
    cora = visit(town.cora, color_scheme=scheme, viewport={"width": 1440, "height": 900})
    promise = Promise.everywhere.filter(partnership=town.partnership, kind="training").latest("version")
    pages = [reverse(name) for name in (
        "account", "account_logout", "account_change_password", "account_reauthenticate", "mfa_index",
        "mfa_activate_totp", "mfa_add_webauthn", "mfa_list_webauthn", "usersessions_list", "promises",
        "promises_publish",
    )]  # fmt: skip
    pages += [reverse("promise_publish", args=["training"]), reverse("promise", args=[promise.ref])]
    for address in pages:
        cora.goto(address)
        assert cora.axe() == [], address
        wide = cora.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, address
