"""Seasons: an Ask that speaks of them goes in and leaves with months in their place; a chart of months leaves with seasons.

They are those of the northern half of the earth, three months each, as the reading says. Weekdays are gathered to working days
and weekends alike, years to decades, months to half-years. What dates cannot be put together to (fiscal quarters, every other
year) is noted, so that nothing else is drawn in its place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from jupyter_viscode.intent.grammar.comparing import yearly
from jupyter_viscode.intent.request.ask import Ask, Gathering
from jupyter_viscode.intent.request.periods import OUT
from jupyter_viscode.intent.schema.tables import Catalogue
from jupyter_viscode.spec import Calculate, Encoding, FieldType, Ref, Sort

_PART = re.compile(r"\bby part of the week\b")
_BY = re.compile(r"\b(?P<cue>by|per|each|every|across|over|for each|in each|the different)\s+(?:the )?seasons?\b")
_ADJECTIVE = re.compile(r"\bseasonal\b")
_IN = re.compile(
    rf"\b(?P<lead>in|during|of|for|only|over|{OUT})\s+(?:the )?(?P<season>winters?|springs?|summers?|autumns?|fall)\b"
    r"(?: months| season)?"
)
_MONTHS = {"winter": (12, 1, 2), "spring": (3, 4, 5), "summer": (6, 7, 8), "autumn": (9, 10, 11), "fall": (9, 10, 11)}
_COARSER: tuple[tuple[re.Pattern[str], Gathering, str], ...] = (
    (re.compile(r"\bdecades?\b"), "decade", "year"),
    (re.compile(r"\bhalf[- ]?years?\b"), "half-year", "month"),
)
"""Words for stretches that are made of a unit, which stands in the sentence in their place."""
_NUMBER = r"(?:other|second|third|two|three|four|five|six|ten|\d+)"
_PLAIN = r"(?:minute|hour|day|week|month|quarter|year)s?"
_ODD = re.compile(
    rf"""
    \b(?:by|per|each|every|into|over|across|and)\ (?:the\ |each\ |every\ )? (?P<unit>
        (?:fiscal|financial|tax|academic|school|lunar)\ (?:quarter|year|month|term)s?
        | (?:half|quarter)[- ](?:hour|day|month)s? | (?:fortnight|trimester|semester)s? | centur(?:y|ies)
    )\b(?!-)
    | \b(?:each|every|per)\ (?P<multiple>{_NUMBER}[- ]{_PLAIN})\b
    | \b(?P<interval>{_NUMBER}[- ]{_PLAIN}[- ](?:interval|bin|bucket|period|step|block)s?)\b
    | \b(?P<adjective>fortnightly|bi-?weekly|bi-?monthly)\b
    """,
    re.VERBOSE,
)
"""Stretches of time that no chart has a unit for."""


@dataclass(frozen=True)
class _Form:
    """What a gathering is drawn as."""

    units: tuple[str, ...]
    """The units that are gathered."""
    name: str
    names: tuple[str, ...] = ()
    type: FieldType = "nominal"


_FORMS: Mapping[Gathering, _Form] = {
    "season": _Form(("month", "yearmonth"), "season", ("Winter", "Spring", "Summer", "Autumn")),
    "weekend": _Form(("day",), "part of the week", ("Weekday", "Weekend")),
    "decade": _Form(("year",), "decade", type="ordinal"),
    "half-year": _Form(("month", "yearmonth"), "half-year"),
}


def seasons(ask: Ask, catalogue: Catalogue) -> None:
    """Read "by season" as "by month", gathered later, and "in summer" as its months; where no column holds seasons."""
    columns = list(catalogue.columns())
    if any(c.kind == "temporal" or (c.kind == "number" and yearly(c)) for c in columns):
        _coarser(ask, catalogue)
        _odd(ask, catalogue)
    if not any(c.kind == "temporal" for c in columns):
        return
    text = ask.text
    if ask.unit is None and (match := _PART.search(text.work)):
        ask.unit, ask.unit_binned, ask.gathering = "day", True, "weekend"
        text.drop(*match.span())
    named = any({"season", "seasonal"} & set(c.stems) for c in columns)
    match = _BY.search(text.work) or _ADJECTIVE.search(text.work)
    if match is not None and not named and ask.unit is None:
        ask.unit, ask.unit_binned, ask.gathering = "month", True, "season"
        text.drop(*match.span())
    match = _IN.search(text.work)
    if match is not None:
        word = match["season"] if match["season"] in _MONTHS else match["season"].removesuffix("s")
        if not any(word in c.spelt for c in columns):
            ask.moments.append(("month", "not in" if re.fullmatch(OUT, match["lead"]) else "in", _MONTHS[word]))
            text.drop(*match.span())


def _coarser(ask: Ask, catalogue: Catalogue) -> None:
    """ "Per decade" becomes "per year", which every rule for years then reads."""
    for pattern, gathering, unit in _COARSER:
        match = pattern.search(ask.text.work)
        if match is not None and not any(gathering.split("-")[0] in c.stems for c in catalogue.columns()):
            ask.text.put_back(match.start(), unit.ljust(len(match[0])))
            ask.gathering = gathering


def _odd(ask: Ask, catalogue: Catalogue) -> None:
    """Note a stretch of time that cannot be drawn, unless a column is called so."""
    match = _ODD.search(ask.text.work)
    said = next(filter(None, match.groups())) if match is not None else ""
    if said and not any(said.split()[0].split("-")[0] in c.stems for c in catalogue.columns()):
        ask.odd_unit = said


def gathered(
    encodings: Mapping[str, Encoding], gathering: Gathering, years: frozenset[str]
) -> tuple[list[Calculate], dict[str, Encoding]]:
    """The encodings with seasons for months, decades for years and so on, and the transform that tells them.

    Parameters
    ----------
    years
        The columns of numbers that are years.
    """
    form = _FORMS[gathering]
    found = dict(encodings)
    made: list[Calculate] = []
    for channel, encoding in encodings.items():
        yearly = gathering == "decade" and encoding.field in years and not encoding.aggregate
        if encoding.field is None or not (yearly or encoding.time_unit in form.units):
            continue
        made = [Calculate(form.name, gathering, Ref(encoding.field))]
        own = Sort(values=form.names) if form.names else replace(encoding.sort, by="") if encoding.sort is not None else None
        order = encoding.sort if encoding.sort is not None and encoding.sort.by else own
        found[channel] = Encoding(form.name, form.type, sort=order, title="" if gathering == "weekend" else None)
    return made, found
