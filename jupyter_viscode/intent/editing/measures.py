"""Measures: wishes for a running figure, another aggregate or column, sizes, a unit of time, bins."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from jupyter_viscode.intent.editing.facts import Facts, Hit
from jupyter_viscode.intent.editing.forms import grouping, oriented
from jupyter_viscode.intent.editing.lexicon import AGGREGATES, NUMBER_WORDS, number
from jupyter_viscode.intent.editing.shapes import SPREADS, base_of, histogram, measure_of, noun, turned
from jupyter_viscode.intent.editing.speech import DATA, Refusal, Rules, Wish
from jupyter_viscode.spec import Chart, Encoding, TimeUnit, Window

_rules = Rules()


# -- running figures ---------------------------------------------------------------------------------------------------

_PER = r"(?P<n>\d+|{n})?[- ]?(?P<unit>days?|weeks?|months?|quarters?|years?|points?|periods?|rows?|values?)?"


def _windowed(window: Window, said: str) -> Wish:
    def act(chart: Chart) -> Chart:
        if histogram(chart) or chart.mark in (*SPREADS, "density", "point", "regression", "rect"):
            raise Refusal(f"A {noun(chart)} has no running figure")
        if chart.mark in ("arc", "treemap"):
            raise Refusal(f"A {noun(chart)} shows shares of the total already")
        return replace(chart, transforms=(*(t for t in chart.transforms if not isinstance(t, Window)), window))

    return Wish(said, act, DATA)


_AS = (
    r"(?:(?:show|as|make|plot|display|use|with|turn|smooth|smoothed|it|them|into|the|a|an|in|convert|to|of|express|"
    r"values?|y) )*"
)


@_rules.add(
    _AS + r"(?:cumulative(?:ly)?|cumulated?|running total|accumulat(?:e|ed|ing)|cumsum|running sum|(?:add|sum)(?:med|ed|"
    r"ming|ing)? up(?= over time| month| year| from)| tally)(?: (?:total|sum|values?|figures?|count|line))?\b(?: "
    r"{the}[a-z]+)??(?: over (?:the )?(?:time|year|months|years|period))?"
)
def _cumulative(facts: Facts, match: re.Match[str]) -> Wish:
    return _windowed(Window("cumulative"), "cumulative")


@_rules.add(
    _AS + rf"{_PER} ?(?:rolling|moving|running)(?: (?P<agg>average|mean|sum|median|max|min|avg|total))\b(?: (?:of|over|"
    rf"with|a|window|the last|across) )?(?:(?P<n2>\d+)[- ]?(?:days?|weeks?|months?|quarters?|years?|points?|"
    rf"periods?|rows?|values?)?)?",
    _AS + r"(?:rolling|moving|running) (?P<n>\d+)[- ]?(?:days?|weeks?|months?|quarters?|years?|points?|periods?)?(?: "
    r"window)? (?P<agg>average|mean|sum|median|max|min|avg|total)\b(?P<n2>(?!.)x)?",
    _AS + r"(?:smooth(?:ed)?|smoothing)(?: (?:it|this|that|them|the line|the lines|lines?|the curves?|out))*(?: (?:with|"
    r"over|by|using|a|window|of))*(?: (?P<n>\d+|{n})\b)?(?:[- ](?:days?|weeks?|months?|quarters?|years?|points?|"
    r"periods?|rows?|values?))?(?P<agg>(?!.)x)?(?P<n2>(?!.)x)?",
)
def _rolling(facts: Facts, match: re.Match[str]) -> Wish:
    words = match["n"] or match["n2"] or "7"
    size = max(1, min(10_000, int(words) if words.isdigit() else NUMBER_WORDS.get(words, 7)))
    how: Any = {"sum": "sum", "total": "sum", "median": "median", "max": "max", "min": "min"}.get(match["agg"] or "", "mean")
    return _windowed(Window("rolling", size, how), f"rolling {how} over {size}")


@_rules.add(
    _AS + r"(?:percent(?:ages?)?|%|shares?|proportions?|fractions?)(?: of (?:the )?(?:grand |overall )?total)\b",
    r"(?:as |show |in )+(?:percent(?:ages?)? )?shares?\b(?! of \w+ by)",
    r"(?:as |show )+(?:a )?(?:share|proportion|fraction)s?\b",
)
def _share(facts: Facts, match: re.Match[str]) -> Wish:
    return _windowed(Window("percent of total"), "percent of total")


_OVER = r"(?:month|year|day|week|quarter)[- ](?:over|on|to|by)[- ](?:month|year|day|week|quarter)"


@_rules.add(
    _AS + rf"{_OVER} (?:(?:differences?|changes?|growth) (?:in|as) (?:a )?(?:percent(?:ages?)?|%)|(?:percent(?:age)?|%|"
    rf"relative) (?:change|growth|difference)s?|growth(?: rates?)?)(?= |$|,)",
    _AS + r"(?:percent(?:age)?|%|relative) (?:change|growth|difference)s?\b(?: (?:from|to|over|month|year|on|since|the|"
    r"previous|last))*",
    _AS + r"growth(?: rates?)?\b",
)
def _percent_change(facts: Facts, match: re.Match[str]) -> Wish:
    return _windowed(Window("percent change"), "percent change")


@_rules.add(
    _AS + r"(?:differences?|changes?|deltas?)(?: (?:from|to|since|between|over) (?:the )?(?:previous|last|prior|month|"
    r"consecutive|one|each)(?: \w+)?(?: (?:to|over) \w+)?)",
    _AS + rf"{_OVER}(?: (?:differences?|changes?))?\b",
)
def _difference(facts: Facts, match: re.Match[str]) -> Wish:
    return _windowed(Window("difference"), "change from one to the next")


@_rules.add(
    r"{no}(?:cumulative(?: sum)?|running (?:total|sum)|rolling(?: \w+)?|moving(?: \w+)?|smoothing|"
    r"percent(?:ages?)?(?: of (?:the )?total)?|shares?)\b",
    r"not (?:cumulative|accumulated|smoothed|rolling)\b",
    r"(?:show |use |as |with |back to )*(?:the )?(?:absolute|raw|original|actual) (?:values?|numbers?|figures?|counts?)\b",
)
def _no_window(facts: Facts, match: re.Match[str]) -> Wish:
    return Wish(
        "plain figures",
        lambda chart: replace(chart, transforms=tuple(t for t in chart.transforms if not isinstance(t, Window))),
        DATA,
    )


# -- figures and columns -----------------------------------------------------------------------------------------------


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
    r"(?:change|switch|set) (?:the )?(?:y(?:[- ]?axis)?|measure|figure|value|variable|metric|column|field) to (?P<p>.+?)",
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
    figure = facts.figure(re.split(r"->|=>|→|\bto\b(?: the)?", match[0])[-1].strip())
    if figure is None or figure.aggregate is None:
        return None
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
    r"(?:put|use|show|plot) (?P<p>.+?) on (?:the )?x(?:[- ]?axis)?",
    r"(?:change|switch|set) (?:the )?x(?:[- ]?axis)? to (?P<p>.+?)",
    phrase=True,
)
def _by(facts: Facts, match: re.Match[str]) -> Wish | None:
    hit = facts.column(match["p"])
    if hit is None or match["p"].split()[0] in ("colour", "color"):
        return None
    return Wish(f"by {hit.name}", lambda chart: grouped_by(chart, facts, hit), DATA, hit.cost + 0.05)


@_rules.add(
    r"(?:(?:put|place|use|show|plot|draw|move|want|have) )?{the}(?P<p>.+?) (?:on|along|onto|to) {the}{ax}(?: instead)?",
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


# -- time and bins -----------------------------------------------------------------------------------------------------

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
