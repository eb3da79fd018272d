"""Fixed vocabularies of the desk, and of who is who."""

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


class Identity(TextChoices):
    """How sure the partnership is who somebody is (P-01); only a confirmed person can be sanctioned."""

    UNKNOWN = "unknown", "Unknown: help identify"
    IDENTIFIED = "identified", "Identified, not verified"
    CONFIRMED = "confirmed", "Confirmed"
    SANCTIONED = "sanctioned", "Sanctioned"
    EXPIRED = "expired", "Expired"
    REMOVED = "removed", "Removed"


class Certainty(TextChoices):
    """How far a fact about a person goes (G-13). Nobody is an offender before the last."""

    ALLEGED = "alleged", "Alleged"
    CONFIRMED = "confirmed", "Confirmed"
    CONVICTED = "convicted", "Convicted, cautioned or admitted"


class FactKind(TextChoices):
    """What a fact says of a person. No kind for religion, orientation or union membership (G-14)."""

    NAME = "name", "Name"
    ALIAS = "alias", "Also known as"
    LOOKS = "looks", "What they look like"
    MARKS = "marks", "Marks and tattoos"
    METHOD = "method", "How they act"
    VEHICLE = "vehicle", "Vehicle registration"
    AREA = "area", "Where they operate"
    ASSOCIATE = "associate", "Seen with"
    WARNING = "warning", "Warning for those who meet them"
    OUTCOME = "outcome", "Outcome at court or by caution"
    ADDRESS = "address", "Address"
    SUPPORT = "support", "Support and vulnerability"


class Verdict(TextChoices):
    """Whether somebody in a report is a subject."""

    SAME = "same", "The same person"
    DIFFERENT = "different", "Not the same"
    UNSURE = "unsure", "Not sure"
    WITHDRAWN = "withdrawn", "Taken back"


class Confirmation(TextChoices):
    """On what a confirmation stands (P-01)."""

    POLICE = "police", "The police confirmed it"
    MANAGER = "manager", "The partnership's manager knows them"
    RECOGNITIONS = "recognitions", "Two members of staff recognised them, each alone"


class Looks(TextChoices):
    """How old somebody looked to one person (P-04); two who say the same settle it."""

    CHILD = "child", "Under 18"
    ADULT = "adult", "18 or older"


class CaseState(TextChoices):
    """Whether a case is being worked on."""

    OPEN = "open", "Open"
    PAUSED = "paused", "Paused"
    CLOSED = "closed", "Closed"


class CaseDeed(TextChoices):
    """What a line of a case's log says."""

    NOTE = "note", "Note"
    TASK = "task", "Task"
    DECISION = "decision", "Decision"
    SENT = "sent", "Sent to the police"
    OUTCOME = "outcome", "Outcome"
    PAUSED = "paused", "Paused"
    RESUMED = "resumed", "Taken up again"
    CLOSED = "closed", "Closed"
    REOPENED = "reopened", "Opened again"
    GIVEN = "given", "Given to somebody else"


class Part(TextChoices):
    """What an exhibit is for the police package (L-04)."""

    CLIP = "clip", "The whole incident on film"
    FACE = "face", "Best still of the face"
    CLOTHING = "clothing", "Best still of the clothing"
    STATEMENT = "statement", "Signed statement"
    OTHER = "other", "Something else"


class AlarmRule(TextChoices):
    """What was unusual about somebody's looks."""

    MUCH = "much", "Much more than usual"
    STOPPED = "stopped", "Spent the day's budget"
    NIGHT = "night", "At unusual hours of the night"
    AGAIN = "again", "The same record again and again"
    SHARED = "shared", "An account that others may use"
    CANARY = "canary", "Looked at a record that is nobody"


class AlarmOutcome(TextChoices):
    """What came of an alarm."""

    EXPLAINED = "explained", "Explained: it was their work"
    TALKED = "talked", "Talked to the person"
    BREACH = "breach", "A breach, written down in the register"
