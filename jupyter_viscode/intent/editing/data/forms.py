"""Forms: wishes for another mark, orientation, arrangement, a trend line or small multiples."""

from __future__ import annotations

import re
from dataclasses import replace

from jupyter_viscode.intent.editing.data.conditions import split_by
from jupyter_viscode.intent.editing.drawn.series import arranged, colored_by, grouping, oriented
from jupyter_viscode.intent.editing.drawn.shapes import (
    NAMES,
    base_of,
    histogram,
    measure_of,
    noun,
    reshaped,
    turned,
)
from jupyter_viscode.intent.editing.wishes.facts import Facts
from jupyter_viscode.intent.editing.wishes.rules import DETAIL, FORM, Refusal, Rules, Wish
from jupyter_viscode.intent.editing.words.lexicon import number
from jupyter_viscode.spec import Chart, Window

_rules = Rules()
_NOUN = r"(?:[- ]?(?:chart|plot|graph|diagram|map)s?)?"
_MARKS = (
    (r"(?:100 ?%|percent(?:age)?|normali[sz]ed|proportional)[- ]stacked[- ](?:bars?|columns?)", "bar", "normalize", ""),
    (r"(?:100 ?%|percent(?:age)?|normali[sz]ed)[- ]stacked[- ]areas?", "area", "normalize", ""),
    (r"stacked horizontal bars?|horizontal stacked bars?", "bar", "zero", "horizontal"),
    (r"grouped horizontal bars?|horizontal grouped bars?", "bar", "grouped", "horizontal"),
    (r"stacked (?:bars?|columns?)", "bar", "zero", ""),
    (r"(?:grouped|clustered|dodged|side[- ]by[- ]side) (?:bars?|columns?)", "bar", "grouped", ""),
    (r"stacked areas?(?: chart)? (?:to |at )?100 ?%", "area", "normalize", ""),
    (r"stacked areas?", "area", "zero", ""),
    (r"(?:horizontal(?:ly)?|lying) (?:bars?|columns?)|bars? horizontal(?:ly)?", "bar", "", "horizontal"),
    (r"(?:vertical(?:ly)?|upright|standing) (?:bars?|columns?)|columns?(?= chart| graph| plot| instead| rather|$|,)|"
     r"bars? vertical(?:ly)?", "bar", "", "vertical"),
    (r"do(?:ugh)?nuts?|rings?", "donut", "", ""),
    (r"pies?", "arc", "", ""),
    (r"histograms?", "hist", "", ""),
    (r"bars?", "bar", "", ""),
    (r"scatter(?:[- ]?plots?)?|points?|dots?", "point", "", ""),
    (r"box(?:es)?(?:[- ]?plots?)?(?: and whiskers?)?|box[- ]and[- ]whiskers?", "boxplot", "", ""),
    (r"violins?", "violin", "", ""),
    (r"strips?|swarms?|jitter(?:ed)?(?: points)?", "strip", "", ""),
    (r"heat ?maps?", "rect", "", ""),
    (r"areas?", "area", "", ""),
    (r"(?:kernel |probability )?densit(?:y|ies)|kde|smooth(?:ed)? (?:curves?|outlines?)", "density", "", ""),
    (r"tree ?maps?", "treemap", "", ""),
    (r"error ?bars?", "errorbar", "", ""),
    (r"lines?|curves?|connect(?:ed)? (?:the|these|those) (?:dots|points)", "line", "", ""),
)  # fmt: skip
"""Words, mark, arrangement, orientation."""
_TYPE = r"(?:(?:change|switch|set|make)? ?(?:the |its )?(?:chart|plot|graph)?[- ]?type(?: (?:to|into|as|is))? )?"
_ALONE = (
    r"(?!(?: \w+){0,2} (?:in|red|blue|green|orange|thicker|thinner|wider|dashed|dotted|darker|lighter|smaller|larger|"
    r"bigger|side|half|transparent)\b)(?! (?:on|at|for|along) (?:it|them|the|each|every)\b)"
)
_LEAD = (
    r"(?:(?:as|into|to|use|using|with|show|make|draw|want|have|plot|be|is|of|prefer|a|an|the|it|them|this|these|that|"
    r"simple|plain|just|normal|ordinary|regular|usual|full|whole|like|can|could|"
    r"(?:distributions?|data|results?|numbers?|comparison|shares|proportions)(?= (?:as|with|using|in)\b)) )*"
)


_SHOWN_TOO = r"(?:also )?(?:show|with|have|draw|want) (?:the|its|it) "
"""Points that are shown on a line, not in its place."""


def _read_mark(mark: str, arrangement: str, orientation: str) -> object:
    name = {"donut": "arc", "hist": "bar"}.get(mark, mark)
    words = {"donut": "donut", "hist": "histogram"}.get(mark, NAMES.get(mark, mark))

    def read(facts: Facts, match: re.Match[str]) -> Wish:
        def act(chart: Chart) -> Chart:
            if mark == "point" and chart.mark == "line" and re.match(_SHOWN_TOO, match[0]):
                return replace(chart, style=replace(chart.style, point=True))
            if "smooth" in match[0] and not histogram(chart):
                raise Refusal(f"A {noun(chart)} is made smooth by a moving average, for example 'moving average over 3'")
            chart = reshaped(
                chart, name, facts, donut=mark == "donut", hist=mark == "hist" or (mark == "bar" and histogram(chart))
            )
            if arrangement:
                chart = arranged(chart, facts, arrangement)
            return oriented(chart, facts, orientation) if orientation else chart

        said = " ".join(
            w
            for w in (orientation, {"normalize": "100 % stacked", "zero": "stacked"}.get(arrangement, arrangement), words)
            if w
        )
        return Wish(f"{said} chart" if words in ("bar", "line", "area", "pie", "donut") else said, act, FORM)

    return read


for _words, _mark, _arrangement, _orientation in _MARKS:
    _read = _read_mark(_mark, _arrangement, _orientation)
    _rules.add(
        rf"{_TYPE}{_LEAD}(?:{_words})\b[- ](?:chart|plot|graph|diagram|curve)s?\b(?: out of (?:it|this|that))?",
        rf"{_TYPE}{_LEAD}(?:{_words})\b(?: out of (?:it|this|that)\b)?{_ALONE}(?! (?:width|style|per|for each|for "
        rf"every|at\b|labels?|mode))",
    )(_read)  # type: ignore[arg-type]


# -- orientation and arrangement ---------------------------------------------------------------------------------------


@_rules.add(
    r"(?:flip(?:ped)?|turn(?:ed)?|make|lay|put|show|rotate) {the}(?:{marks} )?(?:to |be )?(?:it "
    r")?(?:horizontal(?:ly)?|sideways|on (?:its|their) side)\b",
    r"lay(?:ing)? {the}{marks} (?:down|flat|over)\b",
    r"(?:change |set |switch )?{the}(?:{marks} |chart |plot )?(?:orientation|layout|direction)(?: (?:to|is|be|as)|:|=)* ?"
    r"horizontal(?:ly)?\b",
    r"(?:let |make )?{the}{marks} (?:to )?(?:run|go|grow|point|extend|stretch) (?:from (?:the )?left to (?:the "
    r")?right|to the right|sideways|across)\b",
    r"horizontal(?:ly)?(?: orientation| layout)?\b(?! ax| line| label| tick| grid| guide| rule)",
    r"sideways\b",
)
def _horizontal(facts: Facts, match: re.Match[str]) -> Wish:
    return Wish("horizontal", lambda chart: oriented(chart, facts, "horizontal"), FORM)


@_rules.add(
    r"stand {the}{marks} (?:up|upright)\b",
    r"(?:let |make )?{the}{marks} (?:to )?(?:run|go|grow|point|extend|stretch) (?:from (?:the )?bottom to (?:the "
    r")?top|up|upwards?)\b",
    r"(?:change |set |switch )?{the}(?:{marks} |chart |plot )?(?:orientation|layout|direction)(?: (?:to|is|be|as)|:|=)* ?"
    r"(?:vertical(?:ly)?|upright)\b",
    r"(?:make |turn |stand )?{the}(?:{marks} )?(?:vertical(?:ly)?|upright)(?: orientation| layout)?\b(?! ax| line| "
    r"label| tick)",
)
def _vertical(facts: Facts, match: re.Match[str]) -> Wish:
    return Wish("vertical", lambda chart: oriented(chart, facts, "vertical"), FORM)


@_rules.add(
    r"(?:swap|switch|exchange|transpose|flip)(?:ped)? {the}(?:x and y|rows and columns|columns and rows|ax[ie]s|"
    r"x(?:[- ]axis)?[- ](?:and|with) (?:the )?y[- ]ax[ie]s|coordinates|chart|plot)(?: around| over)?\b",
    r"flip(?:ped)? {the}{marks}(?: around| over)?\b",
    r"transposed?\b",
    r"(?:rotate|turn)(?:d|ed)? {the}(?:chart|plot|graph|figure|bars|boxes|columns|it)(?: (?:around|clockwise|by|through))* 90 ?"
    r"(?:degrees?|deg|°)",
    r"flip(?:ped)?(?: (?:it|this|that|them)(?: one)?)?(?: over| around| round| back)?(?=$|[,;.!?]| (?:and|then|please|but)\b)",
)
def _swap(facts: Facts, match: re.Match[str]) -> Wish:
    def act(chart: Chart) -> Chart:
        if "x" not in chart.encodings and "y" not in chart.encodings:
            raise Refusal(f"A {noun(chart)} has no axes to swap")
        return turned(chart)

    return Wish("axes swapped", act, FORM)


@_rules.add(
    r"(?:make |show )?{the}(?:{marks} )?(?:100 ?%|percent(?:age)?|normali[sz]ed|proportional)[- ]stack(?:ed|ing)?\b",
    r"(?:stack(?:ed)? )?{the}(?:{marks} )?(?:up )?to 100 ?(?:%|per ?cent)",
    r"normali[sz]ed?(?: (?:to|at) 100 ?%)?(?: stack(?:ed|ing)?)?(?: {the}(?:stacks?|{marks}))?\b",
    r"(?:let |make )?{the}(?:{marks} )?(?:add|sum|come)(?:s|ing)? up to (?:100 ?(?:%|per ?cent)|one|1)",
)
def _normalized(facts: Facts, match: re.Match[str]) -> Wish:
    return Wish("stacked to 100 %", lambda chart: arranged(chart, facts, "normalize"), FORM)


@_rules.add(
    r"(?:(?:show|display|express|give|draw|make|plot|put|all|everything|it|them|me|the values|the numbers|as|in) "
    r")*(?:as|in) (?:a )?(?:per ?cent(?:ages?)?|%)(?: instead)?(?=$|[,;.!?]| (?:and|then|please|but)\b)",
    r"100 ?(?:%|percent)(?=$|[,;.!?])",
    r"(?:convert(?:ed)?|turn|change|switch) (?:it |them |this |that |{the}values |{the}numbers )?(?:in)?to "
    r"{the}(?:percent(?:age)?s?|percentage shares|"
    r"shares|proportions)(?=$|[,;.!?]| (?:and|then|please|but)\b)",
    r"(?:see |show |have |want |as |use )*{the}(?:shares|percentages|proportions)(?: of {the}[^,;]+?)? (?:in|of|"
    r"within|for|per) (?:each|every|{the}same) \w+",
    r"(?:see |show |have |want |as |use )*{the}(?:shares|percentages|proportions|relative(?: (?:values|numbers|figures))?) "
    r"(?:rather than|instead of|not) {the}(?:absolute |raw |total )?(?:numbers|values|counts|figures|amounts|totals)\b",
    r"(?:(?:see|show|display|want|use|as|in) )*{the}(?:percent(?:age)? )?(?:percentages|proportions|shares|relative (?:values|"
    r"numbers|figures|shares))(?: instead)?(?=$|[,;.!?]| (?:and|then|please|but)\b)",
    r"(?:as |show )+(?:a )?(?:share|proportion|fraction)\b",
    r"(?:what|which|how many|how much|the) (?:percent(?:age)?|share|proportion|fraction)s? (?:does|do|has|have|is|are|"
    r"of|from|that|which|each|every) [^,;.?]*\w",
    r"(?:as |in |show )?percent(?:ages?)? of (?:the )?whole\b",
    r"(?:let |make |have )?(?:each|every|all|{the}){marks} (?:be |to be |is |are |reach |fill |make |up )*(?:full "
    r")?(?:to )?100 ?(?:%|percent)?(?=$|[,;.!?]| )",
)
def _in_percent(facts: Facts, match: re.Match[str]) -> Wish:
    """Of parts that are stacked the share of each; of one series the share of the total."""

    def act(chart: Chart) -> Chart:
        measure = measure_of(chart, facts)
        shown = chart.encoding(measure or "")
        parts = chart.mark in ("bar", "area") and chart.encoding("color").field is not None
        if parts and shown.stack != "none" and not {"xOffset", "yOffset"} & set(chart.encodings):
            return arranged(chart, facts, "normalize")
        if chart.mark != "bar" or histogram(chart) or shown.aggregate not in ("sum", "count"):
            hint = (
                "; 'percent of total' shows what each is of their sum" if chart.mark == "bar" and not histogram(chart) else ""
            )
            raise Refusal(f"The figures of this {noun(chart)} are no parts of a whole to show in percent{hint}")
        if any(isinstance(t, Window) for t in chart.transforms):
            return chart
        return replace(chart, transforms=(*chart.transforms, Window("percent of total")))

    return Wish("in percent", act, FORM, cost=0.05)


@_rules.add(
    r"(?:pile|heap) {the}(?P<things>[a-z]+ )?(?:up|on top of (?:each other|one another))\b",
    r"stack(?:ed|ing)?(?: (?:them|it|the {marks}|up|on top of (?:each other|one another)))*\b(?! by)",
    r"(?:put )?{the}(?:{marks} )?on top of (?:each other|one another)",
    r"(?:stack|pile|put) {the}[a-z]+(?: and {the}[a-z]+)? on top of (?:each other|one another)",
)
def _stack(facts: Facts, match: re.Match[str]) -> Wish:
    return Wish("stacked", lambda chart: arranged(chart, facts, "zero"), FORM)


@_rules.add(
    r"(?:put |place |show |draw |set |have |with )?{the}(?:{marks} )?(?:side[- ]by[- ]side|next to (?:each other|one another))",
    r"(?:put|place|show|draw|set) {the}[a-z]+(?: and {the}[a-z]+)? (?:side[- ]by[- ]side|next to (?:each other|one another))",
    r"(?:group(?:ed)?|dodged?|cluster(?:ed)?|unstack(?:ed)?)(?: (?:them|it|the {marks}))?\b(?! by)",
    r"(?:not|don't|do not|no|without) stack(?:ed|ing)?(?: (?:them|it|the {marks}))?",
)
def _group(facts: Facts, match: re.Match[str]) -> Wish:
    def act(chart: Chart) -> Chart:
        if chart.mark not in ("bar", "area") and re.search(r"\b(?:bars?|columns?)\b", match[0]):
            chart = reshaped(chart, "bar", facts)
        measure = measure_of(chart, facts)
        if re.match(r"not|don't|do not|no|without", match[0]) and measure and chart.encoding(measure).stack == "none":
            return chart  # overlaid ones are not stacked
        return arranged(chart, facts, "grouped")

    return Wish("side by side", act, FORM)


@_rules.add(
    r"(?:let |make )?{the}(?:two |both |three |{marks} )?overla(?:id|y|pping|p)(?: (?:them|it|the {marks}))?(?=$|"
    r"[,;.!?]| (?:and|then|please|but|with)\b)"
)
def _overlay(facts: Facts, match: re.Match[str]) -> Wish:
    return Wish("overlaid", lambda chart: arranged(chart, facts, "none"), FORM)


@_rules.add(
    r"(?:make |draw |with |show )?{the}(?P<how>larger|bigger|wider|smaller|narrower) (?:hole|cent(?:er|re)|middle)"
    r"\b(?: (?:in|of) {the}(?:do(?:ugh)?nut|ring|chart|middle))?",
    r"(?:make |draw )?{the}(?:hole|cent(?:er|re))(?: (?:in|of) {the}(?:do(?:ugh)?nut|ring|chart|middle))? "
    r"(?P<how>larger|bigger|wider|smaller|narrower)\b",
    r"{no}hole\b(?: in {the}(?:middle|cent(?:er|re)))?(?P<how>(?!.)x)?",
    r"(?:make |draw |with )?{the}(?P<ring>thinner|thicker) (?:ring|do(?:ugh)?nut)\b",
    r"(?:make |draw )?{the}(?:ring|do(?:ugh)?nut) (?P<ring>thinner|thicker)\b",
)
def _hole(facts: Facts, match: re.Match[str]) -> Wish:
    words = match.groupdict()
    wider = words.get("ring") == "thinner" or words.get("how") in ("larger", "bigger", "wider")

    def act(chart: Chart) -> Chart:
        radius = chart.style.inner_radius
        if chart.mark != "arc" or not radius:
            raise Refusal(f"A {noun(chart)} has no hole; 'as a donut' makes one")
        if "how" in words and not words["how"]:
            return replace(chart, style=replace(chart.style, inner_radius=None))
        grown = round(radius + (1 - radius) * 0.4 if wider else radius * 0.6, 2)
        return replace(chart, style=replace(chart.style, inner_radius=grown))

    return Wish("larger hole" if wider else "smaller hole" if words.get("how") or words.get("ring") else "no hole", act)


# -- trend -------------------------------------------------------------------------------------------------------------

_TREND = (
    r"(?:linear )?(?:trend(?:[- ]?lines?)?|regression(?:[- ]lines?)?|(?:line of )?best[- ]fit(?:[- ]line)?|lines? of "
    r"best fit|fitted line|linear fit|(?<=fit )(?:an? )?(?:straight )?line\b|"
    r"(?:straight )?line (?:through|fitted to|fit to) {the}(?:it|them|points?|data|"
    r"dots?)\b)"
)


@_rules.add(
    rf"(?:add|show|draw|include|put|with|plus|fit|overlay|having)? ?{{the}}{_TREND}\b(?: (?:through|to|over|on) "
    rf"{{the}}(?:it|data|points?|chart|plot))?"
)
def _trend(facts: Facts, match: re.Match[str]) -> Wish:
    return Wish("trend line", lambda chart: _with_trend(chart, facts), DETAIL)


def _with_trend(chart: Chart, facts: Facts) -> Chart:
    if has_trend(chart):
        return chart
    x, y = chart.encodings.get("x"), chart.encodings.get("y")
    if x is None or y is None or chart.mark not in ("point", "line", "area") or histogram(chart):
        raise Refusal(f"A {noun(chart)} has no trend line")
    if chart.mark == "point":
        return replace(chart, mark="regression")
    recurring = x.time_unit and not x.time_unit.startswith("year")
    if base_of(chart, facts) != "x" or facts.kind(x.field) not in ("temporal", "number", "") or recurring:
        raise Refusal("A trend line needs numbers or dates along x")
    over = {"x": replace(x, sort=None), "y": replace(y, stack=None)}
    return replace(chart, layers=(*chart.layers, Chart("regression", over)))


@_rules.add(
    rf"(?:add|show|draw|include|put|with|plus|fit|overlay)? ?{{the}}(?:own |separate |individual "
    rf")*{_TREND.replace('{the}', '(?:the )?')}s? (?:per|for each|for every|by|within each|for) (?P<p>.+?)",
    rf"(?:add|show|draw|fit) (?:to )?{{the}}(?P<p>[^,;]+?) (?:its|their|an?) own {_TREND.replace('{the}', '(?:the )?')}s?",
    phrase=True,
)
def _trends(facts: Facts, match: re.Match[str]) -> Wish | None:
    """A trend line for each series, which has its own colour."""
    hit = split_by(facts, match["p"])
    if hit is None:
        return None
    return Wish(f"trend line per {hit.name}", lambda chart: _with_trends(colored_by(chart, facts, hit), facts), cost=hit.cost)


@_rules.add(
    rf"(?:add|show|draw|include|put|with|plus|fit|overlay)? ?{{the}}{_TREND.replace('{the}', '(?:the )?')} "
    r"(?:for|of|through|on) (?:only |just )?{the}(?P<p>[^,;]+?)(?: only| alone)?",
    phrase=True,
)
def _one_trend(facts: Facts, match: re.Match[str]) -> Wish | None:
    """A trend line for one series: the others are to stay, so no rows are left out for it."""
    held = facts.value(match["p"])
    if held is None:
        return None

    def act(chart: Chart) -> Chart:
        raise Refusal(f"A trend line for {held[1]} alone cannot be drawn; 'trend line' draws one")

    return Wish("", act, cost=-0.05, final=True)


def _with_trends(chart: Chart, facts: Facts) -> Chart:
    """A line for each series: over points it is a layer, as points with a line of their own have one for all."""
    if chart.mark not in ("point", "regression"):
        return _with_trend(chart, facts)
    over = {c: replace(chart.encoding(c), scale=None) for c in ("x", "y", "color")}
    layers = tuple(layer for layer in chart.layers if layer.mark != "regression")
    return replace(chart, mark="point", layers=(*layers, Chart("regression", over)))


def has_trend(chart: Chart) -> bool:
    """Whether a trend line is drawn."""
    return chart.mark == "regression" or any(layer.mark == "regression" for layer in chart.layers)


@_rules.add(rf"{{no}}{_TREND}\b")
def _no_trend(facts: Facts, match: re.Match[str]) -> Wish:
    def act(chart: Chart) -> Chart:
        mark = "point" if chart.mark == "regression" else chart.mark
        return replace(chart, mark=mark, layers=tuple(layer for layer in chart.layers if layer.mark != "regression"))

    return Wish("no trend line", act, DETAIL)


# -- small multiples ---------------------------------------------------------------------------------------------------

_PANEL = (
    r"(?:(?:small |little |tiny |mini )?(?:panels?|subplots?|facets?|small multiples?|separate (?:charts?|plots?|"
    r"graphs?|panels?|subplots?)|charts?|plots?|graphs?|graphics?|pictures?))"
)
_COUNT = (
    r"(?: (?:side by side|next to each other|next to one another|in a (?:row|grid)))?(?:,? ?(?:with|in|and)? "
    r"?(?:(?P<count>{n}) (?P<way>columns?|rows?|per row)\b|an? {n} ?(?:by|x) ?(?P<across>{n})(?: (?:grid|matrix|"
    r"layout|arrangement))?))?"
)


@_rules.add(
    rf"(?:(?:show|make|split|draw|break|divide)(?: (?:it|them|this|the chart))? ?(?:up )?(?:in(?:to)?|as|with)? "
    rf"?)?(?:one |a |an |separate |individual |its own |grid of |the )*{_PANEL} (?:per|for each|for every|by|for all|"
    rf"split by|for) "
    rf"(?P<p>.+?){_COUNT}",
    rf"(?:split|divide|break|put|separate|draw|show|spread) (?P<p>.+?)(?: up)? (?:in(?:to)?|over|across|on)(?: (?:the|"
    rf"a|an|their|its|own|separate|different|individual|several))* (?:small multiples|facets?|(?:small )?(?:panels?|"
    rf"subplots?)|(?<=own )(?:charts?|plots?)|(?<=separate )(?:charts?|plots?)){_COUNT}",
    rf"(?:split|divide|break|separate)(?: (?:it|them|this|the chart))?(?: (?:up|down))? by (?P<p>.+?),? (?:in(?:to)? |"
    rf"with |as )?"
    rf"(?:one|an? own|a separate|its own) {_PANEL} each{_COUNT}",
    rf"(?:facet(?:ed|ting)?|trellis(?:ed)?|panels?)(?: (?:it|them|this|the chart))?(?: by| per| on| over)? (?P<p>.+?){_COUNT}",
    phrase=True,
)
def _facet(facts: Facts, match: re.Match[str]) -> Wish | None:
    hit = facts.column(match["p"])
    if hit is None:
        return None
    across = match["across"] or (match["count"] if match["way"] and not match["way"].startswith("row") else None)
    columns = int(number(across)) if across else 0

    def act(chart: Chart) -> Chart:
        if any(e.field == hit.name for c, e in chart.encodings.items() if c in ("x", "y", "theta") and not e.aggregate):
            raise Refusal(f"{hit.name} is on an axis already: a panel of its own would hold one value each")
        kept = {c: e for c, e in chart.encodings.items() if c not in ("facet", "row", "column")}
        chart = replace(chart, encodings={**kept, "facet": grouping(hit)})
        return replace(chart, panel_columns=columns) if columns else chart

    return Wish(f"one panel per {hit.name}", act, DETAIL, hit.cost)


@_rules.add(
    rf"(?:(?:have|put|show|arrange|place|draw|make|lay out|wrap|with|let) )?{{the}}(?:{{n}} )?{_PANEL}s?(?: (?:to "
    rf")?(?:stand|be|go|appear|sit))?(?: (?:below|under|on top of|above|next to|beside) (?:each other|one another))? "
    rf"(?:in|into|over|on|after) (?P<n>{{n}}|a single) (?P<way>columns?|rows?)\b",
    rf"(?P<n>{{n}}) {_PANEL}s? (?P<way>per row|in (?:each|a|every) row|next to each other|side by side)",
    rf"(?P<n>{{n}}) (?P<way>columns?|rows?) of {_PANEL}s?",
)
def _columns(facts: Facts, match: re.Match[str]) -> Wish:
    count = 1 if match["n"] == "a single" else max(1, int(number(match["n"])))

    def act(chart: Chart) -> Chart:
        held = next((chart.encoding(c).field for c in ("facet", "row", "column") if c in chart.encodings), None)
        if held is None:
            raise Refusal("The chart has one panel; 'one panel per ...' makes several")
        panels = len(facts.values_of(held))
        if match["way"].startswith("row") and not panels:
            raise Refusal(f"How many panels {held} makes is not known: say how many columns")
        return replace(chart, panel_columns=-(-panels // count) if match["way"].startswith("row") else count)

    return Wish(f"panels in {count} {match['way']}", act, cost=-0.05)


@_rules.add(
    r"(?:use |with |in |as )*(?:facets?|facett?ing|panels?|subplots?|small multiples) (?:instead of|rather than|not) "
    r"(?:the |different |by )*colou?rs?\b",
    r"(?:use |with |in |as )*(?:the |different )*colou?rs? (?:instead of|rather than|not) (?:the )?(?P<flat>facets?|"
    r"facett?ing|panels?|subplots?|small multiples)\b",
)
def _exchanged(facts: Facts, match: re.Match[str]) -> Wish:
    """What colours tell apart, told apart by panels, or the other way round."""
    old, new = (("facet", "row", "column"), "color") if match.groupdict().get("flat") else (("color",), "facet")

    def act(chart: Chart) -> Chart:
        held = next((chart.encoding(c) for c in old if chart.encoding(c).field is not None), None)
        if held is None:
            raise Refusal(f"The {noun(chart)} has no {'panels' if new == 'color' else 'colours'} that tell series apart")
        gone = (*old, "xOffset", "yOffset")
        kept = {c: e for c, e in chart.encodings.items() if c not in gone}
        return replace(chart, encodings={**kept, new: replace(held, scale=None)})

    return Wish("panels instead of colours" if new == "facet" else "colours instead of panels", act, cost=-0.05)


@_rules.add(
    rf"{{no}}(?:{_PANEL}|facet(?:s|ing)|panels?)\b",
    r"(?:all |everything )?in (?:a single|one) (?:chart|plot|panel|graph)\b",
    rf"(?:a single|one|just one) (?:chart|plot|graph) (?:instead of|rather than|not) {{the}}{_PANEL}\b",
    rf"(?:combine|merge|join|unite|put) {{the}}{_PANEL}(?: (?:back|together))*(?: (?:in(?:to)?|to|as) (?:a single|one)"
    rf"(?: (?:chart|plot|panel|graph))?)?\b(?! \w)",
    r"(?:single|one) panel\b(?! per| for)",
)
def _no_facet(facts: Facts, match: re.Match[str]) -> Wish:
    def act(chart: Chart) -> Chart:
        kept = {c: e for c, e in chart.encodings.items() if c not in ("facet", "row", "column")}
        return replace(chart, encodings=kept)

    return Wish("one panel", act)


RULES = _rules.all()
