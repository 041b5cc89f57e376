"""Shorthand: what people type into a cell enters, with the catalogue; what leaves says the same in full sentences.

"Gender split", "which month has the most rain?", "outliers in co2", "map of the shops", "2022 vs 2023 by month": each is a
known chart under a short name. Nothing is said in other words unless the columns it needs are there.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from jupyter_viscode.intent.linking.link import Linker
from jupyter_viscode.intent.linking.tokens import tokens_of
from jupyter_viscode.intent.request.ask import Text
from jupyter_viscode.intent.schema.additivity import AVERAGED, SUMMED
from jupyter_viscode.intent.schema.tables import Catalogue, Col

NEAR = 0.6
"""A phrase names a column that it is so like."""
FEW = 30
"""A column of more values is no split."""

_CODED = re.compile(r"^([A-Za-z]{1,3}\d{1,3}|\d{1,3})\s*[:.)\]_-]\s*\S")
_SPLIT = re.compile(
    r"^\s*(?:show |plot |the |me |a )*(?:(?P<before>[a-z_]+(?: [a-z_]+)?) (?:split|breakdown|composition|mix|make-?up)"
    r"|(?:split|breakdown|composition|mix|make-?up) (?:of|by) (?:the )?(?P<after>[a-z_]+(?: [a-z_]+)?))\s*[?.]?\s*$"
)
_ANSWERS = re.compile(
    r"\b(?:answers?|responses?|replies) (?:to|for|of|on) (?:the )?(?:question )?(?P<what>`[^`]+`|[a-z_]+(?: [a-z_]+)?)"
)
_OUTLIERS = re.compile(r"\b(?:(?:show|find|plot|any|are there|the|me|check|for)\s+)*outliers? (?:in|of|for) (?:the )?")
_MAP = re.compile(r"\b(?:geographic(?:al)? )?map (?:of|with|showing)(?: all| the| where)*\b(?: [a-z_]+)?(?: (?:are|is))?")
_RELATED = re.compile(
    r"^\s*(?:is|are) (?:the |there )?(?P<one>[a-z_ ]+?) (?:related|correlated|linked|connected|tied"
    r"|associated) (?:to|with) (?:the )?"
    r"(?P<other>[a-z_ ]+?)\s*[?.]?\s*$"
    r"|^\s*(?:does|do) (?:the )?(?P<effect>[a-z_ ]+?) (?:depend on|vary with|go up with|increase with|rise "
    r"with|fall with) (?:the )?"
    r"(?P<cause>[a-z_ ]+?)\s*[?.]?\s*$"
    r"|^\s*(?:does|do) (?:the )?(?P<driver>[a-z_ ]+?) (?:affect|influence|drive|impact|predict) (?:the )?"
    r"(?P<driven>[a-z_ ]+?)\s*[?.]?\s*$"
)
_MOST = re.compile(
    r"^\s*(?:(?:show|tell|me|see)\s+)*(?:in |on |at )?(?:which|what|whats|what's) "
    r"(?P<what>[a-z_]+(?: [a-z_]+)?(?: of the (?:year|week|day))?) "
    r"(?:is it that )?(?:has|had|have|gets?|got|sees?|saw|brings?|shows?|(?:are|were|was|is) there)(?: in)? (?:the )?"
    r"(?P<how>most|highest|largest|biggest|greatest|least|lowest|fewest|smallest) (?P<noun>[a-z_]+(?: [a-z_]+)?)"
    r"(?P<rest>,[^?]*)?\s*\??\s*$"
)
_BUSIEST = re.compile(
    r"^\s*(?:which|what|whats|what's)? ?(?:(?P<unit>[a-z_]+) (?:is|was) (?:the )?busiest|(?:is |was )?(?:the "
    r")?busiest (?P<other>[a-z_]+))\s*\??\s*$"
)
_UNITS = r"(?:years?|quarters?|months?|weeks?|week ?days?|days?|hours?)"
_CROSSED = re.compile(rf"\b(?P<one>{_UNITS}) (?:vs\.?|versus|x|×|against) (?P<other>{_UNITS})\b")
_CALENDAR = re.compile(r"\bcalendar[- ](?=heat ?map)")
_YEARS = re.compile(
    r"(?P<cue>,? ?\b(?:compare|comparing|for|in)?) ?\b(?P<one>(?:19|20)\d\d) (?P<how>vs\.?|versus|and|with"
    r"|to|against) (?P<other>(?:19|20)\d\d)\b"
)
_BY_PART = re.compile(
    r"\b(?:by|per|each|every|for each) (?P<unit>months?|quarters?|weeks?|weekdays?)\b|\b"
    r"(?P<adjective>monthly|quarterly|weekly)\b"
)

_WEEKEND = re.compile(
    r"^\s*(?:(?:compare|show|plot|the|is there a|difference|between|do|does|are|is)\s+)*"
    r"(?P<before>[a-z_][a-z_0-9 ]*?)??\s*(?:(?:on|in|during|between|of|:|,)\s*)*"
    r"\bweek ?days? (?:vs\.?|versus|and|against|or|than|compared (?:to|with)) (?:on |at |the )*week ?ends?\b"
    r"(?:,? (?:in|for|of|by) (?P<after>[a-z_0-9 ]+?))?\s*[?.]?\s*$"
)
_COMPARED = re.compile(r"^(?:average|mean|avg) | (?:higher|lower|more|less|better|worse|larger|smaller|different)$")
_GROWTH = re.compile(
    r"\bgrowth (?:rate )?(?:of|in) (?:the )?(?P<what>[a-z_]+(?: [a-z_]+)?),? (?:in|as) (?:percent|%|percentages?)(?!\w)"
)
_TOP = re.compile(
    r"^\s*(?:(?:show|plot|who are|what are|which are|the|me|our|my)\s+)*"
    r"(?P<end>top|bottom) (?P<count>\d+) (?P<noun>[a-z_]+)\s*[?.]?\s*$"
)
_RATE = re.compile(r"\b(?P<what>(?:[a-z]+[ _-])?[a-z]+)[- ]rates?\b(?= (?:by|per|for each|in each|across|over)\b)")
_AGAINST = re.compile(r"^(?:(?:compare|show|plot|the)\s+)*(?P<left>.+?) (?:vs\.?|versus|against|or) (?P<right>.+?)\s*\??$")
_REST = re.compile(r",?\s+(?:by|per|over|each|as)\b")
_ROLLING = re.compile(r"\b(?P<count>\d+)[- ]?(?P<unit>d|days?|weeks?|months?|years?)[- ](?:avg|average|mean)\b")
_PERCENT = re.compile(
    r"^(?P<what>[a-z_ ]+?) (?:by|per|for each) (?P<by>[a-z_ ]+?),? (?:in|as)(?: a)? (?:percent(?:ages?)?|pct|%)\s*[.?]?$"
)
_SELLERS = re.compile(r"\b(?P<how>best|top|worst)[- ]?sellers?\b")
_ALONG = re.compile(r"\b(?:over|across|along) (?:the |all )?(?P<what>[a-z_]+)\b")
_FIRST = re.compile(
    r"^\s*(?:(?:show|plot|the|our|my|which are|what are)\s+)*"
    r"(?P<how>(?:most|least) [a-z]+|[a-z]{3,}(?:est|iest)) (?P<noun>[a-z_]+s)\s*\??$"
)
_ITEMS = ("product", "item", "article", "title", "dish", "good", "drink", "menu")
_MONEY = re.compile(
    r"\b(?P<how>(?:total|sum of|average|avg|mean|median|max|min|monthly|daily|weekly|yearly|cumulative|the)\s+)?"
    r"(?P<what>sales|revenues?|turnover|takings|earnings|spendings?|expenses|basket)\b"
)
_WORTH = ("revenue", "sale", "turnover", "amount", "spend", "profit", "income")
"""What customers, products and shops are ranked by when nothing is said, the first first."""


def in_full(text: str, catalogue: Catalogue) -> str:
    """The instruction without its short ways."""
    for rule in _RULES:
        text = rule(text, catalogue)
    return text


# -- rules -------------------------------------------------------------------------------------------------------------


def _coded(text: str, catalogue: Catalogue) -> str:
    """ "Q3" names the column "Q3: I am paid fairly"."""
    for column in catalogue.columns():
        match = _CODED.match(column.name)
        if match is None or "`" in column.name:
            continue
        alone = rf"(?<![`\w]){re.escape(match[1])}(?![\w:.)\]]*[`:])\b"
        if sum(bool(_CODED.match(c.name)) and c.name.startswith(match[1]) for c in catalogue.columns()) == 1:
            text = re.sub(alone, lambda _, c=column: f"`{c.name}`", text, flags=re.IGNORECASE)  # type: ignore[misc]
    return text


def _split(text: str, catalogue: Catalogue) -> str:
    """ "Gender split" → "number of rows by gender"."""
    match = _SPLIT.match(text.lower())
    column = _category(catalogue, match["before"] or match["after"]) if match else None
    return f"number of rows by {column.said}" if column is not None else text


def _answers(text: str, catalogue: Catalogue) -> str:
    """ "Answers to Q1" → "number of rows by Q1"; nothing may be called answers."""
    match = _ANSWERS.search(text.lower())
    if match is None or _best(catalogue, match[0].split()[0]) is not None:
        return text
    column = _category(catalogue, match["what"].strip("`"))
    return put(text, match, f"number of rows by {column.said}") if column is not None else text


def _outliers(text: str, catalogue: Catalogue) -> str:
    """ "Show outliers in co2" → "box plot of co2"."""
    match = _OUTLIERS.search(text.lower())
    return put(text, match, "box plot of ") if match and re.search(r"\w", text[match.end() :]) else text


def _map(text: str, catalogue: Catalogue) -> str:
    """ "Map of the shops" → "scatter plot of latitude against longitude", where both are there."""
    match = _MAP.search(text.lower())
    if match is None:
        return text
    for table in catalogue.tables.values():
        places = [
            next((c for c in table.cols if c.kind == "number" and set(c.stems) & names), None)
            for names in ({"lat", "latitude"}, {"lon", "lng", "long", "longitude"})
        ]
        if places[0] is not None and places[1] is not None:
            return put(text, match, f"scatter plot of {places[0].said} vs {places[1].said}")
    return text


def _related(text: str, catalogue: Catalogue) -> str:
    """ "Is A related to B?" → a scatter plot with a trend line, or a box plot where one of them is a category."""
    match = _RELATED.match(text.lower())
    if match is None:
        return text
    cause = _best(catalogue, match["one"] or match["cause"] or match["driver"] or "")
    effect = _best(catalogue, match["other"] or match["effect"] or match["driven"] or "")
    if match["one"]:
        cause, effect = effect, cause
    if cause is None or effect is None or cause is effect or cause.table != effect.table:
        return text
    if cause.kind == effect.kind == "number":
        return f"scatter plot of {effect.said} vs {cause.said} with trend line"
    number, group = (effect, cause) if effect.kind == "number" else (cause, effect)
    plain = number.kind == "number" and group.kind in ("text", "boolean") and group.distinct <= FEW
    return f"box plot of {number.said} by {group.said}" if plain else text


def _most(text: str, catalogue: Catalogue) -> str:
    """ "Which month has the most rain?" → "total precipitation by month, in descending order"."""
    match = _MOST.match(text.lower())
    if match is None:
        return text
    unit = re.fullmatch(rf"{_UNITS}(?: of the [a-z]+)?", match["what"]) and _best(catalogue, match["what"], 0.9) is None
    if not unit or not any(c.kind == "temporal" for c in catalogue.columns()):
        return text
    column = _best(catalogue, match["noun"])
    if column is None or column.kind != "number":
        column = _main(catalogue, match["noun"])
    if column is None and not _rows_named(catalogue, match["noun"]):
        return text
    figure = "number of rows" if column is None else f"{_usual(column, match['how'])} {column.said}"
    order = f"sorted by the y axis {_order(match['how'])}{match['rest'] or ''}"
    return f"{figure} by {_plain_unit(match['what'])} as a bar chart {order}"


def _busiest(text: str, catalogue: Catalogue) -> str:
    """ "Whats the busiest day" where a column of days is no date → "number of rows by day, in descending order"."""
    match = _BUSIEST.match(text.lower())
    if match is None:
        return text
    column = _category(catalogue, match["unit"] or match["other"])
    if column is None and any(c.kind == "temporal" for c in catalogue.columns()):
        return re.sub(r"^\s*whats\b", "what is", text, flags=re.IGNORECASE)
    return f"number of rows by {column.said} as a bar chart sorted by the y axis descending" if column is not None else text


def _crossed(text: str, catalogue: Catalogue) -> str:
    """ "Calendar heatmap of sales: month vs year" → "heatmap of sales by month and year"."""
    dated = any(c.kind == "temporal" for c in catalogue.columns())
    match = _CROSSED.search(text.lower())
    if not dated or match is None:
        return text
    before = re.sub(r"(?:[\s:,;-]|\b(?:by|as)\b)+$", "", text[: match.start()], flags=re.IGNORECASE)
    return _CALENDAR.sub("", f"{before} by {match['one']} and {match['other']}{text[match.end() :]}")


def _years(text: str, catalogue: Catalogue) -> str:
    """ "Sales by month, 2022 vs 2023" → "sales by month and year in 2022 and 2023": a line for each year."""
    low = text.lower()
    match, part = _YEARS.search(low), _BY_PART.search(low)
    if match is None or part is None or not any(c.kind == "temporal" for c in catalogue.columns()):
        return text
    if match["how"] in ("and", "to", "with") and "compar" not in low:
        return text
    unit = part["unit"] or part["adjective"].removesuffix("ly")
    rest = put(text, match, "")
    part = _BY_PART.search(rest.lower())
    if part is not None:
        rest = put(rest, part, "")
    rest = re.sub(r"^[\s,:;]+|[\s,:;?]+$|\s+(?=,)|,\s*(?=,|$)", "", re.sub(r"^\s*compare\b", "", rest, flags=re.IGNORECASE))
    return f"{rest} by {unit} and year in {match['one']} or {match['other']}"


def _top(text: str, catalogue: Catalogue) -> str:
    """ "Top 10 customers" → "top 10 customers by total revenue", where their rows or those that point at them have one."""
    match = _TOP.match(text.lower())
    named = [t for s, t in Linker(catalogue, Text("")).tables(tokens_of(Text(match["noun"]))) if s >= NEAR] if match else []
    if match is None or not named:
        return text
    own = named[0]
    for table in (own, *(catalogue.tables[n] for n in catalogue.neighbours(own.name))):
        for word in _WORTH:
            for column in table.cols:
                if column.kind == "number" and word in column.stems and not catalogue.keyed(column):
                    figure = column.said if table is own else f"total {column.said}"
                    return f"{match['end']} {match['count']} {match['noun']} by {figure}"
    return text


def _weekend(text: str, catalogue: Catalogue) -> str:
    """ "Compare weekday vs weekend" → "average visits by part of the week", of the first amount where nothing is said."""
    match = _WEEKEND.match(text.lower())
    dated = {c.table for c in catalogue.columns() if c.kind == "temporal"}
    if match is None or not dated:
        return text
    said = match["before"] or match["after"]
    column = _best(catalogue, _COMPARED.sub("", said)) if said else _amount(catalogue)
    if column is None or column.kind != "number" or column.table not in dated:
        return text
    return f"average {column.said} by part of the week as a bar chart"


def _growth(text: str, catalogue: Catalogue) -> str:
    """ "Growth of the population in percent" → "percent growth of population over time"."""
    match = _GROWTH.search(text.lower())
    dated = any(c.kind == "temporal" or c.year for c in catalogue.columns())
    return put(text, match, f"percent growth of {match['what']} over time") if match and dated else text


def _plainly_said(text: str, catalogue: Catalogue) -> str:
    """ "Sample size" is the number of rows; "hist" a histogram."""
    if not any({"sample", "size"} <= {*c.stems} or {"head", "count"} <= {*c.stems} for c in catalogue.columns()):
        text = re.sub(r"\b(?:sample sizes?|head ?counts?)\b", "number of rows", text, flags=re.IGNORECASE)
    text = re.sub(r"(?<!\S)w/ ?", "with ", text)
    text = re.sub(r"\bcalendar months?\b", "month of the year", text, flags=re.IGNORECASE)
    text = _ROLLING.sub(r"\g<count> \g<unit> rolling average", text)
    if not any("dist" in c.stems for c in catalogue.columns()):
        text = re.sub(r"\bdist\b", "distribution", text, flags=re.IGNORECASE)
    if not any("hist" in c.stems for c in catalogue.columns()):
        text = re.sub(r"\bhist(?:ogramm)?\b(?!ogram)", "histogram", text, flags=re.IGNORECASE)
    if re.search(r"\bhistogram\b", text, re.IGNORECASE):
        text = re.sub(r",? (?:and|with|plus)(?: a| the)? (?:kde|density)(?: (?:line|curve))?\b", "", text, flags=re.IGNORECASE)
    return text


def _sellers(text: str, catalogue: Catalogue) -> str:
    """ "Best sellers" → "best selling products", by whatever name the things that are sold go."""
    match = _SELLERS.search(text.lower())
    named = [c for c in catalogue.columns() if c.kind == "text" and set(c.stems) & set(_ITEMS)] if match else []
    return put(text, match, f"{match['how']} selling {named[0].said}") if match and named else text


def _money(text: str, catalogue: Catalogue) -> str:
    """ "Sales by hour" → "total amount by hour", where the one column of amounts is not called sales."""
    match = _MONEY.search(text.lower())
    if match is None or "`" in text or _best(catalogue, match["what"]) is not None or _rows_named(catalogue, match["what"]):
        return text
    table = catalogue.tables.get(catalogue.active or "")
    sums = [c for c in table.cols if c.kind == "number" and {*c.stems} & {"total", "amount"}] if table else []
    return put(text, match, f"{match['how'] or 'sum of '}`{sums[0].name}`") if len(sums) == 1 else text


def _rate(text: str, catalogue: Catalogue) -> str:
    """ "Cancellation rate by city" → "percentage of rows that are cancelled by city", where a column says yes or no."""
    match = _RATE.search(text.lower())
    if match is None or _best(catalogue, match[0], 0.9) is not None:
        return text
    words = re.findall(r"[a-z]+", match["what"])
    flags = [
        c for c in catalogue.columns() if c.flag is not None and (set(c.stems) <= set(words) or _kin(words[-1], c.stems[-1]))
    ]
    return put(text, match, f"percentage of rows that are {flags[0].said}") if len(flags) == 1 else text


def _kin(one: str, other: str) -> bool:
    """Whether two words are forms of one: cancellation and cancelled, pass and passed."""
    short, long = sorted((one, other), key=len)
    common = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return common >= 4 and common >= min(len(short), 6) - 1


def _against(text: str, catalogue: Catalogue) -> str:
    """ "Card vs cash", "heart rate f vs m": two values of one column are counted, or a number is compared between them."""
    match = _AGAINST.match(text.lower())
    if match is None:
        return text
    rest = _REST.search(match["right"])
    left, right = match["left"].split(), match["right"][: rest.start() if rest else None].strip()
    for column in catalogue.columns():
        other = column.spelt.get(right) if column.kind == "text" else None
        for count in range(1, len(left) + 1) if other is not None else ():
            one, said = column.spelt.get(" ".join(left[-count:])), " ".join(left[:-count])
            if one is not None and one != other:
                return _compared(catalogue, column, (one, other), said, match["right"][len(right) :]) or text
    return text


def _compared(catalogue: Catalogue, column: Col, pair: tuple[object, object], said: str, rest: str) -> str | None:
    """Two values of a column side by side: how often they are there, or a number of theirs."""
    kept = "" if len(column.values) == len(pair) else f" where {column.said} is '{pair[0]}' or '{pair[1]}'"
    if not said:
        return f"number of rows by {column.said}{rest}{kept}"
    figure = _best(catalogue, re.sub(r"\b(?:of|for|in|on)$", "", said).strip())
    plain = figure is not None and figure.kind == "number" and figure.table == column.table and not rest
    return f"box plot of {figure.said} by {column.said}{kept}" if plain and figure is not None else None


def _along(text: str, catalogue: Catalogue) -> str:
    """ "Blood pressure over the weeks" → "blood pressure by week as a line chart", where weeks are whole numbers."""
    match = _ALONG.search(text.lower())
    column = _best(catalogue, match["what"], 0.9) if match else None
    if match is None or column is None or column.kind != "number" or not column.integer or column.year:
        return text
    return f"{put(text, match, f'by {column.said}')} as a line chart"


def _first(text: str, catalogue: Catalogue) -> str:
    """ "Longest runs" → "10 longest runs"."""
    match = _FIRST.match(text.lower())
    return f"10 {match['how']} {match['noun']}" if match else text


def _percent(text: str, catalogue: Catalogue) -> str:
    """ "Answers by age group in percent" → parts of each bar as shares of it."""
    match = _PERCENT.match(text.lower())
    pair = [_category(catalogue, match[part]) for part in ("what", "by")] if match else []
    if len(pair) < 2 or pair[0] is None or pair[1] is None or pair[0] is pair[1]:
        return text
    return f"number of rows by {pair[1].said} and {pair[0].said} as 100% stacked bars"


_RULES: tuple[Callable[[str, Catalogue], str], ...] = (
    _coded, _plainly_said, _sellers, _money, _rate, _against, _along, _first, _percent, _split, _answers, _outliers, _map,
    _related, _most, _busiest, _crossed, _years, _top, _weekend, _growth,
)  # fmt: skip


# -- pieces ------------------------------------------------------------------------------------------------------------


def _best(catalogue: Catalogue, words: str, least: float = NEAR) -> Col | None:
    """The column that some words name."""
    exact = next((c for c in catalogue.columns() if c.name.lower() == words.strip()), None)
    found = Linker(catalogue, Text("")).phrase(words) if exact is None else [(1.0, exact)]
    return found[0][1] if found and found[0][0] >= least and not catalogue.keyed(found[0][1]) else None


def _category(catalogue: Catalogue, words: str) -> Col | None:
    """The column of few values that some words name."""
    column = _best(catalogue, words)
    if column is None or column.distinct > FEW or column.kind not in ("text", "boolean", "number"):
        return None
    return column if column.kind != "number" or column.integer else None


def _rows_named(catalogue: Catalogue, noun: str) -> bool:
    """Whether a noun is what a frame is called."""
    return any(s >= NEAR for s, _ in Linker(catalogue, Text("")).tables(tokens_of(Text(noun))))


def _main(catalogue: Catalogue, noun: str) -> Col | None:
    """The first amount of the frame that is called so: the traffic of a table of traffic is its visits; calls are counted."""
    named = [t for s, t in Linker(catalogue, Text("")).tables(tokens_of(Text(noun))) if s >= NEAR]
    amounts = [c for t in named[:1] for c in t.cols if c.kind == "number" and not catalogue.keyed(c) and set(c.stems) & SUMMED]
    if noun.endswith("s"):
        amounts = [c for c in amounts if set(c.stems) & set(_WORTH)]
    return amounts[0] if amounts else None


def _amount(catalogue: Catalogue) -> Col | None:
    """The first amount of the frame at hand, else its first number."""
    table = catalogue.tables.get(catalogue.active or "")
    numbers = [c for c in table.cols if c.kind == "number" and not c.year and not catalogue.keyed(c)] if table else []
    return next((c for c in numbers if set(c.stems) & SUMMED), numbers[0] if numbers else None)


def _usual(column: Col, how: str) -> str:
    """Whether a figure is added up over a stretch of time."""
    adds = bool(set(column.stems) & SUMMED) and not set(column.stems) & AVERAGED
    return "total" if adds and how in ("most", "least", "fewest", "highest", "lowest", "largest", "biggest") else "average"


def _plain_unit(words: str) -> str:
    plain = words.replace(" ", "").removesuffix("s")
    if " of the " in words:
        return words
    return "weekday" if plain == "weekday" else plain


def _order(how: str) -> str:
    return "ascending" if how in ("least", "lowest", "fewest", "smallest") else "descending"


def put(text: str, match: re.Match[str], said: str) -> str:
    """The text with other words in place of what was found."""
    return text[: match.start()] + said + text[match.end() :]
