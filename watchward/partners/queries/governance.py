"""Where the governance gate stands."""

from datetime import date

from watchward.partners.models import GovernanceDocument, Partnership
from watchward.partners.rules.governance import GateItem, gate, is_open


def gate_of(partnership: Partnership, today: date) -> list[GateItem]:
    """The checklist of G-01 for one partnership."""
    return gate(partnership, GovernanceDocument.everywhere.filter(partnership=partnership), today)


def people_may_be_shown(partnership_id: int, today: date) -> bool:
    """Whether records of people may be made visible to anybody but their reporter (G-01)."""
    return is_open(gate_of(Partnership.everywhere.get(pk=partnership_id), today))
