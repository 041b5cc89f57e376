"""Conditions: what enters are mentions and the words between them; what leaves are the comparisons that the rows must meet.

`ConditionReader` is one half of the grammar's reader; the other half, roles, is in `jupyter_viscode.intent.grammar`.
"""

from __future__ import annotations

import re
from typing import Any

from jupyter_viscode.intent.catalogue import Col
from jupyter_viscode.intent.clauses import Ask
from jupyter_viscode.intent.joins import way
from jupyter_viscode.intent.link import Linker, Mention
from jupyter_viscode.intent.meaning import Absence, Condition, Meaning, Sameness
from jupyter_viscode.intent.words import GENERIC, UNITS, stem

Columns = list[tuple[float, Col]]
_MORE = r"(?:more|greater|larger|bigger|higher|older|longer|taller|heavier|later|faster|better|richer|wider|above|over|beyond|in excess|exceed(?:s|ing|ed)?|surpass(?:es|ing)?|after|since|>)"  # noqa: E501
_LESS = r"(?:less|fewer|smaller|lower|younger|shorter|lighter|earlier|slower|worse|cheaper|weaker|shallower|narrower|thinner|poorer|cooler|colder|closer|nearer|quieter|softer|below|under|beneath|before|until|<)"
_CMP: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (op, re.compile(rf"(?:{words})(?:\s|\b(?:the|a|an|of|to|year)\b|\$|€|£)*$"))
    for op, words in (
        (">=", r"\b(?:on or|or) after\b|\bat least\b|\bno (?:less|fewer|lower|smaller) than\b|\bnot (?:less|fewer|lower|below|under)(?: than)?\b|\bminimum of\b|>=|≥|\bsince\b|\bstarting (?:in|from)\b|\bfrom\b(?= *$)(?<!different from)|" + rf"\b{_MORE} than or equal(?: to)?\b|\bgreater or equal to\b"),  # noqa: E501
        ("<=", r"\b(?:on or|or) before\b|\bat most\b|\bno (?:more|greater|higher|larger|later) than\b|\bnot (?:more|greater|higher|above|over)(?: than)?\b|\bmaximum of\b|<=|≤|\bup to\b|\buntil\b|\bthrough\b|" + rf"\b{_LESS} than or equal(?: to)?\b"),  # noqa: E501
        (">", rf"\b{_MORE}(?: than| from)?\b|>|\b(?!other |rather |either |{_LESS} )[a-z]{{3,}}er than\b"),
        ("<", rf"\b{_LESS}(?: than)?\b|<"),
        ("!=", r"!=|<>|\b(?:is|are|was|were|does|do|did|has|have)? ?(?:not|n't|never)(?: (?:equal|belong|be|in|from|have|located|part|a|of|any|called|named|is|are))*(?: to| of| in| from)?\b|\bother than\b|\bexcluding\b|\bexcept(?: for| in)?\b|\bdifferent from\b|\bwithout\b|\bexclude\b|\bomit(?:ting)?\b|\bisn't\b|\baren't\b|\bno\b"),  # noqa: E501
        ("==", r"==?|\b(?:equals?|equal to|exactly|being|named|called|is|are|was|were|of|as|with|in|at|for|on|by|only|keep|from|has|have|had|got|and|or|received|to|located in|during|include[sd]?|including|just|having|value)\b|:"),  # noqa: E501
    )
)  # fmt: skip
_THAN = re.compile(r"^\s*than\s*$")
_ATTRIBUTES = (
    (re.compile(r"\b(?:older|younger|aged)\b"), "age"), (re.compile(r"\b(?:heavier|lighter|weighing|weigh)\b"), "weight"),
    (re.compile(r"\b(?:taller)\b"), "height"), (re.compile(r"\b(?:longer|shorter)\b"), "length"),
    (re.compile(r"\b(?:cheaper|expensive|costing|costs?)\b"), "price"), (re.compile(r"\b(?:faster|slower)\b"), "speed"),
    (re.compile(r"\bearn(?:s|ed|ing)?\b"), "salary"), (re.compile(r"\bborn\b"), "birth"), (re.compile(r"\bpopulated\b"), "population"),
)  # fmt: skip
_CONTAINS = re.compile(r"\b(?:contain(?:s|ing|ed)?|includ(?:es?|ing)|like|substring|(?:has|have|having|with) (?:the |a )?(?:word|letters?|substring|string|phrase|text)|(?:the )?(?:word|letters?|substring|phrase))(?: (?:the|a|an|word|letters?|substring|string|phrase|text))*\s*$")  # fmt: skip  # noqa: E501
_COUNTS = re.compile(
    r"\b(?:counts?|numbers|totals)\b (?:of |that are |is |are )*(?:over|above|under|below|of at least|of at most|at least|at most|more than|less than|greater than|exceeding)\s*$"
)  # noqa: E501
_THOSE = re.compile(r"\b(?:those|ones|the ones|only)(?: those)? (?:with|having|that have|who have|of)\s*$|\bhaving\s*$")
_ANEW = re.compile(r"^\s*(?:of [\w ]+ )?(?:that|which|who|\w{3,}ing)\b(?! (?:is|are|was|were)\b)")
"""What begins like this says more of something that was listed already."""
_INCLUDED = re.compile(r"\binclud(?:es?|ing)\s*(?:the |any )?$")
_STARTS = re.compile(r"\b(?:start(?:s|ing)?|begin(?:s|ning)?) (?:with|by)(?: (?:the|a|an|letter|word|prefix))*\s*$")
_ENDS = re.compile(r"\bend(?:s|ing)? (?:with|in|by)(?: (?:the|a|an|letter|word|suffix))*\s*$")
_OUT = r"leav(?:e|ing) out|outside(?: of)?|apart from|aside from|ignor(?:e|ing)|skip(?:ping)?|disregarding|drop(?:ping)?|not counting|non"
"""Words that keep rows out."""
NEGATED = re.compile(
    rf"\b(?:{_OUT}|not|n't|never|excluding|except(?: for)?|other than|without|exclude|isn't|aren't|wasn't|weren't|don't|doesn't|didn't|neither|nor|omit(?:ting)?|but not)\b[^;,.]*$"  # noqa: E501
)
_OUTSIDE = re.compile(
    rf"\b(?:{_OUT}|not|n't|never|excluding|except(?: for| in)?|other than|without)\s*(?:the |any |all |those (?:in|of) )*$"
)
_KEPT_OUT = re.compile(rf"\b(?:{_OUT}|exclud(?:e|ing)|except(?: for)?|omit(?:ting)?|remov(?:e|ing)|other than)\b[^;.]*$")
_INVERSE = {">": "<=", ">=": "<", "<": ">=", "<=": ">", "==": "!=", "!=": "=="}
LACKING = re.compile(
    r"\b(?:not|n't|never|without|no|don't|doesn't|didn't|haven't|hasn't|lack(?:s|ing)?)\b(?:(?!\b(?:or|and|but|equal|is|are)\b)[^;,.])*$"
)
_NULL = re.compile(
    r"^\s*(?:(?:value|values) )?(?:(?:is|are|was|were|has|have|be) )?(?P<no>not |n't |non[- ])?(?:a |any )?(?:null|missing|empty|na|nan|unknown|blank)\b(?: values?)?|^\s*(?:is|are)(?P<no2>n't) (?:null|missing|empty)\b"  # noqa: E501
)
_AFTER_NUMBER = re.compile(
    r"^\s*(?:or|and) (more|greater|higher|larger|above|over|later|older|less|fewer|lower|below|under|earlier|smaller|younger)\b(?!\s*(?:than\s*)?[$€]?\d)"  # noqa: E501
)
_BETWEEN = re.compile(r"\b(?:between|from|ranging from|in the range(?: of)?|in)\s*(?:the )?(?:years?|ages?)?\s*\$?\s*$")
_TO = re.compile(r"^\s*(?:and|to|-|–|through|until)\s*\$?\s*$")
_YEAR_GAP = re.compile(
    r"\b(?:in|since|before|after|during|until|from|between|for|of|through|year|by|only|keep|than)\s*(?:the )?(?:years? )?$"
)
_STATISTIC = re.compile(r"\b(?:(above|over|higher than|greater than|more than|larger than|older than|longer than|bigger than|taller than|exceeding)|(below|under|less than|lower than|smaller than|younger than|shorter than|fewer than)) (?:the )?(?:overall )?(average|mean|median)\b")  # fmt: skip  # noqa: E501
_THAN_AVERAGE = re.compile(r"\s*than (?:the )?(?:overall )?(average|mean|median)\b")
_ER_THAN = re.compile(r"\b[a-z]{3,}er than (?:the |an? )?(?:overall )?(?:average|mean|median)\s*$")
_OR = re.compile(r"(?:^|\s|[,;])(?:or|either)\b")


_IN_THEIR = re.compile(r"\s*(?:in|of) (?:their|the|its|his|her)?\s*")
_LEADING = re.compile(
    r"[\s;.,:?!]*(?:\b(?:show|plot|list|find|display|give|draw|what|which|is|are|the|me|all|of|a|an|please|about|return|visuali[sz]e|for)\b\s*)*"
)
_HAVING = re.compile(
    r"\b(?:get|gets|getting|have|has|having|with|earn|earns|receive|receives|who have|that have) (?:a|an|any|some)\s*$"
)
_OWNING = re.compile(r"\b(?:who|that|which) (?:have|has|had|own|owns)\s*(?:an?|any|some|at least one)?\s*$")
_BARE = re.compile(r"\s*(?:is |are |was |were |being |of )?(?:greater|more|less|fewer|larger|bigger|higher|lower|smaller|at least|at most|above|over|below|under|exceeding)(?: than)?\s*")  # fmt: skip  # noqa: E501
_CHAIN = re.compile(r"[\s,]*(?:or|and|nor|vs\.?|versus|,|/|&|either|both)?[\s,]*(?:the )?")
_CONNECTED = re.compile(
    r"(?:\s|\b(?:is|are|was|were|of|equals?|equal to|named|called|as|not|n't|the|in|contains?|containing|includes?|like|starts?|starting|ends?|ending|"  # noqa: E501
    r"begins?|beginning|with|word|substring|letters?|by|either|to|a|an|only|both|that|has|have|other than|isn't|does|do|located|at|value|code)\b|[=:!<>'])*"  # noqa: E501
)
_NONE = re.compile(
    r"\b(?:no|without(?: any| an?)?|never(?: [a-z]+){0,3}|(?:do|does|did|have|has|had) ?(?:n't|not)(?: [a-z]+){1,3}|lacking(?: any| an?)?)\s*$"
)  # noqa: E501
_ITS_NAME = re.compile(r"\s*(?:named|called|of|with name|whose name is|is)?\s*(?:the )?")
_THAT = re.compile(r"\s*(?:that|who|which|whose)?\s*(?:have|has|having|with|whose|are|is)?\s*(?:the |an? )?")


DOING = re.compile(r"\b(?:who|which|that|they|it|to|does|do|did|has|have|had|been|being|be|is|are|was|were|not|n't|never)\s*$")
_ASKED = re.compile(r"[\s;.,?!]*(?:which|what|who)(?: are| is| were| was)?(?: the)?\s*")
_PARTICIPLES = frozenset(
    "paid made sold taught held given built bought won led run sent done put written spent kept met left shot born".split()
)  # noqa: E501, SIM905


def verbal(item: Mention) -> bool:
    """Whether a mention is one word in the form of a participle: "treated", "arriving", "sold"."""
    word = item.text.lower()
    return len(item.tokens) == 1 and (word in _PARTICIPLES or (len(word) > 4 and word.endswith(("ed", "ing", "wn"))))


class ConditionReader:
    """Reads the conditions among the mentions, left to right; each method says whether it took what stands at `at`."""

    def __init__(self, ask: Ask, linker: Linker, mentions: list[Mention]) -> None:
        self.ask = ask
        self.linker = linker
        self.items = mentions
        self.meaning = Meaning()
        self.at = 0
        self.absence: Absence | None = None

    def condition(self) -> bool:
        """Take one condition, if one begins here."""
        if self._column_named():
            return False
        return (
            self._same()
            or self._nullity()
            or self._statistic()
            or self._letters()
            or self._range()
            or self._listed_numbers()
            or self._measured()
            or self._column_value()
            or self._value()
            or self._absent()
        )

    # -- pieces --

    def _column_named(self) -> bool:
        """Whether a number or a quoted piece is a column's very name, and nothing is compared with it."""
        item, before = self.items[self.at], self.item(-1)
        if not item.columns or (item.number is None and item.quote is None) or _pattern(item.gap, ""):
            return False
        if item.quote is not None:
            return not item.values or self.strong_role(item.gap)
        compared = operator_of(item.gap) not in (None, "==") or re.search(r"=|\b(?:is|are|equals?)\b", item.gap)
        return not compared and (before is None or before.number is not None or not before.columns or bool(item.gap.strip()))

    def item(self, offset: int) -> Mention | None:
        """The mention so many places from here."""
        place = self.at + offset
        return self.items[place] if 0 <= place < len(self.items) else None

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
        if any(_OR.search(g) for g in (item.gap if item else "", *gaps)):
            condition.joined = "or"
        (self.absence.conditions if self.absence is not None else self.meaning.conditions).append(condition)
        return True

    def _conditions(self) -> list[Condition]:
        return self.absence.conditions if self.absence is not None else self.meaning.conditions

    def _forget(self, mention: Mention) -> None:
        """A mention that turned out to be a condition's column is not listed too, unless it leads the sentence."""
        meaning = self.meaning
        meaning.hints[:] = [m for m in meaning.hints if m is not mention]
        first = mention is self.items[0] and _LEADING.fullmatch(mention.gap)
        if not first and not self.ask.relation:
            meaning.selects[:] = [s for s in meaning.selects if s.mention is not mention or s.axis]

    def _attribute(self, gap: str) -> Columns:
        """The column that an adjective speaks of, best of the thing that was named before it."""
        before = self.item(-1)
        owners = {t.name for s, t in before.tables if s > 0.6} if before is not None else set()
        for pattern, name in _ATTRIBUTES:
            if pattern.search(gap):
                found = [(s, c) for s, c in self.linker.phrase(name) if c.kind == "number" or name == "birth"]
                own = [(s, c) for s, c in found if c.table in owners]
                return own or found
        return []

    def _speaks_of(self, gap: str, columns: Columns) -> bool:
        """Whether an adjective before a number fits one of the columns ("age older than 50")."""
        for pattern, name in _ATTRIBUTES:
            if pattern.search(gap):
                wanted = {id(c) for _, c in self.linker.phrase(name)}
                return any(id(c) in wanted for _, c in columns)
        return True

    def _operand(self, item: Mention, *, most: int = 7) -> Columns:
        """The column before a comparison: "height above 5", "managers that have ids between 1 and 5"."""
        previous = self.item(-1)
        if previous is None or re.search(r"[.;,]", item.gap) or len(item.gap.split()) > most:
            return []
        if previous.number is not None and self._conditions() and re.search(r"\b(?:or|and|but)\b", item.gap):
            return self._conditions()[-1].columns
        columns = self._qualified(previous)
        keyed = self.linker.catalogue.keyed
        dated = item.date is not None or _year(item)
        asked = not item.gap.strip() or {"id", "code", "number", "key"} & {s for t in previous.tokens for s in t.stems}
        least = 0.7 if asked else 0.9
        columns = [(s, c) for s, c in columns
                   if (c.kind == "number" and item.date is None and (s > (0.7 if c.stems[-1:] == ("number",) else least) or not keyed(c))) or (c.kind == "temporal" and dated)]  # fmt: skip  # noqa: E501
        if not columns or (item.gap.strip() and previous.table_score > max(s for s, _ in columns) + 0.2):
            return []
        plain = re.fullmatch(r"\s*(?:only )?(?:in|for|since|after|before|during|until|from|between)\s*", item.gap)
        if _year(item) and plain and not any(c.kind == "temporal" or yearly(c) for _, c in columns):
            return []
        return columns

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

    # -- forms --

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
        holes = [(s, c) for s, c in item.columns if c.nulls]
        if match is not None:
            op = "not null" if match["no"] or match["no2"] else "is null"
            gaps = (item.gap,)
        elif (
            holes
            and item.table_score < 0.6
            and item.value_score < 0.6
            and LACKING.search(item.gap)
            and len(item.gap.split()) <= 5
        ):
            op, gaps = "is null", (item.gap,)
        elif holes and _HAVING.search(item.gap) and item.table_score < 0.6 and not self._compares_next():
            op, gaps = "not null", (item.gap,)
        else:
            return False
        self._add(Condition(item.columns if match is not None else holes, op, None, item), *gaps)
        self.at += 1
        return True

    def _reach(self, item: Mention) -> str:
        """The words before a mention, through a verb that happens to resemble a column: "do not work in departments"."""
        before = self.item(-1)
        if before is None or before.best >= 0.6 or before.number is not None or re.search(r"[.;,]", item.gap):
            return item.gap
        return f"{before.gap}{before.text.lower()} {item.gap.lstrip()}"

    def _narrowed(self) -> bool:
        """Whether more is said of the thing named here than that it is there."""
        for following in self.items[self.at + 1 : self.at + 4]:
            if re.search(r"[;.,]|\b(?:show|find|list|count|give|plot)\b", following.gap):
                return False
            if following.number is not None or following.quote is not None or following.value_score >= 0.6:
                return True
        return False

    def _compares_next(self) -> bool:
        following = self.item(1)
        return following is not None and (following.number is not None or following.quote is not None or bool(following.values))

    def _statistic(self) -> bool:
        """Height above the average; above the average height."""
        item = self.items[self.at]
        match = _STATISTIC.search(item.gap)
        if match is None and (self._than_average(item) or self._average_one(item)):
            return True
        if match is not None and item.table_score >= max(0.6, item.column_score) and self._average_one(item):
            return True
        if match is None or not item.columns:
            following = self.item(1)
            inner = _STATISTIC.search(following.gap) if following else None
            if not inner or not item.columns or following is None or not following.columns:
                return False
            if following.columns[0][1] is not item.columns[0][1]:
                return False
            if self.listed(item.gap) and re.search(r"\b(?:that|which|who|whose|where)\b", following.gap):
                self.role(item)
            self.at += 1
            match = inner
        op = ">" if match[1] else "<"
        if _KEPT_OUT.search(item.gap):
            op = _INVERSE[op]
        self._add(Condition(item.columns, op, None, item, statistic="median" if match[3] == "median" else "mean"))
        self.at += 1
        return True

    def _than_average(self, item: Mention) -> bool:
        """More litres than average."""
        after = _THAN_AVERAGE.match(self.linker.text.work[item.tokens[-1].end :])
        way = re.search(rf"\b({_MORE}|{_LESS})\s*$", item.gap)
        numbers = [(s, c) for s, c in item.columns if c.kind == "number"]
        if after is None or way is None or not numbers:
            return False
        op = "<" if re.fullmatch(_LESS, way[1]) else ">"
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
        numbers = [(s, c) for slot in listed for s, c in slot.mention.columns[:3] if c.kind == "number" and c.table in owners]
        numbers = [(s, c) for s, c in numbers if not self.linker.catalogue.keyed(c)]
        if not numbers:
            return False
        op = "<" if re.search(rf"\b{_LESS} than\b", match[0]) else ">"
        self._add(Condition(numbers[:1], op, None, item, statistic="median" if match[0].endswith("median") else "mean"))
        self.at += 1
        return True

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
                texts, "not like" if negated else "like", _pattern(item.gap, quote.quote or "") or f"%{quote.quote}%", item
            )
            self._add(condition)
            if number:
                condition.joined = "or" if _OR.search(quote.gap) and not negated else "and"
                condition.tight = True
        self.at = place
        return True

    def _range(self) -> bool:
        """Between 5 and 10; from 2001-01-01 to 2002-12-31."""
        low, high = self.items[self.at], self.item(1)
        if low.number is None or high is None or high.number is None or not _TO.match(high.gap) or not _BETWEEN.search(low.gap):
            return False
        dated = low.date is not None and high.date is not None
        pair: tuple[Any, Any] = (low.date, high.date) if dated else (low.number, high.number)
        previous = self.item(-1)
        columns = self._operand(low)
        op = "not between" if NEGATED.search(low.gap) else "between"
        if not columns and (dated or (_year(low) and _year(high))):
            self.meaning.years.append(Condition([], op, pair, low))
            self.at += 2
            return True
        if not columns and not re.search(r"between|rang|from", low.gap):
            return False
        gap = previous.gap if previous is not None and columns else ""
        if columns and previous is not None:
            self._forget(previous)
        self.at += 2
        after = self.item(0)
        if not columns and after is not None and not after.gap.strip():
            columns = [(s, c) for s, c in after.columns if c.kind == "number" and not self.linker.catalogue.keyed(c)]
            self.at += bool(columns)
        return self._add(Condition(columns or self._attribute(low.gap), op, pair, low), gap)

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
            op = ">=" if re.fullmatch(_MORE, tail[1]) else "<="
        if op is None and not item.gap.strip():
            op = "=="
        if op is None:
            return False
        value: Any = item.date if item.date is not None else item.number
        if op == "==" and item.date is None and self._counted_in(item):
            return True
        if op not in (None, "==") and item.date is None and re.match(r"\s*times\b", work[item.tokens[-1].end :]):
            self.at += 1 + (after is not None and after.text.lower() == "times")
            self.meaning.conditions.append(Condition([], op, item.number, item, aggregate="count"))
            return True
        if op != "==" and item.date is None and (_COUNTS.search(item.gap) or (tail and _THOSE.search(item.gap))):
            self.at += 1
            self.meaning.conditions.append(Condition([], self._turned(op, item), item.number, item, aggregate="count"))
            return True
        counted = [s for s in self.meaning.measures if s.aggregate == "count" and s.mention is previous]
        if counted and op != "==" and item.date is None and _BARE.fullmatch(item.gap):
            self.meaning.conditions.append(Condition([], op, item.number, item, aggregate="count"))
            self.at += 1
            return True
        columns = self._operand(item)
        if columns and not self._speaks_of(item.gap, columns) and self._attribute(item.gap):
            columns = []
        several = previous is not None and previous.table_score >= 0.8 and after is not None and after.table_score >= 0.8
        if columns and several and op != "==" and self._counted(item, op):
            return True
        sure = any(s >= 0.8 and not self.linker.catalogue.keyed(c) for s, c in columns) and not self._named_after(item)
        if not sure and op != "==" and self._counted(item, op, only_columns=True):
            return True
        if columns and previous is not None:
            return self._compared(item, previous, columns, op, value)
        if op != "==" and self._counted(item, op):
            return True
        attribute = self._attribute(item.gap)
        if attribute:
            self.at += 1
            return self._add(Condition(attribute, op, value, item))
        if item.date is not None or (_year(item) and _YEAR_GAP.search(item.gap)):
            self.meaning.years.append(Condition([], op, value, item))
            self.at += 1
            return True
        if op != "==" or re.search(r"=|equal|exactly", item.gap):
            self.at += 1
            return self._add(Condition([], op, value, item))
        return False

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

    def _compared(self, item: Mention, previous: Mention, columns: Columns, op: str, value: Any) -> bool:
        """A column before the number: a comparison of rows, or of a figure of the groups."""
        if not _ANEW.search(item.gap):
            self._forget(previous)
        self.at += 1
        for slot in list(self.meaning.measures):
            if slot.mention is previous and slot.aggregate in ("mean", "sum", "max", "min", "median"):
                if re.search(r"\b(?:where|whose|with|that|having|have|has|when|which)\b[^;]*$", previous.gap):
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

    def _counted(self, item: Mention, op: str, *, only_columns: bool = False) -> bool:
        """More than 2 bedrooms (a column), more than 2 students (rows of a group)."""
        after = self.item(1)
        if after is None or not re.match(
            r"^\s*(?:(?:mm|cm|m|km|in|inch(?:es)?|miles?|kg|g|lbs?|pounds?|dollars?|euros?|degrees?|mph|km/h|%|°c?|\$|€|percent|pct|ml|l|hl|lit(?:er|re)s?|tons?|tonnes?|hours?|minutes?|seconds?|days?|weeks?|months?|years?|points?|met(?:er|re)s?|feet|watts?) )?(?:in |of )?(?:different |distinct |total |or more |or less |or fewer )*(?:of )?$",  # noqa: E501
            after.gap,
        ):
            return False
        keyed = self.linker.catalogue.keyed
        things = after.table_score >= 0.6
        numeric = [(s, c) for s, c in after.columns if c.kind == "number" and not c.identifier and not (things and keyed(c))]
        if numeric and numeric[0][0] >= 0.45 and numeric[0][0] >= after.table_score - 0.3:
            self.at += 2
            return self._add(Condition(numeric, op, item.number, item))
        if only_columns or (not after.tables and not after.columns):
            return False
        self.at += 2
        if after.table_score > 0.5:
            self.meaning.contexts.append(after)
        self.meaning.conditions.append(Condition(after.columns, self._turned(op, item), item.number, after, aggregate="count"))
        return True

    def _turned(self, op: str, item: Mention) -> str:
        """The comparison, turned round where what it says is to be left out."""
        before = self.linker.text.work[: item.tokens[0].start]
        return _INVERSE.get(op, op) if _KEPT_OUT.search(before) else op

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
        if value.quote is not None and not known and value.values and not _pattern(value.gap, ""):
            return False  # the value stands in another column: let it speak for itself
        columns = [(1.0, c) for _, c, _ in known] or [(s, c) for s, c in named if c.kind == "text"]
        if not columns:
            return False
        self.at += 1
        narrowing = re.search(r"\b(?:for|of|in|from|with|where)\s*(?:the |all )?$", column.gap)
        if self.strong_role(column.gap) or (not self.ask.count_them and self.listed(column.gap) and not narrowing):
            self.role(column)
        self._equal(value, columns, known, column.gap)
        return True

    def _value(self) -> bool:
        """In office DRE 102; A or C; the Progress Party."""
        item = self.items[self.at]
        strong = item.value_score >= 0.6 and item.value_score >= max(item.column_score, item.table_score) - 0.001
        if item.quote is not None:
            last = self._conditions()[-1] if self._conditions() else None
            if last is not None and last.op in ("like", "not like") and _CHAIN.fullmatch(item.gap):
                again = Condition(last.columns, last.op, re.sub(r"[^%]+", lambda _: item.quote or "", str(last.value)), item)
                again.tight = True
                self.at += 1
                return self._add(again)
            if texts := self._stands_in(self.at):
                self.at += 2
                return self._add(Condition(texts, "not like" if NEGATED.search(item.gap) else "like", f"%{item.quote}%", item))
            if not item.values and not _pattern(item.gap, ""):
                self.meaning.unread.append(item.quote)
                self.at += 1
                return True
        elif (
            (
                (following := self.item(1)) is not None
                and following.number is not None
                and any(c.kind == "number" for _, c in item.columns)
            )
            or not strong
            or (self.strong_role(item.gap) and item.column_score > 0.4)
        ):
            return False
        if self._without(item):
            return True
        following = self.item(1)
        known = list(item.values)
        columns = [(s, c) for s, c, _ in known]
        if following is not None and not following.gap.strip() and following.columns:
            near = [(s, c, v) for s, c, v in known if s >= 0.8 and any(c is k for _, k in following.columns)]
            if near:
                self._equal(item, [(1.0, c) for _, c, _ in near], near)
                self.at += 1
                return True
        self._equal(item, columns, known)
        return True

    def _stands_in(self, place: int) -> Columns:
        """The columns of text in which a quoted piece is said to stand: "with 'Interview' in the title"."""
        quoted = self.items[place]
        after = self.items[place + 1] if place + 1 < len(self.items) else None
        if quoted.values or after is None or not re.fullmatch(r"\s*(?:somewhere )?in (?:their|the|its|his|her) *", after.gap):
            return []
        return [(s, c) for s, c in after.columns if c.kind == "text"]

    def _subject(self, place: int) -> str | None:
        """The table of what was spoken of last before a place."""
        for mention in reversed(self.items[:place]):
            if DOING.search(mention.gap) and not _ASKED.fullmatch(mention.gap):
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

    def _measured_tables(self) -> set[str]:
        """The tables whose rows are counted or measured: what is said of them narrows them."""
        found = {s.mention.tables[0][1].name for s in self.meaning.measures if s.mention.table_score >= 0.6}
        for slot in (*self.meaning.measures, *self.meaning.selects):
            if slot.mention.column_score >= 0.5 and slot.mention.columns[0][1].kind == "number":
                found.add(slot.mention.columns[0][1].table)
        return found

    def _many(self, owner: str, other: str) -> bool:
        """Whether one row of a table may have many in another, directly or through further tables."""
        if owner == other:
            return False
        catalogue = self.linker.catalogue
        ways = way(catalogue, owner, other)
        first = catalogue.tables[owner].col(ways[0].left_on) if ways else None
        return first is not None and first.unique

    def _without(self, item: Mention) -> bool:
        """Breweries with no IPA: none of the rows that stand for many has the value."""
        if not _NONE.search(item.gap) or item.quote is not None:
            return False
        owner = self._subject(self.at)
        if owner is None:
            return False
        catalogue = self.linker.catalogue
        for score, column, value in item.values:
            if score < 0.6 or column.table in self._measured_tables() or not self._many(owner, column.table):
                continue
            thing = Mention(item.start, item.end, item.text, tables=[(1.0, catalogue.tables[column.table])], tokens=item.tokens)
            inner = Condition([(1.0, column)], "==", value, item, values=[(score, column, value)])
            self.meaning.absences.append(Absence(thing, conditions=[inner], owner=owner))
            self.at += 1
            after = self.item(0)
            if after is not None and any(t.name == column.table for s, t in after.tables if s >= 0.6):
                self.at += 1
            return True
        return False

    def _equal(self, item: Mention, columns: Columns, known: list[tuple[float, Col, Any]], gap: str = "") -> None:
        """Add ``column == value`` (or like, or not); consecutive values of one column become a list."""
        said: Any = item.quote if item.quote is not None else known[0][2] if known else item.text
        pattern = _pattern(item.gap, str(said))
        if pattern and item.quote is None and known and _INCLUDED.search(item.gap):
            pattern = None
        negated = bool(NEGATED.search(item.gap)) or bool(_OUTSIDE.search(gap)) or self._denied(item)
        self.at += 1
        if pattern:
            before = self._conditions()[-1] if self._conditions() else None
            if not columns and before is not None and before.op in ("like", "not like"):
                columns = before.columns
            texts = [(s, c) for s, c in columns if c.kind == "text"] or [(0.5, c) for _, c in columns]
            self._add(Condition(texts, "not like" if negated else "like", pattern, item), gap)
            return
        last = self._conditions()[-1] if self._conditions() else None
        if last is not None and last.values and self._chained(item, last):
            last.value = [*(last.value if isinstance(last.value, list) else [last.value]), said]
            last.values = [*last.values, *known]
            last.op = "not in" if last.op in ("!=", "not in") else "in"
            last.apart = last.op == "in" and re.search(r"\b(?:and|vs|versus)\b|&", item.gap) is not None
            return
        self._add(Condition(columns, "!=" if negated else "==", said, item, values=known), gap)

    def _denied(self, item: Mention) -> bool:
        """Whether "not" stands before the thing whose name the item is: "not assigned to the clinic Paws"."""
        before = self.item(-1)
        if before is None or before.table_score < 0.6 or not _ITS_NAME.fullmatch(item.gap):
            return False
        return bool(LACKING.search(before.gap)) and len(before.gap.split()) <= 6

    def _chained(self, item: Mention, last: Condition) -> bool:
        return bool(_CHAIN.fullmatch(item.gap)) and any(c is k for _, c, _ in item.values for _, k, _ in last.values)

    def _absent(self) -> bool:
        """Ships that do not have a captain."""
        item = self.items[self.at]
        if item.table_score >= 0.6 > item.column_score - 0.15 and _OWNING.search(item.gap) and not self._narrowed():
            self.absence = Absence(item, negate=False)
            self.meaning.absences.append(self.absence)
            self.at += 1
            return True
        gap = self._reach(item)
        if item.table_score < 0.45 or not LACKING.search(gap) or len(gap.split()) > 10:
            return False
        following = self.item(1)
        if following is not None and _ITS_NAME.fullmatch(following.gap) and self._names(following, item):
            return False
        if (
            following is not None
            and following.table_score >= 0.8
            and re.fullmatch(r"\s*(?:in|on|for|with|by|to|at)?(?: an?| any| the)?\s*", following.gap)
        ):
            linked = self.linker.catalogue.edge(item.tables[0][1].name, following.tables[0][1].name) is not None
            item = item if linked else following
            self.at += 1
        self.absence = Absence(item, owner=self._subject(self.at))
        self.meaning.absences.append(self.absence)
        self.at += 1
        return True

    def _names(self, value: Mention, thing: Mention) -> bool:
        """Whether a mention is a value in the columns of a table that was named."""
        owners = {t.name for s, t in thing.tables if s >= 0.6}
        known = value.value_score >= 0.6 and value.value_score > value.column_score
        return known and any(c.table in owners for s, c, _ in value.values if s >= 0.6)


def operator_of(gap: str) -> str | None:
    """The comparison that the words before a number say."""
    for op, pattern in _CMP:
        if pattern.search(gap):
            return op
    return None


def _year(item: Mention) -> bool:
    return isinstance(item.number, int) and 1500 <= item.number <= 2200 and "," not in item.text and item.text.isdigit()


def yearly(column: Col) -> bool:
    """All its values could be years."""
    return column.year or bool(
        column.values and all(1400 <= v <= 2200 for v in list(column.values)[:40] if not isinstance(v, str))
    )


def _pattern(gap: str, text: str) -> str | None:
    """The SQL pattern that "contains", "starts with" and "ends with" ask for."""
    if "%" in text:
        return text if _CONTAINS.search(gap) else None
    for regex, form in ((_CONTAINS, "%{}%"), (_STARTS, "{}%"), (_ENDS, "%{}")):
        if regex.search(gap):
            return form.format(text)
    return None
