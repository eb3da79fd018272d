"""The shipped lists with a partnership's own children."""

from watchward.kit.lists import Addition, TaxonomyList, extended, load
from watchward.partners.models import ListAddition


def list_of(partnership_id: int, list_id: str) -> TaxonomyList:
    """One list as this partnership uses it."""
    rows = ListAddition.everywhere.filter(partnership_id=partnership_id, list_id=list_id).order_by("id")
    found = rows.values_list("entry_id", "parent_id", "label", "synonyms")
    return extended(
        load(list_id), [Addition(ident, parent, label, tuple(words)) for ident, parent, label, words in found]
    )
