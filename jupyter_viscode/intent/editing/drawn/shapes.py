"""Shapes: a Chart goes in; which channel holds its categories and which its figure, and the Chart in another form, come out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from jupyter_viscode.intent.editing.wishes.facts import Facts
from jupyter_viscode.intent.editing.wishes.rules import Refusal
from jupyter_viscode.spec import Annotation, Chart, Encoding, Mark, Sort

SPREADS = ("boxplot", "violin", "strip", "tick", "errorbar")
"""Marks that show all values of a category."""
CARTESIAN = ("bar", "line", "area", "point", "regression", *SPREADS)
NAMES = {
    "arc": "pie", "rect": "heat map", "point": "scatter plot", "boxplot": "box plot", "treemap": "tree map",
    "regression": "scatter plot",
}  # fmt: skip
_TURNED = {"x": "y", "y": "x", "x2": "y2", "y2": "x2", "xOffset": "yOffset", "yOffset": "xOffset"}


def noun(chart: Chart) -> str:
    """What the chart is called in a sentence."""
    return "histogram" if histogram(chart) else NAMES.get(chart.mark, f"{chart.mark} chart")


def histogram(chart: Chart) -> bool:
    """Bars over intervals of a number."""
    return chart.mark in ("bar", "line", "area") and any(_binned(chart.encoding(c)) for c in ("x", "y"))


def _binned(encoding: Encoding) -> bool:
    return bool(encoding.bin or encoding.bin_step) and encoding.time_unit is None


def measure_of(chart: Chart, facts: Facts) -> str | None:
    """The channel of the figure."""
    if "theta" in chart.encodings:
        return "theta"
    if chart.mark == "treemap":
        return "size"
    if chart.mark == "rect":
        return "color" if "color" in chart.encodings else None
    if chart.mark == "density":
        return "x" if "x" in chart.encodings else "y"
    x, y = chart.encodings.get("x"), chart.encodings.get("y")
    if x is None or y is None:
        only = "x" if x is not None else "y" if y is not None else None
        return only if only and quantitative(chart.encoding(only), facts) else None
    if y.aggregate or _binned(x):
        return "y"
    if x.aggregate or _binned(y) or "yOffset" in chart.encodings:
        return "x"
    return "x" if quantitative(x, facts) and not quantitative(y, facts) else "y" if quantitative(y, facts) else None


def base_of(chart: Chart, facts: Facts) -> str | None:
    """The channel of the categories, or of the time."""
    if "theta" in chart.encodings or chart.mark == "treemap":
        return "color"
    if chart.mark == "density":
        return None
    if chart.mark == "rect":
        return "x"
    measure = measure_of(chart, facts)
    other = {"x": "y", "y": "x"}.get(measure or "", "x")
    return other if other in chart.encodings else None


def quantitative(encoding: Encoding, facts: Facts) -> bool:
    """Whether a channel shows numbers."""
    if encoding.aggregate:
        return encoding.aggregate not in ("min", "max") or facts.kind(encoding.field) in ("number", "")
    if encoding.type:
        return encoding.type == "quantitative"
    return facts.kind(encoding.field) == "number" and encoding.time_unit is None


def additive(encoding: Encoding) -> bool:
    """Whether parts of the figure may be stacked: sums and counts may, means may not."""
    return encoding.aggregate in (None, "count", "sum")


def turned(chart: Chart) -> Chart:
    """The chart with its axes changed over."""
    encodings = {_TURNED.get(c, c): _resorted(e, _TURNED) for c, e in chart.encodings.items()}
    layers = tuple(turned(layer) for layer in chart.layers)
    return replace(chart, encodings=encodings, annotations=tuple(map(_turned_note, chart.annotations)), layers=layers)


def _turned_note(note: Annotation) -> Annotation:
    kind: Any = {"hline": "vline", "vline": "hline"}.get(note.kind, note.kind)
    return replace(note, kind=kind, x=note.y, y=note.x, x2=note.y2, y2=note.x2)


def _resorted(encoding: Encoding, moved: dict[str, str]) -> Encoding:
    sort = encoding.sort
    if sort is None or sort.by not in moved:
        return encoding
    return replace(encoding, sort=replace(sort, by=moved[sort.by]))


def _plain(encoding: Encoding) -> Encoding:
    return replace(encoding, stack=None)


class Parts:
    """A chart taken apart: what it shows, whatever form shows it."""

    def __init__(self, chart: Chart, facts: Facts) -> None:
        self.chart = chart
        base, measure = base_of(chart, facts), measure_of(chart, facts)
        self.channels = (base, measure)
        self.base = chart.encodings.get(base) if base else None
        self.measure = chart.encodings.get(measure) if measure else None
        self.series: Encoding | None = None
        if chart.mark == "rect":
            self.series = chart.encodings.get("y")
        elif base != "color":
            color = chart.encoding("color")
            self.series = color if color.field is not None else None
        self.horizontal = chart.mark in CARTESIAN and base == "y" and measure == "x"
        self.raw = chart.mark in ("point", "regression") and self.measure is not None and self.measure.aggregate is None
        self.raw = self.raw and self.base is not None and quantitative(self.base, facts)

    def rest(self) -> dict[str, Encoding]:
        """The channels that no form needs for itself."""
        kept = ("row", "column", "facet", "detail", "opacity", "text")
        found = {c: e for c, e in self.chart.encodings.items() if c in kept}
        color = self.chart.encodings.get("color")
        if color is not None and color.field is None and self.channels[1] != "color":
            found["color"] = color
        return found


def reshaped(chart: Chart, mark: str, facts: Facts, *, donut: bool = False, hist: bool = False) -> Chart:
    """The same data as another kind of chart.

    Raises
    ------
    Refusal
        The data of the chart do not make one.
    """
    target: Any = mark
    if mark == chart.mark and hist == histogram(chart) and mark not in ("arc", "line", "area"):
        return chart
    parts = Parts(chart, facts)
    inner = 0.5 if donut else None
    bare = replace(chart, mark=target, style=replace(chart.style, inner_radius=inner if mark == "arc" else None))
    if hist:
        return _histogram(bare, parts, facts)
    if mark == "density":
        return _density(bare, parts, facts)
    if mark in ("arc", "treemap"):
        return _shares(bare, parts)
    if mark == "rect":
        return _cells(bare, parts)
    if mark in SPREADS:
        return _spread(bare, parts, facts)
    return _along(bare, parts, target, facts)


def _need(encoding: Encoding | None, what: str, chart: Chart) -> Encoding:
    if encoding is None:
        raise Refusal(f"A {noun(chart)} needs {what}, and the chart has none")
    return encoding


def _along(bare: Chart, parts: Parts, mark: Mark, facts: Facts) -> Chart:
    """Bars, lines, areas, points."""
    source = parts.chart
    base, measure = _need(parts.base, "categories", bare), _need(parts.measure, "a figure", bare)
    if parts.raw and mark == "bar":
        raise Refusal(
            "Two numbers against each other have no categories to draw bars for; say for example 'mean of b by a as bars'"
        )
    if histogram(source) and mark != "bar":
        raise Refusal(f"A histogram is no {mark} chart; 'as a density' draws its curve")
    if source.mark in SPREADS and mark != "point":
        measure = replace(measure, aggregate=measure.aggregate or "mean")
    if source.mark in CARTESIAN:
        chart = replace(bare, encodings={c: (measure if c == parts.channels[1] else e) for c, e in source.encodings.items()})
        if parts.horizontal and mark in ("line", "area"):
            chart = turned(chart)
    else:
        moved = {parts.channels[0] or "": "x", parts.channels[1] or "": "y", "theta": "y"}
        encodings = {"x": _axis(base, moved), "y": measure, **parts.rest()}
        if parts.series is not None:
            encodings["color"] = parts.series
        chart = replace(bare, encodings=encodings)
    if mark == source.mark:
        return chart
    if mark != "bar":
        chart = replace(chart, encodings={c: e for c, e in chart.encodings.items() if c not in ("xOffset", "yOffset")})
    return _stacked(chart, mark, facts)


def _axis(encoding: Encoding, moved: dict[str, str]) -> Encoding:
    """What was a colour, as an axis: its palette and legend stay behind."""
    return _resorted(replace(encoding, scale=None), moved)


def _stacked(chart: Chart, mark: str, facts: Facts) -> Chart:
    """Parts on top of each other where their sum means something, else beside or over each other."""
    channel = measure_of(chart, facts)
    color = chart.encoding("color")
    if channel is None or color.field is None or channel not in ("x", "y"):
        return chart
    measure = chart.encoding(channel)
    if mark in ("line", "point"):
        return chart.with_encoding(channel, _plain(measure))
    offset = "xOffset" if channel == "y" else "yOffset"
    if mark == "area":
        return chart.with_encoding(channel, replace(measure, stack=measure.stack or ("zero" if additive(measure) else "none")))
    if mark == "bar" and offset not in chart.encodings and measure.stack is None:
        if additive(measure):
            return chart.with_encoding(channel, replace(measure, stack="zero"))
        return chart.with_encoding(offset, Encoding(color.field, color.type or "nominal", time_unit=color.time_unit))
    return chart


def _shares(bare: Chart, parts: Parts) -> Chart:
    if parts.raw:
        raise Refusal("Two numbers against each other are no shares of a whole")
    base, measure = _need(parts.base, "categories", bare), _need(parts.measure, "a figure", bare)
    channel = "theta" if bare.mark == "arc" else "size"
    moved = {parts.channels[1] or "": channel, parts.channels[0] or "": "color"}
    kept = {c: e for c, e in parts.rest().items() if c != "color"}
    return replace(bare, encodings={channel: _plain(measure), "color": _resorted(base, moved), **kept})


def _cells(bare: Chart, parts: Parts) -> Chart:
    if parts.raw:
        x, y = (replace(e, bin=e.bin or True) for e in (parts.chart.encoding("x"), parts.chart.encoding("y")))
        return replace(bare, encodings={"x": x, "y": y, "color": Encoding(None, "quantitative", aggregate="count")})
    base, measure = _need(parts.base, "categories", bare), _need(parts.measure, "a figure", bare)
    if parts.series is None:
        raise Refusal(
            "A heat map needs two groupings, and the chart has one; say for example 'heat map of price by month and region'"
        )
    kept = {c: e for c, e in parts.rest().items() if c != "color"}
    return replace(bare, encodings={"x": base, "y": replace(parts.series, scale=None), "color": _plain(measure), **kept})


def _raw(parts: Parts, bare: Chart, facts: Facts) -> Encoding:
    """The values behind the figure."""
    found = parts.base if histogram(parts.chart) else parts.measure
    found = _need(found, "a column of numbers", bare)
    if found.field is None or facts.kind(found.field) not in ("number", "") or parts.chart.frame is None:
        raise Refusal(f"A {noun(bare)} needs the values themselves, and the chart has only counts or figures of them")
    return replace(found, aggregate=None, bin=False, bin_step=None, stack=None, type="quantitative")


def _spread(bare: Chart, parts: Parts, facts: Facts) -> Chart:
    if parts.chart.mark in SPREADS:
        return bare
    values = _raw(parts, bare, facts)
    encodings = parts.rest()
    if histogram(parts.chart):
        return replace(bare, encodings={**({"x": parts.series} if parts.series else {}), "y": values, **encodings})
    first, second = ("y", "x") if parts.horizontal else ("x", "y")
    if parts.base is not None and not quantitative(parts.base, facts):
        encodings[first] = parts.base if parts.channels[0] in ("x", "y") else _axis(parts.base, {"theta": second})
    if parts.series is not None:
        encodings["color"] = parts.series
    return replace(bare, encodings={**encodings, second: values})


def _histogram(bare: Chart, parts: Parts, facts: Facts) -> Chart:
    values = _raw(parts, bare, facts)
    series = {"color": parts.series} if parts.series is not None else {}
    count = Encoding(None, "quantitative", aggregate="count")
    return replace(bare, encodings={"x": replace(values, bin=True, sort=None), "y": count, **series, **parts.rest()})


def _density(bare: Chart, parts: Parts, facts: Facts) -> Chart:
    values = _raw(parts, bare, facts)
    series = parts.series or (parts.base if parts.chart.mark in SPREADS else None)
    color = {"color": series} if series is not None else {}
    return replace(bare, encodings={"x": replace(values, sort=None), **color, **parts.rest()})


def sorted_by(chart: Chart, channel: str, sort: Sort | None) -> Chart:
    """The chart with the order of one channel set."""
    return chart.with_encoding(channel, replace(chart.encoding(channel), sort=sort))
