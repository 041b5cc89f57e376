"""Composing: what enters is an Ask, a Meaning and one joint choice of columns; what leaves is a Chart."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

from jupyter_viscode.intent.catalogue import Col
from jupyter_viscode.intent.filters import Filtering
from jupyter_viscode.intent.folding import Folding
from jupyter_viscode.intent.ordering import Ordering, measured
from jupyter_viscode.intent.seasons import gathered
from jupyter_viscode.intent.shape import AVERAGED, SUMMED, Shape, Shaping
from jupyter_viscode.intent.shares import rate
from jupyter_viscode.intent.meaning import Slot
from jupyter_viscode.intent.timing import Timing
from jupyter_viscode.intent.words import name_stems
from jupyter_viscode.spec import (
    Aggregate,
    AggregateTransform,
    Annotation,
    Chart,
    Comparison,
    Encoding,
    FieldType,
    Filter,
    Mark,
    Measure,
    Scale,
    Style,
    TimeUnit,
    Transform,
)

_COLORS = (("#0072B2", "blue"), ("#E69F00", "orange"))
"""Of two figures on one axis."""
MANY = 40
"""A number of more values than this is no category."""
NEARLY = 0.8
"""Share of rows with a value of their own from which a column names the rows."""


class Composer(Shaping, Filtering, Timing, Ordering, Folding):
    """Builds the chart of one choice."""

    def chart(self) -> Chart | None:
        """The chart, or None when the parts make none."""
        shape = self._shape()
        mark = self._mark(shape)
        encodings = self._encodings(mark, shape)
        transforms: list[Transform] = list(self.plan.steps)
        transforms.extend(self.filters())
        if not encodings:
            return self._summary(shape, transforms)
        if self.ask.season:
            months, encodings = gathered(encodings)
            mark = "bar" if mark == "line" and months else mark
            transforms.extend(months)
        several = self._side_by_side(mark, shape, encodings)
        if several is not None:
            return self._folded(mark, transforms, *several)
        having = self._having(mark, shape, encodings)
        if having is not None:
            extra, encodings = having
            transforms.extend(extra)
        transforms.extend(self._top(mark, encodings))
        if self.ask.window:
            transforms.append(self._window())
        encodings = self._sorted(mark, encodings)
        encodings = self._dressed(mark, encodings)
        second = self._beside(mark, shape, encodings)
        if second is not None:
            encodings = self._both_titled(encodings, second)
        self.left_out = self._undrawn(mark, shape)
        layers = self._layers(mark, shape, encodings, second)
        if second is None and layers and not layers[0].secondary and layers[0].mark == "line":
            encodings["y"] = replace(encodings["y"], title=encodings["y"].title or encodings["y"].field)
        chart = Chart(mark=mark, encodings=encodings, frame=self.plan.base, transforms=tuple(transforms), title=self.ask.title,
                      annotations=self._annotations(), style=self._style(mark), layers=layers)  # fmt: skip
        share = None if layers else rate(chart, self.ask, self._spoken())
        self.other = chart if share is not None else None
        if self.ask.limit is not None and any(e.bin for e in encodings.values()):
            self.left_out.append(f"choice of {self.ask.limit}")
        return share or chart

    def _folded(self, mark: Mark, before: list[Transform], extra: list[Transform], encodings: dict[str, Encoding]) -> Chart:
        """Several figures in one chart."""
        encodings = self._dressed(mark, self._sorted(mark, encodings) if self.ask.sort is not None else encodings)
        return Chart(mark, encodings, self.plan.base, (*before, *extra), self.ask.title, annotations=self._annotations(),
                     style=self._style(mark))  # fmt: skip

    def _summary(self, shape: Shape, transforms: list[Transform]) -> Chart | None:
        """Figures of all rows, each a bar with its value."""
        whole = self._whole(shape)
        if whole is None:
            return None
        extra, encodings = whole
        notes = self._annotations() or (Annotation("value labels"),)
        return Chart("bar", self._dressed("bar", encodings), self.plan.base, (*transforms, *extra), self.ask.title,
                     annotations=notes, style=self._style("bar"))  # fmt: skip

    def _spoken(self) -> dict[str, str]:
        """The words by which each condition was spoken of, by its column and value."""
        found = {}
        for condition in self.meaning.conditions:
            column, where = self.choice.column(condition), self._predicate(condition)
            if column is not None and condition.mention is not None and isinstance(where, Comparison):
                found[f"{where.field} {where.value}"] = condition.mention.text.lower()
        return found

    # -- the mark --

    def _mark(self, shape: Shape) -> Mark:
        ask = self.ask
        numeric = len(shape.numbers) + len(shape.measures)
        if ask.mark:
            mark: Any = ask.mark
            if mark == "bar" and ask.histogram and not shape.dims and not shape.measures and shape.numbers:
                return "bar"
            return mark  # type: ignore[no-any-return]
        categories = [d for d in shape.dims if d.kind != "number"]
        timed = shape.unit_column is not None
        if timed and self._second(shape) is not None and not ask.relation:
            return "line"
        if len(shape.numbers) >= 2 and not shape.measures and not (shape.dims and shape.cued) and not timed:
            return "point"
        if (ask.relation and numeric >= 2) or self._pair(shape):
            return "point"
        if shape.unit_column is not None or any(d.kind == "temporal" or d.year for d in shape.dims) or ask.over_time:
            return "line"
        if ask.distribution and shape.numbers and categories and not shape.measures:
            return "boxplot"
        if ask.share and len(shape.dims) == 1 and shape.dims[0].distinct <= 8 and not shape.color:
            return "arc"
        return "bar"

    def _pair(self, shape: Shape) -> bool:
        """ "Fare by age": two numbers of many values, neither counted nor averaged."""
        if len(shape.numbers) != 1 or len(shape.dims) != 1 or shape.measures or shape.unit_column is not None:
            return False
        by = shape.dims[0]
        return by.kind == "number" and not by.year and not by.unique and by.distinct > MANY and not self.catalogue.keyed(by)

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
        if not dims:
            return {}
        value = self._value(shape, mark)
        if value is None:
            return {}
        if mark in ("arc", "treemap"):
            channel = "theta" if mark == "arc" else "size"
            return {channel: value, "color": dims[0]}
        x, others = dims[0], dims[1:]
        found = {"x": x, "y": value}
        if others:
            found["color"] = others[0]
            if mark == "bar":
                self._arranged(found, shape)
            elif mark == "area":
                how: Any = {"normalize": "normalize", "overlaid": "none"}.get(self.ask.arrangement or "", "zero")
                found["y"] = replace(found["y"], stack=how)
        if len(others) > 1 and shape.facet is None:
            found["facet"] = others[1]
        elif self.ask.facets and shape.facet is None and "color" in found:
            found["facet"] = found.pop("color")
            found.pop("xOffset", None)
            found["y"] = replace(found["y"], stack=None)
        if shape.facet is not None:
            found["facet"] = self._dim(shape.facet)
        if self.ask.horizontal and mark in ("bar",):
            found = _turned(found)
        return found

    def _arranged(self, found: dict[str, Encoding], shape: Shape) -> None:
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
            unit = self._unit_encoding(shape)
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
        second = replace(first, time_unit=_unit(self.ask.second_unit), type="ordinal")
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

    def _value(self, shape: Shape, mark: Mark) -> Encoding | None:
        """The measure of a bar, line, area or slice."""
        if shape.measures:
            aggregate, column = shape.measures[0]
            if column is None:
                return Encoding(None, "quantitative", aggregate="count")
            if aggregate is None:
                return self._plain(column, shape)
            return Encoding(self._name(column), _typed(column, aggregate), aggregate=_aggregate(aggregate))
        if shape.numbers:
            return self._plain(shape.numbers[0], shape)
        return Encoding(None, "quantitative", aggregate="count")

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
        summed = bool(set(column.stems) & SUMMED) and not set(column.stems) & AVERAGED
        summed = summed or self.ask.window == "cumulative" or self.ask.mark == "arc"
        return Encoding(self._name(column), "quantitative", aggregate="sum" if summed and not self.ask.average else "mean")

    def _tells_rows_apart(self, column: Col) -> bool:
        """Whether (nearly) each row has a value of its own: then nothing is to be added up."""
        rows = self.catalogue.tables[column.table].rows
        return column.unique or bool(column.complete and rows and column.distinct >= NEARLY * rows and column.kind != "boolean")

    def _scatter(self, shape: Shape) -> dict[str, Encoding]:
        pairs: list[tuple[str | None, Col | None]] = []
        for slot in sorted(
            [*self.meaning.selects, *self.meaning.measures, *self.meaning.groups], key=lambda s: s.mention.start
        ):
            column = self.choice.column(slot)
            if slot in self.meaning.groups and self.choice.of(slot).label and self._figures_enough(slot):
                continue
            if slot.aggregate == "count" and slot in self.meaning.measures and self.choice.of(slot).rows is not None:
                if len(pairs) < 2:
                    pairs.append(("count", None))
                continue
            if column is None or column.kind not in ("number", "temporal"):
                continue
            aggregate = slot.aggregate if slot in self.meaning.measures else None
            if aggregate == "count":
                aggregate = None
            if (aggregate, column) not in pairs and len(pairs) < 2:
                pairs.append((aggregate, column))
        if len(pairs) < 2:
            return self._counted_scatter(shape)
        axes = {
            s.axis: self.choice.column(s)
            for s in [*self.meaning.selects, *self.meaning.measures, *self.meaning.groups]
            if s.axis
        }
        (xa, x), (ya, y) = pairs
        if (
            axes.get("x") is y
            or axes.get("y") is x
            or ((self.meaning.versus or (y in shape.dims and not self.ask.mark)) and not axes)
        ):
            (xa, x), (ya, y) = pairs[1], pairs[0]
        plain = [c for a, c in pairs if a is None and c is not None]
        if "count" in (xa, ya) and plain and (plain[0] in shape.dims or not shape.dims or self.catalogue.keyed(plain[0])):
            return {"x": Encoding(self._name(plain[0]), "quantitative"), "y": self._point(None, "count")}
        if (xa or ya) and shape.dims:
            xa, ya = xa or "mean", ya or "mean"
        found = {"x": self._point(x, xa), "y": self._point(y, ya)}
        labels = [self.choice.column(s) for s in self.meaning.selects if self.choice.of(s).label]
        rest = [d for d in shape.dims if d is not x and d is not y and d not in labels and (shape.cued or d.distinct <= 20)]
        color = shape.color or next((d for d in rest if d.kind != "number" or d.year or (xa and self.catalogue.keyed(d))), None)
        if color is not None:
            found["detail" if xa and shape.color is None else "color"] = self._dim(color)
        if shape.facet is not None:
            found["facet"] = self._dim(shape.facet)
        for slot in self.meaning.sizes:
            sized = self.choice.column(slot)
            if sized is not None and sized.kind == "number" and not xa:
                found["size"] = Encoding(self._name(sized), "quantitative")
        return found

    def _figures_enough(self, group: Slot) -> bool:
        """Whether two numbers are asked for besides what the points stand for."""
        others = [self.choice.column(s) for s in (*self.meaning.selects, *self.meaning.measures) if s is not group]
        return sum(c is not None and c.kind == "number" for c in others) >= 2

    def _point(self, column: Col | None, aggregate: str | None) -> Encoding:
        if column is None:
            return Encoding(None, "quantitative", aggregate="count")
        return Encoding(self._name(column), _typed(column, aggregate), aggregate=_aggregate(aggregate))

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
            value = Encoding(self._name(column), "quantitative", aggregate=_aggregate(aggregate))
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
        value = self._value(shape, "rect")
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

    # -- channels --

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
        return Encoding(self._name(column), kind, bin=bins, bin_step=self.ask.bin_step if bins else None)

    def _unit_encoding(self, shape: Shape) -> Encoding:
        column = shape.unit_column
        assert column is not None
        if column.kind == "number":
            return Encoding(self._name(column), "ordinal" if self.ask.mark not in ("line", "area") else "quantitative")
        unit = shape.unit or "auto"
        flowing = (
            self.ask.mark in ("line", "area") or self.ask.over_time or (self.ask.mark is None and (column.span_days or 0) > 366)
        )
        if unit == "auto":
            unit = self._auto_unit(shape)
        elif self.ask.second_unit is not None:
            unit = unit.removeprefix("year") or unit
        elif unit == "month" and not self.ask.unit_binned and flowing and not _of_one_year(column):
            unit = "yearmonth"
        elif unit == "quarter" and not self.ask.unit_binned and flowing:
            unit = "yearquarter"
        if unit == "raw":
            return Encoding(self._name(column), "temporal")
        return Encoding(self._name(column), "temporal" if unit.startswith("year") else "ordinal", time_unit=_unit(unit))

    # -- conditions --

    def _having(
        self, mark: Mark, shape: Shape, encodings: dict[str, Encoding]
    ) -> tuple[list[Transform], dict[str, Encoding]] | None:
        """Conditions on groups: aggregate first, then filter."""
        wanted = [c for c in self.meaning.conditions if c.aggregate is not None]
        scattered = mark == "point" and any(e.aggregate for e in encodings.values())
        if not wanted and not scattered:
            return None
        dims = [
            (k, e)
            for k, e in encodings.items()
            if e.aggregate is None and e.field is not None and not e.time_unit and k != "xOffset"
        ]
        if mark == "point":
            dims = [(k, e) for k, e in encodings.items() if k in ("detail", "color", "facet")]
        groupby = tuple(
            dict.fromkeys(e.field for _, e in dims if e.field is not None and (e.type != "quantitative" or k_is_dim(e)))
        )
        if not groupby:
            return None
        measures: list[Measure] = []
        changed = {k: e for k, e in encodings.items() if k != "detail"}
        for channel, encoding in encodings.items():
            if (
                encoding.aggregate is None
                and encoding.type == "quantitative"
                and encoding.field not in (*groupby, None)
                and not encoding.bin
            ):
                encoding = replace(encoding, aggregate="mean")
            if encoding.aggregate is None:
                continue
            name = _measure_name(encoding.aggregate, encoding.field)
            measures.append(Measure(encoding.aggregate, encoding.field, name))
            changed[channel] = replace(encoding, field=name, aggregate=None, type="quantitative")
        transforms: list[Transform] = []
        for condition in wanted:
            column = self.choice.column(condition)
            aggregate = _aggregate(condition.aggregate) or "count"
            source = self._name(column) if column is not None and aggregate != "count" else None
            name = _measure_name(aggregate, source)
            if all(m.name != name for m in measures):
                measures.append(Measure(aggregate, source, name))
            transforms.append(Filter(Comparison(name, condition.op, condition.value)))  # type: ignore[arg-type]
        return [AggregateTransform(groupby, tuple(measures)), *transforms], changed

    # -- looks --

    def _dressed(self, mark: Mark, encodings: dict[str, Encoding]) -> dict[str, Encoding]:
        found = dict(encodings)
        for axis, kind in self.ask.log.items():
            channel = measured(found) or "y" if axis == "measure" else axis
            if channel in found and found[channel].type == "quantitative":
                scale = found[channel].scale or Scale()
                found[channel] = replace(found[channel], scale=replace(scale, type="log" if kind == "log" else "linear"))
        for axis, title in self.ask.axis_titles.items():
            if axis in found:
                found[axis] = replace(found[axis], title=title)
        if self.ask.color and "color" not in found:
            found["color"] = Encoding(value=self.ask.color)
        if self.ask.scheme and "color" in found and found["color"].field is not None:
            found["color"] = replace(found["color"], scale=Scale(scheme=self.ask.scheme))
        return found

    def _annotations(self) -> tuple[Annotation, ...]:
        found = []
        if self.ask.labels:
            found.append(Annotation("value labels"))
        if self.ask.mark_extreme:
            found.append(Annotation("minimum" if self.ask.mark_extreme == "minimum" else "maximum"))
        return tuple(found)

    def _style(self, mark: Mark) -> Style:
        ask = self.ask
        legend: Any = ask.legend
        width, height = ask.size or (None, None)
        return Style(width=width, height=height, theme=ask.theme, legend=legend, grid=ask.grid, label_angle=ask.angle,
                     inner_radius=0.5 if ask.donut and mark == "arc" else None, point=True if ask.points else None)  # fmt: skip

    def _layers(self, mark: Mark, shape: Shape, encodings: dict[str, Encoding], beside: Encoding | None) -> tuple[Chart, ...]:
        if mark == "point" and self.ask.trend and {"x", "y"} <= set(encodings):
            return (Chart("regression", {"x": encodings["x"], "y": encodings["y"]}),)
        second = self._second(shape)
        if beside is not None:
            layer = {"y": replace(beside, title=encodings["y"].title), "color": Encoding(value=_COLORS[1][0])}
            self.left_out = self.left_out[1:]
            return (Chart("point", {"x": encodings["x"], **layer}),)
        apart = {"color", "facet", "row", "column"} & set(encodings)
        timed = mark == "line" and not apart and shape.unit_column is not None and not self.ask.window
        if (timed or (mark in ("bar", "line") and self.ask.dual)) and second is not None and "x" in encodings:
            self.left_out = self.left_out[1:]
            one = second.field is not None and second.field == encodings["y"].field and not self.ask.dual
            return (Chart("line", {"x": encodings["x"], "y": second}, secondary=not one),)
        return ()

    def _beside(self, mark: Mark, shape: Shape, encodings: dict[str, Encoding]) -> Encoding | None:
        """A second figure that fits on the same axis: another aggregate of the column, or a column of the same sort."""
        drawn = encodings.get("y", Encoding())
        apart = {"color", "facet", "xOffset"} & set(encodings)
        if (
            mark != "bar"
            or self.ask.horizontal
            or self.ask.dual
            or apart
            or drawn.field is None
            or drawn.type != "quantitative"
        ):
            return None
        second = self._second(shape)
        if second is None or second.field is None or second == drawn or second.type != "quantitative":
            return None
        return second if set(name_stems(drawn.field)) & set(name_stems(second.field)) else None

    def _undrawn(self, mark: Mark, shape: Shape) -> list[str]:
        """The figures after the first, for which a chart of one measure has no place."""
        if mark not in ("bar", "line", "area", "arc") or self.ask.dual or not (shape.dims or shape.unit_column):
            return []
        measures = [Encoding(self._name(c) if c is not None else None, aggregate=_aggregate(a)) for a, c in shape.measures]
        plain = [Encoding(self._name(c)) for c in shape.numbers if c not in [m for _, m in shape.measures]]
        return [_phrase(e) for e in (*measures, *plain)][1:]

    def _both_titled(self, encodings: dict[str, Encoding], second: Encoding) -> dict[str, Encoding]:
        """The axis's title says which colour is which figure."""
        drawn = encodings["y"]
        said = " and ".join(f"{_phrase(e)} ({name})" for e, (_, name) in zip((drawn, second), _COLORS, strict=True))
        return {**encodings, "y": replace(drawn, title=drawn.title or said), "color": Encoding(value=_COLORS[0][0])}

    def _second(self, shape: Shape) -> Encoding | None:
        if len(shape.measures) > 1:
            aggregate, column = shape.measures[1]
            if column is None:
                return Encoding(None, "quantitative", aggregate="count")
            return Encoding(self._name(column), _typed(column, aggregate), aggregate=_aggregate(aggregate))
        if len(shape.numbers) + len(shape.measures) > 1 and shape.numbers:
            return self._plain(shape.numbers[-1], shape)
        return None


def _phrase(encoding: Encoding | None) -> str:
    """A figure in words, short."""
    if encoding is None:
        return ""
    return f"{encoding.aggregate} of {encoding.field or 'rows'}" if encoding.aggregate else str(encoding.field)


# -- small pieces ------------------------------------------------------------------------------------------------------


def k_is_dim(encoding: Encoding) -> bool:
    """A discrete channel by its type."""
    return encoding.field is not None and encoding.type in ("nominal", "ordinal", "temporal")


def _of_one_year(column: Col) -> bool:
    """Whether all dates fall in one year: its months need no year to tell them apart."""
    if column.span_days is None or column.latest is None or not column.complete or column.span_days > 366:
        return False
    last = datetime.date.fromisoformat(column.latest[:10])
    return (last - datetime.timedelta(days=column.span_days)).year == last.year


def _typed(column: Col, aggregate: str | None) -> FieldType:
    if column.kind == "temporal" and aggregate not in ("count", "distinct"):
        return "temporal"
    return "quantitative"


def _aggregate(name: str | None) -> Aggregate | None:
    found: Any = name
    return found  # type: ignore[no-any-return]


def _unit(name: str) -> TimeUnit | None:
    found: Any = name
    return found  # type: ignore[no-any-return]


def _turned(found: dict[str, Encoding]) -> dict[str, Encoding]:
    swap = {"x": "y", "y": "x", "xOffset": "yOffset"}
    return {swap.get(k, k): e for k, e in found.items()}


def _measure_name(aggregate: str, source: str | None) -> str:
    return "rows" if source is None else f"{aggregate} {source}"
