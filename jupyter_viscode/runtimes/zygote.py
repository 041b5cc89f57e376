"""The clean process: preloaded once, then forked for each trial (``zygote``) or used for one (``once``).

Run as ``python -m jupyter_viscode.runtimes.zygote MODE``. A pickled order comes from the session, which is trusted; the
bytes of an Outcome go back, which the session does not trust. The zygote itself never runs a program.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import select
import signal
import socket
import struct
import sys
import warnings
from dataclasses import dataclass, field
from typing import Any

from jupyter_viscode.process.child import BROKEN, Confinement, confine, send
from jupyter_viscode.process.sandbox import load_sandbox
from jupyter_viscode.runtimes.parcel import Item, unpack
from jupyter_viscode.runtimes.program import Job, failed, load_checks, run

SIZE = struct.Struct("!q")
READY = b"ready"


@dataclass
class Order:
    """One trial, as the session asks for it."""

    job: Job
    items: list[Item]
    parcel_folder: str
    memory: int
    seconds: float
    sandbox: bool
    state: dict[str, Any] = field(default_factory=dict)


def main(arguments: list[str]) -> None:
    """Serve orders until the session is gone."""
    _preload()
    if arguments[0] == "once":
        _serve_once()
    else:
        with socket.socket(fileno=int(arguments[1])) as session:
            _serve(session)


def _preload() -> None:
    """Import and warm up what nearly every program needs; whatever starts threads stays out."""
    warnings.simplefilter("ignore")
    load_sandbox()
    import io

    import matplotlib as mpl

    mpl.use("agg")
    import matplotlib.pyplot as plt
    import pandas as pd
    import pyarrow  # noqa: F401

    pd.DataFrame({"x": [1, 2], "y": [2, 1]}).plot(x="x", y="y", title="warm-up")
    plt.savefig(io.BytesIO())
    plt.close("all")
    load_checks()
    warnings.resetwarnings()


def _serve(session: socket.socket) -> None:
    while True:
        received = _receive(session)
        if received is None:
            return
        order, (writing, *feed) = received
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            pid = os.fork()
        if not pid:
            session.close()
            _child(order, writing, *feed)
        for descriptor in (writing, *feed):
            os.close(descriptor)
        session.sendall(SIZE.pack(pid))
        code = _wait(session, pid)
        if code is None:
            return
        session.sendall(SIZE.pack(code))


def _receive(session: socket.socket) -> tuple[Order, list[int]] | None:
    """The next order, with the descriptor for its outcome and, of a program that is still being written, that for its parts."""
    head, descriptors, _, _ = socket.recv_fds(session, SIZE.size, 2)
    if len(head) < SIZE.size or not descriptors:
        return None
    (left,) = SIZE.unpack(head)
    data = bytearray()
    while len(data) < left:
        chunk = session.recv(min(1 << 20, left - len(data)))
        if not chunk:
            return None
        data += chunk
    return pickle.loads(data), descriptors


def _wait(session: socket.socket, pid: int) -> int | None:
    """The child's exit code; None when the session is gone, and then the child is as well."""
    handle = os.pidfd_open(pid)
    try:
        ready, _, _ = select.select([session.fileno(), handle], [], [])
        if handle not in ready:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            return None
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    finally:
        os.close(handle)


def _child(order: Order, writing: int, feed: int | None = None) -> None:
    code = BROKEN
    order.job.feed = feed
    try:
        confinement = Confinement(order.job.folder, order.memory, order.seconds, order.sandbox)
        _adopt(order.state)
        confine(confinement, keep=(writing,) if feed is None else (writing, feed))
        send(writing, perform(order))
        code = 0
    finally:
        os._exit(code)


def _serve_once() -> None:
    sys.stdout.buffer.write(READY)
    sys.stdout.buffer.flush()
    data = sys.stdin.buffer.read(SIZE.size)
    if len(data) < SIZE.size:
        return
    order: Order = pickle.loads(sys.stdin.buffer.read(SIZE.unpack(data)[0]))
    writing = os.dup(sys.stdout.fileno())
    _adopt(order.state)
    confine(Confinement(order.job.folder, order.memory, order.seconds, order.sandbox, alone=False), keep=(writing,))
    send(writing, perform(order))
    os._exit(0)


def _adopt(state: dict[str, Any]) -> None:
    """Become like the session: working directory, import path, environment, plot settings."""
    with contextlib.suppress(OSError):
        os.chdir(state["cwd"])
    sys.path[:] = state["path"]
    os.environ.clear()
    os.environ.update(state["environment"])
    import matplotlib as mpl

    for key, value in state["settings"].items():
        with contextlib.suppress(KeyError, ValueError):
            mpl.rcParams[key] = value


def perform(order: Order) -> bytes:
    """Unpack the variables and run the program."""
    from jupyter_viscode.codec import encode

    try:
        order.job.variables.update(unpack(order.items, order.parcel_folder))
    except Exception as error:
        said = f"The variables could not be set up in the clean process: {error}"
        return encode(failed("unsupported", type(error).__name__, said, order.job.executor)).encode()
    return run(order.job)


if __name__ == "__main__":
    main(sys.argv[1:])
