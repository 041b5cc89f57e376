"""A trial that begins before its program is written: statements enter as they are complete, the Outcome leaves at the end.

It runs in the same child as any trial; only its program comes part by part. Whatever cannot be tried that way (a top-level
``await``, a library that does not survive a fork, names that did not come along) ends the stream, and `finish` gives None.
"""

from __future__ import annotations

import ast
import contextlib
import threading
from collections.abc import Callable

from jupyter_viscode.process import Ending
from jupyter_viscode.process.child import BROKEN, UNFIT
from jupyter_viscode.runtimes.cell import waits
from jupyter_viscode.runtimes.feed import Feeder, Part
from jupyter_viscode.runtimes.names import as_cell
from jupyter_viscode.runtimes.program import GIVEN_UP
from jupyter_viscode.types import Cancel, Code, Outcome

Watch = Callable[[Cancel, Callable[[], bool]], Ending | None]
"""Watches the child to its end, given what stops it and whether it only waits; None when it could not be started."""
_TICK = 0.05
_GRACE = 2.0


class TrialStream:
    """One trial under way.

    Parameters
    ----------
    feeder
        The way into the child.
    watch
        Runs in a thread of its own.
    tell
        Makes an Outcome of an Ending.
    obstacle
        Why a piece of source cannot be tried in this child, or None.
    handles
        The names in a source that are files or connections of the session.
    misses
        True when a whole program needs a variable that the child does not have.
    """

    def __init__(
        self,
        feeder: Feeder,
        watch: Watch,
        tell: Callable[[Ending, str], Outcome],
        *,
        obstacle: Callable[[str], str | None],
        handles: Callable[[str], tuple[str, ...]],
        misses: Callable[[str], bool],
    ) -> None:
        self._feeder, self._tell = feeder, tell
        self._obstacle, self._handles, self._misses = obstacle, handles, misses
        self._cancel = threading.Event()
        self._done = threading.Event()
        self._ending: Ending | None = None
        self._outcome: Outcome | None = None
        self._fit = True
        self._last = False
        self.source = ""
        """What has been sent."""
        self._thread = threading.Thread(target=self._run, args=(watch,), name="viscode-stream", daemon=True)
        self._thread.start()

    def _run(self, watch: Watch) -> None:
        try:
            self._ending = watch(self._cancel, lambda: not self._last and self._feeder.waits())
        finally:
            self._feeder.handed_over()
            self._done.set()

    # -- what a loop calls ---------------------------------------------------------------------------------------------

    @property
    def ended(self) -> Outcome | None:
        """The outcome of a trial that has ended; None while it goes on, and when it must be repeated as a whole."""
        ending = self._ending
        if not self._fit or not self._done.is_set() or ending is None or ending.cause in ("cancelled", "idle"):
            return None
        if ending.cause == "ended" and ending.code in (None, UNFIT, BROKEN, GIVEN_UP):
            return None
        if self._outcome is None:
            self._outcome = self._tell(ending, self.source)
        return self._outcome

    def feed(self, statements: str) -> None:
        """Run the next complete top-level statements, which follow right after those before; returns at once."""
        if not self._fit or self._done.is_set():
            self.source += statements
            return
        if not _can_be_run_in_parts(statements) or self._obstacle(statements) is not None:
            self.close()
        else:
            self._send(Part(statements, handles=self._handles(self.source + statements)))
        self.source += statements

    def finish(self, code: Code, cancel: Cancel | None = None) -> Outcome | None:
        """The outcome of the whole program, the same as that of a trial; None when it must be tried anew."""
        source = as_cell(code.source)
        if not self._fit or source != code.source or not source.startswith(self.source) or not _compiles(source):
            self.close()
            return None
        if not self._done.is_set() and not self._last:
            rest = source[len(self.source) :]
            if not _can_be_run_in_parts(rest) or self._obstacle(rest) is not None or self._misses(source):
                self.close()
                return None
            self._last = True
            self._send(Part(rest, source, self._handles(source)))
        self.source = source
        self._wait(cancel)
        outcome = self.ended
        self.close()
        return outcome

    def close(self) -> None:
        """End the trial, whatever it does; harmless when it has ended."""
        if not self._done.is_set():
            self._fit = False
            self._cancel.set()
        self._thread.join(_GRACE)
        self._feeder.close()

    def _send(self, part: Part) -> None:
        try:
            self._feeder.send(part)
        except OSError:  # it has just ended, or it takes nothing any more
            if not self._done.wait(_TICK):
                self.close()

    def _wait(self, cancel: Cancel | None) -> None:
        """Wait for the end; an interrupt ends the child as well."""
        try:
            while not self._done.wait(_TICK):
                if cancel is not None and cancel.is_set():
                    self._cancel.set()
        except BaseException:
            self.close()
            raise


def _can_be_run_in_parts(source: str) -> bool:
    """False for what has another meaning in parts: a top-level ``await``, an import from the future."""
    if "__future__" in source:
        return False
    if "await" not in source and "async" not in source:
        return True
    with contextlib.suppress(SyntaxError, ValueError):
        return not waits(compile(source, "<part>", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, True))
    return False


def _compiles(source: str) -> bool:
    """False for a program that would not run at all: then none of it counts as tried."""
    try:
        compile(source, "<whole>", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
