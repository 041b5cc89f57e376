"""Days: a comparison of dates with days that were written out enters; the predicate for it leaves."""

from __future__ import annotations

import datetime
from typing import Any

from jupyter_viscode.intent.schema.tables import Col
from jupyter_viscode.spec import Comparison, Logic, Predicate


def as_days(value: Any) -> Any:
    """Days in ISO's spelling as dates, so that they compare with dates; all else as it is."""
    if isinstance(value, tuple):
        return tuple(as_days(v) for v in value)
    try:
        return datetime.date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return value


def compared(name: str, op: Any, value: Any, column: Col) -> Predicate:
    """A comparison with a day, or with two; where the column has times, a day is all of its hours."""
    ends = value if isinstance(value, tuple) else (value, value)
    if not column.timed or op not in ("==", "!=", "<=", ">", "between") or not all(isinstance(d, datetime.date) for d in ends):
        return Comparison(name, op, value)
    after = ends[1] + datetime.timedelta(days=1)
    if op in ("<=", ">"):
        return Comparison(name, "<" if op == "<=" else ">=", after)
    whole = Logic("and", (Comparison(name, ">=", ends[0]), Comparison(name, "<", after)))
    return Logic("not", (whole,)) if op == "!=" else whole
