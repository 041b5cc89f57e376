"""The little of HTTP/1.1 that the host speaks on loopback: streams enter; heads, bodies and errors leave.

One request a connection, which keeps both sides simple and lets an end of file mean one thing: the other side is gone.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol

HEAD_LIMIT = 64 * 1024
BODY_LIMIT = 32 * 2**20
"""Bytes of a question: a few pictures, or more text than any model reads."""
DRAIN_SECONDS = 3.0
"""How long what nobody wants is still taken off the wire, so that its sender hears why."""
_REASONS = {
    200: "OK", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found",
    405: "Method Not Allowed", 408: "Request Timeout",
    409: "Conflict", 411: "Length Required", 413: "Content Too Large", 500: "Internal Server Error", 502: "Bad Gateway",
    503: "Service Unavailable", 504: "Gateway Timeout",
}  # fmt: skip


class BadRequest(Exception):
    """A request that cannot be read; carries the status to answer with, and why in a sentence where that helps."""

    def __init__(self, status: int, sentence: str = "") -> None:
        super().__init__(sentence or f"{_REASONS[status]}.")
        self.status = status


class Broken(Exception):
    """The other side closed the connection before its message was complete."""


@dataclass(frozen=True)
class Head:
    """The start of a message."""

    first: tuple[str, str, str]
    """The three parts of the first line."""
    headers: Mapping[str, str]
    """Names in lower case."""

    @property
    def status(self) -> int:
        """Of an answer."""
        return int(self.first[1])


async def read_head(reader: asyncio.StreamReader) -> Head:
    """The first line and the headers; raises Broken or BadRequest."""
    try:
        return parse_head(await reader.readuntil(b"\r\n\r\n"))
    except asyncio.IncompleteReadError as error:
        raise Broken(str(error)) from None
    except asyncio.LimitOverrunError:
        raise BadRequest(413) from None
    except ConnectionError as error:
        raise Broken(str(error)) from None


def parse_head(data: bytes) -> Head:
    """A head with its empty line; raises BadRequest."""
    first, *lines = data.decode("latin-1").split("\r\n")
    parts = (*first.split(" ", 2), "")[:3]
    if len(parts) < 3:
        raise BadRequest(400)
    named = (line.partition(":") for line in lines if line)
    return Head((parts[0], parts[1], parts[2]), {name.strip().lower(): value.strip() for name, _, value in named})


async def read_sized_body(reader: asyncio.StreamReader, head: Head) -> bytes:
    """The body of a request that says how long it is."""
    length = head.headers.get("content-length")
    if length is None:
        if "transfer-encoding" in head.headers:
            raise BadRequest(411)
        return b""
    if not (length.isascii() and length.isdigit()):
        raise BadRequest(400)
    if len(length) > 18 or int(length) > BODY_LIMIT:
        raise BadRequest(413, f"The question is larger than {BODY_LIMIT >> 20} MiB, the most that is taken.")
    try:
        return await reader.readexactly(int(length))
    except (asyncio.IncompleteReadError, ConnectionError) as error:
        raise Broken(str(error)) from None


async def part(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """End an answer to a question that was not read whole, and throw away for a moment what still comes of it.

    A connection closed over unread bytes takes the answer with it. The end is said first: most wait for it before they close.
    """
    with suppress(TimeoutError, OSError):
        writer.write_eof()
        async with asyncio.timeout(DRAIN_SECONDS):
            while await reader.read(1 << 20):
                pass


def fields_of(content: bytes) -> dict[str, Any]:
    """The object that a request's body holds; raises BadRequest for anything else."""
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        raise BadRequest(400) from None
    if not isinstance(value, dict):
        raise BadRequest(400)
    return value


class Framing(Protocol):
    """How an answer's body is told from what surrounds it."""

    done: bool
    """True when the body is complete."""
    open_ended: bool
    """True when the end of the connection is the body's end."""

    def feed(self, data: bytes) -> bytes:
        """The content in `data`; raises Broken for what is no body."""
        ...


def framing(head: Head) -> Framing:
    """The framing that an answer's head announces."""
    if "chunked" in head.headers.get("transfer-encoding", "").lower():
        return Chunked()
    length = head.headers.get("content-length", "")
    return Sized(int(length) if length.isdigit() else None)


class Sized:
    """A body of so many bytes, or of all that comes."""

    def __init__(self, length: int | None) -> None:
        self._left = length
        self.open_ended = length is None
        self.done = length == 0

    def feed(self, data: bytes) -> bytes:
        """The content in `data`."""
        if self._left is None:
            return data
        data = data[: self._left]
        self._left -= len(data)
        self.done = not self._left
        return data


class Chunked:
    """A body in chunks, which may come in pieces of any size."""

    open_ended = False

    def __init__(self) -> None:
        self.done = False
        self._line = b""
        """The beginning of a chunk's first line."""
        self._left = 0
        """Bytes of the chunk that are to come, the two behind its content included."""

    def feed(self, data: bytes) -> bytes:
        """The content in `data`; raises Broken for what is no chunk."""
        data, self._line = self._line + data, b""
        found: list[bytes] = []
        while data and not self.done:
            if self._left > 2:
                piece = data[: self._left - 2]
                found.append(piece)
            elif self._left:
                piece = data[: self._left]
            else:
                data = self._begin(data)
                continue
            self._left -= len(piece)
            data = data[len(piece) :]
        return b"".join(found)

    def _begin(self, data: bytes) -> bytes:
        """Read a chunk's first line; what follows it."""
        line, end, rest = data.partition(b"\r\n")
        if not end:
            self._line = data
            return b""
        try:
            size = int(line.partition(b";")[0], 16)
        except ValueError:
            raise Broken("no chunk") from None
        self._left, self.done = size + 2 if size else 0, not size
        return rest


def head_bytes(status: int, content_type: str) -> bytes:
    """The head of an answer whose end is the end of the connection."""
    return (
        f"HTTP/1.1 {status} {_REASONS.get(status, 'Answer')}\r\ncontent-type: {content_type}\r\n"
        "cache-control: no-store\r\nconnection: close\r\n\r\n"
    ).encode("latin-1")


def json_answer(status: int, value: Any) -> bytes:
    """A whole answer with one line of JSON."""
    return head_bytes(status, "application/json") + json_line(value)


def json_line(value: Any) -> bytes:
    """One line of JSON."""
    return json.dumps(value).encode() + b"\n"


def request_bytes(method: str, path: str, content: bytes, *, token: str | None, accept: str = "*/*") -> bytes:
    """A whole request, as it goes to an engine or to the host."""
    lines = [f"{method} {path} HTTP/1.1", "host: localhost", "connection: close", f"accept: {accept}"]
    if token:
        lines.append(f"authorization: Bearer {token}")
    if method == "POST":
        lines += ["content-type: application/json", f"content-length: {len(content)}"]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + content
