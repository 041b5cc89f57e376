"""A running child, watched from outside: its bytes are read, its limits kept, and it ends when it must.

A process id and a pipe enter; an `Ending` leaves. Nothing that the child sends is interpreted here.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Cause = Literal["ended", "timeout", "memory", "cancelled", "idle", "flood"]
Read = Callable[[float], bytes | None]
"""Waits for some seconds at most; None when nothing came, b"" at the end."""

_SIGKILL = 9
_TICK = 0.05
"""Seconds between two looks at a child that says nothing."""


@dataclass(frozen=True)
class Ending:
    """How a child ended."""

    cause: Cause
    """It ended by itself, or what it was killed for: ``idle`` used no CPU, ``flood`` sent more than it may."""
    data: bytes = b""
    code: int | None = None
    """Exit code; negative is the number of the signal that ended it. None when it shut its pipe and lived on."""
    seconds: float = 0.0
    idle: float = 0.0
    """Longest time without any use of CPU, in seconds."""
    line: int | None = None
    """Where the program was, when its runtime can tell."""
    printed: str = ""
    """What the program had printed, when its runtime can tell."""


def read_pipe(descriptor: int) -> Read:
    """Reads from a pipe; the caller closes it."""

    def read(seconds: float) -> bytes | None:
        if not select.select([descriptor], [], [], seconds)[0]:
            return None
        return os.read(descriptor, 1 << 20)

    return read


def watch(
    pid: int,
    read: Read,
    *,
    seconds: float,
    memory: int | None = None,
    idle: float | None = None,
    most: int = 2**28,
    cancel: threading.Event | None = None,
    reap: Callable[[], int | None] | None = None,
    waits: Callable[[], bool] | None = None,
) -> Ending:
    """Read what the child sends until it ends or must end; the child is gone on return, and on an interrupt.

    Parameters
    ----------
    read
        Gives the child's bytes.
    seconds
        Wall-clock limit.
    memory
        Bytes of resident memory above its first measure.
    idle
        Seconds without any use of CPU after which it is given up.
    most
        Bytes that it may send.
    cancel
        When set, the child is killed.
    reap
        Waits for the child and returns its code, when it is not a plain child of this process.
    waits
        True while the child waits for more of its program: this time does not count, and idling is no fault.
    """
    started, starved = time.monotonic(), _starved()
    looked = started
    data = bytearray()
    cause: Cause | None = None
    gauge = _Gauge(pid, memory, idle)
    try:
        while cause is None:
            chunk = read(_TICK)
            if chunk == b"":
                cause = "ended"
            data += chunk or b""
            now = time.monotonic()
            if waits is not None and waits():
                started += now - looked
                gauge.rest(now)
            looked = now
            if len(data) > most:
                cause = "flood"
            elif cancel is not None and cancel.is_set():
                cause = "cancelled"
            elif cause is None and now - started > seconds:
                cause = "timeout"
            cause = cause or gauge.look()
    finally:
        # KeyboardInterrupt comes through here as well: nothing outlives this call.
        if cause != "ended":
            kill_group(pid)
        code = (reap or (lambda: _reap(pid)))()
        if cause == "ended":
            kill_group(pid, only_group=True)
    if code == -_SIGKILL and cause == "ended" and _starved() > starved:
        cause = "memory"  # the system killed it first
    return Ending(cause, bytes(data) if cause == "ended" else b"", code, time.monotonic() - started, gauge.longest)


def kill_group(pid: int, *, only_group: bool = False) -> None:
    """Kill a child and all processes of its group, if it has one of its own."""
    if sys.platform == "win32":
        with contextlib.suppress(OSError):
            os.kill(pid, signal.SIGTERM)
        return
    for kill in (os.killpg,) if only_group else (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            kill(pid, signal.SIGKILL)


def _reap(pid: int) -> int | None:
    try:
        for pause in (0.0005,) * 40 + (0.01,) * 100:
            done, status = os.waitpid(pid, os.WNOHANG)
            if done:
                return os.waitstatus_to_exitcode(status)
            time.sleep(pause)
        kill_group(pid)  # it shut the pipe but lives on
        os.waitpid(pid, 0)
        return None
    except ChildProcessError:
        return None  # somebody else reaped it


def _starved() -> int:
    """How many processes the system has killed for lack of memory."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/vmstat").read_text().splitlines():
            if line.startswith("oom_kill "):
                return int(line.split()[1])
    return 0


class _Gauge:
    """CPU and memory of a process, looked at now and then."""

    def __init__(self, pid: int, memory: int | None, idle: float | None) -> None:
        self._pid = pid
        self._memory = memory
        self._idle = idle
        self._first = self._resident()
        self._ticks = -1
        self._busy_at = self._looked_at = time.monotonic()
        self.longest = 0.0

    def rest(self, now: float) -> None:
        """Note that the process has nothing to do at present."""
        self._busy_at = now

    def look(self) -> Cause | None:
        """What the process must be ended for, if anything."""
        now = time.monotonic()
        if sys.platform != "linux" or now - self._looked_at < _TICK:
            return None
        self._looked_at = now
        if self._memory is not None and self._resident() - self._first > self._memory:
            return "memory"
        ticks = self._cpu()
        if ticks != self._ticks:
            self._ticks, self._busy_at = ticks, now
        self.longest = max(self.longest, now - self._busy_at)
        if self._idle is not None and now - self._busy_at > self._idle:
            return "idle"
        return None

    def _resident(self) -> int:
        try:
            return int(Path(f"/proc/{self._pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        except (OSError, IndexError):
            return 0

    def _cpu(self) -> int:
        try:
            fields = Path(f"/proc/{self._pid}/stat").read_text().rpartition(")")[2].split()
            return int(fields[11]) + int(fields[12])
        except (OSError, IndexError):
            return -2
