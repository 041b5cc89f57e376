"""Swaps: wishes that put one column in the place of another, split by values that are named, or lay another figure above."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from jupyter_viscode.intent.editing.data.conditions import split_by
from jupyter_viscode.intent.editing.data.measures import grouped_by, remeasured, sized_by
from jupyter_viscode.intent.editing.data.order import ordered
from jupyter_viscode.intent.editing.drawn.series import arranged, colored_by, grouping
from jupyter_viscode.intent.editing.drawn.shapes import base_of, histogram, measure_of, noun, reshaped, turned
from jupyter_viscode.intent.editing.wishes.facts import Facts, Figure, Hit
from jupyter_viscode.intent.editing.wishes.rules import DATA, FORM, Refusal, Rules, Wish
from jupyter_viscode.intent.editing.words.lexicon import color_of
from jupyter_viscode.spec import Chart, Encoding

_rules = Rules()

_TAKE = (
    r"(?:(?:i|we|it|that|you) )*(?:meant?|wanted|should (?:be|show|have been)|use|using|show|plot|take|put|display|"
    r"draw|want|compute|with|by|per|the|based on)?(?: (?:to (?:see|show|plot|use)))? ?"
)
_NOT = r"(?:instead of|rather than|in place of|in lieu of|,? ?(?:and )?not|as opposed to)"


@_rules.add(
    rf"{_TAKE}{{the}}(?P<new>[^,;]+?),? {_NOT} (?:by |per |on |for )?{{the}}(?P<old>[^,;]+?)",
    r"(?:replace|exchange|substitute) {the}(?P<old>[^,;]+?) (?:with|by|through|for) {the}(?P<new>[^,;]+?)",
    r"(?:change|switch|swap) (?:{the}(?:metric|measure|variable|column|field|figure|values?|[xy][- ]axis) )?(?:from "
    r")?{the}(?P<old>[^,;]+?) (?:to|for|into) {the}(?P<new>[^,;]+?)",
    r"{the}(?P<old>[^,;]+?) ?(?:->|=>|→|becomes) ?{the}(?P<new>[^,;]+?)",
    phrase=True,
)
def _instead(facts: Facts, match: re.Match[str]) -> Wish | None:
    new, old = facts.figure(match["new"]), facts.figure(match["old"])
    if new is None or old is None or new.hit is None or old.hit is None or new.hit.name == old.hit.name:
        return None
    wanted, given = new.hit, old.hit
    if given.name not in set(facts.chart.fields()):
        return None

    def act(chart: Chart) -> Chart:
        held = [c for c, e in chart.encodings.items() if e.field == given.name and c not in ("xOffset", "yOffset")]
        if not held:
            raise Refusal(f"The chart does not show {given.name}")
        for channel in held:
            chart = swapped(chart, facts, channel, new, wanted)
        return chart

    return Wish(f"{wanted.name} instead of {given.name}", act, DATA, new.cost + old.cost - 0.1)


@_rules.add(
    r"(?:swap|switch|exchange|interchange|trade)(?:ped)? {the}(?P<one>[^,;]+?) (?:and|with|for|&) "
    r"{the}(?P<other>[^,;]+?)(?: around| over| places)?",
    phrase=True,
)
def _changed_over(facts: Facts, match: re.Match[str]) -> Wish | None:
    """Two columns in each other's place."""
    hits = [facts.column(match[g]) for g in ("one", "other")]
    names = [h.name for h in hits if h is not None]
    if len(set(names)) < 2 or not set(names) <= set(facts.chart.fields()):
        return None
    turned_over = {names[0]: names[1], names[1]: names[0]}

    def act(chart: Chart) -> Chart:
        if {chart.encoding(c).field for c in ("x", "y")} == set(names):
            return turned(chart)
        held = {e.field: e for c, e in chart.encodings.items() if c not in ("xOffset", "yOffset")}
        if any(held[name].aggregate for name in names):
            raise Refusal(f"{names[0]} and {names[1]} cannot change places: one is the figure that the chart shows")
        encodings = {
            c: _in_place(e, held[turned_over[e.field]]) if e.field in turned_over else e for c, e in chart.encodings.items()
        }
        return replace(chart, encodings=encodings)

    return Wish(f"{names[0]} and {names[1]} changed over", act, DATA, sum(h.cost for h in hits if h) - 0.1)


def _in_place(encoding: Encoding, other: Encoding) -> Encoding:
    """What the other encoding shows, where this one stands: palettes and titles belong to what is shown."""
    return replace(
        encoding, field=other.field, type=other.type, time_unit=other.time_unit, title=other.title, sort=None, scale=None
    )


def swapped(chart: Chart, facts: Facts, channel: str, figure: Figure, hit: Hit) -> Chart:
    """The chart with another column on a channel."""
    encoding = chart.encoding(channel)
    if channel in ("facet", "row", "column", "detail", "shape"):
        return chart.with_encoding(channel, grouping(hit))
    if channel == measure_of(chart, facts) or (encoding.aggregate and channel != base_of(chart, facts)):
        return remeasured(chart, facts, channel, hit, figure.aggregate)
    if histogram(chart) and (encoding.bin or encoding.bin_step):
        return remeasured(chart, facts, measure_of(chart, facts) or "y", hit, None)
    if channel == base_of(chart, facts):
        return grouped_by(chart, facts, hit)
    if channel == "color":
        return colored_by(chart, facts, hit)
    if encoding.type == "quantitative" and hit.kind != "number":
        raise Refusal(f"{hit.name} holds no numbers to stand in the place of {encoding.field}")
    return chart.with_encoding(channel, replace(encoding, field=hit.name, title=None))


# -- values that stand for their column --------------------------------------------------------------------------------

_OWN = r"(?:own|separate|different|individual|two|three|single|one|another|side[- ]by[- ]side)"
_PANELS = (
    r"(?:(?:bar |line |area |scatter |pie )?(?:panels?|subplots?|plots?|charts?|facets?|graphs?|diagrams?|pictures?|"
    r"small multiples)|histograms?|pies|box ?plots?|heat ?maps?)"
)
_NO_COLORS = r"(?P<plain>,? (?:instead of|rather than|not)(?: (?:by|in|with|using|the|different))* colou?rs?)?"


@_rules.add(
    rf"(?:show |make |draw |with |put |use |have |want )?(?:an? |in )?{_OWN} {_PANELS} (?:each )?(?:for|of|per|with|"
    rf"by) {{the}}(?P<p>.+?){_NO_COLORS}",
    rf"(?:show|put|draw|plot|split|separate|divide|want|have) {{the}}(?P<p>.+?) (?:in|into|as|on|side by side in) "
    rf"(?:(?:their|its|an?|{_OWN}) )*{_PANELS}(?: (?:side by side|next to (?:each other|one another)))?",
    r"(?:(?:do|repeat|show|draw|make|plot|want) )?(?:it |that |this |them |the same )?(?:for|per) (?:each|every|all) "
    r"(?:of the )?(?P<p>[^,;]+?) (?:separately|individually|on its own|by itself|apart)",
    rf"(?:one|an?|a separate) {_PANELS} for {{the}}(?P<p>[^,;]+? and )(?:one|an?|another)(?: {_PANELS})? (?:for|with) "
    rf"{{the}}(?P<r>[^,;]+?)",
    r"(?:do |draw |make |show |give |want )?(?:me )?(?:one|an?)(?: (?:separate|own))?(?: of (?:these|those|them|this)"
    r")? for {the}(?P<p>[^,;]+? and )(?:one|an?|another)(?: other)? for {the}(?P<r>[^,;]+?)",
    phrase=True,
)
def _apart(facts: Facts, match: re.Match[str]) -> Wish | None:
    hit = split_by(facts, match["p"] + (match.groupdict().get("r") or ""))
    if hit is None:
        return None

    def act(chart: Chart) -> Chart:
        if any(chart.encoding(c).field == hit.name for c in ("x", "y", "theta")):
            raise Refusal(f"{hit.name} is on an axis already: a panel of its own would hold one value each")
        gone = ("facet", "row", "column", *(("color", "xOffset", "yOffset") if match.groupdict().get("plain") else ()))
        kept = {c: e for c, e in chart.encodings.items() if c not in gone}
        return replace(chart, encodings={**kept, "facet": grouping(hit)})

    return Wish(f"one panel per {hit.name}", act, cost=hit.cost + 0.05)


@_rules.add(
    r"(?:overlay|compare|contrast|distinguish(?: between)?|tell|separate|split(?: (?:into|by|up))*|differentiate(?: "
    r"between)?|colou?r|set) {the}(?P<p>.+?)(?: (?:apart|separately|differently|against each other|by colou?r))?",
    r"(?:show |use |draw |with |have |want )?(?:one|an?|different|separate|own|individual|two) (?:lines?|series|"
    r"colou?rs?|bars?|curves?|hues?|boxes|points?)(?: each)? (?:for|per|of) {the}(?P<p>.+?)",
    r"(?:show|draw|plot|display) {the}(?P<p>.+?) (?:separately|apart|in different colou?rs|as separate (?:lines|bars|series))",
    phrase=True,
)
def _split(facts: Facts, match: re.Match[str]) -> Wish | None:
    hit = split_by(facts, match["p"])
    if hit is None or re.search(r"\bone (?:\w+) (?:for|of) (?:the )?all ", match[0]):
        return None  # one for all of them tells none apart
    how = "overlaid" if match[0].startswith("overlay") else ""
    return Wish(f"colour by {hit.name}", lambda chart: colored_by(chart, facts, hit, how), cost=hit.cost + 0.05)


@_rules.add(
    r"(?:(?:make|help(?: me)?|easier to|better to|to|let me|want to) )*compare {the}{marks}(?: (?:better|easily|more easily))?",
    r"(?:make )?{the}{marks} (?:are |be )?(?:easier|easy|better|more easily) to compare|(?:make )?{the}{marks} comparable",
)
def _comparable(facts: Facts, match: re.Match[str]) -> Wish:
    """Lengths that begin at one line and stand in order are compared best."""

    def act(chart: Chart) -> Chart:
        measure = measure_of(chart, facts)
        if chart.mark == "arc":
            return reshaped(chart, "bar", facts)
        if (
            chart.mark == "bar"
            and chart.encoding("color").field is not None
            and not {"xOffset", "yOffset"} & set(chart.encodings)
        ):
            return arranged(chart, facts, "grouped")
        if measure is None:
            raise Refusal(f"A {noun(chart)} has no bars to compare")
        return ordered(chart, facts, "value", "", None, "descending")

    return Wish("easier to compare", act, FORM)


# -- other channels ----------------------------------------------------------------------------------------------------


@_rules.add(
    r"(?:mark|name|show|tell|distinguish|draw|label|make) {the}(?:{marks} )?(?:apart )?by {the}(?P<p>.+?) (?:with|"
    r"using|by|through) {the}(?:different |"
    r"various |own )*(?:symbols|shapes|markers|glyphs)",
    r"(?:use |with |show |give |have |draw )?{the}(?:(?:different|other|own|various|distinct) )?(?:symbols?|shapes?|"
    r"marker (?:shapes?|symbols?|styles?)|markers?|glyphs?)(?: (?:for each|for every|for|by|per|according to|"
    r"depending on|based on|shows?|from|=))+ (?P<p>.+?)",
    phrase=True,
)
def _shaped(facts: Facts, match: re.Match[str]) -> Wish | None:
    hit = facts.column(match["p"])
    if hit is None:
        return None

    return Wish(f"shape by {hit.name}", lambda chart: _shown_by(chart, hit, "shape"), cost=hit.cost)


_CHANNELS = {
    "colo": "color",
    "hue": "color",
    "shape": "shape",
    "symbol": "shape",
    "glyph": "shape",
    "mark": "shape",
    "size": "size",
    "area": "size",
}
_CHANNEL = (
    r"(?:(?:point |dot |marker )?(?:shapes?|symbols?|glyphs?|sizes?)|marker (?:shapes?|symbols?|sizes?|styles?)|colou?rs?|"
    r"hues?)"
)


@_rules.add(
    r"(?:encode|map|represent|distinguish|show|express|indicate|code|tell|use) {the}(?P<p>.+?) (?:apart )?(?:by|as|to|"
    r"with|in|through|using|via|on) "
    rf"{{the}}(?:different |own )*(?P<one>{_CHANNEL})(?:,? (?:and|as well as|plus|and also) (?:by |with |in |through "
    rf")?{{the}}(?P<two>{_CHANNEL}))?(?: "
    r"(?:too|also|as well))?",
    phrase=True,
)
def _mapped(facts: Facts, match: re.Match[str]) -> Wish | None:
    """A column on the channels that are named."""
    hit = facts.column(match["p"])
    if hit is None:
        return None
    named = [re.sub(r"^(?:point|dot|marker) ", "", match[g]) for g in ("one", "two") if match[g]]
    channels = [next(c for begin, c in _CHANNELS.items() if words.startswith(begin)) for words in named]

    def act(chart: Chart) -> Chart:
        for channel in channels:
            chart = colored_by(chart, facts, hit) if channel == "color" else _shown_by(chart, hit, channel)
        return chart

    return Wish(f"{hit.name} by {' and '.join(channels)}", act, cost=hit.cost)


def _shown_by(chart: Chart, hit: Hit, channel: str) -> Chart:
    """The points of the chart with shapes or sizes that show a column."""
    if channel == "size":
        return sized_by(chart, hit)
    if chart.mark != "point":
        raise Refusal(f"Only the points of a scatter plot have shapes, not a {noun(chart)}")
    if hit.kind not in ("text", "boolean"):
        raise Refusal(f"{hit.name} holds no categories for shapes")
    return chart.with_encoding("shape", grouping(hit))


_ANOTHER = (
    r"(?:(?:an? |the )?(?:second|2nd|another|additional|further|extra|other|third)(?: (?:line|series|curve|bar|figure|"
    r"measure|variable))?|(?:an? )?(?:additional |extra |second )?(?:line|series|curve))"
)
_APART = (
    r"(?: (?:on|with|using|to) (?:an? |the |its )*(?:second(?:ary)?|own|right|right-hand|other|separate|different|"
    r"twin)(?: y)?[- ]?(?:axis|scale))"
)


@_rules.add(
    rf"(?:add|overlay|include|plus|also (?:show|plot|draw)|show|put|plot|draw) {{the}}(?P<p>.+?) (?:as|in) "
    rf"{_ANOTHER}(?P<apart>{_APART})?",
    rf"(?:add|overlay|include|also (?:show|plot|draw)|compare (?:it |this )?(?:with|to)|contrast (?:it |this )?with|"
    rf"show|put|plot|draw) {{the}}(?P<p>.+?)(?P<apart>{_APART})",
    rf"(?:add|overlay|with|show|draw|include) {_ANOTHER} (?:for|with|of|showing|that shows) {{the}}(?P<p>.+?)"
    rf"(?P<apart>{_APART})?",
    r"also (?:show|plot|draw|add|include) {the}(?P<p>.+?)(?P<apart>(?!.)x)?",
    phrase=True,
)
def _above(facts: Facts, match: re.Match[str]) -> Wish | None:
    figure = facts.figure(match["p"])
    if figure is None or figure.hit is None or figure.hit.kind != "number":
        return None
    hit, apart = figure.hit, bool(match["apart"])

    def act(chart: Chart) -> Chart:
        if chart.mark not in ("line", "bar", "area") or measure_of(chart, facts) != "y" or histogram(chart):
            raise Refusal(f"Nothing can be laid above a {noun(chart)} with another figure; upright bars and lines allow it")
        if chart.encoding("color").field is not None or any(c in chart.encodings for c in ("facet", "row", "column")):
            raise Refusal(f"The chart has several series already; {hit.name} beside them could not be told apart")
        if chart.frame is None:
            raise Refusal("Only the drawn values are known, not the rows behind them, so no other figure can be computed")
        measure = chart.encoding("y")
        how = figure.aggregate or measure.aggregate
        layer = Chart("line", {"y": Encoding(hit.name, "quantitative", aggregate=how)}, secondary=apart or chart.mark == "bar")
        return replace(chart, layers=(*chart.layers, layer))

    return Wish(f"{hit.name} as another line", act, cost=figure.cost + 0.02)


@_rules.add(
    r"(?:with |give |paint |draw |make |use |and |have )*{the}(?:each|every)?(?: ?one)?(?: ?{marks})?(?: in)? ?(?:an? "
    r"|its |their |the )*(?:own|different|other|separate|individual|distinct) colou?rs?(?: (?:for|per|to|of) (?:each|"
    r"every)(?: one| {marks})?)?\b",
    r"(?:make |draw |give |have |show )?{the}(?:all |each |every )?{marks} (?:be |are |is |in )*(?:of )?(?:an? "
    r")?different(?:ly)? colou?r(?:s|ed)?\b",
)
def _own_colors(facts: Facts, match: re.Match[str]) -> Wish:
    """Each category in a colour, beside its place on the axis."""

    def act(chart: Chart) -> Chart:
        base = base_of(chart, facts)
        hit = facts.named(chart.encoding(base).field) if base else None
        if chart.encoding("color").field is not None or chart.mark in ("arc", "treemap", "rect"):
            return chart
        if hit is None or hit.kind not in ("text", "boolean") or histogram(chart):
            raise Refusal(f"A {noun(chart)} without categories has no parts to give a colour each; 'colour by ...' makes some")
        return colored_by(chart, facts, hit)

    return Wish("a colour each", act, cost=0.1)


_NTH = r"(?:second(?:ary)?|2nd|other|right(?:-hand)?|upper)"


@_rules.add(
    rf"(?:make |draw |show |colou?r |paint |give )?{{the}}(?P<p>{_NTH}|[a-z_]+) (?:line|curve|series)(?: (?:be|is|in|"
    rf"with|a|an|the))* (?:(?P<color>{{color}})(?:,? (?:and )?(?P<dash>dashed|dotted))?|(?P<stroke>dashed|dotted))(?: "
    rf"line)?\b",
)
def _laid_ink(facts: Facts, match: re.Match[str]) -> Wish | None:
    """One of the lines that are laid above each other in a colour or a stroke of its own."""
    hit = None if re.fullmatch(_NTH, match["p"]) else facts.column(match["p"])
    meant = [la for la in facts.chart.layers if la.mark == "line" and (hit is None or la.encoding("y").field == hit.name)]
    if not meant or (hit is None and not re.fullmatch(_NTH, match["p"])):
        return None
    stroke: Any = match["dash"] or match["stroke"]

    def inked(layer: Chart) -> Chart:
        if layer not in meant:
            return layer
        layer = layer.with_encoding("color", Encoding(value=color_of(match["color"]))) if match["color"] else layer
        return replace(layer, style=replace(layer.style, line_style=stroke)) if stroke else layer

    return Wish(f"{match['p']} line", lambda chart: replace(chart, layers=tuple(map(inked, chart.layers))), cost=-0.05)


@_rules.add(
    r"{no}(?P<p>second(?:ary)? (?:line|series|axis|y[- ]axis|curve)|right(?:-hand)? (?:axis|y[- ]axis)|other line)"
    r"\b(?: on the right)?",
    r"{no}(?P<p>[^,;]+?)(?: (?:line|curve|series|axis))?",
    phrase=True,
)
def _laid_off(facts: Facts, match: re.Match[str]) -> Wish | None:
    """What was laid above the chart, by its column or by its place."""
    words = match["p"]
    if not facts.chart.layers:
        return None
    placed = re.match(r"second|right|other", words)
    hit = None if placed else facts.column(words)
    gone = [
        la for la in facts.chart.layers if (placed and la.mark != "regression") or (hit and la.encoding("y").field == hit.name)
    ]
    if not gone:
        return None
    return Wish(
        f"without {words}", lambda chart: replace(chart, layers=tuple(la for la in chart.layers if la not in gone)), cost=-0.02
    )


RULES = _rules.all()
