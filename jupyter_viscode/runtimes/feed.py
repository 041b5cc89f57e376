"""The way of a program into a child that runs already: parts enter on one end, and come out on the other.

`Feeder` is the session's end, `parts` the child's. The child answers each part that it has run with one byte, so that the
session knows when it only waits.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import select
import socket
import struct
from collections.abc import Iterator
from dataclasses import dataclass

_SIZE = struct.Struct("!q")
_DONE = b"."
_PATIENCE = 5.0
"""Seconds to wait for a child that does not take what it is sent."""


@dataclass(frozen=True)
class Part:
    """Some lines of a program."""

    source: str
    whole: str | None = None
    """The whole program, with its last part."""
    handles: tuple[str, ...] = ()
    """With the last part: names of variables that hold a file or connection of the session."""


class Feeder:
    """The session's end of the way."""

    def __init__(self) -> None:
        self._socket, self._theirs = socket.socketpair()
        self._socket.setblocking(False)
        self._sent = self._done = 0

    @property
    def feed(self) -> int:
        """The child's end."""
        return self._theirs.fileno()

    def send(self, part: Part) -> None:
        """Send a part; raises OSError when the child takes nothing any more."""
        data = pickle.dumps(part)
        view = memoryview(_SIZE.pack(len(data)) + data)
        self._sent += 1
        while view:
            if not select.select([], [self._socket], [], _PATIENCE)[1]:
                raise TimeoutError
            view = view[self._socket.send(view) :]

    def waits(self) -> bool:
        """True while the child has run all that it was sent."""
        with contextlib.suppress(OSError):
            self._done += len(self._socket.recv(1000))
        return self._done >= self._sent

    def handed_over(self) -> None:
        """Shut the child's end in this process: the child has it, or is gone."""
        self._theirs.close()

    def close(self) -> None:
        """Shut the session's end; a child that waits ends itself."""
        self._socket.close()


def parts(feed: int) -> Iterator[Part]:
    """The parts of a program as they come; the last one has the whole program. Ends without it when the session gave up."""
    while True:
        head = _read(feed, _SIZE.size)
        data = _read(feed, _SIZE.unpack(head)[0]) if head else b""
        if not data:
            return
        part: Part = pickle.loads(data)  # from the session, which is trusted
        yield part
        if part.whole is not None:
            return
        os.write(feed, _DONE)


def _read(descriptor: int, size: int) -> bytes:
    """So many bytes; fewer than that are none."""
    data = b""
    while len(data) < size:
        chunk = os.read(descriptor, size - len(data))
        if not chunk:
            return b""
        data += chunk
    return data
