"""One of everything in Borrowmarket, and one person per role, for the walk over every address."""

import re
from datetime import time, timedelta
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.support.pictures import jpeg
from watchward.act.actions.deployments import Plan, plan_deployment
from watchward.act.actions.trials import draw_trial
from watchward.act.queries.trials import Slot
from watchward.api.registry import addresses as api_addresses
from watchward.assess.actions.case_steps import add_step
from watchward.assess.actions.cases import open_case
from watchward.assess.actions.grading import grade_report
from watchward.assess.actions.judgements import estimate_age, open_subject_from
from watchward.assess.actions.merges import propose_merge
from watchward.assess.actions.recusals import declare_recusal
from watchward.assess.actions.subjects import open_subject
from watchward.assess.rules.cases import StepSaid
from watchward.assess.rules.grading import Grading
from watchward.collect.actions.imports import start_import
from watchward.collect.actions.reports import ask_correction, submit_report
from watchward.collect.files import keep_files
from watchward.collect.rules.drafts import PersonSaid
from watchward.partners.actions.feeds import make_feed
from watchward.partners.actions.invitations import invite
from watchward.partners.actions.keys import make_key
from watchward.partners.actions.periods import propose_periods
from watchward.partners.actions.processors import register_processor
from watchward.partners.models import Account, GovernanceDocument, Membership, Promise
from watchward.partners.periods import Kept
from watchward.partners.rules.invitations import token_of
from watchward.partners.rules.processors import ProcessorSaid
from watchward.policy import Permission
from watchward.records.models import Hold, Purge
from watchward.share.actions.bulletins import publish_bulletin, write_bulletin
from watchward.share.actions.disclosures import disclose
from watchward.share.actions.newsletters import draft_newsletter
from watchward.share.actions.objections import record_objection
from watchward.share.actions.webhooks import add_webhook
from watchward.share.models import Notice
from watchward.share.rules.bulletins import BulletinSaid
from watchward.share.rules.deciding import DisclosureSaid, PictureSaid
from watchward.share.rules.letters import stop_key

LOG = b"date,what,where\n06/03/2026 21:15,Shop theft,Bakery\n"

# What stands in an address, by the first words of its name; the longest that fits wins.
KINDS_OF_REF = {
    "shown_person": "disclosure",
    "shown_picture": "shown_picture",
    "recognise_person": "disclosure",
    "notice_read": "notice",
    "decision": "disclosure",
    "tell": "subject",
    "who_has_seen": "subject",
    "object_to": "subject",
    "answer_objection": "objection",
    "report": "report",
    "case": "case",
    "deployment": "deployment",
    "trial_give_up": "trial",
    "evidence": "evidence",
    "thumbnail": "evidence",
    "picture": "evidence",
    "original": "evidence",
    "hand_over": "evidence",
    "describe_footage": "evidence",
    "import": "import",
    "premises": "premises",
    "organisation": "organisation",
    "premises_add": "organisation",
    "person": "membership",
    "place_left": "membership",
    "look_lift": "membership",
    "alarm_close": "membership",
    "recusal_release": "recusal",
    "invitation": "invitation",
    "zone": "zone",
    "governance_document": "document",
    "processor": "processor",
    "promise": "promise",
    "subject": "subject",
    "webhook": "webhook",
    "feed": "feed",
    "bulletin": "bulletin",
    "bulletin_change": "draft",
    "key": "key",
    "newsletter": "newsletter",
    "answers": "premises",
    "letters_stop": "stop key",
    "retention_certificate": "certificate",
    "retention_hold": "hold",
    "retention_periods": "periods",
}
FIXED = {
    ("answers", "month"): "2026-03",
    ("subject_change", "what"): "age",
    ("governance_register", "kind"): "dpia",
    ("governance_template", "kind"): "dpia",
    ("governance_template", "ending"): "md",
    ("figures_export", "table"): "kinds",
    ("figures_export", "ending"): "csv",
    ("members_export", "ending"): "csv",
    ("premises_export", "ending"): "xlsx",
    ("promise_publish", "kind"): "agreement",
    ("account_reset_password_from_key", "uidb36"): "1",
    ("account_reset_password_from_key", "key"): "wrong",
    ("mfa_edit_webauthn", "pk"): "1",
    ("mfa_remove_webauthn", "pk"): "1",
}


def make_cast(town) -> dict[str, Account | None]:
    """Who asks: a stranger, one person per role, and the coordinator of the next town."""
    soon = (timezone.now() + timedelta(days=60)).date()
    olga = f"olga.{town.partnership.pk}@instance.example"
    operator = Account.everywhere.create_user(olga, name="Olga (generated)", is_operator=True)
    return {
        "stranger": None,
        "worker": town.ada,
        "neighbour": town.bilal,
        "guard": town.person("Gil", "guard", town.bakery, owner_authority="The owner, letter 1", ends_on=soon),
        "manager": town.person("Mia", "store-manager", town.bakery),
        "coordinator": town.cora,
        "board": town.person("Bea", "board-member"),
        "police": town.person("Pat", "police-officer"),
        "cctv": town.person("Cil", "cctv-operator"),
        "council": town.person("Con", "council-officer"),
        "safety": town.person("Sam", "safety-representative"),
        "protection": town.person("Dot", "data-protection-lead"),
        "operator": operator,
        "next town": getattr(town, "dev", None),  # the next town has none of its own
    }


def make_things(town) -> dict[str, str]:
    """References of one of everything: Ada's report at the bakery with a photograph of a person, and so on."""
    cora = town.actor(town.cora)
    kept, problems = keep_files([SimpleUploadedFile("till.jpg", jpeg())])
    assert not problems
    report = submit_report(
        actor=town.actor(town.ada),
        draft=town.draft(people=(PersonSaid(alias="Red Cap"),)),
        client_key=uuid4(),
        files=kept,
    )
    subject = open_subject_from(
        actor=cora, report_ref=report.ref, mention_ref=report.people.get().ref, necessity="Seen before"
    )
    batch = start_import(
        actor=cora, organisation_ref=town.bakery.organisation.ref, upload=SimpleUploadedFile("log.csv", LOG)
    )
    invitation = invite(actor=cora, email="new@borrowmarket.example", name="Nia (generated)", role="board-member")
    hook, _secret = add_webhook(
        actor=cora, name="Town map", url="https://hooks.example.org/in", kinds=["report.submitted"]
    )
    case = open_case(actor=cora, title="Cakes on Fridays", purpose="Stop it.", report_refs=[report.ref])
    soon = (timezone.now() + timedelta(days=3)).date()
    doer = Membership.everywhere.get(account=town.cora).ref
    task = add_step(
        actor=cora, ref=case.ref, said=StepSaid("task", "Ring the bakery.", due_on=soon, owner_ref=doer)
    )  # fmt: skip
    tomorrow = (timezone.now() + timedelta(days=1)).date()
    plan = Plan(
        town.bakery.ref, tomorrow, time(21), time(23), "Doors on a market night.",
        contractor_name="Lee (generated)", contractor_licence="1234", licence_expires_on=tomorrow + timedelta(days=9),
    )  # fmt: skip
    (deployment,) = plan_deployment(actor=cora, plan=plan)
    monday = timezone.localdate() + timedelta(days=7 - timezone.localdate().weekday())
    slots = [Slot(town.bakery.ref, 12 * number, 2) for number in range(6)]
    trial = draw_trial(actor=cora, slots=slots, begins=monday, weeks=4)
    shown = _shown_at_the_bakery(town, cora, subject, report)
    ada = Membership.everywhere.get(account=town.ada)
    (recusal,) = declare_recusal(actor=town.actor(town.bilal), about=f"report/{town.report(by=town.bilal).ref}")
    said = BulletinSaid(title="Locks", text="Check them.", audience="zones", zones=(town.zone.ref,))
    told = publish_bulletin(actor=cora, ref=write_bulletin(actor=cora, said=said).ref)
    asked = ask_correction(actor=cora, ref=report.ref, text="Which cakes?")
    grade = grade_report(actor=cora, ref=report.ref, grading=Grading("2", "B"))
    other = open_subject(actor=cora, necessity="Another record.")
    merge = propose_merge(actor=cora, keeper_ref=subject.ref, other_ref=other.ref, because="The same scar.")
    key, _secret = make_key(actor=cora, name="Wall screen", scopes=[Permission.FIGURES_ALL], days=30)
    return {
        "report": report.ref,
        "case": case.ref,
        "task": task.ref,
        "deployment": deployment.ref,
        "trial": trial.ref,
        "evidence": report.evidence.get().ref,
        "import": batch.ref,
        "premises": town.bakery.ref,
        "organisation": town.bakery.organisation.ref,
        "membership": ada.ref,
        "invitation": invitation.ref,
        "zone": town.zone.ref,
        "document": GovernanceDocument.everywhere.filter(partnership=town.partnership).earliest("pk").ref,
        "processor": register_processor(
            actor=cora, said=ProcessorSaid("Harbour Hosting (generated)", "Hosts everything.")
        ).ref,
        "promise": Promise.everywhere.filter(partnership=town.partnership).earliest("pk").ref,
        "subject": subject.ref,
        "recusal": recusal.ref,
        "webhook": hook.ref,
        "feed": make_feed(actor=cora, kind="calendar")[0].ref,
        "bulletin": told.ref,
        "newsletter": draft_newsletter(actor=cora).ref,
        "stop key": stop_key(ada.ref, "newsletter"),
        "draft": write_bulletin(actor=cora, said=said).ref,
        "token": token_of(invitation),
        "certificate": a_certificate(town).ref,
        "hold": a_hold(town, f"report/{report.ref}").ref,
        "periods": propose_periods(actor=cora, kept=Kept(report_days=200)).ref,
        "request": asked.ref,
        "grade": grade.ref,
        "key": key.ref,
        "other subject": other.ref,
        "mention": report.people.get().ref,
        "fact": subject.facts.get().ref,
        "merge": merge.ref,
        **shown,
    }


def _shown_at_the_bakery(town, cora, subject, report) -> dict[str, str]:
    """The subject is shown to the people of the bakery alone; another one objects."""
    second = town.actor(town.person("Sol", "coordinator"))
    for actor in (cora, second):
        estimate_age(actor=actor, ref=subject.ref, looks="adult")
    said = DisclosureSaid(
        shelf="unknown", purpose="To find out who it is", why_them="It was there", premises=(town.bakery.ref,),
        pictures=(PictureSaid(report.evidence.get().ref),),
    )  # fmt: skip
    one = disclose(actor=cora, subject_ref=subject.ref, said=said)
    other = open_subject(actor=cora, necessity="Seen twice")
    objection = record_objection(actor=cora, subject_ref=other.ref, words="That was not me")
    told = Notice.everywhere.create(
        partnership=town.partnership, account=town.ada, subject=other, why="corrected", event_seq=1,
        created_at=timezone.now(),
    )  # fmt: skip
    return {
        "disclosure": one.ref,
        "shown_picture": one.pictures.get().ref,
        "objection": objection.ref,
        "notice": told.ref,
    }


# The same for the addresses of programs: by what stands before the place.
API_KINDS = {
    "reports": "report",
    "evidence": "evidence",
    "imports": "import",
    "premises": "premises",
    "subjects": "subject",
    "people": "mention",
    "facts": "fact",
    "merges": "merge",
    "bulletins": "bulletin",
    "cases": "case",
    "log": "task",
    "deployments": "deployment",
    "trials": "trial",
    "disclosures": "disclosure",
    "holds": "hold",
    "processors": "processor",
    "certificates": "certificate",
}
API_FIXED = {"list_id": "goods"}


def api_kind_of(path: str, parameter: str) -> str:
    """Which kind of thing one place of one address of the API names."""
    return API_KINDS[path.partition(f"/{{{parameter}}}")[0].rpartition("/")[2]]


def api_value_of(path: str, parameter: str, things: dict[str, str]) -> str:
    """What to put into one place of one address of the API."""
    return API_FIXED[parameter] if parameter in API_FIXED else things[api_kind_of(path, parameter)]


def a_certificate(town) -> Purge:
    """A finished certificate, as a run leaves it."""
    now = timezone.now()
    return Purge.everywhere.create(
        partnership_id=town.partnership.pk, rule="R-08", noun="report", what="Words", after_seq=0, worker="worker",
        began_at=now, began_by=0, finished_at=now, digest="0" * 64,
    )  # fmt: skip


def a_hold(town, about: str) -> Hold:
    """A hold by Cora."""
    now = timezone.now()
    return Hold.everywhere.create(
        partnership_id=town.partnership.pk, about=about, owner=town.cora.pk, reason="The court asked.",
        review_on=now.date() + timedelta(days=30), placed_at=now, placed_by=town.cora.pk,
    )  # fmt: skip


def value_of(name: str, parameter: str, things: dict[str, str]) -> str:
    """What to put into one place of one address."""
    if name.startswith("api_"):
        found = [path for path, ways in api_addresses().items() if name in {f"api_{one.name}" for one in ways.values()}]
        return api_value_of(found[0], parameter, things) if found else "nothing"
    if (name, parameter) in FIXED:
        return FIXED[name, parameter]
    if parameter == "token":
        return things["token"]
    fits = [start for start in KINDS_OF_REF if name.startswith(start)]
    return things[KINDS_OF_REF[max(fits, key=len)]]


def missing_ones(things: dict[str, str]) -> dict[str, str]:
    """References of the same shape that nothing has."""
    return {kind: re.sub(r"-.*", "-0000000000", value) for kind, value in things.items()}
