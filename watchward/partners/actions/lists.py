"""What a partnership adds to the shipped lists."""

from django.db import transaction

from watchward.kit.lists import Addition, extended, load, local_id
from watchward.kit.lists.extend import CannotExtendList
from watchward.partners.models import ListAddition
from watchward.partners.queries.lists import list_of
from watchward.partners.queries.register import lists_to_extend
from watchward.policy import Actor, Permission, require
from watchward.records.ledger import record

MOST_ADDITIONS = 500  # for each list: a list that nobody can overlook is no list


@transaction.atomic
def extend_list(
    *, actor: Actor, list_id: str, parent_id: str, label: str, synonyms: tuple[str, ...] = ()
) -> ListAddition:
    """Add a child under a shipped entry, so that the partnership's figures stay comparable with other towns'."""
    require(actor, Permission.LISTS_EXTEND)
    if list_id not in dict(lists_to_extend()):
        raise CannotExtendList("Pick one of the shipped lists.")
    label = " ".join(label.split())
    if not label or len(label) > 120:
        raise CannotExtendList("Write what people will read, in at most 120 characters.")
    ours = list_of(actor.partnership_id, list_id)
    if any(one.label.casefold() == label.casefold() for one in ours.entries):
        raise CannotExtendList(f"The list has an entry “{label}” already.")
    mine = ListAddition.everywhere.filter(partnership_id=actor.partnership_id, list_id=list_id)
    if mine.count() >= MOST_ADDITIONS:
        raise CannotExtendList(f"This list has {MOST_ADDITIONS} additions already. Use those.")
    words = tuple(filter(None, (" ".join(word.split()) for word in synonyms)))
    entry = Addition(local_id(parent_id, label), parent_id, label, words)
    kept = [Addition(one.entry_id, one.parent_id, one.label, tuple(one.synonyms)) for one in mine.order_by("id")]
    extended(load(list_id), [*kept, entry])
    added = ListAddition.everywhere.create(
        partnership_id=actor.partnership_id,
        list_id=list_id,
        entry_id=entry.id,
        parent_id=parent_id,
        label=label,
        synonyms=list(words),
        added_by_id=actor.account_id or None,
    )
    record("list.extended", actor=actor, ref=f"list/{list_id}", detail={"entry": entry.id, "parent": parent_id})
    return added
