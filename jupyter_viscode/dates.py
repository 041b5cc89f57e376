"""Dates written as text: the values of a column enter, how they are written leaves, and code that reads them so.

One reading for all who meet such a column: its summary, the words that compare with it, the code that draws it and the
check of what was drawn. ISO dates need none of this.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from jupyter_viscode.types import DateWriting

if TYPE_CHECKING:
    import pandas as pd

_ISO = re.compile(r"\d{4}-\d{2}(-\d{2}([T ]\d{1,2}:\d{2}.*)?)?")
_TIME = r"(?:(?P<gap>,? |T)\d{1,2}:\d{2}(?P<seconds>:\d{2})?(?P<fraction>\.\d{1,9})?(?P<half> ?[ap]m)?)?"
_MONTH = r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
_MONTH += r"|sep(?:tember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
_ORDERS = tuple(
    re.compile(order + _TIME, re.IGNORECASE)
    for order in (
        r"(?P<first>\d{1,2})(?P<sign>[-/.])(?P<second>\d{1,2})(?P=sign)(?P<year>\d{4}|\d{2})",
        r"\d{4}(?P<sign>[-/.])\d{1,2}(?P<days>(?P=sign)\d{1,2})?",
        rf"\d{{1,2}}(?P<sign>[- ]){_MONTH}(?P=sign)\d{{4}}",
        rf"{_MONTH} \d{{1,2}}(?P<comma>,?) \d{{4}}",
        rf"{_MONTH}(?P<sign>[- ])\d{{4}}",
    )
)
_FORMS = (
    "{first}{sign}{second}{sign}{year}",
    "%Y{sign}%m{days}",
    "%d{sign}{month}{sign}%Y",
    "{month} %d{comma} %Y",
    "{month}{sign}%Y",
)
"""The formats of these."""
_ZEROS = str.maketrans("123456789", "0" * 9)
_NO_DIGIT = re.compile(r"\D*")


def writing_of(values: Iterable[str]) -> DateWriting | None:
    """How these texts are written as dates; None for ISO dates, and for texts that are no dates."""
    texts = [text for text in dict.fromkeys(values) if not _NO_DIGIT.fullmatch(text)]
    if all(_ISO.fullmatch(text.strip()) for text in texts):
        return None
    found = [_taken_apart(text) for text in texts]
    if not any(found):
        return None
    parts = [match for match in found if match is not None and match.re is _ORDERS[0]]
    days, months = (sum(int(match[name]) > 12 for match in parts) for name in ("first", "second"))
    dotted = any(match["sign"] == "." for match in parts)
    day_first = days > months or (not months and dotted)
    contrary = bool(days and months)
    proven = not parts or (not contrary and bool(days or months or dotted))
    clean = not contrary and all(text == text.strip() for text in texts)
    years_first = any(match is not None and match.re is _ORDERS[1] for match in found)
    shapes = {text.translate(_ZEROS): match for text, match in zip(texts, found, strict=True)}
    return DateWriting(_one_form(list(shapes.values()), day_first) if clean else "", day_first, proven, years_first)


def _taken_apart(text: str) -> re.Match[str] | None:
    found = (order.fullmatch(text.strip()) for order in _ORDERS)
    return next((match for match in found if match is not None), None)


def _one_form(found: list[re.Match[str] | None], day_first: bool) -> str:
    """The one format of all the values; empty where they have several, or one that is not known."""
    names = {(match.groupdict().get("month") or "may").lower() for match in found if match is not None} - {"may"}
    month = "%B" if any(len(name) > 3 for name in names) else "%b"  # may is the short name and the long one
    if month == "%B" and any(len(name) == 3 for name in names):
        return ""
    forms = {_form(match, day_first, month) if match is not None else "" for match in found}
    return forms.pop() if len(forms) == 1 else ""


def _form(match: re.Match[str], day_first: bool, month: str) -> str:
    groups = match.groupdict()
    form = _FORMS[_ORDERS.index(match.re)].format(
        first="%d" if day_first else "%m",
        second="%m" if day_first else "%d",
        sign=groups.get("sign"),
        year="%Y" if len(groups.get("year") or "") == 4 else "%y",
        days=f"{groups.get('sign')}%d" if groups.get("days") else "",
        month=month,
        comma=groups.get("comma"),
    )
    return form + _time(groups)


def _time(groups: dict[str, str | None]) -> str:
    if not groups["gap"]:
        return ""
    half = groups["half"] or ""
    form = f"{groups['gap']}{'%I' if half else '%H'}:%M"
    form += ":%S" if groups["seconds"] else ""
    form += ".%f" if groups["fraction"] else ""
    return form + (f"{' ' * half.count(' ')}%p" if half else "")


def arguments(writing: DateWriting | None, whole: bool = True) -> tuple[dict[str, object], ...]:
    """What ``pd.to_datetime`` is to be told: several where the later is for what the earlier does not read.

    `whole` is whether `writing` is of all values rather than of a sample, beyond which there may be others.
    """
    if writing is not None and writing.form and whole:
        return ({"format": writing.form},)
    if writing is None or not writing.day_first:
        return ({"format": "mixed"},)
    mixed: dict[str, object] = {"format": "mixed", "dayfirst": True}
    # pandas takes the day first in dates that begin with the year, too.
    return ({"format": "ISO8601"}, mixed) if writing.years_first else (mixed,)


def parsed(values: pd.Series, writing: DateWriting | None, whole: bool = True) -> pd.Series:
    """The dates of a column of texts, missing where a text is none."""
    import pandas as pd

    first, *others = (pd.to_datetime(values, errors="coerce", **a) for a in arguments(writing, whole))  # type: ignore[call-overload]
    for other in others:
        first = first.fillna(other)
    return first  # type: ignore[no-any-return]


def source_of(column: str, writing: DateWriting | None, whole: bool = True) -> str:
    """The expression for `parsed`, of a column's source."""
    first, *others = (
        f'pd.to_datetime({column}, errors="coerce", {", ".join(f"{k}={_quoted(v)}" for k, v in a.items())})'
        for a in arguments(writing, whole)
    )
    return first + "".join(f".fillna({other})" for other in others)


def _quoted(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else repr(value)
