"""Lines across a chart: what the clause before has added goes in, or is found; the chart with it changed comes out."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from jupyter_viscode.intent.editing.wishes.facts import Facts
from jupyter_viscode.intent.editing.words.lexicon import MACROS
from jupyter_viscode.spec import Annotation, Chart

_ACROSS = re.compile(
    r"\b(?:lines?|rules?|threshold|target|goal|limit|budget|benchmark|bands?|shad(?:e|ed|ing)|highlight|mark|average|mean|median)\b"
)
_ATTRIBUTES = re.compile(rf"(?: |\b(?:in|it|is|a|be|dashed|dotted|solid|thin|thick|bold|{MACROS['color']})\b)*")
_ACROSS_KINDS = ("hline", "vline", "band")


def just_added(chart: Chart, facts: Facts, match: re.Match[str]) -> Annotation | None:
    """The line or band that the clause before has added: what follows is said of it."""
    if not behind_a_line(match):
        return None
    return next((n for n in chart.annotations[::-1] if n.kind in _ACROSS_KINDS and n not in facts.chart.annotations), None)


def behind_a_line(match: re.Match[str]) -> bool:
    """Whether the clause before speaks of a line or band."""
    said = [c for c in re.split(r"[,;.!?]|\band\b", match.string[: match.start()]) if not _ATTRIBUTES.fullmatch(c)]
    return bool(said and _ACROSS.search(said[-1]))


def noted(chart: Chart, old: Annotation, **changes: Any) -> Chart:
    """The chart with one of its notes changed."""
    return replace(chart, annotations=tuple(replace(n, **changes) if n == old else n for n in chart.annotations))
