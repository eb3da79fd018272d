"""The governance register (G-01): facts of the controller and the documents of the gate."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from watchward.kit.errors import NotFound, Refused
from watchward.partners.choices import DocumentKind, LegalForm
from watchward.partners.models import GovernanceDocument, Partnership
from watchward.partners.rules.documents import DocumentSaid, document_problems
from watchward.policy import Actor, Permission, require
from watchward.records.ledger import record

MISSING = "There is no such document in your register. Go back to the governance page."
FACTS = ("controller_name", "controller_contact", "legal_form", "manager_name")
_ASK = {
    "controller_name": "Enter the controller's full name.",
    "controller_contact": "Enter an address at which anybody can reach the controller.",
    "legal_form": "Pick how the partnership is constituted.",
    "manager_name": "Enter who manages the partnership: one named person.",
}


class CannotRegister(Refused):
    """The governance register stays as it was; `problems` says why, by field."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = problems


@transaction.atomic
def state_partnership_facts(*, actor: Actor, about: str = "", **facts: str) -> Partnership:
    """State who the controller is, its legal form and its manager (G-01).

    Args: facts: controller_name, controller_contact, legal_form, manager_name.
    """
    require(actor, Permission.GOVERNANCE_MANAGE)
    said = {name: " ".join(facts.get(name, "").split()) for name in FACTS}
    problems = {name: _ASK[name] for name in FACTS if not said[name]}
    if said["legal_form"] and said["legal_form"] not in LegalForm.values:
        problems["legal_form"] = _ASK["legal_form"]
    if problems:
        raise CannotRegister(problems)
    partnership = Partnership.everywhere.get(pk=actor.partnership_id)
    for name, value in {**said, "about": about.strip()}.items():
        setattr(partnership, name, value)
    partnership.save(update_fields=[*FACTS, "about"])
    record("partnership.facts_stated", actor=actor, ref=f"partnership/{partnership.ref}")
    return partnership


@transaction.atomic
def register_document(*, actor: Actor, said: DocumentSaid) -> GovernanceDocument:
    """Register a document of the gate. Information-sharing agreements may stand side by side; of all others, one."""
    require(actor, Permission.GOVERNANCE_MANAGE)
    _check(said)
    current = _current(actor, said.kind)
    if said.kind != DocumentKind.SHARING and current.exists():
        raise CannotRegister({"kind": "One such document is registered already. Replace that one."})
    document = _keep(actor, said)
    record("document.registered", actor=actor, ref=f"document/{document.ref}", detail={"kind": said.kind})
    return document


@transaction.atomic
def replace_document(*, actor: Actor, ref: str, said: DocumentSaid) -> GovernanceDocument:
    """Put a newer version in a document's place; the old one stays readable in the register's history (G-02)."""
    require(actor, Permission.GOVERNANCE_MANAGE)
    old = _current(actor, said.kind).filter(ref=ref).first()
    if old is None:
        raise NotFound(MISSING)
    _check(said)
    old.replaced_at, old.replaced_by_id = timezone.now(), actor.account_id or None
    old.save(update_fields=["replaced_at", "replaced_by"])
    document = _keep(actor, said)
    record(
        "document.replaced",
        actor=actor,
        ref=f"document/{document.ref}",
        detail={"kind": said.kind, "replaces": old.ref},
    )
    return document


def _check(said: DocumentSaid) -> None:
    problems = document_problems(said, timezone.now().date())
    if problems:
        raise CannotRegister(problems)


def _current(actor: Actor, kind: str) -> QuerySet[GovernanceDocument]:
    return GovernanceDocument.everywhere.filter(
        partnership_id=actor.partnership_id, kind=kind, replaced_at__isnull=True
    )


def _keep(actor: Actor, said: DocumentSaid) -> GovernanceDocument:
    return GovernanceDocument.everywhere.create(
        partnership_id=actor.partnership_id,
        kind=said.kind,
        title=said.title.strip(),
        number=said.number.strip(),
        text=said.text.strip(),
        second_text=said.second_text.strip(),
        basis=said.basis if said.kind == DocumentKind.LAWFUL_BASIS else "",
        url=said.url.strip(),
        dated_on=said.dated_on,
        expires_on=said.expires_on,
        registered_by_id=actor.account_id or None,
    )
