"""SVG drawings of matplotlib, read as vectors: a tree goes in; a `Reading` with the values as they were drawn comes out.

The groups that matplotlib names (axes, ticks, patches, lines, collections, legend) tell what everything is, and places have
six digits: values are exact to what the tick labels tell. Drawings that hold anything else are left to be read as pixels.
"""

from __future__ import annotations

import html
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

import numpy as np

from jupyter_viscode.vision.figures import number
from jupyter_viscode.vision.reading import Axis, Box, Label, Legend, Mark, Panel, Reading, TextRole

_STYLES = {"": "-", "5.55": "--", "1.5": ":", "9.6": "-."}
"""Beginning of a dash pattern at the default width, by what it is called."""


class _OtherError(Exception):
    """The drawing holds something that is not read as vectors."""


@dataclass
class _Shape:
    """One rectangle, line or set of points, in pixels."""

    kind: str
    points: list[tuple[float, float]]
    color: str
    dash: str = ""
    width: float = 1.5
    marker: bool = False


@dataclass
class _Axes:
    """What one group of axes holds."""

    box: Box
    face: str
    shapes: list[_Shape] = field(default_factory=list)
    ticks: dict[str, list[tuple[float, str]]] = field(default_factory=lambda: {"x": [], "y": []})
    labels: list[Label] = field(default_factory=list)
    legend: list[tuple[str, str]] = field(default_factory=list)
    legend_box: Box = field(default_factory=lambda: Box(0, 0, 0, 0))


def read_vectors(root: Element) -> Reading | None:
    """What a matplotlib SVG draws; None when it is another's, or holds marks that are not read here."""
    figure = next((g for g in root.iter() if g.get("id") == "figure_1"), None)
    width, height = (float(v) for v in (root.get("viewBox") or "0 0 0 0").split()[2:])
    if figure is None or width <= 0:
        return None
    try:
        found = [_axes(g) for g in figure if re.fullmatch(r"axes_\d+", g.get("id", ""))]
        placed, rows, columns = _laid_out(tuple(_panel(a) for a in found))
    except (_OtherError, ValueError, IndexError):
        return None
    if not placed or not all(p.marks for p in placed):
        return None
    texts = tuple(_label(g, "suptitle") for g in figure if g.get("id", "").startswith("text_"))
    ground = next((_style(p).get("fill", "#ffffff") for g in figure if g.get("id") == "patch_1" for p in g), "#ffffff")
    sure = dict.fromkeys(("texts", "axes", "marks", "layout", "overall"), 1.0)
    return Reading(
        (round(width), round(height)), placed, texts, rows, columns, (width / 72, height / 72), ground, confidence=sure
    )


def _laid_out(panels: tuple[Panel, ...]) -> tuple[tuple[Panel, ...], int, int]:
    """The panels with their rows and columns."""
    tops, lefts = sorted({round(p.box.y0) for p in panels}), sorted({round(p.box.x0) for p in panels})
    if len(tops) * len(lefts) != len(panels):
        raise _OtherError("layout")
    placed = tuple(replace(p, grid=(tops.index(round(p.box.y0)),) * 2 + (lefts.index(round(p.box.x0)),) * 2) for p in panels)
    return placed, len(tops), len(lefts)


# -- from groups to shapes ---------------------------------------------------------------------------------------------


def _axes(group: Element) -> _Axes:
    ground = next(g for g in group if g.get("id", "").startswith("patch_"))
    corners = _points(_path(ground).get("d", ""))
    out = _Axes(_around(corners), _style(_path(ground)).get("fill", "#ffffff"))
    for part in group:
        kind, _, _ = part.get("id", "").rpartition("_")
        if part is ground:
            continue
        if kind == "patch":
            _patch(part, out)
        elif kind == "line2d":
            _line(part, out)
        elif kind == "PathCollection":
            out.shapes.append(_scatter(part))
        elif kind == "matplotlib.axis":
            _axis(part, out)
        elif kind == "text":
            out.labels.append(_label(part, "title" if _place(part)[1] <= out.box.y0 else "annotation"))
        elif kind == "legend":
            _legend(part, out)
        elif kind:
            raise _OtherError(kind)
    return out


def _patch(part: Element, out: _Axes) -> None:
    """A bar; spines are strokes without a clip, and other shapes are not read here."""
    path = _path(part)
    style = _style(path)
    if path.get("clip-path") is None:
        return
    points = _points(path.get("d", ""))
    if style.get("fill", "") == "none" or len(points) not in (4, 5) or "C" in path.get("d", ""):
        raise _OtherError("patch")
    box = _around(points)
    out.shapes.append(_Shape("bar", [(box.x0, box.y0), (box.x1, box.y1)], style["fill"]))


def _line(part: Element, out: _Axes) -> None:
    path = next((p for p in part if p.tag.endswith("}path")), None)
    uses = [u for u in part.iter() if str(u.tag).endswith("}use")]
    if path is None:  # markers alone
        colour = _style(uses[0]).get("fill", "#000000") if uses else "#000000"
        out.shapes.append(_Shape("line", [_xy(u) for u in uses], colour, "none", marker=True))
        return
    if path.get("clip-path") is None:
        return
    style = _style(path)
    dash = style.get("stroke-dasharray", "").partition(",")[0].strip()
    width = float(style.get("stroke-width", "1.5"))
    out.shapes.append(_Shape("line", _points(path.get("d", "")), style.get("stroke", "#000000"), dash, width, bool(uses)))


def _scatter(part: Element) -> _Shape:
    uses = [u for u in part.iter() if str(u.tag).endswith("}use")]
    if not uses:
        raise _OtherError("collection")
    return _Shape("scatter", [_xy(u) for u in uses], _style(uses[0]).get("fill", "#000000"))


def _axis(part: Element, out: _Axes) -> None:
    for group in part:
        kind, _, _ = group.get("id", "").rpartition("_")
        if kind in ("xtick", "ytick"):
            lines = (g for g in group if g.get("id", "").startswith("line2d"))
            at = next((_xy(u) for g in lines for u in g.iter() if str(u.tag).endswith("}use")), None)
            said = next((_said(g) for g in group if g.get("id", "").startswith("text_")), "")
            if at is not None and said:
                out.ticks[kind[0]].append((at[0] if kind == "xtick" else at[1], said))
        elif kind == "text":
            across = part.get("id") == "matplotlib.axis_1"
            if number(_said(group)) is not None or _said(group).startswith("1e"):
                raise _OtherError("offset")  # a factor of all tick labels
            out.labels.append(_label(group, "xlabel" if across else "ylabel"))


def _legend(part: Element, out: _Axes) -> None:
    colour = ""
    for group in part:
        kind = group.get("id", "").rpartition("_")[0]
        if kind == "text":
            if not colour:
                raise _OtherError("legend title")
            out.legend.append((_said(group), colour))
            colour = ""
        else:
            style: dict[str, str] = {}
            for element in group.iter():
                if str(element.tag).endswith(("}path", "}use")) and element.get("style"):
                    style = _style(element)
            if not out.legend_box.width:
                out.legend_box = _around(_points(_path(group).get("d", "")))
            else:
                colour = next((style[k] for k in ("fill", "stroke") if style.get(k, "none") != "none"), "")


# -- from shapes to marks ----------------------------------------------------------------------------------------------


def _panel(axes: _Axes) -> Panel:
    x, y = _scale(axes.ticks["x"], "bottom"), _scale(axes.ticks["y"], "left")
    if not (x.known and y.known):
        raise _OtherError("axis")
    labels = dict(reversed([(colour, said) for said, colour in axes.legend]))
    marks = [*_bars(axes, x, y, labels)]
    for shape in axes.shapes:
        if shape.kind != "bar":
            data = {"x": _tidy(x.value(p) for p, _ in shape.points), "y": _tidy(y.value(p) for _, p in shape.points)}
            style = "None" if shape.dash == "none" else _STYLES.get(shape.dash, "--")
            marks.append(
                Mark("scatter" if shape.kind == "scatter" else "line", data, labels.get(shape.color, ""), (shape.color,),
                     line_style=style, line_width=round(shape.width, 2), marker="o" if shape.marker else "")
            )  # fmt: skip
    legend = Legend(axes.legend_box, tuple(axes.legend)) if axes.legend else None
    return Panel(axes.box, x=x, y=y, marks=tuple(marks), labels=tuple(axes.labels), legend=legend, face=axes.face)


def _bars(axes: _Axes, x: Axis, y: Axis, labels: dict[str, str]) -> Iterator[Mark]:
    """Bars of a colour as one call; they lie where all begin at one place across."""
    bars = [s for s in axes.shapes if s.kind == "bar"]
    lefts = {round(s.points[0][0], 2) for s in bars}
    lying = len(bars) > 1 and len(lefts) == 1 and len({round(s.points[1][1], 2) for s in bars}) > 1
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
    return tuple(round(v, digits) + 0.0 for v in all_of_them)


def _middles(low: list[float], high: list[float]) -> tuple[float, ...]:
    return _tidy((a + b) / 2 for a, b in zip(low, high, strict=True))


def _starts(low: list[float], high: list[float]) -> tuple[float, ...]:
    """Where bars begin; next to nothing of their length is nothing."""
    reach = max(map(abs, [*low, *high]))
    return tuple(0.0 if abs(v) < 1e-6 * reach else v for v in _tidy(low))


def _apart(low: list[float], high: list[float]) -> tuple[float, ...]:
    return _tidy(abs(b - a) for a, b in zip(low, high, strict=True))


def _scale(ticks: list[tuple[float, str]], side: str) -> Axis:
    """The axis on which the ticks stand: even, logarithmic, or of names."""
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
    slope, offset = np.polyfit(at, np.arange(len(at)), 1)
    return replace(axis, scale="category", slope=float(slope), offset=float(offset))


def _value(said: str) -> float | None:
    power = re.fullmatch(r"10\^\{([−-]?\d+)\}", said)
    return 10.0 ** int(power.group(1).replace("−", "-")) if power else number(said)


# -- small parts -------------------------------------------------------------------------------------------------------


def _said(group: Element) -> str:
    """The text of a group: its own words, or the comment before its outlines."""
    for part in group.iter():
        if callable(part.tag):
            said = html.unescape((part.text or "").strip())
            return re.sub(r"^\$\\mathdefault\{(.*)\}\$$", r"\1", said)
        if part.tag.endswith("}text"):
            return "".join(part.itertext()).strip()
    raise _OtherError("text")


def _label(group: Element, role: TextRole) -> Label:
    x, y = _place(group)
    return Label(_said(group), role, Box(x, y - 10, x + 10, y))


def _place(group: Element) -> tuple[float, float]:
    for part in group.iter():
        if not isinstance(part.tag, str):
            continue
        match = re.search(r"translate\(([-\d.e]+)[ ,]+([-\d.e]+)\)", part.get("transform", ""))
        if match:
            return float(match.group(1)), float(match.group(2))
        if part.tag.endswith("}text") and part.get("x"):
            return float(part.get("x", "0")), float(part.get("y", "0"))
    return 0.0, 0.0


def _path(group: Element) -> Element:
    return next(p for p in group.iter() if str(p.tag).endswith("}path"))


def _points(outline: str) -> list[tuple[float, float]]:
    numbers = [float(v) for v in re.findall(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", outline)]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def _xy(use: Element) -> tuple[float, float]:
    return float(use.get("x", "0")), float(use.get("y", "0"))


def _around(points: list[tuple[float, float]]) -> Box:
    xs, ys = zip(*points, strict=True)
    return Box(min(xs), min(ys), max(xs), max(ys))


def _style(element: Element) -> dict[str, str]:
    pairs = (part.partition(":") for part in element.get("style", "").split(";") if ":" in part)
    return {key.strip(): value.strip() for key, _, value in pairs}
