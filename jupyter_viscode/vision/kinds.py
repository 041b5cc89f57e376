"""The chart types that pictures show, and what becomes of each: 53, as many as Chart2Code53 tells apart.

``redrawn``: its marks and values are read and drawn again. ``recognised``: its axes, texts and the kind of its marks are read,
the values not or roughly. ``refused``: said to be unreadable, and nothing is drawn.
"""

from __future__ import annotations

from typing import Literal, get_args

from jupyter_viscode.vision.reading import MarkKind

Status = Literal["redrawn", "recognised", "refused"]

_REDRAWN: dict[str, tuple[MarkKind, ...]] = {
    "bar": ("bar",),
    "horizontal bar": ("barh",),
    "grouped bar": ("bar",),
    "stacked bar": ("bar",),
    "grouped horizontal bar": ("barh",),
    "stacked horizontal bar": ("barh",),
    "diverging bar": ("bar", "barh"),
    "histogram": ("hist", "bar"),
    "line": ("line",),
    "multiple lines": ("line",),
    "line with markers": ("line",),
    "step line": ("line",),
    "dashed line": ("line",),
    "line on a log scale": ("line",),
    "line over dates": ("line",),
    "line with two y axes": ("line",),
    "scatter": ("scatter",),
    "grouped scatter": ("scatter",),
    "bubble": ("scatter",),
    "area": ("fill_between",),
    "stacked area": ("stackplot", "fill_between"),
    "band around a line": ("fill_between", "line"),
    "density": ("fill_between", "line"),
    "pie": ("pie",),
    "donut": ("pie",),
    "heatmap": ("imshow",),
    "annotated heatmap": ("imshow",),
    "box": ("boxplot",),
    "violin": ("violin",),
    "error bars": ("errorbar",),
    "points with errors": ("errorbar", "scatter"),
    "stem": ("stem", "line"),
    "bars with a line": ("bar", "line"),
    "small multiples": ("bar", "line", "scatter"),
    "inset plot": ("line", "bar"),
    "reference lines and spans": ("axhline", "axvline", "axhspan", "axvspan"),
}
"""With the marks that redraw them."""

_RECOGNISED: dict[str, tuple[MarkKind, ...]] = {
    "radar": ("line", "fill"),
    "rose": ("bar",),
    "contour": ("contour",),
    "filled contour": ("contourf",),
    "3D surface": ("surface",),
    "3D bar": ("bar3d",),
    "3D scatter": ("scatter",),
    "network graph": ("graph",),
    "treemap": ("treemap",),
    "arrows": ("quiver",),
    "waterfall": ("bar",),
    "candlestick": ("bar",),
    "funnel": ("barh",),
    "gantt": ("barh",),
}

_REFUSED = ("sankey", "choropleth map", "word cloud")

STATUS: dict[str, Status] = {
    **dict.fromkeys(_REDRAWN, "redrawn"),
    **dict.fromkeys(_RECOGNISED, "recognised"),
    **dict.fromkeys(_REFUSED, "refused"),
}
"""Status by chart type."""


def marks_of(name: str) -> tuple[MarkKind, ...]:
    """The marks with which a type of chart is redrawn or recognised."""
    return (_REDRAWN | _RECOGNISED).get(name, ())


def table() -> str:
    """All types by status, as lines of text."""
    return "\n".join(
        f"{status}: {', '.join(name for name, its in STATUS.items() if its == status)}" for status in get_args(Status)
    )
