"""Tables to link to: nothing enters or leaves; columns, tables, the joins between them, and all of them together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Any, Literal

from jupyter_viscode.dates import parsed
from jupyter_viscode.intent.language.words import name_stems, split_name
from jupyter_viscode.rowlabels import with_labels
from jupyter_viscode.types import DateWriting

MOST_APART = 20_000
"""Rows of a frame that is looked through as a whole for rows that agree."""

_OF_PERSONS = frozenset(
    {
        *((n, "name") for n in ("first", "given", "last", "family", "full")),
        ("birth", "date"),
        ("salary",),
        ("wage",),
        ("birth", "year"),
        ("date", "birth"),
        ("age",),
    }
)
"""Names of columns that persons have."""

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
    writing: DateWriting | None = None
    """How, where that is not ISO."""
    latest: str | None = None
    """The last date, in ISO form."""
    span_days: float | None = None
    """How many days lie between the first and the last date of the sample."""

    @property
    def said(self) -> str:
        """Its name as a sentence holds it: one of several words is quoted, or its words would be read one by one."""
        return self.name if re.fullmatch(r"\w+", self.name) else f"`{self.name}`"

    @property
    def iso_text(self) -> bool:
        """Dates stored as texts that compare as the dates do."""
        return self.dated_text and self.writing is None

    @property
    def timed(self) -> bool:
        """Dates that have a time of day, as far as the last one tells."""
        return (
            self.kind == "temporal" and self.latest is not None and not self.latest.endswith("T00:00:00") and "T" in self.latest
        )

    @property
    def years(self) -> tuple[int, int] | None:
        """The first and the last year of its dates, as far as the sample tells."""
        if self.year:
            known = sorted(int(v) for v in self.values if isinstance(v, (int, float)))
            return (known[0], known[-1]) if known and self.complete else None
        if self.latest is None or self.span_days is None or not self.latest[:4].isdigit():
            return None
        last = int(self.latest[:4])
        return last - ceil(self.span_days / 365.25), last

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
    copy_of: str | None = None
    """The frame that this is a second copy of, when its rows play a part for other rows of it."""

    @property
    def frame(self) -> str:
        """The frame that holds the rows."""
        return self.copy_of or self.name

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
    def of_people(self) -> bool:
        """Whether its rows are persons, as far as its columns tell."""
        return any({"surname", "gender", "sex"} & set(c.stems) or _OF_PERSONS & {c.stems} for c in self.cols)

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
        numbered = column.unique and column.integer and column.stems[-1:] in (("number",), ("code",), ("reference",))
        return column.identifier or numbered or (column.table, column.name) in self.keys

    def last_day(self, column: Col) -> str | None:
        """The last date of a column, of all its rows where they can be had."""
        try:
            values = with_labels(self.frames[column.table], [column.name])[column.key]
            day = (values if column.writing is None else parsed(values, column.writing, whole=False)).max()
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
            return not with_labels(frame, [c.name for c in columns]).duplicated([c.key for c in columns]).any()
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

    def names_of(self, column: Col) -> list[Col]:
        """What the rows are called that a key stands for: its own, or those that it points at."""
        if not self.keyed(column):
            return []
        tables = [column.table, *(e.right for e in self.targets(column))]
        return [label for t in tables if (label := self.tables[t].label) is not None]

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
