"""Words and formats: encodings go in; axis titles, number formats and colours come out."""

from __future__ import annotations

import re

from jupyter_viscode.spec import Encoding, TimeUnit, Window

PALETTE = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#4D4D4D", "#F0E442")
"""Okabe and Ito's colours, which colour-blind readers can tell apart, the weakest last."""

ACCENT = "#0072B2"
LIGHT = "#56B4E9"
"""For faces that have lines in them."""

LONGEST = 60
"""Characters of an axis title that nobody worded."""

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

UNIT_NAMES: dict[TimeUnit, str] = {
    "year": "year",
    "quarter": "quarter",
    "month": "month",
    "week": "week",
    "day": "weekday",
    "date": "day",
    "hours": "hour",
    "minutes": "minute",
    "yearquarter": "quarter",
    "yearmonth": "month",
    "yearweek": "week",
    "yearmonthdate": "day",
    "yearmonthdatehours": "hour",
}
"""What a column of that unit is called."""

_AGGREGATES = {
    "count": "Number of",
    "sum": "Sum of",
    "mean": "Mean of",
    "median": "Median of",
    "min": "Minimum of",
    "max": "Maximum of",
    "distinct": "Distinct",
    "stdev": "Standard deviation of",
    "variance": "Variance of",
    "q1": "First quartile of",
    "q3": "Third quartile of",
}

_WINDOWS = {
    "cumulative": "Cumulative {}",
    "rolling": "Rolling {aggregate} of {}",
    "difference": "Change of {}",
    "percent change": "Change of {} (%)",
    "rank": "Rank of {}",
    "percent of total": "{} (% of total)",
}


QUALITATIVE = ("tab10", "tab20", "tab20b", "tab20c", "Set1", "Set2", "Set3", "Paired", "Accent", "Dark2", "Pastel1", "Pastel2")
"""Palettes for categories, as matplotlib names them."""

_EVERYWHERE = ("viridis", "inferno", "magma", "plasma", "cividis", "turbo")
_DIVERGING = {"rdbu": "redblue", "piyg": "pinkyellowgreen", "puor": "purpleorange", "rdylbu": "redyellowblue"}
"""By Vega's names."""
_SINGLE = ("blues", "greens", "greys", "oranges", "purples", "reds")


def vega_scheme(scheme: str) -> str:
    """A palette for categories by Vega's name, or nothing when it has none of the kind."""
    if scheme in QUALITATIVE:
        return scheme.replace("tab", "category").lower()
    return scheme if scheme.startswith(("category", "tableau", "observable")) else ""


def gradient(scheme: str, library: str) -> str:
    """The name of a continuous palette that the library knows; matplotlib is taken at its word."""
    if not scheme or scheme in QUALITATIVE:
        return "viridis"
    if library == "matplotlib":
        return scheme
    name = scheme.lower()
    if name in _DIVERGING:
        return _DIVERGING[name] if library == "altair" else scheme
    return name if name in (*_EVERYWHERE, *_SINGLE) else "viridis"


def title_of(encoding: Encoding, window: Window | None = None) -> str:
    """What stands on the axis."""
    if encoding.title is not None:
        return encoding.title
    text = encoding.field or ""
    if encoding.aggregate == "count":
        text = f"Number of {encoding.field}" if encoding.field else "Count"
    elif encoding.aggregate:
        text = f"{_AGGREGATES[encoding.aggregate]} {encoding.field}"
    elif encoding.time_unit and not encoding.time_unit.startswith("year"):
        text = f"{encoding.field} ({UNIT_NAMES[encoding.time_unit]})"
    if window is not None:
        inner = text if text.isupper() or text[:2].isupper() else text[:1].lower() + text[1:]
        if window.op == "percent of total":
            inner = text
        text = _WINDOWS[window.op].format(inner, aggregate=window.aggregate)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def python_format(d3: str) -> str:
    """A d3 number format as Python's, for ``"{x:...}"``; a currency's sign stays outside. Empty for a date's or odd ones."""
    match = re.fullmatch(r"([$€£¥]?)(,?)(?:\.(\d+))?(~?)([dfeg%s]?)", d3)
    if not match or not d3:
        return ""
    sign, comma, digits, _, kind = match.groups()
    if kind == "s":
        return ""
    kind = {"d": "f", "": "f" if digits else ""}.get(kind, kind)
    places = f".{digits}" if digits else ".0" if kind in ("f", "%") else ".10" if kind == "g" or not kind else ""
    return f"{sign}{{x:{comma}{places}{kind or 'g'}}}"


def money(d3: str) -> tuple[str, str]:
    """The currency's sign that d3 does not know without a locale (all but the dollar's), and the format that it does."""
    return (d3[:1], d3[1:]) if d3[:1] in ("€", "£", "¥") else ("", d3)


def axis_format(d3: str) -> str:
    """The format of a Vega-Lite axis's labels: one without a type would round them to the digits that tell ticks apart."""
    return f"{d3}f" if d3 == "," else d3


def money_label(d3: str) -> str:
    """The expression that writes a Vega-Lite axis's label with its currency's sign; empty where the format alone does."""
    sign, plain = money(d3)
    return f"'{sign}' + format(datum.value, '{plain}')" if sign and python_format(plain) else ""


def date_format(d3: str) -> str:
    """A d3 date format, which is strftime's, or nothing."""
    return d3 if re.search(r"%[aAbBdHIjmMpSUwWyYeLqQxXZ]", d3) and not d3.endswith((".0%", "%%")) else ""
