"""The data that flows from an instruction to a chart, and the protocols that move it.

Standard library only: every room may import it, every value crosses a pipe by pickle. Charts are in `jupyter_viscode.spec`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, runtime_checkable

from jupyter_viscode.spec import Chart

Level = Literal["none", "schema", "stats", "sample"]
"""How much of a frame may leave this process: nothing, names and types, figures as well, example values as well."""

Kind = Literal["integer", "number", "boolean", "category", "text", "datetime", "date", "time", "duration", "nested", "other"]
"""What a column holds, whatever library holds it."""

Library = Literal["matplotlib", "seaborn", "plotly", "altair"]
RepairProtocol = Literal["patch", "deduplicated", "reference"]
"""How a repair is asked for: ``patch`` asks for edits of the failed program and falls back to a whole one;
``deduplicated`` and ``reference`` ask for whole programs, and ``reference`` shows the first failure twice by the third
round, as the published code does."""
PASSIVE = ("image/png", "image/jpeg", "application/vnd.plotly.v1+json", "application/vnd.vega")
"""MIME types that a front end shows without running anything."""
MimeBundle = Mapping[str, Any]
"""Display data by MIME type, as Jupyter's messaging has it; bytes are base64 text."""


# -- context -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class DateWriting:
    """How a column of texts writes its dates, where that is not ISO."""

    form: str = ""
    """The one format that all values have (``%d.%m.%Y``); empty where they have several."""
    day_first: bool = False
    """The day stands before the month."""
    proven: bool = True
    """False when the day and the month could change places, or when some values contradict the others."""
    years_first: bool = False
    """Some values begin with the year."""


@dataclass(frozen=True)
class Column:
    """What is known of one column."""

    name: str
    """The name as text; what the frame uses as its key may be something else (see `key`)."""
    kind: Kind
    dtype: str
    """The library's own name of the type."""
    key: Any = None
    """The label to index the frame with (an int, a tuple of a MultiIndex, ...); equals `name` for most frames."""
    null_share: float | None = None
    """Between 0 and 1."""
    distinct: int | None = None
    minimum: Any = None
    maximum: Any = None
    examples: tuple[Any, ...] = ()
    """Filled at level ``sample`` only."""
    approximate: bool = False
    """True when the figures come from a sample: shown as ≈, and they never decide code."""
    parses_as: Kind | None = None
    """Of text or category: ``datetime`` or ``number`` when the values of the sample are dates or numbers written as text."""
    writing: DateWriting | None = None
    """Of dates written as text: how, where that is not ISO."""
    signs: str = ""
    """Of numbers written as text: what stands beside the digits, such as ``$,``."""


@dataclass(frozen=True)
class FrameSummary:
    """What is known of one frame."""

    name: str
    """The variable's name in the namespace."""
    library: str
    """``pandas``, ``polars``, ``pyarrow``, ``duckdb``, ``dask``, ``records`` (list of dicts), ``arrays`` (dict of arrays)."""
    columns: tuple[Column, ...]
    rows: int | None = None
    """None when counting would mean computing (lazy sources)."""
    lazy: bool = False
    notes: tuple[str, ...] = ()
    """Sentences worth knowing: duplicate column names, a MultiIndex, mixed time zones."""
    index: tuple[Column, ...] = ()
    """Row labels that say more than a count, as the columns that ``reset_index`` makes of them."""


@dataclass(frozen=True)
class JoinKey:
    """Two columns of two frames that probably hold the same thing."""

    left: str
    left_on: str
    right: str
    right_on: str
    score: float = 1.0


@dataclass(frozen=True)
class Context:
    """What an engine may know about the user's data."""

    frames: tuple[FrameSummary, ...] = ()
    active: str | None = None
    """The frame the instruction is most likely about."""
    reason: str = ""
    """Why `active` was chosen, in a few words: "named with -d", "the newest frame"."""
    joins: tuple[JoinKey, ...] = ()
    level: Level = "schema"

    def frame(self, name: str | None) -> FrameSummary | None:
        """The summary of the frame of that name, if there is one."""
        return next((f for f in self.frames if f.name == name), None)


# -- request -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Image:
    """A picture that came with the request."""

    data: bytes
    mime: str = "image/png"
    name: str = ""


@dataclass(frozen=True)
class GenerationConfig:
    """How a backend is to answer."""

    seed: int = 0
    temperature: float = 0.0
    max_tokens: int = 2048
    timeout: float = 300.0
    """Seconds without a single byte before a server counts as silent."""
    variant: int = 0
    """0 for the best answer; the n-th next reading on `--regenerate` and `alternatives` (the embedded engine)."""


@dataclass(frozen=True)
class Limits:
    """What a trial may use."""

    seconds: float = 30.0
    memory: int = 4 * 2**30
    """Bytes above what the process uses when the trial starts."""
    output: int = 1_000_000
    """Characters of stdout and stderr kept; the rest is dropped and said."""


@dataclass(frozen=True)
class ErrorInfo:
    """An exception raised by code that was tried."""

    name: str
    """The exception's class, e.g. ``KeyError``."""
    message: str
    traceback: str = ""
    """Plain text, without ANSI escapes."""
    line: int | None = None
    """1-based line of the user's program in which it was raised."""
    function: str = ""
    """Dotted name of the function called on that line, if known: its signature helps the repair."""


@dataclass(frozen=True)
class Request:
    """Everything one question needs; the same for every door."""

    instruction: str
    frames: Mapping[str, Any] = field(default_factory=dict)
    """The live frames by name. They never leave this process; what a model sees is `context`."""
    namespace: Mapping[str, Any] = field(default_factory=dict)
    """The other variables of the session that code may use."""
    own: frozenset[str] = frozenset()
    """Names that earlier answers bound and the user left alone since: binding them again needs no consent."""
    context: Context = field(default_factory=Context)
    language: str = "python"
    library: str | None = None
    """The plotting library asked for; None leaves the choice open (matplotlib)."""
    images: tuple[Image, ...] = ()
    code: str | None = None
    """The program to edit or to fix."""
    error: ErrorInfo | None = None
    """What happened when `code` was run (fix)."""
    chart: Chart | None = None
    """The chart to edit, when one is known."""
    animate: bool = False
    wants_plot: bool = True
    """False when the program to fix is no plotting code: it need not draw anything."""
    config: GenerationConfig = field(default_factory=GenerationConfig)
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True)
class Progress:
    """What a door shows while an engine makes itself ready."""

    text: str
    """Few words: "loading qwen (xllamacpp)"."""
    seconds: float | None = None
    """How long it has been going on."""

    def __str__(self) -> str:
        return self.text if self.seconds is None else f"{self.text}, {self.seconds:.0f} s"


# -- answer ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Message:
    """One turn of a conversation with a model."""

    role: Literal["system", "user", "assistant"]
    content: str
    images: tuple[Image, ...] = ()


@dataclass(frozen=True)
class Prompt:
    """What a backend receives: the messages for a model, the request for the embedded engine."""

    messages: tuple[Message, ...]
    request: Request
    attempt: int = 0
    """0 for the first answer, n for the n-th repair."""


@dataclass(frozen=True)
class Completion:
    """What a backend answered."""

    text: str
    stop_reason: Literal["stop", "length", "cancelled", "declined", "failed"] = "stop"
    """``failed``: the rest was not asked for, because what was written had already failed in its trial."""
    model: str = ""
    """Name of the engine, with version or file hash where there is one."""
    message: str = ""
    """For the user: why the engine declined, with the words it could not read."""
    reading: str = ""
    """One line that says how the instruction was read: "mean of price by month, one line per region"."""
    alternatives: tuple[str, ...] = ()
    """Other fair readings, best first; number n is asked for with ``GenerationConfig.variant = n + 1``."""
    chart: Chart | None = None
    """The chart that the code draws, when the engine knows it."""
    redraws: bool = False
    """The code draws the request's picture again, so that the two can be compared."""
    prompt_tokens: int | None = None
    cached_tokens: int | None = None
    """Of the prompt's tokens those that the server knew from before and did not evaluate again."""
    completion_tokens: int | None = None
    seconds: float = 0.0


@dataclass(frozen=True)
class Code:
    """A program in one of the languages."""

    source: str
    language: str = "python"


@dataclass(frozen=True)
class Risk:
    """Something that a program does and that the user should agree to."""

    what: str
    """Few words that complete "the code wants to": "write out.png", "open a network connection"."""
    line: int | None = None


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong with a picture although its code ran."""

    rule: str
    """Stable name: ``nothing-drawn``, ``empty-axes``, ``blank-picture``, ``missing-title``, ..."""
    message: str
    """What is wrong and what to do, one sentence; repair feedback and shown to the user."""
    severity: Literal["error", "warning"] = "error"
    """Errors are repaired; warnings are shown."""


Status = Literal["ok", "error", "no-plot", "blocked", "timeout", "memory", "crashed", "cancelled", "unsupported"]


@dataclass(frozen=True)
class Outcome:
    """What happened when code was tried."""

    status: Status
    outputs: tuple[MimeBundle, ...] = ()
    """Rich output in the order of its display; the pictures first of all."""
    stdout: str = ""
    stderr: str = ""
    error: ErrorInfo | None = None
    findings: tuple[Finding, ...] = ()
    chart: Chart | None = None
    """What was read back from the produced figure."""
    blocked: tuple[str, ...] = ()
    """What the sandbox refused; completes "the code wants to". Never repair feedback."""
    changes: tuple[str, ...] = ()
    """Names of the user's objects that the code rebound or changed in place."""
    notes: tuple[str, ...] = ()
    """Sentences for the user: "tried on a sample of 100,000 of 10,000,000 rows"."""
    executor: str = ""
    """``fork`` or ``clean``, or the runtime's name."""
    seconds: float = 0.0

    @property
    def good(self) -> bool:
        """True when the code ran, drew something, and no finding asks for repair."""
        return self.status == "ok" and not any(f.severity == "error" for f in self.findings)


@dataclass(frozen=True)
class Fix:
    """A deterministic repair of a program."""

    source: str
    notes: tuple[str, ...]
    """What was changed and why, one sentence each."""


@dataclass(frozen=True)
class Attempt:
    """One program and what became of it."""

    index: int
    code: Code
    outcome: Outcome
    origin: Literal["answer", "fix", "repair", "given", "engine"] = "answer"
    """A first answer, a tier-0 fix of the attempt before, a model's repair, the user's own program, or the embedded
    engine's chart, offered because the model came to nothing better."""
    completion: Completion | None = None
    notes: tuple[str, ...] = ()
    """What a fix changed."""
    risks: tuple[Risk, ...] = ()
    candidate: int = 0
    """The number of the answer, from 1, where several were asked for at once."""
    likeness: float | None = None
    """How alike what it drew is to the picture that it should redraw, 0 to 1."""


ResultStatus = Literal["ok", "failed", "declined", "pending", "rejected", "not-executed", "cancelled"]


@dataclass
class Result:
    """The answer to one request, good or bad; what the user finds in ``_viscode``."""

    status: ResultStatus
    instruction: str = ""
    code: Code | None = None
    """The best program found."""
    chart: Chart | None = None
    figure: Any = None
    """The figure object in the user's session, after a commit."""
    attempts: tuple[Attempt, ...] = ()
    reading: str = ""
    alternatives: tuple[str, ...] = ()
    message: str = ""
    """One sentence when there is something to say: what failed, what waits, the next command."""
    engine: str = ""
    likeness: float | None = None
    """How alike the drawn chart is to the picture that was to be redrawn, 0 to 1."""
    seconds: float = 0.0
    record: dict[str, Any] = field(default_factory=dict)
    """What is needed to reproduce the answer: see `jupyter_viscode.records.record_of`."""

    @property
    def ok(self) -> bool:
        """True when a program passed its trial (and, in a session, was run)."""
        return self.status in ("ok", "not-executed") and self.code is not None

    @property
    def outputs(self) -> tuple[MimeBundle, ...]:
        """The rich output of the best attempt."""
        best = self.best
        return best.outcome.outputs if best else ()

    @property
    def best(self) -> Attempt | None:
        """The attempt whose program is `code`."""
        if self.code is None:
            return None
        return next((a for a in reversed(self.attempts) if a.code.source == self.code.source), None)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        # Pictures and chart descriptions only: markup that came out of a trial is nobody's to run.
        drawn = {kind: data for kind, data in (self.outputs[0] if self.outputs else {}).items() if kind.startswith(PASSIVE)}
        return {**drawn, "text/plain": repr(self)}

    def __repr__(self) -> str:
        lines = len(self.code.source.splitlines()) if self.code else 0
        said = self.message or self.reading
        return f"<viscode Result: {self.status}, {lines} lines, {len(self.attempts)} attempt(s){'; ' + said if said else ''}>"


# -- protocols ---------------------------------------------------------------------------------------------------------

OnToken = Callable[[str], None]
OnProgress = Callable[[Progress], None]
Cancel = threading.Event
"""Set from another thread to stop; KeyboardInterrupt does the same in the main thread."""


@runtime_checkable
class Backend(Protocol):
    """Turns a prompt into an answer. Knows no language and no runtime."""

    name: str

    def generate(
        self, prompt: Prompt, config: GenerationConfig, on_token: OnToken | None = None, cancel: Cancel | None = None
    ) -> Completion:
        """Answer; `on_token` receives text as it comes. Raises BackendError."""
        ...


@runtime_checkable
class Preparing(Protocol):
    """A backend that may have to make itself ready before it answers, and tells of it."""

    on_progress: OnProgress | None
    """Set by who asks."""


@runtime_checkable
class Runtime(Protocol):
    """Tries programs of one language. Knows no model."""

    language: str

    def trial(self, code: Code, request: Request, *, expected: Chart | None = None, cancel: Cancel | None = None) -> Outcome:
        """Run `code` on the request's data without touching it; never raises for what the code does."""
        ...

    def risks(self, code: Code, request: Request) -> tuple[Risk, ...]:
        """What the program does that needs consent, decided on its text alone."""
        ...


class Stream(Protocol):
    """A trial that runs statements while the rest of the program is still being written."""

    @property
    def ended(self) -> Outcome | None:
        """The outcome, once the trial has ended: before `finish` only when a statement failed."""
        ...

    def feed(self, statements: str) -> None:
        """Run the next complete top-level statements, which follow right after those before; returns at once."""
        ...

    def finish(self, code: Code, cancel: Cancel | None = None) -> Outcome | None:
        """The outcome of the whole program, the same as that of a trial; None when it must be tried anew."""
        ...

    def close(self) -> None:
        """End the trial, whatever it does; harmless when it has ended."""
        ...


@runtime_checkable
class StreamingRuntime(Protocol):
    """A runtime that can try a program while it is being written."""

    def stream(self, request: Request, *, expected: Chart | None = None) -> Stream | None:
        """Begin a trial without a program; None when this is not possible here and now."""
        ...


class Session(Protocol):
    """The user's kernel, as the assistant sees it."""

    def namespace(self) -> Mapping[str, Any]:
        """The user's variables."""
        ...

    def own(self) -> frozenset[str]:
        """Names that earlier commits bound and that still hold what they bound."""
        ...

    def commit(self, code: Code, result: Result) -> Outcome:
        """Run the accepted code in the user's namespace; restores names when it fails."""
        ...

    def confirm(self, question: str) -> bool | None:
        """Ask the user; None when nobody can answer here."""
        ...
