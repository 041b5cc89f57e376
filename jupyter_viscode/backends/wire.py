"""The wire to one server: a request enters, the head and the chunks of its answer leave, or a BackendError with the cause.

Looks at the user's cancellation all the time, in connecting and in waiting for the first byte as well.
"""

from __future__ import annotations

import queue
import socket
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass

from jupyter_viscode.backends.answer import Answer, cut
from jupyter_viscode.backends.exchange import Exchange, Head
from jupyter_viscode.backends.loopback import LoopbackExchange
from jupyter_viscode.errors import BackendError
from jupyter_viscode.types import Cancel

_TICK = 0.05
"""Seconds between looks at the cancellation."""
_LINGER = 2.0
"""Seconds to wait for the usage figures once the answer is complete."""
_BODY_LIMIT = 16 * 2**20
_UP = "Start the model server, or check the base URL."


class Cancelled(Exception):
    """The user stopped the request."""


@dataclass(frozen=True)
class Wire:
    """How a server is reached."""

    base: str
    where: str
    """Host and port, for messages."""
    loopback: bool
    key: str | None
    connect: float
    """Seconds to connect."""
    total: float
    """Seconds for a whole answer, for messages."""
    exchange: type[Exchange | LoopbackExchange] = Exchange

    def parts(
        self, method: str, path: str, content: bytes, cancel: Cancel, timeout: float, deadline: float, answer: Answer
    ) -> Generator[Head | bytes, None, None]:
        """The Head, then the chunks. Looks at `cancel` all the time; raises BackendError for whatever goes wrong."""
        headers = {"content-type": "application/json", "accept": "text/event-stream, application/json"}
        if self.key:
            headers["authorization"] = f"Bearer {self.key}"
        size = 0
        with self.exchange(
            method, self.base + path, headers, content, connect=self.connect, loopback=self.loopback
        ) as exchange:
            while (part := self._next(exchange, cancel, timeout, deadline, answer)) is not None:
                yield part
                size += len(part) if isinstance(part, bytes) else 0
                if size > _BODY_LIMIT:
                    raise BackendError(
                        f"The server at {self.where} sent more than {_BODY_LIMIT // 2**20} MB.", hint="Check its log."
                    )

    def _next(
        self, exchange: Exchange | LoopbackExchange, cancel: Cancel, timeout: float, deadline: float, answer: Answer
    ) -> Head | bytes | None:
        silent = time.monotonic() + timeout
        while True:
            if cancel.is_set():
                raise Cancelled
            now = time.monotonic()
            if answer.complete_since is not None and now > answer.complete_since + _LINGER:
                return None
            if now > min(silent, deadline):
                raise self._late(timeout if silent <= deadline else self.total, answer, silent <= deadline)
            try:
                return exchange.read(_TICK)
            except queue.Empty:
                continue
            except Exception as error:  # whatever the transport raises, the user gets its cause
                if answer.complete_since is not None:
                    return None
                raise self._broken(error, answer) from error

    def _late(self, seconds: float, answer: Answer, silent: bool) -> BackendError:
        what = f"was silent for {seconds:g} seconds" if silent else f"was not done after {seconds:g} seconds"
        after = f" after {len(answer.text)} characters" if answer.text else ""
        return BackendError(f"The server at {self.where} {what}{after}.", hint="Raise --timeout, or look at the server's log.")

    def _broken(self, error: Exception, answer: Answer) -> BackendError:
        import httpx

        if isinstance(error, httpx.ConnectTimeout):
            return BackendError(
                f"The server at {self.where} did not accept a connection within {self.connect:g} seconds.", hint=_UP
            )
        if isinstance(error, httpx.ConnectError):
            if any(isinstance(cause, socket.gaierror) for cause in _causes(error)) or "resolution" in str(error).lower():
                return BackendError(
                    f"The name of the server {self.where!r} is unknown.", hint="Check the base URL and the network."
                )
            if "ssl" in str(error).lower() or "certificate" in str(error).lower():
                return BackendError(
                    f"The server at {self.where} has no valid certificate ({error}).", hint="Check the base URL."
                )
            return BackendError(f"Nothing answers at {self.where}: the connection was refused.", hint=_UP)
        if answer.text:
            return cut(self.where, answer)
        return BackendError(
            f"The connection to {self.where} broke before an answer came ({type(error).__name__}).",
            hint="Try again.",
            retryable=True,
        )


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
