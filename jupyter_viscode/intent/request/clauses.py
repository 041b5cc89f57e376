"""Clauses: an instruction enters; an Ask leaves: presentation wishes taken out of it, and the rest to be linked.

The grammar here knows no table. Each reader takes its words out of a `Text` (positions stay): what is left over is content.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from jupyter_viscode.intent.request.ask import FACET_MARK, QUOTE, SHIELD, SIZE_MARK, Ask, Text
from jupyter_viscode.intent.request.marks import read_mark
from jupyter_viscode.intent.request.orders import read_order
from jupyter_viscode.intent.request.units import (
    read_bins,
    read_limit,
    read_moments,
    read_units,
    read_windows,
)


def read_clauses(instruction: str, names: Iterable[str] = (), held: Collection[str] = frozenset()) -> Ask:
    """Take the presentation wishes out of an instruction; the words of `names` are not taken for wishes.

    Those of `held` are not taken for stretches of the calendar.
    """
    ask = Ask(Text(_plain(instruction)), held=held)
    if match := _OF_INK_SIZE.search(ask.text.work):
        ask.unmet.append(match[0])
        ask.text.drop(*match.span("size"))
    ask.text.shield(names)
    for reader in (
        _titles,
        _library,
        _legend,
        _scales,
        _colors,
        _surroundings,
        _labels,
        _panels,
        _trend_and_points,
        read_moments,
        read_order,
        read_mark,
        read_units,
        read_windows,
        read_limit,
        read_bins,
        _hints,
    ):
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


_Q = f"[{chr(QUOTE)}-{chr(QUOTE + 999)}]"


_TITLE = re.compile(
    rf"(?:,? ?\b(?:and|with|give it|set|add|use|having)? ?(?:a |the )?)\b(?:chart |plot )?(?:title[ds]?|call"
    rf"(?:ed)? it|heading)(?: ?(?:is|as|of|to|:|=|it|should be))? *({_Q})"
)


_TITLE_BARE = re.compile(
    r",? ?\b(?:and )?(?:with (?:a |the )?title|titled|title it|title:|entitled) ?:? ?(?! ?(?:and|or|on|in|as) )([^,;.?\"]+)"
)


_AXIS_TITLE = re.compile(
    rf"(?:\b(?:with|and|set|the|a|label)\b ?)*\b([xy])[- ]?(?:axis)?[- ]?(?:axis )?(?:label(?:l?ed)?"
    rf"|title[d]?|named)(?: ?(?:is|as|of|to|:|=))? *({_Q})"
)


_AXIS_NAME = re.compile(rf"\b(?:label|name|call|title) (?:the )?([xy])[- ]?axis (?:as |to )? *({_Q})")


_LIBRARY = re.compile(
    r",? ?(?:\band )?\b(?:(?:with|using|in|use|via|by|through|as an?|an?)(?: the)? )?(matplotlib|pyplot"
    r"|seaborn|plotly(?: express)?|altair|vega-?lite)\b(?: library| code| package| chart| plot| figure)?(?! "
    r"column)"
)


_LEGEND_PLACE = (
    r"(outside|inside|on the (?:right|left|top|bottom)|at (?:the )?(?:right|left|top|bottom)|(?:to|in) the "
    r"(?:right|left|top|bottom)|below|above|right|left|top|bottom|hidden|off|none)"
)


_LEGEND = re.compile(
    rf",? ?(?:\band )?\b(?:with |put |place |move |show |set |have )?(?:the |a )?legend (?:is |placed |to be "
    rf"|to |should be |shown |goes |put )?{_LEGEND_PLACE}(?: (?:of )?(?:the )?(?:plot|chart|axes|figure))?"
)


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
    r",? ?(?:\band )?\b(?:with |using |use |on |in |set |make )?(?:a |the )?(?:log(?:arithmic)?[- ]?"
    r"(?:scaled?|axis|axes)?(?: scale)? (?:on |for |along )?(?:the )?([xy])\b(?:[- ]?ax[ie]s)?"
    r"|([xy])[- ]?axis (?:is |in |on |as |to )?(?:be |a |the )?log(?:arithmic)?(?: scaled?)?|log[- ]?([xy])\b)"
)


_LOG = re.compile(
    r",? ?(?:\band )?\b(?:(?:with|using|use|on|in|to) )?(?:a |the )?(?:log(?:arithmic)?[- ]?(?:scaled?|axis"
    r"|axes)(?: scale)?|log[- ]log(?: scale)?|logarithmically)\b"
)


_COLORS = (
    "red|blue|green|orange|purple|black|grey|gray|yellow|pink|brown|teal|cyan|magenta|navy|gold|crimson|salmon|turquoise"
    "|violet|indigo|coral|skyblue|steelblue|tomato|olive|maroon|lime|orchid|darkgreen|darkblue|darkred|lightblue|lightgreen"
    "|tan|beige"
)


_COLOR = re.compile(
    rf",? ?(?:\band )?\b(?:(?:in|with|using|as(?= \w+ (?:points?|dots?)\b)|make (?:it|them|the \w+)|color(?:ed)?"
    rf"|colour(?:ed)?)(?: the| a)? "
    rf")({_COLORS}|#[0-9a-f]{{6}})(?: colou?r(?:s|ed)?)?(?= (?:bars?|lines?|points?|dots?)\b|[ ,.;]*$|,| "
    rf"and\b| with\b)(?: (?:bars?|lines?|points?|dots?))?"
)


_SCHEME = re.compile(
    r",? ?(?:\band )?\b(?:with|using|in|use)(?: the| a)? (viridis|plasma|magma|inferno|cividis|coolwarm"
    r"|blues|greens|reds|tab10|set2|pastel)(?: (?:palette|colou?r ?map|colou?rs|scheme|colou?r scheme))?\b"
)


_GRID = re.compile(
    r",? ?(?:\band )?\b(with(?: a)?|no|without(?: a| the)?|hide(?: the)?|show(?: the)?|add(?: a)?) grid(?: ?lines?)?\b"
)


_DARK = re.compile(
    r",? ?(?:\band )?\b(?:with|in|using|use)? ?(?:a |the )?(dark|minimal|minimalist)[- ]?(?:theme|mode|style|background)\b"
)


_SIZE = re.compile(
    r",? ?(?:\band )?\b(?:figure |chart )?(?:size|sized|figsize)(?: of| is|:|=)? ?\(?(\d+(?:\.\d+)?) ?(?:x"
    r"|by|×|,) ?(\d+(?:\.\d+)?)\)?(?: in(?:ches)?)?\b"
)


_LABELS = re.compile(
    r",? ?(?:\band )?\b(?:with|add|show|put|display|annotate(?: (?:the )?bars)?(?: with)?)(?: the)? (?:value"
    r"|data) ?labels?(?: on (?:the |each )?(?:bars?|points?))?\b|,? ?(?:\band )?\b(?:(?:show|with|label|put"
    r"|print) )?(?:the )?values (?:on|above|over|on top of) (?:the |each |top of (?:the |each )?)?(?:bars?"
    r"|points?)\b"
)


_EXTREME = re.compile(
    r",? ?(?:\band )?\b(?:mark|highlight|annotate|point out)(?: the)? (maximum|minimum|max|min|peak|highest"
    r"|lowest)(?: (?:value|point|bar))?\b"
)


_ANGLE = re.compile(
    r",? ?(?:\band )?\b(?:rotate|rotated|tilt)(?: the)?(?: x)?(?:[- ]?(?:axis|tick))?(?: labels?)?(?: by| "
    r"at)? ?(\d+)?(?: degrees?|°)?(?: labels?)?\b"
)


_DUAL = re.compile(
    r",? ?(?:\bwith |\bon |\busing )?(?:a |two |both )?(?:dual|secondary|second|twin|two|double)(?: "
    r"y)?[- ]?ax[ie]s\b|,? ?\bon (?:the|a) (?:secondary|second|right) (?:y[- ]?)?axis\b"
)


_FACETS = re.compile(
    r",? ?(?:\band )?\b(?:(?:as|in|with|using|into) )?(?:small multiples|facet(?:s|ed|ting)?|trellis(?:ed)?"
    r"|separate (?:panels?|subplots?|charts?|plots?)"
    r"|(?:one|a|a separate|an own|individual) (?:panels?|subplots?|facets?|chart|plot)(?= per\b| for each\b| "
    r"for every\b)|panels|subplots)(?: (?:by|per|for each|for every|for|of))? ?"
)


_SIZED = re.compile(
    r",? ?(?:\band )?\b(?:with )?(?:(?:bubble|point|marker|dot) )?siz(?:e|(?P<done>ed|ing)|es)(?: is| are)?(?: by| =| "
    r"with| for| proportional to| according to)(?: the)? "
)
_INK_SIZE = re.compile(
    r",? ?(?:\band )?\b(?:with |using |in )?(?:a |the )?(?P<size>(?:(?:point|marker|dot|bubble|circle|font|text|label)"
    r"[ -]?sizes?(?: of| is|:| =| to)?) \d+(?:\.\d+)?)(?:pt|px)?\b"
)
_OF_INK_SIZE = re.compile(
    r"\b(?:points|markers|dots|bubbles|circles)(?P<size> (?:of|with) (?:a )?size(?: of)? \d+(?:\.\d+)?)\b"
)
_POINTED = re.compile(r"\b(?:scatter[a-z]*|bubbles?|points?|markers?|dots?|circles?|against|versus|vs)\b")
"""What tells marks that have a size from the sizes of parties."""


_TREND = re.compile(
    r",? ?(?:\band )?\b(?:with|add|and|including|plus|show)? ?(?:a |the )?(?:linear )?(?:trend ?line"
    r"|regression(?: line)?|line of best fit|best[- ]fit(?: line)?|fitted line|lowess)\b"
)


_POINTS = re.compile(
    r",? ?(?:\band )?\bwith (?:markers|dots|points)\b(?! (?:over|above|below|under|between|at|of|equal|\w+ than)\b)"
)


def _scales(ask: Ask) -> None:
    text = ask.text
    while match := text.take(_LOG_AXIS):
        ask.log[match[1] or match[2] or match[3]] = "log"
    if not ask.log and (match := text.take(_LOG)):
        ask.log = {"x": "log", "y": "log"} if match[0].count("log") > 1 else {"measure": "log"}


def _colors(ask: Ask) -> None:
    if match := ask.text.take(_COLOR):
        ask.color = match[1]
    if match := ask.text.take(_SCHEME):
        ask.scheme = match[1]


def _surroundings(ask: Ask) -> None:
    """Grid, theme and size; how large points or letters are is no condition on a column that is called size."""
    while match := ask.text.take(_INK_SIZE):
        ask.unmet.append(match["size"])
    if match := ask.text.take(_GRID):
        ask.grid = not match[1].startswith(("no", "without", "hide"))
    if match := ask.text.take(_DARK):
        ask.theme = "minimal" if match[1].startswith("min") else "dark"
    if match := ask.text.take(_SIZE):
        ask.size = (min(float(match[1]), 60.0), min(float(match[2]), 60.0))


def _labels(ask: Ask) -> None:
    if match := ask.text.take(_LABELS):
        ask.labels = True
        ask.mark = "bar" if "bar" in match[0] else ask.mark
    if match := ask.text.take(_EXTREME):
        ask.mark_extreme = "minimum" if match[1] in ("minimum", "min", "lowest") else "maximum"
    if match := ask.text.take(_ANGLE):
        ask.angle = float(match[1] or 45)


def _panels(ask: Ask) -> None:
    """A second axis, panels, and what the size of points is of; a mark is left where what they are of is named."""
    text = ask.text
    ask.dual = bool(text.take(_DUAL))
    if match := text.take(_FACETS):
        ask.facets = True
        if not re.search(r"\b(?:of|for)\s*$", match[0]):
            text.work = text.work[: match.end() - 1] + FACET_MARK + text.work[match.end() :]
    match = _SIZED.search(text.work)
    if match is not None and (match["done"] or _POINTED.search(text.work)):
        text.drop(match.start(), match.end())
        text.work = text.work[: match.end() - 1] + SIZE_MARK + text.work[match.end() :]


def _trend_and_points(ask: Ask) -> None:
    if re.search(r"\bregression (?:chart|plot)\b", ask.text.work) or ask.text.take(_TREND):
        ask.trend = True
    ask.points = bool(ask.text.take(_POINTS))


_COUNT_THEM = re.compile(
    r"(?<=[,;] )y(?:[- ]axis)?(?: is|:| =)? (?:the )?(?:counts?|number|frequency)(?=\s*(?:[,.;]|$))|,? ?"
    r"(?:\band )?(?:also )?\b(?:count|counting) (?:them|it|those|each(?: of them)?|for each|how many(?: of "
    r"them)?)\b|,? ?\band (?:the )?counts?(?: of (?:them|each))?\b(?=\s*[;,.?]|\s*$| for\b)|,? ?\band (?:how "
    r"many|the number of them|their (?:counts?|numbers?))(?: (?:they|there) (?:have|are|is))?(?=\s*[;,.?]"
    r"|\s*$)"
)


_TOTAL_NUMBER = re.compile(
    r"(?:\b(?:the )?(?:total|overall) numbers?|(?:(?<=show )|(?<=plot )|(?<=give )|(?<=draw ))the number)\b"
    r"(?=\s*(?:[;,.?]|$|across\b|over\b|by\b|for\b|from\b|in\b|per\b|group))"
)


_RELATION = re.compile(
    r"\b(?:the )?(?:correlations?|relationships?|relations?|associations?|dependence|dependency)(?: (?:of|between|among))*\b"
)


_SHARE = re.compile(
    r"\b(?:the )?(?:proportions?|shares?|percentages?|breakdown|composition|make-?up|ratios?)(?: of)?\b(?! column)"
)
_PARTS = re.compile(
    r"\b(?:proportions?|shares?|percent(?:age)?s?|fractions?)\b(?! columns?\b| change| growth)|(?<!\d)(?<!\d )% of\b"
)
"""Words for parts of a whole; a breakdown may be one of figures."""
PARTS_OF_WHOLE = frozenset("proportion proportions share shares percent percentage percentages percents ratio ratios".split())
"""Those of them that are also names of columns."""


_DISTRIBUTION = re.compile(
    r"\b(?:the )?(?:distributions?|spread|histogram)(?: (?:of|for))?(?: the)?\b|\bhow (?:are|is)(?: the)?(?= "
    r".*\bdistributed\b)"
)


_COMPARE = re.compile(r"\b(?:the )?(?:compar(?:e[sd]?|ing|isons?))(?: (?:of|about|between))?\b")


_VARIES = re.compile(
    r"\bhow (?:much )?(?:does|do|did|is|are)(?P<what> .+? )(?P<how>(?:var|chang|depend|relat|scal|correlat"
    r"|affect|influenc)[a-z]* (?:with|on|to|by|in))\b"
)


_IN_TOTAL = re.compile(
    r"\badd(?:s|ed|ing)? up(?: to)?\b(?! \d)|,?\s*\b(?:in total|in all|altogether|all together|summed(?: "
    r"up)?|sum (?:them|it|these) up)\b(?=\s*(?:[,.;:?!)]|$|(?:do|does|did|by|per|for|at|on|over|in|from"
    r"|across|each|have|has|how|is|are|was|were|as|and)\b))"
)


_ON_AVERAGE = re.compile(r"\bon average\b|(?<=[,;] )(?:and )?averaged\b(?=\s*(?:[,.;]|$))")


def _summed(text: Text) -> bool:
    """Whether "in total" and the like ask for a sum; after a number they say what is compared: "over 20 hours in total"."""
    match = _IN_TOTAL.search(text.work)
    if match is None or re.search(
        r"(?:than|over|under|above|below|least|most|exceeding|[<>]=?) \S+[^,;.?]*$|\d[^,;.?]*$", text.work[: match.start()]
    ):
        return False
    text.drop(match.start(), match.end())
    return True


def _hints(ask: Ask) -> None:
    if match := _VARIES.search(ask.text.work):
        ask.relation = True
        start, end = match.span("how")
        ask.text.put_back(start, "and".ljust(end - start))
        ask.text.drop(match.start(), match.start("what"))
    ask.count_them = bool(ask.text.take(_COUNT_THEM)) or bool(ask.text.take(_TOTAL_NUMBER))
    ask.total = _summed(ask.text)
    ask.average = bool(ask.text.take(_ON_AVERAGE))
    ask.relation = bool(ask.text.take(_RELATION)) or ask.relation
    ask.distribution = bool(ask.text.take(_DISTRIBUTION))
    ask.compare = bool(ask.text.take(_COMPARE))
    ask.parts = ask.window in (None, "percent of total") and _PARTS.search(ask.text.work) is not None
    ask.share = ask.parts or _SHARE.search(ask.text.work) is not None
