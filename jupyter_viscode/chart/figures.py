"""The figures that a Chart stands for: a Chart and the frames go in, one row for each mark comes out.

An evaluation of its own, apart from the writers', so that a check does not repeat their mistakes. What it is not sure of it
does not compute.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from jupyter_viscode import numerals
from jupyter_viscode.chart.write.needs import needed_names
from jupyter_viscode.dates import parsed, writing_of
from jupyter_viscode.rowlabels import with_labels
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
    Relabel,
    Statistic,
    Tally,
    TopN,
    Transform,
)

if TYPE_CHECKING:
    import pandas as pd

MOST_CELLS = 1_000_000
"""Rows times columns that are evaluated; a check is not to cost more than the chart."""

MOST_RECORDS = 50_000
"""Dicts of a list of rows that are made a table first."""

_METHODS = {"distinct": "nunique", "stdev": "std", "variance": "var"}
_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class UnsureError(Exception):
    """The figures cannot be told."""


def marks(chart: Chart, frames: Mapping[str, Any]) -> pd.DataFrame | None:
    """One row for each mark, one column for each channel with a field or an aggregate; None where it cannot be told."""
    try:
        return grouped(chart, rows(chart, frames))
    except (UnsureError, TypeError, ValueError, KeyError, AttributeError, OverflowError):
        return None


def rows(chart: Chart, frames: Mapping[str, Any]) -> pd.DataFrame:
    """The rows that the chart's transforms leave.

    Raises
    ------
    UnsureError
        A frame is missing or too large, or a transform is none of those that are evaluated here.
    """
    if chart.frame is None:
        raise UnsureError
    table = _opened(frames, chart.frame, chart)
    for transform in chart.transforms:
        table = _applied(table, transform, frames, chart)
    return table


def _opened(frames: Mapping[str, Any], name: str, chart: Chart) -> pd.DataFrame:
    import pandas as pd

    frame = frames.get(name)
    if isinstance(frame, (list, dict)) and 0 < len(frame) <= MOST_RECORDS:
        frame = pd.DataFrame(frame)
    if not isinstance(frame, pd.DataFrame) or frame.columns.nlevels > 1:
        raise UnsureError
    frame = with_labels(frame, needed_names(chart))
    names = [str(column) for column in frame.columns]
    if len(set(names)) < len(names) or len(frame) * max(1, len(set(chart.fields()))) > MOST_CELLS:
        raise UnsureError
    named: pd.DataFrame = frame.set_axis(names, axis=1)
    return named


def _column(table: pd.DataFrame, name: str | None) -> Any:
    if name is None or name not in table.columns:
        raise UnsureError
    return table[name]


def number(values: Any) -> Any:
    """A column as numbers, texts that are none as missing."""
    if values.dtype.kind in "iufb":
        return values
    if values.dtype.kind in "mM":
        raise UnsureError
    return numerals.parsed(values).astype(float)


def _dates(values: Any) -> Any:
    if values.dtype.kind == "M":
        return values.dt.tz_localize(None) if getattr(values.dt, "tz", None) is not None else values
    if values.dtype.kind in "iufb":
        raise UnsureError
    if str(values.dtype).startswith("period"):
        return values.dt.to_timestamp()
    return parsed(values, writing_of(v for v in values if isinstance(v, str)))


def period(values: Any, unit: str) -> Any:
    """The part of its date, or the span, that a row falls into."""
    if values.dtype.kind in "iuf" and unit.startswith("year"):
        return values
    dates = _dates(values).dt
    parts = {
        "year": "year",
        "quarter": "quarter",
        "month": "month",
        "day": "day_of_week",
        "date": "day",
        "hours": "hour",
        "minutes": "minute",
    }
    if unit in parts:
        return getattr(dates, parts[unit])
    if unit == "week":
        return dates.isocalendar().week
    spans = {"yearquarter": "Q", "yearmonth": "M", "yearweek": "W", "yearmonthdate": "D", "yearmonthdatehours": "h"}
    return dates.to_period(spans[unit]).dt.start_time


# -- transforms --------------------------------------------------------------------------------------------------------


def _applied(table: pd.DataFrame, transform: Transform, frames: Mapping[str, Any], chart: Chart) -> pd.DataFrame:
    if isinstance(transform, Filter):
        held: pd.DataFrame = table[_holds(table, transform.where, frames, chart)]
        return held
    if isinstance(transform, JoinTransform):
        other = _opened(frames, transform.frame, chart)
        left, right = _column(table, transform.left_on), _column(other, transform.right_on)
        if left.dtype != right.dtype or (left.isna().any() and right.isna().any()):
            raise UnsureError
        joined = table.merge(
            other,
            left_on=transform.left_on,
            right_on=transform.right_on,
            how=transform.how,
            suffixes=("", f"_{transform.frame}"),
        )
        if len(joined) > MOST_CELLS:
            raise UnsureError
        return joined
    if isinstance(transform, Calculate):
        return _calculated(table, transform)
    if isinstance(transform, AggregateTransform):
        import pandas as pd

        if not transform.groupby:
            return pd.DataFrame({m.name: [_figure(table, m.aggregate, m.field)] for m in transform.measures})
        groups = [_column(table, name) for name in transform.groupby]
        return pd.DataFrame({m.name: _figure(table, m.aggregate, m.field, groups) for m in transform.measures}).reset_index()
    if isinstance(transform, Fold):
        kept = [c for c in table.columns if c not in transform.fields]
        return table.melt(kept, list(transform.fields), transform.key, transform.value)
    if isinstance(transform, Correlate):
        matrix = table[list(transform.fields)].corr().rename_axis(index="column")
        return matrix.reset_index().melt("column", var_name="other", value_name="correlation")
    if isinstance(transform, TopN) and not transform.other:
        return _top(table, transform)
    if isinstance(transform, Relabel):
        names = dict(transform.labels)
        return table.assign(**{transform.field: [names.get(v, v) for v in _column(table, transform.field)]})
    raise UnsureError


def _calculated(table: pd.DataFrame, transform: Calculate) -> pd.DataFrame:
    arithmetic: dict[str, Callable[[Any, Any], Any]] = {
        "+": operator.add,
        "-": operator.sub,
        "*": operator.mul,
        "/": operator.truediv,
    }
    if transform.op == "==" and isinstance(transform.left, Ref):
        return table.assign(**{transform.name: _column(table, transform.left.field) == transform.right})
    if transform.op not in arithmetic:
        raise UnsureError
    operands = [number(_column(table, o.field)) if isinstance(o, Ref) else o for o in (transform.left, transform.right)]
    made: pd.DataFrame = table.assign(**{transform.name: arithmetic[transform.op](*operands)})
    return made


def _top(table: pd.DataFrame, transform: TopN) -> pd.DataFrame:
    falling = transform.order == "descending"
    if transform.by is not None and transform.aggregate is None:
        return (
            table.assign(**{transform.by: number(_column(table, transform.by))})
            .sort_values(transform.by, ascending=not falling)
            .head(transform.n)
        )
    totals = _figure(table, transform.aggregate or "count", transform.by, [_column(table, transform.field)])
    kept = totals.sort_values(ascending=not falling)
    if 0 < transform.n < len(kept) and kept.iloc[transform.n - 1] == kept.iloc[transform.n]:
        raise UnsureError  # a draw may be settled either way
    inside: pd.DataFrame = table[_column(table, transform.field).isin(kept.index[: transform.n])]
    return inside


def _holds(table: pd.DataFrame, where: Predicate, frames: Mapping[str, Any], chart: Chart) -> Any:
    if isinstance(where, Logic):
        parts = [_holds(table, part, frames, chart) for part in where.parts]
        if where.op == "not":
            return ~parts[0]
        joined = parts[0]
        for part in parts[1:]:
            joined = joined & part if where.op == "and" else joined | part
        return joined
    if isinstance(where, Membership):
        other = _opened(frames, where.frame, chart)
        kept = other if where.where is None else other[_holds(other, where.where, frames, chart)]
        values = _column(kept, where.column) if where.having is None else _tallied(kept, where.column, where.having)
        inside = _column(table, where.field).isin(values.dropna())
        return ~inside if where.negate else inside
    return _compared(table, where, frames, chart)


def _tallied(table: pd.DataFrame, column: str, tally: Tally) -> Any:
    """The values of a column whose rows come to what is asked."""
    if tally.op not in _OPERATORS:
        raise UnsureError
    groups = table.groupby(_column(table, column))
    figure = (
        groups.size() if tally.field is None else getattr(groups[tally.field], _METHODS.get(tally.aggregate, tally.aggregate))()
    )
    return figure[_OPERATORS[tally.op](figure, tally.value)].index


def _compared(table: pd.DataFrame, where: Comparison, frames: Mapping[str, Any], chart: Chart) -> Any:
    import pandas as pd

    values, value = _column(table, where.field), where.value
    if where.time_unit is not None:
        values = period(values, where.time_unit)
    if where.op in ("is null", "not null"):
        return values.isna() if where.op == "is null" else values.notna()
    if isinstance(value, Ref):
        raise UnsureError
    if isinstance(value, Statistic):
        rows = table if value.where is None else table[_holds(table, value.where, frames, chart)]
        value = getattr(number(_column(rows, value.field)), _METHODS.get(value.aggregate, value.aggregate))()
    some = value if isinstance(value, tuple) else (value,)
    textual = values.dtype.kind not in "iufbM"
    if any(isinstance(v, str) for v in some) != textual or values.dtype.kind == "M":
        raise UnsureError  # a date, or a number written as text
    if where.op in ("!=", "not in") and values.isna().any():
        raise UnsureError  # whether a missing value differs is a matter of opinion
    if where.op in ("in", "not in"):
        inside = values.isin(list(some))
        return inside if where.op == "in" else ~inside
    if where.op == "between":
        return values.between(*some)
    if where.op not in _OPERATORS:
        raise UnsureError
    held = _OPERATORS[where.op](values, value)
    return pd.Series(held, index=table.index).fillna(False).astype(bool) & values.notna()


# -- grouping ----------------------------------------------------------------------------------------------------------


def grouped(chart: Chart, table: pd.DataFrame) -> pd.DataFrame:
    """The rows as marks: grouped by what is no aggregate, or as they are.

    Raises
    ------
    UnsureError
        A column is missing, or a channel is cut into bins.
    """
    import pandas as pd

    keys: dict[str, Any] = {}
    measures: dict[str, Encoding] = {}
    for channel, encoding in chart.encodings.items():
        if encoding.bin or encoding.bin_step:
            raise UnsureError
        if encoding.aggregate:
            measures[channel] = encoding
        elif encoding.field is not None:
            values = _column(table, encoding.field)
            keys[channel] = period(values, encoding.time_unit) if encoding.time_unit else values
    if not measures:
        return pd.DataFrame(keys)
    if not keys:
        return pd.DataFrame({c: [_figure(table, e.aggregate or "count", e.field)] for c, e in measures.items()})
    by = pd.DataFrame(keys)
    groups = [by[channel] for channel in by.columns]
    made = pd.DataFrame({c: _figure(table, e.aggregate or "count", e.field, groups) for c, e in measures.items()})
    made.index = made.index.set_names(list(keys))
    whole: pd.DataFrame = made.reset_index()
    return whole


def _figure(table: pd.DataFrame, aggregate: str, field: str | None, groups: list[Any] | None = None) -> Any:
    """One aggregate of each group, or of the whole table."""
    if field is None:
        return len(table) if groups is None else table.groupby(groups, observed=True).size()
    values = _column(table, field)
    if aggregate not in ("count", "distinct", "min", "max"):
        values = number(values)
    elif aggregate in ("min", "max") and values.dtype.kind not in "iuf":
        raise UnsureError
    if groups is not None:
        values = values.groupby(groups, observed=True)
    quartile = {"q1": 0.25, "q3": 0.75}.get(aggregate)
    if quartile is not None:
        return values.quantile(quartile)
    return getattr(values, _METHODS.get(aggregate, aggregate))()
