"""Scales: wishes for a logarithm, limits, a zero, a direction of an axis."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import Any

from jupyter_viscode.intent.editing.drawn.axes import channels_of, figure_of
from jupyter_viscode.intent.editing.drawn.shapes import noun
from jupyter_viscode.intent.editing.wishes.facts import Facts
from jupyter_viscode.intent.editing.wishes.rules import Refusal, Rules, Wish
from jupyter_viscode.intent.editing.words.lexicon import number
from jupyter_viscode.spec import Chart, Encoding, Scale

_rules = Rules()


def _numeric(chart: Chart, facts: Facts, channel: str, what: str) -> Encoding:
    """The channel's encoding, if it is an axis of numbers or dates."""
    encoding = chart.encodings.get(channel)
    if encoding is None or channel not in ("x", "y"):
        raise Refusal(f"A {noun(chart)} has no {'' if channel == 'theta' else channel + ' '}axis for {what}")
    named = facts.kind(encoding.field) in ("text", "boolean") and encoding.aggregate not in ("count", "distinct")
    if named or (encoding.type == "nominal" and not encoding.aggregate):
        raise Refusal(f"The {channel} axis shows the names of {encoding.field}: there is no {what}")
    return encoding


def scaled(chart: Chart, channel: str, **changes: Any) -> Chart:
    """The chart with some of one channel's scale changed; a scale that says nothing is none."""
    encoding = chart.encoding(channel)
    scale = replace(encoding.scale or Scale(), **changes)
    return chart.with_encoding(channel, replace(encoding, scale=scale if scale != Scale() else None))


_LOG = r"log(?:arithmic(?:ally)?|arithm)?(?:[- ]scaled?)?"


@_rules.add(
    rf"(?:use |with |on |in |set |make |apply |put )*{{the}}(?:a )?{_LOG}(?: (?:scales?|ax[ie]s|transform))?(?: "
    rf"ax[ie]s)? (?:on|for|along|to) {{the}}{{ax}}",
    rf"(?:use |with |on |in |set |make |put )*{{the}}{_LOG} (?:scale )?{{ax}}",
    rf"(?:make |put |set |show )?{{the}}{{ax}} (?:is |in |on |as |to |be |with |use |using )*(?:a |an )?{_LOG}(?: scale)?",
    rf"(?:make |put |set |show |plot |draw |display )?{{the}}(?:values?|numbers?|figures?|data|everything) (?:is |in |on |"
    rf"as |to |be "
    rf"|with )+(?:a |an )?{_LOG}(?: (?:scales?|ax[ie]s))?",
    rf"(?:use |with |on |in |apply |make it |show |put it )*(?:on )?(?:a |the )?{_LOG}(?: (?:scales?|ax[ie]s))?",
    r"(?P<both>log[- ]log)(?: scale| plot| axes)?",
    rf"(?:use |with )?{_LOG} (?:scales?|ax[ie]s)(?: for| on)? (?P<both>both)(?: x and y| ax[ie]s)*",
)
def _log(facts: Facts, match: re.Match[str]) -> Wish:
    def act(chart: Chart) -> Chart:
        for channel in channels_of(chart, facts, match) or ["y"]:
            encoding = _numeric(chart, facts, channel, "logarithmic scale")
            if facts.kind(encoding.field) == "temporal" and not encoding.aggregate:
                raise Refusal("Dates have no logarithmic scale")
            if encoding.bin or encoding.bin_step:
                raise Refusal("The intervals of a histogram stay even; its counts can have a log scale: 'log y axis'")
            chart = scaled(chart, channel, type="log", zero=None)
        return chart

    return Wish(
        "log scale"
        + (" on both axes" if match.groupdict().get("both") else f" on {match['ax']}" if match.groupdict().get("ax") else ""),
        act,
    )


@_rules.add(
    r"(?:use |with |on |in |make |put )*{the}(?:square[- ]?root|sqrt)(?: (?:scales?|ax[ie]s|transform))?(?: (?:on|for|"
    r"along|to|of) {the}{ax})?\b",
    r"(?:make |put |set |show )?{the}{ax} (?:is |in |on |as |to |be |with |use )*(?:a )?(?:square[- ]?root|sqrt)(?: scale)?",
)
def _root(facts: Facts, match: re.Match[str]) -> Wish:
    def act(chart: Chart) -> Chart:
        for channel in channels_of(chart, facts, match):
            encoding = _numeric(chart, facts, channel, "square root scale")
            if facts.kind(encoding.field) == "temporal" and not encoding.aggregate:
                raise Refusal("Dates have no square root")
            chart = scaled(chart, channel, type="sqrt")
        return chart

    return Wish("square root scale", act)


@_rules.add(
    rf"{{no}}{_LOG}(?: (?:scales?|ax[ie]s))?(?: (?:on|for) {{the}}{{ax}})?",
    r"(?:use |with |on |back to |make )*(?:a |the )?linear(?: (?:scales?|ax[ie]s))?(?: (?:on|for) {the}{ax})?\b(?! "
    r"trend| fit| regression)",
)
def _linear(facts: Facts, match: re.Match[str]) -> Wish:
    def act(chart: Chart) -> Chart:
        groups = match.groupdict()
        wanted = channels_of(chart, facts, match) if groups.get("ax") or groups.get("both") else ["x", "y"]
        for channel in wanted:
            scale = chart.encoding(channel).scale
            if scale is not None and scale.type in ("log", "symlog", "sqrt"):
                chart = scaled(chart, channel, type=None)
        return chart

    return Wish("linear scale", act)


@_rules.add(
    r"(?P<no>don't |do not |not |no |without )?(?:start(?:ing|s)?|begin(?:ning|s)?) (?:the )?(?:{ax} )?(?:at|from|"
    r"with) (?:zero|0)\b",
    r"(?:let |have |make )?{the}{ax} (?:scale )?(?:start(?:s|ing)?|begin(?:s|ning)?)? ?(?:at|from|with) (?:zero|0)\b(?! to)",
    r"(?P<no>don't |do not |not |no |without )?(?:includ(?:e|ing)|show(?:ing)?|with|have) (?:a |the )?(?:zero|0)(?: "
    r"(?:on|in|for) (?:the )?{ax})?(?: baseline| line)?\b(?! decimals)",
    r"(?:use )?(?:a )?zero[- ](?:based|baseline)(?: {ax})?",
)
def _zero(facts: Facts, match: re.Match[str]) -> Wish:
    zero = not match.groupdict().get("no")

    def act(chart: Chart) -> Chart:
        for channel in channels_of(chart, facts, match):
            encoding = _numeric(chart, facts, channel, "zero")
            if zero and encoding.scale is not None and encoding.scale.type == "log":
                raise Refusal("A logarithmic axis has no zero")
            if not zero and chart.mark in ("bar", "area"):
                raise Refusal(f"The lengths of a {noun(chart)} count from zero")
            chart = scaled(chart, channel, zero=zero, domain=())
        return chart

    return Wish("axis from zero" if zero else "axis not from zero", act)


_TO = r"(?: ?(?:to|and|until|-|–|\.\.|,) ?)"


@_rules.add(
    rf"(?:set |limit |restrict |clip |zoom(?: in)?(?: to| on)? |scale |let )?{{the}}{{ax}}(?: (?:scale|range|limits?|"
    rf"values?|domain))?(?: (?:to|go|run|goes|runs|range|between|from|is|be|:|=|of))*:? (?:\(|"
    rf"\[)?(?P<low>{{N}}){_TO}(?P<high>{{N}})(?:\)|\])?",
    rf"(?P<ax>[xy])lim(?: of| to|:|=)? ?\(?(?P<low>{{N}}){_TO}(?P<high>{{N}})\)?",
)
def _limits(facts: Facts, match: re.Match[str]) -> Wish:
    low, high = number(match["low"]), number(match["high"])

    def act(chart: Chart) -> Chart:
        for channel in channels_of(chart, facts, match):
            encoding = _numeric(chart, facts, channel, "range")
            if not low < high:
                raise Refusal(f"A range from {low} to {high} is empty")
            chart = scaled(chart, channel, domain=_domain(facts, encoding, low, high), zero=None)
        return chart

    return Wish(f"{match['ax'] or 'both axes'} from {low} to {high}", act)


@_rules.add(
    r"(?:set |limit |cap |end |stop |cut |crop |trim |truncate |clip )?{the}{ax}(?: (?:scale|range|limits?|values?))? "
    r"(?:off )?(?:up to|to|at(?! (?:zero|0)\b)|at most|max(?:imum)?(?: of)?|end(?:s|ing)? at|stop(?:s)? at) "
    r"(?P<high>{N})",
    r"(?:set |make |with |have )?{the}(?:max(?:imum)?|upper (?:limit|end|bound)|end|top)(?: value)? (?:of|for|on) {the}{ax}"
    r"(?: (?:to|at|is|be|=|:))* ?(?P<high>{N})",
)
def _upper(facts: Facts, match: re.Match[str]) -> Wish:
    high = number(match["high"])

    def act(chart: Chart) -> Chart:
        for channel in channels_of(chart, facts, match):
            encoding = _numeric(chart, facts, channel, "upper limit")
            if facts.kind(encoding.field) == "temporal" or high <= 0:
                raise Refusal("Say where the axis begins as well, for example 'x axis from 2022 to 2024'")
            low = encoding.scale.domain[0] if encoding.scale and len(encoding.scale.domain) == 2 else 0
            chart = scaled(chart, channel, domain=(low, high), zero=None)
        return chart

    return Wish(f"{match['ax'] or 'both axes'} up to {high}", act)


@_rules.add(
    r"(?:start|begin)(?:s|ing)? {the}{ax} (?:scale )?(?:at|from|with|in) (?P<low>{N})",
    r"(?:start|begin)(?:s|ing)? {the}(?:scale|axis)(?P<ax>) (?:at|from|with|in) (?P<low>{N})",
    r"{the}(?:scale|axis)(?P<ax>) (?:start|begin)s?(?:ing)? (?:at|from|with|in) (?P<low>{N})(?! ?to)",
    r"(?:let |have |make )?{the}{ax} (?:scale )?(?:start(?:s|ing)?|begin(?:s|ning)?|min(?:imum)?(?: of)?) ?(?:at|from|"
    r"with)? ?(?P<low>{N})(?! ?to)",
)
def _lower(facts: Facts, match: re.Match[str]) -> Wish | None:
    if number(match["low"]) == 0:
        return None

    low = number(match["low"])

    def act(chart: Chart) -> Chart:
        for channel in channels_of(chart, facts, match):
            encoding = _numeric(chart, facts, channel, "start")
            if facts.kind(encoding.field) == "temporal" and not encoding.aggregate:
                raise Refusal("Say where the axis ends as well, for example 'x axis from 2022 to 2024'")
            high = figure_of(chart, facts, channel, "max")
            if not low < high:
                raise Refusal(f"Nothing is drawn above {low}")
            chart = scaled(chart, channel, domain=(low, float(f"{high + 0.05 * (high - low):.4g}")), zero=None)
        return chart

    return Wish(f"{match['ax']} axis from {low}", act)


def _domain(facts: Facts, encoding: Encoding, low: float, high: float) -> tuple[Any, Any]:
    """Years on an axis of dates are their first and last day."""
    dates = facts.kind(encoding.field) == "temporal" and encoding.aggregate not in ("count", "distinct")
    if dates and encoding.time_unit != "year" and all(isinstance(v, int) and 1000 <= v <= 2999 for v in (low, high)):
        return dt.datetime(int(low), 1, 1), dt.datetime(int(high), 12, 31)
    if dates:
        raise Refusal("Say the range of dates in years, for example 'x axis from 2022 to 2024'")
    return low, high


@_rules.add(
    r"(?:reverse|invert|flip|turn around|mirror)(?:d)? {the}{ax}(?: direction)?",
    r"(?:turn|swing) {the}{ax} (?:around|round|the other way(?: (?:a?round|about))?|upside down)",
    r"{the}{ax} (?:reversed|inverted|upside down|backwards)",
)
def _reverse(facts: Facts, match: re.Match[str]) -> Wish:
    def act(chart: Chart) -> Chart:
        for channel in channels_of(chart, facts, match):
            if channel not in chart.encodings or channel not in ("x", "y"):
                raise Refusal(f"A {noun(chart)} has no {channel} axis")
            chart = scaled(chart, channel, reverse=not (chart.encoding(channel).scale or Scale()).reverse)
        return chart

    return Wish(f"{match['ax'] or 'both axes'} reversed", act)


RULES = _rules.all()
