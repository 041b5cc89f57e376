"""Box plots: closed outlines with a line inside and a stem to either side.

Enters: a `Plot`. Leaves: ``boxplot`` calls with quartiles, medians and whiskers in axis units.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from jupyter_viscode.vision.marks.plot import ROW, Plot, fuller_way, key_color
from jupyter_viscode.vision.marks.regions import Region
from jupyter_viscode.vision.pixels import channel_max, dark_lines, distance, hex_of, mode_color
from jupyter_viscode.vision.reading import Mark


@dataclass(frozen=True)
class Outline:
    """A box in the direction of its whiskers: `low` and `high` along them, `left` and `right` across; pixels."""

    left: float
    right: float
    low: float
    high: float
    median: float
    whisker_low: float
    whisker_high: float
    fill: tuple[int, int, int]
    line: tuple[int, int, int]


def read_boxes(plot: Plot, taken: np.ndarray, regions: Sequence[Region] = ()) -> list[Mark]:
    """The box plots of an area with a light ground, as dark lines are looked for; with outlines, or filled ones without."""
    if max(plot.face) < 90:
        return []
    best, upright = fuller_way(_outlines, plot)
    if _stacked(best) or _are_markers(best):
        best = []
    if not best:
        best, upright = fuller_way(lambda p, way: _filled(p, regions, way), plot)
    for o in best:
        rows, columns = (int(o.whisker_high), int(o.whisker_low)), (int(o.left), int(o.right))
        if upright:
            taken[max(0, rows[0] - 2) : rows[1] + 3, max(0, columns[0] - 2) : columns[1] + 3] = True
        else:
            taken[max(0, columns[0] - 2) : columns[1] + 3, max(0, rows[0] - 2) : rows[1] + 3] = True
    groups: dict[str, list[Outline]] = {}
    labels = {k.text.text: key_color(k) for k in plot.keys if k.handle == "patch"}
    for o in best:
        name = next((t for t, c in labels.items() if np.abs(np.subtract(c, o.fill)).max() < 16), "")
        groups.setdefault(name, []).append(o)
    return [_mark(plot, members, upright, name) for name, members in groups.items()]


def _are_markers(boxes: list[Outline]) -> bool:
    """Whether all are small: of one size and about as wide as high, as markers with error bars are, or of little reach."""
    if not boxes:
        return False
    wide = np.array([o.right - o.left for o in boxes])
    high = np.array([o.low - o.high for o in boxes])
    alike = np.ptp(wide) <= 2 and np.ptp(high) <= 2 and np.abs(wide - high).max() <= 4
    short = np.median([o.whisker_low - o.whisker_high for o in boxes]) < 26  # crosses, some of which touch
    return bool(wide.max() < 16 and (alike or short))


def _stacked(boxes: list[Outline]) -> bool:
    """Whether the outlines lie on each other, as stacked bars do."""
    on_top = [
        any(p is not o and abs(p.left - o.left) < 3 and abs(p.right - o.right) < 3 and abs(p.low - o.high) < 5 for p in boxes)
        for o in boxes
    ]
    return bool(on_top) and float(np.mean(on_top)) > 0.3


def _filled(plot: Plot, regions: Sequence[Region], upright: bool) -> list[Outline]:
    """Boxes without an outline: rectangles, alone or two of one colour around a thin median, with a stem at each end."""
    image = plot.image if upright else plot.image.transpose(1, 0, 2)
    bare = (distance(plot.image, plot.face) <= 10) | plot.ruled
    bare = bare if upright else bare.T
    boxes = []
    for r in regions:
        x0, y0, x1, y1 = (r.x0, r.y0, r.x1, r.y1) if upright else (r.y0, r.x0, r.y1, r.x1)
        broad = x1 - x0 > 0.5 * image.shape[1] >= ROW  # a plot that is as narrow as a row has a single box
        if max(r.square, r.area / (r.width * r.height)) < 0.85 or x1 - x0 < 8 or broad:
            continue
        boxes.append((x0, y0, x1, y1, r.color))
    boxes.sort(key=lambda b: (round(b[0]), b[1]))
    found = []
    others = split = 0
    while boxes:
        x0, y0, x1, y1, color = boxes.pop(0)
        rest = next((b for b in boxes if max(abs(b[0] - x0), abs(b[2] - x1)) < 2 and b[4] == color and 0 < b[1] - y1 < 5), None)
        median = (y0 + y1) / 2
        if rest is not None:
            boxes.remove(rest)
            median, y1 = (y1 + rest[1]) / 2 - 0.5, rest[3]
        middle = (x0 + x1) / 2
        top, bottom = _thin_stem(image, bare, middle, y0, -1), _thin_stem(image, bare, middle, y1 - 1, 1)
        if top is None or bottom is None:
            others += 1
            continue
        inner = image[max(0, round(median) - 1) : round(median) + 2, int(x0) + 2 : max(int(x0) + 3, int(x1) - 2)].reshape(-1, 3)
        line = inner[distance(inner[None], color)[0].argmax()] if rest is not None else np.zeros(3)
        split += rest is not None
        found.append(Outline(x0, x1 - 1, y1 - 1, y0, median, bottom, top, color, (int(line[0]), int(line[1]), int(line[2]))))
    stems = sum(o.whisker_low - o.low > 2 and o.high - o.whisker_high > 2 for o in found)
    lengths = [o.low - o.high for o in found]
    uneven = bool(lengths) and np.ptp(lengths) > 4 and np.median(lengths) >= 8  # markers are of one size
    single = len(found) == stems == 1 and split == 1 and lengths[0] >= 8
    return found if (single or (uneven and stems >= 2)) and len(found) > others else []


def _thin_stem(image: np.ndarray, bare: np.ndarray, middle: float, start: float, way: int) -> float | None:
    """Where a stem that begins in the middle of a box's end stops, as ink with the ground at both sides."""
    at = round(middle - 0.5)
    sides = [x for x in (at - 5, at + 5) if 0 <= x < image.shape[1]]
    last = k = round(start) + 2 * way
    while 0 <= k < len(image) and not bare[k, max(0, at - 1) : at + 2].all() and abs(k - last) < 5:
        last = k if bare[k, sides].all() else last  # a line of the grid crosses it elsewhere
        k += way
    return float(last) if abs(last - start) >= 4 else None


def _outlines(plot: Plot, upright: bool) -> list[Outline]:
    """Boxes whose stems run up and down (or, turned, left and right)."""
    image = plot.image if upright else plot.image.transpose(1, 0, 2)
    floors = sorted((s for s in dark_lines(image, "x", 6, 140) if s.thickness <= 4), key=lambda s: s.at)
    covered = plot.hidden | plot.lettered if upright else (plot.hidden | plot.lettered).T
    dark = (channel_max(image) < 150) & ~covered
    height, width = image.shape[:2]
    found: list[Outline] = []
    for i, top in enumerate(floors):
        for bottom in reversed(floors[i + 1 :]):
            if (
                abs(top.low - bottom.low) > 3
                or abs(top.high - bottom.high) > 3
                or bottom.at - top.at < 3
                or top.length > 0.5 * width
            ):
                continue
            if top.length < 7 or covered[int(top.at) : int(bottom.at) + 1, top.low : top.high].mean() > 0.5:
                continue
            if (
                top.at < 2
                or bottom.at > height - 3
                or not (_wall(dark, top.low, top.at, bottom.at) and _wall(dark, top.high - 1, top.at, bottom.at))
            ):
                continue
            if any(o.high <= top.at + 2 and o.low >= bottom.at - 2 and abs(o.left - top.low) < 4 for o in found):
                break
            box = _inside(image, plot.face, float(top.low), float(top.high - 1), top.at, bottom.at + 1)
            if box is not None:
                found.append(box)
            break
    both = [o for o in found if o.whisker_low - o.low > 2 and o.high - o.whisker_high > 2]
    if len(both) >= 3:  # strokes of a hatch and circles inside boxes are none
        usual = float(np.median([o.right - o.left for o in both]))
        found = [o for o in found if abs(o.right - o.left - usual) < 0.35 * usual]
    stems = [o for o in found if o.whisker_low - o.low > 2 or o.high - o.whisker_high > 2]
    feet = [o.low for o in found]
    if len(found) >= 5 and float(np.ptp(feet)) < 4:
        return []
    if len(stems) < max(1, 0.6 * len(found)) or len(found) < 2 or len(both) < 0.5 * len(found):
        return []
    usual = float(np.median([o.right - o.left for o in stems]))
    return [o for o in stems if abs(o.right - o.left - usual) < 0.35 * usual]


def _wall(dark: np.ndarray, at: int, low: float, high: float) -> bool:
    """Whether a dark line runs from the upper to the lower side of a box."""
    strip = dark[int(low) : int(high) + 1, max(0, at - 2) : at + 3]
    return bool(strip.size) and float(strip.any(1).mean()) > 0.85


def _inside(
    image: np.ndarray, face: tuple[int, int, int], left: float, right: float, low: float, high: float
) -> Outline | None:
    """Median and stems of a box."""
    x0, x1 = int(left) + 3, int(right) - 1
    y0, y1 = int(low) + 2, int(high) - 2
    if x1 - x0 < 2 or y1 - y0 < 1:
        return None
    inner = image[y0:y1, x0:x1]
    fill = mode_color(inner)
    wall = np.median(image[y0:y1, max(0, int(left) - 1) : int(left) + 2].reshape(-1, 3), axis=0)
    darkest = image[y0:y1, max(0, int(left) - 1) : int(left) + 2].max(-1).min(1)
    if (
        max(fill) < 70
        or float(np.median(darkest)) > 150
        or (np.abs(np.asarray(fill, float) - wall).max() < 30 and float(np.median(darkest)) > max(fill) - 60)
    ):
        return None
    unlike = (distance(inner, fill) > 35).mean(1)
    spread = np.array([np.abs(row.astype(int) - np.median(row, axis=0)).max(-1).mean() for row in inner])
    score = unlike - spread / 120
    row = int(score.argmax())
    if unlike[row] < 0.7:
        median, line = (low + high) / 2, (0, 0, 0)
    else:
        around = [k for k in range(max(0, row - 2), min(len(score), row + 3)) if unlike[k] > 0.6]
        median = y0 + float(np.mean(around))
        gap = distance(inner[row][None], fill)[0]
        color = np.median(inner[row][gap >= 0.8 * gap.max()], axis=0)
        gray = color.max() - color.min() < 40
        line = (0, 0, 0) if gray else (int(color[0]), int(color[1]), int(color[2]))
    middle = round((left + right) / 2)
    stem = image[:, max(0, middle - 2) : middle + 3].max(-1).min(1) < 150
    top, bottom = _stem(stem, int(low), -1), _stem(stem, int(high) - 1, 1)
    return Outline(left, right, float(high) - 1, float(low), median, bottom, top, fill, line)


def _stem(dark: np.ndarray, start: int, way: int) -> float:
    """Where a stem that begins at a box ends; dashes are followed."""
    last, k = start, start
    while 0 <= k + way < len(dark) and abs(k - last) <= 7:
        k += way
        if dark[k]:
            last = k
    return float(last)


def _mark(plot: Plot, boxes: list[Outline], upright: bool, label: str) -> Mark:
    """One call."""
    boxes = sorted(boxes, key=lambda o: o.left if upright else -o.left)
    across, along = (plot.xs, plot.ys) if upright else (plot.ys, plot.xs)
    category = (plot.x if upright else plot.y).scale == "category"
    shift = 1.0 if category else 0.0
    position = tuple(v + shift for v in across([(o.left + o.right) / 2 for o in boxes]))
    edges = np.array(across([o.left for o in boxes])), np.array(across([o.right for o in boxes]))

    def ends(first: list[float], second: list[float]) -> tuple[tuple[float, ...], tuple[float, ...]]:
        a, b = np.array(along(first)), np.array(along(second))
        return tuple(np.minimum(a, b).tolist()), tuple(np.maximum(a, b).tolist())

    q1, q3 = ends([o.low for o in boxes], [o.high for o in boxes])
    low, high = ends([o.whisker_low for o in boxes], [o.whisker_high for o in boxes])
    data = {
        "position": position, "q1": q1, "q3": q3, "low": low, "high": high, "median": along([o.median for o in boxes]),
        "thickness": (float(np.median(np.abs(edges[1] - edges[0]))),),
    }  # fmt: skip
    filled = [o for o in boxes if np.abs(np.subtract(o.fill, plot.face)).max() > 12]
    colors = tuple(hex_of(o.fill) for o in boxes) if filled else ()
    lines = [o.line for o in boxes]
    return Mark(
        "boxplot", data, label, colors, edge=hex_of(np.median(np.array(lines), axis=0)), hatch="" if upright else "lying"
    )
