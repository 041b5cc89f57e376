"""Numbers: mentions of numbers and the words around them enter; comparisons of columns or of groups leave."""

from __future__ import annotations

import re
from typing import Any

from jupyter_viscode.intent.clauses import is_unit
from jupyter_viscode.intent.comparing import LESS, MORE, NEGATED, Columns, operator_of, said_year, verbal, yearly
from jupyter_viscode.intent.counting import ANEW, INVERSE, KEPT_OUT, THEM, CountReader, outdone
from jupyter_viscode.intent.keys import TAILS
from jupyter_viscode.intent.link import Mention
from jupyter_viscode.intent.meaning import Condition, Slot
from jupyter_viscode.intent.words import UNITS, stem

_THAN = re.compile(r"^\s*than\s*$")
_PEOPLE = re.compile(
    r"\b(?:aged|(?:people|persons?|anyone|everyone|those|who (?:is|are)) (?:over|under|above|below))\s*"
    r"(?:over |under |above |below )?$"
)
_BORN = re.compile(r"\bborn\b")
_COUNTS = re.compile(
    r"\b(?:counts?|numbers|totals)\b (?:of |that are |is |are )*"
    r"(?:over|above|under|below|of at least|of at most|at least|at most|more than|less than|greater than|exceeding)\s*$"
)
_THOSE = re.compile(r"\b(?:those|ones|the ones|only)(?: those)? (?:with|having|that have|who have|of)\s*$|\bhaving\s*$")
_THERE = re.compile(r"\bwhere there (?:are|is|were|was)(?: (?:more than|at least|over|fewer than|less than|at most))?\s*$")
_ANY_SIZE = re.compile(r"\b(?:higher|lower|greater|larger|bigger|smaller) than\b")
"""What compares any two numbers, whatever else it may be said of."""
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
_BETWEEN = re.compile(r"\b(?:between|from|ranging from|in the range(?: of)?|in)\s*(?:the )?(?:years?|ages?)?\s*\$?\s*$")
_TO = re.compile(r"^\s*(?:and|to|-|–|through|until)\s*\$?\s*$")
_YEAR_GAP = re.compile(
    r"\b(?:in|since|before|after|during|until|from|between|for|of|through|year|by|only|keep|than)\s*(?:the )?(?:years? )?$"
)
_WHEN = re.compile(r"\b(?:before|after|since|until|in|from)\s*$")
_STATISTIC = re.compile(
    r"\b(?:(above|over|higher than|greater than|more than|larger than|older than|longer than|bigger than|taller than|exceeding)"
    r"|(below|under|less than|lower than|smaller than|younger than|shorter than|fewer than))"
    r" (?:the )?(?:overall )?(average|mean|median)\b"
)
_THAN_AVERAGE = re.compile(r"\s*than (?:the )?(?:overall )?(average|mean|median)\b")
_ER_THAN = re.compile(r"\b[a-z]{3,}er than (?:the |an? )?(?:overall )?(?:average|mean|median)\s*$")
_BARE = re.compile(
    r"\s*(?:is |are |was |were |being |of )?"
    r"(?:greater|more|less|fewer|larger|bigger|higher|lower|smaller|at least|at most|above|over|below|under|exceeding)"
    r"(?: than)?\s*"
)
_OVER = re.compile(r"\s*(?:(?:who|that|which) )?(?:(?:is|are|was|were) )?(?:over|under|above|below|aged|at least)\s*")
_UNIT_AFTER = re.compile(
    r"\s*(?!years?\b|or\b|and\b|in\b|by\b|for\b|per\b|with\b|who\b|that\b|whose\b|from\b|as\b|are\b|is\b)[a-z%]"
)
_UTMOST = {
    "oldest": ("age", "max"), "youngest": ("age", "min"), "heaviest": ("weight", "max"), "lightest": ("weight", "min"),
    "tallest": ("height", "max"), "longest": ("length", "max"), "shortest": ("length", "min"), "cheapest": ("price", "min"),
    "fastest": ("speed", "max"), "slowest": ("speed", "min"), "largest": ("size", "max"), "smallest": ("size", "min"),
}  # fmt: skip
"""What a superlative is of, and which extreme."""


class NumberReader(CountReader):
    """Reads comparisons with numbers; each method says whether it took what stands at `at`."""

    def _attribute(self, item: Mention) -> Columns:
        """The column that the words before a number speak of: an adjective, a verb, a birth."""
        if _BORN.search(item.gap):
            return self.linker.phrase("birth")
        if _PEOPLE.search(item.gap):
            return [(s, c) for s, c in self.linker.phrase("age") if c.kind == "number"]
        return [(s, c) for s, c, _ in self._adjective_of(item) if c.kind == "number" and not yearly(c)]

    def _speaks_of(self, item: Mention, columns: Columns) -> bool:
        """Whether an adjective before a number fits one of the columns ("age older than 50")."""
        if _ANY_SIZE.search(item.gap) and columns[0][0] >= 0.9:
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
        plain = re.fullmatch(r"\s*(?:only )?(?:in|for|since|after|before|during|until|from|between)\s*", item.gap)
        said = said_year(item) and (plain or re.search(r"\bsince\s*$", item.gap))
        if said and not any(c.kind == "temporal" or yearly(c) for _, c in columns):
            return []
        return columns

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
        if KEPT_OUT.search(item.gap):
            op = INVERSE[op]
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
        listed = [*self.meaning.selects, *self.meaning.measures]
        told = [(s, c) for s, c, _ in self._adjective_of(item) if c.kind == "number" and c.table in owners]
        numbers = told or [
            (s, c) for slot in listed for s, c in slot.mention.columns[:3] if c.kind == "number" and c.table in owners
        ]
        numbers = [(s, c) for s, c in numbers if not self.linker.catalogue.keyed(c)]
        if not numbers:
            return False
        op = "<" if re.search(rf"\b{LESS} than\b", match[0]) else ">"
        self._add(Condition(numbers[:1], op, None, item, statistic="median" if match[0].endswith("median") else "mean"))
        self.at += 1
        return True

    def _range(self) -> bool:
        """Between 5 and 10; from 2001-01-01 to 2002-12-31."""
        low, high = self.items[self.at], self.item(1)
        if low.number is None or high is None or high.number is None or not _TO.match(high.gap):
            return False
        if not _BETWEEN.search(low.gap) and not (self._bare_range(low, high)):
            return False
        dated = low.date is not None and high.date is not None
        pair: tuple[Any, Any] = (low.date, high.date) if dated else (low.number, high.number)
        previous, after = self.item(-1), self.item(2)
        columns = self._own_after(after) or self._operand(low)
        op = "not between" if NEGATED.search(low.gap) else "between"
        if not columns and (dated or (said_year(low) and said_year(high))):
            self._years().append(Condition([], op, pair, low))
            self.at += 2
            return True
        if not columns and not re.search(r"between|rang|from|with|having|have|has|of|only", low.gap):
            return False
        gap = previous.gap if previous is not None and columns else ""
        if columns and previous is not None and not ANEW.search(low.gap):
            self._forget(previous)
        self.at += 2
        after = self.item(0)
        if columns and after is not None and not after.gap.strip() and len(after.tokens) == 1:
            self.at += bool(set(after.tokens[0].stems) & UNITS) or after.columns[:1] == columns[:1]
        if not columns and after is not None and not after.gap.strip():
            columns = [(s, c) for s, c in after.columns if c.kind == "number" and not c.identifier]
            self.at += bool(columns)
        return self._add(Condition(columns or self._attribute(low) or self._in_unit(high), op, pair, low), gap)

    def _own_after(self, after: Mention | None) -> Columns:
        """The number's own column right after a range: "between 300 and 900 spectators"."""
        if after is None or after.gap.strip() or after.column_score < 0.9 or after.table_score > after.column_score:
            return []
        return [(s, c) for s, c in after.columns if c.kind == "number" and not c.identifier and not verbal(after)]

    def _bare_range(self, low: Mention, high: Mention) -> bool:
        """Difficulty 4 to 8; built 1985 to 2015: the ends right after the column, joined by more than "and"."""
        before, after = self.item(-1), self.item(2)
        if re.search(r"\band\b", high.gap):
            return False
        if before is not None and not low.gap.strip() and any(c.kind == "number" and s >= 0.8 for s, c in before.columns[:1]):
            return True
        if after is not None and not after.gap.strip() and after.column_score >= 0.8 and after.columns[0][1].kind == "number":
            return re.search(r"\b(?:with|of|having|have|has|only)\s*$", low.gap) is not None  # "with 100 to 800 seats"
        if before is None or re.search(r"[.;]", low.gap):
            return False
        return bool(re.fullmatch(r"\s*(?:of|is|are|:|\()?\s*", low.gap)) and any(
            c.kind != "text" for _, c in before.columns[:1]
        )

    def _listed_numbers(self) -> bool:
        """With 4 or 6 cylinders; cylinders 4, 6 or 8."""
        numbers: list[Mention] = []
        place = self.at
        while place < len(self.items) and self.items[place].number is not None and self.items[place].date is None:
            if numbers and not re.fullmatch(r"\s*(?:,|or|and|,\s*(?:or|and))\s*", self.items[place].gap):
                break
            numbers.append(self.items[place])
            place += 1
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
        if not columns:
            return False
        op = "not in" if operator_of(numbers[0].gap) == "!=" else "in"
        self._add(Condition(columns, op, [n.number for n in numbers], numbers[0]))
        self.at = place
        return True

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
        item = self.items[self.at]
        if item.number is None:
            return False
        op = operator_of(item.gap)
        previous = self.item(-1)
        if previous is not None and (
            (op is None and _THAN.match(item.gap)) or (op in (None, "==") and previous.text.lower() in ("year", "years"))
        ):
            op = operator_of(previous.gap) or op
        work = self.linker.text.work
        after = self.item(1)
        tail = _AFTER_NUMBER.match(work[item.tokens[-1].end :])
        if tail is None and op in (None, "==") and after is not None and not after.gap.strip():
            tail = _AFTER_NUMBER.match(work[after.tokens[-1].end :])
        if tail:
            op = ">=" if re.fullmatch(MORE, tail[1]) else "<="
        if op is None and not item.gap.strip():
            op = "=="
        if op is None:
            return False
        value: Any = item.date if item.date is not None else item.number
        if item.date is None and (self._in_named(item, op) or self._years_old(item, op)):
            return True
        if op == "==" and item.date is None and self._counted_in(item):
            return True
        stressed = op != "==" or _EXACTLY.search(item.gap) is not None
        if stressed and item.date is None and re.match(r"\s*times\b", work[item.tokens[-1].end :]):
            often = Condition([], op, item.number, self._done_often(item), aggregate="count")
            self.at += 1 + (after is not None and after.text.lower() == "times")
            return self._number_of_rows(often)
        there = _THERE.search(item.gap) and not work[item.tokens[-1].end :].lstrip()[:1].isdigit()
        if (
            op != "=="
            and item.date is None
            and (there or _COUNTS.search(item.gap) or (tail and _THOSE.search(item.gap)) or self._of_them(item))
        ):
            self.at += 1
            self.meaning.conditions.append(Condition([], self._turned(op, item), item.number, item, aggregate="count"))
            return True
        things = self._things_after() is not None
        played = self.absence is not None and self.absence.part is not None
        if things and stressed and (played or _OWNED.search(item.gap)) and self._counted(item, op):
            return True
        counted = [s for s in self.meaning.measures if s.aggregate == "count" and s.mention is previous]
        if counted and op != "==" and item.date is None and (aged := self._aged(item)):
            self.at += 1
            return self._add(Condition(aged, op, value, item))
        if counted and op != "==" and previous is not None and self._how_many_column(previous, counted[0]):
            return self._compared(item, previous, self._operand(item), op, value)
        if counted and op != "==" and item.date is None and _BARE.fullmatch(item.gap) and not self._in_unit(item):
            if self._counted(item, op, only_columns=True):
                return True  # "the number of fields larger than 15 ha"
            self.meaning.conditions.append(Condition([], op, item.number, item, aggregate="count"))
            self.at += 1
            return True
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
        if bearer and things and stressed and self._counted(item, op):
            return True
        figured = any(s.mention is previous and s.aggregate in _FIGURES for s in self.meaning.measures)
        sure = figured or (
            any(s >= 0.8 and not self.linker.catalogue.keyed(c) for s, c in columns) and not self._named_after(item)
        )
        if not sure and op != "==" and self._counted(item, op, only_columns=True):
            return True
        if columns and previous is not None:
            return self._compared(item, previous, columns, op, value)
        dated = said_year(item) and _WHEN.search(item.gap)
        if op != "==" and not dated and self._counted(item, op):
            return True
        graded, way = self._graded_number(item, op)
        attribute = graded or self._attribute(item) or self._aged(item)
        op = way if graded else op
        if attribute:
            self.at += 2 if self._is_unit(after, graded) else 1
            utmost = self._utmost_of(previous)
            if utmost is not None:
                self.meaning.measures[:] = [s for s in self.meaning.measures if s.mention is not previous]
                self.meaning.conditions.append(Condition(attribute, op, value, item, aggregate=utmost))
                return True
            return self._add(Condition(attribute, op, value, item))
        if own := self._years_of_thing(item, previous):
            self.at += 1
            return self._add(Condition(own, op, value, item))
        if item.date is not None or (said_year(item) and _YEAR_GAP.search(item.gap)):
            self._years().append(Condition([], op, value, item))
            self.at += 1
            return True
        if op != "==" or re.search(r"=|equal|exactly", item.gap):
            self.at += 1
            return self._add(Condition([], op, value, item))
        return False

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

    def _named_after(self, item: Mention) -> bool:
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

    def _compared(self, item: Mention, previous: Mention, columns: Columns, op: str, value: Any) -> bool:
        """A column before the number: a comparison of rows, or of a figure of the groups."""
        if not ANEW.search(item.gap):
            self._forget(previous)
        self.at += 1
        many = self._grouped() or self._of_one(columns)
        figure = self._figure_near(item, item) if op != "==" and columns[0][1].kind == "number" and many else None
        if figure is not None and all(s.mention is not previous for s in self.meaning.measures):
            self.meaning.conditions.append(Condition(columns, op, value, item, aggregate=figure))
            return True
        for slot in list(self.meaning.measures):
            if slot.mention is previous and slot.aggregate in _FIGURES:
                if _SAID_OF.search(previous.gap):
                    self.meaning.measures.remove(slot)
                self.meaning.conditions.append(Condition(columns, op, value, item, aggregate=slot.aggregate))
                return True
        after = self.item(0)
        if after is not None and re.match(r"^[\s(]*(?:in )?$", after.gap):
            both = [(s, c) for s, c in columns if any(c is k for _, k in after.columns)]
            if both:
                columns = both
                self.at += 1
        return self._add(Condition(columns, op, value, item), previous.gap if previous.number is None else "")
