"""Polar plots, above all radar charts: spokes, rings, and the closed line of each colour.

Enters: pixels and a `Disc`. Leaves: a `Panel` of kind polar.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from jupyter_viscode.vision.figures import number
from jupyter_viscode.vision.legends import Key
from jupyter_viscode.vision.pixels import distance, hex_of, rgb_of
from jupyter_viscode.vision.reading import Axis, Box, Label, Mark, Panel, Text
from jupyter_viscode.vision.rounds import Disc, ring_values
from jupyter_viscode.vision.webs import noted_scale, read_web, web_scale


def tick_texts(disc: Disc, texts: Sequence[Text]) -> set[int]:
    """Numbers on the rings, and the names round the rim."""
    rings = _ring_numbers(disc, texts)
    whole = [t for t in texts if any(_inside(r, t) for r in rings)]
    return {id(t) for t in _names(disc, texts)} | {id(t) for t in rings} | {id(t) for t in whole}


def _inside(part: Text, text: Text) -> bool:
    """Whether a number is one of several that were read as one line."""
    return part.text in text.text.split() and part.box.y0 == text.box.y0 and text.box.x0 <= part.box.cx <= text.box.x1


def _apart(texts: Sequence[Text]) -> list[Text]:
    """Lines of several numbers cut into their numbers."""
    out: list[Text] = []
    for t in texts:
        parts = t.text.split()
        if len(parts) < 2 or len(t.marks) < len(t.text) or any(number(p) is None for p in parts):
            out.append(t)
            continue
        start = 0
        for part in parts:
            begin = t.text.index(part, start)
            start = begin + len(part)
            low, high = (t.box.x0 + t.marks[k] * t.box.width for k in (begin, start - 1))
            out.append(replace(t, text=part, box=Box(low - 3, t.box.y0, high + 3, t.box.y1), corners=(), marks=()))
    return out


def _names(disc: Disc, texts: Sequence[Text]) -> list[Text]:
    """Texts just outside the rim."""
    out = []
    for t in texts:
        b = t.box
        x, y = min(max(disc.x, b.x0), b.x1), min(max(disc.y, b.y0), b.y1)
        nearest = float(np.hypot(x - disc.x, y - disc.y))
        middle = float(np.hypot(b.cx - disc.x, b.cy - disc.y))
        if 0.9 * disc.radius < nearest < disc.radius + 34 and middle > disc.radius:
            out.append(t)
    return out


def _ring_numbers(disc: Disc, texts: Sequence[Text]) -> list[Text]:
    """Numbers that lie along one ray."""
    points = [
        (t, float(np.degrees(np.arctan2(disc.y - t.box.cy, t.box.cx - disc.x))))
        for t in _apart(texts)
        if number(t.text) is not None and np.hypot(t.box.cx - disc.x, t.box.cy - disc.y) < 1.04 * disc.radius
    ]
    best: list[Text] = []
    rank = 0.0
    for angle in (22.5, 0.0, *(a for _, a in points)):
        usual = angle in (22.5, 0.0)
        ray = [t for t, a in points if abs((a - angle + 180) % 360 - 180) < 12]
        if len(ray) >= (2 if angle == 22.5 else 3) and len(ray) + 1.5 * usual > rank:
            best, rank = ray, len(ray) + 1.5 * usual
    values = [number(t.text) for t in sorted(best, key=lambda t: float(np.hypot(t.box.cx - disc.x, t.box.cy - disc.y)))]
    rising = all(a is not None and b is not None and a < b for a, b in itertools.pairwise(values))
    lone = [t for t, a in points if abs(a - 22.5) < 14]
    return best if len(best) >= 2 and rising else lone[:1] if len(points) <= 2 else []


def read_polar(
    image: np.ndarray, disc: Disc, texts: Sequence[Text], keys: Sequence[Key], labels: list[Label], hide: list[Box]
) -> Panel:
    """The lines of a radar chart."""
    names = _names(disc, texts)
    web = read_web(image, disc)
    spokes = list(web.spokes) or _spokes(disc, names)
    fit = web_scale(disc, web.rings, _ring_numbers(disc, texts)) or noted_scale(disc, web.rings, texts)
    fit = fit or ring_values(disc, texts)
    slope, offset = fit if fit is not None else _lone(disc, texts)
    marks: list[Mark] = []
    colors = [(rgb_of(k.color), k) for k in keys]
    if not colors:
        colors = [(c, None) for c in _own_colors(image, disc)]  # type: ignore[misc]
    for color, key in colors:
        radii = [_reach(image, disc, angle, color) for angle in spokes]
        seen = [r for r in radii if r is not None]
        if len(seen) < max(3, 0.5 * len(spokes)):
            continue
        middle = float(np.median(seen))
        values = [slope * (r if r is not None else middle) + offset for r in radii]
        turn = list(np.radians(spokes))
        data = {"x": (*turn, turn[0]), "y": (*values, values[0])}
        label = key.text.text if key else ""
        marker = "o" if key is not None and key.handle in ("line+marker", "marker") else ""
        marks.append(
            Mark(
                "line", data, label, (hex_of(color),), line_style="--" if key is not None and key.dashed else "-", marker=marker
            )
        )
        tint = _tint(image, disc, spokes, radii, color)
        if tint is not None:
            marks.append(Mark("fill", data, "", (hex_of(color),), alpha=tint))
    ticks = tuple((a, text) for a in spokes if (text := _named(disc, names, a, 360 / len(spokes))))
    radial = Axis("linear", slope, offset, tuple((0.0, t.text) for t in _ring_numbers(disc, texts)))
    return Panel(disc.box, "polar", x=Axis("category", 1.0, 0.0, ticks), y=radial, marks=tuple(marks), labels=tuple(labels))


def _lone(disc: Disc, texts: Sequence[Text]) -> tuple[float, float]:
    """The scale that a single ring number gives when the middle is zero."""
    for t in texts:
        value = number(t.text)
        r = float(np.hypot(t.box.cx - disc.x, t.box.cy - disc.y))
        angle = float(np.degrees(np.arctan2(disc.y - t.box.cy, t.box.cx - disc.x)))
        if value and 0.15 * disc.radius < r < 1.04 * disc.radius and (abs(angle - 22.5) < 14 or abs(angle) < 6):
            return value / r, 0.0
    return 1.0 / disc.radius, 0.0


def _named(disc: Disc, names: list[Text], angle: float, step: float) -> str:
    """The name at the end of a spoke; lines of one name are joined."""
    own = []
    for t in names:
        b = t.box
        x, y = min(max(disc.x, b.x0), b.x1), min(max(disc.y, b.y0), b.y1)
        ways = [np.degrees(np.arctan2(disc.y - v, u - disc.x)) for u, v in ((x, y), (b.cx, b.cy))]
        if min(abs((float(w) - angle + 180) % 360 - 180) for w in ways) < 0.45 * step and number(t.text) is None:
            own.append(t)
    return "\n".join(t.text for t in sorted(own, key=lambda t: t.box.cy))


def _spokes(disc: Disc, names: list[Text]) -> list[float]:
    """Angles of the spokes: even round the circle, as many as there are names."""
    angles = sorted((float(np.degrees(np.arctan2(disc.y - t.box.cy, t.box.cx - disc.x))) + 8) % 360 - 8 for t in names)
    merged: list[float] = []
    for a in angles:
        if merged and a - merged[-1] < 9:
            continue
        merged.append(a)
    whole = [
        n for n in range(max(3, len(merged)), 25)
        if merged and np.mean([abs((a + 180 / n) % (360 / n) - 180 / n) for a in merged]) < min(4.0, 45 / n)
    ]  # fmt: skip
    if len(merged) >= 4 and whole:
        return [k * 360 / whole[0] for k in range(whole[0])]
    best, cost = 8, 1e9
    for n in range(3, 17):
        step = 360 / n
        off = [min(abs((a - k * step + 180) % 360 - 180) for k in range(n)) for a in merged]
        quarter = [min(abs((a - 90 - k * step + 180) % 360 - 180) for k in range(n)) for a in merged]
        score = (min(float(np.mean(off)), float(np.mean(quarter))) if merged else 0) / step * 30 + 2.5 * abs(n - len(merged))
        if score < cost:
            best, cost = n, score
    step = 360 / best
    zero = float(np.mean([min(abs((a - k * step + 180) % 360 - 180) for k in range(best)) for a in merged])) if merged else 0.0
    top = (
        float(np.mean([min(abs((a - 90 - k * step + 180) % 360 - 180) for k in range(best)) for a in merged]))
        if merged
        else 99.0
    )
    begin = 0.0 if zero <= top + 1 else 90.0
    return sorted((begin + k * step) % 360 for k in range(best))


def _reach(image: np.ndarray, disc: Disc, angle: float, color: tuple[int, int, int]) -> float | None:
    """Where a line of a colour crosses a spoke, outermost strong match."""
    best: tuple[float, float] | None = None
    for turn in (-1.2, -0.6, 0.0, 0.6, 1.2):
        a = np.radians(angle + turn)
        radii = np.arange(2, disc.radius * 1.02, 0.5)
        x = np.clip(np.round(disc.x + radii * np.cos(a)).astype(int), 0, image.shape[1] - 1)
        y = np.clip(np.round(disc.y - radii * np.sin(a)).astype(int), 0, image.shape[0] - 1)
        gap = distance(image[y, x][None], color)[0].astype(float)
        hits = np.flatnonzero(gap < 45)
        if not len(hits):
            continue
        pieces = np.split(hits, np.flatnonzero(np.diff(hits) > 4) + 1)
        for piece in pieces:
            score = float(gap[piece].mean()) - min(len(piece), 12)
            if best is None or score < best[0]:
                best = (score, float(radii[piece].mean()))
    return best[1] if best else None


def _tint(
    image: np.ndarray, disc: Disc, spokes: Sequence[float], radii: Sequence[float | None], color: tuple[int, int, int]
) -> float | None:
    """How strongly the inside of a line is filled with its colour."""
    votes = []
    face = np.array([255.0, 255.0, 255.0])
    span = np.asarray(color, float) - face
    size = float(span @ span)
    if size < 400:
        return None
    for k, angle in enumerate(spokes):
        reach = radii[k]
        if reach is None:
            continue
        a = np.radians(angle + 360 / len(spokes) * 0.13)
        r = reach * 0.7
        x, y = int(disc.x + r * np.cos(a)), int(disc.y - r * np.sin(a))
        patch = image[max(0, y - 1) : y + 2, max(0, x - 1) : x + 2].reshape(-1, 3).astype(float)
        share = float(np.median((patch - face) @ span / size))
        votes.append(share)
    if not votes:
        return None
    middle = float(np.median(votes))
    return round(min(0.9, middle), 2) if middle > 0.06 else None


def _own_colors(image: np.ndarray, disc: Disc) -> list[tuple[int, int, int]]:
    """Strong colours inside a disc without a legend."""
    b = disc.box
    crop = image[max(0, int(b.y0)) : int(b.y1), max(0, int(b.x0)) : int(b.x1)].reshape(-1, 3).astype(np.int32)
    vivid = crop[crop.max(1) - crop.min(1) > 45]
    if len(vivid) < 60:
        return []
    keys = (vivid[:, 0] >> 5 << 6) | (vivid[:, 1] >> 5 << 3) | (vivid[:, 2] >> 5)
    counts = np.bincount(keys, minlength=512)
    out = []
    for code in np.argsort(-counts)[:3]:
        if counts[code] > 0.15 * len(vivid):
            c = np.median(vivid[keys == code], axis=0)
            out.append((int(c[0]), int(c[1]), int(c[2])))
    return out
