"""Conditions: words that say which rows are meant go in; the condition on the frame's columns comes out."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from jupyter_viscode.intent.editing.wishes.facts import Facts, Hit, listed_values
from jupyter_viscode.intent.editing.words.lexicon import NUMBER_WORDS, SEASONS, month_of, number
from jupyter_viscode.intent.editing.words.moments import DAY, MOMENT, MONTH, PART, span
from jupyter_viscode.intent.language.vocabulary import MONTHS
from jupyter_viscode.intent.language.words import stem
from jupyter_viscode.spec import AggregateTransform, Comparison, Filter, Fold, Logic, Predicate, Statistic, TimeUnit

_NOISE = re.compile(
    r"^(?:(?:the|all|rows|data|values?|those|orders?|records|entries|cases|points|items|ones|observations|of|from|in|"
    r"for|where|with|that|whose|which|are|is|have|has|having|who|which|did|do|does|were|was|people|persons?|everyone|"
    r"everybody|years?|months?) )+"
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
    text = re.sub(r"^(?:the |all |those )*\w+ (?:who|that|which) (?:have |had |has |are |were |was |is |got )?(?=\w)", "", text)
    found = (
        _flagged(facts, text)
        or _weekly(facts, text)
        or bounded(facts, text)
        or _dated(facts, text)
        or _compared(facts, text)
        or _implied(facts, text)
    )
    if found is None:
        found = _joined(facts, text) if " and " in text else None
    return found or asked(facts, text)


def _joined(facts: Facts, text: str) -> Condition | None:
    """Conditions with "and" between them."""
    split = [predicate(facts, part) for part in re.split(r",? and (?:where )?", text)]
    if any(part is None for part in split):
        return None
    known = [part for part in split if part is not None]
    equal = [part[0] for part in known if isinstance(part[0], Comparison) and part[0].op == "==" and part[0].time_unit is None]
    if len(equal) == len(known) and len({where.field for where in equal}) == 1:  # nothing is two things at once
        values = tuple(where.value for where in equal)
        return Comparison(equal[0].field, "in", values), ", ".join(map(str, values)), all(part[2] for part in known)
    return (
        Logic("and", tuple(part[0] for part in known)),
        " and ".join(part[1] for part in known),
        all(part[2] for part in known),
    )


_YEAR = r"(?P<{0}>(?:19|20)\d\d)"
_MONTH = rf"(?P<m>{MONTH})"


def _dated(facts: Facts, text: str) -> Condition | None:
    """Years and months."""
    body = re.sub(r"^(?:(?:the |in |from |during |of |for |year |years |data |rows )+)", "", text)
    span = re.fullmatch(
        rf"(?:between |from )?{_YEAR.format('a')} ?(?:to|and|until|through|-|–) ?{_YEAR.format('b')}",
        text if text.startswith("between") else body,
    )
    if (period := _period(facts, body) or _recent(facts, body)) is not None:
        return period
    if (several := _several(facts, body)) is not None:
        return several
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
    which = month_of(month["m"])
    wanted = Comparison(hit.name, "==", which, "month")
    if month["y"]:
        return (
            Logic("and", (wanted, Comparison(hit.name, "==", int(month["y"]), "year"))),
            f"{MONTHS[which - 1].title()} {month['y']}",
            False,
        )
    return wanted, MONTHS[which - 1].title(), False


_SIDES = {
    **dict.fromkeys(("before", "prior to", "earlier than"), "<"),
    **dict.fromkeys(("until", "till", "up to", "through"), "<="),
    **dict.fromkeys(("after", "later than"), ">"),
    **dict.fromkeys(("since", "from", "as of", "onwards"), ">="),
    **{
        f"{verb} {where}": ">="
        for verb in ("start", "starts", "starting", "begin", "begins", "beginning")
        for where in ("in", "from", "with")
    },
}
SIDES = "|".join(_SIDES)
_WEEKEND = ("Saturday", "Sunday")
_WORKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


def bounded(facts: Facts, text: str) -> Condition | None:
    """What lies before, after or within a moment: "before June 2023", "since 1 March 2024", "the first half of 2023"."""
    found = re.fullmatch(
        rf"(?:(?:everything|anything|all|the|years?|dates?|days?|data|rows?|values?) )*(?P<side>{'|'.join(_SIDES)}|in|"
        rf"of|on|during)? ?"
        rf"(?:the )?(?:year )?(?P<when>{MOMENT})(?P<on> on(?:wards?)?| (?:and|or) (?:later|after|onwards?|newer))?",
        text,
    )
    when, hit = (span(found["when"]), facts.temporal(years=True)) if found else (None, None)
    if found is None or when is None or hit is None:
        return None
    op: Any = _SIDES.get(found["side"] or ("onwards" if found["on"] else ""))
    if found["when"].isdigit():
        unit: TimeUnit | None = "year" if hit.kind == "temporal" else None
        return (Comparison(hit.name, op, int(found["when"]), unit), text, True) if op else None
    if hit.kind != "temporal" or (op is None and not re.fullmatch(rf"{PART}|{DAY}", found["when"])):
        return None
    first, following = when[0].date(), (when[1] + dt.timedelta(days=1)).date()
    since, until = Comparison(hit.name, ">=", first), Comparison(hit.name, "<", following)
    ends: dict[Any, Predicate] = {
        "<": Comparison(hit.name, "<", first),
        "<=": until,
        ">": Comparison(hit.name, ">=", following),
        ">=": since,
    }
    return ends.get(op, Logic("and", (since, until))), text, True


def _several(facts: Facts, body: str) -> Condition | None:
    """Parts of years, one beside the other: "Q2 and Q3 2023", "January 2023 and March 2024"."""
    parts, year = re.split(r",? (?:and|or|&) |, ", body), re.search(r"(?:19|20)\d\d", body.rpartition(" ")[2])
    if len(parts) < 2 or year is None or body.startswith("between"):
        return None
    dated = [f"{part} {year[0]}" if not re.search(r"(?:19|20)\d\d", part) else part for part in parts]
    found = [bounded(facts, part) if re.fullmatch(rf"{PART}|{DAY}", part) else None for part in dated]
    wheres = tuple(part[0] for part in found if part is not None)
    return (Logic("or", wheres), body, True) if len(wheres) == len(parts) else None


def _weekly(facts: Facts, text: str) -> Condition | None:
    """Days of the week: "weekends", "Mondays and Fridays"."""
    body = re.sub(r"^(?:(?:the|on|from|of|at|all|days?) )+", "", text)
    names = [p.removesuffix("s") for p in re.split(r",? (?:and|or|&) |, ", body)]
    days = {
        "weekend": _WEEKEND,
        "weekend day": _WEEKEND,
        "weekday": _WORKDAYS,
        "workday": _WORKDAYS,
        "working day": _WORKDAYS,
        "business day": _WORKDAYS,
    }
    days |= {n: (day,) for day in (*_WORKDAYS, *_WEEKEND) for n in (day.lower(), day[:3].lower())}
    hit = facts.temporal() if all(n in days for n in names) else None
    if hit is None or hit.kind != "temporal":
        return None
    wanted = tuple(day for n in names for day in days[n])
    return (
        (Comparison(hit.name, "==", wanted[0], "day") if len(wanted) == 1 else Comparison(hit.name, "in", wanted, "day")),
        body,
        False,
    )


def _recent(facts: Facts, body: str) -> Condition | None:
    """The last so many years of a column that holds years; of dates the grammar of whole instructions knows."""
    found = re.fullmatch(rf"(?:last|latest|(?:most )?recent|past|final) (?P<n>\d+|{'|'.join(NUMBER_WORDS)}) years?", body)
    hit = facts.temporal(years=True) if found else None
    if found is None or hit is None or hit.kind == "temporal" or hit.column is None:
        return None
    last = facts.catalogue.last_day(hit.column) or ""
    if not last[:4].isdigit():
        return None
    first = int(last[:4]) - int(number(found["n"])) + 1
    return Comparison(hit.name, ">=", first), body, True


def _period(facts: Facts, body: str) -> Condition | None:
    """A season or some months, of one year or of all: "summer 2023", "between March and May"."""
    seasons = "|".join(SEASONS)
    found = re.fullmatch(
        rf"(?P<year>(?:19|20)\d\d,? )?(?:(?:between |from )?(?P<a>{MONTH})(?: ?(?:to|and|until|till|through|-|"
        rf"–) ?)(?P<b>{MONTH})|(?:the )?(?P<season>{seasons})s?(?: months)?)(?:,? (?:of |in )?(?P<y>(?:19|20)"
        rf"\d\d))?",
        body,
    )
    hit = facts.temporal() if found else None
    if found is None or hit is None or hit.kind != "temporal":
        return None
    first, last = SEASONS[found["season"]] if found["season"] else (month_of(found["a"]), month_of(found["b"]))
    months: Predicate = Comparison(hit.name, "between", (first, last), "month")
    if first > last:
        months = Comparison(hit.name, "in", (*range(first, 13), *range(1, last + 1)), "month")
    year = (found["year"] or found["y"] or "")[:4]
    if year:
        months = Logic("and", (months, Comparison(hit.name, "==", int(year), "year")))
    return months, body, True


_OPERATORS = (
    (
        r"(?:above|over|greater than|more than|larger than|higher than|bigger than|longer than|older than|heavier "
        r"than|taller than|faster than|dearer than|exceeding|exceeds|>(?!=)|after|beyond|upwards of)",
        ">",
    ),
    (r"(?:at least|>=|≥|no less than|not less than|not below|from|minimum(?: of)?)", ">="),
    (
        r"(?:below|under|less than|fewer than|smaller than|lower than|shorter than|younger than|lighter than|cheaper "
        r"than|slower than|<(?!=)|before)",
        "<",
    ),
    (r"(?:at most|<=|≤|no more than|not more than|not above|up to|maximum(?: of)?)", "<="),
    (r"(?:not equal to|!=|≠|other than|not)", "!="),
    (r"(?:equal(?:s)?(?: to)?|==?|exactly|of|is)", "=="),
)
_NUMBER = r"(?P<n>-?(?:\d[\d,]*\d|\d)(?:\.\d+)?(?: ?[km]\b| ?%)?)"


_AND_MORE = re.compile(r"\b(?:(?:is|are|of) )?(-?\d[\d,.]*) or (?:more|above|higher|over|greater|larger)\b")
_AND_LESS = re.compile(r"\b(?:(?:is|are|of) )?(-?\d[\d,.]*) or (?:less|below|lower|under|fewer|smaller)\b")


def _compared(facts: Facts, text: str) -> Condition | None:
    """A column and a number: "price above 50", "prices between 10 and 100", "price above its average"."""
    text = _AND_LESS.sub(r"at most \1", _AND_MORE.sub(r"at least \1", text))
    span = re.fullmatch(
        r"(?P<c>.+?) (?:is |are |ranging |lying )?(?:between|from|in the range) (?P<a>-?\d[\d,.]*\d|-?\d)(?: ?(?:and|"
        r"to|-|–) ?)(?P<b>-?\d[\d,.]*\d|-?\d)",
        text,
    )
    if span and (hit := _number_column(facts, span["c"])):
        low, high = number(span["a"]), number(span["b"])
        return Comparison(hit.name, "between", (low, high)), f"{hit.name} between {low} and {high}", True
    for words, op in _OPERATORS[:4]:  # "pupils with more than 20 hours"
        found = re.fullmatch(
            rf"(?:[a-z]+ )?(?:(?:with|of|having|who have|that have|over) )?{words} ?{_NUMBER} (?:of "
            rf")?(?P<c>[a-z_]+(?: [a-z_]+)?)",
            text,
        )
        if found and (hit := _number_column(facts, found["c"])):
            more: Any = op
            return Comparison(hit.name, more, number(found["n"])), f"{hit.name} {op} {number(found['n'])}", True
    for words, op in _OPERATORS:
        found = re.fullmatch(rf"(?P<c>.+?) (?:is |are |was |being |values? )?{words} ?{_NUMBER}(?: (?!or\b)\w+)?", text)
        if found and (hit := _number_column(facts, found["c"])):
            operator: Any = op
            return Comparison(hit.name, operator, number(found["n"])), f"{hit.name} {op} {number(found['n'])}", True
        mean = re.fullmatch(
            rf"(?P<c>.+?) (?:is |are )?{words} (?:the |its |their )?(?P<a>average|mean|median)(?: \w+)?|"
            rf"{words}[- ](?:the )?(?P<a2>average|mean|median) (?P<c2>.+)",
            text,
        )
        if mean and op in (">", "<", ">=", "<=") and (hit := _number_column(facts, mean["c"] or mean["c2"])):
            operator = op
            how: Any = {"average": "mean"}.get(mean["a"] or mean["a2"], mean["a"] or mean["a2"])
            return Comparison(hit.name, operator, Statistic(how, hit.name)), f"{hit.name} {op} its {how}", True
    return None


_PEOPLE = frozenset(
    "everybody everyone anybody anyone people person persons men women patients passengers customers users employees "
    "students players members adults children those ones everyone".split()
)


def _flagged(facts: Facts, text: str) -> Condition | None:
    """What a column of truth values is called: "smokers", "non-smokers", "not cancelled"."""
    held = flag(facts, text)
    return (Comparison(held[0].name, "==", held[1]), text, False) if held is not None else None


def flag(facts: Facts, text: str) -> tuple[Hit, bool] | None:
    """The column of truth values that words name, and which of its two values they mean."""
    text = re.sub(r"^(?:\w+ )?(?:who|that|which)(?: (?:have|has|had|are|is|were|was|did))? ", "", _NOISE.sub("", text))
    text = re.sub(r" (?:ones|cases|rows|records|entries|items|people|persons)$", "", text)
    match = re.fullmatch(r"(?:the |all )*(?P<no>non[- ]?|not |un|didn't |don't |haven't )?(?P<c>[a-z]+(?:[_ ][a-z]+)?)", text)
    for col in facts.columns() if match else ():
        if match and col.kind == "boolean" and stem(match["c"]) in (col.name.lower(), stem(col.name.lower())):
            hit = facts.named(col.name)
            return (hit, not match["no"]) if hit is not None else None
    return None


def split_by(facts: Facts, words: str) -> Hit | None:
    """The column that several of its values stand for, or that is named itself."""
    listed = listed_values(facts, re.sub(r"\b(?:for|the|only) ", "", words))
    if listed is not None and len(listed[1]) > 1:
        return facts.named(listed[0])
    flags = [flag(facts, part) for part in re.split(r",? (?:and|or|vs\.?|versus) ", words)]
    if len(flags) == 2 and flags[0] and flags[1] and flags[0][0].name == flags[1][0].name:
        return flags[0][0]
    hit = facts.column(words)
    return hit if hit is not None and hit.kind in ("text", "boolean") else None


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


_NEXT_WISH = re.compile(
    r"\b(?:and|but|then) (?:then |please |also )*(?:add|make|put|show|drop|remove|use|draw|mark|colou?r|sort|order|"
    r"give|label|rename|"
    r"hide|set|change|turn|rotate|flip|split|start|title|call|move|write|highlight)\b"
)
"""Where another wish begins: no condition goes on there."""
_MOST_ASKED = 8
"""Phrases of one instruction that the grammar of whole instructions is asked about."""


def asked(facts: Facts, text: str) -> Condition | None:
    """What the grammar of whole instructions makes of a condition."""
    rest = facts.speech.work.partition(text)[2].lstrip()
    if (
        len(text.split()) < 2
        or re.search(r"[;!?,]|\.(?!\d)", text)
        or _NEXT_WISH.search(text)
        or re.search(r"\b(?:one|another|each) for\b", text)
        or (rest and not re.match(r"[,;.]|and |then |only\b|alone\b", rest))
    ):
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
