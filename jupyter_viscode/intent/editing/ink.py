"""Ink: wishes for colours and palettes, and for what colours tell apart."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from jupyter_viscode.intent.editing.facts import Facts, Hit
from jupyter_viscode.intent.editing.forms import grouping
from jupyter_viscode.intent.editing.lexicon import MACROS, SCHEMES, color_of
from jupyter_viscode.intent.editing.notes import just_added, noted
from jupyter_viscode.intent.editing.shapes import additive, base_of, histogram, measure_of, noun
from jupyter_viscode.intent.editing.speech import QUOTE, Refusal, Rules, Wish
from jupyter_viscode.spec import Chart, Encoding, Scale

_rules = Rules()
_PAINT = (
    r"(?:(?:make|colou?r|paint|tint|dye|draw|use|using|with|in|have|show|turn|set|fill|be|to|as|is|are|the|it|them|"
    r"these|those|this|that|all|everything|a|of|its|for|colou?red|chart|plot|single|same|one|colou?rs?|{marks}) )*"
)


@_rules.add(
    _PAINT + r"(?P<color>{color})(?! background|,? \w+ theme)(?: colou?rs?)?(?: (?:for )?(?:the )?{marks})?",
    r"colou?rs?(?: to| as| is|:|=)* ?(?P<color>{color})",
)
def _color(facts: Facts, match: re.Match[str]) -> Wish | None:
    if _RELATIVE.search(match.string[: match.start()]):
        return None  # said of what was named before
    color, thing = color_of(match["color"]), _owner(match)

    def act(chart: Chart) -> Chart:
        if thing:
            raise Refusal(f"The {thing} of a {noun(chart)} cannot be {color}: only what shows its data has a colour")
        if not _SHOWN.search(match[0]) and (note := just_added(chart, facts, match)) is not None:
            return noted(chart, note, color=color)
        encoding = chart.encoding("color")
        if chart.mark in ("arc", "treemap", "rect"):
            raise Refusal(f"A {noun(chart)} in one colour would say nothing; name a palette, e.g. 'Blues'")
        base = [chart.encoding(c).field for c in ("x", "y")]
        if encoding.field is not None and encoding.field not in base:
            raise Refusal(
                f"Each {encoding.field} has a colour of its own: say which is to be {color}, e.g. "
                f"{_example(facts, encoding, color)}"
            )
        return chart.with_encoding("color", Encoding(value=color))

    return Wish(f"in {color}", act, final=bool(thing))


_RELATIVE = re.compile(r"\b(?:which|who|whose)(?: \w+)?[ ]$")
_SHOWN = re.compile(rf"\b(?:{MACROS['marks']}|all|everything|chart|plot|graph)\b")
"""Words for what shows the data."""
_NO_INK = re.compile(
    r"\b(?:grid ?lines?|grid|(?:sub)?titles?|head(?:ing|line)s?|captions?|labels?|values|numbers|legend|frames?|"
    r"borders?|outlines?|edges?|"
    r"ax[ie]s|ticks?|text|font|letters|peaks?|max(?:imum|ima)?|min(?:imum|ima)?|highest|lowest|trend ?lines?|trend|"
    r"regression|best fit|"
    r"markers?|outliers?|notes?|arrows?|shadows?)\b"
)
"""What a colour may be wished for that has none of its own here."""


_LOOKS = re.compile(r"(?: |\b(?:dashed|dotted|solid|thin|thick|bold|light|small|big|large)\b)*")


def _owner(match: re.Match[str]) -> str:
    """What else the clause speaks of, before the colour or right behind it: the colour is wished for that."""
    work = match.string
    begin = max((m.end() for m in re.finditer(r"[,;.!?:]|\band\b|\bwith\b", work[: match.start()])), default=0)
    before = list(_NO_INK.finditer(work[begin : match.start("color")]))
    gap = _LOOKS.match(work, match.end())
    behind = _NO_INK.match(work, gap.end() if gap else match.end())
    return behind[0] if behind else before[-1][0] if before else ""


def _example(facts: Facts, encoding: Encoding, color: str) -> str:
    values = facts.values_of(encoding.field)
    return f"'{values[0] if values else encoding.field} in {color}', or 'no colours'"


_TALLEST = (
    r"(?:highest|tallest|largest|biggest|longest|top|best|greatest|maximum|max|(?P<low>lowest|shortest|smallest|worst|"
    r"weakest|minimum|min))"
)


@_rules.add(
    rf"(?:make|colou?r|highlight|paint|show|draw|put|turn|emphasi[sz]e|mark|give|set) {{the}}{_TALLEST} (?:bar|column|"
    rf"one|value|[a-z]+)"
    r" (?:(?:in|to|be|is|as|with|a|stand|out|of|different|colou?r|it|different) )*(?P<color>{color})(?: colou?r)?",
    rf"{{the}}(?:bar|column|one) with {{the}}{_TALLEST} [a-z]+ (?:(?:in|to|should|be|is) )*(?P<color>{{color}})",
    rf"{{the}}{_TALLEST} [a-z]+ (?:(?:should|be|is) )*(?:(?:highlighted|marked|shown|painted|coloured|colored|drawn) "
    rf")?(?:in )?(?P<color>{{color}})",
)
def _extreme_painted(facts: Facts, match: re.Match[str]) -> Wish | None:
    """The bar that reaches highest, or lowest, in a colour of its own."""
    if facts.chart.mark != "bar":
        return None
    how, color = "idxmin" if match["low"] else "idxmax", color_of(match["color"])

    def act(chart: Chart) -> Chart:
        from jupyter_viscode.chart import figures

        base, measure = base_of(chart, facts), measure_of(chart, facts)
        made = figures.marks(chart, facts.frames) if chart.frame and base and measure and not histogram(chart) else None
        column = chart.encoding(base or "").field
        if made is None or base is None or column is None or chart.encoding("color").field not in (None, column):
            raise Refusal(f"Which part of this {noun(chart)} reaches highest or lowest cannot be told from here")
        value = made.loc[getattr(figures.number(made[measure or ""]), how)(), base]
        return _painted(chart, facts, column, {value: color})

    return Wish(f"the {'lowest' if match['low'] else 'highest'} in {color}", act, cost=-0.1, final=True)


_PAIR = (
    r"(?:(?:the )?\S+(?: \S+){0,2}? (?:should |must |shall |can |could )?(?:is |be |=|: ?)?(?:in|as|to|is|are|=|:)? ?{color})"
)


@_rules.add(rf"(?:colou?r |make |draw |show |paint |highlight |and )?(?P<pairs>{_PAIR}(?:,? (?:and )?{_PAIR}){{0,8}})")
def _assigned(facts: Facts, match: re.Match[str]) -> Wish | None:
    found: dict[Any, str] = {}
    name: str | None = None
    others = ""
    for part in re.finditer(MACRO_PAIR, match["pairs"]):
        said = _LEADING.sub("", part["value"].strip())
        if name is not None and _OTHERS.fullmatch(said):
            others = color_of(part["color"])
            continue
        held = facts.value(said, name) or facts.value(_NOUN.sub("", said), name)
        if held is None:
            return None
        name = held[0].name
        found[held[1]] = color_of(part["color"])
    return _assign(facts, name, found, others)


@_rules.add(
    r"(?:use |with |in |have |give |colou?r |draw |take |make )*(?P<pairs>{color} for (?:the )?[^,;]+?(?:,? (?:and "
    r")?{color} for (?:the )?[^,;]+?)*)",
    phrase=True,
)
def _assigned_before(facts: Facts, match: re.Match[str]) -> Wish | None:
    """Colours that stand before what they are for."""
    found: dict[Any, str] = {}
    name: str | None = None
    others = ""
    for part in re.split(r",? and (?=\S+(?: \S+)? for )|, (?=\S+(?: \S+)? for )", match["pairs"]):
        color, _, said = part.partition(" for ")
        said = re.sub(r"^(?:the|all) ", "", said.strip())
        if name is not None and _OTHERS.fullmatch(said):
            others = color_of(color)
            continue
        held = facts.value(said, name) or facts.value(_NOUN.sub("", said), name)
        if held is None:
            return None
        name = held[0].name
        found[held[1]] = color_of(color)
    return _assign(facts, name, found, others)


@_rules.add(
    r"(?:make |colou?r |paint |draw |show |keep |have |with )*{the}(?P<grey>gr[ea]y out )?(?:(?:all|every|everything|"
    r"everyone|everybody|"
    r"others?|rest|{marks}|of|in|as|to|be|is|are) )*(?P<color>{color})?(?: out)?,? ?(?:except|but|apart from|other "
    r"than|save)(?: for)? {the}(?P<p>[^,;]+?)(?:,? (?:(?:which|that|who) (?:is|be|are) (?:in )?|in |be |being "
    r")(?P<c>{color}))?",
    phrase=True,
)
def _all_except(facts: Facts, match: re.Match[str]) -> Wish | None:
    from jupyter_viscode.chart.write.labels import ACCENT

    if not match["color"] and not match["grey"]:
        return None
    held = facts.value(_NOUN.sub("", match["p"])) or facts.value(match["p"])
    if held is None:
        return None
    name, value = held[0].name, held[1]
    own = color_of(match["c"]) if match["c"] else ACCENT
    return _assign(facts, name, {value: own}, color_of(match["color"] or "grey"))


def _assign(facts: Facts, name: str | None, found: dict[Any, str], others: str) -> Wish | None:
    if not found or name is None:
        return None
    if others:
        found |= {value: others for value in facts.values_of(name) if value not in found}
    said = ", ".join(f"{v} in {c}" for v, c in found.items())
    return Wish(said, lambda chart: _painted(chart, facts, name, found), cost=-0.05)


_LEADING = re.compile(r"^(?:(?:make|colou?r|paint|draw|keep|show|leave) )?(?:(?:(?:the )?colou?rs? )?(?:of|for) (?:the )?)?")
_OTHERS = re.compile(r"(?:all |the )*(?:others?|rest|remaining|everything else|other \w+)")
_NOUN = re.compile(r" (?:bars?|lines?|points?|dots?|slices?|areas?|series|boxes|box|curves?)$")


def _pair_pattern() -> re.Pattern[str]:
    return re.compile(
        rf"(?:,? ?(?:and )?)(?:the )?(?P<value>\S+(?: \S+)*?) (?:should |must |shall |can |could )?(?:(?:in|as|to|is|"
        rf"are|be|=|:) ?)*(?P<color>{MACROS['color']})"
    )


MACRO_PAIR = _pair_pattern()


def _painted(chart: Chart, facts: Facts, column: str, colors: dict[Any, str]) -> Chart:
    """The chart with colours for some values of the column; the others keep theirs."""
    from jupyter_viscode.chart.write.labels import PALETTE

    encoding = chart.encoding("color")
    base = base_of(chart, facts)
    if encoding.field != column and not (encoding.field is None and base and chart.encoding(base).field == column):
        raise Refusal(f"{column} is not what the colours show; 'colour by {column}' makes it so")
    values = facts.values_of(column)
    if not values or len(values) > 40:
        raise Refusal(f"The values of {column} are too many to give colours one by one")
    one = encoding.field is None
    old = encoding.scale if encoding.scale and encoding.scale.range else None
    held = dict(zip(old.domain, old.range, strict=False)) if old and old.domain else {}
    shades = [held.get(v, PALETTE[i % len(PALETTE)]) for i, v in enumerate(values)]
    rest: Any = [encoding.value or PALETTE[0]] * len(values) if one else shades
    range_ = tuple(colors.get(v, c) for v, c in zip(values, rest, strict=True))
    target = Encoding(column, "nominal", title=encoding.title) if one else encoding
    return chart.with_encoding("color", replace(target, scale=Scale(domain=values, range=range_)))


@_rules.add(
    r"(?:use |using |with |in |apply |set )*{the}colou?rs?(?: (?:to|are|be|=|:))*:? ?(?P<list>{color}(?:,? (?:and )?{color})+)",
    r"(?:use |using |with |in )+(?P<list>{color}(?:,? (?:and )?{color})+)(?: colou?rs?)?",
)
def _listed(facts: Facts, match: re.Match[str]) -> Wish:
    colors = tuple(color_of(m[0]) for m in re.finditer(MACROS["color"], match["list"]))

    def act(chart: Chart) -> Chart:
        encoding = chart.encoding("color")
        values = facts.values_of(encoding.field)
        if encoding.field is None or not values or facts.kind(encoding.field) == "number":
            raise Refusal("There are no series to give several colours to; 'colour by ...' makes some")
        scale = Scale(domain=values, range=tuple(colors[i % len(colors)] for i in range(len(values))))
        return chart.with_encoding("color", replace(encoding, scale=scale))

    return Wish(f"colours {', '.join(colors)}", act, cost=-0.05)


@_rules.add(
    r"(?:use |using |with |in |apply |set |change to |colou?r(?:ed)? (?:by |with |in )?)*{the}(?P<scheme>{scheme})(?: "
    r"(?:palette|colou?r ?maps?|colou?r ?scale|colou?r ?schemes?|colou?rs|scheme|cmap))?",
    r"(?:palette|colou?r ?map|cmap|colou?r ?scale|colou?rs|scheme)(?: to| of| like|:|=| ?->)* ?(?P<scheme>{scheme})",
)
def _scheme(facts: Facts, match: re.Match[str]) -> Wish:
    return _in_scheme(SCHEMES[match["scheme"]])


@_rules.add(
    r"(?:reverse|invert|flip|swap|turn around)(?:d)? {the}(?:colou?rs?(?: ?(?:scale|map|palette|scheme|ramp|order|"
    r"gradient))?|palette|gradient)"
)
def _reversed(facts: Facts, match: re.Match[str]) -> Wish:
    def act(chart: Chart) -> Chart:
        encoding = chart.encoding("color")
        if encoding.aggregate is None and facts.kind(encoding.field) != "number":
            raise Refusal("Only a scale of colours for numbers can be reversed; series can be given colours: 'North in red'")
        old = encoding.scale or Scale()
        return chart.with_encoding("color", replace(encoding, scale=replace(old, reverse=not old.reverse)))

    return Wish("colours reversed", act)


_HUE = r"(?P<hue>blue|green|red|gr[ea]y|orange|purple)s?"


@_rules.add(
    rf"(?:use |using |with |in |as |apply |set |make it )*{{the}}{_HUE} (?:colou?r )?(?:ramp|gradient|shades?|tones?|"
    rf"scale|palette|colou?r ?map|map)s?\b",
    rf"(?:use |using |with |in |as )*(?:(?:different|varying) )?(?:shades|tones|tints) of {_HUE}\b(?:,? (?:(?:going|"
    rf"running) )?from (?:light to dark|dark to light|pale to (?:dark|deep|strong)))?",
)
def _shades(facts: Facts, match: re.Match[str]) -> Wish:
    return _in_scheme(SCHEMES[f"{match['hue'].replace('gray', 'grey')}s"])


_ENDS = {
    frozenset(("red", "blue")): "RdBu", frozenset(("red", "green")): "RdYlGn", frozenset(("red", "yellow")): "YlOrRd",
    frozenset(("pink", "green")): "PiYG", frozenset(("brown", "green")): "BrBG", frozenset(("purple", "green")): "PRGn",
    frozenset(("yellow", "blue")): "YlGnBu", frozenset(("yellow", "brown")): "YlOrBr", frozenset(("blue", "yellow")): "viridis",
}  # fmt: skip
"""Palettes by the colours at their ends."""
_AHEAD = {
    "RdBu": "red", "RdYlGn": "red", "YlOrRd": "yellow", "PiYG": "pink", "BrBG": "brown", "PRGn": "purple", "YlGnBu": "yellow",
    "YlOrBr": "yellow", "viridis": "blue",
}  # fmt: skip
"""The colour at which such a palette begins."""


@_rules.add(
    r"(?:use |using |with |in |as |apply |set )*{the}(?:(?:palette|colou?rs?|colou?r ?maps?|colou?r ?scales?|gradient|"
    r"ramp|scale|shades?)(?: (?:that )?(?:goes|going|runs?|running|is))? )?(?:from )?(?P<a>{color})(?: ?(?:to|into|-|"
    r"through|over|and) ?)+(?P<b>{color})(?: (?:diverging )?(?:palette|colou?r ?maps?|colou?r ?scales?|gradient|ramp|"
    r"scale|colou?rs|shades))?",
)
def _gradient(facts: Facts, match: re.Match[str]) -> Wish | None:
    ends = [re.sub(r"dark|light|deep|pale", "", color_of(match[g])) for g in ("a", "b")]
    if not re.search(r"palette|map|scale|gradient|ramp|shade|from", match[0]):
        return None
    light = {"white", "ivory", "snow"}
    if light & set(ends):
        hue = next((e for e in ends if e not in light), "")
        scheme = SCHEMES.get(f"{hue.replace('gray', 'grey')}s")
    else:
        scheme = _ENDS.get(frozenset(ends))
    return _in_scheme(scheme) if scheme else None


_HIGH = r"(?:{the}(?:high|large|big|good|top|max\w*|many|upper|highest|largest|strong)\b(?: \w+)?)"
_LOW = r"(?:{the}(?:low|small|little|bad|bottom|min\w*|few|lower|lowest|smallest|weak)\b(?: \w+)?)"


@_rules.add(
    rf"(?:use |with |have |make )?(?P<high>{{color}}) (?:for|means|where|=|at) {_HIGH}(?:,? and |, ?| )"
    rf"(?P<low>{{color}}) (?:for|means|where|=|at) {_LOW}",
    rf"(?:use |with |have |make )?(?P<low>{{color}}) (?:for|means|where|=|at) {_LOW}(?:,? and |, ?| )"
    rf"(?P<high>{{color}}) (?:for|means|where|=|at) {_HIGH}",
    rf"(?:make )?{_HIGH} (?:in )?(?P<high>{{color}})(?:,? and |, ?){_LOW} (?:in )?(?P<low>{{color}})",
    rf"(?:make )?{_LOW} (?:in )?(?P<low>{{color}})(?:,? and |, ?){_HIGH} (?:in )?(?P<high>{{color}})",
)
def _poles(facts: Facts, match: re.Match[str]) -> Wish | None:
    low, high = (color_of(match[g]) for g in ("low", "high"))
    scheme = _ENDS.get(frozenset((low, high)))
    if scheme is None:
        return None
    ahead = _AHEAD[scheme]
    wish = _in_scheme(scheme)

    def act(chart: Chart) -> Chart:
        made = wish.act(chart)
        encoding = made.encoding("color")
        return made.with_encoding("color", replace(encoding, scale=replace(encoding.scale or Scale(), reverse=low != ahead)))

    return Wish(f"{low} for low, {high} for high", act)


_MOODS = {
    "pastel": "Pastel1", "soft": "Set2", "muted": "Set2", "gentle": "Set2", "bright": "Set1", "vivid": "Set1", "strong": "Set1",
    "bold": "Set1", "dark": "Dark2", "warm": "YlOrRd", "cool": "YlGnBu", "cold": "YlGnBu", "black and white": "Greys",
    "black-and-white": "Greys", "black & white": "Greys", "b&w": "Greys", "b/w": "Greys", "earthy": "YlOrBr",
    "monochrome": "Greys", "grayscale": "Greys", "greyscale": "Greys",
}  # fmt: skip


@_rules.add(
    rf"(?:use |using |with |in |have |choose )*{{the}}(?:\w+ )?colou?rs?,? (?:like|such as|for example|maybe|perhaps|"
    rf"e\.g\.) {{the}}(?P<mood>{'|'.join(_MOODS)})s?\b",
    r"(?:use |using |with |in |make it |as |all |everything )*(?P<mood>black(?: and |-and-| & )white|b[&/]w|"
    r"gr[ea]yscale|monochrome)\b(?: (?:colou?rs|palette|mode|only))?",
    rf"(?:use |using |with |in |apply |take |choose |try |give it |make it |more )*{{the}}(?P<mood>{'|'.join(_MOODS)})"
    rf"(?:er)? (?:colou?rs?|palette|tones?|shades|colou?r ?(?:scheme|palette|map|scale))(?: palette)?\b",
)
def _mood(facts: Facts, match: re.Match[str]) -> Wish:
    scheme = _MOODS[match["mood"]]

    def act(chart: Chart) -> Chart:
        color = chart.encoding("color")
        if scheme == "Greys" and color.field is None and color.aggregate is None:
            return chart.with_encoding("color", Encoding(value="black"))
        return _in_scheme(scheme).act(chart)

    return Wish(f"palette {scheme}", act)


def _in_scheme(scheme: str) -> Wish:

    def act(chart: Chart) -> Chart:
        encoding = chart.encoding("color")
        if encoding.field is None and encoding.aggregate is None:
            raise Refusal("There is one colour only; 'colour by ...' makes several, and a palette then says something")
        scale = replace(encoding.scale or Scale(), scheme=scheme, range=(), domain=())
        return chart.with_encoding("color", replace(encoding, scale=scale))

    return Wish(f"palette {scheme}", act)


@_rules.add(
    r"(?:use |with |in )?{the}(?:default|standard|original) (?:colou?rs?|palette)(?: scheme)?",
    r"{no}(?:palette|custom colou?rs)",
    r"{no}{color}(?: colou?r)?\b(?! (?:bars?|lines?|points?|background|line|cells?|slices?))",
)
def _plain_colors(facts: Facts, match: re.Match[str]) -> Wish:
    def act(chart: Chart) -> Chart:
        encoding = chart.encoding("color")
        if encoding.field is None and encoding.aggregate is None:
            return chart.with_encoding("color", None)
        return chart.with_encoding("color", replace(encoding, scale=None))

    return Wish("the usual colours", act)


@_rules.add(
    r"(?:use |with |in |choose |take )?{the}colou?r[- ]?blind(?:ness)?(?:[- ]?(?:safe|friendly|proof))? (?:colou?rs?|"
    r"palette)(?: scheme)?"
)
def _told_apart(facts: Facts, match: re.Match[str]) -> Wish:
    from jupyter_viscode.chart.write.labels import PALETTE

    def act(chart: Chart) -> Chart:
        encoding = chart.encoding("color")
        values = facts.values_of(encoding.field)
        if not values or encoding.aggregate or facts.kind(encoding.field) == "number":
            return _in_scheme("cividis").act(chart)
        range_ = tuple(PALETTE[i % len(PALETTE)] for i in range(len(values)))
        return chart.with_encoding("color", replace(encoding, scale=Scale(domain=values, range=range_)))

    return Wish("colours that all can tell apart", act)


_SPLIT = (
    r"(?:colou?r(?:ed|s|ing)?|hue|shade[ds]?|tint)(?: (?:it|them|the [a-z]+|{the}{marks}))?(?: (?:by|per|according to|"
    r"for each|for every|from|with|based on|=|shows?|encodes?))+",
    r"(?:draw |show |make |add |with |use )?(?:one|a|separate|different|individual|an? own|a separate|a different) "
    r"(?:(?:{marks}|colou?rs?|bands?)(?: (?:per|for each|for every|by|for))+|(?:per|for each|for every))",
    r"(?:break|split|separate|divide)(?: (?:it|them|this|the [a-z]+|{the}{marks}))?(?: (?:down|up|out|apart))?(?: "
    r"(?:by|per|into|for each|for every|according to))+",
    r"(?:stack(?:ed)?|group(?:ed)?)(?: (?:it|them|{the}{marks}))?(?: (?:by|per))",
    r"overla(?:y|id|yed)(?: (?:it|them|{the}{marks}))?(?: (?:by|per|for each))",
    r"(?:(?:add|with|use|show|also) )+(?:the )?",
)


@_rules.add(
    *(rf"{lead} (?P<p>.+?)" for lead in _SPLIT[:-1]),
    rf"{_SPLIT[-1]}(?P<p>.+?) (?:as|by|for|with|in|through|using) (?:the |different )?colou?rs?",
    phrase=True,
)
def _color_by(facts: Facts, match: re.Match[str]) -> Wish | None:
    hit = facts.column(match["p"])
    if hit is None or re.search(r"\bone \w+ for (?:the )?all ", match[0]):
        return None  # one for all of them tells none apart
    how = (
        "grouped"
        if match[0].startswith("group")
        else "stacked"
        if match[0].startswith("stack")
        else "overlaid"
        if match[0].startswith("overl")
        else ""
    )
    base = base_of(facts.chart, facts)
    if (
        facts.chart.mark == "bar"
        and base
        and re.match(r"(?:\w+ )?one (?:bars?|columns?) ", match[0])
        and facts.chart.encoding(base).field == hit.name
    ):
        return _one_color(facts, match)  # one bar for what stands on the axis already: its parts are to go
    return Wish(f"colour by {hit.name}", lambda chart: colored_by(chart, facts, hit, how), cost=hit.cost)


def colored_by(chart: Chart, facts: Facts, hit: Hit, how: str = "") -> Chart:
    """The chart split by a column, a colour each."""
    from jupyter_viscode.intent.editing.forms import arranged

    if chart.mark in ("rect", "arc", "treemap"):
        raise Refusal(f"The colours of a {noun(chart)} show {'its figures' if chart.mark == 'rect' else 'its slices'} already")
    if hit.kind == "number" and chart.mark not in ("point", "regression"):
        few = hit.column is not None and 0 < hit.column.distinct <= 12
        if not few:
            raise Refusal(f"{hit.name} has too many values for a colour each; only points can be shaded by a number")
    if chart.encoding("color").field == hit.name and not how:
        return chart
    encoding = grouping(hit)
    if hit.kind == "number" and chart.mark in ("point", "regression") and (hit.column is None or hit.column.distinct > 8):
        encoding = Encoding(hit.name, "quantitative")
    old = chart.encoding("color")
    chart = chart.with_encoding("color", encoding)
    base = base_of(chart, facts)
    if base in ("x", "y") and chart.encoding(base).field == hit.name:
        return (
            _painted(chart, facts, hit.name, {}) if chart.mark == "bar" and 0 < len(facts.values_of(hit.name)) <= 20 else chart
        )
    for offset in ("xOffset", "yOffset"):
        if offset in chart.encodings:
            return chart.with_encoding(offset, Encoding(encoding.field, encoding.type, time_unit=encoding.time_unit))
    channel = measure_of(chart, facts)
    if (
        chart.mark in ("bar", "area")
        and channel in ("x", "y")
        and (how in ("stacked", "overlaid") or not histogram(chart))
        and (how or old.field is None)
    ):
        measure = chart.encoding(channel)
        if how or measure.stack is None:
            return arranged(
                chart,
                facts,
                {"grouped": "grouped", "stacked": "zero", "overlaid": "none"}.get(how)
                or ("zero" if additive(measure) else "grouped"),
            )
    return chart


@_rules.add(
    r"{no}(?:different )?colou?rs?(?: ?(?:coding|split|grouping|by \w+|encoding))?\b(?! bar| map| ?blind)",
    r"(?:use |in |with )?{the}(?:one|a single|single|the same) colou?r(?: only| for all| for everything)?\b(?! per| for each)",
    r"(?:just |only |into |in |as )*(?:one|a single) (?:line|bar|series|curve|area)(?: only)?(?: (?:for|of|with) "
    r"(?:the )?(?:total|sum|whole|everything|all|all of them))?\b(?! per| for| each)",
    r"(?:make|draw|show|paint|give|put) {the}(?:\w+ ){0,3}?(?:in )?(?:one|a single|the same|one and the same) "
    r"colou?r(?: again)?\b(?! per| for each)",
    r"{no}(?:split|breakdown|grouping|distinction|division|separation)(?: (?:by|of|between) \w+(?: and \w+)?)?",
    r"(?:not|don't|do not) (?:split|break|colou?r)(?: (?:it|them))?(?: (?:down|up))?(?: by \w+)?",
)
def _one_color(facts: Facts, match: re.Match[str]) -> Wish:
    def act(chart: Chart) -> Chart:
        if chart.mark in ("rect", "arc", "treemap"):
            raise Refusal(f"A {noun(chart)} without colours would say nothing")
        kept = {c: e for c, e in chart.encodings.items() if c not in ("color", "xOffset", "yOffset")}
        kept = {c: replace(e, stack=None) if c in ("x", "y") else e for c, e in kept.items()}
        return replace(chart, encodings=kept)

    return Wish("one colour", act)


RULES = _rules.all()
assert QUOTE == 0xE000  # the macro {Q} spells the same range
