"""A small browser: one connection, one session cookie, forms with files."""

import re
import secrets
from collections.abc import Mapping, Sequence
from http.client import HTTPConnection, HTTPResponse
from typing import NamedTuple

COOKIE = "watchward"


class Answer(NamedTuple):
    """What came back."""

    status: int
    location: str
    body: bytes


class File(NamedTuple):
    """One file of a form."""

    field: str
    name: str
    content: bytes
    kind: str = "image/jpeg"


class Browser:
    """Keeps its connection; after any error the next request opens a new one."""

    def __init__(self, port: int, session: str = "", timeout: float = 60) -> None:
        self.port, self.timeout = port, timeout
        self.csrf = secrets.token_hex(16)  # the cookie and the field only have to agree
        self.cookies = {"csrftoken": self.csrf} | ({COOKIE: session} if session else {})
        self._connection: HTTPConnection | None = None

    def get(self, path: str) -> Answer:
        """GET."""
        return self._ask("GET", path, b"", {})

    def post(self, path: str, fields: Sequence[tuple[str, str]], files: Sequence[File] = ()) -> Answer:
        """POST a form with its CSRF token, as multipart."""
        boundary = secrets.token_hex(16)
        body = multipart([("csrfmiddlewaretoken", self.csrf), *fields], files, boundary)
        return self._ask("POST", path, body, {"Content-Type": f"multipart/form-data; boundary={boundary}"})

    def close(self) -> None:
        """Drop the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _ask(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        try:
            if self._connection is None:
                self._connection = HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)
            cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            self._connection.request(method, path, body or None, {"Cookie": cookies, **headers})
            answer = self._connection.getresponse()
            content = answer.read()
        except BaseException:
            self.close()
            raise
        self._keep_cookies(answer)
        return Answer(answer.status, answer.headers.get("Location", ""), content)

    def _keep_cookies(self, answer: HTTPResponse) -> None:
        for line in answer.headers.get_all("Set-Cookie") or []:
            if found := re.match(r"([^=;]+)=([^;]*)", line):
                self.cookies[found[1]] = found[2]
                if found[1] == "csrftoken":
                    self.csrf = found[2]


def multipart(fields: Sequence[tuple[str, str]], files: Sequence[File], boundary: str) -> bytes:
    """The body of a form, as browsers write it."""
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields
    ]
    for file in files:
        head = f'Content-Disposition: form-data; name="{file.field}"; filename="{file.name}"'
        parts += [f"--{boundary}\r\n{head}\r\nContent-Type: {file.kind}\r\n\r\n".encode(), file.content, b"\r\n"]
    return b"".join([*parts, f"--{boundary}--\r\n".encode()])
