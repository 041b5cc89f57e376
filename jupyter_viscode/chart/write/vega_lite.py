"""Chart to Vega-Lite: a Chart and the Context go in, the JSON of a specification whose data has the frame's name comes out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jupyter_viscode.chart.write import unsupported
from jupyter_viscode.chart.write.labels import gradient, vega_scheme
from jupyter_viscode.chart.write.needs import needed_names
from jupyter_viscode.chart.write.source import json_text
from jupyter_viscode.chart.write.trends import is_trend
from jupyter_viscode.chart.write.vega_lite_figures import computed, top
from jupyter_viscode.chart.write.vega_lite_looks import DASHES, axis, background, config, layers_above, legend
from jupyter_viscode.errors import InputError
from jupyter_viscode.spec import (
    AggregateTransform,
    Calculate,
    Chart,
    Comparison,
    Encoding,
    Filter,
    Fold,
    Logic,
    Predicate,
    Ref,
    Relabel,
    Statistic,
    TopN,
    Transform,
    Window,
)
from jupyter_viscode.types import Context

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
OPERATIONS = {"stdev": "stdev", "variance": "variance", "distinct": "distinct"}
_TYPES = {"integer": "quantitative", "number": "quantitative", "datetime": "temporal", "date": "temporal"}


def write(chart: Chart, context: Context) -> str:
    """The specification as JSON; what draws it gives the data of that name."""
    if chart.panels:
        raise InputError(
            "Several charts in one figure are not written for Vega-Lite.", hint="Use --lib matplotlib or --lib altair."
        )
    if chart.frame is None:
        raise InputError("The chart names no frame to draw.", hint="Name one with -d.")
    summary = context.frame(chart.frame)
    if summary is not None and {c.name for c in summary.index} & set(needed_names(chart)):
        raise InputError(
            "Vega-Lite draws columns only, and this chart needs the labels of the rows.",
            hint=f"Make columns of them: {chart.frame} = {chart.frame}.reset_index()",
        )
    spec: dict[str, Any] = {"$schema": SCHEMA, "data": {"name": chart.frame}}
    if chart.title:
        spec["title"] = {"text": chart.title, "subtitle": chart.subtitle} if chart.subtitle else chart.title
    if chart.style.width:
        spec["width"] = round(chart.style.width * 100)
    if chart.style.height:
        spec["height"] = round(chart.style.height * 100)
    if background(chart.style):
        spec["background"] = background(chart.style)
    transforms = [made for t in chart.transforms for made in _transforms(t)]
    chart, running = computed(chart, _escaped)
    view = _view(chart, context)
    over = [_view(_over(chart, layer), context) for layer in chart.layers if not is_trend(layer)]
    over += layers_above(chart, view)
    transforms += running + view.pop("transform", [])
    if over:
        spec.update(_layered(spec, view, over))
        if any(layer.secondary for layer in chart.layers):
            spec["resolve"] = {"scale": {"y": "independent"}}
    else:
        spec.update(view)
    if transforms:
        spec["transform"] = transforms
    if config(chart.style):
        spec["config"] = config(chart.style)
    return json_text(spec)


def _layered(spec: dict[str, Any], view: dict[str, Any], over: list[dict[str, Any]]) -> dict[str, Any]:
    """The view and what is above it; small multiples are then split around the layers."""
    facets = {c: view["encoding"].pop(c) for c in ("row", "column", "facet") if c in view["encoding"]}
    for part in over:
        part["encoding"] = {c: e for c, e in part["encoding"].items() if c not in facets}
    layers = {"layer": [view, *over]}
    if not facets:
        return layers
    sizes = {s: spec.pop(s) for s in ("width", "height") if s in spec}
    if "facet" in facets:
        return {"facet": facets["facet"], "columns": facets["facet"].pop("columns", 3), "spec": {**sizes, **layers}}
    return {"facet": facets, "spec": {**sizes, **layers}}


def _over(base: Chart, layer: Chart) -> Chart:
    from jupyter_viscode.chart.write.panels import inherit

    return inherit(base, layer)


def _view(chart: Chart, context: Context) -> dict[str, Any]:
    encodings = {
        channel: {**_encoding(chart, e, context), **_guides(chart, channel, e)} for channel, e in chart.encodings.items()
    }
    view: dict[str, Any] = {"mark": _mark(chart), "encoding": encodings}
    if chart.mark == "density":
        name = chart.encoding("x").field
        color = chart.encoding("color").field
        view["transform"] = [{"density": name, "as": [name, "density"], **({"groupby": [color]} if color else {})}]
        encodings["y"] = {"field": "density", "type": "quantitative", "title": "Density"}
    return view


def _guides(chart: Chart, channel: str, encoding: Encoding) -> dict[str, Any]:
    """The channel's axis or legend, where something about it was asked for."""
    if encoding.field is None and not encoding.aggregate:
        return {}
    shown = axis(chart, channel, encoding) if channel in ("x", "y") else {}
    columns = {"columns": chart.panel_columns} if channel == "facet" and chart.panel_columns > 1 else {}
    return {**({"axis": shown} if shown else {}), **legend(chart, channel), **columns}


def _mark(chart: Chart) -> dict[str, Any]:
    names = {"strip": "circle", "density": "area", "regression": "point"}
    if chart.mark in ("violin", "treemap", "image", "surface", "other"):
        raise unsupported(chart, "Vega-Lite")
    style = chart.style
    mark: dict[str, Any] = {"type": names.get(chart.mark, chart.mark)}
    options = {
        "innerRadius": round(style.inner_radius * 100) if style.inner_radius else None,
        "opacity": style.opacity,
        "strokeWidth": style.line_width,
        "strokeDash": DASHES.get(style.line_style or ""),
        "point": style.point,
        "size": round(style.point_size * (96 / 72) ** 2) if style.point_size else None,
    }
    mark.update({k: v for k, v in options.items() if v is not None})
    return mark


def _encoding(chart: Chart, encoding: Encoding, context: Context) -> dict[str, Any]:
    if encoding.value is not None:
        return {"value": encoding.value}
    found: dict[str, Any] = {}
    if encoding.field is not None:
        found["field"] = _escaped(encoding.field)
    if encoding.aggregate:
        found["aggregate"] = OPERATIONS.get(encoding.aggregate, encoding.aggregate)
    if encoding.time_unit:
        found["timeUnit"] = encoding.time_unit
    if encoding.bin_step:
        found["bin"] = {"step": encoding.bin_step}
    elif encoding.bin:
        found["bin"] = True if encoding.bin is True else {"maxbins": encoding.bin}
    found["type"] = encoding.type or _type(chart, encoding, context)
    if encoding.stack is not None:
        found["stack"] = None if encoding.stack == "none" else encoding.stack
    if encoding.title is not None:
        found["title"] = encoding.title or None
    found.update(_sort(encoding))
    scale = _scale(encoding)
    if scale:
        found["scale"] = scale
    return found


def _type(chart: Chart, encoding: Encoding, context: Context) -> str:
    if encoding.time_unit:
        return "temporal" if encoding.time_unit.startswith("year") else "ordinal"
    if encoding.aggregate or encoding.bin or encoding.bin_step:
        return "quantitative"
    summary = context.frame(chart.frame)
    column = next((c for c in summary.columns if c.name == encoding.field), None) if summary else None
    return _TYPES.get(column.kind, "nominal") if column else "nominal"


def _sort(encoding: Encoding) -> dict[str, Any]:
    sort = encoding.sort
    if sort is None:
        return {}
    if sort.values:
        return {"sort": list(sort.values)}
    if sort.by in ("x", "y", "color"):
        return {"sort": ("-" if sort.order == "descending" else "") + sort.by}
    if sort.by and sort.by != encoding.field:
        field = {"field": _escaped(sort.by), "op": sort.aggregate or "min", "order": sort.order}
        return {"sort": field}
    return {"sort": sort.order}


def _scale(encoding: Encoding) -> dict[str, Any]:
    scale = encoding.scale
    if scale is None:
        return {}
    found = {
        "type": scale.type,
        "zero": scale.zero,
        "domain": list(scale.domain) or None,
        "reverse": scale.reverse or None,
        "scheme": vega_scheme(scale.scheme) or (gradient(scale.scheme, "altair") if scale.scheme else None),
        "range": list(scale.range) or None,
    }
    return {k: v for k, v in found.items() if v is not None}


def _escaped(name: str) -> str:
    for char in ("\\", ".", "[", "]"):
        name = name.replace(char, "\\" + char)
    return name


# -- transforms --------------------------------------------------------------------------------------------------------


def _transforms(transform: Transform) -> list[dict[str, Any]]:
    """A transform as Vega-Lite's; running figures come later."""
    if isinstance(transform, Window):
        return []
    return top(transform, _escaped) if isinstance(transform, TopN) else [_transform(transform)]


def _transform(transform: Transform) -> dict[str, Any]:
    if isinstance(transform, Filter):
        return {"filter": _predicate(transform.where)}
    if isinstance(transform, Calculate) and transform.op in ("+", "-", "*", "/", "abs"):
        left, right = _operand(transform.left), _operand(transform.right)
        expression = f"abs({left})" if transform.op == "abs" else f"{left} {transform.op} {right}"
        return {"calculate": expression, "as": transform.name}
    if isinstance(transform, Fold):
        return {"fold": [_escaped(f) for f in transform.fields], "as": [transform.key, transform.value]}
    if isinstance(transform, Calculate) and transform.op == "==":
        return {"calculate": f"{_operand(transform.left)} == {_operand(transform.right)} ? 1 : 0", "as": transform.name}
    if isinstance(transform, Relabel):
        column = _operand(Ref(transform.field))
        cases = "".join(f"{column} === {_operand(value)} ? {_operand(name)} : " for value, name in transform.labels)
        return {"calculate": f"{cases}{column}", "as": transform.field}
    if isinstance(transform, AggregateTransform):
        figures = [
            {"op": m.aggregate, **({"field": _escaped(m.field)} if m.field else {}), "as": m.name} for m in transform.measures
        ]
        return {"aggregate": figures, "groupby": [_escaped(g) for g in transform.groupby]}
    raise InputError(
        f"A Vega-Lite specification has no {type(transform).__name__} of this kind.",
        hint="Use --lib altair, which prepares the data in pandas.",
    )


def _operand(operand: object) -> str:
    import json

    return f"datum[{json.dumps(operand.field)}]" if isinstance(operand, Ref) else json.dumps(operand)


def _predicate(predicate: Predicate) -> Any:
    if isinstance(predicate, Logic):
        if predicate.op == "not":
            return {"not": _predicate(predicate.parts[0])}
        return {predicate.op: [_predicate(part) for part in predicate.parts]}
    if not isinstance(predicate, Comparison) or isinstance(predicate.value, Statistic):
        raise InputError("A Vega-Lite specification cannot compare with other rows.", hint="Use --lib altair.")
    if isinstance(predicate.value, Ref):
        return f"{_operand(Ref(predicate.field))} {predicate.op} {_operand(predicate.value)}"
    base: dict[str, Any] = {"field": _escaped(predicate.field)}
    if predicate.time_unit:
        base["timeUnit"] = predicate.time_unit
    value = predicate.value
    simple: dict[str, Callable[[], Any]] = {
        "==": lambda: {**base, "equal": value},
        "!=": lambda: {"not": {**base, "equal": value}},
        "<": lambda: {**base, "lt": value},
        "<=": lambda: {**base, "lte": value},
        ">": lambda: {**base, "gt": value},
        ">=": lambda: {**base, "gte": value},
        "in": lambda: {**base, "oneOf": list(value)},
        "not in": lambda: {"not": {**base, "oneOf": list(value)}},
        "between": lambda: {**base, "range": list(value)},
        "is null": lambda: {**base, "equal": None},
        "not null": lambda: {**base, "valid": True},
    }
    if predicate.op not in simple:
        raise InputError("A Vega-Lite specification has no LIKE.", hint="Use --lib altair.")
    return simple[predicate.op]()
