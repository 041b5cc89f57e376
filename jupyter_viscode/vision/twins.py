"""Marks of a second axis: which of a panel's marks the right axis measures, and their values on it.

Enters: marks in units of the left axis, both axes and the labels. Leaves: the marks, some of them marked as secondary.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from jupyter_viscode.vision.pixels import rgb_of
from jupyter_viscode.vision.reading import Axis, Label, Mark

_LEVEL = ("y", "low", "high")
"""Numbers of a mark that are places along the upright axis."""


def assign(marks: Sequence[Mark], left: Axis, right: Axis, labels: Sequence[Label], tints: tuple[str, str]) -> list[Mark]:
    """The marks of a panel with two upright axes; `tints` are the colours of the tick labels at the left and the right."""
    names = {role: " ".join(t.text for t in labels if t.role == role) for role in ("ylabel", "y2label")}
    colors = {
        "left": [tints[0], *(t.color for t in labels if t.role == "ylabel")],
        "right": [tints[1], *(t.color for t in labels if t.role == "y2label")],
    }
    out = []
    for mark in marks:
        second = _by_color(mark, colors)
        if second is None:
            second = _by_name(mark.label, names)
        if second is None:
            second = mark.kind in ("line", "errorbar") and any(m.kind == "bar" for m in marks)
        out.append(_moved(mark, left, right) if second else mark)
    return out if any(not m.secondary for m in out) else list(marks)


def _by_color(mark: Mark, colors: dict[str, list[str]]) -> bool | None:
    """Whether a mark has the colour of the right axis, or of the left one."""
    if not mark.colors:
        return None
    gaps = {side: min((_gap(mark.colors[0], c) for c in some if _vivid(c)), default=999.0) for side, some in colors.items()}
    if min(gaps.values()) > 90 or abs(gaps["left"] - gaps["right"]) < 20:
        return None
    return gaps["right"] < gaps["left"]


def _gap(a: str, b: str) -> float:
    return float(np.abs(np.subtract(rgb_of(a), rgb_of(b))).max())


def _vivid(color: str) -> bool:
    r = rgb_of(color) if color else (0, 0, 0)
    return max(r) - min(r) > 50


def _by_name(label: str, names: dict[str, str]) -> bool | None:
    """Whether a legend label shares words with the title of one axis only."""
    words = set(re.findall(r"[a-z]{3,}", label.lower()))
    left, right = (len(words & set(re.findall(r"[a-z]{3,}", names[n].lower()))) for n in ("ylabel", "y2label"))
    return None if left == right else right > left


def _moved(mark: Mark, left: Axis, right: Axis) -> Mark:
    """A mark's values on the right axis: the same pixels, read on another scale."""
    data = dict(mark.data)

    def again(values: Sequence[float]) -> tuple[float, ...]:
        numbers = np.asarray(values, float)
        if left.scale == "log":
            numbers = np.log10(np.maximum(numbers, 1e-300))
        return tuple(right.value(float(v)) for v in (numbers - left.offset) / left.slope)

    if mark.kind in ("line", "scatter", "errorbar", "fill_between") and left.slope:
        if mark.kind == "errorbar" and "yerr_low" in data:
            y, low, high = (np.asarray(data[k], float) for k in ("y", "yerr_low", "yerr_high"))
            middle = np.asarray(again(y.tolist()))
            data["yerr_low"] = tuple((middle - np.asarray(again((y - low).tolist()))).tolist())
            data["yerr_high"] = tuple((np.asarray(again((y + high).tolist())) - middle).tolist())
        data |= {k: again(data[k]) for k in _LEVEL if k in data}
    elif mark.kind == "bar" and left.slope:
        base = np.asarray(data.get("bottom") or [0.0] * len(data["heights"]), float)
        feet, tips = again(base.tolist()), again((base + np.asarray(data["heights"], float)).tolist())
        data["heights"] = tuple(h - b for b, h in zip(feet, tips, strict=True))
        data["bottom"] = feet if max(map(abs, feet)) > 0.02 * max(map(abs, data["heights"])) else ()
    else:
        return mark
    return replace(mark, data=data, secondary=True)
