"""The first steps of a child: what it inherited is shut, its limits set, the sandbox closed.

A callable that returns bytes enters `fork`; in the child it runs confined and its bytes go into a pipe. What leaves is the
child's process id and the pipe's reading end, for `watch`.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import signal
import stat
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from jupyter_viscode.process.sandbox import close_sandbox

if sys.platform != "win32":
    import resource

BROKEN = 71
"""Exit code of a child that could not tell its result."""
UNFIT = 72
"""Exit code of a child that cannot be confined, because it had threads of its own from the start."""
_RESERVE = 2**30
"""Address space above the limit for what is reserved and never used: stacks, allocator arenas, buffers of a BLAS."""
_FILE_SIZE = 2**28
"""Bytes of the largest file that a child may write in its folder."""


@dataclass(frozen=True)
class Confinement:
    """What a child may do."""

    folder: str
    """An existing, empty folder: the only place where the child can write."""
    memory: int | None = None
    """Bytes above what the process uses at its start."""
    seconds: float | None = None
    """Time that whoever watches allows. Here it only bounds the CPU time, for the case that nobody watches any more."""
    sandbox: bool = True
    alone: bool = True
    """Give up when threads exist already, which the sandbox would not bind. A fresh process has only its allocator's."""


def fork(work: Callable[[], bytes], confinement: Confinement, keep: Iterable[int] = ()) -> tuple[int, int]:
    """Fork; run `work` in the child; return (process id, descriptor to read its bytes from).

    The child never returns: it ends with ``os._exit``, so that none of the parent's cleanup runs twice.

    Parameters
    ----------
    keep
        Descriptors that the child may use besides the one for its bytes.
    """
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        # Python 3.12 and later warn of any fork beside threads; the caller has looked at them.
        warnings.filterwarnings("ignore", message=".*fork.*", category=DeprecationWarning)
        pid = os.fork()
    if pid:
        os.close(writing)
        return pid, reading
    code = BROKEN
    try:
        confine(confinement, keep=(writing, *keep))
        send(writing, work())
        code = 0
    finally:
        os._exit(code)


def send(descriptor: int, data: bytes) -> None:
    """Write all of `data`."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def confine(confinement: Confinement, keep: Iterable[int] = ()) -> None:
    """Cut this process off: descriptors, signals, environment, limits, then the sandbox."""
    gc.freeze()  # what the parent left for its collector is never finalized here
    _own_session()
    _shut_descriptors(set(keep))
    for name in ("TMPDIR", "TEMP", "TMP", "HOME", "MPLCONFIGDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        os.environ[name] = confinement.folder
    tempfile.tempdir = confinement.folder
    sys.dont_write_bytecode = True
    _set_limits(confinement)
    if confinement.sandbox:
        if confinement.alone and _has_threads():
            os._exit(UNFIT)
        close_sandbox(confinement.folder)


def _has_threads() -> bool:
    """True when a library has started threads in this child already: the sandbox would not bind them."""
    return sys.platform == "linux" and len(list(Path("/proc/self/task").iterdir())) > 1


def _own_session() -> None:
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(os, "setsid"):
        with contextlib.suppress(PermissionError):  # it may lead a group of its own already
            os.setsid()
    if sys.platform == "linux":
        _die_with_parent()
        # When memory runs out, this process is the one to go, not the user's.
        with contextlib.suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text("1000")


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(1, signal.SIGKILL, 0, 0, 0)  # PR_SET_PDEATHSIG


def _shut_descriptors(keep: set[int]) -> None:
    """Close all inherited descriptors; a regular file is opened anew for reading, with an offset of its own."""
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    keep = keep | {0, 1, 2}
    for number in _open_descriptors():
        if number not in keep and not _reopened(number):
            with contextlib.suppress(OSError):  # the listing's own descriptor is gone
                os.close(number)


def _open_descriptors() -> list[int]:
    for folder in ("/proc/self/fd", "/dev/fd"):
        with contextlib.suppress(OSError):
            return [int(entry.name) for entry in Path(folder).iterdir()]
    return list(range(3, 1024))


def _reopened(number: int) -> bool:
    """Replace a regular file's descriptor by a read-only one; False when it is to be closed."""
    if sys.platform != "linux":
        return False
    try:
        if not stat.S_ISREG(os.fstat(number).st_mode):
            return False
        offset = os.lseek(number, 0, os.SEEK_CUR)
        fresh = os.open(f"/proc/self/fd/{number}", os.O_RDONLY | os.O_CLOEXEC)
        os.lseek(fresh, offset, os.SEEK_SET)
        os.dup2(fresh, number, inheritable=False)
        os.close(fresh)
    except OSError:
        return False
    return True


def _set_limits(confinement: Confinement) -> None:
    if sys.platform == "win32":
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_FILE_SIZE, _FILE_SIZE))
    if confinement.seconds is not None:
        most = int(confinement.seconds + 2) * (os.cpu_count() or 1)
        resource.setrlimit(resource.RLIMIT_CPU, (most, most))
    memory = confinement.memory
    if memory is not None and sys.platform == "linux":
        used = int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
        limit = used + memory + _RESERVE
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
