"""Neighbours: a chart and an instruction's hearing go in; the charts that differ from it in one decision come out.

One decision is what a slip of the grammar gets wrong: the column that is grouped by, the figure, the colour, the order,
the part of a date, whether a condition holds or not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from jupyter_viscode.intent.judging.hearing import Hearing
from jupyter_viscode.intent.judging.holdings import names_in, predicates
from jupyter_viscode.intent.schema.scales import unit_type
from jupyter_viscode.intent.schema.tables import Catalogue, Col
from jupyter_viscode.spec import (
    AggregateTransform,
    Chart,
    Comparison,
    Encoding,
    FieldType,
    Filter,
    JoinTransform,
    Measure,
    Ref,
    Sort,
    Statistic,
    TimeUnit,
    TopN,
)

NAMED = 0.35
"""What a column must score to be thought of."""
MOST_COLUMNS = 10
MOST_COLOURS = 40
MARKS = ("bar", "line", "arc", "point")
"""Forms whose neighbours were weighed."""
_FIGURES = ("mean", "sum", "min", "max", None)
_UNITS: tuple[TimeUnit, ...] = ("year", "yearmonth", "month", "day", "quarter")
_OPPOSITE: Mapping[str, Any] = {
    "==": "!=", "!=": "==", "in": "not in", "not in": "in", "<": ">", ">": "<", "<=": ">=", ">=": "<=", "like": "not like",
    "not like": "like",
}  # fmt: skip


@dataclass(frozen=True)
class Scope:
    """What a chart's rows hold."""

    columns: Mapping[str, Col]
    """By the name that a column has after the joins."""
    tables: tuple[str, ...]
    measures: Mapping[str, Measure]
    """Figures that were made before the encodings."""

    def column(self, name: str | None) -> Col | None:
        """The column behind a name, also behind a figure of it."""
        if name is not None and name in self.measures:
            name = self.measures[name].field
        return self.columns.get(name) if name is not None else None

    def name(self, column: Col) -> str | None:
        """What a column is called here."""
        return next((n for n, c in self.columns.items() if c is column), None)


def scope(chart: Chart, catalogue: Catalogue) -> Scope | None:
    """What a chart's rows hold; None for a chart of another form, of several layers or panels, or with made columns."""
    if chart.mark not in MARKS or chart.layers or chart.panels or "facet" in chart.encodings:
        return None
    if chart.frame not in catalogue.tables:
        return None
    tables, measures = [chart.frame], {}
    for transform in chart.transforms:
        if isinstance(transform, JoinTransform):
            tables.append(transform.frame)
        elif isinstance(transform, AggregateTransform):
            measures.update({m.name: m for m in transform.measures})
        elif not isinstance(transform, (Filter, TopN)):
            return None
    if not set(tables) <= set(catalogue.tables):
        return None
    columns: dict[str, Col] = {}
    for table in tables:
        for column in catalogue.tables[table].cols:
            name = column.name if column.name not in columns else f"{column.name}_{table}"
            columns.setdefault(name, column)
    return Scope(columns, tuple(tables), measures)


def channels(chart: Chart) -> tuple[str | None, str | None]:
    """The channel of the groups and that of their figure."""
    drawn = chart.encodings
    if chart.mark == "arc":
        return "color", "theta"
    if "x" not in drawn or "y" not in drawn:
        return ("x" if "x" in drawn else None), ("y" if "y" in drawn else None)
    lying = drawn["x"].aggregate is not None and drawn["y"].aggregate is None
    return ("y", "x") if lying else ("x", "y")


def neighbours(chart: Chart, hearing: Hearing) -> list[tuple[str, Chart]]:
    """The charts that differ in one decision, each with the kind of decision."""
    known = scope(chart, hearing.catalogue)
    return list(_Neighbours(chart, hearing, known).all()) if known is not None else []


class _Neighbours:
    """The decisions of one chart, taken otherwise."""

    def __init__(self, chart: Chart, hearing: Hearing, known: Scope) -> None:
        self.chart, self.hearing, self.scope = chart, hearing, known
        self.catalogue = hearing.catalogue
        self.group, self.figure = channels(chart)
        rated = [(hearing.said(c).score, c) for c in self.catalogue.columns()]
        self.named = [c for s, c in sorted(((s, c) for s, c in rated if s > NAMED), key=lambda p: -p[0])][:MOST_COLUMNS]

    def all(self) -> Iterator[tuple[str, Chart]]:
        if self.chart.mark == "bar" and self.group and self.figure:
            yield from (("order", c) for c in self._orders())
        if not self.scope.measures and self.chart.mark != "point" and self.group:
            yield from self._groups(self.group)
            yield from (("colour", c) for c in self._colours())
            if self.figure:
                yield from (("figure", c) for c in self._figures(self.figure))
        yield from (("unit", c) for c in self._units())
        yield from self._conditions()
        yield from (("flag", c) for c in self._flags())

    # -- ways to change a chart --

    def _with(self, **encodings: Encoding | None) -> Chart:
        changed = {k: e for k, e in {**self.chart.encodings, **encodings}.items() if e is not None}
        return replace(self.chart, encodings=changed)

    def _reached(self, column: Col) -> tuple[str, tuple[JoinTransform, ...]] | None:
        """What a column is called, and the join that brings it in."""
        name = self.scope.name(column)
        if name is not None:
            return name, ()
        if self.catalogue.tables[column.table].copy_of:  # rows in a part that they play for others
            return None
        for table in self.scope.tables:
            edge = self.catalogue.edge(table, column.table)
            key = next((n for n, c in self.scope.columns.items() if edge and (c.table, c.name) == (table, edge.left_on)), None)
            if edge is not None and key is not None:
                taken = column.name in self.scope.columns
                name = f"{column.name}_{column.table}" if taken else column.name
                return name, (JoinTransform(column.table, key, edge.right_on),)
        return None

    def _joined(self, chart: Chart, joins: tuple[JoinTransform, ...]) -> Chart:
        """A chart with one more join, behind those that it has."""
        place = max((i + 1 for i, t in enumerate(chart.transforms) if isinstance(t, JoinTransform)), default=0)
        return replace(chart, transforms=(*chart.transforms[:place], *joins, *chart.transforms[place:]))

    def _field(self, channel: str | None) -> str | None:
        return self.chart.encoding(channel).field if channel else None

    # -- decisions --

    def _orders(self) -> Iterator[Chart]:
        assert self.group is not None
        encoding = self.chart.encoding(self.group)
        if not self.hearing.orders and encoding.sort is None:
            return
        own = self.chart.keeps_own_order(self.group)
        now = (own, encoding.sort.order) if encoding.sort is not None else None
        for by_itself in (True, False):
            for order in ("ascending", "descending"):
                if now != (by_itself, order):
                    sort = Sort(self.group if by_itself else self.figure or "", order)
                    yield self._with(**{self.group: replace(encoding, sort=sort)})

    def _groups(self, group: str) -> Iterator[tuple[str, Chart]]:
        now, colour, figure = self.chart.encoding(group), self.chart.encodings.get("color"), self._field(self.figure)
        sort = replace(now.sort, by="") if now.sort is not None and now.sort.by == now.field else now.sort
        for column in self.named:
            reached = self._reached(column)
            if reached is None or reached[0] in (now.field, figure, colour.field if colour else None):
                continue
            counted = column.kind == "number" and not column.year and not self.catalogue.keyed(column)
            if (counted and column.distinct > MOST_COLOURS) or (column.kind == "temporal" and self.chart.mark != "bar"):
                continue
            kind: FieldType = "ordinal" if column.kind == "number" else _type(column)
            yield "group", self._joined(self._with(**{group: Encoding(reached[0], kind, sort=sort)}), reached[1])
        if colour is None or colour.field is None or self.chart.mark == "arc":
            return
        plain: dict[str, Encoding | None] = {"color": None, "xOffset": None, "yOffset": None}
        yield "no colour", self._with(**plain)
        yield "colour alone", self._with(**{**plain, group: replace(colour, sort=now.sort)})
        if now.time_unit is None and now.type != "temporal":
            turned: dict[str, Encoding | None] = {
                group: replace(now, field=colour.field, type=colour.type),
                "color": replace(colour, field=now.field, type="nominal"),
            }
            if "xOffset" in self.chart.encodings:
                turned["xOffset"] = replace(self.chart.encodings["xOffset"], field=now.field)
            yield "turned", self._with(**turned)

    def _colours(self) -> Iterator[Chart]:
        if self.chart.mark not in ("bar", "line"):
            return
        drawn = {e.field for e in self.chart.encodings.values()}
        for column in self.named:
            reached = self._reached(column)
            wide = column.distinct > MOST_COLOURS or (self.catalogue.keyed(column) and column.distinct > 12)
            if reached is None or reached[0] in drawn or column.kind == "temporal" or wide:
                continue
            colour = Encoding(reached[0], "nominal")
            more = {"xOffset": colour} if "xOffset" in self.chart.encodings else {}
            yield self._joined(self._with(color=colour, **more), reached[1])

    def _figures(self, figure: str) -> Iterator[Chart]:
        now = self.chart.encoding(figure)
        if now.aggregate != "count" or now.field is not None:
            yield self._with(**{figure: Encoding(aggregate="count", type="quantitative")})
        drawn = {e.field for k, e in self.chart.encodings.items() if k != figure}
        one = self.scope.column(self._field(self.group))
        single = one is not None and one.unique and len(self.scope.tables) == 1  # any figure of one row is its value
        numbers = [c for c in self.named if c.kind == "number" and not c.year and not self.catalogue.keyed(c)]
        for column in numbers[:4]:
            reached = self._reached(column)
            if reached is None or reached[0] in drawn:
                continue
            for aggregate in (None,) if single else _FIGURES:
                plain = aggregate is None and "color" in self.chart.encodings and self.chart.mark != "arc"
                same = now.field == reached[0] and (single or now.aggregate == aggregate)
                if not same and not plain:
                    made = Encoding(reached[0], "quantitative", aggregate)  # type: ignore[arg-type]
                    yield self._joined(self._with(**{figure: made}), reached[1])

    def _units(self) -> Iterator[Chart]:
        now = self.chart.encoding(self.group) if self.group else Encoding()
        if self.group and now.time_unit:
            for unit in _UNITS:
                if unit != now.time_unit:
                    yield self._with(**{self.group: replace(now, time_unit=unit, type=unit_type(unit))})

    def _conditions(self) -> Iterator[tuple[str, Chart]]:
        """Plain conditions turned into their opposite, or said of another column."""
        for place, transform in enumerate(self.chart.transforms):
            if isinstance(transform, AggregateTransform):
                return
            where = transform.where if isinstance(transform, Filter) else None
            if not isinstance(where, Comparison):
                continue
            if where.op in _OPPOSITE:
                yield "opposite", self._filtered(place, replace(where, op=_OPPOSITE[where.op]))
            now = self.scope.column(where.field)
            if now is None or isinstance(where.value, (Ref, Statistic)):
                continue
            for column in self.named:
                name = self.scope.name(column)
                held = column.kind != "text" or (isinstance(where.value, str) and where.value in column.values)
                if name is not None and name != where.field and column.kind == now.kind and held:
                    yield "other column", self._filtered(place, replace(where, field=name))

    def _filtered(self, place: int, where: Comparison) -> Chart:
        kept = self.chart.transforms
        return replace(self.chart, transforms=(*kept[:place], Filter(where), *kept[place + 1 :]))

    def _flags(self) -> Iterator[Chart]:
        """Conditions on yes/no columns that are named and stand for nothing."""
        used = {*names_in(self.chart), *(getattr(p, "field", None) for p in predicates(self.chart))}
        kept = self.chart.transforms
        place = next((i for i, t in enumerate(kept) if isinstance(t, AggregateTransform)), len(kept))
        for name, column in self.scope.columns.items():
            if column.flag is None or name in used or self.hearing.said(column).score < 0.5:
                continue
            before, after = kept[:place], kept[place:]
            for value in column.flag:
                yield replace(self.chart, transforms=(*before, Filter(Comparison(name, "==", value)), *after))


def _type(column: Col) -> FieldType:
    return "temporal" if column.kind == "temporal" else "quantitative" if column.kind == "number" else "nominal"
