"""A kernel's side of the host: a wish for a model enters, a host that has it loaded leaves, started when there is none.

Everything here can be stopped within a moment by the user's interrupt or by `cancel`.
"""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from jupyter_viscode.errors import BackendError, ConfigError
from jupyter_viscode.host import failure, place, running
from jupyter_viscode.host.http import request_bytes
from jupyter_viscode.host.running import PROTOCOL, Running
from jupyter_viscode.host.wanted import Wanted
from jupyter_viscode.types import Cancel

START_SECONDS = 30.0
"""How long a host may take to appear."""
ANSWER_SECONDS = 20.0
"""How long a host may take to say anything."""
_TICK = 0.05
_CLIENT = f"{os.getpid()}-{secrets.token_hex(4)}"
_started: list[subprocess.Popen[bytes]] = []
"""Hosts that this process started: kept to be collected when they end."""

OnLine = Callable[[Mapping[str, Any]], None]


class Cancelled(Exception):
    """The user stopped it."""


class Unreachable(Exception):
    """There is a runtime file, but nothing answers."""


def client_name() -> str:
    """This process's name in the host's queue."""
    # A forked child would otherwise take its parent's turns.
    pid, _, rest = _CLIENT.partition("-")
    return _CLIENT if pid == str(os.getpid()) else f"{os.getpid()}-{rest}"


# -- what a door asks --------------------------------------------------------------------------------------------------


def ensure(wanted: Wanted, on_line: OnLine | None = None, cancel: Cancel | None = None) -> tuple[Running, dict[str, Any]]:
    """A running host that has the model loaded, and what it says of it.

    Parameters
    ----------
    on_line
        Told how the load goes: ``state`` is ``starting``, ``waiting`` or ``loading``, with ``seconds``.

    Raises
    ------
    ModelError
        The model cannot be loaded.
    BackendError
        No host can be started, or it ended.
    Cancelled
        `cancel` was set.
    """
    for attempt in range(3):
        host = find_or_start(on_line, cancel)
        try:
            return host, _load(host, wanted, on_line, cancel)
        except Unreachable as error:
            if attempt == 2:
                raise BackendError(
                    f"The model host ended while {wanted.title} was loading ({error}).", hint="See: viscode host status"
                ) from None
            _put_down(host)
    raise AssertionError("the last attempt returns or raises")


def find() -> Running | None:
    """The running host, if there is one."""
    return running.read(place.folder())


def status() -> dict[str, Any] | None:
    """What the host says of itself; None when there is none."""
    return _tell("GET", "/host/status")


def file_hash(wanted: Wanted) -> str | None:
    """The SHA-256 of a model's files, if the host has read them by now."""
    from jupyter_viscode.host import hashes

    return hashes.known(place.folder(), wanted.source)


def unload() -> str | None:
    """Free the model's memory; what was loaded, None for nothing."""
    said = _tell("POST", "/host/unload")
    return said["unloaded"] if said is not None else None


def stop() -> bool:
    """End the host with its engine; False when there was none."""
    host = find()
    if host is None:
        return False
    with suppress(Unreachable):
        _only(host, "POST", "/host/stop", {})
    deadline = time.monotonic() + ANSWER_SECONDS
    while host.alive and time.monotonic() < deadline:
        time.sleep(_TICK)
    _put_down(host)
    return True


def has_ended(host: Running, seconds: float = 0.5) -> bool:
    """True when the host is gone, or goes within a moment: its connections close before its process does."""
    deadline = time.monotonic() + seconds
    while host.alive:
        if time.monotonic() > deadline:
            return False
        time.sleep(_TICK)
    return True


def _tell(method: str, path: str) -> dict[str, Any] | None:
    host = find()
    if host is None:
        return None
    try:
        return _only(host, method, path, {})
    except Unreachable:
        if not host.alive:
            return None
        raise BackendError(
            f"The model host (process {host.pid}) does not answer.", hint="End it with: viscode host stop"
        ) from None


# -- finding and starting ----------------------------------------------------------------------------------------------


def find_or_start(on_line: OnLine | None = None, cancel: Cancel | None = None) -> Running:
    """The running host, or a new one; two processes that ask at the same time get the same."""
    home = place.folder()
    host = running.read(home)
    if host is not None and host.protocol == PROTOCOL:
        return host
    with _lock(home, cancel):
        host = running.read(home)
        if host is not None and host.protocol == PROTOCOL:
            return host
        if host is not None:
            _put_down(host)
        return _start(home, on_line, cancel)


@contextmanager
def _lock(home: Path, cancel: Cancel | None) -> Iterator[None]:
    from filelock import FileLock, Timeout

    lock = FileLock(home / "start.lock", mode=0o600)
    deadline = time.monotonic() + START_SECONDS
    while True:
        _look(cancel)
        try:
            lock.acquire(timeout=_TICK, poll_interval=0.01)
            break
        except (OSError, NotImplementedError) as error:
            if not isinstance(error, Timeout):
                raise no_lock(home, error) from None
            if time.monotonic() > deadline:
                raise BackendError(
                    "Another process has been starting the model host for too long.", hint="Try again."
                ) from None
    try:
        yield
    finally:
        lock.release()


def no_lock(home: Path, error: Exception) -> ConfigError:
    """The error for a folder on a file system without locks."""
    return ConfigError(
        f"The folder {home} for the model host cannot be locked: {error}.",
        hint="Set JUPYTER_RUNTIME_DIR to a folder on a disk of this machine.",
    )


def _start(home: Path, on_line: OnLine | None, cancel: Cancel | None) -> Running:
    nonce, began = secrets.token_hex(8), time.monotonic()
    process = _spawn(home, nonce)
    while time.monotonic() - began < START_SECONDS:
        host = running.read(home)
        if host is not None and host.nonce == nonce:
            return host
        if process.poll() is not None:
            if host is not None and host.protocol == PROTOCOL:
                return host  # it was there, and only its file was damaged
            raise BackendError(f"The model host cannot be started: {_last_line(home)}", hint=f"See {home / 'host.err'}")
        if on_line is not None:
            on_line({"state": "starting", "seconds": time.monotonic() - began})
        _look(cancel, 0.02)
    process.kill()
    raise BackendError(f"The model host did not start within {START_SECONDS:.0f} s.", hint=f"See {home / 'host.err'}")


def _spawn(home: Path, nonce: str) -> subprocess.Popen[bytes]:
    _started[:] = [process for process in _started if process.poll() is None]
    command = [sys.executable, "-m", "jupyter_viscode.host", str(home), "--nonce", nonce]
    if os.environ.get("VISCODE_HOST_IDLE"):
        command += ["--idle", str(_idle(os.environ["VISCODE_HOST_IDLE"]))]
    detached: dict[str, Any] = {"start_new_session": True}
    if sys.platform == "win32":
        detached = {"creationflags": subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP}
    handle = os.open(home / "host.err", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(handle, "wb") as errors:  # noqa: PTH123 - a descriptor has no path
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=errors, stderr=errors, cwd=home, env=_environment(), **detached
        )
    _started.append(process)
    return process


def _environment() -> dict[str, str]:
    """The variables of this process, with its own places to import from: a kernel may have the package from anywhere."""
    root = str(Path(__file__).resolve().parents[2])
    paths = [p for p in os.environ.get("PYTHONPATH", "").split(os.pathsep) if p]
    return {**os.environ, "PYTHONPATH": os.pathsep.join([*paths, *([root] if root not in paths else [])])}


def _idle(text: str) -> float:
    try:
        return max(0.0, float(text))
    except ValueError:
        raise ConfigError(f"VISCODE_HOST_IDLE is {text!r}.", hint="Give seconds; 0 lets the host stay for ever.") from None


def _last_line(home: Path) -> str:
    with suppress(OSError):
        lines = (home / "host.err").read_text(errors="replace").strip().splitlines()
        return lines[-1] if lines else "it said nothing."
    return "it said nothing."


def _put_down(host: Running) -> None:
    """End a host that does not answer; its engine ends with it."""
    if host.alive:
        with suppress(OSError):
            os.kill(host.pid, signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
    deadline = time.monotonic() + 5
    while host.alive and time.monotonic() < deadline:
        time.sleep(0.01)
    with suppress(ConfigError):
        running.remove(place.folder(), host.pid)


# -- the wire ----------------------------------------------------------------------------------------------------------


def _load(host: Running, wanted: Wanted, on_line: OnLine | None, cancel: Cancel | None) -> dict[str, Any]:
    question = {"wanted": wanted.to_json(), "client": client_name()}
    for line in _lines(host, "POST", "/host/load", question, cancel):
        if line.get("state") == "ready":
            return line
        if "error" in line:
            raise failure.from_json(line["error"])
        if on_line is not None:
            on_line(line)
    raise Unreachable("it broke off")


def _only(host: Running, method: str, path: str, value: Any) -> dict[str, Any]:
    line = next(_lines(host, method, path, value, None), None)
    if line is None:
        raise Unreachable("it broke off")
    return line


def _lines(host: Running, method: str, path: str, value: Any, cancel: Cancel | None) -> Iterator[dict[str, Any]]:
    """The lines of JSON that the host answers with; raises Unreachable when it is gone."""
    content = json.dumps(value).encode() if method == "POST" else b""
    try:
        with socket.create_connection(("127.0.0.1", host.port), timeout=2.0) as wire:
            wire.sendall(request_bytes(method, path, content, token=host.token))
            wire.settimeout(_TICK)
            head, _, rest = _until(wire, b"\r\n\r\n", b"", cancel)
            if not head.startswith((b"HTTP/1.1 200", b"HTTP/1.1 503", b"HTTP/1.1 500")):
                raise Unreachable(head.partition(b"\r\n")[0].decode("latin-1") or "it broke off")
            while True:
                line, end, rest = _until(wire, b"\n", rest, cancel)
                if not end:
                    return
                yield json.loads(line)
    except (OSError, ValueError) as error:
        raise Unreachable(str(error)) from None


def _until(wire: socket.socket, mark: bytes, rest: bytes, cancel: Cancel | None) -> tuple[bytes, bytes, bytes]:
    """Bytes up to a mark, the mark (empty at the end of all), and what came after it."""
    deadline = time.monotonic() + ANSWER_SECONDS
    while mark not in rest:
        _look(cancel)
        try:
            data = wire.recv(65536)
        except TimeoutError:
            if time.monotonic() > deadline:
                raise Unreachable("it is silent") from None
            continue
        if not data:
            return rest, b"", b""
        rest += data
    return rest.partition(mark)


def _look(cancel: Cancel | None, seconds: float = 0.0) -> None:
    """Wait a little; raises Cancelled when the user has stopped it."""
    if cancel is not None:
        if cancel.wait(seconds) if seconds else cancel.is_set():
            raise Cancelled
    elif seconds:
        time.sleep(seconds)
