"""What is said of somebody in a report, and of each known subject, laid out so that the two can be compared.

Sex and ethnicity as perceived are never among it. What is not said is missing, which counts neither for nor against.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, Final

from watchward.assess.choices import FactKind, Verdict
from watchward.assess.models import Fact, Judgement, Subject
from watchward.assess.queries.subjects import keeper_of
from watchward.collect.models import MentionedPerson, Report
from watchward.collect.queries.kept_away import kept_away, known_subjects
from watchward.identify.compare import Kind
from watchward.identify.evidence import Field, Record, Schema
from watchward.identify.model.card import Card, starting
from watchward.kit.lists import load
from watchward.policy import Actor

LABELS: Final = {
    "names": "Names", "born": "Date of birth", "age": "Age", "height": "Height", "build": "Build", "hair": "Hair",
    "accent": "Accent", "marks": "Marks", "vehicles": "Vehicles", "methods": "Methods", "goods": "Goods",
    "associates": "Seen with", "place": "Place",
}  # fmt: skip
KINDS: Final = {"born": Kind.DATE}
DESCRIBED: Final = ("hair", "accent", "marks")
FEW: Final = 1000  # people whom a partnership may know: anybody at all is one of them with a chance of 1 in 1,000


@cache
def card() -> Card:
    """The model card in force, for the fields that the product compares.

    Until a partnership's own reports have taught one, these are the weights with which learning starts: the card that
    ships was learned on generated people, whose nicknames, methods and marks are not those of a town.
    """
    fields = tuple(Field(name, KINDS.get(name) or Kind(name)) for name in LABELS)
    return starting(Schema(fields), records=FEW)


@dataclass(slots=True)
class Said:
    """Texts by field, as they were written; `shown` replaces them where people read something else."""

    texts: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    shown: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, *values: str) -> None:
        """Note what is said of one field; what is empty or stands there is left out."""
        self.texts[name] += [one for one in dict.fromkeys(values) if one and one not in self.texts[name]]

    def record(self) -> Record:
        """Ready to be compared."""
        rows: dict[str, Any] = {name: many for name, many in self.texts.items() if many}
        for name in ("born", "age", "height", "build", "place"):  # one value; the one said most often
            if name in rows:
                rows[name] = Counter(rows[name]).most_common(1)[0][0]
        return card().schema.record(rows)

    def words(self, name: str) -> str:
        """What a person reads of one field."""
        return self.shown.get(name) or "; ".join(self.texts.get(name, ()))


def said_in(actor: Actor, report: Report, mention: MentionedPerson, others: Sequence[Subject]) -> Said:
    """What one report says of one person in it. `others` are the subjects judged to be with them.

    Whom the reader knows in private is not named among those.
    """
    said = Said()
    _add_description(said, mention)
    said.add("vehicles", *(one.registration for one in report.vehicles.all()))
    said.add("goods", *(one.goods for one in report.goods.all()))
    unnamed = _unnamed(actor) if others else frozenset()
    said.add("associates", *(keeper_of(one).ref for one in others if not {one.ref, keeper_of(one).ref} & unnamed))
    _add_place(said, [report])
    return _with_words(said)


def said_by(mention: MentionedPerson, registrations: Iterable[str], born_on: date | None) -> Said:
    """What somebody asks for, as a description that stands in no report; `mention` is never saved."""
    said = Said()
    _add_description(said, mention)
    said.add("vehicles", *registrations)
    if born_on is not None:
        said.add("born", str(born_on))
    return _with_words(said)


def said_of(actor: Actor, keepers: Mapping[int, Subject]) -> dict[int, Said]:
    """What is known of each subject, with all that was merged into it: facts in force, and reports judged theirs.

    Nothing of a report from which the reader keeps away, and nobody whom they know in private, is in it.
    """
    belongs, unnamed = _parts(keepers), _unnamed(actor)
    found = {pk: Said() for pk in keepers}
    for subject in Subject.everywhere.filter(pk__in=belongs, born_on__isnull=False):
        found[belongs[subject.pk]].add("born", str(subject.born_on))
    facts = Fact.everywhere.filter(subject_id__in=belongs, withdrawn_at__isnull=True).order_by("-said_on", "-id")
    for subject_id, kind, value in facts.values_list("subject_id", "kind", "value"):
        if (name := _FIELD_OF.get(kind)) and not (name == "associates" and value in unnamed):
            found[belongs[subject_id]].add(name, value)
    reports = _add_reports(actor, found, belongs, unnamed)
    for pk, many in reports.items():
        _add_place(found[pk], many)
    return {pk: _with_words(said) for pk, said in found.items()}


_FIELD_OF: Final[Mapping[str, str]] = {
    FactKind.NAME: "names", FactKind.ALIAS: "names", FactKind.MARKS: "marks", FactKind.METHOD: "methods",
    FactKind.VEHICLE: "vehicles", FactKind.ASSOCIATE: "associates",
}  # fmt: skip


def _parts(keepers: Collection[int]) -> dict[int, int]:
    """Subject id -> the keeper that stands for it, one question per level of merging."""
    belongs = {pk: pk for pk in keepers}
    edge = set(keepers)
    while edge:
        rows = Subject.everywhere.filter(merged_into_id__in=edge).values_list("pk", "merged_into_id")
        fresh = {pk: belongs[above] for pk, above in rows if above is not None and pk not in belongs}
        belongs |= fresh
        edge = set(fresh)
    return belongs


def _unnamed(actor: Actor) -> frozenset[str]:
    """References of everybody whom the reader knows in private."""
    known = known_subjects(actor)
    return frozenset(Subject.everywhere.filter(pk__in=known).values_list("ref", flat=True)) if known else frozenset()


def _add_reports(
    actor: Actor, found: Mapping[int, Said], belongs: Mapping[int, int], unnamed: Collection[str]
) -> dict[int, list[Report]]:
    """Descriptions from the reports judged to be theirs, newest first; and who else was in those."""
    judged = Judgement.everywhere.filter(subject_id__in=belongs, is_current=True, verdict=Verdict.SAME)
    if (away := kept_away(actor)) is not None:
        judged = judged.exclude(mention__report__in=Report.everywhere.filter(away).values("pk"))
    judged = judged.select_related("mention__report__premises").prefetch_related("mention__report__goods")
    reports: dict[int, list[Report]] = defaultdict(list)
    for one in judged.order_by("-mention__report__happened_at", "-id"):
        pk, report = belongs[one.subject_id], one.mention.report
        _add_description(found[pk], one.mention)
        found[pk].add("goods", *(each.goods for each in report.goods.all()))
        reports[pk].append(report)
    _add_associates(found, reports, unnamed)
    return reports


def _add_associates(
    found: Mapping[int, Said], reports: Mapping[int, Sequence[Report]], unnamed: Collection[str]
) -> None:
    ids = {one.pk for many in reports.values() for one in many}
    rows = Judgement.everywhere.filter(mention__report_id__in=ids, is_current=True, verdict=Verdict.SAME)
    there: dict[int, dict[int, str]] = defaultdict(dict)
    for one in rows.select_related("mention", "subject__merged_into__merged_into"):
        keeper = keeper_of(one.subject)
        if keeper.ref in unnamed or one.subject.ref in unnamed:
            continue
        there[one.mention.report_id][keeper.pk] = keeper.ref
    for pk, many in reports.items():
        for report in many:
            found[pk].add("associates", *(ref for other, ref in there[report.pk].items() if other != pk))


def _add_description(said: Said, mention: MentionedPerson) -> None:
    said.add("names", mention.name, mention.alias)
    said.add("age", _band("person_age_bands", mention.age_band, "from_age", "to_age"))
    said.add("height", _band("person_heights", mention.height_band, "from_cm", "to_cm"))
    said.add("build", mention.build)
    said.add("methods", *mention.methods)
    for name in DESCRIBED:
        said.add(name, getattr(mention, name))


def _band(list_id: str, entry: str, low: str, high: str) -> str:
    """A band of a list as `low-high`; its upper figure is where the next one begins."""
    known = load(list_id)
    if entry not in known:
        return ""
    extra = known.get(entry).extra
    ends = [extra.get(low), None if extra.get(high) is None else extra[high] - 1]
    return "-".join(str(one) for one in ends if one is not None)


def _add_place(said: Said, reports: Iterable[Report]) -> None:
    """The premises where they were most often, of those with a position."""
    counted = Counter(one.premises for one in reports if one.premises.latitude is not None)
    for premises, _count in counted.most_common(1):
        said.add("place", f"{premises.latitude}, {premises.longitude}")
        said.shown["place"] = premises.name


def _with_words(said: Said) -> Said:
    """Ids of lists are shown by their labels."""
    for name, list_id in (("methods", "modus_operandi"), ("goods", "goods"), ("build", "person_builds"),
                          ("accent", "person_accents")):  # fmt: skip
        known = load(list_id)
        said.shown[name] = "; ".join(known.label(one) if one in known else one for one in said.texts.get(name, ()))
    return said
