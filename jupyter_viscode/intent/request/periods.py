"""Periods: a Text enters; stretches of the calendar are taken out of it, and the moments that they ask for leave.

"Between March and May 2021", "since Q3 2020", "except August", "on Mondays", "in the 1990s". A word for a month or a weekday
that the data has as a value or in a name is left alone: a column of month names answers for itself.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from jupyter_viscode.intent.language.vocabulary import LEAVING_OUT, MONTHS
from jupyter_viscode.intent.request.ask import Text

Moment = tuple[str | None, str, Any]
"""A part of a date, or None for the day itself; an operator; and what it is compared with."""
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?"
    r"|dec(?:ember)?)\b\.?"
)
_YEAR = r"(?:19|20)\d\d"
_ORDINALS = ("first", "second", "third", "fourth")
_QUARTER = r"(?:q[1-4]|(?:first|second|third|fourth|last) quarter)"
_HALF = r"(?:(?:first|second) half)"
OUT = rf"(?:{LEAVING_OUT}|without|but|not)(?: (?:in|on|for|during))?"
_ROWS_OUT = re.compile(
    rf"\b(?:{LEAVING_OUT}|without|remov(?:e|ing)) (?:(?:the|all|any) )?"
    r"(?:data|rows?|records?|entries|values|figures|those|ones|anything|everything|what(?: is| was)?) $"
)
_AND = r"(?:,? ?(?:and|or|&) |, ?)"


def _point(name: str) -> str:
    """A month or a quarter, of a year or of each."""
    return (
        rf"(?:(?P<{name}>{_MONTH}|{_QUARTER})(?! \d{{1,2}}(?:st|nd|rd|th)?\b)(?:,? (?:of )?(?P<{name}_year>{_YEAR})\b(?!-))?"
        rf"|(?:the )?(?P<{name}_half>{_HALF}) of (?:the year|(?P<{name}_of>{_YEAR}))\b)"
    )


_SPAN = re.compile(
    rf"\b(?:(?P<lead>between|from|in|during|for|of|over|within|only) )?(?:the )?(?:months? (?:of |from )?)?{_point('first')}"
    rf"(?P<to> and | to | until | till | through | thru | up to | ?[-–] ?)(?:the )?{_point('last')}"
)
_SIDE = re.compile(
    r"\b(?P<way>before|prior to|earlier than|until|till|up to|through|after|later than|since|from|starting(?: in| from)?"
    rf"|beginning(?: in| from)?|as of) (?:the )?{_point('only')}(?: onwards?| on\b)?"
)
_LIST = re.compile(
    rf"\b(?P<lead>in|during|of|for|only|over|{OUT}) (?:the )?(?:months? (?:of )?)?(?P<list>{_MONTH}(?:{_AND}{_MONTH})*)"
    rf"(?! \d{{1,2}}\b)(?:,? (?:of )?(?P<year>{_YEAR})\b(?!-))?"
)
_ORDINAL = "(?:first|second|third|fourth)"
_SEVERAL = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_QUARTERS = re.compile(
    rf"(?:\b(?P<lead>in|during|of|for|only|over|from|{OUT}) )?(?:the )?\b(?:(?P<before>{_YEAR}),? (?:in )?(?:the )?)?"
    rf"(?:(?P<list>q[1-4](?:{_AND}q[1-4])*|(?:{_ORDINAL}(?: quarter)?{_AND}(?:the )?)*{_ORDINAL} quarters?)"
    rf"(?:,? (?:of )?(?P<year>{_YEAR}))?\b(?!-)"
    rf"|last quarter of (?:the year|(?P<last>{_YEAR}))\b)"
)
_ENDS_OF_YEAR = re.compile(
    rf"(?:\b(?P<lead>in|during|of|for|only|over|from|{OUT}) )?(?:the )?\b(?P<end>first|last) "
    rf"(?:(?P<count>\d|{'|'.join(_SEVERAL)}) )?months? of (?:the year|(?P<year>{_YEAR}))\b"
)
_IN_HALF = re.compile(
    rf"\b(?P<lead>in|during|of|for|only|over|{OUT}) (?:the )?(?P<half>{_HALF}) of (?:the year|(?P<year>{_YEAR}))\b"
)
_DECADE = re.compile(
    r"\b(?P<way>in|during|of|for|only|over|from|since|before|after|until) the (?P<decade>(?:1[89]|20)?\d0)'?s\b"
)
_DAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?)"
_WEEKDAYS = re.compile(
    rf"\b(?P<lead>on|during|of|for|only|over|at|{OUT}) (?:the )?(?:(?P<list>{_DAY}(?:{_AND}(?:on )?{_DAY})*)"
    r"|(?P<weekend>(?:the )?weekends?)|(?P<working>weekdays|working ?days|work ?days))\b(?! (?:and|vs|versus|or)\b)"
)
_CALENDAR = re.compile(
    rf"(?:{'|'.join(MONTHS)}|{_DAY}|weekends?|q[1-4]|(?:\d\d)?\d0s|midnight|noon|mornings?|afternoons?|evenings?|nights?|half|halves)"
)
_ENDS = ("until", "till", "up to", "through")
_AFTER = ("after", "later than")
_UPWARDS = ("since", "from", "starting", "beginning", "as of")
_DAY_BEFORE = re.compile(r"\d(?:st|nd|rd|th)?(?: of)?,? $")


@dataclass(frozen=True)
class _Stretch:
    """Some months of a year, or of each."""

    month: int
    count: int
    year: int | None

    @property
    def months(self) -> tuple[int, ...]:
        """The numbers of its months."""
        return tuple(range(self.month, self.month + self.count))

    def first(self, year: int) -> str:
        """Its first day in a year."""
        return datetime.date(year, self.month, 1).isoformat()

    def after(self, year: int) -> str:
        """The day after it in a year."""
        end = self.month + self.count
        return datetime.date(year + (end > 12), end - 12 * (end > 12), 1).isoformat()


def read_periods(text: Text, held: Collection[str]) -> list[Moment]:
    """The moments of all stretches that are named.

    Parameters
    ----------
    held
        The words for months and weekdays that are values or in names of the data.
    """
    found: list[Moment] = []
    for pattern, moments in (
        (_SPAN, _span), (_SIDE, _side), (_LIST, _list), (_QUARTERS, _quarters), (_ENDS_OF_YEAR, _ends_of_year),
        (_IN_HALF, _half), (_DECADE, _decade), (_WEEKDAYS, _weekdays),
    ):  # fmt: skip
        match = pattern.search(text.work)
        if match is None or _is_held(match[0], held) or _of_a_day(match):
            continue
        if told := moments(match):
            found += told
            text.drop(*match.span())
    return found


def of_calendar(word: str) -> bool:
    """Whether a word says when something was, and no name of a chart or a column is like it."""
    return _CALENDAR.fullmatch(word) is not None


def _of_a_day(match: re.Match[str]) -> bool:
    """Whether a day stands before the month: "3 March to 5 May", "the 3rd of March"."""
    lead = match.groupdict().get("lead")
    return lead in (None, "of") and _DAY_BEFORE.search(match.string[: match.start()]) is not None


def _is_held(said: str, held: Collection[str]) -> bool:
    """Whether the data has one of the words itself; months may be written short there."""
    words = {w.removesuffix("s") for w in re.findall(r"[a-z]{3,}", said)} | set(re.findall(r"q\d|[a-z]+", said))
    return any(w in held or w[:3] in held for w in words if w in _NAMED or w[:3] in _SHORT)


_NAMED = frozenset((*MONTHS, *map(str.lower, _DAYS), "weekend", "weekday", "q1", "q2", "q3", "q4"))
_SHORT = frozenset(m[:3] for m in MONTHS)


def _stretch(match: re.Match[str], name: str) -> _Stretch:
    """The stretch that a point of a pattern names."""
    if half := match[f"{name}_half"]:
        return _Stretch(1 if half.startswith("first") else 7, 6, _number(match[f"{name}_of"]))
    said, year = match[name], _number(match[f"{name}_year"])
    if said[:1] == "q" or said.endswith("quarter"):
        number = int(said[1]) if said[1:2].isdigit() else 4 if said.startswith("last") else _ORDINALS.index(said.split()[0]) + 1
        return _Stretch(3 * number - 2, 3, year)
    return _Stretch(_month(said), 1, year)


def _month(word: str) -> int:
    return next(i for i, m in enumerate(MONTHS, 1) if m.startswith(word.strip(" .")[:3]))


def _number(year: str | None) -> int | None:
    return int(year) if year else None


def _span(match: re.Match[str]) -> list[Moment]:
    """From March to May; between Q3 2020 and Q1 2021."""
    if match["to"] == " and " and match["lead"] != "between":
        return []
    first, last = _stretch(match, "first"), _stretch(match, "last")
    if last.year is not None:
        return [(None, ">=", first.first(first.year or last.year)), (None, "<", last.after(last.year))]
    if first.year is not None:
        return []
    end = last.months[-1] + 12 * (last.months[-1] < first.month)
    if end - first.month == 11:  # an order: "from January to December"
        return []
    return [("month", "in", tuple((m - 1) % 12 + 1 for m in range(first.month, end + 1)))]


def _side(match: re.Match[str]) -> list[Moment]:
    """Before March 2021, since Q3 2020; without a year, that part of each year."""
    stretch, way = _stretch(match, "only"), match["way"]
    up = way in _AFTER or way.startswith(_UPWARDS)
    if stretch.year is None:
        if match["only"] is None or way == "from":
            return []
        ends = {"before": ("<", stretch.month), "up": (">=", stretch.month)}
        op, month = (">", stretch.months[-1]) if way in _AFTER else ("<=", stretch.months[-1]) if way in _ENDS else ends[
            "up" if up else "before"
        ]  # fmt: skip
        return [("month", op, month)]
    late = way in _AFTER or way in _ENDS
    return [(None, ">=" if up else "<", stretch.after(stretch.year) if late else stretch.first(stretch.year))]


def _list(match: re.Match[str]) -> list[Moment]:
    """In March and April; except August; in May 2021."""
    months = tuple(_month(m) for m in re.findall(_MONTH, match["list"]))
    year, out = _number(match["year"]), _left_out(match)
    if out and year is not None:
        return [_without(months, year)]
    op, value = ("!=" if out else "==", months[0]) if len(months) == 1 else ("not in" if out else "in", months)
    return [("month", op, value), *([("year", "==", year)] if year is not None else [])]


def _quarters(match: re.Match[str]) -> list[Moment]:
    """In Q1 and Q2 2020; excluding the first quarter; in the last quarter of 2020."""
    numbers = tuple(
        int(q[1]) if q[0] == "q" else _ORDINALS.index(q) + 1 for q in re.findall(rf"q\d|{_ORDINAL}", match["list"] or "")
    ) or (4,)
    year, out = _number(match["year"] or match["before"] or match["last"]), _left_out(match)
    if out and year is not None:
        return [_without(tuple(m for q in numbers for m in range(3 * q - 2, 3 * q + 1)), year)]
    op, value = ("!=" if out else "==", numbers[0]) if len(numbers) == 1 else ("not in" if out else "in", numbers)
    return [("quarter", op, value), *([("year", "==", year)] if year is not None else [])]


def _left_out(match: re.Match[str]) -> bool:
    """Whether a stretch is to be left out: by the words before it, or those before "data from"."""
    return re.fullmatch(OUT, match["lead"] or "") is not None or _ROWS_OUT.search(match.string[: match.start()]) is not None


def _half(match: re.Match[str]) -> list[Moment]:
    """In the first half of 2021."""
    return _of_months(match, tuple(range(1, 7)) if match["half"].startswith("first") else tuple(range(7, 13)))


def _ends_of_year(match: re.Match[str]) -> list[Moment]:
    """In the last month of 2020; in the first 3 months of the year."""
    said = match["count"] or "1"
    count = int(said) if said.isdigit() else _SEVERAL[said]
    return _of_months(match, tuple(range(1, count + 1) if match["end"] == "first" else range(13 - count, 13)))


def _of_months(match: re.Match[str], months: tuple[int, ...]) -> list[Moment]:
    """Some months of each year, or of the one that is named; or all others."""
    year = _number(match["year"])
    if _left_out(match):
        return [("month", "not in", months) if year is None else _without(months, year)]
    return [("month", "in", months), *([("year", "==", year)] if year is not None else [])]


def _without(months: tuple[int, ...], year: int) -> Moment:
    """All but some months of a year."""
    return ("yearmonth", "not in", tuple(f"{year}-{m:02}" for m in months))


def _decade(match: re.Match[str]) -> list[Moment]:
    """In the 1990s; since the 80s."""
    said = match["decade"]
    first = int(said) if len(said) == 4 else int(said) + (1900 if int(said) >= 30 else 2000)
    ops = {
        "since": (">=", first),
        "from": (">=", first),
        "before": ("<", first),
        "after": (">", first + 9),
        "until": ("<", first),
    }
    op, value = ops.get(match["way"], ("between", (first, first + 9)))
    return [("year", op, value)]


def _weekdays(match: re.Match[str]) -> list[Moment]:
    """On Mondays; not on weekends."""
    said = re.findall(r"mon|tue|wed|thu|fri|sat|sun", match["list"] or "")
    days = tuple(d for d in _DAYS if d[:3].lower() in said) if said else tuple(_DAYS[5:] if match["weekend"] else _DAYS[:5])
    out = re.fullmatch(OUT, match["lead"]) is not None
    if len(days) == 1:
        return [("day", "!=" if out else "==", days[0])]
    return [("day", "not in" if out else "in", days)]
