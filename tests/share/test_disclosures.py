"""Deciding who is told: what must be said, who must agree, and who can take it back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.share.test_gallery import far_shop
from tests.support.showing import UNKNOWN, make_shown, make_unknown
from watchward.assess.actions.judgements import open_subject_from
from watchward.assess.actions.merges import agree_merge, propose_merge
from watchward.assess.actions.subjects import mark_vulnerable, set_birth_date
from watchward.collect.rules.drafts import PersonSaid
from watchward.collect.vaults import vault
from watchward.kit.errors import NotFound, NotPermitted
from watchward.kit.images.pixels import Crop
from watchward.records.models import Event
from watchward.share.actions.disclosures import (
    CannotDecide,
    CannotDisclose,
    approve_disclosure,
    disclose,
    withdraw_disclosure,
)
from watchward.share.actions.gallery_rules import CannotSetGalleryRules, set_gallery_rules
from watchward.share.models import Disclosure
from watchward.share.queries.fates import clusters_of, places_of
from watchward.share.rules.deciding import PictureSaid


@pytest.fixture
def shown(town):
    return make_shown(town)


def refused(shown, **more):
    with pytest.raises(CannotDisclose) as refusal:
        shown.disclose(**more)
    assert Disclosure.everywhere.count() == 0
    return refusal.value.problems


def stored():
    return sorted(path.name for path in vault().root.rglob("shown/*/*/*"))


def test_a_decision_stores_what_whom_why_and_until_when_and_names_nobody_in_the_ledger_g_06(town, shown):
    one = shown.disclose(left_out="The address is not needed")
    assert (one.purpose, one.why_them, one.left_out) == (
        "So that the shops know the face", "They were visited", "The address is not needed",
    )  # fmt: skip
    assert one.decided_by_id == town.cora.pk
    assert [each.zone_id for each in one.recipients.all()] == [town.zone.pk]
    event = Event.everywhere.get(kind="disclosure.decided")
    assert event.ref == f"disclosure/{one.ref}"
    assert "face" not in str(event.detail)


@pytest.mark.parametrize("field", ["purpose", "why_them"])
def test_a_decision_without_purpose_or_reason_is_refused_g_06(shown, field):
    assert field in refused(shown, **{field: "  "})


def test_only_who_may_disclose_decides_and_only_about_their_own_town(town, shown):
    for account in (town.ada, town.person("Pat", "police-officer"), town.person("Dot", "data-protection-lead")):
        with pytest.raises(NotPermitted):
            disclose(actor=town.actor(account), subject_ref=shown.subject.ref, said=shown.said())
    with pytest.raises(NotFound):
        disclose(actor=town.other.actor(town.dev), subject_ref=shown.subject.ref, said=shown.said())


def test_recipients_and_pictures_of_elsewhere_are_refused(town, shown):
    before = stored()
    with pytest.raises(NotFound):
        shown.disclose(zones=(town.other.zone.ref,))
    other = make_shown(town)
    with pytest.raises(NotFound):
        shown.disclose(pictures=(PictureSaid(other.evidence.ref),))
    assert Disclosure.everywhere.count() == 0
    assert len(stored()) == len(before) + 2  # the other report's own two drawings, and no copy


def test_telling_people_elsewhere_needs_a_reason_and_another_person_g_11(town, shown):
    shop = far_shop(town)
    assert "wider_because" in refused(shown, premises=(shop.ref,))
    one = shown.disclose(premises=(shop.ref,), wider_because="Seen there too")
    assert (one.is_wide, one.needs_second) == (True, True)
    with pytest.raises(CannotDecide, match="somebody else"):
        approve_disclosure(actor=shown.cora, ref=one.ref)
    with pytest.raises(NotPermitted):
        approve_disclosure(actor=town.actor(town.person("Pat", "police-officer")), ref=one.ref)
    lead = town.actor(town.person("Dot", "data-protection-lead"))
    assert approve_disclosure(actor=lead, ref=one.ref).approved_by_id == lead.account_id
    next_door = shown.disclose(zones=(), premises=(town.pharmacy.ref,))
    assert not next_door.needs_second


def test_a_whole_member_with_a_far_shop_is_wider_than_its_shop_nearby_g_11(town, shown):
    far_shop(town)
    assert "wider_because" in refused(shown, zones=(), organisations=(town.pharmacy.organisation.ref,))


def test_a_minor_is_never_shown_by_default_and_only_where_it_happened_p_04(town):
    young = make_shown(town, adult=False)
    problems = refused(young)
    assert {"best_interest", "guardian_considered", "youth_service_considered", "recipients"} <= set(problems)
    weighed = {
        "best_interest": "They come daily and are in danger", "guardian_considered": "The mother was told",
        "youth_service_considered": "The youth service was asked",
    }  # fmt: skip
    assert "recipients" in refused(young, **weighed)
    assert "recipients" in refused(young, zones=(), premises=(town.pharmacy.ref,), **weighed)
    one = young.disclose(zones=(), premises=(town.bakery.ref,), police=True, **weighed)
    assert (one.is_of_minor, one.needs_second) == (True, True)
    assert (one.expires_at - one.decided_at).days <= 93


def test_under_18_by_birth_is_a_minor_whatever_two_people_thought_p_04(shown):
    today = timezone.localdate()
    set_birth_date(actor=shown.cora, ref=shown.subject.ref, born_on=today.replace(year=today.year - 16, day=1))
    assert "best_interest" in refused(shown)


def test_a_vulnerable_person_is_not_put_into_a_gallery_but_may_be_given_to_the_police_p_05(town, shown):
    mark_vulnerable(actor=shown.cora, ref=shown.subject.ref, support_considered="Outreach was told")
    assert "shelf" in refused(shown)
    assert shown.disclose(shelf="handed", zones=(), police=True).shelf == "handed"


def test_what_is_handed_to_the_police_reaches_no_shop_and_a_gallery_needs_one(town, shown):
    assert "recipients" in refused(shown, shelf="handed")
    assert "recipients" in refused(shown, zones=(), police=True)


def test_nobody_known_is_asked_after_and_nobody_unknown_is_shown_by_name_p_01(town, shown):
    assert "shelf" in refused(shown, **UNKNOWN)
    assert "shelf" in refused(make_unknown(town))


def test_the_unknown_stand_for_as_long_as_the_partnership_decided_p_03(town):
    unknown = make_unknown(town)
    set_gallery_rules(actor=unknown.cora, unknown_months=1, shows_born_on=False, may_print=False)
    beyond = timezone.localdate() + timedelta(days=40)
    assert "expires_on" in refused(unknown, expires_on=beyond, **UNKNOWN)
    assert (unknown.disclose(**UNKNOWN).expires_at - timezone.now()).days <= 31
    with pytest.raises(CannotSetGalleryRules):
        set_gallery_rules(actor=unknown.cora, unknown_months=7, shows_born_on=False, may_print=False)
    with pytest.raises(NotPermitted):
        set_gallery_rules(actor=town.actor(town.ada), unknown_months=2, shows_born_on=False, may_print=True)


def test_the_unknown_are_not_asked_after_without_a_picture(town):
    assert "pictures" in refused(make_unknown(town), pictures=(), **UNKNOWN)


def test_a_sanction_needs_a_confirmed_person_and_an_end_p_01_r_02(town, shown):
    ends = timezone.localdate() + timedelta(days=20)
    assert "sanction" in refused(shown, sanction="exclusion")
    assert "sanction" in refused(shown, sanction="treatment", sanction_ends_on=ends)
    assert "sanction" in refused(make_unknown(town), sanction="exclusion", sanction_ends_on=ends, **UNKNOWN)
    one = shown.disclose(sanction="exclusion", sanction_ends_on=ends)
    assert timezone.localdate(one.expires_at) == ends


def test_a_police_picture_needs_its_papers_and_the_police_take_it_back_at_once_g_09(town, shown):
    bare = PictureSaid(shown.evidence.ref, is_police_picture=True)
    assert "pictures" in refused(shown, pictures=(bare,))
    papers = PictureSaid(shown.evidence.ref, Crop(), True, "K/1", "PC 1", "To find them")
    theirs, ours = shown.disclose(pictures=(papers,)), shown.disclose()
    pat = town.actor(town.person("Pat", "police-officer"))
    with pytest.raises(NotPermitted):
        withdraw_disclosure(actor=pat, ref=ours.ref, because="police")
    assert withdraw_disclosure(actor=pat, ref=theirs.ref, because="police").withdrawn_by_id == pat.account_id
    with pytest.raises(CannotDecide):
        withdraw_disclosure(actor=shown.cora, ref=theirs.ref, because="police")


def test_an_outside_crop_is_refused_and_no_copy_stays(shown):
    before = stored()
    assert "pictures" in refused(shown, pictures=(PictureSaid(shown.evidence.ref, Crop(600, 0, 600, 1000)),))
    assert stored() == before


def test_somebody_operates_where_their_reports_are_those_of_a_merged_record_too_g_11(town, shown):
    other_report = town.report(by=town.bilal, people=(PersonSaid(alias="Red Cap"),))
    other = open_subject_from(
        actor=shown.cora, report_ref=other_report.ref, mention_ref=other_report.people.first().ref, necessity="Seen",
    )  # fmt: skip
    before = places_of(clusters_of([shown.subject]))[shown.subject.pk].area
    assert town.pharmacy.pk not in before.premises
    merge = propose_merge(actor=shown.cora, keeper_ref=shown.subject.ref, other_ref=other.ref, because="The same cap.")
    agree_merge(actor=town.actor(town.person("Pat", "police-officer")), ref=shown.subject.ref, merge_ref=merge.ref)
    after = places_of(clusters_of([shown.subject]))[shown.subject.pk].area
    assert after.premises == before.premises | {town.pharmacy.pk}
