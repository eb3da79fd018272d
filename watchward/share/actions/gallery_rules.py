"""What a partnership decides for its galleries: how long the unknown are shown, dates of birth, paper."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from watchward.kit.errors import Refused
from watchward.policy import Actor, Permission, require
from watchward.records.ledger import record
from watchward.share.models import GalleryRules

MONTHS = range(1, 7)  # P-03


class CannotSetGalleryRules(Refused):
    """Nothing was changed."""


@transaction.atomic
def set_gallery_rules(
    *, actor: Actor, unknown_months: int, shows_born_on: bool, may_print: bool, now: datetime | None = None
) -> GalleryRules:
    """Change the rules. What stands already keeps its end; what is shown follows the new rules at once."""
    require(actor, Permission.GOVERNANCE_MANAGE)
    if unknown_months not in MONTHS:
        raise CannotSetGalleryRules("Somebody unknown is shown for one to six months (P-03).")
    said = {
        "unknown_months": unknown_months,
        "shows_born_on": shows_born_on,
        "may_print": may_print,
    }
    rules, _made = GalleryRules.everywhere.update_or_create(
        partnership_id=actor.partnership_id,
        defaults={**said, "changed_at": now or timezone.now(), "changed_by_id": actor.account_id},
    )
    record("gallery.rules_changed", actor=actor, ref="gallery/rules", detail=said)
    return rules
