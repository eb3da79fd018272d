"""Fixed vocabularies of the desk."""

from django.db.models import TextChoices


class Pile(TextChoices):
    """Where a report lies on the desk."""

    TO_DO = "to-do", "To do"
    WAITING = "waiting", "Waiting"
    DONE = "done", "Done"


class Waits(TextChoices):
    """What a report in the waiting pile waits for."""

    REPORTER = "reporter", "The reporter's answer"
    POLICE = "police", "News from the police"
    SECOND_READER = "second-reader", "The second reader"
    SOMETHING = "something", "Something else"


class Rung(TextChoices):
    """The ladder that a report climbs and that its reporter is shown (L-07)."""

    RECEIVED = "received", "Received"
    TRIAGED = "triaged", "Read and graded"
    SENT = "sent", "Sent to the police"
    POLICE_REFERENCE = "police-reference", "The police gave a reference"
    OUTCOME = "outcome", "Outcome"
    CLOSED = "closed", "Closed"
    REOPENED = "reopened", "Opened again"
