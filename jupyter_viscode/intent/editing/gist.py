"""Gist: a clause goes in, a plain command that says the same comes out, whatever the order of the clause's words.

The rules of the other modules know forms of words. Here a clause is a set of notions: what it is about (legend, labels, an
axis), what is said of it (a place, a number, too small, in the way), and words that say nothing. A `Sense` names the notions
that must be there and those that may be; with any word that is neither, nothing is understood.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from jupyter_viscode.intent.editing.lexicon import BOUNDARIES, COLORS, FILLERS, NUMBER_WORDS
from jupyter_viscode.intent.editing.speech import Plainly

if TYPE_CHECKING:
    from jupyter_viscode.intent.editing.facts import Facts
    from jupyter_viscode.intent.editing.speech import Speech, Word

_NOTIONS: dict[str, str] = {
    "gone": "remove delete drop hide without omit clear no not off away gone vanish disappear unnecessary superfluous skip eliminate disable none never removed hidden minus suppress",
    "back": "back again missing restore bring where return",
    "legend": "legend key legends",
    "colorbar": "colorbar colourbar",
    "grid": "grid gridline gridlines raster",
    "title": "title heading headline caption titles headings",
    "labels": "label labels tick ticks ticklabels names",
    "text": "print text texts font fonts letters lettering letter type characters writing everything words fontsize",
    "size": "size sizes sized",
    "chart": "chart plot graph figure diagram picture image canvas visualisation visualization it",
    "axis": "axis axes",
    "x": "x", "y": "y", "both": "both",
    "inside": "inside within in", "place": "right left top bottom outside above below under beneath underneath up",
    "corner": "corner side edge margin hand upper lower middle center centre next to of beside",
    "cover": "cover covers covering obscure obscures obscuring block blocks blocking obstructs hides hiding",
    "overlap": "overlap overlaps overlapping collide collides colliding crowded cramped squeezed squashed crash clash touch touching mess messy jumbled dense tight close overplotted together",
    "unread": "hardly barely scarcely can't cannot couldn't unable difficult hard impossible illegible unreadable trouble hardest tough",
    "read": "read readable legible decipher see seen recognise recognize make out reading tell visible",
    "angle": "rotate rotated turn turned tilt tilted slant slanted incline inclined angle angled diagonal diagonally oblique rotation sloping slanting askew",
    "level": "level straight horizontal horizontally flat unrotated", "upright": "vertical vertically upright perpendicular",
    "up": "bigger larger more increase enlarge grow greater raise bump boost enlarged magnify", "down": "smaller less fewer decrease reduce shrink decreased reduced",
    "small": "small tiny little minuscule microscopic narrow short", "big": "big large huge enormous giant", "too": "too so very enough far way overly much rather",
    "wide": "wide wider broad broader width stretch stretched widen landscape panorama widescreen broaden", "high": "tall taller high higher height heighten", "narrower": "narrower slimmer narrow", "lower": "shorter flatter",
    "square": "square quadratic", "unit": "inch inches cm centimeters centimetres px pixels pixel",
    "pt": "pt point points", "degrees": "degrees degree deg °",
    "lines": "line lines curve curves stroke strokes", "dots": "dot dots marker markers circle circles bubbles points point",
    "thin": "thin thinner fine finer faint delicate", "thick": "thick thicker bold bolder fat fatter heavy heavier strong stronger",
    "see-through": "transparent translucent see-through transparency opacity alpha faded ghostly", "percent": "percent % percentage percentages",
    "log": "log logarithmic logarithm logarithmically", "root": "sqrt root square-root", "linear": "linear", "scale": "scale scales scaled scaling range limits limit domain extent span zoom values",
    "begin": "begin start begins starts starting beginning originate baseline base", "zero": "0 zero origin", "upto": "end ends stop stops limit limited max maximum cap capped cut until ending to at most upper cut-off truncate over",
    "reverse": "reverse reversed invert inverted backwards backward upside down flip flipped mirror mirrored decreasing opposite direction turn around other way",
    "money": "dollar dollars usd $ euro euros eur € pounds sterling gbp £ yen ¥ currency", "thousands": "thousand thousands comma commas separator separators delimiter delimiters digit grouping",
    "millions": "million millions mio abbreviate abbreviated shorten compact billions si", "scientific": "scientific exponential exponent exponents notation 1e7 1e6 1e9 1e8 e-notation sci",
    "decimals": "decimal decimals digits digit places", "year": "year years yearly", "month": "month months", "only": "only just simply merely solely",
    "sort": "sort sorted sorting order ordered ordering rank ranked ranking arrange arranged arrangement sequence", "original": "original originally default initial normal first natural data file table before was usual standard",
    "mark": "bar bars column columns slice slices box boxes cell cells area areas band bands series wedge segments segment tile tiles square squares",
    "data": "data values value number numbers figures amount amounts counts quantity quantities many much percentage exact", "change": "change changed changes difference differ differs develop increase growth moved",
    "per": "per each every a one single", "time": "day days week weeks month months quarter quarters year years hour hours", "from": "from to over by than previous last before",
    "compare": "compare comparing comparable tell apart distinguish", "many": "many much lots", "colors": "colour colours color colors colourful colorful hues palette scheme colormap colourmap map",
    "blind": "blind blindness colorblind colourblind accessible", "clean": "clean cleaner clutter cluttered busy minimal minimalist minimalistic simpler simple tidy tidier overloaded decluttered unobtrusive plainer",
    "dark": "dark night black nighttime", "light": "light white bright", "theme": "theme mode style look background style backdrop", "presentation": "slide slides presentation projector screen poster page",
    "whole": "whole integer integers full rounded round entire", "show": "show add write put display print include draw see want label annotate insert give need have with indicate note state state spell show mark mention", "most": "maximum max highest peak largest biggest top best record", "least": "minimum min lowest smallest worst trough bottom", "emphasis": "highlight highlighted emphasise emphasize stand noticeable out pop attention stands visible",
    "kind": "line lines bar bars pie area scatter histogram heatmap donut violin boxplot strip swarm", "bins": "bin bins bucket buckets interval intervals class classes", "categories": "categories category groups bars items entries",
}  # fmt: skip
"""Notions and the words that stand for them; a word may stand for several."""

_TWO = {
    "colour bar": "colorbar", "color bar": "colorbar", "grid lines": "grid", "grid line": "grid", "tick labels": "labels", "tick marks": "labels", "axis labels": "labels",
    "run into": "overlap", "one another": "overlap", "stand out": "emphasis", "in the way": "cover", "on top of": "overlap", "square root": "root", "figure size": "size", "see through": "see-through",
    "upside down": "reverse", "right to left": "reverse", "top to bottom": "reverse", "other way round": "reverse", "other way around": "reverse", "cut off": "upto cut", "too many": "too many", "run over": "overlap",
    "as before": "original", "any order": "sort", "at most": "upto", "up to": "upto", "make out": "read", "tell apart": "compare", "each other": "overlap",
}  # fmt: skip

_TAGS: dict[str, frozenset[str]] = {}
for _notion, _words in _NOTIONS.items():
    for _word in _words.split():
        _TAGS[_word] = _TAGS.get(_word, frozenset()) | {_notion}
NOTIONS = frozenset(_TAGS)
"""All words that stand for something here."""
_EMPTY = frozenset(
    """after behind lie lies lying along across against among via if while when having had has they them our your he she onto near around almost nearly always anyway honestly actually
    basically please kindly because since as well currently can't possible also only just really quite rather pretty still currently always here there again than thing way
    see like get gets got look looks looking seem seems so would could should may might must can will be being been its own which who what how when do does am
    patients people reader readers audience anyone nobody me us somebody person boss eye eyes help helps helpful useful appreciate appreciated great nice good better
    place did does done was were runs run goes go placed put position positioned move moved sit sits stand located side""".split()
)
"""Words that say nothing here; they count only where no sense asks for them."""

_NUMBER = r"-?\d[\d,]*(?:\.\d+)?"
_RANGE = re.compile(
    rf"(?:between |from |goes? from |range of )?(?P<a>{_NUMBER})(?: ?(?:-|–|to|and|until|till|up to|\.\.|,) ?)(?P<b>{_NUMBER})\b"
)


@dataclass(frozen=True)
class Notion:
    """A word or phrase of a clause: what it may stand for, and its text."""

    tags: frozenset[str]
    text: str
    first: int
    last: int
    """The word after it."""


@dataclass(frozen=True)
class Clause:
    """Neighbouring notions between two boundaries."""

    notions: tuple[Notion, ...]

    def get(self, tag: str) -> str:
        """The text of the first notion that stands for it; empty when none does."""
        return next((n.text for n in self.notions if tag in n.tags), "")

    def has(self, tag: str) -> bool:
        """Whether some word stands for it."""
        return any(tag in n.tags for n in self.notions)

    def axis(self) -> str:
        """The axis that is named, as the rules want it: "x axis", "both axes" or nothing."""
        if self.has("both") or (self.has("x") and self.has("y")):
            return "both axes"
        return "x axis" if self.has("x") else "y axis" if self.has("y") else ""

    def on(self) -> str:
        """The axis behind "on", or nothing."""
        return f" on the {self.axis()}" if self.axis() else ""


@dataclass(frozen=True)
class Sense:
    """What a clause with these notions asks for."""

    needs: tuple[frozenset[str], ...]
    """One notion of each set has to be there."""
    may: frozenset[str]
    say: Callable[[Clause], str] | str
    complaint: bool = False
    """It says what is bad; what is to be done is a guess."""

    def of(self, clause: Clause) -> str:
        """The plain command; empty when the clause says something else."""
        found = []
        for need in self.needs:
            held = next((n for n in clause.notions if n.tags & need and n not in found), None)
            if held is None:
                return ""
            found.append(held)
        if any(not n.tags & self.may for n in clause.notions if n not in found):
            return ""
        return self.say if isinstance(self.say, str) else self.say(clause)


def _sense(needs: str, may: str, say: Callable[[Clause], str] | str) -> Sense:
    wanted = tuple(frozenset(n.split("|")) for n in needs.split())
    bad = bool(frozenset(("too", "unread", "overlap", "cover", "many")) & set(needs.split()))
    return Sense(wanted, frozenset(("nothing", *may.split(), *(t for n in wanted for t in n))), say, bad)


def _degree(clause: Clause) -> str:
    """Whether more or less is wanted; nothing when that is not clear."""
    too, small, big = clause.has("too"), clause.has("small"), clause.has("big")
    if clause.has("up") or clause.has("down"):
        return "up" if clause.has("up") else "down"
    if clause.has("unread"):
        return "up"
    return ("up" if small else "down") if too and (small or big) else "up" if big else "down" if small else ""


def _sized(more: str, less: str) -> Callable[[Clause], str]:
    def say(clause: Clause) -> str:
        return {"up": more, "down": less, "": ""}[_degree(clause)]

    return say


def _limits(clause: Clause) -> str:
    low, _, high = clause.get("span").partition(" ")
    axis = clause.axis()
    return f"{axis} from {low} to {high}" if axis else ""


def _zero(clause: Clause) -> str:
    return f"{'not ' if clause.has('gone') else ''}start {clause.axis()} at zero".replace("  ", " ")


def _crowded(clause: Clause) -> str:
    return "larger font" if clause.axis() == "y axis" else "rotate the labels"


def _money(clause: Clause) -> str:
    return f"format the {clause.axis() or 'values'} in {clause.get('money')}" if clause.axis() else f"in {clause.get('money')}"


_AX = "axis x y both scale labels data column"
_SENSES = (
    # -- legend --
    _sense("legend gone", "chart show", "no legend"),
    _sense("colorbar gone", "chart show", "no legend"),
    _sense("legend place", "inside chart corner show axis from", lambda c: f"legend {c.get('place')}"),
    _sense("legend cover|overlap", "mark dots lines chart data too overlap gone place show unread read inside", "legend outside"),
    _sense("legend back|show", "chart back show", "show the legend"),
    _sense("legend title gone", "corner show chart", "no legend title"),
    # -- grid, titles --
    _sense("grid gone", "lines chart show data", "no grid"),
    _sense("grid", "lines show chart back mark dots inside", "grid"),
    _sense("title gone", "chart show", "no title"),
    _sense("axis gone labels|title", "x y both chart corner show", lambda c: f"no {c.axis()} title" if c.axis() not in ("", "both axes") else "no axis titles"),
    # -- labels --
    _sense("angle number degrees", "labels axis x chart column show from", lambda c: f"rotate the labels by {c.get('number')} degrees"),
    _sense("labels number degrees", "axis x column from show", lambda c: f"rotate the labels by {c.get('number')} degrees"),
    _sense("labels upright", "axis x column time angle show", "vertical labels"),
    _sense("labels level", "axis x column time angle show back", "horizontal labels"),
    _sense("labels|column|axis angle gone", "labels axis x column time show", "horizontal labels"),
    _sense("labels|column|time angle", "labels axis x column time show too small", "rotate the labels"),
    _sense("labels|column overlap", "labels axis x y column time too inside place cover from show", _crowded),
    _sense("labels unread", "axis x y column time read too show place corner", _crowded),
    _sense("labels|axis gone read", "axis x y labels column time too show", _crowded),
    # -- letters --
    _sense("text|labels number pt", "text labels size show", lambda c: f"font size {c.get('number')}"),
    _sense("text number", "size pt", lambda c: f"font size {c.get('number')}"),
    _sense("text|labels up|down|small|big", "text labels axis x y size too small big show read unread column chart", _sized("larger font", "smaller font")),
    _sense("text unread", "read too show", "larger font"),
    # -- size --
    _sense("square", "chart size show", "6 x 6 inches"),
    _sense("wide presentation", "chart from size show place corner inside whole", "12 x 6 inches"),
    _sense("number unit wide", "chart show", lambda c: f"{c.get('number')} {c.get('unit')} wide"),
    _sense("number unit high", "chart show", lambda c: f"{c.get('number')} {c.get('unit')} tall"),
    _sense("wide", "chart up show too more size small inside", "wider"),
    _sense("high", "chart up show size", "taller"),
    _sense("narrower", "chart show too", "wider" ),
    _sense("chart|size up|down|small|big", "chart size too small big show overlap read", _sized("larger", "smaller")),
    _sense("chart overlap", "too", "larger"),
    # -- ink --
    _sense("lines thin too", "gone show", "thicker lines"),
    _sense("lines thick too", "gone show", "thinner lines"),
    _sense("lines thin gone", "too show", "thicker lines"),
    _sense("lines thick", "up show", "thicker lines"),
    _sense("lines thin", "up show", "thinner lines"),
    _sense("lines unread|small", "read too see show", "thicker lines"),
    _sense("dots too small", "show read unread", "larger points"),
    _sense("dots too big", "show", "smaller points"),
    _sense("dots overlap|cover|gone", "overlap too many show data chart place", "half transparent"),
    _sense("dots many", "too overlap inside place", "half transparent"),
    _sense("see-through", "dots mark lines show up chart too", "half transparent"),
    _sense("number percent see-through", "dots mark lines show", lambda c: f"{c.get('number')}% transparent"),
    _sense("blind colors", "show from data read", "colour blind palette"),
    _sense("blind", "show from data read", "colour blind palette"),
    _sense("many colors", "too show confusing", "no colours"),
    _sense("colors gone", "show", "no colours"),
    _sense("theme dark", "chart show inside", "dark theme"),
    _sense("theme light", "chart show inside back", "light theme"),
    _sense("clean", "chart too show theme look axis down up", "minimal theme"),
    # -- scales --
    _sense("log gone", "axis x y both scale show", lambda c: f"linear scale{c.on()}"),
    _sense("log", "axis x y both scale show data", lambda c: f"log scale{c.on()}"),
    _sense("root", "axis x y both scale show", lambda c: f"square root scale{c.on()}"),
    _sense("begin zero", "gone axis x y both scale show from upto data", _zero),
    _sense("gone zero", "axis x y both scale begin from inside", _zero),
    _sense("span", "axis x y scale column data show upto", _limits),
    _sense("number upto", "axis x y scale show column data", lambda c: f"{c.axis()} up to {c.get('number')}" if c.axis() else ""),
    _sense("axis reverse", "x y both scale from show", lambda c: f"reverse the {c.axis()}" if c.axis() else ""),
    # -- formats --
    _sense("money", "axis x y labels data column show whole decimals", _money),
    _sense("thousands", "axis x y both labels data column show place corner theme", lambda c: f"thousands separators{c.on()}"),
    _sense("millions", "axis x y labels data column show inside down big", lambda c: f"abbreviated numbers{c.on()}"),
    _sense("scientific gone", "axis x y both labels data show", lambda c: f"thousands separators{c.on() or ' on both axes'}"),
    _sense("decimals number", "axis x y labels data column show upto place thousands after pt per decimals", lambda c: f"{c.get('number')} decimals{c.on()}"),
    _sense("decimals gone", "axis x y labels data column show place", lambda c: f"no decimals{c.on()}"),
    _sense("whole data", "axis x y labels column show only", lambda c: f"whole numbers{c.on()}"),
    _sense("year only", "axis x labels show time column", "only years on the x axis"),
    _sense("month only", "axis x labels show time column", "month names on the x axis"),
    # -- order --
    _sense("sort original", "back mark chart show data from inside", "not sorted"),
    _sense("sort gone", "mark chart show up data column", "not sorted"),
    _sense("mark unread compare", "too show", "compare the bars"),
    # -- values --
    _sense("value color", "show mark lines dots emphasis column inside", lambda c: f"{c.get('value')} in {c.get('color')}"),
    _sense("value gone", "show column data mark lines dots", lambda c: f"without {c.get('value')}"),
    _sense("most|least show|back", "mark dots data chart time per column", lambda c: f"mark the {'maximum' if c.has('most') else 'minimum'}"),
    # -- figures --
    _sense("kind chart data", "show from", lambda c: f"{c.get('kind')} chart"),
    _sense("data mark inside", "show per column corner chart many", "show the values on the bars"),
    _sense("dots data|lines", "show place inside corner per time", "add markers"),
    _sense("show data mark", "inside place per column corner chart data many", "show the values on the bars"),
    _sense("change time", "many much data from per show time time", "change from the previous"),
    _sense("per time data|mark|dots", "per show", lambda c: f"by {c.get('time')}"),
    _sense("bins many too", "show", "fewer bins"),
    _sense("categories many too", "show chart inside", "top 10"),
)  # fmt: skip


def plain_commands(speech: Speech, facts: Facts) -> Iterator[Plainly]:
    """The clauses of which some sense holds, and what they come down to."""
    notions = list(_notions(speech, facts))
    bounds = [i for i, n in enumerate(notions) if n is None]
    edges = [-1, *bounds, len(notions)]
    for a, b in pairwise(edges):
        held = tuple(n for n in notions[a + 1 : b] if n is not None)
        if not held or sum("gone" in n.tags and "place" not in n.tags for n in held) > 1:
            continue
        clause = Clause(held)
        found = next(((said, sense.complaint) for sense in _SENSES if (said := sense.of(clause))), None)
        if found is not None:
            yield Plainly(held[0].first, held[-1].last, *found)


def _notions(speech: Speech, facts: Facts) -> Iterator[Notion | None]:
    """The words as notions; None where one clause may end and another begin."""
    words, i = speech.words, 0
    while i < len(words):
        made = _spanning(speech, words, i) or _doubled(words, i)
        if made is None and words[i].text in BOUNDARIES:
            yield None
            i += 1
            continue
        made = made or _single(words, i, facts) or _column(words, i, facts)
        yield made
        i = made.last


def _spanning(speech: Speech, words: Sequence[Word], i: int) -> Notion | None:
    """A range of numbers, which may hold a boundary."""
    match = _RANGE.match(speech.work, words[i].start)
    if match is None:
        return None
    last = next((n + 1 for n in range(i, len(words)) if words[n].end == match.end()), None)
    return None if last is None else Notion(frozenset({"span"}), f"{match['a']} {match['b']}", i, last)


def _doubled(words: Sequence[Word], i: int) -> Notion | None:
    for count in (3, 2):
        tags = _TWO.get(" ".join(w.text for w in words[i : i + count]))
        if tags is not None and i + count <= len(words):
            return Notion(frozenset(tags.split()), " ".join(w.text for w in words[i : i + count]), i, i + count)
    return None


def _single(words: Sequence[Word], i: int, facts: Facts) -> Notion | None:
    text = words[i].text
    if re.fullmatch(_NUMBER, text) or text in NUMBER_WORDS:
        value = str(NUMBER_WORDS.get(text, text))
        return Notion(frozenset({"number", *(("zero",) if value == "0" else ()), *(("per",) if text == "one" else ())}), value, i, i + 1)  # fmt: skip
    tags = _TAGS.get(text)
    if text in FILLERS or text in _EMPTY:
        tags = (tags or frozenset()) | {"nothing"}
    if not text[0].isalnum() and ord(text[0]) < 0xE000:
        tags = tags or frozenset({"nothing"})
    if text in COLORS:
        tags = (tags or frozenset()) | {"color"}
    return Notion(tags, text, i, i + 1) if tags else None


def _column(words: Sequence[Word], i: int, facts: Facts) -> Notion:
    """A column that is drawn on an axis, or a value that is drawn; anything else is not understood."""
    held = facts.value(words[i].text) if len(words[i].text) > 2 else None
    if held is not None and held[0].name in set(facts.chart.fields()):
        return Notion(frozenset({"value"}), words[i].text, i, i + 1)
    hit = facts.column(words[i].text) if words[i].text.isalpha() and len(words[i].text) > 2 else None
    where = next((c for c in ("x", "y") if hit is not None and facts.chart.encoding(c).field == hit.name), None)
    return Notion(frozenset({"column", where} if where else {"?"}), words[i].text, i, i + 1)
