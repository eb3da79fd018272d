"""Which letters a person gets: their own choice, and the one click in every letter that stops it (RFC 8058)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from watchward.kit.errors import NotFound
from watchward.partners.queries.everybody import somebody_at
from watchward.share.actions.letters import resume_letters, stop_letters
from watchward.share.queries.letters import topics_of
from watchward.share.rules.letters import stopped_by
from watchward.web.access import SeatedRequest, seated, take_seats

GONE = "This link was not made here, or a part of it is missing. You can choose your letters in your account."


@csrf_exempt  # a mail program presses the button without a page of ours; the signature in the address is the permission
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, key: str) -> HttpResponse:
    """Ask on a GET, since scanners of mail follow links; stop on a POST, signed in or not."""
    said = stopped_by(key)
    if said is None:
        raise NotFound(GONE)
    place_ref, topic = said
    if request.method == "POST" and (person := somebody_at(place_ref)) is not None:
        stop_letters(actor=person.actor, topic=topic)
    context = {"topic": topic.label, "is_stopped": request.method == "POST"}
    return render(request, "telling/stop.html", context)


@require_POST
@seated(before_admission=True)
def choose(request: SeatedRequest) -> HttpResponse:
    """Every topic of one partnership at once."""
    wanted = set(request.POST.getlist("topics"))
    partnership = request.POST.get("partnership", "")
    seat = next((one for one in take_seats(request) if one.partnership.ref == partnership), None)
    if seat is None:
        raise NotFound("There is no such partnership among yours. Go back to your account.")
    for one in topics_of(seat.actor):
        if one.topic in wanted:
            resume_letters(actor=seat.actor, topic=one.topic)
        else:
            stop_letters(actor=seat.actor, topic=one.topic)
    messages.success(request, "Your choice of letters is kept.")
    return redirect("account")
