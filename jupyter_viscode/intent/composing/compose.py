"""Composing: what enters is an Ask, a Meaning and one joint choice of columns; what leaves is a Chart."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from jupyter_viscode.intent.composing.channels import aggregate_of, turned
from jupyter_viscode.intent.composing.filters import Filtering
from jupyter_viscode.intent.composing.folding import Folding
from jupyter_viscode.intent.composing.looks import Looks
from jupyter_viscode.intent.composing.ordering import Ordering
from jupyter_viscode.intent.composing.seasons import gathered
from jupyter_viscode.intent.composing.shape import CALENDAR, Shape
from jupyter_viscode.intent.composing.shares import of_total, rate
from jupyter_viscode.intent.grammar.comparing import yearly
from jupyter_viscode.intent.rewriting.ratios import computing
from jupyter_viscode.intent.rewriting.wide import Long, summed, unfolded
from jupyter_viscode.spec import (
    AggregateTransform,
    Annotation,
    Calculate,
    Chart,
    Comparison,
    Encoding,
    Filter,
    Mark,
    Measure,
    Transform,
)

CROWDED = 60
"""More names than this do not fit side by side under an axis."""
MOST_BARS = 250
ROW = 0.16
"""Inches for each of the bars below each other."""
_AVERAGE = re.compile(r"\b(?:average|avg|mean|rates?|prices?|temperatures?|scores?|shares?)\b")
"""Words of figures that do not add up."""
MANY = 40
"""A number of more values than this is no category."""


class Composer(Looks, Filtering, Ordering, Folding):
    """Builds the chart of one choice."""

    ratios: Mapping[str, Calculate] = {}
    """Columns that are computed, by their names."""
    long: Long | None = None
    """How the frame is turned long first."""

    def chart(self) -> Chart | None:
        """The chart, or None when the parts make none."""
        shape = self._shape()
        self._along_columns(shape)
        self._led(shape)
        self._group_dates(shape)
        mark = self._mark(shape)
        encodings, transforms = self._computed(self._encodings(mark, shape))
        if not encodings:
            return self._summary(shape, transforms)
        if self.ask.gathering is not None:
            made, encodings = gathered(encodings, self.ask.gathering, self._years())
            kept = self.ask.gathering == "decade" and self.ask.mark == "line"
            mark = "bar" if mark == "line" and made and not kept else mark
            transforms.extend(made)
            self.odd_unit = "" if made else self.ask.gathering
        else:
            self.odd_unit = self.odd_unit or self._undated(shape)
        several = self._side_by_side(mark, shape, encodings)
        if several is not None:
            return self._folded(mark, transforms, *several)
        having = self._having(mark, encodings)
        if having is not None:
            extra, encodings = having
            transforms.extend(extra)
        transforms.extend(self._top(encodings))
        if self.ask.window and not (mark == "arc" and self.ask.window == "percent of total"):
            transforms.append(self._window())
        chart = self._drawn(mark, shape, self._dressed(mark, self._sorted(encodings)), transforms)
        share = None if chart.layers else rate(chart, self.ask, self._spoken())
        self.others = [chart] if share is not None else self._other_units(chart) if self.guessed_date else []
        if self.ask.limit is not None and any(e.bin for e in chart.encodings.values()):
            self.left_out.append(f"choice of {self.ask.limit}")
        return share or of_total(chart, self.ask)

    def _years(self) -> frozenset[str]:
        """The columns of numbers that could be years."""
        columns = (c for t in self.plan.tables for c in self.catalogue.tables[t].cols)
        return frozenset(self._name(c) for c in columns if c.kind == "number" and yearly(c))

    def _undated(self, shape: Shape) -> str:
        """The unit of time that was asked for where there are no dates to divide."""
        unit = self.ask.unit
        yeared = unit == "year" and any(self._name(d) in self._years() for d in shape.dims)
        return "" if unit is None or self.choice.unit is not None or yeared else unit.removeprefix("year") or unit

    def _computed(self, encodings: dict[str, Encoding]) -> tuple[dict[str, Encoding], list[Transform]]:
        """The channels, and what is done to the rows before anything is drawn: joins, filters, computed and long columns."""
        transforms = computing(encodings, [*self.plan.steps, *self.filters()], self.ratios)
        if self.long is None:
            return encodings, transforms
        averaged = self.ask.average or _AVERAGE.search(self.ask.text.original.lower()) is not None
        encodings = summed(encodings, self.long, averaged=averaged)
        return encodings, unfolded(encodings, transforms, self.long)

    def _drawn(self, mark: Mark, shape: Shape, encodings: dict[str, Encoding], transforms: list[Transform]) -> Chart:
        """The chart with its layers, its bars lying where their names need the room."""
        crowd = self._crowd(mark, encodings)
        if crowd:
            encodings = turned(encodings)
        second = self._beside(mark, shape, encodings)
        if second is not None:
            encodings = self._both_titled(encodings, second)
        self.left_out = self._undrawn(mark, shape)
        layers = self._layers(mark, shape, encodings, second)
        if second is None and layers and not layers[0].secondary and layers[0].mark == "line":
            encodings["y"] = replace(encodings["y"], title=encodings["y"].title or encodings["y"].field)
        chart = Chart(mark=mark, encodings=encodings, frame=self.plan.base, transforms=tuple(transforms), title=self.ask.title,
                      annotations=self._annotations(), style=self._style(mark), layers=layers)  # fmt: skip
        return replace(chart, style=replace(chart.style, height=round(ROW * crowd, 1))) if crowd else chart

    def _crowd(self, mark: Mark, encodings: dict[str, Encoding]) -> int:
        """How many bars there are whose names cannot stand side by side; 0 where they can, or where looks are asked for."""
        base, ask = encodings.get("x", Encoding()), self.ask
        column = next((c for c in self.catalogue.columns() if c.name == base.field and c.kind == "text"), None)
        plain = mark == "bar" and set(encodings) == {"x", "y"} and not (ask.size or ask.limit or ask.angle or ask.mark)
        few = column is None or not column.complete or not CROWDED < column.distinct <= MOST_BARS
        return 0 if few or column is None or not plain or base.type != "nominal" or self.meaning.conditions else column.distinct

    def _along_columns(self, shape: Shape) -> None:
        """The months that were columns run along x."""
        key = self.long.fold.key if self.long is not None else None
        shape.dims.sort(key=lambda d: d.name != key)

    def _folded(self, mark: Mark, before: list[Transform], extra: list[Transform], encodings: dict[str, Encoding]) -> Chart:
        """Several figures in one chart."""
        encodings = self._dressed(mark, self._sorted(encodings) if self.ask.sort is not None else encodings)
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
        if (by.integer and set(by.stems) & CALENDAR) or self.ask.gathering is not None:
            return False
        return by.kind == "number" and not by.year and not by.unique and by.distinct > MANY and not self.catalogue.keyed(by)

    def _having(self, mark: Mark, encodings: dict[str, Encoding]) -> tuple[list[Transform], dict[str, Encoding]] | None:
        """Conditions on groups: aggregate first, then filter."""
        wanted = [c for c in self.meaning.conditions if c.aggregate is not None and id(c) not in self.choice.within]
        joined = [a for a in self.meaning.absences if any(t.name in self.plan.tables for _, t in a.mention.tables[:1])]
        wanted += [a.tally for a in joined if a.tally is not None]
        scattered = mark == "point" and any(e.aggregate for e in encodings.values())
        groupby = _grouped_by(mark, encodings) if wanted or scattered else ()
        if not groupby:
            return None
        measures, changed = _measured(encodings, groupby)
        filters: list[Transform] = []
        for condition in wanted:
            column = self.choice.column(condition)
            aggregate = aggregate_of(condition.aggregate) or "count"
            source = self._name(column) if column is not None and aggregate != "count" else None
            name = _measure_name(aggregate, source)
            if all(m.name != name for m in measures):
                measures.append(Measure(aggregate, source, name))
            filters.append(Filter(Comparison(name, condition.op, condition.value)))  # type: ignore[arg-type]
        return [AggregateTransform(groupby, tuple(measures)), *filters], changed


def _grouped_by(mark: Mark, encodings: Mapping[str, Encoding]) -> tuple[str, ...]:
    """The columns for each of whose values a figure is drawn."""
    if mark == "point":
        dims = [e for c, e in encodings.items() if c in ("detail", "color", "facet")]
    else:
        dims = [e for c, e in encodings.items() if e.aggregate is None and not e.time_unit and c != "xOffset"]
    return tuple(dict.fromkeys(e.field for e in dims if e.field is not None and e.type != "quantitative"))


def _measured(encodings: Mapping[str, Encoding], groupby: Sequence[str]) -> tuple[list[Measure], dict[str, Encoding]]:
    """The figures of the groups, and the channels that show them under the names they get."""
    measures: list[Measure] = []
    changed = {k: e for k, e in encodings.items() if k != "detail"}
    for channel, encoding in encodings.items():
        plain = encoding.aggregate is None and encoding.type == "quantitative" and not encoding.bin
        aggregate = "mean" if plain and encoding.field not in (*groupby, None) else encoding.aggregate
        if aggregate is None:
            continue
        name = _measure_name(aggregate, encoding.field)
        measures.append(Measure(aggregate, encoding.field, name))
        changed[channel] = replace(encoding, field=name, aggregate=None, type="quantitative")
    return measures, changed


def _measure_name(aggregate: str, source: str | None) -> str:
    return "rows" if source is None else f"{aggregate} {source}"
