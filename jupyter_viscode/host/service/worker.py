"""One engine at work: a launch enters, a process with a loaded model stands behind it until it is stopped.

The engine runs behind `guard.py`, in a process group of its own; what it prints goes to the host's log, and its last lines
are kept for the day it fails.
"""

from __future__ import annotations

import asyncio
import collections
import logging
import os
import shutil
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

from jupyter_viscode.errors import ModelError
from jupyter_viscode.host import http
from jupyter_viscode.host.engine import Abilities, Engine, Launch
from jupyter_viscode.host.failure import load_failure
from jupyter_viscode.host.service.passage import Passage
from jupyter_viscode.host.wanted import Wanted

LOAD_SECONDS = 1800.0
"""How long an engine may take to load."""
_STOP_SECONDS = 2.0
"""Between asking an engine to end and killing it."""
_HEALTH_SECONDS = 5.0
_LINES = 60
_LOG = logging.getLogger("jupyter_viscode.host")


class Worker:
    """An engine's process with the model that it serves.

    Parameters
    ----------
    folder
        Private to this engine; removed with it.
    """

    def __init__(self, wanted: Wanted, engine: Engine, launch: Launch, folder: Path) -> None:
        self.wanted = wanted
        self.launch = launch
        self.folder = folder
        self.abilities: Abilities = engine.abilities(wanted.source)
        self.log: collections.deque[str] = collections.deque(maxlen=_LINES)
        self.farewell = ""
        """Why the host ends it, when it does so before its answers are done."""
        self.load_seconds = 0.0
        self._process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None

    # -- its life ------------------------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Start the process and wait until the model is loaded.

        Raises
        ------
        ModelError
            When the engine ends before, or takes for ever; it is gone then.
        """
        started = time.monotonic()
        try:
            await self._spawn()
            await self._until_ready(started)
        except BaseException:
            await self.stop()
            raise
        self.load_seconds = time.monotonic() - started
        _LOG.info("%s is loaded after %.1f s, pid %s", self.wanted.title, self.load_seconds, self.pid)

    async def _spawn(self) -> None:
        guard = Path(__file__).with_name("guard.py")
        # No engine looks for anything in the network: the weights are here.
        offline = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1", "PYTHONUNBUFFERED": "1"}
        _LOG.info("starting %s", self.wanted.title)
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-I", "-S", str(guard), *self.launch.argv),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env={**os.environ, **offline, **self.launch.env},
            cwd=self.folder,
            start_new_session=True,
            limit=2**20,
        )
        self._reading = asyncio.create_task(self._read_log())

    async def _until_ready(self, started: float) -> None:
        wait = 0.02
        while time.monotonic() - started < LOAD_SECONDS:
            if not self.alive:
                await self._log_is_read()
                raise load_failure(self.wanted, self.status or 0, self.log)
            if await self._healthy():
                return
            await asyncio.sleep(wait)
            wait = min(0.25, wait * 1.2)
        raise ModelError(
            f"{self.wanted.title} was not loaded after {LOAD_SECONDS / 60:.0f} minutes.", hint="See: viscode host status"
        )

    async def _healthy(self) -> bool:
        with suppress(http.Broken, http.BadRequest, OSError, TimeoutError, ValueError):
            passage = Passage(lambda head: None)
            transport = await self.ask("GET", self.launch.health, b"", passage)
            try:
                return (await passage.until_over(_HEALTH_SECONDS)).status == 200
            finally:
                transport.abort()
        return False

    async def stop(self) -> None:
        """End the process and all that it started; its memory is free afterwards."""
        process = self._process
        if process is not None:
            self._signal(signal.SIGTERM)
            try:
                async with asyncio.timeout(_STOP_SECONDS):
                    await process.wait()
            except TimeoutError:
                pass
            self._signal(signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)
            await process.wait()
            if process.stdin is not None:
                process.stdin.close()
        if self._reading is not None:
            await self._log_is_read()
            self._reading.cancel()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        with suppress(ProcessLookupError, PermissionError):
            if sys.platform == "win32":
                assert self._process.stdin is not None
                self._process.stdin.close()  # what the guard takes for the host's end
            else:
                os.killpg(self._process.pid, number)

    async def ended(self) -> int:
        """Wait for the process's end; its exit status, 128 and more for a signal."""
        assert self._process is not None
        await self._process.wait()
        await self._log_is_read()
        return self.status or 0

    # -- how it is -----------------------------------------------------------------------------------------------------

    @property
    def alive(self) -> bool:
        """True while the process runs."""
        return self._process is not None and self._process.returncode is None

    @property
    def pid(self) -> int | None:
        """The guard's number, which is that of the engine's group."""
        return self._process.pid if self._process is not None else None

    @property
    def status(self) -> int | None:
        """The exit status, as a shell would give it; None while it runs."""
        code = self._process.returncode if self._process is not None else None
        return 128 - code if code is not None and code < 0 else code

    def memory(self) -> int:
        """Resident bytes of the engine and all that it started."""
        import psutil

        total = 0
        with suppress(psutil.Error):
            for process in psutil.Process(self.pid).children(recursive=True):
                with suppress(psutil.Error):
                    total += process.memory_info().rss
        return total

    # -- talking to it -------------------------------------------------------------------------------------------------

    async def ask(self, method: str, path: str, content: bytes, passage: Passage, accept: str = "*/*") -> asyncio.Transport:
        """Send one request, whose answer goes through `passage`; closing the transport makes the engine stop."""
        address, loop = self.launch.address, asyncio.get_running_loop()
        transport: asyncio.Transport
        if address.socket is not None:
            transport, _ = await loop.create_unix_connection(lambda: passage, str(address.socket))
        else:
            transport, _ = await loop.create_connection(lambda: passage, "127.0.0.1", address.port or 0)
        transport.write(http.request_bytes(method, path, content, token=self.launch.key, accept=accept))
        return transport

    # -- its log -------------------------------------------------------------------------------------------------------

    async def _read_log(self) -> None:
        assert self._process is not None and self._process.stdout is not None
        stream = self._process.stdout
        while True:
            try:
                line = await stream.readline()
            except ValueError:  # a line without an end
                continue
            if not line:
                return
            text = line.decode("utf-8", errors="replace").rstrip()
            self.log.append(text[:2000])
            _LOG.info("| %s", text[:2000])

    async def _log_is_read(self) -> None:
        if self._reading is not None:
            await asyncio.wait([self._reading], timeout=0.5)
