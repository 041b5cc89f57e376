"""Comparing: the words that say how rows are compared; strings between mentions enter, operators and patterns leave."""

from __future__ import annotations

import re

from jupyter_viscode.intent.language.vocabulary import LEAVING_OUT, PARTICIPLES
from jupyter_viscode.intent.language.words import participle
from jupyter_viscode.intent.linking.spans import Mention
from jupyter_viscode.intent.schema.tables import Col

Columns = list[tuple[float, Col]]
MORE = (
    r"(?:more|greater|larger|bigger|higher|older|longer|taller|heavier|later|faster|better|richer|wider"
    r"|above|over|beyond|in excess|exceed(?:s|ing|ed)?|surpass(?:es|ing)?|after|since|>)"
)
LESS = (
    r"(?:less|fewer|smaller|lower|younger|shorter|lighter|earlier|slower|worse|cheaper|weaker|shallower"
    r"|narrower|thinner|poorer|cooler|colder|closer|nearer|quieter|softer|below|under|beneath|before|until|<)"
)
_CMP: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (op, re.compile(rf"(?:{words})(?:\s|\b(?:the|a|an|of|to|year)\b|\$|€|£)*$"))
    for op, words in (
        (">=",
        r"\b(?:on or|(?<=\w )or) after\b|\bat least\b|\bno (?:less|fewer|lower|smaller) than\b|\bnot (?:less|fewer|lower"
        r"|below|under)(?: than)?\b|\bminimum of\b|>=|≥|\bsince\b|\bstarting (?:in|from)\b|\bfrom\b(?= *$)"
        r"(?<!different from)|" + rf"\b{MORE} than or equal(?: to)?\b|\bgreater or equal to\b"),
        ("<=",
        r"\b(?:on or|(?<=\w )or) before\b|\bat most\b|\bno (?:more|greater|higher|larger|later) than\b|\bnot (?:more"
        r"|greater|higher|above|over)(?: than)?\b|\bmaximum of\b|<=|≤|\bup to\b|\buntil\b|\bthrough\b|"
        + rf"\b{LESS} than or equal(?: to)?\b"),
        (">", rf"\b{MORE}(?: than| from)?\b|>|\b(?!other |rather |either |{LESS} )[a-z]{{3,}}er than\b"),
        ("<", rf"\b{LESS}(?: than)?\b|<"),
        ("!=",
        r"!=|<>|\b(?:is|are|was|were|does|do|did|has|have)? ?(?:not|n't|never)(?: (?:equal|belong|be|in|from"
        r"|have|located|part|a|of|any|called|named|is|are))*(?: to| of| in| from)?\b|\bother than\b"
        r"|\bexcluding\b|\bexcept(?: for| in)?\b|\bdifferent from\b|\bwithout\b|\bexclude\b|\bomit(?:ting)?\b"
        r"|\bisn't\b|\baren't\b|\bno\b"),
        ("==",
        r"==?|\b(?:equals?|equal to|exactly|being|named|called|is|are|was|were|of|as|with|in|at|for|on|by|only"
        r"|keep|from|has|have|had|got|and|or|received|to|located in|during|include[sd]?|including|just|having"
        r"|value)\b|:"),
    )
)  # fmt: skip
_CONTAINS = re.compile(
    r"\b(?:contain(?:s|ing|ed)?|includ(?:es?|ing)|like|substring|(?:has|have|having|with) (?:the |a )?"
    r"(?:word|letters?|substring|string|phrase|text)|(?:the )?(?:word|letters?|substring|phrase))(?: (?:the"
    r"|a|an|word|letters?|substring|string|phrase|text))*\s*$"
)
_STARTS = re.compile(
    r"\b(?:start(?:s|ing|ed)?|begin(?:s|ning)?|began) (?:with|by|in)(?: (?:the|a|an|letters?|word|prefix))*\s*$"
)
_ENDS = re.compile(r"\bend(?:s|ing|ed)? (?:with|in|by)(?: (?:the|a|an|letters?|word|suffix))*\s*$")
KEPT_OUT = re.compile(rf"\b(?:{LEAVING_OUT}|remov(?:e|ing)|without (?:those|ones|anything|anyone|any))\b[^;.,]*$")
"""What ends like this says of the rows behind it that they are to be left out."""
INVERSE = {">": "<=", ">=": "<", "<": ">=", "<=": ">", "==": "!=", "!=": "=="}
NEGATED = re.compile(
    rf"\b(?:{LEAVING_OUT}|not|n't|never|without|isn't|aren't|wasn't|weren't|don't|doesn't|didn't|neither|nor)\b[^;,.]*$"
    r"|\b(?:no|minus|less) (?:the )?$"
)
LACKING = re.compile(
    r"\b(?:not|n't|never|without|nobody|none|no|don't|doesn't|didn't|haven't|hasn't|lack(?:s|ing)?)\b"
    r"(?:(?!\b(?:or|and|but|equal|is|are)\b)[^;,.])*$"
)
OWNING = re.compile(r"\b(?:have|has|had|having|without|lack(?:s|ing)?|with|no)\b")
"""Words for what somebody has: who has no boss may be one."""
OR = re.compile(r"(?:^|\s|[,;])(?:or|either)\b")
ITS_NAME = re.compile(r"\s*(?:named|called|of|with name|whose name is|is)?\s*(?:the )?")
DOING = re.compile(r"\b(?:who|which|that|they|it|to|does|do|did|has|have|had|been|being|be|is|are|was|were|not|n't|never)\s*$")


def verbal(item: Mention) -> bool:
    """Whether a mention is one word in the form of a participle: "treated", "arriving", "sold"."""
    word = item.text.lower()
    if len(item.tokens) != 1:
        return False
    called = item.columns[0][1].stems if item.columns and item.column_score < 1.0 else ()
    other = len(called) == 1 and called[0] in PARTICIPLES and word.endswith("s")  # "makes", where a column is called "made"
    return other or participle(word)


def operator_of(gap: str) -> str | None:
    """The comparison that the words before a number say."""
    for op, pattern in _CMP:
        if pattern.search(gap):
            return op
    return None


def said_year(item: Mention) -> bool:
    """Whether a number can be a year."""
    return isinstance(item.number, int) and 1500 <= item.number <= 2200 and "," not in item.text and item.text.isdigit()


def yearly(column: Col) -> bool:
    """All its values could be years."""
    return column.year or bool(
        column.values and all(1400 <= v <= 2200 for v in list(column.values)[:40] if not isinstance(v, str))
    )


def sql_pattern(gap: str, text: str) -> str | None:
    """The SQL pattern that "contains", "starts with" and "ends with" ask for."""
    if "%" in text:
        return text if _CONTAINS.search(gap) else None
    for regex, form in ((_STARTS, "{}%"), (_ENDS, "%{}"), (_CONTAINS, "%{}%")):
        if regex.search(gap):
            return form.format(text)
    return None
