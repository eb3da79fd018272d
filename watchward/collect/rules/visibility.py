"""Who may see the people, the pictures and the reporter of one report. Pure: facts in, a `Decision` out."""

from dataclasses import dataclass

from watchward.kit.lists import load
from watchward.policy import Actor, Decision, Permission, Remedy, Standing, may

WITHHELD_MINOR = "Somebody here may be under 18, so only the reporter, the coordinator and the police see this part."
GATE_SHUT = (
    "Your partnership has not finished its governance checklist, so descriptions and photographs of people are shown "
    "to nobody but the reporter."
)


@dataclass(frozen=True, slots=True)
class Shown:
    """What of a report the rules need to know."""

    is_own: bool
    gate_is_open: bool  # G-01, of the partnership that holds the report
    shows_minor: bool = False  # P-04, of any person mentioned


def may_see_people(actor: Actor, report: Shown) -> Decision:
    """G-01: until the gate is open nobody but the reporter sees who was described."""
    if report.is_own:
        return Decision(True, "These are your own words.")
    if not report.gate_is_open:
        return Decision(False, GATE_SHUT)
    wide = may(actor, Permission.REPORT_READ_ALL)
    return wide if wide else may(actor, Permission.REPORT_READ_PREMISES)


def may_see_person(actor: Actor, report: Shown, *, seemed_under_18: bool) -> Decision:
    """P-04: who may be a minor is shown only to the reporter and to those who read every report."""
    people = may_see_people(actor, report)
    if not people or report.is_own or not seemed_under_18:
        return people
    return people if may(actor, Permission.REPORT_READ_ALL) else Decision(False, WITHHELD_MINOR)


def may_see_pictures(actor: Actor, report: Shown) -> Decision:
    """M-01: a second step before any photograph, one's own too. Then G-01, the role, and P-04."""
    if report.is_own:
        return _may_see_own_pictures(actor)
    if not report.gate_is_open:
        return Decision(False, GATE_SHUT)
    role = may(actor, Permission.PHOTO_VIEW)
    if not role:
        return role
    return may_see_person(actor, report, seemed_under_18=report.shows_minor)


def may_know_reporter(actor: Actor, *, is_own: bool) -> Decision:
    """Members never learn who reported, so that nobody has to fear for having told."""
    if is_own:
        return Decision(True, "You sent this report.")
    return may(actor, Permission.REPORT_READ_ALL)


def may_see_continuity(actor: Actor, *, is_own: bool) -> Decision:
    """L-05: the line of hands names people, so only the reporter and those who handle evidence read it."""
    if is_own:
        return Decision(True, "You handed this in.")
    return may(actor, Permission.EVIDENCE_HANDLE)


def may_take_original(actor: Actor, report: Shown) -> Decision:
    """An original leaves the house only with those who handle evidence, just after they proved who they are."""
    handles = may(actor, Permission.EVIDENCE_HANDLE)
    if not handles:
        return handles
    pictures = may_see_pictures(actor, report)
    if not pictures:
        return pictures
    if not actor.is_recently_confirmed:
        return Decision(False, "To take an original out, confirm that it is still you.", Remedy.CONFIRM)
    return handles


def seems_under_18(*, said_so: bool, age_band: str) -> bool:
    """P-04: what the reporter ticked, or an age band that ends at 18 or before."""
    bands = load("person_age_bands")
    if said_so or age_band not in bands:
        return said_so
    up_to = bands.get(age_band).extra.get("to_age")
    return up_to is not None and up_to <= 18


def _may_see_own_pictures(actor: Actor) -> Decision:
    if actor.standing is Standing.SUSPENDED:
        why = "Your access is suspended, so photographs are closed. You can still send reports."
        return Decision(False, why, Remedy.PROMISES)
    if not actor.has_second_factor:
        why = "To see photographs of people you sign in with a second step: a passkey or a code from your phone."
        return Decision(False, why, Remedy.SECOND_FACTOR)
    return Decision(True, "You took these.")
