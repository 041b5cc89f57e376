"""Which of the user's objects a program rebound or changed in place.

The variables enter before the run, the namespace after it; names leave. Only names that the program mentions are looked at,
and of large objects a bounded sample.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from typing import Any

_CELLS = 200_000
_ROWS = 2_000


class Fingerprints:
    """Marks of objects before a program runs.

    Parameters
    ----------
    variables
        The user's objects by name.
    names
        Names that the program mentions.
    """

    def __init__(self, variables: Mapping[str, Any], names: Iterable[str]) -> None:
        self._before = dict(variables)
        self._marks: dict[str, Any] = {}
        self.mark(names)

    def mark(self, names: Iterable[str]) -> None:
        """Look at more objects, before the part of a program runs that mentions them."""
        for name in (set(names) & set(self._before)) - set(self._marks):
            self._marks[name] = fingerprint(self._before[name])

    def changed(self, namespace: Mapping[str, Any]) -> tuple[str, ...]:
        """Names that now hold another object, none, or the same object with other content."""
        gone = object()
        found = [name for name, value in self._before.items() if namespace.get(name, gone) is not value]
        found += [
            name
            for name, mark in self._marks.items()
            if name not in found and mark is not None and fingerprint(self._before[name]) != mark
        ]
        return tuple(sorted(found))


def fingerprint(value: Any) -> Any:
    """Something that differs when the content does; None when this cannot be told."""
    root = type(value).__module__.partition(".")[0]
    with contextlib.suppress(Exception):
        if root == "pandas":
            return _pandas(value)
        if root == "numpy" and hasattr(value, "dtype") and hasattr(value, "shape"):
            return _numpy(value)
        if isinstance(value, (list, dict, set, bytearray)):
            return (len(value), _head(value))
    return None


def _pandas(value: Any) -> Any:
    import pandas as pd

    if not isinstance(value, (pd.DataFrame, pd.Series)):
        return None
    columns = list(map(repr, value.columns)) if isinstance(value, pd.DataFrame) else [repr(value.name)]
    types = list(map(str, value.dtypes)) if isinstance(value, pd.DataFrame) else [str(value.dtype)]
    part = value if value.size <= _CELLS else value.iloc[:: max(1, len(value) // _ROWS)]
    try:
        content = pd.util.hash_pandas_object(part, index=True).to_numpy().tobytes()
    except TypeError:  # cells that cannot be hashed: lists, dicts
        content = repr(part.head(200).to_dict()).encode()
    return (value.shape, columns, types, hash(content))


def _numpy(value: Any) -> Any:
    flat = value.reshape(-1)[:: max(1, value.size // _CELLS)]
    return (value.shape, str(value.dtype), hash(repr(flat.tolist()) if value.dtype.hasobject else flat.tobytes()))


def _head(value: Any) -> str:
    if len(value) <= 1_000:
        return repr(value)[:1_000_000]
    some = list(value.items() if isinstance(value, dict) else value)[:1_000]
    return repr(some)[:1_000_000]
