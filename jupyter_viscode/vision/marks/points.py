"""Points of a scatter: spots of one colour, those that overlap told apart.

Enters: a `Plot` and a mask. Leaves: `Spot` middles in pixels of the plot area.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from jupyter_viscode.vision.marks.clumps import marker_of, part
from jupyter_viscode.vision.marks.lines import filled
from jupyter_viscode.vision.marks.plot import Plot
from jupyter_viscode.vision.pixels import distance


@dataclass(frozen=True)
class Spot:
    """One point."""

    x: float
    y: float
    area: float


def read_points(plot: Plot, mask: np.ndarray) -> list[Spot]:
    """Spots of a mask; a piece that is a multiple of the usual size is taken for several."""
    solid = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    solid = filled(solid)
    count, labels, stats, middles = cv2.connectedComponentsWithStats(solid, connectivity=8)
    pieces = [k for k in range(1, count) if stats[k, 4] >= 8 and stats[k, 2] >= 3 and stats[k, 3] >= 3]
    if not pieces:
        return []
    round_ones = [k for k in pieces if _round(stats[k])]
    if not round_ones:
        return []
    usual = float(np.median([stats[k, 4] for k in round_ones]))
    side = float(np.median([max(stats[k, 2], stats[k, 3]) for k in round_ones]))
    marker = marker_of(labels, stats, [k for k in round_ones if 0.8 * usual <= stats[k, 4] <= 1.2 * usual])
    spots = []
    for k in pieces:
        x, y, w, h, area = (int(v) for v in stats[k])
        single = _round(stats[k]) and (area < 1.7 * usual or len(round_ones) < 3)
        clump = area > 1.2 * usual and usual >= 20 and marker is not None and len(round_ones) >= 3
        if clump and area <= 400 * usual and marker is not None:
            middles_of = part(labels[y : y + h, x : x + w] == k, marker)
            if len(middles_of) > 1 or (middles_of and not single):
                spots += [Spot(x + u, y + v, usual) for u, v in middles_of]
                continue
        if single:
            if area >= 0.2 * usual:
                spots.append(Spot(float(middles[k][0]), float(middles[k][1]), float(area)))
            continue
        if len(round_ones) >= 3 and (cut := _cut(stats[k], solid.shape, side)) is not None:
            spots.append(Spot(*cut, usual))
            continue
        if area > 400 * usual or usual < 20:
            continue
        spots += _part(labels[y : y + h, x : x + w] == k, x, y, side, area / max(1, round(area / usual)))
    return spots


def marker_shape(mask: np.ndarray, spots: list[Spot]) -> str:
    """The marker that most spots look like, by how their ink fills its square: ``o``, ``s``, ``^``, ``v``, ``D``."""
    votes: dict[str, int] = {}
    solid = filled(mask.astype(np.uint8))
    for s in spots[:40]:
        r = max(3, round(0.75 * s.area**0.5) + 1)
        x, y = round(s.x), round(s.y)
        if y - r < 0 or x - r < 0 or y + r >= len(solid) or x + r >= solid.shape[1]:
            continue
        window = solid[y - r : y + r + 1, x - r : x + r + 1]
        core = cv2.morphologyEx(window, cv2.MORPH_OPEN, np.ones((4, 4), np.uint8))
        rows, columns = np.flatnonzero(core.any(1)), np.flatnonzero(core.any(0))
        if len(rows) < 5 or len(columns) < 5:
            continue
        piece = core[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        share, third = float(piece.mean()), max(1, len(piece) // 3)
        lean = float(piece[-third:].mean() - piece[:third].mean())
        name = "s" if share > 0.9 else "o" if share > 0.7 else "D"
        if share < 0.75 and abs(lean) > 0.25:
            name = "^" if lean > 0 else "v"
        votes[name] = votes.get(name, 0) + 1
    return max(votes, key=lambda k: votes[k]) if votes else "o"


def _round(stats: np.ndarray) -> bool:
    """Whether a piece has a spot's proportions."""
    w, h, area = int(stats[2]), int(stats[3]), int(stats[4])
    return max(w, h) <= 90 and 0.55 <= w / h <= 1.8 and area >= 0.4 * w * h


def _cut(stats: np.ndarray, shape: tuple[int, ...], side: float) -> tuple[float, float] | None:
    """The middle of a spot of which the plot area's end leaves a part only."""
    middle = []
    ends = 0
    for low, size, whole in ((int(stats[0]), int(stats[2]), shape[1]), (int(stats[1]), int(stats[3]), shape[0])):
        if 0.7 * side <= size <= 1.3 * side:
            middle.append(low + (size - 1) / 2)
        elif 0.25 * side <= size < 0.7 * side and (low == 0 or low + size == whole):
            ends += 1
            middle.append(low + size - 0.5 - side / 2 if low == 0 else low - 0.5 + side / 2)
        else:
            return None
    return (middle[0], middle[1]) if ends == 1 else None


def _part(piece: np.ndarray, x: int, y: int, side: float, area: float) -> list[Spot]:
    """Middles of the discs that make up a clump."""
    padded = np.pad(piece.astype(np.uint8), 1)
    depth = cv2.distanceTransform(padded, cv2.DIST_L2, 5)
    smooth = cv2.GaussianBlur(depth, (0, 0), max(0.6, side / 10))
    reach = max(3, round(0.5 * side) | 1)
    peak = (smooth >= cv2.dilate(smooth, np.ones((reach, reach), np.uint8))) & (depth > 0.55 * side / 2)
    count, _, _, middles = cv2.connectedComponentsWithStats(peak.astype(np.uint8), connectivity=8)
    return [Spot(x + float(middles[k][0]) - 1, y + float(middles[k][1]) - 1, area) for k in range(1, count)]


def read_bubbles(
    plot: Plot, colors: list[tuple[int, int, int]], taken: np.ndarray
) -> list[tuple[tuple[int, int, int], list[Spot]]]:
    """Large discs of flat colours, each with the area that it covers."""
    out = []
    for color in colors:
        gap = distance(plot.image, color)
        mask = ((gap <= 9) & ~plot.hidden & ~taken).astype(np.uint8)
        solid = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
        solid = solid | cv2.morphologyEx(solid, cv2.MORPH_CLOSE, np.ones((25, 25), np.uint8)) & (
            plot.lettered | plot.ruled
        ).astype(np.uint8)
        count, labels, stats, middles = cv2.connectedComponentsWithStats(solid, connectivity=4)
        discs, inside = [], 0
        round_ones = []
        for k in range(1, count):
            w, h, area = int(stats[k, 2]), int(stats[k, 3]), int(stats[k, 4])
            if (
                min(w, h) >= 14
                and 0.85 < w / h < 1.18
                and 0.69 < area / (w * h) < 0.85
                and max(w, h) < 0.4 * min(plot.width, plot.height)
            ):
                discs.append(Spot(float(middles[k][0]), float(middles[k][1]), float(w * h) * 0.785))
                round_ones.append(k)
                inside += area
        if discs and inside > 0.6 * solid.sum():
            out.append((color, discs + _clumped(labels, stats, round_ones, discs)))
    return out


def _clumped(labels: np.ndarray, stats: np.ndarray, round_ones: list[int], discs: list[Spot]) -> list[Spot]:
    """Discs in the clumps of a colour whose discs are all of one size."""
    areas = np.array([d.area for d in discs])
    usual = float(np.median(areas))
    if len(discs) < 5 or float((np.abs(areas - usual) < 0.15 * usual).mean()) < 0.8:
        return []
    marker = marker_of(labels, stats, round_ones)
    out = []
    for k in range(1, len(stats)):
        x, y, w, h, area = (int(v) for v in stats[k])
        if k not in round_ones and 1.1 * usual < area < 40 * usual and marker is not None:
            out += [Spot(x + u, y + v, usual) for u, v in part(labels[y : y + h, x : x + w] == k, marker)]
    return out
