"""Averages that stand alone: mentions enter; comparisons with them leave: "that earn less than the average"."""

from __future__ import annotations

import re

from jupyter_viscode.intent.adjectives import graded, measured_by
from jupyter_viscode.intent.comparing import LESS, OR, Columns
from jupyter_viscode.intent.link import Mention
from jupyter_viscode.intent.meaning import Condition
from jupyter_viscode.intent.mentions import MentionReader

_ENDS = r"(?=\s*(?:$|[,.;?!)]|(?:or|and|show|please|using|as|with|in an?|in the form)\b))"
_BARE = re.compile(
    rf"\b(?:(?P<way>more|less|fewer|[a-z]{{3,}}er)(?: (?:per|an?|each) [a-z]+)? than|(?P<side>above|below|over|under))"
    rf" (?:the |an? )?(?:overall |general )?(?P<figure>average|mean|median)\b{_ENDS}"
)
_TIED = re.compile(r"\s*(?:(?:that|which|who|is|are|was|were|has|have|had|with|an?|of|being|values?|it|they)\s+)*")
_WORDS = re.compile(r"[a-z]+")


class AverageReader(MentionReader):
    """Reads "than the average" where no name follows: the column is the one compared before, or the one that is shown."""

    def _bare_averages(self) -> list[re.Match[str]]:
        """Where averages stand alone; their words are taken out of the walk, with what was found in them."""
        work = self.linker.text.work
        found = list(_BARE.finditer(work))
        for match in found:
            inside = [m for m in self.items if m.tokens and match.start() <= m.tokens[0].start < match.end()]
            self.items[:] = [m for m in self.items if m not in inside]
            self.linker.text.work = work = work[: match.start()] + " " * len(match[0]) + work[match.end() :]
        end = 0
        for item in self.items if found else ():
            item.gap = work[end : item.tokens[0].start]
            end = item.tokens[-1].end
        return found

    def _bare_average(self, match: re.Match[str]) -> None:
        """One of them, as a condition of the rows."""
        work = self.linker.text.work
        before = self.item(-1)
        between = work[before.tokens[-1].end if before is not None else 0 : match.start()]
        columns = self._scaled(before, between, match["way"] or "")
        less = match["side"] in ("below", "under") or re.fullmatch(LESS, match["way"] or "")
        figure = "median" if match["figure"] == "median" else "mean"
        condition = Condition(columns, "<" if less else ">", None, statistic=figure)
        if self._conditions() and OR.search(re.split(r"[;,.]", between)[-1]):
            condition.joined = "or"
        self._conditions().append(condition)

    def _scaled(self, before: Mention | None, between: str, way: str) -> Columns:
        """What is compared: the number named right before, or what the verb or the adjective speaks of; none when neither."""
        keyed = self.linker.catalogue.keyed
        if before is not None and _TIED.fullmatch(between):
            numbers = [(s, c) for s, c in before.columns if c.kind == "number" and s >= 0.6 and not keyed(c)]
            if numbers and before.table_score < numbers[0][0]:
                if re.match(r"\s*(?:is|are|was|were)\b", between) or not self.listed(before.gap):
                    self._forget(before)
                return numbers
        owners = {t.name for m in self.items[: self.at] for s, t in m.tables[:1] if s >= 0.6}
        for word in reversed(_WORDS.findall(re.split(r"[;,.?!]", between)[-1])):
            if told := measured_by(self.linker, word, owners):
                return [(s, c) for s, c, _ in told if c.kind == "number"]
        told = graded(self.linker, way, owners) if way and owners else []
        return [(s, c) for s, c, _ in told if c.kind == "number"]
