"""Webhooks: references only, signed by the open scheme, and one receiver's trouble is nobody else's."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.utils import timezone
from standardwebhooks.webhooks import Webhook as Judge
from standardwebhooks.webhooks import WebhookVerificationError

from tests.support.receiver import Receiver
from watchward.cli import housekeeping
from watchward.collect.actions.reports import add_to_report
from watchward.kit.errors import NotFound, NotPermitted, Refused
from watchward.policy import operator_at_console
from watchward.records.ledger import verify
from watchward.records.models import Event
from watchward.records.outbox import work_once
from watchward.share.actions import webhooks as actions
from watchward.share.channels import webhooks as channel
from watchward.share.models import Webhook, WebhookAttempt, WebhookMessage
from watchward.share.queries.webhooks import get_webhook, webhooks_of
from watchward.share.rules.webhooks import KINDS, WAITS, secret_of
from watchward.wiring import SUBSCRIBERS

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _to_this_machine(settings):
    settings.WEBHOOKS_TO_LOOPBACK = True


def hook(town, url, *kinds, by=None, name="Town map"):
    """(webhook, secret), added by the coordinator."""
    wanted = kinds or ("report.submitted",)
    return actions.add_webhook(actor=town.actor(by or town.cora), name=name, url=url, kinds=wanted)


def work(now=None):
    """One round of the worker: events are laid out, then what is due is sent."""
    moment = now or timezone.now() + timedelta(seconds=1)
    work_once(SUBSCRIBERS, moment)
    return channel.send_due(moment)


def later(**how):
    return timezone.now() + timedelta(**how)


def test_a_program_hears_of_a_report_and_an_outside_judge_finds_the_signature_right(town):
    with Receiver() as receiver:
        _webhook, secret = hook(town, receiver.url)
        report = town.report(by=town.ada, narrative="Took two cakes.")
        assert work() == 1
    first, headers, body = receiver.heard[0]
    assert first.startswith("POST /hooks?of=watchward ")
    assert Judge(secret).verify(body, headers) == json.loads(body)
    assert json.loads(body)["type"] == "report.submitted"
    assert json.loads(body)["data"] == {"ref": f"report/{report.ref}", "partnership": town.partnership.ref}
    with pytest.raises(WebhookVerificationError):
        Judge(secret).verify(body.replace(b"submitted", b"forgotten"), headers)
    with pytest.raises(WebhookVerificationError):
        Judge("whsec_" + "A" * 43 + "=").verify(body, headers)


def test_the_lines_of_the_howto_find_it_right_too_and_a_changed_or_old_one_wrong(town):
    page = (Path(__file__).resolve().parents[2] / "docs" / "howto" / "webhooks.md").read_text()
    told: dict = {}
    exec(re.search(r"```python\n(.*?)```", page, re.S)[1], told)
    with Receiver() as receiver:
        _webhook, secret = hook(town, receiver.url)
        town.report(by=town.ada)
        work()
    _first, headers, body = receiver.heard[0]
    assert told["is_genuine"](secret, headers, body)
    assert not told["is_genuine"](secret, headers, body + b" ")
    old = str(int(headers["webhook-timestamp"]) - 301)
    assert not told["is_genuine"](secret, headers | {"webhook-timestamp": old}, body)


def test_the_message_holds_references_and_never_what_was_said_or_by_whom(town):
    with Receiver() as receiver:
        hook(town, receiver.url, *KINDS)
        report = town.report(by=town.ada, narrative="Zebedee took two cakes.", police_reference="CR/77")
        add_to_report(actor=town.actor(town.ada), ref=report.ref, text="He is called Zebedee.")
        work()
    assert len(receiver.heard) == 2
    for _first, _headers, body in receiver.heard:
        assert set(json.loads(body)) == {"type", "timestamp", "data"}
        assert set(json.loads(body)["data"]) == {"ref", "partnership"}
        for word in (b"Zebedee", b"Ada", b"CR/77", b"Bakery", town.ada.email.encode()):
            assert word not in body


def test_no_kind_that_is_about_people_can_be_asked_for(town):
    for kind in ("report.viewed", "membership.suspended", "evidence.viewed", "subject.named", "webhook.tested"):
        with pytest.raises(actions.CannotKeepWebhook, match="from the list"):
            hook(town, "https://hooks.example.org/", kind)
    assert not [kind for kind in KINDS if kind.partition(".")[0] in {"subject", "evidence", "membership", "account"}]


def test_a_program_hears_only_what_it_asked_for_and_only_of_its_own_town(town):
    with Receiver() as receiver, Receiver() as theirs:
        hook(town, receiver.url, "report.closed")
        hook(town.other, theirs.url, "report.submitted")
        town.report(by=town.ada)
        assert work() == 0
    assert receiver.heard == theirs.heard == []


def test_one_dead_receiver_stops_nobody_else_and_is_tried_again_with_the_same_id(town):
    with Receiver(b"HTTP/1.1 503 Busy\r\n\r\n") as dead, Receiver() as alive:
        broken, _secret = hook(town, dead.url, name="Broken")
        hook(town, alive.url, name="Alive")
        town.report(by=town.ada)
        assert work() == 2
        assert (len(dead.heard), len(alive.heard)) == (1, 1)
        assert work() == 0  # not at once again
        dead.says = b"HTTP/1.1 200 OK\r\n\r\n"
        assert work(later(seconds=30)) == 1
    ids = {headers["webhook-id"] for _first, headers, _body in dead.heard}
    assert len(ids) == 1
    broken.refresh_from_db()
    assert (broken.failures, broken.trouble, broken.waits_until) == (0, "", None)
    tries = WebhookAttempt.everywhere.filter(message__webhook=broken).order_by("at").values_list("status", "trouble")
    assert list(tries) == [(503, "The receiver answered with status 503."), (200, "")]


def test_a_receiver_that_is_down_is_asked_once_and_not_for_each_message(town):
    with Receiver(b"HTTP/1.1 500 Oh\r\n\r\n") as dead:
        hook(town, dead.url)
        for _ in range(5):
            town.report(by=town.ada)
        assert work() == 1
        assert len(dead.heard) == 1
        dead.says = b"HTTP/1.1 200 OK\r\n\r\n"
        work(later(seconds=10))
        assert len(dead.heard) == 6
    assert not WebhookMessage.everywhere.filter(done_at__isnull=True).exists()


def test_one_message_that_is_refused_holds_up_no_other(town):
    """What was refused waits for its own next time; the receiver goes on with the rest."""
    with Receiver(b"HTTP/1.1 422 No\r\n\r\n") as receiver:
        hook(town, receiver.url)
        town.report(by=town.ada)
        work()
        town.report(by=town.ada)
        receiver.says = b"HTTP/1.1 200 OK\r\n\r\n"
        assert work(later(seconds=10)) == 2


def test_after_three_days_of_failure_the_webhook_is_paused_and_the_ledger_says_so(town):
    with Receiver(b"HTTP/1.1 500 Oh\r\n\r\n") as dead:
        webhook, _secret = hook(town, dead.url)
        moment = timezone.now()
        for wait in (timedelta(), *WAITS[:-1]):
            moment += wait + timedelta(seconds=1)
            town.report(by=town.ada)  # a new one each time, so that none is the last to fail alone
            work(moment)
        assert len(dead.heard) == len(WAITS)
        webhook.refresh_from_db()
        assert (webhook.paused_at, webhook.paused_by_id) == (moment, None)
        town.report(by=town.ada)
        work(moment + timedelta(days=2))
        assert len(dead.heard) == len(WAITS)
    given_up = Event.everywhere.get(kind="webhook.given_up")
    assert (given_up.partnership_id, given_up.account_id) == (town.partnership.pk, 0)
    assert verify(town.partnership.pk) is None
    with pytest.raises(NotPermitted):  # the clock's own deed
        actions.give_up_on_webhook(actor=town.actor(town.cora), webhook_id=webhook.pk, now=moment)


def test_a_receiver_that_says_gone_is_left_alone(town):
    with Receiver(b"HTTP/1.1 410 Gone\r\n\r\n") as receiver:
        webhook, _secret = hook(town, receiver.url)
        town.report(by=town.ada)
        work()
    webhook.refresh_from_db()
    assert webhook.paused_at is not None


def test_news_that_is_older_than_three_days_is_not_told(town):
    with Receiver() as receiver:
        hook(town, receiver.url)
        town.report(by=town.ada)
        work_once(SUBSCRIBERS, later(seconds=1))
        assert channel.send_due(later(days=3, minutes=1)) == 0
    assert receiver.heard == []
    assert WebhookMessage.everywhere.get().is_given_up


def test_a_redirect_is_no_yes_and_is_not_followed(town):
    with Receiver() as inner:
        with Receiver(f"HTTP/1.1 302 Go\r\nLocation: {inner.url}\r\n\r\n".encode()) as outer:
            webhook, _secret = hook(town, outer.url)
            town.report(by=town.ada)
            work()
        assert inner.heard == []
    webhook.refresh_from_db()
    assert "redirects" in webhook.trouble


def test_a_name_that_turns_inside_after_it_was_added_is_refused_at_every_delivery(town, settings, monkeypatch):
    """DNS rebinding: the address is checked when it is used, not only when it was typed."""
    settings.WEBHOOKS_TO_LOOPBACK = False
    answers = iter([["127.0.0.1"], ["8.8.8.8", "169.254.169.254"], ["::ffff:10.0.0.1"]])
    monkeypatch.setattr(channel, "look_up", lambda host, port: next(answers))
    monkeypatch.setattr(channel, "post", lambda *_what, **_how: pytest.fail("something was sent"))
    webhook, _secret = hook(town, "https://hooks.example.org/in")
    town.report(by=town.ada)
    for minutes in (0, 1, 5):
        assert work(later(minutes=minutes, seconds=10)) == 1
    webhook.refresh_from_db()
    assert webhook.trouble == "The name leads to an address that is not on the open internet."
    assert webhook.failures == 3


def test_a_name_is_resolved_once_for_each_delivery_and_the_connection_goes_there(town, settings, monkeypatch):
    settings.WEBHOOKS_TO_LOOPBACK = False
    asked, sent = [], []
    monkeypatch.setattr(channel, "look_up", lambda host, port: asked.append(host) or ["8.8.8.8"])
    monkeypatch.setattr(
        channel, "post", lambda target, address, *_rest: sent.append((target.host, address)) or channel.Answer(204, 1)
    )
    hook(town, "https://hooks.example.org/in")
    town.report(by=town.ada)
    assert work() == 1
    assert (asked, sent) == (["hooks.example.org"], [("hooks.example.org", "8.8.8.8")])


def test_what_nobody_expected_in_one_sending_costs_the_others_nothing(town, monkeypatch, caplog):
    real = channel.post
    with Receiver() as odd, Receiver() as plain:
        webhook, _secret = hook(town, odd.url, name="Odd")
        hook(town, plain.url, name="Plain")

        def post(target, *rest):
            if target.port == odd.port:
                raise RuntimeError("nobody thought of this")
            return real(target, *rest)

        monkeypatch.setattr(channel, "post", post)
        town.report(by=town.ada)
        assert work() == 2
        assert (len(odd.heard), len(plain.heard)) == (0, 1)
    webhook.refresh_from_db()
    assert (webhook.failures, webhook.claimed_until) == (1, None)


def test_an_event_that_is_handed_out_twice_is_told_once(town):
    with Receiver() as receiver:
        hook(town, receiver.url)
        town.report(by=town.ada)
        event = Event.everywhere.get(kind="report.submitted")
        channel.lay_out(event)
        channel.lay_out(event)
        work()
    assert len(receiver.heard) == 1


def test_two_workers_never_speak_to_one_receiver_at_the_same_time(town):
    hook(town, "http://127.0.0.1:9/")
    town.report(by=town.ada)
    now = later(seconds=1)
    work_once(SUBSCRIBERS, now)
    assert len(channel._claim(now)) == 1
    assert channel._claim(now) == []
    assert len(channel._claim(now + channel.LEASE + timedelta(seconds=1))) == 1  # the first worker died


def test_a_test_message_arrives_also_while_others_wait(town):
    with Receiver(b"HTTP/1.1 500 Oh\r\n\r\n") as receiver:
        webhook, secret = hook(town, receiver.url)
        town.report(by=town.ada)
        work()
        receiver.says = b"HTTP/1.1 200 OK\r\n\r\n"
        actions.ask_for_test(actor=town.actor(town.cora), ref=webhook.ref)
        work(later(seconds=1))
    _first, headers, body = receiver.heard[1]
    assert Judge(secret).verify(body, headers)["type"] == "webhook.tested"
    line, attempts = get_webhook(town.actor(town.cora), webhook.ref)
    assert [one.is_accepted for one in attempts] == [True, False]
    assert line.waiting == 1


def test_pausing_stops_and_resuming_goes_on_with_what_happens_then(town):
    cora = town.actor(town.cora)
    with Receiver() as receiver:
        webhook, _secret = hook(town, receiver.url)
        actions.pause_webhook(actor=cora, ref=webhook.ref)
        for again in (actions.pause_webhook, actions.ask_for_test):
            with pytest.raises(Refused, match="paused"):
                again(actor=cora, ref=webhook.ref)
        town.report(by=town.ada)
        assert work() == 0
        actions.resume_webhook(actor=cora, ref=webhook.ref)
        with pytest.raises(Refused, match="not paused"):
            actions.resume_webhook(actor=cora, ref=webhook.ref)
        assert work() == 0
        town.report(by=town.ada)
        assert work() == 1


def test_a_new_secret_ends_the_old_one_and_neither_lies_in_the_database(town):
    with Receiver() as receiver:
        webhook, old = hook(town, receiver.url)
        _webhook, new = actions.renew_secret(actor=town.actor(town.cora), ref=webhook.ref)
        town.report(by=town.ada)
        work()
    _first, headers, body = receiver.heard[0]
    assert Judge(new).verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        Judge(old).verify(body, headers)
    webhook.refresh_from_db()
    kept = "".join(str(value) for row in Webhook.everywhere.values() for value in row.values())
    said = "".join(str(event.detail) for event in Event.everywhere.all())
    for secret in (old, new):
        assert secret.removeprefix("whsec_") not in kept + said
    assert secret_of("another installation", webhook.ref, webhook.salt) != new
    assert secret_of(django_settings.SECRET_KEY, webhook.ref, webhook.salt) == new


def test_deleting_forgets_address_and_attempts_and_the_ledger_remembers(town):
    cora = town.actor(town.cora)
    with Receiver() as receiver:
        webhook, _secret = hook(town, receiver.url)
        town.report(by=town.ada)
        work()
    actions.remove_webhook(actor=cora, ref=webhook.ref)
    assert not [model for model in (Webhook, WebhookMessage, WebhookAttempt) if model.everywhere.exists()]
    kinds = list(Event.everywhere.filter(ref=f"webhook/{webhook.ref}").order_by("seq").values_list("kind", flat=True))
    assert kinds == ["webhook.added", "webhook.removed"]
    assert webhooks_of(cora) == []


def test_a_webhook_that_was_deleted_while_it_was_sent_leaves_nothing(town):
    webhook, _secret = hook(town, "http://127.0.0.1:9/")
    town.report(by=town.ada)
    work_once(SUBSCRIBERS, later(seconds=1))
    (claimed,) = channel._claim(later(seconds=1))
    sent = channel._send_in_a_row(claimed, channel._parcels(claimed, later(seconds=1)))
    actions.remove_webhook(actor=town.actor(town.cora), ref=webhook.ref)
    channel._write_down(claimed, sent, timezone.now())
    assert not WebhookAttempt.everywhere.exists()


def test_only_a_coordinator_who_just_proved_it_is_them_changes_anything_and_none_of_another_town(town):
    webhook, _secret = hook(town, "https://hooks.example.org/")
    mia = town.person("Mia", "store-manager", town.bakery)
    stale = town.actor(town.cora, is_recently_confirmed=False)
    for actor in (town.actor(town.ada), town.actor(mia), operator_at_console(), stale):
        with pytest.raises(NotPermitted):
            actions.add_webhook(actor=actor, name="X", url="https://x.example.org/", kinds=["report.closed"])
    assert webhooks_of(stale)[0].ref == webhook.ref  # looking asks nothing again
    for act in (actions.ask_for_test, actions.pause_webhook, actions.renew_secret, actions.remove_webhook):
        for stranger, refusal in ((town.actor(town.ada), NotPermitted), (town.actor(town.dev), NotFound)):
            with pytest.raises(refusal):
                act(actor=stranger, ref=webhook.ref)
        with pytest.raises(NotPermitted):
            act(actor=stale, ref=webhook.ref)
    assert webhooks_of(town.actor(town.dev)) == []
    with pytest.raises(NotPermitted):
        webhooks_of(town.actor(town.ada))


def test_what_is_wrong_is_said_field_by_field(town):
    with pytest.raises(actions.CannotKeepWebhook) as refused:
        actions.add_webhook(actor=town.actor(town.cora), name=" ", url="http://10.0.0.1/", kinds=[])
    assert set(refused.value.problems) == {"name", "url", "kinds"}
    assert not Webhook.everywhere.exists()


def test_a_partnership_has_so_many_and_no_more(town):
    for number in range(20):
        hook(town, f"https://hooks{number}.example.org/")
    with pytest.raises(actions.CannotKeepWebhook, match="20 webhooks at most"):
        hook(town, "https://one-more.example.org/")


def test_messages_go_after_a_month_delivered_or_not(town):
    with Receiver() as receiver:
        hook(town, receiver.url)
        town.report(by=town.ada)
        work()
        town.report(by=town.ada)
        work_once(SUBSCRIBERS, later(seconds=1))
    assert housekeeping.drop_old(WebhookMessage, "event__at", later(days=29)) == 0
    housekeeping.drop_old(WebhookMessage, "event__at", later(days=31))
    assert not WebhookMessage.everywhere.exists()
    assert not WebhookAttempt.everywhere.exists()
