"""A frame enters, a `FrameSummary` leaves, in time that depends on the columns and not on the rows.

Lazy sources (polars LazyFrame, dask, duckdb) give names and types. Their figures need computing: they are read from the first
rows when level ``stats`` or ``sample`` or an engine in this process asks for them, and given up after `LAZY_SECONDS`.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from jupyter_viscode.context.columns import describe, dtype_name, kind_of, label
from jupyter_viscode.context.frames import is_frame
from jupyter_viscode.context.sample import SAMPLE_ROWS, Source, positions, sample
from jupyter_viscode.errors import InputError
from jupyter_viscode.rowlabels import level_names, level_values
from jupyter_viscode.types import Column, FrameSummary, Level

LAZY_SECONDS = 2.0


def summarise(frame: Any, name: str, level: Level = "stats", *, look: bool = False) -> FrameSummary:
    """What is known of a frame.

    Kinds and figures of eager frames are found at every level, because an engine in this process may use them; what may leave
    is decided by `jupyter_viscode.context.render`. Example values are read at level ``sample`` only.

    Parameters
    ----------
    frame
        A frame of any library that `is_frame` knows.
    name
        The variable that holds it.
    level
        ``stats`` and ``sample`` also compute figures of lazy sources, for at most `LAZY_SECONDS`.
    look
        Compute these at any level, for an engine in this process: what is text may be dates.

    Raises
    ------
    InputError
        `frame` is no frame.
    """
    library = is_frame(frame)
    if library is None:
        raise InputError(
            f"{name} is a {type(frame).__name__}, not a frame.",
            hint=f"Make a DataFrame of it, for example: {name}_df = pd.DataFrame({name})",
        )
    if is_lazy(frame, library):
        return _summarise_lazy(frame, name, library, level, look or level in ("stats", "sample"))
    return _summarise_eager(frame, name, library, level)


@dataclass(frozen=True)
class Size:
    """How large a frame is."""

    library: str
    rows: int | None
    """None where counting would mean computing."""
    columns: int


def size(frame: Any, name: str) -> Size:
    """How large a frame is, without a look at its columns; the arguments and what is raised are those of `summarise`."""
    library = is_frame(frame)
    if library in ("pandas", "polars", "pyarrow") and not is_lazy(frame, library):
        rows, columns = frame.shape
        return Size(library, rows, columns)
    if library == "arrays":
        return Size(library, len(next(iter(frame.values()))), len(frame))
    summary = summarise(frame, name, "schema")
    return Size(summary.library, summary.rows, len(summary.columns))


def is_lazy(frame: Any, library: str) -> bool:
    """True when looking at rows means computing them."""
    return library in ("duckdb", "dask") or (library == "polars" and hasattr(frame, "collect"))


def _summarise_eager(frame: Any, name: str, library: str, level: Level) -> FrameSummary:
    sampled = sample(frame, library)
    columns: list[Column] = []
    remarks: list[str] = []
    for source in sampled.columns:
        column, said = describe(source, sampled.exact, level)
        columns.append(column)
        remarks += said
    notes = (*_notes_on_labels(columns), *remarks[:10], *(_notes_on_index(frame) if library == "pandas" else ()))
    index = _index(frame, level) if library == "pandas" else ()
    return FrameSummary(name=name, library=library, columns=tuple(columns), rows=sampled.rows, notes=notes, index=index)


def _index(frame: Any, level: Level) -> tuple[Column, ...]:
    """The row labels that say something, each as a column."""
    names, depth = level_names(frame.index, frame.columns), frame.columns.nlevels
    found = []
    for place, name in enumerate(names):
        labels = level_values(frame, place, positions(len(frame), 1))
        column, _ = describe(Source(name, str(labels.dtype), labels), len(labels) == len(frame), level)
        key = None if frame.index.names[place] is None else name if depth == 1 else (name, *[""] * (depth - 1))
        found.append(replace(column, key=key))
    unplain = any(c.kind == "other" or (c.key is None and depth > 1) for c in found)
    return () if unplain else tuple(found)


def _notes_on_labels(columns: list[Column]) -> list[str]:
    notes = []
    counts = Counter(column.name for column in columns)
    repeated = [name for name, count in counts.items() if count > 1]
    if repeated:
        listed = ", ".join(f'"{name}"' for name in repeated[:5])
        notes.append(f"several columns have the same name: {listed}; select one of them by position")
    if any(isinstance(column.key, tuple) for column in columns):
        notes.append("the columns are a MultiIndex: a column's key is a tuple")
    elif any(not isinstance(column.key, str) for column in columns):
        notes.append("some column labels are not text")
    return notes


def _notes_on_index(frame: Any) -> list[str]:
    """What pandas keeps beside the columns: the row labels, when they are more than a count."""
    index = frame.index
    names = [label(name) for name in index.names if name is not None]
    called = " (" + ", ".join(f'"{name}"' for name in names) + ")" if names else ""
    if index.nlevels > 1:
        return [f"the rows are labelled by a MultiIndex{called}"]
    if hasattr(index, "tz"):
        return [f"the rows are labelled by dates{called}"]
    return [f"the rows have a named index{called}"] if names else []


# -- lazy sources ------------------------------------------------------------------------------------------------------


def _summarise_lazy(frame: Any, name: str, library: str, level: Level, look: bool) -> FrameSummary:
    try:
        columns = _lazy_columns(frame, library)
    except Exception as error:  # the file behind it is gone, the query does not bind: the user will want to know
        note = f"its schema cannot be read ({type(error).__name__})"
        return FrameSummary(name=name, library=library, columns=(), lazy=True, notes=(note,))
    notes = tuple(_notes_on_labels(list(columns)))
    if look and columns:
        head = within(LAZY_SECONDS, lambda: _head(frame, library))
        if head is not None:
            return _with_figures(head, name, library, level, columns, notes)
        notes += (f"no figures: computing the first rows failed or took more than {LAZY_SECONDS:g} s",)
    return FrameSummary(name=name, library=library, columns=columns, lazy=True, notes=notes)


def _lazy_columns(frame: Any, library: str) -> tuple[Column, ...]:
    """Names and types, which every lazy source knows without computing."""
    import narwhals.stable.v2 as nw

    if library == "dask":
        schema = nw.from_native(frame._meta).collect_schema()
        dtypes = [str(dtype) for dtype in frame.dtypes]
    elif library == "duckdb":
        schema = nw.from_native(frame).collect_schema()
        dtypes = [str(dtype) for dtype in frame.types]
    else:
        schema = nw.from_native(frame).collect_schema()
        dtypes = [str(dtype) for dtype in frame.collect_schema().values()]
    keys = list(frame.columns) if library != "polars" else list(schema)
    return tuple(
        Column(name=label(key), key=key, kind=(key in schema and kind_of(schema[key])) or "other", dtype=dtype_name(dtype))
        for key, dtype in zip(keys, dtypes, strict=True)
    )


def _head(frame: Any, library: str) -> Any:
    """The first rows as an eager frame."""
    if library == "polars":
        return frame.head(SAMPLE_ROWS).collect()
    if library == "duckdb":
        return frame.limit(SAMPLE_ROWS).to_arrow_table()
    return frame.partitions[0].compute().head(SAMPLE_ROWS)


def _with_figures(
    head: Any, name: str, library: str, level: Level, columns: tuple[Column, ...], notes: tuple[str, ...]
) -> FrameSummary:
    """The summary of the first rows, under the lazy frame's own names and types."""
    from dataclasses import replace

    seen = _summarise_eager(head, name, is_frame(head) or library, level)
    whole = library != "dask" and seen.rows is not None and seen.rows < SAMPLE_ROWS
    merged = tuple(
        replace(figures, key=column.key, name=column.name, dtype=column.dtype, approximate=not whole)
        for column, figures in zip(columns, seen.columns, strict=True)
    )
    told = dict.fromkeys((*notes, *seen.notes))
    return FrameSummary(name, library, merged, rows=seen.rows if whole else None, lazy=True, notes=tuple(told))


def within(seconds: float, compute: Callable[[], Any]) -> Any:
    """What `compute` returns, or None when it fails or takes longer; it then ends on its own in the background."""
    done: list[Any] = []

    def work() -> None:
        try:
            done.append(compute())
        except Exception:  # a source that cannot be read (a file gone, a query that fails) has its schema all the same
            done.append(None)

    thread = threading.Thread(target=work, name="viscode-lazy-head", daemon=True)
    thread.start()
    thread.join(seconds)
    return done[0] if done else None
