"""Adjectives: a word that compares and a linker go in; the columns that it speaks of come out, and which way they are compared.

"Heavier" speaks of a weight, "newest" of a year, "faster" of a speed or, the other way round, of a time. No word of any
table is known here: an adjective says nothing unless a column is called like what it measures.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from jupyter_viscode.intent.language.words import participle, split_name
from jupyter_viscode.intent.linking.link import Linker
from jupyter_viscode.intent.schema.tables import Col

_SCALES = (
    ("heavy", "light", "weight mass load tonnage kilo kg"),
    ("tall", "short", "height"),
    ("high", "low", "height altitude elevation level"),
    ("long", "short", "length duration distance range runtime minutes hours days km"),
    ("far distant", "near close", "distance range"),
    ("old", "young", "age -birth -born -year"),
    ("old ancient", "new recent young modern", "-year -built -opened -founded -established -launched -released -since -date"),
    ("late", "early", "date time year"),
    ("expensive costly dear pricey", "cheap inexpensive affordable", "price cost fee fare rent amount value"),
    ("valuable precious", "", "value price worth"),
    ("big large", "small little", "size area capacity population tonnage"),
    ("roomy spacious", "", "capacity area size"),
    ("fast quick swift", "slow", "speed velocity -time -hours -minutes -seconds -duration"),
    ("hard difficult tough", "easy simple", "difficulty"),
    ("deep", "shallow", "depth"),
    ("wide broad", "narrow", "width"),
    ("thick", "thin", "thickness"),
    ("hot warm", "cold cool", "temperature temp"),
    ("wet rainy", "dry", "precipitation rainfall rain"),
    ("windy", "calm", "wind"),
    ("strong powerful", "weak", "power strength horsepower"),
    ("loud noisy", "quiet", "volume loudness noise"),
    ("rich wealthy", "poor", "income wealth salary gdp"),
    ("crowded populous populated", "", "population"),
    ("experienced", "", "experience years"),
    ("good", "bad", "rating score stars grade -rank -place -position"),
    ("popular", "", "popularity votes visitors downloads views"),
    ("steep", "flat", "slope gradient"),
    ("dense", "", "density"),
    ("bright", "dim", "brightness"),
    ("salty", "", "salinity salt"),
    ("sweet", "", "sugar"),
    ("caloric", "", "calories kcal"),
    ("busy frequent common great many most", "rare few least", ""),
)
"""What adjectives rise along, what the opposites are, and what columns of it are called; a minus: the other way round."""

_VERBS = {
    "weigh": "weight mass kilo kg", "weighing": "weight mass kilo kg", "weighs": "weight mass kilo kg",
    "weighed": "weight mass kilo kg", "cost": "price cost fee", "costs": "price cost fee", "costing": "price cost fee",
    "charge": "fee price rate", "charging": "fee price rate", "charges": "fee price rate", "worth": "value price",
    "valued": "value price", "earn": "salary wage income earnings", "earning": "salary wage income earnings",
    "pay": "price fare fee cost amount", "pays": "price fare fee cost amount", "paying": "price fare fee cost amount",
    "earns": "salary wage income earnings", "earned": "salary wage income earnings", "paid": "salary wage pay income fee",
    "last": "duration length minutes hours", "lasting": "duration length minutes hours",
    "lasts": "duration length minutes hours", "lasted": "duration length minutes hours", "hold": "capacity volume",
    "holding": "capacity volume", "holds": "capacity volume", "aged": "age", "populated": "population",
    "measuring": "length height size", "rated": "rating score stars", "priced": "price cost fee", "seat": "capacity seats",
    "seating": "capacity seats", "seats": "capacity seats", "scored": "score points", "scoring": "score points",
}  # fmt: skip
"""Verbs and the like that say what a number measures: "weighing over 20", "worth more than 100"."""

_MEASURES = {
    "m": "height altitude elevation length depth distance", "metre": "height altitude elevation length depth distance",
    "meter": "height altitude elevation length depth distance", "km": "distance length range",
    "kilometre": "distance length range", "kilometer": "distance length range", "mile": "distance length range",
    "cm": "height length width size", "mm": "length width size", "kg": "weight mass load", "kilo": "weight mass load",
    "kilogram": "weight mass load", "g": "weight mass", "gram": "weight mass", "ton": "weight load", "tonne": "weight load",
    "lb": "weight", "pound": "weight price cost", "litre": "volume capacity", "liter": "volume capacity",
    "hour": "duration hours time", "minute": "duration minutes length time", "second": "duration seconds time",
    "month": "age duration months", "week": "age duration weeks", "day": "age duration days",
    "euro": "price cost fee value amount budget", "dollar": "price cost fee value amount budget",
    "eur": "price cost fee value amount budget",
}  # fmt: skip
"""Units, and what columns that are measured in them are called."""

_SHORT_UNITS = {"minute": "min mins", "hour": "hr hrs h", "month": "mo mon mths", "week": "wk wks", "second": "sec secs s",
                "gram": "g", "kilogram": "kg", "kilo": "kg", "metre": "m", "meter": "m", "mile": "mi", "litre": "l",
                "liter": "l", "kilometre": "km", "kilometer": "km"}  # fmt: skip
"""How units are shortened at the end of names."""

_IRREGULAR = {"better": "good", "best": "good", "worse": "bad", "worst": "bad", "further": "far", "farther": "far",
              "furthest": "far", "farthest": "far", "elder": "old", "eldest": "old"}  # fmt: skip
_STRETCHES = frozenset("duration minutes hours days weeks months seconds".split())
"""Lengths of time, which no date tells."""
NEAR = 0.6
"""A column is the one that a word speaks of when it is so alike."""
Graded = list[tuple[float, Col, bool]]
"""(score, column, whether more of the adjective is more in the column)."""


@lru_cache(maxsize=4096)
def base_of(word: str) -> str:
    """The plain form of a comparative or superlative: "heaviest" → "heavy"; "" when it is none that is known."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    for tail in ("est", "er"):
        short = word.removesuffix(tail)
        if short == word or len(short) < 2:
            continue
        forms = [
            short,
            f"{short}e",
            f"{short[:-1]}y" if short.endswith("i") else "",
            short[:-1] if short[-1] == short[-2] else "",
        ]
        return next((f for f in forms if f in _KNOWN), "")
    return ""


def _known() -> dict[str, list[tuple[str, bool]]]:
    """Every adjective with (name of a column, whether both rise together)."""
    found: dict[str, list[tuple[str, bool]]] = {}
    for more, less, names in _SCALES:
        for words, rising in ((more, True), (less, False)):
            for word in words.split():
                known = found.setdefault(word, [])
                known.extend((n.lstrip("-"), rising != n.startswith("-")) for n in names.split())
    return found


_KNOWN = _known()


def graded(linker: Linker, word: str, tables: Collection[str] = ()) -> Graded:
    """The columns that an adjective speaks of (in any of its forms), best first; of `tables` only, where some are given."""
    names = _KNOWN.get(base_of(word) or word, [])
    return _named(linker, names, tables)


def measured_by(linker: Linker, verb: str, tables: Collection[str] = ()) -> Graded:
    """The columns that a verb such as "weighing" or "costs" speaks of."""
    return _named(linker, [(n, True) for n in _VERBS.get(verb, "").split()], tables)


def in_unit(linker: Linker, unit: str, tables: Collection[str] = ()) -> Graded:
    """The columns that are measured in a unit: those whose names end in it, else those of what it measures."""
    singular = unit.removesuffix("s") if len(unit) > 2 else unit
    names = _MEASURES.get(singular)
    if names is None:
        return []
    forms = {singular, f"{singular}s", *_SHORT_UNITS.get(singular, "").split()}
    ending = [
        (1.0, c, True)
        for c in linker.catalogue.columns()
        if c.kind == "number" and (not tables or c.table in tables) and _ends_in(c, forms, (singular, f"{singular}s"))
    ]
    return ending or _named(linker, [(n, True) for n in names.split()], tables)


def _ends_in(column: Col, forms: Collection[str], whole: Collection[str]) -> bool:
    """Whether a name ends in a unit, or says what was done to so much of it; a name of one word is the unit in full."""
    words = [w.lower() for w in split_name(column.name)]
    if len(words) < 2:
        return words[:1] != [] and words[0] in whole
    return words[-1] in forms or (words[0] in forms and len(words) == 2 and participle(words[1]))


def _named(linker: Linker, names: Collection[tuple[str, bool]], tables: Collection[str]) -> Graded:
    found: Graded = []
    for place, (name, rising) in enumerate(names):
        for score, column in linker.phrase(name):
            if score < NEAR and name not in column.stems:
                continue
            if (
                column.kind not in ("number", "temporal")
                or (column.kind == "temporal" and name in _STRETCHES)
                or linker.catalogue.keyed(column)
            ):
                continue
            if (tables and column.table not in tables) or any(c is column for _, c, _ in found):
                continue
            found.append((max(NEAR, score) - 0.04 * place, column, rising))
    return sorted(found, key=lambda p: -p[0])


def rises(word: str) -> bool | None:
    """Whether an adjective says much of something, in any form ("heaviest", "expensive"); None when it is not known."""
    plain = base_of(word) or word
    for more, less, _ in _SCALES:
        if plain in more.split() or plain in less.split():
            return plain in more.split()
    return None


COMPARATIVE = re.compile(r"\b(?:(?:more|less) (?P<long>[a-z]+)|(?P<short>[a-z]{3,}(?:er|ther)|worse)|(?P<verb>worth))\b")


def comparatives(words: str) -> list[str]:
    """The adjectives in the comparative (and "worth", which compares as they do) among some words, last first."""
    found = [m["long"] or m["short"] or m["verb"] for m in COMPARATIVE.finditer(words)]
    return [w for w in reversed(found) if w in _VERBS or base_of(w) or w in _KNOWN]
