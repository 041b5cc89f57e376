"""The shape: what enters is one choice of columns in their roles; what leaves are dimensions, colour, panels and measures."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from jupyter_viscode.intent.composing.composition import Composition
from jupyter_viscode.intent.grammar.meaning import Slot
from jupyter_viscode.intent.language.vocabulary import UNITS
from jupyter_viscode.intent.language.words import likeness, stem
from jupyter_viscode.intent.schema.additivity import SUMMED
from jupyter_viscode.intent.schema.tables import Col

_OWN_TOTAL = re.compile(r"\btotal number of\s*$")
MANY_ROWS = 40
"""More rows than this are not drawn one by one when they are counted."""
CALENDAR = frozenset(("week", "month", "day", "hour", "quarter", "minute"))
"""Whole numbers of these are stretches of time, however many there are."""
NEARLY = 0.8
"""Share of rows with a value of their own from which a column names the rows."""
OWN_NAME = 0.9
"""A word is what a frame is called when it is so alike."""
MOST_CLASSES = 10
"""A whole number of more values than this is a quantity, not a class."""


def _named_in_plural(slot: Slot, column: Col) -> bool:
    """Whether "number of" stands before a quantity's very name: tickets sold, beds, employees."""
    mention = slot.mention
    last = next((t for t in reversed(mention.tokens) if t.content), None)
    exact = next((s for s, c in mention.columns if c is column), 0.0)
    if last is None or exact < 0.95 or mention.table_score >= exact or not column.integer or column.year:
        return False
    return stem(last.text.lower()) != last.text.lower() or len([t for t in mention.tokens if t.content]) > 1


@dataclass
class Shape:
    """The parts of the chart, columns settled."""

    dims: list[Col] = field(default_factory=list)
    color: Col | None = None
    facet: Col | None = None
    measures: list[tuple[str | None, Col | None]] = field(default_factory=list)
    """(aggregate, column); a column of None counts rows."""
    numbers: list[Col] = field(default_factory=list)
    """Numeric columns listed without an aggregate."""
    unit: str | None = None
    unit_column: Col | None = None
    cued: bool = False


class Shaping(Composition):
    """Settles what is grouped and what is measured."""

    def _shape(self) -> Shape:
        """The shape of one choice: groups, what is listed, and figures, in this order."""
        shape, choice = Shape(), self.choice
        shape.unit_column = choice.unit
        shape.unit = self.ask.unit or ("auto" if choice.unit is not None else None)
        for slot in self.meaning.colors:
            shape.color = choice.column(slot) or shape.color
        for slot in self.meaning.facets:
            shape.facet = choice.column(slot) or shape.facet
        named = self._named_tables()
        labels, grouped = self._take_groups(shape, named)
        for slot in self.meaning.selects:
            self._take_listed(shape, slot, named)
        self._year_shown(shape)
        self._take_measures(shape)
        if len(shape.dims) > 1:
            measured = [c for a, c in shape.measures if a != "count"]
            shape.dims[:] = [d for d in shape.dims if d.kind != "number" or all(c is not d for c in measured)]
        self._prune(shape, labels, grouped)
        return self._completed(shape)

    def _take_groups(self, shape: Shape, named: Collection[str]) -> tuple[list[Col], list[Col]]:
        """Add what is grouped by; the names of things, which stand for a table that was said, and the other columns leave."""
        labels: list[Col] = []
        grouped: list[Col] = []
        for slot in self.meaning.groups:
            pick = self.choice.of(slot)
            column = pick.column
            if column is None or column is shape.unit_column or (pick.label and column.table in named):
                continue
            shape.cued = True
            (labels if pick.label else grouped).append(column)
            self._add_dim(shape, column)
        return labels, grouped

    def _take_listed(self, shape: Shape, slot: Slot, named: Collection[str]) -> None:
        """Add a column that is listed: a number to draw, or something to draw it for."""
        pick, measured = self.choice.of(slot), bool(self.meaning.measures)
        column = pick.column
        if column is None or column is shape.unit_column or (pick.label and column.table in named):
            return
        rows_meant = (shape.cued and not measured) or shape.unit_column is not None
        label = pick.label or self._names_rows(slot, column)
        if label and (slot.entity or pick.via is None) and rows_meant and not slot.axis:
            return
        if column in shape.dims or column in shape.numbers or column is shape.color or column is shape.facet:
            return
        key = column.kind == "number" and self.catalogue.keyed(column)
        if key and pick.label and slot.entity:
            if not measured and not shape.measures:
                shape.measures.append(("count", None))
            return
        if key and measured and slot.mention.table_score >= slot.mention.column_score:
            return  # "for fields with clay": a table's rows, of which the figure is taken
        counted = key and measured and column.identifier
        along = slot.axis == "x" and self.ask.mark in ("bar", "line", "area") and (measured or self.ask.count_them)
        if column.kind == "number" and not column.year and not counted and not along:
            shape.numbers.append(column)
        else:
            self._add_dim(shape, column)

    def _take_measures(self, shape: Shape) -> None:
        """Add the figures that are asked for; rows are counted where things are listed by groups and nothing is measured."""
        things = any(self.choice.of(s).label and s.entity for s in self.meaning.selects)
        if shape.cued and not self.meaning.measures and not shape.numbers and things:
            shape.measures.append(("count", None))
        for slot in self.meaning.measures:
            pick = self.choice.of(slot)
            measure = self._measure(slot, pick.column, pick.rows, shape)
            if measure not in shape.measures:
                shape.measures.append(measure)
        if self.ask.tally and shape.measures and all(a != "count" for a, _ in shape.measures):
            shape.measures.append(("count", None))

    def _names_rows(self, slot: Slot, column: Col | None) -> bool:
        """Whether a plural names the frame no less than the column that tells its rows apart: "lectures by speaker"."""
        words = [t.text.lower() for t in slot.mention.tokens if t.content]
        table = next((t for s, t in slot.mention.tables[:1] if s >= OWN_NAME), None)
        if table is None or column is None or column.table != table.name or not column.unique or column.kind != "text":
            return False
        return len(words) == 1 and stem(words[0]) != words[0]

    def _year_shown(self, shape: Shape) -> None:
        """A year that is listed after a name, with nothing else to draw: "name and birth year as bars"."""
        if len(shape.dims) != 2 or shape.dims[1].kind != "number" or shape.numbers or shape.measures or self.meaning.measures:
            return
        name, ask = shape.dims[0], self.ask
        if shape.color or shape.unit_column or (shape.cued and not (ask.mark == "bar" and name.unique)):
            return
        bars = ask.mark in ("bar", "arc") or (ask.mark is None and name.unique)
        counted = ask.count_them or ask.gathering is not None
        if bars and not counted and name.kind == "text" and not self.catalogue.keyed(name):
            shape.numbers.append(shape.dims.pop())

    def _prune(self, shape: Shape, labels: list[Col], grouped: list[Col]) -> None:
        """Drop what stands for the rows themselves where something says more."""
        rows = {self.choice.of(s).rows for s in self.meaning.measures} - {None}
        for label in dict.fromkeys(c for c in labels if c in shape.dims):
            table = self.catalogue.tables[label.table]
            counted = [
                c for a, c in shape.measures if a == "count" and c is not None and c.table == label.table and c is not label
            ]
            others = [d for d in shape.dims if d is not label]
            same = [d for d in others if d.table == label.table and d.kind != "number"]
            if (label.table in rows or (counted and counted[0] in (*others, shape.unit_column))) and (
                others or shape.unit_column
            ):
                shape.dims.remove(label)
            elif counted and label.unique and not self.catalogue.keyed(counted[0]):
                shape.dims[shape.dims.index(label)] = counted[0]
            elif ((others or shape.unit_column is not None) and label is not table.label) or (
                same and label.unique and all(a == "count" for a, _ in shape.measures)
            ):
                shape.dims.remove(label)
        for key in [d for d in shape.dims if self.catalogue.keyed(d) and len(shape.dims) > 1]:
            named = {e.right for e in self.catalogue.targets(key)}
            asked = {s for t in self.linker.tokens for s in t.stems} & {"id", "code", "key", "number"}
            if not asked and any(d.table in named and d is not key for d in shape.dims):
                shape.dims.remove(key)
        for key in [d for d in shape.dims if d in grouped and self.catalogue.keyed(d)]:
            plainer = [d for d in shape.dims if d is not key and d.table == key.table and d.kind != "number"]
            if (key.unique and plainer and all(a == "count" for a, _ in shape.measures) and not shape.numbers) or any(
                d is not key and d.table == key.table and d is self.catalogue.tables[d.table].label for d in shape.dims
            ):
                shape.dims.remove(key)
        if self.ask.arrangement is None and shape.measures and (grouped or labels) and shape.color is None:
            settled = [d for d in shape.dims if d in grouped or d in labels]
            if settled and self.ask.mark not in ("rect", "point"):
                extra = [d for d in shape.dims if d not in settled]
                shape.dims[:] = [d for d in shape.dims if d not in extra]
                self.penalty += 0.2 * len(extra)

    def _named_tables(self) -> set[str]:
        """Tables of which a column is listed or grouped by name: their label is then not wanted too."""
        found = set()
        for slot in [*self.meaning.groups, *self.meaning.selects, *self.meaning.colors]:
            pick = self.choice.of(slot)
            if pick.column is None or pick.label or (pick.column.kind == "number" and not self.catalogue.keyed(pick.column)):
                continue
            found.add(pick.column.table)
            found.update(e.right for e in self.catalogue.targets(pick.column))
        return found

    def _add_dim(self, shape: Shape, column: Col) -> None:
        if column in shape.dims or column is shape.color or column is shape.facet:
            return
        shape.dims.append(column)

    def _measure(self, slot: Slot, column: Col | None, rows: str | None, shape: Shape) -> tuple[str | None, Col | None]:
        aggregate = slot.aggregate
        alone = not (shape.dims or shape.color or shape.facet or shape.unit_column)
        if aggregate == "distinct" and alone and rows is None and column is not None:
            aggregate = "count"
        if aggregate in ("count", "distinct"):
            if column is None or rows is not None:
                return ("distinct", self._identity(rows)) if aggregate == "distinct" and rows else ("count", None)
            extreme = _extreme_number(slot.mention.gap) if self.meaning.superlative is None else None
            if extreme is not None and column.kind == "number" and not self.catalogue.keyed(column) and not self.ask.average:
                return (extreme, column)
            if aggregate == "count" and column.kind == "number" and self._summable(slot, column, shape):
                total = (
                    self.ask.total
                    or re.search(r"\btotal number\b", slot.mention.gap)
                    or {s for t in slot.mention.tokens for s in t.stems} & UNITS
                )
                if self.ask.average and not _OWN_TOTAL.search(slot.mention.gap):
                    return ("mean", column)
                once = not shape.dims or any(d.unique and d.table == column.table for d in shape.dims)
                return (None if once and not (total or shape.cued or shape.unit_column is not None) else "sum", column)
            return (aggregate, column) if aggregate == "distinct" else ("count", column)
        if column is None:
            return ("count", None)
        return ("mean" if aggregate == "sum" and self.ask.average else aggregate, column)

    def _summable(self, slot: Slot, column: Col, shape: Shape) -> bool:
        """ "Number of" a quantity adds it up; "number of" anything else counts rows."""
        if self.catalogue.keyed(column) or column.year or column in shape.dims:
            return False
        total = "total number" in slot.mention.gap or re.search(r"\btotal number\b", slot.mention.text)
        said = {s for t in slot.mention.tokens for s in t.stems}
        rows = self.catalogue.tables[column.table].rows or 0
        once = any(d.unique and d.table == column.table for d in shape.dims)
        if _named_in_plural(slot, column) and (once or column.distinct > min(MOST_CLASSES, 0.7 * rows)):
            return True
        return bool(total) or self.ask.total or bool(set(column.stems) & SUMMED) or bool(said & UNITS)

    def _identity(self, rows: str | None) -> Col | None:
        table = self.catalogue.tables.get(rows or "")
        return table.identity if table else None

    def _completed(self, shape: Shape) -> Shape:
        """The shape with what was left unsaid: what runs along the axis, and what has colour."""
        ask = self.ask
        pair = len(shape.numbers) >= 2 and not shape.dims and shape.unit_column is None
        if pair and not ask.relation and ask.mark not in (None, "point"):
            shape.dims.append(shape.numbers.pop(0))
        numeric_groups = [d for d in shape.dims if d.kind == "number" and not d.year and not d.identifier]
        if shape.cued and not shape.measures and not shape.numbers and numeric_groups and len(shape.dims) > 1:
            shape.dims.remove(numeric_groups[-1])
            shape.numbers.append(numeric_groups[-1])
        counting = re.search(r"\b(?:how many|numbers? of|counts?)\b", self.linker.text.work) is not None
        if not shape.dims and shape.unit_column is None and ask.mark != "point":
            self._find_dim(shape, counting=counting)
        if ask.mark == "arc" and not shape.dims and not shape.measures and shape.unit_column is None and shape.numbers:
            shape.dims.append(shape.numbers.pop(0))
        self._along_time(shape)
        self._unnamed_rows(shape)
        if counting and not (shape.dims or shape.numbers or shape.color) and shape.unit_column is None:
            self._counted_along_time(shape)
        self._color_values(shape)
        if ask.mark != "point":
            shape.measures = list(dict.fromkeys((a, None if a == "count" else c) for a, c in shape.measures))
        return shape

    def _find_dim(self, shape: Shape, *, counting: bool) -> None:
        """Something to run along the axis where nothing was said to: what is counted, values that are listed, or a hint."""
        counted = next((c for a, c in shape.measures if a == "count" and c is not None), None)
        inside = [c for c in self.meaning.conditions if id(c) not in self.choice.within]
        listed = (self.choice.column(c) for c in inside if c.op == "in" and len(c.value) > 1)
        values_of = next((c for c in listed if c is not None), None)
        if counted is not None and not self.catalogue.keyed(counted):
            shape.dims.append(counted)
        elif values_of is not None and (shape.measures or shape.numbers or self.ask.compare or counting):
            shape.dims.append(values_of)
            shape.cued = True
        elif not self._owned(shape):
            self._hinted(shape)

    def _color_values(self, shape: Shape) -> None:
        """Values that are listed have the colours where something else is along the axis: "rents in Rome and Oslo by year"."""
        if shape.color is not None:
            return
        apart = next((col for c in self.meaning.conditions if c.apart and (col := self.choice.column(c))), None)
        if apart is not None and shape.unit_column is not None and not shape.dims:
            shape.color = apart
        elif self.ask.arrangement is not None and len(shape.dims) + bool(shape.unit_column) == 1:
            listed = next((col for c in self.meaning.conditions if c.op == "in" and (col := self.choice.column(c))), None)
            if listed is not None and listed not in shape.dims:
                shape.color = listed

    def _along_time(self, shape: Shape) -> None:
        """The price of one stock, the wind of one year: a number that is known once for each date."""
        ask = self.ask
        if ask.mark or ask.distribution or ask.histogram or ask.bins is not None or ask.relation or shape.color or shape.facet:
            return
        several = [c for k in self.meaning.conditions if k.op == "in" and (c := self.choice.column(k)) is not None]
        panel = shape.dims[0] if ask.facets and len(shape.dims) == 1 else None
        apart = panel or (several[0] if len(several) == 1 else None)
        if any(d is not apart for d in shape.dims) or shape.measures or shape.unit_column is not None:
            return
        if not shape.numbers or self.plan.steps or (apart is not None and apart.kind != "text"):
            return
        if several and panel is None and set(shape.numbers[0].stems) & SUMMED:
            return  # amounts of this and that are compared as a whole
        if len(shape.numbers) > 1 and (self.meaning.versus or not set(shape.numbers[0].stems) & set(shape.numbers[1].stems)):
            return
        kept = [(k, self.choice.column(k)) for k in self.meaning.conditions]
        same = [c for k, c in kept if c is not None and k.op == "==" and c.kind == "text"]
        if len(same) + len(several) < len(kept) or not (kept or panel or self.choice.years):
            return
        cols = self.catalogue.tables[shape.numbers[0].table].cols
        dates = [c for c in cols if c.kind == "temporal"] or [c for c in cols if c.year and apart is not None]
        if len(dates) != 1 or not self.catalogue.told_apart([dates[0], *same, *([apart] if apart is not None else [])]):
            return
        shape.unit_column, shape.unit = dates[0], "auto"
        shape.color, shape.facet = (None, panel) if panel is not None else (apart, None)
        shape.dims.clear()

    def _unnamed_rows(self, shape: Shape) -> None:
        """ "Tickets per week", where each row has a ticket of its own: the rows are counted, not drawn apart."""
        plain = not (shape.numbers or shape.color or shape.facet or any(a != "count" for a, _ in shape.measures))
        dates = [d for d in shape.dims if d.kind == "temporal" and d.distinct > MANY_ROWS] if plain else []
        if (
            dates
            and len(shape.dims) == 1
            and shape.unit_column is None
            and not (self.ask.count_them or self.ask.window or self.meaning.measures)
        ):
            shape.dims.remove(dates[0])
            shape.unit_column, shape.unit = dates[0], self.ask.unit or "auto"
        if plain and (shape.unit_column is not None or len(shape.dims) > 1):
            rows = {d.table: self.catalogue.tables[d.table].rows or 0 for d in shape.dims}
            shape.dims[:] = [d for d in shape.dims if not (d.unique and d.kind == "text" and rows[d.table] > MANY_ROWS)]

    def _counted_along_time(self, shape: Shape) -> None:
        """ "Number of sunny days in 2012": month by month, when only a stretch of time is given."""
        dated = [self.choice.years, *(self.choice.column(k) for k in self.meaning.conditions)]
        column = next((c for c in dated if c is not None and c.kind == "temporal"), None)
        if column is not None and all(a == "count" for a, _ in shape.measures):
            shape.unit_column, shape.unit = column, "yearmonth"

    def _owned(self, shape: Shape) -> bool:
        """ "Department budgets": one bar for each department, when there are few."""
        if (
            shape.measures
            or len(shape.numbers) != 1
            or self.ask.histogram
            or self.ask.distribution
            or self.ask.bins is not None
        ):
            return False
        table = self.catalogue.tables[shape.numbers[0].table]
        label = table.label
        spoken = any(
            t.stems and any(likeness(s, table.stems[-1]) >= 0.9 for s in t.stems) for t in self.linker.tokens if t.content
        )
        if (
            label is None
            or not label.unique
            or not spoken
            or (table.rows or 99) > 30
            or self.ask.mark in ("boxplot", "violin", "density", "strip")
        ):
            return False
        shape.dims.append(label)
        return True

    def _hinted(self, shape: Shape) -> None:
        """A dimension from what is spoken of in passing, for a count that has none."""
        if not shape.measures:
            return
        for mention in self.meaning.hints:
            for score, column in mention.columns[:1]:
                if score > 0.55 and column.table in self.plan.tables and (column.kind != "number" or column.year):
                    shape.dims.append(column)
                    self.penalty += 0.4
                    return


def _extreme_number(gap: str) -> str | None:
    """ "The lowest number of hours" of a column of hours is the least of them, where it is no order."""
    said = re.search(
        r"\b(lowest|smallest|minimum|fewest|least|highest|largest|maximum|greatest|most) (?:number|amount) of\b", gap
    )
    if said is None:
        return None
    return "min" if said[1] in ("lowest", "smallest", "minimum", "fewest", "least") else "max"
