"""The size at which a picture is read: what is large, such as a screenshot of a dense display, is made smaller first.

Enters: pixels and the texts found in them. Leaves: both at a size at which letters are as high as in most charts. Reading
tells lines, ticks and markers apart by how many pixels they take, and memory and time grow with the pixels.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from jupyter_viscode.vision.reading import Box, Text

_TALL = 42.0
"""Height of a line of text, in pixels, above which a picture is made smaller."""
_USUAL = 22.0
"""Height that it has then."""
_MOST = 2.4e6
"""Pixels of a picture at most."""


def at_working_size(pixels: np.ndarray, texts: Sequence[Text]) -> tuple[np.ndarray, tuple[Text, ...]]:
    """A picture and its texts, smaller where letters or the whole are large."""
    height, width = pixels.shape[:2]
    tall = float(np.median([_height(t) for t in texts])) if texts else _USUAL
    scale = min(_USUAL / tall if tall > _TALL else 1.0, (_MOST / (height * width)) ** 0.5)
    if scale > 0.85:
        return pixels, tuple(texts)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    smaller = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    across, down = size[0] / width, size[1] / height
    return smaller, tuple(_scaled(t, across, down) for t in texts)


def _height(text: Text) -> float:
    """Of its letters: a turned text is lower than the box around it."""
    if len(text.corners) != 4:
        return min(text.box.width, text.box.height)
    return min(math.dist(text.corners[0], text.corners[1]), math.dist(text.corners[1], text.corners[2]))


def _scaled(text: Text, across: float, down: float) -> Text:
    b = text.box
    box = Box(b.x0 * across, b.y0 * down, b.x1 * across, b.y1 * down)
    return replace(text, box=box, corners=tuple((x * across, y * down) for x, y in text.corners))
