"""What the database tells the index: somebody is as follows, or is gone."""

from dataclasses import dataclass

from watchward.identify.evidence import Record

Shelf = tuple[int, int]  # scope (whose records these are), and which circle of viewers may see them


@dataclass(frozen=True, slots=True)
class Put:
    """Somebody is new or has changed: all that is known of them now. `shown` is any number that the caller keeps for
    one circle of viewers, such as 0 for everybody in the scope and 1 for its office."""

    ref: str
    scope: int
    shown: int
    record: Record

    @property
    def shelf(self) -> Shelf:
        """Where they stand."""
        return self.scope, self.shown


@dataclass(frozen=True, slots=True)
class Drop:
    """Somebody is gone, and nothing of them stays."""

    ref: str


Change = Put | Drop
