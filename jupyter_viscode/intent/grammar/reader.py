"""The grammar: mentions and the words between them enter; a Meaning leaves: what is grouped, measured, kept.

A mention is a condition (`conditions`), says more of another one, or fills a slot (`slots`) by the words before it ("average",
"for each", "more than"); which column it is stays open.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from jupyter_viscode.intent.grammar.comparing import verbal
from jupyter_viscode.intent.grammar.figures import figure_said
from jupyter_viscode.intent.grammar.meaning import Meaning
from jupyter_viscode.intent.grammar.slots import GROUP, SURE, SlotFiller
from jupyter_viscode.intent.language.vocabulary import UNITS
from jupyter_viscode.intent.linking.link import Linker
from jupyter_viscode.intent.linking.spans import Mention
from jupyter_viscode.intent.request.ask import Ask
from jupyter_viscode.intent.request.units import is_unit

_TIME_IN = re.compile(r"\s*(?:(?:time|duration|length|distance) )?in\s*")


def interpret(ask: Ask, linker: Linker, mentions: Sequence[Mention]) -> Meaning:
    """Give each mention its role."""
    return _Reader(ask, linker, list(mentions)).read()


class _Reader(SlotFiller):
    """One pass over the mentions, left to right."""

    def read(self) -> Meaning:
        """The Meaning of all mentions."""
        averages = self._bare_averages()
        while self.at < len(self.items):
            before = self.at
            item = self.items[before]
            while averages and item.tokens and averages[0].start() < item.tokens[0].start:
                self._bare_average(averages.pop(0))
            if self._aside(item) or self._measured_in(item) or self._unit_of(item) or self._adjunct(item):
                del self.items[self.at]
                continue
            if self._qualifies(item):
                self.meaning.contexts.append(item)
                self.at += 1
                continue
            if re.search(r"[.;,]", item.gap) and not re.search(r"^\s*,?\s*(?:and|or)\b", item.gap) and not self._goes_on(item):
                self.absence = None
            if not self.condition():
                self.role(item)
                self.at += 1
            elif self.at == before:
                self.at += 1
        for match in averages:
            self._bare_average(match)
        self.finish()
        return self.meaning

    def _unit_of(self, item: Mention) -> bool:
        """In "more than 5 years of experience" the unit says nothing that the column does not."""
        number, column = self.item(-1), self.item(1)
        if number is None or number.number is None or item.gap.strip() or column is None or column.gap.strip() != "of":
            return False
        unit = len(item.tokens) == 1 and (set(item.tokens[0].stems) & UNITS or is_unit(item.text.lower()))
        if not unit or column.column_score < SURE or column.columns[0][1].kind != "number":
            return False
        column.gap = item.gap
        return True

    def _aside(self, item: Mention) -> bool:
        """A column in brackets says which one the words before it mean: "the session length (hours)"."""
        before = self.item(1)
        if before is None or before.column_score < 0.85 or item.number is not None or item.quote:
            return False
        figure = figure_said(item.gap) in ("mean", "sum", "median", "max", "min") and before.columns[0][1].kind == "number"
        if before.gap.strip() != "(" and not (figure and re.fullmatch(r"\s*(?:[a-z]+ ){1,2}\(", before.gap)):
            return False
        end = before.tokens[-1].end
        if not self.linker.text.work[end:].lstrip().startswith(")") or before.value_score > before.column_score:
            return False
        named = before.columns[0][1]
        if item.column_score >= 1.0 and item.columns[0][1].table == named.table and item.columns[0][1].kind == named.kind:
            return False
        if (
            item.table_score >= 0.6
            and not figure
            and (named.kind == "number" or named.table not in {t.name for _, t in item.tables[:1]})
        ):
            return False
        before.gap = item.gap
        return True

    def _measured_in(self, item: Mention) -> bool:
        """In "the lowest time in minutes" the minutes are the column that is meant."""
        following = self.item(1)
        if following is None or not _TIME_IN.fullmatch(following.gap) or not item.columns or len(following.tokens) != 1:
            return False
        unit, named = following.columns[:1], item.columns[0][1]
        if (
            not unit
            or following.column_score < 0.9
            or unit[0][1].kind != "number"
            or not set(following.tokens[0].stems) & UNITS
        ):
            return False
        if item.column_score >= SURE and named.kind == "number":
            return False
        following.gap = item.gap
        return True

    def _qualifies(self, item: Mention) -> bool:
        """Whether the mention only says whose the column right after it is; the column then takes its place."""
        following = self.item(1)
        if (
            following is None
            or following.gap.strip()
            or item.table_score < 0.6
            or (item.column_score > 0.85 and not self._numbered(following) and not self.plays(following))
            or not following.columns
        ):
            return False
        if verbal(following) and following.column_score < SURE:
            return False
        score, column = following.columns[0]
        owners = {t.name for s, t in item.tables if s > 0.6}
        if column.table not in owners or score < 0.5 or following.value_score > score:
            return False
        if self.linker.catalogue.keyed(column) and not self.plays(following):
            return False
        if GROUP.search(item.gap) and column.kind == "number" and not self.plays(following):
            return False
        following.gap = item.gap
        return True

    def _numbered(self, item: Mention) -> bool:
        """Whether a column says how many of the thing there are: ``num_of_members`` for "members"."""
        return (
            bool(item.columns)
            and item.columns[0][1].kind == "number"
            and {"number", "count"} & set(item.columns[0][1].stems) != set()
        )
