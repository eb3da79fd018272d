"""The walk of one incident, from a till to the dashboard. `make walk` prints each step with its time."""

import time
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from tests.support.pictures import jpeg
from tests.support.signing_in import signed_in
from watchward.collect.models import Report
from watchward.measure.queries.partnership import partnership_figures
from watchward.records import ledger, outbox
from watchward.records.models import Delivery, Event
from watchward.wiring import SUBSCRIBERS


class Steps:
    """Says each step and how long it took."""

    def __init__(self):
        self.began = time.perf_counter()

    def done(self, where: str, what: str) -> None:
        now = time.perf_counter()
        print(f"{(now - self.began) * 1000:8.1f} ms  {where:<28} {what}")
        self.began = now


def test_one_incident_walks_from_a_till_to_the_dashboard(town):
    steps = Steps()
    ada, cora = signed_in(town.ada), signed_in(town.cora)

    assert ada.get(reverse("report_new")).status_code == 200
    steps.done("web/report.py", "Ada opens the form.")

    said = {
        "client_key": str(uuid4()), "form": "incident", "kind": "theft", "q_goods": "food", "q_value": "24",
        "p0_known": "by-name", "p0_name": "Red Cap", "photos": SimpleUploadedFile("till.jpg", jpeg()),
    }  # fmt: skip
    sent = ada.post(reverse("report_new"), said)
    assert sent.status_code == 302
    report = Report.everywhere.get()
    steps.done("collect/actions/reports.py", f"She sends it with a photograph: {report.ref}.")

    assert report.ref in ada.get(sent.url).content.decode()
    steps.done("web/report.py", "She is thanked.")

    outbox.work_once(SUBSCRIBERS, timezone.now())
    assert not Delivery.everywhere.filter(subscriber=Delivery.UNDIRECTED).exists()
    steps.done("records/outbox.py", "The worker hands the event on.")

    page = cora.get(reverse("report", args=[report.ref])).content.decode()
    assert "Red Cap" in page
    steps.done("collect/queries/", "Cora reads it.")

    picture = cora.get(reverse("picture", args=[report.evidence.get().ref]))
    assert picture["Content-Type"] == "image/jpeg"
    for close in picture._resource_closers:
        close()
    picture._resource_closers.clear()
    steps.done("collect/actions/evidence.py", "Cora looks at the photograph.")

    asked = cora.post(reverse("report_ask", args=[report.ref]), {"text": "Which door did he leave by?"})
    assert asked.status_code == 302
    request = report.correction_requests.get()
    answer = {"text": "The back one.", "request": request.ref, "client_key": str(uuid4())}
    assert ada.post(reverse("report_add", args=[report.ref]), answer).status_code == 302
    assert report.addenda.get().answers_request == request
    steps.done("collect/actions/reports.py", "Cora asks, Ada answers; the report stays as it was.")

    outbox.work_once(SUBSCRIBERS, timezone.now())
    assert report.ref in cora.get(reverse("desk")).content.decode()
    two_taps = {"source": "2", "information": "A"}
    assert cora.post(reverse("report_grade", args=[report.ref]), two_taps).status_code == 302
    closing = {"reason": "dealt_with", "words": "Thank you. He was spoken to."}
    assert cora.post(reverse("report_close", args=[report.ref]), closing).status_code == 302
    assert "He was spoken to." in ada.get(reverse("report", args=[report.ref])).content.decode()
    steps.done("assess/actions/", "Cora grades and closes it; Ada reads why.")

    figures = partnership_figures(town.actor(town.cora), "4w")
    assert figures.total == 1
    assert cora.get(reverse("dashboard")).status_code == 200
    steps.done("measure/queries/", "The dashboard counts it.")

    assert ledger.verify(town.partnership.pk) is None
    kinds = list(
        Event.everywhere.filter(partnership_id=town.partnership.pk).order_by("seq").values_list("kind", flat=True)
    )
    assert kinds[0] == "report.submitted"
    assert {"report.viewed", "evidence.viewed", "report.correction_asked", "report.added_to"} <= set(kinds)
    steps.done("records/ledger.py", f"The ledger holds {len(kinds)} events and is whole.")
