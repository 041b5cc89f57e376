"""Generate, try, check, repair: from a Request to Attempts, as they happen.

The one loop of every door. It knows neither which model answers nor which language runs. The protocol is VisCoder2's
self-debug (section 4.4): up to three rounds; before a round costs a model call, deterministic fixes are tried (they are no
round). The default asks for patches and falls back to whole programs, as the paper has it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from jupyter_viscode import fixes, prompts
from jupyter_viscode import sight as sights
from jupyter_viscode.asking import EARLY, Events, Round
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

OFFERED = "The model came to nothing better within its rounds: this is the embedded engine's chart."

NEARER = "The embedded engine's chart, as it is nearer to the picture than the model's: {:.0%} alike against {:.0%}."
NEAR = 0.9
"""Likeness from which on a model's chart is as near as the engine's would be."""
MARGIN = 0.03
"""By how much the engine's chart must be nearer than a model's that has nothing against it."""
WEIGHT = 0.02
"""Likeness that a finding outweighs."""
GAIN = 0.01
"""Less is no reason for one more round."""

_REPAIR_TEMPERATURE = 0.2


def solve(
    request: Request,
    backend: Backend,
    runtime: Runtime,
    *,
    max_repairs: int = 3,
    protocol: RepairProtocol = "patch",
    candidates: int = 1,
    engine: Backend | None = None,
    live: bool = True,
    early: int = EARLY,
    on_token: OnToken | None = None,
    cancel: Cancel | None = None,
) -> Iterator[Prompt | Completion | Attempt]:
    """Yield each prompt before it is sent, each answer, and each program with its outcome, until one is good.

    A request with `code` and `error` begins with that program as an attempt of its own. Raises what the backend raises.

    Parameters
    ----------
    candidates
        First answers asked for at the same time; the first that passes ends the others.
    engine
        The embedded engine, when another model answers: its reading goes into the prompt as a hint and checks the first
        answer, and its chart is offered when the model comes to nothing better.
    live
        Try statements while the model writes, where the runtime can.
    early
        Characters of a program up to which a failure stops the model although a patch would do; the default is measured.
    """
    guide = prompts.guide(request) if engine is not None else None
    sight = sights.look(request, cancel) if engine is not None else None
    given = request.code is not None and request.error is not None
    seen = sight.reading if sight is not None else None
    prompt = prompts.render(request, guide=guide, patch=given and protocol == "patch", reading=seen)
    attempts: list[Attempt] = []
    chain: list[Attempt] = []
    """The attempts that the conversation with the model is about."""
    asked = Round(request, backend, runtime, protocol, sight=sight, live=live, early=early, on_token=on_token, cancel=cancel)
    if given:
        attempts.append(_given(request, runtime))
        yield attempts[-1]
        yield from _mend(asked, attempts)
        if is_good(attempts[-1], request):
            return
        chain = list(attempts)
    for number in range(1 if attempts else 0, max_repairs + 1):
        if chain:
            prompt = prompts.repair(prompt, chain, protocol=protocol, sees=sights.sees(backend, prompt))
        yield prompt
        # The engine has one say: its reading may be wrong, so it sends back one answer and no more.
        expected = guide.expected if guide is not None and number == 0 else None
        patch, final = prompts.asks_for_patch(chain, protocol), number == max_repairs
        asked = replace(asked, base=_base(chain), patch=patch, expected=expected, final=final)
        begun = len(attempts)
        for event in _answers(asked, prompt, number, candidates, attempts):
            yield event
            if isinstance(event, Completion) and event.stop_reason == "cancelled":
                return
        new = attempts[begun:]
        if not new:
            break
        kept = best(new)
        repeated = _repeats(new[0], attempts[:begun])
        chain += _story(kept, new) if kept is not None else new
        if repeated or is_good(chain[-1], request) or chain[-1].outcome.status not in REPAIRABLE:
            break
        if kept is not None and not _gains(kept, attempts[:begun]):
            break
    if engine is not None and attempts:
        yield from _offer(engine, asked, attempts)


def _answers(
    asked: Round, prompt: Prompt, number: int, candidates: int, attempts: list[Attempt]
) -> Iterator[Completion | Attempt]:
    """The answers of one round and their trials, each mended where that is possible; ends at the first good one."""
    config = _config(asked.request, number)
    events: Events
    if number == 0 and candidates > 1:
        events = asked.ask_several(prompt, config, len(attempts), candidates)
    else:
        events = asked.ask(prompt, config, len(attempts))
    for event in events:
        if isinstance(event, Attempt):
            event = asked.judged(replace(event, index=len(attempts)))
            attempts.append(event)
        yield event
        if isinstance(event, Attempt):
            yield from _mend(asked, attempts)
            if is_good(attempts[-1], asked.request):
                break
    events.close()


def _story(kept: Attempt, new: list[Attempt]) -> list[Attempt]:
    """Of several answers and their fixes those that led to the one that is kept."""
    end = new.index(kept)
    start = max(i for i in range(end + 1) if new[i].origin != "fix")
    after = next((i for i in range(start + 1, len(new)) if new[i].origin != "fix"), len(new))
    return new[start:after]


def _base(chain: list[Attempt]) -> Attempt | None:
    """The newest program, of which the next answer may be a patch."""
    return next((attempt for attempt in reversed(chain) if attempt.code.source.strip()), None)


def _offer(engine: Backend, asked: Round, attempts: list[Attempt]) -> Iterator[Completion | Attempt]:
    """The embedded engine's chart, when it is better than all that the model came to."""
    request, kept = asked.request, best(attempts)
    if kept is None or _needs_none(kept, request) or kept.outcome.status not in REPAIRABLE or request.error is not None:
        return
    completion = engine.generate(Prompt((), request), request.config, None, asked.cancel)
    code = prompts.extract(completion.text, request.language)
    if completion.stop_reason != "stop" or code is None:
        return
    risks = asked.runtime.risks(code, request)
    offer = Attempt(len(attempts), code, asked.trial(code, completion), "engine", completion, (OFFERED,), risks)
    offer = asked.judged(offer)
    if _worth(offer) > _worth(kept, MARGIN if is_good(kept, request) else 0.0):
        if kept.likeness and offer.likeness is not None:
            offer = replace(offer, notes=(NEARER.format(offer.likeness, kept.likeness),))
        attempts.append(offer)
        yield completion
        yield offer


def _needs_none(attempt: Attempt, request: Request) -> bool:
    """True for a chart beside which the engine's is not looked at: there is nothing against it, or it is very near."""
    return is_good(attempt, request) and (attempt.likeness is None or attempt.likeness >= NEAR)


def is_good(attempt: Attempt, request: Request) -> bool:
    """True when nothing about the attempt asks for repair."""
    outcome = attempt.outcome
    return outcome.good or (outcome.status == "no-plot" and not request.wants_plot)


def best(attempts: list[Attempt]) -> Attempt | None:
    """The attempt to keep: one that ran and drew, nearest to the picture or with the fewest findings; of equals the latest."""
    if not attempts:
        return None
    return max(attempts, key=lambda a: (_worth(a), bool(a.code.source.strip()), a.index))


def _worth(attempt: Attempt, more: float = 0.0) -> tuple[int, float]:
    """Order of attempts; a program only waiting for consent is worth more than one that failed.

    Of charts that should look like a picture the nearest is the best, where a finding weighs as a few points of likeness.
    """
    order = ("cancelled", "unsupported", "crashed", "error", "memory", "timeout", "no-plot", "blocked", "ok")
    outcome = attempt.outcome
    errors = sum(f.severity == "error" for f in outcome.findings)
    near = float(-errors) if attempt.likeness is None else attempt.likeness - WEIGHT * errors
    return order.index(outcome.status), near + more


def _gains(kept: Attempt, earlier: list[Attempt]) -> bool:
    """False when a chart came no nearer to its picture than one before: more rounds would not either."""
    before = best(earlier)
    if before is None or before.likeness is None or kept.likeness is None:
        return True
    return _worth(kept) > _worth(before, GAIN)


def _given(request: Request, runtime: Runtime) -> Attempt:
    code = Code(request.code or "", request.language)
    return Attempt(0, code, Outcome("error", error=request.error), "given", risks=runtime.risks(code, request))


def _mend(asked: Round, attempts: list[Attempt]) -> Iterator[Attempt]:
    """Tier 0: deterministic fixes of the last attempt, each tried; a fix that helps nothing is not kept."""
    request = asked.request
    for _ in range(MAX_FIXES):
        last = attempts[-1]
        error = _fixable(last, request)
        if error is None:
            return
        fix = fixes.mend(last.code, error, request)
        if fix is None or any(fix.source == a.code.source for a in attempts):
            return
        code = Code(fix.source, request.language)
        outcome, risks = asked.trial(code, last.completion), asked.runtime.risks(code, request)
        attempt = Attempt(len(attempts), code, outcome, "fix", last.completion, fix.notes, risks, last.candidate)
        attempts.append(asked.judged(attempt))
        yield attempts[-1]


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
