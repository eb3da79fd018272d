"""Who is told about a person: decide it, agree as the second, take it back, and see who has seen them."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from watchward.assess.queries.subjects import titles_of
from watchward.kit.errors import NotFound, NotPermitted, Refused
from watchward.kit.text import count, day, moment
from watchward.policy import Permission, Role, may, require
from watchward.policy.purposes import insist_on
from watchward.records.ledger import record_view
from watchward.share.actions.disclosures import (
    CannotDisclose,
    approve_disclosure,
    decline_disclosure,
    disclose,
    withdraw_disclosure,
)
from watchward.share.actions.gallery_rules import set_gallery_rules
from watchward.share.actions.objections import answer_objection, record_objection
from watchward.share.choices import Advice, Ended, Shelf
from watchward.share.queries.corrections import told_about
from watchward.share.queries.disclosures import (
    audiences_of,
    choices_of,
    decisions_page,
    get_decision,
    names_of,
    now_of,
    photographs_of,
    state_of,
    subject_to_tell_of,
)
from watchward.share.queries.gallery import rules_of
from watchward.share.queries.looks import who_has_seen
from watchward.share.rules.members_view import FIELDS
from watchward.web.access import SeatedRequest, seated
from watchward.web.desk_panel import options
from watchward.web.forms.telling_people import SIDES, TellForm, first_values, said_in
from watchward.web.purpose import purpose_for
from watchward.web.reports import thumbnail_pass
from watchward.web.subjects import show_subject

TABS = (("", "In force"), ("waiting", "Waiting for a second person"), ("ended", "Ended"))


class RulesForm(forms.Form):
    """What a partnership decides for its galleries."""

    unknown_months = forms.TypedChoiceField(
        label="How long somebody unknown is shown", coerce=int,
        choices=[(one, count(one, "month")) for one in range(1, 7)],
    )  # fmt: skip
    shows_born_on = forms.BooleanField(
        label="A date of birth may be shown, where a decision includes it", required=False
    )
    may_print = forms.BooleanField(
        label="The gallery may be printed", required=False,
        help_text="Paper leaves the building and cannot be called back. Each sheet carries a name, a time and an end.",
    )  # fmt: skip


@seated
def tell(request: SeatedRequest, ref: str) -> HttpResponse:
    """Decide who is told about one subject."""
    subject = subject_to_tell_of(request.actor, ref)
    purpose = insist_on(purpose_for(request, ref))
    now = timezone.now()
    here = now_of(subject, now)
    choices = choices_of(request.actor, here.area)
    photographs = photographs_of(subject)
    shelf = Shelf.UNKNOWN if subject.state == "unknown" else Shelf.KNOWN
    posted = request.POST if request.method == "POST" else None
    form = TellForm(posted, choices=choices, initial=first_values(choices, shelf))
    problems: dict[str, str] = {}
    if posted is not None and form.is_valid():
        try:
            said = said_in(form, posted, [one.ref for one in photographs])
            made = disclose(actor=request.actor, subject_ref=ref, said=said, now=now)
        except CannotDisclose as refusal:
            problems = refusal.problems
            for name, text in problems.items():
                name = "shown" if name == "fields" else name
                form.add_error(name if name in form.fields else None, text)
        else:
            waits = " It waits for a second person." if made.needs_second else " It is seen from now on."
            messages.success(request, f"Decided.{waits}")
            return redirect("decision", made.ref)
    seen = {"pictures": [one.ref for one in photographs]} | purpose.noted
    record_view("subject.viewed", actor=request.actor, ref=f"subject/{subject.ref}", detail=seen)
    return render(
        request,
        "share/tell.html",
        {
            "subject": subject,
            "title": titles_of([subject.pk])[subject.pk],
            "form": form,
            "is_minor": here.fate.may_be_minor,
            "near": {name: {one.ref for one in found if one.is_near} for name, found in choices.items()},
            "last": {shelf: _day(last) for shelf, last in here.last_day.items()},
            "photographs": [_photograph(request, one.ref, posted) for one in photographs],
        },
        status=422 if form.errors else 200,
    )


@require_GET
@seated
def decisions(request: SeatedRequest) -> HttpResponse:
    """What stands, what waits for a second person, and what has ended."""
    which = request.GET.get("which", "")
    rows, older = decisions_page(request.actor, which, after=request.GET.get("after", ""))
    zone = request.seat.partnership.zone_info
    titles = titles_of({one.subject_id for one in rows})
    base = reverse("decisions")
    return render(
        request,
        "share/decisions.html",
        {
            "which": which,
            "tabs": [
                {"label": label, "url": f"{base}?which={name}" if name else base, "current": name == which}
                for name, label in TABS
            ],
            "rows": [
                (
                    one,
                    titles[one.subject_id],
                    Shelf(one.shelf).label,
                    day(one.decided_at, zone),
                    day(one.expires_at, zone),
                )
                for one in rows
            ],
            "older": f"{base}?which={which}&after={older}" if older else None,
            "may_set_rules": bool(may(request.actor, Permission.GOVERNANCE_MANAGE)),
        },
    )


@require_GET
@seated
def decision(request: SeatedRequest, ref: str) -> HttpResponse:
    """One decision with everything that G-06 asks for, and who was told that it changed."""
    return _decision(request, ref)


@require_POST
@seated
def approve(request: SeatedRequest, ref: str) -> HttpResponse:
    """The second person agrees."""

    def deed() -> str:
        approve_disclosure(actor=request.actor, ref=ref)
        return "You agreed. It is seen from now on."

    return _done(request, ref, deed)


@require_POST
@seated
def decline(request: SeatedRequest, ref: str) -> HttpResponse:
    """The second person does not agree."""

    def deed() -> str:
        decline_disclosure(actor=request.actor, ref=ref, words=request.POST.get("words", ""))
        return "It is declined. Nobody was told."

    return _done(request, ref, deed)


@require_POST
@seated
def withdraw(request: SeatedRequest, ref: str) -> HttpResponse:
    """Take it back."""

    def deed() -> str:
        withdraw_disclosure(
            actor=request.actor,
            ref=ref,
            because=request.POST.get("because", ""),
            words=request.POST.get("words", ""),
        )
        return "It is taken back. Nobody sees it any more, and whoever saw it is told."

    return _done(request, ref, deed)


@require_GET
@seated
def seen_by(request: SeatedRequest, ref: str) -> HttpResponse:
    """Who has seen this person? Reading that is an event itself."""
    subject, lines = who_has_seen(request.actor, ref)
    detail = {"rows": len(lines)} | insist_on(purpose_for(request, ref)).noted
    record_view("subject.looks_read", actor=request.actor, ref=f"subject/{subject.ref}", detail=detail)
    return render(
        request,
        "share/seen.html",
        {
            "subject": subject,
            "title": titles_of([subject.pk])[subject.pk],
            "lines": lines,
            "people": len({line.who for line in lines}),
            "told": told_about(request.actor, subject),
        },
    )


@require_POST
@seated
def object_to(request: SeatedRequest, ref: str) -> HttpResponse:
    """Write down an objection."""
    try:
        record_objection(actor=request.actor, subject_ref=ref, words=request.POST.get("words", ""))
    except (NotFound, NotPermitted):
        raise
    except Refused as refusal:
        return show_subject(request, ref, problem=str(refusal), failed="object", status=422)
    messages.success(request, "The objection is written down. From now on nobody is shown them, until it is answered.")
    return redirect("subject", ref)


@require_POST
@seated
def answer(request: SeatedRequest, ref: str) -> HttpResponse:
    """Answer an objection with reasons."""
    said = request.POST
    try:
        one = answer_objection(
            actor=request.actor, ref=ref, is_upheld=said.get("upheld") == "yes", because=said.get("because", "")
        )
    except (NotFound, NotPermitted):
        raise
    except Refused as refusal:
        return show_subject(request, said.get("subject", ""), problem=str(refusal), failed="answer", status=422)
    messages.success(request, "They stay hidden." if one.is_upheld else "They may be shown again.")
    return redirect("subject", one.subject.ref)


@seated
def rules(request: SeatedRequest) -> HttpResponse:
    """What holds for the galleries of this partnership."""
    require(request.actor, Permission.GOVERNANCE_MANAGE)
    now = rules_of(request.actor.partnership_id)
    names = ("unknown_months", "shows_born_on", "may_print")
    form = RulesForm(request.POST or None, initial={name: getattr(now, name) for name in names})
    if form.is_valid():
        set_gallery_rules(actor=request.actor, **form.cleaned_data)
        messages.success(request, "The rules hold from now on.")
        return redirect("decisions")
    return render(request, "share/rules.html", {"form": form}, status=422 if form.errors else 200)


def _decision(request: SeatedRequest, ref: str, *, problem: str = "", status: int = 200) -> HttpResponse:
    one = get_decision(request.actor, ref)
    now, zone = timezone.now(), one.partnership.zone_info
    here = now_of(one.subject, now)
    record_view("disclosure.viewed", actor=request.actor, ref=f"disclosure/{one.ref}")
    is_open = not (one.withdrawn_at or one.declined_at)
    waits = is_open and one.needs_second and one.approved_at is None
    approves = bool(may(request.actor, Permission.DISCLOSURE_APPROVE))
    is_police = Role.POLICE_OFFICER in request.actor.roles and any(
        each.is_police_picture for each in one.pictures.all()
    )
    return render(
        request,
        "share/decision.html",
        {
            "one": one,
            "title": titles_of([one.subject_id])[one.subject_id],
            "facts": _facts(one, partial(moment, zone=zone)),
            "state": state_of(one, here.fate, now),
            "waits": waits,
            "may_approve": waits and approves and one.decided_by_id != request.actor.account_id,
            "may_decline": waits and approves,
            "may_withdraw": is_open and (bool(may(request.actor, Permission.DISCLOSE)) or is_police),
            "reasons": options([(each.value, str(each.label)) for each in Ended], ""),
            "may_write": bool(state_of(one, here.fate, now)) and bool(may(request.actor, Permission.BULLETIN_WRITE)),
            "told": told_about(request.actor, one.subject),
            "problem": problem,
            "said": request.POST if problem else {},
        },
        status=status,
    )


def _done(request: SeatedRequest, ref: str, deed: Callable[[], str]) -> HttpResponse:
    try:
        messages.success(request, deed())
    except (NotFound, NotPermitted):
        raise
    except Refused as refusal:
        return _decision(request, ref, problem=str(refusal), status=422)
    return redirect("decision", ref)


def _facts(one: Any, when: Callable[[datetime | None], str]) -> list[tuple[str, str]]:
    """Everything that G-06 asks for, in words; what does not apply is left out."""
    sanction = f"{one.sanction}, until {_day(one.sanction_ends_on)}" if one.sanction else ""
    bail = f"{one.must_not_enter} ({one.must_not_enter_source})" if one.must_not_enter else ""
    always = [
        ("Where", str(Shelf(one.shelf).label)),
        ("What for", one.purpose),
        ("Who is told", names_of(audiences_of(one))),
        ("Why these people", one.why_them),
        ("What they see", ", ".join(FIELDS[field] for field in FIELDS if field in one.fields)),
        ("What to do", str(Advice(one.advice).label)),
        ("Decided", f"{one.decided_by.name}, {when(one.decided_at)}"),
        ("Ends", when(one.expires_at)),
    ]
    sometimes = [
        ("Left out", one.left_out),
        ("Why people elsewhere", one.wider_because),
        ("Sanction", sanction),
        ("Must not enter", bail),
        ("In their interest", one.best_interest),
        ("Parent or guardian", one.guardian_considered),
        ("Youth service", one.youth_service_considered),
        ("Agreed", f"{one.approved_by.name}, {when(one.approved_at)}" if one.approved_by else ""),
        ("Declined", f"{one.declined_by.name}, {when(one.declined_at)}" if one.declined_by else ""),
        ("Taken back", f"{one.withdrawn_by.name}, {when(one.withdrawn_at)}" if one.withdrawn_by else ""),
        ("Reason", one.end_words or (str(Ended(one.withdrawn_for).label) if one.withdrawn_for else "")),
    ]
    return always + [pair for pair in sometimes if pair[1]]


def _photograph(request: SeatedRequest, ref: str, posted: Any) -> dict[str, Any]:
    said = posted or {}
    crop = {side: said.get(f"{ref}-{side}", "0" if side in ("left", "top") else "100") for side in SIDES}
    return {
        "ref": ref,
        "src": f"{reverse('thumbnail', args=[ref])}?with={thumbnail_pass(request, ref)}",
        "chosen": bool(said.get(f"picture-{ref}")),
        "crop": crop,
        "police": bool(said.get(f"{ref}-police")),
        "reference": said.get(f"{ref}-reference", ""),
        "released_by": said.get(f"{ref}-released_by", ""),
        "release_purpose": said.get(f"{ref}-release_purpose", ""),
    }


def _day(one: Any) -> str:
    return f"{one.day} {one:%B %Y}" if one else ""
