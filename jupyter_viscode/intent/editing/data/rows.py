"""Rows and figures: wishes for a filter, the top n, a running figure, another aggregate or column, a unit of time, bins."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from jupyter_viscode.intent.editing.data.conditions import SIDES, asked, bounded, predicate
from jupyter_viscode.intent.editing.drawn.shapes import base_of, measure_of, noun
from jupyter_viscode.intent.editing.wishes.facts import Facts, Hit
from jupyter_viscode.intent.editing.wishes.rules import DATA, LAST, Refusal, Rules, Wish
from jupyter_viscode.intent.editing.words.lexicon import MACROS, number
from jupyter_viscode.intent.editing.words.moments import MOMENT
from jupyter_viscode.intent.schema.additivity import adds_up
from jupyter_viscode.spec import (
    Aggregate,
    Chart,
    Comparison,
    Encoding,
    Filter,
    Logic,
    Order,
    Predicate,
    TopN,
    Window,
)

_rules = Rules()


# -- filters -----------------------------------------------------------------------------------------------------------


def filtered(chart: Chart, where: Predicate) -> Chart:
    """The chart of the rows for which it holds; filters come before what groups."""
    made = Filter(where)
    if made in chart.transforms:
        return chart
    if chart.frame is None and not chart.data:
        raise Refusal("The values behind the chart are not known, so no rows can be left out")
    late = next((i for i, t in enumerate(chart.transforms) if isinstance(t, (TopN, Window))), len(chart.transforms))
    grouped = next((i for i, t in enumerate(chart.transforms) if type(t).__name__ == "AggregateTransform"), late)
    place = min(late, grouped)
    return replace(chart, transforms=(*chart.transforms[:place], made, *chart.transforms[place:]))


def _kept(where: Predicate, said: str, cost: float = 0.0) -> Wish:
    return Wish(said, lambda chart: filtered(chart, where), DATA, cost)


_ONLY = (
    r"(?:(?:show|keep|plot|display|draw|use|with|restrict(?:ed)?|limit(?:ed)?|filter(?:ed)?|narrow(?:ed)?|reduced?|crop(?:ped)?|trim(?:med)?|include|"
    r"including|select|focus|zoom)(?: (?:it|them|this|the chart|the data|down))*(?: (?:only|just|in to|into|to|for|on|"
    r"in on|in|at|by))* |(?:only|just|nothing but|solely)(?: (?:show|keep|plot|consider|count|include|want|need|"
    r"look(?:ing)? at|see|the|for|in|from|with|use))* |for )"
)


_FIGURES = re.compile(
    r"(?:the )?(?:percent\w*|shares?|numbers?|values?|figures?|counts?|totals?|means?|averages?|medians?|proportions?|"
    r"labels?)\b"
)
"""What is shown of rows: it says not which."""


_LOOKS = re.compile(
    r"\b(?:dashed|dotted|thick\w*|thin\w*|bold\w*|(?:value |data )?labels?|trend\w*|regression|markers?|highlight|mark|"
    rf"annotate|paint|{MACROS['color']})\b"
)
"""Words that wish for looks or for notes."""


def _of_looks(match: re.Match[str]) -> bool:
    """Whether the clause wishes for looks: whom they are for, or not for, says nothing of rows."""
    return _LOOKS.search(re.split(r"[,;.!?]|\band\b", match.string[: match.start()])[-1]) is not None


@_rules.add(
    rf"{_ONLY}(?P<p>.+?)(?: only| alone)?",
    r"(?P<p>.+?) (?:only|alone)",
    r"(?P<p>[^,;]+? (?:at least|at most|more than|less than) .+)",
    r"(?:where|whose|in which|with|having|for which|that have|which have) (?P<p>.+)",
    phrase=True,
)
def _only(facts: Facts, match: re.Match[str]) -> Wish | None:
    if _of_looks(match):
        return None
    lead = match[0][: match.start("p") - match.start()].split()
    weak = not (
        {
            "only",
            "just",
            "but",
            "solely",
            "restrict",
            "restricted",
            "limit",
            "limited",
            "filter",
            "filtered",
            "keep",
            "where",
            "whose",
            "focus",
            "zoom",
            "narrow",
            "reduce",
            "reduced",
            "crop",
            "trim",
            "narrowed",
        }
        & set(lead)
    ) and not match[0].endswith((" only", " alone"))
    found = None if weak and _FIGURES.match(match["p"]) else predicate(facts, match["p"])
    if found is None:
        return None
    where, said, sure = found
    return None if weak and not sure else _kept(where, f"only {said}", 0.05 if weak else 0.0)


@_rules.add(
    r"(?:remove|drop|hide|delete|exclude|omit|leave out|filter out|get rid of|throw out|ignore) (?:everything|all(?: "
    r"(?:others?|the rest|rows|data|categories|values))?|anything|the rest|others)(?: else)? (?:except(?: for)?|but|"
    r"other than|apart from|besides) {the}(?P<p>.+?)",
    r"(?:show |keep |plot )?nothing (?:but|except) (?P<p>.+?)",
    phrase=True,
)
def _all_but(facts: Facts, match: re.Match[str]) -> Wish | None:
    found = predicate(facts, match["p"])
    return _kept(found[0], f"only {found[1]}") if found is not None else None


_MINUS = (
    r"(?:(?:everything|everyone|all) (?:but|except(?: for)?|apart from|save)|without|except(?: for)?|excluding|"
    r"exclude|leav(?:e|ing) out|tak(?:e|ing) out|drop(?:ping)?|remove|removing|omit(?:ting)?|ignor(?:e|ing)|skip(?:ping)?|"
    r"minus|not|"
    r"delet(?:e|ing)|hide|get rid of|filter out|quit|eliminat(?:e|ing)|erase|suppress|discard|cut|throw out|no)"
)


@_rules.add(
    rf"{_MINUS} {{the}}(?P<p>.+?)(?: (?:from|in) "
    r"{the}(?:chart|plot|graph|figure|data|picture|stacks?|piles?|{marks}))?",
    phrase=True,
)
def _minus(facts: Facts, match: re.Match[str]) -> Wish | None:
    words = match["p"]
    if re.match(r"except|not\b", match[0]) and _of_looks(match):
        return None
    missing = re.fullmatch(
        r"(?:rows? (?:with|without) |where )?(?:missing|empty|null|nan|unknown)(?: (?:values?|rows?))?(?: (?:of|in|"
        r"for) (?P<c>.+))?",
        words,
    )
    if missing:
        hit = facts.column(missing["c"]) if missing["c"] else _drawn(facts)
        return _kept(Comparison(hit.name, "not null"), f"without missing {hit.name}") if hit else None
    found = predicate(facts, words)
    if found is None:
        return None
    where, said, _ = found
    if isinstance(where, Comparison) and where.op in _OPPOSITE:
        where = replace(where, op=_OPPOSITE[where.op])
    else:
        where = Logic("not", (where,))
    return _kept(where, f"without {said}")


_OPPOSITE: dict[str, Any] = {"==": "!=", "in": "not in", "<": ">=", "<=": ">", ">": "<=", ">=": "<", "!=": "==", "not in": "in"}


def _drawn(facts: Facts) -> Hit | None:
    channel = measure_of(facts.chart, facts)
    return facts.named(facts.chart.encoding(channel).field) if channel else None


@_rules.add(
    rf"(?:only |just |show |everything |data |from )*(?P<p>(?:{SIDES})(?: and including)? {{the}}(?:year )?{MOMENT}(?: "
    rf"on(?:wards?)?)?)\b"
    r"(?! ?(?:to|and|-|–|until) ?\d)",
    rf"(?:only |just |show |from )*(?P<p>{MOMENT} (?:onwards?|(?:and|or) (?:later|after|onwards?|newer)))\b",
)
def _since(facts: Facts, match: re.Match[str]) -> Wish | None:
    """What lies before or after a moment: "since 2022", "from March 2023 on"."""
    found = bounded(facts, match["p"])
    return _kept(found[0], found[1], -0.02) if found is not None else None


@_rules.add(
    r"{no}(?:filters?|filtering|restrictions?|limits?)\b(?! on)",
    r"(?:show |use |with |include )(?:again )?(?:all|everything|every)(?: of)?(?: the| my)?(?: (?:rows?|data|values|"
    r"years|categories|records))?(?: again)?\b(?! label)",
)
def _unfiltered(facts: Facts, match: re.Match[str]) -> Wish:
    return Wish(
        "no filter",
        lambda chart: replace(chart, transforms=tuple(t for t in chart.transforms if not isinstance(t, (Filter, TopN)))),
        DATA,
    )


@_rules.add(r"(?:show|include|bring back|with|use) all (?:of )?(?:the )?(?P<p>.+?)(?: again)?", phrase=True)
def _all_of(facts: Facts, match: re.Match[str]) -> Wish | None:
    hit = facts.column(match["p"])
    if hit is None:
        return None

    def act(chart: Chart) -> Chart:
        kept = tuple(
            t
            for t in chart.transforms
            if not (
                (isinstance(t, TopN) and t.field == hit.name)
                or (isinstance(t, Filter) and isinstance(t.where, Comparison) and t.where.field == hit.name)
            )
        )
        return replace(chart, transforms=kept)

    return Wish(f"all of {hit.name}", act, DATA, hit.cost)


@_rules.add(r"(?P<noun>[a-z]+) (?P<p>.+?)", phrase=True)
def _rows_that(facts: Facts, match: re.Match[str]) -> Wish | None:
    """What begins with a word for the rows says which: "flights longer than 1000"."""
    if match["noun"] not in facts.speech.empty or match.start() != 0:
        return None
    found = predicate(facts, match["p"]) or asked(facts, match[0])
    return _kept(found[0], f"only {found[1]}", 0.05) if found is not None and found[2] else None


# -- top n -------------------------------------------------------------------------------------------------------------

_KEEP = (
    r"(?:(?:show|keep|see|draw|plot|display|include|use|take|with|only|just|limit|restrict|reduce|narrow|cut|trim|"
    r"filter|it|this|them|down|to|the|me) )*"
)
"""Words before how many are to stay."""
_GATHER = (
    r"(?:group|gather|lump|put|call|show|combine|merge|collect|bundle|collapse|fold|sum|add|summari[sz]e|aggregate|pool|"
    r"join|label|roll)"
)
_REST = r"(?:the |all |every )*(?:rest|others?|remaining(?: ones)?|remainder|every(?:thing|one) else)"
_INTO = (
    r"(?: (?:=|is|are|be|goes|as|in|into|under|together|combined|of them|grouped|up|to|called|named|labell?ed|an?|one|"
    r"single)(?= |$|[,;.]))*"
)
_NAMED = r"(?: (?:(?P<q>{Q})|others?)(?: (?:category|group|slice|bar|bucket|class))?)"
_OTHER = (
    rf"(?P<other>,? ?(?:and |with |plus |but |then )*(?:{_GATHER} |(?:one|another|an? [a-z]+) for )?{_REST}{_INTO}{_NAMED}?)?"
)
_WHEN = r"(?: (?:in|for|during|of) (?:the year )?(?P<when>(?:19|20)\d\d))?"


_LITTLE = r"fewest|least|lowest|smallest|shortest|cheapest|worst|slowest|youngest|lightest|earliest"


@_rules.add(
    rf"{_KEEP}(?:top|first|best) (?P<n>{{n}})\b(?! row| per| days?\b| weeks?\b| months?\b| quarters?\b| years?\b)(?: "
    rf"(?:{{marks}}|ones|only))?{_WHEN}{_OTHER}",
    rf"{_KEEP}(?P<low>bottom|last|worst|lowest|smallest) (?P<n>{{n}})\b(?! day| week| month| year)(?: (?:{{marks}}|ones|"
    rf"only))?{_WHEN}",
    rf"{_KEEP}(?P<n>{{n}}) (?:(?P<low>smallest|lowest|worst)|largest|biggest|highest|best|most common|most frequent)\b"
    rf"(?: (?:{{marks}}|ones|only))?{_WHEN}{_OTHER}",
)
def _top(facts: Facts, match: re.Match[str]) -> Wish | None:
    return _topmost(facts, match, None)


@_rules.add(
    rf"{_KEEP}(?:(?P<low>bottom|worst|lowest|smallest)|top|best|first) (?P<n>{{n}}) (?P<p>[^,;]+?){_WHEN}{_OTHER}",
    rf"{_KEEP}(?P<n>{{n}}) (?:(?P<low>{_LITTLE})|largest|biggest|highest|best|longest|most [a-z]+) (?P<p>[^,;]+?)"
    rf"{_WHEN}{_OTHER}",
    phrase=True,
)
def _top_of(facts: Facts, match: re.Match[str]) -> Wish | None:
    words = re.sub(r" (?:only|instead)$", "", match["p"])
    name, _, by = words.partition(" by ")
    hit, figure = facts.column(name), facts.figure(by) if by else None
    if hit is None or (by and (figure is None or figure.hit is None)):
        return None
    return _topmost(facts, match, hit, figure)


@_rules.add(
    rf"{_KEEP}(?:(?P<low>bottom|worst|lowest|smallest)|top|best) (?P<n>{{n}})(?: (?:{{marks}}|ones))? (?:by|according to|based "
    rf"on) {{the}}(?P<m>[^,;]+?){_OTHER}",
    phrase=True,
)
def _top_by(facts: Facts, match: re.Match[str]) -> Wish | None:
    """The top 3 by another figure than the one that is shown."""
    figure = facts.figure(match["m"])
    if figure is None or figure.hit is None or figure.hit.kind != "number":
        return None
    shown = facts.chart.encoding(measure_of(facts.chart, facts) or "")
    if figure.hit.name == shown.field and figure.aggregate in (None, shown.aggregate):
        return _topmost(facts, match, None)
    return _topmost(facts, match, None, figure)


_SHOWN_FIGURE = re.compile(r"(?:values?|figures?|numbers?|bars?|amounts?)")
"""Words for the figure that the chart shows."""


@_rules.add(
    rf"{_KEEP}(?P<n>{{n}})(?: (?P<p>[a-z]+(?: [a-z]+)?))? (?:with|having|that have|which "
    rf"have|of) {{the}}(?:(?P<low>{_LITTLE})|most|[a-z]+est) (?P<m>.+?){_OTHER}",
    phrase=True,
)
def _top_with(facts: Facts, match: re.Match[str]) -> Wish | None:
    """The five airlines with the longest delays."""
    words = match["p"]
    hit = facts.column(words) if words and words not in ("ones", "bars", "categories", *facts.speech.empty) else None
    if _SHOWN_FIGURE.fullmatch(match["m"]):
        return _topmost(facts, match, hit) if hit is not None or not words else None
    figure = facts.figure(match["m"])
    if figure is None or figure.hit is None or figure.hit.kind != "number" or (words and hit is None):
        return None
    measure = measure_of(facts.chart, facts)
    shown = facts.chart.encoding(measure).field == figure.hit.name if measure else False
    return _topmost(facts, match, hit, None if shown else figure)


@_rules.add(
    rf"(?:group|lump|merge|combine|gather|collect|put) {{the}}(?P<n>{{n}}) (?:{_LITTLE})(?: (?P<p>[a-z]+(?: [a-z]+)?)"
    rf")?(?: together)? (?:as|into|under|in|to|called) {{the}}(?:(?P<q>{{Q}})|others?)",
)
def _gathered(facts: Facts, match: re.Match[str]) -> Wish:
    """The least ones as one: all but so many stay."""
    few, name = int(number(match["n"])), _name_of_rest(facts, match)
    return Wish(f"the {few} smallest as {name}", lambda chart: _all_but_some(chart, facts, few, "descending", name), DATA)


def _name_of_rest(facts: Facts, match: re.Match[str]) -> str:
    return facts.speech.opened(match["q"]) if match["q"] else "Other"


def _all_but_some(chart: Chart, facts: Facts, few: int, order: Order, other: str = "", hit: Hit | None = None) -> Chart:
    """The chart of all categories but so many at the end of the order, which may be gathered."""
    field = hit.name if hit else _category(chart, facts)
    left = len(facts.values_of(field)) - few
    if left < 1:
        raise Refusal(f"How many values {field} has is not known, or they are no more than {few}")
    return _ranked(chart, facts, TopN(left, field, order=order, other=other))


def _ranked(chart: Chart, facts: Facts, best: TopN) -> Chart:
    """The chart with these categories only, by what they are sorted by or the figure that it shows unless another is given."""
    sort = chart.encoding(base_of(chart, facts) or "").sort
    if best.by is None and sort is not None and facts.kind(sort.by) == "number":
        best = replace(best, by=sort.by, aggregate=sort.aggregate or "mean")
    if best.by is None:
        shown = chart.encoding(measure_of(chart, facts) or "")
        how = shown.aggregate or ("sum" if shown.field else None)
        best = replace(best, by=shown.field, aggregate=None if shown.field is None else how)
    kept = tuple(t for t in chart.transforms if not isinstance(t, TopN))
    late = next((i for i, t in enumerate(kept) if isinstance(t, Window)), len(kept))
    return replace(chart, transforms=(*kept[:late], best, *kept[late:]))


@_rules.add(
    r"{no}(?:(?P<low>bottom|last|worst|lowest|smallest)|top|best|first) (?P<n>{n})(?: (?P<p>[a-z]+(?: [a-z]+)?))?",
    rf"{{no}}(?P<n>{{n}}) (?:(?P<low>{_LITTLE})|largest|biggest|highest|best)(?: (?P<p>[a-z]+(?: [a-z]+)?))?",
    r"{the}(?:(?P<low>bottom|last|worst|lowest|smallest)|top|best|first) (?P<n>{n})(?: (?P<p>[a-z]+(?: [a-z]+)?))? (?:are |is |"
    r"to be |go )*(?:out|off|away|gone|removed|dropped|left out)",
    phrase=True,
)
def _left_out(facts: Facts, match: re.Match[str]) -> Wish | None:
    """So many at an end of the order are to go."""
    hit = None if match["p"] in (None, "ones", "bars", "slices", "categories") else facts.column(match["p"])
    if match["p"] and hit is None and match["p"] not in ("ones", "bars", "slices", "categories"):
        return None
    if re.match(r" (?:labels?|ticks?|names?|days?|weeks?|months?|quarters?|years?)\b", match.string[match.end("n") :]):
        return None  # no categories, but what is written of them, or spans of time
    few, low = int(number(match["n"])), bool(match["low"])
    order: Order = "descending" if low else "ascending"
    return Wish(
        f"without the {'bottom' if low else 'top'} {few}", lambda chart: _all_but_some(chart, facts, few, order, "", hit), DATA
    )


@_rules.add(
    rf"{_GATHER} (?:{_REST}|{{the}}small(?:er|est)?(?: [a-z]+)?)(?:{_INTO}{_NAMED}| together)",
    rf"{_REST}{_INTO}{_NAMED}",
)
def _rest_gathered(facts: Facts, match: re.Match[str]) -> Wish:
    """What is to become of those that do not stay; which do is said elsewhere."""
    name = _name_of_rest(facts, match)

    def act(chart: Chart) -> Chart:
        if not any(isinstance(t, TopN) for t in chart.transforms):
            raise Refusal(f"How many are to stay beside {name!r} is not said; 'top 5, the rest as {name}' says it")
        kept = tuple(replace(t, other=name) if isinstance(t, TopN) else t for t in chart.transforms)
        return replace(chart, transforms=kept)

    return Wish(f"the rest as {name}", act, DATA, 0.05)


@_rules.add(
    rf"{_GATHER} (?:all|everything|everyone|{_REST}|{{the}}[a-z]+)(?: (?:but|except|for|other|than|apart|from|besides|outside|"
    rf"of|beyond|below|not|in|that|which|are|the))+ (?:top |biggest |largest |highest )?(?P<n>{{n}})(?: (?:largest|biggest|"
    rf"highest|best))?(?: (?P<p>[a-z]+(?: [a-z]+)??))??{_INTO}(?P<other>{_NAMED})",
)
def _outside_gathered(facts: Facts, match: re.Match[str]) -> Wish | None:
    hit = facts.column(match["p"]) if match["p"] else None
    return _topmost(facts, match, hit)


def _topmost(facts: Facts, match: re.Match[str], hit: Hit | None, figure: Any = None) -> Wish | None:
    if re.match(r" (?:\w+ )?(?:out|off|away|gone|removed|dropped)\b", match.string[match.end() :]):
        return None  # they are to go, not to stay
    groups = match.groupdict()
    count = int(number(match["n"]))
    order: Order = "ascending" if groups.get("low") else "descending"
    other = _name_of_rest(facts, match) if groups.get("other") else ""
    year = predicate(facts, groups["when"]) if groups.get("when") else None
    if groups.get("when") and year is None:
        return None

    def act(chart: Chart) -> Chart:
        if count < 1:
            raise Refusal("The top 0 are none")
        best = TopN(count, hit.name if hit else _category(chart, facts), order=order, other=other)
        if figure is not None:
            shown = chart.encoding(measure_of(chart, facts) or "")
            drawn = shown.aggregate if shown.field == figure.hit.name else None  # ranked as it is drawn
            usual: Aggregate = "sum" if figure.hit.column is not None and adds_up(figure.hit.column) else "mean"
            best = replace(best, by=figure.hit.name, aggregate=figure.aggregate or drawn or usual)
        return _ranked(filtered(chart, year[0]) if year else chart, facts, best)

    return Wish(
        f"{'bottom' if groups.get('low') else 'top'} {count}"
        + (f" {hit.name}" if hit else "")
        + (f", only {year[1]}" if year else "")
        + (f", the rest as {other}" if other else ""),
        act,
        LAST if re.search(r"\b(?:sort|order|rank)\w* by\b", match.string) else DATA,  # the first of what is sorted
    )


def _category(chart: Chart, facts: Facts) -> str:
    """The column whose categories are counted."""
    base = base_of(chart, facts)
    axis = chart.encoding(base) if base else Encoding()
    if (
        axis.field is not None
        and not axis.bin
        and not axis.time_unit
        and facts.kind(axis.field) not in ("temporal",)
        and chart.mark not in ("line", "area", "point")
    ):
        return axis.field
    color = chart.encoding("color")
    if color.field is not None and facts.kind(color.field) in ("text", "boolean", ""):
        return color.field
    if axis.field is not None and facts.kind(axis.field) in ("text", "boolean"):
        return axis.field
    raise Refusal(f"A {noun(chart)} over {axis.field or 'numbers'} has no categories to keep the top of")


RULES = _rules.all()
