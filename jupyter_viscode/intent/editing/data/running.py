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


def _windowed(window: Window, said: str) -> Wish:
    def act(chart: Chart) -> Chart:
        if histogram(chart) or chart.mark in (*SPREADS, "density", "point", "regression", "rect"):
            raise Refusal(f"A {noun(chart)} has no running figure")
        if chart.mark in ("arc", "treemap"):
            raise Refusal(f"A {noun(chart)} shows shares of the total already")
        return replace(chart, transforms=(*(t for t in chart.transforms if not isinstance(t, Window)), window))

    return Wish(said, act, DATA)


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
    return _windowed(Window("rolling", size, how), f"rolling {how} over {size}")


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
    return _windowed(Window("percent change"), "percent change")


@_rules.add(
    _AS + r"(?:differences?|changes?|deltas?)(?: (?:from|to|since|between|over) (?:the )?(?:previous|last|prior|month|"
    r"consecutive|one|each)(?: \w+)?(?: (?:to|over) \w+)?)",
    _AS + rf"{_OVER}(?: (?:differences?|changes?))?\b",
)
def _difference(facts: Facts, match: re.Match[str]) -> Wish:
    return _windowed(Window("difference"), "change from one to the next")


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
