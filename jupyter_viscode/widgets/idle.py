"""A kernel's main thread between two cells: a job goes in, and is done where and when code of the user's may run."""

from __future__ import annotations

import base64
import threading
from collections.abc import Callable
from typing import Any

WAIT_SECONDS = 0.1


class Idle:
    """Waits for a shell's main thread.

    Parameters
    ----------
    shell
        The running IPython shell; None where there is none, as in marimo.
    after_cell
        Called when a cell has ended.
    """

    def __init__(self, shell: Any, after_cell: Callable[[], None] = lambda: None) -> None:
        self._shell, self._after, self._busy = shell, after_cell, False
        if shell is not None:
            shell.events.register("pre_run_cell", self._begins)
            shell.events.register("post_run_cell", self._ends)

    def do(self, job: Callable[[], None]) -> None:
        """Do it on the main thread, and not in the middle of a cell that awaits something."""
        loop = getattr(getattr(self._shell, "kernel", None), "io_loop", None)
        on_main = threading.current_thread() is threading.main_thread()
        if loop is None or (on_main and not self._busy):
            job()
        elif on_main:
            loop.call_later(WAIT_SECONDS, self.do, job)
        else:
            loop.add_callback(self.do, job)

    def close(self) -> None:
        """Follow the shell no longer."""
        if self._shell is None:
            return
        for event, hook in (("pre_run_cell", self._begins), ("post_run_cell", self._ends)):
            if hook in self._shell.events.callbacks[event]:
                self._shell.events.unregister(event, hook)

    def _begins(self, *args: Any) -> None:
        self._busy = True

    def _ends(self, *args: Any) -> None:
        self._busy = False
        self._after()


def shell() -> Any:
    """The running IPython shell, if one runs."""
    from IPython import get_ipython

    return get_ipython()


def bundle(output: Any) -> dict[str, Any]:
    """What a commit displayed, as messages carry it."""
    return {
        kind: base64.b64encode(data).decode() if isinstance(data, bytes) else data for kind, data in dict(output.data).items()
    }
