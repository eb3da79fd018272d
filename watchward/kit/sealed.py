"""Sealed boxes: a browser closes one with the public key, and only this server opens it.

The box is `WW1` + ephemeral public key (65 bytes, uncompressed P-256 point) + nonce (12) + AES-256-GCM ciphertext
with its tag (16). The AES key is HKDF-SHA256 of the ECDH secret, salted with both public keys. All of it exists in
WebCrypto, so a device that waits for a network holds nothing that it could read back (ASVS 14.3.3).
"""

import base64
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from watchward.kit.errors import Refused
from watchward.kit.keyfiles import make_once

MAGIC = b"WW1"
POINT_BYTES = 65
NONCE_BYTES = 12
TAG_BYTES = 16
INFO = b"watchward sealed report"
HEADER_BYTES = len(MAGIC) + POINT_BYTES + NONCE_BYTES


class CannotUnseal(Refused):
    """The box was sealed to another key, was changed on the way, or is none."""


@dataclass(frozen=True, slots=True)
class SealedBox:
    """One key pair. `repr` never shows the private half."""

    _private: ec.EllipticCurvePrivateKey

    @classmethod
    def kept_in(cls, path: Path) -> "SealedBox":
        """The pair in this file, made on first use, readable by its owner only.

        Two processes that start together agree: the file gets its name only when whole, and only the first name counts.
        """
        if not path.exists():
            _make(path)
        private = serialization.load_pem_private_key(path.read_bytes(), password=None)
        if not isinstance(private, ec.EllipticCurvePrivateKey):
            raise ValueError(f"{path} holds no elliptic-curve key.")
        return cls(private)

    @property
    def public_text(self) -> str:
        """The public half as unpadded base64url of the uncompressed point, as WebCrypto imports it."""
        return base64.urlsafe_b64encode(_point(self._private.public_key())).rstrip(b"=").decode()

    def unseal(self, sealed: bytes) -> bytes:
        """Open a box.

        Raises: CannotUnseal, with a sentence for the sender; it never says which part was wrong.
        """
        if len(sealed) < HEADER_BYTES + TAG_BYTES or not sealed.startswith(MAGIC):
            raise CannotUnseal("What the device sent is no sealed report.")
        point = sealed[len(MAGIC) : len(MAGIC) + POINT_BYTES]
        nonce = sealed[len(MAGIC) + POINT_BYTES : HEADER_BYTES]
        try:
            theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
            key = _key(self._private.exchange(ec.ECDH(), theirs), point, _point(self._private.public_key()))
            return AESGCM(key).decrypt(nonce, sealed[HEADER_BYTES:], sealed[:HEADER_BYTES])
        except (ValueError, InvalidTag) as wrong:
            raise CannotUnseal(
                "This report was sealed for another server, or was damaged on the device. Write it again."
            ) from wrong


def seal(public_text: str, plain: bytes) -> bytes:
    """Close a box, as the browser does. Each box has a key of its own."""
    padding = "=" * (-len(public_text) % 4)
    ours = base64.urlsafe_b64decode(public_text + padding)
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), ours)
    ephemeral = ec.generate_private_key(ec.SECP256R1())
    point = _point(ephemeral.public_key())
    header = MAGIC + point + os.urandom(NONCE_BYTES)
    key = _key(ephemeral.exchange(ec.ECDH(), theirs), point, ours)
    return header + AESGCM(key).encrypt(header[-NONCE_BYTES:], plain, header)


def _key(secret: bytes, ephemeral: bytes, ours: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=ephemeral + ours, info=INFO).derive(secret)


def _point(public: ec.EllipticCurvePublicKey) -> bytes:
    return public.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def _make(path: Path) -> None:
    private = ec.generate_private_key(ec.SECP256R1())
    text = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    make_once(path, text)
