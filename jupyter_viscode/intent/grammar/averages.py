"""Averages: mentions enter; comparisons with averages leave: "above the average height", "that earn less than the average"."""

from __future__ import annotations

import re

from jupyter_viscode.intent.grammar.comparing import LESS, MORE, OR, Columns
from jupyter_viscode.intent.grammar.meaning import Condition
from jupyter_viscode.intent.grammar.thresholds import ThresholdReader
from jupyter_viscode.intent.linking.adjectives import graded, measured_by
from jupyter_viscode.intent.linking.spans import Mention

_ENDS = r"(?=\s*(?:$|[,.;?!)]|(?:or|and|show|please|using|as|with|in an?|in the form)\b))"
_BARE = re.compile(
    rf"\b(?:(?P<way>more|less|fewer|[a-z]{{3,}}er)(?: (?:per|an?|each) [a-z]+)? than|(?P<side>above|below|over|under))"
    rf" (?:the |an? )?(?:overall |general )?(?P<figure>average|mean|median)\b{_ENDS}"
)
_TIED = re.compile(r"\s*(?:(?:that|which|who|is|are|was|were|has|have|had|with|an?|of|being|values?|it|they)\s+)*")
_WORDS = re.compile(r"[a-z]+")
_STATISTIC = re.compile(
    r"\b(?:(above|over|higher than|greater than|more than|larger than|older than|longer than|bigger than|taller than|exceeding)"
    r"|(below|under|less than|lower than|smaller than|younger than|shorter than|fewer than))"
    r" (?:the )?(?:overall )?(average|mean|median)\b"
)
_THAN_AVERAGE = re.compile(r"\s*than (?:the )?(?:overall )?(average|mean|median)\b")
_IS = re.compile(r"\s*(?:is|are|was|were|lies?|stands?)\b")
_ER_THAN = re.compile(r"\b[a-z]{3,}er than (?:the |an? )?(?:overall )?(?:average|mean|median)\s*$")


class AverageReader(ThresholdReader):
    """Reads comparisons with averages; each method but those of bare ones says whether it took what stands at `at`."""

    def _statistic(self) -> bool:
        """Height above the average; above the average height."""
        item = self.items[self.at]
        match = _STATISTIC.search(item.gap)
        if match is None and (self._than_average(item) or self._average_one(item)):
            return True
        if match is not None and item.table_score >= max(0.6, item.column_score) and self._average_one(item):
            return True
        if item.columns and self.linker.catalogue.keyed(item.columns[0][1]) and item.table_score >= 0.6:
            return False
        if match is None or not item.columns:
            following = self.item(1)
            inner = _STATISTIC.search(following.gap) if following else None
            if not inner or not item.columns or following is None or not following.columns:
                return False
            if following.columns[0][1] is not item.columns[0][1]:
                return False
            if self.listed(item.gap):
                self.role(item)
            self.at += 1
            match = inner
        op = ">" if match[1] else "<"
        self._add(Condition(item.columns, op, None, item, statistic="median" if match[3] == "median" else "mean"))
        self.at += 1
        return True

    def _than_average(self, item: Mention) -> bool:
        """More litres than average."""
        after = _THAN_AVERAGE.match(self.linker.text.work[item.tokens[-1].end :])
        way = re.search(rf"\b({MORE}|{LESS})\s*$", item.gap)
        numbers = [(s, c) for s, c in item.columns if c.kind == "number"]
        if after is None or way is None or not numbers:
            return False
        op = "<" if re.fullmatch(LESS, way[1]) else ">"
        self._add(Condition(numbers, op, None, item, statistic="median" if after[1] == "median" else "mean"))
        self.role(item)
        self.at += 1
        return True

    def _average_one(self, item: Mention) -> bool:
        """Larger than the average tank: in the number that is listed of tanks."""
        match = _STATISTIC.search(item.gap) or _ER_THAN.search(item.gap)
        if match is None or item.table_score < 0.6:
            return False
        owners = {t.name for s, t in item.tables if s >= 0.6}
        before = self.item(-1)
        listed = [*self.meaning.selects, *self.meaning.measures]
        told = [(s, c) for s, c, _ in self._adjective_of(item) if c.kind == "number" and c.table in owners]
        compared = [before] if before is not None and _IS.match(item.gap) else []  # "whose price is above that of all boats"
        numbers = told or [
            (s, c)
            for mention in (*compared, *(slot.mention for slot in listed))
            for s, c in mention.columns[:3]
            if c.kind == "number" and c.table in owners
        ]
        numbers = [(s, c) for s, c in numbers if not self.linker.catalogue.keyed(c)]
        if not numbers:
            return False
        op = "<" if re.search(rf"\b{LESS} than\b", match[0]) else ">"
        self._add(Condition(numbers[:1], op, None, item, statistic="median" if match[0].endswith("median") else "mean"))
        self.at += 1
        return True

    # -- averages that stand alone: the column is the one compared before, or the one that is shown --

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
        condition = Condition(columns, self._turned("<" if less else ">", match.start()), None, statistic=figure)
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
