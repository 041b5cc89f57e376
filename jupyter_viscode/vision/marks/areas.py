"""Filled areas: bands round lines and areas down to a base, also where translucent ones overlap.

Enters: a `Plot` and its regions. Leaves: ``fill_between`` calls with both edges in axis units.
"""

from __future__ import annotations

import cv2
import numpy as np

from jupyter_viscode.vision.legends import Key
from jupyter_viscode.vision.marks.hists import overlap_alpha
from jupyter_viscode.vision.marks.plot import Plot, key_color, unmix
from jupyter_viscode.vision.marks.regions import Region
from jupyter_viscode.vision.pixels import distance, hex_of
from jupyter_viscode.vision.reading import Mark

Color = tuple[int, int, int]


def read_areas(plot: Plot, regions: list[Region], taken: np.ndarray) -> tuple[list[Mark], list[Region]]:
    """Areas and the regions that they used."""
    large = [
        r
        for r in regions
        if r.area > 0.004 * plot.width * plot.height and r.width > 0.06 * plot.width and max(r.height, r.width) > 24
    ]
    shaped = [r for r in large if r.square < 0.72]
    if sum(r.area for r in large if r.square >= 0.85) > sum(r.area for r in shaped):
        return [], []
    colors: dict[Color, int] = {}
    for r in shaped:
        colors[r.color] = colors.get(r.color, 0) + r.area
    order = sorted(colors, key=lambda c: -colors[c])
    named = [key_color(k) for k in plot.keys]
    lone = [
        c
        for c in order
        if any(np.abs(np.subtract(c, k)).max() <= 9 for k in named)
        or not any(a != b and overlap_alpha(c, a, b, plot.face) is not None for a in order for b in order if c not in (a, b))
    ]
    marks, used = [], []
    cover = np.zeros_like(taken)
    strokes = [(key_color(k), k) for k in plot.keys]
    for color in lone[:12]:
        mask = distance(plot.image, color) <= 8
        for mixed in order:
            if mixed not in lone and any(
                overlap_alpha(mixed, a, b, plot.face) is not None
                for a, b in [(color, o) for o in lone] + [(o, color) for o in lone]
                if a != b
            ):
                mask |= distance(plot.image, mixed) <= 8
        mask &= ~plot.hidden & ~taken
        band = _edges(mask)
        if band is None or _is_stroke(mask):
            continue
        columns, top, bottom = band
        step = max(1, len(columns) // 60)
        pick = np.unique(np.append(np.arange(0, len(columns), step), len(columns) - 1))
        tint, alpha, label = _owner(plot, color, strokes)
        data = {"x": plot.xs(columns[pick]), "low": plot.ys(bottom[pick] + 0.5), "high": plot.ys(top[pick] - 0.5)}
        marks.append(Mark("fill_between", data, label, (hex_of(tint),), alpha=alpha))
        cover |= _coat(plot, color, mask)
        used += [
            r for r in regions if np.abs(np.subtract(r.color, color)).max() <= 9 or (r.color in order and r.color not in lone)
        ]
    taken |= cover
    return marks, used


def _coat(plot: Plot, color: Color, mask: np.ndarray) -> np.ndarray:
    """An area with its soft edges; a stronger line along an edge is none of it."""
    share, off = unmix(plot, color)
    near = cv2.dilate(mask.astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
    return mask | (near & (off < 24) & (share < 1.12))


def _edges(mask: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray] | None:
    """Upper and lower edge of a band in each column, smoothed over gaps."""
    columns = np.flatnonzero(mask.sum(0) >= 2)
    if len(columns) < 12:
        return None
    top = np.array([np.flatnonzero(mask[:, x])[0] for x in columns], float)
    bottom = np.array([np.flatnonzero(mask[:, x])[-1] for x in columns], float)
    inside = mask[:, columns].sum(0) / np.maximum(1, bottom - top + 1)
    if float(np.median(inside)) < 0.45:
        return None
    from scipy.ndimage import median_filter

    return columns.astype(float), median_filter(top, 5), median_filter(bottom, 5)


def _is_stroke(mask: np.ndarray) -> bool:
    """Whether a mask is nowhere wider than a thick line."""
    depth = cv2.distanceTransform(np.pad(mask.astype(np.uint8), 1), cv2.DIST_L2, 3)
    return float(depth.max()) <= 4.5


def _owner(plot: Plot, color: Color, strokes: list[tuple[Color, Key]]) -> tuple[Color, float, str]:
    """The legend colour that an area is a thin coat of, how thin, and the label if the area is the entry itself."""
    face = np.asarray(plot.face, float)
    best: tuple[float, Color, float, str] | None = None
    for tint, key in strokes:
        span = np.asarray(tint, float) - face
        wide = np.asarray(color, float) - face
        share = float(wide @ span) / max(1.0, float(span @ span))
        off = float(np.abs(wide - share * span).max())
        pale = np.ptp(wide) < 0.5 * share * np.ptp(span) - 3  # a gray band is no coat of a colour
        if 0.05 < share <= 1.05 and off < 16 and not pale and (best is None or off < best[0]):
            patch = key.handle == "patch"
            best = (
                off,
                tint if share < 0.95 else color,
                round(min(1.0, share), 2),
                key.text.text if patch and share > 0.9 else "",
            )
    if best is None:
        return color, 1.0, ""
    return best[1], best[2], best[3]
