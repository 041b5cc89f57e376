"""Generate, try, check, repair: from a Request to Attempts, as they happen.

The one loop of every door. It knows neither which model answers nor which language runs. The protocol is VisCoder2's
self-debug (section 4.4): up to three rounds, whole programs; before a round costs a model call, deterministic fixes are
tried (they are no round).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from jupyter_viscode import fixes, prompts
from jupyter_viscode.types import (
    Attempt,
    Backend,
    Cancel,
    Code,
    Completion,
    ErrorInfo,
    GenerationConfig,
    OnToken,
    Outcome,
    Prompt,
    RepairProtocol,
    Request,
    Runtime,
)

REPAIRABLE = ("ok", "error", "no-plot", "crashed")
"""Outcomes that go back to the model. A refusal of the sandbox, a timeout or a lack of memory is the user's to decide."""

MAX_FIXES = 6
"""Deterministic fixes in a row: each is tried, and a program often has mistakes of one kind in several places."""

_REPAIR_TEMPERATURE = 0.2


def solve(
    request: Request,
    backend: Backend,
    runtime: Runtime,
    *,
    max_repairs: int = 3,
    protocol: RepairProtocol = "deduplicated",
    on_token: OnToken | None = None,
    cancel: Cancel | None = None,
) -> Iterator[Prompt | Completion | Attempt]:
    """Yield each prompt before it is sent, each answer, and each program with its outcome, until one is good.

    A request with `code` and `error` begins with that program as an attempt of its own. Raises what the backend raises.
    """
    prompt = prompts.render(request)
    attempts: list[Attempt] = []
    if request.code is not None and request.error is not None:
        attempts.append(_given(request, runtime))
        yield attempts[-1]
        yield from _mend(request, runtime, attempts, cancel)
        if is_good(attempts[-1], request):
            return
    for number in range(1 if attempts else 0, max_repairs + 1):
        asked = prompts.repair(prompt, attempts, protocol=protocol) if attempts else prompt
        yield asked
        completion = backend.generate(asked, _config(request, number), on_token, cancel)
        yield completion
        if completion.stop_reason in ("declined", "cancelled"):
            return
        attempt = _try(completion, asked, request, runtime, len(attempts), cancel)
        repeated = _repeats(attempt, attempts)
        attempts.append(attempt)
        yield attempt
        yield from _mend(request, runtime, attempts, cancel)
        if repeated or is_good(attempts[-1], request) or attempts[-1].outcome.status not in REPAIRABLE:
            return


def is_good(attempt: Attempt, request: Request) -> bool:
    """True when nothing about the attempt asks for repair."""
    outcome = attempt.outcome
    return outcome.good or (outcome.status == "no-plot" and not request.wants_plot)


def best(attempts: list[Attempt]) -> Attempt | None:
    """The attempt to keep: one that ran and drew, with the fewest findings; of equals the latest."""
    if not attempts:
        return None
    return max(attempts, key=lambda a: (_rank(a.outcome), a.index))


def _rank(outcome: Outcome) -> tuple[int, int]:
    """Order of outcomes; a program only waiting for consent is worth more than one that failed."""
    order = ("cancelled", "unsupported", "crashed", "error", "memory", "timeout", "no-plot", "blocked", "ok")
    return order.index(outcome.status), -sum(f.severity == "error" for f in outcome.findings)


def _given(request: Request, runtime: Runtime) -> Attempt:
    code = Code(request.code or "", request.language)
    return Attempt(0, code, Outcome("error", error=request.error), "given", risks=runtime.risks(code, request))


def _try(
    completion: Completion, prompt: Prompt, request: Request, runtime: Runtime, index: int, cancel: Cancel | None
) -> Attempt:
    code = prompts.extract(completion.text, request.language)
    origin: Literal["answer", "repair"] = "repair" if prompt.attempt else "answer"
    if code is None or not code.source.strip():
        return Attempt(index, Code("", request.language), _no_code(completion), origin, completion)
    outcome = runtime.trial(code, request, expected=completion.chart, cancel=cancel)
    return Attempt(index, code, outcome, origin, completion, risks=runtime.risks(code, request))


def _no_code(completion: Completion) -> Outcome:
    reason = "the answer was cut off before the code was complete" if completion.stop_reason == "length" else ""
    message = f"the answer holds no program{': ' + reason if reason else ''}"
    return Outcome("error", error=ErrorInfo("NoCodeError", message))


def _mend(request: Request, runtime: Runtime, attempts: list[Attempt], cancel: Cancel | None) -> Iterator[Attempt]:
    """Tier 0: deterministic fixes of the last attempt, each tried; a fix that helps nothing is not kept."""
    for _ in range(MAX_FIXES):
        last = attempts[-1]
        error = _fixable(last, request)
        if error is None:
            return
        fix = fixes.mend(last.code, error, request)
        if fix is None or any(fix.source == a.code.source for a in attempts):
            return
        code = Code(fix.source, request.language)
        expected = last.completion.chart if last.completion else None
        outcome = runtime.trial(code, request, expected=expected, cancel=cancel)
        attempt = Attempt(
            len(attempts), code, outcome, "fix", last.completion, notes=fix.notes, risks=runtime.risks(code, request)
        )
        attempts.append(attempt)
        yield attempt


def _fixable(attempt: Attempt, request: Request) -> ErrorInfo | None:
    """What a deterministic fix is to mend: the exception, or that a finished figure was never shown."""
    if not attempt.code.source:
        return None
    if attempt.outcome.status == "no-plot" and request.wants_plot:
        return ErrorInfo("NothingDrawn", "")
    return attempt.outcome.error if attempt.outcome.status == "error" else None


def _repeats(attempt: Attempt, earlier: list[Attempt]) -> bool:
    """True when the same program failed in the same way before: more rounds would bring the same again."""
    return any(attempt.code == a.code and attempt.outcome.error == a.outcome.error for a in earlier)


def _config(request: Request, number: int) -> GenerationConfig:
    config = request.config
    if number == 0:
        return config
    return replace(config, seed=config.seed + number, temperature=max(config.temperature, _REPAIR_TEMPERATURE))
