"""The search page: what it shows, what it marks, and what it writes into the ledger."""

import html
import re
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.contrib.sessions.backends.base import SessionBase
from django.test import Client
from django.urls import reverse

from tests.support.signing_in import signed_in
from watchward.assess.actions.subjects import open_subject
from watchward.assess.rules.facts import FactSaid
from watchward.collect.rules.drafts import PersonSaid
from watchward.records.models import Event
from watchward.records.outbox import work_once
from watchward.web.sealed_words import opened, sealed
from watchward.wiring import SUBSCRIBERS

pytestmark = pytest.mark.django_db
SEARCH = "/search/"


@pytest.fixture
def cora(town):
    """Cora, who has just said what she looks people up for."""
    client = signed_in(town.cora)
    said = {"kind": "other", "words": "A colleague rang about somebody in the arcade.", "next": SEARCH}
    assert client.post(reverse("purpose"), said).url == SEARCH
    return client


def sent(town, by=None, **said):
    report = town.report(by=by or town.ada, **said)
    work_once(SUBSCRIBERS)
    return report


def text(answer):
    return html.unescape(answer.content.decode())


def marks(answer):
    return [html.unescape(one) for one in re.findall(r"<mark>(.*?)</mark>", answer.content.decode())]


def typed(client, words):
    """Type words into the box: the address on which their answer stands."""
    answer = client.post(SEARCH, {"q": words})
    assert answer.status_code == 302
    return answer.url


def searched(client, words, **more):
    address = typed(client, words)
    return client.get(address + ("&" if "?" in address else "?") + urlencode(more) if more else address)


def found(client, words, **more):
    answer = searched(client, words, **more)
    assert answer.status_code == 200
    return answer


def test_coordinator_finds_a_report_with_its_words_marked_and_markup_escaped(town, cora):
    report = sent(town, narrative="<script>alert(1)</script> took two bottles of gin & ran.")
    answer = found(cora, "bottle gin")
    assert reverse("report", args=[report.ref]) in text(answer)
    assert marks(answer) == ["bottles", "gin"]
    assert "<script>alert(1)" not in answer.content.decode()
    assert "&lt;script&gt;" in answer.content.decode()


def test_an_empty_box_says_what_can_be_found_and_notes_nothing(town, cora):
    assert "What can be found" in text(cora.get(SEARCH))
    assert "nothing to search for" in text(found(cora, "the of"))
    assert not Event.everywhere.filter(kind="search.made").exists()


def test_nothing_found_says_what_to_try(town, cora):
    assert "Nothing was found." in text(found(cora, "zzzz"))


def test_a_reference_leads_straight_to_its_thing_and_a_hidden_one_looks_like_a_missing_one(town, cora):
    report = sent(town)
    assert searched(cora, report.ref.lower()).url == reverse("report", args=[report.ref])
    bilal = signed_in(town.bilal)
    hidden, missing = found(bilal, report.ref), found(bilal, "R-0000000000")

    def plain(answer):
        page = answer.content.replace(report.ref.encode(), b"R-0000000000")
        return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"|X-CSRFToken[^}]*', b"", page)

    assert plain(hidden) == plain(missing)


def test_whoever_looks_through_people_says_first_what_for_and_comes_back_to_the_search(town):
    sent(town, narrative="Took gin.")
    fresh = signed_in(town.cora)
    answer = searched(fresh, "gin")
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("purpose"))
    assert "gin" not in answer.url
    assert searched(fresh, "AB12 CDE").status_code == 302
    assert searched(fresh, "6 March 2026").status_code == 200, "a day looks nobody up"
    assert searched(signed_in(town.ada), "gin").status_code == 200, "members look through their own rows"
    assert not Event.everywhere.filter(kind="search.made", detail__people=True).exists()
    back = parse_qs(urlsplit(answer.url).query)["next"][0]
    said = {"kind": "other", "words": "A colleague rang about a bottle.", "next": back}
    assert marks(fresh.post(reverse("purpose"), said, follow=True)) == ["gin"], "back to what was asked"


def test_what_is_typed_stands_in_no_address_and_opens_in_no_other_session(town, cora):
    sent(town, people=(PersonSaid(name="Zelda Quartermain"),))
    address = typed(cora, "Zelda Quartermain")
    assert re.fullmatch(r"/search/\?s=[\w%-]+", address)
    page = cora.get(address)
    assert marks(page) == ["Zelda", "Quartermain"]
    assert 'value="Zelda Quartermain"' in text(page)
    addresses = re.findall(r'(?:href|action)="([^"]*)"', page.content.decode())
    assert not [one for one in addresses if "zelda" in one.casefold()]
    other = signed_in(town.cora)
    for refused in (other.get(address), cora.get(address + "x"), cora.get(f"{SEARCH}?s=")):
        assert (refused.status_code, refused.url) == (302, SEARCH)
    assert "Type it again" in text(other.get(SEARCH))


def test_an_address_that_carries_words_leads_to_the_empty_box_and_searches_nothing(town, cora):
    sent(town, people=(PersonSaid(name="Zelda Quartermain"),))
    for client in (cora, signed_in(town.ada), Client()):
        answer = client.get(SEARCH, {"q": "Zelda Quartermain", "kind": "theft"})
        assert (answer.status_code, answer.url) == (302, SEARCH)
    page = text(cora.get(SEARCH))
    assert "not taken from an address" in page
    assert "Zelda" not in page
    assert not Event.everywhere.filter(kind="search.made").exists()


def test_sealed_words_are_forgotten_after_an_hour(rf, monkeypatch):
    request = rf.get("/")
    request.session = SessionBase("one")
    kept = sealed(request, {"text": "Zelda"})
    again = rf.get("/", {"s": kept})
    again.session = SessionBase("one")
    assert opened(again) == {"text": "Zelda"}
    monkeypatch.setattr("watchward.web.sealed_words.HOLDS_S", -1)
    assert opened(again) is None


def test_every_search_is_in_the_ledger_without_its_words_g_12(town, cora):
    sent(town, people=(PersonSaid(name="Zelda Quartermain"),))
    found(cora, "Zelda Quartermain")
    found(cora, "quartermain  ZELDA")
    found(signed_in(town.ada), "zelda")
    rows = list(Event.everywhere.filter(kind="search.made").order_by("seq"))
    assert [one.account_id for one in rows] == [town.cora.pk, town.cora.pk, town.ada.pk]
    assert rows[0].detail["found"] == {"subjects": 0, "reports": 1, "vehicles": 0, "premises": 0}
    assert [one.detail["people"] for one in rows] == [True, True, False]
    assert len({one.detail["digest"] for one in rows}) == 3
    assert "zelda" not in str([(one.ref, one.detail) for one in rows]).casefold()
    found(cora, "zelda   quartermain")
    assert Event.everywhere.filter(kind="search.made").last().detail["digest"] == rows[0].detail["digest"]


def test_a_member_gets_no_names_offered_and_finds_no_one(town):
    sent(town, by=town.bilal, people=(PersonSaid(name="Zelda Quartermain"),))
    ada = signed_in(town.ada)
    assert "Names" not in text(ada.get(SEARCH))
    answer = found(ada, "Zelda Quartermain")
    assert marks(answer) == []
    assert "Nothing was found." in text(answer)


def test_a_subject_is_shown_with_its_state_and_the_name_that_matched(town, cora):
    subject = open_subject(
        actor=town.actor(town.cora), necessity="Reports", facts=(FactSaid("name", "Daniel Smith", source="PC"),)
    )
    answer = found(cora, "Danil Smiht")
    assert subject.ref in text(answer)
    assert marks(answer) == ["Daniel", "Smith"]
    assert "Identified, not verified" in text(answer)


def test_reports_go_on_over_pages(town, cora):
    for _ in range(21):
        town.report(by=town.ada, narrative="Took gin.")
    work_once(SUBSCRIBERS)
    answer = found(cora, "gin")
    older = re.search(r'href="([^"]*)" rel="next"', answer.content.decode())
    assert older is not None
    second = cora.get(html.unescape(older.group(1)))
    assert len(marks(second)) == 1
    assert searched(cora, "gin", after="R-0000000000").status_code == 404


@pytest.mark.parametrize("words", ["x" * 3000, "\x00", "🚗", "'\"*()", "مرحبا", "6 March", "99/99/9999"])
def test_no_input_breaks_the_page(town, cora, words):
    assert found(cora, words, kind="nonsense", method="nonsense")


def test_a_kind_narrows_and_says_so(town, cora):
    report = sent(town, kind="violence.threat", narrative="Threatened us.")
    answer = cora.get(SEARCH, {"kind": "violence"})
    assert report.ref in text(answer)
    assert "Search everything" in text(answer)
    assert "Threat" in text(found(cora, "threat"))


def test_the_menu_leads_to_the_search(town, cora):
    assert f'href="{SEARCH}"' in cora.get("/").content.decode()
