"""Box plots: an axes goes in, the Chart of the medians of its boxes comes out."""

from __future__ import annotations

from typing import Any

from jupyter_viscode.chart.read.artists import Axis, Legend, scales_of, titles_of
from jupyter_viscode.chart.read.values import build
from jupyter_viscode.spec import Chart


def read_boxes(ax: Any, x: Axis, y: Axis, legend: Legend, used: set[int]) -> Chart | None:
    """The box plot of an axes, by the medians of its boxes; what belongs to it is marked as used."""
    import numpy as np

    plain_lines = [line for line in ax.lines if line.get_transform() == ax.transData and str(line.get_label()).startswith("_")]
    patches = [p for p in ax.patches if type(p).__name__ == "PathPatch"]
    count = len(patches)
    boxes = [p.get_path().transformed(p.get_patch_transform()).vertices for p in patches]
    if not patches:
        boxes, count = _line_boxes(plain_lines)
    # Seaborn leaves rectangles of no size behind, for its legend.
    bars = [p for p in ax.patches if type(p).__name__ == "Rectangle" and p.get_width() and p.get_height()]
    if not count or bars or len(plain_lines) < 5 * count:
        return None
    used.update(id(line) for line in plain_lines)
    medians: list[tuple[Any, float]] = []
    series: list[str] = []
    vertical = _stands(plain_lines)
    for number, box in enumerate(boxes):
        if np.isnan(box).all():
            continue  # a group without values
        middle = (box[:, 0].min() + box[:, 0].max()) / 2 if vertical else (box[:, 1].min() + box[:, 1].max()) / 2
        median = _median_in(plain_lines, box, vertical)
        medians.append((middle, median))
        series.append(legend.name_of(patches[number].get_facecolor(), "") if patches and legend.texts else "")
    base, _value = (x, y) if vertical else (y, x)
    names, figures = tuple(base.category(m) for m, _ in medians), tuple(v for _, v in medians)
    channels = {"x": names, "y": figures} if vertical else {"x": figures, "y": names}
    if all(series) and len(set(series)) > 1:
        channels["color"] = tuple(series)
    if not base.labels:
        channels.pop("x" if vertical else "y")
    return build("boxplot", channels, titles_of(x, y, legend), scales=scales_of(x, y))


def _line_boxes(lines: list[Any]) -> tuple[list[Any], int]:
    places = [line.get_xydata() for line in lines]  # as numbers, where dates and names were drawn too
    closed = [points for points in places if len(points) == 5 and len(set(points[:, 0].tolist())) == 2]
    return closed, len(closed)


def _stands(lines: list[Any]) -> bool:
    """Whether whiskers go up."""
    for line in lines:
        data = line.get_xydata()
        if len(data) == 2 and (data[0] != data[1]).any():
            return bool(data[0][0] == data[1][0])
    return True


def _median_in(lines: list[Any], box: Any, vertical: bool) -> float:
    along, across = (0, 1) if vertical else (1, 0)
    low, high = box[:, across].min(), box[:, across].max()
    left, right = box[:, along].min(), box[:, along].max()
    for line in reversed(lines):
        data = line.get_xydata()
        if len(data) != 2 or data[0][across] != data[1][across]:
            continue
        inside = left - 1e-9 <= data[:, along].min() and data[:, along].max() <= right + 1e-9
        wide = abs(data[1][along] - data[0][along]) >= 0.9 * (right - left)
        if inside and wide and low <= data[0][across] <= high:
            return float(data[0][across])
    return float((low + high) / 2)
