"""What was read from a chart picture: texts, panels with axes and marks, colours; as code and as a Chart.

Enters: nothing but the parts that the readers of this room find. Leaves: `Reading`, which writes code and a Chart on demand.
All positions in pixels have their origin at the picture's top left; all values are in the units of the axes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from jupyter_viscode.spec import Chart

TextRole = Literal[
    "title", "suptitle", "xlabel", "ylabel", "y2label", "legend", "legend_title", "annotation", "tick", "table",
    "figure", "noise",
]  # fmt: skip

PanelKind = Literal["cartesian", "polar", "pie", "3d", "blank"]

MarkKind = Literal[
    "bar", "barh", "line", "scatter", "hist", "pie", "fill_between", "stackplot", "fill", "errorbar", "boxplot",
    "violin", "imshow", "contourf", "contour", "axhline", "axvline", "axhspan", "axvspan", "stem", "surface", "bar3d",
    "graph", "treemap", "quiver", "colorbar",
]  # fmt: skip

SIDES = ("left", "right", "top", "bottom")


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels; x1 and y1 are outside it."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        """Pixels across."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """Pixels down."""
        return self.y1 - self.y0

    @property
    def cx(self) -> float:
        """Middle, across."""
        return (self.x0 + self.x1) / 2

    @property
    def cy(self) -> float:
        """Middle, down."""
        return (self.y0 + self.y1) / 2


@dataclass(frozen=True)
class Text:
    """One line of text as it was recognised."""

    text: str
    box: Box
    score: float = 1.0
    angle: float = 0.0
    """Degrees anticlockwise: 90 reads upwards."""
    corners: tuple[tuple[float, float], ...] = ()
    marks: tuple[float, ...] = ()
    """Where each character stands along the line, 0 to 1."""


@dataclass(frozen=True)
class Label:
    """A text with the part that it plays."""

    text: str
    role: TextRole
    box: Box
    color: str = "#000000"
    size: float = 10.0
    """Points."""
    angle: float = 0.0
    bold: bool = False


@dataclass(frozen=True)
class Axis:
    """How values become pixels along one axis: ``value = slope * pixel + offset`` (of log10 of the value when log).

    Values along an axis of time are days since the first of January 1970."""

    scale: Literal["linear", "log", "category", "time", "unknown"] = "unknown"
    slope: float = 1.0
    offset: float = 0.0
    ticks: tuple[tuple[float, str], ...] = ()
    """Pixel and label of each tick that was read."""
    error: float = 0.0
    """Estimated error of a value, as a share of the axis."""
    side: Literal["left", "right", "bottom", "top"] = "bottom"
    angle: float = 0.0
    """Of the tick labels."""
    labelled: bool = True
    """Whether the labels stand at this axis, not only at that of a neighbour which shares it."""

    def value(self, pixel: float) -> float:
        """The value at a pixel."""
        number = self.slope * pixel + self.offset
        return float(10.0**number) if self.scale == "log" else number

    @property
    def known(self) -> bool:
        """Whether values can be told."""
        return self.scale != "unknown"


@dataclass(frozen=True)
class Mark:
    """One plotting call: its kind, its numbers in axis units, and its look."""

    kind: MarkKind
    data: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    """By name: x, y, heights, widths, bottom, thickness, counts, edges, fractions, low, high ..."""
    label: str = ""
    colors: tuple[str, ...] = ()
    edge: str = ""
    alpha: float = 1.0
    line_style: str = "-"
    line_width: float = 1.5
    marker: str = ""
    marker_size: float = 6.0
    cmap: str = ""
    hatch: str = ""
    names: tuple[str, ...] = ()
    """Of pie slices, boxes and the like."""
    shape: tuple[int, ...] = ()
    secondary: bool = False
    """Drawn on the right axis."""
    confidence: float = 1.0


@dataclass(frozen=True)
class Legend:
    """Where a legend stands and what it lists: label and colour."""

    box: Box
    entries: tuple[tuple[str, str], ...] = ()
    title: str = ""
    frame: bool = True
    columns: int = 1
    location: str = "best"


@dataclass(frozen=True)
class Panel:
    """One axes of the picture."""

    box: Box
    kind: PanelKind = "cartesian"
    grid: tuple[int, int, int, int] = (0, 0, 0, 0)
    """First and last row, first and last column."""
    x: Axis = Axis()
    y: Axis = Axis(side="left")
    y2: Axis | None = None
    marks: tuple[Mark, ...] = ()
    labels: tuple[Label, ...] = ()
    legend: Legend | None = None
    face: str = "#ffffff"
    grid_lines: str = ""
    """Colour of grid lines, by ``x``, ``y`` or both, as in "both #cccccc"; empty when there are none."""
    spines: tuple[str, ...] = SIDES
    """Sides with a line of the frame."""
    color_bar: Box | None = None
    color_range: tuple[float, float] | None = None
    color_bar_label: str = ""
    axis_off: bool = False


@dataclass(frozen=True)
class Reading:
    """A chart picture, read."""

    size: tuple[int, int]
    """Width and height in pixels."""
    panels: tuple[Panel, ...] = ()
    labels: tuple[Label, ...] = ()
    """Texts of the figure that belong to no panel."""
    rows: int = 1
    columns: int = 1
    inches: tuple[float, float] | None = None
    background: str = "#ffffff"
    legend: Legend | None = None
    """A legend of the whole figure."""
    confidence: Mapping[str, float] = field(default_factory=dict)
    """By part: texts, axes, marks, layout, overall."""
    exact: bool = False
    """The values are as they were drawn (from vectors), and no estimate."""
    refusal: str | None = None
    """Why nothing was read, in a sentence."""

    @property
    def charts(self) -> tuple[Chart, ...]:
        """One Chart for each panel, with the drawn values as its data."""
        from jupyter_viscode.vision.charts import panel_chart

        return tuple(panel_chart(panel) for panel in self.panels)

    @property
    def chart(self) -> Chart:
        """The picture as one Chart; several panels become a Chart of panels."""
        from jupyter_viscode.vision.charts import whole_chart

        return whole_chart(self)

    def code(self, library: str = "matplotlib") -> str:
        """Code that draws the picture again."""
        from jupyter_viscode.vision.code import write

        return write(self, library)
