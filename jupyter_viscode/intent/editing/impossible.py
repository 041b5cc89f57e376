"""Impossible wishes: forms of words go in that ask for what no chart here shows; a sentence that says so comes out.

They are read so that no rule takes a part of them for another wish: "add error bars" asks for no other kind of chart.
"""

from __future__ import annotations

import re

from jupyter_viscode.intent.editing.drawn.shapes import noun
from jupyter_viscode.intent.editing.wishes.facts import Facts
from jupyter_viscode.intent.editing.wishes.rules import Refusal, Rules, Wish
from jupyter_viscode.spec import Chart

_rules = Rules()
_ADD = r"(?:add|show|put|draw|include|with|plus|want|need|have|give|display|overlay|plot|see)"
_GROW = (
    r"(?:bigger|larger|smaller|huge|tiny|bold(?:er|face)?|italics?|thicker|in bold|less (?:big|large)|underlined|"
    r"centred|centered|left[- ]aligned)"
)
_HEAD = r"(?:title|heading|headline|subtitle)s?"

_TABLE: tuple[tuple[tuple[str, ...], str], ...] = (
    (
        (
            rf"{_ADD}? ?{{the}}(?:(?:standard|sampling) )?(?:errors?(?: ?bars?)|whiskers?|confidence (?:intervals?|"
            rf"bands?|limits?)|uncertainty(?: bands?| ranges?)?)(?: (?:on|to|above|over|at|for|around|of) "
            rf"{{the}}(?:{{marks}}|means?|averages?|each one|values?))?\b",
            rf"{_ADD} {{the}}(?:standard (?:deviations?|errors?)|std|spread|variation) (?:as|with|by|using) "
            rf"{{the}}(?:error ?bars?|whiskers?|bands?)",
        ),
        "Error bars and bands cannot be laid over a {noun}; 'change it to error bars' draws means with their standard "
        "deviations",
    ),
    (
        (
            r"(?:overlay|superimpose|lay|add|draw|show|plot|put|include) {the}(?:\S+ )?(?:rolling|moving|running|"
            r"smoothed) (?:\S+ )?(?:mean|average|"
            r"median|sum|total|line|curve)(?: \S+){0,4}? (?:on top|over (?:it|them|{the}{marks}|{the}data|{the}raw "
            r"\w+)|as well|too|in addition)\b",
            r"(?:overlay|superimpose|also (?:show|add|draw|plot)) {the}(?:\S+ )?(?:rolling|moving|running|smoothed) "
            r"(?:\S+ )?(?:mean|average|median|sum|total|"
            r"line|curve)\b",
        ),
        "A running figure takes the place of the values, it cannot be laid over them; 'moving average over 3' shows it alone",
    ),
    (
        (
            rf"{_ADD} {{the}}(?:(?:individual|single|raw|actual|underlying|data) )*(?:points?|dots?|observations?|"
            rf"data) (?:too|also|as well|on top(?: of {{the}}(?:{{marks}}|it|plots?))?|over (?:it|{{the}}{{marks}})|"
            rf"on {{the}}(?:boxes|violins|bars)|behind {{the}}{{marks}}|in {{the}}background)",
            rf"{_ADD} {{the}}(?:individual|single|raw|underlying) (?:points?|dots?|observations?|values?)\b(?! (?:as|in) "
            r"(?:an? )?(?:strip|swarm|jitter))",
        ),
        "Single points cannot be laid over a {noun}; 'as a strip plot' draws them alone",
    ),
    (
        (
            rf"(?:make |set |write |draw |with )?{{the}}{_HEAD} (?:text |font |letters? )?(?:(?:a (?:bit|little)|much|"
            rf"slightly|to be|be|is|should be|write|written|in|more|text|font) )*{_GROW}\b",
            rf"(?:make |use |with |a )*{_GROW} {_HEAD}\b",
            rf"(?:increase|decrease|reduce|enlarge|shrink|change) {{the}}(?:size of {{the}}{_HEAD}|{_HEAD}(?:'s)? "
            rf"(?:font )?size|font (?:size )?of {{the}}{_HEAD})",
            rf"{{the}}{_HEAD} (?:is )?(?:way |much |far )?too (?:big|large|small|long|tiny|huge)",
        ),
        "The letters of the title cannot be set apart from the others; 'smaller font' and 'larger font' are for all of them",
    ),
    (
        (
            r"(?:use |with |give |draw |make |show |and |have )*{the}(?:(?:different|other|own|various|distinct|"
            r"separate) (?:dash(?:es| patterns?| styles?)?|line ?(?:styles?|types?|patterns?)|strokes?|hatch(?:es|"
            r"ing)?|patterns?))(?: (?:for|per|to|of) {the}[a-z]+)?\b",
            r"(?:make |draw )?{the}(?:lines?|series) differently (?:dashed|dotted)",
        ),
        "All lines have one style of stroke, and no surface has a pattern; colours and points tell series apart",
    ),
    (
        (
            r"fit {the}(?:smooth(?:ed)? )?(?:curve|spline)(?: (?:to|through) {the}(?:it|points?|data|dots?))?\b",
            rf"(?:{_ADD} |fit )?{{the}}(?:polynomial|quadratic|cubic|exponential|lo(?:w)?ess|spline) (?:curve|fit|"
            r"trend ?line|trend|regression|smooth(?:er|ing)?)\b",
        ),
        "Only a straight line is fitted to points; 'trend line' draws it",
    ),
    (
        (
            r"(?:label|name|annotate|write|put) {the}(?:each |every |names? )?(?:lines?|series|curves?)(?: names?)? "
            r"(?:directly|at (?:their|its|the) (?:right )?ends?|at the right|on (?:the|each) lines?|next to (?:the|"
            r"each) lines?)(?: (?:instead of|rather than) {the}legend)?",
            r"direct labels?(?: (?:instead of|rather than) {the}legend)?",
        ),
        "Lines are named in the legend only, not at their ends",
    ),
)
"""Forms of words, and why it cannot be done."""


def _read(said: str) -> object:
    def read(facts: Facts, match: re.Match[str]) -> Wish:
        def act(chart: Chart) -> Chart:
            raise Refusal(said.format(noun=noun(chart)))

        return Wish("", act, cost=-0.05, final=True)

    return read


for _forms, _sentence in _TABLE:
    _rules.add(*_forms)(_read(_sentence))  # type: ignore[arg-type]

RULES = _rules.all()
