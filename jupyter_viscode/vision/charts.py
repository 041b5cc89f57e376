"""What was read of a picture as Charts: panels go in; a Chart with its drawn values, and code in other libraries, come out.

A Chart tells less than a `Reading`: of a panel with several kinds of marks the first becomes the chart and the others layers.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from jupyter_viscode.errors import InputError
from jupyter_viscode.spec import Annotation, Chart, Encoding, Scale, Style
from jupyter_viscode.spec import Mark as ChartMark
from jupyter_viscode.types import Context
from jupyter_viscode.vision.dates import iso
from jupyter_viscode.vision.reading import Axis, Mark, Panel, Reading

_MARKS: dict[str, ChartMark] = {
    "bar": "bar", "barh": "bar", "hist": "bar", "line": "line", "scatter": "point", "errorbar": "point", "stem": "bar",
    "fill_between": "area", "pie": "arc", "imshow": "rect",
}  # fmt: skip
"""Marks of a picture that a Chart can hold with their values."""
SERIES = "series"


def panel_chart(panel: Panel) -> Chart:
    """One panel; its mark is ``other`` when its values have no place in a Chart."""
    kinds = list(dict.fromkeys(m.kind for m in panel.marks if m.kind in _MARKS))
    if not kinds:
        return Chart("other", title=_said(panel, "title"))
    charts = [_of_kind(panel, kind) for kind in kinds]
    return replace(charts[0], title=_said(panel, "title"), layers=tuple(charts[1:]), annotations=_rules(panel))


def whole_chart(reading: Reading) -> Chart:
    """The picture as one Chart; several panels become a Chart of panels."""
    charts = reading.charts
    style = Style(*reading.inches) if reading.inches is not None else Style()
    if len(charts) == 1:
        look = {"inner_radius": charts[0].style.inner_radius, **_look(reading.panels[0])}
        return replace(charts[0], style=replace(style, **look))
    title = next((label.text for label in reading.labels if label.role == "suptitle"), "")
    return Chart("other", title=title, panels=charts, panel_columns=max(1, reading.columns), style=style)


def chart_code(reading: Reading, library: str) -> str | None:
    """The program by a library's writer; None when it cannot draw what was read."""
    from jupyter_viscode.chart.write import write

    try:
        return write(reading.chart, library, Context())
    except InputError:
        return None


def _rules(panel: Panel) -> tuple[Annotation, ...]:
    """Straight lines across the plot."""
    rules = []
    for mark in panel.marks:
        color = mark.colors[0] if mark.colors else ""
        if mark.kind == "axhline":
            rules.append(Annotation("hline", y=mark.data["at"][0], color=color))
        elif mark.kind == "axvline":
            rules.append(Annotation("vline", x=mark.data["at"][0], color=color))
    return tuple(rules)


def _look(panel: Panel) -> dict[str, Any]:
    """What the style of a Chart can tell of a panel."""
    look: dict[str, Any] = {"grid": bool(panel.grid_lines)}
    light = sum(int(panel.face[i : i + 2], 16) for i in (1, 3, 5)) if len(panel.face) >= 7 else 765
    if light < 240:
        look["theme"] = "dark"
    lines = [m for m in panel.marks if m.kind == "line"]
    if lines:
        look["point"] = any(m.marker for m in lines) or None
        look["line_style"] = {"--": "dashed", ":": "dotted", "-.": "dashdot"}.get(lines[0].line_style)
    return look


def _said(panel: Panel, role: str) -> str:
    return next((label.text for label in panel.labels if label.role == role), "")


def _of_kind(panel: Panel, kind: str) -> Chart:
    """All marks of a kind as one chart, a column for the series where there are several."""
    marks = [m for m in panel.marks if m.kind == kind]
    if kind == "pie":
        return _pie(marks[0])
    if kind == "imshow":
        return _heatmap(panel, marks[0])
    x_name, y_name = _names(panel)
    across, up, colours, names = _columns(panel, kind, marks)
    dated = panel.x.scale == "time" and kind != "barh"
    data: dict[str, tuple[Any, ...]] = {x_name: tuple(across), y_name: tuple(up)}
    encodings = {
        "x": Encoding(
            x_name,
            "temporal" if dated else _type(across),
            title=_said(panel, "xlabel"),
            scale=_scale(panel.x),
        ),
        "y": Encoding(y_name, _type(up), title=_said(panel, "ylabel"), scale=_scale(panel.y)),
    }
    distinct = list(dict.fromkeys(names))
    if len(marks) > 1 and len(distinct) > 1:
        data[SERIES] = tuple(names)
        shown = [colours[names.index(name)] for name in distinct]
        heading = panel.legend.title if panel.legend is not None else ""
        encodings["color"] = Encoding(SERIES, "nominal", title=heading, scale=Scale(domain=tuple(distinct), range=tuple(shown)))
        if kind in ("bar", "barh") and not any(any(m.data.get("bottom" if kind == "bar" else "left", ())) for m in marks):
            encodings["xOffset" if kind == "bar" else "yOffset"] = Encoding(SERIES, "nominal")
    elif colours:
        encodings["color"] = Encoding(value=colours[0])
    return Chart(_MARKS[kind], encodings, data=data)


def _names(panel: Panel) -> tuple[str, str]:
    """Names of the two columns: the titles of the axes, or what they hold."""
    x = _said(panel, "xlabel").strip() or ("category" if panel.x.scale == "category" else "x")
    y = _said(panel, "ylabel").strip() or ("category" if panel.y.scale == "category" else "y")
    taken = {SERIES}
    x = f"{x} (x)" if x in taken or x == y else x
    y = f"{y} (y)" if y in taken or y == x else y
    return x, y


def _columns(panel: Panel, kind: str, marks: Sequence[Mark]) -> tuple[list[Any], list[Any], list[str], list[str]]:
    """Values along both axes, the colour and the series of each row."""
    across: list[Any] = []
    up: list[Any] = []
    colours: list[str] = []
    names: list[str] = []
    for number, mark in enumerate(marks, 1):
        xs, ys = _values(panel, kind, mark)
        count = min(len(xs), len(ys))
        across += xs[:count]
        up += ys[:count]
        colours += [mark.colors[0] if mark.colors else "#1f77b4"] * count
        names += [mark.label or f"series {number}"] * count
    return across, up, colours, names


def _values(panel: Panel, kind: str, mark: Mark) -> tuple[list[Any], list[Any]]:
    data = mark.data
    if kind == "barh":
        widths, names = _tidy(data.get("widths", ())), _categories(panel.y, data.get("y", ()))
        return (widths[::-1], names[::-1]) if panel.y.slope < 0 else (widths, names)  # a Chart's rows begin at the top
    if kind == "hist":
        edges = list(data.get("edges", ()))
        return _tidy((a + b) / 2 for a, b in pairwise(edges)), _tidy(data.get("counts", ()))
    ups = data.get("heights" if kind in ("bar", "stem") else "high" if kind == "fill_between" else "y") or data.get("y", ())
    xs = data.get("x", ())
    if panel.x.scale == "time":
        return [iso(x) for x in xs], _tidy(ups)
    return _categories(panel.x, xs) if panel.x.scale == "category" or kind == "bar" else _tidy(xs), _tidy(ups)


def _categories(axis: Axis, places: Iterable[float]) -> list[Any]:
    """The name of the tick that is nearest to each place; places where the axis has no names."""
    at = list(places)
    ticks = [(axis.value(pixel), said) for pixel, said in axis.ticks]
    if axis.scale != "category" or not ticks:
        return _tidy(at)
    return [min(ticks, key=lambda tick, p=place: abs(tick[0] - p))[1] for place in at]  # type: ignore[misc]


def _tidy(values: Iterable[float]) -> list[Any]:
    """Numbers with the digits that a picture can tell; whole ones as such."""
    numbers = [float(v) for v in values]
    reach = max((abs(v) for v in numbers if math.isfinite(v)), default=0.0)
    digits = 4 - math.floor(math.log10(reach)) if reach > 0 else 4
    rounded = [round(v, digits) for v in numbers]
    return [int(v) for v in rounded] if all(v.is_integer() for v in rounded) else rounded


def _type(values: Sequence[Any]) -> Any:
    return "nominal" if any(isinstance(v, str) for v in values) else "quantitative"


def _scale(axis: Axis) -> Scale | None:
    return Scale(type="log") if axis.scale == "log" else None


def _pie(mark: Mark) -> Chart:
    shares = _tidy(mark.data.get("fractions", ()))
    names = [n or f"slice {i + 1}" for i, n in enumerate(mark.names)] if len(mark.names) == len(shares) else []
    names = names or [f"slice {i + 1}" for i in range(len(shares))]
    colours = mark.colors if len(mark.colors) == len(shares) else ()
    encodings = {
        "theta": Encoding("share", "quantitative"),
        "color": Encoding("name", "nominal", scale=Scale(domain=tuple(names), range=colours)),
    }
    ring = mark.data.get("ring", ())
    style = Style(inner_radius=round(1 - ring[0], 2)) if ring else Style()
    return Chart("arc", encodings, data={"name": tuple(names), "share": tuple(shares)}, style=style)


def _heatmap(panel: Panel, mark: Mark) -> Chart:
    """Cells in rows from the top."""
    rows, columns = mark.shape if len(mark.shape) == 2 else (1, max(1, len(mark.data.get("values", ()))))
    values = list(mark.data.get("values", ()))[: rows * columns]
    x_names, y_names = _cells(panel.x, columns), _cells(panel.y, rows)
    x, y = _names(panel)
    data = {
        x: tuple(x_names[i % columns] for i in range(len(values))),
        y: tuple(y_names[i // columns] for i in range(len(values))),
        "value": tuple(_tidy(values)),
    }
    encodings = {
        "x": Encoding(x, "ordinal", title=_said(panel, "xlabel")),
        "y": Encoding(y, "ordinal", title=_said(panel, "ylabel")),
        "color": Encoding("value", "quantitative", scale=Scale(scheme=mark.cmap) if mark.cmap else None),
    }
    return Chart("rect" if values else "other", encodings if values else {}, data=data if values else {})


def _cells(axis: Axis, count: int) -> list[Any]:
    said = [text for _, text in sorted(axis.ticks)]
    return said if len(said) == count else list(range(count))
