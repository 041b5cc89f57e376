"""A frame of any library enters; its columns leave, each as a bounded sample that narwhals can read.

The sample is a few thousand rows at fixed pseudo-random positions: a regular stride would meet data that repeats with the
same period and see one of its values only. Nothing here touches all rows, and nothing copies the frame.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

SAMPLE_ROWS = 2_000
"""Rows that figures are computed from; smaller frames are read whole."""
WIDE = 200
"""Columns from which on fewer rows of each are read."""
WIDE_ROWS = 500


@dataclass(frozen=True)
class Source:
    """One column of an eager frame, as far as it is read."""

    key: Any
    """The label that the frame indexes it with."""
    dtype: str
    values: Any
    """A native series (pandas, polars) or pyarrow.ChunkedArray of the sampled rows."""


@dataclass(frozen=True)
class Sampled:
    """An eager frame: how many rows it has, and its columns."""

    rows: int
    exact: bool
    """True when the sample is the whole frame."""
    columns: Iterator[Source]


def sample(frame: Any, library: str) -> Sampled:
    """The columns of an eager frame of one of the known libraries."""
    read: dict[str, Callable[[Any], Sampled]] = {
        "pandas": _pandas,
        "polars": _polars,
        "pyarrow": _pyarrow,
        "records": _records,
        "arrays": _arrays,
    }
    return read[library](frame)


def positions(rows: int, columns: int) -> np.ndarray[Any, Any] | None:
    """Sorted row numbers to read; None for all of them."""
    import numpy as np

    wanted = SAMPLE_ROWS if columns <= WIDE else WIDE_ROWS
    if rows <= wanted:
        return None
    drawn = np.random.default_rng(0).integers(0, rows, size=wanted)
    drawn[0], drawn[-1] = 0, rows - 1
    return np.unique(drawn)


def _pandas(frame: Any) -> Sampled:
    rows, width = frame.shape
    at = positions(rows, width)

    def columns() -> Iterator[Source]:
        for i, key in enumerate(frame.columns):
            series = frame.iloc[:, i]
            yield Source(key, str(series.dtype), series if at is None else _take_pandas(series, at))

    return Sampled(rows, at is None, columns())


def _take_pandas(series: Any, at: np.ndarray[Any, Any]) -> Any:
    """Some rows of a series; Arrow-backed ones by chunk, because pandas' own take joins all chunks first."""
    import pandas as pd

    dtype = series.dtype
    arrow = isinstance(dtype, pd.ArrowDtype) or (isinstance(dtype, pd.StringDtype) and dtype.storage == "pyarrow")
    if arrow:
        return _take_chunked(_chunked(series.array.__arrow_array__()), at)
    return series.iloc[at]


def _chunked(array: Any) -> Any:
    import pyarrow as pa

    return array if isinstance(array, pa.ChunkedArray) else pa.chunked_array([array])


def _take_chunked(array: Any, at: np.ndarray[Any, Any]) -> Any:
    """Rows of a ChunkedArray without joining its chunks."""
    import numpy as np
    import pyarrow as pa

    ends = np.cumsum([len(chunk) for chunk in array.chunks])
    owner = np.searchsorted(ends, at, side="right")
    parts = []
    for number in np.unique(owner):
        start = ends[number - 1] if number else 0
        parts.append(array.chunk(int(number)).take(pa.array(at[owner == number] - start)))
    return pa.chunked_array(parts, type=array.type)


def _polars(frame: Any) -> Sampled:
    rows, width = frame.shape
    at = positions(rows, width)
    part = frame if at is None else frame[at.tolist()]
    return Sampled(rows, at is None, (Source(s.name, str(s.dtype), s) for s in part.get_columns()))


def _pyarrow(table: Any) -> Sampled:
    at = positions(table.num_rows, table.num_columns)

    def columns() -> Iterator[Source]:
        for field, column in zip(table.schema, table.columns, strict=True):
            yield Source(field.name, str(field.type), column if at is None else _take_chunked(column, at))

    return Sampled(table.num_rows, at is None, columns())


def _records(items: list[dict[str, Any]]) -> Sampled:
    at = positions(len(items), 1)
    part = items if at is None else [items[i] for i in at.tolist()]
    part = [item for item in part if isinstance(item, dict)]
    keys = dict.fromkeys(key for item in part for key in item)
    return Sampled(len(items), at is None, (_from_values(key, [item.get(key) for item in part]) for key in keys))


def _arrays(columns: dict[str, Any]) -> Sampled:
    rows = len(next(iter(columns.values())))
    at = positions(rows, len(columns))
    return Sampled(rows, at is None, (_from_array(key, values, at) for key, values in columns.items()))


def _from_array(key: str, values: Any, at: np.ndarray[Any, Any] | None) -> Source:
    import pandas as pd

    if isinstance(values, list):
        return _from_values(key, values if at is None else [values[i] for i in at.tolist()])
    part = values if at is None else values[at]
    dtype = str(values.dtype)
    if values.ndim > 1 or values.dtype.kind in "UOVS":
        return Source(key, dtype, pd.Series(list(part), dtype=object))
    return Source(key, dtype, pd.Series(part, copy=False))


def _from_values(key: str, values: Sequence[Any]) -> Source:
    """Python values: the type's name is that of the values, and what it means is found from them."""
    import pandas as pd

    series = pd.Series(list(values), dtype=object)
    types = dict.fromkeys(type(value).__name__ for value in values if value is not None)
    return Source(key, " | ".join(list(types)[:3]) or "None", series)
