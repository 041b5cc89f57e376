"""Several frames enter, the pairs of columns that probably join them leave.

Only pairs whose names point at each other are compared, and only a bounded sample of their values: exact names, the
``id`` of one table and ``<table>_id`` of another, and the like.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from jupyter_viscode.context.columns import label
from jupyter_viscode.context.frames import is_frame
from jupyter_viscode.context.sample import sample
from jupyter_viscode.context.summary import is_lazy
from jupyter_viscode.types import Column, FrameSummary, JoinKey

_FRAMES = 12
"""Frames that are compared with each other."""
_COLUMNS = 300
"""Columns of each that are compared."""
_PAIRS = 5
"""Pairs of columns of two frames whose values are looked at."""
_LEAST = 0.5
"""Scores below are not told."""
_KEY_NAMED = 0.9
"""How much a name must say for columns that are unique in neither frame."""
_KEY = re.compile(r"(^|_)(id|key|code|no|nr|number|uuid|sku|isbn|iso\d?)$")
_JOINABLE = {
    "integer": "number", "number": "number", "category": "text", "text": "text", "date": "date", "datetime": "date",
    "boolean": "boolean",
}  # fmt: skip


def joins(frames: Mapping[str, Any], summaries: Sequence[FrameSummary]) -> tuple[JoinKey, ...]:
    """Likely join keys, best first; the frame in which the key is unique stands on the right.

    Parameters
    ----------
    frames
        The frames by name: values of a few columns are compared.
    summaries
        Their summaries.

    Returns
    -------
    tuple of JoinKey
        The best pair of each two frames; scores between 0.5 and 1.
    """
    values = _Values(frames)
    compared = [_Names(summary) for summary in summaries[:_FRAMES]]
    found: list[JoinKey] = []
    for left, right in combinations(compared, 2):
        scored = [_score(left, a, right, b, named, values) for named, a, b in _candidates(left, right)]
        likely = [key for key in scored if key and key.score >= _LEAST]
        if likely:
            found.append(max(likely, key=lambda key: key.score))
    return tuple(sorted(found, key=lambda key: -key.score))


class _Names:
    """The columns of a frame that may be keys, by their names in one spelling."""

    def __init__(self, summary: FrameSummary) -> None:
        self.frame = summary.name
        self.stem = _singular(_words(summary.name))
        self.columns: dict[str, Column] = {}
        for column in summary.columns[:_COLUMNS]:
            words = _words(column.name)
            if words and column.kind in _JOINABLE and (column.kind != "number" or _KEY.search(words)):
                self.columns.setdefault(words, column)


def _candidates(left: _Names, right: _Names) -> list[tuple[float, Column, Column]]:
    """Pairs of compatible columns whose names point at each other, the clearest first."""
    found = [(1.0 if _is_key(name) else 0.6, name, name) for name in left.columns if name in right.columns]
    found += [(0.95, reference, key) for reference, key in _references(left, right)]
    found += [(0.95, key, reference) for reference, key in _references(right, left)]
    pairs = [(named, left.columns[a], right.columns[b]) for named, a, b in found]
    compatible = [pair for pair in pairs if _JOINABLE[pair[1].kind] == _JOINABLE[pair[2].kind]]
    return sorted(compatible, key=lambda pair: -pair[0])[:_PAIRS]


def _is_key(name: str) -> bool:
    """True for ``customer_id``; false for a bare ``id``, which every table has for itself."""
    return bool(_KEY.search(name)) and not _KEY.fullmatch(name)


def _references(source: _Names, target: _Names) -> Iterator[tuple[str, str]]:
    """``customer_id`` or ``customer`` of one table with ``id`` or ``customer_id`` of the table ``customers``."""
    stem = target.stem
    if not stem:
        return
    for part in ("id", "key", "code", "no", "name"):
        for reference in (f"{stem}_{part}", f"{stem}{part}", stem):
            if reference in source.columns:
                yield from (
                    (reference, key) for key in (part, f"{stem}_{part}", stem) if key in target.columns and key != reference
                )
    for reference in source.columns:
        if reference.endswith(f"_{stem}_id"):
            yield from ((reference, key) for key in ("id", f"{stem}_id") if key in target.columns)


def _words(name: str) -> str:
    """``customerId``, ``Customer ID`` and ``customer_id`` are one name."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name[:100])
    return re.sub(r"[^0-9a-z]+", "_", spaced.lower()).strip("_")


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _score(left: _Names, a: Column, right: _Names, b: Column, named: float, values: _Values) -> JoinKey | None:
    """Names weigh half; shared values, and a side on which the key is unique, the rest."""
    seen_a, seen_b = values.of(left.frame, a), values.of(right.frame, b)
    unique_a, unique_b = _is_unique(seen_a), _is_unique(seen_b)
    if unique_a and not unique_b:
        left, a, right, b, seen_a, seen_b = right, b, left, a, seen_b, seen_a
    overlap = _overlap(seen_a, seen_b, bool(a.approximate or b.approximate))
    many_to_many = bool(seen_a and seen_b) and not (unique_a or unique_b)
    if overlap == 0 or (many_to_many and named < _KEY_NAMED):
        return None
    shared = 0.5 if overlap is None else overlap
    score = round(0.5 * named + 0.3 * shared + (0.2 if unique_a or unique_b else 0.05), 2)
    return JoinKey(left=left.frame, left_on=a.name, right=right.frame, right_on=b.name, score=min(score, 1.0))


def _is_unique(values: list[Any] | None) -> bool:
    return bool(values) and len(set(values or ())) == len(values or ())


def _overlap(a: list[Any] | None, b: list[Any] | None, sampled: bool) -> float | None:
    """The share of the smaller set of values that the other one has; None when it cannot be told."""
    if not a or not b:
        return None
    first, second = set(a), set(b)
    share = len(first & second) / min(len(first), len(second))
    return None if share < 0.5 and sampled else share


class _Values:
    """Values of the sampled rows of the columns that are compared, read once."""

    def __init__(self, frames: Mapping[str, Any]) -> None:
        self._frames = frames
        self._sources: dict[str, dict[str, Any]] = {}
        self._values: dict[tuple[str, str], list[Any] | None] = {}

    def of(self, name: str, column: Column) -> list[Any] | None:
        """The non-null values; None when the source is lazy or its values cannot be compared."""
        if name not in self._sources:
            self._sources[name] = self._read(name)
        if (name, column.name) not in self._values:
            native = self._sources[name].get(column.name)
            self._values[name, column.name] = None if native is None else _hashable(native)
        return self._values[name, column.name]

    def _read(self, name: str) -> dict[str, Any]:
        frame = self._frames.get(name)
        library = is_frame(frame)
        if library is None or is_lazy(frame, library):
            return {}
        return {label(source.key): source.values for source in sample(frame, library).columns}


def _hashable(native: Any) -> list[Any] | None:
    import narwhals.stable.v2 as nw

    with contextlib.suppress(Exception):  # unhashable values, or a type that its library cannot list: no evidence, no error
        values: list[Any] = nw.from_native(native, series_only=True).drop_nulls().to_list()
        hash(tuple(values))
        return values
    return None
