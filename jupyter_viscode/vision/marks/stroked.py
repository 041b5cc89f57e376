"""Markers with error strokes and no line between them, upright or level ones.

Enters: the mask of one colour. Leaves: the markers and how far the strokes of each reach.
"""

from __future__ import annotations

import cv2
import numpy as np

from jupyter_viscode.vision.marks.errors import Reach, reaches
from jupyter_viscode.vision.marks.lines import filled
from jupyter_viscode.vision.marks.points import Spot


def read_stroked(mask: np.ndarray) -> tuple[list[Spot], dict[str, Reach]] | None:
    """Markers and strokes, where these two explain nearly all ink of a mask."""
    return _stroked(mask, _cores(mask, 5)) or _stroked(mask, _cores(mask, 4))


def _stroked(mask: np.ndarray, spots: list[Spot]) -> tuple[list[Spot], dict[str, Reach]] | None:
    """The strokes of markers, if these two are nearly all."""
    if len(spots) < 2:
        return None
    size = 1.13 * float(np.median([s.area for s in spots])) ** 0.5
    places = [(s.x, s.y) for s in spots]
    found = {}
    for name, upright in (("y", True), ("x", False)):
        reach = reaches(mask, places, size, upright)
        if reach is not None:
            found[name] = reach
    if not found or _unexplained(mask, spots, size, found) > 0.2:
        return None
    return spots, found


def _cores(mask: np.ndarray, size: int) -> list[Spot]:
    """What stays of a mask when strokes thinner than a size are worn away: spots of about one size."""
    solid = filled(mask.astype(np.uint8))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    core = cv2.morphologyEx(np.pad(solid, 5), cv2.MORPH_OPEN, kernel)[5:-5, 5:-5]
    count, _, stats, middles = cv2.connectedComponentsWithStats(core, connectivity=8)
    spots = []
    for k in range(1, count):
        w, h, area = int(stats[k, 2]), int(stats[k, 3]), int(stats[k, 4])
        if max(w, h) <= 30 and 0.5 < w / h < 2.0 and area >= 0.45 * w * h:
            spots.append(Spot(float(middles[k][0]), float(middles[k][1]), float(area)))
    if not spots:
        return []
    usual = float(np.median([s.area for s in spots]))
    return sorted((s for s in spots if 0.35 * usual <= s.area <= 2.5 * usual), key=lambda s: (s.x, s.y))


def _unexplained(mask: np.ndarray, spots: list[Spot], size: float, found: dict[str, Reach]) -> float:
    """Share of the ink that is neither marker, stroke nor cap."""
    rest = mask.copy()

    def wipe(x0: float, x1: float, y0: float, y1: float) -> None:
        rest[max(0, int(y0)) : int(np.ceil(y1)) + 1, max(0, int(x0)) : int(np.ceil(x1)) + 1] = False

    half, cap = size / 2 + 2, max(6.0, 0.9 * size)
    for k, s in enumerate(spots):
        wipe(s.x - half, s.x + half, s.y - half, s.y + half)
        if "y" in found:
            low, high = s.y - found["y"][0][k], s.y + found["y"][1][k]
            wipe(s.x - 2, s.x + 2, low, high)
            for end in (low, high):
                wipe(s.x - cap, s.x + cap, end - 2, end + 2)
        if "x" in found:
            low, high = s.x - found["x"][0][k], s.x + found["x"][1][k]
            wipe(low, high, s.y - 2, s.y + 2)
            for end in (low, high):
                wipe(end - 2, end + 2, s.y - cap, s.y + cap)
    return float(rest.sum()) / max(1.0, float(mask.sum()))
