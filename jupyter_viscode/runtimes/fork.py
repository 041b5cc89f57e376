"""The fork executor: a program is tried in a copy of this very process.

A Job enters, an Outcome leaves, and nothing is serialized on the way in: the child has the user's frames by copy-on-write.
`obstacle` says when this process must not be forked.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType
from typing import Any

from jupyter_viscode.process import Confinement, Ending, fork, read_pipe, watch
from jupyter_viscode.runtimes.names import program_names
from jupyter_viscode.runtimes.program import Job, left, run
from jupyter_viscode.types import Cancel, Limits

IDLE = 2.0
"""Seconds without CPU after which a forked child counts as stuck in a lock that its parent's threads hold."""

_HARMLESS = {"ipykernel", "IPython", "zmq", "tornado", "jupyter_client", "traitlets", "debugpy", "pydevd", "_pydevd_bundle",
             "_pydev_bundle", "ptvsd", "jupyter_viscode", "tqdm", "prompt_toolkit"}  # fmt: skip
"""Packages whose threads run Python code only: a kernel has about eight of them at rest."""


class Child:
    """A forked child that runs a job; made in the main thread, waited for in any.

    Parameters
    ----------
    keep
        Descriptors that the job may use.
    """

    def __init__(self, job: Job, limits: Limits, *, sandbox: bool, keep: tuple[int, ...] = ()) -> None:
        self._limits = limits
        job.folder = self._folder = tempfile.mkdtemp(prefix="viscode-")
        try:
            confinement = Confinement(job.folder, limits.memory, limits.seconds, sandbox)
            self._pid, self._reading = fork(lambda: run(job), confinement, keep)
        except BaseException:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise

    def wait(self, cancel: Cancel | None, waits: Callable[[], bool] | None = None) -> Ending:
        """Watch the child until it is gone."""
        limits = self._limits
        try:
            ending = watch(
                self._pid,
                read_pipe(self._reading),
                seconds=limits.seconds,
                memory=limits.memory,
                idle=IDLE,
                cancel=cancel,
                waits=waits,
            )
            return left(ending, self._folder)
        finally:
            os.close(self._reading)
            shutil.rmtree(self._folder, ignore_errors=True)


def execute(job: Job, limits: Limits, *, sandbox: bool, cancel: Cancel | None) -> Ending:
    """Run the job in a forked child."""
    return Child(job, limits, sandbox=sandbox).wait(cancel)


def obstacle(source: str, variables: Mapping[str, Any]) -> str | None:
    """Why a fork of this process, now and for this program, would not be safe; None when it is."""
    if not hasattr(os, "fork") or sys.platform != "linux":
        return "forking is used on Linux only"
    if threading.current_thread() is not threading.main_thread():
        return "a fork from a second thread can hang the session"
    for thread in threading.enumerate():
        if not _harmless(thread):
            return f"the thread {thread.name!r} is running"
    return native_obstacle(source, variables) or _shared_mapping()


def native_obstacle(source: str, variables: Mapping[str, Any]) -> str | None:
    """Why what a program mentions does not survive a fork; None when it does."""
    torch = sys.modules.get("torch")
    if torch is not None and hasattr(torch, "cuda") and torch.cuda.is_initialized():
        return "CUDA does not survive a fork"
    names = program_names(source)
    for library in ("polars", "jax", "tensorflow", "cupy"):
        if library not in sys.modules:
            continue
        used = [name for name in names & set(variables) if _holds(variables[name], library)]
        if library in names or used:
            return f"{library} does not survive a fork"
    return None


def _holds(value: Any, library: str) -> bool:
    """True for an object or module of the library, or a small container of such."""
    if getattr(value, "__name__", None) == library or type(value).__module__.partition(".")[0] == library:
        return True
    if isinstance(value, (list, tuple)):
        return any(_holds(item, library) for item in value[:20])
    if isinstance(value, dict):
        return any(_holds(item, library) for item in list(value.values())[:20])
    return False


def _harmless(thread: threading.Thread) -> bool:
    if thread is threading.main_thread():
        return True
    target = getattr(thread, "_target", None)
    for owner in (type(thread).__module__, getattr(target, "__module__", None)):
        if isinstance(owner, str) and owner.partition(".")[0] in _HARMLESS:
            return True
    return _waits_for_work(sys._current_frames().get(thread.ident or 0))


def _waits_for_work(frame: FrameType | None) -> bool:
    """True for a pool's worker between two tasks: it blocks on its queue, in Python."""
    return (
        frame is not None
        and frame.f_code.co_name == "_worker"
        and frame.f_code.co_filename.endswith(str(Path("concurrent", "futures", "thread.py")))
    )


def _shared_mapping() -> str | None:
    """Memory that this process shares for writing (np.memmap "r+", shared_memory) would be shared with a fork as well."""
    with Path("/proc/self/maps").open() as maps:
        for line in maps:
            fields = line.split(maxsplit=5)
            if fields[1].startswith("rw") and fields[1].endswith("s"):
                return f"memory is shared for writing ({fields[5].strip() if len(fields) > 5 else 'anonymous'})"
    return None
