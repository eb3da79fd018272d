"""Fixed vocabularies of what is collected."""

from django.db.models import TextChoices


class Form(TextChoices):
    """What a reporter sends. Intelligence is not a crime report and vice versa (M-08)."""

    INCIDENT = "incident", "Incident"
    SIGHTING = "sighting", "Sighting"
    INTELLIGENCE = "intelligence", "Intelligence"
    GOOD_PRACTICE = "good_practice", "Good-practice note"
    REFUSAL = "refusal", "Age-restricted refusal"


class Origin(TextChoices):
    """How a report came in."""

    WEB = "web", "Sent by a person"
    IMPORT = "import", "From a member's own log"
    API = "api", "Sent by a program"


class Known(TextChoices):
    """Whether the reporter knows the person."""

    UNKNOWN = "unknown", "Unknown"
    BY_SIGHT = "by-sight", "Known by sight"
    BY_NAME = "by-name", "Known by name"


class EvidenceKind(TextChoices):
    """What sort of file was handed in."""

    PHOTO = "photo", "Photograph"
    VIDEO = "video", "Footage"
    DOCUMENT = "document", "Document"


class ImportState(TextChoices):
    """Where a member's log stands on its way in."""

    UPLOADED = "uploaded", "Uploaded"
    READY = "ready", "Ready to run"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    STOPPED = "stopped", "Stopped"
    FAILED = "failed", "Failed"
