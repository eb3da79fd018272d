"""A member list from a spreadsheet: checked first, with every error, then taken as a whole or not at all."""

import csv
import io
import re
import secrets
import time
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from watchward.kit.errors import Refused
from watchward.kit.tables import TableError, write_csv, write_errors
from watchward.kit.text import count
from watchward.partners.actions.members_table import import_members
from watchward.partners.queries.members_table import check_members
from watchward.partners.rules.members_table import COLUMNS, EXAMPLE, TITLES
from watchward.policy import Permission, require
from watchward.web.access import SeatedRequest, seated
from watchward.web.members import show

MOST_BYTES = 5 * 1024 * 1024
KEEP_SECONDS = 24 * 3600  # a list holds contact details: what nobody applied is gone after a day
_KEY = "members_table"


@seated
def members_import(request: SeatedRequest) -> HttpResponse:
    """Step one: choose the file; it is read at once."""
    require(request.actor, Permission.MEMBERS_MANAGE)
    problem = ""
    if request.method == "POST":
        try:
            _keep(request)
            return redirect("members_import_check")
        except TableError as refusal:
            problem = str(refusal)
    context = {"problem": problem, "columns": [(TITLES[name], EXAMPLE[name]) for name in COLUMNS]}
    return show(request, "members/import.html", "members_import", context, status=422 if problem else 200)


@seated
def members_import_check(request: SeatedRequest) -> HttpResponse:
    """Step two: what would happen, and every error of every row."""
    require(request.actor, Permission.MEMBERS_MANAGE)
    path = _kept(request)
    if path is None:
        return redirect("members_import")
    context = {"check": check_members(actor=request.actor, path=path), "titles": TITLES}
    return show(request, "members/import_check.html", "members_import", context)


@require_POST
@seated
def members_import_apply(request: SeatedRequest) -> HttpResponse:
    """Step three: all of it."""
    path = _kept(request)
    if path is None:
        raise Refused("The file is no longer here. Choose it again.")
    done = import_members(actor=request.actor, path=path)
    _forget(request)
    said = f"{count(done.new, 'place')} new, {done.changed} changed, {count(done.invited, 'invitation')} on the way."
    messages.success(request, said)
    return redirect("members")


@seated
def members_import_errors(request: SeatedRequest) -> HttpResponse:
    """The errors as a file to work through."""
    require(request.actor, Permission.MEMBERS_MANAGE)
    path = _kept(request)
    if path is None:
        return redirect("members_import")
    out = io.StringIO()
    write_errors(check_members(actor=request.actor, path=path).errors, out)
    return _file(out.getvalue(), "member-list-errors.csv")


@seated
def members_import_template(request: SeatedRequest) -> HttpResponse:
    """An empty table with its columns and one example row."""
    require(request.actor, Permission.MEMBERS_MANAGE)
    out = io.StringIO()
    write_csv([[TITLES[name] for name in COLUMNS], [EXAMPLE[name] for name in COLUMNS]], out)
    return _file(out.getvalue(), "member-list.csv")


def _file(text: str, name: str) -> HttpResponse:
    """A CSV that Excel opens with the right letters."""
    answer = HttpResponse("\ufeff" + text, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _keep(request: SeatedRequest) -> None:
    """Put the upload where only this session finds it. Raises: TableError."""
    sent = request.FILES.get("table")
    if sent is None or not sent.size:
        raise TableError("Choose a file first: CSV or Excel.")
    if sent.size > MOST_BYTES:
        raise TableError("This file is larger than 5 MB. A member list is smaller; check that it is the right file.")
    _forget(request)
    folder = _folder()
    token = secrets.token_hex(16)
    path = folder / token
    with path.open("xb") as out:
        out.writelines(sent.chunks())
    path.chmod(0o600)
    try:
        check_members(actor=request.actor, path=path)
    except (TableError, csv.Error):
        path.unlink()
        raise
    request.session[_KEY] = [request.seat.partnership.ref, token]


def _kept(request: SeatedRequest) -> Path | None:
    """The file of this session, if it was sent for the partnership in use."""
    partnership, token = request.session.get(_KEY, ["", ""])
    if partnership != request.seat.partnership.ref or not re.fullmatch(r"[0-9a-f]{32}", token):
        return None
    path = _folder() / token
    return path if path.exists() else None


def _forget(request: SeatedRequest) -> None:
    """Remove this session's file, and any that others left for over a day."""
    _partnership, token = request.session.pop(_KEY, ["", ""])
    for path in _folder().iterdir():
        if path.name == token or path.stat().st_mtime < time.time() - KEEP_SECONDS:
            path.unlink(missing_ok=True)


def _folder() -> Path:
    folder = Path(settings.IMPORT_DIR) / "members"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
