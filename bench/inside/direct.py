"""The shortest face in front of `submit_report`: fields in, reference out; same middleware, files and action."""

from datetime import datetime
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from watchward.collect.actions.reports import submit_report
from watchward.collect.files import keep_files
from watchward.collect.rules.drafts import Draft, GoodsSaid, PersonSaid
from watchward.web.access import SeatedRequest, seated


@require_POST
@seated
def submit(request: SeatedRequest) -> HttpResponse:
    """Keep the files, write the report, and only then answer."""
    said = request.POST
    draft = Draft(
        form="incident",
        kind=said["kind"],
        premises_ref=said["premises"],
        happened_at=datetime.fromisoformat(said["happened_at"]),
        narrative=said["narrative"],
        loss_pence=int(said["loss_pence"]),
        people=tuple(PersonSaid(name=name) for name in said.getlist("person")),
        goods=tuple(GoodsSaid(goods=one) for one in said.getlist("goods")),
    )
    kept, problems = keep_files(request.FILES.getlist("photos"))
    if problems:
        return JsonResponse({"problems": [one.why for one in problems]}, status=422)
    report = submit_report(actor=request.actor, draft=draft, client_key=UUID(said["client_key"]), files=kept)
    return JsonResponse({"ref": report.ref})
