"""Lines: a colour is followed across the plot, over gaps and crossings, and straight pieces are fitted through its path.

Enters: masks of one colour. Leaves: `Path` columns with their middles, and the points that a line was most likely drawn by.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np

from jupyter_viscode.vision.marks.plot import Plot, unmix
from jupyter_viscode.vision.pixels import runs


@dataclass(frozen=True)
class Path:
    """Where a line runs: for each column that shows it the middle and the thickness of its ink."""

    columns: np.ndarray
    middles: np.ndarray
    thick: np.ndarray

    @property
    def low(self) -> float:
        """First column."""
        return float(self.columns[0])

    @property
    def high(self) -> float:
        """Last column."""
        return float(self.columns[-1])

    @property
    def covered(self) -> float:
        """Share of the columns between both ends that show ink."""
        return len(self.columns) / (self.high - self.low + 1)

    @property
    def width(self) -> float:
        """Thickness of the stroke, where it runs level."""
        return float(np.percentile(self.thick, 30))

    def at(self, x: np.ndarray) -> np.ndarray:
        """Rows at columns."""
        rows: np.ndarray = np.interp(x, self.columns, self.middles)
        return rows


def member_masks(plot: Plot, colors: list[tuple[int, int, int]]) -> list[np.ndarray]:
    """For each colour the pixels that are rather of it than of another one."""
    open_ground = ~plot.hidden & ~plot.ruled
    offs, coats = [], []
    for color in colors:
        share, off = unmix(plot, color)
        reach = float(np.linalg.norm(np.subtract(color, plot.face)))
        offs.append(off / max(reach, 40.0) + np.where(share < 0.35, 9.0, 0.0))
        coats.append(0.1 + 0.2 * np.clip(share, 0, 1))
    if not offs:
        return []
    stack = np.stack(offs)
    best = stack.argmin(0)
    return [open_ground & (best == k) & (stack[k] < coats[k]) for k in range(len(colors))]


def trace(mask: np.ndarray) -> Path | None:
    """The path through a mask that covers the most columns for the fewest jumps; wide gaps may be bridged."""
    reach = max(40, int(0.4 * mask.shape[1]))
    place: list[tuple[int, int, int]] = []
    score: list[float] = []
    back: list[int] = []
    live: list[int] = []
    for x in np.flatnonzero(mask.any(0)):
        pieces = sorted(runs(mask[:, x]), key=lambda p: p[0] - p[1])[:8]
        live = [k for k in live if x - place[k][0] <= reach]
        if len(live) > 24:
            live = sorted(live, key=lambda k: score[k] - 0.1 * (x - place[k][0]))[-24:]
        before = np.array([place[k] for k in live], float).reshape(-1, 3)
        worth = np.array([score[k] for k in live])
        fresh, touched = [], set()
        for a, b in pieces:
            best, source = 0.0, -1
            if live:
                gap = np.maximum(0.0, np.maximum(a - before[:, 2], before[:, 1] - b))
                step = x - before[:, 0] - 1
                near = (step == 0) & (gap <= 1)
                cost = np.where(near, 0.03 * np.abs((a + b) - before[:, 1] - before[:, 2]) / 2, 0.3 + 0.06 * step + 0.15 * gap)
                total = worth - np.minimum(cost, 25.0)
                k = int(total.argmax())
                best, source = float(total[k]), live[k]
                touched |= {live[int(j)] for j in np.flatnonzero(near)}
            place.append((int(x), a, b))
            score.append(max(best, 0.0) + 1.0)
            back.append(source if best > 0 else -1)
            fresh.append(len(place) - 1)
        live = [k for k in live if k not in touched] + fresh
    if not place:
        return None
    node = int(np.argmax(score))
    path = []
    while node >= 0:
        path.append(place[node])
        node = back[node]
    nodes = np.array(path[::-1], float)
    return Path(nodes[:, 0], (nodes[:, 1] + nodes[:, 2] - 1) / 2, nodes[:, 2] - nodes[:, 1])


def band(mask: np.ndarray, path: Path, half: float) -> np.ndarray:
    """The pixels around a path, as far as its ink reaches and a little more; gaps are filled."""
    x = np.arange(int(path.low), int(path.high) + 1)
    middle = path.at(x)
    reach = np.interp(x, path.columns, path.thick / 2) + half if len(path.thick) == len(path.columns) else half
    rows = np.arange(len(mask))[:, None]
    out = np.zeros_like(mask)
    out[:, x] = np.abs(rows - middle[None]) <= reach
    return out


def find_markers(mask: np.ndarray, path: Path) -> list[tuple[float, float, float]]:
    """Middles and sizes of the spots along a path where it is clearly thicker than elsewhere; rings count as filled."""
    size = max(3, round(path.width) + 2)
    solid = filled(mask.astype(np.uint8))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    core = cv2.morphologyEx(np.pad(solid, size), cv2.MORPH_OPEN, kernel)[size:-size, size:-size]
    count, _, stats, middles = cv2.connectedComponentsWithStats(core, connectivity=8)
    spots = []
    for k in range(1, count):
        w, h, area = int(stats[k, 2]), int(stats[k, 3]), int(stats[k, 4])
        x, y = float(middles[k][0]), float(middles[k][1])
        near = abs(float(path.at(np.array([x]))[0]) - y) <= max(4.0, h)
        if w <= 30 and h <= 30 and area >= 9 and 0.5 < w / h < 2.0 and near:
            spots.append((x, y, float(np.sqrt(area))))
    if not spots:
        return []
    usual = float(np.median([s[2] for s in spots]))
    return sorted(s for s in spots if 0.6 * usual <= s[2] <= 1.6 * usual)


def joined(mask: np.ndarray, spots: Sequence[tuple[float, float, float]]) -> bool:
    """Whether ink runs from each marker to the next one, whole or dashed."""
    if len(spots) < 3:
        return False
    seen = []
    for (x0, y0, size), (x1, y1, _) in pairwise(spots):
        length = float(np.hypot(x1 - x0, y1 - y0))
        rim = 0.75 * size + 2
        if length < 2 * rim + 6:
            continue
        share = np.linspace(rim / length, 1 - rim / length, max(6, int(length)))
        x, y = np.round(x0 + share * (x1 - x0)).astype(int), np.round(y0 + share * (y1 - y0)).astype(int)
        ink = mask[y, x] | mask[np.clip(y - 1, 0, None), x] | mask[np.clip(y + 1, None, len(mask) - 1), x]
        seen.append(float(ink.mean()) > 0.3)
    return len(seen) >= 2 and float(np.mean(seen)) > 0.7


def filled(solid: np.ndarray) -> np.ndarray:
    """Small holes closed, as in hollow markers."""
    outlines, tree = cv2.findContours(solid, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    out = solid.copy()
    for k, outline in enumerate(outlines):
        if tree[0][k][3] < 0:
            continue
        _, _, w, h = cv2.boundingRect(outline)
        if max(w, h) <= 24 and 0.5 < w / h < 2.0:
            cv2.drawContours(out, [outline], -1, 1, cv2.FILLED)
    return out


def fit(path: Path, at: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows at given columns so that straight pieces between them run through a path, and how far off the path then is."""
    x, y = path.columns, path.middles
    n = len(at)
    piece = np.clip(np.searchsorted(at, x, side="right") - 1, 0, n - 2)
    gap = np.maximum(at[piece + 1] - at[piece], 1e-6)
    share = np.clip((x - at[piece]) / gap, -0.2, 1.2)
    weight = 1 / np.maximum(1.0, path.thick / max(1.0, path.width)) ** 0.5
    rows = y[:1]
    off = np.zeros(len(x))
    for _ in range(3):
        normal = np.zeros((n, n))
        right = np.zeros(n)
        for i, a in ((0, 1 - share), (1, share)):
            np.add.at(right, piece + i, weight * a * y)
            for j, b in ((0, 1 - share), (1, share)):
                np.add.at(normal, (piece + i, piece + j), weight * a * b)
        if n > 2:
            spread = np.diff(at)
            bend = np.zeros((n - 2, n))
            k = np.arange(n - 2)
            bend[k, k], bend[k, k + 2] = 1 / spread[:-1], 1 / spread[1:]
            bend[k, k + 1] = -(bend[k, k] + bend[k, k + 2])
            normal += 1e-3 * float(np.median(spread)) ** 2 * bend.T @ bend
        rows = np.linalg.solve(normal + 1e-9 * np.eye(n), right)
        slope = np.diff(rows)[piece] / gap
        off = np.abs((1 - share) * rows[piece] + share * rows[piece + 1] - y) / np.sqrt(1 + slope**2)
        weight = weight / np.maximum(1.0, off)
    return rows, off


def vertices(
    plot: Plot, path: Path, marks: Sequence[float], shared: Sequence[float], ticks: Sequence[float]
) -> tuple[np.ndarray, np.ndarray, bool]:
    """The points that a line was most likely drawn through, and whether markers show them."""
    slack = 1.3 + 0.25 * path.width
    if len(marks) >= 2:
        at = _completed(path, marks, shared)
        rows, off = fit(path, at)
        if float(np.percentile(off, 80)) < 3 * slack:
            return at, rows, True
    if plot.x.scale == "category":
        at = np.array(sorted(t for t in ticks if path.low - 8 <= t <= path.high + 8))
        if len(at) >= 2:
            rows, off = fit(path, at)
            if float(np.percentile(off, 90)) < 2 * slack:
                return at, rows, False
    low, high = path.low, path.high
    if high - low < 6:
        return np.array([low, high]), path.at(np.array([low, high])), False
    uneven = _corners(path, slack)
    few = len(uneven) if uneven is not None else 26
    for pieces in range(1, min(2 * few + 4, int((high - low) / 9), 40) + 1):
        at = np.linspace(low, high, pieces + 1)
        rows, off = fit(path, at)
        rounded = uneven is not None and float(off.max()) > 1.3 * slack  # an even row cuts corners that are known
        if float(np.percentile(off, 92)) < slack and not rounded:
            return at, rows, False
    if uneven is not None:
        return uneven, fit(path, uneven)[0], False
    at = np.linspace(low, high, int(min(120, max(2, (high - low) / 4))))
    return at, path.at(at), False


def _completed(path: Path, marks: Sequence[float], shared: Sequence[float]) -> np.ndarray:
    """Marker columns, with those that other lines show, that leave a hole in an even row, and the ends of the line."""
    own = sorted(marks)
    common = sum(any(abs(m - s) <= 3 for s in shared) for m in own)
    if common >= 0.6 * len(own):
        own += [s for s in shared if path.low - 3 <= s <= path.high + 3 and all(abs(s - m) > 5 for m in own)]
        own.sort()
    steps = np.diff(own)
    step = float(np.median(steps))
    even = step > 12 and float((np.abs(steps / step - np.round(steps / step)) * step < 2.5).mean()) > 0.95
    out = [own[0]]
    for a, b in pairwise(own):
        holes = round((b - a) / step) if even else 1
        out += [a + (b - a) * k / holes for k in range(1, holes)]
        out.append(b)
    reach = 0.4 * step if even else 10.0
    if out[0] - path.low > max(8.0, reach):
        out.insert(0, path.low)
    if path.high - out[-1] > max(8.0, reach):
        out.append(path.high)
    return np.array(out)


def _corners(path: Path, slack: float) -> np.ndarray | None:
    """Columns of a path's corners, if there are few and the pieces between them are straight."""
    points = np.stack([path.columns, path.middles], 1).astype(np.float32)
    columns = np.unique(cv2.approxPolyDP(points[:, None], 2.0, False)[:, 0, 0])
    keep = [float(columns[0])]
    for c in columns[1:]:
        if c - keep[-1] > 4:
            keep.append(float(c))
    at = np.array(keep)
    if not 2 <= len(at) <= 16:
        return None
    return at if float(np.percentile(fit(path, at)[1], 92)) < slack else None


def is_dashed(path: Path) -> bool:
    """Whether columns are missing in many places."""
    if path.high - path.low < 20:
        return False
    breaks = int((np.diff(path.columns) > 1.5).sum())
    return 1 - path.covered > 0.12 and breaks >= 4


def broken_style(mask: np.ndarray, path: Path) -> str:
    """How a line that is no whole one is drawn: of dashes, of dots, or of both in turn."""
    near = (mask & band(mask, path, path.width / 2 + 2)).astype(np.uint8)
    count, _, stats, _ = cv2.connectedComponentsWithStats(near, connectivity=8)
    areas = stats[1:count, 4].astype(float)
    areas = areas[areas >= 3]
    if len(areas) < 4:
        return "--"
    lengths = areas / max(1.0, path.width)
    short, long = lengths <= 2.4 * max(1.5, path.width), lengths > 4 * max(1.5, path.width)
    if short.mean() > 0.75:
        return ":"
    return "-." if min(short.mean(), long.mean()) > 0.3 else "--"
