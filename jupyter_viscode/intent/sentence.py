"""The one-line reading: what enters is a Chart; what leaves says in plain words what it shows."""

from __future__ import annotations

from collections.abc import Sequence

from jupyter_viscode.spec import (
    AggregateTransform,
    Calculate,
    Chart,
    Comparison,
    Correlate,
    Encoding,
    Filter,
    Fold,
    JoinTransform,
    Logic,
    Membership,
    Predicate,
    Ref,
    Statistic,
    Tally,
    TopN,
    Window,
)

_MARKS = {"arc": "pie", "point": "scatter", "rect": "heatmap", "boxplot": "box plot", "strip": "strip plot"}
_UNITS = {
    "yearmonth": "month", "yearquarter": "quarter", "yearweek": "week", "yearmonthdate": "day", "day": "weekday",
    "month": "month of the year", "quarter": "quarter of the year", "date": "day of the month", "hours": "hour of the day",
    "yearmonthdatehours": "hour", "week": "week of the year",
}  # fmt: skip
_AGGREGATES = {"stdev": "standard deviation", "q1": "first quartile", "q3": "third quartile", "distinct": "number of different"}


def sentence_of(chart: Chart) -> str:
    """One line: "mean of price by month, one line per region"."""
    if chart.panels:
        return "; ".join(sentence_of(p) for p in chart.panels)
    parts = [_head(chart)]
    folded = {t.key for t in chart.transforms if isinstance(t, Fold)}
    for channel in ("color", "facet", "row", "column"):
        encoding = chart.encodings.get(channel)
        if encoding is None or encoding.field is None or encoding.field in folded or chart.mark in ("arc", "rect", "treemap"):
            continue
        noun = {"line": "line", "bar": "colour", "area": "band", "point": "colour"}.get(chart.mark, "colour")
        parts.append(f"one {noun if channel == 'color' else 'panel'} per {_said(encoding)}")
    if chart.mark == "point" and (size := chart.encodings.get("size")) is not None and size.field is not None:
        parts.append(f"sized by {_said(size)}")
    upper = [layer for layer in chart.layers if layer.mark != "regression"]
    parts.extend(f"with {_said(layer.encoding('y'))}{' on the right' if layer.secondary else ''}" for layer in upper)
    parts.extend(_changes(chart))
    return ", ".join(p for p in parts if p)


def _head(chart: Chart) -> str:
    mark = _MARKS.get(chart.mark, chart.mark)
    matrix = next((t for t in chart.transforms if isinstance(t, Correlate)), None)
    if matrix is not None:
        return f"heatmap of the correlations of {_and(matrix.fields)}"
    fold = next((t for t in chart.transforms if isinstance(t, Fold)), None)
    if fold is not None and not _turned_long(chart, fold):
        return _figures(chart, fold, mark)
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


def _and(names: Sequence[str]) -> str:
    return " and ".join(p for p in (", ".join(names[:-1]), names[-1]) if p)


def _turned_long(chart: Chart, fold: Fold) -> bool:
    """Whether the columns put under each other are one quantity, which is summed up."""
    apart = chart.encodings.get("color")
    added = any(e.aggregate for e in chart.encodings.values() if e.field == fold.value)
    return chart.mark != "rect" and added and (apart is None or apart.field != fold.key)


def _figures(chart: Chart, fold: Fold, mark: str) -> str:
    """Several figures of one chart: "min, mean and max of price by symbol (bar)"."""
    made = next((t for t in chart.transforms if isinstance(t, AggregateTransform)), None)
    base = next((e for c, e in chart.encodings.items() if c in ("x", "y") and e.field not in (fold.value, fold.key)), None)
    if base is None:
        return f"{_and(fold.fields)} of all rows" if made and len(fold.fields) > 1 else f"{fold.fields[0]}, one figure"
    value = next((e for c, e in chart.encodings.items() if e.field == fold.value), Encoding())
    how = f"{_AGGREGATES.get(value.aggregate, value.aggregate)} of " if value.aggregate else ""
    one = made is not None and fold.value in {m.field for m in made.measures}
    tail = f" of {fold.value}" if one else ""
    if mark == "heatmap" and value is chart.encodings.get("color"):
        return f"heatmap of all {len(fold.fields)} columns by {_said(base)}"
    return f"{how}{_and(fold.fields)}{tail} by {_said(base)} ({mark}, {'side by side' if mark == 'bar' else 'one line each'})"


def _said(encoding: Encoding) -> str:
    if encoding.aggregate == "count":
        return "number of rows" if encoding.field is None else f"number of {encoding.field}"
    text = encoding.field or "rows"
    if encoding.aggregate == "mean" and text.startswith("share of "):
        return text
    if encoding.aggregate == "distinct":
        return f"number of different {text}"
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
        elif isinstance(transform, Calculate) and transform.op == "season":
            found.append("seasons of the northern half")
        elif isinstance(transform, Calculate) and transform.op in ("decade", "half-year") and isinstance(transform.left, Ref):
            found.append(f"{transform.op} of {transform.left.field}")
        elif isinstance(transform, AggregateTransform) and not any(isinstance(t, Fold) for t in chart.transforms):
            found.append("for each " + " and ".join(transform.groupby))
    for channel, encoding in chart.encodings.items():
        if encoding.sort is not None and not encoding.sort.values:
            named = {"": encoding.field, "x": "value", "y": "value", "theta": "value", channel: encoding.field}
            by = named.get(encoding.sort.by, encoding.sort.by)
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
        tally = f" with {_tallied(predicate.having)}" if predicate.having is not None else ""
        return f"{predicate.field} is {'not ' if predicate.negate else ''}in {predicate.frame}{inner}{tally}"
    return _comparison(predicate)


def _tallied(tally: Tally) -> str:
    """What the rows of another frame come to, in words."""
    what = "rows" if tally.field is None else f"{_AGGREGATES.get(tally.aggregate, tally.aggregate)} of {tally.field}"
    return f"{what} {'=' if tally.op == '==' else tally.op} {tally.value}"


def _comparison(predicate: Comparison) -> str:
    left = (
        f"{_UNITS.get(predicate.time_unit, predicate.time_unit)} of {predicate.field}"
        if predicate.time_unit
        else predicate.field
    )
    value = predicate.value
    if isinstance(value, Statistic) and value.where is not None:
        return f"{left} {predicate.op} that where {condition(value.where)}"
    if isinstance(value, Statistic):
        return f"{left} {predicate.op} its {value.aggregate}"
    if isinstance(value, Ref):
        return f"{left} {predicate.op} {value.field}"
    if predicate.op == "between" and isinstance(value, tuple) and len(value) == 2:
        return f"{left} between {value[0]} and {value[1]}"
    if predicate.op in ("is null", "not null"):
        return f"{left} {predicate.op}"
    if hasattr(value, "isoformat"):
        value = value.isoformat()
    op = {"==": "=", "like": "like"}.get(predicate.op, predicate.op)
    return f"{left} {op} {value!r}" if not isinstance(value, tuple) else f"{left} {op} {', '.join(map(str, value))}"
