"""Legends: texts with a coloured handle at their left.

Enters: pixels and the texts that are no tick labels. Leaves: `Key` entries in groups, each with its colour and kind of handle.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from jupyter_viscode.vision.figures import number
from jupyter_viscode.vision.pixels import border_color, distance, hex_of, mode_color
from jupyter_viscode.vision.reading import Box, Text

SPOTS = frozenset("xX×+*oOAVDHITN")
"""Letters that a lone marker may be read as."""
STROKES = frozenset("-–—一_=~. ")
"""Signs that the dashes of a handle may be read as."""
Handle = Literal["patch", "line", "marker", "line+marker", "none"]


@dataclass(frozen=True)
class Key:
    """One entry of a legend."""

    text: Text
    color: str
    handle: Handle
    box: Box
    """Of the handle."""
    dashed: bool = False
    edge: str = ""


@dataclass(frozen=True)
class Keys:
    """A legend: its entries and the room that it takes."""

    entries: tuple[Key, ...]
    box: Box
    title: Text | None = None
    framed: bool = False


def find_legends(image: np.ndarray, texts: Sequence[Text], frames: Sequence[Box]) -> tuple[Keys, ...]:
    """All legends of a picture."""
    level = [t for t in texts if abs(t.angle) < 8 and t.score > 0.6 and set(t.text) - set("oO0QD°8@.-")]
    usual = float(np.median([t.box.height for t in level])) if level else 18.0
    level = [t for t in level if t.box.height >= 0.4 * usual]  # a tick and a line of the grid that were read as a letter
    keys = [k for t in level if (k := _key(image, t, texts, usual, frames)) is not None]
    groups: list[list[Key]] = []
    for key in sorted(keys, key=lambda k: (k.text.box.y0, k.text.box.x0)):
        home = next((g for g in groups if any(_near(key, other) for other in g)), None)
        if home is None:
            groups.append([key])
        else:
            home.append(key)
    groups = _merge(groups)
    legends = []
    for group in groups:
        group = _consistent(group)
        if not group:
            continue
        room = Box(
            min(k.box.x0 for k in group),
            min(k.text.box.y0 for k in group),
            max(k.text.box.x1 for k in group),
            max(k.text.box.y1 for k in group),
        )  # fmt: skip
        framed = _framed(image, room)
        if len(group) == 1 and not framed and group[0].handle not in ("patch", "line", "line+marker"):
            continue
        markers = all(k.handle in ("marker", "none") for k in group)
        if markers and not framed and _inside(room, frames) and all(len(k.text.text) <= 2 for k in group):
            continue
        if markers and len({k.color for k in group}) == 1 and all(_inside(k.text.box, frames) for k in group):
            continue  # points with their names
        if len(group) == 1 and not framed and _inside(room, frames):
            continue
        valued = all(_inside(k.text.box, frames) and number(k.text.text) is not None for k in group)
        if valued and (len(group) == 1 or not framed):
            continue  # numbers written over bars
        legends.append(Keys(tuple(group), room, _title(texts, group, room), framed))
    return tuple(legends)


def _inside(room: Box, frames: Sequence[Box]) -> bool:
    return any(f.x0 < room.cx < f.x1 and f.y0 < room.cy < f.y1 for f in frames)


def _key(image: np.ndarray, text: Text, texts: Sequence[Text], usual: float, frames: Sequence[Box]) -> Key | None:
    """The handle at a text's left, if there is one."""
    b = text.box
    em = 0.74 * (min(b.height, 1.15 * usual) if b.height < 1.6 * usual else 0.9 * b.height)
    x0, x1 = int(b.x0 - 4.2 * em), int(b.x0 - 1)
    y0, y1 = round(b.cy - 0.55 * em), round(b.cy + 0.55 * em) + 1
    x0 = max(0, x0)
    back = border_color(image)
    for frame in frames:
        if frame.x1 - 3 < b.x0 and frame.y0 < b.cy < frame.y1 and _closed(image, frame, back):
            x0 = max(x0, int(frame.x1) + 2)  # what ends there is no handle
    for other in texts:
        o = other.box
        if (len(other.text) == 1 and not other.text.isdigit()) or not set(other.text) - STROKES:
            continue  # a marker or dashes that were read as letters
        if other is not text and o.y0 < b.cy < o.y1 and x0 < o.x1 <= b.x0 + 2 and o.x0 < b.x0:
            x0 = max(x0, int(o.x1) + 1)
    if x1 - x0 < 0.7 * em or y0 < 0:
        return None
    zone = image[y0:y1, x0:x1]
    around = image[max(0, int(b.y0) - 1) : int(b.y1) + 1, int(b.x0) : int(b.x1)]
    if around.size == 0 or zone.size == 0:
        return None
    back = mode_color(around)
    ink = _crossed(zone, distance(zone, back) > 28, back, em)
    tower = image[max(0, y0 - 3) : y1 + 3, x0:x1]
    plain = (zone.astype(int).max(-1) - zone.astype(int).min(-1) < 40).mean(0)
    towering = distance(tower, back) > 10
    fence = (towering.mean(0) >= 0.8) & ((plain == 1) | ((plain >= 0.75) & towering[:2].all(0) & towering[-2:].all(0)))
    bare = ink.copy()
    bare[:, fence] = False
    for crossing in np.flatnonzero(fence).tolist():
        ink[:, crossing] = _beside(bare, crossing)
    for wall in np.flatnonzero(fence):
        ink[:, max(0, wall - 1) : wall + 2] &= (
            zone[:, max(0, wall - 1) : wall + 2].astype(int).max(-1) - zone[:, max(0, wall - 1) : wall + 2].min(-1)
        ) > 40
    columns = np.flatnonzero(ink.sum(0) >= 1)
    if not len(columns):
        return None
    high = int(columns[-1])
    gap = zone.shape[1] - 1 - high
    if gap > 1.5 * em:
        return None
    low = high
    lean = 0
    for x in range(high, -1, -1):
        if fence[x] and not _runs_through(bare, x, em):
            break  # beyond the legend's own frame
        if ink[:, x].any():
            low, lean = x, 0
        else:
            lean += 1
            if lean > 0.62 * em:
                break
    piece = ink[:, low : high + 1]
    width = high - low + 1
    if width > 3.9 * em or width < 0.25 * em or low <= 0:
        return None
    full = piece.mean(1) > 0.85
    tall = piece.any(1).sum()
    if x0 + low - 2 >= 0 and distance(image[y0:y1, max(0, x0 + low - 3) : x0 + low], back).max(initial=0) > 60:
        return None
    above = image[max(0, y0 - 2) : y0, x0 + low : x0 + high + 1]
    if above.size and tall >= zone.shape[0] and (distance(above, back) > 28).mean() > 0.8:
        return None
    handle: Handle
    row_cover = piece.any(0).mean()
    if _is_disc(image, x0 + low, width, b.cy, back):
        handle = "marker"
    elif full.sum() >= 0.42 * em and width > 0.9 * em:
        handle = "patch"
    elif width > 1.25 * em:
        thick = piece.sum(0)
        handle = "line+marker" if thick.max() >= max(5, 2.0 * np.median(thick[thick > 0]) + 1) else "line"
    elif width <= 1.25 * em and tall <= 1.3 * em:
        handle = "marker"
    else:
        handle = "none"
    color = _handle_color(zone[:, low : high + 1], piece, back, handle == "line")
    spot = Box(x0 + low, y0, x0 + high + 1, y1)
    edge = ""
    if handle == "patch":
        rows = np.flatnonzero(full)
        inner = zone[rows[0] + 2 : rows[-1] - 1, low + 2 : high - 1]
        if inner.size:
            color = hex_of(mode_color(inner))
        rim = zone[rows[0], low + 2 : high - 1]
        if (
            rim.size
            and np.abs(np.median(rim, axis=0) - np.asarray(_rgb(color))).max() > 50
            and np.median(rim, axis=0).max() < 120
        ):
            edge = hex_of(np.median(rim, axis=0))
    return Key(text, color, handle, spot, bool(row_cover < 0.93 and handle.startswith("line")), edge)


def _is_disc(image: np.ndarray, left: int, width: int, middle: float, back: tuple[int, int, int]) -> bool:
    """Whether the ink at a text's left is about as wide as high, full or hollow, and has no corners."""
    half = width / 2 + 2
    room = image[max(0, round(middle - half)) : round(middle + half) + 1, max(0, left - 2) : left + width + 2]
    ink = distance(room, back) > 28
    rows, columns = np.flatnonzero(ink.any(1)), np.flatnonzero(ink.any(0))
    if len(rows) < 6 or len(columns) < 6 or rows[0] == 0 or rows[-1] == len(ink) - 1:
        return False
    disc = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    high, wide = disc.shape
    cut = max(1, round(0.1 * min(high, wide)))
    corners = (disc[:cut, :cut], disc[:cut, -cut:], disc[-cut:, :cut], disc[-cut:, -cut:])
    middles = (disc[0, wide // 2], disc[-1, wide // 2], disc[high // 2, 0], disc[high // 2, -1])
    return 0.8 <= wide / high <= 1.25 and all(middles) and not any(corner.any() for corner in corners)


def of_series(keys: Sequence[Keys]) -> tuple[Key, ...]:
    """The entries that name series: discs of one colour that grow from entry to entry tell sizes."""
    entries = [k for ks in keys for k in ks.entries]
    return tuple(k for k in entries if not _tells_size(k, entries))


def _tells_size(key: Key, entries: Sequence[Key]) -> bool:
    alike = [k.box.width for k in entries if k.handle == "marker" and _same_color(k, key)]
    rising = alike == sorted(alike) or alike == sorted(alike, reverse=True)
    return key.handle == "marker" and rising and max(alike) - min(alike) >= 2


def _same_color(a: Key, b: Key) -> bool:
    return bool(np.abs(np.subtract(_rgb(a.color), _rgb(b.color))).max() < 24)


def _crossed(zone: np.ndarray, ink: np.ndarray, back: tuple[int, int, int], em: float) -> np.ndarray:
    """Ink without what runs on through the gap before the text: lines of a grid, and what a legend lets shine through."""
    out = ink.copy()
    gap = max(2, int(0.3 * em))
    for row in np.flatnonzero(ink[:, -gap:].all(1)):
        ground = np.median(zone[row, -gap:], axis=0)
        if ink[row].mean() > 0.95 or np.abs(ground - back).max() < 60:
            out[row] &= np.abs(zone[row].astype(int) - ground).max(-1) > 28
    return out


def _beside(ink: np.ndarray, column: int) -> np.ndarray:
    """Rows that are inked at both sides of a column."""
    left, right = ink[:, max(0, column - 2) : column], ink[:, column + 1 : column + 3]
    both: np.ndarray = np.logical_and(left.any(axis=1), right.any(axis=1))
    return both


def _runs_through(ink: np.ndarray, column: int, em: float) -> bool:
    """Whether a handle goes on beyond a line that crosses it, in no other rows than before."""
    here = ink[:, column + 1 :].any(1)
    there = ink[:, max(0, column - int(1.5 * em)) : column].any(1)
    return bool(there.any() and here.any() and not (there & ~here).any())


def _closed(image: np.ndarray, frame: Box, back: tuple[int, int, int]) -> bool:
    """Whether a line runs along the right side of a plot area."""
    x = int(frame.x1)
    side = image[int(frame.y0) : int(frame.y1), max(0, x - 3) : x + 2]
    return bool(side.size) and float((distance(side, back) > 10).mean(0).max()) > 0.9


def _rgb(code: str) -> tuple[int, int, int]:
    from jupyter_viscode.vision.pixels import rgb_of

    return rgb_of(code)


def _handle_color(zone: np.ndarray, ink: np.ndarray, back: tuple[int, int, int], line: bool) -> str:
    """The colour that most of the strongest pixels have; a thin line's soft edges are none of it."""
    pixels = zone[ink]
    gap = distance(pixels[None], back)[0].astype(float)
    pure = pixels[gap >= 0.93 * gap.max()]
    strong = pure if line and len(pure) >= 6 else pixels[gap >= 0.8 * gap.max()]
    return hex_of(mode_color(strong[None]) if len(strong) > 12 else np.median(strong, axis=0))


def _near(a: Key, b: Key) -> bool:
    """Whether two entries stand under or beside each other."""
    p, q = a.text.box, b.text.box
    tall = min(p.height, q.height)
    if abs(p.x0 - q.x0) < 0.6 * tall and abs(p.cy - q.cy) < 2.6 * tall and abs(p.height - q.height) < 0.5 * tall:
        return True
    first, second = (a, b) if p.x0 < q.x0 else (b, a)
    gap = second.box.x0 - first.text.box.x1
    return abs(p.cy - q.cy) < 0.5 * tall and -2 < gap < 7 * tall


def _merge(groups: list[list[Key]]) -> list[list[Key]]:
    """Groups that touch become one."""
    changed = True
    while changed:
        changed = False
        for i in range(len(groups)):
            for j in range(i + 1, len(groups)):
                if any(_near(a, b) for a in groups[i] for b in groups[j]):
                    groups[i] += groups.pop(j)
                    changed = True
                    break
            if changed:
                break
    return groups


def _consistent(group: list[Key]) -> list[Key]:
    """Only entries whose handle ends at one distance from its text."""
    if len(group) < 2:
        return group
    middles = np.array([k.text.box.x0 - k.box.cx for k in group])
    middle = float(np.median(middles))
    size = float(np.median([k.text.box.height for k in group]))
    return [k for k, m in zip(group, middles, strict=True) if abs(m - middle) < 0.45 * size]


def _framed(image: np.ndarray, room: Box) -> bool:
    """Whether a thin line runs round the room."""
    height, width = image.shape[:2]
    hits = 0
    for side in range(4):
        for step in range(3, 18):
            if side < 2:
                y = int(room.y0 - step) if side == 0 else int(room.y1 + step)
                if not 0 <= y < height:
                    break
                line = image[y, int(max(0, room.x0)) : int(min(width, room.x1))]
                near = image[
                    min(height - 1, max(0, y + (2 if side == 0 else -2))), int(max(0, room.x0)) : int(min(width, room.x1))
                ]
            else:
                x = int(room.x0 - step) if side == 2 else int(room.x1 + step)
                if not 0 <= x < width:
                    break
                line = image[int(max(0, room.y0)) : int(min(height, room.y1)), x]
                near = image[
                    int(max(0, room.y0)) : int(min(height, room.y1)), min(width - 1, max(0, x + (2 if side == 2 else -2)))
                ]
            if (
                len(line)
                and (np.abs(line.astype(int) - near.astype(int)).max(-1) > 12).mean() > 0.8
                and np.ptp(line, axis=0).max() < 60
            ):
                hits += 1
                break
    return hits >= 3


def _title(texts: Sequence[Text], group: list[Key], room: Box) -> Text | None:
    """A text just above the entries and within their width."""
    own = {id(k.text) for k in group}
    size = float(np.median([k.text.box.height for k in group]))
    rows = sorted({round(k.text.box.cy) for k in group})
    if len(rows) < 2:
        return None
    for t in texts:
        gap = room.y0 - t.box.y1
        if (
            id(t) not in own
            and -0.4 * size < gap < 0.7 * size
            and t.box.x0 > room.x0 - size
            and t.box.x1 < room.x1 + 3 * size
            and abs(t.angle) < 8
        ):
            return t
    return None
