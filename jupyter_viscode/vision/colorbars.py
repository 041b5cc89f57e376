"""Colour bars: narrow strips beside a plot whose colour runs through a map.

Enters: pixels, frames and texts. Leaves: `ColorBar` strips with their ramp and range.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from jupyter_viscode.vision.axes import read_axis
from jupyter_viscode.vision.pixels import border_color, distance
from jupyter_viscode.vision.reading import Box, Text


@dataclass(frozen=True)
class ColorBar:
    """A strip, its colours from the low end to the high end, the values there, and its ticks."""

    box: Box
    upright: bool
    ramp: np.ndarray
    low: float = 0.0
    high: float = 1.0
    known: bool = False
    log: bool = False
    used: tuple[int, ...] = ()


def find_color_bars(image: np.ndarray, texts: Sequence[Text], frames: Sequence[Box]) -> list[ColorBar]:
    """All strips of a picture, and the texts that label them."""
    back = border_color(image)
    ink = (distance(image, back) > 12).astype(np.uint8)
    for b in frames:
        if min(b.width, b.height) * 4 > max(b.width, b.height):
            ink[max(0, int(b.y0) - 8) : int(b.y1) + 8, max(0, int(b.x0) - 8) : int(b.x1) + 8] = 0
    for t in texts:
        ink[int(t.box.y0) : int(t.box.y1), int(t.box.x0) : int(t.box.x1)] = 0
    solid = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(solid, connectivity=4)
    bars = []
    for k in range(1, count):
        x, y, w, h, area = (int(v) for v in stats[k])
        if max(w, h) < 80 or min(w, h) < 6 or max(w, h) < 4.5 * min(w, h) or area < 0.75 * w * h:
            continue
        upright = h > w
        inside = image[y + 2 : y + h - 2, x + 2 : x + w - 2].astype(float)
        if not upright:
            inside = inside.transpose(1, 0, 2)
        across = np.abs(np.diff(inside, axis=1)).max(-1)
        if inside.shape[1] < 2 or across.mean() > 9 or (across > 60).any(1).mean() > 0.3:
            continue  # a strip has one colour across; where it has two everywhere, an area ends there
        ramp = np.median(inside, axis=1)
        if len({tuple((c // 14).astype(int)) for c in ramp}) < 6:
            continue
        ramp = ramp[::-1] if upright else ramp
        bars.append(_measured(image, Box(x, y, x + w, y + h), upright, ramp, texts))
    return bars


def _measured(image: np.ndarray, box: Box, upright: bool, ramp: np.ndarray, texts: Sequence[Text]) -> ColorBar:
    """The values at the ends of a strip."""
    for side in ("right", "left") if upright else ("bottom", "top"):
        axis, ticks = read_axis(image, box, texts, side)
        if axis.scale in ("linear", "log"):
            ends = (axis.value(box.y1 - 1), axis.value(box.y0)) if upright else (axis.value(box.x0), axis.value(box.x1 - 1))
            return ColorBar(box, upright, ramp, ends[0], ends[1], True, axis.scale == "log", tuple(id(t) for t in ticks))
    return ColorBar(box, upright, ramp)
