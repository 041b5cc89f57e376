"""A Vega-Lite specification, or an altair chart that makes one, goes in; its Chart comes out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, get_args

from jupyter_viscode.chart.read.values import column, thinned, thinning
from jupyter_viscode.spec import Aggregate, Chart, Encoding, Mark, Scale, Sort, Style, TimeUnit

_MARKS: dict[str, Mark] = {
    "circle": "point",
    "square": "point",
    "point": "point",
    "trail": "line",
    "arc": "arc",
    "geoshape": "other",
    "errorband": "area",
}
_CHANNELS = (
    "x",
    "y",
    "x2",
    "y2",
    "color",
    "size",
    "shape",
    "opacity",
    "theta",
    "text",
    "detail",
    "xOffset",
    "yOffset",
    "row",
    "column",
    "facet",
)


def specification(drawn: Any) -> dict[str, Any]:
    """The specification of an altair chart with its rows, of very many some; a dict as it is."""
    if isinstance(drawn, dict):
        return drawn
    import altair

    name = "a few rows"
    altair.data_transformers.register(name, _few_rows)
    try:
        with altair.data_transformers.enable(name, consolidate_datasets=True):
            spec: dict[str, Any] = drawn.to_dict(validate=False)
    finally:
        altair.data_transformers.register(name, None)
    return spec


def _few_rows(data: Any) -> Any:
    """What altair puts into a specification for a frame."""
    import altair

    if hasattr(data, "iloc"):
        data = data.iloc[thinning(len(data))]
    elif hasattr(data, "gather_every"):
        data = data.gather_every(thinning(len(data)).step)
    return altair.to_values(data)


def read_spec(spec: Mapping[str, Any]) -> Chart | None:
    """The Chart of a specification: layers, and concatenated or repeated views as panels."""
    return _read(spec, spec.get("datasets", {}), {}, _rows(spec, spec.get("datasets", {})))


def _rows(spec: Mapping[str, Any], datasets: Mapping[str, Any]) -> list[Mapping[str, Any]] | None:
    data = spec.get("data")
    if not isinstance(data, Mapping):
        return None
    values = data.get("values", datasets.get(data.get("name", "")))
    return list(thinned(values)) if isinstance(values, list) else None


def _read(
    spec: Mapping[str, Any], datasets: Mapping[str, Any], shared: Mapping[str, Any], rows: list[Mapping[str, Any]] | None
) -> Chart | None:
    own = _rows(spec, datasets)
    rows = own if own is not None else rows
    shared = {**shared, **spec.get("encoding", {})}
    for name in ("hconcat", "vconcat", "concat"):
        if name in spec:
            panels = [c for part in spec[name] for c in [_read(part, datasets, shared, rows)] if c is not None]
            columns = {"hconcat": len(panels), "vconcat": 1}.get(name, int(spec.get("columns", len(panels)) or 1))
            return (
                Chart(panels[0].mark, title=_title(spec), panels=tuple(panels), panel_columns=max(1, columns))
                if panels
                else None
            )
    if "spec" in spec:
        inner = _read(spec["spec"], datasets, shared, rows)
        facet = spec.get("facet", {})
        facets = facet if {"row", "column"} & set(facet) else {"facet": facet}
        if inner is None:
            return None
        for channel, one in facets.items():
            if isinstance(one, Mapping) and one.get("field"):
                inner = inner.with_encoding(channel, _encoding(one))
        return replace(inner, title=_title(spec) or inner.title)
    if "layer" in spec:
        charts = [c for part in spec["layer"] for c in [_read(part, datasets, shared, rows)] if c is not None]
        return _layers(spec, charts)
    if "mark" not in spec:
        return None
    return _unit(spec, shared, rows)


def _layers(spec: Mapping[str, Any], charts: list[Chart]) -> Chart | None:
    if not charts:
        return None
    marks = [c.mark for c in charts]
    main, rest = charts[0], charts[1:]
    if marks == ["point", "line"] and _transforms(spec, "regression"):
        main, rest = replace(main, mark="regression"), []
    elif marks == ["arc", "text"] or (marks[0] == "errorbar" and marks[1:] == ["point"]):
        rest = []
    separate = spec.get("resolve", {}).get("scale", {}).get("y") == "independent"
    return replace(main, title=_title(spec) or main.title, layers=tuple(replace(c, secondary=separate) for c in rest))


def _transforms(spec: Mapping[str, Any], name: str) -> bool:
    return any(name in t for part in (spec, *spec.get("layer", ())) for t in part.get("transform", ()))


def _title(spec: Mapping[str, Any]) -> str:
    title = spec.get("title", "")
    if isinstance(title, Mapping):
        title = title.get("text", "")
    return " ".join(title) if isinstance(title, list) else str(title or "")


def _unit(spec: Mapping[str, Any], encodings: Mapping[str, Any], rows: list[Mapping[str, Any]] | None) -> Chart:
    mark = spec["mark"] if isinstance(spec["mark"], Mapping) else {"type": spec["mark"]}
    kind = mark.get("type", "")
    found = {c: _encoding(e) for c, e in encodings.items() if c in _CHANNELS and isinstance(e, Mapping)}
    name: Mark = _MARKS.get(kind, kind if kind in get_args(Mark) else "other")
    jitter = any(found.get(c, Encoding()).field == "jitter" for c in ("xOffset", "yOffset"))
    if jitter:
        name = "strip"
        found = {c: e for c, e in found.items() if e.field != "jitter"}
    elif kind == "area" and _transforms(spec, "density"):
        name = "violin" if any(e.get("stack") == "center" for e in encodings.values() if isinstance(e, Mapping)) else "density"
    data: dict[str, tuple[Any, ...]] = {}
    for encoding in found.values():
        if encoding.field is not None and rows is not None and rows and encoding.field in rows[0]:
            data[encoding.field] = column(row.get(encoding.field) for row in rows)
    hole = mark.get("innerRadius")
    outer = mark.get("outerRadius") or 100
    style = Style(
        width=spec["width"] / 100 if isinstance(spec.get("width"), (int, float)) else None,
        height=spec["height"] / 100 if isinstance(spec.get("height"), (int, float)) else None,
        inner_radius=hole / outer if hole else None,
        opacity=mark.get("opacity"),
    )
    return Chart(name, found, title=_title(spec), data=data, style=style)


def _encoding(channel: Mapping[str, Any]) -> Encoding:
    if "value" in channel:
        return Encoding(value=channel["value"])
    bins = channel.get("bin")
    step = bins.get("step") if isinstance(bins, Mapping) else None
    most = bins.get("maxbins") if isinstance(bins, Mapping) else None
    stack = channel.get("stack", "")
    named = {"normalize": "normalize", "zero": "zero", True: "zero", None: "none", False: "none"}
    axis = channel.get("axis") if isinstance(channel.get("axis"), Mapping) else {}
    unit, aggregate = channel.get("timeUnit"), channel.get("aggregate")
    return Encoding(
        field=_unescaped(channel["field"]) if isinstance(channel.get("field"), str) else None,
        type=channel.get("type"),
        aggregate=_aggregate(aggregate),
        bin=most if most else bool(bins),
        bin_step=step,
        time_unit=unit if unit in get_args(TimeUnit) else None,
        sort=_sort(channel.get("sort")),
        stack=named.get(stack) if isinstance(stack, (str, bool)) or stack is None else None,  # type: ignore[arg-type]
        scale=_scale(channel.get("scale")),
        title=_shown_title(channel),
        format=_format(axis or {}),
    )


def _format(axis: Mapping[str, Any]) -> str:
    """The format of an axis's labels, with the sign of the currency that an expression writes before it."""
    money = re.fullmatch(r"'([€£¥])' \+ format\(datum\.value, '([^']*)'\)", str(axis.get("labelExpr", "")))
    if money is not None:
        return f"{money[1]}{money[2]}"
    return {"d": "", ",f": ","}.get(found := str(axis.get("format", "")), found)


def _shown_title(channel: Mapping[str, Any]) -> str | None:
    """The title that is drawn; None where Vega-Lite makes one up from an aggregate."""
    title = channel.get("title", "")
    if title is None:
        return ""
    text = " ".join(title) if isinstance(title, list) else str(title)
    plain = (
        isinstance(channel.get("field"), str)
        and not channel.get("aggregate")
        and not channel.get("timeUnit")
        and not channel.get("bin")
    )
    return text or (_unescaped(channel["field"]) if plain else None)


def _aggregate(name: Any) -> Aggregate | None:
    known = {"average": "mean", "stdevp": "stdev", "variancep": "variance"}
    name = known.get(name, name) if isinstance(name, str) else None
    return name if name in get_args(Aggregate) else None


def _sort(sort: Any) -> Sort | None:
    if isinstance(sort, list):
        return Sort(values=column(sort))
    if isinstance(sort, Mapping):
        return Sort(
            str(sort.get("field") or sort.get("encoding") or ""), sort.get("order") or "ascending", _aggregate(sort.get("op"))
        )
    if isinstance(sort, str):
        if sort in ("ascending", "descending"):
            return Sort(order=sort)  # type: ignore[arg-type]
        return Sort(sort.lstrip("-"), "descending" if sort.startswith("-") else "ascending")
    return None


def _scale(scale: Any) -> Scale | None:
    if not isinstance(scale, Mapping):
        return None
    kind = scale.get("type")
    made = Scale(
        type=kind if kind in ("linear", "log", "symlog", "sqrt", "time", "band") else None,
        zero=scale.get("zero"),
        domain=column(scale["domain"]) if isinstance(scale.get("domain"), list) else (),
        reverse=bool(scale.get("reverse")),
        scheme=scale["scheme"] if isinstance(scale.get("scheme"), str) else "",
        range=tuple(scale["range"])
        if isinstance(scale.get("range"), list) and all(isinstance(c, str) for c in scale["range"])
        else (),
    )
    return made if made != Scale() else None


def _unescaped(name: str) -> str:
    for char in (".", "[", "]", "\\"):
        name = name.replace("\\" + char, char)
    return name


def color_ranges(drawn: Any) -> list[tuple[list[Any], list[Any]]]:
    """The domain and the colours of every colour scale that lists its colours."""
    found: list[tuple[list[Any], list[Any]]] = []
    views = [specification(drawn)]
    while views:
        view = views.pop()
        channel = view.get("encoding", {}).get("color", {})
        scale = channel.get("scale") if isinstance(channel, Mapping) else None
        if isinstance(scale, Mapping) and isinstance(scale.get("range"), list):
            domain = scale.get("domain")
            found.append((domain if isinstance(domain, list) else [], scale["range"]))
        for name in ("layer", "hconcat", "vconcat", "concat"):
            views += [part for part in view.get(name, ()) if isinstance(part, dict)]
        if isinstance(view.get("spec"), dict):
            views.append(view["spec"])
    return found


def channel_of(drawn: Any, channel: str) -> Mapping[str, Any]:
    """The first view's definition of a channel, as it is written."""
    views = [specification(drawn)]
    while views:
        view = views.pop(0)
        found = view.get("encoding", {}).get(channel)
        if isinstance(found, Mapping):
            return found
        views += [part for part in view.get("layer", ()) if isinstance(part, dict)]
        if isinstance(view.get("spec"), dict):
            views.append(view["spec"])
    return {}
