"""Axes: words for an axis go in, its channels come out; and an axis, the figures that it shows."""

from __future__ import annotations

import re
from dataclasses import replace

from jupyter_viscode.intent.editing.drawn.shapes import base_of, histogram, measure_of
from jupyter_viscode.intent.editing.wishes.facts import Facts
from jupyter_viscode.intent.editing.wishes.rules import Refusal
from jupyter_viscode.spec import Chart


def channels_of(chart: Chart, facts: Facts, match: re.Match[str]) -> list[str]:
    """The channels that "x axis", "both axes", "value axis" or nothing mean."""
    groups = match.groupdict()
    if groups.get("both") or groups.get("also_1_both"):
        return ["x", "y"]
    words = groups.get("ax") or groups.get("also_1_ax") or ""
    if words in ("x", "horizontal"):
        return ["x"]
    if words in ("y", "vertical"):
        return ["y"]
    if words.startswith("categor"):
        base = base_of(chart, facts)
        return [base] if base else []
    measure = measure_of(chart, facts) if chart.mark not in ("point", "regression") else "y"
    return [measure] if measure else []


def figure_of(chart: Chart, facts: Facts, channel: str, how: str) -> float:
    """The mean or median of what the axis shows: of the drawn figures, or of the values where there is no aggregate."""
    import pandas as pd

    from jupyter_viscode.chart import figures

    plain = replace(chart.encoding(channel), bin=False, bin_step=None)
    alone = replace(chart, encodings={channel: plain}) if histogram(chart) else chart
    if chart.frame is None:
        values = pd.Series(list(chart.data.get(plain.field or "", ())))
    else:
        made = figures.marks(alone, facts.frames)
        if made is None or channel not in made:
            raise Refusal(f"The {how} cannot be told from here; a line at a number can be drawn")
        values = made[channel]
    drawn = figures.number(values).dropna()
    if drawn.empty:
        raise Refusal(f"There are no numbers to take the {how} of")
    return float(f"{getattr(drawn, how)():.6g}")
