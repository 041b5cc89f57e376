"""Rows and figures: wishes for a filter, the top n, a running figure, another aggregate or column, a unit of time, bins."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from jupyter_viscode.intent.editing.facts import Facts, Hit
from jupyter_viscode.intent.editing.lexicon import MONTHS, number
from jupyter_viscode.intent.editing.order import listed_values
from jupyter_viscode.intent.editing.shapes import base_of, measure_of, noun
from jupyter_viscode.intent.editing.speech import DATA, Refusal, Rules, Wish
from jupyter_viscode.intent.words import stem
from jupyter_viscode.spec import (
    AggregateTransform,
    Chart,
    Comparison,
    Encoding,
    Filter,
    Fold,
    Logic,
    Predicate,
    Statistic,
    TimeUnit,
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


_ONLY = r"(?:(?:show|keep|plot|display|draw|use|with|restrict(?:ed)?|limit(?:ed)?|filter(?:ed)?|narrow(?:ed)?|include|including|select|focus|zoom)(?: (?:it|them|this|the chart|the data|down))?(?: (?:only|just|to|for|on|in on|by))* |(?:only|just|nothing but|solely)(?: (?:show|keep|plot|the|for|in|from|with|use))* |for )"


@_rules.add(
    rf"{_ONLY}(?P<p>.+?)(?: only| alone)?",
    r"(?P<p>.+?) (?:only|alone)",
    r"(?:where|whose|in which|with|having|for which|that have|which have) (?P<p>.+)",
    phrase=True,
)
def _only(facts: Facts, match: re.Match[str]) -> Wish | None:
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
            "narrowed",
        }
        & set(lead)
    ) and not match[0].endswith((" only", " alone"))
    found = predicate(facts, match["p"])
    if found is None:
        return None
    where, said, sure = found
    return None if weak and not sure else _kept(where, f"only {said}", 0.05 if weak else 0.0)


@_rules.add(
    r"(?:remove|drop|hide|delete|exclude|omit|leave out|filter out|get rid of|throw out|ignore) (?:everything|all(?: (?:others?|the rest|rows|data|categories|values))?|anything|the rest|others)(?: else)? (?:except(?: for)?|but|other than|apart from|besides) {the}(?P<p>.+?)",
    r"(?:show |keep |plot )?nothing (?:but|except) (?P<p>.+?)",
    phrase=True,
)
def _all_but(facts: Facts, match: re.Match[str]) -> Wish | None:
    found = predicate(facts, match["p"])
    return _kept(found[0], f"only {found[1]}") if found is not None else None


_MINUS = r"(?:(?:everything|everyone|all) (?:but|except(?: for)?|apart from|save)|without|except(?: for)?|excluding|exclude|leav(?:e|ing) out|drop(?:ping)?|remove|removing|omit(?:ting)?|ignor(?:e|ing)|skip(?:ping)?|minus|not|hide|get rid of|filter out|cut|throw out|no)"


@_rules.add(rf"{_MINUS} {{the}}(?P<p>.+?)", phrase=True)
def _minus(facts: Facts, match: re.Match[str]) -> Wish | None:
    words = match["p"]
    missing = re.fullmatch(
        r"(?:rows? (?:with|without) |where )?(?:missing|empty|null|nan|unknown)(?: (?:values?|rows?))?(?: (?:of|in|for) (?P<c>.+))?",
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


_NOISE = re.compile(
    r"^(?:(?:the|all|rows|data|values?|those|orders?|records|entries|cases|points|items|ones|observations|of|from|in|for|where|with|that|whose|which|are|is|have|has|having|years?|months?) )+"
)


Condition = tuple[Predicate, str, bool]


def predicate(facts: Facts, words: str) -> Condition | None:
    """The condition that words state, in words again, and whether it is so plain that it needs no "only"."""
    text = words.strip()
    listed = listed_values(facts, text)
    if listed is None:
        bare = _NOISE.sub("", text)
        listed = listed_values(facts, bare) if bare != text else None
    if listed is not None:
        name, values = listed
        shown = ", ".join(map(str, values))
        return (Comparison(name, "==", values[0]) if len(values) == 1 else Comparison(name, "in", values)), shown, False
    named = re.fullmatch(r"(?P<c>.+?) (?:is |are |= ?|== ?|equals? |of |in |being |: ?)+(?P<v>.+)", text)
    if named and (hit := facts.column(_NOISE.sub("", named["c"]))) is not None:
        parts = [p.strip() for p in re.split(r",? (?:and|or|&) |,", named["v"]) if p.strip()]
        held = [facts.value(p, hit.name) for p in parts]
        if held and all(held):
            values = tuple(h[1] for h in held if h)
            return (
                (Comparison(hit.name, "==", values[0]) if len(values) == 1 else Comparison(hit.name, "in", values)),
                f"{hit.name} {', '.join(map(str, values))}",
                True,
            )
    found = _flagged(facts, text) or _dated(facts, text) or _compared(facts, text) or _implied(facts, text)
    if found is None:
        found = _joined(facts, text) if " and " in text else None
    return found or _asked(facts, text)


def _joined(facts: Facts, text: str) -> Condition | None:
    """Conditions with "and" between them."""
    split = [predicate(facts, part) for part in re.split(r",? and (?:where )?", text)]
    if any(part is None for part in split):
        return None
    known = [part for part in split if part is not None]
    return (
        Logic("and", tuple(part[0] for part in known)),
        " and ".join(part[1] for part in known),
        all(part[2] for part in known),
    )


_YEAR = r"(?P<{0}>(?:19|20)\d\d)"
_MONTH = rf"(?P<m>{'|'.join(f'{m}|{m[:3]}' for m in MONTHS)})"


def _dated(facts: Facts, text: str) -> Condition | None:
    """Years and months."""
    body = re.sub(r"^(?:(?:the |in |from |during |of |for |year |years |data |rows )+)", "", text)
    span = re.fullmatch(
        rf"(?:between |from )?{_YEAR.format('a')} ?(?:to|and|until|through|-|–) ?{_YEAR.format('b')}",
        text if text.startswith("between") else body,
    )
    both = re.fullmatch(r"(?:19|20)\d\d(?:,? (?:and|or|&) (?:19|20)\d\d|, ?(?:19|20)\d\d)+", body)
    one = re.fullmatch(_YEAR.format("a"), body)
    month = re.fullmatch(rf"{_MONTH}(?: (?:of )?{_YEAR.format('y')})?", body)
    if not (span or both or one or month):
        return None
    hit = facts.temporal(years=True)
    if hit is None:
        return None
    unit: TimeUnit | None = "year" if hit.kind == "temporal" else None
    if both and "between" not in text:
        years = tuple(int(y) for y in re.findall(r"\d{4}", body))
        return Comparison(hit.name, "in", years, unit), " and ".join(map(str, years)), False
    if span:
        return Comparison(hit.name, "between", (int(span["a"]), int(span["b"])), unit), f"{span['a']} to {span['b']}", True
    if one:
        return Comparison(hit.name, "==", int(one["a"]), unit), one["a"], False
    assert month is not None
    if hit.kind != "temporal":
        return None
    which = next(i for i, m in enumerate(MONTHS, 1) if m.startswith(month["m"][:3]))
    wanted = Comparison(hit.name, "==", which, "month")
    if month["y"]:
        return (
            Logic("and", (wanted, Comparison(hit.name, "==", int(month["y"]), "year"))),
            f"{MONTHS[which - 1].title()} {month['y']}",
            False,
        )
    return wanted, MONTHS[which - 1].title(), False


_OPERATORS = (
    (
        r"(?:above|over|greater than|more than|larger than|higher than|bigger than|exceeding|exceeds|>(?!=)|after|beyond|upwards of)",
        ">",
    ),
    (r"(?:at least|>=|≥|no less than|not less than|not below|from|minimum(?: of)?)", ">="),
    (r"(?:below|under|less than|fewer than|smaller than|lower than|<(?!=)|before)", "<"),
    (r"(?:at most|<=|≤|no more than|not more than|not above|up to|maximum(?: of)?)", "<="),
    (r"(?:not equal to|!=|≠|other than|not)", "!="),
    (r"(?:equal(?:s)?(?: to)?|==?|exactly|of|is)", "=="),
)
_NUMBER = r"(?P<n>-?(?:\d[\d,]*\d|\d)(?:\.\d+)?(?: ?[km]\b| ?%)?)"


def _compared(facts: Facts, text: str) -> Condition | None:
    """A column and a number: "price above 50", "prices between 10 and 100", "price above its average"."""
    span = re.fullmatch(
        r"(?P<c>.+?) (?:is |are |ranging |lying )?(?:between|from|in the range) (?P<a>-?\d[\d,.]*\d|-?\d)(?: ?(?:and|to|-|–) ?)(?P<b>-?\d[\d,.]*\d|-?\d)",
        text,
    )
    if span and (hit := _number_column(facts, span["c"])):
        low, high = number(span["a"]), number(span["b"])
        return Comparison(hit.name, "between", (low, high)), f"{hit.name} between {low} and {high}", True
    for words, op in _OPERATORS:
        found = re.fullmatch(rf"(?P<c>.+?) (?:is |are |was |being |values? )?{words} ?{_NUMBER}(?: \w+)?", text)
        if found and (hit := _number_column(facts, found["c"])):
            operator: Any = op
            return Comparison(hit.name, operator, number(found["n"])), f"{hit.name} {op} {number(found['n'])}", True
        mean = re.fullmatch(
            rf"(?P<c>.+?) (?:is |are )?{words} (?:the |its |their )?(?P<a>average|mean|median)(?: \w+)?|{words}[- ](?:the )?(?P<a2>average|mean|median) (?P<c2>.+)",
            text,
        )
        if mean and op in (">", "<", ">=", "<=") and (hit := _number_column(facts, mean["c"] or mean["c2"])):
            operator = op
            how: Any = {"average": "mean"}.get(mean["a"] or mean["a2"], mean["a"] or mean["a2"])
            return Comparison(hit.name, operator, Statistic(how, hit.name)), f"{hit.name} {op} its {how}", True
    return None


_PEOPLE = frozenset(
    "everybody everyone anybody anyone people person persons men women patients passengers customers users employees students players members adults children those ones everyone".split()
)


def _flagged(facts: Facts, text: str) -> Condition | None:
    """What a column of truth values is called: "smokers", "non-smokers", "not cancelled"."""
    held = flag(facts, text)
    return (Comparison(held[0].name, "==", held[1]), text, False) if held is not None else None


def flag(facts: Facts, text: str) -> tuple[Hit, bool] | None:
    """The column of truth values that words name, and which of its two values they mean."""
    match = re.fullmatch(r"(?:the |all )*(?P<no>non[- ]?|not |un)?(?P<c>[a-z]+(?:[_ ][a-z]+)?)", text)
    for col in facts.columns() if match else ():
        if match and col.kind == "boolean" and stem(match["c"]) in (col.name.lower(), stem(col.name.lower())):
            hit = facts.named(col.name)
            return (hit, not match["no"]) if hit is not None else None
    return None


def _implied(facts: Facts, text: str) -> Condition | None:
    """A number without a column, of what the chart draws: "over 40" under a histogram of ages."""
    nouns = r"(?P<nouns>(?:\w+ ){0,3}?)(?:(?:that|who|which|of|with|are|is|aged|values?) )*"
    spans = re.fullmatch(rf"{nouns}(?:between|from) {_NUMBER} (?:and|to) {_NUMBER.replace('<n>', '<m>')}(?: \w+)?", text)
    if spans and (hit := _meant(facts, spans["nouns"])) is not None:
        low, high = number(spans["n"]), number(spans["m"])
        return Comparison(hit.name, "between", (low, high)), f"{hit.name} between {low} and {high}", False
    least = re.fullmatch(
        rf"{nouns}{_NUMBER}(?: years?)? (?:or|and) (?P<how>more|over|above|older|up|less|under|below|younger)", text
    )
    if least and (hit := _meant(facts, least["nouns"])) is not None:
        more: Any = ">=" if least["how"] in ("more", "over", "above", "older", "up") else "<="
        return Comparison(hit.name, more, number(least["n"])), f"{hit.name} {more} {number(least['n'])}", False
    for words, op in _OPERATORS[:4]:
        found = re.fullmatch(rf"{nouns}{words} ?{_NUMBER}(?: (?:years?(?: old)?|units?|or (?:more|less)))?", text)
        if found and (hit := _meant(facts, found["nouns"])) is not None:
            operator: Any = op
            return Comparison(hit.name, operator, number(found["n"])), f"{hit.name} {op} {number(found['n'])}", False
    return None


def _meant(facts: Facts, nouns: str) -> Hit | None:
    """The one column of single numbers that the chart draws; the age of people."""
    words = nouns.split()
    if any(w not in facts.speech.empty and w not in _PEOPLE and not _NOISE.match(f"{w} ") for w in words):
        return None
    if _PEOPLE & set(words) and (age := facts.column("age")) is not None and age.kind == "number":
        return age
    raw = [h for e in facts.chart.encodings.values() if not e.aggregate and (h := facts.named(e.field)) and h.kind == "number"]
    return raw[0] if len(raw) == 1 else None


_MOST_ASKED = 8
"""Phrases of one instruction that the grammar of whole instructions is asked about."""


def _asked(facts: Facts, text: str) -> Condition | None:
    """What the grammar of whole instructions makes of a condition."""
    rest = facts.speech.work.partition(text)[2].lstrip()
    if len(text.split()) < 2 or (rest and not re.match(r"[,;.]|and |then |only\b|alone\b", rest)):
        return None
    if text not in facts.asked:
        facts.asked[text] = _conditions(facts, text) if len(facts.asked) < _MOST_ASKED else None
    found: Condition | None = facts.asked[text]
    return found


def _conditions(facts: Facts, text: str) -> Condition | None:
    from jupyter_viscode.intent import readings

    if facts.context is None or facts.chart.frame is None or facts.labels:
        return None
    found = readings(f"how many {text}", facts.context, facts.frames)
    if not found or found[0].unread or not found[0].sure or found[0].chart.frame != facts.chart.frame:
        return None
    wheres: list[Predicate] = []
    for transform in found[0].chart.transforms:
        if isinstance(transform, Filter):
            wheres.append(transform.where)
        elif not isinstance(transform, (AggregateTransform, Fold)):
            return None
        else:
            break
    if not wheres:
        return None
    return wheres[0] if len(wheres) == 1 else Logic("and", tuple(wheres)), text, True


def _number_column(facts: Facts, words: str) -> Hit | None:
    text = words
    for _ in range(3):
        hit = facts.column(text)
        if hit is not None and hit.kind == "number":
            return hit
        shorter = re.sub(r"^\S+ ", "", text)
        if shorter == text:
            break
        text = shorter if _NOISE.match(f"{text.split()[0]} ") else ""
        if not text:
            break
    return None


@_rules.add(
    r"(?:only |just |show |everything |starting |data )?(?P<how>since|from|after|before|until|till|up to|as of)(?: and including)? (?:the )?(?:year )?(?P<y>(?:19|20)\d\d)(?: (?P<more>on|onwards?|onward))?\b(?! ?(?:to|and|-|–|until) ?\d)"
)
def _since(facts: Facts, match: re.Match[str]) -> Wish | None:
    hit = facts.temporal(years=True)
    if hit is None:
        return None
    op: Any = {
        "since": ">=",
        "from": ">=",
        "as of": ">=",
        "after": ">",
        "before": "<",
        "until": "<=",
        "till": "<=",
        "up to": "<=",
    }[match["how"]]
    year = int(match["y"])
    return _kept(Comparison(hit.name, op, year, "year" if hit.kind == "temporal" else None), f"{match['how']} {year}")


@_rules.add(
    r"{no}(?:filters?|filtering|restrictions?|limits?)\b(?! on)",
    r"(?:show |use |with |include )(?:again )?(?:all|everything|every)(?: of)?(?: the| my)?(?: (?:rows?|data|values|years|categories|records))?(?: again)?\b(?! label)",
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
    found = predicate(facts, match["p"]) or _asked(facts, match[0])
    return _kept(found[0], f"only {found[1]}", 0.05) if found is not None and found[2] else None


# -- top n -------------------------------------------------------------------------------------------------------------

_OTHER = r"(?P<other>,? ?(?:and |with |plus )?(?:group |gather |lump |put |call |show )?(?:the |all )*(?:rest|others?|remaining|remainder)(?: (?:as|in|into|under|together|combined|of them|grouped))*(?: (?:an? )?(?:(?P<q>{Q})|others?))?)?"


_LITTLE = r"fewest|least|lowest|smallest|shortest|cheapest|worst|slowest|youngest|lightest|earliest"


@_rules.add(
    rf"(?:show |keep |only |just |the |limit (?:it )?to |with |take )*(?:top|first|best) (?P<n>{{n}})\b(?! row| per)(?: (?:{{marks}}|ones|only))?{_OTHER}",
    r"(?:show |keep |only |just |the )*(?P<low>bottom|last|worst|lowest|smallest) (?P<n>{n})\b(?! day| week| month| year)(?: (?:{marks}|ones|only))?",
    rf"(?:show |keep |only |just |the )*(?P<n>{{n}}) (?:(?P<low>smallest|lowest|worst)|largest|biggest|highest|best|most common|most frequent)\b(?: (?:{{marks}}|ones|only))?{_OTHER}",
)
def _top(facts: Facts, match: re.Match[str]) -> Wish:
    return _topmost(facts, match, None)


@_rules.add(
    rf"(?:show |keep |only |just |the )*(?:(?P<low>bottom|worst|lowest|smallest)|top|best|first) (?P<n>{{n}}) (?P<p>[^,;]+?){_OTHER}",
    rf"(?:show |keep |only |just |the )*(?P<n>{{n}}) (?:(?P<low>{_LITTLE})|largest|biggest|highest|best|longest|most [a-z]+) (?P<p>[^,;]+?){_OTHER}",
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
    rf"(?:show |keep |only |just |the )*(?P<n>{{n}})(?: (?P<p>[a-z]+(?: [a-z]+)?))? (?:with|having|that have|which have|of) {{the}}(?:(?P<low>{_LITTLE})|most|[a-z]+est) (?P<m>.+?){_OTHER}",
    phrase=True,
)
def _top_with(facts: Facts, match: re.Match[str]) -> Wish | None:
    """The five airlines with the longest delays."""
    words = match["p"]
    hit = facts.column(words) if words and words not in ("ones", "bars", "categories", *facts.speech.empty) else None
    figure = facts.figure(match["m"])
    if figure is None or figure.hit is None or figure.hit.kind != "number" or (words and hit is None):
        return None
    measure = measure_of(facts.chart, facts)
    shown = facts.chart.encoding(measure).field == figure.hit.name if measure else False
    return _topmost(facts, match, hit, None if shown else figure)


def _topmost(facts: Facts, match: re.Match[str], hit: Hit | None, figure: Any = None) -> Wish:
    groups = match.groupdict()
    count = int(number(match["n"]))
    order: Any = "ascending" if groups.get("low") else "descending"
    other = ""
    if groups.get("other"):
        other = facts.speech.opened(groups["q"]) if groups.get("q") else "Other"

    def act(chart: Chart) -> Chart:
        field = hit.name if hit else _category(chart, facts)
        measure = chart.encoding(measure_of(chart, facts) or "")
        if count < 1:
            raise Refusal("The top 0 are none")
        by, how = measure.field, measure.aggregate
        if figure is not None:
            by, how = figure.hit.name, figure.aggregate or "sum"
        elif how is None and by is not None:
            how = "sum"
        kept = tuple(t for t in chart.transforms if not isinstance(t, TopN))
        late = next((i for i, t in enumerate(kept) if isinstance(t, Window)), len(kept))
        made = TopN(
            count,
            field,
            None if how == "count" and by is None else by,
            None if how == "count" and by is None else how,
            order,
            other,
        )
        return replace(chart, transforms=(*kept[:late], made, *kept[late:]))

    return Wish(
        f"{'bottom' if groups.get('low') else 'top'} {count}"
        + (f" {hit.name}" if hit else "")
        + (f", the rest as {other}" if other else ""),
        act,
        DATA,
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
