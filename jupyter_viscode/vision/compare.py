"""How alike two pictures of charts are: pixels of both go in; a figure for each aspect and their mean, 0 to 1, come out.

Meant for telling the better of two candidates, and for showing how near a redrawn chart came to its picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

_SIDE = 384
"""Pixels of the longer side at which pictures are compared."""
_FAINT = 24
"""Levels by which what is drawn differs from the margin."""
_LEAST = 16
"""Rows and columns that something drawn has."""
_PAD = 0.01
"""Margin that is kept, as a share of the longer side."""


@dataclass(frozen=True)
class Likeness:
    """How alike two pictures are, each from 0 to 1."""

    structure: float
    """Structural similarity of the grey pictures, a little blurred."""
    ink: float
    """F1 of what is drawn at all, within a few pixels."""
    colour: float
    """Overlap of the colours, weighed by how much is drawn in them."""
    shape: float
    """Ratio of the ratios of the sides."""

    @property
    def mean(self) -> float:
        """All aspects as one figure."""
        return 0.35 * self.structure + 0.3 * self.ink + 0.25 * self.colour + 0.1 * self.shape


def similarity(given: Any, drawn: Any) -> float:
    """How alike two pictures are, from 0 to 1.

    Parameters
    ----------
    given, drawn
        Pixels, height x width x 3, uint8; sizes may differ.
    """
    return compare(given, drawn).mean


def compare(given: Any, drawn: Any) -> Likeness:
    """Compare two pictures without their empty margins, which mean nothing; `drawn` is brought to the size of `given`."""
    given, drawn = _trimmed(given), _trimmed(drawn)
    height, width = given.shape[:2]
    scale = _SIDE / max(height, width)
    size = (max(16, round(width * scale)), max(16, round(height * scale)))
    a, b = (cv2.resize(np.ascontiguousarray(p), size, interpolation=cv2.INTER_AREA) for p in (given, drawn))
    ratios = sorted((width / height, drawn.shape[1] / drawn.shape[0]))
    return Likeness(_structure(a, b), _ink(a, b), _colours(a, b), ratios[0] / ratios[1])


def _trimmed(picture: Any) -> Any:
    """The part of a picture that holds something, and a little of its ground around."""
    edge = np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]]).astype(np.int16)
    ground = np.median(edge, axis=0)
    filled = np.abs(picture.astype(np.int16) - ground).max(axis=2) > _FAINT
    rows, columns = np.flatnonzero(filled.any(axis=1)), np.flatnonzero(filled.any(axis=0))
    if len(rows) < _LEAST or len(columns) < _LEAST:
        return picture
    pad = _PAD * max(picture.shape[:2])
    top, left = (max(0, round(at[0] - pad)) for at in (rows, columns))
    return picture[top : round(rows[-1] + pad) + 1, left : round(columns[-1] + pad) + 1]


def _structure(a: Any, b: Any) -> float:
    from skimage.metrics import structural_similarity

    blurred = [cv2.GaussianBlur(cv2.cvtColor(p, cv2.COLOR_RGB2GRAY), (0, 0), 1.2) for p in (a, b)]
    return max(0.0, float(structural_similarity(*blurred, data_range=255)))


def _background(picture: Any) -> Any:
    """The most frequent colour."""
    coarse = picture.reshape(-1, 3) // 8
    keys = coarse.astype(np.int32) @ np.array([1024, 32, 1])
    return np.median(picture.reshape(-1, 3)[keys == np.bincount(keys).argmax()], axis=0)


def _drawn(picture: Any) -> Any:
    """Where something is drawn."""
    return np.abs(picture.astype(np.int16) - _background(picture)).max(axis=2) > 40


def _ink(a: Any, b: Any) -> float:
    """F1 of drawn places, each allowed to stand two pixels off."""
    one, two = _drawn(a).astype(np.uint8), _drawn(b).astype(np.uint8)
    if not one.any() or not two.any():
        return float(one.any() == two.any())
    disc = np.ones((5, 5), np.uint8)
    recall = (one & cv2.dilate(two, disc)).sum() / one.sum()
    precision = (two & cv2.dilate(one, disc)).sum() / two.sum()
    return float(2 * recall * precision / (recall + precision)) if recall + precision else 0.0


def _colours(a: Any, b: Any) -> float:
    """Overlap of two histograms of colours; what is not drawn counts as little as one colour of many."""
    sides = []
    for picture in (a, b):
        ink = picture[_drawn(picture)].astype(np.float32)
        spread: Any = np.zeros((8, 8, 8))
        if len(ink):
            spread, _ = np.histogramdd(ink, bins=8, range=[(0, 256)] * 3)
            spread = cv2.GaussianBlur(spread.reshape(8, 64).astype(np.float32), (0, 0), 0.5).reshape(8, 8, 8)
        sides.append(np.sqrt(spread / max(1.0, float(spread.sum()))))
    ground = 1 - float(np.abs(_background(a) - _background(b)).max()) / 255
    return 0.8 * float((sides[0] * sides[1]).sum()) + 0.2 * ground
