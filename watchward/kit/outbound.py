"""Send a small message to an address that somebody typed, without being led to an inside door (SSRF).

The name is resolved once, every address it has must be public, and the connection goes to that very address, while
TLS still proves the name. No proxy, no redirect, no cookie; one clock for everything; 4 KiB of the answer at most.
"""

import ipaddress
import re
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

SECONDS = 5.0  # from the first packet to the status line, everything together
MOST_ANSWER = 4096
LONGEST_URL = 500
HTTPS_PORT = 443
_PLAIN = re.compile(r"[!-~]+")  # printable ASCII without a space: what may stand in a request line
_NAME = re.compile(r"(?=.{1,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
_STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})(?: [^\r\n]*)?\r?\n")
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1"})

# The special-purpose registries of IANA (RFC 6890 and its updates), written out: what a Python release calls global
# has changed between releases, and NAT64 counts as global there although it leads to any IPv4 address.
_CLOSED_V4 = (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
    "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    "168.63.129.16/32",  # a cloud's metadata and wire server that stands in public space
)  # fmt: skip
_OPEN_V6 = ipaddress.ip_network("2000::/3")  # the only space given out; mapped, NAT64, ULA, link-local lie outside
_CLOSED_V6 = (
    "2001::/23",  # protocol assignments: Teredo, benchmarking, ORCHID
    "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3ffe::/16", "3fff::/20",
)  # fmt: skip
_CLOSED = tuple(ipaddress.ip_network(one) for one in (*_CLOSED_V4, *_CLOSED_V6))

Resolver = Callable[[str, int], list[str]]


class NotAllowedOut(Exception):  # noqa: N818 (a refusal, not a failure)
    """This address is not one that a message may go to; the text says why."""


class NoAnswer(Exception):  # noqa: N818
    """The message went nowhere, or nothing sensible came back; the text is a few plain words without addresses."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a message goes, as its address says."""

    host: str
    port: int
    path: str
    is_secure: bool

    @property
    def host_header(self) -> str:
        """The name as a request says it; the port only where it is not the usual one."""
        return self.host if self.port == HTTPS_PORT and self.is_secure else f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Answer:
    """The status and how long it took; nothing of the content."""

    status: int
    took_ms: int

    @property
    def is_accepted(self) -> bool:
        """Whether the receiver said yes. A redirect is no yes: it is never followed."""
        return 200 <= self.status < 300


def target_of(url: str, *, to_loopback: bool = False) -> Target:
    """Read an address: https, a name with a dot, the usual port, nothing secret in it.

    Args:   to_loopback: also take http:// to this machine, for developing; never with real data.
    Raises: NotAllowedOut.
    """
    if len(url) > LONGEST_URL or not _PLAIN.fullmatch(url):
        raise NotAllowedOut(f"Write the address in plain letters without spaces, {LONGEST_URL} characters at most.")
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError as wrong:
        raise NotAllowedOut("This is not a web address. Write it like https://hooks.example.org/watchward.") from wrong
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if to_loopback and parts.scheme == "http" and host in LOOPBACK_NAMES:
        return Target(host, port or 80, path, is_secure=False)
    if parts.scheme != "https":
        raise NotAllowedOut("The address must begin with https://, so that nobody on the way can read or change it.")
    if parts.username is not None or parts.password is not None:
        raise NotAllowedOut("Leave name and password out of the address. The signature proves who sends.")
    if parts.fragment or "#" in url:
        raise NotAllowedOut("Leave out what stands behind the # sign: it is never sent.")
    if port not in (None, HTTPS_PORT):
        raise NotAllowedOut("Only the usual port, 443, is allowed. Leave the port out.")
    if not _NAME.fullmatch(host):
        raise NotAllowedOut("Write a full name such as hooks.example.org, not a number or a name of this network.")
    return Target(host, HTTPS_PORT, path, is_secure=True)


def is_public(text: str) -> bool:
    """Whether an IP address is one of the open internet: no private, local, shared, mapped or special range."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    if address.version == 6 and (address not in _OPEN_V6 or "%" in text):
        return False
    return not any(address.version == one.version and address in one for one in _CLOSED) and address.is_global


def look_up(host: str, port: int) -> list[str]:
    """The addresses of a name, as this machine's resolver has them now."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as trouble:
        raise NoAnswer("The name was not found.") from trouble
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def pinned(target: Target, resolve: Resolver = look_up) -> str:
    """The one address to connect to, resolved once. A name with any inside address is refused as a whole.

    Raises: NotAllowedOut, NoAnswer.
    """
    found = resolve(target.host, target.port)
    if not found:
        raise NoAnswer("The name was not found.")
    if not target.is_secure:  # only `target_of(to_loopback=True)` makes these
        return _loopback(found)
    if not all(is_public(one) for one in found):
        raise NotAllowedOut("The name leads to an address that is not on the open internet.")
    return found[0]


def post(
    target: Target,
    address: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    seconds: float = SECONDS,
    context: ssl.SSLContext | None = None,
) -> Answer:
    """Send one POST to `address`, proving the name of `target` by TLS. Connects to nothing else.

    Raises: NoAnswer.
    """
    began = time.monotonic()
    with _connected(target, address, began + seconds, context) as line:
        try:
            _patient(line, began + seconds).sendall(_request(target, body, headers))
            status = _status(line, began + seconds)
        except TimeoutError as slow:
            raise NoAnswer(f"No answer within {seconds:g} seconds.") from slow
        except OSError as trouble:
            raise NoAnswer("The connection broke off.") from trouble
    return Answer(status, round((time.monotonic() - began) * 1000))


@contextmanager
def _connected(target: Target, address: str, until: float, context: ssl.SSLContext | None) -> Iterator[socket.socket]:
    try:
        line = socket.create_connection((address, target.port), timeout=max(until - time.monotonic(), 0.001))
    except TimeoutError as slow:
        raise NoAnswer("No connection in time.") from slow
    except OSError as trouble:
        raise NoAnswer("No connection.") from trouble
    with line:
        if not target.is_secure:
            yield line
            return
        try:
            sealed = (context or _context()).wrap_socket(_patient(line, until), server_hostname=target.host)
        except TimeoutError as slow:
            raise NoAnswer("No secure connection in time.") from slow
        except ssl.SSLCertVerificationError as false:
            raise NoAnswer("The certificate does not prove the name.") from false
        except OSError as trouble:
            raise NoAnswer("No secure connection.") from trouble
        with sealed:
            yield sealed


@cache
def _context() -> ssl.SSLContext:
    """The machine's own certificates; the name is checked, and nothing older than TLS 1.2 is spoken."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _patient(line: socket.socket, until: float) -> socket.socket:
    """The time that is left holds for the next step."""
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    line.settimeout(left)
    return line


def _request(target: Target, body: bytes, headers: Mapping[str, str]) -> bytes:
    said = {"Host": target.host_header, **headers, "Content-Length": str(len(body)), "Connection": "close"}
    lines = [f"POST {target.path} HTTP/1.1", *(f"{name}: {value}" for name, value in said.items())]
    if any("\r" in line or "\n" in line for line in lines):
        raise ValueError("A header holds a line break.")
    return "\r\n".join([*lines, "", ""]).encode("ascii") + body


def _status(line: socket.socket, until: float) -> int:
    """The status of the first final answer (1xx are passed over), from at most MOST_ANSWER bytes."""
    held, read = b"", 0
    while True:
        found = _STATUS.match(held)
        if found and found[1][:1] != b"1":
            return int(found[1])
        if found and b"\r\n\r\n" in held:  # an interim answer ends with an empty line; another follows
            held = held.partition(b"\r\n\r\n")[2]
            continue
        more = _patient(line, until).recv(min(MOST_ANSWER - read, 1024)) if read < MOST_ANSWER else b""
        if not more:
            raise NoAnswer("What came back is no answer of a web server.")
        held, read = held + more, read + len(more)


def _loopback(found: list[str]) -> str:
    local = [one for one in found if ipaddress.ip_address(one).is_loopback]
    if len(local) != len(found):
        raise NotAllowedOut("The name leads away from this machine.")
    return next((one for one in local if ":" not in one), local[0])
