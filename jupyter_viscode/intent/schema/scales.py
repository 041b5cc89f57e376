"""Scales: the values of a column of texts go in; the order that everybody knows them in comes out, from the lowest up.

Of a unit of time comes out whether it runs on or comes round again.
"""

from __future__ import annotations

from collections.abc import Collection

from jupyter_viscode.spec import FieldType

_KNOWN = tuple(
    tuple(scale.split(", "))
    for scale in (
        "strongly disagree, disagree, somewhat disagree, neither agree nor disagree, neutral, undecided, "
        "somewhat agree, agree, strongly agree",
        "very dissatisfied, dissatisfied, somewhat dissatisfied, neutral, somewhat satisfied, satisfied, very satisfied",
        "very unlikely, unlikely, neutral, likely, very likely",
        "never, almost never, rarely, seldom, occasionally, sometimes, often, usually, almost always, always",
        "not at all, slightly, somewhat, moderately, very, very much, extremely",
        "terrible, very bad, very poor, bad, poor, fair, average, okay, ok, satisfactory, good, very good, "
        "excellent, outstanding",
        "none, mild, moderate, severe, critical",
        "very low, low, medium, moderate, high, very high, critical",
        "tiny, small, medium, large, huge",
        "xxs, xs, s, m, l, xl, xxl, xxxl",
        "intern, junior, mid, mid-level, senior, lead, principal",
        "beginner, basic, intermediate, advanced, expert",
        "monday, tuesday, wednesday, thursday, friday, saturday, sunday",
        "mon, tue, wed, thu, fri, sat, sun",
        "mon, tues, weds, thur, fri, sat, sun",
        "mon, tues, wed, thurs, fri, sat, sun",
        "january, february, march, april, may, june, july, august, september, october, november, december",
        "jan, feb, mar, apr, may, jun, jul, aug, sep, oct, nov, dec",
        "winter, spring, summer, autumn",
        "winter, spring, summer, fall",
        "morning, noon, afternoon, evening, night",
        "breakfast, lunch, dinner",
    )
)
LEAST = 3
"""Two values may be of a scale by chance."""


def known_order(values: Collection[object]) -> tuple[str, ...]:
    """The values from the lowest to the highest; nothing where they are of no scale, or of two."""
    texts = [v for v in values if isinstance(v, str)]
    if not LEAST <= len(texts) <= 12 or len(texts) < len(values):
        return ()
    plain = {v: " ".join(v.lower().split()) for v in texts}
    found = [s for s in _KNOWN if set(plain.values()) <= set(s)]
    if not found or len(set(plain.values())) < len(texts):
        return ()
    return tuple(sorted(texts, key=lambda v: found[0].index(plain[v])))


def unit_type(unit: str | None) -> FieldType:
    """Units that begin with the year run on, as dates do; the others come round again."""
    return "temporal" if unit is None or unit.startswith("year") else "ordinal"
