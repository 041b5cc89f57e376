"""The Python runtime: tries a program on the user's live data in a child process.

Code and a Request enter; an Outcome leaves, whatever the code does. `risks` decides on the text alone.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import io
import signal
import sys
import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, Literal

from jupyter_viscode.codec import CodecError, decode
from jupyter_viscode.process import Ending
from jupyter_viscode.process.child import BROKEN, UNFIT
from jupyter_viscode.process.sandbox import load_sandbox
from jupyter_viscode.runtimes import clean, fork, policy
from jupyter_viscode.runtimes.feed import Feeder
from jupyter_viscode.runtimes.names import as_cell, mentioned_names, needed_names, program_names
from jupyter_viscode.runtimes.parcel import Parcel
from jupyter_viscode.runtimes.program import Job, failed, load_checks
from jupyter_viscode.runtimes.stream import TrialStream, Watch
from jupyter_viscode.spec import Chart
from jupyter_viscode.types import Cancel, Code, Outcome, Request, Risk

_PREPARED = {
    # With what Pillow looks up for every picture that it writes: else each child would look it up again.
    "matplotlib": (
        "matplotlib.pyplot",
        "matplotlib.backends.backend_agg",
        *(f"PIL.{kind}ImagePlugin" for kind in ("Bmp", "Gif", "Jpeg", "Ppm", "Png")),
    ),
    "seaborn": ("seaborn",),
    "plotly": ("plotly.express", "plotly.io"),
    "altair": ("altair",),
    "pandas": ("pandas",),
    "numpy": ("numpy",),
}
"""What may be imported in the user's process before a trial: libraries that draw, and nothing that a program names freely."""

Executor = Literal["auto", "fork", "clean", "spawn"]


class PythonRuntime:
    """Tries Python programs.

    Parameters
    ----------
    executor
        ``fork``, ``clean`` and ``spawn`` (a clean process without a zygote) force one; ``auto`` forks when this is safe.
    sandbox
        Confine the child with what the platform has (see `jupyter_viscode.process.sandbox_report`).
    preload
        Import plotting libraries that a program uses in this process first: an import in a child is lost with it.
    """

    language = "python"

    def __init__(self, executor: Executor = "auto", sandbox: bool = True, preload: bool = True) -> None:
        self._executor = executor
        self._sandbox = sandbox
        self._preload = preload
        self._fork_unsafe = ""

    def prepare(self, wanted: str | Iterable[str] = ()) -> None:
        """Get ready for a program (or for packages by name), in this process or by starting the clean one.

        Imports only known plotting libraries. Call it from the main thread or a second one, while a model still writes.
        """
        load_sandbox()
        if self._executor in ("clean", "spawn") or self._fork_unsafe:
            clean.warm(self._executor == "spawn")
            return
        load_checks()
        names = program_names(wanted) if isinstance(wanted, str) else set(wanted)
        for name in ("matplotlib", *sorted(names & set(_PREPARED) - {"matplotlib"})):
            for module in _PREPARED[name]:
                # A broken installation shows in the trial, as the program's own error.
                with contextlib.suppress(Exception):
                    if module not in sys.modules and importlib.util.find_spec(name) is not None:
                        importlib.import_module(module)

    def trial(self, code: Code, request: Request, *, expected: Chart | None = None, cancel: Cancel | None = None) -> Outcome:
        """Run `code` on the request's data without touching it; never raises for what the code does."""
        if cancel is not None and cancel.is_set():
            return Outcome("cancelled")
        job = _job(as_cell(code.source), request, expected)
        if self._executor == "fork":
            return self._fork(job, request, cancel)
        reason = ""
        if self._executor == "auto":
            reason = self._fork_unsafe or fork.obstacle(job.source, job.variables) or ""
            if not reason:
                return self._fork(job, request, cancel)
        return self._finish(self._clean(job, request, reason, cancel)[0], code, request)

    def stream(self, request: Request, *, expected: Chart | None = None) -> TrialStream | None:
        """Begin a trial whose program is still being written; None where this is not possible."""
        job = _job("", request, expected)
        if self._executor == "spawn" or sys.platform != "linux":
            return None
        mentioned = "\n".join(request.frames)
        forks = self._executor == "fork" or (
            self._executor == "auto" and not self._fork_unsafe and fork.obstacle(mentioned, job.variables) is None
        )
        return self._forked_stream(job, request) if forks else self._clean_stream(job, request)

    def _forked_stream(self, job: Job, request: Request) -> TrialStream:
        if self._preload:
            self.prepare([request.library or ""])
        load_sandbox()
        feeder = Feeder()
        job.feed = feeder.feed
        child = fork.Child(job, request.limits, sandbox=self._sandbox, keep=(feeder.feed,))

        def obstacle(source: str) -> str | None:
            return fork.native_obstacle(source, job.variables) if self._executor == "auto" else None

        return self._stream(feeder, child.wait, job, request, obstacle, lambda source: False)

    def _clean_stream(self, job: Job, request: Request) -> TrialStream:
        job = replace(job, executor="clean")
        names, feeder, carried, packed = frozenset(request.frames), Feeder(), Parcel(), threading.Event()

        def watch(cancel: Cancel, waits: Callable[[], bool]) -> Ending | None:
            def keep(parcel: Parcel) -> None:
                carried.notes, carried.refused = parcel.notes, parcel.refused
                packed.set()

            growing = clean.Growing(names, feeder.feed, waits, keep)
            try:
                return clean.execute(job, request.limits, sandbox=self._sandbox, cancel=cancel, growing=growing)[0]
            except (clean.StartError, OSError, EOFError):
                return None
            finally:
                packed.set()

        def misses(source: str) -> bool:
            """True when the program needs other variables than those that came along, or not all of those that are a sample."""
            packed.wait()
            wanted = (needed_names(source) | mentioned_names(source)) & set(job.variables)
            return bool(carried.refused) or not wanted <= names or (bool(carried.notes) and wanted != names)

        return self._stream(feeder, watch, job, request, lambda source: None, misses, carried)

    def _stream(
        self,
        feeder: Feeder,
        watch: Watch,
        job: Job,
        request: Request,
        obstacle: Callable[[str], str | None],
        misses: Callable[[str], bool],
        carried: Parcel | None = None,
    ) -> TrialStream:
        def tell(ending: Ending, source: str) -> Outcome:
            outcome = _told(ending, job, request)
            notes = (*(carried.notes if carried is not None else ()), *outcome.notes)
            return self._finish(replace(outcome, notes=notes), Code(source), request)

        def handles(source: str) -> tuple[str, ...]:
            return _handles(source, job.variables)

        return TrialStream(feeder, watch, tell, obstacle=obstacle, handles=handles, misses=misses)

    def risks(self, code: Code, request: Request) -> tuple[Risk, ...]:
        """What the program does that needs consent, decided on its text alone."""
        return policy.risks(code.source, request)

    def _finish(self, outcome: Outcome, code: Code, request: Request) -> Outcome:
        """Add what the text alone tells about the commit that would follow."""
        found = policy.findings(code.source) if outcome.status in ("ok", "no-plot") else ()
        changes = tuple(name for name in outcome.changes if name not in request.own)
        return replace(outcome, findings=(*outcome.findings, *found), changes=changes)

    def _fork(self, job: Job, request: Request, cancel: Cancel | None) -> Outcome:
        if self._preload:
            self.prepare(job.source)
        load_sandbox()
        ending = fork.execute(job, request.limits, sandbox=self._sandbox, cancel=cancel)
        unfit = ending.code == UNFIT
        if ending.cause != "idle" and not unfit:
            return self._finish(_told(ending, job, request), Code(job.source), request)
        reason = "a fork of this session does not go on: a library's threads are missing in it"
        outcome, ending = self._clean(job, request, reason, cancel)
        # A program that waits by itself waits there as well; one that does not was stuck because of the fork.
        if unfit or (outcome.status != "unsupported" and ending.idle < fork.IDLE):
            self._fork_unsafe = reason
        return self._finish(outcome, Code(job.source), request)

    def _clean(self, job: Job, request: Request, reason: str, cancel: Cancel | None) -> tuple[Outcome, Ending]:
        spawn = self._executor == "spawn"
        job = replace(job, executor="clean")
        try:
            ending, parcel = clean.execute(job, request.limits, sandbox=self._sandbox, cancel=cancel, spawn=spawn)
        except (clean.StartError, OSError, EOFError) as error:
            said = f"The separate process for trials could not be started ({error or type(error).__name__})."
            return failed("unsupported", "StartError", said, "clean"), Ending("ended")
        if parcel.refused:
            why = f" Reason for it: {reason}." if reason else ""
            said = f"{parcel.refused}{why} Put what the chart needs into a DataFrame, or run the code without a trial."
            return Outcome("unsupported", notes=(said,), executor="clean"), ending
        outcome = _told(ending, job, request)
        return replace(outcome, notes=(*parcel.notes, *outcome.notes)), ending


def _job(source: str, request: Request, expected: Chart | None) -> Job:
    variables = {**request.namespace, **request.frames}
    return Job(
        source=source,
        folder="",
        variables=variables,
        instruction=request.instruction,
        expected=expected,
        output=request.limits.output,
        seconds=request.limits.seconds,
        handles=_handles(source, variables),
        frames=tuple(request.frames),
    )


def _handles(source: str, variables: dict[str, Any]) -> tuple[str, ...]:
    """Variables of a program that are files or connections of the session: in a trial they are cut off."""
    return tuple(
        name
        for name in sorted(program_names(source) & set(variables))
        if isinstance(variables[name], io.IOBase)
        or (callable(getattr(variables[name], "cursor", None)) and callable(getattr(variables[name], "close", None)))
    )


def _told(ending: Ending, job: Job, request: Request) -> Outcome:
    """The Outcome of a child that has ended, whatever it sent."""
    outcome = _read(ending, job, request)
    return replace(outcome, stdout=ending.printed) if ending.printed and not outcome.stdout else outcome


def _read(ending: Ending, job: Job, request: Request) -> Outcome:
    executor, seconds = job.executor, ending.seconds
    limits = request.limits
    if ending.cause == "cancelled":
        return Outcome("cancelled", executor=executor, seconds=seconds)
    if ending.cause == "timeout":
        said = f"The program did not end within {limits.seconds:g} seconds."
        return failed("timeout", "TimeoutError", said, executor, seconds, ending.line)
    if ending.cause == "memory":
        return failed("memory", "MemoryError", _memory_sentence(limits.memory), executor, seconds, ending.line)
    if ending.cause == "flood":
        said = "The program displayed more than a trial can keep."
        return failed("memory", "MemoryError", said, executor, seconds)
    if ending.code == 0 and ending.data:
        with contextlib.suppress(CodecError):
            outcome = decode(ending.data)
            if isinstance(outcome, Outcome):
                return _completed(outcome, executor, seconds, limits.memory)
    return failed("crashed", "Crash", _crash_sentence(ending), executor, seconds, ending.line)


def _completed(outcome: Outcome, executor: str, seconds: float, memory: int) -> Outcome:
    if outcome.status == "memory" and outcome.error is not None:
        error = replace(outcome.error, message=f"{_memory_sentence(memory)} {outcome.error.message}".strip())
        outcome = replace(outcome, error=error)
    return replace(outcome, executor=executor, seconds=seconds)


def _memory_sentence(memory: int) -> str:
    return f"The program needs more memory than a trial may use ({memory / 2**30:.2g} GB)."


def _crash_sentence(ending: Ending) -> str:
    if ending.code is not None and ending.code < 0:
        with contextlib.suppress(ValueError):
            return f"The program crashed its process ({signal.Signals(-ending.code).name})."
    if ending.code in (None, BROKEN):
        return "The program broke what a trial needs to report its result."
    return f"The program ended its process with exit code {ending.code}, without a result."
