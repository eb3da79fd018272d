"""The look-up box: who somebody may be, from little and misspelt words, for a case or a report that is named."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date

from watchward.assess.actions.looking_up import CannotLookUp, LookUp, look_up
from watchward.assess.queries.suggest import Suggested
from watchward.kit.errors import NotPermitted, Refused
from watchward.kit.lists import load
from watchward.kit.refs import tidy_ref
from watchward.policy import Permission, require
from watchward.policy.purposes import PURPOSES
from watchward.web.access import SeatedRequest, seated
from watchward.web.desk_panel import options
from watchward.web.purpose import to_subject
from watchward.web.who_panel import picture_of

CHOSEN = {"age_band": "person_age_bands", "height_band": "person_heights", "build": "person_builds",
          "accent": "person_accents"}  # fmt: skip
WRITTEN = ("name", "alias", "hair", "marks")
NO_DATE = "Enter a whole date of birth, or leave it empty."


@seated
def look_up_box(request: SeatedRequest) -> HttpResponse:
    """Ask and answer on one page. What is asked comes by POST, stands in no address and is kept nowhere."""
    require(request.actor, Permission.SUBJECT_READ)
    said = request.POST
    found, problem, field = None, "", ""
    kind, reference = said.get("kind", ""), tidy_ref(said.get("reference", ""))
    if request.method == "POST":
        try:
            found = look_up(actor=request.actor, asked=_asked(said), kind=kind, reference=reference, now=timezone.now())
        except NotPermitted:
            raise
        except Refused as refusal:
            problem, field = str(refusal), refusal.field or "name"
    return render(
        request,
        "subjects/look_up.html",
        {
            "said": said,
            "problem": problem,
            "field": field,
            "found": _found(request, found, kind, reference) if found is not None else None,
            "left_out": found.left_out if found is not None else 0,
            "kinds": options([(one, row[0]) for one, row in PURPOSES.items() if row[1]], kind),
            "lists": {
                name: options([("", "Not known"), *_entries(list_id)], said.get(name, ""))
                for name, list_id in CHOSEN.items()
            },
        },
        status=422 if problem else 200,
    )  # fmt: skip


def _entries(list_id: str) -> list[tuple[str, str]]:
    return [(one.id, one.label) for one in load(list_id).entries]


def _asked(said: Any) -> LookUp:
    words: dict[str, Any] = {name: " ".join(said.get(name, "").split()) for name in WRITTEN}
    bands: dict[str, Any] = {name: _known(list_id, said.get(name, "")) for name, list_id in CHOSEN.items()}
    return LookUp(
        **words, **bands, born_on=_born(said.get("born_on", "")),
        registrations=tuple(one for one in [said.get("registration", "").strip()] if one),
    )  # fmt: skip


def _known(list_id: str, entry: str) -> str:
    return entry if entry in load(list_id) else ""


def _born(text: str) -> Any:
    if not text.strip():
        return None
    try:
        found = parse_date(text.strip())
    except ValueError:
        found = None
    if found is None:
        raise CannotLookUp(NO_DATE, field="born_on")
    return found


def _found(request: SeatedRequest, found: Suggested, kind: str, reference: str) -> list[tuple[Any, Any, str]]:
    return [(one, picture_of(one), to_subject(request, kind, reference, one.ref)) for one in found.best]
