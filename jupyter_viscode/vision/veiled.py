"""Bars beneath a legend: what was read of bars goes in; their heights as they are seen through its ground come out.

A legend's ground is opaque but for a fifth by matplotlib's default, so that a covered bar leaves a pale tint.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from jupyter_viscode.vision.pixels import distance
from jupyter_viscode.vision.reading import Axis, Box, Mark

REACH = 7
"""Pixels between a bar's end and a legend's edge within which the legend may have cut it."""
TINT = 8
"""Least difference in colour of the covered bar from the legend's ground."""


def unveiled(pixels: np.ndarray, marks: Sequence[Mark], covers: Sequence[Box], x: Axis, y: Axis) -> list[Mark]:
    """The marks, with bars that end at the lower edge of a legend as high as they are seen through it."""
    return [_whole(pixels, m, covers, x, y) if m.kind == "bar" and not m.secondary else m for m in marks]


def _whole(pixels: np.ndarray, mark: Mark, covers: Sequence[Box], x: Axis, y: Axis) -> Mark:
    heights = list(mark.data.get("heights", ()))
    widths, bottoms = mark.data.get("thickness", ()), mark.data.get("bottom", ())
    if y.scale != "linear" or not x.known or not widths or len(mark.data.get("x", ())) != len(heights):
        return mark
    for i, middle in enumerate(mark.data["x"]):
        base = bottoms[i] if i < len(bottoms) else 0.0
        half = abs(widths[min(i, len(widths) - 1)] / x.slope) / 2
        at, top = (middle - x.offset) / x.slope, (base + heights[i] - y.offset) / y.slope
        for cover in covers:
            left, right = max(at - half, cover.x0) + 2, min(at + half, cover.x1) - 2
            if right - left > 8 and abs(top - cover.y1) <= REACH and heights[i] > 0:
                end = _end(pixels, round(left), round(right), round(min(top, cover.y1)), round(cover.y0))
                heights[i] = y.value(end) - base if end is not None else heights[i]
    return replace(mark, data={**mark.data, "heights": tuple(heights)})


def _end(pixels: np.ndarray, left: int, right: int, start: int, stop: int) -> int | None:
    """The row at which the tint of a covered bar ends; None where there is none, or where it goes on beyond the cover."""
    strip = pixels[stop : start - 3, left:right]
    if strip.shape[0] < 6:
        return None
    tint = np.median(strip[-3:].reshape(-1, 3), axis=0)
    ground = np.median(strip[:4].reshape(-1, 3), axis=0)
    if float(np.abs(tint - ground).max()) < TINT:
        return None
    # Letters and handles hide parts of a row: a row belongs to the bar while more of it has the tint than the ground.
    near = (distance(strip, tuple(int(v) for v in tint)) < TINT).mean(1)
    far = (distance(strip, tuple(int(v) for v in ground)) < TINT).mean(1)
    bare = np.flatnonzero((far > near) & (far > 0.3))
    return stop + int(bare[-1]) + 1 if len(bare) else None
