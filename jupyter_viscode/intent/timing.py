"""Time: what enters is a shape whose dates have no unit; what leaves is the unit that suits, or the dates as they are."""

from __future__ import annotations

from jupyter_viscode.intent.additivity import SUMMED
from jupyter_viscode.intent.catalogue import Col
from jupyter_viscode.intent.composition import Composition
from jupyter_viscode.intent.shape import Shape


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
