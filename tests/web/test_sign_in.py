"""Signing in: password, second step, confirmation, sessions; what a stranger can learn (nothing)."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.support.signing_in import signed_in
from tests.support.town import PASSWORD
from watchward.kit.locked import MARK, Lock
from watchward.web import demo as front_door
from watchward.web import sign_in
from watchward.web.sign_in import DEMO_METHOD, has_second_factor, is_recently_confirmed, second_step_lock

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
LONG = "seven wet umbrellas"


@pytest.fixture(autouse=True)
def _no_limits_left_over(db):
    yield
    cache.clear()


def code_of(secret: str, steps: int = 0) -> str:
    """The six digits that an authenticator app shows now, or some steps of 30 seconds from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


@pytest.fixture
def with_app(town):
    """Cora has an authenticator app."""
    TOTP.activate(town.cora, SECRET)
    return town


def enter(client: Client, email: str, password: str = PASSWORD, **how):
    return client.post(reverse("account_login"), {"login": email, "password": password}, **how)


def text_of(response) -> str:
    """The page on one line, without the tokens that differ each time."""
    return re.sub(r"\b[A-Za-z0-9]{64}\b", "token", " ".join(response.content.decode().split()))


def is_in(client: Client) -> bool:
    return client.get(reverse("account")).status_code == 200


def test_a_password_signs_in_and_a_wrong_one_does_not(town, client):
    wrong = enter(client, town.ada.email, "not this one")
    assert wrong.status_code == 422
    assert "do not match" in text_of(wrong)
    assert not is_in(client)
    assert enter(client, town.ada.email).url == reverse("home")
    assert is_in(client)


@pytest.mark.parametrize(
    ("page", "typed", "said"),
    [
        ("account_login", {}, ["Enter your e-mail address.", "Enter your password."]),
        ("account_login", {"login": "ada", "password": "x"}, ["Write it like name@shop.example."]),
        ("account_reset_password", {}, ["Enter your e-mail address."]),
        ("account_reset_password", {"email": "ada"}, ["Write it like name@shop.example."]),
    ],
)
def test_a_stranger_is_told_what_to_type_in_the_words_of_the_house(client, db, page, typed, said):
    answer = client.post(reverse(page), typed)
    assert answer.status_code == 422
    for sentence in said:
        assert sentence in text_of(answer)
    assert "This field is required" not in text_of(answer)


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("account_change_password", ["Enter your present password.", "Type the same password again."]),
        ("account_reauthenticate", ["Enter your password."]),
        ("mfa_activate_totp", ["Type the code."]),
    ],
)
def test_an_empty_form_of_the_account_says_what_to_type(town, page, said):
    answer = signed_in(town.ada).post(reverse(page), {})
    assert answer.status_code == 422
    for sentence in said:
        assert sentence in text_of(answer)


def test_the_address_may_be_typed_in_any_case(town, client):
    assert enter(client, f" {town.ada.email.upper()} ").status_code == 302
    assert is_in(client)


def test_an_unknown_address_gets_the_same_answer_as_a_wrong_password(town):
    known = enter(Client(), town.ada.email, "wrong password")
    unknown = enter(Client(), "nobody@shop.example", "wrong password")
    assert known.status_code == unknown.status_code == 422
    assert (
        text_of(known).replace(town.ada.email, "X").split("csrf")[0]
        == (text_of(unknown).replace("nobody@shop.example", "X").split("csrf")[0])
    )


def test_an_unknown_address_costs_a_password_hash_too(town, client, monkeypatch):
    hashed = []
    from django.contrib.auth import hashers

    real = hashers.MD5PasswordHasher.encode
    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", lambda self, *args: hashed.append(1) or real(self, *args))
    enter(client, town.ada.email, "wrong password")
    for_known = len(hashed)
    enter(client, "nobody@shop.example", "wrong password")
    assert len(hashed) - for_known == for_known > 0


def test_a_reset_letter_and_the_page_tell_nobody_whether_an_account_exists(town, mailoutbox, settings):
    settings.PUBLIC_URL = "https://watch.example"
    pages = []
    for email in (town.ada.email, "nobody@shop.example"):
        answer = Client().post(reverse("account_reset_password"), {"email": email}, follow=True)
        pages.append(text_of(answer))
    assert pages[0] == pages[1]
    assert "If we know the address" in pages[0]
    known, unknown = mail.outbox
    assert "https://watch.example/password/reset/" in known.body
    assert "There is no account" in unknown.body


def test_a_reset_link_changes_the_password_once_and_signs_every_device_out(town, client, mailoutbox, settings):
    settings.PUBLIC_URL = "http://testserver"
    phone = Client()
    enter(phone, town.ada.email)
    client.post(reverse("account_reset_password"), {"email": town.ada.email})
    link = next(line for line in mail.outbox[0].body.splitlines() if line.startswith("http")).removeprefix(
        "http://testserver"
    )
    form = client.get(link, follow=True)
    address = form.redirect_chain[-1][0]
    assert "too short" in text_of(client.post(address, {"password1": "short", "password2": "short"}))
    done = client.post(address, {"password1": LONG, "password2": LONG}, follow=True)
    assert "Your password is changed" in text_of(done)
    assert not is_in(phone)
    assert "does not work any more" in text_of(Client().get(link))
    assert enter(Client(), town.ada.email, LONG).status_code == 302


def test_a_forged_host_never_reaches_a_letter(town, client, mailoutbox, settings):
    settings.PUBLIC_URL, settings.ALLOWED_HOSTS = "https://watch.example", ["*"]
    client.post(reverse("account_reset_password"), {"email": town.ada.email}, headers={"host": "evil.example"})
    assert "evil.example" not in mail.outbox[0].body


def test_an_unreachable_mail_server_does_not_tell_addresses_apart(town, settings, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    answers = {
        Client().post(reverse("account_reset_password"), {"email": email}).status_code
        for email in (town.ada.email, "nobody@shop.example")
    }
    assert answers == {302}
    assert town.ada.email not in caplog.text


def test_after_five_wrong_passwords_the_account_is_paused_however_the_address_is_spelt(town, client):
    spellings = [town.ada.email, town.ada.email.upper(), f" {town.ada.email}", town.ada.email.title(), town.ada.email]
    for spelling in spellings:
        assert "do not match" in text_of(enter(client, spelling, "wrong password"))
    assert "too many attempts" in text_of(enter(client, town.ada.email)).lower()
    assert enter(Client(REMOTE_ADDR="10.0.0.9"), town.bilal.email).status_code == 302


def test_a_full_width_spelling_is_the_same_account(town, client):
    name, _at, domain = town.ada.email.partition("@")
    wide = f"{name}@" + "".join(chr(ord(letter) + 0xFEE0) if letter.isalpha() else letter for letter in domain)
    for _ in range(5):
        assert "do not match" in text_of(enter(client, wide, "wrong password"))
    assert "too many attempts" in text_of(enter(client, town.ada.email)).lower()


def test_an_invented_forwarding_header_buys_no_more_attempts(town):
    for number in range(10):
        enter(Client(headers={"x-forwarded-for": f"10.1.1.{number}"}), f"p{number}@shop.example", "wrong password")
    answer = enter(Client(headers={"x-forwarded-for": "10.9.9.9"}), "one.more@shop.example", "wrong password")
    assert "too many attempts" in text_of(answer).lower()


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
@pytest.mark.parametrize("page", ["account_login", "account_reset_password", "mfa_login_webauthn", "mfa_authenticate"])
def test_no_other_method_slips_past_the_limits(town, client, page, method):
    body = f"login={town.ada.email}&password={PASSWORD}"
    answer = client.generic(method.upper(), reverse(page), body, "application/x-www-form-urlencoded")
    assert answer.status_code == 405
    assert not is_in(client)


def test_with_an_app_a_password_alone_is_not_enough_m_01(with_app, client):
    answer = enter(client, with_app.cora.email)
    assert answer.url == reverse("mfa_authenticate")
    assert not is_in(client)
    assert client.get(reverse("reports")).status_code == 302
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert wrong.status_code == 422
    assert "That code is not right" in text_of(wrong)
    assert client.post(reverse("mfa_authenticate"), {"code": code_of(SECRET)}).url == reverse("home")
    assert is_in(client)


def test_a_code_works_once(with_app):
    first, second, code = Client(), Client(), code_of(SECRET)
    for client in (first, second):
        enter(client, with_app.cora.email)
        client.post(reverse("mfa_authenticate"), {"code": code})
    assert is_in(first)
    assert not is_in(second)


def test_guessing_codes_is_paused(with_app, client):
    enter(client, with_app.cora.email)
    for number in range(5):
        client.post(reverse("mfa_authenticate"), {"code": f"00000{number}"})
    answer = client.post(reverse("mfa_authenticate"), {"code": code_of(SECRET)})
    assert answer.status_code == 422
    assert not is_in(client)


def test_without_a_second_step_a_person_reports_but_reads_nothing_and_is_told_why_m_01(town):
    client = signed_in(town.cora, second_factor=False)
    answer = client.get(reverse("promises_publish"), follow=True)
    assert answer.redirect_chain[0][0].startswith(reverse("mfa_index"))
    assert "You can send reports, and nothing else yet" in text_of(answer)
    assert signed_in(town.cora).get(reverse("promises_publish")).status_code == 200


def test_setting_up_an_app_counts_for_this_session_at_once_and_gives_recovery_codes(
    town, client, mailoutbox, django_capture_on_commit_callbacks
):
    enter(client, town.cora.email)
    assert client.get(reverse("promises_publish")).status_code == 302
    page = client.get(reverse("mfa_activate_totp"))
    secret = client.session["mfa.totp.secret"]
    assert secret in text_of(page)
    assert client.post(reverse("mfa_activate_totp"), {"code": "123"}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        done = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)}, follow=True)
    assert "10 codes of 10 left" in text_of(done)
    assert client.get(reverse("promises_publish")).status_code == 200
    assert "An authenticator app was added" in mail.outbox[0].subject
    assert town.cora.name in mail.outbox[0].body


def test_a_recovery_code_stands_for_the_app_once(with_app, client):
    enter(client, with_app.cora.email)
    client.post(reverse("mfa_authenticate"), {"code": code_of(SECRET)})
    client.post(reverse("mfa_generate_recovery_codes"))
    page = client.get(reverse("mfa_download_recovery_codes"))
    code = page.content.decode().split()[0]
    for works in (True, False):
        other = Client()
        enter(other, with_app.cora.email)
        other.post(reverse("mfa_authenticate"), {"code": code})
        assert is_in(other) is works


def test_the_database_holds_no_secret_that_makes_codes(with_app, client):
    enter(client, with_app.cora.email)
    client.post(reverse("mfa_authenticate"), {"code": code_of(SECRET)})
    client.post(reverse("mfa_generate_recovery_codes"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT type, CAST(data AS TEXT) FROM mfa_authenticator ORDER BY type")
        stored = dict(cursor.fetchall())
    codes = RecoveryCodes(Authenticator.objects.get(type="recovery_codes"))
    seed = second_step_lock().unlock(codes.instance.data["seed"])
    assert len(seed) == 80
    assert SECRET not in stored["totp"]
    assert seed not in stored["recovery_codes"]
    assert not any(code in stored["recovery_codes"] for code in codes.generate_codes())
    assert all(MARK in data for data in stored.values())
    assert second_step_lock().unlock(Authenticator.objects.get(type="totp").data["secret"]) == SECRET


def test_without_the_key_codes_are_refused_with_a_way_out_and_a_secret_in_the_clear_never_counts(
    with_app, client, monkeypatch, tmp_path
):
    enter(client, with_app.cora.email)
    monkeypatch.setattr(sign_in, "second_step_lock", lambda: Lock.kept_in(tmp_path / "new.key"))
    lost = client.post(reverse("mfa_authenticate"), {"code": code_of(SECRET)})
    assert lost.status_code == 422
    assert "A passkey still works" in text_of(lost)
    Authenticator.objects.update(data={"secret": SECRET})
    assert client.post(reverse("mfa_authenticate"), {"code": code_of(SECRET)}).status_code == 422
    assert not is_in(client)


def test_a_session_from_before_the_second_step_confirms_it_once_and_comes_back(with_app):
    client = signed_in(with_app.cora, second_factor=False)
    asked = client.get(reverse("promises_publish"), follow=True)
    assert "Confirm your second step once" in text_of(asked)
    address = reverse("mfa_reauthenticate") + "?next=" + reverse("promises_publish")
    answer = client.post(address, {"code": code_of(SECRET), "next": reverse("promises_publish")})
    assert answer.url == reverse("promises_publish")
    assert client.get(reverse("promises_publish")).status_code == 200


def test_what_matters_asks_again_after_five_minutes_and_comes_back_to_where_it_was(town):
    page = reverse("promise_publish", args=["agreement"])
    assert signed_in(town.cora, minutes_ago=4).get(page).status_code == 200
    client = signed_in(town.cora, minutes_ago=6)
    asked = client.get(page)
    assert asked.url == f"{reverse('account_reauthenticate')}?next={page.replace('/', '%2F')}"
    form = client.get(asked.url)
    assert "Confirm that it is you" in text_of(form)
    wrong = client.post(reverse("account_reauthenticate"), {"password": "no", "next": page})
    assert wrong.status_code == 422
    assert client.get(page).status_code == 302
    assert client.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": page}).url == page
    assert client.get(page).status_code == 200


def test_confirming_with_a_code_works_as_well_and_never_leads_to_another_site(with_app):
    page = reverse("promises_publish")
    for wanted, leads in ((page, page), ("https://evil.example/", reverse("home"))):
        client = signed_in(with_app.cora, minutes_ago=6)
        cache.clear()  # a code works once; the second round uses it again
        answer = client.post(reverse("mfa_reauthenticate"), {"code": code_of(SECRET), "next": wanted})
        assert answer.url == leads


def test_what_was_typed_is_kept_when_the_five_minutes_run_out(town):
    client = signed_in(town.cora, minutes_ago=6)
    page = reverse("promise_publish", args=["agreement"])
    answer = client.post(page, {"title": "Ours", "text": "A long text that took an hour."})
    assert answer.status_code == 422
    assert "A long text that took an hour." in text_of(answer)
    assert "Confirm that it is you in a new tab" in text_of(answer)


@pytest.fixture
def demo(town, settings):
    """Demo mode, with nothing but generated people."""
    settings.DEMO = True
    for account in (town.cora, town.ada, town.bilal, town.dev, town.other.ada, town.other.bilal):
        account.is_demonstration = True
        account.set_unusable_password()
        account.save()
    for partnership in (town.partnership, town.other.partnership):
        partnership.is_demonstration = True
        partnership.save()
    return town


def demo_client(account, minutes_ago: int) -> Client:
    client = signed_in(account)
    session = client.session
    session["account_authentication_methods"] = [{"method": DEMO_METHOD, "at": time.time() - 60 * minutes_ago}]
    session.save()
    return client


def test_in_the_demonstration_one_click_confirms_for_five_minutes(demo):
    page = reverse("promise_publish", args=["agreement"])
    assert demo_client(demo.cora, 4).get(page).status_code == 200
    client = demo_client(demo.cora, 6)
    asked = client.get(page, follow=True)
    assert "It is me (demonstration)" in text_of(asked)
    assert client.post(reverse("account_reauthenticate"), {"next": page}).url == page
    assert client.get(page).status_code == 200
    assert client.post(reverse("account_reauthenticate"), {"next": "//evil.example"}).url == reverse("home")


def test_becoming_a_generated_person_counts_as_both_steps_and_is_listed_as_a_session(demo, settings):
    client = Client()
    request = client.get(reverse("account_login")).wsgi_request
    request.method, request.POST = "POST", {"account": demo.cora.ref}
    assert front_door.become(request).status_code == 302
    assert has_second_factor(request)
    assert is_recently_confirmed(request)
    assert UserSession.objects.filter(user=demo.cora).count() == 1


def test_outside_the_demonstration_nobody_confirms_with_one_click(demo, settings):
    page = reverse("promise_publish", args=["agreement"])
    elsewhere = demo_client(demo.cora, 6)
    answer = elsewhere.post(reverse("account_reauthenticate"), {"next": page}, REMOTE_ADDR="10.0.0.9")
    assert answer.status_code == 403
    settings.DEMO = False
    client = demo_client(demo.cora, 6)
    assert "no way to confirm" in text_of(client.post(reverse("account_reauthenticate"), {"next": page}))
    assert client.get(page).status_code == 302


def test_a_real_account_is_never_offered_the_click(demo):
    demo.cora.is_demonstration = False
    demo.cora.set_password(PASSWORD)
    demo.cora.save()
    client = signed_in(demo.cora, minutes_ago=6)
    assert "demonstration)" not in text_of(client.get(reverse("account_reauthenticate")))
    answer = client.post(reverse("account_reauthenticate"), {"next": "/"})
    assert answer.status_code == 422


def test_signing_out_everywhere_else_is_at_once_and_keeps_this_one(town):
    here, there = Client(headers={"user-agent": "Firefox/130.0 (Windows NT)"}), Client()
    enter(here, town.ada.email)
    enter(there, town.ada.email)
    page = text_of(here.get(reverse("usersessions_list")))
    assert "Firefox on Windows" in page
    assert "Sign out everywhere else" in page
    assert "Every other device is signed out" in text_of(here.post(reverse("usersessions_list"), follow=True))
    assert is_in(here)
    assert not is_in(there)
    assert UserSession.objects.filter(user=town.ada).count() == 1


def test_changing_the_password_signs_every_device_out_and_tells_the_person(town, mailoutbox):
    here, there = Client(), Client()
    enter(here, town.ada.email)
    enter(there, town.ada.email)
    wrong = here.post(reverse("account_change_password"), {"oldpassword": "no", "password1": LONG, "password2": LONG})
    assert wrong.status_code == 422
    assert is_in(there)
    here.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": LONG, "password2": LONG})
    assert not is_in(here)
    assert not is_in(there)
    assert mail.outbox[0].subject == "Your password was changed"


def test_an_inactive_account_is_a_stranger_at_its_next_request(town):
    client = signed_in(town.ada)
    assert is_in(client)
    town.ada.is_active = False
    town.ada.save()
    assert not is_in(client)


def test_nobody_signs_up_by_themselves(client, db):
    for name in ("account_signup", "account_email", "account_email_verification_sent"):
        assert client.get(reverse(name)).status_code == 404
        assert client.post(reverse(name), {"email": "x@y.example"}).status_code == 404


def test_a_sign_in_leads_back_but_never_to_another_site(town):
    client = Client()
    answer = client.post(
        reverse("account_login"), {"login": town.ada.email, "password": PASSWORD, "next": reverse("promises")}
    )
    assert answer.url == reverse("promises")
    other = Client().post(
        reverse("account_login"), {"login": town.ada.email, "password": PASSWORD, "next": "https://evil.example/"}
    )
    assert "evil" not in other.url


def test_the_pages_hold_no_inline_script_and_no_personal_page_is_cached(with_app):
    client = signed_in(with_app.cora)
    for name in ("account", "mfa_index", "mfa_add_webauthn", "mfa_list_webauthn", "usersessions_list", "promises"):
        answer = client.get(reverse(name))
        assert answer.status_code == 200, name
        body = answer.content.decode()
        assert "style=" not in body.replace("data-style=", "")
        for script in body.split("<script")[1:]:
            assert 'src="' in script.split(">")[0] or 'type="application/json"' in script.split(">")[0], name
        assert "no-store" in answer["Cache-Control"]


def test_the_library_serves_no_address_that_is_not_on_our_list():
    from django.urls import get_resolver

    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert not {"account_request_login_code", "account_confirm_email", "mfa_signup_webauthn", "mfa_trust"} & names
