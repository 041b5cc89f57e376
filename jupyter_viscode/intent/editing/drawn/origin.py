"""Where drawn values come from: a Chart read from a figure goes in, the same over the frame of its values comes out.

A figure holds numbers, no columns. Where one frame gives exactly these numbers, as they are or as one aggregate for each
group, a change can be written over that frame, as its author would. Nothing is guessed: every value has to agree.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from jupyter_viscode.intent.editing.drawn.shapes import histogram
from jupyter_viscode.spec import Aggregate, Chart, Encoding, Sort, TimeUnit
from jupyter_viscode.types import Column, Context, FrameSummary

if TYPE_CHECKING:
    import pandas as pd

_MARKS = ("bar", "line", "area", "point", "arc")
_AGGREGATES: tuple[Aggregate, ...] = ("sum", "mean", "median", "max", "min", "distinct", "count")
_UNITS: tuple[TimeUnit | None, ...] = (None, "yearmonthdate", "yearmonth", "yearquarter", "year")
_NAMES = ("category", "text", "boolean")
_MOST_COLUMNS = 24
"""Columns of a frame that are tried; a wider one would take longer than the answer."""

Drawn = Mapping[tuple[Any, ...], float]
"""The value drawn for each combination of keys."""


def traced(chart: Chart, context: Context, frames: Mapping[str, Any]) -> Chart:
    """The chart over the frame that gives exactly what was drawn; unchanged where none does."""
    if chart.frame is None and histogram(chart):
        return next((h for s in context.frames if (h := _counted(chart, s, frames)) is not None), chart)
    measure = _measure(chart)
    if measure is None:
        return chart
    for summary in context.frames:
        if len(summary.columns) <= _MOST_COLUMNS and (plain := _plain(chart, summary, frames)) is not None:
            return plain
    keys = [c for c in chart.encodings if c != measure and chart.encodings[c].field in chart.data]
    drawn = _drawn(chart, keys, measure)
    if drawn is None or len(set(drawn.values())) < 2:
        return chart
    for summary in context.frames:
        if len(summary.columns) <= _MOST_COLUMNS and summary.name in frames:
            for candidate in _candidates(chart, summary, keys, measure, frames):
                if _agrees(candidate, keys, measure, drawn, frames):
                    return _in_order(candidate, chart, keys, measure)
    return chart


def _counted(chart: Chart, summary: FrameSummary, frames: Mapping[str, Any]) -> Chart | None:
    """A histogram of the column whose numbers fall into its intervals just as often as was drawn."""
    import numpy as np

    from jupyter_viscode.chart import figures

    binned, count = ("x", "y") if chart.encoding("x").bin is True else ("y", "x")
    if set(chart.encodings) != {binned, count} or chart.layers or len(summary.columns) > _MOST_COLUMNS:
        return None
    centres, drawn = (np.array(chart.data.get(chart.encoding(c).field or "", ()), dtype=float) for c in (binned, count))
    if len(centres) < 2 or len(centres) != len(drawn):
        return None
    for column in summary.columns:
        if column.kind not in ("integer", "number"):
            continue
        made = figures.marks(Chart("point", {"x": Encoding(field=column.name)}, frame=summary.name), frames)
        values = made["x"].dropna().to_numpy(dtype=float) if made is not None else np.array([])
        if not len(values):
            continue
        counts, edges = np.histogram(values, bins=len(centres))
        if np.array_equal(counts, drawn) and np.allclose((edges[:-1] + edges[1:]) / 2, centres, rtol=1e-6):
            encodings = dict(chart.encodings)
            encodings[binned] = replace(encodings[binned], field=column.name, bin=len(centres))
            encodings[count] = replace(encodings[count], field=None)
            return replace(chart, frame=summary.name, data={}, encodings=encodings)
    return None


def _measure(chart: Chart) -> str | None:
    """The channel of the drawn values, where the chart is of a kind that shows one for each combination of its keys."""
    if chart.frame is not None or chart.layers or chart.panels or chart.mark not in _MARKS or not chart.data:
        return None
    if any(e.aggregate or e.bin or e.bin_step or e.time_unit for e in chart.encodings.values()):
        return None
    for channel, other in (("theta", "color"), ("y", "x"), ("x", "y")):
        encoding = chart.encoding(channel)
        if encoding.type == "quantitative" and chart.encoding(other).field in chart.data:
            return channel
    return None


def _plain(chart: Chart, summary: FrameSummary, frames: Mapping[str, Any]) -> Chart | None:
    """The chart over a frame whose columns are what was drawn, row by row."""
    from jupyter_viscode.chart import figures
    from jupyter_viscode.chart.read.values import thinning

    if summary.rows is None or len(set(map(len, chart.data.values()))) != 1:
        return None
    kept = thinning(summary.rows)
    if len(range(summary.rows)[kept]) != len(next(iter(chart.data.values()))):
        return None
    probe = {f"x{n}": Encoding(field=c.name) for n, c in enumerate(summary.columns)}
    made = figures.marks(Chart("point", probe, frame=summary.name), frames)
    if made is None:
        return None
    columns = {c.name: [_key(v) for v in made[f"x{n}"].tolist()[kept]] for n, c in enumerate(summary.columns)}
    names: dict[str, str] = {}
    for field, values in chart.data.items():
        wanted = [_key(v) for v in values]
        found = next((n for n, held in columns.items() if held == wanted and n not in names.values()), None)
        if found is None or len(set(wanted)) < 2:
            return None
        names[field] = found
    encodings = {c: replace(e, field=names.get(e.field or "", e.field)) for c, e in chart.encodings.items()}
    return replace(chart, frame=summary.name, data={}, encodings=encodings)


def _drawn(chart: Chart, keys: list[str], measure: str) -> Drawn | None:
    """None where two marks share their keys: then these are no keys."""
    values = chart.data.get(chart.encoding(measure).field or "", ())
    columns = [[_key(v) for v in chart.data[chart.encodings[c].field or ""]] for c in keys]
    if any(len(column) != len(values) for column in columns):
        return None
    pairs = [
        (key, float(value))
        for *key, value in zip(*columns, values, strict=True)
        if isinstance(value, (int, float)) and not math.isnan(value)
    ]
    whole = sum(value for _, value in pairs) if chart.mark == "arc" else 1.0
    found = {tuple(key): value / (whole or 1.0) for key, value in pairs}
    return found if len(found) == len(pairs) else None


def _key(value: Any) -> Any:
    """A key that compares, whatever library it comes from."""
    if isinstance(value, str):
        return value
    if hasattr(value, "isoformat"):
        return str(value.isoformat())[:19].replace("T00:00:00", "")
    number = isinstance(value, (int, float)) or hasattr(value, "__float__")
    return float(value) if number and not isinstance(value, bool) else str(value)


def _candidates(
    chart: Chart, summary: FrameSummary, keys: list[str], measure: str, frames: Mapping[str, Any]
) -> Iterator[Chart]:
    """The chart over a frame, in each way in which its keys are columns there."""
    for base in _keyed(replace(chart, frame=summary.name, data={}), chart, summary, keys, frames):
        encoding = base.encodings[measure]
        if chart.mark == "arc":
            encoding = replace(encoding, title=None)  # a pie has no axis: its values' name is ours, not the author's
        numbers = [c.name for c in summary.columns if c.kind in ("integer", "number")]
        for name in numbers:
            yield base.with_encoding(measure, replace(encoding, field=name))
        yield base.with_encoding(measure, replace(encoding, field=None, aggregate="count"))
        for aggregate in _AGGREGATES:
            for name in numbers if aggregate not in ("distinct", "count") else [c.name for c in summary.columns]:
                yield base.with_encoding(measure, replace(encoding, field=name, aggregate=aggregate))


def _keyed(base: Chart, chart: Chart, summary: FrameSummary, keys: list[str], frames: Mapping[str, Any]) -> Iterator[Chart]:
    """The chart with its keys taken from columns that have just their values."""
    fields = list(dict.fromkeys(chart.encodings[c].field for c in keys))
    choices = [list(_columns(chart, summary, str(f), frames)) for f in fields]
    for chosen in _products(choices):
        encodings = dict(base.encodings)
        for channel in keys:
            name, unit = chosen[fields.index(chart.encodings[channel].field)]
            encodings[channel] = replace(encodings[channel], field=name, time_unit=unit)
        yield replace(base, encodings=encodings)


def _products(choices: list[list[tuple[str, TimeUnit | None]]]) -> Iterator[tuple[tuple[str, TimeUnit | None], ...]]:
    from itertools import product

    for chosen in product(*choices):
        if len({name for name, _ in chosen}) == len(chosen):
            yield chosen


def _columns(
    chart: Chart, summary: FrameSummary, field: str, frames: Mapping[str, Any]
) -> Iterator[tuple[str, TimeUnit | None]]:
    """Columns, and units of time, whose values are just those of a drawn field."""
    from jupyter_viscode.chart import figures

    wanted = {_key(v) for v in chart.data[field]}
    kind = next(e.type for e in chart.encodings.values() if e.field == field)
    for column in summary.columns:
        for unit in _UNITS if column.kind in ("date", "datetime") else (None,):
            if _fits(column, kind, unit):
                probe = Chart("point", {"x": Encoding(field=column.name, time_unit=unit)}, frame=summary.name)
                made = figures.marks(probe, frames)
                if made is not None and {_key(v) for v in made["x"].dropna().unique()} == wanted:
                    yield column.name, unit


def _fits(column: Column, kind: str | None, unit: TimeUnit | None) -> bool:
    if kind == "temporal":
        return column.kind in ("date", "datetime")
    if kind == "quantitative":
        return column.kind in ("integer", "number") or unit == "year"
    return column.kind in _NAMES


def _agrees(candidate: Chart, keys: list[str], measure: str, drawn: Drawn, frames: Mapping[str, Any]) -> bool:
    """Whether the frame gives every drawn value, and no other."""
    from jupyter_viscode.chart import figures

    made = figures.marks(candidate, frames)
    if made is None or measure not in made or len(made) < len(drawn):
        return False
    made = made.dropna(subset=[measure, *keys])
    return len(made) == len(drawn) and _equal(made, keys, measure, drawn)


def _equal(made: pd.DataFrame, keys: list[str], measure: str, drawn: Drawn) -> bool:
    columns = [[_key(v) for v in made[channel]] for channel in keys]
    whole = float(made[measure].sum()) if measure == "theta" else 1.0  # a pie shows shares, in degrees of less precision
    nearly = 1e-6 if measure == "theta" else 1e-9
    for *key, value in zip(*columns, made[measure].tolist(), strict=True):
        seen = drawn.get(tuple(key))
        if seen is None or not math.isclose(seen, float(value) / (whole or 1.0), rel_tol=nearly, abs_tol=1e-12):
            return False
    return True


def _in_order(candidate: Chart, chart: Chart, keys: list[str], measure: str) -> Chart:
    """The candidate with its categories in the order in which they were drawn."""
    values = chart.data[chart.encoding(measure).field or ""]
    encodings = dict(candidate.encodings)
    for channel in keys:
        encoding, names = encodings[channel], chart.data[chart.encodings[channel].field or ""]
        order = tuple(dict.fromkeys(names))
        if encoding.sort is not None or encoding.type not in ("nominal", "ordinal") or list(order) == sorted(order):
            continue
        by_value = len(keys) == 1 and list(values) in (sorted(values), sorted(values, reverse=True))
        falling = by_value and list(values) != sorted(values)
        sort = Sort(measure, "descending" if falling else "ascending") if by_value else Sort(values=order)
        encodings[channel] = replace(encoding, sort=sort)
    return replace(candidate, encodings=encodings)
