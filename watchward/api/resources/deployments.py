"""Deployments of security officers: the list, planning by hand, changing, calling off, and what came of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from watchward.act.actions.deployments import (
    Plan,
    cancel_deployment,
    change_deployment,
    note_outcome,
    plan_deployment,
)
from watchward.act.queries.deployments import (
    DeploymentLine,
    DeploymentView,
    GuardChoice,
    deployments_between,
    guards_to_pick,
    places_to_pick,
    read_deployment,
)
from watchward.api.reading import Unreadable, Wrong
from watchward.api.registry import Call, operation
from watchward.policy import Permission

READ = (Permission.DEPLOYMENT_READ,)
MANAGE = (Permission.DEPLOYMENT_MANAGE,)
A_WEEK, LONGEST = timedelta(days=7), timedelta(days=92)


@dataclass(frozen=True, slots=True)
class DeploymentsAsked:
    """Which span, at most 92 days; without one the next seven days."""

    since: Annotated[datetime | None, "Ends after this moment; now if left out."] = None
    until: Annotated[datetime | None, "Begins before this moment; a week after `since` if left out."] = None


@dataclass(frozen=True, slots=True)
class PlaceChoice:
    """An open place."""

    ref: str
    name: str


@dataclass(frozen=True, slots=True)
class DeploymentChoices:
    """Whom and where: the officers of the partnership with where and until when they are authorised (M-03)."""

    officers: tuple[GuardChoice, ...]
    places: tuple[PlaceChoice, ...]


@dataclass(frozen=True, slots=True)
class Deployed:
    """What was planned, and what to think of: an hour that the clock shows twice, a place that is shut then."""

    deployments: tuple[str, ...]
    hints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CancelSaid:
    """Why it is called off."""

    because: str


@dataclass(frozen=True, slots=True)
class OutcomeSaid:
    """What came of it, in a sentence that names nobody."""

    words: str


@operation("GET", "/deployments", needs=READ)
def get_deployments(call: Call, asked: DeploymentsAsked) -> tuple[DeploymentLine, ...]:
    """List the deployments of a span in the order in which they begin, called off or not."""
    since = asked.since or call.now
    until = asked.until or since + A_WEEK
    if not since < until <= since + LONGEST:
        raise Unreadable([Wrong("until", f"Send a moment after `since`, and at most {LONGEST.days} days later.")])
    return tuple(deployments_between(call.actor, since, until))


@operation("POST", "/deployments", needs=MANAGE, status=201)
def plan_one_deployment(call: Call, body: Plan) -> Deployed:
    """Deploy an officer once or week after week: all of it or nothing."""
    return _deployed(call, [one.ref for one in plan_deployment(actor=call.actor, plan=body, now=call.now)])


@operation("GET", "/deployments/choices", needs=MANAGE)
def get_deployment_choices(call: Call) -> DeploymentChoices:
    """List the officers and places that a plan can name."""
    today = call.now.astimezone(call.seat.partnership.zone_info).date()
    places = tuple(PlaceChoice(ref, name) for ref, name in places_to_pick(call.actor))
    return DeploymentChoices(tuple(guards_to_pick(call.actor, today)), places)


@operation("GET", "/deployments/{ref}", needs=READ)
def get_one_deployment(call: Call, ref: str) -> DeploymentView:
    """Read one deployment."""
    return read_deployment(call.actor, ref, call.now)


@operation("POST", "/deployments/{ref}/change", needs=MANAGE, status=201)
def change_one_deployment(call: Call, ref: str, body: Plan) -> Deployed:
    """Call one off and put another in its place; each names the other."""
    return _deployed(call, [change_deployment(actor=call.actor, ref=ref, plan=body, now=call.now).ref])


@operation("POST", "/deployments/{ref}/cancel", needs=MANAGE, status=204)
def cancel_one_deployment(call: Call, ref: str, body: CancelSaid) -> None:
    """Call one off with a reason; the officer's time is free again."""
    cancel_deployment(actor=call.actor, ref=ref, because=body.because, now=call.now)


@operation("POST", "/deployments/{ref}/outcome", needs=(*MANAGE, *READ), status=204)
def note_one_outcome(call: Call, ref: str, body: OutcomeSaid) -> None:
    """Write what came of it, once, after it began."""
    note_outcome(actor=call.actor, ref=ref, words=body.words, now=call.now)


def _deployed(call: Call, refs: list[str]) -> Deployed:
    views = [read_deployment(call.actor, one, call.now) for one in refs[:3]]
    return Deployed(tuple(refs), tuple(dict.fromkeys(hint for view in views for hint in view.hints)))
