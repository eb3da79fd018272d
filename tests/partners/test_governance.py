"""The governance gate (G-01): what must be registered, what each document holds, and when it runs out."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from watchward.kit.errors import NotFound, NotPermitted
from watchward.partners.actions.governance import (
    CannotRegister,
    register_document,
    replace_document,
    state_partnership_facts,
)
from watchward.partners.choices import DocumentKind
from watchward.partners.models import GovernanceDocument, Organisation, Partnership
from watchward.partners.queries.governance import (
    filled_template,
    gate_of,
    get_document,
    governance_register,
    people_may_be_shown,
)
from watchward.partners.rules.documents import RECOGNISED_SINCE, DocumentSaid, document_problems
from watchward.partners.rules.governance import GRACE_DAYS, ItemState, gate, is_open, warning_stage
from watchward.records.models import Event

FACTS = {
    "controller_name": "Borrowmarket BCRP Ltd",
    "controller_contact": "The office",
    "legal_form": "company",
    "manager_name": "Cora",
}


def today():
    return timezone.now().date()


def said(kind, **more):
    plain = DocumentSaid(
        kind=kind,
        title="Ours",
        dated_on=today() - timedelta(days=10),
        expires_on=today() + timedelta(days=300),
        number="ZA1",
        text="First.",
        second_text="Second.",
        basis="legitimate",
        url="https://example.org/notice",
    )
    return replace(plain, **more)


@pytest.fixture
def bare(town):
    """Borrowmarket before anything was registered."""
    GovernanceDocument.everywhere.filter(partnership=town.partnership).delete()
    Partnership.everywhere.filter(pk=town.partnership.pk).update(
        controller_name="", controller_contact="", legal_form="", manager_name=""
    )
    town.partnership.refresh_from_db()
    return town


def test_the_gate_opens_only_when_the_last_item_is_registered_g01(bare):
    cora = bare.actor(bare.cora)
    assert len(gate_of(bare.partnership, today())) == 3 + len(DocumentKind)
    state_partnership_facts(actor=cora, **FACTS)
    for kind in DocumentKind:
        assert not people_may_be_shown(bare.partnership.pk, today())
        register_document(actor=cora, said=said(kind))
    assert people_may_be_shown(bare.partnership.pk, today())
    assert Event.everywhere.filter(kind="document.registered").count() == len(DocumentKind)


def test_one_missing_fact_alone_keeps_the_gate_closed_g01(town):
    assert people_may_be_shown(town.partnership.pk, today())
    for field in FACTS:
        if field == "controller_contact":
            continue
        Partnership.everywhere.filter(pk=town.partnership.pk).update(**{field: ""})
        assert not people_may_be_shown(town.partnership.pk, today()), field
        Partnership.everywhere.filter(pk=town.partnership.pk).update(**{field: FACTS[field]})
    assert people_may_be_shown(town.partnership.pk, today())


@pytest.mark.parametrize(
    ("left", "state", "stage"),
    [
        (61, ItemState.READY, None),
        (60, ItemState.EXPIRING, 60),
        (31, ItemState.EXPIRING, 60),
        (30, ItemState.EXPIRING, 30),
        (1, ItemState.EXPIRING, 30),
        (0, ItemState.EXPIRED, 0),
        (1 - GRACE_DAYS, ItemState.EXPIRED, 0),
        (-GRACE_DAYS, ItemState.BLOCKED, 0),
    ],
)
def test_warnings_come_at_60_30_and_0_days_and_the_block_after_the_grace_g01(town, left, state, stage):
    GovernanceDocument.everywhere.filter(partnership=town.partnership, kind="dpia").update(
        expires_on=today() + timedelta(days=left), dated_on=today() - timedelta(days=400)
    )
    item = next(one for one in gate_of(town.partnership, today()) if one.code == "dpia")
    assert (item.state, item.stage) == (state, stage)
    assert people_may_be_shown(town.partnership.pk, today()) is (state is not ItemState.BLOCKED)


def test_the_warning_stage_is_the_latest_that_is_due():
    day = date(2026, 5, 1)
    assert [warning_stage(day + timedelta(days=left), day) for left in (90, 60, 45, 30, 5, 0, -20)] == [
        None, 60, 60, 30, 30, 0, 0,
    ]  # fmt: skip


def test_the_policy_document_is_complete_only_with_both_parts_g02(bare):
    cora = bare.actor(bare.cora)
    for part in ("text", "second_text"):
        with pytest.raises(CannotRegister) as refusal:
            register_document(actor=cora, said=said("policy", **{part: "  "}))
        assert list(refusal.value.problems) == [part]
    assert register_document(actor=cora, said=said("policy")).second_text == "Second."


def test_the_database_itself_refuses_half_a_policy_document_g02(town):
    with pytest.raises(IntegrityError), transaction.atomic():
        GovernanceDocument.everywhere.filter(kind="policy").update(second_text="")


def test_legitimate_interests_need_the_balancing_test_and_recognised_ones_do_not_g04(bare):
    cora = bare.actor(bare.cora)
    with pytest.raises(CannotRegister) as refusal:
        register_document(actor=cora, said=said("lawful-basis", second_text=""))
    assert list(refusal.value.problems) == ["second_text"]
    document = register_document(
        actor=cora,
        said=said("lawful-basis", basis="recognised", second_text="", dated_on=max(RECOGNISED_SINCE, today())),
    )
    assert (document.basis, document.second_text) == ("recognised", "")


def test_necessity_is_never_optional_and_no_basis_is_no_record_g03_g04(bare):
    cora = bare.actor(bare.cora)
    for basis in ("legitimate", "recognised"):
        with pytest.raises(CannotRegister) as refusal:
            register_document(actor=cora, said=said("lawful-basis", basis=basis, text=""))
        assert "text" in refusal.value.problems
    with pytest.raises(CannotRegister, match="Pick the basis"):
        register_document(actor=cora, said=said("lawful-basis", basis=""))


def test_a_record_older_than_the_law_keeps_its_full_assessment_g04():
    before = said(
        "lawful-basis", basis="recognised", dated_on=RECOGNISED_SINCE - timedelta(days=1), expires_on=date(2027, 1, 1)
    )
    assert "5 February 2026" in document_problems(before, date(2026, 3, 1))["basis"]
    assert not document_problems(replace(before, dated_on=RECOGNISED_SINCE), date(2026, 3, 1))


def test_the_database_itself_wants_necessity_and_balance_g04(town):
    rows = GovernanceDocument.everywhere.filter(kind="lawful-basis", partnership=town.partnership)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(second_text="")
    rows.update(second_text="", basis="recognised")
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(text="")


@pytest.mark.parametrize(
    ("kind", "wrong", "field"),
    [
        ("ico-fee", {"number": ""}, "number"),
        ("privacy-notice", {"url": ""}, "url"),
        ("privacy-notice", {"url": "javascript:alert(1)"}, "url"),
        ("dpia", {"text": "", "url": ""}, "text"),
        ("dpia", {"title": " "}, "title"),
        ("dpia", {"dated_on": 1}, "dated_on"),
        ("dpia", {"expires_on": 0}, "expires_on"),
        ("dpia", {"expires_on": -20}, "expires_on"),
        ("dpia", {"expires_on": 4000}, "expires_on"),
        ("poem", {}, "kind"),
    ],
)
def test_a_document_that_proves_nothing_is_not_registered_g01(bare, kind, wrong, field):
    days = {name: today() + timedelta(days=one) for name, one in wrong.items() if isinstance(one, int)}
    with pytest.raises(CannotRegister) as refusal:
        register_document(actor=bare.actor(bare.cora), said=said(kind, **wrong | days))
    assert list(refusal.value.problems) == [field]
    assert not GovernanceDocument.everywhere.filter(partnership=bare.partnership).exists()


def test_a_replaced_document_stays_in_the_history_and_counts_no_more(town):
    cora = town.actor(town.cora)
    old = GovernanceDocument.everywhere.get(partnership=town.partnership, kind="dpia")
    with pytest.raises(CannotRegister, match="Replace that one"):
        register_document(actor=cora, said=said("dpia"))
    new = replace_document(actor=cora, ref=old.ref, said=said("dpia", title="Second edition"))
    register = governance_register(cora)
    assert [one.ref for one in register.earlier] == [old.ref]
    assert next(one for one in register.items if one.code == "dpia").document_ref == new.ref
    assert get_document(cora, old.ref).replaced_by == town.cora
    with pytest.raises(NotFound):
        replace_document(actor=cora, ref=old.ref, said=said("dpia"))


def test_sharing_agreements_stand_side_by_side(town):
    cora = town.actor(town.cora)
    register_document(actor=cora, said=said("sharing", title="With the police"))
    register_document(actor=cora, said=said("sharing", title="With the council"))
    assert sum(one.kind == "sharing" for one in governance_register(cora).documents) == 3


def test_board_reads_the_register_but_changes_nothing_and_workers_do_not_read_it(town):
    bea = town.actor(town.person("Bea", "board-member"))
    dot = town.actor(town.person("Dot", "data-protection-lead"))
    assert governance_register(bea).is_open
    with pytest.raises(NotPermitted):
        register_document(actor=bea, said=said("sharing"))
    with pytest.raises(NotPermitted):
        state_partnership_facts(actor=bea, **FACTS)
    register_document(actor=dot, said=said("sharing"))
    for query in (governance_register, lambda actor: filled_template(actor, "dpia")):
        with pytest.raises(NotPermitted):
            query(town.actor(town.ada))


def test_the_next_town_cannot_tell_our_document_from_a_missing_one(town):
    ours = GovernanceDocument.everywhere.filter(partnership=town.partnership, kind="dpia").get()
    answers = []
    for ref in (ours.ref, "G-0000000000"):
        with pytest.raises(NotFound) as refusal:
            get_document(town.actor(town.dev), ref)
        answers.append(str(refusal.value))
        with pytest.raises(NotFound):
            replace_document(actor=town.actor(town.dev), ref=ref, said=said("dpia"))
    assert answers[0] == answers[1]


def test_facts_need_every_part_and_are_trimmed(bare):
    cora = bare.actor(bare.cora)
    with pytest.raises(CannotRegister) as refusal:
        state_partnership_facts(actor=cora, **(FACTS | {"legal_form": "kingdom", "manager_name": " "}))
    assert set(refusal.value.problems) == {"legal_form", "manager_name"}
    assert (
        state_partnership_facts(actor=cora, **(FACTS | {"manager_name": " Cora   Lane "})).manager_name == "Cora Lane"
    )


def test_the_register_names_members_who_have_not_stated_their_role_g15(town):
    Organisation.everywhere.filter(pk=town.bakery.organisation_id).update(controller_role="joint")
    members = governance_register(town.actor(town.cora)).members
    assert [(name, role) for _ref, name, role in members] == [
        ("Bakery of Borrowmarket", "Joint controller"),
        ("Pharmacy of Borrowmarket", ""),
    ]


@pytest.mark.parametrize("kind", [kind for kind in DocumentKind.values if kind != "ico-fee"])
def test_every_template_is_filled_from_the_partnerships_own_data_and_says_what_to_check(town, kind):
    filled = filled_template(town.actor(town.cora), kind, date(2026, 11, 1))
    assert "Borrowmarket" in filled.markdown
    assert "Check before legal use" in filled.markdown
    assert "{{" not in filled.markdown
    assert bool(filled.second_text) is (kind in {"policy", "lawful-basis"})


def test_a_template_marks_what_is_not_known_and_never_invents_it(bare):
    assert "[Enter the controller]" in filled_template(bare.actor(bare.cora), "policy").text


def test_the_filled_policy_template_may_be_registered_as_it_stands_g02(bare):
    cora = bare.actor(bare.cora)
    filled = filled_template(cora, "policy")
    document = register_document(
        actor=cora, said=said("policy", title=filled.title, text=filled.text, second_text=filled.second_text)
    )
    assert "12 months" in document.second_text


def test_the_complaint_template_promises_an_answer_within_30_days_and_retention_names_each_rule(town):
    cora = town.actor(town.cora)
    assert "within 30 days" in filled_template(cora, "complaints").text
    retention = filled_template(cora, "retention").text
    assert all(f"R-0{number}" in retention for number in range(1, 9))


def test_there_is_no_template_for_what_only_the_commissioner_issues(town):
    for kind in ("ico-fee", "../../settings"):
        with pytest.raises(NotFound):
            filled_template(town.actor(town.cora), kind)


def test_an_empty_gate_is_closed(town):
    assert not is_open(gate(town.partnership, [], today()))
