"""What the worker files so that search finds it, and how it is taken out again. Reports never wait for this."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from watchward.assess.choices import FactKind
from watchward.assess.models import Fact, Subject
from watchward.collect.models import Report
from watchward.collect.queries.wording import ReportWords, words_of_reports
from watchward.identify.names import EXACT, NEAR, filed_under
from watchward.identify.registrations import pieces
from watchward.kit.lists import load
from watchward.kit.wording import folded_words, stem, stems
from watchward.records.models import Event, Mark, Posting
from watchward.records.postings import Shelf, Term, add, indexed, remove, term_of

# Fields of a report. What tells of people is apart from what everybody who may open the report reads (G-01).
WORDS, PEOPLE, NAMES, PLATES, DAYS, KIND, METHOD, ALL = "t", "p", "n", "v", "d", "k", "o", "*"
FACTS, SUBJECT_NAMES, SUBJECT_PLATES, SUBJECT_METHOD = "f", "s", "w", "m"

BATCH = 250
SETTLED = timedelta(seconds=60)  # by then every transaction that took a lower number has ended
WALK = "search of reports"


@transaction.atomic
def index_report(event: Event) -> None:
    """File a report that was just sent or added to. Safe to run again."""
    ref = event.ref.removeprefix("report/")
    found = Report.everywhere.filter(ref=ref, partnership_id=event.partnership_id).values_list("pk", flat=True)
    _index_reports(list(found))


def index_waiting(now: datetime | None = None, *, batch: int = BATCH) -> int:
    """File the next reports that came in past the events: members' own logs, and all of them after a rebuild.

    Returns how many it looked at; 0 when nothing waits. Short transactions, so that nobody waits for the pen.
    """
    before = (now or timezone.now()) - SETTLED
    rows = Report.everywhere.filter(told_at__lt=before).order_by("pk").values_list("pk", "partnership_id")
    reached = Mark.everywhere.filter(name=WALK).values_list("reached", flat=True).first() or 0
    if not rows.filter(pk__gt=reached).exists():
        return 0
    with transaction.atomic():
        mark, _ = Mark.everywhere.select_for_update().get_or_create(name=WALK)
        waiting = list(rows.filter(pk__gt=mark.reached)[:batch])
        if not waiting:
            return 0
        known: set[int] = set()
        for partnership_id in {where for _pk, where in waiting}:
            here = [pk for pk, where in waiting if where == partnership_id]
            known |= indexed(Shelf.REPORTS, term_of(partnership_id, ALL, ""), here)
        _index_reports([pk for pk, _where in waiting if pk not in known])
        mark.reached = waiting[-1][0]
        mark.save(update_fields=["reached"])
    return len(waiting)


def index_fact(fact: Fact) -> None:
    """File one fact of a subject, inside the transaction that writes it: it is found from then on."""
    add(Shelf.SUBJECTS, {fact.subject_id: terms_of_fact(fact.partnership_id, fact.kind, fact.value)})


def rebuild_index() -> None:
    """Empty the index and file every subject again; reports follow through `index_waiting`."""
    with transaction.atomic():
        Posting.everywhere.all().delete()
        Mark.everywhere.filter(name=WALK).delete()
    last = 0
    while facts := list(_facts().filter(pk__gt=last).order_by("pk")[:BATCH]):
        with transaction.atomic():
            _index_facts(facts)
        last = facts[-1].pk


def erase_reports_from_index(report_ids: Collection[int]) -> None:
    """Take reports out, whether or not their rows and words are still there. Part of the transaction that deletes."""
    remove(Shelf.REPORTS, report_ids)


def erase_subjects_from_index(subject_ids: Collection[int]) -> None:
    """Take subjects with their names and facts out. Part of the transaction that deletes."""
    remove(Shelf.SUBJECTS, subject_ids)


def reindex_subject(subject: Subject) -> None:
    """File one subject anew: after facts of it were deleted."""
    remove(Shelf.SUBJECTS, [subject.pk])
    _index_facts(list(_facts().filter(subject=subject)))


def terms_of_fact(partnership_id: int, kind: str, value: str) -> set[Term]:
    """What a fact is found by."""
    if kind in {FactKind.NAME, FactKind.ALIAS}:
        return {term_of(partnership_id, SUBJECT_NAMES, key) for key in filed_under(value)}
    if kind == FactKind.VEHICLE:
        return {term_of(partnership_id, SUBJECT_PLATES, one) for one in pieces(value)}
    text, found = value, set[Term]()
    if kind == FactKind.METHOD:
        methods = load("modus_operandi")
        text = methods.label(value) if value in methods else value
        found = {term_of(partnership_id, SUBJECT_METHOD, value)}
    return found | {term_of(partnership_id, FACTS, one) for one in stems(text)}


def terms_of_report(words: ReportWords) -> set[Term]:
    """What a report is found by, its people apart from the rest."""
    filed = {(ALL, ""), (KIND, words.kind), *((DAYS, day.isoformat()) for day in words.days)}
    open_texts = (words.narrative, *words.added, words.police_reference, words.what, words.where)
    filed |= _stems(WORDS, open_texts)
    if together := "".join(folded_words(words.police_reference)):
        filed.add((WORDS, stem(together)))
    for person in words.people:
        filed |= _stems(PEOPLE, (person.text,))
        filed |= {(METHOD, one) for one in person.methods}
        keys = {key for name in (person.name, person.alias) for key in filed_under(name)}
        filed |= {(NAMES, key) for key in keys if key[0] in {NEAR, EXACT}}
    for vehicle in words.vehicles:
        filed |= _stems(PEOPLE, (vehicle.registration, vehicle.note))
        filed |= {(PLATES, one) for one in pieces(vehicle.registration)}
    return {term_of(words.partnership_id, field, word) for field, word in filed}


def _stems(field: str, texts: Iterable[str]) -> set[tuple[str, str]]:
    return {(field, one) for text in texts for one in stems(text)}


def _index_reports(ids: Collection[int]) -> None:
    if ids:
        add(Shelf.REPORTS, {pk: terms_of_report(words) for pk, words in words_of_reports(ids).items()})


def _facts() -> QuerySet[Fact]:
    return Fact.everywhere.filter(withdrawn_at__isnull=True).only("subject_id", "partnership_id", "kind", "value")


def _index_facts(facts: Collection[Fact]) -> None:
    things: dict[int, set[Term]] = {}
    for one in facts:
        things.setdefault(one.subject_id, set()).update(terms_of_fact(one.partnership_id, one.kind, one.value))
    add(Shelf.SUBJECTS, things)
