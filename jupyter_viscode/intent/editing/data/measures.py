"""Measures: wishes for another aggregate or column, on an axis or as sizes."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from jupyter_viscode.intent.editing.drawn.series import colored_by, grouping, oriented
from jupyter_viscode.intent.editing.drawn.shapes import SPREADS, base_of, histogram, measure_of, noun, turned
from jupyter_viscode.intent.editing.wishes.facts import Facts, Hit
from jupyter_viscode.intent.editing.wishes.rules import DATA, DETAIL, Refusal, Rules, Wish
from jupyter_viscode.intent.editing.words.lexicon import AGGREGATES
from jupyter_viscode.spec import Chart, Encoding

_rules = Rules()


_PART = re.compile(
    r"(?:the )?(?:highest|lowest|largest|smallest|maximum|minimum|max|min) (?:bars?|columns?|ones?|points?|dots?|"
    r"slices?|line|months?|days?|years?)\b"
)
_EACH = re.compile(
    r" (?:per|for each|in each|of each|for every|in every) (?:cell|bar|slice|point|group|category|line|one|row|box|"
    r"series|column)s?$"
)
"""What every mark shows is said already by the chart."""


@_rules.add(
    r"(?:(?:show|use|take|plot|with|as|display|compute|aggregate(?: by| with| using)?|of|by|be|switch to|change(?: it|"
    r" the aggregate)? to|make it|want|the|their|its|y) )*(?P<p>(?:the )?(?:{agg}|number|total|distinct|unique)\b.*?)"
    r"(?: instead)?(?: as (?:the )?(?:y|value|figure))?",
    r"(?:show|use|plot|display|put|take|draw) (?P<p>.+?) (?:on (?:the )?y(?:[- ]?axis)?|instead|as (?:the )?(?:y|"
    r"value|measure|figure)(?:[- ]?axis)?)",
    r"(?:show|use|plot|display) (?P<p>.+?)(?= instead of| rather than)",
    r"(?P<p>[^,;]+?) instead",
    r"(?:change|switch) (?:it |this |over )?to (?P<p>.+?)",
    r"(?:change|switch|set) (?:the )?(?:y(?:[- ]?axis)?|measure|figure|value|variable|metric|column|field|aggregat(?:e|"
    r"ion)(?: function)?) to (?P<p>.+?)",
    phrase=True,
)
def _figure(facts: Facts, match: re.Match[str]) -> Wish | None:
    if _PART.match(match["p"]):
        return None  # the highest bar is a part of the chart, no figure
    figure = facts.figure(_EACH.sub("", match["p"]))
    if figure is None:
        return None
    hit, aggregate = figure.hit, figure.aggregate
    if hit is not None and aggregate is None and hit.kind != "number" and re.search(r" on (?:the )?y", match[0]):
        return Wish(f"{hit.name} on y", lambda chart: _upright(chart, facts, hit), DATA, hit.cost)
    if hit is not None and aggregate is None and hit.kind != "number":
        return Wish(f"by {hit.name}", lambda chart: grouped_by(chart, facts, hit), DATA, hit.cost + 0.05)

    def act(chart: Chart) -> Chart:
        channel = measure_of(chart, facts)
        if chart.mark in ("point", "regression"):
            channel = "y"
        if hit is not None and aggregate is None and re.search(r" on (?:the )?y", match[0]) and (hit.name in chart.fields()):
            return on_axis(chart, facts, hit, "y")
        if channel is None:
            raise Refusal(f"A {noun(chart)} shows no figure that could be computed otherwise")
        return remeasured(chart, facts, channel, hit, aggregate)

    shown = " of ".join(
        w
        for w in (
            {"mean": "mean", "sum": "total"}.get(aggregate or "", aggregate or ""),
            hit.name if hit else "rows" if aggregate == "count" else "",
        )
        if w
    )
    return Wish(shown, act, DATA, figure.cost)


@_rules.add(
    r"(?:(?:just|only|show|use|take|plot|simply|one line for|one line with|a single line for) )*{the}(?:overall |"
    r"grand )?{agg} (?:across|over|of|for) "
    r"{the}(?:whole of |all of )?(?P<p>.+?)(?: together| combined| taken together)?(?:,? (?:as |in )?(?:one|a single) "
    r"(?:line|bar|series|curve)s?)?",
    phrase=True,
)
def _taken_together(facts: Facts, match: re.Match[str]) -> Wish | None:
    """One figure of all series: "the average across countries"."""
    hit, how = facts.column(match["p"]), next((a for w, a in AGGREGATES.items() if re.search(rf"\b{w}\b", match[0])), None)
    if hit is None or how is None or facts.chart.encoding("color").field != hit.name:
        return None

    def act(chart: Chart) -> Chart:
        kept = {c: e for c, e in chart.encodings.items() if c not in ("color", "xOffset", "yOffset")}
        return remeasured(replace(chart, encodings=kept), facts, measure_of(chart, facts) or "y", None, how)

    return Wish(f"{how} of all {hit.name}", act, DATA, hit.cost - 0.05)


def _upright(chart: Chart, facts: Facts, hit: Hit) -> Chart:
    """The chart with a category on y."""
    if base_of(chart, facts) not in ("x", "y") or measure_of(chart, facts) not in ("x", "y"):
        raise Refusal(f"A {noun(chart)} cannot have {hit.name} on y")
    base = base_of(chart, facts)
    if base is not None and chart.encoding(base).field != hit.name:
        chart = grouped_by(chart, facts, hit)
    return oriented(chart, facts, "horizontal")


@_rules.add(r"(?:(?:change|switch|go) (?:from )?)?{the}{agg}(?: ?(?:->|=>|→) ?| to (?:the )?){agg}")
def _other_aggregate(facts: Facts, match: re.Match[str]) -> Wish | None:
    """ "mean -> median" """
    told = re.split(r"->|=>|→|\bto\b(?: the)?", match[0])
    given, figure = facts.figure(told[0].split()[-1]), facts.figure(told[-1].strip())
    if figure is None or figure.aggregate is None:
        return None
    if given is not None and {given.aggregate, figure.aggregate} == {"min", "max"}:
        return None  # "lowest to highest" is an order
    how = figure.aggregate

    def act(chart: Chart) -> Chart:
        return remeasured(chart, facts, measure_of(chart, facts) or "y", None, how)

    return Wish(how, act, DATA, cost=-0.05)


@_rules.add(
    r"(?:(?:make|let|scale|set) )?{the}(?:size(?:d|s)?(?: (?:of )?(?:it|them|(?:the )?(?:points?|dots?|bubbles?|"
    r"circles?|markers?)))?|bubbles?(?: sizes?)?|(?:points?|dots?|markers?)(?: sizes?)?)(?: (?:be|is|are|sized|scaled|"
    r"depends?|grows?|proportional|reflects?|represents?|by|from|per|on|to|with|according to|based on|show(?:s|ing)?|"
    r"=))+ {the}(?P<p>.+?)",
    phrase=True,
)
def _sized(facts: Facts, match: re.Match[str]) -> Wish | None:
    hit = facts.column(match["p"])
    if hit is None:
        return None

    return Wish(f"size by {hit.name}", lambda chart: sized_by(chart, hit), cost=hit.cost)


def sized_by(chart: Chart, hit: Hit) -> Chart:
    """The points of the chart in sizes that show a column."""
    if chart.mark != "point":
        raise Refusal(f"Only the points of a scatter plot have sizes, not a {noun(chart)}")
    if hit.kind != "number":
        raise Refusal(f"{hit.name} holds no numbers for sizes")
    return chart.with_encoding("size", Encoding(hit.name, "quantitative"))


def remeasured(chart: Chart, facts: Facts, channel: str, hit: Hit | None, aggregate: Any) -> Chart:
    """The chart with another figure on the channel: another column, another aggregate, or both."""
    measure = chart.encoding(channel)
    if aggregate == "count":
        if chart.mark in SPREADS or histogram(chart) or chart.mark in ("density", "point", "regression"):
            raise Refusal(f"A {noun(chart)} cannot show a count in place of its values")
        return chart.with_encoding(
            channel, replace(measure, field=hit.name if hit else None, aggregate="count", type="quantitative")
        )
    if histogram(chart):
        base = base_of(chart, facts)
        if aggregate is None and hit is not None and base:
            return chart.with_encoding(base, replace(chart.encoding(base), field=hit.name, bin_step=None))
        if hit is not None:
            return chart.with_encoding(channel, replace(measure, field=hit.name, aggregate=aggregate))
        raise Refusal("A histogram counts rows; name the column whose figure its bars are to show")
    field = hit.name if hit else measure.field
    if aggregate == "sum" and field is None:
        return chart  # the totals of a chart that counts
    if aggregate is not None and chart.mark in SPREADS:
        raise Refusal(f"A {noun(chart)} shows all values, not their {aggregate}; 'as bars' shows a figure of them")
    if field is None:
        raise Refusal(f"The {aggregate} of which column? The chart counts rows")
    kind = facts.kind(field)
    if kind not in ("number", "") and aggregate not in ("min", "max", "distinct"):
        raise Refusal(f"{field} holds no numbers to take a {aggregate or 'figure'} of")
    if aggregate is not None and chart.frame is None:
        raise Refusal("Only the drawn values are known, not the rows behind them, so nothing can be computed anew")
    how = aggregate if aggregate is not None else (measure.aggregate if measure.aggregate != "count" else "mean")
    title = measure.title if hit is None or measure.field == field else None
    return chart.with_encoding(channel, replace(measure, field=field, aggregate=how, type="quantitative", title=title))


def grouped_by(chart: Chart, facts: Facts, hit: Hit) -> Chart:
    """The same figure over another column's categories."""
    base = base_of(chart, facts)
    if base is None and chart.mark in SPREADS:
        return chart.with_encoding("x" if measure_of(chart, facts) == "y" else "y", grouping(hit))
    if base is None or histogram(chart):
        raise Refusal(f"A {noun(chart)} has no categories that {hit.name} could take the place of")
    old = chart.encoding(base)
    if chart.mark in ("point", "regression") and hit.kind != "number":
        raise Refusal(f"A {noun(chart)} needs numbers on its axes; 'colour by {hit.name}' shows it")
    made = Encoding(hit.name, "quantitative") if chart.mark in ("point", "regression") else grouping(hit)
    if hit.kind == "temporal":
        made = replace(made, time_unit="yearmonth")
    sort = old.sort if old.sort and old.sort.by in ("x", "y", "theta", "color") and hit.kind != "temporal" else None
    chart = chart.with_encoding(base, replace(made, sort=sort, format=""))
    if chart.encoding("color").field == hit.name and base != "color":
        chart = replace(chart, encodings={c: e for c, e in chart.encodings.items() if c not in ("xOffset", "yOffset")})
    return chart


@_rules.add(
    r"(?:group(?:ed)? |aggregated? |summari[sz]ed? )?(?:by|per|for each|for every) {the}(?P<p>.+?)(?: instead| on "
    r"(?:the )?x(?:[- ]?axis)?)?",
    r"(?:use|take) (?P<p>.+?) as {the}(?:categor(?:y|ies)|groups?|grouping|x)",
    r"(?:put|use|show|plot) (?P<p>.+?) on (?:the )?x(?:[- ]?axis)?",
    r"(?:change|switch|set) (?:the )?x(?:[- ]?axis)? to (?P<p>.+?)",
    phrase=True,
)
def _by(facts: Facts, match: re.Match[str]) -> Wish | None:
    hit = facts.column(match["p"])
    if hit is None or match["p"].split()[0] in ("colour", "color"):
        return None
    base = base_of(facts.chart, facts)
    dated = base is not None and facts.kind(facts.chart.encoding(base).field) == "temporal"
    if dated and hit.kind in ("text", "boolean") and _PACE.search(match.string):
        return Wish(f"colour by {hit.name}", lambda chart: colored_by(chart, facts, hit), DETAIL, hit.cost + 0.05)
    return Wish(f"by {hit.name}", lambda chart: grouped_by(chart, facts, hit), DATA, hit.cost + 0.05)


_PACE = re.compile(
    r"\b(?:daily|weekly|monthly|quarterly|yearly|annual(?:ly)?|hourly|"
    r"(?:by|per|each|every|and) (?:day|week|month|quarter|year|hour))\b"
)
"""A unit of time that is asked for as well: the dates stay on their axis."""


@_rules.add(
    r"(?:(?:put|place|use|show|plot|draw|move|want|have) )?{the}(?P<p>.+?) (?:(?:be|is|are|go|goes|stand|come) )?(?:on|"
    r"along|onto|to) {the}{ax}(?: instead)?",
    phrase=True,
)
def _on_axis(facts: Facts, match: re.Match[str]) -> Wish | None:
    hit, channel = facts.column(match["p"]), {"horizontal": "x", "vertical": "y"}.get(match["ax"] or "", match["ax"])
    if hit is None or channel not in ("x", "y"):
        return None
    return Wish(f"{hit.name} on {channel}", lambda chart: on_axis(chart, facts, hit, channel), DATA, hit.cost + 0.04)


def on_axis(chart: Chart, facts: Facts, hit: Hit, channel: str) -> Chart:
    """The chart with a column on that axis; one that is on the other axis changes places with what is there."""
    other = "y" if channel == "x" else "x"
    if chart.encoding(channel).field == hit.name:
        return chart
    if chart.encoding(other).field == hit.name:
        return turned(chart)
    if channel == base_of(chart, facts):
        return grouped_by(chart, facts, hit)
    if channel not in chart.encodings or hit.kind != "number":
        raise Refusal(f"The {channel} axis of a {noun(chart)} shows a figure, and {hit.name} is none")
    return chart.with_encoding(channel, replace(chart.encoding(channel), field=hit.name, title=None))


RULES = _rules.all()
