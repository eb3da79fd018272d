"""What the frame around every page shows: name, places, navigation by role, notices."""

from dataclasses import dataclass, field
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from watchward.kit.text import day
from watchward.partners.queries.actors import Seat
from watchward.policy import Permission, Remedy, Standing, may
from watchward.web.access import take_seats


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of the navigation."""

    label: str
    url: str
    icon: str
    current: bool = False
    count: int = 0
    group: str = ""
    is_near: bool = False  # in the bar at the foot of a phone


@dataclass(frozen=True, slots=True)
class Page:
    """Read by `layout.html`."""

    nav: list[NavItem] = field(default_factory=list)
    partnership_name: str = ""
    partnerships: list[tuple[str, str]] = field(default_factory=list)
    switch_url: str = ""
    account_name: str = ""
    roles_text: str = ""
    account_url: str = ""
    sign_out_url: str = ""
    home_url: str = "/"
    demo: bool = False
    standing_notice: str = ""
    renewal_url: str = ""


# Who sends reports reads their own; a board member does neither, and an empty list would lead nowhere.
READS_REPORTS = (Permission.REPORT_SUBMIT, Permission.REPORT_READ_PREMISES, Permission.REPORT_READ_ALL)
READS_GRADES = (Permission.GRADE_SECOND_READ,)
# group: label, address, icon, the permissions of which one is needed
NAVIGATION: dict[str, list[tuple[str, str, str, tuple[Permission, ...]]]] = {
    "": [
        ("Home", "home", "home", ()),
        ("Report", "report_new", "plus", (Permission.REPORT_SUBMIT,)),
        ("Desk", "desk", "check", READS_GRADES),
        ("Gallery", "people_to_know", "eye", (Permission.GALLERY_VIEW,)),
        ("Today", "today", "calendar", (Permission.BULLETIN_READ,)),
        ("Search", "search", "search", READS_REPORTS),
    ],
    "Reports and people": [
        ("Reports", "reports", "report", READS_REPORTS),
        ("Subjects", "subjects", "people", (Permission.SUBJECT_READ,)),
        ("Series", "series", "link", (Permission.CASE_READ,)),
        ("Cases", "cases", "list", (Permission.CASE_READ,)),
    ],
    "Telling": [
        ("Who is told", "decisions", "lock", (Permission.SUBJECT_READ,)),
        ("Bulletins", "bulletins", "bell", (Permission.BULLETIN_READ,)),
        ("Deployments", "deployments", "clock", (Permission.DEPLOYMENT_READ,)),
    ],
    "Figures": [
        ("Dashboard", "dashboard", "dashboard", (Permission.FIGURES_ALL,)),
        ("Town", "town", "map", (Permission.FIGURES_ALL,)),
        ("Premises", "premises_list", "premises", (Permission.FIGURES_ALL, Permission.FIGURES_PREMISES)),
        ("Staff safety", "staff_safety", "trust", (Permission.FIGURES_STAFF_SAFETY,)),
    ],
    "The office": [
        ("Members", "members", "people", (Permission.MEMBERS_VIEW,)),
        ("Import", "imports", "import", (Permission.REPORT_IMPORT,)),
        ("Governance", "governance", "check", (Permission.GOVERNANCE_VIEW,)),
        ("Retention", "retention", "clock", (Permission.RETENTION_VIEW,)),
        ("Ledger", "ledger", "list", (Permission.LEDGER_READ,)),
        ("Looks", "looks", "eye", (Permission.LOOKS_READ,)),
        ("Webhooks", "webhooks", "link", (Permission.WEBHOOK_MANAGE,)),
    ],
}
# What a thumb reaches on a phone, best first; the rest stands under More.
IN_REACH = ("home", "report_new", "desk", "people_to_know", "today", "search", "dashboard", "governance")
REACHED = 4


def page(request: HttpRequest) -> dict[str, Any]:
    """Context of every template: `page`. A stranger's frame asks the database nothing."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"page": Page(demo=settings.DEMO)}
    seats = take_seats(request)
    common = {
        "account_name": user.name,
        "account_url": reverse("account"),
        "sign_out_url": reverse("account_logout"),
        "demo": settings.DEMO,
    }
    if not seats:
        roles = "instance operator" if user.is_operator else ""
        return {"page": Page(**common, nav=_installation(request), roles_text=roles)}
    seat = seats[0]
    return {
        "page": Page(
            **common,
            nav=_nav(request, seat) + _installation(request),
            partnership_name=seat.partnership.name,
            partnerships=[(one.partnership.ref, one.partnership.name) for one in seats],
            switch_url=reverse("switch_partnership"),
            roles_text=seat.actor.roles_text,
            standing_notice=_notice(seat),
            renewal_url=reverse("promises") if seat.standing.is_lapsed else "",
        )
    }


def _nav(request: HttpRequest, seat: Seat) -> list[NavItem]:
    if seat.standing.standing is Standing.ADMISSION:
        return []
    offers = [(group, *one) for group, some in NAVIGATION.items() for one in some if _opens(seat, one[3])]
    near = sorted((name for _, _, name, _, _ in offers if name in IN_REACH), key=IN_REACH.index)[:REACHED]
    items = []
    for group, label, name, icon, _needed in offers:
        url = reverse(name)
        current = request.path == url if name in {"home", "reports"} else request.path.startswith(url)
        items.append(NavItem(label, url, icon, current, group=group, is_near=name in near))
    return items


def _opens(seat: Seat, needed: tuple[Permission, ...]) -> bool:
    return not needed or any(_may_open(seat, one) for one in needed)


def _may_open(seat: Seat, needed: Permission) -> bool:
    """A page that asks again who you are stays in the menu: asking is what it does when it is opened."""
    decision = may(seat.actor, needed)
    return bool(decision) or decision.remedy is Remedy.CONFIRM


def _installation(request: HttpRequest) -> list[NavItem]:
    """The operator's own entry, whether or not they also have a place somewhere."""
    url = reverse("setup")
    user = cast(Any, request.user)
    return [NavItem("Installation", url, "settings", request.path == url)] if user.is_operator else []


def _notice(seat: Seat) -> str:
    if seat.standing.standing in {Standing.READ_ONLY, Standing.SUSPENDED}:
        return seat.standing.because
    if seat.standing.confirm_by is not None:
        until = day(seat.standing.confirm_by, seat.partnership.zone_info)
        return f"Ask your manager or coordinator to confirm by {until} that you still work here."
    return ""
