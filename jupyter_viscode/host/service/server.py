"""The host itself: requests on a loopback port enter, with the token; the model's answers, and what the host says, leave.

``/v1/...`` is the engine, for any client of OpenAI's API; ``/as/CLIENT/MODEL/v1/...`` the same for a client that wants one
model and no other. ``/host/status|load|unload|stop`` are the host's own; their answers are lines of JSON.
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import json
import logging
import os
import re
import secrets
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jupyter_viscode import __version__
from jupyter_viscode.errors import BackendError, ViscodeError
from jupyter_viscode.host import hashes, http, running
from jupyter_viscode.host.failure import to_json
from jupyter_viscode.host.running import Running
from jupyter_viscode.host.service.figures import Figures
from jupyter_viscode.host.service.keeper import Keeper
from jupyter_viscode.host.service.relay import beyond, relay, unless_gone
from jupyter_viscode.host.service.worker import Worker
from jupyter_viscode.host.wanted import Wanted

IDLE_SECONDS = 20 * 60.0
"""How long the host stays without a question."""
LOOK_SECONDS = 1.0
"""Between two looks whether the host can still be found."""
SILENCE_SECONDS = 300.0
"""How long an engine may send nothing."""
HEAD_SECONDS = 10.0
"""How long a connection may take to say what it wants."""
MOST_UNKNOWN = 128
"""Connections that may wait at the same time without having shown the token: anybody on the machine can open one."""
FIRST_SECONDS = 0.01
"""Until the first line about a load."""
TELL_SECONDS = 0.25
"""Between two such lines."""
_OWN = re.compile(r"/as/(?P<client>[^/]+)/(?P<model>[^/]+)(?P<path>/.*)")
_HOST = re.compile(r"(?i:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?")
"""How a client of this machine calls it."""
_LOG = logging.getLogger("jupyter_viscode.host")


class Host:
    """Serves one user's kernels.

    Parameters
    ----------
    folder
        The private folder of the runtime file and the logs.
    idle
        Seconds without a question until it ends; 0 for never.
    port
        0 takes any free one.
    nonce
        Goes into the runtime file, for the process that started this one.
    """

    def __init__(self, folder: Path, *, idle: float = IDLE_SECONDS, port: int = 0, nonce: str = "") -> None:
        self.folder = folder
        self.idle = idle
        self.keeper = Keeper(folder)
        self.figures = Figures()
        self.started = time.monotonic()
        self._known: dict[str, Wanted] = {}
        self._port = port
        self._nonce = nonce
        self._token = secrets.token_urlsafe(32)
        self._stop = asyncio.Event()
        self._open: set[asyncio.Task[None]] = set()
        self._unknown: dict[asyncio.StreamWriter, None] = {}
        """Connections that have not shown the token yet, the oldest first."""
        self._latest: Wanted | None = None

    # -- its life ------------------------------------------------------------------------------------------------------

    async def run(self, ready: Callable[[Running], Any] | None = None) -> None:
        """Serve until told to stop or idle for too long; `ready` is called once others can find it.

        Raises
        ------
        OSError
            The port is taken.
        """
        server = await asyncio.start_server(self._connected, "127.0.0.1", self._port, limit=http.HEAD_LIMIT)
        self._listen_to_signals()
        entry = self._entry(server.sockets[0].getsockname()[1])
        running.write(self.folder, entry)
        _LOG.info("the host %s listens on port %s, version %s", entry.pid, entry.port, __version__)
        try:
            task = asyncio.ensure_future(ready(entry)) if ready is not None else None
            await self._until_over(entry)
            if task is not None:
                task.cancel()
        finally:
            running.remove(self.folder, os.getpid())
            server.close()
            await self.keeper.close()
            if self._open:  # everybody is told before the end
                await asyncio.wait(self._open, timeout=1.0)
            _LOG.info("the host %s ends", os.getpid())

    def _entry(self, port: int) -> Running:
        pid = os.getpid()
        return Running(port, self._token, pid, running.born(pid), self._nonce, __version__, python=sys.executable)

    def _listen_to_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            try:
                loop.add_signal_handler(number, self.stop)
            except (NotImplementedError, RuntimeError):  # Windows, or a thread
                return

    def stop(self) -> None:
        """Have `run` come to its end."""
        self._stop.set()

    async def _until_over(self, entry: Running) -> None:
        while not self._stop.is_set():
            if not self._is_found(entry):
                return
            rest = self.idle - self.idle_seconds if self.idle else 3600.0
            if rest <= 0:
                _LOG.info("nothing was asked for %.0f s", self.idle)
                return
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(min(max(rest, 0.05), LOOK_SECONDS)):
                    await self._stop.wait()

    def _is_found(self, entry: Running) -> bool:
        """Write the runtime file again when it was damaged or removed; False when its whole folder is gone."""
        if not self.folder.is_dir():
            _LOG.info("the folder %s is gone, and nobody finds this host any more", self.folder)
            return False
        if running.read(self.folder) != entry:
            with contextlib.suppress(OSError):  # a full disk
                running.write(self.folder, entry)
        return True

    @property
    def idle_seconds(self) -> float:
        """How long nothing has been asked or loaded."""
        keeper = self.keeper
        if keeper.running or keeper.waiting or keeper.loading is not None:
            return 0.0
        return time.monotonic() - keeper.last_used

    # -- connections ---------------------------------------------------------------------------------------------------

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        task.add_done_callback(self._open.discard)
        self._unknown[writer] = None
        if len(self._unknown) > MOST_UNKNOWN:
            # The user's own clients speak at once, so that whoever has been silent for longest is none of them.
            silent = next(iter(self._unknown))
            del self._unknown[silent]
            silent.transport.abort()
        try:
            async with asyncio.timeout(HEAD_SECONDS):
                head = await http.read_head(reader)
            if not self._is_known(head.headers.get("authorization", "")):
                writer.write(http.json_answer(401, {"error": {"message": "This host wants its user's token."}}))
                await http.part(reader, writer)
                return
            self._unknown.pop(writer, None)
            content = await http.read_sized_body(reader, head)
            if _HOST.fullmatch(head.headers.get("host", "localhost")) is None:
                raise http.BadRequest(403)  # a web page whose name was made to mean this machine
            await unless_gone(self._answer(head, content, writer), reader)
        except http.BadRequest as error:
            hint = "Send less: a shorter instruction or program, a smaller picture." if error.status == 413 else ""
            writer.write(http.json_answer(error.status, {"error": to_json(BackendError(str(error), hint=hint))}))
            await http.part(reader, writer)
        except (http.Broken, ConnectionError, TimeoutError):
            pass
        except ViscodeError as error:
            writer.write(http.json_answer(503, {"error": to_json(error)}))
        except Exception as error:
            _LOG.exception("a request failed")
            failure = BackendError(f"The model host failed: {type(error).__name__}.", hint="See: viscode host status")
            writer.write(http.json_answer(500, {"error": to_json(failure)}))
        finally:
            self._unknown.pop(writer, None)
            with contextlib.suppress(ConnectionError, TimeoutError):
                async with asyncio.timeout(5):
                    await writer.drain()
            writer.close()

    def _is_known(self, authorization: str) -> bool:
        scheme, _, token = authorization.partition(" ")
        return scheme.lower() == "bearer" and hmac.compare_digest(token.strip().encode(), self._token.encode())

    async def _answer(self, head: http.Head, content: bytes, writer: asyncio.StreamWriter) -> None:
        method, target, _ = head.first
        path = target.partition("?")[0]
        client, wanted, own = f"{writer.get_extra_info('peername')}", self._latest, _OWN.fullmatch(path)
        if own is not None:
            client, wanted, path = own["client"], self._known.get(own["model"]), own["path"]
        match method, path:
            case "GET", "/host/status":
                writer.write(http.json_answer(200, await self.status()))
            case "POST", "/host/load":
                await self._load(http.fields_of(content), writer)
            case "POST", "/host/unload":
                freed = await self.keeper.unload()
                writer.write(http.json_answer(200, {"unloaded": freed.title if freed else None}))
            case "POST", "/host/stop":
                writer.write(http.json_answer(200, {"pid": os.getpid()}))
                self.stop()
            case "GET", "/v1/models":
                writer.write(http.json_answer(200, {"object": "list", "data": self._models()}))
            case "POST", _ if path.startswith("/v1/"):
                async with self._turn(wanted, client) as worker:
                    # Kernels know the engine's name of the model; other clients need not.
                    sent = content if own is not None else _with_model(content, worker.launch.model)
                    accept = head.headers.get("accept", "*/*")
                    if (failure := await beyond(worker, sent)) is not None:
                        self.figures.failed += 1
                        writer.write(http.json_answer(413, {"error": to_json(failure)}))
                        return
                    await relay(worker, path, sent, accept, SILENCE_SECONDS, writer, self.figures)
            case _:
                writer.write(http.json_answer(404, {"error": {"message": f"There is nothing at {path}."}}))

    def _turn(self, wanted: Wanted | None, client: str) -> contextlib.AbstractAsyncContextManager[Worker]:
        if wanted is None:
            raise BackendError("The model host has no model to answer with.", hint="Start it with: viscode serve MODEL")
        return self.keeper.turn(wanted, client)

    def _models(self) -> list[dict[str, Any]]:
        return [{"id": self._latest.source.name, "object": "model"}] if self._latest is not None else []

    # -- loading -------------------------------------------------------------------------------------------------------

    async def load(self, wanted: Wanted, client: str, tell: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
        """Have a model loaded, telling how it goes; what a client needs to know of it."""
        self._known[wanted.id] = self._latest = wanted
        task = asyncio.ensure_future(self.keeper.load(wanted, client))
        started, wait = time.monotonic(), FIRST_SECONDS
        try:
            while not task.done():
                await asyncio.wait({task}, timeout=wait)
                wait = TELL_SECONDS
                if not task.done():
                    await tell(self._progress(wanted, time.monotonic() - started))
            worker = await task
        finally:
            if not task.done():
                task.cancel()
        return {
            "state": "ready",
            "id": wanted.id,
            "model": worker.launch.model or wanted.source.name,
            "abilities": vars(worker.abilities),
            "ahead": self.keeper.waiting + self.keeper.running,
            "hash": hashes.known(self.folder, wanted.source),
        }

    async def _load(self, value: Any, writer: asyncio.StreamWriter) -> None:
        wanted = Wanted.from_json(value.get("wanted"))
        writer.write(http.head_bytes(200, "application/x-ndjson"))

        async def tell(line: dict[str, Any]) -> None:
            writer.write(http.json_line(line))
            await writer.drain()

        try:
            writer.write(http.json_line(await self.load(wanted, str(value.get("client")), tell)))
        except ViscodeError as error:
            writer.write(http.json_line({"state": "failed", "error": to_json(error)}))

    def _progress(self, wanted: Wanted, seconds: float) -> dict[str, Any]:
        loading = self.keeper.loading
        mine = loading is not None and loading.wanted.id == wanted.id
        if loading is None or not mine:
            other = loading.wanted.title if loading is not None else None
            return {"state": "waiting", "seconds": seconds, "other": other, "running": self.keeper.running}
        log = loading.worker.log if loading.worker is not None else None
        return {"state": "loading", "seconds": time.monotonic() - loading.started, "log": log[-1] if log else ""}

    # -- status --------------------------------------------------------------------------------------------------------

    async def status(self) -> dict[str, Any]:
        """What runs here and how it goes."""
        worker, loading = self.keeper.worker, self.keeper.loading
        alive = worker is not None and worker.alive
        # Looking at processes takes milliseconds, in which no answer should wait.
        memory = await asyncio.to_thread(worker.memory) if alive and worker is not None else 0
        subject = loading.wanted if loading is not None else worker.wanted if worker is not None else None
        return {
            "state": "loading" if loading is not None else "ready" if alive else "ended" if worker is not None else "empty",
            "pid": os.getpid(),
            "version": __version__,
            "python": sys.executable,
            "seconds": round(time.monotonic() - self.started, 1),
            "model": subject.source.name if subject is not None else None,
            "path": str(subject.source.path) if subject is not None else None,
            "engine": subject.engine if subject is not None else None,
            "id": subject.id if subject is not None else None,
            "options": vars(subject.options) if subject is not None else None,
            "hash": hashes.known(self.folder, subject.source) if subject is not None else None,
            "load_seconds": round(worker.load_seconds, 2) if worker is not None else None,
            "abilities": vars(worker.abilities) if worker is not None else None,
            "engine_pid": worker.pid if alive and worker is not None else None,
            "memory": memory,
            "running": self.keeper.running,
            "waiting": self.keeper.waiting,
            "served": self.figures.served,
            "failed": self.figures.failed,
            "last": self.figures.last,
            "idle_seconds": round(self.idle_seconds, 1),
            "idle_limit": self.idle,
            "log": str(self.folder / "host.log"),
            "last_log": list(worker.log)[-5:] if worker is not None else [],
        }


def _with_model(content: bytes, name: str | None) -> bytes:
    """A question with the name that the engine insists on."""
    if name is None:
        return content
    return json.dumps({**http.fields_of(content), "model": name}).encode()
