"""Plot areas without a frame: a column of numbers at the left and a row of labels below, or a row of numbers under a
column of names, mark one out.

Enters: pixels, texts, level lines. Leaves: boxes.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from jupyter_viscode.vision.figures import number
from jupyter_viscode.vision.pixels import Segment, border_color, distance
from jupyter_viscode.vision.reading import Box, Text

_SLACK = 5
"""Pixels by which labels of a row stand higher or lower."""
_MARK = 60
"""Contrast with the ground above which ink is no grid."""


def label_boxes(image: np.ndarray, texts: Sequence[Text], flat: Sequence[Segment]) -> list[Box]:
    """What columns of rising numbers and the rows of labels under them enclose."""
    width = image.shape[1]
    level = [t for t in texts if abs(t.angle) < 8]
    found = []
    for column in _columns(level):
        right = max(t.box.x1 for t in column)
        top, bottom = column[0].box.cy, column[-1].box.cy
        step = (bottom - top) / (len(column) - 1)
        row = _row_below(texts, right, bottom, step, column)
        if len(row) < 3:
            continue
        pitch = (row[-1].box.cx - row[0].box.cx) / (len(row) - 1)
        floor = min(t.box.y0 for t in row)
        spines = [
            s.at
            for s in flat
            if floor - 24 < s.at < floor and s.low < row[1].box.cx and s.high > row[-2].box.cx and s.thickness <= 3
        ]
        y1 = (max(spines) + 1) if spines else max(floor - 4, bottom + 2)
        x1 = min(width - 2.0, row[-1].box.cx + 0.6 * pitch)
        found.append(Box(right + 5, max(2.0, top - step, _ceiling(image, level, right, x1, top)), x1, y1))
    return found + [b for row in _rows(level) if (b := _lying_box(image, row, level)) is not None]


def _lying_box(image: np.ndarray, row: list[Text], texts: list[Text]) -> Box | None:
    """What a row of rising numbers and the names over its left end enclose, as round bars that lie."""
    top = min(t.box.y0 for t in row)
    pitch = (row[-1].box.cx - row[0].box.cx) / (len(row) - 1)
    names = [t for t in texts if t.box.y1 < top and t.box.x1 < row[0].box.cx + 0.2 * pitch and number(t.text) is None]
    columns = [sorted((o for o in names if abs(o.box.x1 - t.box.x1) <= 6), key=lambda o: o.box.cy) for t in names]
    column = max(columns, key=len, default=[])
    if len(column) < 3 or row[0].box.cx - max(t.box.x1 for t in column) > pitch:
        return None
    steps = np.diff([t.box.cy for t in column])
    step = float(np.median(steps))
    if float(np.abs(steps - step).max()) > 0.2 * step or top - column[-1].box.cy > 2.5 * step:
        return None
    right = min(image.shape[1] - 2.0, row[-1].box.cx + 0.6 * pitch)
    ceiling = _ceiling(image, texts, row[0].box.x0, right, column[0].box.y0)
    return Box(max(t.box.x1 for t in column) + 7, max(2.0, column[0].box.cy - 0.6 * step, ceiling), right, top - 4)


def _rows(texts: list[Text]) -> list[list[Text]]:
    """Numbers beside each other that rise evenly, from the left."""
    numbers = [t for t in texts if number(t.text) is not None]
    rows: list[list[Text]] = []
    for t in numbers:
        if any(t in r for r in rows):
            continue
        row = sorted((o for o in numbers if abs(o.box.cy - t.box.cy) <= 6), key=lambda o: o.box.cx)
        if len(row) >= 3 and _even([(o.box.cx, -(number(o.text) or 0.0)) for o in row]):
            rows.append(row)
    return rows


def _columns(texts: list[Text]) -> list[list[Text]]:
    """Numbers under each other that rise evenly, from the top down."""
    numbers = sorted((t for t in texts if number(t.text) is not None), key=lambda t: t.box.x1)
    columns: list[list[Text]] = []
    for alike in (_flush_right, _flush_left, _over):
        groups: list[list[Text]] = []
        for t in numbers:
            home = next((g for g in groups if alike(g[-1].box, t.box)), None)
            if home is None:
                groups.append([t])
            else:
                home.append(t)
        for group in groups:
            group = sorted(group, key=lambda t: t.box.cy)
            if (
                len(group) >= 3
                and _even([(t.box.cy, number(t.text) or 0.0) for t in group])
                and not any(group[0] in c for c in columns)
            ):
                columns.append(group)
    return columns


def _flush_right(a: Box, b: Box) -> bool:
    return abs(a.x1 - b.x1) <= 3


def _flush_left(a: Box, b: Box) -> bool:
    return abs(a.x0 - b.x0) <= 3


def _over(a: Box, b: Box) -> bool:
    """Whether one stands over the other: signs and tick marks that were read with a number make it wider."""
    return min(a.x1, b.x1) - max(a.x0, b.x0) > 0.4 * max(a.width, b.width)


def _even(points: list[tuple[float, float]]) -> bool:
    """Whether values go evenly with their places."""
    at, values = np.array(points).T
    if np.ptp(values) == 0 or np.ptp(at) == 0:
        return False
    slope, offset = np.polyfit(at, values, 1)
    return bool(slope < 0 and np.abs(slope * at + offset - values).max() < 0.03 * np.ptp(values))


def _row_below(texts: Sequence[Text], right: float, bottom: float, step: float, column: list[Text]) -> list[Text]:
    """The labels in a row under a column of numbers, to its right; turned ones hang from one height."""
    rows = []
    for turned in (False, True):
        own = [t for t in texts if (abs(t.angle) >= 8) == turned and t not in column and t.box.cx > right]
        own = [t for t in own if -_SLACK < _hangs(t, turned) - bottom < 1.2 * step + 40]
        rows += [[o for o in own if abs(_hangs(o, turned) - _hangs(t, turned)) < _SLACK] for t in own]
    best = max(rows, key=lambda r: (len(r), -r[0].box.cy), default=[])
    return sorted(best, key=lambda t: t.box.cx)


def _hangs(text: Text, turned: bool) -> float:
    """How far down a label of a row stands."""
    return text.box.y0 if turned else text.box.cy


def _ceiling(image: np.ndarray, texts: list[Text], left: float, right: float, top: float) -> float:
    """The lower edge of a title over the area; beside a legend in it, marks go on."""
    over = [t.box.y1 for t in texts if t.box.y1 < top - 4 and t.box.x0 < right and t.box.x1 > left]
    ink = distance(image[:, max(0, int(left) + 4) : int(right)], border_color(image)) > _MARK
    return max((y for y in over if not ink[int(y) : int(y) + 4].any(1).all()), default=0.0) + 2
