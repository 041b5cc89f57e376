"""Error bars: thin strokes across the tips of bars and the middles of markers.

Enters: a `Plot`, bars or a line's points. Leaves: how far the strokes reach, in pixels.
"""

from __future__ import annotations

import numpy as np

from jupyter_viscode.vision.marks.plot import Plot
from jupyter_viscode.vision.pixels import distance, runs


def stroke(
    plot: Plot, along_y: bool, across: float, at: float, color: tuple[int, int, int] | None, reach: float = 1.0
) -> tuple[float, float] | None:
    """The ends of a stroke through a place: dark ink, or ink of a colour."""
    image = plot.image if along_y else plot.image.transpose(1, 0, 2)
    free = ~plot.hidden if along_y else ~plot.hidden.T
    column = round(across)
    best: tuple[float, float] | None = None
    for c in range(max(0, int(column - reach)), min(image.shape[1], int(column + reach) + 1)):
        line = image[:, c]
        mask = (line.max(-1) < 120) & free[:, c] if color is None else (distance(line[None], color)[0] < 90) & free[:, c]
        for low, high in runs(mask):
            if low - 3 <= at <= high + 3 and (best is None or high - low > best[1] - best[0]):
                best = (float(low), float(high))
    return best


def bar_errors(plot: Plot, upright: bool, places: list[tuple[float, float]], thickness: float) -> list[float] | None:
    """Half lengths of the strokes at the tips of bars (middle across, tip), if most bars have one."""
    halves: list[float] = []
    found = 0
    for middle, tip in places:
        ends = stroke(plot, upright, middle, tip, None)
        if ends is None or not ends[0] < tip - 1.5 or not ends[1] > tip + 1.5:
            halves.append(0.0)
            continue
        half = (ends[1] - ends[0]) / 2
        if abs((ends[0] + ends[1]) / 2 - tip) > max(3.0, 0.3 * half) or half < 2.5:
            halves.append(0.0)
            continue
        found += 1
        halves.append(half)
    return halves if found >= max(1, 0.6 * len(places)) else None


def marker_errors(
    mask: np.ndarray, places: list[tuple[float, float]], size: float, upright: bool = True, share: float = 0.6
) -> tuple[list[float], list[float]] | None:
    """How far strokes reach to either side of markers, if most markers have one that is longer than the marker."""
    ink = mask if upright else mask.T
    lows, highs, found = [], [], 0
    for x, y in places:
        across, along = (x, y) if upright else (y, x)
        best = (along, along)
        for c in range(max(0, round(across) - 1), min(ink.shape[1], round(across) + 2)):
            line = ink[:, c].copy()
            for a, b in runs(~line):
                if b - a <= 3 and a > 0 and b < len(line):
                    line[a:b] = True
            for a, b in runs(line):
                if a - 2 <= along <= b + 1 and b - a > best[1] - best[0]:
                    best = (float(a), float(b - 1))
        low, high = max(0.0, along - best[0]), max(0.0, best[1] - along)
        lows.append(high)
        highs.append(low)
        found += (low + high) > 1.45 * size + 3
    return (lows, highs) if found >= max(2, share * len(places)) else None
