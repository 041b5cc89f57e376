"""The Python runtime: tries a program on the user's live data in a child process.

Code and a Request enter; an Outcome leaves, whatever the code does. `risks` decides on the text alone.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import sys
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Literal

from jupyter_viscode.codec import CodecError, decode
from jupyter_viscode.process import Ending
from jupyter_viscode.process.sandbox import load_sandbox
from jupyter_viscode.runtimes import fork, policy
from jupyter_viscode.runtimes.program import Job, failed
from jupyter_viscode.spec import Chart
from jupyter_viscode.types import Cancel, Code, Outcome, Request, Risk

_PREPARED = {
    "matplotlib": ("matplotlib.pyplot", "matplotlib.backends.backend_agg"),
    "seaborn": ("seaborn",),
    "plotly": ("plotly.express", "plotly.io"),
    "altair": ("altair",),
    "pandas": ("pandas",),
    "numpy": ("numpy",),
}
"""What may be imported in the user's process before a trial: libraries that draw, and nothing that a program names freely."""


class PythonRuntime:
    """Tries Python programs.

    Parameters
    ----------
    executor
        ``fork`` and ``clean`` force one; ``auto`` forks when this is safe.
    sandbox
        Confine the child with what the platform has (see `jupyter_viscode.process.sandbox_report`).
    preload
        Import plotting libraries that a program uses in this process first: an import in a child is lost with it.
    """

    language = "python"

    def __init__(self, executor: Literal["auto", "fork", "clean"] = "auto", sandbox: bool = True, preload: bool = True) -> None:
        self._executor = executor
        self._sandbox = sandbox
        self._preload = preload
        self._fork_unsafe = ""

    def prepare(self, wanted: str | Iterable[str]) -> None:
        """Import, in this process, the known libraries that a program (or a list of names) uses."""
        names = fork.program_names(wanted) if isinstance(wanted, str) else set(wanted)
        for name in ("matplotlib", *sorted(names & set(_PREPARED) - {"matplotlib"})):
            for module in _PREPARED[name]:
                # Broken installations show in the trial, as the program's own error.
                with contextlib.suppress(Exception):
                    if module not in sys.modules and importlib.util.find_spec(name) is not None:
                        importlib.import_module(module)

    def trial(self, code: Code, request: Request, *, expected: Chart | None = None, cancel: Cancel | None = None) -> Outcome:
        """Run `code` on the request's data without touching it; never raises for what the code does."""
        job = Job(
            source=code.source,
            folder="",
            variables={**request.namespace, **request.frames},
            instruction=request.instruction,
            expected=expected,
            output=request.limits.output,
        )
        return self._fork(job, request, cancel)

    def risks(self, code: Code, request: Request) -> tuple[Risk, ...]:
        """What the program does that needs consent, decided on its text alone."""
        return policy.risks(code.source, request)

    def _fork(self, job: Job, request: Request, cancel: Cancel | None) -> Outcome:
        load_sandbox()
        if self._preload:
            self.prepare(job.source)
        ending = fork.execute(job, request.limits, sandbox=self._sandbox, cancel=cancel)
        return told(ending, job, request)


def told(ending: Ending, job: Job, request: Request) -> Outcome:
    """The Outcome of a child that has ended, whatever it sent."""
    executor, seconds = job.executor, ending.seconds
    limits = request.limits
    if ending.cause == "cancelled":
        return Outcome("cancelled", executor=executor, seconds=seconds)
    if ending.cause == "timeout":
        said = f"The program did not end within {limits.seconds:g} seconds."
        return failed("timeout", "TimeoutError", said, executor, seconds)
    if ending.cause == "memory":
        return failed("memory", "MemoryError", _memory_sentence(limits.memory), executor, seconds)
    if ending.cause == "flood":
        said = "The program displayed more than a trial can keep."
        return failed("memory", "MemoryError", said, executor, seconds)
    if ending.code == 0 and ending.data:
        with contextlib.suppress(CodecError):
            outcome = decode(ending.data)
            if isinstance(outcome, Outcome):
                return _completed(outcome, executor, seconds, limits.memory)
    return failed("crashed", "Crash", _crash_sentence(ending), executor, seconds)


def _completed(outcome: Outcome, executor: str, seconds: float, memory: int) -> Outcome:
    if outcome.status == "memory" and outcome.error is not None:
        error = replace(outcome.error, message=f"{_memory_sentence(memory)} {outcome.error.message}".strip())
        outcome = replace(outcome, error=error)
    return replace(outcome, executor=executor, seconds=seconds)


def _memory_sentence(memory: int) -> str:
    return f"The program needs more memory than a trial may use ({memory / 2**30:.2g} GB)."


def _crash_sentence(ending: Ending) -> str:
    import signal

    if ending.code is not None and ending.code < 0:
        with contextlib.suppress(ValueError):
            name: Any = signal.Signals(-ending.code).name
            return f"The program crashed its process ({name})."
    return f"The program ended its process with exit code {ending.code}, without a result."
