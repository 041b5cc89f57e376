"""Channels: what enters is a settled shape; what leaves are encodings: what runs along x, what is measured, what has colour."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

from jupyter_viscode.intent.composing.shape import CALENDAR, NEARLY, Shape, Shaping
from jupyter_viscode.intent.composing.timing import Timing
from jupyter_viscode.intent.grammar.meaning import Slot
from jupyter_viscode.intent.schema.additivity import AVERAGED, RATES, SPENT, adds_up, counts_things
from jupyter_viscode.intent.schema.scales import known_order, unit_type
from jupyter_viscode.intent.schema.tables import Col
from jupyter_viscode.spec import Aggregate, Encoding, FieldType, Mark, Sort, TimeUnit

HUES = 12
"""A number of more values than this has no colour for each."""
FEW_VALUES = 10
"""Whole numbers of no more values than this are counted one by one."""


class Channels(Shaping, Timing):
    """Puts the parts of a shape on the chart's channels."""

    def _encodings(self, mark: Mark, shape: Shape) -> dict[str, Encoding]:
        if mark == "point":
            return self._scatter(shape)
        if mark in ("boxplot", "violin", "strip", "density"):
            return self._spread(mark, shape)
        if mark == "rect":
            return self._heat(shape)
        if mark == "bar" and not shape.measures and shape.unit_column is None and shape.numbers and self._split_bins(shape):
            return self._binned(shape)
        dims = self._axes(shape, mark)
        value = self._value(shape) if dims else None
        if value is None:
            return {}
        if mark in ("arc", "treemap"):
            channel = "theta" if mark == "arc" else "size"
            return {channel: value, "color": dims[0]}
        found = {"x": dims[0], "y": value}
        self._divide(found, dims[1:], mark, shape)
        return turned(found) if self.ask.horizontal and mark == "bar" else found

    def _divide(self, found: dict[str, Encoding], others: list[Encoding], mark: Mark, shape: Shape) -> None:
        """Give colours and panels to what stands beside the axis."""
        if others:
            found["color"] = others[0]
            if mark == "bar":
                self._arranged(found)
            elif mark == "area":
                how: Any = {"normalize": "normalize", "overlaid": "none"}.get(self.ask.arrangement or "", "zero")
                found["y"] = replace(found["y"], stack=how)
        if shape.facet is not None:
            found["facet"] = self._dim(shape.facet)
        elif len(others) > 1:
            found["facet"] = others[1]
        elif self.ask.facets and "color" in found:
            found["facet"] = found.pop("color")
            found.pop("xOffset", None)
            found["y"] = replace(found["y"], stack=None)

    def _arranged(self, found: dict[str, Encoding]) -> None:
        arrangement = self.ask.arrangement
        if arrangement is None:
            additive = found["y"].aggregate in (None, "count", "sum", "distinct")
            arrangement = "stacked" if additive and not self.ask.compare else "grouped"
        if arrangement == "grouped":
            found["xOffset"] = replace(found["color"], title=None)
        else:
            found["y"] = replace(found["y"], stack="normalize" if arrangement == "normalize" else "zero")

    def _axes(self, shape: Shape, mark: Mark) -> list[Encoding]:
        """The discrete channels in order: x, colour, facet."""
        dims = [self._dim(c) for c in shape.dims]
        if shape.unit_column is not None:
            unit = self._unit_encoding(shape, mark)
            if self.ask.second_unit is not None and shape.unit_column.kind == "temporal":
                return self._two_units(shape, unit, dims)
            if shape.color is None and dims and self._axis_of(shape.dims[0]) == "x":
                dims = [dims[0], unit, *dims[1:]]
            else:
                dims.insert(0, unit)
        elif mark in ("line", "area") and len(dims) > 1:
            times = [i for i, c in enumerate(shape.dims) if c.kind == "temporal" or c.year]
            if times and times[0] > 0:
                dims.insert(0, dims.pop(times[0]))
        if shape.color is not None:
            dims.insert(1, self._dim(shape.color))
        if mark in ("line", "area") and not dims and shape.numbers:
            dims = [Encoding(self._name(shape.numbers.pop(0)), "quantitative")]
        return dims

    def _two_units(self, shape: Shape, first: Encoding, dims: list[Encoding]) -> list[Encoding]:
        """The finer unit along x, the coarser one beside it."""
        assert self.ask.second_unit is not None
        second = replace(first, time_unit=unit_of(self.ask.second_unit), type="ordinal")
        if first.time_unit == "year" or (first.time_unit == "quarter" and second.time_unit == "month"):
            first, second = second, first
        if second.time_unit == "year":
            second = replace(second, type="ordinal")
        others = [self._dim(shape.color)] if shape.color is not None else []
        return [first, second, *others, *dims]

    def _axis_of(self, column: Col) -> str:
        for slot in [*self.meaning.groups, *self.meaning.selects]:
            if self.choice.column(slot) is column:
                return slot.axis
        return ""

    def _value(self, shape: Shape) -> Encoding | None:
        """The measure of a bar, line, area or slice."""
        if shape.measures:
            aggregate, column = shape.measures[0]
            if column is None:
                return Encoding(None, "quantitative", aggregate="count")
            if aggregate is None:
                return self._plain(column, shape)
            return Encoding(self._name(column), typed(column, aggregate), aggregate=aggregate_of(aggregate))
        if shape.numbers:
            return self._plain(shape.numbers[0], shape)
        if (only := self._only_number(shape)) is not None:
            return Encoding(self._name(only), "quantitative")
        return Encoding(None, "quantitative", aggregate="count")

    def _only_number(self, shape: Shape) -> Col | None:
        """The one number of a small frame whose rows have a name each: there is nothing to count."""
        if len(shape.dims) != 1 or shape.color or shape.facet or shape.unit_column is not None or self.ask.count_them:
            return None
        name, table = shape.dims[0], self.catalogue.tables[shape.dims[0].table]
        numbers = [c for c in table.cols if c.kind == "number"]
        alone = name.unique and name.complete and name.kind == "text" and len(table.cols) == 2 and self.plan.base == table.name
        return numbers[0] if alone and len(numbers) == 1 and not self.catalogue.keyed(numbers[0]) else None

    def _plain(self, column: Col, shape: Shape) -> Encoding:
        """A number without an aggregate: as it is where each category has one row, else added up or averaged."""
        apart = any(d.table == column.table and self._tells_rows_apart(d) for d in shape.dims)
        if apart and shape.unit_column is None:
            return Encoding(self._name(column), "quantitative")
        if shape.unit_column is not None and shape.unit == "auto" and self._raw_dates(shape):
            return Encoding(self._name(column), "quantitative")
        if shape.unit_column is None and self._one_each(shape):
            return Encoding(self._name(column), "quantitative")
        grouped = shape.cued or shape.unit_column is not None
        if not grouped and (not shape.dims or self.catalogue.keyed(column)):
            return Encoding(self._name(column), "quantitative")
        if column.identifier and column.unique:  # "count the jobs" by something, where there is a job_no: keys are counted
            return Encoding(None, "quantitative", aggregate="count")
        timed = shape.unit_column is not None or any(set(d.stems) & CALENDAR for d in shape.dims)
        spent = bool(set(column.stems) & SPENT) and not set(column.stems) & AVERAGED
        summed = adds_up(column) or (timed and (spent or counts_things(column)))
        parts = (self.ask.share or self.ask.window == "percent of total") and not set(column.stems) & RATES
        summed = summed or parts or self.ask.window == "cumulative" or self.ask.mark == "arc" or self.ask.total
        return Encoding(self._name(column), "quantitative", aggregate="sum" if summed and not self.ask.average else "mean")

    def _tells_rows_apart(self, column: Col) -> bool:
        """Whether (nearly) each row has a value of its own: then nothing is to be added up."""
        rows = self.catalogue.tables[column.table].rows
        return column.unique or bool(column.complete and rows and column.distinct >= NEARLY * rows and column.kind != "boolean")

    def _scatter(self, shape: Shape) -> dict[str, Encoding]:
        """Points: two numbers against each other, of rows or of groups."""
        pairs = self._pairs()
        if len(pairs) < 2:
            return self._counted_scatter(shape)
        (xa, x), (ya, y) = self._crosswise(pairs, shape)
        plain = [c for a, c in pairs if a is None and c is not None]
        if "count" in (xa, ya) and plain and (plain[0] in shape.dims or not shape.dims or self.catalogue.keyed(plain[0])):
            return {"x": Encoding(self._name(plain[0]), "quantitative"), "y": self._point(None, "count")}
        if (xa or ya) and shape.dims:
            xa, ya = xa or "mean", ya or "mean"
        found = {"x": self._point(x, xa), "y": self._point(y, ya)}
        labels = [self.choice.column(s) for s in self.meaning.selects if self.choice.of(s).label]
        rest = [d for d in shape.dims if d is not x and d is not y and d not in labels and (shape.cued or d.distinct <= 20)]
        if not xa:  # "for all films": each is a point
            rest = [d for d in rest if not self._tells_rows_apart(d)]
        color = shape.color or next((d for d in rest if d.kind != "number" or d.year or (xa and self.catalogue.keyed(d))), None)
        if color is not None:
            found["detail" if xa and shape.color is None else "color"] = self._hue(color)
        if shape.facet is not None:
            found["facet"] = self._dim(shape.facet)
        for slot in self.meaning.sizes:
            sized = self.choice.column(slot)
            if sized is not None and sized.kind == "number" and not xa:
                found["size"] = Encoding(self._name(sized), "quantitative")
        return found

    def _pairs(self) -> list[tuple[str | None, Col | None]]:
        """The first two figures that are named, in their order: each an aggregate and its column."""
        pairs: list[tuple[str | None, Col | None]] = []
        slots = [*self.meaning.selects, *self.meaning.measures, *self.meaning.groups]
        for slot in sorted(slots, key=lambda s: s.mention.start):
            column, measured = self.choice.column(slot), slot in self.meaning.measures
            if slot in self.meaning.groups and self.choice.of(slot).label and self._figures_enough(slot):
                continue
            if slot.aggregate == "count" and measured and self.choice.of(slot).rows is not None:
                pairs.append(("count", None))
                continue
            if column is None or column.kind not in ("number", "temporal"):
                continue
            aggregate = slot.aggregate if measured and slot.aggregate != "count" else None
            if (aggregate, column) not in pairs:
                pairs.append((aggregate, column))
        return pairs[:2]

    def _crosswise(
        self, pairs: list[tuple[str | None, Col | None]], shape: Shape
    ) -> tuple[tuple[str | None, Col | None], tuple[str | None, Col | None]]:
        """Two figures, the one that runs along x first: the second one named, in "price versus age"."""
        first, second = pairs
        slots = [*self.meaning.selects, *self.meaning.measures, *self.meaning.groups]
        axes = {s.axis: (s.aggregate, self.choice.column(s)) for s in slots if s.axis}
        against = self.meaning.versus or (second[1] in shape.dims and not self.ask.mark)
        turn = axes.get("x") == second or axes.get("y") == first or (against and not axes)
        return (second, first) if turn else (first, second)

    def _hue(self, column: Col) -> Encoding:
        """The colour of points: a quantity of many values runs through a palette."""
        many = column.kind == "number" and column.distinct > HUES and not column.year and not self.catalogue.keyed(column)
        return Encoding(self._name(column), "quantitative") if many else self._dim(column)

    def _figures_enough(self, group: Slot) -> bool:
        """Whether two numbers are asked for besides what the points stand for."""
        others = [self.choice.column(s) for s in (*self.meaning.selects, *self.meaning.measures) if s is not group]
        return sum(c is not None and c.kind == "number" for c in others) >= 2

    def _point(self, column: Col | None, aggregate: str | None) -> Encoding:
        if column is None:
            return Encoding(None, "quantitative", aggregate="count")
        return Encoding(self._name(column), typed(column, aggregate), aggregate=aggregate_of(aggregate))

    def _counted_scatter(self, shape: Shape) -> dict[str, Encoding]:
        """Points of a count or figure per category."""
        dims = self._axes(shape, "point")
        if not dims and shape.numbers:
            dims = [Encoding(self._name(shape.numbers[0]), "quantitative")]
        if not dims or not shape.measures:
            return {}
        aggregate, column = shape.measures[0]
        if aggregate == "count" or column is None:
            value = Encoding(None, "quantitative", aggregate="count")
        else:
            value = Encoding(self._name(column), "quantitative", aggregate=aggregate_of(aggregate))
        return {"x": dims[0], "y": value, **({"color": dims[1]} if len(dims) > 1 else {})}

    def _spread(self, mark: Mark, shape: Shape) -> dict[str, Encoding]:
        numbers = [*shape.numbers, *(c for a, c in shape.measures if c is not None and c.kind == "number")]
        numeric_dims = [d for d in shape.dims if d.kind == "number" and not d.year]
        if not numbers and numeric_dims:
            numbers = [numeric_dims[-1]]
        if not numbers:
            return {}
        dims = [d for d in shape.dims if d not in numbers]
        value = Encoding(self._name(numbers[0]), "quantitative")
        found: dict[str, Encoding] = {}
        if mark == "density":
            found["x"] = value
            color = shape.color or (dims[0] if dims else None)
        else:
            found["y"] = value
            if dims:
                found["x"] = self._dim(dims[0])
            elif shape.unit_column is not None:
                found["x"] = self._unit_encoding(shape)
            color = shape.color or (dims[1] if len(dims) > 1 else None)
        if color is not None:
            found["color"] = self._dim(color)
        if shape.facet is not None:
            found["facet"] = self._dim(shape.facet)
        return found

    def _heat(self, shape: Shape) -> dict[str, Encoding]:
        dims = self._axes(shape, "rect")
        while len(dims) < 2 and shape.numbers and len(shape.numbers) > (0 if dims else 1):
            dims.append(Encoding(self._name(shape.numbers.pop(0)), "quantitative", bin=True))
        if len(dims) < 2:
            return {}
        value = self._value(shape)
        if value is None:
            return {}
        if value.field is not None and value.aggregate is None:
            value = replace(value, aggregate="mean")
        return {"x": dims[0], "y": dims[1], "color": value}

    def _split_bins(self, shape: Shape) -> bool:
        """Whether a histogram is drawn: of a number alone, or one for each of few categories."""
        if not shape.dims:
            return True
        few = len(shape.dims) == 1 and shape.dims[0].kind in ("text", "boolean") and shape.dims[0].distinct <= 8
        plain = len(shape.numbers) == 1 and not self.catalogue.keyed(shape.numbers[0]) and not shape.dims[0].unique
        if not (self.ask.histogram and self.ask.sort is None and few and plain and shape.cued and shape.color is None):
            return False
        shape.color = shape.dims.pop()
        return True

    def _binned(self, shape: Shape) -> dict[str, Encoding]:
        if self._few_values(shape.numbers[0]):
            found = {"x": self._dim(shape.numbers[0]), "y": Encoding(None, "quantitative", aggregate="count")}
            return {**found, **({"color": self._dim(shape.color)} if shape.color is not None else {})}
        width: bool | int = self.ask.bins or True
        found = {
            "x": Encoding(self._name(shape.numbers[0]), "quantitative", bin=width, bin_step=self.ask.bin_step),
            "y": Encoding(None, "quantitative", aggregate="count"),
        }
        if shape.color is not None:
            found["color"] = self._dim(shape.color)
        if shape.facet is not None:
            found["facet"] = self._dim(shape.facet)
        return found

    def _few_values(self, column: Col) -> bool:
        """Whether a number is one of few marks, such as stars: its values need no intervals."""
        values = [v for v in column.values if isinstance(v, (int, float))]
        if self.ask.bins is not None or self.ask.bin_step is not None or not column.integer or not column.complete:
            return False
        return 1 < len(values) <= FEW_VALUES and max(values) - min(values) <= 2 * FEW_VALUES

    def _dim(self, column: Col) -> Encoding:
        kind: FieldType = "nominal"
        if column.kind == "temporal":
            kind = "temporal" if self.ask.mark in ("line", "area", None) or not column.dated_text else "ordinal"
        elif column.kind == "number":
            kind = "quantitative" if column.year and self.ask.mark in ("line", "area") else "ordinal"
        if kind == "ordinal" and self.ask.mark in ("line", "area") and column.kind == "number":
            kind = "quantitative"
        bins: bool | int = False
        if self.ask.bins is not None and column.kind == "number":
            bins, kind = self.ask.bins or True, "quantitative"
        order = known_order(column.values) if column.kind == "text" and column.complete else ()
        sort = Sort(values=order) if order else None
        return Encoding(self._name(column), kind, bin=bins, bin_step=self.ask.bin_step if bins else None, sort=sort)

    def _unit_encoding(self, shape: Shape, mark: Mark | None = None) -> Encoding:
        column = shape.unit_column
        assert column is not None
        if column.kind == "number":
            return Encoding(self._name(column), "quantitative" if mark in ("line", "area") else "ordinal")
        unit = shape.unit or "auto"
        flowing = (
            self.ask.mark in ("line", "area") or self.ask.over_time or (self.ask.mark is None and (column.span_days or 0) > 366)
        )
        if unit == "auto":
            unit = self._auto_unit(shape)
        elif unit == "fit":
            unit = self._fitting_unit(column)
        elif self.ask.second_unit is not None:
            unit = unit.removeprefix("year") or unit
        elif self.ask.any_year and unit in ("yearmonth", "yearquarter", "yearweek"):
            unit = unit.removeprefix("year")
        elif unit == "month" and not self._of_any_year() and flowing and not self._of_one_year(column):
            unit = "yearmonth"
        elif unit == "quarter" and not (self.ask.unit_binned or self.ask.any_year) and flowing:
            unit = "yearquarter"
        if unit == "raw":
            return Encoding(self._name(column), "temporal")
        return Encoding(self._name(column), unit_type(unit), time_unit=unit_of(unit))

    def _of_any_year(self) -> bool:
        """Whether the months of all years are laid together: said so, or "from January to December"."""
        return self.ask.unit_binned or self.ask.any_year or (self.ask.sort is not None and self.ask.sort.calendar)

    def _of_one_year(self, column: Col) -> bool:
        """Whether all dates fall in one year, or one is asked for: its months need no year to tell them apart."""
        if self.choice.years is column and any(c.op == "==" and c.unit in (None, "year") for c in self.meaning.years):
            return True
        if column.span_days is None or column.latest is None or not column.complete or column.span_days > 366:
            return False
        last = datetime.date.fromisoformat(column.latest[:10])
        return (last - datetime.timedelta(days=column.span_days)).year == last.year


def typed(column: Col, aggregate: str | None) -> FieldType:
    """The type of a channel that a column is drawn on."""
    if column.kind == "temporal" and aggregate not in ("count", "distinct"):
        return "temporal"
    return "quantitative"


def aggregate_of(name: str | None) -> Aggregate | None:
    """The Chart's aggregate of that name."""
    found: Any = name
    return found  # type: ignore[no-any-return]


def unit_of(name: str) -> TimeUnit | None:
    """The Chart's unit of time of that name."""
    found: Any = name
    return found  # type: ignore[no-any-return]


def turned(found: dict[str, Encoding]) -> dict[str, Encoding]:
    """The channels with x and y exchanged."""
    swap = {"x": "y", "y": "x", "xOffset": "yOffset"}
    return {swap.get(k, k): e for k, e in found.items()}
