"""The governance register (G-01) and the partnership's own additions to the shipped lists."""

from django.db import models
from django.db.models import Q

from watchward.partners.choices import DocumentKind, LawfulBasis
from watchward.partners.models.partnership import Partnership
from watchward.records.base import HouseModel
from watchward.records.fields import RefField


class GovernanceDocument(HouseModel):
    """One document of the gate: what it is, since when, until when, where it can be read."""

    ref = RefField("G")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=20, choices=DocumentKind.choices)
    title = models.CharField(max_length=160)
    number = models.CharField(max_length=60, blank=True, default="")  # the ICO registration number
    text = models.TextField(blank=True, default="")
    second_text = models.TextField(blank=True, default="")  # G-02: retention and erasure; G-04: the balancing test
    basis = models.CharField(max_length=12, choices=LawfulBasis.choices, blank=True, default="")  # G-04
    url = models.URLField(blank=True, default="")
    dated_on = models.DateField()
    expires_on = models.DateField()  # expiry or next review, whichever the document has
    replaced_at = models.DateTimeField(null=True)
    replaced_by = models.ForeignKey("partners.Account", on_delete=models.PROTECT, null=True, related_name="+")
    registered_at = models.DateTimeField(auto_now_add=True)
    registered_by = models.ForeignKey("partners.Account", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta(HouseModel.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(expires_on__gt=models.F("dated_on")), name="document_expires_later"),
            models.CheckConstraint(  # G-02
                condition=~Q(kind="policy") | (~Q(text="") & ~Q(second_text="")),
                name="policy_document_holds_both_its_parts",
            ),
            models.CheckConstraint(  # G-04: necessity always; the balancing test unless the interest is recognised
                condition=~Q(kind="lawful-basis") | (~Q(text="") & (~Q(second_text="") | Q(basis="recognised"))),
                name="lawful_basis_shows_necessity_and_balance",
            ),
        ]

    class Privacy:
        personal: set[str] = set()
        plain = {
            "id", "ref", "partnership", "kind", "title", "number", "text", "second_text", "basis", "url",
            "dated_on", "expires_on", "replaced_at", "replaced_by", "registered_at", "registered_by",
        }  # fmt: skip
        keep_days = None

    def __str__(self) -> str:
        return self.title


class ListAddition(HouseModel):
    """A child that a partnership adds to a shipped list; it maps to a parent, so that towns stay comparable."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="list_additions")
    list_id = models.CharField(max_length=40)
    entry_id = models.CharField(max_length=60)
    parent_id = models.CharField(max_length=60)
    label = models.CharField(max_length=120)
    synonyms = models.JSONField(default=list, blank=True)
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey("partners.Account", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta(HouseModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["partnership", "list_id", "entry_id"], name="list_entry_once"),
        ]

    class Privacy:
        personal: set[str] = set()
        plain = {
            "id", "partnership", "list_id", "entry_id", "parent_id", "label", "synonyms", "added_at", "added_by",
        }  # fmt: skip
        keep_days = None

    def __str__(self) -> str:
        return self.label
