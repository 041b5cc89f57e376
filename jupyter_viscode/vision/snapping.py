"""Values read from pixels, moved within their error to where charts have theirs: whole places, round widths, bases at zero.

Enters: a `Reading` of pixels. Leaves: the same with tidier numbers; nothing moves by more than a pixel or two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from jupyter_viscode.vision import dates, lattices
from jupyter_viscode.vision.reading import Axis, Mark, Panel, Reading

NEAR = 1.6
"""Pixels that an end of a mark may be off."""
ROUGH = 2.4
"""Pixels that ends may be off where all of them together are near round values."""
HIDDEN = 0.15
"""Share of the ends of bars that a legend or a text may hide."""
EDGE = 3.0
"""Pixels within which an end of a bar stands on a line, such as zero: half of its own outline comes on top."""
THICK = 0.08
"""Share of a plot's height that no stroke takes: what is thicker was an area."""
ALONG: dict[str, tuple[str, ...]] = {
    "line": ("x", "y"), "scatter": ("x", "y"), "errorbar": ("x", "y"), "fill_between": ("x", "low"), "fill": ("x", "y"),
}  # fmt: skip
"""Names of the data along both axes."""


def snap(reading: Reading) -> Reading:
    """A reading with round numbers where its pixels allow them."""
    return replace(reading, panels=tuple(_panel(p) if p.kind == "cartesian" else p for p in reading.panels))


def per_pixel(axis: Axis) -> float:
    """What one pixel is worth along a linear axis; zero where that differs from place to place or is not known."""
    return abs(axis.slope) if axis.scale in ("linear", "category", "time") else 0.0


def _panel(panel: Panel) -> Panel:
    thick = THICK * panel.box.height
    marks = [m for m in panel.marks if m.kind != "line" or m.line_width < thick or len(panel.marks) == 1]
    marks = _bars(panel, marks, "bar")
    marks = _bars(panel, marks, "barh")
    steps = {second: _step(panel, marks, second) for second in (False, True)}
    marks = _shared(panel, [_points(panel, m, steps[m.secondary and panel.y2 is not None]) for m in marks])
    return replace(panel, marks=tuple(marks))


def _bars(panel: Panel, marks: list[Mark], kind: str) -> list[Mark]:
    """All calls of bars of a panel: they share places and thickness, and stand on zero or on each other."""
    own = [k for k, m in enumerate(marks) if m.kind == kind and m.data.get("thickness")]
    if not own:
        return marks
    upright = kind == "bar"
    place, length, base = ("x", "heights", "bottom") if upright else ("y", "widths", "left")
    across = panel.x if upright else panel.y
    bars = [marks[k] for k in own]
    bars = _standing(panel, bars, length, base, upright)
    if across.scale == "category":
        bars = _placed(bars, place, per_pixel(across))
    elif per_pixel(across):
        bars = _on_numbers(bars, place, across)
    out = list(marks)
    for k, bar in zip(own, bars, strict=True):
        out[k] = bar
    order = sorted(own, key=lambda k: (sum(map(abs, out[k].data.get(base, ()))), out[k].data[place][0]))
    out = [out[order[own.index(k)]] if k in own else m for k, m in enumerate(out)]
    return [m for m in out if m.kind != kind or any(m.data.get(length, ()))]


def _standing(panel: Panel, bars: list[Mark], length: str, base: str, upright: bool) -> list[Mark]:
    """Bars with bases at zero or where another one ends, and lengths with the digits that a pixel supports."""
    ends: list[tuple[list[float], list[float]]] = []
    units = []
    for m in bars:
        along = (panel.y2 if m.secondary and panel.y2 is not None else panel.y) if upright else panel.x
        unit = per_pixel(along)
        low = list(m.data.get(base, ())) or [0.0] * len(m.data[length])
        high = [b + v for b, v in zip(low, m.data[length], strict=True)]
        ends.append(([0.0 if abs(b) <= EDGE * unit else b for b in low], high))
        units.append(unit)
    _join(bars, ends, units, "x" if upright else "y")
    every = [v for k, (low, high) in enumerate(ends) for v in (*low, *high) if units[k] == units[0]]
    together = (
        (lattices.step_of(every, ROUGH * units[0]) or lattices.step_of(every, NEAR * units[0], HIDDEN)) if units[0] else 0.0
    )
    out = []
    for m, (low, high), unit in zip(bars, ends, units, strict=True):
        if not unit:
            out.append(m)
            continue
        edge = NEAR * unit
        step = together if unit == units[0] else 0.0
        low, high = (
            lattices.near_step(v, step, ROUGH * unit) if step else list(lattices.snapped(v, edge)) for v in (low, high)
        )
        digits = lattices.decimal
        lengths = tuple(digits(h - b, edge / 10) for b, h in zip(low, high, strict=True))
        error = {"error": lattices.snapped(m.data["error"], unit)} if m.data.get("error") else {}
        out.append(replace(m, data={**m.data, base: tuple(low), length: lengths, **error}))
    return out


def _join(bars: Sequence[Mark], ends: list[tuple[list[float], list[float]]], units: Sequence[float], place: str) -> None:
    """Where one bar begins within a few pixels of another's end at the same place, both meet half-way."""
    for k, (low, _) in enumerate(ends):
        for i, begin in enumerate(low):
            if begin == 0:
                continue
            if bars[k].data["heights" if place == "x" else "widths"][i] == 0:
                low[i] = ends[k][1][i] = _top(bars, ends, k, i, place)
                continue
            for j, (_, high) in enumerate(ends):
                if j == k:
                    continue
                here = [n for n, x in enumerate(bars[j].data[place]) if abs(x - bars[k].data[place][i]) < 0.2 * _thick(bars[k])]
                for n in here:
                    if abs(high[n] - begin) <= 1.5 * EDGE * units[k]:
                        low[i] = high[n] = (begin + high[n]) / 2


def _top(bars: Sequence[Mark], ends: list[tuple[list[float], list[float]]], own: int, bar: int, place: str) -> float:
    """Where the other bars at a place end: there one of no length stands."""
    at, near = bars[own].data[place][bar], 0.2 * _thick(bars[own])
    tops = [
        high[n]
        for j, (_, high) in enumerate(ends)
        for n, x in enumerate(bars[j].data[place])
        if j != own and abs(x - at) < near and bars[j].data["heights" if place == "x" else "widths"][n]
    ]
    return max(tops, key=abs, default=0.0)


def _thick(mark: Mark) -> float:
    return mark.data["thickness"][0]


def _placed(bars: list[Mark], place: str, unit: float) -> list[Mark]:
    """Bars at categories: at whole numbers and even offsets from them, of one round thickness."""
    edge = NEAR * unit
    offsets = [float(np.median([v - round(v) for v in m.data[place]])) for m in bars]
    sides = sorted(offsets)
    ranks = [0]
    for a, b in pairwise(sides):
        ranks.append(ranks[-1] + (b - a > 2 * edge))
    home = [ranks[sides.index(o)] for o in offsets]
    count = max(home) + 1
    middles = [float(np.mean([o for o, h in zip(offsets, home, strict=True) if h == k])) for k in range(count)]
    thick = float(np.median([_thick(m) for m in bars]))
    step = (middles[-1] - middles[0]) / (count - 1) if count > 1 else 0.0
    if count > 1 and abs(step - thick) <= 2 * edge:
        thick = (thick + step * (count - 1)) / count
    width = lattices.nearest_round(thick, edge)
    if count > 2:
        width = next((round(all_ / count, 4) for all_ in (0.8, 0.5) if abs(all_ / count - thick) <= edge), width)
    step = width if count > 1 and abs(step - width) <= 2 * edge else lattices.nearest_round(step, edge)
    even = all(abs(m - middles[0] - k * (middles[-1] - middles[0]) / max(1, count - 1)) <= edge for k, m in enumerate(middles))
    centre = float(np.mean(middles))
    lead = -step * (count - 1) / 2 if abs(centre) <= edge else 0.0 if abs(middles[0]) <= edge else middles[0]
    rows = [lead + k * step for k in range(count)] if even and count > 1 else [0.0 if abs(m) <= edge else m for m in middles]
    out = []
    for m, h in zip(bars, home, strict=True):
        at = tuple(float(round(round(v - middles[h]) + rows[h], 4)) for v in m.data[place])
        if max(abs(a - v) for a, v in zip(at, m.data[place], strict=True)) > 2 * EDGE * unit:
            at = m.data[place]
        same = abs(_thick(m) - width) <= 2 * edge
        thickness = (width,) if same else (lattices.nearest_round(_thick(m), edge),)
        out.append(replace(m, data={**m.data, place: at, "thickness": thickness}))
    return out


def _on_numbers(bars: list[Mark], place: str, axis: Axis) -> list[Mark]:
    """Bars along an axis of numbers or dates."""
    out = []
    unit = per_pixel(axis)
    for m in bars:
        places = _row(m.data[place], axis)
        thickness = (lattices.nearest_round(_thick(m), NEAR * unit),)
        out.append(replace(m, data={**m.data, place: places, "thickness": thickness}))
    return out


def _step(panel: Panel, marks: Sequence[Mark], second: bool) -> float:
    """The power of ten that all heights of lines and points along an axis are multiples of; zero where there is none."""
    axis = panel.y2 if second and panel.y2 is not None else panel.y
    own = [m for m in marks if m.kind in ALONG and (m.secondary and panel.y2 is not None) == second]
    values = [v for m in own for name in ("y", "low", "high") for v in m.data.get(name, ())]
    return lattices.step_of(values, ROUGH * per_pixel(axis)) if axis.scale == "linear" else 0.0


def _points(panel: Panel, mark: Mark, step: float) -> Mark:
    """Lines, points and bins."""
    up = panel.y2 if mark.secondary and panel.y2 is not None else panel.y
    data = dict(mark.data)
    if mark.kind == "hist":
        counts = lattices.on_lattice(data["counts"], ROUGH * per_pixel(up))
        data["counts"] = tuple(counts) if counts is not None else lattices.snapped(data["counts"], 0.5 * per_pixel(up))
        data["edges"] = _row(data["edges"], panel.x)
    elif mark.kind in ALONG and len(data.get("x", ())):
        data["x"] = _row(data["x"], panel.x) if mark.kind != "scatter" else _values(data["x"], panel.x)
        for name in ("y", "low", "high"):
            if data.get(name):
                data[name] = tuple(lattices.to_step(data[name], step)) if step else _values(data[name], up)
    return replace(mark, data=data)


def _row(values: Sequence[float], axis: Axis) -> tuple[float, ...]:
    """Places along an axis, which are often wholes or evenly spaced."""
    unit = per_pixel(axis)
    if not unit:
        return tuple(values)
    if axis.scale == "time":
        return dates.snapped(values, unit)
    if axis.scale == "category":
        near = [round(v) for v in values]
        whole = all(abs(v - n) <= EDGE * unit for v, n in zip(values, near, strict=True))
        return tuple(float(n) for n in near) if whole else lattices.snapped(values, 0.5 * unit)
    found = lattices.on_lattice(values, NEAR * unit) or lattices.even_row(values, NEAR * unit)
    return tuple(found) if found is not None else lattices.snapped(values, 0.5 * unit)


def _values(values: Sequence[float], axis: Axis) -> tuple[float, ...]:
    """Values along an axis: on a lattice where all are near one, else with the digits that half a pixel supports."""
    unit = per_pixel(axis)
    if not unit:
        return tuple(values)
    if axis.scale == "time":
        return tuple(v for value in values for v in dates.snapped([value], unit))
    found = lattices.on_lattice(values, ROUGH * unit)
    return tuple(found) if found is not None else lattices.snapped(values, 0.5 * unit)


def _shared(panel: Panel, marks: list[Mark]) -> list[Mark]:
    """Lines of as many points at the same places have the very same places."""
    unit = per_pixel(panel.x)
    groups: list[list[int]] = []
    for k, m in enumerate(marks):
        if m.kind not in ("line", "errorbar", "fill_between") or not unit:
            continue
        xs = np.array(m.data["x"])
        home = next((g for g in groups if _alike(marks[g[0]], xs, 1.5 * EDGE * unit)), None)
        if home is None:
            groups.append([k])
        else:
            home.append(k)
    out = list(marks)
    for group in groups:
        if len(group) > 1:
            places = _row(tuple(np.mean([marks[k].data["x"] for k in group], axis=0).tolist()), panel.x)
            for k in group:
                out[k] = replace(marks[k], data={**marks[k].data, "x": places})
    return out


def _alike(mark: Mark, xs: np.ndarray, edge: float) -> bool:
    own = np.array(mark.data["x"])
    return len(own) == len(xs) and bool(np.abs(own - xs).max() <= edge)
