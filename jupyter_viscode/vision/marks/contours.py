"""Filled contours: a plot area covered with smooth bands whose colours follow a map.

Enters: a `Plot` and, if there is one, its colour bar. Leaves: a ``contourf`` call with heights on a coarse grid, and the lines
between the bands as a ``contour`` call where they are drawn.
"""

from __future__ import annotations

import cv2
import numpy as np

from jupyter_viscode.vision.colorbars import ColorBar
from jupyter_viscode.vision.colormaps import name_cells, name_ramp, place
from jupyter_viscode.vision.figures import number
from jupyter_viscode.vision.marks.plot import Plot
from jupyter_viscode.vision.pixels import channel_max, distance, pack, unpack
from jupyter_viscode.vision.reading import Mark

_GRID = 24


def read_contours(plot: Plot, bar: ColorBar | None) -> list[Mark]:
    """The bands of an area, when they fill it."""
    colors = _colors(plot)
    colors = np.array([c for c in colors if _is_wide(plot, c)])
    if len(colors) < 5:
        return []
    whole = bar is not None and np.mean([place(c[None], bar.ramp)[1] <= 12 for c in colors]) > 0.75
    ramp: np.ndarray | str = bar.ramp if bar is not None and whole else name_cells(colors)[0]
    name = name_ramp(bar.ramp)[0] if bar is not None and whole else str(ramp)
    colors = np.array([c for c in colors if place(c[None], ramp)[1] <= 12])
    labels = _bands(plot, colors)
    if labels is None:
        return []
    places, off = place(colors, ramp)
    if off > 8 or np.ptp(places) < 0.15:
        return []
    ends = place(bar.ramp[[0, -1]], ramp)[0] if bar is not None else np.array([0.0, 1.0])
    if ends[1] < ends[0]:
        name, places, ends = name.removesuffix("_r") if name.endswith("_r") else f"{name}_r", 1 - places, 1 - ends
    order = np.argsort(places)
    rank = np.empty(len(order), int)
    rank[order] = np.arange(len(order))
    heights = rank[labels]
    if not _nested(heights):
        return []
    levels = _levels(plot, bar, (places[order] - ends[0]) / (float(np.diff(ends)[0]) or 1.0))
    middles = (levels[:-1] + levels[1:]) / 2
    smooth = cv2.GaussianBlur(middles[heights].astype(np.float32), (0, 0), max(2.0, min(heights.shape) / 60))
    z = cv2.resize(smooth, (_GRID, _GRID), interpolation=cv2.INTER_AREA)
    xs = np.linspace(-2, plot.width + 1, _GRID)
    ys = np.linspace(-2, plot.height + 1, _GRID)
    data = {"x": plot.xs(xs), "y": plot.ys(ys), "z": tuple(float(v) for v in z.ravel()), "levels": tuple(levels.tolist())}
    if bar is not None:
        data["bar"] = (0.0 if bar.upright else 1.0,)
    marks = [Mark("contourf", data, cmap=name, shape=(_GRID, _GRID))]
    between = np.zeros(heights.shape, bool)
    between[1:] |= heights[1:] != heights[:-1]
    dark = cv2.dilate((channel_max(plot.image) < 110).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    if between.any() and dark[between].mean() > 0.5:
        plain = {k: v for k, v in data.items() if k != "bar"}
        marks.append(Mark("contour", plain, colors=("#000000",), shape=(_GRID, _GRID), line_width=0.8))
    return marks


def _colors(plot: Plot) -> np.ndarray:
    """The flat colours of an area, without those of letters, lines and margins."""
    codes, counts = np.unique(pack(plot.image), return_counts=True)
    total = plot.width * plot.height
    chosen: list[tuple[int, int, int]] = []
    for k in np.argsort(-counts)[:60]:
        color, share = unpack(int(codes[k])), counts[k] / total
        gray = max(color) - min(color) < 14
        if share < (0.02 if gray else 0.0015):
            continue
        if all(max(abs(a - b) for a, b in zip(color, c, strict=True)) > 8 for c in chosen):
            chosen.append(color)
    return np.array(chosen, float)


def _is_wide(plot: Plot, color: np.ndarray) -> bool:
    """Whether a colour covers more than lines."""
    mask = cv2.morphologyEx((distance(plot.image, color) <= 4).astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    return int(mask.sum()) > max(12, 0.0005 * mask.size)


def _bands(plot: Plot, colors: np.ndarray) -> np.ndarray | None:
    """For each pixel the band that it lies in, if bands fill the area."""
    if not 5 <= len(colors) <= 24:
        return None
    gaps = np.stack([distance(plot.image, c) for c in colors])
    labels, nearest = gaps.argmin(0), gaps.min(0)
    flat = (nearest <= 4) & ~plot.hidden
    if flat.mean() < 0.72 or np.bincount(labels[flat], minlength=len(colors)).max() > 0.6 * flat.size:
        return None
    free = (flat & ~plot.lettered).astype(np.uint8)
    free &= cv2.morphologyEx(free, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    _, index = cv2.distanceTransformWithLabels(1 - free, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)
    owner = np.zeros(int(index.max()) + 1, int)
    owner[index[free > 0]] = labels[free > 0]
    return cv2.medianBlur(owner[index].astype(np.uint8), 5).astype(int)


def _nested(heights: np.ndarray) -> bool:
    """Whether neighbours are bands that follow each other, and their borders are no straight rows or columns."""
    steps = np.concatenate([np.abs(np.diff(heights, axis=a)).ravel() for a in (0, 1)])
    steps = steps[steps > 0]
    if not len(steps) or (steps == 1).mean() < 0.8:
        return False
    upright, level = np.diff(heights, axis=1) != 0, np.diff(heights, axis=0) != 0
    straight = int((upright.mean(0) > 0.5).sum() + (level.mean(1) > 0.5).sum())
    return straight <= 3


def _levels(plot: Plot, bar: ColorBar | None, places: np.ndarray) -> np.ndarray:
    """The heights between the bands: by the colour bar, by the numbers on the lines, or counted."""
    count = len(places)
    if bar is not None and bar.known:
        values = bar.low + places * (bar.high - bar.low)
        width = float(np.median(np.diff(values)))
        edges = (values[:-1] + values[1:]) / 2
        return np.concatenate([[edges[0] - width], edges, [edges[-1] + width]])
    written = sorted({v for t in plot.texts if (v := number(t.text)) is not None})
    if len(written) >= 2:
        step = float(np.median(np.diff(written)))
        first = written[0] - step
        return first + step * np.arange(count + 1)
    return np.arange(count + 1, dtype=float)
