"""Units: what enters is an Ask; units of time, stretches of it, windows, limits and bins are taken out of its text."""

from __future__ import annotations

import re

from jupyter_viscode.intent.language.vocabulary import IRREGULAR_VERBS
from jupyter_viscode.intent.request.ask import Ask, Text
from jupyter_viscode.intent.request.periods import read_periods

_UNIT = (
    r"(?P<unit>days? of (?:the )?weeks?|week ?days?|weeks?|years?[- ]?months?|months?|years?|quarters?"
    r"|hours?(?: of (?:the )?day)?|decades?|"
    r"days? of (?:the )?months?|days?|dates?|minutes?|weekly|monthly|yearly|annually)"
)


_BIN_BY = re.compile(
    rf"(?:\b(?:and|that|which|by|with|to|then|are|is|i want to|please)\s+)*\b(?:bin(?:s|ned|ning)?|bucket"
    rf"(?:s|ed|ing)?|group(?:ed|ing)?)\b (?:that |them |it |the |all )*(?P<phrase>[^,.;?]{{0,60}}?)\s*\b"
    rf"(?:by|into|in|to|per|with|for|on|as)\b (?:each |every |a |an |the |one )*{_UNIT}\b(?: (?:intervals?"
    rf"|bins?|buckets?|groups?|time))*"
)


_BIN_IT = re.compile(
    rf"\bbin(?:s|ned|ning)? (?:the )?(?P<phrase>[^,.;?]{{0,40}}?)\b(?:x[- ]?axis )?(?:by )?{_UNIT} intervals?\b"
)


_EACH_UNIT = re.compile(
    rf"\b(?P<cue>(?:on|in|during) (?:which|what)|for each|in each|on each|of each|for every|in every|each"
    rf"|every|per|by|across|over|over the|group(?:ed|ing)? by|in different|for different|from each|on a|for "
    rf"all|during each|within each|different)(?: the| different| all| single)? {_UNIT}\b(?! (?:of|old|rate"
    rf"|limit)\b)(?: intervals?)?"
)


_ADJECTIVES = {
    "daily": "yearmonthdate", "weekly": "yearweek", "monthly": "yearmonth", "quarterly": "yearquarter", "yearly": "year",
    "annual": "year", "annually": "year", "hourly": "yearmonthdatehours",
}  # fmt: skip


_ADJECTIVE = re.compile(rf"\b({'|'.join(_ADJECTIVES)})\b(?! (?:rates?|pay|wages?|salar(?:y|ies)|fees?)\b)")
"""What is paid by the hour or month is no time to draw along."""


_PARTS = r"(?:interval|period|bin|bucket|span|range|group|slot)s?"
_OVER_TIME = re.compile(
    rf"\b(?:(?:evolve[sd]?|change[sd]?|develop(?:ed|s)?|vary|varies|varied|trends?|evolution"
    rf"|development)\s+)?(?:over|through|across|along|with|by|in) (?:the )?(?:time|years)\b(?! {_PARTS}\b)|\b(?:the )?"
    r"(?:trends?|evolution|time series)(?: of| in| for)?\b"
)


_WINDOWS = (
    (re.compile(
        r"\b(?:cumulative(?:ly)?|running(?= (?:total|sum|count))|accumulated)\b(?: (?=total|sum|count))?"), "cumulative"),
    (re.compile(
        r"\b(?P<n>\d+)[- ]?(?:day|week|month|year|point|period|row|quarter)?s? (?:rolling|moving)(?: "
        r"(?P<agg>average|mean|sum|median|max|min))?\b(?: of)?"), "rolling"),
    (re.compile(
        r"\b(?:rolling|moving)(?: (?P<agg>average|mean|sum|median|max|min))?(?: (?:of|over|with|window|a|the"
        r"|window of|last))* (?P<n>\d+)(?:[- ]?(?:days?|weeks?|months?|years?|points?|periods?|rows?"
        r"|quarters?))?(?: (?:average|mean|window))?\b"), "rolling"),
    (re.compile(r"\b(?:with (?:a |the )?)?(?:rolling|moving)(?: (?P<agg>average|mean|sum|median))?\b(?: of)?"), "rolling"),
    (re.compile(
        r"(?:\b(?:in|as) (?:an? )?)?(?:\b(?:percent(?:age)?|share|proportion|fraction)|%) of (?:the )?(?:grand |overall )?"
        r"(?:total|whole)\b(?: of)?"), "percent of total"),
    (re.compile(
        r"\b(?:percent(?:age)?|%|relative) (?:change|growth|increase)\b(?: (?:of|in))?|\bgrowth rate\b(?: of)?"),
     "percent change"),
    (re.compile(
        r"\b(?:month|year|day|week|quarter)(?:[- ]over[- ]|-(?:to|on)-| (?:to|on) (?=\w+ (?:growth|percent"
        r"|change|difference)))(?:month|year|day|week|quarter)(?: (?P<pct>growth|percent(?:age)?))?(?: change| "
        r"difference)?\b(?: (?:of|in))?"), "difference"),
)  # fmt: skip


_ANY_YEAR = re.compile(
    r"""
    ,?\s*\b(?:
        (?:regardless|irrespective|independent(?:ly)?|disregarding|ignoring|no\ matter|whatever|without\ regard\ to)
        (?:\ of)? (?:\ the|\ which|\ what)? \ (?:years?|months?|weeks?|dates?) (?:\ it\ (?:is|was))?
    |
        (?:(?:across|over|for|of|from|with)\ )? all\ (?:the\ )?years (?:\ (?:taken\ )?(?:together|combined|pooled))?
    )\b
    """,
    re.VERBOSE,
)
_WITHIN_YEARS = re.compile(r"\b(?:months?|monthly|quarters?|quarterly|weeks?|weekly)\b")


_STEP = re.compile(r"\b(?:from )?(year|quarter|month|week|day) (?:to|by|after) \1\b(?! (?:growth|percent|change|difference))")


def read_units(ask: Ask) -> None:
    """Take units of time out of an instruction: per month, by weekday."""
    text = ask.text
    if (match := _ANY_YEAR.search(text.work)) and (_WITHIN_YEARS.search(text.work) or "all" not in match[0]):
        ask.any_year = "year" in match[0]
        text.drop(*match.span())
    for pattern in (_BIN_BY, _BIN_IT):
        match = pattern.search(text.work)
        if match and not (match[0].lstrip().startswith("group") and _unit_of(match["unit"]) == "yearmonthdate"):
            phrase = match["phrase"].strip()
            if "group" in match[0] and phrase and not re.match(r"^(?:it|them|the|by|results?| )*$", phrase):
                continue
            ask.unit, ask.unit_phrase, ask.unit_binned = _unit_of(match["unit"]), phrase, True
            ask.gathering = "decade" if match["unit"].startswith("decade") else None
            text.drop(match.start(), match.end())
            break
    if match := text.take(_OVER_TIME):
        ask.over_time = True
        ask.by_time = match.span() if match[0] == "by time" else None
        if ask.unit is None and match[0].endswith("years"):
            ask.unit = "year"
    if ask.unit is None and (match := text.take(_STEP)):
        ask.unit, ask.over_time = _unit_of(match[1]), True
    if ask.unit is None and (match := _ADJECTIVE.search(text.work)):
        ask.unit = _ADJECTIVES[match[1]]
        ask.over_time = ask.over_time or match[1] != "hourly"
        text.drop(match.start(), match.end())


_UNIT_NAMES = {
    "year month": "yearmonth", "year-month": "yearmonth", "month": "month", "monthly": "month", "year": "year",
    "yearly": "year", "annually": "year", "quarter": "quarter", "week": "yearweek", "weekly": "yearweek", "decade": "year",
    "day": "yearmonthdate", "date": "yearmonthdate", "minute": "minutes", "yearmonth": "yearmonth",
}  # fmt: skip


def _unit_of(words: str) -> str:
    words = re.sub(r"s\b", "", words.strip())
    if "week" in words and "day" in words:
        return "day"
    if "day" in words and "month" in words:
        return "date"
    if words.startswith("hour"):
        return "hours"
    return _UNIT_NAMES.get(words, "year")


_LISTED_UNIT = re.compile(
    rf"\b(?:by|per|each|every) (?!and\b)[^,.;?]{{2,40}}?(?P<part>\s+and (?:by |per |each |every |the )?{_UNIT}\b(?! of\b))"
)
"""A unit that is listed after another thing: "by store and month"."""


def each_unit(text: Text) -> re.Match[str] | None:
    """The first "per month" of a text; whether it is a unit or a column of that name is decided with the data."""
    return _EACH_UNIT.search(text.work) or _LISTED_UNIT.search(text.work)


_AND_UNIT = re.compile(rf"\s*(?:and|by|,|x|×|vs\.?|versus|against)\s*(?:by |per |the |each |for each )*{_UNIT}\b(?! of\b)")


def and_unit(text: Text, start: int) -> re.Match[str] | None:
    """A second unit right after the first ("by month and year"), or in a phrase of its own ("for each year")."""
    return _AND_UNIT.match(text.work, start) or _EACH_UNIT.search(text.work, start)


def is_unit(word: str) -> bool:
    """Whether a word says a unit of time."""
    return re.fullmatch(_UNIT, word) is not None


def unit_named(words: str) -> str:
    """The Chart's name of a unit in words."""
    return _unit_of(words)


_RECENT = re.compile(
    r"\b(?:(?:in|during|over|for|from|of|within) )?(?:the )?(?:last|past|previous|recent) (\d+|[a-z]+) (day"
    r"|week|month|quarter|year)s?\b(?! of (?:the year|(?:19|20)\d\d)\b)"
)
"""Seen from the last day in the data; "the last 3 months of 2020" are not."""


_CALENDAR = re.compile(
    r"\b(?:(?:in|during|over|for|from|of|within) )?(?:(?P<rolling>the (?:last|past)|past)|(?:the )?(?P<now>this|current)"
    r"|(?:the )?(?P<before>last|previous)) (?P<unit>week|month|quarter|year)(?:'s)?\b(?! of )"
)
"""Stretches without a number: "the last month" is as long as one, "last month" is the one before this month."""


_IN_YEARS = re.compile(
    r"\b(?:in|of|for|during|only) ((?:19|20)\d\d(?:, ?(?:19|20)\d\d)*),? (?:or|vs\.?|versus) ((?:19|20)\d\d)\b"
)


def read_moments(ask: Ask) -> None:
    """In March 2024, in Q1, the last 90 days."""
    text = ask.text
    ask.moments += read_periods(text, ask.held)
    if match := text.take(_IN_YEARS):
        ask.moments.append(("year", "in", (*map(int, re.findall(r"\d+", match[1])), int(match[2]))))
    match = _RECENT.search(text.work)
    if match and (count := number_of(match[1])):
        ask.recent = (count, match[2])
        text.drop(match.start(), match.end())
    elif match := text.take(_CALENDAR):
        if match["rolling"]:
            ask.recent = (1, match["unit"])
        else:
            ask.moments.append(("calendar", "in", (0 if match["now"] else -1, match["unit"])))


def read_windows(ask: Ask) -> None:
    """Take running figures out of an instruction: cumulative, a rolling mean, the share of the total."""
    for pattern, window in _WINDOWS:
        if match := ask.text.take(pattern):
            groups = match.groupdict()
            ask.window = "percent change" if groups.get("pct") else window
            if window == "rolling":
                ask.window_size = int(groups.get("n") or 7)
                for word, unit in (("day", "yearmonthdate"), ("week", "yearweek"), ("month", "yearmonth"), ("year", "year")):
                    if ask.unit is None and re.search(rf"\b{word}s?\b", match[0]):
                        ask.unit = unit
            break


_NUMBERS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "fifty": 50, "hundred": 100,
}  # fmt: skip


_N = rf"(\d+|{'|'.join(_NUMBERS)})"


_BEST = (
    r"(?:high(?:est)?|larg(?:est)?|big(?:gest)?|most (?:common|frequent|popular|expensive|recent|often"
    r"|[a-z]{2,}(?:ed|en|ive|ant|ent|ful|ous))|best|greatest|longest|tallest|oldest|heaviest|latest"
    r"|strongest|richest)"
)


_WORST = (
    r"(?:low(?:est)?|smallest|least (?:common|frequent|popular|expensive)|worst|fewest|shortest|youngest"
    r"|lightest|earliest|cheapest|rarest|poorest)"
)


_DONE = rf"[a-z]+(?:ed|wn|en)|{'|'.join(IRREGULAR_VERBS)}"
_WHO = rf"\b(?:with|having|have|has|had|that|which|who|whose|{_DONE})\b"
"""Behind the things that are told apart by a superlative: "the 5 authors who sold the most", "the 3 huts visited the most"."""


_COMPARED = "".join(
    rf"(?<!\b{w} )" for w in "in to over under than least most exactly with aged above below and from until only".split()
)
"""A number behind these words is compared or dated by: "flights with over 200 seats that have the most staff"."""
_THEY = rf"\b(?:the |{_COMPARED})(?!(?:19|20)\d\d\b){_N} (?=[a-z_ ]{{2,40}}? ?{_WHO}[a-z_ ]{{0,30}}?"


_LIMITS = (
    (re.compile(rf"{_THEY} the (?:most|highest|largest|greatest|biggest|maximum)\b)"), "descending"),
    (re.compile(rf"{_THEY} the (?:least|fewest|lowest|smallest|minimum)\b)"), "ascending"),
    (
        re.compile(rf"\b(?:the )?(?:top|best|highest|largest|biggest) {_N}(?: (?:{_BEST}))?\b(?! percent| %|%)"),
        "descending",
    ),
    (
        re.compile(
            rf"\b(?:the )?(?:bottom|last|worst|smallest|lowest|(?<!at )least) {_N}\b(?! days?\b| weeks?\b| months?\b"
            rf"| years?\b| quarters?\b| hours?\b)"
        ),
        "ascending",
    ),
    (re.compile(rf"\b(?:the )?{_N} {_BEST}\b"), "descending"),
    (re.compile(rf"\b(?:the )?{_N} {_WORST}\b"), "ascending"),
    (re.compile(rf"\b(?:only (?:the )?|limit(?:ed)? to (?:the )?|the )?first {_N}\b"), "descending"),
    (re.compile(r"\bthe top(?= [a-z]+s\b)()"), "descending"),
)


def number_of(words: str) -> int | None:
    """A small number in digits or words."""
    return int(words) if words.isdigit() else _NUMBERS.get(words)


def read_limit(ask: Ask) -> None:
    """Take out how many are to be shown: the top 5."""
    if ask.text.take(
        re.compile(
            r",? ?(?:\band )?\b(?:(?:with|and|group|gather|put|lump|collect) )?(?:the |all )?(?:rest|others?"
            r"|remaining|remainder)(?: (?:as|in(?:to)?|of them|combined|together|grouped))*(?: (?:an? "
            r")?[\"']?others?[\"']?)?(?=\s*[,.;?]|\s*$)"
        )
    ):
        ask.other = True
    for pattern, order in _LIMITS:
        match = pattern.search(ask.text.work)
        if match:
            count = number_of(match[1]) if match[1] else 10
            if count and count > 0:
                ask.limit, ask.limit_order = count, order
                ask.text.drop(match.start(), match.end())
            return


_BIN_COUNT = re.compile(rf",? ?(?:\band )?\b(?:(?:with|in(?:to)?|using|use) )?{_N} bins?\b")


_BIN_SIZE = re.compile(
    r",? ?(?:\band )?\b(?:(?:with|in(?:to)?|using|use) )?(?:a )?bins? (?:of )?(?:size|width|step)s?(?: of)? "
    r"(\d+(?:\.\d+)?)\b|\bbins of (\d+(?:\.\d+)?)\b"
)


_BINNED = re.compile(
    r"""
    \b(?:in|into|by|per|over|using|with)\ (?:(?:suitable|sensible|reasonable|appropriate|fitting|equal|regular|some)\ )?
        (?:(?P<time>(?:time|date)\ (?:interval|period|bin|bucket|span|range|group)s? | (?:intervals|bins|buckets)\ of\ time)
        | intervals|bins|buckets)\b
    | \bgroup(?:ed|ing)?\ the\ (?:dates?|times?)\b(?!\ by\b)
    | \b(?:bin|bucket)(?:ned|ed|s|ning|ing)?\b
    """,
    re.VERBOSE,
)


def read_bins(ask: Ask) -> None:
    """Take out how numbers are to be divided: in 10 bins, in steps of 5."""
    if match := ask.text.take(_BIN_SIZE):
        ask.bin_step = float(match[1] or match[2])
    elif match := ask.text.take(_BIN_COUNT):
        ask.bins = number_of(match[1])
    elif match := ask.text.take(_BINNED):
        ask.bins = 0
        ask.over_time = ask.over_time or match["time"] is not None
