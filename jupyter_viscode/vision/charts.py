"""A reading as the package's Chart: marks, encodings and the drawn values.

Enters: a `Panel` or a `Reading`. Leaves: a `Chart` whose data are the estimated values.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from jupyter_viscode.spec import Annotation, Chart, Encoding, Scale, Style
from jupyter_viscode.spec import Mark as ChartMark
from jupyter_viscode.vision.reading import Axis, Mark, Panel, Reading

_MARKS: dict[str, ChartMark] = {
    "bar": "bar", "barh": "bar", "hist": "bar", "line": "line", "scatter": "point", "pie": "arc", "fill_between": "area",
    "stackplot": "area", "errorbar": "errorbar", "boxplot": "boxplot", "violin": "violin", "imshow": "rect", "fill": "area",
}  # fmt: skip


def whole_chart(reading: Reading) -> Chart:
    """One Chart; several panels become a Chart of panels."""
    charts = reading.charts
    if not charts:
        return Chart("other")
    style = Style(width=reading.inches[0] if reading.inches else None, height=reading.inches[1] if reading.inches else None)
    if len(charts) == 1:
        return replace(charts[0], style=replace(style, grid=charts[0].style.grid))
    titles = [t.text for t in reading.labels if t.role in ("suptitle", "figure")]
    return Chart("other", panels=charts, panel_columns=max(1, reading.columns), title=titles[0] if titles else "", style=style)


def panel_chart(panel: Panel) -> Chart:
    """The Chart of one plot area: series of the commonest kind of mark, told apart by colour; other kinds are layers."""
    by_kind: dict[str, list[Mark]] = {}
    for mark in panel.marks:
        if mark.kind in _MARKS:
            by_kind.setdefault(mark.kind, []).append(mark)
    text = {label.role: label.text for label in panel.labels}
    notes = [Annotation("hline", y=m.data["at"][0], color=_first(m.colors)) for m in panel.marks if m.kind == "axhline"]
    notes += [Annotation("vline", x=m.data["at"][0], color=_first(m.colors)) for m in panel.marks if m.kind == "axvline"]
    if not by_kind:
        return Chart("other", title=text.get("title", ""))
    layers = [_layer(panel, kind, marks, text) for kind, marks in by_kind.items()]
    style = Style(grid=bool(panel.grid_lines))
    return replace(layers[0], title=text.get("title", ""), layers=tuple(layers[1:]), annotations=tuple(notes), style=style)


def _first(values: Sequence[str]) -> str:
    return values[0] if values else ""


def _layer(panel: Panel, kind: str, marks: list[Mark], text: dict[Any, str]) -> Chart:
    """All series of one kind."""
    rows: dict[str, list[Any]] = {"x": [], "y": [], "series": []}
    for k, mark in enumerate(marks):
        xs, ys = _values(mark)
        name = mark.label or f"series {k + 1}"
        rows["x"] += [_named(panel.x, v) for v in xs] if kind not in ("barh", "pie") else list(xs)
        rows["y"] += [_named(panel.y, v) for v in ys] if kind == "barh" else list(ys)
        rows["series"] += [name] * len(xs)
    data = {k: tuple(v) for k, v in rows.items()}
    encodings: dict[str, Encoding] = {}
    if kind == "pie":
        encodings = {"theta": Encoding("y", "quantitative"), "color": Encoding("x", "nominal")}
        data = {"x": tuple(str(v) for v in rows["x"]), "y": data["y"]}
    else:
        encodings["x"] = _axis_encoding("x", panel.x, data["x"], text.get("xlabel"))
        encodings["y"] = _axis_encoding("y", panel.y, data["y"], text.get("ylabel"))
        if len(marks) > 1:
            colors = tuple(_first(m.colors) for m in marks)
            names = tuple(dict.fromkeys(rows["series"]))
            encodings["color"] = Encoding("series", "nominal", scale=Scale(domain=names, range=colors))
    return Chart(_MARKS[kind], encodings, data=data)


def _axis_encoding(field: str, axis: Axis, values: tuple[Any, ...], title: str | None) -> Encoding:
    nominal = any(isinstance(v, str) for v in values)
    scale = Scale("log") if axis.scale == "log" else None
    return Encoding(field, "nominal" if nominal else "quantitative", title=title, scale=scale)


def _values(mark: Mark) -> tuple[Sequence[Any], Sequence[Any]]:
    """The two columns that describe a mark."""
    d = mark.data
    if mark.kind == "bar":
        return d["x"], d["heights"]
    if mark.kind == "barh":
        return d["widths"], d["y"]
    if mark.kind == "hist":
        edges = d["edges"]
        return [(a + b) / 2 for a, b in itertools.pairwise(edges)], d["counts"]
    if mark.kind == "pie":
        names = mark.names if len(mark.names) == len(d["fractions"]) else tuple(str(k + 1) for k in range(len(d["fractions"])))
        return names, d["fractions"]
    if mark.kind == "fill_between":
        return d["x"], d["high"]
    if mark.kind in ("boxplot", "violin"):
        return d.get("position", ()), d.get("median", d.get("mean", ()))
    if mark.kind == "imshow":
        return tuple(float(k % mark.shape[1]) for k in range(len(d["values"]))), d["values"]
    return d.get("x", ()), d.get("y", ())


def _named(axis: Axis, value: float) -> Any:
    """A category's name for its place, else the number."""
    if axis.scale != "category" or not axis.ticks:
        return value
    near = min(axis.ticks, key=lambda t: abs(axis.value(t[0]) - value))
    return near[1] if abs(axis.value(near[0]) - value) < 0.5 else value


def chart_code(reading: Reading, library: str) -> str:
    """Code of another library, by the package's writers."""
    from jupyter_viscode.chart.write import write
    from jupyter_viscode.types import Context

    return write(whole_chart(reading), library, Context())
