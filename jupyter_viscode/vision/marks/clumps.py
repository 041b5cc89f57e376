"""Markers that overlap: the shape of those that stand alone is laid over a clump until the clump's rim is explained.

Enters: labelled pieces of one colour. Leaves: middles of the markers in a piece.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

_INSIDE = 0.9
"""Share of a marker that must lie on the clump's ink."""
_RIM = 0.24
"""Share of a marker's rim that must be seen on the clump's rim."""
_MOST = 60


def marker_of(labels: np.ndarray, stats: np.ndarray, alone: Sequence[int]) -> np.ndarray | None:
    """The usual shape of pieces that are one marker each, as a mask with an odd number of rows and columns."""
    if not alone:
        return None
    half = int(np.ceil(np.median([max(stats[k, 2], stats[k, 3]) for k in alone]) / 2)) + 1
    total = np.zeros((2 * half + 1, 2 * half + 1))
    used = 0
    for k in list(alone)[:60]:
        x, y, w, h = (int(v) for v in stats[k, :4])
        if max(w, h) > 2 * half + 1:
            continue
        top, left = half - (h - 1) // 2, half - (w - 1) // 2
        total[top : top + h, left : left + w] += labels[y : y + h, x : x + w] == k
        used += 1
    shape: np.ndarray = (total >= 0.5 * max(1, used)).astype(np.uint8)
    return shape if shape.any() else None


def part(piece: np.ndarray, marker: np.ndarray) -> list[tuple[float, float]]:
    """Middles of the markers that a piece is made of, the surest first."""
    half = len(marker) // 2
    ink = np.pad(piece.astype(np.uint8), half + 2)
    rim = _rim(ink)
    edge = _rim(marker)
    least = _RIM * float(edge.sum())
    inside = _laid(ink, marker) / float(marker.sum()) >= _INSIDE
    wide = cv2.dilate(np.pad(edge, 2), np.ones((3, 3), np.uint8)) > 0
    found: list[tuple[float, float]] = []
    while len(found) < _MOST:
        seen = _laid(cv2.dilate(rim, np.ones((3, 3), np.uint8)), edge) * inside
        best = float(seen.max())
        if best < least:
            break
        y, x = (round(float(v.mean())) for v in np.nonzero(seen >= best))
        if seen[y, x] < 0.9 * best:
            y, x = (int(v) for v in np.unravel_index(int(seen.argmax()), seen.shape))
        found.append((x - half - 2.0, y - half - 2.0))
        window = rim[y - half - 2 : y + half + 3, x - half - 2 : x + half + 3]
        window[wide] = 0
    return found


def _rim(mask: np.ndarray) -> np.ndarray:
    """The outermost pixels of a mask."""
    inner = cv2.erode(np.pad(mask, 1), np.ones((3, 3), np.uint8))[1:-1, 1:-1]
    rim: np.ndarray = mask - inner
    return rim


def _laid(image: np.ndarray, shape: np.ndarray) -> np.ndarray:
    """How many pixels of a shape lie on an image's, with the shape's middle at each place."""
    summed: np.ndarray = cv2.filter2D(image.astype(np.float32), -1, shape.astype(np.float32), borderType=cv2.BORDER_CONSTANT)
    return summed
