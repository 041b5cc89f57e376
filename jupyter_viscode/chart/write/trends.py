"""Trend lines over a chart that is drawn: its tidy frame goes in, the statements of a straight fit are added to the program."""

from __future__ import annotations

from collections.abc import Callable

from jupyter_viscode.chart.write.items import Item, Tidy
from jupyter_viscode.chart.write.source import Program, literal
from jupyter_viscode.spec import Chart


def is_trend(layer: Chart) -> bool:
    """Whether a layer is the fit of what is drawn under it."""
    return layer.mark == "regression" and not layer.frame and not layer.transforms


def fit(program: Program, made: Tidy, series: Item | None, draw: Callable[[str, str], str]) -> None:
    """Fit a line, or one for each series, and draw it.

    Parameters
    ----------
    draw
        Makes the drawing statement from the sources of the line's x and y.
    """
    x, y = made.items.get("x"), made.items.get("y")
    if x is None or y is None:
        return
    program.use("import numpy as np")
    known = program.name("known", "fitted")
    rows = f"{made.var}.dropna(subset={literal([x.key, y.key])})"
    indent = program.indent
    if series is None:
        program.add(f"{known} = {rows}")
    else:
        program.add(f"for _, {known} in {rows}.groupby({literal(series.key)}):")
        program.indent += "    "
    place = x.of(known)
    if x.type == "temporal":
        place = program.name("days", "place")
        program.add(f"{place} = ({x.of(known)} - {x.of(known)}.min()).dt.days")
    program.add(f"slope, intercept = np.polyfit({place}, {y.of(known)}, deg=1)")
    program.add(draw(x.of(known), f"intercept + slope * {place}"))
    program.indent = indent
