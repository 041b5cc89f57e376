"""Conditions: mentions and the words between them enter; the comparisons that the rows must meet leave.

`ConditionReader` is one half of the grammar's reader; the other half fills slots (`jupyter_viscode.intent.grammar.slots`).
"""

from __future__ import annotations

import re
from typing import Any

from jupyter_viscode.intent.grammar.absences import AbsenceReader
from jupyter_viscode.intent.grammar.averages import AverageReader
from jupyter_viscode.intent.grammar.comparing import (
    ITS_NAME,
    LACKING,
    NEGATED,
    OR,
    OWNING,
    Columns,
    operator_of,
    sql_pattern,
    verbal,
)
from jupyter_viscode.intent.grammar.meaning import Condition, Sameness
from jupyter_viscode.intent.grammar.quantities import NumberReader
from jupyter_viscode.intent.language.vocabulary import KEEPING_OUT, LEAVING_OUT
from jupyter_viscode.intent.linking.spans import Mention
from jupyter_viscode.intent.schema.tables import Col

_INCLUDED = re.compile(r"\binclud(?:es?|ing)\s*(?:the |any )?$")
_OUTSIDE = re.compile(
    rf"\b(?:{KEEPING_OUT}|not|n't|never|excluding|except(?: for| in)?|other than|without)\s*(?:the |any |all |those "
    rf"|ones |in |of |whose |where |with |an? |have |has |had |having )*$"
)
_NULL = re.compile(
    r"^\s*(?:(?:value|values) )?(?:(?:is|are|was|were|has|have|be) )?(?P<no>not |n't |non[- ])?(?:a |any )?"
    r"(?:null|missing|empty|na|nan|unknown|blank)\b(?: values?)?|^\s*(?:is|are)(?P<no2>n't) (?:null|missing"
    r"|empty)\b"
)
_TO_NOBODY = re.compile(r"\s*(?:to|by|under)\s+(?:nobody|no ?one|none)\b")
"""Who reports to nobody, what is owned by no one: there is nothing in the column."""
_IS_NO = re.compile(r"\b(?:is|are|was|were|be|been) no $")
"""Who is no boss may have one."""
_AS_LIKELY = 0.15
"""How much less likely than a key another column may be that is still meant by the word for it."""
_YES_NO = re.compile(
    r"\s*(?:(?:is|are|was|were|equals?|being|set to)(?P<not> not|n't)?|==?|:)\s*(?P<said>yes|no|true"
    r"|false)\b(?=\s*(?:[,.;?)]|$|\b(?:and|or|by|for|per|in|with|as|show|sort)\b))"
)
_KEPT_OUT = re.compile(rf"\b(?:{LEAVING_OUT})\s*(?:the |any |all |those )*$")
_BUT = re.compile(r"\s*but (?:for )?(?:the )?(?:(?:those|ones) )?(?:(?:of|in|from|with) )?(?:the )?")
_ALL_BUT = re.compile(
    r"\b(?:all|every(?:one|body|thing)?|any(?:one|body|thing)?|each)\b(?: [a-z]+){0,2} but (?:the )?(?:[a-z]+ )?$"
)
"""All that there is but what follows."""
_CLAUSE_DENIED = re.compile(
    r"(?:\b(?:that|who|which) (?:are|is|were|was|do|does|did|have|has|had) ?(?:not|n't|never)"
    r"|\b(?:but|that|who|which|and) (?:not|never))\b[^;,.]*$|\bneither (?:an? )?$"
)
"""What is denied of things, not of a value."""
_NOR = re.compile(r"\s*,? ?nor (?:an? )?")
_OF_THEM = re.compile(r"\s*(?:(?:that|who|which) (?:are|is|come|were) )?(?:from|in|of|with|based in)\s*(?:the )?")
_IN_THEIR = re.compile(r"\s*(?:in|of) (?:their|the|its|his|her)?\s*")
_HAVING = re.compile(
    r"\b(?:get|gets|getting|have|has|having|with|earn|earns|receive|receives|who have|that have) (?:a|an|any|some)\s*$"
)
_AN_AMOUNT = re.compile(r"\b(?:with|having|have|has|had|got|get|incurred|cost) (?:an?|any|some)\s*$")
_NO_AMOUNT = re.compile(r"\b(?:without|with no|have no|has no|had no|having no|free of)(?: an?| any)?\s*$")
_OF_ITS = re.compile(r"\s*of (?:the|their|its|his|her) ")
_CHAIN = re.compile(r"[\s,]*(?:or|and|nor|vs\.?|versus|,|/|&|either|both)?[\s,]*(?:the )?")
_CONNECTED = re.compile(
    r"(?:\s|\b(?:is|are|was|were|of|equals?|equal to|named|called|as|not|n't|the|in|contains?|containing"
    r"|includes?|like|starts?|starting|ends?|ending|"
    r"begins?|beginning|with|word|substring|letters?|by|either|to|a|an|only|both|that|has|have|other than"
    r"|isn't|does|do|located|at|value|code)\b|[=:!<>'])*"
)


class ConditionReader(NumberReader, AbsenceReader, AverageReader):
    """Reads the conditions among the mentions, left to right; each method says whether it took what stands at `at`."""

    def condition(self) -> bool:
        """Take one condition, if one begins here."""
        if self._column_named():
            return False
        return (
            self._same()
            or self._nullity()
            or self._truth()
            or self._than_row()
            or self._than_own()
            or self._two_columns()
            or self._statistic()
            or self._letters()
            or self._has_both(self.items[self.at])
            or self._range()
            or self._listed_numbers()
            or self._measured()
            or self._column_value()
            or self._value()
            or self._absent()
        )

    def _column_named(self) -> bool:
        """Whether a number or a quoted piece is a column's very name, and nothing is compared with it."""
        item, before = self.items[self.at], self.item(-1)
        if not item.columns or (item.number is None and item.quote is None) or sql_pattern(item.gap, ""):
            return False
        if item.quote is not None:
            return not item.values or self.strong_role(item.gap)
        compared = operator_of(item.gap) not in (None, "==") or re.search(r"=|\b(?:is|are|equals?)\b", item.gap)
        return not compared and (before is None or before.number is not None or not before.columns or bool(item.gap.strip()))

    def _same(self) -> bool:
        """In the same department as Anna."""
        item, value = self.items[self.at], self.item(1)
        if (
            value is None
            or not re.search(r"\bsame\s*$", item.gap)
            or not re.fullmatch(r"\s*(?:as|like)\s*(?:that of|of)?\s*", value.gap)
        ):
            return False
        if not value.values or not item.columns:
            return False
        self.meaning.samenesses.append(Sameness(item.columns, list(value.values)))
        self.at += 2
        return True

    def _nullity(self) -> bool:
        """Commission is not null; without commission; that get a commission."""
        item = self.items[self.at]
        if not item.columns:
            return False
        match = _NULL.match(self.linker.text.work[item.tokens[-1].end :])
        holes = self._holes(item)
        if holes and item.table_score < 0.6 and _TO_NOBODY.match(self.linker.text.work, item.tokens[-1].end):
            self.at += 1
            return self._add(Condition(holes, "is null", None, item))
        if match is not None:
            op = "not null" if match["no"] or match["no2"] else "is null"
            gaps = (item.gap,)
        elif (
            holes
            and item.table_score < 0.6
            and item.value_score < 0.6
            and LACKING.search(item.gap)
            and len(item.gap.split()) <= 5
            and (
                verbal(item)
                or (OWNING.search(item.gap) and not _IS_NO.search(item.gap))
                or not self.linker.catalogue.keyed(holes[0][1])
            )
        ):
            op, gaps = "is null", (item.gap,)
        elif holes and _HAVING.search(item.gap) and item.table_score < 0.6 and not self._compares_next():
            op, gaps = "not null", (item.gap,)
        else:
            return self._some(item)
        self._add(Condition(item.columns if match is not None else holes, op, None, item), *gaps)
        self.at += 1
        return True

    def _holes(self, item: Mention) -> list[tuple[float, Col]]:
        """The columns that may be empty; where a key is called so outright, those of what was named: "units with no boss"."""
        best, own = item.columns[0], self._subject(self.at)
        least = best[0] - _AS_LIKELY if self.linker.catalogue.keyed(best[1]) else 0.0
        return [(s, c) for s, c in item.columns if c.nulls and (s >= least or c.table == own)]

    def _some(self, item: Mention) -> bool:
        """Loans with a fine, trips without any delay: a number that may be zero."""
        keyed = self.linker.catalogue.keyed
        amounts = [(s, c) for s, c in item.columns if c.kind == "number" and 0 in c.values and c.flag is None and not keyed(c)]
        if not amounts or amounts[0][0] < 0.85 or max(item.table_score, item.value_score) >= 0.6 or self._compares_next():
            return False
        if _AN_AMOUNT.search(item.gap):
            op = ">"
        elif _NO_AMOUNT.search(item.gap):
            op = "=="
        else:
            return False
        self.at += 1
        return self._add(Condition(amounts, op, 0, item))

    def _truth(self) -> bool:
        """Helicopter is no; active = yes."""
        item = self.items[self.at]
        flags = [(s, c) for s, c in item.columns if c.flag is not None and s >= 0.6]
        match = _YES_NO.match(self.linker.text.work[item.tokens[-1].end :]) if flags and item.tokens else None
        if match is None or max(item.table_score, item.value_score) > flags[0][0]:
            return False
        self.at += 1
        truth = match["said"] in ("yes", "true")
        return self._add(Condition(flags, "==", None, item, truth=truth if not match["not"] else not truth))

    def _compares_next(self) -> bool:
        following = self.item(1)
        return following is not None and (following.number is not None or following.quote is not None or bool(following.values))

    def _letters(self) -> bool:
        """The letters "D" or "S" in their first name."""
        item = self.items[self.at]
        if item.quote is None or not re.search(r"\b(?:letters?|characters?|substrings?|word|phrase|string)\s*$", item.gap):
            return False
        quotes, place = [item], self.at + 1
        while place < len(self.items) and self.items[place].quote is not None and _CHAIN.fullmatch(self.items[place].gap):
            quotes.append(self.items[place])
            place += 1
        after = self.items[place] if place < len(self.items) else None
        columns: Columns = []
        if after is not None and after.columns and _IN_THEIR.fullmatch(after.gap):
            columns, place = after.columns, place + 1
        elif (previous := self.item(-1)) is not None:
            columns = previous.columns
            self._forget(previous)
        texts = [(s, c) for s, c in columns if c.kind == "text"]
        if not texts:
            return False
        negated = bool(NEGATED.search(item.gap))
        for number, quote in enumerate(quotes):
            condition = Condition(
                texts, "not like" if negated else "like", sql_pattern(item.gap, quote.quote or "") or f"%{quote.quote}%", item
            )
            self._add(condition)
            if number:
                condition.joined = "or" if OR.search(quote.gap) and not negated else "and"
                condition.tight = True
        self.at = place
        return True

    def _column_value(self) -> bool:
        """Gender code "Female"; rank is Midshipman; result Awarded; name contains "x"."""
        column, value = self.items[self.at], self.item(1)
        if value is None or not column.columns or (value.quote is None and value.value_score < 0.6):
            return False
        if value.quote is not None and self._stands_in(self.at + 1):
            return False
        if value.quote is not None and value.columns and (not value.values or self.strong_role(value.gap)):
            return False
        if value.quote is None and max(value.column_score, value.table_score) > value.value_score:
            return False
        if not _CONNECTED.fullmatch(value.gap):
            return False
        named = self._qualified(column)
        known = [(s, c, v) for s, c, v in value.values if any(c is k for _, k in named)]
        if value.quote is None and not known:
            return False
        if value.quote is not None and not known and value.values and not sql_pattern(value.gap, ""):
            return False  # the value stands in another column: let it speak for itself
        columns = [(1.0, c) for _, c, _ in known] or [(s, c) for s, c in named if c.kind == "text"]
        if not columns:
            return False
        self.at += 1
        if known and self._without(value, column.gap):
            return True
        narrowing = re.search(r"\b(?:for|of|in|from|with|where)\s*(?:the |all )?$", column.gap) or (
            re.fullmatch(r"\s*[,(]\s*(?:only )?", column.gap) and value.gap.strip() in ("", "is", "are", "=", "equals")
        )
        told = self.strong_role(column.gap) and not _ALL_BUT.search(column.gap)
        if told or (not self.ask.count_them and self.listed(column.gap) and not narrowing):
            self.role(column)
        self._equal(value, columns, known, column.gap)
        return True

    def _value(self) -> bool:
        """In office DRE 102; A or C; the Progress Party."""
        item = self.items[self.at]
        if item.quote is not None:
            if self._quoted(item):
                return True
        elif not self._means_value(item):
            return False
        reach = self._reach(item)
        if self._without(item) or (reach != item.gap and self._without(item, reach)):
            return True
        following = self.item(1)
        known = list(item.values)
        if following is not None and not following.gap.strip() and following.columns:
            near = [(s, c, v) for s, c, v in known if s >= 0.8 and any(c is k for _, k in following.columns)]
            if near:
                self._equal(item, [(1.0, c) for _, c, _ in near], near)
                self.at += 1
                return True
        self._equal(item, [(s, c) for s, c, _ in known], known)
        return True

    def _means_value(self, item: Mention) -> bool:
        """Whether a word is a value here, not a column, a table or the unit of a number."""
        following = self.item(1)
        if self._names_column(item):
            return False
        if following is not None and following.number is not None and any(c.kind == "number" for _, c in item.columns):
            return False
        strong = item.value_score >= 0.6 and item.value_score >= max(item.column_score, item.table_score) - 0.001
        return strong and not (self.strong_role(item.gap) and item.column_score > 0.4)

    def _quoted(self, item: Mention) -> bool:
        """A quoted piece that goes on from a pattern, stands in a column, or is nowhere in the data."""
        last = self._conditions()[-1] if self._conditions() else None
        quote = item.quote or ""
        if last is not None and last.op in ("like", "not like") and _CHAIN.fullmatch(item.gap):
            again = Condition(last.columns, last.op, re.sub(r"[^%]+", lambda _: quote, str(last.value)), item)
            again.tight = True
            self.at += 1
            return self._add(again)
        if texts := self._stands_in(self.at):
            self.at += 2
            return self._add(Condition(texts, "not like" if NEGATED.search(item.gap) else "like", f"%{quote}%", item))
        if item.values or sql_pattern(item.gap, ""):
            return False
        self.meaning.unread.append(quote)
        self.at += 1
        return True

    def _names_column(self, item: Mention) -> bool:
        """In "garden size" and "size of the garden" a word belongs to the column that the other half names."""
        before, after = self.item(-1), self.item(1)
        named = before if not item.gap.strip() else after if after is not None and _OF_ITS.fullmatch(after.gap) else None
        if named is None or not named.columns or len(item.tokens) > 1:
            return False
        score, column = named.columns[0]
        apart = all(c.table != column.table for _, c, _ in item.values)
        figure = column.kind == "number" and not self.linker.catalogue.keyed(column)
        return apart and figure and 0.5 <= score < 0.75

    def _stands_in(self, place: int) -> Columns:
        """The columns of text in which a quoted piece is said to stand: "with 'Interview' in the title"."""
        quoted = self.items[place]
        after = self.items[place + 1] if place + 1 < len(self.items) else None
        if quoted.values or after is None or not re.fullmatch(r"\s*(?:somewhere )?in (?:their|the|its|his|her) *", after.gap):
            return []
        return [(s, c) for s, c in after.columns if c.kind == "text"]

    def _equal(self, item: Mention, columns: Columns, known: list[tuple[float, Col, Any]], gap: str = "") -> None:
        """Add ``column == value`` (or like, or not); consecutive values of one column become a list."""
        said: Any = item.quote if item.quote is not None else known[0][2] if known else item.text
        pattern = sql_pattern(item.gap, str(said))
        if pattern and item.quote is None and known and _INCLUDED.search(item.gap):
            pattern = None
        negated = bool(NEGATED.search(item.gap)) or bool(_OUTSIDE.search(gap)) or self._denied(item, gap)
        following = self.valued is not None and self.item(-1) is self.valued
        self.valued = item
        self.at += 1
        if pattern:
            before = self._conditions()[-1] if self._conditions() else None
            if not columns and before is not None and before.op in ("like", "not like"):
                columns = before.columns
            texts = [(s, c) for s, c in columns if c.kind == "text"] or [(0.5, c) for _, c in columns]
            self._add(Condition(texts, "not like" if negated else "like", pattern, item), gap)
            return
        last = self._conditions()[-1] if self._conditions() else None
        if last is not None and last.values and following and self._chained(item, last):
            last.value = [*(last.value if isinstance(last.value, list) else [last.value]), said]
            last.values = [*last.values, *known]
            last.op = "not in" if last.op in ("!=", "not in") else "in"
            last.apart = last.op == "in" and re.search(r"\b(?:and|vs|versus)\b|&", item.gap) is not None
            return
        again = following and last is not None and last.whole and _NOR.fullmatch(item.gap)
        whole = negated and not gap and (bool(again) or self._of_all(item))
        self._add(Condition(columns, "!=" if negated else "==", said, item, values=known, whole=whole), gap)

    def _of_all(self, item: Mention) -> bool:
        """Whether a clause denies something of the things that were named before, not of a row of theirs."""
        place = next((i for i, m in enumerate(self.items) if m is item), 0)
        before = self.items[place - 1] if place else None
        held = {c.table for _, c, _ in item.values}
        theirs = before is not None and before.table_score >= 0.6 and before.tables[0][1].name in held
        return bool(_CLAUSE_DENIED.search(item.gap)) and not theirs

    def _denied(self, item: Mention, gap: str) -> bool:
        """Whether "not" stands before the thing whose name the item is: "not assigned to the clinic Paws".

        With a gap, the words before the column of the value: "leaving out loans with the state lost".
        """
        before = self.item(-1)
        if _ALL_BUT.search(gap or item.gap) or (not gap and self._but(item, before)):
            return True
        thing = self.item(-2) if gap else None
        if thing is not None and thing.table_score >= 0.6 and _KEPT_OUT.search(thing.gap) and _OF_THEM.fullmatch(gap):
            return True
        if before is not None and before.table_score >= 0.6 and _KEPT_OUT.search(before.gap) and _OF_THEM.fullmatch(item.gap):
            return True
        if before is None or before.table_score < 0.6 or not ITS_NAME.fullmatch(item.gap):
            return False
        if self.absence is not None and self.absence.mention is before:
            return False  # "no barns of wood": who has none of those, not who has others
        return bool(LACKING.search(before.gap)) and len(before.gap.split()) <= 6

    def _but(self, item: Mention, before: Mention | None) -> bool:
        """Whether "but" stands between a column and a value of it: "for all grades but d", "by store but Elm"."""
        columns = before.columns if before is not None and _BUT.fullmatch(item.gap) else []
        return any(c is k for _, c in columns for _, k, _ in item.values)

    def _chained(self, item: Mention, last: Condition) -> bool:
        return bool(_CHAIN.fullmatch(item.gap)) and any(c is k for _, c, _ in item.values for _, k, _ in last.values)
