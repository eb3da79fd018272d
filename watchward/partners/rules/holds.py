"""What a legal hold must say (R-04). Pure."""

from datetime import date, timedelta

from watchward.policy import Decision

LONGEST_REVIEW = timedelta(days=184)  # six months at most
LONGEST_REASON = 400


def check_hold(reason: str, review_on: date | None, today: date) -> Decision:
    """Whether reason and review are as R-04 wants them; the text says what to change."""
    if not reason.strip():
        return Decision(False, "Write why it must not be deleted.")
    if len(reason.strip()) > LONGEST_REASON:
        return Decision(False, f"The reason is longer than {LONGEST_REASON} characters. Shorten it.")
    if review_on is None:
        return Decision(False, "Say on which day somebody looks at this hold again.")
    if not today < review_on <= today + LONGEST_REVIEW:
        return Decision(False, "The day of review lies in the next six months. Pick an earlier or a later day.")
    return Decision(True, "It has a reason and a day of review.")
