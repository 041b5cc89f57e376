"""What is drawn over bars at the middle of each: ticks across them, points.

Enters: a `Plot`, the rectangles of its bars. Leaves: ``scatter`` calls, and where lines run over them.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import cv2
import numpy as np

from jupyter_viscode.vision.marks.lines import filled
from jupyter_viscode.vision.marks.plot import Plot
from jupyter_viscode.vision.marks.regions import Region
from jupyter_viscode.vision.pixels import channel_max, distance, hex_of
from jupyter_viscode.vision.reading import Mark

_MOST_COLORS = 6
_THICKEST = 9
"""Pixels of the thickest line, with its soft edges."""


def read_overlays(plot: Plot, taken: np.ndarray, bars: Sequence[Region], upright: bool) -> list[Mark]:
    """Ticks or points of one size, if nearly all that differs from the bars is such; their pixels are then explained."""
    colors = list({r.color for r in bars})
    if len(colors) > _MOST_COLORS:
        return []
    foreign = (_foreign(plot, colors) & ~taken).astype(np.uint8)
    at = _foot(bars, upright)
    (foreign if upright else foreign.T)[max(0, at - 3) : at + 4] = 0  # the line that bars stand on
    solid = filled(foreign)
    _, labels, stats, middles = cv2.connectedComponentsWithStats(solid, connectivity=8)
    pieces = np.array([k for k in range(1, len(stats)) if stats[k, 4] >= 5], int)
    if len(pieces) < 2:
        return []
    wide, high, area = stats[pieces, 2], stats[pieces, 3], stats[pieces, 4]
    usual = float(np.median(wide)), float(np.median(high))
    alike = (np.abs(wide - usual[0]) <= 2) & (np.abs(high - usual[1]) <= 2) & (area >= 0.6 * wide * high)
    own = pieces[alike]
    if len(own) < 2 or stats[own, 4].sum() < 0.6 * area.sum() or not _over(middles[own], bars, upright):
        return []
    across, along = usual if upright else usual[::-1]
    ticks, points = across >= max(5, 2.5 * along) and along <= 6, min(usual) >= 3 and max(usual) <= min(20, 1.6 * min(usual))
    if not ticks and not points:
        return []
    shown = np.isin(labels, own)
    taken |= cv2.dilate(shown.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    pixels = plot.image[shown & (foreign > 0)]
    contrast = distance(pixels[None], plot.face)[0]
    color = hex_of(np.median(pixels[contrast >= np.percentile(contrast, 60)], axis=0))
    data = {"x": plot.xs(middles[own, 0]), "y": plot.ys(middles[own, 1])}
    if ticks:
        return [Mark("scatter", data, "", (color,), marker="_" if upright else "|", marker_size=(0.65 * across) ** 2)]
    return [Mark("scatter", data, "", (color,), marker="o", marker_size=(0.65 * max(usual)) ** 2)]


def _foot(bars: Sequence[Region], upright: bool) -> int:
    """The row or column that most bars stand on."""
    ends = np.array([end for r in bars for end in ((r.y0, r.y1) if upright else (r.x0, r.x1))])
    return round(float(ends[np.argmax((np.abs(ends[:, None] - ends[None]) <= 2.5).sum(1))]))


def lines_over(plot: Plot, bars: Sequence[Region], upright: bool) -> np.ndarray:
    """Pixels of thin coloured ink that runs on over three bars and more, as of a line drawn over them."""
    colors = list({r.color for r in bars})
    out = np.zeros(plot.image.shape[:2], bool)
    if len(colors) > _MOST_COLORS:
        return out
    foreign = _foreign(plot, colors) & (np.ptp(plot.image.astype(np.int16), axis=-1) > 60)
    joined = cv2.dilate(foreign.astype(np.uint8), np.ones((3, 3), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    spans = np.array([(r.x0, r.x1) if upright else (r.y0, r.y1) for r in bars])
    for k in range(1, count):
        x, y, w, h, area = (int(v) for v in stats[k])
        low, high = (x, x + w) if upright else (y, y + h)
        crossed = {round(float(a)) for a, b in spans if low < a + 3 and high > b - 3}
        if len(crossed) >= 3 and area < _THICKEST * (w + h):
            out |= labels == k
    return out & foreign  # type: ignore[no-any-return]


def _foreign(plot: Plot, colors: list[tuple[int, int, int]]) -> np.ndarray:
    """Ink that is neither a bar's colour nor a mixture of two of them, or of one and the ground, as edges are."""
    mask = plot.ink(40) & ~plot.lettered
    image = plot.image.astype(float)
    for a, b in itertools.combinations([plot.face, *colors], 2):
        start, span = np.asarray(a, float), np.subtract(b, a).astype(float)
        share = np.clip(((image - start) @ span) / max(1.0, float(span @ span)), 0, 1)
        mask &= channel_max(np.abs(image - start - share[..., None] * span)) > 40
    return mask  # type: ignore[no-any-return]


def _over(places: np.ndarray, bars: Sequence[Region], upright: bool) -> bool:
    """Whether pieces stand in the middle of bars: all but a few, and at no bar are many."""
    spans = np.array([(r.x0, r.x1) if upright else (r.y0, r.y1) for r in bars])
    at = places[:, 0 if upright else 1] + 0.5
    off = np.abs(at[:, None] - spans.mean(1)[None])
    near = off.argmin(1)
    centred = off.min(1) <= 0.15 * (spans[near, 1] - spans[near, 0]) + 1.5
    rows = {round(float(m) / 3) for m in spans.mean(1)}
    return bool(centred.mean() > 0.85 and len(places) <= 1.5 * len(rows) + 1)
