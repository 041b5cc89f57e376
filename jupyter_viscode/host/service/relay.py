"""One question on its way to the engine and back: a client's request enters, the engine's bytes leave as they come.

A client that goes away closes the engine's connection, which makes the engine stop. An engine that dies becomes an error
with a sentence, before the answer's head as a status, after it as the stream's last event.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress

from jupyter_viscode.backends.refusal import OVERFLOW, said
from jupyter_viscode.errors import BackendError, ViscodeError
from jupyter_viscode.host import http
from jupyter_viscode.host.failure import answer_failure, overflow, refused, to_json
from jupyter_viscode.host.library import weights
from jupyter_viscode.host.service.figures import Figures, Seen
from jupyter_viscode.host.service.passage import Passage
from jupyter_viscode.host.service.worker import Worker

CHARACTERS = 16
"""Of text for each token of the context: no prompt has so long words throughout, so that a longer one cannot fit."""
_UNKNOWN_CONTEXT = 2**20
_LAST_WORDS = 0.3
"""Seconds to wait for the exit status of an engine whose connection broke."""


async def relay(
    worker: Worker, path: str, content: bytes, accept: str, silence: float, out: asyncio.StreamWriter, figures: Figures
) -> None:
    """Pass one question on and its answer back.

    Parameters
    ----------
    silence
        Seconds without a byte from the engine until it counts as stuck.
    """
    seen, begun = Seen(), False

    def begin(head: http.Head) -> Callable[[bytes], int] | None:
        nonlocal begun
        if head.status != 200:
            return None
        begun = True
        out.write(http.head_bytes(200, head.headers.get("content-type", "application/json")))
        return send

    def send(data: bytes) -> int:
        if data:
            out.write(data)
            seen.take(data)
        return out.transport.get_write_buffer_size()

    passage = Passage(begin)
    try:
        transport = await worker.ask("POST", path, content, passage, accept)
        try:
            head = await passage.until_over(silence)
        finally:
            transport.abort()
            # A client may leave as soon as it has read the last event.
            if seen.complete or (begun and passage.is_complete):
                figures.add(seen)
        if not begun:
            figures.failed += 1
            out.write(_refused(worker, head, bytes(passage.kept)))
    except (http.Broken, http.BadRequest, OSError) as error:
        figures.failed += 1
        failure = await _failure(worker, error, seen.first is not None)
        if begun:
            out.write(b"\n\ndata: " + json.dumps({"error": to_json(failure)}).encode() + b"\n\n")
        else:
            out.write(http.json_answer(504 if isinstance(error, TimeoutError) else 502, {"error": to_json(failure)}))


async def _failure(worker: Worker, error: Exception, begun: bool) -> ViscodeError:
    if worker.farewell:
        return BackendError(
            f"{worker.wanted.title} stopped before its answer was complete: {worker.farewell}.",
            hint="Ask again to load it anew.",
        )
    if isinstance(error, TimeoutError):
        return BackendError(
            f"The engine of {worker.wanted.title} is stuck: it sent nothing for too long.",
            hint="Ask again; if it stays so: viscode host stop",
        )
    with suppress(TimeoutError):
        async with asyncio.timeout(_LAST_WORDS):
            await worker.ended()
    return answer_failure(worker.wanted, worker.status, worker.log, begun=begun)


def _refused(worker: Worker, head: http.Head, content: bytes) -> bytes:
    """The engine's refusal, with the next step."""
    words = said(content)
    if OVERFLOW.search(words):
        return http.json_answer(400, {"error": to_json(_overflow(worker, words))})
    # A client may leave out what an engine does not know, so that the status and the engine's words are kept.
    return http.json_answer(head.status, {"error": to_json(refused(worker.wanted, head.status, words))})


def _overflow(worker: Worker, words: str) -> BackendError:
    most = None
    with suppress(ViscodeError):
        most = weights.read(worker.wanted.source).trained_context
    return overflow(worker.wanted, words, worker.wanted.options.context or worker.abilities.context, most)


async def beyond(worker: Worker, content: bytes) -> BackendError | None:
    """The error for a question that is far too long, which an engine would take minutes to find out; None for any other."""
    limit = CHARACTERS * (worker.wanted.options.context or worker.abilities.context or _UNKNOWN_CONTEXT)
    if len(content) <= limit:
        return None
    # Elsewhere, as other answers go on meanwhile.
    count = await asyncio.to_thread(_characters, content)
    return _overflow(worker, f"the prompt has {count:,} characters") if count > limit else None


def _characters(content: bytes) -> int:
    """The text of all messages, without pictures; what is no question is left to the engine to refuse."""
    with suppress(http.BadRequest, TypeError, AttributeError):
        contents = [message.get("content") for message in http.fields_of(content).get("messages") or ()]
        parts = [part for one in contents for part in (one if isinstance(one, list) else [one])]
        return sum(len(part if isinstance(part, str) else str(part.get("text") or "")) for part in parts if part)
    return 0


async def unless_gone(work: Awaitable[None], reader: asyncio.StreamReader) -> None:
    """Do `work`, but give it up as soon as the client has closed its connection."""
    task = asyncio.ensure_future(work)
    gone = asyncio.ensure_future(_gone(reader))
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            await task
    finally:
        for one in (task, gone):
            one.cancel()
        await asyncio.gather(task, gone, return_exceptions=True)


async def _gone(reader: asyncio.StreamReader) -> None:
    with suppress(ConnectionError):
        while await reader.read(4096):
            pass
