"""Note that somebody searched."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.crypto import salted_hmac

from watchward.assess.actions._listing import listed
from watchward.assess.rules.searching import Asked
from watchward.policy import Actor
from watchward.policy.purposes import Purpose
from watchward.records.ledger import Entry, record_many


@transaction.atomic
def note_search(
    *, actor: Actor, asked: Asked, counts: Mapping[str, int], subjects: Sequence[str] = (),
    purpose: Purpose | None = None,
) -> None:  # fmt: skip
    """Every search stands in the ledger (G-12): how much it found, and a keyed digest by which a given search can be
    recognised later. The words themselves would be personal data, so they never do. Each of the `subjects`
    whose name is shown is a look.

    Raises: TooManyLooks, with nothing shown and nothing noted.
    """
    said = f"{actor.partnership_id}|{' '.join(asked.words) or asked.text.casefold()}|{asked.kind}|{asked.method}"
    digest = salted_hmac("watchward.search", said, algorithm="sha256").hexdigest()[:32]
    detail: dict[str, Any] = {"found": dict(counts), "digest": digest, "people": purpose is not None}
    if purpose is not None:
        detail |= {"purpose": purpose.kind, "reference": purpose.reference}
    shown = listed(actor, subjects, "search")
    record_many([Entry("search.made", "search", detail), *([shown] if shown else [])], actor=actor)
