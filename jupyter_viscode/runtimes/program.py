"""One program, run once, in the child of either executor.

A `Job` enters: source, variables, what is expected. An `Outcome` leaves, with the figure read and checked while it is still
an object. The process must end afterwards: streams, hooks and modules stay replaced.
"""

from __future__ import annotations

import contextlib
import faulthandler
import importlib
import io
import os
import pkgutil
import re
import stat
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from jupyter_viscode.codec import encode
from jupyter_viscode.process.watch import Ending
from jupyter_viscode.runtimes.capture import Capture
from jupyter_viscode.runtimes.cell import Cell
from jupyter_viscode.runtimes.changes import Fingerprints
from jupyter_viscode.runtimes.failure import FILENAME, describe
from jupyter_viscode.runtimes.feed import parts
from jupyter_viscode.runtimes.guard import Guard
from jupyter_viscode.runtimes.names import program_names
from jupyter_viscode.spec import Chart
from jupyter_viscode.types import ErrorInfo, Finding, Outcome, Status

_PLACE = "place.txt"
_PRINTED = "printed.txt"
GIVEN_UP = 73
"""Exit code of a child whose session sent no end of the program."""


@dataclass
class Job:
    """What a child is to run."""

    source: str
    folder: str
    """The scratch folder: the one place where the program may write."""
    variables: dict[str, Any] = field(default_factory=dict)
    elsewhere: dict[str, str] = field(default_factory=dict)
    """Names of the session's other variables, which did not come along; with a module's name for a module."""
    instruction: str = ""
    expected: Chart | None = None
    output: int = 1_000_000
    seconds: float = 0.0
    """The time limit; shortly before it the program's place is written down."""
    executor: str = "fork"
    handles: tuple[str, ...] = ()
    """Names of variables that hold a file or connection of the session."""
    frames: tuple[str, ...] = ()
    """Names of the variables that are frames of the request."""
    feed: int | None = None
    """Descriptor on which the program comes part by part; then `source` is what has come."""


def run(job: Job) -> bytes:
    """Run the program; return the encoded Outcome."""
    try:
        outcome = _run(job)
    except BaseException as error:  # of this module, or of a program that broke what it stands on
        outcome = failed(
            "crashed", type(error).__name__, "The program broke what a trial needs to report its result.", job.executor
        )
    return encode(outcome).encode()


def _run(job: Job) -> Outcome:
    started = time.monotonic()
    capture, guard = Capture(job.output, _printing(job)), Guard(job.folder)
    # Of a program that is still to come nobody knows what it will change: all frames are looked at.
    prints = Fingerprints(job.variables, job.frames if job.feed is not None else ())
    os.environ["MPLBACKEND"] = "agg"
    capture.install()
    namespace = {"__name__": "__main__", "__builtins__": __builtins__, "display": capture.display, **job.variables}
    guard.install()
    _watch_place(job)
    error, status = _execute(job, namespace, capture, prints)
    changes = tuple(sorted({*prints.changed(namespace), *_rebound(job, namespace)}))
    blocked = _blocked(error, guard, job)
    info = describe(error, job.source, namespace) if error is not None else None
    findings: tuple[Finding, ...] = ()
    chart: Chart | None = None
    if status == "ok":
        findings, chart = _inspect(capture, job, namespace)
        if not capture.has_picture:
            status = "no-plot"
    if blocked and (error is not None or not capture.has_picture):
        status = "blocked"
    return Outcome(
        status=status,
        outputs=capture.outputs,
        stdout=capture.stdout,
        stderr=capture.stderr,
        error=info,
        findings=findings,
        chart=chart,
        blocked=blocked,
        changes=changes,
        notes=tuple(capture.notes),
        executor=job.executor,
        seconds=time.monotonic() - started,
    )


_place: list[Any] = []
"""The open file in which a crash or the end of the time writes where the program is."""


def _watch_place(job: Job) -> None:
    """Have the line written down where the program is when it crashes or runs out of time."""
    try:
        _place.append(Path(job.folder, _PLACE).open("w"))  # noqa: SIM115 - open as long as the process lives
    except OSError:  # without Landlock nothing can be written at all
        return
    faulthandler.enable(_place[0], all_threads=False)
    if job.feed is None:
        _watch_time(job.seconds)


def _printing(job: Job) -> io.FileIO | None:
    """The file that keeps what is printed."""
    try:
        return io.FileIO(str(Path(job.folder, _PRINTED)), "w")
    except OSError:
        return None


def _watch_time(seconds: float) -> None:
    if seconds and _place:
        faulthandler.dump_traceback_later(max(0.1, 0.95 * seconds - 0.1), file=_place[0])


def left(ending: Ending, folder: str) -> Ending:
    """The ending, with what a program that did not come to its end has left in its folder: its place, what it printed."""
    if ending.cause == "ended" and ending.data:
        return ending  # it tells all of it itself
    match = re.search(f'File "{FILENAME}", line ([0-9]{{1,6}})'.encode(), _held(folder, _PLACE))
    printed = _held(folder, _PRINTED).decode("utf-8", "replace")
    return replace(ending, line=int(match.group(1)) if match else None, printed=printed)


def _held(folder: str, name: str) -> bytes:
    """The beginning of a file in a program's folder."""
    # The folder was the program's to fill: what lies there under this name may be a pipe, or a link to somewhere else.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        descriptor = os.open(Path(folder, name), flags)
    except OSError:
        return b""
    try:
        return os.read(descriptor, 100_000) if stat.S_ISREG(os.fstat(descriptor).st_mode) else b""
    finally:
        os.close(descriptor)


def _execute(
    job: Job, namespace: dict[str, Any], capture: Capture, prints: Fingerprints
) -> tuple[BaseException | None, Status]:
    cell = Cell(namespace, capture)
    try:
        for part in _parts(job):
            prints.mark(program_names(part))
            cell.run(part)
        cell.end()
        capture.flush_figures()
    except MemoryError as error:
        return error, "memory"
    except BaseException as error:  # sys.exit and KeyboardInterrupt are the program's as well
        with contextlib.suppress(Exception):
            capture.flush_figures()
        return error, "error"
    return None, "ok"


def _parts(job: Job) -> Iterator[str]:
    """The program, whole or as it comes; the time limit is watched while it runs, not while it is awaited."""
    if job.feed is None:
        yield job.source
        return
    left = job.seconds
    for part in parts(job.feed):
        job.source = part.whole if part.whole is not None else job.source + part.source
        job.handles = part.handles or job.handles
        started = time.monotonic()
        _watch_time(left)
        yield part.source
        left -= time.monotonic() - started
        if part.whole is not None:
            return
        faulthandler.cancel_dump_traceback_later()
    os._exit(GIVEN_UP)


def _rebound(job: Job, namespace: Mapping[str, Any]) -> set[str]:
    """Names that the program bound and that hold something else in the session."""
    found = set(job.elsewhere) & set(namespace)
    return {
        name for name in found if not job.elsewhere[name] or getattr(namespace[name], "__name__", "") != job.elsewhere[name]
    }


def _blocked(error: BaseException | None, guard: Guard, job: Job) -> tuple[str, ...]:
    phrase = None if error is None or isinstance(error, SyntaxError) else guard.explain(error)
    if phrase == guard.HELD and job.handles:
        phrase = f"use {' and '.join(job.handles)}, which the session holds open"
    if phrase is not None and (phrase != guard.VAGUE or not guard.refused):
        guard.record(phrase)
    return tuple(guard.refused)


# -- the picture -------------------------------------------------------------------------------------------------------


def load_checks() -> None:
    """Import what reads and checks figures, in the process that is forked."""
    from jupyter_viscode import chart
    from jupyter_viscode.chart import read

    for package in (chart, read):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            if not module.ispkg:
                importlib.import_module(module.name)


def _inspect(capture: Capture, job: Job, namespace: Mapping[str, Any]) -> tuple[tuple[Finding, ...], Chart | None]:
    if not capture.has_picture:
        return (_nothing_drawn(namespace, job),), None
    if not capture.drawn:
        return (), None  # a picture without a figure: nothing to look into
    from jupyter_viscode.chart.check import inspect as look

    findings: list[Finding] = []
    chart: Chart | None = None
    for index, drawn in enumerate(capture.drawn[:10]):
        expected = job.expected if index == 0 else None
        # A check that fails says nothing about the program.
        with contextlib.suppress(Exception):
            found, seen = look(
                drawn.figure, expected=expected, instruction=job.instruction, png=drawn.png, frames=job.variables
            )
            findings += found
            chart = seen if index == 0 else chart
    return tuple(dict.fromkeys(findings)), chart


def _nothing_drawn(namespace: Mapping[str, Any], job: Job) -> Finding:
    made = [
        name
        for name, value in namespace.items()
        if name not in job.variables and type(value).__module__.partition(".")[0] in ("plotly", "altair")
        and hasattr(value, "to_json") and callable(getattr(value, "show", None))
    ]  # fmt: skip
    if made:
        said = f"The program made a figure in {made[-1]} but did not show it: end with {made[-1]}.show()."
    else:
        said = "The program ran and drew nothing: draw the chart and leave the figure open, or show it."
    return Finding("nothing-drawn", said)


def failed(status: Status, name: str, message: str, executor: str, seconds: float = 0.0, line: int | None = None) -> Outcome:
    """An Outcome for a program that has no result of its own to tell."""
    return Outcome(status, error=ErrorInfo(name, message, line=line), executor=executor, seconds=seconds)
