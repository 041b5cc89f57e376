"""ask and fix: the core that all doors call. An instruction and frames go in, a Result comes out.

Resolves the model's name, builds the context, runs the loop, asks for consent, commits through the Session, and keeps the
record. Knows no Jupyter: what it needs of a kernel is the `Session` protocol.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

from jupyter_viscode import context as contexts
from jupyter_viscode import loop, registry
from jupyter_viscode.errors import ConfigError, InputError
from jupyter_viscode.history import History
from jupyter_viscode.types import (
    Attempt,
    Backend,
    Cancel,
    Code,
    Completion,
    Context,
    ErrorInfo,
    GenerationConfig,
    Image,
    Level,
    Library,
    Limits,
    OnToken,
    Outcome,
    Request,
    Result,
    ResultStatus,
    Runtime,
    Session,
)

Consent = Literal["always-confirm", "confirm-if-risky", "auto-run"]
OnStep = Callable[[Request | Completion | Attempt | Outcome], None]
"""Called with the request once it is built, then with each answer and attempt, then with the outcome of the commit."""

RECORD_VERSION = 1

UNDECIDED = ("blocked", "timeout", "memory", "unsupported")
"""Outcomes of a trial that say nothing against the code: the user decides whether it may run."""

UNSEEN = ("nothing-drawn", "empty-axes", "blank-picture")
"""Findings that leave nothing to look at."""

REUSED = "The code accepted for this cell before, as nothing has changed; --regenerate asks anew."


@dataclass(frozen=True)
class Settings:
    """Everything about a request that is not the instruction, the data or the program."""

    model: str | None = None
    """``builtin``, ``http(s)://host:port/v1#name``, a path, or a catalogue name; None reads ``VISCODE_MODEL``."""
    library: str | None = None
    language: str = "python"
    level: Level = "schema"
    consent: Consent = "confirm-if-risky"
    execute: bool = True
    max_repairs: int = 3
    repair_protocol: loop.Protocol = "deduplicated"
    seed: int = 0
    variant: int = 0
    timeout: float = 30.0
    memory: float = 4.0
    """GiB that a trial may use above what the process uses already."""
    max_tokens: int = 2048
    animate: bool = False
    reuse: bool = True
    """Take the code that was accepted for the same cell, prompt and data before; False asks anew."""

    def __post_init__(self) -> None:
        _require("context level", self.level, get_args(Level))
        _require("consent policy", self.consent, get_args(Consent))
        _require("repair protocol", self.repair_protocol, get_args(loop.Protocol))
        if self.library is not None:
            _require("library", self.library, get_args(Library))
        if self.max_repairs < 0:
            raise ConfigError(f"max_repairs is {self.max_repairs}.", hint="Use 0 for none, or up to 3.")
        if self.timeout <= 0:
            raise ConfigError(f"The time limit is {self.timeout:g} s.", hint="Give a number of seconds above 0.")


def _require(what: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise ConfigError(f"There is no {what} {value!r}.", hint=f"Choose one of: {', '.join(known)}.")


@dataclass
class Door:
    """Who is asking: how steps are shown, how to stop, and the session that runs accepted code (None outside a kernel)."""

    session: Session | None = None
    history: History | None = None
    on_step: OnStep | None = None
    on_token: OnToken | None = None
    cancel: Cancel | None = None
    cell_id: str | None = None

    def step(self, event: Request | Completion | Attempt | Outcome) -> None:
        """Tell the door what has just happened."""
        if self.on_step is not None:
            self.on_step(event)


@dataclass
class _Current:
    """The session of this process, set by the kernel room on load; the Python API uses it by default."""

    door: Door = field(default_factory=Door)


current = _Current()


# -- the two questions -------------------------------------------------------------------------------------------------


def ask(
    instruction: str,
    frames: Mapping[str, Any] | None = None,
    *,
    named: Sequence[str] = (),
    image: Image | bytes | str | Path | None = None,
    code: str | None = None,
    chart: Any = None,
    settings: Settings | None = None,
    door: Door | None = None,
) -> Result:
    """Answer an instruction with tested chart code.

    Parameters
    ----------
    frames
        The data by name; None takes the frames of the current session.
    named
        Names of the frames that the instruction is about (``-d``).
    code, chart
        A program, or its Chart, to edit instead of starting anew.

    Raises
    ------
    InputError
        When the instruction is empty or no frame can be found; nothing has been run.
    BackendError
        When the model's server failed.
    """
    settings, door = settings or Settings(), door or current.door
    if not instruction.strip() and image is None:
        raise InputError("The instruction is empty.", hint="Say what to draw, e.g. 'mean price by month as a line'.")
    request = _request(instruction, frames, named, image, settings, door)
    request = replace(request, code=code, chart=chart)
    return _answer(request, settings, door)


def fix(
    code: str,
    error: ErrorInfo | BaseException | str | None = None,
    frames: Mapping[str, Any] | None = None,
    *,
    instruction: str = "",
    settings: Settings | None = None,
    door: Door | None = None,
) -> Result:
    """Repair a program, whoever wrote it; without an `error` it is tried first to see one.

    Raises
    ------
    InputError
        When there is no code.
    """
    settings, door = settings or Settings(), door or current.door
    if not code.strip():
        raise InputError("There is no code to fix.", hint="Run the cell first; '%viscode fix' takes the last one that failed.")
    request = _request(instruction, frames, (), None, settings, door, need_frames=False)
    request = replace(request, code=code, wants_plot=_draws(code))
    runtime = _runtime(settings.language)
    if error is None:
        outcome = runtime.trial(Code(code, settings.language), request, cancel=door.cancel)
        error = outcome.error or _as_error(outcome)
        if error is None:
            attempt = Attempt(0, Code(code, settings.language), outcome, "given")
            door.step(attempt)
            return _result(request, [attempt], None, "The code runs as it is; nothing was changed.", time.perf_counter())
    return _answer(replace(request, error=_error_info(error)), settings, door)


# -- from question to result -------------------------------------------------------------------------------------------


def _request(
    instruction: str,
    frames: Mapping[str, Any] | None,
    named: Sequence[str],
    image: Image | bytes | str | Path | None,
    settings: Settings,
    door: Door,
    need_frames: bool = True,
) -> Request:
    namespace: Mapping[str, Any] = door.session.namespace() if door.session is not None else {}
    own = door.session.own() if door.session is not None else frozenset()
    found = dict(frames) if frames is not None else _users_frames(namespace, own, named, instruction)
    need_frames = need_frames and image is None
    if found or named or need_frames:
        context = contexts.build(found, instruction=instruction, named=named, level=settings.level)
    else:
        context = Context(level=settings.level)
    active = context.frame(context.active)
    if active is not None and active.rows == 0 and need_frames:
        raise InputError(f"The frame {active.name} has no rows.", hint="Fill it, or name another with -d NAME.")
    # What the question is not about is no frame of it, though code may still name it as a variable.
    found = {frame.name: found[frame.name] for frame in context.frames}
    return Request(
        instruction=instruction.strip(),
        frames=found,
        namespace={k: v for k, v in namespace.items() if k not in found},
        own=own,
        context=context,
        language=settings.language,
        library=settings.library,
        images=(_image(image),) if image is not None else (),
        animate=settings.animate,
        config=GenerationConfig(settings.seed, max_tokens=settings.max_tokens, variant=settings.variant),
        limits=Limits(settings.timeout, int(settings.memory * 2**30)),
    )


def _users_frames(namespace: Mapping[str, Any], own: frozenset[str], named: Sequence[str], instruction: str) -> dict[str, Any]:
    """The frames of a session, without those that earlier answers left behind unless they are asked for."""
    frames = contexts.find(namespace)
    wanted = {name for name in own if name in named or re.search(rf"\b{re.escape(name)}\b", instruction)}
    return {name: frame for name, frame in frames.items() if name not in own or name in wanted}


def _answer(request: Request, settings: Settings, door: Door) -> Result:
    start = time.perf_counter()
    backend, runtime = resolve(settings.model), _runtime(settings.language)
    door.step(request)
    attempts: list[Attempt] = []
    answers: list[Completion] = []
    cancelled = False
    key = key_of(request, settings, door.cell_id)
    try:
        reused = _reused(request, settings, door, key, runtime)
        if reused is not None:
            attempts.append(reused)
            door.step(reused)
        for event in (
            ()
            if reused is not None
            else loop.solve(
                request,
                backend,
                runtime,
                max_repairs=settings.max_repairs,
                protocol=settings.repair_protocol,
                on_token=door.on_token,
                cancel=door.cancel,
            )
        ):
            if isinstance(event, Attempt):
                attempts.append(event)
            else:
                answers.append(event)
            door.step(event)
    except KeyboardInterrupt:
        cancelled = True
    result = _result(request, attempts, answers[-1] if answers else None, "", start)
    result.engine = (answers[-1].model if answers else "") or backend.name
    if cancelled or (answers and answers[-1].stop_reason == "cancelled"):
        result.status, result.message = "cancelled", "Stopped; nothing was run in your session."
    result.record = record_of(result, request, settings)
    if result.status in ("ok", "pending"):
        _run(result, settings, door)
    _remember(result, key, door)
    result.seconds = time.perf_counter() - start
    return result


def _result(request: Request, attempts: list[Attempt], answer: Completion | None, message: str, start: float) -> Result:
    result = Result("failed", request.instruction, attempts=tuple(attempts), message=message)
    kept = loop.best(attempts)
    if answer is not None:
        result.reading, result.alternatives = answer.reading, answer.alternatives
    if kept is not None:
        result.code = kept.code
        result.chart = (kept.completion.chart if kept.completion else None) or kept.outcome.chart
        result.status = _status(kept, request)
        result.message = message or explain(kept)
    if answer is not None and answer.stop_reason == "declined" and result.status == "failed":
        result.status = "failed" if attempts else "declined"
        result.message = result.message or answer.message
    result.seconds = time.perf_counter() - start
    return result


def _status(kept: Attempt, request: Request) -> ResultStatus:
    """A chart with a finding is shown with it; one without anything to see has failed."""
    if kept.outcome.status in UNDECIDED:
        return "pending"
    if kept.outcome.status == "cancelled":
        return "cancelled"
    seen_nothing = any(f.rule in UNSEEN for f in kept.outcome.findings)
    ran = kept.outcome.status == "ok" and not seen_nothing
    return "ok" if ran or loop.is_good(kept, request) else "failed"


def explain(attempt: Attempt) -> str:
    """One sentence on what an attempt came to; empty when all is well."""
    outcome = attempt.outcome
    match outcome.status:
        case "ok":
            return " ".join(f.message for f in outcome.findings)
        case "error" if outcome.error is not None:
            where = f" in line {outcome.error.line}" if outcome.error.line else ""
            return f"{outcome.error.name}{where}: {outcome.error.message}"
        case "no-plot":
            return "The code ran but drew nothing."
        case "blocked":
            return f"The code wants to {_listed(outcome.blocked)}."
        case _:
            return " ".join(outcome.notes) or (outcome.error.message if outcome.error else outcome.status)


def _listed(parts: Sequence[str]) -> str:
    unique = list(dict.fromkeys(parts))
    return unique[0] if len(unique) == 1 else f"{', '.join(unique[:-1])} and {unique[-1]}" if unique else "do something"


# -- consent and commit ------------------------------------------------------------------------------------------------


def _run(result: Result, settings: Settings, door: Door) -> None:
    """Run the accepted code in the session, after asking where the policy wants it."""
    if not settings.execute:
        result.status = "not-executed"
        return
    if door.session is None:
        return
    question = consent_question(result, settings.consent)
    if question is not None:
        answer = door.session.confirm(question)
        if answer is None:
            result.status, result.message = "pending", f"{question} Type '%viscode accept' to run it."
            return
        if not answer:
            result.status, result.message = "rejected", "Not run; the code is in _viscode.code."
            return
    commit(result, door)


def consent_question(result: Result, policy: Consent) -> str | None:
    """The question to ask before the result's code may run, or None when the policy lets it run.

    A program that its trial could not bring to an end within the limits is asked about under every policy.
    """
    best = result.best
    if best is None:
        return None
    if best.outcome.status in ("timeout", "memory"):
        return f"{explain(best)} In your session it would run without limits."
    if policy == "auto-run":
        return None
    wishes = [risk.what for risk in best.risks]
    wishes += [wish for wish in best.outcome.blocked if wish not in wishes]
    if not any("change" in wish for wish in wishes):
        wishes += [f"change your variable {name}" for name in best.outcome.changes]
    if wishes:
        return f"The code wants to {_listed(wishes)}."
    if best.outcome.status == "unsupported":
        return f"The code could not be tried: {explain(best)}"
    return "The code passed its trial and waits." if policy == "always-confirm" else None


def accept(result: Result, door: Door) -> Result:
    """Run the code of a result that waits for consent."""
    commit(result, door)
    history_id = result.record.get("history")
    if door.history is not None and history_id is not None and result.status == "ok":
        door.history.accept(history_id)
    return result


def replay(record: Mapping[str, Any], settings: Settings, door: Door) -> Result:
    """Run the code of a record again: a trial, consent where the policy wants it, and the commit; no engine is asked."""
    request = _request(str(record["instruction"]), None, (), None, settings, door, need_frames=False)
    code = Code(str(record["code"]), str(record.get("language", "python")))
    runtime, start = _runtime(code.language), time.perf_counter()
    door.step(request)
    outcome = runtime.trial(code, request, cancel=door.cancel)
    attempt = Attempt(0, code, outcome, "given", risks=runtime.risks(code, request))
    door.step(attempt)
    result = _result(request, [attempt], None, "", start)
    result.engine, result.record = str(record.get("engine", "")), dict(record)
    if result.status in ("ok", "pending"):
        _run(result, settings, door)
    return result


def dry_run(
    instruction: str,
    *,
    named: Sequence[str] = (),
    image: Image | bytes | str | Path | None = None,
    code: str | None = None,
    chart: Any = None,
    settings: Settings | None = None,
    door: Door | None = None,
) -> str:
    """The exact bytes that a model would receive for this question, as text; nothing is sent."""
    from jupyter_viscode import prompts
    from jupyter_viscode.backends.openai import dry_run as dry_run_of

    settings, door = settings or Settings(), door or current.door
    request = _request(instruction, None, named, image, settings, door)
    request = replace(request, code=code, chart=chart)
    _, _, model = model_name(settings).partition("#")
    return dry_run_of(prompts.render(request), request.config, model or None)


def commit(result: Result, door: Door | None = None) -> Outcome:
    """Run a result's code in the session; its status and figure follow from what happened."""
    door = door or current.door
    if door.session is None or result.code is None:
        raise InputError("There is no code that waits to be run.", hint="Ask for a chart first.")
    outcome = door.session.commit(result.code, result)
    door.step(outcome)
    if outcome.status == "ok":
        result.status, result.message = "ok", result.message if result.status == "ok" else ""
    else:
        result.status = "cancelled" if outcome.status == "cancelled" else "failed"
        reason = f"{outcome.error.name}: {outcome.error.message}" if outcome.error else outcome.status
        result.message = f"The code passed its trial but failed in your session, which was put back as it was: {reason}"
    return outcome


# -- models and runtimes -----------------------------------------------------------------------------------------------


def resolve(name: str | None = None) -> Backend:
    """The backend for a model's name, the same way for every door.

    Raises
    ------
    ConfigError
        When nothing answers to that name.
    """
    name = name or model_name(Settings())
    backend: Backend
    if name == "builtin":
        backend = registry.load("backends", "builtin")()
    elif name.startswith(("http://", "https://")):
        base, _, model = name.partition("#")
        if not urlsplit(base).hostname:
            raise ConfigError(f"{name!r} names no host.", hint="Write it as http://127.0.0.1:8080/v1#model.")
        # The key of a remote server comes from the environment alone, never from a notebook.
        key = os.environ.get("VISCODE_API_KEY") or None
        backend = registry.load("backends", "openai")(base, model=model or None, api_key=key)
    elif name in registry.names("backends") and name not in ("openai", "scripted"):
        backend = registry.load("backends", name)()
    else:
        raise ConfigError(
            f"The model {name!r} cannot be loaded: starting local models from a file or a catalogue name is not built yet.",
            hint="Use 'builtin', or the address of a running server: http://127.0.0.1:8080/v1#name.",
        )
    return backend


def _runtime(language: str) -> Runtime:
    if language not in registry.names("runtimes"):
        known = ", ".join(registry.names("runtimes"))
        raise ConfigError(f"Charts in {language!r} cannot be tried yet.", hint=f"Languages that work: {known}.")
    if language not in _runtimes:
        _runtimes[language] = registry.load("runtimes", language)()
    return _runtimes[language]


_runtimes: dict[str, Runtime] = {}
"""One runtime a language: it remembers what it learnt of this process (fork-unsafe), and keeps its zygote warm."""


# -- records -----------------------------------------------------------------------------------------------------------


def context_hash(request: Request) -> str:
    """Hash of what the instruction was about: frames, their columns and kinds, the options that change the answer."""
    frames = [(f.name, f.library, [(c.name, c.kind) for c in f.columns]) for f in request.context.frames]
    about = [frames, request.context.active, request.library, request.language, request.code, request.config.variant]
    return hashlib.sha256(json.dumps(about, default=str).encode()).hexdigest()[:16]


def model_name(settings: Settings) -> str:
    """The model that a request names, or the default."""
    return (settings.model or os.environ.get("VISCODE_MODEL") or "builtin").strip()


def key_of(request: Request, settings: Settings, cell_id: str | None) -> str | None:
    """Key under which an accepted answer is found again: the same cell, prompt, model and context."""
    if cell_id is None:
        return None
    text = json.dumps([cell_id, request.instruction, model_name(settings), settings.seed, context_hash(request)])
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _reused(request: Request, settings: Settings, door: Door, key: str | None, runtime: Runtime) -> Attempt | None:
    """The accepted code of the same question, if it still passes its trial."""
    if key is None or door.history is None or not settings.reuse:
        return None
    source = door.history.accepted(key)
    if source is None:
        return None
    code = Code(source, request.language)
    outcome = runtime.trial(code, request, cancel=door.cancel)
    attempt = Attempt(0, code, outcome, "given", notes=(REUSED,), risks=runtime.risks(code, request))
    return attempt if loop.is_good(attempt, request) else None


def record_of(result: Result, request: Request, settings: Settings) -> dict[str, Any]:
    """What reproduces the answer, as JSON: saved as output metadata under ``viscode`` and in the history."""
    source = result.code.source if result.code else ""
    return {
        "version": RECORD_VERSION,
        "instruction": request.instruction,
        "engine": result.engine,
        "model": model_name(settings),
        "seed": settings.seed,
        "variant": settings.variant,
        "library": settings.library,
        "language": settings.language,
        "level": settings.level,
        "frame": request.context.active,
        "context_hash": context_hash(request),
        "attempts": [
            {"origin": a.origin, "status": a.outcome.status, "error": a.outcome.error.name if a.outcome.error else None}
            for a in result.attempts
        ],
        "code": source,
        "code_hash": hashlib.sha256(source.encode()).hexdigest()[:16],
    }


def _remember(result: Result, key: str | None, door: Door) -> None:
    if door.history is None:
        return
    result.record["history"] = door.history.add(result, cell_id=door.cell_id, key=key)
    if result.status == "ok":
        door.history.accept(result.record["history"])


# -- small conversions -------------------------------------------------------------------------------------------------


def _image(image: Image | bytes | str | Path) -> Image:
    if isinstance(image, Image):
        return image
    if isinstance(image, bytes):
        return Image(image)
    path = Path(image).expanduser()
    kinds = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".webp": "image/webp", ".gif": "image/gif"}
    if path.suffix.lower() not in kinds:
        raise InputError(f"{path.name} is no picture that can be read.", hint=f"Give one of: {', '.join(kinds)}.")
    try:
        return Image(path.read_bytes(), kinds[path.suffix.lower()], path.name)
    except OSError as error:
        raise InputError(f"The picture {path} cannot be read: {error.strerror}.", hint="Check the path.") from None


def _error_info(error: ErrorInfo | BaseException | str) -> ErrorInfo:
    if isinstance(error, ErrorInfo):
        return error
    if isinstance(error, BaseException):
        import traceback

        return ErrorInfo(type(error).__name__, str(error), "".join(traceback.format_exception(error)))
    name, _, message = error.strip().splitlines()[-1].partition(":") if error.strip() else ("Error", "", "")
    return ErrorInfo(name.strip(), message.strip(), error)


def _as_error(outcome: Outcome) -> ErrorInfo | None:
    """What to repair in a trial that raised nothing; None when all is well."""
    if outcome.status == "ok" and not outcome.findings:
        return None
    if outcome.findings:
        return ErrorInfo("Findings", " ".join(f.message for f in outcome.findings))
    return ErrorInfo(outcome.status, " ".join(outcome.notes) or "The code drew nothing.")


def _draws(code: str) -> bool:
    """True when a program looks like plotting code, so that a repair must draw something."""
    words = ("plt.", "matplotlib", "sns.", "seaborn", "plotly", "px.", "altair", "alt.", ".plot", ".hist(", "bokeh")
    return any(word in code for word in words)
