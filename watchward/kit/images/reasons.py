"""Why a photograph could not be used, in a code for the program and a sentence for the person."""

from enum import StrEnum

from watchward.kit.errors import Refused
from watchward.kit.filetypes import HEIC


class Reason(StrEnum):
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    NOT_AN_IMAGE = "not_an_image"
    WRONG_TYPE = "wrong_type"
    HEIC = "heic"
    TOO_MANY_PIXELS = "too_many_pixels"
    TRUNCATED = "truncated"
    BROKEN = "broken"
    TOO_MUCH_MEMORY = "too_much_memory"
    TOOK_TOO_LONG = "took_too_long"
    DECODER_FAILED = "decoder_failed"
    BUSY = "busy"


SENTENCES: dict[Reason, str] = {
    Reason.EMPTY: "The file is empty. Choose the photo again.",
    Reason.TOO_LARGE: "The photo's file is too large. Send a smaller copy, or take a screenshot of it.",
    Reason.NOT_AN_IMAGE: "This file is not a photo that we know. Send a JPEG, PNG or WebP picture.",
    Reason.WRONG_TYPE: "This kind of file cannot be used as a photo. Send a JPEG, PNG or WebP picture.",
    Reason.HEIC: HEIC.refusal,
    Reason.TOO_MANY_PIXELS: (
        "The photo has more pixels than can be opened safely here (50 megapixels, 20,000 on one side). "
        "Set the camera to its normal size and take it again, or take a screenshot of the photo."
    ),
    Reason.TRUNCATED: "The end of the photo is missing; it was probably cut off on the way. Send it again.",
    Reason.BROKEN: "The photo is damaged and cannot be opened. Send it again, or take a screenshot of it.",
    Reason.TOO_MUCH_MEMORY: (
        "Opening this photo needs more memory than one photo may use. Take a screenshot of it and send that."
    ),
    Reason.TOOK_TOO_LONG: (
        "Opening this photo took too long, so we stopped. Try once more; if that fails, send a screenshot of it."
    ),
    Reason.DECODER_FAILED: "The photo could not be opened safely. Take a screenshot of it and send that.",
    Reason.BUSY: "Many photos are being opened just now. Wait a minute and send this one again.",
}


class CannotUsePhoto(Refused):
    """The photograph cannot be shown. Whatever else was sent with it is not affected."""

    def __init__(self, reason: Reason, sentence: str = "") -> None:
        self.reason = reason
        super().__init__(sentence or SENTENCES[reason])

    @property
    def is_worth_retrying(self) -> bool:
        """Whether the same file may pass later; the others never will."""
        return self.reason in (Reason.BUSY, Reason.TOOK_TOO_LONG)
