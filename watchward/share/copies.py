"""The copy of a picture that members see: decoded in the bounded child, cut, and encoded here from bare pixels."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from watchward.collect.models import Evidence
from watchward.collect.vaults import decoder, vault
from watchward.kit.errors import NotFound
from watchward.kit.images.mark import SIDES, encode
from watchward.kit.images.pixels import Crop
from watchward.kit.vault import NotInVault

GONE = "The picture is no longer here. If it should be, tell your coordinator."
LIMIT_BYTES = 4_000_000


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy in the vault, durable now."""

    key: str
    sha256: str
    width: int
    height: int


def make_copy(evidence: Evidence, crop: Crop) -> Copy:
    """Cut and keep. What was cut away is in no copy at all.

    Raises: CannotUsePhoto, CannotStore, NotFound.
    """
    if not evidence.shown_key:
        raise NotFound(GONE)
    try:
        pixels = decoder().pixels(vault().path(evidence.shown_key), crop, side=SIDES["large"])
    except FileNotFoundError:
        raise NotFound(GONE) from None
    content = encode(pixels)
    stored = vault().put_stream([content], limit_bytes=LIMIT_BYTES, area="shown")
    return Copy(stored.key, stored.sha256, pixels.width, pixels.height)


def read_copy(key: str, sha256: str) -> bytes:
    """The bytes that were encoded here; anything else is not opened again. Raises: NotFound."""
    try:
        with vault().open(key) as stream:
            content = stream.read(LIMIT_BYTES + 1)
    except NotInVault:
        raise NotFound(GONE) from None
    if hashlib.sha256(content).hexdigest() != sha256:
        raise NotFound(GONE)
    return content


def drop_copies(copies: Iterable[Copy]) -> None:
    """Forget copies whose disclosure was not written."""
    for one in copies:
        vault().delete(one.key)
