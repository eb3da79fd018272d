"""Budgets of looks: the good day goes through, the scraper does not."""

import pytest

from watchward.kit.errors import NotPermitted
from watchward.policy import Actor, Remedy, Role, TooManyLooks
from watchward.policy.budgets import BUDGETS, NO_ROLE, Looks, budget_of, refuse_too_many, scaled


def passes(role, in_hour, in_day, *, has_confirmed=False, can_confirm=True, percent=100, lifted=0):
    budget = budget_of({role}, [(role, percent)])
    refuse_too_many(budget, Looks(in_hour, in_day, lifted), has_confirmed=has_confirmed, can_confirm=can_confirm)
    return True


def test_a_coordinator_works_off_two_hundred_reports_without_being_asked_at_any_setting():
    opened_four_times, in_a_busy_hour = 800, 300
    assert passes(Role.COORDINATOR, in_a_busy_hour, opened_four_times)
    assert passes(Role.COORDINATOR, in_a_busy_hour, opened_four_times, percent=50)


def test_a_shop_worker_looks_at_a_gallery_of_sixty_twice_but_does_not_page_through_six_hundred():
    assert passes(Role.SHOP_WORKER, 122, 122)
    with pytest.raises(TooManyLooks, match="Confirm that it is still you") as asked:
        passes(Role.SHOP_WORKER, 151, 151)
    assert asked.value.remedy is Remedy.CONFIRM
    assert passes(Role.SHOP_WORKER, 151, 151, has_confirmed=True)
    with pytest.raises(TooManyLooks, match="paused until tomorrow") as stopped:
        passes(Role.SHOP_WORKER, 10, 600, has_confirmed=True)
    assert stopped.value.remedy == Remedy.NONE
    with pytest.raises(TooManyLooks):
        passes(Role.SHOP_WORKER, 10, 1000, has_confirmed=True, percent=200)


def test_the_last_look_of_the_budget_is_given_and_the_next_is_not():
    most = BUDGETS[Role.SHOP_WORKER].most_day
    assert passes(Role.SHOP_WORKER, 1, most, has_confirmed=True)
    with pytest.raises(TooManyLooks):
        passes(Role.SHOP_WORKER, 1, most + 1, has_confirmed=True)


def test_somebody_lifted_the_pause_and_looking_goes_on():
    most = BUDGETS[Role.SHOP_WORKER].most_day
    assert passes(Role.SHOP_WORKER, 1, most + 1, has_confirmed=True, lifted=most)


def test_a_program_cannot_confirm_so_it_runs_to_the_last_number_and_no_further():
    assert passes(Role.POLICE_OFFICER, 700, 700, can_confirm=False)
    with pytest.raises(TooManyLooks, match="paused"):
        passes(Role.POLICE_OFFICER, 1, 801, can_confirm=False)


def test_a_partnership_moves_the_numbers_only_between_half_and_double():
    plain = BUDGETS[Role.GUARD]
    assert scaled(plain, 0).most_day == plain.most_day // 2
    assert scaled(plain, 10_000).most_day == plain.most_day * 2


def test_two_roles_have_the_larger_budget_and_no_role_the_least():
    assert budget_of({Role.SHOP_WORKER, Role.COORDINATOR}) == BUDGETS[Role.COORDINATOR]
    assert budget_of(()) == NO_ROLE
    assert set(BUDGETS) == set(Role), "every role has a budget"


def test_an_actor_made_anywhere_has_the_budget_of_its_roles_and_none_is_without():
    stranger = Actor(account_id=1, partnership_id=1, roles=frozenset())
    with pytest.raises(NotPermitted):
        stranger.insist_may_look(1, 121, 0)
