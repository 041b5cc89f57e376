"""Strips of ticks: short straight strokes of one length, side by side in rows (or columns), each of which is one value.

Enters: a `Plot` and what is explained already. Leaves: ``scatter`` calls with the marker ``|`` or ``_``.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from jupyter_viscode.vision.marks.plot import Plot, key_color, unmix
from jupyter_viscode.vision.pixels import hex_of
from jupyter_viscode.vision.reading import Mark

Color = tuple[int, int, int]
_THICK = 5
"""Pixels of the thickest stroke."""


@dataclass(frozen=True)
class Stroke:
    """One stroke, in the direction of its length: middle across and along, and how thick it is."""

    across: float
    along: float
    thick: float
    length: float


def read_strips(plot: Plot, taken: np.ndarray, colors: list[Color]) -> list[Mark]:
    """Strokes of one length and of any colours, which are nearly all of their ink."""
    masks = []
    for color in colors:
        share, off = unmix(plot, color)
        masks.append((off < 40) & (share > 0.3) & plot.ink(16) & ~taken & ~plot.lettered)
    for upright in (True, False):
        found = [(c, m, _strokes(m if upright else m.T)) for c, m in zip(colors, masks, strict=True)]
        found = [(c, m, strokes) for c, m, strokes in found if strokes]
        if not _are_ticks(plot, [s for _, _, strokes in found for s in strokes], upright, [c for c, _, _ in found]):
            continue
        for _, mask, _ in found:
            between = np.ones((3, 25) if upright else (25, 3), np.uint8)
            taken |= cv2.dilate(mask.astype(np.uint8), between) > 0
        return [_mark(plot, strokes, upright, color) for color, _, strokes in found]
    return []


def _strokes(mask: np.ndarray) -> list[Stroke]:
    """Upright strokes of one length, if they make up nearly all of a mask."""
    count, _, stats, middles = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=4)
    solid = [k for k in range(1, count) if stats[k, 4] >= 4 and stats[k, 4] > 0.7 * stats[k, 2] * stats[k, 3]]
    thin = [k for k in solid if stats[k, 3] >= 7 and stats[k, 3] >= 3 * stats[k, 2] and stats[k, 2] <= _THICK]
    if not thin:
        return []
    length = float(np.median(stats[thin, 3]))
    alike = [k for k in solid if abs(stats[k, 3] - length) <= max(2.2, 0.1 * length)]
    if length > (0.6 if len(mask) > 60 else 0.95) * len(mask) or stats[alike, 4].sum() < 0.85 * mask.sum():
        return []
    usual = float(np.median(stats[thin, 2]))
    if float(np.mean(stats[alike, 2] > 3 * usual + 1)) > 0.3:
        return []  # bars of one length
    found = []
    for k in alike:
        x, w = float(stats[k, 0]), float(stats[k, 2])
        several = max(1, round(w / max(1.0, usual)))
        found += [Stroke(x + (i + 0.5) * w / several - 0.5, float(middles[k][1]), usual, length) for i in range(several)]
    return found


def _are_ticks(plot: Plot, strokes: list[Stroke], upright: bool, colors: list[Color]) -> bool:
    """Whether strokes are of one length, stand beside each other, and are neither dashes nor tick marks of the axes."""
    if len(strokes) < 5 or float(np.ptp([s.length for s in strokes])) > 3:
        return False
    along, across = np.array([s.along for s in strokes]), np.array([s.across for s in strokes])
    length, extent = strokes[0].length, plot.height if upright else plot.width
    edge = (along < length / 2 + 3) | (along > extent - length / 2 - 4)
    if edge.mean() > 0.6 and all(max(c) - min(c) < 30 for c in colors):
        return False
    in_line = (np.abs(across[:, None] - across[None]) <= 1.5) & (np.abs(along[:, None] - along[None]) < 2.2 * length)
    rows = (np.abs(along[:, None] - along[None]) <= 1.5).sum(1)
    return float(np.median(rows)) >= 4 or float((in_line.sum(1) > 1).mean()) < 0.3


def _mark(plot: Plot, found: list[Stroke], upright: bool, color: Color) -> Mark:
    """One call."""
    found = sorted(found, key=lambda s: (round(s.along), s.across))
    columns, rows = [s.across for s in found], [s.along for s in found]
    data = {"x": plot.xs(columns if upright else rows), "y": plot.ys(rows if upright else columns)}
    label = next((k.text.text for k in plot.keys if np.abs(np.subtract(key_color(k), color)).max() < 40), "")
    area = (found[0].length * 0.65) ** 2 / 0.55
    return Mark("scatter", data, label, (hex_of(color),), marker="|" if upright else "_", marker_size=area)
