"""Keys by which programs work for one membership."""

from django.db import models
from django.db.models import F, Q

from watchward.partners.models.people import Account, Membership
from watchward.records.base import HouseModel
from watchward.records.fields import RefField


class ApiKey(HouseModel):
    """One program's key. The secret itself is shown once and never stored: only its SHA-256 is here."""

    ref = RefField("KEY")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="keys")
    name = models.CharField(max_length=60)  # which program has it, in its maker's words
    scopes = models.JSONField(default=list)  # names of policy permissions; never more than the account holds now
    secret_sha256 = models.CharField(max_length=64, unique=True)
    prefix = models.CharField(max_length=12)  # the first letters, to tell one key from another
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")  # empty: the console
    last_used_at = models.DateTimeField(null=True)  # to the hour

    class Meta(HouseModel.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="key_ends_after_it_was_made"),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=False) | Q(revoked_by__isnull=True),
                name="key_revocation_has_both_who_and_when",
            ),
            models.UniqueConstraint(
                fields=["membership", "name"], condition=Q(revoked_at__isnull=True), name="one_key_in_force_per_name"
            ),
        ]

    class Privacy:
        personal: set[str] = set()
        plain = {
            "id", "ref", "membership", "name", "scopes", "secret_sha256", "prefix", "made_at", "made_by", "expires_at",
            "revoked_at", "revoked_by", "last_used_at",
        }  # fmt: skip
        keep_days = None  # names a program, never a person; the ledger names the key for as long

    def __str__(self) -> str:
        return self.ref
