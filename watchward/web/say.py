"""Small words for pages whose context the sign-in library makes: moments, days, devices, data for scripts."""

import re
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.html import json_script
from markupsafe import Markup

from watchward.kit.text import moment


def moment_text(at: datetime | None) -> str:
    """`Fri 6 Mar 2026, 21:15` on the clock of this installation."""
    return moment(at, timezone.get_default_timezone())


def date_text(on: date | None) -> str:
    """`6 March 2026`; a moment must be local already."""
    return "–" if on is None else f"{on.day} {on:%B %Y}"


BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


def device_text(user_agent: str) -> str:
    """What a person would call the device: `Firefox on Windows`."""
    browser = next((name for sign, name in BROWSERS if re.search(rf"\b{sign}[A-Za-z]*/", user_agent)), "A browser")
    system = next((name for sign, name in SYSTEMS if sign in user_agent), "")
    return f"{browser} on {system}" if system else browser


def json_data(data: Any, element_id: str) -> Markup:
    """Data for a script of ours, as an inert element that the content security policy allows."""
    return Markup(json_script(data, element_id))  # noqa: S704 (json_script escapes)
