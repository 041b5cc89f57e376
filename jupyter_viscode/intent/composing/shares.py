"""Shares of the rows that meet a condition: "percentage of smokers by day" is a rate for each day.

A chart that counts the rows which meet a condition goes in, with what was asked; the chart of their share comes out.
"""

from __future__ import annotations

import re
from dataclasses import replace

from jupyter_viscode.intent.request.ask import Ask
from jupyter_viscode.spec import Calculate, Chart, Comparison, Encoding, Filter, Ref, Window

_SHARE = re.compile(
    r"\b(?:percent(?:age)?s?|proportions?|shares?|fractions?|%) of (?!total\b|the total\b)(?:the |all )?(?P<part>.+?)"
    r"(?=,? (?:by|per|for each|for every|in each|across|within each|of each|grouped)\b|[,.;?]|$)"
)
_GROUPED = re.compile(r"\b(?:by|per|for each|for every|in each|across|within each|of each|grouped)\b")


def rate(chart: Chart, ask: Ask, said: dict[str, str]) -> Chart | None:
    """The chart of shares, where the share of a part was asked for and the part is one condition.

    Parameters
    ----------
    said
        The words by which each condition's column was spoken of.
    """
    text = ask.text.original.lower()
    match = _SHARE.search(text)
    if match is None or not _GROUPED.search(text[match.end() :]) or ask.donut or re.search(r"\bpies?\b", text):
        return None
    counted = [c for c, e in chart.encodings.items() if e.aggregate == "count" and e.field is None]
    parts = [t for t in chart.transforms if isinstance(t, Filter) and _said(t, said, match["part"])]
    if len(counted) != 1 or len(parts) != 1 or chart.mark not in ("arc", "bar", "line"):
        return None
    where = parts[0].where
    if not isinstance(where, Comparison) or where.op != "==" or where.time_unit is not None:
        return None
    name = (
        f"share {match['part'].strip().removeprefix('rows that are ').strip('`')}"
        if match["part"].startswith("rows that are")
        else f"share of {match['part'].strip()}"
    )
    made = Calculate(name, "==", Ref(where.field), where.value)
    transforms = tuple(made if t is parts[0] else t for t in chart.transforms)
    figure = Encoding(name, "quantitative", aggregate="mean", format=".0%", title=name[:60])
    if chart.mark == "arc":
        base = chart.encoding("color")
        return replace(chart, mark="bar", encodings={"x": replace(base, sort=base.sort), "y": figure}, transforms=transforms)
    encodings = {c: replace(figure, sort=e.sort) if c == counted[0] else e for c, e in chart.encodings.items()}
    return replace(chart, encodings=encodings, transforms=transforms)


def of_total(chart: Chart, ask: Ask) -> Chart:
    """A chart of bars that are asked for as shares, each as its part of them all; any other chart as it is."""
    figures = [e for e in chart.encodings.values() if e.aggregate or e.type == "quantitative"]
    whole = len(figures) == 1 and figures[0].aggregate in ("count", "sum")
    if not (ask.parts and whole) or chart.mark != "bar" or set(chart.encodings) != {"x", "y"} or chart.layers:
        return chart
    if any(isinstance(t, Window | Filter) for t in chart.transforms):
        return chart
    return replace(chart, transforms=(*chart.transforms, Window("percent of total")))


def _said(transform: Filter, said: dict[str, str], part: str) -> bool:
    """Whether a filter was spoken of in the part."""
    where = transform.where
    return isinstance(where, Comparison) and said.get(f"{where.field} {where.value}", "\0") in part
