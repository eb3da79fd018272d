"""The list behind a certificate stands in the ledger; its hash can be made again by anybody who may read that."""

import hashlib

from watchward.records.models import Event, Purge


def erased_refs(purge: Purge) -> list[str]:
    """What was deleted under this certificate, as `noun/REF`, sorted."""
    rows = Event.everywhere.filter(
        partnership_id=purge.partnership_id, seq__gt=purge.after_seq, kind="retention.erased"
    ).order_by("seq")
    found = (event for event in rows.iterator(chunk_size=2000) if event.detail.get("certificate") == purge.ref)
    return sorted(event.ref for event in found)


def digest_of_list(purge: Purge) -> str:
    """SHA-256, in hex, of the sorted list: UTF-8, one `noun/REF` to a line, no line end after the last."""
    return hashlib.sha256("\n".join(erased_refs(purge)).encode()).hexdigest()
