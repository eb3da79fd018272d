"""Pictures go soon after nobody is shown them; bulletins and newsletters go with the words that were in them."""

from datetime import timedelta

from django.utils import timezone

from tests.support.clockwork import let_time_pass, vault_files
from tests.support.showing import make_shown
from watchward.collect.models import Evidence
from watchward.records.models import Hold, Purge
from watchward.share.actions.bulletins import publish_bulletin, write_bulletin
from watchward.share.actions.disclosures import withdraw_disclosure
from watchward.share.models import Addressee, Bulletin, BulletinRead, Disclosure, ShownPicture
from watchward.share.rules.bulletins import BulletinSaid


def later(days: float):
    return timezone.now() + timedelta(days=days)


def test_the_pictures_of_an_ended_disclosure_go_after_31_days_and_the_files_of_the_report_stay_r_02(town):
    shown = make_shown(town)
    ended, standing = shown.disclose(), shown.disclose()
    copies = {one.disclosure_id: one.copy_key for one in ShownPicture.everywhere.all()}
    withdraw_disclosure(actor=shown.cora, ref=ended.ref, because="other", words="A mistake.", now=later(0))
    let_time_pass(later(30))
    assert set(copies.values()) <= vault_files()
    let_time_pass(later(32))
    assert copies[ended.pk] not in vault_files()
    assert copies[standing.pk] in vault_files()
    item = Evidence.everywhere.get(pk=shown.evidence.pk)
    assert {item.original_key, item.shown_key, item.thumbnail_key} <= vault_files()
    assert Disclosure.everywhere.filter(pk=ended.pk).exists(), "whom we told goes with the subject"
    assert Purge.everywhere.get(noun="picture").counts == {"pictures in galleries": 1}


def test_pictures_of_a_decision_that_ran_out_or_was_declined_go_too_and_those_that_stand_stay(town):
    shown = make_shown(town)
    stands, declined = shown.disclose(expires_on=later(80).date()), shown.disclose(expires_on=later(80).date())
    ran_out = shown.disclose(expires_on=later(5).date())
    sanction = shown.disclose(sanction="warning", sanction_ends_on=later(5).date())
    Disclosure.everywhere.filter(pk=declined.pk).update(declined_at=later(0), declined_by=shown.second)
    let_time_pass(later(34))
    with_pictures = ShownPicture.everywhere.values_list("disclosure_id", flat=True)
    assert set(with_pictures.all()) == {ran_out.pk, sanction.pk, stands.pk}
    let_time_pass(later(38))
    assert set(with_pictures.all()) == {stands.pk}


def test_a_hold_on_the_subject_or_the_report_keeps_the_picture_r_04(town):
    for about in (lambda one: f"subject/{one.subject.ref}", lambda one: f"report/{one.report.ref}"):
        shown = make_shown(town)
        one = shown.disclose()
        withdraw_disclosure(actor=shown.cora, ref=one.ref, because="other", words="A mistake.", now=later(0))
        hold = Hold.everywhere.create(
            partnership_id=town.partnership.pk, about=about(shown), owner=town.cora.pk, reason="The court asked.",
            review_on=later(9).date(), placed_at=later(0), placed_by=town.cora.pk,
        )  # fmt: skip
        let_time_pass(later(40))
        assert ShownPicture.everywhere.filter(disclosure=one).exists()
        Hold.everywhere.filter(pk=hold.pk).update(ended_at=later(0), ended_by=town.cora.pk)
        let_time_pass(later(40))
        assert not ShownPicture.everywhere.filter(disclosure=one).exists()


def test_a_bulletin_goes_a_year_after_its_end_with_who_read_it(town):
    cora = town.actor(town.cora)
    said = BulletinSaid(title="Locks", text="Check them.", audience="zones", zones=(town.zone.ref,))
    one = publish_bulletin(actor=cora, ref=write_bulletin(actor=cora, said=said).ref)
    BulletinRead.everywhere.create(bulletin=one, read_at=later(0), read_by=town.ada)
    Bulletin.everywhere.filter(pk=one.pk).update(expires_at=later(7))
    let_time_pass(later(371))
    assert Bulletin.everywhere.get().text == "Check them."
    let_time_pass(later(373))
    assert not any(model.everywhere.exists() for model in (Bulletin, Addressee, BulletinRead))
