"""From a picture's bytes to code that draws it again: what was read, in a sentence, with how sure the values are.

The same bytes are read once: a question about a picture, its repair and its refinement share the reading.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec

from jupyter_viscode.errors import InputError, MissingDependencyError
from jupyter_viscode.spec import Chart
from jupyter_viscode.vision.intake import INSTALL, Picture, decode
from jupyter_viscode.vision.reading import Mark, Reading

_NAMES = {
    "bar": ("bar chart", "bars"), "barh": ("horizontal bar chart", "bars"), "line": ("line chart", "points"),
    "scatter": ("scatter plot", "points"), "hist": ("histogram", "bins"), "pie": ("pie chart", "slices"),
    "fill_between": ("area chart", "points"), "stackplot": ("stacked areas", "points"), "errorbar": ("error bars", "points"),
    "boxplot": ("box plot", "boxes"), "violin": ("violin plot", "bodies"), "imshow": ("heatmap", "cells"),
    "contour": ("contour plot", "levels"), "contourf": ("filled contour plot", "levels"), "stem": ("stem plot", "points"),
    "graph": ("graph", "nodes"), "treemap": ("treemap", "boxes"), "surface": ("surface", "points"),
    "bar3d": ("3D bars", "bars"), "quiver": ("arrows", "arrows"), "fill": ("filled shapes", "points"),
}  # fmt: skip
_LINES = ("axhline", "axvline", "axhspan", "axvspan", "colorbar")
_NEEDED = {"rapidocr": "rapidocr", "onnxruntime": "onnxruntime", "cv2": "opencv-python-headless"}


@dataclass(frozen=True)
class Redrawn:
    """A picture as code."""

    code: str
    chart: Chart
    sentence: str
    """What was read: "bar chart, 5 bars read from the picture; values estimated"."""
    notes: tuple[str, ...] = ()


def redraw(data: bytes, library: str = "matplotlib") -> Redrawn:
    """Read a picture and write the code that draws it again.

    Raises
    ------
    InputError
        It cannot be unpacked, or it shows no chart that can be read.
    MissingDependencyError
        What reads pictures is not installed.
    """
    picture, reading = look(data)
    code = re.sub(r"^# Values are estimated.*\n", "", reading.code(library), count=1, flags=re.MULTILINE)
    return Redrawn(f"{_heading(reading)}\n{code}", reading.chart, sentence_of(reading), picture.notes)


@lru_cache(maxsize=4)
def look(data: bytes) -> tuple[Picture, Reading]:
    """The picture, unpacked, and what is read in it; raises like `redraw`."""
    for module, package in _NEEDED.items():
        if find_spec(module) is None:
            raise MissingDependencyError(package, INSTALL)
    from jupyter_viscode.vision import read

    picture = decode(data)
    reading = _drawn(data, picture.format) or read(picture.pixels, picture.inches)
    if reading.refusal:
        raise InputError(reading.refusal, hint="Give a picture of a chart with axes that can be read.")
    return picture, reading


def _drawn(data: bytes, kind: str) -> Reading | None:
    """What the vectors of a drawing say; None where there are none, or where they hold anything that is not known."""
    if kind == "PDF":
        from jupyter_viscode.vision.pdf import read_pdf

        return read_pdf(data)
    if kind != "SVG":
        return None
    from jupyter_viscode.vision import svg
    from jupyter_viscode.vision.vectors import read_vectors
    from jupyter_viscode.vision.vectors_plotly import read_plotly
    from jupyter_viscode.vision.vectors_vega import read_vega

    root = svg.parse(data)
    return read_vectors(root) or read_vega(root) or read_plotly(root)


def sentence_of(reading: Reading) -> str:
    """What was read, in a line."""
    marks = [mark for panel in reading.panels for mark in panel.marks if mark.kind not in _LINES]
    if not marks:
        return "axes without marks read from the picture"
    kinds = Counter(mark.kind for mark in marks)
    parts = []
    for kind in list(kinds)[:3]:
        name, unit = _NAMES.get(kind, (kind, "marks"))
        count = sum(_count(mark) for mark in marks if mark.kind == kind)
        several = f" ({kinds[kind]} series)" if kinds[kind] > 1 else ""
        parts.append(f"{name}{several}, {count} {unit}")
    more = f" and {len(kinds) - 3} more" if len(kinds) > 3 else ""
    panels = f"{len(reading.panels)} panels: " if len(reading.panels) > 1 else ""
    source = "vectors of the drawing" if reading.exact else "picture; values estimated"
    return f"{panels}{'; '.join(parts)}{more} read from the {source}"


def _count(mark: Mark) -> int:
    return max((len(values) for values in mark.data.values()), default=len(mark.names) or 1)


def _heading(reading: Reading) -> str:
    if reading.exact:
        return "# Read from the vectors of a drawing."
    errors = [axis.error for panel in reading.panels for axis in (panel.x, panel.y) if axis.known and axis.error > 0]
    about = f", to about {100 * max(errors):.1g} % of an axis" if errors else ""
    return f"# Read from a picture: the values are estimated from its pixels{about}."
