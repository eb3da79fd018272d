"""What leaves by e-mail: numbers and links only. Issues with unique keys, so that nothing is sent twice."""

from django.db import models
from django.db.models import Q

from watchward.partners.models import Account, Partnership, Watch, Zone
from watchward.records.base import HouseModel
from watchward.records.fields import RefField
from watchward.share.choices import Audience, Sent, Topic

ONE_AUDIENCE = (
    Q(audience=Audience.EVERYBODY, zone__isnull=True, watch__isnull=True)
    | Q(audience=Audience.ZONES, zone__isnull=False, watch__isnull=True)
    | Q(audience=Audience.WATCHES, zone__isnull=True, watch__isnull=False)
)


class NewsletterPlan(HouseModel):
    """A person's standing order: send the newsletter of this audience every Monday at 8 without asking again."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    audience = models.CharField(max_length=9, choices=Audience.choices)
    zone = models.ForeignKey(Zone, on_delete=models.PROTECT, null=True, related_name="+")
    watch = models.ForeignKey(Watch, on_delete=models.PROTECT, null=True, related_name="+")
    key = models.CharField(max_length=40)  # the audience alone: `everybody`, `zone 7`
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta(HouseModel.Meta):
        constraints = [
            models.CheckConstraint(condition=ONE_AUDIENCE, name="a_plan_has_one_audience"),
            models.UniqueConstraint(
                fields=["partnership", "key"],
                condition=Q(ended_at__isnull=True),
                name="one_plan_at_a_time_per_audience",
            ),
        ]

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "partnership", "audience", "zone", "watch", "key", "made_at", "made_by", "ended_at", "ended_by"}
        keep_days = None

    def __str__(self) -> str:
        return f"plan {self.pk}"


class Newsletter(HouseModel):
    """One week for one audience: figures as they were when it was sent, an introduction and dates by hand."""

    ref = RefField("NL")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="newsletters", db_index=False)
    audience = models.CharField(max_length=9, choices=Audience.choices)
    zone = models.ForeignKey(Zone, on_delete=models.PROTECT, null=True, related_name="+")
    watch = models.ForeignKey(Watch, on_delete=models.PROTECT, null=True, related_name="+")
    key = models.CharField(max_length=60)  # week and audience: `2026-W47 everybody`
    week_on = models.DateField()  # the Monday on which the week that it tells of began
    introduction = models.TextField(blank=True, default="")
    dates = models.TextField(blank=True, default="")  # one to a line
    figures = models.JSONField(default=dict, blank=True)  # frozen when it is sent
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True)
    changed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta(HouseModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["partnership", "key"], name="one_newsletter_per_week_and_audience"),
            models.CheckConstraint(condition=ONE_AUDIENCE, name="a_newsletter_has_one_audience"),
            models.CheckConstraint(  # nothing leaves without a person: who pressed, or who made the standing order
                condition=Q(sent_at__isnull=True, sent_by__isnull=True)
                | Q(sent_at__isnull=False, sent_by__isnull=False),
                name="a_newsletter_is_sent_by_somebody",
            ),
        ]

    class Privacy:
        personal = {"introduction", "dates"}
        plain = {
            "id", "ref", "partnership", "audience", "zone", "watch", "key", "week_on", "figures", "created_at",
            "changed_at", "changed_by", "sent_at", "sent_by",
        }  # fmt: skip
        keep_days = 730

    def __str__(self) -> str:
        return self.ref


class Issue(HouseModel):
    """One round of letters that the clock begins: once per partnership, topic and key, resumed until it is done."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+", db_index=False)
    topic = models.CharField(max_length=10, choices=Topic.choices)
    key = models.CharField(max_length=60)  # `2026-10`, `2026-W47`
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta(HouseModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["partnership", "topic", "key"], name="an_issue_begins_once"),
        ]

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "partnership", "topic", "key", "created_at", "done_at"}
        keep_days = 730

    def __str__(self) -> str:
        return f"{self.topic} {self.key}"


class Letter(HouseModel):
    """One letter to one person: about what, and what became of it. Its text is made when it leaves, and not kept."""

    ref = RefField("LT")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+", db_index=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    topic = models.CharField(max_length=10, choices=Topic.choices)
    key = models.CharField(max_length=60)  # the newsletter's reference; `2026-10 P-…`; `2026-W47`
    state = models.CharField(max_length=8, choices=Sent.choices, default=Sent.WAITING)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta(HouseModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "topic", "key", "account"], name="a_letter_goes_once_to_each"
            ),
        ]

    class Privacy:
        personal: set[str] = set()
        plain = {
            "id", "ref", "partnership", "account", "topic", "key", "state", "created_at", "done_at", "tries",
        }  # fmt: skip
        keep_days = 90

    def __str__(self) -> str:
        return self.ref


class NoLetter(HouseModel):
    """A person wants no letters of one topic from one partnership."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    topic = models.CharField(max_length=10, choices=Topic.choices)
    stopped_at = models.DateTimeField()
    stopped_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    class Meta(HouseModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["stopped_by", "partnership", "topic"], name="letters_are_stopped_once"),
        ]

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "partnership", "topic", "stopped_at", "stopped_by"}
        keep_days = None

    def __str__(self) -> str:
        return f"no {self.topic} for {self.stopped_by_id}"
