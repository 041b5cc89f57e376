"""Which sides of a plot area have a line of the frame.

Enters: pixels and a plot area. Leaves: names of sides, as matplotlib calls its spines.
"""

from __future__ import annotations

import numpy as np

from jupyter_viscode.vision.pixels import distance
from jupyter_viscode.vision.reading import SIDES, Box

_REACH = 4
"""Pixels from the edge of the area in which its line is looked for."""


def drawn_sides(image: np.ndarray, box: Box) -> tuple[str, ...]:
    """The sides along which one line of one colour runs."""
    return tuple(side for side in SIDES if _drawn(image, box, side))


def _drawn(image: np.ndarray, box: Box, side: str) -> bool:
    """Whether a line runs along a side: even along itself, and other than what lies outside and inside of it."""
    upright = side in ("left", "right")
    picture = image.transpose(1, 0, 2) if upright else image
    low, high = (box.y0, box.y1) if upright else (box.x0, box.x1)
    at = {"left": box.x0, "right": box.x1, "top": box.y0, "bottom": box.y1}[side]
    out = -1 if side in ("left", "top") else 1
    first, last = max(0, int(low) + 4), min(picture.shape[1], int(high) - 4)
    inner, outer = round(at) - out * 2 * _REACH, round(at) + out * 2 * _REACH
    if last - first < 8 or not 0 <= inner < len(picture):
        return True  # too small to tell
    ground = np.median(picture[min(max(outer, 0), len(picture) - 1), first:last], axis=0)
    inside = picture[inner, first:last].astype(int)
    for row in range(max(0, round(at) - _REACH), min(len(picture), round(at) + _REACH + 1)):
        line = picture[row, first:last]
        shade = np.median(line, axis=0)
        even = distance(line[None], tuple(int(v) for v in shade))[0] < 30
        apart = np.abs(inside - shade).max(-1) > 30
        if even.mean() > 0.92 and np.abs(shade - ground).max() > 40 and apart.mean() > 0.5:
            return True
    return False
