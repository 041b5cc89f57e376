"""Several frames enter, the pairs of columns that probably join them leave.

Only pairs whose names point at each other are compared, and only a bounded sample of their values: exact names, the
``id`` of one table and ``<table>_id`` of another, and the like.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping, Sequence
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
    found: list[JoinKey] = []
    for left, right in combinations(summaries[:_FRAMES], 2):
        scored = [_score(left, a, right, b, named, values) for named, a, b in _candidates(left, right)]
        likely = [key for key in scored if key and key.score >= _LEAST]
        if likely:
            found.append(max(likely, key=lambda key: key.score))
    return tuple(sorted(found, key=lambda key: -key.score))


def _candidates(left: FrameSummary, right: FrameSummary) -> list[tuple[float, Column, Column]]:
    """Pairs of compatible columns with similar names, the most similar first."""
    names_of_right = [(column, _words(column.name)) for column in right.columns[:_COLUMNS]]
    found = []
    for a in left.columns[:_COLUMNS]:
        words = _words(a.name)
        for b, others in names_of_right:
            if a.kind in _JOINABLE and _JOINABLE[a.kind] == _JOINABLE.get(b.kind):
                similarity = _similarity(words, left.name, others, right.name)
                if similarity:
                    found.append((similarity, a, b))
    return sorted(found, key=lambda item: -item[0])[:_PAIRS]


def _words(name: str) -> str:
    """``customerId``, ``Customer ID`` and ``customer_id`` are one name."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name[:100])
    return re.sub(r"[^0-9a-z]+", "_", spaced.lower()).strip("_")


def _similarity(a: str, table_a: str, b: str, table_b: str) -> float:
    """1 for a key's name in both, less for weaker signs, 0 for none."""
    if not a or not b:
        return 0.0
    if a == b:
        return 1.0 if _KEY.search(a) and a not in ("id", "key", "code", "no", "nr", "number") else 0.6
    if _points_at(a, table_b, b) or _points_at(b, table_a, a):
        return 0.95
    return 0.0


def _points_at(reference: str, table: str, key: str) -> bool:
    """``customer_id`` or ``customer`` in one table, ``id`` or ``customer_id`` in the table ``customers``."""
    stem = _singular(_words(table))
    if not stem:
        return False
    references = {f"{stem}_{part}" for part in ("id", "key", "code", "no", "name")} | {stem, f"{stem}id"}
    keys = {"id", "key", "code", "name", "no", f"{stem}_id", f"{stem}_code", f"{stem}_name", f"{stem}id", stem}
    ending = key.rsplit("_", 1)[-1]
    if reference in references and key in keys:
        return reference == stem or reference.rsplit("_", 1)[-1] == ending or ending == stem
    return reference.endswith(f"_{stem}_id") and key in ("id", f"{stem}_id")


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _score(left: FrameSummary, a: Column, right: FrameSummary, b: Column, named: float, values: _Values) -> JoinKey | None:
    """Names weigh half; shared values and a side on which the key is unique the rest."""
    seen_a, seen_b = values.of(left.name, a), values.of(right.name, b)
    unique_a, unique_b = _is_unique(seen_a), _is_unique(seen_b)
    if unique_a and not unique_b:
        left, a, right, b, seen_a, seen_b = right, b, left, a, seen_b, seen_a
    overlap = _overlap(seen_a, seen_b, bool(a.approximate or b.approximate))
    if overlap == 0:
        return None
    if not (unique_a or unique_b):
        named *= 0.5 if seen_a and seen_b else 0.8
    shared = 0.5 if overlap is None else overlap
    score = round(0.5 * named + 0.3 * shared + (0.2 if unique_a or unique_b else 0.1), 2)
    return JoinKey(left=left.name, left_on=a.name, right=right.name, right_on=b.name, score=min(score, 1.0))


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

    def of(self, name: str, column: Column) -> list[Any] | None:
        """The non-null values; None when the source is lazy or its values cannot be compared."""
        if name not in self._sources:
            self._sources[name] = self._read(name)
        native = self._sources[name].get(column.name)
        return None if native is None else _hashable(native)

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
