"""Additivity: a column goes in; whether its figures add up, or are averaged, when nothing is said comes out."""

from __future__ import annotations

from jupyter_viscode.intent.language.vocabulary import UNITS
from jupyter_viscode.intent.language.words import participle, split_name, stem
from jupyter_viscode.intent.schema.tables import Col

SUMMED = frozenset(
    """
    sale revenue amount quantity total count number population profit cost spend expense budget income unit volume
    hour minute point goal order visit visitor passenger view click download death case casualty loss win vote
    donation payment balance credit debit production export import traffic precipitation rainfall snowfall
    """.split()
)
"""Stems of quantities that add up; the others are averaged when nothing is said."""
SPENT = frozenset(["distance", "km", "mile", "kilometer", "kwh", "mwh", "kcal", "calorie", "step", "energy", "water", "rain"])
"""Stems of quantities that add up over a stretch of time."""
AVERAGED = frozenset(
    """
    price rate ratio percent percentage average mean age score rating temperature index share per salary height
    weight speed
    """.split()
)
RATES = frozenset("rate ratio percent percentage share proportion per index average mean temperature age".split())
"""Stems of what makes no whole of which a part could be taken."""
CURRENCIES = frozenset(("euro", "eur", "dollar", "usd", "pound", "gbp", "franc", "chf", "krona", "yen"))
"""A column that is called so and no more holds amounts."""
JUDGED = frozenset(("star", "point", "mark", "year", "day", "week", "month", "level"))
"""Plurals of what is not counted: marks that are given, ages."""


def adds_up(column: Col) -> bool:
    """Whether a quantity is added up when nothing is said: revenue, hours, and of what something was done: `kg_picked`."""
    words = split_name(column.name)
    done = column.kind == "number" and not column.year and len(words) > 1 and participle(words[-1].lower())
    paid = set(column.stems) <= CURRENCIES
    return (done or paid or bool(set(column.stems) & SUMMED)) and not set(column.stems) & AVERAGED


def counts_things(column: Col) -> bool:
    """Whether a number's name is a plural: parcels, guests, cars; of a stretch of time there are so many in all."""
    last = split_name(column.name)[-1].lower()
    plural = stem(last) != last and last.endswith("s") and not last.endswith(("ss", "us", "is"))
    measured = {stem(last), *column.stems} & (UNITS | AVERAGED | JUDGED)
    return plural and column.kind == "number" and column.integer and not column.year and not measured
