"""Running figures: wishes for totals so far, moving averages, shares and changes, in place of the plain figures."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from jupyter_viscode.intent.editing.drawn.shapes import SPREADS, histogram, noun
from jupyter_viscode.intent.editing.wishes.facts import Facts
from jupyter_viscode.intent.editing.wishes.rules import DATA, Refusal, Rules, Wish
from jupyter_viscode.intent.editing.words.lexicon import NUMBER_WORDS
from jupyter_viscode.spec import Chart, Window

_rules = Rules()


_PER = r"(?P<n>\d+|{n})?[- ]?(?P<unit>days?|weeks?|months?|quarters?|years?|points?|periods?|rows?|values?)?"


_STEPS = {"year": "year", "yearquarter": "quarter", "yearmonth": "month", "yearweek": "week", "yearmonthdate": "day"}
_HELD = {("week", "day"): 7, ("quarter", "month"): 3, ("year", "month"): 12, ("year", "quarter"): 4}
"""How many of the shorter span make the longer one."""


def _step(chart: Chart) -> str:
    """The span of time between two of the chart's figures, where it is known."""
    return next((_STEPS.get(chart.encoding(c).time_unit or "", "") for c in ("x", "y") if chart.encoding(c).time_unit), "")


def _points(chart: Chart, size: int, unit: str) -> int:
    """How many of the chart's figures a span of time holds."""
    step = _step(chart)
    if not unit or not step or unit == step:
        return size
    points = size * _HELD.get((unit, step), 0) or size / _HELD.get((step, unit), size + 1)
    if points < 2 or points != int(points):
        raise Refusal(
            f"The chart has one figure per {step}, and {size} {unit}s are no number of them; 'by {unit}' draws others"
        )
    return int(points)


def _check_span(over: re.Match[str], chart: Chart) -> None:
    """Refuse a change over another span of time than lies between two figures."""
    unit, step = re.split(r"[- ]", over[0])[0], _step(chart)
    if step and unit != step:
        raise Refusal(f"Changes go from one {step} to the next here, not from {unit} to {unit}; 'by {unit}' draws {unit}s")


def _windowed(window: Window, said: str, over: re.Match[str] | None = None, unit: str = "") -> Wish:
    """The wish for a running figure; of a span of time that the chart does not know no other reading is looked for."""

    def act(chart: Chart) -> Chart:
        if histogram(chart) or chart.mark in (*SPREADS, "density", "point", "regression", "rect"):
            raise Refusal(f"A {noun(chart)} has no running figure")
        if chart.mark in ("arc", "treemap"):
            raise Refusal(f"A {noun(chart)} shows shares of the total already")
        if over is not None:
            _check_span(over, chart)
        made = replace(window, size=_points(chart, window.size, unit)) if window.size else window
        return replace(chart, transforms=(*(t for t in chart.transforms if not isinstance(t, Window)), made))

    return Wish(said, act, DATA, final=bool(unit) or over is not None)


_AS = (
    r"(?:(?:show|as|make|plot|display|use|with|turn|smooth|smoothed|it|them|into|the|a|an|in|convert|to|of|express|"
    r"values?|y) )*"
)


@_rules.add(
    _AS + r"(?:cumulative(?:ly)?|cumulated?|running total|accumulat(?:e|ed|ing)|cumsum|running sum|(?:add|sum)(?:med|ed|"
    r"ming|ing)? up(?= over time| month| year| from)| tally)(?: (?:total|sum|values?|figures?|count|line))?\b(?: "
    r"{the}[a-z]+)??(?: over (?:the )?(?:time|year|months|years|period))?"
)
def _cumulative(facts: Facts, match: re.Match[str]) -> Wish:
    return _windowed(Window("cumulative"), "cumulative")


@_rules.add(
    _AS + rf"{_PER} ?(?:rolling|moving|running)(?: (?P<agg>average|mean|sum|median|max|min|avg|total))\b(?: (?:of|over|"
    rf"with|a|window|the last|across) )?(?:(?P<n2>\d+)[- ]?(?:days?|weeks?|months?|quarters?|years?|points?|"
    rf"periods?|rows?|values?)?)?",
    _AS + r"(?:rolling|moving|running) (?P<n>\d+)[- ]?(?:days?|weeks?|months?|quarters?|years?|points?|periods?)?(?: "
    r"window)? (?P<agg>average|mean|sum|median|max|min|avg|total)\b(?P<n2>(?!.)x)?",
    _AS + r"(?:smooth(?:ed)?|smoothing)(?: (?:it|this|that|them|the line|the lines|lines?|the curves?|out))*(?: (?:with|"
    r"over|by|using|a|window|of))*(?: (?P<n>\d+|{n})\b)?(?:[- ](?:days?|weeks?|months?|quarters?|years?|points?|"
    r"periods?|rows?|values?))?(?P<agg>(?!.)x)?(?P<n2>(?!.)x)?",
)
def _rolling(facts: Facts, match: re.Match[str]) -> Wish:
    words = match["n"] or match["n2"] or "7"
    size = max(1, min(10_000, int(words) if words.isdigit() else NUMBER_WORDS.get(words, 7)))
    how: Any = {"sum": "sum", "total": "sum", "median": "median", "max": "max", "min": "min"}.get(match["agg"] or "", "mean")
    unit = re.search(r"\d[- ]?(day|week|month|quarter|year)", match[0])
    return _windowed(Window("rolling", size, how), f"rolling {how} over {size}", unit=unit[1] if unit else "")


@_rules.add(
    _AS + r"(?:percent(?:ages?)?|%|shares?|proportions?|fractions?)(?: of (?:the )?(?:grand |overall )?total)\b",
)
def _share(facts: Facts, match: re.Match[str]) -> Wish:
    return _windowed(Window("percent of total"), "percent of total")


_OVER = r"(?:month|year|day|week|quarter)[- ](?:over|on|to|by)[- ](?:month|year|day|week|quarter)"


@_rules.add(
    _AS + rf"{_OVER} (?:(?:differences?|changes?|growth) (?:in|as) (?:a )?(?:percent(?:ages?)?|%)|(?:percent(?:age)?|%|"
    rf"relative) (?:change|growth|difference)s?|growth(?: rates?)?)(?= |$|,)",
    _AS + r"(?:percent(?:age)?|%|relative) (?:change|growth|difference)s?\b(?: (?:from|to|over|month|year|on|since|the|"
    r"previous|last))*",
    _AS + r"growth(?: rates?)?\b",
)
def _percent_change(facts: Facts, match: re.Match[str]) -> Wish:
    return _windowed(Window("percent change"), "percent change", re.search(_OVER, match[0]))


@_rules.add(
    _AS + r"(?:differences?|changes?|deltas?)(?: (?:from|to|since|between|over) (?:the )?(?:previous|last|prior|month|"
    r"consecutive|one|each)(?: \w+)?(?: (?:to|over) \w+)?)",
    _AS + rf"{_OVER}(?: (?:differences?|changes?))?\b",
)
def _difference(facts: Facts, match: re.Match[str]) -> Wish:
    return _windowed(Window("difference"), "change from one to the next", re.search(_OVER, match[0]))


@_rules.add(
    r"{no}(?:cumulative(?: sum)?|running (?:total|sum)|rolling(?: \w+)?|moving(?: \w+)?|smoothing|"
    r"percent(?:ages?)?(?: of (?:the )?total)?|shares?)\b",
    r"not (?:cumulative|accumulated|smoothed|rolling)\b",
    r"(?:show |use |as |with |back to )*(?:the )?(?:absolute|raw|original|actual) (?:values?|numbers?|figures?|counts?)\b",
)
def _no_window(facts: Facts, match: re.Match[str]) -> Wish:
    return Wish(
        "plain figures",
        lambda chart: replace(chart, transforms=tuple(t for t in chart.transforms if not isinstance(t, Window))),
        DATA,
    )


RULES = _rules.all()
