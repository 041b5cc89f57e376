"""Everyday words: what enters is an instruction and the catalogue; what leaves says the same with the names of columns.

"The 5 heaviest cars" is the top five by weight, "the hottest month" the mean temperature by month in falling order, "monthly
change" the difference from month to month. Nothing is said in other words unless the column it speaks of is there, and
nothing in quotes is touched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from jupyter_viscode.intent.language.words import likeness
from jupyter_viscode.intent.linking.adjectives import measured_by
from jupyter_viscode.intent.linking.link import Linker
from jupyter_viscode.intent.linking.spellings import valued
from jupyter_viscode.intent.request.ask import Text
from jupyter_viscode.intent.request.units import number_of
from jupyter_viscode.intent.rewriting.relating import order, relation, utmost
from jupyter_viscode.intent.rewriting.shorthand import in_full, put
from jupyter_viscode.intent.schema.tables import Catalogue, Col, Table

_RISING = (
    ("expensive costly pricey dear priciest costliest dearest", "price cost fare fee rent amount"),
    ("heavy heaviest", "weight mass"), ("tall tallest", "height"), ("old oldest", "age"), ("fast fastest", "speed velocity"),
    ("long longest", "length duration distance"), ("high highest", "height elevation altitude"),
    ("hot hottest warm warmest", "temperature temp"), ("wet wettest rainy rainiest", "precipitation rain rainfall"),
    ("windy windiest", "wind"), ("snowy snowiest", "snow snowfall"), ("humid", "humidity"), ("sunny sunniest", "sunshine sun"),
    ("powerful strong strongest", "horsepower power strength"), ("populous populated", "population"),
    ("profitable", "profit margin"), ("rich richest wealthy wealthiest", "income wealth gdp salary"),
    ("highest-paid best-paid", "salary wage pay income"), ("efficient economical", "mpg miles_per_gallon efficiency"),
    ("highly-rated best-rated highest-rated top-rated", "rating score stars"),
    ("best-selling top-selling", "quantity units sales revenue amount"),
    ("big biggest large largest", "size area population capacity"), ("loud loudest", "loudness noise volume"),
    ("deep deepest", "depth"), ("wide widest", "width"), ("far farthest", "distance"), ("experienced", "experience years"),
    ("popular", "popularity votes visitors"),
)  # fmt: skip
_FALLING = (
    ("cheap cheapest inexpensive affordable", "price cost fare fee rent amount"), ("light lightest", "weight mass"),
    ("short shortest", "length duration distance height"), ("young youngest", "age"), ("slow slowest", "speed velocity"),
    ("low lowest", "height elevation altitude"), ("cold coldest cool coolest", "temperature temp"),
    ("dry driest", "precipitation rain rainfall"), ("weak weakest", "horsepower power strength"),
    ("poor poorest", "income wealth gdp salary"), ("lowest-paid worst-paid", "salary wage pay income"),
    ("lowest-rated worst-rated", "rating score stars"), ("worst-selling", "quantity units sales revenue amount"),
    ("small smallest", "size area population capacity"), ("shallow shallowest", "depth"), ("narrow narrowest", "width"),
)  # fmt: skip
_BUSY = frozenset("busy busiest".split())
_SUMMED = frozenset(
    [
        "wet",
        "wettest",
        "rainy",
        "rainiest",
        "snowy",
        "snowiest",
        "profitable",
        "best-selling",
        "top-selling",
        "dry",
        "driest",
        "sunny",
        "sunniest",
    ]
)
_SPANS = "hour of the day,month of the year,day of the month,month,year,week ?day,day of the week,day,quarter,week,hour,season"
_UNIT = rf"(?P<unit>{_SPANS.replace(',', '|')})"
_ADJECTIVE = (
    r"(?P<adjective>(?:most|least) [a-z]+|(?:highest|lowest|best|worst|top)[- ](?:paid|rated|selling)|[a-z]{3,}(?:est|iest))"
)
_ASK = r"^\s*(?:(?:please|show|plot|draw|find|give|tell|me|us|what|which|what's|is|are|was|were|has|have|had|the)\s+)*"
_WHEN = (
    re.compile(rf"{_ASK}{_ADJECTIVE} {_UNIT}s?\b(?! of\b)(?P<rest>[^?.]*)"),
    re.compile(rf"{_ASK}{_UNIT}s? (?:is|are|was|were|has been|had been)\s+(?:the )?{_ADJECTIVE}\b(?P<rest>[^?.]*)"),
)
_NOUN = r"(?P<noun>[a-z_]+(?: [a-z_]+)?)"
_DOING_MOST = re.compile(
    r"\b(?:which |the )?(?P<n>\d+|[a-z]+) (?P<thing>[a-z_]+) (?:(?:who|that|which) )?(?P<verb>[a-z]+) (?:the )?"
    r"(?P<how>most|least)(?=\s*(?:[.,;?!]|$))"
)
_STOP = r"(?=\s*(?:$|[.,;?!]|\b(?:by|in|with|as|for|of|per|where|from|and|on|that|which|who|since|before|after|during)\b))"
_UNDONE = re.compile(
    r"\b(?P<whole>(?:un|non-?|in)(?P<word>[a-z]{4,}))\b(?: (?P<noun>(?!for\b|by\b|in\b|per\b|and\b|or\b|with\b|from\b)[a-z]+))?"
)
_FREE = re.compile(r"\b(?P<what>[a-z]{3,})-free (?P<noun>[a-z]+)")
_RANK = re.compile(
    r"^\s*(?:please )?(?:show )?(?:rank (?:the |all |our )*(?P<what>[a-z_]+)|(?:the |all |our )*(?P<things>[a-z_]+) ranked)"
    r" (?:by|on|according to) (?:the |their )?(?P<figure>(?:average|mean|median|total) )?"
    r"(?P<by>[a-z_]+(?: [a-z_]+)?)(?=\s*(?:[,.;]|$|\b(?:in|as|with|from|using)\b))"
)
_FEW = re.compile(rf"\b(?:the |top )*(?P<count>\d+|[a-z]+) {_ADJECTIVE} {_NOUN}{_STOP}")
_SELLING = re.compile(
    rf"\b(?:the )?(?P<adjective>(?:best|worst|top)[- ]selling) {_NOUN}{_STOP}|\b(?P<kind>[a-z_]+) (?:that "
    rf")?sells? (?P<how>best|most|worst|least)\b"
)
_BEST = re.compile(rf"{_ASK}(?P<how>best|worst) {_UNIT}s? (?:by|for|in terms of|according to) (?P<figure>[a-z_ ]+?)\s*\??$")
_PART = re.compile(
    r"^\s*(?:(?:show|what|plot|draw|is|the|me)\s+)*(?:percent(?:age)?|proportion|share|fraction|part) of (?:the |all )?"
    r"(?P<of>[a-z_]+) (?:(?:that|who|which|are|is|were|was|have|has|had)\s+)*"
    r"(?P<flag>[a-z_]+)(?: (?:and|or) not(?: (?P=flag))?)?\s*\??$"
)
_FROM = (
    r"(?:(?:that|who|which|are|is|were|was|have|has|had|come|comes|came|goe?s?|went|made|by|at|in|on|from|of|with|to|an?"
    r"|the)\s+)"
)
_PART_OF = re.compile(
    r"^\s*(?:(?:show|what|plot|draw|is|the|me)\s+)*(?:percent(?:age)?|proportion|share|fraction|part) of (?:the |all |our )*"
    rf"(?P<of>[a-z_]+) {_FROM}*(?P<value>[\w-]+(?: [\w-]+)?)\s*\??$"
)
"""A part that is a value of some column."""
_BANDS = re.compile(r"\b(?P<cue>by|per|each|across) (?P<what>[a-z_]+) (?:groups?|bands?|brackets?|ranges?|classes)\b")
_CHANGE = re.compile(
    r"\b(?P<unit>daily|weekly|monthly|quarterly|yearly|annual) (?P<kind>(?:percent(?:age)? |relative )?"
    r"(?:change|growth|difference|increase)s?) (?:in|of)\b(?: the)?"
)
_OVER = re.compile(r"\b(?P<unit>month|year|day|week|quarter)[- ](?:over|to|on)[- ](?:month|year|day|week|quarter)\b")
_BY_UNIT = re.compile(
    r"\b(?:by|per|each|every) (?:the )?(?:day|date|week|month|quarter|year|time)s?\b|\b(?:daily|weekly"
    r"|monthly|quarterly|yearly|annual)\b"
)
_UNITS = {"daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter", "yearly": "year", "annual": "year"}
_HOW = re.compile(r"^\s*how (?P<adjective>[a-z]+) (?:are|is|were) (?:the |our |my |all )*(?P<noun>[a-z_]+)\s*\??$")
_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”|`[^`]*`|'[^']*'(?!\w)")
NEAR = 0.7
"""A column is the one that a word speaks of when it is so alike."""


@dataclass(frozen=True)
class _Wish:
    """What an adjective speaks of."""

    columns: tuple[str, ...]
    falling: bool
    """From the greatest down."""
    busy: bool = False
    summed: bool = False


def plainly(instruction: str, catalogue: Catalogue) -> str:
    """The instruction in the words of the catalogue; as it is where nothing was found to say otherwise."""
    said = in_full(instruction, catalogue)
    for rule in (
        _free,
        _ranked,
        _doing_most,
        relation,
        utmost,
        order,
        _undone,
        _few,
        _selling,
        _best,
        _when,
        _how,
        _part,
        _part_of,
        _banded,
        _change,
        _over,
    ):
        said = rule(said, catalogue)
    return said


# -- rules -------------------------------------------------------------------------------------------------------------


def _free(text: str, catalogue: Catalogue) -> str:
    """ "Accident-free slopes" → "slopes without accident", unless something is called so."""
    match = _match(_FREE, text)
    if match is None or valued(catalogue, match[0].lower().split()[0], exact=True):
        return text
    return put(text, match, f"{match['noun']} without {match['what']}")


def _ranked(text: str, catalogue: Catalogue) -> str:
    """ "Rank the huts by altitude", "huts ranked by altitude" → "altitude by hut, in descending order"."""
    match = _match(_RANK, text)
    if match is None:
        return text
    found = Linker(catalogue, Text("")).phrase(match["by"])
    if not found or found[0][0] < 0.85 or found[0][1].kind != "number" or catalogue.keyed(found[0][1]):
        return text
    what, figure = match["what"] or match["things"], match["figure"] or ""
    return put(text, match, f"{figure}{found[0][1].said} by {what} name, in descending order")


def _doing_most(text: str, catalogue: Catalogue) -> str:
    """ "The 5 patients who weigh the most" → "top 5 patients by weight"."""
    match = _match(_DOING_MOST, text)
    found = measured_by(Linker(catalogue, Text("")), match["verb"]) if match is not None else []
    if match is None or not found or not number_of(match["n"]):
        return text
    return put(
        text, match, f"{'top' if match['how'] == 'most' else 'bottom'} {match['n']} {match['thing']} by {found[0][1].said}"
    )


def _undone(text: str, catalogue: Catalogue) -> str:
    """ "Undamaged rentals" → "rentals that are not damaged", where a yes/no column tells which are damaged."""
    match = _match(_UNDONE, text)
    if match is not None and re.search(
        rf"\b{match['word']}\b[a-z ]{{0,20}}\b(?:and|or|vs\.?|versus)\b", text[: match.start()].lower()
    ):
        return text
    if match is None or not any(c.flag is not None for c in catalogue.columns()):
        return text
    linker = Linker(catalogue, Text(""))
    if any(s >= NEAR for s, _ in linker.phrase(match["whole"])):
        return text
    found = [c for s, c in linker.phrase(match["word"]) if c.flag is not None and s >= 0.85]
    if not found:
        return text
    return put(text, match, f"{match['noun']} that are not {match['word']}" if match["noun"] else f"not {match['word']}")


def _few(text: str, catalogue: Catalogue) -> str:
    """ "10 most expensive products" → "top 10 product by price"."""
    match = _match(_FEW, text)
    wish = _wish(match["adjective"]) if match else None
    count = number_of(match["count"]) if match else None
    if match is None or wish is None or not count:
        return text
    found = _kind(match["noun"], wish, catalogue)
    if found is None and re.match(r"\s*(?:by|in terms of|according to) ", text[match.end() :].lower()):
        return put(text, match, f"{'top' if wish.falling else 'bottom'} {count} {match['noun']}")
    if found is None:
        return text
    label, column = found
    end, order = ("top", "descending") if wish.falling else ("bottom", "ascending")
    if label.kind == "number":
        return put(text, match, f"bar chart of {column.said} by {label.said}, {end} {count}, sort the y axis {order}")
    return put(text, match, f"{end} {count} {label.said} by {column.said}")


def _selling(text: str, catalogue: Catalogue) -> str:
    """ "Best selling products" → "total quantity by product, sorted descending"."""
    match = _match(_SELLING, text)
    if match is None:
        return text
    worst = (match["adjective"] or match["how"]).startswith(("worst", "least"))
    wish = _wish("worst-selling" if worst else "best-selling")
    found = _kind(match["noun"] or match["kind"], wish, catalogue) if wish else None
    if found is None:
        return text
    label, column = found
    if match.start() and re.fullmatch(r"\s*(?:which|what)\s*", text[: match.start()].lower()):
        text, match = text[match.start() :], None
    said = f"total {column.said} by {label.said} sorted {'ascending' if worst else 'descending'}"
    if match is None:
        again = _SELLING.search(text.lower())
        return put(text, again, said) if again else said
    return put(text, match, said)


def _when(text: str, catalogue: Catalogue) -> str:
    """ "The hottest month" → "average temperature by month, sorted descending"."""
    match = next((m for p in _WHEN if (m := _match(p, text))), None)
    wish = _wish(match["adjective"]) if match else None
    if match is None or wish is None or not any(c.kind == "temporal" for c in catalogue.columns()):
        return text
    dated = {c.table for c in catalogue.columns() if c.kind == "temporal"}
    column = _column(wish, catalogue, dated)
    if column is None and not wish.busy:
        return text
    unit = {"week day": "weekday", "day of the week": "weekday", "day": "date"}.get(match["unit"], match["unit"])
    figure = "number of rows" if wish.busy or column is None else f"{'total' if wish.summed else 'average'} {column.said}"
    order = "descending" if wish.falling else "ascending"
    if unit == "date":
        day = next(c for c in catalogue.columns() if c.kind == "temporal" and (column is None or c.table == column.table))
        if column is not None:
            return f"{'top' if wish.falling else 'bottom'} 10 {day.said} by {column.said} as a bar chart{match['rest']}"
    return f"{figure} by {unit}{match['rest']} as a bar chart sorted by the y axis {order}"


def _how(text: str, catalogue: Catalogue) -> str:
    """ "How old are our members" → "distribution of age"."""
    match = _match(_HOW, text)
    wish = _wish(match["adjective"]) if match else None
    column = _column(wish, catalogue, set(catalogue.tables)) if wish is not None else None
    return f"histogram of {column.said}" if column is not None else text


def _best(text: str, catalogue: Catalogue) -> str:
    """ "The best month by revenue" → "revenue by month, sorted descending"."""
    match = _match(_BEST, text)
    if match is None or not any(c.kind == "temporal" for c in catalogue.columns()):
        return text
    order = "ascending" if match["how"] == "worst" else "descending"
    return f"{match['figure'].strip()} by {match['unit']} as a bar chart sorted by the y axis {order}"


def _part(text: str, catalogue: Catalogue) -> str:
    """ "What percentage of passengers survived" → a pie of the column that says so, of rows or of the figure named."""
    match = _match(_PART, text)
    if match is None:
        return text
    found = [(s, c) for s, c in Linker(catalogue, Text("")).phrase(match["flag"]) if c.flag is not None and s >= NEAR]
    return put(text, match, _pie(match["of"], found[0][1], catalogue)) if found else text


def _part_of(text: str, catalogue: Catalogue) -> str:
    """ "What share of orders came from the web" → a pie of the column that holds the value."""
    match = _match(_PART_OF, text)
    held = [c for s, c, _ in valued(catalogue, match["value"], exact=True) if c.kind == "text"] if match is not None else []
    return put(text, match, _pie(match["of"], held[0], catalogue)) if match is not None and held else text


def _pie(what: str, by: Col, catalogue: Catalogue) -> str:
    """A pie of the figure that is named, or of rows."""
    figures = [(s, c) for s, c in Linker(catalogue, Text("")).phrase(what) if s >= NEAR and c.kind == "number"]
    figure = f"total {figures[0][1].said}" if figures and not catalogue.keyed(figures[0][1]) else "number of rows"
    return f"pie chart of the {figure} by {by.said}"


def _banded(text: str, catalogue: Catalogue) -> str:
    """ "By age group" → "by age in bins", where no column has groups of ages."""
    match = _match(_BANDS, text)
    if match is None:
        return text
    linker = Linker(catalogue, Text(""))
    whole, numbers = linker.phrase(match[0].split(" ", 1)[1]), linker.phrase(match["what"])
    if not numbers or numbers[0][0] < 0.85 or numbers[0][1].kind != "number" or (whole and whole[0][1].kind != "number"):
        return text
    return put(text, match, f"{match['cue']} {numbers[0][1].said} in bins")


def _change(text: str, catalogue: Catalogue) -> str:
    """ "Monthly change in revenue" → "month over month change of revenue", and by month."""
    match = _match(_CHANGE, text)
    if match is None or not any(c.kind == "temporal" for c in catalogue.columns()):
        return text
    unit = _UNITS[match["unit"]]
    kind = "percent change" if re.match(r"percent|relative|growth", match["kind"]) else f"{unit} over {unit} change"
    return _ending(put(text, match, f"{kind} of"), f"by {unit}")


def _over(text: str, catalogue: Catalogue) -> str:
    """ "Year over year growth" goes from year to year."""
    match = _match(_OVER, text)
    if match is None or _BY_UNIT.search(text.lower()) or not any(c.kind == "temporal" for c in catalogue.columns()):
        return text
    return _ending(text, f"by {match['unit']}")


# -- pieces ------------------------------------------------------------------------------------------------------------


def _match(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The first match that has nothing in quotes."""
    match = pattern.search(text.lower())
    if match is None or len(text.lower()) != len(text):
        return None
    quoted = [q.span() for q in _QUOTED.finditer(text)]
    return None if any(a < match.end() and match.start() < b for a, b in quoted) else match


def _ending(text: str, said: str) -> str:
    """The text with a phrase behind its first clause."""
    first = re.search(r"[,;.?!](?:\s|$)|\s(?:as|in|with|using) (?:a|an)\s", text)
    place = first.start() if first else len(text)
    return f"{text[:place].rstrip()} {said}{text[place:]}"


def _wish(adjective: str) -> _Wish | None:
    """What an adjective asks for; "least" turns it round."""
    words = re.sub(r"\b(highest|lowest|best|worst|top) (paid|rated|selling)\b", r"\1-\2", adjective)
    turned = words.startswith("least ")
    word = words.removeprefix("most ").removeprefix("least ")
    if word in _BUSY:
        return _Wish((), not turned, busy=True)
    for table, falling in ((_RISING, True), (_FALLING, False)):
        for said, columns in table:
            if word in said.split():
                return _Wish(tuple(columns.split()), falling != turned, summed=word in _SUMMED)
    return None


def _column(wish: _Wish, catalogue: Catalogue, tables: set[str]) -> Col | None:
    """The number that an adjective speaks of, in one of the tables; the highest temperature among several."""
    linker = Linker(catalogue, Text(""))
    for word in wish.columns:
        found = [(s, c) for s, c in linker.phrase(word) if c.table in tables and c.kind == "number" and s > 0.3]
        if found:
            greatest = "max" if wish.falling else "min"
            return max(found, key=lambda p: p[0] + 0.3 * any(n.startswith(greatest) for n in p[1].stems))[1]
    return None


def _kind(noun: str, wish: _Wish, catalogue: Catalogue) -> tuple[Col, Col] | None:
    """The column that names the things, and the number that they are ranked by."""
    linker = Linker(catalogue, Text(""))
    named = [c for s, c in linker.phrase(noun) if s >= NEAR and c.kind in ("text", "boolean") and not catalogue.keyed(c)]
    for label in named:
        column = _column(wish, catalogue, {label.table})
        if column is not None:
            return label, column
    head = noun.split()[-1].removesuffix("s")
    tables = sorted(catalogue.tables.values(), key=lambda t: -max((likeness(head, s) for s in t.stems), default=0.0))
    alike = [t for t in tables if max((likeness(head, s) for s in t.stems), default=0.0) >= NEAR]
    for table in alike or (tables[:1] if len(tables) == 1 else []):
        column, naming = _column(wish, catalogue, {table.name}), table.label or _telling(table) or _key(table)
        if column is not None and naming is not None and not named:
            return naming, column
    return None


def _telling(table: Table) -> Col | None:
    """The text that tells most rows apart."""
    texts = [c for c in table.cols if c.kind == "text" and not c.dated_text and c.distinct > 8]
    return max(texts, key=lambda c: c.distinct, default=None)


def _key(table: Table) -> Col | None:
    """The column whose values number the rows, else their dates."""
    keys = [c for c in table.cols if c.unique and (c.identifier or c.kind == "temporal")]
    return min(keys, key=lambda c: c.kind == "temporal", default=None)
