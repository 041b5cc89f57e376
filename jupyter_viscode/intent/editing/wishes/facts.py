"""Facts: a Chart, its frames and words go in; the columns and values that the words name come out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, replace
from typing import Any

from jupyter_viscode.intent.editing.words.lexicon import AGGREGATES, COMMENTS, FILLERS
from jupyter_viscode.intent.editing.words.speech import Speech
from jupyter_viscode.intent.language.words import stem
from jupyter_viscode.intent.linking.link import Linker
from jupyter_viscode.intent.linking.spellings import valued
from jupyter_viscode.intent.request.ask import Text
from jupyter_viscode.intent.schema.catalogue import catalogue_of
from jupyter_viscode.intent.schema.tables import Catalogue, Col
from jupyter_viscode.spec import Aggregate, AggregateTransform, Calculate, Chart, JoinTransform, Relabel
from jupyter_viscode.types import Column, Context, FrameSummary

SURE = 0.55
"""Least likeness of a phrase and a column's name."""
_ARTICLES = re.compile(r"^(?:(?:the|a|an|each|every|all|its|their|different|column|variable|field) )+")
_TAILS = re.compile(r"(?: (?:column|values?|field|variable|names?|axis|bars?|instead))+$")

_WHETHER = re.compile(r"^whether (?:or not )?(?:.+? )?(?:is|was|were|are|has|have|had|did|does)(?: been)? ")
_ROWS = ("row", "one", "order", "record", "value", "entry", "point", "data", "item", "case", "result", "figure", "number")


@dataclass(frozen=True)
class Hit:
    """A column that words name."""

    name: str
    """As the Chart names it."""
    kind: str
    """``number``, ``text``, ``temporal``, ``boolean``."""
    score: float
    column: Col | None = None

    @property
    def cost(self) -> float:
        """What the doubt is worth, in unread words."""
        return max(0.0, 1.0 - self.score) * 0.5


@dataclass(frozen=True)
class Figure:
    """A figure that words name: an aggregate, a column, or both."""

    aggregate: Aggregate | None
    hit: Hit | None
    cost: float = 0.0


class Facts:
    """What is known of the data under one chart."""

    def __init__(self, chart: Chart, speech: Speech, context: Context, frames: Mapping[str, Any]) -> None:
        self.chart = chart
        self.speech = speech
        self.frames = frames
        self.context = _alone(context, chart)
        self.asked: dict[str, Any] = {}
        """Conditions that the grammar of whole instructions was asked about, by their words."""
        self.catalogue = _catalogue(chart, context, frames)
        self._linker = Linker(self.catalogue, Text(""))
        self._main = self.catalogue.tables.get(chart.frame or "data")
        self._columns: dict[str, Hit | None] = {}
        self.labels = {(t.field, v): name for t in chart.transforms if isinstance(t, Relabel) for v, name in t.labels}
        """Names of values, by column and value."""
        self.derived = tuple(_derived(chart))

    def hearing(self, speech: Speech) -> Facts:
        """The same facts for other words."""
        made = copy(self)
        made.speech, made._columns = speech, {}
        return made

    def words(self) -> frozenset[str]:
        """All words that name columns and values."""
        names = " ".join(" ".join((c.name.lower(), *c.stems, *c.spelt)) for c in self.columns())
        return frozenset(re.findall(r"[^\W\d_]{3,}", names))

    def nouns(self) -> frozenset[str]:
        """Words for the rows of the frame: it says nothing that flights are left out."""
        stems = self._main.stems if self._main is not None else ()
        return frozenset(f for s in stems if len(s) > 2 for f in (s, f"{s}s", f"{s}es"))

    def columns(self) -> Iterable[Col]:
        """The columns at hand."""
        for table in self.catalogue.tables.values():
            yield from table.cols

    def column(self, words: str) -> Hit | None:
        """The column that words name, if it is clear enough."""
        if words not in self._columns:
            self._columns[words] = self._find(words)
        return self._columns[words]

    def named(self, name: str | None) -> Hit | None:
        """What is known of a column that the Chart names."""
        if name is None:
            return None
        for table in self.catalogue.tables.values():
            column = table.col(name) or table.col(name.removesuffix(f"_{table.name}"))
            if column is not None:
                return Hit(name, column.kind, 1.0, column)
        return None

    def kind(self, name: str | None) -> str:
        """What a column of the Chart holds; "" when that is not known."""
        hit = self.named(name)
        if hit is not None:
            return hit.kind
        return "number" if name in self.derived else ""

    def _find(self, words: str) -> Hit | None:
        opened = _WHETHER.sub("", self.speech.opened(words))
        quoted = self.speech.opened(words) != words.strip()
        for text in dict.fromkeys((opened, _ARTICLES.sub("", opened), _TAILS.sub("", _ARTICLES.sub("", opened)))):
            for name in self.derived:
                if name.lower() == text.lower():
                    return Hit(name, "number", 1.0)
            exact = next((c for c in self.columns() if c.name.lower() == text.lower()), None)
            if exact is not None:
                return Hit(self._name(exact), exact.kind, 1.05, exact)
            found = [] if quoted or not text.strip() else self._linker.phrase(text)
            if found and found[0][0] >= SURE:
                score, column = max(
                    found, key=lambda p: p[0] + 0.1 * (self._main is not None and p[1].table == self._main.name)
                )
                return Hit(self._name(column), column.kind, score, column)
        return None if quoted else self._only_one(_TAILS.sub("", _ARTICLES.sub("", opened)))

    def _only_one(self, text: str) -> Hit | None:
        """The one column whose name holds all the words: "mass" for ``body_mass_g``."""
        said = {stem(w) for w in text.split()}
        found = [c for c in self.columns() if said and said <= set(c.stems)]
        return Hit(self._name(found[0]), found[0].kind, SURE, found[0]) if len(found) == 1 and max(map(len, said)) > 2 else None

    def _name(self, column: Col) -> str:
        if self._main is None or column.table == self._main.name or self._main.col(column.name) is None:
            return column.name
        return f"{column.name}_{column.table}"

    def figure(self, words: str) -> Figure | None:
        """What "total units", "number of orders", "the median" or "price" says."""
        text = _ARTICLES.sub("", re.sub(r"^how many ", "number of ", words.strip()))
        if (hit := self.column(text)) is not None and hit.score > 1.0:
            return Figure(None, hit, hit.cost)
        for said in sorted(AGGREGATES, key=len, reverse=True):
            match = re.match(rf"{said}(?: value)?(?: of)?(?: (?P<rest>.+))?$", text)
            if match is None:
                continue
            aggregate: Any = AGGREGATES[said]
            rest = _ARTICLES.sub("", match["rest"] or "")
            if not rest:
                return Figure(aggregate, None)
            inner = self.column(rest)
            if aggregate == "count":
                rows = rest in ("rows", "records", "entries", "cases", "observations", "them") or self._entity(rest)
                return Figure("count", None if rows else inner) if rows or inner is not None else None
            return Figure(aggregate, inner, inner.cost) if inner is not None and inner.kind == "number" else None
        return Figure(None, hit, hit.cost) if hit is not None else None

    def _entity(self, words: str) -> bool:
        return self._main is not None and stem(words) in {*self._main.stems, "order", "sale", "item"}

    def value(self, words: str, column: str | None = None) -> tuple[Hit, Any] | None:
        """The column and the value in it that words name; columns that the Chart draws come first."""
        opened = self.speech.opened(words).lower()
        bare = re.sub(r"^(?:the|a|an) ", "", opened)
        texts = [t for t in dict.fromkeys((opened, bare, stem(opened), self._without_noun(bare))) if t]
        if (bare in COMMENTS or bare in FILLERS) and bare in self.speech.original.split():
            return None  # "nice" is no city
        drawn = set(self.chart.fields())
        for (field, _), label in self.labels.items():
            if label.lower() in texts and column in (None, field) and (held_in := self.named(field)) is not None:
                return held_in, label
        found: list[tuple[float, Hit, Any]] = []
        for col in self.columns():
            name = self._name(col)
            if column is not None and name != column:
                continue
            for rank, text in enumerate(texts):
                held = col.spelt.get(text)
                if held is None and col.flag and col.kind == "boolean" and text in ("true", "false", "yes", "no"):
                    held = text in ("true", "yes")
                if held is not None:
                    found.append((1.0 - 0.1 * rank + 0.3 * (name in drawn), Hit(name, col.kind, 1.0, col), held))
                    break
        if not found:
            return self._spelt(bare, column)
        _, hit, value = max(found, key=lambda f: f[0])
        return hit, self.labels.get((hit.name, value), value)

    def _spelt(self, words: str, column: str | None) -> tuple[Hit, Any] | None:
        """The value that words mean without spelling it: women for female, Japanese for Japan."""
        held = valued(self.catalogue, words, exact=False) if len(words) > 2 else []
        drawn = set(self.chart.fields())
        likely = [(s + 0.3 * (self._name(c) in drawn), c, v) for s, c, v in held if column in (None, self._name(c))]
        if not likely:
            return None
        _, col, value = max(likely, key=lambda f: f[0])
        return Hit(self._name(col), col.kind, 1.0, col), value

    def _without_noun(self, text: str) -> str:
        """ "female penguins" without the word for the rows, "Biscoe island" without the column's."""
        head, _, last = text.rpartition(" ")
        nouns = {*_ROWS, *(self._main.stems if self._main else ()), *(s for c in self.columns() for s in c.stems)}
        return head if stem(last) in nouns else ""

    def temporal(self, years: bool = False) -> Hit | None:
        """The column of dates: the one that is drawn, or the first; of years alone a column of that name comes first."""
        drawn = [h for h in map(self.named, self.chart.fields()) if h is not None and (h.kind == "temporal" or _year(h))]
        if drawn:
            return drawn[0]
        if years and (named := next((c for c in self.columns() if c.year and c.name.lower() == "year"), None)) is not None:
            return Hit(self._name(named), named.kind, 1.0, named)
        dates = [c for c in self.columns() if c.kind == "temporal"] or [c for c in self.columns() if c.year]
        return Hit(self._name(dates[0]), dates[0].kind, 1.0, dates[0]) if dates else None

    def values_of(self, name: str | None) -> tuple[Any, ...]:
        """All values of a column, sorted; none when they are not all known."""
        hit = self.named(name)
        if hit is None or hit.column is None or not hit.column.values:
            return ()
        values = {self.labels.get((hit.name, v), v) for v in hit.column.values}
        try:
            return tuple(sorted(values))
        except TypeError:
            return tuple(sorted(values, key=str))


def listed_values(facts: Facts, words: str) -> tuple[str, tuple[Any, ...]] | None:
    """The column and its values that a list like "North, South and East" names; None when a part is no value of it."""
    parts = [p.strip() for p in re.split(r",? (?:and|or|&) |,| / ", words) if p.strip()]
    found: list[Any] = []
    name: str | None = None
    for part in parts:
        held = facts.value(part, name)
        if held is None:
            return None
        name = held[0].name
        found.append(held[1])
    return (name, tuple(dict.fromkeys(found))) if name is not None else None


def _year(hit: Hit) -> bool:
    return hit.column is not None and hit.column.year


def _derived(chart: Chart) -> Iterable[str]:
    for transform in chart.transforms:
        if isinstance(transform, AggregateTransform):
            yield from (m.name for m in transform.measures)
        elif isinstance(transform, Calculate):
            yield transform.name


def _alone(context: Context, chart: Chart) -> Context | None:
    """The frame under the chart and no other."""
    held = tuple(f for f in context.frames if f.name == chart.frame)
    return replace(context, frames=held, active=chart.frame, joins=()) if held else None


def _catalogue(chart: Chart, context: Context, frames: Mapping[str, Any]) -> Catalogue:
    """The frames under the chart; the drawn values of one that was read from a figure."""
    if chart.frame is None:
        summary = FrameSummary("data", "arrays", tuple(_described(n, v) for n, v in chart.data.items()))
        return catalogue_of(Context((summary,)), {"data": {n: list(v) for n, v in chart.data.items()}})
    names = {chart.frame, *(t.frame for t in chart.transforms if isinstance(t, JoinTransform))}
    summaries = tuple(f for f in context.frames if f.name in names)
    return catalogue_of(Context(summaries, chart.frame), {n: f for n, f in frames.items() if n in names})


def _described(name: str, values: tuple[Any, ...]) -> Column:
    from jupyter_viscode.chart.read.values import type_of

    kinds = {"quantitative": "number", "temporal": "datetime"}
    return Column(name, kinds.get(type_of(values) or "", "text"), "", key=name)  # type: ignore[arg-type]
