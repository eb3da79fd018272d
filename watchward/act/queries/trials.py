"""Trials: slots of which a lot decided the half that is guarded first. The ledger is what keeps them."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from watchward.patterns.hours import window_words
from watchward.policy import Actor, Permission, may, require
from watchward.records.models import Event


@dataclass(frozen=True, slots=True)
class Slot:
    """Some hours of the week at one premises; `start` is an hour of the week, 0 to 167."""

    premises_ref: str
    start: int
    hours: int

    @property
    def name(self) -> str:
        """Names it in the lot."""
        return f"{self.premises_ref} {self.start:03d} {self.hours}"

    @property
    def words(self) -> str:
        """When, as people say it."""
        return window_words(self.start, self.hours)


@dataclass(frozen=True, slots=True)
class Trial:
    """What was drawn: `first` says of each slot whether it is guarded before the swap."""

    ref: str
    begins: date
    weeks: int
    seed: int
    slots: tuple[Slot, ...]
    first: tuple[bool, ...]
    given_up: bool = False

    @property
    def swaps(self) -> date:
        """The day on which the other half is guarded."""
        return self.begins + timedelta(weeks=self.weeks)

    @property
    def ends(self) -> date:
        """The day after the last."""
        return self.begins + timedelta(weeks=2 * self.weeks)

    def is_running(self, today: date) -> bool:
        """Whether it is not over yet, begun or not."""
        return not self.given_up and today < self.ends


def trials_of(actor: Actor) -> list[Trial]:
    """Every trial of the partnership, the newest first, those that were given up too. Raises: NotPermitted."""
    if not may(actor, Permission.FIGURES_ALL):
        require(actor, Permission.DEPLOYMENT_MANAGE)
    rows = Event.everywhere.filter(partnership_id=actor.partnership_id, kind__in=("trial.drawn", "trial.given_up"))
    trials: dict[str, Trial] = {}
    for ref, kind, said in rows.order_by("seq").values_list("ref", "kind", "detail"):
        known = ref.partition("/")[2]
        if kind == "trial.given_up":
            trials[known] = replace(trials[known], given_up=True)
            continue
        slots = tuple(Slot(*one) for one in said["slots"])
        trials[known] = Trial(
            known, date.fromisoformat(said["begins"]), said["weeks"], said["seed"], slots, tuple(said["first"])
        )
    return list(reversed(trials.values()))
