"""Fixed vocabularies of who is told what."""

from django.db.models import TextChoices


class BulletinKind(TextChoices):
    """What a bulletin is for."""

    NEWS = "news", "News"
    WARNING = "warning", "Warning"
    APPEAL = "appeal", "Appeal for information"
    GOOD_PRACTICE = "good-practice", "Good practice"


class Audience(TextChoices):
    """Whom a bulletin or a newsletter is for."""

    EVERYBODY = "everybody", "Everybody"
    ZONES = "zones", "People of some zones"
    WATCHES = "watches", "People of some watches"
    ROLES = "roles", "People with some roles"


class Topic(TextChoices):
    """What a letter is about; a person can stop each by itself."""

    NEWSLETTER = "newsletter", "The weekly newsletter"
    ANSWERS = "answers", "What your reports did, once a month"
    WAITING = "waiting", "What waits for you, once a week"
    ALARM = "alarm", "Unusual looks that ask for you"


class Sent(TextChoices):
    """What became of one letter to one person."""

    WAITING = "waiting", "On its way"
    SENT = "sent", "Sent"
    WITHHELD = "withheld", "Not sent: they may not read it now, or do not want it"
    FAILED = "failed", "Could not be delivered"


class Shelf(TextChoices):
    """Where a disclosure is seen."""

    KNOWN = "known", "People to know"
    UNKNOWN = "unknown", "Who is this?"
    HANDED = "handed", "Given to the police or the council"


class Reach(TextChoices):
    """One kind of recipient of a disclosure."""

    ZONE = "zone", "Zone"
    WATCH = "watch", "Watch"
    PREMISES = "premises", "Premises"
    ORGANISATION = "organisation", "Member"
    POLICE = "police", "Police"
    COUNCIL = "council", "Council"


class Advice(TextChoices):
    """What somebody behind a till does when they see the person: one of a few sentences, never free text."""

    NOTICE = "notice", "Notice, keep serving, and report what you see."
    OFFER_HELP = "offer-help", "Go up and offer help: being noticed is often enough."
    EXCLUDED = "excluded", "Excluded: ask them to leave if that is safe, and report it."
    KEEP_AWAY = "keep-away", "Do not go near. Ring 999 if anybody is in danger."
    RING_COORDINATOR = "ring-coordinator", "Do nothing on the spot. Tell your coordinator."


class Ended(TextChoices):
    """Why a disclosure was taken back."""

    CORRECTION = "correction", "It was wrong"
    NOT_NEEDED = "not-needed", "It is no longer needed"
    POLICE = "police", "The police asked for it"
    OBJECTION = "objection", "The person objected"
    OTHER = "other", "Something else"


class Told(TextChoices):
    """Why those who received a record hear about it again (P-07, P-08)."""

    MERGED = "merged", "Two records turned out to be one person."
    PARTED = "parted", "Two records that were joined are two people again."
    CORRECTED = "corrected", "What you were shown was wrong."
    WITHDRAWN = "withdrawn", "What you were shown was taken back."
