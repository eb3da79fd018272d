"""The nouns of who is told, one file per family."""

from watchward.share.models.bulletins import Addressee, Bulletin, BulletinRead
from watchward.share.models.disclosures import Disclosure, Recipient, ShownPicture
from watchward.share.models.letters import Issue, Letter, Newsletter, NewsletterPlan, NoLetter
from watchward.share.models.receipts import GalleryRules, Look, Notice, Objection
from watchward.share.models.webhooks import Webhook, WebhookAttempt, WebhookMessage

__all__ = [
    "Addressee",
    "Bulletin",
    "BulletinRead",
    "Disclosure",
    "GalleryRules",
    "Issue",
    "Letter",
    "Look",
    "Newsletter",
    "NewsletterPlan",
    "NoLetter",
    "Notice",
    "Objection",
    "Recipient",
    "ShownPicture",
    "Webhook",
    "WebhookAttempt",
    "WebhookMessage",
]
