"""Screenshots of a window: pixels go in; the window's contents, without title bar and border, come out."""

from __future__ import annotations

import numpy as np

from jupyter_viscode.vision.pixels import border_color, distance, mode_color

_THIN = 0.03
"""Share of the picture that a window's border takes at most at its left, right and lower side."""
_BAR = 0.2
"""Share of the height that a title bar takes at most."""


def inside_window(pixels: np.ndarray) -> np.ndarray:
    """The picture without a thin border of one colour and the bar above."""
    height, width = pixels.shape[:2]
    border = border_color(pixels)
    other = distance(pixels, border) > 8
    columns, rows = np.flatnonzero(other.mean(0) > 0.6), np.flatnonzero(other.mean(1) > 0.6)
    if not len(columns) or not len(rows):
        return pixels
    x0, x1, y0, y1 = int(columns[0]), int(columns[-1]) + 1, int(rows[0]), int(rows[-1]) + 1
    edges = (x0, width - x1, height - y1)
    if min(*edges, y0) < 1 or max(edges) > max(12, _THIN * max(width, height)) or y0 > _BAR * height:
        return pixels
    inner = pixels[y0:y1, x0:x1]
    rim = np.concatenate([inner[2], inner[-3], inner[:, 2], inner[:, -3]])
    return inner if float((distance(rim[None], mode_color(rim[None])) <= 8).mean()) > 0.9 else pixels
