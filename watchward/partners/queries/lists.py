"""The shipped lists with a partnership's own children."""

from collections.abc import Sequence

from django.db.models import Q

from watchward.kit.lists import Addition, TaxonomyList, extended, load
from watchward.partners.models import ListAddition


def list_of(partnership_id: int, list_id: str) -> TaxonomyList:
    """One list as this partnership uses it."""
    rows = ListAddition.everywhere.filter(partnership_id=partnership_id, list_id=list_id).order_by("id")
    found = rows.values_list("entry_id", "parent_id", "label", "synonyms")
    return extended(
        load(list_id), [Addition(ident, parent, label, tuple(words)) for ident, parent, label, words in found]
    )


def hidden_kinds(partnership_id: int) -> Q:
    """Reports of the types that members never see (P-05): about staff, about somebody in need of protection."""
    shipped = [entry.id for entry in load("incident_types").entries if not entry.members_may_see]
    own = ListAddition.everywhere.filter(
        partnership_id=partnership_id, list_id="incident_types", parent_id__in=shipped
    ).values("entry_id")
    return Q(kind__in=shipped) | Q(kind__in=own)


def root_of(partnership_id: int, kind: str) -> str:
    """The group that an incident type stands under; a type that no list knows any more is its own."""
    types = list_of(partnership_id, "incident_types")
    return types.lineage(kind)[-1].id if kind in types else kind


def kinds_under(kind: str, scope: Sequence[int]) -> list[str]:
    """An incident type with all its children, the partnerships' own ones too: a group takes its children with it."""
    shipped = load("incident_types")
    found = [kind]
    if kind in shipped:
        found += [one.id for one in shipped.entries if kind in {above.id for above in shipped.lineage(one.id)[1:]}]
    own = ListAddition.everywhere.filter(partnership_id__in=scope, list_id="incident_types", parent_id__in=found)
    return list(dict.fromkeys([*found, *own.values_list("entry_id", flat=True)]))
