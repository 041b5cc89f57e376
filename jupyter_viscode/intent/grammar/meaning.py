"""The data between grammar and choice: slots, conditions, and the Meaning that holds them; their columns are still open."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from jupyter_viscode.intent.linking.spans import Mention
from jupyter_viscode.intent.schema.tables import Col


@dataclass(eq=False)
class Slot:
    """A mention in a role."""

    mention: Mention
    aggregate: str | None = None
    axis: str = ""
    """``x`` or ``y`` when the instruction says so."""
    cued: bool = False
    """A word such as "each" or "by" gave the role."""
    entity: bool = False
    """A table rather than a column."""


@dataclass(eq=False)
class Condition:
    """A comparison whose column is still open."""

    columns: list[tuple[float, Col]]
    op: str
    value: Any
    mention: Mention | None = None
    unit: str | None = None
    joined: str = "and"
    """How it hangs together with the condition before."""
    aggregate: str | None = None
    """A figure of the groups (HAVING); ``count`` needs no column."""
    values: list[tuple[float, Col, Any]] = field(default_factory=list)
    statistic: str | None = None
    truth: bool | None = None
    apart: bool = False
    """Several values joined by "and" or "versus": each is of interest by itself."""
    both: bool = False
    """Each of several values is asked of the same thing, by different rows of it."""
    whole: bool = False
    """Where things have many rows, what is denied is said of all of them: "games that are not on Orbit"."""
    than: list[tuple[float, Col, Any]] = field(default_factory=list)
    """The row whose value is compared with: "heavier than Bella"."""
    other: list[tuple[float, Col]] = field(default_factory=list)
    """The column that is compared with: "home goals above away goals"."""
    tight: bool = False
    """Bound to the condition before more closely than "and" and "or" bind."""

    def excludes(self, other: Condition) -> bool:
        """Whether no number meets both: "before 1950 and after 2000" are two kinds of rows."""
        one, two = self._reach(), other._reach()
        return one is not None and two is not None and (_ends_before(one, two) or _ends_before(two, one))

    def _reach(self) -> _Reach | None:
        """The numbers that meet it, where they are one stretch."""
        if self.aggregate is not None or self.unit not in (None, "year"):
            return None
        value = self.value
        if self.op == "between" and all(map(_numeric, value)):
            return _Reach(value[0], value[1])
        if not _numeric(value):
            return None
        open_end = self.op in ("<", ">")
        if self.op in ("<", "<="):
            return _Reach(-math.inf, value, open_end)
        if self.op in (">", ">="):
            return _Reach(value, math.inf, open_end)
        return _Reach(value, value) if self.op == "==" else None


@dataclass(frozen=True)
class _Reach:
    """A stretch of numbers."""

    low: float
    high: float
    open: bool = False
    """Whether the end that it has is not of it."""


def _numeric(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _ends_before(first: _Reach, last: _Reach) -> bool:
    return first.high < last.low or (first.high == last.low and (first.open or last.open))


LEAST_ABSENT = 0.45
"""How well a word must name a table whose rows are said to be missing: "never exhibited"."""


@dataclass(eq=False)
class Absence:
    """Rows without (or with) a match in another table."""

    mention: Mention
    negate: bool = True
    conditions: list[Condition] = field(default_factory=list)
    owner: str | None = None
    """The table whose rows are meant, when the sentence says so."""
    either: bool = False
    """Joined by "or" to the conditions before."""
    part: Col | None = None
    """The key by which its rows say who plays the part that was named: ``HostNo`` for those who host."""
    through: Col | None = None
    """The key by which its rows point at those who play the part: ``MentorNo`` in "whose mentor is a captain"."""
    tally: Condition | None = None
    """How many such rows there must be."""
    years: list[Condition] = field(default_factory=list)
    """Conditions on their date, whose column was not named."""


@dataclass
class Played:
    """What a choice makes of the parts that were named."""

    absences: list[Absence] = field(default_factory=list)
    """The parts that its rows must play, or must not play."""
    moved: set[int] = field(default_factory=set)
    """The conditions, by their ids, that are met by the rows in which a part is played."""
    unused: list[str] = field(default_factory=list)
    """Words for parts that nothing in the choice can play."""


@dataclass(eq=False)
class Sameness:
    """Rows that share a column's value with the rows that have another value: "in the same department as Anna"."""

    columns: list[tuple[float, Col]]
    values: list[tuple[float, Col, Any]]


@dataclass
class Meaning:
    """What an instruction asks for, columns still open."""

    groups: list[Slot] = field(default_factory=list)
    colors: list[Slot] = field(default_factory=list)
    facets: list[Slot] = field(default_factory=list)
    sizes: list[Slot] = field(default_factory=list)
    measures: list[Slot] = field(default_factory=list)
    selects: list[Slot] = field(default_factory=list)
    contexts: list[Mention] = field(default_factory=list)
    """Tables that are spoken of."""
    hints: list[Mention] = field(default_factory=list)
    """Columns that are spoken of in passing."""
    conditions: list[Condition] = field(default_factory=list)
    absences: list[Absence] = field(default_factory=list)
    samenesses: list[Sameness] = field(default_factory=list)
    superlative: str | None = None
    """``descending``: "with the most"."""
    years: list[Condition] = field(default_factory=list)
    """Conditions on a date whose column was not named."""
    versus: bool = False
    unread: list[str] = field(default_factory=list)
