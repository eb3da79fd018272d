"""What an incident weighs in the list by harm: shipped with its source, set by a partnership, and given back."""

import pytest

from watchward.assess.actions.harm import CannotSetHarm, give_back_harm, set_harm
from watchward.assess.models import HarmWeight
from watchward.assess.queries.harm import harm_of, harm_table
from watchward.kit.errors import NotFound, NotPermitted
from watchward.kit.lists.extend import CannotExtendList
from watchward.partners.actions.lists import extend_list
from watchward.records.models import Event


def days(town, kind):
    return harm_of(town.partnership.pk)(kind)


def test_a_kind_weighs_what_ships_else_what_its_parent_weighs_and_nothing_where_nobody_acts(town):
    assert days(town, "robbery.business") == days(town, "robbery") == 365
    assert days(town, "theft.concealed") == days(town, "theft") == 1
    assert days(town, "safeguarding.missing") is None
    assert days(town, "kind.of.old") == 1
    ours = extend_list(actor=town.actor(town.cora), list_id="incident_types", parent_id="robbery", label="Van stopped")
    assert days(town, ours.entry_id) == 365


def test_a_partnership_sets_its_own_days_with_their_source_for_itself_alone(town):
    cora = town.actor(town.cora)
    set_harm(actor=cora, kind="theft", days=12.5, source="Board of 3 March")
    set_harm(actor=cora, kind="theft", days=13, source="Board of 4 March")
    assert (days(town, "theft"), days(town, "theft.walk_out"), days(town, "theft.made_off")) == (13, 13, 2)
    line = next(one for one in harm_table(cora).lines if one.kind == "theft")
    assert (line.source, line.is_own, line.shipped) == ("Board of 4 March", True, 1)
    assert days(town.other, "theft") == 1
    event = Event.everywhere.filter(kind="harm.set").latest("seq")
    assert event.detail == {"kind": "theft", "days": 13, "was": 12.5}
    give_back_harm(actor=cora, kind="theft")
    assert days(town, "theft") == 1
    with pytest.raises(NotFound):
        give_back_harm(actor=cora, kind="theft")


@pytest.mark.parametrize(
    ("said", "field"),
    [({"kind": "theft.unheard"}, "kind"), ({"kind": "safeguarding"}, "kind"), ({"days": 0}, "days"),
     ({"days": float("nan")}, "days"), ({"days": 1e9}, "days"), ({"source": " "}, "source")],
)  # fmt: skip
def test_a_number_without_a_source_or_beyond_reason_is_refused(town, said, field):
    with pytest.raises(CannotSetHarm) as refusal:
        set_harm(actor=town.actor(town.cora), **{"kind": "theft", "days": 2, "source": "The board"} | said)
    assert refusal.value.field == field
    assert not HarmWeight.everywhere.exists()


def test_numbers_are_set_and_no_entry_is_added_under_them(town):
    with pytest.raises(CannotExtendList):
        extend_list(actor=town.actor(town.cora), list_id="harm", parent_id="theft", label="Sweets")


def test_police_read_the_table_and_do_not_set_it_and_members_do_neither(town):
    police = town.actor(town.person("Pat", "police-officer"))
    assert not harm_table(police).may_set
    for act in (lambda who: set_harm(actor=who, kind="theft", days=2, source="Me"),
                lambda who: give_back_harm(actor=who, kind="theft")):  # fmt: skip
        with pytest.raises(NotPermitted):
            act(police)
    with pytest.raises(NotPermitted):
        harm_table(town.actor(town.ada))
