"""Legends: wishes for the place of the legend, its title, and whether there is one."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from jupyter_viscode.intent.editing.wishes.facts import Facts
from jupyter_viscode.intent.editing.wishes.rules import Refusal, Rules, Wish
from jupyter_viscode.intent.editing.words.lexicon import IS, SET
from jupyter_viscode.spec import Chart

_rules = Rules()

_PLACES = (
    ("outside", "outside"), ("out of", "outside"), ("inside", "inside"), ("in the plot", "inside"), ("into", "inside"),
    ("right", "right"),
    ("left", "left"), ("top", "top"), ("above", "top"), ("bottom", "bottom"), ("below", "bottom"), ("under", "bottom"),
)  # fmt: skip


@_rules.add(
    r"(?:put |move |place |set |show |with |have |add |position )?{the}{legend}(?:'s position)?(?: (?:is|be|to|at|on|"
    r"in|into|stands?|sits?|belongs?|appears?|placed|positioned|position|goes|moved|shown))*(?: the)? "
    r"(?P<place>outside|out of|inside|in the plot|(?:upper |lower )?right|(?:upper |lower )?left|top(?! of (?!it\b|"
    r"the (?:chart|plot|figure|graph|picture)))|above|bottom|below|underneath|under)(?: (?:of|the|plot|chart|side|"
    r"axes|it|hand|graph|area|figure|corner))*",
    r"(?P<place>outside|inside|right|left|top|bottom) {legend}",
    r"(?:put |move |place |bring |pull )?{the}{legend} (?P<place>into) (?:the )?"
    r"(?:chart|plot|figure|graph|axes|area|picture)\b",
)
def _legend(facts: Facts, match: re.Match[str]) -> Wish:
    place: Any = next(p for word, p in _PLACES if word in match["place"])

    def act(chart: Chart) -> Chart:
        return replace(_legendary(chart), style=replace(chart.style, legend=place))

    return Wish(f"legend {place}", act)


def _legendary(chart: Chart) -> Chart:
    encoding = chart.encodings.get("color")
    if (
        (encoding is None or encoding.field is None)
        and not chart.layers
        and "size" not in chart.encodings
        and "shape" not in chart.encodings
    ):
        raise Refusal("There is no legend: the chart has one series")
    return chart


@_rules.add(r"{no}{legend}s?\b(?! titles?)", r"{the}{legend} ?[=:]? (?:none|off|false)\b")
def _no_legend(facts: Facts, match: re.Match[str]) -> Wish:
    return Wish("no legend", lambda chart: replace(chart, style=replace(chart.style, legend="none")))


@_rules.add(r"(?:show|add|with|bring back|include|display) {the}{legend}(?: again| back)?\b")
def _with_legend(facts: Facts, match: re.Match[str]) -> Wish:
    def act(chart: Chart) -> Chart:
        legend = None if chart.style.legend == "none" else chart.style.legend
        return replace(_legendary(chart), style=replace(chart.style, legend=legend))

    return Wish("with a legend", act)


@_rules.add(
    rf"{SET}{{legend}}(?:'s)? (?:title|heading|name)(?:d)?{IS}(?P<q>{{Q}})",
    r"(?:call|name|title|rename|relabel) (?:the )?{legend}(?: as| to)? (?P<q>{Q})",
    rf"{SET}title of (?:the )?{{legend}}{IS}(?P<q>{{Q}})",
)
def _legend_title(facts: Facts, match: re.Match[str]) -> Wish:
    return legend_titled(facts.speech.opened(match["q"]))


def legend_titled(text: str, cost: float = 0.0) -> Wish:
    """The wish for a legend's title."""

    def act(chart: Chart) -> Chart:
        _legendary(chart)
        return chart.with_encoding("color", replace(chart.encoding("color"), title=text))

    return Wish(f"legend title {text!r}", act, cost=cost)


@_rules.add(r"{no}{legend} titles?\b", r"{no}title (?:on|of|from) the legend\b")
def _no_legend_title(facts: Facts, match: re.Match[str]) -> Wish:
    def act(chart: Chart) -> Chart:
        return chart.with_encoding("color", replace(_legendary(chart).encoding("color"), title=""))

    return Wish("no legend title", act)


RULES = _rules.all()
