"""Editing: what enters is a Chart and an instruction; what leaves is the Chart with what was asked for changed, and nothing else.

`wording` and `gist` put what was written in plainer words, `speech` finds wishes in them, `facts` links names to columns and values, and each module of rules knows one side of a
chart: `forms`, `order`, `ink`, `captions`, `looks`, `rows`, `measures`,
`naming`, `marking`, `swaps`. A wish changes a Chart or says in a sentence why it cannot.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jupyter_viscode.intent import Edited
from jupyter_viscode.intent.editing.facts import Facts
from jupyter_viscode.intent.editing.figures import UNREADABLE, readable, settled
from jupyter_viscode.intent.editing.gist import NOTIONS, plain_commands
from jupyter_viscode.intent.editing.origin import traced
from jupyter_viscode.intent.editing.speech import Refusal, Rule, Speech, Wish, understand
from jupyter_viscode.intent.editing.wording import mended, with_axes
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
    wishes, unread = _heard(chart, Speech(instruction), context, frames)
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


def _heard(chart: Chart, speech: Speech, context: Context, frames: Mapping[str, Any]) -> tuple[list[Wish], list[str]]:
    """The wishes and what was not understood; slips of the pen are put right in what would else not be."""
    facts, rules = Facts(chart, speech, context, frames), _rules()
    speech.empty = facts.nouns()
    speech = speech.reworded(with_axes(speech.original, chart, facts))
    facts = facts.hearing(speech)
    wishes, unread = understand(speech, facts, rules, plain_commands(speech, facts))
    if not unread or (text := mended(speech.original, unread, rules, facts, NOTIONS)) == speech.original:
        return wishes, unread
    speech = speech.reworded(text)
    facts = facts.hearing(speech)
    again = understand(speech, facts, rules, plain_commands(speech, facts))
    return again if _words(again[1]) < _words(unread) else (wishes, unread)


def _words(pieces: list[str]) -> int:
    return sum(len(piece.split()) for piece in pieces)


def _rules() -> tuple[Rule, ...]:
    from jupyter_viscode.intent.editing import captions, forms, ink, looks, marking, measures, naming, order, rows, swaps

    return tuple(r for m in (forms, order, ink, captions, naming, looks, marking, rows, measures, swaps) for r in m.RULES)
