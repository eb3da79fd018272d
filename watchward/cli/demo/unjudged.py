"""Who is this? Generated reports that wait for a person to judge: a known subject misspelt, an unknown one thrice."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from watchward.cli.demo.faces import ALIASES, known_faces
from watchward.cli.demo.fresh import send_draft
from watchward.cli.demo.past import key_of
from watchward.collect.models import Report
from watchward.collect.rules.drafts import Draft, GoodsSaid, PersonSaid, VehicleSaid
from watchward.partners.models import Partnership, Premises

FIRST: Final = 200_000  # numbers of these reports begin beyond those of the last few days
SPIDER: Final = PersonSaid(
    sex_appearance="male", age_band="25-34", height_band="5ft10-6ft0", build="slim", hair="short, red",
    marks="spider tattoo on left hand", accent="midlands", methods=("concealment.foil_bag",),
)  # fmt: skip
# hours ago, premises, what was said, pounds lost, goods, who, registration
Row = tuple[float, str, str, int, str, PersonSaid, str]


def _whistler() -> PersonSaid:
    """The Whistler as a new colleague writes it down: one letter short, and without the height."""
    return replace(known_faces()[ALIASES.index("The Whistler")], alias="The Wistler", height_band="")


def _rows() -> tuple[Row, ...]:
    return (
        (2, "Tidewater Clothing", "Whistled all the time, and a scarf went under the coat.", 35, "", _whistler(), ""),
        (6, "Copper Kettle Homewares", "Three boxed lamps. A spider on the hand.", 54, "", SPIDER, "Q7?0 KTV"),
        (31, "Ninepin Sports", "Two pairs of trainers into a lined bag.", 140, "",
         replace(SPIDER, marks="tattoo of a spider, hand", accent="", build="thin"), "Q700 KTV"),
        (55, "Pestle & Leaf", "Boxed fragrance into a foil bag, alarm stayed silent.", 210, "health.fragrance",
         replace(SPIDER, marks="hand tattoo (spider)", age_band="21-24", hair="red, cropped"), ""),
    )  # fmt: skip


def lay_unjudged(partnership: Partnership, now: datetime) -> None:
    """Send what is not there yet."""
    for number, (hours, where, words, pounds, goods, who, registration) in enumerate(_rows(), FIRST):
        if Report.everywhere.filter(partnership=partnership, client_key=key_of(number)).exists():
            continue
        premises = Premises.everywhere.select_related("partnership").get(partnership=partnership, name=where)
        draft = Draft(
            form="incident", kind="theft.concealed", premises_ref=premises.ref,
            happened_at=now - timedelta(hours=hours), narrative=f"Generated: {words}", loss_pence=pounds * 100,
            people=(who,), goods=(GoodsSaid(goods, value_pence=pounds * 100),) if goods else (),
            vehicles=(VehicleSaid(registration=registration),) if registration else (),
        )  # fmt: skip
        send_draft(draft, premises, number, 0, now)
