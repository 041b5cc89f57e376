"""Spans: stretches of an instruction and what they may stand for go in; the mentions to keep, none over another, come out."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from jupyter_viscode.intent.language.vocabulary import MONTHS
from jupyter_viscode.intent.linking.tokens import Token
from jupyter_viscode.intent.schema.tables import Col, Table


@dataclass(eq=False)
class Mention:
    """A stretch of the instruction and what it may stand for, best first."""

    start: int
    end: int
    text: str
    columns: list[tuple[float, Col]] = field(default_factory=list)
    tables: list[tuple[float, Table]] = field(default_factory=list)
    values: list[tuple[float, Col, Any]] = field(default_factory=list)
    number: float | int | None = None
    quote: str | None = None
    tokens: tuple[Token, ...] = ()
    date: str | None = None
    """A day that was written out, as ISO."""
    gap: str = ""
    """The words between the mention before and this one."""

    @property
    def best(self) -> float:
        """The best score of any kind."""
        return max(
            [s for s, _ in self.columns[:1]] + [s for s, _ in self.tables[:1]] + [s for s, _, _ in self.values[:1]] + [0.0]
        )

    @property
    def column_score(self) -> float:
        """The best score as a column."""
        return self.columns[0][0] if self.columns else 0.0

    @property
    def table_score(self) -> float:
        """The best score as a table."""
        return self.tables[0][0] if self.tables else 0.0

    @property
    def value_score(self) -> float:
        """The best score as a value."""
        return self.values[0][0] if self.values else 0.0


NAMED = 0.9
"""From this likeness on, a word is of a column's name."""


def all_named(words: Collection[str], tokens: Sequence[Token], mentions: Sequence[Mention]) -> bool:
    """Whether some of the words are said, and each time as the name of a column."""
    said = {t for t in tokens if t.text in words}
    return bool(said) and said <= {t for m in mentions if m.column_score >= NAMED for t in m.tokens}


MONTH_NUMBERS = {month[:3]: number for number, month in enumerate(MONTHS, 1)}
"""By the letters that every way to write a month begins with."""
_MONTH = rf"(?:{'|'.join(MONTH_NUMBERS)})[a-z]*"
DAY = re.compile(
    rf"(?P<y>\d{{4}})[-/](?P<m>\d{{1,2}})[-/](?P<d>\d{{1,2}})(?:[t ]\d{{1,2}}:\d{{2}}(?::\d{{2}})?)?|"
    rf"(?P<m2>\d{{1,2}})/(?P<d2>\d{{1,2}})/(?P<y2>\d{{4}})"
    rf"|(?P<d5>\d{{1,2}})\.(?P<m5>\d{{1,2}})\.(?P<y5>\d{{4}})"
    rf"|(?P<d3>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<m3>{_MONTH}),? (?P<y3>\d{{4}})|(?P<m4>{_MONTH}) "
    rf"(?P<d4>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y4>\d{{4}})"
)


def iso_day(match: re.Match[str], day_first: bool = False) -> str | None:
    """The day of a match, or None when there is no such day; `day_first` is for what may be written either way."""
    import datetime

    groups = match.groupdict()
    for tail in ("", "2", "3", "4", "5"):
        if groups.get(f"y{tail}"):
            month, day = groups[f"m{tail}"] or "", groups[f"d{tail}"] or ""
            if tail == "2" and (day_first or int(month) > 12):
                month, day = day, month
            number = int(month) if month.isdigit() else MONTH_NUMBERS.get(month[:3], 0)
            try:
                return datetime.date(int(groups[f"y{tail}"] or 0), number, int(day or 0)).isoformat()
            except ValueError:
                return None
    return None


def best_cover(options: Sequence[Mention], length: int) -> list[Mention]:
    """The set of mentions that do not overlap with the greatest worth."""
    ending: dict[int, list[Mention]] = {}
    for option in options:
        ending.setdefault(option.end, []).append(option)
    best: list[tuple[float, list[Mention]]] = [(0.0, [])]
    for position in range(1, length + 1):
        score, chosen = best[position - 1]
        for option in ending.get(position, ()):
            total = best[option.start][0] + _worth(option)
            if total > score:
                score, chosen = total, [*best[option.start][1], option]
        best.append((score, chosen))
    return best[length][1]


def _worth(mention: Mention) -> float:
    if mention.quote is not None:
        return 2.0
    exact = mention.column_score >= 1.0
    words = sum(1 for t in mention.tokens if t.content or t.kind == "number" or exact)
    if mention.date is not None:
        return 3.0
    if mention.number is not None:
        return 0.75
    column, table, value = mention.column_score, mention.table_score * 0.95, mention.value_score
    score = max(column, table, value)
    bonus = 0.02 if value == score else 0.0
    return float(score * max(words, 1) ** 1.15) + bonus
