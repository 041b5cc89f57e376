"""A redrawn picture beside the one that was given: attempts go in; how alike the best came out, and a nearer one, leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from jupyter_viscode import loop
from jupyter_viscode.backends.pictures import redraws
from jupyter_viscode.errors import ViscodeError
from jupyter_viscode.sight import drawn_pixels, given_pixels
from jupyter_viscode.types import Attempt, Cancel, Code, Completion, Outcome, Request, Runtime


def score(request: Request, outcome: Outcome) -> float | None:
    """How alike what was drawn is to the request's picture, 0 to 1; None when one of them cannot be compared."""
    given, drawn = given_pixels(request), drawn_pixels(outcome)
    if given is None or drawn is None:
        return None
    from jupyter_viscode.vision.compare import similarity

    return similarity(given, drawn)


def compares(request: Request, completion: Completion) -> bool:
    """Whether an answer is to look like the request's picture; of a model's, the instruction tells."""
    if completion.model.startswith("builtin"):
        return completion.redraws
    return redraws(request)


def refined(request: Request, runtime: Runtime, attempts: Sequence[Attempt], cancel: Cancel | None = None) -> Attempt | None:
    """A nearer program than the best attempt, tried; None when there is none, or nothing to compare."""
    best = loop.best(list(attempts))
    if best is None or not best.outcome.good or best.completion is None or not compares(request, best.completion):
        return None
    given, drawn = given_pixels(request), drawn_pixels(best.outcome)
    if given is None or drawn is None or "import matplotlib.pyplot as plt" not in best.code.source:
        return None
    from jupyter_viscode.vision.refine import refine

    outcomes: dict[str, Outcome] = {}

    def draw(source: str) -> Any:
        if cancel is not None and cancel.is_set():
            return None
        outcome = runtime.trial(Code(source, request.language), request, cancel=cancel)
        outcomes[source] = outcome
        return drawn_pixels(outcome) if outcome.good else None

    found = refine(best.code.source, given, draw, drawn, _reading(request))
    if found.code == best.code.source:
        return None
    code = Code(found.code, request.language)
    note = f"Nearer to the picture by {', '.join(dict.fromkeys(found.changes))}: {found.first:.0%} → {found.score:.0%} alike."
    completion = replace(best.completion, text=f"```python\n{found.code.rstrip()}\n```")
    return Attempt(len(attempts), code, outcomes[found.code], "fix", completion, (note,), runtime.risks(code, request))


def _reading(request: Request) -> Any:
    """What was read in the picture, for its limits; None where it could not be read, which a model need not mind."""
    try:
        from jupyter_viscode.vision.redraw import look

        return look(request.images[0].data)[1]
    except (ViscodeError, ImportError):
        return None
