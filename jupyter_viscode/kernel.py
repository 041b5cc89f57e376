"""The IPython form of Session: namespace in; committed code, captured display and undo out.

The only room that touches the user's session. A commit takes a snapshot first; one that fails puts names, figures and
rcParams back, and so does undo.
"""

from __future__ import annotations

import ast
import sys
import traceback
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from jupyter_viscode.context import is_frame
from jupyter_viscode.types import Code, ErrorInfo, Outcome, Result, Status

UNDO_DEPTH = 20

PASSING = ("fig", "ax", "axes", "axs", "figure", "chart")
"""Names that plotting cells bind anew each time."""


@dataclass
class Snapshot:
    """The session before a commit: what undo puts back."""

    names: dict[str, Any]
    bound: dict[str, Any]
    """What earlier commits had bound."""
    copies: dict[str, Any] = field(default_factory=dict)
    """Shallow copies of the frames by name; copy-on-write makes them cheap."""
    rc_params: dict[str, Any] | None = None
    figures: tuple[int, ...] = ()


class KernelSession:
    """A user's IPython shell, with or without a kernel around it.

    Parameters
    ----------
    shell
        The ``InteractiveShell``.
    """

    def __init__(self, shell: Any) -> None:
        self.shell = shell
        self.undo_stack: list[Snapshot] = []
        self.outputs: list[Any] = []
        """The rich output of the last commit, in order; the door displays it."""
        self.committing = False
        self._bound: dict[str, Any] = {}

    # -- Session -------------------------------------------------------------------------------------------------------

    def namespace(self) -> Mapping[str, Any]:
        """The user's own variables, oldest first; IPython's are left out."""
        hidden = self.shell.user_ns_hidden
        names = dict(self.shell.user_ns)  # in one step: the sidebar asks from another thread while a cell makes names
        return {k: v for k, v in names.items() if not k.startswith("_") and (k not in hidden or hidden[k] is not v)}

    def own(self) -> frozenset[str]:
        """Names that earlier commits bound and that still hold what they bound; `fig` and its like, when they hold a figure.

        Every plotting cell binds those anew: a question each time would teach the user to say yes.
        """
        space = self.shell.user_ns
        bound = {k for k, v in self._bound.items() if space.get(k, _ABSENT) is v}
        return frozenset(bound | {name for name in PASSING if _is_plot(space.get(name))})

    def adopt(self, names: Iterable[str]) -> None:
        """Take names as bound by a commit: a cell that held accepted code has just bound them."""
        space = self.shell.user_ns
        self._bound |= {name: space[name] for name in names if name in space}

    def commit(self, code: Code, result: Result) -> Outcome:
        """Run `code` in the user's namespace, its output captured for one display; restores the session when it fails."""
        snapshot = self.snapshot()
        self.outputs = []
        with self._quiet() as captured:
            execution = self.shell.run_cell(code.source, store_history=False)
        error = execution.error_before_exec or execution.error_in_exec
        if error is not None:
            self.restore(snapshot)
            status: Status = "cancelled" if isinstance(error, KeyboardInterrupt) else "error"
            return Outcome(status, stdout=captured.stdout, stderr=captured.stderr, error=_error_info(error))
        self.outputs = list(captured.outputs)
        new = self._new_names(snapshot)
        self._bound |= {k: v for k, v in new.items() if k not in snapshot.names or k in self._bound}
        result.figure = self._figure(code, new, snapshot)
        self.undo_stack = [*self.undo_stack[1 - UNDO_DEPTH :], snapshot]
        return Outcome("ok", stdout=captured.stdout, stderr=captured.stderr)

    def take_outputs(self) -> list[Any]:
        """The rich output of the last commit, once."""
        outputs, self.outputs = self.outputs, []
        return outputs

    def confirm(self, question: str) -> bool | None:
        """Ask on the keyboard; None when there is none (nbclient, a script, no stdin)."""
        kernel = getattr(self.shell, "kernel", None)
        if kernel is not None:
            if not getattr(kernel, "_allow_stdin", False):
                return None
        elif not (sys.stdin and sys.stdin.isatty()):
            return None
        try:
            answer = input(f"{question} Run it? [y/N] ")
        except (EOFError, RuntimeError, OSError):  # StdinNotImplementedError is a RuntimeError
            return None
        return answer.strip().lower() in ("y", "yes")

    def newest_figure(self) -> tuple[str, Any] | None:
        """The figure that was bound last, with its name; None when no variable holds one."""
        for name, value in reversed(list(self.shell.user_ns.items())):
            figure = None if name.startswith("_") else _as_figure(value)
            if figure is not None:
                return name, figure
        return None

    # -- undo ----------------------------------------------------------------------------------------------------------

    def snapshot(self) -> Snapshot:
        """The session as it is now."""
        names = dict(self.shell.user_ns)
        snapshot = Snapshot(names, dict(self._bound))
        for name, value in names.items():
            if not name.startswith("_") and is_frame(value) == "pandas":
                snapshot.copies[name] = value.copy(deep=not _copies_on_write())
        if "matplotlib" in sys.modules:
            snapshot.rc_params = dict.copy(sys.modules["matplotlib"].rcParams)
        if "matplotlib.pyplot" in sys.modules:
            import matplotlib.pyplot as plt

            snapshot.figures = tuple(plt.get_fignums())
        return snapshot

    def undo(self) -> list[str]:
        """Put back what the last commit changed; the names that changed, or an empty list when there is nothing to undo."""
        if not self.undo_stack:
            return []
        return self.restore(self.undo_stack.pop()) or ["the figure"]

    def restore(self, snapshot: Snapshot) -> list[str]:
        """Names, frames' contents, rcParams and figures as in the snapshot; returns the names that were put back."""
        space = self.shell.user_ns
        kept = ("_", "In", "Out")
        changed = [k for k in space if k not in snapshot.names and not k.startswith("_")]
        for name in changed:
            del space[name]
        for name, value in snapshot.names.items():
            if name.startswith("_") or name in kept:
                continue
            if name not in space or space[name] is not value:
                space[name] = value
                changed.append(name)
            copy = snapshot.copies.get(name)
            if copy is not None and not _same_frame(value, copy):
                space[name] = copy
                changed.append(name)
        self._bound = dict(snapshot.bound)
        self._restore_matplotlib(snapshot)
        return list(dict.fromkeys(changed))

    @staticmethod
    def _restore_matplotlib(snapshot: Snapshot) -> None:
        if snapshot.rc_params is not None:
            # The backend is the session's, not the code's: setting it back would close the user's windows.
            now = sys.modules["matplotlib"].rcParams
            for key, value in snapshot.rc_params.items():
                if not key.startswith("backend") and dict.get(now, key) != value:
                    now[key] = value
        if "matplotlib.pyplot" in sys.modules:
            import matplotlib.pyplot as plt

            for number in set(plt.get_fignums()) - set(snapshot.figures):
                plt.close(number)

    # -- running -------------------------------------------------------------------------------------------------------

    @contextmanager
    def _quiet(self) -> Iterator[Any]:
        """Capture rich output and text, and keep tracebacks from being printed: the door shows them itself."""
        from IPython.utils.capture import capture_output

        self.committing = True
        own = "showtraceback" in vars(self.shell), self.shell.showtraceback
        syntax = "showsyntaxerror" in vars(self.shell), self.shell.showsyntaxerror
        self.shell.showtraceback = self.shell.showsyntaxerror = lambda *args, **kwargs: None
        try:
            with capture_output() as captured:
                yield captured
        finally:
            for name, (was_own, method) in (("showtraceback", own), ("showsyntaxerror", syntax)):
                if was_own:
                    setattr(self.shell, name, method)
                else:
                    delattr(self.shell, name)
            self.committing = False

    def _new_names(self, snapshot: Snapshot) -> dict[str, Any]:
        space = self.shell.user_ns
        return {k: v for k, v in space.items() if not k.startswith("_") and snapshot.names.get(k, _ABSENT) is not v}

    def _figure(self, code: Code, new: dict[str, Any], snapshot: Snapshot) -> Any:
        """The figure that a commit made: what its last line names, else the newest new object that is one.

        The inline backend has closed its figures by now, so pyplot's list is no help; the names are.
        """
        space = self.shell.user_ns
        name = _last_name(code.source)
        candidates = [*new.values(), *([space[name]] if name in space else [])]
        figures = [figure for figure in map(_as_figure, candidates) if figure is not None]
        if figures:
            return figures[-1]
        if "matplotlib.pyplot" in sys.modules:
            import matplotlib.pyplot as plt

            numbers = [number for number in plt.get_fignums() if number not in snapshot.figures]
            return plt.figure(numbers[-1]) if numbers else None
        return None


_ABSENT = object()


def _last_name(source: str) -> str | None:
    """The name that is the program's last line, as in ``chart``."""
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return None
    last = body[-1] if body else None
    return last.value.id if isinstance(last, ast.Expr) and isinstance(last.value, ast.Name) else None


def _is_plot(value: Any) -> bool:
    """True for a figure, its axes, or an array of axes."""
    if type(value).__name__ == "ndarray" and str(value.dtype) == "object" and value.size:
        value = value.flat[0]
    return _as_figure(value) is not None


def _as_figure(value: Any) -> Any:
    """The figure that a value is or belongs to; None for anything else. Imports nothing."""
    module = type(value).__module__.partition(".")[0]
    if module == "matplotlib":
        figure = value if hasattr(value, "savefig") else getattr(value, "figure", None)
        return figure if hasattr(figure, "savefig") else None
    if module == "seaborn":
        return getattr(value, "figure", None)
    if module == "plotly":
        return value if hasattr(value, "to_plotly_json") and hasattr(value, "write_html") else None
    return value if module == "altair" and hasattr(value, "to_dict") and hasattr(value, "save") else None


def _copies_on_write() -> bool:
    """Whether a shallow copy of a pandas frame keeps its values when the frame is changed: always from pandas 3 on."""
    import pandas as pd

    return int(pd.__version__.partition(".")[0]) >= 3 or pd.options.mode.copy_on_write is True


def _same_frame(now: Any, before: Any) -> bool:
    """False when a pandas frame was changed in place: its columns, index, or the blocks behind them."""
    if now.shape != before.shape or not now.columns.equals(before.columns) or not now.index.equals(before.index):
        return False
    return all(_same_array(now.iloc[:, i].array, before.iloc[:, i].array) for i in range(now.shape[1]))


def _same_array(now: Any, before: Any) -> bool:
    import numpy as np

    left, right = getattr(now, "_ndarray", None), getattr(before, "_ndarray", None)
    if left is not None and right is not None and np.shares_memory(left, right):
        return True
    return bool(now.equals(before)) if hasattr(now, "equals") else False


def _error_info(error: BaseException) -> ErrorInfo:
    text = "".join(traceback.format_exception(error))
    return ErrorInfo(type(error).__name__, str(error), text)
