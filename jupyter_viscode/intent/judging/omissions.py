"""Omissions: a reading and its chart go in; figures of what was said and left out, or drawn and not said, come out."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from jupyter_viscode.intent.grammar.comparing import yearly
from jupyter_viscode.intent.grammar.figures import figure_said
from jupyter_viscode.intent.judging.holdings import bare_number, compared_with, constants, names_in
from jupyter_viscode.intent.language.words import participle
from jupyter_viscode.spec import Calculate, Chart, Fold, TopN, Window

if TYPE_CHECKING:
    from jupyter_viscode.intent.choosing.choose import Choice
    from jupyter_viscode.intent.linking.tokens import Token
    from jupyter_viscode.intent.read import Read
    from jupyter_viscode.intent.schema.tables import Col

_ORDERED = re.compile(
    r"\b(?:ascending|descending|asc|desc|alphabetical(?:ly)?|sort(?:ed)?|rank(?:ed)?|(?:high|large|big|low"
    r"|small)(?:e?st)? (?:to|first)|downwards|upwards)\b"
)
_PARTED = re.compile(
    r"\b(?:stacked|stack|grouped (?:bars?|scatter|lines?|chart)|side by side|colou?red|colou?r|split|"
    r"(?:separate|one|two|different) (?:lines?|groups?)|as (?:the )?(?:lines|series|groups))\b"
)
_PARTICLES = frozenset("out up off on in over down".split())
_UNIT = re.compile(r"\b(?:by|per|each|every|and)\s+(?:the )?(?P<unit>year|month|quarter|week|weekday|day|hour)s?\b(?! of\b)")
_POINT_SIZE = re.compile(r"(?<!whose )(?<!where )\bsize (?:of )?\d")
FAINT = 0.4
"""From this likeness on a word may have meant a column."""
NEAR = 0.1
"""So near is a second column that holds a value."""


def omissions(state: Read, choice: Choice, chart: Chart, columns: Sequence[Col]) -> dict[str, float]:
    """Figures that are 0 when what was said is what is drawn."""
    text = state.ask.text.original.lower()
    sorted_ = any(e.sort for e in chart.encodings.values()) or any(isinstance(t, TopN) for t in chart.transforms)
    parted = {"color", "xOffset", "facet", "detail"} & set(chart.encodings)
    colour = chart.encodings.get("color")
    hues = any({"colour", "color"} & set(c.stems) for c in columns)  # "pistes of each colour"
    split = _PARTED.search(re.sub(r"\bcolou?r", "", text) if hues else text)
    said = state.meaning.colors or state.meaning.facets or state.ask.arrangement or split or state.ask.second_unit
    series = state.meaning.groups or any(c.op == "in" for c in state.meaning.conditions)
    asked = (
        bool(said)
        or any(isinstance(t, Fold) for t in chart.transforms)
        or ((chart.mark == "line" or state.ask.gathering is not None) and bool(series))
    )
    return {
        "order lost": float(bool(_ORDERED.search(text)) and not sorted_ and chart.mark not in ("arc", "point")),
        "size or filter": float(_sized(text, chart)),
        "share lost": float(_share_lost(state, chart, columns)),
        "parts lost": float(bool(split) and not parted and chart.mark != "arc"),
        "colour not said": float(colour is not None and bool(colour.field) and chart.mark not in ("arc", "rect") and not asked),
        "faint columns": float(min(2, _faint(state, columns))),
        "value elsewhere": float(min(2, _elsewhere(state, columns))),
        "number words lost": float(min(2, _numbers(state, chart))),
        "unit not drawn": float(_unit_lost(state, chart, columns)),
        "each once": float(_each_once(choice, chart, columns)),
        "table of values only": float(min(1, _only_filtered(state, choice, chart))),
    }


def _share_lost(state: Read, chart: Chart, columns: Sequence[Col]) -> bool:
    """Whether shares were asked for where neither slices, parts of a whole nor columns of shares are drawn."""
    named = any({"percent", "percentage", "share", "proportion", "fraction", "ratio", "rate"} & set(c.stems) for c in columns)
    drawn = chart.mark == "arc" or any(isinstance(t, Window | Calculate) for t in chart.transforms)
    drawn = drawn or any(e.stack == "normalize" for e in chart.encodings.values())
    return state.ask.parts and not (named or drawn)


def _sized(text: str, chart: Chart) -> bool:
    """Whether a number that is compared with a column of sizes may be the size of the points."""
    sizes = _POINT_SIZE.search(text) is not None and chart.mark == "point"
    return sizes and any(isinstance(compared_with(t), int | float) for t in chart.transforms)


def _faint(state: Read, columns: Sequence[Col]) -> int:
    """Words said in passing that resemble columns of which none is used."""
    used = {id(c) for c in columns}
    hints = [m for m in state.meaning.hints if m.column_score >= FAINT]
    return sum(not any(id(c) in used for s, c in m.columns if s >= FAINT) for m in hints)


def _elsewhere(state: Read, columns: Sequence[Col]) -> int:
    """Values that stand as well in a column of another name that was not taken."""
    found = 0
    for condition in state.meaning.conditions:
        taken = [(s, c) for s, c, _ in condition.values if any(c is k for k in columns)]
        if taken:
            score, column = taken[0]
            found += any(s >= score - NEAR and c.stems != column.stems for s, c, _ in condition.values)
    return found


def _numbers(state: Read, chart: Chart) -> int:
    """Numbers written as words that are in no condition."""
    known = {bare_number(str(v)) for v in constants(chart)} | {bare_number(str(state.ask.limit or ""))}
    known |= {bare_number(str(compared_with(t))) for t in chart.transforms}
    words = [m for m in state.mentions if m.number is not None and m.text[:1].isalpha() and m.date is None]
    return sum(bare_number(str(m.number)) not in known for m in words)


def _unit_lost(state: Read, chart: Chart, columns: Sequence[Col]) -> bool:
    """Whether a unit of time that was said is neither drawn nor a word of a column's name or value."""
    drawn = " ".join(e.time_unit or "" for e in chart.encodings.values()) + " ".join(map(str, constants(chart))).lower()
    named = {s for c in columns for s in c.stems}
    named |= {"day" for c in columns if c.kind == "temporal" or "date" in c.stems}
    named |= {"year" for c in columns if c.kind == "number" and yearly(c)}
    units = {m["unit"] for m in _UNIT.finditer(state.linker.text.work)}
    return any(unit not in named and unit not in drawn for unit in units)


def _only_filtered(state: Read, choice: Choice, chart: Chart) -> int:
    """Tables with many rows for each drawn one that are joined for a condition only: joining them may count rows twice."""
    drawn: Collection[str] = set(names_in(chart))
    plan = choice.plan
    assert plan is not None
    shown = {p.table for p in choice.picks.values() if p.column is not None and plan.name(p.column) in drawn}
    shown |= {p.rows for p in choice.picks.values() if p.rows is not None}
    counted = [k for k in state.meaning.conditions if k.mention is not None and figure_said(k.mention.gap) == "count"]
    shown |= {c.table for k in counted if (c := choice.column(k)) is not None}  # "the number of strikers" counts players
    held = {c.table for k in state.meaning.conditions if (c := choice.column(k)) is not None}
    return sum(t in plan.tables and t not in shown and any(_many(state, s, t) for s in shown if s) for t in held)


def _many(state: Read, one: str, other: str) -> bool:
    edge = state.catalogue.edge(one, other)
    column = state.catalogue.tables[other].col(edge.right_on) if edge is not None else None
    return column is not None and not column.unique


def tying(tokens: Sequence[Token], place: int) -> bool:
    """Whether a word says only how things are tied that are joined: "run" in "trains run by firms", "carried out by"."""
    words = [t.text for t in tokens[max(0, place - 1) : place + 3]]
    word, rest = words[min(place, 1)], words[min(place, 1) + 1 :]
    if rest[:1] == ["by"]:
        return participle(word) or (word in _PARTICLES and place > 0 and participle(words[0]))
    return rest[1:2] == ["by"] and rest[0] in _PARTICLES and participle(word)


def _each_once(choice: Choice, chart: Chart, columns: Sequence[Col]) -> bool:
    """Whether rows are counted by what tells them apart, so that each bar would be of length 1."""
    plan, encodings = choice.plan, chart.encodings.values()
    if plan is None or plan.steps or not any(e.aggregate in ("count", "distinct") for e in encodings):
        return False
    shown = {e.field for e in encodings if e.field and not (e.aggregate or e.time_unit or e.bin)}
    return any(c.unique and c.kind != "temporal" and c.table == plan.base and plan.name(c) in shown for c in columns)
