"""Conditions: a Predicate and the table it is about go in, a pandas boolean expression comes out."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from jupyter_viscode import numerals
from jupyter_viscode.chart.write.aggregates import METHODS
from jupyter_viscode.chart.write.source import literal
from jupyter_viscode.spec import Comparison, Logic, Membership, Predicate, Ref, Statistic, Tally

if TYPE_CHECKING:
    from jupyter_viscode.chart.write.frames import Table
    from jupyter_viscode.types import Column

_NUMBERS = ("integer", "number")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)


def condition(table: Table, predicate: Predicate, nested: bool = False) -> str:
    """The expression; in parentheses when `nested` in another and when it needs them there."""
    if isinstance(predicate, Logic):
        return _logic(table, predicate, nested)
    if isinstance(predicate, Membership):
        return _membership(table, predicate)
    source = _comparison(table, predicate)
    return f"({source})" if nested and re.search(r" (==|!=|<|<=|>|>=|&) ", source) else source


def _logic(table: Table, logic: Logic, nested: bool) -> str:
    if logic.op == "not":
        inner = condition(table, logic.parts[0], nested=True)
        return f"~{inner}" if not inner.startswith("~") else f"~({inner})"
    if len(logic.parts) == 1:
        return condition(table, logic.parts[0], nested)
    symbol = " & " if logic.op == "and" else " | "
    source = symbol.join(condition(table, part, nested=True) for part in logic.parts)
    return f"({source})" if nested else source


def _membership(table: Table, predicate: Membership) -> str:
    other = table.other(predicate.frame)
    where = None if predicate.where is None else condition(other, predicate.where)
    if predicate.having is not None:
        rows = other.var if where is None else f"{other.var}[{where}]"
        values = _tallied(rows, other, predicate.column, predicate.having)
    elif where is None:
        values = other.column(predicate.column)
    else:
        values = f"{other.var}.loc[{where}, {literal(other.key(predicate.column))}]"
    return f"{'~' if predicate.negate else ''}{table.column(predicate.field)}.isin({values})"


def _tallied(rows: str, other: Table, column: str, tally: Tally) -> str:
    """The values of a column whose rows come to what is asked."""
    groups = f"{rows}.groupby({literal(other.key(column))})"
    figure = "size()" if tally.field is None else f"[{literal(other.key(tally.field))}].{METHODS[tally.aggregate]}"
    figures = f"{groups}.{figure}" if tally.field is None else f"{groups}{figure}"
    return f"{figures}.loc[lambda figure: figure {tally.op} {other.program.value(tally.value)}].index"


def _comparison(table: Table, comparison: Comparison) -> str:
    if comparison.time_unit:
        return _part(table, comparison)
    kind = table.kind(comparison.field)
    value = comparison.value
    if _dated(value) and kind not in _NUMBERS:
        table.parse_dates(comparison.field)
    column = table.column(comparison.field)
    if _dated(value) and zoned(table.find(comparison.field)):
        column += ".dt.tz_localize(None)"
    if table.textual(comparison.field):
        kind = "text"
    if kind == "text" and _numeric(value) and comparison.op not in ("like", "not like"):
        table.program.use("import pandas as pd")
        column = numerals.source_of(column, table.find(comparison.field).signs)
    if kind in _NUMBERS:
        value = _number(value)
    return _operation(table, column, comparison.op, value, kind)


def _operation(table: Table, column: str, op: str, value: Any, kind: str) -> str:
    program = table.program
    if op in ("is null", "not null"):
        return f"{column}.{'isna' if op == 'is null' else 'notna'}()"
    if op in ("in", "not in"):
        values = value if isinstance(value, (tuple, list, set, frozenset)) else (value,)
        return f"{'~' if op == 'not in' else ''}{column}.isin({program.value(list(values))})"
    if op == "between":
        low, high = value
        return f"{column}.between({program.value(low)}, {program.value(high)})"
    if op in ("like", "not like"):
        text = column if kind == "text" else f"{column}.astype(str)"
        return f"{'~' if op == 'not like' else ''}{_like(text, str(value))}"
    if isinstance(value, Statistic):
        return f"{column} {op} {_figure(table, value)}"
    if isinstance(value, Ref):
        return f"{column} {op} {table.column(value.field)}"
    if value is None:
        return f"{column}.{'isna' if op == '==' else 'notna'}()"
    return f"{column} {op} {program.value(value)}"


def _figure(table: Table, value: Statistic) -> str:
    """A figure of a column: of all rows, or of those that meet a condition."""
    if value.where is None:
        return f"{table.column(value.field)}.{METHODS[value.aggregate]}"
    rows = condition(table, value.where)
    return f"{table.var}.loc[{rows}, {literal(table.key(value.field))}].{METHODS[value.aggregate]}"


def _part(table: Table, comparison: Comparison) -> str:
    unit, value = comparison.time_unit, comparison.value
    if unit == "year" and table.kind(comparison.field) in _NUMBERS:
        return _operation(table, table.column(comparison.field), comparison.op, _number(value), "integer")
    table.parse_dates(comparison.field)
    dates = f"{table.column(comparison.field)}.dt"
    parts = {
        "year": f"{dates}.year",
        "quarter": f"{dates}.quarter",
        "month": f"{dates}.month",
        "date": f"{dates}.day",
        "week": f"{dates}.isocalendar().week",
        "day": f"{dates}.day_name()",
        "hours": f"{dates}.hour",
        "minutes": f"{dates}.minute",
        "yearquarter": f'{dates}.to_period("Q").astype(str)',
        "yearmonth": f'{dates}.strftime("%Y-%m")',
        "yearmonthdate": f"{dates}.normalize()",
        "yearmonthdatehours": f'{dates}.floor("h")',
        "yearweek": f'{dates}.to_period("W").dt.start_time',
    }
    values = tuple(value) if isinstance(value, (tuple, list)) else (value,)
    values = tuple(_named(v, str(unit)) for v in values)
    return _operation(
        table, parts[str(unit)], comparison.op, values if comparison.op in ("in", "not in", "between") else values[0], ""
    )


def _named(value: Any, unit: str) -> Any:
    """Months as numbers and weekdays as names, however they were given."""
    if unit == "day":
        index = int(value) - 1 if _numeric(value) else _lookup(value, WEEKDAYS)
        return WEEKDAYS[index % 7].capitalize() if index is not None else value
    if unit == "month" and isinstance(value, str) and not _numeric(value):
        index = _lookup(value, MONTHS)
        return index + 1 if index is not None else value
    return _number(value)


def _lookup(value: Any, names: tuple[str, ...]) -> int | None:
    word = str(value).strip().lower()[:3]
    return next((n for n, name in enumerate(names) if name.startswith(word)), None) if len(word) == 3 else None


def _like(column: str, pattern: str) -> str:
    """SQL's LIKE without regard to case, as most databases have it."""
    inner = pattern.strip("%")
    plain = "%" not in inner and "_" not in inner
    if plain and pattern == f"%{inner}%":
        regex = "" if re.escape(inner) == inner else ", regex=False"
        return f"{column}.str.contains({literal(inner)}, case=False, na=False{regex})"
    if plain and pattern == inner:
        return f"({column}.str.lower() == {literal(inner.lower())})"
    regex_text = "".join({"%": ".*", "_": "."}.get(c, re.escape(c)) for c in pattern)
    if regex_text.endswith(".*"):
        return f"{column}.str.match({literal(regex_text[:-2])}, case=False, na=False)"
    return f"{column}.str.fullmatch({literal(regex_text)}, case=False, na=False)"


def zoned(column: Column) -> bool:
    """True for dates with a time zone, which compare with no date that has none."""
    return column.kind == "datetime" and "," in column.dtype


def _dated(value: Any) -> bool:
    first = value[0] if isinstance(value, (tuple, list)) and value else value
    return isinstance(first, (dt.date, dt.datetime))


def _numeric(value: Any) -> bool:
    if isinstance(value, Statistic) and value.where is None:
        return value.aggregate in ("sum", "mean", "median", "stdev", "variance", "q1", "q3")
    first = value[0] if isinstance(value, (tuple, list)) and value else value
    return isinstance(first, (int, float)) and not isinstance(first, bool)


def _number(value: Any) -> Any:
    """Text that is a number as a number."""
    if isinstance(value, (tuple, list)):
        return tuple(_number(v) for v in value)
    if isinstance(value, str):
        try:
            number = float(value)
        except ValueError:
            return value
        return int(number) if number.is_integer() and "." not in value else number
    return value
