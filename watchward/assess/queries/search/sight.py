"""What one actor may search, decided once per search."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet
from django.utils import timezone

from watchward.assess.models import Subject
from watchward.assess.queries.subjects import may_read_subjects, visible_of, visible_subjects
from watchward.partners.queries.governance import people_may_be_shown
from watchward.policy import Actor, Decision, Permission, may


@dataclass(frozen=True)
class Sight:
    """How far an actor sees. Members look only through their own rows; the index is for those who read every report."""

    actor: Actor

    @cached_property
    def reads_all(self) -> bool:
        """Whether every report of the partnership is theirs to read."""
        return bool(may(self.actor, Permission.REPORT_READ_ALL))

    @cached_property
    def gate_is_open(self) -> bool:
        """G-01: whether people may be shown to anybody but their reporter."""
        if may(self.actor, Permission.SUBJECT_READ):
            return bool(self.reads_subjects)  # the same question, asked once
        return people_may_be_shown(self.actor.partnership_id, timezone.now().date())

    @cached_property
    def reads_subjects(self) -> Decision:
        """Whether they read subjects: the role, and the open gate."""
        return may_read_subjects(self.actor)

    @cached_property
    def subjects(self) -> QuerySet[Subject] | None:
        """The subjects they may read; None for members, and for everybody behind a shut gate."""
        return visible_subjects(self.actor) if self.reads_subjects else None

    def subjects_of(self, ids: Collection[int]) -> QuerySet[Subject]:
        """Of these ids, the subjects that they may read, each looked up by its key."""
        return visible_of(self.actor, ids, self.reads_subjects)

    @property
    def sees_people(self) -> bool:
        """Whether they may look through people whom others described."""
        return self.reads_all and self.gate_is_open
