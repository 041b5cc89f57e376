"""The exchange with a server on this machine whose answers end with their connection: this package's own host.

The same as `Exchange` from outside. It needs neither a thread nor a library: a piece of an answer costs two system calls,
where a model writes hundreds of them.
"""

from __future__ import annotations

import queue
import socket
from collections.abc import Mapping
from types import TracebackType
from urllib.parse import urlsplit

from jupyter_viscode.backends.exchange import Head

_SIZE = 65536


class LoopbackExchange:
    """A request under way; leave the ``with`` block to abandon it.

    Parameters
    ----------
    method, url, headers, content
        The request.
    connect
        Seconds to connect.
    loopback
        As for `Exchange`; there is no other way here.
    """

    def __init__(
        self, method: str, url: str, headers: Mapping[str, str], content: bytes = b"", *, connect: float, loopback: bool
    ) -> None:
        parts = urlsplit(url)
        self._address = (parts.hostname or "127.0.0.1", parts.port or 80)
        lines = [f"{method} {parts.path} HTTP/1.1", f"host: {parts.netloc}", "connection: close"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        lines += [f"content-length: {len(content)}"] if content else []
        self._request = "\r\n".join([*lines, "", ""]).encode("latin-1") + content
        self._connect = connect
        self._wire: socket.socket | None = None
        self._head: bytes | None = b""
        self._rest = b""

    def __enter__(self) -> LoopbackExchange:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._wire is not None:
            self._wire.close()

    def read(self, seconds: float) -> Head | bytes | None:
        """The next part of the answer, None at its end.

        Raises ``queue.Empty`` when nothing came within `seconds`, and OSError when the connection failed.
        """
        if self._wire is None:
            self._wire = socket.create_connection(self._address, timeout=self._connect)
            self._wire.sendall(self._request)
            self._wire.settimeout(seconds)
        if self._rest:
            rest, self._rest = self._rest, b""
            return rest
        try:
            data = self._wire.recv(_SIZE)
        except TimeoutError:
            raise queue.Empty from None
        if self._head is None:
            return data or None
        return self._read_head(data)

    def _read_head(self, data: bytes) -> Head:
        if not data:
            raise ConnectionError("the connection was closed")
        assert self._head is not None
        self._head += data
        start, end, rest = self._head.partition(b"\r\n\r\n")
        if not end:
            raise queue.Empty
        self._head, self._rest = None, rest
        first, *lines = start.decode("latin-1").split("\r\n")
        named = (line.partition(":") for line in lines)
        return Head(int(first.split(" ")[1]), {name.strip().lower(): value.strip() for name, _, value in named})
