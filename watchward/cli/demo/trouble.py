"""What goes wrong where and when: the patterns that the demonstration's figures should show."""

from collections.abc import Mapping
from dataclasses import dataclass, field

# Hours of the day with their weights, by day of the week (0 is Monday). Days left out take the last entry "else".
Hours = Mapping[int, float]


@dataclass(frozen=True, slots=True)
class Profile:
    """One sort of place: how busy each weekday is, at which hours, and with what."""

    days: tuple[float, ...]
    hours: Hours
    kinds: Mapping[str, float]
    late: Hours = field(default_factory=dict)  # Friday and Saturday, where they differ

    def hours_on(self, weekday: int) -> Hours:
        """The hours of this weekday."""
        return self.late if self.late and weekday in {4, 5} else self.hours


EVEN = (1.0, 1.0, 1.0, 1.0, 1.1, 1.3, 0.6)
WEEKEND = (0.3, 0.3, 0.4, 0.7, 3.2, 3.6, 0.6)
LUNCH = {9: 1, 10: 1, 11: 2, 12: 7, 13: 7, 14: 3, 15: 2, 16: 2, 17: 2, 18: 1, 19: 1}
AFTERNOON = {10: 1, 11: 2, 12: 2, 13: 2, 14: 3, 15: 4, 16: 4, 17: 2}
EVENING = {12: 1, 15: 1, 17: 2, 18: 2, 19: 3, 20: 3, 21: 4, 22: 3}
NIGHT = {18: 1, 19: 2, 20: 3, 21: 9, 22: 10, 23: 3}
CLUB_NIGHT = {21: 1, 22: 3, 23: 6}
ALL_DAY = {7: 1, 9: 1, 11: 1, 13: 2, 15: 2, 17: 3, 19: 3, 21: 3, 23: 1}
OFFICE = {9: 1, 10: 2, 11: 2, 12: 2, 14: 2, 15: 2, 16: 1}

PUB = {
    "disorder.fighting": 5, "disorder.drunk": 6, "disorder.refused_to_leave": 3, "licensing.drunk_refused": 5,
    "licensing.ejection": 4, "violence.verbal_abuse": 5, "violence.assault_no_injury": 2.5,
    "violence.assault_injury": 1.2, "violence.threat": 2, "damage.window": 0.8, "damage.fixtures": 1,
    "drugs.use": 1.5, "spiking.drink": 0.3, "violence.weapon_seen": 0.25, "licensing.fake_id": 1.5,
    "theft.from_person": 1.5,
}  # fmt: skip
THEFT = {"theft.concealed": 8, "theft.walk_out": 3, "theft.bulk": 1.2, "theft.attempted": 1.5, "theft.refund": 0.4}
STAFF = {"violence.verbal_abuse": 1.6, "violence.threat": 0.6, "violence.spitting": 0.1}
PROFILES: dict[str, Profile] = {
    "grocer": Profile(EVEN, LUNCH, THEFT | STAFF | {
        "theft.self_scan": 2, "theft.trolley": 0.7, "violence.retail_worker": 0.3, "licensing.under_age": 0.8,
        "information.unusual_buying": 0.3, "street.begging": 0.5, "violence.weapon_seen": 0.08}),
    "late": Profile(WEEKEND, EVENING, {
        "theft.walk_out": 5, "theft.concealed": 3, "violence.verbal_abuse": 4, "violence.threat": 1.5,
        "licensing.under_age": 3, "licensing.proxy": 1.5, "licensing.drunk_refused": 2, "robbery.business": 0.2,
        "violence.weapon_seen": 0.2, "disorder.group": 1.5, "damage.window": 0.3}, late=NIGHT),
    "pharmacy": Profile(EVEN, AFTERNOON, THEFT | STAFF | {"fraud.refund": 0.4}),
    "fashion": Profile(EVEN, AFTERNOON, THEFT | STAFF | {"theft.tag_removed": 3, "fraud.card": 0.4}),
    "electronics": Profile(EVEN, AFTERNOON, {"theft.walk_out": 2, "theft.tag_removed": 2, "fraud.card": 1.5,
        "burglary.smash_and_grab": 0.3, "theft.attempted": 1}),
    "diy": Profile(EVEN, AFTERNOON, {"theft.trolley": 3, "theft.concealed": 2, "theft.refund": 1,
        "burglary.break_in": 0.4, "information.vehicle": 0.8}),
    "jeweller": Profile(EVEN, OFFICE, {"theft.attempted": 2, "information.suspicious": 3, "fraud.card": 1,
        "theft.walk_out": 1, "robbery.business": 0.1}),
    "shop": Profile(EVEN, AFTERNOON, THEFT | {"violence.verbal_abuse": 1, "street.begging": 1,
        "fraud.counterfeit_note": 1}),
    "charity": Profile(EVEN, OFFICE, {"theft.concealed": 3, "theft.stock_room": 0.5, "street.fly_tipping": 2,
        "violence.verbal_abuse": 1}),
    "pub": Profile(WEEKEND, EVENING, PUB, late=NIGHT),
    "club": Profile((0, 0, 0, 0.6, 3, 3.6, 0), CLUB_NIGHT, PUB | {"drugs.found": 2, "licensing.dispersal": 2},
        late=CLUB_NIGHT),
    "table": Profile((0, 0.7, 0.8, 1, 1.8, 2, 1), EVENING, {"theft.made_off": 4, "violence.verbal_abuse": 1.5,
        "disorder.drunk": 1, "theft.from_person": 1}),
    "betting": Profile(EVEN, EVENING, {"damage.fixtures": 3, "violence.verbal_abuse": 3, "violence.threat": 1,
        "disorder.refused_to_leave": 1}),
    "fuel": Profile(EVEN, ALL_DAY, {"theft.fuel": 7, "theft.concealed": 1.5, "information.vehicle": 1,
        "violence.verbal_abuse": 1}),
    "hotel": Profile(EVEN, EVENING, {"theft.from_person": 2, "theft.made_off": 1, "disorder.drunk": 1.5,
        "safeguarding.exploitation": 0.2}),
    "office": Profile((1, 1, 1, 1, 1, 0, 0), OFFICE, {"fraud.phone_in": 1, "fraud.counterfeit_note": 1,
        "violence.verbal_abuse": 1.5, "information.suspicious": 1}),
    "park": Profile(WEEKEND, EVENING, {"damage.vehicle": 3, "theft.cycle_or_vehicle": 2, "street.vehicles": 2,
        "drugs.use": 1.5}, late=NIGHT),
    "centre": Profile(EVEN, AFTERNOON, {"disorder.group": 4, "street.begging": 1.5, "theft.from_person": 1,
        "damage.graffiti": 1, "violence.verbal_abuse": 1, "safeguarding.missing": 0.4}),
}  # fmt: skip

# What a reporter writes, by kind; the parent stands for the rest. {who} is a mention, {goods} what is taken.
WORDS: dict[str, tuple[str, ...]] = {
    "theft.concealed": (
        "{who} put {goods} into a bag and left past the tills.",
        "{who} was seen at the shelf for some minutes. Afterwards {goods} were gone.",
        "Staff saw {who} hide {goods} under a coat. Walked out when spoken to.",
    ),
    "theft.walk_out": ("{who} took {goods} and simply walked out.", "{who} lifted {goods} at the door and ran."),
    "theft.bulk": ("{who} cleared a whole shelf of {goods} into a holdall.",),
    "theft.trolley": ("{who} pushed a full trolley with {goods} out by the side door.",),
    "theft.self_scan": ("{who} scanned two items and left with {goods} unpaid.",),
    "theft.fuel": ("Car filled at pump {number} and drove off without paying.",),
    "theft.made_off": ("A table of {number} left without paying while we changed over.",),
    "theft.from_person": ("A customer's bag was taken from the back of a chair.",),
    "theft": ("{who} tried to leave with {goods} and gave them back when stopped.",),
    "violence.verbal_abuse": (
        "{who} shouted at the person at the till after being refused.",
        "{who} swore at staff and threatened to come back.",
    ),
    "violence": ("{who} pushed past staff at the door.", "{who} squared up to a colleague."),
    "disorder.fighting": ("Two groups fought outside near closing time. Door staff parted them.",),
    "disorder.drunk": ("{who} was very drunk, fell over a table and would not go.",),
    "disorder.group": ("A group of about {number} gathered at the entrance and frightened customers.",),
    "disorder": ("{who} refused to leave when asked twice.",),
    "licensing": ("Refused service politely. {who} argued for a while and left.",),
    "damage": ("Found broken this evening. Nobody saw who did it.",),
    "burglary": ("Found forced in the morning. Alarm had gone off at night.",),
    "robbery": ("{who} demanded the till. Staff handed over what was in it.",),
    "fraud": ("A payment turned out to be false after the customer had left.",),
    "drugs": ("Smell and a wrap in the toilets. {who} was seen leaving.",),
    "spiking": ("A guest felt suddenly unwell after one drink. Friends took care; the drink is kept.",),
    "information": ("{who} was looking at the cameras and asked when we close.",),
    "street": ("The same problem at the doorway again this afternoon.",),
    "safeguarding": ("Somebody seemed lost and upset. We kept them company and called for help.",),
}  # fmt: skip
LOSS = {  # pounds: usual low and high
    "theft.concealed": (6, 70), "theft.walk_out": (10, 120), "theft.bulk": (80, 420), "theft.trolley": (90, 350),
    "theft.self_scan": (5, 60), "theft.tag_removed": (30, 240), "theft.fuel": (25, 95), "theft.made_off": (40, 180),
    "theft.attempted": (5, 80), "theft.refund": (20, 140), "theft.from_person": (30, 400),
    "theft.cycle_or_vehicle": (80, 900), "theft.stock_room": (40, 260), "damage": (40, 900),
    "burglary": (150, 2400), "robbery": (60, 700), "fraud": (15, 380),
}  # fmt: skip


def said_of(kind: str) -> tuple[str, ...]:
    """The sentences of a kind, or of its parent."""
    return WORDS.get(kind) or WORDS.get(kind.split(".")[0]) or ("Something happened that staff want to be known.",)


def loss_of(kind: str) -> tuple[int, int] | None:
    """The usual range of a loss in pounds; None where nothing is lost."""
    return LOSS.get(kind) or LOSS.get(kind.split(".")[0])
