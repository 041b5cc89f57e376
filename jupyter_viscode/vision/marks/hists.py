"""Histograms: touching columns, also where translucent ones of several colours overlap.

Enters: a `Plot` and its flat colours. Leaves: ``hist`` calls with counts and edges.
"""

from __future__ import annotations

import itertools
from dataclasses import replace

import cv2
import numpy as np

from jupyter_viscode.vision.marks.bars import cover_foot, histogram
from jupyter_viscode.vision.marks.plot import Plot, flat_colors, key_color
from jupyter_viscode.vision.pixels import distance, hex_of
from jupyter_viscode.vision.reading import Mark

Color = tuple[int, int, int]


def overlap_alpha(mixed: Color, lower: Color, upper: Color, face: Color) -> float | None:
    """The opacity of the upper colour, if a colour is what the two give where they overlap."""
    wide = np.subtract(face, lower).astype(float)
    size = float(wide @ wide)
    if size < 300:
        return None
    drop = np.subtract(upper, mixed).astype(float)
    share = float(drop @ wide / size)
    off = float(np.abs(drop - share * wide).max())
    return 1 - share if 0.08 < share < 0.92 and off < 9 else None


def pure(color: Color, alpha: float, face: Color) -> Color:
    """The colour that looks like this one when it lies on the ground with an opacity."""
    full = (np.asarray(color, float) - (1 - alpha) * np.asarray(face, float)) / alpha
    r, g, b = (int(np.clip(round(v), 0, 255)) for v in full)
    return r, g, b


def read_hists(plot: Plot, taken: np.ndarray) -> list[Mark]:
    """Histograms that overlap, or whose columns run together."""
    if plot.x.scale == "category":
        return []
    flats = [c for c, n in flat_colors(plot) if n > 0.004 * plot.width * plot.height][:7]
    largest = max((n for _, n in flat_colors(plot)), default=0)
    keyed = [key_color(k) for k in plot.keys if k.handle == "patch"]
    if keyed:
        bases = [c for c in flats if any(np.abs(np.subtract(c, k)).max() < 14 for k in keyed)]
        large = [c for c, n in flat_colors(plot) if n > 0.015 * plot.width * plot.height and max(c) - min(c) > 25]
        bases += [c for c in large if c not in bases][:3]
    else:
        sizes = dict(flat_colors(plot))
        bases = [c for c in flats[:4] if sizes[c] > 0.06 * largest]
    blends, alpha = _blends(plot, flats, bases)
    bases = [b for b in bases if b not in blends]
    if not bases or (not keyed and not blends and len(bases) > 2):
        return []
    marks, cover = [], np.zeros_like(taken)
    masks = []
    for base in bases:
        mask = distance(plot.image, base) <= 9
        for mixed, parts in blends.items():
            if base in parts:
                mask |= distance(plot.image, mixed) <= 9
        masks.append(mask & ~plot.hidden)
    readings = [_columns(plot, mask) for mask in masks]
    model = next((r[0] for r in readings if r is not None), None)
    missing = sum(r is None for r in readings)
    if model is None or missing > (0.5 * len(readings) if blends else 0):
        return []
    grids = [found if found is not None else _with_edges(plot, m, model) for m, found in zip(masks, readings, strict=True)]
    feet = [_foot(plot, plot.height + 1.5)] * len(grids)
    grids = _on_one_grid(grids, feet)
    for base, mask, (edges, tips), foot in zip(bases, masks, grids, feet, strict=True):
        counts = np.array(plot.ys(tips)) - np.array(plot.ys([foot] * len(tips)))
        shade = pure(base, alpha, plot.face) if alpha is not None else base
        key = next((k for k in plot.keys if np.abs(np.subtract(key_color(k), base)).max() < 16), None)
        edge = _edge(plot, edges, tips)
        mark = histogram(np.maximum(counts, 0), np.array(plot.xs(edges)), key.text.text if key else "", (hex_of(shade),))
        marks.append(replace(mark, edge=edge, alpha=alpha or 1.0))
        cover |= mask
        at = round(foot)
        cover_foot(plot, taken, at, True, base)
    if marks:
        taken |= cv2.dilate(cover.astype(np.uint8), np.ones((5, 5), np.uint8)).astype(bool)
    return marks


def _on_one_grid(found: list[tuple[list[float], list[float]]], feet: list[float]) -> list[tuple[list[float], list[float]]]:
    """Histograms whose columns have the same edges had the same bins: each has empty ones where only the others have some."""
    steps = [edges[1] - edges[0] for edges, _ in found]
    step, origin = steps[0], found[0][0][0]
    off = [(edges[0] - origin) / step for edges, _ in found]
    wide = max(edges[-1] for edges, _ in found) - min(edges[0] for edges, _ in found)
    same = all(abs(s - step) * wide / step < 0.5 * step for s in steps)
    if len(found) < 2 or not same or any(abs(o - round(o)) > 0.15 for o in off):
        return found
    first = min(round(o) for o in off)
    last = max(round(o) + len(tips) for o, (_, tips) in zip(off, found, strict=True))
    edges = [origin + step * k for k in range(first, last + 1)]
    out = []
    for o, foot, (_, tips) in zip(off, feet, found, strict=True):
        before, after = round(o) - first, last - round(o) - len(tips)
        out.append((edges, [foot] * before + tips + [foot] * after))
    return out


def _foot(plot: Plot, row: float) -> float:
    """The row of zero when it is in sight, else the lower edge."""
    if plot.y.scale == "linear" and plot.y.slope:
        zero = -plot.y.offset / plot.y.slope - plot.top
        if 0 <= zero <= plot.height + 6:
            return float(zero)
    return row


def _blends(plot: Plot, flats: list[Color], bases: list[Color]) -> tuple[dict[Color, tuple[Color, Color]], float | None]:
    """Colours that come from two others lying over each other, and the opacity that this shows."""
    blends: dict[Color, tuple[Color, Color]] = {}
    alphas = []
    for mixed in flats:
        for lower in bases:
            for upper in bases:
                if lower == upper or mixed in (lower, upper) or lower in blends or upper in blends:
                    continue
                alpha = overlap_alpha(mixed, lower, upper, plot.face)
                if alpha is not None and mixed not in blends:
                    blends[mixed] = (lower, upper)
                    alphas.append(alpha)
    return blends, round(float(np.median(alphas)), 2) if alphas else None


def _columns(plot: Plot, mask: np.ndarray) -> tuple[list[float], list[float]] | None:
    """Edges and tips of touching columns on one foot."""
    solid = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8)).astype(bool)
    foot = int(min(plot.height - 1, _foot(plot, plot.height - 1) - 2))
    if foot < 8:
        return None
    used = np.flatnonzero(solid[: foot + 1].any(0))
    if len(used) < 20:
        return None
    first, last = int(used[0]), int(used[-1]) + 1
    tips = np.full(plot.width, float(foot + 2))
    for x in range(first, last):
        rows = np.flatnonzero(solid[: foot + 1, x])
        if len(rows):
            tips[x] = rows[0]
    covered = np.array([solid[int(tips[x]) : foot + 1, x].mean() if tips[x] <= foot else 1.0 for x in range(first, last)])
    if covered.mean() < 0.85 or (tips[first:last] > foot).mean() > 0.45:
        return None
    grid = _grid(tips, first, last)
    if grid is None or _stand_apart(tips[first:last] > foot):
        return None
    start, width, count = grid
    edges = start + width * np.arange(count + 1)
    steps = np.abs(np.diff(tips[first:last]))
    near = np.abs(np.arange(first + 1, last)[:, None] - edges[None]).min(1) <= min(2.0, 0.2 * width)
    if float(steps[near].sum()) < (0.6 + 0.4 * float(near.mean())) * float(steps.sum()):
        return None  # it rises and falls between the edges, too
    heights = []
    for a, b in itertools.pairwise(np.clip(edges, 0, plot.width)):
        margin = 0.25 * (b - a)
        inner = tips[int(a + margin) : max(int(a + margin) + 1, int(b - margin))]
        heights.append(float(np.median(inner)) - 0.5)
    flat = [float(np.ptp(tips[int(a + 2) : max(int(a) + 3, int(b - 2))])) <= 3 for a, b in itertools.pairwise(edges)]
    return (edges.tolist(), heights) if np.mean(flat) > 0.65 and count >= 5 else None


def _with_edges(plot: Plot, mask: np.ndarray, edges: list[float]) -> tuple[list[float], list[float]]:
    """Tips of columns between edges that another histogram of the plot has shown, carried on to both sides."""
    step = edges[1] - edges[0]
    used = np.flatnonzero(mask.any(0))
    first = edges[0] - step * max(0, round((edges[0] - used[0]) / step)) if len(used) else edges[0]
    last = edges[-1] + step * max(0, round((used[-1] + 1 - edges[-1]) / step)) if len(used) else edges[-1]
    grid = np.arange(first, last + 0.5 * step, step)
    foot = _foot(plot, plot.height + 1.5)
    tips = []
    for a, b in itertools.pairwise(grid):
        block = mask[:, max(0, int(a + 0.3 * step)) : max(1, int(b - 0.3 * step) + 1)]
        rows = np.flatnonzero(block.mean(1) > 0.5) if block.size else np.zeros(0)
        tips.append(float(rows[0]) - 0.5 if len(rows) else float(foot))
    return grid.tolist(), tips


def _grid(tips: np.ndarray, first: int, last: int) -> tuple[float, float, int] | None:
    """Start, width and number of columns of one width: where the tips jump."""
    places: list[int] = []
    sizes: list[float] = []
    for x in range(first + 1, last):
        size = float(abs(tips[x] - tips[x - 1]))
        if size < 1.5:
            continue
        if places and x - places[-1] <= 2:
            if size > sizes[-1]:
                places[-1] = x
            sizes[-1] = max(sizes[-1], size)
        else:
            places.append(x)
            sizes.append(size)
    if len(places) < 4:
        return None
    at, weight = np.array(places, float), np.minimum(np.array(sizes, float), 30)
    widths = np.geomspace(3.5, max(4.0, (last - first) / 4), 600)
    turn = np.exp(2j * np.pi * at[None] / widths[:, None])
    agreement = np.abs((turn * weight).sum(1)) / weight.sum()
    peak = float(agreement.max())
    if peak < 0.75:
        return None
    close = np.flatnonzero(agreement >= 0.92 * peak)
    top = int(close[-1])
    run = close[close > top - 40]
    width = float(widths[run[agreement[run].argmax()]])
    phase = float(np.angle((np.exp(2j * np.pi * at / width) * weight).sum()) * width / (2 * np.pi))
    index = np.round((at - phase) / width)
    near = np.abs(at - phase - index * width) <= max(1.8, 0.1 * width)
    if near.sum() >= 4 and np.ptp(index[near]) > 3:
        width, phase = (float(v) for v in np.polyfit(index[near], at[near], 1, w=weight[near]))
    low, high = round((first - phase) / width), round((last - phase) / width)
    return (phase + low * width, width, high - low) if 4 <= high - low <= 160 else None


def _stand_apart(empty: np.ndarray) -> bool:
    """Whether columns of one width stand apart at one distance, as bars do."""
    ends = np.flatnonzero(np.diff(np.concatenate([[1], empty.astype(int), [1]])))
    filled, gaps = ends[1::2] - ends[::2], ends[2::2] - ends[1:-1:2]
    return len(gaps) >= 3 and float(np.ptp(gaps)) <= 3 and float(np.ptp(filled)) <= 3


def _edge(plot: Plot, edges: list[float], tips: list[float]) -> str:
    """Colour of the outline, if columns have one."""
    votes = []
    for k in range(1, len(edges) - 1):
        x, y = round(edges[k]), int(max(tips[k - 1], tips[k])) + 5
        if not 2 <= x < plot.width - 3 or y >= plot.height - 3:
            continue
        votes.append(plot.image[y, x - 1 : x + 2].max(-1).min())
    return "#000000" if votes and float(np.median(votes)) < 110 else ""
