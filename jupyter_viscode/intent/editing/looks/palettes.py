"""Palettes: wishes for the colours of all series, or of a scale, by the name of a palette, its ends or its mood."""

from __future__ import annotations

import re
from dataclasses import replace

from jupyter_viscode.intent.editing.wishes.facts import Facts
from jupyter_viscode.intent.editing.wishes.rules import Refusal, Rules, Wish
from jupyter_viscode.intent.editing.words.lexicon import MACROS, SCHEMES, color_of
from jupyter_viscode.spec import Chart, Encoding, Scale

_rules = Rules()


@_rules.add(
    r"(?:use |using |with |in |apply |set |only |just |{n} )*{the}colou?rs?(?: (?:to|are|be|=|:))*[:,]? "
    r"?(?P<list>{color}(?:,? (?:and )?{color})+)",
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
    rf"scale|scheme|palette|colou?r ?map|map)s?\b",
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
    "monochrome": "Greys", "grayscale": "Greys", "greyscale": "Greys", "diverging": "RdBu", "sequential": "Blues",
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


RULES = _rules.all()
