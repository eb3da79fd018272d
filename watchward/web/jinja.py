"""The Jinja2 environment of the pages."""

from functools import lru_cache
from typing import Any

from django.templatetags.static import static as plain_static
from django.urls import reverse
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from watchward.kit.text import count, pounds
from watchward.web.icons import icon
from watchward.web.purpose import to_subject
from watchward.web.say import date_text, device_text, json_data, moment_text


def environment(**options: Any) -> Environment:
    """Escape everything, refuse unknown names, and offer the few functions that pages need."""
    env = Environment(  # noqa: S701 (autoescape is on)
        **{**options, "autoescape": True, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    )
    env.globals |= {"url": url, "static": static, "icon": icon, "count": count, "pounds": pounds, "svg": svg}
    env.globals |= {
        "to_subject": to_subject,
        "date_text": date_text,
        "device_text": device_text,
        "json_data": json_data,
        "moment_text": moment_text,
    }
    return env


@lru_cache(maxsize=256)
def static(path: str) -> str:
    """The address of a static file; files change only with the process, and in debug mode not their names."""
    return plain_static(path)


@lru_cache(maxsize=512)
def _fixed(name: str) -> str:
    return reverse(name)


def url(name: str, *args: Any) -> str:
    """The address of a page by its name in `urls.py`."""
    return reverse(name, args=args) if args else _fixed(name)


def svg(text: str) -> Markup:
    """A picture that our own chart helper drew; it escapes every text that it was given."""
    return Markup(text)  # noqa: S704
