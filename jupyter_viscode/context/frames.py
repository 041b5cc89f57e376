"""A namespace enters, the frames in it leave; and which of them an instruction is about.

No library is imported to look: an object can only be a pandas frame when pandas is loaded already.
"""

from __future__ import annotations

import difflib
import re
import sys
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

from jupyter_viscode.errors import InputError

_CLASSES = (
    ("pandas", "pandas", ("DataFrame",)),
    ("polars", "polars", ("DataFrame", "LazyFrame")),
    ("pyarrow", "pyarrow", ("Table",)),
    ("duckdb", "duckdb", ("DuckDBPyRelation",)),
    ("dask.dataframe", "dask", ("DataFrame",)),
)
_LOOKED_AT = 50
"""Items of a list that are looked at before it counts as records."""

_LITTLE_WORDS = frozenset((
    "a", "as", "at", "by", "do", "for", "go", "i", "in", "is", "it", "my", "no", "not", "of", "on", "or", "per", "so", "the",
    "to", "up", "us", "vs", "we", "with", "x", "y", "z",
    "area", "average", "bar", "bars", "box", "chart", "count", "counts", "date", "day", "histogram", "line", "lines", "max",
    "mean", "median", "min", "month", "pie", "plot", "scatter", "sort", "sum", "title", "top", "total", "week", "year",
))  # fmt: skip
"""Variable names that are words of most instructions: they count as a frame's name in quotes or after "from" only."""


_TITLE = re.compile(r"\b(?:sub)?(?:titled?|label(?:led)?)\W{0,3}([\"'])[^\n]*?\1", re.IGNORECASE)
"""What stands in quotes after "title" is text of the picture, not a name."""


def is_frame(obj: Any) -> str | None:
    """The name of the library (as in `FrameSummary.library`) when `obj` is a frame, else None."""
    kind = type(obj)
    for module, library, names in _CLASSES:
        loaded = sys.modules.get(module)
        for name in names:
            known = getattr(loaded, name, None)
            if isinstance(known, type) and issubclass(kind, known):
                return library
    if kind is list:
        return "records" if _is_records(obj) else None
    if kind in (dict, OrderedDict):
        return "arrays" if _is_arrays(obj) else None
    return None


def _is_records(items: list[Any]) -> bool:
    """Non-empty dicts with text keys that share at least one of them (the first ones and the last are looked at)."""
    if not items:
        return False
    looked_at = [*items[:_LOOKED_AT], items[-1]]
    if not all(isinstance(item, dict) and item and all(isinstance(key, str) for key in item) for item in looked_at):
        return False
    return bool(set.intersection(*(set(item) for item in looked_at)))


def _is_arrays(columns: dict[Any, Any]) -> bool:
    """Text keys, arrays or lists of one length; lists must hold plain values, or every settings dict were a frame."""
    if not columns or not all(isinstance(key, str) for key in columns):
        return False
    lengths: set[int] = set()
    for values in columns.values():
        if isinstance(values, list):
            if not all(_is_plain(value) for value in islice(values, _LOOKED_AT)):
                return False
        elif not (_is_array(values) and values.ndim > 0):
            return False
        lengths.add(len(values))
    return len(lengths) == 1 and lengths.pop() > 1


def _is_array(obj: Any) -> bool:
    numpy = sys.modules.get("numpy")
    return numpy is not None and isinstance(obj, numpy.ndarray)


def _is_plain(value: Any) -> bool:
    return value is None or (not isinstance(value, (dict, list, tuple, set, type)) and not callable(value))


def find(namespace: Mapping[str, Any]) -> dict[str, Any]:
    """The frames of a namespace in the order of their names there; names that begin with ``_`` are private."""
    return {
        name: value
        for name, value in list(namespace.items())
        if isinstance(name, str) and not name.startswith("_") and is_frame(value)
    }


def choose(instruction: str, frames: Mapping[str, Any], named: Sequence[str] = ()) -> tuple[str | None, str]:
    """The frame that an instruction is about, and why.

    Named explicitly, else named in the instruction, else the newest (the last of `frames`).

    Returns
    -------
    tuple
        Name and reason; ``(None, "there is no frame")`` without frames.

    Raises
    ------
    InputError
        A name in `named` is no frame.
    """
    for name in named:
        if name not in frames:
            raise unknown_frame(name, frames)
    if named:
        return named[0], "named with -d"
    if not frames:
        return None, "there is no frame"
    mentioned = mentions(instruction, frames)
    if mentioned:
        return mentioned[0], "named in the instruction"
    newest = list(frames)[-1]
    return newest, "the only frame" if len(frames) == 1 else "the newest frame"


def mentions(instruction: str, frames: Mapping[str, Any]) -> list[str]:
    """The names of frames that occur in an instruction as whole words, the most emphatic first.

    Emphatic is a name in quotes or after a word such as "from"; then the spelling's case counts, then the position. Last come
    names such as ``sales_df`` of which the instruction has the ``sales``.
    """
    instruction = _TITLE.sub(" ", instruction)
    found: list[tuple[int, int, str]] = []
    for name in frames:
        rank = _rank(name, instruction)
        if rank is not None:
            found.append((*rank, name))
    return [name for _, _, name in sorted(found)]


def _rank(name: str, instruction: str) -> tuple[int, int] | None:
    word = rf"(?<!\w){re.escape(name)}(?!\w)"
    quoted = re.search(rf"([`'\"]){re.escape(name)}\1", instruction)
    if quoted:
        return 0, quoted.start()
    pointed = re.search(rf"\b(?:from|using|use|frame|dataframe|table|df)\s+{word}", instruction)
    if pointed:
        return 1, pointed.start()
    stem = re.sub(r"^(?:df|tbl)_|_(?:df|data|table|frame|tbl)$", "", name)
    for rank, sought, flags in ((2, name, 0), (3, name, re.IGNORECASE), (4, stem, re.IGNORECASE)):
        match = re.search(rf"(?<!\w){re.escape(sought)}(?!\w)", instruction, flags)
        if match and sought.lower() not in _LITTLE_WORDS:
            return rank, match.start()
    return None


def unknown_frame(name: str, frames: Mapping[str, Any]) -> InputError:
    """The error for a name that is no frame: the nearest one suggested."""
    if not frames:
        return no_frame()
    lowered = {known.lower(): known for known in frames}
    near = difflib.get_close_matches(name.lower(), list(lowered), n=1, cutoff=0.5)
    listed = ", ".join(list(frames)[:10]) + (", …" if len(frames) > 10 else "")
    hint = f"Did you mean {lowered[near[0]]}?" if near else f"Frames here: {listed}."
    return InputError(f"There is no frame called {name!r}.", hint=hint)


def no_frame() -> InputError:
    """The error for a session without any frame."""
    return InputError(
        "There is no DataFrame in this session.",
        hint='Make one first, for example: import pandas as pd; df = pd.read_csv("data.csv")',
    )
