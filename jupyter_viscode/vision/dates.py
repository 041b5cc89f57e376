"""Dates as charts write them: labels of an axis become days since the first of January 1970, and days become code.

Enters: texts of ticks, or days. Leaves: days (matplotlib's own unit of dates), ISO texts, lines of pandas.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from jupyter_viscode.vision.lattices import CHANCE

START = datetime(1970, 1, 1)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = (
    r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR, _MONTH, _DAY = r"(?P<year>(?:1[6-9]|20|21)\d\d)", r"(?P<month>\d{1,2})", r"(?P<day>\d{1,2})"
_CLOCK = r"(?:[ T](?P<hour>\d{1,2}):(?P<minute>\d\d)(?::\d\d)?)?"
_FORMS = tuple(
    (re.compile(pattern, re.IGNORECASE), form)
    for pattern, form in (
        (rf"{_YEAR}-{_MONTH}", "%Y-%m"),
        (rf"{_YEAR}/{_MONTH}", "%Y/%m"),
        (rf"{_YEAR}-{_MONTH}-{_DAY}{_CLOCK}", "%Y-%m-%d"),
        (rf"{_YEAR}/{_MONTH}/{_DAY}", "%Y/%m/%d"),
        (rf"{_DAY}\.{_MONTH}\.{_YEAR}", "%d.%m.%Y"),
        (rf"{_MONTH}/{_DAY}/{_YEAR}", "%m/%d/%Y"),
        (rf"{_NAME}[ ,]*{_YEAR}", "%b %Y"),
        (rf"{_YEAR} ?-?{_NAME}", "%Y %b"),
        (rf"{_NAME}-{_YEAR}", "%b-%Y"),
        (rf"{_NAME}[- ]?'(?P<short>\d\d)", "%b '%y"),
        (rf"{_NAME}-(?P<short>\d\d)", "%b-%y"),
        (rf"{_NAME} ?{_DAY}, ?{_YEAR}", "%b %d, %Y"),
        (rf"{_DAY}[ -]{_NAME}[ -]?{_YEAR}", "%d %b %Y"),
        (rf"{_NAME} ?{_DAY}", "%b %d"),
        (rf"{_DAY}[ -]?{_NAME}", "%d %b"),
        (_NAME, "%b"),
        (_YEAR, "%Y"),
    )
)
MANY = 12
"""Longer rows that are even but for their rounding are written by their ends."""
AUTOMATIC = ("%Y", "%Y-%m", "%Y-%m-%d")
"""Formats that matplotlib chooses by itself."""


@dataclass(frozen=True)
class Stamp:
    """What one label says of a date."""

    year: int | None
    month: int
    day: int
    hours: float = 0.0
    form: str = ""


def stamp(text: str) -> Stamp | None:
    """A label as a date; None where it is none."""
    said = re.sub(r"\s+", " ", text.strip()).replace("–", "-").replace("—", "-").replace("’", "'").replace("‘", "'")
    if re.fullmatch(r"[\dOIl\-/. :]+", said):
        said = said.translate(str.maketrans("OIl", "011"))
    for pattern, form in _FORMS:
        found = pattern.fullmatch(said)
        if found is None:
            continue
        parts = found.groupdict()
        month = _MONTHS.index(parts["name"][:3].lower()) + 1 if parts.get("name") else int(parts.get("month") or 1)
        year = int(parts["year"]) if parts.get("year") else 2000 + int(parts["short"]) if parts.get("short") else None
        day = int(parts.get("day") or 1)
        if not 1 <= month <= 12 or not 1 <= day <= monthrange(year or 2000, month)[1]:
            continue
        hours = int(parts.get("hour") or 0) + int(parts.get("minute") or 0) / 60
        if parts.get("name") and len(parts["name"]) > 4 and form.startswith("%b"):
            form = form.replace("%b", "%B")
        return Stamp(year, month, day, hours, form)
    return None


def days_of(texts: Sequence[str]) -> list[float | None]:
    """Labels in order of time as days; all None where no label with a month or a day tells a year."""
    found = [stamp(t) for t in texts]
    if sum(s is not None and s.form != "%Y" for s in found) < 2 or all(s is None or s.year is None for s in found):
        return [None] * len(texts)
    out: list[float | None] = [None] * len(found)
    first = next(i for i, s in enumerate(found) if s is not None and s.year is not None)
    for order, step in ((range(first, len(found)), 1), (range(first - 1, -1, -1), -1)):
        last = found[first]
        assert last is not None
        year, season = last.year or 0, (last.month, last.day)
        for i in order:
            one = found[i]
            if one is None:
                continue
            now = (one.month, one.day)
            year = one.year if one.year is not None else year + step * ((now < season) if step > 0 else (now > season))
            season = now
            out[i] = _days(year, one.month, min(one.day, monthrange(year, one.month)[1])) + one.hours / 24
    return out


def format_of(texts: Sequence[str]) -> str:
    """How the labels are written, where all are alike; else empty."""
    forms = {s.form for t in texts if (s := stamp(t)) is not None}
    return forms.pop() if len(forms) == 1 else ""


def _days(year: int, month: int, day: int) -> float:
    return float((date(year, month, day) - START.date()).days)


def moment(days: float) -> datetime:
    """A date and time, to the minute."""
    return START + timedelta(minutes=round(days * 1440))


def to_minutes(values: Sequence[float]) -> tuple[float, ...]:
    """Days to the minute."""
    return tuple(round(v * 1440) / 1440 for v in values)


def iso(days: float) -> str:
    """A date, with its time unless that is midnight."""
    when = moment(days)
    return when.strftime("%Y-%m-%d" if (when.hour, when.minute) == (0, 0) else "%Y-%m-%dT%H:%M")


def snapped(values: Sequence[float], unit: float) -> tuple[float, ...]:
    """Days of a row of points: starts of years or months, an even number of days, whole days, else minutes.

    Parameters
    ----------
    unit
        Days that one pixel is worth.
    """
    error = max(1.8 * unit, 0.3)
    for near, period in ((_year, 365.0), (_month, 30.4)):
        starts = [near(v) for v in values]
        apart = len(set(starts)) == len(starts) and min(1.0, 4 * error / period) ** len(starts) <= CHANCE
        if apart and all(abs(s - v) <= 2 * error for s, v in zip(starts, values, strict=True)):
            return tuple(starts)
    n = len(values)
    if n >= 3:
        step = (values[-1] - values[0]) / (n - 1)
        whole = round(step)
        if whole >= 1 and abs(step - whole) * (n - 1) <= 2.5 * error:
            first = round(sum(v - whole * k for k, v in enumerate(values)) / n)
            if all(abs(first + whole * k - v) <= 1.5 * error for k, v in enumerate(values)):
                return tuple(float(first + whole * k) for k in range(n))
        if n > MANY and all(abs(values[0] + k * step - v) <= error for k, v in enumerate(values)):
            first, step = round(values[0]), round(values[-1] - values[0]) / (n - 1)
            return tuple(first + k * step for k in range(n))
    return tuple(float(round(v)) for v in values) if unit > 0.02 else to_minutes(values)


def _month(days: float) -> float:
    """The nearest first of a month."""
    when = (moment(days) + timedelta(days=15)).date()
    return _days(when.year, when.month, 1)


def _year(days: float) -> float:
    """The nearest first of January."""
    when = (moment(days) + timedelta(days=182)).date()
    return _days(when.year, 1, 1)


def row_code(values: Sequence[float]) -> str:
    """Days as pandas writes them: an even row by its first and its step, others one by one."""
    said = [iso(v) for v in values]
    if len(values) > 2:
        step = _steps(values)
        between = (values[-1] - values[0]) / (len(values) - 1)
        if not step and len(values) > MANY and all(abs(values[0] + k * between - v) < 1e-6 for k, v in enumerate(values)):
            return f"pd.date_range({said[0]!r}, {said[-1]!r}, periods={len(values)})"
        if step:
            return f"pd.date_range({said[0]!r}, periods={len(values)}, freq={step!r})"
    return f"pd.to_datetime({said!r})"


def _steps(values: Sequence[float]) -> str:
    """The step of an even row in pandas' words; empty where it is not even."""
    when = [moment(v) for v in values]
    if all(w.day == 1 and not (w.hour or w.minute) for w in when):
        count = _even([w.year * 12 + w.month for w in when])
        if count:
            return "YS" if count == 12 and when[0].month == 1 else "MS" if count == 1 else f"{count}MS"
    count = _even([round(v) for v in values]) if all(abs(v - round(v)) < 1e-6 for v in values) else 0
    return "" if not count else "D" if count == 1 else f"{count}D"


def _even(numbers: Sequence[int]) -> int:
    step = numbers[1] - numbers[0]
    return step if step > 0 and all(b - a == step for a, b in pairwise(numbers)) else 0
