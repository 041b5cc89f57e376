"""An engine's answer on its way to a client: bytes of one connection enter, its body leaves by another as it comes.

Made for the many small pieces of a model's answer: each is handed on in the callback that brings it, without a task to wake.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from jupyter_viscode.host.http import BadRequest, Broken, Framing, Head, framing, parse_head

HEAD_LIMIT = 64 * 1024
PENDING_LIMIT = 2**20
"""Bytes that a client may leave unread before the engine's connection is no longer read."""


class Passage(asyncio.Protocol):
    """One answer.

    Parameters
    ----------
    begin
        Called with the head; gives where the body goes, or None to have it kept in `kept`.
    """

    def __init__(self, begin: Callable[[Head], Callable[[bytes], int] | None]) -> None:
        self.over: asyncio.Future[Head] = asyncio.get_running_loop().create_future()
        """The head, once the body is complete; Broken when it never will be."""
        self.kept = bytearray()
        self.heard = 0.0
        """When something came last, in the loop's time."""
        self._begin = begin
        self._loop = asyncio.get_running_loop()
        self._head: Head | None = None
        self._framing: Framing | None = None
        self._send: Callable[[bytes], int] | None = None
        self._start = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to listen."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self.heard = self._loop.time()

    def data_received(self, data: bytes) -> None:
        """Hand on what came."""
        self.heard = self._loop.time()
        if self.over.done():
            return
        try:
            if self._framing is None:
                data = self._read_head(data)
            if self._framing is not None:
                self._pass(self._framing.feed(data))
                if self._framing.done:
                    self._end()
        except (Broken, BadRequest) as error:
            self._end(error)

    def _read_head(self, data: bytes) -> bytes:
        """Collect the head; what follows it."""
        self._start += data
        head, end, rest = self._start.partition(b"\r\n\r\n")
        if not end:
            if len(self._start) > HEAD_LIMIT:
                raise Broken("the head is too long")
            return b""
        self._start, self._head = b"", parse_head(head + end)
        self._framing = framing(self._head)
        self._send = self._begin(self._head)
        return rest

    def _pass(self, data: bytes) -> None:
        if not data:
            return
        if self._send is None:
            if len(self.kept) < PENDING_LIMIT:
                self.kept += data
        elif self._send(data) > PENDING_LIMIT:
            assert self._transport is not None
            self._transport.pause_reading()
            self._resume_later()

    def _resume_later(self) -> None:
        self._loop.call_later(0.05, self._resume)

    def _resume(self) -> None:
        if self._transport is None or self._transport.is_closing():
            return
        if self._send is not None and self._send(b"") > PENDING_LIMIT // 2:
            self.heard = self._loop.time()  # it is the client that is slow
            self._resume_later()
        else:
            self._transport.resume_reading()

    def connection_lost(self, error: Exception | None) -> None:
        """The connection's end is the body's where nothing else says it."""
        complete = self._framing is not None and self._framing.open_ended and error is None
        self._end(None if complete else Broken(str(error or "end of file")))

    def _end(self, error: Exception | None = None) -> None:
        if self.over.done():
            return
        if error is not None:
            self.over.set_exception(error)
            self.over.exception()  # who has stopped waiting need not be told
        else:
            assert self._head is not None
            self.over.set_result(self._head)

    @property
    def is_complete(self) -> bool:
        """True when the whole body has come."""
        return self.over.done() and not self.over.cancelled() and self.over.exception() is None

    async def until_over(self, silence: float) -> Head:
        """Wait for the body's end.

        Raises
        ------
        Broken
            The engine closed the connection before.
        TimeoutError
            Nothing came for `silence` seconds.
        """
        while not self.over.done():
            rest = self.heard + silence - self._loop.time()
            if rest <= 0:
                raise TimeoutError
            await asyncio.wait({self.over}, timeout=rest)
        return self.over.result()
