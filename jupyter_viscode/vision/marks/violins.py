"""Violins: filled outlines that are alike on both sides of a straight middle and narrow smoothly to both ends.

Enters: a `Plot`. Leaves: ``violin`` calls with the width of each body along its values.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from jupyter_viscode.vision.marks.plot import Plot, flat_colors, fuller_way
from jupyter_viscode.vision.pixels import distance, hex_of
from jupyter_viscode.vision.reading import Mark


@dataclass(frozen=True)
class Body:
    """One violin in the direction of its values: half widths at steps along it; pixels."""

    color: tuple[int, int, int]
    middle: float
    low: float
    high: float
    halves: tuple[float, ...]


def read_violins(plot: Plot, taken: np.ndarray) -> list[Mark]:
    """The violins of an area, as one call."""
    best, upright = fuller_way(_bodies, plot)
    if len(best) < 2:
        return []
    for b in best:
        reach = max(b.halves) + 2
        across, along = (
            slice(int(max(0, b.middle - reach)), int(b.middle + reach) + 1),
            slice(int(max(0, b.low - 2)), int(b.high) + 3),
        )
        taken[(along, across) if upright else (across, along)] = True
    return [_mark(plot, best, upright)]


def _bodies(plot: Plot, upright: bool) -> list[Body]:
    """Bodies that stand (or lie) side by side."""
    image = plot.image if upright else plot.image.transpose(1, 0, 2)
    hidden = plot.hidden if upright else plot.hidden.T
    found: list[Body] = []
    for color, count in flat_colors(plot, 200)[:16]:
        if count < 0.003 * plot.width * plot.height or max(color) < 50:
            continue
        mask = ((distance(image, color) <= 10) & ~hidden).astype(np.uint8)
        own = mask > 0
        mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((13, 13), np.uint8))
        mask = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
        total, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=4)
        for k in range(1, total):
            x, y, w, h, area = (int(v) for v in stats[k])
            if y < 2 or y + h > image.shape[0] - 3 or w < 14 or h < 0.6 * w or area < 250 or area > 0.85 * w * h:
                continue
            piece = labels[y : y + h, x : x + w] == k
            if h < 0.1 * image.shape[0] or float(own[y : y + h, x : x + w][piece].mean()) < 0.5:
                continue  # a clump of points, or lines that come close
            body = _body(piece, x, y, color)
            if body is not None:
                found.append(body)
    return sorted(found, key=lambda b: b.middle)


def _body(piece: np.ndarray, x: int, y: int, color: tuple[int, int, int]) -> Body | None:
    """The profile of a piece, if both sides are alike and change smoothly."""
    height, width = piece.shape
    left = piece.argmax(1).astype(float)
    right = width - 1.0 - piece[:, ::-1].argmax(1)
    filled = piece.sum(1) / np.maximum(1.0, right - left + 1)
    middles = (left + right) / 2
    middle = float(np.median(middles))
    halves = (right - left + 1) / 2
    wide = float(halves.max())
    if np.abs(middles - middle).mean() > max(1.2, 0.06 * wide) or filled.mean() < 0.9:
        return None
    capped = any(end[:3].max() > 1.5 * end[4:8].max(initial=np.inf if len(end) < 8 else 0.0) for end in (halves, halves[::-1]))
    stem = float(halves.min()) >= 1 and float((halves <= halves.min() + 0.6).mean()) > 0.45
    if capped or stem:
        return None  # a marker with an error bar
    steep = np.abs(np.diff(halves)) > max(2.5, 0.25 * wide)
    inner = steep[2:-2]
    if (inner.size and inner.mean() > 0.02) or halves.min() > 0.75 * wide:
        return None
    if len(set(np.round(halves / max(1.0, wide) * 6).tolist())) < 4:
        return None
    disc = np.sqrt(np.maximum(0, 1 - np.linspace(-1, 1, height) ** 2))
    if np.abs(halves / wide - disc)[2:-2].mean() < 0.06:
        return None
    at = np.linspace(0, height - 1, min(40, height))
    return Body(color, x + middle, float(y), float(y + height - 1), tuple(np.interp(at, np.arange(height), halves).tolist()))


def _mark(plot: Plot, bodies: list[Body], upright: bool) -> Mark:
    """One call."""
    across, along = (plot.xs, plot.ys) if upright else (plot.ys, plot.xs)
    category = (plot.x if upright else plot.y).scale == "category"
    scale = abs((plot.x if upright else plot.y).slope)
    widest = max(max(b.halves) for b in bodies)
    data: dict[str, tuple[float, ...]] = {
        "count": (float(len(bodies)),),
        "position": tuple(v + (1.0 if category else 0.0) for v in across([b.middle for b in bodies])),
        "thickness": (2 * widest * scale,),
    }
    lows, highs, means = [], [], []
    for k, b in enumerate(bodies):
        coords = np.array(along(np.linspace(b.low, b.high, len(b.halves))))
        vals = np.array(b.halves) / widest
        order = np.argsort(coords)
        data[f"coords{k}"], data[f"vals{k}"] = tuple(coords[order].tolist()), tuple(vals[order].tolist())
        lows.append(float(coords.min()))
        highs.append(float(coords.max()))
        means.append(float((coords * vals).sum() / vals.sum()))
    data |= {"low": tuple(lows), "high": tuple(highs), "mean": tuple(means)}
    return Mark("violin", data, "", tuple(hex_of(b.color) for b in bodies), hatch="" if upright else "lying")
