"""Who is told what about a person, on whose decision and until when (G-06). Never rewritten, only ended."""

from django.db import models
from django.db.models import F, Q

from watchward.assess.models import Subject
from watchward.collect.models import Evidence
from watchward.partners.models import Account, Organisation, Partnership, Premises, Watch, Zone
from watchward.records.base import HouseModel
from watchward.records.fields import RefField
from watchward.share.choices import Advice, Ended, Reach, Shelf


def _both_or_none(what: str) -> Q:
    one, other = f"{what}_at__isnull", f"{what}_by__isnull"
    return Q(**{one: True, other: True}) | Q(**{one: False, other: False})


class Disclosure(HouseModel):
    """One decision to tell somebody about one person. Every entry of a gallery stands on one that is in force.

    `fields` are ids of `rules.members_view`; `must_not_enter` is the only condition of bail that members see, with
    its source and its last day (G-08). `sanction` is an id of the list sanctions.
    """

    ref = RefField("DC")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+", db_index=False)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="disclosures", db_index=False)
    shelf = models.CharField(max_length=8, choices=Shelf.choices)
    purpose = models.CharField(max_length=300)
    why_them = models.CharField(max_length=300)
    fields = models.JSONField(default=list)
    left_out = models.CharField(max_length=300, blank=True, default="")
    advice = models.CharField(max_length=16, choices=Advice.choices, default=Advice.NOTICE)
    sanction = models.CharField(max_length=40, blank=True, default="")
    sanction_starts_on = models.DateField(null=True)
    sanction_ends_on = models.DateField(null=True)  # the last day on which it may be seen
    must_not_enter = models.CharField(max_length=200, blank=True, default="")
    must_not_enter_source = models.CharField(max_length=120, blank=True, default="")
    must_not_enter_until = models.DateField(null=True)
    is_wide = models.BooleanField(default=False)  # G-11: beyond where the person operates
    wider_because = models.CharField(max_length=300, blank=True, default="")
    is_of_minor = models.BooleanField(default=False)  # P-04: decided knowing that they may be under 18
    best_interest = models.CharField(max_length=400, blank=True, default="")
    guardian_considered = models.CharField(max_length=300, blank=True, default="")
    youth_service_considered = models.CharField(max_length=300, blank=True, default="")
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    needs_second = models.BooleanField(default=False)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    declined_at = models.DateTimeField(null=True)
    declined_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_for = models.CharField(max_length=12, choices=Ended.choices, blank=True, default="")
    end_words = models.CharField(max_length=300, blank=True, default="")  # why it was declined or taken back

    class Meta(HouseModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=~Q(purpose="") & ~Q(why_them=""), name="a_disclosure_says_what_for_and_why_them"
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("decided_at")), name="a_disclosure_ends"),
            models.CheckConstraint(
                condition=Q(is_wide=False) | (Q(needs_second=True) & ~Q(wider_because="")),
                name="telling_more_people_has_a_reason_and_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(is_of_minor=False)
                | (
                    Q(needs_second=True)
                    & ~Q(best_interest="")
                    & ~Q(guardian_considered="")
                    & ~Q(youth_service_considered="")
                ),
                name="telling_of_a_minor_weighs_their_interest",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("decided_by")),
                name="a_disclosure_is_approved_by_another",
            ),
            models.CheckConstraint(condition=_both_or_none("approved"), name="an_approval_has_both_who_and_when"),
            models.CheckConstraint(condition=_both_or_none("declined"), name="a_declining_has_both_who_and_when"),
            models.CheckConstraint(condition=_both_or_none("withdrawn"), name="a_withdrawal_has_both_who_and_when"),
            models.CheckConstraint(
                condition=Q(sanction="") | Q(sanction_ends_on__isnull=False), name="a_sanction_has_an_end"
            ),
            models.CheckConstraint(
                condition=Q(must_not_enter="") | (~Q(must_not_enter_source="") & Q(must_not_enter_until__isnull=False)),
                name="must_not_enter_has_a_source_and_an_end",
            ),
        ]
        indexes = [
            models.Index(
                fields=["partnership", "shelf", "-decided_at", "-id"],
                condition=Q(withdrawn_at__isnull=True, declined_at__isnull=True),
                name="disclosure_newest_of_shelf",
            ),
            models.Index(fields=["partnership", "-decided_at", "-id"], name="disclosure_newest"),
            models.Index(fields=["subject", "-decided_at"], name="disclosure_of_subject"),
        ]

    class Privacy:
        personal = {
            "purpose", "why_them", "left_out", "wider_because", "best_interest", "guardian_considered",
            "youth_service_considered", "must_not_enter", "must_not_enter_source", "end_words",
        }  # fmt: skip
        plain = {
            "id", "ref", "partnership", "subject", "shelf", "fields", "advice", "sanction", "sanction_starts_on",
            "sanction_ends_on", "must_not_enter_until", "is_wide", "is_of_minor", "decided_at", "decided_by",
            "expires_at", "needs_second", "approved_at", "approved_by", "declined_at", "declined_by", "withdrawn_at",
            "withdrawn_by", "withdrawn_for",
        }  # fmt: skip
        keep_days = None  # as long as its subject

    def __str__(self) -> str:
        return self.ref


class Recipient(HouseModel):
    """One of those who are told. Never rewritten."""

    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="recipients")
    reach = models.CharField(max_length=12, choices=Reach.choices)
    zone = models.ForeignKey(Zone, on_delete=models.PROTECT, null=True, related_name="+")
    watch = models.ForeignKey(Watch, on_delete=models.PROTECT, null=True, related_name="+")
    premises = models.ForeignKey(Premises, on_delete=models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta(HouseModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(reach=Reach.ZONE, zone__isnull=False)
                | Q(reach=Reach.WATCH, watch__isnull=False)
                | Q(reach=Reach.PREMISES, premises__isnull=False)
                | Q(reach=Reach.ORGANISATION, organisation__isnull=False)
                | Q(reach__in=[Reach.POLICE, Reach.COUNCIL]),
                name="a_recipient_is_named",
            ),
        ]

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "disclosure", "reach", "zone", "watch", "premises", "organisation"}
        keep_days = None

    def __str__(self) -> str:
        return f"{self.reach} of {self.disclosure_id}"


class ShownPicture(HouseModel):
    """One picture of a disclosure: a copy of our own, cut so that nobody else is in it.

    The crop is in thousandths of the shown copy. `copy_key` is a JPEG that this process encoded from bare pixels, so
    it is safe to open again here; `copy_sha256` is checked before that happens.
    """

    ref = RefField("DP")
    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="pictures")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="shown_pictures")
    place = models.PositiveSmallIntegerField(default=0)
    crop_left = models.PositiveSmallIntegerField(default=0)
    crop_top = models.PositiveSmallIntegerField(default=0)
    crop_width = models.PositiveSmallIntegerField(default=1000)
    crop_height = models.PositiveSmallIntegerField(default=1000)
    copy_key = models.CharField(max_length=80, unique=True)
    copy_sha256 = models.CharField(max_length=64)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    is_police_picture = models.BooleanField(default=False)  # G-09
    police_reference = models.CharField(max_length=60, blank=True, default="")
    released_by_name = models.CharField(max_length=120, blank=True, default="")
    release_purpose = models.CharField(max_length=200, blank=True, default="")

    class Meta(HouseModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["disclosure", "place"], name="a_shown_picture_has_one_place"),
            models.CheckConstraint(
                condition=Q(crop_width__gte=1, crop_height__gte=1)
                & Q(crop_left__lte=1000 - F("crop_width"))
                & Q(crop_top__lte=1000 - F("crop_height")),
                name="a_crop_lies_inside_its_picture",
            ),
            models.CheckConstraint(
                condition=Q(is_police_picture=False)
                | (~Q(police_reference="") & ~Q(released_by_name="") & ~Q(release_purpose="")),
                name="a_police_picture_says_who_released_it",
            ),
        ]

    class Privacy:
        personal = {"copy_key", "released_by_name", "release_purpose", "police_reference"}
        plain = {
            "id", "ref", "disclosure", "evidence", "place", "crop_left", "crop_top", "crop_width", "crop_height",
            "copy_sha256", "width", "height", "is_police_picture",
        }  # fmt: skip
        keep_days = 31  # after its disclosure ended

    def __str__(self) -> str:
        return self.ref
