"""The governance register: the gate, its documents, and drafts to begin from."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from watchward.kit.errors import NotFound
from watchward.partners.actions import governance as actions
from watchward.partners.choices import DocumentKind, LawfulBasis
from watchward.partners.queries import governance as queries
from watchward.partners.queries.processors import contracts_here
from watchward.partners.rules.documents import DocumentSaid
from watchward.partners.rules.governance import GRACE_DAYS, ItemState
from watchward.policy import Permission, may, require
from watchward.web.access import SeatedRequest, seated
from watchward.web.forms import office as forms
from watchward.web.processors import STATES as CONTRACT_STATES

STATES = {
    ItemState.READY: ("Ready", "success"),
    ItemState.EXPIRING: ("Runs out soon", "warning"),
    ItemState.EXPIRED: ("Ran out", "danger"),
    ItemState.BLOCKED: ("Blocks", "critical"),
    ItemState.MISSING: ("Missing", "outline"),
}
FACTS = {"controller", "legal-form", "manager"}
YEAR = timedelta(days=365)
NO_KIND = "There is no such document in the gate. Go back to the governance page."


@seated
def governance(request: SeatedRequest) -> HttpResponse:
    """The checklist of G-01: what is ready, what runs out, what is blocked."""
    register = queries.governance_register(request.actor, _today(request))
    contracts = contracts_here(register.partnership.pk, _today(request))
    warnings = [one for one in register.items if one.state in {ItemState.EXPIRING, ItemState.EXPIRED}]
    context = {
        "register": register,
        "ready": sum(not one.holds_up for one in register.items),
        "items": [(one, STATES[one.state], one.code in FACTS) for one in register.items],
        "warnings": warnings,
        "contracts": (contracts, CONTRACT_STATES[contracts.state]),
        "grace": GRACE_DAYS,
        "unstated": [name for _ref, name, role in register.members if not role],
        "kinds": dict(DocumentKind.choices),
        "may_manage": bool(may(request.actor, Permission.GOVERNANCE_MANAGE)),
        "may_change_members": bool(may(request.actor, Permission.MEMBERS_MANAGE)),
    }
    return render(request, "governance/register.html", context)


@seated
def governance_facts(request: SeatedRequest) -> HttpResponse:
    """Who the controller is."""
    require(request.actor, Permission.GOVERNANCE_MANAGE)
    partnership = request.seat.partnership
    initial = {name: getattr(partnership, name) for name in (*actions.FACTS, "about")}
    form = forms.FactsForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            actions.state_partnership_facts(actor=request.actor, **form.cleaned_data)
            messages.success(request, "The facts of the partnership are stated.")
            return redirect("governance")
        except actions.CannotRegister as refusal:
            forms.add_problems(form, refusal.problems)
    return render(request, "governance/facts.html", {"form": form}, status=422 if form.errors else 200)


@seated
def governance_register(request: SeatedRequest, kind: str) -> HttpResponse:
    """Register a document, or put a newer one in its place."""
    require(request.actor, Permission.GOVERNANCE_MANAGE)
    if kind not in DocumentKind.values:
        raise NotFound(NO_KIND)
    register = queries.governance_register(request.actor, _today(request))
    old = next((one for one in register.documents if one.kind == kind), None)
    if kind == DocumentKind.SHARING:
        wanted = request.GET.get("replaces", "")
        old = next((one for one in register.documents if one.ref == wanted), None)
    form = forms.DocumentForm(request.POST or None, kind=kind, initial=_initial(request, kind, old))
    if form.is_valid():
        try:
            _register(request, kind, old, form.cleaned_data)
            messages.success(request, f"{DocumentKind(kind).label}: registered.")
            return redirect("governance")
        except actions.CannotRegister as refusal:
            forms.add_problems(form, refusal.problems)
    context = {
        "form": form, "kind": kind, "label": DocumentKind(kind).label, "old": old,
        "has_template": kind != DocumentKind.ICO_FEE, "from_template": request.GET.get("from") == "template",
    }  # fmt: skip
    return render(request, "governance/document_form.html", context, status=422 if form.errors else 200)


@seated
def governance_document(request: SeatedRequest, ref: str) -> HttpResponse:
    """One document as it was registered."""
    document = queries.get_document(request.actor, ref)
    basis = LawfulBasis(document.basis).label if document.basis else ""
    context = {
        "document": document,
        "label": DocumentKind(document.kind).label,
        "basis": basis,
        "may_manage": bool(may(request.actor, Permission.GOVERNANCE_MANAGE)),
    }
    return render(request, "governance/document.html", context)


@seated
def governance_template(request: SeatedRequest, kind: str, ending: str) -> HttpResponse:
    """A draft filled with the partnership's data, as Markdown or plain text."""
    filled = queries.filled_template(request.actor, kind, _today(request))
    text, media = (filled.markdown, "text/markdown") if ending == "md" else (_plain(filled.markdown), "text/plain")
    answer = HttpResponse(text, content_type=f"{media}; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{kind}.{ending}"'
    return answer


def _register(request: SeatedRequest, kind: str, old: Any, values: dict[str, Any]) -> None:
    said = DocumentSaid(kind=kind, **values)
    if old is None:
        actions.register_document(actor=request.actor, said=said)
    else:
        actions.replace_document(actor=request.actor, ref=old.ref, said=said)


def _initial(request: SeatedRequest, kind: str, old: Any) -> dict[str, Any]:
    """What is known: the document to be replaced, or the draft, dated today and reviewed in a year."""
    today = _today(request)
    initial: dict[str, Any] = {"dated_on": today, "expires_on": today + YEAR, "title": DocumentKind(kind).label}
    if kind == DocumentKind.LAWFUL_BASIS:
        initial["basis"] = LawfulBasis.RECOGNISED
    if old is not None:
        kept = {name: getattr(old, name) for name in ("title", "number", "text", "second_text", "basis", "url")}
        initial |= {name: value for name, value in kept.items() if value}
    if request.GET.get("from") == "template" and kind != DocumentKind.ICO_FEE:
        filled = queries.filled_template(request.actor, kind, today)
        initial |= {"title": filled.title, "text": filled.text, "second_text": filled.second_text}
    return initial


def _today(request: SeatedRequest) -> Any:
    return timezone.now().astimezone(request.seat.partnership.zone_info).date()


def _plain(markdown: str) -> str:
    """The same words without the marks of Markdown."""
    lines = (
        line.lstrip("#> ").rstrip() if line.startswith(("#", ">")) else line.rstrip() for line in markdown.split("\n")
    )
    return "\n".join(lines).replace("**", "").replace("*", "")
