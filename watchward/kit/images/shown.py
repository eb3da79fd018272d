"""From an original in the vault to the two pictures that people may see, durable when this returns."""

import secrets
from dataclasses import dataclass

from watchward.kit.images.decoder import Decoder, Picture
from watchward.kit.vault import Stored, Vault


@dataclass(frozen=True, slots=True)
class Shown:
    picture: Picture
    shown: Stored
    thumbnail: Stored


def keep_shown(vault: Vault, decoder: Decoder, original_key: str) -> Shown:
    """Draw an original anew and keep both drawings. The original is not touched, whatever happens.

    Raises: CannotUsePhoto, CannotStore, NotInVault. None of them leaves a drawing behind.
    """
    name, workspace = secrets.token_hex(16), vault.workspace()
    large, small = workspace / f"{name}.shown", workspace / f"{name}.thumbnail"
    try:
        picture = decoder.reencode(vault.path(original_key), large, small)
        limit = decoder.limits.output_bytes
        shown = vault.put_file(large, limit_bytes=limit, area="shown")
        try:
            return Shown(picture, shown, vault.put_file(small, limit_bytes=limit, area="shown"))
        except BaseException:
            vault.delete(shown.key)
            raise
    finally:
        large.unlink(missing_ok=True)
        small.unlink(missing_ok=True)
