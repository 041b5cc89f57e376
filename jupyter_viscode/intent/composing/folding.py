"""Several figures at once: a shape with many measures, or with nothing to group by, goes in; one chart of them comes out.

Figures of one kind stand side by side as series of one chart; a figure of all rows is one bar with its value on it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from statistics import median
from typing import Any

from jupyter_viscode.intent.composing.composition import Composition
from jupyter_viscode.intent.composing.shape import Shape
from jupyter_viscode.intent.schema.additivity import AVERAGED, SUMMED, counts_things
from jupyter_viscode.intent.schema.tables import Col
from jupyter_viscode.spec import AggregateTransform, Encoding, Fold, Mark, Measure, Sort, Transform

Figure = tuple[str | None, Col | None]
ALIKE = 8.0
"""Figures whose middles differ by no more than this factor can share an axis."""
_GROUPED = re.compile(
    r"\b(?:by|per|each|every|across|grouped?|groups|over|against|versus|vs|along|different|various|respective(?:ly)?)\b"
)


class Folding(Composition):
    """Puts figures under each other, so that one axis shows them all."""

    def _side_by_side(
        self, mark: Mark, shape: Shape, encodings: dict[str, Encoding]
    ) -> tuple[list[Transform], dict[str, Encoding]] | None:
        """The transforms and encodings of several figures in one chart; None where they have no common axis."""
        figures = self._figures(shape)
        channel = "x" if self.ask.horizontal else "y"
        apart = {"color", "facet", "xOffset", "yOffset", "size"} & set(encodings)
        if mark not in ("bar", "line", "area") or apart or len(figures) < 2 or self.ask.dual or self.ask.window:
            return None
        first, base = encodings.get(channel), "y" if channel == "x" else "x"
        if first is None or first.type != "quantitative" or first.bin or base not in encodings or encodings[base].bin:
            return None
        if any(k.aggregate for k in self.meaning.conditions) or self.ask.limit is not None or not self._comparable(figures):
            return None
        aggregates = {a for a, _ in figures}
        columns = [c for _, c in figures if c is not None]
        if len(aggregates) == 1 and len(set(map(id, columns))) == len(figures):
            return self._one_aggregate(mark, columns, first, encodings, channel)
        if encodings[base].time_unit or encodings[base].field is None or None in aggregates:
            return None
        return self._many_aggregates(mark, figures, encodings, channel, base)

    def _figures(self, shape: Shape) -> list[Figure]:
        """All figures that were asked for, in the order of the words where that is known."""
        listed: list[Figure] = list(shape.measures)
        plain = [c for c in shape.numbers if all(c is not m for _, m in shape.measures)]
        how = self._alone(plain, timed=shape.unit_column is not None) if plain else None
        same = {a for a, c in listed if c is not None}
        for column in plain:
            listed.append((next(iter(same)) if len(same) == 1 and "count" not in same else how, column))
        return listed

    def _alone(self, plain: list[Col], *, timed: bool) -> str:
        """How columns without an aggregate are summed up, when they are all drawn alike."""
        stems = {s for c in plain for s in c.stems}
        if timed and all(map(counts_things, plain)):
            return "mean" if self.ask.average else "sum"
        return "sum" if stems & SUMMED and not stems & AVERAGED and not self.ask.average else "mean"

    def _comparable(self, figures: list[Figure]) -> bool:
        """Whether one axis serves all: figures of one column, of columns that share a word, or of a like size."""
        columns = [c for _, c in figures]
        if any(c is None or c.kind != "number" for c in columns) or any(a in ("count", "distinct") for a, _ in figures):
            return False
        known = [c for c in columns if c is not None]
        if {a for a, _ in figures} & {"sum"} and len({a for a, _ in figures}) > 1:
            return False
        if len({id(c) for c in known}) == 1 or set.intersection(*(set(c.stems) for c in known)):
            return True
        sizes = [s for c in known if (s := _size(c)) is not None]
        return len(sizes) == len(known) and min(sizes) > 0 and max(sizes) / min(sizes) <= ALIKE

    def _one_aggregate(
        self, mark: Mark, columns: list[Col], first: Encoding, encodings: dict[str, Encoding], channel: str
    ) -> tuple[list[Transform], dict[str, Encoding]]:
        """The mean of this and that: the columns under each other, then the mean of each."""
        names = tuple(self._name(c) for c in columns)
        key, value = self._fresh("figure"), self._fresh("value")
        title = first.title or (f"{first.aggregate} of {' and '.join(names)}" if first.aggregate else " and ".join(names))
        figure = replace(first, field=value, title=title if len(title) <= 60 else first.aggregate or "")
        return [Fold(names, key, value)], self._series(mark, encodings, channel, figure, key, names)

    def _many_aggregates(
        self, mark: Mark, figures: list[Figure], encodings: dict[str, Encoding], channel: str, base: str
    ) -> tuple[list[Transform], dict[str, Encoding]]:
        """The least, the mean and the greatest: computed first, then put under each other."""
        columns = {id(c) for _, c in figures}
        names = tuple(_label(a, c, short=len(columns) == 1) for a, c in figures)
        measures = tuple(
            Measure(_any(a), self._name(c) if c is not None else None, n) for (a, c), n in zip(figures, names, strict=True)
        )
        key = self._fresh("figure")
        column = figures[0][1]
        value = self._name(column) if len(columns) == 1 and column is not None else self._fresh("value")
        steps: list[Transform] = [AggregateTransform((encodings[base].field or "",), measures), Fold(names, key, value)]
        return steps, self._series(mark, encodings, channel, Encoding(value, "quantitative"), key, names)

    def _series(
        self, mark: Mark, encodings: dict[str, Encoding], channel: str, figure: Encoding, key: str, names: tuple[str, ...]
    ) -> dict[str, Encoding]:
        found = {
            **encodings,
            channel: replace(figure, stack=None),
            "color": Encoding(key, "nominal", sort=Sort(values=names), title=""),
        }
        if mark == "bar":
            found["yOffset" if channel == "x" else "xOffset"] = Encoding(key, "nominal")
        return found

    def _fresh(self, wanted: str) -> str:
        """A name that no column has."""
        taken = set(self.plan.names.values())
        return next(n for n in (wanted, *(f"{wanted}_{i}" for i in range(2, 99))) if n not in taken)

    def _whole(self, shape: Shape) -> tuple[list[Transform], dict[str, Encoding]] | None:
        """Figures of all rows, when nothing is said to group them by: a bar for each, with its value."""
        ask, text = self.ask, self.ask.text.original.lower()
        plain = ask.mark in (None, "bar") and not (ask.histogram or ask.distribution or ask.relation or ask.window or ask.limit)
        if not plain or shape.dims or shape.color or shape.facet or shape.unit_column or not shape.measures or shape.numbers:
            return None
        open_ = [s for s in self.meaning.measures if s.aggregate not in ("count", "distinct") and self.choice.column(s) is None]
        if open_ or _GROUPED.search(text) or any(k.aggregate for k in self.meaning.conditions) or ask.sort is not None:
            return None
        names = tuple(_label(a, c) for a, c in shape.measures)
        measures = tuple(
            Measure(_any(a), self._name(c) if c is not None else None, n)
            for (a, c), n in zip(shape.measures, names, strict=True)
        )
        key, value = self._fresh("figure"), self._fresh("value")
        found = {"x": Encoding(key, "nominal", title=""), "y": Encoding(value, "quantitative", title="")}
        return [AggregateTransform((), measures), Fold(names, key, value)], found


def _label(aggregate: str | None, column: Col | None, *, short: bool = False) -> str:
    """What a figure is called."""
    words = {"stdev": "standard deviation", "distinct": "number of different", "count": "number of"}
    if column is None:
        return "number of rows"
    said = words.get(aggregate or "mean", aggregate or "mean")
    return said if short else f"{said} {column.name}" if said.endswith("of different") else f"{said} of {column.name}"


def _any(aggregate: str | None) -> Any:
    return aggregate or "mean"


def _size(column: Col) -> float | None:
    """The middle of a column's sizes."""
    values = [abs(float(v)) for v in column.values if isinstance(v, (int, float)) and v == v]
    return float(median(values)) if values else None
