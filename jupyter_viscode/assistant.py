"""ask and fix: the core that all doors call. An instruction and frames go in, a Result comes out.

Resolves the model's name, builds the context, runs the loop, asks for consent, commits through the Session, and keeps the
record. Knows no Jupyter: what it needs of a kernel is the `Session` protocol.
"""

from __future__ import annotations

import keyword
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from jupyter_viscode import context as contexts
from jupyter_viscode import likeness, loop, models
from jupyter_viscode.consent import consent_question, explain
from jupyter_viscode.errors import InputError
from jupyter_viscode.faults import draws, error_info, error_of
from jupyter_viscode.history import History
from jupyter_viscode.records import key_of, record_of
from jupyter_viscode.runtimes.names import bound_names
from jupyter_viscode.settings import Settings
from jupyter_viscode.types import (
    Attempt,
    Cancel,
    Code,
    Completion,
    Context,
    ErrorInfo,
    FrameSummary,
    GenerationConfig,
    Image,
    Limits,
    OnToken,
    Outcome,
    Preparing,
    Progress,
    Prompt,
    Request,
    Result,
    ResultStatus,
    Runtime,
    Session,
)

Step = Request | Progress | Prompt | Completion | Attempt | Outcome
OnStep = Callable[[Step], None]
"""Called with the request once it is built, then with each prompt, answer and attempt, then with the commit's outcome; in
between with what an engine does to become ready."""

UNDECIDED = ("blocked", "timeout", "memory", "unsupported")
"""Outcomes of a trial that say nothing against the code: the user decides whether it may run."""

UNSEEN = ("nothing-drawn", "empty-axes", "blank-picture")
"""Findings that leave nothing to look at."""

REUSED = "The code accepted for this cell before, as nothing has changed; --regenerate asks anew."


@dataclass
class Door:
    """Who is asking: how steps are shown, how to stop, and the session that runs accepted code (None outside a kernel)."""

    session: Session | None = None
    history: History | None = None
    on_step: OnStep | None = None
    on_token: OnToken | None = None
    cancel: Cancel | None = None
    cell_id: str | None = None

    def step(self, event: Step) -> None:
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
    request = _request(instruction, frames, named, image, settings, door, need_frames=chart is None)
    request = replace(request, code=code, chart=chart, own=_own(request, code))
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
    request = replace(request, code=code, wants_plot=draws(code), own=_own(request, code))
    runtime = models.runtime(settings.language)
    if error is None:
        outcome = runtime.trial(Code(code, settings.language), request, cancel=door.cancel)
        error = outcome.error or error_of(outcome)
        if error is None:
            attempt = Attempt(0, Code(code, settings.language), outcome, "given")
            door.step(attempt)
            return _result(request, [attempt], None, "The code runs as it is; nothing was changed.", time.perf_counter())
    return _answer(replace(request, error=error_info(error)), settings, door)


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
    models.require_library(settings.library)
    namespace: Mapping[str, Any] = door.session.namespace() if door.session is not None else {}
    own = door.session.own() if door.session is not None else frozenset()
    if frames is not None and not (isinstance(frames, Mapping) and all(isinstance(name, str) for name in frames)):
        said = f"The frames are given as a {type(frames).__name__} without names."
        raise InputError(said, hint='Give them by the names that the code shall use: {"sales": sales}.')
    found = dict(frames) if frames is not None else _users_frames(namespace, own, named, instruction)
    if (word := next(filter(keyword.iskeyword, found), None)) is not None:
        raise InputError(f"{word!r} is a word of Python and cannot be a variable.", hint="Give the frame another name.")
    need_frames = need_frames and image is None
    if found or named or need_frames:
        context = contexts.build(
            found, instruction=instruction, named=named, level=settings.level, look=settings.model_name == "builtin"
        )
    else:
        context = Context(level=settings.level)
    active = context.frame(context.active)
    if active is not None and need_frames and (lacking := _lacking(active)):
        raise InputError(f"The frame {active.name} has no {lacking}.", hint="Fill it, or name another with -d NAME.")
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


def _lacking(frame: FrameSummary) -> str:
    """What the frame would need before anything could be drawn of it."""
    if frame.rows == 0:
        return "rows"
    return "" if frame.columns or frame.index else "columns"


def _own(request: Request, code: str | None) -> frozenset[str]:
    """Names that an answer may bind unasked: those of accepted code, and those that the given program binds, but no frame."""
    return request.own | (bound_names(code or "") - request.frames.keys())


def _users_frames(namespace: Mapping[str, Any], own: frozenset[str], named: Sequence[str], instruction: str) -> dict[str, Any]:
    """The frames of a session, without those that earlier answers left behind unless they are asked for."""
    frames = contexts.find(namespace)
    wanted = {name for name in own if name in named or re.search(rf"\b{re.escape(name)}\b", instruction)}
    return {name: frame for name, frame in frames.items() if name not in own or name in wanted}


def _answer(request: Request, settings: Settings, door: Door) -> Result:
    start = time.perf_counter()
    backend, runtime = models.resolve(settings.model_name), models.runtime(settings.language)
    embedded = settings.model_name == "builtin"
    if isinstance(backend, Preparing):
        backend.on_progress = door.step
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
                candidates=settings.candidates,
                engine=None if embedded else models.resolve("builtin"),
                live=not embedded,
                on_token=door.on_token,
                cancel=door.cancel,
            )
        ):
            if isinstance(event, Attempt):
                attempts.append(event)
            elif isinstance(event, Completion):
                answers.append(event)
            door.step(event)
    except KeyboardInterrupt:
        cancelled = True
    if request.images and not cancelled and reused is None:
        nearer = likeness.refined(request, runtime, attempts, door.cancel)
        if nearer is not None:
            attempts.append(nearer)
            door.step(nearer)
    result = _result(request, attempts, answers[-1] if answers else None, "", start)
    told = loop.best(attempts)
    result.engine = (told.completion.model if told is not None and told.completion is not None else "") or backend.name
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
    answer = kept.completion if kept is not None and kept.completion is not None else answer
    if answer is not None:
        result.reading, result.alternatives = answer.reading, answer.alternatives
    if kept is not None:
        result.code = kept.code
        result.chart = (kept.completion.chart if kept.completion else None) or kept.outcome.chart
        result.status = _status(kept, request)
        result.message = message or explain(kept)
        if kept.completion is not None and likeness.compares(request, kept.completion):
            result.likeness = likeness.score(request, kept.outcome)
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
    runtime, start = models.runtime(code.language), time.perf_counter()
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
    from jupyter_viscode import prompts, sight
    from jupyter_viscode.backends.openai import dry_run as dry_run_of

    settings, door = settings or Settings(), door or current.door
    request = _request(instruction, None, named, image, settings, door)
    request = replace(request, code=code, chart=chart)
    model = models.sent_name(settings.model_name)
    seen = sight.look(request, door.cancel)
    prompt = prompts.render(request, guide=prompts.guide(request), reading=seen.reading if seen is not None else None)
    return dry_run_of(prompt, request.config, model)


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


# -- records -----------------------------------------------------------------------------------------------------------


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
    from jupyter_viscode.vision import intake

    return intake.clipboard() if str(image) == "clipboard" else intake.fetch(image)
