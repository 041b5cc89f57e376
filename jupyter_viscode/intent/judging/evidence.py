"""Evidence: an instruction and a reading of it go in; figures of how well it was understood, and doubts in words, come out.

Nothing here knows what is right; `confidence` weighs the figures. Each is small, near 0 when all is well.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from jupyter_viscode.intent.choosing.choose import Choice
from jupyter_viscode.intent.judging.holdings import (
    compared_with,
    filters,
    kernel,
)
from jupyter_viscode.intent.judging.losses import LossFinder
from jupyter_viscode.intent.judging.omissions import omissions
from jupyter_viscode.intent.language.vocabulary import GENERIC
from jupyter_viscode.intent.language.words import likeness, participle
from jupyter_viscode.intent.linking.spans import Mention
from jupyter_viscode.intent.request.periods import of_calendar
from jupyter_viscode.intent.schema.tables import Col
from jupyter_viscode.spec import AggregateTransform, Chart, JoinTransform, Statistic, TopN, Window

if TYPE_CHECKING:
    from jupyter_viscode.intent import Reading
    from jupyter_viscode.intent.composing.compose import Composer
    from jupyter_viscode.intent.read import Read

CLEAR = 0.75
"""A word is explained by a name that is at least so alike."""
_AGGREGATE = re.compile(
    r"\b(?:average|mean|avg|median|total|sum|maximum|max|minimum|min|highest|lowest|largest|smallest|number "
    r"of|count|how many)\b"
)
_CLAUSES = re.compile(r"\b(?:that|which|who|whose|where|when|having|with|without)\b")
_NESTED = re.compile(
    r"\b(?:both|either|neither|nor|same|except|never|not|no|n't|only|also|any|least one|more than one"
    r"|respectively|instead|but)\b"
)
_OPERATIONS = frozenset("difference differences gap growth increase decrease ratio range variance skewness quartile".split())
"""What is to be made of figures; a chart without it shows something else."""
_ORDERS = re.compile(
    r"\b(?:most|least|fewest|highest|lowest|largest|smallest|first|last|latest|earliest|oldest|youngest|top|best)\b"
)


_SENTENCES = {
    "denial lost": "a word such as 'not' or 'without' was not made a condition",
    "comparison lost": "a comparison ('more than', 'at least') was not made a condition",
    "different lost": "'different' was not taken as counting each once",
    "head lost": "what is to be drawn for each group was not found",
    "figure lost": "no column was found for an average, sum or extreme",
    "one group": "there would be one bar only",
    "each once": "each bar would count one row",
    "ways to join": "there is more than one way to join the tables",
    "share lost": "shares were asked for, and none are drawn",
    "size or filter": "a size with a number is taken as a condition; the size of the points may be meant",
    "unit not said": "no unit of time was said: month, year and others are as fair",
    "near rival": "another reading is nearly as good",
}
"""What a user can do something about, by the figure that tells it, the weightiest first."""


@dataclass
class Evidence:
    """What speaks for and against one reading."""

    figures: dict[str, float] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()
    """Sentences for the user, the weightiest first."""


@dataclass
class Rival:
    """A reading as the ranking has it."""

    chart: Chart
    score: float


def gather(state: Read, choice: Choice, composer: Composer, best: Reading, rivals: Sequence[Rival]) -> Evidence:
    """The evidence for the best reading.

    Parameters
    ----------
    state
        Everything known of the instruction before the choice.
    choice
        The columns, tables and joins that were chosen.
    composer
        What made the chart of them, and what that cost.
    best
        The reading.
    rivals
        All readings, best first, this one among them.
    """
    return _Gathering(state, choice, best.chart, rivals).evidence(composer, best.unread)


class _Gathering(LossFinder):
    """One reading, looked at from all sides."""

    def __init__(self, state: Read, choice: Choice, chart: Chart, rivals: Sequence[Rival]) -> None:
        super().__init__(state, choice, chart)
        self.rivals = rivals

    def evidence(self, composer: Composer, unplaced: Sequence[str]) -> Evidence:
        """All figures, and the doubts that a user can act on."""
        unread = self._unexplained()
        lost = self._lost_conditions()
        numbers = self._lost_numbers()
        figures = {
            **self._words(unread),
            **self._links(),
            **self._joins(),
            **self._rivalry(),
            **self._wording(),
            **self._form(),
            **self._lost(),
            **omissions(self.state, self.choice, self.chart, self.columns),
            "penalty": min(composer.penalty, 2.0),
            **({"unit not drawn": 1.0} if composer.odd_unit else {}),
            "unit not said": float(bool(composer.guessed_date)),
            "wishes unmet": float(bool(self.state.ask.unmet)),
            "calendar lost": float(any(map(of_calendar, (*unread, *unplaced))) or any(map(self._a_year, numbers))),
            "rows lost": float(any(map(self._only, (*unread, *unplaced)))),
            "operation lost": float(any(w in _OPERATIONS for w in (*unread, *unplaced))),
            "undrawn": float(bool(composer.left_out)),
            "left out": min(len(unplaced), 2),
            "lost conditions": min(len(lost), 2),
            "lost numbers": min(len(numbers), 2),
        }
        words = list(dict.fromkeys([*(w for w in unplaced if w not in composer.left_out), *unread]))[:4]
        doubts = [f"{w!r} is a value of no column" for w in lost]
        doubts += [f"nothing in the data was found for {', '.join(map(repr, words))}"] if words else []
        doubts += [f"the {w} is not drawn" for w in composer.left_out]
        doubts += [f"no dates can be divided into: {composer.odd_unit}"] if composer.odd_unit else []
        doubts += [sentence for name, sentence in _SENTENCES.items() if figures[name] > 0]
        doubts += [f"the number {w} was not used" for w in numbers]
        return Evidence({k: float(v) for k, v in figures.items()}, tuple(doubts))

    # -- words --

    def _only(self, word: str) -> bool:
        """Whether a word that is not understood says which rows alone are meant: "women only", "aged 40"."""
        said = re.escape(word)
        alone = rf"\b(?:only|just) (?:the |for )?{said}\b|\b{said} only\b"
        if word.isdigit():
            alone += rf"|\b(?:aged|older than|younger than|over|under) {said}\b|\b{said}[\s-]years?[\s-]olds?\b"
        return re.search(alone, self.state.ask.text.original.lower()) is not None

    def _a_year(self, number: str) -> bool:
        """Whether a number is a year of which the drawn tables have some."""
        columns = [c for t in self.plan.tables for c in self.catalogue.tables[t].cols]
        return re.fullmatch(r"(?:19|20)\d\d", number) is not None and any(c.kind == "temporal" or c.year for c in columns)

    def _words(self, unread: Sequence[str]) -> dict[str, float]:
        tokens = [t for t in self.state.linker.tokens if t.content]
        nouns = [w for w in unread if not w.endswith(("ed", "ing", "en"))]
        strong = [m for m in self.state.meaning.hints if m.column_score >= 0.9 and not self._mention_used(m)]
        return {
            "unread share": len(unread) / max(3, len(tokens)),
            "unread words": min(len(unread), 4),
            "unread nouns": min(len(nouns), 3),
            "unread by grammar": min(len(self.state.unread(self.choice)), 3),
            "passing columns": min(len(strong), 2),
            "passing things": min(len(self.state.meaning.hints), 3),
            "contexts": min(len(self.state.meaning.contexts), 3),
        }

    def _mention_used(self, mention: Mention) -> bool:
        """Whether a mention names a column or a table that is used, or a key by which two are joined."""
        best = [c for s, c in mention.columns if s >= mention.column_score - 0.05]
        tabled = mention.table_score >= mention.column_score and mention.tables[0][1].name in self.plan.tables
        return tabled or any(c in self.columns or (c.table in self.plan.tables and c.name in self.joined) for c in best)

    # -- links --

    def _links(self) -> dict[str, float]:
        picks = list(self.choice.picks.values())
        scores = [min(1.0, max(0.05, p.score)) for p in picks] or [0.3]
        said = [self._said(c) for c in self.columns] or [0.0]
        asked = [
            *self.state.meaning.groups,
            *self.state.meaning.measures,
            *self.state.meaning.selects,
            *self.state.meaning.colors,
        ]
        open_ = [s for s in asked if id(s) not in self.choice.picks and not (s.entity and self._counts_rows_of(s.mention))]
        return {
            "weakest link": -math.log(min(scores)),
            "weak links": min(sum(s < 0.7 for s in scores), 3),
            "mean link": -sum(map(math.log, scores)) / len(scores),
            "least said": 1.0 - min(said),
            "mean said": 1.0 - sum(said) / len(said),
            "open slots": min(len(open_), 2),
            "labels": min(sum(p.label for p in picks), 2),
            "guessed date": float(self.choice.unit is not None and self._guessed(self.choice.unit)),
            "twins": min(sum(self._twins(c) for c in self.columns), 3),
            "no columns": float(not self.columns),
            "keys drawn": min(sum(c.identifier and not self._verbatim(c) for c in self._drawn_columns()), 2),
        }

    def _counts_rows_of(self, mention: Mention) -> bool:
        """Whether a mention names the one table, whose rows are counted: they need no name of their own."""
        counted = any(e.aggregate == "count" and e.field is None for e in self.chart.encodings.values())
        return counted and not self.plan.steps and any(t.name == self.plan.base for _, t in mention.tables[:1])

    def _said(self, column: Col) -> float:
        """The share of a column's words that the instruction says."""
        names = [n for n in column.stems if n not in GENERIC] or list(column.stems)
        words = [s for t in self.state.linker.tokens for s in t.stems]
        hits = sum(max((likeness(w, n) for w in words), default=0.0) for n in names)
        return hits / max(1, len(names))

    def _drawn_columns(self) -> list[Col]:
        """The columns of which values are drawn: of those that are counted once each only their number is."""
        counted = {e.field for e in self.chart.encodings.values() if e.aggregate == "distinct"}
        return [c for c in self.columns if (name := self.plan.name(c)) in self.drawn and name not in counted]

    def _guessed(self, column: Col) -> bool:
        return self._said(column) < 0.5

    def _twins(self, column: Col) -> int:
        """Columns of the same name in other tables that are no keys, although the instruction names no table for it."""
        if self.catalogue.keyed(column):
            return 0
        others = [
            c for c in self.catalogue.columns() if c is not column and c.stems == column.stems and c.table != column.table
        ]
        return int(bool(others))

    # -- joins --

    def _joins(self) -> dict[str, float]:
        steps = [t for t in self.chart.transforms if isinstance(t, JoinTransform)]
        picked = {p.table for p in self.choice.picks.values()}
        between = [t for t in self.plan.tables if t not in picked]
        silent = [t for t in self.plan.tables if self._spoken(t) < 0.6 and not self._well_picked(t)]
        meant = {*self.named, *(e.right for c in self.columns for e in self.catalogue.targets(c))}  # by the keys of their rows
        absent = [n for n in self.catalogue.tables if n not in meant and self._spoken(n) >= 0.95]
        ways = weak = 0.0
        for one in self.plan.tables:
            for other in self.plan.tables:
                edges = self.catalogue.edges_between(one, other)
                if one < other and edges and frozenset((one, other)) not in self.plan.said:
                    ways += len(edges) > 1 and edges[1].score > edges[0].score - 0.25
                    weak = max(weak, 1.0 - min(1.0, edges[0].score))
        return {
            "one join": float(len(steps) == 1),
            "joins": float(len(steps) > 1),
            "between": min(len(between), 2),
            "silent tables": min(len(silent), 2),
            "absent tables": min(len(absent), 2),
            "ways to join": min(ways, 2),
            "weak join": weak,
            "many tables": math.log(max(1, len(self.catalogue.tables))),
        }

    def _spoken(self, name: str) -> float:
        """How clearly a table is named anywhere."""
        stems = self.catalogue.tables[name].stems
        tokens = [t for t in self.state.linker.tokens if t.content]
        words = [s for t in tokens for s in t.stems if s in stems or not participle(t.text)]  # "played" names no players
        short = self.state.linker.short_name(name)
        if short and short in words:
            return 1.0
        return sum(max((likeness(w, n) for w in words), default=0.0) for n in stems) / max(1, len(stems))

    def _well_picked(self, name: str) -> bool:
        return any(p.table == name and p.score >= 0.85 for p in self.choice.picks.values())

    # -- rivals --

    def _rivalry(self) -> dict[str, float]:
        """How near other readings come, and whether they differ in more than looks."""
        best = self.rivals[0].score
        others = self.rivals[1:]
        weights = [math.exp(r.score - best) for r in self.rivals]
        apart = [r for r in others if kernel(r.chart) != kernel(self.chart)]
        margin = min((best - r.score for r in apart), default=2.0)
        filtered = [r for r in others if filters(r.chart) != filters(self.chart)]
        return {
            "rivals": min(len(others), 5) / 5,
            "doubtful": 1.0 - 1.0 / sum(weights),
            "near rival": max(0.0, 1.0 - margin),
            "near filter": max(0.0, 1.0 - min((best - r.score for r in filtered), default=2.0)),
            "low score": min(3.5, max(0.0, -best)),
        }

    # -- wording and form --

    def _wording(self) -> dict[str, float]:
        text = self.state.ask.text.original.lower()
        figures = len(set(_AGGREGATE.findall(text)))
        drawn = {e.aggregate for e in self.chart.encodings.values() if e.aggregate}
        made = [t for t in self.chart.transforms if isinstance(t, AggregateTransform)]
        ranked = bool(_ORDERS.search(self.state.linker.text.work))
        settled = any(isinstance(t, TopN) for t in self.chart.transforms) or any(e.sort for e in self.chart.encodings.values())
        used = drawn & {"max", "min"} or any(isinstance(compared_with(t), Statistic) for t in self.chart.transforms)
        return {
            "length": math.log(max(1, len(text.split())) / 12),
            "clauses": min(len(_CLAUSES.findall(self.state.linker.text.work)), 4),
            "nested": min(len(_NESTED.findall(self.state.linker.text.work)), 3),
            "figures not drawn": float(figures > 0 and not drawn and not made),
            "many figures": float(figures > 1),
            "rank not used": float(ranked and not settled and not used),
            "possessives": min(len(re.findall(r"\b(?:their|its|his|her|'s)\b", text)), 2),
            "mark not said": float(self.state.ask.mark is None),
        }

    def _form(self) -> dict[str, float]:
        meaning, chart = self.state.meaning, self.chart
        dims = [c for c in self.columns if self.plan.name(c) in self.drawn and c.kind != "number"]
        measured = [e for e in chart.encodings.values() if e.aggregate]
        plain = not measured and not any(isinstance(t, AggregateTransform) for t in chart.transforms)
        return {
            "conditions": min(len(meaning.conditions), 3),
            "membership": float(bool(meaning.absences or meaning.samenesses)),
            "having": float(any(c.aggregate for c in meaning.conditions)),
            "either": float(any(c.joined == "or" for c in meaning.conditions)),
            "years": float(bool(meaning.years)),
            "limit": float(self.state.ask.limit is not None),
            "window": float(any(isinstance(t, Window) for t in chart.transforms)),
            "unit": float(self.choice.unit is not None),
            "superlative": float(meaning.superlative is not None),
            "crowded": float(any(c.distinct > 60 for c in dims) and chart.mark != "point"),
            "plain": float(plain and chart.mark != "point"),
            "counted": float(any(e.aggregate == "count" for e in measured)),
            "summed": float(any(e.aggregate == "sum" for e in measured)),
            "averaged": float(any(e.aggregate == "mean" for e in measured)),
            "extreme": float(any(e.aggregate in ("min", "max") for e in measured)),
            "scatter": float(chart.mark == "point"),
            "colour": float("color" in chart.encodings and chart.mark != "arc"),
            "implied count": float(any(e.aggregate == "count" for e in measured) and not meaning.measures),
            "unsaid figure": float(self._unsaid_figure(measured)),
        }

    def _unsaid_figure(self, measured: Sequence[Any]) -> bool:
        """Whether values are added up or averaged although no word says so."""
        text = self.state.ask.text.original.lower()
        return (
            any(e.aggregate in ("sum", "mean") for e in measured) and not _AGGREGATE.search(text) and not self.state.ask.average
        )
