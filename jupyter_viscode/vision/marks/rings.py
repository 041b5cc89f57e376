"""Hollow markers: small outlines of a few forms, whose places are found by the outlines that stand free.

Enters: a `Plot` and what is explained already. Leaves: ``scatter`` calls, one for each colour; their ink is then explained.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from jupyter_viscode.vision.marks.plot import Plot, key_color
from jupyter_viscode.vision.marks.points import Spot, marker_shape
from jupyter_viscode.vision.pixels import channel_max, distance, hex_of
from jupyter_viscode.vision.reading import Mark

Color = tuple[int, int, int]
_LARGEST = 44
"""Pixels of the largest hollow marker."""
_CLEAR = 12
"""Pixels from which the size of a marker needs no finer steps."""
_FORMS = 14
_SEEN = 0.4
"""Share of a marker at the end of a plot area that must be in it."""


@dataclass(frozen=True)
class Ring:
    """One hollow marker: its middle, its size and the colour of its outline."""

    x: float
    y: float
    size: float
    color: tuple[float, float, float]


def read_rings(plot: Plot, taken: np.ndarray) -> list[Mark]:
    """Scatters of hollow markers, where such markers make up the ink of their colours."""
    rings, cover, ink = find_rings(plot, taken)
    if not rings:
        return []
    cover, ink = (cv2.resize(m.astype(np.float32), taken.shape[::-1], interpolation=cv2.INTER_AREA) for m in (cover & ink, ink))
    marks: list[Mark] = []
    least = 0.5 if float(cover.sum()) > 0.75 * float(ink.sum()) else 0.7
    for color, key, members in _groups(plot, rings):
        own = _like(plot, color)
        if len(members) < 2 or float(cover[own].sum()) < least * float(ink[own].sum()):
            continue
        marks.append(_scatter(plot, members, color, key))
        for r in members:
            half = r.size / 2 + 2.5
            taken[max(0, int(r.y - half)) : int(r.y + half) + 2, max(0, int(r.x - half)) : int(r.x + half) + 2] = True
    return marks


def find_rings(plot: Plot, taken: np.ndarray) -> tuple[list[Ring], np.ndarray, np.ndarray]:
    """All hollow markers, the ink that they explain and all ink, both in steps finer than a pixel."""
    for fine in (1, 3 if plot.image.size < 1_500_000 else 2):
        ink = _ink(plot, taken, fine)
        free = _free(ink, fine)
        wide = float(np.median([len(piece) for piece in free])) if len(free) >= 3 else 0.0
        if wide >= _CLEAR:
            break
    if len(free) < 3 or sum(int(piece.sum()) for piece in free) < 0.03 * int(ink.sum()):
        return [], ink, ink
    forms = _forms(free)
    places, cover = _matched(ink, forms, fine)
    return [_ring(plot, forms[k], x, y, fine) for k, x, y in places], cover, ink


def _ink(plot: Plot, taken: np.ndarray, fine: int) -> np.ndarray:
    """The cores of all strokes, pale or strong, in steps finer than a pixel."""
    gap = distance(plot.image, plot.face).astype(np.uint8)
    gap[plot.hidden | plot.ruled | plot.lettered | taken] = 0
    finer = cv2.resize(gap, None, fx=fine, fy=fine, interpolation=cv2.INTER_CUBIC)
    strongest = cv2.dilate(finer, np.ones((4 * fine + 1, 4 * fine + 1), np.uint8))
    ink: np.ndarray = (finer > 24) & (finer > 0.5 * strongest)
    return ink


def _free(ink: np.ndarray, fine: int) -> list[np.ndarray]:
    """Outlines that touch nothing else: about as wide as high, one hole in the middle."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    found = []
    for k in range(1, count):
        x, y, w, h, area = (int(v) for v in stats[k])
        if not (5 * fine <= min(w, h) and max(w, h) <= _LARGEST * fine and 0.78 < w / h < 1.28):
            continue
        if x == 0 or y == 0 or x + w == ink.shape[1] or y + h == ink.shape[0]:
            continue
        piece = (labels[y : y + h, x : x + w] == k).astype(np.uint8)
        outlines, tree = cv2.findContours(np.pad(piece, 1), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
        holes = [o for o, t in zip(outlines, tree[0], strict=True) if t[3] >= 0]
        if len(holes) != 1:
            continue
        outer = max((o for o, t in zip(outlines, tree[0], strict=True) if t[3] < 0), key=len)
        solid = np.zeros((h + 2, w + 2), np.uint8)
        cv2.drawContours(solid, [outer], -1, 1, cv2.FILLED)
        full = int(solid.sum())
        hull = max(1.0, cv2.contourArea(cv2.convexHull(outer)))
        hole = full - area
        hx, hy, hw, hh = cv2.boundingRect(holes[0])
        middle = max(abs(hx + hw / 2 - (w + 2) / 2), abs(hy + hh / 2 - (h + 2) / 2)) < 0.2 * max(w, h)
        if _lopsided(piece):
            continue  # most letters are
        if hole >= 0.05 * full and full > 0.42 * w * h and cv2.contourArea(outer) > 0.8 * hull and middle:
            found.append(piece)
    return found


def _lopsided(piece: np.ndarray) -> bool:
    """Whether a form is another one in the mirror."""
    other = cv2.dilate(np.pad(piece, 1)[:, ::-1], np.ones((3, 3), np.uint8))[1:-1, 1:-1]
    return float((piece > 0)[other > 0].sum()) < 0.93 * float(piece.sum())


def _forms(free: list[np.ndarray]) -> list[np.ndarray]:
    """The shapes that the free outlines have, those of most first."""
    groups: list[list[np.ndarray]] = []
    for piece in free:
        home = next((g for g in groups if _same(g[0], piece)), None)
        if home is None:
            groups.append([piece])
        else:
            home.append(piece)
    groups.sort(key=len, reverse=True)
    return [sorted(g, key=lambda p: int(p.sum()))[len(g) // 2] for g in groups[:_FORMS]]


def _same(a: np.ndarray, b: np.ndarray) -> bool:
    """Whether two outlines are one form, a little more or less."""
    if max(abs(a.shape[0] - b.shape[0]), abs(a.shape[1] - b.shape[1])) > max(2, 0.1 * max(a.shape)):
        return False
    b = cv2.resize(b, a.shape[::-1], interpolation=cv2.INTER_NEAREST)
    near = [cv2.dilate(m, np.ones((3, 3), np.uint8)) > 0 for m in (a, b)]
    return float((a > 0)[near[1]].sum()) > 0.9 * float(a.sum()) and float((b > 0)[near[0]].sum()) > 0.9 * float(b.sum())


def _matched(ink: np.ndarray, forms: Sequence[np.ndarray], fine: int) -> tuple[list[tuple[int, float, float]], np.ndarray]:
    """Form and middle of each marker, best matches first, as long as they explain ink of their own; and what they explain."""
    wide = _LARGEST * fine
    picture = np.pad(ink.astype(np.uint8), wide)
    soft = cv2.dilate(picture, np.ones((3, 3), np.uint8)).astype(np.float32)
    area = np.pad(np.ones(ink.shape, np.float32), wide)
    options = []
    for k, form in enumerate(forms):
        hole = _filled(form) - form
        share = cv2.filter2D(soft, -1, form.astype(np.float32) / float(form.sum()), borderType=cv2.BORDER_CONSTANT)
        there = cv2.filter2D(area, -1, form.astype(np.float32) / float(form.sum()), borderType=cv2.BORDER_CONSTANT)
        share = np.where(there > 0.98, share, np.where(there > _SEEN, share / np.maximum(there, _SEEN) - 0.03, 0.0))
        inside = cv2.filter2D(soft, -1, hole.astype(np.float32) / max(1.0, float(hole.sum())), borderType=cv2.BORDER_CONSTANT)
        worth = share - 0.2 * inside
        peak = (share > 0.88) & (worth >= cv2.dilate(worth, np.ones((3, 3), np.uint8)))
        solid = np.zeros_like(peak)  # where all is ink, every place would do
        solid[:: max(1, form.shape[0] // 2), :: max(1, form.shape[1] // 2)] = True
        peak &= solid | (inside < 0.97)
        options += [(float(worth[y, x]), k, int(x), int(y)) for y, x in zip(*np.nonzero(peak), strict=True)]
    options.sort(reverse=True)
    explained = np.zeros(picture.shape, bool)
    drawn = picture > 0
    places: list[tuple[int, float, float]] = []
    reach = np.ones((fine + 2, fine + 2), np.uint8)
    grown = [cv2.dilate(np.pad(form, fine), reach) > 0 for form in forms]
    for _, k, x, y in options:
        form = forms[k] > 0
        h, w = form.shape
        top, left = y - h // 2, x - w // 2
        window = np.s_[top : top + h, left : left + w]
        fresh = form & drawn[window] & ~explained[window]
        if fresh.sum() < 0.34 * form.sum() and fresh.sum() < 0.8 * form[area[window] > 0].sum():
            continue
        explained[top - fine : top + h + fine, left - fine : left + w + fine] |= grown[k]
        places.append((k, (left + w / 2 - wide) / fine - 0.5, (top + h / 2 - wide) / fine - 0.5))
    return places, explained[wide:-wide, wide:-wide]


def _filled(form: np.ndarray) -> np.ndarray:
    """An outline with its inside."""
    outlines, _ = cv2.findContours(np.pad(form, 1), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    solid = np.zeros((form.shape[0] + 2, form.shape[1] + 2), np.uint8)
    cv2.drawContours(solid, outlines, -1, 1, cv2.FILLED)
    return solid[1:-1, 1:-1]


def _ring(plot: Plot, form: np.ndarray, x: float, y: float, fine: int) -> Ring:
    """A marker with the colour that its outline has where it is strongest."""
    h, w = form.shape
    rows, columns = np.nonzero(form)
    rows = np.round(y + ((rows + 0.5) - h / 2) / fine).astype(int)
    columns = np.round(x + ((columns + 0.5) - w / 2) / fine).astype(int)
    seen = (rows >= 0) & (rows < plot.height) & (columns >= 0) & (columns < plot.width)
    pixels = plot.image[rows[seen], columns[seen]]
    gap = distance(pixels[None], plot.face)[0] if len(pixels) else np.zeros(0)
    strong = pixels[gap >= np.percentile(gap, 60)] if len(gap) else np.zeros((1, 3))
    r, g, b = (float(v) for v in np.median(strong, axis=0))
    return Ring(x, y, max(h, w) / fine, (r, g, b))


def _groups(plot: Plot, rings: Sequence[Ring]) -> list[tuple[Color, str, list[Ring]]]:
    """The markers by colour: those of the legend, else those that many have."""
    keys = [(np.array(key_color(k), float), k.text.text) for k in plot.keys]
    centres = [c for c, _ in keys if any(np.abs(c - r.color).max() < 50 for r in rings)]
    if not centres:
        rest = np.array([r.color for r in rings])
        while len(rest):
            near = np.abs(rest[:, None] - rest[None]).max(-1) < 40 if len(rest) <= 600 else np.ones((1, len(rest)), bool)
            members = near[int(near.sum(1).argmax())]
            centres.append(np.median(rest[members], axis=0))
            rest = rest[np.abs(rest - centres[-1]).max(-1) >= 60]
    out: list[tuple[Color, str, list[Ring]]] = []
    homes = [int(np.argmin([np.abs(c - r.color).max() for c in centres])) for r in rings]
    for k, centre in enumerate(centres):
        members = [r for r, h in zip(rings, homes, strict=True) if h == k]
        label = next((text for c, text in keys if c is centre), "")
        red, green, blue = (int(v) for v in centre)
        if members:
            out.append(((red, green, blue), label, members))
    return out


def _like(plot: Plot, color: Color) -> np.ndarray:
    """Pixels that are a coat of a colour, thin or thick."""
    face = np.asarray(plot.face, float)
    span = np.asarray(color, float) - face
    wide = plot.image.astype(float) - face
    share = (wide @ span) / max(1.0, float(span @ span))
    off = channel_max(np.abs(wide - share[..., None] * span))
    return (off < 40) & (share > 0.3)  # type: ignore[no-any-return]


def _scatter(plot: Plot, members: list[Ring], color: Color, label: str) -> Mark:
    """One call."""
    members = sorted(members, key=lambda r: r.x)
    spots = [Spot(r.x, r.y, 0.785 * r.size**2) for r in members]
    data = {"x": plot.xs([s.x for s in spots]), "y": plot.ys([s.y for s in spots])}
    sizes = np.array([s.area for s in spots])
    if float(np.ptp(sizes)) > 0.8 * float(np.median(sizes)):
        data["sizes"] = tuple((sizes * 4 / 3.14159 * (72 / 110) ** 2).tolist())
    shade = hex_of(color)
    return Mark(
        "scatter",
        data,
        label,
        (shade,),
        edge=shade,
        marker=marker_shape(_like(plot, color), spots),
        marker_size=float(np.median(sizes)),
    )
