"""The governance page: the gate in words, documents with their two parts, drafts to begin from."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.web.test_members import browser, said
from watchward.partners.models import GovernanceDocument, Partnership

pytestmark = pytest.mark.django_db


def today():
    return timezone.now().date()


def dates():
    """Written three days ago, and good for 300 more."""
    return {
        name: (today() + timedelta(days=days)).isoformat() for name, days in (("dated_on", -3), ("expires_on", 300))
    }


@pytest.fixture
def cora(town):
    return browser(town.cora)


@pytest.fixture
def bare(town):
    GovernanceDocument.everywhere.filter(partnership=town.partnership).delete()
    return town


def test_the_banner_says_whether_the_gate_is_open_g01(town, cora):
    assert "The gate is open" in said(cora.get("/governance/"))
    GovernanceDocument.everywhere.filter(partnership=town.partnership, kind="dpia").delete()
    page = said(cora.get("/governance/"))
    assert "The gate is closed: 11 of 12 items" in page
    assert "stay hidden" in page


def test_what_runs_out_is_named_with_its_days_g01(town, cora):
    rows = GovernanceDocument.everywhere.filter(partnership=town.partnership, kind="dpia")
    rows.update(expires_on=today() + timedelta(days=25))
    page = said(cora.get("/governance/"))
    assert "1 document to renew" in page
    assert "Runs out in 2" in page


def test_board_reads_but_gets_no_forms_and_worker_reads_nothing(town):
    bea = browser(town.person("Bea", "board-member"))
    page = said(bea.get("/governance/"))
    assert "Register<" not in page
    for address in ("facts/", "register/dpia/"):
        assert bea.get(f"/governance/{address}").status_code == 403
        assert bea.post(f"/governance/{address}", {"title": "x"}).status_code == 403
    ada = browser(town.ada)
    for address in ("", "facts/", "register/dpia/", "drafts/dpia.md"):
        assert ada.get(f"/governance/{address}").status_code == 403


def test_facts_are_stated_and_errors_keep_what_was_typed(town, cora):
    form = {"controller_name": "New Ltd", "controller_contact": "Office", "legal_form": "cic", "manager_name": ""}
    answer = cora.post("/governance/facts/", form)
    assert answer.status_code == 422
    assert 'value="New Ltd"' in said(answer)
    assert cora.post("/governance/facts/", form | {"manager_name": "Cora"}).status_code == 302
    assert Partnership.everywhere.get(pk=town.partnership.pk).legal_form == "cic"


def test_a_policy_document_with_one_part_is_sent_back_with_its_text_g02(bare, cora):
    form = {"title": "Our policy", "text": "Part the first.", "second_text": "", **dates()}
    answer = cora.post("/governance/register/policy/", form)
    assert answer.status_code == 422
    assert "Second part is missing" in said(answer)
    assert "Part the first." in said(answer)
    assert cora.post("/governance/register/policy/", form | {"second_text": "Kept a year."}).status_code == 302
    document = GovernanceDocument.everywhere.get(partnership=bare.partnership)
    assert "Kept a year." in said(cora.get(f"/governance/documents/{document.ref}/"))


def test_the_recognised_interest_needs_no_balancing_test_g04(bare, cora):
    form = {"title": "Ours", "basis": "legitimate", "text": "Needed.", "second_text": "", **dates()}
    assert cora.post("/governance/register/lawful-basis/", form).status_code == 422
    assert (
        cora.post("/governance/register/lawful-basis/", form | {"basis": "recognised", "text": ""}).status_code == 422
    )
    assert cora.post("/governance/register/lawful-basis/", form | {"basis": "recognised"}).status_code == 302


def test_the_fee_asks_for_its_number_and_the_notice_for_its_address_g01(bare, cora):
    fee = cora.post("/governance/register/ico-fee/", {"title": "Fee", **dates()})
    assert fee.status_code == 422
    assert "registration number" in said(fee)
    notice = cora.post("/governance/register/privacy-notice/", {"title": "Notice", "text": "Hello.", **dates()})
    assert notice.status_code == 422


def test_a_registered_document_is_replaced_not_doubled(town, cora):
    old = GovernanceDocument.everywhere.get(partnership=town.partnership, kind="dpia")
    page = said(cora.get("/governance/register/dpia/"))
    assert "stays readable" in page
    assert cora.post("/governance/register/dpia/", {"title": "Second", "text": "New.", **dates()}).status_code == 302
    old.refresh_from_db()
    assert old.replaced_at is not None
    assert "A newer version took its place" in said(cora.get(f"/governance/documents/{old.ref}/"))


def test_a_form_starts_from_a_template_and_a_draft_is_downloaded(bare, cora):
    page = said(cora.get("/governance/register/complaints/?from=template"))
    assert "within 30 days" in page
    draft = cora.get("/governance/drafts/complaints.md")
    assert draft["Content-Disposition"] == 'attachment; filename="complaints.md"'
    assert said(draft).startswith("# How we deal")
    plain = said(cora.get("/governance/drafts/complaints.txt"))
    assert "**" not in plain
    assert "within 30 days" in plain
    assert cora.get("/governance/drafts/ico-fee.md").status_code == 404
    assert cora.get("/governance/drafts/poem.md").status_code == 404
    assert cora.get("/governance/register/poem/").status_code == 404


def test_the_next_town_cannot_tell_our_document_from_a_missing_one(town):
    ours = GovernanceDocument.everywhere.get(partnership=town.partnership, kind="dpia")
    dev = browser(town.dev)
    hidden, absent = dev.get(f"/governance/documents/{ours.ref}/"), dev.get("/governance/documents/G-0000000000/")
    assert hidden.status_code == absent.status_code == 404
    assert said(hidden).split("<main")[1] == said(absent).split("<main")[1]


def test_members_without_a_controller_role_are_listed_g15(town, cora):
    page = said(cora.get("/governance/"))
    assert "0 of 2 members have stated a role" in page
    assert "Bakery of Borrowmarket" in page
