"""The register of processors (G-15): stated, stated anew, ended. Nothing is overwritten."""

from django.db import transaction
from django.utils import timezone

from watchward.kit.errors import NotFound
from watchward.partners.actions.governance import CannotRegister
from watchward.partners.models import Processor
from watchward.partners.queries.processors import MISSING
from watchward.partners.rules.processors import ProcessorSaid, processor_problems
from watchward.policy import Actor, Permission, require
from watchward.records.ledger import record

TWICE = "This company is registered already. Change that entry."


@transaction.atomic
def register_processor(*, actor: Actor, said: ProcessorSaid) -> Processor:
    """State who handles data for the partnership, and where the contract about it is."""
    require(actor, Permission.GOVERNANCE_MANAGE)
    processor = _keep(actor, said)
    record("processor.registered", actor=actor, ref=f"processor/{processor.ref}", detail=_detail(processor))
    return processor


@transaction.atomic
def replace_processor(*, actor: Actor, ref: str, said: ProcessorSaid) -> Processor:
    """State it anew: a new contract, a later review, other data. What was in force before stays readable."""
    require(actor, Permission.GOVERNANCE_MANAGE)
    old = _end(actor, ref)
    processor = _keep(actor, said)
    detail = _detail(processor) | {"replaces": old.ref}
    record("processor.replaced", actor=actor, ref=f"processor/{processor.ref}", detail=detail)
    return processor


@transaction.atomic
def end_processor(*, actor: Actor, ref: str) -> Processor:
    """It handles nothing for the partnership any more."""
    require(actor, Permission.GOVERNANCE_MANAGE)
    processor = _end(actor, ref)
    record("processor.ended", actor=actor, ref=f"processor/{processor.ref}")
    return processor


def _end(actor: Actor, ref: str) -> Processor:
    rows = Processor.everywhere.select_for_update().filter(partnership_id=actor.partnership_id, ended_at__isnull=True)
    found = rows.filter(ref=ref).first()
    if found is None:
        raise NotFound(MISSING)
    found.ended_at, found.ended_by_id = timezone.now(), actor.account_id or None
    found.save(update_fields=["ended_at", "ended_by"])
    return found


def _keep(actor: Actor, said: ProcessorSaid) -> Processor:
    problems = processor_problems(said, timezone.localdate())
    name = " ".join(said.name.split())
    here = Processor.everywhere.filter(partnership_id=actor.partnership_id, ended_at__isnull=True)
    if not problems and here.filter(name__iexact=name).exists():
        problems["name"] = TWICE
    if problems:
        raise CannotRegister(problems)
    return Processor.everywhere.create(
        partnership_id=actor.partnership_id,
        name=name,
        does=" ".join(said.does.split()),
        document=" ".join(said.document.split()),
        contract_on=said.contract_on,
        review_on=said.review_on,
        registered_at=timezone.now(),
        registered_by_id=actor.account_id or None,
    )


def _detail(processor: Processor) -> dict[str, object]:
    return {"has_contract": processor.contract_on is not None}
