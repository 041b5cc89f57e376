"""Order: what enters is an Ask; the order that was asked for is taken out of its text into its SortWish."""

from __future__ import annotations

import re

from jupyter_viscode.intent.request.ask import Ask, SortWish

_UP = (
    r"(?:asc(?:end(?:ing)?)?(?: (?:alphabetical|lexicographical))?|increasing|rising|alphabetic(?:al"
    r"(?:ly)?)?|chronological(?:ly)?|lexicographic(?:al(?:ly)?)?|upwards?)"
)


_DOWN = (
    r"(?:desc(?:end(?:ing)?)?(?: (?:alphabetical|lexicographical))?|decreasing|falling|downwards?|reverse"
    r"(?:d)?(?: alphabetic(?:al)?)?)"
)


_SPAN_UP = (
    r"(?:(?:the )?(?:low(?:est)?|small(?:est)?|least|bottom|min(?:imum)?|fewest|young(?:est)?|old(?:est)?"
    r"|early|earliest|a|short(?:est)?) to (?:the )?(?:high(?:est)?|large(?:st)?|big(?:gest)?|most|top|max"
    r"(?:imum)?|greatest|oldest|newest|late(?:st)?|z|long(?:est)?))"
)


_SPAN_DOWN = (
    r"(?:(?:the )?(?:high(?:est)?|large(?:st)?|big(?:gest)?|most|top|max(?:imum)?|greatest|oldest|late"
    r"(?:st)?|newest|z|long(?:est)?) to (?:the )?(?:low(?:est)?|small(?:est)?|least|bottom|min(?:imum)?"
    r"|fewest|youngest|early|earliest|a|oldest|short(?:est)?))"
)


_MONTHS = r"jan(?:uary)? to dec(?:ember)?|dec(?:ember)? to jan(?:uary)?"
_CALENDAR_UP = (
    r"(?:mon(?:day)? to sun(?:day)?|sun(?:day)? to sat(?:urday)?|jan(?:uary)? to dec(?:ember)?|first to (?:the )?last)"
)
_CALENDAR_DOWN = (
    r"(?:sun(?:day)? to mon(?:day)?|sat(?:urday)? to sun(?:day)?|dec(?:ember)? to jan(?:uary)?|last to (?:the )?first)"
)
"""Ends of the calendar: they say that what runs along x is in its own order."""


_DIR = (
    rf"(?P<dir>(?:(?:in |an? |the |from |by )*)(?:(?P<down>{_DOWN}|{_SPAN_DOWN}|{_CALENDAR_DOWN})|"
    rf"(?P<up>{_UP}|{_SPAN_UP}|{_CALENDAR_UP}))(?!\w)(?:[- ](?:o[r]?der|manner|fashion|sequence|sort(?:ed"
    rf"|ing)?))?)"
)


_LEAD = (
    r"(?:^|[,.;?!]|\band\b|\bplease\b|\bthen\b)?\s*(?:\b(?:and|then|also|but|please|i(?:'d| would)? (?:want"
    r"|like) (?:you )?to|could you|can you|"
    r"would you|you should|make sure to|with|which|that|where|is|are|it|the results?|results?) )*"
)


_OF_NAMES = r"alphabet|lexicogr|\ba to z\b|\bz to a\b"
"""Only names have such an order."""


_SORTERS = r"(?:sort(?:ed|ing|s)?|order(?:ed|ing|s)?|rank(?:ed|ing|s)?|arrang(?:e|ed|ing)|organi[sz](?:e|ed|ing))"


_SHOWERS = r"(?:list(?:ed)?|show(?:n)?|display(?:ed)?|present(?:ed)?)"


_TARGET = r"(?P<target>(?!(?:in|from|by) |an? (?:\w+ ){0,2}(?:charts?|graphs?|plots?|diagrams?)\b)[^,.;?!]+?)"


_END = r"(?=\s*(?:please\b)?\s*(?:[,.;?!]|$|\b(?:in|with|as|using|by|on|for|show(?:n)?|plot|visuali[sz]e|return|draw|and)\b))"


_BY = r"(?: (?:by|of|on|for|based on|according to|with respect to|in terms of|along))"


_PLAIN = (
    r"(?!(?:by|and|or|in|on|from|as|with|for|of|to|it|them|then|also|please|all|each|bars?|charts?|graphs?"
    r"|plots?|lines?|results?|sort|sorted|order|ordered|rank|ranked|arrange|arranged|list|listed|show|shown"
    r"|display|displayed|run|go|going|is|are|be|should|must)\b)\w+"
)
"""A word of a name: no preposition, no part of a chart, no wish of its own."""


_SORTS = tuple(
    re.compile(p)
    for p in (
        # sort in descending order by the y-axis
        rf"{_LEAD}\b(?:{_SORTERS}|{_SHOWERS})(?: (?:it|them|the results?|the bars?|the chart|results?))?(?: by)? "
        rf"{_DIR}{_BY} (?:the )?{_TARGET}(?= please|\s*[,.;?!]|\s*$| (?:in|with|as|using|by|on|for) (?:a|an|the) "
        rf"|,? and | (?:in|with|as|using) (?:bar|pie|line))",
        # sort by the y-axis in descending order / sort the y-axis from high to low
        rf"{_LEAD}\b{_SORTERS}(?: (?:it|them|the results?|the chart|results?))?(?: (?:by|on|along|according to"
        rf"|based on))?(?: the)? {_TARGET} {_DIR}(?!(?: o[r]?der| manner)? (?:of|by)\b)",
        # , show by the y-axis from high to low / , and display the total number in ascending order
        rf"(?:(?:[,.;?!]|\band\b|\bplease\b) *(?:\b(?:and|then|please|i(?:'d| would)? (?:want|like) to|could you"
        rf"|can you|would you) )*)\b{_SHOWERS}(?: (?:by|on|along|in))?(?: the)? {_TARGET} {_DIR}",
        # in ascending order of the number of apartments
        rf"{_LEAD}\b{_DIR}(?: of| by| on| based on| according to| with respect to| in terms of) (?:the "
        rf")?{_TARGET}(?= please|\s*[,.;?!]|\s*$| (?:in|with|as|using|by|on|for) (?:a|an) |,? and | (?:in|with"
        rf"|as|using) (?:bar|pie|line)| (?:using|show|plot|draw|visuali[sz]e))",
        # sorted descending; descending order
        rf"{_LEAD}\b(?:{_SORTERS}|{_SHOWERS}) (?:it |them |the bars? )?{_DIR}",
        # x asc; y-axis desc
        rf"(?:[,;.]|\band\b|\bwith\b|(?<=\s))\s*(?:the )?\b(?P<target>[xy])(?:[- ]?axis)? "
        rf"(?:(?:is|are|runs?|goes|should|be) )*(?:in )?{_DIR}(?=\s*(?:[,.;?!]|$|please\b|pls\b))",
        # , names in descending order; with the genres from a to z
        rf"(?:[,;]|\bwith\b)\s*(?:the )?(?P<target>{_PLAIN}(?: {_PLAIN}){{0,2}}) (?P<dir>(?:in |an? |the |from "
        rf")*(?:(?P<down>{_DOWN}|z to a)|(?P<up>{_UP}|a to z))(?!\w)(?: o[r]?der)?)(?=\s*(?:[,.;?!]|$|please\b"
        rf"|pls\b))",
        rf"{_LEAD}(?P<dir>\bin (?:an? )?(?:(?P<down>{_DOWN})|(?P<up>{_UP}))(?: o[r]?der)?|\bfrom (?:"
        rf"(?:{_SPAN_DOWN}|{_CALENDAR_DOWN})|{_SPAN_UP}|{_CALENDAR_UP}))",
        r"(?P<dir>\b(?:(?P<up>alphabetically|chronologically)))\b",
        # , descending
        rf"[,;]\s*(?P<dir>(?:(?P<down>{_DOWN}|{_SPAN_DOWN}|{_CALENDAR_DOWN})|(?P<up>{_UP}|{_SPAN_UP}"
        rf"|{_CALENDAR_UP}))(?: o[r]?der)?)(?=\s*(?:[,.;?!]|$|please\b|pls\b))",
        # in order of the year
        rf"{_LEAD}\bin (?:the )?order of (?:the |their )?{_TARGET}(?=\s*(?:[,.;?!]|$))",
        # sorted by age; but not: who ordered by phone
        r"(?:[,.;]|\band\b|^)? ?\b(?<!who )(?<!(?:have|been) )(?<!not )"
        rf"(?:sort(?:ed)?|order(?:ed)?|rank(?:ed)?|arranged) by (?:the )?{_TARGET}(?= "
        rf"please|\s*[,.;?!]|\s*$| (?:in|with|as|using|by|on|for) (?:a|an|the) |,? and )",
    )
)


_AXIS_X = re.compile(
    r"^(?:the )?(?:x(?:[- ]?(?:axis|axes|labels?|values?))?|x[- ]?axis .*|bars?|names?|horizontal axis"
    r"|labels?|categor(?:y|ies)|alphabet)$"
)


_AXIS_Y = re.compile(
    r"^(?:the )?(?:y(?:[- ]?(?:axis|axes|values?))?|total(?: number)?|(?:total )?numbers?|counts?|values?"
    r"|heights?|vertical axis|frequency|bar heights?)$"
)


_BARE = re.compile(rf"(?:in |an? |the )*(?:{_UP}|{_DOWN})(?:[- ](?:order|manner|fashion|sequence|sort(?:ed|ing)?))?")
"""A direction that says nothing of what goes up or down."""


_ON_AXIS = re.compile(
    r"\b(?:on|along|as) (?:the )?([xy])\b(?:[- ]?axis)?(?: of (?:a|the) [a-z ]*(?:charts?|graphs?|plots?))?[\s,;]*$"
)
"""The end of "last names on the x-axis, in ascending order": what the direction is of."""


_COMMANDED = re.compile(r"(?:,? ?\band )?\b(?:sort|order|rank|arrange)(?:ed|ing)?(?: (?:it|them|by|in))*\s*\Z")


_COMMAND = re.compile(r"[.?!]\s*(?:please\s+|then\s+|also\s+)*(?:show|list|display|present)\b(?! by\b| it\b| them\b)")


_WITH_CHART = re.compile(r"\b(?:charts?|graphs?|plots?|diagrams?)\b|\b[xy][- ]?axis and\b|\band (?:sort|order|rank)$")


def read_order(ask: Ask) -> None:
    """Take the order out of an instruction: what to sort by, and which way."""
    for place, pattern in enumerate(_SORTS):
        match = pattern.search(ask.text.work)
        if match is None:
            continue
        target = (match.groupdict().get("target") or "").strip()
        if len(target.split()) > 9 or (place == 1 and len(target.split()) > 7):
            continue
        if _is_chart_only(target):
            target = ""
        if place == 2 and (_COMMAND.match(match[0]) or _WITH_CHART.search(target)):
            _sort_shown(ask, match)
        else:
            _sort(ask, match, target)
        return


def _sort(ask: Ask, match: re.Match[str], target: str) -> None:
    """Take out an order; what to sort by may be said once more behind it."""
    groups = match.groupdict()
    order = "descending" if groups.get("down") or _is_down(groups.get("dir") or "") else "ascending"
    kind, phrase = _sorted_by(target, match, ask.text.work)
    ask.text.drop(match.start(), match.end())
    if not target and (again := ask.text.take(_SORTS[-1])):
        phrase = again["target"].strip()
        kind = "x" if _AXIS_X.match(phrase) else "y" if _AXIS_Y.match(phrase) else ""
    direction = (groups.get("dir") or "").strip()
    calendar = bool(re.search(rf"\b(?:{_MONTHS})\b", direction))
    near, names = bool(_BARE.fullmatch(direction)), bool(re.search(_OF_NAMES, direction))
    ask.sort = SortWish(kind, order, phrase, match.start(), near, calendar, names)


def _sorted_by(target: str, match: re.Match[str], work: str) -> tuple[str, str]:
    """The axis that an order is of, "" where no axis is said, and the words for what to sort by."""
    if "chronolog" in (match.groupdict().get("dir") or ""):
        return "", "time"
    if _AXIS_X.match(target):
        return "x", "name" if "name" in target else ""
    if _AXIS_Y.match(target):
        return "y", ""
    if target:
        return "", target
    if re.search(rf"{_OF_NAMES}|chronolog|{_CALENDAR_UP}|{_CALENDAR_DOWN}", match[0]):
        return "x", ""
    axis = _ON_AXIS.search(work[: match.start()])
    return axis[1] if axis else "", ""


def _sort_shown(ask: Ask, match: re.Match[str]) -> None:
    """In "Show name and weight in a bar chart from low to high" what is shown stays; only the direction is taken."""
    start, end = match.span("dir")
    command = _COMMANDED.search(ask.text.work, 0, start)
    ask.text.drop(command.start() if command else start, end)
    order = "descending" if match["down"] or _is_down(match["dir"]) else "ascending"
    kind = "x" if re.search(rf"{_OF_NAMES}|chronolog", match["dir"]) else ""
    ask.sort = SortWish(kind, order, "", match.start("dir"), near=bool(_BARE.fullmatch(match["dir"].strip())))


def _is_down(words: str) -> bool:
    return bool(re.search(rf"\b(?:{_DOWN}|{_SPAN_DOWN}|{_CALENDAR_DOWN})\b", words))


def _is_chart_only(target: str) -> bool:
    return bool(re.fullmatch(r"(?:the |a |in |by |with )*(?:bar|pie|line|scatter)? ?(?:chart|graph|plot)", target))
