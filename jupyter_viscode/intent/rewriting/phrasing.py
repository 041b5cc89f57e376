"""Phrasing: an instruction enters in anybody's words; it leaves in those that the grammar knows. Quoted words stay as they are.

"With the bars growing from left to right" is an order, "leaving aside the zoo" an exclusion, "looking only at the trams" says
whose figures are meant, "add up the fees" asks for a sum. No table is known here.
"""

from __future__ import annotations

import re


def said_plainly(instruction: str) -> str:
    """The instruction with the short and the roundabout ways put into plain words."""
    pieces = _QUOTED.split(re.sub(r"\s+", " ", instruction).strip())
    return "".join(piece if number % 2 else _in_full(piece) for number, piece in enumerate(pieces))


def _in_full(words: str) -> str:
    for pattern, said in _PHRASES:
        words = pattern.sub(said, words)
    return words


_QUOTED = re.compile(r"(\"[^\"]*\"|“[^”]*”|`[^`]*`|(?<!\w)'[^']*'(?!\w))")


_GOOD = r"(?:best|highest|largest|biggest|greatest|tallest|longest|heaviest)"
_BAD = r"(?:worst|lowest|smallest|shortest|lightest)"
_END = r"(?:high|low|large|small|big|a|z|top|bottom)"
_AS_OFTEN = r"(?:no |not )?(?:more|less|fewer) than|at least|at most|only|exactly|just"
_UP = r"(?:gr[eo]w|ris[ei]|rose|increas|climb|ascend|go(?:es|ing)? up|get(?:s|ting)? (?:taller|longer|larger|bigger|higher))"
_DOWN = r"(?:shr[iua]nk|fall|fell|decreas|drop|descend|declin|go(?:es|ing)? down|get(?:s|ting)? (?:shorter|smaller|lower))"
_RIGHTWARDS = r"(?:from (?:the )?left(?: to (?:the )?right)?|to(?:wards)? the right|along (?:the )?x(?:[- ]axis)?)"
_BARS = (
    r"(?:,|;|\b(?:order|sort|arrange|let|have|make|draw|with|so|and|that)\b|\s)*"
    r"(?:\b(?:the (?:[a-z_]+ ){1,2}|bars |columns |values |they |it ))?(?:(?:so )?that (?:they |it )|should |must |to )*"
)
"""What may stand before the verb in "with the bars growing from left to right", "let the price rise along the x-axis"."""
_ASIDE = (
    r"(?:(?:leav|sett|putt|lay)(?:e|ing) aside|(?:set|put|lay) aside|leav(?:e|ing) out|disregard(?:ing)?|with the exception of"
    r"|(?:^|(?<=[.?!] ))(?:other than|apart from|aside from|except(?: for)?|ignoring|barring|not counting))"
)
_ONLY = (
    r"(?:(?:look(?:ing)?|taking a look) (?:just |only )?at|consider(?:ing)?(?: just| only)?|regarding|concerning|as for"
    r"|when it comes to|restrict(?:ed|ing)? to|limit(?:ed|ing)? to|focus(?:ing)? (?:just |only )?on|(?:just|only)(?= the\b))"
)
_PHRASES = tuple(
    (re.compile(pattern, re.IGNORECASE), said)
    for pattern, said in (
        (rf"{_BARS}\b{_UP}[a-z]* {_RIGHTWARDS}", ", from low to high"),
        (rf"{_BARS}\b{_DOWN}[a-z]* {_RIGHTWARDS}", ", from high to low"),
        (rf"\b{_ASIDE}\b", "excluding"),
        (
            r"(?:^|[,;] ?)(?:(?:sett|leav|putt)ing )?((?:[a-z-]+ ){1,2}?)(?:ones )?(?:aside|excepted|excluded)\b",
            r", excluding \1",
        ),
        (r"\b(?: will do| would do| would be (?:nice|fine|good|great)| (?:is|are) (?:fine|enough))(?=\s*(?:[.!?;]|$))", ""),
        (
            r"\b(?:where |with |and )?(?:each|every) ([a-z_ ]{2,30}?) (?:has|having|gets|in|with) (?:its|an|a) own colou?r\b",
            r"coloured by \1",
        ),
        (r"\ba(?: separate)? (line|bar|colou?r) of its own (?:for|per)\b", r"one \1 for"),
        (
            r"\b(?:the )?colou?rs? (?:tells?|shows?|says?|marks?|indicat(?:es?|ing)|telling|showing)(?: the)?\b",
            "coloured by the",
        ),
        (rf"(?:^|(?<=[.?!] )){_ONLY} (?=[^.?!]*[,:])", "for "),
        (r"\b(?:add|sum|total|tot)(?:m?ing)? up (?!to\b)(?:all )?(?:the |their |its )?(?=[a-z])", "the sum of the "),
        (
            r"\b(?:what|wh[io]ch|whom?|where) (?:(?:it|they|the [a-z]+(?: [a-z]+)?) )?(?:was|were|is|are) "
            r"(used|sold|made|paid|sent|lent|given|kept|held|built) (for|to|from|by|in|at|of|as)\b",
            r"\1 \2",
        ),
        (rf"\b({_END}(?:est)?) ?(?:-+>|→|=>) ?(?={_END}(?:est)?\b)", r"\1 to "),
        (rf"(?<=\S)(?:, ?| and| with(?: the)?| from)+ {_GOOD} to {_BAD}(?=\s*(?:[,.;]|$))", ", from high to low"),
        (rf"(?<=\S)(?:, ?| and| with(?: the)?| from)+ {_BAD} to {_GOOD}(?=\s*(?:[,.;]|$))", ", from low to high"),
        (
            r"\b(bars?|chart|graph) (?=(?:high|low|large|small|big)(?:est)? to (?:high|low|large|small|big)(?:est)?\b)",
            r"\1 from ",
        ),
        (r"^((?:(?!\b(?:average|mean|total|sum|number|count)\b)[^(,;:.])+?) \((sum|total|mean|average|avg)\)", r"\2 of \1"),
        (
            r"^which (two|three|four|five|ten|\d+) (?=[a-z]+ (?:have|has|had|are|were|did|made|got|took|won)\b[^.?]*\bmost\b)",
            r"top \1 ",
        ),
        (rf"\bfrom (?:the )?{_BAD} (?:[a-z]+ )?to (?:the )?{_GOOD}\b(?: [a-z]+(?=[.,;]|$))?", "from low to high"),
        (rf"\bfrom (?:the )?{_GOOD} (?:[a-z]+ )?to (?:the )?{_BAD}\b(?: [a-z]+(?=[.,;]|$))?", "from high to low"),
        (r"\b(each|every|per|by) (month|quarter|week)s? (?:of|in) (?:each|every) year\b", r"\1 \2"),
        (r"(?<=\w) z ?- ?a(?=\s*(?:[,.;]|$))", " from z to a"),
        (r"(?<=\w) a ?- ?z(?=\s*(?:[,.;]|$))", " from a to z"),
        (
            r"(?:,? (?:and|with|having))(?: the)? ((?!list|show|sort|order|rank|display|present)[a-z]+ )?names? "
            r"(?:listed |shown |sorted )?(?:in )?(descending|ascending|alphabetical|reverse)\b",
            r", sort the \1names in \2",
        ),
        (
            r"(?<=\S)(?:[,;]| and| with)+(?: the)? (?:names?|titles?|labels?) (?:(?:shown|listed|sorted) )?(?:from "
            r"|in )?(z to a|a to z|ascending|descending)(?: order)?(?=\s*(?:[,.;]|$))",
            r", sort the x axis \1",
        ),
        (
            r"([,;]) bars (asc|desc|ascending|descending|high to low|low to high)(?=\s*(?:[,.;]|$))",
            r"\1 bar chart, sorted in \2 order",
        ),
        (
            r"(?:,| and),? with the (?!bars?\b|values?\b|counts?\b|x\b|y\b|legend\b)([a-z_]+(?: names?)?) (?:shown "
            r"|listed |sorted )?in (ascending|descending|alphabetical|reverse alphabetical) order(?=\s*(?:[.;]|$))",
            r", sort by the \1 in \2 order",
        ),
        (r"\b(above|below)-(?=average\b|mean\b|median\b)", r"\1 "),
        (r"\b([xy][- ]axis|names?) (?:in )?(?:alphabetical|alphabetically) (ascending|descending)\b", r"\1 in \2 order"),
        (r"(?<![\w.-])(\d+)\+ (?=[a-z])", r"at least \1 "),
        (r"\b(?:since|from|after) the (?:start|beginning) of (?=(?:the year )?[12]\d{3}\b)", "since "),
        (r"\b(?:before|until) the (?:start|beginning) of (?=(?:the year )?[12]\d{3}\b)", "before "),
        (r"\b(?:until|up to) the end of (?=(?:the year )?[12]\d{3}\b)", "until "),
        (r"\bas (?:points|dots)(?=\s*(?:[,.;]|$|grouped\b|colou?red\b|by\b|with\b|one\b))", "as a scatter plot"),
        (
            r"\b((?:start|begin|end)(?:s|ing|ning)? (?:with|in|by)(?: the)?(?: letters?)?|contain(?:s|ing)? (?:the "
            r")?letter) ((?-i:[A-Z]))\b(?!['\w])",
            r'\1 "\2"',
        ),
        (rf"\b({_AS_OFTEN}) (?:once|one time|1 time)\b", r"\1 1 times"),
        (rf"\b({_AS_OFTEN}) twice\b", r"\1 2 times"),
        (rf"\b({_AS_OFTEN}) thrice\b", r"\1 3 times"),
        (r"\b(?:more than|over) (?:one|a single)\b(?= [a-z])(?! (?:of|line|bar|colou?r|chart|third|half)\b)", "more than 1"),
        (r"\b(exactly|precisely) (?:one|a single)\b", r"\1 1"),
        (r"\b(only|just) (have|has|had|with|appear in|get|got) (?:one|a single)\b", r"\2 fewer than 2"),
        (r"\b(have|has|had|with) (?:only|just) (?:one|a single)\b", r"\1 fewer than 2"),
    )
)
"""Short and roundabout ways to say an order, an exclusion, a number, a time and a kind of chart, and the plain ones."""
