"""When this happens, do that: the only list of subscribers. Down is a function call, up is an event.

And when its time is over, delete that: the only list of clocks. A clock stands on the floor of its things; what goes
with them from the floors above is named here, the highest first, because the floors below do not know of it.
"""

from watchward.act.clocks import DEPLOYMENTS
from watchward.assess import clocks as assess
from watchward.assess.indexing import index_report
from watchward.assess.intake import come_back_with_news, lay_on_desk, wait_for_reporter
from watchward.collect import clocks as collect
from watchward.collect.vaults import import_vault, vault
from watchward.partners.clocks import INVITATIONS, PURPOSES, Leavers, knows_leaver, partnership_ids
from watchward.partners.letters import send_invitation, send_ledger_head, send_second_step_reset
from watchward.records.outbox import Subscriber, Subscribers
from watchward.records.retention.clock import Retention
from watchward.records.retention.own import ENDED_HOLDS
from watchward.share import clocks as share
from watchward.share.alarms import tell_of_alarm
from watchward.share.channels import mail, webhooks
from watchward.share.corrections import tell_of_correction, tell_of_merge, tell_of_parting, tell_of_withdrawal
from watchward.share.rules.webhooks import KINDS

_OURS: dict[str, list[Subscriber]] = {
    "alarm.raised": [tell_of_alarm],
    "account.second_step_reset": [send_second_step_reset],
    "ledger.anchored": [send_ledger_head],
    "letter.posted": [mail.send_letter],
    "disclosure.withdrawn": [tell_of_withdrawal],
    "membership.invited": [send_invitation],
    "report.added_to": [come_back_with_news, index_report],
    "report.correction_asked": [wait_for_reporter],
    "report.files_added": [come_back_with_news],
    "report.submitted": [lay_on_desk, index_report],
    "subject.fact_withdrawn": [tell_of_correction],
    "subject.merge_undone": [tell_of_parting],
    "subject.merged": [tell_of_merge],
}
# Programs of the partnership hear of what may leave the house; each receiver gets a message of its own.
SUBSCRIBERS: Subscribers = {
    kind: [*_OURS.get(kind, ()), *([webhooks.lay_out] if kind in KINDS else ())] for kind in sorted({*_OURS, *KINDS})
}

RETENTION = Retention(
    partnerships=partnership_ids,
    clocks=(  # first what would go along with a later one too, so that each promises exactly what it deletes
        Leavers(), share.EndedPictures(), assess.Cases(), assess.Subjects(), collect.Footage(), collect.Reports(),
        collect.Logs(), DEPLOYMENTS, share.BULLETINS, share.NEWSLETTERS, assess.ALARMS, INVITATIONS, PURPOSES,
        ENDED_HOLDS,
    ),
    goes_with={
        "subject": (share.DisclosuresOfSubjects(),),
        "report": (
            share.PicturesOfFiles("report__ref"), assess.TiesOfFiles("report__ref"), assess.WordsOfReports(),
            assess.FiledForSearch(),
        ),
        "evidence": (share.PicturesOfFiles("ref"), assess.TiesOfFiles("ref")),
    },
    shields=(
        assess.in_a_case, assess.about_somebody_kept, assess.still_asked_about, share.told_and_in_force,
        collect.reporters_of_kept,
    ),
    links=(collect.links, assess.links, share.links),
    knows={
        "report": collect.knows_report,
        "evidence": collect.knows_evidence,
        "subject": assess.knows_subject,
        "case": assess.knows_case,
        "membership": knows_leaver,
    },
    stores={collect.EVIDENCE: vault, collect.IMPORTS: import_vault},
)  # fmt: skip
