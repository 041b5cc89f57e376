"""Looks: wishes for size, fonts, themes, grid, opacity, line and marker styles, another library."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from jupyter_viscode.intent.editing.drawn.lines import just_added
from jupyter_viscode.intent.editing.drawn.shapes import noun
from jupyter_viscode.intent.editing.wishes.facts import Facts
from jupyter_viscode.intent.editing.wishes.rules import LAST, Refusal, Rules, Wish
from jupyter_viscode.intent.editing.words.lexicon import MACROS, color_of, number
from jupyter_viscode.spec import Chart

_rules = Rules()
WIDTH, HEIGHT, FONT, LINE = 6.4, 4.8, 10.0, 1.5
"""What matplotlib draws with when nothing is asked."""


def _styled(said: str, **changes: Any) -> Wish:
    return Wish(said, lambda chart: replace(chart, style=replace(chart.style, **changes)))


# -- size --------------------------------------------------------------------------------------------------------------

_UNIT = r"(?: ?(?P<unit>in(?:ch(?:es)?)?|cm|centimet(?:er|re)s?|px|pixels?)\b)?"
_INCHES = {"c": 1 / 2.54, "p": 0.01}


def _inches(words: str, unit: str | None) -> float:
    value = float(number(words)) * _INCHES.get((unit or "i")[0], 1.0)
    if unit is None and value > 60:
        value /= 100
    return round(min(max(value, 1.0), 60.0), 2)


@_rules.add(
    rf"(?:(?:make|set|resize|size|figure|fig|it|the|chart|plot|to|with|in|at|a|of|be|is|figsize|dimensions?)"
    rf"[ :=]*)*\(?(?P<w>\d+(?:\.\d+)?){_UNIT} ?(?:x|×|by|\*|,) ?(?P<h>\d+(?:\.\d+)?)\)?(?: "
    rf"?(?P<unit2>in(?:ch(?:es)?)?|cm|centimet(?:er|re)s?|px|pixels?)\b)?(?: (?:in size|large|big|figure))?\b(?! "
    rf"(?:grid|matrix|panels?|layout|arrangement))"
)
def _size(facts: Facts, match: re.Match[str]) -> Wish | None:
    if "," in match[0] and "(" not in match[0]:
        return None
    unit = match["unit2"] or match["unit"]
    wide, high = _inches(match["w"], unit), _inches(match["h"], unit)
    return _styled(f"{wide:g} x {high:g} inches", width=wide, height=high)


@_rules.add(
    rf"(?:set |make )?{{the}}(?:figure |chart |plot )?(?P<side>width|height)(?: (?:to|of|is|be)|:|=)* "
    rf"?(?P<n>\d+(?:\.\d+)?){_UNIT}",
    rf"(?P<n>\d+(?:\.\d+)?){_UNIT} (?P<side>wide|high|tall)\b",
)
def _one_side(facts: Facts, match: re.Match[str]) -> Wish:
    side = "width" if match["side"].startswith("wid") else "height"
    value = _inches(match["n"], match["unit"])
    return _styled(f"{side} {value:g} inches", **{side: value})


_GROWTH = {
    "wider": (1.5, 1), "broader": (1.5, 1), "narrower": (1 / 1.5, 1), "taller": (1, 1.5), "higher": (1, 1.5),
    "shorter": (1, 1 / 1.5), "flatter": (1, 1 / 1.5), "larger": (1.3, 1.3), "bigger": (1.3, 1.3), "smaller": (1 / 1.3, 1 / 1.3),
    "wide": (2, 1), "tall": (1, 2), "high": (1, 2), "large": (2, 2), "big": (2, 2),
}  # fmt: skip


@_rules.add(
    r"(?:make |draw |show )?{the}(?:chart |plot |figure |graph |picture )?(?:a (?:bit|little) |much |slightly |even "
    r")?(?P<how>wider|broader|narrower|taller|higher|shorter|flatter|larger|bigger|smaller)\b(?! (?:font|text|"
    r"letters?|labels?|points?|dots?|markers?|lines?|first|title|bins?|circles?|bars?|columns?|boxes|slices?))(?: "
    r"(?:figure|chart|plot|picture|"
    r"graph))?(?: overall)?",
    r"stretch(?:ed)? (?:{the}(?:chart|plot|figure|graph|it)|it)?(?P<how> ?(?:horizontally|sideways|vertically|upwards?))\b",
    r"(?:scale|blow) (?:it|{the}(?:chart|plot|figure|graph)) up\b(?P<how>)",
    r"enlarged?(?: (?:it|the chart|the plot|the figure))?(?P<how>)",
    r"(?:make |draw )?{the}(?:chart |plot |figure )?(?P<times>twice|double|half|three times) (?:as |the "
    r")?(?P<how>wide|tall|high|large|big|width|height|size)\b",
)
def _grown(facts: Facts, match: re.Match[str]) -> Wish:
    word = {
        "width": "wide",
        "height": "tall",
        "size": "large",
        "": "larger",
        "horizontally": "wider",
        "sideways": "wider",
        "vertically": "taller",
        "upward": "taller",
        "upwards": "taller",
    }.get(how := match["how"].strip(), how)
    across, up = _GROWTH[word]
    times = match.groupdict().get("times")
    factor = {"half": 0.5, "three times": 3.0}.get(times or "", 2.0)
    if times:
        across, up = (factor if across != 1 else 1), (factor if up != 1 else 1)

    def act(chart: Chart) -> Chart:
        style = chart.style
        width = round((style.width or WIDTH) * across, 2) if across != 1 else style.width
        height = round((style.height or HEIGHT) * up, 2) if up != 1 else style.height
        return replace(chart, style=replace(style, width=width, height=height))

    return Wish(f"{times} as {word}" if times else word, act)


_TEXT = r"(?:fonts?(?: ?size)?|text(?: ?size)?|letters?|lettering|labels?)"


@_rules.add(
    r"(?:set |make |use |with )?{the}(?:font|text|label)[- ]?size(?: (?:to|of|is|be)|:|=)* ?(?P<n>\d+(?:\.\d+)?)(?: "
    r"?(?:pt|points?))?",
    r"(?P<n>\d+(?:\.\d+)?)[- ]?(?:pt|points?) (?:font|text|letters?|labels?)",
)
def _font(facts: Facts, match: re.Match[str]) -> Wish:
    size = min(max(float(match["n"]), 4.0), 60.0)
    return _styled(f"font size {size:g}", font_size=size)


@_rules.add(
    rf"(?:use |with |in |make )?{{the}}(?P<how>larger|bigger|smaller|large|big|small|tiny|huge) {_TEXT}",
    rf"(?:make |increase |decrease |reduce |enlarge )?{{the}}{_TEXT} (?:a (?:bit|little) |much )?(?P<how>larger|"
    rf"bigger|smaller|huge)",
    rf"(?P<how>increase|enlarge|decrease|reduce) {{the}}{_TEXT}",
)
def _font_grown(facts: Facts, match: re.Match[str]) -> Wish:
    smaller = match["how"] in ("smaller", "small", "tiny", "decrease", "reduce")

    def act(chart: Chart) -> Chart:
        size = round((chart.style.font_size or FONT) * (0.8 if smaller else 1.4), 1)
        return replace(chart, style=replace(chart.style, font_size=size))

    return Wish("smaller font" if smaller else "larger font", act)


# -- theme, grid, background -------------------------------------------------------------------------------------------

_WITH = r"(?:(?:use|using|with|in|apply|set|switch to|make it|give it|have|on) )*"


@_rules.add(
    _WITH + r"{the}(?:dark|black)[- ](?:theme|mode|style|background|look)\b",
    r"(?:make )?{the}background (?:dark|black)\b",
    r"(?:make it |go |all |everything )?(?<!to )(?<!too )dark\b(?! (?:\w+ )?colou?r| to\b)",
)
def _dark(facts: Facts, match: re.Match[str]) -> Wish:
    return _styled("dark theme", theme="dark")


@_rules.add(
    _WITH + r"{the}(?:light|white|default|normal|standard|bright)[- ](?:theme|mode|style|background|look)\b",
    r"{no}(?:dark |minimal )?(?:theme|mode|style)\b",
)
def _light(facts: Facts, match: re.Match[str]) -> Wish:
    return _styled("light theme", theme="", background="")


@_rules.add(_WITH + r"{the}(?:minimal(?:ist(?:ic)?)?|clean|tufte)(?:[- ](?:theme|style|look|design))?\b")
def _minimal(facts: Facts, match: re.Match[str]) -> Wish:
    return _styled("minimal theme", theme="minimal")


@_rules.add(
    _WITH + r"{the}(?:seaborn[- ])?(?P<name>ggplot2?|fivethirtyeight|538|bmh|grayscale|greyscale|classic|whitegrid|darkgrid)"
    r"(?:[- ](?:theme|style|look))?\b"
)
def _named_theme(facts: Facts, match: re.Match[str]) -> Wish:
    name = {"ggplot2": "ggplot", "538": "fivethirtyeight", "greyscale": "grayscale"}.get(match["name"], match["name"])
    return _styled(f"{name} theme", theme=name)


@_rules.add(
    _WITH + r"{the}(?P<color>{color}) (?:colou?red )?background(?: colou?r)?\b",
    r"(?:make |set |with |paint )?{the}background(?: colou?r)?(?: (?:in|to|be|is|as)|:|=)* ?(?P<color>{color})",
)
def _background(facts: Facts, match: re.Match[str]) -> Wish:
    color = color_of(match["color"])
    return _styled(f"{color} background", background=color)


@_rules.add(r"{no}(?:(?:colou?red )?background(?: colou?r)?)\b")
def _no_background(facts: Facts, match: re.Match[str]) -> Wish:
    return _styled("no background", background="")


@_rules.add(
    r"(?:add |show |with |turn on |switch on |enable |activate |use |have |draw )?{the}grid(?:[- ]?lines?)?(?: on| (?:in|"
    r"behind) {the}(?:background|{marks}|chart|plot))?\b(?! off| of)",
    r"gridded\b",
)
def _grid(facts: Facts, match: re.Match[str]) -> Wish:
    return _styled("grid", grid=True)


@_rules.add(r"{no}grid(?:[- ]?lines?)?\b", r"{the}grid(?:[- ]?lines?)? off\b")
def _no_grid(facts: Facts, match: re.Match[str]) -> Wish:
    return _styled("no grid", grid=False)


# -- ink -----------------------------------------------------------------------------------------------------------------

_OF = r"(?:(?:reduce|increase|lower|raise|make|set|draw|show|with|use|the|it|them|all|{marks}|to|at|be|an?|of|have) )*"


@_rules.add(
    _OF + r"(?P<n>\d{1,3}) ?(?:%|percent|per cent) (?P<what>transparent|transparency|opaque|opacity|see[- ]through)\b",
    _OF + r"(?P<what>opacity|alpha|transparency)(?: (?:to|of|at|is)|:|=)* ?(?P<n>\d?\.\d+|\d{1,3} ?%|[01]\b)",
)
def _opacity(facts: Facts, match: re.Match[str]) -> Wish | None:
    share = float(number(match["n"]))
    share = share / 100 if "%" not in match["n"] and share > 1 else share
    if not 0 <= share <= 1:
        return None
    opacity = round(1 - share if match["what"].startswith(("transpar", "see")) else share, 3)
    return _styled(f"opacity {opacity:g}", opacity=opacity)


@_rules.add(
    _OF + r"(?P<how>half|quarter|some|semi|partly|partially|somewhat|slightly|more|very|less|fully|"
    r"not)?[- ]?(?P<what>transparent|transparency|translucent|see[- ]through|opaque|faded|solid(?= (?:fill|colou?r))"
    r")\b",
    r"(?P<how>lower|reduce|decrease) {the}(?P<what>opacity)\b(?! (?:to|of)\b)",
)
def _transparent(facts: Facts, match: re.Match[str]) -> Wish:
    how, what = match["how"] or "", match["what"]

    def act(chart: Chart) -> Chart:
        old = chart.style.opacity if chart.style.opacity is not None else 1.0
        full = (what in ("opaque", "solid") and how not in ("less", "not")) or how == "not"
        factor = {"very": 0.25, "slightly": 0.75, "quarter": 0.75, "more": 0.5 if old == 1.0 else 0.6, "less": 1.5}.get(
            how, 0.5
        )
        opacity = 1.0 if full else round(min(1.0, old * factor), 3) if how in ("more", "less") else factor
        return replace(chart, style=replace(chart.style, opacity=opacity))

    return Wish(f"{how} {what}".strip(), act)


@_rules.add(
    r"(?:set |use |with |make |change )?{the}(?:points?|markers?|dots?|circles?|symbols?|"
    r"bubbles?)(?:'s?)?[- ]?sizes?(?: (?:to|of|at|is)|:|=)* ?"
    r"(?P<n>\d+(?:\.\d+)?)\b",
    r"{the}(?:points?|markers?|dots?|circles?) (?:of|at|with) size (?P<n>\d+(?:\.\d+)?)\b",
)
def _point_size(facts: Facts, match: re.Match[str]) -> Wish:
    return _pointed(f"points of {match['n']}", lambda size: min(max(float(match["n"]), 1.0), 2000.0))


_POINT = 36.0
"""Area of a point when nothing is asked, in square points."""


@_rules.add(
    r"(?:make |draw |use |with |show )?{the}(?P<how>larger|bigger|smaller|tiny|huge|big|small)(?= {color} (?:points?|"
    r"dots?|circles?|"
    r"markers?)\b)",
    r"(?:make |draw |use |with |show )?{the}(?P<how>larger|bigger|smaller|tiny|huge|big|small) (?:points?|dots?|"
    r"circles?|markers?)\b",
    r"(?:make |draw )?{the}(?:points?|dots?|circles?|markers?) (?:a (?:bit|little) |much )?(?P<how>larger|bigger|smaller)\b",
)
def _points_grown(facts: Facts, match: re.Match[str]) -> Wish:
    factor = {"smaller": 0.4, "small": 0.4, "tiny": 0.15, "huge": 5.0}.get(match["how"], 2.25)

    return _pointed("smaller points" if factor < 1 else "larger points", lambda size: round(size * factor, 1))


def _pointed(said: str, sized: Callable[[float], float]) -> Wish:
    """The wish for points of another size, from the size that they have."""

    def act(chart: Chart) -> Chart:
        if chart.mark not in ("point", "regression"):
            raise Refusal(f"A {noun(chart)} has no points whose size could be changed")
        if "size" in chart.encodings:
            raise Refusal(f"The sizes of the points show {chart.encoding('size').field or 'counts'}")
        return replace(chart, style=replace(chart.style, point_size=sized(chart.style.point_size or _POINT)))

    return Wish(said, act)


def _lined(said: str, **changes: Any) -> Wish:
    def act(chart: Chart) -> Chart:
        if chart.mark != "line" and not any(layer.mark in ("line", "regression") for layer in chart.layers):
            raise Refusal(f"A {noun(chart)} has no lines to draw so")
        return replace(chart, style=replace(chart.style, **changes))

    return Wish(said, act)


@_rules.add(
    r"(?:use |draw |with |make |in )?{the}(?P<how>thicker|thinner|bold(?:er)?|fat(?:ter)?|fine(?:r)?|thick|thin|"
    r"heavier|stronger|wider) (?:lines?|strokes?|curves?)\b",
    r"(?:make |draw )?{the}(?:lines?|strokes?|curves?) (?:a (?:bit|little) |much )?(?P<how>thicker|thinner|"
    r"bold(?:er)?|fatter|finer|heavier|stronger|wider)\b",
    r"(?:make |draw )?{the}(?:a (?:bit|little) |much )?(?P<how>thicker|thinner|bolder|heavier|fatter|stronger)\b(?! "
    r"\w*(?:lines?|"
    r"strokes?|curves?|bars?|edges?))",
    r"(?P<how>increase|raise|decrease|reduce|lower) {the}(?:lines?|strokes?)'?s?[- ]?(?:width|thickness|weight)\b(?! to)",
)
def _weight(facts: Facts, match: re.Match[str]) -> Wish:
    thin = match["how"].startswith(("thin", "fine", "decrease", "reduce", "lower"))

    def act(chart: Chart) -> Chart:
        width = round((chart.style.line_width or LINE) * (0.5 if thin else 2), 2)
        return _lined("", line_width=width).act(chart)

    return Wish("thinner lines" if thin else "thicker lines", act)


@_rules.add(
    r"(?:set |use |with |make )?{the}(?:line|stroke)[- ]?(?:width|thickness|weight)(?: (?:to|of|at|is)|:|=)* "
    r"?(?P<n>\d+(?:\.\d+)?)(?: ?(?:px|pt|points?|pixels?))?",
    r"{the}lines? (?P<n>\d+(?:\.\d+)?) ?(?:px|pt|points?|pixels?)(?: (?:wide|thick))?",
    r"(?P<n>\d+(?:\.\d+)?)[- ]?(?:px|pt|points?|pixels?)(?: (?:wide|thick))? lines?",
)
def _line_width(facts: Facts, match: re.Match[str]) -> Wish:
    width = min(float(match["n"]), 20.0)
    return _lined(f"line width {width:g}", line_width=width)


@_rules.add(
    r"(?:use |draw |with |make |in |as |change |set |switch )?{the}(?:{marks} )?(?:(?:style|type|to|in|as|be|is|are|"
    r"drawn) )*(?:a )?(?P<how>dashed|"
    r"dotted|solid|dash[- ]?dot(?:ted)?|continuous|broken)\b(?: (?:lines?|style|stroke|curves?))?(?! (?:vertical|"
    r"horizontal|line at)| \w+ line at)"
)
def _dash(facts: Facts, match: re.Match[str]) -> Wish:
    """The stroke of the lines; one line of several has none of its own."""
    word = match["how"].replace("-", "").replace(" ", "")
    style = {"dashdotted": "dashdot", "continuous": "solid", "broken": "dashed"}.get(word, word)
    if (painted := _ONE_PAINTED.search(match.string[: match.start()])) and facts.value(painted["p"]):
        return _alone(style)
    lined = _lined(f"{style} line", line_style=style)

    def act(chart: Chart) -> Chart:
        across = style == "dashed" and not re.search("line|curve", match[0]) and just_added(chart, facts, match)
        return chart if across else lined.act(chart)  # lines across a chart are dashed

    return replace(lined, act=act)


_ONE_PAINTED = re.compile(
    rf"(?:^|[,;.] )(?:make |draw |show |paint |colou?r )?(?:the )?(?P<p>[^,;.]+?)(?: line)? "
    rf"(?:in |be )?{MACROS['color']},? and $"
)
"""What has just got a colour."""


def _alone(style: str) -> Wish:
    def act(chart: Chart) -> Chart:
        raise Refusal(f"All lines of a chart have one style of stroke: none of them alone can be {style}")

    return Wish(f"one line {style}", act, final=True)


@_rules.add(
    r"(?:add |with |show |use |draw |put )+{the}(?:small |little |tiny )?(?:markers?|dots?|points?|circles?) (?:on|at|"
    r"for) (?:each|every) \w+",
    r"(?:add |with |show |use |draw |put |and )*{the}(?:markers?|point markers?|dots?|points?|circles?)(?: (?:on|at|"
    r"to|for|along) (?:{the}(?:line|lines|curve|data|data points?|values?|months?|points?|{marks})|it|them))?\b(?! "
    r"chart| plot| "
    r"in\b| half| trans| opa| size| larger| bigger)",
)
def _markers(facts: Facts, match: re.Match[str]) -> Wish | None:
    if not re.match(r"(?:add|with|show|put|and|use|draw)\b", match[0]) and " on " not in match[0] and "marker" not in match[0]:
        return None
    return _lined("with markers", point=True)


@_rules.add(
    r"{no}(?:markers?|point markers?|dots?|circles?)\b(?: (?:on|from) {the}lines?)?",
    r"(?:remove|no|without|hide|drop) (?:the )?points\b(?: (?:on|from) {the}lines?)?",
)
def _no_markers(facts: Facts, match: re.Match[str]) -> Wish:
    return _lined("no markers", point=None)


# -- labels of the x axis --------------------------------------------------------------------------------------------------

_TICKS = r"(?:(?:x[- ]?)?(?:axis )?(?:tick )?(?:labels?|ticks|names|dates|months)|[a-z]+ (?:names|labels)|x[- ]?axis)"


@_rules.add(
    r"(?:(?:label|tick|text|x) )?rotation(?: (?:of|to|by|at))? (?P<n>-?\d{1,3})(?: ?degrees?| ?deg| ?°)?",
    rf"(?:rotate|tilt|turn|slant|angle|incline)d? {{the}}(?:{_TICKS})?(?: (?:by|to|at|of|through|on the x[- ]?axis|"
    rf"about))*(?P<up> vertical(?:ly)?| upright)?(?: ?(?P<n>-?\d{{1,3}})(?: ?degrees?| ?deg| ?°)?)?",
    rf"{{the}}{_TICKS}(?: (?:rotated|tilted|turned|slanted|at|by|an|angle|of|with|to|rotation))+ (?P<n>-?\d{{1,3}})"
    rf"(?: ?degrees?| ?deg| ?°)?",
    rf"{{the}}{_TICKS} (?:rotated|tilted|slanted|diagonal|diagonally)",
    r"(?:rotate|tilt|slant|angle|incline) (?:them|these|those)\b",
    r"(?P<n>-?\d{1,3}) ?(?:degrees?|deg|°)(?: (?:rotation|angle|labels?|ticks?))*",
)
def _rotated(facts: Facts, match: re.Match[str]) -> Wish | None:
    if re.fullmatch(r"(?:turn|rotate)(?:ed|d)?(?: (?:it|this|that|all|the))* ?", match[0]):
        return None  # the chart, not its labels
    angle = float(match.groupdict().get("n") or (90 if match.groupdict().get("up") else 45))
    return _styled(f"labels turned by {angle:g} degrees", label_angle=angle)


@_rules.add(
    rf"(?:keep |make |draw |show |have |put |with |set |write )*{{the}}(?:{_TICKS}) (?:are |be "
    rf")?(?P<how>horizontal(?:ly)?|straight|level|upright|vertical(?:ly)?|unrotated)\b",
    rf"(?P<how>horizontal|straight|vertical|upright) {_TICKS}\b",
    rf"(?P<how>not|don't|do not|no|without|undo)(?: the)? (?:rotat(?:e|ed|ion|ing)|tilt(?:ed|ing)?|slanted)(?: "
    rf"{{the}}{_TICKS})?\b",
)
def _level(facts: Facts, match: re.Match[str]) -> Wish:
    angle = 90.0 if match["how"].startswith("vert") else 0.0
    return _styled("vertical labels" if angle else "horizontal labels", label_angle=angle)


# -- library -----------------------------------------------------------------------------------------------------------

_LIBRARIES = {
    "pyplot": "matplotlib",
    "plotly express": "plotly",
    "vega-lite": "vega-lite",
    "vegalite": "vega-lite",
    "vega lite": "vega-lite",
}


@_rules.add(
    r"(?:(?:re)?(?:do|draw|write|make|plot|build|create|produce|convert|translate|port|switch|change|move|use|using|show|render|"
    r"generate|transform|give me|have|want)(?: {the}(?:(?:same|current|whole) )*(?:chart|plot|graph|figure|thing|it|"
    r"code)| (?:it|this|that|them))? ?)?(?:(?:the )?(?:backend|engine|library|renderer|plotting library) "
    r"?(?:=|:)? ?)?"
    r"(?:(?:as|in|with|using|to|via|use|by|into|through|the|an?|from) "
    r")*(?P<lib>matplotlib|pyplot|seaborn|plotly(?: express)?|altair|vega[- ]?lite)(?: (?:instead|code|library|"
    r"version|chart|plot|figure|library instead|please))*\b",
    r"(?:swap|replace|exchange|substitute|trade|switch from|move from|change from) (?:matplotlib|pyplot|seaborn|"
    r"plotly(?: express)?|altair|vega[- ]?lite) "
    r"(?:for|with|by|to) (?P<lib>matplotlib|pyplot|seaborn|plotly(?: express)?|altair|vega[- ]?lite)\b",
)
def _library(facts: Facts, match: re.Match[str]) -> Wish:
    library = _LIBRARIES.get(match["lib"], match["lib"])
    return Wish(f"with {library}", lambda chart: chart, LAST, library=library)


@_rules.add(r"(?:instead of|rather than|not) {the}(?P<p>[^,;.]+)", phrase=True)
def _instead_of(facts: Facts, match: re.Match[str]) -> Wish | None:
    if " and " in f" {match['p']} " or len(match["p"].split()) > 4 or match.start() == 0:
        return None
    return Wish("", lambda chart: chart, cost=-0.05 + 0.1 * len(match["p"].split()))


RULES = _rules.all()
