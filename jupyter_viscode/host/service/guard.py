"""Stands between the host and an engine: a command enters, its exit status leaves, and it never outlives the host.

The host holds the writing end of this process's standard input and never writes. When that end closes, by whatever death of
the host, the engine is killed with all that it started. Standard library only: it runs as a bare file.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading

_PR_SET_PDEATHSIG = 1


def main(argv: list[str]) -> int:
    """Run the command until it ends or the host does."""
    if sys.platform != "win32":
        # The whole group is asked to end; this process waits for the engine to do so.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        engine = _start(argv)
    except OSError as error:
        print(f"{argv[0]}: {error.strerror}", file=sys.stderr, flush=True)  # noqa: T201 - the host reads it as the engine's log
        return 127
    threading.Thread(target=_watch, args=(engine,), daemon=True).start()
    status = engine.wait()
    return status if status >= 0 else 128 - status


def _start(argv: list[str]) -> subprocess.Popen[bytes]:
    if sys.platform == "win32":
        return subprocess.Popen(argv, stdin=subprocess.DEVNULL)
    return subprocess.Popen(argv, stdin=subprocess.DEVNULL, preexec_fn=_as_engine)  # one thread yet


def _as_engine() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if sys.platform == "linux":
        # Should this process be killed as well, the kernel still ends the engine.
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _watch(engine: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(OSError):
        while os.read(0, 1024):
            pass
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(engine.pid)], capture_output=True, check=False)
    else:
        os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
