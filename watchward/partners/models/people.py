"""The people who sign in, what they belong to, and the roles they were given."""

import unicodedata
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from watchward.partners.choices import RoleChoices
from watchward.partners.models.members import Organisation, Premises
from watchward.partners.models.partnership import Partnership
from watchward.partners.models.promises import Promise
from watchward.records.base import HouseModel
from watchward.records.fields import RefField


def canonical_email(text: str) -> str:
    """One spelling per address, so that limits and uniqueness count people, not spellings."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


class AccountManager(BaseUserManager["Account"]):
    """Looks accounts up by their canonical address."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        """The account with this address, however it was typed."""
        return self.get(email=canonical_email(username or ""))

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Account":
        """Make an account; without a password nobody can sign in with one."""
        account = self.model(email=canonical_email(email), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """A person who signs in. There is no superuser: nobody bypasses the policy."""

    ref = RefField("A")
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    is_operator = models.BooleanField(default=False)  # runs the instance; sees no people
    is_demonstration = models.BooleanField(default=False)
    last_partnership = models.ForeignKey(Partnership, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    forgotten_at = models.DateTimeField(null=True)  # when the clock took name, address and sign-ins away

    everywhere: ClassVar[AccountManager] = AccountManager()
    objects: ClassVar[models.Manager["Account"]] = models.Manager()  # the sign-in library's migrations ask for it

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        base_manager_name = "objects"
        default_manager_name = "everywhere"

    class Privacy:
        personal = {"email", "name", "password", "last_login"}
        plain = {
            "id",
            "ref",
            "is_active",
            "is_operator",
            "is_demonstration",
            "last_partnership",
            "created_at",
            "forgotten_at",
        }
        keep_days = 400  # after the last place ended: as long as looks are compared with each other

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        """What allauth's letters call the person."""
        return self.name


class Membership(HouseModel):
    """One account in one partnership, with the promises it last kept."""

    ref = RefField("M")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="memberships")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships", null=True)
    premises = models.ManyToManyField(Premises, related_name="memberships", blank=True)
    agreement = models.ForeignKey(Promise, on_delete=models.PROTECT, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    training = models.ForeignKey(Promise, on_delete=models.PROTECT, null=True, related_name="+")
    trained_at = models.DateTimeField(null=True)
    suspended_at = models.DateTimeField(null=True)
    suspended_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    joined_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True)  # last said to work here still; empty: since joining
    confirmed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    has_recusals = models.BooleanField(default=False)  # whether there is a recusal to look up, so that most ask nothing
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta(HouseModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["account", "partnership"], name="membership_once_per_partnership"),
            models.CheckConstraint(
                condition=Q(agreement__isnull=True, agreed_at__isnull=True)
                | Q(agreement__isnull=False, agreed_at__isnull=False),
                name="membership_agreement_has_both_what_and_when",
            ),
            models.CheckConstraint(
                condition=Q(training__isnull=True, trained_at__isnull=True)
                | Q(training__isnull=False, trained_at__isnull=False),
                name="membership_training_has_both_what_and_when",
            ),
            models.CheckConstraint(
                condition=Q(suspended_at__isnull=False) | Q(suspended_by__isnull=True),
                name="membership_suspension_has_both_who_and_when",
            ),
        ]

    class Privacy:
        personal: set[str] = set()
        plain = {
            "id", "ref", "account", "partnership", "organisation", "agreement", "agreed_at", "training", "trained_at",
            "suspended_at", "suspended_by", "joined_at", "confirmed_at", "confirmed_by", "has_recusals", "ended_at",
            "ended_by",
        }  # fmt: skip
        keep_days = None

    def __str__(self) -> str:
        return self.ref


class Appointment(HouseModel):
    """One role held by one membership, from a day, perhaps to a day."""

    GUARD = "guard"

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="appointments")
    role = models.CharField(max_length=30, choices=RoleChoices)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)  # the last day on which the role is held
    owner_authority = models.CharField(max_length=200, blank=True, default="")  # who authorised, and the paper
    given_at = models.DateTimeField(auto_now_add=True)
    given_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")  # empty: the console

    class Meta(HouseModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="appointment_ends_after_it_starts",
            ),
            models.CheckConstraint(  # M-03
                condition=~Q(role="guard") | (~Q(owner_authority="") & Q(ends_on__isnull=False)),
                name="guard_has_the_owners_authority_and_an_end_date",
            ),
        ]

    class Privacy:
        personal = {"owner_authority"}
        plain = {"id", "membership", "role", "starts_on", "ends_on", "given_at", "given_by"}
        keep_days = None

    def __str__(self) -> str:
        return f"{self.role} {self.membership_id}"


class Invitation(HouseModel):
    """A seat that waits for one person. The link in the letter is signed, never stored."""

    ref = RefField("I")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField()
    name = models.CharField(max_length=120)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    premises = models.ManyToManyField(Premises, related_name="+", blank=True)
    role = models.CharField(max_length=30, choices=RoleChoices)
    role_ends_on = models.DateField(null=True, blank=True)
    owner_authority = models.CharField(max_length=200, blank=True, default="")
    invited_at = models.DateTimeField()
    invited_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta(HouseModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "email"],
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="one_open_invitation_per_address",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="invitation_acceptance_has_both_who_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(role="guard") | (~Q(owner_authority="") & Q(role_ends_on__isnull=False)),
                name="guard_invitation_has_authority_and_end",
            ),
        ]

    class Privacy:
        personal = {"email", "name", "owner_authority"}
        plain = {
            "id", "ref", "partnership", "organisation", "role", "role_ends_on", "invited_at", "invited_by",
            "expires_at", "accepted_at", "accepted_by", "withdrawn_at", "withdrawn_by",
        }  # fmt: skip
        keep_days = 90

    def __str__(self) -> str:
        return self.ref
