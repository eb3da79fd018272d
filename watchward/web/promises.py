"""What a partnership asks of each person: the agreement, the training; and publishing them."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from watchward.kit.errors import NotFound, NotPermitted, Refused
from watchward.partners.actions.promises import accept_agreement, answer_training, publish_promise
from watchward.partners.choices import PromiseKind
from watchward.partners.queries.promises import (
    MISSING,
    draft_of,
    get_promise,
    notice_days,
    promises_asked,
    published_promises,
)
from watchward.partners.rules.training import (
    CannotReadQuestions,
    Question,
    questions_of,
    read_questions,
    write_questions,
)
from watchward.policy import Remedy
from watchward.web.access import SeatedRequest, seated
from watchward.web.words import blocks_of

TICK = {"required": "Tick the box to say that you have read the agreement and will keep to it."}


class AgreementForm(forms.Form):
    """One tick, made on purpose."""

    confirmed = forms.BooleanField(label="I have read this agreement and I will keep to it", error_messages=TICK)


class TrainingForm(forms.Form):
    """One group of answers per question."""

    def __init__(self, *args: Any, questions: list[Question], **named: Any) -> None:
        super().__init__(*args, **named)
        for number, question in enumerate(questions):
            self.fields[f"q{number}"] = forms.TypedChoiceField(
                label=f"{number + 1}. {question.ask}",
                choices=list(enumerate(question.answers)),
                coerce=int,
                widget=forms.RadioSelect,
                error_messages={"required": f"Choose an answer to question {number + 1}."},
            )

    @property
    def chosen(self) -> list[int]:
        """The places of the chosen answers, in the order of the questions."""
        return [self.cleaned_data[name] for name in self.fields]


class PublishForm(forms.Form):
    """The next version of a text."""

    title = forms.CharField(label="Title", max_length=160, error_messages={"required": "Give it a title."})
    text = forms.CharField(
        label="Text",
        help_text="A line that begins with “#” is a heading, one with “-” a point of a list.",
        widget=forms.Textarea,
        error_messages={"required": "Write the text."},
    )
    questions = forms.CharField(
        label="Questions",
        help_text="“?” asks, “*” is the right answer, “-” a wrong one, “=” explains. Leave a line between two.",
        widget=forms.Textarea,
        error_messages={"required": "Write at least one question."},
    )
    pass_mark = forms.IntegerField(
        label="Right answers needed",
        min_value=1,
        error_messages={"required": "Say how many answers must be right.", "invalid": "Enter a whole number."},
    )

    def __init__(self, *args: Any, kind: PromiseKind, **named: Any) -> None:
        super().__init__(*args, **named)
        if kind is PromiseKind.AGREEMENT:
            del self.fields["questions"], self.fields["pass_mark"]

    def clean_questions(self) -> list[Question]:
        """Read, or say which line cannot be read."""
        try:
            return read_questions(self.cleaned_data["questions"])
        except CannotReadQuestions as refusal:
            raise forms.ValidationError(str(refusal)) from None


@seated(before_admission=True)
def promises(request: SeatedRequest) -> HttpResponse:
    """What must be accepted and passed, what is kept, and what comes next."""
    asked = promises_asked(request.actor)
    shown = {
        "asked": asked,
        "all_kept": all(one.kept_at and not one.is_newer for one in asked),
        "has_newer": any(one.is_newer for one in asked),
        "standing": request.seat.standing,
        "zone": request.seat.partnership.zone_info,
        "second_step_is_missing": not request.actor.has_second_factor,
    }
    return render(request, "promises/list.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@seated(before_admission=True)
def promise(request: SeatedRequest, ref: str) -> HttpResponse:
    """Read and accept, or read and answer."""
    one = get_promise(request.actor, ref)
    if one.kind == PromiseKind.AGREEMENT:
        return _agreement(request, one)
    return _training(request, one)


def _agreement(request: SeatedRequest, one: Any) -> HttpResponse:
    form = AgreementForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            accept_agreement(actor=request.actor, promise_ref=one.ref, confirmed=form.cleaned_data["confirmed"])
        except NotFound:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Thank you. You accepted the agreement.")
            return redirect("promises")
    shown = {"promise": one, "blocks": blocks_of(one.text), "form": form, "zone": request.seat.partnership.zone_info}
    return render(request, "promises/agreement.html", shown, status=422 if form.errors else 200)


def _training(request: SeatedRequest, one: Any) -> HttpResponse:
    form = TrainingForm(request.POST if request.method == "POST" else None, questions=questions_of(one.questions))
    if form.is_valid():
        try:
            result = answer_training(actor=request.actor, promise_ref=one.ref, chosen=form.chosen)
        except NotFound:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return render(request, "promises/result.html", {"promise": one, "result": result})
    shown = {"promise": one, "blocks": blocks_of(one.text), "form": form}
    return render(request, "promises/training.html", shown, status=422 if form.errors else 200)


@seated
def publish_list(request: SeatedRequest) -> HttpResponse:
    """Every version there was, and where to begin the next."""
    shown = {
        "published": published_promises(request.actor),
        "kinds": list(PromiseKind),
        "zone": request.seat.partnership.zone_info,
        "notice_days": notice_days(request.actor),
    }
    return render(request, "promises/published.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@seated
def publish(request: SeatedRequest, kind: str) -> HttpResponse:
    """Write the next version and publish it."""
    if kind not in PromiseKind.values:
        raise NotFound(MISSING)
    which = PromiseKind(kind)
    is_sent = request.method == "POST"
    form = PublishForm(request.POST if is_sent else None, kind=which, initial={} if is_sent else _begin(request, which))
    must_confirm = False
    if form.is_valid():
        try:
            made = publish_promise(actor=request.actor, kind=which, **form.cleaned_data)
        except Refused as refusal:
            must_confirm = isinstance(refusal, NotPermitted) and refusal.remedy == Remedy.CONFIRM
            if isinstance(refusal, NotPermitted) and not must_confirm:
                raise
            form.add_error(None, str(refusal))  # a long text was typed: it is never thrown away for a confirmation
        else:
            messages.success(request, f"{made.title}, version {made.version}, is published.")
            return redirect("promises_publish")
    shown = {
        "kind": which,
        "form": form,
        "must_confirm": must_confirm,
        "notice_days": notice_days(request.actor),
    }
    return render(request, "promises/publish.html", shown, status=422 if form.errors else 200)


def _begin(request: SeatedRequest, kind: PromiseKind) -> dict[str, Any]:
    draft = draft_of(request.actor, kind)
    return {
        "title": draft.title,
        "text": draft.text,
        "questions": write_questions(draft.questions),
        "pass_mark": draft.pass_mark,
    }
