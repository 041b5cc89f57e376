"""The one model in memory and who may use it: wishes for models enter, each leaves with a worker when its turn has come.

Turns go round the clients, so that none is starved by another that asks much. A wish for another model waits until the
answers under way are done; then the old engine is stopped before the new one starts, because memory rarely holds both.
"""

from __future__ import annotations

import asyncio
import collections
import logging
import sys
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from jupyter_viscode import registry
from jupyter_viscode.errors import BackendError, ModelError, ViscodeError
from jupyter_viscode.host import hashes, place
from jupyter_viscode.host.engine import Engine
from jupyter_viscode.host.service.worker import Worker
from jupyter_viscode.host.wanted import Wanted

HOLD_SECONDS = 1.0
"""How long a model that was just loaded for a client waits for its question before another model may take its place."""
LEFT_SECONDS = 2.0
"""How long a load goes on that nobody waits for any more: whoever stopped it may ask again at once."""
_LEFT = "nobody waits for it"
_LOG = logging.getLogger("jupyter_viscode.host")


@dataclass(eq=False)
class _Ticket:
    """A place in the queue."""

    wanted: Wanted
    client: str
    granted: asyncio.Future[Worker] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


@dataclass
class Loading:
    """A load under way."""

    wanted: Wanted
    started: float
    task: asyncio.Task[None] | None = None
    worker: Worker | None = None
    given_up: str = ""
    """Why it is being ended."""


class Keeper:
    """Loads, replaces and lends out the model.

    Parameters
    ----------
    folder
        The host's private folder.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.worker: Worker | None = None
        self.loading: Loading | None = None
        self.running = 0
        self.last_used = time.monotonic()
        self._lines: dict[str, collections.deque[_Ticket]] = {}
        self._held_until = 0.0
        self._closed = False

    # -- turns ---------------------------------------------------------------------------------------------------------

    @asynccontextmanager
    async def turn(self, wanted: Wanted, client: str) -> AsyncIterator[Worker]:
        """Wait for a turn with a model; it is loaded by then.

        Raises
        ------
        ViscodeError
            When the model cannot be loaded.
        """
        ticket = _Ticket(wanted, client)
        self._lines.setdefault(client, collections.deque()).append(ticket)
        self._dispatch()
        try:
            worker = await ticket.granted
        except BaseException:
            self._withdraw(ticket)
            raise
        try:
            yield worker
        finally:
            self._release()

    async def load(self, wanted: Wanted, client: str) -> Worker:
        """Have a model loaded, without a turn when it is already."""
        if self._fits(wanted):
            assert self.worker is not None
            return self.worker
        async with self.turn(wanted, client) as worker:
            self._held_until = time.monotonic() + HOLD_SECONDS
            return worker

    @property
    def waiting(self) -> int:
        """Questions that wait for their turn."""
        return sum(map(len, self._lines.values()))

    def _fits(self, wanted: Wanted) -> bool:
        worker = self.worker
        return worker is not None and worker.alive and not worker.farewell and worker.wanted.id == wanted.id

    @property
    def slots(self) -> int:
        """Answers that may be written at the same time."""
        worker = self.worker
        if worker is None or not worker.abilities.batch:
            return 1
        return max(worker.wanted.options.slots, worker.abilities.slots)

    def _dispatch(self) -> None:
        """Grant as many turns as possible, or begin to load what the next one wants."""
        while self.loading is None and not self._closed and (ticket := self._next()) is not None:
            if self._fits(ticket.wanted):
                if self.running >= self.slots:
                    return
                self._grant(ticket)
            elif self.running:
                return
            elif (rest := self._held_until - time.monotonic()) > 0 and self.worker is not None and self.worker.alive:
                asyncio.get_running_loop().call_later(rest, self._dispatch)
                self._grant_holder()
                return
            else:
                self.loading = Loading(ticket.wanted, time.monotonic())
                self.loading.task = asyncio.create_task(self._load(self.loading))

    def _grant_holder(self) -> None:
        """Let the question through for which the model was loaded a moment ago."""
        found = next((t for line in self._lines.values() for t in line if self._fits(t.wanted)), None)
        if found is not None:
            self._grant(found)

    def _grant(self, ticket: _Ticket) -> None:
        assert self.worker is not None
        self._take_out(ticket)
        if ticket.client in self._lines:  # others of this client wait behind those of everybody else
            self._lines[ticket.client] = self._lines.pop(ticket.client)
        self.running += 1
        self._held_until = 0.0
        ticket.granted.set_result(self.worker)

    def _next(self) -> _Ticket | None:
        return next((line[0] for line in self._lines.values() if line), None)

    def _take_out(self, ticket: _Ticket) -> None:
        line = self._lines.get(ticket.client)
        if line is not None and ticket in line:
            line.remove(ticket)
            if not line:
                del self._lines[ticket.client]

    def _withdraw(self, ticket: _Ticket) -> None:
        self._take_out(ticket)
        granted = ticket.granted
        if granted.done() and not granted.cancelled() and granted.exception() is None:
            self._release()
        loading = self.loading
        if loading is not None and not self._is_awaited(loading):
            asyncio.get_running_loop().call_later(LEFT_SECONDS, self._leave, loading)

    def _release(self) -> None:
        self.running -= 1
        self.last_used = time.monotonic()
        self._dispatch()

    # -- loading -------------------------------------------------------------------------------------------------------

    async def _load(self, loading: Loading) -> None:
        wanted = loading.wanted
        try:
            await self._make_room()
            loading.worker = self._make(wanted)
            await loading.worker.start()
            self.worker = loading.worker
            self._hash(wanted)
        except ViscodeError as error:
            _LOG.warning("%s: %s", wanted.title, error)
            self._refuse(wanted, error)
        except asyncio.CancelledError:
            _LOG.info("%s is no longer loaded: %s", wanted.title, loading.given_up)
            if loading.given_up != _LEFT:  # who has asked since then starts it anew
                self._refuse(
                    wanted, ModelError(f"{wanted.title} was unloaded while it was loading.", hint="Ask again to load it.")
                )
        except Exception as error:  # an engine of a third party may fail in any way
            _LOG.exception("%s cannot be loaded", wanted.title)
            self._refuse(wanted, ModelError(f"{wanted.title} cannot be loaded: {error}", hint="See: viscode host status"))
        finally:
            self.loading = None
            self.last_used = time.monotonic()
            self._dispatch()

    async def _make_room(self) -> None:
        """End the engine before, wholly even when the load is given up meanwhile."""
        dropping = asyncio.ensure_future(self._drop("another model was asked for"))
        try:
            await asyncio.shield(dropping)
        except asyncio.CancelledError:
            await dropping
            raise

    def _is_awaited(self, loading: Loading) -> bool:
        return any(ticket.wanted.id == loading.wanted.id for line in self._lines.values() for ticket in line)

    def _leave(self, loading: Loading) -> None:
        """End a load that nobody waits for: it takes memory, and others wait behind it."""
        if loading is self.loading and not self._is_awaited(loading):
            self._give_up(loading, _LEFT)

    def _give_up(self, loading: Loading, reason: str) -> None:
        # Once only: a second time would break into the engine's end.
        if loading.task is not None and not loading.given_up:
            loading.given_up = reason
            loading.task.cancel()

    def _make(self, wanted: Wanted) -> Worker:
        engine: Engine = registry.load("engines", wanted.engine)()
        if not engine.installed():
            raise ModelError(
                f"The engine {engine.name} is not installed in the environment of the model host ({sys.prefix}).",
                hint=f'There: pip install "jupyter_viscode[{engine.extra}]"; or end the host with: viscode host stop',
            )
        place.clean(self.folder)
        private = place.engine_folder(self.folder)
        return Worker(wanted, engine, engine.launch(wanted.source, wanted.options, private), private)

    def _refuse(self, wanted: Wanted, error: ViscodeError) -> None:
        """Tell everybody who waits for this model; loading it again for each would fail again for each."""
        waiting = [t for line in self._lines.values() for t in line if t.wanted.id == wanted.id]
        for ticket in waiting:
            self._give(ticket, error)

    def _give(self, ticket: _Ticket, error: ViscodeError) -> None:
        """End somebody's waiting with an error."""
        self._take_out(ticket)
        if not ticket.granted.done():
            ticket.granted.set_exception(error)

    def _hash(self, wanted: Wanted) -> None:
        if hashes.known(self.folder, wanted.source) is None:
            threading.Thread(target=hashes.compute, args=(self.folder, wanted.source), daemon=True).start()

    # -- unloading -----------------------------------------------------------------------------------------------------

    async def unload(self, reason: str = "the model was unloaded") -> Wanted | None:
        """Free the memory at once; answers under way end with a sentence. What was loaded, None for nothing."""
        loading = self.loading
        for ticket in [ticket for line in self._lines.values() for ticket in line]:
            if loading is None or ticket.wanted.id != loading.wanted.id:
                title = ticket.wanted.title
                self._give(ticket, BackendError(f"{title} did not come to its answer: {reason}.", hint="Ask again to load it."))
        if loading is not None and loading.task is not None:
            self._give_up(loading, reason)
            await asyncio.wait([loading.task])
            return loading.wanted
        return await self._drop(reason)

    async def close(self) -> None:
        """Unload for good."""
        self._closed = True
        await self.unload("the host was stopped")
        place.clean(self.folder)

    async def _drop(self, reason: str) -> Wanted | None:
        worker, self.worker = self.worker, None
        if worker is None:
            return None
        worker.farewell = reason
        await worker.stop()
        _LOG.info("%s is unloaded: %s", worker.wanted.title, reason)
        return worker.wanted
