"""The last few days, sent through the product itself: reports with photographs, additions and open questions."""

from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from watchward.cli.demo.faces import known_faces
from watchward.cli.demo.past import key_of
from watchward.cli.demo.pictures import picture
from watchward.collect.actions.reports import add_to_report, ask_correction, submit_report
from watchward.collect.files import keep_files
from watchward.collect.models import CorrectionRequest, Report
from watchward.collect.rules.drafts import Draft, GoodsSaid
from watchward.partners.models import Account, Membership, Partnership, Premises
from watchward.partners.queries.actors import seats_of
from watchward.partners.rules.demo import ADDRESS
from watchward.policy import Actor

# hours ago, premises, type, what was said, pounds lost, goods, photographs, which known face (or none)
RECENT: tuple[tuple[float, str, str, str, int, str, int, int | None], ...] = (
    (1.2, "Nightjar Stores", "theft.walk_out", "Took two crates of beer and walked past me.", 36, "alcohol.beer", 1, 0),
    (3, "Ferrow Foods, Market Square", "theft.concealed", "Meat and cheese into a lined bag.", 84, "food.meat", 1, 2),
    (5, "Pestle & Leaf", "theft.concealed", "Fragrance testers and two boxed sets.", 120, "health.fragrance", 1, 1),
    (20, "The Rope and Anchor", "disorder.fighting", "Fight at the bar, two parted and sent home.", 0, "", 0, None),
    (22, "Weighhouse Arms", "violence.verbal_abuse", "Shouted at the barmaid after last orders.", 0, "", 0, 5),
    (26, "Signal Road Supermarket", "theft.bulk", "A whole shelf of washing capsules.", 260, "household.laundry", 1, 0),
    (28, "Signal Road Fuel", "theft.fuel", "Filled up at pump 3 and drove off.", 71, "fuel.petrol_diesel", 0, None),
    (30, "Ninepin Sports", "theft.tag_removed", "Tags found in the fitting room, two jackets gone.", 180, "", 1, 3),
    (44, "Quayside Express", "violence.threat", "Said he would wait for me outside.", 0, "", 0, 4),
    (47, "Ferrow Foods, Lantern Quay", "theft.concealed", "Spirits under a long coat.", 64, "alcohol.spirits", 1, 1),
    (52, "Goods Yard Tools", "theft.trolley", "Cordless drills in a trolley, out by the side.", 410, "diy.tools", 1, 6),
    (70, "Undertow", "spiking.drink", "A guest felt unwell after one drink. The glass is kept.", 0, "", 0, None),
)  # fmt: skip
ADDENDA = (
    "The till roll confirms the amount.",
    "A colleague saw the same person at the bus stop afterwards.",
    "Footage is saved until the end of the month.",
    "We were told later that the shop next door had the same.",
)
QUESTIONS = (
    "Was it on the afternoon of that day or of the day before? The time and your words differ.",
    "Please say how much was taken in all. The value looks like a typing error.",
)
FIRST = 100_000  # numbers of these reports begin beyond those of the past


def lay_fresh(partnership: Partnership, now: datetime) -> None:
    """Send what is not there yet; each report is a transaction of its own, as in life."""
    for number, row in enumerate(RECENT):
        if not Report.everywhere.filter(partnership=partnership, client_key=key_of(FIRST + number)).exists():
            _send(partnership, number, row, now)


def lay_questions(partnership: Partnership, now: datetime) -> None:
    """Additions by the reporters, and two questions that wait for their answers."""
    recent = list(Report.everywhere.filter(partnership=partnership).order_by("-told_at")[:400:9])
    for number, report in enumerate(recent[: 2 * len(ADDENDA)]):
        add_to_report(
            actor=_actor(report.reporter, partnership, now), ref=report.ref, text=ADDENDA[number % len(ADDENDA)],
            client_key=uuid5(NAMESPACE_URL, f"addendum {number}"), now=now,
        )  # fmt: skip
    if CorrectionRequest.everywhere.filter(report__partnership=partnership).exists():
        return
    coordinator = _actor(Account.everywhere.get(email=f"coordinator@{ADDRESS}"), partnership, now)
    worker = Account.everywhere.get(email=f"shop.worker@{ADDRESS}")
    theirs = Report.everywhere.filter(partnership=partnership, reporter=worker).order_by("-told_at")
    worth_something = theirs.filter(loss_pence__isnull=False)  # one question doubts the value, so there must be one
    for report, question in zip(worth_something[:2], QUESTIONS, strict=False):
        ask_correction(actor=coordinator, ref=report.ref, text=question, now=now)


def _send(
    partnership: Partnership, number: int, row: tuple[float, str, str, str, int, str, int, int | None], now: datetime
) -> None:
    hours, where, kind, words, pounds, goods, photos, face = row
    premises = Premises.everywhere.get(partnership=partnership, name=where)
    faces = known_faces()
    pence = pounds * 100 or None
    draft = Draft(
        form="incident", kind=kind, premises_ref=premises.ref, happened_at=now - timedelta(hours=hours),
        narrative=words, loss_pence=pence, people=(faces[face],) if face is not None else (),
        goods=(GoodsSaid(goods, value_pence=pence),) if goods else (),
        answers={"abuse": ["shouting"]} if kind.startswith("violence") else {},
    )  # fmt: skip
    send_draft(draft, premises, FIRST + number, photos, now)


def send_draft(draft: Draft, premises: Premises, number: int, photos: int, now: datetime) -> None:
    """Send one report, six minutes after it happened, in the name of whoever works there."""
    kept, problems = keep_files([picture((number - FIRST) * 10 + one) for one in range(photos)])
    assert not problems, problems
    submit_report(
        actor=_actor(_reporter(premises), premises.partnership, now), draft=draft, client_key=key_of(number),
        files=kept, now=draft.happened_at + timedelta(minutes=6),
    )  # fmt: skip


def _reporter(premises: Premises) -> Account:
    """Whoever works there and may report."""
    rows = Membership.everywhere.filter(premises=premises, agreed_at__isnull=False, suspended_at__isnull=True)
    return rows.select_related("account").order_by("id")[0].account


def _actor(account: Account, partnership: Partnership, now: datetime) -> Actor:
    seats = seats_of(account, has_second_factor=True, is_recently_confirmed=True, face="console", now=now)
    return next(seat.actor for seat in seats if seat.partnership.pk == partnership.pk)
