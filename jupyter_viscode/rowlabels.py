"""Row labels: an index of pandas enters; the names leave under which its levels are spoken of, as if they were columns."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def level_names(index: Any, columns: Iterable[Any]) -> tuple[str, ...]:
    """One name for each level; none where the labels only count the rows, or where a column is called the same."""
    names = [_name(index, place) for place in range(index.nlevels)]
    taken = {str(column) for column in columns}
    if "" in names or len(set(names)) < len(names) or taken & set(names):
        return ()
    return tuple(names)


def with_labels(frame: Any, wanted: Iterable[str]) -> Any:
    """A frame of pandas with its row labels as columns, where one of them is wanted; else the frame itself."""
    if type(frame).__name__ != "DataFrame" or not hasattr(frame, "reset_index"):
        return frame
    names = level_names(frame.index, frame.columns)
    return frame.reset_index(names=list(names)) if set(names) & set(wanted) else frame


def level_values(frame: Any, place: int, at: Any = None) -> Any:
    """The labels of one level as a series, of some rows or of all."""
    labels = frame.index if at is None else frame.index[at]
    return labels.get_level_values(place).to_series(index=range(len(labels)))


def _name(index: Any, place: int) -> str:
    if isinstance(index.names[place], str):
        return str(index.names[place])
    values = index.get_level_values(place)
    if values.dtype.kind == "M":
        midnight = len(values) == 0 or bool((values[:200] == values[:200].normalize()).all())
        return "date" if midnight else "time"
    return "" if values.dtype.kind in "iufb" or index.names[place] is not None else "label"
