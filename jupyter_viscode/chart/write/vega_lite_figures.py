"""Running figures and top n in Vega-Lite: a Chart goes in, the transforms that compute them come out."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from jupyter_viscode.chart.write.labels import title_of
from jupyter_viscode.chart.write.trends import is_trend
from jupyter_viscode.errors import InputError
from jupyter_viscode.spec import Chart, Encoding, TopN, Window

_OPERATIONS = {"mean": "mean", "sum": "sum", "median": "median", "min": "min", "max": "max"}


def top(transform: TopN, escape: Any) -> list[dict[str, Any]]:
    """Rank the categories by their figure, and keep or gather."""
    if transform.by is not None and transform.aggregate is None:
        ranked = {"op": "row_number", "as": "place"}
        order = [{"field": escape(transform.by), "order": transform.order}]
        return [{"window": [ranked], "sort": order}, {"filter": f"datum.place <= {transform.n}"}]
    figure: dict[str, Any] = {"op": transform.aggregate or "count", "as": "figure"}
    if transform.by is not None:
        figure["field"] = escape(transform.by)
    field = escape(transform.field)
    # Ties of the figure are told apart by the name, so that exactly n are kept.
    order = [{"field": "figure", "order": transform.order}, {"field": field}]
    found: list[dict[str, Any]] = [
        {"joinaggregate": [figure], "groupby": [field]},
        {"window": [{"op": "dense_rank", "as": "place"}], "sort": order},
    ]
    if not transform.other:
        return [*found, {"filter": f"datum.place <= {transform.n}"}]
    name = f"datum[{json.dumps(transform.field)}]"
    return [
        *found,
        {"calculate": f"datum.place <= {transform.n} ? {name} : {json.dumps(transform.other)}", "as": transform.field},
    ]


def computed(chart: Chart, escape: Any) -> tuple[Chart, list[dict[str, Any]]]:
    """The chart over grouped rows, and the transforms that group them and compute the running figure."""
    windows = [t for t in chart.transforms if isinstance(t, Window)]
    if not windows and not any(map(is_trend, chart.layers)):
        return chart, []
    measure = next((c for c in ("y", "x", "theta") if chart.encoding(c).aggregate), None)
    measure = measure or next((c for c in ("y", "x") if chart.encoding(c).type == "quantitative"), None)
    if measure is None:
        raise InputError("A running figure needs something to run over.", hint="Use --lib altair.")
    plain, found = _grouped(chart, measure, escape)
    base = plain.encodings.get("x" if measure == "y" else "y")
    groups = [escape(e.field) for c, e in plain.encodings.items() if c in ("color", "facet", "row", "column") and e.field]
    order = [{"field": escape(base.field)}] if base is not None and base.field else []
    figure = plain.encoding(measure).field or ""
    for window in windows:
        found += _window(window, figure, order, list(dict.fromkeys(groups)), escape)
    if not windows:
        return plain, found
    title = title_of(chart.encoding(measure), windows[-1])
    encoding = replace(plain.encoding(measure), title=title, type="quantitative")
    return replace(plain.with_encoding(measure, encoding), transforms=chart.transforms), found


def _grouped(chart: Chart, measure: str, escape: Any) -> tuple[Chart, list[dict[str, Any]]]:
    """Units of time and the aggregate, as transforms."""
    encoding = chart.encoding(measure)
    if encoding.aggregate is None:
        return chart, []
    found: list[dict[str, Any]] = []
    keys: list[str] = []
    plain: dict[str, Encoding] = {}
    for channel, one in chart.encodings.items():
        if one.bin or one.bin_step:
            raise InputError("A Vega-Lite specification has no running figure over intervals.", hint="Use --lib altair.")
        if one.field is None or channel == measure:
            plain[channel] = one
            continue
        name = one.field
        if one.time_unit is not None:
            name = f"{one.time_unit}_{one.field}"
            step = {"timeUnit": one.time_unit, "field": escape(one.field), "as": name}
            found += [] if step in found else [step]
        keys.append(name)
        titled = one.title if one.title is not None or one.time_unit is None else title_of(one)
        plain[channel] = replace(one, field=name, title=titled)
    figure: dict[str, Any] = {"op": encoding.aggregate, "as": "figure"}
    if encoding.field is not None:
        figure["field"] = escape(encoding.field)
    found.append({"aggregate": [figure], "groupby": list(dict.fromkeys(escape(k) for k in keys))})
    plain[measure] = replace(encoding, field="figure", aggregate=None, title=encoding.title or title_of(encoding))
    return replace(chart, encodings=plain), found


def _window(window: Window, figure: str, order: list[Any], groups: list[str], escape: Any) -> list[dict[str, Any]]:
    field, value = escape(figure), f"datum[{json.dumps(figure)}]"
    head: dict[str, Any] = {"groupby": groups} if groups else {}
    if window.op == "percent of total":
        whole = {"joinaggregate": [{"op": "sum", "field": field, "as": "whole"}], **head}
        return [whole, {"calculate": f"100 * {value} / datum.whole", "as": figure}]
    if window.op == "rank":
        return [{"window": [{"op": "rank", "as": figure}], "sort": [{"field": field, "order": "descending"}], **head}]
    if window.op in ("difference", "percent change"):
        lag = {"window": [{"op": "lag", "field": field, "as": "before"}], "sort": order, **head}
        change = f"{value} - datum.before" if window.op == "difference" else f"100 * ({value} / datum.before - 1)"
        return [lag, {"filter": "isValid(datum.before)"}, {"calculate": change, "as": figure}]
    op = "sum" if window.op == "cumulative" else _OPERATIONS.get(window.aggregate, "mean")
    span = [None, 0] if window.op == "cumulative" else [1 - int(window.size or 7), 0]
    return [{"window": [{"op": op, "field": field, "as": figure}], "frame": span, "sort": order, **head}]
