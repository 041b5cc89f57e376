"""Regions of one flat colour inside a plot area, and which of them are rectangles.

Enters: a `Plot`. Leaves: `Region` pieces with sub-pixel edges.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from jupyter_viscode.vision.marks.plot import Plot, flat_colors
from jupyter_viscode.vision.pixels import channel_max, distance

_RAGGED = 0.9
"""Share of a side below which it is no straight one."""
_OWN = 0.25
"""Least share of a piece under letters that has its colour: the rest is bridged."""


@dataclass(frozen=True)
class Region:
    """A connected piece of one colour; edges in pixels of the plot area."""

    color: tuple[int, int, int]
    x0: float
    y0: float
    x1: float
    y1: float
    area: int
    square: float
    """Share of its own rectangle that it fills, and of the rim."""
    mask: np.ndarray

    @property
    def width(self) -> float:
        """Pixels across."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """Pixels down."""
        return self.y1 - self.y0


def find_regions(plot: Plot, thickest_line: int = 4) -> list[Region]:
    """Pieces too thick to be lines."""
    found: list[Region] = []
    inked = _strokes(plot)
    for color, _ in flat_colors(plot):
        mask = ((distance(plot.image, color) <= 6) & ~plot.hidden).astype(np.uint8)
        bridged = _bridge(plot, mask)
        if _fullness(mask) > _fullness(bridged) + 0.1:
            bridged = mask
        bridged = _unhatch(bridged, inked)
        core = cv2.morphologyEx(bridged, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
        count, labels, stats, _ = cv2.connectedComponentsWithStats(core, connectivity=4)
        for k in range(1, count):
            x, y, w, h, area = (int(v) for v in stats[k])
            if area < 12 or min(w, h) < 3:
                continue
            piece = labels[y : y + h, x : x + w] == k
            x, y, piece = _trimmed(x, y, piece)
            h, w = piece.shape
            area = int(piece.sum())
            rim = [piece[0].mean(), piece[-1].mean(), piece[:, 0].mean(), piece[:, -1].mean()]
            square = min(area / (w * h), *rim)
            if (min(w, h) <= thickest_line and square < 0.9) or _is_lettering(plot, mask, x, y, piece):
                continue
            x0, x1, y0, y1 = _edges(plot, color, x, y, w, h, piece)
            found.append(Region(color, x0, y0, x1, y1, area, float(square), piece))
    return found


def _is_lettering(plot: Plot, mask: np.ndarray, x: int, y: int, piece: np.ndarray) -> bool:
    """Whether a piece is but soft edges of letters, which were bridged into a rectangle."""
    h, w = piece.shape
    here = (slice(y, y + h), slice(x, x + w))
    return float(mask[here][piece].mean()) < _OWN and float(plot.lettered[here][piece].mean()) > 0.5


def _trimmed(x: int, y: int, piece: np.ndarray) -> tuple[int, int, np.ndarray]:
    """A piece without ragged rows at its sides, where all is full behind them."""
    out = piece
    for turn in range(4):
        lines = out[:2].mean(1) if turn % 2 == 0 else out[:, :2].mean(0)
        if min(out.shape) > 4 and lines[0] < _RAGGED and lines[1] > 1 - (1 - _RAGGED) / 2:
            out = out[1:] if turn % 2 == 0 else out[:, 1:]
            x, y = x + (turn == 1), y + (turn == 0)
        if turn == 1:
            out = out[::-1, ::-1]
    return x, y, out[::-1, ::-1]


def _fullness(mask: np.ndarray) -> float:
    """How much of their rectangles the pieces of a mask fill."""
    count, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=4)
    big = stats[1:][stats[1:, 4] > 30] if count > 1 else stats[:0]
    return float(np.average(big[:, 4] / (big[:, 2] * big[:, 3]), weights=big[:, 4])) if len(big) else 0.0


def _strokes(plot: Plot) -> np.ndarray:
    """Thin dark ink: outlines and hatches."""
    dark = ((channel_max(plot.image) < 90) & ~plot.hidden).astype(np.uint8)
    thick = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((6, 6), np.uint8)) > 0
    thin = ((dark > 0) & ~thick).astype(np.uint8)
    inked: np.ndarray = np.where(thick, 0, cv2.dilate(thin, np.ones((3, 3), np.uint8))).astype(np.uint8)
    return inked


def _unhatch(mask: np.ndarray, inked: np.ndarray) -> np.ndarray:
    """A ground that strokes of a hatch cut into many pieces is put together where rectangles come out."""
    count = cv2.connectedComponents(mask, connectivity=4)[0]
    first = _fullness(mask)
    if int(mask.sum()) < 400 or (count < 6 and first > 0.93):
        return mask
    best, fullness = mask, first + 0.1
    closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8))
    near = cv2.dilate(mask, np.ones((9, 9), np.uint8))
    joined = cv2.morphologyEx(mask | (inked & near), cv2.MORPH_OPEN, np.ones((6, 6), np.uint8))
    for option in (closed, joined):
        few, labels, stats, _ = cv2.connectedComponentsWithStats(option, connectivity=4)
        own = np.bincount(labels[mask > 0], minlength=few) / np.maximum(1, stats[:, 4])
        kept = np.isin(labels, np.flatnonzero((own > 0.3) & (np.arange(few) > 0))).astype(np.uint8)
        full = _fullness(kept)
        if full > max(0.75, fullness) and few <= count:
            best, fullness = kept, full
    return best


def _bridge(plot: Plot, mask: np.ndarray) -> np.ndarray:
    """Letters, grid lines and thin strokes over a region do not split it."""
    out = mask.copy()
    rows, columns = plot.ruled.mean(1) > 0.25, plot.ruled.mean(0) > 0.25
    cover = (plot.lettered | plot.ruled | rows[:, None] | columns[None]).astype(np.uint8)
    cover &= ~_gaps(plot) | plot.lettered
    if cover.any():
        flat = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((5, 31), np.uint8)) > 0
        tall = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((31, 5), np.uint8)) > 0
        out[flat & tall & (cover > 0)] = 1
    return out


def _gaps(plot: Plot) -> np.ndarray:
    """Pixels with bare ground at both sides: what grid lines cross there is a gap between two bars."""
    bare = (distance(plot.image, plot.face) <= 6) & ~plot.ruled
    wide, high = np.pad(bare, ((0, 0), (3, 3))), np.pad(bare, ((3, 3), (0, 0)))
    return (wide[:, :-6] & wide[:, 6:]) | (high[:-6] & high[6:])  # type: ignore[no-any-return]


def _edges(
    plot: Plot, color: tuple[int, int, int], x: int, y: int, w: int, h: int, piece: np.ndarray
) -> tuple[float, float, float, float]:
    """Edges moved by how much of the colour the next pixel holds."""
    image = plot.image
    tint = np.asarray(color, float)

    def part(line: np.ndarray, beyond: np.ndarray) -> float:
        if not len(line):
            return 0.0
        pixel, back = np.median(line, axis=0), np.median(beyond, axis=0)
        span = tint - back
        size = float(span @ span)
        if size < 100:
            return 0.0
        share = float((pixel - back) @ span / size)
        off = float(np.abs(pixel - (back + share * span)).max())
        return share if 0 < share < 0.98 and off < 40 else 0.0

    height, width = image.shape[:2]
    rows = slice(y + h // 4, max(y + h // 4 + 1, y + h - h // 4))
    columns = slice(x + w // 4, max(x + w // 4 + 1, x + w - w // 4))
    x0 = x - (part(image[rows, x - 1], image[rows, x - 3]) if x >= 3 else float(x))
    x1 = x + w + (part(image[rows, x + w], image[rows, x + w + 2]) if x + w + 2 < width else float(width - x - w))
    y0 = y - (part(image[y - 1, columns], image[y - 3, columns]) if y >= 3 else float(y))
    y1 = y + h + (part(image[y + h, columns], image[y + h + 2, columns]) if y + h + 2 < height else float(height - y - h))
    return x0, x1, y0, y1
