"""Editing: a Chart and an instruction enter; the Chart leaves with what was asked for changed, and nothing else.

`words` puts an instruction in plainer words, `wishes` finds what is asked for with the rules of each side of a chart (`data`,
`looks`, `texts`; `impossible` knows what no chart here shows), and these change a chart by what is known of its form
(`drawn`). A wish changes a Chart or says in a sentence why it cannot.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from jupyter_viscode.intent import Edited
from jupyter_viscode.intent.editing.drawn.figures import UNREADABLE, readable, settled
from jupyter_viscode.intent.editing.drawn.origin import traced
from jupyter_viscode.intent.editing.wishes.facts import Facts
from jupyter_viscode.intent.editing.wishes.gist import plain_commands
from jupyter_viscode.intent.editing.wishes.rewording import (
    broken_up,
    mended,
    spelt_out,
    vocabulary,
    with_axes,
    with_subjects,
    with_values,
    without_reasons,
)
from jupyter_viscode.intent.editing.wishes.rules import FORM, Refusal, Rule, Wish
from jupyter_viscode.intent.editing.wishes.understanding import understand
from jupyter_viscode.intent.editing.words.lexicon import MACROS, color_of
from jupyter_viscode.intent.editing.words.speech import QUOTE, Speech
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
    made = _acted(chart, wishes)
    if made.failed:  # words that were read as what cannot be done may say something else
        others, lost = _heard(chart, Speech(instruction), context, frames, frozenset(w.said for w in made.failed))
        again = _acted(chart, others)
        if again.done and not again.failed and _words(lost) <= _words(unread):
            made, unread = again, lost
    if not made.done and not made.refused and not unread:
        unread = [instruction.strip()]
    unread += _unshown(Speech(instruction), [*unread, *made.refused], chart, made.chart) if made.done else []
    before = chart if foreign else None
    done, refused = (tuple(dict.fromkeys(said)) for said in (made.done, made.refused))
    return Edited(made.chart, done, tuple(unread), made.library, refused, before, unwritable)


def _unshown(speech: Speech, told: list[str], before: Chart, after: Chart) -> list[str]:
    """Colours and texts of the instruction that the changed chart does not hold: they were passed over."""
    held, given = repr(after).lower(), repr(before).lower()
    if "scheme='" in held.replace("scheme=''", "") and held != given:
        return []  # a palette goes by a name of its own
    named = [color_of(m[0]) for m in re.finditer(rf"(?<!\w){MACROS['color']}\b", speech.work) if m[0] not in _SHADES]
    said = " ".join(told).lower()
    texts = [speech.opened(c) for c in speech.work if c >= chr(QUOTE)]
    return [w for w in dict.fromkeys((*named, *texts)) if w.lower() not in held + given + said]


_SHADES = frozenset(("black", "white", "grey", "gray"))
"""Colours that a theme has."""


@dataclass
class _Made:
    """What came of the wishes."""

    chart: Chart
    done: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    failed: list[Wish] = field(default_factory=list)
    library: str | None = None


def _acted(chart: Chart, wishes: list[Wish]) -> _Made:
    """The wishes one after the other: first what is drawn, then how it looks."""
    made = _Made(chart)
    open_ = sorted(_meant(wishes, chart), key=lambda w: w.stage)
    for last in (False, True):  # what cannot be done yet may be possible once the rest is: "stacked bars, split by sex"
        later = []
        for wish in open_:
            try:
                made.chart = wish.act(made.chart)
            except Refusal as refusal:
                later.append(wish)
                made.refused += [str(refusal)] if last else []
                continue
            made.done += [wish.said] if wish.said else []
            made.library = wish.library or made.library
        open_ = later
    made.failed = [wish for wish in open_ if not wish.final]
    return made


def _meant(wishes: list[Wish], chart: Chart) -> list[Wish]:
    """The wishes without those for the form that the chart has, where another one is wished: "pies are bad, use bars"."""
    forms = [w for w in wishes if w.stage == FORM]
    idle = [w for w in forms if _idle(w, chart)]
    return [w for w in wishes if w not in idle] if len(forms) > len(idle) else wishes


def _idle(wish: Wish, chart: Chart) -> bool:
    try:
        return wish.act(chart) == chart
    except Refusal:
        return False


def _heard(
    chart: Chart, speech: Speech, context: Context, frames: Mapping[str, Any], without: frozenset[str] = frozenset()
) -> tuple[list[Wish], list[str]]:
    """The wishes and what was not understood; where something was not, the instruction is tried in other words."""
    facts, rules = Facts(chart, speech, context, frames), _rules()
    speech.empty = facts.nouns()

    def understood(text: str) -> tuple[list[Wish], list[str]]:
        said = speech.reworded(text)
        known = facts.hearing(said)
        return understand(said, known, rules, plain_commands(said, known, vocabulary(rules)), without)

    text = with_axes(with_values(speech, facts), chart, facts)
    best = understood(text)
    for other in (spelt_out, mended, with_subjects, without_reasons, broken_up):
        if best[1] and (changed := other(text, best[1], rules, facts)) != text:
            found = understood(changed)
            if _words(found[1]) < _words(best[1]):
                best, text = found, changed
            elif other is spelt_out:
                text = changed  # what is written out may still be misspelt beside
    return best


def _words(pieces: list[str]) -> int:
    return sum(len(piece.split()) for piece in pieces)


def _rules() -> tuple[Rule, ...]:
    from jupyter_viscode.intent.editing import impossible
    from jupyter_viscode.intent.editing.data import forms, measures, order, rows, running, steps, swaps
    from jupyter_viscode.intent.editing.looks import ink, palettes, scales, styles
    from jupyter_viscode.intent.editing.texts import captions, legends, marking, naming, notes

    # of readings that cost the same the first one is taken: the order counts
    form = (forms, order, scales, ink, palettes, legends, captions, naming, styles, notes, marking)
    rest = (rows, running, measures, steps, swaps, impossible)
    return tuple(rule for side in (*form, *rest) for rule in side.RULES)
