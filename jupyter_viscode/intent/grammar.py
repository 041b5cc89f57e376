"""The grammar: what enters are mentions and the words between them; what leaves is a Meaning: what is grouped, measured, kept.

Roles come from the words before a mention ("average", "for each", "more than"); which column a mention is stays open.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from jupyter_viscode.intent.catalogue import Col
from jupyter_viscode.intent.clauses import FACET_MARK, Ask
from jupyter_viscode.intent.link import Linker, Mention
from jupyter_viscode.intent.words import STOP


@dataclass(eq=False)
class Slot:
    """A mention in a role."""

    mention: Mention
    aggregate: str | None = None
    axis: str = ""
    """``x`` or ``y`` when the instruction says so."""
    cued: bool = False
    """A word such as "each" or "by" gave the role."""
    entity: bool = False
    """A table rather than a column."""


@dataclass(eq=False)
class Condition:
    """A comparison whose column is still open."""

    columns: list[tuple[float, Col]]
    op: str
    value: Any
    mention: Mention | None = None
    unit: str | None = None
    joined: str = "and"
    """How it hangs together with the condition before."""
    aggregate: str | None = None
    """A figure of the groups (HAVING); ``count`` needs no column."""
    values: list[tuple[float, Col, Any]] = field(default_factory=list)
    statistic: str | None = None
    truth: bool | None = None


@dataclass(eq=False)
class Absence:
    """Rows without (or with) a match in another table."""

    mention: Mention
    negate: bool = True
    conditions: list[Condition] = field(default_factory=list)


@dataclass
class Meaning:
    """What an instruction asks for, columns still open."""

    groups: list[Slot] = field(default_factory=list)
    colors: list[Slot] = field(default_factory=list)
    facets: list[Slot] = field(default_factory=list)
    measures: list[Slot] = field(default_factory=list)
    selects: list[Slot] = field(default_factory=list)
    contexts: list[Mention] = field(default_factory=list)
    """Tables that are spoken of."""
    hints: list[Mention] = field(default_factory=list)
    """Columns that are spoken of in passing."""
    conditions: list[Condition] = field(default_factory=list)
    absences: list[Absence] = field(default_factory=list)
    superlative: str | None = None
    """``descending``: "with the most"."""
    years: list[Condition] = field(default_factory=list)
    """Conditions on a date whose column was not named."""
    versus: bool = False
    unread: list[str] = field(default_factory=list)


_FILL = r"(?:\s|\b(?:the|an?|all|of|these|those|its|their|his|her|our|different|various|distinct|unique|in|is|are|for|both|such|'s|on|each|every|any|kinds? of|types? of|values?)\b|')*(?:\b(?!in\b|with|where|for\b|by\b|and\b|or\b|to\b|from|that|which|who|whose|on\b|at\b|per\b)[a-z]+\s+){0,2}$"  # fmt: skip
_AGGREGATES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(rf"(?:{words}){_FILL}"))
    for name, words in (
        (
            "distinct",
            r"\b(?:number|count) of (?:distinct|unique)\b|\bhow many (?:distinct|unique)\b|\b(?:distinct|unique) (?:number|count)\b",
        ),
        (
            "count",
            r"\b(?:total |overall )?(?:number|numbers|counts?|frequenc(?:y|ies)|occurrences?|tally)\b(?: of)?|\bhow many\b|\bhow often\b|\bamount of\b|\bquantity of\b|\bcounting\b|# of|\bnum of\b|\bcounts\b",
        ),
        ("mean", r"\b(?:average|averages|avg|mean|means|typical)\b(?: (?:of|number of))?"),
        ("median", r"\bmedian\b"),
        (
            "sum",
            r"\b(?:total|totals|sum|sums|summed|overall|combined|aggregate|how much|accumulated|sum up|add up|adding up)\b(?: (?:of|up|number of))?",
        ),
        ("max", r"\b(?:max|maximum|maximal|highest|largest|biggest|greatest|latest|most recent|oldest|longest|top|peak)\b"),
        ("min", r"\b(?:min|minimum|minimal|lowest|smallest|least|earliest|youngest|shortest|fewest|cheapest)\b"),
        ("stdev", r"\bstandard deviations?\b|\bstd(?: dev)?\b"),
        ("variance", r"\bvariances?\b"),
    )
)
_GROUP = re.compile(
    r"(?:\b(?:for|of|in|from|to|with|on|at|within|by|among|across|over|per|grouped by|group by|grouping by|based on)\b\s*(?:the )?(?:each|every|different|various|individual|distinct|all different)(?: (?:of )?(?:the|different|kind of|kinds of|type of))*"
    r"|\b(?:for|across|over|by) all(?: the)?"
    r"|\b(?:by|per|across|each|every|over|groups? by|grouped by|grouping by|groups? (?:them|it|the result) (?:by|using)|according to|depending on|among|as a function of|respect to)(?: (?:the|their|its|different|each|attribute|column|field|various|all))*)\s*(?:\b(?!in\b|with|where|for\b|by\b|and\b|or\b|to\b|from|that|which|who|whose|on\b|at\b|per\b|has\b|have\b|is\b|are\b|was|were)[a-z]+\s+)?$"
)
_COLOR = re.compile(
    r"\b(?:colou?red|colou?r(?:ing)?|split|stacked|stack|broken down|break down|segmented|separated|coded|hue|shaded|differentiated|divided)(?: (?:it|them|the bars?|the lines?|up|out))?(?: (?:by|with|on|for|into|=))(?: (?:the|each|different))*\s*$"
    r"|\b(?:one|a|separate|different|individual|multiple) (?:lines?|bars?|colou?rs?|series|areas?|curves?) (?:per|for|by|of)(?: (?:the|each|every|different))*\s*$"
    r"|\band (?:then )?(?:also )?(?:grouped|group|colou?r|stack|split)(?:ed)? (?:them )?by(?: (?:the|each))*\s*$"
)
_FACET = re.compile(rf"{FACET_MARK}[\s;,]*(?:(?:by|per|for|each|the|every|of)\s+)*$")
_LISTED = re.compile(
    r"(?:^|[;,.?!:&/+]|\b(?:and|show|shows|showing|find|list|lists|listing|return|give|tell|what|which|(?:what|which|who|it|this|that) (?:is|are|was|were)|about|of|between|with|versus|vs|against|their|its|the|me|plot|visuali[sz]e|display|together|for|compute|along|display|on|also|draw|see|compare|count|all|corresponding|relative|how|by|over|'s)\b)(?:\s|\b(?:the|a|an|all|of|me|is|are|their|its|those|these|different|corresponding|respectively|each|every|s)\b|')*$"
)
_NO_SELECT = re.compile(
    r"\b(?:that|which|who|whose|where|when|in|having|with|have|has|had|been|made|from|to|at|on|who)\s*(?:\b(?:the|a|an|is|are|was|were|have|has|had|be|been)\b\s*)*$"
)
_PASSIVE = re.compile(r"\b(?!grouped|ordered|sorted|colou?red|broken|divided|separated|binned|ranked|split|stacked|segmented|followed)(?:\w{2,}(?:ed|en|wn)|made|taught|built|bought|sold|won|held|led|run|sent|paid|done|put|written) by(?: the| an?| all)*\s*$")  # fmt: skip
_MORE = r"(?:more|greater|larger|bigger|higher|older|longer|taller|heavier|later|faster|better|richer|wider|above|over|beyond|in excess|exceed(?:s|ing|ed)?|surpass(?:es|ing)?|after|since|>)"
_LESS = r"(?:less|fewer|smaller|lower|younger|shorter|lighter|earlier|slower|worse|cheaper|below|under|beneath|before|until|<)"
_CMP: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (op, re.compile(rf"(?:{words})(?:\s|\b(?:the|a|an|of|to|year)\b|\$|€|£)*$"))
    for op, words in (
        (">=", r"\bat least\b|\bno (?:less|fewer|lower|smaller) than\b|\bnot (?:less|fewer|lower|below|under)(?: than)?\b|\bminimum of\b|>=|≥|\bsince\b|\bstarting (?:in|from)\b|\bfrom\b(?= *$)(?<!different from)|" + rf"\b{_MORE} than or equal(?: to)?\b|\bgreater or equal to\b"),
        ("<=", r"\bat most\b|\bno (?:more|greater|higher|larger|later) than\b|\bnot (?:more|greater|higher|above|over)(?: than)?\b|\bmaximum of\b|<=|≤|\bup to\b|\buntil\b|\bthrough\b|" + rf"\b{_LESS} than or equal(?: to)?\b"),
        (">", rf"\b{_MORE}(?: than| from)?\b|>"),
        ("<", rf"\b{_LESS}(?: than)?\b|<"),
        ("!=", r"!=|<>|\b(?:is|are|was|were|does|do|did|has|have)? ?(?:not|n't|never)(?: (?:equal|belong|be|in|from|have|located|part|a|of|any|called|named|is|are))*(?: to| of| in| from)?\b|\bother than\b|\bexcluding\b|\bexcept(?: for| in)?\b|\bdifferent from\b|\bwithout\b|\bexclude\b|\bomit(?:ting)?\b|\bisn't\b|\baren't\b|\bno\b"),
        ("==", r"==?|\b(?:equals?|equal to|exactly|being|named|called|is|are|was|were|of|as|with|in|at|for|on|by|only|from|has|have|had|got|and|or|received|to|located in|during|include[sd]?|including|just|having|value)\b|:"),
    )
)  # fmt: skip
_THAN = re.compile(r"^\s*than\s*$")
_ATTRIBUTES = (
    (re.compile(r"\b(?:older|younger|aged)\b"), "age"), (re.compile(r"\b(?:heavier|lighter|weighing|weigh)\b"), "weight"),
    (re.compile(r"\b(?:taller)\b"), "height"), (re.compile(r"\b(?:longer|shorter)\b"), "length"),
    (re.compile(r"\b(?:cheaper|expensive|costing|costs?)\b"), "price"), (re.compile(r"\b(?:faster|slower)\b"), "speed"),
    (re.compile(r"\bearning\b"), "salary"), (re.compile(r"\bpopulated\b"), "population"),
)  # fmt: skip
_CONTAINS = re.compile(r"\b(?:contain(?:s|ing|ed)?|includ(?:es?|ing)|like|substring|(?:has|have|having|with) (?:the |a )?(?:word|letters?|substring|string|phrase|text)|(?:the )?(?:word|letters?|substring|phrase))(?: (?:the|a|an|word|letters?|substring|string|phrase|text))*\s*$")  # fmt: skip
_STARTS = re.compile(r"\b(?:start(?:s|ing)?|begin(?:s|ning)?) (?:with|by)(?: (?:the|a|an|letter|word|prefix))*\s*$")
_ENDS = re.compile(r"\bend(?:s|ing)? (?:with|in|by)(?: (?:the|a|an|letter|word|suffix))*\s*$")
_NEGATED = re.compile(
    r"\b(?:not|n't|never|excluding|except(?: for)?|other than|without|exclude|isn't|aren't|wasn't|weren't|don't|doesn't|didn't|neither|nor|omit(?:ting)?|but not)\b[^;,.]*$"
)
_LACKING = re.compile(r"\b(?:not|n't|never|without|no|don't|doesn't|didn't|haven't|hasn't|lack(?:s|ing)?)\b(?:(?!\b(?:or|and|but|equal|is|are)\b)[^;,.])*$")
_NULL = re.compile(r"^\s*(?:(?:value|values) )?(?:(?:is|are|was|were|has|have|be) )?(?P<no>not |n't |non[- ])?(?:a |any )?(?:null|missing|empty|na|nan|unknown|blank)\b(?: values?)?|^\s*(?:is|are)(?P<no2>n't) (?:null|missing|empty)\b")
_AFTER_NUMBER = re.compile(
    r"^\s*(?:or|and) (more|greater|higher|larger|above|over|later|older|less|fewer|lower|below|under|earlier|smaller|younger)\b(?!\s*(?:than\s*)?[$€]?\d)"
)
_BETWEEN = re.compile(r"\b(?:between|from|ranging from|in the range(?: of)?|in)\s*(?:the )?(?:years?|ages?)?\s*\$?\s*$")
_TO = re.compile(r"^\s*(?:and|to|-|–|through|until)\s*\$?\s*$")
_YEAR_GAP = re.compile(r"\b(?:in|since|before|after|during|until|from|between|for|of|through|year|by)\s*(?:the )?(?:years? )?$")
_MOST = re.compile(r"\b(?:with|have|has|having|had|that have|which has|which have|got|by)?\s*(?:the )?(most|highest number of|largest number of|greatest number of|maximum number of|fewest|least|lowest number of|smallest number of|minimum number of)\s*$")  # fmt: skip
_STATISTIC = re.compile(r"\b(?:(above|over|higher than|greater than|more than|larger than|older than|longer than|bigger than|taller than|exceeding)|(below|under|less than|lower than|smaller than|younger than|shorter than|fewer than)) (?:the )?(?:overall )?(average|mean|median)\b")  # fmt: skip
_AND = re.compile(r"[\s,]*(?:and|&|/|,|then)\s*(?:by |the |per |then |also |for each )*")
_OR = re.compile(r"(?:^|\s|[,;])(?:or|either)\b")


def interpret(ask: Ask, linker: Linker, mentions: Sequence[Mention]) -> Meaning:
    """Give each mention its role."""
    return _Reader(ask, linker, list(mentions)).read()


class _Reader:
    """One pass over the mentions, left to right."""

    def __init__(self, ask: Ask, linker: Linker, mentions: list[Mention]) -> None:
        self.ask = ask
        self.linker = linker
        self.items = mentions
        self.meaning = Meaning()
        self.at = 0
        self.absence: Absence | None = None
        self.grouped: Condition | None = None
        """A comparison of a figure of the groups, just found."""

    def read(self) -> Meaning:
        while self.at < len(self.items):
            before = self.at
            item = self.items[before]
            if "." in item.gap or ";" in item.gap:
                self.absence = None
            handled = (
                self._nullity()
                or self._statistic()
                or self._range()
                or self._number_first()
                or self._column_value()
                or self._value()
                or self._absent()
            )
            if not handled:
                self._role(item)
                self.at += 1
            elif self.at == before:
                self.at += 1
        self._flags()
        self.meaning.unread = self._unread()
        return self.meaning

    # -- conditions --

    def _item(self, offset: int) -> Mention | None:
        place = self.at + offset
        return self.items[place] if 0 <= place < len(self.items) else None

    def _add(self, condition: Condition) -> bool:
        item = condition.mention
        if item is not None and _OR.search(item.gap) and self.meaning.conditions:
            condition.joined = "or"
        if self.absence is not None:
            self.absence.conditions.append(condition)
        else:
            self.meaning.conditions.append(condition)
        return True

    def _nullity(self) -> bool:
        """Commission is not null."""
        item = self.items[self.at]
        match = _NULL.match(self.linker.text.work[item.tokens[-1].end :]) if item.columns else None
        if match is None:
            return False
        negated = match["no"] or match["no2"]
        self._add(Condition(item.columns, "not null" if negated else "is null", None, item))
        self.at += 1
        return True

    def _statistic(self) -> bool:
        """Height above the average; above the average height."""
        item = self.items[self.at]
        match = _STATISTIC.search(item.gap)
        if match is None or not item.columns:
            following = self._item(1)
            inner = _STATISTIC.search(following.gap) if following else None
            if not inner or not item.columns or following is None or not following.columns:
                return False
            if following.columns[0][1] is not item.columns[0][1]:
                return False
            self.at += 1
            match = inner
        op = ">" if match[1] else "<"
        statistic = "median" if match[3] == "median" else "mean"
        self._add(Condition(item.columns, op, None, item, statistic=statistic))
        self.at += 1
        return True

    def _range(self) -> bool:
        """Between 5 and 10."""
        low, high = self.items[self.at], self._item(1)
        if low.number is None or high is None or high.number is None or not _TO.match(high.gap) or not _BETWEEN.search(low.gap):
            return False
        if not re.search(r"between|rang|from|\bin\b", low.gap):
            return False
        pair = (low.number, high.number)
        if _year(low) and _year(high) and not self._numeric_before():
            self.meaning.years.append(Condition([], "between", pair, low))
            self.at += 2
            return True
        columns = self._numeric_before()
        self.at += 2
        negated = bool(_NEGATED.search(low.gap))
        if not columns:
            after = self._item(0)
            if after is not None and after.columns and not after.gap.strip():
                columns, self.at = after.columns, self.at + 1
        return self._add(Condition(columns or self._attribute(low.gap), "not between" if negated else "between", pair, low))

    def _numeric_before(self) -> list[tuple[float, Col]]:
        """The numeric column spoken of just before, taken out of its role."""
        previous = self._item(-1)
        if previous is None or not previous.columns:
            return []
        gap = self.items[self.at].gap
        if len(gap.split()) > 7 or "." in gap or ";" in gap:
            return []
        columns = [
            (s, c) for s, c in previous.columns if c.kind == "number" and (s > 0.85 or not self.linker.catalogue.keyed(c))
        ]
        if columns:
            self._forget(previous)
        return columns

    def _forget(self, mention: Mention) -> None:
        """A mention that turned out to be a condition's column; a group, a measure or a listed column stays."""
        meaning = self.meaning
        meaning.hints[:] = [m for m in meaning.hints if m is not mention]
        if re.search(r"\b(?:whose|where|with|that|who|which|have|has|having|of|for|when|if|and|or|by|a|an|the)\s*(?:the |an? |have |has |had |is |are )*$", mention.gap) and not re.match(r"^[\s;]*(?:the )?$", mention.gap) and not (self.ask.relation):  # fmt: skip
            meaning.selects[:] = [s for s in meaning.selects if s.mention is not mention or not re.search(r"\b(?:whose|where|with|that|who|which|have|has|having|of|for|when|if|or)\s*(?:the |an? |have |has |had |is |are )*$", mention.gap)]  # fmt: skip

    def _attribute(self, gap: str) -> list[tuple[float, Col]]:
        for pattern, name in _ATTRIBUTES:
            if pattern.search(gap):
                return [(s, c) for s, c in self.linker.phrase(name) if c.kind == "number"]
        return []

    def _number_first(self) -> bool:
        """More than 2 bedrooms; younger than 50; since 2010."""
        item = self.items[self.at]
        if item.number is None:
            return False
        op = _operator(item.gap)
        if op is None and _THAN.match(item.gap) and (before := self._item(-1)) is not None:
            op = _operator(before.gap)
        after = self._item(1)
        tail = _AFTER_NUMBER.match(self.linker.text.work[item.tokens[-1].end :])
        if tail:
            op = ">=" if re.fullmatch(_MORE, tail[1]) else "<="
        if op in (None, "==") and tail is None and (item.gap.strip() == "" or op is None) and not _year(item):
            return self._number_after_column(item, "==")
        if op is None:
            return False
        self.grouped = None
        columns = self._compared(item)
        if self.grouped is not None:
            self.meaning.conditions.append(self.grouped)
            self.at += 1
            return True
        if columns:
            self.at += 1
            if after is not None and re.match(r"^[\s(]*(?:in )?$", after.gap):
                both = [(s, c) for s, c in columns if any(c is k for _, k in after.columns)]
                if both:
                    columns = both
                    self.at += 1
            return self._add(Condition(columns, op, item.number, item))
        if (
            after is not None
            and re.match(r"^\s*(?:different |distinct |total |or more |or less |or fewer )*(?:of )?$", after.gap)
            and op != "=="
        ):
            numeric = [(s, c) for s, c in after.columns if c.kind == "number" and not c.identifier]
            if numeric and numeric[0][0] >= 0.45 and numeric[0][0] >= after.table_score - 0.3:
                self.at += 2
                return self._add(Condition(numeric, op, item.number, item))
            if after.tables or after.columns:
                self.at += 2
                if after.table_score > 0.5:
                    self.meaning.contexts.append(after)
                return self._add(Condition(after.columns, op, item.number, after, aggregate="count"))
        attribute = self._attribute(item.gap)
        if attribute:
            self.at += 1
            return self._add(Condition(attribute, op, item.number, item))
        if _year(item) and _YEAR_GAP.search(item.gap):
            self.meaning.years.append(Condition([], op, item.number, item))
            self.at += 1
            return True
        if op != "==" or re.search(r"=|equal|exactly", item.gap):
            self.at += 1
            return self._add(Condition([], op, item.number, item))
        return False

    def _number_after_column(self, item: Mention, op: str) -> bool:
        previous = self._item(-1)
        if previous is None or not previous.columns or "." in item.gap or ";" in item.gap or "," in item.gap:
            return False
        columns = [(s, c) for s, c in previous.columns if c.kind == "number"]
        if not columns:
            return False
        self._forget(previous)
        self.at += 1
        return self._add(Condition(columns, op, item.number, item))

    def _compared(self, item: Mention) -> list[tuple[float, Col]]:
        """The column before a comparison: "height above 5", "more points than 5", "age above 50 or below 46"."""
        previous = self._item(-1)
        if previous is None or "." in item.gap or ";" in item.gap:
            return []
        if previous.number is not None and self.meaning.conditions and re.search(r"\b(?:or|and|but)\b", item.gap):
            return self.meaning.conditions[-1].columns
        keyed = self.linker.catalogue.keyed
        columns = [
            (s, c)
            for s, c in previous.columns
            if (c.kind == "number" and (s > 0.85 or not keyed(c))) or (c.kind == "temporal" and _year(item))
        ]
        if not columns or len(item.gap.split()) > 6 or "," in item.gap:
            return []
        if previous.table_score > previous.column_score + 0.2:
            return []
        if columns[0][0] < 0.45 and columns[0][1].identifier:
            return []
        if (
            _year(item)
            and re.fullmatch(r"\s*(?:in|since|after|before|during|until|from)\s*", item.gap)
            and not any(_yearly(c) or c.kind == "temporal" for _, c in columns)
        ):
            return []
        self._forget(previous)
        for slot in list(self.meaning.measures):
            if slot.mention is previous and slot.aggregate in ("mean", "sum", "max", "min", "median"):
                condition = Condition(columns, _operator(item.gap) or "==", item.number, item, aggregate=slot.aggregate)
                if re.search(r"\b(?:where|whose|with|that|having|have|has|when|which)\b[^;]*$", previous.gap):
                    self.meaning.measures.remove(slot)
                condition.columns = [(s, c) for s, c in columns]
                self.grouped = condition
                return columns
        return columns

    def _column_value(self) -> bool:
        """Gender code "Female"; rank is Midshipman; result Awarded."""
        column, value = self.items[self.at], self._item(1)
        if value is None or not column.columns or (value.quote is None and value.value_score < 0.6):
            return False
        if value.quote is None and max(value.column_score, value.table_score) > value.value_score:
            return False
        connected = re.fullmatch(r"(?:\s|\b(?:is|are|was|were|of|=|equals?|equal to|named|called|as|not|n't|the|in|contains?|containing|includes?|like|starts?|starting|ends?|ending|begins?|beginning|with|word|substring|letter|by|either|to|a|an|only|both|that|has|have|other than|isn't|does|do|located|at|value)\b|[=:!<>'])*", value.gap)  # fmt: skip
        if not connected or "," in value.gap:
            return False
        known = [(s, c, v) for s, c, v in value.values if any(c is k for _, k in column.columns)]
        if value.quote is None and not known:
            return False
        columns = [(1.0, c) for _, c, _ in known] or [(s, c) for s, c in column.columns if c.kind == "text"]
        if not columns:
            return False
        if value.quote is not None and not known and value.values and not _pattern(value.gap, ""):
            return False  # the value stands in another column: let it speak for itself
        role = _strong_role(column.gap)
        self.at += 1
        if (
            role
            or self.ask.count_them is False
            and _LISTED.search(column.gap)
            and not _NO_SELECT.search(column.gap)
            and not _qualifying(column.gap)
        ):
            self._role(column)
        self._equal(value, columns, known)
        return True

    def _value(self) -> bool:
        """In office DRE 102; A or C; the Progress Party."""
        item = self.items[self.at]
        strong = item.quote is not None or (
            item.value_score >= 0.6 and item.value_score >= max(item.column_score, item.table_score) - 0.001
        )
        if not strong or (item.quote is not None and not item.values and not _pattern(item.gap, "")):
            if item.quote is not None:
                self.meaning.unread.append(item.quote)
                self.at += 1
                return True
            return False
        if item.quote is None and _strong_role(item.gap) and item.column_score > 0.4:
            return False
        following = self._item(1)
        columns = [(s, c) for s, c, _ in item.values]
        known = list(item.values)
        if following is not None and not following.gap.strip() and following.columns:
            near = [(s, c, v) for s, c, v in item.values if any(c is k for _, k in following.columns)]
            if near:
                columns, known = [(1.0, c) for _, c, _ in near], near
                self._equal(item, columns, known)
                self.at += 1
                return True
        self._equal(item, columns, known)
        return True

    def _equal(self, item: Mention, columns: list[tuple[float, Col]], known: list[tuple[float, Col, Any]]) -> None:
        """Add ``column == value`` (or like, or not); consecutive values of one column become a list."""
        pattern = _pattern(item.gap, item.text if item.quote is None else item.quote)
        negated = bool(_NEGATED.search(item.gap))
        said: Any = item.quote if item.quote is not None else known[0][2] if known else item.text
        if pattern:
            texts = [(s, c) for s, c in columns if c.kind == "text"] or [(0.5, c) for _, c in columns]
            self._add(Condition(texts, "not like" if negated else "like", pattern, item))
        else:
            condition = Condition(
                columns, "!=" if negated else "==", said, item, values=known
            )
            last = self.meaning.conditions[-1] if self.meaning.conditions else None
            if last is not None and last.values and self._chained(item, last):
                last.value = [*(last.value if isinstance(last.value, list) else [last.value]), condition.value]
                last.values = [*last.values, *known]
                last.op = "not in" if last.op in ("!=", "not in") else "in"
            else:
                self._add(condition)
        self.at += 1

    def _chained(self, item: Mention, last: Condition) -> bool:
        if not re.fullmatch(r"[\s,]*(?:or|and|nor|,|/|&|either|both)?[\s,]*(?:the )?", item.gap):
            return False
        return any(c is k for _, c, _ in item.values for _, k, _ in last.values)

    def _absent(self) -> bool:
        """Ships that do not have a captain."""
        item = self.items[self.at]
        if item.table_score < 0.45 or not _LACKING.search(item.gap) or len(item.gap.split()) > 10:
            return False
        self.absence = Absence(item)
        self.meaning.absences.append(self.absence)
        self.at += 1
        return True

    # -- roles --

    def _role(self, item: Mention) -> None:
        meaning, gap = self.meaning, item.gap
        if item.number is not None and not item.columns:
            meaning.unread.append(item.text)
            return
        slot = Slot(item, entity=item.table_score >= item.column_score, axis=self._axis(item))
        text_only = item.columns and not item.tables and all(c.kind == "text" for _, c in item.columns)
        if re.search(r"\b(?:versus|vs|against)\b\.?\s*(?:the )?$", gap):
            meaning.versus = True
        most = _MOST.search(gap)
        if _FACET.search(gap):
            meaning.facets.append(slot)
        elif _COLOR.search(gap) and (
            meaning.groups or meaning.selects or not re.search(r"\band (?:then )?(?:also )?group", gap)
        ):
            slot.cued = True
            meaning.colors.append(slot)
        elif (
            most
            and (meaning.groups or meaning.selects)
            and re.search(r"number|most|fewest|least", most[1])
            and not _GROUP.search(gap)
        ):
            meaning.superlative = "ascending" if re.search(r"few|least|low|small|min", most[1]) else "descending"
            slot.aggregate = "count"
            meaning.measures.append(slot)
        elif (aggregate := _aggregate(gap)) is not None and not (text_only and aggregate in ("mean", "sum", "median", "stdev")):
            slot.aggregate = aggregate
            meaning.measures.append(slot)
        elif _GROUP.search(gap) and not (slot.entity and _PASSIVE.search(gap)):
            slot.cued = True
            owner, played = self._owner(item), self._played(item)
            if played is not None:
                meaning.groups.append(Slot(played, cued=True, entity=True))
                self.at += 1
            elif owner is not None:
                meaning.groups.append(Slot(owner, cued=True, entity=True))
                meaning.selects.append(slot)
            else:
                meaning.groups.append(slot)
        elif slot.entity and item.table_score > 0.5 and not (item.column_score > 0.85):
            self._entity(item, slot)
        elif item.column_score > 0:
            last = meaning.groups[-1] if meaning.groups else None
            if last is not None and last.mention is self._item(-1) and _AND.fullmatch(gap) and not item.columns[0][1].kind == "number":
                slot.cued = True
                meaning.groups.append(slot)
            elif slot.axis or (_LISTED.search(gap) and not _qualifying(gap)):
                meaning.selects.append(slot)
            else:
                meaning.hints.append(item)

    def _owner(self, item: Mention) -> Mention | None:
        """In "each editor's age": the editor."""
        column = item.columns[0][1] if item.columns else None
        if (
            column is None
            or column.kind != "number"
            or column.year
            or len(item.tokens) < 2
            or self.linker.catalogue.keyed(column)
        ):
            return None
        words = [t for t in item.tokens if t.content]
        tables = self.linker.tables(words[:1]) if words else []
        if not tables or tables[0][0] < 0.6 or words[0].stems[0] in column.stems:
            return None
        return Mention(item.start, item.start + 1, words[0].text, tables=tables, tokens=(words[0],), gap=item.gap)

    def _played(self, item: Mention) -> Mention | None:
        """In "each target user": the user, when "target" names only the key by which users play that part."""
        following = self._item(1)
        if following is None or following.gap.strip() or following.table_score < 0.6 or not item.columns or item.column_score > 0.85:
            return None
        table = following.tables[0][1].name
        column = item.columns[0][1]
        joined = any({(e.left, e.left_on), (e.right, e.right_on)} & {(column.table, column.name)} and table in (e.left, e.right)
                     for e in self.linker.catalogue.edges)  # fmt: skip
        return following if joined else None

    def _entity(self, item: Mention, slot: Slot) -> None:
        self.meaning.contexts.append(item)
        if slot.axis or (
            re.match(r"^[\s;]*(?:show|list|find|what|which|return|give|display|plot)?[\s\w]*$", item.gap) and self.at == 0
        ):
            self.meaning.selects.append(slot)
        elif re.search(r"(?:\band|,)\s*(?:the |their |its )*$", item.gap) and self.meaning.selects:
            self.meaning.selects.append(slot)

    def _axis(self, item: Mention) -> str:
        work = self.linker.text.work
        start, end = item.tokens[0].start, item.tokens[-1].end
        before = re.search(r"\b([xy])[- ]?(?:axis|axes)?\b[\s\w=:,]{0,40}$", work[max(0, start - 60) : start])
        after = re.match(
            r"\s*(?:is |are |should be |shown |plotted |values? )*(?:on|along|as|in|to|at|for)(?: the)? ([xy])\b",
            work[end : end + 40],
        )
        if after:
            return after[1]
        if before and not re.search(
            r"\b(?:on|along|as|in|at)(?: the)? [xy][- ]?(?:axis)?\b[^;]*$", work[max(0, start - 60) : start]
        ):
            between = before[0][2:]
            if not re.search(r"[;.]", between):
                return before[1]
        return ""

    def _flags(self) -> None:
        """Dogs that were abandoned, remote workers: a yes/no column named by a verb or an adjective."""
        meaning = self.meaning
        meaning.hints = [m for m in meaning.hints if not self._flag(m)]
        if len(meaning.selects) + len(meaning.measures) + len(meaning.groups) > 1:
            meaning.selects = [s for s in meaning.selects if s.axis or not self._adjective(s.mention) or not self._flag(s.mention)]

    def _adjective(self, mention: Mention) -> bool:
        """Whether the mention goes on to name the thing it qualifies."""
        following = next((m for m in self.items if m.start == mention.end), None)
        if following is not None and following.table_score > 0.6 and not following.gap.strip():
            return True
        words = [t for t in mention.tokens if t.content]
        tables = self.linker.tables(words[-1:]) if len(words) > 1 else []
        return bool(tables) and tables[0][0] > 0.6

    def _flag(self, mention: Mention) -> bool:
        flags = [(s, c) for s, c in mention.columns if c.flag is not None]
        if not flags or flags[0][0] < 0.4:
            return False
        said = re.search(r"\b(?:that|which|who|is|are|was|were|been|have|has|not|n't|only)\b[^;]*$", mention.gap)
        if not said and not self._adjective(mention):
            return False
        self.meaning.conditions.append(Condition(flags, "==", None, mention, truth=not _NEGATED.search(mention.gap)))
        return True

    def _unread(self) -> list[str]:
        taken = {i for m in self.items for i in range(m.start, m.end)}
        words = [
            t.text
            for i, t in enumerate(self.linker.tokens)
            if i not in taken and t.content and t.text not in KNOWN and len(t.text) > 1
        ]
        return [*self.meaning.unread, *words]


KNOWN = frozenset(
    """number numbers count counts show average avg mean median sum total totals overall combined maximum max minimum min highest lowest
    largest smallest biggest greatest top bottom longest shortest earliest latest oldest youngest fewest group grouped grouping groups
    color colored colour coloured split stacked stack broken down versus vs against axis y x between above below over under greater
    larger bigger higher smaller lower fewer older younger longer shorter taller heavier before after since until exceed exceeds exceeding
    equal equals exactly least not never without excluding except contains containing contain starts start starting begins ends ending
    like substring letter word percentage percent proportion share ratio please value values across named called based respect attribute
    attributes column interval time first last order sort sorted year month week day weekday date quarter hour data dataset table chart type types kind kinds
    visualization present histogram bar line pie scatter different relation per want compare comparing comparison distribution each
    belong belongs located made work working related associated involved times frequency often standard deviation variance standing
    records rows entries results result items observations row record entry thing things name whether either both neither overall level come comes
    many much long old tall high big often category categories also only well rather people person persons dont doesn didn isn aren wasn weren hue one
    """.split()
)
"""Words of the grammar itself: never reported as not understood."""


def _operator(gap: str) -> str | None:
    for op, pattern in _CMP:
        if pattern.search(gap):
            return op
    return None


def _year(item: Mention) -> bool:
    return isinstance(item.number, int) and 1500 <= item.number <= 2200 and "," not in item.text and item.text.isdigit()


def _yearly(column: Col) -> bool:
    """All its values could be years."""
    return column.year or bool(column.values and all(1400 <= v <= 2200 for v in list(column.values)[:40] if not isinstance(v, str)))


def _aggregate(gap: str) -> str | None:
    clause = re.split(r"[;.?!]", gap)[-1]
    for name, pattern in _AGGREGATES:
        if pattern.search(clause):
            return name
    return None


def _strong_role(gap: str) -> bool:
    return bool(_aggregate(gap) or _GROUP.search(gap) or _COLOR.search(gap))


def _qualifying(gap: str) -> bool:
    if re.fullmatch(r"[\s;.,?!]*(?:which|what|who)\s*(?:the )?", gap):
        return False
    return bool(
        re.search(
            r"\b(?:whose|where|with|who|which|that|having|when)\s*(?:the |a |an |is |are |have |has |had |was |were )*$", gap
        )
    ) and not re.search(r"(?:together|along|charts?|;)\s*with", gap)


def _pattern(gap: str, text: str) -> str | None:
    for regex, form in ((_CONTAINS, "%{}%"), (_STARTS, "{}%"), (_ENDS, "%{}")):
        if regex.search(gap):
            return form.format(text)
    return None


def content(words: str) -> list[str]:
    """The words of a phrase that carry content."""
    return [w for w in re.findall(r"\w+", words.lower()) if w not in STOP]
