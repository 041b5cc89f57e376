"""The catalogue: the frames and their summaries enter; tables, columns, values and join edges to link to leave.

Values are read from a bounded sample, and kept for as long as the frame lives and looks the same.
"""

from __future__ import annotations

import re
import weakref
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from jupyter_viscode import numerals
from jupyter_viscode.dates import parsed, writing_of
from jupyter_viscode.intent.language.words import column_stems, grown_together, name_stems
from jupyter_viscode.intent.schema.keys import edges_of
from jupyter_viscode.intent.schema.tables import Catalogue, Col, Edge, Sort, Table
from jupyter_viscode.types import Column, Context, DateWriting, FrameSummary

SAMPLE_ROWS = 6_000

MOST_VALUES = 3_000
"""A text column with more distinct values than this is not linked by value unless the instruction quotes them."""

_SAYING_NOTHING = frozenset("in of and the on by for df data table frame tbl ref lookup".split())
"""Parts of a table's name that say nothing of its rows."""

_cache: dict[int, tuple[Any, tuple[Any, ...], Table]] = {}


def catalogue_of(context: Context, frames: Mapping[str, Any]) -> Catalogue:
    """The catalogue of all frames that the context or the mapping names."""
    summaries = {s.name: s for s in context.frames}
    tables: dict[str, Table] = {}
    for name in dict.fromkeys([*summaries, *frames]):
        summary, frame = summaries.get(name), frames.get(name)
        table = _table(name, summary, frame)
        if table is not None:
            tables[name] = table
    active = context.active if context.active in tables else next(iter(tables), None)
    _part_names(tables)
    stated = [Edge(j.left, j.left_on, j.right, j.right_on, 0.9 * j.score) for j in context.joins]
    return Catalogue(tables, edges_of(tables, stated), active, frames)


def _part_names(tables: dict[str, Table]) -> None:
    """Write out the parts of names that only the names of the other tables tell apart: ``ownerid`` beside a table of owners."""
    owners = frozenset(t.stems[-1] for t in tables.values() if t.stems)
    for name, table in tables.items():
        parts = {c.name: p for c in table.cols if len(c.stems) == 1 and (p := grown_together(c.name, owners))}
        if parts:
            cols = tuple(replace(c, stems=parts.get(c.name, c.stems)) for c in table.cols)
            tables[name] = replace(table, cols=cols)


def _table(name: str, summary: FrameSummary | None, frame: Any) -> Table | None:
    print_ = _fingerprint(frame, summary)
    held = _cache.get(id(frame)) if frame is not None else None
    if held and held[0]() is frame and held[1] == print_:
        table = held[2]
        return table if table.name == name else _renamed(table, name)
    try:
        table = _build(name, summary, frame)
    except Exception:  # a frame that cannot be read is not linked to; the context says what is wrong with it
        if summary is None:
            return None
        table = _build(name, summary, None)
    _remember(frame, print_, table)
    return table


def _table_stems(name: str) -> tuple[str, ...]:
    """A table's stems without small words and what many frames are called."""
    stems = name_stems(name)
    return tuple(s for s in stems if s not in _SAYING_NOTHING) or stems


def _renamed(table: Table, name: str) -> Table:
    cols = tuple(replace(c, table=name) for c in table.cols)
    return Table(name, _table_stems(name), cols, table.rows)


def _remember(frame: Any, print_: tuple[Any, ...], table: Table) -> None:
    if frame is None:
        return
    key = id(frame)
    try:
        reference = weakref.ref(frame, lambda _: _cache.pop(key, None))
    except TypeError:
        return
    if len(_cache) > 64:
        _cache.pop(next(iter(_cache)), None)
    _cache[key] = (reference, print_, table)


def _fingerprint(frame: Any, summary: FrameSummary | None) -> tuple[Any, ...]:
    """Cheap to take, and different when the frame was changed in place (as far as a few rows tell)."""
    lazy = summary is not None and summary.lazy  # its shape would have to be computed
    shape = None if lazy else getattr(frame, "shape", None)
    columns = tuple((c.name, c.kind) for c in (*summary.columns, *summary.index)) if summary else ()
    probe: Any = ()
    if type(frame).__module__.startswith("pandas") and shape and shape[0]:
        rows = sorted({0, shape[0] // 3, shape[0] // 2, shape[0] - 1})
        some = (frame if shape[1] <= 40 else frame.iloc[:, :40]).take(rows)
        probe = (tuple(map(str, frame.columns)), tuple(map(str, frame.dtypes)), repr(some.to_numpy().tolist()))
    return (shape if isinstance(shape, tuple) else None, columns, probe)


def _build(name: str, summary: FrameSummary | None, frame: Any) -> Table:
    sample, rows = _sample(frame, summary)
    described = (*summary.columns, *summary.index) if summary is not None else tuple(_described(sample))
    if rows is None and summary is not None:
        rows = summary.rows
    cols = []
    for column in described:
        values = sample.get(column.key if column.key is not None else column.name, sample.get(column.name))
        cols.append(_col(name, column, values, rows))
    return Table(name, _table_stems(name), tuple(cols), rows)


def _sample(frame: Any, summary: FrameSummary | None) -> tuple[dict[Any, Sequence[Any]], int | None]:
    """Lists of values by column key, evenly taken; empty for lazy sources."""
    if frame is None or (summary is not None and summary.lazy):
        return {}, None
    if isinstance(frame, list):
        rows = frame[:: max(1, len(frame) // SAMPLE_ROWS)]
        keys = dict.fromkeys(k for r in rows for k in r)
        return {k: [r.get(k) for r in rows] for k in keys}, len(frame)
    if isinstance(frame, Mapping):
        columns = {k: list(v) for k, v in frame.items()}
        count = max((len(v) for v in columns.values()), default=0)
        step = max(1, count // SAMPLE_ROWS)
        return {k: v[::step] for k, v in columns.items()}, count
    import pandas as pd

    if not isinstance(frame, pd.DataFrame):
        return _sample_native(frame)
    step = max(1, len(frame) // SAMPLE_ROWS)
    taken = frame.iloc[::step] if step > 1 else frame
    # The values of a large frame's fractions link to nothing: a few tell their kind.
    few = taken.iloc[::12] if step > 1 else taken
    fractions = [dtype.kind == "f" for dtype in taken.dtypes]
    found: dict[Any, Sequence[Any]] = {
        key: (few if fractions[i] else taken).iloc[:, i].tolist() for i, key in enumerate(taken.columns)
    }
    for place, column in enumerate(summary.index if summary is not None else ()):
        found[column.name if column.key is None else column.key] = taken.index.get_level_values(place).tolist()
    return found, len(frame)


def _sample_native(frame: Any) -> tuple[dict[Any, Sequence[Any]], int | None]:
    import narwhals as nw

    table = nw.from_native(frame, pass_through=True)
    if not isinstance(table, nw.DataFrame):
        return {}, None
    step = max(1, len(table) // SAMPLE_ROWS)
    taken = table.gather_every(step) if step > 1 else table
    return {name: taken[name].to_list() for name in taken.columns}, len(table)


def _described(sample: Mapping[Any, Sequence[Any]]) -> Iterable[Column]:
    """Columns of a frame without a summary, by the values seen."""
    for key, values in sample.items():
        known = [v for v in values[:200] if v is not None and v == v]
        kinds = {type(v).__name__ for v in known}
        if kinds and kinds <= {"bool", "bool_"}:
            kind: Any = "boolean"
        elif kinds and all(k.startswith(("int", "uint")) for k in kinds):
            kind = "integer"
        elif kinds and all(k.startswith(("int", "uint", "float", "Decimal")) for k in kinds):
            kind = "number"
        elif kinds and kinds <= {"Timestamp", "datetime", "datetime64", "date"}:
            kind = "datetime"
        else:
            kind = "text"
        yield Column(name=str(key), kind=kind, dtype="", key=key)


_DATE = re.compile(
    r"^\s*(\d{4}-\d{1,2}(-\d{1,2})?([ T]\d{1,2}:\d{2}.*)?|\d{4}/\d{1,2}/\d{1,2}.*|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}.*"
    r"|(\d{1,2}[ -])?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[ .,-]+(\d{1,2},? )?\d{4}.*)$",
    re.IGNORECASE,
)


def _col(table: str, column: Column, values: Sequence[Any] | None, rows: int | None) -> Col:
    """A column with what its summary and its values tell of it."""
    known = [v for v in values if v is not None and v == v] if values is not None else []
    kind = _sort_of(column)
    if kind == "text" and _figures(column, known):
        kind, known = "number", _read_figures(known)
    if column.dtype.startswith("period"):
        known = [v.to_timestamp() for v in known]
    name = column.name
    result = Col(table, name, kind, column_stems(name, table), column.key if column.key is not None else name)
    if kind == "text" and result.stems[-1:] == ("nm",):
        result.stems = (*result.stems[:-1], "name")  # of a number it is a unit
    try:
        distinct = set(known)
    except TypeError:
        distinct = set()
    result.integer = column.kind == "integer"
    result.nulls = values is not None and len(known) < len(values)
    result.distinct = len(distinct) or (column.distinct or 0)
    result.unique = bool(known) and len(distinct) == len(known) and kind != "boolean"
    result.complete = rows is not None and rows <= SAMPLE_ROWS
    if kind == "number":
        _tell_numbers(result, distinct)
    elif kind == "text":
        _tell_texts(result, distinct, column)
    if result.kind == "temporal" and known:
        result.span_days, result.latest = _span(known, result.writing)
    return result


def _tell_numbers(result: Col, distinct: Collection[Any]) -> None:
    """Fill in what a column's numbers tell: whether they are whole, or years."""
    if len(distinct) <= MOST_VALUES:
        result.values = frozenset(distinct)
        if distinct and not result.integer and all(float(v).is_integer() for v in distinct):
            result.integer = True
    if result.integer and {"year", "season"} & set(result.stems):
        result.year = all(1000 <= v <= 2200 for v in list(distinct)[:50]) if distinct else True


def _tell_texts(result: Col, distinct: Collection[Any], column: Column) -> None:
    """Fill in what a column's texts tell: that they are dates, or which values there are."""
    texts = [v for v in distinct if isinstance(v, str)]
    probe = texts[:30]
    if not distinct:
        if column.parses_as == "datetime":  # of a lazy source, whose values stay where they are
            result.kind, result.dated_text, result.writing = "temporal", True, column.writing
    elif probe and all(_DATE.match(v) for v in probe):
        result.kind, result.dated_text = "temporal", True
        result.writing = column.writing if column.parses_as == "datetime" else writing_of(texts)
    elif len(texts) <= MOST_VALUES:
        result.values = frozenset(distinct)
        result.spelt = {v.strip().lower(): v for v in texts if len(v) <= 120}


def _figures(column: Column, values: Sequence[Any]) -> bool:
    """Whether a column of texts holds amounts: numbers with a sign or a fraction, which no code and no key has."""
    texts = [v for v in values if isinstance(v, str)]
    return column.parses_as == "number" and (bool(column.signs) or any("." in v for v in texts))


def _read_figures(values: Sequence[Any]) -> list[float]:
    import pandas as pd

    found: list[float] = numerals.parsed(pd.Series(list(values), dtype=object)).dropna().tolist()
    return found


def _span(values: Sequence[Any], writing: DateWriting | None) -> tuple[float | None, str | None]:
    """Days from the first to the last of some dates, and the last."""
    try:
        if writing is not None:
            import pandas as pd

            values = parsed(pd.Series(list(values)), writing, whole=False).dropna().tolist()
        low, high = min(values), max(values)
        if isinstance(low, str):
            import pandas as pd

            low, high = pd.Timestamp(low), pd.Timestamp(high)
        return float((high - low).total_seconds()) / 86_400, high.isoformat()
    except (TypeError, ValueError, AttributeError, OverflowError):
        return None, None


def _sort_of(column: Column) -> Sort:
    if column.kind in ("integer", "number", "duration"):
        return "number"
    if column.kind in ("datetime", "date"):
        return "temporal"
    return "boolean" if column.kind == "boolean" else "text"
