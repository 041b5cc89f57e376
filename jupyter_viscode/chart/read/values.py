"""Drawn values as plain Python: numbers, texts and datetimes that compare, print and cross a pipe."""

from __future__ import annotations

import datetime as dt
import math
import numbers
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from jupyter_viscode.spec import Chart, Encoding, FieldType, Mark, Scale

MOST_POINTS = 5_000
"""Points of one artist that are read; of more, every n-th: a description is compared and shown, not computed with."""


_PLAIN = frozenset({float, int, bool, type(None)})


def thinning(count: int, most: int = MOST_POINTS) -> slice:
    """Which of so many points are read."""
    return slice(None, None, max(1, -(-count // most)))


def thinned(values: Sequence[Any]) -> Sequence[Any]:
    """The values that are read; of an array a view."""
    kept: Sequence[Any] = values[thinning(len(values))]
    return kept


def whole(chart: Chart) -> bool:
    """Whether surely nothing was left out of what was read."""
    return all(len(values) < MOST_POINTS // 2 for values in chart.data.values())


def plain(value: Any) -> Any:
    """One value without its library's type."""
    if value is None or isinstance(value, (str, bool, dt.date)):
        return _moment(value)
    if hasattr(value, "dtype") and getattr(value.dtype, "kind", "") == "M":
        return _moment(value.astype("datetime64[us]").item())
    if isinstance(value, numbers.Integral):
        return int(value)
    if isinstance(value, numbers.Real):
        return float(value)
    return value.item() if hasattr(value, "item") and getattr(value, "ndim", 1) == 0 else value


def _moment(value: Any) -> Any:
    """A datetime without a time zone; pandas' own becomes Python's."""
    if isinstance(value, dt.datetime):
        moment = value.to_pydatetime(warn=False) if hasattr(value, "to_pydatetime") else value
        return moment.replace(tzinfo=None)
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z?", value):
        return dt.datetime.fromisoformat(value.rstrip("Z")[:26])
    return value


def column(values: Iterable[Any]) -> tuple[Any, ...]:
    """A column of plain values."""
    return tuple(v if type(v) in _PLAIN else plain(v) for v in values)


def type_of(values: Iterable[Any]) -> FieldType | None:
    """The type that values have on an axis."""
    known = [v for v in values if v is not None and not (isinstance(v, float) and math.isnan(v))]
    if not known:
        return None
    if all(isinstance(v, dt.date) for v in known):
        return "temporal"
    if all(isinstance(v, (int, float)) and not isinstance(v, bool) for v in known):
        return "quantitative"
    return "nominal"


def build(
    mark: Mark,
    channels: dict[str, tuple[Any, ...]],
    titles: dict[str, str],
    *,
    scales: dict[str, Scale] | None = None,
    **fields: Any,
) -> Chart:
    """A Chart whose columns are the channels' values, named by their titles where these differ."""
    channels = {channel: column(values) for channel, values in channels.items()}
    names: dict[str, str] = {}
    for channel in channels:
        wanted = titles.get(channel) or channel
        names[channel] = (
            wanted if wanted not in names.values() else channel if channel not in names.values() else f"{wanted} {channel}"
        )
    encodings = {}
    for channel, values in channels.items():
        scale = (scales or {}).get(channel)
        encodings[channel] = Encoding(field=names[channel], type=type_of(values), title=titles.get(channel, ""), scale=scale)
    data = {names[channel]: values for channel, values in channels.items()}
    return Chart(mark, encodings, data=data, **fields)


def with_options(chart: Chart, channel: str, **options: Any) -> Chart:
    """The chart with some of a channel's encoding changed."""
    encodings = {c: replace(e, **options) if c == channel else e for c, e in chart.encodings.items()}
    return replace(chart, encodings=encodings)
