"""Points that stand free, however few or small, of one size or of many, hollow or filled.

Enters: a `Plot` and what is explained already. Leaves: ``scatter`` calls, one for each colour; their ink is then explained.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from jupyter_viscode.vision.marks.plot import Plot, key_color
from jupyter_viscode.vision.marks.points import Spot, marker_shape
from jupyter_viscode.vision.pixels import distance, hex_of
from jupyter_viscode.vision.reading import Mark

Color = tuple[int, int, int]
_LARGEST = 60
"""Pixels of the largest point."""


@dataclass(frozen=True)
class Lone:
    """A piece of ink in the form of a marker."""

    spot: Spot
    color: Color
    round: bool
    box: tuple[int, int, int, int]
    hollow: bool


def read_loners(plot: Plot, taken: np.ndarray, least: float, round_only: bool) -> list[Mark]:
    """Scatters of pieces that look like markers, where these are at least such a share of the ink that is left."""
    ink = plot.ink(24) & ~taken & ~plot.lettered
    found = _pieces(plot, ink)
    if not found or sum(x.spot.area for x in found) < least * _weight(ink):
        return []
    if round_only and (len(found) < 3 or np.mean([x.round for x in found]) < 0.9 or _in_a_row(found)):
        return []
    for x in found:
        left, top, w, h = x.box
        taken[max(0, top - 2) : top + h + 2, max(0, left - 2) : left + w + 2] = True
    return [_scatter(plot, color, label, members) for color, label, members in _groups(plot, found)]


def _weight(ink: np.ndarray) -> float:
    """Pixels of ink; holes of rings count as well."""
    return float(_solid(ink).sum())


def _solid(ink: np.ndarray) -> np.ndarray:
    """Ink with all holes filled that are no larger than points are."""
    outlines, tree = cv2.findContours(np.pad(ink.astype(np.uint8), 1), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    out = np.pad(ink.astype(np.uint8), 1)
    for k, outline in enumerate(outlines):
        if tree[0][k][3] >= 0 and max(cv2.boundingRect(outline)[2:]) <= _LARGEST:
            cv2.drawContours(out, [outline], -1, 1, cv2.FILLED)
    return out[1:-1, 1:-1]


def _pieces(plot: Plot, ink: np.ndarray) -> list[Lone]:
    """Pieces about as wide as high that fill a good part of their box, alike in all four corners."""
    solid = _solid(ink)
    count, labels, stats, middles = cv2.connectedComponentsWithStats(solid, connectivity=8)
    found = []
    for k in range(1, count):
        x, y, w, h, area = (int(v) for v in stats[k])
        cut = x == 0 or y == 0 or x + w == plot.width or y + h == plot.height
        if max(w, h) > _LARGEST or min(w, h) < 2 or area < 5 or not (0.3 if cut else 0.7) < w / h < (3.3 if cut else 1.43):
            continue
        share = area / (w * h)
        piece = labels[y : y + h, x : x + w] == k
        if share < 0.42 or (not cut and _lopsided(piece)):
            continue
        drawn = piece & ink[y : y + h, x : x + w]
        pixels = plot.image[y : y + h, x : x + w][drawn]
        gap = distance(pixels[None], plot.face)[0]
        red, green, blue = (int(v) for v in np.median(pixels[gap >= np.percentile(gap, 60)], axis=0))
        spot = Spot(float(middles[k][0]), float(middles[k][1]), float(area))
        disc = max(w, h) <= 6 or (share < 0.9 if cut else 0.68 < share < 0.86)  # what stands on an edge squarely is a bar
        found.append(Lone(spot, (red, green, blue), disc, (x, y, w, h), int(drawn.sum()) < 0.75 * area))
    return found


def _lopsided(piece: np.ndarray) -> bool:
    """Whether a form is another one in the mirror, as most letters are."""
    other = cv2.dilate(np.pad(piece.astype(np.uint8), 1)[:, ::-1], np.ones((3, 3), np.uint8))[1:-1, 1:-1]
    return float(piece[other > 0].sum()) < 0.9 * float(piece.sum())


def _in_a_row(found: list[Lone]) -> bool:
    """Whether small pieces follow each other closely and evenly, as the dots of a line do."""
    if len(found) < 6:
        return False
    places = np.array([(x.spot.x, x.spot.y) for x in found])
    apart = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))
    np.fill_diagonal(apart, np.inf)
    near = np.sort(apart, axis=1)[:, :2]
    size = float(np.median([max(x.box[2:]) for x in found]))
    return size < 9 and float((np.ptp(near, axis=1) < 1.5).mean()) > 0.7 and float(np.median(near[:, 0])) < 3 * size


def _groups(plot: Plot, found: list[Lone]) -> list[tuple[Color, str, list[Lone]]]:
    """The points by colour: those of the legend, else those that stand out."""
    keys = [(key_color(k), k.text.text) for k in plot.keys]
    groups: dict[tuple[Color, str], list[Lone]] = {}
    for x in sorted(found, key=lambda x: x.spot.x):
        near = min(keys, key=lambda k: _off(k[0], x.color), default=None)
        if near is None or _off(near[0], x.color) >= 60:
            near = next((g for g in groups if not g[1] and _off(g[0], x.color) < 40), (x.color, ""))
        groups.setdefault(near, []).append(x)
    return [(color, label, members) for (color, label), members in groups.items()]


def _off(a: Color, b: Color) -> int:
    return max(abs(p - q) for p, q in zip(a, b, strict=True))


def _scatter(plot: Plot, color: Color, label: str, members: list[Lone]) -> Mark:
    """One call."""
    spots = [x.spot for x in members]
    data = {"x": plot.xs([s.x for s in spots]), "y": plot.ys([s.y for s in spots])}
    sizes = np.array([s.area for s in spots])
    if float(np.ptp(sizes)) > 0.8 * float(np.median(sizes)):
        data["sizes"] = tuple((sizes * 4 / 3.14159 * (72 / 110) ** 2).tolist())
    mask = np.zeros((plot.height, plot.width), bool)
    for x, y, w, h in (m.box for m in members):
        mask[y : y + h, x : x + w] = distance(plot.image[y : y + h, x : x + w], plot.face) > 24
    shade = hex_of(color)
    edge = shade if np.mean([m.hollow for m in members]) > 0.5 else ""
    return Mark(
        "scatter", data, label, (shade,), edge=edge, marker=marker_shape(mask, spots), marker_size=float(np.median(sizes))
    )
