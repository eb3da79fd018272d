"""`python -m bench.inside.deeds DEEDS EDITS`: random deeds of random roles, the events they must leave, and whether
any edit of the ledger goes unseen. Every deed goes through the same action or page that a person uses.
"""

import json
import random
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.test import Client
from django.utils import timezone

import bench.inside.django_up  # noqa: F401
from bench.inside.edits import try_edits
from bench.inside.people import Town, actor_of, add_person, make_town, sign_in
from watchward.assess.actions import desk, grading, judgements, merges, subjects
from watchward.assess.choices import Certainty, Confirmation, FactKind, Identity, Looks, Rung, Verdict, Waits
from watchward.assess.models import Fact, Merge, Subject
from watchward.assess.rules.facts import FactSaid
from watchward.assess.rules.grading import Grading
from watchward.collect.actions.reports import add_to_report, ask_correction, submit_report
from watchward.collect.models import Report
from watchward.collect.rules.drafts import Draft, PersonSaid
from watchward.kit.errors import Refused
from watchward.kit.lists import load
from watchward.partners.models import Account
from watchward.policy import Actor
from watchward.records.ledger import verify
from watchward.records.models import Event

ROLES = (
    "coordinator", "coordinator", "coordinator", "coordinator", "coordinator", "police-officer", "police-officer",
    "data-protection-lead", "data-protection-lead", "shop-worker", "store-manager", "cctv-operator", "council-officer",
    "board-member", "safety-representative",
)  # fmt: skip
SEED = 20261122
RECENT = 60  # deeds meet the newest things, so that they find one another
Key = tuple[str, int]  # kind, account


@dataclass
class World:
    """A town, who acts in it, and what its ledger should hold by now."""

    town: Town
    people: list[Account]
    dice: random.Random
    expected: Counter[Key] = field(default_factory=Counter)
    done: int = 0
    refused: int = 0
    clients: dict[int, Client] = field(default_factory=dict)

    def newest(self, model: Any) -> list[Any]:
        """The newest rows of this town, oldest first."""
        return list(reversed(model.everywhere.filter(partnership=self.town.partnership).order_by("-pk")[:RECENT]))

    def pick(self, things: Any) -> Any:
        """One of them; whoever finds nothing is refused like anybody else."""
        found = list(things)
        if not found:
            raise Refused("There is nothing there yet.")
        return self.dice.choice(found)

    def report(self) -> Report:
        """A report of this town."""
        return self.pick(self.newest(Report))  # type: ignore[no-any-return]

    def subject(self) -> Subject:
        """A subject of this town."""
        return self.pick(self.newest(Subject))  # type: ignore[no-any-return]


Deed = Callable[[World, Actor], "str | tuple[str, ...] | None"]


def submit(world: World, actor: Actor) -> str:
    """A member reports."""
    people = tuple(
        PersonSaid(alias=f"Alias {world.dice.randrange(40)}", methods=("distraction",))
        for _one in range(world.dice.randrange(3))
    )
    draft = Draft(
        form="incident", kind="theft.concealed", premises_ref=world.dice.choice(world.town.premises).ref,
        happened_at=datetime(2026, 3, 6, 21, tzinfo=UTC) + timedelta(minutes=world.done),
        narrative="Took two cakes.", people=people,
    )  # fmt: skip
    submit_report(actor=actor, draft=draft, client_key=UUID(int=world.dice.getrandbits(128)))
    return "report.submitted"


def add_words(world: World, actor: Actor) -> str:
    """The reporter adds words."""
    mine = world.pick(one for one in world.newest(Report) if one.reporter_id == actor.account_id)
    add_to_report(actor=actor, ref=mine.ref, text="And a bottle.")
    return "report.added_to"


def ask(world: World, actor: Actor) -> str:
    """The coordinator asks."""
    ask_correction(actor=actor, ref=world.report().ref, text="Which door?")
    return "report.correction_asked"


def grade(world: World, actor: Actor) -> str | None:
    """Somebody grades; the same grade again by the same person is no deed."""
    report = world.report()
    before = report.grades.count()
    dice = world.dice
    grading.grade_report(
        actor=actor, ref=report.ref, grading=Grading(dice.choice("123"), dice.choice("ABCDE"), tlp="amber")
    )
    return "report.graded" if report.grades.count() > before else None


def read_second(world: World, actor: Actor) -> str:
    """Somebody reads a grade as the second."""
    report = world.report()
    newest = world.pick(report.grades.order_by("-pk")[:1])
    agrees = world.dice.random() < 0.7
    grading.read_grade_second(actor=actor, ref=report.ref, grade_ref=newest.ref, agrees=agrees, words="I saw it.")
    return "report.grade_read"


def wait(world: World, actor: Actor) -> str:
    """A report waits."""
    desk.let_wait(actor=actor, ref=world.report().ref, waits_for=world.dice.choice(Waits.values))
    return "report.laid_waiting"


def tell(world: World, actor: Actor) -> str:
    """The reporter is told."""
    rung = world.dice.choice([Rung.SENT, Rung.POLICE_REFERENCE])
    desk.tell_progress(actor=actor, ref=world.report().ref, rung=rung, choice="", words="44/1")
    return "report.moved_on"


def close(world: World, actor: Actor) -> str:
    """A report is closed."""
    desk.close_report(actor=actor, ref=world.report().ref, reason=load("closing_reasons").roots()[0].id)
    return "report.closed"


def reopen(world: World, actor: Actor) -> str:
    """A report is opened again."""
    desk.reopen_report(actor=actor, ref=world.report().ref)
    return "report.reopened"


def open_one(world: World, actor: Actor) -> tuple[str, str]:
    """A record is opened from a report, and its first judgement with it."""
    report = world.report()
    mention = world.pick(report.people.all())
    judgements.open_subject_from(actor=actor, report_ref=report.ref, mention_ref=mention.ref, necessity="Seen before")
    return "subject.opened", "subject.judged"


def judge(world: World, actor: Actor) -> str | None:
    """Somebody judges who it is."""
    report, subject = world.report(), world.subject()
    mention = world.pick(report.people.all())
    before = mention.judgements.count()
    judgements.judge(
        actor=actor, report_ref=report.ref, mention_ref=mention.ref, subject_ref=subject.ref,
        verdict=world.dice.choice(Verdict.values),
    )  # fmt: skip
    return "subject.judged" if mention.judgements.count() > before else None


def fact(world: World, actor: Actor) -> str:
    """A fact is written."""
    dice = world.dice
    said = FactSaid(
        dice.choice([FactKind.ALIAS, FactKind.AREA, FactKind.NAME]), f"Word {dice.randrange(40)}",
        dice.choice(Certainty.values), source="Briefing",
    )  # fmt: skip
    subjects.add_fact(actor=actor, ref=world.subject().ref, said=said)
    return "subject.fact_added"


def take_back(world: World, actor: Actor) -> str:
    """A fact is taken back."""
    subject = world.subject()
    one = world.pick(Fact.everywhere.filter(subject=subject)[:20])
    subjects.withdraw_fact(actor=actor, ref=subject.ref, fact_ref=one.ref, because="It was his brother")
    return "subject.fact_withdrawn"


def confirm(world: World, actor: Actor) -> str:
    """An identity is confirmed."""
    how = world.dice.choice(Confirmation.values)
    subjects.confirm_subject(actor=actor, ref=world.subject().ref, stands_on=how)
    return "subject.state_changed"


def move(world: World, actor: Actor) -> str:
    """An identity goes back or ends."""
    state = world.dice.choice([Identity.UNKNOWN, Identity.IDENTIFIED, Identity.IDENTIFIED, Identity.EXPIRED])
    subjects.move_subject(actor=actor, ref=world.subject().ref, state=state, because="Looked again")
    return "subject.state_changed"


def age(world: World, actor: Actor) -> str:
    """Somebody says how old they look."""
    judgements.estimate_age(actor=actor, ref=world.subject().ref, looks=world.dice.choice(Looks.values))
    return "subject.age_estimated"


def hide(world: World, actor: Actor) -> str:
    """A vulnerability marker is set or lifted."""
    if world.dice.random() < 0.5:
        subjects.mark_vulnerable(actor=actor, ref=world.subject().ref, support_considered="Outreach was told")
        return "subject.marked_vulnerable"
    subjects.lift_vulnerable(actor=actor, ref=world.subject().ref)
    return "subject.vulnerability_lifted"


def recognise(world: World, actor: Actor) -> str:
    """Somebody knows the person."""
    judgements.recognise(
        actor=actor, subject=world.subject(), evidence=None, said="That is him", knows_from="My till",
        was_told_a_name=world.dice.random() < 0.3,
    )  # fmt: skip
    return "subject.recognised"


def propose(world: World, actor: Actor) -> str:
    """A merge is proposed."""
    merges.propose_merge(
        actor=actor, keeper_ref=world.subject().ref, other_ref=world.subject().ref, because="Same tattoo"
    )
    return "subject.merge_proposed"


def decide(world: World, actor: Actor) -> str:
    """A merge is agreed, declined or undone."""
    one = world.pick(Merge.everywhere.filter(keeper__partnership=world.town.partnership).order_by("-pk")[:RECENT])
    ref = one.keeper.ref
    turn = world.dice.randrange(3)
    if turn == 0:
        merges.agree_merge(actor=actor, ref=ref, merge_ref=one.ref)
        return "subject.merged"
    if turn == 1:
        merges.decline_merge(actor=actor, ref=ref, merge_ref=one.ref)
        return "subject.merge_declined"
    merges.undo_merge(actor=actor, ref=ref, merge_ref=one.ref, because="Two people")
    return "subject.merge_undone"


def _looked(kind: str, address: str) -> Deed:
    def deed(world: World, actor: Actor) -> str:
        thing = world.report() if kind == "report.viewed" else world.subject()
        client = world.clients[actor.account_id]
        session = client.session
        said = {"where": actor.partnership_id, "who": actor.account_id, "kind": "case", "reference": "Y-7K3MQ2XD9T"}
        session["purpose"] = said | {"at": timezone.now().isoformat()}
        session.save()
        answer = client.get(address.format(thing.ref))
        if answer.status_code != 200:
            raise Refused(f"{answer.status_code}")
        return kind

    return deed


DEEDS: tuple[tuple[int, Deed], ...] = (
    (12, submit),
    (3, add_words),
    (3, ask),
    (10, grade),
    (5, read_second),
    (3, wait),
    (3, tell),
    (3, close),
    (2, reopen),
    (5, open_one),
    (8, judge),
    (5, fact),
    (3, take_back),
    (2, confirm),
    (2, move),
    (3, age),
    (2, hide),
    (3, recognise),
    (3, propose),
    (4, decide),
    (12, _looked("report.viewed", "/reports/{}/")),
    (8, _looked("subject.viewed", "/subjects/{}/")),
)


def main(deeds: int, edits: int) -> None:
    """Print everything as one line of JSON."""
    world = _world()
    weights, choices = [weight for weight, _deed in DEEDS], [deed for _weight, deed in DEEDS]
    for _turn in range(deeds):
        person = world.dice.choice(world.people)
        _do(world, world.dice.choices(choices, weights)[0], person)
    where = world.town.partnership.pk
    rows = Event.everywhere.filter(partnership_id=where).values_list("kind", "account_id")
    found = Counter(rows.iterator())
    differs = (found - world.expected) + (world.expected - found)
    for (kind, account), number in sorted(differs.items()):
        print(f"{number} x {kind} by account {account}: {found[kind, account]} found", file=sys.stderr)
    wrong = sum(differs.values())
    said = {
        "done": world.done,
        "refused": world.refused,
        "events": sum(found.values()),
        "wrong": wrong,
        "verifies": verify(where) is None,
    }
    print(json.dumps(said | try_edits(where, edits, SEED)))


def _world() -> World:
    """One town with several people in every role."""
    town = make_town("Dice", premises=6, reporters=4)
    here = town.partnership.pk
    people = list(town.reporters)
    for number, role in enumerate(ROLES * 2):
        premises = [town.premises[number % 6]] if role in {"shop-worker", "store-manager"} else []
        people.append(add_person(f"{role}{number}@dice.example", {here: role}, premises))
    world = World(town, people, random.Random(SEED))
    for person in people:
        client = Client(headers={"host": "127.0.0.1"})
        client.cookies["watchward"] = sign_in(person)
        world.clients[person.pk] = client
    return world


def _do(world: World, deed: Deed, person: Account) -> None:
    """One deed. What was refused leaves no event; what was done leaves exactly the ones it names."""
    try:
        kinds = deed(world, actor_of(person))
    except Refused:
        world.refused += 1
        return
    world.done += 1
    for kind in (kinds,) if isinstance(kinds, str) else kinds or ():
        world.expected[kind, person.pk] += 1


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
