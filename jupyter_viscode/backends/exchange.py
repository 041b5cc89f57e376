"""One HTTP request that can be abandoned at any moment, in its connecting and its waiting as well.

A request enters; a Head, chunks of bytes, and the end leave, one by one, in the caller's thread. The socket is read in a
thread of its own, where closing the exchange cancels whatever it waits for and closes the connection: that is what makes
a server stop computing.
"""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Head:
    """The first that is known of an answer."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""


class Exchange:
    """A request under way; leave the ``with`` block to abandon it.

    Parameters
    ----------
    method, url, headers, content
        The request.
    connect
        Seconds to connect.
    loopback
        True when the server is on this machine: then proxies from the environment do not apply.
    """

    def __init__(
        self, method: str, url: str, headers: Mapping[str, str], content: bytes = b"", *, connect: float, loopback: bool
    ) -> None:
        self._request = (method, url, dict(headers), content)
        self._connect = connect
        self._trust_env = not loopback
        self._events: queue.SimpleQueue[Head | bytes | BaseException | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._closed = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._thread = threading.Thread(target=self._run, name="viscode-request", daemon=True)

    def __enter__(self) -> Exchange:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        with self._lock:
            self._closed = True
            if self._loop is not None and self._task is not None:
                self._loop.call_soon_threadsafe(self._task.cancel)
        self._thread.join(0.3)

    def read(self, seconds: float) -> Head | bytes | None:
        """The next part of the answer, None at its end.

        Raises ``queue.Empty`` when nothing came within `seconds`, and what httpx raised when the exchange failed.
        """
        event = self._events.get(timeout=seconds)
        if isinstance(event, BaseException):
            raise event
        return event

    def _run(self) -> None:
        try:
            asyncio.run(self._talk())
        except asyncio.CancelledError:
            pass
        except Exception as error:
            self._events.put(error)

    async def _talk(self) -> None:
        with self._lock:
            if self._closed:
                return
            self._loop, self._task = asyncio.get_running_loop(), asyncio.current_task()
        try:
            await self._transfer()
        finally:
            with self._lock:
                self._loop = self._task = None

    async def _transfer(self) -> None:
        import httpx

        method, url, headers, content = self._request
        timeout = httpx.Timeout(None, connect=self._connect)
        secure = urlsplit(url).scheme == "https"
        async with (
            httpx.AsyncClient(timeout=timeout, trust_env=self._trust_env, verify=secure) as client,
            client.stream(method, url, headers=headers, content=content) as response,
        ):
            self._events.put(Head(response.status_code, {k.lower(): v for k, v in response.headers.items()}))
            async for chunk in response.aiter_bytes():
                self._events.put(chunk)
        self._events.put(None)
