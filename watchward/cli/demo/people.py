"""The ninety accounts of Borrowmarket: who they are, where they work, and how their promises stand."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from watchward.cli.demo.dice import dice, names
from watchward.cli.demo.places import Place
from watchward.partners.rules.demo import ADDRESS, FIRST_TO_MEET

AGREED, LAPSED, LONG_LAPSED, PENDING, SUSPENDED = "agreed", "lapsed", "long lapsed", "pending", "suspended"
DAYS_SINCE_PROMISE = {AGREED: (20, 330), LAPSED: (372, 388), LONG_LAPSED: (430, 520), SUSPENDED: (60, 200)}
OFFICES = {
    "coordinator": "Borrowmarket Partnership Office",
    "board-member": "Borrowmarket Partnership Office",
    "data-protection-lead": "Borrowmarket Partnership Office",
    "police-officer": "Borrowmarket Police",
    "cctv-operator": "Borrowmarket Council",
    "council-officer": "Borrowmarket Council",
    "safety-representative": "Shopworkers' Union, Borrowmarket branch",
}
OFFICE_PEOPLE = {
    "coordinator": 2, "board-member": 5, "police-officer": 5, "cctv-operator": 3, "council-officer": 3,
    "safety-representative": 2, "data-protection-lead": 1,
}  # fmt: skip
# the hand-picked people of the front door: role, and where they stand
PICKED = {
    "shop.worker": ("shop-worker", "Nightjar Stores", AGREED),
    "coordinator": ("coordinator", "", AGREED),
    "store.manager": ("store-manager", "Ferrow Foods, Market Square", AGREED),
    "door.staff": ("guard", "The Rope and Anchor", AGREED),
    "police": ("police-officer", "", AGREED),
    "council": ("council-officer", "", AGREED),
    "cctv": ("cctv-operator", "", AGREED),
    "board": ("board-member", "", AGREED),
    "safety.rep": ("safety-representative", "", AGREED),
    "data.protection": ("data-protection-lead", "", AGREED),
    "lapsed.worker": ("shop-worker", "Pestle & Leaf", LAPSED),
    "new.worker": ("shop-worker", "Tidewater Clothing", PENDING),
}
ENDS_SOON = timedelta(days=12)  # the guard whose contract runs out
TWO_TOWNS = ("coordinator", "police", "board", "data.protection")  # these also work for the stream's partnership


@dataclass(frozen=True, slots=True)
class Person:
    """One account to be."""

    email: str
    name: str
    role: str
    organisation: str
    premises: str = ""
    promise: str = AGREED
    promised_days_ago: int = 0
    ends_in: timedelta | None = None
    owner_authority: str = ""


def cast(places: list[Place], today: date) -> list[Person]:
    """Everybody, the hand-picked first."""
    given = iter(names("people of Borrowmarket"))
    chance = dice("promises")
    found: list[Person] = []

    def add(role: str, place: Place | None, promise: str = AGREED, local: str = "") -> None:
        name = next(given)
        days = chance.randint(*DAYS_SINCE_PROMISE[promise]) if promise in DAYS_SINCE_PROMISE else 0
        is_guard = role == "guard"
        ends = (ENDS_SOON if local else timedelta(days=chance.randint(60, 300))) if is_guard else None
        found.append(
            Person(
                email=f"{local or name.lower().replace(' ', '.')}@{ADDRESS}",
                name=name,
                role=role,
                organisation=place.organisation if place else OFFICES[role],
                premises=place.name if place else "",
                promise=promise,
                promised_days_ago=days,
                ends_in=ends,
                owner_authority=f"Letter of the owner of {place.name}, {today.year}" if is_guard and place else "",
            )
        )

    by_name = {place.name: place for place in places}
    for local, (role, where, promise) in PICKED.items():
        add(role, by_name.get(where), promise, local)
    _office(add)
    _shops(add, places)
    assert {f"{local}@{ADDRESS}" for local in PICKED} == set(FIRST_TO_MEET)
    return found


def _office(add: Callable[..., None]) -> None:
    for role, count in OFFICE_PEOPLE.items():
        for _ in range(count - 1):  # one of each is among the hand-picked
            add(role, None)


def _shops(add: Callable[..., None], places: list[Place]) -> None:
    """A worker everywhere, a manager or a guard where there is much trouble; a few with overdue promises."""
    odd = {7: LAPSED, 19: LONG_LAPSED, 23: PENDING, 31: SUSPENDED, 44: PENDING}
    for number, place in enumerate(places):
        if place.profile in {"pub", "club"} and place.weight >= 3:
            add("guard", place)
        elif place.weight >= 4:
            add("store-manager", place)
        is_led = place.weight >= 4 or place.profile in {"pub", "club"}
        if number in odd or not (number % 4 == 2 and (is_led or place.weight < 1)):
            add("shop-worker", place, odd.get(number, AGREED))
