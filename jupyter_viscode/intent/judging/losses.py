"""Losses: a reading and its chart enter; what was asked for and is not in the chart leaves."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import TYPE_CHECKING

from jupyter_viscode.intent.choosing.choose import Choice
from jupyter_viscode.intent.grammar.completing import KNOWN
from jupyter_viscode.intent.grammar.meaning import Condition
from jupyter_viscode.intent.judging.holdings import (
    bare_number,
    constants,
    denies,
    memberships,
    names_in,
    own_comparisons,
    predicates,
)
from jupyter_viscode.intent.judging.holdings import comparisons as comparisons_in
from jupyter_viscode.intent.judging.omissions import tying
from jupyter_viscode.intent.language.words import infinitive, likeness, name_stems, stem
from jupyter_viscode.intent.linking.spans import DAY, Mention
from jupyter_viscode.intent.linking.tokens import Token
from jupyter_viscode.intent.schema.tables import Col
from jupyter_viscode.spec import AggregateTransform, Chart, JoinTransform, Statistic, TopN

if TYPE_CHECKING:
    from jupyter_viscode.intent.read import Read

_DENIED = re.compile(
    r"\b(?:(?:no|not)(?! (?:more|less|fewer|later|earlier|higher|lower|greater) than)|n't|never|without|neither|nor|except"
    r"|excluding|exclude|outside|leaving out|leave out|other than|but not|isn't|aren't|don't|doesn't|didn't|haven't|hasn't"
    r"|lack|lacks|lacking|unless|nobody|noone)\b"
)
_COMPARED = re.compile(
    r"\b(?:more|less|fewer|greater|larger|bigger|higher|lower|smaller|older|younger|longer|shorter|taller|heavier|lighter"
    r"|cheaper|slower|faster"
    r"|earlier|later) than\b|\bat (?:least|most)\b|\bor (?:more|fewer|less|later|earlier|better|worse)\b|\b(?:above|below"
    r"|exceed(?:s|ing)?|between \d)\b"
)
_DIFFERENT = re.compile(r"\b(?:how many|number of|count(?: of)?|counting)(?: the)? (?:different|distinct|unique)\b")
_MEASURED = re.compile(
    r"\b(?:average|mean|avg|median|sum|how (?:much|heavy|tall|old|long|big|large|high|fast|expensive|far)"
    r"|maximum|minimum|biggest|largest|highest"
    r"|lowest|smallest|longest|shortest|oldest|youngest)\b"
)
_HEAD = re.compile(r"(?P<head>[a-z_]\w*) (?:by|per|for each|across)\b")
"""What is drawn for each group."""
_COMPARES = ("<", "<=", ">", ">=", "between")


class LossFinder:
    """One reading, held against what was asked."""

    def __init__(self, state: Read, choice: Choice, chart: Chart) -> None:
        self.state, self.choice, self.chart = state, choice, chart
        assert choice.plan is not None
        self.plan = choice.plan
        self.catalogue = state.catalogue
        self.columns = list(dict.fromkeys(p.column for p in choice.picks.values() if p.column is not None))
        self.drawn = set(names_in(chart))
        self.stems = {s for c in self.columns for s in c.stems}
        keys = [k for t in chart.transforms if isinstance(t, JoinTransform) for k in (t.left_on, t.right_on)]
        self.joined, self.keys = set(keys), {s for k in keys for s in name_stems(k)}
        others = [m for p in predicates(chart) for m in memberships(p)]
        empty = [c.field for p in predicates(chart) for c in own_comparisons(p) if c.op in ("is null", "not null")]
        self.keys |= {s for name in (*empty, *(m.column for m in others)) for s in name_stems(name)}
        self.named = {*self.plan.tables, *(m.frame for m in others)}
        self.tables = {s for t in self.named if t in self.catalogue.tables for s in self.catalogue.tables[t].stems}
        self.values = {str(v).lower() for v in constants(chart)}

    def _unexplained(self) -> list[str]:
        """Words with content that nothing in the chart accounts for."""
        found = []
        taken = {i for m in self.state.mentions if self._linked(m) for i in range(m.start, m.end)}
        for place, token in enumerate(tokens := self.state.linker.tokens):
            known = place in taken or self._explained(token) or (self.plan.steps and tying(tokens, place))
            if token.content and len(token.text) > 1 and not known:
                found.append(token.text)
        return list(dict.fromkeys(found))

    def _linked(self, mention: Mention) -> bool:
        """Whether a mention stands for a column or a value that is used, or only says of what the next one is."""
        if mention.date is not None and mention.date in self.values:
            return True
        if any(c in self.columns and s >= 0.6 for s, c in mention.columns):
            return True
        if mention in self.state.meaning.contexts and any(c.table in self.plan.tables for _, c in mention.columns[:1]):
            return True
        return any(c in self.columns and str(v).lower() in self.values for _, c, v in mention.values)

    def _explained(self, token: Token) -> bool:
        if token.text in KNOWN or stem(token.text) in KNOWN:
            return True
        if any(token.text in value or stem(token.text) in value for value in self.values):
            return True
        stems = token.stems or (token.text,)
        return all(any(likeness(s, n) >= 0.6 for n in (*self.stems, *self.tables, *self.keys)) for s in stems)

    def _verbatim(self, column: Col) -> bool:
        """Whether the instruction says every word of a column's name: who names a key wants the key."""
        words = {s for t in self.state.linker.tokens for s in (*t.stems, stem(t.text))}
        return all(any(likeness(w, n) >= 0.8 for w in words) for n in column.stems)

    def _lost(self) -> dict[str, float]:
        """Words that ask for a thing which the chart has not."""
        fixed = {c.field for p in predicates(self.chart) for c in own_comparisons(p) if c.op == "==" and c.time_unit is None}
        shown = [(e.field, e.aggregate) for e in self.chart.encodings.values()]
        figures = [c for c in self.columns if {(self.plan.name(c), "sum"), (self.plan.name(c), "mean")} & {*shown}]
        return {
            **self._lost_comparisons(),
            **self._lost_figures(),
            "head lost": float(self._head_lost()),
            "names lost": float(min(2, len(self._lost_names()))),
            **self._lost_groups(fixed),
            "key measured": float(any(self.catalogue.keyed(c) and not self._verbatim(c) for c in figures)),
            "whether": float(bool(re.search(r"\bwhether\b", self.state.linker.text.work)) and bool(fixed)),
        }

    def _lost_comparisons(self) -> dict[str, float]:
        """What was denied or compared, and is not."""
        text, conditions = self.state.linker.text.work, [*predicates(self.chart)]
        denied = any(map(denies, conditions))
        turned = any(c.aggregate is not None and c.op in (">", ">=", "!=") for c in self._conditions())
        compared = sum(c.op in _COMPARES for p in conditions for c in comparisons_in(p))
        compared += sum(v.op in _COMPARES for v in self.state.meaning.years)
        return {
            # "leave out those with fewer" is a denial that is turned round
            "denial lost": float(bool(_DENIED.search(text)) and not turned and not denied),
            "denial": float(denied),
            "comparison lost": float(min(2, max(0, len(_COMPARED.findall(text)) - compared))),
        }

    def _lost_figures(self) -> dict[str, float]:
        """Figures that were asked for, and are not drawn."""
        chart = self.chart
        aggregates = {e.aggregate for c in (chart, *chart.layers) for e in c.encodings.values()} | {
            m.aggregate for t in chart.transforms if isinstance(t, AggregateTransform) for m in t.measures
        }
        ranked = any(isinstance(t, TopN) for t in chart.transforms) or any(e.sort for e in chart.encodings.values())
        against = any(isinstance(c.value, Statistic) for p in predicates(chart) for c in comparisons_in(p))
        numbers = any(
            c.kind == "number" and not self.catalogue.keyed(c) and self.plan.name(c) in self.drawn for c in self.columns
        )
        called = {n for c in self.columns for n in c.stems}  # the "minimum" of a minimum age
        words = _MEASURED.findall(self.state.linker.text.work)
        asked = [w for w in words if not (numbers and w.startswith("how ")) and w not in called]
        drawn = ranked or against or bool(aggregates & {"mean", "sum", "min", "max", "median"})
        different = _DIFFERENT.search(self.state.ask.text.original.lower()) is not None
        return {
            "different lost": float(different and "distinct" not in aggregates),
            "figure lost": float(bool(asked) and not drawn),
        }

    def _lost_groups(self, fixed: Collection[str]) -> dict[str, float]:
        """Groups that are not drawn, or of which a condition leaves one."""
        grouped = [self.choice.column(s) for s in self.state.meaning.groups]
        drawn = [e for c, e in self.chart.encodings.items() if c in ("x", "y", "color") and e.field and not e.aggregate]
        if self.chart.mark == "bar":
            drawn = [e for e in drawn if e.type != "quantitative"]
        dims = [e.field for e in drawn if not e.time_unit and e.type != "temporal"]
        alone = [d for d in dims if d in fixed]
        return {
            "group not drawn": float(any(c is not None and self.plan.name(c) not in self.drawn for c in grouped)),
            "one group": float(bool(alone) and len(drawn) == len(alone)),
        }

    def _head_lost(self) -> bool:
        """In "occupancy by city": whether nothing is known of the occupancy."""
        match = _HEAD.search(self.state.ask.text.original.lower())
        head = match["head"] if match is not None and self.state.long is None else "of"
        verb = head.endswith(("ed", "ing", "en")) or infinitive(head) != head
        return not verb and head in self._unexplained()

    def _lost_names(self) -> list[str]:
        """Capitalised words in the middle of a sentence that are in no condition and no name."""
        original, found = self.state.ask.text.original, []
        names = {w for c in self.catalogue.columns() for w in re.findall(r"[a-z0-9]+|\w+", f"{c.name} {c.table}".lower())}
        names |= {c.name.lower() for c in self.catalogue.columns()}
        for token in self.state.linker.tokens:
            word, before = original[token.start : token.end], original[: token.start].rstrip()
            if token.kind != "word" or not word[:1].isupper() or len(word) < 2 or not before or before[-1] in ".?!:,":
                continue
            low = word.lower()
            if not any(low in v for v in self.values) and low not in names and low not in KNOWN and stem(low) not in self.stems:
                found.append(word)
        return found

    def _lost_conditions(self) -> list[str]:
        """Values that were asked for and that the column does not hold, and quoted pieces with no place."""
        found = []
        for condition in self._conditions():
            column = self.choice.column(condition)
            if column is None and condition.aggregate is None:
                found.append(
                    str(condition.value if condition.value is not None else condition.mention and condition.mention.text)
                )
            elif column is not None and condition.op in ("==", "in") and column.kind == "text" and not column.dated_text:
                values = condition.value if isinstance(condition.value, tuple) else (condition.value,)
                found += [str(v) for v in values if isinstance(v, str) and column.spelt and v.lower() not in column.spelt
                          and not condition.values]  # fmt: skip
        used = " ".join(self.values)
        found += [q for q in self.state.ask.text.quotes if not self._quote_used(q, used)]
        return list(dict.fromkeys(found))

    def _quote_used(self, quote: str, used: str) -> bool:
        low = quote.lower().strip(" %")
        titled = low in self.chart.title.lower() or low in map(str.lower, self.state.ask.axis_titles.values())
        return (
            titled
            or low in used
            or any(low == n.lower() or low in n.lower() for n in (*self.drawn, *(c.name for c in self.columns)))
        )

    def _lost_numbers(self) -> list[str]:
        """Numbers of the instruction that stand nowhere in the chart."""
        work = DAY.sub(lambda day: " " if self.state.linker.day(day) in self.values else day[0], self.state.linker.text.work)
        written = re.findall(r"(?<![\w.])\d[\d,]*(?:\.\d+)?(?![\w])", work)
        known = {bare_number(v) for v in self.values} | {
            bare_number(str(self.state.ask.limit or "")),
            bare_number(str(self.state.ask.bins or "")),
        }
        parts = {p for v in self.values for p in re.findall(r"\d+", v)}
        named = {p for c in self.columns for p in re.findall(r"\d+", c.name)}
        return [w for w in dict.fromkeys(written) if bare_number(w) not in known and w not in parts and w not in named
                and bare_number(w).lstrip("0") not in {p.lstrip("0") for p in parts}]  # fmt: skip

    def _conditions(self) -> list[Condition]:
        return self.state.meaning.conditions
