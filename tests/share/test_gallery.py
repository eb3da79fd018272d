"""Who is shown to whom, and what hides somebody at once: every gate beside its opposite."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.support.showing import UNKNOWN, make_shown, make_unknown
from watchward.assess.actions.judgements import estimate_age
from watchward.assess.actions.merges import agree_merge, propose_merge, undo_merge
from watchward.assess.actions.subjects import add_fact, lift_vulnerable, mark_vulnerable, move_subject
from watchward.assess.rules.facts import FactSaid
from watchward.kit.errors import NotFound, NotPermitted
from watchward.partners.models import GovernanceDocument, Premises, Zone
from watchward.share.actions.disclosures import approve_disclosure, decline_disclosure, withdraw_disclosure
from watchward.share.actions.looking import look_at_entry, look_at_gallery, open_marked_picture
from watchward.share.actions.objections import answer_objection, record_objection
from watchward.share.choices import Shelf
from watchward.share.queries.gallery import new_faces


def refs(actor, shelf=Shelf.KNOWN, **how):
    return [one.ref for one in look_at_gallery(actor=actor, shelf=shelf, **how).entries]


def is_hidden(shown, disclosure, account, *, now=None):
    """Hidden everywhere at once: list, entry and picture all answer as if there were nothing."""
    actor = shown.town.actor(account)
    picture = disclosure.pictures.get()
    gone = [disclosure.ref not in refs(actor, Shelf(disclosure.shelf), now=now)]
    for look, ref in ((look_at_entry, disclosure.ref), (open_marked_picture, picture.ref)):
        try:
            look(actor=actor, ref=ref, now=now)
        except NotFound as missing:
            gone.append("There is no such entry" in str(missing))
        else:
            gone.append(False)
    assert len(set(gone)) == 1, "one way in is open while another is shut"
    return gone[0]


@pytest.fixture
def shown(town):
    return make_shown(town)


def far_shop(town):
    zone = Zone.everywhere.create(partnership=town.partnership, name="Station quarter")
    return Premises.everywhere.create(
        partnership=town.partnership, organisation=town.pharmacy.organisation, zone=zone, name="Kiosk", sector="food"
    )


def test_the_shops_of_the_zone_see_them_and_the_far_shop_does_not_g_11(town, shown):
    one = shown.disclose()
    far = town.person("Fay", "shop-worker", far_shop(town))
    assert not is_hidden(shown, one, town.ada)
    assert not is_hidden(shown, one, town.bilal)
    assert is_hidden(shown, one, far)


def test_each_kind_of_recipient_reaches_its_own_people_and_nobody_else(town, shown):
    watch = town.bakery.watches.get()
    for more, sees in (
        ({"premises": (town.bakery.ref,)}, (True, False)),
        ({"organisations": (town.bakery.organisation.ref,)}, (True, False)),
        ({"watches": (watch.ref,)}, (True, True)),
    ):
        one = shown.disclose(zones=(), **more)
        assert (not is_hidden(shown, one, town.ada), not is_hidden(shown, one, town.bilal)) == sees, more
        withdraw_disclosure(actor=shown.cora, ref=one.ref, because="not-needed")


def test_the_next_town_finds_nothing_and_cannot_address_it(town, shown):
    one = shown.disclose()
    eve = town.other.ada
    for account in (town.dev, eve):
        actor = town.other.actor(account)
        assert refs(actor) == []
        with pytest.raises(NotFound):
            look_at_entry(actor=actor, ref=one.ref)
        with pytest.raises(NotFound):
            open_marked_picture(actor=actor, ref=one.pictures.get().ref)


@pytest.mark.parametrize("role", ["board-member", "council-officer", "cctv-operator", "safety-representative"])
def test_roles_without_a_gallery_are_told_so_and_the_police_see_it(town, shown, role):
    shown.disclose()
    with pytest.raises(NotPermitted):
        refs(town.actor(town.person("Nobody", role)))
    assert len(refs(town.actor(town.person("Pat", "police-officer")))) == 1


def test_without_a_second_step_nobody_sees_a_face_m_01(town, shown):
    shown.disclose()
    with pytest.raises(NotPermitted):
        refs(town.actor(town.ada, has_second_factor=False))


def test_the_office_sees_the_gallery_as_a_shop_sees_it_and_a_member_cannot(town, shown):
    one = shown.disclose(zones=(), premises=(town.bakery.ref,))
    assert refs(shown.cora, as_ref=town.bakery.ref) == [one.ref]
    assert refs(shown.cora, as_ref=town.pharmacy.ref) == []
    assert refs(town.actor(town.bilal), as_ref=town.bakery.ref) == []
    with pytest.raises(NotFound):
        refs(shown.cora, as_ref=town.other.bakery.ref)


def test_before_the_gate_is_open_nobody_is_shown_g_01(town, shown):
    one = shown.disclose()
    GovernanceDocument.everywhere.filter(partnership=town.partnership, kind="dpia").delete()
    assert is_hidden(shown, one, town.ada)
    assert "governance" in look_at_gallery(actor=shown.cora, shelf=Shelf.KNOWN).shut


def test_who_reported_them_themselves_sees_them_first(town, shown):
    shown.disclose()
    near = look_at_gallery(actor=town.actor(town.ada), shelf=Shelf.KNOWN).entries[0]
    away = look_at_gallery(actor=town.actor(town.bilal), shelf=Shelf.KNOWN).entries[0]
    assert (near.is_near, away.is_near) == (True, False)


def test_a_vulnerable_person_is_hidden_from_the_moment_they_are_marked_p_05(town, shown):
    one = shown.disclose()
    mark_vulnerable(actor=shown.cora, ref=shown.subject.ref, support_considered="Outreach was told")
    assert is_hidden(shown, one, town.ada)
    lift_vulnerable(actor=shown.cora, ref=shown.subject.ref)
    assert not is_hidden(shown, one, town.ada)


def test_somebody_who_may_be_a_child_is_hidden_from_the_moment_one_person_thinks_so_p_04(town, shown):
    one = shown.disclose()
    estimate_age(actor=town.actor(town.person("Pat", "police-officer")), ref=shown.subject.ref, looks="child")
    assert is_hidden(shown, one, town.ada)


def test_whoever_knows_somebody_in_private_is_not_shown_them_nor_what_was_merged_with_them(town, shown):
    one = shown.disclose()
    ada = town.actor(town.ada)
    kept_away = replace(ada, recused_from=frozenset({f"subject/{shown.subject.ref}"}))
    assert refs(ada) == [one.ref]
    assert refs(kept_away) == []
    for look, ref in ((look_at_entry, one.ref), (open_marked_picture, one.pictures.get().ref)):
        with pytest.raises(NotFound):
            look(actor=kept_away, ref=ref)


def test_new_faces_are_counted_for_those_who_are_shown_them_and_for_nobody_else(town, shown):
    yesterday = timezone.now() - timedelta(days=1)
    shown.disclose()
    ada = town.actor(town.ada)
    assert new_faces(ada, yesterday) == {Shelf.KNOWN: 1}
    assert new_faces(ada, timezone.now() + timedelta(seconds=1)) == {}
    assert new_faces(replace(ada, recused_from=frozenset({f"subject/{shown.subject.ref}"})), yesterday) == {}
    assert new_faces(town.actor(town.person("Bea", "board-member")), yesterday) == {}


def test_an_objection_hides_at_once_and_an_answer_with_reasons_shows_again_s_03(town, shown):
    one = shown.disclose()
    objection = record_objection(actor=shown.cora, subject_ref=shown.subject.ref, words="That was my brother")
    assert is_hidden(shown, one, town.ada)
    answer_objection(actor=shown.second_actor, ref=objection.ref, is_upheld=False, because="Seen by four people")
    assert not is_hidden(shown, one, town.ada)
    again = record_objection(actor=shown.cora, subject_ref=shown.subject.ref, words="It was my brother")
    answer_objection(actor=shown.second_actor, ref=again.ref, is_upheld=True, because="The brother came in")
    assert is_hidden(shown, one, town.ada)


def test_what_is_withdrawn_expired_or_ended_is_hidden_r_01_r_02(town, shown):
    today = timezone.localdate()
    one = shown.disclose(sanction="exclusion", sanction_ends_on=today + timedelta(days=10))
    day_after = timezone.now() + timedelta(days=11)
    assert not is_hidden(shown, one, town.ada)
    assert is_hidden(shown, one, town.ada, now=day_after)
    plain = shown.disclose(expires_on=today + timedelta(days=30))
    assert not is_hidden(shown, plain, town.ada, now=plain.expires_at - timedelta(minutes=2))
    assert is_hidden(shown, plain, town.ada, now=plain.expires_at)
    withdraw_disclosure(actor=shown.cora, ref=plain.ref, because="correction")
    assert is_hidden(shown, plain, town.ada)
    move_subject(actor=shown.cora, ref=shown.subject.ref, state="expired", because="Nothing for a year")
    assert is_hidden(shown, one, town.ada)


def test_a_merged_record_is_hidden_and_shown_again_when_the_merge_is_undone_p_07(town, shown):
    other = make_shown(town)
    one, theirs = shown.disclose(), other.disclose()
    merge = propose_merge(
        actor=shown.cora, keeper_ref=shown.subject.ref, other_ref=other.subject.ref, because="The same scar"
    )
    agree_merge(actor=shown.second_actor, ref=shown.subject.ref, merge_ref=merge.ref)
    assert not is_hidden(shown, one, town.ada)
    assert is_hidden(shown, theirs, town.ada)
    mark_vulnerable(actor=shown.cora, ref=shown.subject.ref, support_considered="Outreach was told")
    assert is_hidden(shown, one, town.ada)
    lift_vulnerable(actor=shown.cora, ref=shown.subject.ref)
    undo_merge(actor=shown.cora, ref=shown.subject.ref, merge_ref=merge.ref, because="Two people after all")
    assert not is_hidden(shown, theirs, town.ada)


def test_one_mark_on_a_merged_record_hides_its_keeper_too_p_05_p_07(town, shown):
    other = make_shown(town)
    mark_vulnerable(actor=shown.cora, ref=other.subject.ref, support_considered="Outreach was told")
    one = shown.disclose()
    merge = propose_merge(actor=shown.cora, keeper_ref=shown.subject.ref, other_ref=other.subject.ref, because="Scar")
    assert not is_hidden(shown, one, town.ada)
    agree_merge(actor=shown.second_actor, ref=shown.subject.ref, merge_ref=merge.ref)
    assert is_hidden(shown, one, town.ada)


def test_what_waits_for_a_second_person_is_seen_only_after_they_agree_g_11(town, shown):
    shop = far_shop(town)
    far = town.person("Fay", "shop-worker", shop)
    wide = {"premises": (shop.ref,), "wider_because": "Seen there too"}
    one, other = shown.disclose(**wide), shown.disclose(**wide)
    assert is_hidden(shown, one, far)
    approve_disclosure(actor=shown.second_actor, ref=one.ref)
    assert not is_hidden(shown, one, far)
    decline_disclosure(actor=shown.second_actor, ref=other.ref, words="Too far away")
    assert is_hidden(shown, other, far)


def test_the_unknown_stand_apart_without_a_name_and_leave_when_they_are_identified_p_03(town):
    shown = make_unknown(town)
    one = shown.disclose(**UNKNOWN)
    actor = town.actor(town.bilal)
    assert refs(actor) == []
    entry = look_at_gallery(actor=actor, shelf=Shelf.UNKNOWN).entries[0]
    assert entry.view.title == "Not known by name"
    assert "Red Cap" not in str(entry)
    assert (one.expires_at - one.decided_at).days in range(88, 94)
    add_fact(actor=shown.cora, ref=shown.subject.ref, said=FactSaid("name", "Robin Generated", source="A constable"))
    assert is_hidden(shown, one, town.bilal)


def test_a_long_gallery_goes_on_where_the_page_ended_and_counts_nobody_who_is_hidden(town):
    shown = [make_shown(town) for _ in range(3)]
    ours = [one.disclose().ref for one in shown][::-1]
    from watchward.share.queries.gallery import gallery_page

    first = gallery_page(town.actor(town.ada), Shelf.KNOWN, limit=2)
    assert [one.ref for one in first.entries] == ours[:2]
    rest = gallery_page(town.actor(town.ada), Shelf.KNOWN, after=first.older, limit=2)
    assert [one.ref for one in rest.entries] == ours[2:]
    assert rest.older == ""
    mark_vulnerable(actor=shown[0].cora, ref=shown[0].subject.ref, support_considered="Outreach")
    assert gallery_page(town.actor(town.ada), Shelf.KNOWN, limit=2).older == ""


def test_a_page_of_many_asks_no_more_questions_than_a_page_of_one(town, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from watchward.share.queries.gallery import gallery_page

    def asked():
        with CaptureQueriesContext(connection) as queries:
            gallery_page(town.actor(town.ada), Shelf.KNOWN)
        return len(queries)

    make_shown(town).disclose()
    one = asked()
    for _ in range(3):
        make_shown(town).disclose()
    assert asked() == one
