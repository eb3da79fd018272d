"""What a person refused can do alone to put it right."""

from enum import StrEnum


class Remedy(StrEnum):
    """A way out that the actor can take alone."""

    NONE = ""
    SECOND_FACTOR = "set up a second step"
    CONFIRM = "confirm it is you"
    PURPOSE = "say what it is for"
    PROMISES = "accept the agreement and pass the training"
