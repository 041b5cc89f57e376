"""Colours that stand for values: points coloured by a colour bar, and a bar that no mark explains.

Enters: the marks of a plot and its colour bar. Leaves: the marks with the bar.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from jupyter_viscode.vision.colorbars import ColorBar
from jupyter_viscode.vision.colormaps import name_ramp, place
from jupyter_viscode.vision.marks.plot import Plot
from jupyter_viscode.vision.reading import Axis, Mark

_OFF = 20
"""How far, of 255, the colours of points may be from those of the bar."""


def with_bar(plot: Plot, marks: list[Mark], bar: ColorBar) -> list[Mark]:
    """Marks and their colour bar, which belongs to the points where these have its colours, else stands alone."""
    if any(m.data.get("bar") for m in marks):
        return marks
    limits = (float(bar.low), float(bar.high)) if bar.known else (0.0, 1.0)
    where = {"bar": (0.0 if bar.upright else 1.0,), "limits": limits}
    name = name_ramp(bar.ramp)[0]
    points = [m for m in marks if m.kind == "scatter" and not m.label and not m.secondary]
    values, off = _values(plot, points, bar, limits)
    if len(values) < 3 or off > _OFF or np.ptp(values) < 0.1 * abs(limits[1] - limits[0]):
        return [*marks, Mark("colorbar", where, cmap=name)]
    data = {k: tuple(v for m in points for v in m.data[k]) for k in ("x", "y")} | where | {"values": values}
    if all(m.data.get("sizes") for m in points):
        data["sizes"] = tuple(v for m in points for v in m.data["sizes"])
    size = float(np.median([m.marker_size for m in points]))
    rest = [m for m in marks if not any(m is p for p in points)]
    return [*rest, Mark("scatter", data, cmap=name, marker_size=size)]


def _values(plot: Plot, points: Sequence[Mark], bar: ColorBar, limits: tuple[float, float]) -> tuple[tuple[float, ...], float]:
    """What the colour in the middle of each point says, and how far the colours are from those of the bar."""
    colors = []
    for m in points:
        columns = _pixels(plot.x, m.data["x"], plot.left, plot.width)
        rows = _pixels(plot.y, m.data["y"], plot.top, plot.height)
        for x, y in zip(columns, rows, strict=True):
            around = plot.image[max(0, y - 1) : y + 2, max(0, x - 1) : x + 2]
            colors.append(np.median(around.reshape(-1, 3), axis=0))
    if not colors:
        return (), 255.0
    places, off = place(np.array(colors), bar.ramp)
    low, high = limits
    numbers = 10 ** (np.log10(low) + places * np.log10(high / low)) if bar.log and low > 0 else low + places * (high - low)
    return tuple(float(v) for v in numbers), off


def _pixels(axis: Axis, values: Sequence[float], start: int, size: int) -> list[int]:
    """Where values of an axis stand inside the area."""
    numbers = np.asarray(values, float)
    numbers = np.log10(np.maximum(numbers, 1e-300)) if axis.scale == "log" else numbers
    places = (numbers - axis.offset) / (axis.slope or 1.0) - start
    return [int(v) for v in np.clip(np.nan_to_num(np.round(places)), 0, size - 1)]
