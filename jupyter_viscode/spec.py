"""Chart: one description of a chart, in Vega-Lite's terms, whatever library draws it.

Standard library only; plain frozen dataclasses, so that a Chart is compared, hashed by its repr, and sent through a pipe.
A Chart is *declarative*: ``frame`` + ``transforms`` (in order) + ``encodings`` (with inline aggregate, bin, timeUnit, as
Vega-Lite has them). A Chart read from a finished figure has no frame but ``data``: the drawn values.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

Mark = Literal[
    "bar", "line", "area", "point", "arc", "rect", "boxplot", "violin", "strip", "tick", "rule", "text", "errorbar",
    "density", "regression", "treemap", "image", "surface", "other",
]  # fmt: skip
"""Vega-Lite's marks; and those that it writes as a transform plus a mark, by their common name.

A histogram is a bar with a binned x and ``aggregate="count"`` on y; a pie an arc with theta and color (a donut has
``style.inner_radius``); a heatmap a rect with x, y and color; a horizontal bar has the measure on x.
"""

Channel = Literal[
    "x", "y", "x2", "y2", "color", "size", "shape", "opacity", "theta", "text", "detail", "xOffset", "yOffset", "row", "column",
    "facet",
]  # fmt: skip

FieldType = Literal["quantitative", "nominal", "ordinal", "temporal"]
Aggregate = Literal["count", "sum", "mean", "median", "min", "max", "distinct", "stdev", "variance", "q1", "q3"]
TimeUnit = Literal[
    "year", "quarter", "month", "week", "day", "date", "hours", "minutes",
    "yearquarter", "yearmonth", "yearweek", "yearmonthdate", "yearmonthdatehours",
]  # fmt: skip
"""``day`` is the day of the week, ``date`` the day of the month, as in Vega-Lite; those that begin with ``year`` truncate."""

Order = Literal["ascending", "descending"]


@dataclass(frozen=True)
class Sort:
    """The order of a discrete axis, or of the points along it."""

    by: str = ""
    """A channel (``x``, ``y``, ``color``: the value drawn there), a field, or "" for the values of the encoded field itself."""
    order: Order = "ascending"
    aggregate: Aggregate | None = None
    """With a field in `by`: how its values become one for each category."""
    values: tuple[Any, ...] = ()
    """An explicit order; `by` and `order` then count for nothing."""


@dataclass(frozen=True)
class Scale:
    """How values become positions or colours."""

    type: Literal["linear", "log", "symlog", "sqrt", "time", "band"] | None = None
    zero: bool | None = None
    domain: tuple[Any, ...] = ()
    """(low, high) of a continuous scale, or all values of a discrete one."""
    reverse: bool = False
    scheme: str = ""
    """A palette's name: ``viridis``, ``tab10``, ..."""
    range: tuple[str, ...] = ()
    """Colours, as hex or CSS names, in the order of the domain."""


@dataclass(frozen=True)
class Encoding:
    """One channel: what is shown there and how."""

    field: str | None = None
    """Name of a column (of the frame or made by a transform); None with ``aggregate="count"`` or `value`."""
    type: FieldType | None = None
    aggregate: Aggregate | None = None
    bin: bool | int = False
    """True for a default number of bins, or the most bins wanted."""
    bin_step: float | None = None
    """Width of a bin, when it was asked for."""
    time_unit: TimeUnit | None = None
    sort: Sort | None = None
    stack: Literal["zero", "normalize", "none"] | None = None
    """On the measure of a bar or area with a colour: stacked, stacked to 100 %, or overlaid; None is the mark's default.

    Grouped (dodged) bars have an ``xOffset`` (``yOffset``) encoding with the colour's field.
    """
    scale: Scale | None = None
    title: str | None = None
    """The axis's or legend's title; None lets the writer choose, "" shows none."""
    format: str = ""
    """A d3 format: ``,.0f``, ``.0%``, ``$,.2f``, ``%b %Y``; or one behind another currency's sign: ``€,.0f``."""
    value: Any = None
    """A constant instead of a field: a colour, a size."""


# -- conditions --------------------------------------------------------------------------------------------------------

Operator = Literal["==", "!=", "<", "<=", ">", ">=", "in", "not in", "like", "not like", "between", "is null", "not null"]


@dataclass(frozen=True)
class Statistic:
    """A figure of a column that a condition compares with: "above the average price"."""

    aggregate: Aggregate
    field: str
    where: Predicate | None = None
    """The rows that it is taken of, all when None: "heavier than Bella"."""


@dataclass(frozen=True)
class Comparison:
    """``field op value``; the value is a constant, a tuple (in, between), a SQL pattern (like), a Statistic, or a Ref to another column."""  # noqa: E501

    field: str
    op: Operator
    value: Any = None
    time_unit: TimeUnit | None = None
    """Compare a part of a date: month == 3."""


@dataclass(frozen=True)
class Logic:
    """Conditions joined: ``and``, ``or``, ``not`` (one part)."""

    op: Literal["and", "or", "not"]
    parts: tuple[Predicate, ...]


@dataclass(frozen=True)
class Tally:
    """What the rows that share a value must come to: more than two of them, 500 of a field in total."""

    op: Operator
    value: Any
    aggregate: Aggregate = "count"
    field: str | None = None
    """What is added up or averaged; None counts the rows."""


@dataclass(frozen=True)
class Membership:
    """``field in (SELECT column FROM frame WHERE ... HAVING ...)``: a condition on another frame, or ``not in`` it."""

    field: str
    frame: str
    column: str
    where: Predicate | None = None
    negate: bool = False
    having: Tally | None = None
    """What the rows of `frame` with one value of `column` must come to."""


Predicate = Comparison | Logic | Membership


# -- transforms --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Filter:
    """Keep the rows for which the predicate holds. After an AggregateTransform it is SQL's HAVING."""

    where: Predicate


@dataclass(frozen=True)
class JoinTransform:
    """Bring in the columns of another frame. Columns of `frame` whose names clash get the suffix ``_<frame>``."""

    frame: str
    left_on: str
    right_on: str
    how: Literal["inner", "left"] = "inner"


@dataclass(frozen=True)
class Calculate:
    """A new column from two operands; an operand is a column's name in a `Ref`, or a constant.

    ``abs``, ``season`` (of a date: Winter, Spring, Summer, Autumn of the northern half), ``weekend`` (of a date: Weekday,
    Weekend from Saturday on), ``decade`` (of a date or a year: 1990) and ``half-year`` (of a date: 2024 H1) take the left
    operand alone;
    ``==`` makes truth values.
    """

    name: str
    op: Literal["+", "-", "*", "/", "abs", "days between", "concat", "==", "season", "weekend", "decade", "half-year"]
    left: Any
    right: Any = None


@dataclass(frozen=True)
class Relabel:
    """Other names for some values of a column; what comes after it knows the values by these names."""

    field: str
    labels: tuple[tuple[Any, str], ...]
    """Value and name."""


@dataclass(frozen=True)
class Ref:
    """A column as an operand of Calculate."""

    field: str


@dataclass(frozen=True)
class Measure:
    """One aggregate of an AggregateTransform."""

    aggregate: Aggregate
    field: str | None
    name: str


@dataclass(frozen=True)
class AggregateTransform:
    """Group and aggregate before the encodings see the rows: for HAVING, for aggregates of aggregates."""

    groupby: tuple[str, ...]
    measures: tuple[Measure, ...]


@dataclass(frozen=True)
class TopN:
    """Keep the n categories of `field` that have the largest (smallest) figure; the rest may be gathered as `other`."""

    n: int
    field: str
    by: str | None = None
    """The column whose figure ranks the categories; None counts rows."""
    aggregate: Aggregate | None = None
    """None with `by`: the rows themselves are ranked, without grouping."""
    order: Order = "descending"
    other: str = ""


@dataclass(frozen=True)
class Window:
    """A running figure: computed after grouping and in the order of the x channel, within each colour and facet."""

    op: Literal["cumulative", "rolling", "difference", "percent change", "rank", "percent of total"]
    size: int | None = None
    """Rows of a rolling window."""
    aggregate: Aggregate = "mean"
    """Of a rolling window."""


@dataclass(frozen=True)
class Fold:
    """Columns under each other: one row for each of them, its name in `key` and its value in `value`."""

    fields: tuple[str, ...]
    key: str = "figure"
    value: str = "value"


@dataclass(frozen=True)
class Correlate:
    """The correlation of each two of these columns: rows of ``column``, ``other``, and ``correlation``."""

    fields: tuple[str, ...]


Transform = Filter | JoinTransform | Calculate | AggregateTransform | Fold | Correlate | TopN | Window | Relabel


# -- the chart ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Annotation:
    """A mark on the picture that is no data: a text, a line, a highlighted point, a shaded band."""

    kind: Literal["text", "hline", "vline", "maximum", "minimum", "value labels", "band"]
    text: str = ""
    x: Any = None
    y: Any = None
    color: str = ""
    x2: Any = None
    """Where a band ends that begins at `x`; one that lies has `y` and `y2`."""
    y2: Any = None


@dataclass(frozen=True)
class Style:
    """How it looks, as far as somebody asked."""

    width: float | None = None
    """Inches."""
    height: float | None = None
    """Inches."""
    theme: str = ""
    """``dark``, ``minimal``, or a name that the library knows."""
    legend: Literal["outside", "right", "left", "top", "bottom", "inside", "none"] | None = None
    grid: bool | None = None
    label_angle: float | None = None
    """Degrees, for the labels of the x axis."""
    inner_radius: float | None = None
    """Of a donut, as a share of the outer radius."""
    line_width: float | None = None
    line_style: Literal["solid", "dashed", "dotted", "dashdot"] | None = None
    point: bool | None = None
    """Markers on a line."""
    point_size: float | None = None
    """Area of the points of a scatter plot, in square points."""
    opacity: float | None = None
    font_size: float | None = None
    background: str = ""


@dataclass(frozen=True)
class Chart:
    """One chart. Compare two with ``==``; change one with `with_encoding` or `dataclasses.replace`."""

    mark: Mark
    encodings: Mapping[str, Encoding] = field(default_factory=dict)
    """By Channel."""
    frame: str | None = None
    """The variable that holds the data."""
    transforms: tuple[Transform, ...] = ()
    title: str = ""
    subtitle: str = ""
    layers: tuple[Chart, ...] = ()
    """Drawn above this one, on the same axes unless ``secondary``; they inherit frame and transforms if they have none."""
    secondary: bool = False
    """This layer has a y axis of its own on the right."""
    annotations: tuple[Annotation, ...] = ()
    style: Style = Style()
    data: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    """Columns of drawn values, when read from a figure or a picture; the encodings' fields are its keys."""
    panels: tuple[Chart, ...] = ()
    """Several charts in one figure, row by row; this Chart's own mark and encodings then count for nothing."""
    panel_columns: int = 1

    def encoding(self, channel: str) -> Encoding:
        """The channel's encoding, or an empty one."""
        return self.encodings.get(channel, Encoding())

    def keeps_own_order(self, channel: str) -> bool:
        """Whether a channel is sorted by its own values, if at all; a name that channel and column share is the channel's."""
        encoding = self.encoding(channel)
        by = encoding.sort.by if encoding.sort is not None else ""
        return by in ("", channel) or (by == encoding.field and by not in self.encodings)

    def with_encoding(self, channel: str, encoding: Encoding | None) -> Chart:
        """A copy with one channel set, or removed with None."""
        encodings = {k: v for k, v in self.encodings.items() if k != channel}
        if encoding is not None:
            encodings[channel] = encoding
        return replace(self, encodings=encodings)

    def fields(self) -> Iterator[str]:
        """Names of all columns that the encodings use."""
        for encoding in self.encodings.values():
            if encoding.field is not None:
                yield encoding.field
