"""Order: what enters are encodings; what leaves are their order, the top few, and the running figure, as far as asked."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from jupyter_viscode.intent.catalogue import Col
from jupyter_viscode.intent.composition import Composition
from jupyter_viscode.spec import Encoding, Mark, Sort, TopN, Transform, Window


class Ordering(Composition):
    """Settles order, limits and windows."""

    def _top(self, mark: Mark, encodings: dict[str, Encoding]) -> list[Transform]:
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

    def _sorted(self, mark: Mark, encodings: dict[str, Encoding]) -> dict[str, Encoding]:
        channel, value = discrete(encodings), measured(encodings)
        if channel is None:
            return encodings
        wish = self.ask.sort
        sort: Sort | None = None
        if wish is not None:
            order: Any = wish.order
            sort = self._wished(wish.target, wish.phrase, order, channel, value, encodings)
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
            return Sort(by=value if value is not None else "", order=order)
        counted = re.search(
            r"\b(?:number|count|how many|total|sum|average|avg|mean|max|maximum|min|minimum|amount|frequency|highest|lowest)\b",
            phrase,
        )
        column = self._sort_column(phrase)
        if (
            re.fullmatch(r"(?:the )?(?:date|day|weekday|week day|month|year|quarter|week|time|hour)s?", phrase)
            and encodings[channel].time_unit
        ):
            return Sort(by="", order=order)
        if counted and value is not None:
            named = column is not None and self._name(column) == encodings[channel].field and not re.search(
                r"\b(?:number|count|how many|total|sum|average|avg|mean|max|maximum|min|minimum|amount|frequency)\b", phrase)  # fmt: skip  # noqa: E501
            return Sort(by="" if named else value, order=order)
        if column is None:
            return Sort(by=value if value is not None else "", order=order)
        name = self._name(column)
        if name == encodings[channel].field:
            return Sort(by="", order=order)
        if value is not None and name == encodings[value].field:
            return Sort(by=value, order=order)
        if column.table in self.plan.tables:
            return Sort(
                by=name,
                order=order,
                aggregate="min" if column.kind in ("number", "temporal") and encodings[channel].field else None,
            )
        return Sort(by=value if value is not None else "", order=order)

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
        return best[1] if best else None


def discrete(encodings: dict[str, Encoding]) -> str | None:
    """The channel of the categories."""
    if "theta" in encodings or ("size" in encodings and "x" not in encodings):
        return "color"
    for channel in ("x", "y"):
        other = "y" if channel == "x" else "x"
        e = encodings.get(channel)
        if e is not None and e.aggregate is None and e.field is not None and other in encodings and (
            e.type != "quantitative" or encodings[other].aggregate is not None or (encodings[other].type == "quantitative" and not e.bin)  # noqa: E501
        ) and not (encodings[other].type in ("nominal", "ordinal", "temporal") and encodings[other].aggregate is None):  # fmt: skip  # noqa: E501
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
