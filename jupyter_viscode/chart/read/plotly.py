"""A plotly Figure goes in, the Chart that its traces draw comes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from jupyter_viscode.chart.read.values import build, column, thinned, thinning, with_options
from jupyter_viscode.spec import Chart, Encoding, Mark, Scale, Style

MOST_CELLS = 100
"""Rows, and columns, of a grid that are read."""
_SIMPLE: dict[str, Mark] = {
    "bar": "bar",
    "histogram": "bar",
    "box": "boxplot",
    "violin": "violin",
    "pie": "arc",
    "heatmap": "rect",
    "histogram2d": "rect",
    "treemap": "treemap",
    "sunburst": "treemap",
    "icicle": "treemap",
    "image": "image",
    "surface": "surface",
}


def read_traces(figure: Any) -> Chart | None:
    """The figure's Chart; subplots are panels, a second y axis over the first is a secondary layer."""
    traces = [t for t in figure.data if t.visible in (None, True)]
    if not traces:
        return None
    title = _text(figure.layout.title).partition("<sup>")[0].removesuffix("<br>")
    style = Style(
        width=figure.layout.width and figure.layout.width / 100, height=figure.layout.height and figure.layout.height / 100
    )
    groups: dict[tuple[str, str], list[Any]] = {}
    for trace in traces:
        groups.setdefault((getattr(trace, "xaxis", None) or "x", getattr(trace, "yaxis", None) or "y"), []).append(trace)
    over = {key for key in groups if _axis(figure, key[1]).overlaying}
    panels = [c for key, group in groups.items() if key not in over for c in [_group(figure, group, key)] if c is not None]
    layers = tuple(
        replace(c, secondary=True)
        for key, group in groups.items()
        if key in over
        for c in [_group(figure, group, key)]
        if c is not None
    )
    if not panels:
        return None
    if len(panels) == 1:
        return replace(
            panels[0],
            title=title,
            style=replace(style, inner_radius=panels[0].style.inner_radius),
            layers=panels[0].layers + layers,
        )
    columns = len({key[0] for key in groups}) if len({_place(figure, k) for k in groups}) == len(groups) else len(groups)
    columns = len({_axis(figure, key[0]).domain or key[0] for key in groups}) or columns
    return Chart(panels[0].mark, title=title, panels=tuple(panels), panel_columns=columns, style=style)


def _place(figure: Any, key: tuple[str, str]) -> tuple[Any, Any]:
    return _axis(figure, key[0]).domain, _axis(figure, key[1]).domain


def _axis(figure: Any, name: str) -> Any:
    """The layout of ``x2``: ``xaxis2``."""
    return figure.layout[f"{name[0]}axis{name[1:]}"]


def _text(title: Any) -> str:
    return str(getattr(title, "text", None) or "")


def _mark(trace: Any) -> Mark:
    if trace.type in _SIMPLE:
        if trace.type == "violin" and trace.side == "positive":
            return "density"
        if (
            trace.type == "box"
            and trace.boxpoints == "all"
            and getattr(trace.fillcolor, "lower", str)().startswith("rgba(255,255,255,0")
        ):
            return "strip"
        return _SIMPLE[trace.type]
    if trace.type in ("scatter", "scattergl", "scatterpolar"):
        if getattr(trace, "stackgroup", None) or trace.fill not in (None, "none"):
            return "area"
        mode = trace.mode or "lines"
        if "lines" in mode:
            return "line"
        if trace.error_y.array is not None or trace.error_x.array is not None:
            return "errorbar"
        return "point"
    return "other"


def _group(figure: Any, traces: Sequence[Any], key: tuple[str, str]) -> Chart | None:
    by_mark: dict[str, list[Any]] = {}
    for trace in traces:
        by_mark.setdefault(_mark(trace), []).append(trace)
    charts = [c for mark, group in by_mark.items() for c in [_one(figure, mark, group, key)] if c is not None]  # type: ignore[arg-type]
    if not charts:
        return None
    if [c.mark for c in charts[:2]] == ["point", "line"] and len(next(iter(charts[1].data.values()), ())) == 2:
        return replace(charts[0], mark="regression")
    return replace(charts[0], layers=tuple(charts[1:]))


def _one(figure: Any, mark: Mark, traces: list[Any], key: tuple[str, str]) -> Chart | None:
    if mark in ("arc", "treemap"):
        return _shares(mark, traces[0], figure)
    if mark == "rect":
        return _cells(traces[0], figure, key)
    if mark in ("surface", "image", "other"):
        return Chart(mark)
    titles = {
        "x": _text(_axis(figure, key[0]).title),
        "y": _text(_axis(figure, key[1]).title),
        "color": _text(figure.layout.legend.title),
    }
    scales = {c: s for c, name in (("x", key[0]), ("y", key[1])) if (s := _scale(_axis(figure, name))) is not None}
    xs: list[Any] = []
    ys: list[Any] = []
    series: list[Any] = []
    for trace in traces:
        x, y = _values(trace.x, thin=True), _values(trace.y, thin=True)
        count = max(len(x), len(y))
        xs += x or ([None] * count if any(t.x is not None for t in traces) else [])
        ys += y or ([None] * count if any(t.y is not None for t in traces) else [])
        series += [trace.name or ""] * count
    channels: dict[str, tuple[Any, ...]] = {c: column(v) for c, v in (("x", xs), ("y", ys)) if v}
    if len(traces) > 1 and len({t.name for t in traces}) > 1:
        channels["color"] = tuple(series)
    elif mark == "point" and len(traces) == 1 and (shades := _values(traces[0].marker.color, thin=True)):
        channels["color"] = column(shades)
        titles["color"] = _text(figure.layout.coloraxis.colorbar.title)
    sizes = [s for t in traces for s in _values(getattr(t.marker, "size", None), thin=True)] if mark == "point" else []
    if sizes and len(sizes) == len(series):
        channels["size"] = column(sizes)
    chart = build(mark, channels, titles, scales=scales)
    if mark == "bar":
        chart = _bars(chart, figure, traces)
    if mark == "area" and "color" in channels:
        stacked = any(getattr(t, "stackgroup", None) for t in traces)
        percent = any(getattr(t, "groupnorm", None) for t in traces)
        chart = with_options(chart, "y", stack="normalize" if percent else "zero" if stacked else "none")
    return chart


def _bars(chart: Chart, figure: Any, traces: list[Any]) -> Chart:
    horizontal = traces[0].orientation == "h"
    base, measure = ("y", "x") if horizontal else ("x", "y")
    if traces[0].type == "histogram":
        base = "x" if chart.encoding("x").field else "y"
        other = "y" if base == "x" else "x"
        title = _text(figure.layout[f"{other}axis"].title) or "count"
        chart = with_options(chart, base, bin=True)
        if not chart.encoding(other).field:
            chart = chart.with_encoding(other, Encoding(aggregate="count", type="quantitative", title=title))
        measure = other
    elif figure.layout.bargap == 0 and chart.encoding(base).type == "quantitative":
        chart = with_options(with_options(chart, base, bin=True), measure, aggregate="count")
    if chart.encoding("color").field:
        mode = figure.layout.barmode or "group"
        if mode == "group":
            field = chart.encoding("color").field
            chart = chart.with_encoding("yOffset" if horizontal else "xOffset", Encoding(field=field, type="nominal"))
        elif measure in chart.encodings:
            stack = "normalize" if figure.layout.barnorm else "none" if mode == "overlay" else "zero"
            chart = with_options(chart, measure, stack=stack)
    return chart


def _shares(mark: Mark, trace: Any, figure: Any) -> Chart:
    values = [float(v) for v in _values(trace.values)]
    labels = [str(v) for v in _values(trace.labels)]
    if mark == "treemap":
        return build("treemap", {"theta": tuple(values), "color": tuple(labels)}, {})
    total = sum(values) or 1.0
    shares = tuple(round(v / total, 9) for v in values)
    chart = build(
        "arc", {"theta": shares, "color": tuple(labels)}, {"theta": "share", "color": _text(figure.layout.legend.title)}
    )
    return replace(chart, style=Style(inner_radius=trace.hole)) if trace.hole else chart


def _cells(trace: Any, figure: Any, key: tuple[str, str]) -> Chart:
    titles = {"x": _text(_axis(figure, key[0]).title), "y": _text(_axis(figure, key[1]).title)}
    bar = figure.layout.coloraxis.colorbar if trace.coloraxis else trace.colorbar
    titles["color"] = _text(bar.title)
    if trace.type == "histogram2d":
        chart = build("rect", {c: column(_values(trace[c], thin=True)) for c in ("x", "y")}, titles)
        chart = with_options(with_options(chart, "x", bin=True), "y", bin=True)
        return chart.with_encoding("color", Encoding(aggregate="count", title=titles["color"]))
    grid = [] if trace.z is None else trace.z
    down = thinning(len(grid), MOST_CELLS)
    across = thinning(len(grid[0]) if len(grid) else 0, MOST_CELLS)
    rows = [_values(row[across]) for row in grid[down]]
    xs = _values(trace.x if trace.x is None else trace.x[across]) or list(range(len(grid[0]) if len(grid) else 0))[across]
    ys = _values(trace.y if trace.y is None else trace.y[down]) or list(range(len(grid)))[down]
    cells = [
        (x, y, v) for y, row in zip(ys, rows, strict=True) for x, v in zip(xs, row, strict=True) if v is not None and v == v
    ]
    columns = tuple(zip(*cells, strict=True)) or ((), (), ())
    return build("rect", {"x": columns[0], "y": columns[1], "color": columns[2]}, titles)


def _scale(axis: Any) -> Scale | None:
    reverse = axis.autorange == "reversed" and axis.type != "category"
    if axis.type != "log":
        return None if not reverse else Scale(reverse=True)
    return Scale(type="log", reverse=reverse)


def _values(values: Sequence[Any] | None, *, thin: bool = False) -> list[Any]:
    """A trace's array as a list; of very many values some."""
    if values is None or isinstance(values, (str, int, float)):
        return []
    return list(thinned(values) if thin else values)
