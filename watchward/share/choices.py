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


class Sent(TextChoices):
    """What became of one letter to one person."""

    WAITING = "waiting", "On its way"
    SENT = "sent", "Sent"
    WITHHELD = "withheld", "Not sent: they may not read it now, or do not want it"
    FAILED = "failed", "Could not be delivered"
