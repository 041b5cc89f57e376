"""Ranges: mentions of several numbers enter; comparisons of the column that is named before them, or behind, leave.

"Between 5 and 10", "with 4 or 6 cylinders", and how the column that a number is of is found by the words before it.
"""

from __future__ import annotations

import re
from typing import Any

from jupyter_viscode.intent.grammar.comparing import NEGATED, Columns, operator_of, said_year, verbal, yearly
from jupyter_viscode.intent.grammar.counting import ANEW, THEM, CountReader
from jupyter_viscode.intent.grammar.meaning import Condition
from jupyter_viscode.intent.language.vocabulary import LEAVING_OUT, UNITS
from jupyter_viscode.intent.language.words import stem
from jupyter_viscode.intent.linking.spans import Mention
from jupyter_viscode.intent.schema.keys import plays
from jupyter_viscode.intent.schema.tables import Col

UNIT_NEXT = re.compile(r"\s*(?:[%$€£]|(?:eur|usd|gbp|euros?|dollars?|pounds?|percent|points?|km|kg|m|cm|hours?|days?)\b)")
_PEOPLE = re.compile(
    r"\b(?:aged|(?:people|persons?|anyone|everyone|those|who (?:is|are)) (?:over|under|above|below))\s*"
    r"(?:over |under |above |below |between |from )?$"
)
_SOME = re.compile(
    r"\b(?P<who>[a-z]+)\s+(?:(?:(?:who|that) are |are )?(?:aged )?(?:over|under|above|below|older than|younger than|between"
    r"|from|at least|at most)|aged)\s*$"
)
_PERSONS = frozenset("person child adult kid student pupil client resident citizen girl boy guy lady".split())
"""Those whom no ending tells to be people."""
_TOGETHER = frozenset("people staff personnel men women children".split())
OLDEST = 120
"""No person's age is greater."""
_BORN = re.compile(r"\bborn\b")
ANY_SIZE = re.compile(r"\b(?:higher|lower|greater|larger|bigger|smaller) than\b")
"""What compares any two numbers, whatever else it may be said of."""
_BETWEEN = re.compile(r"\b(?:between|from|ranging from|in the range(?: of)?|in)\s*(?:the )?(?:years?|ages?)?\s*\$?\s*$")
_TO = re.compile(r"^\s*(?:and|to|-|–|through|thru|until|till|up to)\s*\$?\s*$")
_OF_WHICH = re.compile(r"\b(?:with|of|having|have|has|only|[a-z]{3,}ing|(?:who|that|which) [a-z]{3,})\s*$")
_AGES_FROM = re.compile(r"\s*(?:aged |who are )?(?:between|from)\s*")
_BOTH_ENDS = re.compile(r"\b(?:between|from|rang\w+|range(?: of)?)\s*(?:the )?(?:years?|ages?)?\s*\$?\s*$")
"""What "and" may join the ends of a range behind: "in 1990 and 2000" lists two years."""
_WHEN_ALONE = re.compile(
    rf"\s*(?:only )?(?:in (?:or )?)?(?:in|for|since|after|before|during|until|from|between|without|{LEAVING_OUT})\s*"
)
"""What says of a number that it is a year, unless what is named before it holds years."""
_LISTED = re.compile(r"\s*(?:,|or|and|,\s*(?:or|and))\s*(?:in )?")


class RangeReader(CountReader):
    """Reads ranges and lists of numbers; each method says whether it took what stands at `at`."""

    def _attribute(self, item: Mention) -> Columns:
        """The column that the words before a number speak of: an adjective, a verb, a birth."""
        if _BORN.search(item.gap):
            return self.linker.phrase("birth")
        if _PEOPLE.search(item.gap) or self._of_persons(item):
            return [(s, c) for s, c in self.linker.phrase("age") if c.kind == "number"]
        return [(s, c) for s, c, _ in self._adjective_of(item) if c.kind == "number" and not yearly(c)]

    def _of_persons(self, item: Mention) -> bool:
        """In "patients over 60" the age of people whom the data call otherwise, unless a unit follows."""
        who = _SOME.search(item.gap)
        after = self.linker.text.work[item.tokens[-1].end :] if item.tokens else ""
        if who is None or item.date is not None or not 0 <= float(item.number or 0) <= OLDEST or UNIT_NEXT.match(after):
            return False
        return of_persons(who["who"])

    def _held_by_persons(self, item: Mention, last: Mention) -> Col | None:
        """The column of "salary of staff", or of "women", right before a number that has no unit."""
        before = self.item(-1)
        words = [t.text.lower() for t in before.tokens if t.content] if before is not None else []
        if before is None or not words or before.table_score >= 0.6 or item.date is not None or not of_persons(words[-1]):
            return None
        if UNIT_NEXT.match(self.linker.text.work, last.tokens[-1].end):
            return None
        return next(iter([c for _, c in before.columns] or [c for s, c, _ in before.values if s >= 0.6]), None)

    def _ages(self, table: str) -> Columns:
        return [(s, c) for s, c in self.linker.phrase("age") if c.kind == "number" and c.table == table and s >= 0.6]

    def _ages_between(self, low: Mention, high: Mention) -> Columns:
        """The ages that "the salary of staff between 30 and 40" speaks of."""
        held = self._held_by_persons(low, high) if _AGES_FROM.fullmatch(low.gap) else None
        after = self.item(2)
        named = after is not None and not after.gap.strip() and after.column_score >= 0.8
        return [(s, c) for s, c in self._ages(held.table) if may_be(c, low)] if held is not None and not named else []

    def _speaks_of(self, item: Mention, columns: Columns) -> bool:
        """Whether an adjective before a number fits one of the columns ("age older than 50")."""
        if ANY_SIZE.search(item.gap) and columns[0][0] >= 0.9:
            return True
        wanted = {id(c) for _, c in self._attribute(item)}
        return not wanted or any(id(c) in wanted for _, c in columns)

    def _operand(self, item: Mention, *, most: int = 7) -> Columns:
        """The column before a comparison: "height above 5", "managers that have ids between 1 and 5"."""
        previous = self.item(-1)
        if previous is None or re.search(r"[.;,]", item.gap) or len(item.gap.split()) > most:
            return []
        if previous.number is not None and self._conditions() and re.search(r"\b(?:or|and|but)\b", item.gap):
            return self._conditions()[-1].columns
        columns = self._qualified(previous)
        keyed = self.linker.catalogue.keyed
        dated = item.date is not None or said_year(item)
        after = self.item(1)
        counting = after is not None and THEM.fullmatch(after.gap) is not None and after.table_score >= 0.6
        named = {"id", "code", "number", "key"} & {s for t in previous.tokens for s in t.stems}
        asked = bool(named) or (not item.gap.strip() and not counting and previous.column_score >= 0.7)
        least = 0.7 if asked else 0.9
        columns = [
            (s, c)
            for s, c in columns
            if (c.kind == "number" and item.date is None and (s > least or not keyed(c))) or (c.kind == "temporal" and dated)
        ]
        if not columns or (item.gap.strip() and previous.table_score > max(s for s, _ in columns) + 0.2):
            return []
        plain = _WHEN_ALONE.fullmatch(item.gap)
        beyond = item.gap.strip() == "of" and not any(_reaches(c, item) for _, c in columns)  # "per week of 2022"
        said = said_year(item) and (plain or beyond or re.search(r"\bsince\s*$", item.gap))
        if said and not any(c.kind == "temporal" or yearly(c) for _, c in columns):
            return []
        return columns

    def _range(self) -> bool:
        """Between 5 and 10; from 2001-01-01 to 2002-12-31."""
        low, high = self.items[self.at], self.item(1)
        if low.number is None or high is None or high.number is None or not _TO.match(high.gap):
            return False
        years = said_year(low) and said_year(high) and low.number <= high.number and not re.search(r"\band\b", high.gap)
        lead = _BOTH_ENDS if re.search(r"\band\b", high.gap) else _BETWEEN
        if not lead.search(low.gap) and not years and not self._bare_range(low, high):
            return False
        dated = low.date is not None and high.date is not None
        pair: tuple[Any, Any] = (low.date, high.date) if dated else (low.number, high.number)
        previous, after = self.item(-1), self.item(2)
        aged = self._in_years(high) or self._ages_between(low, high)
        if not aged and self._says_years_old(high):
            return self._no_age(low, high)
        columns = aged or self._own_after(after) or self._operand(low)
        if columns and not aged and not self._speaks_of(low, columns):
            columns = []
        spoken = [] if columns else self._attribute(low)
        op = "not between" if NEGATED.search(low.gap) else "between"
        if not columns and (dated or (said_year(low) and said_year(high))):
            self._on_date(Condition([], op, pair, low))
            self.at += 2
            return True
        if not columns and not spoken and not re.search(r"between|rang|from|with|having|have|has|of|only", low.gap):
            return False
        gap = previous.gap if previous is not None and columns else ""
        if columns and not aged and previous is not None and not ANEW.search(low.gap):
            self._forget(previous)
        self.at += 2
        self._skip_years(high)
        after = self.item(0)
        if (columns or spoken) and after is not None and not after.gap.strip() and len(after.tokens) == 1:
            self.at += bool(set(after.tokens[0].stems) & UNITS) or after.columns[:1] == (columns or spoken)[:1]
        if not columns and not spoken and after is not None and not after.gap.strip():
            columns = [(s, c) for s, c in after.columns if c.kind == "number" and not c.identifier]
            self.at += bool(columns)
        return self._add(Condition(columns or spoken or self._in_unit(high), op, pair, low), gap)

    def _own_after(self, after: Mention | None) -> Columns:
        """The number's own column right after a range: "between 300 and 900 spectators"."""
        if after is None or after.gap.strip() or after.column_score < 0.9 or after.table_score > after.column_score:
            return []
        return [(s, c) for s, c in after.columns if c.kind == "number" and not c.identifier and not verbal(after)]

    def in_year(self, item: Mention, *, measured: bool = True) -> bool:
        """Whether a number is a year, of which the data have some, and not a size that a number drawn here may have.

        No size is meant (`measured`) where just this or that number is asked for, or left out.
        """
        columns = list(self.linker.catalogue.columns())
        if not said_year(item) or not any(c.kind == "temporal" or yearly(c) for c in columns):
            return False
        shown = [*self.meaning.measures, *self.meaning.selects] if measured else []
        sizes = [s.mention.columns[0][1] for s in shown if s.mention.columns and s.mention.columns[0][1].kind == "number"]
        return not any(_reaches(c, item) for c in sizes if not yearly(c))

    def _bare_range(self, low: Mention, high: Mention) -> bool:
        """Difficulty 4 to 8; built 1985 to 2015; aged 30 to 55: the ends right after what they are of, not joined by "and"."""
        before, after = self.item(-1), self.item(2)
        if re.search(r"\band\b", high.gap):
            return False
        if self._says_years_old(high) or (_PEOPLE.search(low.gap) and self._attribute(low)):
            return True
        if before is not None and not low.gap.strip() and any(c.kind == "number" and s >= 0.8 for s, c in before.columns[:1]):
            return True
        if _OF_WHICH.search(low.gap) and self._in_unit(high):
            return True
        if after is not None and not after.gap.strip() and after.column_score >= 0.8 and after.columns[0][1].kind == "number":
            return _OF_WHICH.search(low.gap) is not None  # "with 100 to 800 seats"
        if before is None or re.search(r"[.;]", low.gap):
            return False
        return bool(re.fullmatch(r"\s*(?:of|is|are|:|\()?\s*", low.gap)) and any(
            c.kind != "text" for _, c in before.columns[:1]
        )

    def _numbers(self) -> list[Mention]:
        """The numbers of the list that begins here."""
        found: list[Mention] = []
        for item in self.items[self.at :]:
            if item.number is None or item.date is not None or (found and not _LISTED.fullmatch(item.gap)):
                break
            found.append(item)
        return found

    def _listed_numbers(self) -> bool:
        """With 4 or 6 cylinders; cylinders 4, 6 or 8; without 2003 and 2004."""
        numbers = self._numbers()
        place = self.at + len(numbers)
        if len(numbers) < 2 or operator_of(numbers[0].gap) not in (None, "==", "!="):
            return False
        after = self.items[place] if place < len(self.items) else None
        columns: Columns = []
        if after is not None and not after.gap.strip():
            columns = [(s, c) for s, c in after.columns if c.kind == "number"]
            place += bool(columns)
        if not columns:
            columns = self._operand(numbers[0], most=4)
            if columns and (previous := self.item(-1)) is not None:
                self._forget(previous)
        op = "not in" if operator_of(numbers[0].gap) == "!=" else "in"
        if not columns and all(self.in_year(n, measured=False) for n in numbers):
            self._years().append(Condition([], op, tuple(n.number for n in numbers), numbers[0]))
        elif columns:
            self._add(Condition(columns, op, [n.number for n in numbers], numbers[0]))
        else:
            return False
        self.at = place
        return True


def _reaches(column: Col, item: Mention) -> bool:
    """Whether a column may hold so great a number, as far as is known."""
    known = [v for v in column.values if isinstance(v, (int, float))]
    return column.kind != "number" or not (known and column.complete) or float(item.number or 0) <= max(known)


def may_be(column: Col, item: Mention) -> bool:
    """Whether a number is among those from a column's least to its greatest, as far as is known."""
    known = [v for v in column.values if isinstance(v, (int, float))]
    return not (known and column.complete) or min(known) <= float(item.number or 0) <= max(known)


def of_persons(word: str) -> bool:
    """Whether a word names several people: patients, employees, staff."""
    one = stem(word)
    return word in _TOGETHER or (one != word and (one in _PERSONS or plays(one)))
