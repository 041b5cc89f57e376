"""Rewording: an instruction and what is known of the data go in; the same in words that rules may know comes out.

What names an axis by its column or its side becomes x or y. Where something was not understood, shorthand is written out,
slips of the pen are put right, and what only says why goes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import lru_cache

from jupyter_viscode.intent.editing.wishes.facts import Facts
from jupyter_viscode.intent.editing.wishes.rules import Rule
from jupyter_viscode.intent.editing.words.lexicon import COLORS, FILLERS, NUMBER_WORDS, SCHEMES
from jupyter_viscode.intent.editing.words.notions import NOTIONS
from jupyter_viscode.intent.editing.words.speech import QUOTE, Speech
from jupyter_viscode.spec import Chart

_SHORT: dict[str, str] = {
    "years": "yrs", "year": "yr", "months": "mths mnths", "month": "mth mnth", "quarters": "qtrs", "quarter": "qtr",
    "weeks": "wks", "week": "wk", "percent": "pct pcts procent procents prozent perc", "standard deviation": "std stdev sd",
    "year over year": "yoy", "month over month": "mom", "quarter over quarter": "qoq", "week over week": "wow",
    "cumulative": "cum cumul cuml", "regression": "regr", "descending": "dsc", "horizontal": "horiz horz", "vertical": "vert",
    "label": "lbl", "labels": "lbls", "background": "bg", "numbers": "nums", "values": "vals", "value": "val", "points": "pts",
    "colour": "col clr", "columns": "cols", "colours": "clrs", "y axis label": "ylabel", "x axis label": "xlabel",
    "y axis": "yaxis ordinate", "x axis": "xaxis abscissa", "y axis ticks": "yticks", "x axis ticks": "xticks",
    "matplotlib": "mpl",
    "seaborn": "sns", "separate": "sep", "you": "u", "your": "ur", "it": "him her", "and": "n nd", "add": "ad",
    "thousands": "k", "bottom": "btm bot", "excluding": "excl exl", "including": "incl", "vertical line": "vline",
    "horizontal line": "hline", "average": "av", "moving average": "ma", "horizontal bars": "hbar hbars barh",
    "histogram": "histo", "separators": "seps sep", "maximum": "maxi", "minimum": "mini", "chart": "viz graphic",
    "pie": "cake", "bar chart": "barchart bargraph barplot", "line chart": "linechart lineplot",
}  # fmt: skip
"""Words, and how they are written in a hurry or by those who learn the language."""
_DIGITS = {
    "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10", "eleven": "11", "twelve": "12",
    "fifteen": "15", "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50",
}  # fmt: skip
_SPELT = {short: words for words, shorts in _SHORT.items() for short in shorts.split()} | _DIGITS
_SIDES = {
    "left": "y", "left-hand": "y", "bottom": "x", "lower": "x", "vertical": "y", "horizontal": "x", "ordinate": "y",
    "abscissa": "x", "upright": "y", "standing": "y", "lying": "x", "level": "x",
}  # fmt: skip
_KNOWN_AXES = frozenset(
    "x y both all value values measure category categories two these the each either an no second secondary other "
    "same this that log logarithmic main chart".split()
)
_NAMED_AXIS = re.compile(r"\b(?:the )?((?:[^\W\d]\w*[ -]){0,2}?[^\W\d]\w*?)(?:'s)?[ -](ax[ie]s|ticks|tick labels)\b", re.I)


def with_axes(text: str, chart: Chart, facts: Facts) -> str:
    """Axes by their letter: "the budget axis", "the left axis", "the date ticks"."""

    def letter(match: re.Match[str]) -> str:
        words = match[1].lower().split()
        for first in range(len(words)):
            said = " ".join(words[first:])
            if said in _KNOWN_AXES or words[-1] in _KNOWN_AXES:
                return match[0]
            channel = _SIDES.get(said) or _channel(said, chart, facts)
            if channel is not None:
                before = match[1].split()[:first]
                return " ".join([*(w for w in before if w.lower() != "the"), f"the {channel} {match[2]}"])
        return match[0]

    return re.sub(r"\b(x|y)[- ]?(ticks|labels?)\b", r"\1 axis \2", _NAMED_AXIS.sub(letter, text), flags=re.I)


_MARKED = re.compile(r" (?:bars?|lines?|points?|dots?|columns?|boxes|slices?|colou?rs?|background)\b", re.I)


def with_values(speech: Speech, facts: Facts) -> str:
    """Values of the data that are also the names of colours, as quotations: "remove Gold" speaks of a value.

    They are told by their capital letters, as the data spells them; "Red bars" begins a sentence.
    """
    text = speech.original

    def quoted(match: re.Match[str]) -> str:
        held = facts.value(match[0].lower())
        starts = match.start() == 0 and _MARKED.match(text, match.end())
        if held is None or held[1] != match[0] or starts:
            return match[0]
        speech.quotes.append(match[0])
        return chr(QUOTE + len(speech.quotes) - 1)

    return re.sub(r"\b[A-Z][a-z]+\b", lambda m: quoted(m) if m[0].lower() in COLORS else m[0], text)


_SUBJECT = re.compile(
    r"(?P<start>^|[,;.:] ?|\b(?:and|then|but|show|have|put|write|set|display|want|make|format|print|give|express|"
    r"round) )(?P<said>(?:the |all )?(?:[^\W\d]\w*[ -]){0,2}?[^\W\d]\w*?)(?:'s)?(?P<rest> (?:in|as|with|without|on|be|"
    r"are|is|should|to be|has|have|starts?|begins?|ends?|goes|up to)\b)",
    re.I,
)
_REASON = re.compile(
    r",? \b(?:so that|so (?:the|my|our|all|these|those|each) \w+(?: \w+)? (?:is|are|can|will|stands?|fits?|starts?|"
    r"comes?)|so (?:one|you|we|people|i|everybody|everyone|it|they) (?:can|could|may|will|is|are)|in order "
    r"(?:to|that)|because|since (?!\d)|as i |which (?:is|are|makes)|to make it (?:easier|clearer))\b[^,;.!?]*",
    re.I,
)
_AUDIENCE = re.compile(
    r"(?:^| )for (?:the|my|our|your|his|her|their|this|an?) (?P<whom>(?:[a-z]+ ){0,2}[a-z]+)(?:,|(?=[;.!?]|$))", re.I
)
_RUN_ON = re.compile(
    r"(?<=\w) (?:(?:so|and|but|then|cause|cuz|bc|because)[ ,]+)*(?:(?:can|could|would|will) (?:you|u|we|i)|please)(?: "
    r"please| just)? (?=\w)"
    r"|(?<=\w) so (?=\w)",
    re.I,
)


def broken_up(text: str, unread: Iterable[str], rules: tuple[Rule, ...], facts: Facts) -> str:
    """The instruction with a comma where another sentence begins without one."""
    return _RUN_ON.sub(", ", text)


def without_reasons(text: str, unread: Iterable[str], rules: tuple[Rule, ...], facts: Facts) -> str:
    """The instruction without what only says why, or for whom: somebody of whom neither the rules nor the data know."""
    known = vocabulary(rules) | facts.words() | NOTIONS

    def stranger(match: re.Match[str]) -> str:
        words = match["whom"].lower()
        return match[0] if known & set(words.split()) - FILLERS or facts.value(words) else ""

    return _AUDIENCE.sub(stranger, _REASON.sub("", text))


def with_subjects(text: str, unread: Iterable[str], rules: tuple[Rule, ...], facts: Facts) -> str:
    """What is said of a column that an axis shows, as said of the axis: "profits in euros", "age on a log scale"."""

    def letter(match: re.Match[str]) -> str:
        said = re.sub(r"^(?:the|all) ", "", match["said"].lower())
        channel = None if said in _KNOWN_AXES else _channel(said, facts.chart, facts)
        return f"{match['start']}the {channel} axis{match['rest']}" if channel else match[0]

    return _SUBJECT.sub(letter, text)


def _channel(words: str, chart: Chart, facts: Facts) -> str | None:
    """The axis that shows what the words name."""
    if words in ("time", "date", "dates"):
        return next((c for c in ("x", "y") if facts.kind(chart.encoding(c).field) == "temporal"), None)
    if words in ("count", "counts", "frequency", "number"):
        return next((c for c in ("x", "y") if chart.encoding(c).aggregate == "count"), None)
    if words in FILLERS:
        return None
    hit = facts.column(words)
    return next((c for c in ("x", "y") if hit is not None and chart.encoding(c).field == hit.name), None)


@lru_cache(maxsize=4)
def vocabulary(rules: tuple[Rule, ...]) -> frozenset[str]:
    """All words that the rules know."""
    words = {
        w for rule in rules for w in re.findall(r"[a-z]{3,}", re.sub(r"\(\?P<\w+>|\\.|\[.*?\]", " ", rule.pattern.pattern))
    }
    return frozenset({*words, *FILLERS, *COLORS, *NUMBER_WORDS, *SCHEMES})


def spelt_out(text: str, unread: Iterable[str], rules: tuple[Rule, ...], facts: Facts) -> str:
    """The instruction with its shorthand written out, in what was not understood only."""
    named = facts.words()
    short = {w for piece in unread for w in re.findall(r"[a-z]+", piece.lower()) if w in _SPELT and w not in named}
    return (
        re.sub(r"\b[a-z]+\b", lambda m: _SPELT[m[0].lower()] if m[0].lower() in short else m[0], text, flags=re.I)
        if short
        else text
    )


def mended(text: str, unread: Iterable[str], rules: tuple[Rule, ...], facts: Facts) -> str:
    """The instruction with slips of the pen put right, in what was not understood only."""
    known = vocabulary(rules) | facts.words() | NOTIONS
    wrong = {w for piece in unread for w in re.findall(r"\b[a-z]{3,}\b", piece) if w not in known}
    right = {w: meant for w in wrong if (meant := _meant(w, known)) is not None}
    return re.sub(r"\b[a-z]{3,}\b", lambda m: right.get(m[0], m[0]), text) if right else text


def _meant(word: str, known: Iterable[str]) -> str | None:
    """The one known word that differs by a letter or two changed over."""
    near = [k for k in known if abs(len(k) - len(word)) <= 1 and k[0] == word[0] and _one_slip(word, k)]
    if len(word) < 4:  # short words have many neighbours: only letters that changed places
        near = [k for k in near if sorted(k) == sorted(word)]
    if len(near) > 1:
        near.sort(key=lambda k: -SequenceMatcher(None, word, k).ratio())
        near = [k for k in near if sorted(k) == sorted(word)] or near
    return near[0] if near else None


def _one_slip(one: str, other: str) -> bool:
    """Whether one letter is missing, added or other, or two neighbours are changed over."""
    if len(one) > len(other):
        one, other = other, one
    i = next((i for i, c in enumerate(one) if c != other[i]), len(one))
    if len(one) < len(other):  # "stripes" is another word than "strips", not a slip
        short = len(one) < 7 and i >= len(one) - 1 and other[i] in "eds"
        return one[i:] == other[i + 1 :] and not short
    return one[i + 1 :] == other[i + 1 :] or (one[i : i + 2] == other[i : i + 2][::-1] and one[i + 2 :] == other[i + 2 :])
