"""Refusals whose text is written for the person who reads it."""


class Refused(Exception):  # noqa: N818 (not an error of ours: somebody is told no)
    """Something a person asked for cannot be done; `str()` says what happened and what to do next.

    `field` names what has to be put right, where one thing has to.
    """

    def __init__(self, because: str = "", *, field: str = "") -> None:
        super().__init__(because)
        self.field = field


class NotFound(Refused):
    """The thing is absent or forbidden; both give this same answer, so that nobody can probe for it."""


class NotPermitted(Refused):
    """The actor's roles, standing or sign-in do not allow it; `remedy` names the way out, if there is one."""

    def __init__(self, because: str, remedy: str = "") -> None:
        super().__init__(because)
        self.remedy = remedy
