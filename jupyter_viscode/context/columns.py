"""One column's sample enters, a `Column` leaves: its kind and figures.

Figures come through narwhals; what narwhals has no type for (Python objects, periods, intervals, complex and third-party types)
is read from the Python values of the sample. Whatever a strange type does to a figure, the column itself stays known.
"""

from __future__ import annotations

import contextlib
import datetime
import decimal
import math
import re
from collections.abc import Iterable
from typing import Any

from jupyter_viscode.context.sample import Source
from jupyter_viscode.dates import writing_of
from jupyter_viscode.numerals import numerals, signs_of
from jupyter_viscode.types import Column, Kind

_KINDS: dict[str, Kind] = {
    **dict.fromkeys(("Int8", "Int16", "Int32", "Int64", "Int128"), "integer"),
    **dict.fromkeys(("UInt8", "UInt16", "UInt32", "UInt64", "UInt128"), "integer"),
    **dict.fromkeys(("Float16", "Float32", "Float64", "Decimal"), "number"),
    **dict.fromkeys(("List", "Array", "Struct"), "nested"),
    **dict.fromkeys(("Categorical", "Enum"), "category"),
    "Boolean": "boolean",
    "String": "text",
    "Datetime": "datetime",
    "Date": "date",
    "Time": "time",
    "Duration": "duration",
}
_RANGED: frozenset[Kind] = frozenset({"integer", "number", "datetime", "date", "time", "duration"})
"""Kinds whose least and greatest value are figures; those of text are cell values."""

_EXAMPLES = 5
_FEW = 12
"""So many different texts are categories however few the rows are."""
_MANY = 100
"""More different texts are never categories."""
_LONG = 60
"""Characters: longer texts are prose, not categories."""

_DATE = re.compile(
    r"(\d{4}[-/.](0?[1-9]|1[0-2])([-/.](0?[1-9]|[12]\d|3[01]))?([T ]\d{1,2}:\d{2}.*)?"
    r"|(0?[1-9]|[12]\d|3[01])[-/.](0?[1-9]|[12]\d|3[01])[-/.](\d{4}|\d{2})( \d{1,2}:\d{2}.*)?"
    r"|\d{4}-?Q[1-4]"
    r"|(\d{1,2}[ -])?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?[ -](\d{1,2},? )?\d{4})",
    re.IGNORECASE,
)
_TYPE_WITH_VALUES = re.compile(r"\b(Enum|ENUM|Sparse)\b[(\[].*", re.DOTALL)
"""Names of types that carry cell values: the categories, the fill value."""
_DTYPE_LENGTH = 80


def describe(source: Source, exact: bool, level: str) -> tuple[Column, tuple[str, ...]]:
    """The column and the remarks on it; example values at level ``sample`` only."""
    with contextlib.suppress(Exception):  # a third party's type may fail anywhere: its name and dtype are still worth having
        return _describe(source, exact, level)
    return Column(name=label(source.key), kind="other", dtype=dtype_name(source.dtype), key=source.key), ()


def _describe(source: Source, exact: bool, level: str) -> tuple[Column, tuple[str, ...]]:
    import narwhals.stable.v2 as nw

    series = nw.from_native(source.values, series_only=True)
    kind = None if str(getattr(source.values, "dtype", "")) == "object" else kind_of(series.dtype)
    figures = _read_values(source.values) if kind is None else _read_series(series, kind)
    examples = tuple(_examples(series.head(200).to_list())) if level == "sample" else ()
    mixed = figures.pop("mixed_zones", False)
    remarks = (f"{_shown(source.key)} holds times of several time zones",) if mixed else ()
    column = Column(
        name=label(source.key),
        key=source.key,
        dtype=dtype_name(source.dtype),
        examples=examples,
        approximate=not exact,
        **figures,
    )
    return column, remarks


# -- names -------------------------------------------------------------------------------------------------------------


def label(key: Any) -> str:
    """A column's label as text; the levels of a MultiIndex are joined by `` / ``."""
    if isinstance(key, str):
        return key
    if isinstance(key, tuple):
        return " / ".join(label(part) for part in key if part != "")
    try:
        return str(key)
    except Exception:  # a label of a third party's class
        return type(key).__name__


def dtype_name(dtype: str) -> str:
    """The type's own name without the cell values that some types carry in it."""
    name = _TYPE_WITH_VALUES.sub(r"\1", dtype)
    return name if len(name) <= _DTYPE_LENGTH else name[: _DTYPE_LENGTH - 1] + "…"


def _shown(key: Any) -> str:
    name = label(key)
    return f'"{name if len(name) <= _LONG else name[:_LONG] + "…"}"'


def kind_of(dtype: Any) -> Kind | None:
    """The kind of a narwhals type; None when the values must be looked at."""
    name = dtype.base_type().__name__ if hasattr(dtype, "base_type") else type(dtype).__name__
    return _KINDS.get(name)


# -- figures -----------------------------------------------------------------------------------------------------------


def _read_series(series: Any, kind: Kind) -> dict[str, Any]:
    """Figures of a series with a type that narwhals knows."""
    rows = len(series)
    figures: dict[str, Any] = {"kind": kind}
    nulls = int(series.null_count())
    figures["null_share"] = nulls / rows if rows else None
    if kind == "nested":
        return figures
    with contextlib.suppress(Exception):  # a library may lack the figure for a type: the kind stays known
        figures["distinct"] = int(series.n_unique()) - (1 if nulls else 0)
    if kind in _RANGED and nulls < rows:
        with contextlib.suppress(Exception):  # for example a date that Python's own type cannot hold
            figures["minimum"], figures["maximum"] = _plain(series.min()), _plain(series.max())
    if kind == "text" and nulls < rows:
        values = series.drop_nulls().to_list()
        figures |= _read_text(values, len(set(values)))
    return figures


def _read_text(values: list[str], distinct: int) -> dict[str, Any]:
    """Text or category; and what it would be when parsed."""
    looked_at = [value for value in values[:100] if value.strip()]
    if looked_at and _share(_DATE, looked_at) >= 0.9:
        return {"kind": "text", "parses_as": "datetime", "writing": writing_of(values)}
    if numerals(looked_at):
        return {"kind": "text", "parses_as": "number", "signs": signs_of(values)}
    short = all(len(value) <= _LONG for value in values)
    few = distinct <= _FEW or (distinct <= _MANY and 2 * distinct <= len(values))
    return {"kind": "category" if short and few else "text"}


def _share(pattern: re.Pattern[str], values: list[str]) -> float:
    return sum(bool(pattern.fullmatch(value.strip()[:40])) for value in values) / len(values)


def _read_values(native: Any) -> dict[str, Any]:
    """Figures of Python objects, or of a type that only its own library knows."""
    if dtype_name(str(native.dtype)).startswith("period"):
        native = native.dt.to_timestamp() if hasattr(native, "dt") else native.to_timestamp()
    values = native.to_list()
    present = [value for value in values if not _is_null(value)]
    kind = _kind_of_values(present)
    figures: dict[str, Any] = {"kind": kind, "null_share": 1 - len(present) / len(values) if values else None}
    if kind == "nested" or not present:
        return figures | ({} if present else {"distinct": 0})
    with contextlib.suppress(TypeError):
        figures["distinct"] = len(set(present))
    if kind == "text":
        figures |= _read_text(present, figures["distinct"])
    if kind == "datetime":
        figures["mixed_zones"] = len({value.utcoffset() is None or str(value.tzinfo) for value in present}) > 1
    if kind in _RANGED and not figures.get("mixed_zones"):
        with contextlib.suppress(TypeError, decimal.InvalidOperation):
            figures["minimum"], figures["maximum"] = _plain(min(present)), _plain(max(present))
    return figures


def _kind_of_values(values: list[Any]) -> Kind:
    import numpy as np

    integers, numbers = (int, np.integer), (int, float, np.integer, np.floating, decimal.Decimal)
    tests: tuple[tuple[Kind, Any], ...] = (
        ("boolean", (bool, np.bool_)),
        ("integer", integers),
        ("number", numbers),
        ("text", str),
        ("datetime", datetime.datetime),
        ("date", datetime.date),
        ("time", datetime.time),
        ("duration", datetime.timedelta),
        ("nested", (list, tuple, dict, set, frozenset, np.ndarray)),
    )
    if not values:
        return "other"
    for kind, classes in tests:
        if all(isinstance(value, classes) for value in values):
            return kind
    return "nested" if any(isinstance(value, (list, dict, np.ndarray)) for value in values) else "other"


def _is_null(value: Any) -> bool:
    """None, NaN and pandas' NA and NaT, by what they are: comparing a nested value would not give one truth value."""
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return True
    return isinstance(value, float) and math.isnan(value)


def _plain(value: Any) -> Any:
    """A scalar of the standard library where there is one: it crosses any pipe and compares as expected."""
    if hasattr(value, "to_pydatetime"):
        return value.to_pydatetime(warn=False)
    if hasattr(value, "to_pytimedelta"):
        return value.to_pytimedelta()
    if hasattr(value, "as_py"):
        return value.as_py()
    if hasattr(value, "item") and getattr(value, "ndim", 1) == 0:
        return value.item()
    return value


def _examples(values: Iterable[Any]) -> Iterable[Any]:
    """The first few different values; nested ones are compared by their repr."""
    seen: set[str] = set()
    for value in values:
        if _is_null(value):
            continue
        shown = repr(value)
        if shown in seen:
            continue
        seen.add(shown)
        yield _plain(value)
        if len(seen) == _EXAMPLES:
            return
