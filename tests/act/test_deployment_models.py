"""What the database itself refuses of a deployment, on both engines."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import Error, transaction
from django.utils import timezone

from watchward.act.models import Deployment
from watchward.partners.models import Membership

pytestmark = pytest.mark.django_db

NINE = datetime(2026, 3, 6, 21, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def gil(town):
    account = town.person("Gil", "guard", town.bakery, owner_authority="Letter 1", ends_on=date(2026, 12, 31))
    return Membership.everywhere.get(account=account)


def book(town, **said):
    plain = {
        "partnership": town.partnership, "premises": town.bakery, "starts_at": NINE, "ends_at": NINE + 2 * HOUR,
        "purpose": "Doors on a Friday night.", "agreed_at": timezone.now(), "agreed_by": town.cora,
    }  # fmt: skip
    return Deployment.everywhere.create(**(plain | said))


def refused(deed) -> bool:
    try:
        with transaction.atomic():
            deed()
    except Error:
        return True
    return False


def test_a_guard_is_at_one_place_at_a_time_but_may_go_on_to_the_next(town, gil):
    book(town, membership=gil)
    later = {"membership": gil, "premises": town.pharmacy}
    assert refused(lambda: book(town, **later, starts_at=NINE + HOUR, ends_at=NINE + 3 * HOUR))
    assert refused(lambda: book(town, **later, starts_at=NINE - HOUR, ends_at=NINE + HOUR / 60))
    assert refused(lambda: book(town, **later, starts_at=NINE - HOUR, ends_at=NINE + 4 * HOUR))
    assert not refused(lambda: book(town, **later, starts_at=NINE + 2 * HOUR, ends_at=NINE + 3 * HOUR))


def test_a_contractor_is_known_by_their_licence(town, gil):
    sent = {"contractor_name": "Lee (generated)", "contractor_licence": "1234", "licence_expires_on": date(2027, 1, 1)}
    book(town, **sent)
    assert refused(lambda: book(town, **sent, premises=town.pharmacy))
    assert not refused(lambda: book(town, **(sent | {"contractor_licence": "5678"}), premises=town.pharmacy))
    assert not refused(lambda: book(town, membership=gil))


def test_what_was_cancelled_takes_nobody_s_time_and_is_not_called_off_twice(town, gil):
    first = book(town, membership=gil)
    rows = Deployment.everywhere.filter(pk=first.pk)
    assert rows.update(cancelled_at=timezone.now(), cancelled_by=town.cora) == 1
    assert not refused(lambda: book(town, membership=gil, premises=town.pharmacy))
    assert refused(lambda: rows.update(cancelled_at=None, cancelled_by=None))


def test_what_was_agreed_is_never_rewritten_and_what_came_of_it_is_written_once(town, gil):
    rows = Deployment.everywhere.filter(pk=book(town, membership=gil).pk)
    assert refused(lambda: rows.update(ends_at=NINE + 4 * HOUR))
    assert refused(lambda: rows.update(purpose="Something else."))
    assert rows.update(outcome="Quiet.", outcome_at=timezone.now(), outcome_by=town.cora) == 1
    assert refused(lambda: rows.update(outcome="Loud."))


def test_nobody_a_guard_and_a_contractor_at_once_and_a_backward_span_are_refused(town, gil):
    sent = {"contractor_name": "Lee (generated)", "contractor_licence": "1234", "licence_expires_on": date(2027, 1, 1)}
    assert refused(lambda: book(town))
    assert refused(lambda: book(town, membership=gil, **sent))
    assert refused(lambda: book(town, **(sent | {"licence_expires_on": None})))
    assert refused(lambda: book(town, membership=gil, ends_at=NINE))
