"""Time: what enters is a shape whose dates have no unit; what leaves is the unit that suits, or the dates as they are."""

from __future__ import annotations

import re
from dataclasses import replace

from jupyter_viscode.intent.composing.composition import Composition
from jupyter_viscode.intent.composing.shape import MANY_ROWS, NEARLY, Shape
from jupyter_viscode.intent.schema.additivity import SUMMED
from jupyter_viscode.intent.schema.scales import unit_type
from jupyter_viscode.intent.schema.tables import Col
from jupyter_viscode.spec import Chart, TimeUnit

_DATED = re.compile(r"\bdates?\b")
_DAILY = re.compile(r"\b(?:days?|daily)\b")
"""What says that days are meant; "by date" does not."""
CLEAR = 0.8
"""From this likeness on, words name a column."""
OFFERED: tuple[TimeUnit | None, ...] = ("yearmonth", "year", "day", None, "yearweek", "yearmonthdate")
"""What dates may be grouped by when nothing is said, the likeliest first; None leaves them as they are."""


class Timing(Composition):
    """Finds the unit of "over time"."""

    def _auto_unit(self, shape: Shape) -> str:
        """The unit of "over time": the dates themselves where each series has one row for each, unless they are added up."""
        column = shape.unit_column
        assert column is not None
        unit = _span_unit(column)
        years = sum(1 for c in self.meaning.years if c.op == "==" and c.unit in (None, "year"))
        if self.ask.window == "cumulative" and years and unit in ("yearmonth", "year"):
            unit = "yearmonthdate"
        if unit in ("yearmonth", "year") and self._stated(shape) and self._dated_once(shape):
            return "raw"
        return unit

    def _group_dates(self, shape: Shape) -> None:
        """Give dates a unit where they are to be binned, or where each would count one row; a guess where none was said."""
        date = self._undivided(shape)
        if date is None or self.ask.window:
            return
        binned = self.ask.bins is not None and not any(d.kind == "number" and not d.year for d in shape.dims)
        listed = len(shape.dims) + (shape.unit_column is not None) > 1 and not shape.measures
        counted = not (shape.numbers or listed or self._sorted_by_another(date)) and all(
            a == "count" for a, _ in shape.measures
        )
        averaged = bool(shape.measures) and shape.measures[0][0] == "mean"
        once, said = self._once_each(date), self.ask.text.original.lower()
        if date.timed and not (counted or binned or shape.unit_column) and _DATED.search(said):
            self._by_unit(shape, date, "yearmonthdate")  # "by date" of what has a time of day
            return
        if binned or (once and (counted or averaged) and not (self.ask.over_time and shape.unit == "auto")):
            self.guessed_date = self._name(date)
        if binned or (once and counted):
            self._by_unit(shape, date, "fit")

    def _by_unit(self, shape: Shape, date: Col, unit: str) -> None:
        """Group dates by a unit."""
        shape.dims[:] = [d for d in shape.dims if d is not date]
        shape.unit_column, shape.unit = date, unit

    def _undivided(self, shape: Shape) -> Col | None:
        """The dates of which no unit was said: they are listed, or "by date", or run along over time."""
        if shape.unit_column is None:
            dates = [d for d in shape.dims if d.kind == "temporal"]
            return dates[0] if len(dates) == 1 else None
        said = shape.unit != "auto" and (shape.unit != "yearmonthdate" or _DAILY.search(self.ask.text.original.lower()))
        return None if said or shape.unit_column.kind != "temporal" else shape.unit_column

    def _once_each(self, column: Col) -> bool:
        """Whether each row that is drawn has a date of its own, or nearly each of more than can be read one by one."""
        rows = self.catalogue.tables[column.table].rows or 0
        alone = not self.plan.steps and self.plan.base == column.table
        least = NEARLY * rows if rows > MANY_ROWS else rows
        return bool(alone and column.complete and rows and column.distinct >= least)

    def _sorted_by_another(self, date: Col) -> bool:
        """Whether the groups are sorted by a column that is named: months have no price, each date may have one."""
        named = self.linker.phrase(self.ask.sort.phrase)[:1] if self.ask.sort is not None and self.ask.sort.phrase else []
        return any(s >= CLEAR and c is not date and not self.catalogue.keyed(c) for s, c in named)

    def _fitting_unit(self, column: Col) -> str:
        """The unit that makes some dozen groups at most of a column's span, or of the one year that is asked for."""
        days = column.span_days
        if any(c.op == "==" and c.unit in (None, "year") for c in self.meaning.years):
            days = min(days or 365, 365)
        if days is None:
            return "yearmonth"
        units = ((1200, "year"), (75, "yearmonth"), (21, "yearweek"), (2, "yearmonthdate"))
        return next((unit for least, unit in units if days > least), "yearmonthdatehours" if column.timed else "yearmonthdate")

    def _other_units(self, chart: Chart) -> list[Chart]:
        """The same chart with its dates in other units, and as they are."""
        at = next((k for k, e in chart.encodings.items() if e.field == self.guessed_date and not e.aggregate), None)
        if at is None:
            return []
        now = chart.encoding(at)
        return [
            replace(chart, encodings={**chart.encodings, at: replace(now, time_unit=unit, type=unit_type(unit))})
            for unit in OFFERED
            if unit != now.time_unit
        ]

    def _raw_dates(self, shape: Shape) -> bool:
        """Whether dates are drawn as they are although they span more than a few months."""
        assert shape.unit_column is not None
        return self._auto_unit(shape) == "raw" and _span_unit(shape.unit_column) != "raw"

    def _stated(self, shape: Shape) -> bool:
        """Whether one number is drawn that is the state of something, not an amount that adds up."""
        if (
            shape.measures
            or not shape.numbers
            or self.ask.window == "cumulative"
            or self.ask.average
            or self.ask.mark not in (None, "line", "area")
        ):
            return False
        return not set(shape.numbers[0].stems) & SUMMED

    def _one_each(self, shape: Shape) -> bool:
        """Whether dates are drawn as they are, and each is there once for each series."""
        columns = [*shape.dims, *(c for c in (shape.color, shape.facet) if c is not None)]
        if not any(d.kind == "temporal" for d in columns) or self.plan.steps:
            return False
        columns += [c for k in self.meaning.conditions if k.op == "==" and (c := self.choice.column(k)) is not None]
        return self.catalogue.told_apart(list(dict.fromkeys(columns)))

    def _dated_once(self, shape: Shape) -> bool:
        """Whether no series has two rows of the same date."""
        assert shape.unit_column is not None
        series = [*shape.dims, *(c for c in (shape.color, shape.facet) if c is not None)]
        series += [c for k in self.meaning.conditions if k.op in ("==", "in") and (c := self.choice.column(k)) is not None]
        return not self.plan.steps and self.catalogue.told_apart([shape.unit_column, *dict.fromkeys(series)])


def _span_unit(column: Col) -> str:
    """The unit in which a column's span makes neither few points nor very many."""
    days = column.span_days
    if column.distinct and column.distinct <= 40 and column.complete:
        return "raw" if days is None or days > 0 else "hours"
    if days is None:
        return "yearmonth"
    if days <= (14 if column.timed else 3):
        return "yearmonthdatehours"
    if days <= 100:
        return "yearmonthdate"
    return "yearmonth" if days <= 365 * 8 else "year"
