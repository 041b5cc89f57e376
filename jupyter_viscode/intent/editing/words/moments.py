"""Moments: words for a day, a month, a quarter, a season or a year go in; its first and last day come out."""

from __future__ import annotations

import calendar
import datetime as dt
import re

from jupyter_viscode.intent.editing.words.lexicon import SEASONS, month_of
from jupyter_viscode.intent.language.vocabulary import MONTHS

MONTH = rf"(?:{'|'.join(f'{m}|{m[:3]}' for m in MONTHS)})"
_YEAR = r"(?:19|20)\d\d"
_OF = rf"(?:,? ?(?:of |in )?{_YEAR})"
_NTH = r"\d{1,2}(?:st|nd|rd|th)?"
PART = rf"(?:q[1-4]{_OF}|(?:the )?(?:first|second|third|fourth|last) (?:half|quarter){_OF}|{_YEAR} q[1-4])"
"""A quarter or half of a year."""
DAY = rf"(?:(?:the )?{_NTH}(?: of)? {MONTH}\b\.?{_OF}?|{MONTH}\b\.? (?:the )?{_NTH}(?!\d){_OF}?|{_YEAR}-\d\d-\d\d)"
"""A day, with its year or without."""
MOMENT = rf"(?:{PART}|{DAY}|(?:{'|'.join(SEASONS)}){_OF}|{MONTH}\b\.?{_OF}?|{_YEAR}(?:-\d\d)?)"

Span = tuple[dt.datetime, dt.datetime]


def span(words: str, year: str = "") -> Span | None:
    """First and last day of "1 June 2023", "March 2022", "2022-03", "Q2 2023", "summer 2023"; `year` where it says none."""
    found = re.search(_YEAR, words)
    if found is None and not year:
        return None
    which = int(found[0] if found else year)
    rest = words.replace(str(which), " ", 1) if found else words
    try:
        return _day(rest, which) or _months(*_first_and_last(rest), which)
    except ValueError:  # the 31st of June
        return None


def _day(words: str, year: int) -> Span | None:
    month, number = re.search(MONTH, words), re.search(r"(?<!q)\b\d{1,2}(?=\b|st|nd|rd|th)", words)
    numbers = re.fullmatch(r" ?-(\d\d)-(\d\d)", words.rstrip())
    if numbers:
        day = dt.datetime(year, int(numbers[1]), int(numbers[2]))
    elif month and number:
        day = dt.datetime(year, month_of(month[0]), int(number[0]))
    else:
        return None
    return day, day


def _first_and_last(words: str) -> tuple[int, int]:
    """The months that are meant; all of the year without a word on them."""
    season = next((months for name, months in SEASONS.items() if name in words and months[0] < months[1]), None)
    month, number, part = re.search(MONTH, words), re.search(r"-(\d\d)", words), re.search(r"q([1-4])", words)
    half, quarter = re.search(r"(\w+) half", words), re.search(r"(\w+) quarter", words)
    if season is not None:
        return season
    if month or number:
        which = month_of(month[0]) if month else int(number[1]) if number else 0
        return which, which
    if part or quarter:
        place = int(part[1]) if part else _ORDINALS.get(quarter[1] if quarter else "", 4)
        return 3 * place - 2, 3 * place
    if half:
        return (1, 6) if half[1] == "first" else (7, 12)
    return 1, 12


_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4}


def _months(first: int, last: int, year: int) -> Span:
    return dt.datetime(year, first, 1), dt.datetime(year, last, calendar.monthrange(year, last)[1])
