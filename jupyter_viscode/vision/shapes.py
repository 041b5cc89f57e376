"""Shapes of a drawing in vectors, whoever drew it: rectangles, lines and points of plot areas go in; panels with marks leave.

Places have the digits that the file gives them: values are exact to what the tick labels tell. What does not fit (axes without
a scale, shapes of another kind) is an `OtherError`: such a drawing is read as pixels.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from jupyter_viscode.vision.dates import days_of, to_minutes
from jupyter_viscode.vision.figures import number
from jupyter_viscode.vision.reading import Axis, Box, Label, Legend, Mark, Panel, Reading


class OtherError(Exception):
    """The drawing holds something that is not read as vectors."""


@dataclass
class Shape:
    """One rectangle (two corners), line, set of points or area (its outline), in pixels."""

    kind: str
    """``bar``, ``line``, ``scatter`` or ``area``."""
    points: list[tuple[float, float]]
    color: str
    dash: str = "-"
    """What a line style is called; ``None`` for markers alone."""
    width: float = 1.5
    marker: bool = False
    alpha: float = 1.0


@dataclass
class Axes:
    """What one plot area holds."""

    box: Box
    face: str
    shapes: list[Shape] = field(default_factory=list)
    ticks: dict[str, list[tuple[float, str]]] = field(default_factory=lambda: {"x": [], "y": []})
    labels: list[Label] = field(default_factory=list)
    legend: list[tuple[str, str]] = field(default_factory=list)
    """What is said, and its colour."""
    legend_box: Box = field(default_factory=lambda: Box(0, 0, 0, 0))
    legend_title: str = ""


def reading_of(
    size: tuple[float, float], inches: tuple[float, float], found: Sequence[Axes], texts: tuple[Label, ...], ground: str
) -> Reading | None:
    """A drawing's plot areas as a `Reading`; None when one of them holds no marks.

    Raises
    ------
    OtherError
        The areas stand in no grid, or an axis has no scale.
    """
    placed, rows, columns = _laid_out(tuple(_panel(a) for a in found))
    if not placed or not all(p.marks for p in placed):
        return None
    sure = dict.fromkeys(("texts", "axes", "marks", "layout", "overall"), 1.0)
    whole = (round(size[0]), round(size[1]))
    return Reading(whole, placed, texts, rows, columns, inches, ground, confidence=sure, exact=True)


def _laid_out(panels: tuple[Panel, ...]) -> tuple[tuple[Panel, ...], int, int]:
    """The panels with their rows and columns."""
    tops, lefts = sorted({round(p.box.y0) for p in panels}), sorted({round(p.box.x0) for p in panels})
    if len(tops) * len(lefts) != len(panels):
        raise OtherError("layout")
    placed = tuple(replace(p, grid=(tops.index(round(p.box.y0)),) * 2 + (lefts.index(round(p.box.x0)),) * 2) for p in panels)
    return placed, len(tops), len(lefts)


def _panel(axes: Axes) -> Panel:
    x, y = scale_of(axes.ticks["x"], "bottom"), scale_of(axes.ticks["y"], "left")
    if not (x.known and y.known):
        raise OtherError("axis")
    if x.scale == "category" and any(_is_between(s, x) for s in axes.shapes if s.kind in ("line", "area")):
        raise OtherError("dates")  # evenly named, but with places between the names
    if x.scale == "time" and any(s.kind in ("bar", "area") for s in axes.shapes):
        raise OtherError("dates")
    labels = dict(reversed([(colour, said) for said, colour in axes.legend]))
    marks = [*_bars(axes, x, y, labels)]
    for shape in axes.shapes:
        if shape.kind != "bar":
            places = [x.value(p) for p, _ in shape.points]
            data = {
                "x": to_minutes(places) if x.scale == "time" else _tidy(places),
                "y": _tidy(y.value(p) for _, p in shape.points),
            }
            if shape.kind == "area":
                marks.append(_area(shape, x, y, labels))
                continue
            marks.append(
                Mark("scatter" if shape.kind == "scatter" else "line", data, labels.get(shape.color, ""), (shape.color,),
                     line_style=shape.dash, line_width=round(shape.width, 2), marker="o" if shape.marker else "")
            )  # fmt: skip
    legend = Legend(axes.legend_box, tuple(axes.legend), axes.legend_title) if axes.legend else None
    return Panel(axes.box, x=x, y=y, marks=tuple(marks), labels=tuple(axes.labels), legend=legend, face=axes.face)


def _is_between(shape: Shape, x: Axis) -> bool:
    """Whether a line has corners elsewhere than at the names of an axis."""
    return any(abs(x.value(at) - round(x.value(at))) > 0.02 for at, _ in shape.points[1:-1])


def _area(shape: Shape, x: Axis, y: Axis, labels: dict[str, str]) -> Mark:
    """An outline that goes there on one side and comes back on the other."""
    corners = np.array(shape.points)
    turned = np.roll(corners, -int(corners[:, 0].argmin()), axis=0)
    turn = int(turned[:, 0].argmax())
    there, back = turned[: turn + 1], turned[turn + 1 :][::-1]
    if not len(back) or back[-1, 0] < there[-1, 0]:
        back = np.vstack([back, there[-1:]])
    if back[0, 0] > there[0, 0]:
        back = np.vstack([there[:1], back])
    places = np.unique(corners[:, 0])
    if (np.diff(there[:, 0]) < 0).any() or (np.diff(back[:, 0]) < 0).any() or len(places) < 2:
        raise OtherError("outline")
    sides = np.array([_along(side, places) for side in (there, back)])
    data = {
        "x": _tidy(x.value(p) for p in places),
        "low": _starts([y.value(v) for v in sides.max(axis=0)], [y.value(v) for v in sides.min(axis=0)]),
        "high": _tidy(y.value(v) for v in sides.min(axis=0)),
    }
    return Mark("fill_between", data, labels.get(shape.color, ""), (shape.color,), alpha=shape.alpha)


def _along(side: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Where a side of an outline is at each place; where it is upright, the end that is farther on."""
    xs, ys = side[:, 0], side[:, 1]
    keep = np.append(np.diff(xs) > 0, True)
    return np.asarray(np.interp(places, xs[keep], ys[keep]))


def _bars(axes: Axes, x: Axis, y: Axis, labels: dict[str, str]) -> Iterator[Mark]:
    """Bars of a colour as one call; they lie where all begin at one place across."""
    bars = [s for s in axes.shapes if s.kind == "bar"]
    lefts = {round(s.points[0][0], 2) for s in bars}
    lying = len(bars) > 1 and len(lefts) == 1 and len({round(s.points[1][1], 2) for s in bars}) > 1
    if (x.scale == "category") != (y.scale == "category"):
        lying = y.scale == "category"
    for colour in dict.fromkeys(s.color for s in bars):
        own = [s.points for s in bars if s.color == colour]
        x0, x1 = ([x.value(p[i][0]) for p in own] for i in (0, 1))
        y1, y0 = ([y.value(p[i][1]) for p in own] for i in (0, 1))
        if lying:
            data = {"y": _middles(y0, y1), "widths": _apart(x0, x1), "left": _starts(x0, x1), "thickness": _apart(y0, y1)}
            yield Mark("barh", data, labels.get(colour, ""), (colour,))
        else:
            data = {"x": _middles(x0, x1), "heights": _apart(y0, y1), "bottom": _starts(y0, y1), "thickness": _apart(x0, x1)}
            yield Mark("bar", data, labels.get(colour, ""), (colour,))


def _tidy(values: Iterable[float]) -> tuple[float, ...]:
    """Values without what six digits of a place cannot tell."""
    all_of_them = list(values)
    reach = max(map(abs, all_of_them), default=0.0)
    digits = 6 - math.floor(math.log10(reach)) if reach > 0 else 6
    return tuple(float(round(v, digits)) + 0.0 for v in all_of_them)


def _middles(low: list[float], high: list[float]) -> tuple[float, ...]:
    return _tidy((a + b) / 2 for a, b in zip(low, high, strict=True))


def _starts(low: list[float], high: list[float]) -> tuple[float, ...]:
    """Where bars begin; next to nothing of their length is nothing."""
    reach = max(map(abs, [*low, *high]))
    return tuple(0.0 if abs(v) < 1e-4 * reach else v for v in _tidy(low))


def _apart(low: list[float], high: list[float]) -> tuple[float, ...]:
    return _tidy(abs(b - a) for a, b in zip(low, high, strict=True))


def scale_of(ticks: list[tuple[float, str]], side: str) -> Axis:
    """The axis on which the ticks stand: even, logarithmic, of dates, or of names."""
    place: dict[str, Axis] = {"bottom": Axis(side="bottom"), "left": Axis(side="left")}
    axis = replace(place[side], ticks=tuple(ticks))
    if len(ticks) < 2:
        return axis
    at = np.array([p for p, _ in ticks])
    values = [_value(said) for _, said in ticks]
    if all(v is not None for v in values):
        exact = np.array(values, float)
        for scale, shown in (("linear", exact), ("log", np.log10(exact) if (exact > 0).all() else None)):
            if shown is None:
                continue
            slope, offset = np.polyfit(at, shown, 1)
            if np.abs(slope * at + offset - shown).max() <= 2e-3 * np.ptp(shown):
                return replace(axis, scale="linear" if scale == "linear" else "log", slope=float(slope), offset=float(offset))
        return axis
    order = np.argsort(at if side == "bottom" else -at)
    if side == "bottom":
        days = np.array([np.nan if d is None else d for d in days_of([ticks[k][1] for k in order])])
        slope, offset = np.polyfit(at[order], days, 1) if np.isfinite(days).all() else (0.0, 0.0)
        if slope and np.abs(slope * at[order] + offset - days).max() <= 1e-3 * np.ptp(days):
            return replace(axis, scale="time", slope=float(slope), offset=float(offset))
    ranks = np.empty(len(at))
    ranks[order] = np.arange(len(at))
    slope, offset = np.polyfit(at, ranks, 1)
    if np.abs(slope * at + offset - ranks).max() > 0.02:
        return axis  # dates, say: their places are not even
    return replace(axis, scale="category", slope=float(slope), offset=float(offset))


def _value(said: str) -> float | None:
    power = re.fullmatch(r"10\^\{([−-]?\d+)\}", said)
    return 10.0 ** int(power.group(1).replace("−", "-")) if power else number(said)


def around(points: Iterable[tuple[float, float]]) -> Box:
    """The rectangle that holds all points."""
    xs, ys = zip(*points, strict=True)
    return Box(min(xs), min(ys), max(xs), max(ys))
