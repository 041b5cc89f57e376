"""The catalogue: what enters are the frames and their summaries; what leaves are tables, columns, values and join edges to link to.

Values are read from a bounded sample, and kept for as long as the frame lives and looks the same.
"""  # noqa: E501

from __future__ import annotations

import re
import weakref
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from jupyter_viscode.intent.words import column_stems, name_stems, split_name, stem
from jupyter_viscode.types import Column, Context, FrameSummary

SAMPLE_ROWS = 6_000
MOST_APART = 20_000
"""Rows of a frame that is looked through as a whole for rows that agree."""
MOST_VALUES = 3_000
"""A text column with more distinct values than this is not linked by value unless the instruction quotes them."""

Sort = Literal["number", "text", "temporal", "boolean"]


@dataclass(eq=False)
class Col:
    """A column to link to."""

    table: str
    name: str
    kind: Sort
    stems: tuple[str, ...] = ()
    key: Any = None
    integer: bool = False
    unique: bool = False
    """No value occurs twice in the sample."""
    distinct: int = 0
    """In the sample."""
    complete: bool = True
    """The sample is the whole column."""
    values: frozenset[Any] = frozenset()
    spelt: Mapping[str, Any] = field(default_factory=dict)
    """Lower-case text → the value as it stands in the frame (text columns)."""
    nulls: bool = False
    """Some values are missing."""
    year: bool = False
    """A number that is a year."""
    dated_text: bool = False
    """Dates stored as text."""
    latest: str | None = None
    """The last date, in ISO form."""
    span_days: float | None = None
    """How many days lie between the first and the last date of the sample."""

    @property
    def identifier(self) -> bool:
        """A key rather than a fact: named id, code or number, and unique or pointing elsewhere."""
        last = split_name(self.name)[-1:] or ("",)
        if (
            self.stems[-1:] == ("number",)
            and self.unique
            and self.integer
            and set(self.stems[:-1]) <= set(name_stems(self.table))
        ):
            return True
        return (
            self.stems[-1:] == ("id",)
            or last[0] in ("id", "key", "uid", "uuid", "guid")
            or (self.name.lower().endswith("id") and self.name[-2:] in ("ID", "Id"))
        )

    @property
    def flag(self) -> tuple[Any, Any] | None:
        """(true value, false value) of a column of two values that mean yes and no."""
        if self.kind == "boolean":
            return (True, False)
        if not 1 <= len(self.values) <= 2:
            return None
        lowered = {str(v).strip().lower(): v for v in self.values}
        for yes, no in (("1", "0"), ("t", "f"), ("true", "false"), ("y", "n"), ("yes", "no"), ("1.0", "0.0")):
            if set(lowered) <= {yes, no}:
                truth: Any = lowered.get(yes, _other_truth(lowered.get(no), yes))
                lie: Any = lowered.get(no, _other_truth(lowered.get(yes), no))
                return truth, lie
        return None


def _other_truth(known: Any, text: str) -> Any:
    if isinstance(known, str):
        return text.upper() if known.isupper() else text.title() if known.istitle() else text
    return type(known)(float(text)) if known is not None else text


@dataclass(eq=False)
class Table:
    """A frame to link to."""

    name: str
    stems: tuple[str, ...]
    cols: tuple[Col, ...]
    rows: int | None = None

    def col(self, name: str) -> Col | None:
        """The column of that name."""
        return next((c for c in self.cols if c.name == name), None)

    @property
    def label(self) -> Col | None:
        """The column that names the table's rows: a name or title, else the first unique text."""
        best: tuple[float, Col] | None = None
        for place, column in enumerate(self.cols):
            score = _label_score(column, self, place)
            if score >= 1.2 and (best is None or score > best[0]):
                best = (score, column)
        return best[1] if best else None

    @property
    def identity(self) -> Col | None:
        """The column that tells rows apart."""
        for column in self.cols:
            if column.unique and column.identifier:
                return column
        return next((c for c in self.cols if c.unique and (c.integer or c.kind == "text")), None)


def _label_score(column: Col, table: Table, place: int) -> float:
    if column.kind != "text" or column.dated_text:
        return 0.0
    stems = set(column.stems)
    score = 1.0 - 0.02 * place
    if "name" in stems or "title" in stems:
        extra = stems - {"name", "title"} - set(table.stems)
        score += 2.0 - 0.5 * len(extra)
    elif stems & set(table.stems) and not column.identifier:
        score += 0.8
    if column.unique:
        score += 0.5
    if stems & {
        "description",
        "detail",
        "address",
        "phone",
        "telephone",
        "email",
        "url",
        "code",
        "number",
        "status",
        "type",
        "time",
    }:
        score -= 0.8
    return score


@dataclass(frozen=True)
class Edge:
    """Two columns that hold the same thing."""

    left: str
    left_on: str
    right: str
    right_on: str
    score: float

    def turned(self) -> Edge:
        """The same join, read from the other side."""
        return Edge(self.right, self.right_on, self.left, self.left_on, self.score)


@dataclass
class Catalogue:
    """All that an instruction can be linked to."""

    tables: dict[str, Table]
    edges: tuple[Edge, ...] = ()
    active: str | None = None
    frames: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.keys = {(t, c) for e in self.edges if e.score >= 0.5 for t, c in ((e.left, e.left_on), (e.right, e.right_on))}
        self._between: dict[tuple[str, str], list[Edge]] = {}
        self._neighbours: dict[str, list[str]] = {}
        for edge in sorted(self.edges, key=lambda e: -e.score):
            for turned in (edge, edge.turned()):
                if not (known := self._between.setdefault((turned.left, turned.right), [])):
                    self._neighbours.setdefault(turned.left, []).append(turned.right)
                known.append(turned)

    def keyed(self, column: Col) -> bool:
        """A key: it identifies rows here or elsewhere, and is neither a name nor a quantity."""
        return column.identifier or (column.table, column.name) in self.keys

    def last_day(self, column: Col) -> str | None:
        """The last date of a column, of all its rows where they can be had."""
        try:
            day = self.frames[column.table][column.key].max()
            return str(day.isoformat() if hasattr(day, "isoformat") else day)[:10] if day == day else column.latest
        except Exception:  # a frame of another kind: the sample's last day must do
            return column.latest

    def told_apart(self, columns: Sequence[Col]) -> bool:
        """Whether no two rows of a frame agree in all of these columns; False when that cannot be told cheaply."""
        frame: Any = self.frames.get(columns[0].table)
        if not type(frame).__module__.startswith("pandas") or any(c.table != columns[0].table for c in columns):
            return False
        if len(frame) > MOST_APART:
            return False
        try:
            return not frame.duplicated([c.key for c in columns]).any()
        except (KeyError, TypeError, ValueError):  # names twice, or values that have no hash
            return False

    def columns(self) -> Iterable[Col]:
        """All columns of all tables."""
        for table in self.tables.values():
            yield from table.cols

    def edge(self, one: str, other: str) -> Edge | None:
        """The best direct join of two tables, turned so that `one` is its left."""
        return next(iter(self.edges_between(one, other)), None)

    def edges_between(self, one: str, other: str) -> Sequence[Edge]:
        """All joins of two tables, best first, turned so that `one` is their left."""
        return self._between.get((one, other), ())

    def targets(self, column: Col) -> list[Edge]:
        """The joins by which a column points at the rows of other tables."""
        found = []
        for other in self.neighbours(column.table):
            for edge in self.edges_between(column.table, other):
                target = self.tables[other].col(edge.right_on)
                if edge.left_on == column.name and edge.score >= 0.6 and target is not None and target.unique:
                    found.append(edge)
        return [] if column.unique and len(found) > 1 else found

    def neighbours(self, name: str) -> Sequence[str]:
        """The tables that a table can be joined with directly."""
        return self._neighbours.get(name, ())


# -- building ----------------------------------------------------------------------------------------------------------

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
    stated = [Edge(j.left, j.left_on, j.right, j.right_on, 0.9 * j.score) for j in context.joins]
    return Catalogue(tables, _edges(tables, stated), active, frames)


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
    """A table's stems without small words and what every frame is called."""
    stems = name_stems(name)
    return (
        tuple(s for s in stems if s not in ("in", "of", "and", "the", "on", "by", "for", "df", "data", "table", "frame"))
        or stems
    )


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
    shape = getattr(frame, "shape", None)
    columns = tuple((c.name, c.kind) for c in summary.columns) if summary else ()
    probe: Any = ()
    if type(frame).__module__.startswith("pandas") and shape and shape[0]:
        rows = sorted({0, shape[0] // 3, shape[0] // 2, shape[0] - 1})
        probe = (tuple(map(str, frame.columns)), tuple(map(str, frame.dtypes)), repr(frame.iloc[rows, :40].to_numpy().tolist()))
    return (shape if isinstance(shape, tuple) else None, columns, probe)


def _build(name: str, summary: FrameSummary | None, frame: Any) -> Table:
    sample, rows = _sample(frame, summary)
    described = summary.columns if summary is not None else tuple(_described(sample))
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
    return {key: (few if fractions[i] else taken).iloc[:, i].tolist() for i, key in enumerate(taken.columns)}, len(frame)


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
    known = [v for v in values if v is not None and v == v] if values is not None else []
    kind = _sort_of(column)
    name = column.name
    result = Col(table, name, kind, column_stems(name, table), column.key if column.key is not None else name)
    result.integer = column.kind == "integer"
    try:
        distinct = set(known)
    except TypeError:
        distinct = set()
    result.nulls = values is not None and len(known) < len(values)
    result.distinct = len(distinct) or (column.distinct or 0)
    result.unique = bool(known) and len(distinct) == len(known) and kind != "boolean"
    result.complete = rows is not None and rows <= SAMPLE_ROWS
    if kind == "number" and len(distinct) <= MOST_VALUES:
        result.values = frozenset(distinct)
        if known and not result.integer and all(float(v).is_integer() for v in distinct):
            result.integer = True
    if kind == "text" and known:
        texts = [v for v in distinct if isinstance(v, str)]
        probe = texts[:30]
        if probe and all(_DATE.match(v) for v in probe):
            result.kind, result.dated_text = "temporal", True
        elif len(texts) <= MOST_VALUES:
            result.values = frozenset(distinct)
            result.spelt = {v.strip().lower(): v for v in texts if len(v) <= 120}
    if result.kind == "temporal" and known:
        result.span_days, result.latest = _span(known)
    if result.kind == "number" and result.integer and {"year", "season"} & set(result.stems):
        result.year = all(1000 <= v <= 2200 for v in list(distinct)[:50]) if distinct else True
    return result


def _span(values: Sequence[Any]) -> tuple[float | None, str | None]:
    """Days from the first to the last of some dates, and the last."""
    try:
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


# -- joins -------------------------------------------------------------------------------------------------------------


def _edges(tables: Mapping[str, Table], stated: Sequence[Edge]) -> tuple[Edge, ...]:
    found: dict[tuple[str, str, str, str], Edge] = {}
    listed = list(tables.values())
    for i, one in enumerate(listed):
        for other in listed[i + 1 :]:
            for left in one.cols:
                for right in other.cols:
                    score = _joinable(left, right, one, other)
                    if score >= 0.5:
                        found.setdefault((one.name, left.name, other.name, right.name),
                                         Edge(one.name, left.name, other.name, right.name, score))  # fmt: skip
    for edge in _by_values(listed, found.values()):
        found.setdefault((edge.left, edge.left_on, edge.right, edge.right_on), edge)
    for edge in stated:
        turned = (edge.right, edge.right_on, edge.left, edge.left_on)
        if edge.left in tables and edge.right in tables and turned not in found:
            found.setdefault((edge.left, edge.left_on, edge.right, edge.right_on), edge)
    return tuple(found.values())


def _by_values(tables: Sequence[Table], named: Iterable[Edge]) -> list[Edge]:
    """Where keys may point whose names say nothing of it (``found_by``, ``white_id``): to the keys that hold their values."""
    tied = {(e.left, e.left_on) for e in named} | {(e.right, e.right_on) for e in named}
    found = []
    for table in tables:
        own = table.identity
        for pointer in table.cols:
            points = pointer.identifier or split_name(pointer.name)[-1:] == ("by",)
            if not points or pointer.unique or (table.name, pointer.name) in tied or not pointer.values:
                continue
            best: tuple[float, Edge] | None = None
            for other in tables:
                target = other.identity
                if other is table or target is None or target is own or target.kind != pointer.kind or not target.identifier:
                    continue
                if not target.complete or not pointer.values <= target.values:
                    continue
                covered = len(pointer.values) / len(target.values)
                if covered >= LEAST_COVERED and (best is None or covered > best[0]):
                    best = (covered, Edge(table.name, pointer.name, other.name, target.name, 0.5 + 0.2 * covered))
            if best is not None:
                found.append(best[1])
    return found


LEAST_COVERED = 0.4
"""Share of a table's keys that a column must hold to be taken for a pointer at it, when its name does not say so."""
_POINTING = (("id",), ("code",), ("number",), ("key",))
"""How the names of columns end that point at rows elsewhere."""


def _joinable(left: Col, right: Col, one: Table, other: Table) -> float:
    """How likely two columns hold the same key: by names first, by values against."""
    if (
        left.kind != right.kind
        or left.kind not in ("number", "text")
        or (left.kind == "number" and not (left.integer and right.integer))
    ):
        return 0.0
    named = max(_named_alike(left, right, other), _named_alike(right, left, one))
    if named < 0.85:
        plain, target = _as_named(left), _as_named(right)
        named = max(named, _named_alike(plain, target, other), _named_alike(target, plain, one))
    if named == 0.0:
        return 0.0
    keyed = left.unique or right.unique or not left.values or not right.values
    shared = _shared(left, right)
    if shared is not None:
        if shared < 0.05 and named < 1.0:
            return 0.0
        named *= 0.6 + 0.4 * shared
    if not keyed:
        pointers = left.stems[-1:] in _POINTING and right.stems[-1:] in _POINTING
        named *= 0.75 if pointers or left.identifier or right.identifier else 0.5
    if left.kind == "number" and not (left.identifier or right.identifier) and not (left.unique or right.unique):
        named *= 0.6
    if {left.name.lower(), right.name.lower()} <= {"name", "title", "description", "details", "date", "year", "age", "type", "rank",  # noqa: E501
                                                  "status", "gender", "sex", "address", "city", "price", "comments"}:  # fmt: skip  # noqa: E501
        named *= 0.55
    return named


def _as_named(column: Col) -> Col:
    """The column with the stems of its bare name, whatever its table is called."""
    stems = name_stems(column.name)
    return column if stems == column.stems else replace(column, stems=stems)


def _named_alike(pointer: Col, target: Col, table: Table) -> float:
    """By names alone: `pointer` refers to `target`, a column of `table`."""
    if not pointer.stems or not target.stems:
        return 0.0
    if pointer.name.lower() == target.name.lower() or pointer.stems == target.stems:
        return 0.0 if pointer.stems == ("id",) else 1.0
    entity = tuple(s for s in table.stems)
    if target.unique or not target.values:
        tail = target.stems
        if pointer.stems == entity + tail or pointer.stems == entity[-1:] + tail:
            return 0.97
        if pointer.stems == entity or (len(entity) == 1 and pointer.stems[-1:] == entity):
            return 0.85 if target.identifier or target.unique else 0.0
        if len(pointer.stems) > len(tail) and pointer.stems[-len(tail) :] == tail:
            if len(tail) > 1:
                return 0.85
            return 0.8 if entity and pointer.stems[0] in entity else 0.0
        if pointer.stems[-1] == tail[-1] and tail[-1] in ("id", "code", "number", "key") and _subset(pointer, target):
            scattered = bool(target.values) and not _consecutive(target)
            if scattered:
                return 0.75
            return 0.6 if any(stem(s) in entity for s in pointer.stems[:-1]) else 0.0
        if pointer.identifier and target.identifier and _subset(pointer, target) and not _consecutive(target):
            return 0.7
        if pointer.kind == "number" and target.identifier and _subset(pointer, target) and not _consecutive(target):
            return 0.6
    return 0.0


def _shared(left: Col, right: Col) -> float | None:
    """Share of the smaller column's values found in the other; None when unknown."""
    if not left.values or not right.values or not (left.complete and right.complete):
        return None
    small, large = sorted((left.values, right.values), key=len)
    return len(small & large) / len(small)


def _subset(pointer: Col, target: Col) -> bool:
    if not pointer.values or not target.values or not target.complete:
        return False
    return len(pointer.values & target.values) >= 0.9 * len(pointer.values) and target.unique


def _consecutive(column: Col) -> bool:
    """Numbers 1, 2, 3, ...: their being contained in another column says nothing."""
    numbers = [v for v in column.values if not isinstance(v, str)]
    return (
        bool(numbers)
        and len(numbers) == len(column.values)
        and max(numbers) - min(numbers) < 1.5 * len(numbers) + 3
        and min(numbers) <= 2
    )
