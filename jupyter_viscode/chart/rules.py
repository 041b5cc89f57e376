"""The rules of `jupyter_viscode.chart.check`: each takes a drawn figure and yields findings."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from jupyter_viscode.chart.kinds import kind_of
from jupyter_viscode.types import Finding


def nothing(drawn: Any) -> Iterator[Finding]:
    """No figure, or one without anything to draw on."""
    kind = kind_of(drawn)
    missing = drawn is None
    if kind == "matplotlib" and hasattr(drawn, "axes"):
        missing = not drawn.axes and not drawn.images and not drawn.texts and not drawn.lines and not drawn.patches
    elif kind == "plotly":
        missing = not drawn.data and not drawn.layout.annotations and not drawn.layout.shapes and not drawn.layout.images
    if missing:
        yield Finding("nothing-drawn", "The figure has no axes: draw the data on it.")


def empty(drawn: Any) -> Iterator[Finding]:
    """Axes that hold no data."""
    kind = kind_of(drawn)
    if kind == "matplotlib" and hasattr(drawn, "axes"):
        shown = [a for a in drawn.axes if a.get_visible() and a.axison]
        empties = [a for a in shown if not _holds(a)]
        alone = all(not _holds(a) for a in drawn.axes)
        if drawn.axes and alone:
            yield Finding("empty-axes", "The axes are empty: no data was drawn. Check the columns and the filters.")
        elif empties:
            message = f"{len(empties)} of {len(drawn.axes)} axes are empty: draw on them or leave them out."
            yield Finding("empty-axes", message, "warning")
    elif kind == "plotly" and drawn.data and all(_no_values(trace) for trace in drawn.data):
        yield Finding("empty-axes", "The figure's traces hold no values: check the columns and the filters.")


def _holds(axes: Any) -> bool:
    """Whether an artist of these axes draws data."""
    for line in axes.lines:
        if len(line.get_xdata(orig=False)):
            return True
    for collection in axes.collections:
        if len(collection.get_offsets()) or len(collection.get_paths()):
            return True
    return bool(axes.patches or axes.images or axes.tables or axes.texts or axes.artists or axes.child_axes)


def _no_values(trace: Any) -> bool:
    names = ("x", "y", "z", "values", "labels", "lat", "lon", "locations", "a", "r", "theta", "value", "node", "cells", "open")
    seen = False
    for name in names:
        value = getattr(trace, name, None)
        if value is None:
            continue
        seen = True
        try:
            if len(value):
                return False
        except TypeError:
            return False
    return seen


def blank(png: bytes) -> Iterator[Finding]:
    """A picture of one colour."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(png)) as image:
            extrema = image.convert("RGBA").getextrema()
    except Exception:  # a picture that cannot be read is not known to be blank
        return
    channels = [pair for pair in extrema if isinstance(pair, tuple)]
    if channels and (all(low == high for low, high in channels) or channels[-1] == (0, 0)):
        yield Finding("blank-picture", "The picture is blank: everything in it has one colour.")
