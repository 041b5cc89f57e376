"""Numbers in the cells of heat maps and tables, which the text detector takes for one line, often with the label beside it.

Enters: pixels, plot areas, the texts known. Leaves: the texts with those lines cut into what each cell says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from jupyter_viscode.vision import ocr
from jupyter_viscode.vision.frames import Frame, tick_marks
from jupyter_viscode.vision.reading import Box, Text

_NUMBERS = re.compile(r"[-\d.,% ]+")


def cut_at_cells(image: np.ndarray, frames: Sequence[Frame], texts: Sequence[Text]) -> tuple[Text, ...]:
    """Lines that run from a label into a plot area, or over several cells of one, in pieces."""
    out = list(texts)
    for frame in frames:
        out = [piece for t in out for piece in _at_side(t, frame.box)]
        marks = tick_marks(image, frame.box, "bottom") or tick_marks(image, frame.box, "top")
        steps = np.diff(marks)
        if len(marks) < 2 or float(np.ptp(steps)) > 2 or steps.mean() > 80:
            continue
        out = [piece for t in out for piece in _in_cells(image, t, frame.box, marks)]
    return tuple(out)


def _at_side(text: Text, box: Box) -> list[Text]:
    """A line that crosses the left side of a plot area as two: the label and what stands inside."""
    b = text.box
    if not (b.x0 < box.x0 - 6 and b.x1 > box.x0 + 6 and box.y0 < b.cy < box.y1) or len(text.marks) < len(text.text):
        return [text]
    outside = sum(b.x0 + mark * b.width < box.x0 for mark in text.marks)
    label, inside = text.text[:outside].rstrip(" -"), text.text[outside:].lstrip(" -")
    if not label or not _NUMBERS.fullmatch(inside):
        return [text]
    marks = text.marks[len(text.text) - len(inside) :]
    shares = tuple((mark * b.width + b.x0 - box.x0) / (b.x1 - box.x0) for mark in marks)
    return [
        Text(label, Box(b.x0, b.y0, box.x0 - 6, b.y1), text.score, text.angle),
        Text(inside, Box(box.x0 + 1, b.y0, b.x1, b.y1), text.score, text.angle, (), shares),
    ]


def _in_cells(image: np.ndarray, text: Text, box: Box, middles: Sequence[float]) -> list[Text]:
    """A row of numbers, cut half-way between the middles of the cells; as it was where not all cells hold a number."""
    b = text.box
    if not (b.x0 > box.x0 - 6 and b.x1 < box.x1 + 6 and box.y0 < b.cy < box.y1) or not _NUMBERS.fullmatch(text.text):
        return [text]
    pitch = float(np.mean([c - a for a, c in pairwise(middles)]))
    own = [m for m in middles if b.x0 - 2 < m < b.x1 + 2]
    if len(own) < 2 or abs(text.angle) > 8:
        return [text]
    rooms = [Box(m - pitch / 2, b.y0, m + pitch / 2, b.y1) for m in own]
    read = [ocr.read_crop(image, room) for room in rooms]
    found = [t for t in read if t is not None and _NUMBERS.fullmatch(t.text) and t.score > 0.5]
    return found if len(found) >= max(2, 0.7 * len(own)) else [text]
