"""Reading reports on the web: the list, one report, and what is added to it."""

import html
import re
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.support.pictures import jpeg
from tests.support.signing_in import signed_in
from watchward.collect.models import Addendum, Evidence
from watchward.collect.rules.drafts import GoodsSaid, PersonSaid, VehicleSaid
from watchward.partners.models import GovernanceDocument
from watchward.records.models import Event

RED_CAP = PersonSaid(known="by-sight", alias="Red Cap", clothing=("red cap",), age_band="25-34")
TEENAGER = PersonSaid(alias="Small One", age_band="12-15", seemed_under_18=True)


def page_of(client, report):
    return client.get(reverse("report", args=[report.ref]))


def test_stranger_is_sent_to_sign_in(client, db):
    assert client.get(reverse("reports")).status_code == 302


def test_member_reads_a_list_of_own_reports_and_never_a_neighbours(town):
    mine, theirs = town.report(by=town.ada), town.report(by=town.bilal)
    page = signed_in(town.ada).get(reverse("reports")).content.decode()
    assert mine.ref in page
    assert theirs.ref not in page


def test_board_member_is_offered_neither_reports_nor_a_form_and_a_shop_worker_both(town):
    page = signed_in(town.person("Birk", "board-member")).get(reverse("reports")).content.decode()
    assert f'href="{reverse("report_new")}"' not in page
    assert f'href="{reverse("reports")}"' not in page
    assert "Nothing was sent that you may read." in page
    page = signed_in(town.ada).get(reverse("reports")).content.decode()
    assert f'href="{reverse("report_new")}"' in page
    assert f'href="{reverse("reports")}"' in page


def test_data_protection_lead_reads_reports_and_is_offered_no_form(town):
    sent = town.report(by=town.ada)
    page = signed_in(town.person("Edda", "data-protection-lead")).get(reverse("reports")).content.decode()
    assert sent.ref in page
    assert f'href="{reverse("report_new")}"' not in page


def test_list_names_no_people(town):
    town.report(by=town.ada, people=(RED_CAP,), narrative="Red Cap again.")
    page = signed_in(town.cora).get(reverse("reports")).content.decode()
    assert "Red Cap" not in page
    assert "Ada" not in page


def test_list_asks_the_database_as_often_for_one_row_as_for_thirty(town, django_assert_num_queries):
    client = signed_in(town.cora)
    town.report(by=town.ada)
    client.get(reverse("reports"))
    with django_assert_num_queries(8):
        client.get(reverse("reports"))
    for _ in range(29):
        town.report(by=town.ada, people=(RED_CAP,))
    with django_assert_num_queries(8):
        page = client.get(reverse("reports"))
    assert page.content.count(b"<tr>") == 31


def test_list_goes_on_at_the_last_row_and_back_to_the_newest(town, monkeypatch):
    sent = [town.report(by=town.ada).ref for _ in range(52)]
    client = signed_in(town.cora)
    first = client.get(reverse("reports")).content.decode()
    older = re.search(r'href="([^"]+)" rel="next"', first).group(1)
    second = client.get(older).content.decode()
    seen = set(re.findall(r"R-[0-9A-Z]{10}", first + second))
    assert set(sent) <= seen
    assert 'rel="prev"' in second
    assert client.get(reverse("reports") + "?after=R-0000000000").status_code == 404


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("form=incident", True),
        ("form=sighting", False),
        ("kind=theft", True),
        ("kind=violence", False),
        ("since=2026-03-06&until=2026-03-06", True),
        ("since=2026-03-07", False),
        ("mine=on", False),
    ],
)
def test_filters_narrow_the_list(town, query, shown):
    report = town.report(by=town.ada)
    page = signed_in(town.cora).get(f"{reverse('reports')}?{query}").content.decode()
    assert (report.ref in page) is shown


def test_premises_filter_keeps_one_place(town):
    here, there = town.report(by=town.ada), town.report(by=town.bilal)
    page = signed_in(town.cora).get(f"{reverse('reports')}?premises={town.bakery.ref}").content.decode()
    assert here.ref in page
    assert there.ref not in page


def test_a_wrong_day_says_so_and_keeps_what_was_typed(town):
    answer = signed_in(town.cora).get(f"{reverse('reports')}?since=yesterday")
    assert answer.status_code == 422
    assert "Enter a real day" in answer.content.decode()
    assert 'value="yesterday"' in answer.content.decode()


def test_coordinator_of_two_towns_reads_both_in_one_list(town):
    from watchward.partners.models import Appointment, Membership

    other = town.other.partnership
    template = Membership.everywhere.get(account=town.dev)
    place = Membership.everywhere.create(
        account=town.cora, partnership=other, agreement=template.agreement, agreed_at=template.agreed_at,
        training=template.training, trained_at=template.trained_at,
    )  # fmt: skip
    Appointment.everywhere.create(membership=place, role="coordinator", starts_on=template.joined_at.date())
    town.cora.last_partnership = town.partnership
    town.cora.save()
    here, there = town.report(by=town.ada), town.other.report(by=town.other.ada)
    client = signed_in(town.cora)
    assert there.ref not in client.get(reverse("reports")).content.decode()
    both = client.get(reverse("reports") + "?everywhere=1").content.decode()
    assert here.ref in both
    assert there.ref in both


def test_hidden_and_missing_reports_give_the_same_page_byte_for_byte(town):
    hidden, client = town.report(by=town.ada), signed_in(town.bilal)
    answers = [client.get(reverse("report", args=[ref])) for ref in (hidden.ref, "R-0000000000")]
    assert [one.status_code for one in answers] == [404, 404]
    bare = [re.sub(rb'(csrfmiddlewaretoken" value|X-CSRFToken": )[^>]*', b"", one.content) for one in answers]
    assert bare[0] == bare[1]


def test_reporter_reads_every_word_they_sent(town):
    report = town.report(
        by=town.ada,
        people=(RED_CAP, TEENAGER),
        vehicles=(VehicleSaid(registration="AB12 ?DE", colour="blue"),),
        goods=(GoodsSaid(goods="meat", value_pence=2400),),
        answers={"injury": "none", "police_called": "no", "forgotten_question": "kept"},
    )
    page = page_of(signed_in(town.ada), report).content.decode()
    for words in ("Took two cakes", "Red Cap", "Small One", "AB12 ?DE", "£24", "Was anyone hurt?", "kept", "2026.1"):
        assert words in page


def test_coordinator_reads_who_reported_but_the_store_manager_does_not(town):
    manager = town.person("Mia", "store-manager", town.bakery)
    report = town.report(by=town.ada)
    assert "Ada (generated)" in page_of(signed_in(town.cora), report).content.decode()
    assert "Ada (generated)" not in page_of(signed_in(manager), report).content.decode()


def test_g01_before_the_gate_is_open_only_the_reporter_reads_of_people(town):
    report = town.report(by=town.ada, people=(RED_CAP,), vehicles=(VehicleSaid(registration="AB12 CDE"),))
    GovernanceDocument.everywhere.filter(kind="dpia").delete()
    shut = page_of(signed_in(town.cora), report).content.decode()
    assert "Red Cap" not in shut
    assert "AB12" not in shut
    assert "governance checklist" in shut
    assert "Red Cap" in page_of(signed_in(town.ada), report).content.decode()


def test_p04_store_manager_reads_of_the_adult_but_not_of_the_one_who_seemed_under_18(town):
    manager = town.person("Mia", "store-manager", town.bakery)
    report = town.report(by=town.ada, people=(RED_CAP, TEENAGER))
    page = page_of(signed_in(manager), report).content.decode()
    assert "Red Cap" in page
    assert "Small One" not in page
    assert "may be under 18" in page
    assert "Small One" in page_of(signed_in(town.cora), report).content.decode()


def test_g12_every_reading_is_in_the_ledger_with_the_pictures_that_were_shown(town):
    report = town.report(by=town.ada, people=(RED_CAP,))
    page_of(signed_in(town.ada), report)
    page_of(signed_in(town.cora), report)
    seen = Event.everywhere.filter(kind="report.viewed", ref=f"report/{report.ref}").order_by("seq")
    assert [one.account_id for one in seen] == [town.ada.pk, town.cora.pk]
    assert seen[0].detail == {"people": 1, "pictures": []}


def test_without_a_second_step_the_coordinator_has_no_town_to_read(town):
    report = town.report(by=town.ada)
    assert page_of(signed_in(town.cora, second_factor=False), report).status_code == 404
    assert page_of(signed_in(town.ada, second_factor=False), report).status_code == 200


def test_two_clocks_are_shown_only_when_they_differ(town):
    from datetime import timedelta

    from django.utils import timezone

    near = town.report(by=town.ada, device_at=timezone.now())
    far = town.report(by=town.ada, device_at=timezone.now() - timedelta(minutes=30), narrative="Later.")
    client = signed_in(town.ada)
    assert "reporter&#39;s clock" not in page_of(client, near).content.decode()
    assert "reporter&#39;s clock" in page_of(client, far).content.decode()


def test_reporter_adds_words_once_however_often_the_form_is_sent(town):
    report, client, key = town.report(by=town.ada), signed_in(town.ada), str(uuid4())
    for _ in range(2):
        answer = client.post(reverse("report_add", args=[report.ref]), {"text": "A blue bag.", "client_key": key})
        assert answer.status_code == 302
    assert [one.text for one in Addendum.everywhere.all()] == ["A blue bag."]


def test_empty_words_are_refused_with_a_sentence(town):
    report = town.report(by=town.ada)
    answer = signed_in(town.ada).post(reverse("report_add", args=[report.ref]), {"text": " "})
    assert answer.status_code == 422
    assert "Write it first." in answer.content.decode()


def test_too_many_words_are_refused_with_a_sentence_and_kept(town):
    report = town.report(by=town.ada)
    answer = signed_in(town.ada).post(reverse("report_add", args=[report.ref]), {"text": "z" * 25_000})
    assert answer.status_code == 422
    assert "This has 25000 characters. Shorten it to 20,000." in answer.content.decode()
    assert "z" * 25_000 in answer.content.decode()


def test_a_report_is_called_what_its_form_was_called(town):
    report = town.report(by=town.ada, form="refusal", kind="licensing.drunk_refused")
    assert f"Refused sale or entry {report.ref}" in signed_in(town.ada).get(f"/reports/{report.ref}/").content.decode()


def test_coordinator_asks_and_the_reporter_answers_once(town):
    report = town.report(by=town.ada)
    signed_in(town.cora).post(reverse("report_ask", args=[report.ref]), {"text": "Two cakes or three?"})
    asked = report.correction_requests.get()
    reporter = signed_in(town.ada)
    assert "Two cakes or three?" in page_of(reporter, report).content.decode()
    post = {"text": "Three.", "request": asked.ref}
    assert reporter.post(reverse("report_add", args=[report.ref]), post).status_code == 302
    assert reporter.post(reverse("report_add", args=[report.ref]), post).status_code == 404
    assert report.addenda.get().answers_request == asked


def test_member_cannot_ask_for_a_correction_nor_add_to_a_neighbours_report(town):
    report = town.report(by=town.ada)
    assert signed_in(town.ada).post(reverse("report_ask", args=[report.ref]), {"text": "?"}).status_code == 403
    assert signed_in(town.bilal).post(reverse("report_add", args=[report.ref]), {"text": "x"}).status_code == 404
    assert signed_in(town.cora).post(reverse("report_add", args=[report.ref]), {"text": "x"}).status_code == 422


def test_files_are_added_later_once_and_a_bad_one_costs_nothing(town):
    report, client = town.report(by=town.ada), signed_in(town.ada)
    photo = jpeg()
    good = SimpleUploadedFile("a.jpg", photo, "image/jpeg")
    bad = SimpleUploadedFile("b.jpg", bytes(range(128, 256)), "image/jpeg")
    address = reverse("report_files", args=[report.ref])
    answer = client.post(address, {"files": [good, bad]}, follow=True)
    assert "b.jpg: This kind of file is not known here." in answer.content.decode()
    assert Evidence.everywhere.get().custody.get().why == "Added to the report later."
    again = client.post(address, {"files": [SimpleUploadedFile("c.jpg", photo, "image/jpeg")]})
    assert again.status_code == 422
    assert Evidence.everywhere.count() == 1
    assert Event.everywhere.filter(kind="report.files_added").count() == 1


def test_nobody_adds_files_to_a_report_that_is_not_theirs(town):
    report = town.report(by=town.ada)
    for account, status in ((town.bilal, 404), (town.cora, 422)):
        photo = SimpleUploadedFile("a.jpg", jpeg(), "image/jpeg")
        answer = signed_in(account).post(reverse("report_files", args=[report.ref]), {"files": [photo]})
        assert answer.status_code == status
    assert not Evidence.everywhere.exists()


def test_coordinator_takes_out_what_the_filter_shows_and_a_board_member_is_offered_no_file(town):
    theft, drugs = town.report(by=town.ada), town.report(by=town.ada, kind="drugs")
    cora, bea = signed_in(town.cora), signed_in(town.person("Bea", "board-member"))
    page = cora.get("/reports/?filters=1&kind=theft&since=2026-03-01&until=2026-03-31").content.decode()
    link = html.unescape(re.search(r'href="(/reports/export\.csv[^"]*)"', page).group(1))
    assert link == "/reports/export.csv?kind=theft&since=2026-03-01&until=2026-03-31"
    assert "Export these" in page
    file = b"".join(cora.get(link).streaming_content).decode()
    assert theft.ref in file
    assert drugs.ref not in file
    detail = Event.everywhere.get(kind="report.exported").detail
    assert (detail["count"], detail["kind"], detail["people"]) == (1, "theft", False)
    assert "Export" not in bea.get("/reports/").content.decode()


@pytest.mark.parametrize("wrong", ["since=2026-02-31", "kind=nonsense", "premises=P-0000000000", "until=x"])
def test_a_file_is_refused_where_its_filter_means_nothing_rather_than_holding_everything(town, wrong):
    town.report(by=town.ada)
    assert signed_in(town.cora).get(f"/reports/export.csv?{wrong}").status_code == 422
    assert not Event.everywhere.filter(kind="report.exported").exists()


def test_export_asks_who_it_is_first_and_leads_back_to_the_list_and_nowhere_else(town):
    town.report(by=town.ada)
    cora = signed_in(town.cora, minutes_ago=60)
    page = cora.get("/reports/").content.decode()
    assert 'href="/confirm/?next=%2Freports%2F%3Fconfirmed%3D1"' in page
    assert "You confirmed" not in cora.get("/reports/?confirmed=1").content.decode()
    assert "You confirmed" in signed_in(town.cora).get("/reports/?confirmed=1").content.decode()


def test_an_address_that_only_takes_a_form_says_so_when_it_is_opened_as_a_page(town):
    report = town.report(by=town.ada)
    answer = signed_in(town.ada).get(reverse("report_add", args=[report.ref]))
    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    assert "takes what a form sends" in answer.content.decode()
