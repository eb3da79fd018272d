"""Secret addresses at which one person's calendar or news can be read by a program that cannot sign in."""

from django.db import models

from watchward.partners.choices import FeedKind
from watchward.partners.models.people import Account, Membership
from watchward.records.base import HouseModel
from watchward.records.fields import RefField


class FeedKey(HouseModel):
    """One such address. Only the hash of its secret part is kept; the address itself was shown once."""

    ref = RefField("FD")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="feed_keys")
    kind = models.CharField(max_length=10, choices=FeedKind.choices)
    digest = models.CharField(max_length=64, unique=True)
    has_second_step = models.BooleanField()  # how surely we knew the person who made it
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")  # empty: signed out

    class Meta(HouseModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")), name="feed_expires_after_it_is_made"
            ),
            models.CheckConstraint(
                condition=models.Q(revoked_at__isnull=False) | models.Q(revoked_by__isnull=True),
                name="feed_end_has_both_who_and_when",
            ),
        ]

    class Privacy:
        personal: set[str] = set()
        plain = {
            "id", "ref", "membership", "kind", "digest", "has_second_step", "created_at", "expires_at", "revoked_at",
            "revoked_by",
        }  # fmt: skip
        keep_days = None

    def __str__(self) -> str:
        return self.ref
