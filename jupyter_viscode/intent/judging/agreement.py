"""Agreement: a chart and an instruction's hearing go in; figures of how they fit together, and their weighed sum, come out.

A log-linear model over neighbours (as in conditional semantic parsing, Liang & Potts 2015): its weights make the chart that was
meant stand out from those that differ from it in one decision. They are fitted by `jupyter_viscode.bench.agreement` and know
only ordinary words. A chart is held against the whole sentence, so that what the grammar took a wrong turn at is seen again.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from jupyter_viscode.intent.judging.hearing import FAR, LIKELY, Hearing, Said
from jupyter_viscode.intent.judging.holdings import comparisons, names_in, predicates
from jupyter_viscode.intent.judging.neighbours import Scope, channels, neighbours, scope
from jupyter_viscode.intent.linking.spans import Mention
from jupyter_viscode.intent.schema.tables import Col
from jupyter_viscode.spec import Chart, Comparison, Encoding, Membership, Ref, Statistic, TopN


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_FIGURES: Mapping[str | None, frozenset[str]] = {
    "mean": _words("average avg mean typical averaged averages"),
    "sum": _words("sum total altogether add totals all"),
    "min": _words("min minimum lowest smallest least fewest shortest earliest cheapest youngest"),
    "max": _words("max maximum highest largest most biggest greatest longest oldest latest"),
    "count": _words("number numbers count many counts often amount frequency"),
}
"""Words that ask for a figure."""
_COLOURED = _words(
    "stacked stack stacks stacking grouped group groups colored coloured color colour colors series separate separately legend "
    "multiple each breakdown side break broken split versus vs between compare comparing across different"
)
_CLASSES = {
    "less": _words("below under less fewer smaller younger lower before earlier cheaper shorter lighter"),
    "more": _words("above over more greater larger older higher after later exceeding exceeds exceed longer heavier"),
    "not": _words("not no without excluding except other apart out never exclude leaving none nor neither but non"),
}
_OF_DATES = {"older": "before", "younger": "after"}
"""What words of an age say of a date."""
_UNIT_WORDS = _words("year years yearly annual month months monthly weekday week day days quarter each")


@dataclass(frozen=True)
class Rival:
    """A neighbour, and how much better than the chart it fits the words."""

    chart: Chart
    kind: str
    lead: float


@lru_cache(maxsize=1)
def _weights() -> Mapping[str, float]:
    found: dict[str, float] = json.loads(
        files("jupyter_viscode.intent.judging").joinpath("agreement.json").read_text(encoding="utf-8")
    )
    return found


def rivals(chart: Chart, hearing: Hearing) -> list[Rival]:
    """The neighbours of a chart, the best fitting first."""
    others = neighbours(chart, hearing)
    if not others:
        return []
    own = agreement(chart, hearing)
    found = [Rival(other, kind, agreement(other, hearing) - own) for kind, other in others]
    return sorted(found, key=lambda r: -r.lead)


def agreement(chart: Chart, hearing: Hearing) -> float:
    """The weighed sum of the figures."""
    weights = _weights()
    return sum(weights.get(name, 0.0) * value for name, value in figures(chart, hearing).items())


def figures(chart: Chart, hearing: Hearing) -> dict[str, float]:
    """What speaks for and against a chart, by name; nothing for a chart that is no simple one."""
    known = scope(chart, hearing.catalogue)
    return _Figures(chart, hearing, known).all() if known is not None else {}


class _Figures:
    """Gathers the figures of one chart."""

    def __init__(self, chart: Chart, hearing: Hearing, known: Scope) -> None:
        self.chart, self.hearing, self.scope = chart, hearing, known
        self.group, self.figure = channels(chart)
        self.found: defaultdict[str, float] = defaultdict(float)
        self.used: set[int] = set()
        """Mentions that the chart accounts for."""

    def all(self) -> dict[str, float]:
        self._add(f"mark.{self.chart.mark}")
        group = self._role("group", self.group)
        figure = self._figure()
        colour = self._colour()
        self._places(group, figure, colour)
        self._unit()
        if self.chart.mark == "bar" and self.group:
            self._order(self.group)
        for predicate in predicates(self.chart):
            for part in (predicate,) if isinstance(predicate, Membership) else comparisons(predicate):
                self._condition(part)
        for transform in self.chart.transforms:
            if isinstance(transform, TopN):
                self.used.update(id(m) for m in self.hearing.mentions if m.number == transform.n)
        self._left()
        for table in self.scope.tables:
            self._add(f"table.{_step(self.hearing.table_said(table))}")
        self._add("joins", len(self.scope.tables) - 1)
        return dict(self.found)

    def _add(self, name: str, value: float = 1.0) -> None:
        self.found[name] += value

    # -- columns in their roles --

    def _encoding(self, channel: str | None) -> Encoding:
        return self.chart.encoding(channel) if channel else Encoding()

    def _role(self, role: str, channel: str | None) -> Said:
        """A column in a role: how well it is named, what stands around its name, whether it is a key."""
        column = self.scope.column(self._encoding(channel).field)
        if column is None:
            return Said()
        said = self.hearing.said(column)
        self._add(f"{role}.{_step(said.score)}")
        self._add(f"{role}.score", said.score)
        self._add(f"{role}.label", said.label)
        if self.hearing.catalogue.keyed(column):
            self._add(f"{role}.key")
            self._add(f"{role}.key with a label", self.hearing.catalogue.tables[column.table].label is not None)
        if said.mention is not None:
            self.used.add(id(said.mention))
            for place, word in enumerate(self.hearing.before(self.hearing.at(said.mention))[:2]):
                self._add(f"{role}.before{place}.{word}")
            for word in self.hearing.after(said.mention)[:1]:
                self._add(f"{role}.after.{word}")
            self._add(f"{role}.gap", max(0.0, said.mention.column_score - said.score))
        return said

    def _figure(self) -> Said:
        """The figure: the words of the whole sentence, and those before its column."""
        if self.figure is None:
            return Said()
        said = self._role("figure", self.figure)
        aggregate = self._aggregate()
        self._add(f"figure is {aggregate}")
        for word in self.hearing.bag:
            self._add(f"figure is {aggregate}.{word}")
        if aggregate in ("mean", "sum", "min", "max") and said.mention is not None:
            near = set(self.hearing.before(self.hearing.at(said.mention))[:3])
            self._add(f"figure is {aggregate}, said {bool(near & _FIGURES[aggregate])}")
            self._add(f"figure is {aggregate}, other said", any(near & w for a, w in _FIGURES.items() if a != aggregate))
        return said

    def _aggregate(self) -> str | None:
        encoding = self._encoding(self.figure)
        made = self.scope.measures.get(encoding.field or "")
        return made.aggregate if made is not None else encoding.aggregate

    def _colour(self) -> Said:
        encoding = self.chart.encodings.get("color") if self.chart.mark != "arc" else None
        if encoding is None or encoding.field is None:
            return Said()
        said = self._role("colour", "color")
        self._add("colour")
        self._add("colour asked for", bool(_COLOURED & self.hearing.bag))
        for word in self.hearing.bag:
            self._add(f"colour.{word}")
        column = self.scope.column(encoding.field)
        self._add("colour of many", column is not None and column.distinct > 12)
        return said

    def _places(self, group: Said, figure: Said, colour: Said) -> None:
        """Which is named first, and whether two share one name."""
        for one, other, name in ((group, figure, "figure"), (group, colour, "colour")):
            if one.mention is not None and other.mention is not None:
                first = self.hearing.at(one.mention) < self.hearing.at(other.mention)
                self._add(f"group and {name} in one" if one.mention is other.mention else f"group before {name} {first}")
        self._add("figure and colour in one", figure.mention is not None and figure.mention is colour.mention)

    def _unit(self) -> None:
        encoding = self._encoding(self.group)
        if encoding.time_unit:
            self._add(f"unit.{encoding.time_unit}")
            for word in self.hearing.bag & _UNIT_WORDS:
                self._add(f"unit.{encoding.time_unit}.{word}")
        elif (column := self.scope.column(encoding.field)) is not None:
            self._add(f"group is {column.kind}")
            self._add("group of many", column.distinct > 30)

    # -- order --

    def _order(self, group: str) -> None:
        """What the bars are ordered by, against what is named near the words of order."""
        hearing, sort = self.hearing, self._encoding(group).sort
        asked = bool(hearing.orders)
        if sort is None or sort.values:
            self._add(f"no order, asked {asked}")
            return
        target = "group" if self.chart.keeps_own_order(group) else "figure"
        self._add(f"order by {target}, asked {asked}")
        for word in hearing.order_words:
            self._add(f"order by {target}.{word}")
            self._add(f"order {sort.order}.{word}")
        if not asked:
            return
        aggregate = self._aggregate()
        to_group = hearing.from_order(self.scope.column(self._encoding(group).field))
        to_figure = hearing.from_order(self.scope.column(self._encoding(self.figure).field), _FIGURES.get(aggregate, ()))
        for name, distance in (("group", to_group), ("figure", to_figure)):
            self._add(f"order by {target}, {name} {_near(distance)}")
        nearer = "group" if to_group + 4 < to_figure else "figure" if to_figure + 4 < to_group else "neither"
        self._add(f"order by {target}, nearer {nearer}")

    # -- conditions --

    def _condition(self, part: Comparison | Membership) -> None:
        self._add("condition")
        if isinstance(part, Membership):
            self._add(f"condition on others, not {part.negate}")
            return
        column = self.scope.column(part.field)
        if column is None or isinstance(part.value, (Ref, Statistic)):
            self._add("condition on figures")
            return
        said, value = self.hearing.said(column), self._valued(part)
        self._add(f"condition on {column.kind}.{_step(said.score)}")
        self._add("condition.score", said.score)
        self._add(f"condition {part.op}")
        self._add(f"condition, value said {value is not None}")
        if value is not None:
            self._around(part.op, value, column)
        if said.mention is not None:
            self.used.add(id(said.mention))
            if value is not None:
                apart = self.hearing.at(said.mention) - self.hearing.at(value)
                self._add("condition.apart", min(1.0, abs(apart) / 60))
                self._add(f"condition, column first {apart < 0}")
        if column.flag is not None and part.op in ("==", "!="):
            self._flag(part, column, said.mention or value)

    def _valued(self, part: Comparison) -> Mention | None:
        """Where the value of a condition is named."""
        values = part.value if isinstance(part.value, tuple) else (part.value,)
        numbers = [v for v in values if isinstance(v, (int, float)) and not isinstance(v, bool)]
        for mention in self.hearing.mentions:
            named = mention.number is not None and mention.number in numbers
            if named or any(s > LIKELY and value in values for s, _, value in mention.values[:4]):
                return mention
        return None

    def _around(self, op: str, value: Mention, column: Col) -> None:
        """The words around a value, by themselves and by what they have in common."""
        self.used.add(id(value))
        before = self.hearing.before(self.hearing.at(value))[:4]
        if column.year or column.kind == "temporal":
            before = [_OF_DATES.get(word, word) for word in before]
        for word in set(before):
            self._add(f"condition {op}.{word}")
        for name, words in _CLASSES.items():
            self._add(f"condition {op}, {name} before", not words.isdisjoint(before))
        for word in self.hearing.after(value)[:2]:
            self._add(f"condition {op} after.{word}")

    def _flag(self, part: Comparison, column: Col, mention: Mention | None) -> None:
        """Whether a yes/no column is wanted to hold, against denials before its name."""
        truth = (part.value == column.flag[0]) != (part.op == "!=") if column.flag is not None else True
        before = self.hearing.before(self.hearing.at(mention)) if mention is not None else []
        self._add(f"flag {truth}, denied {not _CLASSES['not'].isdisjoint(before)}")

    # -- what is left --

    def _left(self) -> None:
        """Mentions that the chart does not account for."""
        compared = [p for p in predicates(self.chart) if isinstance(p, Comparison)]
        others = [p.value.field for p in compared if isinstance(p.value, Ref)]
        fields = {*names_in(self.chart), *(p.field for p in compared), *others}
        drawn = {id(c) for name in fields if (c := self.scope.column(name)) is not None}
        for mention in self.hearing.mentions:
            if id(mention) in self.used or any(
                id(c) in drawn and s >= 0.85 * mention.column_score for s, c in mention.columns[:6]
            ):
                continue
            name, score = self._kind(mention)
            self._add(f"left {name}.{_step(score)}")

    def _kind(self, mention: Mention) -> tuple[str, float]:
        """What a mention most likely names."""
        if mention.number is not None:
            return "number", 1.0
        if mention.value_score > max(mention.column_score, mention.table_score):
            return "value", mention.value_score
        if mention.column_score > mention.table_score:
            return "column", mention.column_score
        near = {t.name for s, t in mention.tables[:2] if s > 0.9 * mention.table_score}
        return "table that is used" if near & set(self.scope.tables) else "table", mention.table_score


def _step(score: float) -> str:
    """A score in a few steps."""
    steps = (("none", 0.0), ("faint", 0.5), ("weak", 0.7), ("fair", 0.85), ("good", 0.97))
    return next((name for name, least in steps if score <= least), "full")


def _near(distance: int) -> str:
    return "here" if distance < 18 else "near" if distance < 40 else "far" if distance < min(80, FAR) else "away"
