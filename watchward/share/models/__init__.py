"""The nouns of who is told, one file per family."""

from watchward.share.models.bulletins import Addressee, Bulletin, BulletinRead
from watchward.share.models.letters import Issue, Letter, Newsletter, NewsletterPlan, NoLetter

__all__ = [
    "Addressee",
    "Bulletin",
    "BulletinRead",
    "Issue",
    "Letter",
    "Newsletter",
    "NewsletterPlan",
    "NoLetter",
]
