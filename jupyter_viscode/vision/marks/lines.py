"""Lines: each colour is followed from column to column; its markers, dashes and band are looked at.

Enters: a `Plot` and colours. Leaves: `Mark` calls with points in axis units.
"""

from __future__ import annotations

import cv2
import numpy as np

from jupyter_viscode.vision.marks.plot import Plot, unmix
from jupyter_viscode.vision.pixels import hex_of, runs


def member_masks(plot: Plot, colors: list[tuple[int, int, int]]) -> list[np.ndarray]:
    """For each colour the pixels that are rather of it than of another one."""
    open_ground = ~plot.hidden & ~plot.ruled
    shares, offs = [], []
    for color in colors:
        share, off = unmix(plot, color)
        reach = float(np.linalg.norm(np.subtract(color, plot.face)))
        shares.append(share)
        offs.append(off / max(reach, 40.0) + np.where(share < 0.35, 9.0, 0.0))
    if not offs:
        return []
    stack = np.stack(offs)
    best = stack.argmin(0)
    return [open_ground & (best == k) & (stack[k] < 0.3) for k in range(len(colors))]


def trace(mask: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Columns, middles and thickness of the path that goes through a mask with the least jumps."""
    columns, options = [], []
    for x in range(mask.shape[1]):
        pieces = runs(mask[:, x])
        if pieces:
            columns.append(x)
            options.append(sorted(pieces, key=lambda p: p[0] - p[1])[:6])
    if not columns:
        return np.zeros(0), np.zeros(0), np.zeros(0)
    costs = [np.array([0.0 for _ in options[0]])]
    back: list[np.ndarray] = [np.zeros(len(options[0]), int)]
    for k in range(1, len(columns)):
        step = columns[k] - columns[k - 1]
        here, before = np.array(options[k], float), np.array(options[k - 1], float)
        gap = np.maximum(0, np.maximum(here[:, None, 0] - before[None, :, 1], before[None, :, 0] - here[:, None, 1]))
        move = np.abs(here.mean(1)[:, None] - before.mean(1)[None])
        cost = gap / step**0.5 + 0.1 * move - 0.05 * np.minimum(6, here[:, 1] - here[:, 0])[:, None] + costs[-1][None]
        back.append(cost.argmin(1))
        costs.append(cost.min(1))
    pick = int(costs[-1].argmin())
    path = []
    for k in range(len(columns) - 1, -1, -1):
        path.append(options[k][pick])
        pick = int(back[k][pick])
    path.reverse()
    middles = np.array([(a + b - 1) / 2 for a, b in path])
    thick = np.array([b - a for a, b in path], float)
    return np.array(columns, float), middles, thick


def find_markers(mask: np.ndarray, thickness: float) -> list[tuple[float, float, float]]:
    """Middles and sizes of the spots where a line is clearly thicker than elsewhere."""
    size = max(3, round(thickness) + 2)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    core = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, kernel)
    count, _, stats, middles = cv2.connectedComponentsWithStats(core, connectivity=8)
    spots = []
    for k in range(1, count):
        w, h, area = int(stats[k, 2]), int(stats[k, 3]), int(stats[k, 4])
        if w <= 30 and h <= 30 and area >= 12:
            spots.append((float(middles[k][0]), float(middles[k][1]), float(np.sqrt(area))))
    return spots


def vertices(
    plot: Plot, columns: np.ndarray, middles: np.ndarray, spots: list[tuple[float, float, float]], ticks: list[float]
) -> tuple[np.ndarray, np.ndarray, bool]:
    """The points that a line was most likely drawn through, and whether they are markers."""
    low, high = columns[0], columns[-1]
    if len(spots) >= 2:
        sizes = np.array([s[2] for s in spots])
        good = [s for s in spots if 0.5 * np.median(sizes) <= s[2] <= 1.8 * np.median(sizes)]
        reach = max(s[0] for s in good) - min(s[0] for s in good) if good else 0.0
        if len(good) >= 2 and reach > 0.75 * (high - low) - 12:
            good.sort()
            x, y = np.array([s[0] for s in good]), np.array([s[1] for s in good])
            return x, y, True
    if plot.x.scale == "category" and len(ticks) >= 2:
        at = np.array([t for t in ticks if low - 6 <= t <= high + 6])
        if len(at) >= 2:
            return at, np.interp(at, columns, middles), False
    grid = _grid(columns, middles)
    if grid is not None:
        return grid, np.interp(grid, columns, middles), False
    at = np.linspace(low, high, int(min(120, max(2, (high - low) / 4))))
    return at, np.interp(at, columns, middles), False


def _grid(columns: np.ndarray, middles: np.ndarray) -> np.ndarray | None:
    """Evenly spaced columns at which all corners of a line lie, if there are few."""
    points = np.stack([columns, middles], 1).astype(np.float32)
    corners = cv2.approxPolyDP(points[:, None], 2.0, False)[:, 0, 0]
    corners = np.sort(corners)
    span = float(columns[-1] - columns[0])
    if len(corners) == 2:
        return np.array([columns[0], columns[-1]])
    for pieces in range(len(corners) - 1, 26):
        step = span / pieces
        if step < 10:
            break
        off = np.abs((corners - columns[0]) / step - np.round((corners - columns[0]) / step)) * step
        if off.max() <= max(2.5, 0.06 * step):
            return columns[0] + step * np.arange(pieces + 1)  # type: ignore[no-any-return]
    return None


def is_dashed(columns: np.ndarray, low: float, high: float) -> bool:
    """Whether columns are missing in many places."""
    if high - low < 20:
        return False
    missing = 1 - len(columns) / (high - low + 1)
    breaks = int((np.diff(columns) > 1.5).sum())
    return missing > 0.12 and breaks >= 4


def line_color(plot: Plot, mask: np.ndarray, color: tuple[int, int, int]) -> str:
    """The strongest colour in a mask."""
    return hex_of(color)
