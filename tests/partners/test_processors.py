"""The register of processors (Article 28, G-15): what it holds, when it warns, and who may change it."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from tests.support.programs import program
from tests.support.signing_in import signed_in
from watchward.kit.errors import NotFound, NotPermitted
from watchward.partners.actions.governance import CannotRegister
from watchward.partners.actions.processors import end_processor, register_processor, replace_processor
from watchward.partners.models import Processor
from watchward.partners.queries.calendar import own_dates
from watchward.partners.queries.governance import people_may_be_shown
from watchward.partners.queries.processors import contracts_here, processors_of
from watchward.partners.rules.governance import ItemState
from watchward.partners.rules.processors import ProcessorSaid, contract_of, processor_problems
from watchward.records.models import Event

TODAY = date(2026, 3, 6)


def said(name="Harbour Hosting (generated)", *, again=400, **more):
    today = timezone.localdate()
    plain = {
        "does": "Hosts the server.", "document": "Folder 7", "contract_on": today - timedelta(days=30),
        "review_on": today + timedelta(days=again),
    }  # fmt: skip
    return ProcessorSaid(name, **plain | more)


@pytest.mark.parametrize(
    ("left", "state", "stage"),
    [(61, "ready", None), (60, "expiring", 60), (30, "expiring", 30), (1, "expiring", 30), (0, "expired", 0),
     (-400, "expired", 0)],
)  # fmt: skip
def test_a_contract_warns_sixty_and_thirty_days_before_it_is_looked_at_again_and_on_the_day_g15(left, state, stage):
    found = contract_of(date(2025, 1, 1), TODAY + timedelta(days=left), TODAY)
    assert (found.state, found.stage) == (state, stage)


def test_no_contract_may_be_registered_and_half_a_contract_not():
    assert processor_problems(ProcessorSaid("Harbour", "Hosts."), TODAY) == {}
    assert contract_of(None, None, TODAY).state is ItemState.MISSING
    whole = ProcessorSaid("Harbour", "Hosts.", "Folder 7", TODAY, TODAY + timedelta(days=365))
    assert processor_problems(whole, TODAY) == {}
    half = ProcessorSaid(" ", " ", "", date(2027, 1, 1), TODAY)
    assert set(processor_problems(half, TODAY)) == {"name", "does", "contract_on", "document", "review_on"}
    assert set(processor_problems(ProcessorSaid("H", "H", "Folder"), TODAY)) == {"contract_on", "review_on"}
    far = ProcessorSaid("H", "H", "Folder", TODAY, date(2040, 1, 1))
    assert set(processor_problems(far, TODAY)) == {"review_on"}


@pytest.mark.django_db
def test_the_database_keeps_half_a_contract_out(town):
    cora = town.actor(town.cora)
    one = register_processor(actor=cora, said=said())
    for wrong in ({"document": ""}, {"review_on": one.contract_on}, {"contract_on": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Processor.everywhere.filter(pk=one.pk).update(**wrong)


@pytest.mark.django_db
def test_coordinator_registers_changes_and_ends_and_what_was_in_force_stays_readable(town):
    cora = town.actor(town.cora)
    first = register_processor(actor=cora, said=said())
    with pytest.raises(CannotRegister, match="registered already"):
        register_processor(actor=cora, said=said("HARBOUR hosting (generated)"))
    second = replace_processor(actor=cora, ref=first.ref, said=said(document="Folder 8"))
    with pytest.raises(NotFound):
        replace_processor(actor=cora, ref=first.ref, said=said())
    end_processor(actor=cora, ref=second.ref)
    lines = processors_of(cora)
    assert [(one.document, one.ended_on is None) for one in lines] == [("Folder 8", False), ("Folder 7", False)]
    kinds = Event.everywhere.filter(kind__startswith="processor.").order_by("seq").values_list("kind", flat=True)
    assert list(kinds) == ["processor.registered", "processor.replaced", "processor.ended"]


@pytest.mark.django_db
def test_board_reads_it_and_nobody_else_and_the_next_town_has_its_own(town):
    cora, bea = town.actor(town.cora), town.actor(town.person("Bea", "board-member"))
    one = register_processor(actor=cora, said=said())
    assert [line.ref for line in processors_of(bea)] == [one.ref]
    assert processors_of(town.actor(town.dev)) == []
    with pytest.raises(NotFound):
        end_processor(actor=town.actor(town.dev), ref=one.ref)
    for who in (bea, town.actor(town.ada)):
        with pytest.raises(NotPermitted):
            register_processor(actor=who, said=said("Other"))
        with pytest.raises(NotPermitted):
            end_processor(actor=who, ref=one.ref)
    with pytest.raises(NotPermitted):
        processors_of(town.actor(town.ada))


@pytest.mark.django_db
def test_an_overdue_contract_warns_everywhere_and_does_not_close_the_gate(town):
    cora, client = town.actor(town.cora), signed_in(town.cora)
    where, today = town.partnership.pk, timezone.localdate()
    assert contracts_here(where, today).state is ItemState.READY
    assert "Contracts with processors" not in client.get(reverse("home")).content.decode()
    one = register_processor(actor=cora, said=said(again=20))
    assert f"processor-{one.ref}" in {entry.uid for entry in own_dates(cora)}
    for page in ("home", "governance", "processors"):
        assert "To be looked at in 20 days" in client.get(reverse(page)).content.decode(), page
    Processor.everywhere.filter(pk=one.pk).update(review_on=today)
    assert contracts_here(where, today).state is ItemState.EXPIRED
    assert "It was to be looked at by" in client.get(reverse("governance")).content.decode()
    assert people_may_be_shown(where, today)
    assert "The gate is open" in client.get(reverse("governance")).content.decode()
    register_processor(actor=cora, said=ProcessorSaid("Quay", "Sends."))
    assert contracts_here(where, today).state is ItemState.MISSING
    assert not contracts_here(where, today).holds_up


@pytest.mark.django_db
def test_on_the_page_half_a_contract_keeps_what_was_typed_and_a_program_hears_why(town):
    client, office = signed_in(town.cora), program(town.cora)
    typed = {"name": "Harbour", "does": "Hosts.", "contract_on": "", "review_on": "", "document": "Folder 7"}
    refused = client.post(reverse("processor_add"), typed)
    assert refused.status_code == 422
    assert "Enter the date of the contract" in refused.content.decode()
    assert 'value="Folder 7"' in refused.content.decode()
    assert client.post(reverse("processor_add"), typed | {"document": ""}).status_code == 302
    one = Processor.everywhere.get()
    assert "No contract is on file." in client.get(reverse("processors")).content.decode()
    today = timezone.localdate()
    signed = typed | {"contract_on": str(today), "review_on": str(today + timedelta(days=365))}
    assert client.post(reverse("processor", args=[one.ref]), signed).status_code == 302
    (now,) = [line for line in office.get("/processors").json() if not line["ended_on"]]
    assert (now["state"], now["document"]) == ("ready", "Folder 7")
    assert office.send("/processors", {"name": "Harbour", "does": "Hosts."}).status_code == 422
    assert client.post(reverse("processor_end", args=[now["ref"]]), follow=True).status_code == 200
    assert not Processor.everywhere.filter(ended_at__isnull=True).exists()
