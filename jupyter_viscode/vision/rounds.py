"""Round plots: discs found in a picture, pies cut into slices, polar plots followed spoke by spoke.

Enters: pixels and texts. Leaves: `Disc` places and `Panel` readings.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from jupyter_viscode.vision.figures import number
from jupyter_viscode.vision.frames import Frame
from jupyter_viscode.vision.legends import Key
from jupyter_viscode.vision.pixels import border_color, channel_max, distance, hex_of, mode_color, rgb_of
from jupyter_viscode.vision.reading import Box, Label, Mark, Panel, Text


@dataclass(frozen=True)
class Disc:
    """A round plot: its middle, radius, and what it is."""

    x: float
    y: float
    radius: float
    kind: str

    @property
    def box(self) -> Box:
        """The square around it."""
        return Box(self.x - self.radius, self.y - self.radius, self.x + self.radius, self.y + self.radius)


def find_round(
    image: np.ndarray, texts: Sequence[Text], found: tuple[Frame, ...]
) -> tuple[tuple[Frame, ...], tuple[Disc, ...]]:
    """Round plots, and the frames that are no part of one."""
    back = border_color(image)
    ink = (distance(image, back) > 24).astype(np.uint8)
    for t in texts:
        ink[int(t.box.y0) : int(t.box.y1), int(t.box.x0) : int(t.box.x1)] = 0
    closed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8))
    bare = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((7, 7), np.uint8))  # lines that lead to labels are cut off
    outlines = [o for mask in (closed, ink, bare) for o in cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)[0]]
    discs: list[Disc] = []
    least = max(30.0, 0.2 * min(image.shape[:2]))
    for outline in outlines:
        _x, _y, w, h = cv2.boundingRect(outline)
        if min(w, h) < least or not 0.85 < w / h < 1.18:
            continue
        hull = cv2.convexHull(outline)
        area = float(cv2.contourArea(hull))
        if not 0.735 < area / (w * h) < 0.83:
            continue
        points = hull[:, 0].astype(float)
        middle, radius = _circle(points)
        off = np.abs(np.hypot(points[:, 0] - middle[0], points[:, 1] - middle[1]) - radius)
        if np.percentile(off, 90) > max(2.5, 0.035 * radius):
            continue
        if any(np.hypot(d.x - middle[0], d.y - middle[1]) < 0.5 * d.radius for d in discs):
            continue
        discs.append(Disc(middle[0], middle[1], radius, _kind(image, middle, radius, back)))
    row = [d for d in discs if any(o is not d and abs(o.radius - d.radius) < 0.03 * d.radius for o in discs)]
    keep = tuple(f for f in found if not any(_covered(f, d) for d in discs) and sum(_meets(f, d) for d in row) == 0)
    framed = [d for d in discs if not any(_holds(f, d) for f in keep)]
    return keep, tuple(sorted(framed, key=lambda d: (d.y // 60, d.x)))


def _circle(points: np.ndarray) -> tuple[tuple[float, float], float]:
    """The circle through points, by least squares."""
    a = np.column_stack([2 * points, np.ones(len(points))])
    b = (points**2).sum(1)
    cx, cy, c = np.linalg.lstsq(a, b, rcond=None)[0]
    return (float(cx), float(cy)), float(np.sqrt(max(1.0, c + cx * cx + cy * cy)))


def _covered(frame: Frame, disc: Disc) -> bool:
    return (
        abs(frame.box.cx - disc.x) < 1.15 * disc.radius
        and abs(frame.box.cy - disc.y) < 1.15 * disc.radius
        and frame.area < 4.2 * disc.radius**2
    )


def _meets(frame: Frame, disc: Disc) -> bool:
    """Whether a frame lies over a disc's middle."""
    b = frame.box
    return b.x0 < disc.x < b.x1 and b.y0 < disc.y < b.y1


def _holds(frame: Frame, disc: Disc) -> bool:
    b = frame.box
    return b.x0 < disc.x < b.x1 and b.y0 < disc.y < b.y1 and max(frame.ticks) >= 2


def _kind(image: np.ndarray, middle: tuple[float, float], radius: float, back: tuple[int, int, int]) -> str:
    """A pie is coloured out to its rim; a polar plot has a thin rim and ground behind it."""
    inner = _ring(image, middle, radius - 6)
    colored = distance(inner[None], back)[0] > 30
    shades = inner[colored]
    bright = (shades.max(-1).astype(int) - shades.min(-1)) > 25 if len(shades) else np.zeros(0)
    return "pie" if colored.mean() > 0.75 and bright.mean() > 0.3 else "polar"


def _ring(image: np.ndarray, middle: tuple[float, float], radius: float, steps: int = 720) -> np.ndarray:
    """Pixels along a circle, anticlockwise from the right."""
    turn = np.arange(steps) * 2 * np.pi / steps
    x = np.clip(np.round(middle[0] + radius * np.cos(turn)).astype(int), 0, image.shape[1] - 1)
    y = np.clip(np.round(middle[1] - radius * np.sin(turn)).astype(int), 0, image.shape[0] - 1)
    return image[y, x]  # type: ignore[no-any-return]


def read_round(
    image: np.ndarray, disc: Disc, texts: Sequence[Text], keys: Sequence[Key], labels: list[Label], hide: list[Box]
) -> Panel:
    """A round plot with its marks."""
    if disc.kind == "pie":
        return Panel(disc.box, "pie", marks=tuple(_pies(image, disc, texts, keys)), labels=tuple(labels))
    from jupyter_viscode.vision.polar import read_polar

    return read_polar(image, disc, texts, keys, labels, hide)


def round_ticks(disc: Disc, texts: Sequence[Text]) -> set[int]:
    """Texts that label a polar plot's spokes and rings."""
    if disc.kind == "pie":
        return set()
    from jupyter_viscode.vision.polar import tick_texts

    return tick_texts(disc, texts)


def _pies(image: np.ndarray, disc: Disc, texts: Sequence[Text], keys: Sequence[Key]) -> list[Mark]:
    """One call for each ring, from the outermost inwards."""
    pixels = image.copy()
    back = border_color(image)
    covered = np.zeros(image.shape[:2], bool)
    for t in texts:
        covered[int(t.box.y0) : int(t.box.y1) + 1, int(t.box.x0) : int(t.box.x1) + 1] = True
    radii = np.arange(4, disc.radius - 2, 1.0)
    rings = _ring_bounds(pixels, disc, back)
    marks = []
    for outer, inner in rings:
        best = min(
            (r for r in radii if inner + 2 < r < outer - 2),
            key=lambda r: _text_share(covered, disc, r) + abs(r - (0.35 * inner + 0.65 * outer)) / disc.radius * 0.3,
            default=None,
        )
        if best is None:
            continue
        mark = _slices(_ring(pixels, (disc.x, disc.y), best), best, back, [color_of(k) for k in keys])
        if mark is None:
            continue
        fractions, colors, start, way = mark
        data: dict[str, tuple[float, ...]] = {"fractions": fractions, "start": (start,)}
        if way < 0:
            data["clockwise"] = (1.0,)
        if outer < 0.97 * disc.radius:
            data["radius"] = (round(outer / disc.radius, 2),)
        if inner > 0.05 * disc.radius:
            data["ring"] = (round((outer - inner) / disc.radius, 2),)
        marks.append(Mark("pie", data, "", colors))
    return marks


def _text_share(covered: np.ndarray, disc: Disc, radius: float) -> float:
    turn = np.arange(180) * np.pi / 90
    x = np.clip((disc.x + radius * np.cos(turn)).astype(int), 0, covered.shape[1] - 1)
    y = np.clip((disc.y - radius * np.sin(turn)).astype(int), 0, covered.shape[0] - 1)
    return float(covered[y, x].mean())


def _ring_bounds(image: np.ndarray, disc: Disc, back: tuple[int, int, int]) -> list[tuple[float, float]]:
    """Outer and inner radius of each ring: where the colour changes at one radius all round."""
    radii = np.arange(2, int(disc.radius) - 1)
    stack = np.stack([_ring(image, (disc.x, disc.y), float(r), 180) for r in radii]).astype(int)
    change = np.zeros(len(radii))
    change[2:-2] = (channel_max(np.abs(stack[4:] - stack[:-4])) > 24).mean(1)
    empty = (distance(stack.astype(np.uint8), back) < 12).mean(1)
    bounds = [float(disc.radius)]
    for k in range(len(radii) - 3, 3, -1):
        if change[k] > 0.55 and change[k] >= change[max(0, k - 4) : k + 5].max() and bounds[-1] - radii[k] > 0.08 * disc.radius:
            bounds.append(float(radii[k]))
    bounds.append(0.0)
    rings = []
    for outer, inner in itertools.pairwise(bounds):
        between = [e for r, e in zip(radii, empty, strict=True) if inner + 2 < r < outer - 2]
        if between and float(np.median(between)) < 0.5 and outer - inner > 0.08 * disc.radius:
            rings.append((outer, inner))
    return rings


def _slices(
    line: np.ndarray, radius: float, back: tuple[int, int, int], order: Sequence[tuple[int, int, int]]
) -> tuple[tuple[float, ...], tuple[str, ...], float, int] | None:
    """Shares, colours and first angle of the slices along a circle, and which way round they go."""
    steps = len(line)
    labels = np.full(steps, -1)
    colors: list[tuple[int, int, int]] = []
    coarse: dict[tuple[int, ...], list[int]] = {}
    for k, pixel in enumerate(line):
        home = next((c for c in coarse if np.abs(np.subtract(c, pixel)).max() <= 14), tuple(int(v) for v in pixel))
        coarse.setdefault(home, []).append(k)
    for home, members in coarse.items():
        if len(members) < 6 or np.abs(np.subtract(home, back)).max() < 10:
            continue
        labels[members] = len(colors)
        colors.append(mode_color(line[members][None]))
    if not colors:
        return None
    known = np.flatnonzero(labels >= 0)
    if len(known) < 0.5 * steps:
        return None
    filled = labels.copy()
    for k in (int(i) for i in np.flatnonzero(labels < 0)):
        gaps = np.minimum((known - k) % steps, (k - known) % steps)
        filled[k] = labels[known[int(gaps.argmin())]]
    starts = [k for k in range(steps) if filled[k] != filled[k - 1]]
    if not starts:
        return (1.0,), (hex_of(colors[filled[0]]),), 0.0, 1
    pieces = [(a, (b - a) % steps or steps, int(filled[a])) for a, b in zip(starts, starts[1:] + starts[:1], strict=True)]
    pieces = _without_edges([p for p in pieces if p[1] >= 3], 2 * np.pi * radius / steps) or pieces
    pieces = _without_shades(pieces, colors, 2 * np.pi * radius / steps)
    begun = [(p[0] * 360 / steps, colors[p[2]]) for p in pieces]
    first, way = _first(begun, order)
    ordered = [pieces[(first + way * k) % len(pieces)] for k in range(len(pieces))]
    total = sum(p[1] for p in ordered)
    begin = ordered[0][0] + (ordered[0][1] if way < 0 else 0)
    start = round(begin * 360 / steps, 0) % 360
    return tuple(p[1] / total for p in ordered), tuple(hex_of(colors[p[2]]) for p in ordered), start, way


def _without_edges(pieces: list[tuple[int, int, int]], per_step: float) -> list[tuple[int, int, int]]:
    """Slices without the lines between them: several thin pieces of one colour."""
    thin = [p for p in pieces if p[1] * per_step < 4.5]
    lines = {p[2] for p in thin if sum(q[2] == p[2] for q in pieces) == sum(q[2] == p[2] for q in thin) >= 2}
    return [p for p in pieces if p[2] not in lines]


def _without_shades(
    pieces: list[tuple[int, int, int]], colors: Sequence[tuple[int, int, int]], per_step: float
) -> list[tuple[int, int, int]]:
    """Slices without what compression leaves at their edges: thin pieces of a neighbour's, or another slice's, colour."""
    out = list(pieces)

    def is_shade(k: int) -> bool:
        _, size, label = out[k]
        if size * per_step >= 4.5:
            return out[(k + 1) % len(out)][2] == label
        beside = [out[k - 1][2], out[(k + 1) % len(out)][2]]
        near = any(np.abs(np.subtract(colors[label], colors[o])).max() < 24 for o in beside)
        return near or any(p[2] == label and p[1] * per_step >= 4.5 for p in out)

    while len(out) > 2 and (k := next((k for k in range(len(out)) if is_shade(k)), None)) is not None:
        begin, size, label = out[k]
        after = (k + 1) % len(out)
        beside = (after, k - 1)
        other = min(beside, key=lambda j: int(np.abs(np.subtract(colors[label], colors[out[j][2]])).max()))
        start, wide, home = out[other]
        out[other] = (begin if other == after else start, size + wide, home)
        del out[k]
    return out


def _first(starts: list[tuple[float, tuple[int, int, int]]], order: Sequence[tuple[int, int, int]]) -> tuple[int, int]:
    """Which slice was listed first, and whether the next one follows anticlockwise (1) or clockwise (-1).

    The order of the legend tells it; without one, slices begin at a usual angle.
    """
    count = len(starts)

    def at(color: tuple[int, int, int]) -> int | None:
        return next((k for k, (_, c) in enumerate(starts) if np.abs(np.subtract(c, color)).max() < 16), None)

    listed = [k for c in order if (k := at(c)) is not None]
    if len(listed) == count and len(set(listed)) == count and count > 2:
        for way in (1, -1):
            if listed == [(listed[0] + way * k) % count for k in range(count)]:
                return listed[0], way
    angles = [a for a, _ in starts]
    usual = [*itertools.product((0.8, 2.0), (0.0, 90.0)), (2.0, 140.0), (2.0, 45.0), (2.0, 180.0)]
    for slack, angle in usual:
        near = [i for i, a in enumerate(angles) if min(abs(a - angle), 360 - abs(a - angle)) < slack]
        if near:
            return near[0], 1
    return 0, 1


def ring_values(disc: Disc, texts: Sequence[Text]) -> tuple[float, float] | None:
    """Slope and offset of the value along the radius, from the numbers on the rings."""
    points = []
    for t in texts:
        value = number(t.text)
        r = float(np.hypot(t.box.cx - disc.x, t.box.cy - disc.y))
        if value is not None and r < 1.04 * disc.radius:
            points.append((r, value, float(np.degrees(np.arctan2(disc.y - t.box.cy, t.box.cx - disc.x)))))
    if len(points) < 2:
        return None
    best: list[tuple[float, float, float]] = []
    for p in points:
        ray = [q for q in points if abs((q[2] - p[2] + 180) % 360 - 180) < 14]
        if len(ray) > len(best):
            best = ray
    if len(best) < 2:
        return None
    slope, offset = np.polyfit([p[0] for p in best], [p[1] for p in best], 1)
    return (float(slope), float(offset)) if slope > 0 else None


def color_of(key: Key) -> tuple[int, int, int]:
    """A legend entry's colour."""
    return rgb_of(key.color)
