"""Steps: wishes for another unit of time, or other intervals of a number."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from jupyter_viscode.intent.editing.data.measures import grouped_by, remeasured
from jupyter_viscode.intent.editing.drawn.shapes import base_of, histogram, measure_of, noun
from jupyter_viscode.intent.editing.wishes.facts import Facts, Hit
from jupyter_viscode.intent.editing.wishes.rules import DATA, Refusal, Rules, Wish
from jupyter_viscode.intent.editing.words.lexicon import AGGREGATES, number
from jupyter_viscode.spec import Chart, TimeUnit

_rules = Rules()


_UNITS: dict[str, tuple[TimeUnit, TimeUnit]] = {
    "day of week": ("day", "day"), "weekday": ("day", "day"), "day of month": ("date", "date"),
    "month of year": ("month", "month"), "calendar month": ("month", "month"), "hour of day": ("hours", "hours"),
    "quarter of year": ("quarter", "quarter"), "year": ("year", "year"), "quarter": ("yearquarter", "quarter"),
    "month": ("yearmonth", "month"), "week": ("yearweek", "week"), "day": ("yearmonthdate", "date"),
    "date": ("yearmonthdate", "date"), "hour": ("yearmonthdatehours", "hours"), "minute": ("minutes", "minutes"),
}  # fmt: skip
"""Words, the unit along a line of time, the unit that comes again."""
_WORDS = (
    r"(?P<unit>days? of (?:the )?weeks?|week ?days?|days? of (?:the )?months?|months? of (?:the )?years?|calendar "
    r"months?|quarters? of (?:the )?years?|hours? of (?:the )?days?|years?|quarters?|months?|weeks?|days?|dates?|"
    r"hours?|minutes?)"
)
_ADVERB = {
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "quarterly": "quarter",
    "yearly": "year",
    "annual": "year",
    "annually": "year",
    "hourly": "hour",
}


@_rules.add(
    rf"(?:(?:show|aggregate|group|bin|resample|bucket|sum up|roll up|summari[sz]e|combine)(?:d)?(?: (?:it|them|this|"
    rf"the data|the dates))? ?)?(?:by|per|for each|each|every|to|into|in) (?:the )?(?:calendar )?{_WORDS}\b(?! rather|"
    rf" moving| rolling)(?: instead| intervals?| bins?| buckets?| level)*",
    rf"(?:show |aggregate |group |use |plot |resample |make it |as |in |to |with )*(?:the "
    rf")?(?P<adverb>{'|'.join(_ADVERB)})(?: (?:data|values?|figures?|totals?|averages?|means?|basis|resolution|bins?|"
    rf"instead|level))*\b",
    rf"(?:by |per )?{_WORDS}(?= rather| instead)",
)
def _unit(facts: Facts, match: re.Match[str]) -> Wish | None:
    groups = match.groupdict()
    words = (
        _ADVERB.get(groups.get("adverb") or "")
        or re.sub(r"s\b|the ", "", groups.get("unit") or "").replace("week day", "weekday").strip()
    )
    if words not in _UNITS:
        return None
    exact = facts.column(words)
    if exact is not None and exact.score > 1.0 and exact.kind != "temporal":
        return None
    hit = facts.temporal()
    if hit is None or hit.kind != "temporal":
        return None
    said = re.search(r"\b(?:totals?|averages?|means?)\b", match[0])
    how = AGGREGATES[said[0]] if said else None

    def act(chart: Chart) -> Chart:
        made, channel = timed(chart, facts, hit, words), measure_of(chart, facts)
        if how is None or channel is None or made.encoding(channel).aggregate in (None, "count", how):
            return made
        return remeasured(made, facts, channel, None, how)

    return Wish(f"by {words}", act, DATA)


def _layers_timed(chart: Chart, channel: str, field: str, unit: TimeUnit, type_: Any) -> Chart:
    """The chart with the dates of its layers, where they have an axis of their own, in the unit too: they share it."""
    layers = tuple(
        layer.with_encoding(channel, replace(layer.encoding(channel), time_unit=unit, type=type_, format=""))
        if layer.encoding(channel).field == field
        else layer
        for layer in chart.layers
    )
    return replace(chart, layers=layers)


def timed(chart: Chart, facts: Facts, hit: Hit, words: str) -> Chart:
    """The chart with its dates in another unit."""
    channel = next(
        (
            c
            for c in ("x", "y", "color", "facet", "column", "row")
            if chart.encoding(c).field == hit.name and not chart.encoding(c).aggregate
        ),
        None,
    )
    along, again = _UNITS[words]
    if channel is None:
        if chart.mark in ("point", "regression", "arc", "treemap"):
            raise Refusal(f"The {noun(chart)} shows no dates")
        chart = grouped_by(chart, facts, hit)
        channel = base_of(chart, facts) or "x"
    old = chart.encoding(channel)
    recurring = old.time_unit in ("month", "day", "date", "week", "quarter", "hours") and chart.mark == "rect"
    unit = again if recurring else along
    if unit == old.time_unit:
        return chart
    continuous = unit.startswith("year") and unit != "year"
    type_: Any = "temporal" if continuous or (unit == "year" and old.type == "temporal") else "ordinal"
    chart = _layers_timed(chart, channel, hit.name, unit, type_)
    chart = chart.with_encoding(
        channel,
        replace(
            old,
            time_unit=unit,
            type=type_,
            format="" if old.time_unit != unit else old.format,
            scale=old.scale if continuous else None,
        ),
    )
    return _aggregated(chart, facts)


def _aggregated(chart: Chart, facts: Facts) -> Chart:
    """Raw values over a unit of time become their mean."""
    channel = measure_of(chart, facts)
    if chart.mark not in ("line", "area", "bar", "rect") or channel not in ("x", "y", "color"):
        return chart
    measure = chart.encoding(channel)
    if measure.aggregate is not None or measure.field is None or chart.frame is None:
        return chart
    return chart.with_encoding(channel, replace(measure, aggregate="mean"))


@_rules.add(
    r"(?:(?:use|with|in|into|make|show|have|set the number of bins to|split into|at most|only|about) )*(?P<n>\d+) "
    r"(?:bins?|buckets?|intervals?|classes|bars?)\b",
    r"(?:number of )?bins?(?: (?:to|of|=|:))+ ?(?P<n>\d+)\b",
)
def _bins(facts: Facts, match: re.Match[str]) -> Wish:
    return _binned(int(match["n"]), f"{match['n']} bins")


@_rules.add(
    r"(?P<how>more|finer|smaller|fewer|coarser|larger|wider|less|narrower) (?:bins?|buckets?|intervals?)\b",
    r"(?P<how>finer|fewer|coarser|wider|narrower|thinner) (?P<bars>bars)\b",
    r"(?:make )?(?:the )?bins? (?P<how>finer|smaller|coarser|larger|wider|narrower)",
)
def _some_bins(facts: Facts, match: re.Match[str]) -> Wish | None:
    if match.groupdict().get("bars") and not histogram(facts.chart):
        return None
    more = match["how"] in ("more", "finer", "smaller", "narrower", "thinner")
    return _binned(-2 if more else -1, "more bins" if more else "fewer bins")


def _binned(count: int, said: str) -> Wish:
    def act(chart: Chart) -> Chart:
        channels = [c for c in ("x", "y") if chart.encoding(c).bin or chart.encoding(c).bin_step]
        if not channels:
            raise Refusal(f"A {noun(chart)} has no bins")
        if not count:
            raise Refusal("A histogram needs at least one bin")
        for channel in channels:
            old = chart.encoding(channel)
            now = 20 if old.bin is True or not old.bin else int(old.bin)
            wanted = count if count > 0 else now * 2 if count == -2 else max(2, now // 2)
            chart = chart.with_encoding(channel, replace(old, bin=min(wanted, 1000), bin_step=None))
        return chart

    return Wish(said, act)


@_rules.add(
    r"(?:(?:use|with|in|into|make|set|the) )*bins?(?: (?:of|with|a))*(?: (?:width|size|step)s?)?(?: (?:of|to|=|is))* "
    r"(?P<n>\d+(?:\.\d+)?)(?: (?:years?|days?|units?|points?|each))?(?: wide| each)?\b(?! bins)",
    r"(?:set |use |with )?(?:the |a )?bin[- ]?(?:width|size|step)(?: (?:of|to|=|is))* ?(?P<n>\d+(?:\.\d+)?)",
)
def _bin_step(facts: Facts, match: re.Match[str]) -> Wish:
    step = number(match["n"])

    def act(chart: Chart) -> Chart:
        channels = [c for c in ("x", "y") if chart.encoding(c).bin or chart.encoding(c).bin_step]
        if not channels or step <= 0:
            raise Refusal(f"A {noun(chart)} has no bins" if step > 0 else "A bin must have a width")
        for channel in channels:
            chart = chart.with_encoding(channel, replace(chart.encoding(channel), bin=True, bin_step=step))
        return chart

    return Wish(f"bins of {step}", act)


RULES = _rules.all()
