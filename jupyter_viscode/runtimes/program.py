"""One program, run once, in the child of either executor.

A `Job` enters: source, variables, what is expected. An `Outcome` leaves, with the figure read and checked while it is still
an object. The process must end afterwards: streams, hooks and modules stay replaced.
"""

from __future__ import annotations

import ast
import asyncio
import contextlib
import faulthandler
import importlib
import inspect
import linecache
import os
import pkgutil
import re
import stat
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jupyter_viscode.codec import encode
from jupyter_viscode.runtimes.capture import Capture
from jupyter_viscode.runtimes.changes import Fingerprints
from jupyter_viscode.runtimes.failure import FILENAME, describe
from jupyter_viscode.runtimes.guard import Guard
from jupyter_viscode.runtimes.names import program_names
from jupyter_viscode.spec import Chart
from jupyter_viscode.types import ErrorInfo, Finding, Outcome, Status

_PLACE = "place.txt"


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
    capture, guard = Capture(job.output), Guard(job.folder)
    prints = Fingerprints(job.variables, program_names(job.source))
    os.environ["MPLBACKEND"] = "agg"
    capture.install()
    namespace = {"__name__": "__main__", "__builtins__": __builtins__, "display": capture.display, **job.variables}
    guard.install()
    _watch_place(job)
    error, status = _execute(job, namespace, capture)
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


def _watch_place(job: Job) -> None:
    """Have the line written down where the program is when it crashes or runs out of time."""
    try:
        file = Path(job.folder, _PLACE).open("w")  # noqa: SIM115 - open as long as the process lives
    except OSError:  # without Landlock nothing can be written at all
        return
    faulthandler.enable(file, all_threads=False)
    if job.seconds:
        faulthandler.dump_traceback_later(max(0.1, 0.95 * job.seconds - 0.1), file=file)


def place(folder: str) -> int | None:
    """The line that a program had reached when it crashed or ran out of time, if that was written down."""
    # The folder was the program's to fill: what lies there under this name may be a pipe, or a link to somewhere else.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        descriptor = os.open(Path(folder, _PLACE), flags)
    except OSError:
        return None
    try:
        text = os.read(descriptor, 100_000) if stat.S_ISREG(os.fstat(descriptor).st_mode) else b""
    finally:
        os.close(descriptor)
    match = re.search(f'File "{FILENAME}", line ([0-9]{{1,6}})'.encode(), text)
    return int(match.group(1)) if match else None


def _execute(job: Job, namespace: dict[str, Any], capture: Capture) -> tuple[BaseException | None, Status]:
    lines = job.source.splitlines(keepends=True)
    linecache.cache[FILENAME] = (len(job.source), None, lines, FILENAME)
    try:
        _run_cell(job.source, namespace, capture)
        capture.flush_figures()
    except MemoryError as error:
        return error, "memory"
    except BaseException as error:  # sys.exit and KeyboardInterrupt are the program's as well
        with contextlib.suppress(Exception):
            capture.flush_figures()
        return error, "error"
    return None, "ok"


def _run_cell(source: str, namespace: dict[str, Any], capture: Capture) -> None:
    """Run as a cell runs: the value of a last expression is displayed, unless a semicolon ends it."""
    tree = ast.parse(source, FILENAME)
    last: ast.Expr | None = None
    if tree.body and isinstance(tree.body[-1], ast.Expr):
        last = tree.body.pop()  # type: ignore[assignment]
    if tree.body:
        _evaluate(compile(tree, FILENAME, "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, True), namespace)
    if last is not None:
        code = compile(ast.Expression(last.value), FILENAME, "eval", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, True)
        value = _evaluate(code, namespace)
        if not _ends_with_semicolon(source, last):
            capture.show_value(value)


def _evaluate(code: Any, namespace: dict[str, Any]) -> Any:
    value = eval(code, namespace)  # the program under trial; this process is confined
    return asyncio.run(_wait(value)) if code.co_flags & inspect.CO_COROUTINE else value


async def _wait(value: Any) -> Any:
    return await value


def _ends_with_semicolon(source: str, last: ast.Expr) -> bool:
    rest = source.encode().splitlines()[(last.end_lineno or 1) - 1 :]
    rest[0] = rest[0][last.end_col_offset :]
    return rest[0].strip().startswith(b";")


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
