"""The pages of bulletins: written with a look first, read once, counted for the office."""

import html

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.share.test_bulletins import told
from tests.share.test_naming import known
from tests.support.signing_in import signed_in
from watchward.partners.models import Membership
from watchward.share.models import Bulletin, BulletinRead

pytestmark = pytest.mark.django_db
SAID = {"kind": "warning", "title": "Fake notes", "text": "Look at each twenty.", "audience": "everybody"}


def text(answer):
    return " ".join(html.unescape(answer.content.decode()).split())


@pytest.fixture
def cora(town):
    return signed_in(town.cora)


def test_coordinator_looks_first_and_then_publishes_and_the_worker_reads_it(town, cora):
    page = text(cora.post(reverse("bulletin_write"), {**SAID, "do": "look"}))
    assert "3 people of 3 members may read it now." in page
    assert not Bulletin.everywhere.exists()
    answer = cora.post(reverse("bulletin_write"), {**SAID, "do": "publish"}, follow=True)
    assert "Published. 3 people can read it now." in text(answer)
    bulletin = Bulletin.everywhere.get()
    ada = signed_in(town.ada)
    assert "Fake notes" in text(ada.get("/"))
    assert "Fake notes" in text(ada.get(reverse("today")))
    assert "New" in text(ada.get(reverse("bulletins")))
    assert "Look at each twenty." in text(ada.get(reverse("bulletin", args=[bulletin.ref])))
    assert "Fake notes" not in text(ada.get(reverse("today"))), "read is read"
    assert "Read by 2 of 3" in text(cora.get(reverse("bulletins"))), "Cora saw it when it was published"
    assert set(BulletinRead.everywhere.values_list("read_by", flat=True)) == {town.ada.pk, town.cora.pk}


def test_receipts_are_counts_of_members_and_never_names(town, cora):
    bulletin = told(town)
    signed_in(town.ada).get(reverse("bulletin", args=[bulletin.ref]))
    page = text(cora.get(reverse("bulletin", args=[bulletin.ref])))
    assert "Read by 2 of 3 people" in page, "Cora has read it by opening it"
    assert "Bakery of Borrowmarket" in page
    assert "Ada (generated)" not in page
    assert "Bilal (generated)" not in page
    worker = text(signed_in(town.bilal).get(reverse("bulletin", args=[bulletin.ref])))
    assert "Have read" not in worker
    assert "Cora (generated)" not in worker


def test_name_of_somebody_known_is_pointed_out_before_it_goes_out_and_the_second_press_publishes(town, cora):
    """G-07: it warns with what to do; the coordinator decides."""
    known(town, "Red Cap", kind="alias")
    named = {**SAID, "text": "Red Cap is back."}
    answer = cora.post(reverse("bulletin_write"), {**named, "do": "publish"})
    assert answer.status_code == 422
    assert "“Red Cap”" in text(answer)
    assert "gallery" in text(answer)
    assert not Bulletin.everywhere.exists()
    answer = cora.post(reverse("bulletin_write"), {**named, "do": "publish", "words_seen": "red cap"})
    assert answer.status_code == 302
    assert Bulletin.everywhere.get().published_by == town.cora


def test_draft_is_kept_changed_and_published_and_thrown_away(town, cora):
    cora.post(reverse("bulletin_write"), {**SAID, "audience": "zones", "zones": [town.zone.ref], "do": "keep"})
    draft = Bulletin.everywhere.get()
    assert draft.published_at is None
    address = reverse("bulletin_change", args=[draft.ref])
    page = text(cora.get(address))
    assert "Look at each twenty." in page
    assert f'value="{town.zone.ref}" checked' in page
    assert signed_in(town.ada).get(reverse("bulletin", args=[draft.ref])).status_code == 404
    cora.post(address, {**SAID, "title": "Forged notes", "do": "publish"})
    draft.refresh_from_db()
    assert (draft.title, draft.published_by, draft.addressees.count()) == ("Forged notes", town.cora, 0)
    assert cora.get(address).status_code == 404, "what is published is not rewritten"
    cora.post(reverse("bulletin_withdraw", args=[draft.ref]))
    assert signed_in(town.ada).get(reverse("bulletin", args=[draft.ref])).status_code == 404
    assert "Withdrawn" in text(cora.get(reverse("bulletins") + "?show=over"))


def test_form_with_a_mistake_keeps_what_was_typed(town, cora):
    answer = cora.post(reverse("bulletin_write"), {**SAID, "title": "", "audience": "roles", "do": "publish"})
    assert answer.status_code == 422
    assert "Give it a title" in text(answer)
    assert "Pick at least one role." in text(answer)
    assert "Look at each twenty." in text(answer)


def test_planned_bulletin_says_from_when_and_waits(town, cora):
    later = (timezone.now() + timezone.timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    answer = cora.post(reverse("bulletin_write"), {**SAID, "publishes_at": later, "do": "publish"}, follow=True)
    assert "can read it from" in text(answer)
    assert "Fake notes" not in text(signed_in(town.ada).get(reverse("bulletins")))
    assert "Planned" in text(cora.get(reverse("bulletins") + "?show=drafts"))


def test_suspended_worker_is_sent_to_what_is_due_and_reads_nothing(town):
    told(town, title="Planted title")
    Membership.everywhere.filter(account=town.ada).update(suspended_at=timezone.now())
    ada = signed_in(town.ada)
    for name in ("bulletins", "today"):
        answer = ada.get(reverse(name))
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("promises"))
    assert "Planted title" not in text(ada.get("/"))


def test_markup_in_a_bulletin_is_shown_as_it_was_typed(town):
    bulletin = told(town, title="<b>Bold</b>", text="<script>alert(1)</script>")
    page = signed_in(town.ada).get(reverse("bulletin", args=[bulletin.ref])).content.decode()
    assert "<script>alert" not in page
    assert "&lt;b&gt;Bold" in page
