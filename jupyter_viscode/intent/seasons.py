"""Seasons: an Ask that speaks of them goes in and leaves with months in their place; a chart of months leaves with seasons.

They are those of the northern half of the earth, three months each, as the reading says.
Weekdays are gathered to working days and weekends alike.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from jupyter_viscode.intent.catalogue import Catalogue
from jupyter_viscode.intent.clauses import Ask
from jupyter_viscode.spec import Calculate, Encoding, Ref, Sort

NAMES = ("Winter", "Spring", "Summer", "Autumn")
WEEK = ("Weekday", "Weekend")
_PART = re.compile(r"\bby part of the week\b")
_BY = re.compile(r"\b(?P<cue>by|per|each|every|across|over|for each|in each|the different)\s+(?:the )?seasons?\b")
_ADJECTIVE = re.compile(r"\bseasonal\b")
_IN = re.compile(
    r"\b(?:in|during|of|for|only|over)\s+(?:the )?(winters?|springs?|summers?|autumns?|fall)\b(?: months| season)?"
)
_MONTHS = {"winter": (12, 1, 2), "spring": (3, 4, 5), "summer": (6, 7, 8), "autumn": (9, 10, 11), "fall": (9, 10, 11)}


def seasons(ask: Ask, catalogue: Catalogue) -> None:
    """Read "by season" as "by month", gathered later, and "in summer" as its months; where no column holds seasons."""
    if not any(c.kind == "temporal" for c in catalogue.columns()):
        return
    text = ask.text
    if ask.unit is None and (match := _PART.search(text.work)):
        ask.unit, ask.unit_binned, ask.weekend = "day", True, True
        text.drop(*match.span())
    named = any({"season", "seasonal"} & set(c.stems) for c in catalogue.columns())
    match = _BY.search(text.work) or _ADJECTIVE.search(text.work)
    if match is not None and not named and ask.unit is None:
        ask.unit, ask.unit_binned, ask.season = "month", True, True
        text.drop(*match.span())
    match = _IN.search(text.work)
    if match is not None:
        word = match[1] if match[1] in _MONTHS else match[1].removesuffix("s")
        if not any(word in c.spelt for c in catalogue.columns()):
            ask.moments.append(("month", "in", _MONTHS[word]))
            text.drop(*match.span())


def gathered(encodings: Mapping[str, Encoding], *, weekend: bool = False) -> tuple[list[Calculate], dict[str, Encoding]]:
    """The encodings with seasons for months, or weekends for weekdays, and the transform that tells them."""
    units, name, names = (("day",), "part of the week", WEEK) if weekend else (("month", "yearmonth"), "season", NAMES)
    found = dict(encodings)
    made: list[Calculate] = []
    for channel, encoding in encodings.items():
        if encoding.time_unit in units and encoding.field is not None:
            made = [Calculate(name, "weekend" if weekend else "season", Ref(encoding.field))]
            order = encoding.sort if encoding.sort is not None and encoding.sort.by else Sort(values=names)
            found[channel] = Encoding(name, "nominal", sort=order, title="" if weekend else None)
    return made, found
