"""Thresholds: mentions and the words around them enter; comparisons with another row's value or another column leave.

"Heavier than Bella", "more stops than the organ in Haarlem", "home goals above away goals", "worth more than 100".
"""

from __future__ import annotations

import re

from jupyter_viscode.intent.grammar.comparing import LESS, MORE, Columns, operator_of, said_year, verbal, yearly
from jupyter_viscode.intent.grammar.meaning import Condition
from jupyter_viscode.intent.grammar.mentions import MentionReader
from jupyter_viscode.intent.linking.adjectives import Graded, comparatives, graded, in_unit, measured_by, rises
from jupyter_viscode.intent.linking.spans import Mention

_THAN = re.compile(
    r"\b(?:than|(?:above|below|over|under|beyond|exceed(?:s|ing)?|before|after)(?= (?:that|those) of)) (?:"
    r"(?:that|those|the one|what|it is|it was|the (?:value|figure|number)s?)(?: of| for| in)? |the |an? |any "
    r"|every |all |each )*(?:(?P<utmost>[a-z]{3,}est) )?$"
)
_THAN_THEIR = re.compile(r"\bthan (?:(?:that|those) of )?(?:their|its|his|her|the)(?: own)? $")
SURE = 0.8
"""From this likeness on, a word names a table and nothing else."""
_SINCE = re.compile(r"\s*(?P<way>before|after|earlier than|later than) (?:the )?")
_CALLED = re.compile(
    r"\s*(?:in|of|from|at|called|named|for|with|whose|with the name|that is|that are|who is|who are|by)?\s*(?:the )?"
)
_BETTER = rf"(?:{MORE}|{LESS}|more|less|fewer|worse|better|[a-z]{{3,}}er)"
_COMPARED = re.compile(
    rf"\s*(?:(?:is|are|was|were|that is|that are|has|have|which is|strictly)\s+)*{_BETTER}(?: than)?\s*(?:or "
    rf"equal to )?(?:the |its |their |his |her )*$"
)
_ENDS_COMPARED = re.compile(rf"\b(?:{MORE}|{LESS}|more|less|fewer)\s*(?:the )?$")
_EQUALS = re.compile(r"^\s*(?:(?:is|are|was|were) )?(?:equals?(?: to)?|the same as|identical to)\s*(?:the |its |their )*$")
_YEARS_OLD = re.compile(r"[\s-]*(?:years?|yrs?)[\s-]+(?:of[\s-]age|olds?)\b")
_WORDS = re.compile(r"[a-z]+")
_UNIT = re.compile(r"\s*([a-z]+)\b(?! of\b)")
_FROM_WHEN = re.compile(r"\s*(?:that are |from )?(?:from|before|after|since)\s*")
_ALONE = re.compile(r"\s*(?:is|are|was|were|equals?|=|exceeds?|surpass(?:es)?)?\s*")


def _first_word(match: re.Match[str]) -> str:
    return f"{match[0].split()[0]} "


class ThresholdReader(MentionReader):
    """Reads what rows are compared with; each method says whether it took what stands at `at`."""

    def _than_row(self) -> bool:
        """Heavier than Bella; more stops than the organ in Haarlem."""
        item, after = self.items[self.at], self.item(1)
        than = _THAN.search(item.gap)
        if than is None:
            return self._since_row(item)
        named = item.table_score >= 0.6 and item.table_score > item.value_score
        value = after if named and after is not None and _CALLED.fullmatch(after.gap) else item
        if value.value_score < 0.6 or value.value_score < max(value.column_score, value.table_score):
            return False
        columns, op = self._scale(item)
        if not columns:
            return False
        utmost = rises(than["utmost"]) if than["utmost"] else op == ">"
        figure = "max" if utmost or utmost is None else "min"
        condition = Condition(columns, op, None, value, than=list(value.values), statistic=figure)
        self.at += 2 if value is after else 1
        following = self.item(0)
        said = following is not None and not following.gap.strip() and {id(c) for _, c in following.columns[:2]}
        self.at += bool(said and said & {id(c) for _, c, _ in value.values})
        thing = self.item(0)
        if value is item and thing is not None and not thing.gap.strip() and thing.table_score >= 0.6:
            self.at += 1
        return self._add(condition)

    def _than_own(self) -> bool:
        """Paid more than their boss; older than its captain: the same column of the row that plays a part for theirs."""
        item = self.items[self.at]
        other = item.tables[0][1] if item.table_score >= SURE else None
        if other is None or other.copy_of is None or not _THAN_THEIR.search(item.gap):
            return False
        columns, op = self._scale(item)
        own = next((c for _, c in columns if c.table == other.copy_of), None)
        theirs = other.col(own.name) if own is not None else None
        if own is None or theirs is None:
            return False
        self.at += 1
        return self._add(Condition([(1.0, own)], op, None, item, other=[(1.0, theirs)]))

    def _since_row(self, item: Mention) -> bool:
        """Born after Bella; opened before the town hall: the date of the thing that is named."""
        when, before = _SINCE.fullmatch(item.gap), self.item(-1)
        if when is None or before is None or item.value_score < max(0.6, item.column_score, item.table_score):
            return False
        owners = {c.table for s, c, _ in item.values if s >= 0.6}
        found = [(s, c) for s, c in before.columns if (c.kind == "temporal" or yearly(c)) and c.table in owners]
        if not found or not (verbal(before) or before.text.lower() == "born"):
            return False
        op = "<" if when["way"].startswith(("before", "earlier")) else ">"
        self.at += 1
        return self._add(Condition(found, op, None, item, than=list(item.values), statistic="max"))

    def _scale(self, item: Mention) -> tuple[Columns, str]:
        """What is compared, and which way, by the words before "than"."""
        before = self.item(-1)
        op = "<" if re.search(rf"\b(?:{LESS})\b", item.gap) else ">"
        if before is not None:
            numbers = self._quantities(before)
            told = [(s, c) for s, c, _ in measured_by(self.linker, before.text.lower())] if len(before.tokens) == 1 else []
            if told and _COMPARED.fullmatch(_THAN.sub(_first_word, item.gap)):
                return told, op
            if numbers and (_COMPARED.fullmatch(_THAN.sub(_first_word, item.gap)) or _ENDS_COMPARED.search(before.gap)):
                way = before.gap if _ENDS_COMPARED.search(before.gap) else item.gap
                op = "<" if re.search(rf"\b(?:{LESS}|less|fewer)\b", way) else ">"
                if way is before.gap or re.match(r"\s*(?:is|are|was|were)\b", item.gap) or not self.listed(before.gap):
                    self._forget(before)
                return numbers, op
        found = self._adjective_of(item)
        if not found:
            return [], op
        rising = found[0][2]
        words = comparatives(item.gap)
        op = ">" if rising == (not words or "less" not in item.gap) else "<"
        return [(s, c) for s, c, r in found if r == rising], op

    def _adjective_of(self, item: Mention) -> Graded:
        """The columns of which the comparative or verb before a mention speaks: of what was named before it, if it has any."""
        before = self.item(-1)
        said = item.gap
        if before is not None and len(before.tokens) == 1 and comparatives(before.text.lower()) and before.best < 0.85:
            said = f"{before.text.lower()} {item.gap}"
        said = re.split(r"[;.,]", said)[-1]
        owners = {t.name for s, t in before.tables if s > 0.6} if before is not None else set()
        for word in comparatives(said):
            for tables in (owners, set[str]()):
                found = graded(self.linker, word, tables) or measured_by(self.linker, word, tables)
                if found:
                    return found
        for word in reversed(_WORDS.findall(said)):
            found = measured_by(self.linker, word, owners) or measured_by(self.linker, word)
            if found:
                return found
        return []

    def _quantities(self, item: Mention) -> Columns:
        keyed = self.linker.catalogue.keyed
        return [(s, c) for s, c in item.columns if s >= 0.6 and c.kind in ("number", "temporal") and not keyed(c)]

    def _two_columns(self) -> bool:
        """Home goals above away goals; sold for more than the estimate; more children than rooms."""
        item, before = self.items[self.at], self.item(-1)
        if before is None or item.number is not None or item.quote is not None or item.table_score > item.column_score:
            return False
        right = self._comparable(item)
        left = [(s, c) for s, c in self._comparable(before) if all(c is not k for _, k in right[:1])] or self._kindred(right)
        if not left or not right or left[0][1].kind != right[0][1].kind:
            return False
        apart = re.fullmatch(r"\s*than (?:the |its |their )*", item.gap) and _ENDS_COMPARED.search(before.gap)
        if (
            not apart
            and not _EQUALS.search(item.gap)
            and not (
                _COMPARED.fullmatch(item.gap) and re.search(r"\bthan\b|\b(?:above|below|exceed|before|after|beyond)", item.gap)
            )
        ):
            return False
        op = "==" if _EQUALS.search(item.gap) else (operator_of(before.gap) if apart else operator_of(item.gap)) or ">"
        self._forget(before)
        self.at += 1
        return self._add(Condition(left, op, None, item, other=right), before.gap)

    def _kindred(self, right: Columns) -> Columns:
        """In "arriving later than planned", the other date that is called like the planned one."""
        if not right or right[0][1].kind != "temporal":
            return []
        named = right[0][1]
        table = self.linker.catalogue.tables[named.table]
        alike = [
            c for c in table.cols if c is not named and c.kind == "temporal" and set(c.stems) & (set(named.stems) - {"date"})
        ]
        return [(0.6, alike[0])] if len(alike) == 1 else []

    def _comparable(self, item: Mention) -> Columns:
        found = self._quantities(item)
        return found or [(s, c) for s, c in item.columns if s >= 0.45 and c.kind == "temporal"]

    # -- adjectives and units of numbers --

    def _graded_number(self, item: Mention, op: str) -> tuple[Columns, str]:
        """The columns that "worth more than 100" and "above 2000 m" are about, and the comparison."""
        found = [p for p in self._adjective_of(item) if p[1].kind == "number" and yearly(p[1]) == said_year(item)]
        if not found:
            return self._in_unit(item), op
        rising = found[0][2]
        words = comparatives(item.gap)
        if words and op in (">", "<") and graded(self.linker, words[0]):
            op = ">" if rising else "<"
        return [(s, c) for s, c, r in found if r == rising], op

    def _years_old(self, item: Mention, op: str) -> bool:
        """Above 25 years of age, under 30 years old."""
        columns = self._in_years(item)
        if not columns:
            return self._says_years_old(item) and self._no_age(item)
        self.at += 1
        self._skip_years(item)
        return self._add(Condition(columns, op, item.number, item))

    def _in_years(self, item: Mention) -> Columns:
        """The age that a number before "years old" is."""
        return [(s, c) for s, c in self.linker.phrase("age") if c.kind == "number"] if self._says_years_old(item) else []

    def _says_years_old(self, item: Mention) -> bool:
        return bool(item.tokens) and _YEARS_OLD.match(self.linker.text.work, item.tokens[-1].end) is not None

    def _no_age(self, *items: Mention) -> bool:
        """Go on behind an age that no column holds: no other column's numbers are ages."""
        self.ask.unmet += [i.text for i in items]
        self.at += len(items)
        self._skip_years(items[-1])
        return True

    def _skip_years(self, item: Mention) -> None:
        """Go on behind the "years old" of a number."""
        match = _YEARS_OLD.match(self.linker.text.work, item.tokens[-1].end) if item.tokens else None
        while match and (after := self.item(0)) is not None and after.tokens and after.tokens[-1].end <= match.end():
            self.at += 1

    def _in_unit(self, item: Mention) -> Columns:
        """The columns that a number with a unit may be about, of what is spoken of if it has them."""
        match = _UNIT.match(self.linker.text.work, item.tokens[-1].end) if item.tokens else None
        if match is None:
            return []
        spoken = {t.name for m in self.items[: self.at + 3] for s, t in m.tables[:1] if s >= 0.6}
        found = in_unit(self.linker, match[1], spoken) or in_unit(self.linker, match[1])
        return [(s, c) for s, c, _ in found]

    def _years_of_thing(self, item: Mention, thing: Mention | None) -> Columns:
        """In "how many repairs did boats from before 1990 have" the year is one of the boats, where they have a single one."""
        if thing is None or thing.table_score < 0.8 or not said_year(item) or not _FROM_WHEN.fullmatch(item.gap):
            return []
        years = [c for c in thing.tables[0][1].cols if c.year and not self.linker.catalogue.keyed(c)]
        return [(0.9, years[0])] if len(years) == 1 else []

    def _of_one(self, columns: Columns) -> bool:
        """Whether what was spoken of first has many of a column's rows: "pickers that worked over 90 hours"."""
        things = [m.tables[0][1].name for m in self.items[: self.at] if m.table_score >= 0.8]
        return bool(things) and self._many(things[0], columns[0][1].table)
