"""Quantities: mentions of numbers and the words around them enter; comparisons of columns or of groups leave."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from jupyter_viscode.intent.grammar.comparing import MORE, Columns, operator_of, said_year, yearly
from jupyter_viscode.intent.grammar.counting import ANEW, outdone
from jupyter_viscode.intent.grammar.meaning import Condition, Slot
from jupyter_viscode.intent.grammar.ranges import ANY_SIZE, OLDEST, RangeReader, may_be
from jupyter_viscode.intent.language.vocabulary import LEAVING_OUT, UNITS
from jupyter_viscode.intent.language.words import stem
from jupyter_viscode.intent.linking.adjectives import comparatives, graded
from jupyter_viscode.intent.linking.spans import Mention
from jupyter_viscode.intent.request.units import is_unit
from jupyter_viscode.intent.schema.keys import TAILS

_THAN = re.compile(r"^\s*than\s*$")
_COUNTS = re.compile(
    r"\b(?:counts?|numbers|totals)\b (?:of |that are |is |are )*"
    r"(?:over|above|under|below|of at least|of at most|at least|at most|more than|less than|greater than|exceeding)\s*$"
)
_THOSE = re.compile(r"\b(?:those|ones|the ones|only)(?: those)? (?:with|having|that have|who have|of)\s*$|\bhaving\s*$")
_THERE = re.compile(r"\bwhere there (?:are|is|were|was)(?: (?:more than|at least|over|fewer than|less than|at most))?\s*$")
_SAID_OF = re.compile(r"\b(?:where|whose|with|that|having|have|has|when|which)\b[^;]*$")
"""What follows says more of something that was named before."""
_EXACTLY = re.compile(r"\b(?:exactly|only|just|precisely)\s*$")
_OWNED = re.compile(r"\b(?:who|that|which|with|having)\b[^;,.]*$")
"""What comes after it is said of the things that were named, not of a figure of theirs."""
_FIGURES = ("mean", "sum", "max", "min", "median")
_AFTER_NUMBER = re.compile(
    r"^\s*(?:or|and) (more|greater|higher|larger|above|over|later|older|less|fewer|lower|below|under|earlier|smaller|younger)\b"
    r"(?!\s*(?:than\s*)?[$€]?\d)"
)
_YEAR_GAP = re.compile(
    r"\b(?:in|since|before|after|during|until|from|between|for|of|through|year|by|only|keep|than)\s*(?:the )?(?:years? )?$"
)
_UP_TO = re.compile(rf"\b(?:up to|through|till|{LEAVING_OUT}|without|not)\s*(?:the )?(?:year )?$")
_WHEN = re.compile(r"\b(?:before|after|since|until|in|from)\s*$")
_BARE = re.compile(
    r"\s*(?:is |are |was |were |being |of )?"
    r"(?:greater|more|less|fewer|larger|bigger|higher|lower|smaller|at least|at most|above|over|below|under|exceeding)"
    r"(?: than)?\s*"
)
_OVER = re.compile(r"\s*(?:(?:who|that|which) )?(?:(?:is|are|was|were) )?(?:over|under|above|below|aged|at least)\s*")
_OVER_AGE = re.compile(r"\s*(?:(?:who|that|which) )?(?:(?:is|are|was|were) )?(?:aged )?(?:over|under|aged)\s*")
"""What is said of ages: "above" and "below" are said of amounts as often."""
_OR_OLDER = re.compile(r"\s*(?:or|and) (?:older|younger)\b")
_OLDER = re.compile(r"\b(?:younger than|older than|aged)\s*(?:(?:over|under|above|below) )?\s*$")
_SAYS_OF_THEM = re.compile(r"\s*(?:(?:that|which|who) (?!is\b|are\b|was\b|were\b)|[a-z]{3,}ing\b(?<!exceeding)(?<!being))")
_UNIT_AFTER = re.compile(
    r"\s*(?!years?\b|or\b|and\b|in\b|by\b|for\b|per\b|with\b|who\b|that\b|whose\b|from\b|as\b|are\b|is\b)[a-z%]"
)
_UTMOST = {
    "oldest": ("age", "max"), "youngest": ("age", "min"), "heaviest": ("weight", "max"), "lightest": ("weight", "min"),
    "tallest": ("height", "max"), "longest": ("length", "max"), "shortest": ("length", "min"), "cheapest": ("price", "min"),
    "fastest": ("speed", "max"), "slowest": ("speed", "min"), "largest": ("size", "max"), "smallest": ("size", "min"),
}  # fmt: skip
"""What a superlative is of, and which extreme."""


@dataclass(frozen=True)
class _Numeral:
    """A number, how it is compared, and what stands beside it."""

    item: Mention
    op: str
    previous: Mention | None
    after: Mention | None
    tail: bool
    """Whether "or more" or the like stands behind it."""

    @property
    def value(self) -> Any:
        """What is compared with: the day, where it is one."""
        return self.item.date if self.item.date is not None else self.item.number

    @property
    def stressed(self) -> bool:
        """Whether how many there are is what matters: "more than 3", "exactly 3"."""
        return self.op != "==" or _EXACTLY.search(self.item.gap) is not None


class NumberReader(RangeReader):
    """Reads comparisons with one number; each method says whether it took what stands at `at`."""

    def _measured(self) -> bool:
        """A number with its unit: "1000 g"."""
        if not self._number():
            return False
        unit, number = self.item(0), self.item(-1)
        if unit is not None and number is not None and number.number is not None and not unit.gap.strip():
            self.at += len(unit.tokens) == 1 and stem(unit.text.lower()) in UNITS and not unit.tables
        return True

    def _number(self) -> bool:
        """Height above 5; more than 2 bedrooms; younger than 50; since 2010; after 2002-06-21."""
        number = self._numeral()
        return number is not None and (
            self._with_column_behind(number)
            or self._of_age(number)
            or self._of_thing_before(number)
            or self._of_rows(number)
            or self._of_what_is_counted(number)
            or self._of_column_before(number)
            or self._of_nothing_named(number)
        )

    def _numeral(self) -> _Numeral | None:
        """The number that stands here, where the words around it say how it is compared."""
        item, previous, after = self.items[self.at], self.item(-1), self.item(1)
        if item.number is None:
            return None
        op = operator_of(item.gap)
        if previous is not None and (
            (op is None and _THAN.match(item.gap)) or (op in (None, "==") and previous.text.lower() in ("year", "years"))
        ):
            op = operator_of(previous.gap) or op
        work = self.linker.text.work
        tail = _AFTER_NUMBER.match(work[item.tokens[-1].end :])
        if tail is None and op in (None, "==") and after is not None and not after.gap.strip():
            tail = _AFTER_NUMBER.match(work[after.tokens[-1].end :])
        if tail:
            op = ">=" if re.fullmatch(MORE, tail[1]) else "<="
        if op is None and not item.gap.strip():
            op = "=="
        return _Numeral(item, op, previous, after, tail is not None) if op is not None else None

    # -- what a number is of: each says whether it took it --

    def _with_column_behind(self, number: _Numeral) -> bool:
        """At least 40 in fees; 4 cylinders."""
        item, op = number.item, number.op
        if item.date is not None:
            return False
        return self._in_named(item, op) or self._years_old(item, op) or (op == "==" and self._counted_in(item))

    def _of_thing_before(self, number: _Numeral) -> bool:
        """In "how many members younger than 40 play each part", the age of the members, not a number of parts."""
        item, thing = number.item, number.previous
        if thing is None or thing.table_score < 0.6 or thing.table_score < thing.column_score or ANY_SIZE.search(item.gap):
            return False
        owners = {t.name for s, t in thing.tables if s >= 0.6}
        told = any(graded(self.linker, word, owners) for word in comparatives(item.gap))
        return told and self._of_attribute(number)

    def _of_age(self, number: _Numeral) -> bool:
        """Staff over 50, flats older than 30, patients 60 or older: an age, and where none is known no other number."""
        item, tail = number.item, _OR_OLDER.match(self.linker.text.work, number.item.tokens[-1].end)
        if item.date is not None:
            return False
        if not (_OLDER.search(item.gap) or tail):
            return self._of_persons_before(number)
        if any(c.kind == "number" and yearly(c) == said_year(item) for _, c, _ in self._adjective_of(item)):
            return said_year(item) and self._of_attribute(number)
        if said_year(item) or self._attribute(item):
            return False
        ages = [(s, c) for s, c in self.linker.phrase("age") if c.kind == "number"]
        if not ages:
            return self._no_age(item)
        self.at += 1
        return self._add(Condition(ages, number.op, number.value, item))

    def _of_persons_before(self, number: _Numeral) -> bool:
        """In "the salary of staff over 50" their age, not their salary."""
        item = number.item
        held = self._held_by_persons(item, item) if _OVER_AGE.fullmatch(item.gap) else None
        if held is None or self._named_after():
            return False
        ages = self._ages(held.table)
        if not may_be(held, item) and not ages and number.value <= OLDEST:
            return self._no_age(item)
        if not any(may_be(c, item) for _, c in ages):
            return False
        self.at += 1
        return self._add(Condition(ages, number.op, number.value, item))

    def _of_rows(self, number: _Numeral) -> bool:
        """Repaired more than 3 times; where there are over 5; with more than 2 orders."""
        item, op, stressed = number.item, number.op, number.stressed
        behind = self.linker.text.work[item.tokens[-1].end :]
        if stressed and item.date is None and re.match(r"\s*times\b", behind):
            often = Condition([], op, item.number, self._done_often(item), aggregate="count")
            self.at += 1 + (number.after is not None and number.after.text.lower() == "times")
            return self._number_of_rows(often)
        if op != "==" and item.date is None and self._says_rows(number, behind):
            self.at += 1
            self.meaning.conditions.append(
                Condition([], self._turned(op, item.tokens[0].start), item.number, item, aggregate="count")
            )
            return True
        played = self.absence is not None and self.absence.part is not None
        owned = stressed and (played or _OWNED.search(item.gap)) and self._things_after() is not None
        return bool(owned) and self._counted(item, op)

    def _says_rows(self, number: _Numeral, behind: str) -> bool:
        """Whether the words around a number make it one of rows, whatever they are called."""
        item = number.item
        there = _THERE.search(item.gap) and not behind.lstrip()[:1].isdigit()
        return bool(there or _COUNTS.search(item.gap) or (number.tail and _THOSE.search(item.gap))) or self._of_them(item)

    def _of_what_is_counted(self, number: _Numeral) -> bool:
        """Right behind what is counted: "number of staff over 40", "a number of pages above 300", "counts above 5"."""
        item, op, previous = number.item, number.op, number.previous
        counted = [s for s in self.meaning.measures if s.aggregate == "count" and s.mention is previous]
        if not counted or previous is None or op == "==":
            return False
        if item.date is None and (aged := self._aged(item)):
            self.at += 1
            return self._add(Condition(aged, op, number.value, item))
        if self._how_many_column(previous, counted[0]):
            return self._compared(number, previous, self._operand(item))
        if item.date is not None or not _BARE.fullmatch(item.gap) or self._in_unit(item):
            return False
        if not self._counted(item, op, only_columns=True):  # "the number of fields larger than 15 ha"
            self.meaning.conditions.append(self._turn(Condition([], op, item.number, item, aggregate="count")))
            self.at += 1
        return True

    def _of_column_before(self, number: _Numeral) -> bool:
        """Height above 5, unless the words behind the number say better what it is of."""
        item, op, previous = number.item, number.op, number.previous
        columns = self._operand(item)
        united = self._in_unit(item) if item.date is None else []
        if op == "==" and self._sort_of(item, columns, united):
            return True
        if op != "==" and outdone(columns, united):
            columns = []
        said = bool(columns) and columns[0][0] >= 0.95 and re.match(r"\s*(?:is|are|was|were)\b", item.gap)
        if columns and not said and not self._speaks_of(item, columns):
            columns = []
        bearer = previous is not None and (previous.table_score >= 0.8 or self._keys(columns))
        if op != "==" and self._keys(columns) and not self._numbers_rows(previous):
            columns = []
        if bearer and number.stressed and self._things_after() is not None and self._counted(item, op):
            return True
        figured = any(s.mention is previous and s.aggregate in _FIGURES for s in self.meaning.measures)
        clear = any(s >= 0.8 and not self.linker.catalogue.keyed(c) for s, c in columns)
        told = _SAYS_OF_THEM.match(item.gap) is not None and self._named_after()  # "working over 30 hours"
        sure = (figured and not told) or (clear and not self._named_after())
        if not sure and op != "==" and self._counted(item, op, only_columns=True):
            return True
        return bool(columns) and previous is not None and self._compared(number, previous, columns)

    def _of_nothing_named(self, number: _Numeral) -> bool:
        """More than 2 students; younger than 50; after 2002: rows, what an adjective speaks of, or a date."""
        item, op = number.item, number.op
        dated = said_year(item) and _WHEN.search(item.gap)
        if op != "==" and not dated and self._counted(item, op):
            return True
        if self._of_attribute(number):
            return True
        if own := self._years_of_thing(item, number.previous):
            self.at += 1
            return self._add(Condition(own, op, number.value, item))
        if item.date is not None or (said_year(item) and _YEAR_GAP.search(item.gap)) or self._left_to_years(number):
            self._on_date(Condition([], op, number.value, item))
            self.at += 1
            return True
        if op != "==" or re.search(r"=|equal|exactly", item.gap):
            self.at += 1
            return self._add(Condition([], op, number.value, item))
        return False

    def _left_to_years(self, number: _Numeral) -> bool:
        """Except 2003; up to 2003; March 2003: a year, where it is no size that was drawn before."""
        after_value = number.previous is not None and number.previous.value_score >= 0.6 and not number.item.gap.strip()
        said = after_value or _UP_TO.search(number.item.gap) is not None
        return said and self.in_year(number.item, measured=number.op not in ("==", "!="))

    def _of_attribute(self, number: _Numeral) -> bool:
        """Taller than 5 m, born after 1990, whose oldest member is over 60: what an adjective or a verb speaks of."""
        item, previous = number.item, number.previous
        graded, way = self._graded_number(item, number.op)
        attribute = graded or self._attribute(item) or self._aged(item)
        if not attribute:
            return False
        self.at += 2 if self._is_unit(number.after, graded) else 1
        condition = Condition(attribute, way if graded else number.op, number.value, item)
        utmost = self._utmost_of(previous)
        if utmost is None:
            return self._add(condition)
        condition.aggregate = utmost
        self.meaning.measures[:] = [s for s in self.meaning.measures if s.mention is not previous]
        self.meaning.conditions.append(condition)
        return True

    def _how_many_column(self, previous: Mention, counted: Slot) -> bool:
        """In "books with a number of pages above 300" a column of numbers is called "number of", no rows are counted."""
        numbers = [c for s, c in previous.columns if s >= 0.9 and c.kind == "number"]
        if not numbers or previous.table_score >= previous.column_score or self.linker.catalogue.keyed(numbers[0]):
            return False
        if _SAID_OF.search(previous.gap):
            self.meaning.measures.remove(counted)
        return True

    def _sort_of(self, item: Mention, columns: Columns, united: Columns) -> bool:
        """In "the 60 minute rooms" a number and its unit say which rooms."""
        held = [(s, c) for s, c in united if item.number in c.values]
        if not held or any(c is k for _, c in columns for _, k in held) or re.search(r"=|\b(?:is|are|equals?)\b", item.gap):
            return False
        place = next((i for i in (1, 2) if (m := self.item(i)) is not None and m.table_score >= 0.6), 0)
        owners = {t.name for s, t in self.items[self.at + place].tables if s >= 0.6} if place else set()
        held = [(s, c) for s, c in held if c.table in owners]
        if not held:
            return False
        self.at += 1
        return self._add(Condition(held, "==", item.number, item))

    def _is_unit(self, after: Mention | None, columns: Columns) -> bool:
        """Whether the word after a number is the unit of what was found for it, though it is like another column's name."""
        if after is None or after.gap.strip() or len(after.tokens) != 1 or after.table_score >= 0.6:
            return False
        return is_unit(after.text.lower()) and outdone(after.columns, columns)

    def _keys(self, columns: Columns) -> bool:
        """Whether what stands before a number is a key: those have no size, their rows have a number."""
        return bool(columns) and self.linker.catalogue.keyed(columns[0][1])

    def _numbers_rows(self, item: Mention | None) -> bool:
        """Whether a key itself is named: "id above 100"."""
        return item is not None and any(set(t.stems) & TAILS for t in item.tokens)

    def _aged(self, item: Mention) -> Columns:
        """Staff over 40; towns whose oldest solver is over 60: the age of what was named before a bare number."""
        before = self.item(-1)
        if before is None or before.table_score < 0.6 or not _OVER.fullmatch(item.gap):
            return []
        words = re.search(r"([a-z]+est)\s*$", before.gap)
        if not words and item.tokens and _UNIT_AFTER.match(self.linker.text.work[item.tokens[-1].end :]):
            return []
        owners = {t.name for s, t in before.tables if s > 0.6}
        name = _UTMOST.get(words[1], ("age",))[0] if words else "age"
        return [(s, c) for s, c in self.linker.phrase(name) if c.kind == "number" and c.table in owners and s >= 0.6]

    def _utmost_of(self, previous: Mention | None) -> str | None:
        """In "whose oldest solver is over 60", the extreme that the group is judged by."""
        words = re.search(r"\bwhose (?:[a-z]+ )?([a-z]+est)\s*$", previous.gap) if previous is not None else None
        return _UTMOST[words[1]][1] if words and words[1] in _UTMOST else None

    def _named_after(self) -> bool:
        """Whether the number's own column stands right after it: "more than 10 beds"."""
        after = self.item(1)
        if after is None or after.gap.strip() or after.column_score < 0.8 or after.table_score > after.column_score:
            return False
        column = after.columns[0][1]
        return column.kind == "number" and not self.linker.catalogue.keyed(column)

    def _counted_in(self, item: Mention) -> bool:
        """4 cylinders: the column right after a number, when it holds that number."""
        after = self.item(1)
        if after is None or after.gap.strip() or after.column_score < 0.8 or after.table_score > after.column_score:
            return False
        columns = [(s, c) for s, c in after.columns if c.kind == "number" and item.number in c.values]
        if not columns or self.linker.catalogue.keyed(columns[0][1]):
            return False
        self.at += 2
        return self._add(Condition(columns, "==", item.number, item))

    def _grouped(self) -> bool:
        """Whether anything is counted or added up for groups."""
        meaning = self.meaning
        return bool(meaning.groups or meaning.colors or any(s.aggregate for s in meaning.measures))

    def _compared(self, number: _Numeral, previous: Mention, columns: Columns) -> bool:
        """A column before the number: a comparison of rows, or of a figure of the groups."""
        item, op, value = number.item, number.op, number.value
        if not ANEW.search(item.gap):
            self._forget(previous)
        self.at += 1
        many = self._grouped() or self._of_one(columns)
        figure = self._figure_near(item, item) if op != "==" and columns[0][1].kind == "number" and many else None
        if figure is not None and all(s.mention is not previous for s in self.meaning.measures):
            self.meaning.conditions.append(self._turn(Condition(columns, op, value, item, aggregate=figure)))
            return True
        for slot in list(self.meaning.measures):
            if slot.mention is previous and slot.aggregate in _FIGURES:
                if _SAID_OF.search(previous.gap):
                    self.meaning.measures.remove(slot)
                self.meaning.conditions.append(self._turn(Condition(columns, op, value, item, aggregate=slot.aggregate)))
                return True
        after = self.item(0)
        if after is not None and re.match(r"^[\s(]*(?:in )?$", after.gap):
            both = [(s, c) for s, c in columns if any(c is k for _, k in after.columns)]
            if both:
                columns = both
                self.at += 1
        return self._add(Condition(columns, op, value, item), previous.gap if previous.number is None else "")
