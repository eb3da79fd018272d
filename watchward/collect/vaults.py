"""The vault and the decoder of this installation."""

from functools import cache

from django.conf import settings

from watchward.kit.images.decoder import Decoder
from watchward.kit.vault import Vault


@cache
def vault() -> Vault:
    """Where originals and shown copies lie."""
    return Vault(settings.VAULT_DIR)


@cache
def decoder() -> Decoder:
    """Draws photographs anew, one at a time on this machine."""
    return Decoder(lock_directory=settings.VAULT_DIR / "locks", heic=settings.DECODE_HEIC)


def import_vault() -> Vault:
    """Where members' own logs wait until they are read in."""
    return Vault(settings.IMPORT_DIR)
