"""The looks of a Vega-Lite specification: style and annotations go in; configuration, axes, legends, layers come out."""

from __future__ import annotations

from typing import Any

from jupyter_viscode.chart.write.labels import axis_format, money_label
from jupyter_viscode.chart.write.trends import is_trend
from jupyter_viscode.spec import Annotation, Chart, Encoding, Style

DASHES = {"dashed": [6, 4], "dotted": [2, 2], "dashdot": [6, 2, 2, 2]}
_NUMBER = ",.6~g"


def config(style: Style) -> dict[str, Any]:
    """``config``: fonts, theme, grid."""
    axis: dict[str, Any] = {}
    found: dict[str, Any] = {}
    if style.font_size:
        axis |= {"labelFontSize": style.font_size, "titleFontSize": style.font_size}
        found["legend"] = {"labelFontSize": style.font_size, "titleFontSize": style.font_size}
        found["title"] = {"fontSize": round(style.font_size * 1.2, 1)}
    if style.theme == "dark":
        light = {"labelColor": "white", "titleColor": "white"}
        axis |= {**light, "gridColor": "#555555", "domainColor": "#888888", "tickColor": "#888888"}
        found["legend"] = {**found.get("legend", {}), **light}
        found["title"] = {**found.get("title", {}), "color": "white"}
    elif style.theme == "minimal":
        found["view"] = {"stroke": None}
        axis["grid"] = False
    if style.grid is not None:
        axis["grid"] = style.grid
    return {**found, "axis": axis} if axis else found


def background(style: Style) -> str | None:
    """The colour behind everything."""
    return style.background or ("#222222" if style.theme == "dark" else None)


def axis(chart: Chart, channel: str, encoding: Encoding) -> dict[str, Any]:
    """``axis`` of a channel."""
    label = money_label(encoding.format)
    plain = {"format": axis_format(encoding.format)} if encoding.format else {}
    found: dict[str, Any] = {"labelExpr": label} if label else plain
    if channel == "x" and chart.style.label_angle is not None:
        found["labelAngle"] = -chart.style.label_angle
    return found


def legend(chart: Chart, channel: str) -> dict[str, Any]:
    """``legend`` of a channel, where one is asked for or away."""
    if channel not in ("color", "shape", "size") or chart.style.legend is None:
        return {}
    places = {"left": "left", "right": "right", "outside": "right", "top": "top", "bottom": "bottom", "inside": "top-right"}
    place = places.get(chart.style.legend)
    return {"legend": {"orient": place} if place else None}


def layers_above(chart: Chart, view: dict[str, Any]) -> list[dict[str, Any]]:
    """What is drawn above the mark: trend, labels, lines, extremes."""
    found: list[dict[str, Any]] = []
    raw = not any(e.aggregate or e.bin for e in chart.encodings.values())
    if raw and (chart.mark == "regression" or any(map(is_trend, chart.layers))):
        found.append(_trend(chart, view))
    for note in chart.annotations:
        if note.kind in ("hline", "vline"):
            found += _rule(note)
        elif note.kind == "band":
            found += _band(note)
        elif note.kind == "text":
            at = {"x": {"datum": note.x}, "y": {"datum": note.y}}
            found.append({"mark": {"type": "text", "text": note.text}, "encoding": at})
        elif note.kind == "value labels" and chart.mark in ("bar", "rect"):
            found += _labels(chart, view)
        elif note.kind in ("maximum", "minimum"):
            found += _extreme(note, view)
    return found


def _trend(chart: Chart, view: dict[str, Any]) -> dict[str, Any]:
    x, y, color = (view["encoding"].get(c, {}) for c in ("x", "y", "color"))
    groups = {"groupby": [color["field"]]} if "field" in color and chart.mark != "regression" else {}
    return {
        "mark": {"type": "line", "color": "black", "strokeDash": [6, 4]},
        "transform": [{"regression": y.get("field"), "on": x.get("field"), **groups}],
        "encoding": {"x": x, "y": y, **({"detail": {"field": color["field"]}} if groups else {})},
    }


def _rule(note: Annotation) -> list[dict[str, Any]]:
    channel, place = ("y", note.y) if note.kind == "hline" else ("x", note.x)
    mark = {"type": "rule", "strokeDash": [6, 4], "color": note.color or "gray"}
    found: list[dict[str, Any]] = [{"mark": mark, "encoding": {channel: {"datum": _placed(place)}}}]
    if note.text:
        other = {"x": {"value": 4}} if channel == "y" else {"y": {"value": 8}}
        text = {"type": "text", "text": note.text, "align": "left", "dx": 4, "dy": -6}
        found.append({"mark": text, "encoding": {channel: {"datum": _placed(place)}, **other}})
    return found


def _band(note: Annotation) -> list[dict[str, Any]]:
    channel, low, high = ("x", note.x, note.x2) if note.y is None else ("y", note.y, note.y2)
    ends = {channel: {"datum": _placed(low)}, f"{channel}2": {"datum": _placed(high)}}
    mark = {"type": "rect", "opacity": 0.2, "color": note.color or "gray"}
    found: list[dict[str, Any]] = [{"mark": mark, "encoding": ends}]
    if note.text:
        other = {"y": {"value": 8}} if channel == "x" else {"x": {"value": 4}}
        words = {"type": "text", "text": note.text, "align": "left", "dx": 4}
        found.append({"mark": words, "encoding": {channel: ends[channel], **other}})
    return found


def _placed(value: Any) -> Any:
    """A place on an axis; a day as Vega-Lite writes it."""
    if hasattr(value, "year"):
        return {"year": value.year, "month": value.month, "date": value.day}
    return value


def _labels(chart: Chart, view: dict[str, Any]) -> list[dict[str, Any]]:
    encodings = view["encoding"]
    measure = (
        "color"
        if chart.mark == "rect"
        else next((c for c in ("y", "x") if encodings.get(c, {}).get("type") == "quantitative"), None)
    )
    if measure is None or any(e.get("bin") for e in encodings.values()):
        return []
    shown = {k: v for k, v in encodings[measure].items() if k in ("field", "aggregate", "type")}
    lying = measure == "x"
    mark = {"type": "text", **({"align": "left", "dx": 3} if lying else {"dy": -6} if measure == "y" else {})}
    kept = {c: e for c, e in encodings.items() if c != "color"}
    detail = (
        {"detail": {k: v for k, v in encodings["color"].items() if k in ("field", "type")}}
        if "field" in encodings.get("color", {}) and measure != "color"
        else {}
    )
    return [{"mark": mark, "encoding": {**kept, **detail, "text": {**shown, "format": _NUMBER}}}]


def _extreme(note: Annotation, view: dict[str, Any]) -> list[dict[str, Any]]:
    """The point with the largest or smallest figure: Vega-Lite sorts it out with a window over aggregated rows."""
    x, y = (view["encoding"].get(c, {}) for c in ("x", "y"))
    measure, base = (y, x) if y.get("aggregate") or (y.get("type") == "quantitative" and not x.get("aggregate")) else (x, y)
    if "field" not in base:
        return []
    color = view["encoding"].get("color", {})
    steps: list[dict[str, Any]] = []
    name, groups = base["field"], []
    if base.get("timeUnit"):
        name = f"at_{base['field']}"
        steps.append({"timeUnit": base["timeUnit"], "field": base["field"], "as": name})
    groups = [name, *([color["field"]] if "field" in color else [])]
    figure: dict[str, Any] = {"op": measure.get("aggregate", "max" if note.kind == "maximum" else "min"), "as": "figure"}
    if "field" in measure:
        figure["field"] = measure["field"]
    steps.append({"aggregate": [figure], "groupby": groups})
    order = "descending" if note.kind == "maximum" else "ascending"
    steps += [
        {"window": [{"op": "row_number", "as": "place"}], "sort": [{"field": "figure", "order": order}]},
        {"filter": "datum.place == 1"},
    ]
    at = {k: v for k, v in base.items() if k in ("type", "sort", "scale", "title", "axis")} | {"field": name}
    value = {k: v for k, v in measure.items() if k in ("scale", "title", "axis")} | {"field": "figure", "type": "quantitative"}
    flipped = measure is x
    encoding = {"x": value, "y": at} if flipped else {"x": at, "y": value}
    text = {"text": {"field": "figure", "type": "quantitative", "format": _NUMBER}}
    return [
        {"transform": steps, "mark": {"type": "point", "size": 80, "color": "black"}, "encoding": encoding},
        {"transform": steps, "mark": {"type": "text", "dy": -12}, "encoding": {**encoding, **text}},
    ]
