"""One question on its way to the engine and back: a client's request enters, the engine's bytes leave as they come.

A client that goes away closes the engine's connection, which makes the engine stop. An engine that dies becomes an error
with a sentence, before the answer's head as a status, after it as the stream's last event.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable
from contextlib import aclosing, suppress

from jupyter_viscode.backends.refusal import OVERFLOW, said
from jupyter_viscode.errors import BackendError, ViscodeError
from jupyter_viscode.host import http
from jupyter_viscode.host.failure import answer_failure, overflow, to_json
from jupyter_viscode.host.figures import Figures, Seen
from jupyter_viscode.host.worker import Worker

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
    try:
        async with asyncio.timeout(silence):
            head, reader, writer = await worker.ask("POST", path, content, accept)
        try:
            if head.status != 200:
                out.write(await _refused(worker, head, reader))
                figures.failed += 1
                return
            out.write(http.head_bytes(200, head.headers.get("content-type", "application/json")))
            begun = True
            async with aclosing(http.body(reader, head, silence)) as parts:
                async for data in parts:
                    out.write(data)
                    seen.take(data)
                    await out.drain()
            seen.complete = True
        finally:
            writer.close()
            # A client may leave as soon as it has read the last event.
            if seen.complete:
                figures.add(seen)
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


async def _refused(worker: Worker, head: http.Head, reader: asyncio.StreamReader) -> bytes:
    """The engine's refusal, in its own words unless this package has better ones."""
    content = b""
    async with aclosing(http.body(reader, head, 10.0)) as parts:
        async for data in parts:
            content += data
            if len(content) > 2**20:
                break
    words = said(content)
    if OVERFLOW.search(words):
        context = worker.wanted.options.context or worker.abilities.context
        return http.json_answer(400, {"error": to_json(overflow(worker.wanted, words, context))})
    return http.head_bytes(head.status, head.headers.get("content-type", "application/json")) + content


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
