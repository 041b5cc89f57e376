"""Mosaics: flat cells of one size, side by side in rows and columns, as heat maps are made of, with or without a frame.

Enters: pixels and texts. Leaves: `Mosaic` grids with the rectangle that they fill.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from scipy.sparse.csgraph import connected_components

from jupyter_viscode.vision.pixels import channel_max, mode_color, pack
from jupyter_viscode.vision.reading import Box

_STEP = 5
"""Colours that differ by less are one cell."""


@dataclass(frozen=True)
class Mosaic:
    """A grid of cells and the rectangle that they fill."""

    box: Box
    rows: int
    columns: int


def find_mosaics(image: np.ndarray, texts: Iterable[Box]) -> list[Mosaic]:
    """All grids of at least six cells in at least four colours."""
    pieces = _pieces(image, texts)
    found: list[Mosaic] = []
    while len(pieces) >= 4 and len(found) < 12:
        grid, used = _largest(image, pieces)
        if not used:
            break
        if grid is not None:
            found.append(grid)
            b = grid.box
            used = [
                k
                for k, (x, y, w, h) in enumerate(pieces)
                if b.x0 - 2 < x + w / 2 < b.x1 + 2 and b.y0 - 2 < y + h / 2 < b.y1 + 2
            ]
        keep = np.ones(len(pieces), bool)
        keep[used] = False
        pieces = pieces[keep]
    return found


def unframed(mosaics: Sequence[Mosaic], frames: Sequence[Box]) -> tuple[list[Mosaic], list[int]]:
    """Mosaics that are plot areas of their own, and the frames (by index) that are only pieces of a mosaic."""
    own, pieces = [], set()
    for m in mosaics:
        size = m.box.width * m.box.height
        whole = [b for b in frames if _shared(b, m.box) > 0.8 * max(size, b.width * b.height)]
        around = [b for b in frames if _shared(b, m.box) > 0.95 * size and b not in whole]
        if around and not whole:
            continue
        if not whole:
            own.append(m)
        for k, b in enumerate(frames):
            if b not in whole and _shared(b, m.box) > 0.6 * b.width * b.height:
                pieces.add(k)
    return own, sorted(pieces)


def _shared(a: Box, b: Box) -> float:
    """The area that two rectangles share."""
    return max(0.0, min(a.x1, b.x1) - max(a.x0, b.x0)) * max(0.0, min(a.y1, b.y1) - max(a.y0, b.y0))


def _pieces(image: np.ndarray, texts: Iterable[Box]) -> np.ndarray:
    """Flat rectangles: x, y, width and height of each."""
    wide = image.astype(np.int16)
    edge = np.zeros(image.shape[:2], bool)
    edge[:, 1:-1] |= channel_max(np.abs(wide[:, 2:] - wide[:, :-2])) > _STEP
    edge[1:-1] |= channel_max(np.abs(wide[2:] - wide[:-2])) > _STEP
    for b in texts:
        edge[max(0, int(b.y0)) : int(b.y1) + 1, max(0, int(b.x0)) : int(b.x1) + 1] = False
    count, _, stats, _ = cv2.connectedComponentsWithStats((~edge).astype(np.uint8), connectivity=4)
    s = stats[1:count]
    w, h, area = s[:, 2] + 2, s[:, 3] + 2, s[:, 4]
    good = (area >= 0.8 * s[:, 2] * s[:, 3]) & (np.minimum(w, h) >= 6)
    good &= (w < 0.5 * image.shape[1]) & (h < 0.5 * image.shape[0]) & (np.maximum(w, h) < 8 * np.minimum(w, h))
    return np.column_stack([s[:, 0] - 1, s[:, 1] - 1, w, h])[good].astype(float)


def _largest(image: np.ndarray, pieces: np.ndarray) -> tuple[Mosaic | None, list[int]]:
    """The grid of the size that most pieces have, and the pieces of that size."""
    sizes = pieces[:, 2:]
    near = np.abs(sizes[:, None] - sizes[None]).max(-1) <= np.maximum(2.5, 0.05 * sizes.max(1))[:, None]
    best = int(near.sum(1).argmax())
    members = _together(pieces, np.flatnonzero(near[best]))
    if len(members) < 4:
        return None, members.tolist()
    cells = pieces[members]
    columns, rows = _lattice(cells[:, 0], cells[:, 2]), _lattice(cells[:, 1], cells[:, 3])
    if columns is None or rows is None:
        return None, members.tolist()
    box = Box(columns[0], rows[0], columns[0] + columns[1] * columns[2], rows[0] + rows[1] * rows[2])
    mosaic = Mosaic(box, rows[2], columns[2])
    return (mosaic if _filled(image, mosaic) and len(members) >= 0.2 * rows[2] * columns[2] else None), members.tolist()


def _together(pieces: np.ndarray, members: np.ndarray) -> np.ndarray:
    """The most pieces that hang together, at their sides or corners."""
    x, y, w, h = pieces[members].T
    apart_x = np.abs(x[:, None] - x[None]) - np.maximum(w[:, None], w[None])
    apart_y = np.abs(y[:, None] - y[None]) - np.maximum(h[:, None], h[None])
    close = (apart_x <= np.maximum(4, 0.3 * w)[:, None]) & (apart_y <= np.maximum(4, 0.3 * h)[:, None])
    _, labels = connected_components(close, directed=False)
    largest: np.ndarray = members[labels == np.bincount(labels).argmax()]
    return largest


def _lattice(starts: np.ndarray, sizes: np.ndarray) -> tuple[float, float, int] | None:
    """Start, pitch and number of cells of one size that stand at even distances along a direction."""
    size = float(np.median(sizes))
    order = np.unique(np.round(starts, 1))
    groups: list[list[float]] = []
    for at in order:
        if groups and at - groups[-1][-1] <= max(2.0, 0.1 * size):
            groups[-1].append(float(at))
        else:
            groups.append([float(at)])
    places = np.array([np.mean(g) for g in groups])
    if len(places) < 2:
        return float(places[0]), size, 1
    steps = np.diff(places)
    pitch = float(steps[steps < 1.3 * size + 3].mean()) if (steps < 1.3 * size + 3).any() else 0.0
    if pitch < 0.9 * size:
        return None
    index = np.round((places - places[0]) / pitch)
    slope, first = np.polyfit(index, places, 1)
    if np.abs(places - (first + slope * index)).max() > max(2.5, 0.08 * pitch) or index[-1] > 60:
        return None
    gap = slope - size
    return float(first - gap / 2), float(slope), int(index[-1]) + 1


def _filled(image: np.ndarray, m: Mosaic) -> bool:
    """Whether cells of many colours fill the grid."""
    if m.rows * m.columns < 6 or min(m.rows, m.columns) < 2:
        return False
    colors, flat = set(), 0
    high, wide = m.box.height / m.rows, m.box.width / m.columns
    for r in range(m.rows):
        for c in range(m.columns):
            y0, x0 = m.box.y0 + (r + 0.2) * high, m.box.x0 + (c + 0.2) * wide
            block = image[max(0, int(y0)) : int(y0 + 0.6 * high) + 1, max(0, int(x0)) : int(x0 + 0.6 * wide) + 1]
            if block.size == 0:
                return False
            mode = mode_color(block)
            flat += bool((np.abs(block.astype(int) - mode).max(-1) <= 8).mean() > 0.5)
            colors.add(int(pack(np.array([[mode]], np.uint8) >> 3)[0, 0]))
    cells = m.rows * m.columns
    return len(colors) >= max(4, min(12, 0.1 * cells)) and flat >= 0.85 * cells
