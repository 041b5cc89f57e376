"""Scales, limits and tick labels of an axes as matplotlib code.

Enters: a `Panel`. Leaves: lines of code; what matplotlib does by itself is not said.
"""

from __future__ import annotations

import math

from jupyter_viscode.vision import dates
from jupyter_viscode.vision.code_places import Places
from jupyter_viscode.vision.lattices import nearest_round
from jupyter_viscode.vision.limits import needed, shown
from jupyter_viscode.vision.numerals import listing, plain, short
from jupyter_viscode.vision.reading import Axis, Panel


def axes_lines(panel: Panel, name: str, second: str, places: Places) -> list[str]:
    """Limits, scales and category labels."""
    if panel.kind == "polar":
        return _polar(panel, name)
    if panel.kind != "cartesian":
        return []
    out = []
    for letter, axis in (("x", panel.x), ("y", panel.y)):
        out += _axis(name, letter, axis, panel, places)
    if panel.y2 is not None:
        out += _axis(second, "y", panel.y2, panel, places, True)
    return out


def _polar(panel: Panel, name: str) -> list[str]:
    """Spokes, their names and the reach of a polar plot."""
    out = []
    if panel.x.ticks:
        out.append(
            f"{name}.set_xticks({listing(math.radians(a) for a, _ in panel.x.ticks)}, {[plain(t) for _, t in panel.x.ticks]!r})"
        )
    if panel.y.ticks:
        out.append(
            f"{name}.set_ylim({short(panel.y.offset, panel.y.slope * panel.box.width)}, "
            f"{short(panel.y.value(panel.box.width / 2))})"
        )
    return out


def _axis(name: str, letter: str, axis: Axis, panel: Panel, places: Places, second: bool = False) -> list[str]:
    """One axis."""
    if not axis.known:
        return []
    mesh = next((m for m in panel.marks if m.data.get("cells")), None)
    if mesh is not None and not second:
        return _mesh(name, letter, axis, panel, mesh.shape[letter == "x"])
    out = []
    if axis.scale == "log":
        out.append(f"{name}.set_{letter}scale('log')")
    if axis.scale == "category" and not second:
        out += _categories(name, letter, axis, panel, places)
    if axis.scale == "time":
        out += _dates(name, letter, axis)
    if not any(m.kind == "imshow" for m in panel.marks):
        out += _limits(name, letter, axis, panel, second)
    return out


def _mesh(name: str, letter: str, axis: Axis, panel: Panel, count: int) -> list[str]:
    """The labels at the middles of cells, of which the first row is at the top."""
    start, size = (panel.box.x0, panel.box.width) if letter == "x" else (panel.box.y0, panel.box.height)
    at = [math.floor((pixel - start) / size * count) + 0.5 for pixel, _ in axis.ticks]
    turn = f", rotation={turned(axis.angle)}" if abs(axis.angle) > 12 else ""
    out = [f"{name}.set_{letter}ticks({listing(at)}, {[plain(t) for _, t in axis.ticks]!r}{turn})"] if axis.labelled else []
    return [*out, f"{name}.invert_yaxis()"] if letter == "y" else out


def _categories(name: str, letter: str, axis: Axis, panel: Panel, places: Places) -> list[str]:
    """The names of an axis, where the marks are not drawn by them."""
    turn = f"rotation={turned(axis.angle)}" if abs(axis.angle) > 12 else ""
    if places.named[letter]:
        return [f"{name}.tick_params(axis={letter!r}, {turn})"] if turn else []
    if not axis.ticks or not axis.labelled:
        return []
    at = [round(axis.value(pixel)) + shift(panel, letter) for pixel, _ in axis.ticks]
    where = places.ticks(letter) if at == sorted(at) else ""
    return [f"{name}.set_{letter}ticks({where or listing(at)}, {[plain(t) for _, t in axis.ticks]!r}{turn and f', {turn}'})"]


def _dates(name: str, letter: str, axis: Axis) -> list[str]:
    """How dates are written, where matplotlib would write them otherwise."""
    said = [text for _, text in axis.ticks]
    form = dates.format_of(said)
    own = f"{name}.{letter}axis"
    out = []
    if not form:
        out.append(f"{own}.set_major_formatter(mdates.ConciseDateFormatter({own}.get_major_locator()))")
    elif form not in dates.AUTOMATIC:
        out.append(f"{own}.set_major_formatter(mdates.DateFormatter({form!r}))")
    angle = turned(axis.angle)
    if abs(angle) <= 12:
        return out
    slanted = angle == 30 and letter == "x" and name == "ax"
    return [*out, "fig.autofmt_xdate()" if slanted else f"{name}.tick_params(axis={letter!r}, rotation={angle})"]


def _limits(name: str, letter: str, axis: Axis, panel: Panel, second: bool) -> list[str]:
    """The limits, unless matplotlib's own are the same."""
    upright = letter == "y"
    said, turned = needed(panel, upright, second)
    if not said:
        return [f"{name}.invert_{letter}axis()"] if turned else []
    add = shift(panel, letter) if axis.scale == "category" else 0.0
    first, last = (end + add for end in shown(axis, panel, upright))
    span = abs(last - first)
    if axis.scale == "log":
        return [f"{name}.set_{letter}lim({short(first)}, {short(last)})"]
    if span <= 0:
        return []
    pixels = panel.box.height if upright else panel.box.width
    if axis.scale == "time":
        ends = (dates.iso(round(end) if span > 20 else end) for end in (first, last))
        return [f"{name}.set_{letter}lim({', '.join(f'pd.Timestamp({end!r})' for end in ends)})"]
    error = 1.5 * span / max(1.0, pixels)
    # Bars stand on zero, also where the frame's line hides the last pixels of them.
    zero = (3 if _stands(panel, upright) else 1) * error
    first, last = (0.0 if abs(end) < zero else nearest_round(end, error) for end in (first, last))
    return [f"{name}.set_{letter}lim({short(first, span)}, {short(last, span)})"]


def _stands(panel: Panel, upright: bool) -> bool:
    """Whether bars stand on zero along an axis."""
    kinds = (("bar", "bottom"), ("hist", "")) if upright else (("barh", "left"),)
    return any(m.kind == kind and not all(m.data.get(base, (0.0,))) for kind, base in kinds for m in panel.marks)


def turned(angle: float) -> int:
    """An angle of texts: people choose thirty or forty-five."""
    near = 15 * round(angle / 15)
    return near if abs(near - angle) <= 4 else round(angle)


def shift(panel: Panel, letter: str) -> float:
    """Boxes and violins stand at 1, 2, 3 ..., the middles of a mesh at halves, other categories at 0, 1, 2 ..."""
    if letter == "x" and any(m.kind in ("boxplot", "violin") and m.hatch != "lying" for m in panel.marks):
        return 1.0
    if letter == "y" and any(m.kind in ("boxplot", "violin") and m.hatch == "lying" for m in panel.marks):
        return 1.0
    return 0.5 if any(m.data.get("cells") for m in panel.marks) else 0.0
