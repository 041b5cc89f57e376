"""Order: what enters are encodings; what leaves are their order, the top few, and the running figure, as far as asked."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from jupyter_viscode.intent.composing.composition import Composition
from jupyter_viscode.intent.composing.shape import Shape
from jupyter_viscode.intent.grammar.meaning import Slot
from jupyter_viscode.intent.schema.tables import Col
from jupyter_viscode.spec import Encoding, Sort, TopN, Transform, Window

_FIGURE_WORDS = re.compile(r"\b(?:number|count|how many|total|sum|average|avg|mean|max|maximum|min|minimum|amount|frequency)\b")
_TIME = re.compile(r"(?:the )?(?:date|day|weekday|week day|month|year|quarter|week|time|hour)s?")
_ALONE = re.compile(
    r"(?:\s|[-=:]|\b(?:with|and|where|the|all|list(?:ed|ing)?|show(?:n|ing)?|display(?:ed|ing)?|present(?:ed|ing)?"
    r"|arrang(?:e|ed|ing)|order(?:ed)?|sort(?:ed)?|ranked|put|keep|have|having|make|on|along|as|x|axis|bars?|labels?|should|must"
    r"|to|be|are|is|being|go|going|run|running|appear|come|follow|please|then|also|their|its|of|in)\b)*"
)
"""What may stand beside the one thing that an order is about: "with the styles", "the types should be"."""


class Ordering(Composition):
    """Settles order, limits and windows."""

    def _sorted_thing(self) -> Col | None:
        """The column that the order is said to be of: by name, or by standing alone right before it."""
        wish = self.ask.sort
        if wish is None or wish.target:
            return None
        if wish.phrase:
            return self._sort_column(wish.phrase)
        slot = self._named_nearest(wish.start) if wish.near else None
        return self.choice.column(slot) if slot is not None else None

    def _named_nearest(self, start: int) -> Slot | None:
        """The only thing named in the clause that ends where an order begins: "with the styles in descending order"."""
        work = self.linker.text.work
        end = len(work[:start].rstrip(" ;,"))
        begin = max(work.rfind(mark, 0, end) for mark in ";.?!,") + 1
        meaning = self.meaning
        slots = [*meaning.groups, *meaning.selects, *meaning.colors, *meaning.measures]
        inside = [
            s for s in slots if s.mention.tokens and begin <= s.mention.tokens[0].start and s.mention.tokens[-1].end <= end
        ]
        if len({s.mention.start for s in inside}) != 1:
            return None
        tokens = inside[0].mention.tokens
        apart = _ALONE.fullmatch(work[begin : tokens[0].start]) and _ALONE.fullmatch(work[tokens[-1].end : end])
        return inside[0] if apart else None

    def _led(self, shape: Shape) -> None:
        """What is sorted, or said to run along x, runs along x where it is one of two things that part the bars."""
        if self.ask.mark not in (None, "bar") or shape.unit_column is not None or len(shape.dims) + bool(shape.color) < 2:
            return
        slots = [*self.meaning.groups, *self.meaning.selects]
        along = (
            next((c for s in slots if s.axis == "x" and (c := self.choice.column(s)) is not None), None) or self._sorted_thing()
        )
        if along in shape.dims[1:]:
            shape.dims.insert(0, shape.dims.pop(shape.dims.index(along)))

    def _top(self, encodings: dict[str, Encoding]) -> list[Transform]:
        limit = self.ask.limit
        if limit is None:
            return []
        channel, value = discrete(encodings), measured(encodings)
        if channel is None or value is None:
            return []
        order = self.ask.limit_order
        if (
            self.ask.sort is not None
            and order == "descending"
            and self.ask.sort.order == "ascending"
            and self.ask.sort.target != "x"
        ):
            order = "descending"
        encoding, measure = encodings[channel], encodings[value]
        return [TopN(limit, encoding.field or "", measure.field, measure.aggregate, order,  # type: ignore[arg-type]
                     "Other" if self.ask.other else "")]  # fmt: skip

    def _window(self) -> Window:
        window: Any = self.ask.window
        return Window(window, self.ask.window_size)

    def _sorted(self, encodings: dict[str, Encoding]) -> dict[str, Encoding]:
        channel, value = discrete(encodings), measured(encodings)
        if channel is None:
            return encodings
        wish = self.ask.sort
        sort: Sort | None = None
        if wish is not None:
            order: Any = wish.order
            sort = self._wished(wish.target, wish.phrase, order, channel, value, encodings)
            if wish.names and sort.by == value:
                sort = replace(sort, by="")
        elif self.meaning.superlative is not None and value is not None and encodings[channel].type != "temporal":
            order = self.meaning.superlative
            sort = Sort(by=value, order=order)
        elif self.ask.limit is not None and value is not None and encodings[channel].type != "temporal":
            sort = Sort(by=value, order="descending" if self.ask.limit_order == "descending" else "ascending")
        if sort is None:
            return encodings
        return {**encodings, channel: replace(encodings[channel], sort=sort)}

    def _wished(
        self, target: str, phrase: str, order: Any, channel: str, value: str | None, encodings: dict[str, Encoding]
    ) -> Sort:
        if target == "x":
            return Sort(by="", order=order)
        if target == "y" and value is not None:
            return Sort(by=value, order=order)
        if not phrase:
            column = self._sorted_thing()
            named = column is not None and self._name(column) == encodings[channel].field
            return Sort(by=value if value is not None and not named else "", order=order)
        counted = re.search(
            r"\b(?:number|count|how many|total|sum|average|avg|mean|max|maximum|min|minimum|amount|frequency|highest|lowest)\b",
            phrase,
        )
        column = self._sort_column(phrase)
        if _TIME.fullmatch(phrase) and encodings[channel].time_unit:
            return Sort(by="", order=order)
        if phrase == "time" and (column is None or column.kind == "temporal"):
            return Sort(by=value if value is not None and self._dated(encodings[value]) else "", order=order)
        if counted and value is not None:
            shown = column is not None and self._name(column) == encodings[channel].field
            named = shown and not _FIGURE_WORDS.search(phrase)
            return Sort(by="" if named else value, order=order)
        if column is None or (value is not None and self._counted_by(column, encodings, value)):
            return Sort(by=value if value is not None else "", order=order)
        name = self._name(column)
        if name == encodings[channel].field:
            return Sort(by="", order=order)
        if value is not None and name == encodings[value].field:
            return Sort(by=value, order=order)
        if column.table in self.plan.tables and encodings[channel].time_unit is None:  # a month has no price of its own
            return Sort(
                by=name,
                order=order,
                aggregate="min" if column.kind in ("number", "temporal") and encodings[channel].field else None,
            )
        return Sort(by=value if value is not None else "", order=order)

    def _dated(self, encoding: Encoding) -> bool:
        """Whether a channel shows dates or years."""
        columns = [c for p in self.choice.picks.values() if (c := p.column) is not None and self._name(c) == encoding.field]
        return any(c.kind == "temporal" or c.year for c in columns)

    def _counted_by(self, column: Col, encodings: dict[str, Encoding], value: str) -> bool:
        """Whether a column is but the key of the rows that are counted: "in descending order of the bookings"."""
        drawn = {e.field for e in encodings.values()}
        return encodings[value].aggregate == "count" and self.catalogue.keyed(column) and self._name(column) not in drawn

    def _sort_column(self, phrase: str) -> Col | None:
        drawn = {id(p.column) for p in self.choice.picks.values() if p.column is not None}
        best: tuple[float, Col] | None = None
        words = [phrase, *phrase.split(" of ")[1:]]
        for text in words:
            cleaned = " ".join(
                w
                for w in text.split()
                if w not in ("the", "number", "how", "many", "total", "sum", "average", "mean", "count", "of")
            )
            for score, column in self.linker.phrase(cleaned or text):
                worth = score + 0.6 * (id(column) in drawn) + 0.1 * (column.table in self.plan.tables)
                if column.table in self.plan.tables and (best is None or worth > best[0]):
                    best = (worth, column)
        if best is None or id(best[1]) in drawn:
            return best[1] if best else None
        return next((c for c in self.catalogue.names_of(best[1]) if id(c) in drawn), best[1])


def discrete(encodings: dict[str, Encoding]) -> str | None:
    """The channel of the categories."""
    if "theta" in encodings or ("size" in encodings and "x" not in encodings):
        return "color"
    for channel in ("x", "y"):
        other = "y" if channel == "x" else "x"
        base, across = encodings.get(channel), encodings.get(other)
        if base is None or across is None or base.field is None or base.aggregate is not None:
            continue
        if across.aggregate is None and across.type in ("nominal", "ordinal", "temporal"):
            continue
        measured = across.aggregate is not None or (across.type == "quantitative" and not base.bin)
        if base.type != "quantitative" or measured:
            return channel
    return None


def measured(encodings: dict[str, Encoding]) -> str | None:
    """The channel of the measure."""
    if "theta" in encodings:
        return "theta"
    channel = discrete(encodings)
    if channel in ("x", "y"):
        return "y" if channel == "x" else "x"
    return "size" if channel == "color" and "size" in encodings else next((c for c in ("y", "x") if c in encodings), None)
