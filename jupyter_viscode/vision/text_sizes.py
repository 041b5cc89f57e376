"""The size of the letters of a text, from the rows that its ink takes and the letters that it has.

Enters: pixels and a recognised `Text`. Leaves: pixels of an em, whatever room the recogniser left around the letters.
"""

from __future__ import annotations

import numpy as np

from jupyter_viscode.vision.pixels import distance, mode_color
from jupyter_viscode.vision.reading import Text

BOXED = 0.82
"""Share of a recognised box that an em takes, where the ink does not tell."""
LINE = 1.2
"""Ems from one line to the next."""
UP, SMALL, TALL_T = 0.74, 0.55, 0.69
"""Ems that capitals and digits, small letters, and a t rise over the base line."""
DOWN, SLIGHT = 0.22, 0.12
"""Ems that letters and commas hang below it."""


def em_of(image: np.ndarray, text: Text) -> float:
    """Pixels of an em."""
    b = text.box
    lines = text.text.split("\n")
    upright = abs(abs(text.angle) - 90) < 15
    if 15 <= abs(text.angle) <= 75 and len(text.corners) == 4:
        c = text.corners
        tall = min(np.hypot(c[0][0] - c[3][0], c[0][1] - c[3][1]), np.hypot(c[0][0] - c[1][0], c[0][1] - c[1][1]))
        return float(tall) * BOXED
    boxed = (b.width if upright else b.height) / len(lines) * BOXED
    crop = image[max(0, int(b.y0)) : int(b.y1) + 1, max(0, int(b.x0)) : int(b.x1) + 1]
    ink = _ink_rows(crop.transpose(1, 0, 2) if upright else crop)
    if upright and text.angle < 0:
        lines = lines[::-1]
    rows = LINE * (len(lines) - 1) + _rise(lines[0]) + _fall(lines[-1])
    em = ink / rows
    return em if 0.5 * boxed <= em <= 2.2 * boxed else boxed


def _ink_rows(crop: np.ndarray) -> float:
    """Rows from the first to the last that show letters; soft edges count in part. Lines that cross the whole are none."""
    if crop.size == 0:
        return 0.0
    gap = distance(crop, mode_color(crop)).astype(float)
    strong = gap / max(60.0, float(np.percentile(gap, 99)))
    strong[:, (strong > 0.25).mean(0) > 0.9] = 0.0
    strong[(strong > 0.25).mean(1) > 0.9] = 0.0
    peaks = np.clip(strong.max(axis=1), 0.0, 1.0)
    rows = np.flatnonzero(peaks > 0.5)
    if not len(rows):
        return 0.0
    first, last = int(rows[0]), int(rows[-1])
    edges = (peaks[first - 1] if first else 0.0) + (peaks[last + 1] if last + 1 < len(peaks) else 0.0)
    return float(last - first + 1 + edges)


def _rise(line: str) -> float:
    """How far a line's letters rise."""
    if any(c.isupper() or c.isdigit() or c in "bdfhklijß/()[]{}|\"'%$&€!?#@" for c in line):
        return UP + 0.03 * any(c in "bdfhkl()[]{}/|" for c in line)
    return TALL_T if "t" in line else SMALL


def _fall(line: str) -> float:
    """How far they hang down."""
    if any(c in "gjpqyQ()[]{}|/@$" for c in line):
        return DOWN if any(c in "gjpqy" for c in line) else 0.14
    return SLIGHT if any(c in ",;" for c in line) else 0.0
