"""Marking: wishes for lines at a figure of the data, lines with a name, and shaded bands."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from jupyter_viscode.intent.editing.drawn.axes import figure_of
from jupyter_viscode.intent.editing.drawn.shapes import base_of, histogram, measure_of, noun
from jupyter_viscode.intent.editing.texts.notes import is_year, lined_at
from jupyter_viscode.intent.editing.wishes.facts import Facts
from jupyter_viscode.intent.editing.wishes.rules import Refusal, Rules, Wish
from jupyter_viscode.intent.editing.words.lexicon import AGGREGATES, MACROS, color_of, number
from jupyter_viscode.intent.editing.words.moments import MOMENT, span
from jupyter_viscode.spec import Annotation, Chart

_rules = Rules()

_DO = r"(?:add|draw|show|put|mark|indicate|include|with|insert|want|have|give|overlay|display|plot)"
_STROKE = (
    r"(?:(?:dashed|dotted|solid|thin|thick|light|dark|bold|reference|horizontal|vertical|straight|{color}|guide|overall|global|"
    r"target|threshold|limit|goal) )*"
)
_STAT = r"(?P<stat>mean|average|avg|median)"
_OF = r"(?: (?:value )?(?:of )?{the}(?P<p>[^,;]+?))?"


# -- lines -------------------------------------------------------------------------------------------------------------


_CALLED = (
    r"(?:and )?(?:(?:the )?(?:words?|text|label|caption|note)|label(?:l)?ed|named|called|titled|with (?:the )?(?:label|"
    r"text|caption|note)|saying|as|label it|call it)"
)
_INK = (
    r"(?:,? (?:(?:and |that |which |it )*(?:should be |is |be |make it )?(?:in |colou?red )?)(?:dashed |dotted |thin |"
    r"thick )*{color})?"
)


@_rules.add(
    rf"(?:{_DO} )?{{the}}{_STROKE}{_STAT}{_OF} (?:as|with|by|using) {{the}}{_STROKE}line(?: across (?:it|the chart|"
    rf"the bars))?{_INK}",
    rf"(?:{_DO} )?{{the}}{_STROKE}(?:line|rule)s? (?:at|for|on|showing|marking|with|to show|to mark|indicating|that "
    rf"shows|that marks|through) {{the}}(?:overall |global )?{_STAT}{_OF}{_INK}",
    rf"(?:{_DO} )?{{the}}{_STROKE}{_STAT} line{_OF.replace('(?: (?:value )?(?:of )?', '(?: (?:of|for) ')}{_INK}",
    rf"(?:{_DO} )?{{the}}{_STROKE}line where {{the}}(?:overall )?{_STAT}{_OF} (?:is|lies|sits|falls){_INK}",
    rf"(?:mark|indicate) {{the}}(?:overall )?{_STAT}{_OF}(?: (?:in|on|of) {{the}}(?:chart|plot|figure|histogram))?{_INK}",
    phrase=True,
)
def _figure_line(facts: Facts, match: re.Match[str]) -> Wish | None:
    hit = facts.column(match["p"]) if match["p"] else None
    if match["p"] and hit is None:
        return None
    how = AGGREGATES[match["stat"]]

    def act(chart: Chart) -> Chart:
        channel = _channel(chart, facts, hit.name if hit else None)
        value = figure_of(chart, facts, channel, how)
        kind: Any = "hline" if channel == "y" else "vline"
        place: dict[str, Any] = {channel: value}
        note = Annotation(kind, match["stat"].capitalize(), color=_ink(match[0]), **place)
        return replace(chart, annotations=(*chart.annotations, note))

    return Wish(f"line at the {match['stat']}", act)


def _ink(words: str) -> str:
    """The colour that is named anywhere in a wish for a line."""
    found = re.search(MACROS["color"], words)
    return color_of(found[0]) if found else ""


def _channel(chart: Chart, facts: Facts, name: str | None) -> str:
    """The axis that the line crosses."""
    if chart.mark in ("arc", "treemap", "rect", "density"):
        raise Refusal(f"A {noun(chart)} has no axis for such a line")
    if name is not None:
        channel = next((c for c in ("y", "x") if chart.encoding(c).field == name), None)
        if channel is None:
            raise Refusal(f"{name} is on no axis")
        return channel
    channel = (
        base_of(chart, facts)
        if histogram(chart)
        else "y"
        if chart.mark in ("point", "regression")
        else measure_of(chart, facts)
    )
    if channel not in ("x", "y"):
        raise Refusal(f"A {noun(chart)} has no axis for such a line")
    return channel


_FIGURE = r"(?:target|goal|threshold|limit|benchmark|cut-?off|budget|plan|norm|baseline)\b"


def _no_day(words: str) -> Wish:
    """The wish for what a calendar does not have, or not by this name."""

    def act(chart: Chart) -> Chart:
        raise Refusal(f"No day goes by {words!r}; a day is told by its number and month, like 24 December 2022")

    return Wish("", act, cost=-0.05, final=True)


@_rules.add(
    rf"(?:mark|show|indicate|draw|add) {{the}}(?P<label>[^,;]+?) (?:with|by|as|using) {{the}}(?P<style>{_STROKE})line "
    rf"(?:at|of) (?P<n>{{N}})",
    rf"(?:{_DO} )?{{the}}(?P<style>{_STROKE})line (?:at|for|to mark) {{the}}(?P<label>[^,;]+?)(?: (?:of|at|which is|=)"
    rf")* \(?(?P<n>{{N}})\)?(?: labell?ed (?P<q>{{Q}}))?",
    rf"(?:{_DO} )?{{the}}(?P<style>{_STROKE})line at (?P<n>{{N}}) (?:for|marking|to mark|to show|that (?:marks|shows)|"
    rf"showing|as|indicating) {{the}}(?P<label>[^,;]+?)",
    rf"(?:{_DO} )?{{the}}(?P<style>(?:horizontal |vertical )?)(?P<label>target|goal|threshold|limit|benchmark|"
    rf"cut-?off|budget|plan|norm|baseline)(?: (?:line|value|level))? (?:(?:at|of|is|=) )?(?P<n>{{N}})(?:,? (?:as|with|by|"
    rf"in|drawn as) (?:an? )?(?P<tail>{_STROKE})(?:line)?)?",
    rf"(?:mark|show|indicate) {{the}}(?P<n>{{N}}) as {{the}}(?P<label>[^,;]+?)(?: (?:with|by|using|in) "
    rf"{{the}}(?P<style>(?:{{color}} )?{_STROKE})line)?",
    rf"(?:mark|show|indicate) {{the}}(?:year |value |point )?(?P<n>{{N}}) (?:with|by|using) "
    rf"{{the}}(?P<style>{_STROKE})line(?: (?:labell?ed|called|named|saying|and (?:the )?text))? (?P<q>(?P<label>{{Q}})"
    rf")",
    rf"{{the}}(?P<label>[a-z]+(?: [a-z]+)?) is (?P<n>{{N}}) ?[-–,;]? ?(?:and |so |please )*(?:mark|show|draw|indicate|add) "
    rf"(?:it|that|this|a line)(?: (?:as|with|for it|there) ?(?:an? )?(?P<style>{_STROKE})(?:line)?)?",
    phrase=True,
)
def _named_line(facts: Facts, match: re.Match[str]) -> Wish | None:
    if re.fullmatch(r"(?:x|y|value|height|level|the|about|around|=| )*", match["label"]) or re.match(
        r"(?:max|min|high|low|trend|mean|average|median|value|line)", match["label"]
    ):
        return None
    dated = match.string[match.start("label") : match.end("n")]
    if match["n"].isdigit() and re.fullmatch(rf"{re.escape(match['label'])} (?:19|20)\d\d", dated):
        if span(dated) is not None and re.fullmatch(MOMENT, dated):
            return None
        if not re.match(_FIGURE, dated):
            return _no_day(dated)
    way = next((w for w in ("horizontal", "vertical") if w in (match["style"] or "")), "")
    if not way and not re.match(_FIGURE, match["label"]) and is_year(facts, match["n"]):
        if not re.search(r"\b(?:the|an?|our|my|its) $", match.string[: match.start("label")]):
            return _no_day(f"{match['label']} {match['n']}")
        way = "vertical"
    if re.search(r"\byears?\b", match["label"]) and not way and facts.kind(facts.chart.encoding("x").field) == "temporal":
        way = "vertical"
    quoted = match.groupdict().get("q")
    text = facts.speech.opened(quoted) if quoted else facts.speech.literal(*match.span("label"))
    color = _ink(f"{match['style'] or ''} {match.groupdict().get('tail') or ''}")
    return lined_at(facts, number(match["n"]), way, text[:1].upper() + text[1:], color)


@_rules.add(
    rf"(?:{_DO} )?{{the}}(?P<style>{_STROKE})(?:line|rule|marker) (?:at|on|in|for|through|from|where|to mark) "
    rf"{{the}}(?:date |day |month |year "
    rf")?(?P<when>{MOMENT}){_INK}(?:,? (?:{_CALLED}) (?P<q>{{Q}}))?{_INK}",
    rf"(?:mark|show|indicate|flag|highlight) {{the}}(?P<label>[^,;]+?) (?:with|by|as|using) "
    rf"{{the}}(?P<style>{_STROKE})line (?:at|on|in) "
    rf"{{the}}(?P<when>{MOMENT}){_INK}(?:,? (?:{_CALLED}) (?P<q>{{Q}}))?",
    rf"(?:mark|show|indicate|flag|highlight) {{the}}(?:date |day |month |year )?(?P<when>{MOMENT}) (?:with|by|as|using) "
    rf"{{the}}(?P<style>{_STROKE})line{_INK}(?P<q>(?!.)x)?",
    rf"(?:mark|show|indicate|flag|annotate) {{the}}(?:date |day |month |year )?(?P<when>{MOMENT}) (?:(?:with|by|using) "
    rf"{{the}}(?P<style>{_STROKE})line"
    rf"{_INK})?,? ?(?:{_CALLED}|with) (?P<q>{{Q}})",
    phrase=True,
)
def _dated_line(facts: Facts, match: re.Match[str]) -> Wish | None:
    """A line at a day, month or year on an axis of dates."""
    label, when = match.groupdict().get("label"), span(match["when"])
    dates, bare = facts.kind(facts.chart.encoding("x").field) == "temporal", match["when"].isdigit()
    if when is None and re.search(r"(?:19|20)\d\d", match["when"]):
        return _no_day(match["when"])
    if when is None or (bare and not (dates and re.search(r"\b(?:vertical|year|in|from) ", match[0]))):
        return None  # a year is a number as well: a line at 2000 lies at that height
    text = facts.speech.opened(match["q"]) if match["q"] else facts.speech.literal(*match.span("label")) if label else ""
    color = _ink(match[0])

    def act(chart: Chart) -> Chart:
        _dated(chart, facts, "a line")
        return replace(chart, annotations=(*chart.annotations, Annotation("vline", text, x=when[0], color=color)))

    return Wish(f"line at {match['when']}" + (f" {text!r}" if text else ""), act, cost=-0.02)


def _dated(chart: Chart, facts: Facts, what: str) -> None:
    """Refuse what needs an axis of dates where there is none."""
    encoding = chart.encoding("x")
    if facts.kind(encoding.field) != "temporal" or (encoding.time_unit and not encoding.time_unit.startswith("year")):
        raise Refusal(f"The x axis shows no dates, so {what} has no place there")
    if chart.mark not in ("line", "area", "point", "regression"):
        raise Refusal(f"Behind lines and points there can be {what} at a date, not in a {noun(chart)}")


# -- bands -------------------------------------------------------------------------------------------------------------

_SHADE = r"(?:shade|highlight|mark|fill|emphasi[sz]e|grey out|gray out|tint|colou?r|indicate|show)"
_ZONE = (
    r"(?:(?:background(?: (?:of|for|behind|in))?|range|area|region|band|zone|period|time|interval|span|section|"
    r"stretch|part|values?|months?|years?|(?:winter|spring|summer|autumn)(?= from| between)|from|a|shaded|grey|gray|"
    r"normal|target)s? )*"
)
_IN = r"(?: (?:(?:in|with) )?(?P<color>{color}))?"


@_rules.add(
    rf"{_SHADE} {{the}}{_ZONE}(?:between |from |of )?(?P<low>{{N}}){{till}}(?P<high>{{N}})(?: (?:on|of|along) "
    rf"{{the}}{{ax}})?{_IN}",
    rf"(?:add|draw|put|with|show) {{the}}{_ZONE}(?:between |from )(?P<low>{{N}}){{till}}(?P<high>{{N}})(?: (?:on|of|"
    rf"along) {{the}}{{ax}})?{_IN}",
)
def _band(facts: Facts, match: re.Match[str]) -> Wish | None:
    low, high = number(match["low"]), number(match["high"])
    shown = re.match(r"(?:mark|show|indicate|add|draw|put|with|colou?r)\b", match[0])
    if shown and not re.search(r"shaded|range|area|region|band|zone|interval", match[0]):
        return None
    color = color_of(match["color"]) if match["color"] else ""
    said = match["ax"] or ""
    way = "x" if said.startswith(("x", "hor")) else "y" if said.startswith(("y", "ver")) else ""

    def act(chart: Chart) -> Chart:
        channel = way or _channel(chart, facts, None)
        encoding = chart.encodings.get(channel)
        if chart.mark in ("arc", "treemap", "rect") or encoding is None or not low < high:
            raise Refusal(f"A {noun(chart)} has no band from {low} to {high}")
        if facts.kind(encoding.field) in ("text", "boolean", "temporal") and not encoding.aggregate:
            raise Refusal(f"The {channel} axis shows no numbers: a band from {low} to {high} has no place there")
        ends: dict[str, Any] = {channel: low, f"{channel}2": high}
        return replace(chart, annotations=(*chart.annotations, Annotation("band", color=color, **ends)))

    return Wish(f"band from {low} to {high}", act)


@_rules.add(
    rf"{_SHADE} {{the}}{_ZONE}(?:(?P<p>[a-z_]+(?: [a-z_]+)?) )?(?:that (?:is|are|lies?) )?(?P<how>above|over|below|"
    rf"under|beyond) {{the}}(?P<n>{{N}}){_IN}"
)
def _open_band(facts: Facts, match: re.Match[str]) -> Wish | None:
    """Everything above or below a number."""
    bare = not match["p"] or re.fullmatch(_ZONE + "(?:(?:everything|all|what) )?", f"{match['p']} ")
    hit = None if bare else facts.column(match["p"])
    if hit is None and not bare:
        return None
    edge, above = number(match["n"]), match["how"] in ("above", "over", "beyond")
    color = color_of(match["color"]) if match["color"] else ""

    def act(chart: Chart) -> Chart:
        channel = _channel(chart, facts, hit.name if hit else None)
        reach = figure_of(chart, facts, channel, "max" if above else "min")
        low, high = (edge, max(reach, edge)) if above else (min(reach, 0.0), edge)
        if not low < high:
            raise Refusal(f"Nothing is drawn {match['how']} {edge}")
        ends: dict[str, Any] = {channel: low, f"{channel}2": high}
        return replace(chart, annotations=(*chart.annotations, Annotation("band", color=color, **ends)))

    return Wish(f"{match['how']} {edge} shaded", act)


_DATED = rf"(?:(?:from|between|only|just|year|months?) )*{MOMENT}"


@_rules.add(
    rf"(?:{_SHADE}|(?:add |draw |put |with )?{{the}}(?:(?P<c1>{{color}}) )?(?:shaded )?(?:band|zone|shading|box|"
    rf"rectangle|background)) {{the}}{_ZONE}(?:between |from |of |in |for |behind |over )?{{the}}(?:year "
    rf")?(?P<low>{MOMENT})(?:{{till}}(?P<high>{MOMENT}))?{_IN}"
)
def _dated_band(facts: Facts, match: re.Match[str]) -> Wish | None:
    if re.match(rf"show {{the}}{_DATED}".replace("{the}", MACROS["the"]), match[0]):
        return None  # what is shown of the dates is a choice of rows
    first, last = match["low"], match["high"] or match["low"]
    year = re.search(r"(?:19|20)\d\d", last)
    begin, end = span(first, year[0] if year else ""), span(last, year[0] if year else "")
    if year and (begin is None or end is None):
        return _no_day(last if end is None else first)
    if begin is None or end is None or begin[0] >= end[1]:
        return None
    said = match["color"] or match["c1"]
    color = color_of(said) if said else ""

    def act(chart: Chart) -> Chart:
        _dated(chart, facts, "a shaded period")
        return replace(chart, annotations=(*chart.annotations, Annotation("band", color=color, x=begin[0], x2=end[1])))

    return Wish(f"{match['low']}{' to ' + match['high'] if match['high'] else ''} shaded", act)


@_rules.add(r"{no}(?P<p>[^,;]+?) (?:line|rule|note|label|text|mark|band|annotation)s?", phrase=True)
def _no_named(facts: Facts, match: re.Match[str]) -> Wish | None:
    """A note is known by its text: "drop the target line"."""
    gone = [n for n in facts.chart.annotations if n.text and match["p"] in n.text.lower()]
    if not gone:
        return None
    return Wish(
        f"no {match['p']} line", lambda chart: replace(chart, annotations=tuple(n for n in chart.annotations if n not in gone))
    )


@_rules.add(r"{no}(?:shading|shaded (?:area|region|range|band|period)s?|bands?)\b")
def _no_band(facts: Facts, match: re.Match[str]) -> Wish:
    return Wish("no bands", lambda chart: replace(chart, annotations=tuple(n for n in chart.annotations if n.kind != "band")))


RULES = _rules.all()
