"""Plot areas: rectangles that thin lines, a filled ground or grid lines mark out.

Enters: pixels and texts. Leaves: `Frame` boxes, best first, with the evidence of ticks and labels beside them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from jupyter_viscode.vision import grids
from jupyter_viscode.vision.mosaics import find_mosaics, unframed
from jupyter_viscode.vision.pixels import Segment, border_color, dark_lines, distance, mode_color, thin_lines
from jupyter_viscode.vision.reading import Box, Text
from jupyter_viscode.vision.unframed import label_boxes

NEAR = 4
_SMALLEST, _SMALL = 14, 240
"""Pixels of the sides of a small plot area."""


@dataclass(frozen=True)
class Frame:
    """A plot area found, and what speaks for it."""

    box: Box
    sides: tuple[str, ...] = ()
    """The sides that a line marks."""
    ticks: tuple[int, int, int, int] = (0, 0, 0, 0)
    """Tick marks found at the left, bottom, right, top."""
    labels: tuple[int, int] = (0, 0)
    """Texts at the left and below."""
    color: tuple[int, int, int] = (0, 0, 0)

    @property
    def area(self) -> float:
        """In pixels."""
        return self.box.width * self.box.height

    @property
    def evidence(self) -> float:
        """How much speaks for axes here."""
        return sum(min(4, t) for t in self.ticks) + 1.5 * sum(min(4, n) for n in self.labels) + len(self.sides)


def find_frames(image: np.ndarray, texts: Sequence[Text]) -> tuple[Frame, ...]:
    """The plot areas of a picture."""
    height, width = image.shape[:2]
    shortest = max(24, int(0.05 * min(width, height)))
    flat = dark_lines(image, "x", shortest)
    upright = dark_lines(image, "y", shortest)
    boxes = _from_lines(flat, upright)
    flat = thin_lines(image, "x", shortest)
    upright = thin_lines(image, "y", shortest)
    boxes += _from_lines(flat, upright)
    boxes += _flat_strips(image, flat, upright)
    boxes += _from_ground(image)
    weighed = [_weigh(image, f, texts) for f in boxes]
    chosen = _choose(weighed, image)
    if not chosen:
        gridded = [_weigh(image, f, texts) for f in _from_grid(flat, upright, texts)]
        chosen = _choose([f for f in gridded if max(f.labels) >= 2], image)
    if not chosen:
        chosen = _small_areas(image, texts)
    for free in (_weigh(image, Frame(b, ("left", "bottom")), texts) for b in label_boxes(image, texts, flat)):
        rivals = [c for c in chosen if _shared(c.box, free.box) > 0.4 * min(c.area, free.area)]
        if len(rivals) > 1 and all(_shared(c.box, free.box) > 0.8 * c.area and _is_stacked(c, rivals[0]) for c in rivals):
            # One column of numbers runs past all of them: cells of a grid.
            chosen = [c for c in chosen if c not in rivals] + [_weigh(image, _around(rivals), texts)]
        elif not any(min(c.labels) >= 2 or c.area > 0.6 * free.area for c in rivals):
            chosen = [c for c in chosen if c not in rivals] + [free]
    return tuple(sorted(chosen, key=lambda f: (f.box.y0 // 20, f.box.x0)))


def _around(frames: Sequence[Frame]) -> Frame:
    """The frame that others are pieces of."""
    boxes = [f.box for f in frames]
    box = Box(min(b.x0 for b in boxes), min(b.y0 for b in boxes), max(b.x1 for b in boxes), max(b.y1 for b in boxes))
    return Frame(box, ("bottom", "left"), color=frames[0].color)


def _is_stacked(a: Frame, b: Frame) -> bool:
    """Whether two frames stand over each other."""
    return abs(a.box.x0 - b.box.x0) < 2 * NEAR and abs(a.box.x1 - b.box.x1) < 2 * NEAR


def _shared(a: Box, b: Box) -> float:
    """Pixels that two boxes have in common."""
    return max(0.0, min(a.x1, b.x1) - max(a.x0, b.x0)) * max(0.0, min(a.y1, b.y1) - max(a.y0, b.y0))


def with_mosaics(image: np.ndarray, texts: Sequence[Text], found: Sequence[Frame]) -> tuple[Frame, ...]:
    """Heat maps without a frame are plot areas as well; their cells are none."""
    own, pieces = unframed(find_mosaics(image, [t.box for t in texts]), [f.box for f in found])
    kept = [f for k, f in enumerate(found) if k not in pieces]
    kept += [_weigh(image, Frame(m.box), texts) for m in own]
    return tuple(sorted(kept, key=lambda f: (f.box.y0 // 20, f.box.x0)))


def _from_lines(flat: list[Segment], upright: list[Segment]) -> list[Frame]:
    """Where an upright line meets a flat one in a corner."""
    found: dict[tuple[int, int, int, int], Frame] = {}
    for v in upright:
        for h in flat:
            left, right = _meets(v.at - h.low), _meets(h.high - v.at)
            bottom, top = _meets(v.high - h.at), _meets(h.at - v.low)
            if not ((left or right) and (bottom or top)) or h.length < 30 or v.length < 30:
                continue
            if np.abs(np.subtract(v.color, h.color)).max() > 60:
                continue
            x0, x1 = (v.at, h.high - 1.0) if left else (float(h.low), v.at)
            y0, y1 = (float(v.low), h.at) if bottom else (h.at, v.high - 1.0)
            sides = {"left" if left else "right", "bottom" if bottom else "top"}
            # A tick mark that lengthens a line at its free end is no part of the area.
            across, down = (x0, x1, y0, y1), (y0, y1, x0, x1)
            x0, x1 = (x0, _opposite(upright, x1, across)) if left else (_opposite(upright, x0, across), x1)
            y0, y1 = (_opposite(flat, y0, down), y1) if bottom else (y0, _opposite(flat, y1, down))
            for other in upright:
                if abs(other.at - x0) <= NEAR and _covers(other, y0, y1):
                    sides.add("left")
                if abs(other.at - x1) <= NEAR and _covers(other, y0, y1):
                    sides.add("right")
            for other in flat:
                if abs(other.at - y0) <= NEAR and _covers(other, x0, x1):
                    sides.add("top")
                if abs(other.at - y1) <= NEAR and _covers(other, x0, x1):
                    sides.add("bottom")
            key = (int(x0) // 3, int(y0) // 3, int(x1) // 3, int(y1) // 3)
            if key not in found or len(found[key].sides) < len(sides):
                found[key] = Frame(Box(x0, y0, x1 + 1, y1 + 1), tuple(sorted(sides)), color=v.color)
    return list(found.values())


def _meets(past: float) -> bool:
    """Whether a line that ends so far past another meets it in a corner: a tick mark there may make it longer."""
    return -NEAR <= past <= 2 * NEAR + 2


def _opposite(lines: list[Segment], end: float, box: tuple[float, float, float, float]) -> float:
    """Where the line near a free end stands that spans the area, where there is one."""
    inner = [o.at for o in lines if abs(o.at - end) <= 2 * NEAR and _covers(o, box[2], box[3]) and box[0] <= o.at <= box[1]]
    return float(min(inner, key=lambda at: abs(at - end), default=end))


def _without_ticks(
    ends: tuple[float, float, float, float], flat: list[Segment], upright: list[Segment]
) -> tuple[float, float, float, float]:
    """Sides that tick marks at their ends make longer than they are, cut at the line across which they only just pass."""
    x0, y0, x1, y1 = ends
    reach = 2 * NEAR + 2

    def cut(end: float, way: int, lines: list[Segment], low: float, high: float) -> float:
        passed = [o.at for o in lines if 0 < way * (o.at - end) <= reach and _covers(o, low, high)]
        return float(min(passed, key=lambda at: abs(at - end), default=end))

    x0, x1 = cut(x0, 1, upright, y0, y1), cut(x1, -1, upright, y0, y1)
    return x0, cut(y0, 1, flat, x0, x1), x1, cut(y1, -1, flat, x0, x1)


def _flat_strips(image: np.ndarray, flat: list[Segment], upright: list[Segment]) -> list[Frame]:
    """Closed frames with room for one row (or column) only, whose short sides are no longer than letters."""
    found = []
    back = border_color(image)
    for along, lines in (("x", flat), ("y", upright)):
        long = [s for s in lines if s.length >= 60]
        pairs = [
            (a, b)
            for a in long
            for b in long
            if 12 <= b.at - a.at < 32 and abs(a.low - b.low) <= NEAR and abs(a.high - b.high) <= NEAR
            and max(np.ptp(a.color), np.ptp(b.color)) <= 20
        ]  # fmt: skip
        picture = image if along == "x" else image.transpose(1, 0, 2)
        for a, b in pairs:
            ends = [picture[round(a.at) : round(b.at) + 1, max(0, at - 2) : at + 3] for at in (a.low, a.high - 1)]
            if any(not e.size or (distance(e, back) > 15).any(1).mean() < 0.9 for e in ends):
                continue
            beyond = [at for at in (round(a.at) - 6, round(b.at) + 6) if 0 <= at < len(picture)]
            if not all(_is_bare(picture[at, max(0, x - 2) : x + 3], back) for at in beyond for x in (a.low, a.high - 1)):
                continue  # the lines of a grid
            x0, y0, x1, y1 = float(a.low), a.at, float(a.high), b.at + 1
            box = Box(x0, y0, x1, y1) if along == "x" else Box(y0, x0, y1, x1)
            found.append(Frame(box, ("bottom", "left", "right", "top"), color=a.color))
    return found


def _small_areas(image: np.ndarray, texts: Sequence[Text]) -> list[Frame]:
    """Closed gray frames with room for a few marks only, where a label stands beside or below each."""
    flat = [s for s in thin_lines(image, "x", _SMALLEST) if np.ptp(s.color) <= 20]
    upright = [s for s in thin_lines(image, "y", _SMALLEST) if np.ptp(s.color) <= 20]
    found: list[Frame] = []
    for top, end in combinations(flat, 2):
        if abs(top.low - end.low) > 2 or abs(top.high - end.high) > 2 or not _SMALLEST <= end.at - top.at <= _SMALL:
            continue
        sides = [s for s in upright if abs(s.low - top.at) <= 2 and abs(s.high - 1 - end.at) <= 2]
        if all(any(abs(s.at - at) <= 2 for s in sides) for at in (top.low, top.high - 1)):
            box = Box(float(top.low), top.at, float(top.high), end.at + 1)
            frame = _weigh(image, Frame(box, ("bottom", "left", "right", "top"), color=top.color), texts)
            if any(frame.labels) and not any(_clash(frame, f) for f in found):
                found.append(frame)
    return found


def _covers(line: Segment, low: float, high: float) -> bool:
    """Whether a line spans a stretch, both ends near."""
    return abs(line.low - low) <= 2 * NEAR and abs(line.high - 1 - high) <= 2 * NEAR


def _from_ground(image: np.ndarray) -> list[Frame]:
    """Rectangles whose ground has another colour than the figure."""
    import cv2

    back = border_color(image)
    rest = image[distance(image, back) > 4]
    frames: list[Frame] = []
    area = image.shape[0] * image.shape[1]
    for _ in range(3):
        if len(rest) < 0.05 * area:
            break
        color = mode_color(rest[None])
        mask = (distance(image, color) <= 5).astype(np.uint8)
        rest = rest[distance(rest[None], color)[0] > 5]
        if mask.sum() < 0.04 * area:
            continue
        # The soft edges of letters nearby can have the ground's colour, too; they are no part of it.
        broad = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
        closed = cv2.morphologyEx(broad, cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8))
        count, _, stats, _ = cv2.connectedComponentsWithStats(closed, connectivity=4)
        for k in range(1, count):
            x, y, w, h, n = (int(v) for v in stats[k])
            if w < 40 or h < 40 or w * h < 0.02 * area or w * h > 0.97 * area:
                continue
            if w >= image.shape[1] - 2:  # a stripe across the whole picture has no room for an axis: rows of a table
                continue
            rims = _rims(closed[y : y + h, x : x + w])
            if np.concatenate(list(rims.values())).mean() > 0.6 and n > 0.25 * w * h:
                clear = max(abs(a - b) for a, b in zip(color, back, strict=True)) > 8 and max(color) - min(color) <= 60
                straight = tuple(side for side, rim in rims.items() if rim.mean() > 0.7)
                frames.append(Frame(Box(x, y, x + w, y + h), straight if clear and len(straight) > 2 else (), color=color))
    return [f for f in frames if f.area > 0.15 * area or (sum(_alike(f, g) for g in frames) > 1 and f.area > 0.03 * area)]


def _rims(piece: np.ndarray) -> dict[str, np.ndarray]:
    """Where a ground reaches its sides, a pixel or two of soft edge allowed."""
    return {
        "bottom": piece[-3:].max(0), "left": piece[:, :3].max(1), "right": piece[:, -3:].max(1), "top": piece[:3].max(0),
    }  # fmt: skip


def _alike(a: Frame, b: Frame) -> bool:
    """Whether two frames have one size."""
    return abs(a.box.width - b.box.width) <= 3 and abs(a.box.height - b.box.height) <= 3 and a.color == b.color


def _from_grid(flat: list[Segment], upright: list[Segment], texts: Sequence[Text]) -> list[Frame]:
    """The reach of parallel lines of one colour, where nothing else marks an area; marks cut some of the lines short."""
    frames = []
    for lines, other in ((flat, upright), (upright, flat)):
        rest = sorted(lines, key=lambda s: -s.length)
        while rest:
            first = rest[0]
            low, high = float(first.low), float(first.high)
            members = [
                m for m in rest
                if m.low >= low - 6 and m.high <= high + 6 and m.length >= 0.25 * first.length
                and np.abs(np.subtract(m.color, first.color)).max() <= 40
            ]  # fmt: skip
            rest = [m for m in rest if m is not first and not any(m is o for o in members)]
            across = sorted({m.at for m in members})
            whole = {m.at for m in members if m.low <= low + 6 and m.high >= high - 6}
            if len(whole) < 2 or not grids.evenly(across):
                continue
            top, end = across[0], across[-1]
            near = grids.rejoined([m for m in other if low - 3 <= m.at <= high + 3])
            crossing = [m for line in near if (m := grids.freed(line, texts)).low <= top + 8 and m.high >= end - 8]
            if len(across) < 3 and not crossing:
                continue
            if crossing:
                top, end = min(m.low for m in crossing), max(m.high - 1 for m in crossing)
            ends = (low, top, high - 1, end) if lines is flat else (top, low, end, high - 1)
            ends = _without_ticks(ends, flat, upright)
            box = Box(ends[0], ends[1], ends[2] + 1, ends[3] + 1)
            if not crossing:
                box = grids.beyond(box, 0.9 * float(np.median(np.diff(across))), lines is flat, texts)
            if box.width > 40 and box.height > 40:
                sides = ("bottom", "top") if lines is flat else ("left", "right")
                frames.append(Frame(box, sides if len(across) > 2 else (), color=first.color))
    return frames


def leftover(image: np.ndarray, texts: Sequence[Text], known: Sequence[Box]) -> tuple[Frame, ...]:
    """Plot areas without any frame: large patches of ink outside all known areas."""
    import cv2

    height, width = image.shape[:2]
    ink = (distance(image, border_color(image)) > 9).astype(np.uint8)
    for b in known:
        grow = 14
        ink[max(0, int(b.y0) - grow) : int(b.y1) + grow, max(0, int(b.x0) - grow) : int(b.x1) + grow] = 0
    for t in texts:
        inside = ink[int(t.box.y0) : int(t.box.y1) + 1, int(t.box.x0) : int(t.box.x1) + 1]
        if inside.size and _lone_text(ink, t.box):
            inside[:] = 0
    reach = max(9, int(0.035 * max(width, height))) | 1
    joined = cv2.morphologyEx(np.pad(ink, reach), cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))[
        reach:-reach, reach:-reach
    ]
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    found = []
    for k in range(1, count):
        _x, _y, w, h = (int(v) for v in stats[k, :4])
        if w * h < 0.06 * width * height or h < 0.16 * height or w < 0.1 * width:
            continue
        rows, columns = np.flatnonzero((ink & (labels == k)).any(1)), np.flatnonzero((ink & (labels == k)).any(0))
        if len(rows) and len(columns):
            found.append(Frame(Box(float(columns[0]) - 2, float(rows[0]) - 2, float(columns[-1]) + 3, float(rows[-1]) + 3)))
    return tuple(_with_sibling(f, known) for f in found)


def _lone_text(ink: np.ndarray, box: Box) -> bool:
    """Whether a text stands on open ground, not on a mark."""
    rim = np.concatenate([
        ink[max(0, int(box.y0) - 1), int(box.x0) : int(box.x1)],
        ink[min(len(ink) - 1, int(box.y1) + 1), int(box.x0) : int(box.x1)],
    ])  # fmt: skip
    return not rim.size or float(rim.mean()) < 0.5


def _with_sibling(frame: Frame, known: Sequence[Box]) -> Frame:
    """A patch beside a known area of about its height (or under one of its width) takes its extent over."""
    b = frame.box
    for k in known:
        if k.y0 - 12 <= b.y0 and b.y1 <= k.y1 + 12 and b.height > 0.5 * k.height and b.width > 0.4 * k.width:
            x1 = b.x0 + k.width if b.width < k.width else b.x1
            return replace(frame, box=Box(b.x0, k.y0, x1, k.y1))
        if k.x0 - 12 <= b.x0 and b.x1 <= k.x1 + 12 and b.width > 0.5 * k.width and b.height > 0.4 * k.height:
            return replace(frame, box=Box(k.x0, b.y0, k.x1, b.y1))
    return frame


def _weigh(image: np.ndarray, frame: Frame, texts: Sequence[Text]) -> Frame:
    """Counts tick marks and labels beside a frame."""
    b = frame.box
    high = 40
    left = sum(1 for t in texts if -6 < b.x0 - t.box.x1 < high and b.y0 - 8 <= t.box.cy <= b.y1 + 8 and abs(t.angle) < 60)
    below = sum(
        1
        for t in texts
        if -6 < t.box.y0 - b.y1 < high
        and b.x0 - 12 <= (t.box.cx if abs(t.angle) < 10 or abs(t.angle) > 80 else t.box.x1) <= b.x1 + 12
    )
    ticks = tuple(_ticks_at(image, b, side) for side in ("left", "bottom", "right", "top"))
    return replace(frame, ticks=(ticks[0], ticks[1], ticks[2], ticks[3]), labels=(left, below))


def _ticks_at(image: np.ndarray, box: Box, side: str) -> int:
    """How many tick marks a side has; two at its ends are rather the corners of something flat, as of a bar."""
    marks = tick_marks(image, box, side)
    low, high = (box.x0, box.x1) if side in ("bottom", "top") else (box.y0, box.y1)
    corners = len(marks) == 2 and marks[0] < low + 3 and marks[1] > high - 4
    return 0 if corners else len(marks)


def tick_marks(image: np.ndarray, box: Box, side: str, inside: bool = False) -> list[float]:
    """Middle of each short mark outside (or inside) a side, in pixels along it."""
    x0, y0, x1, y1 = round(box.x0), round(box.y0), round(box.x1) - 1, round(box.y1) - 1
    height, width = image.shape[:2]
    sign = -1 if inside else 1
    steps = (2, 3, 4)
    if side in ("bottom", "top"):
        base, way = (y1, 1) if side == "bottom" else (y0, -1)
        rows = [base + sign * way * s for s in steps]
        if min(rows) < 0 or max(rows) >= height:
            return []
        low, high = max(0, x0 - 3), min(width, x1 + 4)
        strip = image[rows, low:high]
    else:
        base, way = (x0, -1) if side == "left" else (x1, 1)
        columns = [base + sign * way * s for s in steps]
        if min(columns) < 0 or max(columns) >= width:
            return []
        low, high = max(0, y0 - 3), min(height, y1 + 4)
        strip = image[low:high, columns].transpose(1, 0, 2)
    back = mode_color(strip)
    gap = distance(strip, back).astype(float)
    dark = gap.min(0)
    marks = []
    for a, b in _stretches(dark > 50):
        if b - a <= 4:
            weight = dark[a:b]
            marks.append(low + float((np.arange(a, b) * weight).sum() / weight.sum()))
    return marks


def _stretches(mask: np.ndarray) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], mask.astype(np.int8), [0]])))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _choose(frames: list[Frame], image: np.ndarray) -> list[Frame]:
    """Those that hold up, without doubles; a frame within another must have ticks and labels of its own."""
    whole = image.shape[0] * image.shape[1]
    chosen: list[Frame] = []
    repeated = {id(f): _is_repeated(f, frames, image) for f in frames}
    for frame in sorted(frames, key=lambda f: (-_rank(f) - repeated[id(f)], -f.area)):
        share = frame.area / whole
        ticks = [t >= 2 for t in frame.ticks]
        labels = [n >= 2 for n in frame.labels]
        sound = (ticks[0] or labels[0] or ticks[2]) and (ticks[1] or labels[1] or ticks[3])
        weak = len(frame.sides) >= 2 and (
            (len(frame.sides) == 4 and share > 0.06) or (share > 0.12 and (any(ticks) or any(labels)))
        )
        if not ((sound and share > 0.004) or weak or repeated[id(frame)]) or min(frame.box.width, frame.box.height) < 12:
            continue
        if any(_clash(frame, c) for c in chosen) or _is_block(image, frame):
            continue
        chosen.append(frame)
    return chosen


def _is_block(image: np.ndarray, frame: Frame) -> bool:
    """Whether a frame is the outline of one strong colour, as of a bar, with nothing drawn inside."""
    if max(frame.ticks) >= 2:
        return False
    b = frame.box
    inside = image[int(b.y0) + 4 : int(b.y1) - 4, int(b.x0) + 4 : int(b.x1) - 4]
    color = mode_color(inside)
    return max(color) - min(color) > 60 and float((distance(inside, color) <= 30).mean()) > 0.95


def _is_repeated(frame: Frame, frames: list[Frame], image: np.ndarray) -> bool:
    """Whether a closed frame stands in a row or column of such frames of its size, labelled somewhere, and apart from them."""
    b = frame.box
    back = border_color(image)
    if len(frame.sides) < 4:
        return False

    def beside(other: Frame) -> bool:
        o = other.box
        alike = abs(o.width - b.width) <= 3 and abs(o.height - b.height) <= 3 and len(other.sides) == 4
        if not alike or np.abs(np.subtract(frame.color, other.color)).max() > 12:
            return False
        level, plumb = abs(o.y0 - b.y0) <= 3, abs(o.x0 - b.x0) <= 3
        across = max(o.x0 - b.x1, b.x0 - o.x1)
        down = max(o.y0 - b.y1, b.y0 - o.y1)
        if level and 5 <= across < b.width:
            at = round(min(b.x1, o.x1) + across / 2)
            return all(_is_bare(image[round(y) - 2 : round(y) + 3, at], back) for y in (b.y0, b.y1 - 1))
        if plumb and 5 <= down < b.height:
            at = round(min(b.y1, o.y1) + down / 2)
            return all(_is_bare(image[at, round(x) - 2 : round(x) + 3], back) for x in (b.x0, b.x1 - 1))
        return False

    others = [f for f in frames if beside(f)]
    return any(max(f.ticks) >= 2 or max(f.labels) >= 2 for f in [*others, frame]) and bool(others)


def _is_bare(pixels: np.ndarray, back: tuple[int, int, int]) -> bool:
    """Whether a side of a frame does not go on here: cells between grid lines are no frames."""
    return bool((distance(pixels, back) <= 10).all())


def _rank(frame: Frame) -> int:
    """Frames with lines and labels on both sides come first, then those with less."""
    beside = (max(frame.ticks[0], frame.ticks[2]) >= 2) + (frame.labels[0] >= 2)
    under = (max(frame.ticks[1], frame.ticks[3]) >= 2) + (frame.labels[1] >= 2)
    lined = 2 if len(frame.sides) >= 2 else 0
    return min(beside, 1) + min(under, 1) + lined


def _clash(frame: Frame, other: Frame) -> bool:
    """Whether two frames cannot both be plot areas."""
    a, b = frame.box, other.box
    wide = min(a.x1, b.x1) - max(a.x0, b.x0)
    tall = min(a.y1, b.y1) - max(a.y0, b.y0)
    if wide <= 4 or tall <= 4:
        return False
    shared = wide * tall
    smaller = min(frame.area, other.area)
    if shared < 0.1 * smaller:
        return False
    if shared < 0.85 * smaller:
        return True
    inner, outer = (frame, other) if frame.area < other.area else (other, frame)
    if inner.area > 0.5 * outer.area:
        return True
    i, o = inner.box, outer.box
    edges = sum([abs(i.x0 - o.x0) < 5, abs(i.x1 - o.x1) < 5, abs(i.y0 - o.y0) < 5, abs(i.y1 - o.y1) < 5])
    own = (inner.ticks[0] >= 2 and inner.ticks[1] >= 2) or (inner.labels[0] >= 2 and inner.labels[1] >= 2)
    return not (own and len(inner.sides) >= 3 and edges == 0 and (inner.labels[0] + inner.labels[1] >= 2))
