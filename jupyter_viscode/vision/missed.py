"""Labels of axes that the text detector passed over, most often single digits and short words.

Enters: pixels, plot areas, the texts known. Leaves: texts that stand beside a plot area where labels are due.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from jupyter_viscode.vision import ocr
from jupyter_viscode.vision.frames import Frame
from jupyter_viscode.vision.pixels import distance, mode_color
from jupyter_viscode.vision.reading import Box, Text

_ENOUGH = 3
"""Labels along a side that say its scale."""
_SURE = 0.6


def missed_labels(image: np.ndarray, frames: Sequence[Frame], texts: Sequence[Text]) -> tuple[Text, ...]:
    """Texts at the left of plot areas and below them, where fewer are known than the side seems to have."""
    tall = float(np.median([min(t.box.width, t.box.height) for t in texts])) if texts else 18.0
    places: list[Box] = []
    for frame in frames:
        for side, known, marks in zip(("left", "bottom"), frame.labels, frame.ticks, strict=False):
            if known < _ENOUGH or known < marks:
                strip = _strip(image, frame.box, side, tall)
                places += [b for b in _words(image, strip, texts, tall) if not any(_touch(b, p) for p in places)]
    crops = [image[int(b.y0) : int(b.y1), int(b.x0) : int(b.x1)] for b in places]
    found = zip(places, ocr.recognise(crops), strict=True)
    return tuple(
        Text(said.strip(), b, score, 0.0, (), marks) for b, (said, score, marks) in found if said.strip() and score > _SURE
    )


def _strip(image: np.ndarray, box: Box, side: str, tall: float) -> Box:
    """Where the labels of a side stand."""
    height, width = image.shape[:2]
    if side == "left":
        return Box(max(0.0, box.x0 - 6 * tall), max(0.0, box.y0 - tall), max(0.0, box.x0 - 1), min(height, box.y1 + tall))
    return Box(max(0.0, box.x0 - tall), min(height, box.y1 + 1), min(width, box.x1 + tall), min(height, box.y1 + 2.2 * tall))


def _words(image: np.ndarray, strip: Box, texts: Sequence[Text], tall: float) -> list[Box]:
    """Pieces of ink as high as a line, apart from the texts that are known."""
    x0, y0, x1, y1 = (int(v) for v in (strip.x0, strip.y0, strip.x1, strip.y1))
    if x1 - x0 < 8 or y1 - y0 < 8:
        return []
    crop = image[y0:y1, x0:x1]
    ink = (distance(crop, mode_color(crop)) > 60).astype(np.uint8)
    for t in texts:
        b = t.box
        ink[
            max(0, int(b.y0) - y0 - 1) : max(0, int(b.y1) - y0 + 2), max(0, int(b.x0) - x0 - 2) : max(0, int(b.x1) - x0 + 3)
        ] = 0
    joined = cv2.dilate(ink, np.ones((3, max(3, int(0.5 * tall))), np.uint8))
    count, labels = cv2.connectedComponents(joined, connectivity=8)
    out = []
    for k in range(1, count):
        rows, columns = np.flatnonzero((ink & (labels == k)).any(1)), np.flatnonzero((ink & (labels == k)).any(0))
        if not len(rows) or rows[0] == 0 or columns[0] == 0 or columns[-1] == crop.shape[1] - 1:
            continue  # it goes on outside the strip
        high, wide = rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1
        if 0.32 * tall <= high <= 0.95 * tall and 0.1 * tall <= wide <= 6 * tall:
            room = 0.18 * tall
            out.append(Box(x0 + columns[0] - room, y0 + rows[0] - room, x0 + columns[-1] + 1 + room, y0 + rows[-1] + 1 + room))
    return [Box(max(0.0, b.x0), max(0.0, b.y0), b.x1, b.y1) for b in out]


def _touch(a: Box, b: Box) -> bool:
    return min(a.x1, b.x1) > max(a.x0, b.x0) and min(a.y1, b.y1) > max(a.y0, b.y0)
