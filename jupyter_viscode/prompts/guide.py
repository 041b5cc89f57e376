"""What the embedded engine makes of a request, for a model that answers it: a Request enters, a Guide leaves.

The engine reads columns and aggregates where small models guess them, and it can be wrong: its line is marked as a hint, and
its chart checks an answer only when it is sure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from jupyter_viscode import intent
from jupyter_viscode.context.render import quote
from jupyter_viscode.intent.sentence import sentence_of
from jupyter_viscode.spec import Chart, Comparison, Filter, Logic, Membership, Predicate, Ref, Statistic, Transform
from jupyter_viscode.types import Request

LIKELY = 0.5
"""Confidence below which a reading is not told: a hint that is wrong more often than not does harm."""
SURE = 0.9
"""Confidence from which on the engine's chart may call an answer wrong."""
_HIDDEN = "…"


@dataclass(frozen=True)
class Guide:
    """One reading of the request."""

    line: str
    """The hint for the prompt; empty when nothing of it may leave, or it is not likely enough."""
    expected: Chart | None
    """The chart that a right answer draws; None when the engine is not sure."""


def guide(request: Request) -> Guide | None:
    """The embedded engine's reading; None where it has none, as for edits, repairs, pictures and other languages."""
    plain = request.code is None and request.error is None and request.chart is None and not request.images
    if not plain or request.language != "python" or not request.instruction.strip() or not request.context.frames:
        return None
    try:
        best = next(iter(intent.readings(request.instruction, request.context, request.frames, request.library)), None)
    except Exception:  # a hint is no reason for a question to fail
        return None
    if best is None:
        return None
    # Which kind of chart is a choice unless it was said, and a model may choose as well.
    sure = best.confidence >= SURE and not best.unread and not best.evidence.get("mark not said", 1.0)
    return Guide(_line(best, request), best.chart if sure else None)


def _line(reading: intent.Reading, request: Request) -> str:
    if request.context.level == "none" or reading.confidence < LIKELY:
        return ""
    chart = reading.chart if request.context.level == "sample" else _without_values(reading.chart, request.instruction)
    unread = f" It did not understand: {', '.join(map(quote, reading.unread))}." if reading.unread else ""
    return (
        f"Hint: a simple parser reads the task as {quote(sentence_of(chart))} (confidence {reading.confidence:.0%})."
        f"{unread} The hint may be wrong; the task's own words decide."
    )


def _without_values(chart: Chart, instruction: str) -> Chart:
    """The chart without cell values that the instruction does not hold in the same words."""
    transforms = tuple(_bare(transform, instruction) for transform in chart.transforms)
    return replace(chart, transforms=transforms, panels=tuple(_without_values(panel, instruction) for panel in chart.panels))


def _bare(transform: Transform, instruction: str) -> Transform:
    return replace(transform, where=_predicate(transform.where, instruction)) if isinstance(transform, Filter) else transform


def _predicate(predicate: Predicate, instruction: str) -> Predicate:
    if isinstance(predicate, Logic):
        return replace(predicate, parts=tuple(_predicate(part, instruction) for part in predicate.parts))
    if isinstance(predicate, Membership):
        return replace(predicate, where=_predicate(predicate.where, instruction) if predicate.where is not None else None)
    if isinstance(predicate.value, Statistic) and predicate.value.where is not None:
        return replace(predicate, value=replace(predicate.value, where=_predicate(predicate.value.where, instruction)))
    return predicate if _is_said(predicate, instruction) else replace(predicate, value=_HIDDEN)


def _is_said(comparison: Comparison, instruction: str) -> bool:
    value = comparison.value
    if value is None or isinstance(value, (Ref, Statistic)):
        return True
    values: tuple[Any, ...] = tuple(value) if isinstance(value, list | tuple) else (value,)
    return all(re.search(rf"(?<!\w){re.escape(str(one))}(?!\w)", instruction) is not None for one in values)
