"""What the database itself refuses about telling people."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from watchward.assess.models import Subject
from watchward.collect.models import Evidence
from watchward.share.models import Disclosure, GalleryRules, Notice, Objection, Recipient, ShownPicture


def make_subject(town, **said):
    plain = {"necessity": "Reports about one person", "opened_at": timezone.now(), "opened_by": town.cora}
    return Subject.everywhere.create(partnership=town.partnership, **plain | said)


def make_disclosure(town, subject=None, **said):
    now = timezone.now()
    plain = {
        "partnership": town.partnership, "subject": subject or make_subject(town), "shelf": "known",
        "purpose": "So that the shops on the street know the face", "why_them": "They were all visited",
        "fields": ["photo", "alias"], "decided_at": now, "decided_by": town.cora,
        "expires_at": now + timedelta(days=90),
    }  # fmt: skip
    return Disclosure.everywhere.create(**plain | said)


def refused():
    return pytest.raises((IntegrityError, DatabaseError))


def test_a_disclosure_cannot_stand_without_purpose_or_reason_g_06(town):
    for empty in ("purpose", "why_them"):
        with refused(), transaction.atomic():
            make_disclosure(town, **{empty: ""})
    assert make_disclosure(town).ref.startswith("DC-")


def test_a_disclosure_always_ends_g_06(town):
    with refused(), transaction.atomic():
        make_disclosure(town, expires_at=timezone.now() - timedelta(days=1))


def test_telling_more_people_needs_a_reason_and_a_second_person_g_11(town):
    for half in ({"needs_second": True}, {"wider_because": "Seen in both centres"}):
        with refused(), transaction.atomic():
            make_disclosure(town, is_wide=True, **half)
    assert make_disclosure(town, is_wide=True, needs_second=True, wider_because="Seen in both centres").is_wide


def test_telling_of_a_minor_needs_their_interest_weighed_p_04(town):
    whole = {
        "needs_second": True, "best_interest": "They come back daily", "guardian_considered": "Mother was told",
        "youth_service_considered": "Referred",
    }  # fmt: skip
    for missing in ("best_interest", "guardian_considered", "youth_service_considered"):
        with refused(), transaction.atomic():
            make_disclosure(town, is_of_minor=True, **whole | {missing: ""})
    assert make_disclosure(town, is_of_minor=True, **whole).is_of_minor


def test_nobody_approves_their_own_disclosure_g_11(town):
    with refused(), transaction.atomic():
        make_disclosure(town, approved_at=timezone.now(), approved_by=town.cora)
    other = town.person("Coy", "coordinator")
    assert make_disclosure(town, approved_at=timezone.now(), approved_by=other).approved_by == other


def test_a_sanction_and_a_condition_of_bail_have_an_end_r_02_g_08(town):
    today = timezone.now().date()
    with refused(), transaction.atomic():
        make_disclosure(town, sanction="exclusion")
    with refused(), transaction.atomic():
        make_disclosure(town, must_not_enter="The precinct", must_not_enter_until=today)
    assert make_disclosure(town, sanction="exclusion", sanction_ends_on=today).sanction


@pytest.mark.parametrize("column", ["purpose", "why_them", "expires_at", "fields"])
def test_a_disclosure_is_never_rewritten_but_can_be_withdrawn_once(town, column):
    rows = Disclosure.everywhere.filter(pk=make_disclosure(town).pk)
    values = {"expires_at": timezone.now() + timedelta(days=900), "fields": ["name"]}
    with refused(), transaction.atomic():
        rows.update(**{column: values.get(column, "other")})
    rows.update(withdrawn_at=timezone.now(), withdrawn_by=town.cora, withdrawn_for="correction")
    with refused(), transaction.atomic():
        rows.update(withdrawn_at=None, withdrawn_by=None)


def test_a_recipient_has_to_be_somebody(town):
    disclosure = make_disclosure(town)
    with refused(), transaction.atomic():
        Recipient.everywhere.create(disclosure=disclosure, reach="zone")
    Recipient.everywhere.create(disclosure=disclosure, reach="zone", zone=town.zone)
    Recipient.everywhere.create(disclosure=disclosure, reach="police")


def test_a_notice_is_acknowledged_once_p_08(town):
    subject = make_subject(town)
    Notice.everywhere.create(
        partnership=town.partnership, account=town.ada, subject=subject, why="corrected", event_seq=1,
        created_at=timezone.now(),
    )  # fmt: skip
    Notice.everywhere.update(acknowledged_at=timezone.now())
    with refused(), transaction.atomic():
        Notice.everywhere.update(acknowledged_at=None)


def test_an_objection_is_answered_with_a_reason_s_03(town):
    objection = Objection.everywhere.create(
        subject=make_subject(town), partnership=town.partnership, words="That was not me",
        recorded_at=timezone.now(), recorded_by=town.cora,
    )  # fmt: skip
    rows = Objection.everywhere.filter(pk=objection.pk)
    answer = {"decided_at": timezone.now(), "decided_by": town.cora, "is_upheld": True}
    with refused(), transaction.atomic():
        rows.update(**answer)
    rows.update(**answer, because="The face is another one")


def test_the_unknown_are_shown_one_to_six_months_p_03(town):
    said = {"partnership": town.partnership, "changed_at": timezone.now(), "changed_by": town.cora}
    for months in (0, 7):
        with refused(), transaction.atomic():
            GalleryRules.everywhere.create(unknown_months=months, **said)
    assert GalleryRules.everywhere.create(**said).unknown_months == 3


def test_without_a_decision_no_date_of_birth_is_shown_and_nothing_printed_g_07_m_05(town):
    rules = GalleryRules(partnership=town.partnership)
    assert (rules.shows_born_on, rules.may_print) == (False, False)


def test_a_police_picture_says_who_released_it_and_what_for_g_09(town):
    report = town.report(by=town.ada)
    evidence = Evidence.everywhere.create(
        report=report, kind="photo", label="AB/1", media_type="image/jpeg", original_key="originals/1",
        original_sha256="0" * 64, original_bytes=1, received_at=timezone.now(), received_by=town.ada,
    )  # fmt: skip
    plain = {
        "disclosure": make_disclosure(town), "evidence": evidence, "copy_key": "shown/1", "copy_sha256": "0" * 64,
        "width": 10, "height": 10, "is_police_picture": True,
    }  # fmt: skip
    with refused(), transaction.atomic():
        ShownPicture.everywhere.create(**plain)
    with refused(), transaction.atomic():
        ShownPicture.everywhere.create(**plain | {"is_police_picture": False, "crop_left": 600})
    released = {"police_reference": "K/1", "released_by_name": "PC 1", "release_purpose": "To find them"}
    assert ShownPicture.everywhere.create(**plain | released).ref.startswith("DP-")
