"""The one-line reading: what enters is a Chart; what leaves says in plain words what it shows."""

from __future__ import annotations

from jupyter_viscode.spec import (
    AggregateTransform,
    Chart,
    Comparison,
    Encoding,
    Filter,
    JoinTransform,
    Logic,
    Membership,
    Predicate,
    Statistic,
    TopN,
    Window,
)

_MARKS = {"arc": "pie", "point": "scatter", "rect": "heatmap", "boxplot": "box plot", "strip": "strip plot"}
_UNITS = {"yearmonth": "month", "yearquarter": "quarter", "yearweek": "week", "yearmonthdate": "day", "day": "weekday", "month": "month of the year",  # noqa: E501
          "quarter": "quarter of the year", "date": "day of the month", "hours": "hour of the day", "yearmonthdatehours": "hour", "week": "week of the year"}  # fmt: skip  # noqa: E501
_AGGREGATES = {"stdev": "standard deviation", "q1": "first quartile", "q3": "third quartile", "distinct": "number of different"}


def sentence_of(chart: Chart) -> str:
    """One line: "mean of price by month, one line per region"."""
    if chart.panels:
        return "; ".join(sentence_of(p) for p in chart.panels)
    parts = [_head(chart)]
    for channel in ("color", "facet", "row", "column"):
        encoding = chart.encodings.get(channel)
        if encoding is None or encoding.field is None or chart.mark in ("arc", "rect", "treemap"):
            continue
        noun = {"line": "line", "bar": "colour", "area": "band", "point": "colour"}.get(chart.mark, "colour")
        parts.append(f"one {noun if channel == 'color' else 'panel'} per {_said(encoding)}")
    upper = [layer for layer in chart.layers if layer.mark != "regression"]
    parts.extend(f"with {_said(layer.encoding('y'))}{' on the right' if layer.secondary else ''}" for layer in upper)
    parts.extend(_changes(chart))
    return ", ".join(p for p in parts if p)


def _head(chart: Chart) -> str:
    mark = _MARKS.get(chart.mark, chart.mark)
    x, y = chart.encodings.get("x"), chart.encodings.get("y")
    if "theta" in chart.encodings or chart.mark == "treemap":
        value = chart.encodings.get("theta") or chart.encodings.get("size") or Encoding()
        return f"{mark} of {_said(value)} by {_said(chart.encoding('color'))}"
    if chart.mark == "rect" and x and y:
        return f"heatmap of {_said(chart.encoding('color'))} by {_said(x)} and {_said(y)}"
    if x and y and x.bin and y.aggregate == "count":
        return f"histogram of {x.field}"
    if x and y and chart.mark in ("point", "other"):
        return f"{_said(y)} against {_said(x)}"
    if x and y:
        dim, value = (x, y) if y.aggregate or y.type == "quantitative" else (y, x)
        return f"{_said(value)} by {_said(dim)} ({mark})"
    only = x or y or Encoding()
    return f"{mark} of {_said(only)}"


def _said(encoding: Encoding) -> str:
    if encoding.aggregate == "count":
        return "number of rows" if encoding.field is None else f"number of {encoding.field}"
    text = encoding.field or "rows"
    if encoding.aggregate:
        return f"{_AGGREGATES.get(encoding.aggregate, encoding.aggregate)} of {text}"
    if encoding.time_unit:
        return f"{_UNITS.get(encoding.time_unit, encoding.time_unit)} of {text}"
    return text


def _changes(chart: Chart) -> list[str]:
    found = []
    for transform in chart.transforms:
        if isinstance(transform, Filter):
            found.append(f"where {condition(transform.where)}")
        elif isinstance(transform, TopN):
            which = "top" if transform.order == "descending" else "bottom"
            found.append(f"{which} {transform.n}" + (f", the rest as {transform.other}" if transform.other else ""))
        elif isinstance(transform, JoinTransform):
            found.append(f"with {transform.frame}")
        elif isinstance(transform, Window):
            found.append(transform.op + (f" over {transform.size}" if transform.size else ""))
        elif isinstance(transform, AggregateTransform):
            found.append("for each " + " and ".join(transform.groupby))
    for encoding in chart.encodings.values():
        if encoding.sort is not None:
            by = {"": encoding.field, "x": "value", "y": "value", "theta": "value"}.get(encoding.sort.by, encoding.sort.by)
            found.append(f"{encoding.sort.order} by {by}")
            break
    return found


def condition(predicate: Predicate) -> str:
    """A condition in words."""
    if isinstance(predicate, Logic):
        if predicate.op == "not":
            return f"not {condition(predicate.parts[0])}"
        return f" {predicate.op} ".join(condition(p) for p in predicate.parts)
    if isinstance(predicate, Membership):
        inner = f" where {condition(predicate.where)}" if predicate.where is not None else ""
        return f"{predicate.field} is {'not ' if predicate.negate else ''}in {predicate.frame}{inner}"
    return _comparison(predicate)


def _comparison(predicate: Comparison) -> str:
    left = (
        f"{_UNITS.get(predicate.time_unit, predicate.time_unit)} of {predicate.field}"
        if predicate.time_unit
        else predicate.field
    )
    value = predicate.value
    if isinstance(value, Statistic):
        return f"{left} {predicate.op} its {value.aggregate}"
    if predicate.op == "between" and isinstance(value, tuple) and len(value) == 2:
        return f"{left} between {value[0]} and {value[1]}"
    if predicate.op in ("is null", "not null"):
        return f"{left} {predicate.op}"
    if hasattr(value, "isoformat"):
        value = value.isoformat()
    op = {"==": "=", "like": "like"}.get(predicate.op, predicate.op)
    return f"{left} {op} {value!r}" if not isinstance(value, tuple) else f"{left} {op} {', '.join(map(str, value))}"
