"""Ink: wishes for colours, and for what colours tell apart."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from jupyter_viscode.intent.editing.drawn.lines import just_added, noted
from jupyter_viscode.intent.editing.drawn.series import colored_by, painted
from jupyter_viscode.intent.editing.drawn.shapes import base_of, histogram, measure_of, noun, reshaped
from jupyter_viscode.intent.editing.wishes.facts import Facts
from jupyter_viscode.intent.editing.wishes.rules import FORM, Refusal, Rules, Wish
from jupyter_viscode.intent.editing.words.lexicon import MACROS, color_of
from jupyter_viscode.intent.editing.words.speech import QUOTE
from jupyter_viscode.spec import Chart, Encoding

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
    r"ax[ie]s|ticks?|text|font|letters|peaks?|max(?:imum|ima)?|min(?:imum|ima)?|highest|lowest|best|worst|trend ?lines?|"
    r"trend|"
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
    rf"{{the}}{_TALLEST} [a-z]+ (?:(?:should|to|be|is) )*(?:(?:highlighted|marked|shown|painted|coloured|colored|drawn) "
    rf")?(?:in )?(?P<color>{{color}})",
)
def _extremepainted(facts: Facts, match: re.Match[str]) -> Wish | None:
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
        return painted(chart, facts, column, {value: color})

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


_DO = r"(?:make |colou?r |paint |draw |show |keep |have |with )*"
_EVERY = (
    rf"{_DO}{{the}}(?P<grey>gr[ea]y out )?(?:(?:all|every|everything|"
    r"everyone|everybody|"
    r"others?|rest|{marks}|of|in|as|to|be|is|are) )*"
)
"""What is painted, before what is not."""
_BUT = r"(?:except|but|apart from|other than|save)(?: for)? {the}(?P<p>[^,;]+?)"


@_rules.add(
    rf"{_EVERY}(?P<color>{{color}})?(?: {{marks}})?(?: out)?,? ?{_BUT}(?:,? (?:(?:which|that|who) (?:is|be|are) (?:in )?|"
    rf"in |be |being )?(?P<c>{{color}}))?",
    rf"{_DO}(?P<grey>(?!.)x)?(?:all|every|everything|everyone|everybody) (?:of |the |{{marks}} )*{_BUT}(?: {{marks}})? "
    rf"(?:(?:in|as|to|be|is|are|should|painted) )*(?P<color>{{color}})(?P<c>(?!.)x)?",
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
    wish = _assign(facts, name, {value: own}, color_of(match["color"] or "grey"))
    return replace(wish, cost=-0.1) if wish else None  # "all but South grey" is not South in grey


def _assign(facts: Facts, name: str | None, found: dict[Any, str], others: str) -> Wish | None:
    if not found or name is None:
        return None
    if others:
        found |= {value: others for value in facts.values_of(name) if value not in found}
    said = ", ".join(f"{v} in {c}" for v, c in found.items())
    return Wish(said, lambda chart: painted(chart, facts, name, found), cost=-0.05)


_LEADING = re.compile(r"^(?:(?:make|colou?r|paint|draw|keep|show|leave) )?(?:(?:(?:the )?colou?rs? )?(?:of|for) (?:the )?)?")
_OTHERS = re.compile(r"(?:all |the )*(?:others?|rest|remaining|(?:everything|everybody|everyone|anybody|all) else|other \w+)")
_NOUN = re.compile(r" (?:bars?|lines?|points?|dots?|slices?|areas?|series|boxes|box|curves?)$")


def _pair_pattern() -> re.Pattern[str]:
    return re.compile(
        rf"(?:,? ?(?:and )?)(?:the )?(?P<value>\S+(?: \S+)*?) (?:should |must |shall |can |could )?(?:(?:in|as|to|is|"
        rf"are|be|=|:) ?)*(?P<color>{MACROS['color']})"
    )


MACRO_PAIR = _pair_pattern()


_SPLIT = (
    r"(?:(?:add|use) )?(?:colou?r(?:ed|s|ing)?|hue|shade[ds]?|tint)(?: (?:it|them|the [a-z]+|{the}{marks}))?(?: (?:by|per|"
    r"for|according to|"
    r"for each|for every|from|with|based on|=|shows?|encodes?))+",
    r"(?:draw |show |make |add |with |use )?(?:one|a|separate|different|individual|an? own|a separate|a different) "
    r"(?:(?:{marks}|colou?rs?|bands?)(?: (?:per|for each|for every|by|for))+|(?:per|for each|for every))",
    r"(?:break|split|separate|divide)(?: (?:it|them|this|the [a-z]+|{the}{marks}))?(?: (?:down|up|out|apart))?(?: "
    r"(?:by|per|into|for each|for every|according to))+",
    r"(?:stack(?:ed)?|group(?:ed)?)(?: (?:it|them|{the}{marks}))?(?: (?:by|per))",
    r"overla(?:y|id|yed)(?: (?:it|them|{the}{marks}))?(?: (?:by|per|for each))",
    r"(?:(?:add|with|use|show|also) )+(?:the )?",
)


_BARS = r"(?:stacked|grouped|clustered|dodged|side[- ]by[- ]side) (?:bars?|columns?)"


@_rules.add(
    rf"(?:use |with |show |draw |make |want |as )*{{the}}(?P<bars>{_BARS})(?: charts?)? (?:by|per|for each|for every|for|of|"
    rf"split by) (?P<p>.+?)",
    rf"(?:add|show|put|draw|use|include|with) {{the}}(?P<p>.+?) (?:as|in|with) {{the}}(?P<bars>{_BARS})",
    r"(?:show|put|draw|display|plot) {the}(?P<p>.+?) (?P<bars>stacked|side[- ]by[- ]side|next to (?:each other|one another))",
    phrase=True,
)
def _barred_by(facts: Facts, match: re.Match[str]) -> Wish | None:
    """Bars in parts: how they stand and what they show is said at once."""
    hit = facts.column(match["p"])
    how = "stacked" if match["bars"].startswith("stack") else "grouped"
    if hit is None:
        return None

    def act(chart: Chart) -> Chart:
        return colored_by(chart if chart.mark == "bar" else reshaped(chart, "bar", facts), facts, hit, how)

    return Wish(f"{how} bars by {hit.name}", act, FORM, hit.cost)


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
