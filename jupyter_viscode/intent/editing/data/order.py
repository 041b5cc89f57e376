"""Order: wishes for a sort, and for what comes first."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from jupyter_viscode.intent.editing.drawn.shapes import base_of, measure_of, noun, sorted_by
from jupyter_viscode.intent.editing.wishes.facts import Facts, listed_values
from jupyter_viscode.intent.editing.wishes.rules import Refusal, Rules, Wish
from jupyter_viscode.intent.editing.words.lexicon import FILLERS
from jupyter_viscode.intent.language.vocabulary import MONTHS
from jupyter_viscode.spec import Chart, Order, Sort

_rules = Rules()
_SORT = r"(?:re-?)?(?:sort(?:ed|ing)?|order(?:ed|ing)?|rank(?:ed|ing)?|arranged?)"
_WHAT = (
    r"(?: (?:it|them|the chart|the result|(?:the )?{marks}|(?:the )?categor(?:y|ies)|(?:the )?x[- ]?axis|(?:the "
    r")?y[- ]?axis|(?:the )?labels|(?:the )?groups|everything|(?:the )?[a-z]+s(?= (?:from|in|by|with|so|according|"
    r"alphabet|asc|desc))|by|on|according to))*"
)
_BY = r"(?: (?:by|on|according to|based on|of|with respect to))"
_DIR = (
    r"(?:,? ?(?:in |with |an? |the )*(?:(?P<down>{down}|reverse(?:d)?|z to a|z-a|backwards)|(?P<up>{up}|a to z|a-z))"
    r"(?: order)?)"
)
_VALUE = re.compile(
    r"(?:the |its |their |bar )*(?:values?|heights?|sizes?|lengths?|amounts?|counts?|figures?|totals?|numbers?|"
    r"y(?:[- ]?axis|[- ]?values?)?|measure|frequency|medians?|means?|averages?)(?: values?)?"
)
_NAME = re.compile(
    r"(?:the |its |their )*(?:names?|alphabet(?:ically)?|labels?|categor(?:y|ies)|x(?:[- ]?axis)?|alphabetical(?: "
    r"order)?|title|dates?|time)"
)


@_rules.add(
    rf"{_SORT}{_WHAT}{_DIR}",
    rf"{_SORT}{_WHAT}{_DIR}{_BY} (?P<p>.+?)",
    rf"{_SORT}{_WHAT}{_BY} (?P<p>.+?)(?:,? (?:in|with)?)?{_DIR}",
    rf"{_SORT}{_WHAT}{_BY} (?P<p>.+?)",
    rf"(?:(?:the )?[a-z]+ in |in )?{_DIR}(?: {_BY.strip()} (?P<p>.+?))?",
    rf"{_SORT}{_WHAT}{_BY} (?P<p>.+?) in {_DIR}",
    phrase=True,
)
def _sort(facts: Facts, match: re.Match[str]) -> Wish | None:
    groups = match.groupdict()
    phrase, down, up = groups.get("p"), groups.get("down"), groups.get("up")
    text = match[0]
    if not re.match(_SORT, text) and not re.search(
        r"ascend|descend|\b(?:a|de)sc\b|first|last|on top|top|left|right|bottom|increas|decreas| to ", text
    ):
        return None
    kind, column, aggregate, cost = "name" if re.search(r"\b(?:a(?: to |-)z|z(?: to |-)a)\b", text) else "", "", None, 0.0
    if phrase:
        name = _NAME.fullmatch(phrase)
        if _VALUE.fullmatch(phrase):
            kind = "value"
        elif name or ((m := re.fullmatch(r"(.+) names?", phrase)) and facts.column(m[1])):
            kind = "name"
        else:
            figure = facts.figure(phrase)
            if figure is None or (figure.hit is None and figure.aggregate is None):
                return None
            kind, cost = "column", figure.cost
            column, aggregate = figure.hit.name if figure.hit else "", figure.aggregate
    order: Order | None = "descending" if down else "ascending" if up else None
    axis = _meant_axis(facts, text)
    return Wish(
        _said(kind, column, order), lambda chart: ordered(chart, facts, kind, column, aggregate, order, axis), cost=cost
    )


def _meant_axis(facts: Facts, text: str) -> str | None:
    """The axis of a heat map whose column is named: it has two that can be sorted."""
    if facts.chart.mark != "rect":
        return None
    hits = [h for w in re.findall(r"[a-z_]{3,}", text) if w not in FILLERS and (h := facts.column(w)) is not None]
    return next((c for h in hits for c in ("x", "y") if facts.chart.encoding(c).field == h.name), None)


@_rules.add(
    rf"(?:{_SORT}{_WHAT} ?)?(?:in )?(?:{{the}}(?:reverse(?:d)?|(?P<down>inverse|z[- ]to[- ]a)) "
    rf")?alphabetic(?:al(?:ly)?)?(?: order)?\b(?:,? (?:but )?(?:backwards?|in reverse|reversed|descending|from z(?: "
    rf"to a)?))?",
    rf"{_SORT}{_WHAT} (?:from )?a to z\b",
    r"(?:in )?alphabetical order\b",
)
def _alphabetical(facts: Facts, match: re.Match[str]) -> Wish:
    order: Order = "descending" if re.search(r"reverse|inverse|backward|descending|\bz(?= |-)", match[0]) else "ascending"
    return Wish(_said("name", "", order), lambda chart: ordered(chart, facts, "name", "", None, order))


_WEEK = "monday tuesday wednesday thursday friday saturday sunday".split()


@_rules.add(
    rf"(?:{_SORT}{_WHAT} ?|{{the}}(?:days|weekdays|months|bars?|x[- ]?axis) )?(?:in )?{{the}}(?:order )?(?:from "
    rf")?(?:mon(?:day)? (?:to|through|till|-) (?:sun|fri)(?:day)?|jan(?:uary)? (?:to|through|till|-) dec(?:ember)?)"
    rf"(?: order)?\b",
    rf"(?:{_SORT}{_WHAT} ?|{{the}}(?:days|weekdays|months|bars?|x[- ]?axis) )?(?:in )?{{the}}(?:chronological|"
    rf"calendar|weekday)(?:ly)?(?: order)?\b",
    rf"{_SORT}{_WHAT} by (?:calendar|weekday|day of (?:the )?week)\b",
)
def _calendar(facts: Facts, match: re.Match[str]) -> Wish:
    """Dates, and the names of days and months, as they follow each other."""

    def act(chart: Chart) -> Chart:
        base = base_of(chart, facts)
        axis = chart.encoding(base or "")
        if base is None or axis.bin or axis.bin_step:
            raise Refusal(f"A {noun(chart)} has no days or months to sort")
        if axis.time_unit or facts.kind(axis.field) in ("temporal", "number"):
            return sorted_by(chart, base, None)
        values = facts.values_of(axis.field)
        for names in (_WEEK, MONTHS):
            places = {v: next((i for i, n in enumerate(names) if n[:3] == str(v).lower()[:3]), None) for v in values}
            if values and None not in places.values():
                return sorted_by(chart, base, Sort(values=tuple(sorted(values, key=lambda v: places[v] or 0))))
        return ordered(chart, facts, "name", "", None, "ascending")

    return Wish("in the order of the calendar", act)


def _said(kind: str, column: str, order: Order | None) -> str:
    by = {"value": " by value", "name": " by name", "column": f" by {column}" if column else " by value"}.get(kind, "")
    return f"sorted{by}" + (f", {order}" if order else "")


def ordered(
    chart: Chart, facts: Facts, kind: str, column: str, aggregate: Any, order: Order | None, axis_meant: str | None = None
) -> Chart:
    """The chart with its categories in another order."""
    base, measure = axis_meant or base_of(chart, facts), measure_of(chart, facts)
    if base is None or measure is None or chart.mark in ("density", "point", "regression"):
        raise Refusal(f"A {noun(chart)} has no categories to sort")
    axis, figure = chart.encoding(base), chart.encoding(measure)
    if axis.bin or axis.bin_step:
        raise Refusal("The intervals of a histogram stay in their order")
    if chart.mark in ("line", "area") and facts.kind(axis.field) in ("temporal", "number") and kind != "name":
        raise Refusal(f"The points of a {chart.mark} follow {axis.field}; bars can be sorted by value")
    if kind == "column":
        if column == axis.field and aggregate is None:
            kind = "name"
        elif column in ("", figure.field) and aggregate in (None, figure.aggregate):
            kind = "value"
    if kind in ("", "value"):
        by = "x" if chart.mark == "rect" else measure
        return sorted_by(chart, base, Sort(by, order or "descending"))
    if kind == "name":
        return sorted_by(chart, base, Sort("", order or "ascending"))
    how: Any = aggregate or ("min" if facts.kind(column) in ("temporal", "text") else "mean")
    return sorted_by(chart, base, Sort(column, order or "descending", how))


@_rules.add(
    r"(?:get |have |make |put |show )?{the}{marks} (?:be |to be )?(?:sorted|ordered|ranked|in order)\b(?! of| by| from)"
)
def _put_in_order(facts: Facts, match: re.Match[str]) -> Wish:
    return Wish("sorted", lambda chart: ordered(chart, facts, "", "", None, None), cost=0.1)


@_rules.add(rf"{_SORT}(?: (?:it|them|the chart|(?:the )?{{marks}}|(?:the )?categor(?:y|ies)))*")
def _sorted(facts: Facts, match: re.Match[str]) -> Wish | None:
    if not re.match(r"(?:re-?)?(?:sort|order|rank|arrange)", match[0]):
        return None
    return Wish("sorted", lambda chart: ordered(chart, facts, "", "", None, None), cost=0.1)


@_rules.add(
    r"(?:reverse|invert|flip|turn around) {the}(?:sort(?:ing)? )?(?:order|sort(?:ing)?)(?: of {the}{marks})?",
    r"(?:in )?{the}(?:reverse(?:d)?|opposite|inverse) order",
    r"(?:in )?{the}order (?:reversed?|inverted|inverse|backwards?|upside down)\b",
    rf"(?:{_SORT} )?{{the}}(?:it |them )?(?:the )?other way (?:a?round|about)\b",
)
def _reversed(facts: Facts, match: re.Match[str]) -> Wish:
    def act(chart: Chart) -> Chart:
        base = base_of(chart, facts)
        sort = chart.encoding(base).sort if base else None
        if base is None or sort is None:
            return ordered(chart, facts, "name", "", None, "descending")
        if sort.values:
            return sorted_by(chart, base, replace(sort, values=sort.values[::-1]))
        return sorted_by(chart, base, replace(sort, order="ascending" if sort.order == "descending" else "descending"))

    return Wish("order reversed", act)


@_rules.add(
    r"(?:unsort(?:ed)?(?: {the}{marks})?|not sorted|(?:don't|do not|no|without|remove|undo|drop)(?: (?:the|any))? "
    r"(?:sort(?:ing|ed)?|order(?:ing)?)(?: (?:it|them|the {marks}))?)\b(?: order)?"
)
def _unsorted(facts: Facts, match: re.Match[str]) -> Wish:
    def act(chart: Chart) -> Chart:
        return replace(chart, encodings={c: replace(e, sort=None) if e.sort else e for c, e in chart.encodings.items()})

    return Wish("not sorted", act)


@_rules.add(rf"(?:{_SORT}{_WHAT} ?)?(?:in )?(?:the )?order(?: of)?(?: as)?:? (?P<p>.+)", phrase=True)
def _explicit(facts: Facts, match: re.Match[str]) -> Wish | None:
    values = listed_values(facts, match["p"])
    if values is None or len(values[1]) < 2:
        return None
    name, found = values

    def act(chart: Chart) -> Chart:
        base = next((c for c, e in chart.encodings.items() if e.field == name and c in ("x", "y", "color")), None)
        if base is None:
            raise Refusal(f"{name} is not drawn, so it has no order")
        return sorted_by(chart, base, Sort(values=found))

    return Wish(f"{name} in the order {', '.join(map(str, found))}", act)


@_rules.add(
    r"(?:(?:put|move|place|show|bring|set|have|let|i want|start with|begin with) )?{the}(?P<p>[^;]+?)(?: (?:should |"
    r"must |to |be |come |go |stand |is )*)(?:(?:the )?(?P<first>first|leftmost|topmost|in front|to the front|at the "
    r"(?:start|beginning|front|top)|(?:on|to|at) the (?:far )?left)|(?:the )?(?:last|rightmost|at the (?:end|bottom)|"
    r"to the (?:end|back)|(?:on|to|at) the (?:far )?right))",
    r"(?P<first>start|begin|lead|open) with {the}(?P<p>[^,;]+)",
    phrase=True,
)
def _one_first(facts: Facts, match: re.Match[str]) -> Wish | None:
    values = listed_values(facts, match["p"])
    if values is None:
        return None
    name, chosen = values
    first = bool(match["first"])

    def act(chart: Chart) -> Chart:
        base = next(
            (c for c in ("x", "y", "color") if chart.encoding(c).field == name and not chart.encoding(c).aggregate), None
        )
        if base is None:
            raise Refusal(f"{name} is not drawn, so it has no order")
        rest = tuple(v for v in facts.values_of(name) if v not in chosen)
        return sorted_by(chart, base, Sort(values=(*chosen, *rest) if first else (*rest, *chosen)))

    return Wish(f"{', '.join(map(str, chosen))} {'first' if first else 'last'}", act)


RULES = _rules.all()
