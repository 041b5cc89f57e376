"""Clauses: what enters is the instruction; what leaves is an Ask: presentation wishes taken out of it, and the rest to be linked.

The grammar here knows no table. Each reader takes its words out of a `Text` (positions stay), so that what is left over is content.
"""  # noqa: E501

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from jupyter_viscode.intent.words import split_name

FACET_MARK = "\uefff"
"""Stands where "small multiples by" stood."""
SIZE_MARK = "\ueffe"
"""Stands where "sized by" stood."""
QUOTE = 0xE000
"""First of the private characters that stand for quoted pieces."""

SHIELD = 0xF300
"""Added to the letters of words that are not to be taken for wishes."""
_WISHED = frozenset(
    "hourly daily weekly monthly quarterly yearly annual annually running cumulative rolling top bottom line bar box area density strip "  # noqa: E501, SIM905
    "step ring heat map log size order sort rank trend share percent percentage distribution title label grid second secondary change "  # noqa: E501
    "growth column columns dot pie stack stacked group color colour theme count moving bubble violin scatter legend".split()
)
"""Words that ask for something in a request and are also parts of names."""

_QUOTED = re.compile(
    r"(?<![\w])(?:\"([^\"]+)\"|“([^”]+)”|«([^»]+)»|`([^`]+)`|'([^']*?)'(?!\w)|‘([^’]+)’|\"'([^']+)'\")", re.UNICODE
)


_LETTER = re.compile(
    r"\b((?:letters?|characters?|substrings?|prefix|suffix) )([^\W_]{1,3}(?:(?:, | or | and |, or )[^\W_]{1,3})*)(?=\W|$)(?<! of)(?<! in)"  # noqa: E501
)


_ONE = re.compile(r"\b(than|at least|at most|exactly) one\b")


def _quoted_letters(match: re.Match[str]) -> str:
    """ "The letters D or S" with each letter in quotes."""
    return match[1] + re.sub(r"\b(?!or\b|and\b|in\b|of\b)[^\W_]+", lambda m: f'"{m[0]}"', match[2])


class Text:
    """An instruction being read: lower-case working copy, original, and the quoted pieces."""

    def __init__(self, original: str) -> None:
        original = re.sub(f"[{chr(QUOTE)}-\uf8ff]", " ", original)
        self.original = original
        self.quotes: list[str] = []
        original = _LETTER.sub(_quoted_letters, original)
        original = _ONE.sub(lambda m: f"{m[1]} 1", original)
        self.original = original
        self.work = "".join(low if len(low := c.lower()) == 1 else c for c in _QUOTED.sub(self._hide, original))

    def _hide(self, match: re.Match[str]) -> str:
        inner = next(g for g in match.groups() if g is not None)
        if not inner.strip():
            return " " * len(match[0])
        self.quotes.append(inner.strip())
        return (" " + chr(QUOTE + len(self.quotes) - 1)).ljust(len(match[0]))

    def quote(self, char: str) -> str:
        """The quoted piece that a private character stands for."""
        return self.quotes[ord(char) - QUOTE]

    def take(self, pattern: re.Pattern[str], keep: str | None = None) -> re.Match[str] | None:
        """The first match, taken out (all of it, or the group `keep` left in place)."""
        match = pattern.search(self.work)
        if match:
            self.drop(match.start(), match.end(), match.span(keep) if keep else None)
        return match

    def drop(self, start: int, end: int, keep: tuple[int, int] | None = None) -> None:
        """Blank a span, with a clause boundary at its start."""
        blank = (";" + " " * (end - start))[: end - start]
        if keep and keep[0] >= 0:
            blank = blank[: keep[0] - start] + self.work[keep[0] : keep[1]] + " " * (end - keep[1])
        self.work = self.work[:start] + blank + self.work[end:]

    def shield(self, names: Iterable[str]) -> None:
        """Hide the words of names that could be taken for wishes: "hourly wage", "land area"."""
        for name in names:
            words = split_name(name)
            if len(words) < 2 or not set(words) & _WISHED or not all(w.isascii() for w in words):
                continue
            for match in re.finditer(r"\b" + r"[ _-]?".join(map(re.escape, words)), self.work):
                hidden = "".join(chr(ord(c) + SHIELD) if c.isalpha() and c.isascii() else c for c in match[0])
                self.work = self.work[: match.start()] + hidden + self.work[match.end() :]

    def put_back(self, start: int, words: str) -> None:
        """Undo a `drop`."""
        self.work = self.work[:start] + words + self.work[start + len(words) :]


@dataclass
class SortWish:
    """An order that was asked for."""

    target: str
    """``x``, ``y``, ``axis`` unknown as "", or a phrase to be linked."""
    order: str
    phrase: str = ""
    start: int = -1
    """Where the direction stood: what comes before it may be what is sorted."""


@dataclass
class Ask:
    """An instruction, read as far as that goes without knowing the data."""

    text: Text
    mark: str | None = None
    histogram: bool = False
    arrangement: str | None = None
    """``stacked``, ``grouped``, ``normalize``, ``overlaid``."""
    horizontal: bool = False
    donut: bool = False
    trend: bool = False
    points: bool = False
    dual: bool = False
    facets: bool = False
    title: str = ""
    axis_titles: dict[str, str] = field(default_factory=dict)
    library: str | None = None
    legend: str | None = None
    log: dict[str, str] = field(default_factory=dict)
    zero: bool = False
    grid: bool | None = None
    theme: str = ""
    color: str = ""
    scheme: str = ""
    size: tuple[float, float] | None = None
    labels: bool = False
    mark_extreme: str = ""
    angle: float | None = None
    sort: SortWish | None = None
    limit: int | None = None
    limit_order: str = "descending"
    other: bool = False
    bins: int | None = None
    bin_step: float | None = None
    unit: str | None = None
    unit_phrase: str = ""
    second_unit: str | None = None
    """The other unit of the same date: "by month and year"."""
    unit_binned: bool = False
    """The unit stood in a "bin by" clause."""
    over_time: bool = False
    by_time: tuple[int, int] | None = None
    """Where "by time" stood, which may name a column after all."""
    window: str | None = None
    window_size: int | None = None
    count_them: bool = False
    relation: bool = False
    """Correlation or relationship between two things."""
    share: bool = False
    distribution: bool = False
    compare: bool = False
    moments: list[tuple[str, str, Any]] = field(default_factory=list)
    """Parts of a date that were asked for: (unit, operator, value)."""
    recent: tuple[int, str] | None = None
    """"The last 90 days": (90, "day")."""
    average: bool = False
    """"On average" stood somewhere."""
    season: bool = False
    """Months are gathered to seasons."""


def read_clauses(instruction: str, names: Iterable[str] = ()) -> Ask:
    """Take the presentation wishes out of an instruction; the words of `names` are not taken for wishes."""
    ask = Ask(Text(_plain(instruction)))
    ask.text.shield(names)
    for reader in (_titles, _library, _legend, _style, _moments, _sort, _chart, _units, _windows, _limit, _bins, _hints):
        reader(ask)
    ask.text.work = _bare(ask.text.work)
    ask.unit_phrase = _bare(ask.unit_phrase)
    if ask.sort is not None:
        ask.sort.phrase = _bare(ask.sort.phrase)
    return ask


def _bare(words: str) -> str:
    """Shielded words as they were."""
    return "".join(chr(ord(c) - SHIELD) if SHIELD <= ord(c) < SHIELD + 128 else c for c in words)


def _plain(instruction: str) -> str:
    formula = re.sub(r"(?<=[\w)]) ?~ ?(?=\w)", " vs ", instruction) if not re.search(r"[\"'`“]", instruction) else instruction
    return re.sub(r"\s+", " ", formula.replace("’s ", "'s ")).strip()


# -- titles, library, legend, style ------------------------------------------------------------------------------------

_Q = f"[{chr(QUOTE)}-{chr(QUOTE + 999)}]"
_TITLE = re.compile(rf"(?:,? ?\b(?:and|with|give it|set|add|use|having)? ?(?:a |the )?)\b(?:chart |plot )?(?:title[ds]?|call(?:ed)? it|heading)(?: ?(?:is|as|of|to|:|=|it|should be))? *({_Q})")  # fmt: skip  # noqa: E501
_TITLE_BARE = re.compile(r",? ?\b(?:and )?(?:with (?:a |the )?title|titled|title it|title:|entitled) ?:? ?([^,;.?\"]+)")
_AXIS_TITLE = re.compile(rf"(?:\b(?:with|and|set|the|a|label)\b ?)*\b([xy])[- ]?(?:axis)?[- ]?(?:axis )?(?:label(?:l?ed)?|title[d]?|named)(?: ?(?:is|as|of|to|:|=))? *({_Q})")  # fmt: skip  # noqa: E501
_AXIS_NAME = re.compile(rf"\b(?:label|name|call|title) (?:the )?([xy])[- ]?axis (?:as |to )? *({_Q})")
_LIBRARY = re.compile(r",? ?(?:\band )?\b(?:(?:with|using|in|use|via|by|through|as an?|an?)(?: the)? )?(matplotlib|pyplot|seaborn|plotly(?: express)?|altair|vega-?lite)\b(?: library| code| package| chart| plot| figure)?(?! column)")  # fmt: skip  # noqa: E501
_LEGEND_PLACE = r"(outside|inside|on the (?:right|left|top|bottom)|at (?:the )?(?:right|left|top|bottom)|(?:to|in) the (?:right|left|top|bottom)|below|above|right|left|top|bottom|hidden|off|none)"  # noqa: E501
_LEGEND = re.compile(rf",? ?(?:\band )?\b(?:with |put |place |move |show |set |have )?(?:the |a )?legend (?:is |placed |to be |to |should be |shown |goes |put )?{_LEGEND_PLACE}(?: (?:of )?(?:the )?(?:plot|chart|axes|figure))?")  # fmt: skip  # noqa: E501
_NO_LEGEND = re.compile(
    r",? ?(?:\band )?\b(?:no|without(?: a| the| any)?|hide (?:the )?|drop (?:the )?|remove (?:the )?) ?legend\b"
)
_WITH_LEGEND = re.compile(r",? ?(?:\band )?\bwith (?:a |the )?legend\b|,? ?\badd a legend\b")


def _titles(ask: Ask) -> None:
    text = ask.text
    while match := text.take(_AXIS_TITLE) or text.take(_AXIS_NAME):
        ask.axis_titles[match[1]] = text.quote(match[2])
    if match := text.take(_TITLE):
        ask.title = text.quote(match[1])
    elif match := text.take(_TITLE_BARE):
        ask.title = text.original[match.start(1) : match.end(1)].strip()


def _library(ask: Ask) -> None:
    if match := ask.text.take(_LIBRARY):
        name = match[1]
        ask.library = {"pyplot": "matplotlib", "plotly express": "plotly"}.get(
            name, "altair" if name.startswith("vega") else name
        )


def _legend(ask: Ask) -> None:
    if ask.text.take(_NO_LEGEND):
        ask.legend = "none"
    elif match := ask.text.take(_LEGEND):
        ask.legend = legend_place(match[1])
    else:
        ask.text.take(_WITH_LEGEND)


def legend_place(words: str) -> str:
    """The legend's place in the Chart's terms."""
    for word, place in (("outside", "outside"), ("inside", "inside"), ("right", "right"), ("left", "left"), ("top", "top"),
                        ("above", "top"), ("bottom", "bottom"), ("below", "bottom")):  # fmt: skip
        if word in words:
            return place
    return "none"


_LOG_AXIS = re.compile(
    r",? ?(?:\band )?\b(?:with |using |use |on |in |set |make )?(?:a |the )?(?:log(?:arithmic)?[- ]?(?:scaled?|axis|axes)?(?: scale)? (?:on |for |along )?(?:the )?([xy])\b(?:[- ]?ax[ie]s)?"  # noqa: E501
    r"|([xy])[- ]?axis (?:is |in |on |as |to )?(?:be |a |the )?log(?:arithmic)?(?: scaled?)?|log[- ]?([xy])\b)"
)
_LOG = re.compile(r",? ?(?:\band )?\b(?:(?:with|using|use|on|in|to) )?(?:a |the )?(?:log(?:arithmic)?[- ]?(?:scaled?|axis|axes)(?: scale)?|log[- ]log(?: scale)?|logarithmically)\b")  # fmt: skip  # noqa: E501
_COLORS = (
    "red|blue|green|orange|purple|black|grey|gray|yellow|pink|brown|teal|cyan|magenta|navy|gold|crimson|salmon|turquoise|violet|"
    "indigo|coral|skyblue|steelblue|tomato|olive|maroon|lime|orchid|darkgreen|darkblue|darkred|lightblue|lightgreen|tan|beige"
)
_COLOR = re.compile(rf",? ?(?:\band )?\b(?:(?:in|with|using|make (?:it|them|the \w+)|color(?:ed)?|colour(?:ed)?)(?: the| a)? )({_COLORS}|#[0-9a-f]{{6}})(?: colou?r(?:s|ed)?)?(?= (?:bars?|lines?|points?|dots?)\b|[ ,.;]*$|,| and\b| with\b)(?: (?:bars?|lines?|points?|dots?))?")  # fmt: skip  # noqa: E501
_SCHEME = re.compile(r",? ?(?:\band )?\b(?:with|using|in|use)(?: the| a)? (viridis|plasma|magma|inferno|cividis|coolwarm|blues|greens|reds|tab10|set2|pastel)(?: (?:palette|colou?r ?map|colou?rs|scheme|colou?r scheme))?\b")  # fmt: skip  # noqa: E501
_GRID = re.compile(
    r",? ?(?:\band )?\b(with(?: a)?|no|without(?: a| the)?|hide(?: the)?|show(?: the)?|add(?: a)?) grid(?: ?lines?)?\b"
)
_DARK = re.compile(
    r",? ?(?:\band )?\b(?:with|in|using|use)? ?(?:a |the )?(dark|minimal|minimalist)[- ]?(?:theme|mode|style|background)\b"
)
_SIZE = re.compile(r",? ?(?:\band )?\b(?:figure |chart )?(?:size|sized|figsize)(?: of| is|:|=)? ?\(?(\d+(?:\.\d+)?) ?(?:x|by|×|,) ?(\d+(?:\.\d+)?)\)?(?: in(?:ches)?)?\b")  # fmt: skip  # noqa: E501
_LABELS = re.compile(r",? ?(?:\band )?\b(?:with|add|show|put|display|annotate(?: (?:the )?bars)?(?: with)?)(?: the)? (?:value|data) ?labels?(?: on (?:the |each )?(?:bars?|points?))?\b|,? ?(?:\band )?\b(?:(?:show|with|label|put|print) )?(?:the )?values (?:on|above|over|on top of) (?:the |each |top of (?:the |each )?)?(?:bars?|points?)\b")  # fmt: skip  # noqa: E501
_EXTREME = re.compile(r",? ?(?:\band )?\b(?:mark|highlight|annotate|point out)(?: the)? (maximum|minimum|max|min|peak|highest|lowest)(?: (?:value|point|bar))?\b")  # fmt: skip  # noqa: E501
_ANGLE = re.compile(r",? ?(?:\band )?\b(?:rotate|rotated|tilt)(?: the)?(?: x)?(?:[- ]?(?:axis|tick))?(?: labels?)?(?: by| at)? ?(\d+)?(?: degrees?|°)?(?: labels?)?\b")  # fmt: skip  # noqa: E501
_DUAL = re.compile(r",? ?(?:\bwith |\bon |\busing )?(?:a |two |both )?(?:dual|secondary|second|twin|two|double)(?: y)?[- ]?ax[ie]s\b|,? ?\bon (?:the|a) (?:secondary|second|right) (?:y[- ]?)?axis\b")  # fmt: skip  # noqa: E501
_FACETS = re.compile(
    r",? ?(?:\band )?\b(?:(?:as|in|with|using|into) )?(?:small multiples|facet(?:s|ed|ting)?|trellis(?:ed)?|separate (?:panels?|subplots?|charts?|plots?)"  # noqa: E501
    r"|(?:one|a|a separate|an own|individual) (?:panels?|subplots?|facets?|chart|plot)(?= per\b| for each\b| for every\b)|panels|subplots)(?: (?:by|per|for each|for every|for|of))? ?"  # noqa: E501
)
_SIZED = re.compile(
    r",? ?(?:\band )?\b(?:with )?(?:(?:bubble|point|marker|dot) )?siz(?:e|ed|es|ing)(?: is| are)?(?: by| =| with| for| proportional to| according to)(?: the)? "  # noqa: E501
)
_TREND = re.compile(r",? ?(?:\band )?\b(?:with|add|and|including|plus|show)? ?(?:a |the )?(?:linear )?(?:trend ?line|regression(?: line)?|line of best fit|best[- ]fit(?: line)?|fitted line|lowess)\b")  # fmt: skip  # noqa: E501
_POINTS = re.compile(r",? ?(?:\band )?\bwith (?:markers|points|dots)\b")


def _style(ask: Ask) -> None:
    text = ask.text
    while match := text.take(_LOG_AXIS):
        ask.log[match[1] or match[2] or match[3]] = "log"
    if not ask.log and (match := text.take(_LOG)):
        ask.log = {"x": "log", "y": "log"} if match[0].count("log") > 1 else {"measure": "log"}
    if match := text.take(_COLOR):
        ask.color = match[1]
    if match := text.take(_SCHEME):
        ask.scheme = match[1]
    if match := text.take(_GRID):
        ask.grid = not match[1].startswith(("no", "without", "hide"))
    if match := text.take(_DARK):
        ask.theme = "minimal" if match[1].startswith("min") else "dark"
    if match := text.take(_SIZE):
        ask.size = (min(float(match[1]), 60.0), min(float(match[2]), 60.0))
    if match := text.take(_LABELS):
        ask.labels = True
        ask.mark = "bar" if "bar" in match[0] else ask.mark
    if match := text.take(_EXTREME):
        ask.mark_extreme = "minimum" if match[1] in ("minimum", "min", "lowest") else "maximum"
    if match := text.take(_ANGLE):
        ask.angle = float(match[1] or 45)
    ask.dual = bool(text.take(_DUAL))
    if match := text.take(_FACETS):
        ask.facets = True
        if not re.search(r"\b(?:of|for)\s*$", match[0]):
            text.work = text.work[: match.end() - 1] + FACET_MARK + text.work[match.end() :]
    if match := text.take(_SIZED):
        text.work = text.work[: match.end() - 1] + SIZE_MARK + text.work[match.end() :]
    if re.search(r"\bregression (?:chart|plot)\b", text.work) or text.take(_TREND):
        ask.trend = True
    ask.points = bool(text.take(_POINTS))


# -- order -------------------------------------------------------------------------------------------------------------

_UP = r"(?:asc(?:end(?:ing)?)?(?: (?:alphabetical|lexicographical))?|increasing|rising|alphabetic(?:al(?:ly)?)?|chronological(?:ly)?|lexicographic(?:al(?:ly)?)?)"  # noqa: E501
_DOWN = (
    r"(?:desc(?:end(?:ing)?)?(?: (?:alphabetical|lexicographical))?|decreasing|falling|reverse(?:d)?(?: alphabetic(?:al)?)?)"
)
_SPAN_UP = r"(?:(?:the )?(?:low(?:est)?|small(?:est)?|least|bottom|min(?:imum)?|fewest|young(?:est)?|old(?:est)?|early|earliest|a|short(?:est)?) to (?:the )?(?:high(?:est)?|large(?:st)?|big(?:gest)?|most|top|max(?:imum)?|greatest|oldest|newest|late(?:st)?|z|long(?:est)?))"  # fmt: skip  # noqa: E501
_SPAN_DOWN = r"(?:(?:the )?(?:high(?:est)?|large(?:st)?|big(?:gest)?|most|top|max(?:imum)?|greatest|oldest|late(?:st)?|newest|z|long(?:est)?) to (?:the )?(?:low(?:est)?|small(?:est)?|least|bottom|min(?:imum)?|fewest|youngest|early|earliest|a|oldest|short(?:est)?))"  # fmt: skip  # noqa: E501
_DIR = rf"(?P<dir>(?:(?:in |an? |the |from |by )*)(?:(?P<down>{_DOWN}|{_SPAN_DOWN})|(?P<up>{_UP}|{_SPAN_UP}))(?!\w)(?:[- ](?:o[r]?der|manner|fashion|sequence|sort(?:ed|ing)?))?)"  # fmt: skip  # noqa: E501
_LEAD = (
    r"(?:^|[,.;?!]|\band\b|\bplease\b|\bthen\b)?\s*(?:\b(?:and|then|also|but|please|i(?:'d| would)? (?:want|like) (?:you )?to|could you|can you|"  # noqa: E501
    r"would you|you should|make sure to|with|which|that|where|is|are|it|the results?|results?) )*"
)
_SORTERS = r"(?:sort(?:ed|ing|s)?|order(?:ed|ing|s)?|rank(?:ed|ing|s)?|arrang(?:e|ed|ing)|organi[sz](?:e|ed|ing))"
_SHOWERS = r"(?:list(?:ed)?|show(?:n)?|display(?:ed)?|present(?:ed)?)"
_TARGET = r"(?P<target>(?!(?:in|from|by) |an? (?:\w+ ){0,2}(?:charts?|graphs?|plots?|diagrams?)\b)[^,.;?!]+?)"
_END = r"(?=\s*(?:please\b)?\s*(?:[,.;?!]|$|\b(?:in|with|as|using|by|on|for|show(?:n)?|plot|visuali[sz]e|return|draw|and)\b))"
_BY = r"(?: (?:by|of|on|for|based on|according to|with respect to|in terms of|along))"
_SORTS = tuple(
    re.compile(p)
    for p in (
        # sort in descending order by the y-axis
        rf"{_LEAD}\b(?:{_SORTERS}|{_SHOWERS})(?: (?:it|them|the results?|the bars?|the chart|results?))?(?: by)? {_DIR}{_BY} (?:the )?{_TARGET}(?= please|\s*[,.;?!]|\s*$| (?:in|with|as|using|by|on|for) (?:a|an|the) |,? and | (?:in|with|as|using) (?:bar|pie|line))",  # noqa: E501
        # sort by the y-axis in descending order / sort the y-axis from high to low
        rf"{_LEAD}\b{_SORTERS}(?: (?:it|them|the results?|the chart|results?))?(?: (?:by|on|along|according to|based on))?(?: the)? {_TARGET} {_DIR}(?!(?: o[r]?der| manner)? (?:of|by)\b)",  # noqa: E501
        # , show by the y-axis from high to low / , and display the total number in ascending order
        rf"(?:(?:[,.;?!]|\band\b|\bplease\b) *(?:\b(?:and|then|please|i(?:'d| would)? (?:want|like) to|could you|can you|would you) )*)\b{_SHOWERS}(?: (?:by|on|along|in))?(?: the)? {_TARGET} {_DIR}",  # noqa: E501
        # in ascending order of the number of apartments
        rf"{_LEAD}\b{_DIR}(?: of| by| on| based on| according to| with respect to| in terms of) (?:the )?{_TARGET}(?= please|\s*[,.;?!]|\s*$| (?:in|with|as|using|by|on|for) (?:a|an) |,? and | (?:in|with|as|using) (?:bar|pie|line)| (?:using|show|plot|draw|visuali[sz]e))",  # noqa: E501
        # sorted descending; descending order
        rf"{_LEAD}\b(?:{_SORTERS}|{_SHOWERS}) (?:it |them |the bars? )?{_DIR}",
        rf"{_LEAD}(?P<dir>\bin (?:an? )?(?:(?P<down>{_DOWN})|(?P<up>{_UP}))(?: o[r]?der)?|\bfrom (?:(?:{_SPAN_DOWN})|{_SPAN_UP}))",  # noqa: E501
        r"(?P<dir>\b(?:(?P<up>alphabetically|chronologically)))\b",
        # , descending
        rf"[,;]\s*(?P<dir>(?:(?P<down>{_DOWN}|{_SPAN_DOWN})|(?P<up>{_UP}|{_SPAN_UP}))(?: o[r]?der)?)(?=\s*(?:[,.;?!]|$|please\b|pls\b))",  # noqa: E501
        # x asc; y-axis desc
        rf"(?:[,;.]|\band\b|\bwith\b|(?<=\s))\s*(?:the )?\b(?P<target>[xy])(?:[- ]?axis)? (?:in )?{_DIR}(?=\s*(?:[,.;?!]|$|please\b|pls\b))",  # noqa: E501
        # sorted by age
        rf"(?:[,.;]|\band\b|^)? ?\b(?:sort(?:ed)?|order(?:ed)?|rank(?:ed)?|arranged) by (?:the )?{_TARGET}(?= please|\s*[,.;?!]|\s*$| (?:in|with|as|using|by|on|for) (?:a|an|the) |,? and )",  # noqa: E501
    )
)
_AXIS_X = re.compile(r"^(?:the )?(?:x(?:[- ]?(?:axis|axes|labels?|values?))?|x[- ]?axis .*|bars?|names?|horizontal axis|labels?|categor(?:y|ies)|alphabet)$")  # fmt: skip  # noqa: E501
_AXIS_Y = re.compile(r"^(?:the )?(?:y(?:[- ]?(?:axis|axes|values?))?|total(?: number)?|(?:total )?numbers?|counts?|values?|heights?|vertical axis|frequency|bar heights?)$")  # fmt: skip  # noqa: E501


_COMMANDED = re.compile(r"(?:,? ?\band )?\b(?:sort|order|rank|arrange)(?:ed|ing)?(?: (?:it|them|by|in))*\s*\Z")
_COMMAND = re.compile(r"[.?!]\s*(?:please\s+|then\s+|also\s+)*(?:show|list|display|present)\b(?! by\b| it\b| them\b)")
_WITH_CHART = re.compile(r"\b(?:charts?|graphs?|plots?|diagrams?)\b|\b[xy][- ]?axis and\b|\band (?:sort|order|rank)$")


def _sort(ask: Ask) -> None:
    for place, pattern in enumerate(_SORTS):
        match = pattern.search(ask.text.work)
        if match is None:
            continue
        groups = match.groupdict()
        target = (groups.get("target") or "").strip()
        if len(target.split()) > 9 or (place == 1 and len(target.split()) > 7):
            continue
        if _is_chart_only(target):
            target = ""
        if place == 2 and (_COMMAND.match(match[0]) or _WITH_CHART.search(target)):
            _sort_shown(ask, match)
            return
        order = "descending" if groups.get("down") or _is_down(groups.get("dir") or "") else "ascending"
        phrase, kind = target, ""
        if _AXIS_X.match(target):
            kind, phrase = "x", "name" if "name" in target else ""
        elif _AXIS_Y.match(target):
            kind, phrase = "y", ""
        elif not target and re.search(r"alphabet|a to z|z to a", match[0]):
            kind = "x"
        ask.text.drop(match.start(), match.end())
        if not target and (again := ask.text.take(_SORTS[-1])):
            phrase = again["target"].strip()
            kind = "x" if _AXIS_X.match(phrase) else "y" if _AXIS_Y.match(phrase) else ""
        ask.sort = SortWish(kind, order, phrase, match.start())
        return


def _sort_shown(ask: Ask, match: re.Match[str]) -> None:
    """In "Show name and weight in a bar chart from low to high" what is shown stays; only the direction is taken."""
    start, end = match.span("dir")
    command = _COMMANDED.search(ask.text.work, 0, start)
    ask.text.drop(command.start() if command else start, end)
    order = "descending" if match["down"] or _is_down(match["dir"]) else "ascending"
    ask.sort = SortWish("", order, "", match.start("dir"))


def _is_down(words: str) -> bool:
    return bool(re.search(rf"\b(?:{_DOWN}|{_SPAN_DOWN})\b", words))


def _is_chart_only(target: str) -> bool:
    return bool(re.fullmatch(r"(?:the |a |in |by |with )*(?:bar|pie|line|scatter)? ?(?:chart|graph|plot)", target))


# -- the chart ---------------------------------------------------------------------------------------------------------

_NOUN = r"(?:charts?|graphs?|plots?|diagrams?|figures?|visuali[sz]ations?|grams?)"
_MARKS: tuple[tuple[str, str, str | None, bool], ...] = (
    (r"(?:100 ?%|percent(?:age)?|normali[sz]ed|proportional) stacked (?:bars?|columns?)", "bar", "normalize", True),
    (r"(?:100 ?%|percent(?:age)?|normali[sz]ed) stacked areas?", "area", "normalize", True),
    (r"stack(?:ed|ing)? horizontal bars?|horizontal stack(?:ed|ing)? bars?", "hbar", "stacked", True),
    (r"stack(?:ed|ing)? (?:bars?|columns?|histogram)", "bar", "stacked", True),
    (r"(?:group(?:ed|ing)?|clustered|dodged|side[- ]by[- ]side) (?:bars?|columns?)", "bar", "grouped", True),
    (r"stack(?:ed|ing)? areas?", "area", "stacked", True),
    (r"(?:group(?:ed|ing)?|multi(?:ple)?[- ]?(?:series)?) lines?", "line", None, True),
    (r"(?:group(?:ed|ing)?|colou?red) scatter", "point", None, True),
    (r"horizontal (?:bars?|histogram)", "hbar", None, True),
    (r"do(?:ugh)?nuts?", "donut", None, True),
    (r"ring", "donut", None, False),
    (r"pies?", "arc", None, True),
    (r"histograms?", "hist", None, True),
    (r"bar[- ]?(?=chart|graph|plot)|bars?|columns?", "bar", None, False),
    (r"scatter[- ]?(?:plots?)?", "point", None, True),
    (r"bubble", "point", None, False),
    (r"box[- ]?(?:plots?)(?: ?and ?whiskers?)?|box-and-whisker", "boxplot", None, True),
    (r"box", "boxplot", None, False),
    (r"violins?", "violin", None, True),
    (r"(?:strip|swarm|jitter|dot)", "strip", None, False),
    (r"heat ?maps?", "rect", None, True),
    (r"areas?", "area", None, False),
    (r"kde|density|densities", "density", None, False),
    (r"tree ?maps?", "treemap", None, True),
    (r"regression", "point", None, False),
    (r"lines?", "line", None, False),
    (r"step", "line", None, False),
)
"""Words, mark, arrangement, and whether the words mean the chart without "chart" or "plot" after them."""
_BEFORE = (
    r"(?:(?:[,.;?]|^| )?\s*(?:\b(?:and|then|please|can|could|you|i|want|we|let|us|to|see|now)\s+)*"
    r"\b(?:show|shows|showing|visuali[sz]e[sd]?|plot|plotted|draw|return|give|display|displays|present|make|create|use|using|build|generate|represent|illustrate|render|put)\b"
    r"(?: (?:me|them|it|us|this|that|these|all|the|results?|data|in|your|for))*\s*)?"
    r"(?:\b(?:in|by|with|as|using|into|on|through|via|of|to|for)\s+)?(?:\b(?:the form of|form of|a form of)\s+)?(?:\b(?:a|an|the|some|one|simple|nice|single|type of)\s+)*"  # noqa: E501
)
_AFTER = r"(?:\s+(?:about|on|that (?:shows?|displays?|represents?|illustrates?)|which (?:shows?|displays?)|showing|shows?|displays?|displaying|to show|to display|to visuali[sz]e|to represent|to compare|to illustrate|representing|illustrating|depicting|comparing|for showing|for returning|for listing|for finding|for visuali[sz]ing|what|listing|returning)\b(?: me| the result| us)?)*"  # fmt: skip  # noqa: E501


def _marks() -> tuple[tuple[re.Pattern[str], str, str | None], ...]:
    full = [(re.compile(rf"{_BEFORE}\b(?:{w})[- ]?\s*{_NOUN}\b{_AFTER}"), mark, how) for w, mark, how, _ in _MARKS]
    short = []
    for words, mark, how, alone in _MARKS:
        if alone:
            short.append((re.compile(rf"{_BEFORE}\b(?:{words})\b{_AFTER}"), mark, how))
        elif mark not in ("density", "strip"):
            end = r"(?=\s*(?:[,.;?]|$|for\b|by\b|of\b|and\b|with\b|to\b))"
            short.append((re.compile(rf"\b(?:as|in|with|using|by)\s+(?:a |an |the )?(?:{words})\b{end}"), mark, how))
    return (*full, *short)


_MARK_PATTERNS = _marks()
_THE_RESULT = re.compile(r"\b(?:show|give|return|display|tell|visuali[sz]e|plot|draw|group)(?: me| us)? (?:the |all )?results?\b(?=\s*(?:[;,.?]|$|in\b|with\b|as\b|using\b|by\b))")  # fmt: skip  # noqa: E501


_BARE_MARK = re.compile(
    r"(?:(?:^|[,.;:!?])\s*(?:(?:please|just|then|and)\s+)*(?:(?:show|use|draw|plot|display|give|make|with|as|in)\s+(?:it |them |me |us |the |this )*)?(?:as |in |with |a |an )*"  # noqa: E501
    r"|\b(?:show|use|draw|plot)\s+)\b(?P<mark>bars?|lines?|pies?|scatter)\b(?=\s*(?:[,.;:!?]|$|please\b|pls\b|by\b|of\b|with\b|for\b|and show\b|and sort\b))"  # noqa: E501
)


def _chart(ask: Ask) -> None:
    for pattern, mark, arrangement in _MARK_PATTERNS:
        match = ask.text.take(pattern)
        if match is None:
            continue
        ask.mark = {"hist": "bar", "hbar": "bar", "donut": "arc"}.get(mark, mark)
        ask.histogram, ask.horizontal, ask.donut = mark == "hist", mark == "hbar", mark == "donut"
        ask.arrangement = arrangement
        if "regression" in match[0]:
            ask.trend = True
        break
    if ask.mark is None and (match := ask.text.take(_BARE_MARK)):
        ask.mark = {"bar": "bar", "lin": "line", "pie": "arc", "sca": "point"}[match["mark"][:3]]
    if ask.text.take(re.compile(r",? ?\b(?:and )?(?:horizontal(?:ly)?|sideways)\b(?: bars?)?")):
        ask.horizontal = True
        ask.mark = ask.mark or "bar"
    if ask.mark in ("bar", "area", None) and ask.arrangement is None:
        if re.search(r"\bstack", ask.text.work):
            ask.arrangement = "stacked"
            ask.mark = ask.mark or "bar"
        elif ask.text.take(re.compile(r",? ?\bside[- ]by[- ]side\b")):
            ask.arrangement = "grouped"
            ask.mark = ask.mark or "bar"
    for pattern, _, _ in _MARK_PATTERNS[: len(_MARKS)]:
        ask.text.take(pattern)
    ask.text.take(_THE_RESULT)


# -- time, windows, limits, bins ---------------------------------------------------------------------------------------

_UNIT = (
    r"(?P<unit>days? of (?:the )?weeks?|week ?days?|weeks?|years?[- ]?months?|months?|years?|quarters?|hours?(?: of (?:the )?day)?|decades?|"  # noqa: E501
    r"days? of (?:the )?months?|days?|dates?|minutes?|weekly|monthly|yearly|annually)"
)
_BIN_BY = re.compile(
    rf"(?:\b(?:and|that|which|by|with|to|then|are|is|i want to|please)\s+)*\b(?:bin(?:s|ned|ning)?|bucket(?:s|ed|ing)?|group(?:ed|ing)?)\b (?:that |them |it |the |all )*(?P<phrase>[^,.;?]{{0,60}}?)\s*\b(?:by|into|in|to|per|with|for|on|as)\b (?:each |every |a |an |the |one )*{_UNIT}\b(?: (?:intervals?|bins?|buckets?|groups?|time))*"  # noqa: E501
)
_BIN_IT = re.compile(
    rf"\bbin(?:s|ned|ning)? (?:the )?(?P<phrase>[^,.;?]{{0,40}}?)\b(?:x[- ]?axis )?(?:by )?{_UNIT} intervals?\b"
)
_EACH_UNIT = re.compile(
    rf"\b(?P<cue>for each|in each|on each|of each|for every|in every|each|every|per|by|across|over|over the|group(?:ed|ing)? by|in different|for different|from each|on a|for all|during each|within each|different)(?: the| different| all| single)? {_UNIT}\b(?! (?:of|old|rate|limit)\b)(?: intervals?)?"  # noqa: E501
)
_ADJECTIVES = {"daily": "yearmonthdate", "weekly": "yearweek", "monthly": "yearmonth", "quarterly": "yearquarter", "yearly": "year",  # noqa: E501
               "annual": "year", "annually": "year", "hourly": "hours"}  # fmt: skip
_ADJECTIVE = re.compile(rf"\b({'|'.join(_ADJECTIVES)})\b")
_OVER_TIME = re.compile(r"\b(?:(?:evolve[sd]?|change[sd]?|develop(?:ed|s)?|vary|varies|varied|trends?|evolution|development)\s+)?(?:over|through|across|along|with|by|in) (?:the )?(?:time|years)\b|\b(?:the )?(?:trends?|evolution|time series)(?: of| in| for)?\b")  # fmt: skip  # noqa: E501
_WINDOWS = (
    (re.compile(r"\b(?:cumulative(?:ly)?|running(?= (?:total|sum|count))|accumulated)\b(?: (?=total|sum|count))?"), "cumulative"),  # noqa: E501
    (re.compile(r"\b(?P<n>\d+)[- ]?(?:day|week|month|year|point|period|row|quarter)?s? (?:rolling|moving)(?: (?P<agg>average|mean|sum|median|max|min))?\b(?: of)?"), "rolling"),  # noqa: E501
    (re.compile(r"\b(?:rolling|moving)(?: (?P<agg>average|mean|sum|median|max|min))?(?: (?:of|over|with|window|a|the|window of|last))* (?P<n>\d+)(?:[- ]?(?:days?|weeks?|months?|years?|points?|periods?|rows?|quarters?))?(?: (?:average|mean|window))?\b"), "rolling"),  # noqa: E501
    (re.compile(r"\b(?:with (?:a |the )?)?(?:rolling|moving)(?: (?P<agg>average|mean|sum|median))?\b(?: of)?"), "rolling"),
    (re.compile(r"\b(?:percent(?:age)?|%|share) of (?:the )?(?:grand )?total\b(?: of)?"), "percent of total"),
    (re.compile(r"\b(?:percent(?:age)?|%|relative) (?:change|growth|increase)\b(?: (?:of|in))?|\bgrowth rate\b(?: of)?"), "percent change"),  # noqa: E501
    (re.compile(r"\b(?:month|year|day|week|quarter)(?:[- ]over[- ]|-(?:to|on)-| (?:to|on) (?=\w+ (?:growth|percent|change|difference)))(?:month|year|day|week|quarter)(?: (?P<pct>growth|percent(?:age)?))?(?: change| difference)?\b(?: (?:of|in))?"), "difference"),  # noqa: E501
)  # fmt: skip


_STEP = re.compile(r"\b(?:from )?(year|quarter|month|week|day) (?:to|by|after) \1\b(?! (?:growth|percent|change|difference))")


def _units(ask: Ask) -> None:
    text = ask.text
    for pattern in (_BIN_BY, _BIN_IT):
        match = pattern.search(text.work)
        if match and not (match[0].lstrip().startswith("group") and _unit_of(match["unit"]) == "yearmonthdate"):
            phrase = match["phrase"].strip()
            if "group" in match[0] and phrase and not re.match(r"^(?:it|them|the|by|results?| )*$", phrase):
                continue
            ask.unit, ask.unit_phrase, ask.unit_binned = _unit_of(match["unit"]), phrase, True
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


def _unit_of(words: str) -> str:
    words = re.sub(r"s\b", "", words.strip())
    if "week" in words and "day" in words:
        return "day"
    if "day" in words and "month" in words:
        return "date"
    if words.startswith("hour"):
        return "hours"
    return {"year month": "yearmonth", "year-month": "yearmonth", "month": "month", "monthly": "month", "year": "year", "yearly": "year",  # noqa: E501
            "annually": "year", "quarter": "quarter", "week": "yearweek", "weekly": "yearweek", "decade": "year", "day": "yearmonthdate",  # noqa: E501
            "date": "yearmonthdate", "minute": "minutes", "yearmonth": "yearmonth"}.get(words, "year")  # fmt: skip


def each_unit(text: Text) -> re.Match[str] | None:
    """The first "per month" of a text; whether it is a unit or a column of that name is decided with the data."""
    return _EACH_UNIT.search(text.work)


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


_MONTH_NAMES = "january february march april may june july august september october november december".split()  # noqa: SIM905
_IN_MONTH = re.compile(rf"\b(?:in|during|of|for|only) ({'|'.join(_MONTH_NAMES)})(?: (?:of )?(\d{{4}}))?\b")
_IN_QUARTER = re.compile(
    r"\b(?:(?:in|during|of|for|only) )?(?:the )?(?:q([1-4])|(first|second|third|fourth) quarter)(?: (?:of )?(\d{4}))?\b"
)
_RECENT = re.compile(
    r"\b(?:(?:in|during|over|for|from|of|within) )?(?:the )?(?:last|past|previous|recent) (\d+|[a-z]+) (day|week|month|quarter|year)s?\b"  # noqa: E501
)


def _moments(ask: Ask) -> None:
    """In March 2024, in Q1, the last 90 days."""
    text = ask.text
    if match := text.take(_IN_MONTH):
        ask.moments.append(("month", "==", _MONTH_NAMES.index(match[1]) + 1))
        if match[2]:
            ask.moments.append(("year", "==", int(match[2])))
    if match := text.take(_IN_QUARTER):
        number = int(match[1]) if match[1] else ("first", "second", "third", "fourth").index(match[2]) + 1
        ask.moments.append(("quarter", "==", number))
        if match[3]:
            ask.moments.append(("year", "==", int(match[3])))
    match = _RECENT.search(text.work)
    if match and (count := number_of(match[1])):
        ask.recent = (count, match[2])
        text.drop(match.start(), match.end())


def _windows(ask: Ask) -> None:
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


_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,  # noqa: E501
            "twelve": 12, "fifteen": 15, "twenty": 20, "fifty": 50, "hundred": 100}  # fmt: skip
_N = rf"(\d+|{'|'.join(_NUMBERS)})"
_BEST = r"(?:high(?:est)?|larg(?:est)?|big(?:gest)?|most (?:common|frequent|popular|expensive|recent|often|[a-z]{2,}(?:ed|en|ive|ant|ent|ful|ous))|best|greatest|longest|tallest|oldest|heaviest|latest|strongest|richest)"  # noqa: E501
_WORST = r"(?:low(?:est)?|smallest|least (?:common|frequent|popular|expensive)|worst|fewest|shortest|youngest|lightest|earliest|cheapest|rarest|poorest)"  # noqa: E501
_LIMITS = (
    (
        re.compile(
            rf"\b(?:the )?{_N} (?=[a-z_ ]{{2,40}}? (?:with|that have|having|which have|that has|who have) the (?:most|highest|largest|greatest|biggest|maximum))"  # noqa: E501
        ),
        "descending",
    ),
    (
        re.compile(
            rf"\b(?:the )?{_N} (?=[a-z_ ]{{2,40}}? (?:with|that have|having|which have|that has|who have) the (?:least|fewest|lowest|smallest|minimum))"  # noqa: E501
        ),
        "ascending",
    ),
    (re.compile(rf"\b(?:the )?top {_N}(?: (?:{_BEST}))?\b(?! percent| %|%)"), "descending"),
    (
        re.compile(
            rf"\b(?:the )?(?:bottom|last|lowest|(?<!at )least) {_N}\b(?! days?\b| weeks?\b| months?\b| years?\b| quarters?\b| hours?\b)"  # noqa: E501
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


def _limit(ask: Ask) -> None:
    if ask.text.take(re.compile(r",? ?(?:\band )?\b(?:(?:with|and|group|gather|put|lump|collect) )?(?:the |all )?(?:rest|others?|remaining|remainder)(?: (?:as|in(?:to)?|of them|combined|together|grouped))*(?: (?:an? )?[\"']?others?[\"']?)?(?=\s*[,.;?]|\s*$)")):  # fmt: skip  # noqa: E501
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
_BIN_SIZE = re.compile(r",? ?(?:\band )?\b(?:(?:with|in(?:to)?|using|use) )?(?:a )?bins? (?:of )?(?:size|width|step)s?(?: of)? (\d+(?:\.\d+)?)\b|\bbins of (\d+(?:\.\d+)?)\b")  # fmt: skip  # noqa: E501
_BINNED = re.compile(r"\bbin(?:ned|s|ning)?\b")


def _bins(ask: Ask) -> None:
    if match := ask.text.take(_BIN_SIZE):
        ask.bin_step = float(match[1] or match[2])
    elif match := ask.text.take(_BIN_COUNT):
        ask.bins = number_of(match[1])
    elif ask.text.take(_BINNED):
        ask.bins = 0


_COUNT_THEM = re.compile(r",? ?(?:\band )?(?:also )?\b(?:count|counting) (?:them|it|those|each(?: of them)?|for each|how many(?: of them)?)\b|,? ?\band (?:the )?counts?(?: of (?:them|each))?\b(?=\s*[;,.?]|\s*$| for\b)|,? ?\band (?:how many|the number of them|their (?:counts?|numbers?))(?: (?:they|there) (?:have|are|is))?(?=\s*[;,.?]|\s*$)")  # fmt: skip  # noqa: E501
_TOTAL_NUMBER = re.compile(
    r"\b(?:the )?(?:total|overall) numbers?\b(?=\s*(?:[;,.?]|$|across\b|over\b|by\b|for\b|from\b|in\b|per\b|group))"
)
_RELATION = re.compile(
    r"\b(?:the )?(?:correlations?|relationships?|relations?|associations?|dependence|dependency)(?: (?:of|between|among))*\b"
)
_SHARE = re.compile(
    r"\b(?:the )?(?:proportions?|shares?|percentages?|breakdown|composition|make-?up|ratios?)(?: of)?\b(?! column)"
)
_DISTRIBUTION = re.compile(r"\b(?:the )?(?:distributions?|spread|histogram)(?: (?:of|for))?(?: the)?\b|\bhow (?:are|is)(?: the)?(?= .*\bdistributed\b)")  # fmt: skip  # noqa: E501
_COMPARE = re.compile(r"\b(?:the )?(?:compar(?:e[sd]?|ing|isons?))(?: (?:of|about|between))?\b")


_VARIES = re.compile(
    r"\bhow (?:much )?(?:does|do|did|is|are)(?P<what> .+? )(?P<how>(?:var|chang|depend|relat|scal|correlat|affect|influenc)[a-z]* (?:with|on|to|by|in))\b"  # noqa: E501
)


def _hints(ask: Ask) -> None:
    if match := _VARIES.search(ask.text.work):
        ask.relation = True
        start, end = match.span("how")
        ask.text.put_back(start, "and".ljust(end - start))
        ask.text.drop(match.start(), match.start("what"))
    ask.count_them = bool(ask.text.take(_COUNT_THEM)) or bool(ask.text.take(_TOTAL_NUMBER))
    ask.average = bool(ask.text.take(re.compile(r"\bon average\b")))
    ask.relation = bool(ask.text.take(_RELATION)) or ask.relation
    ask.distribution = bool(ask.text.take(_DISTRIBUTION))
    ask.compare = bool(ask.text.take(_COMPARE))
    if re.search(_SHARE, ask.text.work):
        ask.share = True


def literal(text: Text, start: int, end: int) -> Any:
    """The original words of a span."""
    return text.original[start:end]
