"""The house's own 24-pixel stroke icons, as SVG that takes its colour and size from the text around it."""

# ruff: noqa: E501  (a path broken over two lines is harder to redraw than a long one)

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from markupsafe import Markup

_DRAWINGS = {
    "arrow-left": '<path d="M19 12H5"/><path d="m11 6-6 6 6 6"/>',
    "arrow-right": '<path d="M5 12h14"/><path d="m13 6 6 6-6 6"/>',
    "bell": '<path d="M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15z"/><path d="M10 21h4"/>',
    "calendar": '<rect x="4" y="5.5" width="16" height="15" rx="2.5"/><path d="M4 10.5h16M8.5 3v4.5M15.5 3v4.5"/>',
    "chart": '<path d="M4 4v14.5A1.5 1.5 0 0 0 5.5 20H20"/><path d="M9 16v-4M13.5 16V7M18 16v-6"/>',
    "check": '<path d="m5 12.5 4.5 4.5L19.5 7"/>',
    "chevron": '<path d="m9.5 6 6 6-6 6"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7.5V12l3 2.5"/>',
    "close": '<path d="m6 6 12 12M18 6 6 18"/>',
    "danger": '<path d="M8.4 3.5h7.2l4.9 4.9v7.2l-4.9 4.9H8.4l-4.9-4.9V8.4z"/><path d="M12 8v5"/>'
    '<path d="M12 16.2v.1"/>',
    "dashboard": '<rect x="4" y="4" width="7" height="9" rx="1.5"/><rect x="4" y="16.5" width="7" height="3.5" rx="1.5"/>'
    '<rect x="14" y="11" width="6" height="9" rx="1.5"/><rect x="14" y="4" width="6" height="3.5" rx="1.5"/>',
    "device": '<rect x="3.5" y="5" width="17" height="11.5" rx="2"/><path d="M9 20h6M12 16.5V20"/>',
    "download": '<path d="M12 4v11"/><path d="m7.5 11 4.5 4.5 4.5-4.5"/><path d="M4.5 20h15"/>',
    "edit": '<path d="m14.5 6 3.5 3.5L8.5 19 4.5 19.5 5 15.5z"/><path d="m16.5 4 3.5 3.5"/>',
    "eye": '<path d="M2.5 12C5 7.7 8.3 5.5 12 5.5s7 2.2 9.5 6.5c-2.5 4.3-5.8 6.5-9.5 6.500S5 16.3 2.5 12z"/>'
    '<circle cx="12" cy="12" r="2.8"/>',
    "eye-off": '<path d="M5.5 8.200A14 14 0 0 0 2.5 12c2.5 4.3 5.8 6.5 9.5 6.5 1.7 0 3.2-.4 4.7-1.3"/>'
    '<path d="M9.5 5.800c.8-.2 1.6-.3 2.5-.3 3.7 0 7 2.2 9.5 6.5-.6 1-1.2 1.9-1.9 2.700M4 4l16 16"/>',
    "goods": '<path d="m12 3.5 7.5 4v9L12 20.500l-7.5-4v-9z"/><path d="m4.5 7.5 7.5 4 7.5-4M12 11.500v9"/>',
    "guard": '<path d="M7 8.500h10l.6-2.300L12 3.5 6.4 6.200z"/><path d="M8 8.500v1.300a4 4 0 0 0 8 0V8.5"/>'
    '<path d="M4.5 20.500c.6-3.6 3.5-5.5 7.5-5.500s6.9 1.9 7.5 5.5"/>',
    "history": '<path d="M4 12a8 8 0 1 0 2.6-5.900L4 8.5"/><path d="M4 4v4.500h4.500M12 8v4.300l3 1.7"/>',
    "home": '<path d="m4 11.5 8-7 8 7"/><path d="M6 10v9.500h12V10"/><path d="M10 19.500V14h4v5.5"/>',
    "import": '<path d="M12 15.500V4.5"/><path d="M7.5 9 12 4.5 16.5 9"/><path d="M4.5 15.500V18A2 2 0 0 0 6.5 20h11a2 2 0 0 0 2-2v-2.5"/>',
    "info": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11.500V16M12 8v.1"/>',
    "key": '<circle cx="8" cy="15.5" r="4"/><path d="m11 12.5 8.5-8.500M16 7.500l3 3M13.5 10l1.8 1.8"/>',
    "link": '<path d="M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.300l-1 1"/>'
    '<path d="M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.700l1-1"/>',
    "list": '<path d="M9 6.500h11M9 12h11M9 17.500h11M4.5 6.500v.1M4.5 12v.1M4.5 17.500v.1"/>',
    "lock": '<rect x="5" y="10.5" width="14" height="9.5" rx="2"/><path d="M8.5 10.500V8a3.5 3.5 0 0 1 7 0v2.500M12 14.500v2"/>',
    "mail": '<rect x="3.5" y="5.5" width="17" height="13" rx="2"/><path d="m4 7.5 8 6 8-6"/>',
    "map": '<path d="m3.5 6.5 5.5-2 6 2 5.5-2v13l-5.5 2-6-2-5.5 2z"/><path d="M9 4.500v13M15 6.500v13"/>',
    "menu": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "moon": '<path d="M19.5 14.500A8 8 0 0 1 9.5 4.500a8 8 0 1 0 10 10z"/>',
    "more": '<path d="M5.5 12v.1M12 12v.1M18.5 12v.1"/>',
    "people": '<circle cx="9" cy="8" r="3.5"/><path d="M2.8 19.500c.4-3.6 2.8-5.5 6.2-5.500s5.8 1.9 6.2 5.5"/>'
    '<path d="M15.5 4.800a3.5 3.5 0 0 1 0 6.400M17.5 14.500c2.1.7 3.4 2.4 3.7 5"/>',
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4.5 20.500c.5-4 3.4-6 7.5-6s7 2 7.5 6"/>',
    "phone": '<path d="M5 4.500h3.500L10 9 8 10.500c1 2.3 2.7 4 5 5l1.5-2 4.5 1.500v3.500c0 .8-.7 1.5-1.5 1.500C10.5 20 4 13.5 4 6c0-.8.2-1.5 1-1.500z"/>',
    "photo": '<path d="M4.5 7.500H8L9.5 5h5L16 7.500h3.500A1.5 1.5 0 0 1 21 9v8.500a1.5 1.5 0 0 1-1.5 1.500h-15A1.5 1.5 0 0 1 3 17.500V9a1.5 1.5 0 0 1 1.5-1.500z"/>'
    '<circle cx="12" cy="13" r="3.5"/>',
    "place": '<path d="M12 21c4.5-4.6 6.5-8 6.5-11a6.5 6.5 0 0 0-13 0c0 3 2 6.4 6.5 11z"/><circle cx="12" cy="10" r="2.3"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "pound": '<path d="M17 7.500A4 4 0 0 0 9.3 9v5.500c0 2.2-.9 3.7-2.8 5h11"/><path d="M6.5 13h7.5"/>',
    "premises": '<path d="M5 11v9h14v-9"/><path d="M4 9.5 5.5 4.500h13L20 9.500a2.7 2.7 0 0 1-5.3 0 2.7 2.7 0 0 1-5.4 0 2.7 2.7 0 0 1-5.3 0z"/>'
    '<path d="M10 20v-4.500h4V20"/>',
    "print": '<path d="M7 8.500v-5h10v5M7 16H5.500A1.5 1.5 0 0 1 4 14.500V10a1.5 1.5 0 0 1 1.5-1.500h13A1.5 1.5 0 0 1 20 10v4.500a1.5 1.5 0 0 1-1.5 1.500H17"/>'
    '<path d="M7 13h10v7.500H7z"/>',
    "report": '<path d="M14 3.500H7A1.5 1.5 0 0 0 5.5 5v14A1.5 1.5 0 0 0 7 20.500h10a1.5 1.5 0 0 0 1.5-1.500V8z"/>'
    '<path d="M14 3.500V8h4.500M9 12.500h6M9 16h4"/>',
    "search": '<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>',
    "send": '<path d="M20.5 3.5 3.5 10l7 3.5 3.5 7z"/><path d="m10.5 13.5 4.5-4.5"/>',
    "settings": '<path d="M4 7h9M17.5 7H20M4 17h2.500M11 17h9"/><circle cx="15.2" cy="7" r="2.3"/><circle cx="8.8" cy="17" r="2.3"/>',
    "sign-out": '<path d="M14 4.500H6.500A1.5 1.5 0 0 0 5 6v12a1.5 1.5 0 0 0 1.5 1.500H14"/><path d="M10.5 12H20M16.5 8.5 20 12l-3.5 3.5"/>',
    "sun": '<circle cx="12" cy="12" r="4"/><path d="M12 2.500v2M12 19.500v2M2.5 12h2M19.5 12h2'
    'M5.3 5.300l1.4 1.400M17.3 17.300l1.4 1.400M5.3 18.700l1.4-1.400M17.3 6.700l1.4-1.4"/>',
    "trust": '<path d="M4.5 8v4a3.75 3.75 0 0 0 7.5 0 3.75 3.75 0 0 0 7.5 0V8M12 12v-1.5"/><circle cx="12" cy="6" r="1.7"/>',
    "vehicle": '<path d="M3.5 17v-4.500l2-1 2-4.500h8l2.5 4.5 2.5 1V17z"/><path d="M5.5 11.500H18M12 7v4.5"/>'
    '<circle cx="7.5" cy="17" r="2"/><circle cx="16.5" cy="17" r="2"/>',
    "warning": '<path d="M12 4 2.8 19.500h18.400z"/><path d="M12 10v4.500M12 17v.1"/>',
}

DRAWINGS: Mapping[str, str] = MappingProxyType(_DRAWINGS)


class UnknownIcon(LookupError):  # noqa: N818  (the house names refusals, not errors)
    """A page asked for an icon that was never drawn."""


@lru_cache(maxsize=512)  # few icons, drawn dozens of times a page
def icon(name: str, label: str | None = None) -> Markup:
    """Draw one icon: hidden from screen readers, unless `label` says what it means without words beside it."""
    try:
        drawing = DRAWINGS[name]
    except KeyError:
        known = ", ".join(sorted(DRAWINGS))
        raise UnknownIcon(f"There is no icon called {name!r}. Pick one of: {known}.") from None
    if label:
        meaning = Markup(' role="img"')
        title = Markup("<title>{}</title>").format(label)
    else:
        meaning = Markup(' aria-hidden="true" focusable="false"')
        title = Markup("")
    # The drawings are constants; the label is the only text from outside, and it is escaped above.
    return Markup(
        '<svg class="icon" xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24"'
        ' fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"'
        "{}>{}{}</svg>"
    ).format(meaning, title, Markup(drawing))  # noqa: S704
