"""A program that listens on this machine, and says what it was told to say."""

import socket
import ssl
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

OK = b"HTTP/1.1 204 No Content\r\n\r\n"


@dataclass
class Receiver:
    """Takes one request after the other; `says` is what it answers, byte for byte."""

    says: bytes = OK
    pause: float = 0.0  # before each byte of the answer
    tls: ssl.SSLContext | None = None
    heard: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    def __enter__(self) -> "Receiver":
        self._door = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_trouble: object) -> None:
        self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        self._thread.join(timeout=5)

    @property
    def port(self) -> int:
        return self._door.getsockname()[1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hooks?of=watchward"

    def _listen(self) -> None:
        while True:
            try:
                line, _from = self._door.accept()
            except OSError:
                return
            with line:
                try:
                    self._serve(line)
                except OSError:
                    continue

    def _serve(self, line: socket.socket) -> None:
        line.settimeout(5)
        if self.tls:
            line = self.tls.wrap_socket(line, server_side=True)
        with line:
            self.heard.append(self._read(line))
            for byte in self.says if self.pause else ():
                time.sleep(self.pause)
                line.sendall(bytes([byte]))
            if not self.pause:
                line.sendall(self.says)

    def _read(self, line: socket.socket) -> tuple[str, dict[str, str], bytes]:
        held = b""
        while b"\r\n\r\n" not in held:
            more = line.recv(4096)
            if not more:
                raise OSError("hung up")
            held += more
        head, _gap, body = held.partition(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        headers = {name.lower(): value for name, value in (one.split(": ", 1) for one in lines)}
        while len(body) < int(headers["content-length"]):
            body += line.recv(4096)
        return first, headers, body


def certificate_for(name: str, folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """(of the receiver, of the sender): a certificate for one name, and trust in it alone."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    names: list[x509.GeneralName] = [x509.DNSName(name)]
    if name[0].isdigit():
        names = [x509.IPAddress(ip_address(name))]
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject).issuer_name(subject).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.KeyUsage(True, False, False, False, False, True, False, False, False), critical=True
        )
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    paper, secret = folder / "certificate.pem", folder / "key.pem"
    paper.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    theirs.load_cert_chain(paper, secret)
    return theirs, ssl.create_default_context(cafile=str(paper))
