"""Feeds at secret addresses: read by outside parsers, exactly what their person may read now, and shut at once."""

import re
from datetime import timedelta

import feedparser
import pytest
import vobject
from django.test import Client
from django.utils import timezone

from tests.house.test_access import plain
from tests.support.signing_in import signed_in
from watchward.act.models import Deployment
from watchward.partners.actions.accounts import end_membership, restore_membership, suspend_membership
from watchward.partners.actions.feeds import end_feed, make_feed
from watchward.partners.models import Account, Appointment, FeedKey, GovernanceDocument, Membership
from watchward.partners.rules.feeds import MOST, digest_of
from watchward.records.ledger import verify
from watchward.records.models import Event, Hold
from watchward.share.actions.bulletins import publish_bulletin, withdraw_bulletin, write_bulletin
from watchward.share.rules.bulletins import BulletinSaid

pytestmark = pytest.mark.django_db


def today():
    return timezone.now().date()


def open_feed(account, kind="calendar", client=None) -> str:
    """The path of a new feed, as the page shows it."""
    page = (client or signed_in(account)).post("/account/feeds/open/", {"kind": kind}).content.decode()
    return re.search(r'value="https?://[^/"]+(/[^"]+)"', page)[1]


def read(path) -> bytes:
    answer = Client().get(path)
    assert answer.status_code == 200, answer.content
    return answer.content


def dates(path) -> dict[str, object]:
    """Title to event, by an outside parser."""
    calendar = vobject.readOne(read(path).decode())
    return {one.summary.value: one for one in getattr(calendar, "vevent_list", [])}


def news(path) -> list[str]:
    feed = feedparser.parse(read(path))
    assert not feed.bozo, feed.get("bozo_exception")
    return [one.title for one in feed.entries]


def tell(town, **said):
    cora = town.actor(town.cora)
    return publish_bulletin(
        actor=cora, ref=write_bulletin(actor=cora, said=BulletinSaid(**({"title": "Locks", "text": "x"} | said))).ref
    )


def suspend(town, account, act=suspend_membership):
    act(actor=town.actor(town.cora), membership_ref=Membership.everywhere.get(account=account).ref)


def test_a_coordinator_reads_what_runs_out_in_their_own_calendar(town):
    GovernanceDocument.everywhere.filter(partnership=town.partnership, kind="dpia").update(expires_on="2026-12-24")
    hold = Hold.everywhere.create(
        partnership_id=town.partnership.pk, about="report/R-1", owner=1, reason="Zebedee, in court",
        review_on=today() + timedelta(days=9), placed_at=timezone.now(), placed_by=1,
    )  # fmt: skip
    path = open_feed(town.cora)
    found = dates(path)
    assert found["Renew: Data protection impact assessment"].dtstart.value.isoformat() == "2026-12-24"
    assert found["Renew: Data protection impact assessment"].url.value.startswith("http://localhost:8000/governance/")
    assert found[f"Review the legal hold {hold.ref}"].dtstart.value == today() + timedelta(days=9)
    assert {"Renew your agreement", "Renew your training"} <= set(found)
    assert b"Zebedee" not in read(path)


def test_a_worker_reads_their_own_dates_and_nothing_of_the_office_or_the_next_town(town):
    found = dates(open_feed(town.ada))
    assert set(found) == {"Renew your agreement", "Renew your training"}
    due = town.actor(town.ada)
    assert due.standing.value == "in good standing"
    assert found["Renew your agreement"].dtstart.value == today() + timedelta(days=364)


def test_an_officer_reads_where_they_stand_in_universal_time_and_nobody_elses_duty(town):
    gil = town.person("Gil", "guard", town.bakery, owner_authority="Letter 1", ends_on=today() + timedelta(days=60))
    begin = timezone.now().replace(microsecond=0) + timedelta(days=2)
    common = {"partnership": town.partnership, "purpose": "After Zebedee", "agreed_at": begin, "agreed_by": town.cora}
    for account, place, hours in ((gil, town.bakery, 0), (town.bilal, town.pharmacy, 4)):
        Deployment.everywhere.create(
            membership=Membership.everywhere.get(account=account), premises=place,
            starts_at=begin + timedelta(hours=hours), ends_at=begin + timedelta(hours=hours + 3), **common,
        )  # fmt: skip
    path = open_feed(gil)
    found = dates(path)
    duty = found["On duty: Bakery, Borrowmarket"]
    assert (duty.dtstart.value, duty.dtend.value) == (begin, begin + timedelta(hours=3))
    assert re.search(r"/deployments/U-\w+/$", duty.url.value)
    assert "Last day as security officer" in found
    assert not [title for title in found if "Pharmacy" in title]
    assert b"Zebedee" not in read(path)


def test_a_moved_date_keeps_its_uid_so_that_a_calendar_moves_it_too(town):
    path = open_feed(town.cora)
    before = dates(path)["Renew: Privacy notice"]
    GovernanceDocument.everywhere.filter(kind="privacy-notice").update(expires_on=today() + timedelta(days=5))
    after = dates(path)["Renew: Privacy notice"]
    assert before.uid.value == after.uid.value
    assert before.dtstart.value != after.dtstart.value
    uids = [one.uid.value for one in dates(path).values()]
    assert len(set(uids)) == len(uids)


def test_odd_names_neither_break_the_calendar_nor_smuggle_lines_in(town):
    town.bakery.name = "Bäcker; Söhne, \\ & Co ÄÖÜ " + "x" * 80 + "\r\nEND:VCALENDAR"
    town.bakery.save()
    begin = timezone.now() + timedelta(days=2)
    Deployment.everywhere.create(
        partnership=town.partnership, premises=town.bakery, purpose="x", agreed_at=begin, agreed_by=town.cora,
        membership=Membership.everywhere.get(account=town.cora), starts_at=begin, ends_at=begin + timedelta(hours=1),
    )  # fmt: skip
    raw = read(open_feed(town.cora))
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    assert raw.count(b"\r\nEND:VCALENDAR") == 1
    calendar = vobject.readOne(raw.decode())
    assert any("Bäcker; Söhne, \\ & Co ÄÖÜ" in one.summary.value for one in calendar.vevent_list)


def test_bulletins_come_as_titles_and_links_and_what_they_say_stays_in_the_house(town):
    told = tell(town, title="Locks & <keys>", text="Zebedee was seen.")
    path = open_feed(town.ada, "bulletins")
    raw = read(path)
    feed = feedparser.parse(raw)
    assert (feed.bozo, feed.version) == (False, "atom10")
    (entry,) = feed.entries
    assert entry.title_detail.value == "Locks & <keys>"
    assert entry.link == f"http://localhost:8000/bulletins/{told.ref}/"
    assert re.fullmatch(r"tag:watchward,\d{4}-\d\d-\d\d:T-\w+/bulletin/BU-\w+", entry.id)
    assert entry.published_parsed
    assert feed.feed.id.startswith("tag:watchward,")
    assert feed.feed.updated
    assert b"Zebedee" not in raw
    assert Client().get(path)["Content-Type"].startswith("application/atom+xml")


def test_each_reads_the_bulletins_that_are_for_them_now(town):
    tell(town, title="For all")
    zoned = tell(town, title="For officers", audience="roles", roles=("guard",))
    gil = town.person("Gil", "guard", town.bakery, owner_authority="Letter 1", ends_on=today() + timedelta(days=60))
    ada, officer = open_feed(town.ada, "bulletins"), open_feed(gil, "bulletins")
    assert news(ada) == ["For all"]
    assert sorted(news(officer)) == ["For all", "For officers"]
    Appointment.everywhere.filter(membership__account=gil).update(role="shop-worker")
    assert news(officer) == ["For all"]  # the role went, and with it what it read
    Appointment.everywhere.filter(membership__account=gil).update(role="guard")
    withdraw_bulletin(actor=town.actor(town.cora), ref=zoned.ref)
    assert news(officer) == ["For all"]


@pytest.mark.parametrize("kind", ["calendar", "bulletins"])
def test_a_suspension_shuts_a_feed_at_once_and_for_good(town, kind):
    path = open_feed(town.ada, kind)
    read(path)
    suspend(town, town.ada)
    assert Client().get(path).status_code == 404
    suspend(town, town.ada, restore_membership)
    assert Client().get(path).status_code == 404  # the device may be in other hands: they make a new one


def test_standing_counts_at_each_request_also_without_anybody_ending_the_feed(town):
    path = open_feed(town.ada)
    place = Membership.everywhere.filter(account=town.ada)
    place.update(agreed_at=timezone.now() - timedelta(days=366))
    read(path)  # overdue, so read-only: reading stays (M-02)
    place.update(agreed_at=timezone.now() - timedelta(days=500))
    assert Client().get(path).status_code == 404
    place.update(agreed_at=timezone.now(), suspended_at=timezone.now())
    assert Client().get(path).status_code == 404
    place.update(suspended_at=None)
    Account.everywhere.filter(pk=town.ada.pk).update(is_active=False)
    assert Client().get(path).status_code == 404


def test_whoever_leaves_reads_nothing_more(town):
    path = open_feed(town.ada)
    suspend(town, town.ada, end_membership)
    assert Client().get(path).status_code == 404


def test_a_feed_made_with_one_factor_shows_no_more_than_one_factor_does(town):
    one = open_feed(town.cora, client=signed_in(town.cora, second_factor=False))
    assert not [title for title in dates(one) if title.startswith("Renew: ")]
    assert [title for title in dates(open_feed(town.cora)) if title.startswith("Renew: ")]


def test_an_unknown_ended_expired_or_foreign_address_answers_alike(town):
    path, other = open_feed(town.ada), open_feed(town.ada, "bulletins")
    token = path.removeprefix("/calendar/").removesuffix(".ics")
    unknown = Client().get("/calendar/unknown.ics")
    wrong_kind = Client().get(f"/bulletins/feed/{token}/")
    end_feed(actor=town.actor(town.ada), ref=FeedKey.everywhere.get(digest=digest_of(token)).ref)
    ended = Client().get(path)
    FeedKey.everywhere.filter(kind="bulletins").update(
        created_at=timezone.now() - timedelta(days=366), expires_at=timezone.now() - timedelta(days=1)
    )
    expired = Client().get(other)
    answers = [unknown, wrong_kind, ended, expired]
    assert {one.status_code for one in answers} == {404}
    assert len({plain(one.content) for one in answers}) == 1
    assert unknown["Cache-Control"] == "private, no-store"
    assert Client().post(other).status_code == 405


def test_only_a_hash_is_kept_and_the_address_is_shown_once(town):
    client = signed_in(town.ada)
    path = open_feed(town.ada, client=client)
    token = path.removeprefix("/calendar/").removesuffix(".ics")
    assert len(token) >= 43
    kept = "".join(str(value) for row in FeedKey.everywhere.values() for value in row.values())
    said = "".join(f"{one.ref}{one.detail}" for one in Event.everywhere.all())
    assert token not in kept + said
    assert token not in client.get("/account/feeds/").content.decode()
    key = FeedKey.everywhere.get()
    assert timedelta(days=364) < key.expires_at - timezone.now() <= timedelta(days=365)


def test_a_person_ends_their_own_feed_and_nobody_elses(town):
    open_feed(town.ada)
    key = FeedKey.everywhere.get()
    bilal, ada = signed_in(town.bilal), signed_in(town.ada)
    assert bilal.post(f"/account/feeds/{key.ref}/end/").status_code == 404
    assert key.ref not in bilal.get("/account/feeds/").content.decode()
    assert "Ended." in ada.post(f"/account/feeds/{key.ref}/end/", follow=True).content.decode()
    assert ada.post(f"/account/feeds/{key.ref}/end/").status_code == 404
    kinds = list(Event.everywhere.filter(ref=f"feed/{key.ref}").order_by("seq").values_list("kind", flat=True))
    assert kinds == ["feed.opened", "feed.closed"]
    assert verify(town.partnership.pk) is None


def test_so_many_feeds_and_no_more_and_none_while_suspended(town):
    for _ in range(MOST):
        make_feed(actor=town.actor(town.ada), kind="calendar")
    client = signed_in(town.ada)
    assert client.post("/account/feeds/open/", {"kind": "calendar"}).status_code == 422
    assert client.post("/account/feeds/open/", {"kind": "people"}).status_code == 422
    Membership.everywhere.filter(account=town.bilal).update(suspended_at=timezone.now())
    answer = signed_in(town.bilal).post("/account/feeds/open/", {"kind": "calendar"})
    assert answer.status_code in {302, 403}
    assert not FeedKey.everywhere.filter(membership__account=town.bilal).exists()
