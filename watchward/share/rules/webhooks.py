"""What a webhook may be told, how a message is written and signed, and when it is tried again.

The signature is that of the open scheme Standard Webhooks: HMAC-SHA256 over `id.timestamp.body`, as `v1,<base64>`.
"""

import base64
import hashlib
import hmac
import json
import secrets
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from watchward.kit.outbound import NotAllowedOut, target_of

# What may leave the house: things, never people. Nothing about who looked at what, who a report is about, or who has
# which access; a program that may know more asks the API, under its own permissions.
KINDS: dict[str, str] = {
    "report.submitted": "A report was sent",
    "report.added_to": "Something was added to a report",
    "report.files_added": "Files were added to a report",
    "report.graded": "A report was graded",
    "report.moved_on": "A reporter was told what the police did",
    "report.closed": "A report was closed",
    "report.reopened": "A report was opened again",
    "bulletin.published": "A bulletin was published",
    "bulletin.withdrawn": "A bulletin was withdrawn",
    "import.finished": "A member's log is in",
    "import.failed": "An import failed",
    "organisation.added": "A member joined",
    "organisation.changed": "A member was changed",
    "organisation.ended": "A member left",
    "premises.added": "Premises were added",
    "premises.changed": "Premises were changed",
    "premises.closed": "Premises were closed",
    "document.registered": "A governance document was registered",
    "document.replaced": "A governance document was replaced",
    "agreement.published": "A new agreement was published",
    "training.published": "A new training was published",
}
TESTED = "webhook.tested"  # every webhook gets this one, when somebody asks for it
MOST = 20  # webhooks of one partnership
LONGEST_NAME = 80

# After the first failure, the second, and so on: ten attempts in about three days.
WAITS = tuple(
    timedelta(seconds=one) for one in (5, 60, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)
)  # fmt: skip
GIVE_UP_AFTER = timedelta(days=3)  # older news is fetched, not told
GONE = 410  # the receiver says: never again


def new_salt() -> str:
    """What makes one secret differ from the next."""
    return secrets.token_hex(32)


def secret_of(installation_key: str, ref: str, salt: str) -> str:
    """The shared secret as receivers enter it: `whsec_` and 32 bytes in base64.

    Derived from the installation's key, which lies outside the database: a stolen copy of the database signs nothing.
    """
    derive = HKDF(algorithm=SHA256(), length=32, salt=bytes.fromhex(salt), info=f"watchward webhook {ref}".encode())
    return "whsec_" + base64.b64encode(derive.derive(installation_key.encode())).decode()


def body_of(*, kind: str, ref: str, at: datetime, partnership_ref: str) -> bytes:
    """References only (never personal data): what happened, to which thing, when, in which partnership."""
    said = {
        "type": kind,
        "timestamp": at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "data": {"ref": ref, "partnership": partnership_ref},
    }
    return json.dumps(said, separators=(",", ":")).encode()


def signed_headers(secret: str, message_id: str, now: datetime, body: bytes) -> dict[str, str]:
    """The headers by which a receiver knows who sent this, that nobody changed it, and that it is not an old copy."""
    moment = int(now.timestamp())
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.digest(key, f"{message_id}.{moment}.".encode() + body, hashlib.sha256)
    return {
        "Content-Type": "application/json",
        "User-Agent": "Watchward-Webhooks/1",
        "webhook-id": message_id,
        "webhook-timestamp": str(moment),
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }


def wait_after(failures: int) -> timedelta:
    """How long nothing is tried after so many failures in a row (1 or more)."""
    return WAITS[min(failures, len(WAITS)) - 1]


def problems_of(*, name: str, url: str, kinds: list[str], to_loopback: bool = False) -> dict[str, str]:
    """What is wrong with a webhook as somebody typed it, by field; empty when nothing is."""
    found = {}
    if not name:
        found["name"] = "Say which program listens there, in a few words."
    elif len(name) > LONGEST_NAME:
        found["name"] = f"The name is longer than {LONGEST_NAME} characters. Shorten it."
    try:
        target_of(url, to_loopback=to_loopback)
    except NotAllowedOut as refused:
        found["url"] = str(refused)
    if not kinds:
        found["kinds"] = "Pick at least one event."
    elif set(kinds) - set(KINDS):
        found["kinds"] = "Pick events from the list only."
    return found
