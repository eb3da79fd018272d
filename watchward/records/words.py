"""What the kinds of events are called in front of people. A test holds this and `docs/words.md` together."""

EVENT_WORDS: dict[str, str] = {
    "evidence.continuity_viewed": "read the continuity of a file",
    "evidence.described": "described footage",
    "evidence.exported": "took an original file out",
    "evidence.handed_over": "wrote a hand-over of evidence",
    "evidence.mismatch_found": "was refused a file that no longer matches its fingerprint",
    "evidence.viewed": "looked at a photograph",
    "ledger.verified": "checked the ledger",
    "report.added_to": "added to a report",
    "report.correction_asked": "asked for a correction",
    "report.files_added": "added files to a report",
    "report.submitted": "sent a report",
    "report.viewed": "read a report",
}


def words_for(kind: str) -> str:
    """The words of a kind; a kind without words is read out as it is written."""
    return EVENT_WORDS.get(kind) or kind.replace(".", " ").replace("_", " ")
