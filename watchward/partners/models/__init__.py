"""The nouns of the partnership, one file per family."""

from watchward.partners.models.feeds import FeedKey
from watchward.partners.models.governance import GovernanceDocument, ListAddition
from watchward.partners.models.keys import ApiKey
from watchward.partners.models.members import Organisation, Premises
from watchward.partners.models.partnership import Partnership, Watch, Zone
from watchward.partners.models.people import Account, Appointment, Invitation, Membership
from watchward.partners.models.processors import Processor
from watchward.partners.models.promises import Promise, PromiseKept
from watchward.partners.models.purposes import StatedPurpose
from watchward.partners.models.recusals import Recusal
from watchward.partners.models.retention import Periods

__all__ = [
    "Account",
    "ApiKey",
    "Appointment",
    "FeedKey",
    "GovernanceDocument",
    "Invitation",
    "ListAddition",
    "Membership",
    "Organisation",
    "Partnership",
    "Periods",
    "Premises",
    "Processor",
    "Promise",
    "PromiseKept",
    "Recusal",
    "StatedPurpose",
    "Watch",
    "Zone",
]
