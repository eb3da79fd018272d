"""A new partnership is made whole, by the operator of the instance and by nobody else."""

import pytest

from watchward.kit.errors import NotFound, NotPermitted, Refused
from watchward.partners.actions.setup import (
    CannotSetUp,
    import_first_members,
    make_operator,
    set_up_partnership,
)
from watchward.partners.models import Account, Invitation, Partnership, Promise
from watchward.partners.queries.actors import operator_actor
from watchward.partners.queries.governance import people_may_be_shown
from watchward.policy import operator_at_console
from watchward.records.ledger import verify
from watchward.records.models import Event

WANTED = {"name": "Quayside BCRP", "coordinator_name": "Cora Lane", "coordinator_email": "Cora@Quayside.example"}
MEMBERS = "Organisation,Premises,Sector,Contact name,Contact email\nCheese Ltd,Cheesemonger,food,Cy,cy@cheese.example\n"


@pytest.fixture
def console(db):
    return operator_at_console()


def test_operator_makes_a_whole_partnership_in_one_go(console):
    made = set_up_partnership(actor=console, **WANTED, legal_form="cic", controller_name="Quayside CIC")
    assert [zone.name for zone in made.zones.all()] == ["Town centre"]
    assert {(one.kind, one.version) for one in Promise.everywhere.filter(partnership=made)} == {
        ("agreement", 1),
        ("training", 1),
    }
    seat = Invitation.everywhere.get(partnership=made)
    assert (seat.email, seat.role) == ("cora@quayside.example", "coordinator")
    kinds = list(Event.everywhere.filter(partnership_id=made.pk).order_by("seq").values_list("kind", flat=True))
    assert kinds == ["partnership.set_up", "membership.invited"]
    assert verify(made.pk) is None


def test_the_gate_of_a_new_partnership_is_closed_g01(console):
    made = set_up_partnership(actor=console, **WANTED)
    assert not people_may_be_shown(made.pk, made.created_at.date())


def test_coordinator_makes_no_partnerships_and_an_operator_needs_the_second_step(town):
    with pytest.raises(NotPermitted):
        set_up_partnership(actor=town.actor(town.cora), **WANTED)
    olga = make_operator(actor=operator_at_console(), email="olga@instance.example", name="Olga")
    with pytest.raises(NotPermitted, match="second step"):
        set_up_partnership(actor=operator_actor(olga, has_second_factor=False, is_recently_confirmed=True), **WANTED)
    sure = operator_actor(olga, has_second_factor=True, is_recently_confirmed=True)
    assert set_up_partnership(actor=sure, **WANTED).name == "Quayside BCRP"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "n" * 121}, "name"),
        ({"time_zone": "Europe/Borrowmarket"}, "time_zone"),
        ({"time_zone": "../../etc/passwd"}, "time_zone"),
        ({"jurisdiction": "France"}, "jurisdiction"),
        ({"legal_form": "kingdom"}, "legal_form"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_made(console, wrong, field):
    with pytest.raises(CannotSetUp) as refusal:
        set_up_partnership(actor=console, **(WANTED | wrong))
    assert list(refusal.value.problems) == [field]
    assert not Partnership.everywhere.exists()


def test_a_coordinator_without_a_real_address_leaves_nothing_half_made(console):
    with pytest.raises(Refused):
        set_up_partnership(actor=console, **(WANTED | {"coordinator_email": "nobody"}))
    assert not Partnership.everywhere.exists()
    assert not Event.everywhere.exists()


def test_two_partnerships_never_share_a_name(console):
    set_up_partnership(actor=console, **WANTED)
    with pytest.raises(CannotSetUp, match="already"):
        set_up_partnership(actor=console, **(WANTED | {"name": "quayside bcrp"}))


def test_a_real_partnership_is_never_made_beside_the_demonstration(console):
    Partnership.everywhere.create(name="Demo town", is_demonstration=True)
    with pytest.raises(CannotSetUp, match="demonstration"):
        set_up_partnership(actor=console, **WANTED)


def test_operator_fills_an_empty_register_once_and_then_never_again(console, tmp_path):
    made = set_up_partnership(actor=console, **WANTED)
    path = tmp_path / "members.csv"
    path.write_text(MEMBERS)
    done = import_first_members(actor=console, partnership_ref=made.ref, path=path)
    assert (done.new, done.invited) == (1, 1)
    with pytest.raises(CannotSetUp, match="has members"):
        import_first_members(actor=console, partnership_ref=made.ref, path=path)
    with pytest.raises(NotFound):
        import_first_members(actor=console, partnership_ref="T-0000000000", path=path)


def test_coordinator_of_a_town_cannot_fill_the_register_of_another(town, tmp_path):
    with pytest.raises(NotPermitted):
        import_first_members(actor=town.actor(town.cora), partnership_ref=town.other.partnership.ref, path=tmp_path)


def test_an_operators_account_is_made_once_without_a_password_and_never_from_a_members(town):
    console = operator_at_console()
    olga = make_operator(actor=console, email=" Olga@Instance.example", name="Olga")
    assert olga.is_operator
    assert not olga.has_usable_password()
    assert make_operator(actor=console, email="olga@instance.example", name="Olga") == olga
    assert Event.everywhere.filter(kind="operator.made").count() == 1
    with pytest.raises(CannotSetUp, match="another address"):
        make_operator(actor=console, email=town.ada.email, name="Ada")
    assert not Account.everywhere.get(pk=town.ada.pk).is_operator
    with pytest.raises(NotPermitted):
        make_operator(actor=town.actor(town.cora), email="x@y.example", name="X")
