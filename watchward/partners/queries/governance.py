"""Where the governance gate stands, what is registered, and the templates filled with the partnership's own data."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.utils import timezone
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from watchward.kit.errors import NotFound
from watchward.partners.choices import ControllerRole, DocumentKind
from watchward.partners.models import GovernanceDocument, Organisation, Partnership
from watchward.partners.rules.governance import Entered, GateItem, Paper, gate, is_open
from watchward.policy import Actor, Permission, require
from watchward.records.prepared import Prepared

MISSING = "There is no such document in your register. Go back to the governance page."
TEMPLATES = Path(__file__).resolve().parent.parent / "data" / "governance"


@dataclass(frozen=True, slots=True)
class Filled:
    """A template filled with the partnership's data: Markdown, in one part or two."""

    kind: str
    title: str
    text: str
    second_text: str

    @property
    def markdown(self) -> str:
        """The whole document as one file."""
        return f"{self.text}\n\n{self.second_text}".strip() + "\n"


@dataclass(frozen=True, slots=True)
class Register:
    """The governance page: the gate, the documents in force and those before them."""

    partnership: Partnership
    items: list[GateItem]
    documents: list[GovernanceDocument]
    earlier: list[GovernanceDocument]
    members: list[tuple[str, str, str]]  # reference, name, stated controller role or empty (G-15)

    @property
    def is_open(self) -> bool:
        """Whether records of people may be shown."""
        return is_open(self.items)


def gate_of(partnership: Partnership, today: date) -> list[GateItem]:
    """The checklist of G-01 for one partnership."""
    return gate(partnership, GovernanceDocument.everywhere.filter(partnership=partnership), today)


def people_may_be_shown(partnership_id: int, today: date) -> bool:
    """Whether records of people may be made visible to anybody but their reporter (G-01)."""
    filled = _filled_question().rows([partnership_id])
    papers = (Paper._make(one) for one in _papers_question().rows([partnership_id]))
    return bool(filled) and is_open(gate(Entered._make(filled[0]), papers, today))


@cache
def _filled_question() -> Prepared:
    return Prepared(lambda one: Partnership.everywhere.filter(pk=one).values_list(*Entered._fields), 1)


@cache
def _papers_question() -> Prepared:
    rows = GovernanceDocument.everywhere.filter(replaced_at__isnull=True).order_by()
    return Prepared(lambda one: rows.filter(partnership_id=one).values_list(*Paper._fields), 1)


def governance_register(actor: Actor, today: date | None = None) -> Register:
    """The whole register of the own partnership."""
    require(actor, Permission.GOVERNANCE_VIEW)
    partnership = Partnership.everywhere.get(pk=actor.partnership_id)
    rows = list(GovernanceDocument.everywhere.filter(partnership=partnership).order_by("-dated_on", "-id"))
    members = Organisation.everywhere.filter(partnership=partnership, left_on__isnull=True).order_by("name")
    return Register(
        partnership,
        gate(partnership, rows, today or timezone.now().date()),
        [one for one in rows if one.replaced_at is None],
        [one for one in rows if one.replaced_at is not None],
        [
            (one.ref, one.name, str(ControllerRole(one.controller_role).label) if one.controller_role else "")
            for one in members
        ],
    )


def get_document(actor: Actor, ref: str) -> GovernanceDocument:
    """One document, in force or replaced. Absent and another town's give the same answer."""
    require(actor, Permission.GOVERNANCE_VIEW)
    rows = GovernanceDocument.everywhere.filter(partnership_id=actor.partnership_id, ref=ref)
    found = rows.select_related("registered_by", "replaced_by").first()
    if found is None:
        raise NotFound(MISSING)
    return found


def filled_template(actor: Actor, kind: str, today: date | None = None) -> Filled:
    """A first draft of one document from what the partnership has entered; gaps are marked, never invented."""
    require(actor, Permission.GOVERNANCE_VIEW)
    if kind not in DocumentKind.values or kind == DocumentKind.ICO_FEE:
        raise NotFound("There is no template for that. The ICO itself gives you the registration.")
    partnership = Partnership.everywhere.get(pk=actor.partnership_id)
    day = today or timezone.now().date()
    said = {
        "partnership": partnership,
        "legal_form": partnership.get_legal_form_display() if partnership.legal_form else "",
        "members": Organisation.everywhere.filter(partnership=partnership, left_on__isnull=True).count(),
        "zones": list(partnership.zones.order_by("name").values_list("name", flat=True)),
        "today": f"{day.day} {day:%B %Y}",
    }
    text = _templates().get_template(f"{kind}.md").render(said).strip()
    first, _mark, second = text.partition("\n<!-- second part -->\n")
    label = str(DocumentKind(kind).label)
    return Filled(kind, f"{label} of {partnership.name}"[:160], first.strip(), second.strip())


@cache
def _templates() -> Environment:
    """Plain text, not HTML: nothing is escaped here, and the page escapes what it shows."""
    env = Environment(  # noqa: S701
        loader=FileSystemLoader(TEMPLATES), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    env.filters["or_gap"] = lambda text, what: text or f"[Enter {what}]"
    return env
