"""Bars as thin as lines: upright (or lying) strokes of one colour and thickness that begin at one base.

Enters: a `Plot` and what is explained already. Leaves: ``bar`` and ``barh`` calls.
"""

from __future__ import annotations

import cv2
import numpy as np

from jupyter_viscode.vision.marks.plot import Plot, key_color, unmix
from jupyter_viscode.vision.pixels import hex_of
from jupyter_viscode.vision.reading import Mark

Color = tuple[int, int, int]
_THICK = 4
"""Pixels of the thickest stroke; what is thicker is read as a rectangle."""
_LEAST = 8


def read_needles(plot: Plot, taken: np.ndarray, colors: list[Color]) -> list[Mark]:
    """Strokes that are nearly all of the ink of their colour, stand on one line and differ in length."""
    for upright in (True, False):
        axis, start, size = (plot.y, plot.top, plot.height) if upright else (plot.x, plot.left, plot.width)
        base = float(size) + 1 if upright else -2.0
        if axis.scale == "linear" and axis.slope and -3 <= -axis.offset / axis.slope - start <= size + 3:
            base = -axis.offset / axis.slope - start
        marks = []
        for color in colors:
            share, off = unmix(plot, color)
            mask = (off < 40) & (share > 0.3) & plot.ink(16) & ~taken & ~plot.lettered
            found = _stand(mask if upright else mask.T, base)
            if found is not None:
                marks.append(_mark(plot, found, base, upright, color))
                taken |= cv2.dilate(mask.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
        if marks:
            return marks
    return []


def _stand(mask: np.ndarray, base: float) -> np.ndarray | None:
    """Middles and tips of strokes, if nearly all of a mask is such."""
    count, _, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=4)
    pieces = stats[1:count]
    pieces = pieces[pieces[:, 4] >= 3]
    x, top, wide, high, area = pieces.T
    low, high_end = np.abs(top + high - base), np.abs(top - base)
    thin = (wide <= _THICK) & (area > 0.75 * wide * high) & (np.minimum(low, high_end) <= 3.5)
    if thin.sum() < _LEAST or area[thin].sum() < 0.9 * mask.sum():
        return None
    x, top, wide, high, low, high_end = (v[thin] for v in (x, top, wide, high, low, high_end))
    if np.ptp(wide) > 2 or np.ptp(high) < 6 or len(set(high.tolist())) < 4 or float(np.median(high)) < 6:
        return None  # ticks, dashes, pieces of a curve
    tips = np.where(low <= high_end, top, top + high)
    return np.array([x + wide / 2 - 0.5, tips, wide], float)


def _mark(plot: Plot, found: np.ndarray, base: float, upright: bool, color: Color) -> Mark:
    """One call."""
    middles, tips, wide = found[:, np.argsort(found[0])]
    across, along = (plot.xs, plot.ys) if upright else (plot.ys, plot.xs)
    foot = along([base])[0]
    thickness = float(np.median(wide)) * abs((plot.x if upright else plot.y).slope)
    data = {
        "x" if upright else "y": across(middles),
        "heights" if upright else "widths": tuple(v - foot for v in along(tips)),
        "bottom" if upright else "left": (0.0 if abs(foot) < 1e-9 else foot,) * len(tips),
        "thickness": (thickness,),
    }
    label = next((k.text.text for k in plot.keys if np.abs(np.subtract(key_color(k), color)).max() < 40), "")
    return Mark("bar" if upright else "barh", data, label, (hex_of(color),))
