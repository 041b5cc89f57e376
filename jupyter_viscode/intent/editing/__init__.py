"""Editing: what enters is a Chart and an instruction; what leaves is the Chart with what was asked for changed, and nothing else.

`speech` finds wishes in the words, `facts` links names to columns and values, and each module of rules knows one side of a
chart: `forms`, `order`, `ink`, `captions`, `looks`, `rows`, `measures`. A wish changes a Chart or says in a sentence why it cannot.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jupyter_viscode.intent import Edited
from jupyter_viscode.intent.editing.facts import Facts
from jupyter_viscode.intent.editing.figures import UNREADABLE, readable, settled
from jupyter_viscode.intent.editing.origin import traced
from jupyter_viscode.intent.editing.speech import Refusal, Rule, Speech, understand
from jupyter_viscode.spec import Chart
from jupyter_viscode.types import Context


def change(chart: Chart, instruction: str, context: Context, frames: Mapping[str, Any]) -> Edited | None:
    """Change a chart as asked and nothing else; None for an instruction without words."""
    if not instruction.strip():
        return None
    unwritable, foreign = "", chart.frame is None
    if foreign:
        if not readable(chart):
            return Edited(chart, (), (), None, (UNREADABLE,))
        chart = traced(chart, context, frames)
        try:
            chart = settled(chart) if chart.frame is None else chart
        except Refusal as refusal:
            unwritable = str(refusal)
    speech = Speech(instruction)
    facts = Facts(chart, speech, context, frames)
    wishes, unread = understand(speech, facts, _rules())
    done: list[str] = []
    refused: list[str] = []
    library = None
    changed = chart
    open_ = sorted(wishes, key=lambda w: w.stage)
    for last in (False, True):  # what cannot be done yet may be possible once the rest is: "stacked bars, split by sex"
        later = []
        for wish in open_:
            try:
                changed = wish.act(changed)
            except Refusal as refusal:
                later.append(wish)
                refused += [str(refusal)] if last else []
                continue
            done += [wish.said] if wish.said else []
            library = wish.library or library
        open_ = later
    before = chart if foreign else None
    return Edited(
        changed, tuple(dict.fromkeys(done)), tuple(unread), library, tuple(dict.fromkeys(refused)), before, unwritable
    )


def _rules() -> tuple[Rule, ...]:
    from jupyter_viscode.intent.editing import captions, forms, ink, looks, measures, order, rows

    return tuple(r for m in (forms, order, ink, captions, looks, rows, measures) for r in m.RULES)
