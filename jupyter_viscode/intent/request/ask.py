"""The request: an instruction enters as a Text from which readers take what they know; an Ask leaves, filled by them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from jupyter_viscode.intent.language.vocabulary import ABBREVIATIONS
from jupyter_viscode.intent.language.words import split_name

FACET_MARK = "\uefff"
"""Stands where "small multiples by" stood."""


SIZE_MARK = "\ueffe"
"""Stands where "sized by" stood."""


QUOTE = 0xE000
"""First of the private characters that stand for quoted pieces."""


SHIELD = 0xF300
"""Added to the letters of words that are not to be taken for wishes."""


_FORMS = frozenset(("points", "lines", "bars", "dots"))
"""Columns that are called as forms of charts are."""
_WISHED = frozenset(
    """
    hourly daily weekly monthly quarterly yearly annual annually running cumulative rolling top bottom line bar box
    area density strip step ring heat map log size order sort rank trend share percent percentage distribution title
    label grid second secondary change growth column columns dot pie stack stacked group color colour theme count
    moving bubble violin scatter legend facet facets bin number ratio average series style scale step last previous current past
    """.split()
)
"""Words that ask for something in a request and are also parts of names."""


_MEASURED = (
    r"\b(?:by|per|average|avg|mean|median|total|sum|max|maximum|min|minimum|highest|lowest|most|fewest|of)(?: of)?(?: the)? "
)
"""Words behind which a name like that of a form is a column's."""
_BIDDING = r"(?:please|show|plot|draw|chart|graph|display|give|compare)(?: me)?"
_NAMES_FOLLOW = (
    r"(?:\b(?:average|avg|mean|median|total|sum of|max|maximum|min|minimum|highest|lowest|largest|smallest|distribution of"
    r"|histogram of|pie of|standard deviation of)(?: of)?(?: the)? "
    r"|\b(?:by|per|each|every|across|among|for|of|where|whose)(?: the| each| every)? |(?<=\d) in )"
)
"""Words behind which the name of what is measured or told apart stands, and no wish."""


_QUOTED = re.compile(
    r"(?<![\w])(?:\"([^\"]+)\"|“([^”]+)”|«([^»]+)»|`([^`]+)`|'([^']*?)'(?!\w)|‘([^’]+)’|\"'([^']+)'\")",
    re.UNICODE,
)


_LETTER = re.compile(
    r"\b((?:letters?|characters?|substrings?|prefix|suffix) )([^\W_]{1,3}(?:(?:, | or | and |, or "
    r")[^\W_]{1,3})*)(?=\W|$)(?<! of)(?<! in)"
)


_ONE = re.compile(r"\b(than|at least|at most|exactly) one\b")

Gathering = Literal["season", "weekend", "decade", "half-year"]
"""What months, days and years are put together to."""


def _quoted_letters(match: re.Match[str]) -> str:
    """ "The letters D or S" with each letter in quotes."""
    return match[1] + re.sub(r"\b(?!or\b|and\b|in\b|of\b)[^\W_]+", lambda m: f'"{m[0]}"', match[2])


def _spelt(word: str) -> str:
    """The pattern of a name's word, as it is or written out: "weekly hours" for ``weekly_hrs``."""
    full = ABBREVIATIONS.get(word, ())
    return rf"(?:{re.escape(word)}|{full[0]}s?)" if len(full) == 1 else re.escape(word)


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
        """Hide the words of names that could be taken for wishes: "hourly wage", "land area", "mean size"."""
        for name in names:
            words = split_name(name)
            if len(words) == 1 and words[0] in _FORMS:
                self._hide_form(words[0])
            if not set(words) & _WISHED or not all(w.isascii() for w in words):
                continue
            before, after = (_NAMES_FOLLOW, r"(?! of\b)") if len(words) == 1 else (r"\b", "")
            name = r"[ _-]?".join(map(_spelt, words))
            for match in re.finditer(rf"{before}(?P<name>{name}){after}", self.work):
                self._veil(*match.span("name"))

    def _hide_form(self, word: str) -> None:
        """Hide a column's name that could be taken for a form where a column's name would stand: "points by driver"."""
        word = f"{word[:-1]}s?"
        for match in re.finditer(rf"\bon (?:an?|any|no|every|each) (?:[a-z]+ )?(?P<form>{word})\b", self.work):
            self._veil(*match.span("form"))
        measured = rf"{_MEASURED}(?P<behind>{word})\b|^(?:{_BIDDING} )*(?:the )?(?P<before>{word}) (?=by\b|per\b|for\b)"
        for match in re.finditer(measured, self.work):
            self._veil(*match.span("behind" if match["behind"] else "before"))

    def _veil(self, start: int, end: int) -> None:
        """Put letters that no pattern knows in the place of a span's, until the clauses are read."""
        hidden = "".join(chr(ord(c) + SHIELD) if c.isalpha() and c.isascii() else c for c in self.work[start:end])
        self.work = self.work[:start] + hidden + self.work[end:]

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
    near: bool = False
    """A bare direction, with no name of its own: what is named right before it is sorted."""
    calendar: bool = False
    """From January to December, or back: the months of all years."""
    names: bool = False
    """From A to Z, or back: whatever else was understood, no figures are meant."""


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
    tally: bool = False
    """The rows are counted besides another figure."""
    relation: bool = False
    """Correlation or relationship between two things."""
    share: bool = False
    parts: bool = False
    """Each value is to be shown as its share of them all."""
    distribution: bool = False
    compare: bool = False
    held: Collection[str] = frozenset()
    """Words for months and weekdays that are values, or in names, of the data."""
    moments: list[tuple[str | None, str, Any]] = field(default_factory=list)
    """Parts of a date that were asked for: (unit, operator, value)."""
    recent: tuple[int, str] | None = None
    """"The last 90 days": (90, "day")."""
    average: bool = False
    """"On average" stood somewhere."""
    total: bool = False
    """Values are added up, says a word that stands apart from them: "what do all fees add up to"."""
    gathering: Gathering | None = None
    """What months, weekdays or years are put together to."""
    odd_unit: str = ""
    """A stretch of time that was asked for and that dates cannot be divided into: "fiscal quarter"."""
    unmet: list[str] = field(default_factory=list)
    """What was asked and is not in any chart: "point size 5", a letter of a list that is no value."""
    any_year: bool = False
    """The months (weeks, quarters) of all years are to be laid together."""
