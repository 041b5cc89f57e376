"""The scale of bars on an axis without numbers, from the values that are written on the bars.

Enters: a `Plot` and its bars, measured in pixels. Leaves: the `Axis` along them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from jupyter_viscode.vision.figures import number
from jupyter_viscode.vision.marks.plot import Plot
from jupyter_viscode.vision.reading import Axis, Mark

_NEAR = 46
"""How many pixels beyond its tip the value of a bar may stand."""


def written_scale(plot: Plot, marks: Sequence[Mark]) -> tuple[bool, Axis] | None:
    """Whether the bars stand, and what one pixel along them is worth, where most values written agree on it."""
    for upright, kind, along, across in ((True, "bar", plot.y, plot.x), (False, "barh", plot.x, plot.y)):
        bars = [m for m in marks if m.kind == kind]
        if not bars or along.known:
            continue
        pieces = np.concatenate([_pieces(m, across, upright) for m in bars])
        points = _points(plot, pieces, upright)
        if len(points) < 3:
            continue
        lengths, values = np.array(points).T
        worth = values / lengths
        ratio = float(np.median(worth))
        agree = np.abs(worth - ratio) < 0.08 * abs(ratio) + 1.5 * abs(ratio) / np.abs(lengths)
        if not ratio or agree.sum() < max(3, 0.6 * len(points)):
            continue
        ratio = float(values[agree] @ lengths[agree] / (lengths[agree] @ lengths[agree]))
        first = pieces[:, 1].max() if upright else pieces[:, 1].min()
        feet = pieces[:, 1][np.abs(pieces[:, 1] - first) < 3]
        return upright, Axis("linear", ratio, -ratio * float(np.median(feet)), error=0.01, side=along.side)
    return None


def _pieces(mark: Mark, across: Axis, upright: bool) -> np.ndarray:
    """Middle across, foot, tip and half the thickness of each bar, in pixels of the picture."""
    d = mark.data
    middle = (np.array(d["x" if upright else "y"]) - across.offset) / (across.slope or 1.0)
    foot = np.array(d["bottom" if upright else "left"])
    tip = foot + np.array(d["heights" if upright else "widths"])
    half = np.full(len(foot), d["thickness"][0] / abs(across.slope or 1.0) / 2)
    return np.stack([middle, foot, tip, half], 1)


def _points(plot: Plot, pieces: np.ndarray, upright: bool) -> list[tuple[float, float]]:
    """Length in pixels and value of each bar that has one number on it or just beyond its tip."""
    found: dict[int, list[tuple[float, float]]] = {}
    for t in plot.texts:
        value = number(t.text)
        at, along = (t.box.cx, t.box.cy) if upright else (t.box.cy, t.box.cx)
        if value is None or not len(pieces):
            continue
        low, high = np.minimum(pieces[:, 1], pieces[:, 2]), np.maximum(pieces[:, 1], pieces[:, 2])
        off = np.maximum(0.0, np.maximum(low - along, along - high)) + 1e3 * (np.abs(pieces[:, 0] - at) > pieces[:, 3] + 2)
        k = int(off.argmin())
        if off[k] < _NEAR and high[k] - low[k] > 4:
            found.setdefault(k, []).append((float(off[k]), value))
    return [(float(pieces[k, 2] - pieces[k, 1]), min(v)[1]) for k, v in found.items()]
