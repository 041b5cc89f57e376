"""Naming: wishes that give a text to something: the title, what stands under it, an axis, the legend.

A text is quoted, or it is all that follows; it stands behind what it is for ("the y axis should say MWh") or before it
("write MWh along the y axis").
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from jupyter_viscode.intent.editing.texts.captions import inked, named_axis, titled
from jupyter_viscode.intent.editing.texts.legends import legend_titled
from jupyter_viscode.intent.editing.wishes.facts import Facts
from jupyter_viscode.intent.editing.wishes.rules import Refusal, Rules, Wish
from jupyter_viscode.intent.editing.words.lexicon import BOUNDARIES, COLORS, COMMENTS, FILLERS
from jupyter_viscode.spec import Chart, Relabel

_rules = Rules()

_LEAD = (
    r"(?:(?:set|change|rename|make|give|add|use|put|let|have|label|name|call|title|write|replace|update|edit|want|"
    r"need|with|insert|show|include|a|an|the|its|my|main|new|old|current|existing|that|our|this|chart|plot|graph|"
    r"figure|it)(?:'s)? )*"
)
_HEAD = r"(?:title|heading|headline|caption|header)s?"
_SUB = (
    r"(?:sub-?(?:title|heading|headline)|(?:second|smaller|small|another|further|extra|explanatory)? ?(?:line|text|"
    r"sentence|note) (?:under|below|beneath|after) {the}(?:title|heading|headline))"
)
_AXIS = r"(?:(?P<ax>[xy]|(?:right(?:-hand)?|second(?:ary)?)(?: y)?(?= ax[ie]s))(?:[- ]?ax[ie]s)?(?:'s)?)"
_NAME = r"(?:title|label|name|caption|text|labelling|labeling|description)"
_SAY = r"(?:sa(?:y|ys|ying)|reads?|reading|(?:be )?(?:called|named|labell?ed|titled|entitled)|label\b|name\b)"
_SET = rf"(?: (?:to|as|into|is|are|be|it|just|simply|now|with|by|of|=|{_SAY}))*:? ?(?<=[ :=])"
_TEXT = r"(?:(?P<q>{Q})|(?P<p>[^,;:\ue000-\uf7ff]+))"
_PUT = r"(?:write|put|use|add|show|set|print|display|have|place|insert|want)"
_AT = r"(?:above|on top of|over|on|at|below|beneath|under|underneath|along|alongside|beside|next to|by|as|for|to|in)"

_NO_TEXT = re.compile(
    r"(?:(?:in|as|to|with|at|by|off|on|of|from|up|down|outside|inside|between|bold|italic|bigger|larger|smaller|huge|"
    r"big|small|size|font|colou?r|rotat\w*|log\w*|"
    r"linear|dollars?|euros?|percent\w*|thousands?|millions?|start\w*|begin\w*|scale|range|limits?|labels?|titles?|"
    r"ticks?|values?|legend|reversed?|right|left|top|bottom|"
    r"remove\w*|hidden|gone|missing|empty|wrong|unclear|absent|the|a|an|more|less|not|no|\d\S*|vertical\w*|horizontal\w*|format\w*|back|again|instead|"
    r"please|it|that|this|same)\b ?)+",
    re.I,
)  # fmt: skip
"""Words that are no text for a title: they say something else of it."""


_NO_BEGINNING = re.compile(
    r"(?:in|to|with|at|off|from|between|outside|deleted|removed|dropped|hidden|taken|turned|rotated|moved|bigger|"
    r"larger|smaller|write|written|print|more|too|much|a bit)\b",
    re.I,
)
"""Words behind which no text of a title stands."""
_SAID_OF_IT = COMMENTS | FILLERS
"""Words that judge a title rather than make one."""
_NAMED = re.compile(r"(?:call|name|label|rename|relabel|title|entitle)\b")


def _text(facts: Facts, match: re.Match[str]) -> tuple[str, float] | None:
    """What is to be written, and what the doubt costs that it is meant so."""
    if match["q"]:
        return facts.speech.opened(match["q"]), 0.0
    words = facts.speech.literal(*match.span("p"))
    if (
        _NO_TEXT.fullmatch(words)
        or "=" in words
        or re.search(r"\b(?:ax[ie]s|legend|sub-?title|title|on [xy])\b", words.lower())
        or all(w in _SAID_OF_IT for w in re.findall(r"[a-z']+", words.lower()))
        or _NO_BEGINNING.match(words)
    ):
        return None
    before = match[0][: match.start("p") - match.start()]
    if inked(words, before):
        return None
    plain = re.search(
        r"(?::|\b(?:should|must|say|says|reads?|be|saying|by|to)(?: (?:be|read|say))?) ?$", before
    ) or _NAMED.match(before)
    joined = 0.2 * sum(w in BOUNDARIES for w in words.lower().split())  # behind an "and" another wish may begin
    return words, 0.05 + joined + (0.02 if plain else 0.12) * len(words.split())


@_rules.add(
    rf"{_LEAD}{_HEAD}(?: of (?:the |this )?(?:chart|plot|graph|figure))?{_SET}{_TEXT}",
    rf"(?:the )?(?:name|title) of (?:the |this )?(?:chart|plot|graph|figure){_SET}{_TEXT}",
    rf"{_PUT} {_TEXT} (?:above|on top of|over|at the top of|at the head of) (?:it|(?:the |this )?(?:chart|plot|graph|"
    rf"figure|picture))(?: instead of .+)?",
    rf"{_PUT} {_TEXT} (?:as|for) (?:the |a |its )*(?:chart |plot |main |new )*{_HEAD}",
    rf"(?:call|name|rename|title|entitle|head|label) (?:it|this|that|(?:the |this )?(?:chart|plot|graph|figure))(?: "
    rf"(?:as|to|into))? {_TEXT}",
    rf"{_LEAD}{_HEAD} (?:on|to|for|above|over|at) (?:it|the (?:chart|plot|graph|figure|top))(?: (?:saying|reading|"
    rf"that says|like))?:? {_TEXT}",
    rf"{{the}}{_HEAD} is (?:wrong|bad|misleading|not right|incorrect|outdated|too \w+)(?:,|;| and)? (?:it )?(?:should "
    rf"|must |ought to )?(?:be|read|say) {_TEXT}",
    phrase=True,
)
def _title(facts: Facts, match: re.Match[str]) -> Wish | None:
    found = _text(facts, match)
    return titled(found[0], found[1]) if found else None


@_rules.add(
    rf"{_LEAD}{_SUB}{_SET}{_TEXT}",
    rf"{_PUT} {_TEXT} (?:as {{the}}sub-?title|(?:under|below|beneath) {{the}}{_HEAD})",
    phrase=True,
)
def _subtitle(facts: Facts, match: re.Match[str]) -> Wish | None:
    found = _text(facts, match)
    if found is None:
        return None
    text = found[0]
    return Wish(f"subtitle {text!r}", lambda chart: replace(chart, subtitle=text), cost=found[1] - 0.05)


@_rules.add(
    rf"{_LEAD}{_AXIS} {_NAME}{_SET}{_TEXT}",
    rf"{_LEAD}{_NAME} (?:of|for|on) (?:the )?{_AXIS}{_SET}{_TEXT}",
    rf"{_LEAD}{_AXIS}(?: (?:to|is|as|just|it))*(?: {_SAY}|:)+ ?{_TEXT}",
    rf"(?:label|name|call|title|rename) (?:the )?{_AXIS}(?: (?:to|as|with|just))* {_TEXT}",
    rf"{_PUT} {_TEXT} {_AT} (?:the )?{_AXIS}(?: {_NAME})?",
    phrase=True,
)
def _axis(facts: Facts, match: re.Match[str]) -> Wish | None:
    found = _text(facts, match)
    if found is None or (match["p"] and re.match(_PUT, match[0]) and (match["p"][0].isdigit() or facts.column(match["p"]))):
        return None  # "put price on the y axis" moves a column
    return named_axis(match["ax"], found[0], found[1])


@_rules.add(
    r"(?:label|name|call|title|rename) (?:the |both |two |x and y )*axes(?: (?:as|to|with))* (?P<a>[^,;]+?) and (?P<b>[^,;]+)",
    r"(?:label|name|call|title) (?:the )?x(?:[- ]?axis)?(?: as)? (?P<a>[^,;]+?) and (?:the )?y(?:[- ]?axis)?(?: as)? "
    r"(?P<b>[^,;]+)",
    phrase=True,
)
def _both_axes(facts: Facts, match: re.Match[str]) -> Wish | None:
    across, up = (named_axis(c, facts.speech.literal(*match.span(g))) for c, g in (("x", "a"), ("y", "b")))
    words = len(f"{match['a']} {match['b']}".split())

    def act(chart: Chart) -> Chart:
        return up.act(across.act(chart))

    return Wish(f"{across.said}, {up.said}", act, cost=0.12 * words)


@_rules.add(
    rf"{_LEAD}{{legend}}(?:'s)? (?:{_HEAD}|name){_SET}{_TEXT}",
    rf"{_LEAD}(?:{_HEAD}|name) (?:of|for|on|over|above) (?:the )?{{legend}}{_SET}{_TEXT}",
    rf"{_LEAD}{{legend}}(?: (?:to|is|as|just))*(?: {_SAY}|:)+ ?{_TEXT}",
    rf"(?:label|name|call|title|rename) (?:the )?{{legend}}(?: (?:to|as|with|just))* {_TEXT}",
    rf"{_PUT} {_TEXT} (?:above|over|on top of|as {{the}}{_HEAD} (?:of|for)) (?:the )?{{legend}}",
    phrase=True,
)
def _legend(facts: Facts, match: re.Match[str]) -> Wish | None:
    found = _text(facts, match)
    return legend_titled(found[0], found[1]) if found else None


@_rules.add(
    r"(?:rename|relabel|call|label|write|show|display|change|name|spell) {the}(?:axis (?:title )?|label "
    r")?(?P<c>[^,;]+?) (?:to|as|into|=|->) (?:(?P<q>{Q})|(?P<p>[^,;\ue000-\uf7ff]+))(?: (?:on|at|along|in) "
    r"{the}(?:axis|side|left|bottom|legend|[xy](?:[- ]?axis)?))?",
    phrase=True,
)
def _named_column(facts: Facts, match: re.Match[str]) -> Wish | None:
    """Another title where a column is shown: "rename gwh to Electricity"."""
    hit, found = facts.column(match["c"]), _text(facts, match)
    if hit is None or found is None or (match["p"] and facts.column(match["p"]) is not None):
        return None
    channels = [c for c, e in facts.chart.encodings.items() if e.field == hit.name and c in ("x", "y", "color", "size")]
    if not channels:
        return None
    text, cost = found

    def act(chart: Chart) -> Chart:
        for channel in channels:
            chart = chart.with_encoding(channel, replace(chart.encoding(channel), title=text))
        return chart

    return Wish(f"{hit.name} called {text!r}", act, cost=cost + hit.cost - 0.02)


# -- names of values ---------------------------------------------------------------------------------------------------

_WHERE = (
    r"(?:(?:in|on|of|for) (?:the )?(?:legend|key|(?:x|y)(?:[- ]?axis)?|axis|labels|chart|plot|bars?|colou?rs?|legend "
    r"(?:entries|labels)))"
)
_CALL = r"(?:rename|relabel|call|label|name|show|display|write|replace|change|translate|spell|use|put|have|make|let)"
_INTO = re.compile(
    r"(?P<old>.+?) (?:(?:should|must|shall) )?(?:be )?(?:(?:shown|displayed|written|called|named|labell?ed|renamed|"
    r"appear|to|as|into|by|with|instead|=|be|- ?>|→|reads?|say) ?)+ (?P<new>.+)"
)
_BARE = re.compile(r"(?P<old>.+?) (?P<new>[\ue000-\uf7ff])")
_FOR = re.compile(r"(?P<new>.+?) (?:for|instead of|in place of|rather than) (?P<old>.+)")


@_rules.add(
    rf"(?:{_WHERE},? )?{_CALL} (?P<list>[^;]+?)(?:,? {_WHERE})?",
    rf"{_WHERE},? (?P<list>[^;]+ (?:should|must) .+?)",
    rf"(?P<list>[^;,]+? (?:(?:should|must|shall) )?(?:be (?:called|named|shown as|written as|labell?ed|renamed)|"
    rf"appear as|read|say) [^;,]+?)(?:,? {_WHERE})?",
    phrase=True,
)
def _relabelled(facts: Facts, match: re.Match[str]) -> Wish | None:
    pairs: list[tuple[str, str]] = []
    start = match.start("list")
    for part in re.finditer(r"(?:^|,? and |, )(?P<one>(?:(?!,? and |, ).)+)", match["list"]):
        found = next((f for form in (_INTO, _FOR, _BARE) if (f := form.fullmatch(part["one"]))), None)
        if found is None:
            return None
        at = start + part.start("one")
        pairs.append((found["old"], facts.speech.literal(at + found.start("new"), at + found.end("new"))))
    name, labels = "", []
    for old, new in pairs:
        held = facts.value(re.sub(r"^(?:the|both) ", "", old), name or None)
        if held is None or not new or facts.column(new.lower()) is not None or len(new.split()) > 6:
            return None
        name = held[0].name
        labels.append((held[1], new))
    if not name or new in _COLOR_NAMES:
        return None
    made = tuple(labels)
    return Wish(", ".join(f"{v} named {n!r}" for v, n in made), lambda chart: named_values(chart, name, made), cost=0.02)


_COLOR_NAMES = frozenset(COLORS)


def named_values(chart: Chart, name: str, labels: tuple[tuple[Any, str], ...]) -> Chart:
    """The chart with other names for some values of a column, in its colours and its order as well."""
    if name not in set(chart.fields()):
        raise Refusal(f"{name} is not drawn, so its values have no names to change")
    names = dict(labels)
    encodings = {}
    for channel, encoding in chart.encodings.items():
        if encoding.field == name and encoding.scale is not None and encoding.scale.domain:
            domain = tuple(names.get(v, v) for v in encoding.scale.domain)
            encoding = replace(encoding, scale=replace(encoding.scale, domain=domain))
        if encoding.field == name and encoding.sort is not None and encoding.sort.values:
            values = tuple(names.get(v, v) for v in encoding.sort.values)
            encoding = replace(encoding, sort=replace(encoding.sort, values=values))
        encodings[channel] = encoding
    if chart.frame is None:
        data = {**chart.data, name: tuple(names.get(v, v) for v in chart.data.get(name, ()))}
        return replace(chart, encodings=encodings, data=data)
    return replace(chart, encodings=encodings, transforms=(*chart.transforms, Relabel(name, labels)))


RULES = _rules.all()
