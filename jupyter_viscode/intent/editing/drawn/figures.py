"""Charts read from figures: a Chart whose data are what was drawn goes in, one that can be drawn again comes out."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from jupyter_viscode.intent.editing.drawn.shapes import SPREADS, histogram, noun
from jupyter_viscode.intent.editing.wishes.rules import Refusal
from jupyter_viscode.spec import Chart, Encoding, Sort

_AGAIN = "ask for it anew with the frame that holds them"


UNREADABLE = "What the figure draws cannot be told, or it holds several charts: which one is to be changed?"


def readable(chart: Chart) -> bool:
    """Whether the figure holds one chart of a known kind."""
    return not chart.panels and chart.mark not in ("other", "image", "surface") and bool(chart.data)


def settled(chart: Chart) -> Chart:
    """The chart with the order of its categories written down, which a frame of rows would not keep.

    Raises
    ------
    Refusal
        The figure shows figures of values that cannot be read back from it.
    """
    x, y = chart.encoding("x"), chart.encoding("y")
    if histogram(chart) and x.field in chart.data and y.field in chart.data:
        raise Refusal(f"The values behind a histogram cannot be read back from its bars; {_AGAIN}")
    if chart.mark == "density" and x.field in chart.data and y.field in chart.data:
        raise Refusal(f"The values behind a density curve cannot be read back from it; {_AGAIN}")
    if chart.mark in SPREADS and not _several(chart):
        raise Refusal(f"The values behind a {noun(chart)} cannot be read back from it; {_AGAIN}")
    if chart.mark != "rect" and chart.encoding("color").field is None:
        return chart
    return replace(chart, encodings={c: _in_order(chart, c, e) for c, e in chart.encodings.items()})


def _several(chart: Chart) -> bool:
    """Whether some category has more than one value."""
    columns = [chart.data[f] for f in chart.fields() if f in chart.data and _names(chart.data[f])]
    if not columns:
        return any(len(v) > 1 for v in chart.data.values())
    return max(Counter(zip(*columns, strict=True)).values(), default=0) > 1


def _names(values: tuple[Any, ...]) -> bool:
    return all(isinstance(v, str) for v in values)


def _in_order(chart: Chart, channel: str, encoding: Encoding) -> Encoding:
    values = chart.data.get(encoding.field or "", ())
    if channel not in ("x", "y") or encoding.sort is not None or encoding.aggregate or not values or not _names(values):
        return encoding
    order = tuple(dict.fromkeys(values))
    return encoding if list(order) == sorted(order) else replace(encoding, sort=Sort(values=order))
