"""The second walk: a report becomes a person to know, reaches the right shops and not the others, is answered, is read
by an officer as a package, and is gone when its time is over. `make walk` prints each step with its time.
"""

from datetime import timedelta
from html import unescape

from django.urls import reverse
from django.utils import timezone

from tests.support.showing import make_shown
from tests.support.signing_in import signed_in
from tests.walks.test_from_till_to_dashboard import Steps
from watchward.assess.actions.cases import choose_evidence, close_case, open_case
from watchward.assess.models import Subject
from watchward.collect.models import Evidence, MentionedPerson, Report
from watchward.collect.rules.drafts import PersonSaid
from watchward.partners.models import Zone
from watchward.policy import operator_at_console
from watchward.records import ledger, outbox
from watchward.records.models import Event
from watchward.records.retention.engine import run_retention
from watchward.share.actions.bulletins import publish_bulletin, write_bulletin
from watchward.share.models import Disclosure
from watchward.share.rules.bulletins import BulletinSaid
from watchward.wiring import RETENTION, SUBSCRIBERS

TWO_TAPS = {"source": "2", "information": "A"}


def words_of(client, name, *args) -> str:
    return unescape(client.get(reverse(name, args=args)).content.decode())


def far_shop(town):
    """Somebody in the same partnership whose shop lies in another zone and another watch."""
    zone = Zone.everywhere.create(partnership=town.partnership, name="The far retail park")
    shop = type(town.bakery).everywhere.create(
        partnership=town.partnership, organisation=town.pharmacy.organisation, zone=zone, name="Far shop",
        sector="food",
    )  # fmt: skip
    return town.person("Fay", "shop-worker", shop)


def test_one_report_reaches_the_right_shops_is_answered_and_goes(town):
    steps = Steps()
    cora, ada, bilal = signed_in(town.cora), signed_in(town.ada), signed_in(town.bilal)
    fay, dev = signed_in(far_shop(town)), signed_in(town.dev)
    shown = make_shown(town)
    report, subject = shown.report, shown.subject
    outbox.work_once(SUBSCRIBERS, timezone.now())
    assert cora.post(reverse("report_grade", args=[report.ref]), TWO_TAPS).status_code == 302
    steps.done("assess/", "Cora grades Ada's report, says who is in it, and confirms who it is.")

    again = town.report(by=town.bilal, people=(PersonSaid(alias="Red Cap"),))
    page = words_of(cora, "report", again.ref)
    assert "Names: a name is the same" in page
    said = {"mention": again.people.get().ref, "subject": subject.ref, "verdict": "same"}
    assert cora.post(reverse("report_judge", args=[again.ref]), said).status_code == 302
    steps.done("assess/queries/suggest.py", "The next report suggests the same person; Cora says so with two keys.")

    entry = shown.disclose()
    for client, sees in ((ada, True), (bilal, True), (fay, False), (dev, False)):
        assert (entry.ref in words_of(client, "people_to_know")) is sees
        assert client.get(reverse("shown_person", args=[entry.ref])).status_code == (200 if sees else 404)
    steps.done("share/queries/gallery.py", "The shops of the zone see the person; a far shop and the next town do not.")

    said = BulletinSaid(
        kind="warning", title="Bags at the door", text="Two thefts of bread. Please look at bags.", audience="zones",
        zones=(town.zone.ref,), entry_ref=entry.ref,
    )  # fmt: skip
    bulletin = write_bulletin(actor=shown.cora, said=said)
    publish_bulletin(actor=shown.cora, ref=bulletin.ref)
    for client, sees in ((ada, True), (bilal, True), (fay, False), (dev, False)):
        assert ("Bags at the door" in words_of(client, "today")) is sees
    assert "1 person new to know" in words_of(ada, "today")
    steps.done("share/actions/bulletins.py", "A bulletin and the gallery's news stand on those shops' page of today.")

    closing = {"reason": "dealt_with", "words": "Thank you. He was spoken to."}
    assert cora.post(reverse("report_close", args=[report.ref]), closing).status_code == 302
    assert "He was spoken to." in words_of(ada, "report", report.ref)
    assert "He was spoken to." not in words_of(bilal, "home")
    steps.done("assess/actions/desk.py", "Ada reads what came of her report.")

    pat = signed_in(town.person("Pat", "police-officer"))
    case = open_case(
        actor=shown.cora, title="Bread thefts", purpose="A package for the police", subject_ref=subject.ref,
        report_refs=(report.ref, again.ref),
    )  # fmt: skip
    choose_evidence(actor=shown.cora, ref=case.ref, evidence_ref=shown.evidence.ref, part="face")
    package = words_of(pat, "case_package", case.ref)
    assert report.ref in package
    assert "2A P" in package
    steps.done("web/cases.py", "Pat reads the package, grades and exhibits beside each report.")

    kinds = set(Event.everywhere.filter(partnership_id=town.partnership.pk).values_list("kind", flat=True))
    assert {"gallery.viewed", "subject.judged", "disclosure.decided", "case.package_viewed"} <= kinds
    assert ledger.verify(town.partnership.pk) is None
    steps.done("records/ledger.py", "Every step and every look is in the ledger.")
    the_clock_is_moved(town, steps, shown.cora, case)


def the_clock_is_moved(town, steps, cora, case) -> None:
    """Two years and a day later, the case closed: the person, their pictures and their words are gone."""
    close_case(actor=cora, ref=case.ref, because="Charged, and sentenced")
    run_retention(RETENTION, actor=operator_at_console(), now=timezone.now() + timedelta(days=800))
    assert not Subject.everywhere.exists()
    assert not Disclosure.everywhere.exists()
    assert not MentionedPerson.everywhere.exists()
    assert not Evidence.everywhere.exists()
    assert set(Report.everywhere.values_list("narrative", flat=True)) == {""}
    assert Report.everywhere.count() == 2, "what happened stays countable (R-08)"
    assert ledger.verify(town.partnership.pk) is None
    steps.done("records/retention/", "The clock is moved: all about the person is gone, and the ledger is whole.")
