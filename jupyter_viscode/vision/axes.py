"""Axes of a plot area: tick labels found, matched with tick marks, and a scale fitted through them.

Enters: pixels, a `Frame`, the texts. Leaves: an `Axis` for each side and the texts that were used up as tick labels.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Literal

import numpy as np

from jupyter_viscode.vision.dates import days_of, stamp
from jupyter_viscode.vision.figures import exponent, number
from jupyter_viscode.vision.frames import tick_marks
from jupyter_viscode.vision.pixels import distance, mode_color, runs
from jupyter_viscode.vision.reading import Axis, Box, Text

Side = Literal["left", "right", "bottom", "top"]


@dataclass(frozen=True)
class Tick:
    """A label and where it points at along its axis."""

    at: float
    text: str
    parts: tuple[Text, ...]
    marked: bool = False
    middle: float = 0.0
    """Of the label itself."""


def read_axis(
    image: np.ndarray, box: Box, texts: Sequence[Text], side: Side, others: Sequence[Box] = ()
) -> tuple[Axis, tuple[Text, ...]]:
    """The axis at one side of a plot area, and the texts that label it."""
    marks = tick_marks(image, box, side) or tick_marks(image, box, side, inside=True)
    near = _with_years(_beside(box, texts, side, others), texts, side)
    ticks = _pointed(image, box, near, side, marks)
    if len(ticks) < 2:
        lone = len(ticks) == 1 and ticks[0].marked
        if lone and side in ("bottom", "left") and len(tick_marks(image, box, side)) == 1:
            return _single(ticks[0], box, side), ticks[0].parts
        lone = lone and number(ticks[0].text) is not None
        return Axis(side=side), tuple(t for k in ticks for t in k.parts) if lone else ()
    axis = _fit(ticks, side, marks)
    if axis.scale == "category" and marks and sum(number(t.text) is not None for t in ticks) >= 0.8 * len(ticks):
        # Numbers that do not run evenly: what they were moved to are ends of marks rather than ticks.
        loose = _pointed(image, box, near, side, [])
        other = _fit(loose, side, []) if len(loose) >= 2 else axis
        axis, ticks = (other, loose) if other.scale in ("linear", "log") else (axis, ticks)
    angles = [t.angle for k in ticks for t in k.parts]
    axis = Axis(axis.scale, axis.slope, axis.offset, axis.ticks, axis.error, side, float(np.median(angles)) if angles else 0.0)
    return axis, tuple(t for k in ticks for t in k.parts)


def _single(tick: Tick, box: Box, side: Side) -> Axis:
    """An axis with one name only: it stands at 0 and has one unit of room."""
    slope = 1 / box.width if side in ("bottom", "top") else -1 / box.height
    return Axis("category", slope, -slope * tick.at, ((tick.at, tick.text),), 0.02, side)


def _beside(box: Box, texts: Sequence[Text], side: Side, others: Sequence[Box]) -> list[Text]:
    """Texts of the row or column next to a side."""
    out: list[tuple[float, Text]] = []
    for t in texts:
        b = t.box
        if any(
            o.x0 - 2 <= b.cx <= o.x1 + 2 and o.y0 - 2 <= b.cy <= o.y1 + 2
            for o in (*others, box)
            if o is box or not _holds(o, box)
        ):
            continue
        slanted = 12 < abs(t.angle) < 78
        if side in ("bottom", "top"):
            gap = b.y0 - box.y1 if side == "bottom" else box.y0 - b.y1
            anchor = b.cx if not slanted else (b.x1 if t.angle > 0 else b.x0)
            inside = box.x0 - 14 <= anchor <= box.x1 + 14 or box.x0 - 14 <= b.cx <= box.x1 + 14
            if inside and -5 < gap < 42:
                out.append((gap, t))
        else:
            gap = box.x0 - b.x1 if side == "left" else b.x0 - box.x1
            if box.y0 - 12 <= b.cy <= box.y1 + 12 and -10 < gap < 46 and (abs(t.angle) < 60 or len(t.text) <= 4):
                out.append((gap, t))
    if not out:
        return []
    return _first_rank(out, side)


def _holds(outer: Box, inner: Box) -> bool:
    """Whether one box lies in another."""
    return outer.x0 <= inner.cx <= outer.x1 and outer.y0 <= inner.cy <= outer.y1 and outer.width > inner.width


def _first_rank(found: list[tuple[float, Text]], side: Side) -> list[Text]:
    """The texts of the nearest row (column): labels that share one edge."""
    gaps = np.array([g for g, _ in found])
    nearest = float(gaps.min())
    heights = [min(t.box.height, t.box.width) for _, t in found]
    size = float(np.median(heights))
    best: list[Text] = []
    for start in sorted({round(g) for g in gaps}):
        if start > nearest + 1.2 * size:
            break
        rank = [t for g, t in found if start - 1 <= g <= start + (0.62 if side in ("bottom", "top") else 0.7) * size]
        if len(rank) > len(best):
            best = rank
    if side in ("left", "right") and len(best) < len(found):
        centred = [t for _, t in found if t not in best and abs(t.angle) < 20]
        if len(best) >= 2 and all(number(t.text) is None for t in best):
            best = best + [t for t in centred if any(abs(t.box.cx - o.box.cx) < 0.5 * o.box.width for o in best)]
    return best


def _with_years(near: list[Text], texts: Sequence[Text], side: Side) -> list[Text]:
    """Months or days with the years that stand in a row of their own under some of them."""
    found = [stamp(t.text) for t in near]
    if side != "bottom" or not near or sum(s is not None and s.year is None for s in found) < 0.6 * len(near):
        return near
    low, size = max(t.box.y1 for t in near), float(np.median([t.box.height for t in near]))
    years = [
        t
        for t in texts
        if t not in near
        and (s := stamp(t.text)) is not None
        and s.form == "%Y"
        and -0.5 * size < t.box.y0 - low < 0.8 * size
        and any(abs(t.box.cx - n.box.cx) < 0.6 * t.box.width for n in near)
    ]
    return near + years


def _pointed(image: np.ndarray, box: Box, texts: list[Text], side: Side, marks: list[float]) -> list[Tick]:
    """Ticks: split where several labels were read as one, joined where a label has several lines, moved to their marks."""
    flat = side in ("bottom", "top")
    loose: list[tuple[float, str, Text]] = []
    for t in texts:
        loose += _split(image, t, flat, marks)
    if not flat:
        loose = _join_lines(loose, marks)
    loose.sort(key=lambda p: p[0])
    spacing = min((b[0] - a[0] for a, b in pairwise(loose)), default=40.0)
    reach = max(5.0, min(14.0, 0.4 * spacing))
    ticks = []
    for at, text, source in loose:
        near = min(marks, key=lambda m: abs(m - at), default=None)
        slanted = 12 < abs(source.angle) < 78
        if slanted and marks:
            near = _slant_mark(source, marks, side)
        hit = near is not None and (abs(near - at) <= reach or slanted)
        ticks.append(Tick(near if hit and near is not None else at, text, (source,), hit, at))
    merged: list[Tick] = []
    for tick in ticks:
        if merged and abs(merged[-1].at - tick.at) < 2 and flat:
            old = merged[-1]
            first, second = sorted((old, tick), key=lambda k: k.parts[0].box.y0)
            merged[-1] = Tick(old.at, f"{first.text}\n{second.text}", first.parts + second.parts, old.marked, old.middle)
        else:
            merged.append(tick)
    return merged


def _slant_mark(text: Text, marks: list[float], side: Side) -> float | None:
    """The mark that a slanted label hangs from: below its centre or at its upper end, or beside its near end."""
    if side in ("left", "right"):
        end = _near_end(text, side)
        by_middle = min(marks, key=lambda m: abs(m - text.box.cy))
        by_end = min(marks, key=lambda m: abs(m - end))
        return by_middle if abs(by_middle - text.box.cy) <= abs(by_end - end) else by_end
    rising = (text.angle > 0) == (side == "bottom")
    end = (
        text.box.x1 - 0.25 * min(text.box.height, text.box.width)
        if rising
        else text.box.x0 + 0.25 * min(text.box.height, text.box.width)
    )
    by_end = min(marks, key=lambda m: abs(m - end))
    by_middle = min(marks, key=lambda m: abs(m - text.box.cx))
    return by_middle if abs(by_middle - text.box.cx) < min(6.0, abs(by_end - end)) else by_end


def _near_end(text: Text, side: Side) -> float:
    """How far down the end of a slanted line is that points at the axis."""
    angle = math.radians(text.angle)
    along = sorted(text.corners, key=lambda c: c[0] * math.cos(angle) - c[1] * math.sin(angle))
    ends = along[-2:] if side == "left" else along[:2]
    return sum(c[1] for c in ends) / 2 if len(ends) == 2 else text.box.cy


def _split(image: np.ndarray, text: Text, flat: bool, marks: list[float]) -> list[tuple[float, str, Text]]:
    """One recognised line as several labels when its parts are all numbers."""
    b = text.box
    if not flat:
        return [(b.cy, text.text.removesuffix("-").rstrip() if text.text.endswith(" -") else text.text, text)]
    parts = text.text.split()
    over = sum(b.x0 - 3 <= m <= b.x1 + 3 for m in marks)
    words = any(number(p) is None for p in parts)
    pieces = (
        _by_marks(text, [m for m in marks if b.x0 - 3 <= m <= b.x1 + 3]) if words and over > 2 and over != len(parts) else []
    )
    if pieces:
        return pieces
    words = words and not _even_words(text, parts)
    if len(parts) < 2 or (words and over != len(parts)) or len(text.marks) < len(text.text) or abs(text.angle) > 12:
        return [(b.cx, text.text, text)]
    out = []
    start = 0
    inked = _words_at(image, b, len(parts))
    if inked:
        return [(at, part, text) for at, part in zip(inked, parts, strict=True)]
    for part in parts:
        begin = text.text.index(part, start)
        start = begin + len(part)
        middle = (text.marks[begin] + text.marks[start - 1]) / 2
        out.append((b.x0 + middle * b.width, part, text))
    return out


def _words_at(image: np.ndarray, box: Box, count: int) -> list[float]:
    """The middles of the words of a line, cut at its widest gaps; none where the gaps do not tell words from letters."""
    crop = image[max(0, int(box.y0)) : int(box.y1) + 1, max(0, int(box.x0)) : int(box.x1) + 1]
    if not crop.size:
        return []
    gap = distance(crop, mode_color(crop))
    ink: np.ndarray = np.greater(gap, max(40, 0.4 * float(gap.max()))).max(axis=0)
    pieces = runs(ink)
    breaks = sorted((b[0] - a[1], k + 1) for k, (a, b) in enumerate(pairwise(pieces)))
    wide, narrow = breaks[len(breaks) - count + 1 :], breaks[: len(breaks) - count + 1]
    if len(breaks) < count - 1 or (narrow and wide and wide[0][0] < 1.6 * narrow[-1][0]):
        return []
    cuts = [0, *sorted(k for _, k in wide), len(pieces)]
    left = max(0, int(box.x0))
    return [left + (pieces[a][0] + pieces[b - 1][1] - 1) / 2 for a, b in pairwise(cuts)]


def _even_words(text: Text, parts: list[str]) -> bool:
    """Whether words stand in a row at one distance, as labels do where no marks part them."""
    if len(parts) < 4 or len(text.marks) < len(text.text):
        return False
    ends = np.cumsum([len(p) + 1 for p in parts]) - 2
    middles = [(text.marks[e - len(p) + 1] + text.marks[e]) / 2 for p, e in zip(parts, ends, strict=True)]
    gaps = np.diff(middles)
    return bool(gaps.std() < 0.12 * gaps.mean())


def _by_marks(text: Text, marks: list[float]) -> list[tuple[float, str, Text]]:
    """Labels that were read as one, cut half-way between their tick marks; none where that would cut words."""
    said, box = text.text, text.box
    if len(text.marks) < len(said) or abs(text.angle) > 12:
        return []
    at = [box.x0 + share * box.width for share in text.marks]
    homes = [min(range(len(marks)), key=lambda k, x=x: abs(marks[k] - x)) for x in at]  # type: ignore[misc]
    pieces: dict[int, str] = {}
    cuts = clean = 0
    for i, (home, letter) in enumerate(zip(homes, said, strict=False)):
        if i and home != homes[i - 1]:
            cuts += 1
            clean += said[i - 1] == " " or letter == " " or (said[i - 1].islower() and letter.isupper())
        pieces[home] = pieces.get(home, "") + letter
    if cuts < 2 or clean < 0.8 * cuts:
        return []
    return [(marks[home], piece.strip(), text) for home, piece in sorted(pieces.items()) if piece.strip()]


def _join_lines(labels: list[tuple[float, str, Text]], marks: list[float]) -> list[tuple[float, str, Text]]:
    """Lines of one label at the side of an upright axis: joined where there are fewer marks than lines."""
    labels = sorted(labels, key=lambda p: p[0])
    if len(marks) < 2 or len(labels) <= len(marks) or all(number(p[1]) is not None for p in labels):
        return labels
    groups: dict[int, list[tuple[float, str, Text]]] = {}
    for label in labels:
        groups.setdefault(int(np.argmin([abs(m - label[0]) for m in marks])), []).append(label)
    apart = [b[2].box.y0 - a[2].box.y1 > 0.5 * a[2].box.height for g in groups.values() for a, b in pairwise(g)]
    if any(apart):
        return labels  # what was taken for marks are none, as the corners of a frame
    out = []
    for k, members in groups.items():
        box = Box(
            min(m[2].box.x0 for m in members),
            min(m[2].box.y0 for m in members),
            max(m[2].box.x1 for m in members),
            max(m[2].box.y1 for m in members),
        )
        out.append((marks[k], "\n".join(m[1] for m in members), Text("\n".join(m[1] for m in members), box, 1.0, 0.0)))
    return out


def _fit(ticks: list[Tick], side: Side, marks: Sequence[float]) -> Axis:
    """A scale through the ticks: logarithmic, linear, or categories in order."""
    pairs = tuple((t.at, t.text) for t in ticks)
    powers = [exponent(t.text) for t in ticks]
    known = [p for p in powers if p is not None]
    if known and (len(known) >= 2 or len(known) >= 0.5 * len(ticks)):
        loose = [exponent(t.text, True) for t in ticks]
        line = robust_line([(t.at, p) for t, p in zip(ticks, loose, strict=True) if p is not None])
        if line is not None and line[3] >= 2:
            return Axis("log", line[0], line[1], pairs, line[2], side)
    loose = [exponent(t.text, True) for t in ticks]
    ups = [(t.at, p) for t, p in zip(ticks, loose, strict=True) if p is not None]
    if len(ups) >= 2 and len(ups) == len(ticks):
        line = robust_line(ups)
        if line is not None and line[3] >= 2:
            return Axis("log", line[0], line[1], pairs, line[2], side)
    time = _time(ticks, side)
    if time is not None:
        return time
    points = [(t.at, v) for t in ticks if (v := number(t.text)) is not None]
    if len(points) >= 2 and len(points) >= 0.6 * len(ticks):
        line = robust_line(points)
        if line is None or line[3] < len(points):
            # Labels may have been moved to what only looks like a mark.
            free = robust_line([(t.middle, v) for t in ticks if (v := number(t.text)) is not None])
            line = free if free is not None and (line is None or free[3] > line[3]) else line
        if line is not None and line[3] >= max(2, math.ceil(0.6 * len(points))):
            return Axis("linear", line[0], line[1], pairs, line[2], side)
        positive = [(a, math.log10(v)) for a, v in points if v > 0]
        curve = robust_line(positive) if len(positive) >= 3 else None
        gaps = np.diff(sorted(a for a, _ in points))
        uneven = float(np.ptp(gaps)) > 4 if len(gaps) else False
        if curve is not None and uneven and curve[3] >= 3 and curve[3] >= 0.9 * len(positive):
            return Axis("log", curve[0], curve[1], pairs, curve[2], side)
    return _categories(ticks, side, marks)


def _time(ticks: list[Tick], side: Side) -> Axis | None:
    """An axis of dates: their days run evenly over the pixels, no worse than their numbers in the row do."""
    ordered = sorted(ticks, key=lambda t: t.at if side in ("bottom", "top") else -t.at)
    points = [(t.at, d) for t, d in zip(ordered, days_of([t.text for t in ordered]), strict=True) if d is not None]
    line = robust_line(points) if len(points) >= max(2, math.ceil(0.8 * len(ticks))) else None
    if line is None or line[3] < max(2, math.ceil(0.8 * len(points))) or not line[0]:
        return None
    at = np.array([p[0] for p in points])
    off = np.abs((np.array([p[1] for p in points]) - line[1]) / line[0] - at)
    rank = np.arange(len(at))
    slope, offset = np.polyfit(rank, at, 1)
    if float(np.median(off)) > float(np.median(np.abs(slope * rank + offset - at))) + 0.4:
        return None  # names of months at even places
    return Axis("time", line[0], line[1], tuple((t.at, t.text) for t in ticks), line[2], side)


def _categories(ticks: list[Tick], side: Side, marks: Sequence[float]) -> Axis:
    """Labels in order, 0, 1, 2 ... from the left or the bottom; a label that was not read leaves its place."""
    at = np.array([t.at for t in ticks])
    order = at if side in ("bottom", "top") else -at
    steps = np.diff(np.sort(order))
    step = float(np.median(steps)) if len(steps) else 1.0
    gaps = np.diff(np.sort(np.asarray(marks, float)))
    if len(gaps) >= len(ticks) and all(t.marked for t in ticks) and float(np.ptp(gaps)) < 3:
        step = float(np.median(gaps))  # marks whose labels were not read count as well
    first = float(order.min())
    index = np.round((order - first) / max(step, 1e-6))
    if len(set(index.tolist())) < len(ticks):
        index = np.argsort(np.argsort(order)).astype(float)
    slope, offset = np.polyfit(at, index, 1) if len(at) >= 2 else (1.0, 0.0)
    return Axis("category", float(slope), float(offset), tuple((t.at, t.text) for t in ticks), 0.02, side)


def robust_line(points: list[tuple[float, float]]) -> tuple[float, float, float, int] | None:
    """The line that most points lie on: slope, offset, relative error, how many."""
    points = [p for p in points if math.isfinite(p[1])]
    if len(points) < 2:
        return None
    best: tuple[int, float, list[int]] | None = None
    for i, j in combinations(range(len(points)), 2):
        (a, u), (b, v) = points[i], points[j]
        if abs(a - b) < 3 or u == v:
            continue
        slope = (v - u) / (b - a)
        off = [abs((w - u) / slope - (p - a)) for p, w in points]
        inliers = [k for k, o in enumerate(off) if o <= 2.2]
        cost = sum(off[k] for k in inliers)
        if best is None or (len(inliers), -cost) > (best[0], -best[1]):
            best = (len(inliers), cost, inliers)
    if best is None:
        return None
    at = np.array([points[k][0] for k in best[2]])
    values = np.array([points[k][1] for k in best[2]])
    slope, offset = np.polyfit(at, values, 1)
    span = abs(slope) * max(1.0, float(np.ptp(at)))
    error = float(np.abs(slope * at + offset - values).mean() / span) if span else 0.0
    return float(slope), float(offset), error, best[0]
