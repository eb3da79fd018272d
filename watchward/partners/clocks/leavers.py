"""S-06: who somebody was that left is forgotten; what they did stays, by a former member."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Exists, OuterRef, Q, QuerySet

from watchward.kit.text import count
from watchward.partners.models import Account, Appointment, Membership
from watchward.records.retention.clock import Leftover, pages

DAYS = Account.Privacy.keep_days  # after the last place ended
FORMER = "A former member"
AUTHORITY_GONE = "Deleted when its time was over."  # the database insists on words here
ADDRESS = "gone-{}@watchward.invalid"  # one for each, so that no two are the same and no letter arrives


class Leavers:
    """An account whose last place ended long ago: name, address, passkeys and sign-ins go, the reference stays.

    It goes by the certificate of the partnership in which its last place was; no other chain hears of it.
    """

    rule, noun, what = "S-06", "membership", "Names, addresses and sign-ins of people who left"

    def kept(self, partnership_id: int) -> str:  # noqa: ARG002 (the clock's signature)
        """In words."""
        return f"{count(DAYS, 'day')} after their last place ended"

    def due(self, now: datetime, partnership_id: int, among: Sequence[str] | None = None) -> Iterator[Sequence[str]]:
        """The last place of everybody who works nowhere any more."""
        others = Membership.everywhere.filter(account=OuterRef("account")).exclude(pk=OuterRef("pk"))
        later = Q(ended_at__isnull=True) | Q(ended_at__gt=OuterRef("ended_at"))
        later |= Q(ended_at=OuterRef("ended_at"), pk__gt=OuterRef("pk"))
        rows = Membership.everywhere.filter(
            ~Exists(others.filter(later)),
            partnership_id=partnership_id,
            ended_at__lt=now - timedelta(days=DAYS),
            account__forgotten_at__isnull=True,
            account__is_operator=False,
        )
        yield from pages(rows if among is None else rows.filter(ref__in=among), "ended_at")

    def count(self, refs: Sequence[str]) -> Mapping[str, int]:
        """People, and what they signed in with."""
        people = _accounts(refs)
        return {
            "people who left": people.count(),
            "passkeys and codes": Authenticator.objects.filter(user__in=people).count(),
        }

    def erase(self, refs: Sequence[str], now: datetime) -> Sequence[Leftover]:
        """Nothing of signing in is left; the account itself stays, because what they did names it."""
        people = _accounts(refs)
        for model in (Authenticator, EmailAddress, UserSession):
            model.objects.filter(user__in=people).delete()
        Appointment.everywhere.filter(membership__account__in=people).exclude(owner_authority="").update(
            owner_authority=AUTHORITY_GONE
        )
        for one in list(people):
            one.email, one.name, one.is_active = ADDRESS.format(one.ref.lower()), _former(one), False
            one.last_login = one.last_partnership = None
            one.forgotten_at = now
            one.set_unusable_password()
            one.save()
        return []


def knows_leaver(ref: str, partnership_id: int) -> bool:
    """Whether there is such a place, of somebody who is not forgotten yet."""
    return Membership.everywhere.filter(
        ref=ref, partnership_id=partnership_id, account__forgotten_at__isnull=True
    ).exists()


def accounts_of(names: Collection[str]) -> dict[str, int]:
    """membership/REF … to the account of each, for those who ask what else an account stands on."""
    refs = [name.removeprefix("membership/") for name in names if name.startswith("membership/")]
    rows = Membership.everywhere.filter(ref__in=refs).values_list("ref", "account_id") if refs else ()
    return {f"membership/{ref}": account for ref, account in rows}


def _accounts(refs: Sequence[str]) -> QuerySet[Account]:
    return Account.everywhere.filter(pk__in=Membership.everywhere.filter(ref__in=refs).values("account"))


def _former(account: Account) -> str:
    """With the name of the partnership, unless that would tell one partnership of another."""
    towns = {one.partnership.name for one in account.memberships.select_related("partnership")}
    return f"{FORMER} of {towns.pop()}"[: Account._meta.get_field("name").max_length] if len(towns) == 1 else FORMER
