"""Error bars: thin strokes across the tips of bars and the middles of markers.

Enters: a `Plot`, bars or a line's points. Leaves: how far the strokes reach, in pixels.
"""

from __future__ import annotations

import numpy as np

from jupyter_viscode.vision.marks.plot import Plot
from jupyter_viscode.vision.pixels import distance, runs
from jupyter_viscode.vision.reading import Mark

Reach = tuple[list[float], list[float]]
"""How far strokes go before and after each marker, in pixels."""


def stroke(
    plot: Plot, along_y: bool, across: float, at: float, color: tuple[int, int, int] | None, reach: float = 1.0
) -> tuple[float, float] | None:
    """The ends of a stroke through a place: dark ink, or ink of a colour."""
    image = plot.image if along_y else plot.image.transpose(1, 0, 2)
    free = ~plot.hidden if along_y else ~plot.hidden.T
    column = round(across)
    best: tuple[float, float] | None = None
    for c in range(max(0, int(column - reach)), min(image.shape[1], int(column + reach) + 1)):
        line = image[:, c]
        mask = (_dark(image, c) if color is None else distance(line[None], color)[0] < 90) & free[:, c]
        for low, high in runs(mask):
            if low - 3 <= at <= high + 3 and (best is None or high - low > best[1] - best[0]):
                best = (float(low), float(high))
    return best


def _dark(image: np.ndarray, column: int) -> np.ndarray:
    """Dark pixels of a column, and those much darker than what is at both sides: thin strokes are but a shade of black."""
    line = image[:, column]
    beside = image[:, [max(0, column - 4), min(image.shape[1] - 1, column + 4)]].astype(float).sum(-1).min(1)
    return (line.max(-1) < 120) | (line.astype(float).sum(-1) < 0.7 * beside)  # type: ignore[no-any-return]


def bar_errors(plot: Plot, upright: bool, places: list[tuple[float, float]], thickness: float) -> list[float] | None:
    """Half lengths of the strokes at the tips of bars (middle across, tip), if most bars have one."""
    halves: list[float] = []
    found = 0
    for middle, tip in places:
        ends = stroke(plot, upright, middle, tip, None)
        if ends is None or not ends[0] < tip - 1.5 or not ends[1] > tip + 1.5:
            halves.append(0.0)
            continue
        half = (ends[1] - ends[0]) / 2
        if abs((ends[0] + ends[1]) / 2 - tip) > max(3.0, 0.3 * half) or half < 2.5:
            halves.append(0.0)
            continue
        found += 1
        halves.append(half)
    return halves if found >= max(1, 0.6 * len(places)) else None


def reaches(
    mask: np.ndarray, places: list[tuple[float, float]], size: float, upright: bool = True, share: float = 0.6
) -> Reach | None:
    """How far strokes reach before and after markers, if most markers have one: longer than the marker, and thin."""
    ink = mask if upright else mask.T
    befores, afters, found = [], [], 0
    for x, y in places:
        across, along = (x, y) if upright else (y, x)
        best = (along, along)
        for c in range(max(0, round(across) - 1), min(ink.shape[1], round(across) + 2)):
            line = ink[:, c].copy()
            for a, b in runs(~line):
                if b - a <= 3 and a > 0 and b < len(line):
                    line[a:b] = True
            for a, b in runs(line):
                if a - 2 <= along <= b + 1 and b - a > best[1] - best[0]:
                    best = (float(a), float(b - 1))
        before = _thin(ink, across, along, best[0], size)
        after = _thin(ink, across, along, best[1], size)
        befores.append(before)
        afters.append(after)
        found += (before + after) > 1.3 * size + 2.5 and min(before, after) >= 0.25 * max(before, after)
    return (befores, afters) if found >= max(1 if share < 0.5 else 2, share * len(places)) else None


def _thin(ink: np.ndarray, across: float, along: float, end: float, size: float) -> float:
    """The length of a stroke from a marker's middle, none where the ink beside it goes along, as a steep line's does."""
    length = abs(end - along)
    start = size / 2 + 2
    if length <= start:
        return length
    low, high = sorted((along + np.sign(end - along) * start, end - np.sign(end - along) * 3))
    rows = np.arange(int(low), int(high) + 1)
    if not len(rows):
        return length
    column = round(across)
    beside = np.zeros(len(rows), bool)
    for step in (-4, -3, 3, 4):
        if 0 <= column + step < ink.shape[1]:
            beside |= ink[rows, column + step]
    middle = ink[rows][:, max(0, column - 1) : column + 2].any(1)
    return length if beside.mean() < 0.5 and middle.mean() > 0.6 else 0.0


def with_stems(plot: Plot, marks: list[Mark]) -> list[Mark]:
    """Narrow bars that begin or end in points, as thick error bars without caps do, are what these points vary by."""
    points = [m for m in marks if m.kind == "scatter" and m.data.get("sizes") and len(m.data["x"]) >= 2]
    bars = [m for m in marks if m.kind == "bar"]
    for one in points:
        x, y = np.array(one.data["x"]), np.array(one.data["y"])
        per_x, per_y = abs(plot.x.slope), abs(plot.y.slope)
        radius = np.sqrt(np.array(one.data["sizes"]) / np.pi) * (110 / 72) + 3
        for stem in bars:
            d = stem.data
            if plot.y.scale != "linear" or not d["thickness"][0] < 0.7 * 2 * float(np.median(radius)) * per_x:
                continue
            middles, feet = np.array(d["x"]), np.array(d["bottom"])
            ends = np.stack([feet, feet + np.array(d["heights"])])
            near = np.abs(middles[:, None] - x[None]).argmin(1)
            off = np.abs(ends - y[near]).min(0)
            if not (np.abs(middles - x[near]) < 3 * per_x).all() or (off > radius[near] * per_y).any():
                continue
            low = [min([v, *ends[:, near == k].ravel()]) for k, v in enumerate(y)]
            high = [max([v, *ends[:, near == k].ravel()]) for k, v in enumerate(y)]
            columns = {"x": x, "y": y, "yerr_low": y - low, "yerr_high": high - y}
            data = {k: tuple(float(v) for v in values[np.argsort(x)]) for k, values in columns.items()}
            made = Mark("errorbar", data, one.label, one.colors, edge=stem.colors[0], marker="o", line_style="none")
            return [made if m is one else m for m in marks if m is not stem]
    return marks
