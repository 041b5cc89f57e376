"""Mentions in order: what enters are an Ask and its mentions; what leaves is the walk along them that the readers share."""

from __future__ import annotations

import re

from jupyter_viscode.intent.grammar.comparing import DOING, INVERSE, KEPT_OUT, OR, Columns, verbal
from jupyter_viscode.intent.grammar.meaning import Absence, Condition, Meaning, Slot
from jupyter_viscode.intent.language.vocabulary import GENERIC
from jupyter_viscode.intent.language.words import participle
from jupyter_viscode.intent.linking.link import Linker
from jupyter_viscode.intent.linking.spans import Mention
from jupyter_viscode.intent.request.ask import Ask
from jupyter_viscode.intent.schema.joins import way
from jupyter_viscode.intent.schema.keys import plays

_LEADING = re.compile(
    r"[\s;.,:?!]*(?:\b(?:show|plot|list|find|display|give|draw|what|which|is|are|the|me|all|of|a|an|please|about|return"
    r"|visuali[sz]e|for)\b\s*)*"
)
_THAT = re.compile(r"\s*(?:that|who|which|whose)?\s*(?:have|has|having|with|whose|are|is)?\s*(?:the |an? )?")
_ASKED = re.compile(r"[\s;.,?!]*(?:(?:on|in|at|for|from|by|with|to) )?(?:which|what|who)(?: are| is| were| was)?(?: the)?\s*")

_TURNED = {op: INVERSE[op] for op in (">", ">=", "<", "<=")} | {"between": "not between"}
"""Comparisons that say the contrary where rows are to be left out; of values, what is said of them is read by itself."""

THING = 0.6
"""A word names a table when it is so alike."""


_AND_ALSO = re.compile(r"\s*(?:,|and\b|as well as\b|plus\b)")


class MentionReader:
    """Walks along the mentions, left to right; what it finds goes into the Meaning."""

    def __init__(self, ask: Ask, linker: Linker, mentions: list[Mention]) -> None:
        self.ask = ask
        self.linker = linker
        self.items = mentions
        self.meaning = Meaning()
        self.at = 0
        self.absence: Absence | None = None
        self.valued: Mention | None = None
        """The value that was read last."""
        self.ties: list[Mention] = []
        """Keys that only say how rows are tied."""

    def item(self, offset: int) -> Mention | None:
        """The mention so many places from here."""
        place = self.at + offset
        return self.items[place] if 0 <= place < len(self.items) else None

    def plays(self, item: Mention) -> bool:
        """Whether a mention names a key by the word for those at whom it points: captains, managers."""
        if not item.columns or item.column_score <= item.table_score:
            return False
        words = [t for t in item.tokens if t.content]
        named = {s for t in (*words[:1], *words[-1:]) for s in t.stems}
        return self.linker.catalogue.keyed(item.columns[0][1]) and any(map(plays, named))

    def role(self, item: Mention) -> None:
        """Give a mention its role in the chart."""
        raise NotImplementedError

    def strong_role(self, gap: str) -> bool:
        """Whether the words before a mention give it a role in the chart."""
        raise NotImplementedError

    def listed(self, gap: str) -> bool:
        """Whether the words before a mention make it one of the things to show."""
        raise NotImplementedError

    def _add(self, condition: Condition, *gaps: str) -> bool:
        item = condition.mention
        self._turn(condition)
        if any(OR.search(g) for g in (item.gap if item else "", *gaps)):
            condition.joined = "or"
        self._or_else(condition, self._conditions(), *gaps)
        (self.absence.conditions if self.absence is not None else self.meaning.conditions).append(condition)
        return True

    def _turn(self, condition: Condition) -> Condition:
        """Turn a comparison round that says which rows are to be left out: "excluding farmers under 35"."""
        denied = self.absence is not None and self.absence.negate
        if condition.mention is not None and condition.op in _TURNED and not denied:
            condition.op = self._turned(condition.op, condition.mention.tokens[0].start)
        return condition

    def _turned(self, op: str, start: int) -> str:
        """The comparison that begins there, turned round where what it says is to be left out."""
        return _TURNED.get(op, INVERSE.get(op, op)) if KEPT_OUT.search(self.linker.text.work[:start]) else op

    def _years(self) -> list[Condition]:
        """Where conditions on a date go whose column is not named."""
        return self.absence.years if self.absence is not None else self.meaning.years

    def _on_date(self, condition: Condition) -> None:
        """Add a condition on a date whose column is not named."""
        self._turn(condition)
        years = self._years()
        if years and condition.mention is not None and OR.search(condition.mention.gap):
            condition.joined = "or"
        self._or_else(condition, years)
        years.append(condition)

    def _or_else(self, condition: Condition, before: list[Condition], *gaps: str) -> None:
        """What no row can be at once is said of two kinds of rows: "before 1950 and after 2000"."""
        last = before[-1] if before else None
        if last is None or condition.mention is None or not any(map(_AND_ALSO.match, (condition.mention.gap, *gaps))):
            return
        if [c for _, c in last.columns[:1]] == [c for _, c in condition.columns[:1]] and last.excludes(condition):
            condition.joined = "or"

    def _conditions(self) -> list[Condition]:
        return self.absence.conditions if self.absence is not None else self.meaning.conditions

    def _forget(self, mention: Mention) -> None:
        """A mention that turned out to be a condition's column is not listed too, unless it leads the sentence."""
        meaning = self.meaning
        meaning.hints[:] = [m for m in meaning.hints if m is not mention]
        first = mention is self.items[0] and _LEADING.fullmatch(mention.gap)
        if first and (thing := self._thing_done(mention)) is not None:
            meaning.selects[:] = [Slot(thing, entity=True) if s.mention is mention else s for s in meaning.selects]
            meaning.contexts.append(thing)
        elif not first and not self.ask.relation:
            meaning.selects[:] = [s for s in meaning.selects if s.mention is not mention or s.axis]
        if not self.strong_role(mention.gap):  # it only stood in a list with a group
            meaning.groups[:] = [s for s in meaning.groups if s.mention is not mention or s.axis]

    def _thing_done(self, mention: Mention) -> Mention | None:
        """In "clubs founded before 1930": the clubs, of which the year only says which are meant."""
        words = [t for t in mention.tokens if t.content]
        if len(words) != 2 or not participle(words[1].text.lower()):
            return None
        tables = [(s, t) for s, t in self.linker.tables(words[:1]) if s >= THING]
        return (
            Mention(mention.start, mention.start + 1, words[0].text, tables=tables, tokens=(words[0],), gap=mention.gap)
            if tables
            else None
        )

    def _qualified(self, mention: Mention) -> Columns:
        """A bare "id" or "name" belongs to what was named before it."""
        place = self.items.index(mention)
        before = self.items[place - 1] if place > 0 else None
        bare = all(s in GENERIC for t in mention.tokens if t.content for s in t.stems)
        if bare and before is not None and _THAT.fullmatch(mention.gap):
            found = self.linker.phrase(f"{before.text.lower()} {mention.text.lower()}")
            if found and found[0][0] > 0.7:
                return found
        return mention.columns

    def _subject(self, place: int) -> str | None:
        """The table of what was spoken of last before a place."""
        for mention in reversed(self.items[:place]):
            asked = _ASKED.fullmatch(mention.gap) and not (place and verbal(mention))  # "users who rated no game"
            if DOING.search(mention.gap) and not asked:
                continue
            if mention.table_score >= 0.6:
                return mention.tables[0][1].name
            words = [t for t in mention.tokens if t.content]
            if (
                mention.column_score >= 0.6
                and len(words) > 1
                and (tables := self.linker.tables(words[-1:]))
                and tables[0][0] >= 0.6
            ):
                return tables[0][1].name
            if mention.column_score >= 0.6 and self.meaning.contexts == []:
                return mention.columns[0][1].table
        return None

    def _many(self, owner: str, other: str) -> bool:
        """Whether one row of a table may have many in another, directly or through further tables."""
        if owner == other:
            return False
        catalogue = self.linker.catalogue
        ways = way(catalogue, owner, other)
        first = catalogue.tables[owner].col(ways[0].left_on) if ways else None
        return first is not None and first.unique

    def _measured_tables(self) -> set[str]:
        """The tables whose rows are counted or measured: what is said of them narrows them."""
        found = {s.mention.tables[0][1].name for s in self.meaning.measures if s.mention.table_score >= 0.6}
        for slot in (*self.meaning.measures, *self.meaning.selects):
            if slot.mention.table_score < slot.mention.column_score >= 0.5 and slot.mention.columns[0][1].kind == "number":
                found.add(slot.mention.columns[0][1].table)
        return found
