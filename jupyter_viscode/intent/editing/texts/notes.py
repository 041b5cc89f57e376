"""Notes: wishes for marked extremes, labels of values, reference lines and texts on the picture."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import Any

from jupyter_viscode.intent.editing.drawn.axes import figure_of
from jupyter_viscode.intent.editing.drawn.lines import behind_a_line, just_added, noted
from jupyter_viscode.intent.editing.drawn.shapes import histogram, measure_of, noun
from jupyter_viscode.intent.editing.wishes.facts import Facts
from jupyter_viscode.intent.editing.wishes.rules import Refusal, Rules, Wish
from jupyter_viscode.intent.editing.words.lexicon import color_of, number
from jupyter_viscode.spec import Annotation, Chart, Encoding

_rules = Rules()


@_rules.add(
    r"(?:and )?(?:label|call|name|caption|title|tag|annotate) (?:it|this|that|them|the (?:line|band|area))(?: (?:as|"
    r"with|by))? (?:(?P<q>{Q})|(?P<p>(?:(?! and )[^,;\ue000-\uf7ff])+))",
    r"(?:write|put|add|print|place) {the}(?:text |words? |note |label )?(?P<q>{Q}) (?:in|on|into|next to|beside|above|"
    r"over|to|along) "
    r"(?:it|them|that|the (?:line|band|area))(?P<p>(?!.)x)?",
    r"(?:label(?:l)?ed|called|named|captioned|titled|saying|with {the}(?:label|caption|text|note|name))(?: as)? "
    r"(?:(?P<q>{Q})|(?P<p>(?:(?! and )[^,;\ue000-\uf7ff])+))",
    phrase=True,
)
def _called(facts: Facts, match: re.Match[str]) -> Wish | None:
    """A text for the line or band that was just asked for."""
    if not behind_a_line(match):
        return None
    text = facts.speech.opened(match["q"]) if match["q"] else facts.speech.literal(*match.span("p"))

    def act(chart: Chart) -> Chart:
        note = just_added(chart, facts, match)
        if note is None:
            raise Refusal("There is no line or band that could have a name")
        return noted(chart, note, text=text)

    return Wish(f"called {text!r}", act, cost=-0.05)


_LOW = ("min", "lowest", "bottom", "smallest", "low", "trough", "worst")
_EXTREME = (
    r"(?P<{0}>max(?:imum|ima)?|min(?:imum|ima)?|peaks?|highest|lowest|top|bottom|largest|smallest|high|low|biggest|"
    r"tallest|trough|best|worst)"
)


@_rules.add(
    r"(?:mark|highlight|annotate|label|point out|show|indicate|flag|point to|emphasi[sz]e|circle) (?:both )?{the}"
    + _EXTREME.format("one")
    + r"(?: (?:and|&) (?:the )?"
    + _EXTREME.format("two")
    + r")?(?: (?:values?|points?|bars?|month|day|price|one|slice|spot|observation))?\b(?! to\b)"
)
def _extreme(facts: Facts, match: re.Match[str]) -> Wish:
    kinds: list[Any] = ["minimum" if w.startswith(_LOW) else "maximum" for w in (match["one"], match["two"]) if w]

    def act(chart: Chart) -> Chart:
        if chart.mark not in ("line", "bar", "area", "point", "regression") or histogram(chart):
            raise Refusal(f"The {kinds[0]} of a {noun(chart)} cannot be marked")
        base = [chart.encoding(c).field for c in ("x", "y")]
        if chart.mark in ("bar", "area") and chart.encoding("color").field not in (None, *base):
            raise Refusal(f"The {chart.mark}s have several series: whose {kinds[0]} is to be marked cannot be told")
        held = {n.kind for n in chart.annotations}
        return replace(chart, annotations=(*chart.annotations, *(Annotation(k) for k in kinds if k not in held)))

    return Wish(" and ".join(f"{k} marked" for k in kinds), act)


@_rules.add(
    r"(?:add|put|write|show|place) {the}(?:note|label|text|annotation|comment|words?)? ?(?:saying|reading|with|that "
    r"says)? ?(?:the text )?(?P<q>{Q}) "
    r"(?:at|on|next to|beside|above|over|for|by|to) (?:the|its) (?!top\b|bottom\b)"
    + _EXTREME.format("one")
    + r"(?: (?:values?|points?|bars?|month|day|year|one))?\b",
)
def _extreme_named(facts: Facts, match: re.Match[str]) -> Wish:
    """The highest or lowest point with words of the user's own."""
    kind: Any = "minimum" if match["one"].startswith(_LOW) else "maximum"

    def act(chart: Chart) -> Chart:
        if chart.mark not in ("line", "bar", "area", "point", "regression") or histogram(chart):
            raise Refusal(f"The {kind} of a {noun(chart)} cannot be marked")
        return replace(chart, annotations=(*chart.annotations, Annotation(kind, facts.speech.opened(match["q"]))))

    return Wish(f"{kind} marked", act, cost=-0.05)


_NUMBERS = r"(?:value labels?|data labels?|values?|numbers?|figures?|amounts?|counts?|labels with (?:the )?values|percentages?)"


@_rules.add(
    rf"(?:show|see|add|put|display|write|print|with|annotate|give|have) {{the}}(?:exact |actual )?{_NUMBERS}(?: (?:on|"
    rf"above|over|in|inside|at|onto|to|for|next to|beside|as labels|at the)+ ?{{the}}(?:top of "
    rf")?{{the}}(?:(?:{{marks}} )?(?:end|tip)s?|{{marks}}|"
    rf"each bar|top|cells?|them))?(?: (?:shown|displayed|visible|written))?\b(?! axis)",
    r"(?:label(?:l?ed)?|annotated?) with {the}(?:values?|numbers?|counts?|amounts?|figures?)\b",
    r"(?:label|annotate) {the}(?:{marks}|values?|them|each(?: one)?)(?: with (?:their |the |its )?(?:values?|numbers?|"
    r"counts?|amounts?))?(?! in)",
    r"(?:with )?(?:value|data) labels?\b",
    r"{the}(?:values?|numbers?) (?:to be |be )?(?:shown|displayed|written|visible)\b",
    rf"(?:with )?(?:the )?{_NUMBERS} (?:on|above|on top of|inside) {{the}}(?:{{marks}}|cells|top)\b",
)
def _values(facts: Facts, match: re.Match[str]) -> Wish | None:
    if facts.chart.mark != "arc" and re.search(r"percent", match[0]):
        return None  # the figures themselves are labelled, not their shares

    def act(chart: Chart) -> Chart:
        if chart.mark not in ("bar", "rect") or histogram(chart):
            if chart.mark == "arc" and re.search(r"percent", match[0]):
                return chart
            if chart.mark == "arc":
                raise Refusal("A pie says its shares already")
            raise Refusal(f"Value labels are for bars and heat maps, not for a {noun(chart)}")
        if any(n.kind == "value labels" for n in chart.annotations):
            return chart
        return replace(chart, annotations=(*chart.annotations, Annotation("value labels")))

    return Wish("value labels", act)


@_rules.add(
    r"(?:show|see|add|put|display|write|print) {the}(?P<p>[^,;]+?) "
    r"(?:on top of|on|above|over|in|inside|at the end of|next to) {the}(?:each |every )?{marks}",
    phrase=True,
)
def _named_values(facts: Facts, match: re.Match[str]) -> Wish | None:
    """The figure by its name: "write the minutes above the bars", "the exact average on every bar"."""
    figure, measure = (
        facts.figure(re.sub(r"^(?:exact|actual|precise|rounded) ", "", match["p"])),
        measure_of(facts.chart, facts),
    )
    shown = facts.chart.encoding(measure or "")
    if figure is None or measure is None or figure.aggregate not in (None, shown.aggregate):
        return None
    if figure.hit is not None and figure.hit.name != shown.field:
        return None
    return _values(facts, match)


@_rules.add(
    r"{no}labels? (?:on|from|above|over|of|in|at) {the}{marks}\b",
    rf"{{no}}(?:{_NUMBERS})(?: (?:on|from|above|over) {{the}}{{marks}})?\b(?! axis)",
)
def _no_values(facts: Facts, match: re.Match[str]) -> Wish:
    return _without("value labels", "value labels")


@_rules.add(
    r"{no}(?:annotations?|notes?|marks?|markings?)\b",
    r"{no}(?:reference |horizontal |vertical |guide |extra )lines?(?: at \S+)?\b",
    r"{no}(?:marked |highlighted )?(?:max(?:imum)?|min(?:imum)?|peak)(?: mark(?:er|ing)?| annotation| label)?\b",
)
def _no_notes(facts: Facts, match: re.Match[str]) -> Wish:
    text = match[0]
    if "horizontal" in text:
        return _without("horizontal line", "hline")
    if "vertical" in text:
        return _without("vertical line", "vline")
    if "line" in text:
        return _without("reference lines", "hline", "vline")
    if re.search(r"max|peak", text):
        return _without("maximum", "maximum")
    if "min" in text:
        return _without("minimum", "minimum")
    return _without("notes", "text", "hline", "vline", "maximum", "minimum", "value labels")


def _without(said: str, *kinds: str) -> Wish:
    return Wish(
        f"no {said}", lambda chart: replace(chart, annotations=tuple(n for n in chart.annotations if n.kind not in kinds))
    )


_STROKE = r"(?:(?P<c1>{color}) |dashed |dotted |solid |thin |thick |reference |target |threshold |guide |limit )*"


@_rules.add(
    rf"(?:(?:add|draw|put|with|show|include|insert) )?(?:a |an |the )*{_STROKE}(?P<way>horizontal|vertical)? "
    rf"?{_STROKE.replace('c1', 'c2')}(?:line|rule|threshold|target|marker)(?: in (?P<c3>{{color}}))? (?:at|for|on|of|"
    rf"through) (?:the )?(?:value )?(?:(?P<axis>[xy]) ?=? ?)?(?P<n>{{N}})(?:,? (?:in|colou?red) (?P<c4>{{color}})"
    rf")?(?:,? (?:label(?:l)?ed|named|called|titled|with (?:the )?(?:label|text)|saying|as) (?P<q>{{Q}}))?",
    rf"(?:mark|show|indicate|highlight) {{the}}(?:value |level )?(?P<n>{{N}}) (?:with|by|as|using) {{the}}{_STROKE}"
    rf"(?P<way>horizontal|vertical)? ?{_STROKE.replace('c1', 'c2')}(?:line|rule)(?: in (?P<c3>{{color}}))?(?P<c4>(?!.)x)?"
    rf"(?P<axis>(?!.)x)?(?:,? (?:label(?:l)?ed|named|called|titled|saying|as) (?P<q>{{Q}}))?",
)
def _rule(facts: Facts, match: re.Match[str]) -> Wish:
    place = number(match["n"])
    color = next((color_of(match[c]) for c in ("c1", "c2", "c3", "c4") if match[c]), "")
    text = facts.speech.opened(match["q"]) if match["q"] else ""
    way = match["way"] or {"x": "vertical", "y": "horizontal"}.get(match["axis"] or "", "")
    if not way and is_year(facts, match["n"]):
        way = "vertical"  # "mark 2022 with a line"
    return lined_at(facts, place, way, text, color)


def is_year(facts: Facts, digits: str) -> bool:
    """Whether a number names a year of the dates on x, not a height: the dates reach it, and the drawn values do not."""
    if facts.kind(facts.chart.encoding("x").field) != "temporal" or not re.fullmatch(r"(?:19|20)\d\d", digits):
        return False
    try:
        return figure_of(facts.chart, facts, "y", "max") < number(digits) and _reached(facts, int(digits))
    except Refusal:
        return False


def _reached(facts: Facts, year: int) -> bool:
    """Whether the dates on x go to the year, or end beside it."""
    import pandas as pd

    from jupyter_viscode.chart import figures

    made = figures.marks(facts.chart, facts.frames) if facts.chart.frame else None
    dates = made["x"] if made is not None and "x" in made else pd.Series(list(facts.chart.data.get("x", ())))
    years = pd.to_datetime(dates, errors="coerce").dt.year.dropna()
    return years.empty or years.min() - 1 <= year <= years.max() + 1


def lined_at(facts: Facts, place: float, way: str, text: str = "", color: str = "") -> Wish:
    """The wish for a line across the chart at a number; `way` is empty where the chart decides it."""

    def act(chart: Chart) -> Chart:
        lying = way != "vertical" if way else measure_of(chart, facts) != "x"
        channel = "y" if lying else "x"
        if chart.mark in ("arc", "treemap", "rect") or (channel not in chart.encodings and chart.mark != "density"):
            raise Refusal(f"A {noun(chart)} has no {channel} axis for a line")
        encoding: Encoding = chart.encoding(channel)
        dates = facts.kind(encoding.field) == "temporal" and not encoding.aggregate
        if dates and channel == "x" and isinstance(place, int) and 1000 <= place <= 2999:
            return replace(
                chart, annotations=(*chart.annotations, Annotation("vline", text, x=dt.datetime(place, 1, 1), color=color))
            )
        if facts.kind(encoding.field) in ("text", "boolean") and not encoding.aggregate:
            raise Refusal(f"The {channel} axis shows the names of {encoding.field}: a line at {place} has no place there")
        if dates:
            raise Refusal(f"The {channel} axis shows dates: a line at {place} has no place there")
        note = Annotation("hline", text, y=place, color=color) if lying else Annotation("vline", text, x=place, color=color)
        return replace(chart, annotations=(*chart.annotations, note))

    return Wish(f"line at {place}" + (f" {text!r}" if text else ""), act)


@_rules.add(
    r"(?:add|write|put|annotate|place|insert) (?:the )?(?:text|note|label|annotation|words?)? ?(?:with )?(?P<q>{Q}) "
    r"at (?:x ?=? ?)?\(?(?P<x>{N}) ?(?:,|and|/) ?(?:y ?=? ?)?(?P<y>{N})\)?"
)
def _note(facts: Facts, match: re.Match[str]) -> Wish:
    text, x, y = facts.speech.opened(match["q"]), number(match["x"]), number(match["y"])

    def act(chart: Chart) -> Chart:
        if not {"x", "y"} <= set(chart.encodings) or chart.mark == "rect":
            raise Refusal(f"A {noun(chart)} has no x and y for a note")
        return replace(chart, annotations=(*chart.annotations, Annotation("text", text, x=x, y=y)))

    return Wish(f"note {text!r}", act)


RULES = _rules.all()
