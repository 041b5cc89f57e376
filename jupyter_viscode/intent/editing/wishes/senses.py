"""Senses: what a clause asks for whose words stand for certain notions, as a plain command.

A clause is a set of notions: what it is about (legend, labels, an axis), what is said of it (a place, a number, too small, in
the way), and words that say nothing. A `Sense` names the notions that must be there and those that may be; with any word that
is neither, nothing is understood.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise


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

    def all(self, tag: str) -> str:
        """The texts of all notions that stand for it, as a list in words."""
        return " and ".join(n.text for n in self.notions if tag in n.tags)

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

    def of(self, clause: Clause) -> tuple[str, int] | None:
        """The plain command, and how many words of the clause it leaves unexplained; None where the clause says else."""
        found: list[Notion] = []
        for need in self.needs:
            held = next((n for n in clause.notions if n.tags & need and n not in found), None)
            if held is None:
                return None
            found.append(held)
        named = any("kind" in a.tags and "chart" in b.tags for a, b in pairwise(clause.notions))
        if named and not any("kind" in need for need in self.needs):
            return None  # "a bar chart with the longest bar on top": the kind is wished as well
        others = [n for n in clause.notions if n not in found and not n.tags & self.may]
        if len(others) > len(self.needs) - 1 or sum("?" not in n.tags and not n.tags & _MINOR for n in others):
            return None
        command = self.say if isinstance(self.say, str) else self.say(clause)
        return (command, len(others)) if command else None


_MINOR = frozenset("show chart corner too read place time per number many presentation copula inside compare data mark".split())
"""Notions that explain or place a wish and rarely are one."""


def _sense(needs: str, may: str, say: Callable[[Clause], str] | str) -> Sense:
    wanted = tuple(frozenset(n.split("|")) for n in needs.split())
    bad = bool(frozenset(("too", "unread", "overlap", "cover", "many")) & set(needs.split()))
    return Sense(wanted, frozenset(("nothing", *may.split(), *(t for n in wanted for t in n))), say, bad)


def _degree(clause: Clause) -> str:
    """Whether more or less is wanted; nothing when that is not clear."""
    too, small, big = clause.has("too"), clause.has("small"), clause.has("big")
    if small and big:  # "the little dots are very big": what is said last is said of them
        small = "small" in [n for n in clause.notions if n.tags & {"small", "big"}][-1].tags
    if clause.has("up") or clause.has("down"):
        return "up" if clause.has("up") else "down"
    if clause.has("unread"):
        return "up"
    if (too or clause.has("copula")) and (small or big):
        return "up" if small else "down"
    return "up" if big else "down" if small else ""


def _sized(more: str, less: str) -> Callable[[Clause], str]:
    def say(clause: Clause) -> str:
        return {"up": more, "down": less, "": ""}[_degree(clause)]

    return say


def _limits(clause: Clause) -> str:
    low, _, high = clause.get("span").partition(" ")
    axis = clause.axis() or ("value axis" if clause.has("scale") else "")
    return f"{axis} from {low} to {high}" if axis else ""


def _zero(clause: Clause) -> str:
    return f"{'not ' if clause.has('gone') else ''}start {clause.axis()} at zero".replace("  ", " ")


def _crowded(clause: Clause) -> str:
    return "larger font" if clause.axis() == "y axis" else "rotate the labels"


def _money(clause: Clause) -> str:
    return f"format the {clause.axis() or 'values'} in {clause.get('money')}" if clause.axis() else f"in {clause.get('money')}"


def _named(clause: Clause) -> str:
    return f"{clause.axis()} title {clause.get('quote')}" if clause.axis() not in ("", "both axes") else ""


def _placed(clause: Clause) -> str:
    """A text above the chart, or under what was just spoken of."""
    place = clause.get("place")
    if place in ("top", "above", "up"):
        return f"title {clause.get('quote')}"
    spoken_of = clause.get("chart") == "it" and not clause.has("corner")
    return f"subtitle {clause.get('quote')}" if place in ("under", "below", "beneath", "underneath") and spoken_of else ""


def _put(clause: Clause) -> str:
    """A column on the axis that a side of the chart stands for."""
    axis = {"bottom": "x", "below": "x", "left": "y", "left-hand": "y"}.get(clause.get("place"))
    return f"{clause.get('column')} on the {axis} axis" if axis else ""


def _thousands(clause: Clause) -> str:
    return f"{'thousands separators' if clause.has('separator') else 'abbreviated numbers'}{clause.on()}"


def _ranked(clause: Clause) -> str:
    """From best to worst, from low to high: what is named first begins."""
    ends = next(n.tags for n in clause.notions if n.tags & {"most", "least", "up", "down"})
    return f"sort {'ascending' if ends & {'least', 'up'} else 'descending'}"


def _extreme(clause: Clause) -> str:
    """The highest point marked; "the highest score in each subject" is a figure of each."""
    which = "maximum" if clause.has("most") else "minimum"
    each = any(n.text in ("each", "every", "per") for n in clause.notions) and clause.has("column")
    return "" if clause.has("number") else f"use the {which}" if each else f"mark the {which}"


def _first(clause: Clause) -> str:
    return f"sort {'descending' if clause.has('most') == clause.has('front') else 'ascending'}"


_UNITS = {"monthly": "month", "weekly": "week", "daily": "day", "yearly": "year", "quarterly": "quarter"}
_PLACES = {
    "under": "below",
    "beneath": "below",
    "underneath": "below",
    "lower": "bottom",
    "upper": "top",
    "right-hand": "right",
    "left-hand": "left",
    "beside": "right",
    "aside": "outside",
    "next": "right",
    "up": "top",
    "down side": "bottom",
    "bottom side": "bottom",
    "up side": "top",
    "top side": "top",
    "left side": "left",
    "right side": "right",
}
"""Places by the words that the rules know."""
SENSES = (
    # -- legend --
    _sense("quote legend title", "show change back place corner above data", lambda c: f"legend title {c.get('quote')}"),
    _sense("quote title", "show change back place corner chart inside upto", lambda c: f"title {c.get('quote')}"),
    _sense("quote place", "show chart corner upto small text", _placed),
    _sense("quote axis|x|y", "x y axis title labels show change place corner column inside", _named),
    _sense("quote value", "show legend labels change inside title", lambda c: f"call {c.get('value')} {c.get('quote')}"),
    _sense("column panel per", "split show inside chart small place corner overlap color mark time number categories",
           lambda c: f"one panel per {c.get('column')}"),
    _sense("column panel split", "per show inside chart small number categories", lambda c: f"one panel per {c.get('column')}"),
    _sense("column colors per", "show inside mark dots lines compare", lambda c: f"colour by {c.get('column')}"),
    _sense("colors per mark", "show change", "a different colour for each bar"),
    _sense("legend move gone", "mark dots lines chart data corner cover", "legend outside"),
    _sense("legend gone", "chart show", "no legend"),
    _sense("colorbar gone", "chart show", "no legend"),
    _sense("legend place", "inside chart corner show axis from",
           lambda c: f"legend {_PLACES.get(c.get('place'), c.get('place'))}"),
    _sense("legend cover|overlap", "mark dots lines chart data too overlap gone place show unread read inside",
           "legend outside"),
    _sense("legend back|show", "chart back show", "show the legend"),
    _sense("legend title gone", "corner show chart", "no legend title"),
    # -- grid, titles --
    _sense("grid gone", "lines chart show data behind", "no grid"),
    _sense("lines behind gone", "chart show inside place grid", "no grid"),
    _sense("lines behind", "chart show inside place grid thin", "grid"),
    _sense("grid", "lines show chart back mark dots inside thin thick place read level lying data light", "grid"),
    _sense("title gone", "chart show", "no title"),
    _sense("axis|x|y gone labels|title", "axis x y both chart corner show",
           lambda c: f"no {c.axis()} title" if c.axis() not in ("", "both axes") else "no axis titles"),
    # -- labels --
    _sense("angle number degrees", "labels axis x chart column show from",
           lambda c: f"rotate the labels by {c.get('number')} degrees"),
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
    _sense("text|labels up|down|small|big", "text labels axis x y size too small big show read unread column chart",
           _sized("larger font", "smaller font")),
    _sense("text unread", "read too show", "larger font"),
    # -- size --
    _sense("square number unit", "chart size show inside", lambda c: f"{c.get('number')} x {c.get('number')} {c.get('unit')}"),
    _sense("square", "chart size show", "6 x 6 inches"),
    _sense("wide presentation", "chart from size show place corner inside whole", "12 x 6 inches"),
    _sense("number unit wide", "chart show up size", lambda c: f"{c.get('number')} {c.get('unit')} wide"),
    _sense("number unit high", "chart show up size", lambda c: f"{c.get('number')} {c.get('unit')} tall"),
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
    _sense("dots up|down|small|big", "too show size read", _sized("larger points", "smaller points")),
    _sense("dots too small", "show read unread", "larger points"),
    _sense("dots too big", "show", "smaller points"),
    _sense("dots overlap|cover", "gone overlap too many show data chart place", "half transparent"),
    _sense("dots many", "too overlap inside place", "half transparent"),
    _sense("see-through", "dots mark lines show up chart too", "half transparent"),
    _sense("number percent see-through", "dots mark lines show", lambda c: f"{c.get('number')}% transparent"),
    _sense("colors unread compare|read", "show mark lines dots", "colour blind palette"),
    _sense("blind colors", "show from data read compare", "colour blind palette"),
    _sense("blind", "show from data read compare", "colour blind palette"),
    _sense("original|back colors", "original back show chart", "default colours"),
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
    _sense("span x|y|both|axis|scale", "axis x y scale column data show upto restrict degrees unit percent time from begin "
                                 "up", _limits),
    _sense("number upto", "restrict degrees unit percent time axis x y scale show column data",
           lambda c: f"{c.axis()} up to {c.get('number')}" if c.axis() else ""),
    _sense("axis reverse", "x y both scale from show", lambda c: f"reverse the {c.axis()}" if c.axis() else ""),
    # -- formats --
    _sense("money", "axis x y labels data column show whole decimals", _money),
    _sense("thousands|separator", "axis x y both labels data column show place corner theme thousands separator inside",
           _thousands),
    _sense("percent column|axis|labels|y|x", "axis x y labels data column show inside",
           lambda c: f"format the {c.axis() or 'values'} in percent"),
    _sense("millions|short number", "millions number axis",  lambda c: f"abbreviated numbers{c.on()}"),
    _sense("millions", "number axis x y labels data column show inside down big", lambda c: f"abbreviated numbers{c.on()}"),
    _sense("scientific gone", "axis x y both labels data show", lambda c: f"thousands separators{c.on() or ' on both axes'}"),
    _sense("decimals number", "axis x y labels data column show upto place thousands after pt per decimals",
           lambda c: f"{c.get('number')} decimals{c.on()}"),
    _sense("decimals gone", "axis x y labels data column show place", lambda c: f"no decimals{c.on()}"),
    _sense("whole data|labels|axis", "time axis x y labels column show only", lambda c: f"whole numbers{c.on()}"),
    _sense("year only", "axis x labels show time column", "only years on the x axis"),
    _sense("month short|only", "axis x labels show time column place short millions corner only inside narrow small",
           "month names on the x axis"),
    # -- order --
    _sense("most|least front|rear", "mark column show scale place corner data inside value sort upto per reverse "
                                    "copula begin", _first),
    _sense("sort most|least", "mark column show inside data per begin from scale value copula most least", _ranked),
    _sense("sort original", "back mark chart show data from inside", "not sorted"),
    _sense("sort gone", "mark chart show up data column", "not sorted"),
    _sense("mark unread compare", "too show", "compare the bars"),
    # -- values --
    _sense("value color", "show mark lines dots emphasis column inside", lambda c: f"{c.get('value')} in {c.get('color')}"),
    _sense("value gone", "show column data mark lines dots", lambda c: f"without {c.all('value')}"),
    _sense("most|least show|back", "mark dots data chart time per column", _extreme),
    # -- figures --
    _sense("hole", "show mark inside place corner chart kind", "donut"),
    _sense("stat lines", "show where place corner level upright lying inside both copula",
           lambda c: f"line at the {c.get('stat')}"),
    _sense("stack data|mark|show", "show mark data overlap inside", "stacked"),
    _sense("trend", "show dots lines data chart line kind inside", "trend line"),
    _sense("cumulative", "show mark data time chart per from scale lines column inside", "cumulative"),
    _sense("mark lying", "whole swap show chart labels column read place from angle kind inside", "horizontal"),
    _sense("angle chart lying", "whole show kind place", "horizontal"),
    _sense("only dots", "show kind", "scatter plot"),
    _sense("column place", "show corner chart scale", _put),
    _sense("kind chart data", "show from", lambda c: f"{c.get('kind')} chart"),
    _sense("data mark inside", "show per column corner chart many", "show the values on the bars"),
    _sense("dots data|lines", "show place inside corner per time", "add markers"),
    _sense("show data mark", "inside place per column corner chart data many", "show the values on the bars"),
    _sense("change time", "many much data from per show time time", "change from the previous"),
    _sense("kind per column", "show data mark stack",
           lambda c: f"{'stacked ' if c.has('stack') else ''}{c.get('kind')} chart, colour by {c.get('column')}"),
    _sense("scheme", "show colors mark data chart inside", lambda c: f"{c.get('scheme')} palette"),
    _sense("fill lines", "show mark chart place inside behind", "area chart"),
    _sense("column single lines|mark", "show overlap data inside per kind", "one line"),
    _sense("lying chart", "show level whole", "horizontal"),
    _sense("value emphasis", "show mark lines dots color inside read place",
           lambda c: f"all grey except {c.all('value')}" if not c.get("color") else f"{c.get('value')} in {c.get('color')}"),
    _sense("kind time", "show data mark per",
           lambda c: f"{c.get('kind')} chart, by {_UNITS.get(c.get('time'), c.get('time'))}"),
    _sense("per time data|mark|dots", "per show", lambda c: f"by {_UNITS.get(c.get('time'), c.get('time'))}"),
    _sense("bins many too", "show", "fewer bins"),
    _sense("time", "show per from only inside", lambda c: f"by {_UNITS.get(c.get('time'), c.get('time'))}"),
    _sense("categories many too", "show chart inside", "top 10"),
)  # fmt: skip
