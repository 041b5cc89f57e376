"""The clean executor: a program is tried in a process that shares nothing with the session.

A Job enters; its variables cross as files, large frames as a stated sample; an Outcome's bytes leave. On Linux the process is
forked from a zygote that stays; elsewhere one is started ahead for each trial.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import os
import pickle
import queue
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

from jupyter_viscode.process import Ending, kill_group, read_pipe, watch
from jupyter_viscode.runtimes.names import mentioned_names, needed_names
from jupyter_viscode.runtimes.parcel import Parcel, pack, session_state
from jupyter_viscode.runtimes.program import Job, left
from jupyter_viscode.runtimes.zygote import READY, SIZE, Order
from jupyter_viscode.types import Cancel, Limits

_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
_GRACE = 1.0
_START = 60.0
"""Seconds within which the clean process must have loaded its libraries."""


class StartError(Exception):
    """The clean process did not come up."""


@dataclass(frozen=True)
class Growing:
    """How the program of a job that has none yet will come."""

    names: frozenset[str]
    """The variables to carry over, as nobody knows yet which are needed."""
    feed: int
    """Descriptor of the child's end of the socket on which statements come."""
    waits: Callable[[], bool]
    """True while the child waits for more of them."""
    packed: Callable[[Parcel], None]
    """Called once it is known what was carried over."""


def execute(
    job: Job,
    limits: Limits,
    *,
    sandbox: bool,
    cancel: Cancel | None,
    spawn: bool = False,
    growing: Growing | None = None,
) -> tuple[Ending, Parcel]:
    """Run the job in a clean process; without a run when a variable cannot cross (see ``Parcel.refused``)."""
    folder = tempfile.mkdtemp(prefix="viscode-")
    try:
        scratch, carried = Path(folder, "scratch"), Path(folder, "data")
        scratch.mkdir()
        carried.mkdir()
        if growing is None:
            parcel = pack(job.variables, needed_names(job.source), mentioned_names(job.source), str(carried))
        else:
            parcel = pack(job.variables, set(growing.names), set(), str(carried))
            growing.packed(parcel)
        if parcel.refused:
            return Ending("ended"), parcel
        memory = limits.memory + 3 * parcel.size  # what was carried over is no use of the program's
        carried_names = {item.name for item in parcel.items}
        others = {name: _module_name(value) for name, value in job.variables.items() if name not in carried_names}
        sent = replace(job, folder=str(scratch), variables={}, elsewhere=others)
        order = Order(sent, parcel.items, str(carried), memory, limits.seconds, sandbox, session_state())
        data = pickle.dumps(order)
        if spawn or sys.platform != "linux":
            ending = _spawner().run(data, limits.seconds, memory, cancel)
        else:
            ending = _zygote().run(data, limits.seconds, memory, cancel, growing)
        return left(ending, str(scratch)), parcel
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _module_name(value: Any) -> str:
    return value.__name__ if isinstance(value, ModuleType) else ""


def warm(spawn: bool = False) -> None:
    """Start the clean process now, so that it is ready when a trial needs it; does not wait."""
    (_spawner() if spawn or sys.platform != "linux" else _zygote()).start()


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "jupyter_viscode.runtimes.zygote", *arguments]


def _environment() -> dict[str, str]:
    root = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
    return {**os.environ, **dict.fromkeys(_ONE_THREAD, "1"), "PYTHONPATH": path, "MPLBACKEND": "agg"}


class _Zygote:
    """The session's end of a zygote: one trial at a time, started anew when it is gone."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._socket: socket.socket | None = None

    def start(self) -> None:
        if self._process is not None and self._process.poll() is None:
            return
        self.stop()
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                _command("zygote", str(theirs.fileno())),
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=_environment(),
                start_new_session=True,
            )
        self._socket = ours

    def stop(self) -> None:
        """End the zygote; it leaves by itself when its socket closes."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def run(self, data: bytes, seconds: float, memory: int, cancel: Cancel | None, growing: Growing | None = None) -> Ending:
        while not self._lock.acquire(timeout=0.05):
            if cancel is not None and cancel.is_set():
                return Ending("cancelled")
        try:
            return self._run(data, seconds, memory, cancel, growing)
        except (OSError, StartError, EOFError):
            self.stop()  # it died; once more with a fresh one, unless a part of the program went with it
            if growing is not None:
                raise
            return self._run(data, seconds, memory, cancel, growing)
        except BaseException:
            self.stop()  # interrupted between question and answer: what it says next would be misread
            raise
        finally:
            self._lock.release()

    def _run(self, data: bytes, seconds: float, memory: int, cancel: Cancel | None, growing: Growing | None) -> Ending:
        self.start()
        session = self._socket
        if session is None:
            raise StartError
        reading, writing = os.pipe()
        try:
            try:
                session.settimeout(_START)
                handed = [writing] if growing is None else [writing, growing.feed]
                socket.send_fds(session, [SIZE.pack(len(data))], handed)
                session.sendall(data)
            finally:
                os.close(writing)
            pid = self._number(session, cancel)
        except BaseException:
            os.close(reading)
            raise
        if pid is None:
            os.close(reading)
            self.stop()
            return Ending("cancelled")
        try:
            reap = functools.partial(self._reap, session, pid)
            waits = growing.waits if growing is not None else None
            return watch(pid, read_pipe(reading), seconds=seconds, memory=memory, cancel=cancel, reap=reap, waits=waits)
        finally:
            os.close(reading)

    def _reap(self, session: socket.socket, pid: int) -> int | None:
        """The code with which a child ended; one that shut its pipe and lives on is killed."""
        with contextlib.suppress(StartError):
            return self._number(session, None, _GRACE)
        kill_group(pid)
        self._number(session, None)
        return None

    def _number(self, session: socket.socket, cancel: Cancel | None, seconds: float = _START) -> int | None:
        """The next number that the zygote says; None when cancelled meanwhile."""
        session.settimeout(0.05)
        data = b""
        for _ in range(int(seconds / 0.05)):
            if cancel is not None and cancel.is_set():
                return None
            with contextlib.suppress(TimeoutError):
                chunk = session.recv(SIZE.size - len(data))
                if not chunk:
                    raise EOFError
                data += chunk
            if len(data) == SIZE.size:
                return int(SIZE.unpack(data)[0])
        raise StartError


class _Spawner:
    """Processes for one trial each, the next one preloading while nothing is asked."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._next: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        if self._next is None or self._next.poll() is not None:
            self.stop()
            pipe = subprocess.PIPE
            self._next = subprocess.Popen(
                _command("once"), stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env=_environment(), start_new_session=True
            )

    def stop(self) -> None:
        if self._next is not None:
            _end(self._next)
            self._next = None

    def run(self, data: bytes, seconds: float, memory: int, cancel: Cancel | None) -> Ending:
        with self._lock:
            self.start()
            process, self._next = self._next, None
        if process is None or process.stdin is None or process.stdout is None:
            raise StartError
        try:
            chunks = _Reader(process.stdout)
            if not _ready(chunks, cancel):
                return Ending("cancelled")
            _write(process.stdin, SIZE.pack(len(data)) + data)
            reap = functools.partial(_end, process)
            return watch(process.pid, chunks.read, seconds=seconds, memory=memory, cancel=cancel, reap=reap)
        finally:
            _end(process)
            self.start()


def _ready(chunks: _Reader, cancel: Cancel | None) -> bool:
    """Wait until the process has loaded its libraries: this is not the program's time. False when cancelled."""
    for _ in range(int(_START / 0.05)):
        if cancel is not None and cancel.is_set():
            return False
        chunk = chunks.read(0.05)
        if chunk == READY:
            return True
        if chunk is not None:
            break
    raise StartError


def _write(stream: Any, data: bytes) -> None:
    with contextlib.suppress(OSError):
        stream.write(data)
        stream.flush()


def _end(process: subprocess.Popen[bytes]) -> int | None:
    """Wait a moment for the process, then kill it; its exit code."""
    try:
        process.wait(0.5 if process.stdin is None or process.stdin.closed else 0.1)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with contextlib.suppress(OSError):
                stream.close()
    return process.returncode


class _Reader:
    """Chunks of a pipe, read by a thread: select knows no pipes on Windows."""

    def __init__(self, stream: Any) -> None:
        self._queue: queue.Queue[bytes] = queue.Queue(64)
        self._stream = stream
        threading.Thread(target=self._fill, daemon=True).start()

    def _fill(self) -> None:
        chunk = b" "
        while chunk:
            try:
                chunk = self._stream.read1(1 << 20)
            except (OSError, ValueError):
                chunk = b""
            self._queue.put(chunk)

    def read(self, seconds: float) -> bytes | None:
        try:
            return self._queue.get(timeout=seconds)
        except queue.Empty:
            return None


_running: dict[tuple[str, int], Any] = {}
_guard = threading.Lock()


def _zygote() -> _Zygote:
    made: _Zygote = _only("zygote", _Zygote)
    return made


def _spawner() -> _Spawner:
    made: _Spawner = _only("spawner", _Spawner)
    return made


def _only(name: str, make: Any) -> Any:
    """The one of this process; a fork of it has none."""
    with _guard:
        key = (name, os.getpid())
        if key not in _running:
            _running[key] = made = make()
            atexit.register(_stop, made, os.getpid())
        return _running[key]


def _stop(made: Any, pid: int) -> None:
    if os.getpid() == pid:
        made.stop()
