"""Who was seen with whom, in the visits in which a person judged who was there. Ties order a page, nothing else."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from watchward.assess.queries.closed import closed_to_members
from watchward.assess.queries.judged_visits import judged_visits, known_people, mentions_since, zones_of
from watchward.assess.queries.subjects import get_subject, keeper_of, titles_of
from watchward.identify.networks import Network, together
from watchward.policy import Actor

MONTHS: Final = {"3": 91, "12": 365, "24": 730}  # days, by what is asked for
USUAL: Final = "12"


@dataclass(frozen=True, slots=True)
class SeenTogether:
    """The network of references, what each is called, what closes them to members, the zones where each acted, and
    of how many visits it is made. `around`: who stands in its middle, "" for the whole."""

    network: Network
    titles: dict[str, str]
    closed: dict[str, tuple[str, ...]]
    zones: dict[str, tuple[str, ...]]
    visits: int
    since: datetime
    months: str
    around: str
    around_title: str


def seen_together(actor: Actor, now: datetime | None = None, *, months: str = USUAL, around: str = "") -> SeenTogether:
    """The network of some months, of everybody or around one subject.

    Raises: NotPermitted: who may not read subjects.  NotFound: `around` is absent or forbidden.
    """
    moment, chosen = now or timezone.now(), months if months in MONTHS else USUAL
    since = moment - timedelta(days=MONTHS[chosen])
    middle = keeper_of(get_subject(actor, around)) if around else None
    people = known_people(actor)
    seen = judged_visits(mentions_since(actor, people, since, judged_only=True))
    zone_of, zones = zones_of(actor), defaultdict[str, Counter[str]](Counter)
    for _visit, one in seen:
        if zone_of.get(one.premises):
            zones[one.subject][zone_of[one.premises]] += 1
    homes = {ref: max(sorted(many), key=many.__getitem__) for ref, many in zones.items()}
    network = together(
        ((one.visit, one.mention.subject) for one in seen), homes=homes, around=middle.ref if middle else ""
    )
    ids = {ref: people.own[ref] for ref in network.seen}
    titles = titles_of({*ids.values(), *([middle.pk] if middle else ())})
    return SeenTogether(
        network,
        {ref: titles[pk] for ref, pk in ids.items()},
        closed_to_members({ref: people.parts[ref] for ref in ids}, timezone.localdate(moment)),
        {ref: tuple(sorted(zones[ref])) for ref in ids},
        len({one.visit for one in seen}),
        since, chosen, middle.ref if middle else "", titles[middle.pk] if middle else "",
    )  # fmt: skip
